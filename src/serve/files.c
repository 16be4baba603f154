#include "serve/files.h"

#include "base/utf8.h"
#include "serve/page.h"
#include "serve/route.h"

#include <stdlib.h>

#define NAME_MOST 100  /* bytes of a name, before its digest */
#define TEXT_MOST 4096 /* bytes of a path */

/* ---- names ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || char_is_digit(c) || c == '-' ||
           c == '_' || c == '.';
}

static void add_byte(struct buf *out, char c)
{
    if (is_plain(c)) {
        buf_char(out, c);
    } else {
        buf_printf(out, "~%02X", (unsigned)(unsigned char)c);
    }
}

/* What Windows takes for a device, whatever its ending; and what web servers take for a folder. */
static bool is_taken(struct str text)
{
    static const char *const taken[] = {"con",  "prn",  "aux",  "nul",  "com1", "com2",
                                        "com3", "com4", "com5", "com6", "com7", "com8",
                                        "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5",
                                        "lpt6", "lpt7", "lpt8", "lpt9", "index"};
    size_t length = 0;
    while (length < text.length && text.at[length] != '.') {
        length++;
    }
    for (size_t i = 0; i < COUNT_OF(taken); i++) {
        bool same = strlen(taken[i]) == length;
        for (size_t k = 0; same && k < length; k++) {
            same = lower(text.at[k]) == taken[i][k];
        }
        if (same) {
            return true;
        }
    }
    return false;
}

static void add_digest(struct buf *out, unsigned long long number)
{
    buf_printf(out, "~~%08llx", (number ^ number >> 32) & 0xFFFFFFFFULL);
}

/* Within NAME_MOST bytes; true when something had to be left out. */
static bool add_name(struct buf *out, struct str text)
{
    const size_t begin = out->length;
    for (size_t i = 0; i < text.length; i++) {
        const bool first = i == 0 && (text.at[0] == '.' || is_taken(text));
        if (out->length - begin + 3 > NAME_MOST) {
            return true;
        }
        if (first) {
            buf_printf(out, "~%02X", (unsigned)(unsigned char)text.at[0]);
        } else {
            add_byte(out, text.at[i]);
        }
    }
    return false;
}

void files_name(struct buf *out, struct str text)
{
    if (add_name(out, text)) {
        add_digest(out, str_hash(text));
    }
}

/* ---- paths ---- */

void files_path(struct buf *out, const char *const *parts, size_t count)
{
    buf_text(out, count == 0 ? "index" : "");
    for (size_t i = 0; i < count; i++) {
        buf_text(out, i > 0 ? "/" : "");
        files_name(out, str_of(parts[i]));
    }
}

void files_compare(struct buf *out, const char *first, const char *second)
{
    buf_text(out, "compare/");
    files_name(out, str_of(first));
    buf_char(out, '+');
    files_name(out, str_of(second));
}

/* FNV has its best bits in the middle; sets are searched by all of them. */
static uint64_t mix(uint64_t number)
{
    number ^= number >> 33;
    number *= 0xFF51AFD7ED558CCDULL;
    return number ^ number >> 33;
}

uint64_t files_record_key(const struct kind *kind, struct str identifier)
{
    return mix(str_hash(identifier) + kind->index * 0x9E3779B97F4A7C15ULL);
}

uint64_t files_name_key(const struct kind *kind, struct str identifier)
{
    uint64_t number = 1469598103934665603ULL ^ kind->index;
    for (size_t i = 0; i < identifier.length; i++) {
        number = (number ^ (unsigned char)lower(identifier.at[i])) * 1099511628211ULL;
    }
    return mix(number);
}

