#include "text/yaml.h"

#include "base/buf.h"
#include "base/near.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#define DEPTH_LIMIT 32
#define FILE_LIMIT ((size_t)4 * 1024 * 1024)
#define KEY_LIMIT ((size_t)1024)

/* A list or map that has been begun and not ended. */
struct level {
    struct yaml_node *node;
    struct yaml_node *last; /* its last child so far */
    const char *key;        /* of a map: the key that waits for its value */
    unsigned line, column;  /* of that key */
};

struct builder {
    struct arena *arena;
    const char *file;
    struct failure *why;
    struct yaml_node *root;
    struct level levels[DEPTH_LIMIT];
    unsigned depth;
    unsigned documents;
};

static unsigned line_of(yaml_mark_t mark)
{
    return (unsigned)mark.line + 1;
}

static unsigned column_of(yaml_mark_t mark)
{
    return (unsigned)mark.column + 1;
}

__attribute__((format(printf, 3, 4), cold)) static enum status
refuse(const struct builder *builder, yaml_mark_t mark, const char *format, ...)
{
    char words[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    return fail(builder->why, STATUS_INPUT, "%s:%u: %s", builder->file, line_of(mark), words);
}

/* ---- building the tree ---- */

/* True when a key has to come next. */
static bool wants_key(const struct builder *builder)
{
    if (builder->depth == 0) {
        return false;
    }
    const struct level *level = &builder->levels[builder->depth - 1];
    return level->node->type == YAML_MAP && !level->key;
}

/* Hangs @node into the list or map that is open. */
static void attach(struct builder *builder, struct yaml_node *node)
{
    if (builder->depth == 0) {
        builder->root = node;
        return;
    }
    struct level *level = &builder->levels[builder->depth - 1];
    if (level->key) {
        node->key = level->key;
        node->line = level->line;
        node->column = level->column;
        level->key = NULL;
    }
    if (level->last) {
        level->last->next = node;
    } else {
        level->node->children = node;
    }
    level->last = node;
    level->node->count++;
}

static struct yaml_node *new_node(struct builder *builder, enum yaml_type type, yaml_mark_t mark)
{
    struct yaml_node *node = arena_alloc(builder->arena, sizeof *node);
    if (node) {
        node->type = type;
        node->file = builder->file;
        node->line = line_of(mark);
        node->column = column_of(mark);
        attach(builder, node);
    }
    return node;
}

static enum status add_key(struct builder *builder, const yaml_event_t *event, struct str text)
{
    struct level *level = &builder->levels[builder->depth - 1];
    if (text.length == 0 || text.length > KEY_LIMIT) {
        return refuse(builder, event->start_mark,
                      "a key is empty or longer than 1024 bytes. Give the value a short name.");
    }
    level->key = arena_copy(builder->arena, text);
    level->line = line_of(event->start_mark);
    level->column = column_of(event->start_mark);
    return level->key ? STATUS_OK : fail_memory(builder->why);
}

static enum status add_scalar(struct builder *builder, const yaml_event_t *event)
{
    const bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    struct str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
    if (text.length > 0 && memchr(text.at, '\0', text.length)) {
        return refuse(builder, event->start_mark, "a text has a NUL in it (\\0). Take it out.");
    }
    if (wants_key(builder)) {
        return add_key(builder, event, text);
    }
    if (plain && str_is(text, "~")) {
        text.length = 0;
    }
    struct yaml_node *node = new_node(builder, YAML_SCALAR, event->start_mark);
    if (!node) {
        return fail_memory(builder->why);
    }
    /* A block text (| or >) is as deliberate as one in quotes. */
    node->quoted = !plain;
    node->text = arena_str(builder->arena, text);
    return node->text.at ? STATUS_OK : fail_memory(builder->why);
}

static enum status open_level(struct builder *builder, enum yaml_type type, yaml_mark_t mark)
{
    if (wants_key(builder)) {
        return refuse(builder, mark,
                      "a key must be a plain word, not a list or map. Put quotes around it.");
    }
    if (builder->depth == DEPTH_LIMIT) {
        return refuse(builder, mark, "more than %d levels of nesting. Write it flatter.",
                      DEPTH_LIMIT);
    }
    struct yaml_node *node = new_node(builder, type, mark);
    if (!node) {
        return fail_memory(builder->why);
    }
    builder->levels[builder->depth++] = (struct level){.node = node};
    return STATUS_OK;
}

static enum status refuse_twin(const struct builder *builder, const struct yaml_node *first,
                               const struct yaml_node *second)
{
    const bool swapped = second->line < first->line;
    return fail(builder->why, STATUS_INPUT,
                "%s:%u: %.100s: this key was given in line %u already. Keep one of the two.",
                builder->file, swapped ? first->line : second->line, second->key,
                swapped ? second->line : first->line);
}

/* Finds a key given twice; with a hash table, because a code list may have many thousand keys. */
static enum status check_keys(const struct builder *builder, const struct yaml_node *map)
{
    size_t room = 16;
    while (room < map->count * 2) {
        room *= 2;
    }
    const struct yaml_node **slots = map->count > 1 ? calloc(room, sizeof *slots) : NULL;
    if (!slots) {
        return map->count > 1 ? fail_memory(builder->why) : STATUS_OK;
    }
    enum status status = STATUS_OK;
    for (const struct yaml_node *node = map->children; node; node = node->next) {
        size_t slot = str_hash(str_of(node->key)) & (room - 1);
        while (slots[slot] && strcmp(slots[slot]->key, node->key) != 0) {
            slot = (slot + 1) & (room - 1);
        }
        if (slots[slot]) {
            status = refuse_twin(builder, slots[slot], node);
            break;
        }
        slots[slot] = node;
    }
    free(slots);
    return status;
}

static enum status close_level(struct builder *builder)
{
    const struct yaml_node *node = builder->levels[--builder->depth].node;
    return node->type == YAML_MAP ? check_keys(builder, node) : STATUS_OK;
}

static enum status refuse_anchor(const struct builder *builder, const yaml_event_t *event,
                                 const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor) {
        return refuse(builder, event->start_mark,
                      "anchors (&%.60s) are not understood. Write the value out.",
                      (const char *)anchor);
    }
    if (tag) {
        return refuse(builder, event->start_mark,
                      "tags (%.60s) are not understood. Put text that begins with ! in quotes.",
                      (const char *)tag);
    }
    return STATUS_OK;
}

