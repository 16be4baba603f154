#include "serve/cite.h"

#include "serve/files.h"
#include "serve/page.h"
#include "store/as_of.h"
#include "store/versions.h"
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

const char *whole_address(struct visit *visit, const char *path)
{
    if (!path || *path != '/') {
        return path;
    }
    if (visit->files) {
        const char *base = visit->files->plan->base;
        return arena_printf(visit->arena, "%s%s", base ? base : "", path + 1);
    }
    return arena_printf(visit->arena, "%s%s", address_root(visit), path);
}

enum status data_moment(struct visit *visit, struct str *at)
{
    if (visit->as_of) {
        *at = str_of(visit->as_of);
        return STATUS_OK;
    }
    return store_last_change(visit->store, visit->arena, NULL, at, &visit->why);
}

enum status cite(struct visit *visit, const struct grid *grid, struct citation *citation)
{
    const struct table *table = grid->table;
    *citation = (struct citation){
        .title = label_here(visit, &table->title, table->name),
        .publisher = register_of(visit),
        .address = whole_address(visit, arena_printf(visit->arena, "/tables/%s", table->name))};
    TRY(digest_of(visit, grid, &citation->digest));
    TRY(data_moment(visit, &citation->changed));
    return citation->publisher && citation->address ? STATUS_OK : fail_memory(&visit->why);
}

/* The address that gives these numbers later too; files have none. */
static const char *lasting_address(struct visit *visit, const struct citation *citation)
{
    return visit->files ? citation->address
                        : arena_printf(visit->arena, "%s?as-of=%.*s", citation->address,
                                       STR_ARGS(citation->changed));
}

/* Writes it to the visit's output, escaped. */
static void say_citation(struct visit *visit, const struct citation *citation)
{
    const char *address = lasting_address(visit, citation);
    const struct str parts[] = {str_of(citation->title),
                                str_of(citation->publisher),
                                moment_text(visit, citation->changed),
                                str_of(visit->site->work->pack->version),
                                str_of(citation->digest),
                                str_of(address ? address : "")};
    say(visit, "{0}. {1}, data of {2}, definitions {3}, digest {4}. {5}", parts, COUNT_OF(parts));
}

const char *record_address(struct visit *visit, const struct record *record)
{
    struct buf path;
    buf_init(&path, (size_t)64 * 1024);
    buf_char(&path, '/');
    html_url_part(&path, str_of(record->kind->plural));
    buf_char(&path, '/');
    html_url_part(&path, record->identifier);
    const char *text = arena_copy(visit->arena, buf_view(&path));
    buf_release(&path);
    return text ? whole_address(visit, text) : "";
}

enum status show_record_citation(struct visit *visit, const struct record *record,
                                 const struct provenance *from)
{
    struct buf *out = visit->out;
    struct version *versions = NULL;
    size_t count = 0;
    struct str at = from->imported;
    if (from->versions > 1) {
        TRY(store_versions(visit->store, visit->arena, record->kind, record->id, &versions, &count,
                           &visit->why));
        at = versions[count - 1].change.at;
    }
    const struct str parts[] = {title_here(visit, record), str_of(register_of(visit)),
                                record->identifier,        number_text(visit, from->versions),
                                moment_text(visit, at),    str_of(record_address(visit, record))};
    buf_text(out, "<section class=\"cite\">\n<h3>");
    say_plain(visit, "Cite this record");
    buf_text(out, "</h3>\n<p>");
    say(visit, "{0}. {1}, record {2}, version {3} of {4}. {5}", parts, COUNT_OF(parts));
    buf_text(out, "</p>\n</section>\n");
    return STATUS_OK;
}

enum status show_citation(struct visit *visit, const struct grid *grid)
{
    struct buf *out = visit->out;
    struct citation citation;
    TRY(cite(visit, grid, &citation));
    if (citation.changed.length == 0) {
        return STATUS_OK;
    }
    buf_text(out, "<section class=\"cite\">\n<h2>");
    say_plain(visit, "Cite this table");
    buf_text(out, "</h2>\n<p>");
    say_citation(visit, &citation);
    if (!visit->files && !visit->as_of) {
        buf_text(out, " <a href=\"");
        address_here(visit, FORM_HTML, NULL);
        buf_printf(out, "%sas-of=", visit->language_asked ? "&amp;" : "?");
        html_str(out, citation.changed);
        buf_text(out, "\">");
        say_plain(visit, "The table as it is now, at an address that stays");
        buf_text(out, "</a>");
    }
    buf_text(out, "</p>\n<p>");
    say_plain(visit, "Made again from this register on any later day, with the same digest:");
    buf_text(out, "</p>\n<pre><code>crosscut table ");
    html_text(out, grid->table->name);
    buf_text(out, " --as-of ");
    html_str(out, citation.changed);
    buf_text(out, " --lang en -f csv | b2sum -l 128</code></pre>\n</section>\n");
    return STATUS_OK;
}
