/* Words that a reader may not know: those of the pack's glossary, kinds, themes, and records that
 * are words themselves (acronyms). */
#include "base/utf8.h"
#include "serve/page.h"
#include "serve/route.h"
#include "serve/terms.h"
#include "text/csv.h"

#include <stdlib.h>

#define RECORDS_MOST 2000 /* of each kind whose records are words */

enum part { PART_WORDS, PART_KINDS, PART_THEMES, PART_RECORDS };

struct entry {
    enum part part;
    const char *name;          /* its anchor */
    const struct label *label; /* NULL: .text is the word, in no language of ours */
    const char *text;
    const char *means, *source; /* or NULL */
    const char *order;          /* folded, by which it is sorted */
    const struct gloss *term;   /* or NULL */
    const struct lens *lens;    /* of a theme */
    const struct kind *kind;    /* of a record */
    const char *code;           /* the theme, or the record's identifier */
};

struct entries {
    struct entry *items;
    size_t count, capacity;
};

/* ---- collecting ---- */

static const char *word_of(const struct visit *visit, const struct entry *entry)
{
    return entry->label ? label_here(visit, entry->label, entry->name) : entry->text;
}

static enum status add(struct visit *visit, struct entries *entries, struct entry entry)
{
    struct buf folded;
    struct entry *grown =
        arena_grow(visit->arena, entries->items, entries->count, &entries->capacity, sizeof *grown);
    buf_init(&folded, 4096);
    utf8_fold(str_of(word_of(visit, &entry)), &folded);
    entry.order = arena_copy(visit->arena, buf_view(&folded));
    buf_release(&folded);
    if (!grown || !entry.order || !entry.name) {
        return fail_memory(&visit->why);
    }
    entries->items = grown;
    grown[entries->count++] = entry;
    return STATUS_OK;
}

static enum status add_terms(struct visit *visit, const struct glossary *glossary,
                             struct entries *entries)
{
    for (size_t i = 0; i < glossary->count; i++) {
        const struct gloss *term = &glossary->terms[i];
        TRY(add(visit, entries,
                (struct entry){.part = term->kind ? PART_KINDS : PART_WORDS,
                               .name = term->name,
                               .label = &term->label,
                               .means = label_here(visit, &term->means, ""),
                               .source = term->source,
                               .term = term}));
    }
    return STATUS_OK;
}

static enum status add_themes(struct visit *visit, struct entries *entries)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        for (size_t k = 0; k < lens->theme_count; k++) {
            const struct lens_theme *theme = &lens->themes[k];
            TRY(add(visit, entries,
                    (struct entry){
                        .part = PART_THEMES,
                        .name = arena_printf(visit->arena, "theme-%s-%s", lens->name, theme->name),
                        .label = &theme->label,
                        .lens = lens,
                        .code = theme->name}));
        }
    }
    return STATUS_OK;
}

static const char *text_of(struct visit *visit, const struct record *record,
                           const struct field *field)
{
    const struct value *value = field ? record->values[field->index] : NULL;
    return value ? arena_copy(visit->arena, value->text) : NULL;
}

static enum status add_records(struct visit *visit, const struct gloss_records *of,
                               struct entries *entries)
{
    const struct field *fields[] = {of->term, of->means, of->source};
    struct query all;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    enum status status = STATUS_OK;
    query_init(&all, of->kind);
    TRY(store_find_fields(visit->store, &all, ORDER_IDENTIFIER, fields, of->source ? 3 : 2, &cursor,
                          &visit->why));
    for (size_t i = 0; status == STATUS_OK && i < RECORDS_MOST; i++) {
        step = record_cursor_next(cursor, visit->arena, &record, &visit->why);
        if (step != STEP_ITEM) {
            break;
        }
        const char *identifier = arena_copy(visit->arena, record->identifier);
        const char *text = text_of(visit, record, of->term);
        status = add(visit, entries,
                     (struct entry){.part = PART_RECORDS,
                                    .name = identifier,
                                    .text = text ? text : identifier,
                                    .means = text_of(visit, record, of->means),
                                    .source = text_of(visit, record, of->source),
                                    .kind = of->kind,
                                    .code = identifier});
    }
    record_cursor_close(cursor);
    return status != STATUS_OK ? status : step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

static int by_word(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->part != y->part) {
        return x->part < y->part ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind->index < y->kind->index ? -1 : 1;
    }
    const int order = strcmp(x->order, y->order);
    return order != 0 ? order : strcmp(x->name, y->name);
}

