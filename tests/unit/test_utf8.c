/*
 * Goal: bytes are decoded as Unicode says and never otherwise; two spellings of a word fold alike.
 * Method: the decoder against table 3-7 of Unicode 15 written out again, over all texts of one to
 * three bytes and many of four; folding by tables of words and, over all code points, by its
 * properties.
 */
#include "base/status.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

/* ---- decoding ---- */

/* Table 3-7: well-formed byte sequences, a row a range of first bytes. */
static const struct {
    unsigned char first, last, second_from, second_to;
    unsigned size;
} table[] = {
    {0x00, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

/* The size of the well-formed character that begins @bytes, or 0. */
static unsigned table_size(const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if (bytes[0] < table[i].first || bytes[0] > table[i].last) {
            continue;
        }
        if (length < table[i].size || (table[i].size > 1 && (bytes[1] < table[i].second_from ||
                                                             bytes[1] > table[i].second_to))) {
            return 0;
        }
        for (unsigned k = 2; k < table[i].size; k++) {
            if (bytes[k] < 0x80 || bytes[k] > 0xBF) {
                return 0;
            }
        }
        return table[i].size;
    }
    return 0;
}

static void check_decoding(const unsigned char *bytes, size_t length)
{
    unsigned size = 99;
    const uint32_t code = utf8_decode((const char *)bytes, length, &size);
    const unsigned expect = table_size(bytes, length);
    if (size != (expect ? expect : 1) || (code == UTF8_BAD) != (expect == 0)) {
        fail_msg("%02X %02X %02X %02X of %zu bytes: size %u, code %X", bytes[0], bytes[1], bytes[2],
                 bytes[3], length, size, code);
    }
    if (expect) {
        char again[4];
        assert_int_equal(utf8_encode(code, again), expect);
        assert_memory_equal(again, bytes, expect);
    }
}

static void decodes_as_the_standard_says(void **state)
{
    /* Bytes on either side of every border in the table. */
    static const unsigned char borders[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0,
                                            0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xFF};
    unsigned char bytes[4] = {0, 0, 0x80, 0x80};
    (void)state;
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        bytes[0] = (unsigned char)(pair >> 8);
        bytes[1] = (unsigned char)pair;
        for (size_t k = 0; k < COUNT_OF(borders) * COUNT_OF(borders); k++) {
            bytes[2] = borders[k % COUNT_OF(borders)];
            bytes[3] = borders[k / COUNT_OF(borders)];
            for (size_t length = k == 0 ? 1 : 3; length <= 4; length++) {
                check_decoding(bytes, length);
            }
        }
    }
}

static void every_character_comes_back(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        char bytes[4];
        unsigned size = 0;
        const unsigned length = utf8_encode(code, bytes);
        const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        const uint32_t again = utf8_decode(bytes, length, &size);
        assert_int_equal(again, surrogate ? UTF8_BAD : code);
        assert_int_equal(size, surrogate ? 1 : length);
    }
}

static const struct {
    const char *text;
    size_t bad; /* where */
} checked[] = {
    {"", 0},
    {"plain", 5},
    {"\xC3\xA9t\xC3\xA9", 5},
    {"a\xFF", 1},
    {"\xC0\x80", 0},         /* overlong NUL */
    {"ab\xC1\xBF", 2},       /* overlong DEL */
    {"\xE0\x9F\xBF", 0},     /* overlong of three */
    {"\xF0\x8F\xBF\xBF", 0}, /* overlong of four */
    {"\xED\xA0\x80", 0},     /* surrogate */
    {"\xF4\x90\x80\x80", 0}, /* beyond U+10FFFF */
    {"\xF5\x80\x80\x80", 0},
    {"\xC3", 0}, /* cut short */
    {"x\xE2\x82", 1},
    {"\xF0\x9F\x98", 0},
    {"\xE2\x28\xA1", 0},
    {"\x80", 0}, /* a tail without a head */
    {"\xF0\x9F\x98\x80 x", 6},
};

static void finds_the_first_bad_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(checked); i++) {
        assert_int_equal(utf8_check(str_of(checked[i].text)), checked[i].bad);
    }
    assert_int_equal(utf8_check((struct str){NULL, 0}), 0);
}

/* ---- folding ---- */

static void fold_to(struct str text, char *to, size_t room)
{
    struct buf out;
    struct failure why;
    buf_init(&out, room - 1);
    utf8_fold(text, &out);
    assert_int_equal(buf_status(&out, &why), STATUS_OK);
    memset(to, 0, room);
    if (out.length > 0) {
        memcpy(to, out.at, out.length);
    }
    buf_release(&out);
}

