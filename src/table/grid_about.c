/* What a table is about: how many records, and the years that they are of. */
#include "table/grid_build.h"

static bool is_year(const char *key)
{
    for (size_t i = 0; i < 4; i++) {
        if (key[i] < '0' || key[i] > '9') {
            return false;
        }
    }
    return key[4] == '\0';
}

static void take_year(struct grid_about *about, const char *key)
{
    about->from = !about->from || strcmp(key, about->from) < 0 ? key : about->from;
    about->to = !about->to || strcmp(key, about->to) > 0 ? key : about->to;
}

/* True when the rows are years, but for one of records that have none. */
static bool take_rows(const struct grid *grid, struct grid_about *about)
{
    bool years = grid->table->rows.type == AXIS_FIELD || grid->table->rows.type == AXIS_YEARS;
    for (size_t r = 0; r < grid->row_count && years; r++) {
        const char *key = grid->rows[r].key;
        years = is_year(key) || key[0] == '\0';
        if (years && key[0] != '\0') {
            take_year(about, key);
        }
    }
    return years && about->from;
}

static void take_columns(const struct grid *grid, struct grid_about *about)
{
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct axis *split = grid->columns[c].from->split;
        if (split && split->type == AXIS_YEARS && is_year(grid->columns[c].key)) {
            take_year(about, grid->columns[c].key);
        }
    }
}

static void take_spans(const struct axis *axis, struct grid_about *about)
{
    if (axis && axis->type == AXIS_SPANS && axis->span_count > 0) {
        about->from = axis->spans[0].from;
        about->to = axis->spans[axis->span_count - 1].to;
    }
}

/* The first date that everybody may see. */
static const struct field *date_of(const struct kind *kind)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (field->type == FIELD_DATE && field->access == ACCESS_PUBLIC) {
            return field;
        }
    }
    return NULL;
}

static enum status measure_year(const struct grid_build *build, const struct field *field,
                                enum measure_type type, const char **year, struct failure *why)
{
    const struct measure measure = {type, field, NULL};
    struct group *groups = NULL;
    size_t count = 0;
    TRY(store_measure(build->store, build->arena, &build->table->query, NULL, 0, &measure, &groups,
                      &count, why));
    if (count > 0 && groups[0].has_value && groups[0].text.length >= 4) {
        *year = arena_printf(build->arena, "%.4s", groups[0].text.at);
        return *year ? STATUS_OK : fail_memory(why);
    }
    return STATUS_OK;
}

static enum status tell_years(const struct grid_build *build, struct failure *why)
{
    struct grid *grid = build->grid;
    struct grid_about *about = &grid->about;
    if (take_rows(grid, about)) {
        return STATUS_OK;
    }
    about->from = about->to = NULL;
    take_columns(grid, about);
    take_spans(&grid->table->rows, about);
    take_spans(grid->table->by, about);
    const struct field *date = about->from ? NULL : date_of(grid->table->kind);
    if (!date) {
        return STATUS_OK;
    }
    about->dated = label_of_field(date);
    TRY(measure_year(build, date, MEASURE_MIN, &about->from, why));
    return measure_year(build, date, MEASURE_MAX, &about->to, why);
}

enum status grid_tell_about(struct grid_build *build, struct failure *why)
{
    TRY(store_count(build->store, &build->table->query, &build->grid->about.records, why));
    return tell_years(build, why);
}
