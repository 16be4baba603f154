/* Evaluates expressions. */
#include "table/expr.h"

#include "base/date.h"
#include "base/decimal.h"
#include "table/expr_tree.h"

#include <assert.h>

#define RECORD_ROOM ((size_t)64 * 1024 * 1024) /* for one record */

/* The row that [COLUMN] is in; .grid is NULL outside rows() and formulas. */
struct row {
    const struct grid *grid;
    const struct cell *cells;
};

static enum status eval(struct expr_world *world, const struct expr *expr, const struct row *row,
                        struct expr_value *value, struct failure *why);

enum status expr_world_make(struct arena *arena, struct store *store,
                            const struct table_set *tables, struct expr_world *world,
                            struct failure *why)
{
    *world = (struct expr_world){.store = store, .tables = tables, .arena = arena};
    world->grids = arena_array(arena, tables->count + 1, sizeof(struct grid *));
    return world->grids ? STATUS_OK : fail_memory(why);
}

/* ---- values ---- */

static void set_number(struct expr_value *value, int64_t number)
{
    *value = (struct expr_value){.outcome = EXPR_NUMBER, .number = number};
}

static void set_text(struct expr_value *value, struct str text)
{
    *value = (struct expr_value){.outcome = EXPR_TEXT, .text = text};
}

static void set_nothing(struct expr_value *value, const char *reason)
{
    *value = (struct expr_value){.outcome = EXPR_NOTHING,
                                 .reason = reason ? reason : "there is no data",
                                 .state = CELL_ZERO};
}

static void set_truth(struct expr_value *value, bool truth)
{
    set_number(value, truth ? DECIMAL_ONE : 0);
}

/* The number, or that it went beyond what a decimal holds. */
static void set_checked(struct expr_value *value, bool fits, int64_t number)
{
    if (fits) {
        set_number(value, number);
    } else {
        set_nothing(value, "the number is too large");
    }
}

/* ---- cells ---- */

static enum status find_grid(struct expr_world *world, const struct table *table,
                             const struct grid **grid, struct failure *why)
{
    struct grid **kept = &world->grids[table - world->tables->tables];
    if (!*kept) {
        TRY(table_compute(world->store, table, world->arena, kept, why));
    }
    *grid = *kept;
    return STATUS_OK;
}

static void set_cell(struct expr_value *value, const struct cell *cell)
{
    if (!cell->has_value) {
        set_nothing(value, cell->state == CELL_MISSING ? "the records of the cell do not say"
                           : cell->state == CELL_NOT_APPLICABLE ? "the cell is not applicable"
                                                                : "the cell is empty");
        value->state = cell->state;
    } else if (cell->words) {
        set_text(value, str_of(label_in(cell->words, "en", "")));
    } else if (cell->text) {
        set_text(value, str_of(cell->text));
    } else {
        set_number(value, cell->value);
    }
}

/* A row or split column that no record has: nothing was counted or added there. */
static void set_absent(const struct expr_world *world, const struct expr *expr,
                       struct expr_value *value)
{
    if (expr->from->type == COLUMN_RECORDS || expr->from->type == COLUMN_SUM) {
        set_number(value, 0);
        return;
    }
    set_nothing(value,
                arena_printf(world->arena, "the table %s has no such cell now", expr->table->name));
}

static enum status eval_cell(struct expr_world *world, const struct expr *expr,
                             struct expr_value *value, struct failure *why)
{
    const struct grid *grid = NULL;
    TRY(find_grid(world, expr->table, &grid, why));
    size_t column = grid_column_at(grid, str_of(expr->column));
    size_t row = expr->row ? grid_row_at(grid, str_of(expr->row)) : 0;
    if (column == grid->column_count || (expr->row && row == grid->row_count)) {
        set_absent(world, expr, value);
        return STATUS_OK;
    }
    set_cell(value, expr->row ? &grid->rows[row].cells[column] : &grid->totals[column]);
    return STATUS_OK;
}

static void eval_column(const struct expr_world *world, const struct expr *expr,
                        const struct row *row, struct expr_value *value)
{
    assert(row && row->grid); /* the parser takes [COLUMN] only inside rows() */
    size_t column = grid_column_at(row->grid, str_of(expr->column));
    if (column == row->grid->column_count) {
        set_absent(world, expr, value);
        return;
    }
    set_cell(value, &row->cells[column]);
}

