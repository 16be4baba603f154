/* Cells that have no meaning by the table's definition. */
#include "table/grid_build.h"

static bool has_name(const char *const *names, size_t count, const char *name)
{
    bool found = count == 0;
    for (size_t i = 0; i < count && !found; i++) {
        found = strcmp(names[i], name) == 0;
    }
    return found;
}

static bool is_full(const struct cell *cell)
{
    return cell->has_value && cell->state != CELL_ZERO;
}

void grid_mark_gaps(struct grid_build *build, size_t column)
{
    const struct table *table = build->table;
    const struct grid *grid = build->grid;
    for (size_t i = 0; i < table->gap_count; i++) {
        const struct table_gap *gap = &table->gaps[i];
        if (!has_name(gap->columns, gap->column_count, grid->columns[column].name)) {
            continue;
        }
        for (size_t r = 0; r < grid->row_count; r++) {
            struct cell *cell = &grid->rows[r].cells[column];
            if (!is_full(cell) && has_name(gap->rows, gap->row_count, grid->rows[r].key)) {
                cell->has_value = false;
                cell->value = 0;
                cell->state = CELL_NOT_APPLICABLE;
            }
        }
    }
}

/* A cell that should have no meaning, and has a value. */
static enum status note_full(struct grid_build *build, const struct grid_row *row,
                             const struct grid_column *column, struct failure *why)
{
    struct arena *arena = build->arena;
    struct label note = label_three(
        arena_printf(arena, "“%s” of “%s” is said not to apply, and yet there are records.",
                     label_in(&column->label, "en", ""), label_in(&row->label, "en", row->key)),
        arena_printf(arena, "« %s » de « %s » est dit sans objet, et il y a pourtant des fiches.",
                     label_in(&column->label, "fr", ""), label_in(&row->label, "fr", row->key)),
        arena_printf(arena, "«%s» de «%s» consta como no aplicable, y sin embargo hay fichas.",
                     label_in(&column->label, "es", ""), label_in(&row->label, "es", row->key)));
    return grid_note(build, &note, why);
}

static enum status note_gap(struct grid_build *build, const struct table_gap *gap,
                            struct failure *why)
{
    const struct grid *grid = build->grid;
    bool used = false;
    for (size_t r = 0; r < grid->row_count; r++) {
        const struct grid_row *row = &grid->rows[r];
        for (size_t c = 0; has_name(gap->rows, gap->row_count, row->key) && c < grid->column_count;
             c++) {
            const struct grid_column *column = &grid->columns[c];
            if (!has_name(gap->columns, gap->column_count, column->name)) {
                continue;
            }
            used = used || row->cells[c].state == CELL_NOT_APPLICABLE;
            if (is_full(&row->cells[c])) {
                TRY(note_full(build, row, column, why));
            }
        }
    }
    return used && gap->why.count > 0 ? grid_note(build, &gap->why, why) : STATUS_OK;
}

enum status grid_note_gaps(struct grid_build *build, struct failure *why)
{
    for (size_t i = 0; i < build->table->gap_count; i++) {
        TRY(note_gap(build, &build->table->gaps[i], why));
    }
    return STATUS_OK;
}
