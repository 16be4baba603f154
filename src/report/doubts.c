/* Numbers in sentences that rest on data which are not there: whoever writes the report is told. */
#include "report/made.h"

static const struct grid *grid_of(const struct report_made *made, const struct table *table)
{
    for (size_t i = 0; i < made->tables->count; i++) {
        if (&made->tables->tables[i] == table) {
            return made->world.grids[i];
        }
    }
    return NULL;
}

/* The column and the question of the cell that the number is; false when it is no single cell. */
static bool find_cell(const struct report_made *made, const struct directive *directive,
                      const struct table_column **column, const struct query **filter)
{
    const struct table *table = NULL;
    const char *row = NULL, *name = NULL;
    if (!expr_is_cell(directive->expr, &table, &row, &name)) {
        return false;
    }
    const struct grid *grid = grid_of(made, table);
    const size_t c = grid ? grid_column_at(grid, str_of(name)) : 0;
    const size_t r = grid && row ? grid_row_at(grid, str_of(row)) : 0;
    if (!grid || c == grid->column_count || (row && r == grid->row_count)) {
        return false;
    }
    *column = grid->columns[c].from;
    *filter = row ? grid->rows[r].cells[c].filter : grid->totals[c].filter;
    return *filter != NULL;
}

enum status made_doubt(const struct report_made *made, struct directive *directive,
                       struct failure *why)
{
    static const char *const nothing[] = {""};
    const struct table_column *column = NULL;
    const struct query *filter = NULL;
    if (!find_cell(made, directive, &column, &filter) || column->type != COLUMN_SUM ||
        filter->count == QUERY_CONDITIONS) {
        return STATUS_OK;
    }
    struct query query = *filter;
    query.conditions[query.count++] =
        (struct condition){column->measured, column->measure.field, OP_IS, nothing, 1};
    TRY(store_count(made->store, filter, &directive->summed, why));
    return store_count(made->store, &query, &directive->unstated, why);
}

void report_made_doubts(const struct report_made *made, struct buf *out)
{
    for (const struct directive *at = made->first; at; at = at->next) {
        if (at->type != DIRECTIVE_NUMBER) {
            continue;
        }
        if (at->value.outcome == EXPR_NOTHING) {
            buf_printf(out,
                       "%s:%u: there are no data for {= %s}. Put the sentence in a condition.\n",
                       at->path, at->line, at->argument);
        } else if (at->unstated > 0) {
            buf_printf(out,
                       "%s:%u: {= %s} adds up %llu records, of which %llu do not say how many. Say "
                       "so, or take the sentence out.\n",
                       at->path, at->line, at->argument, at->summed, at->unstated);
        }
    }
}
