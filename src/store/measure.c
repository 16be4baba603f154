/* Counting and summing: store_count(), store_measure() and store_distinct(). */
#include "store/handle.h"
#include "store/select.h"

#include "base/date.h"
#include "base/decimal.h"

#include <stdio.h>
#include <stdlib.h>

/* What putting one measurement together needs to pass around. */
struct measuring {
    struct sql sql;
    const struct query *query;
    const struct kind_layout *layout;
    const struct group_by *by;
    size_t by_count;
    const struct measure *measure;
    bool chosen[2];      /* only some values of the group field make groups */
    struct arena *arena; /* for the groups */
    struct group *groups;
    size_t count;
};

static void text(struct measuring *m, const char *words)
{
    buf_text(&m->sql.text, words);
}

static const struct column *main_column(const struct measuring *m, const struct field *field)
{
    return layout_column(&m->layout->main, field, PART_VALUE);
}

/* ---- what is measured ---- */

static bool is_exact(const struct field *field)
{
    return field->type == FIELD_MONEY || field->type == FIELD_DECIMAL;
}

/*
 * An amount as whole ten-thousandths, so that a sum never depends on the order of its parts. A
 * double holds 15 digits; db_decimal_kept() says what is kept of larger amounts.
 */
static void amount(struct measuring *m, const char *alias, const char *name)
{
    static const struct {
        const char *before, *after;
    } steps[] = {
        {"CASE WHEN ABS(", ") < 100000000000 THEN CAST(ROUND("},
        {"", " * 10000) AS BIGINT) WHEN ABS("},
        {"", ") < 10000000000000 THEN CAST(ROUND("},
        {"", " * 100) AS BIGINT) * 100 ELSE CAST(ROUND("},
        {"", ") AS BIGINT) * 10000 END"},
    };
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        text(m, steps[i].before);
        sql_name(&m->sql, alias, name);
        text(m, steps[i].after);
    }
}

static void measured_value(struct measuring *m, const char *alias, const struct column *column)
{
    if (m->measure->type == MEASURE_SUM && is_exact(m->measure->field)) {
        amount(m, alias, column->name);
    } else {
        sql_name(&m->sql, alias, column->name);
    }
}

static const char *function_name(enum measure_type type)
{
    return type == MEASURE_SUM ? "SUM(" : type == MEASURE_MIN ? "MIN(" : "MAX(";
}

/* " AND c.currency = $1": the currency of the amount that is measured. */
static void in_currency(struct measuring *m, const struct table *table, const char *alias,
                        const char *before)
{
    const struct field *field = m->measure->field;
    const struct column *column = layout_column(table, field, PART_CURRENCY);
    if (field->type == FIELD_MONEY && m->measure->currency && column) {
        text(m, before);
        sql_name(&m->sql, alias, column->name);
        text(m, " = ");
        sql_bind_text(&m->sql, str_of(m->measure->currency));
    }
}

/* The key that a row of a table has in a group: a value, or its year. */
static void key_of(struct measuring *m, const struct group_by *by, const char *alias,
                   const char *column)
{
    text(m, by->years ? "SUBSTR(" : "");
    sql_name(&m->sql, alias, column);
    text(m, by->years ? ", 1, 4)" : "");
}

/*
 * Where records are grouped by a part of what is measured, only the values that have the group's
 * key count: of transactions by type, those of the type. (Records without any are a group, too.)
 */
static void in_group(struct measuring *m, const struct place *place)
{
    for (size_t i = 0; i < m->by_count; i++) {
        const struct field *by = m->by[i].field;
        if (by && layout_place(m->layout, by) == place) {
            buf_printf(&m->sql.text, " AND (g%zu.value IS NULL OR g%zu.value = ", i + 1, i + 1);
            key_of(m, &m->by[i], "c", layout_column(&place->child, by, PART_VALUE)->name);
            text(m, ")");
        }
    }
}

