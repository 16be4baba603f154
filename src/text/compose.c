/* The only file that sees utf8proc. */
#include "text/compose.h"

#include <stdlib.h>
#include <utf8proc.h>

static bool is_ascii(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.at[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

void compose(struct str text, struct buf *out)
{
    utf8proc_uint8_t *made = NULL;
    if (is_ascii(text)) {
        buf_str(out, text);
        return;
    }
    const utf8proc_ssize_t length =
        utf8proc_map((const utf8proc_uint8_t *)text.at, (utf8proc_ssize_t)text.length, &made,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (length < 0) {
        buf_str(out, text);
        out->failed = out->failed || length == UTF8PROC_ERROR_NOMEM;
        return;
    }
    buf_add(out, made, (size_t)length);
    free(made);
}
