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

/* For each phrase, the term lists it is in: a match touches just these. */
static enum status index_phrases(struct lens_set *set, struct failure *why)
{
    const size_t phrases = matcher_phrase_count(set->matcher);
    size_t count = 0;
    for (size_t t = 0; t < set->term_count; t++) {
        count += set->terms[t].count;
    }
    set->phrase_terms = arena_array(set->arena, count + 1, sizeof *set->phrase_terms);
    set->phrase_first = arena_array(set->arena, phrases + 2, sizeof *set->phrase_first);
    if (!set->phrase_terms || !set->phrase_first) {
        return fail_memory(why);
    }
    uint32_t *next = set->phrase_first + 1; /* counts, then moves on to where the next begins */
    for (size_t t = 0; t < set->term_count; t++) {
        for (size_t p = 0; p < set->terms[t].count; p++) {
            next[set->terms[t].phrases[p] + 1]++;
        }
    }
    for (size_t p = 0; p < phrases; p++) {
        next[p + 1] += next[p];
    }
    for (size_t t = 0; t < set->term_count; t++) {
        for (size_t p = 0; p < set->terms[t].count; p++) {
            set->phrase_terms[next[set->terms[t].phrases[p]]++] = (uint32_t)t;
        }
    }
    return STATUS_OK;
}

/* Notes with the list @side that the list @user has it as a side of a NEAR. */
static enum status add_user(struct lens_set *set, size_t side, size_t user, struct failure *why)
{
    struct term *term = &set->terms[side];
    if (term->user_count > 0 && term->users[term->user_count - 1] == user) {
        return STATUS_OK;
    }
    uint32_t *users =
        arena_grow(set->arena, term->users, term->user_count, &term->user_capacity, sizeof *users);
    if (!users) {
        return fail_memory(why);
    }
    term->users = users;
    users[term->user_count++] = (uint32_t)user;
    return STATUS_OK;
}

static enum status index_sides(struct lens_set *set, struct failure *why)
{
    for (size_t t = 0; t < set->term_count; t++) {
        for (size_t n = 0; n < set->terms[t].near_count; n++) {
            TRY(add_user(set, set->terms[t].nears[n].left, t, why));
            TRY(add_user(set, set->terms[t].nears[n].right, t, why));
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
    TRY(index_phrases(set, why));
    TRY(index_sides(set, why));
    *set_out = set;
    return STATUS_OK;
}
