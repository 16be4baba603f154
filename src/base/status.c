#include "base/status.h"

#include <stdio.h>
#include <string.h>

/* Takes away the beginning of a character that stands at the end of a text that was cut. */
static void cut_at_character(char *text)
{
    size_t length = strlen(text);
    size_t tails = 0;
    while (tails < length && tails < 3 &&
           ((unsigned char)text[length - 1 - tails] & 0xC0) == 0x80) {
        tails++;
    }
    if (tails < length && (unsigned char)text[length - 1 - tails] >= 0xC0) {
        const unsigned char head = (unsigned char)text[length - 1 - tails];
        const size_t needs = head >= 0xF0 ? 3 : head >= 0xE0 ? 2 : 1;
        text[needs > tails ? length - 1 - tails : length] = '\0';
    }
}

enum status fail(struct failure *why, enum status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(why->text, sizeof why->text, format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof why->text) {
        cut_at_character(why->text);
    }
    why->status = status;
    return status;
}

enum status fail_memory(struct failure *why)
{
    return fail(why, STATUS_NOMEM, "Not enough memory, or one item is larger than the limit.");
}

int status_exit_code(enum status status)
{
#define STATUS_CODE(name, code) code,
    static const int codes[] = {STATUS_LIST(STATUS_CODE)};
#undef STATUS_CODE
    return codes[status];
}
