/* The records of a kind, with facets: each number is the length of the list that it leads to. */
#include "serve/ask.h"
#include "serve/facets.h"
#include "serve/feed.h"
#include "serve/page.h"
#include "serve/route.h"
#include "write/book.h"
#include "write/calendar.h"

#include <stdlib.h>

#define PAGE_ROWS 50
#define FACETS 8        /* fields that are offered */
#define FACET_VALUES 12 /* of each, the most frequent */

/* ---- rows ---- */

static bool is_column(const struct kind *kind, const struct field *field)
{
    return field->access == ACCESS_PUBLIC && !field->repeat &&
           (field->type == FIELD_DATE || field->type == FIELD_CODE || field->type == FIELD_MONEY ||
            field->type == FIELD_INTEGER) &&
           !(kind->title && strcmp(kind->title, field->name) == 0);
}

static bool is_number(const struct field *field)
{
    return field->type == FIELD_MONEY || field->type == FIELD_INTEGER;
}

/* The first few plain fields, beside the title, so that rows can be told apart. */
static size_t choose_columns(const struct kind *kind, const struct field *columns[], size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < kind->field_count && count < most; i++) {
        if (is_column(kind, &kind->fields[i])) {
            columns[count++] = &kind->fields[i];
        }
    }
    return count;
}

#define COLUMNS 4

static void show_row(struct visit *visit, const struct record *record,
                     const struct field *const columns[], size_t count)
{
    struct buf *out = visit->out;
    buf_text(out, "<tr><th scope=\"row\">");
    link_to_record(visit, record);
    buf_text(out, "</th>");
    for (size_t i = 0; i < count; i++) {
        const struct value *value = record->values[columns[i]->index];
        buf_text(out, is_number(columns[i])            ? "<td class=\"number\">"
                      : columns[i]->type == FIELD_DATE ? "<td class=\"date\">"
                                                       : "<td>");
        if (value) {
            show_value(visit, value);
        }
        buf_text(out, "</td>");
    }
    buf_text(out, "</tr>\n");
}

/* A cursor over the rows of the page that reads only what is shown. */
static enum status open_rows(struct visit *visit, const struct asked *asked,
                             const struct facet_match *all, const struct field *const columns[],
                             size_t count, struct record_cursor **cursor)
{
    const struct field *fields[COLUMNS + 1];
    const struct kind *kind = asked->query.kind;
    const char *rows[PAGE_ROWS];
    struct query query;
    size_t field_count = 0;
    for (; field_count < count; field_count++) {
        fields[field_count] = columns[field_count];
    }
    if (kind->title) {
        fields[field_count++] = kind_field(kind, str_of(kind->title));
    }
    query_init(&query, kind);
    const size_t row_count = facets_page(all, asked->first, PAGE_ROWS, rows);
    const char *const none = "";
    TRY(query_add_values(visit->arena, visit->site->work->pack, &query, "identifier", OP_IS,
                         row_count > 0 ? rows : &none, row_count > 0 ? row_count : 1, &visit->why));
    return store_find_fields(visit->store, &query, ORDER_IDENTIFIER, fields, field_count, cursor,
                             &visit->why);
}

