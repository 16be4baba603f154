/*
 * The splitter: a byte scan that hops from '<' to '<'. In XML a '<' always begins markup, so the
 * only things to know are those in which it does not count (comments, CDATA, processing
 * instructions) and the tags of the records and of the root. Everything else is left to the parser.
 */
#include "text/xml_scan.h"

#include <stdlib.h>

enum tag { TAG_OPEN, TAG_EMPTY, TAG_BROKEN, TAG_CUT };

/* ---- markup ---- */

static bool ends_name(char c)
{
    return char_is_white(c) || c == '>' || c == '/' || c == '<';
}

static bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           (unsigned char)c >= 0x80;
}

static void skip_white(struct xml_splitter *s)
{
    while (scan_have(s, 1) && char_is_white(s->at[s->scan])) {
        s->scan++;
    }
}

/* The name that stands @offset behind the scan; cut at the limit, until the next read. */
static struct str name_at(struct xml_splitter *s, size_t offset)
{
    size_t length = 0;
    while (length < NAME_LIMIT && scan_have(s, offset + length + 1) &&
           !ends_name(s->at[s->scan + offset + length])) {
        length++;
    }
    return (struct str){s->at + s->scan + offset, length};
}

/*
 * Moves the scan from the '<' of a start tag behind its '>'. A '<' inside the tag, quoted or not,
 * is not well formed; there the tag is taken for ended, so that a forgotten quote costs one record
 * and not the next ones.
 */
static enum tag skip_tag(struct xml_splitter *s)
{
    char quote = '\0';
    for (s->scan++; scan_have(s, 1); s->scan++) {
        const char c = s->at[s->scan];
        if (c == '<') {
            return TAG_BROKEN;
        }
        if (quote) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            s->scan++;
            return s->at[s->scan - 2] == '/' ? TAG_EMPTY : TAG_OPEN;
        }
    }
    return TAG_CUT;
}

/* Moves the scan behind a comment, CDATA section or processing instruction, else one byte on. */
static bool skip_other(struct xml_splitter *s)
{
    if (scan_stands(s, "<!--")) {
        s->scan += 4;
        return scan_skip_past(s, "-->");
    }
    if (scan_stands(s, "<![CDATA[")) {
        s->scan += 9;
        return scan_skip_past(s, "]]>");
    }
    if (scan_stands(s, "<?")) {
        s->scan += 2;
        return scan_skip_past(s, "?>");
    }
    s->scan++;
    return true;
}

static struct str local(struct str name)
{
    const char *colon = name.length > 0 ? memchr(name.at, ':', name.length) : NULL;
    if (colon) {
        name.length -= (size_t)(colon + 1 - name.at);
        name.at = colon + 1;
    }
    return name;
}

static bool is_within(const struct xml_splitter *s, struct str name)
{
    return s->within && str_is(local(name), s->within);
}

/* The place of @name among those asked for, or NOTHING. */
static size_t find_name(const struct xml_splitter *s, struct str name)
{
    name = local(name);
    for (size_t i = 0; i < s->name_count; i++) {
        if (str_equal(name, s->names[i])) {
            return i;
        }
    }
    return NOTHING;
}

static bool is_record(const struct xml_splitter *s, struct str name)
{
    return s->inside || is_within(s, name) || find_name(s, name) != NOTHING;
}

/* ---- before and outside the records ---- */

static bool refuse(struct xml_splitter *s, const char *words)
{
    if (!s->failed) {
        scan_count_to(s, s->scan);
        scan_fail(s, fail(&s->failure, STATUS_INPUT, "%s:%u: %s", source_name(s->source), s->line,
                          words));
    }
    return false;
}

static bool same_letters(const char *at, const char *upper)
{
    for (; *upper; at++, upper++) {
        const char c = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
        if (c != *upper) {
            return false;
        }
    }
    return true;
}

/* True when a DOCTYPE or an ENTITY declaration stands here; then the file is refused. */
static bool refuse_declaration(struct xml_splitter *s)
{
    if (scan_have(s, 9) && same_letters(s->at + s->scan, "<!DOCTYPE")) {
        const bool html = scan_have(s, 14) && same_letters(s->at + s->scan + 9, " HTML");
        (void)refuse(s, html ? "this is a web page (HTML), not XML. Check that it is the right "
                               "file, and that the download did not end at a log-in page."
                             : "the file has a DOCTYPE, which could hide entities and is refused. "
                               "Take the <!DOCTYPE …> out: no data needs it.");
        return true;
    }
    if (scan_have(s, 8) && same_letters(s->at + s->scan, "<!ENTITY")) {
        (void)refuse(s, "the file declares an entity, which is refused. Write the text out.");
        return true;
    }
    return false;
}

