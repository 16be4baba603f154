/*
 * OpenDocument texts: ODT (ISO/IEC 26300, OASIS OpenDocument 1.2), a ZIP archive of XML parts.
 *
 * The text stands between the tags of content.xml, mixed with them, so it is read by a walk over
 * the tags, after the parser of text/xml.h has found the part well formed. Pages are those that the
 * word processor noted when it last saved (text:soft-page-break) and those the author made by a
 * paragraph's style. Notes stand at the end of the page that refers to them. Deleted text and
 * comments are left out; headers and footers are not read.
 */
#include "base/utf8.h"
#include "document/parts.h"
#include "text/xml.h"

#include <stdlib.h>

#define STYLES_MAX 4096

struct range {
    size_t from, to;
};

struct odt {
    struct arena *arena;
    struct pages pages;
    struct str bytes;          /* content.xml, from the root's '<' to its '>' */
    const char **break_styles; /* names of paragraph styles that begin a page */
    size_t style_count;
    struct range *notes; /* that wait for the end of the page */
    size_t note_count, note_capacity;
    bool aside; /* a note is walked */
    bool broken, paged, failed;
};

/* A tag, with its prefix as OpenDocument writes it. */
struct tag {
    struct str name, inside; /* "text:p", and all between the name and '>' */
    bool end, empty;
    size_t behind; /* the byte behind its '>' */
};

/* ---- markup ---- */

static struct tag read_tag(struct str bytes, size_t at)
{
    struct tag tag = {.end = bytes.at[at + 1] == '/'};
    size_t i = at + 1 + tag.end;
    char quote = '\0';
    tag.name.at = bytes.at + i;
    while (i < bytes.length && !char_is_white(bytes.at[i]) && bytes.at[i] != '>' &&
           bytes.at[i] != '/') {
        i++;
    }
    tag.name.length = (size_t)(bytes.at + i - tag.name.at);
    tag.inside.at = bytes.at + i;
    for (; i < bytes.length && (quote || bytes.at[i] != '>'); i++) {
        const char c = bytes.at[i];
        quote = quote ? (c == quote ? '\0' : quote) : c == '"' || c == '\'' ? c : '\0';
    }
    tag.inside.length = (size_t)(bytes.at + i - tag.inside.at);
    tag.empty = tag.inside.length > 0 && tag.inside.at[tag.inside.length - 1] == '/';
    tag.behind = i < bytes.length ? i + 1 : i;
    return tag;
}

/* The value of an attribute as it stands there. */
static struct str attribute(const struct tag *tag, const char *name)
{
    const size_t length = strlen(name);
    for (size_t i = 0; i + length + 2 < tag->inside.length; i++) {
        const char *at = tag->inside.at + i;
        if (char_is_white(at[0]) && memcmp(at + 1, name, length) == 0 && at[length + 1] == '=') {
            const char *value = at + length + 3, *end = tag->inside.at + tag->inside.length;
            const char *close =
                value < end ? memchr(value, value[-1], (size_t)(end - value)) : NULL;
            return close ? (struct str){value, (size_t)(close - value)} : (struct str){NULL, 0};
        }
    }
    return (struct str){NULL, 0};
}

/* The byte behind a comment, CDATA section or processing instruction that begins at @at. */
static size_t behind_other(struct str bytes, size_t at)
{
    const char *mark = bytes.at[at + 1] == '?' ? "?>" : bytes.at[at + 2] == '[' ? "]]>" : "-->";
    const size_t length = strlen(mark);
    for (size_t i = at; i + length <= bytes.length; i++) {
        if (memcmp(bytes.at + i, mark, length) == 0) {
            return i + length;
        }
    }
    return bytes.length;
}

/* The byte behind the end tag of the element whose start tag is @tag. */
static size_t behind_element(struct str bytes, const struct tag *tag)
{
    unsigned depth = 1;
    size_t at = tag->behind;
    while (!tag->empty && at < bytes.length && depth > 0) {
        const char *next = memchr(bytes.at + at, '<', bytes.length - at);
        at = next ? (size_t)(next - bytes.at) : bytes.length;
        if (at + 1 >= bytes.length) {
            return bytes.length;
        }
        if (bytes.at[at + 1] == '!' || bytes.at[at + 1] == '?') {
            at = behind_other(bytes, at);
            continue;
        }
        const struct tag inner = read_tag(bytes, at);
        if (str_equal(inner.name, tag->name) && !inner.empty) {
            depth += inner.end ? 0 : 1;
            depth -= inner.end ? 1 : 0;
        }
        at = inner.behind;
    }
    return at;
}

/* ---- text ---- */

