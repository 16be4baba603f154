#include "model/glossary.h"

#include "model/pack.h"

#include <unistd.h>

#define TERMS_MOST 500

static bool among(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

const struct gloss *glossary_term(const struct glossary *glossary, const char *name)
{
    for (size_t i = 0; glossary && i < glossary->count; i++) {
        if (strcmp(glossary->terms[i].name, name) == 0) {
            return &glossary->terms[i];
        }
    }
    return NULL;
}

const struct gloss *glossary_of_field(const struct glossary *glossary, const struct field *field)
{
    for (size_t i = 0; glossary && i < glossary->count; i++) {
        const struct gloss *term = &glossary->terms[i];
        if (among(term->fields, term->field_count, field->name) ||
            (field->list && among(term->lists, term->list_count, field->list->name))) {
            return term;
        }
    }
    return NULL;
}

const struct gloss *glossary_of_kind(const struct glossary *glossary, const struct kind *kind)
{
    for (size_t i = 0; glossary && i < glossary->count; i++) {
        if (glossary->terms[i].kind == kind) {
            return &glossary->terms[i];
        }
    }
    return NULL;
}

/* ---- reading ---- */

static bool has_field(const struct pack *pack, const char *name)
{
    for (size_t i = 0; i < pack->kind_count; i++) {
        for (size_t f = 0; f < pack->kinds[i].field_count; f++) {
            const struct field *field = &pack->kinds[i].fields[f];
            bool found = strcmp(field->name, name) == 0;
            for (size_t k = 0; k < field->with_count && !found; k++) {
                found = strcmp(field->with[k].name, name) == 0;
            }
            if (found) {
                return true;
            }
        }
    }
    return false;
}

/* What a term explains is there. */
static enum status check_names(const struct pack *pack, const struct yaml_node *node,
                               const struct gloss *term, struct failure *why)
{
    for (size_t i = 0; i < term->field_count; i++) {
        if (!has_field(pack, term->fields[i])) {
            return yaml_fail(why, yaml_get(node, "fields"), STATUS_INPUT,
                             "no kind has a field \"%s\". Name fields of kinds/.", term->fields[i]);
        }
    }
    for (size_t i = 0; i < term->list_count; i++) {
        if (!pack_list(pack, term->lists[i])) {
            return yaml_fail(why, yaml_get(node, "lists"), STATUS_INPUT,
                             "there is no code list \"%s\". Name one of codelists/.",
                             term->lists[i]);
        }
    }
    return STATUS_OK;
}

static enum status find_kind(const struct pack *pack, const struct yaml_node *node,
                             const struct kind **kind, struct failure *why)
{
    *kind = node ? pack_kind(pack, node->text) : NULL;
    return !node || *kind
               ? STATUS_OK
               : yaml_fail(why, node, STATUS_INPUT, "there is no kind \"%s\". Name one of kinds/.",
                           node->text.at);
}

/* A name is part of an address. */
static bool is_name(const char *name)
{
    return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

static enum status read_term(const struct pack *pack, const struct yaml_node *node,
                             const struct glossary *before, struct gloss *term, struct failure *why)
{
    static const char *const keys[] = {"term",   "label", "means", "source",
                                       "fields", "lists", "see",   NULL};
    const struct yaml_node *means = NULL, *label = NULL;
    TRY(yaml_only(node, keys, why));
    TRY(yaml_text(node, "term", &term->name, why));
    if (!is_name(term->name) || glossary_term(before, term->name)) {
        return yaml_fail(why, yaml_get(node, "term"), STATUS_INPUT,
                         "\"%s\" is there already, or has more than small letters, digits and "
                         "\"-\". Choose another name.",
                         term->name);
    }
    label = yaml_get(node, "label");
    means = yaml_get(node, "means");
    if (!means || !label) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "a term has a label and what it means. Add `%s: {en: …, fr: …, es: …}`.",
                         means ? "label" : "means");
    }
    TRY(label_read(label, &term->label, why));
    TRY(label_read(means, &term->means, why));
    TRY(yaml_text_maybe(node, "source", &term->source, why));
    TRY(yaml_texts(pack->arena, yaml_get(node, "fields"), &term->fields, &term->field_count, why));
    TRY(yaml_texts(pack->arena, yaml_get(node, "lists"), &term->lists, &term->list_count, why));
    return check_names(pack, node, term, why);
}

