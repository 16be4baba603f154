#include "cli/cli.h"
#include "write/record.h"

static void show_json(struct cli *cli, const struct record *record, const struct provenance *from)
{
    struct record_style style = {cli_language(cli), cli_has(cli, OPTION_ALL_FIELDS)};
    struct json json;
    json_init(&json, &cli->out, false);
    json_object(&json);
    json_key_text(&json, "kind", record->kind->name);
    json_key_str(&json, "identifier", record->identifier);
    json_key_str(&json, "title", record_title(record));
    json_key(&json, "record");
    record_write_json(record, &style, &json);
    json_key(&json, "source");
    json_object(&json);
    json_key_str(&json, "file", from->file);
    json_key_integer(&json, "line", from->line);
    json_key_str(&json, "format", from->format);
    json_key_integer(&json, "import", from->import);
    json_key_str(&json, "imported", from->imported);
    json_key_integer(&json, "versions", from->versions);
    json_object_end(&json);
    json_object_end(&json);
    buf_char(&cli->out, '\n');
}

enum status cmd_show(struct cli *cli)
{
    struct record *record = NULL;
    struct provenance from;
    TRY(cli_open_store(cli, STORE_READ));
    TRY(store_get(cli->work.store, &cli->work.arena, NULL, str_of(cli->arguments[0]), &record,
                  &cli->why));
    TRY(store_provenance(cli->work.store, &cli->work.arena, record, &from, &cli->why));
    if (cli_has(cli, OPTION_ORIGINAL)) {
        buf_str(&cli->out, from.original);
        return STATUS_OK;
    }
    if (cli_has(cli, OPTION_JSON)) {
        show_json(cli, record, &from);
        return STATUS_OK;
    }
    struct record_style style = {cli_language(cli), cli_has(cli, OPTION_ALL_FIELDS)};
    record_write_text(record, &style, &cli->out);
    buf_printf(
        &cli->out,
        "\nFrom %.*s, line %u (import %lld, %.*s), version %u. \"crosscut why %.*s\" shows its "
        "tags.\n",
        STR_ARGS(from.file), from.line, from.import, STR_ARGS(from.imported), from.versions,
        STR_ARGS(record->identifier));
    return STATUS_OK;
}
