/* Reading records: one by its identifier, or many by a question. */
#include "store/handle.h"
#include "store/lookup.h"
#include "store/select.h"
#include "store/sort.h"

#include <stdlib.h>

#define IDENTIFIER_LIMIT ((size_t)1024 * 1024)
#define CURSOR_MEMORY ((size_t)256 * 1024 * 1024) /* the numbers of sorted records need most */

/* One field that the cursor loads. */
struct loaded {
    const struct place *place;
    int column;             /* of the main statement, where its values begin */
    struct column *columns; /* of its own table: those to be read */
    size_t column_count;
    struct walker walker; /* over the rows of its own table */
    long long filled;     /* of a lean cursor: the record that got them */
};

struct record_cursor {
    struct store *store;
    const struct kind_layout *layout;
    struct db_statement *main; /* its first parameter says where to go on */
    struct loaded *fields;
    size_t field_count;
    enum record_order order;
    long long last_id;          /* where we are: after this number ... */
    struct buf last_identifier; /* ... or this identifier ... */
    struct sorted sorted;       /* ... or of ORDER_LIST before this place */
    bool running, done;
    bool lean; /* what stands in tables of its own is read when it is asked for */
    unsigned long long generation; /* of the store when the cursor last looked at the file */
    struct arena arena;
    struct record_cursor *next; /* in the store's list of open cursors */
};

/* ---- filling in values ---- */

static bool is_text(const struct column *column)
{
    const enum field_type type = column->field->type;
    return column->part != PART_VALUE || type == FIELD_TEXT || type == FIELD_CODE ||
           type == FIELD_LINK || type == FIELD_DATE;
}

static bool fill_text(struct arena *arena, struct value *value, enum part part, struct str text)
{
    struct str *to = part == PART_LANGUAGE   ? &value->language
                     : part == PART_CURRENCY ? &value->currency
                     : part == PART_DATE     ? &value->date
                                             : &value->text;
    *to = arena_str(arena, text);
    return to->at != NULL;
}

static void fill_number(struct value *value, struct db_statement *row, int column)
{
    const enum field_type type = value->field->type;
    value->number = type == FIELD_MONEY || type == FIELD_DECIMAL ? db_decimal(row, column)
                                                                 : db_integer(row, column);
}

/* Where one value stands: in @count columns of the row from number @first on. */
struct cells {
    struct db_statement *row;
    const struct column *columns;
    size_t count;
    int first;
};

/* Adds the value; in the table of the kind (@maybe) one whose cells are all empty is none. */
static bool load_value(struct arena *arena, struct record *record, const struct field *field,
                       const struct cells *cells, bool maybe)
{
    struct value *value = maybe ? NULL : record_add(arena, record, field);
    if (!maybe && !value) {
        return false;
    }
    for (size_t i = 0; i < cells->count; i++) {
        int column = cells->first + (int)i;
        const struct field *of = cells->columns[i].field;
        const bool text = is_text(&cells->columns[i]);
        const struct str read = text ? db_text(cells->row, column) : (struct str){NULL, 0};
        if (text ? !read.at : db_is_null(cells->row, column)) {
            continue;
        }
        value = value ? value : record_add(arena, record, field);
        if (!value) {
            return false;
        }
        struct value *to = of->parent ? &value->with[of->index] : value;
        to->field = of;
        if (!text) {
            fill_number(to, cells->row, column);
        } else if (!fill_text(arena, to, cells->columns[i].part, read)) {
            return false;
        }
    }
    return true;
}

