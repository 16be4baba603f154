/*
 * The visible text of a web page, after the tokens of the HTML standard (WHATWG, section 13.2.5).
 *
 * Text needs tokens, not a tree: which tags are blocks, what stands in scripts, comments and
 * attributes. libxml2's HTML parser is not used for this, because it compares each attribute with
 * every other and each stray end tag with every open element, so that half a megabyte keeps it busy
 * for ten seconds (docs/decisions/0006-html-tokens.md); its table of named characters is. This
 * takes time in proportion to the length, and no memory but the text.
 */
#include "base/utf8.h"
#include "document/parts.h"
#include "text/xml_entity.h"

#define NAME_MAX_BYTES 15 /* of the element names that matter here */
#define ENTITY_MAX 31
#define HTML_MAX ((size_t)32 * 1024 * 1024)
#define HEAD_MAX ((size_t)4096)

struct html {
    struct str text;
    size_t at;
    struct pages pages;
    struct document *document;
    struct buf title;
    bool has_title;
};

/* A start or end tag. */
struct tag {
    char name[NAME_MAX_BYTES + 1]; /* lower case; "" for one that is longer */
    bool end;
    struct str language; /* of its attribute lang */
};

static bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* True when @text has @word (in lower case) at @at, whatever its case. */
static bool stands(struct str text, size_t at, const char *word)
{
    for (; *word; word++, at++) {
        if (at >= text.length || lower(text.at[at]) != *word) {
            return false;
        }
    }
    return true;
}

/* ---- characters ---- */

/* What numbers 128 to 159 are meant to be: Windows-1252 (HTML standard, 13.2.5.80). */
static uint32_t mend_number(uint32_t code)
{
    static const uint16_t table[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    if (code >= 0x80 && code < 0xA0) {
        return table[code - 0x80];
    }
    const bool none = code < 0x20 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000);
    return none ? 0xFFFD : code;
}

/* "#233" or "#xE9" at @at; its length, or 0. */
static size_t read_number(struct str text, size_t at, uint32_t *code)
{
    const bool hex = at + 1 < text.length && lower(text.at[at + 1]) == 'x';
    const size_t first = at + (hex ? 2 : 1);
    size_t i = first;
    uint32_t value = 0;
    for (; i < text.length; i++) {
        const char c = lower(text.at[i]);
        const bool letter = hex && c >= 'a' && c <= 'f';
        if (!letter && !char_is_digit(c)) {
            break;
        }
        value = value * (hex ? 16 : 10) + (uint32_t)(letter ? c - 'a' + 10 : c - '0');
        value = value > 0x110000 ? 0x110000 : value;
    }
    *code = value == '\t' || value == '\n' || value == '\r' ? ' ' : mend_number(value);
    return i == first ? 0 : i - at;
}

/*
 * The character reference behind the `&` before @at; its length, or 0 when the `&` is itself. The
 * old names of Latin-1 need no semicolon.
 */
static size_t read_reference(struct str text, size_t at, uint32_t *code)
{
    size_t length = 0;
    if (at < text.length && text.at[at] == '#') {
        length = read_number(text, at, code);
        return length > 0 && at + length < text.length && text.at[at + length] == ';' ? length + 1
                                                                                      : length;
    }
    while (length < ENTITY_MAX && at + length < text.length &&
           (is_letter(text.at[at + length]) || char_is_digit(text.at[at + length]))) {
        length++;
    }
    *code = xml_html_entity((struct str){text.at + at, length});
    if (*code == 0) {
        return 0;
    }
    const bool closed = at + length < text.length && text.at[at + length] == ';';
    return closed ? length + 1 : *code < 0x100 ? length : 0;
}

static void put(struct html *html, bool title, struct str text)
{
    if (title) {
        buf_str(&html->title, text);
    } else {
        pages_text(&html->pages, text);
    }
}

/* Text from @from to @to, with its character references resolved. */
static void put_text(struct html *html, size_t from, size_t to, bool title)
{
    const struct str text = {html->text.at, to};
    while (from < to) {
        const char *mark = memchr(text.at + from, '&', to - from);
        const size_t end = mark ? (size_t)(mark - text.at) : to;
        uint32_t code = 0;
        char bytes[4];
        put(html, title, (struct str){text.at + from, end - from});
        if (!mark) {
            return;
        }
        const size_t length = read_reference(text, end + 1, &code);
        if (length > 0) {
            put(html, title, (struct str){bytes, utf8_encode(code, bytes)});
        } else {
            put(html, title, (struct str){"&", 1});
        }
        from = end + 1 + length;
    }
}

/* ---- tags ---- */

