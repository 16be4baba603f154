/* The form of a record as a page shows it. */
#include "serve/edit_form.h"

#define SELECT_MOST 16   /* codes of a list that is shown as a choice; a longer one is searched */
#define SELECT_IN_ROW 10 /* the same beside other parts of a value */
#define OPEN_ROWS 2      /* a field of more values with parts is folded */
#define TEXT_COLUMNS 60
#define TEXT_ROWS 12

/* ---- the state of one field ---- */

/* What writing one field passes around. */
struct shown {
    struct edit_form *form;
    struct visit *visit;
    struct buf *out;
    const struct field *field;
    bool several;      /* it may have several values */
    bool composed;     /* a value has parts */
    size_t count;      /* of its rows, at least one */
    bool *list_needed; /* for each code list of the pack: an input searches it */
};

static const char *label_of(const struct shown *s, const struct field *field)
{
    return label_here(s->visit, &field->label, field->name);
}

static bool has_parts(const struct shown *s)
{
    const struct field *field = s->field;
    bool has = field->languages || field->type == FIELD_MONEY;
    for (size_t i = 0; !has && i < field->with_count; i++) {
        has = may_see(s->visit, field->with[i].access);
    }
    return has;
}

static size_t count_rows(const struct edit_form *form, const struct field *field)
{
    size_t count = 0;
    for (const struct typed *t = form->edit.entry.fields[field->index]; t; t = t->next) {
        count++;
    }
    return count;
}

/* The words of the error of an input, or NULL. */
static const char *error_of(const struct shown *s, const char *id)
{
    for (size_t i = 0; i < s->visit->error_count; i++) {
        const char *field = s->visit->errors[i].field;
        if (field && strcmp(field, id) == 0) {
            return s->visit->errors[i].words;
        }
    }
    return NULL;
}

static bool has_error(const struct visit *visit, const struct field *field)
{
    const size_t length = strlen(field->name);
    for (size_t i = 0; i < visit->error_count; i++) {
        const char *name = visit->errors[i].field;
        if (name && strncmp(name, field->name, length) == 0 && name[length] == '.') {
            return true;
        }
    }
    return false;
}

/* ---- one input ---- */

/* An input: of the value itself, or of a part of it. */
struct input {
    const char *id;
    const struct field *field; /* whose type it has; NULL: a language */
    const struct codelist *list;
    struct str value, language;
    bool in_row, date, wants_focus;
};

static void attribute(struct buf *out, const char *name, struct str value)
{
    buf_printf(out, " %s=\"", name);
    html_str(out, value);
    buf_char(out, '"');
}

static void begin_input(const struct shown *s, const char *tag, const struct input *input)
{
    const char *error = error_of(s, input->id);
    buf_printf(s->out, "<%s", tag);
    attribute(s->out, "id", str_of(input->id));
    attribute(s->out, "name", str_of(input->id));
    if (error) {
        buf_printf(s->out, " aria-invalid=\"true\" aria-describedby=\"%s-error\"", input->id);
    }
    buf_text(s->out, input->wants_focus ? " autofocus" : "");
}

static void show_option(const struct shown *s, struct str value, const char *label, bool chosen)
{
    buf_text(s->out, "<option");
    attribute(s->out, "value", value);
    buf_text(s->out, chosen ? " selected>" : ">");
    html_text(s->out, label);
    buf_text(s->out, "</option>");
}

static void show_select(const struct shown *s, const struct input *input)
{
    bool chosen = input->value.length == 0;
    begin_input(s, "select", input);
    buf_char(s->out, '>');
    show_option(s, (struct str){0}, "", chosen);
    for (size_t i = 0; i < input->list->count; i++) {
        const struct code *code = &input->list->codes[i];
        const bool is = str_is(input->value, code->code);
        chosen = chosen || is;
        show_option(s, str_of(code->code), label_here(s->visit, &code->label, code->code), is);
    }
    if (!chosen) {
        show_option(s, input->value, arena_copy(s->visit->arena, input->value), true);
    }
    buf_text(s->out, "</select>\n");
}

static void show_boolean(const struct shown *s, const struct input *input)
{
    const bool yes = str_is(input->value, "true"), no = str_is(input->value, "false");
    begin_input(s, "select", input);
    buf_char(s->out, '>');
    show_option(s, (struct str){0}, "", input->value.length == 0);
    show_option(s, str_of("true"), t(s->visit, "yes"), yes);
    show_option(s, str_of("false"), t(s->visit, "no"), no);
    if (input->value.length > 0 && !yes && !no) {
        show_option(s, input->value, arena_copy(s->visit->arena, input->value), true);
    }
    buf_text(s->out, "</select>\n");
}

