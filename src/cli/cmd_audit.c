#include "cli/cli.h"
#include "store/accounts.h"
#include "write/audit.h"

static enum status verify(struct cli *cli)
{
    struct str end;
    unsigned long long count = 0;
    TRY(store_audit_verify(cli->work.store, str_of(cli->values[OPTION_NOTED]), &count, &cli->why));
    TRY(store_audit_end(cli->work.store, &cli->work.arena, &end, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        struct json json;
        json_init(&json, &cli->out, false);
        json_object(&json);
        json_key_integer(&json, "entries", (long long)count);
        json_key_str(&json, "end", end);
        json_object_end(&json);
        buf_char(&cli->out, '\n');
        return STATUS_OK;
    }
    buf_printf(&cli->out, "%llu %s as written. The chain ends with\n%.*s\n", count,
               count == 1 ? "entry" : "entries, each", STR_ARGS(end));
    return STATUS_OK;
}

static void list_json(struct cli *cli, const struct audit_entry *entries, size_t count)
{
    struct json json;
    json_init(&json, &cli->out, false);
    audit_json(&json, entries, count);
    buf_char(&cli->out, '\n');
}

static enum status list(struct cli *cli)
{
    struct audit_entry *entries = NULL;
    size_t count = 0;
    unsigned long long total = 0, limit = cli_has(cli, OPTION_JSON) ? 0 : 50;
    TRY(cli_number(cli, OPTION_LIMIT, &limit));
    TRY(store_audit_list(cli->work.store, &cli->work.arena, &(struct audit_filter){{0}, {0}, {0}},
                         0, (size_t)limit, &entries, &count, &total, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        list_json(cli, entries, count);
        return STATUS_OK;
    }
    for (size_t i = 0; i < count; i++) {
        const struct audit_entry *e = &entries[i];
        buf_printf(&cli->out, "%6lld  %.*s  %-16.*s %-18s %.*s%s%.*s\n", e->id, STR_ARGS(e->at),
                   STR_ARGS(e->who), e->action, STR_ARGS(e->target),
                   e->detail.length > 0 ? "  " : "", STR_ARGS(e->detail));
    }
    if (count < total) {
        cli_say(cli, "… %llu more; see --limit.\n", total - count);
    }
    return STATUS_OK;
}

enum status cmd_audit(struct cli *cli)
{
    const bool verifies = strcmp(cli->arguments[0], "verify") == 0;
    if (!verifies && strcmp(cli->arguments[0], "list") != 0) {
        return fail(&cli->why, STATUS_USAGE,
                    "Usage: crosscut audit list|verify. See \"crosscut help audit\".");
    }
    TRY(cli_open_store(cli, STORE_READ));
    return verifies ? verify(cli) : list(cli);
}
