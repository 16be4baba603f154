#include "serve/facets.h"

#include <stdlib.h>

#define TABLE_LIMIT ((size_t)2 * 1024 * 1024 * 1024)
#define RECORD_MEMORY ((size_t)64 * 1024 * 1024)
#define KEYS_MOST UINT16_MAX /* different values of one field */

struct facet_column {
    const struct field *field;
    uint32_t *starts; /* for each record where its values begin in .codes; one more at the end */
    uint16_t *codes;  /* numbers of keys */
    size_t code_count, code_capacity;
    const char **keys; /* of a code list first all of its codes, in order */
    size_t key_count, key_capacity;
};

#define MEMOS 48 /* conditions of a kind whose records are kept */

/* The records that some conditions on one field, or one other condition, leave. */
struct memo {
    char *question;
    unsigned char *chosen;   /* for each record */
    unsigned long long used; /* the greater the later */
};

struct facet_table {
    long long revision;
    unsigned users; /* visits that look at it */
    bool old;       /* the data have changed: it goes with its last user */
    struct arena arena;
    long long *ids; /* of the records, rising */
    size_t count;
    struct facet_column *columns;
    size_t column_count;
    uint32_t *order;          /* the places of the records in order of identifiers */
    const char **identifiers; /* in that order */
    struct memo memos[MEMOS];
    unsigned long long clock;
};

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

static void free_table(struct facet_table *table)
{
    if (table) {
        for (size_t i = 0; i < MEMOS; i++) {
            free(table->memos[i].question);
            free(table->memos[i].chosen);
        }
        arena_release(&table->arena);
        free(table);
    }
}

void facets_close(struct facets *facets)
{
    if (!facets) {
        return;
    }
    for (size_t i = 0; facets->tables && i < facets->kind_count; i++) {
        free_table(facets->tables[i]);
    }
    (void)pthread_mutex_destroy(&facets->lock);
    free(facets->tables);
    free(facets);
}

bool facets_has(const struct field *field)
{
    return field->access == ACCESS_PUBLIC &&
           ((field->type == FIELD_CODE && field->list) || field->type == FIELD_BOOLEAN);
}

/* ---- making a table ---- */

static struct str key_of(const struct value *value)
{
    return value->field->type == FIELD_BOOLEAN ? str_of(value->number ? "true" : "false")
                                               : value->text;
}

/* The number of the key; a new one is added. False when there is no room. */
static bool find_key(struct arena *arena, struct facet_column *column, struct str key,
                     uint16_t *number)
{
    const struct codelist *list = column->field->list;
    const struct code *code = list ? codelist_find(list, key) : NULL;
    if (code && str_is(key, code->code)) {
        *number = (uint16_t)code->order;
        return true;
    }
    for (size_t i = list ? list->count : 0; i < column->key_count; i++) {
        if (str_is(key, column->keys[i])) {
            *number = (uint16_t)i;
            return true;
        }
    }
    const char **keys =
        arena_grow(arena, column->keys, column->key_count, &column->key_capacity, sizeof *keys);
    if (!keys || column->key_count == KEYS_MOST) {
        return false;
    }
    column->keys = keys;
    *number = (uint16_t)column->key_count;
    keys[column->key_count++] = arena_copy(arena, key);
    return keys[*number] != NULL;
}

/* Each value of a record once. */
static bool add_value(struct facet_table *table, struct facet_column *column, uint32_t start,
                      uint16_t number)
{
    for (size_t i = start; i < column->code_count; i++) {
        if (column->codes[i] == number) {
            return true;
        }
    }
    uint16_t *codes = arena_grow(&table->arena, column->codes, column->code_count,
                                 &column->code_capacity, sizeof *codes);
    if (!codes) {
        return false;
    }
    column->codes = codes;
    codes[column->code_count++] = number;
    return true;
}

static bool add_record(struct facet_table *table, const struct record *record)
{
    table->ids[table->count] = record->id;
    for (size_t c = 0; c < table->column_count; c++) {
        struct facet_column *column = &table->columns[c];
        const uint32_t start = (uint32_t)column->code_count;
        column->starts[table->count] = start;
        for (const struct value *v = record->values[column->field->index]; v; v = v->next) {
            uint16_t number = 0;
            if (!find_key(&table->arena, column, key_of(v), &number) ||
                !add_value(table, column, start, number)) {
                return false;
            }
        }
        column->starts[table->count + 1] = (uint32_t)column->code_count;
    }
    table->count++;
    return true;
}

static bool lay_columns(struct facet_table *table, const struct kind *kind, size_t records,
                        const struct field **fields)
{
    table->columns = arena_array(&table->arena, kind->field_count, sizeof *table->columns);
    table->ids = arena_array(&table->arena, records + 1, sizeof *table->ids);
    for (size_t i = 0; table->columns && table->ids && i < kind->field_count; i++) {
        struct facet_column *column = &table->columns[table->column_count];
        const struct codelist *list = kind->fields[i].list;
        if (!facets_has(&kind->fields[i])) {
            continue;
        }
        column->field = &kind->fields[i];
        column->starts = arena_array(&table->arena, records + 2, sizeof *column->starts);
        for (size_t k = 0; column->starts && list && k < list->count; k++) {
            const char **keys = arena_grow(&table->arena, column->keys, column->key_count,
                                           &column->key_capacity, sizeof *keys);
            if (!keys) {
                return false;
            }
            column->keys = keys;
            keys[column->key_count++] = list->codes[k].code;
        }
        if (!column->starts) {
            return false;
        }
        fields[table->column_count++] = column->field;
    }
    return table->columns && table->ids;
}

