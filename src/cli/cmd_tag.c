#include "cli/cli.h"
#include "work/tag.h"

static void print_json(struct cli *cli, const struct tag_result *result)
{
    struct json json;
    json_init(&json, &cli->out, false);
    json_object(&json);
    json_key_integer(&json, "records", (long long)result->records);
    json_key_integer(&json, "changed", (long long)result->changed);
    json_key_integer(&json, "text_bytes", (long long)result->text);
    json_key(&json, "lenses");
    json_array(&json);
    for (size_t i = 0; i < lens_set_count(cli->work.lenses); i++) {
        const struct lens *lens = lens_set_at(cli->work.lenses, i);
        json_object(&json);
        json_key_text(&json, "lens", lens->name);
        json_key_integer(&json, "version", lens->version);
        json_key_integer(&json, "tagged", (long long)result->lenses[i].tagged);
        json_key_integer(&json, "candidates", (long long)result->lenses[i].candidates);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    buf_char(&cli->out, '\n');
}

enum status cmd_tag(struct cli *cli)
{
    const struct lens *only = NULL;
    struct tag_result result;
    TRY(cli_open_store(cli, STORE_WRITE));
    if (cli_has(cli, OPTION_LENS)) {
        TRY(lens_set_find(cli->work.lenses, cli->values[OPTION_LENS], &only, &cli->why));
    }
    TRY(work_tag(&cli->work, only, cli_catch_stop(), &result, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        print_json(cli, &result);
        return STATUS_OK;
    }
    for (size_t i = 0; i < lens_set_count(cli->work.lenses); i++) {
        const struct lens *lens = lens_set_at(cli->work.lenses, i);
        if (!only || only == lens) {
            cli_say(cli, "%-22s version %lld: %llu of %llu records, %llu as candidates\n",
                    lens->name, lens->version, result.lenses[i].tagged, result.records,
                    result.lenses[i].candidates);
        }
    }
    cli_say(cli, "%llu records looked at, the tags of %llu changed.\n", result.records,
            result.changed);
    return STATUS_OK;
}
