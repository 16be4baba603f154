/* A list as data: CSV, a workbook, JSON; with the tags of each record. */
#include "serve/list_own.h"
#include "write/book.h"

#define RECORD_MEMORY ((size_t)64 * 1024 * 1024)
#define ADDRESS_BYTES ((size_t)64 * 1024)

/* What reading the records one after another passes around. */
struct reading {
    struct visit *visit;
    struct record_style style;
    struct record_cursor *cursor;
    struct record *record;
    struct arena arena; /* of one record */
    unsigned long long row, end;
    /* Instead of a cursor: the records of a part of a list, which are few. */
    const char **identifiers;
    const struct kind *kind;
    unsigned long long first;
};

static struct record_style style_here(const struct visit *visit)
{
    return (struct record_style){
        .language = visit->language, .labels = visit->labels, .lenses = visit->site->work->lenses};
}

static enum status open_reading(struct visit *visit, const struct asked *asked,
                                unsigned long long first, unsigned long long end, struct reading *r)
{
    *r = (struct reading){.visit = visit, .style = style_here(visit), .row = first, .end = end};
    TRY(store_find(visit->store, &asked->query, ORDER_LIST, &r->cursor, &visit->why));
    arena_init(&r->arena, RECORD_MEMORY);
    if (record_cursor_skip(r->cursor, first, &visit->why) == STEP_ERROR) {
        record_cursor_close(r->cursor);
        arena_release(&r->arena);
        return visit->why.status;
    }
    return STATUS_OK;
}

/* The next record; of a part of a list by its identifier. */
static enum step read_record(struct reading *r)
{
    struct visit *visit = r->visit;
    if (r->row >= r->end) {
        return STEP_DONE;
    }
    if (!r->identifiers) {
        return record_cursor_next(r->cursor, &r->arena, &r->record, &visit->why);
    }
    const struct str identifier = str_of(r->identifiers[r->row - r->first]);
    return store_get(visit->store, &r->arena, r->kind, identifier, &r->record, &visit->why) ==
                   STATUS_OK
               ? STEP_ITEM
               : STEP_ERROR;
}

/* The next record with its tags; what was made of the one before goes on its way first. */
static enum step read_next(struct reading *r)
{
    struct visit *visit = r->visit;
    struct standing_tag *tags = NULL;
    arena_clear(&r->arena);
    if (visit_drain(visit) != STATUS_OK) {
        return STEP_ERROR;
    }
    const enum step step = read_record(r);
    if (step != STEP_ITEM) {
        return step;
    }
    r->row++;
    if (store_standing(visit->store, &r->arena, r->record->id, &tags, &r->style.tag_count,
                       &visit->why) != STATUS_OK) {
        return STEP_ERROR;
    }
    r->style.tags = tags;
    return STEP_ITEM;
}

static enum status close_reading(struct reading *r, enum step step)
{
    record_cursor_close(r->cursor);
    arena_release(&r->arena);
    return step == STEP_ERROR ? r->visit->why.status : STATUS_OK;
}

/* Without ?limit= a file has all of them, from the first. */
static unsigned long long first_of(const struct asked *asked)
{
    return asked->limit > 0 ? asked->first : 0;
}

static unsigned long long end_of(const struct asked *asked)
{
    return asked->limit > 0 ? asked->first + asked->limit : ~0ULL;
}

/* ---- tables ---- */

enum status list_csv(struct visit *visit, const struct asked *asked)
{
    struct reading r;
    enum step step = STEP_DONE;
    TRY(open_reading(visit, asked, first_of(asked), end_of(asked), &r));
    record_write_csv_heading(asked->query.kind, &r.style, visit->out);
    while ((step = read_next(&r)) == STEP_ITEM) {
        record_write_csv(r.record, &r.style, visit->out);
    }
    visit->response->disposition = arena_printf(visit->arena, "%s.csv", asked->query.kind->plural);
    return close_reading(&r, step);
}

static enum status add_all(struct visit *visit, const struct asked *asked, struct xlsx *book)
{
    struct reading r;
    enum step step = STEP_DONE;
    TRY(open_reading(visit, asked, first_of(asked), end_of(asked), &r));
    while ((step = read_next(&r)) == STEP_ITEM) {
        records_xlsx_add(book, r.record, &r.style);
    }
    return close_reading(&r, step);
}

