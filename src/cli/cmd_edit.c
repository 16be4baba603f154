/* crosscut edit, history, restore, delete and undelete: what people do to records. */
#include "base/date.h"
#include "cli/cli.h"
#include "store/accounts.h"
#include "work/edit.h"

#include <stdio.h>
#include <stdlib.h>

/* What these commands share. */
struct editing {
    struct cli *cli;
    struct editor editor;
    struct retag retag;
    char now[21];
};

static void init(struct editing *e, struct cli *cli)
{
    *e = (struct editing){.cli = cli};
    retag_init(&e->retag, cli->work.lenses);
    e->editor = (struct editor){.store = cli->work.store,
                                .formats = cli->work.formats,
                                .retag = &e->retag,
                                .arena = &cli->work.arena};
    date_now(e->now);
}

static enum status read_change(struct editing *e, enum change_type type, struct change *change)
{
    struct cli *cli = e->cli;
    *change = (struct change){
        .type = type, .at = str_of(e->now), .note = str_of(cli->values[OPTION_NOTE])};
    return cli_person(cli, &change->person);
}

/* Leaves the change's line in the audit. */
static enum status audit(struct editing *e, const struct change *change,
                         const struct record *record)
{
    struct cli *cli = e->cli;
    static const char *const actions[] = {
        [CHANGE_IMPORT] = "import",   [CHANGE_NEW] = "enter",     [CHANGE_EDIT] = "edit",
        [CHANGE_RESTORE] = "restore", [CHANGE_DELETE] = "delete", [CHANGE_UNDELETE] = "undelete"};
    const char *target =
        arena_printf(&cli->work.arena, "%s:%.*s", record->kind->name, STR_ARGS(record->identifier));
    const struct audit_entry entry = {.who = change->person,
                                      .action = actions[change->type],
                                      .target = str_of(target),
                                      .detail = change->note};
    return target ? store_audit(cli->work.store, &entry, &cli->why) : fail_memory(&cli->why);
}

/* The kind and identifier of "KIND:IDENTIFIER". */
static enum status read_name(struct cli *cli, const struct kind **kind, struct str *identifier)
{
    struct str name;
    *identifier = str_of(cli->arguments[0]);
    (void)str_split(identifier, ':', &name);
    *kind = identifier->at ? pack_kind(cli->work.pack, name) : NULL;
    return *kind && identifier->length > 0
               ? STATUS_OK
               : fail(&cli->why, STATUS_USAGE,
                      "\"%s\" is no record. Write KIND:IDENTIFIER, such as %s:A1; \"crosscut pack "
                      "kinds\" lists the kinds.",
                      cli->arguments[0], cli->work.pack->kinds[0].name);
}

/* ---- edit ---- */

static void print_problem(const struct cli *cli, const struct problem *p)
{
    (void)fprintf(stderr, "  %s", p->rule);
    if (p->field.length > 0) {
        (void)fprintf(stderr, ", %.*s", STR_ARGS(p->field));
    }
    if (p->value.length > 0) {
        (void)fprintf(stderr, " \"%.*s\"", STR_ARGS(p->value));
    }
    (void)fprintf(stderr, "\n      %s\n", problem_mend(p, cli_language(cli)));
}

static enum status begin_edit(struct editing *e, struct edit *edit)
{
    struct cli *cli = e->cli;
    const struct kind *kind = NULL;
    struct str identifier = {0};
    TRY(read_name(cli, &kind, &identifier));
    if (cli_has(cli, OPTION_NEW)) {
        return edit_begin_new(&e->editor, kind, identifier, edit, &cli->why);
    }
    return edit_begin(&e->editor, kind, identifier, 0, edit, &cli->why);
}

static enum status check_edit(struct editing *e, struct edit *edit, struct edit_check *check)
{
    struct cli *cli = e->cli;
    for (size_t i = 1; i < cli->argument_count; i++) {
        TRY(edit_assign(&cli->work.arena, edit, str_of(cli->arguments[i]), &cli->why));
    }
    TRY(edit_check(&e->editor, edit, check, &cli->why));
    if (check->record) {
        return STATUS_OK;
    }
    for (const struct problem *p = check->problems.first; p; p = p->next) {
        print_problem(cli, p);
    }
    return fail(&cli->why, STATUS_INPUT,
                "Nothing was stored: %zu problem%s. Mend what is said above and try again.",
                check->problems.count, check->problems.count == 1 ? "" : "s");
}

