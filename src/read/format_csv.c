/* Compiling a mapping of type csv: see format.h for what comes out. */
#include "read/format_csv.h"

/* ---- names of columns ---- */

enum status csv_fold(struct compiling *compiling, const struct yaml_node *node, const char *text,
                     const char **name)
{
    char *folded = column_name(compiling->arena, str_of(text));
    if (!folded) {
        return fail_memory(compiling->why);
    }
    if (folded[0] == '\0') {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "the name of the column is empty. Write it as in the file's first row.");
    }
    *name = folded;
    return STATUS_OK;
}

bool csv_is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

enum status csv_names(struct compiling *compiling, const struct yaml_node *node,
                      const char ***names, size_t *count)
{
    const char *const *texts = NULL;
    size_t text_count = 0;
    *names = NULL;
    *count = 0;
    TRY(yaml_texts(compiling->arena, node, &texts, &text_count, compiling->why));
    const char **folded = arena_array(compiling->arena, text_count, sizeof *folded);
    if (!folded) {
        return fail_memory(compiling->why);
    }
    for (size_t i = 0; i < text_count; i++) {
        TRY(csv_fold(compiling, node, texts[i], &folded[i]));
        if (csv_is_among(folded[i], folded, i)) {
            return yaml_fail(compiling->why, node, STATUS_INPUT,
                             "the column \"%.100s\" is listed twice. Remove one.", texts[i]);
        }
    }
    *names = folded;
    *count = text_count;
    return STATUS_OK;
}

/* A column under @key of @map, or NULL when there is no such key. */
static enum status read_name(struct compiling *compiling, const struct yaml_node *map,
                             const char *key, const char **name)
{
    const char *text = NULL;
    TRY(yaml_text_maybe(map, key, &text, compiling->why));
    return text ? csv_fold(compiling, yaml_get(map, key), text, name) : STATUS_OK;
}

/* ---- one entry of columns: ---- */

static enum status read_split(struct compiling *compiling, const struct yaml_node *entry,
                              struct column_rule *rule)
{
    const char *split = NULL;
    TRY(yaml_text_maybe(entry, "split", &split, compiling->why));
    if (!split) {
        return STATUS_OK;
    }
    const struct yaml_node *node = yaml_get(entry, "split");
    if (strlen(split) != 1 || split[0] < ' ' || split[0] > '~') {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "\"%.100s\" is no single character. Write one, such as \";\".", split);
    }
    if (!rule->field->repeat && !rule->field->languages) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "\"%s\" has one value only. Remove the key, or let the field repeat.",
                         rule->field->name);
    }
    rule->split = split[0];
    return STATUS_OK;
}

static enum status read_language(struct compiling *compiling, const struct yaml_node *entry,
                                 struct column_rule *rule)
{
    const char *language = NULL;
    TRY(yaml_text_maybe(entry, "language", &language, compiling->why));
    if (language && !rule->field->languages) {
        return yaml_fail(
            compiling->why, yaml_get(entry, "language"), STATUS_INPUT,
            "\"%s\" is not kept by language. Remove the key, or say languages: true in "
            "the kind.",
            rule->field->name);
    }
    rule->language = str_of(language);
    return STATUS_OK;
}

static enum status check_currency(struct compiling *compiling, const struct yaml_node *node)
{
    const struct codelist *list = compiling->format->currencies;
    if (list && !list->open && !codelist_find(list, node->text)) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "\"%.100s\" is not in the code list \"currency\". Write an ISO 4217 code "
                         "such as USD.",
                         node->text.at);
    }
    return STATUS_OK;
}

static enum status read_currency(struct compiling *compiling, const struct yaml_node *entry,
                                 struct column_rule *rule)
{
    const struct yaml_node *node = yaml_get(entry, "currency");
    const struct yaml_node *column = yaml_get(entry, "currency_column");
    const bool money = rule->field->type == FIELD_MONEY;
    const char *currency = NULL;
    TRY(yaml_text_maybe(entry, "currency", &currency, compiling->why));
    TRY(read_name(compiling, entry, "currency_column", &rule->currency_column));
    if (!money && (node || column)) {
        return yaml_fail(compiling->why, node ? node : column, STATUS_INPUT,
                         "\"%s\" is no money, which alone has a currency. Remove the key.",
                         rule->field->name);
    }
    if (money && !node == !column) {
        return yaml_fail(compiling->why, entry, STATUS_INPUT,
                         "\"%s\" is money and needs one of currency: USD and currency_column: "
                         "NAME. %s",
                         rule->field->name, node ? "Remove one." : "Add one.");
    }
    rule->currency = str_of(currency);
    return node ? check_currency(compiling, node) : STATUS_OK;
}

static enum status read_subs(struct compiling *compiling, const struct yaml_node *entry,
                             struct column_rule *rule)
{
    const struct yaml_node *with = yaml_get(entry, "with");
    if (!with) {
        return STATUS_OK;
    }
    if (with->type != YAML_MAP) {
        return yaml_fail(compiling->why, with, STATUS_INPUT,
                         "expected sub-fields and their columns. Write {sub_field: column}.");
    }
    rule->subs = arena_array(compiling->arena, with->count, sizeof *rule->subs);
    if (!rule->subs) {
        return fail_memory(compiling->why);
    }
    for (const struct yaml_node *node = with->children; node; node = node->next) {
        struct sub_rule *sub = &rule->subs[rule->sub_count++];
        TRY(format_sub_field(compiling, node, rule->field, &sub->field));
        TRY(read_name(compiling, with, node->key, &sub->column));
    }
    return STATUS_OK;
}

