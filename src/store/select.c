#include "store/select.h"

#include "base/decimal.h"
#include "model/conduct.h"

#include <stdlib.h>

#define SQL_LIMIT ((size_t)1024 * 1024)
#define FEW 2000 /* records of a kind */

void sql_init(struct sql *sql, struct store *store, struct arena *arena)
{
    indexes_make(store);
    *sql = (struct sql){.store = store, .arena = arena};
    buf_init(&sql->text, SQL_LIMIT);
}

void sql_release(struct sql *sql)
{
    buf_release(&sql->text);
}

static void text(struct sql *sql, const char *words)
{
    buf_text(&sql->text, words);
}

void sql_name(struct sql *sql, const char *alias, const char *name)
{
    if (alias) {
        buf_printf(&sql->text, "%s.", alias);
    }
    layout_quote(&sql->text, name);
}

static void bind(struct sql *sql, struct parameter parameter)
{
    struct parameter *grown = arena_grow(sql->arena, sql->parameters, sql->count, &sql->capacity,
                                         sizeof *sql->parameters);
    if (!grown) {
        sql->no_room = true;
        return;
    }
    sql->parameters = grown;
    sql->parameters[sql->count++] = parameter;
    buf_printf(&sql->text, "$%zu", sql->count);
}

void sql_bind_text(struct sql *sql, struct str value)
{
    bind(sql, (struct parameter){.type = PARAMETER_TEXT, .text = value});
}

void sql_bind_integer(struct sql *sql, int64_t number)
{
    bind(sql, (struct parameter){.type = PARAMETER_INTEGER, .number = number});
}

void sql_bind_decimal(struct sql *sql, int64_t number)
{
    bind(sql, (struct parameter){.type = PARAMETER_DECIMAL, .number = number});
}

enum status sql_prepare(struct sql *sql, struct db_statement **statement, struct failure *why)
{
    enum status status = sql->no_room ? fail_memory(why) : buf_status(&sql->text, why);
    if (status == STATUS_OK) {
        status = db_prepare(sql->store->db, sql->text.at ? sql->text.at : "", statement, why);
    }
    for (size_t i = 0; i < sql->count && status == STATUS_OK; i++) {
        const struct parameter *parameter = &sql->parameters[i];
        int number = (int)i + 1;
        switch (parameter->type) {
        case PARAMETER_TEXT:
            db_bind_copy(*statement, number, parameter->text);
            break;
        case PARAMETER_INTEGER:
            db_bind_integer(*statement, number, parameter->number);
            break;
        case PARAMETER_DECIMAL:
            db_bind_decimal(*statement, number, parameter->number);
            break;
        }
    }
    sql_release(sql);
    return status;
}

