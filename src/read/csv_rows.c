/* Rows of a table one by one, and what is wrong with them as rows: shared by mapped and plain ones.
 */
#include "base/utf8.h"
#include "read/reader.h"

#include <limits.h>
#include <stdlib.h>

struct str csv_cell_at(const struct csv_row *row, size_t place)
{
    return place < row->count ? str_trim(row->cells[place]) : (struct str){0};
}

/* True when the row has something in the cells from @first on. */
static bool has_cells(const struct csv_row *row, size_t first)
{
    for (size_t i = first; i < row->count; i++) {
        if (str_trim(row->cells[i]).length > 0) {
            return true;
        }
    }
    return false;
}

enum status csv_check_cells(struct reader *reader, const struct csv_row *row, struct making *making)
{
    struct csv_side *csv = &reader->csv;
    struct finding finding = {.rule = RULE_MISSING_COLUMN_CELLS, .line = row->line};
    if (row->count < csv->count) {
        return report(making, &finding,
                      "The row has %zu cells and the header has %zu; the missing ones count as "
                      "empty. Look for a separator or quote that is missing.",
                      row->count, csv->count);
    }
    if (has_cells(row, csv->count)) {
        finding.column = (unsigned)csv->count + 1;
        return report(making, &finding,
                      "The row has %zu cells and the header has %zu; those that are too many are "
                      "not read. Put quotes around cells that hold the separator.",
                      row->count, csv->count);
    }
    for (size_t i = 0; i < csv->count && !csv->unnamed; i++) {
        if (csv->names[i][0] == '\0' && csv_cell_at(row, i).length > 0) {
            csv->unnamed = true;
            finding = (struct finding){.rule = RULE_UNKNOWN_COLUMN,
                                       .value = csv_cell_at(row, i),
                                       .line = row->line,
                                       .column = (unsigned)i + 1,
                                       .whole_file = true};
            return report(making, &finding,
                          "The column has no name in the header and is not read. Give it one.");
        }
    }
    return STATUS_OK;
}

static enum status finish(struct reader *reader, struct making *making)
{
    const struct finding finding = {
        .rule = RULE_NO_RECORDS, .line = reader->csv.line, .whole_file = true};
    if (reader->items > 0) {
        return STATUS_OK;
    }
    return report(making, &finding,
                  "The file has a header and no rows. Look whether it was saved whole.");
}

/*
 * A row that is no CSV. @words begin with the file and the line, which a problem gives by itself.
 */
static enum status reject_row(struct making *making, struct read_item *item,
                              const struct csv_row *row, const struct failure *words)
{
    const struct str bytes = row->bytes;
    const char *text = words->text;
    struct finding finding = {.rule = RULE_MALFORMED, .line = row->line};
    const size_t name = strlen(making->file);
    if (strncmp(text, making->file, name) == 0 && text[name] == ':') {
        char *end = NULL;
        const unsigned long line = strtoul(text + name + 1, &end, 10);
        finding.line = line > 0 && line < UINT_MAX ? (unsigned)line : finding.line;
        text = end + strspn(end, ": ");
    }
    if (utf8_check(bytes) < bytes.length) {
        finding.rule = RULE_NOT_UTF8;
    } else if (words->status == STATUS_LIMIT) {
        finding.rule = RULE_TOO_LARGE;
    }
    item->bytes = bytes;
    item->line = row->line;
    return report(making, &finding, "The row cannot be read and is refused: %s", text);
}

enum status csv_next_row(struct reader *reader, struct making *making, struct read_item *item,
                         struct csv_row *row, bool *done, bool *refused)
{
    struct failure words = {.status = STATUS_OK};
    enum step step;
    do {
        /* A row of empty cells, of which spreadsheets leave many, is as good as an empty line. */
        step = csv_next(reader->csv.reader, row, &words);
    } while (step == STEP_ITEM && !has_cells(row, 0));
    *done = step == STEP_DONE;
    if (step == STEP_ITEM) {
        return STATUS_OK;
    }
    if (step == STEP_DONE) {
        return finish(reader, making);
    }
    *refused =
        row->bytes.length > 0 && (words.status == STATUS_INPUT || words.status == STATUS_LIMIT);
    if (!*refused) {
        *making->why = words;
        return words.status;
    }
    return reject_row(making, item, row, &words);
}
