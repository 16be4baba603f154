#include "serve/qr.h"

#include "text/html.h"

#include <qrencode.h>

#define QUIET 4 /* the white margin that readers need, in modules */

bool qr_svg(struct buf *out, const char *text, const char *label)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!code) {
        return false;
    }
    const int size = code->width + 2 * QUIET;
    buf_printf(out, "<svg class=\"qr\" role=\"img\" viewBox=\"0 0 %d %d\" aria-label=\"", size,
               size);
    html_text(out, label);
    /* Dark on white whatever the colours of the page: readers expect it so. */
    buf_printf(out, "\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"", size,
               size);
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            if (code->data[y * code->width + x] & 1) {
                buf_printf(out, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
            }
        }
    }
    buf_text(out, "\"/></svg>\n");
    QRcode_free(code);
    return true;
}
