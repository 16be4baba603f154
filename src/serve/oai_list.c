/* The verbs of OAI-PMH that give items: ListRecords, ListIdentifiers, GetRecord. */
#include "base/date.h"
#include "serve/oai.h"
#include "store/versions.h"
#include "text/xml_write.h"
#include "work/said.h"

#include <stdio.h>

#define OAI_SPACE "http://www.openarchives.org/OAI/2.0/"
#define RECORD_BYTES ((size_t)64 * 1024 * 1024)

/* What writing one list passes around. */
struct listing {
    struct oai *oai;
    struct oai_place place; /* moves on with each item */
    bool whole;             /* records, not their headers only */
    struct export_options options;
    struct exporter *exporter;
    struct arena arena; /* one record */
    size_t given;       /* in this answer */
    bool more;          /* there is an item behind the last one */
};

/* ---- one item ---- */

static enum status write_header(struct listing *l, struct record *record)
{
    struct visit *visit = l->oai->visit;
    struct buf *out = &l->oai->body;
    const struct export_said *said = NULL;
    size_t count = 0;
    long long import = 0;
    struct str bytes;
    char stamp[32];
    TRY(store_original(visit->store, record, &import, &bytes, &visit->why));
    TRY(store_changed_at(visit->store, record->id, import, stamp, &visit->why));
    TRY(said_of_record(visit->store, visit->site->work->lenses, &l->arena, record, &said, &count,
                       &visit->why));
    buf_text(out, "<header>\n<identifier>");
    oai_identifier_write(l->oai, record, out);
    buf_text(out, "</identifier>\n");
    oai_element(out, "datestamp", str_of(stamp));
    oai_element(out, "setSpec", str_of(record->kind->plural));
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "<setSpec>lens:%s%s%s</setSpec>\n", said[i].lens,
                   said[i].theme[0] ? ":" : "", said[i].theme);
    }
    buf_text(out, "</header>\n");
    return STATUS_OK;
}

/* The schema of the metadata, named on their element. */
static enum status name_schema(struct listing *l, struct xml_node *tree)
{
    const struct export *export = l->options.export;
    struct xml_attribute *made = arena_alloc(&l->arena, sizeof *made);
    const char *value = arena_printf(&l->arena, "%s %s", export->oai.space, export->oai.schema);
    if (!made || !value) {
        return fail_memory(&l->oai->visit->why);
    }
    *made = (struct xml_attribute){
        .name = "xsi:schemaLocation", .value = str_of(value), .next = tree->attributes};
    tree->attributes = made;
    return STATUS_OK;
}

static enum status write_item(struct listing *l, struct record *record)
{
    struct visit *visit = l->oai->visit;
    struct buf *out = &l->oai->body;
    struct xml_node *tree = NULL;
    struct export_outcome outcome;
    if (!l->whole) {
        return write_header(l, record);
    }
    TRY(exporter_tree(l->exporter, &l->arena, record, NULL, &tree, &outcome, &visit->why));
    TRY(name_schema(l, tree));
    buf_text(out, "<record>\n");
    TRY(write_header(l, record));
    buf_text(out, "<metadata>\n");
    xml_write_tree(out, tree, OAI_SPACE, 0);
    buf_text(out, "</metadata>\n</record>\n");
    return STATUS_OK;
}

static enum status set_export(struct listing *l, const struct export *export)
{
    struct visit *visit = l->oai->visit;
    exporter_close(l->exporter);
    l->exporter = NULL;
    l->options.export = export;
    return exporter_open(visit->site->work, visit->store, &l->options, &l->exporter, &visit->why);
}

/* ---- which records ---- */

/* Adds the two moments, by the stamps that the headers have. */
static enum status add_dates(struct listing *l, struct query *query, struct failure *why)
{
    struct arena *arena = l->oai->visit->arena;
    const struct oai_place *place = &l->place;
    if (place->from.length > 0) {
        TRY(query_add_moment(arena, query, OP_AT_LEAST, place->from, why));
    }
    return place->until.length > 0 ? query_add_moment(arena, query, OP_AT_MOST, place->until, why)
                                   : STATUS_OK;
}

