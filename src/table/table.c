/* Finding tables and columns by name. */
#include "table/table.h"

#include "table/definition.h"
#include "table/names.h"

enum status table_find(const struct table_set *set, const char *name, const struct table **table,
                       struct failure *why)
{
    char hint[NAMES_HINT];
    *table = NULL;
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->tables[i].name, name) == 0) {
            *table = &set->tables[i];
            return STATUS_OK;
        }
    }
    return fail(why, STATUS_NOT_FOUND, "There is no table \"%.60s\". %s", name,
                names_hint(hint, str_of(name), set->names));
}

bool axis_takes(const struct axis *axis, struct str key)
{
    if (axis->type == AXIS_YEARS) {
        return key.length == 4 && strspn(key.at, "0123456789") >= 4;
    }
    for (size_t i = 0; axis->type == AXIS_SPANS && i < axis->span_count; i++) {
        if (str_is(key, axis->spans[i].name)) {
            return true;
        }
    }
    for (size_t i = 0; axis->type == AXIS_THEMES && i < axis->lens->theme_count; i++) {
        if (str_is(key, axis->lens->themes[i].name)) {
            return true;
        }
    }
    const struct field *field = axis->field;
    bool closed = axis->type == AXIS_FIELD && field->list && field->list->count > 0 &&
                  !field->list->open && field->with_count == 0;
    bool none = key.length == 0 || str_is(key, "not-stated");
    if (axis->type == AXIS_FIELD && closed) {
        return none || codelist_find(field->list, key);
    }
    return axis->type == AXIS_FIELD || axis->type == AXIS_RECORDS ||
           (axis->type == AXIS_THEMES && none);
}

/* True when @name is the name of the split column with the key of some part for {code}. */
static bool fits_pattern(const struct table_column *column, struct str name)
{
    const char *mark = strstr(column->name, CODE_MARK);
    size_t before = (size_t)(mark - column->name);
    struct str after = str_of(mark + strlen(CODE_MARK));
    if (name.length <= before + after.length || memcmp(name.at, column->name, before) != 0 ||
        memcmp(name.at + name.length - after.length, after.at, after.length) != 0) {
        return false;
    }
    struct str key = {name.at + before, name.length - before - after.length};
    return axis_takes(column->split, key);
}

bool table_column(const struct table *table, struct str column, const struct table_column **found)
{
    *found = NULL;
    for (size_t i = 0; i < table->column_count && !*found; i++) {
        const struct table_column *at = &table->columns[i];
        if (!at->split && str_is(column, at->name)) {
            *found = at;
        }
    }
    for (size_t i = 0; i < table->column_count && !*found; i++) {
        const struct table_column *at = &table->columns[i];
        if (at->split && fits_pattern(at, column)) {
            *found = at;
        }
    }
    return *found != NULL;
}

bool table_column_is_date(const struct table_column *column)
{
    return (column->type == COLUMN_MIN || column->type == COLUMN_MAX) &&
           column->measure.field->type == FIELD_DATE;
}

bool table_column_is_text(const struct table_column *column)
{
    return column->form == FORM_TEXT || table_column_is_date(column);
}

bool table_column_is_derived(const struct table_column *column)
{
    return column->type >= COLUMN_RATIO && column->type <= COLUMN_CHANGE;
}

bool table_column_is_measured(const struct table_column *column)
{
    return column->type <= COLUMN_DISTINCT;
}

bool axis_is_range(const struct axis *axis)
{
    return axis->type == AXIS_YEARS || axis->type == AXIS_SPANS;
}
