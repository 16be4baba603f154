/* field:value in a search: which records it asks for. */
#include "base/near.h"
#include "base/utf8.h"
#include "find/ask_read.h"
#include "find/texts.h"

#include <stdio.h>

#define VALUES_MAX 64
#define NAMES_MAX 32 /* fields of one label */

/* ---- names ---- */

/* Whether anybody may ask for the field; a condition on a hidden one would tell what is in it. */
static bool is_public(const struct field *field)
{
    return field->access == ACCESS_PUBLIC &&
           (!field->parent || field->parent->access == ACCESS_PUBLIC);
}

/* Names are written small, whatever a user types. */
static struct str small(struct arena *arena, struct str name)
{
    char *copy = arena_copy(arena, name);
    for (char *at = copy; at && *at; at++) {
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    }
    return (struct str){copy, name.length};
}

static bool is_name(const struct pack *pack, struct str name)
{
    bool is = query_is_special(name) || str_is(name, "kind") || str_is(name, "since") ||
              str_is(name, "until");
    for (size_t i = 0; i < pack->kind_count && !is; i++) {
        is = kind_field_about(&pack->kinds[i], name) != NULL;
    }
    return is;
}

static const struct field *labelled(const struct kind *kind, struct str label)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        if (is_public(&kind->fields[i]) && label_is(&kind->fields[i].label, label)) {
            return &kind->fields[i];
        }
    }
    return NULL;
}

/* The name of the field that most kinds call so, the first of them where as many do; or NULL. */
static const char *name_of_label(const struct pack *pack, struct str label)
{
    const char *names[NAMES_MAX];
    size_t counts[NAMES_MAX], count = 0, best = 0;
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct field *field = labelled(&pack->kinds[i], label);
        size_t at = 0;
        while (field && at < count && strcmp(names[at], field->name) != 0) {
            at++;
        }
        if (field && at == count && count < NAMES_MAX) {
            names[count] = field->name;
            counts[count++] = 0;
        }
        if (field && at < count) {
            counts[at]++;
            best = counts[at] > counts[best] ? at : best;
        }
    }
    return count > 0 ? names[best] : NULL;
}

struct str ask_name(const struct reading *read, struct str name)
{
    const struct str own = small(read->arena, name);
    struct str rest = own, top;
    if (!own.at || is_name(read->pack, own) || !str_split(&rest, '.', &top)) {
        return own;
    }
    const char *field = name_of_label(read->pack, top);
    if (!field) {
        return own;
    }
    const bool part = top.length < own.length;
    return str_of(arena_printf(read->arena, "%s%s%.*s", field, part ? "." : "", STR_ARGS(rest)));
}

/* ---- words in a field ---- */

static const struct field *searched_field(const struct kind *kind, struct str name)
{
    const struct field *field = kind_field(kind, name);
    return field && !field->parent && field->type == FIELD_TEXT && find_is_searched(field) ? field
                                                                                           : NULL;
}

unsigned ask_text_columns(const struct pack *pack, struct str name, bool *approximate)
{
    unsigned columns = 0;
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct field *field = searched_field(&pack->kinds[i], name);
        columns |= field ? 1U << find_column(field) : 0;
    }
    *approximate = false;
    for (size_t i = 0; columns != 0 && i < pack->kind_count; i++) {
        const struct kind *kind = &pack->kinds[i];
        for (size_t k = 0; k < kind->field_count; k++) {
            const struct field *field = &kind->fields[k];
            bool same = find_is_searched(field) && (columns >> find_column(field) & 1U) != 0;
            *approximate = *approximate || (same && !str_is(name, field->name));
        }
    }
    return columns;
}

/* ---- conditions ---- */

/* What making a condition needs to pass around. */
struct making {
    struct reading *read;
    const struct token *token;
    struct str name;
    const char *values[VALUES_MAX];
    size_t value_count;
    struct query *queries;
    size_t count, capacity;
    struct failure refused; /* why a kind that has the field did not take the value */
};

static enum status add_query(struct making *make, const struct query *query, struct failure *why)
{
    struct query *grown =
        arena_grow(make->read->arena, make->queries, make->count, &make->capacity, sizeof *grown);
    if (!grown) {
        return fail_memory(why);
    }
    make->queries = grown;
    make->queries[make->count++] = *query;
    return STATUS_OK;
}

