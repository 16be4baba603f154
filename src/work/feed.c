#include "work/feed.h"

#include "base/date.h"
#include "base/version.h"
#include "model/own.h"
#include "text/html.h"
#include "write/calendar.h"
#include "write/record.h"
#include "write/summary.h"

#include <sodium.h>
#include <stdlib.h>

#define RECORD_BYTES ((size_t)64 * 1024 * 1024)
#define TEXT_BYTES 400 /* of a record's own text */
#define FACTS 4

/* What writing one feed passes around. */
struct feed {
    struct store *store;
    const struct feed_options *options;
    struct buf *out;
    struct failure *why;
};

/* A record that came, among those of all kinds. */
struct entry {
    const struct kind *kind;
    const struct store_change *change;
    size_t place; /* as they were read: it keeps entries of one moment in order */
};

static const char *heading(const struct feed *feed)
{
    const struct feed_options *options = feed->options;
    const struct kind *kind = options->query_count > 0 ? options->queries[0].kind : NULL;
    if (options->title || !kind) {
        return options->title ? options->title : "";
    }
    return label_in(kind->labels.count > 0 ? &kind->labels : &kind->label, options->language,
                    kind->plural);
}

static const char *owner(const struct feed *feed)
{
    const struct pack *pack = feed->options->pack;
    return label_in(&pack->label, feed->options->language, pack->name);
}

/* ---- what is new ---- */

static int by_time(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    const int later = str_compare(y->change->imported, x->change->imported);
    return later != 0 ? later : x->place < y->place ? -1 : 1;
}

static enum status find_entries(const struct feed *feed, struct arena *arena,
                                struct entry **entries, size_t *count)
{
    const struct feed_options *options = feed->options;
    struct entry *all = NULL;
    size_t capacity = 0;
    *count = 0;
    for (size_t q = 0; q < options->query_count; q++) {
        const struct changes_options asked = {
            .query = &options->queries[q], .newest = true, .limit = options->limit};
        struct store_change *changes = NULL;
        size_t some = 0;
        TRY(store_changes(feed->store, arena, &asked, &changes, &some, feed->why));
        for (size_t i = 0; i < some; i++) {
            all = arena_grow(arena, all, *count, &capacity, sizeof *all);
            if (!all) {
                return fail_memory(feed->why);
            }
            all[*count] = (struct entry){options->queries[q].kind, &changes[i], *count};
            (*count)++;
        }
    }
    if (options->query_count > 1 && *count > 1) {
        qsort(all, *count, sizeof *all, by_time);
    }
    *count = options->limit > 0 && *count > options->limit ? options->limit : *count;
    *entries = all;
    return STATUS_OK;
}

/* ---- what both forms say ---- */

/* @kind NULL: the feed itself, of several kinds. */
static void write_name(const struct feed *feed, const struct kind *kind, struct str what)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char uuid[16];
    crypto_generichash_state state;
    const char *pack = feed->options->pack->name, *name = kind ? kind->name : "";
    (void)crypto_generichash_init(&state, NULL, 0, sizeof uuid);
    (void)crypto_generichash_update(&state, (const unsigned char *)pack, strlen(pack) + 1);
    (void)crypto_generichash_update(&state, (const unsigned char *)name, strlen(name) + 1);
    (void)crypto_generichash_update(&state, (const unsigned char *)what.at, what.length);
    (void)crypto_generichash_final(&state, uuid, sizeof uuid);
    uuid[6] = (unsigned char)((uuid[6] & 0x0F) | 0x80);
    uuid[8] = (unsigned char)((uuid[8] & 0x3F) | 0x80);
    buf_text(feed->out, "urn:uuid:");
    for (size_t i = 0; i < sizeof uuid; i++) {
        buf_text(feed->out, i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "");
        buf_char(feed->out, digits[uuid[i] >> 4]);
        buf_char(feed->out, digits[uuid[i] & 15]);
    }
}

static void write_title(const struct feed *feed)
{
    buf_text(feed->out, "<title>");
    html_text(feed->out, heading(feed));
    buf_text(feed->out, " · ");
    html_text(feed->out, owner(feed));
    buf_text(feed->out, "</title>\n");
}

/* The beginning of its text, and some facts; nothing for a record that has neither. */
static void describe(const struct feed *feed, const struct record *record, struct buf *text)
{
    buf_clear(text);
    summary_text(record, feed->options->language, TEXT_BYTES, text);
    const size_t before = text->length;
    buf_text(text, before > 0 ? "\n" : "");
    const size_t begun = text->length;
    summary_facts(record, feed->options->language, FACTS, text);
    if (text->length == begun) {
        text->length = before;
    }
}

static const char *label_of(const struct feed *feed, const struct kind *kind)
{
    return label_in(&kind->label, feed->options->language, kind->name);
}

static void write_self(const struct feed *feed, const char *before)
{
    if (feed->options->self) {
        buf_text(feed->out, before);
        feed->options->self(feed->options->context, feed->out);
        buf_text(feed->out, "\"/>\n");
    }
}