/* When all terms are there: each may name any other. */
static enum status read_see(const struct pack *pack, const struct yaml_node *node,
                            const struct glossary *glossary, struct gloss *term,
                            struct failure *why)
{
    const char *const *names = NULL;
    TRY(yaml_texts(pack->arena, yaml_get(node, "see"), &names, &term->see_count, why));
    const struct gloss **see =
        arena_array(pack->arena, term->see_count + 1, sizeof(struct gloss *));
    term->see = see;
    for (size_t i = 0; see && i < term->see_count; i++) {
        see[i] = glossary_term(glossary, names[i]);
        if (!see[i]) {
            return yaml_fail(why, yaml_get(node, "see"), STATUS_INPUT,
                             "there is no term \"%s\". Name one of this file.", names[i]);
        }
    }
    return see ? STATUS_OK : fail_memory(why);
}

/* What the pack says of its kinds are terms too: "kind-project". */
static enum status add_kinds(const struct pack *pack, struct glossary *glossary,
                             struct failure *why)
{
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct kind *kind = &pack->kinds[i];
        struct gloss *term = &glossary->terms[glossary->count];
        if (kind->description.count == 0) {
            continue;
        }
        *term = (struct gloss){.name = arena_printf(pack->arena, "kind-%s", kind->name),
                               .label = kind->label,
                               .means = kind->description,
                               .kind = kind};
        if (!term->name) {
            return fail_memory(why);
        }
        glossary->count++;
    }
    return STATUS_OK;
}

static enum status read_terms(struct pack *pack, const struct yaml_node *list,
                              struct glossary *glossary, struct failure *why)
{
    if (!list || list->type != YAML_LIST || list->count > TERMS_MOST) {
        return yaml_fail(why, list, STATUS_INPUT,
                         "expected a list of at most %d terms. Write \"- {term: …, label: …, "
                         "means: …}\", one a line.",
                         TERMS_MOST);
    }
    glossary->terms =
        arena_array(pack->arena, list->count + pack->kind_count + 1, sizeof *glossary->terms);
    if (!glossary->terms) {
        return fail_memory(why);
    }
    for (const struct yaml_node *node = list->children; node; node = node->next) {
        TRY(read_term(pack, node, glossary, &glossary->terms[glossary->count], why));
        glossary->count++;
    }
    size_t i = 0;
    for (const struct yaml_node *node = list->children; node; node = node->next) {
        TRY(read_see(pack, node, glossary, &glossary->terms[i++], why));
    }
    return add_kinds(pack, glossary, why);
}

static enum status find_field(const struct kind *kind, const struct yaml_node *map, const char *key,
                              const struct field **field, struct failure *why)
{
    const struct yaml_node *node = yaml_get(map, key);
    *field = node ? kind_field(kind, node->text) : NULL;
    if (node && (!*field || (*field)->access != ACCESS_PUBLIC || (*field)->parent)) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is no public field of the kind \"%s\". Name one of "
                         "kinds/%s.yaml.",
                         node->text.at, kind->name, kind->name);
    }
    return STATUS_OK;
}

static enum status read_record_terms(struct pack *pack, const struct yaml_node *list,
                                     struct glossary *glossary, struct failure *why)
{
    static const char *const keys[] = {"kind", "term", "means", "source", NULL};
    if (!list) {
        return STATUS_OK;
    }
    glossary->records = arena_array(pack->arena, list->count + 1, sizeof *glossary->records);
    if (!glossary->records) {
        return fail_memory(why);
    }
    for (const struct yaml_node *node = list->children; node; node = node->next) {
        struct gloss_records *records = &glossary->records[glossary->record_count++];
        const struct yaml_node *kind = NULL;
        TRY(yaml_only(node, keys, why));
        TRY(yaml_need(node, "kind", &kind, why));
        TRY(find_kind(pack, kind, &records->kind, why));
        TRY(find_field(records->kind, node, "term", &records->term, why));
        TRY(find_field(records->kind, node, "means", &records->means, why));
        TRY(find_field(records->kind, node, "source", &records->source, why));
        if (!records->term || !records->means) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "the fields that hold the word and its meaning are missing. Add "
                             "`term: FIELD` and `means: FIELD`.");
        }
    }
    return STATUS_OK;
}

enum status glossary_load(struct pack *pack, struct failure *why)
{
    static const char *const keys[] = {"terms", "records", NULL};
    struct glossary *glossary = arena_alloc(pack->arena, sizeof *glossary);
    struct yaml_node *root = NULL;
    char *path = arena_printf(pack->arena, "%s/glossary.yaml", pack->dir);
    if (!glossary || !path) {
        return fail_memory(why);
    }
    if (access(path, F_OK) != 0) {
        return STATUS_OK;
    }
    TRY(yaml_load(pack->arena, path, &root, why));
    TRY(yaml_only(root, keys, why));
    TRY(read_terms(pack, yaml_get(root, "terms") ? yaml_get(root, "terms") : root, glossary, why));
    TRY(read_record_terms(pack, yaml_get(root, "records"), glossary, why));
    pack->glossary = glossary;
    return STATUS_OK;
}
