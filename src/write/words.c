#include "write/words.h"

#include "base/decimal.h"
#include "base/utf8.h"
#include "model/record.h"

#include <stdio.h>

#define NO_BREAK_SPACE "\xC2\xA0"

const char *word_language(const struct write_options *options)
{
    return options->language ? options->language : "en";
}

const char *word_in(const char *language, const char *en, const char *fr, const char *es)
{
    return strcmp(language, "fr") == 0 ? fr : strcmp(language, "es") == 0 ? es : en;
}

void word_number(const char *language, int64_t value, unsigned places, char text[64])
{
    char english[40];
    size_t length = 0;
    const char *thousands = word_in(language, ",", NO_BREAK_SPACE, NO_BREAK_SPACE);
    const char *point = word_in(language, ".", ",", ",");
    decimal_print_grouped(value, places, english);
    for (const char *at = english; *at; at++) {
        char digit[2] = {*at, '\0'};
        const char *piece = *at == ',' ? thousands : *at == '.' ? point : digit;
        size_t size = strlen(piece);
        if (length + size < 64) {
            memcpy(text + length, piece, size);
            length += size;
        }
    }
    text[length] = '\0';
}

void word_exact(const char *language, int64_t value, char text[64])
{
    unsigned places = 0;
    while (places < 4 && decimal_round(value, places) != value) {
        places++;
    }
    word_number(language, value, places, text);
}

#define MAY_BE_A_YEAR ((int64_t)10000 * DECIMAL_ONE) /* below it */

static bool is_long(int64_t value)
{
    return value >= MAY_BE_A_YEAR || value <= -MAY_BE_A_YEAR;
}

bool word_printed(const char *language, const char *number, char text[64])
{
    int64_t value = 0;
    const char *point = strchr(number, '.');
    if (!decimal_parse(str_of(number), &value) || (!point && !is_long(value))) {
        return false;
    }
    const size_t places = point ? strlen(point + 1) : 0;
    word_number(language, value, places > 4 ? 4 : (unsigned)places, text);
    return true;
}

bool word_value(const char *language, const struct value *value, char text[WORD_VALUE])
{
    char number[64];
    const int64_t whole = value->number;
    int64_t units = 0;
    switch (value->field->type) {
    case FIELD_MONEY:
        word_number(language, whole, whole % DECIMAL_ONE == 0 ? 0 : 2, number);
        (void)snprintf(text, WORD_VALUE, "%.*s" NO_BREAK_SPACE "%s",
                       value->currency.length < 32 ? (int)value->currency.length : 32,
                       value->currency.length > 0 ? value->currency.at : "", number);
        return true;
    case FIELD_DECIMAL:
        word_exact(language, whole, text);
        return true;
    case FIELD_INTEGER:
        units = whole < INT64_MAX / DECIMAL_ONE && whole > INT64_MIN / DECIMAL_ONE
                    ? whole * DECIMAL_ONE
                    : 0;
        if (is_long(units)) {
            word_number(language, units, 0, text);
        } else {
            (void)snprintf(text, WORD_VALUE, "%lld", (long long)whole);
        }
        return true;
    default:
        return false;
    }
}

const char *word_colon(const char *language)
{
    return word_in(language, ": ", NO_BREAK_SPACE ": ", ": ");
}

/* ---- lines ---- */

bool wrap_next(struct str *rest, size_t width, struct str *line)
{
    struct str text = str_trim(*rest);
    size_t end = 0;
    if (text.length == 0) {
        return false;
    }
    for (size_t i = 0; i < text.length;) {
        while (i < text.length && char_is_white(text.at[i])) {
            i++;
        }
        while (i < text.length && !char_is_white(text.at[i])) {
            i++;
        }
        if (end > 0 && utf8_columns((struct str){text.at, i}) > width) {
            break;
        }
        end = i;
    }
    *line = (struct str){text.at, end};
    *rest = (struct str){text.at + end, text.length - end};
    return true;
}

size_t wrap_count(struct str text, size_t width)
{
    struct str line;
    size_t count = 0;
    while (wrap_next(&text, width, &line)) {
        count++;
    }
    return count;
}

size_t wrap_longest(struct str text)
{
    struct str word;
    size_t longest = 0;
    while (wrap_next(&text, 0, &word)) {
        size_t columns = utf8_columns(word);
        longest = columns > longest ? columns : longest;
    }
    return longest;
}

void write_spaces(struct buf *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_char(out, ' ');
    }
}

/* Takes the next word and how many line ends stood before it. */
static bool next_word(struct str *rest, struct str *word, size_t *ends)
{
    size_t i = 0, start = 0;
    *ends = 0;
    while (i < rest->length && char_is_white(rest->at[i])) {
        *ends += rest->at[i] == '\n';
        i++;
    }
    start = i;
    while (i < rest->length && !char_is_white(rest->at[i])) {
        i++;
    }
    *word = (struct str){rest->at + start, i - start};
    *rest = (struct str){rest->at + i, rest->length - i};
    return word->length > 0;
}

void wrap_text(struct buf *out, struct str text, struct wrap wrap)
{
    size_t column = wrap.used, ends = 0;
    bool first = true;
    struct str word;
    while (next_word(&text, &word, &ends)) {
        size_t columns = utf8_columns(word);
        bool paragraph = !first && ends > 1;
        bool full = !first && column + 1 + columns > wrap.width;
        bool late = first && wrap.used > wrap.indent && column + columns > wrap.width;
        if (paragraph || full || late) {
            buf_char(out, '\n');
            write_spaces(out, wrap.indent);
            column = wrap.indent;
        } else if (!first) {
            buf_char(out, ' ');
            column++;
        }
        buf_str(out, word);
        column += columns;
        first = false;
    }
    buf_char(out, '\n');
}
