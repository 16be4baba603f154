/* Any bytes as a MARC 21 file, and as the title of a record in MARC-8 whose lengths are right. */
#include "fuzz_read.h"

static void read_as_title(struct str text)
{
    char head[128];
    struct buf bytes;
    buf_init(&bytes, (size_t)1024 * 1024);
    const size_t length = text.length < 9000 ? text.length : 9000;
    const size_t title = length + 5; /* indicators, 1F, a, 1E */
    (void)snprintf(head, sizeof head, "%05zunam  2200049   4500001000200000245%04zu00002\x1E",
                   49 + 2 + title + 1, title);
    buf_text(&bytes, head);
    buf_text(&bytes, "1\x1E  \x1F"
                     "a");
    buf_str(&bytes, (struct str){text.at, length});
    buf_text(&bytes, "\x1E\x1D");
    read_bytes(buf_view(&bytes));
    buf_release(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    read_as_title(bytes);
    read_bytes(bytes);
    return 0;
}