/* "a|b" gives two values; a quoted value is one. */
static enum status cut_values(struct making *make, struct failure *why)
{
    struct str rest = make->token->value;
    struct str part = rest;
    bool whole = make->token->quoted;
    make->value_count = 0;
    while (whole ? make->value_count == 0 : str_split(&rest, '|', &part)) {
        if (make->value_count == VALUES_MAX) {
            return fail(why, STATUS_USAGE, "%.*s has more than %d values. Ask for fewer.",
                        STR_ARGS(make->name), VALUES_MAX);
        }
        const char *value = arena_copy(make->read->arena, part);
        if (!value) {
            return fail_memory(why);
        }
        make->values[make->value_count++] = value;
    }
    return STATUS_OK;
}

/* kind:project, kind:projects, kind:Proyecto */
static enum status add_kinds(struct making *make, struct failure *why)
{
    const struct pack *pack = make->read->pack;
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct kind *kind = &pack->kinds[i];
        bool wanted = false;
        for (size_t k = 0; k < make->value_count; k++) {
            struct str value = str_of(make->values[k]);
            wanted = wanted || utf8_fold_equal(str_of(kind->name), value) ||
                     utf8_fold_equal(str_of(kind->plural), value) || label_is(&kind->label, value);
        }
        if (wanted) {
            struct query query;
            query_init(&query, kind);
            TRY(add_query(make, &query, why));
        }
    }
    if (make->count == 0) {
        (void)!fail(&make->refused, STATUS_USAGE, "there is no such kind of record.");
    }
    return STATUS_OK;
}

/* What is asked of the field @name of one kind. */
struct asked {
    const struct kind *kind;
    const char *name;
    enum condition_op op;
    const char *const *values;
    size_t count;
};

/* Begins or goes on with @query; *@fine is false when the value is refused, and that is kept. */
static enum status add_condition(struct making *make, struct query *query,
                                 const struct asked *asked, bool *fine, struct failure *why)
{
    struct failure refused = {STATUS_OK, ""};
    enum status status = query_add_values(make->read->arena, make->read->pack, query, asked->name,
                                          asked->op, asked->values, asked->count, &refused);
    if (status == STATUS_NOMEM) {
        return fail_memory(why);
    }
    *fine = status == STATUS_OK;
    if (!*fine) {
        make->refused = refused;
    }
    return STATUS_OK;
}

static enum status try_one(struct making *make, const struct asked *asked, struct failure *why)
{
    struct query query;
    bool fine = false;
    query_init(&query, asked->kind);
    TRY(add_condition(make, &query, asked, &fine, why));
    return fine ? add_query(make, &query, why) : STATUS_OK;
}

/* start:2013 and changed:2013 mean any day of 2013. */
static enum status try_period(struct making *make, const struct asked *asked, struct failure *why)
{
    for (size_t i = 0; i < asked->count; i++) {
        struct asked from = *asked;
        struct query query;
        bool fine = false;
        from.values = &asked->values[i];
        from.count = 1;
        from.op = OP_AT_LEAST;
        query_init(&query, asked->kind);
        TRY(add_condition(make, &query, &from, &fine, why));
        from.op = OP_AT_MOST;
        if (fine) {
            TRY(add_condition(make, &query, &from, &fine, why));
        }
        if (fine) {
            TRY(add_query(make, &query, why));
        }
    }
    return STATUS_OK;
}

/* since:2013 and until:2013: any public date of the record is not before, or not after. */
static enum status add_dates(struct making *make, enum condition_op op, struct failure *why)
{
    const struct pack *pack = make->read->pack;
    for (size_t i = 0; i < pack->kind_count; i++) {
        for (size_t k = 0; k < pack->kinds[i].field_count; k++) {
            const struct field *field = &pack->kinds[i].fields[k];
            struct asked asked = {&pack->kinds[i], field->name, op, make->values,
                                  make->value_count};
            if (field->type == FIELD_DATE && field->access == ACCESS_PUBLIC) {
                TRY(try_one(make, &asked, why));
            }
        }
    }
    return STATUS_OK;
}