/* Keeps the root's start tag, from the scan on, and its name. */
static bool read_root(struct xml_splitter *s)
{
    s->kept = s->scan;
    s->limit = ROOT_LIMIT;
    const size_t name_length = name_at(s, 1).length;
    const bool record = is_record(s, name_at(s, 1));
    const enum tag tag = skip_tag(s);
    const struct str bytes = {s->at + s->kept, s->scan - s->kept};
    if (s->failed) {
        return false;
    }
    if (tag == TAG_BROKEN || tag == TAG_CUT) {
        s->scan = s->kept;
        return refuse(s, "the first tag never ends. Check that the file is complete, and the "
                         "quotes around its attributes.");
    }
    s->root = arena_str(&s->arena, bytes);
    if (!s->root.at) {
        scan_fail(s, fail_memory(&s->failure));
        return false;
    }
    s->root_name = (struct str){s->root.at + 1, name_length};
    if (record) {
        s->scan = s->kept; /* the root is itself a record: it is read again as one */
    } else {
        s->root_depth = tag == TAG_OPEN;
    }
    s->kept = NOTHING;
    return true;
}

/* Finds the root element: only comments and processing instructions may stand before it. */
static bool find_root(struct xml_splitter *s)
{
    for (;;) {
        skip_white(s);
        if (s->failed || s->root.at) {
            return !s->failed;
        }
        if (!scan_have(s, 1)) {
            return refuse(s, "the file has no element: it is empty or only comments.");
        }
        const bool markup = s->at[s->scan] == '<' && scan_have(s, 2);
        const char c = markup ? s->at[s->scan + 1] : '\0';
        if (markup && begins_name(c)) {
            if (!read_root(s)) {
                return false;
            }
        } else if (!markup || (c != '?' && c != '!')) {
            return refuse(s, "this is no XML: an XML file begins with <. Check that it is the "
                             "right file.");
        } else if (refuse_declaration(s) || (c == '!' && !scan_stands(s, "<!--"))) {
            return refuse(s, "this is no XML. Check that it is the right file.");
        } else if (!skip_other(s)) {
            return refuse(s, "a comment or processing instruction never ends. Check that the file "
                             "is complete.");
        }
    }
}

/* An element with the root's name inside the root, or its end tag. */
static void follow_root(struct xml_splitter *s, bool end_tag)
{
    if (end_tag) {
        s->root_depth -= s->root_depth > 0;
        s->scan += 2;
        return;
    }
    s->kept = s->scan;
    s->limit = PIECE_LIMIT;
    s->root_depth += skip_tag(s) != TAG_EMPTY;
    s->kept = NOTHING;
}

/* Moves the scan to the '<' of the next record; false when there is none. */
static bool find_record(struct xml_splitter *s)
{
    while (scan_find(s, '<')) {
        const char c = scan_have(s, 2) ? s->at[s->scan + 1] : '\0';
        const bool end_tag = c == '/';
        if (c == '!' || c == '?') {
            if (refuse_declaration(s) || !skip_other(s)) {
                return false;
            }
            continue;
        }
        if (!end_tag && !begins_name(c)) {
            s->scan++;
            continue;
        }
        const struct str name = name_at(s, end_tag ? 2 : 1);
        if (!end_tag && is_record(s, name)) {
            return true;
        }
        s->inside = s->inside && !(end_tag && is_within(s, name));
        if (str_equal(name, s->root_name)) {
            follow_root(s, end_tag);
        } else {
            s->scan++;
        }
    }
    return false;
}

/* ---- a record ---- */

/* True when the record's own name stands @offset behind the scan, and no longer one. */
static bool own_name(const struct xml_splitter *s, size_t offset)
{
    const size_t length = s->name_length;
    const char *at = s->at + s->scan + offset;
    const char *name = s->at + s->kept + 1;
    return s->end - s->scan > offset + length && at[0] == name[0] && ends_name(at[length]) &&
           memcmp(at, name, length) == 0;
}

/*
 * Meets, at the scan, the start tag of an element that has the record's own name. *@inner is where
 * the first one of them began, counted from the record's begin, and *@depth how many are open. True
 * when it may stand here; false, with the scan at the next record, when the end tag is missing.
 */
static bool enter_inner(struct xml_splitter *s, size_t *inner, unsigned *depth)
{
    if (!s->nested || *depth > 1) {
        s->scan = s->nested ? s->kept + *inner : s->scan;
        return false;
    }
    if (*inner != NOTHING) {
        return false;
    }
    *inner = s->scan - s->kept;
    *depth += skip_tag(s) != TAG_EMPTY;
    return true;
}

/*
 * Moves the scan to the end of the record: true when that is behind its end tag, false when it is
 * at the next record of the same name or at the end of the file.
 */
