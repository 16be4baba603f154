#include "base/date_words.h"

#include "base/utf8.h"

#define WORD_LIMIT 24 /* bytes of a folded word; longer ones are no month */
#define CENTURY_PIVOT                                                                              \
    69 /* two digits from here on are of the 20th century (POSIX, strptime %y)                     \
        */

/* What is left of the text. */
struct cursor {
    const char *at;
    size_t left;
};

/* A date of which some is perhaps said only later: "22" and "22.4." in "22.4.–25.4.13". */
struct parts {
    int day, month, year; /* 0: not said */
};

/* Names and abbreviations, folded, each between spaces; by month. */
static const char *const months[12] = {
    " january jan janvier janv enero ene ",
    " february feb fevrier fevr fev febrero ",
    " march mar mars marzo ",
    " april apr avril avr abril abr ",
    " may mai mayo ",
    " june jun juin junio ",
    " july jul juillet juil julio ",
    " august aug aout agosto ago ",
    " september sept sep septembre septiembre setiembre set ",
    " october oct octobre octubre ",
    " november nov novembre noviembre ",
    " december dec decembre diciembre dic ",
};

/* Weekdays and articles, passed over before a date. "mar" is March or mardi; what follows decides.
 */
static const char weekdays[] =
    " monday mon tuesday tue tues wednesday wed thursday thu thurs friday fri saturday sat"
    " sunday sun on lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim"
    " lunes martes miercoles mie jueves jue viernes vie sabado sab domingo dom le el the ";
static const char ordinals[] = " st nd rd th er re e o a ";
static const char links[] = " de del of d ";
static const char range_words[] = " to until au al a ";

/* ---- words and numbers ---- */

static void move(struct cursor *c, size_t count)
{
    c->at += count;
    c->left -= count;
}

static bool take(struct cursor *c, const char *text)
{
    const size_t length = strlen(text);
    if (c->left < length || memcmp(c->at, text, length) != 0) {
        return false;
    }
    move(c, length);
    return true;
}

/* White space, also the spaces that do not break (U+00A0, U+202F). */
static void skip_spaces(struct cursor *c)
{
    while (take(c, " ") || take(c, "\t") || take(c, "\n") || take(c, "\r") || take(c, "\xC2\xA0") ||
           take(c, "\xE2\x80\xAF")) {
    }
}

static bool is_digit(const struct cursor *c)
{
    return c->left > 0 && c->at[0] >= '0' && c->at[0] <= '9';
}

/* A number of at most four digits; *@digits is how many. */
static bool take_number(struct cursor *c, int *number, size_t *digits)
{
    struct cursor ahead = *c;
    *number = 0;
    for (*digits = 0; is_digit(&ahead) && *digits < 5; (*digits)++) {
        *number = *number * 10 + (ahead.at[0] - '0');
        move(&ahead, 1);
    }
    if (*digits == 0 || *digits > 4) {
        return false;
    }
    *c = ahead;
    return true;
}

/* The letters that stand here, folded and between spaces; false when there are none. */
static bool take_word(struct cursor *c, char word[WORD_LIMIT + 3])
{
    struct cursor ahead = *c;
    size_t length = 1;
    word[0] = ' ';
    while (ahead.left > 0 && !is_digit(&ahead)) {
        unsigned size = 0;
        char folded[UTF8_FOLD_MAX];
        const uint32_t code = utf8_decode(ahead.at, ahead.left, &size);
        if (code == UTF8_BAD || !utf8_is_word(code)) {
            break;
        }
        const unsigned count = utf8_fold_char(code, folded);
        if (length + count > WORD_LIMIT) {
            return false;
        }
        memcpy(word + length, folded, count);
        length += count;
        move(&ahead, size);
    }
    word[length] = ' ';
    word[length + 1] = '\0';
    if (length == 1) {
        return false;
    }
    *c = ahead;
    return true;
}

/* Takes a word when it is one of @words. */
static bool take_one_of(struct cursor *c, const char *words)
{
    struct cursor ahead = *c;
    char word[WORD_LIMIT + 3];
    if (!take_word(&ahead, word) || !strstr(words, word)) {
        return false;
    }
    *c = ahead;
    return true;
}

