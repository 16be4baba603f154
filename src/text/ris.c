/*
 * RIS, the exchange form of reference managers: lines of a tag of two characters, two spaces, a
 * hyphen, a space and a value, from TY to ER. (Research Information Systems, "RIS Format
 * Specifications".) A line that begins with no tag continues the value before it.
 *
 * The tree has an element for each line, with the tag for its name. Dates that RIS writes as
 * YYYY/MM/DD/anything get an attribute `date` in the form of ISO 8601, as far as they go.
 */
#include "base/buf.h"
#include "text/tree.h"
#include "text/window.h"

#include <stdio.h>

#define TAG 2

struct state {
    struct window window; /* first: see window_state() */
    bool begun; /* a record has been seen: what stands before the first one is a heading */
};

static enum status ris_open(struct source *source, const struct tree_wanted *wanted, void **at,
                            struct failure *why)
{
    (void)wanted;
    return window_state(sizeof(struct state), source, at, why);
}

/* ---- lines ---- */

static bool is_tag_char(char c, bool first)
{
    return (c >= 'A' && c <= 'Z') || (!first && c >= '0' && c <= '9');
}

/* True for "TI  - …"; white space before it is let pass. */
static bool is_tagged(struct str line)
{
    line = str_trim(line);
    return line.length >= TAG + 3 && is_tag_char(line.at[0], true) &&
           is_tag_char(line.at[1], false) && memcmp(line.at + TAG, "  -", 3) == 0 &&
           (line.length == TAG + 3 || line.at[TAG + 3] == ' ');
}

static bool has_tag(struct str line, const char *tag)
{
    return is_tagged(line) && str_starts(str_trim(line), tag);
}

/* Goes on to the end of the record that is open; false when it has none. */
static bool find_end(struct window *window)
{
    struct str line;
    for (;;) {
        const size_t mark = window_mark(window);
        const unsigned number = window->line;
        if (!window_line(window, &line)) {
            return false;
        }
        if (has_tag(line, "ER")) {
            return true;
        }
        if (has_tag(line, "TY")) {
            window_back(window, mark, number);
            return false;
        }
    }
}

static enum step ris_next(void *at, struct tree_piece *piece, struct failure *why)
{
    struct state *state = at;
    struct window *window = &state->window;
    struct str line;
    *piece = (struct tree_piece){0};
    window_close(window);
    for (unsigned number = window->line; window_line(window, &line); number = window->line) {
        if (!has_tag(line, "TY")) {
            const bool stray = state->begun && str_trim(line).length > 0 && piece->stray == 0;
            piece->stray = stray ? number : piece->stray;
            continue;
        }
        window_open_line(window);
        state->begun = true;
        piece->line = number;
        piece->closed = find_end(window);
        piece->bytes = str_trim(window_piece(window));
        break;
    }
    if (window->failed) {
        *why = window->failure;
        return STEP_ERROR;
    }
    return piece->bytes.length > 0 ? STEP_ITEM : STEP_DONE;
}

/* ---- one record ---- */

/* "2013/05/17/spring", "2013/5", "2013///" to "2013-05-17", "2013-05", "2013". */
static bool read_date(struct str text, char iso[11])
{
    struct str rest = text, part;
    size_t length = 0;
    for (size_t i = 0; i < 3 && str_split(&rest, '/', &part); i++) {
        const bool shape = i == 0 ? part.length == 4 : part.length == 1 || part.length == 2;
        if (!shape || strspn(part.at, "0123456789") < part.length) {
            return i > 0 && part.length == 0;
        }
        (void)snprintf(iso + length, 11 - length, "%s%.*s",
                       i == 0             ? ""
                       : part.length == 1 ? "-0"
                                          : "-",
                       STR_ARGS(part));
        length += i == 0 ? 4 : 3;
    }
    return length > 0;
}

static bool has_date(const char *tag)
{
    static const char *const tags[] = {"PY", "Y1", "Y2", "DA"};
    for (size_t i = 0; i < COUNT_OF(tags); i++) {
        if (strcmp(tags[i], tag) == 0) {
            return true;
        }
    }
    return false;
}

/* Ends the element that was being read: @text is its value. */
static bool finish(struct arena *arena, struct xml_node *node, struct buf *text)
{
    char iso[11];
    node->text = arena_str(arena, str_trim(buf_view(text)));
    if (!node->text.at || text->failed) {
        return false;
    }
    buf_clear(text);
    if (has_date(node->name) && read_date(node->text, iso)) {
        const struct str copy = arena_str(arena, str_of(iso));
        return copy.at && tree_attribute(arena, node, "date", copy);
    }
    return true;
}

/* The next line of @rest. */
static bool take_line(struct str *rest, struct str *line)
{
    size_t i = 0;
    if (rest->length == 0) {
        return false;
    }
    while (i < rest->length && rest->at[i] != '\n' && rest->at[i] != '\r') {
        i++;
    }
    *line = (struct str){rest->at, i};
    if (i < rest->length) {
        i += rest->at[i] == '\r' && i + 1 < rest->length && rest->at[i + 1] == '\n' ? 2 : 1;
    }
    *rest = (struct str){rest->at + i, rest->length - i};
    return true;
}

static bool read_lines(struct arena *arena, const struct tree_piece *piece, struct buf *text,
                       struct tree_branch *record)
{
    struct str rest = piece->bytes, line;
    bool fine = true;
    for (unsigned number = piece->line; fine && take_line(&rest, &line); number++) {
        line = str_trim(line);
        if (!is_tagged(line)) {
            /* An empty line begins a paragraph; others only go on. */
            buf_char(text, line.length > 0 ? ' ' : '\n');
            buf_str(text, line);
            continue;
        }
        fine = !record->last || finish(arena, record->last, text);
        const char *tag = arena_copy(arena, (struct str){line.at, TAG});
        fine = fine && tag && tree_child(arena, record, tag, number);
        buf_str(text, (struct str){line.at + TAG + 3, line.length - TAG - 3});
    }
    return fine && (!record->last || finish(arena, record->last, text));
}

static enum status ris_parse(void *at, struct arena *arena, const struct tree_piece *piece,
                             struct tree *tree, struct failure *why)
{
    struct buf text;
    struct tree_piece clean = *piece;
    (void)at;
    TRY(tree_latin_text(arena, tree, piece->bytes, piece->line, &clean.bytes, why));
    struct tree_branch record = {.node = tree_top(arena, "record", piece->line)};
    if (!record.node) {
        return fail_memory(why);
    }
    buf_init(&text, TREE_PIECE_LIMIT * 2);
    const bool fine = read_lines(arena, &clean, &text, &record);
    buf_release(&text);
    tree->top = record.node;
    return fine ? STATUS_OK : fail_memory(why);
}

static bool ris_complete(const void *at)
{
    (void)at;
    return true; /* a record that is cut off is told as one */
}

const struct tree_carrier ris_carrier = {
    .type = "ris",
    .called = "RIS",
    .record = "record",
    .unit = "line",
    .open = ris_open,
    .next = ris_next,
    .parse = ris_parse,
    .complete = ris_complete,
    .line = window_state_line,
    .close = window_state_close,
};
