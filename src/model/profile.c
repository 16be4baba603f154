#include "model/profile.h"

#include "base/near.h"
#include "model/pack.h"

#define SHOWN 6   /* fields beside a title */
#define SERIES 16 /* fields that tell series apart, in each place */

static enum status find_list(const struct pack *pack, const struct yaml_node *map,
                             const struct codelist **list, struct failure *why)
{
    const char *name = NULL;
    TRY(yaml_text(map, "list", &name, why));
    *list = pack_list(pack, name);
    return *list ? STATUS_OK
                 : yaml_fail(why, yaml_get(map, "list"), STATUS_INPUT,
                             "there is no code list \"%s\". Name one of codelists/.", name);
}

static enum status find_kind(const struct pack *pack, const struct yaml_node *node,
                             const struct kind **kind, struct failure *why)
{
    *kind = pack_kind(pack, node->text);
    return *kind ? STATUS_OK
                 : yaml_fail(why, node, STATUS_INPUT,
                             "there is no kind \"%s\". Name one of kinds/.", node->text.at);
}

/* A field that everybody may see. */
static enum status find_field(const struct kind *kind, const struct yaml_node *node,
                              const struct field **field, struct failure *why)
{
    *field = kind_field(kind, node->text);
    if (!*field) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "the kind \"%s\" has no field \"%s\". Name one "
                         "of kinds/%s.yaml.",
                         kind->name, node->text.at, kind->name);
    }
    if ((*field)->access != ACCESS_PUBLIC || (*field)->parent) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is not public, or is a part of another field. Name another.",
                         node->text.at);
    }
    return STATUS_OK;
}

/* A list of fields that may be left out. */
struct field_list {
    const struct field **fields;
    size_t count, most;
};

static enum status read_fields(struct pack *pack, const struct kind *kind,
                               const struct yaml_node *list, struct field_list *read,
                               struct failure *why)
{
    if (!list) {
        return STATUS_OK;
    }
    if (list->type != YAML_LIST || list->count > read->most) {
        return yaml_fail(why, list, STATUS_INPUT, "expected a list of at most %zu fields.",
                         read->most);
    }
    read->fields = arena_array(pack->arena, list->count + 1, sizeof *read->fields);
    if (!read->fields) {
        return fail_memory(why);
    }
    for (const struct yaml_node *node = list->children; node; node = node->next) {
        TRY(find_field(kind, node, &read->fields[read->count], why));
        read->count++;
    }
    return STATUS_OK;
}

static enum status read_show(struct pack *pack, const struct yaml_node *list,
                             struct profile_part *part, struct failure *why)
{
    struct field_list read = {.most = SHOWN};
    TRY(read_fields(pack, part->kind, list, &read, why));
    part->show = read.fields;
    part->show_count = read.count;
    return STATUS_OK;
}

/* `time: [start, end]` */
static enum status read_time(const struct yaml_node *list, struct profile_part *part,
                             struct failure *why)
{
    if (!list) {
        return STATUS_OK;
    }
    if (list->type != YAML_LIST || list->count != 2) {
        return yaml_fail(why, list, STATUS_INPUT, "expected two date fields. Write [FROM, TO].");
    }
    TRY(find_field(part->kind, list->children, &part->from, why));
    TRY(find_field(part->kind, list->children->next, &part->to, why));
    if (part->from->type != FIELD_DATE || part->to->type != FIELD_DATE) {
        return yaml_fail(why, list, STATUS_INPUT, "these are no dates. Name two date fields.");
    }
    return STATUS_OK;
}

/* ---- multiples ---- */

/* The one field under @key; NULL where there is none. */
static enum status read_field(const struct kind *kind, const struct yaml_node *map, const char *key,
                              const struct field **field, struct failure *why)
{
    const char *name = NULL;
    TRY(yaml_text_maybe(map, key, &name, why));
    return name ? find_field(kind, yaml_get(map, key), field, why) : STATUS_OK;
}

static enum status read_value(const struct kind *kind, const struct yaml_node *map,
                              struct profile_series *series, struct failure *why)
{
    const struct yaml_node *node = NULL;
    TRY(yaml_need(map, "value", &node, why));
    TRY(read_field(kind, map, "value", &series->value, why));
    const struct field *field = series->value;
    if ((field->type != FIELD_DECIMAL && field->type != FIELD_INTEGER) || field->repeat) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is not one number. Name a decimal or integer field without "
                         "`repeat`.",
                         field->name);
    }
    return STATUS_OK;
}