/* As many lines as the text takes; a line end may be typed in any. */
static void show_area(const struct shown *s, const struct input *input)
{
    size_t rows = 1 + input->value.length / TEXT_COLUMNS;
    for (size_t i = 0; i < input->value.length; i++) {
        rows += input->value.at[i] == '\n';
    }
    begin_input(s, "textarea", input);
    buf_printf(s->out, " rows=\"%zu\"", rows > TEXT_ROWS ? TEXT_ROWS : rows);
    language_attributes(s->visit, input->language);
    /* The first line end after the tag is not part of the text (HTML, 13.1.2.5). */
    buf_text(s->out, ">\n");
    html_str(s->out, input->value);
    buf_text(s->out, "</textarea>\n");
}

static void show_line(const struct shown *s, const struct input *input)
{
    const enum field_type type = input->field ? input->field->type : FIELD_TEXT;
    begin_input(s, "input", input);
    attribute(s->out, "value", input->value);
    if (input->list) {
        buf_printf(s->out, " list=\"list-%s\" autocomplete=\"off\"", input->list->name);
    } else if (input->date || type == FIELD_DATE) {
        buf_text(s->out, " size=\"10\"");
        attribute(s->out, "placeholder", str_of(t(s->visit, "YYYY-MM-DD")));
    } else if (type == FIELD_INTEGER || type == FIELD_DECIMAL || type == FIELD_MONEY) {
        buf_text(s->out, " inputmode=\"decimal\" size=\"14\"");
    }
    buf_text(s->out, ">\n");
}

static void need_list(const struct shown *s, const struct codelist *list)
{
    const struct pack *pack = s->visit->site->work->pack;
    s->list_needed[list - pack->lists] = true;
}

static bool is_long(const struct input *input)
{
    return input->value.length > TEXT_COLUMNS ||
           (input->value.length > 0 && memchr(input->value.at, '\n', input->value.length)) ||
           (input->value.length > 0 && memchr(input->value.at, '\r', input->value.length));
}

static void show_input(const struct shown *s, const struct input *input)
{
    const enum field_type type = input->field ? input->field->type : FIELD_CODE;
    const size_t most = input->in_row ? SELECT_IN_ROW : SELECT_MOST;
    const char *error = error_of(s, input->id);
    if (error) {
        buf_printf(s->out, "<span class=\"error\" id=\"%s-error\">", input->id);
        html_text(s->out, error);
        buf_text(s->out, "</span>\n");
    }
    if (type == FIELD_BOOLEAN && !input->date) {
        show_boolean(s, input);
    } else if (is_long(input) || (type == FIELD_TEXT && !input->in_row && !input->list)) {
        show_area(s, input);
    } else if (input->list && !input->list->open && input->list->count <= most) {
        show_select(s, input);
    } else {
        if (input->list) {
            need_list(s, input->list);
        }
        show_line(s, input);
    }
}

/* ---- one value ---- */

static const char *id_of(const struct shown *s, size_t row, const char *mark, const char *part)
{
    return arena_printf(s->visit->arena, "%s.%zu%s%s", s->field->name, row, mark, part);
}

/* <label class="part"><span>…</span> input </label> */
static void show_part(const struct shown *s, const char *label, const char *kind,
                      const struct input *input)
{
    buf_printf(s->out, "<label class=\"part%s\"><span>", kind);
    html_text(s->out, label);
    buf_text(s->out, "</span>");
    show_input(s, input);
    buf_text(s->out, "</label>\n");
}

static void show_subs(const struct shown *s, const struct typed *typed, size_t row)
{
    for (size_t i = 0; i < s->field->with_count && i < SUBFIELDS; i++) {
        const struct field *sub = &s->field->with[i];
        if (may_see(s->visit, sub->access)) {
            const struct input input = {.id = id_of(s, row, ".", sub->name),
                                        .field = sub,
                                        .list = sub->type == FIELD_CODE ? sub->list : NULL,
                                        .value = typed->raw.subs[i],
                                        .in_row = true};
            show_part(s, label_of(s, sub), "", &input);
        }
    }
}

