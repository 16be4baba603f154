#include "lens/lens.h"

#include "base/near.h"
#include "lens/rules.h"
#include "text/yaml_files.h"

static const char *const weight_names[] = {"", "candidate", "significant", "principal"};

const char *weight_name(enum weight weight)
{
    return weight_names[weight];
}

enum weight weight_of_name(struct str name)
{
    for (size_t i = 1; i < COUNT_OF(weight_names); i++) {
        if (str_is(name, weight_names[i])) {
            return (enum weight)i;
        }
    }
    return WEIGHT_NONE;
}

size_t lens_set_count(const struct lens_set *set)
{
    return set->count;
}

const struct lens *lens_set_at(const struct lens_set *set, size_t index)
{
    return &set->lenses[index];
}

const char *const *lens_set_names(const struct lens_set *set)
{
    return set->names;
}

static const struct lens *find(const struct lens_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->lenses[i].name, name) == 0) {
            return &set->lenses[i];
        }
    }
    return NULL;
}

enum status lens_set_find(const struct lens_set *set, const char *name, const struct lens **lens,
                          struct failure *why)
{
    *lens = find(set, name);
    if (*lens) {
        return STATUS_OK;
    }
    const char *near = near_name(name, set->names);
    return fail(why, STATUS_NOT_FOUND, "There is no lens \"%s\"%s%s%s.", name,
                near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

const struct kind *lens_set_document(const struct lens_set *set)
{
    return set->document;
}

bool lens_applies(const struct lens *lens, const struct kind *kind)
{
    for (size_t i = 0; i < lens->kind_count; i++) {
        if (lens->kinds[i] == kind) {
            return true;
        }
    }
    return false;
}

bool lens_set_reads(const struct lens_set *set, const struct field *field)
{
    for (size_t i = 0; field->parent && i < set->sub_count; i++) {
        if (set->subs[i] == field) {
            return true;
        }
    }
    for (size_t i = 0; !field->parent && i < set->pack->kind_count; i++) {
        const struct kind *kind = &set->pack->kinds[i];
        if (field >= kind->fields && field < kind->fields + kind->field_count) {
            return (set->read[i] >> field->index) & 1u;
        }
    }
    return false;
}

/* Notes with the list on the left of each NEAR what is on the right. */
static enum status index_sides(struct lens_set *set, struct failure *why)
{
    for (size_t t = 0; t < set->term_count; t++) {
        for (size_t n = 0; n < set->terms[t].near_count; n++) {
            const struct near *near = &set->terms[t].nears[n];
            struct term *left = &set->terms[near->left];
            struct partner *partners = arena_grow(set->arena, left->partners, left->partner_count,
                                                  &left->partner_capacity, sizeof *partners);
            if (!partners) {
                return fail_memory(why);
            }
            left->partners = partners;
            partners[left->partner_count++] = (struct partner){(uint32_t)near->right, (uint32_t)t};
        }
    }
    return STATUS_OK;
}

static enum status check_fields(const struct pack *pack, struct failure *why)
{
    for (size_t i = 0; i < pack->kind_count; i++) {
        if (pack->kinds[i].field_count > 64) {
            return yaml_fail(why, yaml_get(pack->kinds[i].file, "fields"), STATUS_LIMIT,
                             "lenses can address 64 fields of a kind. Divide the kind in two.");
        }
    }
    return STATUS_OK;
}

static enum status make_document(struct lens_set *set, struct failure *why)
{
    struct kind *kind = arena_alloc(set->arena, sizeof *kind);
    struct field *fields = arena_array(set->arena, DOCUMENT_FIELDS, sizeof *fields);
    if (!kind || !fields) {
        return fail_memory(why);
    }
    fields[DOCUMENT_TITLE] =
        (struct field){.name = "title", .type = FIELD_TEXT, .index = DOCUMENT_TITLE};
    fields[DOCUMENT_TEXT] =
        (struct field){.name = "text", .type = FIELD_TEXT, .repeat = true, .index = DOCUMENT_TEXT};
    *kind = (struct kind){.name = "document",
                          .plural = "documents",
                          .title = "title",
                          .fields = fields,
                          .field_count = DOCUMENT_FIELDS,
                          .index = set->pack->kind_count};
    set->document = kind;
    return STATUS_OK;
}

static enum status take_lens(void *context, size_t index, struct yaml_node *root,
                             struct failure *why)
{
    struct lens_set *set = context;
    struct lens *lens = &set->lenses[index];
    lens->index = index;
    TRY(rules_load(set, root, lens, why));
    set->names[index] = lens->name;
    set->count++;
    return STATUS_OK;
}

enum status lens_set_load(struct arena *arena, const struct pack *pack, struct lens_set **set_out,
                          struct failure *why)
{
    const char *const *paths = NULL;
    size_t count = 0;
    struct lens_set *set = arena_alloc(arena, sizeof *set);
    TRY(check_fields(pack, why));
    TRY(pack_files(arena, pack, "lenses", &paths, &count, why));
    if (!set) {
        return fail_memory(why);
    }
    set->arena = arena;
    set->pack = pack;
    set->matcher = matcher_new(arena);
    set->lenses = arena_array(arena, count, sizeof *set->lenses);
    set->names = arena_array(arena, count + 1, sizeof *set->names);
    set->scanned = arena_array(arena, pack->kind_count + 1, sizeof *set->scanned);
    set->read = arena_array(arena, pack->kind_count, sizeof *set->read);
    if (!set->matcher || !set->lenses || !set->names || !set->scanned || !set->read) {
        return fail_memory(why);
    }
    TRY(make_document(set, why));
    TRY(yaml_files(arena, paths, count, take_lens, set, why));
    TRY(matcher_finish(set->matcher, why));
    TRY(index_sides(set, why));
    TRY(phrase_lists_make(set, why));
    *set_out = set;
    return STATUS_OK;
}
