/* The records of a kind, with facets: each number is the length of the list that it leads to. */
#include "serve/ask.h"
#include "serve/facets.h"
#include "serve/feed.h"
#include "serve/files.h"
#include "serve/page.h"
#include "serve/route.h"
#include "serve/rows.h"
#include "write/book.h"
#include "write/calendar.h"

#include <stdlib.h>

#define FACETS 8        /* fields that are offered */
#define FACET_VALUES 12 /* of each, the most frequent */

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
    buf_char(out, '"');
    mark_link(visit, group->records);
    buf_text(out, chosen ? " aria-current=\"true\">" : ">");
    facet_label(visit, field, group->keys[0]);
    buf_text(out, "</a> <span>");
    html_str(out, number_text(visit, group->records));
    buf_text(out, "</span></li>\n");
    return STATUS_OK;
}

/* Whether a condition chooses among the values of the field by what stands beside them. */
static bool chooses_among(const struct query *query, const struct field *field)
{
    bool chooses = false;
    for (size_t i = 0; i < query->count; i++) {
        const struct field *asked = query->conditions[i].field;
        chooses = chooses || (asked && asked->parent == field);
    }
    return chooses;
}

/* Counts among the records of the list, or, for a field that is asked for, of the other conditions.
 */
static enum status count_values(struct visit *visit, const struct asked *asked,
                                const struct facet_match *all, const struct query *others,
                                const struct field *field, struct group **groups, size_t *count)
{
    const struct group_by by = {.field = field};
    const struct measure records = {.type = MEASURE_COUNT};
    struct facet_match match;
    if (chooses_among(others, field)) { /* which values count is not in the columns */
        return store_measure(visit->store, visit->arena, others, &by, 1, &records, groups, count,
                             &visit->why);
    }
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

static void show_condition(struct visit *visit, const struct condition *condition)
{
    static const char *const signs[] = {
        [OP_IS] = "", [OP_IS_NOT] = "≠ ", [OP_AT_LEAST] = "≥ ", [OP_AT_MOST] = "≤ "};
    struct buf *out = visit->out;
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
}

/* The conditions as words, each with a link that drops it; in a file there may be no such list. */
static void show_conditions(struct visit *visit, const struct asked *asked)
{
    struct buf *out = visit->out;
    buf_text(out, asked->query.count > 0 ? "<ul class=\"chips\">\n" : "");
    for (size_t i = 0; i < asked->query.count; i++) {
        const struct condition *condition = &asked->query.conditions[i];
        struct query others = asked->query;
        if (visit->files) {
            buf_text(out, "<li><span>");
            show_condition(visit, condition);
            buf_text(out, "</span></li>\n");
            continue;
        }
        others.count--;
        memmove(&others.conditions[i], &others.conditions[i + 1],
                (others.count - i) * sizeof others.conditions[0]);
        buf_text(out, "<li><a href=\"");
        address_of_query(visit, &others, FORM_HTML);
        buf_text(out, "\">");
        show_condition(visit, condition);
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
    enum step step = STEP_DONE;
    enum status status = STATUS_OK;
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    record_write_csv_heading(asked->query.kind, &style, visit->out);
    TRY(store_find(visit->store, &asked->query, ORDER_IDENTIFIER, &cursor, &visit->why));
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &arena, &record, &visit->why)) == STEP_ITEM) {
        record_write_csv(record, &style, visit->out);
        arena_clear(&arena);
        status = visit_drain(visit);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    visit->response->disposition = arena_printf(visit->arena, "%s.csv", asked->query.kind->plural);
    return step == STEP_ERROR ? visit->why.status : status;
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
    return records_xlsx_end(book, query->kind, &style, visit->out, &visit->why);
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
    struct arena arena;
    unsigned long long total = 0;
    TRY(store_count(visit->store, &asked->query, &total, &visit->why));
    /* A file has all of them: nobody can ask it for the next ones. */
    const unsigned long long end = visit->files ? total : asked->first + LIST_ROWS;
    unsigned long long row = asked->first;
    enum step step = STEP_DONE;
    enum status status = STATUS_OK;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key(&json, "ok");
    json_bool(&json, true);
    json_key_text(&json, "kind", asked->query.kind->name);
    json_key_integer(&json, "total", (long long)total);
    json_key(&json, "rows");
    json_array(&json);
    TRY(store_find(visit->store, &asked->query, ORDER_IDENTIFIER, &cursor, &visit->why));
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    step = record_cursor_skip(cursor, asked->first, &visit->why);
    while (step == STEP_ITEM && status == STATUS_OK && row < end &&
           (step = record_cursor_next(cursor, &arena, &record, &visit->why)) == STEP_ITEM) {
        record_write_json(record, &style, &json);
        arena_clear(&arena);
        status = visit_drain(visit);
        row++;
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    TRY(status);
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
        return visit_atom(visit, asked);
    case FORM_ICS:
        return visit_calendar(visit, asked);
    default:
        return list_json(visit, asked);
    }
}

/* The question for just the records of the page; the match knows which these are. */
static enum status ask_for_page(struct visit *visit, const struct asked *asked,
                                const struct facet_match *all, struct query *query)
{
    const char *identifiers[LIST_ROWS];
    const char *const none = "";
    const size_t count = facets_page(all, asked->first, LIST_ROWS, identifiers);
    query_init(query, asked->query.kind);
    return query_add_values(visit->arena, visit->site->work->pack, query, "identifier", OP_IS,
                            count > 0 ? identifiers : &none, count > 0 ? count : 1, &visit->why);
}

