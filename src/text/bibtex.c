/*
 * BibTeX, as its manual says it ("BibTeXing", O. Patashnik, 1988) and as reference managers write
 * it: @article{key, name = {value}, name = "value" # macro, year = 2013}. What stands outside of
 * entries is a comment, and so are @comment and @preamble; @string defines macros, and the months
 * jan to dec are defined as 01 to 12.
 *
 * The tree is <entry type="article" key="…"> with an element for each field, in small letters.
 * author, editor and translator give an element for each name (they are joined by `and`). Values
 * are plain text (latex.h), except in url, doi, file and eprint, which are kept.
 *
 * An entry whose braces never close ends where a line begins with the next @word{.
 */
#include "base/date_forms.h"
#include "text/bibtex_macros.h"
#include "text/latex.h"
#include "text/tree.h"
#include "text/window.h"

#include <stdio.h>
#include <stdlib.h>

#define WORD_LIMIT 64 /* characters of an entry's type */

struct state {
    struct window window; /* first: see window_state() */
    struct macros macros;
    struct buf before; /* the @strings since the last entry */
    bool cut;          /* a @string or @comment was cut off by the end of the file */
};

/* ---- pieces ---- */

static void bibtex_close(void *at)
{
    struct state *state = at;
    if (state) {
        macros_release(&state->macros);
        buf_release(&state->before);
        window_state_close(state);
    }
}