static enum status show_rows(struct visit *visit, const struct asked *asked,
                             const struct facet_match *all)
{
    const struct field *columns[COLUMNS];
    const struct kind *kind = asked->query.kind;
    const size_t count = choose_columns(kind, columns, COLUMNS);
    struct buf *out = visit->out;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    unsigned long long row = 0;
    enum step step = STEP_DONE;
    buf_text(out, "<div class=\"rows\"><table class=\"records\" aria-label=\"");
    html_text(out, label_here(visit, &kind->label, kind->name));
    buf_text(out, "\"><thead><tr><th scope=\"col\">");
    html_text(out, label_here(visit, &kind->label, kind->name));
    buf_text(out, "</th>");
    for (size_t i = 0; i < count; i++) {
        buf_text(out, is_number(columns[i]) ? "<th scope=\"col\" class=\"number\">"
                                            : "<th scope=\"col\">");
        html_text(out, label_here(visit, &columns[i]->label, columns[i]->name));
        buf_text(out, "</th>");
    }
    buf_text(out, "</tr></thead><tbody>\n");
    TRY(open_rows(visit, asked, all, columns, count, &cursor));
    while (row++ < PAGE_ROWS &&
           (step = record_cursor_next(cursor, visit->arena, &record, &visit->why)) == STEP_ITEM) {
        show_row(visit, record, columns, count);
    }
    record_cursor_close(cursor);
    buf_text(out, "</tbody></table></div>\n");
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

static void page_address(struct visit *visit, const void *context, unsigned long long first)
{
    asked_address(visit, context, first);
}

/* ---- facets ---- */

static int by_records(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (x->records != y->records) {
        return x->records > y->records ? -1 : 1;
    }
    return str_compare(x->keys[0], y->keys[0]);
}

static void facet_label(struct visit *visit, const struct field *field, struct str key)
{
    struct value value = {.field = field, .text = key};
    value.number = field->type == FIELD_BOOLEAN && str_is(key, "true");
    if (key.length == 0) {
        say_plain(visit, "Not stated");
    } else {
        show_value(visit, &value);
    }
}

static enum status show_facet_value(struct visit *visit, const struct query *others,
                                    const struct field *field, const struct group *group,
                                    bool chosen)
{
    struct buf *out = visit->out;
    struct query query = *others;
    const char *key = arena_copy(visit->arena, group->keys[0]);
    if (!key) {
        return fail_memory(&visit->why);
    }
    TRY(query_add_values(visit->arena, visit->site->work->pack, &query, field->name, OP_IS, &key, 1,
                         &visit->why));
    buf_text(out, "<li><a href=\"");
    address_of_query(visit, chosen ? others : &query, FORM_HTML);
    buf_text(out, chosen ? "\" aria-current=\"true\">" : "\">");
    facet_label(visit, field, group->keys[0]);
    buf_text(out, "</a> <span>");
    html_str(out, number_text(visit, group->records));
    buf_text(out, "</span></li>\n");
    return STATUS_OK;
}

/* Counts among the records of the list, or, for a field that is asked for, of the other conditions.
 */
static enum status count_values(struct visit *visit, const struct asked *asked,
                                const struct facet_match *all, const struct query *others,
                                const struct field *field, struct group **groups, size_t *count)
{
    struct facet_match match;
    if (others->count == asked->query.count) {
        return facets_count(visit, all, field, groups, count);
    }
    enum status status = facets_match(visit, others, &match);
    if (status == STATUS_OK) {
        status = facets_count(visit, &match, field, groups, count);
    }
    facets_release(visit, &match);
    return status;
}

/* How many values are not shown, and where all codes of the list are. */
static void end_facet(struct visit *visit, const struct field *field, size_t count)
{
    struct buf *out = visit->out;
    const char *path[] = {"vocabularies", field->list ? field->list->name : NULL};
    buf_text(out, "</ul>");
    if (count > FACET_VALUES || field->list) {
        buf_text(out, "<p>");
        if (count > FACET_VALUES) {
            say_count(visit, count - FACET_VALUES, "and {0} more", "and {0} more");
        }
        if (field->list) {
            buf_text(out, count > FACET_VALUES ? " · <a href=\"" : "<a href=\"");
            address_path(visit, path, 2);
            buf_text(out, "\">");
            say_plain(visit, "All codes");
            buf_text(out, "<span class=\"hidden\"> (");
            html_text(out, label_here(visit, &field->list->label, field->list->name));
            buf_text(out, ")</span></a>");
        }
        buf_text(out, "</p>");
    }
    buf_text(out, "</details>\n");
}

/* The values of one field among the records that the other conditions leave. */
static enum status show_facet(struct visit *visit, const struct asked *asked,
                              const struct facet_match *all, const struct field *field)
{
    struct query others;
    struct group *groups = NULL;
    size_t count = 0;
    const char *chosen = asked_without(&asked->query, field, &others);
    TRY(count_values(visit, asked, all, &others, field, &groups, &count));
    if (count < 2 && !chosen) {
        return STATUS_OK;
    }
    if (count > 0) { /* nothing fits the other conditions: there is no array */
        qsort(groups, count, sizeof *groups, by_records);
    }
    buf_text(visit->out, "<details open><summary>");
    html_text(visit->out, label_here(visit, &field->label, field->name));
    buf_text(visit->out, "</summary><ul>\n");
    for (size_t i = 0; i < count; i++) {
        const bool is_chosen = chosen && str_is(groups[i].keys[0], chosen);
        if (i < FACET_VALUES || is_chosen) {
            TRY(show_facet_value(visit, &others, field, &groups[i], is_chosen));
        }
    }
    end_facet(visit, field, count);
    return STATUS_OK;
}

static enum status show_facets(struct visit *visit, const struct asked *asked,
                               const struct facet_match *all)
{
    const struct kind *kind = asked->query.kind;
    size_t shown = 0;
    buf_text(visit->out, "<aside class=\"facets\" aria-label=\"");
    say_plain(visit, "Narrow the list");
    buf_text(visit->out, "\"><details class=\"narrow\"><summary>");
    say_plain(visit, "Narrow the list");
    buf_text(visit->out, "</summary>\n");
    for (size_t i = 0; i < kind->field_count && shown < FACETS; i++) {
        if (facets_has(&kind->fields[i])) {
            TRY(show_facet(visit, asked, all, &kind->fields[i]));
            shown++;
        }
    }
    buf_text(visit->out, "</details></aside>\n");
    return STATUS_OK;
}

/* What a condition is about; the names of those that are of no field are our own. */
static const char *name_of_condition(struct visit *visit, const struct condition *condition)
{
    static const struct {
        const char *name, *words;
    } own[] = {{"tag", N_("Definition")},
               {"candidate", N_("Candidate")},
               {"identifier", N_("Identifier")},
               {"import", N_("Import")}};
    if (condition->field) {
        return label_here(visit, &condition->field->label, condition->name);
    }
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        if (strcmp(condition->name, own[i].name) == 0) {
            return t(visit, own[i].words);
        }
    }
    return condition->name;
}

