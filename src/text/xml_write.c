#include "text/xml_write.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* What a byte is to the writer. */
enum byte { PLAIN, MARKUP, WHITE, BAD, LEAD };

static enum byte byte_class(unsigned char c)
{
    if (c < 0x20) {
        return c == '\t' || c == '\n' || c == '\r' ? WHITE : BAD;
    }
    return c == '&' || c == '<' || c == '>' || c == '"' ? MARKUP : c == 0xEF ? LEAD : PLAIN;
}

static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\t':
        return "&#9;";
    case '\n':
        return "&#10;";
    default:
        return "&#13;";
    }
}

/* U+FFFE and U+FFFF are no characters of XML. */
static bool is_no_character(const char *at, size_t left)
{
    return left >= 3 && (unsigned char)at[1] == 0xBF && (unsigned char)at[2] >= 0xBE;
}

/* What stands for the byte at @at, of which @size bytes are replaced; NULL: itself. */
static const char *instead_of(const char *at, size_t left, bool value, size_t *size)
{
    *size = 1;
    switch (byte_class((unsigned char)*at)) {
    case PLAIN:
        return NULL;
    case MARKUP:
        return *at == '"' && !value ? NULL : entity_of(*at);
    case WHITE:
        /* A parser makes spaces of these in a value, and one line end of CR LF anywhere. */
        return value || *at == '\r' ? entity_of(*at) : NULL;
    case BAD:
        return REPLACEMENT;
    case LEAD:
        *size = is_no_character(at, left) ? 3 : 1;
        return *size == 3 ? REPLACEMENT : NULL;
    }
    return NULL;
}

static void write_escaped(struct buf *out, struct str text, bool value)
{
    size_t plain = 0;
    for (size_t i = 0; i < text.length;) {
        const unsigned char c = (unsigned char)text.at[i];
        if (c > '>' && c != 0xEF) {
            i++;
            continue;
        }
        size_t size;
        const char *instead = instead_of(text.at + i, text.length - i, value, &size);
        if (instead) {
            buf_add(out, text.at + plain, i - plain);
            buf_text(out, instead);
            plain = i + size;
        }
        i += size;
    }
    buf_add(out, text.at ? text.at + plain : "", text.length - plain);
}

void xml_write_text(struct buf *out, struct str text)
{
    write_escaped(out, text, false);
}

void xml_write_value(struct buf *out, struct str text)
{
    write_escaped(out, text, true);
}

void xml_write_attribute(struct buf *out, const char *name, struct str value)
{
    buf_char(out, ' ');
    buf_text(out, name);
    buf_add(out, "=\"", 2);
    xml_write_value(out, value);
    buf_char(out, '"');
}

static void write_attributes(struct buf *out, const struct xml_node *node)
{
    unsigned number = 0;
    for (const struct xml_attribute *a = node->attributes; a; a = a->next) {
        if (a->space && a->space[0]) {
            number++;
            buf_printf(out, " xmlns:n%u=\"", number);
            xml_write_value(out, str_of(a->space));
            buf_printf(out, "\" n%u:%s=\"", number, a->name);
            xml_write_value(out, a->value);
            buf_char(out, '"');
        } else {
            xml_write_attribute(out, a->name, a->value);
        }
    }
}

static void indent(struct buf *out, unsigned depth)
{
    static const char spaces[] = "                ";
    const size_t width = (size_t)depth * 2;
    buf_add(out, spaces, width < sizeof spaces - 1 ? width : sizeof spaces - 1);
}

/* White space between elements is ours; other text beside elements is kept before them. */
static bool has_text(const struct xml_node *node)
{
    return node->children ? str_trim(node->text).length > 0 : node->text.length > 0;
}

void xml_write_tree(struct buf *out, const struct xml_node *node, const char *space, unsigned depth)
{
    const bool text = has_text(node);
    const char *own = node->space ? node->space : "";
    indent(out, depth);
    buf_char(out, '<');
    buf_text(out, node->name);
    if (strcmp(own, space) != 0) {
        xml_write_attribute(out, "xmlns", str_of(own));
    }
    write_attributes(out, node);
    if (!text && !node->children) {
        buf_add(out, "/>\n", 3);
        return;
    }
    buf_char(out, '>');
    if (text) {
        xml_write_text(out, node->text);
    }
    buf_text(out, node->children ? "\n" : "");
    for (const struct xml_node *child = node->children; child; child = child->next) {
        xml_write_tree(out, child, own, depth + 1);
    }
    if (node->children) {
        indent(out, depth);
    }
    buf_add(out, "</", 2);
    buf_text(out, node->name);
    buf_add(out, ">\n", 2);
}