static enum status load_children(struct loaded *loaded, struct arena *arena, struct record *record,
                                 struct failure *why)
{
    struct cells cells = {loaded->walker.statement, loaded->columns, loaded->column_count, 1};
    enum step step = walker_find(&loaded->walker, record->id, why);
    while (step == STEP_ITEM) {
        if (!load_value(arena, record, loaded->place->field, &cells, false)) {
            walker_park(&loaded->walker);
            return fail_memory(why);
        }
        step = walker_next(&loaded->walker, record->id, why);
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* The record whose row of the main statement is in hand. */
static enum status load_record(struct record_cursor *cursor, struct arena *arena,
                               struct record **record, struct failure *why)
{
    struct record *made = record_new(arena, cursor->layout->kind);
    if (!made) {
        return fail_memory(why);
    }
    made->id = db_integer(cursor->main, 0);
    made->identifier = arena_str(arena, db_text(cursor->main, 1));
    made->line = (unsigned)db_integer(cursor->main, 2);
    if (!made->identifier.at) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < cursor->field_count; i++) {
        struct loaded *loaded = &cursor->fields[i];
        const struct place *place = loaded->place;
        struct cells cells = {cursor->main, &cursor->layout->main.columns[place->first],
                              place->count, loaded->column};
        if (place->in_main && !load_value(arena, made, place->field, &cells, true)) {
            return fail_memory(why);
        }
        if (place->child.name && !cursor->lean) {
            TRY(load_children(loaded, arena, made, why));
        }
    }
    *record = made;
    return STATUS_OK;
}

/* ---- making a cursor ---- */

static bool is_wanted(const struct field *field, const struct field *const *fields, size_t count)
{
    for (size_t i = 0; fields && i < count; i++) {
        if (fields[i] == field || fields[i]->parent == field) {
            return true;
        }
    }
    return !fields;
}

/* Chooses the columns of the field's own table: the field itself, and the sub-fields named, or all.
 */
static bool choose_columns(struct arena *arena, struct loaded *loaded,
                           const struct field *const *fields, size_t count)
{
    const struct table *child = &loaded->place->child;
    bool named = false;
    for (size_t i = 0; fields && i < count; i++) {
        named = named || fields[i]->parent == loaded->place->field;
    }
    loaded->columns = arena_array(arena, child->count, sizeof *loaded->columns);
    for (size_t i = 0; loaded->columns && i < child->count; i++) {
        const struct field *field = child->columns[i].field;
        if (!named || !field->parent || is_wanted(field, fields, count)) {
            loaded->columns[loaded->column_count++] = child->columns[i];
        }
    }
    return loaded->columns != NULL;
}

static enum status prepare_walker(struct record_cursor *cursor, struct loaded *loaded,
                                  struct failure *why)
{
    const struct table *child = &loaded->place->child;
    struct sql sql;
    sql_init(&sql, cursor->store, &cursor->arena);
    buf_text(&sql.text, "SELECT record");
    for (size_t i = 0; i < loaded->column_count; i++) {
        buf_text(&sql.text, ", ");
        sql_name(&sql, NULL, loaded->columns[i].name);
    }
    buf_text(&sql.text, " FROM ");
    sql_name(&sql, NULL, child->name);
    buf_text(&sql.text, " WHERE record >= ");
    sql_bind_integer(&sql, 0);
    buf_text(&sql.text, " ORDER BY record, seq");
    return sql_prepare(&sql, &loaded->walker.statement, why);
}

/* Appends "SELECT id, identifier, line, …" and numbers the columns. */
static void select_columns(struct record_cursor *cursor, struct sql *sql)
{
    int column = 3;
    buf_text(&sql->text, "SELECT r.id, r.identifier, r.line");
    for (size_t i = 0; i < cursor->field_count; i++) {
        const struct place *place = cursor->fields[i].place;
        cursor->fields[i].column = column;
        for (size_t k = 0; place->in_main && k < place->count; k++, column++) {
            buf_text(&sql->text, ", ");
            sql_name(sql, "r", cursor->layout->main.columns[place->first + k].name);
        }
    }
    buf_text(&sql->text, " FROM ");
}

static enum status add_fields(struct record_cursor *cursor, const struct field *const *fields,
                              size_t count, struct failure *why)
{
    const struct kind *kind = cursor->layout->kind;
    cursor->fields = arena_array(&cursor->arena, kind->field_count, sizeof *cursor->fields);
    if (!cursor->fields) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < kind->field_count; i++) {
        if (!is_wanted(&kind->fields[i], fields, count)) {
            continue;
        }
        struct loaded *loaded = &cursor->fields[cursor->field_count++];
        loaded->place = &cursor->layout->places[i];
        if (loaded->place->child.name) {
            if (!choose_columns(&cursor->arena, loaded, fields, count)) {
                return fail_memory(why);
            }
            TRY(prepare_walker(cursor, loaded, why));
        }
    }
    return STATUS_OK;
}

