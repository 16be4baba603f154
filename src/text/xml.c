/*
 * The parser: libxml2's SAX2 push parser, given the root's start tag once and then one element
 * after another, as if they were one document. There is so no set-up for each record, and a
 * record with an error costs a fresh context and nothing else.
 *
 * What stands between libxml2 and hostile input: a record is at most 16 MiB, valid UTF-8 and has
 * no tag of more than 256 attributes before libxml2 sees it (it compares each with each); depth,
 * names, namespaces and texts are limited here; a DOCTYPE cannot stand inside the root, so that no
 * entity can be declared.
 */
#include "text/xml.h"

#include "base/buf.h"
#include "text/xml_check.h"

#include <libxml/parser.h>
#include <stdint.h>
#include <stdlib.h>

#define PIECE_LIMIT ((size_t)16 * 1024 * 1024)
#define TEXT_LIMIT ((size_t)10 * 1024 * 1024)
#define DEPTH_LIMIT 128U
#define NAME_LIMIT ((size_t)1024)
#define CHUNK ((size_t)64 * 1024)
#define DICTIONARY_LIMIT 20000 /* names a context may know before it is made anew */
#define SLOTS 512U             /* of the table of names; a power of two */

/* A name of libxml2's dictionary and its copy in the arena of the element being parsed. */
struct slot {
    const xmlChar *key;
    const char *copy;
    unsigned generation;
    bool xml; /* with the prefix xml: */
};

/* An element that has been begun and not ended. */
struct level {
    struct xml_node *node;
    struct xml_node *last; /* its last child so far */
    unsigned spaces;       /* namespace declarations in force */
    struct buf text;
};

struct xml_parser {
    xmlParserCtxt *context; /* NULL after an error: made anew for the next element */
    struct buf root;        /* the root's start tag, as it is fed */
    bool in_root;           /* libxml2 has seen it */
    unsigned long fed;      /* bytes the context had got before this element */

    struct arena *arena;
    struct failure *why;
    enum status status; /* of this element; after the first failure the rest is passed over */
    struct str bytes;
    unsigned first_line;
    struct xml_node *top;
    unsigned depth;
    struct level levels[DEPTH_LIMIT];

    size_t counted;   /* line ends have been counted up to this byte */
    size_t line_from; /* where the line of that byte begins */
    unsigned line;
    bool has_cr;

    unsigned generation; /* of the table: one for each element parsed */
    struct slot slots[SLOTS];
};

/* ---- lines ---- */

/* Brings parser->line and .line_from up to @offset. */
static void count_to(struct xml_parser *parser, size_t offset)
{
    const char *at = parser->bytes.at;
    if (!parser->has_cr) {
        const char *p = at + parser->counted;
        while ((p = memchr(p, '\n', (size_t)(at + offset - p)))) {
            p++;
            parser->line++;
            parser->line_from = (size_t)(p - at);
        }
        parser->counted = offset;
        return;
    }
    for (; parser->counted < offset; parser->counted++) {
        const size_t i = parser->counted;
        const bool pair = at[i] == '\n' && i > 0 && at[i - 1] == '\r';
        if (at[i] == '\r' || at[i] == '\n') {
            parser->line += !pair;
            parser->line_from = i + 1;
        }
    }
}

/* Where in the element libxml2 is, and the line of it. */
static size_t offset_now(struct xml_parser *parser)
{
    const xmlParserInput *input = parser->context->input;
    const unsigned long all = input->consumed + (unsigned long)(input->cur - input->base);
    size_t offset = all > parser->fed ? all - parser->fed : 0;
    offset = offset > parser->bytes.length ? parser->bytes.length : offset;
    if (offset > parser->counted) {
        count_to(parser, offset);
    }
    return offset;
}

/* The line of the '<' of the start tag whose end libxml2 has reached. */
static unsigned tag_line(struct xml_parser *parser)
{
    size_t i = offset_now(parser);
    const char *at = parser->bytes.at;
    unsigned line = parser->line;
    if (i >= parser->line_from && memchr(at + parser->line_from, '<', i - parser->line_from)) {
        return line;
    }
    for (; i > 0 && at[i - 1] != '<'; i--) {
        const bool pair = at[i - 1] == '\r' && at[i] == '\n';
        line -= (at[i - 1] == '\n' || at[i - 1] == '\r') && !pair;
    }
    return line;
}

