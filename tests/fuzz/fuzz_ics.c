/* Any bytes as lines of an iCalendar event, and as a whole file. */
#include "fuzz_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_behind("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\n", (struct str){(const char *)data, size});
    return 0;
}
