/* What to do when nothing is found: which term to leave out, and which word may be meant. */
#include "base/near.h"
#include "find/question.h"

#include <stdlib.h>

#define NEAR_SEEN 4096     /* words of the index that are looked at for one term */
#define NEAR_LETTERS_MIN 3 /* shorter words are near to everything */
#define SUGGESTIONS_MAX 8  /* terms that are looked into */

/* What suggesting needs to pass around. */
struct suggesting {
    struct searching search;
    const struct find_result *result;
    struct ask part; /* some of the terms */
};

/* How many records there are with the terms of group @group only, or (@but) without them. */
static enum status count_part(struct suggesting *s, unsigned group, bool but,
                              unsigned long long *count, struct failure *why)
{
    const struct ask *ask = &s->result->ask;
    s->part = (struct ask){.count = 0};
    for (size_t i = 0; i < ask->count; i++) {
        if ((ask->terms[i].group == group) != but) {
            s->part.terms[s->part.count++] = ask->terms[i];
        }
    }
    s->search.ask = &s->part;
    return searching_count(&s->search, count, why);
}

/* ---- a word that may be meant ---- */

/* The known word, among those that begin with the first @letters bytes, nearest to @word. */
static enum status find_near(const struct suggesting *s, struct str word, size_t letters,
                             struct str *near, struct failure *why)
{
    struct arena *arena = s->search.arena;
    struct fulltext_word *known = NULL;
    size_t count = 0, kept = 0;
    TRY(fulltext_words(s->search.store, arena, (struct str){word.at, letters}, NEAR_SEEN, &known,
                       &count, why));
    const char **names = arena_array(arena, count + 1, sizeof *names);
    const char *sought = arena_copy(arena, word);
    if (!names || !sought) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        if (!str_equal(known[i].word, word)) {
            names[kept++] = known[i].word.at; /* ends in NUL, as all texts of an arena */
        }
    }
    *near = str_of(near_name(sought, names));
    return STATUS_OK;
}

/* How many records have @word, written just so, where the term looks. */
static enum status count_word(struct suggesting *s, const struct ask_term *term, struct str word,
                              unsigned long long *count, struct failure *why)
{
    struct fulltext_phrase phrase = {.words = &word, .count = 1};
    s->part = (struct ask){.count = 1};
    s->part.terms[0] = *term;
    s->part.terms[0].phrases = &phrase;
    s->part.terms[0].phrase_count = 1;
    s->search.ask = &s->part;
    return searching_count(&s->search, count, why);
}

/* The first two letters of a mistyped word are most often right, the first nearly always. */
static enum status suggest_word(struct suggesting *s, const struct ask_term *term,
                                struct find_suggestion *suggestion, struct failure *why)
{
    struct str word = term->phrases->words[0];
    struct str near = {NULL, 0};
    if (word.length < NEAR_LETTERS_MIN || (unsigned char)word.at[0] >= 0xE0) {
        return STATUS_OK;
    }
    /* Letters outside ASCII have two bytes here. */
    const size_t letter = (unsigned char)word.at[0] < 0x80 ? 1 : 2;
    for (size_t letters = 2; letters > 0 && near.length == 0; letters--) {
        TRY(find_near(s, word, letters * letter, &near, why));
    }
    if (near.length == 0) {
        return STATUS_OK;
    }
    /* The index also knows words of records that have changed since. */
    TRY(count_word(s, term, near, &suggestion->of_those, why));
    suggestion->instead = suggestion->of_those > 0 ? near : suggestion->instead;
    return STATUS_OK;
}

/* ---- all terms ---- */

/* What the user wrote of the group of terms that begins at number @first; *@end: behind it. */
static struct str written(const struct ask *ask, size_t first, size_t *end)
{
    struct str text = ask->terms[first].written;
    if (ask->terms[first].excluded) {
        text.at--; /* the minus */
        text.length++;
    }
    for (*end = first + 1; *end < ask->count; (*end)++) {
        const struct ask_term *next = &ask->terms[*end];
        if (next->group != ask->terms[first].group) {
            break;
        }
        text.length = (size_t)(next->written.at + next->written.length - text.at);
    }
    return text;
}

static enum status suggest_about(struct suggesting *s, const struct ask_term *term,
                                 struct find_suggestion *suggestion, struct failure *why)
{
    TRY(count_part(s, term->group, false, &suggestion->alone, why));
    if (s->result->ask.groups > 2) { /* of two, one is what is left without the other */
        TRY(count_part(s, term->group, true, &suggestion->without, why));
    }
    bool word = term->phrase_count > 0 && term->phrases->count == 1 && !term->excluded;
    return word && suggestion->alone == 0 ? suggest_word(s, term, suggestion, why) : STATUS_OK;
}

/* Those first without which most is found, then those with another word. */
static int compare(const void *left, const void *right)
{
    const struct find_suggestion *a = left, *b = right;
    if (a->without != b->without) {
        return a->without > b->without ? -1 : 1;
    }
    if (a->of_those != b->of_those) {
        return a->of_those > b->of_those ? -1 : 1;
    }
    return a->term.at < b->term.at ? -1 : a->term.at > b->term.at;
}

enum status find_suggest(struct store *store, struct arena *arena, struct find_result *result,
                         struct failure *why)
{
    struct suggesting *s = arena_alloc(arena, sizeof *s);
    result->suggestions = arena_array(arena, SUGGESTIONS_MAX, sizeof *result->suggestions);
    if (!s || !result->suggestions) {
        return fail_memory(why);
    }
    s->search = (struct searching){.store = store, .arena = arena, .kind = result->kind};
    s->result = result;
    for (size_t i = 0, end = 0; i < result->ask.count; i = end) {
        struct find_suggestion *to = &result->suggestions[result->suggestion_count];
        if (result->suggestion_count == SUGGESTIONS_MAX) {
            break;
        }
        to->term = written(&result->ask, i, &end);
        TRY(suggest_about(s, &result->ask.terms[i], to, why));
        result->suggestion_count++;
    }
    if (result->ask.groups == 2 && result->suggestion_count == 2) {
        result->suggestions[0].without = result->suggestions[1].alone;
        result->suggestions[1].without = result->suggestions[0].alone;
    }
    qsort(result->suggestions, result->suggestion_count, sizeof *result->suggestions, compare);
    return STATUS_OK;
}
