#include "cli/cli.h"
#include "cli/secret.h"
#include "work/second.h"

static const struct account_change command_line = {.who = {"command line", 12}};

static enum status read_role(struct cli *cli, const char *text, enum role *role)
{
    if (role_of_name(str_of(text), role)) {
        return STATUS_OK;
    }
    return fail(&cli->why, STATUS_USAGE,
                "\"%s\" is no role. There are reader, contributor, reviewer, editor, officer and "
                "administrator.",
                text);
}

/* The password: from the file of --password-file, else asked for at the terminal, twice. */
static enum status read_password(struct cli *cli, struct str *password)
{
    const char *path = cli->values[OPTION_PASSWORD_FILE];
    return path ? secret_from_file(&cli->work.arena, path, password, &cli->why)
                : secret_from_terminal(&cli->work.arena, "Password", password, &cli->why);
}

static enum status add(struct cli *cli, struct str name)
{
    struct str password;
    const char *role = cli->values[OPTION_ROLE];
    struct account account = {.name = name, .email = str_of(cli->values[OPTION_EMAIL])};
    if (!role) {
        return fail(&cli->why, STATUS_USAGE, "Which role? Give --role, for example --role editor.");
    }
    TRY(read_role(cli, role, &account.role));
    TRY(read_password(cli, &password));
    TRY(work_account_add(cli->work.store, &account, password, &command_line, &cli->why));
    cli_say(cli, "%.*s may sign in as %s.\n", STR_ARGS(name), role);
    return STATUS_OK;
}

static enum status set_role(struct cli *cli, const struct account *account)
{
    enum role role;
    if (cli->argument_count < 3) {
        return fail(&cli->why, STATUS_USAGE, "Usage: crosscut user role NAME ROLE.");
    }
    TRY(read_role(cli, cli->arguments[2], &role));
    TRY(work_account_role(cli->work.store, account, role, &command_line, &cli->why));
    cli_say(cli, "%.*s is %s.\n", STR_ARGS(account->name), role_name(role));
    return STATUS_OK;
}

static enum status set_password(struct cli *cli, const struct account *account)
{
    struct str password;
    TRY(read_password(cli, &password));
    TRY(work_account_password(cli->work.store, account, password, 0, &command_line, &cli->why));
    cli_say(cli, "The password of %.*s is changed, and its sessions are ended.\n",
            STR_ARGS(account->name));
    return STATUS_OK;
}

static enum status disable(struct cli *cli, const struct account *account, bool disabled)
{
    TRY(work_account_disable(cli->work.store, account, disabled, &command_line, &cli->why));
    cli_say(cli,
            disabled ? "%.*s may not sign in any more, and its sessions are ended.\n"
                     : "%.*s may sign in again.\n",
            STR_ARGS(account->name));
    return STATUS_OK;
}

/* ---- the list ---- */

static void list_json(struct cli *cli, const struct account *accounts, size_t count)
{
    struct json json;
    json_init(&json, &cli->out, false);
    json_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_object(&json);
        json_key_str(&json, "name", accounts[i].name);
        json_key_str(&json, "email", accounts[i].email);
        json_key_text(&json, "role", role_name(accounts[i].role));
        json_key(&json, "disabled");
        json_bool(&json, accounts[i].disabled);
        json_key_str(&json, "made", accounts[i].made);
        json_key(&json, "second_step");
        json_bool(&json, accounts[i].has_second);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(&cli->out, '\n');
}

static enum status list(struct cli *cli)
{
    struct account *accounts = NULL;
    size_t count = 0;
    TRY(store_accounts(cli->work.store, &cli->work.arena, &accounts, &count, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        list_json(cli, accounts, count);
        return STATUS_OK;
    }
    for (size_t i = 0; i < count; i++) {
        const struct account *a = &accounts[i];
        buf_printf(&cli->out, "%-24.*s %-14s %.*s%s%s\n", STR_ARGS(a->name), role_name(a->role),
                   STR_ARGS(a->made), a->disabled ? "  disabled" : "",
                   a->has_password ? "" : "  invited");
    }
    return STATUS_OK;
}

/* ---- the command ---- */

static enum status change(struct cli *cli, const char *verb, struct str name)
{
    struct account account;
    if (strcmp(verb, "add") == 0) {
        return add(cli, name);
    }
    TRY(store_account_find(cli->work.store, &cli->work.arena, name, 0, &account, NULL, &cli->why));
    if (strcmp(verb, "role") == 0) {
        return set_role(cli, &account);
    }
    if (strcmp(verb, "password") == 0) {
        return set_password(cli, &account);
    }
    if (strcmp(verb, "second-step-off") == 0) {
        TRY(work_second_drop(cli->work.store, &account, &command_line, &cli->why));
        cli_say(cli, "%.*s signs in with the password alone.\n", STR_ARGS(name));
        return STATUS_OK;
    }
    return disable(cli, &account, strcmp(verb, "disable") == 0);
}

enum status cmd_user(struct cli *cli)
{
    static const char *const verbs[] = {
        "add", "role", "password", "disable", "enable", "second-step-off", NULL};
    const char *verb = cli->arguments[0];
    size_t known = 0;
    if (strcmp(verb, "list") == 0 && cli->argument_count == 1) {
        TRY(cli_open_store(cli, STORE_READ));
        return list(cli);
    }
    while (verbs[known] && strcmp(verb, verbs[known]) != 0) {
        known++;
    }
    if (!verbs[known] || cli->argument_count < 2) {
        return fail(&cli->why, STATUS_USAGE,
                    "Usage: crosscut user list, or user add|role|password|disable|enable|"
                    "second-step-off NAME. See "
                    "\"crosscut help user\".");
    }
    TRY(cli_open_store(cli, STORE_CREATE));
    TRY(store_begin(cli->work.store, &cli->why));
    const enum status status = change(cli, verb, str_of(cli->arguments[1]));
    if (status != STATUS_OK) {
        store_rollback(cli->work.store);
        return status;
    }
    return store_commit(cli->work.store, &cli->why);
}
