/*
 * What numbers lead to. With an address of a site it is the list there. Without one it is a list in
 * the file: the question, and, of kinds with few records, the records that answer it. So a number
 * can be opened where there is no network.
 */
#include "report/writing.h"

#include "base/decimal.h"
#include "write/query_words.h"

#define KIND_MOST 5000 /* records of a kind, for its records to be listed at all */
#define LIST_MOST 200  /* of one list */
#define PARTS_MOST 16  /* questions behind one number */

/* The questions behind one number, each once. */
struct asked {
    const struct query *at[PARTS_MOST];
    const char *texts[PARTS_MOST];
    size_t count;
};

/* A question, or a number that was computed from several. */
struct opened {
    const struct query *query; /* NULL for a number of several */
    const char *text;          /* the question; of a number what was computed */
    struct asked asked;        /* of a number: all of them */
};

/* ---- addresses ---- */

static void write_address(struct writing *w, const struct query *query)
{
    struct buf *out = w->out;
    if (w->style->address) {
        w->style->address(w->style->context, query);
        return;
    }
    struct str site = str_of(w->style->site);
    while (str_ends(site, "/")) {
        site.length--;
    }
    html_str(out, site);
    buf_char(out, '/');
    html_url_part(out, str_of(query->kind->plural));
    for (size_t i = 0; i < query->count; i++) {
        buf_text(out, i == 0 ? "?" : "&amp;");
        query_put_condition(out, &query->conditions[i]);
    }
    buf_text(out, query->count == 0 ? "?lang=" : "&amp;lang=");
    buf_text(out, w->language);
}

static bool leads_to_site(const struct writing *w)
{
    return w->style->site || w->style->address;
}

bool open_claim(struct writing *w, const struct claim_result *result)
{
    if (!w->style->site) {
        return false;
    }
    buf_text(w->out, "<a class=\"open\" href=\"");
    struct str site = str_of(w->style->site);
    while (str_ends(site, "/")) {
        site.length--;
    }
    html_str(w->out, site);
    buf_printf(w->out, "/claims?verdict=%s&amp;lang=%s#", verdict_name(result->verdict),
               w->language);
    html_text(w->out, result->claim->id);
    buf_text(w->out, "\">");
    return true;
}

/* ---- questions ---- */

static bool grow_places(struct writing *w)
{
    const size_t count = w->place_count > 0 ? w->place_count * 2 : 256;
    size_t *places = arena_array(&w->arena, count, sizeof *places);
    if (!places) {
        return false;
    }
    for (size_t i = 0; i < w->opened_count; i++) {
        size_t at = (size_t)str_hash(str_of(w->opened[i].text)) & (count - 1);
        while (places[at] != 0) {
            at = (at + 1) & (count - 1);
        }
        places[at] = i + 1;
    }
    w->places = places;
    w->place_count = count;
    return true;
}

/* The number of the question or computation with this text, from 1; 0 without memory. */
static size_t find_opened(struct writing *w, const char *text, bool *fresh)
{
    *fresh = false;
    if (w->opened_count * 2 >= w->place_count && !grow_places(w)) {
        return 0;
    }
    size_t at = (size_t)str_hash(str_of(text)) & (w->place_count - 1);
    for (; w->places[at] != 0; at = (at + 1) & (w->place_count - 1)) {
        if (strcmp(w->opened[w->places[at] - 1].text, text) == 0) {
            return w->places[at];
        }
    }
    struct opened *grown =
        arena_grow(&w->arena, w->opened, w->opened_count, &w->opened_capacity, sizeof *grown);
    if (!grown) {
        return 0;
    }
    w->opened = grown;
    grown[w->opened_count] = (struct opened){.text = text};
    w->places[at] = ++w->opened_count;
    *fresh = true;
    return w->opened_count;
}

/* The question in words that "crosscut list" takes; NULL without memory. */
static const char *text_of(struct writing *w, const struct query *query)
{
    struct buf text;
    buf_init(&text, (size_t)64 * 1024);
    query_print(query, &text);
    const char *kept = text.failed ? NULL : arena_copy(&w->arena, buf_view(&text));
    buf_release(&text);
    w->no_room = w->no_room || !kept;
    return kept;
}

