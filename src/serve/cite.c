#include "serve/cite.h"

#include "serve/page.h"
#include "store/as_of.h"
#include "write/grid_write.h"

#include <sodium.h>

#define DIGEST_BYTES 16

static enum status digest_of(struct visit *visit, const struct grid *grid, const char **digest)
{
    static const struct write_options english = {.language = "en"};
    unsigned char bytes[DIGEST_BYTES];
    char *text = arena_alloc(visit->arena, sizeof bytes * 2 + 1);
    struct buf csv;
    buf_init(&csv, visit->out->limit);
    grid_csv(grid, &english, &csv);
    const bool made = text && !csv.failed && sodium_init() >= 0 &&
                      crypto_generichash(bytes, sizeof bytes, (const unsigned char *)csv.at,
                                         csv.length, NULL, 0) == 0;
    buf_release(&csv);
    if (!made) {
        return fail_memory(&visit->why);
    }
    *digest = sodium_bin2hex(text, sizeof bytes * 2 + 1, bytes, sizeof bytes);
    return STATUS_OK;
}

/* Who stands behind it, and its name. */
static const char *register_of(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    const char *name = label_here(visit, &pack->label, pack->name);
    const char *publisher = label_here(visit, &pack->publisher, "");
    return *publisher ? arena_printf(visit->arena, "%s, %s", publisher, name)
                      : arena_printf(visit->arena, "Crosscut, %s", name);
}

/* Where the table is: as people reach the site; empty in files, which may lie anywhere. */
static const char *address_of(struct visit *visit, const char *table)
{
    const char *site = visit->site->address, *host = visit->request ? visit->request->host : NULL;
    if (site) {
        return arena_printf(visit->arena, "%s/tables/%s", site, table);
    }
    return host ? arena_printf(visit->arena, "%s://%s/tables/%s",
                               visit->site->secure ? "https" : "http", host, table)
                : "";
}

enum status show_citation(struct visit *visit, const struct grid *grid)
{
    const struct table *table = grid->table;
    const struct pack *pack = visit->site->work->pack;
    struct buf *out = visit->out;
    const char *digest = NULL;
    struct str at;
    TRY(digest_of(visit, grid, &digest));
    TRY(store_last_change(visit->store, visit->arena, NULL, &at, &visit->why));
    if (at.length == 0) {
        return STATUS_OK;
    }
    const struct str parts[] = {str_of(label_here(visit, &table->title, table->name)),
                                str_of(register_of(visit)),
                                moment_text(visit, at),
                                str_of(pack->version),
                                str_of(digest),
                                str_of(address_of(visit, table->name))};
    buf_text(out, "<section class=\"cite\">\n<h2>");
    say_plain(visit, "Cite this table");
    buf_text(out, "</h2>\n<p>");
    say(visit, "{0}. {1}, data of {2}, definitions {3}, digest {4}. {5}", parts, COUNT_OF(parts));
    buf_text(out, "</p>\n<p>");
    say_plain(visit, "Made again from this register on any later day, with the same digest:");
    buf_text(out, "</p>\n<pre><code>crosscut table ");
    html_text(out, table->name);
    buf_text(out, " --as-of ");
    html_str(out, at);
    buf_text(out, " --lang en -f csv | b2sum -l 128</code></pre>\n</section>\n");
    return STATUS_OK;
}
