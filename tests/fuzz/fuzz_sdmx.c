/*
 * Any bytes as an SDMX-ML message: rows or words, and what is read as a record is sound. As a pipe
 * would give them, too: then groups are known only when they have come.
 */
#include "fuzz_read.h"
#include "text/sdmx.h"

struct rest {
    struct str bytes;
};

static enum status give(void *context, char *to, size_t room, size_t *got, struct failure *why)
{
    struct rest *rest = context;
    (void)why;
    *got = rest->bytes.length < room ? rest->bytes.length : room;
    if (*got > 0) {
        memcpy(to, rest->bytes.at, *got);
        rest->bytes.at += *got;
        rest->bytes.length -= *got;
    }
    return STATUS_OK;
}

static void read_rows(struct source *source)
{
    struct failure why = {.status = STATUS_OK};
    struct table *table = NULL;
    struct table_row row;
    size_t columns = 0, damaged = 0;
    enum step step = STEP_ERROR;
    if (table_open_sdmx_xml(source, &table, &why) == STATUS_OK &&
        table_sheet(table, &why) == STEP_ITEM) {
        while ((step = table_next(table, &row, &why)) == STEP_ITEM || row.bytes.length > 0) {
            if (step == STEP_ITEM && row.header) {
                assert(row.count > columns);
                columns = row.count;
            }
            assert(step == STEP_ERROR || (row.count == columns && row.line > 0));
            damaged += step == STEP_ERROR;
            assert(damaged < 1000000);
        }
    }
    assert(step == STEP_DONE || why.text[0]);
    table_close(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    struct source *source = NULL;
    struct failure why;
    struct rest rest = {bytes};
    if (source_open_function("fuzz", give, &rest, &source, &why) == STATUS_OK) {
        read_rows(source);
        source_close(source);
    }
    if (source_open_memory("fuzz", bytes, &source, &why) == STATUS_OK) {
        read_rows(source);
        source_close(source);
    }
    read_bytes(bytes);
    return 0;
}