/* Adds "tag=LENS/THEME" for "lens:LENS:THEME". False when the lens is not laid over the kind. */
static bool add_lens(struct listing *l, struct query *query, struct failure *why)
{
    struct oai *oai = l->oai;
    struct str rest = l->place.set, word, name, theme;
    const struct lens *lens = NULL;
    (void)str_split(&rest, ':', &word);
    (void)str_split(&rest, ':', &name);
    theme = rest;
    const char *copy = arena_copy(oai->visit->arena, name);
    if (!copy || lens_set_find(oai->visit->site->work->lenses, copy, &lens, why) != STATUS_OK ||
        !lens_applies(lens, query->kind)) {
        return false;
    }
    const char *text = arena_printf(oai->visit->arena, "tag=%s%s%.*s", copy,
                                    theme.length > 0 ? "/" : "", STR_ARGS(theme));
    return text && query_add(oai->visit->arena, oai->visit->site->work->pack, query, str_of(text),
                             why) == STATUS_OK;
}

/* The question for one kind; false when it has nothing of the list. */
static bool ask_kind(struct listing *l, const struct kind *kind, struct query *query,
                     const struct export **export)
{
    struct failure words;
    const struct str set = l->place.set;
    *export = oai_export(l->oai, l->place.prefix, kind);
    query_init(query, kind);
    if (!*export) {
        return false;
    }
    if (str_starts(set, "lens:") ? !add_lens(l, query, &words)
                                 : set.length > 0 && !str_is(set, kind->plural)) {
        return false;
    }
    return add_dates(l, query, &words) == STATUS_OK;
}

static enum status count_all(struct listing *l, unsigned long long *total)
{
    struct visit *visit = l->oai->visit;
    const struct pack *pack = visit->site->work->pack;
    *total = 0;
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct query query;
        const struct export *export = NULL;
        unsigned long long count = 0;
        if (ask_kind(l, &pack->kinds[i], &query, &export)) {
            TRY(store_count(visit->store, &query, &count, &visit->why));
            *total += count;
        }
    }
    return STATUS_OK;
}

/* ---- a list ---- */

static enum status write_kind(struct listing *l, const struct query *query)
{
    struct visit *visit = l->oai->visit;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    enum status status = l->whole
                             ? store_find(visit->store, query, ORDER_ID, &cursor, &visit->why)
                             : store_find_lean(visit->store, query, ORDER_ID, &cursor, &visit->why);
    if (status == STATUS_OK && l->place.after > 0) {
        record_cursor_after(cursor, l->place.after);
    }
    while (status == STATUS_OK && !l->more &&
           (step = record_cursor_next(cursor, &l->arena, &record, &visit->why)) == STEP_ITEM) {
        if (l->given == OAI_PAGE) {
            l->more = true;
        } else {
            status = write_item(l, record);
            l->given++;
            l->place.after = record->id;
        }
        arena_clear(&l->arena);
    }
    record_cursor_close(cursor);
    return status == STATUS_OK && step == STEP_ERROR ? visit->why.status : status;
}

static enum status write_all(struct listing *l)
{
    const struct pack *pack = l->oai->visit->site->work->pack;
    for (; l->place.kind < pack->kind_count && !l->more; l->place.kind++) {
        struct query query;
        const struct export *export = NULL;
        if (ask_kind(l, &pack->kinds[l->place.kind], &query, &export)) {
            TRY(set_export(l, export));
            TRY(write_kind(l, &query));
        }
        if (l->more) {
            return STATUS_OK;
        }
        l->place.after = 0;
    }
    return STATUS_OK;
}

/* Says with which token the list goes on; the last answer of several has an empty one. */
static enum status write_token(struct listing *l, unsigned long long first,
                               unsigned long long total)
{
    struct visit *visit = l->oai->visit;
    if (!l->more && first == 0) {
        return STATUS_OK;
    }
    buf_printf(&l->oai->body, "<resumptionToken completeListSize=\"%llu\" cursor=\"%llu\">", total,
               first);
    if (l->more) {
        const char *token = oai_token_write(visit->arena, &l->place);
        if (!token) {
            return fail_memory(&visit->why);
        }
        buf_text(&l->oai->body, token);
    }
    buf_text(&l->oai->body, "</resumptionToken>\n");
    return STATUS_OK;
}

