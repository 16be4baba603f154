#include "store/sort.h"

#include "base/utf8.h"
#include "store/select.h"

#include <stdlib.h>

#define SORT_MEMORY ((size_t)2 * 1024 * 1024 * 1024)
#define KEY_BYTES 200 /* of a text: records with longer beginnings in common are by identifier */

/* A record and what it is compared by. */
struct sortable {
    long long id;
    struct str identifier;
    struct str text; /* folded; of a date as it stands */
    int64_t number;
    bool has_value;
};

/* What reading the keys passes around. */
struct reading {
    struct arena arena; /* of the keys */
    struct sortable *items;
    size_t count, capacity;
    struct sort sort;
    struct buf folded;
};

static int compare_values(const struct sortable *x, const struct sortable *y)
{
    const int texts = str_compare(x->text, y->text);
    return texts != 0 ? texts : (x->number > y->number) - (x->number < y->number);
}

/* Those without a value are last in both directions. */
static int compare(const void *a, const void *b, bool falls)
{
    const struct sortable *x = a, *y = b;
    if (x->has_value != y->has_value) {
        return x->has_value ? -1 : 1;
    }
    const int values = compare_values(x, y);
    if (values != 0) {
        return falls ? -values : values;
    }
    return str_compare(x->identifier, y->identifier);
}

static int rising(const void *a, const void *b)
{
    return compare(a, b, false);
}

static int falling(const void *a, const void *b)
{
    return compare(a, b, true);
}

/* A code by its place in the list; those that are in none come behind, as texts. */
static enum status take_code(struct reading *r, struct str text, struct sortable *item,
                             struct failure *why)
{
    const struct codelist *list = r->sort.field->list;
    const struct code *code = list ? codelist_find(list, text) : NULL;
    if (code) {
        item->number = (int64_t)code->order;
        return STATUS_OK;
    }
    item->text = arena_str(&r->arena, text);
    return item->text.at ? STATUS_OK : fail_memory(why);
}

static enum status take_text(struct reading *r, struct str text, struct sortable *item,
                             struct failure *why)
{
    if (r->sort.field->type == FIELD_CODE) {
        return take_code(r, text, item, why);
    }
    buf_clear(&r->folded);
    if (r->sort.field->type == FIELD_TEXT) {
        utf8_fold(
            str_trim((struct str){text.at, text.length > KEY_BYTES ? KEY_BYTES : text.length}),
            &r->folded);
    } else {
        buf_str(&r->folded, text);
    }
    item->text = arena_str(&r->arena, buf_view(&r->folded));
    return item->text.at ? buf_status(&r->folded, why) : fail_memory(why);
}

static enum status take_row(struct reading *r, struct db_statement *row, struct failure *why)
{
    struct sortable *grown =
        arena_grow(&r->arena, r->items, r->count, &r->capacity, sizeof *r->items);
    if (!grown) {
        return fail_memory(why);
    }
    r->items = grown;
    struct sortable *item = &grown[r->count++];
    *item = (struct sortable){.id = db_integer(row, 0),
                              .identifier = arena_str(&r->arena, db_text(row, 1))};
    if (!item->identifier.at) {
        return fail_memory(why);
    }
    if (!r->sort.field) { /* the identifier is the value */
        item->has_value = true;
        item->text = item->identifier;
        return STATUS_OK;
    }
    item->has_value = !db_is_null(row, 2);
    switch (r->sort.field->type) {
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        item->number = item->has_value ? db_decimal(row, 2) : 0;
        return STATUS_OK;
    case FIELD_INTEGER:
    case FIELD_BOOLEAN:
        item->number = item->has_value ? db_integer(row, 2) : 0;
        return STATUS_OK;
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
        return item->has_value ? take_text(r, db_text(row, 2), item, why) : STATUS_OK;
    }
    return STATUS_OK;
}

static enum status select_keys(struct store *store, struct arena *arena, const struct query *query,
                               struct db_statement **statement, struct failure *why)
{
    const struct kind_layout *layout = layout_of(&store->layout, query->kind);
    const struct field *field = query_order(query).field;
    struct sql sql;
    sql_init(&sql, store, arena);
    buf_text(&sql.text, "SELECT r.id, r.identifier");
    if (field) {
        buf_text(&sql.text, ", ");
        sql_name(&sql, "r", layout_column(&layout->main, field, PART_VALUE)->name);
    }
    buf_text(&sql.text, " FROM ");
    sql_name(&sql, NULL, layout->main.name);
    buf_text(&sql.text, " r");
    sql_where(&sql, query, " WHERE ");
    return sql_prepare(&sql, statement, why);
}

static enum status keep_ids(struct arena *arena, const struct reading *r, struct sorted *sorted,
                            struct failure *why)
{
    sorted->ids = arena_array(arena, r->count + 1, sizeof *sorted->ids);
    for (size_t i = 0; sorted->ids && i < r->count; i++) {
        sorted->ids[i] = r->items[i].id;
    }
    sorted->count = r->count;
    return sorted->ids ? STATUS_OK : fail_memory(why);
}

enum status sort_find(struct store *store, struct arena *arena, const struct query *query,
                      struct sorted *sorted, struct failure *why)
{
    struct reading r = {.sort = query_order(query)};
    struct db_statement *statement = NULL;
    enum status status = STATUS_OK;
    enum step step = STEP_DONE;
    *sorted = (struct sorted){.count = 0};
    TRY(select_keys(store, arena, query, &statement, why));
    arena_init(&r.arena, SORT_MEMORY);
    buf_init(&r.folded, (size_t)KEY_BYTES * UTF8_FOLD_MAX);
    while (status == STATUS_OK && (step = db_step(statement, why)) == STEP_ITEM) {
        status = take_row(&r, statement, why);
    }
    status = status == STATUS_OK && step == STEP_ERROR ? why->status : status;
    if (status == STATUS_OK) {
        if (r.count > 0) {
            qsort(r.items, r.count, sizeof *r.items, r.sort.falls ? falling : rising);
        }
        status = keep_ids(arena, &r, sorted, why);
    }
    db_finalize(statement);
    buf_release(&r.folded);
    arena_release(&r.arena);
    return status;
}

enum status store_order(struct store *store, struct arena *arena, const struct query *query,
                        long long **ids, size_t *count, struct failure *why)
{
    struct sorted sorted;
    TRY(sort_find(store, arena, query, &sorted, why));
    *ids = sorted.ids;
    *count = sorted.count;
    return STATUS_OK;
}