static size_t add_question(struct writing *w, const struct query *query, const char *text)
{
    bool fresh = false;
    const size_t number = text ? find_opened(w, text, &fresh) : 0;
    if (number > 0 && fresh) {
        w->opened[number - 1].query = query;
    }
    w->no_room = w->no_room || number == 0;
    return number;
}

static void link_to_site(struct writing *w, const struct query *query, unsigned long long records)
{
    /* A page has hundreds of them, and a weight to keep to: its style knows them by where they are.
     */
    buf_text(w->out, w->style->form == REPORT_PAGE ? "<a href=\"" : "<a class=\"open\" href=\"");
    write_address(w, query);
    buf_char(w->out, '"');
    if (w->style->marked && records != OPEN_UNCOUNTED) {
        buf_printf(w->out, " data-n=\"%llu\"", records);
    }
    buf_char(w->out, '>');
}

bool open_link(struct writing *w, const struct query *query, unsigned long long records)
{
    if (records == 0 || (!leads_to_site(w) && w->style->form == REPORT_PRINT)) {
        return false;
    }
    if (leads_to_site(w)) {
        link_to_site(w, query, records);
        return true;
    }
    const size_t number = add_question(w, query, text_of(w, query));
    if (number > 0) {
        buf_printf(w->out, "<a class=\"open\" href=\"#l%zu\">", number);
    }
    return number > 0;
}

/* Adds a question that is not among them yet. */
static void ask(struct writing *w, struct asked *asked, const struct query *query)
{
    const char *text = text_of(w, query);
    bool known = !text || asked->count == PARTS_MOST;
    for (size_t i = 0; i < asked->count && !known; i++) {
        known = strcmp(asked->texts[i], text) == 0;
    }
    if (!known) {
        asked->at[asked->count] = query;
        asked->texts[asked->count++] = text;
    }
}

/*
 * Begins the link of a number with these questions, of which @text says what it computes. No list
 * of the site has the records of several: it leads to where all of them stand, in the same file or
 * page. On paper that place is missing.
 */
static bool open_asked(struct writing *w, const struct asked *asked, unsigned long long records,
                       const char *text)
{
    bool fresh = false;
    if (asked->count == 0 || w->style->form == REPORT_PRINT) {
        return asked->count == 1 && open_link(w, asked->at[0], records);
    }
    if (asked->count == 1) {
        return open_link(w, asked->at[0], records);
    }
    for (size_t i = 0; i < asked->count && !leads_to_site(w); i++) {
        (void)add_question(w, asked->at[i], asked->texts[i]);
    }
    const size_t number = text ? find_opened(w, text, &fresh) : 0;
    w->no_room = w->no_room || number == 0;
    if (number == 0) {
        return false;
    }
    if (fresh) {
        w->opened[number - 1].asked = *asked;
    }
    buf_printf(w->out, "<a class=\"open\" href=\"#l%zu\">", number);
    return true;
}

bool open_sources(struct writing *w, const struct cell *cell, const char *text)
{
    struct asked asked = {.count = 0};
    unsigned long long records = 0;
    for (size_t i = 0; i < cell->source_count; i++) {
        const struct cell_source *source = &cell->sources[i];
        if (source->records > 0) { /* "3 + 0" is the records of the first */
            ask(w, &asked, source->filter);
            records = source->records;
        }
    }
    return open_asked(w, &asked, records, text);
}

/* What is computed, without the words that stand with it. */
static const char *expression_of(struct writing *w, const char *argument)
{
    char quote = '\0';
    size_t end = 0;
    for (; argument[end] && (quote || argument[end] != ';'); end++) {
        const char c = argument[end];
        quote = quote ? (c == quote ? '\0' : quote) : c == '"' || c == '\'' ? c : '\0';
    }
    return arena_printf(&w->arena, "= %.*s", (int)end, argument);
}

