/* XML as a carrier: the splitter and the parser behind the functions of tree.h. */
#include "base/buf.h"
#include "text/tree.h"

#include <stdlib.h>

#define CONTEXT_LIMIT ((size_t)1024 * 1024)
#define ROOT_MEMORY ((size_t)16 * 1024 * 1024)

struct state {
    struct xml_splitter *splitter;
    struct xml_parser *parser; /* opened when the root is known */
    struct arena arena;        /* of the root */
    struct xml_node *root;
    struct buf spaces; /* the namespace declarations of the root */
    bool begun, cut;   /* cut: the last piece was cut off */
};

static void xml_close(void *at)
{
    struct state *state = at;
    if (state) {
        xml_splitter_close(state->splitter);
        xml_parser_close(state->parser);
        arena_release(&state->arena);
        buf_release(&state->spaces);
        free(state);
    }
}

static enum status xml_open(struct source *source, const struct tree_wanted *wanted, void **at,
                            struct failure *why)
{
    const char *names[TREE_ASIDES + 2] = {wanted->record};
    struct state *state = calloc(1, sizeof *state);
    *at = NULL;
    if (!state) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < TREE_ASIDES && wanted->asides[i]; i++) {
        names[i + 1] = wanted->asides[i];
    }
    arena_init(&state->arena, ROOT_MEMORY);
    buf_init(&state->spaces, CONTEXT_LIMIT);
    const enum status status = xml_splitter_open(source, names, &state->splitter, why);
    if (status != STATUS_OK) {
        xml_close(state);
        return status;
    }
    if (wanted->nested) {
        xml_splitter_nest(state->splitter);
    }
    *at = state;
    return STATUS_OK;
}

/* Adds the namespace declarations of the start tag @tag to @spaces, as they stand there. */
static void add_namespaces(struct str tag, struct buf *spaces)
{
    size_t i = 0;
    while (i < tag.length) {
        while (i < tag.length && !char_is_white(tag.at[i])) {
            i++;
        }
        while (i < tag.length && char_is_white(tag.at[i])) {
            i++;
        }
        const size_t begin = i;
        while (i < tag.length && tag.at[i] != '"' && tag.at[i] != '\'') {
            i++;
        }
        const char quote = i < tag.length ? tag.at[i++] : '\0';
        while (i < tag.length && tag.at[i] != quote) {
            i++;
        }
        i += i < tag.length;
        const struct str whole = {tag.at + begin, i - begin};
        if (str_starts(whole, "xmlns")) {
            buf_str(spaces, whole);
            buf_char(spaces, '\n');
        }
    }
}

/* Once the root is known. */
static enum status begin(struct state *state, struct failure *why)
{
    const struct str tag = xml_splitter_root(state->splitter);
    state->begun = true;
    if (tag.length > 0) {
        TRY(xml_parse_start_tag(&state->arena, tag, &state->root, why));
    }
    add_namespaces(tag, &state->spaces);
    TRY(buf_status(&state->spaces, why));
    return xml_parser_open(tag, &state->parser, why);
}

static enum step xml_next_piece(void *at, struct tree_piece *piece, struct failure *why)
{
    struct state *state = at;
    struct xml_piece found = {0};
    const bool first = !state->begun;
    *piece = (struct tree_piece){0};
    const enum step step = xml_splitter_next(state->splitter, &found, why);
    if (step == STEP_ERROR || (first && begin(state, why) != STATUS_OK)) {
        return STEP_ERROR;
    }
    if (step == STEP_ITEM) {
        state->cut = !found.closed && found.name == 0;
        *piece = (struct tree_piece){.bytes = found.bytes,
                                     .before = first ? buf_view(&state->spaces) : (struct str){0},
                                     .line = found.line,
                                     .aside = (unsigned)found.name,
                                     .closed = found.closed};
    }
    return step;
}

static enum status xml_parse_piece(void *at, struct arena *arena, const struct tree_piece *piece,
                                   struct tree *tree, struct failure *why)
{
    struct state *state = at;
    const enum status status =
        xml_parse(state->parser, arena, piece->bytes, piece->line, &tree->top, why);
    if (status == STATUS_INPUT) {
        struct failure other;
        (void)!tree_check_text(tree, piece->bytes, piece->line, &other);
    }
    return status;
}

static const struct xml_node *xml_root(const void *at)
{
    const struct state *state = at;
    return state->root;
}

static struct str xml_head(const void *at)
{
    const struct state *state = at;
    return xml_splitter_root(state->splitter);
}

/* A record that was cut off has been told already. */
static bool xml_complete(const void *at)
{
    const struct state *state = at;
    return state->cut || xml_splitter_complete(state->splitter);
}

static unsigned xml_line(const void *at)
{
    const struct state *state = at;
    return xml_splitter_line(state->splitter);
}

const struct tree_carrier xml_carrier = {
    .type = "xml",
    .called = "XML",
    .unit = "line",
    .open = xml_open,
    .next = xml_next_piece,
    .parse = xml_parse_piece,
    .root = xml_root,
    .head = xml_head,
    .complete = xml_complete,
    .line = xml_line,
    .close = xml_close,
};
