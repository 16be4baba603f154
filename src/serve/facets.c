#include "serve/facet_table.h"

#include <stdlib.h>

struct facets {
    pthread_mutex_t lock;
    size_t kind_count;
    struct facet_table **tables; /* by kind; NULL: not made yet */
};

enum status facets_open(size_t kind_count, struct facets **facets, struct failure *why)
{
    struct facets *made = calloc(1, sizeof *made);
    *facets = made;
    if (made) {
        made->tables = calloc(kind_count + 1, sizeof(struct facet_table *));
        made->kind_count = kind_count;
    }
    if (!made || !made->tables || pthread_mutex_init(&made->lock, NULL) != 0) {
        return fail_memory(why);
    }
    return STATUS_OK;
}

void facets_close(struct facets *facets)
{
    if (!facets) {
        return;
    }
    for (size_t i = 0; facets->tables && i < facets->kind_count; i++) {
        facet_table_free(facets->tables[i]);
    }
    (void)pthread_mutex_destroy(&facets->lock);
    free(facets->tables);
    free(facets);
}

/* Under the lock: the table of the data as they are, made when it has to be. */
static enum status current_table(struct visit *visit, const struct kind *kind,
                                 struct facet_table **found)
{
    struct facet_table **place = &visit->site->facets->tables[kind->index];
    long long revision = 0;
    TRY(store_revision(visit->store, &revision, &visit->why));
    if (*place && (*place)->revision == revision) {
        *found = *place;
        return STATUS_OK;
    }
    struct facet_table *made = NULL;
    TRY(facet_table_make(visit, kind, &made));
    made->revision = revision;
    if (*place) {
        (*place)->old = true;
        if ((*place)->users == 0) {
            facet_table_free(*place);
        }
    }
    *place = *found = made;
    return STATUS_OK;
}

/* ---- asking ---- */

