/* All records from A to Z, and the page for searching them: what replaces the server's search. */
#include "serve/publish_own.h"

#include "base/utf8.h"

#include <stdlib.h>

#define ROWS 200 /* on a page of a letter */
#define KEY_MEMORY ((size_t)256 * 1024 * 1024)
#define PATH_BYTES 4096

/* A record where its title puts it. */
struct place {
    const struct published *record;
    struct str key;  /* the folded title */
    uint32_t letter; /* folded; '0' for digits, 0 for what begins with neither */
};

/* The records that begin with one letter. */
struct letter {
    uint32_t code;
    const struct place *places;
    size_t count;
};

struct a_z {
    struct arena arena;
    struct place *places;
    struct letter *letters;
    size_t letter_count;
};

/* A page of a letter. */
struct letter_page {
    const struct letter *letter;
    size_t first;
};

/* ---- the order ---- */

static int by_key(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->letter != y->letter) {
        return x->letter < y->letter ? -1 : 1;
    }
    const int keys = str_compare(x->key, y->key);
    if (keys != 0) {
        return keys;
    }
    return (x->record > y->record) - (x->record < y->record);
}

/* The first letter or digit; what stands before it does not count. */
static struct str skip_signs(struct str key, uint32_t *letter)
{
    *letter = 0;
    while (key.length > 0) {
        unsigned size = 0;
        const uint32_t code = utf8_decode(key.at, key.length, &size);
        if (code != UTF8_BAD && utf8_is_word(code)) {
            *letter = code >= '0' && code <= '9' ? '0' : code;
            return key;
        }
        key.at += size;
        key.length -= size;
    }
    return key;
}

static enum status sort_records(struct a_z *a_z, const struct publish *publish, struct failure *why)
{
    struct buf folded;
    bool room = true;
    buf_init(&folded, (size_t)64 * 1024);
    a_z->places = arena_array(&a_z->arena, publish->record_count + 1, sizeof *a_z->places);
    for (size_t i = 0; a_z->places && room && i < publish->record_count; i++) {
        struct place *place = &a_z->places[i];
        place->record = &publish->records[i];
        buf_clear(&folded);
        utf8_fold(place->record->title, &folded);
        place->key = arena_str(&a_z->arena, buf_view(&folded));
        room = place->key.at != NULL;
        place->key = skip_signs(place->key, &place->letter);
    }
    buf_release(&folded);
    if (!a_z->places || !room) {
        return fail_memory(why);
    }
    qsort(a_z->places, publish->record_count, sizeof *a_z->places, by_key);
    return STATUS_OK;
}

static enum status find_letters(struct a_z *a_z, size_t count, struct failure *why)
{
    size_t capacity = 0;
    for (size_t i = 0; i < count; i++) {
        struct letter *last = a_z->letter_count > 0 ? &a_z->letters[a_z->letter_count - 1] : NULL;
        if (!last || last->code != a_z->places[i].letter) {
            struct letter *letters = arena_grow(&a_z->arena, a_z->letters, a_z->letter_count,
                                                &capacity, sizeof *letters);
            if (!letters) {
                return fail_memory(why);
            }
            a_z->letters = letters;
            last = &letters[a_z->letter_count++];
            *last = (struct letter){.code = a_z->places[i].letter, .places = &a_z->places[i]};
        }
        last->count++;
    }
    return STATUS_OK;
}

/* ---- a letter ---- */

/* "a-z/m", "a-z/m@2"; of other scripts "a-z/u0645". */
static void letter_path(struct buf *out, const struct letter *letter, size_t first)
{
    buf_text(out, "a-z/");
    if (letter->code == 0) {
        buf_text(out, "signs");
    } else if (letter->code < 0x80) {
        buf_char(out, (char)letter->code);
    } else {
        buf_printf(out, "u%04X", (unsigned)letter->code);
    }
    if (first > 0) {
        buf_printf(out, "@%zu", first / ROWS + 1);
    }
}

