/* Any bytes as the content of an OpenDocument text: pages of valid text, or words. */
#include "document/document.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "../unit/archive_fixture.h"

#define ROOM ((size_t)64 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct document document;
    struct failure why = {STATUS_OK, ""};
    struct arena arena;
    const struct part parts[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text", 0},
        {"content.xml", size > 0 ? (const char *)data : " ", size > 0 ? size : 1},
        {NULL, NULL, 0},
    };
    struct buf zip = make_archive(parts, true);
    arena_init(&arena, ROOM);
    if (document_parse(&arena, "f.odt", buf_view(&zip), &document, &why) == STATUS_OK) {
        assert(utf8_check(document.text) == document.text.length);
        assert(document.page_count > 0 && document.pages[0] == 0);
    } else {
        assert(why.text[0] != '\0');
    }
    arena_release(&arena);
    buf_release(&zip);
    return 0;
}