/* The measure of one record: "… AS m". */
static void measure_of_record(struct measuring *m)
{
    const struct field *field = m->measure->field;
    const struct place *place = layout_place(m->layout, field);
    if (place->in_main) {
        text(m, ", CASE WHEN ");
        sql_name(&m->sql, "r", main_column(m, field)->name);
        text(m, " IS NOT NULL");
        in_currency(m, &m->layout->main, "r", " AND ");
        text(m, " THEN ");
        measured_value(m, "r", main_column(m, field));
        text(m, " END AS m");
        return;
    }
    text(m, ", (SELECT ");
    text(m, function_name(m->measure->type));
    measured_value(m, "c", layout_column(&place->child, field, PART_VALUE));
    text(m, ") FROM ");
    sql_name(&m->sql, NULL, place->child.name);
    text(m, " c WHERE c.record = r.id");
    in_currency(m, &place->child, "c", " AND ");
    sql_value(&m->sql, &(struct chosen){m->query, place, true}, &place->child, "c");
    in_group(m, place);
    text(m, ") AS m");
}

/* Parts of repeated values that would be combined across values. */
static enum status check_groups(const struct measuring *m, struct failure *why)
{
    for (size_t i = 0; i < m->by_count; i++) {
        const struct field *by = m->by[i].field;
        const struct place *place = by ? layout_place(m->layout, by) : NULL;
        if (by && by->parent && place->child.name && sql_names(m->query, place) > 1) {
            return fail(why, STATUS_USAGE,
                        "%s.%s cannot group records that must have several values of %s. Ask for "
                        "one of them.",
                        by->parent->name, by->name, by->parent->name);
        }
    }
    const struct field *a = m->by_count == 2 ? m->by[0].field : NULL;
    const struct field *b = m->by_count == 2 ? m->by[1].field : NULL;
    if (a && b && a != b && layout_place(m->layout, a) == layout_place(m->layout, b) &&
        layout_place(m->layout, a)->child.name) {
        return fail(
            why, STATUS_USAGE,
            "%s of %s cannot be grouped by two of its parts at once. Group by one, and give "
            "the other as a condition.",
            a->parent ? a->parent->name : a->name, m->query->kind->name);
    }
    return STATUS_OK;
}

static enum status check_measure(const struct measuring *m, struct failure *why)
{
    const struct field *field = m->measure->field;
    if (m->measure->type == MEASURE_COUNT) {
        return STATUS_OK;
    }
    bool dated = field->type == FIELD_DATE && m->measure->type != MEASURE_SUM;
    bool number = is_exact(field) || field->type == FIELD_INTEGER || field->type == FIELD_BOOLEAN;
    const struct place *place = layout_place(m->layout, field);
    if ((!number && !dated) || (place->in_main && place->child.name)) {
        return fail(why, STATUS_USAGE,
                    "Field %s of %s holds %s, which has no %s. Measure a number or an amount of "
                    "money.",
                    field->name, m->query->kind->name, field_type_name(field->type),
                    m->measure->type == MEASURE_SUM ? "sum" : "least or greatest");
    }
    return STATUS_OK;
}

/* ---- groups ---- */

static bool is_joined(const struct measuring *m, const struct group_by *by)
{
    return !by->field || layout_place(m->layout, by->field)->child.name != NULL;
}

/*
 * "SELECT record, value FROM TABLE": the values of a field that meet the question's conditions.
 * True when there are such conditions.
 */
static bool some_values(struct measuring *m, const struct group_by *by, const struct table *table,
                        const char *record)
{
    const struct field *field = by->field;
    const char *name = layout_column(table, field, PART_VALUE)->name;
    buf_printf(&m->sql.text, "SELECT v.%s AS record, ", record);
    key_of(m, by, "v", name);
    text(m, " AS value FROM ");
    sql_name(&m->sql, NULL, table->name);
    text(m, " v WHERE ");
    sql_name(&m->sql, "v", name);
    text(m, " IS NOT NULL");
    size_t before = m->sql.text.length;
    struct chosen chosen = {m->query, layout_place(m->layout, field), field->parent != NULL};
    sql_value(&m->sql, &chosen, table, "v");
    const bool some = m->sql.text.length > before;
    sql_narrow(&m->sql, m->query, record);
    return some;
}

/* "(SELECT …) g1": a record and a value in each row. */
static void group_values(struct measuring *m, const struct group_by *by, size_t number)
{
    text(m, "(");
    if (!by->field) {
        sql_themes(&m->sql, str_of(by->lens), m->query);
    } else {
        const struct place *place = layout_place(m->layout, by->field);
        if (place->in_main) {
            (void)some_values(m, by, &m->layout->main, "id");
            text(m, " UNION ALL ");
        }
        m->chosen[number - 1] = some_values(m, by, &place->child, "record");
    }
    buf_printf(&m->sql.text, ") g%zu", number);
}

