#include "find/ask.h"

#include "base/utf8.h"
#include "find/ask_read.h"
#include "find/words.h"

/* ---- words ---- */

/* How many characters the word has; a beginning of one letter is no beginning of use. */
static bool is_long_enough(struct str word)
{
    unsigned size = 0;
    uint32_t first = utf8_decode(word.at, word.length, &size);
    return first >= 0x80 ? word.length > 2 : word.length > size;
}

/* The phrase that @text is; .count is 0 when there is no word in it. */
static enum status make_phrase(struct reading *read, const struct token *token, struct str text,
                               struct fulltext_phrase *phrase, struct failure *why)
{
    struct find_word *found = NULL;
    size_t count = 0;
    TRY(find_words(read->arena, text, &found, &count, why));
    if (count > ASK_WORDS) {
        return fail(why, STATUS_USAGE, "A phrase has more than %d words. Look for fewer.",
                    ASK_WORDS);
    }
    struct str *words = arena_array(read->arena, count + 1, sizeof *words);
    if (!words) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        words[i] = found[i].folded;
    }
    *phrase = (struct fulltext_phrase){.words = words, .count = count};
    phrase->prefix = token->star && count > 0 && is_long_enough(words[count - 1]) &&
                     found[count - 1].end == text.length;
    return STATUS_OK;
}

static enum status add_term(struct reading *read, struct ask_term term, struct failure *why)
{
    struct ask *ask = read->ask;
    if (ask->count == ASK_TERMS) {
        return fail(why, STATUS_USAGE, "The search has more than %d terms. Look for fewer.",
                    ASK_TERMS);
    }
    term.group = (unsigned)ask->groups++;
    ask->terms[ask->count++] = term;
    return STATUS_OK;
}

static enum status add_words(struct reading *read, const struct token *token, struct failure *why)
{
    struct fulltext_phrase *phrase = arena_alloc(read->arena, sizeof *phrase);
    if (!phrase) {
        return fail_memory(why);
    }
    TRY(make_phrase(read, token, token->text, phrase, why));
    if (phrase->count == 0) {
        return STATUS_OK; /* nothing but signs */
    }
    struct ask_term term = {.written = token->written,
                            .excluded = token->excluded,
                            .plain = !token->quoted && !phrase->prefix && phrase->count == 1,
                            .phrases = phrase,
                            .phrase_count = 1};
    return add_term(read, term, why);
}

/* The phrases of "a|b", each an alternative; a quoted value is one. */
static enum status make_phrases(struct reading *read, const struct token *token,
                                struct ask_term *term, struct failure *why)
{
    struct fulltext_phrase *phrases = arena_array(read->arena, ASK_WORDS, sizeof *phrases);
    struct str rest = token->value;
    struct str part = rest;
    bool again = token->quoted || str_split(&rest, '|', &part);
    if (!phrases) {
        return fail_memory(why);
    }
    for (; again && term->phrase_count < ASK_WORDS;
         again = !token->quoted && str_split(&rest, '|', &part)) {
        struct fulltext_phrase *phrase = &phrases[term->phrase_count];
        TRY(make_phrase(read, token, part, phrase, why));
        term->phrase_count += phrase->count > 0 ? 1 : 0;
    }
    term->phrases = phrases;
    term->plain =
        !token->quoted && term->phrase_count == 1 && phrases->count == 1 && !phrases->prefix;
    return STATUS_OK;
}

/* title:"fair recruitment": words in fields of that name. */
static enum status add_field_words(struct reading *read, const struct token *token, bool *taken,
                                   struct failure *why)
{
    struct ask_term term = {.written = token->written, .excluded = token->excluded};
    term.columns = ask_text_columns(read->pack, token->name, &term.approximate);
    *taken = false;
    if (term.columns == 0 || token->op != OP_IS) {
        return STATUS_OK;
    }
    TRY(make_phrases(read, token, &term, why));
    if (term.phrase_count == 0) {
        return STATUS_OK;
    }
    *taken = true;
    term.field = arena_copy(read->arena, token->name);
    return term.field ? add_term(read, term, why) : fail_memory(why);
}

/* ---- OR ---- */

/* True when the two may be alternatives: both words or both conditions, and neither excluded. */
static bool can_join(const struct ask_term *left, const struct ask_term *right)
{
    bool alike = (left->phrase_count > 0) == (right->phrase_count > 0);
    return alike && !left->excluded && !right->excluded;
}

