#include "report/markdown.h"

#include "text/html.h"

#include <cmark.h>

#define DEPTH 64

struct marking {
    struct arena *arena;
    const struct mark_source *source;
    struct failure *why;
};

static unsigned line_of(const struct marking *marking, cmark_node *node)
{
    int line = cmark_node_get_start_line(node);
    for (cmark_node *up = cmark_node_parent(node); line <= 0 && up; up = cmark_node_parent(up)) {
        line = cmark_node_get_start_line(up);
    }
    return marking->source->line + (unsigned)(line > 0 ? line - 1 : 0);
}

static enum status refuse(const struct marking *marking, cmark_node *node, const char *words)
{
    return fail(marking->why, STATUS_INPUT, "%s:%u: %s", marking->source->path,
                line_of(marking, node), words);
}

static enum status type_of(const struct marking *marking, cmark_node *node, enum mark_type *type)
{
    static const struct {
        cmark_node_type theirs;
        enum mark_type ours;
    } types[] = {
        {CMARK_NODE_DOCUMENT, MARK_DOCUMENT},   {CMARK_NODE_PARAGRAPH, MARK_PARAGRAPH},
        {CMARK_NODE_HEADING, MARK_HEADING},     {CMARK_NODE_LIST, MARK_LIST},
        {CMARK_NODE_ITEM, MARK_ITEM},           {CMARK_NODE_BLOCK_QUOTE, MARK_QUOTE},
        {CMARK_NODE_THEMATIC_BREAK, MARK_RULE}, {CMARK_NODE_CODE_BLOCK, MARK_FENCE},
        {CMARK_NODE_TEXT, MARK_TEXT},           {CMARK_NODE_CODE, MARK_CODE},
        {CMARK_NODE_LINEBREAK, MARK_BREAK},     {CMARK_NODE_SOFTBREAK, MARK_SPACE},
        {CMARK_NODE_EMPH, MARK_EMPHASIS},       {CMARK_NODE_STRONG, MARK_STRONG},
        {CMARK_NODE_LINK, MARK_LINK},
    };
    const cmark_node_type theirs = cmark_node_get_type(node);
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (types[i].theirs == theirs) {
            *type = types[i].ours;
            return STATUS_OK;
        }
    }
    return refuse(marking, node,
                  theirs == CMARK_NODE_IMAGE
                      ? "a report has no images of its own. Use a chart or a map."
                      : "a report has no HTML in it. Write Markdown, or \\< for the sign.");
}

static enum status copy_texts(const struct marking *marking, cmark_node *node, struct mark *mark)
{
    const char *text = cmark_node_get_literal(node);
    const char *info = mark->type == MARK_FENCE  ? cmark_node_get_fence_info(node)
                       : mark->type == MARK_LINK ? cmark_node_get_url(node)
                                                 : NULL;
    if (mark->type == MARK_LINK && !html_is_safe_link(str_of(info))) {
        return refuse(
            marking, node,
            "a link leads to an http:, https: or mailto: address. Write the whole of it.");
    }
    mark->text = arena_str(marking->arena, str_of(text ? text : ""));
    mark->info = info ? arena_copy(marking->arena, str_of(info)) : "";
    return mark->text.at && mark->info ? STATUS_OK : fail_memory(marking->why);
}

static enum status copy_node(const struct marking *marking, cmark_node *node, struct mark **to)
{
    struct mark *mark = arena_alloc(marking->arena, sizeof *mark);
    *to = mark;
    if (!mark) {
        return fail_memory(marking->why);
    }
    TRY(type_of(marking, node, &mark->type));
    mark->line = line_of(marking, node);
    if (mark->type == MARK_HEADING) {
        mark->level = (unsigned)cmark_node_get_heading_level(node);
    } else if (mark->type == MARK_LIST) {
        mark->ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
        mark->tight = cmark_node_get_list_tight(node) != 0;
    }
    return copy_texts(marking, node, mark);
}

/* Walks the tree with a stack of the places where the next sibling goes. */
static enum status copy_tree(const struct marking *marking, cmark_node *root, struct mark **to)
{
    struct mark **place[DEPTH + 1] = {to};
    size_t depth = 0;
    cmark_node *node = root;
    while (node) {
        TRY(copy_node(marking, node, place[depth]));
        struct mark *mark = *place[depth];
        place[depth] = &mark->next;
        if (cmark_node_first_child(node)) {
            if (depth == DEPTH) {
                return refuse(marking, node, "this is nested too deeply. Write it more plainly.");
            }
            place[++depth] = &mark->children;
            node = cmark_node_first_child(node);
            continue;
        }
        while (node && node != root && !cmark_node_next(node)) {
            node = cmark_node_parent(node);
            depth--;
        }
        node = node && node != root ? cmark_node_next(node) : NULL;
    }
    return STATUS_OK;
}

enum status markdown_read(struct arena *arena, const struct mark_source *source,
                          struct mark **document, struct failure *why)
{
    const struct marking marking = {arena, source, why};
    const char *text = source->text.at ? source->text.at : "";
    cmark_node *root = cmark_parse_document(text, source->text.length, CMARK_OPT_DEFAULT);
    *document = NULL;
    if (!root) {
        return fail_memory(why);
    }
    const enum status status = copy_tree(&marking, root, document);
    cmark_node_free(root);
    return status;
}