static enum status make_workbook(struct visit *visit, const struct asked *asked)
{
    const struct record_style style = style_here(visit);
    const struct query *query = &asked->query;
    struct book_about about;
    struct xlsx *book = NULL;
    TRY(page_book_about(visit, plain_address(visit, query), &about));
    TRY(records_xlsx_begin(visit->arena, query, &style, &about, &book, &visit->why));
    const enum status status = add_all(visit, asked, book);
    if (status != STATUS_OK) {
        xlsx_drop(book);
        return status;
    }
    return records_xlsx_end(book, asked->query.kind, &style, visit->out, &visit->why);
}

enum status list_xlsx(struct visit *visit, const struct asked *asked)
{
    (void)pthread_mutex_lock(&visit->site->workbook);
    const enum status status = make_workbook(visit, asked);
    (void)pthread_mutex_unlock(&visit->site->workbook);
    visit->response->disposition = arena_printf(visit->arena, "%s.xlsx", asked->query.kind->plural);
    return status;
}

/* ---- JSON ---- */

/* The address at hand from another row on. */
static struct str next_address(struct visit *visit, unsigned long long first)
{
    const struct request *request = visit->request;
    struct buf text;
    buf_init(&text, ADDRESS_BYTES);
    buf_char(&text, '/');
    html_url_part(&text, visit->segments[0]);
    buf_text(&text, ".json?");
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct parameter *parameter = &request->parameters[i];
        if (!str_is(parameter->name, "from")) {
            html_url_part(&text, parameter->name);
            buf_char(&text, '=');
            html_url_part(&text, parameter->value);
            buf_char(&text, '&');
        }
    }
    buf_printf(&text, "from=%llu", first);
    const struct str kept = arena_str(visit->arena, buf_view(&text));
    buf_release(&text);
    return kept;
}

static void end_json(struct visit *visit, struct json *json, unsigned long long row,
                     unsigned long long total)
{
    json_array_end(json);
    json_key(json, "truncated");
    json_bool(json, row < total);
    json_key(json, "next");
    if (row < total) {
        json_str(json, next_address(visit, row));
    } else {
        json_null(json);
    }
    json_key(json, "next_from");
    if (row < total) {
        json_integer(json, (long long)row);
    } else {
        json_null(json);
    }
    json_object_end(json);
    buf_char(visit->out, '\n');
}

static enum status write_json(struct reading *r, const struct asked *asked,
                              unsigned long long total)
{
    struct visit *visit = r->visit;
    struct json json;
    enum step step = STEP_DONE;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key(&json, "ok");
    json_bool(&json, true);
    json_key_text(&json, "kind", asked->query.kind->name);
    json_key_integer(&json, "total", (long long)total);
    json_key(&json, "rows");
    json_array(&json);
    while ((step = read_next(r)) == STEP_ITEM) {
        record_write_json(r->record, &r->style, &json);
    }
    TRY(close_reading(r, step));
    end_json(visit, &json, r->row, total);
    return STATUS_OK;
}

/* A file has all of them: nobody can ask it for the next ones. */
static enum status json_of_all(struct visit *visit, const struct asked *asked)
{
    struct reading r;
    unsigned long long total = 0;
    TRY(store_count(visit->store, &asked->query, &total, &visit->why));
    TRY(open_reading(visit, asked, 0, total, &r));
    return write_json(&r, asked, total);
}

/* As the page: what the records are, and in which order, is known without sorting them all. */
static enum status json_of_part(struct visit *visit, const struct asked *asked,
                                const struct facet_match *all)
{
    struct facet_page page = {.first = asked->first,
                              .most = (size_t)(asked->limit > 0 ? asked->limit : LIST_ROWS)};
    page.identifiers = arena_array(visit->arena, page.most, sizeof *page.identifiers);
    if (!page.identifiers) {
        return fail_memory(&visit->why);
    }
    TRY(facets_page(visit, all, &asked->query, &page));
    struct reading r = {.visit = visit,
                        .style = style_here(visit),
                        .row = asked->first,
                        .first = asked->first,
                        .end = asked->first + page.count,
                        .identifiers = page.identifiers,
                        .kind = asked->query.kind};
    arena_init(&r.arena, RECORD_MEMORY);
    return write_json(&r, asked, all->count);
}

enum status list_json(struct visit *visit, const struct asked *asked)
{
    struct facet_match all;
    if (visit->files) {
        return json_of_all(visit, asked);
    }
    enum status status = facets_match(visit, &asked->query, &all);
    status = status == STATUS_OK ? json_of_part(visit, asked, &all) : status;
    facets_release(visit, &all);
    return status;
}
