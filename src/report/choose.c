/* Conditions: lines "::: when EXPR", "::: otherwise" and ":::". */
#include "report/text.h"

#define DEPTH 8

/* One open condition. */
struct branch {
    bool outer; /* the lines around it are taken */
    bool holds;
    bool otherwise;
    unsigned line;
};

struct choosing {
    const struct reading *read;
    struct expr_world *world; /* or NULL: everything is taken */
    struct branch branches[DEPTH];
    size_t depth;
    unsigned line;
    char fence;          /* inside a fence: its sign */
    size_t fence_length; /* and how many open it */
    bool taken;
    struct buf out;
};

/* Begins and ends of fences, inside which nothing is a condition. */
static void look_for_fence(struct choosing *choosing, struct str line)
{
    size_t indent = 0, length = 0;
    while (indent < line.length && indent < 3 && line.at[indent] == ' ') {
        indent++;
    }
    const char sign = indent < line.length ? line.at[indent] : '\0';
    while (indent + length < line.length && line.at[indent + length] == sign) {
        length++;
    }
    if ((sign != '`' && sign != '~') || length < 3) {
        return;
    }
    const bool bare =
        str_trim((struct str){line.at + indent + length, line.length - indent - length}).length ==
        0;
    if (choosing->fence == '\0') {
        choosing->fence = sign;
        choosing->fence_length = length;
    } else if (sign == choosing->fence && length >= choosing->fence_length && bare) {
        choosing->fence = '\0';
    }
}

static enum status holds(struct choosing *choosing, struct str text, bool *yes, struct failure *why)
{
    const struct reading *read = choosing->read;
    const struct expr *expr = NULL;
    struct expr_value value;
    const struct mark_source source = {read->text->path, text, choosing->line};
    TRY(report_substituted(read->arena, read->report, read->values, &source, &text, why));
    TRY(directive_expr(read, choosing->line, text, &expr, why));
    *yes = true;
    if (expr_is_text(expr)) {
        return directive_fail(read, choosing->line, why,
                              "a condition is a number, and this gives a text. Compare it with "
                              "one: `… = \"text\"`.");
    }
    if (choosing->world && choosing->taken) {
        TRY(expr_eval(choosing->world, expr, &value, why));
        *yes = value.outcome == EXPR_NUMBER && value.number != 0;
    }
    return STATUS_OK;
}

static enum status open_branch(struct choosing *choosing, struct str text, struct failure *why)
{
    if (choosing->depth == DEPTH) {
        return directive_fail(choosing->read, choosing->line, why,
                              "conditions stand %d deep at most. Write the text more plainly.",
                              DEPTH);
    }
    struct branch *branch = &choosing->branches[choosing->depth++];
    *branch = (struct branch){.outer = choosing->taken, .line = choosing->line};
    TRY(holds(choosing, text, &branch->holds, why));
    choosing->taken = branch->outer && branch->holds;
    return STATUS_OK;
}

static enum status turn_branch(struct choosing *choosing, struct failure *why)
{
    struct branch *branch = choosing->depth > 0 ? &choosing->branches[choosing->depth - 1] : NULL;
    if (!branch || branch->otherwise) {
        return directive_fail(choosing->read, choosing->line, why,
                              "\"::: otherwise\" belongs to no condition. Write \"::: when "
                              "EXPRESSION\" before it.");
    }
    branch->otherwise = true;
    choosing->taken = branch->outer && (!choosing->world || !branch->holds);
    return STATUS_OK;
}

static enum status close_branch(struct choosing *choosing, struct failure *why)
{
    if (choosing->depth == 0) {
        return directive_fail(choosing->read, choosing->line, why,
                              "\":::\" ends no condition. Take it out.");
    }
    choosing->taken = choosing->branches[--choosing->depth].outer;
    return STATUS_OK;
}

static enum status take_line(struct choosing *choosing, struct str line, struct failure *why)
{
    struct str rest = str_trim(line), word;
    const bool sign = choosing->fence == '\0' && str_starts(line, ":::");
    if (!sign) {
        look_for_fence(choosing, line);
        buf_str(&choosing->out, choosing->taken ? line : str_of(""));
        return STATUS_OK;
    }
    rest = str_trim((struct str){rest.at + 3, rest.length - 3});
    if (rest.length == 0) {
        return close_branch(choosing, why);
    }
    if (str_is(rest, "otherwise")) {
        return turn_branch(choosing, why);
    }
    (void)str_split(&rest, ' ', &word);
    if (str_is(word, "when") && rest.length > 0) {
        return open_branch(choosing, rest, why);
    }
    return directive_fail(choosing->read, choosing->line, why,
                          "this is no condition. Write \"::: when EXPRESSION\", \"::: otherwise\" "
                          "or \":::\".");
}

enum status report_choose(const struct reading *read, struct expr_world *world, struct str *chosen,
                          struct failure *why)
{
    struct choosing choosing = {
        .read = read, .world = world, .line = read->text->line, .taken = true};
    struct str rest = read->text->body, line;
    enum status status = STATUS_OK;
    buf_init(&choosing.out, read->text->body.length + 1);
    for (; status == STATUS_OK && str_split(&rest, '\n', &line); choosing.line++) {
        status = take_line(&choosing, line, why);
        if (rest.length > 0) {
            buf_char(&choosing.out, '\n');
        }
    }
    if (status == STATUS_OK && choosing.depth > 0) {
        status = directive_fail(read, choosing.branches[choosing.depth - 1].line, why,
                                "the condition has no end. Write a line \":::\" after it.");
    }
    *chosen = arena_str(read->arena, buf_view(&choosing.out));
    buf_release(&choosing.out);
    return status != STATUS_OK || chosen->at ? status : fail_memory(why);
}
