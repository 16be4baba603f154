/* Compiling what a mapping of trees says about a file, and not about fields. */
#include "read/format.h"

enum status format_check_element(struct compiling *compiling, const struct yaml_node *node,
                                 const char *name)
{
    struct path path;
    TRY(path_parse(compiling->arena, node, name, &path, compiling->why));
    if (!path_is_name(&path)) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "\"%.100s\" is no name of an element. Write it without < > and /.", name);
    }
    return STATUS_OK;
}

static enum status read_element(struct compiling *compiling, const char *key, const char **name)
{
    TRY(yaml_text(compiling->root, key, name, compiling->why));
    return format_check_element(compiling, yaml_get(compiling->root, key), *name);
}

static enum status read_versions(struct compiling *compiling)
{
    static const char *const keys[] = {"at", "known", NULL};
    const struct yaml_node *versions = yaml_get(compiling->root, "versions"), *node = NULL;
    struct xml_mapping *xml = compiling->format->xml;
    if (!versions) {
        return STATUS_OK;
    }
    TRY(yaml_only(versions, keys, compiling->why));
    TRY(yaml_need(versions, "at", &node, compiling->why));
    TRY(path_attribute(compiling->arena, node, &xml->version, compiling->why));
    TRY(yaml_need(versions, "known", &node, compiling->why));
    TRY(yaml_texts(compiling->arena, node, &xml->versions, &xml->version_count, compiling->why));
    if (xml->version_count == 0) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "the list is empty. Name the versions that are understood.");
    }
    return STATUS_OK;
}

static enum status read_has(struct compiling *compiling)
{
    struct xml_mapping *xml = compiling->format->xml;
    const struct yaml_node *node = yaml_get(compiling->root, "has");
    TRY(yaml_texts(compiling->arena, node, &xml->has, &xml->has_count, compiling->why));
    for (size_t i = 0; i < xml->has_count; i++) {
        TRY(format_check_element(compiling, node, xml->has[i]));
    }
    return STATUS_OK;
}

static enum status read_spaces(struct compiling *compiling)
{
    const char *text = NULL;
    TRY(yaml_text_maybe(compiling->root, "namespaces", &text, compiling->why));
    compiling->format->xml->any_space = text != NULL;
    if (text && strcmp(text, "any") != 0) {
        return yaml_fail(compiling->why, yaml_get(compiling->root, "namespaces"), STATUS_INPUT,
                         "\"%.100s\" is unknown. Write any, or leave the key out.", text);
    }
    return STATUS_OK;
}

static enum status read_answer(struct compiling *compiling)
{
    static const char *const keys[] = {"error", "next", "asked", NULL};
    const struct yaml_node *node = yaml_get(compiling->root, "answer");
    struct answer_rule *answer = &compiling->format->xml->answer;
    const char *asked = NULL;
    struct path path;
    if (!node) {
        return STATUS_OK;
    }
    TRY(yaml_only(node, keys, compiling->why));
    TRY(yaml_text_maybe(node, "error", &answer->error, compiling->why));
    TRY(yaml_text_maybe(node, "next", &answer->next, compiling->why));
    TRY(yaml_text_maybe(node, "asked", &asked, compiling->why));
    if (answer->error) {
        TRY(format_check_element(compiling, yaml_get(node, "error"), answer->error));
    }
    if (answer->next) {
        TRY(format_check_element(compiling, yaml_get(node, "next"), answer->next));
    }
    if (asked) {
        TRY(path_parse(compiling->arena, yaml_get(node, "asked"), asked, &path, compiling->why));
        if (path.count != 1 || !path.attribute || path.part) {
            return yaml_fail(compiling->why, yaml_get(node, "asked"), STATUS_INPUT,
                             "\"%.100s\" is no attribute of an element. Write "
                             "\"element/@attribute\".",
                             asked);
        }
        answer->asked = path.steps[0];
        answer->asked_by = path.attribute;
    }
    return STATUS_OK;
}

enum status format_prefix(struct compiling *compiling, const struct yaml_node *node,
                          struct path *path)
{
    const size_t before = compiling->prefix.count;
    if (before + path->count > PATH_STEPS || path->up > 0) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "with the elements of under: the path passes more than %d, or it goes up. "
                         "Shorten it.",
                         PATH_STEPS);
    }
    memmove(path->steps + before, path->steps, path->count * sizeof *path->steps);
    memcpy(path->steps, compiling->prefix.steps, before * sizeof *path->steps);
    path->count += before;
    return STATUS_OK;
}

