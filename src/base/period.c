#include "base/period.h"

#include "base/status.h"

#define YEAR_LETTERS 4

/* "2005-2008": two years, the earlier first. */
static bool parse_years(struct str text, struct date *from, struct date *to)
{
    const char *at = text.at;
    if (text.length != 2 * YEAR_LETTERS + 1 ||
        (at[YEAR_LETTERS] != '-' && at[YEAR_LETTERS] != '/')) {
        return false;
    }
    return date_parse((struct str){at, YEAR_LETTERS}, from) &&
           date_parse((struct str){at + YEAR_LETTERS + 1, YEAR_LETTERS}, to) &&
           from->year <= to->year;
}

/* "Q4", "M11" of a year. */
static bool parse_part(struct str part, struct date *from, struct date *to)
{
    static const struct {
        char letter;
        int parts;
    } kinds[] = {{'A', 1}, {'S', 2}, {'T', 3}, {'Q', 4}, {'M', 12}};
    int number = 0;
    for (size_t i = 1; i < part.length; i++) {
        if (part.at[i] < '0' || part.at[i] > '9') {
            return false;
        }
        number = number * 10 + (part.at[i] - '0');
    }
    for (size_t i = 0; i < COUNT_OF(kinds) && part.length > 1 && part.length <= 3; i++) {
        if (kinds[i].letter == part.at[0] && number >= 1 && number <= kinds[i].parts) {
            const int months = 12 / kinds[i].parts;
            from->month = (signed char)((number - 1) * months + 1);
            to->month = (signed char)(number * months);
            return true;
        }
    }
    return false;
}

bool period_parse(struct str text, struct date *from, struct date *to)
{
    if (date_parse(text, from)) {
        *to = *from;
        return true;
    }
    if (parse_years(text, from, to)) {
        return true;
    }
    if (text.length <= YEAR_LETTERS || !date_parse((struct str){text.at, YEAR_LETTERS}, from)) {
        return false;
    }
    const size_t skip = YEAR_LETTERS + (text.at[YEAR_LETTERS] == '-' ? 1 : 0);
    *to = *from;
    return parse_part((struct str){text.at + skip, text.length - skip}, from, to);
}
