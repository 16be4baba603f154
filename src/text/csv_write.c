/* Writing CSV that spreadsheets, other programs and our own reader take for what it is. */
#include "base/decimal.h"
#include "text/csv.h"

/*
 * A spreadsheet would compute it: that is how a text from outside runs a command on a desk. One
 * that already has apostrophes before such a beginning gets another, so that taking one away is
 * exact.
 */
static bool is_formula(struct str text)
{
    int64_t number = 0;
    const struct str whole = text;
    while (text.length > 0 && text.at[0] == '\'') {
        text = (struct str){text.at + 1, text.length - 1};
    }
    if (text.length == 0 || !memchr("=+-@\t\r", text.at[0], 6)) {
        return false;
    }
    return text.length < whole.length || !decimal_parse(text, &number);
}

/*
 * Semicolons and tabs are quoted too, because readers (ours among them) guess the separator from
 * what stands outside quotes in the first line.
 */
static bool needs_quotes(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        if (c == ',' || c == ';' || c == '"' || c == '\t' || c == '\r' || c == '\n') {
            return true;
        }
    }
    return false;
}

/*
 * A row of one empty cell would be an empty line, which readers pass over; and these two, at the
 * beginning of a file, would say something about its encoding.
 */
static bool is_misread_first(struct str text)
{
    return text.length == 0 || str_starts(text, "\xEF\xBB\xBF") || str_starts(text, "<?xml");
}

static void add_doubled(struct buf *out, struct str text)
{
    while (text.length > 0) {
        const char *quote = memchr(text.at, '"', text.length);
        const size_t length = quote ? (size_t)(quote - text.at) + 1 : text.length;
        buf_add(out, text.at, length);
        if (quote) {
            buf_char(out, '"');
        }
        text.at += length;
        text.length -= length;
    }
}

static void add_cell(struct buf *out, struct str text, bool first, bool formula)
{
    const bool quoted = needs_quotes(text) || (first && is_misread_first(text));
    if (!first) {
        buf_char(out, ',');
    }
    buf_text(out, quoted ? "\"" : "");
    buf_text(out, formula ? "'" : "");
    if (quoted) {
        add_doubled(out, text);
    } else {
        buf_str(out, text);
    }
    buf_text(out, quoted ? "\"" : "");
}

void csv_cell(struct buf *out, struct str text, bool first)
{
    add_cell(out, text, first, is_formula(text));
}

void csv_cell_as_is(struct buf *out, struct str text, bool first)
{
    add_cell(out, text, first, false);
}

void csv_end(struct buf *out)
{
    buf_text(out, "\r\n");
}