bool open_number(struct writing *w, const struct directive *directive)
{
    const struct expr_questions *questions = &directive->questions;
    const bool number = directive->value.outcome == EXPR_NUMBER;
    const bool nothing = number && directive->value.number == 0;
    const bool counts = number && !nothing && directive->expr && expr_counts(directive->expr);
    struct asked asked = {.count = 0};
    for (size_t i = 0; i < questions->count && !(nothing && w->style->no_empty); i++) {
        ask(w, &asked, questions->at[i]);
    }
    return open_asked(w, &asked,
                      counts ? (unsigned long long)(directive->value.number / DECIMAL_ONE)
                             : OPEN_UNCOUNTED,
                      expression_of(w, directive->argument));
}

/* ---- the lists ---- */

/* What writing them passes around: which kinds have few records. */
struct listing {
    struct writing *w;
    signed char *few; /* of each kind: 1 yes, -1 no, 0 not yet known */
    struct failure *why;
};

static enum status is_few(struct listing *listing, const struct kind *kind, bool *few)
{
    signed char *known = &listing->few[kind->index];
    struct query all;
    unsigned long long count = 0;
    query_init(&all, kind);
    if (*known == 0) {
        TRY(store_count(listing->w->made->store, &all, &count, listing->why));
        *known = count <= KIND_MOST ? 1 : -1;
    }
    *few = *known > 0;
    return STATUS_OK;
}

static void write_record(struct writing *w, const struct record *record)
{
    const struct field *title =
        record->kind->title ? kind_field(record->kind, str_of(record->kind->title)) : NULL;
    buf_text(w->out, "<li><code>");
    html_str(w->out, record->identifier);
    buf_text(w->out, "</code>");
    if (title && title->access == ACCESS_PUBLIC && record->values[title->index]) {
        const struct value *value = record->values[title->index];
        buf_text(w->out, " <span dir=\"auto\"");
        if (value->language.length > 0 && !str_is(value->language, w->language)) {
            buf_text(w->out, " lang=\"");
            html_str(w->out, value->language);
            buf_char(w->out, '"');
        }
        buf_char(w->out, '>');
        html_str(w->out, value->text);
        buf_text(w->out, "</span>");
    }
    buf_text(w->out, "</li>\n");
}

/* "and 50 more", of a list that was cut. */
static enum status write_rest(struct listing *listing, const struct query *query)
{
    unsigned long long all = 0;
    TRY(store_count(listing->w->made->store, query, &all, listing->why));
    if (all > LIST_MOST) {
        buf_text(listing->w->out, "<p>");
        write_more_of(listing->w, all - LIST_MOST);
        buf_text(listing->w->out, "</p>\n");
    }
    return STATUS_OK;
}