/* ---- failures ---- */

/* Records the first failure of the element; @line 0 is the line libxml2 is at. */
__attribute__((format(printf, 4, 5), cold)) static void
set_failed(struct xml_parser *parser, enum status status, unsigned line, const char *format, ...)
{
    char words[512];
    if (parser->status != STATUS_OK) {
        return;
    }
    if (line == 0) {
        if (parser->context) {
            (void)offset_now(parser);
        }
        line = parser->line;
    }
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    parser->status = fail(parser->why, status, "line %u: %s", line, words);
    if (status == STATUS_LIMIT && parser->context) {
        xmlStopParser(parser->context);
    }
}

static void set_failed_memory(struct xml_parser *parser)
{
    if (parser->status == STATUS_OK) {
        parser->status = fail_memory(parser->why);
    }
}

static const char *mend_of(int code, const char *message)
{
    if (code == XML_ERR_UNDECLARED_ENTITY || code == XML_ERR_ENTITYREF_SEMICOL_MISSING ||
        strncmp(message, "xmlParseEntityRef", 17) == 0) {
        return ". Write & as &amp;, and other characters as they are";
    }
    if (code == XML_ERR_LT_IN_ATTRIBUTE) {
        return ". Write < as &lt;";
    }
    return "";
}

/* libxml2 has something to say. Namespaces that were not declared do not cost a record. */
static void on_error(void *context, xmlErrorPtr error)
{
    struct xml_parser *parser = context;
    if (error->level < XML_ERR_ERROR || error->domain == XML_FROM_NAMESPACE) {
        return;
    }
    if (error->code == XML_ERR_NO_MEMORY) {
        set_failed_memory(parser);
        return;
    }
    if (error->code == XML_ERR_TAG_NAME_MISMATCH && error->str1 && error->str2) {
        set_failed(parser, STATUS_INPUT, 0,
                   "the end tag </%.100s> does not fit, because <%.100s> is still open.",
                   error->str2, error->str1);
        return;
    }
    const char *message = error->message ? error->message : "not well formed";
    set_failed(parser, STATUS_INPUT, 0, "%.*s%s.", (int)strcspn(message, "\r\n"), message,
               mend_of(error->code, message));
}

/* ---- the tree ---- */

/* The copy of @key in the arena; one for each name and element parsed. NULL after a failure. */
static const char *intern(struct xml_parser *parser, const xmlChar *key, bool xml)
{
    const uintptr_t mixed = (uintptr_t)key * 0x9E3779B97F4A7C15U + xml;
    struct slot *slot = NULL;
    for (unsigned i = 0; i < 8; i++) {
        slot = &parser->slots[((mixed >> 40) + i) & (SLOTS - 1)];
        if (slot->generation != parser->generation) {
            break;
        }
        if (slot->key == key && slot->xml == xml) {
            return slot->copy;
        }
    }
    /* When all eight places are taken the last one has to go: it is only a saving of memory. */
    const char *text = (const char *)key;
    if (strlen(text) > NAME_LIMIT) {
        set_failed(parser, STATUS_LIMIT, 0, "a name is longer than 1 KiB.");
        return NULL;
    }
    const char *copy =
        xml ? arena_printf(parser->arena, "xml:%s", text) : arena_copy(parser->arena, str_of(text));
    if (!copy) {
        set_failed_memory(parser);
        return NULL;
    }
    *slot = (struct slot){.key = key, .copy = copy, .generation = parser->generation, .xml = xml};
    return copy;
}

