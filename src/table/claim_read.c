/* Reads claims/NAME.yaml. */
#include "base/decimal.h"
#include "table/claim.h"
#include "table/names.h"

#include <stdlib.h>

/* What reading one claim needs to pass around. */
struct loading {
    struct arena *arena;
    struct expr_scope scope;
    struct claim_set *set;
    struct claim *claim;
};

/* ---- printed values ---- */

/* "82,380,379" as "82380379", when the commas stand as they do in numbers. */
static struct str without_commas(struct str text, char plain[64])
{
    size_t length = 0, since = 0;
    bool grouped = false, point = false, well = text.length < 64;
    for (size_t i = 0; well && i < text.length; i++) {
        char c = text.at[i];
        if (c == ',') {
            well = !point && since > 0 && since <= 3 && (!grouped || since == 3);
            grouped = true;
            since = 0;
            continue;
        }
        point = point || c == '.';
        well = !point || !grouped || since == 3 || c != '.';
        since += c >= '0' && c <= '9';
        plain[length++] = c;
    }
    well = well && (point || !grouped || since == 3);
    return well ? (struct str){plain, length} : text;
}

static unsigned places_of(struct str number)
{
    const char *point = memchr(number.at, '.', number.length);
    size_t places = point ? (size_t)(number.at + number.length - point - 1) : 0;
    return places > 4 ? 4 : (unsigned)places;
}

static enum status read_printed(struct arena *arena, const struct yaml_node *map, const char *key,
                                struct printed *printed, struct failure *why)
{
    char plain[64];
    const char *text = NULL;
    TRY(yaml_text_maybe(map, key, &text, why));
    if (!text) {
        return STATUS_OK;
    }
    if (text[0] == '\0') {
        return yaml_fail(why, yaml_get(map, key), STATUS_INPUT,
                         "the value is empty. Write what is printed, or take the key out.");
    }
    struct str digits = without_commas(str_of(text), plain);
    printed->text = text;
    printed->is_number = decimal_parse(digits, &printed->number);
    printed->places = printed->is_number ? places_of(digits) : 0;
    if (printed->is_number) {
        printed->text = arena_copy(arena, digits);
    }
    return printed->text ? STATUS_OK : fail_memory(why);
}

static enum status read_tolerance(const struct yaml_node *map, struct claim *claim,
                                  struct failure *why)
{
    static const char *const names[] = {"exact", "rounded", "about", "just-under", NULL};
    const char *text = NULL;
    char hint[NAMES_HINT];
    TRY(yaml_text_maybe(map, "tolerance", &text, why));
    if (!text) {
        return STATUS_OK;
    }
    for (size_t i = 0; names[i]; i++) {
        if (strcmp(text, names[i]) == 0) {
            claim->tolerance = (enum tolerance)(TOLERANCE_EXACT + i);
            return STATUS_OK;
        }
    }
    claim->tolerance = TOLERANCE_NUMBER;
    if (!decimal_parse(str_of(text), &claim->within) || claim->within < 0) {
        return yaml_fail(why, yaml_get(map, "tolerance"), STATUS_INPUT,
                         "\"%.40s\" is no tolerance: a word or a positive number. %s", text,
                         names_hint(hint, str_of(text), names));
    }
    return STATUS_OK;
}

/* ---- expressions ---- */

/* The expression under @key; NULL in *@expr when there is none. */
static enum status read_expr(const struct loading *load, const struct yaml_node *map,
                             const char *key, const struct expr **expr, struct failure *why)
{
    struct failure reason;
    const char *text = NULL;
    TRY(yaml_text_maybe(map, key, &text, why));
    if (!text) {
        return STATUS_OK;
    }
    enum status status = expr_parse(load->arena, &load->scope, str_of(text), expr, &reason);
    if (status == STATUS_NOMEM) {
        return fail_memory(why);
    }
    return status == STATUS_OK ? STATUS_OK
                               : yaml_fail(why, yaml_get(map, key), STATUS_INPUT, "%s: %s",
                                           load->claim->id, reason.text);
}

/* A number can only be compared with a number. */
static enum status check_kind(const struct loading *load, const struct yaml_node *map,
                              const char *key, const struct expr *expr, struct failure *why)
{
    const struct printed *printed = &load->claim->printed;
    if (!expr || expr_is_text(expr) || printed->is_number) {
        return STATUS_OK;
    }
    return yaml_fail(why, yaml_get(map, key), STATUS_INPUT,
                     "%s: the expression gives a number, and `printed` is %s. Write the printed "
                     "number, digits only.",
                     load->claim->id, printed->text ? "a text" : "missing");
}

/* ---- lists ---- */