static struct record_cursor *cursor_new(struct store *store, const struct kind *kind)
{
    struct record_cursor *cursor = calloc(1, sizeof *cursor);
    if (cursor) {
        cursor->store = store;
        cursor->layout = layout_of(&store->layout, kind);
        arena_init(&cursor->arena, CURSOR_MEMORY);
        buf_init(&cursor->last_identifier, IDENTIFIER_LIMIT);
        cursor->next = store->cursors;
        store->cursors = cursor;
    }
    return cursor;
}

/* One record after another by its number, in an order that is found here. */
static enum status prepare_sorted(struct record_cursor *cursor, const struct query *query,
                                  struct failure *why)
{
    struct sql sql;
    TRY(sort_find(cursor->store, &cursor->arena, query, &cursor->sorted, why));
    sql_init(&sql, cursor->store, &cursor->arena);
    select_columns(cursor, &sql);
    sql_name(&sql, NULL, cursor->layout->main.name);
    buf_text(&sql.text, " r WHERE r.id = ");
    sql_bind_integer(&sql, 0);
    return sql_prepare(&sql, &cursor->main, why);
}

/* The records of @query from where the cursor is on, in its order. */
static enum status prepare_main(struct record_cursor *cursor, const struct query *query,
                                struct failure *why)
{
    struct sql sql;
    bool by_id = cursor->order == ORDER_ID;
    sql_init(&sql, cursor->store, &cursor->arena);
    select_columns(cursor, &sql);
    sql_name(&sql, NULL, cursor->layout->main.name);
    buf_text(&sql.text, by_id ? " r WHERE r.id > " : " r WHERE r.identifier > ");
    sql_bind_integer(&sql, 0);
    sql_where(&sql, query, " AND ");
    buf_text(&sql.text, by_id ? " ORDER BY r.id" : " ORDER BY r.identifier");
    return sql_prepare(&sql, &cursor->main, why);
}

enum status store_find_fields(struct store *store, const struct query *query,
                              enum record_order order, const struct field *const *fields,
                              size_t field_count, struct record_cursor **cursor,
                              struct failure *why)
{
    struct record_cursor *made = cursor_new(store, query->kind);
    *cursor = made;
    if (!made) {
        return fail_memory(why);
    }
    const struct sort sort = query_order(query);
    made->order = order == ORDER_LIST && !sort.field && !sort.falls ? ORDER_IDENTIFIER : order;
    enum status status = add_fields(made, fields, field_count, why);
    if (status == STATUS_OK) {
        status = made->order == ORDER_LIST ? prepare_sorted(made, query, why)
                                           : prepare_main(made, query, why);
    }
    if (status != STATUS_OK) {
        record_cursor_close(made);
        *cursor = NULL;
    }
    return status;
}

enum status store_find(struct store *store, const struct query *query, enum record_order order,
                       struct record_cursor **cursor, struct failure *why)
{
    return store_find_fields(store, query, order, NULL, 0, cursor, why);
}

enum status store_find_lean(struct store *store, const struct query *query, enum record_order order,
                            struct record_cursor **cursor, struct failure *why)
{
    TRY(store_find(store, query, order, cursor, why));
    (*cursor)->lean = true;
    return STATUS_OK;
}

enum status record_cursor_fill(struct record_cursor *cursor, struct arena *arena,
                               struct record *record, const struct field *field,
                               struct failure *why)
{
    struct loaded *loaded = &cursor->fields[field->index];
    if (!loaded->place->child.name || loaded->filled == record->id) {
        return STATUS_OK;
    }
    loaded->filled = record->id;
    return load_children(loaded, arena, record, why);
}

