/*
 * Any bytes as an SDMX-ML message: rows or words, and what is read as a record is sound. As a pipe
 * would give them, too: then groups are known only when they have come.
 */
#include "fuzz_sdmx.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    struct source *source = NULL;
    struct failure why;
    struct rest rest = {bytes};
    if (source_open_function("fuzz", give, &rest, &source, &why) == STATUS_OK) {
        read_rows(source, table_open_sdmx_xml);
        source_close(source);
    }
    if (source_open_memory("fuzz", bytes, &source, &why) == STATUS_OK) {
        read_rows(source, table_open_sdmx_xml);
        source_close(source);
    }
    read_bytes(bytes);
    return 0;
}
