/*
 * Compiling what a mapping of type csv says of rows as a whole and of the meaning of cells: names:,
 * skip:, unpivot:, the identifier's @ parts, values:, date: and what goes with it.
 */
#include "read/format_csv.h"

/* ---- what cells mean ---- */

/* One value for a cell that is @from. */
static enum status add_meaning(struct compiling *compiling, const struct yaml_node *node,
                               const char *from, const struct field *field,
                               struct meanings *meanings)
{
    if (node->type != YAML_SCALAR) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "expected one value. Write it, or \"\" for none.");
    }
    if (node->text.length > 0) {
        TRY(format_check_constant(compiling, node, field));
    }
    meanings->items[meanings->count++] =
        (struct meaning){str_trim(str_of(from)), str_trim(node->text)};
    return STATUS_OK;
}

/* The map @values, and the value @empty of a cell that is empty. Both may be NULL. */
static enum status read_meanings(struct compiling *compiling, const struct yaml_node *values,
                                 const struct yaml_node *empty, const struct field *field,
                                 struct meanings *meanings)
{
    if (values && values->type != YAML_MAP) {
        return yaml_fail(compiling->why, values, STATUS_INPUT,
                         "expected cells and their values. Write {cell: value}.");
    }
    meanings->items =
        arena_array(compiling->arena, (values ? values->count : 0) + 1, sizeof *meanings->items);
    if (!meanings->items) {
        return fail_memory(compiling->why);
    }
    for (const struct yaml_node *n = values ? values->children : NULL; n; n = n->next) {
        TRY(add_meaning(compiling, n, n->key, field, meanings));
    }
    return empty ? add_meaning(compiling, empty, "", field, meanings) : STATUS_OK;
}

/* The sub-field of @field of that name, else a field of the kind. */
static enum status find_rest(struct compiling *compiling, const struct yaml_node *node,
                             const struct field *field, const struct field **rest)
{
    for (size_t i = 0; i < field->with_count && node->type == YAML_SCALAR; i++) {
        if (str_is(node->text, field->with[i].name)) {
            *rest = &field->with[i];
            return STATUS_OK;
        }
    }
    TRY(format_field(compiling, node, rest));
    if (*rest == field) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "\"%s\" is the date itself. Name a sub-field of it or another field.",
                         field->name);
    }
    return STATUS_OK;
}

static enum status read_date(struct compiling *compiling, const struct yaml_node *entry,
                             struct column_rule *rule)
{
    const struct yaml_node *date = yaml_get(entry, "date"), *rest = yaml_get(entry, "rest");
    const struct yaml_node *end = yaml_get(entry, "end");
    const struct yaml_node *words = yaml_get(entry, "rest_values");
    const struct yaml_node *none = yaml_get(entry, "rest_empty");
    const char *form = NULL;
    TRY(yaml_text_maybe(entry, "date", &form, compiling->why));
    if (!date) {
        const struct yaml_node *node = rest ? rest : end ? end : words ? words : none;
        return node ? yaml_fail(compiling->why, node, STATUS_INPUT,
                                "only a column with date: words has this key. Add that or remove "
                                "this.")
                    : STATUS_OK;
    }
    if (strcmp(form, "words") != 0 || rule->field->type != FIELD_DATE) {
        return yaml_fail(compiling->why, date, STATUS_INPUT,
                         "expected \"words\", for a field that is a date. Dates such as "
                         "2013-03-15 need no key.");
    }
    rule->words = true;
    if (rest) {
        TRY(find_rest(compiling, rest, rule->field, &rule->rest));
        TRY(read_meanings(compiling, words, none, rule->rest, &rule->rest_values));
    }
    if (end) {
        TRY(format_field(compiling, end, &rule->end));
    }
    if (rule->end && (rule->end->type != FIELD_DATE || rule->end == rule->field)) {
        return yaml_fail(compiling->why, end, STATUS_INPUT,
                         "expected another field that is a date, for the last day.");
    }
    return STATUS_OK;
}

enum status format_csv_meaning(struct compiling *compiling, const struct yaml_node *entry,
                               struct column_rule *rule)
{
    TRY(read_meanings(compiling, yaml_get(entry, "values"), yaml_get(entry, "empty"), rule->field,
                      &rule->values));
    TRY(yaml_bool_maybe(entry, "open", &rule->open, compiling->why));
    if (rule->open && !rule->field->list) {
        return yaml_fail(compiling->why, yaml_get(entry, "open"), STATUS_INPUT,
                         "\"%s\" has no code list, and so every value. Remove the key.",
                         rule->field->name);
    }
    return read_date(compiling, entry, rule);
}