/* The attributes of libxml2: name, prefix, namespace, value, end of value. */
static const struct xml_attribute *copy_attributes(struct xml_parser *parser, size_t count,
                                                   const xmlChar **from)
{
    size_t room = 0;
    for (size_t i = 0; i < count; i++) {
        room += sizeof(struct xml_attribute) + (size_t)(from[5 * i + 4] - from[5 * i + 3]) + 1;
    }
    struct xml_attribute *made = arena_alloc(parser->arena, room);
    if (!made) {
        set_failed_memory(parser);
        return NULL;
    }
    char *text = (char *)(made + count);
    for (size_t i = 0; i < count; i++, from += 5) {
        const bool xml = from[1] && strcmp((const char *)from[1], "xml") == 0;
        const size_t length = (size_t)(from[4] - from[3]);
        made[i].name = intern(parser, from[0], xml);
        made[i].space = xml || !from[1] ? ""
                        : from[2]       ? intern(parser, from[2], false)
                                        : XML_UNDECLARED;
        made[i].value = (struct str){memcpy(text, from[3], length), length};
        made[i].next = i + 1 < count ? &made[i + 1] : NULL;
        text += length + 1;
    }
    return made;
}

static struct xml_node *add_node(struct xml_parser *parser)
{
    struct xml_node *node = arena_alloc(parser->arena, sizeof *node);
    if (!node) {
        set_failed_memory(parser);
        return NULL;
    }
    if (parser->depth == 0) {
        parser->top = node;
        return node;
    }
    struct level *level = &parser->levels[parser->depth - 1];
    node->parent = level->node;
    if (level->last) {
        level->last->next = node;
    } else {
        level->node->children = node;
    }
    level->last = node;
    return node;
}

/* False when the element may not stand here or is over a limit. */
static bool check_element(struct xml_parser *parser, unsigned spaces, unsigned attributes)
{
    if (parser->depth == 0 && parser->top) {
        set_failed(parser, STATUS_INPUT, 0, "a second element follows where one was expected.");
    } else if (parser->depth == DEPTH_LIMIT) {
        set_failed(parser, STATUS_LIMIT, 0, "more than %u elements stand inside one another.",
                   DEPTH_LIMIT);
    } else if (spaces > XML_ATTRIBUTE_LIMIT || attributes > XML_ATTRIBUTE_LIMIT) {
        set_failed(parser, STATUS_LIMIT, 0, "an element has more than %u attributes or namespaces.",
                   XML_ATTRIBUTE_LIMIT);
    }
    return parser->status == STATUS_OK;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *space, int space_count, const xmlChar **spaces,
                     int attribute_count, int defaulted, const xmlChar **attributes)
{
    struct xml_parser *parser = context;
    (void)prefix;
    (void)spaces;
    (void)defaulted;
    if (parser->status != STATUS_OK || !parser->in_root) {
        parser->in_root = true;
        return;
    }
    const unsigned outer = parser->depth > 0 ? parser->levels[parser->depth - 1].spaces : 0;
    const unsigned in_force = outer + (unsigned)space_count;
    if (!check_element(parser, in_force, (unsigned)(space_count + attribute_count))) {
        return;
    }
    struct xml_node *node = add_node(parser);
    if (!node) {
        return;
    }
    node->name = intern(parser, name, false);
    node->space = space ? intern(parser, space, false) : "";
    node->line = tag_line(parser);
    if (attribute_count > 0) {
        node->attributes = copy_attributes(parser, (size_t)attribute_count, attributes);
    }
    struct level *level = &parser->levels[parser->depth++];
    level->node = node;
    level->last = NULL;
    level->spaces = in_force;
    buf_clear(&level->text);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    struct xml_parser *parser = context;
    (void)name;
    (void)prefix;
    (void)space;
    if (parser->status != STATUS_OK) {
        return;
    }
    if (parser->depth == 0) {
        set_failed(parser, STATUS_INPUT, 0, "there is an end tag too many.");
        return;
    }
    struct level *level = &parser->levels[--parser->depth];
    if (level->text.length > 0) {
        level->node->text = arena_str(parser->arena, buf_view(&level->text));
        if (!level->node->text.at) {
            set_failed_memory(parser);
        }
    }
}