void record_cursor_close(struct record_cursor *cursor)
{
    if (!cursor) {
        return;
    }
    struct record_cursor **link = &cursor->store->cursors;
    while (*link != cursor) {
        link = &(*link)->next;
    }
    *link = cursor->next;
    for (size_t i = 0; i < cursor->field_count; i++) {
        db_finalize(cursor->fields[i].walker.statement);
    }
    db_finalize(cursor->main);
    buf_release(&cursor->last_identifier);
    arena_release(&cursor->arena);
    free(cursor);
}

/* ---- moving ---- */

static void cursor_park(struct record_cursor *cursor)
{
    db_reset(cursor->main);
    for (size_t i = 0; i < cursor->field_count; i++) {
        walker_park(&cursor->fields[i].walker);
    }
    cursor->running = false;
}

void cursors_park(struct store *store)
{
    for (struct record_cursor *cursor = store->cursors; cursor; cursor = cursor->next) {
        cursor_park(cursor);
    }
}

/* Goes to the place where the cursor was, or to the beginning. */
static enum status resume(struct record_cursor *cursor, struct failure *why)
{
    cursor_park(cursor);
    if (cursor->order == ORDER_ID) {
        db_bind_integer(cursor->main, 1, cursor->last_id);
    } else if (cursor->order == ORDER_IDENTIFIER) {
        db_bind_copy(cursor->main, 1, buf_view(&cursor->last_identifier));
    }
    cursor->generation = cursor->store->generation;
    cursor->running = true;
    /* Out of the order of numbers it pays to know which tables are empty: number 0 has no rows. */
    for (size_t i = 0; i < cursor->field_count && cursor->order != ORDER_ID; i++) {
        struct walker *walker = &cursor->fields[i].walker;
        if (walker->statement && walker_find(walker, 0, why) == STEP_ERROR) {
            return why->status;
        }
    }
    return STATUS_OK;
}

void record_cursor_after(struct record_cursor *cursor, long long id)
{
    cursor_park(cursor);
    cursor->last_id = id;
    cursor->done = false;
}

static enum status remember(struct record_cursor *cursor, struct failure *why)
{
    cursor->last_id = db_integer(cursor->main, 0);
    if (cursor->order != ORDER_IDENTIFIER) {
        return STATUS_OK;
    }
    buf_clear(&cursor->last_identifier);
    buf_str(&cursor->last_identifier, db_text(cursor->main, 1));
    return buf_status(&cursor->last_identifier, why);
}

/* The next of the sorted records that is still there. */
static enum step step_sorted(struct record_cursor *cursor, struct failure *why)
{
    struct sorted *sorted = &cursor->sorted;
    enum step step = STEP_DONE;
    while (step == STEP_DONE && sorted->next < sorted->count) {
        db_reset(cursor->main);
        db_bind_integer(cursor->main, 1, sorted->ids[sorted->next++]);
        step = db_step(cursor->main, why);
    }
    return step;
}

/* Moves to the next record and remembers it; nothing of it is read yet. */
static enum step advance(struct record_cursor *cursor, struct failure *why)
{
    if (cursor->done) {
        return STEP_DONE;
    }
    if (!cursor->running || cursor->generation != cursor->store->generation) {
        if (resume(cursor, why) != STATUS_OK) {
            return STEP_ERROR;
        }
    }
    const enum step step =
        cursor->order == ORDER_LIST ? step_sorted(cursor, why) : db_step(cursor->main, why);
    return step == STEP_ITEM && remember(cursor, why) != STATUS_OK ? STEP_ERROR : step;
}

static enum step settle(struct record_cursor *cursor, enum step step)
{
    if (step != STEP_ITEM) {
        cursor_park(cursor);
        cursor->done = step == STEP_DONE;
    }
    return step;
}

enum step record_cursor_next(struct record_cursor *cursor, struct arena *arena,
                             struct record **record, struct failure *why)
{
    enum step step = advance(cursor, why);
    if (step == STEP_ITEM && load_record(cursor, arena, record, why) != STATUS_OK) {
        step = STEP_ERROR;
    }
    return settle(cursor, step);
}