static enum status ask_number(struct sql *sql, unsigned long long *number, struct failure *why)
{
    struct db_statement *statement = NULL;
    TRY(sql_prepare(sql, &statement, why));
    const enum step step = db_step(statement, why);
    *number = step == STEP_ITEM ? (unsigned long long)db_integer(statement, 0) : 0;
    db_finalize(statement);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status sql_number(struct sql *sql, unsigned long long *number, struct failure *why)
{
    struct store *store = sql->store;
    struct asked_for asked_for;
    struct group *groups = NULL;
    size_t count = 0;
    if (answers_find(sql, &asked_for, sql->arena, &groups, &count) && count == 1) {
        *number = groups->records;
        sql_release(sql);
        return STATUS_OK;
    }
    TRY(ask_number(sql, number, why));
    answers_keep(store, &asked_for, &(struct group){.records = *number}, 1);
    return STATUS_OK;
}

/* ---- what a condition is about ---- */

/* "budget.currency": the part of a field's value that has no sub-field of its own. */
static enum part part_of(const struct condition *condition)
{
    const char *dot = condition->field->parent ? NULL : strchr(condition->name, '.');
    if (!dot) {
        return PART_VALUE;
    }
    return strcmp(dot, ".currency") == 0   ? PART_CURRENCY
           : strcmp(dot, ".language") == 0 ? PART_LANGUAGE
                                           : PART_DATE;
}

static bool is_date(const struct condition *condition)
{
    if (!condition->field) {
        return false;
    }
    enum part part = part_of(condition);
    return part == PART_DATE || (part == PART_VALUE && condition->field->type == FIELD_DATE);
}

static size_t empty_count(const struct condition *condition)
{
    size_t count = 0;
    for (size_t i = 0; i < condition->value_count; i++) {
        count += condition->values[i][0] == '\0';
    }
    return count;
}

/*
 * A condition that one value of a field must meet, so that several of them can be about the same
 * value: the country that is KE and has 50 percent. Others are about the record as a whole.
 */
static bool is_of_value(const struct condition *condition)
{
    return condition->field && condition->op != OP_IS_NOT && empty_count(condition) == 0;
}

/* The field itself is one of some values: each such condition may be met by another value. */
static bool is_anchor(const struct condition *condition)
{
    return condition->op == OP_IS && !condition->field->parent && part_of(condition) == PART_VALUE;
}

static const struct field *top_field(const struct condition *condition)
{
    return condition->field->parent ? condition->field->parent : condition->field;
}

/* ---- comparing a column ---- */

/*
 * A date stands for its first day: 2013 lies between 2012-12-31 and 2013-01-02. As texts compare by
 * length too, "from 2013-01-01" is asked as "from 2013", and "up to 2013" as "up to 2013-12-31".
 */
static struct str date_bound(struct sql *sql, const char *value, enum condition_op op)
{
    struct str date = str_of(value);
    if (op == OP_AT_LEAST) {
        while (date.length > 4 && memcmp(date.at + date.length - 3, "-01", 3) == 0) {
            date.length -= 3;
        }
    } else if (op == OP_AT_MOST && date.length < 10) {
        char *last = arena_printf(sql->arena, "%s%s", value, date.length == 4 ? "-12-31" : "-31");
        sql->no_room = sql->no_room || !last;
        date = str_of(last);
    }
    return date;
}

static void bind_value(struct sql *sql, const struct condition *condition, const char *value)
{
    int64_t number = 0;
    bool typed = condition->field && part_of(condition) == PART_VALUE;
    if (!condition->field && strcmp(condition->name, "import") == 0) {
        sql_bind_integer(sql, strtoll(value, NULL, 10));
        return;
    }
    switch (typed ? condition->field->type : FIELD_TEXT) {
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        if (!decimal_parse(str_of(value), &number)) {
            number = 0;
        }
        sql_bind_decimal(sql, number);
        break;
    case FIELD_INTEGER:
        sql_bind_integer(sql, strtoll(value, NULL, 10));
        break;
    case FIELD_BOOLEAN:
        sql_bind_integer(sql, strcmp(value, "true") == 0);
        break;
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
        sql_bind_text(sql,
                      is_date(condition) ? date_bound(sql, value, condition->op) : str_of(value));
        break;
    }
}

static const char *comparison(enum condition_op op)
{
    return op == OP_AT_LEAST ? " >= " : op == OP_AT_MOST ? " <= " : " IN (";
}

/* "c IN ($1, $2)", "c >= $1 OR c >= $2" or "has_words(c, $1) OR …"; empty values are left out. */
static void compare_any(struct sql *sql, const char *alias, const char *name,
                        const struct condition *condition)
{
    const bool has = condition->op == OP_HAS;
    const bool each = has || condition->op == OP_AT_LEAST || condition->op == OP_AT_MOST;
    size_t count = 0;
    for (size_t i = 0; i < condition->value_count; i++) {
        if (condition->values[i][0] == '\0') {
            continue;
        }
        if (count > 0) {
            text(sql, each ? " OR " : ", ");
        }
        if (count == 0 || each) {
            text(sql, has ? "has_words(" : "");
            sql_name(sql, alias, name);
            text(sql, has ? ", " : comparison(condition->op));
        }
        bind_value(sql, condition, condition->values[i]);
        text(sql, has ? ")" : "");
        count++;
    }
    text(sql, each ? "" : ")");
}

/* True or false for every row, never unknown. */
static void compare(struct sql *sql, const char *alias, const char *name,
                    const struct condition *condition)
{
    text(sql, "(");
    sql_name(sql, alias, name);
    text(sql, " IS NOT NULL AND (");
    compare_any(sql, alias, name, condition);
    text(sql, "))");
}

/* ---- conditions on fields ---- */

/* What one test for a value needs to pass around. */
struct test {
    const struct query *query;
    const struct kind_layout *kind;
    const struct place *place;
    const struct condition *anchor; /* NULL: only the other conditions on the value */
    bool all;                       /* every anchor instead of one */
};

/* All conditions that the value must meet, in the columns of @table under the name @alias. */
static void value_meets(struct sql *sql, const struct test *test, const struct table *table,
                        const char *alias, const char *before)
{
    for (size_t i = 0; i < test->query->count; i++) {
        const struct condition *condition = &test->query->conditions[i];
        if (!is_of_value(condition) || top_field(condition) != test->place->field ||
            (is_anchor(condition) && condition != test->anchor && !test->all)) {
            continue;
        }
        const struct column *column = layout_column(table, condition->field, part_of(condition));
        if (!column) {
            continue;
        }
        text(sql, before);
        compare(sql, alias, column->name, condition);
        before = " AND ";
    }
}

void sql_value(struct sql *sql, const struct chosen *chosen, const struct table *table,
               const char *alias)
{
    struct test test = {.query = chosen->query, .place = chosen->place, .all = chosen->named};
    value_meets(sql, &test, table, alias, " AND ");
}

size_t sql_names(const struct query *query, const struct place *place)
{
    size_t count = 0;
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        count +=
            is_of_value(condition) && is_anchor(condition) && top_field(condition) == place->field;
    }
    return count;
}

