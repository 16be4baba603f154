#include "work/feed.h"

#include "base/version.h"
#include "model/own.h"
#include "text/html.h"
#include "write/calendar.h"
#include "write/record.h"

#include <sodium.h>

#define RECORD_BYTES ((size_t)64 * 1024 * 1024)

/* What writing one feed passes around. */
struct feed {
    struct store *store;
    const struct feed_options *options;
    struct buf *out;
    struct failure *why;
};

static const char *heading(const struct feed *feed)
{
    const struct kind *kind = feed->options->query->kind;
    return label_in(kind->labels.count > 0 ? &kind->labels : &kind->label, feed->options->language,
                    kind->plural);
}

static const char *category(const struct feed *feed)
{
    const struct kind *kind = feed->options->query->kind;
    return label_in(&kind->label, feed->options->language, kind->name);
}

/* ---- Atom ---- */

static void write_id(const struct feed *feed, struct str what)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char uuid[16];
    crypto_generichash_state state;
    const char *pack = feed->options->pack->name, *kind = feed->options->query->kind->name;
    (void)crypto_generichash_init(&state, NULL, 0, sizeof uuid);
    (void)crypto_generichash_update(&state, (const unsigned char *)pack, strlen(pack) + 1);
    (void)crypto_generichash_update(&state, (const unsigned char *)kind, strlen(kind) + 1);
    (void)crypto_generichash_update(&state, (const unsigned char *)what.at, what.length);
    (void)crypto_generichash_final(&state, uuid, sizeof uuid);
    uuid[6] = (unsigned char)((uuid[6] & 0x0F) | 0x80);
    uuid[8] = (unsigned char)((uuid[8] & 0x3F) | 0x80);
    buf_text(feed->out, "<id>urn:uuid:");
    for (size_t i = 0; i < sizeof uuid; i++) {
        buf_text(feed->out, i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "");
        buf_char(feed->out, digits[uuid[i] >> 4]);
        buf_char(feed->out, digits[uuid[i] & 15]);
    }
    buf_text(feed->out, "</id>\n");
}

static void write_moment(const struct feed *feed, struct str moment)
{
    buf_text(feed->out, "<updated>");
    html_str(feed->out, moment);
    buf_text(feed->out, "</updated>\n");
}

static void write_page(const struct feed *feed, const struct record *record)
{
    buf_text(feed->out, "<link rel=\"alternate\" type=\"text/html\" href=\"");
    feed->options->page(feed->options->context, feed->out, record);
    buf_text(feed->out, "\"/>\n");
}

/* By which an entry comes back to its record. */
static void write_own_name(const struct feed *feed, const struct kind *kind, struct str identifier)
{
    struct buf name;
    buf_init(&name, (size_t)64 * 1024);
    own_name_print(feed->options->pack, kind, identifier, &name);
    buf_text(feed->out, " " OWN_PREFIX ":record=\"");
    html_str(feed->out, buf_view(&name));
    buf_char(feed->out, '"');
    buf_release(&name);
}

static enum status write_entry(const struct feed *feed, const struct store_change *change,
                               struct arena *arena)
{
    const struct kind *kind = feed->options->query->kind;
    struct buf *out = feed->out;
    struct record *record = NULL;
    TRY(store_get(feed->store, arena, kind, change->identifier, &record, feed->why));
    buf_text(out, "<entry>\n<title>");
    html_str(out, record_public_title(record));
    buf_text(out, "</title>\n");
    write_id(feed, change->identifier);
    write_moment(feed, change->imported);
    write_page(feed, record);
    buf_text(out, "<category");
    write_own_name(feed, kind, change->identifier);
    buf_text(out, " term=\"");
    html_text(out, kind->name);
    buf_text(out, "\" label=\"");
    html_text(out, category(feed));
    buf_text(out, "\"/>\n</entry>\n");
    return STATUS_OK;
}

static void write_head(const struct feed *feed, struct str updated)
{
    const struct pack *pack = feed->options->pack;
    const char *owner = label_in(&pack->label, feed->options->language, pack->name);
    struct buf *out = feed->out;
    buf_text(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                  "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:" OWN_PREFIX
                  "=\"" OWN_SPACE "\" xml:lang=\"");
    buf_text(out, feed->options->language);
    buf_text(out, "\">\n<title>");
    html_text(out, heading(feed));
    buf_text(out, " · ");
    html_text(out, owner);
    buf_text(out, "</title>\n");
    write_id(feed, str_of(feed->options->name));
    write_moment(feed, updated);
    if (feed->options->self) {
        buf_text(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"");
        feed->options->self(feed->options->context, out);
        buf_text(out, "\"/>\n");
    }
    write_page(feed, NULL);
    buf_text(out, "<author><name>");
    html_text(out, owner);
    buf_text(out, "</name></author>\n<generator version=\"" CROSSCUT_VERSION
                  "\">Crosscut</generator>\n");
}

enum status feed_atom(struct store *store, struct arena *arena, const struct feed_options *options,
                      struct buf *out, struct failure *why)
{
    const struct changes_options asked = {
        .query = options->query, .newest = true, .limit = options->limit};
    const struct feed feed = {store, options, out, why};
    struct store_change *changes = NULL;
    struct arena one;
    size_t count = 0;
    TRY(store_changes(store, arena, &asked, &changes, &count, why));
    write_head(&feed, count > 0 ? changes[0].imported : str_of("1970-01-01T00:00:00Z"));
    arena_init(&one, RECORD_BYTES);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = write_entry(&feed, &changes[i], &one);
        arena_clear(&one);
    }
    arena_release(&one);
    buf_text(out, "</feed>\n");
    return status;
}

/* ---- iCalendar ---- */

/* Records and changes come in the same order, so that neither has to be looked for. */
static enum status write_events(const struct feed *feed, const struct store_change *changes,
                                size_t count)
{
    struct calendar_event event = {.category = category(feed), .owner = feed->options->pack->name};
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    enum step step;
    size_t at = 0;
    TRY(store_find(feed->store, feed->options->query, ORDER_IDENTIFIER, &cursor, feed->why));
    arena_init(&arena, RECORD_BYTES);
    while ((step = record_cursor_next(cursor, &arena, &record, feed->why)) == STEP_ITEM) {
        while (at < count && str_compare(changes[at].identifier, record->identifier) < 0) {
            at++;
        }
        /* One that came in between is told the next time. */
        if (at < count && str_equal(changes[at].identifier, record->identifier)) {
            event.record = record;
            event.summary = record_public_title(record);
            event.changed = changes[at].imported;
            event.version = changes[at].versions;
            calendar_event(feed->out, &event);
        }
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    return step == STEP_ERROR ? feed->why->status : STATUS_OK;
}

enum status feed_calendar(struct store *store, struct arena *arena,
                          const struct feed_options *options, struct buf *out, struct failure *why)
{
    const struct changes_options asked = {.query = options->query};
    const struct feed feed = {store, options, out, why};
    struct calendar_fields fields;
    struct store_change *changes = NULL;
    size_t count = 0;
    if (!calendar_fields(options->query->kind, &fields)) {
        return fail(why, STATUS_NOT_FOUND, "Records of this kind have no start.");
    }
    TRY(store_changes(store, arena, &asked, &changes, &count, why));
    calendar_begin(out, heading(&feed), options->language);
    TRY(write_events(&feed, changes, count));
    calendar_end(out);
    return STATUS_OK;
}
