#include "cli/records.h"

#define LIMIT_TEXT 50

/* Why nothing was found, where that can be told: a value that its code list does not have. */
static void explain_nothing(const struct cli *cli, const struct query *query)
{
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        const struct codelist *list = condition->field ? condition->field->list : NULL;
        for (size_t k = 0; list && k < condition->value_count; k++) {
            if (!codelist_find(list, str_of(condition->values[k]))) {
                cli_say(cli, "\"%s\" is not in the code list \"%s\".\n", condition->values[k],
                        list->name);
            }
        }
    }
}

enum status cmd_list(struct cli *cli)
{
    struct query query;
    enum list_form form;
    unsigned long long limit = 0, total = 0, written = 0;
    TRY(cli_form(cli, LIST_TEXT, &form));
    TRY(cli_limit(cli, form == LIST_TEXT ? LIMIT_TEXT : 0, &limit));
    TRY(cli_open_store(cli, STORE_READ));
    TRY(cli_query(cli, 0, &query));
    if (cli->values[OPTION_SORT]) {
        TRY(query_sort(&cli->work.arena, &query, str_of(cli->values[OPTION_SORT]), &cli->why));
    }
    TRY(store_count(cli->work.store, &query, &total, &cli->why));
    if (form == LIST_JSON) {
        buf_printf(&cli->out, "{\"kind\":\"%s\",\"total\":%llu,\"rows\":", query.kind->name, total);
    }
    TRY(cli_write_records(cli, &query, form, limit, &written));
    if (form == LIST_JSON) {
        buf_printf(&cli->out, ",\"truncated\":%s}\n", written < total ? "true" : "false");
    }
    TRY(cli_flush(cli));
    if (form == LIST_TEXT) {
        if (written < total) {
            cli_say(cli, "%llu of %llu records; more with --limit N.\n", written, total);
        } else {
            cli_say(cli, "%llu record%s.\n", total, total == 1 ? "" : "s");
        }
        if (total == 0) {
            explain_nothing(cli, &query);
        }
    }
    return STATUS_OK;
}
