/* What a reader has to be told beside the numbers, found from the numbers themselves. */
#include "base/decimal.h"
#include "table/grid_build.h"

#define RECORD_ROOM ((size_t)64 * 1024 * 1024) /* for one record */

enum status grid_note(struct grid_build *build, const struct label *note, struct failure *why)
{
    struct grid *grid = build->grid;
    for (size_t i = 0; i < note->count; i++) {
        if (!note->texts[i]) {
            return fail_memory(why);
        }
    }
    struct label *notes = arena_grow(build->arena, grid->notes, grid->note_count,
                                     &build->note_capacity, sizeof *grid->notes);
    if (!notes) {
        return fail_memory(why);
    }
    grid->notes = notes;
    grid->notes[grid->note_count++] = *note;
    return STATUS_OK;
}

/* ---- rows that overlap ---- */

/* Compares the rows of a column, all and those of each block, with their totals; 1: they give more,
 * -1: less, 0: the same. */
static int compare_column(const struct grid *grid, size_t column)
{
    int result = 0;
    for (size_t i = 0; i <= grid->section_count; i++) {
        const bool all = i == grid->section_count;
        const size_t first = all ? 0 : grid->sections[i].first;
        const size_t count = all ? grid->row_count : grid->sections[i].count;
        const struct cell *totals = all ? grid->totals : grid->sections[i].totals;
        int64_t sum = 0;
        if (grid_sum_rows(grid, column, first, count, &sum) && sum != totals[column].value) {
            result = sum > totals[column].value && result >= 0 ? 1 : -1;
        }
    }
    return result;
}

/* The same for all columns that add what records have. */
static int compare_with_total(const struct grid *grid)
{
    int result = 0;
    for (size_t c = 0; c < grid->column_count; c++) {
        enum column_type type = grid->columns[c].from->type;
        bool runs = grid->columns[c].from->cumulative && !grid->columns[c].from->split;
        bool adds = (type == COLUMN_RECORDS || type == COLUMN_SUM) && !runs;
        int more = adds ? compare_column(grid, c) : 0;
        if (more != 0) {
            result = more > 0 && result >= 0 ? 1 : -1;
        }
    }
    return result;
}

static enum status note_overlap(struct grid_build *build, struct failure *why)
{
    const struct grid *grid = build->grid;
    int more = compare_with_total(grid);
    if (more == 0) {
        return STATUS_OK;
    }
    const char *fr = label_in(&grid->row_label, "fr", "");
    const char *es = label_in(&grid->row_label, "es", "");
    struct label note = label_three(
        arena_printf(build->arena,
                     "The rows %s the total: a record with several values of “%s” is in a row for "
                     "each, and the total counts it once.",
                     more > 0 ? "add up to more than" : "do not add up to",
                     label_in(&grid->row_label, "en", "")),
        arena_printf(
            build->arena,
            "Les lignes additionnées %s total : une fiche ayant plusieurs valeurs de « %s » "
            "figure dans une ligne pour chacune, et le total la compte une fois.",
            more > 0 ? "dépassent le" : "ne donnent pas le", fr),
        arena_printf(build->arena,
                     "La suma de las filas %s total: una ficha con varios valores de «%s» está en "
                     "una fila por cada uno, y el total la cuenta una vez.",
                     more > 0 ? "supera el" : "no es igual al", es));
    return grid_note(build, &note, why);
}

/* Different values: one that occurs in several rows is one of the total. */
static enum status note_distinct(struct grid_build *build, const struct grid_column *column,
                                 struct failure *why)
{
    struct label note = label_three(
        arena_printf(build->arena,
                     "“%s” of the rows add up to more than the total: what occurs in several rows "
                     "is counted in each of them, and once in the total.",
                     label_in(&column->label, "en", "")),
        arena_printf(build->arena,
                     "« %s » : les lignes additionnées dépassent le total, car ce qui figure dans "
                     "plusieurs lignes est compté dans chacune, et une fois dans le total.",
                     label_in(&column->label, "fr", "")),
        arena_printf(build->arena,
                     "«%s»: la suma de las filas supera el total, porque lo que figura en varias "
                     "filas se cuenta en cada una, y una vez en el total.",
                     label_in(&column->label, "es", "")));
    return grid_note(build, &note, why);
}

static enum status note_overlaps(struct grid_build *build, struct failure *why)
{
    const struct grid *grid = build->grid;
    if (!build->table->totals) {
        return STATUS_OK;
    }
    TRY(note_overlap(build, why));
    for (size_t c = 0; c < grid->column_count; c++) {
        if (grid->columns[c].from->type == COLUMN_DISTINCT && compare_column(grid, c) != 0) {
            TRY(note_distinct(build, &grid->columns[c], why));
        }
    }
    return STATUS_OK;
}

/* ---- amounts in other currencies ---- */

static bool is_one_of(const struct value *value, const struct condition *condition)
{
    for (size_t i = 0; value->field && i < condition->value_count; i++) {
        if (str_is(value->text, condition->values[i])) {
            return true;
        }
    }
    return false;
}

/* False for an amount that is not added in any currency, such as a disbursement among commitments.
 */
static bool is_measured(const struct query *query, const struct value *value)
{
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        const struct field *field = condition->field;
        bool coded = field && (field->type == FIELD_CODE || field->type == FIELD_TEXT);
        if (coded && field->parent == value->field && condition->op == OP_IS && value->with &&
            !is_one_of(&value->with[field->index], condition)) {
            return false;
        }
    }
    return true;
}

