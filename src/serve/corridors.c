#include "serve/corridors.h"

#include "serve/by_label.h"
#include "serve/facets.h"
#include "serve/page.h"

#include <stdlib.h>

/* A cell for each pair of codes, by their places in the list. */
struct cells {
    unsigned *directed, *undirected; /* the latter where the row is before the column */
};

struct counts {
    const struct codelist *list;
    struct cells makers, others; /* records that make a corridor; those that are shown in one */
};

static enum status add_condition(struct visit *visit, struct query *query,
                                 const struct field *field, const struct code *code)
{
    return query_add_values(visit->arena, visit->site->work->pack, query, field->name, OP_IS,
                            &code->code, 1, &visit->why);
}

enum status corridor_query(struct visit *visit, const struct corridor_part *part,
                           const struct code *origin, const struct code *destination,
                           struct query *query)
{
    query_init(query, part->shown.kind);
    TRY(add_condition(visit, query, part->origin, origin));
    return add_condition(visit, query, part->destination, destination);
}

static void add_pair(const struct counts *counts, struct cells *cells, const struct group *group)
{
    const struct code *ends[2] = {NULL, NULL};
    for (size_t i = 0; i < 2; i++) {
        const struct str key = group->keys[i];
        ends[i] = key.length > 0 ? codelist_find(counts->list, key) : NULL;
    }
    if (ends[0] && ends[1] && ends[0] != ends[1]) {
        cells->directed[ends[0]->order * counts->list->count + ends[1]->order] +=
            (unsigned)group->records;
    }
}

/* Of a field that holds both ends. */
static enum status count_both(struct visit *visit, const struct corridor_part *part,
                              struct cells *cells)
{
    struct query query;
    struct facet_match match;
    query_init(&query, part->shown.kind);
    const enum status status = facets_match(visit, &query, &match);
    if (status == STATUS_OK) {
        facets_pairs(&match, part->origin, cells->undirected);
    }
    facets_release(visit, &match);
    return status;
}

static enum status count_directed(struct visit *visit, const struct corridor_part *part,
                                  const struct counts *counts, struct cells *cells)
{
    const struct measure records = {.type = MEASURE_COUNT};
    const struct group_by by[] = {{.field = part->origin}, {.field = part->destination}};
    struct query query;
    struct group *groups = NULL;
    size_t count = 0;
    query_init(&query, part->shown.kind);
    TRY(store_measure(visit->store, visit->arena, &query, by, 2, &records, &groups, &count,
                      &visit->why));
    for (size_t i = 0; i < count; i++) {
        add_pair(counts, cells, &groups[i]);
    }
    return STATUS_OK;
}

static int by_records(const void *a, const void *b)
{
    const struct corridor_pair *x = a, *y = b;
    if (x->records != y->records) {
        return x->records > y->records ? -1 : 1;
    }
    return x->place < y->place ? -1 : 1;
}

static unsigned ways(const struct cells *cells, size_t codes, size_t a, size_t b)
{
    return cells->undirected[a < b ? a * codes + b : b * codes + a];
}

/* Every direction that a record has; a pair that only records without one have, once. */
static bool find_pair(const struct counts *counts, size_t a, size_t b, struct corridor_pair *pair)
{
    const struct cells *makers = &counts->makers, *others = &counts->others;
    const size_t codes = counts->list->count, there = a * codes + b, back = b * codes + a;
    const unsigned undirected = ways(makers, codes, a, b);
    const bool alone =
        a < b && undirected > 0 && makers->directed[there] + makers->directed[back] == 0;
    *pair =
        (struct corridor_pair){.origin = &counts->list->codes[a],
                               .destination = &counts->list->codes[b],
                               .directed = !alone,
                               .records = (unsigned long long)makers->directed[there] + undirected +
                                          others->directed[there] + ways(others, codes, a, b)};
    return makers->directed[there] > 0 || alone;
}

static enum status collect(struct visit *visit, const struct counts *counts,
                           const struct code *code, struct corridor_pair **pairs, size_t *count)
{
    const size_t codes = counts->list->count;
    const struct code **order = NULL;
    size_t capacity = 0;
    *pairs = NULL;
    *count = 0;
    TRY(codes_by_label(visit, counts->list, &order));
    for (size_t i = 0; i < codes * codes; i++) {
        const struct code *from = order[i / codes], *to = order[i % codes];
        struct corridor_pair pair;
        if (from == to || (code && from != code && to != code) ||
            !find_pair(counts, from->order, to->order, &pair)) {
            continue;
        }
        struct corridor_pair *grown =
            arena_grow(visit->arena, *pairs, *count, &capacity, sizeof *grown);
        if (!grown) {
            return fail_memory(&visit->why);
        }
        pair.place = *count;
        *pairs = grown;
        grown[(*count)++] = pair;
    }
    if (*count > 0) {
        qsort(*pairs, *count, sizeof **pairs, by_records);
    }
    return STATUS_OK;
}

static enum status cells_init(struct visit *visit, struct cells *cells, size_t codes)
{
    cells->directed = arena_array(visit->arena, codes * codes, sizeof(unsigned));
    cells->undirected = arena_array(visit->arena, codes * codes, sizeof(unsigned));
    return cells->directed && cells->undirected ? STATUS_OK : fail_memory(&visit->why);
}

enum status corridors_find(struct visit *visit, const struct code *code,
                           struct corridor_pair **pairs, size_t *count)
{
    const struct corridors *corridors = visit->site->work->pack->corridors;
    struct counts counts = {.list = corridors->list};
    TRY(cells_init(visit, &counts.makers, corridors->list->count));
    TRY(cells_init(visit, &counts.others, corridors->list->count));
    for (size_t i = 0; i < corridors->part_count; i++) {
        const struct corridor_part *part = &corridors->parts[i];
        struct cells *cells = part->makes ? &counts.makers : &counts.others;
        TRY(part->origin == part->destination ? count_both(visit, part, cells)
                                              : count_directed(visit, part, &counts, cells));
    }
    return collect(visit, &counts, code, pairs, count);
}

void address_of_corridor(struct visit *visit, const struct code *origin,
                         const struct code *destination)
{
    const char *path[] = {"corridors",
                          arena_printf(visit->arena, "%s-%s", origin->code, destination->code)};
    if (path[1]) {
        address_path(visit, path, 2);
    }
}
