/* What addresses ask for: parts of the path, and what stands behind the question mark. */
#include "serve/corridors.h"
#include "serve/openapi.h"
#include "work/report.h"

/* ---- names there are ---- */

/* Writes the names that a part may have, or gives the first of them. */
typedef const char *list_names(struct visit *visit, struct json *json);

static const char *take(struct json *json, const char *name, const char *first)
{
    if (json) {
        json_text(json, name);
    }
    return first ? first : name;
}

/* The first kind with records is the example; codes with pages have addresses of the same form. */
static const char *kinds(struct visit *visit, struct json *json)
{
    const struct pack *pack = visit->site->work->pack;
    const char *first = NULL;
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct query all;
        unsigned long long count = 0;
        query_init(&all, &pack->kinds[i]);
        if (json) {
            json_text(json, pack->kinds[i].plural);
        } else if (store_count(visit->store, &all, &count, &visit->why) == STATUS_OK && count > 0) {
            return pack->kinds[i].plural;
        }
    }
    for (size_t i = 0; json && i < pack->profile_count; i++) {
        if (!pack_kind(pack, str_of(pack->profiles[i].path))) {
            json_text(json, pack->profiles[i].path);
        }
    }
    return first;
}

static const char *first_record(struct visit *visit, const struct kind *kind)
{
    const char *found = NULL;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct query all;
    query_init(&all, kind);
    if (store_find_lean(visit->store, &all, ORDER_IDENTIFIER, &cursor, &visit->why) == STATUS_OK &&
        record_cursor_next(cursor, visit->arena, &record, &visit->why) == STEP_ITEM) {
        found = arena_copy(visit->arena, record->identifier);
    }
    record_cursor_close(cursor);
    return found;
}

static const char *identifier(struct visit *visit, struct json *json)
{
    const char *plural = json ? NULL : kinds(visit, NULL);
    return plural ? first_record(visit, pack_kind(visit->site->work->pack, str_of(plural))) : NULL;
}

static const char *tables(struct visit *visit, struct json *json)
{
    const struct table_set *set = visit->site->work->tables;
    const char *first = NULL;
    for (size_t i = 0; i < set->count; i++) {
        first = take(json, set->tables[i].name, first);
    }
    return first;
}

static const char *reports(struct visit *visit, struct json *json)
{
    const struct report_set *set = visit->site->reports;
    const char *first = NULL;
    for (size_t i = 0; i < set->count; i++) {
        first = take(json, set->reports[i].name, first);
    }
    return first;
}

static const char *lenses(struct visit *visit, struct json *json)
{
    const struct lens_set *set = visit->site->work->lenses;
    const char *first = NULL;
    for (size_t i = 0; i < lens_set_count(set); i++) {
        first = take(json, lens_set_at(set, i)->name, first);
    }
    return first;
}

/* A theme may be of several definitions: the names are not listed. */
static const char *themes(struct visit *visit, struct json *json)
{
    const struct lens_set *set = visit->site->work->lenses;
    for (size_t i = 0; !json && i < lens_set_count(set); i++) {
        if (lens_set_at(set, i)->theme_count > 0) {
            return lens_set_at(set, i)->themes[0].name;
        }
    }
    return NULL;
}

static const char *lists(struct visit *visit, struct json *json)
{
    const struct pack *pack = visit->site->work->pack;
    const char *first = NULL;
    for (size_t i = 0; i < pack->list_count; i++) {
        first = take(json, pack->lists[i].name, first);
    }
    return first;
}

static const char *pairs(struct visit *visit, struct json *json)
{
    struct corridor_pair *found = NULL;
    size_t count = 0;
    if (json || !visit->site->work->pack->corridors ||
        corridors_find(visit, NULL, &found, &count) != STATUS_OK || count == 0) {
        return NULL;
    }
    return arena_printf(visit->arena, "%s-%s", found[0].origin->code, found[0].destination->code);
}

static const char *imports(struct visit *visit, struct json *json)
{
    struct import_info *found = NULL;
    size_t count = 0;
    if (json ||
        store_imports(visit->store, visit->arena, &found, &count, &visit->why) != STATUS_OK ||
        count == 0) {
        return NULL;
    }
    return arena_printf(visit->arena, "%lld", found[0].id);
}