static enum status run_edit(struct editing *e)
{
    struct cli *cli = e->cli;
    struct edit edit;
    struct edit_check check;
    struct change change;
    unsigned number = 0;
    bool changed = false;
    TRY(read_change(e, cli_has(cli, OPTION_NEW) ? CHANGE_NEW : CHANGE_EDIT, &change));
    TRY(begin_edit(e, &edit));
    TRY(check_edit(e, &edit, &check));
    TRY(edit_save(&e->editor, &edit, &check, &change, &changed, &cli->why));
    if (!changed) {
        cli_say(cli, "Nothing has changed; nothing was stored.\n");
        return STATUS_OK;
    }
    TRY(audit(e, &change, check.record));
    TRY(store_version_number(cli->work.store, check.record->id, &number, &cli->why));
    cli_say(cli, "%s is at version %u. \"crosscut history %s\" shows what changed.\n",
            cli->arguments[0], number, cli->arguments[0]);
    return STATUS_OK;
}

/* Runs @work in one transaction. */
static enum status run(struct cli *cli, enum status (*work)(struct editing *e))
{
    struct editing e;
    TRY(cli_open_store(cli, STORE_WRITE));
    init(&e, cli);
    enum status status = store_begin(cli->work.store, &cli->why);
    if (status == STATUS_OK) {
        status = work(&e);
        if (status == STATUS_OK) {
            status = store_commit(cli->work.store, &cli->why);
        } else {
            store_rollback(cli->work.store);
        }
    }
    retag_release(&e.retag);
    return status;
}

enum status cmd_edit(struct cli *cli)
{
    return run(cli, run_edit);
}

/* ---- history ---- */

static const char *words_of(enum change_type type)
{
    static const char *const words[] = {
        [CHANGE_IMPORT] = "imported", [CHANGE_NEW] = "entered",
        [CHANGE_EDIT] = "edited",     [CHANGE_RESTORE] = "restored",
        [CHANGE_DELETE] = "deleted",  [CHANGE_UNDELETE] = "undeleted"};
    return words[type];
}

static void print_side(struct cli *cli, const char *mark, const struct field *field,
                       const struct value *value)
{
    struct raw_value raw;
    for (; value; value = value->next) {
        if (edit_print(&cli->work.arena, field, value, &raw, &cli->why) != STATUS_OK) {
            return;
        }
        buf_printf(&cli->out, "    %s %s: %.*s", mark, field->name, STR_ARGS(raw.text));
        const struct str parts[] = {raw.language, raw.currency, raw.date};
        for (size_t i = 0; i < COUNT_OF(parts); i++) {
            if (parts[i].length > 0) {
                buf_printf(&cli->out, " [%.*s]", STR_ARGS(parts[i]));
            }
        }
        for (size_t i = 0; i < field->with_count && i < SUBFIELDS; i++) {
            if (raw.subs[i].length > 0) {
                buf_printf(&cli->out, " [%s: %.*s]", field->with[i].name, STR_ARGS(raw.subs[i]));
            }
        }
        buf_char(&cli->out, '\n');
    }
}

static void print_version(struct cli *cli, const struct edit_version *version)
{
    const struct change *change = &version->version.change;
    buf_printf(&cli->out, "Version %u, %.*s, %s", version->version.number, STR_ARGS(change->at),
               words_of(change->type));
    if (change->person.length > 0) {
        buf_printf(&cli->out, " by %.*s", STR_ARGS(change->person));
    } else {
        buf_printf(&cli->out, " (import %lld)", version->version.import);
    }
    buf_printf(&cli->out, change->note.length > 0 ? ": %.*s\n" : "%.*s\n", STR_ARGS(change->note));
    for (size_t i = 0; i < version->count; i++) {
        const struct difference *d = &version->differences[i];
        if (d->field->access == ACCESS_PUBLIC || cli_has(cli, OPTION_ALL_FIELDS)) {
            print_side(cli, "-", d->field, d->before);
            print_side(cli, "+", d->field, d->after);
        } else {
            buf_printf(&cli->out, "    %s (not shown without --all-fields)\n", d->field->name);
        }
    }
}

