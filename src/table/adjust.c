/* A table of the pack asked for other years, or other records, than its definition says. */
#include "table/definition.h"
#include "table/names.h"

/* What adjusting one table needs to pass around. */
struct adjusting {
    struct arena *arena;
    const struct table_set *set;
    const struct table_change *change;
    struct table *table;
};

/* ---- years ---- */

static enum status set_years(const struct adjusting *adjust, struct axis *axis, struct failure *why)
{
    axis->from = adjust->change->from > 0 ? adjust->change->from : axis->from;
    axis->to = adjust->change->to > 0 ? adjust->change->to : axis->to;
    if (axis->from > 0 && axis->to > 0 && axis->to < axis->from) {
        return fail(why, STATUS_USAGE, "The years %d to %d end before they begin. Turn them round.",
                    axis->from, axis->to);
    }
    return STATUS_OK;
}

static enum status copy_axis(const struct adjusting *adjust, const struct axis *axis,
                             struct axis **copy, struct failure *why)
{
    *copy = arena_alloc(adjust->arena, sizeof **copy);
    if (!*copy) {
        return fail_memory(why);
    }
    **copy = *axis;
    return set_years(adjust, *copy, why);
}

static enum status change_years(const struct adjusting *adjust, struct failure *why)
{
    struct table *table = adjust->table;
    bool found = table->rows.type == AXIS_YEARS;
    if (found) {
        TRY(set_years(adjust, &table->rows, why));
    }
    if (table->by && table->by->type == AXIS_YEARS) {
        found = true;
        TRY(copy_axis(adjust, table->by, &table->by, why));
    }
    for (size_t i = 0; i < table->column_count; i++) {
        struct table_column *column = &table->columns[i];
        struct axis *copy = NULL;
        if (column->split && column->split->type == AXIS_YEARS) {
            found = true;
            TRY(copy_axis(adjust, column->split, &copy, why));
            column->split = copy;
        }
    }
    return found ? STATUS_OK
                 : fail(why, STATUS_USAGE,
                        "The table %s is not divided by years (`years: FIELD` in its definition). "
                        "Ask with field>=value instead.",
                        table->name);
}

/* ---- conditions ---- */

static bool has_name(const struct query *query, const char *name)
{
    for (size_t i = 0; i < query->count; i++) {
        if (strcmp(query->conditions[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static enum status read_where(const struct adjusting *adjust, struct query *asked,
                              struct failure *why)
{
    const struct table_change *change = adjust->change;
    query_init(asked, adjust->table->kind);
    for (size_t i = 0; i < change->where_count; i++) {
        TRY(query_add(adjust->arena, adjust->set->pack, asked, str_of(change->where[i]), why));
        TRY(names_check_tags(adjust->set->lenses, &asked->conditions[asked->count - 1], why));
    }
    return STATUS_OK;
}

/*
 * What is asked takes the place of the table's own conditions on the same fields; those that a
 * column adds, behind the first @own of @query, stay.
 */
static enum status put_conditions(const struct adjusting *adjust, const struct query *asked,
                                  size_t own, struct query *query, struct failure *why)
{
    struct query made;
    query_init(&made, query->kind);
    for (size_t i = 0; i < own; i++) {
        if (!has_name(asked, query->conditions[i].name)) {
            made.conditions[made.count++] = query->conditions[i];
        }
    }
    if (made.count + asked->count + (query->count - own) + CELL_CONDITIONS > QUERY_CONDITIONS) {
        return fail(why, STATUS_USAGE,
                    "There are too many conditions for the table %s. Ask with fewer.",
                    adjust->table->name);
    }
    for (size_t i = 0; i < asked->count; i++) {
        made.conditions[made.count++] = asked->conditions[i];
    }
    for (size_t i = own; i < query->count; i++) {
        made.conditions[made.count++] = query->conditions[i];
    }
    *query = made;
    return STATUS_OK;
}

static enum status change_records(const struct adjusting *adjust, struct failure *why)
{
    struct table *table = adjust->table;
    struct query asked;
    size_t own = table->query.count;
    TRY(read_where(adjust, &asked, why));
    TRY(put_conditions(adjust, &asked, own, &table->query, why));
    for (size_t i = 0; i < table->column_count; i++) {
        struct query *query = &table->columns[i].query;
        if (query->kind) { /* what is computed from other columns may ask for nothing */
            TRY(put_conditions(adjust, &asked, own, query, why));
        }
    }
    return STATUS_OK;
}

/* ---- the whole ---- */

/* "Asked for: 2000-2010, region=africa", as the first note: the title may say something else. */
static enum status add_note(const struct adjusting *adjust, struct failure *why)
{
    const struct table_change *change = adjust->change;
    struct table *table = adjust->table;
    struct label *notes = arena_array(adjust->arena, table->note_count + 1, sizeof *notes);
    const char *asked = "";
    if (change->from > 0 || change->to > 0) {
        asked = arena_printf(adjust->arena, change->from > 0 ? "%d-" : "-", change->from);
        if (asked && change->to > 0) {
            asked = arena_printf(adjust->arena, "%s%d", asked, change->to);
        }
    }
    for (size_t i = 0; asked && i < change->where_count; i++) {
        asked =
            arena_printf(adjust->arena, "%s%s%s", asked, asked[0] ? ", " : "", change->where[i]);
    }
    if (!notes || !asked) {
        return fail_memory(why);
    }
    notes[0] = (struct label){.count = 3, .languages = {"en", "fr", "es"}};
    notes[0].texts[0] = arena_printf(adjust->arena, "Asked for: %s", asked);
    notes[0].texts[1] = arena_printf(adjust->arena, "Demande : %s", asked);
    notes[0].texts[2] = arena_printf(adjust->arena, "Pedido: %s", asked);
    for (size_t i = 0; i < table->note_count; i++) {
        notes[i + 1] = table->notes[i];
    }
    table->notes = notes;
    table->note_count++;
    return notes[0].texts[0] && notes[0].texts[1] && notes[0].texts[2] ? STATUS_OK
                                                                       : fail_memory(why);
}

enum status table_adjust(struct arena *arena, const struct table_set *set,
                         const struct table *table, const struct table_change *change,
                         const struct table **adjusted, struct failure *why)
{
    struct table *made = arena_alloc(arena, sizeof *made);
    struct adjusting adjust = {arena, set, change, made};
    *adjusted = table;
    if (change->from == 0 && change->to == 0 && change->where_count == 0) {
        return STATUS_OK;
    }
    struct table_column *columns = arena_array(arena, table->column_count, sizeof *columns);
    if (!made || !columns) {
        return fail_memory(why);
    }
    *made = *table;
    for (size_t i = 0; i < table->column_count; i++) {
        columns[i] = table->columns[i];
    }
    made->columns = columns;
    if (change->from > 0 || change->to > 0) {
        TRY(change_years(&adjust, why));
    }
    TRY(change_records(&adjust, why));
    *adjusted = made;
    return add_note(&adjust, why);
}
