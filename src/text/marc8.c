#include "text/marc8.h"

#include "base/utf8.h"
#include "text/compose.h"
#include "text/marc8_sets.h"

#define ESCAPE 0x1B
#define UNKNOWN 0xFFFD
#define MARKS 16 /* diacritics that wait for their letter */

void marc8_begin(struct marc8 *state)
{
    *state = (struct marc8){.low = 'B', .high = 'E'};
}

/* ---- the sets: what a byte of the range 21-7E, or A1-FE less 80, stands for; 0: nothing ---- */

/* ANSEL, A1-C8. */
static const uint16_t ansel[] = {
    0x0141, 0x00D8, 0x0110, 0x00DE, 0x00C6, 0x0152, 0x02B9, 0x00B7, 0x266D, 0x00AE,
    0x00B1, 0x01A0, 0x01AF, 0x02BC, 0,      0x02BB, 0x0142, 0x00F8, 0x0111, 0x00FE,
    0x00E6, 0x0153, 0x02BA, 0x0131, 0x00A3, 0x00F0, 0,      0x01A1, 0x01B0, 0,
    0,      0x00B0, 0x2113, 0x2117, 0x00A9, 0x266F, 0x00BF, 0x00A1, 0x00DF, 0x20AC,
};

/* ANSEL, E0-FF: they stand before their letter. */
static const uint16_t ansel_marks[] = {
    0x0309, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304, 0x0306, 0x0307, 0x0308, 0x030C, 0x030A,
    0xFE20, 0xFE21, 0x0315, 0x030B, 0x0310, 0x0327, 0x0328, 0x0323, 0x0324, 0x0325, 0x0333,
    0x0332, 0x0326, 0x031C, 0x032E, 0xFE22, 0xFE23, 0,      0,      0x0313, 0,
};

/* Basic Cyrillic (ISO-IR 37), 40-5F: small letters; 60-7F are the same as capitals. */
static const uint16_t cyrillic[] = {
    0x44E, 0x430, 0x431, 0x446, 0x434, 0x435, 0x444, 0x433, 0x445, 0x438, 0x439,
    0x43A, 0x43B, 0x43C, 0x43D, 0x43E, 0x43F, 0x44F, 0x440, 0x441, 0x442, 0x443,
    0x436, 0x432, 0x44C, 0x44B, 0x437, 0x448, 0x44D, 0x449, 0x447, 0x44A,
};

static uint32_t from_cyrillic(unsigned c)
{
    if (c < 0x40 || c == 0x7F) {
        return c;
    }
    return c < 0x60 ? cyrillic[c - 0x40] : (uint32_t)cyrillic[c - 0x60] - 0x20;
}

/* What stands for another character in a set that is ASCII otherwise; 0: for none. */
struct exception {
    unsigned char c;
    uint16_t code;
};

static uint32_t look_in(const struct exception *list, size_t count, unsigned c)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].c == c) {
            return list[i].code;
        }
    }
    return c;
}

/* Basic Arabic (ASMO 449, ISO 9036). */
static uint32_t from_arabic(unsigned c)
{
    static const struct exception others[] = {
        {'%', 0x66A}, {'*', 0x66D}, {',', 0x60C},  {';', 0x61B},  {'?', 0x61F}, {'s', 0x671},
        {'t', 0x670}, {'x', 0x66C}, {'y', 0x201D}, {'z', 0x201C}, {'@', 0},     {'\\', 0},
        {'^', 0},     {'_', 0},     {'u', 0},      {'v', 0},      {'w', 0},     {'{', 0},
        {'|', 0},     {'}', 0},     {'~', 0},
    };
    if (c >= '0' && c <= '9') {
        return 0x660 + (c - '0');
    }
    if ((c >= 0x41 && c <= 0x5A) || (c >= 0x60 && c <= 0x72)) {
        return 0x621 + (c - 0x41);
    }
    return look_in(others, sizeof others / sizeof others[0], c);
}

/* Hebrew (60-7A are letters; 40-4E are points). */
static uint32_t from_hebrew(unsigned c)
{
    static const uint16_t points[] = {
        0x5B7, 0x5B8, 0x5B6, 0x5B5, 0x5B4, 0x5B9, 0x5BB,  0x5B0,
        0x5B2, 0x5B3, 0x5B1, 0x5BC, 0x5BF, 0x5C1, 0xFB1E,
    };
    static const struct exception others[] = {
        {'"', 0x5F4}, {'\'', 0x5F3}, {'-', 0x5BE}, {'{', 0x5F0}, {'|', 0x5F1},
        {'}', 0x5F2}, {'\\', 0},     {'^', 0},     {'_', 0},     {'~', 0},
    };
    if (c >= 0x60 && c <= 0x7A) {
        return 0x5D0 + (c - 0x60);
    }
    if (c >= 0x40 && c <= 0x5A) {
        return c <= 0x4E ? points[c - 0x40] : 0;
    }
    return look_in(others, sizeof others / sizeof others[0], c);
}

static uint32_t from_small_digits(unsigned c, bool super)
{
    static const uint16_t high[] = {0x2070, 0xB9,   0xB2,   0xB3,   0x2074,
                                    0x2075, 0x2076, 0x2077, 0x2078, 0x2079};
    if (c >= '0' && c <= '9') {
        return super ? high[c - '0'] : 0x2080 + (c - '0');
    }
    switch (c) {
    case '(':
        return super ? 0x207D : 0x208D;
    case ')':
        return super ? 0x207E : 0x208E;
    case '+':
        return super ? 0x207A : 0x208A;
    case '-':
        return super ? 0x207B : 0x208B;
    default:
        return 0;
    }
}

