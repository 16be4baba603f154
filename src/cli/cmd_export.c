#include "cli/export.h"

static enum status export_all(struct cli *cli)
{
    unsigned long long written = 0;
    bool first = true;
    buf_char(&cli->out, '{');
    for (size_t i = 0; i < cli->work.pack->kind_count; i++) {
        const struct kind *kind = &cli->work.pack->kinds[i];
        struct query query;
        unsigned long long count = 0;
        query_init(&query, kind);
        TRY(store_count(cli->work.store, &query, &count, &cli->why));
        if (count > 0) {
            buf_printf(&cli->out, "%s\"%s\":", first ? "" : ",", kind->plural);
            TRY(cli_write_records(cli, &query, LIST_JSON, 0, &written));
            first = false;
        }
    }
    buf_text(&cli->out, "}\n");
    return STATUS_OK;
}

static enum status export_lists(struct cli *cli)
{
    struct query query;
    enum list_form form;
    unsigned long long written = 0;
    TRY(cli_form_or_xlsx(cli, LIST_JSON, &form));
    if (form == LIST_TEXT) {
        return fail(&cli->why, STATUS_USAGE,
                    "Export writes other forms than text, which \"crosscut list\" does.");
    }
    TRY(cli_open_store(cli, STORE_READ));
    if (cli->argument_count == 0) {
        return form == LIST_JSON ? export_all(cli)
                                 : fail(&cli->why, STATUS_USAGE,
                                        "A table holds one kind: crosscut export KIND -f csv.");
    }
    TRY(cli_query(cli, 0, &query));
    if (form == LIST_XLSX) {
        return cli_write_workbook(cli, &query);
    }
    TRY(cli_write_records(cli, &query, form, 0, &written));
    if (form == LIST_JSON) {
        buf_char(&cli->out, '\n');
    }
    return STATUS_OK;
}

/* Other forms are the pack's. */
static const struct {
    const char *name;
    enum status (*run)(struct cli *cli);
} forms[] = {
    {"text", export_lists},          {"csv", export_lists},    {"json", export_lists},
    {"xlsx", export_lists},          {"jsonl", export_lines},  {"atom", export_atom},
    {"datapackage", export_package}, {"ics", export_calendar}, {"rss", export_rss},
};

enum status cmd_export(struct cli *cli)
{
    const char *name = cli->values[OPTION_FORMAT];
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (!name || strcmp(name, forms[i].name) == 0) {
            return forms[i].run(cli);
        }
    }
    return export_by_pack(cli);
}