/* `time: [start, end]`, of which the second may be left out, and `period: FIELD`. */
static enum status read_when(struct pack *pack, const struct kind *kind,
                             const struct yaml_node *map, struct profile_series *series,
                             struct failure *why)
{
    const struct yaml_node *time = NULL;
    struct field_list read = {.most = 2};
    TRY(yaml_need(map, "time", &time, why));
    TRY(read_fields(pack, kind, time, &read, why));
    TRY(read_field(kind, map, "period", &series->period, why));
    for (size_t i = 0; i < read.count; i++) {
        if (read.fields[i]->type != FIELD_DATE) {
            return yaml_fail(why, time, STATUS_INPUT, "\"%s\" is no date. Name date fields.",
                             read.fields[i]->name);
        }
    }
    if (read.count == 0) {
        return yaml_fail(why, time, STATUS_INPUT, "expected [FROM] or [FROM, TO].");
    }
    series->from = read.fields[0];
    series->to = read.count > 1 ? read.fields[1] : NULL;
    return STATUS_OK;
}

/* multiples: {value: value, time: [start, end], name: […], by: […], unit: unit, below: […]} */
static enum status read_series(struct pack *pack, const struct yaml_node *map,
                               struct profile_part *part, struct failure *why)
{
    static const char *const keys[] = {"value", "time", "period", "name",
                                       "by",    "unit", "below",  NULL};
    struct field_list name = {.most = SERIES}, by = {.most = SERIES}, below = {.most = SERIES};
    if (!map) {
        return STATUS_OK;
    }
    struct profile_series *series = arena_alloc(pack->arena, sizeof *series);
    if (!series) {
        return fail_memory(why);
    }
    TRY(yaml_only(map, keys, why));
    TRY(read_value(part->kind, map, series, why));
    TRY(read_when(pack, part->kind, map, series, why));
    TRY(read_fields(pack, part->kind, yaml_get(map, "name"), &name, why));
    TRY(read_fields(pack, part->kind, yaml_get(map, "by"), &by, why));
    TRY(read_fields(pack, part->kind, yaml_get(map, "below"), &below, why));
    TRY(read_field(part->kind, map, "unit", &series->unit, why));
    series->name = name.fields;
    series->name_count = name.count;
    series->by = by.fields;
    series->by_count = by.count;
    series->below = below.fields;
    series->below_count = below.count;
    part->series = series;
    return STATUS_OK;
}

/* ---- parts ---- */

/* {table: projects-by-theme, chart: true} */
static enum status read_table(const struct yaml_node *node, struct profile_part *part,
                              struct failure *why)
{
    static const char *const keys[] = {"table", "chart", NULL};
    TRY(yaml_only(node, keys, why));
    return yaml_bool_maybe(node, "chart", &part->chart, why);
}

/* The public field by which each record of the kind is about one code of the list; or NULL. A kind
 * that has one may have the path of a profile. */
static const struct field *about(const struct kind *kind, const struct codelist *list)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (field->list == list && !field->repeat && field->access == ACCESS_PUBLIC) {
            return field;
        }
    }
    return NULL;
}

/* `field: unit`, `field: organiser.unit`: a code of the list, or a link to what has one. */
static enum status read_own_field(const struct codelist *list, const struct yaml_node *map,
                                  struct profile_part *part, struct failure *why)
{
    const struct yaml_node *node = yaml_get(map, "field");
    if (!node) {
        return STATUS_OK;
    }
    part->field = kind_field(part->kind, node->text);
    for (size_t i = 0; part->field && !part->code_of && i < part->field->target_count; i++) {
        part->through = part->field->targets[i];
        part->code_of = about(part->through, list);
    }
    if (!part->field || part->field->access != ACCESS_PUBLIC ||
        (part->field->list != list && !part->code_of)) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is no public field of the kind \"%s\" with codes of the list "
                         "\"%s\", or with links to records that have one. Name such a field.",
                         node->text.at, part->kind->name, list->name);
    }
    return STATUS_OK;
}