static bool take_month(struct cursor *c, int *month)
{
    for (int i = 0; i < 12; i++) {
        if (take_one_of(c, months[i])) {
            (void)take(c, ".");
            *month = i + 1;
            return true;
        }
    }
    return false;
}

/* A year of four digits, or of two. */
static bool take_year(struct cursor *c, int *year)
{
    struct cursor ahead = *c;
    size_t digits = 0;
    int number = 0;
    if (!take_number(&ahead, &number, &digits) || (digits != 2 && digits != 4)) {
        return false;
    }
    if (digits == 2) {
        number += number >= CENTURY_PIVOT ? 1900 : 2000;
    }
    *c = ahead;
    *year = number;
    return number > 0;
}

/* ---- the forms of a date ---- */

/* How far it is to the next white space. */
static size_t token_length(const struct cursor *c)
{
    size_t length = 0;
    while (length < c->left && !memchr(" \t\r\n", c->at[length], 4)) {
        length++;
    }
    return length;
}

/* "2013-03-15" (a time behind it is passed over), "2013-03", "2013", also before a dash. */
static bool take_iso(struct cursor *c, struct parts *parts)
{
    const size_t lengths[] = {token_length(c), 10, 7, 4};
    size_t digits = 0;
    struct cursor ahead = *c;
    struct date date;
    if (!take_number(&ahead, &parts->year, &digits) || digits != 4) {
        return false;
    }
    for (size_t i = 0; i < 4; i++) {
        const size_t length = lengths[i];
        ahead = *c;
        if (length > c->left || !date_parse((struct str){c->at, length}, &date)) {
            continue;
        }
        move(&ahead, length);
        if (!is_digit(&ahead)) {
            *parts = (struct parts){date.day, date.month, date.year};
            *c = ahead;
            return true;
        }
    }
    return false;
}

/* ".3.2013" behind a day: one separator, twice the same. */
static bool take_numbers(struct cursor *c, struct parts *parts)
{
    struct cursor ahead = *c;
    char separator[2] = "";
    size_t digits = 0;
    int month = 0, year = 0;
    skip_spaces(&ahead);
    if (ahead.left == 0 || !memchr("./,-", ahead.at[0], 4)) {
        return false;
    }
    separator[0] = ahead.at[0];
    move(&ahead, 1);
    skip_spaces(&ahead);
    if (!take_number(&ahead, &month, &digits) || digits > 2 || month < 1 || month > 12) {
        return false;
    }
    skip_spaces(&ahead);
    if (!take(&ahead, separator)) {
        return false;
    }
    struct cursor behind = ahead;
    skip_spaces(&ahead);
    if (take_year(&ahead, &year)) {
        behind = ahead;
    } else if (separator[0] != '.') {
        return false; /* "22.4." may be the beginning of a range, "22-4-" not */
    }
    parts->month = month;
    parts->year = year;
    *c = behind;
    return true;
}

/* " Jun 2007", " de octubre de 2013" behind a day; the year may be missing. */
static bool take_named(struct cursor *c, struct parts *parts)
{
    struct cursor ahead = *c;
    (void)(take(&ahead, ".") || take(&ahead, "-"));
    skip_spaces(&ahead);
    (void)(take_one_of(&ahead, links) && (take(&ahead, "'") || take(&ahead, "\xE2\x80\x99")));
    skip_spaces(&ahead);
    if (!take_month(&ahead, &parts->month)) {
        return false;
    }
    *c = ahead;
    (void)(take(&ahead, ",") || take(&ahead, "-"));
    skip_spaces(&ahead);
    (void)take_one_of(&ahead, links);
    skip_spaces(&ahead);
    if (take_year(&ahead, &parts->year)) {
        *c = ahead;
    }
    return true;
}

