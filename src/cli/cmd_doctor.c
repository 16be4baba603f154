#include "cli/cli.h"
#include "find/index.h"
#include "model/conduct.h"
#include "store/accounts.h"
#include "work/links.h"

#include <stdio.h>
#include <sys/stat.h>

struct doctor {
    struct cli *cli;
    struct json json;
    bool as_json;
    enum status worst;
};

/* One finding: what was looked at, whether it is fine, and words. */
static void tell(struct doctor *d, const char *what, enum status status, const char *words)
{
    if (d->as_json) {
        json_object(&d->json);
        json_key_text(&d->json, "check", what);
        json_key(&d->json, "fine");
        json_bool(&d->json, status == STATUS_OK);
        json_key_text(&d->json, "words", words);
        json_object_end(&d->json);
    } else {
        buf_printf(&d->cli->out, "%-9s %-10s %s\n", status == STATUS_OK ? "fine" : "TROUBLE", what,
                   words);
    }
    if (status != STATUS_OK) {
        d->worst = status;
    }
}

static void check_records(struct doctor *d)
{
    struct failure why = {STATUS_OK, ""};
    const struct pack *pack = d->cli->work.pack;
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct query query;
        char words[64];
        unsigned long long count = 0;
        query_init(&query, &pack->kinds[i]);
        query.all = true;
        enum status status = store_count(d->cli->work.store, &query, &count, &why);
        (void)snprintf(words, sizeof words, "%llu records", count);
        if (status != STATUS_OK || count > 0) {
            tell(d, pack->kinds[i].name, status, status == STATUS_OK ? words : why.text);
        }
    }
}

static void check_imports(struct doctor *d)
{
    struct failure why = {STATUS_OK, ""};
    struct import_info *imports = NULL;
    size_t count = 0, cut = 0;
    char words[160];
    enum status status =
        store_imports(d->cli->work.store, &d->cli->work.arena, &imports, &count, &why);
    for (size_t i = 0; i < count; i++) {
        cut += imports[i].finished.length == 0 ? 1 : 0;
    }
    (void)snprintf(words, sizeof words, "%zu imports, %zu cut off%s", count, cut,
                   cut > 0 ? " (import the same files again to complete them)" : "");
    tell(d, "imports", status, status == STATUS_OK ? words : why.text);
}

static void check_audit(struct doctor *d)
{
    struct failure why = {STATUS_OK, ""};
    unsigned long long count = 0;
    char words[80];
    const enum status status =
        store_audit_verify(d->cli->work.store, (struct str){0}, &count, &why);
    (void)snprintf(words, sizeof words, "%llu %s as written", count,
                   count == 1 ? "entry" : "entries, each");
    tell(d, "audit", status, status == STATUS_OK ? words : why.text);
}

/* A file with people's accounts in it is not for everybody on the machine. */
static void check_accounts(struct doctor *d)
{
    struct failure why = {STATUS_OK, ""};
    struct account *accounts = NULL;
    struct stat about;
    size_t count = 0;
    char words[200];
    enum status status =
        store_accounts(d->cli->work.store, &d->cli->work.arena, &accounts, &count, &why);
    const bool open = count > 0 && stat(d->cli->work.db, &about) == 0 &&
                      (about.st_mode & (S_IROTH | S_IWOTH)) != 0;
    (void)snprintf(words, sizeof words, "%zu account%s%s%.100s", count, count == 1 ? "" : "s",
                   open ? ", and everybody on this machine can read the file: chmod 640 " : "",
                   open ? d->cli->work.db : "");
    status = status == STATUS_OK && open ? STATUS_PROBLEMS : status;
    tell(d, "accounts", status, status == STATUS_OK || open ? words : why.text);
}

#define LINKS_TOLD 20

struct link_doctor {
    struct doctor *doctor;
    unsigned long long wrong;
};

static void tell_link(void *context, const struct bad_link *bad)
{
    struct link_doctor *d = context;
    const char *mend = bad->rule ? label_in(&bad->rule->mend, cli_language(d->doctor->cli), "")
                                 : "is not here; import it, or correct the link";
    char words[400];
    if (d->wrong++ >= LINKS_TOLD) {
        return;
    }
    (void)snprintf(words, sizeof words, "%s:%.*s, %s: %.*s %s", bad->record->kind->name,
                   STR_ARGS(bad->record->identifier), bad->field->name, STR_ARGS(bad->target),
                   mend);
    tell(d->doctor, bad->rule ? bad->rule->name : "link", STATUS_PROBLEMS, words);
}

static void check_links(struct doctor *d)
{
    struct failure why = {STATUS_OK, ""};
    struct link_doctor links = {.doctor = d};
    char words[100];
    enum status status = links_check(&d->cli->work, tell_link, &links, &why);
    (void)snprintf(words, sizeof words, "%llu lead nowhere or break a rule", links.wrong);
    status = status == STATUS_OK && links.wrong > 0 ? STATUS_PROBLEMS : status;
    tell(d, "links", status, status == STATUS_OK || links.wrong > 0 ? words : why.text);
}

static void check_search(struct doctor *d)
{
    struct failure why = {STATUS_OK, ""};
    struct fulltext_state state = {.behind = 0};
    unsigned long long looked = 0;
    char words[160];
    enum status status = find_index_verify(d->cli->work.store, &looked, &why);
    if (status == STATUS_OK) {
        status = find_index_look(d->cli->work.store, &state, &why);
    }
    if (state.behind > 0) {
        (void)snprintf(words, sizeof words,
                       "the index holds; %llu records wait for the next search", state.behind);
    } else {
        (void)snprintf(words, sizeof words,
                       "the index holds; %llu records are found by their words", looked);
    }
    tell(d, "search", status, status == STATUS_OK ? words : why.text);
}

enum status cmd_doctor(struct cli *cli)
{
    struct doctor d = {.cli = cli, .as_json = cli_has(cli, OPTION_JSON)};
    char words[256];
    json_init(&d.json, &cli->out, false);
    if (d.as_json) {
        json_array(&d.json);
    }
    enum status status = cli_open(cli);
    const struct pack *pack = cli->work.pack;
    (void)snprintf(words, sizeof words, "%s %s, %zu kinds, %zu lenses", pack ? pack->name : "",
                   pack ? pack->version : "", pack ? pack->kind_count : 0,
                   status == STATUS_OK ? lens_set_count(cli->work.lenses) : 0);
    tell(&d, "pack", status, status == STATUS_OK ? words : cli->why.text);
    if (status == STATUS_OK) {
        status = workspace_open_store(&cli->work, STORE_READ, &cli->why);
        tell(&d, "database", status, status == STATUS_OK ? cli->work.db : cli->why.text);
    }
    if (status == STATUS_OK) {
        status = store_verify(cli->work.store, &cli->why);
        tell(&d, "integrity", status,
             status == STATUS_OK ? "every page, index and reference holds" : cli->why.text);
        check_search(&d);
        check_accounts(&d);
        check_audit(&d);
        check_imports(&d);
        check_records(&d);
        check_links(&d);
    }
    if (d.as_json) {
        json_array_end(&d.json);
        buf_char(&cli->out, '\n');
    }
    cli->why.text[0] = '\0'; /* it has been told */
    TRY(cli_flush(cli));
    return d.worst;
}