/* Reading the whole table of values once costs a sixth of looking into it for each record. */
static void exists_in_child(struct sql *sql, const struct place *place)
{
    text(sql, sql->few ? "EXISTS (SELECT 1 FROM " : "r.id IN (SELECT c.record FROM ");
    sql_name(sql, NULL, place->child.name);
    text(sql, sql->few ? " c WHERE c.record = r.id AND " : " c WHERE ");
}

/* The record has a value that meets the conditions. */
static void has_value(struct sql *sql, const struct test *test)
{
    const struct place *place = test->place;
    text(sql, "(");
    if (place->in_main) {
        value_meets(sql, test, &test->kind->main, "r", "");
    }
    if (place->in_main && place->child.name) {
        text(sql, " OR ");
    }
    if (place->child.name) {
        exists_in_child(sql, place);
        value_meets(sql, test, &place->child, "c", "");
        text(sql, ")");
    }
    text(sql, ")");
}

/* The record has any value at all of what the condition is about. */
static void has_any(struct sql *sql, const struct kind_layout *kind, const struct place *place,
                    const struct condition *condition)
{
    text(sql, "(");
    if (place->in_main) {
        sql_name(sql, "r", layout_column(&kind->main, condition->field, part_of(condition))->name);
        text(sql, place->child.name ? " IS NOT NULL OR " : " IS NOT NULL");
    }
    if (place->child.name) {
        exists_in_child(sql, place);
        sql_name(sql, "c",
                 layout_column(&place->child, condition->field, part_of(condition))->name);
        text(sql, " IS NOT NULL)");
    }
    text(sql, ")");
}

void sql_has_any(struct sql *sql, const struct kind_layout *kind, const struct field *field)
{
    struct condition any = {.name = field->name, .field = field};
    has_any(sql, kind, layout_place(kind, field), &any);
}