static enum status collect(struct visit *visit, const struct glossary *glossary,
                           struct entries *entries)
{
    TRY(add_terms(visit, glossary, entries));
    TRY(add_themes(visit, entries));
    for (size_t i = 0; i < glossary->record_count; i++) {
        TRY(add_records(visit, &glossary->records[i], entries));
    }
    if (entries->count > 0) {
        qsort(entries->items, entries->count, sizeof *entries->items, by_word);
    }
    return STATUS_OK;
}

/* ---- data ---- */

static const char *part_name(const struct entry *entry)
{
    static const char *const names[] = {"word", "kind", "theme"};
    return entry->part == PART_RECORDS ? entry->kind->name : names[entry->part];
}

static void entries_json(struct visit *visit, const struct entries *entries)
{
    struct json json;
    json_init(&json, visit->out, false);
    json_array(&json);
    for (size_t i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->items[i];
        json_object(&json);
        json_key_text(&json, "term", entry->name);
        json_key_text(&json, "part", part_name(entry));
        json_key_text(&json, "label", word_of(visit, entry));
        json_key(&json, "labels");
        json_object(&json);
        for (size_t k = 0; entry->label && k < entry->label->count; k++) {
            json_key_text(&json, entry->label->languages[k], entry->label->texts[k]);
        }
        json_object_end(&json);
        json_key_text(&json, "means", entry->means);
        json_key_text(&json, "source", entry->source);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(visit->out, '\n');
}

static void entries_csv(struct visit *visit, const struct entries *entries)
{
    struct buf *out = visit->out;
    csv_cell(out, str_of("term"), true);
    csv_cell(out, str_of("part"), false);
    for (const char *const *code = language_codes; *code; code++) {
        csv_cell(out, str_of(arena_printf(visit->arena, "label_%s", *code)), false);
    }
    csv_cell(out, str_of("means"), false);
    csv_cell(out, str_of("source"), false);
    csv_end(out);
    for (size_t i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->items[i];
        csv_cell(out, str_of(entry->name), true);
        csv_cell(out, str_of(part_name(entry)), false);
        for (const char *const *code = language_codes; *code; code++) {
            csv_cell(out, str_of(entry->label ? label_in(entry->label, *code, "") : entry->text),
                     false);
        }
        csv_cell(out, str_of(entry->means ? entry->means : ""), false);
        csv_cell(out, str_of(entry->source ? entry->source : ""), false);
        csv_end(out);
    }
    visit->response->disposition = "glossary.csv";
}

/* ---- the page ---- */

/* "Preuve · Evidencia": the word in the other languages. */
static void show_others(struct visit *visit, const struct label *label)
{
    bool any = false;
    for (size_t i = 0; label && i < label->count; i++) {
        if (strcmp(label->languages[i], visit->language) != 0) {
            buf_text(visit->out, any ? " · <span lang=\"" : " <small><span lang=\"");
            html_text(visit->out, label->languages[i]);
            buf_text(visit->out, "\">");
            html_text(visit->out, label->texts[i]);
            buf_text(visit->out, "</span>");
            any = true;
        }
    }
    buf_text(visit->out, any ? "</small>" : "");
}

static void show_see(struct visit *visit, const struct gloss *term)
{
    for (size_t i = 0; i < term->see_count; i++) {
        buf_text(visit->out, i == 0 ? " → <a href=\"#" : ", <a href=\"#");
        html_text(visit->out, term->see[i]->name);
        buf_text(visit->out, "\">");
        html_text(visit->out, label_here(visit, &term->see[i]->label, term->see[i]->name));
        buf_text(visit->out, "</a>");
    }
}

/* Its word leads to what it names: the list of a kind, a theme, the record. */
static bool show_address(struct visit *visit, const struct entry *entry)
{
    struct query all;
    const struct record record = {.kind = entry->kind, .identifier = str_of(entry->code)};
    if (entry->part == PART_WORDS) {
        return false;
    }
    buf_text(visit->out, "<a href=\"");
    if (entry->part == PART_KINDS) {
        query_init(&all, entry->term->kind);
        address_of_query(visit, &all, FORM_HTML);
    } else if (entry->part == PART_THEMES) {
        address_of_theme(visit, entry->lens, entry->code);
    } else {
        address_of_record(visit, &record);
    }
    buf_text(visit->out, "\">");
    return true;
}

static void show_entry(struct visit *visit, const struct entry *entry)
{
    struct buf *out = visit->out;
    buf_text(out, "<dt id=\"");
    html_text(out, entry->name);
    buf_text(out, "\">");
    const bool linked = show_address(visit, entry);
    html_text(out, word_of(visit, entry));
    buf_text(out, linked ? "</a>" : "");
    show_others(visit, entry->label);
    buf_text(out, "</dt>\n<dd>");
    if (entry->lens) {
        html_text(out, label_here(visit, &entry->lens->label, entry->lens->name));
    }
    if (entry->means) {
        buf_text(out, entry->part == PART_RECORDS ? "<span lang=\"en\">" : "");
        html_text(out, entry->means);
        buf_text(out, entry->part == PART_RECORDS ? "</span>" : "");
    }
    if (entry->term) {
        show_see(visit, entry->term);
    }
    if (entry->source) {
        const struct str source = str_of(entry->source);
        buf_text(out, " <small>");
        say(visit, "Source: {0}", &source, 1);
        buf_text(out, "</small>");
    }
    buf_text(out, "</dd>\n");
}

static const char *heading_of(struct visit *visit, const struct entry *entry)
{
    switch (entry->part) {
    case PART_WORDS:
        return t(visit, "Words");
    case PART_KINDS:
        return t(visit, "Kinds of records");
    case PART_THEMES:
        return t(visit, "Themes");
    default:
        return kind_heading(visit, entry->kind);
    }
}

static bool begins_part(const struct entries *entries, size_t i)
{
    const struct entry *entry = &entries->items[i];
    return i == 0 || entry[-1].part != entry->part || entry[-1].kind != entry->kind;
}

static void show_entries(struct visit *visit, const struct entries *entries)
{
    struct buf *out = visit->out;
    buf_text(out, "<ul class=\"chips\">\n");
    for (size_t i = 0; i < entries->count; i++) {
        if (begins_part(entries, i)) {
            buf_printf(out, "<li><a href=\"#part-%s\">", part_name(&entries->items[i]));
            html_text(out, heading_of(visit, &entries->items[i]));
            buf_text(out, "</a></li>\n");
        }
    }
    buf_text(out, "</ul>\n");
    for (size_t i = 0; i < entries->count; i++) {
        if (begins_part(entries, i)) {
            buf_printf(out, "%s<h2 id=\"part-%s\">", i > 0 ? "</dl>\n" : "",
                       part_name(&entries->items[i]));
            html_text(out, heading_of(visit, &entries->items[i]));
            buf_text(out, "</h2>\n<dl class=\"glossary\">\n");
        }
        show_entry(visit, &entries->items[i]);
    }
    buf_text(out, entries->count > 0 ? "</dl>\n" : "");
}

enum status page_glossary(struct visit *visit)
{
    const struct glossary *glossary = visit->site->work->pack->glossary;
    struct entries entries = {NULL, 0, 0};
    if (!glossary) {
        return fail(&visit->why, STATUS_NOT_FOUND, "The pack has no glossary.");
    }
    TRY(collect(visit, glossary, &entries));
    if (visit->form != FORM_HTML) {
        (visit->form == FORM_JSON ? entries_json : entries_csv)(visit, &entries);
        return STATUS_OK;
    }
    const struct page page = {.title = t(visit, "Glossary"), .place = "glossary"};
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n<p class=\"lead\">");
    say_plain(visit, "What the words of this site mean, and how they are said in the other "
                     "languages.");
    buf_text(visit->out, "</p>\n");
    show_entries(visit, &entries);
    page_end(visit);
    return STATUS_OK;
}
