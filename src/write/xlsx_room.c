#include "write/xlsx_room.h"

#include "base/utf8.h"
#include "text/xml_char.h"
#include "write/words.h"

#include <stdlib.h>

#define EXACT_DIGITS 15 /* that a double has for certain */
#define NARROWEST 6
#define HEADING_LINES 3 /* that a heading takes, unless one word is longer */
#define CODE_MOST 20    /* that a column is made wider for */
#define LINES_MOST 27
#define LETTERS_MORE 10 /* letters are narrower than digits by one in so many, or more */

size_t xlsx_lines(struct str text, size_t width)
{
    struct str line;
    size_t count = 0;
    while (count < LINES_MOST && str_split(&text, '\n', &line)) {
        const size_t wrapped = wrap_count(line, width + width / LETTERS_MORE);
        count += wrapped > 0 ? wrapped : 1;
    }
    return count > LINES_MOST ? LINES_MOST : count > 0 ? count : 1;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

size_t xlsx_least_width(const struct xlsx_column *column)
{
    const struct str heading = str_of(column->heading);
    const size_t code = utf8_columns(str_of(column->code)) * 4 / 5; /* its letters are small */
    size_t least = larger(NARROWEST, utf8_columns(heading) / HEADING_LINES + 1);
    least = larger(least, wrap_longest(heading));
    least = larger(least, code < CODE_MOST ? code : CODE_MOST);
    return least < XLSX_WIDEST ? least : XLSX_WIDEST;
}

void xlsx_sheet_name(const char *text, char name[XLSX_SHEET_NAME + 1])
{
    size_t length = 0;
    for (; text[length] && length < XLSX_SHEET_NAME; length++) {
        name[length] = strchr("[]:*?/\\'", text[length]) ? '-' : text[length];
    }
    while (length > 0 && text[length] && ((unsigned char)text[length] & 0xC0) == 0x80) {
        length--; /* no half of a character */
    }
    name[length] = '\0';
}

bool xlsx_number_of(struct str text, double *number)
{
    char copy[40], *end = NULL;
    size_t digits = 0;
    if (text.length == 0 || text.length >= sizeof copy) {
        return false;
    }
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    for (const char *at = copy; *at; at++) {
        digits += *at >= (digits > 0 ? '0' : '1') && *at <= '9';
    }
    *number = strtod(copy, &end);
    return *end == '\0' && digits <= EXACT_DIGITS;
}

void xlsx_text(struct buf *out, struct str text)
{
    unsigned size = 1;
    for (size_t i = 0; i < text.length; i += size) {
        const uint32_t code = utf8_decode(text.at + i, text.length - i, &size);
        const bool fine = code < 0x20 || xml_has(code);
        buf_add(out, fine ? text.at + i : "\xEF\xBF\xBD", fine ? size : 3);
    }
}
