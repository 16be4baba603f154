#include "read/format.h"

#include "base/near.h"
#include "base/utf8.h"

#include <sodium.h>
#include <stdio.h>

#define COLUMN_NAME_LIMIT ((size_t)1024) /* bytes that are compared */

/* ---- what both types of mapping share ---- */

/* The names of some fields as a list that ends with NULL. */
static const char *const *field_names(struct arena *arena, const struct field *fields, size_t count)
{
    const char **names = arena_array(arena, count + 1, sizeof *names);
    for (size_t i = 0; names && i < count; i++) {
        names[i] = fields[i].name;
    }
    return names;
}

/* " Did you mean "title"?" or the mend when nothing is near. */
static const char *suggestion(struct arena *arena, const char *name, const char *const *names,
                              const char *otherwise)
{
    const char *near = names ? near_name(name, names) : NULL;
    const char *text = near ? arena_printf(arena, "Did you mean \"%s\"?", near) : otherwise;
    return text ? text : otherwise;
}

enum status format_field(struct compiling *compiling, const struct yaml_node *node,
                         const struct field **field)
{
    const struct kind *kind = compiling->format->kind;
    if (node->type != YAML_SCALAR) {
        return yaml_fail(compiling->why, node, STATUS_INPUT, "expected the name of a field.");
    }
    *field = kind_field(kind, node->text);
    if (*field && (*field)->parent) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "\"%s\" is a sub-field. Map \"%s\" and give the sub-field under with:.",
                         node->text.at, (*field)->parent->name);
    }
    if (!*field) {
        const char *const *names = field_names(compiling->arena, kind->fields, kind->field_count);
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "the kind \"%s\" has no field \"%s\". %s", kind->name, node->text.at,
                         suggestion(compiling->arena, node->text.at, names,
                                    "Correct the name, or add the field to the kind."));
    }
    if ((*field)->with_count > SUBFIELDS) {
        return yaml_fail(compiling->why, node, STATUS_LIMIT,
                         "\"%s\" has more than %d sub-fields. Make some of them fields.",
                         node->text.at, SUBFIELDS);
    }
    return STATUS_OK;
}

enum status format_sub_field(struct compiling *compiling, const struct yaml_node *node,
                             const struct field *field, const struct field **sub)
{
    *sub = NULL;
    for (size_t i = 0; i < field->with_count; i++) {
        if (strcmp(field->with[i].name, node->key) == 0) {
            *sub = &field->with[i];
            return STATUS_OK;
        }
    }
    const char *const *names = field_names(compiling->arena, field->with, field->with_count);
    return yaml_fail(compiling->why, node, STATUS_INPUT,
                     "the field \"%s\" has no sub-field \"%s\". %s", field->name, node->key,
                     suggestion(compiling->arena, node->key, names,
                                "Correct the name, or add it under with: in the kind."));
}

enum status format_check_constant(struct compiling *compiling, const struct yaml_node *node,
                                  const struct field *field)
{
    if (node->type != YAML_SCALAR || node->text.length == 0) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "expected one value for \"%s\". Write it, or leave the key out.",
                         field->name);
    }
    if (field->type == FIELD_MONEY) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "an amount of money cannot be the same in every record. Take it from a "
                         "column or element.");
    }
    struct value value = {.field = field};
    const char *words = value_parse(compiling->arena, &value, node->text);
    if (words) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "\"%.100s\" %s. Write a value that \"%s\" can have.", node->text.at, words,
                         field->name);
    }
    return STATUS_OK;
}

char *column_name(struct arena *arena, struct str name)
{
    struct buf folded;
    struct str trimmed = str_trim(name);
    trimmed.length = trimmed.length < COLUMN_NAME_LIMIT ? trimmed.length : COLUMN_NAME_LIMIT;
    buf_init(&folded, COLUMN_NAME_LIMIT * UTF8_FOLD_MAX);
    utf8_fold(trimmed, &folded);
    char *copy = folded.failed ? NULL : arena_copy(arena, buf_view(&folded));
    buf_release(&folded);
    for (char *at = copy; at && *at; at++) {
        *at = (char)(*at == ' ' || *at == '-' ? '_' : *at);
    }
    return copy;
}

