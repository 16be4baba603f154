/* Reading exports/ of a pack. */
#include "base/near.h"
#include "write/export.h"

#define RULES_LIMIT 500

/* What reading one export passes around. */
struct reading {
    struct arena *arena;
    const struct pack *pack;
    const struct yaml_node *root;
    struct export *made;
    struct failure *why;
};

/* ---- places and constants ---- */

static enum status read_path(struct reading *r, const struct yaml_node *node, struct path *path)
{
    if (node->type != YAML_SCALAR) {
        return yaml_fail(r->why, node, STATUS_INPUT, "expected a path.");
    }
    TRY(path_parse(r->arena, node, node->text.at, path, r->why));
    return path->part ? yaml_fail(r->why, node, STATUS_INPUT,
                                  "a value is written whole. Leave the places of characters out.")
                      : STATUS_OK;
}

static enum status read_path_maybe(struct reading *r, const struct yaml_node *entry,
                                   const char *key, struct path *path)
{
    const struct yaml_node *node = yaml_get(entry, key);
    return node ? read_path(r, node, path) : STATUS_OK;
}

/* {PATH: TEXT, …} */
static enum status read_constants(struct reading *r, const struct yaml_node *map,
                                  const struct export_constant **constants, size_t *count)
{
    *count = 0;
    if (!map) {
        return STATUS_OK;
    }
    if (map->type != YAML_MAP) {
        return yaml_fail(r->why, map, STATUS_INPUT, "expected a map {PATH: TEXT, …}.");
    }
    struct export_constant *made = arena_array(r->arena, map->count + 1, sizeof *made);
    if (!made) {
        return fail_memory(r->why);
    }
    for (const struct yaml_node *n = map->children; n; n = n->next) {
        if (n->type != YAML_SCALAR) {
            return yaml_fail(r->why, n, STATUS_INPUT, "expected a text.");
        }
        TRY(path_parse(r->arena, n, n->key, &made[*count].at, r->why));
        made[(*count)++].text = n->text.at;
    }
    *constants = made;
    return STATUS_OK;
}

/* ---- the rules of fields ---- */

static enum status find_field(struct reading *r, const struct yaml_node *node,
                              const struct field *fields, size_t count, struct str name,
                              const struct field **found)
{
    const char **names = arena_array(r->arena, count + 1, sizeof *names);
    if (!names) {
        return fail_memory(r->why);
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = fields[i].name;
        if (str_is(name, fields[i].name)) {
            *found = &fields[i];
            return STATUS_OK;
        }
    }
    const char *near = near_name(name.at, names);
    return yaml_fail(r->why, node, STATUS_INPUT, "there is no field \"%.60s\". %s%s%s", name.at,
                     near ? "Did you mean \"" : "Correct the name.", near ? near : "",
                     near ? "\"?" : "");
}

/* Whether the structure has what the path leads to. */
static bool has_place(const struct structure *now, const struct path *at)
{
    for (size_t i = 0; i < at->count; i++) {
        const int place = structure_find(now, at->steps[i].name, 0);
        if (place < 0) {
            return false;
        }
        now = now->children[place].is;
    }
    return at->attribute ? structure_attribute(now, at->attribute) != NULL : now->text;
}

static enum status read_subs(struct reading *r, const struct yaml_node *map,
                             struct export_rule *rule)
{
    if (!map) {
        return STATUS_OK;
    }
    if (map->type != YAML_MAP || !rule->field) {
        return yaml_fail(r->why, map, STATUS_INPUT,
                         "expected a map {SUB-FIELD: PATH, …} of a field.");
    }
    struct export_sub *subs = arena_array(r->arena, map->count + 1, sizeof *subs);
    if (!subs) {
        return fail_memory(r->why);
    }
    for (const struct yaml_node *n = map->children; n; n = n->next) {
        struct export_sub *sub = &subs[rule->sub_count++];
        TRY(find_field(r, n, rule->field->with, rule->field->with_count, str_of(n->key),
                       &sub->field));
        TRY(read_path(r, n, &sub->at));
        sub->beyond = !rule->beyond && rule->is && !has_place(rule->is, &sub->at);
    }
    rule->subs = subs;
    return STATUS_OK;
}

