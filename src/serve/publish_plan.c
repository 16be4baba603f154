/* What there is to be written: all records, and the pages that are no lists. */
#include "serve/corridors.h"
#include "serve/publish_own.h"

#include <stdlib.h>

#define RECORD_MEMORY ((size_t)64 * 1024 * 1024)

/* ---- records ---- */

/* The beginning of the text that takes at most TITLE_BYTES, without half a character. */
static struct str cut_title(struct str title)
{
    if (title.length > TITLE_BYTES) {
        title.length = TITLE_BYTES;
        while (title.length > 0 && ((unsigned char)title.at[title.length] & 0xC0) == 0x80) {
            title.length--;
        }
    }
    return title;
}

/* The titles that readers of the copy's languages get instead of the first. */
static bool keep_titles(struct publish *publish, const struct record *record,
                        struct published *kept)
{
    for (size_t l = 0; publish->plan.languages[l]; l++) {
        struct str its;
        const struct str title = record_title_in(record, publish->plan.languages[l], &its);
        if (str_equal(its, kept->language)) {
            continue;
        }
        struct published_title *other = arena_alloc(&publish->arena, sizeof *other);
        if (!other) {
            return false;
        }
        *other = (struct published_title){arena_str(&publish->arena, cut_title(title)),
                                          arena_str(&publish->arena, its), kept->others};
        kept->others = other;
    }
    return true;
}

static bool keep_record(struct publish *publish, const struct record *record)
{
    struct published *kept = &publish->records[publish->record_count];
    const struct value *title =
        record->kind->title ? record_value(record, record->kind->title) : NULL;
    *kept = (struct published){.kind = record->kind, .id = record->id};
    kept->identifier = arena_str(&publish->arena, record->identifier);
    kept->title = arena_str(&publish->arena, cut_title(record_public_title(record)));
    if (title && title->language.length > 0) {
        kept->language = arena_str(&publish->arena, title->language);
    }
    publish->plan.records[publish->record_count] =
        files_record_key(record->kind, record->identifier);
    publish->plan.clashes[publish->record_count] = files_name_key(record->kind, record->identifier);
    publish->record_count++;
    return kept->identifier.at && kept->title.at && keep_titles(publish, record, kept);
}

static enum status read_kind(struct publish *publish, const struct kind *kind, struct failure *why)
{
    struct query all;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    bool room = true;
    enum step step = STEP_DONE;
    const struct field *title = kind->title ? kind_field(kind, str_of(kind->title)) : NULL;
    const size_t end = publish->kind_firsts[kind->index] + publish->kind_counts[kind->index];
    query_init(&all, kind);
    TRY(store_find_fields(publish->site.stores[0], &all, ORDER_ID, &title, title ? 1 : 0, &cursor,
                          why));
    arena_init(&arena, RECORD_MEMORY);
    while (room && publish->record_count < end &&
           (step = record_cursor_next(cursor, &arena, &record, why)) == STEP_ITEM) {
        room = keep_record(publish, record);
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    publish->kind_counts[kind->index] = publish->record_count - publish->kind_firsts[kind->index];
    return !room ? fail_memory(why) : step == STEP_ERROR ? why->status : STATUS_OK;
}

/* ---- links ---- */

/* Fields of @kind that hold links, or have a part that does. */
static size_t link_fields(const struct kind *kind, const struct field **fields)
{
    size_t count = 0;
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        bool links = field->type == FIELD_LINK;
        for (size_t k = 0; k < field->with_count; k++) {
            links = links || field->with[k].type == FIELD_LINK;
        }
        if (links) {
            fields[count++] = field;
        }
    }
    return count;
}

/* "KIND:IDENTIFIER" among the targets. */
static bool add_target(struct publish *publish, struct str target, size_t *capacity)
{
    struct files_plan *plan = &publish->plan;
    struct str name;
    (void)str_split(&target, ':', &name);
    const struct kind *kind = pack_kind(plan->pack, name);
    if (!kind || target.length == 0) {
        return true;
    }
    uint64_t *targets =
        arena_grow(&publish->arena, plan->targets, plan->target_count, capacity, sizeof *targets);
    if (!targets) {
        return false;
    }
    plan->targets = targets;
    targets[plan->target_count++] = files_record_key(kind, target);
    return true;
}

static bool add_targets(struct publish *publish, const struct record *record,
                        const struct field *const *fields, size_t count, size_t *capacity)
{
    bool room = true;
    for (size_t f = 0; f < count; f++) {
        for (const struct value *v = record->values[fields[f]->index]; v && room; v = v->next) {
            room = fields[f]->type != FIELD_LINK || add_target(publish, v->text, capacity);
            for (size_t k = 0; k < fields[f]->with_count && room; k++) {
                const struct value *part = &v->with[k];
                room = !part->field || part->field->type != FIELD_LINK ||
                       add_target(publish, part->text, capacity);
            }
        }
    }
    return room;
}