static void show_parts(const struct shown *s, const struct typed *typed, size_t row)
{
    const struct pack *pack = s->visit->site->work->pack;
    if (s->field->languages) {
        const struct input input = {.id = id_of(s, row, "-", "language"),
                                    .list = pack_list(pack, "language"),
                                    .value = typed->raw.language,
                                    .in_row = true};
        show_part(s, t(s->visit, "Language"), " short", &input);
    }
    if (s->field->type == FIELD_MONEY) {
        const struct input currency = {.id = id_of(s, row, "-", "currency"),
                                       .list = pack_list(pack, "currency"),
                                       .value = typed->raw.currency,
                                       .in_row = true};
        const struct input date = {.id = id_of(s, row, "-", "date"),
                                   .value = typed->raw.date,
                                   .in_row = true,
                                   .date = true};
        show_part(s, t(s->visit, "Currency"), " short", &currency);
        show_part(s, t(s->visit, "Value date"), " short", &date);
    }
    show_subs(s, typed, row);
}

/* What the value leads to, or stands for: the title of a record, the label of a code. */
static void show_meaning(const struct shown *s, struct str text)
{
    struct record *record = NULL;
    struct failure none;
    if (s->field->type == FIELD_LINK && text.length > 0 &&
        store_get(s->visit->store, s->visit->arena, NULL, text, &record, &none) == STATUS_OK) {
        buf_text(s->out, "<small class=\"meaning\">");
        link_to_record(s->visit, record);
        buf_text(s->out, "</small>\n");
    }
    const bool coded = s->field->type == FIELD_CODE && s->field->list &&
                       (s->field->list->open || s->field->list->count > SELECT_MOST);
    const struct code *code = coded && text.length > 0 ? codelist_find(s->field->list, text) : NULL;
    if (code) {
        buf_text(s->out, "<small class=\"meaning\">");
        html_text(s->out, label_here(s->visit, &code->label, code->code));
        buf_text(s->out, "</small>\n");
    }
}

/* Which value of the record the row began as, from 1; 0: none. */
static unsigned number_of(const struct shown *s, const struct typed *typed)
{
    const struct record *base = s->form->edit.base;
    const struct value *value = base && typed->was ? base->values[s->field->index] : NULL;
    unsigned number = 1;
    for (; value && value != typed->was; value = value->next) {
        number++;
    }
    return value ? number : 0;
}

static void show_row(const struct shown *s, const struct typed *typed, size_t row, bool focus)
{
    const unsigned was = number_of(s, typed);
    const struct input input = {.id = id_of(s, row, "", ""),
                                .field = s->field,
                                .list = s->field->type == FIELD_CODE ? s->field->list : NULL,
                                .value = typed->raw.text,
                                .language = typed->raw.language,
                                .in_row = s->several && s->field->type != FIELD_TEXT,
                                .wants_focus = focus};
    const char *label =
        !s->several ? label_of(s, s->field)
                    : arena_printf(s->visit->arena, "%s %zu", label_of(s, s->field), row + 1);
    buf_text(s->out, s->composed ? "<div class=\"value composed\">\n" : "<div class=\"value\">\n");
    if (was > 0) {
        buf_printf(s->out, "<input type=\"hidden\" name=\"%s.%zu-was\" value=\"%u\">\n",
                   s->field->name, row, was);
    }
    show_part(s, label, " main", &input);
    show_meaning(s, typed->raw.text);
    show_parts(s, typed, row);
    if (s->several && s->composed && was > 0) {
        buf_printf(s->out, "<label class=\"drop\"><input type=\"checkbox\" name=\"%s.%zu-drop\"> ",
                   s->field->name, row);
        say_plain(s->visit, "Remove");
        buf_text(s->out, "</label>\n");
    }
    buf_text(s->out, "</div>\n");
}

/* ---- one field ---- */

/* The source has changed the field since it was edited here. */
static bool is_conflict(const struct edit_form *form, const struct field *field)
{
    struct str rest = form->edited.conflicts, line;
    while (str_split(&rest, '\n', &line)) {
        if (str_is(line, field->name)) {
            return true;
        }
    }
    return false;
}

