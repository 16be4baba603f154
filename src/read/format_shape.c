/* Compiling what a mapping says about single values: conditions, shapes, languages. */
#include "base/script.h"
#include "read/format.h"

#define EVERY_LIMIT 100 /* characters */

enum status format_read_when(struct compiling *compiling, const struct yaml_node *when,
                             struct when_list *list)
{
    if (!when) {
        return STATUS_OK;
    }
    if (when->type != YAML_MAP || when->count == 0) {
        return yaml_fail(compiling->why, when, STATUS_INPUT,
                         "expected paths and their values. Write %s: {\"@type\": [\"1\"]}.",
                         when->key);
    }
    list->rules = arena_array(compiling->arena, when->count, sizeof *list->rules);
    if (!list->rules) {
        return fail_memory(compiling->why);
    }
    for (const struct yaml_node *node = when->children; node; node = node->next) {
        struct when_rule *test = &list->rules[list->count++];
        TRY(path_parse(compiling->arena, node, node->key, &test->path, compiling->why));
        TRY(yaml_texts(compiling->arena, node, &test->values, &test->count, compiling->why));
        if (test->count == 0) {
            return yaml_fail(compiling->why, node, STATUS_INPUT,
                             "no value is listed, so this never holds. List at least one.");
        }
    }
    return STATUS_OK;
}

/* ---- shapes ---- */

static enum status read_every(struct compiling *compiling, const struct yaml_node *entry,
                              unsigned *every)
{
    long long count = 0;
    TRY(yaml_integer_maybe(entry, "every", &count, compiling->why));
    if (yaml_get(entry, "every") && (count < 1 || count > EVERY_LIMIT)) {
        return yaml_fail(compiling->why, yaml_get(entry, "every"), STATUS_INPUT,
                         "expected how many characters one value has: 1 to %d.", EVERY_LIMIT);
    }
    *every = (unsigned)count;
    return STATUS_OK;
}

static enum status read_split(struct compiling *compiling, const struct yaml_node *entry,
                              struct shape *shape)
{
    const char *text = NULL;
    TRY(yaml_text_maybe(entry, "split", &text, compiling->why));
    if (text && (strlen(text) != 1 || (unsigned char)text[0] >= 0x80)) {
        return yaml_fail(compiling->why, yaml_get(entry, "split"), STATUS_INPUT,
                         "expected one character between values. Write split: \";\".");
    }
    shape->split = text ? text[0] : '\0';
    return STATUS_OK;
}

static enum status read_trim(struct compiling *compiling, const struct yaml_node *entry,
                             struct shape *shape)
{
    TRY(yaml_text_maybe(entry, "trim", &shape->trim, compiling->why));
    for (const char *at = shape->trim; at && *at; at++) {
        if ((unsigned char)*at >= 0x80) {
            return yaml_fail(compiling->why, yaml_get(entry, "trim"), STATUS_INPUT,
                             "only characters of ASCII can be cut off. Take the others out.");
        }
    }
    return STATUS_OK;
}

static enum status read_dates(struct compiling *compiling, const struct yaml_node *entry,
                              struct field_rule *rule)
{
    static const char *const names[] = {
        [DATE_ISO] = "iso", [DATE_MAIL] = "mail", [DATE_YEAR] = "year"};
    const char *text = NULL;
    TRY(yaml_text_maybe(entry, "dates", &text, compiling->why));
    if (!text) {
        return STATUS_OK;
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(text, names[i]) == 0 && rule->field->type == FIELD_DATE) {
            rule->shape.dates = (enum date_form)i;
            return STATUS_OK;
        }
    }
    return yaml_fail(compiling->why, yaml_get(entry, "dates"), STATUS_INPUT,
                     rule->field->type == FIELD_DATE
                         ? "\"%.100s\" is no form of dates. Write iso, mail or year."
                         : "\"%.100s\" has no use here: the field is no date. Remove the key.",
                     text);
}

static enum status read_set(struct compiling *compiling, const struct yaml_node *entry,
                            struct field_rule *rule)
{
    const struct yaml_node *node = yaml_get(entry, "set");
    if (!node) {
        return STATUS_OK;
    }
    if (rule->take.count > 0 || rule->text) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "the value is taken from the source already. Remove set:, or the other.");
    }
    TRY(format_check_constant(compiling, node, rule->field));
    rule->shape.set = node->text;
    return STATUS_OK;
}

static bool same_begin(const struct path_list *list)
{
    bool same = true;
    for (size_t i = 1; i < list->count; i++) {
        same = same && list->places[i].path.up == list->places[0].path.up;
    }
    return same;
}