static void on_text(void *context, const xmlChar *text, int length)
{
    struct xml_parser *parser = context;
    const struct str bytes = {(const char *)text, (size_t)length};
    if (parser->status != STATUS_OK) {
        return;
    }
    if (parser->depth == 0) {
        if (str_trim(bytes).length > 0) {
            set_failed(parser, STATUS_INPUT, 0, "text stands outside the element.");
        }
        return;
    }
    struct buf *buf = &parser->levels[parser->depth - 1].text;
    const bool too_long = bytes.length > TEXT_LIMIT - buf->length;
    buf_str(buf, bytes);
    if (too_long) {
        set_failed(parser, STATUS_LIMIT, 0, "the text of one element is longer than 10 MiB.");
    } else if (buf->failed) {
        set_failed_memory(parser);
    }
}

/* ---- feeding libxml2 ---- */

/* The checks that come before libxml2. */
static bool check_bytes(struct xml_parser *parser)
{
    size_t offset = 0;
    const char *words = NULL;
    const enum status status = xml_check(parser->bytes, &offset, &words);
    if (status != STATUS_OK) {
        count_to(parser, offset);
        set_failed(parser, status, parser->line, "%s", words);
    }
    return status == STATUS_OK;
}

/*
 * Hands @bytes over in chunks that end before a '<', so that no tag is ever cut. When libxml2 waits
 * for the end of something long, the chunks grow, so that it does not search the same bytes over
 * and over.
 */
static void feed(struct xml_parser *parser, struct str bytes)
{
    while (bytes.length > 0 && parser->status == STATUS_OK) {
        const xmlParserInput *input = parser->context->input;
        const size_t waiting = (size_t)(input->end - input->cur);
        size_t size = waiting > CHUNK ? waiting : CHUNK;
        const char *cut =
            size < bytes.length ? memchr(bytes.at + size, '<', bytes.length - size) : NULL;
        size = cut ? (size_t)(cut - bytes.at) : bytes.length;
        (void)xmlParseChunk(parser->context, bytes.at, (int)size, 0);
        bytes.at += size;
        bytes.length -= size;
    }
}

/* ---- contexts ---- */

static const xmlSAXHandler handlers = {
    .initialized = XML_SAX2_MAGIC,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
    .serror = on_error,
};

static void close_context(struct xml_parser *parser)
{
    xmlFreeParserCtxt(parser->context);
    parser->context = NULL;
}

/* Makes a context that stands behind the root's start tag. */
static void open_context(struct xml_parser *parser)
{
    xmlSAXHandler sax = handlers;
    parser->context = xmlCreatePushParserCtxt(&sax, parser, NULL, 0, NULL);
    if (!parser->context) {
        set_failed_memory(parser);
        return;
    }
    /*
     * HUGE: the limits are those of this file. NOENT: without it libxml2 hands out "&amp;" in
     * attributes as "&#38;"; there is no DTD and so no other entity that could be put in.
     */
    (void)xmlCtxtUseOptions(parser->context, XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOENT);
    parser->in_root = false;
    parser->depth = 0;
    parser->top = NULL;
    (void)xmlParseChunk(parser->context, parser->root.at, (int)parser->root.length, 0);
    if (parser->status == STATUS_OK && !parser->in_root) {
        set_failed(parser, STATUS_INPUT, 1, "the root's start tag is not complete.");
    }
    parser->fed = parser->root.length;
}

/* Gets ready for the element @bytes, which begins in @line of the file. */
static void begin(struct xml_parser *parser, struct arena *arena, struct str bytes, unsigned line,
                  struct failure *why)
{
    parser->arena = arena;
    parser->why = why;
    parser->status = STATUS_OK;
    parser->bytes = bytes;
    parser->top = NULL;
    parser->depth = 0;
    parser->counted = 0;
    parser->line_from = 0;
    parser->line = line;
    parser->has_cr = bytes.length > 0 && memchr(bytes.at, '\r', bytes.length);
    parser->generation++;
}

