/* Edits as words: "FIELD=VALUE", in the columns of a plain table (read/plain.h). */
#include "work/edit.h"

#include "text/csv.h"

struct assigning {
    struct arena *arena;
    struct edit *edit;
    const struct field *field;
    struct str text; /* right of the equals sign */
    struct failure *why;
};

/* ---- a field ---- */

/* The values in the order given; each keeps the parts of the one that stood in its place. */
static enum status assign_field(const struct assigning *a)
{
    struct typed **link = &a->edit->entry.fields[a->field->index];
    const bool several = a->field->repeat || a->field->languages;
    struct str rest = str_trim(a->text), part = rest;
    while (rest.length > 0) {
        if (several && !csv_part(a->arena, &rest, &part)) {
            return fail_memory(a->why);
        }
        if (!*link) {
            *link = arena_alloc(a->arena, sizeof **link);
        }
        if (!*link) {
            return fail_memory(a->why);
        }
        (*link)->raw.text = arena_str(a->arena, part);
        link = &(*link)->next;
        rest = several ? rest : (struct str){0};
    }
    *link = NULL;
    return STATUS_OK;
}

/* ---- a part ---- */

static struct str *part_of(const struct field *field, struct raw_value *raw, struct str name)
{
    if (str_is(name, "language") && field->languages) {
        return &raw->language;
    }
    if (str_is(name, "currency") && field->type == FIELD_MONEY) {
        return &raw->currency;
    }
    for (size_t i = 0; i < field->with_count && i < SUBFIELDS; i++) {
        if (str_is(name, field->with[i].name)) {
            return &raw->subs[i];
        }
    }
    const bool date = str_is(name, "value_date") || str_is(name, "date");
    return date && field->type == FIELD_MONEY ? &raw->date : NULL;
}

static enum status assign_part(const struct assigning *a, struct str name)
{
    struct raw_value probe = {0};
    struct str rest = a->text, part = {0};
    const bool several = a->field->repeat || a->field->languages;
    if (!part_of(a->field, &probe, name)) {
        return fail(a->why, STATUS_USAGE,
                    "The field \"%s\" of the kind \"%s\" has no part \"%.*s\".", a->field->name,
                    a->edit->kind->name, STR_ARGS(name));
    }
    for (struct typed *t = a->edit->entry.fields[a->field->index]; t; t = t->next) {
        part = str_trim(rest);
        if (several && !csv_part(a->arena, &rest, &part)) {
            return fail_memory(a->why);
        }
        *part_of(a->field, &t->raw, name) = arena_str(a->arena, part);
    }
    return STATUS_OK;
}

/* ---- a language ---- */

static enum status assign_language(const struct assigning *a, struct str language)
{
    struct str rest = str_trim(a->text), part = {0};
    if (!a->field->languages) {
        return fail(a->why, STATUS_USAGE, "The field \"%s\" of the kind \"%s\" has no languages.",
                    a->field->name, a->edit->kind->name);
    }
    struct typed **link = &a->edit->entry.fields[a->field->index];
    while (*link) {
        if (!str_equal((*link)->raw.language, language)) {
            link = &(*link)->next;
        } else if (rest.length > 0) {
            if (!csv_part(a->arena, &rest, &part)) {
                return fail_memory(a->why);
            }
            (*link)->raw.text = part;
            link = &(*link)->next;
        } else {
            *link = (*link)->next;
        }
    }
    while (rest.length > 0) {
        struct typed *typed = edit_add(a->arena, a->edit, a->field);
        if (!typed || !csv_part(a->arena, &rest, &part)) {
            return fail_memory(a->why);
        }
        typed->raw.text = part;
        typed->raw.language = arena_str(a->arena, language);
    }
    return STATUS_OK;
}

/* ---- all forms ---- */

static enum status find_field(struct assigning *a, struct str name)
{
    a->field = kind_field(a->edit->kind, name);
    if (!a->field || a->field->parent) {
        return fail(a->why, STATUS_USAGE,
                    "The kind \"%s\" has no field \"%.*s\". \"crosscut pack kinds\" lists them.",
                    a->edit->kind->name, STR_ARGS(name));
    }
    return a->field->derived ? fail(a->why, STATUS_USAGE,
                                    "The field \"%s\" of the kind \"%s\" is computed from others "
                                    "and cannot be edited. Edit what it is computed from.",
                                    a->field->name, a->edit->kind->name)
                             : STATUS_OK;
}

enum status edit_assign(struct arena *arena, struct edit *edit, struct str assignment,
                        struct failure *why)
{
    struct str rest = assignment, column, name;
    struct assigning a = {.arena = arena, .edit = edit, .why = why};
    (void)str_split(&rest, '=', &column);
    if (!rest.at || column.length == 0) {
        return fail(why, STATUS_USAGE, "\"%.*s\" is no edit. Write FIELD=VALUE.",
                    STR_ARGS(assignment));
    }
    a.text = rest;
    const bool language = memchr(column.at, '@', column.length) != NULL;
    const bool part = !language && memchr(column.at, '.', column.length) != NULL;
    (void)str_split(&column, language ? '@' : '.', &name);
    TRY(find_field(&a, name));
    return language ? assign_language(&a, column)
           : part   ? assign_part(&a, column)
                    : assign_field(&a);
}