/* ---- parts of the path ---- */

static const struct part {
    const char *first, *name; /* of the path, NULL: a part in braces; and in the braces */
    const char *words;
    list_names *names; /* or NULL */
    bool closed;       /* it can be nothing but one of the names */
} parts[] = {
    {NULL, "kinds", "Kinds of records, in the plural; and lists of codes that have pages", kinds,
     true},
    {NULL, "identifier", "The identifier of a record, or a code", identifier, false},
    {"tables", "name", "A table", tables, true},
    {"reports", "name", "A report", reports, true},
    {"lenses", "name", "A definition", lenses, true},
    {"review", "lens", "A definition", lenses, true},
    {"vocabularies", "list", "A code list", lists, true},
    {"themes", "code", "A theme of a definition", themes, false},
    {"corridors", "pair", "Two codes, with - between them", pairs, false},
    {"imports", "number", "The number of an import", imports, false},
    {"sitemap", "part", "pages, or a kind in the plural", kinds, false},
    {"proposals", "number", "The number of a proposal", NULL, false},
    {"admin", "name", "The name of an account", NULL, false},
    {"set-up", "key", "What the server printed", NULL, false},
    {"invitation", "key", "What the invitation says", NULL, false},
};

/* ---- what stands behind the question mark ---- */

static const struct query_part {
    const char *name, *words, *type;
} query_parts[] = {
    {"lang", "The language of labels and words: en, fr or es", "string"},
    {"from", "The row to begin at, from 0", "integer"},
    {"q", "What to look for: words, \"phrases\", word*, OR, -word, field:word", "string"},
    {"kind", "Records of this kind only", "string"},
    {"first", "A definition", "string"},
    {"second", "Another definition", "string"},
    {"lens", "The definition of which it is a theme", "string"},
    {"verdict", "Claims of this verdict only", "string"},
    {"verb", "A verb of OAI-PMH", "string"},
    {"who", "Entries of this account only", "string"},
    {"action", "Entries of this action only", "string"},
    {"target", "Entries about this only", "string"},
    {"item", "The record to be judged: KIND:IDENTIFIER", "string"},
    {"theme", "The theme to be judged", "string"},
    {"only", "Tags of this theme only", "string"},
    {"to", "The path to go to afterwards", "string"},
    {"since", "A day or a time to compare with", "string"},
    {"sort", "The field to sort by", "string"},
    {"limit", "So many rows at most", "integer"},
    {"as-of", "A day or a time: the data as they were then", "string"},
    {"bom", "1: with a mark that Excel needs to read UTF-8", "string"},
    {"labels", "en, fr or es: labels in this language, in the place of names and codes", "string"},
};

#define FILTERS                                                                                    \
    "Conditions on fields, each under the field's name: country=KE (is), country=KE|UG (is one "   \
    "of), country!=KE (is not), start>=2010 and start<=2015 (from, until); an empty value means "  \
    "not stated. tag=LENS or tag=LENS/THEME asks for what a definition takes, identifier= for "    \
    "records by name."

/* ---- components ---- */

static void write_names(struct visit *visit, const struct part *part, struct json *json)
{
    json_key(json, "schema");
    json_object(json);
    json_key_text(json, "type", "string");
    if (part->closed) {
        json_key(json, "enum");
        json_array(json);
        (void)part->names(visit, json);
        json_array_end(json);
    }
    json_object_end(json);
    const char *example = part->names ? part->names(visit, NULL) : NULL;
    if (example) {
        json_key_text(json, "example", example);
    }
}

static const char *key_of(struct visit *visit, const struct part *part)
{
    return part->first ? arena_printf(visit->arena, "%s.%s", part->first, part->name) : part->name;
}

static void write_query_part(const struct query_part *part, struct json *json)
{
    json_key(json, part->name);
    json_object(json);
    json_key_text(json, "name", part->name);
    json_key_text(json, "in", "query");
    json_key_text(json, "description", part->words);
    json_key(json, "schema");
    json_object(json);
    json_key_text(json, "type", part->type);
    json_object_end(json);
    json_object_end(json);
}

