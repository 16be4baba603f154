#include "cli/cli.h"
#include "work/due.h"

static void print_json(struct cli *cli, const struct due_item *items, size_t count)
{
    struct json json;
    json_init(&json, &cli->out, false);
    json_array(&json);
    for (size_t i = 0; i < count; i++) {
        const struct due_item *item = &items[i];
        json_object(&json);
        json_key_text(&json, "kind", item->kind->name);
        json_key_str(&json, "identifier", item->identifier);
        json_key_str(&json, "title", item->title);
        json_key_str(&json, "what", item->what);
        json_key_str(&json, "owner", item->owner);
        json_key_str(&json, "due", item->date);
        json_key_integer(&json, "days_overdue", item->days);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(&cli->out, '\n');
}

static void print_text(struct cli *cli, const struct due_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct due_item *item = &items[i];
        if (item->days > 0) {
            buf_printf(&cli->out, "%6ld days overdue ", item->days);
        } else if (item->days == 0) {
            buf_text(&cli->out, "         due today");
        } else {
            buf_printf(&cli->out, "%6ld days are left", -item->days);
        }
        buf_printf(&cli->out, "  %-10.*s  %s:%.*s  %.*s\n", STR_ARGS(item->date), item->kind->name,
                   STR_ARGS(item->identifier), STR_ARGS(item->title));
        if (item->what.length > 0 || item->owner.length > 0) {
            buf_printf(&cli->out, "%31s%.*s%s%.*s\n", "", STR_ARGS(item->what),
                       item->owner.length > 0 ? "  owner: " : "", STR_ARGS(item->owner));
        }
    }
}

/* What could fall due but has no date: nothing due is not the same as nothing to do. */
static void say_undated(struct cli *cli, const size_t *undated)
{
    const struct pack *pack = cli->work.pack;
    const char *before = "Open, without a date to fall due on: ";
    for (size_t i = 0; i < pack->kind_count; i++) {
        if (undated[i] > 0) {
            cli_say(cli, "%s%s %zu", before, pack->kinds[i].name, undated[i]);
            before = ", ";
        }
    }
    cli_say(cli, "%s", *before == ',' ? ".\n" : "");
}

enum status cmd_due(struct cli *cli)
{
    struct due_question question = {.on = date_today()};
    const char *on = cli->values[OPTION_ON];
    unsigned long long within = 0;
    struct due_answer answer = {0};
    if (on && (!date_parse(str_of(on), &question.on) || question.on.day == 0)) {
        return fail(&cli->why, STATUS_USAGE, "--on \"%s\" is no day. Write YYYY-MM-DD.", on);
    }
    TRY(cli_number(cli, OPTION_WITHIN, &within));
    question.within = (long)within;
    TRY(cli_open_store(cli, STORE_READ));
    if (cli->argument_count > 0) {
        TRY(cli_kind(cli, 0, &question.kind));
    }
    TRY(work_due(&cli->work, &cli->work.arena, &question, &answer, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        print_json(cli, answer.items, answer.count);
        return STATUS_OK;
    }
    print_text(cli, answer.items, answer.count);
    TRY(cli_flush(cli));
    cli_say(cli, "%zu %s due.\n", answer.count, answer.count == 1 ? "is" : "are");
    say_undated(cli, answer.undated);
    return STATUS_OK;
}
