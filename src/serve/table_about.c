#include "serve/table_about.h"

#include "base/version.h"
#include "serve/cite.h"
#include "serve/page.h"
#include "serve/route.h"
#include "text/source.h"
#include "write/about.h"
#include "write/chart.h"
#include "write/grid_cells.h"

#define DEFINITION_BYTES ((size_t)4 * 1024 * 1024)

/* ---- on the page ---- */

/* What the links of the sentence need. */
struct linking {
    struct visit *visit;
    const struct grid *grid;
};

static const struct lens *lens_of(const struct table *table)
{
    return table->lens ? table->lens : table->rows.lens;
}

static void write_link(void *context, enum about_link link, bool end, struct buf *out)
{
    const struct linking *linking = context;
    struct visit *visit = linking->visit;
    const struct grid *grid = linking->grid;
    if (link == ABOUT_RECORDS && (visit->as_of || (visit->files && grid->about.records == 0))) {
        return; /* in a file, nothing leads to no records */
    }
    if (end) {
        buf_text(out, "</a>");
        return;
    }
    buf_text(out, "<a href=\"");
    if (link == ABOUT_RECORDS) {
        address_of_query(visit, &grid->table->query, FORM_HTML);
        buf_char(out, '"');
        mark_link(visit, grid->about.records);
    } else {
        const char *path[] = {"lenses", lens_of(grid->table)->name};
        address_path(visit, path, 2);
        buf_char(out, '"');
    }
    buf_char(out, '>');
}

/* When the data changed last, for people; NULL when there are none. */
static enum status moment_of(struct visit *visit, const char **moment)
{
    struct str at;
    TRY(data_moment(visit, &at));
    *moment = at.length > 0 ? arena_copy(visit->arena, moment_text(visit, at)) : NULL;
    return at.length == 0 || *moment ? STATUS_OK : fail_memory(&visit->why);
}

enum status show_about(struct visit *visit, const struct grid *grid)
{
    struct linking linking = {visit, grid};
    struct about_style style = {
        .language = visit->language, .html = true, .link = write_link, .context = &linking};
    TRY(moment_of(visit, &style.data));
    buf_text(visit->out, "<p class=\"about\">");
    about_sentence(grid, &style, visit->out);
    buf_text(visit->out, "</p>\n");
    return STATUS_OK;
}

/* ---- the definition itself ---- */

/* Reads a file of the pack into @text; nothing when it cannot be opened. */
static enum status read_definition(struct visit *visit, const char *path, struct buf *text)
{
    struct source *source = NULL;
    struct failure ignored;
    if (!path || source_open(path, &source, &ignored) != STATUS_OK) {
        return STATUS_OK;
    }
    const enum status status = source_read_all(source, "Divide the file.", text, &visit->why);
    source_close(source);
    return status;
}

enum status show_definition(struct visit *visit, const char *path)
{
    struct buf text;
    buf_init(&text, DEFINITION_BYTES);
    const enum status status = read_definition(visit, path, &text);
    if (status == STATUS_OK && text.length > 0) {
        buf_text(visit->out, "<details><summary>");
        say_plain(visit, "The definition, word for word");
        buf_text(visit->out, "</summary><pre class=\"definition\" lang=\"en\" tabindex=\"0\">");
        html_str(visit->out, buf_view(&text));
        buf_text(visit->out, "</pre></details>\n");
    }
    buf_release(&text);
    return status;
}

enum status show_method_of(struct visit *visit, const struct grid *grid)
{
    static const char *const method[] = {"about", "method"};
    buf_text(visit->out, "<section class=\"method\">\n<h2>");
    say_plain(visit, "How was this computed?");
    buf_text(visit->out, "</h2>\n<p><a href=\"");
    address_path(visit, method, 2);
    buf_text(visit->out, "\">");
    say_plain(visit, "The method");
    buf_text(visit->out, "</a></p>\n");
    TRY(show_definition(visit, grid->table->file));
    buf_text(visit->out, "</section>\n");
    return STATUS_OK;
}

/* ---- as data ---- */

/* What writing it passes around; .text is used for one text after another. */
struct describing {
    struct visit *visit;
    const struct grid *grid;
    struct json json;
    struct buf text;
};

static void put_text(struct describing *d, const char *key)
{
    json_key(&d->json, key);
    json_str(&d->json, buf_view(&d->text));
    buf_clear(&d->text);
}

static void put_maybe(struct describing *d, const char *key, const char *text)
{
    if (text && *text) {
        json_key_text(&d->json, key, text);
    }
}

static void put_lens(struct describing *d)
{
    const struct lens *lens = lens_of(d->grid->table);
    json_key(&d->json, "lens");
    if (!lens) {
        json_null(&d->json);
        return;
    }
    json_object(&d->json);
    json_key_text(&d->json, "lens", lens->name);
    json_key_integer(&d->json, "version", lens->version);
    json_key_text(&d->json, "label", label_here(d->visit, &lens->label, lens->name));
    json_key_text(&d->json, "description", label_here(d->visit, &lens->description, ""));
    json_object_end(&d->json);
}

static void put_period(struct describing *d)
{
    const struct grid_about *about = &d->grid->about;
    json_key(&d->json, "period");
    if (!about->from) {
        json_null(&d->json);
        return;
    }
    json_object(&d->json);
    json_key_text(&d->json, "from", about->from);
    json_key_text(&d->json, "to", about->to ? about->to : about->from);
    put_maybe(d, "of", label_here(d->visit, &about->dated, ""));
    json_object_end(&d->json);
}

