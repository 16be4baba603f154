/* Tables of the pack on the page of a code: of its records alone, without what says nothing there.
 */
#include "serve/page.h"
#include "serve/parts.h"
#include "serve/show_grid.h"

/* Rows of nothing but 0 say little here; the table itself has them. */
static void drop_empty_rows(struct grid *grid)
{
    size_t kept = 0;
    for (size_t r = 0; r < grid->row_count; r++) {
        bool any = false;
        for (size_t c = 0; c < grid->column_count && !any; c++) {
            const struct cell *cell = &grid->rows[r].cells[c];
            any = cell->text || cell->words || (cell->has_value && cell->value != 0);
        }
        if (any) {
            grid->rows[kept++] = grid->rows[r];
        }
    }
    grid->row_count = kept;
}

static bool is_nothing(const struct cell *cell)
{
    return cell->state == CELL_ZERO || cell->state == CELL_NOT_APPLICABLE;
}

static bool is_zero(const struct grid *grid, size_t c)
{
    bool zero = is_nothing(&grid->totals[c]);
    for (size_t r = 0; r < grid->row_count && zero; r++) {
        zero = is_nothing(&grid->rows[r].cells[c]);
    }
    return zero;
}

/* Columns of nothing but 0 neither, such as a currency in which nobody pays. */
static void drop_empty_columns(struct grid *grid)
{
    size_t kept = 0;
    for (size_t c = 0; c < grid->column_count; c++) {
        if (is_zero(grid, c)) {
            continue;
        }
        for (size_t r = 0; r < grid->row_count; r++) {
            grid->rows[r].cells[kept] = grid->rows[r].cells[c];
        }
        grid->totals[kept] = grid->totals[c];
        grid->columns[kept++] = grid->columns[c];
    }
    grid->column_count = kept;
}

#define NARROW 8 /* of so many records one: fewer are looked at one by one */

/* Records of the code are few, or not: what that is good for, query->narrow says. */
static enum status find_narrow(struct visit *visit, const struct table *table,
                               const struct field *field, unsigned long long count,
                               const char **narrow)
{
    struct query all;
    unsigned long long records = 0;
    query_init(&all, table->kind);
    TRY(part_count(visit, &all, &records));
    *narrow = count < records / NARROW ? field->name : NULL;
    return STATUS_OK;
}

/* True where no column is computed of others, which go by their places. */
static bool only_measures(const struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        if (!table_column_is_measured(column) || column->split || column->cumulative) {
            return false;
        }
    }
    return true;
}

/*
 * The table for its few records (@narrow), and without the columns that measure records of which
 * there are none: finding that out takes less than computing them.
 */
static enum status fit_table(struct visit *visit, const char *narrow, const struct table **table)
{
    const bool leaves_out = only_measures(*table);
    struct table *made = arena_alloc(visit->arena, sizeof *made);
    struct table_column *columns =
        arena_array(visit->arena, (*table)->column_count + 1, sizeof *columns);
    if (!made || !columns) {
        return fail_memory(&visit->why);
    }
    *made = **table;
    made->column_count = 0;
    made->columns = columns;
    made->query.narrow = narrow;
    for (size_t i = 0; i < (*table)->column_count; i++) {
        struct table_column *column = &columns[made->column_count];
        unsigned long long count = 1;
        *column = (*table)->columns[i];
        column->query.narrow = narrow;
        if (leaves_out) {
            TRY(part_count(visit, &column->query, &count));
        }
        made->column_count += count > 0;
    }
    *table = made;
    return STATUS_OK;
}

/* The first note says what was asked for, which the page does. */
static void show_table_notes(struct visit *visit, const struct grid *grid)
{
    struct buf *out = visit->out;
    buf_text(out, grid->note_count > 1 ? "<ul class=\"remarks\">\n" : "");
    for (size_t i = 1; i < grid->note_count; i++) {
        buf_text(out, "<li>");
        html_text(out, label_here(visit, &grid->notes[i], ""));
        buf_text(out, "</li>\n");
    }
    buf_text(out, grid->note_count > 1 ? "</ul>\n" : "");
}

/* What a table takes of the records of a code. */
struct taken {
    const struct query *own; /* the records of the code for which the table asks */
    const char *where;       /* "country=TH" */
    unsigned long long count;
};

/* "8 of 11": the table may ask for more than that its records are of the code. */
static enum status show_taken(struct visit *visit, const struct taken *taken)
{
    struct query all;
    unsigned long long total = 0;
    query_init(&all, taken->own->kind);
    TRY(query_add(visit->arena, visit->site->work->pack, &all, str_of(taken->where), &visit->why));
    TRY(part_count(visit, &all, &total));
    if (taken->count < total) {
        const struct str values[] = {number_text(visit, taken->count), number_text(visit, total)};
        buf_text(visit->out, "<p class=\"facts\"><a href=\"");
        address_of_query(visit, taken->own, FORM_HTML);
        buf_char(visit->out, '"');
        mark_link(visit, taken->count);
        buf_char(visit->out, '>');
        say(visit, "{0} of {1} records are in this table: those that it asks for.", values,
            COUNT_OF(values));
        buf_text(visit->out, "</a></p>\n");
    }
    return STATUS_OK;
}

static enum status show_table(struct visit *visit, const struct profile_part *part,
                              const struct grid *grid, const struct taken *taken)
{
    const struct table *table = grid->table;
    const char *path[] = {"tables", part->table};
    const char *id = arena_printf(visit->arena, "table-%s", part->table);
    if (!id) {
        return fail_memory(&visit->why);
    }
    buf_text(visit->out, "<section><h3><a href=\"");
    address_path(visit, path, 2);
    buf_text(visit->out, "\">");
    html_text(visit->out, label_here(visit, &table->title, table->name));
    buf_text(visit->out, "</a></h3>\n");
    if (part->chart) {
        show_grid_chart(visit, grid);
    }
    show_grid(visit, grid, id);
    TRY(show_taken(visit, taken));
    show_table_notes(visit, grid);
    buf_text(visit->out, "</section>\n");
    return STATUS_OK;
}

enum status show_part_table(struct visit *visit, const struct profile_part *part,
                            const struct codelist *list, const struct code *code)
{
    const struct table_set *tables = visit->site->work->tables;
    const struct table *table = NULL;
    const char *narrow = NULL;
    struct grid *grid = NULL;
    TRY(table_find(tables, part->table, &table, &visit->why));
    const struct field *field = part_field(table->kind, list);
    const char *where = field ? arena_printf(visit->arena, "%s=%s", field->name, code->code) : NULL;
    const struct table_change change = {.where = &where, .where_count = 1};
    struct query own = table->query;
    unsigned long long count = 0;
    if (!where) {
        return fail_memory(&visit->why);
    }
    TRY(query_add(visit->arena, visit->site->work->pack, &own, str_of(where), &visit->why));
    TRY(part_count(visit, &own, &count));
    if (count == 0) {
        return STATUS_OK; /* computing it takes longer than finding that out */
    }
    TRY(table_adjust(visit->arena, tables, table, &change, &table, &visit->why));
    TRY(find_narrow(visit, table, field, count, &narrow));
    TRY(fit_table(visit, narrow, &table));
    if (table->column_count == 0) {
        return STATUS_OK;
    }
    TRY(table_compute(visit->store, table, visit->arena, &grid, &visit->why));
    drop_empty_rows(grid);
    drop_empty_columns(grid);
    const struct taken taken = {&own, where, count};
    return grid->row_count > 0 ? show_table(visit, part, grid, &taken) : STATUS_OK;
}
