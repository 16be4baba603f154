/* Any bytes as the fields of a BibTeX entry, and as a whole file. */
#include "fuzz_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_behind("@string{s = {x}}\n@book{x, title = ", (struct str){(const char *)data, size});
    return 0;
}
