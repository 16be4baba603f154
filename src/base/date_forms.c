#include "base/date_forms.h"

#include "base/date_words.h"

#include <stdio.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes the word that @text begins with: bytes up to white space or a comma. */
static struct str take_word(struct str *text)
{
    size_t i = 0;
    while (i < text->length && strchr(" \t\r\n,", text->at[i]) && text->at[i]) {
        i++;
    }
    struct str word = {text->at + i, 0};
    while (i < text->length && (!strchr(" \t\r\n,", text->at[i]) || !text->at[i])) {
        i++;
        word.length++;
    }
    *text = (struct str){text->at + i, text->length - i};
    return word;
}

/* A whole number of at most four digits; -1 when it is none. */
static int number(struct str word)
{
    int value = 0;
    for (size_t i = 0; i < word.length; i++) {
        if (!is_digit(word.at[i]) || i == 4) {
            return -1;
        }
        value = value * 10 + (word.at[i] - '0');
    }
    return word.length > 0 ? value : -1;
}

int date_month(struct str word)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char small[3];
    if (word.length < 3) {
        return 0;
    }
    for (size_t i = 0; i < 3; i++) {
        small[i] = (char)(word.at[i] | 0x20);
    }
    for (int month = 0; month < 12; month++) {
        if (memcmp(names + 3 * month, small, 3) == 0) {
            return month + 1;
        }
    }
    return 0;
}

/* RFC 5322, 4.3: two digits up to 49 are of this century, the others and three of the last. */
static int full_year(struct str word)
{
    const int year = number(word);
    if (year < 0 || word.length < 2 || word.length == 4) {
        return word.length == 4 ? year : -1;
    }
    return word.length == 2 && year < 50 ? 2000 + year : 1900 + year;
}

static bool parse_mail(struct str text, struct date *date)
{
    char iso[40];
    struct str word = take_word(&text);
    if (word.length > 0 && !is_digit(word.at[0])) {
        word = take_word(&text); /* the day of the week was there */
    }
    const int day = word.length <= 2 ? number(word) : -1;
    const int month = date_month(take_word(&text));
    const int year = full_year(take_word(&text));
    if (day < 1 || month < 1 || year < 1) {
        return false;
    }
    (void)snprintf(iso, sizeof iso, "%04d-%02d-%02d", year % 10000, month, day % 100);
    return date_parse(str_of(iso), date);
}

/* A date in words that is the whole text but for punctuation at its end; no range. */
static bool parse_words(struct str text, struct date *date)
{
    struct date_words words;
    while (text.length > 0 && text.at[text.length - 1] &&
           strchr(" .,;:", text.at[text.length - 1])) {
        text.length--;
    }
    const bool fine =
        date_words_parse(text, &words) && words.rest.length == 0 && words.last.year == 0;
    *date = fine ? words.first : (struct date){0};
    return fine;
}

/* The only run of exactly four digits from 1000 to 2999 counts; two different ones are no year. */
static bool parse_year(struct str text, struct date *date)
{
    int found = 0;
    if (date_parse(text, date) || parse_words(text, date)) {
        return true;
    }
    for (size_t i = 0; i < text.length;) {
        size_t end = i;
        while (end < text.length && is_digit(text.at[end])) {
            end++;
        }
        const int year = end - i == 4 ? number((struct str){text.at + i, 4}) : 0;
        if (year >= 1000 && year < 3000) {
            if (found > 0 && found != year) {
                return false;
            }
            found = year;
        }
        i = end > i ? end : i + 1;
    }
    *date = (struct date){.year = (short)found};
    return found > 0;
}

bool date_parse_form(struct str text, enum date_form form, struct date *date)
{
    switch (form) {
    case DATE_MAIL:
        return parse_mail(text, date);
    case DATE_YEAR:
        return parse_year(text, date);
    case DATE_ISO:
        break;
    }
    return date_parse(text, date);
}
