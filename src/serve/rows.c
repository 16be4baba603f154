#include "serve/rows.h"

#include "serve/page.h"
#include "serve/record_view.h"
#include "serve/terms.h"

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

/* The first few plain fields, beside the title, so that rows can be told apart; and that by which
 * the list is sorted. */
static size_t choose_columns(const struct kind *kind, const struct field *sorted,
                             const struct field *columns[], size_t most)
{
    size_t count = 0;
    bool has = !sorted || !is_column(kind, sorted);
    for (size_t i = 0; i < kind->field_count && count < most; i++) {
        if (is_column(kind, &kind->fields[i])) {
            columns[count++] = &kind->fields[i];
            has = has || &kind->fields[i] == sorted;
        }
    }
    if (!has) {
        columns[count - 1] = sorted;
    }
    return count;
}

/* ---- tags ---- */

/* The lens whose themes stand below the titles: one that was asked for, or the pack's example. */
static const char *shown_lens(struct visit *visit, const struct query *query)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    const char *theme = NULL;
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        for (size_t k = 0; k < lens_set_count(lenses); k++) {
            const struct lens *lens = lens_set_at(lenses, k);
            if (!condition->field && strcmp(condition->name, "tag") == 0 &&
                facet_takes(lens, condition->values[0], &theme)) {
                return lens->name;
            }
        }
    }
    return visit->site->work->pack->example_lens;
}

/* "Recruitment · Skills · Return and 2 more" */
static void show_tags(struct visit *visit, const struct row_tags *tags, const char *lens)
{
    struct buf *out = visit->out;
    size_t count = 0;
    for (size_t i = 0; lens && i < tags->count; i++) {
        const struct standing_tag *tag = &tags->items[i];
        if (strcmp(tag->lens, lens) != 0 || tag->theme[0] == '\0') {
            continue;
        }
        if (count < ROWS_TAGS) {
            buf_text(out, count == 0 ? "<ul class=\"tagged\">" : "");
            buf_text(out, "<li>");
            html_text(out, tag_label(visit, lens, tag->theme));
            buf_text(out, "</li>");
        }
        count++;
    }
    if (count > ROWS_TAGS) {
        buf_printf(out, "<li>+%zu</li>", count - ROWS_TAGS);
    }
    buf_text(out, count > 0 ? "</ul>" : "");
}

/* ---- rows ---- */

static void show_row(struct visit *visit, const struct rows *rows, size_t row, const char *lens)
{
    struct buf *out = visit->out;
    const struct record *record = rows->records[row];
    buf_text(out, "<tr><th scope=\"row\">");
    link_to_record(visit, record);
    show_tags(visit, &rows->tags[row], lens);
    buf_text(out, "</th>");
    for (size_t i = 0; i < rows->column_count; i++) {
        const struct field *column = rows->columns[i];
        const struct value *value = record->values[column->index];
        buf_text(out, is_number(column)            ? "<td class=\"number\">"
                      : column->type == FIELD_DATE ? "<td class=\"date\">"
                                                   : "<td>");
        if (value) {
            show_value(visit, value);
        }
        buf_text(out, "</td>");
    }
    buf_text(out, "</tr>\n");
}

enum status rows_open(struct visit *visit, const struct query *query, unsigned long long first,
                      struct rows *rows, struct record_cursor **cursor)
{
    const struct field *fields[ROWS_COLUMNS + 1];
    const struct kind *kind = query->kind;
    size_t count = 0;
    *rows = (struct rows){.kind = kind};
    rows->column_count =
        choose_columns(kind, query_order(query).field, rows->columns, ROWS_COLUMNS);
    for (; count < rows->column_count; count++) {
        fields[count] = rows->columns[count];
    }
    if (kind->title) {
        fields[count++] = kind_field(kind, str_of(kind->title));
    }
    TRY(store_find_fields(visit->store, query, ORDER_LIST, fields, count, cursor, &visit->why));
    if (record_cursor_skip(*cursor, first, &visit->why) == STEP_ERROR) {
        record_cursor_close(*cursor);
        return visit->why.status;
    }
    return STATUS_OK;
}

enum status rows_read(struct visit *visit, struct record_cursor *cursor, struct rows *rows)
{
    enum step step = STEP_DONE;
    rows->count = 0;
    while (rows->count < LIST_ROWS &&
           (step = record_cursor_next(cursor, visit->arena, &rows->records[rows->count],
                                      &visit->why)) == STEP_ITEM) {
        struct row_tags *tags = &rows->tags[rows->count];
        TRY(store_standing(visit->store, visit->arena, rows->records[rows->count]->id, &tags->items,
                           &tags->count, &visit->why));
        rows->count++;
    }
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

/* ---- the head ---- */

/* The list sorted by the column, or the other way round where it is already. Newest and largest
 * come first, texts from A. */
static void show_sort(struct visit *visit, const struct query *query, const struct field *field,
                      const char *label)
{
    struct buf *out = visit->out;
    const struct sort now = query_order(query);
    const bool current = now.field == field;
    const struct sort next = {field, current ? !now.falls
                                             : field && field->type != FIELD_TEXT &&
                                                   field->type != FIELD_CODE};
    const struct sort usual = {query->kind->order, query->kind->order_falls};
    struct query sorted = *query;
    sorted.sort = next.field == usual.field && next.falls == usual.falls ? NULL : &next;
    if (current) {
        buf_text(out, now.falls ? " aria-sort=\"descending\"" : " aria-sort=\"ascending\"");
    }
    if (visit->files) { /* one order is written */
        buf_char(out, '>');
        html_text(out, label);
    } else {
        buf_text(out, "><a href=\"");
        address_of_query(visit, &sorted, FORM_HTML);
        buf_text(out, "\">");
        html_text(out, label);
        buf_text(out, "</a>");
    }
    if (current) {
        buf_text(out, now.falls ? " <span aria-hidden=\"true\">▼</span>"
                                : " <span aria-hidden=\"true\">▲</span>");
    }
    if (field) {
        mark_field_term(visit, field);
    }
    buf_text(out, "</th>");
}

static void show_head(struct visit *visit, const struct rows *rows, const struct query *query)
{
    const struct kind *kind = rows->kind;
    struct buf *out = visit->out;
    const struct field *title = kind->title ? kind_field(kind, str_of(kind->title)) : NULL;
    const bool sorts = title && kind_sorts_by(title) && title->access == ACCESS_PUBLIC;
    buf_text(out, "<thead><tr><th scope=\"col\"");
    show_sort(visit, query, sorts ? title : NULL, label_here(visit, &kind->label, kind->name));
    for (size_t i = 0; i < rows->column_count; i++) {
        const struct field *column = rows->columns[i];
        buf_text(out,
                 is_number(column) ? "<th scope=\"col\" class=\"number\"" : "<th scope=\"col\"");
        show_sort(visit, query, column, label_here(visit, &column->label, column->name));
    }
    buf_text(out, "</tr></thead>");
}

void rows_show(struct visit *visit, const struct rows *rows, const struct query *query)
{
    struct buf *out = visit->out;
    const char *lens = shown_lens(visit, query);
    buf_text(out, "<div class=\"rows\"><table class=\"records\" aria-label=\"");
    html_text(out, label_here(visit, &rows->kind->label, rows->kind->name));
    buf_text(out, "\">");
    show_head(visit, rows, query);
    buf_text(out, "<tbody>\n");
    for (size_t i = 0; i < rows->count; i++) {
        show_row(visit, rows, i, lens);
    }
    buf_text(out, "</tbody></table></div>\n");
}
