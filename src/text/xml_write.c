#include "text/xml_write.h"

#include "base/utf8.h"
#include "text/xml_char.h"

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

/* Of a byte 0xEF: U+FFFE or U+FFFF. */
static bool is_no_character(const char *at, size_t left)
{
    unsigned size = 0;
    return left >= 3 && !xml_has(utf8_decode(at, left, &size)) && size == 3;
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
        if (a->space && strcmp(a->space, XML_UNDECLARED) == 0) {
            continue;
        }
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

/* The namespace that is bound to xml: for good, and to nothing else. */
static bool is_xml_space(const struct xml_node *node)
{
    return node->space && strcmp(node->space, "http://www.w3.org/XML/1998/namespace") == 0;
}

/* A colon in the name itself, as only names that nobody should give have it, would be a prefix. */
static void write_name(struct buf *out, const struct xml_node *node)
{
    const char *name = node->name;
    buf_text(out, is_xml_space(node) ? "xml:" : "");
    const char *colon = strchr(name, ':');
    if (!colon) {
        buf_text(out, name);
        return;
    }
    for (; *name; name++) {
        buf_char(out, *name == ':' ? '_' : *name);
    }
}

/* How the elements on the way are written. */
struct style {
    unsigned depth;
    bool tight; /* no white space of ours: it would become text */
};

static void write_node(struct buf *out, const struct xml_node *node, const char *space,
                       struct style style);

static void write_inside(struct buf *out, const struct xml_node *node, const char *own,
                         struct style style)
{
    const bool text = has_text(node);
    const struct style inner = {style.depth + 1, style.tight || text};
    if (text) {
        xml_write_text(out, node->text);
    }
    buf_text(out, node->children && !inner.tight ? "\n" : "");
    for (const struct xml_node *child = node->children; child; child = child->next) {
        write_node(out, child, own, inner);
    }
    if (node->children && !inner.tight) {
        indent(out, style.depth);
    }
}

static void write_node(struct buf *out, const struct xml_node *node, const char *space,
                       struct style style)
{
    const char *own = is_xml_space(node) ? space : node->space ? node->space : "";
    if (!style.tight) {
        indent(out, style.depth);
    }
    buf_char(out, '<');
    write_name(out, node);
    if (strcmp(own, space) != 0) {
        xml_write_attribute(out, "xmlns", str_of(own));
    }
    write_attributes(out, node);
    if (has_text(node) || node->children) {
        buf_char(out, '>');
        write_inside(out, node, own, style);
        buf_add(out, "</", 2);
        write_name(out, node);
        buf_char(out, '>');
    } else {
        buf_add(out, "/>", 2);
    }
    buf_text(out, style.tight ? "" : "\n");
}

void xml_write_tree(struct buf *out, const struct xml_node *node, const char *space, unsigned depth)
{
    write_node(out, node, space, (struct style){.depth = depth});
}