int files_by_number(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static bool has_number(const uint64_t *numbers, size_t count, uint64_t number)
{
    return count > 0 && bsearch(&number, numbers, count, sizeof *numbers, files_by_number);
}

bool files_has_record(const struct files_plan *plan, const struct kind *kind, struct str identifier)
{
    return has_number(plan->records, plan->record_count, files_record_key(kind, identifier));
}

bool files_has_report(const struct files_plan *plan, const struct report *report,
                      const struct code *code)
{
    for (size_t i = 0; i < plan->report_count; i++) {
        if (plan->reports[i].report == report && plan->reports[i].code == code) {
            return true;
        }
    }
    return false;
}

bool files_is_target(const struct files_plan *plan, const struct record *record)
{
    return has_number(plan->targets, plan->target_count,
                      files_record_key(record->kind, record->identifier));
}

void files_record(const struct files_plan *plan, struct buf *out, const struct kind *kind,
                  struct str identifier)
{
    files_name(out, str_of(kind->plural));
    buf_char(out, '/');
    if (plan->many[kind->index]) {
        buf_printf(out, "%02x/", (unsigned)(str_hash(identifier) >> 24 & 0xFF));
    }
    const bool cut = add_name(out, identifier);
    if (cut || has_number(plan->clashes, plan->clash_count, files_name_key(kind, identifier))) {
        add_digest(out, str_hash(identifier));
    }
}

/* ---- lists ---- */

/* True when no other value of the field differs from this one in capitals only. */
static bool is_one_case(const struct condition *condition, const char *value)
{
    const struct field *field = condition->field;
    if (field && field->list && codelist_find(field->list, str_of(value))) {
        return true;
    }
    for (; *value; value++) {
        if (*value >= 'A' && *value <= 'Z') {
            return false;
        }
    }
    return true;
}

static bool add_condition(struct buf *out, const struct condition *condition)
{
    static const char *const signs[] = {[OP_IS] = "=",
                                        [OP_IS_NOT] = "-not=",
                                        [OP_AT_LEAST] = "-from=",
                                        [OP_AT_MOST] = "-to=",
                                        [OP_HAS] = "-has="};
    bool sure = true;
    buf_text(out, condition->name);
    buf_text(out, signs[condition->op]);
    for (size_t i = 0; i < condition->value_count; i++) {
        buf_text(out, i > 0 ? "+" : "");
        for (const char *at = condition->values[i]; *at; at++) {
            if (!condition->field && *at == '/') {
                buf_char(out, '.'); /* "tag=LENS/THEME": names have no point */
            } else {
                add_byte(out, *at);
            }
        }
        sure = sure && is_one_case(condition, condition->values[i]);
    }
    return sure;
}

/* "country=KE,start-from=2010"; what is long or unsure ends in a digest of the whole question. */
static void add_conditions(struct buf *out, const struct query *query)
{
    struct buf name, text;
    bool sure = true;
    buf_init(&name, (size_t)1024 * 1024);
    for (size_t i = 0; i < query->count; i++) {
        buf_text(&name, i > 0 ? "," : "");
        sure = add_condition(&name, &query->conditions[i]) && sure;
    }
    sure = sure && name.length <= NAME_MOST;
    buf_add(out, name.at, name.length <= NAME_MOST ? name.length : NAME_MOST);
    if (!sure) {
        buf_init(&text, (size_t)1024 * 1024);
        query_print(query, &text);
        add_digest(out, str_hash(buf_view(&text)));
        out->failed = out->failed || text.failed;
        buf_release(&text);
    }
    out->failed = out->failed || name.failed;
    buf_release(&name);
}

void files_list(struct buf *out, const struct query *query, unsigned long long page)
{
    files_name(out, str_of(query->kind->plural));
    if (query->count > 0 || page > 1) {
        buf_text(out, "/by/"); /* no record has this name: its file has an ending */
        add_conditions(out, query);
    }
    if (page > 1) {
        /* In a folder of the list's own: FAT32 has no room for thousands of files in one. */
        buf_printf(out, query->count > 0 ? "/@%llu" : "@%llu", page);
    }
}

/* ---- files and links ---- */

/* The part of the path before its first stroke. */
static struct str first_part(const char *path)
{
    struct str rest = str_of(path), part;
    (void)str_split(&rest, '/', &part);
    return part;
}

bool files_is_once(const struct files_plan *plan, const char *path, enum form form)
{
    const struct str part = first_part(path);
    return form != FORM_HTML && form != FORM_ATOM && form != FORM_RSS && form != FORM_SVG &&
           (pack_kind(plan->pack, part) != NULL || str_is(part, "compare"));
}

static void add_ending(struct buf *out, enum form form)
{
    buf_char(out, '.');
    buf_text(out, form == FORM_HTML ? "html" : form_name(form));
}

void files_file(const struct files_plan *plan, struct buf *out, const char *path, enum form form,
                const char *language)
{
    buf_text(out, files_is_once(plan, path, form) ? "data" : language);
    buf_char(out, '/');
    buf_text(out, path);
    add_ending(out, form);
}

/* From the page at hand to the folder of its language. */
static void up_to_language(struct visit *visit)
{
    for (const char *at = visit->files->here; *at; at++) {
        if (*at == '/') {
            buf_text(visit->out, "../");
        }
    }
}

void files_up(struct visit *visit)
{
    if (visit->files->root) {
        /* 404.html is shown at any address, if there is a server. */
        buf_text(visit->out, visit->files->plan->base ? visit->files->plan->base : "");
        return;
    }
    up_to_language(visit);
    buf_text(visit->out, "../");
}

void files_link(struct visit *visit, const char *path, enum form form, const char *language)
{
    const struct files_plan *plan = visit->files->plan;
    const bool once = files_is_once(plan, path, form);
    if (visit->files->root || (plan->base && visit->form != FORM_HTML)) {
        buf_text(visit->out, plan->base ? plan->base : "");
        files_file(plan, visit->out, path, form, language);
    } else if (once || strcmp(language, visit->language) != 0) {
        files_up(visit);
        files_file(plan, visit->out, path, form, language);
    } else {
        up_to_language(visit);
        buf_text(visit->out, path);
        add_ending(visit->out, form);
    }
}

void files_link_list(struct visit *visit, const struct query *query, unsigned long long page,
                     enum form form)
{
    struct files *files = visit->files;
    struct buf path;
    buf_init(&path, TEXT_MOST);
    files_list(&path, query, page);
    buf_char(&path, '\0');
    if (query->count > 0 && files->want && files->wanted == STATUS_OK) {
        files->wanted = files->want(files->context, query, &visit->why);
    }
    if (!path.failed) {
        files_link(visit, path.at, form, visit->language);
    }
    visit->out->failed = visit->out->failed || path.failed;
    buf_release(&path);
}