static uint32_t from_ansel(unsigned c)
{
    return c >= 0x21 && c - 0x21 < sizeof ansel / sizeof ansel[0] ? ansel[c - 0x21] : 0;
}

/* The character of the set with that final character; 0: there is none; UNKNOWN: of the set. */
static uint32_t lookup(char set, unsigned c)
{
    switch (set) {
    case 'B':
    case 's':
        return c;
    case 'E':
        return from_ansel(c);
    case 'N':
        return from_cyrillic(c);
    case '3':
        return from_arabic(c);
    case '2':
        return from_hebrew(c);
    case 'p':
        return from_small_digits(c, true);
    case 'b':
        return from_small_digits(c, false);
    case 'S':
    case 'Q':
    case '4':
        return marc8_of_set(set, c);
    case 'g':
        return c >= 'a' && c <= 'c' ? 0x3B1 + (c - 'a') : 0;
    default:
        return UNKNOWN;
    }
}

/* ---- escape sequences ---- */

/* Takes the escape sequence that @text begins with; returns its length, at least 1. */
static size_t take_escape(struct marc8 *state, struct str text)
{
    size_t i = 1;
    bool wide = false, high = false;
    if (i < text.length && text.at[i] && strchr("gbps", text.at[i])) {
        state->low = text.at[i];
        state->low_wide = false;
        return 2;
    }
    if (i < text.length && text.at[i] == '$') {
        wide = true;
        i++;
    }
    if (i < text.length && text.at[i] && strchr("(,)-", text.at[i])) {
        high = text.at[i] == ')' || text.at[i] == '-';
        i++;
    } else if (!wide) {
        state->broken = true;
        return 1;
    }
    i += i < text.length && text.at[i] == '!'; /* the one intermediate character in use */
    if (i >= text.length) {
        state->broken = true;
        return i;
    }
    *(high ? &state->high : &state->low) = text.at[i];
    *(high ? &state->high_wide : &state->low_wide) = wide;
    return i + 1;
}

/* ---- characters ---- */

/* What stands at one place of the text. */
struct character {
    uint32_t code; /* 0: nothing */
    bool mark;     /* it stands before the letter it belongs to */
    size_t length;
};

static uint32_t control_of(unsigned c)
{
    switch (c) {
    case 0x88:
        return 0x98; /* non-sort begin */
    case 0x89:
        return 0x9C; /* non-sort end */
    case 0x8D:
        return 0x200D; /* joiner */
    case 0x8E:
        return 0x200C; /* non-joiner */
    default:
        return c < 0x80 ? c : 0;
    }
}

/* Accents and vowel points of all sets stand before the letter that they belong to. */
static bool is_mark(uint32_t code)
{
    return (code >= 0x300 && code <= 0x345) ||
           (code >= 0x5B0 && code <= 0x5C2 && code != 0x5BE && code != 0x5C0) ||
           (code >= 0x64B && code <= 0x652) || code == 0xFB1E;
}

static struct character next_character(struct marc8 *state, struct str text)
{
    const unsigned c = (unsigned char)text.at[0];
    const bool high = c >= 0xA0;
    const char set = high ? state->high : state->low;
    struct character found = {.length = 1};
    if (c <= 0x20 || (c >= 0x7F && c <= 0xA0)) {
        found.code = control_of(c);
    } else if (high ? state->high_wide : state->low_wide) {
        found.code = UNKNOWN;
        found.length = text.length < 3 ? text.length : 3;
        state->unknown = set;
        return found;
    } else if (set == 'E' && (c & 0x7F) >= 0x60) {
        found.code = ansel_marks[(c & 0x7F) - 0x60];
        found.mark = true;
    } else {
        found.code = lookup(set, c & 0x7F);
        found.mark = is_mark(found.code);
        state->unknown = found.code == UNKNOWN ? set : state->unknown;
    }
    state->broken = state->broken || found.code == 0;
    return found;
}

static void put(struct buf *out, uint32_t code)
{
    char bytes[4];
    buf_add(out, bytes, utf8_encode(code, bytes));
}

void marc8_convert(struct marc8 *state, struct str text, struct buf *out)
{
    uint32_t marks[MARKS];
    size_t waiting = 0;
    struct buf apart;
    buf_init(&apart, text.length * 4 + 16);
    while (text.length > 0) {
        struct character c = {.length = 0};
        if (text.at[0] == ESCAPE) {
            c.length = take_escape(state, text);
        } else {
            c = next_character(state, text);
        }
        text = (struct str){text.at + c.length, text.length - c.length};
        if (c.code && c.mark && waiting < MARKS) {
            marks[waiting++] = c.code;
        } else if (c.code) {
            put(&apart, c.code);
            for (size_t i = 0; i < waiting; i++) {
                put(&apart, marks[i]);
            }
            waiting = 0;
        }
    }
    state->broken = state->broken || waiting > 0;
    compose(buf_view(&apart), out);
    out->failed = out->failed || apart.failed;
    buf_release(&apart);
}
