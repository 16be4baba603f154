#include "report/made.h"

/* ---- tables ---- */

/* One of the set's is computed once, also when an expression has asked for a cell of it. */
static enum status compute_grid(struct report_made *made, struct directive *directive,
                                struct failure *why)
{
    const struct table_set *set = made->tables;
    struct grid **kept = NULL;
    for (size_t i = 0; i < set->count && !kept; i++) {
        kept = directive->table == &set->tables[i] ? &made->world.grids[i] : NULL;
    }
    if (kept && *kept) {
        directive->grid = *kept;
        return STATUS_OK;
    }
    struct failure reason;
    const enum status status =
        table_compute(made->store, directive->table, made->arena, &directive->grid, &reason);
    if (status != STATUS_OK) {
        return fail(why, status, "%s:%u: %s", directive->path, directive->line, reason.text);
    }
    if (kept) {
        *kept = directive->grid;
    }
    return STATUS_OK;
}

/* ---- claims ---- */

static enum status compute_claims(struct report_made *made, struct failure *why)
{
    if (made->claims) {
        return STATUS_OK;
    }
    TRY(claims_compute(made->store, made->set->env.claims, made->arena, &made->claims,
                       &made->claim_count, why));
    made->shown = arena_array(made->arena, made->claim_count + 1, sizeof *made->shown);
    return made->shown ? STATUS_OK : fail_memory(why);
}

const struct claim_result *made_claim_of(const struct report_made *made, const struct grid *grid,
                                         const char *row, const char *column)
{
    for (size_t i = 0; i < made->claim_count; i++) {
        const struct table *table = NULL;
        const char *claimed_row = NULL, *claimed_column = NULL;
        if (expr_is_cell(made->claims[i].claim->expr, &table, &claimed_row, &claimed_column) &&
            strcmp(table->name, grid->table->name) == 0 &&
            strcmp(claimed_row ? claimed_row : "total", row ? row : "total") == 0 &&
            strcmp(claimed_column, column) == 0) {
            return &made->claims[i];
        }
    }
    return NULL;
}

/* True when @place stands in @where, and no digit behind it: "Table 1" is not "Table 10". */
static bool stands_in(const char *where, const char *place)
{
    for (const char *at = strstr(where, place); at; at = strstr(at + 1, place)) {
        if (!char_is_digit(at[strlen(place)])) {
            return true;
        }
    }
    return false;
}

static bool is_wanted(const struct directive *directive, const struct claim_result *result)
{
    bool place = directive->place_count == 0 && directive->id_count == 0;
    bool verdict = directive->verdict_count == 0;
    for (size_t i = 0; i < directive->place_count; i++) {
        place = place || stands_in(result->where, directive->places[i]);
    }
    for (size_t i = 0; i < directive->id_count; i++) {
        place = place || str_starts(str_of(result->claim->id), directive->ids[i]);
    }
    for (size_t i = 0; i < directive->verdict_count; i++) {
        verdict = verdict || strcmp(verdict_name(result->verdict), directive->verdicts[i]) == 0;
    }
    return place && verdict;
}

/* True when one of those chosen says the same: the same number beside the same one, in that place
 * or in a part of it ("Case study 3" and "Case study 3, footnote 28"). */
static bool is_said(const struct directive *directive, const struct claim_result *result)
{
    for (size_t i = 0; i < directive->result_count; i++) {
        const struct claim_result *other = &directive->results[i];
        const bool values = result->printed && other->printed && result->computed &&
                            other->computed && strcmp(result->printed, other->printed) == 0 &&
                            strcmp(result->computed, other->computed) == 0;
        if (values && result->verdict == other->verdict &&
            (str_starts(str_of(other->where), result->where) ||
             str_starts(str_of(result->where), other->where))) {
            return true;
        }
    }
    return false;
}

static enum status choose_claims(struct report_made *made, struct directive *directive,
                                 struct failure *why)
{
    TRY(compute_claims(made, why));
    directive->results =
        arena_array(made->arena, made->claim_count + 1, sizeof *directive->results);
    if (!directive->results) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < made->claim_count; i++) {
        if ((directive->rest && made->shown[i]) || !is_wanted(directive, &made->claims[i]) ||
            (directive->once && is_said(directive, &made->claims[i]))) {
            continue;
        }
        made->shown[i] = true;
        directive->results[directive->result_count++] = made->claims[i];
    }
    return STATUS_OK;
}