static void show_conflict(const struct shown *s)
{
    const struct value *values =
        s->form->edited.source ? s->form->edited.source->values[s->field->index] : NULL;
    buf_text(s->out, "<div class=\"conflict\"><p>");
    say_plain(s->visit, "The source has changed this since it was edited here. It says now:");
    buf_text(s->out, "</p>\n<ul>\n");
    for (const struct value *v = values; v; v = v->next) {
        buf_text(s->out, "<li>");
        if (v->field) {
            show_value(s->visit, v);
        }
        buf_text(s->out, "</li>\n");
    }
    buf_text(s->out, "</ul>\n");
    form_button(s->visit, "-take", str_of(s->field->name),
                t(s->visit, "Take what the source says"));
    buf_text(s->out, "</div>\n");
}

static void show_hint(const struct shown *s)
{
    const struct field *field = s->field;
    struct buf *out = s->out;
    const char *words = NULL;
    if (field->type == FIELD_DATE) {
        words = t(s->visit, "A year, YYYY-MM or YYYY-MM-DD.");
    } else if (field->type == FIELD_LINK && field->target_count == 1) {
        const struct str kind =
            str_of(label_here(s->visit, &field->targets[0]->label, field->targets[0]->name));
        words = sentence(s->visit, "The identifier of a record: {0}.", &kind, 1);
    } else if (field->type == FIELD_LINK) {
        words = t(s->visit, "KIND:IDENTIFIER of the record, as in its address.");
    }
    if (words) {
        buf_text(out, "<p class=\"hint\">");
        html_text(out, words);
        buf_text(out, "</p>\n");
    }
}

static void show_rows(const struct shown *s)
{
    const struct typed blank = {.raw.language = s->field->languages ? str_of(s->visit->language)
                                                                    : (struct str){0}};
    size_t row = 0;
    for (const struct typed *t = s->form->edit.entry.fields[s->field->index]; t; t = t->next) {
        show_row(s, t, row++, false);
    }
    if (row < s->count) {
        show_row(s, &blank, row, s->form->added == s->field);
    }
    if (s->several) {
        const struct str name = str_of(label_of(s, s->field));
        buf_text(s->out, "<p class=\"more\">");
        form_button(s->visit, "-add", str_of(s->field->name),
                    sentence(s->visit, "Add another: {0}", &name, 1));
        buf_text(s->out, "</p>\n");
    }
}

static void show_legend(const struct shown *s)
{
    html_text(s->out, label_of(s, s->field));
    if (s->field->required) {
        buf_text(s->out, " <small>(");
        say_plain(s->visit, "required");
        buf_text(s->out, ")</small>");
    }
}

static void show_field(struct edit_form *form, const struct field *field, bool *list_needed)
{
    struct shown s = {.form = form,
                      .visit = form->visit,
                      .out = form->visit->out,
                      .field = field,
                      .several = field->repeat || field->languages,
                      .list_needed = list_needed};
    const size_t rows = count_rows(form, field);
    const bool wrong = has_error(s.visit, field), conflict = is_conflict(form, field);
    s.composed = has_parts(&s);
    s.count = rows + (rows == 0 || form->added == field);
    const bool folded = s.composed && rows > OPEN_ROWS && !wrong && !conflict;
    buf_text(s.out,
             wrong ? "<fieldset class=\"values wrong\" id=\"" : "<fieldset class=\"values\" id=\"");
    buf_printf(s.out, "field-%s\"><legend>", field->name);
    show_legend(&s);
    buf_text(s.out, "</legend>\n");
    show_hint(&s);
    if (conflict) {
        show_conflict(&s);
    }
    if (folded) {
        buf_text(s.out, form->added == field ? "<details open><summary>" : "<details><summary>");
        say_count(s.visit, rows, "{0} value", "{0} values");
        buf_text(s.out, "</summary>\n");
    }
    show_rows(&s);
    buf_text(s.out, folded ? "</details>\n</fieldset>\n" : "</fieldset>\n");
}

/* ---- the whole form ---- */

static bool is_shown(const struct edit_form *form, const struct field *field)
{
    return !field->derived && may_see(form->visit, field->access);
}

/* In a new record the fields that people search come first, in one that is there those with values.
 */
static bool comes_first(const struct edit_form *form, const struct field *field)
{
    return field->required || form->edit.entry.fields[field->index] || form->added == field ||
           has_error(form->visit, field) || (!form->edit.base && field->search);
}

static void show_fields(struct edit_form *form, bool first, bool *list_needed)
{
    const struct kind *kind = form->edit.kind;
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (is_shown(form, field) && comes_first(form, field) == first) {
            show_field(form, field, list_needed);
        }
    }
}