/* `like: {format: marcxml, under: metadata/record}` */
static enum status read_like(struct compiling *compiling)
{
    static const char *const keys[] = {"format", "under", NULL};
    const struct yaml_node *node = yaml_get(compiling->root, "like");
    const char *name = NULL, *under = NULL;
    struct yaml_node *root = NULL;
    if (!node) {
        return STATUS_OK;
    }
    TRY(yaml_only(node, keys, compiling->why));
    TRY(yaml_text(node, "format", &name, compiling->why));
    TRY(yaml_text_maybe(node, "under", &under, compiling->why));
    if (!str_is_name(str_of(name))) {
        return yaml_fail(compiling->why, yaml_get(node, "format"), STATUS_INPUT,
                         "\"%.100s\" is no name of a format.", name);
    }
    const char *path =
        arena_printf(compiling->arena, "%s/formats/%s.yaml", compiling->pack->dir, name);
    if (!path) {
        return fail_memory(compiling->why);
    }
    TRY(yaml_load(compiling->arena, path, &root, compiling->why));
    compiling->like = root;
    if (under) {
        TRY(path_parse(compiling->arena, yaml_get(node, "under"), under, &compiling->prefix,
                       compiling->why));
    }
    if (compiling->prefix.attribute || compiling->prefix.part || compiling->prefix.up > 0) {
        return yaml_fail(compiling->why, yaml_get(node, "under"), STATUS_INPUT,
                         "\"%.100s\" is no element. End the path at one.", under);
    }
    return STATUS_OK;
}

/* `gone: {status: deleted}`: what a part gets when the record around it no longer has it. */
static enum status read_gone(struct compiling *compiling)
{
    struct format *format = compiling->format;
    const struct yaml_node *gone = yaml_get(compiling->root, "gone");
    format->form = (struct part_form){.kind = format->kind, .element = format->xml->record};
    if (!gone) {
        return STATUS_OK;
    }
    if (gone->type != YAML_MAP || gone->count != 1) {
        return yaml_fail(compiling->why, gone, STATUS_INPUT,
                         "expected one field and its value. Write gone: {status: deleted}.");
    }
    struct yaml_node name = *gone->children;
    name.type = YAML_SCALAR;
    name.text = str_of(gone->children->key);
    TRY(format_field(compiling, &name, &format->form.field));
    TRY(format_check_constant(compiling, gone->children, format->form.field));
    format->form.value = gone->children->text;
    format->xml->says[format->form.field->index] = SAYS_VALUE; /* to be there is to be not gone */
    return STATUS_OK;
}

/* `part_of: iati-activity, each: result, link: activity` in place of root:, record: and identifier:
 */
static enum status read_part(struct compiling *compiling)
{
    static const char *const others[] = {"root", "record", "identifier", "versions",
                                         "has",  "answer", "like",       "deleted_when"};
    struct format *format = compiling->format;
    const struct yaml_node *root = compiling->root, *link = NULL;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        const struct yaml_node *node = yaml_get(root, others[i]);
        if (node) {
            return yaml_fail(compiling->why, node, STATUS_INPUT,
                             "a format with part_of: has no %s. Remove the key.", others[i]);
        }
    }
    if (format->carrier != &xml_carrier) {
        return yaml_fail(compiling->why, yaml_get(root, "part_of"), STATUS_INPUT,
                         "only elements of XML are read as records inside a record. Remove it.");
    }
    TRY(yaml_text(root, "part_of", &format->part_of, compiling->why));
    TRY(read_element(compiling, "each", &format->xml->record));
    TRY(yaml_need(root, "link", &link, compiling->why));
    TRY(format_field(compiling, link, &format->link));
    TRY(read_gone(compiling));
    return format->link->type == FIELD_LINK ? STATUS_OK
                                            : yaml_fail(compiling->why, link, STATUS_INPUT,
                                                        "\"%s\" is no link.", format->link->name);
}

/* `as_of: source_date`: an older version than the one that is there is passed over. */
static enum status read_as_of(struct compiling *compiling)
{
    const struct yaml_node *node = yaml_get(compiling->root, "as_of");
    const struct field **as_of = &compiling->format->xml->as_of;
    if (!node) {
        return STATUS_OK;
    }
    TRY(format_field(compiling, node, as_of));
    return (*as_of)->type == FIELD_DATE && !(*as_of)->repeat
               ? STATUS_OK
               : yaml_fail(compiling->why, node, STATUS_INPUT,
                           "\"%s\" is no date of which a record has one.", (*as_of)->name);
}

static enum status read_records(struct compiling *compiling)
{
    struct xml_mapping *xml = compiling->format->xml;
    if (compiling->format->carrier == &xml_carrier) {
        TRY(read_element(compiling, "root", &xml->root));
    }
    xml->record = compiling->format->carrier->record;
    return !xml->record || yaml_get(compiling->root, "record")
               ? read_element(compiling, "record", &xml->record)
               : STATUS_OK;
}

enum status format_read_file_keys(struct compiling *compiling)
{
    const struct yaml_node *root = compiling->root;
    struct xml_mapping *xml = compiling->format->xml;
    TRY(yaml_get(root, "part_of") ? read_part(compiling) : read_records(compiling));
    TRY(read_has(compiling));
    TRY(yaml_bool_maybe(root, "own", &xml->own, compiling->why));
    TRY(read_versions(compiling));
    TRY(read_spaces(compiling));
    TRY(read_answer(compiling));
    TRY(path_attribute(compiling->arena, yaml_get(root, "language"), &xml->language,
                       compiling->why));
    TRY(path_attribute(compiling->arena, yaml_get(root, "currency"), &xml->currency,
                       compiling->why));
    TRY(read_like(compiling));
    TRY(format_read_languages(compiling));
    TRY(read_as_of(compiling));
    return format_read_when(compiling, yaml_get(root, "deleted_when"), &xml->deleted);
}
