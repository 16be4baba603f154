/* Simple types of XML Schema: which texts are values of them. */
#include "base/date.h"
#include "write/structure.h"

static const char *const names[SIMPLE_COUNT] = {
    [SIMPLE_STRING] = "string",     [SIMPLE_DATE] = "date",       [SIMPLE_DATETIME] = "datetime",
    [SIMPLE_DECIMAL] = "decimal",   [SIMPLE_INTEGER] = "integer", [SIMPLE_NATURAL] = "natural",
    [SIMPLE_POSITIVE] = "positive", [SIMPLE_BOOLEAN] = "boolean", [SIMPLE_URI] = "uri",
    [SIMPLE_LANGUAGE] = "language", [SIMPLE_NAME] = "name",
};

bool simple_type_find(struct str name, enum simple_type *type)
{
    for (int i = 0; i < SIMPLE_COUNT; i++) {
        if (str_is(name, names[i])) {
            *type = (enum simple_type)i;
            return true;
        }
    }
    return false;
}

static bool take_char(struct str *text, char c)
{
    const bool there = text->length > 0 && text->at[0] == c;
    text->at += there;
    text->length -= there;
    return there;
}

/* Takes digits, @least to @most of them. */
static bool take_digits(struct str *text, size_t least, size_t most, long *number)
{
    size_t count = 0;
    *number = 0;
    while (count < most && text->length > 0 && char_is_digit(text->at[0])) {
        *number = *number * 10 + (text->at[0] - '0');
        text->at++;
        text->length--;
        count++;
    }
    return count >= least;
}

/* Z or +hh:mm, or nothing. */
static bool take_zone(struct str *text)
{
    long hours, minutes;
    if (text->length == 0 || take_char(text, 'Z')) {
        return text->length == 0;
    }
    if (!take_char(text, '+') && !take_char(text, '-')) {
        return false;
    }
    return take_digits(text, 2, 2, &hours) && take_char(text, ':') &&
           take_digits(text, 2, 2, &minutes) && minutes < 60 && hours * 60 + minutes <= 14 * 60 &&
           text->length == 0;
}

static bool take_day(struct str *text)
{
    long year, month, day;
    return take_digits(text, 4, 4, &year) && year > 0 && take_char(text, '-') &&
           take_digits(text, 2, 2, &month) && month >= 1 && month <= 12 && take_char(text, '-') &&
           take_digits(text, 2, 2, &day) && day >= 1 &&
           day <= date_month_days((int)year, (int)month);
}

static bool take_time(struct str *text)
{
    long hour, minute, second, part;
    if (!take_char(text, 'T') || !take_digits(text, 2, 2, &hour) || !take_char(text, ':') ||
        !take_digits(text, 2, 2, &minute) || !take_char(text, ':') ||
        !take_digits(text, 2, 2, &second)) {
        return false;
    }
    if (take_char(text, '.') && !take_digits(text, 1, 18, &part)) {
        return false;
    }
    return minute < 60 && second < 60 && (hour < 24 || (hour == 24 && minute + second == 0));
}

static bool is_digits(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!char_is_digit(text.at[i])) {
            return false;
        }
    }
    return text.length > 0;
}

static bool is_decimal(struct str text)
{
    size_t digits = 0, points = 0;
    (void)(take_char(&text, '+') || take_char(&text, '-'));
    for (size_t i = 0; i < text.length; i++) {
        digits += char_is_digit(text.at[i]);
        points += text.at[i] == '.';
    }
    /* libxml2 keeps 24 digits and refuses a longer number. */
    return digits > 0 && digits <= 24 && points <= 1 && digits + points == text.length;
}

/* -2147483648 to 2147483647. */
static bool is_integer(struct str text)
{
    const bool minus = take_char(&text, '-');
    long number;
    if (!minus) {
        (void)take_char(&text, '+');
    }
    while (text.length > 1 && text.at[0] == '0') {
        (void)take_char(&text, '0');
    }
    return take_digits(&text, 1, 10, &number) && text.length == 0 &&
           number <= 2147483647L + (minus ? 1 : 0);
}

static bool is_whole(struct str text, bool zero)
{
    bool more = false;
    (void)take_char(&text, '+');
    for (size_t i = 0; i < text.length; i++) {
        more = more || text.at[i] != '0';
    }
    return is_digits(text) && (zero || more);
}

/*
 * What parsers take for a reference to a resource (RFC 3986), with spaces and letters of any script
 * in it as XML Schema allows: no control characters, a % only before two digits, brackets only
 * around a host, one # at most, and before the first colon a scheme.
 */
static bool is_uri(struct str text)
{
    static const char hex[] = "0123456789abcdefABCDEF";
    size_t marks = 0;
    const char *colon = memchr(text.at ? text.at : "", ':', text.length);
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        marks += c == '#';
        if ((unsigned char)c < ' ' || c == 0x7F) {
            return false;
        }
        if (c == '%' &&
            (text.length - i < 3 || !strchr(hex, text.at[i + 1]) || !strchr(hex, text.at[i + 2]))) {
            return false;
        }
    }
    for (const char *at = text.at; colon && at < colon; at++) {
        const char small = (char)(*at | 0x20);
        if (*at == '/' || *at == '?' || *at == '#') {
            break;
        }
        if (!(small >= 'a' && small <= 'z') &&
            (at == text.at || !(char_is_digit(*at) || strchr("+-.", *at)))) {
            return false;
        }
    }
    return marks <= 1 && (!colon || colon != text.at);
}

/* Subtags of 1 to 8 letters, behind the first also digits; or nothing. */
static bool is_language(struct str text)
{
    struct str part;
    bool first = true, fits = text.length == 0 || text.at[text.length - 1] != '-';
    while (fits && str_split(&text, '-', &part)) {
        fits = part.length >= 1 && part.length <= 8;
        for (size_t i = 0; i < part.length && fits; i++) {
            const char small = (char)(part.at[i] | 0x20);
            fits = (small >= 'a' && small <= 'z') || (!first && char_is_digit(part.at[i]));
        }
        first = false;
    }
    return fits;
}

static bool is_name(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        const char small = (char)(c | 0x20);
        if (!(small >= 'a' && small <= 'z') && !char_is_digit((char)c) && c < 0x80 &&
            !strchr("-._:", (char)c)) {
            return false;
        }
    }
    return text.length > 0;
}

bool simple_type_fits(enum simple_type type, struct str text)
{
    text = str_trim(text);
    switch (type) {
    case SIMPLE_DATE:
        return take_day(&text) && take_zone(&text);
    case SIMPLE_DATETIME:
        return take_day(&text) && take_time(&text) && take_zone(&text);
    case SIMPLE_DECIMAL:
        return is_decimal(text);
    case SIMPLE_INTEGER:
        return is_integer(text);
    case SIMPLE_NATURAL:
        return is_whole(text, true);
    case SIMPLE_POSITIVE:
        return is_whole(text, false);
    case SIMPLE_BOOLEAN:
        return str_is(text, "true") || str_is(text, "false") || str_is(text, "1") ||
               str_is(text, "0");
    case SIMPLE_URI:
        return is_uri(text);
    case SIMPLE_LANGUAGE:
        return is_language(text);
    case SIMPLE_NAME:
        return is_name(text);
    case SIMPLE_STRING:
    case SIMPLE_COUNT:
        break;
    }
    return true;
}
