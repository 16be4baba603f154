/* Into which parts rows, blocks and split columns divide the records, and by which conditions. */
#include "base/date.h"
#include "base/decimal.h"
#include "table/grid_build.h"

#include <stdlib.h>

#define YEARS 500 /* in one axis, each with its part; of more only those that occur */
#define YEAR_MOST 9999

/* ---- values of a field, in order ---- */

struct key {
    const char *text;
    size_t rank;    /* in the code list; SIZE_MAX when it is in none */
    int64_t number; /* of an integer */
};

/* By rank, then by number, then by text; records without a value come last. */
static int compare_keys(const void *a, const void *b)
{
    const struct key *one = a;
    const struct key *other = b;
    bool one_none = one->text[0] == '\0';
    bool other_none = other->text[0] == '\0';
    if (one_none != other_none) {
        return one_none ? 1 : -1;
    }
    if (one->rank != other->rank) {
        return one->rank < other->rank ? -1 : 1;
    }
    if (one->number != other->number) {
        return one->number < other->number ? -1 : 1;
    }
    return strcmp(one->text, other->text);
}

size_t grid_rank(const struct field *field, const char *text)
{
    const struct code *code =
        field && field->list ? codelist_find(field->list, str_of(text)) : NULL;
    return code && strcmp(code->code, text) == 0 ? code->order : SIZE_MAX;
}

static struct key make_key(const struct field *field, const char *text, enum row_order order)
{
    struct key key = {.text = text, .rank = SIZE_MAX};
    if (order != ROWS_BY_VALUE) {
        key.rank = grid_rank(field, text);
    }
    if (field->type == FIELD_INTEGER && !decimal_parse(str_of(text), &key.number)) {
        key.number = INT64_MAX;
    }
    return key;
}

/* ---- conditions ---- */

bool grid_interferes(const struct query *query, const struct field *field)
{
    for (size_t i = 0; field && field->parent && i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        if (condition->field == field->parent && !strchr(condition->name, '.')) {
            return true;
        }
    }
    return false;
}

enum status slice_condition(struct arena *arena, const struct axis *axis, const char *const *keys,
                            size_t count, struct condition *condition, struct failure *why)
{
    const char **values = arena_array(arena, count, sizeof *values);
    if (!values) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        values[i] = keys[i];
    }
    *condition = (struct condition){axis->name, axis->field, OP_IS, values, count};
    return STATUS_OK;
}

/* The records that have the theme of the lens; with an empty @key, those that have none of them. */
static enum status theme_condition(struct arena *arena, const struct lens *lens, const char *key,
                                   struct condition *condition, struct failure *why)
{
    bool none = key[0] == '\0';
    size_t count = none ? lens->theme_count : 1;
    const char **values = arena_array(arena, count, sizeof *values);
    if (!values) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        values[i] = arena_printf(arena, "%s/%s", lens->name, none ? lens->themes[i].name : key);
        if (!values[i]) {
            return fail_memory(why);
        }
    }
    *condition = (struct condition){"tag", NULL, none ? OP_IS_NOT : OP_IS, values, count};
    return STATUS_OK;
}

enum status slice_filter(struct arena *arena, const struct query *query,
                         const struct slice *const *slices, size_t count,
                         const struct query **filter, struct failure *why)
{
    struct query *made = arena_alloc(arena, sizeof *made);
    if (!made) {
        return fail_memory(why);
    }
    *made = *query;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; slices[i] && k < slices[i]->count; k++) {
            made->conditions[made->count++] =
                slices[i]->conditions[k]; /* load_columns() kept room */
        }
    }
    *filter = made;
    return STATUS_OK;
}

struct slice slice_upto(const struct slice *first, const struct slice *last, bool carry_in)
{
    struct slice slice = *last;
    slice.conditions[0] = first->conditions[0];
    if (carry_in) {
        slice.conditions[0] = last->conditions[1];
        slice.count = 1;
    }
    return slice;
}

/* ---- a field ---- */

/* How many records of @query have the value: asked in the words of the cell's filter. */
static enum status count_again(const struct grid_build *build, const struct query *query,
                               const struct axis *axis, const char *key,
                               unsigned long long *records, struct failure *why)
{
    struct slice slice = {.key = key, .count = 1};
    const struct slice *only = &slice;
    const struct query *filter = NULL;
    TRY(slice_condition(build->arena, axis, &key, 1, &slice.conditions[0], why));
    TRY(slice_filter(build->arena, query, &only, 1, &filter, why));
    return store_count(build->store, filter, records, why);
}

