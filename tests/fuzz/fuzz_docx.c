/*
 * Any bytes as a ZIP archive and Word document: entries of the length they say, pages of valid
 * text, or words. What begins with `<` is taken for the body, so that the elements are reached
 * without the checksums of an archive in the way.
 */
#include "document/document.h"

#include "base/utf8.h"
#include "text/zip.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#define ROOM ((size_t)64 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put(struct buf *out, unsigned bytes, unsigned long value)
{
    for (; bytes > 0; bytes--, value >>= 8) {
        buf_char(out, (char)(value & 0xFFU));
    }
}

static unsigned long checksum(struct str text)
{
    uint32_t sum = 0xFFFFFFFFU;
    for (size_t i = 0; i < text.length; i++) {
        sum ^= (unsigned char)text.at[i];
        for (int k = 0; k < 8; k++) {
            sum = sum & 1U ? sum >> 1 ^ 0xEDB88320U : sum >> 1;
        }
    }
    return sum ^ 0xFFFFFFFFU;
}

/* The fields that a local header and one of the directory have in common. */
static void put_facts(struct buf *out, struct str name, struct str text)
{
    put(out, 2, 20);
    put(out, 2, 0);
    put(out, 2, 0);
    put(out, 4, 0);
    put(out, 4, checksum(text));
    put(out, 4, text.length);
    put(out, 4, text.length);
    put(out, 2, name.length);
    put(out, 2, 0);
}

/* An archive with the one entry. (APPNOTE.TXT 4.3) */
static void wrap(struct str text, struct buf *out)
{
    const struct str name = str_of("word/document.xml");
    buf_text(out, "PK\3\4");
    put_facts(out, name, text);
    buf_str(out, name);
    buf_str(out, text);
    const size_t directory = out->length;
    buf_text(out, "PK\1\2");
    put(out, 2, 20);
    put_facts(out, name, text);
    put(out, 2, 0);
    put(out, 2, 0);
    put(out, 2, 0);
    put(out, 4, 0);
    put(out, 4, 0);
    buf_str(out, name);
    const size_t end = out->length;
    buf_text(out, "PK\5\6");
    put(out, 4, 0);
    put(out, 2, 1);
    put(out, 2, 1);
    put(out, 4, end - directory);
    put(out, 4, directory);
    put(out, 2, 0);
}

static void read_entries(struct str bytes)
{
    struct failure why = {STATUS_OK, ""};
    struct unzip *zip = NULL;
    struct buf out;
    if (unzip_open("f", bytes, &zip, &why) != STATUS_OK) {
        assert(!zip && why.text[0] != '\0');
        return;
    }
    for (size_t i = 0; i < unzip_count(zip); i++) {
        const struct unzip_entry *entry = unzip_at(zip, i);
        assert(unzip_find(zip, entry->name) == entry);
        buf_init(&out, ROOM);
        if (unzip_read(zip, entry, &out, &why) == STATUS_OK) {
            assert(out.length == entry->size);
        }
        buf_release(&out);
    }
    unzip_close(zip);
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
        wrap(bytes, &wrapped);
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