static void skip_white(struct html *html)
{
    while (html->at < html->text.length && is_white(html->text.at[html->at])) {
        html->at++;
    }
}

/* The value of an attribute, behind its `=`. */
static struct str read_value(struct html *html)
{
    const struct str text = html->text;
    skip_white(html);
    size_t from = html->at, end = from;
    const char quote = from < text.length ? text.at[from] : '\0';
    if (quote == '"' || quote == '\'') {
        const char *close = memchr(text.at + from + 1, quote, text.length - from - 1);
        end = close ? (size_t)(close - text.at) : text.length;
        html->at = close ? end + 1 : end;
        return (struct str){text.at + from + 1, end - from - 1};
    }
    while (end < text.length && !is_white(text.at[end]) && text.at[end] != '>') {
        end++;
    }
    html->at = end;
    return (struct str){text.at + from, end - from};
}

/* The attributes of a tag, up to behind its `>`. False when the text ends before. */
static bool read_attributes(struct html *html, struct tag *tag)
{
    const struct str text = html->text;
    for (;;) {
        while (html->at < text.length &&
               (is_white(text.at[html->at]) || text.at[html->at] == '/')) {
            html->at++;
        }
        if (html->at >= text.length) {
            return false;
        }
        if (text.at[html->at] == '>') {
            html->at++;
            return true;
        }
        const size_t from = html->at++;
        while (html->at < text.length && !is_white(text.at[html->at]) &&
               !strchr("/>=", text.at[html->at])) {
            html->at++;
        }
        const bool language = html->at - from == 4 && stands(text, from, "lang");
        skip_white(html);
        if (html->at < text.length && text.at[html->at] == '=') {
            html->at++;
            const struct str value = read_value(html);
            tag->language = language ? value : tag->language;
        }
    }
}

/* The tag at html->at, which is behind its `<` or `</`. */
static bool read_tag(struct html *html, bool end, struct tag *tag)
{
    const struct str text = html->text;
    size_t length = 0;
    *tag = (struct tag){.end = end};
    while (html->at < text.length && !is_white(text.at[html->at]) &&
           !strchr("/>", text.at[html->at])) {
        if (length < NAME_MAX_BYTES) {
            tag->name[length] = lower(text.at[html->at]);
        }
        length++;
        html->at++;
    }
    if (length > NAME_MAX_BYTES) {
        tag->name[0] = '\0';
    }
    return read_attributes(html, tag);
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++) {
        if (strcmp(name, *names) == 0) {
            return true;
        }
    }
    return false;
}

/* Elements that flow with the text around them; all others, also unknown ones, stand apart. */
static bool is_inline(const char *name)
{
    static const char *const names[] = {
        "a",    "abbr", "acronym", "b",    "basefont", "bdi",   "bdo",    "big",    "cite", "code",
        "data", "del",  "dfn",     "em",   "font",     "i",     "img",    "ins",    "kbd",  "mark",
        "nobr", "q",    "s",       "samp", "small",    "span",  "strike", "strong", "sub",  "sup",
        "time", "tt",   "u",       "var",  "wbr",      "label", NULL};
    return is_one_of(name, names) || strchr(name, ':') != NULL;
}

/* Moves behind the end tag of an element whose content is no markup; gives where that content
 * ends. */
static size_t skip_raw(struct html *html, const char *name)
{
    const struct str text = html->text;
    const size_t length = strlen(name);
    size_t at = html->at;
    while (at < text.length) {
        const char *mark = memchr(text.at + at, '<', text.length - at);
        at = mark ? (size_t)(mark - text.at) : text.length;
        const size_t after = at + 2 + length;
        if (mark && stands(text, at, "</") && stands(text, at + 2, name) &&
            (after >= text.length || is_white(text.at[after]) || strchr("/>", text.at[after]))) {
            struct tag tag;
            html->at = at + 2;
            (void)read_tag(html, true, &tag);
            return at;
        }
        at += mark ? 1 : 0;
    }
    html->at = text.length;
    return text.length;
}

static void take_start(struct html *html, const struct tag *tag)
{
    static const char *const hidden[] = {"script",   "style",   "template", "iframe",
                                         "noframes", "noembed", NULL};
    const size_t from = html->at;
    if (is_one_of(tag->name, hidden)) {
        (void)skip_raw(html, tag->name);
    } else if (strcmp(tag->name, "title") == 0) {
        const size_t to = skip_raw(html, tag->name);
        if (!html->has_title) {
            put_text(html, from, to, true);
            html->has_title = true;
        }
    } else if (strcmp(tag->name, "textarea") == 0) {
        put_text(html, from, skip_raw(html, tag->name), false);
    } else if (strcmp(tag->name, "html") == 0 && html->document->language.length == 0) {
        html->document->language = tag->language;
    }
}

