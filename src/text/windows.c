#include "text/windows.h"

#include "base/utf8.h"

/* What the bytes 80 to 9F stand for in Windows-1252; 0: nothing. */
static const unsigned short windows[] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

bool windows_fits(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        unsigned size = 1;
        if (c == 0 || (c >= 0x80 && c < 0xA0 && windows[c - 0x80] == 0) ||
            (c >= 0x80 && utf8_decode(text.at + i, text.length - i, &size) != UTF8_BAD)) {
            return false;
        }
    }
    return true;
}

struct str windows_text(struct arena *arena, struct str text)
{
    char *to = arena_alloc(arena, text.length * 3 + 1);
    struct str made = {to, 0};
    for (size_t i = 0; to && i < text.length; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        made.length += utf8_encode(c >= 0x80 && c < 0xA0 ? windows[c - 0x80] : c, to + made.length);
    }
    return made;
}
