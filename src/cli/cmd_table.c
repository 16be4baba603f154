#include "cli/records.h"
#include "write/grid_write.h"

enum status cmd_table(struct cli *cli)
{
    const struct table *table = NULL;
    struct grid *grid = NULL;
    enum list_form form;
    struct write_options options = {.language = cli_language(cli)};
    TRY(cli_form(cli, LIST_TEXT, &form));
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
    }
    return STATUS_OK;
}