/* "is not", and "is empty or one of": about the record as a whole. */
static void of_record(struct sql *sql, const struct kind_layout *kind, const struct place *place,
                      const struct condition *condition)
{
    struct condition positive = *condition;
    positive.op = OP_IS;
    size_t empty = empty_count(condition);
    size_t given = condition->value_count - empty;
    text(sql, condition->op == OP_IS_NOT ? "NOT (" : "(");
    if (empty > 0) {
        text(sql, "NOT ");
        has_any(sql, kind, place, &positive);
        text(sql, given > 0 ? " OR " : "");
    }
    if (given > 0 && place->in_main) {
        compare(sql, "r", layout_column(&kind->main, positive.field, part_of(&positive))->name,
                &positive);
        text(sql, place->child.name ? " OR " : "");
    }
    if (given > 0 && place->child.name) {
        exists_in_child(sql, place);
        compare(sql, "c", layout_column(&place->child, positive.field, part_of(&positive))->name,
                &positive);
        text(sql, ")");
    }
    text(sql, ")");
}

/* Whether the field has a condition "is", and whether @condition is the first on its field. */
static void look_around(const struct query *query, const struct condition *condition,
                        bool *anchored, bool *first)
{
    *anchored = false;
    *first = true;
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *other = &query->conditions[i];
        if (is_of_value(other) && top_field(other) == top_field(condition)) {
            *anchored = *anchored || is_anchor(other);
            *first = *first && other >= condition;
        }
    }
}

/* False, and nothing appended, when another condition's test covers this one. */
static bool field_condition(struct sql *sql, const struct query *query,
                            const struct condition *condition, const char *before)
{
    const struct kind_layout *kind = layout_of(&sql->store->layout, query->kind);
    const struct place *place = layout_place(kind, condition->field);
    if (!is_of_value(condition)) {
        text(sql, before);
        of_record(sql, kind, place, condition);
        return true;
    }
    bool anchored = false;
    bool first = false;
    look_around(query, condition, &anchored, &first);
    if (anchored ? !is_anchor(condition) : !first) {
        return false;
    }
    struct test test = {
        .query = query, .kind = kind, .place = place, .anchor = anchored ? condition : NULL};
    text(sql, before);
    has_value(sql, &test);
    return true;
}

/* ---- the whole question ---- */

/* The moment that a day, month or year of "changed" begins or ends with; a moment is one. */
static const char *moment_of(struct sql *sql, const char *value, enum condition_op op)
{
    struct str bound = str_of(value);
    if (bound.length > 10) {
        return value;
    }
    bound = date_bound(sql, value, op);
    return op == OP_AT_MOST ? arena_printf(sql->arena, "%.*sT23:59:59Z", STR_ARGS(bound))
                            : arena_copy(sql->arena, bound);
}

/* "changed" in the sense of store/changes.c: a record's last version tells, else its import. */
static void changed(struct sql *sql, const struct condition *condition)
{
    struct condition time = *condition;
    const char *values[1];
    time.values = values;
    time.value_count = 1;
    for (size_t i = 0; i < condition->value_count; i++) {
        values[0] = moment_of(sql, condition->values[i], condition->op);
        if (!values[0]) {
            sql->no_room = true;
            return;
        }
        text(sql, i > 0 ? " OR " : "");
        text(sql, "(r.\"import\" IN (SELECT i.id FROM import i WHERE ");
        compare_any(sql, "i", "started", &time);
        text(sql, ") AND r.id NOT IN (SELECT v.record FROM version v)) OR r.id IN"
                  " (SELECT v.record FROM version v WHERE ");
        compare_any(sql, "v", "at", &time);
        text(sql, " AND v.number = (SELECT MAX(w.number) FROM version w"
                  " WHERE w.record = v.record))");
    }
}

