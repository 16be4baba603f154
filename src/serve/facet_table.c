#include "serve/facet_table.h"

#include <stdlib.h>

#define TABLE_LIMIT ((size_t)2 * 1024 * 1024 * 1024)
#define KEYS_MOST UINT16_MAX /* different values of one field */

bool facets_has(const struct field *field)
{
    return field->access == ACCESS_PUBLIC &&
           ((field->type == FIELD_CODE && field->list) || field->type == FIELD_BOOLEAN);
}

/* ---- fields ---- */

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
    table->identifiers[table->count] = arena_copy(&table->arena, record->identifier);
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
    return table->identifiers[table->count++] != NULL;
}

static bool lay_columns(struct facet_table *table, const struct kind *kind, size_t records,
                        const struct field **fields)
{
    for (size_t i = 0; i < kind->field_count; i++) {
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
    return true;
}

size_t facet_table_place(const struct facet_table *table, long long id)
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

/* ---- themes ---- */

/* The tags of one lens as they come from the store. */
struct tagging {
    const struct facet_table *table;
    const struct lens *lens;
    struct arena arena;
    struct tagged_place {
        uint32_t place;
        uint16_t key;
    } * tags;
    size_t count, capacity;
    bool no_room;
};

static bool take_tag(void *context, long long record, struct str theme)
{
    struct tagging *t = context;
    const size_t place = facet_table_place(t->table, record);
    size_t key = theme.length == 0 ? 0 : t->lens->theme_count + 1;
    for (size_t i = 0; i < t->lens->theme_count && theme.length > 0; i++) {
        key = str_is(theme, t->lens->themes[i].name) ? i + 1 : key;
    }
    if (place == t->table->count || key > t->lens->theme_count) {
        return true; /* of another kind, or of a theme that the lens has no more */
    }
    struct tagged_place *grown =
        arena_grow(&t->arena, t->tags, t->count, &t->capacity, sizeof *t->tags);
    if (!grown) {
        t->no_room = true;
        return false;
    }
    t->tags = grown;
    grown[t->count++] = (struct tagged_place){(uint32_t)place, (uint16_t)key};
    return true;
}

/* From tags in any order to those of one record after another. */
static bool place_tags(struct facet_table *table, struct facet_column *column,
                       const struct tagging *t)
{
    uint32_t *next = column->starts + 1; /* of each record: where its next one goes */
    column->codes = arena_array(&table->arena, t->count + 1, sizeof *column->codes);
    column->code_count = t->count;
    if (!column->codes) {
        return false;
    }
    for (size_t i = 0; i < t->count; i++) {
        column->starts[t->tags[i].place + 2]++;
    }
    for (size_t i = 2; i <= table->count + 1; i++) {
        column->starts[i] += column->starts[i - 1];
    }
    for (size_t i = 0; i < t->count; i++) {
        column->codes[next[t->tags[i].place]++] = t->tags[i].key;
    }
    return true;
}

/* The lens as a whole is the key "", each theme its name. */
static enum status add_lens(struct visit *visit, struct facet_table *table, const struct lens *lens)
{
    struct facet_column *column = &table->columns[table->column_count];
    struct tagging t = {.table = table, .lens = lens};
    column->lens = lens;
    column->key_count = lens->theme_count + 1;
    column->keys = arena_array(&table->arena, column->key_count, sizeof *column->keys);
    column->starts = arena_array(&table->arena, table->count + 3, sizeof *column->starts);
    if (!column->keys || !column->starts) {
        return fail_memory(&visit->why);
    }
    column->keys[0] = "";
    for (size_t i = 0; i < lens->theme_count; i++) {
        column->keys[i + 1] = lens->themes[i].name;
    }
    arena_init(&t.arena, TABLE_LIMIT);
    enum status status = store_each_tag(visit->store, lens->name, take_tag, &t, &visit->why);
    if (status == STATUS_OK && (t.no_room || !place_tags(table, column, &t))) {
        status = fail_memory(&visit->why);
    }
    arena_release(&t.arena);
    table->column_count++;
    return status;
}

static enum status add_lenses(struct visit *visit, const struct kind *kind,
                              struct facet_table *table)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        if (lens_applies(lens_set_at(lenses, i), kind)) {
            TRY(add_lens(visit, table, lens_set_at(lenses, i)));
        }
    }
    return STATUS_OK;
}

/* ---- the whole ---- */

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
    table->columns =
        arena_array(&table->arena, kind->field_count + lens_set_count(visit->site->work->lenses),
                    sizeof *table->columns);
    table->ids = arena_array(&table->arena, records + 1, sizeof *table->ids);
    table->identifiers = arena_array(&table->arena, records + 1, sizeof *table->identifiers);
    if (!fields || !table->columns || !table->ids || !table->identifiers ||
        !lay_columns(table, kind, records, fields)) {
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
    return step == STEP_ERROR ? visit->why.status : add_lenses(visit, kind, table);
}

enum status facet_table_make(struct visit *visit, const struct kind *kind,
                             struct facet_table **table)
{
    struct facet_table *made = calloc(1, sizeof *made);
    if (!made) {
        return fail_memory(&visit->why);
    }
    arena_init(&made->arena, TABLE_LIMIT);
    const enum status status = fill_table(visit, kind, made);
    if (status != STATUS_OK) {
        facet_table_free(made);
        return status;
    }
    *table = made;
    return STATUS_OK;
}

void facet_table_free(struct facet_table *table)
{
    if (table) {
        for (size_t i = 0; i < MEMOS; i++) {
            free(table->memos[i].question);
            free(table->memos[i].chosen);
        }
        for (size_t i = 0; i < ORDERS; i++) {
            free(table->orders[i].places);
        }
        arena_release(&table->arena);
        free(table);
    }
}
