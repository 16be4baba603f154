/*
 * iCalendar (RFC 5545): content lines, folded at a line end and one space or tab, in components
 * between BEGIN and END. Pieces are the components that the mapping names (VEVENT).
 *
 * The tree has the elements of xCal (RFC 6321) without the layer of value types: names in small
 * letters, parameters as attributes, components inside as elements. Text is unescaped (3.3.11),
 * parameters too (RFC 6868); CATEGORIES and RESOURCES give an element for each value. Dates and
 * times get the hyphens and colons of ISO 8601. DTEND, which is the moment after the event, has
 * also an attribute `last`: the last day on which the event still is; so has DURATION where there
 * is no DTEND. An event with RRULE or RDATE has an element <occurrences> (ics_recur.h).
 */
#include "text/ics_recur.h"
#include "text/ics_value.h"
#include "text/tree.h"
#include "text/window.h"

#include <strings.h>

#define DEPTH_LIMIT 16 /* components inside one another */

struct state {
    struct window window; /* first: see window_state() */
    const char *record;
    unsigned open; /* VCALENDARs that have begun and not ended */
};

/* ---- pieces ---- */

static enum status ics_open(struct source *source, const struct tree_wanted *wanted, void **at,
                            struct failure *why)
{
    TRY(window_state(sizeof(struct state), source, at, why));
    struct state *state = *at;
    state->record = wanted->record;
    return STATUS_OK;
}

/* True for "BEGIN:NAME", whatever its case; @word has the colon. */
static bool is_mark(struct str line, const char *word, const char *name)
{
    const size_t length = strlen(word), rest = strlen(name);
    line = str_trim(line);
    return line.length == length + rest && strncasecmp(line.at, word, length) == 0 &&
           strncasecmp(line.at + length, name, rest) == 0;
}

/* Goes on to the end of the component that is open; false when it has none. */
static bool find_end(struct state *state)
{
    struct window *window = &state->window;
    struct str line;
    for (;;) {
        const size_t mark = window_mark(window);
        const unsigned number = window->line;
        if (!window_line(window, &line)) {
            return false;
        }
        if (is_mark(line, "END:", state->record)) {
            return true;
        }
        if (is_mark(line, "BEGIN:", state->record) || is_mark(line, "END:", "VCALENDAR") ||
            is_mark(line, "BEGIN:", "VCALENDAR")) {
            window_back(window, mark, number);
            return false;
        }
    }
}

static enum step ics_next(void *at, struct tree_piece *piece, struct failure *why)
{
    struct state *state = at;
    struct window *window = &state->window;
    struct str line;
    *piece = (struct tree_piece){0};
    window_close(window);
    for (unsigned number = window->line; window_line(window, &line); number = window->line) {
        state->open += is_mark(line, "BEGIN:", "VCALENDAR");
        state->open -= is_mark(line, "END:", "VCALENDAR") && state->open > 0;
        if (!is_mark(line, "BEGIN:", state->record)) {
            continue;
        }
        window_open_line(window);
        piece->line = number;
        piece->closed = find_end(state);
        piece->bytes = str_trim(window_piece(window));
        break;
    }
    if (window->failed) {
        *why = window->failure;
        return STEP_ERROR;
    }
    return piece->bytes.length > 0 ? STEP_ITEM : STEP_DONE;
}

/* ---- one component ---- */

/* What reading one component needs to pass around. */
struct work {
    struct arena *arena;
    struct tree *tree;
    struct failure *why;
    struct tree_branch levels[DEPTH_LIMIT];
    size_t depth;
    char *room; /* unfolded lines go here, one behind the other */
    unsigned line;
};

static enum status leave_out(struct work *work, struct str line, const char *words)
{
    const struct tree_note note = {
        .type = TREE_BAD_PART, .line = work->line, .value = line, .words = words};
    return tree_note_add(work->arena, work->tree, &note) ? STATUS_OK : fail_memory(work->why);
}

/*
 * Takes the next content line off @rest and unfolds it into the room. *@lines is how many lines of
 * the file it took. False at the end.
 */
