#include "work/edit.h"

#include "write/record.h"

#include <sodium.h>

#define TEXT_LIMIT ((size_t)32 * 1024 * 1024) /* of one record as text */

/* ---- what is typed ---- */

static enum status print_into(struct arena *arena, const struct value *value, struct str *text,
                              struct failure *why)
{
    struct buf out;
    buf_init(&out, TEXT_LIMIT);
    value_print(value, &out);
    enum status status = buf_status(&out, why);
    if (status == STATUS_OK) {
        *text = arena_str(arena, buf_view(&out));
        status = text->at ? STATUS_OK : fail_memory(why);
    }
    buf_release(&out);
    return status;
}

enum status edit_print(struct arena *arena, const struct field *field, const struct value *value,
                       struct raw_value *raw, struct failure *why)
{
    *raw = (struct raw_value){
        .language = value->language, .currency = value->currency, .date = value->date};
    if (value->field) {
        TRY(print_into(arena, value, &raw->text, why));
    }
    for (size_t i = 0; i < field->with_count && i < SUBFIELDS; i++) {
        if (value->with[i].field) {
            TRY(print_into(arena, &value->with[i], &raw->subs[i], why));
        }
    }
    return STATUS_OK;
}

struct typed *edit_add(struct arena *arena, struct edit *edit, const struct field *field)
{
    struct typed *typed = arena_alloc(arena, sizeof *typed);
    struct typed **link = &edit->entry.fields[field->index];
    while (typed && *link) {
        link = &(*link)->next;
    }
    if (typed) {
        *link = typed;
    }
    return typed;
}

static enum status begin(struct arena *arena, const struct kind *kind, struct str identifier,
                         struct edit *edit, struct failure *why)
{
    *edit = (struct edit){
        .kind = kind,
        .entry = {.kind = kind,
                  .identifier = arena_str(arena, str_trim(identifier)),
                  .fields = arena_array(arena, kind->field_count, sizeof *edit->entry.fields)}};
    return edit->entry.fields && edit->entry.identifier.at ? STATUS_OK : fail_memory(why);
}

enum status edit_begin_new(const struct editor *editor, const struct kind *kind,
                           struct str identifier, struct edit *edit, struct failure *why)
{
    return begin(editor->arena, kind, identifier, edit, why);
}

/* The form begins with the values of @from. */
static enum status fill(struct arena *arena, struct edit *edit, const struct record *from,
                        struct failure *why)
{
    for (size_t i = 0; i < edit->kind->field_count; i++) {
        struct typed **link = &edit->entry.fields[i];
        for (const struct value *v = from->values[i]; v; v = v->next) {
            struct typed *typed = arena_alloc(arena, sizeof *typed);
            if (!typed) {
                return fail_memory(why);
            }
            TRY(edit_print(arena, &edit->kind->fields[i], v, &typed->raw, why));
            typed->was = v;
            *link = typed;
            link = &typed->next;
        }
    }
    return STATUS_OK;
}

enum status edit_begin(const struct editor *editor, const struct kind *kind, struct str identifier,
                       unsigned version, struct edit *edit, struct failure *why)
{
    struct record *record = NULL, *former = NULL;
    unsigned number = 0;
    TRY(store_get(editor->store, editor->arena, kind, identifier, &record, why));
    TRY(store_version_number(editor->store, record->id, &number, why));
    /* Read again: the values are never older than the number, whatever others save meanwhile. */
    TRY(store_get(editor->store, editor->arena, kind, identifier, &record, why));
    if (version != 0 && version != number) {
        TRY(store_version_values(editor->store, editor->arena, record->kind, record->id, version,
                                 &former, why));
        former->id = record->id;
        former->identifier = record->identifier;
        record = former;
        number = version;
    }
    TRY(begin(editor->arena, record->kind, record->identifier, edit, why));
    edit->entry.identifier = record->identifier;
    edit->base = record;
    edit->version = number;
    return fill(editor->arena, edit, record, why);
}

/* ---- checking ---- */

static bool same_texts(const struct raw_value *a, const struct raw_value *b)
{
    bool same = str_equal(a->text, b->text) && str_equal(a->language, b->language) &&
                str_equal(a->currency, b->currency) && str_equal(a->date, b->date);
    for (size_t i = 0; same && i < SUBFIELDS; i++) {
        same = str_equal(a->subs[i], b->subs[i]);
    }
    return same;
}

/* Finds the values that are as they were: they are not read anew, whatever the lists say now. */
static enum status settle(struct arena *arena, struct edit *edit, struct failure *why)
{
    for (size_t i = 0; i < edit->kind->field_count; i++) {
        for (struct typed *t = edit->entry.fields[i]; t; t = t->next) {
            struct raw_value was;
            t->same = false;
            if (t->was) {
                TRY(edit_print(arena, &edit->kind->fields[i], t->was, &was, why));
                t->same = same_texts(&t->raw, &was);
            }
        }
    }
    return STATUS_OK;
}

/* What is wrong with the record as it was. */
static enum status check_base(const struct editor *editor, const struct edit *edit,
                              struct problem_list *problems, struct failure *why)
{
    struct edit as_it_was = {0};
    struct record *record = NULL;
    bool fine = false;
    if (!edit->base) {
        return STATUS_OK;
    }
    TRY(begin(editor->arena, edit->kind, edit->base->identifier, &as_it_was, why));
    TRY(fill(editor->arena, &as_it_was, edit->base, why));
    TRY(settle(editor->arena, &as_it_was, why));
    return entry_read(editor->arena, editor->formats, &as_it_was.entry, &record, problems, &fine,
                      why);
}