static enum status read_meanings(struct reading *r, const struct yaml_node *map,
                                 struct export_rule *rule)
{
    if (!map) {
        return STATUS_OK;
    }
    if (map->type != YAML_MAP) {
        return yaml_fail(r->why, map, STATUS_INPUT, "expected a map {VALUE: TEXT, …}.");
    }
    struct export_meaning *made = arena_array(r->arena, map->count + 1, sizeof *made);
    if (!made) {
        return fail_memory(r->why);
    }
    for (const struct yaml_node *n = map->children; n; n = n->next) {
        if (n->type != YAML_SCALAR) {
            return yaml_fail(r->why, n, STATUS_INPUT, "expected a text.");
        }
        made[rule->value_count++] = (struct export_meaning){str_of(n->key), n->text};
    }
    rule->values = made;
    return STATUS_OK;
}

/* Finds what the structure says of the place. */
static enum status find_place(struct reading *r, const struct yaml_node *entry,
                              const struct path *at, int *place, const struct structure **is)
{
    const struct structure *now = r->made->structure;
    *place = -1;
    *is = NULL;
    if (!now) {
        return STATUS_OK;
    }
    for (size_t i = 0; i < at->count; i++) {
        const int found = structure_find(now, at->steps[i].name, 0);
        if (found < 0) {
            return yaml_fail(r->why, entry, STATUS_INPUT,
                             "the structure has no %.60s in %.60s. Correct the path or the "
                             "structure.",
                             at->steps[i].name, now->name);
        }
        *place = i == 0 ? found : *place;
        now = now->children[found].is;
    }
    if (at->count == 0 && at->attribute && !structure_attribute(now, at->attribute)) {
        return yaml_fail(r->why, entry, STATUS_INPUT, "the structure has no @%.60s in %.60s.",
                         at->attribute, now->name);
    }
    *is = now;
    return STATUS_OK;
}

static enum status read_places(struct reading *r, const struct yaml_node *entry,
                               struct export_rule *rule)
{
    const struct yaml_node *at = NULL;
    TRY(yaml_need(entry, "at", &at, r->why));
    TRY(read_path(r, at, &rule->at));
    if (rule->at.attribute && rule->at.count > 0) {
        return yaml_fail(r->why, at, STATUS_INPUT,
                         "this names the element. Write its attribute under take.");
    }
    TRY(read_path_maybe(r, entry, "take", &rule->take));
    TRY(read_path_maybe(r, entry, "language", &rule->language));
    TRY(read_path_maybe(r, entry, "currency", &rule->currency));
    TRY(read_path_maybe(r, entry, "date", &rule->date));
    TRY(read_constants(r, yaml_get(entry, "set"), &rule->set, &rule->set_count));
    TRY(yaml_bool_maybe(entry, "beyond", &rule->beyond, r->why));
    rule->place = -1;
    return rule->beyond ? STATUS_OK : find_place(r, entry, &rule->at, &rule->place, &rule->is);
}

/* Which values are written, and how dates are. */
static enum status read_choice(struct reading *r, const struct yaml_node *entry,
                               struct export_rule *rule)
{
    const struct yaml_node *otherwise = yaml_get(entry, "otherwise");
    const char *dates = NULL;
    TRY(yaml_bool_maybe(entry, "first", &rule->first, r->why));
    TRY(yaml_bool_maybe(entry, "rest", &rule->rest, r->why));
    TRY(yaml_text_maybe(entry, "dates", &dates, r->why));
    rule->otherwise = otherwise ? otherwise->text : (struct str){NULL, 0};
    rule->strokes = dates != NULL;
    return !dates || strcmp(dates, "strokes") == 0
               ? STATUS_OK
               : yaml_fail(r->why, yaml_get(entry, "dates"), STATUS_INPUT,
                           "\"%.60s\" is unknown. Write strokes for YYYY/MM/DD, or leave it out.",
                           dates);
}

static enum status read_rule(struct reading *r, const struct yaml_node *entry,
                             struct export_rule *rule)
{
    static const char *const keys[] = {
        "field", "at",    "take",   "with",  "set",  "language",  "currency", "date",    "values",
        "join",  "label", "beyond", "first", "rest", "otherwise", "dates",    "lacking", NULL};
    const struct yaml_node *lacking = yaml_get(entry, "lacking");
    const struct yaml_node *field = yaml_get(entry, "field");
    const struct kind *kind = r->made->kind;
    TRY(yaml_only(entry, keys, r->why));
    TRY(read_places(r, entry, rule));
    if (field && str_is(field->text, "identifier")) {
        rule->identifier = true;
    } else if (field) {
        TRY(find_field(r, field, kind->fields, kind->field_count, field->text, &rule->field));
    } else if (rule->set_count == 0) {
        return yaml_fail(r->why, entry, STATUS_INPUT,
                         "neither field: nor set: says what to write. Add one.");
    }
    if (lacking) {
        TRY(find_field(r, lacking, kind->fields, kind->field_count, lacking->text, &rule->lacking));
    }
    TRY(read_subs(r, yaml_get(entry, "with"), rule));
    TRY(read_meanings(r, yaml_get(entry, "values"), rule));
    TRY(read_choice(r, entry, rule));
    TRY(yaml_text_maybe(entry, "join", &rule->join, r->why));
    return yaml_text_maybe(entry, "label", &rule->label, r->why);
}

