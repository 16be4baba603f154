#include "write/book_grid.h"

#include "write/words.h"

/* "Budget (USD)"; a unit that the label has already is not said twice. */
static const char *heading_of(struct arena *arena, const struct grid_column *column,
                              const char *language)
{
    const char *label = label_in(&column->label, language, column->name);
    return column->unit && !strstr(label, column->unit)
               ? arena_printf(arena, "%s (%s)", label, column->unit)
               : label;
}

static const char *block_heading(const struct axis *by, const char *language)
{
    return by->field  ? label_in(&by->field->label, language, by->field->name)
           : by->lens ? label_in(&by->lens->label, language, by->lens->name)
                      : word_in(language, "Group", "Groupe", "Grupo");
}

static bool is_text(const struct grid_column *column)
{
    return column->from->form == FORM_TEXT && !table_column_is_date(column->from);
}

enum status book_grid_columns(struct arena *arena, const struct grid *grid,
                              const struct grid_part *part, const char *language,
                              struct xlsx_column **to, size_t *count, struct failure *why)
{
    struct xlsx_column *columns = arena_array(arena, grid->column_count + 3, sizeof *columns);
    size_t at = 0;
    if (!columns) {
        return fail_memory(why);
    }
    if (grid->table->by) {
        columns[at++] = (struct xlsx_column){.heading = block_heading(grid->table->by, language),
                                             .code = "block",
                                             .wrapped = true,
                                             .key = true};
    }
    columns[at++] = (struct xlsx_column){.heading = word_in(language, "Code", "Code", "Código"),
                                         .code = "key",
                                         .wrapped = true,
                                         .key = true};
    columns[at++] = (struct xlsx_column){
        .heading = label_in(&grid->row_label, language, ""), .code = "label", .wrapped = true};
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct grid_column *column = &grid->columns[c];
        if (!part->columns || part->columns[c]) {
            columns[at] = (struct xlsx_column){.heading = heading_of(arena, column, language),
                                               .code = column->name,
                                               .wrapped = is_text(column),
                                               .number = column->from->form == FORM_NUMBER ||
                                                         column->from->form == FORM_PLAIN};
            if (!columns[at++].heading) {
                return fail_memory(why);
            }
        }
    }
    *to = columns;
    *count = at;
    return STATUS_OK;
}

void book_grid_sheet(struct xlsx *book, const struct book_grid *what, const char *name,
                     const char *title, const char *language)
{
    const struct write_options options = {.language = language};
    const struct xlsx_plan plan = {.name = name,
                                   .title = title,
                                   .columns = what->columns,
                                   .column_count = what->column_count,
                                   .frozen = what->grid->table->by ? 3 : 2};
    xlsx_begin(book, &plan);
    grid_sheet_rows(what->grid, &what->part, &options, xlsx_sheet(book));
}