/* `none: {of: convention, say: {en: "None of the {0} conventions ({1})."}}` */
static enum status read_none(const struct yaml_node *map, struct profile_part *part,
                             struct failure *why)
{
    static const char *const keys[] = {"of", "say", NULL};
    const struct yaml_node *none = yaml_get(map, "none"), *say = NULL;
    if (!none) {
        return STATUS_OK;
    }
    TRY(yaml_only(none, keys, why));
    say = yaml_get(none, "say");
    TRY(read_field(part->kind, none, "of", &part->none_of, why));
    TRY(label_read(say, &part->none, why));
    if (!say || !part->none_of || part->none_of->type != FIELD_CODE) {
        return yaml_fail(why, none, STATUS_INPUT,
                         "say what is said without records, and of which coded field: `none: {of: "
                         "FIELD, say: {en: …}}`.");
    }
    return STATUS_OK;
}

/* project; {kind: project, show: […], time: […]}; {table: projects-by-theme} */
static enum status read_part(struct pack *pack, const struct yaml_node *node,
                             const struct codelist *list, struct profile_part *part,
                             struct failure *why)
{
    static const char *const keys[] = {"kind",  "table", "show",  "time", "multiples", "chart",
                                       "field", "feeds", "quote", "none", NULL};
    const struct yaml_node *kind = node;
    part->file = node;
    if (node->type != YAML_SCALAR) {
        TRY(yaml_only(node, keys, why));
        TRY(yaml_text_maybe(node, "table", &part->table, why));
        kind = yaml_get(node, "kind");
        if ((part->table != NULL) == (kind != NULL) || (kind && yaml_get(node, "chart"))) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "say one of `kind: KIND`, with `show`, `time` and `multiples` if "
                             "wanted, and `table: NAME`, with `chart: true` if wanted.");
        }
        if (part->table) {
            return read_table(node, part, why);
        }
        TRY(yaml_need(node, "kind", &kind, why));
        TRY(yaml_bool_maybe(node, "feeds", &part->feeds, why));
        TRY(yaml_bool_maybe(node, "quote", &part->quote, why));
    }
    TRY(find_kind(pack, kind, &part->kind, why));
    TRY(read_own_field(list, node, part, why));
    TRY(read_none(node, part, why));
    TRY(read_show(pack, yaml_get(node, "show"), part, why));
    TRY(read_series(pack, yaml_get(node, "multiples"), part, why));
    return read_time(yaml_get(node, "time"), part, why);
}

static enum status read_section(struct pack *pack, const struct yaml_node *node,
                                const struct codelist *codes, struct profile_section *section,
                                struct failure *why)
{
    static const char *const keys[] = {"label", "of", NULL};
    const struct yaml_node *of = yaml_get(node, "of");
    TRY(yaml_only(node, keys, why));
    TRY(label_read(yaml_get(node, "label"), &section->label, why));
    if (!of || of->type != YAML_LIST || section->label.count == 0) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "a section has a `label` and a list `of` kinds and tables.");
    }
    section->parts = arena_array(pack->arena, of->count + 1, sizeof *section->parts);
    if (!section->parts) {
        return fail_memory(why);
    }
    for (const struct yaml_node *part = of->children; part; part = part->next) {
        TRY(read_part(pack, part, codes, &section->parts[section->part_count], why));
        section->part_count++;
    }
    return STATUS_OK;
}

static enum status read_sections(struct pack *pack, const struct yaml_node *list,
                                 struct profile *profile, struct failure *why)
{
    if (!list) {
        return STATUS_OK;
    }
    if (list->type != YAML_LIST) {
        return yaml_fail(why, list, STATUS_INPUT,
                         "expected a list. Write one \"- {label: {en: …}, of: [KIND, …]}\" a "
                         "line.");
    }
    profile->sections = arena_array(pack->arena, list->count + 1, sizeof *profile->sections);
    if (!profile->sections) {
        return fail_memory(why);
    }
    for (const struct yaml_node *node = list->children; node; node = node->next) {
        TRY(read_section(pack, node, profile->list, &profile->sections[profile->section_count],
                         why));
        profile->section_count++;
    }
    return STATUS_OK;
}

static enum status read_profile(struct pack *pack, const struct yaml_node *node,
                                struct profile *profile, struct failure *why)
{
    static const char *const keys[] = {"path", "list", "label", "sections", NULL};
    TRY(yaml_only(node, keys, why));
    TRY(yaml_text(node, "path", &profile->path, why));
    TRY(find_list(pack, node, &profile->list, why));
    TRY(label_read(yaml_get(node, "label"), &profile->label, why));
    const struct str path = str_of(profile->path);
    const struct kind *kind = pack_kind(pack, path);
    if (!str_is_name(path) || pack_profile(pack, path) ||
        (kind && !(str_is(path, kind->plural) && about(kind, profile->list)))) {
        return yaml_fail(why, yaml_get(node, "path"), STATUS_INPUT,
                         "\"%s\" is no name, or is taken by another profile, or by a kind whose "
                         "records have no one code of the list. Choose another.",
                         profile->path);
    }
    return read_sections(pack, yaml_get(node, "sections"), profile, why);
}

