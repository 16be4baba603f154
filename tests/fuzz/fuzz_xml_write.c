/*
 * Any XML element that can be parsed: written, it is parsed again, and written again it gives the
 * same bytes. Against a structure it gets a verdict, and the children that it has are all still
 * there, whatever the verdict was.
 */
#include "text/xml_write.h"
#include "write/structure.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char structure_text[] = "a: \"@k @d:date? one:text two:text* three?\"\n"
                                     "text: \"say+\"\nsay: \"@xml:lang:language? #string\"\n"
                                     "three: \"@n:natural @u:uri? @t:datetime? #decimal\"\n";

static size_t count_nodes(const struct xml_node *node)
{
    size_t count = 1;
    for (const struct xml_node *child = node->children; child; child = child->next) {
        count += count_nodes(child);
    }
    return count;
}

static struct xml_node *parse(struct arena *arena, struct str bytes)
{
    struct xml_parser *parser = NULL;
    struct xml_node *node = NULL;
    struct failure why;
    if (xml_parser_open((struct str){0}, &parser, &why) != STATUS_OK ||
        xml_parse(parser, arena, bytes, 1, &node, &why) != STATUS_OK) {
        node = NULL;
    }
    xml_parser_close(parser);
    return node;
}

static void settle(struct arena *arena, struct xml_node *node)
{
    const struct structure *structure = NULL;
    struct yaml_node *root = NULL;
    struct failure why;
    char fault[STRUCTURE_FAULT] = "";
    if (yaml_parse(arena, "s", str_of(structure_text), &root, &why) != STATUS_OK ||
        structure_read(arena, root, "a", &structure, &why) != STATUS_OK) {
        abort();
    }
    const size_t before = count_nodes(node);
    const bool fits = structure_settle(structure, node, fault);
    assert(fits == (fault[0] == '\0'));
    assert(count_nodes(node) == before);
    /* Once in order it stays so. */
    char again[STRUCTURE_FAULT] = "";
    assert(structure_settle(structure, node, again) == fits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct buf first, second;
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    buf_init(&first, (size_t)32 * 1024 * 1024);
    buf_init(&second, (size_t)32 * 1024 * 1024);
    struct xml_node *node = parse(&arena, (struct str){(const char *)data, size});
    if (node) {
        xml_write_tree(&first, node, "", 0);
        struct xml_node *back = parse(&arena, buf_view(&first));
        assert(back && count_nodes(back) == count_nodes(node));
        xml_write_tree(&second, back, "", 0);
        assert(str_equal(buf_view(&first), buf_view(&second)));
        settle(&arena, node);
    }
    buf_release(&first);
    buf_release(&second);
    arena_release(&arena);
    return 0;
}