/* The codes of the list, in front of the @count values that were found and are in no list. */
static enum status add_codes(const struct grid_build *build, const struct axis *axis,
                             enum row_order order, struct key **keys, size_t *count,
                             struct failure *why)
{
    const struct codelist *list = axis->field->list;
    struct key *all = arena_array(build->arena, list->count + *count + 1, sizeof *all);
    size_t kept = 0;
    if (!all) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < list->count; i++) {
        all[kept++] = make_key(axis->field, list->codes[i].code, order);
    }
    for (size_t i = 0; i < *count; i++) {
        if (grid_rank(axis->field, (*keys)[i].text) == SIZE_MAX) {
            all[kept++] = (*keys)[i];
        }
    }
    *keys = all;
    *count = kept;
    return STATUS_OK;
}

/* The values of the field that the records of @query have, in order. */
static enum status find_keys(const struct grid_build *build, const struct query *query,
                             const struct axis *axis, enum row_order order, struct key **keys,
                             size_t *count, struct failure *why)
{
    struct measure measure = {.type = MEASURE_COUNT};
    struct group_by by = {.field = axis->field};
    struct group *groups = NULL;
    TRY(store_measure(build->store, build->arena, query, &by, 1, &measure, &groups, count, why));
    *keys = arena_array(build->arena, *count + 1, sizeof **keys);
    if (!*keys) {
        return fail_memory(why);
    }
    size_t kept = 0;
    bool checked = grid_interferes(query, axis->field);
    for (size_t i = 0; i < *count; i++) {
        const char *text = arena_copy(build->arena, groups[i].keys[0]);
        if (!text) {
            return fail_memory(why);
        }
        if (checked) {
            TRY(count_again(build, query, axis, text, &groups[i].records, why));
        }
        if (groups[i].records > 0) {
            (*keys)[kept++] = make_key(axis->field, text, order);
        }
    }
    *count = kept;
    if (axis->all) {
        TRY(add_codes(build, axis, order, keys, count, why));
    }
    if (*count > 0) {
        qsort(*keys, *count, sizeof **keys, compare_keys);
    }
    return STATUS_OK;
}

static enum status make_room(const struct grid_build *build, size_t count, struct slices *slices,
                             struct failure *why)
{
    slices->at = arena_array(build->arena, count + 1, sizeof *slices->at);
    return slices->at ? STATUS_OK : fail_memory(why);
}

static enum status field_slices(const struct grid_build *build, const struct query *query,
                                const struct axis *axis, enum row_order order,
                                struct slices *slices, struct failure *why)
{
    struct key *keys = NULL;
    size_t count = 0;
    TRY(find_keys(build, query, axis, order, &keys, &count, why));
    TRY(make_room(build, count, slices, why));
    for (; slices->count < count; slices->count++) {
        struct slice *slice = &slices->at[slices->count];
        slice->key = keys[slices->count].text;
        slice->label = label_of_key(axis->field, slice->key);
        slice->count = 1;
        TRY(slice_condition(build->arena, axis, &slice->key, 1, &slice->conditions[0], why));
    }
    return STATUS_OK;
}

/* ---- themes ---- */

/* One for each theme, though it have no records; and one for records that have none. */
static enum status theme_slices(const struct grid_build *build, const struct query *query,
                                const struct axis *axis, struct slices *slices, struct failure *why)
{
    const struct lens *lens = axis->lens;
    unsigned long long count = 0;
    TRY(make_room(build, lens->theme_count + 1, slices, why));
    for (size_t i = 0; i <= lens->theme_count; i++) {
        struct slice *slice = &slices->at[i];
        bool none = i == lens->theme_count;
        slice->key = none ? "" : lens->themes[i].name;
        slice->label = none ? label_three("(no theme)", "(aucun thème)", "(ningún tema)")
                            : lens->themes[i].label;
        if (slice->label.count == 0) {
            slice->label = label_same(slice->key);
        }
        slice->count = 1;
        TRY(theme_condition(build->arena, lens, slice->key, &slice->conditions[0], why));
    }
    const struct slice *rest = &slices->at[lens->theme_count];
    const struct query *filter = NULL;
    TRY(slice_filter(build->arena, query, &rest, 1, &filter, why));
    TRY(store_count(build->store, filter, &count, why));
    slices->count = lens->theme_count + (count > 0);
    return STATUS_OK;
}

/* ---- years and spans ---- */

static enum status bound(struct arena *arena, const struct axis *axis, enum condition_op op,
                         const char *value, struct condition *condition, struct failure *why)
{
    TRY(slice_condition(arena, axis, &value, 1, condition, why));
    condition->op = op;
    return STATUS_OK;
}

static enum status range_slice(const struct grid_build *build, const struct axis *axis,
                               const struct span *span, struct slice *slice, struct failure *why)
{
    slice->key = span->name;
    slice->label = span->label.count > 0 ? span->label : label_same(span->name);
    slice->count = 2;
    TRY(bound(build->arena, axis, OP_AT_LEAST, span->from, &slice->conditions[0], why));
    return bound(build->arena, axis, OP_AT_MOST, span->to, &slice->conditions[1], why);
}

