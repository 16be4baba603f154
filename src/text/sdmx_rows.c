#include "text/sdmx_rows.h"

#define NAMES_BYTES ((size_t)4 * 1024 * 1024)
#define ROW_BYTES ((size_t)32 * 1024 * 1024)

/* The place of the column of that name, which is added when it is new. */
static enum status column_of(struct sdmx_rows *rows, struct str name, size_t *column,
                             struct failure *why)
{
    for (*column = 0; *column < rows->count; (*column)++) {
        if (str_equal(rows->names[*column], name)) {
            return STATUS_OK;
        }
    }
    if (rows->count == SDMX_COLUMNS) {
        return fail(why, STATUS_LIMIT,
                    "%s: the message has more than %u dimensions and attributes. Divide it.",
                    rows->file, SDMX_COLUMNS);
    }
    rows->names[rows->count] = arena_str(&rows->arena, name);
    return rows->names[rows->count++].at ? STATUS_OK : fail_memory(why);
}

enum status sdmx_rows_open(struct sdmx_rows *rows, const char *file, struct failure *why)
{
    static const char *const always[] = {"DATAFLOW", "TIME_PERIOD", "OBS_VALUE"};
    size_t column = 0;
    rows->file = file;
    arena_init(&rows->arena, NAMES_BYTES);
    buf_init(&rows->bytes, ROW_BYTES);
    for (size_t i = 0; i < COUNT_OF(always); i++) {
        TRY(column_of(rows, str_of(always[i]), &column, why));
    }
    return STATUS_OK;
}

void sdmx_rows_close(struct sdmx_rows *rows)
{
    arena_release(&rows->arena);
    buf_release(&rows->bytes);
}

struct str sdmx_rows_value(const struct sdmx_rows *rows, struct str name)
{
    for (size_t i = 0; i < rows->pair_count; i++) {
        if (str_equal(rows->pairs[i].name, name)) {
            return rows->pairs[i].value;
        }
    }
    return (struct str){NULL, 0};
}

enum status sdmx_rows_add(struct sdmx_rows *rows, struct str name, struct str value,
                          struct failure *why)
{
    value = str_trim(value);
    if (name.length == 0 || value.length == 0 || sdmx_rows_value(rows, name).length > 0) {
        return STATUS_OK;
    }
    if (rows->pair_count == SDMX_COLUMNS) {
        return fail(why, STATUS_LIMIT,
                    "%s: an observation has more than %u dimensions and attributes. Divide it.",
                    rows->file, SDMX_COLUMNS);
    }
    rows->pairs[rows->pair_count++] = (struct sdmx_pair){name, value};
    return STATUS_OK;
}

/* By name: so an observation looks the same in whatever form of message it came. */
static void sort_pairs(struct sdmx_rows *rows)
{
    for (size_t i = 1; i < rows->pair_count; i++) {
        const struct sdmx_pair pair = rows->pairs[i];
        size_t at = i;
        for (; at > 0 && str_compare(rows->pairs[at - 1].name, pair.name) > 0; at--) {
            rows->pairs[at] = rows->pairs[at - 1];
        }
        rows->pairs[at] = pair;
    }
}

/* The names and the values of the row, each as a line of CSV. */
static void make_bytes(struct sdmx_rows *rows)
{
    sort_pairs(rows);
    buf_clear(&rows->bytes);
    for (size_t i = 0; i < rows->pair_count; i++) {
        buf_text(&rows->bytes, i > 0 ? "," : "");
        table_line(&rows->bytes, &rows->pairs[i].name, 1);
    }
    buf_text(&rows->bytes, "\r\n");
    for (size_t i = 0; i < rows->pair_count; i++) {
        buf_text(&rows->bytes, i > 0 ? "," : "");
        table_line(&rows->bytes, &rows->pairs[i].value, 1);
    }
}

enum status sdmx_rows_end(struct sdmx_rows *rows, unsigned line, struct table_row *row,
                          struct failure *why)
{
    const size_t before = rows->count;
    size_t column = 0;
    memset(rows->cells, 0, rows->count * sizeof *rows->cells);
    for (size_t i = 0; i < rows->pair_count; i++) {
        TRY(column_of(rows, rows->pairs[i].name, &column, why));
        rows->cells[column] = rows->pairs[i].value;
    }
    make_bytes(rows);
    TRY(buf_status(&rows->bytes, why));
    rows->pair_count = 0;
    rows->row = (struct table_row){
        .cells = rows->cells, .count = rows->count, .line = line, .bytes = buf_view(&rows->bytes)};
    rows->waiting = !rows->begun || rows->count > before;
    *row = rows->row;
    if (rows->waiting) {
        rows->begun = true;
        *row = (struct table_row){
            .cells = rows->names, .count = rows->count, .line = line, .header = true};
    }
    return STATUS_OK;
}

void sdmx_rows_waiting(struct sdmx_rows *rows, struct table_row *row)
{
    rows->waiting = false;
    *row = rows->row;
}