/* Any names: an object whose members become parameters. */
static void write_filters(struct json *json)
{
    json_key(json, "filters");
    json_object(json);
    json_key_text(json, "name", "filters");
    json_key_text(json, "in", "query");
    json_key_text(json, "description", FILTERS);
    json_key_text(json, "style", "form");
    json_key(json, "explode");
    json_bool(json, true);
    json_key(json, "schema");
    json_object(json);
    json_key_text(json, "type", "object");
    json_key(json, "additionalProperties");
    json_object(json);
    json_key_text(json, "type", "string");
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
}

enum status openapi_parameters(struct visit *visit, struct json *json)
{
    json_key(json, "parameters");
    json_object(json);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        const char *key = key_of(visit, &parts[i]);
        if (!key) {
            return fail_memory(&visit->why);
        }
        json_key(json, key);
        json_object(json);
        json_key_text(json, "name", parts[i].name);
        json_key_text(json, "in", "path");
        json_key_text(json, "description", parts[i].words);
        json_key(json, "required");
        json_bool(json, true);
        write_names(visit, &parts[i], json);
        json_object_end(json);
    }
    for (size_t i = 0; i < COUNT_OF(query_parts); i++) {
        write_query_part(&query_parts[i], json);
    }
    write_filters(json);
    json_object_end(json);
    return STATUS_OK;
}

/* ---- of one address ---- */

static void refer(struct visit *visit, struct json *json, const char *key)
{
    json_object(json);
    json_key_text(json, "$ref", arena_printf(visit->arena, "#/components/parameters/%s", key));
    json_object_end(json);
}

/* A part that nobody has described is any text. */
static void ask_for_part(struct visit *visit, struct str first, struct str name, struct json *json)
{
    const char *example = NULL;
    if (visit->export) { /* the kind is known: an example is one of its records */
        example = first_record(visit, visit->export->kind);
    }
    for (size_t i = 0; !visit->export && i < COUNT_OF(parts); i++) {
        const struct part *part = &parts[i];
        if (str_is(name, part->name) &&
            (part->first ? str_is(first, part->first) : first.at[0] == '{')) {
            refer(visit, json, key_of(visit, part));
            return;
        }
    }
    json_object(json);
    json_key_str(json, "name", name);
    json_key_text(json, "in", "path");
    json_key(json, "required");
    json_bool(json, true);
    json_key(json, "schema");
    json_object(json);
    json_key_text(json, "type", "string");
    json_object_end(json);
    if (example) {
        json_key_text(json, "example", example);
    }
    json_object_end(json);
}

/* Whether the summary says "?q=". Data that are whole begin at no row. */
static bool asks(struct visit *visit, const struct route *route, enum form form, const char *name)
{
    const bool list = strcmp(route->path, "/{kinds}") == 0;
    const char *sign = arena_printf(visit->arena, "?%s=", name);
    if (strcmp(name, "from") == 0 && form != FORM_HTML && form != FORM_JSON) {
        return false;
    }
    if (strcmp(name, "bom") == 0 || strcmp(name, "labels") == 0) {
        return form == FORM_CSV;
    }
    return strcmp(name, "lang") == 0 || (list && strcmp(name, "from") == 0) ||
           (sign && strstr(route->summary, sign));
}

void openapi_ask(struct visit *visit, const struct route *route, enum form form, struct json *json)
{
    struct str rest = str_of(route->path + 1), part, first = {0};
    json_key(json, "parameters");
    json_array(json);
    while (str_split(&rest, '/', &part)) {
        first = first.at ? first : part;
        const bool known = form == FORM_EXPORT && part.at == route->path + 1; /* the kind */
        if (part.length > 2 && part.at[0] == '{' && !known) {
            ask_for_part(visit, first, (struct str){part.at + 1, part.length - 2}, json);
        }
    }
    for (size_t i = 0; i < COUNT_OF(query_parts); i++) {
        if (asks(visit, route, form, query_parts[i].name)) {
            refer(visit, json, query_parts[i].name);
        }
    }
    if (strcmp(route->path, "/{kinds}") == 0) {
        refer(visit, json, "filters");
    }
    json_array_end(json);
}
