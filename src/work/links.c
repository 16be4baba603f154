#include "work/links.h"

#include "model/conduct.h"

/* Divides "KIND:IDENTIFIER". False when the pack has no such kind. */
static bool divide(const struct pack *pack, struct str target, const struct kind **kind,
                   struct str *identifier)
{
    struct str name;
    *identifier = target;
    *kind = str_split(identifier, ':', &name) ? pack_kind(pack, name) : NULL;
    return *kind && identifier->length > 0;
}

/* The record a link leads to, in @arena; NULL in *@record when there is none. */
static enum status follow(struct store *store, struct arena *arena, struct str target,
                          struct record **record, struct failure *why)
{
    const struct kind *kind = NULL;
    struct query query;
    struct str identifier;
    struct record_cursor *cursor = NULL;
    *record = NULL;
    if (!divide(store_pack(store), target, &kind, &identifier)) {
        return STATUS_OK;
    }
    const char *name = arena_copy(arena, identifier);
    if (!name) {
        return fail_memory(why);
    }
    query_init(&query, kind);
    TRY(query_add_values(arena, store_pack(store), &query, "identifier", OP_IS, &name, 1, why));
    TRY(store_find(store, &query, ORDER_ID, &cursor, why));
    const enum step step = record_cursor_next(cursor, arena, record, why);
    record_cursor_close(cursor);
    *record = step == STEP_ITEM ? *record : NULL;
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status add_link(struct arena *arena, struct link_list *list, size_t *capacity,
                            const struct link *link, struct failure *why)
{
    struct link *items = arena_grow(arena, list->items, list->count, capacity, sizeof *items);
    if (!items) {
        return fail_memory(why);
    }
    list->items = items;
    items[list->count++] = *link;
    return STATUS_OK;
}

/* ---- outgoing ---- */

enum status links_out(struct store *store, struct arena *arena, const struct record *record,
                      struct link_list *list, struct failure *why)
{
    size_t capacity = 0;
    *list = (struct link_list){0};
    for (size_t f = 0; f < record->kind->field_count; f++) {
        const struct field *field = &record->kind->fields[f];
        for (const struct value *v = record->values[f]; v; v = v->next) {
            /* The value itself, then its sub-fields. */
            for (size_t part = 0; part <= field->with_count; part++) {
                const struct value *value = part == 0 ? v : &v->with[part - 1];
                struct link link = {.field = value->field, .value = v, .target = value->text};
                if (!value->field || value->field->type != FIELD_LINK) {
                    continue;
                }
                TRY(follow(store, arena, link.target, &link.other, why));
                if (link.other && link.other->id == record->id) {
                    continue; /* an original is its own work: nothing to follow */
                }
                TRY(add_link(arena, list, &capacity, &link, why));
            }
        }
    }
    return STATUS_OK;
}

/* ---- incoming ---- */

/* What asking for the links to one record needs to pass around. */
struct asking {
    long long id; /* of the record that is asked about */
    struct store *store;
    struct arena *arena;
    const char *target;
    const struct kind *kind; /* that it is of */
    struct link_list *list;
    size_t capacity;
    struct failure *why;
};

static bool may_lead(const struct field *field, const struct kind *kind)
{
    for (size_t i = 0; field->type == FIELD_LINK && i < field->target_count; i++) {
        if (field->targets[i] == kind) {
            return true;
        }
    }
    return false;
}

static enum status ask_field(struct asking *a, const struct kind *kind, const struct field *field)
{
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    enum status status = STATUS_OK;
    char *name = field->parent ? arena_printf(a->arena, "%s.%s", field->parent->name, field->name)
                               : arena_copy(a->arena, str_of(field->name));
    if (!name) {
        return fail_memory(a->why);
    }
    query_init(&query, kind);
    TRY(query_add_values(a->arena, store_pack(a->store), &query, name, OP_IS, &a->target, 1,
                         a->why));
    TRY(store_find(a->store, &query, ORDER_IDENTIFIER, &cursor, a->why));
    while (status == STATUS_OK && a->list->count < LINKS_SHOWN &&
           (step = record_cursor_next(cursor, a->arena, &record, a->why)) == STEP_ITEM) {
        const struct link link = {.field = field, .other = record};
        if (record->id == a->id) {
            continue;
        }
        status = add_link(a->arena, a->list, &a->capacity, &link, a->why);
    }
    a->list->more = a->list->more || a->list->count == LINKS_SHOWN;
    record_cursor_close(cursor);
    return status == STATUS_OK && step == STEP_ERROR ? a->why->status : status;
}

static enum status ask_kind(struct asking *a, const struct kind *kind)
{
    for (size_t f = 0; f < kind->field_count; f++) {
        const struct field *field = &kind->fields[f];
        if (may_lead(field, a->kind)) {
            TRY(ask_field(a, kind, field));
        }
        for (size_t i = 0; i < field->with_count; i++) {
            if (may_lead(&field->with[i], a->kind)) {
                TRY(ask_field(a, kind, &field->with[i]));
            }
        }
    }
    return STATUS_OK;
}

enum status links_in(struct store *store, struct arena *arena, const struct record *record,
                     struct link_list *list, struct failure *why)
{
    const struct pack *pack = store_pack(store);
    struct asking a = {.id = record->id,
                       .store = store,
                       .arena = arena,
                       .kind = record->kind,
                       .list = list,
                       .why = why};
    *list = (struct link_list){0};
    a.target = arena_printf(arena, "%s:%.*s", record->kind->name, STR_ARGS(record->identifier));
    if (!a.target) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        TRY(ask_kind(&a, &pack->kinds[i]));
    }
    return STATUS_OK;
}