static bool find_end(struct xml_splitter *s)
{
    size_t inner = NOTHING;
    unsigned depth = 1;
    while (scan_find(s, '<')) {
        (void)scan_have(s, s->name_length + 3);
        const char c = s->end - s->scan > 1 ? s->at[s->scan + 1] : '\0';
        if (c == '!' || c == '?') {
            if (!skip_other(s)) {
                return false;
            }
        } else if (c == '/' && own_name(s, 2)) {
            s->scan += s->name_length + 2;
            skip_white(s);
            if (scan_have(s, 1) && s->at[s->scan] == '>') {
                s->scan++;
                depth--;
            }
            if (depth == 0) {
                return true;
            }
        } else if (!own_name(s, 1)) {
            s->scan++;
        } else if (!enter_inner(s, &inner, &depth)) {
            return false;
        }
    }
    return false;
}

/* The record at the scan, as far as it goes. */
static bool read_record(struct xml_splitter *s, struct xml_piece *piece)
{
    scan_count_to(s, s->scan);
    s->piece_line = s->line;
    s->kept = s->scan;
    s->limit = PIECE_LIMIT;
    const struct str name = name_at(s, 1);
    const bool root = str_equal(name, s->root_name);
    s->name_length = name.length;
    const bool head = !s->inside && is_within(s, name);
    const enum tag tag = skip_tag(s);
    bool closed = tag == TAG_EMPTY || (head && tag == TAG_OPEN);
    s->inside = s->inside || (head && tag == TAG_OPEN);
    if (!closed && (tag == TAG_OPEN || tag == TAG_BROKEN)) {
        closed = find_end(s);
    }
    if (s->failed) {
        return false;
    }
    const struct str bytes = {s->at + s->kept, s->scan - s->kept};
    if (bytes.length > PIECE_LIMIT) {
        scan_fail(s, fail(&s->failure, STATUS_LIMIT,
                          "%s:%u: the record that begins here is larger than 16 MiB. Check that "
                          "its end tag is there, or divide it.",
                          source_name(s->source), s->piece_line));
        return false;
    }
    s->root_depth += root && !closed;
    *piece = (struct xml_piece){.bytes = bytes,
                                .line = s->piece_line,
                                .name = find_name(s, (struct str){bytes.at + 1, s->name_length}),
                                .closed = closed,
                                .head = head};
    return true;
}

/* ---- the contract ---- */

enum step xml_splitter_next(struct xml_splitter *s, struct xml_piece *piece, struct failure *why)
{
    *piece = (struct xml_piece){.bytes = {NULL, 0}};
    s->kept = NOTHING;
    if (!s->failed && (s->root.at || find_root(s)) && find_record(s) && read_record(s, piece)) {
        return STEP_ITEM;
    }
    if (s->failed) {
        *why = s->failure;
        return STEP_ERROR;
    }
    return STEP_DONE;
}

static bool copy_names(struct xml_splitter *s, const char *const *names)
{
    while (names[s->name_count]) {
        s->name_count++;
    }
    s->names = arena_array(&s->arena, s->name_count + 1, sizeof *s->names);
    for (size_t i = 0; s->names && i < s->name_count; i++) {
        s->names[i] = arena_str(&s->arena, str_of(names[i]));
        if (!s->names[i].at) {
            return false;
        }
    }
    return s->names != NULL;
}

enum status xml_splitter_open(struct source *source, const char *const *names,
                              struct xml_splitter **splitter, struct failure *why)
{
    struct xml_splitter *made = calloc(1, sizeof *made);
    *splitter = NULL;
    if (!made) {
        return fail_memory(why);
    }
    made->source = source;
    made->kept = NOTHING;
    made->line = 1;
    arena_init(&made->arena, ROOT_LIMIT * 2);
    if (!copy_names(made, names)) {
        xml_splitter_close(made);
        return fail_memory(why);
    }
    *splitter = made;
    return STATUS_OK;
}

void xml_splitter_nest(struct xml_splitter *splitter)
{
    splitter->nested = true;
}

void xml_splitter_close(struct xml_splitter *splitter)
{
    if (splitter) {
        arena_release(&splitter->arena);
        free(splitter->at);
        free(splitter);
    }
}

void xml_splitter_within(struct xml_splitter *splitter, const char *name)
{
    splitter->within = name;
}

unsigned xml_splitter_line(const struct xml_splitter *s)
{
    bool after_cr = s->after_cr;
    if (!s->at) {
        return s->line;
    }
    return s->line + scan_count_lines(s->at + s->counted, s->scan - s->counted, &after_cr);
}

bool xml_splitter_complete(const struct xml_splitter *s)
{
    return s->root.at && s->root_depth == 0 && !s->failed;
}

struct str xml_splitter_root(const struct xml_splitter *splitter)
{
    return splitter->root;
}
