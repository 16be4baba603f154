/* Which cells of a table are not what they were at an earlier moment, and what came in between. */
#include "serve/cite.h"
#include "serve/page.h"
#include "serve/past.h"
#include "serve/route.h"
#include "store/as_of.h"
#include "write/grid_cells.h"

#define CHANGES_SHOWN 1000
#define IMPORTS_SHOWN 20

/* A table now and then, and what happened in between. */
struct changes {
    const struct table *table;
    const char
        *since; /* the moment of then; NULL: there is nothing before the last day of changes */
    struct grid *now, *then;
    struct import_info *imports; /* all; those since then are told */
    size_t import_count;
    struct since people;
    bool html;
    struct json json;
    bool counting; /* and not writing */
    size_t count;  /* cells that differ */
};

/* ---- what to compare with ---- */

/* The day before the last on which anything changed. */
static enum status default_moment(struct visit *visit, const char **moment)
{
    struct str last, before;
    bool latest = false;
    *moment = NULL;
    TRY(store_last_change(visit->store, visit->arena, NULL, &last, &visit->why));
    if (last.length < 10) {
        return STATUS_OK;
    }
    /* Moments are compared as texts: "2026-11-26" is before all of that day. */
    const char *day = arena_printf(visit->arena, "%.10s", last.at);
    if (!day) {
        return fail_memory(&visit->why);
    }
    TRY(store_change_before(visit->store, visit->arena, day, &before, &latest, &visit->why));
    *moment = before.length > 0 ? arena_copy(visit->arena, before) : NULL;
    return before.length == 0 || *moment ? STATUS_OK : fail_memory(&visit->why);
}

static enum status compute(struct visit *visit, struct changes *changes)
{
    struct gone gone;
    TRY(table_compute(visit->store, changes->table, visit->arena, &changes->now, &visit->why));
    if (!changes->since) {
        return STATUS_OK;
    }
    TRY(store_imports(visit->store, visit->arena, &changes->imports, &changes->import_count,
                      &visit->why));
    TRY(past_enter(visit, str_of(changes->since), &gone));
    const char *moment = visit->as_of;
    const enum status status =
        table_compute(visit->store, changes->table, visit->arena, &changes->then, &visit->why);
    past_leave(visit, &gone);
    changes->since = moment;
    TRY(status);
    return store_since(visit->store, moment, &changes->people, &visit->why);
}

/* ---- cells ---- */

/* One cell of both tables; NULL where the row or column was not, or is not. */
struct pair {
    const char *block, *key;
    const struct grid_row *row; /* whose label is told; NULL: a total */
    const struct grid_column *then_column, *now_column;
    const struct cell *then, *now;
};

static bool is_same(const struct pair *pair, const char *language)
{
    const struct cell *a = pair->then, *b = pair->now;
    if (!a || !b || a->has_value != b->has_value || a->state != b->state) {
        return false;
    }
    if (a->words || b->words || a->text || b->text) {
        const struct cell_place x = {pair->then_column, a, !pair->row};
        const struct cell_place y = {pair->now_column, b, !pair->row};
        const char *one = cell_words(&x, language), *other = cell_words(&y, language);
        return one && other ? strcmp(one, other) == 0 : one == other;
    }
    return a->value == b->value;
}

static void write_cell(struct visit *visit, const struct pair *pair, bool now)
{
    const struct cell *cell = now ? pair->now : pair->then;
    const struct grid_column *column = now ? pair->now_column : pair->then_column;
    const bool link = now && cell && cell->has_value && cell->filter;
    buf_text(visit->out, column && column->from->form == FORM_TEXT ? "<td class=\"text\">"
                                                                   : "<td class=\"number\">");
    if (link) {
        buf_text(visit->out, "<a href=\"");
        address_of_query(visit, cell->filter, FORM_HTML);
        buf_text(visit->out, "\">");
    }
    if (cell) {
        cell_html(&(struct cell_place){column, cell, !pair->row}, visit->language, visit->out);
    } else {
        say_plain(visit, "not there");
    }
    buf_text(visit->out, link ? "</a></td>" : "</td>");
}