static const struct {
    const char *text, *folded;
} folds[] = {
    {"", ""},
    {"Plain TEXT 123", "plain text 123"},
    {"É", "e"},
    {"e\xCC\x81", "e"}, /* NFD */
    {"Œuvre", "oeuvre"},
    {"main-d’œuvre", "main-d’oeuvre"},
    {"Straße", "strasse"},
    {"STRASSE", "strasse"},
    {"ẞ", "ss"},
    {"ﬁnance", "finance"},
    {"Æsir", "aesir"},
    {"Øst", "ost"},
    {"Łódź", "lodz"},
    {"Đà Nẵng", "da nang"},
    {"þing", "thing"},
    {"İstanbul", "istanbul"}, /* Turkish dotted I, */
    {"ISTANBUL", "istanbul"},
    {"ıstanbul", "istanbul"}, /* and dotless i */
    {"Señor", "senor"},
    {"Migración", "migracion"},
    {"ΜΕΤΑΝΆΣΤΕΥΣΗΣ", "μεταναστευσησ"}, /* final sigma too: */
    {"μετανάστευσης", "μεταναστευσησ"},
    {"МИГРАЦИЯ", "миграция"},
    {"Ё", "е"},
    {"Й", "и"},
    {"مُهَاجِر", "مهاجر"},   /* Arabic vowel marks */
    {"أحمد", "احمد"},     /* hamza above */
    {"हिंदी", "हिदी"},     /* the anusvara is a mark too */
    {"ｆｕｌｌ", "full"}, /* full width */
    {"²½", "21⁄2"},
    {"Ⅻ", "xii"},
    {"a\xC2\xADz", "az"},     /* soft hyphen */
    {"a\xE2\x80\x8Bz", "az"}, /* zero-width space */
    {"a\xFFz", "az"},         /* a byte that is no character */
    {"\xED\xA0\x80", ""},
    {"漢字", "漢字"},
    {"각", "각"},
    {"\xF0\x9D\x90\x80", "a"},                /* mathematical bold A */
    {"\xF0\x90\x90\x80", "\xF0\x90\x90\xA8"}, /* Deseret capital */
    {"\xF3\xB0\x80\x80", "\xF3\xB0\x80\x80"}, /* private use, beyond the tables */
};

static void folds_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(folds); i++) {
        char folded[256];
        fold_to(str_of(folds[i].text), folded, sizeof folded);
        assert_string_equal(folded, folds[i].folded);
        assert_true(utf8_fold_equal(str_of(folds[i].text), str_of(folds[i].folded)));
    }
}

static const struct {
    const char *a, *b;
    bool equal;
} pairs[] = {
    {"", "", true},
    {"a", "", false},
    {"Amériques", "AMERIQUES", true},
    {"Ame\xCC\x81riques", "Am\xC3\xA9riques", true},
    {"œ", "OE", true},
    {"œ", "o", false},
    {"ß", "s", false},
    {"ab", "abc", false},
    {"abc", "ab", false},
    {"\xCC\x81", "", true}, /* a mark alone is nothing */
    {"a b", "ab", false},
    {"a", "b", false},
    {"\xFF", "", true},
};

static void compares_folded(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        assert_int_equal(utf8_fold_equal(str_of(pairs[i].a), str_of(pairs[i].b)), pairs[i].equal);
        assert_int_equal(utf8_fold_equal(str_of(pairs[i].b), str_of(pairs[i].a)), pairs[i].equal);
    }
    assert_true(utf8_fold_equal((struct str){NULL, 0}, str_of("")));
}

/* Over all characters: what comes out is valid, fits, and is left alone by a second folding. */
static void folding_is_idempotent(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        char once[UTF8_FOLD_MAX], twice[64];
        if (code >= 0xD800 && code <= 0xDFFF) {
            continue;
        }
        memset(once, 0, sizeof once);
        const struct str folded = {once, utf8_fold_char(code, once)};
        assert_true(folded.length <= UTF8_FOLD_MAX);
        assert_int_equal(utf8_check(folded), folded.length);
        fold_to(folded, twice, sizeof twice);
        if (folded.length != strlen(twice) && code != 0) {
            fail_msg("U+%04X folds to %zu bytes, then to %zu", code, folded.length, strlen(twice));
        }
        assert_memory_equal(once, twice, folded.length);
    }
}

/* Words have letters, digits and marks, in every script; nothing else is in words. */
static void knows_what_words_are_made_of(void **state)
{
    static const uint32_t in[] = {'a',    'Z',    '0',    0xE9,   0xDF,   0x153,  0x301,
                                  0x3B1,  0x416,  0x627,  0x64E,  0x905,  0x4E2D, 0xAC01,
                                  0x1E9E, 0x2167, 0x00B2, 0xFB01, 0x2A700};
    static const uint32_t out[] = {' ',     '-',     '\'',     '_',     '.',    ',',
                                   0xA0,    0xAD,    0x2013,   0x2019,  0x201C, 0x20AC,
                                   0x3000,  0x1F600, 0x00AB,   0x60C,   0x200B, 0xFEFF,
                                   0x30000, 0xE0001, 0x10FFFF, UTF8_BAD};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(in); i++) {
        assert_true(utf8_is_word(in[i]));
    }
    for (size_t i = 0; i < COUNT_OF(out); i++) {
        assert_false(utf8_is_word(out[i]));
    }
    for (uint32_t code = 0; code < 0x80; code++) {
        const bool word = (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') ||
                          (code >= 'a' && code <= 'z');
        assert_int_equal(utf8_is_word(code), word);
    }
}

/* ---- columns ---- */

static const struct {
    const char *text;
    size_t columns;
} widths[] = {
    {"", 0},
    {"abc", 3},
    {"été", 3},
    {"e\xCC\x81te\xCC\x81", 3},
    {"漢字", 4},
    {"ｆ", 2},
    {"각", 2},
    {"مُهَاجِر", 5},
    {"\xF0\x9F\x98\x80", 2},
    {"a\xFF", 2},
    {"–’", 2},
    {"a\xE2\x80\x8Bz", 2},
};

static void counts_columns(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(widths); i++) {
        assert_int_equal(utf8_columns(str_of(widths[i].text)), widths[i].columns);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_as_the_standard_says),
        cmocka_unit_test(every_character_comes_back),
        cmocka_unit_test(finds_the_first_bad_byte),
        cmocka_unit_test(folds_words),
        cmocka_unit_test(compares_folded),
        cmocka_unit_test(folding_is_idempotent),
        cmocka_unit_test(knows_what_words_are_made_of),
        cmocka_unit_test(counts_columns),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