/* ---- one mapping file ---- */

static enum status find_kind(struct compiling *compiling)
{
    const struct pack *pack = compiling->pack;
    const char *name = NULL;
    TRY(yaml_text(compiling->root, "kind", &name, compiling->why));
    compiling->format->kind = pack_kind(pack, str_of(name));
    if (compiling->format->kind) {
        return STATUS_OK;
    }
    const char **names = arena_array(compiling->arena, pack->kind_count + 1, sizeof *names);
    for (size_t i = 0; names && i < pack->kind_count; i++) {
        names[i] = pack->kinds[i].name;
    }
    return yaml_fail(compiling->why, yaml_get(compiling->root, "kind"), STATUS_INPUT,
                     "the pack has no kind \"%s\". %s", name,
                     suggestion(compiling->arena, name, names, "Add kinds/NAME.yaml."));
}

static enum status read_common(struct compiling *compiling)
{
    struct format *format = compiling->format;
    const struct yaml_node *root = compiling->root;
    const char *type = NULL;
    TRY(yaml_text(root, "format", &format->name, compiling->why));
    if (!str_is_name(str_of(format->name))) {
        return yaml_fail(compiling->why, yaml_get(root, "format"), STATUS_INPUT,
                         "\"%.100s\" is no name. Use lower-case letters, digits, - and _.",
                         format->name);
    }
    TRY(label_read(yaml_get(root, "label"), &format->label, compiling->why));
    TRY(yaml_bool_maybe(root, "by_name", &format->by_name, compiling->why));
    TRY(yaml_text(root, "type", &type, compiling->why));
    TRY(find_kind(compiling));
    format->carrier = tree_carrier_find(type);
    if (format->carrier) {
        return format_compile_xml(compiling);
    }
    if (strcmp(type, "csv") == 0) {
        return format_compile_csv(compiling);
    }
    return yaml_fail(compiling->why, yaml_get(root, "type"), STATUS_INPUT,
                     "\"%.100s\" is no type of file. Write xml, csv, marc21, ris, bibtex or ics.",
                     type);
}

/*
 * What the hashes of the format's records begin with. The pack's digest stands for the pack's own
 * formats; a mapping from elsewhere (@file, or NULL) adds its bytes.
 */
static enum status make_seed(struct format *format, const struct pack *pack, const char *file,
                             struct failure *why)
{
    crypto_generichash_state state;
    if (sodium_init() < 0 || crypto_generichash_init(&state, NULL, 0, sizeof format->seed) != 0) {
        return fail(why, STATUS_FAILED, "libsodium cannot be started.");
    }
    (void)crypto_generichash_update(&state, pack->digest, sizeof pack->digest);
    (void)crypto_generichash_update(&state, (const unsigned char *)format->name,
                                    strlen(format->name) + 1);
    FILE *stream = file ? fopen(file, "rb") : NULL;
    if (file && !stream) {
        return fail(why, STATUS_IO, "%s: cannot be opened. Check the name and the permissions.",
                    file);
    }
    unsigned char block[4096];
    for (size_t got = stream ? fread(block, 1, sizeof block, stream) : 0; got > 0;
         got = fread(block, 1, sizeof block, stream)) {
        (void)crypto_generichash_update(&state, block, got);
    }
    if (stream) {
        (void)fclose(stream);
    }
    (void)crypto_generichash_final(&state, format->seed, sizeof format->seed);
    return STATUS_OK;
}

/* Reads the mapping at @path. @foreign: it is in no pack. */
static enum status load(struct arena *arena, const struct format_set *set, const char *path,
                        bool foreign, struct format **loaded, struct failure *why)
{
    struct yaml_node *root = NULL;
    struct format *format = arena_alloc(arena, sizeof *format);
    if (!format) {
        return fail_memory(why);
    }
    TRY(yaml_load(arena, path, &root, why));
    struct compiling compiling = {
        .arena = arena, .pack = set->pack, .format = format, .root = root, .why = why};
    format->file = root->file;
    format->currencies = pack_list(set->pack, "currency");
    TRY(read_common(&compiling));
    TRY(make_seed(format, set->pack, foreign ? path : NULL, why));
    *loaded = format;
    return STATUS_OK;
}