/* The label of the list that is written nearly as @value; NULL when none is. */
static enum status near_label(struct making *make, const struct codelist *list, const char *value,
                              const char **near, struct failure *why)
{
    size_t count = 0;
    const char **names =
        arena_array(make->read->arena, list->count * LABEL_LANGUAGES + 1, sizeof *names);
    if (!names) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < list->count; i++) {
        for (size_t k = 0; k < list->codes[i].label.count; k++) {
            names[count++] = list->codes[i].label.texts[k];
        }
    }
    *near = near_name(value, names);
    return STATUS_OK;
}

/* Notes values that the code list does not have, though records may. */
static enum status note_unlisted(struct making *make, const struct field *field,
                                 struct failure *why)
{
    const struct codelist *list = field->type == FIELD_CODE ? field->list : NULL;
    for (size_t i = 0; list && !list->open && i < make->value_count; i++) {
        const char *value = make->values[i];
        const char *near = NULL;
        char words[400];
        if (value[0] == '\0' || codelist_find(list, str_of(value))) {
            continue;
        }
        TRY(near_label(make, list, value, &near, why));
        (void)snprintf(words, sizeof words, "\"%.100s\" is not in the code list \"%s\".%s%s%s",
                       value, list->name, near ? " Did you mean \"" : "", near ? near : "",
                       near ? "\"?" : "");
        const struct ask_told told = {
            .kind = near ? NOTE_NEAR : NOTE_UNLISTED,
            .parts = {str_of(value), str_of(list->name), str_of(near ? near : "")}};
        return ask_note(make->read, words, &told, why);
    }
    return STATUS_OK;
}

/* Notes it for the first kind that has the field. */
static enum status note_values(struct making *make, struct failure *why)
{
    const struct pack *pack = make->read->pack;
    bool any = make->value_count == 1 && strcmp(make->values[0], "*") == 0;
    for (size_t i = 0; make->count > 0 && !any && i < pack->kind_count; i++) {
        const struct field *field = kind_field(&pack->kinds[i], make->name);
        if (field && is_public(field)) {
            return note_unlisted(make, field, why);
        }
    }
    return STATUS_OK;
}

static enum status add_fields(struct making *make, const char *name, struct failure *why)
{
    static const char *const nothing[] = {""};
    const struct pack *pack = make->read->pack;
    bool any = make->value_count == 1 && strcmp(make->values[0], "*") == 0;
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct kind *kind = &pack->kinds[i];
        const struct field *field = kind_field_about(kind, make->name);
        struct asked asked = {kind, name, make->token->op, make->values, make->value_count};
        if (field ? !is_public(field) : !query_is_special(make->name)) {
            continue;
        }
        if (any && field) {
            asked = (struct asked){kind, name, OP_IS_NOT, nothing, 1};
        }
        bool dated = field ? field->type == FIELD_DATE && str_is(make->name, field->name)
                           : str_is(make->name, "changed");
        bool period = dated && asked.op == OP_IS && asked.values[0][0] != '\0';
        TRY((period ? try_period : try_one)(make, &asked, why));
    }
    return STATUS_OK;
}

enum status ask_condition(struct reading *read, const struct token *token,
                          struct fulltext_filter *filter, bool *taken, struct failure *why)
{
    struct making *make = arena_alloc(read->arena, sizeof *make);
    *taken = false;
    if (!make) {
        return fail_memory(why);
    }
    *make = (struct making){.read = read, .token = token, .name = token->name};
    TRY(cut_values(make, why));
    if (str_is(make->name, "kind") && token->op == OP_IS) {
        TRY(add_kinds(make, why));
    } else if (str_is(make->name, "since") || str_is(make->name, "until")) {
        TRY(add_dates(make, str_is(make->name, "since") ? OP_AT_LEAST : OP_AT_MOST, why));
    } else {
        TRY(add_fields(make, make->name.at, why));
        TRY(note_values(make, why));
    }
    *taken = make->count > 0;
    *filter = (struct fulltext_filter){make->queries, make->count, token->excluded};
    /* Of a field that is not public the same is said as of one that is not there. */
    if (!*taken && !str_starts(token->value, "//")) {
        char words[1200];
        const bool known = make->refused.text[0] != '\0';
        (void)snprintf(words, sizeof words, "\"%.*s\" was read as words: %s",
                       STR_ARGS(token->written),
                       known ? make->refused.text : "there is no such field.");
        const struct ask_told told = {.kind = NOTE_AS_WORDS, .parts = {token->written}};
        return ask_note(read, words, &told, why);
    }
    return STATUS_OK;
}
