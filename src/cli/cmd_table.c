#include "cli/records.h"
#include "work/then.h"
#include "write/book.h"
#include "write/chart.h"
#include "write/grid_write.h"

/* --from and --to; 0 when the option is not given. */
static enum status read_year(struct cli *cli, enum option option, int *year)
{
    const char *text = cli->values[option];
    *year = 0;
    if (!text) {
        return STATUS_OK;
    }
    size_t length = strlen(text);
    if (length == 0 || length > 4 || strspn(text, "0123456789") != length) {
        return fail(&cli->why, STATUS_USAGE, "%s \"%s\" is no year. Write one such as 2005.",
                    cli_options[option].name, text);
    }
    for (const char *digit = text; *digit; digit++) {
        *year = *year * 10 + (*digit - '0');
    }
    return *year > 0 ? STATUS_OK
                     : fail(&cli->why, STATUS_USAGE, "There is no year 0. Write one such as 2005.");
}

/* The years and conditions that the command line asks for. */
static enum status read_change(struct cli *cli, struct table_change *change)
{
    size_t given = cli->argument_count - 1;
    const char **where = arena_array(&cli->work.arena, given + 1, sizeof *where);
    if (!where) {
        return fail_memory(&cli->why);
    }
    *change = (struct table_change){.where = where};
    if (cli_has(cli, OPTION_WHERE)) {
        where[change->where_count++] = cli->values[OPTION_WHERE];
    }
    for (size_t i = 0; i < given; i++) {
        where[change->where_count++] = cli->arguments[i + 1];
    }
    TRY(read_year(cli, OPTION_FROM, &change->from));
    return read_year(cli, OPTION_TO, &change->to);
}

static enum status write_workbook(struct cli *cli, const struct grid *grid)
{
    struct arena *arena = &cli->work.arena;
    struct book_about about;
    TRY(cli_book_about(cli, arena_printf(arena, "crosscut table %s", grid->table->name), &about));
    return grid_xlsx(arena, grid, &about, &cli->out, &cli->why);
}

static enum status write_drawing(struct cli *cli, const struct grid *grid)
{
    const struct write_options options = {.language = cli_language(cli)};
    if (!chart_fits(grid)) {
        return fail(&cli->why, STATUS_NOT_FOUND,
                    "No chart shows the table \"%s\": there are too few rows, or too many, or its "
                    "numbers do not compare. Write it as text, csv, json or xlsx.",
                    grid->table->name);
    }
    chart_svg(grid, &options, &cli->out);
    return STATUS_OK;
}

/* Over the data of now, or of --as-of. */
static enum status compute(struct cli *cli, const struct table *table, struct grid **grid)
{
    const char *as_of = cli->values[OPTION_AS_OF];
    struct arena *arena = &cli->work.arena;
    struct then then;
    if (!as_of) {
        return table_compute(cli->work.store, table, arena, grid, &cli->why);
    }
    TRY(then_open(&cli->work, as_of, &then, &cli->why));
    const enum status status = table_compute(then.store, table, arena, grid, &cli->why);
    then_close(&then);
    return status;
}

enum status cmd_table(struct cli *cli)
{
    struct table_change change;
    const struct table *table = NULL;
    struct grid *grid = NULL;
    enum list_form form;
    struct write_options options = {.language = cli_language(cli)};
    const char *asked = cli->values[OPTION_FORMAT];
    const bool drawn = asked && strcmp(asked, "svg") == 0;
    form = LIST_TEXT;
    if (!drawn) {
        TRY(cli_form_or_xlsx(cli, LIST_TEXT, &form));
    }
    TRY(cli_open_store(cli, STORE_READ));
    TRY(table_find(cli->work.tables, cli->arguments[0], &table, &cli->why));
    TRY(read_change(cli, &change));
    TRY(table_adjust(&cli->work.arena, cli->work.tables, table, &change, &table, &cli->why));
    TRY(compute(cli, table, &grid));
    if (drawn) {
        return write_drawing(cli, grid);
    }
    switch (form) {
    case LIST_LINES: /* cli_form() gives none */
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