static enum status read_links(struct publish *publish, const struct kind *kind, size_t *capacity,
                              struct failure *why)
{
    const struct field **fields =
        arena_array(&publish->arena, kind->field_count + 1, sizeof(struct field *));
    const size_t count = fields ? link_fields(kind, fields) : 0;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    struct query all;
    bool room = fields != NULL;
    enum step step = STEP_DONE;
    if (count == 0 || publish->kind_counts[kind->index] == 0) {
        return room ? STATUS_OK : fail_memory(why);
    }
    query_init(&all, kind);
    TRY(store_find_fields(publish->site.stores[0], &all, ORDER_ID, fields, count, &cursor, why));
    arena_init(&arena, RECORD_MEMORY);
    while (room && (step = record_cursor_next(cursor, &arena, &record, why)) == STEP_ITEM) {
        room = add_targets(publish, record, fields, count, capacity);
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    return !room ? fail_memory(why) : step == STEP_ERROR ? why->status : STATUS_OK;
}

/* Leaves of the rising numbers those that occur twice, each once; gives how many these are. */
static size_t keep_twice(uint64_t *numbers, size_t count)
{
    size_t kept = 0;
    for (size_t i = 1; i < count; i++) {
        if (numbers[i] == numbers[i - 1] && (kept == 0 || numbers[kept - 1] != numbers[i])) {
            numbers[kept++] = numbers[i];
        }
    }
    return kept;
}

static enum status make_room(struct publish *publish, bool **many, struct failure *why)
{
    const struct pack *pack = publish->plan.pack;
    struct arena *arena = &publish->arena;
    unsigned long long total = 0;
    publish->kind_counts = arena_array(arena, pack->kind_count + 1, sizeof(size_t));
    publish->kind_firsts = arena_array(arena, pack->kind_count + 1, sizeof(size_t));
    *many = arena_array(arena, pack->kind_count + 1, sizeof(bool));
    if (!publish->kind_counts || !publish->kind_firsts || !*many) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct query all;
        unsigned long long count = 0;
        query_init(&all, &pack->kinds[i]);
        TRY(store_count(publish->site.stores[0], &all, &count, why));
        publish->kind_counts[i] = count;
        publish->kind_firsts[i] = total;
        (*many)[i] = count > FILES_MANY;
        total += count;
    }
    publish->plan.many = *many;
    publish->records = arena_array(arena, total + 1, sizeof *publish->records);
    publish->plan.records = arena_array(arena, total + 1, sizeof(uint64_t));
    publish->plan.clashes = arena_array(arena, total + 1, sizeof(uint64_t));
    return publish->records && publish->plan.records && publish->plan.clashes ? STATUS_OK
                                                                              : fail_memory(why);
}

enum status plan_records(struct publish *publish, struct failure *why)
{
    bool *many = NULL;
    size_t capacity = 0;
    TRY(make_room(publish, &many, why));
    for (size_t i = 0; i < publish->plan.pack->kind_count; i++) {
        publish->kind_firsts[i] = publish->record_count;
        TRY(read_kind(publish, &publish->plan.pack->kinds[i], why));
    }
    for (size_t i = 0; i < publish->plan.pack->kind_count; i++) {
        TRY(read_links(publish, &publish->plan.pack->kinds[i], &capacity, why));
    }
    if (publish->plan.target_count > 0) {
        qsort(publish->plan.targets, publish->plan.target_count, sizeof(uint64_t), files_by_number);
    }
    const size_t count = publish->record_count;
    qsort(publish->plan.records, count, sizeof(uint64_t), files_by_number);
    qsort(publish->plan.clashes, count, sizeof(uint64_t), files_by_number);
    publish->plan.record_count = count;
    publish->plan.clash_count = keep_twice(publish->plan.clashes, count);
    return STATUS_OK;
}

/* ---- pages ---- */

static const struct route *find_route(const char *path)
{
    for (const struct route *route = routes; route->path; route++) {
        if (strcmp(route->path, path) == 0) {
            return route;
        }
    }
    return NULL;
}

bool plan_add_page(struct publish *publish, const char *route, const char *first,
                   const char *second)
{
    struct plain_page *pages = arena_grow(&publish->arena, publish->pages, publish->page_count,
                                          &publish->page_capacity, sizeof *pages);
    const struct plain_page page = {.segments = {first, second},
                                    .segment_count = second  ? 2
                                                     : first ? 1
                                                             : 0,
                                    .route = find_route(route)};
    if (pages) {
        publish->pages = pages;
        pages[publish->page_count] = page;
        publish->page_count += page.route ? 1 : 0;
    }
    return pages && page.route;
}

static bool add_compared(struct publish *publish, const char *first, const char *second)
{
    if (!plan_add_page(publish, "/compare", "compare", NULL)) {
        return false;
    }
    struct plain_page *page = &publish->pages[publish->page_count - 1];
    page->parameters[0] = (struct parameter){str_of("first"), str_of(first)};
    page->parameters[1] = (struct parameter){str_of("second"), str_of(second)};
    page->parameter_count = 2;
    return true;
}

