/* crosscut export -f jsonl, datapackage, atom, ics. */
#include "cli/export.h"

#include "text/html.h"
#include "work/feed.h"
#include "work/package.h"

/* The question in the arguments; false when there are none, which means all records. */
static enum status read_question(struct cli *cli, struct query *query, bool *asked)
{
    *asked = cli->argument_count > 0;
    return *asked ? cli_query(cli, 0, query) : STATUS_OK;
}

enum status export_package(struct cli *cli)
{
    const struct record_style style = {.language = cli_language(cli),
                                       .all_fields = cli_has(cli, OPTION_ALL_FIELDS)};
    struct package_options options = {.path = cli->values[OPTION_OUTPUT], .style = &style};
    struct package_counts counts;
    struct query query;
    bool asked = false;
    if (!options.path || strcmp(options.path, "-") == 0) {
        return fail(&cli->why, STATUS_USAGE,
                    "A data package is a folder or an archive. Name it: -o DIR, or -o FILE.zip.");
    }
    TRY(cli_open_store(cli, STORE_READ));
    TRY(read_question(cli, &query, &asked));
    options.query = asked ? &query : NULL;
    TRY(work_package(&cli->work, &options, &counts, &cli->why));
    cli_say(cli, "%s: %llu records in %zu tables, %zu code lists.\n", options.path, counts.records,
            counts.tables, counts.lists);
    cli->values[OPTION_OUTPUT] = NULL; /* nothing is left to write */
    return STATUS_OK;
}

enum status export_lines(struct cli *cli)
{
    const struct pack *pack;
    struct query query;
    bool asked = false;
    unsigned long long written = 0;
    TRY(cli_open_store(cli, STORE_READ));
    TRY(read_question(cli, &query, &asked));
    pack = cli->work.pack;
    if (asked) {
        return cli_write_records(cli, &query, LIST_LINES, 0, &written);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        query_init(&query, &pack->kinds[i]);
        TRY(cli_write_records(cli, &query, LIST_LINES, 0, &written));
    }
    return STATUS_OK;
}

/* ---- feeds ---- */

struct addressing {
    const char *site;
    const struct kind *kind;
};

/* "https://HOST/PATH/events", and with a record "/IDENTIFIER". */
static void write_page(void *context, struct buf *out, const struct record *record)
{
    const struct addressing *at = context;
    html_text(out, at->site);
    buf_char(out, '/');
    buf_text(out, at->kind->plural);
    if (record) {
        buf_char(out, '/');
        html_url_part(out, record->identifier);
    }
}

static enum status open_feed(struct cli *cli, struct query *query, struct addressing *at,
                             struct feed_options *options)
{
    struct buf name;
    if (cli->argument_count == 0) {
        return fail(&cli->why, STATUS_USAGE,
                    "This form holds one kind: crosscut export KIND -f %s.",
                    cli->values[OPTION_FORMAT]);
    }
    TRY(cli_open_store(cli, STORE_READ));
    TRY(cli_query(cli, 0, query));
    TRY(cli_site(cli, &at->site));
    at->kind = query->kind;
    buf_init(&name, (size_t)64 * 1024);
    query_print(query, &name);
    *options = (struct feed_options){
        .pack = cli->work.pack,
        .query = query,
        .language = cli_language(cli),
        .name = arena_copy(&cli->work.arena, buf_view(&name)),
        .context = at,
        .page = write_page,
    };
    buf_release(&name);
    return options->name ? STATUS_OK : fail_memory(&cli->why);
}

enum status export_atom(struct cli *cli)
{
    struct feed_options options;
    struct addressing at;
    struct query query;
    TRY(open_feed(cli, &query, &at, &options));
    if (!at.site) {
        return fail(&cli->why, STATUS_USAGE,
                    "Each entry of a feed leads to a page. Name our site: --site ADDRESS.");
    }
    return feed_atom(cli->work.store, &cli->work.arena, &options, &cli->out, &cli->why);
}

enum status export_calendar(struct cli *cli)
{
    struct feed_options options;
    struct addressing at;
    struct query query;
    TRY(open_feed(cli, &query, &at, &options));
    return feed_calendar(cli->work.store, &cli->work.arena, &options, &cli->out, &cli->why);
}