static void letter_address(struct visit *visit, const struct letter *letter, size_t first)
{
    struct buf path;
    buf_init(&path, PATH_BYTES);
    letter_path(&path, letter, first);
    buf_char(&path, '\0');
    if (!path.failed) {
        files_link(visit, path.at, FORM_HTML, visit->language);
    }
    buf_release(&path);
}

static void step_address(struct visit *visit, const void *context, unsigned long long first)
{
    const struct letter_page *page = context;
    letter_address(visit, page->letter, first);
}

static void show_letter(struct visit *visit, const struct letter *letter)
{
    char text[4];
    if (letter->code == 0) {
        say_plain(visit, "Other signs");
    } else if (letter->code == '0') {
        buf_text(visit->out, "0–9");
    } else if (letter->code < 0x80) {
        buf_char(visit->out, (char)(letter->code - 'a' + 'A'));
    } else {
        html_str(visit->out, (struct str){text, utf8_encode(letter->code, text)});
    }
}

static const char *letter_title(struct visit *visit, const struct letter *letter)
{
    struct buf *page = visit->out, text;
    buf_init(&text, 1000);
    visit->out = &text;
    show_letter(visit, letter);
    visit->out = page;
    const char *title = arena_copy(visit->arena, buf_view(&text));
    buf_release(&text);
    return title ? title : "";
}

static void show_record(struct visit *visit, const struct published *record)
{
    const struct record link = {.kind = record->kind, .identifier = record->identifier};
    struct buf *out = visit->out;
    buf_text(out, "<li><a href=\"");
    address_of_record(visit, &link);
    buf_char(out, '"');
    language_attributes(visit, record->language);
    buf_char(out, '>');
    html_str(out, record->title);
    buf_text(out, "</a> <small>");
    html_text(out, label_here(visit, &record->kind->label, record->kind->name));
    buf_text(out, "</small></li>\n");
}

static enum status page_letter(struct visit *visit)
{
    const struct letter_page *page = visit->kept;
    const struct letter *letter = page->letter;
    const struct page frame = {.title = letter_title(visit, letter), .place = "a-z"};
    const struct steps steps = {page->first, ROWS, letter->count, step_address, page};
    const char *all = "a-z";
    struct buf *out = visit->out;
    page_begin(visit, &frame);
    buf_text(out, "<p class=\"kind\"><a href=\"");
    address_path(visit, &all, 1);
    buf_text(out, "\">");
    say_plain(visit, "All records from A to Z");
    buf_text(out, "</a></p>\n<h1");
    mark_total(visit, letter->count);
    buf_char(out, '>');
    show_letter(visit, letter);
    buf_text(out, " <small>");
    say_count(visit, letter->count, "{0} record", "{0} records");
    buf_text(out, "</small></h1>\n<ul class=\"a-z\">\n");
    for (size_t i = page->first; i < letter->count && i < page->first + ROWS; i++) {
        show_record(visit, letter->places[i].record);
    }
    buf_text(out, "</ul>\n");
    show_steps(visit, &steps);
    page_end(visit);
    return STATUS_OK;
}

static void show_letters(struct visit *visit, const struct a_z *a_z)
{
    struct buf *out = visit->out;
    buf_text(out, "<ul class=\"kinds\">\n");
    for (size_t i = 0; i < a_z->letter_count; i++) {
        const struct letter *letter = &a_z->letters[i];
        buf_text(out, "<li><a href=\"");
        letter_address(visit, letter, 0);
        buf_char(out, '"');
        mark_link(visit, letter->count);
        buf_text(out, "><span>");
        show_letter(visit, letter);
        buf_text(out, "</span> <b>");
        html_str(out, number_text(visit, letter->count));
        buf_text(out, "</b></a></li>\n");
    }
    buf_text(out, "</ul>\n");
}

static enum status page_a_z(struct visit *visit)
{
    const struct page page = {.title = t(visit, "All records from A to Z"), .place = "a-z"};
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n");
    show_letters(visit, visit->kept);
    page_end(visit);
    return STATUS_OK;
}