/* ---- the set ---- */

/* Goes as deep as the mapping's tree: PATH_STEPS elements at most. */
static const struct field_rule *find_checking(const struct element_map *map,
                                              const struct field *field)
{
    for (const struct field_rule *rule = map->rules; rule; rule = rule->next) {
        if (rule->field == field && rule->checked_by) {
            return rule;
        }
    }
    const struct field_rule *found = NULL;
    for (const struct element_map *v = map->variants; v && !found; v = v->next) {
        found = find_checking(v, field);
    }
    for (size_t i = 0; map->slots && i <= map->slot_mask && !found; i++) {
        found = map->slots[i] ? find_checking(map->slots[i], field) : NULL;
    }
    return found;
}

const struct field_rule *format_checking_rule(const struct format_set *set,
                                              const struct field *field)
{
    const struct field_rule *found = NULL;
    for (const struct format *f = set->first; f && !found; f = f->next) {
        found = f->xml ? find_checking(&f->xml->elements, field) : NULL;
    }
    return found;
}

bool format_keeps_open(const struct format_set *set, const struct field *field)
{
    for (const struct format *f = set->first; f; f = f->next) {
        const struct unpivot *unpivot = f->csv ? f->csv->unpivot : NULL;
        if (unpivot && unpivot->open && unpivot->name == field) {
            return true;
        }
        for (size_t i = 0; f->csv && i < f->csv->column_count; i++) {
            if (f->csv->columns[i].open && f->csv->columns[i].field == field) {
                return true;
            }
        }
    }
    return false;
}

bool rule_leaves_unchecked(const struct field_rule *rule, const struct raw_value *raw)
{
    bool checked = !rule;
    for (size_t i = 0; !checked && i < rule->checked_count; i++) {
        checked = str_is(raw->subs[rule->checked_by->field->index], rule->checked_values[i]);
    }
    return !checked;
}

static enum status add_plain(struct arena *arena, struct format_set *set, struct failure *why)
{
    struct format *plain = arena_alloc(arena, sizeof *plain);
    if (!plain) {
        return fail_memory(why);
    }
    plain->csv = arena_alloc(arena, sizeof *plain->csv);
    if (!plain->csv) {
        return fail_memory(why);
    }
    plain->plain = true;
    plain->name = "plain-table";
    plain->currencies = pack_list(set->pack, "currency");
    set->plain = plain;
    return make_seed(plain, set->pack, NULL, why);
}

static enum status add_lines(struct arena *arena, struct format_set *set, struct failure *why)
{
    struct format *lines = arena_alloc(arena, sizeof *lines);
    if (!lines) {
        return fail_memory(why);
    }
    lines->lines = true;
    lines->name = "json-lines";
    lines->currencies = pack_list(set->pack, "currency");
    set->lines = lines;
    return make_seed(lines, set->pack, NULL, why);
}

static struct format *named(struct format *list, const char *name)
{
    while (list && strcmp(list->name, name) != 0) {
        list = list->next;
    }
    return list;
}

/* Gives each format of parts to the format of the records in which they stand. */
static enum status join_parts(struct format_set *set, struct format *parts, struct failure *why)
{
    while (parts) {
        struct format *part = parts, *whole = named(set->first, part->part_of);
        parts = part->next;
        if (!whole || whole->carrier != part->carrier) {
            return fail(why, STATUS_INPUT,
                        "%s: there is no format \"%s\" of XML of which this could be part. Correct "
                        "part_of:.",
                        part->file, part->part_of);
        }
        part->next = whole->parts;
        part->form.next = whole->parts ? &whole->parts->form : NULL;
        whole->parts = part;
    }
    return STATUS_OK;
}

