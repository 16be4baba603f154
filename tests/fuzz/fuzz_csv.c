/*
 * Any bytes as a CSV file: rows or refusals that name a line, in the order of the file; and rows
 * that are written again come back cell by cell.
 */
#include "text/csv.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#define ROOM ((size_t)16 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct csv_reader *open_reader(struct str text, struct source **source)
{
    struct csv_reader *reader = NULL;
    struct failure why;
    if (source_open_memory("f", text, source, &why) != STATUS_OK) {
        abort();
    }
    if (csv_open(*source, &reader, &why) != STATUS_OK) {
        source_close(*source);
        return NULL;
    }
    return reader;
}

/* Reads @text and writes its rows again to @out; gives a hash of the cells. */
static unsigned long long run(struct str text, struct buf *out)
{
    struct source *source = NULL;
    struct csv_row row;
    struct failure why;
    unsigned long long sum = 0;
    unsigned last = 0;
    enum step step;
    struct csv_reader *reader = open_reader(text, &source);
    while (reader && (step = csv_next(reader, &row, &why)) != STEP_DONE) {
        assert(step == STEP_ITEM || why.text[0] == 'f');
        assert(row.line == 0 || row.line > last);
        last = row.line;
        for (size_t i = 0; i < row.count; i++) {
            csv_cell(out, row.cells[i], i == 0);
            sum = sum * 31 + str_hash(row.cells[i]);
        }
        if (row.count > 0) {
            csv_end(out);
            sum = sum * 31 + row.count;
        }
    }
    if (reader) {
        csv_close(reader);
        source_close(source);
    }
    return sum;
}

/* A formula has an apostrophe the second time; so it is the third that has to be as the second. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf once;
    struct buf twice;
    struct buf thrice;
    buf_init(&once, ROOM);
    buf_init(&twice, ROOM);
    buf_init(&thrice, ROOM);
    (void)run((struct str){(const char *)data, size}, &once);
    const unsigned long long second = run(buf_view(&once), &twice);
    const unsigned long long third = run(buf_view(&twice), &thrice);
    assert(second == third && str_equal(buf_view(&once), buf_view(&twice)));
    buf_release(&once);
    buf_release(&twice);
    buf_release(&thrice);
    return 0;
}
