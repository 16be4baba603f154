/*
 * Any bytes as a ZIP archive and Word document: entries of the length they say, pages of valid
 * text, or words. What begins with `<` is taken for the body, so that the elements are reached
 * without the checksums of an archive in the way.
 */
#include "document/document.h"

#include "base/utf8.h"
#include "text/archive.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "../unit/archive_fixture.h"

#define ROOM ((size_t)64 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Entries are of valid names, each found again, and read to the end or refused with words. */
static void read_entries(struct str bytes)
{
    struct failure why = {STATUS_OK, ""};
    struct source *source = NULL;
    struct archive *archive = NULL;
    if (source_open_memory("f", bytes, &source, &why) != STATUS_OK) {
        abort();
    }
    if (archive_open(source, &archive, &why) != STATUS_OK) {
        assert(!archive && why.text[0] != '\0');
    }
    source_close(source);
    for (size_t i = 0; archive && i < archive_count(archive); i++) {
        const char *name = archive_name(archive, i);
        struct buf out;
        assert(archive_has(archive, name) && utf8_check(str_of(name)) == strlen(name));
        buf_init(&out, ROOM);
        why.text[0] = '\0';
        if (archive_entry(archive, name, &source, &why) == STATUS_OK) {
            assert(source_read_all(source, "Mend.", &out, &why) == STATUS_OK || why.text[0]);
            source_close(source);
        }
        buf_release(&out);
    }
    archive_close(archive);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct document document;
    struct failure why = {STATUS_OK, ""};
    struct arena arena;
    struct buf wrapped;
    buf_init(&wrapped, ROOM);
    arena_init(&arena, ROOM);
    if (size > 0 && data[0] == '<') {
        const struct part parts[] = {{"word/document.xml", bytes.at, size}, {NULL, NULL, 0}};
        wrapped = make_archive(parts, true);
        bytes = buf_view(&wrapped);
    }
    read_entries(bytes);
    if (document_parse(&arena, "f.docx", bytes, &document, &why) == STATUS_OK) {
        assert(utf8_check(document.text) == document.text.length);
        assert(document.page_count > 0 && document.pages[0] == 0);
    } else {
        assert(why.text[0] != '\0');
    }
    arena_release(&arena);
    buf_release(&wrapped);
    return 0;
}
