/*
 * Any bytes as a web page or text file: pages of valid text that add up to the whole, or words.
 */
#include "document/document.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The name decides between text and a web page where the bytes do not. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    struct document document;
    struct failure why = {STATUS_OK, ""};
    struct arena arena;
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    if (document_parse(&arena, size % 4 ? "f.html" : "f", bytes, &document, &why) != STATUS_OK) {
        assert(why.text[0] != '\0');
        arena_release(&arena);
        return 0;
    }
    assert(utf8_check(document.text) == document.text.length);
    size_t length = document.page_count - 1; /* the form feeds */
    for (size_t i = 0; i < document.page_count; i++) {
        const struct str page = document_page(&document, i);
        assert(page.length == 0 || !memchr(page.at, '\f', page.length));
        assert(document_page_at(&document, document.pages[i]) == i);
        length += page.length;
    }
    assert(length == document.text.length);
    arena_release(&arena);
    return 0;
}
