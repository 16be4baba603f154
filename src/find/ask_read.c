/* A search as tokens. */
#include "find/ask_read.h"

#include "base/utf8.h"

/* How many bytes of white space stand at @at; 0: none. */
static unsigned space_at(struct str text, size_t at)
{
    unsigned size = 0;
    const unsigned char byte = (unsigned char)text.at[at];
    if (byte < 0x80) {
        return byte <= ' ' || byte == 0x7F ? 1 : 0;
    }
    const uint32_t code = utf8_decode(text.at + at, text.length - at, &size);
    bool space = code == 0x85 || code == 0xA0 || code == 0x1680 ||
                 (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
                 code == 0x202F || code == 0x205F || code == 0x3000 || code == 0xFEFF;
    return space ? size : 0;
}

/* How many bytes of a quotation mark stand at @at: "…", “…”, „…“, «…»; 0: none. */
static unsigned quote_at(struct str text, size_t at)
{
    static const uint32_t quotes[] = {'"', 0xAB, 0xBB, 0x201C, 0x201D, 0x201E, 0x201F};
    unsigned size = 0;
    const uint32_t code = utf8_decode(text.at + at, text.length - at, &size);
    for (size_t i = 0; i < COUNT_OF(quotes); i++) {
        if (quotes[i] == code) {
            return size;
        }
    }
    return 0;
}

static struct str between(struct str text, size_t start, size_t end)
{
    return (struct str){text.at + start, end - start};
}

/* Where the word at @at ends: at white space or the end. */
static size_t word_end(struct str text, size_t at)
{
    while (at < text.length && space_at(text, at) == 0) {
        at++;
    }
    return at;
}

/* Reads "…" at @at: *@inside, and where it ends. False when it is not closed. */
static bool read_quoted(struct str text, size_t at, struct str *inside, size_t *end)
{
    const size_t start = at + quote_at(text, at);
    for (size_t i = start; i < text.length; i++) {
        const unsigned size = quote_at(text, i);
        if (size > 0) {
            *inside = between(text, start, i);
            *end = i + size;
            return true;
        }
    }
    return false;
}

/* ---- name:value ---- */

/* How many bytes of a name stand at @at; 0: none. Labels are names too: "país". */
static unsigned name_at(struct str text, size_t at, bool first)
{
    const char c = text.at[at];
    unsigned size = 0;
    if ((unsigned char)c >= 0x80) {
        const uint32_t code = utf8_decode(text.at + at, text.length - at, &size);
        return code != UTF8_BAD && utf8_is_word(code) ? size : 0;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (!first && ((c >= '0' && c <= '9') || c == '_' || c == '.')) ? 1 : 0;
}

/* The sign at @at: its length, 0 for none. */
static unsigned read_sign(struct str text, size_t at, enum condition_op *op)
{
    struct str rest = between(text, at, text.length);
    *op = str_starts(rest, ">=") ? OP_AT_LEAST : str_starts(rest, "<=") ? OP_AT_MOST : OP_IS;
    return *op != OP_IS ? 2 : str_starts(rest, ":") ? 1 : 0;
}

/* Reads name:value or name:"value" from @at on; false when that is not what stands there. */
static bool read_pair(struct str text, size_t at, struct token *token, size_t *end)
{
    size_t name = at;
    for (unsigned size = 1; name < text.length && size > 0; name += size) {
        size = name_at(text, name, name == at);
    }
    const unsigned sign = name > at ? read_sign(text, name, &token->op) : 0;
    const size_t value = name + sign;
    if (sign == 0 || value >= text.length || space_at(text, value) > 0) {
        return false;
    }
    token->quoted = quote_at(text, value) > 0 && read_quoted(text, value, &token->value, end);
    if (!token->quoted) {
        *end = word_end(text, value);
        token->value = between(text, value, *end);
    }
    token->name = between(text, at, name);
    return true;
}

/* Takes a `*` that ends the value or the text. */
static void take_star(struct token *token)
{
    struct str *text = token->name.length > 0 ? &token->value : &token->text;
    if (!token->quoted && text->length > 1 && text->at[text->length - 1] == '*') {
        token->star = true;
        text->length--;
    }
}

/* ---- tokens ---- */

static void read_plain(struct reading *read, size_t start, struct token *token)
{
    struct str text = read->text;
    size_t end = 0;
    if (quote_at(text, start) > 0 && read_quoted(text, start, &token->text, &end)) {
        token->quoted = true;
        if (end < text.length && text.at[end] == '*') {
            token->star = true;
            end++;
        }
    } else if (read_pair(text, start, token, &end)) {
        token->text = between(text, start, end);
    } else {
        end = word_end(text, start);
        token->text = between(text, start, end);
    }
    token->written = between(text, start, end);
    read->next = end;
}

bool token_next(struct reading *read, struct token *token)
{
    struct str text = read->text;
    *token = (struct token){.op = OP_IS};
    for (unsigned size = 1; read->next < text.length && size > 0; read->next += size) {
        size = space_at(text, read->next);
    }
    if (read->next >= text.length) {
        return false;
    }
    size_t start = read->next;
    if (text.at[start] == '-' && start + 1 < text.length && text.at[start + 1] != '-' &&
        space_at(text, start + 1) == 0) {
        token->excluded = true;
        start++;
    }
    read_plain(read, start, token);
    take_star(token);
    token->is_or = !token->excluded && !token->quoted && str_is(token->text, "OR");
    token->is_and = !token->excluded && !token->quoted && str_is(token->text, "AND");
    return true;
}

enum status ask_note(struct reading *read, const char *words, const struct ask_told *told,
                     struct failure *why)
{
    struct ask *ask = read->ask;
    if (ask->note_count < ASK_NOTES) {
        const char *kept = arena_copy(read->arena, str_of(words));
        struct ask_told *to = &ask->told[ask->note_count];
        *to = *told;
        for (size_t i = 0; i < COUNT_OF(to->parts); i++) {
            to->parts[i] = arena_str(read->arena, to->parts[i]);
        }
        if (!kept) {
            return fail_memory(why);
        }
        ask->notes[ask->note_count++] = kept;
    }
    return STATUS_OK;
}