/* "mars 2005", "June 5, 2007" */
static bool take_month_first(struct cursor *c, struct parts *parts)
{
    struct cursor ahead = *c, day;
    size_t digits = 0;
    if (!take_month(&ahead, &parts->month)) {
        return false;
    }
    (void)take(&ahead, ",");
    skip_spaces(&ahead);
    (void)take_one_of(&ahead, links);
    skip_spaces(&ahead);
    day = ahead;
    if (take_number(&day, &parts->day, &digits) && digits <= 2) {
        (void)take_one_of(&day, ordinals);
        (void)take(&day, ",");
        skip_spaces(&day);
        if (take_number(&day, &parts->year, &digits) && digits == 4) {
            *c = day;
            return parts->day > 0;
        }
    }
    parts->day = 0;
    if (!take_number(&ahead, &parts->year, &digits) || digits != 4) {
        return false; /* two digits would be a day as well */
    }
    *c = ahead;
    return true;
}

/* What follows a day: the month's name or number and the year, or nothing before a range's dash. */
static void take_after_day(struct cursor *c, struct parts *parts)
{
    struct cursor ahead = *c;
    (void)(take(&ahead, "\xC2\xB0") || take_one_of(&ahead, ordinals));
    if (take_named(&ahead, parts)) {
        *c = ahead;
    } else {
        (void)(take_numbers(c, parts) || take(c, "."));
    }
}

/* A date, or as much of it as is said before a range's dash. */
static bool take_parts(struct cursor *c, struct parts *parts)
{
    size_t digits = 0;
    for (int words = 0; words < 3; words++) { /* "on", a weekday and an article at most */
        *parts = (struct parts){0};
        skip_spaces(c);
        if (take_iso(c, parts) || take_month_first(c, parts)) {
            return true;
        }
        *parts = (struct parts){0};
        if (!take_one_of(c, weekdays)) {
            break;
        }
        (void)(take(c, ".") || take(c, ","));
    }
    if (!take_number(c, &parts->day, &digits) || digits > 2 || parts->day == 0) {
        return false;
    }
    take_after_day(c, parts);
    return true;
}

/* ---- the whole ---- */

/* False when the year is not known or the day does not exist. */
static bool finish(const struct parts *parts, struct date *date)
{
    char text[11];
    struct date again;
    if (parts->year == 0 || (parts->day > 0 && parts->month == 0) || parts->day > 31) {
        return false;
    }
    *date = (struct date){(short)parts->year, (signed char)parts->month, (signed char)parts->day};
    date_print(*date, text);
    return date_parse(str_of(text), &again);
}

static bool take_range_mark(struct cursor *c)
{
    skip_spaces(c);
    return take(c, "\xE2\x80\x93") || take(c, "\xE2\x80\x94") || take(c, "\xE2\x80\x91") ||
           take(c, "-") || take_one_of(c, range_words);
}

static int compare(struct date a, struct date b)
{
    char first[11], second[11];
    date_print(a, first);
    date_print(b, second);
    return strcmp(first, second);
}

/* The second date of a range, which may complete the first. False when there is none. */
static bool take_last(struct cursor *c, struct parts *first, struct date *last)
{
    struct cursor ahead = *c;
    struct parts second;
    if (!take_range_mark(&ahead) || !take_parts(&ahead, &second) || !finish(&second, last)) {
        return false;
    }
    if (first->year == 0) {
        first->year = second.year;
        first->month = first->month ? first->month : second.month;
    }
    *c = ahead;
    return true;
}

bool date_words_parse(struct str text, struct date_words *read)
{
    struct cursor c = {text.at, text.length};
    struct parts first;
    *read = (struct date_words){.rest = {NULL, 0}};
    if (!take_parts(&c, &first)) {
        return false;
    }
    const bool range = take_last(&c, &first, &read->last);
    if (!range) {
        read->last = (struct date){0};
    }
    if (!finish(&first, &read->first) || (range && compare(read->first, read->last) > 0)) {
        return false;
    }
    read->rest = str_trim((struct str){c.at, c.left});
    while (read->rest.length > 0 && (read->rest.at[0] == ',' || read->rest.at[0] == ';')) {
        read->rest = str_trim((struct str){read->rest.at + 1, read->rest.length - 1});
    }
    return true;
}
