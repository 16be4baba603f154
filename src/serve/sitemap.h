/*
 * Words for robots: robots.txt, and sitemaps (sitemaps.org, 0.9) of at most so many addresses each.
 * What the site answers (page_sitemap.c) and what a published copy has (publish_rest.c) are
 * written by these.
 */
#ifndef SERVE_SITEMAP_H
#define SERVE_SITEMAP_H

#include "base/buf.h"

#define SITEMAP_ADDRESSES 45000 /* in one; the protocol allows 50,000 */

void sitemap_robots(struct buf *out, const char *sitemap); /* its address, or NULL */

/* The list of sitemaps, or one of them; then the addresses, which are whole. */
void sitemap_begin(struct buf *out, bool index);
void sitemap_add(struct buf *out, bool index, struct str address);
void sitemap_end(struct buf *out, bool index);

#endif
