/* From a form that was sent to what was typed; and the form as text, for drafts. */
#include "serve/edit_form.h"

#include "base/utf8.h"
#include "text/html.h"

#define ROWS_MOST 10000 /* of one field */
#define FORM_LIMIT ((size_t)4 * 1024 * 1024)

bool may_see(const struct visit *visit, enum access access)
{
    switch (access) {
    case ACCESS_PUBLIC:
        return true;
    case ACCESS_INTERNAL:
        return account_may(visit->account, CAPABILITY_EDIT) ||
               account_may(visit->account, CAPABILITY_PERSONAL);
    case ACCESS_RESTRICTED:
    case ACCESS_CONFIDENTIAL:
        break;
    }
    return account_may(visit->account, CAPABILITY_PERSONAL);
}

struct editor visit_editor(struct visit *visit)
{
    return (struct editor){
        .store = visit->store, .formats = visit->site->work->formats, .arena = visit->arena};
}

struct str edit_target(struct visit *visit, const struct kind *kind, struct str identifier)
{
    return str_of(arena_printf(visit->arena, "%s:%.*s", kind->name, STR_ARGS(identifier)));
}

/* ---- names of inputs ---- */

/* What an input's name says. */
struct name {
    const struct field *field;
    unsigned row;
    struct str part; /* "-language", ".percentage"; empty: the value itself */
};

static bool read_name(const struct kind *kind, struct str text, struct name *name)
{
    struct str rest = text, head;
    (void)str_split(&rest, '.', &head);
    const struct field *field = rest.at ? kind_field(kind, head) : NULL;
    size_t digits = 0;
    *name = (struct name){.field = field};
    while (digits < rest.length && char_is_digit(rest.at[digits]) && name->row < ROWS_MOST) {
        name->row = name->row * 10 + (unsigned)(rest.at[digits++] - '0');
    }
    name->part = (struct str){rest.at + digits, rest.length - digits};
    return field && !field->parent && !field->derived && digits > 0 && name->row < ROWS_MOST &&
           (name->part.length == 0 || name->part.at[0] == '-' || name->part.at[0] == '.');
}

/* ---- texts as a browser sends them ---- */

/*
 * Line ends as one character, and characters that a page cannot hold as it shows them: two texts
 * that look the same in a form are the same.
 */
static struct str as_shown(struct arena *arena, struct str text)
{
    struct buf out;
    buf_init(&out, FORM_LIMIT);
    for (size_t i = 0; i < text.length;) {
        unsigned size = 1;
        const uint32_t code = utf8_decode(text.at + i, text.length - i, &size);
        if (code == '\r') {
            buf_char(&out, '\n');
            size = i + 1 < text.length && text.at[i + 1] == '\n' ? 2 : 1;
        } else if (!html_shows(code)) {
            buf_text(&out, "\xEF\xBF\xBD");
        } else {
            buf_add(&out, text.at + i, size);
        }
        i += size;
    }
    const struct str kept = arena_str(arena, buf_view(&out));
    buf_release(&out);
    return kept;
}

/* What was typed, or, when that looks as the value did, the value as it was. */
static struct str typed_text(struct visit *visit, struct str typed, struct str was)
{
    const struct str shown = as_shown(visit->arena, typed);
    return was.length > 0 && str_equal(shown, as_shown(visit->arena, was)) ? was : str_trim(shown);
}

/* ---- rows ---- */

struct row {
    unsigned number;
    bool dropped;
    struct typed *typed;
    struct raw_value was; /* as it stood in the form */
};

struct rows {
    struct row *items;
    size_t count, capacity;
};

struct taking {
    struct edit_form *form;
    struct rows *rows; /* for each field of the kind; those without items were not sent */
};

static struct row *find_row(const struct taking *t, const struct name *name)
{
    struct rows *rows = &t->rows[name->field->index];
    for (size_t i = rows->count; i > 0; i--) {
        if (rows->items[i - 1].number == name->row) {
            return &rows->items[i - 1];
        }
    }
    struct row *grown =
        arena_grow(t->form->visit->arena, rows->items, rows->count, &rows->capacity, sizeof *grown);
    struct typed *typed = arena_alloc(t->form->visit->arena, sizeof *typed);
    if (!grown || !typed) {
        return NULL;
    }
    rows->items = grown;
    grown[rows->count] = (struct row){.number = name->row, .typed = typed};
    return &grown[rows->count++];
}

/* The row was the value of that number; parts of it that do not come with the form stay. */
static enum status take_was(const struct taking *t, const struct field *field, struct row *row,
                            struct str text)
{
    struct visit *visit = t->form->visit;
    const struct record *base = t->form->edit.base;
    unsigned number = 0;
    for (size_t i = 0; i < text.length && char_is_digit(text.at[i]) && number < ROWS_MOST; i++) {
        number = number * 10 + (unsigned)(text.at[i] - '0');
    }
    const struct value *value = base ? base->values[field->index] : NULL;
    while (value && number > 1) {
        value = value->next;
        number--;
    }
    if (!value || number == 0) {
        return STATUS_OK;
    }
    TRY(edit_print(visit->arena, field, value, &row->was, &visit->why));
    row->typed->was = value;
    row->typed->raw = row->was;
    return STATUS_OK;
}

