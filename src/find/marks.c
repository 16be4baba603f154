/* Where the words of a search stand in a record. */
#include "find/search.h"

#include "find/words.h"

/* One text of a record, word by word. */
struct page {
    const struct find_text *text;
    struct find_word *words;
    size_t count;
};

static enum status make_pages(struct arena *arena, const struct record *record, struct page **pages,
                              size_t *count, struct failure *why)
{
    struct find_text *texts = NULL;
    TRY(find_texts(arena, record, &texts, count, why));
    *pages = arena_array(arena, *count, sizeof **pages);
    if (!*pages) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < *count; i++) {
        struct page *page = &(*pages)[i];
        page->text = &texts[i];
        TRY(find_words(arena, texts[i].text, &page->words, &page->count, why));
    }
    return STATUS_OK;
}

/* Whether the term looks at this text at all. */
static bool is_about(const struct ask_term *term, const struct page *page)
{
    return !term->field || (page->text->field && strcmp(term->field, page->text->field->name) == 0);
}

/* How many words from number @at on are one of the term's phrases, the longest; 0: none. */
static size_t term_at(const struct ask_term *term, const struct page *page, size_t at)
{
    size_t longest = 0;
    for (size_t i = 0; i < term->phrase_count; i++) {
        const struct fulltext_phrase *phrase = &term->phrases[i];
        if (phrase->count > longest && find_phrase_at(phrase, page->words, page->count, at)) {
            longest = phrase->count;
        }
    }
    return longest;
}

/* ---- marks ---- */

/* A growing list of marks. */
struct marking {
    struct arena *arena;
    const struct ask *ask;
    struct find_mark *marks;
    size_t count, capacity;
};

/* Marks the longest of what stands at word @at; *@taken: how many words that is. */
static enum status mark_at(struct marking *marking, const struct page *page, size_t at,
                           size_t *taken, struct failure *why)
{
    size_t best = 0;
    *taken = 0;
    for (size_t i = 0; i < marking->ask->count; i++) {
        const struct ask_term *term = &marking->ask->terms[i];
        size_t words = term->excluded || !is_about(term, page) ? 0 : term_at(term, page, at);
        if (words > *taken) {
            *taken = words;
            best = i;
        }
    }
    if (*taken == 0) {
        return STATUS_OK;
    }
    struct find_mark *grown = arena_grow(marking->arena, marking->marks, marking->count,
                                         &marking->capacity, sizeof *grown);
    if (!grown) {
        return fail_memory(why);
    }
    const size_t start = page->words[at].start;
    marking->marks = grown;
    marking->marks[marking->count++] =
        (struct find_mark){page->text, start, page->words[at + *taken - 1].end - start, best};
    return STATUS_OK;
}

static enum status mark_page(struct marking *marking, const struct page *page, struct failure *why)
{
    size_t taken = 0;
    for (size_t at = 0; at < page->count && marking->count < FIND_MARKS; at += taken) {
        TRY(mark_at(marking, page, at, &taken, why));
        taken = taken > 0 ? taken : 1;
    }
    return STATUS_OK;
}

enum status find_marks(struct arena *arena, const struct ask *ask, const struct record *record,
                       struct find_mark **marks, size_t *count, struct failure *why)
{
    struct page *pages = NULL;
    size_t page_count = 0;
    struct marking marking = {.arena = arena, .ask = ask};
    TRY(make_pages(arena, record, &pages, &page_count, why));
    for (size_t i = 0; i < page_count; i++) {
        TRY(mark_page(&marking, &pages[i], why));
    }
    *marks = marking.marks;
    *count = marking.count;
    return STATUS_OK;
}

/* ---- a last look ---- */

static bool has_term(const struct ask_term *term, const struct page *pages, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t at = 0; is_about(term, &pages[i]) && at < pages[i].count; at++) {
            if (term_at(term, &pages[i], at) > 0) {
                return true;
            }
        }
    }
    return false;
}

/* Whether any term of the group of @first, which begins there, is in the record. */
static bool has_group(const struct ask *ask, size_t first, const struct page *pages, size_t count)
{
    for (size_t i = first; i < ask->count && ask->terms[i].group == ask->terms[first].group; i++) {
        if (has_term(&ask->terms[i], pages, count)) {
            return true;
        }
    }
    return false;
}

static bool is_approximate(const struct ask *ask, size_t first)
{
    bool found = false;
    for (size_t i = first; i < ask->count && ask->terms[i].group == ask->terms[first].group; i++) {
        found = found || ask->terms[i].approximate;
    }
    return found;
}

enum status find_fits(struct arena *arena, const struct ask *ask, const struct record *record,
                      bool *fits, struct failure *why)
{
    struct page *pages = NULL;
    size_t count = 0;
    TRY(make_pages(arena, record, &pages, &count, why));
    *fits = true;
    for (size_t i = 0; i < ask->count && *fits; i++) {
        bool begins = i == 0 || ask->terms[i].group != ask->terms[i - 1].group;
        if (begins && is_approximate(ask, i)) {
            *fits = has_group(ask, i, pages, count) != ask->terms[i].excluded;
        }
    }
    return STATUS_OK;
}

/* ---- snippets ---- */

static size_t different_terms(const struct find_mark *marks, size_t count)
{
    size_t different = 0;
    for (size_t i = 0; i < count; i++) {
        bool first = true;
        for (size_t k = 0; k < i; k++) {
            first = first && marks[k].term != marks[i].term;
        }
        different += first ? 1 : 0;
    }
    return different;
}

/* Moves @at back to a space not far away, or else to the beginning of a character. */
static size_t step_back(struct str text, size_t at)
{
    size_t space = at;
    while (space > 0 && at - space < 16 && text.at[space - 1] != ' ') {
        space--;
    }
    at = space == 0 || text.at[space - 1] == ' ' ? space : at;
    while (at > 0 && at < text.length && ((unsigned char)text.at[at] & 0xC0) == 0x80) {
        at--;
    }
    return at;
}

void find_snippet(const struct find_mark *marks, size_t count, size_t width, size_t *from,
                  size_t *to)
{
    const struct str text = marks->text->text;
    size_t best = 0, most = 0, last = 0;
    for (size_t i = 0; i < count; i++) {
        size_t in = 0;
        while (i + in < count &&
               marks[i + in].offset + marks[i + in].length <= marks[i].offset + width) {
            in++;
        }
        in = in > 0 ? in : 1;
        const size_t different = different_terms(&marks[i], in);
        if (different > most) {
            most = different;
            best = i;
            last = i + in - 1;
        }
    }
    const size_t end = marks[last].offset + marks[last].length;
    const size_t used = end - marks[best].offset;
    const size_t spare = used < width ? width - used : 0;
    const size_t before = spare / 3 < marks[best].offset ? spare / 3 : marks[best].offset;
    *from = step_back(text, marks[best].offset - before);
    *to = *from + width > end ? *from + width : end;
    *to = *to < text.length ? step_back(text, *to) : text.length;
    *to = *to < end ? end : *to;
}