/* Moves behind a comment whose `<!--` stands at html->at. */
static void skip_comment(struct html *html)
{
    const struct str text = html->text;
    size_t at = html->at + 4;
    html->at = text.length;
    if (stands(text, at, ">") || stands(text, at, "->")) {
        html->at = at + (text.at[at] == '>' ? 1 : 2);
        return;
    }
    while (at < text.length) {
        const char *mark = memchr(text.at + at, '-', text.length - at);
        if (!mark) {
            return;
        }
        at = (size_t)(mark - text.at);
        if (stands(text, at, "-->") || stands(text, at, "--!>")) {
            html->at = at + (text.at[at + 2] == '>' ? 3 : 4);
            return;
        }
        at++;
    }
}

/* What begins with the `<` at html->at; moves behind it. */
static void take_markup(struct html *html)
{
    const struct str text = html->text;
    const size_t at = html->at;
    const char next = at + 1 < text.length ? text.at[at + 1] : '\0';
    const bool end = next == '/';
    const char first = end && at + 2 < text.length ? text.at[at + 2] : next;
    struct tag tag;
    if (stands(text, at, "<!--")) {
        skip_comment(html);
    } else if (is_letter(first)) {
        html->at = at + (end ? 2 : 1);
        if (!read_tag(html, end, &tag)) {
            return;
        }
        if (!is_inline(tag.name)) {
            pages_line(&html->pages);
        }
        if (!end) {
            take_start(html, &tag);
        }
    } else if (next == '!' || next == '?' || end) {
        const char *close = memchr(text.at + at, '>', text.length - at);
        html->at = close ? (size_t)(close - text.at) + 1 : text.length;
    } else {
        pages_text(&html->pages, (struct str){"<", 1});
        html->at = at + 1;
    }
}

static void take_all(struct html *html)
{
    const struct str text = html->text;
    while (html->at < text.length) {
        const char *mark = memchr(text.at + html->at, '<', text.length - html->at);
        const size_t end = mark ? (size_t)(mark - text.at) : text.length;
        put_text(html, html->at, end, false);
        html->at = end;
        if (mark) {
            take_markup(html);
        }
    }
    pages_line(&html->pages);
}

/* The title on one line. */
static enum status keep_title(struct html *html, struct arena *arena, struct failure *why)
{
    size_t length = 0;
    TRY(buf_status(&html->title, why));
    for (size_t i = 0; i < html->title.length; i++) {
        const bool white = is_white(html->title.at[i]);
        if (!white || (length > 0 && html->title.at[length - 1] != ' ')) {
            html->title.at[length++] = white ? ' ' : html->title.at[i];
        }
    }
    html->document->title = arena_str(arena, str_trim((struct str){html->title.at, length}));
    return html->document->title.at ? STATUS_OK : fail_memory(why);
}

enum status html_read(struct arena *arena, const char *name, struct str text,
                      struct document *document, struct failure *why)
{
    struct html html = {.text = text, .document = document};
    if (text.length > HTML_MAX) {
        return fail(why, STATUS_LIMIT, "%s: the web page is larger than 32 MiB. Divide it.", name);
    }
    pages_init(&html.pages, arena);
    buf_init(&html.title, HTML_MAX);
    take_all(&html);
    enum status status = keep_title(&html, arena, why);
    if (status == STATUS_OK) {
        status = pages_finish(&html.pages, name, document, why);
    }
    if (status == STATUS_OK && document->language.length > 0) {
        document->language = arena_str(arena, document->language);
        status = document->language.at ? STATUS_OK : fail_memory(why);
    }
    pages_release(&html.pages);
    buf_release(&html.title);
    return status;
}

struct str html_encoding(struct str head)
{
    head.length = head.length < HEAD_MAX ? head.length : HEAD_MAX;
    bool inside = false;
    for (size_t i = 0; i < head.length; i++) {
        inside = head.at[i] == '<' ? stands(head, i, "<meta") : inside;
        if (!inside || !stands(head, i, "charset")) {
            continue;
        }
        i += 7;
        while (i < head.length && (is_white(head.at[i]) || strchr("=\"'", head.at[i]))) {
            i++;
        }
        size_t end = i;
        while (end < head.length && !is_white(head.at[end]) && !strchr("\"'>;/", head.at[end])) {
            end++;
        }
        return (struct str){head.at + i, end - i};
    }
    return (struct str){NULL, 0};
}
