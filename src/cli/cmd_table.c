#include "cli/records.h"
#include "write/book.h"
#include "write/grid_write.h"

static enum status write_workbook(struct cli *cli, const struct grid *grid)
{
    struct arena *arena = &cli->work.arena;
    struct book_about about;
    TRY(cli_book_about(cli, arena_printf(arena, "crosscut table %s", grid->table->name), &about));
    return grid_xlsx(arena, grid, &about, &cli->out, &cli->why);
}

enum status cmd_table(struct cli *cli)
{
    const struct table *table = NULL;
    struct grid *grid = NULL;
    enum list_form form;
    struct write_options options = {.language = cli_language(cli)};
    TRY(cli_form_or_xlsx(cli, LIST_TEXT, &form));
    TRY(cli_open_store(cli, STORE_READ));
    TRY(table_find(cli->work.tables, cli->arguments[0], &table, &cli->why));
    TRY(table_compute(cli->work.store, table, &cli->work.arena, &grid, &cli->why));
    switch (form) {
    case LIST_TEXT:
        grid_text(grid, &options, &cli->out);
        break;
    case LIST_CSV:
        grid_csv(grid, &options, &cli->out);
        break;
    case LIST_JSON:
        grid_json(grid, &options, &cli->out);
        break;
    case LIST_XLSX:
        return write_workbook(cli, grid);
    }
    return STATUS_OK;
}
