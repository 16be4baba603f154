/* Any bytes as an IATI activity file: records and problems that hold together, or a refusal. */
#include "fuzz_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_bytes((struct str){(const char *)data, size});
    return 0;
}