static bool unfold(struct work *work, struct str *rest, struct str *line, unsigned *lines)
{
    char *to = work->room;
    size_t i = 0;
    if (rest->length == 0) {
        return false;
    }
    for (*lines = 1; i < rest->length; i++) {
        const char c = rest->at[i];
        if (c != '\n' && c != '\r') {
            *to++ = c;
            continue;
        }
        i += c == '\r' && i + 1 < rest->length && rest->at[i + 1] == '\n';
        if (i + 1 >= rest->length || (rest->at[i + 1] != ' ' && rest->at[i + 1] != '\t')) {
            i++;
            break;
        }
        i++;
        ++*lines;
    }
    *line = (struct str){work->room, (size_t)(to - work->room)};
    *rest = (struct str){rest->at + i, rest->length - i};
    *to++ = '\0';
    work->room = to;
    return true;
}

static enum status begin_component(struct work *work, struct str name)
{
    const char *small = tree_small(work->arena, name);
    struct xml_node *node = NULL;
    if (work->depth == DEPTH_LIMIT) {
        return fail(work->why, STATUS_LIMIT,
                    "line %u: more than %d components stand inside one "
                    "another.",
                    work->line, DEPTH_LIMIT);
    }
    if (small && work->depth == 0) {
        node = work->tree->top = tree_top(work->arena, small, work->line);
    } else if (small) {
        node = tree_child(work->arena, &work->levels[work->depth - 1], small, work->line);
    }
    work->levels[work->depth++] = (struct tree_branch){.node = node};
    return node ? STATUS_OK : fail_memory(work->why);
}

static enum status end_component(struct work *work, struct str name)
{
    const char *open = work->levels[work->depth - 1].node->name;
    if (name.length != strlen(open) || strncasecmp(name.at, open, name.length) != 0) {
        return fail(work->why, STATUS_INPUT,
                    "line %u: END:%.*s does not fit, because %s is still open.", work->line,
                    name.length > 40 ? 40 : (int)name.length, name.at, open);
    }
    work->depth--;
    return STATUS_OK;
}

static enum status add_property(struct work *work, const struct ics_line *parts)
{
    struct tree_branch *branch = &work->levels[work->depth - 1];
    const char *name = tree_small(work->arena, parts->name);
    struct str rest = parts->value, value;
    if (!name) {
        return fail_memory(work->why);
    }
    while (ics_next_value(work->arena, name, &rest, &value)) {
        struct xml_node *node = tree_child(work->arena, branch, name, work->line);
        if (!node || !value.at) {
            return fail_memory(work->why);
        }
        node->text = value;
        node->attributes = parts->parameters;
    }
    return STATUS_OK;
}

/* @line is unfolded and ends in NUL. */
static enum status read_line(struct work *work, struct str line)
{
    struct ics_line parts;
    if (str_trim(line).length == 0) {
        return STATUS_OK;
    }
    const char *words = NULL;
    TRY(ics_line_read(work->arena, line, &parts, &words, work->why));
    if (words) {
        return leave_out(work, line, words);
    }
    if (ics_is(parts.name, "BEGIN")) {
        return begin_component(work, str_trim(parts.value));
    }
    if (work->depth == 0) {
        return fail(work->why, STATUS_INPUT, "line %u: something stands behind its end.",
                    work->line);
    }
    return ics_is(parts.name, "END") ? end_component(work, str_trim(parts.value))
                                     : add_property(work, &parts);
}

static enum status ics_parse(void *at, struct arena *arena, const struct tree_piece *piece,
                             struct tree *tree, struct failure *why)
{
    struct work work = {.arena = arena, .tree = tree, .why = why, .line = piece->line};
    struct str rest = piece->bytes, line;
    unsigned lines = 1;
    (void)at;
    /* Each line needs room for itself and a NUL, and has an end that is not copied; but the last.
     */
    work.room = arena_alloc(arena, piece->bytes.length + 1);
    if (!work.room) {
        return fail_memory(why);
    }
    while (unfold(&work, &rest, &line, &lines)) {
        /* Only here: a line may have been folded in the midst of a character. */
        TRY(tree_check_text(tree, line, work.line, why));
        TRY(read_line(&work, line));
        work.line += lines;
    }
    return ics_mark_last_day(arena, tree->top) &&
                   (!tree->top || ics_mark_occurrences(arena, tree->top))
               ? STATUS_OK
               : fail_memory(why);
}

static bool ics_complete(const void *at)
{
    const struct state *state = at;
    return state->open == 0;
}

const struct tree_carrier ics_carrier = {
    .type = "ics",
    .called = "iCalendar",
    .record = "vevent",
    .unit = "line",
    .open = ics_open,
    .next = ics_next,
    .parse = ics_parse,
    .complete = ics_complete,
    .line = window_state_line,
    .close = window_state_close,
};