/* "&amp;" and "&#x10FFFF;" as what they stand for; the part is well formed. */
static void put_entity(struct odt *odt, struct str name)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}};
    char number[12] = "", bytes[4];
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (str_is(name, known[i].name)) {
            pages_text(&odt->pages, str_of(known[i].text));
        }
    }
    if (name.length > 1 && name.at[0] == '#' && name.length < sizeof number) {
        const bool hex = name.at[1] == 'x';
        memcpy(number, name.at + 1 + hex, name.length - 1 - hex);
        const unsigned long code = strtoul(number, NULL, hex ? 16 : 10);
        if (code > 0 && code <= 0x10FFFF) {
            pages_text(&odt->pages, (struct str){bytes, utf8_encode((uint32_t)code, bytes)});
        }
    }
}

static void put(struct odt *odt, struct str text)
{
    odt->broken = odt->broken && str_trim(text).length == 0;
    while (text.length > 0) {
        const char *amp = memchr(text.at, '&', text.length);
        const size_t plain = amp ? (size_t)(amp - text.at) : text.length;
        pages_text(&odt->pages, (struct str){text.at, plain});
        text = (struct str){text.at + plain, text.length - plain};
        const char *semicolon = amp ? memchr(amp, ';', text.length) : NULL;
        if (semicolon) {
            put_entity(odt, (struct str){amp + 1, (size_t)(semicolon - amp) - 1});
            text.length -= (size_t)(semicolon + 1 - text.at);
            text.at = semicolon + 1;
        } else if (amp) {
            return;
        }
    }
}

/* ---- pages and notes ---- */

static void walk(struct odt *odt, struct range range);

static void end_page(struct odt *odt)
{
    const size_t count = odt->note_count;
    pages_line(&odt->pages);
    odt->aside = true;
    for (size_t i = 0; i < count; i++) {
        walk(odt, odt->notes[i]);
        pages_line(&odt->pages);
    }
    odt->aside = false;
    odt->note_count = 0;
}

static void break_page(struct odt *odt)
{
    if (odt->aside || odt->broken) {
        return;
    }
    odt->paged = odt->broken = true;
    end_page(odt);
    pages_break(&odt->pages);
}

static void keep_note(struct odt *odt, struct range range)
{
    struct range *notes =
        arena_grow(odt->arena, odt->notes, odt->note_count, &odt->note_capacity, sizeof *notes);
    odt->failed = odt->failed || !notes;
    if (notes) {
        odt->notes = notes;
        notes[odt->note_count++] = range;
    }
}

static bool begins_page(const struct odt *odt, const struct tag *tag)
{
    const struct str style = attribute(tag, "text:style-name");
    for (size_t i = 0; i < odt->style_count; i++) {
        if (str_is(style, odt->break_styles[i])) {
            return true;
        }
    }
    return false;
}

/* ---- the walk ---- */

static bool is_among(struct str name, const char *const *names)
{
    while (*names && !str_is(name, *names)) {
        names++;
    }
    return *names != NULL;
}

/* Does what a tag asks for; returns where the walk goes on. */
static size_t take_tag(struct odt *odt, const struct tag *tag)
{
    static const char *const unseen[] = {"text:tracked-changes",
                                         "office:annotation",
                                         "text:note-citation",
                                         "office:automatic-styles",
                                         "office:scripts",
                                         "office:font-face-decls",
                                         "svg:desc",
                                         "text:table-of-content-source",
                                         NULL};
    static const char *const lines[] = {
        "text:p",           "text:h", "text:list-item", "table:table-row", "text:line-break",
        "table:table-cell", NULL};
    if (!tag->end && is_among(tag->name, unseen)) {
        return behind_element(odt->bytes, tag);
    }
    if (!tag->end && str_is(tag->name, "text:note")) {
        const size_t behind = behind_element(odt->bytes, tag);
        if (!odt->aside) {
            keep_note(odt, (struct range){tag->behind, behind});
        }
        return behind;
    }
    if (is_among(tag->name, lines)) {
        pages_line(&odt->pages);
        if (!tag->end && begins_page(odt, tag)) {
            break_page(odt);
        }
    } else if (str_is(tag->name, "text:tab") || str_is(tag->name, "text:s")) {
        pages_text(&odt->pages, str_of(" "));
    } else if (str_is(tag->name, "text:soft-page-break") && !tag->end) {
        break_page(odt);
    }
    return tag->behind;
}

