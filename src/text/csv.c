#include "text/csv.h"

#include "text/check.h"

#include <assert.h>
#include <stdlib.h>

#define CELL_LIMIT ((size_t)1024 * 1024)
#define ROW_LIMIT ((size_t)16 * 1024 * 1024)
#define COLUMN_LIMIT 1000U
#define ROW_COUNT_LIMIT 5000000U
#define CHUNK ((size_t)256 * 1024)

/* A cell's place, counted from the beginning of the row, because the window moves. */
struct cell {
    size_t from, length;
    bool doubled; /* has doubled quotes */
};

struct csv_reader {
    struct source *source;
    char separator;

    char *at;                          /* the window on the file: [0, end) has been read */
    size_t capacity, start, scan, end; /* the row begins at start; the scan has come to scan */
    bool ended;
    bool failed; /* the source did */
    struct failure failure;

    unsigned line; /* at start */
    unsigned rows;

    size_t count;
    struct cell places[COLUMN_LIMIT + 1]; /* one more, for the cell that is too many */
    struct str cells[COLUMN_LIMIT];
    struct buf text; /* cells without their doubled quotes */

    enum status problem; /* of this row: the first one */
    const char *words;   /* and a static sentence about it */
    unsigned problem_line;
};

/* ---- the window ---- */

static bool make_room(struct csv_reader *r)
{
    if (r->start > 0) {
        memmove(r->at, r->at + r->start, r->end - r->start);
        r->scan -= r->start;
        r->end -= r->start;
        r->start = 0;
    }
    if (r->capacity - r->end >= CHUNK / 4) {
        return true;
    }
    const size_t larger = r->capacity ? r->capacity * 2 : CHUNK;
    char *moved = realloc(r->at, larger);
    if (moved) {
        r->at = moved;
        r->capacity = larger;
    }
    return moved != NULL;
}

/* Reads more bytes into the window; false at the end, after a failure and in too long a row. */
static bool more(struct csv_reader *r)
{
    size_t got = 0;
    enum status status = STATUS_OK;
    if (r->ended || r->scan - r->start > ROW_LIMIT) {
        return false;
    }
    if (make_room(r)) {
        status = source_read(r->source, r->at + r->end, r->capacity - r->end, &got, &r->failure);
    } else {
        status = fail_memory(&r->failure);
    }
    r->failed = status != STATUS_OK;
    r->end += got;
    r->ended = got == 0;
    return got > 0;
}

/* True when at least @count bytes are there from the scan on. */
static bool have(struct csv_reader *r, size_t count)
{
    while (r->end - r->scan < count) {
        if (!more(r)) {
            return false;
        }
    }
    return true;
}

static unsigned count_lines(const char *at, size_t length)
{
    unsigned lines = 0;
    if (length == 0) {
        return 0;
    }
    if (!memchr(at, '\r', length)) {
        const char *end = at + length;
        for (const char *p = at; (p = memchr(p, '\n', (size_t)(end - p))); p++) {
            lines++;
        }
        return lines;
    }
    for (size_t i = 0; i < length; i++) {
        lines += at[i] == '\r' || (at[i] == '\n' && (i == 0 || at[i - 1] != '\r'));
    }
    return lines;
}

/* Keeps the first problem of the row; it is @offset bytes from the row's beginning. */
static void note_problem(struct csv_reader *r, enum status status, size_t offset, const char *words)
{
    if (r->problem == STATUS_OK) {
        r->problem = status;
        r->problem_line = r->line + count_lines(r->at + r->start, offset);
        r->words = words;
    }
}

/* ---- one row ---- */

static bool at_line_end(const struct csv_reader *r)
{
    return r->at[r->scan] == '\n' || r->at[r->scan] == '\r';
}

/* Moves the scan to the separator or line end behind text without quotes. */
static void skip_plain(struct csv_reader *r)
{
    const char separator = r->separator;
    do {
        const char *at = r->at + r->scan;
        const char *end = r->at + r->end;
        while (at < end && *at != separator && *at != '\n' && *at != '\r') {
            at++;
        }
        r->scan = (size_t)(at - r->at);
    } while (r->scan == r->end && more(r));
}

/* Moves the scan behind the closing quote; false when there is none within the limit. */
static bool skip_quoted(struct csv_reader *r, struct cell *cell)
{
    r->scan++;
    for (;;) {
        const size_t length = r->end - r->scan;
        const char *quote = length > 0 ? memchr(r->at + r->scan, '"', length) : NULL;
        r->scan = quote ? (size_t)(quote - r->at) : r->end;
        if (r->scan - r->start - cell->from > CELL_LIMIT + 1) {
            return false;
        }
        if (!quote) {
            if (!more(r)) {
                return r->scan - r->start > ROW_LIMIT; /* the row is the trouble, not the quote */
            }
            continue;
        }
        const bool doubled = have(r, 2) && r->at[r->scan + 1] == '"';
        r->scan += doubled ? 2 : 1;
        if (!doubled) {
            return true;
        }
        cell->doubled = true;
    }
}