static const struct kind *only_kind(const struct feed *feed)
{
    return feed->options->query_count == 1 ? feed->options->queries[0].kind : NULL;
}

/* The way one form writes what it has. */
struct form {
    void (*head)(const struct feed *feed, struct str updated);
    void (*entry)(const struct feed *feed, const struct entry *entry, const struct record *record,
                  struct str summary);
    const char *end;
};

static enum status write_entries(const struct feed *feed, const struct form *form,
                                 const struct entry *entries, size_t count)
{
    struct arena one;
    struct buf summary;
    enum status status = STATUS_OK;
    arena_init(&one, RECORD_BYTES);
    buf_init(&summary, (size_t)64 * 1024);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct record *record = NULL;
        status = store_get(feed->store, &one, entries[i].kind, entries[i].change->identifier,
                           &record, feed->why);
        if (status == STATUS_OK) {
            describe(feed, record, &summary);
            form->entry(feed, &entries[i], record, buf_view(&summary));
        }
        arena_clear(&one);
    }
    buf_release(&summary);
    arena_release(&one);
    return status;
}

static enum status write_feed(struct store *store, struct arena *arena,
                              const struct feed_options *options, const struct form *form,
                              struct buf *out, struct failure *why)
{
    const struct feed feed = {store, options, out, why};
    struct entry *entries = NULL;
    size_t count = 0;
    TRY(find_entries(&feed, arena, &entries, &count));
    form->head(&feed, count > 0 ? entries[0].change->imported : str_of("1970-01-01T00:00:00Z"));
    TRY(write_entries(&feed, form, entries, count));
    buf_text(out, form->end);
    return STATUS_OK;
}

/* ---- Atom ---- */

static void atom_moment(const struct feed *feed, struct str moment)
{
    buf_text(feed->out, "<updated>");
    html_str(feed->out, moment);
    buf_text(feed->out, "</updated>\n");
}

static void atom_page(const struct feed *feed, const struct record *record)
{
    buf_text(feed->out, "<link rel=\"alternate\" type=\"text/html\" href=\"");
    feed->options->page(feed->options->context, feed->out, record);
    buf_text(feed->out, "\"/>\n");
}

static void atom_name(const struct feed *feed, const struct kind *kind, struct str what)
{
    buf_text(feed->out, "<id>");
    write_name(feed, kind, what);
    buf_text(feed->out, "</id>\n");
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

static void atom_entry(const struct feed *feed, const struct entry *entry,
                       const struct record *record, struct str summary)
{
    struct buf *out = feed->out;
    buf_text(out, "<entry>\n<title>");
    html_str(out, record_public_title(record));
    buf_text(out, "</title>\n");
    atom_name(feed, entry->kind, entry->change->identifier);
    atom_moment(feed, entry->change->imported);
    atom_page(feed, record);
    buf_text(out, "<category");
    write_own_name(feed, entry->kind, entry->change->identifier);
    buf_text(out, " term=\"");
    html_text(out, entry->kind->name);
    buf_text(out, "\" label=\"");
    html_text(out, label_of(feed, entry->kind));
    buf_text(out, "\"/>\n");
    if (summary.length > 0) {
        buf_text(out, "<summary>");
        html_str(out, summary);
        buf_text(out, "</summary>\n");
    }
    buf_text(out, "</entry>\n");
}

static void atom_head(const struct feed *feed, struct str updated)
{
    struct buf *out = feed->out;
    buf_text(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                  "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:" OWN_PREFIX "=\"" OWN_SPACE
                  "\" xml:lang=\"");
    buf_text(out, feed->options->language);
    buf_text(out, "\">\n");
    write_title(feed);
    atom_name(feed, only_kind(feed), str_of(feed->options->name));
    atom_moment(feed, updated);
    write_self(feed, "<link rel=\"self\" type=\"application/atom+xml\" href=\"");
    atom_page(feed, NULL);
    buf_text(out, "<author><name>");
    html_text(out, owner(feed));
    buf_text(out, "</name></author>\n<generator version=\"" CROSSCUT_VERSION
                  "\">Crosscut</generator>\n");
}

enum status feed_atom(struct store *store, struct arena *arena, const struct feed_options *options,
                      struct buf *out, struct failure *why)
{
    static const struct form atom = {atom_head, atom_entry, "</feed>\n"};
    return write_feed(store, arena, options, &atom, out, why);
}

/* ---- RSS ---- */

/* "Mon, 23 Nov 2026 23:41:00 GMT" (RFC 822) of "2026-11-23T23:41:00Z". */
static void rss_moment(struct buf *out, const char *element, struct str moment)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct date day;
    if (moment.length >= 19 && date_parse((struct str){moment.at, 10}, &day)) {
        /* 1 March of the year 0 was a Wednesday. */
        buf_printf(out, "<%s>%s, %02d %s %04d %.8s GMT</%s>\n", element,
                   days[(date_days(day) + 3) % 7], day.day, months[day.month - 1], day.year,
                   moment.at + 11, element);
    }
}

