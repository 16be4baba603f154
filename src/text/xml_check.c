#include "text/xml_check.h"

#include "text/check.h"

/*
 * The attributes of the tag that begins at @at, counted by their '=' outside quotes: exactly those
 * libxml2 would see as long as the tag is well formed, and where it is not (a '<' in it, for one)
 * libxml2 stops.
 */
static unsigned count_attributes(const char *at, const char *end)
{
    const char *const start = at;
    unsigned count = 0;
    char quote = '\0';
    for (; at < end; at++) {
        if (quote) {
            quote = *at == quote ? '\0' : quote;
        } else if (*at == '"' || *at == '\'') {
            quote = *at;
        } else if (*at == '>' || (*at == '<' && at != start)) {
            break;
        } else {
            count += *at == '=';
        }
    }
    return count;
}

/* The last '<' in (@at, @end), or NULL. */
static const char *last_tag(const char *at, const char *end)
{
    for (end--; end > at; end--) {
        if (*end == '<') {
            return end;
        }
    }
    return NULL;
}

/*
 * The first tag with too many attributes, or NULL. Such a tag is long and has no '<' inside, so
 * that it is enough to look at the end of each stretch of that length for the '<' of another one.
 */
static const char *crowded_tag(struct str bytes)
{
    const size_t least = XML_ATTRIBUTE_LIMIT * (sizeof " a=''" - 1);
    const char *end = bytes.at + bytes.length;
    const char *at = memchr(bytes.at, '<', bytes.length);
    while (at && (size_t)(end - at) > least) {
        const char *next = last_tag(at, at + least);
        if (!next) {
            if (count_attributes(at, end) > XML_ATTRIBUTE_LIMIT) {
                return at;
            }
            next = memchr(at + least, '<', (size_t)(end - at) - least);
        }
        at = next;
    }
    return NULL;
}

enum status xml_check(struct str bytes, size_t *offset, const char **words)
{
    if (bytes.length == 0) {
        return STATUS_OK;
    }
    *offset = check_text(bytes);
    if (*offset < bytes.length) {
        *words = bytes.at[*offset] ? "a byte is not valid UTF-8. Save the file as UTF-8, or "
                                     "declare its encoding."
                                   : "there is a NUL byte. Take it out.";
        return STATUS_INPUT;
    }
    const char *crowded = crowded_tag(bytes);
    if (crowded) {
        *offset = (size_t)(crowded - bytes.at);
        *words = "an element has more than 256 attributes.";
        return STATUS_LIMIT;
    }
    return STATUS_OK;
}