static enum status read_rules(struct reading *r)
{
    const struct yaml_node *list = NULL;
    TRY(yaml_need(r->root, "fields", &list, r->why));
    if (list->type != YAML_LIST || list->count > RULES_LIMIT) {
        return yaml_fail(r->why, list, STATUS_INPUT, "expected a list of 1 to %d entries.",
                         RULES_LIMIT);
    }
    struct export_rule *rules = arena_array(r->arena, list->count + 1, sizeof *rules);
    if (!rules) {
        return fail_memory(r->why);
    }
    for (const struct yaml_node *n = list->children; n; n = n->next) {
        struct export_rule *rule = &rules[r->made->rule_count++];
        TRY(read_rule(r, n, rule));
        if (rule->place >= 0) {
            r->made->mapped[rule->place] = true;
        }
    }
    r->made->rules = rules;
    return STATUS_OK;
}

/* ---- what is not for everybody ---- */

static bool has_sub(const struct export_rule *rule, const struct field *sub)
{
    for (size_t i = 0; i < rule->sub_count; i++) {
        if (rule->subs[i].field == sub) {
            return true;
        }
    }
    return false;
}

static bool has_rule(const struct export *export, const struct field *field,
                     const struct field *sub)
{
    for (size_t i = 0; i < export->rule_count; i++) {
        const struct export_rule *rule = &export->rules[i];
        if (rule->field == field && (!sub || has_sub(rule, sub))) {
            return true;
        }
    }
    return false;
}

static enum status refuse_open(struct reading *r, const struct field *field)
{
    return yaml_fail(r->why, yaml_get(r->root, "base"), STATUS_INPUT,
                     "the field \"%.60s\" is not public. Say under fields where it stands, so that "
                     "it can be taken out of the originals.",
                     field->name);
}

/* An original is written only when it is known where in it stands what must not be. */
static enum status check_hidden(struct reading *r)
{
    const struct kind *kind = r->made->kind;
    for (size_t f = 0; r->made->base && f < kind->field_count; f++) {
        const struct field *field = &kind->fields[f];
        if (field->access != ACCESS_PUBLIC && !has_rule(r->made, field, NULL)) {
            return refuse_open(r, field);
        }
        for (size_t i = 0; i < field->with_count && field->access == ACCESS_PUBLIC; i++) {
            if (field->with[i].access != ACCESS_PUBLIC &&
                !has_rule(r->made, field, &field->with[i])) {
                return refuse_open(r, &field->with[i]);
            }
        }
    }
    return STATUS_OK;
}

/* ---- tags ---- */

static enum status read_unless(struct reading *r, const struct yaml_node *entry,
                               struct export_tag *tag)
{
    const struct yaml_node *node = yaml_get(entry, "unless");
    const char *const *texts = NULL;
    TRY(yaml_texts(r->arena, node, &texts, &tag->unless_count, r->why));
    struct path *paths = arena_array(r->arena, tag->unless_count + 1, sizeof *paths);
    if (!paths) {
        return fail_memory(r->why);
    }
    for (size_t i = 0; i < tag->unless_count; i++) {
        TRY(path_parse(r->arena, node, texts[i], &paths[i], r->why));
    }
    tag->unless = paths;
    return STATUS_OK;
}

static enum status read_tag(struct reading *r, const struct yaml_node *entry,
                            struct export_tag *tag)
{
    static const char *const keys[] = {"lens", "theme", "at", "set", "unless", NULL};
    const struct yaml_node *at = NULL;
    const struct structure *is = NULL;
    int place;
    TRY(yaml_only(entry, keys, r->why));
    tag->theme = "";
    tag->line = entry->line;
    TRY(yaml_text(entry, "lens", &tag->lens, r->why));
    TRY(yaml_text_maybe(entry, "theme", &tag->theme, r->why));
    TRY(yaml_need(entry, "at", &at, r->why));
    TRY(read_path(r, at, &tag->at));
    TRY(find_place(r, entry, &tag->at, &place, &is));
    TRY(read_constants(r, yaml_get(entry, "set"), &tag->set, &tag->set_count));
    return read_unless(r, entry, tag);
}