static enum status write_list(struct listing *l)
{
    const unsigned long long first = l->place.cursor;
    unsigned long long total = 0;
    TRY(count_all(l, &total));
    buf_text(&l->oai->body, l->whole ? "<ListRecords>\n" : "<ListIdentifiers>\n");
    TRY(write_all(l));
    l->place.cursor += l->given;
    TRY(write_token(l, first, total));
    buf_text(&l->oai->body, l->whole ? "</ListRecords>\n" : "</ListIdentifiers>\n");
    if (l->given == 0) {
        oai_error(l->oai, "noRecordsMatch", "No item is in the set and between the dates.");
    }
    return STATUS_OK;
}

/* ---- arguments ---- */

/* "2013-05-01" or "2013-05-01T10:00:00Z"; to the second, at the day's begin or end. */
static bool read_moment(struct arena *arena, struct str text, bool end, struct str *moment)
{
    struct date date;
    const bool day = text.length == 10, second = text.length == 20;
    static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
    for (size_t i = 0; i < text.length && (day || second); i++) {
        if (form[i] == 'd' ? !char_is_digit(text.at[i]) : text.at[i] != form[i]) {
            return false;
        }
    }
    if (!(day || second) || !date_parse((struct str){text.at, 10}, &date)) {
        return false;
    }
    *moment =
        str_of(day ? arena_printf(arena, "%.*sT%s", STR_ARGS(text), end ? "23:59:59Z" : "00:00:00Z")
                   : arena_copy(arena, text));
    return moment->at != NULL;
}

static void read_dates(struct listing *l)
{
    struct oai *oai = l->oai;
    const struct oai_question *q = &oai->question;
    struct arena *arena = oai->visit->arena;
    if ((q->from.at && !read_moment(arena, q->from, false, &l->place.from)) ||
        (q->until.at && !read_moment(arena, q->until, true, &l->place.until))) {
        oai_error(oai, "badArgument",
                  "from and until are days, YYYY-MM-DD, or moments, YYYY-MM-DDThh:mm:ssZ.");
    } else if (q->from.at && q->until.at && q->from.length != q->until.length) {
        oai_error(oai, "badArgument", "from and until must be of one granularity.");
    } else if (q->from.at && q->until.at && str_compare(l->place.from, l->place.until) > 0) {
        oai_error(oai, "badArgument", "from is later than until.");
    }
}

static enum status read_place(struct listing *l)
{
    struct oai *oai = l->oai;
    const struct oai_question *q = &oai->question;
    l->place = (struct oai_place){.prefix = q->prefix, .set = q->set};
    if (q->token.at && !oai_token_read(oai->visit->arena, q->token, &l->place)) {
        oai_error(oai, "badResumptionToken", "The token is none of this repository's.");
        return STATUS_OK;
    }
    if (!q->token.at) {
        read_dates(l);
    }
    if (!oai->error && !oai_export(oai, l->place.prefix, NULL)) {
        oai_error(oai, "cannotDisseminateFormat", "ListMetadataFormats says which there are.");
    }
    return STATUS_OK;
}

enum status oai_list(struct oai *oai, bool whole)
{
    struct listing l = {.oai = oai, .whole = whole};
    TRY(read_place(&l));
    if (oai->error) {
        return STATUS_OK;
    }
    arena_init(&l.arena, RECORD_BYTES);
    const enum status status = write_list(&l);
    exporter_close(l.exporter);
    arena_release(&l.arena);
    return status;
}

/* ---- one record ---- */

static enum status write_one(struct listing *l, struct record *record, const struct export *export)
{
    TRY(set_export(l, export));
    buf_text(&l->oai->body, "<GetRecord>\n");
    TRY(write_item(l, record));
    buf_text(&l->oai->body, "</GetRecord>\n");
    return STATUS_OK;
}

enum status oai_get(struct oai *oai)
{
    struct listing l = {.oai = oai, .whole = true};
    const struct kind *kind = NULL;
    const struct export *export = NULL;
    struct record *record = NULL;
    enum status status = oai_item(oai, oai->question.identifier, &kind, &record);
    if (status == STATUS_NOT_FOUND) {
        oai_error(oai, "idDoesNotExist", "There is no item of that identifier.");
        return STATUS_OK;
    }
    TRY(status);
    export = oai_export(oai, oai->question.prefix, kind);
    if (!export) {
        oai_error(
            oai, "cannotDisseminateFormat",
            "The item is not disseminated in that format; ListMetadataFormats says in which.");
        return STATUS_OK;
    }
    arena_init(&l.arena, RECORD_BYTES);
    status = write_one(&l, record, export);
    exporter_close(l.exporter);
    arena_release(&l.arena);
    return status;
}