static void join_group(struct measuring *m, const struct group_by *by, size_t number,
                       const char *join)
{
    text(m, join);
    group_values(m, by, number);
    buf_printf(&m->sql.text, " ON g%zu.record = r.id", number);
}

/*
 * The records with their groups. Themes come first: the engine would look through all of them for
 * each record, where it finds a record at once for each of them.
 */
static void join_groups(struct measuring *m)
{
    const char *name = m->layout->main.name;
    size_t themes = 0;
    while (themes < m->by_count && m->by[themes].field) {
        themes++;
    }
    if (themes < m->by_count) {
        group_values(m, &m->by[themes], themes + 1);
        text(m, " RIGHT JOIN ");
        sql_name(&m->sql, NULL, name);
        buf_printf(&m->sql.text, " r ON g%zu.record = r.id", themes + 1);
    } else {
        sql_name(&m->sql, NULL, name);
        text(m, " r");
    }
    for (size_t i = 0; i < m->by_count; i++) {
        if (i != themes && is_joined(m, &m->by[i])) {
            join_group(m, &m->by[i], i + 1, " LEFT JOIN ");
        }
    }
}

/* "k1, k2, " */
static void key_names(struct measuring *m)
{
    for (size_t i = 1; i <= m->by_count; i++) {
        buf_printf(&m->sql.text, "k%zu, ", i);
    }
}

static void inner_select(struct measuring *m)
{
    bool joined = false;
    for (size_t i = 0; i < m->by_count; i++) {
        joined = joined || is_joined(m, &m->by[i]);
    }
    text(m, joined ? "SELECT DISTINCT r.id AS id" : "SELECT r.id AS id");
    for (size_t i = 0; i < m->by_count; i++) {
        text(m, ", ");
        if (is_joined(m, &m->by[i])) {
            buf_printf(&m->sql.text, "g%zu.value", i + 1);
        } else {
            key_of(m, &m->by[i], "r", main_column(m, m->by[i].field)->name);
        }
        buf_printf(&m->sql.text, " AS k%zu", i + 1);
    }
    if (m->measure->type != MEASURE_COUNT) {
        measure_of_record(m);
    }
    text(m, " FROM ");
    join_groups(m);
    sql_where(&m->sql, m->query, " WHERE ");
    /* A record of which no value was chosen has values all the same: it is in no group. */
    for (size_t i = 0; i < m->by_count; i++) {
        if (m->chosen[i]) {
            buf_printf(&m->sql.text, " AND (g%zu.value IS NOT NULL OR NOT ", i + 1);
            sql_has_any(&m->sql, m->layout, m->by[i].field);
            text(m, ")");
        }
    }
}

static void outer_select(struct measuring *m)
{
    text(m, "SELECT ");
    key_names(m);
    text(m, "COUNT(*)");
    if (m->measure->type != MEASURE_COUNT) {
        buf_printf(&m->sql.text, ", %sx.m)", function_name(m->measure->type));
    }
    text(m, " FROM (");
    inner_select(m);
    text(m, ") x");
    for (size_t i = 1; i <= m->by_count; i++) {
        buf_printf(&m->sql.text, i == 1 ? " GROUP BY k%zu" : ", k%zu", i);
    }
}

/* ---- reading the groups ---- */

static bool read_key(struct arena *arena, struct db_statement *row, int column,
                     const struct group_by *by, struct str *key)
{
    char number[24];
    if (db_is_null(row, column)) {
        *key = str_of("");
        return true;
    }
    switch (by->field ? by->field->type : FIELD_TEXT) {
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        decimal_print(db_decimal(row, column), number);
        *key = arena_str(arena, str_of(number));
        break;
    case FIELD_BOOLEAN:
        *key = str_of(db_integer(row, column) ? "true" : "false");
        break;
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
    case FIELD_INTEGER:
        *key = arena_str(arena, db_text(row, column));
        break;
    }
    return key->at != NULL;
}