/* Everything that has to be true of a complete element once libxml2 has seen all of it. */
static void check_end(struct xml_parser *parser)
{
    if (parser->status != STATUS_OK) {
        return;
    }
    const xmlParserInput *input = parser->context->input;
    if (!parser->context->wellFormed) {
        set_failed(parser, STATUS_INPUT, 0, "not well formed.");
    } else if (input->cur < input->end) {
        /* It waits for the end of something; told that there is no more, it says of what. */
        (void)xmlParseChunk(parser->context, NULL, 0, 1);
        set_failed(parser, STATUS_INPUT, 0, "a tag, comment or CDATA section never ends.");
    } else if (parser->depth > 0) {
        const struct xml_node *open = parser->levels[parser->depth - 1].node;
        set_failed(parser, STATUS_INPUT, open->line, "<%s> has no end tag.", open->name);
    } else if (!parser->top) {
        set_failed(parser, STATUS_INPUT, 0, "there is no element.");
    }
}

/* Large buffers that one record needed are not kept for the next. */
static void release_texts(struct xml_parser *parser)
{
    for (unsigned i = 0; i < DEPTH_LIMIT; i++) {
        if (parser->levels[i].text.capacity > CHUNK) {
            buf_release(&parser->levels[i].text);
        }
    }
}

enum status xml_parse(struct xml_parser *parser, struct arena *arena, struct str bytes,
                      unsigned line, struct xml_node **node, struct failure *why)
{
    *node = NULL;
    if (bytes.length > PIECE_LIMIT) {
        return fail(why, STATUS_LIMIT, "line %u: the element is larger than 16 MiB.", line);
    }
    if (bytes.length == 0 || bytes.at[0] != '<') {
        return fail(why, STATUS_INPUT, "line %u: no element begins here.", line);
    }
    bytes = str_trim(bytes);
    if (bytes.at[bytes.length - 1] != '>') {
        return fail(why, STATUS_INPUT, "line %u: the element that begins here has no end tag.",
                    line);
    }
    begin(parser, arena, bytes, line, why);
    if (check_bytes(parser)) {
        if (!parser->context) {
            open_context(parser);
        }
        feed(parser, bytes);
        check_end(parser);
        parser->fed += bytes.length;
        release_texts(parser);
        if (parser->status != STATUS_OK || xmlDictSize(parser->context->dict) > DICTIONARY_LIMIT) {
            close_context(parser);
        }
    }
    *node = parser->status == STATUS_OK ? parser->top : NULL;
    return parser->status;
}

/* ---- the contract ---- */

/* The root's start tag, made to stay open; or one of our own. */
static enum status keep_root(struct xml_parser *parser, struct str root, struct failure *why)
{
    buf_init(&parser->root, PIECE_LIMIT);
    if (root.length == 0) {
        buf_text(&parser->root, "<root>");
        return buf_status(&parser->root, why);
    }
    if (root.length < 3 || root.at[0] != '<' || root.at[root.length - 1] != '>') {
        return fail(why, STATUS_INPUT, "line 1: the root's start tag is not complete.");
    }
    root.length -= root.at[root.length - 2] == '/' ? 2 : 1;
    buf_str(&parser->root, root);
    /* libxml2 looks at the first four bytes for the encoding; "<a>" alone has three. */
    buf_text(&parser->root, " >");
    return buf_status(&parser->root, why);
}

enum status xml_parser_open(struct str root, struct xml_parser **parser, struct failure *why)
{
    struct xml_parser *made = calloc(1, sizeof *made);
    *parser = NULL;
    if (!made) {
        return fail_memory(why);
    }
    for (unsigned i = 0; i < DEPTH_LIMIT; i++) {
        buf_init(&made->levels[i].text, TEXT_LIMIT);
    }
    enum status status = keep_root(made, root, why);
    if (status == STATUS_OK) {
        begin(made, NULL, buf_view(&made->root), 1, why);
        if (check_bytes(made)) {
            open_context(made);
        }
        status = made->status;
    }
    if (status != STATUS_OK) {
        xml_parser_close(made);
        return status;
    }
    *parser = made;
    return STATUS_OK;
}

void xml_parser_close(struct xml_parser *parser)
{
    if (!parser) {
        return;
    }
    for (unsigned i = 0; i < DEPTH_LIMIT; i++) {
        buf_release(&parser->levels[i].text);
    }
    xmlFreeParserCtxt(parser->context);
    buf_release(&parser->root);
    free(parser);
}