/* "Labour migration, Forced labour" of a tag; false when it is none that is known. */
static bool show_tag(struct visit *visit, const struct condition *condition, struct str key)
{
    struct str theme = key, name;
    const struct lens *lens = NULL;
    struct failure ignored;
    (void)str_split(&theme, '/', &name);
    const char *text = arena_copy(visit->arena, name);
    if ((strcmp(condition->name, "tag") != 0 && strcmp(condition->name, "candidate") != 0) ||
        !text || lens_set_find(visit->site->work->lenses, text, &lens, &ignored) != STATUS_OK) {
        return false;
    }
    const struct lens_theme *found = NULL;
    for (size_t i = 0; theme.at && i < lens->theme_count; i++) {
        found = str_is(theme, lens->themes[i].name) ? &lens->themes[i] : found;
    }
    if (theme.length > 0 && !found) {
        return false;
    }
    html_text(visit->out, label_here(visit, &lens->label, lens->name));
    if (found) {
        buf_text(visit->out, ", ");
        html_text(visit->out, label_here(visit, &found->label, found->name));
    }
    return true;
}

/* The conditions as words, each with a link that drops it. */
static void show_conditions(struct visit *visit, const struct asked *asked)
{
    static const char *const signs[] = {
        [OP_IS] = "", [OP_IS_NOT] = "≠ ", [OP_AT_LEAST] = "≥ ", [OP_AT_MOST] = "≤ "};
    struct buf *out = visit->out;
    buf_text(out, asked->query.count > 0 ? "<ul class=\"chips\">\n" : "");
    for (size_t i = 0; i < asked->query.count; i++) {
        const struct condition *condition = &asked->query.conditions[i];
        struct query others = asked->query;
        others.count--;
        memmove(&others.conditions[i], &others.conditions[i + 1],
                (others.count - i) * sizeof others.conditions[0]);
        buf_text(out, "<li><a href=\"");
        address_of_query(visit, &others, FORM_HTML);
        buf_text(out, "\">");
        html_text(out, name_of_condition(visit, condition));
        buf_text(out, ": ");
        buf_text(out, signs[condition->op]);
        for (size_t k = 0; k < condition->value_count; k++) {
            const struct str key = str_of(condition->values[k]);
            buf_text(out, k > 0 ? ", " : "");
            if (condition->field && condition->field->type != FIELD_LINK) {
                facet_label(visit, condition->field, key);
            } else if (!show_tag(visit, condition, key)) {
                html_str(out, key);
            }
        }
        buf_text(out, " <span aria-hidden=\"true\">×</span><span class=\"hidden\"> (");
        say_plain(visit, "remove");
        buf_text(out, ")</span></a></li>\n");
    }
    buf_text(out, asked->query.count > 0 ? "</ul>\n" : "");
}

/* ---- data ---- */