/* Takes one row's number into the result. */
static bool add_row(enum expr_op op, int64_t number, bool first, int64_t *result)
{
    switch (op) {
    case EXPR_OP_ROWMAX:
        *result = first || number > *result ? number : *result;
        return true;
    case EXPR_OP_ROWMIN:
        *result = first || number < *result ? number : *result;
        return true;
    case EXPR_OP_ROWS:
        return number == 0 || decimal_add(*result, DECIMAL_ONE, result);
    default:
        return decimal_add(*result, number, result);
    }
}

/* rows(), rowmax(), rowmin(), rowsum(): rows for which there is no value are passed over. */
static enum status eval_rows(struct expr_world *world, const struct expr *expr,
                             struct expr_value *value, struct failure *why)
{
    struct row row = {0};
    int64_t result = 0;
    bool first = true, fits = true;
    TRY(find_grid(world, expr->table, &row.grid, why));
    for (size_t i = 0; i < row.grid->row_count; i++) {
        struct expr_value one;
        row.cells = row.grid->rows[i].cells;
        TRY(eval(world, expr->a, &row, &one, why));
        if (one.outcome == EXPR_NUMBER) {
            fits = fits && add_row(expr->op, one.number, first, &result);
            first = false;
        }
    }
    if (first && (expr->op == EXPR_OP_ROWMAX || expr->op == EXPR_OP_ROWMIN)) {
        set_nothing(value, arena_printf(world->arena, "no row of the table %s has a value",
                                        expr->table->name));
    } else {
        set_checked(value, fits, result);
    }
    return STATUS_OK;
}

/* ---- records ---- */

