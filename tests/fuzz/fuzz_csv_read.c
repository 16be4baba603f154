/* Any bytes as rows below the header of a table that the pack understands, and as a whole table. */
#include "fuzz_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char header[] = "identifier,title,countries,funder,budget,currency,start,,Title\n";
    const struct str bytes = {(const char *)data, size};
    char *table = malloc(sizeof header + size);
    if (table && !str_starts(bytes, "identifier")) {
        memcpy(table, header, sizeof header - 1);
        if (size > 0) {
            memcpy(table + sizeof header - 1, data, size);
        }
        read_bytes((struct str){table, sizeof header - 1 + size});
    }
    free(table);
    read_bytes(bytes);
    return 0;
}