static size_t count_others(const struct edit_form *form)
{
    size_t count = 0;
    for (size_t i = 0; i < form->edit.kind->field_count; i++) {
        const struct field *field = &form->edit.kind->fields[i];
        count += is_shown(form, field) && !comes_first(form, field);
    }
    return count;
}

/* The code lists that inputs search, each once. */
static void show_lists(struct edit_form *form, const bool *list_needed)
{
    struct visit *visit = form->visit;
    const struct pack *pack = visit->site->work->pack;
    for (size_t i = 0; i < pack->list_count; i++) {
        const struct codelist *list = &pack->lists[i];
        if (!list_needed[i]) {
            continue;
        }
        buf_printf(visit->out, "<datalist id=\"list-%s\">", list->name);
        for (size_t k = 0; k < list->count; k++) {
            buf_text(visit->out, "<option");
            attribute(visit->out, "value", str_of(list->codes[k].code));
            buf_char(visit->out, '>');
            html_text(visit->out, label_here(visit, &list->codes[k].label, list->codes[k].code));
            buf_text(visit->out, "</option>");
        }
        buf_text(visit->out, "</datalist>\n");
    }
}

/* The script shows it when there is a draft. */
static void show_discard(struct edit_form *form)
{
    struct visit *visit = form->visit;
    buf_text(visit->out, form->kept ? "<span data-discard>" : "<span data-discard hidden>");
    form_button(visit, "-do", str_of("discard"), t(visit, "Discard the draft"));
    buf_text(visit->out, "</span>\n");
}

/* Where the script says what has become of the draft (web/edit.ts). */
static void show_draft_status(struct visit *visit)
{
    struct buf *out = visit->out;
    buf_text(out, "<span id=\"draft\" role=\"status\"");
    attribute(out, "data-saved", str_of(t(visit, "Draft saved {0}")));
    attribute(out, "data-failed",
              str_of(t(visit, "Not kept yet: the site cannot be reached. It is tried again.")));
    attribute(
        out, "data-ended",
        str_of(t(visit, "Your session has ended. Sign in in another window, and go on here.")));
    buf_text(out, "></span>\n");
}

static void show_bar(struct edit_form *form, bool last)
{
    struct visit *visit = form->visit;
    const bool may = account_may(visit->account, CAPABILITY_EDIT);
    buf_text(visit->out, last ? "<div class=\"bar last\">\n" : "<div class=\"bar\">\n");
    form_button(visit, "-do", str_of("save"), may ? t(visit, "Save") : t(visit, "Propose"));
    form_button(visit, "-do", str_of("draft"), t(visit, "Keep as a draft"));
    show_discard(form);
    if (!last) {
        show_draft_status(visit);
    }
    buf_text(visit->out, "</div>\n");
}

static void show_identifier(struct edit_form *form)
{
    if (!form->edit.base) {
        form_text(form->visit,
                  &(struct form_field){
                      .name = "-identifier",
                      .label = t(form->visit, "Identifier"),
                      .hint = t(form->visit,
                                "A short name that no other record of the kind has. It stands in "
                                "the address and does not change."),
                      .value = form->edit.entry.identifier,
                      .most = 1024,
                      .required = true});
    }
}

enum status edit_form_show(struct edit_form *form)
{
    struct visit *visit = form->visit;
    struct buf *out = visit->out;
    bool *lists = arena_array(visit->arena, visit->site->work->pack->list_count + 1, sizeof *lists);
    if (!lists) {
        return fail_memory(&visit->why);
    }
    show_bar(form, false);
    show_identifier(form);
    show_fields(form, true, lists);
    const size_t others = count_others(form);
    if (others > 0) {
        buf_text(out, "<details class=\"others\"><summary>");
        say_count(visit, others, "{0} field without a value", "{0} fields without a value");
        buf_text(out, "</summary>\n");
        show_fields(form, false, lists);
        buf_text(out, "</details>\n");
    }
    show_lists(form, lists);
    form_text(visit, &(struct form_field){
                         .name = "-note",
                         .label = t(visit, "Why"),
                         .hint = t(visit, "It is kept with the change, for others."),
                         .value = visit_is_post(visit) ? visit_field(visit, "-note") : form->note,
                         .most = 500});
    show_bar(form, true);
    return STATUS_OK;
}
