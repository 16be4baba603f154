/* Records that a table of years or spans does not show, so that nothing is left out silently. */
#include "table/grid_build.h"

/* What is counted to tell them. */
struct counted {
    unsigned long long all, stated, inside;
};

static enum status count_parts(const struct grid_build *build, const struct axis *axis,
                               const struct slice *whole, struct counted *counted,
                               struct failure *why)
{
    static const char *const nothing = "";
    struct slice stated = {.count = 1};
    const struct slice *slices[] = {&stated};
    const struct query *query = NULL;
    TRY(store_count(build->store, &build->table->query, &counted->all, why));
    TRY(slice_condition(build->arena, axis, &nothing, 1, &stated.conditions[0], why));
    stated.conditions[0].op = OP_IS_NOT;
    TRY(slice_filter(build->arena, &build->table->query, slices, 1, &query, why));
    TRY(store_count(build->store, query, &counted->stated, why));
    slices[0] = whole;
    TRY(slice_filter(build->arena, &build->table->query, slices, 1, &query, why));
    return store_count(build->store, query, &counted->inside, why);
}

static enum status note_unstated(struct grid_build *build, unsigned long long count,
                                 const struct label *field, struct failure *why)
{
    bool one = count == 1;
    struct label note =
        label_three(arena_printf(build->arena, "%llu %s no value of “%s” and %s not shown.", count,
                                 one ? "record has" : "records have", label_in(field, "en", ""),
                                 one ? "is" : "are"),
                    arena_printf(build->arena, "%llu %s sans valeur de « %s » et ne %s pas.", count,
                                 one ? "fiche est" : "fiches sont", label_in(field, "fr", ""),
                                 one ? "figure" : "figurent"),
                    arena_printf(build->arena, "%llu %s valor de «%s» y no %s.", count,
                                 one ? "ficha no tiene" : "fichas no tienen",
                                 label_in(field, "es", ""), one ? "figura" : "figuran"));
    return grid_note(build, &note, why);
}

static enum status note_beyond(struct grid_build *build, unsigned long long count,
                               const struct slice *whole, struct failure *why)
{
    const char *from = whole->conditions[0].values[0], *to = whole->conditions[1].values[0];
    bool one = count == 1;
    struct label note = label_three(
        arena_printf(build->arena, "%llu %s before %s or after %s and %s not shown.", count,
                     one ? "record lies" : "records lie", from, to, one ? "is" : "are"),
        arena_printf(build->arena, "%llu %s avant %s ou après %s et ne %s pas.", count,
                     one ? "fiche se situe" : "fiches se situent", from, to,
                     one ? "figure" : "figurent"),
        arena_printf(build->arena, "%llu %s antes de %s o después de %s y no %s.", count,
                     one ? "ficha está" : "fichas están", from, to, one ? "figura" : "figuran"));
    return grid_note(build, &note, why);
}

enum status grid_note_outside(struct grid_build *build, struct failure *why)
{
    const struct axis *axis = &build->table->rows;
    struct counted counted = {0};
    if (!build->whole) {
        return STATUS_OK;
    }
    struct label field = label_of_axis(axis, build->table->kind);
    TRY(count_parts(build, axis, build->whole, &counted, why));
    if (counted.all > counted.stated) {
        TRY(note_unstated(build, counted.all - counted.stated, &field, why));
    }
    return counted.stated > counted.inside
               ? note_beyond(build, counted.stated - counted.inside, build->whole, why)
               : STATUS_OK;
}