/* The currencies of the records' amounts: one, none (NULL), or *@several. */
static enum status find_currency(struct expr_world *world, const struct expr *expr,
                                 const char **currency, bool *several, struct failure *why)
{
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    struct str found = {NULL, 0};
    enum step step = STEP_DONE;
    TRY(store_find_fields(world->store, expr->query, ORDER_ID, &expr->field, 1, &cursor, why));
    arena_init(&arena, RECORD_ROOM);
    while (!*several && (step = record_cursor_next(cursor, &arena, &record, why)) == STEP_ITEM) {
        const struct value *value = record->values[expr->field->index];
        for (; value && !*several; value = value->next) {
            *several = found.at && !str_equal(found, value->currency);
            found = found.at ? found : arena_str(world->arena, value->currency);
        }
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    *currency = found.at;
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status eval_measure(struct expr_world *world, const struct expr *expr,
                                struct expr_value *value, struct failure *why)
{
    struct measure measure = {.field = expr->field, .currency = expr->currency};
    struct group *groups = NULL;
    size_t count = 0;
    bool several = false;
    measure.type = expr->op == EXPR_OP_SUM   ? MEASURE_SUM
                   : expr->op == EXPR_OP_MIN ? MEASURE_MIN
                                             : MEASURE_MAX;
    if (expr->field->type == FIELD_MONEY && !expr->currency) {
        TRY(find_currency(world, expr, &measure.currency, &several, why));
    }
    if (several) {
        set_nothing(value,
                    arena_printf(world->arena,
                                 "the amounts are in several currencies; add %s.currency=USD",
                                 expr->field->name));
        return STATUS_OK;
    }
    TRY(store_measure(world->store, world->arena, expr->query, NULL, 0, &measure, &groups, &count,
                      why));
    if (count > 0 && groups[0].has_value && groups[0].text.length > 0) {
        set_text(value, groups[0].text);
    } else if (count > 0 && groups[0].has_value) {
        set_number(value, groups[0].value);
    } else if (expr->op == EXPR_OP_SUM) {
        set_number(value, 0);
    } else {
        set_nothing(value, "no record has a value");
    }
    return STATUS_OK;
}

static enum status eval_count(struct expr_world *world, const struct expr *expr,
                              struct expr_value *value, struct failure *why)
{
    unsigned long long count = 0;
    if (expr->op == EXPR_OP_COUNT) {
        TRY(store_count(world->store, expr->query, &count, why));
    } else {
        TRY(store_distinct(world->store, expr->query, expr->field, &count, why));
    }
    bool fits = count <= INT64_MAX / DECIMAL_ONE;
    set_checked(value, fits, fits ? (int64_t)count * DECIMAL_ONE : 0);
    return STATUS_OK;
}

/* The first value of the field; of a text in several languages the English one. */
static const struct value *find_value(const struct record *record, const struct field *field)
{
    const struct field *top = field->parent ? field->parent : field;
    const struct value *value = record->values[top->index];
    for (const struct value *at = value; top->languages && at; at = at->next) {
        if (str_is(at->language, "en")) {
            value = at;
            break;
        }
    }
    if (!value || !field->parent) {
        return value;
    }
    const struct value *with = value->with ? &value->with[field->index] : NULL;
    return with && with->field ? with : NULL;
}

static void set_value(const struct value *found, struct expr_value *value)
{
    switch (found->field->type) {
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
        set_text(value, found->text);
        break;
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        set_number(value, found->number);
        break;
    case FIELD_INTEGER:
    case FIELD_BOOLEAN: {
        int64_t number = 0;
        bool fits = !__builtin_mul_overflow(found->number, (int64_t)DECIMAL_ONE, &number);
        set_checked(value, fits, number);
        break;
    }
    }
}

static enum status eval_value(struct expr_world *world, const struct expr *expr,
                              struct expr_value *value, struct failure *why)
{
    struct record *record = NULL;
    enum status status =
        store_get(world->store, world->arena, expr->kind, expr->text, &record, why);
    if (status == STATUS_NOT_FOUND) {
        set_nothing(value, arena_printf(world->arena, "there is no %s %.*s", expr->kind->name,
                                        STR_ARGS(expr->text)));
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        return status;
    }
    const struct value *found = find_value(record, expr->field);
    if (found) {
        set_value(found, value);
    } else {
        set_nothing(value, arena_printf(world->arena, "%s %.*s has no %s", expr->kind->name,
                                        STR_ARGS(expr->text), expr->field->name));
    }
    return STATUS_OK;
}

/* ---- dates ---- */

static void span(enum expr_op op, const struct expr_value *from, const struct expr_value *to,
                 struct expr_value *value)
{
    struct date first, last;
    bool days = op == EXPR_OP_DAYS;
    if (!date_parse(from->text, &first) || !date_parse(to->text, &last) || first.month == 0 ||
        last.month == 0 || (days && (first.day == 0 || last.day == 0))) {
        set_nothing(value, days ? "a date has no day" : "a date has no month");
        return;
    }
    long length = days ? date_days(last) - date_days(first) + 1
                       : (last.year - first.year) * 12L + last.month - first.month + 1;
    if (length < 1) {
        set_nothing(value, "the span ends before it begins");
        return;
    }
    set_number(value, length * DECIMAL_ONE);
}

/* ---- operators ---- */

static void compare(enum expr_op op, const struct expr_value *a, const struct expr_value *b,
                    struct expr_value *value)
{
    int order = a->outcome == EXPR_TEXT ? str_compare(a->text, b->text)
                : a->number < b->number ? -1
                                        : a->number > b->number;
    switch (op) {
    case EXPR_OP_EQUAL:
        set_truth(value, order == 0);
        break;
    case EXPR_OP_UNEQUAL:
        set_truth(value, order != 0);
        break;
    case EXPR_OP_LESS:
        set_truth(value, order < 0);
        break;
    case EXPR_OP_AT_MOST:
        set_truth(value, order <= 0);
        break;
    case EXPR_OP_GREATER:
        set_truth(value, order > 0);
        break;
    default:
        set_truth(value, order >= 0);
        break;
    }
}

static void calculate(enum expr_op op, int64_t a, int64_t b, struct expr_value *value)
{
    int64_t result = 0;
    bool fits = false;
    switch (op) {
    case EXPR_OP_ADD:
        fits = decimal_add(a, b, &result);
        break;
    case EXPR_OP_SUBTRACT:
        fits = !__builtin_sub_overflow(a, b, &result);
        break;
    case EXPR_OP_MULTIPLY:
        fits = decimal_multiply(a, b, &result);
        break;
    case EXPR_OP_PERCENT:
        fits = decimal_multiply(a, (int64_t)100 * DECIMAL_ONE, &result) &&
               decimal_divide(result, b, &result);
        break;
    default:
        fits = decimal_divide(a, b, &result);
        break;
    }
    if (!fits && b == 0 && (op == EXPR_OP_DIVIDE || op == EXPR_OP_PERCENT)) {
        set_nothing(value, "division by zero");
        return;
    }
    set_checked(value, fits, result);
}

static void eval_one(const struct expr *expr, int64_t number, struct expr_value *value)
{
    switch (expr->op) {
    case EXPR_OP_NOT:
        set_truth(value, number == 0);
        break;
    case EXPR_OP_ROUND:
        set_number(value, decimal_round(number, (unsigned)expr->number));
        break;
    case EXPR_OP_ABS:
        set_checked(value, number != INT64_MIN,
                    number < 0 && number != INT64_MIN ? -number : number);
        break;
    default:
        set_checked(value, number != INT64_MIN, number != INT64_MIN ? -number : 0);
        break;
    }
}

/* "and" and "or" can be certain though one side is not known. */
static bool is_settled(enum expr_op op, const struct expr_value *side)
{
    return side->outcome == EXPR_NUMBER &&
           ((op == EXPR_OP_AND && side->number == 0) || (op == EXPR_OP_OR && side->number != 0));
}

static enum status eval_two(struct expr_world *world, const struct expr *expr,
                            const struct row *row, struct expr_value *value, struct failure *why)
{
    struct expr_value a, b;
    TRY(eval(world, expr->a, row, &a, why));
    TRY(eval(world, expr->b, row, &b, why));
    if (is_settled(expr->op, &a) || is_settled(expr->op, &b)) {
        set_truth(value, expr->op == EXPR_OP_OR);
        return STATUS_OK;
    }
    if (a.outcome == EXPR_NOTHING || b.outcome == EXPR_NOTHING) {
        bool first = a.outcome == EXPR_NOTHING && (b.outcome != EXPR_NOTHING || a.state >= b.state);
        *value = first ? a : b;
        return STATUS_OK;
    }
    if (expr->op == EXPR_OP_AND || expr->op == EXPR_OP_OR) {
        set_truth(value, expr->op == EXPR_OP_AND);
    } else if (expr->op >= EXPR_OP_EQUAL && expr->op <= EXPR_OP_AT_LEAST) {
        compare(expr->op, &a, &b, value);
    } else if (expr->op == EXPR_OP_MONTHS || expr->op == EXPR_OP_DAYS) {
        span(expr->op, &a, &b, value);
    } else {
        calculate(expr->op, a.number, b.number, value);
    }
    return STATUS_OK;
}

/* Goes as deep as the tree, which the parser limits. */
static enum status eval(struct expr_world *world, const struct expr *expr, const struct row *row,
                        struct expr_value *value, struct failure *why)
{
    switch (expr->op) {
    case EXPR_OP_NUMBER:
        set_number(value, expr->number);
        return STATUS_OK;
    case EXPR_OP_TEXT:
        set_text(value, expr->text);
        return STATUS_OK;
    case EXPR_OP_COLUMN:
        eval_column(world, expr, row, value);
        return STATUS_OK;
    case EXPR_OP_CELL:
        return eval_cell(world, expr, value, why);
    case EXPR_OP_ROWS:
    case EXPR_OP_ROWMAX:
    case EXPR_OP_ROWMIN:
    case EXPR_OP_ROWSUM:
        return eval_rows(world, expr, value, why);
    case EXPR_OP_COUNT:
    case EXPR_OP_DISTINCT:
        return eval_count(world, expr, value, why);
    case EXPR_OP_SUM:
    case EXPR_OP_MIN:
    case EXPR_OP_MAX:
        return eval_measure(world, expr, value, why);
    case EXPR_OP_VALUE:
        return eval_value(world, expr, value, why);
    default:
        break;
    }
    if (expr->b) {
        return eval_two(world, expr, row, value, why);
    }
    struct expr_value operand;
    TRY(eval(world, expr->a, row, &operand, why));
    if (operand.outcome == EXPR_NOTHING) {
        *value = operand;
    } else {
        eval_one(expr, operand.number, value);
    }
    return STATUS_OK;
}

enum status expr_eval(struct expr_world *world, const struct expr *expr, struct expr_value *value,
                      struct failure *why)
{
    set_nothing(value, NULL);
    return eval(world, expr, NULL, value, why);
}

enum status expr_eval_row(struct arena *arena, const struct grid *grid, const struct cell *cells,
                          const struct expr *expr, struct expr_value *value, struct failure *why)
{
    struct expr_world world = {.arena = arena};
    struct row row = {grid, cells};
    set_nothing(value, NULL);
    return eval(&world, expr, &row, value, why);
}