static void print_json(struct cli *cli, const struct edit_version *versions, size_t count)
{
    struct json json;
    json_init(&json, &cli->out, false);
    json_array(&json);
    for (size_t i = 0; i < count; i++) {
        const struct version *v = &versions[i].version;
        json_object(&json);
        json_key_integer(&json, "version", v->number);
        json_key_text(&json, "change", change_type_name(v->change.type));
        json_key_str(&json, "at", v->change.at);
        json_key_str(&json, "person", v->change.person);
        json_key_str(&json, "note", v->change.note);
        json_key_integer(&json, "import", v->import);
        json_key(&json, "fields");
        json_array(&json);
        for (size_t k = 0; k < versions[i].count; k++) {
            json_text(&json, versions[i].differences[k].field->name);
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(&cli->out, '\n');
}

/* The record, or what can be known of it when it is deleted. */
static enum status find_record(struct editing *e, struct record **record)
{
    struct cli *cli = e->cli;
    struct deleted deleted = {0};
    struct str rest = str_of(cli->arguments[0]), name;
    (void)str_split(&rest, ':', &name);
    const struct kind *kind = rest.at ? pack_kind(cli->work.pack, name) : NULL;
    if (kind) {
        TRY(store_deleted(cli->work.store, &cli->work.arena, kind, rest, &deleted, &cli->why));
    }
    if (!deleted.record) {
        return store_get(cli->work.store, &cli->work.arena, NULL, str_of(cli->arguments[0]), record,
                         &cli->why);
    }
    *record = record_new(&cli->work.arena, kind);
    if (!*record) {
        return fail_memory(&cli->why);
    }
    (*record)->id = deleted.record;
    (*record)->identifier = rest;
    return STATUS_OK;
}

enum status cmd_history(struct cli *cli)
{
    struct editing e;
    struct record *record = NULL;
    struct edit_version *versions = NULL;
    size_t count = 0;
    TRY(cli_open_store(cli, STORE_READ));
    init(&e, cli);
    TRY(find_record(&e, &record));
    TRY(edit_history(&e.editor, record, &versions, &count, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        print_json(cli, versions, count);
        return STATUS_OK;
    }
    for (size_t i = 0; i < count; i++) {
        print_version(cli, &versions[i]);
    }
    return buf_status(&cli->out, &cli->why);
}

/* ---- restore, delete, undelete ---- */

static enum status run_restore(struct editing *e)
{
    struct cli *cli = e->cli;
    struct record *record = NULL;
    struct change change;
    char *end = NULL;
    unsigned number = 0;
    bool changed = false;
    const unsigned long version = strtoul(cli->arguments[1], &end, 10);
    if (*end != '\0' || version == 0 || version > 1000000) {
        return fail(&cli->why, STATUS_USAGE,
                    "\"%s\" is no version. \"crosscut history %s\" lists them.", cli->arguments[1],
                    cli->arguments[0]);
    }
    TRY(read_change(e, CHANGE_RESTORE, &change));
    TRY(store_get(cli->work.store, &cli->work.arena, NULL, str_of(cli->arguments[0]), &record,
                  &cli->why));
    TRY(store_version_number(cli->work.store, record->id, &number, &cli->why));
    TRY(edit_restore(&e->editor, record, (unsigned)version, number, &change, &changed, &cli->why));
    cli_say(cli,
            changed ? "%s has the values of version %lu again.\n"
                    : "%s has the values of version %lu already; nothing was stored.\n",
            cli->arguments[0], version);
    return STATUS_OK;
}

enum status cmd_restore(struct cli *cli)
{
    return run(cli, run_restore);
}

static enum status run_delete(struct editing *e)
{
    struct cli *cli = e->cli;
    struct record *record = NULL;
    struct change change;
    unsigned number = 0;
    TRY(read_change(e, CHANGE_DELETE, &change));
    TRY(store_get(cli->work.store, &cli->work.arena, NULL, str_of(cli->arguments[0]), &record,
                  &cli->why));
    if (!cli_has(cli, OPTION_YES)) {
        const struct str title = record_title(record);
        return fail(&cli->why, STATUS_USAGE,
                    "This would delete the %s \"%.*s\" (%.*s). Say --yes to do it; \"crosscut "
                    "undelete\" brings it back.",
                    record->kind->name, STR_ARGS(record->identifier), STR_ARGS(title));
    }
    TRY(store_version_number(cli->work.store, record->id, &number, &cli->why));
    TRY(store_delete(cli->work.store, record, number, &change, &cli->why));
    TRY(audit(e, &change, record));
    cli_say(cli, "Deleted. \"crosscut undelete %s:%.*s\" brings it back.\n", record->kind->name,
            STR_ARGS(record->identifier));
    return STATUS_OK;
}

enum status cmd_delete(struct cli *cli)
{
    return run(cli, run_delete);
}

static enum status run_undelete(struct editing *e)
{
    struct cli *cli = e->cli;
    const struct kind *kind = NULL;
    struct str identifier = {0};
    struct record *record = NULL;
    struct change change;
    TRY(read_change(e, CHANGE_UNDELETE, &change));
    TRY(read_name(cli, &kind, &identifier));
    TRY(edit_undelete(&e->editor, kind, identifier, &change, &record, &cli->why));
    TRY(audit(e, &change, record));
    cli_say(cli, "%s is back.\n", cli->arguments[0]);
    return STATUS_OK;
}

enum status cmd_undelete(struct cli *cli)
{
    return run(cli, run_undelete);
}
