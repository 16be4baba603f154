#include "cli/cli.h"
#include "work/duplicates.h"

static void print_json(struct cli *cli, const struct duplicate_group *groups, size_t count)
{
    struct json json;
    json_init(&json, &cli->out, false);
    json_array(&json);
    for (size_t i = 0; i < count; i++) {
        const struct duplicate_group *group = &groups[i];
        json_object(&json);
        json_key_text(&json, "kind", group->kind->name);
        json_key_text(&json, "reason", label_in(&group->same->reason, cli_language(cli), ""));
        json_key(&json, "records");
        json_array(&json);
        for (size_t k = 0; k < group->count; k++) {
            json_object(&json);
            json_key_str(&json, "identifier", group->records[k].identifier);
            json_key_str(&json, "title", group->records[k].title);
            json_key_str(&json, "file", group->records[k].source);
            json_object_end(&json);
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(&cli->out, '\n');
}

static void print_text(struct cli *cli, const struct duplicate_group *groups, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct duplicate_group *group = &groups[i];
        buf_printf(&cli->out, "%s, %s:\n",
                   label_in(&group->kind->label, cli_language(cli), group->kind->name),
                   label_in(&group->same->reason, cli_language(cli), "the same"));
        for (size_t k = 0; k < group->count; k++) {
            const struct duplicate *record = &group->records[k];
            buf_printf(&cli->out, "  %s:%.*s  %.*s  (%.*s)\n", group->kind->name,
                       STR_ARGS(record->identifier), STR_ARGS(record->title),
                       STR_ARGS(record->source));
        }
    }
}

enum status cmd_duplicates(struct cli *cli)
{
    const struct kind *kind = NULL;
    struct duplicate_group *groups = NULL;
    size_t count = 0;
    TRY(cli_open_store(cli, STORE_READ));
    if (cli->argument_count > 0) {
        TRY(cli_kind(cli, 0, &kind));
    }
    TRY(work_duplicates(&cli->work, &cli->work.arena, kind, &groups, &count, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        print_json(cli, groups, count);
        return STATUS_OK;
    }
    print_text(cli, groups, count);
    TRY(cli_flush(cli));
    cli_say(cli, "%zu group%s.%s\n", count, count == 1 ? "" : "s",
            kind && kind->conduct->same_count == 0
                ? " The kind does not say what makes two of its records the same."
                : "");
    return STATUS_OK;
}
