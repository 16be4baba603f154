#include "document/pages.h"

#include "base/utf8.h"

static void add_start(struct pages *pages)
{
    size_t *starts =
        arena_grow(pages->arena, pages->starts, pages->count, &pages->capacity, sizeof *starts);
    if (!starts) {
        pages->failed = true;
        return;
    }
    pages->starts = starts;
    starts[pages->count++] = pages->text.length;
}

void pages_init(struct pages *pages, struct arena *arena)
{
    *pages = (struct pages){.arena = arena};
    buf_init(&pages->text, DOCUMENT_TEXT_MAX);
    add_start(pages);
}

void pages_release(struct pages *pages)
{
    buf_release(&pages->text);
}

static bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool at_line_start(const struct pages *pages)
{
    const size_t length = pages->text.length;
    return length == 0 || pages->text.at[length - 1] == '\n' || pages->text.at[length - 1] == '\f';
}

void pages_text(struct pages *pages, struct str text)
{
    size_t i = 0;
    while (i < text.length) {
        if (is_white(text.at[i])) {
            pages->space = true;
            i++;
            continue;
        }
        size_t end = i;
        while (end < text.length && !is_white(text.at[end])) {
            end++;
        }
        if (pages->space && !at_line_start(pages)) {
            buf_char(&pages->text, ' ');
        }
        buf_add(&pages->text, text.at + i, end - i);
        pages->space = false;
        pages->inked = true;
        i = end;
    }
}

void pages_line(struct pages *pages)
{
    if (!at_line_start(pages)) {
        buf_char(&pages->text, '\n');
    }
    pages->space = false;
}

void pages_break(struct pages *pages)
{
    pages_line(pages);
    buf_char(&pages->text, '\f');
    pages->inked = false;
    add_start(pages);
}

void pages_whole(struct pages *pages, struct str text)
{
    if (text.length > 0 && text.at[text.length - 1] == '\f') {
        text.length--;
    }
    while (text.length > 0) {
        const char *end = memchr(text.at, '\f', text.length);
        const size_t length = end ? (size_t)(end - text.at) : text.length;
        buf_add(&pages->text, text.at, length);
        if (end) {
            buf_char(&pages->text, '\f');
            add_start(pages);
        }
        text.at += length + (end ? 1 : 0);
        text.length -= length + (end ? 1 : 0);
    }
}

static bool has_word(struct str text)
{
    unsigned size = 0;
    for (size_t i = 0; i < text.length; i += size) {
        const uint32_t code = utf8_decode(text.at + i, text.length - i, &size);
        if (code != UTF8_BAD && utf8_is_word(code)) {
            return true;
        }
    }
    return false;
}

enum status pages_finish(struct pages *pages, const char *name, struct document *document,
                         struct failure *why)
{
    if (pages->text.failed && pages->text.length > DOCUMENT_TEXT_MAX / 2) {
        return fail(why, STATUS_LIMIT, "%s: the text is longer than 64 MiB. Divide the document.",
                    name);
    }
    if (pages->failed || pages->text.failed) {
        return fail_memory(why);
    }
    document->text = arena_str(pages->arena, buf_view(&pages->text));
    document->pages = pages->starts;
    document->page_count = pages->count;
    if (!document->text.at) {
        return fail_memory(why);
    }
    if (!has_word(document->text)) {
        return fail(why, STATUS_INPUT,
                    "%s: there is no text in it (%zu page%s): its pages may be pictures, as a "
                    "scanner makes them. Recognise the text (OCR) and try again.",
                    name, pages->count, pages->count == 1 ? "" : "s");
    }
    return STATUS_OK;
}
