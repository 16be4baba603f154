/*
 * What else a plain word finds: its other forms, as far as the index has them, and the words that
 * the pack says mean the same, in any language, with their forms.
 */
#include "find/question.h"
#include "find/stem.h"
#include "find/words.h"

#define FORMS_MAX 16    /* other forms of one word */
#define FORMS_SEEN 4096 /* words of the index that are looked at for them */
#define PHRASES_MAX 64  /* of one term */

/* A word or phrase of a set, folded and taken apart. */
struct meant {
    const char *text;
    struct str *words;
    size_t count;
};

struct widening {
    struct store *store;
    struct arena *arena;
    struct stemmer *stemmer;
    struct fulltext_phrase *phrases; /* room for PHRASES_MAX */
    size_t count;
    struct meant **sets; /* what the pack says means the same, set by set; folded when needed */
};

static void add_phrase(struct widening *w, const struct str *words, size_t count)
{
    if (w->count < PHRASES_MAX) {
        w->phrases[w->count++] = (struct fulltext_phrase){.words = words, .count = count};
    }
}

/* The forms of @word that the index has, but for the word itself. */
static enum status add_forms(struct widening *w, struct str word, struct failure *why)
{
    struct str prefix;
    struct fulltext_word *known = NULL;
    size_t known_count = 0;
    const size_t most = w->count + FORMS_MAX;
    if (!stemmer_take(w->stemmer, word, &prefix)) {
        return STATUS_OK;
    }
    TRY(fulltext_words(w->store, w->arena, prefix, FORMS_SEEN, &known, &known_count, why));
    for (size_t i = 0; i < known_count && w->count < most; i++) {
        if (!str_equal(known[i].word, word) && stemmer_same(w->stemmer, known[i].word)) {
            add_phrase(w, &known[i].word, 1);
        }
    }
    return STATUS_OK;
}

/* ---- words that mean the same ---- */

static enum status fold(struct widening *w, const char *text, struct meant *meant,
                        struct failure *why)
{
    struct find_word *found = NULL;
    size_t count = 0;
    TRY(find_words(w->arena, str_of(text), &found, &count, why));
    *meant = (struct meant){text, arena_array(w->arena, count + 1, sizeof(struct str)), count};
    if (!meant->words) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        meant->words[i] = found[i].folded;
    }
    return STATUS_OK;
}

static enum status fold_sets(struct widening *w, struct failure *why)
{
    const struct pack *pack = store_pack(w->store);
    w->sets = arena_array(w->arena, pack->synonym_count + 1, sizeof *w->sets);
    for (size_t i = 0; w->sets && i < pack->synonym_count; i++) {
        const struct synonyms *set = &pack->synonyms[i];
        w->sets[i] = arena_array(w->arena, set->count, sizeof *w->sets[i]);
        if (!w->sets[i]) {
            return fail_memory(why);
        }
        for (size_t k = 0; k < set->count; k++) {
            TRY(fold(w, set->words[k], &w->sets[i][k], why));
        }
    }
    return w->sets ? STATUS_OK : fail_memory(why);
}

/* Whether @meant is the word or, with @forms, another form of it. */
static bool is_word(struct widening *w, const struct meant *meant, struct str word, bool forms)
{
    struct str prefix;
    if (meant->count != 1 || str_equal(meant->words[0], word)) {
        return meant->count == 1;
    }
    return forms && stemmer_take(w->stemmer, word, &prefix) &&
           stemmer_same(w->stemmer, meant->words[0]);
}

/* Adds the others of a set that has the word; @told gets what they are, for the note. */
static enum status add_set(struct widening *w, const struct meant *meant, size_t count,
                           struct str word, bool forms, struct buf *told, struct failure *why)
{
    bool has = false;
    for (size_t i = 0; i < count && !has; i++) {
        has = is_word(w, &meant[i], word, forms);
    }
    for (size_t i = 0; has && i < count; i++) {
        if (meant[i].count == 0 || is_word(w, &meant[i], word, true)) {
            continue;
        }
        buf_printf(told, "%s%s", told->length > 0 ? ", " : "", meant[i].text);
        add_phrase(w, meant[i].words, meant[i].count);
        TRY(meant[i].count == 1 ? add_forms(w, meant[i].words[0], why) : STATUS_OK);
    }
    return STATUS_OK;
}

/* Says that other words were looked for too, as long as there is room for notes. */
static enum status note(struct widening *w, struct ask *ask, const struct ask_term *term,
                        const struct buf *told, struct failure *why)
{
    if (told->length == 0 || ask->note_count == ASK_NOTES) {
        return STATUS_OK;
    }
    const char *others = arena_copy(w->arena, buf_view(told));
    const char *words = arena_printf(w->arena, "\"%.*s\" also finds: %s.", STR_ARGS(term->written),
                                     others ? others : "");
    if (!others || !words) {
        return fail_memory(why);
    }
    ask->notes[ask->note_count] = words;
    ask->told[ask->note_count++] =
        (struct ask_told){.kind = NOTE_SYNONYMS, .parts = {term->written, str_of(others)}};
    return STATUS_OK;
}

/* The sets that have the word as it is written; or else, with @forms, those that have a form of it.
 */
static enum status add_sets(struct widening *w, struct str word, bool forms, struct buf *told,
                            struct failure *why)
{
    const struct pack *pack = store_pack(w->store);
    for (size_t i = 0; i < pack->synonym_count; i++) {
        TRY(add_set(w, w->sets[i], pack->synonyms[i].count, word, forms, told, why));
    }
    return STATUS_OK;
}

static enum status add_synonyms(struct widening *w, struct ask *ask, const struct ask_term *term,
                                struct failure *why)
{
    const struct str word = term->phrases->words[0];
    struct buf told;
    TRY(w->sets ? STATUS_OK : fold_sets(w, why));
    buf_init(&told, (size_t)64 * 1024);
    enum status status = add_sets(w, word, false, &told, why);
    if (status == STATUS_OK && told.length == 0) {
        status = add_sets(w, word, true, &told, why);
    }
    if (status == STATUS_OK) {
        status = buf_status(&told, why);
    }
    if (status == STATUS_OK) {
        status = note(w, ask, term, &told, why);
    }
    buf_release(&told);
    return status;
}

/* ---- all terms ---- */

static enum status widen(struct widening *w, struct ask *ask, struct ask_term *term,
                         struct failure *why)
{
    w->phrases = arena_array(w->arena, PHRASES_MAX, sizeof *w->phrases);
    w->count = 0;
    if (!w->phrases) {
        return fail_memory(why);
    }
    w->phrases[w->count++] = term->phrases[0];
    TRY(add_forms(w, term->phrases->words[0], why));
    TRY(add_synonyms(w, ask, term, why));
    w->phrases[0].twice = w->count > 1; /* so that the word as it was written comes first */
    term->phrases = w->phrases;
    term->phrase_count = w->count;
    return STATUS_OK;
}

enum status find_widen(struct store *store, struct arena *arena, struct ask *ask,
                       struct failure *why)
{
    struct widening w = {.store = store, .arena = arena, .stemmer = stemmer_new()};
    enum status status = w.stemmer ? STATUS_OK : fail_memory(why);
    for (size_t i = 0; i < ask->count && status == STATUS_OK; i++) {
        if (ask->terms[i].plain && !ask->terms[i].excluded) {
            status = widen(&w, ask, &ask->terms[i], why);
        }
    }
    stemmer_free(w.stemmer);
    return status;
}