/* ---- names: ---- */

const char *csv_own_name(const struct csv_mapping *mapping, const char *name)
{
    for (size_t i = 0; i < mapping->name_count; i++) {
        if (strcmp(mapping->names[i].name, name) == 0) {
            return mapping->names[i].column;
        }
    }
    return name;
}

static enum status add_names(struct compiling *compiling, const struct yaml_node *node,
                             struct csv_mapping *csv)
{
    const char *column = NULL, **names = NULL;
    size_t count = 0;
    TRY(csv_fold(compiling, node, node->key, &column));
    TRY(csv_names(compiling, node, &names, &count));
    struct other_name *all = arena_array(compiling->arena, csv->name_count + count, sizeof *all);
    if (!all) {
        return fail_memory(compiling->why);
    }
    for (size_t i = 0; i < csv->name_count; i++) {
        all[i] = csv->names[i];
    }
    for (size_t i = 0; i < count; i++) {
        if (csv_own_name(csv, names[i]) != names[i] || strcmp(names[i], column) == 0) {
            return yaml_fail(compiling->why, node, STATUS_INPUT,
                             "the name \"%.100s\" is given twice. Remove one.", names[i]);
        }
        all[csv->name_count + i] = (struct other_name){names[i], column};
    }
    csv->names = all;
    csv->name_count += count;
    return STATUS_OK;
}

static enum status read_other_names(struct compiling *compiling)
{
    const struct yaml_node *names = yaml_get(compiling->root, "names");
    if (names && names->type != YAML_MAP) {
        return yaml_fail(compiling->why, names, STATUS_INPUT,
                         "expected columns and their other names. Write {column: [name, name]}.");
    }
    for (const struct yaml_node *node = names ? names->children : NULL; node; node = node->next) {
        TRY(add_names(compiling, node, compiling->format->csv));
    }
    return STATUS_OK;
}

/* ---- skip: ---- */

static enum status read_skip_rule(struct compiling *compiling, const struct yaml_node *node,
                                  struct skip_rule *rule)
{
    const char *const *texts = NULL;
    TRY(csv_fold(compiling, node, node->key, &rule->column));
    TRY(yaml_texts(compiling->arena, node, &texts, &rule->count, compiling->why));
    const char **values = arena_array(compiling->arena, rule->count, sizeof *values);
    for (size_t i = 0; values && i < rule->count; i++) {
        values[i] = column_name(compiling->arena, str_of(texts[i]));
        if (!values[i]) {
            return fail_memory(compiling->why);
        }
    }
    rule->values = values;
    return values ? STATUS_OK : fail_memory(compiling->why);
}

static enum status read_skip(struct compiling *compiling)
{
    const struct yaml_node *skip = yaml_get(compiling->root, "skip");
    struct csv_mapping *csv = compiling->format->csv;
    if (!skip) {
        return STATUS_OK;
    }
    if (skip->type != YAML_MAP) {
        return yaml_fail(compiling->why, skip, STATUS_INPUT,
                         "expected columns and values. Write {column: [value, value]}.");
    }
    csv->skip = arena_array(compiling->arena, skip->count, sizeof *csv->skip);
    if (!csv->skip) {
        return fail_memory(compiling->why);
    }
    for (const struct yaml_node *node = skip->children; node; node = node->next) {
        TRY(read_skip_rule(compiling, node, &csv->skip[csv->skip_count++]));
    }
    return STATUS_OK;
}

/* ---- unpivot: ---- */