static enum status read_tags(struct reading *r)
{
    const struct yaml_node *list = yaml_get(r->root, "tags");
    if (!list) {
        return STATUS_OK;
    }
    if (list->type != YAML_LIST || list->count > RULES_LIMIT) {
        return yaml_fail(r->why, list, STATUS_INPUT, "expected a list of 1 to %d entries.",
                         RULES_LIMIT);
    }
    struct export_tag *tags = arena_array(r->arena, list->count + 1, sizeof *tags);
    if (!tags) {
        return fail_memory(r->why);
    }
    for (const struct yaml_node *n = list->children; n; n = n->next) {
        TRY(read_tag(r, n, &tags[r->made->tag_count++]));
    }
    r->made->tags = tags;
    return STATUS_OK;
}

/* ---- the export as a whole ---- */

static enum status read_type(struct reading *r)
{
    static const char *const names[] = {"xml", "ris", "bibtex"};
    static const char *const media[] = {[EXPORT_XML] = "application/xml; charset=utf-8",
                                        [EXPORT_RIS] =
                                            "application/x-research-info-systems; charset=utf-8",
                                        [EXPORT_BIBTEX] = "application/x-bibtex; charset=utf-8"};
    const char *type = NULL;
    TRY(yaml_text(r->root, "type", &type, r->why));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(type, names[i]) == 0) {
            r->made->type = (enum export_type)i;
            r->made->media = media[i];
            return STATUS_OK;
        }
    }
    return yaml_fail(r->why, yaml_get(r->root, "type"), STATUS_INPUT,
                     "\"%.60s\" is no type. Write xml, ris or bibtex.", type);
}

static enum status read_kind(struct reading *r)
{
    const char *name = NULL;
    TRY(yaml_text(r->root, "kind", &name, r->why));
    r->made->kind = pack_kind(r->pack, str_of(name));
    return r->made->kind ? STATUS_OK
                         : yaml_fail(r->why, yaml_get(r->root, "kind"), STATUS_INPUT,
                                     "the pack has no kind \"%.60s\". Correct the name.", name);
}

static enum status read_root(struct reading *r)
{
    static const char *const keys[] = {"element", "set", NULL};
    const struct yaml_node *root = NULL;
    if (r->made->type != EXPORT_XML) {
        return STATUS_OK;
    }
    TRY(yaml_need(r->root, "root", &root, r->why));
    TRY(yaml_only(root, keys, r->why));
    TRY(yaml_text(root, "element", &r->made->root, r->why));
    return read_constants(r, yaml_get(root, "set"), &r->made->root_set, &r->made->root_set_count);
}

/* versions: {at: "@version", known: [...]} of originals */
static enum status read_versions(struct reading *r)
{
    static const char *const keys[] = {"at", "known", NULL};
    const struct yaml_node *node = yaml_get(r->root, "versions");
    if (!node) {
        return STATUS_OK;
    }
    TRY(yaml_only(node, keys, r->why));
    TRY(path_attribute(r->arena, yaml_get(node, "at"), &r->made->version, r->why));
    return yaml_texts(r->arena, yaml_get(node, "known"), &r->made->versions,
                      &r->made->version_count, r->why);
}

static enum status read_oai(struct reading *r)
{
    static const char *const keys[] = {"schema", "namespace", NULL};
    const struct yaml_node *oai = yaml_get(r->root, "oai");
    if (!oai) {
        return STATUS_OK;
    }
    TRY(yaml_only(oai, keys, r->why));
    TRY(yaml_text(oai, "schema", &r->made->oai.schema, r->why));
    return yaml_text(oai, "namespace", &r->made->oai.space, r->why);
}

static bool is_ending(const char *text)
{
    const char *at = text;
    while ((*at >= 'a' && *at <= 'z') || char_is_digit(*at) || *at == '_' ||
           (*at == '.' && at > text)) {
        at++;
    }
    return *at == '\0' && at > text;
}