/* ---- all of them ---- */

#define CHECK_MEMORY ((size_t)256 * 1024 * 1024)

struct checking {
    struct workspace *work;
    struct arena arena; /* one record and what it leads to */
    void (*each)(void *context, const struct bad_link *bad);
    void *context;
    struct failure *why;
};

/* Whether the record has what the rule asks of it, as {field: value}, by names. */
static enum status target_passes(struct checking *c, const struct record *target,
                                 const struct record_rule *rule, bool *passes)
{
    struct query query;
    unsigned long long count = 0;
    const struct pack *pack = c->work->pack;
    const char *name = arena_copy(&c->arena, target->identifier);
    query_init(&query, target->kind);
    if (!name) {
        return fail_memory(c->why);
    }
    TRY(query_add_values(&c->arena, pack, &query, "identifier", OP_IS, &name, 1, c->why));
    for (const struct yaml_node *n = rule->target->children; n; n = n->next) {
        const char *const *values = NULL;
        size_t value_count = 0;
        TRY(yaml_texts(&c->arena, n, &values, &value_count, c->why));
        TRY(query_add_values(&c->arena, pack, &query, n->key, OP_IS, values, value_count, c->why));
    }
    TRY(store_count(c->work->store, &query, &count, c->why));
    *passes = count > 0;
    return STATUS_OK;
}

static enum status check_rules(struct checking *c, const struct record *record,
                               const struct link *link)
{
    const struct conduct *conduct = record->kind->conduct;
    for (size_t i = 0; i < conduct->rule_count; i++) {
        const struct record_rule *rule = &conduct->rules[i];
        bool passes = true;
        if (rule->form != FORM_LINK || rule->of != link->field ||
            !record_passes(record, rule->when, rule->when_count)) {
            continue;
        }
        TRY(target_passes(c, link->other, rule, &passes));
        if (!passes) {
            const struct bad_link bad = {record, link->field, link->target, rule};
            c->each(c->context, &bad);
        }
    }
    return STATUS_OK;
}

static enum status check_record(struct checking *c, const struct record *record)
{
    struct link_list list;
    TRY(links_out(c->work->store, &c->arena, record, &list, c->why));
    for (size_t i = 0; i < list.count; i++) {
        const struct link *link = &list.items[i];
        if (link->other) {
            TRY(check_rules(c, record, link));
        } else {
            const struct bad_link bad = {record, link->field, link->target, NULL};
            c->each(c->context, &bad);
        }
    }
    return STATUS_OK;
}

static bool has_links(const struct kind *kind)
{
    bool has = false;
    for (size_t f = 0; f < kind->field_count; f++) {
        has = has || kind->fields[f].type == FIELD_LINK;
        for (size_t i = 0; i < kind->fields[f].with_count; i++) {
            has = has || kind->fields[f].with[i].type == FIELD_LINK;
        }
    }
    return has;
}

static enum status check_kind(struct checking *c, const struct kind *kind)
{
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    enum status status = STATUS_OK;
    query_init(&query, kind);
    TRY(store_find(c->work->store, &query, ORDER_ID, &cursor, c->why));
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &c->arena, &record, c->why)) == STEP_ITEM) {
        status = check_record(c, record);
        arena_clear(&c->arena);
    }
    record_cursor_close(cursor);
    return status == STATUS_OK && step == STEP_ERROR ? c->why->status : status;
}

enum status links_check(struct workspace *work,
                        void (*each)(void *context, const struct bad_link *bad), void *context,
                        struct failure *why)
{
    struct checking c = {.work = work, .each = each, .context = context, .why = why};
    enum status status = STATUS_OK;
    arena_init(&c.arena, CHECK_MEMORY);
    for (size_t i = 0; i < work->pack->kind_count && status == STATUS_OK; i++) {
        if (has_links(&work->pack->kinds[i])) {
            status = check_kind(&c, &work->pack->kinds[i]);
        }
    }
    arena_release(&c.arena);
    return status;
}