static bool has_other(const struct record *record, const struct query *query,
                      const struct measure *measure)
{
    const struct value *value = record->values[measure->field->index];
    for (; value; value = value->next) {
        if (!str_is(value->currency, measure->currency) && is_measured(query, value)) {
            return true;
        }
    }
    return false;
}

static enum status count_others(struct grid_build *build, const struct query *query,
                                const struct measure *measure, unsigned long long *count,
                                struct failure *why)
{
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    enum step step = STEP_DONE;
    TRY(store_find_fields(build->store, query, ORDER_ID, &measure->field, 1, &cursor, why));
    arena_init(&arena, RECORD_ROOM);
    while ((step = record_cursor_next(cursor, &arena, &record, why)) == STEP_ITEM) {
        *count += has_other(record, query, measure);
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    return step == STEP_DONE ? STATUS_OK : why->status;
}

/* The label of the column; of split columns that of the field by which they are split. */
static struct label name_of(const struct grid *grid, const struct table_column *column)
{
    for (size_t c = 0; !column->split && c < grid->column_count; c++) {
        if (grid->columns[c].from == column) {
            return grid->columns[c].label;
        }
    }
    return column->split ? label_of_axis(column->split, grid->table->kind)
                         : label_same(column->name);
}

/* True when the column asks for records with its currency: it is one of several, and says so. */
static bool asks_currency(const struct table_column *column)
{
    for (size_t i = 0; i < column->query.count; i++) {
        const struct condition *condition = &column->query.conditions[i];
        const char *dot = strchr(condition->name, '.');
        if (condition->field == column->measure.field && dot && strcmp(dot, ".currency") == 0 &&
            condition->op == OP_IS && condition->value_count == 1 &&
            strcmp(condition->values[0], column->measure.currency) == 0) {
            return true;
        }
    }
    return false;
}

static enum status note_currency(struct grid_build *build, const struct table_column *column,
                                 struct failure *why)
{
    static const char *const nothing[] = {""};
    const struct field *field = column->measure.field;
    const char *currency = column->measure.currency;
    struct query query = column->query;
    unsigned long long count = 0;
    query.conditions[query.count++] =
        (struct condition){column->measured, field, OP_IS_NOT, nothing, 1};
    /* Of the years or spans that the rows show: others are told of apart (grid_outside.c). */
    for (size_t i = 0; build->whole && i < build->whole->count; i++) {
        query.conditions[query.count++] = build->whole->conditions[i];
    }
    TRY(count_others(build, &query, &column->measure, &count, why));
    if (count == 0) {
        return STATUS_OK;
    }
    struct label label = name_of(build->grid, column);
    struct label amount = label_of_field(field);
    bool one = count == 1;
    struct label note = label_three(
        arena_printf(build->arena,
                     "%llu %s amounts of “%s” in another currency than %s, or in none that is "
                     "stated; they are left out of “%s”.",
                     count, one ? "record has" : "records have", label_in(&amount, "en", ""),
                     currency, label_in(&label, "en", "")),
        arena_printf(build->arena,
                     "%llu %s des montants de « %s » dans une autre monnaie que %s, ou sans "
                     "monnaie précisée ; ils sont exclus de « %s ».",
                     count, one ? "fiche a" : "fiches ont", label_in(&amount, "fr", ""), currency,
                     label_in(&label, "fr", "")),
        arena_printf(build->arena,
                     "%llu %s importes de «%s» en otra moneda que %s, o sin moneda declarada; no "
                     "se incluyen en «%s».",
                     count, one ? "ficha tiene" : "fichas tienen", label_in(&amount, "es", ""),
                     currency, label_in(&label, "es", "")));
    return grid_note(build, &note, why);
}

/* ---- shares that were rounded ---- */

/* True when the shares as they are shown do not add to 100 though the shares themselves do. */
static bool shows_less(const struct grid *grid, size_t column)
{
    const struct grid_column *at = &grid->columns[column];
    int64_t sum = 0, shown = 0;
    if (at->from->type != COLUMN_SHARE || !grid_sum_rows(grid, column, 0, grid->row_count, &sum) ||
        !grid->totals[column].has_value || sum != grid->totals[column].value) {
        return false;
    }
    for (size_t r = 0; r < grid->row_count; r++) {
        shown += decimal_round(grid->rows[r].cells[column].value, at->places);
    }
    return shown != sum;
}

static enum status note_rounding(struct grid_build *build, struct failure *why)
{
    static const struct label note = {
        .count = 3,
        .languages = {"en", "fr", "es"},
        .texts = {"Shares may not add up to 100 because each is rounded.",
                  "Le total des parts peut différer de 100 car chacune est arrondie.",
                  "La suma de los porcentajes puede no ser 100 porque cada uno está redondeado."},
    };
    for (size_t c = 0; c < build->grid->column_count; c++) {
        if (shows_less(build->grid, c)) {
            return grid_note(build, &note, why);
        }
    }
    return STATUS_OK;
}

enum status grid_own_notes(struct grid_build *build, struct failure *why)
{
    for (size_t i = 0; i < build->table->note_count; i++) {
        TRY(grid_note(build, &build->table->notes[i], why));
    }
    return STATUS_OK;
}

enum status grid_add_notes(struct grid_build *build, struct failure *why)
{
    const struct table *table = build->table;
    TRY(note_overlaps(build, why));
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].measure.currency && !asks_currency(&table->columns[i])) {
            TRY(note_currency(build, &table->columns[i], why));
        }
    }
    TRY(note_rounding(build, why));
    TRY(grid_note_outside(build, why));
    return grid_note_gaps(build, why);
}
