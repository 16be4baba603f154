/* Which rows and columns a grid has, and what sets the records of each apart. */
#include "table/grid_build.h"

#include "base/decimal.h"

#include <stdlib.h>

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

static size_t rank_of(const struct field *field, const char *text)
{
    const struct code *code = field->list ? codelist_find(field->list, str_of(text)) : NULL;
    return code && strcmp(code->code, text) == 0 ? code->order : SIZE_MAX;
}

static struct key make_key(const struct field *field, const char *text, enum row_order order)
{
    struct key key = {.text = text, .rank = SIZE_MAX};
    if (order != ROWS_BY_VALUE) {
        key.rank = rank_of(field, text);
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

enum status grid_condition(struct arena *arena, const struct field *field, const char *key,
                           struct condition *condition, struct failure *why)
{
    const char **values = arena_array(arena, 1, sizeof *values);
    const char *name = field->name;
    if (field->parent) {
        name = arena_printf(arena, "%s.%s", field->parent->name, field->name);
    }
    if (!values || !name) {
        return fail_memory(why);
    }
    values[0] = key;
    *condition = (struct condition){name, field, OP_IS, values, 1};
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

void grid_add_condition(struct query *query, const struct condition *condition)
{
    query->conditions[query->count++] = *condition; /* tables_load() has kept room for two */
}

/* How many records of @query have the value: asked in the words of the cell's filter. */
static enum status count_again(const struct grid_build *build, const struct query *query,
                               const struct field *field, const char *key,
                               unsigned long long *records, struct failure *why)
{
    struct query filter = *query;
    struct condition condition;
    TRY(grid_condition(build->arena, field, key, &condition, why));
    grid_add_condition(&filter, &condition);
    return store_count(build->store, &filter, records, why);
}

/* The values of @field that the records of @query have, in order. */
static enum status find_keys(const struct grid_build *build, const struct query *query,
                             const struct field *field, enum row_order order, struct key **keys,
                             size_t *count, struct failure *why)
{
    struct measure measure = {.type = MEASURE_COUNT};
    struct group_by by = {.field = field};
    struct group *groups = NULL;
    TRY(store_measure(build->store, build->arena, query, &by, 1, &measure, &groups, count, why));
    *keys = arena_array(build->arena, *count + 1, sizeof **keys);
    if (!*keys) {
        return fail_memory(why);
    }
    size_t kept = 0;
    bool checked = grid_interferes(query, field);
    for (size_t i = 0; i < *count; i++) {
        const char *text = arena_copy(build->arena, groups[i].keys[0]);
        if (!text) {
            return fail_memory(why);
        }
        if (checked) {
            TRY(count_again(build, query, field, text, &groups[i].records, why));
        }
        if (groups[i].records > 0) {
            (*keys)[kept++] = make_key(field, text, order);
        }
    }
    *count = kept;
    if (kept > 0) {
        qsort(*keys, kept, sizeof **keys, compare_keys);
    }
    return STATUS_OK;
}

/* ---- rows and columns ---- */

static enum status add_row(struct grid_build *build, const char *key, struct label label,
                           struct failure *why)
{
    struct grid *grid = build->grid;
    struct grid_row *row = &grid->rows[grid->row_count];
    row->key = key;
    row->label = label;
    row->cells = arena_array(build->arena, grid->column_count, sizeof *row->cells);
    if (!row->cells) {
        return fail_memory(why);
    }
    struct condition *condition = &build->row_conditions[grid->row_count];
    grid->row_count++;
    return build->table->row_lens
               ? theme_condition(build->arena, build->table->row_lens, key, condition, why)
               : grid_condition(build->arena, build->table->row_field, key, condition, why);
}

static enum status make_room(struct grid_build *build, size_t rows, struct failure *why)
{
    build->grid->rows = arena_array(build->arena, rows + 1, sizeof *build->grid->rows);
    build->row_conditions = arena_array(build->arena, rows + 1, sizeof *build->row_conditions);
    return build->grid->rows && build->row_conditions ? STATUS_OK : fail_memory(why);
}

static enum status make_field_rows(struct grid_build *build, struct failure *why)
{
    const struct table *table = build->table;
    struct key *keys = NULL;
    size_t count = 0;
    TRY(find_keys(build, &table->query, table->row_field, table->order, &keys, &count, why));
    TRY(make_room(build, count, why));
    for (size_t i = 0; i < count; i++) {
        TRY(add_row(build, keys[i].text, label_of_key(table->row_field, keys[i].text), why));
    }
    return STATUS_OK;
}

/* One row for each theme, though it have no records; and one for records that have none. */
static enum status make_theme_rows(struct grid_build *build, struct failure *why)
{
    const struct lens *lens = build->table->row_lens;
    TRY(make_room(build, lens->theme_count + 1, why));
    for (size_t i = 0; i < lens->theme_count; i++) {
        const struct lens_theme *theme = &lens->themes[i];
        struct label label = theme->label.count > 0 ? theme->label : label_same(theme->name);
        TRY(add_row(build, theme->name, label, why));
    }
    struct query rest = build->table->query;
    struct condition none;
    unsigned long long count = 0;
    TRY(theme_condition(build->arena, lens, "", &none, why));
    grid_add_condition(&rest, &none);
    TRY(store_count(build->store, &rest, &count, why));
    struct label label = label_three("(no theme)", "(aucun thème)", "(ningún tema)");
    return count > 0 ? add_row(build, "", label, why) : STATUS_OK;
}

static enum status add_column(struct grid_build *build, const struct table_column *from,
                              const char *key, size_t *capacity, struct failure *why)
{
    struct grid *grid = build->grid;
    grid->columns = arena_grow(build->arena, grid->columns, grid->column_count, capacity,
                               sizeof *grid->columns);
    if (!grid->columns) {
        return fail_memory(why);
    }
    struct grid_column *column = &grid->columns[grid->column_count++];
    *column = (struct grid_column){.name = from->name,
                                   .label = label_of_column(build->arena, from, key),
                                   .from = from,
                                   .key = key,
                                   .places = from->places,
                                   .unit = from->unit};
    if (from->split) {
        const char *mark = strstr(from->name, "{code}");
        column->name = arena_printf(build->arena, "%.*s%s%s", (int)(mark - from->name), from->name,
                                    key[0] ? key : "not-stated", mark + strlen("{code}"));
    }
    for (size_t i = 0; i < column->label.count; i++) {
        if (!column->label.texts[i]) {
            return fail_memory(why);
        }
    }
    return column->name ? STATUS_OK : fail_memory(why);
}

enum status grid_make_columns(struct grid_build *build, struct failure *why)
{
    size_t capacity = 0;
    for (size_t i = 0; i < build->table->column_count; i++) {
        const struct table_column *from = &build->table->columns[i];
        struct key *keys = NULL;
        size_t count = 0;
        if (!from->split) {
            TRY(add_column(build, from, "", &capacity, why));
            continue;
        }
        TRY(find_keys(build, &from->query, from->split, ROWS_BY_CODELIST, &keys, &count, why));
        for (size_t k = 0; k < count; k++) {
            TRY(add_column(build, from, keys[k].text, &capacity, why));
        }
    }
    return STATUS_OK;
}

static int compare_rows(const void *a, const void *b)
{
    return strcmp(((const struct row_index *)a)->key, ((const struct row_index *)b)->key);
}

enum status grid_make_rows(struct grid_build *build, struct failure *why)
{
    TRY(build->table->row_lens ? make_theme_rows(build, why) : make_field_rows(build, why));
    size_t count = build->grid->row_count;
    build->by_key = arena_array(build->arena, count + 1, sizeof *build->by_key);
    if (!build->by_key) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        build->by_key[i] = (struct row_index){build->grid->rows[i].key, i};
    }
    if (count > 0) {
        qsort(build->by_key, count, sizeof *build->by_key, compare_rows);
    }
    return STATUS_OK;
}
