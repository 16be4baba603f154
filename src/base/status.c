#include "base/status.h"

#include <stdio.h>

enum status fail(struct failure *why, enum status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(why->text, sizeof why->text, format, arguments);
    va_end(arguments);
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