static void rss_page(const struct feed *feed, const struct record *record)
{
    buf_text(feed->out, "<link>");
    feed->options->page(feed->options->context, feed->out, record);
    buf_text(feed->out, "</link>\n");
}

static void rss_entry(const struct feed *feed, const struct entry *entry,
                      const struct record *record, struct str summary)
{
    struct buf *out = feed->out;
    buf_text(out, "<item>\n<title>");
    html_str(out, record_public_title(record));
    buf_text(out, "</title>\n");
    rss_page(feed, record);
    buf_text(out, "<guid isPermaLink=\"false\">");
    write_name(feed, entry->kind, entry->change->identifier);
    buf_text(out, "</guid>\n");
    rss_moment(out, "pubDate", entry->change->imported);
    buf_text(out, "<category>");
    html_text(out, label_of(feed, entry->kind));
    buf_text(out, "</category>\n");
    if (summary.length > 0) {
        buf_text(out, "<description>");
        /* Readers take it for HTML: what is escaped once for XML is escaped twice. */
        struct buf escaped;
        buf_init(&escaped, out->limit);
        html_str(&escaped, summary);
        html_str(out, buf_view(&escaped));
        out->failed = out->failed || escaped.failed;
        buf_release(&escaped);
        buf_text(out, "</description>\n");
    }
    buf_text(out, "</item>\n");
}

static void rss_head(const struct feed *feed, struct str updated)
{
    struct buf *out = feed->out;
    buf_text(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" "
                  "xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n");
    write_title(feed);
    rss_page(feed, NULL);
    buf_text(out, "<description>");
    html_text(out, heading(feed));
    buf_text(out, "</description>\n<language>");
    buf_text(out, feed->options->language);
    buf_text(out, "</language>\n");
    rss_moment(out, "lastBuildDate", updated);
    write_self(feed, "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"");
    buf_text(out, "<generator>Crosscut " CROSSCUT_VERSION "</generator>\n");
}

enum status feed_rss(struct store *store, struct arena *arena, const struct feed_options *options,
                     struct buf *out, struct failure *why)
{
    static const struct form rss = {rss_head, rss_entry, "</channel>\n</rss>\n"};
    return write_feed(store, arena, options, &rss, out, why);
}

/* ---- iCalendar ---- */

/* What one event says beside its days. */
static void fill_event(const struct feed *feed, const struct record *record,
                       const struct store_change *change, struct calendar_event *event,
                       struct buf *page, struct buf *words)
{
    buf_clear(page);
    if (feed->options->page) {
        feed->options->page(feed->options->context, page, record);
    }
    describe(feed, record, words);
    event->record = record;
    event->summary = record_public_title(record);
    event->changed = change->imported;
    event->version = change->versions;
    event->page = buf_view(page);
    event->words = buf_view(words);
}

/* Records and changes come in the same order, so that neither has to be looked for. */
static enum status write_events(const struct feed *feed, const struct query *query,
                                const struct store_change *changes, size_t count)
{
    struct calendar_event event = {.category = label_of(feed, query->kind),
                                   .owner = feed->options->pack->name,
                                   .language = feed->options->language};
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    struct buf page, words;
    enum step step;
    size_t at = 0;
    TRY(store_find(feed->store, query, ORDER_IDENTIFIER, &cursor, feed->why));
    arena_init(&arena, RECORD_BYTES);
    buf_init(&page, (size_t)64 * 1024);
    buf_init(&words, (size_t)64 * 1024);
    while ((step = record_cursor_next(cursor, &arena, &record, feed->why)) == STEP_ITEM) {
        while (at < count && str_compare(changes[at].identifier, record->identifier) < 0) {
            at++;
        }
        /* One that came in between is told the next time. */
        if (at < count && str_equal(changes[at].identifier, record->identifier)) {
            fill_event(feed, record, &changes[at], &event, &page, &words);
            calendar_event(feed->out, &event);
        }
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    buf_release(&page);
    buf_release(&words);
    arena_release(&arena);
    return step == STEP_ERROR ? feed->why->status : STATUS_OK;
}

static bool has_calendar(const struct feed_options *options)
{
    struct calendar_fields fields;
    bool has = false;
    for (size_t q = 0; q < options->query_count; q++) {
        has = has || calendar_fields(options->queries[q].kind, &fields);
    }
    return has;
}

enum status feed_calendar(struct store *store, struct arena *arena,
                          const struct feed_options *options, struct buf *out, struct failure *why)
{
    const struct feed feed = {store, options, out, why};
    struct calendar_fields fields;
    if (!has_calendar(options)) {
        return fail(why, STATUS_NOT_FOUND, "Records of this kind have no start.");
    }
    calendar_begin(out, heading(&feed), options->language);
    for (size_t q = 0; q < options->query_count; q++) {
        const struct changes_options asked = {.query = &options->queries[q]};
        struct store_change *changes = NULL;
        size_t count = 0;
        if (calendar_fields(asked.query->kind, &fields)) {
            TRY(store_changes(store, arena, &asked, &changes, &count, why));
            TRY(write_events(&feed, asked.query, changes, count));
        }
    }
    calendar_end(out);
    return STATUS_OK;
}
