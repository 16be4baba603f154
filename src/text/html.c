#include "text/html.h"

#include "base/utf8.h"
#include "text/xml_char.h"

static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* C1 controls are no characters of HTML, and what XML has not, feeds cannot have. */
bool html_shows(uint32_t code)
{
    return xml_has(code) && (code < 0x7F || code >= 0xA0);
}

void html_str(struct buf *out, struct str text)
{
    size_t plain = 0;
    unsigned size = 1;
    for (size_t i = 0; i < text.length; i += size) {
        const unsigned char c = (unsigned char)text.at[i];
        uint32_t code = c;
        size = 1;
        if (c >= 0x80) {
            code = utf8_decode(text.at + i, text.length - i, &size);
        }
        const char *instead = html_shows(code) ? entity_of((char)c) : "\xEF\xBF\xBD";
        if (instead) {
            buf_add(out, text.at + plain, i - plain);
            buf_text(out, instead);
            plain = i + size;
        }
    }
    buf_add(out, text.at ? text.at + plain : "", text.length - plain);
}

void html_text(struct buf *out, const char *text)
{
    html_str(out, str_of(text));
}

void html_url_part(struct buf *out, struct str text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            buf_char(out, (char)c);
        } else {
            buf_char(out, '%');
            buf_char(out, digits[c >> 4]);
            buf_char(out, digits[c & 15]);
        }
    }
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool html_url_decode(struct str text, bool plus, char *to, size_t *length)
{
    size_t n = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c == '%') {
            const int high = i + 2 < text.length ? digit_of(text.at[i + 1]) : -1;
            const int low = high >= 0 ? digit_of(text.at[i + 2]) : -1;
            if (low < 0) {
                return false;
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        if (c == '\0') {
            return false;
        }
        to[n++] = c;
    }
    *length = n;
    return utf8_check((struct str){to, n}) == n;
}

bool html_is_safe_link(struct str address)
{
    return str_starts(address, "https://") || str_starts(address, "http://") ||
           str_starts(address, "mailto:");
}