static enum status show_rows(struct visit *visit, const struct asked *asked,
                             const struct facet_match *all)
{
    struct record_cursor *cursor = NULL;
    struct query query = asked->query;
    struct rows rows;
    if (visit->files && visit->files->rows) {
        rows_show(visit, visit->files->rows);
        return STATUS_OK;
    }
    if (all) {
        TRY(ask_for_page(visit, asked, all, &query));
    }
    TRY(rows_open(visit, &query, all ? 0 : asked->first, &rows, &cursor));
    const enum status status = rows_read(visit, cursor, &rows);
    record_cursor_close(cursor);
    rows_show(visit, &rows);
    return status;
}

/*
 * The list, and where it goes on. In a file a list with conditions has its first FILES_ROWS records
 * only, so that the many lists a table leads to stay small beside the records.
 */
static enum status show_list(struct visit *visit, const struct asked *asked,
                             const struct facet_match *all)
{
    const bool cut = visit->files && asked->query.count > 0 && asked->total > FILES_ROWS;
    const struct steps steps = {asked->first, LIST_ROWS, asked->total, page_address, asked};
    if (asked->total == 0) {
        buf_text(visit->out, "<p>");
        say_plain(visit, "Nothing fits. Take a condition away.");
        buf_text(visit->out, "</p>\n");
        return STATUS_OK;
    }
    TRY(show_rows(visit, asked, all));
    if (cut && asked->first + LIST_ROWS >= FILES_ROWS) {
        buf_text(visit->out, "<p>");
        say_count(visit, asked->total - FILES_ROWS, "and {0} more", "and {0} more");
        buf_text(visit->out, "</p>\n");
        return STATUS_OK;
    }
    show_steps(visit, &steps);
    return STATUS_OK;
}

/* What a copy without a server does not have, and where the same is. */
static void show_copy_note(struct visit *visit, const struct asked *asked)
{
    struct query all;
    const struct str name = str_of(kind_heading(visit, asked->query.kind));
    query_init(&all, asked->query.kind);
    buf_text(visit->out, "<p class=\"source\">");
    say_plain(visit,
              "This copy of the site needs no server; its lists cannot be narrowed further.");
    buf_text(visit->out, " <a href=\"");
    address_of_query(visit, &all, FORM_HTML);
    buf_text(visit->out, "\">");
    say(visit, "All records of the kind {0}, and as data", &name, 1);
    buf_text(visit->out, "</a></p>\n");
}

/* For those who send records from where there is no line (page_form.c). */
static void show_form_link(struct visit *visit, const struct kind *kind)
{
    const char *path[] = {kind->plural, "form"};
    buf_text(visit->out, "<p class=\"forms\"><a href=\"");
    address_path(visit, path, 2);
    buf_text(visit->out, "\">");
    say_plain(visit, "Form to fill in");
    buf_text(visit->out, "</a></p>\n");
}

/* What the records are; of a list with conditions it is these that matter. */
static void show_description(struct visit *visit, const struct query *query)
{
    const char *text = label_here(visit, &query->kind->description, "");
    if (query->count == 0 && *text) {
        buf_text(visit->out, "<p class=\"lead\">");
        html_text(visit->out, text);
        buf_text(visit->out, "</p>\n");
    }
}

/* The page; @all is NULL in a file that has no facets. */
static enum status list_page(struct visit *visit, const struct asked *asked,
                             const struct facet_match *all)
{
    const struct kind *kind = asked->query.kind;
    struct buf *out = visit->out;
    struct calendar_fields dates;
    const bool part = visit->files && asked->query.count > 0;
    visit->without = part                            ? ~FORM_BIT(FORM_HTML)
                     : calendar_fields(kind, &dates) ? 0
                                                     : FORM_BIT(FORM_ICS);
    const struct page page = {.title = kind_heading(visit, kind),
                              .feeds = !part,
                              .dataset =
                                  asked->query.count == 0 && asked->first == 0 ? kind : NULL};
    page_begin(visit, &page);
    buf_text(out, "<h1");
    mark_total(visit, asked->total);
    buf_char(out, '>');
    html_text(out, page.title);
    buf_text(out, " <small>");
    say_count(visit, asked->total, "{0} record", "{0} records");
    buf_text(out, "</small></h1>\n");
    show_description(visit, &asked->query);
    show_conditions(visit, asked);
    if (all) {
        buf_text(out, "<div class=\"listing\">\n");
        TRY(show_facets(visit, asked, all));
        buf_text(out, "<div>\n");
    }
    TRY(show_list(visit, asked, visit->files ? NULL : all));
    buf_text(out, all ? "</div></div>\n" : "");
    if (part) {
        show_copy_note(visit, asked);
    } else if (!visit->files) {
        show_form_link(visit, kind);
    }
    page_end(visit);
    return STATUS_OK;
}

/* In a file only the beginning of the whole list has facets: others would lead to lists without
 * end. */
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
    if (visit->files && (asked.query.count > 0 || asked.first > 0)) {
        return list_page(visit, &asked, NULL);
    }
    enum status status = facets_match(visit, &asked.query, &all);
    if (status == STATUS_OK) {
        asked.total = all.count;
        status = list_page(visit, &asked, &all);
    }
    facets_release(visit, &all);
    return status;
}
