/* Any bytes as the fields of a line, as lines behind a good one, and as a whole file. */
#include "fuzz_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    read_behind("{\"kind\":\"activity\",\"identifier\":\"x\",\"fields\":{", bytes);
    read_behind("{\"kind\":\"event\",\"identifier\":\"x\",\"fields\":{}}\n", bytes);
    return 0;
}
