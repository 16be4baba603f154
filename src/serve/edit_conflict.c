/* Two people have edited a record from the same version: both are shown, and somebody chooses. */
#include "serve/differences.h"
#include "serve/edit_site.h"

/* The field's three sides. */
struct sides {
    const struct field *field;
    const struct value *before, *theirs, *yours;
};

static bool differs(const struct sides *s)
{
    return !values_equal(s->theirs, s->yours);
}

static struct sides sides_of(const struct record *before, const struct record *theirs,
                             const struct record *yours, size_t field)
{
    return (struct sides){&before->kind->fields[field], before->values[field],
                          theirs->values[field], yours->values[field]};
}

static const char *choice_name(struct visit *visit, const struct field *field)
{
    return arena_printf(visit->arena, "-choose-%s", field->name);
}

/* ---- showing ---- */

static enum status show_column(struct visit *visit, const struct sides *s, const char *value,
                               const struct value *values, bool chosen)
{
    static const struct {
        const char *value, *label;
    } words[] = {{"before", N_("As it was")}, {"theirs", N_("Theirs")}, {"yours", N_("Yours")}};
    struct buf *out = visit->out;
    buf_text(out, "<td><label class=\"choice\"><input type=\"radio\" name=\"");
    html_text(out, choice_name(visit, s->field));
    buf_printf(out, "\" value=\"%s\"%s> ", value, chosen ? " checked" : "");
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strcmp(words[i].value, value) == 0) {
            say_plain(visit, words[i].label);
        }
    }
    buf_text(out, "</label>\n");
    TRY(show_side(visit, s->field, values == s->before ? values : s->before, values));
    buf_text(out, "</td>\n");
    return STATUS_OK;
}

static enum status show_sides(struct visit *visit, const struct sides *s)
{
    struct buf *out = visit->out;
    const struct str asked = visit_field(visit, choice_name(visit, s->field));
    const bool only_theirs = values_equal(s->before, s->yours);
    const bool only_yours = values_equal(s->before, s->theirs);
    buf_text(out, "<tr><th scope=\"row\" id=\"");
    html_text(out, choice_name(visit, s->field));
    buf_text(out, "\">");
    html_text(out, label_here(visit, &s->field->label, s->field->name));
    buf_text(out, "</th>\n");
    TRY(show_column(visit, s, "before", s->before, str_is(asked, "before")));
    TRY(show_column(visit, s, "theirs", s->theirs,
                    asked.length > 0 ? str_is(asked, "theirs") : only_theirs));
    TRY(show_column(visit, s, "yours", s->yours,
                    asked.length > 0 ? str_is(asked, "yours") : only_yours));
    buf_text(out, "</tr>\n");
    return STATUS_OK;
}

/* What was typed goes along, as it was sent. */
static void hide_typed(struct visit *visit)
{
    for (size_t i = 0; i < visit->request->field_count; i++) {
        const struct parameter *p = &visit->request->fields[i];
        if (p->name.length > 0 && (p->name.at[0] != '-' || str_is(p->name, "-note"))) {
            form_hidden(visit, arena_copy(visit->arena, p->name), p->value);
        }
    }
}

static enum status show_table(struct edit_form *form, const struct record *theirs,
                              const struct record *yours)
{
    struct visit *visit = form->visit;
    buf_text(visit->out,
             "<div class=\"rows\" tabindex=\"0\" role=\"region\" aria-labelledby=\"sides\">"
             "<table class=\"sides\"><caption id=\"sides\">");
    say_plain(visit, "Choose for each field");
    buf_text(visit->out, "</caption>\n<thead><tr><th scope=\"col\">");
    say_plain(visit, "Field");
    buf_text(visit->out, "</th><th scope=\"col\">");
    say_plain(visit, "As it was");
    buf_text(visit->out, "</th><th scope=\"col\">");
    say_plain(visit, "Theirs");
    buf_text(visit->out, "</th><th scope=\"col\">");
    say_plain(visit, "Yours");
    buf_text(visit->out, "</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < form->edit.kind->field_count; i++) {
        const struct sides s = sides_of(form->edit.base, theirs, yours, i);
        if (differs(&s) && !s.field->derived && may_see(visit, s.field->access)) {
            TRY(show_sides(visit, &s));
        }
    }
    buf_text(visit->out, "</tbody></table></div>\n");
    return STATUS_OK;
}

