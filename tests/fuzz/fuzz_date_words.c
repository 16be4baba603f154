/*
 * Any bytes as a date in words: what is taken is a day that exists, a range goes forward, the rest
 * is a part of the text, and the date printed is read as itself.
 */
#include "base/date_words.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct date date)
{
    char text[11];
    struct date same;
    struct date_words again;
    date_print(date, text);
    assert(date_parse(str_of(text), &same) && memcmp(&same, &date, sizeof date) == 0);
    assert(date_words_parse(str_of(text), &again) && again.rest.length == 0);
    assert(memcmp(&again.first, &date, sizeof date) == 0 && again.last.year == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data;
    struct date_words read;
    if (!date_words_parse((struct str){at, size}, &read)) {
        return 0;
    }
    check(read.first);
    if (read.last.year != 0) {
        check(read.last);
    }
    assert(read.rest.length == 0 ||
           (read.rest.at > at && read.rest.at + read.rest.length <= at + size));
    return 0;
}
