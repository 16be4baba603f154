#include "cli/cli.h"

enum status cmd_tables(struct cli *cli)
{
    const char *language = cli_language(cli);
    TRY(cli_open(cli));
    const struct table_set *set = cli->work.tables;
    struct json json;
    json_init(&json, &cli->out, false);
    if (cli_has(cli, OPTION_JSON)) {
        json_array(&json);
    }
    for (size_t i = 0; i < set->count; i++) {
        const struct table *table = &set->tables[i];
        const char *title = label_in(&table->title, language, table->name);
        const char *number = label_in(&table->number, language, "");
        if (cli_has(cli, OPTION_JSON)) {
            json_object(&json);
            json_key_text(&json, "table", table->name);
            json_key_text(&json, "number", number);
            json_key_text(&json, "title", title);
            json_key_text(&json, "of", table->kind->name);
            json_object_end(&json);
        } else {
            buf_printf(&cli->out, "%-28s %s%s%s\n", table->name, number, *number ? ": " : "",
                       title);
        }
    }
    if (cli_has(cli, OPTION_JSON)) {
        json_array_end(&json);
        buf_char(&cli->out, '\n');
    }
    return STATUS_OK;
}