static enum status show_who(struct edit_form *form, unsigned current)
{
    struct visit *visit = form->visit;
    struct version *versions = NULL;
    size_t count = 0;
    TRY(store_versions(visit->store, visit->arena, form->edit.kind, form->edit.base->id, &versions,
                       &count, &visit->why));
    const struct change *last = &versions[count - 1].change;
    const struct str values[] = {last->person.length > 0 ? last->person
                                                         : str_of(t(visit, "an import")),
                                 moment_text(visit, last->at), number_text(visit, current),
                                 number_text(visit, form->edit.version)};
    buf_text(visit->out, "<p class=\"prose\">");
    say(visit,
        "While you were editing version {3}, {0} changed the record ({1}, version {2}). Nothing "
        "has "
        "been overwritten. What only one of you changed is chosen already.",
        values, COUNT_OF(values));
    buf_text(visit->out, "</p>\n");
    return STATUS_OK;
}

enum status edit_show_conflict(struct edit_form *form, const struct record *yours)
{
    struct visit *visit = form->visit;
    struct edit theirs;
    const struct page page = {.title = t(visit, "It was changed meanwhile")};
    TRY(edit_begin(&form->editor, form->edit.kind, form->edit.base->identifier, 0, &theirs,
                   &visit->why));
    visit->response->status = 409;
    page_begin(visit, &page);
    page_errors(visit);
    edit_show_way(visit, form->edit.kind, theirs.base);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n");
    TRY(show_who(form, theirs.version));
    show_difference_key(visit);
    form_begin(visit, edit_path(visit, form->edit.kind, form->edit.base->identifier, "edit"));
    form_hidden(visit, "-version", str_of(arena_printf(visit->arena, "%u", form->edit.version)));
    form_hidden(visit, "-current", str_of(arena_printf(visit->arena, "%u", theirs.version)));
    hide_typed(visit);
    TRY(show_table(form, theirs.base, yours));
    buf_text(visit->out, "<div class=\"bar last\">\n");
    form_button(visit, "-do", str_of("merge"), t(visit, "Save what is chosen"));
    form_button(visit, "-do", str_of("draft"), t(visit, "Keep as a draft"));
    buf_text(visit->out, "</div>\n");
    form_end(visit);
    page_end(visit);
    return STATUS_OK;
}

/* ---- what was chosen ---- */

static enum status choose(struct edit_form *form, struct edit_form *merged, const struct sides *s,
                          bool *fine)
{
    struct visit *visit = form->visit;
    const char *name = choice_name(visit, s->field);
    const struct str asked = visit_field(visit, name);
    if (str_is(asked, "theirs")) {
        return STATUS_OK;
    }
    if (str_is(asked, "before") || str_is(asked, "yours")) {
        return edit_form_set(merged, s->field, str_is(asked, "yours") ? s->yours : s->before);
    }
    const struct str label = str_of(label_here(visit, &s->field->label, s->field->name));
    form_wrong(visit, name, sentence(visit, "{0}: choose one of the three.", &label, 1));
    *fine = false;
    return STATUS_OK;
}

enum status edit_take_choices(struct edit_form *form, const struct record *yours,
                              struct edit *merged, bool *fine)
{
    struct visit *visit = form->visit;
    struct edit_form into = {.visit = visit, .editor = form->editor};
    TRY(edit_begin(&form->editor, form->edit.kind, form->edit.base->identifier, 0, &into.edit,
                   &visit->why));
    *fine = into.edit.version == edit_number(visit, "-current");
    const struct record *theirs = into.edit.base;
    for (size_t i = 0; *fine && i < form->edit.kind->field_count; i++) {
        const struct sides s = sides_of(form->edit.base, theirs, yours, i);
        if (differs(&s) && !s.field->derived && may_see(visit, s.field->access)) {
            bool chosen = true;
            TRY(choose(form, &into, &s, &chosen));
            if (!chosen) {
                *fine = false;
            }
        }
    }
    *merged = into.edit;
    return STATUS_OK;
}