static enum status ask_store(struct visit *visit, const struct query *query,
                             const struct facet_table *table, unsigned char *chosen)
{
    static const struct field *const no_fields[1] = {NULL};
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    enum step step;
    size_t at = 0;
    TRY(store_find_fields(visit->store, query, ORDER_ID, no_fields, 0, &cursor, &visit->why));
    arena_init(&arena, RECORD_MEMORY);
    while ((step = record_cursor_next(cursor, &arena, &record, &visit->why)) == STEP_ITEM) {
        while (at < table->count && table->ids[at] < record->id) {
            at++;
        }
        if (at < table->count && table->ids[at] == record->id) {
            chosen[at] = 1;
        }
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

static const struct facet_column *column_of(const struct facet_table *table, struct facet facet)
{
    for (size_t c = 0; c < table->column_count; c++) {
        if (table->columns[c].field == facet.field && table->columns[c].lens == facet.lens) {
            return &table->columns[c];
        }
    }
    return NULL;
}

/* True when the value of a condition "tag" is the lens, or one of its themes; *@theme is "" or
 * that.
 */
bool facet_takes(const struct lens *lens, const char *value, const char **theme)
{
    const size_t length = strlen(lens->name);
    if (strncmp(value, lens->name, length) != 0 ||
        (value[length] != '\0' && value[length] != '/')) {
        return false;
    }
    *theme = value[length] ? value + length + 1 : "";
    return true;
}

bool facet_is_of(struct facet facet, const struct condition *condition)
{
    const char *theme = NULL;
    bool is = !facet.field ||
              (condition->field == facet.field && strcmp(condition->name, facet.field->name) == 0);
    is = is && (!facet.lens || (!condition->field && strcmp(condition->name, "tag") == 0));
    for (size_t i = 0; i < condition->value_count && is && facet.lens; i++) {
        is = facet_takes(facet.lens, condition->values[i], &theme);
    }
    return is;
}

/* Which keys of the column the condition names; its last place stands for having no value. */
static unsigned char *find_wanted(struct visit *visit, const struct facet_column *column,
                                  const struct condition *condition)
{
    unsigned char *wanted = arena_array(visit->arena, column->key_count + 1, 1);
    for (size_t v = 0; wanted && v < condition->value_count; v++) {
        const char *key = condition->values[v];
        if (column->lens) {
            (void)facet_takes(column->lens, condition->values[v], &key);
        } else if (key[0] == '\0') {
            wanted[column->key_count] = 1;
            continue;
        }
        for (size_t k = 0; k < column->key_count; k++) {
            wanted[k] |= strcmp(column->keys[k], key) == 0 ? 1 : 0;
        }
    }
    return wanted;
}

/* One condition "is" or "is not" on what is kept needs no store; false for others. */
static bool ask_column(struct visit *visit, const struct query *query,
                       const struct facet_table *table, unsigned char *chosen)
{
    const struct condition *condition = &query->conditions[0];
    const struct facet_column *column = NULL;
    for (size_t c = 0; query->count == 1 && c < table->column_count; c++) {
        const struct facet facet = {table->columns[c].field, table->columns[c].lens};
        column = facet_is_of(facet, condition) ? &table->columns[c] : column;
    }
    if (!column || (condition->op != OP_IS && condition->op != OP_IS_NOT)) {
        return false;
    }
    const unsigned char *wanted = find_wanted(visit, column, condition);
    const unsigned char met = condition->op == OP_IS ? 1 : 0;
    for (size_t i = 0; wanted && i < table->count; i++) {
        bool any = wanted[column->key_count] && column->starts[i] == column->starts[i + 1];
        for (uint32_t k = column->starts[i]; k < column->starts[i + 1] && !any; k++) {
            any = wanted[column->codes[k]];
        }
        chosen[i] = any ? met : 1 - met;
    }
    return wanted != NULL;
}

/* The records of an earlier question of the same text, copied; false when there are none. */
static bool recall(struct facets *facets, struct facet_table *table, const char *question,
                   unsigned char *chosen)
{
    bool found = false;
    (void)pthread_mutex_lock(&facets->lock);
    for (size_t i = 0; i < MEMOS && !found; i++) {
        struct memo *memo = &table->memos[i];
        found = memo->question && strcmp(memo->question, question) == 0;
        if (found) {
            memcpy(chosen, memo->chosen, table->count);
            memo->used = ++table->clock;
        }
    }
    (void)pthread_mutex_unlock(&facets->lock);
    return found;
}

/* In the place of what was not asked for the longest time. */
static void remember(struct facets *facets, struct facet_table *table, const char *question,
                     const unsigned char *chosen)
{
    char *text = strdup(question);
    unsigned char *copy = malloc(table->count + 1);
    if (!text || !copy) {
        free(text);
        free(copy);
        return;
    }
    memcpy(copy, chosen, table->count);
    (void)pthread_mutex_lock(&facets->lock);
    struct memo *oldest = &table->memos[0];
    for (size_t i = 1; i < MEMOS; i++) {
        oldest = table->memos[i].used < oldest->used ? &table->memos[i] : oldest;
    }
    free(oldest->question);
    free(oldest->chosen);
    *oldest = (struct memo){text, copy, ++table->clock};
    (void)pthread_mutex_unlock(&facets->lock);
}

/* The records of conditions that belong together. */
static enum status choose_part(struct visit *visit, const struct query *part,
                               struct facet_table *table, unsigned char *chosen)
{
    struct facets *facets = visit->site->facets;
    struct buf text;
    enum status status = STATUS_OK;
    if (ask_column(visit, part, table, chosen)) {
        return STATUS_OK;
    }
    buf_init(&text, (size_t)64 * 1024);
    query_print(part, &text);
    buf_char(&text, '\0');
    if (text.failed) {
        status = ask_store(visit, part, table, chosen);
    } else if (!recall(facets, table, text.at, chosen)) {
        status = ask_store(visit, part, table, chosen);
        if (status == STATUS_OK) {
            remember(facets, table, text.at, chosen);
        }
    }
    buf_release(&text);
    return status;
}

static const struct field *top_field(const struct condition *condition)
{
    const struct field *field = condition->field;
    return field && field->parent ? field->parent : field;
}

/*
 * Conditions on one field, and on its parts, may be about the same of its values and are asked
 * together (store/query.h); any others hold or do not by themselves.
 */
static enum status choose(struct visit *visit, const struct query *query, struct facet_table *table,
                          struct facet_match *match)
{
    unsigned char *chosen = arena_array(visit->arena, table->count + 1, 1);
    unsigned char *part_chosen = arena_array(visit->arena, table->count + 1, 1);
    bool done[QUERY_CONDITIONS] = {false};
    if (!chosen || !part_chosen) {
        return fail_memory(&visit->why);
    }
    memset(chosen, 1, table->count);
    if (query_leaves_out(query)) {
        struct query rest;
        query_init(&rest, query->kind);
        memset(chosen, 0, table->count);
        TRY(choose_part(visit, &rest, table, chosen));
    }
    for (size_t i = 0; i < query->count; i++) {
        struct query part;
        query_init(&part, query->kind);
        part.all = true; /* whether records are left out is a question of its own: facets_match() */
        for (size_t k = i; k < query->count && !done[i]; k++) {
            const struct field *field = top_field(&query->conditions[k]);
            if (k == i || (field && field == top_field(&query->conditions[i]))) {
                part.conditions[part.count++] = query->conditions[k];
                done[k] = k != i || done[k];
            }
        }
        if (part.count == 0) {
            continue;
        }
        memset(part_chosen, 0, table->count);
        TRY(choose_part(visit, &part, table, part_chosen));
        for (size_t r = 0; r < table->count; r++) {
            chosen[r] &= part_chosen[r];
        }
    }
    for (size_t r = 0; r < table->count; r++) {
        match->count += chosen[r];
    }
    match->chosen = chosen;
    return STATUS_OK;
}

enum status facets_match(struct visit *visit, const struct query *query, struct facet_match *match)
{
    struct facets *facets = visit->site->facets;
    struct facet_table *table = NULL;
    *match = (struct facet_match){.count = 0};
    (void)pthread_mutex_lock(&facets->lock);
    const enum status status = current_table(visit, query->kind, &table);
    if (table) {
        table->users++;
    }
    (void)pthread_mutex_unlock(&facets->lock);
    TRY(status);
    match->table = table;
    if (query->count == 0 && !query_leaves_out(query)) {
        match->count = table->count;
        return STATUS_OK;
    }
    return choose(visit, query, table, match);
}

/* ---- order ---- */

static enum status read_order(struct visit *visit, const struct query *query,
                              const struct facet_table *table, uint32_t *places)
{
    struct query all;
    struct arena arena;
    long long *ids = NULL;
    size_t found = 0, count = 0;
    query_init(&all, query->kind);
    all.all = true;
    all.sort = query->sort;
    arena_init(&arena, RECORD_MEMORY);
    const enum status status = store_order(visit->store, &arena, &all, &ids, &found, &visit->why);
    for (size_t i = 0; i < found && status == STATUS_OK; i++) {
        const size_t place = facet_table_place(table, ids[i]);
        if (place < table->count && count < table->count) {
            places[count++] = (uint32_t)place;
        }
    }
    arena_release(&arena);
    for (; count < table->count; count++) { /* of a record that went meanwhile */
        places[count] = UINT32_MAX;
    }
    return status;
}

static bool is_sort(const struct sort *a, const struct sort *b)
{
    return a->field == b->field && a->falls == b->falls;
}

/* Copies an order that is kept; false when it is not. */
static bool recall_order(struct facets *facets, struct facet_table *table, struct sort sort,
                         uint32_t *places)
{
    bool found = false;
    (void)pthread_mutex_lock(&facets->lock);
    for (size_t i = 0; i < ORDERS && !found; i++) {
        struct order *order = &table->orders[i];
        found = order->places && is_sort(&order->sort, &sort);
        if (found) {
            memcpy(places, order->places, table->count * sizeof *places);
            order->used = ++table->clock;
        }
    }
    (void)pthread_mutex_unlock(&facets->lock);
    return found;
}

/* In the place of what was not asked for the longest time. */
static void remember_order(struct facets *facets, struct facet_table *table, struct sort sort,
                           const uint32_t *places)
{
    uint32_t *copy = malloc((table->count + 1) * sizeof *copy);
    if (!copy) {
        return;
    }
    memcpy(copy, places, table->count * sizeof *copy);
    (void)pthread_mutex_lock(&facets->lock);
    struct order *oldest = &table->orders[0];
    for (size_t i = 1; i < ORDERS; i++) {
        oldest = table->orders[i].used < oldest->used ? &table->orders[i] : oldest;
    }
    free(oldest->places);
    *oldest = (struct order){sort, copy, ++table->clock};
    (void)pthread_mutex_unlock(&facets->lock);
}

enum status facets_page(struct visit *visit, const struct facet_match *match,
                        const struct query *query, struct facet_page *page)
{
    struct facets *facets = visit->site->facets;
    struct facet_table *table = match->table;
    const struct sort sort = query_order(query);
    unsigned long long before = page->first;
    uint32_t *places = arena_array(visit->arena, table->count + 1, sizeof *places);
    page->count = 0;
    if (!places) {
        return fail_memory(&visit->why);
    }
    if (!recall_order(facets, table, sort, places)) {
        TRY(read_order(visit, query, table, places));
        remember_order(facets, table, sort, places);
    }
    for (size_t i = 0; i < table->count && page->count < page->most; i++) {
        const uint32_t place = places[i];
        if (place == UINT32_MAX || (match->chosen && !match->chosen[place])) {
            continue;
        }
        if (before > 0) {
            before--;
            continue;
        }
        page->identifiers[page->count++] = table->identifiers[place];
    }
    return STATUS_OK;
}

enum status facets_name(struct visit *visit, const struct facet_match *match,
                        const struct query *query, unsigned long long first, size_t most,
                        struct query *named)
{
    struct facet_page page = {.first = first, .most = most};
    page.identifiers = arena_array(visit->arena, most + 1, sizeof *page.identifiers);
    query_init(named, query->kind);
    named->sort = query->sort;
    if (!page.identifiers) {
        return fail_memory(&visit->why);
    }
    TRY(facets_page(visit, match, query, &page));
    if (page.count == 0) {
        return fail(&visit->why, STATUS_NOT_FOUND, "%s", "The list ends before this row.");
    }
    for (size_t i = 0; i < page.count; i++) {
        page.identifiers[i] = arena_copy(visit->arena, str_of(page.identifiers[i]));
        if (!page.identifiers[i]) {
            return fail_memory(&visit->why);
        }
    }
    return query_add_values(visit->arena, visit->site->work->pack, named, "identifier", OP_IS,
                            page.identifiers, page.count, &visit->why);
}

void facets_release(struct visit *visit, struct facet_match *match)
{
    struct facets *facets = visit->site->facets;
    (void)pthread_mutex_lock(&facets->lock);
    if (match->table && --match->table->users == 0 && match->table->old) {
        facet_table_free(match->table);
    }
    match->table = NULL;
    (void)pthread_mutex_unlock(&facets->lock);
}

enum status facets_count(struct visit *visit, const struct facet_match *match, struct facet facet,
                         struct group **groups, size_t *count)
{
    const struct facet_table *table = match->table;
    const struct facet_column *column = column_of(table, facet);
    unsigned long long missing = 0;
    const size_t keys = column ? column->key_count : 0;
    unsigned long long *counts = arena_array(visit->arena, keys + 1, sizeof *counts);
    *groups = arena_array(visit->arena, keys + 1, sizeof **groups);
    *count = 0;
    if (!counts || !*groups) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; column && i < table->count; i++) {
        if (match->chosen && !match->chosen[i]) {
            continue;
        }
        missing += column->starts[i] == column->starts[i + 1] ? 1 : 0;
        for (uint32_t k = column->starts[i]; k < column->starts[i + 1]; k++) {
            counts[column->codes[k]]++;
        }
    }
    for (size_t k = 0; k <= keys; k++) {
        const unsigned long long records = k < keys ? counts[k] : facet.lens ? 0 : missing;
        if (records > 0) {
            (*groups)[(*count)++] =
                (struct group){.keys = {str_of(k < keys ? column->keys[k] : "")},
                               .key_count = 1,
                               .records = records};
        }
    }
    return STATUS_OK;
}

void facets_pairs(const struct facet_match *match, const struct field *field, unsigned *cells)
{
    const struct facet_table *table = match->table;
    const struct facet_column *column = column_of(table, (struct facet){field, NULL});
    const size_t codes = field->list->count; /* keys from there on are of no code */
    for (size_t i = 0; column && i < table->count; i++) {
        if (match->chosen && !match->chosen[i]) {
            continue;
        }
        for (uint32_t k = column->starts[i]; k < column->starts[i + 1]; k++) {
            for (uint32_t m = k + 1; m < column->starts[i + 1]; m++) {
                const size_t one = column->codes[k], other = column->codes[m];
                if (one < codes && other < codes) {
                    cells[one < other ? one * codes + other : other * codes + one]++;
                }
            }
        }
    }
}
