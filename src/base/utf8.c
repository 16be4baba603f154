#include "base/utf8.h"

#include "base/fold_data.h"

static bool is_tail(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

uint32_t utf8_decode(const char *at, size_t length, unsigned *size)
{
    const unsigned char *b = (const unsigned char *)at;
    *size = 1;
    if (b[0] < 0x80) {
        return b[0];
    }
    if (b[0] >= 0xC2 && b[0] <= 0xDF && length >= 2 && is_tail(b[1])) {
        *size = 2;
        return ((b[0] & 0x1Fu) << 6) | (b[1] & 0x3Fu);
    }
    if ((b[0] & 0xF0) == 0xE0 && length >= 3 && is_tail(b[1]) && is_tail(b[2])) {
        uint32_t code = ((b[0] & 0x0Fu) << 12) | ((b[1] & 0x3Fu) << 6) | (b[2] & 0x3Fu);
        if (code < 0x800 || (code >= 0xD800 && code <= 0xDFFF)) {
            return UTF8_BAD;
        }
        *size = 3;
        return code;
    }
    if (b[0] >= 0xF0 && b[0] <= 0xF4 && length >= 4 && is_tail(b[1]) && is_tail(b[2]) &&
        is_tail(b[3])) {
        uint32_t code = ((b[0] & 0x07u) << 18) | ((b[1] & 0x3Fu) << 12) | ((b[2] & 0x3Fu) << 6) |
                        (b[3] & 0x3Fu);
        if (code < 0x10000 || code > 0x10FFFF) {
            return UTF8_BAD;
        }
        *size = 4;
        return code;
    }
    return UTF8_BAD;
}

unsigned utf8_encode(uint32_t code, char to[4])
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xC0 | (code >> 6));
        to[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xE0 | (code >> 12));
        to[1] = (char)(0x80 | ((code >> 6) & 0x3F));
        to[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | (code >> 18));
    to[1] = (char)(0x80 | ((code >> 12) & 0x3F));
    to[2] = (char)(0x80 | ((code >> 6) & 0x3F));
    to[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

size_t utf8_check(struct str text)
{
    size_t i = 0;
    while (i < text.length) {
        if ((unsigned char)text.at[i] < 0x80) {
            i++;
            continue;
        }
        unsigned size = 0;
        if (utf8_decode(text.at + i, text.length - i, &size) == UTF8_BAD) {
            return i;
        }
        i += size;
    }
    return text.length;
}

/* East Asian wide blocks, as terminals draw them (Unicode TR 11, the large blocks only). */
static bool is_wide(uint32_t code)
{
    return (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
           (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
           (code >= 0xFFE0 && code <= 0xFFE6) || (code >= 0x1F300 && code <= 0x1FAFF) ||
           (code >= 0x20000 && code <= 0x3FFFD);
}

size_t utf8_columns(struct str text)
{
    size_t columns = 0;
    for (size_t i = 0; i < text.length;) {
        unsigned size = 0;
        uint32_t code = utf8_decode(text.at + i, text.length - i, &size);
        char folded[UTF8_FOLD_MAX];
        bool mark = code != UTF8_BAD && code >= 0x300 && utf8_fold_char(code, folded) == 0;
        columns += mark ? 0 : is_wide(code) && code != UTF8_BAD ? 2 : 1;
        i += size;
    }
    return columns;
}

bool utf8_is_word(uint32_t code)
{
    if (code >= FOLD_LIMIT) {
        return false;
    }
    unsigned mask = fold_word_masks[fold_page_of[code >> 7] * 4u + ((code & 127u) >> 5)];
    return (mask >> (code & 31u)) & 1u;
}

unsigned utf8_fold_char(uint32_t code, char to[UTF8_FOLD_MAX])
{
    unsigned entry =
        code < FOLD_LIMIT ? fold_entries[fold_page_of[code >> 7] * 128u + (code & 127u)] : 0;
    if (entry == 0) {
        return utf8_encode(code, to);
    }
    if (entry == FOLD_NOTHING) {
        return 0;
    }
    const unsigned char *folded = fold_strings + entry;
    memcpy(to, folded + 1, folded[0]);
    return folded[0];
}

void utf8_fold(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.length;) {
        unsigned size = 0;
        uint32_t code = utf8_decode(text.at + i, text.length - i, &size);
        if (code != UTF8_BAD) {
            char folded[UTF8_FOLD_MAX];
            buf_add(out, folded, utf8_fold_char(code, folded));
        }
        i += size;
    }
}

/* Walks the folded bytes of a text one at a time. */
struct fold_walk {
    struct str rest;
    char folded[UTF8_FOLD_MAX];
    unsigned have, next;
};

static int fold_next(struct fold_walk *walk)
{
    while (walk->next == walk->have) {
        if (walk->rest.length == 0) {
            return -1;
        }
        unsigned size = 0;
        uint32_t code = utf8_decode(walk->rest.at, walk->rest.length, &size);
        walk->rest.at += size;
        walk->rest.length -= size;
        walk->next = 0;
        walk->have = code == UTF8_BAD ? 0 : utf8_fold_char(code, walk->folded);
    }
    return (unsigned char)walk->folded[walk->next++];
}

bool utf8_fold_equal(struct str a, struct str b)
{
    struct fold_walk left = {.rest = a};
    struct fold_walk right = {.rest = b};
    for (;;) {
        int x = fold_next(&left);
        if (x != fold_next(&right)) {
            return false;
        }
        if (x < 0) {
            return true;
        }
    }
}
