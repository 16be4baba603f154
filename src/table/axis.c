/* Reads what divides the records of a table: by what rows, blocks and split columns are made. */
#include "base/date.h"
#include "table/definition.h"
#include "table/names.h"

#define SPANS 100 /* in one axis */

/* The one key of @map that says what there is one for. */
static enum status find_way(const struct yaml_node *map, const struct yaml_node **way,
                            struct failure *why)
{
    static const char *const keys[] = {"field", "values",  "themes", "records",
                                       "years", "periods", "list"};
    *way = NULL;
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const struct yaml_node *node = yaml_get(map, keys[i]);
        bool field =
            *way && (strcmp((*way)->key, "field") == 0 || strcmp((*way)->key, "values") == 0);
        if (node && *way && !(field && strcmp(keys[i], "list") == 0)) {
            *way = NULL;
            break;
        }
        *way = *way ? *way : node;
    }
    if (!*way) {
        return yaml_fail(why, map, STATUS_INPUT,
                         "say what one row is, in one way: `field: FIELD`, `values: FIELD`, "
                         "`themes: LENS`, `records: true`, `years: FIELD`, `periods: FIELD` or "
                         "`list: LIST`.");
    }
    return (*way)->type == YAML_SCALAR ? STATUS_OK
                                       : yaml_fail(why, *way, STATUS_INPUT, "expected one name.");
}

/* Keys that only some axes have. */
static enum status check_keys(const struct yaml_node *map, const struct axis *axis,
                              struct failure *why)
{
    static const struct {
        const char *key;
        enum axis_type type;
        const char *of;
    } keys[] = {{"from", AXIS_YEARS, "years: FIELD"},
                {"to", AXIS_YEARS, "years: FIELD"},
                {"spans", AXIS_SPANS, "periods: FIELD"},
                {"empty", AXIS_FIELD, "field: FIELD"},
                {"all", AXIS_FIELD, "field: FIELD"}};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const struct yaml_node *node = yaml_get(map, keys[i].key);
        if (node && axis->type != keys[i].type) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "this goes with `%s` only. Take it out, or write that.", keys[i].of);
        }
    }
    return STATUS_OK;
}

/* ---- fields ---- */

enum status load_all(const struct yaml_node *map, const char *key, struct axis *axis,
                     struct failure *why)
{
    const struct field *field = axis->field;
    TRY(yaml_bool_maybe(map, key, &axis->all, why));
    if (axis->all && (!field->list || field->list->count == 0)) {
        return yaml_fail(why, yaml_get(map, key), STATUS_INPUT,
                         "\"%s\" has no code list to take all codes of. Give the field a `list` in "
                         "its kind, or take this out.",
                         axis->name);
    }
    return STATUS_OK;
}

/* `list: LIST`: the field of the kind that has this list, and all codes of it. */
static enum status read_list(const struct loading *load, const struct yaml_node *node,
                             struct axis *axis, struct failure *why)
{
    const struct kind *kind = load->table->kind;
    const struct codelist *list = pack_list(load->pack, node->text.at);
    const char **names = arena_array(load->arena, load->pack->list_count + 1, sizeof *names);
    size_t fields = 0;
    for (size_t i = 0; names && i < load->pack->list_count; i++) {
        names[i] = load->pack->lists[i].name;
    }
    if (!list) {
        return load_unknown(why, node, "code list", names);
    }
    for (size_t i = 0; i < kind->field_count; i++) {
        if (kind->fields[i].list == list) {
            axis->field = &kind->fields[i];
            axis->name = axis->field->name;
            fields++;
        }
    }
    if (fields != 1) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "%s fields of %s have the list \"%s\". Write `field: FIELD, empty: true`.",
                         fields ? "several" : "no", kind->name, list->name);
    }
    axis->all = true;
    return STATUS_OK;
}