static enum status take_event(struct builder *builder, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return ++builder->documents == 1 ? STATUS_OK
                                         : refuse(builder, event->start_mark,
                                                  "a second document begins (---). "
                                                  "Put it into a file of its own.");
    case YAML_ALIAS_EVENT:
        return refuse(builder, event->start_mark,
                      "aliases (*%.60s) are not understood. Write the value out, or put quotes "
                      "around text that begins with *.",
                      (const char *)event->data.alias.anchor);
    case YAML_SCALAR_EVENT:
        TRY(refuse_anchor(builder, event, event->data.scalar.anchor, event->data.scalar.tag));
        return add_scalar(builder, event);
    case YAML_SEQUENCE_START_EVENT:
        TRY(refuse_anchor(builder, event, event->data.sequence_start.anchor,
                          event->data.sequence_start.tag));
        return open_level(builder, YAML_LIST, event->start_mark);
    case YAML_MAPPING_START_EVENT:
        TRY(refuse_anchor(builder, event, event->data.mapping_start.anchor,
                          event->data.mapping_start.tag));
        return open_level(builder, YAML_MAP, event->start_mark);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_level(builder);
    default:
        return STATUS_OK;
    }
}

/* ---- running libyaml ---- */

static unsigned line_at(struct str bytes, size_t offset)
{
    unsigned line = 1;
    for (size_t i = 0; i < bytes.length && i < offset; i++) {
        line += bytes.at[i] == '\n';
    }
    return line;
}

static enum status refuse_syntax(const struct builder *builder, const yaml_parser_t *parser,
                                 struct str bytes)
{
    const char *problem = parser->problem ? parser->problem : "cannot be read";
    if (parser->error == YAML_MEMORY_ERROR) {
        return fail_memory(builder->why);
    }
    if (parser->error == YAML_READER_ERROR) {
        return fail(builder->why, STATUS_INPUT,
                    "%s:%u: %s. Save the file as UTF-8 without control characters.", builder->file,
                    line_at(bytes, parser->problem_offset), problem);
    }
    if (parser->context) {
        return refuse(builder, parser->problem_mark,
                      "%s %s that began in line %u. Look at the indentation, the colons and the "
                      "quotes.",
                      problem, parser->context, line_of(parser->context_mark));
    }
    return refuse(builder, parser->problem_mark,
                  "%s. Look at the indentation, the colons and the quotes.", problem);
}

static enum status run(struct builder *builder, yaml_parser_t *parser, struct str bytes)
{
    for (bool done = false; !done;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            return refuse_syntax(builder, parser, bytes);
        }
        const enum status status = take_event(builder, &event);
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        TRY(status);
    }
    return STATUS_OK;
}

enum status yaml_parse(struct arena *arena, const char *file, struct str bytes,
                       struct yaml_node **root, struct failure *why)
{
    struct builder builder = {.arena = arena, .file = file, .why = why};
    yaml_parser_t parser;
    *root = NULL;
    if (bytes.length > FILE_LIMIT) {
        return fail(why, STATUS_LIMIT, "%s: larger than 4 MiB. Divide it into several files.",
                    file);
    }
    if (!yaml_parser_initialize(&parser)) {
        return fail_memory(why);
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)(bytes.at ? bytes.at : ""),
                                 bytes.length);
    const enum status status = run(&builder, &parser, bytes);
    yaml_parser_delete(&parser);
    TRY(status);
    if (!builder.root) {
        return fail(why, STATUS_INPUT, "%s:1: the file is empty. Write its first key.", file);
    }
    *root = builder.root;
    return STATUS_OK;
}

enum status yaml_read_bytes(const char *path, struct buf *bytes, struct failure *why)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        return fail(why, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO,
                    "%s: cannot be opened: %s. Check the name and the permissions.", path,
                    strerror(errno));
    }
    char chunk[16384];
    size_t got;
    while (bytes->length <= FILE_LIMIT && (got = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buf_add(bytes, chunk, got);
    }
    const bool broken = ferror(file) != 0;
    const int error = errno;
    (void)fclose(file);
    if (broken) {
        return fail(why, STATUS_IO, "%s: cannot be read: %s. It must be a readable file.", path,
                    strerror(error));
    }
    return buf_status(bytes, why);
}

enum status yaml_load(struct arena *arena, const char *path, struct yaml_node **root,
                      struct failure *why)
{
    struct buf bytes;
    const char *file = arena_copy(arena, str_of(path));
    *root = NULL;
    if (!file) {
        return fail_memory(why);
    }
    buf_init(&bytes, FILE_LIMIT * 2);
    enum status status = yaml_read_bytes(file, &bytes, why);
    if (status == STATUS_OK) {
        status = yaml_parse(arena, file, buf_view(&bytes), root, why);
    }
    buf_release(&bytes);
    return status;
}
