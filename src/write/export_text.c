/*
 * References: RIS and BibTeX, from the trees that their carriers would make of them (text/ris.c,
 * text/bibtex.c).
 */
#include "write/export_build.h"

/* ---- RIS ---- */

/* A value is one line. */
static void write_line(struct buf *out, struct str text)
{
    bool gap = false;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        if ((unsigned char)c < ' ') {
            gap = true;
            continue;
        }
        buf_text(out, gap ? " " : "");
        gap = false;
        buf_char(out, c);
    }
}

void export_write_ris(const struct xml_node *tree, struct buf *out)
{
    for (const struct xml_node *line = tree->children; line; line = line->next) {
        buf_printf(out, "%s  - ", line->name);
        write_line(out, line->text);
        buf_text(out, "\r\n");
    }
    buf_text(out, "ER  - \r\n\r\n");
}

/* ---- BibTeX ---- */

/* Characters that end a key or are special to LaTeX become "_". */
static void write_key(struct buf *out, struct str key)
{
    for (size_t i = 0; i < key.length; i++) {
        const char c = key.at[i];
        const bool plain = (unsigned char)c > ' ' && !strchr("{}(),=\"'#%~\\", c);
        buf_char(out, plain ? c : '_');
    }
}

/* What LaTeX would take for something else. */
static const char *escape_of(char c)
{
    switch (c) {
    case '\\':
        return "\\textbackslash{}";
    case '{':
        return "\\{";
    case '}':
        return "\\}";
    case '%':
        return "\\%";
    case '&':
        return "\\&";
    case '$':
        return "\\$";
    case '#':
        return "\\#";
    case '_':
        return "\\_";
    case '^':
        return "\\textasciicircum{}";
    case '~':
        return "\\textasciitilde{}";
    default:
        return NULL;
    }
}

static void write_latex(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        const char *escape = escape_of(text.at[i]);
        if (escape) {
            buf_text(out, escape);
        } else {
            buf_char(out, (unsigned char)text.at[i] < ' ' ? ' ' : text.at[i]);
        }
    }
}

static bool has_word(struct str text, const char *word)
{
    const size_t length = strlen(word);
    for (size_t i = 0; i + length <= text.length; i++) {
        if (memcmp(text.at + i, word, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++) {
        if (strcmp(name, *names) == 0) {
            return true;
        }
    }
    return false;
}

/* Fields that are kept as they are, and fields of names. */
static const char *const verbatim[] = {"url", "doi", "file", "eprint", NULL};
static const char *const people[] = {"author", "editor", "translator", NULL};

/* A brace would end the field, or a backslash before its end: in an address they are
 * percent-encoded. All else stays, a percent sign too: what is encoded already is not encoded
 * twice. */
static void write_verbatim(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        if (c == '{' || c == '}' || c == '\\') {
            buf_printf(out, "%%%02X", (unsigned)c);
        } else {
            buf_char(out, (unsigned char)c < ' ' ? ' ' : c);
        }
    }
}

/* A name with "and" in it, or of an organisation with a comma, is one name only in braces. */
static void write_name(struct buf *out, struct str name)
{
    const bool braces = has_word(name, " and ");
    buf_text(out, braces ? "{" : "");
    write_latex(out, name);
    buf_text(out, braces ? "}" : "");
}

/* The field with all nodes of its name. */
static void write_field(struct buf *out, const struct xml_node *node)
{
    const bool names = is_one_of(node->name, people);
    const char *between = "";
    buf_printf(out, ",\n  %s = {", node->name);
    for (const struct xml_node *n = node; n; n = n->next) {
        if (strcmp(n->name, node->name) != 0) {
            continue;
        }
        buf_text(out, between);
        between = names ? " and " : ", ";
        if (names) {
            write_name(out, n->text);
        } else if (is_one_of(n->name, verbatim)) {
            write_verbatim(out, n->text);
        } else {
            write_latex(out, n->text);
        }
    }
    buf_char(out, '}');
}

void export_write_bibtex(const struct xml_node *tree, struct buf *out)
{
    buf_char(out, '@');
    buf_str(out, xml_attribute(tree, "type"));
    buf_char(out, '{');
    write_key(out, xml_attribute(tree, "key"));
    for (const struct xml_node *node = tree->children; node; node = node->next) {
        bool before = false;
        for (const struct xml_node *n = tree->children; n != node; n = n->next) {
            before = before || strcmp(n->name, node->name) == 0;
        }
        if (!before) {
            write_field(out, node);
        }
    }
    buf_text(out, "\n}\n\n");
}