static enum status read_measure(const struct measuring *m, struct db_statement *row,
                                struct group *group, struct failure *why)
{
    int column = (int)m->by_count;
    group->records = (unsigned long long)db_integer(row, column);
    if (m->measure->type == MEASURE_COUNT) {
        group->has_value = true;
        group->value = (int64_t)group->records * DECIMAL_ONE;
        return STATUS_OK;
    }
    group->has_value = !db_is_null(row, column + 1);
    if (!group->has_value) {
        return STATUS_OK;
    }
    const struct field *field = m->measure->field;
    if (field->type == FIELD_DATE) {
        group->text = arena_str(m->arena, db_text(row, column + 1));
        group->value = strtoll(group->text.at ? group->text.at : "", NULL, 10) * DECIMAL_ONE;
        return group->text.at ? STATUS_OK : fail_memory(why);
    }
    if (is_exact(field)) {
        group->value = m->measure->type == MEASURE_SUM ? db_integer(row, column + 1)
                                                       : db_decimal(row, column + 1);
        return STATUS_OK;
    }
    long long whole = db_integer(row, column + 1);
    if (whole > INT64_MAX / DECIMAL_ONE || whole < INT64_MIN / DECIMAL_ONE) {
        return fail(why, STATUS_LIMIT, "The numbers of field %s are too large.", field->name);
    }
    group->value = whole * DECIMAL_ONE;
    return STATUS_OK;
}

static enum status read_groups(struct measuring *m, struct db_statement *row, struct failure *why)
{
    size_t capacity = 0;
    enum step step = STEP_ITEM;
    while ((step = db_step(row, why)) == STEP_ITEM) {
        struct group *grown =
            arena_grow(m->arena, m->groups, m->count, &capacity, sizeof *m->groups);
        if (!grown) {
            return fail_memory(why);
        }
        struct group *group = &grown[m->count];
        *group = (struct group){.key_count = m->by_count};
        for (size_t i = 0; i < m->by_count; i++) {
            if (!read_key(m->arena, row, (int)i, &m->by[i], &group->keys[i])) {
                return fail_memory(why);
            }
        }
        TRY(read_measure(m, row, group, why));
        m->groups = grown;
        m->count++;
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* Asks the store; releases m->sql. */
static enum status ask_groups(struct measuring *m, struct failure *why)
{
    struct db_statement *statement = NULL;
    TRY(sql_prepare(&m->sql, &statement, why));
    const enum status status = read_groups(m, statement, why);
    db_finalize(statement);
    return status;
}

enum status store_measure(struct store *store, struct arena *arena, const struct query *query,
                          const struct group_by *by, size_t by_count, const struct measure *measure,
                          struct group **groups, size_t *count, struct failure *why)
{
    struct asked_for asked_for;
    struct measuring m = {.query = query,
                          .layout = layout_of(&store->layout, query->kind),
                          .by = by,
                          .by_count = by_count,
                          .measure = measure,
                          .arena = arena};
    *groups = NULL;
    *count = 0;
    TRY(check_groups(&m, why));
    TRY(check_measure(&m, why));
    arena_clear(&store->scratch);
    sql_init(&m.sql, store, &store->scratch);
    outer_select(&m);
    if (answers_find(&m.sql, &asked_for, arena, groups, count)) {
        sql_release(&m.sql);
        return STATUS_OK;
    }
    TRY(ask_groups(&m, why));
    answers_keep(store, &asked_for, m.groups, m.count);
    *groups = m.groups;
    *count = m.count;
    return STATUS_OK;
}

/* ---- one number ---- */

enum status store_count(struct store *store, const struct query *query, unsigned long long *count,
                        struct failure *why)
{
    struct sql sql;
    arena_clear(&store->scratch);
    sql_init(&sql, store, &store->scratch);
    buf_text(&sql.text, "SELECT COUNT(*) FROM ");
    sql_name(&sql, NULL, layout_of(&store->layout, query->kind)->main.name);
    buf_text(&sql.text, " r");
    sql_where(&sql, query, " WHERE ");
    return sql_number(&sql, count, why);
}

enum status store_distinct(struct store *store, const struct query *query,
                           const struct field *field, unsigned long long *count,
                           struct failure *why)
{
    struct group_by by = {.field = field};
    struct measuring m = {.query = query, .layout = layout_of(&store->layout, query->kind)};
    arena_clear(&store->scratch);
    sql_init(&m.sql, store, &store->scratch);
    text(&m, "SELECT COUNT(DISTINCT ");
    bool joined = is_joined(&m, &by);
    sql_name(&m.sql, joined ? "g1" : "r", joined ? "value" : main_column(&m, field)->name);
    text(&m, ") FROM ");
    sql_name(&m.sql, NULL, m.layout->main.name);
    text(&m, " r");
    if (joined) {
        join_group(&m, &by, 1, " JOIN ");
    }
    sql_where(&m.sql, query, " WHERE ");
    return sql_number(&m.sql, count, why);
}