static enum status write_records(struct listing *listing, struct opened *opened)
{
    struct writing *w = listing->w;
    const struct kind *kind = opened->query->kind;
    const struct field *title = kind->title ? kind_field(kind, str_of(kind->title)) : NULL;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    size_t written = 0;
    enum step step = STEP_ITEM;
    TRY(store_find_fields(w->made->store, opened->query, ORDER_IDENTIFIER, &title, title ? 1 : 0,
                          &cursor, listing->why));
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    const size_t before = w->out->length;
    buf_text(w->out, "<ul>\n");
    while (written < LIST_MOST && step == STEP_ITEM) {
        step = record_cursor_next(cursor, &arena, &record, listing->why);
        if (step == STEP_ITEM) {
            write_record(w, record);
            written++;
        }
        arena_clear(&arena);
    }
    if (written > 0 || w->out->failed) {
        buf_text(w->out, "</ul>\n");
    } else {
        w->out->length = before; /* no list is better than an empty one */
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    TRY(step == STEP_ERROR ? listing->why->status : STATUS_OK);
    return written == LIST_MOST ? write_rest(listing, opened->query) : STATUS_OK;
}

/* In a file: where the questions of a number stand. */
static void write_parts(struct writing *w, const struct asked *asked)
{
    buf_text(w->out, "<p>");
    for (size_t i = 0; i < asked->count; i++) {
        const size_t number = add_question(w, asked->at[i], asked->texts[i]);
        buf_printf(w->out, "%s<a href=\"#l%zu\">%zu</a>", i > 0 ? ", " : "", number, number);
    }
    buf_text(w->out, "</p>\n");
}

/* On a site: each question with how many records answer it, which leads to these. */
static enum status write_asked(struct writing *w, const struct asked *asked, struct failure *why)
{
    for (size_t i = 0; i < asked->count; i++) {
        unsigned long long records = 0;
        char number[64];
        TRY(store_count(w->made->store, asked->at[i], &records, why));
        word_number(w->language, (int64_t)records * DECIMAL_ONE, 0, number);
        buf_text(w->out, "<br>");
        const bool link = open_link(w, asked->at[i], records);
        html_text(w->out, number);
        buf_text(w->out, link ? "</a> <code>" : " <code>");
        html_text(w->out, asked->texts[i]);
        buf_text(w->out, "</code>");
    }
    return STATUS_OK;
}

static enum status write_question(struct listing *listing, size_t number)
{
    struct writing *w = listing->w;
    struct opened *opened = &w->opened[number - 1];
    bool few = false;
    buf_printf(w->out, "<div class=\"answer\" id=\"l%zu\"><h3>%zu</h3>\n<p><code>", number, number);
    html_text(w->out, opened->text);
    buf_text(w->out, "</code></p>\n");
    if (!opened->query) {
        write_parts(w, &opened->asked);
    } else {
        TRY(is_few(listing, opened->query->kind, &few));
        if (few) {
            TRY(write_records(listing, opened));
        }
    }
    buf_text(w->out, "</div>\n");
    return STATUS_OK;
}

static void write_heading(struct writing *w, const char *class_name, const char *words)
{
    buf_printf(w->out, "<section class=\"%s\"><h2 id=\"answers\">", class_name);
    html_text(w->out, in(w, "Behind the numbers", "Derrière les chiffres", "Detrás de las cifras"));
    buf_text(w->out, "</h2>\n<p>");
    html_text(w->out, words);
    buf_text(w->out, "</p>\n");
}

/* The numbers that no one list of the site has the records of. */
static enum status write_on_site(struct writing *w, struct failure *why)
{
    write_heading(w, "behind",
                  in(w,
                     "A number that is computed from several questions leads here: to each of "
                     "them, with the records that answer it.",
                     "Un chiffre calculé à partir de plusieurs questions mène ici : à chacune "
                     "d'elles, avec les fiches qui y répondent.",
                     "Una cifra calculada a partir de varias preguntas lleva aquí: a cada una de "
                     "ellas, con las fichas que la responden."));
    buf_text(w->out, "<ul>\n");
    for (size_t i = 1; i <= w->opened_count; i++) {
        buf_printf(w->out, "<li id=\"l%zu\"><code>", i);
        html_text(w->out, w->opened[i - 1].text);
        buf_text(w->out, "</code>");
        TRY(write_asked(w, &w->opened[i - 1].asked, why));
        buf_text(w->out, "</li>\n");
    }
    buf_text(w->out, "</ul></section>\n");
    return STATUS_OK;
}

enum status open_write_lists(struct writing *w, struct failure *why)
{
    const struct pack *pack = w->made->set->env.pack;
    struct listing listing = {w, arena_array(&w->arena, pack->kind_count + 1, 1), why};
    if (!listing.few) {
        return fail_memory(why);
    }
    if (w->opened_count == 0) {
        return STATUS_OK;
    }
    if (leads_to_site(w)) {
        return write_on_site(w, why);
    }
    write_heading(
        w, "answers",
        in(w,
           "Each linked number leads here: to the question that was asked of the register "
           "(\"crosscut list\" takes it as it stands) and, where the kind has few records, "
           "to the records that answer it.",
           "Chaque chiffre lié mène ici : à la question posée au registre (« crosscut list » "
           "la prend telle quelle) et, lorsque ce type de fiches est peu nombreux, aux "
           "fiches qui y répondent.",
           "Cada cifra enlazada lleva aquí: a la pregunta hecha al registro («crosscut list» "
           "la toma tal cual) y, cuando hay pocas fichas de ese tipo, a las fichas que la "
           "responden."));
    for (size_t i = 1; i <= w->opened_count; i++) {
        TRY(write_question(&listing, i));
    }
    buf_text(w->out, "</section>\n");
    return STATUS_OK;
}
