/* crosscut undo: takes an import back. */
#include "base/date.h"
#include "cli/cli.h"
#include "store/accounts.h"
#include "text/json.h"
#include "work/undo.h"

#include <string.h>

static enum status read_import(struct cli *cli, long long *import)
{
    unsigned long long number = 0;
    const char *text = cli->arguments[0];
    for (const char *at = text; *at >= '0' && *at <= '9' && number < 1000000000000; at++) {
        number = number * 10 + (unsigned long long)(*at - '0');
    }
    *import = (long long)number;
    return text[strspn(text, "0123456789")] == '\0' && number > 0
               ? STATUS_OK
               : fail(&cli->why, STATUS_USAGE,
                      "\"%s\" is no number of an import. The site has them under Imports.", text);
}

static enum status print_json(struct cli *cli, long long import, bool done,
                              const struct undo_counts *counts)
{
    struct json json;
    json_init(&json, &cli->out, true);
    json_object(&json);
    json_key_integer(&json, "import", import);
    json_key(&json, "taken_back");
    json_bool(&json, done);
    json_key_integer(&json, "removed", (long long)counts->removed);
    json_key_integer(&json, "restored", (long long)counts->restored);
    json_key_integer(&json, "kept", (long long)counts->kept);
    json_object_end(&json);
    buf_char(&cli->out, '\n');
    return cli_flush(cli);
}

static enum status print(struct cli *cli, long long import, bool done,
                         const struct undo_counts *counts)
{
    if (cli_has(cli, OPTION_JSON)) {
        return print_json(cli, import, done, counts);
    }
    cli_say(cli,
            done ? "Import %lld was taken back: %llu removed, %llu as they were before, %llu left "
                   "as they are.\n"
                 : "Import %lld: %llu would be removed, %llu become what they were before, %llu "
                   "stay as they are.\n",
            import, counts->removed, counts->restored, counts->kept);
    return STATUS_OK;
}

static enum status undo(struct cli *cli, long long import, struct undo_counts *counts)
{
    struct store *store = cli->work.store;
    struct change change = {.note = str_of(cli->values[OPTION_NOTE])};
    char now[21];
    date_now(now);
    change.at = str_of(now);
    TRY(cli_person(cli, &change.person));
    TRY(undo_import(store, cli->work.lenses, import, &change, counts, &cli->why));
    const char *target = arena_printf(&cli->work.arena, "import:%lld", import);
    const struct audit_entry entry = {
        .who = change.person, .action = "undo", .target = str_of(target), .detail = change.note};
    return store_audit(store, &entry, &cli->why);
}

static enum status undo_all(struct cli *cli, long long import)
{
    struct store *store = cli->work.store;
    struct undo_counts counts;
    TRY(store_begin(store, &cli->why));
    const enum status status = undo(cli, import, &counts);
    if (status != STATUS_OK) {
        store_rollback(store);
        return status;
    }
    TRY(store_commit(store, &cli->why));
    return print(cli, import, true, &counts);
}

enum status cmd_undo(struct cli *cli)
{
    struct undo_counts counts;
    const bool dry = cli_has(cli, OPTION_DRY_RUN);
    long long import = 0;
    TRY(read_import(cli, &import));
    TRY(cli_open_store(cli, dry ? STORE_READ : STORE_WRITE));
    if (!dry && cli_has(cli, OPTION_YES)) {
        return undo_all(cli, import);
    }
    TRY(undo_look(cli->work.store, &cli->work.arena, import, &counts, &cli->why));
    if (dry) {
        return print(cli, import, false, &counts);
    }
    return fail(&cli->why, STATUS_USAGE,
                "This would remove %llu records and give %llu what they were before import %lld; "
                "%llu stay as they are. Say --yes to do it.",
                counts.removed, counts.restored, import, counts.kept);
}