static enum status read_names(struct reading *r)
{
    struct export *made = r->made;
    made->space = "";
    made->record = "record";
    TRY(yaml_text(r->root, "export", &made->name, r->why));
    if (!str_is_name(str_of(made->name))) {
        return yaml_fail(r->why, yaml_get(r->root, "export"), STATUS_INPUT,
                         "\"%.60s\" is no name: small letters, digits, - and _.", made->name);
    }
    made->ending = made->name;
    TRY(yaml_text_maybe(r->root, "ending", &made->ending, r->why));
    if (!is_ending(made->ending)) {
        return yaml_fail(r->why, yaml_get(r->root, "ending"), STATUS_INPUT,
                         "\"%.60s\" is no ending: small letters, digits, _ and points.",
                         made->ending);
    }
    TRY(label_read(yaml_get(r->root, "label"), &made->label, r->why));
    TRY(yaml_text_maybe(r->root, "base", &made->base, r->why));
    made->back = made->base;
    TRY(yaml_text_maybe(r->root, "back", &made->back, r->why));
    TRY(yaml_bool_maybe(r->root, "own", &made->own, r->why));
    TRY(yaml_text_maybe(r->root, "record", &made->record, r->why));
    TRY(yaml_text_maybe(r->root, "namespace", &made->space, r->why));
    made->inside = made->space;
    TRY(yaml_text_maybe(r->root, "inside", &made->inside, r->why));
    return path_attribute(r->arena, yaml_get(r->root, "language"), &made->language, r->why);
}

static enum status read_export(struct reading *r)
{
    static const char *const keys[] = {"export",    "label",  "type",     "kind",   "base",
                                       "language",  "root",   "record",   "set",    "ending",
                                       "namespace", "inside", "versions", "fields", "tags",
                                       "structure", "oai",    "back",     "own",    NULL};
    const struct yaml_node *structure = yaml_get(r->root, "structure");
    TRY(yaml_only(r->root, keys, r->why));
    TRY(read_names(r));
    TRY(read_type(r));
    TRY(read_kind(r));
    TRY(read_root(r));
    TRY(read_versions(r));
    TRY(read_oai(r));
    TRY(read_constants(r, yaml_get(r->root, "set"), &r->made->record_set,
                       &r->made->record_set_count));
    if (structure) {
        TRY(structure_read(r->arena, structure, r->made->record, &r->made->structure, r->why));
    }
    TRY(read_rules(r));
    TRY(check_hidden(r));
    return read_tags(r);
}

const struct export *export_of_address(const struct export_set *set, struct str plural,
                                       struct str name)
{
    for (const struct export *e = set->first; e; e = e->next) {
        const size_t length = strlen(e->ending);
        if (str_is(plural, e->kind->plural) && name.length > length + 1 &&
            name.at[name.length - length - 1] == '.' &&
            memcmp(name.at + name.length - length, e->ending, length) == 0) {
            return e;
        }
    }
    return NULL;
}

const struct export *export_find(const struct export_set *set, struct str name,
                                 const struct kind *kind)
{
    for (const struct export *e = set->first; e; e = e->next) {
        if (str_is(name, e->name) && (!kind || e->kind == kind)) {
            return e;
        }
    }
    return NULL;
}

enum status export_set_load(struct arena *arena, const struct pack *pack, struct export_set *set,
                            struct failure *why)
{
    const char *const *paths = NULL;
    size_t count = 0;
    const struct export **end = &set->first;
    set->first = NULL;
    TRY(pack_files(arena, pack, "exports", &paths, &count, why));
    for (size_t i = 0; i < count; i++) {
        struct yaml_node *root = NULL;
        struct export *made = arena_alloc(arena, sizeof *made);
        if (!made) {
            return fail_memory(why);
        }
        TRY(yaml_load(arena, paths[i], &root, why));
        struct reading r = {arena, pack, root, made, why};
        made->file = paths[i];
        TRY(read_export(&r));
        if (export_find(set, str_of(made->name), made->kind)) {
            return yaml_fail(why, root, STATUS_INPUT,
                             "there is another export \"%.60s\" of this kind. Rename one.",
                             made->name);
        }
        const struct str name = str_of(arena_printf(arena, "x.%s", made->ending));
        if (!name.at || export_of_address(set, str_of(made->kind->plural), name)) {
            return yaml_fail(why, root, STATUS_INPUT,
                             "there is another export of this kind with the ending \"%.60s\". "
                             "Change one.",
                             made->ending);
        }
        *end = made;
        end = &made->next;
    }
    return STATUS_OK;
}