static const char *label_of(struct visit *visit, const struct pair *pair)
{
    return pair->row ? label_here(visit, &pair->row->label, pair->row->key) : t(visit, "Total");
}

static const struct grid_column *column_of(const struct pair *pair)
{
    return pair->now_column ? pair->now_column : pair->then_column;
}

static void change_html(struct visit *visit, const struct pair *pair)
{
    buf_text(visit->out, "<tr><th scope=\"row\">");
    if (pair->block[0]) {
        html_text(visit->out, pair->block);
        buf_text(visit->out, " / ");
    }
    html_text(visit->out, label_of(visit, pair));
    buf_text(visit->out, "</th><td>");
    html_text(visit->out, label_here(visit, &column_of(pair)->label, column_of(pair)->name));
    buf_text(visit->out, "</td>");
    write_cell(visit, pair, false);
    write_cell(visit, pair, true);
    buf_text(visit->out, "</tr>\n");
}

static void value_json(struct visit *visit, struct json *json, const char *key,
                       const struct cell_place *place)
{
    json_key(json, key);
    if (!place->cell || !place->cell->has_value) {
        json_null(json);
    } else if (cell_kind(place) == CELL_IS_TEXT) {
        json_text(json, cell_words(place, visit->language));
    } else if (cell_kind(place) == CELL_IS_TRUTH) {
        json_bool(json, place->cell->value != 0);
    } else {
        json_decimal(json, place->cell->value);
    }
}

static void change_json(struct visit *visit, struct json *json, const struct pair *pair)
{
    json_object(json);
    if (pair->block[0]) {
        json_key_text(json, "block", pair->block);
    }
    json_key_text(json, "key", pair->key);
    json_key_text(json, "label", label_of(visit, pair));
    json_key_text(json, "column", column_of(pair)->name);
    value_json(visit, json, "from",
               &(struct cell_place){pair->then_column, pair->then, !pair->row});
    value_json(visit, json, "to", &(struct cell_place){pair->now_column, pair->now, !pair->row});
    json_object_end(json);
}

static void tell(struct visit *visit, struct changes *changes, const struct pair *pair)
{
    if (!column_of(pair) || is_same(pair, visit->language) || (!pair->then && !pair->now)) {
        return;
    }
    changes->count++;
    if (changes->counting) {
        return;
    }
    if (!changes->html) {
        change_json(visit, &changes->json, pair);
    } else if (changes->count <= CHANGES_SHOWN) {
        change_html(visit, pair);
    }
}

/* ---- rows ---- */

/* The key of the block that a row stands in; "" in a table without blocks. */
static const char *block_of(const struct grid *grid, size_t row)
{
    for (size_t i = 0; i < grid->section_count; i++) {
        const struct grid_section *block = &grid->sections[i];
        if (row >= block->first && row < block->first + block->count) {
            return block->key;
        }
    }
    return "";
}

/* The cells of one row, of which one side may not be there, in the columns of either table. */
static void tell_row(struct visit *visit, struct changes *changes, struct pair *pair,
                     const struct cell *then, const struct cell *now)
{
    const struct grid *before = changes->then, *after = changes->now;
    for (size_t c = 0; c < after->column_count; c++) {
        const size_t old = grid_column_at(before, str_of(after->columns[c].name));
        const bool was = old < before->column_count;
        pair->now_column = &after->columns[c];
        pair->then_column = was ? &before->columns[old] : NULL;
        pair->now = now ? &now[c] : NULL;
        pair->then = was && then ? &then[old] : NULL;
        tell(visit, changes, pair);
    }
    for (size_t c = 0; then && c < before->column_count; c++) {
        if (grid_column_at(after, str_of(before->columns[c].name)) == after->column_count) {
            pair->now_column = NULL;
            pair->then_column = &before->columns[c];
            pair->now = NULL;
            pair->then = &then[c];
            tell(visit, changes, pair);
        }
    }
}