enum status format_set_load(struct arena *arena, const struct pack *pack, struct format_set **set,
                            struct failure *why)
{
    const char *const *paths = NULL;
    size_t count = 0;
    struct format_set *formats = arena_alloc(arena, sizeof *formats);
    if (!formats) {
        return fail_memory(why);
    }
    formats->pack = pack;
    TRY(pack_files(arena, pack, "formats", &paths, &count, why));
    struct format **end = &formats->first, *parts = NULL;
    for (size_t i = 0; i < count; i++) {
        struct format *format = NULL;
        TRY(load(arena, formats, paths[i], false, &format, why));
        const struct format *other = named(formats->first, format->name);
        other = other ? other : named(parts, format->name);
        if (other) {
            return fail(why, STATUS_INPUT,
                        "%s: there is already a format \"%s\", in %s. Rename one.", paths[i],
                        format->name, other->file);
        }
        if (format->part_of) {
            format->next = parts;
            parts = format;
        } else {
            *end = format;
            end = &format->next;
        }
    }
    TRY(join_parts(formats, parts, why));
    *set = formats;
    TRY(add_plain(arena, formats, why));
    return add_lines(arena, formats, why);
}

const struct format_set *format_set_only(struct arena *arena, const struct format_set *set,
                                         const char *name)
{
    const struct format *format = named(set->first, name);
    struct format_set *only = format ? arena_alloc(arena, sizeof *only) : NULL;
    if (only) {
        *only = *set;
        only->chosen = format;
    }
    return only;
}

const char *format_set_type(const struct format_set *set, const char *name)
{
    const struct format *format = named(set->first, name);
    return format && format->carrier ? format->carrier->type : NULL;
}

bool format_set_has(const struct format_set *set, const char *name)
{
    for (const struct format *format = set->first; format; format = format->next) {
        if (strcmp(format->name, name) == 0) {
            return true;
        }
    }
    return false;
}

enum status format_set_add(struct arena *arena, struct format_set *set, const char *path,
                           struct failure *why)
{
    struct format *format = NULL;
    TRY(load(arena, set, path, true, &format, why));
    if (format->part_of) {
        return join_parts(set, format, why);
    }
    format->next = set->first;
    set->first = format;
    return STATUS_OK;
}

enum status format_set_choose(struct arena *arena, struct format_set *set, const char *name,
                              struct failure *why)
{
    size_t count = 0;
    for (const struct format *f = set->first; f; f = f->next) {
        count++;
    }
    const char **names = arena_array(arena, count + 1, sizeof *names);
    if (!names) {
        return fail_memory(why);
    }
    count = 0;
    for (const struct format *f = set->first; f; f = f->next) {
        names[count++] = f->name;
        set->chosen = strcmp(f->name, name) == 0 ? f : set->chosen;
    }
    return set->chosen
               ? STATUS_OK
               : fail(why, STATUS_USAGE, "There is no format \"%.100s\" to read a file by. %s",
                      name,
                      suggestion(arena, name, names, "They are in the pack's folder formats/."));
}

enum status format_set_preset(struct arena *arena, struct format_set *set, const char *assignment,
                              struct failure *why)
{
    const char *equals = strchr(assignment, '=');
    const struct pack *pack = set->pack;
    struct run_preset *preset = arena_alloc(arena, sizeof *preset);
    if (!equals || equals == assignment || str_trim(str_of(equals + 1)).length == 0) {
        return fail(why, STATUS_USAGE,
                    "\"%.100s\" gives no field a value. Write --set FIELD=VALUE.", assignment);
    }
    if (!preset) {
        return fail_memory(why);
    }
    preset->field = arena_copy(arena, (struct str){assignment, (size_t)(equals - assignment)});
    preset->text = arena_str(arena, str_trim(str_of(equals + 1)));
    if (!preset->field || !preset->text.at) {
        return fail_memory(why);
    }
    bool known = false;
    for (size_t i = 0; i < pack->kind_count; i++) {
        known = known || kind_field(&pack->kinds[i], str_of(preset->field));
    }
    if (!known) {
        return fail(why, STATUS_USAGE,
                    "No kind of the pack has a field \"%.100s\". Correct the name in --set.",
                    preset->field);
    }
    preset->next = set->presets;
    set->presets = preset;
    return STATUS_OK;
}