/*
 * The quote at @from never ends. Then most likely one was forgotten: the row is given up at the end
 * of the line the quote stands in, so that the next rows are not lost with it.
 */
static void give_up_quote(struct csv_reader *r, size_t from)
{
    note_problem(r, STATUS_INPUT, from,
                 "a quote is opened here and never closed within 1 MiB. Close it, or double it "
                 "if it is part of the text.");
    r->scan = r->start + from;
    while (have(r, 1) && !at_line_end(r)) {
        r->scan++;
    }
}

/* Reads the cell at the scan and moves to the separator or line end behind it. */
static void read_cell(struct csv_reader *r)
{
    struct cell *cell = &r->places[r->count];
    cell->from = r->scan - r->start;
    cell->doubled = false;
    size_t quotes = 0;
    if (have(r, 1) && r->at[r->scan] == '"') {
        if (!skip_quoted(r, cell)) {
            if (!r->failed) {
                give_up_quote(r, cell->from);
            }
            return;
        }
        quotes = 1;
        if (have(r, 1) && r->at[r->scan] != r->separator && !at_line_end(r)) {
            note_problem(r, STATUS_INPUT, r->scan - r->start,
                         "text follows a closing quote. Double each quote that is part of the "
                         "text.");
            skip_plain(r);
        }
    } else {
        skip_plain(r);
    }
    cell->length = r->scan - r->start - cell->from;
    if (cell->length > CELL_LIMIT + 2 * quotes) {
        note_problem(r, STATUS_LIMIT, cell->from, "a cell is larger than 1 MiB.");
    } else if (r->count == COLUMN_LIMIT) {
        note_problem(r, STATUS_LIMIT, cell->from, "the row has more than 1000 columns.");
    } else {
        cell->from += quotes;
        cell->length -= 2 * quotes;
        r->count++;
    }
}

/* Moves the scan over one line end. */
static void skip_line_end(struct csv_reader *r)
{
    if (have(r, 1) && at_line_end(r)) {
        const bool pair = r->at[r->scan] == '\r' && have(r, 2) && r->at[r->scan + 1] == '\n';
        r->scan += pair ? 2 : 1;
    }
}

/* Too long a row is passed over without keeping it. */
static void skip_rest(struct csv_reader *r)
{
    note_problem(r, STATUS_LIMIT, 0, "the row is larger than 16 MiB.");
    r->line += count_lines(r->at + r->start, r->scan - r->start);
    for (r->start = r->scan; have(r, 1) && !at_line_end(r); r->start = r->scan) {
        r->scan++;
    }
}

/* Moves the scan to the end of the row. */
static void read_cells(struct csv_reader *r)
{
    for (;;) {
        read_cell(r);
        if (r->scan - r->start > ROW_LIMIT) {
            skip_rest(r);
            return;
        }
        if (r->failed || !have(r, 1) || r->at[r->scan] != r->separator) {
            return;
        }
        r->scan++;
    }
}

/* Copies @text to @to with one quote for each two. */
static struct str halve_quotes(struct str text, char *to)
{
    struct str copy = {to, 0};
    while (text.length > 0) {
        const char *quote = memchr(text.at, '"', text.length);
        const size_t length = quote ? (size_t)(quote - text.at) + 1 : text.length;
        const size_t skip = length + (quote && length < text.length);
        memcpy(to + copy.length, text.at, length);
        copy.length += length;
        text.at += skip;
        text.length -= skip;
    }
    return copy;
}

/* Fills r->cells; false when there is no memory for those with doubled quotes. */
static bool unfold_cells(struct csv_reader *r, struct str row)
{
    buf_clear(&r->text);
    char *to = buf_reserve(&r->text, row.length);
    if (!to) {
        return false;
    }
    for (size_t i = 0; i < r->count; i++) {
        const struct cell *cell = &r->places[i];
        const char *from = row.at + cell->from;
        r->cells[i] = (struct str){from, cell->length};
        if (!cell->doubled) {
            continue;
        }
        r->cells[i] = halve_quotes(r->cells[i], to);
        to += r->cells[i].length;
    }
    return true;
}

/* ---- the contract ---- */