static enum status find_printed(struct report_made *made, struct directive *directive,
                                struct failure *why)
{
    TRY(compute_claims(made, why));
    for (size_t i = 0; i < made->claim_count; i++) {
        if (made->claims[i].claim == directive->claim) {
            directive->result = made->claims[i];
        }
    }
    return STATUS_OK;
}

/* ---- numbers ---- */

static enum status compute_number(struct report_made *made, struct directive *directive,
                                  struct failure *why)
{
    struct failure reason;
    enum status status =
        directive->type == DIRECTIVE_CLAIM
            ? claim_compute(&made->world, directive->claim, &directive->result, &reason)
            : expr_eval(&made->world, directive->expr, &directive->value, &reason);
    if (status == STATUS_OK) {
        status = expr_list_questions(&made->world, directive->expr, &directive->questions, &reason);
    }
    return status == STATUS_OK
               ? STATUS_OK
               : fail(why, status, "%s:%u: %s", directive->path, directive->line, reason.text);
}

/* ---- the data themselves ---- */

struct str made_folder_name(struct str file)
{
    size_t end = file.length, begin;
    while (end > 0 && file.at[end - 1] != '/') {
        end--;
    }
    if (end <= 1) {
        return file;
    }
    for (begin = --end; begin > 0 && file.at[begin - 1] != '/'; begin--) {
    }
    return (struct str){file.at + begin, end - begin};
}

static enum status compute_figures(struct report_made *made, struct directive *figures,
                                   struct failure *why)
{
    for (size_t i = 0; i < figures->row_count * figures->head_count; i++) {
        TRY(compute_number(made, &figures->cells[i], why));
    }
    return STATUS_OK;
}

/* The files that the lenses stand in, to be written out; they may have other names. */
static enum status read_rules(struct report_made *made, struct directive *directive,
                              struct failure *why)
{
    const struct lens_set *lenses = made->set->env.lenses;
    const char *const *paths = NULL;
    size_t path_count = 0;
    const struct pack_folder folder = {"lenses", ".yaml"};
    struct yaml_node *root = NULL;
    TRY(pack_files_in(made->arena, made->set->env.pack, folder, &paths, &path_count, why));
    directive->files =
        arena_array(made->arena, lens_set_count(lenses) + 1, sizeof(struct yaml_node *));
    if (!directive->files) {
        return fail_memory(why);
    }
    for (size_t p = 0; p < path_count; p++) {
        TRY(yaml_load(made->arena, paths[p], &root, why));
        const struct yaml_node *name = yaml_get(root, "lens");
        for (size_t i = 0; name && i < lens_set_count(lenses); i++) {
            if (str_is(name->text, lens_set_at(lenses, i)->name)) {
                directive->files[i] = root;
            }
        }
    }
    return STATUS_OK;
}

static enum status compute_one(struct report_made *made, struct directive *directive,
                               struct failure *why)
{
    switch (directive->type) {
    case DIRECTIVE_TABLE:
    case DIRECTIVE_CHART:
    case DIRECTIVE_MAP:
    case DIRECTIVE_LIST:
        if (directive->claims) {
            TRY(compute_claims(made, why));
        }
        return compute_grid(made, directive, why);
    case DIRECTIVE_FIGURES:
        return compute_figures(made, directive, why);
    case DIRECTIVE_CLAIMS:
        return choose_claims(made, directive, why);
    case DIRECTIVE_PRINTED:
        return find_printed(made, directive, why);
    case DIRECTIVE_NUMBER:
        TRY(compute_number(made, directive, why));
        return made_doubt(made, directive, why);
    case DIRECTIVE_CLAIM:
        return compute_number(made, directive, why);
    case DIRECTIVE_DEFINITIONS:
        return directive->rules ? read_rules(made, directive, why) : STATUS_OK;
    case DIRECTIVE_DATA:
        return store_imports(made->store, made->arena, &made->imports, &made->import_count, why);
    default:
        return STATUS_OK;
    }
}

enum status made_compute(struct report_made *made, struct failure *why)
{
    for (struct directive *at = made->first; at; at = at->next) {
        TRY(compute_one(made, at, why));
    }
    return STATUS_OK;
}