static enum status read_field(const struct loading *load, const struct yaml_node *map,
                              const struct yaml_node *way, struct axis *axis, struct failure *why)
{
    const struct yaml_node *list = yaml_get(map, "list");
    axis->type = AXIS_FIELD;
    if (way == list) {
        return read_list(load, way, axis, why);
    }
    axis->name = way->text.at;
    TRY(load_group(load, way, &axis->field, why));
    TRY(load_all(map, "empty", axis, why));
    TRY(load_all(map, "all", axis, why));
    if (!list) {
        return STATUS_OK;
    }
    if (list->type != YAML_SCALAR || !axis->field->list ||
        !str_is(list->text, axis->field->list->name)) {
        return yaml_fail(why, list, STATUS_INPUT, "the list of \"%s\" is %s. Write `empty: true`.",
                         axis->name, axis->field->list ? axis->field->list->name : "not known");
    }
    axis->all = true;
    return STATUS_OK;
}

static enum status read_themes(const struct loading *load, const struct yaml_node *way,
                               struct axis *axis, struct failure *why)
{
    axis->type = AXIS_THEMES;
    TRY(load_lens(load, way, &axis->lens, why));
    if (axis->lens->theme_count == 0) {
        return yaml_fail(why, way, STATUS_INPUT,
                         "the lens \"%s\" has no themes. Name another, or use `field:`.",
                         axis->lens->name);
    }
    return STATUS_OK;
}

/* ---- years and spans ---- */

static enum status read_dated(const struct loading *load, const struct yaml_node *way,
                              struct axis *axis, struct failure *why)
{
    axis->name = way->text.at;
    TRY(load_public(load, way, &axis->field, why));
    if (axis->field->type != FIELD_DATE && axis->field->type != FIELD_INTEGER) {
        return yaml_fail(why, way, STATUS_INPUT,
                         "\"%s\" is a %s field. Years are those of a date, or an integer.",
                         axis->name, field_type_name(axis->field->type));
    }
    return STATUS_OK;
}

static enum status read_year(const struct yaml_node *map, const char *key, int *year,
                             struct failure *why)
{
    long long number = 0;
    TRY(yaml_integer_maybe(map, key, &number, why));
    if (yaml_get(map, key) && (number < 1 || number > 9999)) {
        return yaml_fail(why, yaml_get(map, key), STATUS_INPUT,
                         "this is no year. Write a number from 1 to 9999.");
    }
    *year = (int)number;
    return STATUS_OK;
}

static enum status read_years(const struct loading *load, const struct yaml_node *map,
                              const struct yaml_node *way, struct axis *axis, struct failure *why)
{
    axis->type = AXIS_YEARS;
    TRY(read_dated(load, way, axis, why));
    TRY(read_year(map, "from", &axis->from, why));
    TRY(read_year(map, "to", &axis->to, why));
    if (axis->from > 0 && axis->to > 0 && axis->to < axis->from) {
        return yaml_fail(why, yaml_get(map, "to"), STATUS_INPUT,
                         "the years end before they begin. Write the earlier one as `from`.");
    }
    return STATUS_OK;
}

static enum status read_end(const struct axis *axis, const struct yaml_node *map, const char *key,
                            const char **end, struct failure *why)
{
    struct date date;
    TRY(yaml_text(map, key, end, why));
    bool fine = date_parse(str_of(*end), &date);
    if (fine && axis->field->type == FIELD_INTEGER) {
        fine = strlen(*end) == 4;
    }
    return fine ? STATUS_OK
                : yaml_fail(why, yaml_get(map, key), STATUS_INPUT,
                            "\"%.40s\" is no year or date. Write 2005, or of a date field 2005-06.",
                            *end);
}

/* True when @later begins after @earlier has ended, as far as their dates are given. */
static bool is_after(const char *earlier, const char *later)
{
    size_t length = strlen(earlier) < strlen(later) ? strlen(earlier) : strlen(later);
    return strncmp(later, earlier, length) > 0;
}