static void special_condition(struct sql *sql, const struct condition *condition)
{
    bool candidate = strcmp(condition->name, "candidate") == 0;
    text(sql, condition->op == OP_IS_NOT ? "NOT (" : "(");
    if (strcmp(condition->name, "identifier") == 0 || strcmp(condition->name, "import") == 0) {
        compare_any(sql, "r", condition->name, condition);
        text(sql, ")");
        return;
    }
    if (strcmp(condition->name, "changed") == 0) {
        changed(sql, condition);
        text(sql, ")");
        return;
    }
    for (size_t i = 0; i < condition->value_count; i++) {
        text(sql, i > 0 ? " OR r.id IN (" : "r.id IN (");
        (candidate ? sql_candidates : sql_tagged)(sql, str_of(condition->values[i]));
        text(sql, ")");
    }
    text(sql, ")");
}

void sql_left_out(struct sql *sql, const struct kind *kind, const char *before)
{
    const struct leave_out *out = kind->conduct->leave_out;
    const struct kind_layout *layout = layout_of(&sql->store->layout, kind);
    const struct condition condition = {.name = out->field->name,
                                        .field = out->field,
                                        .values = out->codes,
                                        .value_count = out->count};
    text(sql, before);
    of_record(sql, layout, layout_place(layout, out->field), &condition);
}

bool sql_has_few(struct sql *sql, const struct kind *kind)
{
    struct failure ignored;
    struct sql asked;
    unsigned long long count = 0;
    sql_init(&asked, sql->store, sql->arena);
    text(&asked, "SELECT COUNT(*) FROM (SELECT 1 FROM ");
    sql_name(&asked, NULL, layout_of(&sql->store->layout, kind)->main.name);
    buf_printf(&asked.text, " LIMIT %d) x", FEW + 1);
    return sql_number(&asked, &count, &ignored) == STATUS_OK && count <= FEW;
}

/* Whether a condition on no field goes by this name. */
static bool asks_for(const struct query *query, const char *name)
{
    for (size_t i = 0; i < query->count; i++) {
        if (!query->conditions[i].field && strcmp(query->conditions[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The condition that few records meet, when its values are in a table of their own. */
static const struct condition *find_narrow(const struct sql *sql, const struct query *query)
{
    const struct kind_layout *kind = layout_of(&sql->store->layout, query->kind);
    for (size_t i = 0; query->narrow && i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        if (condition->field && strcmp(condition->name, query->narrow) == 0 &&
            is_of_value(condition) && is_anchor(condition)) {
            const struct place *place = layout_place(kind, condition->field);
            return !place->in_main && place->child.name ? condition : NULL;
        }
    }
    return NULL;
}

void sql_narrow(struct sql *sql, const struct query *query, const char *record)
{
    const struct condition *narrow = find_narrow(sql, query);
    if (narrow) {
        const struct kind_layout *kind = layout_of(&sql->store->layout, query->kind);
        const struct table *child = &layout_place(kind, narrow->field)->child;
        text(sql, " AND v.");
        text(sql, record);
        text(sql, " IN (SELECT c.record FROM ");
        sql_name(sql, NULL, child->name);
        text(sql, " c WHERE ");
        compare(sql, "c", layout_column(child, narrow->field, PART_VALUE)->name, narrow);
        text(sql, ")");
    }
}

void sql_where(struct sql *sql, const struct query *query, const char *before)
{
    sql->few =
        asks_for(query, "identifier") ||
        ((asks_for(query, "tag") || asks_for(query, "candidate")) && sql_has_few(sql, query->kind));
    const struct condition *narrow = find_narrow(sql, query);
    const bool few = sql->few;
    if (query_leaves_out(query)) {
        text(sql, before);
        sql_left_out(sql, query->kind, "NOT ");
        before = " AND ";
    }
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        sql->few = few || (narrow && condition != narrow);
        if (!condition->field) {
            text(sql, before);
            special_condition(sql, condition);
            before = " AND ";
        } else if (field_condition(sql, query, condition, before)) {
            before = " AND ";
        }
    }
    sql->few = few || narrow;
}