static enum status read_entry(struct compiling *compiling, const struct yaml_node *entry,
                              struct column_rule *rule)
{
    static const char *const keys[] = {
        "column", "field",      "split", "language", "currency",    "currency_column",
        "with",   "values",     "date",  "rest",     "rest_values", "end",
        "empty",  "rest_empty", "open",  NULL};
    const struct csv_mapping *csv = compiling->format->csv;
    const struct yaml_node *name = NULL, *column = NULL;
    TRY(yaml_only(entry, keys, compiling->why));
    TRY(yaml_need(entry, "column", &column, compiling->why));
    TRY(read_name(compiling, entry, "column", &rule->column));
    TRY(yaml_need(entry, "field", &name, compiling->why));
    TRY(format_field(compiling, name, &rule->field));
    if (csv_is_among(rule->column, csv->ignore, csv->ignore_count)) {
        return yaml_fail(compiling->why, column, STATUS_INPUT,
                         "\"%.100s\" is listed under ignore: too. Remove it here or there.",
                         column->text.at);
    }
    for (const struct column_rule *other = csv->columns; other < rule; other++) {
        if (other->field == rule->field && strcmp(other->column, rule->column) == 0) {
            return yaml_fail(compiling->why, column, STATUS_INPUT,
                             "\"%.100s\" is mapped to \"%s\" twice. Remove one.", column->text.at,
                             rule->field->name);
        }
    }
    TRY(read_split(compiling, entry, rule));
    TRY(read_language(compiling, entry, rule));
    TRY(read_currency(compiling, entry, rule));
    TRY(read_subs(compiling, entry, rule));
    return format_csv_meaning(compiling, entry, rule);
}

static enum status read_columns(struct compiling *compiling)
{
    const struct yaml_node *columns = yaml_get(compiling->root, "columns");
    struct csv_mapping *csv = compiling->format->csv;
    if (!columns) {
        return STATUS_OK;
    }
    if (columns->type != YAML_LIST) {
        return yaml_fail(compiling->why, columns, STATUS_INPUT,
                         "expected a list. Write one \"- {column: …, field: …}\" a line.");
    }
    csv->columns = arena_array(compiling->arena, columns->count, sizeof *csv->columns);
    if (!csv->columns) {
        return fail_memory(compiling->why);
    }
    for (const struct yaml_node *entry = columns->children; entry; entry = entry->next) {
        TRY(read_entry(compiling, entry, &csv->columns[csv->column_count]));
        csv->column_count++;
    }
    return STATUS_OK;
}

/* ---- the whole ---- */

static enum status read_set(struct compiling *compiling)
{
    const struct yaml_node *set = yaml_get(compiling->root, "set");
    struct csv_mapping *csv = compiling->format->csv;
    if (!set) {
        return STATUS_OK;
    }
    if (set->type != YAML_MAP) {
        return yaml_fail(compiling->why, set, STATUS_INPUT,
                         "expected fields and their values. Write set: {field: value}.");
    }
    csv->set = arena_array(compiling->arena, set->count, sizeof *csv->set);
    if (!csv->set) {
        return fail_memory(compiling->why);
    }
    for (const struct yaml_node *node = set->children; node; node = node->next) {
        struct preset *preset = &csv->set[csv->set_count++];
        struct yaml_node name = *node;
        name.type = YAML_SCALAR;
        name.text = str_of(node->key);
        TRY(format_field(compiling, &name, &preset->field));
        TRY(format_check_constant(compiling, node, preset->field));
        preset->text = node->text;
    }
    return STATUS_OK;
}

/* The columns of the identifier must be there too, or no row could be a record. */
static enum status complete_header(struct compiling *compiling)
{
    struct csv_mapping *csv = compiling->format->csv;
    const char **all =
        arena_array(compiling->arena, csv->header_count + csv->identifier_count, sizeof *all);
    if (!all) {
        return fail_memory(compiling->why);
    }
    for (size_t i = 0; i < csv->header_count; i++) {
        all[i] = csv->header[i];
    }
    for (size_t i = 0; i < csv->identifier_count; i++) {
        if (csv->identifier[i][0] != '@' &&
            !csv_is_among(csv->identifier[i], all, csv->header_count)) {
            all[csv->header_count++] = csv->identifier[i];
        }
    }
    csv->header = all;
    return STATUS_OK;
}

enum status format_compile_csv(struct compiling *compiling)
{
    static const char *const keys[] = {
        "format", "label", "type", "kind",    "header", "identifier",      "columns", "set",
        "ignore", "names", "skip", "unpivot", "others", "not_identifying", NULL};
    struct csv_mapping *csv = arena_alloc(compiling->arena, sizeof *csv);
    const struct yaml_node *node = NULL;
    if (!csv) {
        return fail_memory(compiling->why);
    }
    compiling->format->csv = csv;
    TRY(yaml_only(compiling->root, keys, compiling->why));
    TRY(yaml_need(compiling->root, "header", &node, compiling->why));
    TRY(csv_names(compiling, yaml_get(compiling->root, "header"), &csv->header,
                  &csv->header_count));
    if (csv->header_count == 0) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "no column is listed, so every table would fit. Name the columns by which "
                         "the file is recognised.");
    }
    TRY(yaml_need(compiling->root, "identifier", &node, compiling->why));
    TRY(csv_names(compiling, node, &csv->identifier, &csv->identifier_count));
    if (csv->identifier_count == 0) {
        return yaml_fail(
            compiling->why, node, STATUS_INPUT,
            "no column is listed. Name the columns that tell one record from another.");
    }
    TRY(csv_names(compiling, yaml_get(compiling->root, "ignore"), &csv->ignore,
                  &csv->ignore_count));
    TRY(read_columns(compiling));
    TRY(read_set(compiling));
    TRY(format_csv_rows(compiling));
    TRY(format_csv_identifier(compiling));
    return complete_header(compiling);
}