static void put_columns(struct describing *d)
{
    const struct grid *grid = d->grid;
    json_key_text(&d->json, "rows", label_here(d->visit, &grid->row_label, ""));
    json_key(&d->json, "columns");
    json_array(&d->json);
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct grid_column *column = &grid->columns[c];
        json_object(&d->json);
        json_key_text(&d->json, "name", column->name);
        json_key_text(&d->json, "label", label_here(d->visit, &column->label, column->name));
        put_maybe(d, "unit", column->unit);
        about_column(grid, c, d->visit->language, &d->text);
        put_text(d, "meaning");
        json_object_end(&d->json);
    }
    json_array_end(&d->json);
}

static void put_notes(struct describing *d)
{
    const struct grid *grid = d->grid;
    bool used[SIGNS];
    json_key(&d->json, "notes");
    json_array(&d->json);
    for (size_t i = 0; i < grid->note_count; i++) {
        json_text(&d->json, label_here(d->visit, &grid->notes[i], ""));
    }
    json_array_end(&d->json);
    grid_signs_used(grid, used);
    json_key(&d->json, "signs");
    json_object(&d->json);
    for (enum sign sign = SIGN_MISSING; sign <= SIGN_UNAPPLIED; sign++) {
        if (used[sign]) {
            json_key_text(&d->json, sign_text(sign), sign_meaning(grid, sign, d->visit->language));
        }
    }
    json_object_end(&d->json);
}

static void put_licences(struct describing *d)
{
    const struct pack *pack = d->visit->site->work->pack;
    json_key(&d->json, "licences");
    json_array(&d->json);
    for (size_t i = 0; i < pack->licence_count; i++) {
        json_object(&d->json);
        put_maybe(d, "name", pack->licences[i].name);
        put_maybe(d, "path", pack->licences[i].path);
        put_maybe(d, "title", pack->licences[i].title);
        json_object_end(&d->json);
    }
    json_array_end(&d->json);
    put_maybe(d, "publisher", label_here(d->visit, &pack->publisher, ""));
    put_maybe(d, "contact", pack->contact);
}

/* Where the numbers are, in each form. */
static void put_forms(struct describing *d)
{
    static const enum form forms[] = {FORM_HTML, FORM_JSON, FORM_CSV, FORM_XLSX, FORM_SVG};
    struct visit *visit = d->visit;
    json_key(&d->json, "forms");
    json_object(&d->json);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        const char *name = form_name(forms[i]);
        const char *path = arena_printf(visit->arena, "/tables/%s%s%s", d->grid->table->name,
                                        *name ? "." : "", name);
        const char *address = path ? whole_address(visit, path) : NULL;
        if (address && *address && (forms[i] != FORM_SVG || chart_fits(d->grid))) {
            json_key_text(&d->json, *name ? name : "html", address);
        }
    }
    json_object_end(&d->json);
}

static void put_what(struct describing *d, const char *data)
{
    const struct table *table = d->grid->table;
    const struct about_style style = {.language = d->visit->language, .data = data};
    json_key_text(&d->json, "table", table->name);
    put_maybe(d, "number", label_here(d->visit, &table->number, ""));
    json_key_text(&d->json, "title", label_here(d->visit, &table->title, table->name));
    about_sentence(d->grid, &style, &d->text);
    put_text(d, "description");
    json_key_text(&d->json, "kind", table->kind->name);
    json_key_integer(&d->json, "records", (long long)d->grid->about.records);
    query_print(&table->query, &d->text);
    put_text(d, "filter");
    put_lens(d);
    put_period(d);
    put_maybe(d, "source", label_here(d->visit, &table->source, ""));
}

static void put_origin(struct describing *d, const struct citation *citation)
{
    const struct pack *pack = d->visit->site->work->pack;
    json_key_text(&d->json, "digest", citation->digest);
    buf_printf(&d->text, "%s. %s, %.*s, %s %s, %s. %s", citation->title, citation->publisher,
               STR_ARGS(citation->changed), pack->name, pack->version, citation->digest,
               citation->address);
    put_text(d, "citation");
    buf_printf(&d->text, "Crosscut %s, %s %s", CROSSCUT_VERSION, pack->name, pack->version);
    put_text(d, "made_with");
}

static enum status describe(struct describing *d)
{
    struct visit *visit = d->visit;
    struct citation citation;
    const char *moment = NULL;
    TRY(cite(visit, d->grid, &citation));
    TRY(moment_of(visit, &moment));
    json_object(&d->json);
    put_what(d, moment);
    json_key(&d->json, "changed");
    json_str(&d->json, citation.changed);
    put_maybe(d, "address", citation.address);
    put_forms(d);
    put_columns(d);
    put_notes(d);
    put_licences(d);
    put_origin(d, &citation);
    TRY(read_definition(visit, d->grid->table->file, &d->text));
    put_text(d, "definition");
    json_object_end(&d->json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

enum status table_metadata(struct visit *visit, const struct grid *grid)
{
    struct describing d = {.visit = visit, .grid = grid};
    json_init(&d.json, visit->out, false);
    buf_init(&d.text, DEFINITION_BYTES);
    const enum status status = describe(&d);
    visit->out->failed = visit->out->failed || d.text.failed;
    buf_release(&d.text);
    return status;
}
