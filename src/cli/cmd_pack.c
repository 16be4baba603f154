#include "cli/cli.h"
#include "work/export.h"
#include "work/report.h"
#include "write/kinds.h"

static enum status check(struct cli *cli)
{
    const struct workspace *work = &cli->work;
    struct export_set exports;
    struct report_set *reports = NULL;
    size_t fields = 0, codes = 0, export_count = 0;
    TRY(work_exports(&cli->work, &exports, &cli->why));
    TRY(work_reports(&cli->work, &reports, &cli->why));
    for (const struct export *e = exports.first; e; e = e->next) {
        export_count++;
    }
    for (size_t i = 0; i < work->pack->kind_count; i++) {
        fields += work->pack->kinds[i].field_count;
    }
    for (size_t i = 0; i < work->pack->list_count; i++) {
        codes += work->pack->lists[i].count;
    }
    if (cli_has(cli, OPTION_JSON)) {
        struct json json;
        json_init(&json, &cli->out, false);
        json_object(&json);
        json_key_text(&json, "pack", work->pack->name);
        json_key_text(&json, "version", work->pack->version);
        json_key_integer(&json, "kinds", (long long)work->pack->kind_count);
        json_key_integer(&json, "fields", (long long)fields);
        json_key_integer(&json, "codelists", (long long)work->pack->list_count);
        json_key_integer(&json, "codes", (long long)codes);
        json_key_integer(&json, "lenses", (long long)lens_set_count(work->lenses));
        json_key_integer(&json, "tables", (long long)work->tables->count);
        json_key_integer(&json, "claims", (long long)work->claims->count);
        json_key_integer(&json, "exports", (long long)export_count);
        json_key_integer(&json, "reports", (long long)reports->count);
        json_object_end(&json);
        buf_char(&cli->out, '\n');
        return STATUS_OK;
    }
    buf_printf(&cli->out,
               "%s %s: fine. %zu kinds (%zu fields), %zu code lists (%zu codes), %zu lenses, %zu "
               "tables, %zu claims, %zu exports, %zu reports.\n",
               work->pack->name, work->pack->version, work->pack->kind_count, fields,
               work->pack->list_count, codes, lens_set_count(work->lenses), work->tables->count,
               work->claims->count, export_count, reports->count);
    return STATUS_OK;
}

enum status cmd_pack(struct cli *cli)
{
    const bool kinds = strcmp(cli->arguments[0], "kinds") == 0;
    if (!kinds && strcmp(cli->arguments[0], "check") != 0) {
        return fail(&cli->why, STATUS_USAGE,
                    "Usage: crosscut pack check|kinds. See \"crosscut help pack\".");
    }
    TRY(cli_open(cli));
    if (kinds) {
        kinds_write_markdown(cli->work.pack, &cli->out);
        return STATUS_OK;
    }
    return check(cli);
}