static enum status make_letter(struct worker *worker, const struct letter *letter)
{
    struct letter_page page = {.letter = letter};
    for (; page.first < letter->count; page.first += ROWS) {
        void *kept = &page;
        struct buf path;
        struct making making = {.handler = page_letter, .kept = &kept};
        buf_init(&path, PATH_BYTES);
        letter_path(&path, letter, page.first);
        making.here = arena_copy(&worker->unit, buf_view(&path));
        buf_release(&path);
        TRY(making.here ? make_all(worker, &making, FORM_BIT(FORM_HTML))
                        : fail_memory(&worker->why));
        arena_clear(&worker->arena);
    }
    return STATUS_OK;
}

static enum status make_letters(struct worker *worker, struct a_z *a_z)
{
    const size_t count = worker->publish->record_count;
    void *kept = a_z;
    struct making making = {.handler = page_a_z, .here = "a-z", .kept = &kept};
    TRY(sort_records(a_z, worker->publish, &worker->why));
    TRY(find_letters(a_z, count, &worker->why));
    TRY(make_all(worker, &making, FORM_BIT(FORM_HTML)));
    for (size_t i = 0; i < a_z->letter_count; i++) {
        TRY(make_letter(worker, &a_z->letters[i]));
    }
    return STATUS_OK;
}

enum status publish_a_z(struct worker *worker)
{
    struct a_z a_z = {.letter_count = 0};
    arena_init(&a_z.arena, KEY_MEMORY);
    const enum status status = make_letters(worker, &a_z);
    arena_release(&a_z.arena);
    return status;
}

/* ---- search ---- */

/* What the script says, and what it calls the kinds; no script itself (text/json). */
static void write_words(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct buf text;
    struct json json;
    buf_init(&text, (size_t)1024 * 1024);
    json_init(&json, &text, false);
    json_object(&json);
    json_key_text(&json, "one", t(visit, "{0} record"));
    json_key_text(&json, "many", t(visit, "{0} records"));
    json_key_text(&json, "more", t(visit, "Next"));
    json_key_text(&json, "others", t(visit, "Nothing was found. Try one of these:"));
    json_key_text(&json, "alone", t(visit, "Search for {0} alone"));
    json_key_text(&json, "unknown", t(visit, "No record has the word {0}."));
    json_key_text(&json, "also", t(visit, "{0} also finds: {1}."));
    json_key_text(&json, "cut",
                  t(visit, "A word of the search is in more than {0} records; the best of them "
                           "were looked at."));
    json_key_text(&json, "failed",
                  t(visit, "The search cannot be loaded. All records are also "
                           "listed from A to Z."));
    json_key(&json, "kinds");
    json_array(&json);
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct kind *kind = &pack->kinds[i];
        json_object(&json);
        json_key_text(&json, "name", kind->name);
        json_key_text(&json, "label", label_here(visit, &kind->label, kind->name));
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    page_data_block(visit, "id=\"search-words\" type=\"application/json\"", buf_view(&text));
    visit->out->failed = visit->out->failed || text.failed;
    buf_release(&text);
}

static enum status page_find(struct visit *visit)
{
    const struct page page = {.title = t(visit, "Search"), .place = "search"};
    const char *all = "a-z";
    struct buf *out = visit->out;
    page_begin(visit, &page);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<noscript><p>");
    say_plain(visit, "The search needs JavaScript, which is switched off.");
    buf_text(out, "</p></noscript>\n<div id=\"found\" aria-live=\"polite\">\n<p>");
    say_plain(visit, "Write words into the box above: records of all kinds that have all of them "
                     "are found, whatever case, accents and endings.");
    buf_text(out, "</p>\n<p><a href=\"");
    address_path(visit, &all, 1);
    buf_text(out, "\">");
    say_plain(visit, "All records from A to Z");
    buf_text(out, "</a></p>\n</div>\n");
    write_words(visit);
    buf_text(out, "<script src=\"");
    files_up(visit);
    buf_text(out, "search/search.js\"></script>\n");
    page_end(visit);
    return STATUS_OK;
}

enum status publish_search_page(struct worker *worker)
{
    struct making making = {.handler = page_find, .here = "search"};
    return make_all(worker, &making, FORM_BIT(FORM_HTML));
}