/* Of notes once more, which hold no others: two deep. */
static void walk(struct odt *odt, struct range range)
{
    const struct str bytes = {odt->bytes.at, range.to};
    size_t at = range.from;
    while (at < bytes.length) {
        const char *next = memchr(bytes.at + at, '<', bytes.length - at);
        const size_t end = next ? (size_t)(next - bytes.at) : bytes.length;
        put(odt, (struct str){bytes.at + at, end - at});
        at = end;
        if (at + 2 >= bytes.length) {
            return;
        }
        if (bytes.at[at + 1] == '?' || bytes.at[at + 1] == '!') {
            const size_t behind = behind_other(bytes, at);
            if (bytes.at[at + 2] == '[' && behind - at >= 12) { /* <![CDATA[…]]> */
                pages_text(&odt->pages, (struct str){bytes.at + at + 9, behind - at - 12});
            }
            at = behind;
            continue;
        }
        const struct tag tag = read_tag(bytes, at);
        at = take_tag(odt, &tag);
    }
}

/* ---- parts ---- */

/* Which paragraph styles begin a page. */
static void find_break_styles(struct odt *odt, const struct xml_node *root)
{
    const struct xml_node *styles = xml_child(root, "automatic-styles");
    odt->break_styles = arena_array(odt->arena, STYLES_MAX, sizeof *odt->break_styles);
    for (const struct xml_node *s = styles ? styles->children : NULL;
         s && odt->break_styles && odt->style_count < STYLES_MAX; s = s->next) {
        const struct xml_node *about = xml_child(s, "paragraph-properties");
        const char *name = about && str_is(xml_attribute(about, "break-before"), "page")
                               ? arena_copy(odt->arena, xml_attribute(s, "name"))
                               : NULL;
        if (name) {
            odt->break_styles[odt->style_count++] = name;
        }
    }
}

/* The bytes of a part and its tree. */
static enum status read_part(struct odt *odt, struct source *source, struct str *bytes,
                             struct xml_node **node, struct failure *why)
{
    const char *name = source_name(source);
    struct xml_parser *parser = NULL;
    struct failure words = {STATUS_OK, ""};
    struct buf all;
    buf_init(&all, DOCUMENT_TEXT_MAX);
    enum status status = source_read_all(source, "Divide it.", &all, why);
    if (status == STATUS_OK) {
        *bytes = arena_str(odt->arena, buf_view(&all));
        status =
            bytes->at ? xml_parser_open((struct str){NULL, 0}, &parser, why) : fail_memory(why);
    }
    buf_release(&all);
    TRY(status);
    /* The declaration is no part of the element. */
    while (bytes->length > 1 && (bytes->at[0] != '<' || bytes->at[1] == '?')) {
        bytes->at++;
        bytes->length--;
    }
    status = xml_parse(parser, odt->arena, *bytes, 1, node, &words);
    xml_parser_close(parser);
    return status == STATUS_OK ? STATUS_OK
                               : fail(why, words.status, "%s: %.700s", name, words.text);
}

static enum status read_title(struct odt *odt, struct archive *archive, struct document *document,
                              struct failure *why)
{
    struct source *source = NULL;
    struct xml_node *node = NULL;
    struct str bytes;
    if (!archive_has(archive, "meta.xml")) {
        return STATUS_OK;
    }
    TRY(archive_entry(archive, "meta.xml", &source, why));
    const enum status status = read_part(odt, source, &bytes, &node, why);
    source_close(source);
    TRY(status);
    const struct xml_node *meta = xml_child(node, "meta");
    const struct xml_node *title = meta ? xml_child(meta, "title") : NULL;
    const struct xml_node *language = meta ? xml_child(meta, "language") : NULL;
    document->title = title ? str_trim(title->text) : (struct str){NULL, 0};
    document->language = language ? str_trim(language->text) : (struct str){NULL, 0};
    return STATUS_OK;
}

static enum status read_all(struct odt *odt, struct archive *archive, struct document *document,
                            struct failure *why)
{
    struct source *source = NULL;
    struct xml_node *node = NULL;
    TRY(read_title(odt, archive, document, why));
    TRY(archive_entry(archive, "content.xml", &source, why));
    const enum status status = read_part(odt, source, &odt->bytes, &node, why);
    source_close(source);
    TRY(status);
    find_break_styles(odt, node);
    walk(odt, (struct range){0, odt->bytes.length});
    end_page(odt);
    return odt->failed ? fail_memory(why) : STATUS_OK;
}

enum status odt_read(struct arena *arena, const char *name, struct archive *archive,
                     struct document *document, struct failure *why)
{
    struct odt odt = {.arena = arena, .broken = true};
    pages_init(&odt.pages, arena);
    enum status status = read_all(&odt, archive, document, why);
    if (status == STATUS_OK) {
        status = pages_finish(&odt.pages, name, document, why);
    }
    document->paged = odt.paged;
    pages_release(&odt.pages);
    return status;
}
