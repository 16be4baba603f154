/*
 * Any bytes as an SDMX-JSON message: rows or words, and what is read as a record is sound.
 */
#include "fuzz_sdmx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    struct source *source = NULL;
    struct failure why;
    if (source_open_memory("fuzz", bytes, &source, &why) == STATUS_OK) {
        read_rows(source, table_open_sdmx_json);
        source_close(source);
    }
    read_bytes(bytes);
    return 0;
}
