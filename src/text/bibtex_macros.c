#include "text/bibtex_macros.h"

#include "text/check.h"
#include "text/windows.h"

#define MACRO_MEMORY ((size_t)16 * 1024 * 1024)
#define MACRO_LIMIT ((size_t)1024 * 1024) /* bytes of one value */
#define NAME_LIMIT 256

void macros_init(struct macros *macros)
{
    *macros = (struct macros){.failed = false};
    arena_init(&macros->arena, MACRO_MEMORY);
}

void macros_release(struct macros *macros)
{
    arena_release(&macros->arena);
}

/* ---- finding ---- */

static char small(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static size_t slot_of(struct str name)
{
    unsigned hash = 2166136261U;
    for (size_t i = 0; i < name.length; i++) {
        hash = (hash ^ (unsigned char)small(name.at[i])) * 16777619U;
    }
    return hash % MACRO_SLOTS;
}

static bool is_name(const char *name, struct str other)
{
    size_t i = 0;
    while (i < other.length && name[i] == small(other.at[i]) && name[i]) {
        i++;
    }
    return i == other.length && name[i] == '\0';
}

static const struct macro *find(const struct macros *macros, struct str name)
{
    const struct macro *macro = macros->slots[slot_of(name)];
    while (macro && !is_name(macro->name, name)) {
        macro = macro->next;
    }
    return macro;
}

/* "jan" to "dec": 1 to 12; else 0. */
static unsigned month_of(struct str name)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (unsigned i = 0; name.length == 3 && i < 12; i++) {
        const char *m = months + 3 * (size_t)i;
        if (small(name.at[0]) == m[0] && small(name.at[1]) == m[1] && small(name.at[2]) == m[2]) {
            return i + 1;
        }
    }
    return 0;
}

/* ---- scanning ---- */

void bibtex_pass(struct bibtex_scan *scan, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char c = scan->rest.at[i];
        const bool pair = c == '\r' && i + 1 < scan->rest.length && scan->rest.at[i + 1] == '\n';
        scan->line += c == '\n' || (c == '\r' && !pair);
    }
    scan->rest = (struct str){scan->rest.at + count, scan->rest.length - count};
}

void bibtex_skip(struct bibtex_scan *scan)
{
    size_t i = 0;
    while (i < scan->rest.length && strchr(" \t\r\n", scan->rest.at[i]) && scan->rest.at[i]) {
        i++;
    }
    bibtex_pass(scan, i);
}

bool bibtex_name(struct bibtex_scan *scan, struct str *name)
{
    const struct str rest = scan->rest;
    size_t i = 0;
    while (i < rest.length && i < NAME_LIMIT && (unsigned char)rest.at[i] > ' ' &&
           !strchr("=,{}()\"#%'", rest.at[i])) {
        i++;
    }
    *name = (struct str){rest.at, i};
    bibtex_pass(scan, i);
    return i > 0;
}

bool bibtex_sign(struct bibtex_scan *scan, char sign)
{
    bibtex_skip(scan);
    if (scan->rest.length == 0 || scan->rest.at[0] != sign) {
        return false;
    }
    bibtex_pass(scan, 1);
    return true;
}

/* A part in braces or quotes, with braces that match inside; without its delimiters. */
static const char *delimited(struct bibtex_scan *scan, struct buf *out)
{
    const struct str rest = scan->rest;
    const bool quoted = rest.at[0] == '"';
    size_t depth = 0;
    for (size_t i = 1; i < rest.length; i++) {
        const char c = rest.at[i];
        if (depth == 0 && c == (quoted ? '"' : '}')) {
            buf_str(out, (struct str){rest.at + 1, i - 1});
            bibtex_pass(scan, i + 1);
            return NULL;
        }
        if (c == '}' && depth == 0) {
            return "a } stands in quotes without its {. Write both, or neither.";
        }
        depth += c == '{';
        depth -= c == '}';
    }
    return quoted ? "a quote never ends." : "a brace never closes.";
}

static const char *one_part(struct bibtex_scan *scan, const struct macros *macros, struct buf *out,
                            struct str *missing)
{
    struct str name;
    bibtex_skip(scan);
    if (scan->rest.length > 0 && (scan->rest.at[0] == '{' || scan->rest.at[0] == '"')) {
        return delimited(scan, out);
    }
    if (!bibtex_name(scan, &name)) {
        return "a value is missing. Write name = {value}.";
    }
    const struct macro *macro = find(macros, name);
    if (macro) {
        buf_str(out, macro->value);
        return NULL;
    }
    if (month_of(name) > 0) {
        buf_printf(out, "%02u", month_of(name));
        return NULL;
    }
    if ((name.at[0] < '0' || name.at[0] > '9') && missing->length == 0) {
        *missing = name;
    }
    buf_str(out, name);
    return NULL;
}

const char *bibtex_value(struct bibtex_scan *scan, const struct macros *macros, struct buf *out,
                         struct str *missing)
{
    do {
        const char *words = one_part(scan, macros, out, missing);
        if (words) {
            return words;
        }
    } while (bibtex_sign(scan, '#'));
    return NULL;
}

/* ---- defining ---- */

static bool define(struct macros *macros, struct str name, struct str value)
{
    struct macro *macro = arena_alloc(&macros->arena, sizeof *macro);
    char *copy = arena_copy(&macros->arena, name);
    const struct str kept = arena_str(&macros->arena, value);
    if (!macro || !copy || !kept.at) {
        return false;
    }
    for (char *at = copy; *at; at++) {
        *at = small(*at);
    }
    struct macro **slot = &macros->slots[slot_of(name)];
    *macro = (struct macro){copy, kept, *slot}; /* before an older one of the same name */
    *slot = macro;
    macros->count++;
    return true;
}

void macros_define(struct macros *macros, struct str bytes)
{
    struct bibtex_scan scan = {.rest = bytes, .line = 1};
    struct str name, missing = {0};
    struct buf value;
    size_t open = 0;
    while (open < bytes.length && bytes.at[open] != '{' && bytes.at[open] != '(') {
        open++;
    }
    if (check_text(bytes) < bytes.length && windows_fits(bytes)) {
        bytes = windows_text(&macros->arena, bytes); /* the entries tell of it, or need it not */
        macros->failed = macros->failed || !bytes.at;
    }
    if (!bytes.at || bytes.length < open + 2 || check_text(bytes) < bytes.length) {
        return; /* entries that use its names are told that nothing defines them */
    }
    scan.rest = (struct str){bytes.at + open + 1, bytes.length - open - 2};
    buf_init(&value, MACRO_LIMIT);
    for (bool more = true; more && !macros->failed; more = bibtex_sign(&scan, ',')) {
        buf_clear(&value);
        bibtex_skip(&scan);
        if (!bibtex_name(&scan, &name) || !bibtex_sign(&scan, '=') ||
            bibtex_value(&scan, macros, &value, &missing)) {
            break;
        }
        macros->failed = value.failed || !define(macros, name, buf_view(&value));
    }
    buf_release(&value);
}
