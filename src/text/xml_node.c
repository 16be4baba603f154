/* Asking a tree, and the tree of a lone start tag. */
#include "base/buf.h"
#include "text/xml.h"

enum status xml_parse_start_tag(struct arena *arena, struct str tag, struct xml_node **node,
                                struct failure *why)
{
    struct xml_parser *parser = NULL;
    struct buf whole;
    size_t name = 1;
    *node = NULL;
    while (name < tag.length && !strchr(" \t\r\n/>", tag.at[name])) {
        name++;
    }
    if (tag.length < 3 || tag.at[tag.length - 1] != '>' ||
        memchr(tag.at + 1, '<', tag.length - 1)) {
        return fail(why, STATUS_INPUT, "line 1: this is no start tag.");
    }
    buf_init(&whole, tag.length * 2 + 8);
    buf_str(&whole, tag);
    if (tag.at[tag.length - 2] != '/') {
        buf_printf(&whole, "</%.*s>", (int)name - 1, tag.at + 1);
    }
    enum status status = buf_status(&whole, why);
    if (status == STATUS_OK) {
        status = xml_parser_open((struct str){NULL, 0}, &parser, why);
    }
    if (status == STATUS_OK) {
        status = xml_parse(parser, arena, buf_view(&whole), 1, node, why);
    }
    xml_parser_close(parser);
    buf_release(&whole);
    return status;
}

struct str xml_attribute(const struct xml_node *node, const char *name)
{
    for (const struct xml_attribute *a = node->attributes; a; a = a->next) {
        if (strcmp(a->name, name) == 0) {
            return a->value;
        }
    }
    return (struct str){NULL, 0};
}

const struct xml_node *xml_child(const struct xml_node *node, const char *name)
{
    for (const struct xml_node *child = node->children; child; child = child->next) {
        if (strcmp(child->name, name) == 0) {
            return child;
        }
    }
    return NULL;
}

const struct xml_node *xml_next(const struct xml_node *node)
{
    const char *name = node->name;
    while ((node = node->next) && strcmp(node->name, name) != 0) {
    }
    return node;
}
