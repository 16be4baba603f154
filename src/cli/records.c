#include "cli/records.h"

#include "work/data_time.h"
#include "write/book.h"

#include <unistd.h>

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

enum status cli_form_or_xlsx(struct cli *cli, enum list_form otherwise, enum list_form *form)
{
    const char *name = cli->values[OPTION_FORMAT];
    if (!name || strcmp(name, "xlsx") != 0) {
        return cli_form(cli, otherwise, form);
    }
    *form = LIST_XLSX;
    if (!cli->values[OPTION_OUTPUT] && isatty(STDOUT_FILENO)) {
        return fail(&cli->why, STATUS_USAGE, "A workbook is no text. Name a file: -o FILE.xlsx.");
    }
    return STATUS_OK;
}

enum status cli_book_about(struct cli *cli, const char *address, struct book_about *about)
{
    struct str when;
    TRY(work_data_time(cli->work.store, &cli->work.arena, &when, &cli->why));
    *about = (struct book_about){.language = cli_language(cli),
                                 .data = arena_copy(&cli->work.arena, when),
                                 .address = address,
                                 .pack = cli->work.pack,
                                 .lenses = cli->work.lenses};
    return about->data && address ? STATUS_OK : fail_memory(&cli->why);
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
    struct xlsx *book;
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
    case LIST_LINES:
        json_init(&l->json, out, false);
        record_write_json(record, &l->style, &l->json);
        buf_char(out, '\n');
        return;
    case LIST_XLSX:
        records_xlsx_add(l->book, record, &l->style);
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
    enum status status = store_find(l->cli->work.store, query,
                                    query->sort ? ORDER_LIST : ORDER_IDENTIFIER, &cursor, why);
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
        .cli = cli,
        .style = {.language = cli_language(cli), .all_fields = cli_has(cli, OPTION_ALL_FIELDS)},
        .form = form};
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

enum status cli_write_workbook(struct cli *cli, const struct query *query)
{
    struct listing l = {
        .cli = cli,
        .style = {.language = cli_language(cli), .all_fields = cli_has(cli, OPTION_ALL_FIELDS)},
        .form = LIST_XLSX};
    struct arena *arena = &cli->work.arena;
    struct book_about about;
    struct buf text;
    unsigned long long written = 0;
    buf_init(&text, (size_t)64 * 1024);
    query_print(query, &text);
    const char *address = arena_printf(arena, "crosscut list '%.*s'", STR_ARGS(buf_view(&text)));
    buf_release(&text);
    TRY(cli_book_about(cli, address, &about));
    TRY(records_xlsx_begin(arena, query, &l.style, &about, &l.book, &cli->why));
    arena_init(&l.arena, (size_t)256 * 1024 * 1024);
    enum status status = write_all(&l, query, 0, &written);
    arena_release(&l.arena);
    if (status != STATUS_OK) {
        xlsx_drop(l.book);
        return status;
    }
    return records_xlsx_end(l.book, query->kind, &l.style, &cli->out, &cli->why);
}