static enum status list_csv(struct visit *visit, const struct asked *asked)
{
    const struct record_style style = {.language = visit->language};
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    enum step step;
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    record_write_csv_heading(asked->query.kind, &style, visit->out);
    TRY(store_find(visit->store, &asked->query, ORDER_IDENTIFIER, &cursor, &visit->why));
    while ((step = record_cursor_next(cursor, &arena, &record, &visit->why)) == STEP_ITEM) {
        record_write_csv(record, &style, visit->out);
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    visit->response->disposition = arena_printf(visit->arena, "%s.csv", asked->query.kind->plural);
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

static enum status add_all(struct visit *visit, const struct asked *asked, struct xlsx *book)
{
    const struct record_style style = {.language = visit->language};
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    enum step step;
    TRY(store_find(visit->store, &asked->query, ORDER_IDENTIFIER, &cursor, &visit->why));
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    while ((step = record_cursor_next(cursor, &arena, &record, &visit->why)) == STEP_ITEM) {
        records_xlsx_add(book, record, &style);
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

static enum status make_workbook(struct visit *visit, const struct asked *asked)
{
    const struct record_style style = {.language = visit->language};
    const struct query *query = &asked->query;
    struct book_about about;
    struct xlsx *book = NULL;
    TRY(page_book_about(visit, plain_address(visit, query), &about));
    TRY(records_xlsx_begin(visit->arena, query, &style, &about, &book, &visit->why));
    const enum status status = add_all(visit, asked, book);
    if (status != STATUS_OK) {
        xlsx_drop(book);
        return status;
    }
    return records_xlsx_end(book, &style, visit->out, &visit->why);
}

static enum status list_xlsx(struct visit *visit, const struct asked *asked)
{
    (void)pthread_mutex_lock(&visit->site->workbook);
    const enum status status = make_workbook(visit, asked);
    (void)pthread_mutex_unlock(&visit->site->workbook);
    visit->response->disposition = arena_printf(visit->arena, "%s.xlsx", asked->query.kind->plural);
    return status;
}

static enum status list_json(struct visit *visit, const struct asked *asked)
{
    const struct record_style style = {.language = visit->language};
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct json json;
    unsigned long long row = asked->first;
    enum step step = STEP_DONE;
    unsigned long long total = 0;
    TRY(store_count(visit->store, &asked->query, &total, &visit->why));
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key(&json, "ok");
    json_bool(&json, true);
    json_key_text(&json, "kind", asked->query.kind->name);
    json_key_integer(&json, "total", (long long)total);
    json_key(&json, "rows");
    json_array(&json);
    TRY(store_find(visit->store, &asked->query, ORDER_IDENTIFIER, &cursor, &visit->why));
    step = record_cursor_skip(cursor, asked->first, &visit->why);
    while (step == STEP_ITEM && row < asked->first + PAGE_ROWS &&
           (step = record_cursor_next(cursor, visit->arena, &record, &visit->why)) == STEP_ITEM) {
        record_write_json(record, &style, &json);
        row++;
    }
    record_cursor_close(cursor);
    json_array_end(&json);
    json_key(&json, "truncated");
    json_bool(&json, row < total);
    json_key(&json, "next");
    if (row < total) {
        json_integer(&json, (long long)row);
    } else {
        json_null(&json);
    }
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

static enum status list_as_data(struct visit *visit, const struct asked *asked)
{
    switch (visit->form) {
    case FORM_CSV:
        return list_csv(visit, asked);
    case FORM_XLSX:
        return list_xlsx(visit, asked);
    case FORM_ATOM:
        return feed_atom(visit, asked);
    case FORM_ICS:
        return feed_calendar(visit, asked);
    default:
        return list_json(visit, asked);
    }
}

/* Facets at the side, or above on a phone, and the rows. */
static enum status show_listing(struct visit *visit, const struct asked *asked,
                                const struct facet_match *all)
{
    struct buf *out = visit->out;
    buf_text(out, "<div class=\"listing\">\n");
    TRY(show_facets(visit, asked, all));
    buf_text(out, "<div>\n");
    if (asked->total == 0) {
        buf_text(out, "<p>");
        say_plain(visit, "Nothing fits. Take a condition away.");
        buf_text(out, "</p>\n");
    } else {
        const struct steps steps = {asked->first, PAGE_ROWS, asked->total, page_address, asked};
        TRY(show_rows(visit, asked, all));
        show_steps(visit, &steps);
    }
    buf_text(out, "</div></div>\n");
    return STATUS_OK;
}

static enum status list_page(struct visit *visit, struct asked *asked,
                             const struct facet_match *all)
{
    const struct kind *kind = asked->query.kind;
    struct calendar_fields dates;
    asked->total = all->count;
    visit->without = calendar_fields(kind, &dates) ? 0 : FORM_BIT(FORM_ICS);
    const struct page page = {.title = kind_heading(visit, kind), .feeds = true};
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, " <small>");
    say_count(visit, asked->total, "{0} record", "{0} records");
    buf_text(visit->out, "</small></h1>\n");
    show_conditions(visit, asked);
    TRY(show_listing(visit, asked, all));
    page_end(visit);
    return STATUS_OK;
}

enum status page_list(struct visit *visit)
{
    struct asked asked;
    struct facet_match all;
    const struct pack *pack = visit->site->work->pack;
    if (pack_profile(pack, visit->segments[0]) && !pack_kind(pack, visit->segments[0])) {
        return page_profiles(visit);
    }
    TRY(asked_read(visit, &asked));
    if (visit->form != FORM_HTML) {
        return list_as_data(visit, &asked);
    }
    enum status status = facets_match(visit, &asked.query, &all);
    if (status == STATUS_OK) {
        status = list_page(visit, &asked, &all);
    }
    facets_release(visit, &all);
    return status;
}