static enum status read_span(const struct yaml_node *node, struct axis *axis, struct failure *why)
{
    static const char *const keys[] = {"name", "from", "to", "label", NULL};
    struct span *span = &axis->spans[axis->span_count];
    TRY(yaml_only(node, keys, why));
    TRY(yaml_text(node, "name", &span->name, why));
    TRY(read_end(axis, node, "from", &span->from, why));
    TRY(read_end(axis, node, "to", &span->to, why));
    TRY(label_read(yaml_get(node, "label"), &span->label, why));
    if (is_after(span->to, span->from)) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "the span ends before it begins. Write the earlier date as `from`.");
    }
    for (size_t i = 0; i < axis->span_count; i++) {
        if (strcmp(axis->spans[i].name, span->name) == 0) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "there is already a span \"%.40s\". Rename one.", span->name);
        }
    }
    if (axis->span_count > 0 && !is_after(axis->spans[axis->span_count - 1].to, span->from)) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "the span begins before the one above it has ended. Put spans in order of "
                         "time, without overlap.");
    }
    axis->span_count++;
    return STATUS_OK;
}

static enum status read_spans(const struct loading *load, const struct yaml_node *map,
                              const struct yaml_node *way, struct axis *axis, struct failure *why)
{
    const struct yaml_node *spans = NULL;
    axis->type = AXIS_SPANS;
    TRY(read_dated(load, way, axis, why));
    TRY(yaml_need(map, "spans", &spans, why));
    if (spans->type != YAML_LIST || spans->count == 0 || spans->count > SPANS) {
        return yaml_fail(why, spans, STATUS_INPUT,
                         "expected a list of 1 to %d spans. Write one \"- {name: 2001-05, from: "
                         "2001, to: 2005}\" a line.",
                         SPANS);
    }
    axis->spans = arena_array(load->arena, spans->count, sizeof *axis->spans);
    if (!axis->spans) {
        return fail_memory(why);
    }
    for (const struct yaml_node *node = spans->children; node; node = node->next) {
        TRY(read_span(node, axis, why));
    }
    return STATUS_OK;
}

/* ---- the whole ---- */

static enum status read_records(const struct yaml_node *map, const struct yaml_node *way,
                                struct axis *axis, struct failure *why)
{
    bool records = false;
    axis->type = AXIS_RECORDS;
    TRY(yaml_bool_maybe(map, "records", &records, why));
    return records ? STATUS_OK
                   : yaml_fail(why, way, STATUS_INPUT,
                               "rows that are no records are of a field. Write `field: FIELD`.");
}

enum status load_axis(const struct loading *load, const struct yaml_node *map, struct axis *axis,
                      struct failure *why)
{
    const struct yaml_node *way = NULL;
    TRY(find_way(map, &way, why));
    if (strcmp(way->key, "themes") == 0) {
        TRY(read_themes(load, way, axis, why));
    } else if (strcmp(way->key, "records") == 0) {
        TRY(read_records(map, way, axis, why));
    } else if (strcmp(way->key, "years") == 0) {
        TRY(read_years(load, map, way, axis, why));
    } else if (strcmp(way->key, "periods") == 0) {
        TRY(read_spans(load, map, way, axis, why));
    } else {
        TRY(read_field(load, map, way, axis, why));
    }
    return check_keys(map, axis, why);
}

enum status load_parts(const struct loading *load, const struct yaml_node *node, struct axis *axis,
                       struct failure *why)
{
    static const char *const keys[] = {"field", "themes", "years", "from", "to", "periods",
                                       "spans", "list",   "empty", "all",  NULL};
    if (node->type == YAML_SCALAR) {
        axis->type = AXIS_FIELD;
        axis->name = node->text.at;
        return load_group(load, node, &axis->field, why);
    }
    TRY(yaml_only(node, keys, why));
    return load_axis(load, node, axis, why);
}
