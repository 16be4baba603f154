#include "text/check.h"

#include "base/utf8.h"

/* How many bytes at the beginning are ASCII without NUL; by eights, so it may be a few less. */
static size_t skip_ascii(struct str text)
{
    const uint64_t ones = 0x0101010101010101U;
    size_t i = 0;
    for (; text.length - i >= sizeof ones; i += sizeof ones) {
        uint64_t word = 0;
        memcpy(&word, text.at + i, sizeof word);
        /* The top bit of a byte is set by a byte over 0x7F, and by the borrow below a zero. */
        if ((word | (word - ones)) & (ones << 7)) {
            break;
        }
    }
    return i;
}

size_t check_text(struct str text)
{
    size_t i = 0;
    while (i < text.length) {
        const struct str rest = {text.at + i, text.length - i};
        const size_t skipped = skip_ascii(rest);
        i += skipped;
        for (unsigned tail = 0; tail < 8 && skipped < rest.length && i < text.length; tail++) {
            unsigned size = 0;
            const uint32_t code = utf8_decode(text.at + i, text.length - i, &size);
            if (code == UTF8_BAD || code == 0) {
                return i;
            }
            i += size;
        }
    }
    return text.length;
}