static enum status bibtex_open(struct source *source, const struct tree_wanted *wanted, void **at,
                               struct failure *why)
{
    (void)wanted;
    TRY(window_state(sizeof(struct state), source, at, why));
    struct state *state = *at;
    macros_init(&state->macros);
    buf_init(&state->before, TREE_PIECE_LIMIT);
    return STATUS_OK;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How long the "@word {" is that stands at the scan, with its brace; 0: there is none. */
static size_t header_length(struct window *w)
{
    size_t i = 1;
    while (i <= WORD_LIMIT && window_have(w, i + 1) && is_letter(w->at[w->scan + i])) {
        i++;
    }
    if (i == 1) {
        return 0;
    }
    while (i <= 2 * WORD_LIMIT && window_have(w, i + 1) && char_is_white(w->at[w->scan + i])) {
        i++;
    }
    const char c = window_have(w, i + 1) ? w->at[w->scan + i] : '\0';
    return c == '{' || c == '(' ? i + 1 : 0;
}

/*
 * Moves the scan from behind a header to behind the brace that closes it. False at the end of the
 * file, and at a line that begins with another header.
 */
static bool find_end(struct window *w, char open)
{
    size_t braces = 0;
    bool quoted = false, line_begin = false;
    while (window_have(w, 1)) {
        const char c = w->at[w->scan];
        if (c == '@' && line_begin && header_length(w) > 0) {
            return false;
        }
        window_pass(w);
        line_begin = c == '\n' || c == '\r';
        quoted = c == '"' && braces == 0 ? !quoted : quoted;
        if (c == '{') {
            braces++;
        } else if (c == '}' && braces > 0) {
            braces--;
        } else if (open == '{' ? c == '}' : c == ')' && braces == 0 && !quoted) {
            return true;
        }
    }
    return false;
}

static bool is_word(struct str header, const char *word)
{
    const size_t length = strlen(word);
    for (size_t i = 0; i < length; i++) {
        if (i + 1 >= header.length || (header.at[i + 1] | 0x20) != word[i]) {
            return false;
        }
    }
    return header.length > length + 1 && !is_letter(header.at[length + 1]);
}

/* Takes the item at the scan, which begins with a header of @length bytes. True for an entry. */
static bool take_item(struct state *state, size_t length, struct tree_piece *piece)
{
    struct window *w = &state->window;
    piece->line = w->line;
    window_open(w);
    for (size_t i = 0; i < length; i++) {
        window_pass(w);
    }
    piece->closed = find_end(w, w->at[w->scan - 1]);
    const struct str bytes = window_piece(w);
    window_close(w);
    if (is_word(bytes, "comment") || is_word(bytes, "preamble")) {
        state->cut = state->cut || !piece->closed;
        return false;
    }
    if (is_word(bytes, "string")) {
        state->cut = state->cut || !piece->closed;
        buf_str(&state->before, bytes);
        macros_define(&state->macros, bytes);
        return false;
    }
    piece->bytes = bytes;
    return true;
}

static enum step bibtex_next(void *at, struct tree_piece *piece, struct failure *why)
{
    struct state *state = at;
    struct window *w = &state->window;
    bool found = false;
    *piece = (struct tree_piece){0};
    window_close(w);
    buf_clear(&state->before);
    while (!found && window_have(w, 1)) {
        const size_t length = w->at[w->scan] == '@' ? header_length(w) : 0;
        if (length > 0) {
            found = take_item(state, length, piece);
        } else {
            window_pass(w);
        }
    }
    if (w->failed) {
        *why = w->failure;
        return STEP_ERROR;
    }
    if (state->before.failed || state->macros.failed) {
        (void)!fail(why, STATUS_LIMIT, "%s: its @string definitions take more than 16 MiB.",
                    source_name(w->source));
        return STEP_ERROR;
    }
    piece->before = buf_view(&state->before);
    return found ? STEP_ITEM : STEP_DONE;
}

/* ---- one entry ---- */

/* What reading one entry needs to pass around. */
struct work {
    struct arena *arena;
    struct tree *tree;
    struct failure *why;
    const struct macros *macros;
    struct bibtex_scan scan;
    struct tree_branch entry;
    struct buf value, text; /* scratch */
};

static enum status refuse(struct work *work, const char *words)
{
    return fail(work->why, STATUS_INPUT, "line %u: %s", work->scan.line, words);
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

static enum status tell(struct work *work, enum tree_note_type type, struct str value,
                        const char *words)
{
    const struct str copy = arena_str(work->arena, value);
    const struct tree_note note = {
        .type = type, .line = work->scan.line, .value = copy, .words = words};
    return copy.at && tree_note_add(work->arena, work->tree, &note) ? STATUS_OK
                                                                    : fail_memory(work->why);
}

/* "Mai 2013" stays; "May", "may", "5" become "05". */
static void tidy_month(struct buf *text)
{
    const struct str word = buf_view(text);
    int month = date_month(word);
    if (month == 0 && word.length > 0 && word.length <= 2 && word.at[0] >= '0' &&
        word.at[0] <= '9') {
        month = (int)strtol(text->at, NULL, 10);
    }
    if (month >= 1 && month <= 12) {
        buf_clear(text);
        buf_printf(text, "%02d", month);
    }
}

static enum status add_value(struct work *work, const char *name, struct str source, unsigned line)
{
    static const char *const verbatim[] = {"url", "doi", "file", "eprint", NULL};
    struct str unknown = {0};
    buf_clear(&work->text);
    if (is_one_of(name, verbatim)) {
        buf_str(&work->text, source);
    } else {
        latex_plain(source, &work->text, &unknown);
    }
    if (unknown.length > 0) {
        TRY(tell(work, TREE_CHARACTERS, unknown,
                 "The LaTeX command is not known here and is kept as it is written. Write the "
                 "character itself."));
    }
    if (strcmp(name, "month") == 0) {
        tidy_month(&work->text);
    }
    TRY(buf_status(&work->text, work->why));
    struct xml_node *node = tree_child(work->arena, &work->entry, name, line);
    if (!node) {
        return fail_memory(work->why);
    }
    node->text = arena_str(work->arena, str_trim(buf_view(&work->text)));
    return node->text.at ? STATUS_OK : fail_memory(work->why);
}

/* The part of @rest up to the next " and " outside of braces. */
static bool take_name(struct str *rest, struct str *name)
{
    size_t depth = 0, i = 0;
    if (rest->length == 0) {
        return false;
    }
    for (; i < rest->length; i++) {
        depth += rest->at[i] == '{';
        depth -= rest->at[i] == '}' && depth > 0;
        if (depth == 0 && i + 5 <= rest->length && char_is_white(rest->at[i]) &&
            char_is_white(rest->at[i + 4]) && (rest->at[i + 1] | 0x20) == 'a' &&
            (rest->at[i + 2] | 0x20) == 'n' && (rest->at[i + 3] | 0x20) == 'd') {
            *name = (struct str){rest->at, i};
            *rest = (struct str){rest->at + i + 4, rest->length - i - 4};
            return true;
        }
    }
    *name = *rest;
    *rest = (struct str){0};
    return true;
}

static enum status add_field(struct work *work, const char *name, unsigned line)
{
    static const char *const names[] = {"author", "editor", "translator", NULL};
    struct str rest = buf_view(&work->value), part;
    if (!is_one_of(name, names)) {
        return add_value(work, name, rest, line);
    }
    while (take_name(&rest, &part)) {
        TRY(add_value(work, name, str_trim(part), line));
    }
    return STATUS_OK;
}

/* The value behind the `=`: parts joined by `#`. */
static enum status read_value(struct work *work)
{
    struct str missing = {0};
    const char *words = bibtex_value(&work->scan, work->macros, &work->value, &missing);
    if (words) {
        return refuse(work, words);
    }
    TRY(buf_status(&work->value, work->why));
    return missing.length > 0
               ? tell(work, TREE_MACRO, missing,
                      "No @string before the entry defines the name; it is kept as text. Define "
                      "it, or put the value in braces.")
               : STATUS_OK;
}

static enum status read_fields(struct work *work)
{
    struct bibtex_scan *scan = &work->scan;
    for (;;) {
        struct str name = {0};
        bibtex_skip(scan);
        if (scan->rest.length == 0) {
            return STATUS_OK;
        }
        if (scan->rest.at[0] == ',') {
            bibtex_pass(scan, 1);
            continue;
        }
        const unsigned line = scan->line;
        if (!bibtex_name(scan, &name) || !bibtex_sign(scan, '=')) {
            return refuse(work, "a field has the form name = value, and this has not. Look for a "
                                "missing comma, brace or quote before it.");
        }
        buf_clear(&work->value);
        TRY(read_value(work));
        const char *small = tree_small(work->arena, name);
        if (!small) {
            return fail_memory(work->why);
        }
        TRY(add_field(work, small, line));
        bibtex_skip(scan);
        if (scan->rest.length > 0 && scan->rest.at[0] != ',') {
            return refuse(work, "a comma is missing behind a value. Look for a brace or quote too "
                                "many, or write the comma.");
        }
    }
}

/* @bytes is the whole entry, "@article{key, …}". */
static enum status read_entry(struct work *work, struct str bytes)
{
    struct bibtex_scan *scan = &work->scan;
    struct str type = {bytes.at + 1, 0};
    while (is_letter(type.at[type.length])) {
        type.length++;
    }
    scan->rest = (struct str){type.at + type.length, bytes.length - 1 - type.length};
    bibtex_skip(scan);
    /* Between the outer braces. */
    scan->rest = (struct str){scan->rest.at + 1, scan->rest.length - 2};
    bibtex_skip(scan);
    struct str key = {scan->rest.at, 0};
    while (key.length < scan->rest.length && key.at[key.length] != ',') {
        key.length++;
    }
    bibtex_pass(scan, key.length);
    const struct str kept = arena_str(work->arena, str_trim(key));
    const char *small = tree_small(work->arena, type);
    if (!kept.at || !small || !tree_attribute(work->arena, work->entry.node, "key", kept) ||
        !tree_attribute(work->arena, work->entry.node, "type", str_of(small))) {
        return fail_memory(work->why);
    }
    if (memchr(key.at, '=', key.length)) {
        return refuse(work, "the entry has no key. Write one behind the brace: @article{key, …}.");
    }
    return read_fields(work);
}

static enum status bibtex_parse(void *at, struct arena *arena, const struct tree_piece *piece,
                                struct tree *tree, struct failure *why)
{
    struct state *state = at;
    struct str bytes;
    TRY(tree_latin_text(arena, tree, piece->bytes, piece->line, &bytes, why));
    struct work work = {.arena = arena,
                        .tree = tree,
                        .why = why,
                        .macros = &state->macros,
                        .scan = {.line = piece->line},
                        .entry = {.node = tree_top(arena, "entry", piece->line)}};
    if (!work.entry.node) {
        return fail_memory(why);
    }
    buf_init(&work.value, TREE_PIECE_LIMIT);
    buf_init(&work.text, TREE_PIECE_LIMIT * 4);
    const enum status status = read_entry(&work, bytes);
    buf_release(&work.value);
    buf_release(&work.text);
    tree->top = work.entry.node;
    return status;
}

static bool bibtex_complete(const void *at)
{
    const struct state *state = at;
    return !state->cut;
}

const struct tree_carrier bibtex_carrier = {
    .type = "bibtex",
    .called = "BibTeX",
    .record = "entry",
    .unit = "line",
    .open = bibtex_open,
    .next = bibtex_next,
    .parse = bibtex_parse,
    .complete = bibtex_complete,
    .line = window_state_line,
    .close = bibtex_close,
};
