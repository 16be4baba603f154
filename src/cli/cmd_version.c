#include "base/version.h"
#include "cli/cli.h"

enum status cmd_version(struct cli *cli)
{
    enum status status = cli_open(cli);
    const struct pack *pack = status == STATUS_OK ? cli->work.pack : NULL;
    if (cli_has(cli, OPTION_JSON)) {
        struct json json;
        json_init(&json, &cli->out, false);
        json_object(&json);
        json_key_text(&json, "crosscut", CROSSCUT_VERSION);
        json_key_text(&json, "pack", pack ? pack->name : NULL);
        json_key_text(&json, "pack_version", pack ? pack->version : NULL);
        json_key_text(&json, "store", store_engine());
        json_object_end(&json);
        buf_char(&cli->out, '\n');
        return STATUS_OK;
    }
    buf_printf(&cli->out, "crosscut %s\n", CROSSCUT_VERSION);
    if (pack) {
        buf_printf(&cli->out, "pack %s %s\n", pack->name, pack->version);
    }
    buf_printf(&cli->out, "%s\n", store_engine());
    return STATUS_OK;
}