enum step record_cursor_skip(struct record_cursor *cursor, unsigned long long count,
                             struct failure *why)
{
    enum step step = STEP_ITEM;
    if (cursor->order == ORDER_LIST) { /* places are known without looking */
        struct sorted *sorted = &cursor->sorted;
        const size_t left = sorted->count - sorted->next;
        sorted->next = count > left ? sorted->count : sorted->next + (size_t)count;
        return count > left ? STEP_DONE : STEP_ITEM;
    }
    for (; count > 0 && step == STEP_ITEM; count--) {
        step = settle(cursor, advance(cursor, why));
    }
    return step;
}

/* ---- one record ---- */

static enum status prepare_getter(struct record_cursor *getter, struct failure *why)
{
    struct sql sql;
    TRY(add_fields(getter, NULL, 0, why));
    sql_init(&sql, getter->store, &getter->arena);
    select_columns(getter, &sql);
    sql_name(&sql, NULL, getter->layout->main.name);
    buf_text(&sql.text, " r WHERE r.identifier = ");
    sql_bind_integer(&sql, 0);
    return sql_prepare(&sql, &getter->main, why);
}

/* Made once for each kind, and released with the other statements of the kind. */
static enum status make_getter(struct store *store, const struct kind *kind,
                               struct record_cursor **getter, struct failure *why)
{
    struct record_cursor *made = cursor_new(store, kind);
    if (!made) {
        return fail_memory(why);
    }
    enum status status = prepare_getter(made, why);
    if (status != STATUS_OK) {
        record_cursor_close(made);
        return status;
    }
    *getter = made;
    return STATUS_OK;
}

/* *@record is NULL when the kind has no such record. */
static enum status get_of_kind(const struct lookup *look, const struct kind *kind,
                               struct record **record, struct failure *why)
{
    struct record_cursor **getter = &look->store->kinds[kind->index].getter;
    *record = NULL;
    if (!*getter) {
        TRY(make_getter(look->store, kind, getter, why));
    }
    db_bind_text((*getter)->main, 1, look->identifier);
    enum status status = STATUS_OK;
    enum step step = db_step((*getter)->main, why);
    if (step == STEP_ITEM) {
        status = load_record(*getter, look->arena, record, why);
    } else if (step == STEP_ERROR) {
        status = why->status;
    }
    cursor_park(*getter);
    return status;
}

/* *@record is NULL when none of the kinds has such a record. */
static enum status get_of_kinds(const struct lookup *look, struct record **record,
                                struct failure *why)
{
    struct record *found = NULL;
    for (size_t i = 0; i < look->count; i++) {
        struct record *other = NULL;
        TRY(get_of_kind(look, &look->kinds[i], &other, why));
        if (found && other) {
            return fail(why, STATUS_USAGE,
                        "\"%.*s\" is the identifier of a record of kind %s and of one of kind %s. "
                        "Write KIND:IDENTIFIER.",
                        STR_ARGS(look->identifier), found->kind->name, other->kind->name);
        }
        found = other ? other : found;
    }
    *record = found;
    return STATUS_OK;
}

enum status store_get(struct store *store, struct arena *arena, const struct kind *kind,
                      struct str identifier, struct record **record, struct failure *why)
{
    struct lookup look = {store, arena, kind ? kind : store->pack->kinds,
                          kind ? 1 : store->pack->kind_count, identifier};
    TRY(get_of_kinds(&look, record, why));
    if (*record) {
        return STATUS_OK;
    }
    struct str rest = identifier;
    struct str name;
    const struct kind *named =
        str_split(&rest, ':', &name) && rest.at ? pack_kind(store->pack, name) : NULL;
    if (named && (!kind || named == kind)) {
        look = (struct lookup){store, arena, named, 1, rest};
        TRY(get_of_kinds(&look, record, why));
    }
    return *record ? STATUS_OK : lookup_fail(&look, why);
}
