#include "serve/import_told.h"

#include "serve/edit_form.h"
#include "serve/page.h"
#include "serve/parts.h"

bool values_are_told(const struct visit *visit)
{
    return !visit->files && account_may(visit->account, CAPABILITY_EDIT);
}

/* Whether what the problem has for a value is a name that stands in the head of the file. */
static bool is_name(const struct problem *problem)
{
    return strcmp(problem->rule, "unknown-column") == 0 ||
           strcmp(problem->rule, "unknown-element") == 0;
}

bool value_is_told(const struct visit *visit, const struct problem *problem)
{
    const struct pack *pack = visit->site->work->pack;
    bool known = is_name(problem) || str_is(problem->field, "identifier");
    bool hidden = false;
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct field *field = kind_field_about(&pack->kinds[i], problem->field);
        if (field) {
            known = true;
            hidden = hidden || !may_see(visit, field->access) ||
                     (field->parent && !may_see(visit, field->parent->access));
        }
    }
    return values_are_told(visit) && known && !hidden;
}

enum status import_kinds(struct visit *visit, long long import, bool **kinds)
{
    const struct pack *pack = visit->site->work->pack;
    const char *number = arena_printf(visit->arena, "%lld", import);
    *kinds = arena_array(visit->arena, pack->kind_count + 1, sizeof **kinds);
    if (!number || !*kinds) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct query query;
        unsigned long long count = 0;
        query_init(&query, &pack->kinds[i]);
        TRY(query_add_values(visit->arena, pack, &query, "import", OP_IS, &number, 1, &visit->why));
        TRY(part_count(visit, &query, &count));
        (*kinds)[i] = count > 0;
    }
    return STATUS_OK;
}

/* In the kinds that are marked; with NULL in all. *@agreed: false when they call it otherwise. */
static const char *label_among(const struct visit *visit, struct str name, const bool *kinds,
                               bool *agreed)
{
    const struct pack *pack = visit->site->work->pack;
    const char *label = NULL;
    *agreed = true;
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct field *field =
            !kinds || kinds[i] ? kind_field_about(&pack->kinds[i], name) : NULL;
        const char *own = field ? label_here(visit, &field->label, field->name) : NULL;
        *agreed = *agreed && (!own || !label || strcmp(own, label) == 0);
        label = own ? own : label;
    }
    return label;
}

const char *problem_field_label(const struct visit *visit, const struct problem *problem,
                                const bool *kinds)
{
    bool agreed = false;
    const char *label = label_among(visit, problem->field, kinds, &agreed);
    if (!label) {
        label = label_among(visit, problem->field, NULL, &agreed);
    }
    return agreed ? label : NULL;
}

/* The end of the path with so many of its folders; the whole when it has no more. */
static struct str path_end(struct str path, size_t folders)
{
    for (size_t i = path.length; i > 0; i--) {
        if (path.at[i - 1] == '/' && folders-- == 0) {
            return (struct str){path.at + i, path.length - i};
        }
    }
    return path;
}

struct str import_name(const struct import_info *imports, size_t count, size_t place)
{
    const struct str path = imports[place].file;
    struct str name = path_end(path, 0);
    size_t folders = 0;
    for (size_t i = 0; i < count && name.length < path.length; i++) {
        while (name.length < path.length && !str_equal(imports[i].file, path) &&
               str_equal(path_end(imports[i].file, folders), name)) {
            name = path_end(path, ++folders);
        }
    }
    return name;
}