/* The separator that stands most often in the first line, outside quotes. */
static char find_separator(struct str head)
{
    size_t commas = 0;
    size_t semicolons = 0;
    size_t tabs = 0;
    bool quoted = false;
    size_t i = 0;
    while (i < head.length && (head.at[i] == '\n' || head.at[i] == '\r')) {
        i++;
    }
    for (; i < head.length && (quoted || (head.at[i] != '\n' && head.at[i] != '\r')); i++) {
        const char c = head.at[i];
        quoted ^= c == '"';
        commas += c == ',' && !quoted;
        semicolons += c == ';' && !quoted;
        tabs += c == '\t' && !quoted;
    }
    if (tabs > commas && tabs >= semicolons) {
        return '\t';
    }
    return semicolons > commas ? ';' : ',';
}

static enum step refuse(struct failure *why, enum status status, const struct csv_reader *r,
                        unsigned line)
{
    status = fail(why, status, "%s:%u: %s", source_name(r->source), line, r->words);
    assert(status != STATUS_OK);
    return STEP_ERROR;
}

/* The source failed: that is said once, and then the file is over. */
static enum step end_failed(struct csv_reader *r, struct failure *why)
{
    *why = r->failure;
    r->failed = false;
    r->ended = true;
    r->scan = r->end;
    return STEP_ERROR;
}

/* Passes over empty lines; false at the end of the file. */
static bool find_row(struct csv_reader *r)
{
    r->start = r->scan;
    while (have(r, 1) && at_line_end(r)) {
        skip_line_end(r);
        r->line++;
        r->start = r->scan;
    }
    return have(r, 1);
}

/* Checks the row that has been scanned and hands it out. */
static enum step finish_row(struct csv_reader *r, struct csv_row *row, struct failure *why)
{
    const size_t length = r->scan - r->start;
    const size_t bad = check_text((struct str){r->at + r->start, length});
    if (bad < length) {
        note_problem(r, STATUS_INPUT, bad,
                     r->at[r->start + bad] ? "a byte is not valid UTF-8. Save the file as UTF-8."
                                           : "there is a NUL byte. Take it out.");
    }
    r->line += count_lines(r->at + r->start, length) + 1;
    skip_line_end(r); /* which may move the window */
    row->bytes = (struct str){r->at + r->start, length};
    row->cells = r->cells;
    if (r->problem != STATUS_OK) {
        return refuse(why, r->problem, r, r->problem_line);
    }
    if (!unfold_cells(r, row->bytes)) {
        r->words = "there is not enough memory for the row.";
        return refuse(why, STATUS_NOMEM, r, row->line);
    }
    row->count = r->count;
    return STEP_ITEM;
}

enum step csv_next(struct csv_reader *r, struct csv_row *row, struct failure *why)
{
    *row = (struct csv_row){.cells = NULL};
    if (!r->failed && find_row(r)) {
        row->line = r->line;
        r->count = 0;
        r->problem = STATUS_OK;
        read_cells(r);
    } else if (!r->failed) {
        return STEP_DONE;
    }
    if (r->failed) {
        return end_failed(r, why);
    }
    if (++r->rows > ROW_COUNT_LIMIT) {
        r->words = "the file has more than 5,000,000 rows. Divide it.";
        r->scan = r->end;
        r->ended = true;
        return refuse(why, STATUS_LIMIT, r, row->line);
    }
    return finish_row(r, row, why);
}

enum status csv_open(struct source *source, struct csv_reader **reader, struct failure *why)
{
    struct str head = {NULL, 0};
    *reader = NULL;
    TRY(source_peek(source, &head, why));
    struct csv_reader *made = calloc(1, sizeof *made);
    if (!made) {
        return fail_memory(why);
    }
    made->source = source;
    made->line = 1;
    made->separator = find_separator(head);
    buf_init(&made->text, ROW_LIMIT * 2);
    *reader = made;
    return STATUS_OK;
}

void csv_close(struct csv_reader *reader)
{
    if (reader) {
        buf_release(&reader->text);
        free(reader->at);
        free(reader);
    }
}

bool csv_part(struct arena *arena, struct str *rest, struct str *part)
{
    if (!rest->at) {
        *part = (struct str){0};
        return true;
    }
    char *to = arena_alloc(arena, rest->length + 1);
    size_t i = 0, length = 0;
    for (; to && i < rest->length && rest->at[i] != '|'; i++) {
        if (rest->at[i] == '\\' && i + 1 < rest->length) {
            i++;
        }
        to[length++] = rest->at[i];
    }
    *part = str_trim((struct str){to, length});
    *rest =
        i < rest->length ? (struct str){rest->at + i + 1, rest->length - i - 1} : (struct str){0};
    return to != NULL;
}
