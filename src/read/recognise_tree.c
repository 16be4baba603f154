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

/* A line that begins with "TY  -", perhaps behind a few lines that have no tag. */
static bool is_ris(struct str head)
{
    struct str rest = head, line;
    for (unsigned i = 0; i < LINES_BEFORE && str_split(&rest, '\n', &line); i++) {
        if (str_starts(str_trim(line), "TY  -")) {
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
    while (str_split(&rest, '\n', &line)) {
        size_t i = 1;
        line = str_trim(line);
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