/* The row of @grid with the same key, in the block of the same key; or NULL. */
static const struct grid_row *same_row(const struct grid *grid, const char *block, const char *key)
{
    for (size_t r = 0; r < grid->row_count; r++) {
        if (strcmp(grid->rows[r].key, key) == 0 && strcmp(block_of(grid, r), block) == 0) {
            return &grid->rows[r];
        }
    }
    return NULL;
}

static void tell_rows(struct visit *visit, struct changes *changes)
{
    const struct grid *before = changes->then, *after = changes->now;
    for (size_t r = 0; r < after->row_count; r++) {
        const struct grid_row *row = &after->rows[r];
        struct pair pair = {.block = block_of(after, r), .key = row->key, .row = row};
        const struct grid_row *old = same_row(before, pair.block, row->key);
        tell_row(visit, changes, &pair, old ? old->cells : NULL, row->cells);
    }
    for (size_t r = 0; r < before->row_count; r++) {
        const struct grid_row *row = &before->rows[r];
        struct pair pair = {.block = block_of(before, r), .key = row->key, .row = row};
        if (!same_row(after, pair.block, row->key)) {
            tell_row(visit, changes, &pair, row->cells, NULL);
        }
    }
    if (changes->table->totals) {
        struct pair pair = {.block = "", .key = "total"};
        tell_row(visit, changes, &pair, before->totals, after->totals);
    }
}

/* ---- why ---- */

static bool is_since(const struct changes *changes, const struct import_info *import)
{
    return str_compare(import->started, str_of(changes->since)) > 0 &&
           import->counts.stored + import->counts.updated > 0;
}

static struct str name_of(struct str path)
{
    for (size_t i = path.length; i > 0; i--) {
        if (path.at[i - 1] == '/') {
            return (struct str){path.at + i, path.length - i};
        }
    }
    return path;
}

static void show_import(struct visit *visit, const struct import_info *import)
{
    const char *parts[] = {"imports", arena_printf(visit->arena, "%lld", import->id)};
    const struct str values[] = {name_of(import->file), moment_text(visit, import->started),
                                 number_text(visit, import->counts.stored),
                                 number_text(visit, import->counts.updated)};
    buf_text(visit->out, "<li><a href=\"");
    address_path(visit, parts, 2);
    buf_text(visit->out, "\">");
    say(visit, "Import of {0}, {1}: {2} new records, {3} changed", values, COUNT_OF(values));
    buf_text(visit->out, "</a></li>\n");
}

static void show_reasons(struct visit *visit, const struct changes *changes)
{
    size_t shown = 0;
    buf_text(visit->out, "<h2>");
    say_plain(visit, "What came in between");
    buf_text(visit->out, "</h2>\n<ul>\n");
    for (size_t i = 0; i < changes->import_count && shown < IMPORTS_SHOWN; i++) {
        if (is_since(changes, &changes->imports[i])) {
            show_import(visit, &changes->imports[i]);
            shown++;
        }
    }
    const struct str edited = number_text(visit, changes->people.edited);
    const struct str decided = number_text(visit, changes->people.decided);
    buf_text(visit->out, "<li>");
    say(visit, "Records that people edited, entered or deleted: {0}", &edited, 1);
    buf_text(visit->out, "</li>\n<li>");
    say(visit, "Tags that people confirmed or rejected: {0}", &decided, 1);
    buf_text(visit->out, "</li>\n</ul>\n");
}

static void reasons_json(const struct changes *changes, struct json *json)
{
    json_key(json, "imports");
    json_array(json);
    for (size_t i = 0; i < changes->import_count; i++) {
        const struct import_info *import = &changes->imports[i];
        if (is_since(changes, import)) {
            json_object(json);
            json_key_integer(json, "import", import->id);
            json_key_str(json, "file", name_of(import->file));
            json_key_str(json, "started", import->started);
            json_key_integer(json, "stored", (long long)import->counts.stored);
            json_key_integer(json, "updated", (long long)import->counts.updated);
            json_object_end(json);
        }
    }
    json_array_end(json);
    json_key_integer(json, "edited", (long long)changes->people.edited);
    json_key_integer(json, "decided", (long long)changes->people.decided);
}