static bool is_among(const struct problem *problem, const struct problem_list *list)
{
    for (const struct problem *p = list->first; p; p = p->next) {
        if (strcmp(p->rule, problem->rule) == 0 && str_equal(p->field, problem->field) &&
            problem->line == 0) {
            return true;
        }
    }
    return false;
}

enum status edit_check(const struct editor *editor, struct edit *edit, struct edit_check *check,
                       struct failure *why)
{
    struct problem_list all = {0}, old = {0};
    bool fine = false;
    *check = (struct edit_check){0};
    TRY(check_base(editor, edit, &old, why));
    TRY(settle(editor->arena, edit, why));
    TRY(entry_read(editor->arena, editor->formats, &edit->entry, &check->record, &all, &fine, why));
    for (const struct problem *p = all.first; p; p = p->next) {
        struct problem_list *list =
            !p->rejected && is_among(p, &old) ? &check->old : &check->problems;
        if (!problem_add(editor->arena, list, p)) {
            return fail_memory(why);
        }
    }
    if (check->problems.count > 0 || !check->record) {
        check->record = NULL;
        return STATUS_OK;
    }
    check->record->id = edit->base ? edit->base->id : 0;
    check->changed = !edit->base || !record_equal(edit->base, check->record);
    return STATUS_OK;
}

/* ---- saving ---- */

/* What a person enters is kept as a plain table of one row, which can be imported. */
static enum status make_original(const struct editor *editor, const struct record *record,
                                 struct original *original, struct failure *why)
{
    const struct record_style style = {.language = "en", .all_fields = true};
    struct buf out;
    buf_init(&out, TEXT_LIMIT);
    record_write_csv_heading(record->kind, &style, &out);
    record_write_csv(record, &style, &out);
    enum status status = buf_status(&out, why);
    if (status == STATUS_OK) {
        original->bytes = arena_str(editor->arena, buf_view(&out));
        original->whole = true;
        status = original->bytes.at ? STATUS_OK : fail_memory(why);
    }
    buf_release(&out);
    if (status == STATUS_OK &&
        (sodium_init() < 0 || crypto_generichash(original->hash, sizeof original->hash,
                                                 (const unsigned char *)original->bytes.at,
                                                 original->bytes.length, NULL, 0) != 0)) {
        return fail(why, STATUS_FAILED, "The hashing library cannot be started.");
    }
    return status;
}

enum status edit_save(const struct editor *editor, const struct edit *edit,
                      const struct edit_check *check, const struct change *change, bool *changed,
                      struct failure *why)
{
    if (edit->base) {
        TRY(store_edit(editor->store, check->record, edit->version, change, changed, why));
    } else {
        struct original original = {0};
        TRY(make_original(editor, check->record, &original, why));
        TRY(store_enter_record(editor->store, check->record, &original, change, why));
        *changed = true;
    }
    return *changed ? retag_record(editor->retag, editor->store, editor->arena, check->record, why)
                    : STATUS_OK;
}

enum status edit_restore(const struct editor *editor, const struct record *record, unsigned version,
                         unsigned expected, const struct change *change, bool *changed,
                         struct failure *why)
{
    struct record *values = NULL;
    unsigned number = 0;
    *changed = false;
    TRY(store_version_number(editor->store, record->id, &number, why));
    if (version == number) {
        return STATUS_OK;
    }
    TRY(store_version_values(editor->store, editor->arena, record->kind, record->id, version,
                             &values, why));
    values->id = record->id;
    values->identifier = record->identifier;
    TRY(store_edit(editor->store, values, expected, change, changed, why));
    return *changed ? retag_record(editor->retag, editor->store, editor->arena, values, why)
                    : STATUS_OK;
}

enum status edit_undelete(const struct editor *editor, const struct kind *kind,
                          struct str identifier, const struct change *change,
                          struct record **record, struct failure *why)
{
    TRY(store_undelete(editor->store, editor->arena, kind, identifier, change, record, why));
    return retag_record(editor->retag, editor->store, editor->arena, *record, why);
}

/* ---- history ---- */

enum status edit_differences(struct arena *arena, const struct record *before,
                             const struct record *after, struct difference **list, size_t *count,
                             struct failure *why)
{
    const struct kind *kind = after->kind;
    *count = 0;
    *list = arena_array(arena, kind->field_count, sizeof **list);
    if (!*list) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct value *was = before ? before->values[i] : NULL;
        if (!values_equal(was, after->values[i])) {
            (*list)[(*count)++] = (struct difference){&kind->fields[i], was, after->values[i]};
        }
    }
    return STATUS_OK;
}

static enum status load_values(const struct editor *editor, const struct record *record, bool last,
                               struct edit_version *version, struct failure *why)
{
    if (!version->version.has_values) {
        return STATUS_OK;
    }
    if (last) {
        return store_get(editor->store, editor->arena, record->kind, record->identifier,
                         &version->values, why);
    }
    return store_version_values(editor->store, editor->arena, record->kind, record->id,
                                version->version.number, &version->values, why);
}

enum status edit_history(const struct editor *editor, const struct record *record,
                         struct edit_version **versions, size_t *count, struct failure *why)
{
    struct version *list = NULL;
    TRY(store_versions(editor->store, editor->arena, record->kind, record->id, &list, count, why));
    *versions = arena_array(editor->arena, *count, sizeof **versions);
    if (!*versions) {
        return fail_memory(why);
    }
    const struct record *before = NULL;
    for (size_t i = 0; i < *count; i++) {
        struct edit_version *version = &(*versions)[i];
        version->version = list[i];
        TRY(load_values(editor, record, i + 1 == *count, version, why));
        if (version->values && (before || i == 0)) {
            TRY(edit_differences(editor->arena, i == 0 ? version->values : before, version->values,
                                 &version->differences, &version->count, why));
        }
        before = version->values ? version->values : before;
    }
    return STATUS_OK;
}
