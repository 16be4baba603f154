#include "serve/feed.h"

#include "base/version.h"
#include "serve/page.h"
#include "write/calendar.h"

#include <sodium.h>

#define RECORD_BYTES ((size_t)64 * 1024 * 1024)

/* ---- Atom ---- */

/*
 * A name that stays when the site moves: a UUID (RFC 9562, version 8) made of the pack's name, the
 * kind and the identifier or question.
 */
static void write_id(struct visit *visit, const struct kind *kind, struct str what)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char uuid[16];
    crypto_generichash_state state;
    const char *pack = visit->site->work->pack->name;
    (void)crypto_generichash_init(&state, NULL, 0, sizeof uuid);
    (void)crypto_generichash_update(&state, (const unsigned char *)pack, strlen(pack) + 1);
    (void)crypto_generichash_update(&state, (const unsigned char *)kind->name,
                                    strlen(kind->name) + 1);
    (void)crypto_generichash_update(&state, (const unsigned char *)what.at, what.length);
    (void)crypto_generichash_final(&state, uuid, sizeof uuid);
    uuid[6] = (unsigned char)((uuid[6] & 0x0F) | 0x80);
    uuid[8] = (unsigned char)((uuid[8] & 0x3F) | 0x80);
    buf_text(visit->out, "<id>urn:uuid:");
    for (size_t i = 0; i < sizeof uuid; i++) {
        buf_text(visit->out, i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "");
        buf_char(visit->out, digits[uuid[i] >> 4]);
        buf_char(visit->out, digits[uuid[i] & 15]);
    }
    buf_text(visit->out, "</id>\n");
}

static void write_moment(struct visit *visit, struct str moment)
{
    buf_text(visit->out, "<updated>");
    html_str(visit->out, moment);
    buf_text(visit->out, "</updated>\n");
}

static enum status write_entry(struct visit *visit, const struct kind *kind,
                               const struct store_change *change, struct arena *arena)
{
    struct buf *out = visit->out;
    struct record *record = NULL;
    TRY(store_get(visit->store, arena, kind, change->identifier, &record, &visit->why));
    buf_text(out, "<entry>\n<title>");
    html_str(out, page_record_title(record));
    buf_text(out, "</title>\n");
    write_id(visit, kind, change->identifier);
    write_moment(visit, change->imported);
    buf_text(out, "<link rel=\"alternate\" type=\"text/html\" href=\"");
    address_of_record(visit, record);
    buf_text(out, "\"/>\n<category term=\"");
    html_text(out, kind->name);
    buf_text(out, "\" label=\"");
    html_text(out, label_here(visit, &kind->label, kind->name));
    buf_text(out, "\"/>\n</entry>\n");
    return STATUS_OK;
}

static enum status write_head(struct visit *visit, const struct query *query, struct str updated)
{
    const struct pack *pack = visit->site->work->pack;
    const char *address = served_address(visit, query); /* for a name that is the same in a copy */
    struct buf *out = visit->out;
    if (!address) {
        return fail_memory(&visit->why);
    }
    buf_text(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                  "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
    buf_text(out, visit->language);
    buf_text(out, "\">\n<title>");
    html_text(out, kind_heading(visit, query->kind));
    buf_text(out, " · ");
    html_text(out, label_here(visit, &pack->label, pack->name));
    buf_text(out, "</title>\n");
    write_id(visit, query->kind, str_of(address));
    write_moment(visit, updated);
    buf_text(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"");
    address_of_query(visit, query, FORM_ATOM);
    buf_text(out, "\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"");
    address_of_query(visit, query, FORM_HTML);
    buf_text(out, "\"/>\n<author><name>");
    html_text(out, label_here(visit, &pack->label, pack->name));
    buf_text(out, "</name></author>\n<generator version=\"" CROSSCUT_VERSION
                  "\">Crosscut</generator>\n");
    return STATUS_OK;
}

enum status feed_atom(struct visit *visit, const struct asked *asked)
{
    const struct changes_options options = {
        .query = &asked->query, .newest = true, .limit = FEED_ENTRIES};
    struct store_change *changes = NULL;
    struct arena arena;
    size_t count = 0;
    TRY(store_changes(visit->store, visit->arena, &options, &changes, &count, &visit->why));
    TRY(write_head(visit, &asked->query,
                   count > 0 ? changes[0].imported : str_of("1970-01-01T00:00:00Z")));
    arena_init(&arena, RECORD_BYTES);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = write_entry(visit, asked->query.kind, &changes[i], &arena);
        arena_clear(&arena);
    }
    arena_release(&arena);
    buf_text(visit->out, "</feed>\n");
    return status;
}

/* ---- iCalendar ---- */

/* Records and changes come in the same order, so that neither has to be looked for. */
static enum status write_events(struct visit *visit, const struct query *query,
                                const struct store_change *changes, size_t count)
{
    struct calendar_event event = {.category =
                                       label_here(visit, &query->kind->label, query->kind->name),
                                   .owner = visit->site->work->pack->name};
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    enum step step;
    size_t at = 0;
    TRY(store_find(visit->store, query, ORDER_IDENTIFIER, &cursor, &visit->why));
    arena_init(&arena, RECORD_BYTES);
    while ((step = record_cursor_next(cursor, &arena, &record, &visit->why)) == STEP_ITEM) {
        while (at < count && str_compare(changes[at].identifier, record->identifier) < 0) {
            at++;
        }
        /* One that came in between is told the next time. */
        if (at < count && str_equal(changes[at].identifier, record->identifier)) {
            event.record = record;
            event.summary = page_record_title(record);
            event.changed = changes[at].imported;
            event.version = changes[at].versions;
            calendar_event(visit->out, &event);
        }
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

enum status feed_calendar(struct visit *visit, const struct asked *asked)
{
    const struct kind *kind = asked->query.kind;
    const struct changes_options options = {.query = &asked->query};
    struct calendar_fields fields;
    struct store_change *changes = NULL;
    size_t count = 0;
    if (!calendar_fields(kind, &fields)) {
        return fail(&visit->why, STATUS_NOT_FOUND, "Records of this kind have no start.");
    }
    TRY(store_changes(visit->store, visit->arena, &options, &changes, &count, &visit->why));
    calendar_begin(visit->out, kind_heading(visit, kind), visit->language);
    TRY(write_events(visit, &asked->query, changes, count));
    calendar_end(visit->out);
    visit->response->disposition = arena_printf(visit->arena, "%s.ics", kind->plural);
    return STATUS_OK;
}
