/* crosscut export -f NAME, for the formats that the pack's exports/ define. */
#include "cli/export.h"

#include "work/data_time.h"
#include "work/export.h"

#define TOLD 10 /* records that are named; the others are counted */

/* What writing one file passes around. */
struct telling {
    struct cli *cli;
    size_t told;
};

static enum status flush(void *context, struct buf *out, struct failure *why)
{
    struct telling *telling = context;
    (void)out;
    (void)why; /* both are the command's own */
    return cli_flush_some(telling->cli);
}

static void tell(void *context, const struct record *record, const struct export_outcome *outcome)
{
    struct telling *telling = context;
    if (telling->told++ >= TOLD) {
        return;
    }
    if (!outcome->fits) {
        cli_say(telling->cli, "%.*s: %s.\n", STR_ARGS(record->identifier), outcome->fault);
    } else {
        cli_say(telling->cli, "%.*s: left out: %s.\n", STR_ARGS(record->identifier),
                outcome->first);
    }
}

static void say_counts(struct cli *cli, const struct telling *telling,
                       const struct export_counts *counts)
{
    if (telling->told > TOLD) {
        cli_say(cli, "… and something of %zu more records.\n", telling->told - TOLD);
    }
    cli_say(cli, "%llu records written", counts->written);
    if (counts->refused > 0) {
        cli_say(cli,
                "; %llu not, because the format has rules that they do not keep (--unchecked "
                "writes them too)",
                counts->refused);
    }
    if (counts->left_out > 0) {
        cli_say(cli, "; %llu values left out, for which the format has no place", counts->left_out);
    }
    cli_say(cli, ".\n");
}

static enum status fail_unknown(struct cli *cli, const struct export_set *set, const char *name,
                                const struct kind *kind)
{
    struct buf list;
    buf_init(&list, 4096);
    for (const struct export *e = set->first; e; e = e->next) {
        const bool first = export_find(set, str_of(e->name), NULL) == e;
        if (kind ? e->kind == kind : first) {
            buf_printf(&list, ", %s", e->name);
        }
    }
    const enum status status =
        fail(&cli->why, STATUS_USAGE, "There is no format \"%.60s\"%s%s. Use " EXPORT_FORMS "%.*s.",
             name, kind ? " of records of the kind " : "", kind ? kind->name : "",
             STR_ARGS(buf_view(&list)));
    buf_release(&list);
    return status;
}

/* The records to write: those asked for, or all of the kind that the export is of. */
static enum status find_records(struct cli *cli, const struct export_set *set,
                                const struct export **export, struct query *query)
{
    const char *name = cli->values[OPTION_FORMAT];
    const struct kind *kind = NULL;
    if (cli->argument_count > 0) {
        TRY(cli_query(cli, 0, query));
        kind = query->kind;
    }
    *export = export_find(set, str_of(name), kind);
    if (!*export) {
        return fail_unknown(cli, set, name, kind);
    }
    if (kind) {
        return STATUS_OK;
    }
    for (const struct export *other = (*export)->next; other; other = other->next) {
        if (strcmp(other->name, name) == 0) {
            return fail(&cli->why, STATUS_USAGE,
                        "Records of several kinds have this format. Name one: crosscut export "
                        "KIND -f %s.",
                        name);
        }
    }
    query_init(query, (*export)->kind);
    return STATUS_OK;
}

enum status export_by_pack(struct cli *cli)
{
    struct export_set set;
    struct query query;
    struct telling telling = {.cli = cli};
    struct export_counts counts = {0};
    struct export_options options = {.all_fields = cli_has(cli, OPTION_ALL_FIELDS),
                                     .unchecked = cli_has(cli, OPTION_UNCHECKED)};
    const struct export_listener listener = {&telling, flush, tell};
    struct arena *arena = &cli->work.arena;
    TRY(cli_open_store(cli, STORE_READ));
    TRY(work_exports(&cli->work, &set, &cli->why));
    TRY(find_records(cli, &set, &options.export, &query));
    TRY(cli_site(cli, &options.site));
    TRY(work_data_time(cli->work.store, arena, &options.time, &cli->why));
    TRY(export_begin(arena, &options, &cli->out, &cli->why));
    TRY(work_export(&cli->work, &query, &options, &listener, &cli->out, &counts, &cli->why));
    export_end(&options, &cli->out);
    say_counts(cli, &telling, &counts);
    return counts.refused > 0 ? STATUS_PROBLEMS : STATUS_OK;
}
