/*
 * A string that knows its length and is owned by someone else: usually an arena, or the bytes of
 * an input file. It need not end in NUL. {NULL, 0} is "no text", which is also the empty text.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
    const char *at;
    size_t length;
};

/* printf("%.*s", STR_ARGS(text)) */
#define STR_ARGS(text) (int)(text).length, (text).at ? (text).at : ""

static inline struct str str_of(const char *text)
{
    return (struct str){text, text ? strlen(text) : 0};
}

static inline bool str_equal(struct str a, struct str b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

static inline bool str_is(struct str a, const char *b)
{
    return str_equal(a, str_of(b));
}

static inline bool str_starts(struct str text, const char *prefix)
{
    size_t length = strlen(prefix);
    return text.length >= length && (length == 0 || memcmp(text.at, prefix, length) == 0);
}

static inline bool str_ends(struct str text, const char *ending)
{
    size_t length = strlen(ending);
    return text.length >= length &&
           (length == 0 || memcmp(text.at + text.length - length, ending, length) == 0);
}

/* What XML, JSON and YAML call white: space, tab, CR, LF. */
static inline bool char_is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline bool char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Negative, zero or positive, by bytes; a shorter text comes before a longer one it begins. */
int str_compare(struct str a, struct str b);

/* Without white space at both ends. */
struct str str_trim(struct str text);

/*
 * Takes the part of @rest before the first @separator, and moves @rest behind it. False, with
 * @part empty, when @rest is used up; "a;;b" gives three parts, "" none.
 */
bool str_split(struct str *rest, char separator, struct str *part);

/* 64-bit FNV-1a; for hash tables, not for keeping. */
unsigned long long str_hash(struct str text);

/* True for a name a pack may give to a kind, field, lens, table: [a-z][a-z0-9_-]{0,62}. */
bool str_is_name(struct str text);

#endif