enum status profiles_read(struct pack *pack, const struct yaml_node *list, struct failure *why)
{
    if (!list) {
        return STATUS_OK;
    }
    struct profile *profiles = arena_array(pack->arena, list->count + 1, sizeof *profiles);
    pack->profiles = profiles;
    for (const struct yaml_node *node = list->children; profiles && node; node = node->next) {
        TRY(read_profile(pack, node, &profiles[pack->profile_count], why));
        pack->profile_count++;
    }
    return profiles ? STATUS_OK : fail_memory(why);
}

/* ---- corridors ---- */

/* The field under @key, which has codes of the list; NULL when there is no such key. */
static enum status read_end(const struct corridors *corridors, const struct yaml_node *map,
                            const char *key, const struct kind *kind, const struct field **field,
                            struct failure *why)
{
    const struct yaml_node *node = yaml_get(map, key);
    *field = NULL;
    if (!node) {
        return STATUS_OK;
    }
    TRY(yaml_need(map, key, &node, why));
    TRY(find_field(kind, node, field, why));
    if ((*field)->list != corridors->list) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" has no codes of the list \"%s\". Name a field that has.",
                         node->text.at, corridors->list->name);
    }
    return STATUS_OK;
}

static enum status read_corridor_part(struct pack *pack, const struct corridors *corridors,
                                      const struct yaml_node *node, struct corridor_part *part,
                                      struct failure *why)
{
    static const char *const keys[] = {"kind",  "origin", "destination", "both",
                                       "makes", "show",   "multiples",   NULL};
    const struct yaml_node *kind = NULL;
    const struct field *both = NULL;
    part->makes = true;
    part->shown.file = node;
    TRY(yaml_only(node, keys, why));
    TRY(yaml_need(node, "kind", &kind, why));
    TRY(find_kind(pack, kind, &part->shown.kind, why));
    TRY(read_end(corridors, node, "origin", part->shown.kind, &part->origin, why));
    TRY(read_end(corridors, node, "destination", part->shown.kind, &part->destination, why));
    TRY(read_end(corridors, node, "both", part->shown.kind, &both, why));
    TRY(yaml_bool_maybe(node, "makes", &part->makes, why));
    TRY(read_show(pack, yaml_get(node, "show"), &part->shown, why));
    TRY(read_series(pack, yaml_get(node, "multiples"), &part->shown, why));
    const bool ends = part->origin && part->destination && part->origin != part->destination;
    if (ends == (both != NULL) || (both && (part->origin || part->destination || !both->repeat))) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "say `origin: FIELD` and `destination: FIELD`, or `both: FIELD` of a "
                         "field that may have several values.");
    }
    if (both) {
        part->origin = part->destination = both;
    }
    return STATUS_OK;
}

enum status corridors_read(struct pack *pack, const struct yaml_node *node, struct failure *why)
{
    static const char *const keys[] = {"list", "label", "of", NULL};
    const struct yaml_node *of = yaml_get(node, "of");
    struct corridors *made = arena_alloc(pack->arena, sizeof *made);
    if (!node) {
        return STATUS_OK;
    }
    TRY(yaml_only(node, keys, why));
    if (!of || of->type != YAML_LIST) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "`of` says which records make corridors. Write \"- {kind: KIND, origin: "
                         "FIELD, destination: FIELD}\", one a line.");
    }
    if (!made) {
        return fail_memory(why);
    }
    TRY(find_list(pack, node, &made->list, why));
    TRY(label_read(yaml_get(node, "label"), &made->label, why));
    made->parts = arena_array(pack->arena, of->count + 1, sizeof *made->parts);
    for (const struct yaml_node *part = of->children; made->parts && part; part = part->next) {
        TRY(read_corridor_part(pack, made, part, &made->parts[made->part_count], why));
        made->part_count++;
    }
    pack->corridors = made;
    return made->parts ? STATUS_OK : fail_memory(why);
}
