/* What files of records that are trees and no XML begin with. */
#include "read/recognise.h"

#include <strings.h>

#define LINES_BEFORE 40 /* of a heading, before the first record of RIS */

static bool are_digits(const char *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9') {
            return false;
        }
    }
    return true;
}

/* A leader: a length, two counts of 2, a base address, the entry map 4500. */
static bool is_marc21(struct str head)
{
    return head.length >= 24 && are_digits(head.at, 5) && are_digits(head.at + 12, 5) &&
           memcmp(head.at + 20, "45", 2) == 0;
}

/* The next line of @rest, which ends in LF, CR or with it; false when nothing is left. */
static bool next_line(struct str *rest, struct str *line)
{
    size_t i = 0;
    while (i < rest->length && rest->at[i] != '\n' && rest->at[i] != '\r') {
        i++;
    }
    const bool any = rest->length > 0;
    *line = str_trim((struct str){rest->at, i});
    i += i < rest->length;
    *rest = (struct str){rest->at + i, rest->length - i};
    return any;
}

/* A line that begins with "TY  -", perhaps behind a few lines that have no tag. */
static bool is_ris(struct str head)
{
    struct str rest = head, line;
    for (unsigned i = 0; i < LINES_BEFORE && next_line(&rest, &line); i++) {
        if (str_starts(line, "TY  -")) {
            return true;
        }
    }
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "@article{" or "@string(" at the beginning of a line. */
static bool is_bibtex(struct str head)
{
    struct str rest = head, line;
    while (next_line(&rest, &line)) {
        size_t i = 1;
        while (i < line.length && is_letter(line.at[i])) {
            i++;
        }
        const size_t word = i;
        while (i < line.length && (line.at[i] == ' ' || line.at[i] == '\t')) {
            i++;
        }
        if (word > 1 && line.at[0] == '@' && i < line.length &&
            (line.at[i] == '{' || line.at[i] == '(')) {
            return true;
        }
    }
    return false;
}

static bool is_ics(struct str head)
{
    static const char begin[] = "BEGIN:VCALENDAR";
    const struct str text = str_trim(head);
    return text.length >= sizeof begin - 1 && strncasecmp(text.at, begin, sizeof begin - 1) == 0;
}

const struct tree_carrier *recognise_carrier(struct str head)
{
    if (is_marc21(head)) {
        return &marc21_carrier;
    }
    if (is_ics(head)) {
        return &ics_carrier;
    }
    if (is_ris(head)) {
        return &ris_carrier;
    }
    return is_bibtex(head) ? &bibtex_carrier : NULL;
}