/* Keys that do not go together, or not with the field. */
static enum status check_shape(struct compiling *compiling, const struct yaml_node *entry,
                               const struct field_rule *rule)
{
    const struct shape *shape = &rule->shape;
    const char *words = NULL, *key = NULL;
    const bool several = shape->each || shape->split || shape->every;
    if (shape->each && shape->join) {
        key = "join";
        words = "each: makes several values and join: one. Keep one of them.";
    } else if (several && !rule->field->repeat && !rule->field->languages) {
        key = shape->each ? "each" : shape->split ? "split" : "every";
        words = "this makes several values and the field has one. Let it repeat in the kind.";
    } else if ((shape->each || shape->join) && rule->take.templates) {
        key = "take";
        words = "a {template} gives one value: each: and join: need plain paths.";
    } else if (shape->join && !same_begin(&rule->take)) {
        key = "join";
        words = "the paths that are joined must begin at one element: as many \"../\" in each.";
    } else if (rule->text && (several || shape->join || shape->trim)) {
        key = "text";
        words = "text: gives whole texts. Use take: with the other keys.";
    } else if (shape->once_a_language && !rule->field->languages) {
        key = "once_a_language";
        words = "the field has no languages. Remove the key.";
    } else if (shape->split && shape->every) {
        key = "every";
        words = "split: and every: both cut a value. Keep one of them.";
    }
    return words ? yaml_fail(compiling->why, yaml_get(entry, key), STATUS_INPUT, "%s", words)
                 : STATUS_OK;
}

enum status format_read_shape(struct compiling *compiling, const struct yaml_node *entry,
                              struct field_rule *rule)
{
    struct shape *shape = &rule->shape;
    TRY(yaml_bool_maybe(entry, "each", &shape->each, compiling->why));
    TRY(yaml_bool_maybe(entry, "once_a_language", &shape->once_a_language, compiling->why));
    TRY(yaml_text_maybe(entry, "join", &shape->join, compiling->why));
    TRY(read_trim(compiling, entry, shape));
    TRY(read_split(compiling, entry, shape));
    TRY(read_every(compiling, entry, &shape->every));
    TRY(yaml_texts(compiling->arena, yaml_get(entry, "none"), &shape->none, &shape->none_count,
                   compiling->why));
    TRY(read_dates(compiling, entry, rule));
    TRY(read_set(compiling, entry, rule));
    return check_shape(compiling, entry, rule);
}

/* ---- languages ---- */

static enum status read_scripts(struct compiling *compiling, const struct yaml_node *node,
                                struct language_rule *languages)
{
    if (node->type != YAML_MAP || node->count == 0) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "expected scripts and their languages. Write scripts: {Arab: [ar, fa]}.");
    }
    languages->scripts = arena_array(compiling->arena, node->count, sizeof *languages->scripts);
    if (!languages->scripts) {
        return fail_memory(compiling->why);
    }
    for (const struct yaml_node *script = node->children; script; script = script->next) {
        struct script_rule *rule = &languages->scripts[languages->script_count++];
        rule->script = script->key;
        if (!script_is_known(script->key)) {
            return yaml_fail(compiling->why, script, STATUS_INPUT,
                             "\"%.100s\" is no code of a script that is known here. Write one of "
                             "ISO 15924 such as Arab, Cyrl, Grek, Hani, Hebr or Latn.",
                             script->key);
        }
        TRY(yaml_texts(compiling->arena, script, &rule->languages, &rule->count, compiling->why));
        if (rule->count == 0) {
            return yaml_fail(compiling->why, script, STATUS_INPUT,
                             "no language is listed. List those that use the script.");
        }
    }
    return STATUS_OK;
}

/* The places of another mapping, as they are found from this record. */
static enum status prefix_places(struct compiling *compiling, const struct yaml_node *node,
                                 struct path_list *list)
{
    struct path_place *places = arena_array(compiling->arena, list->count, sizeof *places);
    if (!places) {
        return fail_memory(compiling->why);
    }
    for (size_t i = 0; i < list->count; i++) {
        places[i] = list->places[i];
        TRY(format_prefix(compiling, node, &places[i].path));
    }
    list->places = places;
    return STATUS_OK;
}

enum status format_read_languages(struct compiling *compiling)
{
    static const char *const keys[] = {"from", "every", "list", "scripts", NULL};
    const struct yaml_node *node = yaml_get(compiling->root, "languages"), *scripts = NULL;
    const char *list = NULL;
    const bool like = !node && compiling->like;
    node = like ? yaml_get(compiling->like, "languages") : node;
    if (!node) {
        return STATUS_OK;
    }
    struct language_rule *rule = arena_alloc(compiling->arena, sizeof *rule);
    if (!rule) {
        return fail_memory(compiling->why);
    }
    TRY(yaml_only(node, keys, compiling->why));
    TRY(yaml_need(node, "scripts", &scripts, compiling->why));
    TRY(yaml_text_maybe(node, "list", &list, compiling->why));
    const struct yaml_node *from = yaml_get(node, "from");
    TRY(path_list_read(compiling->arena, from, &rule->from, compiling->why));
    TRY(like ? prefix_places(compiling, from, &rule->from) : STATUS_OK);
    TRY(read_every(compiling, node, &rule->every));
    TRY(read_scripts(compiling, scripts, rule));
    if (rule->from.templates) {
        return yaml_fail(compiling->why, from, STATUS_INPUT,
                         "a {template} gives no languages. Write plain paths.");
    }
    rule->list = list ? pack_list(compiling->pack, list) : NULL;
    if (list && !rule->list) {
        return yaml_fail(compiling->why, yaml_get(node, "list"), STATUS_INPUT,
                         "the pack has no code list \"%.100s\". Add codelists/NAME.yaml.", list);
    }
    compiling->format->xml->languages = rule;
    return STATUS_OK;
}
