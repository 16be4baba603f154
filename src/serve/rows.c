#include "serve/rows.h"

#include "serve/page.h"
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

enum status rows_open(struct visit *visit, const struct query *query, unsigned long long first,
                      struct rows *rows, struct record_cursor **cursor)
{
    const struct field *fields[ROWS_COLUMNS + 1];
    const struct kind *kind = query->kind;
    size_t count = 0;
    *rows = (struct rows){.kind = kind};
    rows->column_count = choose_columns(kind, rows->columns, ROWS_COLUMNS);
    for (; count < rows->column_count; count++) {
        fields[count] = rows->columns[count];
    }
    if (kind->title) {
        fields[count++] = kind_field(kind, str_of(kind->title));
    }
    TRY(store_find_fields(visit->store, query, ORDER_IDENTIFIER, fields, count, cursor,
                          &visit->why));
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
        rows->count++;
    }
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

void rows_show(struct visit *visit, const struct rows *rows)
{
    const struct kind *kind = rows->kind;
    struct buf *out = visit->out;
    buf_text(out, "<div class=\"rows\"><table class=\"records\" aria-label=\"");
    html_text(out, label_here(visit, &kind->label, kind->name));
    buf_text(out, "\"><thead><tr><th scope=\"col\">");
    html_text(out, label_here(visit, &kind->label, kind->name));
    buf_text(out, "</th>");
    for (size_t i = 0; i < rows->column_count; i++) {
        const struct field *column = rows->columns[i];
        buf_text(out,
                 is_number(column) ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
        html_text(out, label_here(visit, &column->label, column->name));
        mark_field_term(visit, column);
        buf_text(out, "</th>");
    }
    buf_text(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < rows->count; i++) {
        show_row(visit, rows->records[i], rows->columns, rows->column_count);
    }
    buf_text(out, "</tbody></table></div>\n");
}
