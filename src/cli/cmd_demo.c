#include "cli/cli.h"
#include "work/import.h"
#include "work/why.h"
#include "write/claims_write.h"
#include "write/grid_write.h"

#include <sys/stat.h>

static bool exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

/* The facts beside the pack: PACK/../../data, in the source tree and where `make install` puts
 * them. */
static enum status find_data(struct cli *cli, const char **data)
{
    *data = arena_printf(&cli->work.arena, "%s/../../data", cli->work.pack->dir);
    if (!*data || !exists(*data)) {
        return fail(&cli->why, STATUS_NOT_FOUND,
                    "%s: the demo's data are not there. Run it in the source tree, or after make "
                    "install.",
                    *data ? *data : "data");
    }
    /* In the source tree a path that people can read. */
    if (strncmp(*data, "packs/", strlen("packs/")) == 0) {
        *data = "data";
    }
    return STATUS_OK;
}

static enum status load(struct cli *cli)
{
    const struct import_options options = {.mapping = NULL};
    struct import_result result;
    const char *data = NULL;
    TRY(find_data(cli, &data));
    TRY(work_import(&cli->work, &data, 1, &options, &result, &cli->why));
    const struct import_counts *c = &result.counts;
    cli_say(cli,
            "Loaded %s into %s: read %llu = stored %llu + updated %llu + unchanged %llu + rejected "
            "%llu.\n\n",
            data, cli->work.db, c->read, c->stored, c->updated, c->unchanged, c->rejected);
    return STATUS_OK;
}

static enum status print_tables(struct cli *cli)
{
    struct write_options options = {.language = cli_language(cli)};
    const struct pack *pack = cli->work.pack;
    for (size_t i = 0; i < pack->example_table_count; i++) {
        const struct table *table = NULL;
        struct grid *grid = NULL;
        TRY(table_find(cli->work.tables, pack->example_tables[i], &table, &cli->why));
        TRY(table_compute(cli->work.store, table, &cli->work.arena, &grid, &cli->why));
        grid_text(grid, &options, &cli->out);
        buf_char(&cli->out, '\n');
    }
    return cli_flush(cli);
}

/* The first project the lens takes, with the words that made it so. */
static enum status print_example(struct cli *cli, const char **identifier)
{
    const struct pack *pack = cli->work.pack;
    const struct kind *kind = pack_kind(pack, str_of(pack->example_kind));
    struct arena *arena = &cli->work.arena;
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct why_record reasons;
    *identifier = NULL;
    if (!kind || !pack->example_lens) {
        return STATUS_OK;
    }
    query_init(&query, kind);
    TRY(query_add_values(arena, pack, &query, "tag", OP_IS, &pack->example_lens, 1, &cli->why));
    TRY(store_find(cli->work.store, &query, ORDER_IDENTIFIER, &cursor, &cli->why));
    enum step step = record_cursor_next(cursor, arena, &record, &cli->why);
    record_cursor_close(cursor);
    if (step != STEP_ITEM) {
        return step == STEP_DONE ? STATUS_OK : cli->why.status;
    }
    *identifier = arena_printf(arena, "%.*s", STR_ARGS(record->identifier));
    TRY(work_why(&cli->work, record->identifier, arena, &reasons, &cli->why));
    cli_print_why(cli, &reasons);
    buf_char(&cli->out, '\n');
    return cli_flush(cli);
}

static enum status print_check(struct cli *cli)
{
    struct claim_result *results = NULL;
    size_t count = 0;
    struct write_options options = {.language = cli_language(cli)};
    TRY(claims_compute(cli->work.store, cli->work.claims, &cli->work.arena, &results, &count,
                       &cli->why));
    claims_text(results, count, &options, &cli->out);
    return cli_flush(cli);
}

static void say_what_next(const struct cli *cli, const char *identifier)
{
    const struct pack *pack = cli->work.pack;
    const char *db = cli->work.db;
    const char *table = pack->example_table_count > 0 ? pack->example_tables[0] : "NAME";
    const struct lens_set *lenses = cli->work.lenses;
    const char *me = cli->program;
    cli_say(cli, "\nTry next:\n  %s --db %s tables\n  %s --db %s table %s -f csv\n", me, db, me, db,
            table);
    cli_say(cli, "  %s --db %s list %s tag=%s\n", me, db,
            pack->example_kind ? pack->example_kind : "KIND",
            pack->example_lens ? pack->example_lens : "LENS");
    cli_say(cli, "  %s --db %s why %s\n", me, db, identifier ? identifier : "IDENTIFIER");
    if (lens_set_count(lenses) > 1) {
        cli_say(cli, "  %s --db %s compare %s %s\n", me, db, lens_set_at(lenses, 0)->name,
                lens_set_at(lenses, lens_set_count(lenses) - 1)->name);
    }
    cli_say(cli, "  %s --db %s import YOUR-IATI-FILE.xml\n", me, db);
}

enum status cmd_demo(struct cli *cli)
{
    const char *identifier = NULL;
    if (!cli->values[OPTION_DB]) {
        cli->values[OPTION_DB] = "crosscut-demo.db";
    }
    TRY(cli_open_store(cli, STORE_CREATE));
    TRY(load(cli));
    if (cli_has(cli, OPTION_QUIET)) {
        return STATUS_OK;
    }
    TRY(print_tables(cli));
    TRY(print_example(cli, &identifier));
    TRY(print_check(cli));
    say_what_next(cli, identifier);
    return cli_has(cli, OPTION_NO_SERVE) ? STATUS_OK : cli_serve(cli);
}
