#include "serve/sitemap.h"

#include "text/html.h"

void sitemap_robots(struct buf *out, const char *sitemap)
{
    buf_text(out, "User-agent: *\nAllow: /\n");
    if (sitemap) {
        buf_printf(out, "Sitemap: %s\n", sitemap);
    }
}

void sitemap_begin(struct buf *out, bool index)
{
    buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<");
    buf_text(out, index ? "sitemapindex" : "urlset");
    buf_text(out, " xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
}

void sitemap_add(struct buf *out, bool index, struct str address)
{
    buf_text(out, index ? "<sitemap><loc>" : "<url><loc>");
    html_str(out, address);
    buf_text(out, index ? "</loc></sitemap>\n" : "</loc></url>\n");
}

void sitemap_end(struct buf *out, bool index)
{
    buf_text(out, index ? "</sitemapindex>\n" : "</urlset>\n");
}
