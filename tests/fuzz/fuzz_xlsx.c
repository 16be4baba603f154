/*
 * Any bytes as a workbook, and as the sheet, the strings and the styles of one: rows or words, and
 * what is read as a record is sound.
 */
#include "fuzz_read.h"

#include "../unit/xlsx_fixture.h"

/* The parts stand one after another, divided by this. */
#define MARK "\n--\n"

static void cut_parts(struct str text, struct part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t end = 0;
        while (end < text.length && (text.length - end < sizeof MARK - 1 ||
                                     memcmp(text.at + end, MARK, sizeof MARK - 1) != 0)) {
            end++;
        }
        parts[i].text = end > 0 ? text.at : " ";
        parts[i].length = end > 0 ? end : 1;
        const size_t skip =
            end + sizeof MARK - 1 < text.length ? end + sizeof MARK - 1 : text.length;
        text = (struct str){text.at + skip, text.length - skip};
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    struct part parts[] = {WORKBOOK_PARTS("", "", "", "", "")};
    if (size > 4 && str_starts(bytes, "PK")) {
        read_bytes(bytes);
        return 0;
    }
    cut_parts(bytes, &parts[3], 3); /* strings, styles, the first sheet */
    struct buf archive = make_archive(parts, true);
    read_bytes(buf_view(&archive));
    buf_release(&archive);
    return 0;
}
