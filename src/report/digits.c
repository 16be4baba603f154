/* A number typed into the text is refused: it would be one that nobody checks. */
#include "report/text.h"

#include "base/utf8.h"

/* True when a letter stands at @at. */
static bool is_letter_at(struct str text, size_t at)
{
    unsigned size = 0;
    return at < text.length && utf8_is_word(utf8_decode(text.at + at, text.length - at, &size));
}

static bool is_letter_before(struct str text, size_t at)
{
    while (at > 0 && ((unsigned char)text.at[--at] & 0xC0) == 0x80) {
    }
    return is_letter_at(text, at);
}

/* What belongs to the number at @from: digits, and points, commas and dashes between digits. */
static size_t number_end(struct str text, size_t from)
{
    size_t end = from;
    while (end < text.length) {
        const bool more = end + 1 < text.length && char_is_digit(text.at[end + 1]);
        if (!char_is_digit(text.at[end]) && !(more && strchr(".,/", text.at[end]))) {
            break;
        }
        end++;
    }
    return end;
}

/* 1900 to 2099, alone or as the end of a range of years ("2010-11", "2006/07"). */
static bool is_year(struct str number)
{
    const bool short_end = number.length == 7 && number.at[4] == '/';
    if (number.length != 4 && !short_end) {
        return false;
    }
    return (number.at[0] == '1' && number.at[1] == '9') ||
           (number.at[0] == '2' && number.at[1] == '0');
}

/* "-11" behind a year. */
static size_t skip_range(struct str text, size_t end)
{
    size_t at = end;
    if (at < text.length && text.at[at] == '-') {
        at++;
    } else if (text.length - at >= 3 && memcmp(text.at + at, "–", 3) == 0) {
        at += 3;
    } else {
        return end;
    }
    const size_t last = number_end(text, at);
    const struct str number = {text.at + at, last - at};
    return number.length == 2 || is_year(number) ? last : end;
}

enum status report_refuse_digits(const struct reading *read, struct str text, unsigned line,
                                 struct failure *why)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!char_is_digit(text.at[i])) {
            continue;
        }
        const size_t end = number_end(text, i);
        const struct str number = {text.at + i, end - i};
        const bool alone = (i == 0 || !is_letter_before(text, i)) && !is_letter_at(text, end);
        if (!is_year(number) || !alone) {
            return directive_fail(read, line, why,
                                  "\"%.*s\" is typed by hand. Compute it: `{= EXPRESSION}`; or "
                                  "have it checked: `{claim %.*s = EXPRESSION}`; or, for what is a "
                                  "name, write `{as %.*s}`.",
                                  STR_ARGS(number), STR_ARGS(number), STR_ARGS(number));
        }
        i = skip_range(text, end);
        i -= i > 0; /* the loop goes on behind it */
    }
    return STATUS_OK;
}