/* ---- the page ---- */

static void show_cells(struct visit *visit, struct changes *changes)
{
    static const char *const heads[] = {N_("Row"), N_("Column"), N_("Then"), N_("Now")};
    struct buf *out = visit->out;
    changes->counting = true;
    tell_rows(visit, changes);
    buf_text(out, "<p>");
    say_count(visit, changes->count, "{0} cell is not what it was.",
              "{0} cells are not what they were.");
    buf_text(out, "</p>\n");
    if (changes->count > 0) {
        changes->counting = false;
        changes->count = 0;
        buf_text(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
                      "aria-labelledby=\"title\"><table class=\"grid\" aria-labelledby=\"title\">");
        table_heads(visit, heads, COUNT_OF(heads), -1);
        tell_rows(visit, changes);
        buf_text(out, "</tbody></table></div>\n");
    }
    if (changes->count > CHANGES_SHOWN) {
        const struct str shown = number_text(visit, CHANGES_SHOWN);
        buf_text(out, "<p>");
        say(visit, "Only the first {0} are shown; the JSON has all.", &shown, 1);
        buf_text(out, "</p>\n");
    }
}

static void show_changes(struct visit *visit, struct changes *changes)
{
    const struct table *table = changes->table;
    const struct str title = str_of(label_here(visit, &table->title, table->name));
    const struct page page = {.title = t(visit, "Changes of a table"), .place = "tables"};
    const char *path[] = {"tables", table->name};
    struct buf *out = visit->out;
    page_begin(visit, &page);
    buf_text(out, "<p class=\"kind\"><a href=\"");
    address_path(visit, path, 2);
    buf_text(out, "\">");
    html_str(out, title);
    buf_text(out, "</a></p>\n<h1 id=\"title\">");
    if (changes->since) {
        const struct str since = moment_text(visit, str_of(changes->since));
        say(visit, "What has changed since {0}", &since, 1);
        buf_text(out, "</h1>\n");
        show_cells(visit, changes);
        show_reasons(visit, changes);
    } else {
        html_text(out, page.title);
        buf_text(out, "</h1>\n<p>");
        say_plain(visit, "There is nothing earlier to compare with: all data came on one day.");
        buf_text(out, "</p>\n");
    }
    page_end(visit);
}

static void changes_json(struct visit *visit, struct changes *changes)
{
    struct json *json = &changes->json;
    json_init(json, visit->out, false);
    json_object(json);
    json_key_text(json, "table", changes->table->name);
    json_key(json, "since");
    if (changes->since) {
        json_text(json, changes->since);
    } else {
        json_null(json);
    }
    json_key(json, "changes");
    json_array(json);
    if (changes->since) {
        tell_rows(visit, changes);
    }
    json_array_end(json);
    reasons_json(changes, json);
    json_object_end(json);
    buf_char(visit->out, '\n');
}

enum status page_table_changes(struct visit *visit)
{
    struct changes changes = {.html = visit->form == FORM_HTML};
    const struct str since = visit_parameter(visit, "since");
    const char *name = arena_copy(visit->arena, visit->segments[1]);
    if (!name) {
        return fail_memory(&visit->why);
    }
    TRY(table_find(visit->site->work->tables, name, &changes.table, &visit->why));
    for (size_t i = 0; i < visit->request->parameter_count; i++) {
        const struct str parameter = visit->request->parameters[i].name;
        if (!str_is(parameter, "lang") && !str_is(parameter, "since")) {
            return fail(&visit->why, STATUS_USAGE, "\"%.*s\": %s", STR_ARGS(parameter),
                        t(visit, "This page takes since, a day or a time, and lang."));
        }
    }
    if (since.at) {
        changes.since = arena_copy(visit->arena, since);
        TRY(changes.since ? STATUS_OK : fail_memory(&visit->why));
    } else {
        TRY(default_moment(visit, &changes.since));
    }
    TRY(compute(visit, &changes));
    if (changes.html) {
        show_changes(visit, &changes);
    } else {
        changes_json(visit, &changes);
    }
    return STATUS_OK;
}