static enum status read_statement(const struct loading *load, const struct yaml_node *node,
                                  struct claim_part *part, struct failure *why)
{
    static const char *const keys[] = {"where", "printed", NULL};
    TRY(yaml_only(node, keys, why));
    TRY(yaml_text(node, "where", &part->name, why));
    TRY(read_printed(load->arena, node, "printed", &part->printed, why));
    return part->printed.text
               ? STATUS_OK
               : yaml_fail(why, node, STATUS_INPUT, "`printed` is missing. Add `printed: …`.");
}

static enum status read_reading(const struct loading *load, const struct yaml_node *node,
                                struct claim_part *part, struct failure *why)
{
    static const char *const keys[] = {"when", "expect", NULL};
    TRY(yaml_only(node, keys, why));
    TRY(yaml_text(node, "when", &part->name, why));
    TRY(read_expr(load, node, "expect", &part->expr, why));
    if (!part->expr) {
        return yaml_fail(why, node, STATUS_INPUT, "`expect` is missing. Add `expect: …`.");
    }
    return check_kind(load, node, "expect", part->expr, why);
}

typedef enum status (*read_part)(const struct loading *load, const struct yaml_node *node,
                                 struct claim_part *part, struct failure *why);

static enum status read_parts(const struct loading *load, const struct yaml_node *list,
                              read_part read, struct claim_part **parts, struct failure *why)
{
    if (list->type != YAML_LIST || list->count < 2) {
        return yaml_fail(why, list, STATUS_INPUT,
                         "expected a list of at least two. Write one \"- {…}\" a line.");
    }
    *parts = arena_array(load->arena, list->count, sizeof **parts);
    if (!*parts) {
        return fail_memory(why);
    }
    size_t i = 0;
    for (const struct yaml_node *node = list->children; node; node = node->next) {
        TRY(read(load, node, &(*parts)[i++], why));
    }
    return STATUS_OK;
}

static enum status read_lists(const struct loading *load, const struct yaml_node *map,
                              struct failure *why)
{
    struct claim *claim = load->claim;
    const struct yaml_node *statements = yaml_get(map, "statements");
    const struct yaml_node *readings = yaml_get(map, "readings");
    if (statements) {
        TRY(read_parts(load, statements, read_statement, &claim->statements, why));
        claim->statement_count = statements->count;
    }
    if (readings) {
        TRY(read_parts(load, readings, read_reading, &claim->readings, why));
        claim->reading_count = readings->count;
    }
    return STATUS_OK;
}

/* ---- claims ---- */

/* A claim is tested in one way; one that is tested in none says why. */
static enum status check_way(const struct yaml_node *map, const struct claim *claim,
                             struct failure *why)
{
    static const char *const ways[] = {"expect", "readings", "statements", "refers", "external"};
    const struct yaml_node *first = NULL;
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        const struct yaml_node *way = yaml_get(map, ways[i]);
        if (way && first) {
            return yaml_fail(why, way, STATUS_INPUT,
                             "%s: the claim has `%s` already. Make it two claims.", claim->id,
                             first->key);
        }
        first = way ? way : first;
    }
    if (!first && claim->note[0] == '\0') {
        return yaml_fail(why, map, STATUS_INPUT,
                         "%s: there is nothing to compute. Add `expect: …`, or a `note` that says "
                         "why it cannot be tested.",
                         claim->id);
    }
    bool compared = claim->expr || claim->readings || claim->external.text;
    if (compared && !claim->printed.text) {
        return yaml_fail(why, map, STATUS_INPUT, "%s: `printed` is missing. Add `printed: …`.",
                         claim->id);
    }
    if (claim->where[0] == '\0' && !claim->statements) {
        return yaml_fail(why, map, STATUS_INPUT, "%s: `where` is missing. Say where it is printed.",
                         claim->id);
    }
    return STATUS_OK;
}

static enum status check_id(const struct loading *load, const struct yaml_node *map,
                            struct failure *why)
{
    const struct claim_set *set = load->set;
    for (size_t f = 0; f <= set->file_count; f++) {
        const struct claim_file *file = &set->files[f];
        for (size_t i = 0; i < file->count; i++) {
            if (strcmp(file->claims[i].id, load->claim->id) == 0) {
                return yaml_fail(why, yaml_get(map, "id"), STATUS_INPUT,
                                 "there is a claim %s already, at %s:%u. Give one another id.",
                                 load->claim->id, file->path, file->claims[i].line);
            }
        }
    }
    return STATUS_OK;
}

