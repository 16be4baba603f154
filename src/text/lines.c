#include "text/lines.h"

#include "base/utf8.h"

#define CHUNK ((size_t)64 * 1024)
#define CUT_SHOWN 200 /* bytes of a line that is too long */

void lines_init(struct lines *lines, struct source *source)
{
    *lines = (struct lines){.source = source};
    buf_init(&lines->bytes, LINE_LIMIT * 2);
}

void lines_release(struct lines *lines)
{
    buf_release(&lines->bytes);
}

static enum status read_more(struct lines *lines, struct failure *why)
{
    size_t got = 0;
    buf_drop(&lines->bytes, lines->begin);
    lines->begin = 0;
    char *to = buf_reserve(&lines->bytes, CHUNK);
    if (!to) {
        return fail_memory(why);
    }
    TRY(source_read(lines->source, to, CHUNK, &got, why));
    lines->bytes.length += got;
    lines->ended = got == 0;
    return STATUS_OK;
}

/* Whether a line end stands among what waits, from @from on, and where. */
static bool find_end(const struct lines *lines, size_t from, size_t *end)
{
    const size_t waits = lines->bytes.length - lines->begin;
    const char *at = waits > from ? lines->bytes.at + lines->begin : NULL;
    const char *feed = at ? memchr(at + from, '\n', waits - from) : NULL;
    *end = feed ? (size_t)(feed - at) : waits;
    return feed != NULL;
}

enum step lines_next(struct lines *lines, struct line *line, struct failure *why)
{
    size_t looked = 0, end = 0;
    bool found;
    *line = (struct line){.number = ++lines->number};
    while (!(found = find_end(lines, looked, &end)) && !lines->ended) {
        looked = end;
        if (end > LINE_LIMIT) { /* only its beginning is kept while its end is looked for */
            line->cut = true;
            lines->bytes.length = lines->begin + CUT_SHOWN;
            looked = CUT_SHOWN;
        }
        if (read_more(lines, why) != STATUS_OK) {
            return STEP_ERROR;
        }
    }
    if (!found && end == 0) {
        return STEP_DONE;
    }
    line->text = (struct str){lines->bytes.at + lines->begin, end};
    lines->begin += end + found;
    line->cut = line->cut || end > LINE_LIMIT;
    if (line->cut) {
        line->text.length = CUT_SHOWN;
        line->text.length = utf8_check(line->text);
    }
    return STEP_ITEM;
}