static void take_part(const struct taking *t, const struct name *name, struct row *row,
                      struct str text)
{
    struct visit *visit = t->form->visit;
    struct raw_value *raw = &row->typed->raw;
    const struct field *field = name->field;
    if (name->part.length == 0) {
        raw->text = typed_text(visit, text, row->was.text);
    } else if (str_is(name->part, "-language")) {
        raw->language = typed_text(visit, text, row->was.language);
    } else if (str_is(name->part, "-currency")) {
        raw->currency = typed_text(visit, text, row->was.currency);
    } else if (str_is(name->part, "-date")) {
        raw->date = typed_text(visit, text, row->was.date);
    } else if (str_is(name->part, "-drop")) {
        row->dropped = true;
    }
    for (size_t i = 0; name->part.length > 0 && i < field->with_count && i < SUBFIELDS; i++) {
        const struct str sub = {name->part.at + 1, name->part.length - 1};
        if (name->part.at[0] == '.' && str_is(sub, field->with[i].name) &&
            may_see(visit, field->with[i].access)) {
            raw->subs[i] = typed_text(visit, text, row->was.subs[i]);
        }
    }
}

static bool is_empty(const struct field *field, const struct raw_value *raw)
{
    bool empty = raw->text.length + raw->currency.length + raw->date.length == 0;
    for (size_t i = 0; empty && i < field->with_count && i < SUBFIELDS; i++) {
        empty = raw->subs[i].length == 0;
    }
    return empty;
}

/* A row in which nothing is typed is no value; a language alone is none either. */
static void settle_rows(const struct taking *t, const struct field *field)
{
    const struct rows *rows = &t->rows[field->index];
    struct typed **link = &t->form->edit.entry.fields[field->index];
    if (rows->count == 0) {
        return;
    }
    for (size_t i = 0; i < rows->count; i++) {
        struct typed *typed = rows->items[i].typed;
        if (!rows->items[i].dropped && !is_empty(field, &typed->raw)) {
            *link = typed;
            link = &typed->next;
        }
    }
    *link = NULL;
}

enum status edit_form_take(struct edit_form *form, const struct parameter *fields, size_t count)
{
    struct visit *visit = form->visit;
    const struct kind *kind = form->edit.kind;
    struct taking t = {form, arena_array(visit->arena, kind->field_count, sizeof *t.rows)};
    struct name name;
    if (!t.rows) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < count; i++) {
        if (!read_name(kind, fields[i].name, &name) || !may_see(visit, name.field->access)) {
            continue;
        }
        struct row *row = find_row(&t, &name);
        if (!row) {
            return fail_memory(&visit->why);
        }
        if (str_is(name.part, "-was")) {
            TRY(take_was(&t, name.field, row, fields[i].value));
        } else {
            take_part(&t, &name, row, fields[i].value);
        }
    }
    for (size_t i = 0; i < kind->field_count; i++) {
        settle_rows(&t, &kind->fields[i]);
    }
    return STATUS_OK;
}

enum status edit_form_set(struct edit_form *form, const struct field *field,
                          const struct value *values)
{
    struct visit *visit = form->visit;
    form->edit.entry.fields[field->index] = NULL;
    for (const struct value *v = values; v; v = v->next) {
        struct typed *typed = edit_add(visit->arena, &form->edit, field);
        if (!typed) {
            return fail_memory(&visit->why);
        }
        TRY(edit_print(visit->arena, field, v, &typed->raw, &visit->why));
        typed->was = v;
    }
    return STATUS_OK;
}

/* ---- the form as text ---- */

/* What speaks of the form as a whole, or of what the visit may not see, is not kept. */
static bool is_kept(const struct visit *visit, const struct kind *kind, struct str text)
{
    struct name name;
    if (text.length == 0 || text.at[0] == '-') {
        return str_is(text, "-identifier") || str_is(text, "-note");
    }
    bool kept = read_name(kind, text, &name) && may_see(visit, name.field->access);
    for (size_t i = 0; kept && i < name.field->with_count; i++) {
        const struct field *sub = &name.field->with[i];
        kept = !(name.part.length > 0 && name.part.at[0] == '.' && !may_see(visit, sub->access) &&
                 str_is((struct str){name.part.at + 1, name.part.length - 1}, sub->name));
    }
    return kept;
}

enum status edit_form_print(struct visit *visit, const struct kind *kind, struct str *text)
{
    struct buf out;
    buf_init(&out, FORM_LIMIT);
    for (size_t i = 0; i < visit->request->field_count; i++) {
        const struct parameter *p = &visit->request->fields[i];
        if (!is_kept(visit, kind, p->name)) {
            continue;
        }
        buf_text(&out, out.length > 0 ? "&" : "");
        html_url_part(&out, p->name);
        buf_char(&out, '=');
        html_url_part(&out, p->value);
    }
    enum status status = buf_status(&out, &visit->why);
    if (status == STATUS_OK) {
        *text = arena_str(visit->arena, buf_view(&out));
        status = text->at ? STATUS_OK : fail_memory(&visit->why);
    }
    buf_release(&out);
    return status;
}

static bool decode(struct arena *arena, struct str text, struct str *decoded)
{
    char *to = arena_alloc(arena, text.length + 1);
    *decoded = (struct str){to, 0};
    return to && html_url_decode(text, true, to, &decoded->length);
}

enum status edit_form_parse(struct visit *visit, struct str text, struct parameter **fields,
                            size_t *count)
{
    size_t capacity = 0;
    struct str part, name;
    *fields = NULL;
    *count = 0;
    while (text.length > 0 && str_split(&text, '&', &part)) {
        struct parameter *grown =
            arena_grow(visit->arena, *fields, *count, &capacity, sizeof *grown);
        if (!grown) {
            return fail_memory(&visit->why);
        }
        *fields = grown;
        (void)str_split(&part, '=', &name);
        if (!decode(visit->arena, name, &grown[*count].name) ||
            !decode(visit->arena, part, &grown[*count].value)) {
            return fail(&visit->why, STATUS_INTEGRITY, "A draft cannot be read.");
        }
        (*count)++;
    }
    return STATUS_OK;
}