/* Where the record of this number stands; the count when it is not there. */
static size_t place_of(const struct facet_table *table, long long id)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (table->ids[middle] < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < table->count && table->ids[low] == id ? low : table->count;
}

static enum status fill_order(struct visit *visit, const struct query *all,
                              struct facet_table *table)
{
    static const struct field *const no_fields[1] = {NULL};
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    enum step step = STEP_DONE;
    size_t count = 0;
    table->order = arena_array(&table->arena, table->count + 1, sizeof *table->order);
    table->identifiers = arena_array(&table->arena, table->count + 1, sizeof *table->identifiers);
    if (!table->order || !table->identifiers) {
        return fail_memory(&visit->why);
    }
    TRY(store_find_fields(visit->store, all, ORDER_IDENTIFIER, no_fields, 0, &cursor, &visit->why));
    arena_init(&arena, RECORD_MEMORY);
    while ((step = record_cursor_next(cursor, &arena, &record, &visit->why)) == STEP_ITEM) {
        const size_t place = place_of(table, record->id);
        const char *identifier = arena_copy(&table->arena, record->identifier);
        if (place < table->count && count < table->count && identifier) {
            table->order[count] = (uint32_t)place;
            table->identifiers[count++] = identifier;
        }
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

static enum status fill_table(struct visit *visit, const struct kind *kind,
                              struct facet_table *table)
{
    struct query all;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    unsigned long long records = 0;
    bool room = true;
    enum step step = STEP_DONE;
    const struct field **fields = arena_array(visit->arena, kind->field_count, sizeof *fields);
    query_init(&all, kind);
    all.all = true;
    TRY(store_count(visit->store, &all, &records, &visit->why));
    if (!fields || !lay_columns(table, kind, records, fields)) {
        return fail_memory(&visit->why);
    }
    TRY(store_find_fields(visit->store, &all, ORDER_ID, fields, table->column_count, &cursor,
                          &visit->why));
    arena_init(&arena, RECORD_MEMORY);
    while (room && table->count < records &&
           (step = record_cursor_next(cursor, &arena, &record, &visit->why)) == STEP_ITEM) {
        room = add_record(table, record);
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    if (!room) {
        return fail_memory(&visit->why);
    }
    return step == STEP_ERROR ? visit->why.status : fill_order(visit, &all, table);
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
    struct facet_table *made = calloc(1, sizeof *made);
    if (!made) {
        return fail_memory(&visit->why);
    }
    arena_init(&made->arena, TABLE_LIMIT);
    made->revision = revision;
    const enum status status = fill_table(visit, kind, made);
    if (status != STATUS_OK) {
        free_table(made);
        return status;
    }
    if (*place) {
        (*place)->old = true;
        if ((*place)->users == 0) {
            free_table(*place);
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

static const struct facet_column *column_of(const struct facet_table *table,
                                            const struct field *field)
{
    for (size_t c = 0; c < table->column_count; c++) {
        if (table->columns[c].field == field) {
            return &table->columns[c];
        }
    }
    return NULL;
}

/* One condition "is" or "is not" on a field that is kept needs no store; false for others. */
static bool ask_column(const struct query *query, const struct facet_table *table,
                       unsigned char *chosen)
{
    const struct condition *condition = &query->conditions[0];
    const struct facet_column *column =
        query->count == 1 && condition->field ? column_of(table, condition->field) : NULL;
    if (!column || strcmp(condition->name, condition->field->name) != 0 ||
        (condition->op != OP_IS && condition->op != OP_IS_NOT)) {
        return false;
    }
    const unsigned char met = condition->op == OP_IS ? 1 : 0;
    for (size_t i = 0; i < table->count; i++) {
        bool any = false;
        for (size_t v = 0; v < condition->value_count && !any; v++) {
            const char *value = condition->values[v];
            any = value[0] == '\0' && column->starts[i] == column->starts[i + 1];
            for (uint32_t k = column->starts[i]; k < column->starts[i + 1] && !any; k++) {
                any = strcmp(column->keys[column->codes[k]], value) == 0;
            }
        }
        chosen[i] = any ? met : 1 - met;
    }
    return true;
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
    if (ask_column(part, table, chosen)) {
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
    for (size_t i = 0; i < query->count; i++) {
        struct query part;
        query_init(&part, query->kind);
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

size_t facets_page(const struct facet_match *match, unsigned long long first, size_t most,
                   const char **identifiers)
{
    const struct facet_table *table = match->table;
    size_t count = 0;
    for (size_t i = 0; i < table->count && count < most; i++) {
        if (match->chosen && !match->chosen[table->order[i]]) {
            continue;
        }
        if (first > 0) {
            first--;
            continue;
        }
        identifiers[count++] = table->identifiers[i];
    }
    return count;
}

void facets_release(struct visit *visit, struct facet_match *match)
{
    struct facets *facets = visit->site->facets;
    (void)pthread_mutex_lock(&facets->lock);
    if (match->table && --match->table->users == 0 && match->table->old) {
        free_table(match->table);
    }
    match->table = NULL;
    (void)pthread_mutex_unlock(&facets->lock);
}

enum status facets_count(struct visit *visit, const struct facet_match *match,
                         const struct field *field, struct group **groups, size_t *count)
{
    const struct facet_table *table = match->table;
    const struct facet_column *column = column_of(table, field);
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
        const unsigned long long records = k < keys ? counts[k] : missing;
        if (records > 0) {
            (*groups)[(*count)++] =
                (struct group){.keys = {str_of(k < keys ? column->keys[k] : "")},
                               .key_count = 1,
                               .records = records};
        }
    }
    return STATUS_OK;
}
