#include "cli/records.h"

#include "write/record.h"

enum status cli_query(struct cli *cli, size_t first, struct query *query)
{
    struct arena *arena = &cli->work.arena;
    const struct pack *pack = cli->work.pack;
    const char *word = cli->arguments[first];
    size_t next = first + 1;
    /* A table cell's filter may stand alone, or behind the kind. */
    if (next < cli->argument_count && strchr(cli->arguments[next], '?')) {
        word = cli->arguments[next++];
    }
    TRY(query_parse(arena, pack, str_of(word), query, &cli->why));
    for (; next < cli->argument_count; next++) {
        TRY(query_add(arena, pack, query, str_of(cli->arguments[next]), &cli->why));
    }
    return STATUS_OK;
}

enum status cli_form(struct cli *cli, enum list_form otherwise, enum list_form *form)
{
    const char *name = cli->values[OPTION_FORMAT];
    *form = cli_has(cli, OPTION_JSON) ? LIST_JSON : otherwise;
    if (!name) {
        return STATUS_OK;
    }
    static const char *const names[] = {"text", "csv", "json"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(name, names[i]) == 0) {
            *form = (enum list_form)i;
            return STATUS_OK;
        }
    }
    return fail(&cli->why, STATUS_USAGE, "There is no format \"%s\". Use text, csv or json.", name);
}

enum status cli_limit(struct cli *cli, unsigned long long otherwise, unsigned long long *limit)
{
    *limit = otherwise;
    return cli_number(cli, OPTION_LIMIT, limit);
}

/* What writing a list passes around. */
struct listing {
    struct cli *cli;
    struct record_style style;
    enum list_form form;
    struct json json;
    struct arena arena; /* one record */
};

static void write_one(struct listing *l, const struct record *record)
{
    struct buf *out = &l->cli->out;
    switch (l->form) {
    case LIST_TEXT:
        buf_printf(out, "%-28.*s  %.*s\n", STR_ARGS(record->identifier),
                   STR_ARGS(record_title(record)));
        return;
    case LIST_CSV:
        record_write_csv(record, &l->style, out);
        return;
    case LIST_JSON:
        record_write_json(record, &l->style, &l->json);
        return;
    }
}

static enum status write_all(struct listing *l, const struct query *query, unsigned long long limit,
                             unsigned long long *written)
{
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct failure *why = &l->cli->why;
    enum step step = STEP_DONE;
    enum status status = store_find(l->cli->work.store, query, ORDER_IDENTIFIER, &cursor, why);
    while (status == STATUS_OK && (limit == 0 || *written < limit) &&
           (step = record_cursor_next(cursor, &l->arena, &record, why)) == STEP_ITEM) {
        write_one(l, record);
        (*written)++;
        arena_clear(&l->arena);
        status = cli_flush_some(l->cli);
    }
    record_cursor_close(cursor);
    return status == STATUS_OK && step == STEP_ERROR ? why->status : status;
}

enum status cli_write_records(struct cli *cli, const struct query *query, enum list_form form,
                              unsigned long long limit, unsigned long long *written)
{
    struct listing l = {
        .cli = cli, .style = {cli_language(cli), cli_has(cli, OPTION_ALL_FIELDS)}, .form = form};
    arena_init(&l.arena, (size_t)256 * 1024 * 1024);
    json_init(&l.json, &cli->out, false);
    if (form == LIST_CSV) {
        record_write_csv_heading(query->kind, &l.style, &cli->out);
    } else if (form == LIST_JSON) {
        json_array(&l.json);
    }
    enum status status = write_all(&l, query, limit, written);
    if (status == STATUS_OK && form == LIST_JSON) {
        json_array_end(&l.json);
    }
    arena_release(&l.arena);
    return status;
}