static enum status read_unpivot(struct compiling *compiling)
{
    static const char *const keys[] = {"columns", "name", "value", "open", NULL};
    const struct yaml_node *node = yaml_get(compiling->root, "unpivot");
    const struct yaml_node *columns = NULL, *value = NULL;
    if (!node) {
        return STATUS_OK;
    }
    struct unpivot *unpivot = arena_alloc(compiling->arena, sizeof *unpivot);
    if (!unpivot) {
        return fail_memory(compiling->why);
    }
    TRY(yaml_only(node, keys, compiling->why));
    columns = yaml_get(node, "columns");
    unpivot->all = columns && columns->type == YAML_SCALAR && str_is(columns->text, "*");
    if (!columns) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "the key \"columns\" is missing. List the columns that are one record "
                         "each, or write \"*\".");
    }
    if (!unpivot->all) {
        TRY(csv_names(compiling, columns, &unpivot->columns, &unpivot->count));
    }
    TRY(yaml_need(node, "value", &value, compiling->why));
    TRY(format_field(compiling, value, &unpivot->value));
    if (unpivot->value->type == FIELD_MONEY) {
        return yaml_fail(compiling->why, value, STATUS_INPUT,
                         "\"%s\" is money, whose currency no column can tell. Use a decimal.",
                         unpivot->value->name);
    }
    TRY(yaml_bool_maybe(node, "open", &unpivot->open, compiling->why));
    compiling->format->csv->unpivot = unpivot;
    return yaml_get(node, "name") ? format_field(compiling, yaml_get(node, "name"), &unpivot->name)
                                  : STATUS_OK;
}

/* ---- others: ---- */

static enum status read_others(struct compiling *compiling)
{
    static const char *const keys[] = {"field", "name", NULL};
    const struct yaml_node *node = yaml_get(compiling->root, "others"), *field = NULL;
    struct csv_mapping *csv = compiling->format->csv;
    const char *name = NULL;
    if (!node) {
        return STATUS_OK;
    }
    struct others_rule *others = arena_alloc(compiling->arena, sizeof *others);
    if (!others) {
        return fail_memory(compiling->why);
    }
    TRY(yaml_only(node, keys, compiling->why));
    TRY(yaml_need(node, "field", &field, compiling->why));
    TRY(format_field(compiling, field, &others->field));
    TRY(yaml_text_maybe(node, "name", &name, compiling->why));
    if (!others->field->repeat || others->field->type == FIELD_MONEY ||
        (csv->unpivot && csv->unpivot->all)) {
        return yaml_fail(compiling->why, field, STATUS_INPUT,
                         "the other columns need a repeated field that is no money, and no "
                         "unpivot: of all columns. Name another field or remove one of the two.");
    }
    for (size_t i = 0; name && i < others->field->with_count; i++) {
        others->name =
            strcmp(others->field->with[i].name, name) == 0 ? &others->field->with[i] : others->name;
    }
    if (name && !others->name) {
        return yaml_fail(compiling->why, yaml_get(node, "name"), STATUS_INPUT,
                         "the field \"%s\" has no such sub-field. Correct the name.",
                         others->field->name);
    }
    csv->others = others;
    return STATUS_OK;
}

enum status format_csv_rows(struct compiling *compiling)
{
    struct csv_mapping *csv = compiling->format->csv;
    TRY(read_other_names(compiling));
    TRY(read_skip(compiling));
    TRY(read_unpivot(compiling));
    TRY(read_others(compiling));
    return csv_names(compiling, yaml_get(compiling->root, "not_identifying"), &csv->not_identifying,
                     &csv->not_identifying_count);
}

/* ---- the identifier ---- */

enum status format_csv_identifier(struct compiling *compiling)
{
    struct csv_mapping *csv = compiling->format->csv;
    const struct yaml_node *node = yaml_get(compiling->root, "identifier");
    bool has_column = false;
    csv->identifier_fields =
        arena_array(compiling->arena, csv->identifier_count, sizeof *csv->identifier_fields);
    if (!csv->identifier_fields) {
        return fail_memory(compiling->why);
    }
    for (size_t i = 0; i < csv->identifier_count; i++) {
        const char *name = csv->identifier[i];
        struct yaml_node field = *node;
        has_column = has_column || strcmp(name, "@column") == 0;
        if (name[0] != '@' || strcmp(name, "@column") == 0 || strcmp(name, "@all") == 0) {
            continue;
        }
        field.type = YAML_SCALAR;
        field.text = str_of(name + 1);
        TRY(format_field(compiling, &field, &csv->identifier_fields[i]));
    }
    if (has_column != (csv->unpivot != NULL)) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         has_column ? "\"@column\" needs unpivot:. Add it, or name a column."
                                    : "with unpivot: a row gives several records. Add \"@column\" "
                                      "to tell them apart.");
    }
    return STATUS_OK;
}
