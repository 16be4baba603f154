/* Any bytes as lines of a RIS record, and as a whole file. */
#include "fuzz_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_behind("TY  - BOOK\nID  - x\n", (struct str){(const char *)data, size});
    return 0;
}
