/* Where elements stand inside the bytes of an element that is well formed: xml_inner(). */
#define _GNU_SOURCE /* memmem(3) */
#include "text/xml.h"

struct scan {
    struct str bytes;
    size_t at;
};

/* Moves the scan behind the next @mark, or to the end. */
static void pass(struct scan *s, const char *mark)
{
    const char *found = memmem(s->bytes.at + s->at, s->bytes.length - s->at, mark, strlen(mark));
    s->at = found ? (size_t)(found - s->bytes.at) + strlen(mark) : s->bytes.length;
}

static bool stands(const struct scan *s, const char *text)
{
    const size_t length = strlen(text);
    return s->bytes.length - s->at >= length && memcmp(s->bytes.at + s->at, text, length) == 0;
}

/* Moves the scan from a '<' behind the '>' of its tag; true when that is an empty element's. */
static bool pass_tag(struct scan *s)
{
    char quote = '\0';
    for (; s->at < s->bytes.length; s->at++) {
        const char c = s->bytes.at[s->at];
        if (quote) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            s->at++;
            return s->bytes.at[s->at - 2] == '/';
        }
    }
    return false;
}

/* Moves the scan behind the next tag: +1 it opened an element, -1 it closed one, 0 neither. */
static int pass_markup(struct scan *s)
{
    if (stands(s, "<!--")) {
        pass(s, "-->");
    } else if (stands(s, "<![CDATA[")) {
        pass(s, "]]>");
    } else if (stands(s, "<?")) {
        pass(s, "?>");
    } else {
        const bool end = stands(s, "</");
        return pass_tag(s) ? 0 : end ? -1 : 1;
    }
    return 0;
}

/* Whether the tag at the scan begins an element of the name that @prefix and @name make. */
static bool is_called(const struct scan *s, struct str prefix, struct str name)
{
    const char *at = s->bytes.at + s->at + 1;
    const size_t left = s->bytes.length - s->at - 1, length = prefix.length + name.length;
    return left > length && memcmp(at, prefix.at, prefix.length) == 0 &&
           memcmp(at + prefix.length, name.at, name.length) == 0 &&
           (at[length] == '>' || at[length] == '/' || char_is_white(at[length]));
}

/* The prefix of the name of the element itself, with its colon. */
static struct str own_prefix(struct str bytes)
{
    struct str prefix = {bytes.at + 1, 0};
    for (size_t i = 1; i < bytes.length && bytes.at[i] != '>' && !char_is_white(bytes.at[i]); i++) {
        prefix.length = bytes.at[i] == ':' ? i : prefix.length;
    }
    return prefix;
}

/* Whether the name stands behind a '<' or a ':' anywhere: most records have no such element. */
static bool may_have(struct str bytes, struct str name)
{
    const char *at = bytes.at, *end = bytes.at + bytes.length;
    while ((at = memmem(at, (size_t)(end - at), name.at, name.length))) {
        if (at > bytes.at && (at[-1] == '<' || at[-1] == ':')) {
            return true;
        }
        at++;
    }
    return false;
}

enum status xml_inner(struct arena *arena, struct str bytes, const char *name,
                      struct xml_spans *spans, struct failure *why)
{
    struct scan s = {bytes, 0};
    const struct str wanted = str_of(name);
    size_t capacity = 0;
    int depth = 0;
    bool open = false; /* the last one found has not ended */
    const char *next;
    *spans = (struct xml_spans){0};
    if (!may_have(bytes, wanted)) {
        return STATUS_OK;
    }
    const struct str prefix = own_prefix(bytes);
    while (s.at < bytes.length && (next = memchr(bytes.at + s.at, '<', bytes.length - s.at))) {
        s.at = (size_t)(next - bytes.at);
        const bool called = depth == 1 && is_called(&s, prefix, wanted);
        const int step = pass_markup(&s);
        depth += step;
        if (called) {
            struct str *items =
                arena_grow(arena, spans->items, spans->count, &capacity, sizeof *items);
            if (!items) {
                return fail_memory(why);
            }
            spans->items = items;
            items[spans->count++] = (struct str){next, (size_t)(bytes.at + s.at - next)};
            open = step > 0;
        } else if (open && step < 0 && depth == 1) {
            struct str *last = &spans->items[spans->count - 1];
            last->length = (size_t)(bytes.at + s.at - last->at);
            open = false;
        }
    }
    return STATUS_OK;
}