static bool add_lenses(struct publish *publish)
{
    const struct lens_set *lenses = publish->site.work->lenses;
    bool room = plan_add_page(publish, "/lenses", "lenses", NULL);
    for (size_t i = 0; room && i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        room = plan_add_page(publish, "/lenses/{name}", "lenses", lens->name);
        for (size_t k = 0; room && k < lens_set_count(lenses); k++) {
            room = k == i || add_compared(publish, lens->name, lens_set_at(lenses, k)->name);
        }
    }
    return room;
}

static bool add_lists_of_codes(struct publish *publish)
{
    const struct pack *pack = publish->plan.pack;
    bool room = plan_add_page(publish, "/vocabularies", "vocabularies", NULL);
    for (size_t i = 0; room && i < pack->list_count; i++) {
        room = plan_add_page(publish, "/vocabularies/{list}", "vocabularies", pack->lists[i].name);
    }
    for (size_t i = 0; room && i < pack->profile_count; i++) {
        const struct profile *profile = &pack->profiles[i];
        /* Where a kind has the address, the list is that of its records. */
        room = pack_kind(pack, str_of(profile->path)) ||
               plan_add_page(publish, "/{kinds}", profile->path, NULL);
        for (size_t k = 0; room && k < profile->list->count; k++) {
            room = plan_add_page(publish, "/{kinds}/{identifier}", profile->path,
                                 profile->list->codes[k].code);
        }
    }
    return room;
}

static enum status add_imports(struct publish *publish, struct failure *why)
{
    struct import_info *imports = NULL;
    size_t count = 0;
    bool room = plan_add_page(publish, "/imports", "imports", NULL);
    TRY(store_imports(publish->site.stores[0], &publish->arena, &imports, &count, why));
    for (size_t i = 0; room && i < count; i++) {
        const char *number = arena_printf(&publish->arena, "%lld", imports[i].id);
        room = number && plan_add_page(publish, "/imports/{number}", "imports", number);
    }
    return room ? STATUS_OK : fail_memory(why);
}

static bool add_corridor(struct publish *publish, const struct code *origin,
                         const struct code *destination)
{
    const char *pair = arena_printf(&publish->arena, "%s-%s", origin->code, destination->code);
    return pair && plan_add_page(publish, "/corridors/{pair}", "corridors", pair);
}

static bool has_pair(const struct corridor_pair *pairs, size_t count, const struct code *origin,
                     const struct code *destination)
{
    for (size_t i = 0; i < count; i++) {
        if (pairs[i].origin == origin && pairs[i].destination == destination) {
            return true;
        }
    }
    return false;
}

/* In both directions: the page of the one leads to that of the other. */
static enum status add_corridors(struct publish *publish, struct failure *why)
{
    struct visit visit = {.site = &publish->site,
                          .store = publish->site.stores[0],
                          .arena = &publish->arena,
                          .language = publish->plan.languages[0]};
    struct corridor_pair *pairs = NULL;
    size_t count = 0;
    if (!publish->plan.pack->corridors) {
        return STATUS_OK;
    }
    const enum status status = corridors_find(&visit, NULL, &pairs, &count);
    if (status != STATUS_OK) {
        *why = visit.why;
        return status;
    }
    bool room = plan_add_page(publish, "/corridors", "corridors", NULL);
    for (size_t i = 0; room && i < count; i++) {
        const struct code *origin = pairs[i].origin, *destination = pairs[i].destination;
        room = add_corridor(publish, origin, destination) &&
               (has_pair(pairs, count, destination, origin) ||
                add_corridor(publish, destination, origin));
    }
    return room ? STATUS_OK : fail_memory(why);
}

/* The large ones first, so that no worker is left with one at the end. */
enum status plan_pages(struct publish *publish, struct failure *why)
{
    const struct table_set *tables = publish->site.work->tables;
    TRY(plan_reports(publish, why));
    bool room = plan_add_page(publish, "/claims", "claims", NULL);
    for (size_t i = 0; room && i < tables->count; i++) {
        room = plan_add_page(publish, "/tables/{name}", "tables", tables->tables[i].name);
    }
    room =
        room && plan_add_page(publish, "/tables", "tables", NULL) && add_lenses(publish) &&
        plan_add_page(publish, "/themes", "themes", NULL) &&
        plan_add_page(publish, "/", NULL, NULL) && plan_add_page(publish, "/home", NULL, NULL) &&
        plan_add_page(publish, "/calendar", "calendar", NULL) &&
        plan_add_page(publish, "/about/method", "about", "method") &&
        (!publish->plan.pack->glossary || plan_add_page(publish, "/glossary", "glossary", NULL)) &&
        plan_add_page(publish, "/about/data", "about", "data") && add_lists_of_codes(publish);
    TRY(room ? add_corridors(publish, why) : fail_memory(why));
    return add_imports(publish, why);
}