/* Puts the two last terms into one group. */
static enum status join(struct reading *read, struct failure *why)
{
    struct ask *ask = read->ask;
    struct ask_term *right = &ask->terms[ask->count - 1];
    const struct ask_term *left = right - 1;
    if (can_join(left, right)) {
        right->group = left->group;
        ask->groups--;
        return STATUS_OK;
    }
    return ask_note(read,
                    "OR can stand between words, or between conditions, neither of them excluded; "
                    "here it was passed over.",
                    &(struct ask_told){.kind = NOTE_OR}, why);
}

/* ---- reading ---- */

/* A token in the form name:value; *@taken is false when it can only be read as words. */
static enum status add_pair(struct reading *read, struct token token, bool *taken,
                            struct failure *why)
{
    struct ask_term term = {.written = token.written, .excluded = token.excluded};
    token.name = ask_name(read, token.name);
    if (!token.name.at) {
        return fail_memory(why);
    }
    TRY(add_field_words(read, &token, taken, why));
    if (*taken) {
        return STATUS_OK;
    }
    TRY(ask_condition(read, &token, &term.filter, taken, why));
    return *taken ? add_term(read, term, why) : STATUS_OK;
}

static enum status add_token(struct reading *read, const struct token *token, struct failure *why)
{
    bool taken = false;
    if (token->name.length > 0) {
        TRY(add_pair(read, *token, &taken, why));
    }
    return taken ? STATUS_OK : add_words(read, token, why);
}

static enum status read_all(struct reading *read, struct failure *why)
{
    struct token token;
    struct token waiting; /* an OR that has a term before it */
    bool joining = false;
    while (token_next(read, &token)) {
        size_t before = read->ask->count;
        if (token.is_and && before > 0) {
            continue;
        }
        if (token.is_or && before > 0) {
            waiting = token;
            joining = true;
            continue;
        }
        TRY(add_token(read, &token, why));
        if (joining && read->ask->count > before) {
            TRY(join(read, why));
            joining = false;
        }
    }
    return joining ? add_words(read, &waiting, why)
                   : STATUS_OK; /* nothing came behind it: a word */
}

static size_t character_count(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    }
    return count;
}

enum status ask_parse(struct arena *arena, const struct pack *pack, struct str text,
                      struct ask *ask, struct failure *why)
{
    struct reading read = {arena, pack, ask, text, 0};
    *ask = (struct ask){.count = 0};
    if (text.length > (size_t)ASK_CHARACTERS * 4 || character_count(text) > ASK_CHARACTERS) {
        return fail(why, STATUS_USAGE,
                    "The search is longer than %d characters. Look for fewer words.",
                    ASK_CHARACTERS);
    }
    TRY(read_all(&read, why));
    if (ask->count == 0) {
        return fail(why, STATUS_USAGE,
                    "There is no word to look for. Write words, \"a phrase\", a beginning*, "
                    "or field:value.");
    }
    return STATUS_OK;
}

/* ---- showing ---- */

static void print_phrase(const struct fulltext_phrase *phrase, struct buf *out)
{
    for (size_t i = 0; i < phrase->count; i++) {
        buf_text(out, i > 0 ? "+" : "");
        buf_str(out, phrase->words[i]);
    }
    buf_text(out, phrase->prefix ? "*" : "");
}

static void print_term(const struct ask_term *term, struct buf *out)
{
    buf_text(out, term->excluded ? "-" : "");
    if (term->field) {
        buf_printf(out, "%s~", term->field);
    }
    if (term->phrase_count > 0) {
        for (size_t i = 0; i < term->phrase_count; i++) {
            buf_text(out, i > 0 ? "," : "");
            print_phrase(&term->phrases[i], out);
        }
        return;
    }
    buf_char(out, '[');
    for (size_t i = 0; i < term->filter.count; i++) {
        buf_text(out, i > 0 ? " " : "");
        query_print(&term->filter.queries[i], out);
    }
    buf_char(out, ']');
}

void ask_print(const struct ask *ask, struct buf *out)
{
    for (size_t i = 0; i < ask->count; i++) {
        bool with_last = i > 0 && ask->terms[i].group == ask->terms[i - 1].group;
        buf_text(out, i == 0 ? "" : with_last ? " | " : " ");
        print_term(&ask->terms[i], out);
    }
}
