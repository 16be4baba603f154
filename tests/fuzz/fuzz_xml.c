/*
 * Any bytes as an XML file: split and parsed without a crash; the pieces are parts of the file that
 * do not overlap, and they do not depend on where the reads are cut.
 */
#include "text/xml.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#define FIRST_READ 65536U /* what a source reads before it hands anything out */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned long long run(struct str text, bool parse)
{
    static const char *const names[] = {"r", NULL};
    struct source *source = NULL;
    struct xml_splitter *splitter = NULL;
    struct xml_parser *parser = NULL;
    struct xml_piece piece;
    struct failure why = {STATUS_OK, ""};
    struct arena arena;
    unsigned long long sum = 0;
    size_t total = 0;
    arena_init(&arena, (size_t)8 * 1024 * 1024);
    if (source_open_memory("f", text, &source, &why) != STATUS_OK ||
        xml_splitter_open(source, names, &splitter, &why) != STATUS_OK) {
        abort();
    }
    enum step step;
    while ((step = xml_splitter_next(splitter, &piece, &why)) == STEP_ITEM) {
        struct xml_node *node = NULL;
        total += piece.bytes.length;
        sum = (sum ^ str_hash(piece.bytes)) * 31 + piece.line * 2 + piece.closed;
        if (parse && !parser &&
            xml_parser_open(xml_splitter_root(splitter), &parser, &why) != STATUS_OK) {
            parse = false;
        }
        if (parse && xml_parse(parser, &arena, piece.bytes, piece.line, &node, &why) == STATUS_OK) {
            assert(piece.closed && node->line >= piece.line && !node->next && !node->parent);
        }
        arena_clear(&arena);
    }
    assert(total <= text.length * 4);
    sum = sum * 31 + (unsigned long long)step * 2 + xml_splitter_complete(splitter);
    xml_parser_close(parser);
    xml_splitter_close(splitter);
    source_close(source);
    arena_release(&arena);
    return sum;
}

/* The same document behind a comment, so that the first read ends in the middle of it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char padded[FIRST_READ + 4096];
    const struct str text = {(const char *)data, size};
    const unsigned long long sum = run(text, true);
    if (size >= 8 && size <= 4096 && data[0] == '<' && data[1] != '?') {
        const size_t start = FIRST_READ - size / 2;
        memset(padded, ' ', start);
        memcpy(padded, "<!--", 4);
        memcpy(padded + start - 3, "-->", 3);
        memcpy(padded + start, data, size);
        assert(run((struct str){padded, start + size}, false) == sum);
    }
    return 0;
}