/* The year of the earliest, or latest, value among the records; 0 when there is none. */
static enum status find_year(const struct grid_build *build, const struct query *query,
                             const struct axis *axis, enum measure_type type, int *year,
                             struct failure *why)
{
    struct measure measure = {.type = type, .field = axis->field};
    struct group *groups = NULL;
    size_t count = 0;
    TRY(store_measure(build->store, build->arena, query, NULL, 0, &measure, &groups, &count, why));
    int64_t found = count > 0 && groups[0].has_value ? groups[0].value / DECIMAL_ONE : 0;
    *year = found < 0 ? 0 : found > YEAR_MOST ? YEAR_MOST + 1 : (int)found;
    return STATUS_OK;
}

/* The first and the last year of the axis; @to before @from when there is none. */
static enum status find_ends(const struct grid_build *build, const struct query *query,
                             const struct axis *axis, int *from, int *to, struct failure *why)
{
    *from = axis->from;
    *to = axis->to;
    if (*from == 0) {
        TRY(find_year(build, query, axis, MEASURE_MIN, from, why));
        *from = *from < 1 ? 1 : *from; /* an integer may be no year at all */
    }
    if (*to == 0) {
        TRY(find_year(build, query, axis, MEASURE_MAX, to, why));
        *to = *to > YEAR_MOST ? YEAR_MOST : *to;
    }
    return STATUS_OK;
}

static enum status add_year(const struct grid_build *build, const struct axis *axis, int year,
                            struct slices *slices, struct failure *why)
{
    const char *text = arena_printf(build->arena, "%04d", year);
    struct span span = {.name = text, .from = text, .to = text};
    return text ? range_slice(build, axis, &span, &slices->at[slices->count++], why)
                : fail_memory(why);
}

static int compare_slices(const void *a, const void *b)
{
    return strcmp(((const struct slice *)a)->key, ((const struct slice *)b)->key);
}

/*
 * The years that occur. One date far from all others, as a slip of the pen makes it, would give
 * hundreds of years in which nothing is; and a table without an end to them could not be computed.
 */
static enum status years_that_occur(const struct grid_build *build, const struct query *query,
                                    const struct axis *axis, const int ends[2],
                                    struct slices *slices, struct failure *why)
{
    const struct group_by by = {.field = axis->field, .years = axis->field->type == FIELD_DATE};
    const struct measure measure = {.type = MEASURE_COUNT};
    struct group *groups = NULL;
    size_t count = 0;
    TRY(store_measure(build->store, build->arena, query, &by, 1, &measure, &groups, &count, why));
    TRY(make_room(build, count, slices, why));
    for (size_t i = 0; i < count; i++) {
        int64_t year = 0;
        if (decimal_parse(groups[i].keys[0], &year) && year >= ends[0] * DECIMAL_ONE &&
            year <= ends[1] * DECIMAL_ONE) {
            TRY(add_year(build, axis, (int)(year / DECIMAL_ONE), slices, why));
        }
    }
    if (slices->count > 0) {
        qsort(slices->at, slices->count, sizeof *slices->at, compare_slices);
    }
    return STATUS_OK;
}

static enum status year_slices(const struct grid_build *build, const struct query *query,
                               const struct axis *axis, struct slices *slices, struct failure *why)
{
    int ends[2] = {0, 0};
    TRY(find_ends(build, query, axis, &ends[0], &ends[1], why));
    if (ends[1] < ends[0]) {
        return make_room(build, 0, slices, why);
    }
    if (ends[1] - ends[0] >= YEARS) {
        return years_that_occur(build, query, axis, ends, slices, why);
    }
    TRY(make_room(build, (size_t)(ends[1] - ends[0]) + 1, slices, why));
    for (int year = ends[0]; year <= ends[1]; year++) {
        TRY(add_year(build, axis, year, slices, why));
    }
    return STATUS_OK;
}

static enum status span_slices(const struct grid_build *build, const struct axis *axis,
                               struct slices *slices, struct failure *why)
{
    TRY(make_room(build, axis->span_count, slices, why));
    for (; slices->count < axis->span_count; slices->count++) {
        TRY(range_slice(build, axis, &axis->spans[slices->count], &slices->at[slices->count], why));
    }
    return STATUS_OK;
}

/* ---- the whole ---- */

enum status grid_slices(const struct grid_build *build, const struct query *query,
                        const struct axis *axis, enum row_order order, struct slices *slices,
                        struct failure *why)
{
    *slices = (struct slices){NULL, 0};
    switch (axis->type) {
    case AXIS_FIELD:
        return field_slices(build, query, axis, order, slices, why);
    case AXIS_THEMES:
        return theme_slices(build, query, axis, slices, why);
    case AXIS_YEARS:
        return year_slices(build, query, axis, slices, why);
    case AXIS_SPANS:
        return span_slices(build, axis, slices, why);
    case AXIS_RECORDS:
        break;
    }
    return grid_records(build, query, slices, why);
}