static enum status read_texts(const struct loading *load, const struct yaml_node *map,
                              struct failure *why)
{
    struct claim *claim = load->claim;
    claim->where = claim->what = claim->note = claim->source = "";
    TRY(yaml_text_maybe(map, "where", &claim->where, why));
    TRY(yaml_text_maybe(map, "what", &claim->what, why));
    TRY(yaml_text_maybe(map, "note", &claim->note, why));
    TRY(yaml_text_maybe(map, "source", &claim->source, why));
    TRY(read_printed(load->arena, map, "printed", &claim->printed, why));
    TRY(read_printed(load->arena, map, "external", &claim->external, why));
    return read_tolerance(map, claim, why);
}

static enum status read_claim(const struct loading *load, const struct yaml_node *map,
                              struct failure *why)
{
    static const char *const keys[] = {"id",         "where",    "what",   "printed",  "expect",
                                       "tolerance",  "note",     "needs",  "external", "source",
                                       "statements", "readings", "refers", NULL};
    struct claim *claim = load->claim;
    claim->file = map->file;
    claim->line = map->line;
    TRY(yaml_only(map, keys, why));
    TRY(yaml_text(map, "id", &claim->id, why));
    TRY(check_id(load, map, why));
    TRY(read_texts(load, map, why));
    TRY(read_expr(load, map, "expect", &claim->expr, why));
    TRY(check_kind(load, map, "expect", claim->expr, why));
    TRY(read_expr(load, map, "needs", &claim->needs, why));
    TRY(read_expr(load, map, "refers", &claim->refers, why));
    TRY(read_lists(load, map, why));
    if ((claim->needs && expr_is_text(claim->needs)) ||
        (claim->refers && expr_is_text(claim->refers))) {
        return yaml_fail(why, map, STATUS_INPUT,
                         "%s: `needs` and `refers` are numbers. Use count(…).", claim->id);
    }
    return check_way(map, claim, why);
}

enum status claim_read(struct arena *arena, const struct table_set *tables,
                       const struct yaml_node *map, struct claim *claim, struct failure *why)
{
    struct claim_file file = {.path = map->file};
    struct claim_set none = {.files = &file, .tables = tables};
    const struct loading load = {arena, {tables->pack, tables}, &none, claim};
    *claim = (struct claim){.file = map->file};
    return read_claim(&load, map, why);
}

/* ---- files ---- */

static enum status read_source(const struct yaml_node *root, struct claim_file *file,
                               struct failure *why)
{
    static const char *const keys[] = {"title", "date", NULL};
    const struct yaml_node *source = yaml_get(root, "source");
    file->title = file->date = "";
    if (!source) {
        return STATUS_OK;
    }
    TRY(yaml_only(source, keys, why));
    TRY(yaml_text_maybe(source, "title", &file->title, why));
    return yaml_text_maybe(source, "date", &file->date, why);
}

static enum status read_file(struct loading *load, struct claim_file *file, struct failure *why)
{
    static const char *const keys[] = {"source", "claims", NULL};
    struct yaml_node *root = NULL;
    const struct yaml_node *claims = NULL;
    TRY(yaml_load(load->arena, file->path, &root, why));
    TRY(yaml_only(root, keys, why));
    TRY(read_source(root, file, why));
    TRY(yaml_need(root, "claims", &claims, why));
    if (claims->type != YAML_LIST) {
        return yaml_fail(why, claims, STATUS_INPUT,
                         "expected a list. Write one \"- {id: …, printed: …}\" a line.");
    }
    file->claims = arena_array(load->arena, claims->count + 1, sizeof *file->claims);
    if (!file->claims) {
        return fail_memory(why);
    }
    for (const struct yaml_node *node = claims->children; node; node = node->next) {
        load->claim = &file->claims[file->count];
        TRY(read_claim(load, node, why));
        file->count++;
    }
    load->set->count += file->count;
    return STATUS_OK;
}

enum status claim_set_load(struct arena *arena, const struct pack *pack,
                           const struct table_set *tables, struct claim_set **set,
                           struct failure *why)
{
    const char *const *paths = NULL;
    size_t count = 0;
    struct claim_set *made = arena_alloc(arena, sizeof *made);
    if (!made) {
        return fail_memory(why);
    }
    TRY(pack_files(arena, pack, "claims", &paths, &count, why));
    made->tables = tables;
    made->files = arena_array(arena, count + 1, sizeof *made->files);
    if (!made->files) {
        return fail_memory(why);
    }
    struct loading load = {arena, {pack, tables}, made, NULL};
    for (size_t i = 0; i < count; i++) {
        made->files[i] = (struct claim_file){.path = paths[i]};
        TRY(read_file(&load, &made->files[i], why));
        made->file_count++;
    }
    *set = made;
    return STATUS_OK;
}
