#include "serve/forms.h"

void form_wrong(struct visit *visit, const char *field, const char *words)
{
    struct form_error *grown = arena_grow(visit->arena, visit->errors, visit->error_count,
                                          &visit->error_capacity, sizeof *grown);
    visit->response->status = 422;
    if (grown) {
        visit->errors = grown;
        grown[visit->error_count++] = (struct form_error){field, words};
    }
}

void page_errors(struct visit *visit)
{
    struct buf *out = visit->out;
    if (visit->error_count == 0) {
        return;
    }
    buf_text(out, "<div class=\"errors\" role=\"alert\" aria-labelledby=\"errors\" tabindex=\"-1\">"
                  "<h2 id=\"errors\">");
    say_plain(visit, "There is a problem");
    buf_text(out, "</h2>\n<ul>\n");
    for (size_t i = 0; i < visit->error_count; i++) {
        const struct form_error *error = &visit->errors[i];
        buf_text(out, "<li>");
        if (error->field) {
            buf_text(out, "<a href=\"#");
            html_text(out, error->field);
            buf_text(out, "\">");
        }
        html_text(out, error->words);
        buf_text(out, error->field ? "</a></li>\n" : "</li>\n");
    }
    buf_text(out, "</ul></div>\n");
}

void form_begin(struct visit *visit, const char *action)
{
    struct buf *out = visit->out;
    action = action ? action : "/"; /* one that could not be put together */
    buf_text(out, "<form class=\"fill\" method=\"post\" action=\"");
    html_text(out, action);
    if (visit->language_asked) {
        buf_text(out, strchr(action, '?') ? "&amp;lang=" : "?lang=");
        buf_text(out, visit->language);
    }
    buf_text(out, "\">\n");
}

void form_end(struct visit *visit)
{
    buf_text(visit->out, "</form>\n");
}

/* ---- what all fields share ---- */

static const char *id_of(const struct form_field *field)
{
    return field->id ? field->id : field->name;
}

static const char *error_of(const struct visit *visit, const struct form_field *field)
{
    for (size_t i = 0; i < visit->error_count; i++) {
        const char *name = visit->errors[i].field;
        if (name && strcmp(name, id_of(field)) == 0) {
            return visit->errors[i].words;
        }
    }
    return NULL;
}

static void attribute(struct visit *visit, const char *name, struct str value)
{
    buf_char(visit->out, ' ');
    buf_text(visit->out, name);
    buf_text(visit->out, "=\"");
    html_str(visit->out, value);
    buf_char(visit->out, '"');
}

/* Hint and error, with the ids by which the field names them. */
static void hint_and_error(struct visit *visit, const struct form_field *field)
{
    struct buf *out = visit->out;
    const char *error = error_of(visit, field);
    if (field->hint) {
        buf_text(out, "<p class=\"hint\" id=\"");
        html_text(out, id_of(field));
        buf_text(out, "-hint\">");
        html_text(out, field->hint);
        buf_text(out, "</p>\n");
    }
    if (error) {
        buf_text(out, "<p class=\"error\" id=\"");
        html_text(out, id_of(field));
        buf_text(out, "-error\">");
        html_text(out, error);
        buf_text(out, "</p>\n");
    }
}

static void label_words(struct visit *visit, const struct form_field *field)
{
    html_text(visit->out, field->label);
    if (!field->required) {
        buf_text(visit->out, " <small>");
        say_plain(visit, "(may be left empty)");
        buf_text(visit->out, "</small>");
    }
}

/* <div class="field"> and the label, hint and error of it. */
static void begin_field(struct visit *visit, const struct form_field *field)
{
    struct buf *out = visit->out;
    buf_text(out, error_of(visit, field) ? "<div class=\"field wrong\">\n<label for=\""
                                         : "<div class=\"field\">\n<label for=\"");
    html_text(out, id_of(field));
    buf_text(out, "\">");
    label_words(visit, field);
    buf_text(out, "</label>\n");
    hint_and_error(visit, field);
}

/* id, name, what describes it, and how it may be filled in. */
static void attributes(struct visit *visit, const struct form_field *field)
{
    struct buf *out = visit->out;
    const bool wrong = error_of(visit, field) != NULL;
    attribute(visit, "id", str_of(id_of(field)));
    attribute(visit, "name", str_of(field->name));
    if (field->hint || wrong) {
        buf_text(out, " aria-describedby=\"");
        if (field->hint) {
            html_text(out, id_of(field));
            buf_text(out, wrong ? "-hint " : "-hint");
        }
        if (wrong) {
            html_text(out, id_of(field));
            buf_text(out, "-error");
        }
        buf_char(out, '"');
    }
    buf_text(out, wrong ? " aria-invalid=\"true\"" : "");
    if (field->complete) {
        attribute(visit, "autocomplete", str_of(field->complete));
    }
    buf_text(out, field->fixed ? " readonly" : "");
    if (field->most > 0) {
        buf_printf(out, " maxlength=\"%zu\"", field->most);
    }
    if (field->language.length > 0) {
        language_attributes(visit, field->language);
    }
}

/* ---- the fields ---- */

void form_text(struct visit *visit, const struct form_field *field)
{
    begin_field(visit, field);
    buf_text(visit->out, "<input");
    attribute(visit, "type", str_of(field->type ? field->type : "text"));
    attributes(visit, field);
    /* A password that was typed does not come back. */
    if (!field->type || strcmp(field->type, "password") != 0) {
        attribute(visit, "value", field->value);
    }
    buf_text(visit->out, ">\n</div>\n");
}

void form_area(struct visit *visit, const struct form_field *field)
{
    begin_field(visit, field);
    buf_printf(visit->out, "<textarea rows=\"%u\"", field->rows > 0 ? field->rows : 4);
    attributes(visit, field);
    /* The first line end after the tag is not part of the text (HTML, 13.1.2.5). */
    buf_text(visit->out, ">\n");
    html_str(visit->out, field->value);
    buf_text(visit->out, "</textarea>\n</div>\n");
}

void form_date(struct visit *visit, const struct form_field *field)
{
    struct form_field date = *field;
    date.hint = field->hint ? field->hint : t(visit, "YYYY, YYYY-MM or YYYY-MM-DD");
    date.most = 10;
    form_text(visit, &date);
}

void form_checkbox(struct visit *visit, const struct form_field *field)
{
    struct buf *out = visit->out;
    buf_text(out, error_of(visit, field) ? "<div class=\"field tick wrong\">\n"
                                         : "<div class=\"field tick\">\n");
    hint_and_error(visit, field);
    buf_text(out, "<input type=\"checkbox\"");
    attributes(visit, field);
    attribute(visit, "value", field->value.length > 0 ? field->value : str_of("yes"));
    buf_text(out, field->checked ? " checked>\n<label for=\"" : ">\n<label for=\"");
    html_text(out, id_of(field));
    buf_text(out, "\">");
    html_text(out, field->label);
    buf_text(out, "</label>\n</div>\n");
}

void form_select(struct visit *visit, const struct form_field *field,
                 const struct form_option *options, size_t count)
{
    struct buf *out = visit->out;
    begin_field(visit, field);
    buf_text(out, "<select");
    attributes(visit, field);
    buf_text(out, ">\n");
    for (size_t i = 0; i < count; i++) {
        buf_text(out, "<option");
        attribute(visit, "value", options[i].value);
        buf_text(out, str_equal(options[i].value, field->value) ? " selected>" : ">");
        html_text(out, options[i].label);
        buf_text(out, "</option>\n");
    }
    buf_text(out, "</select>\n</div>\n");
}

void form_radios(struct visit *visit, const struct form_field *field,
                 const struct form_option *options, size_t count)
{
    struct buf *out = visit->out;
    buf_text(out, error_of(visit, field) ? "<fieldset class=\"field wrong\" id=\""
                                         : "<fieldset class=\"field\" id=\"");
    html_text(out, id_of(field));
    buf_text(out, "\">\n<legend>");
    label_words(visit, field);
    buf_text(out, "</legend>\n");
    hint_and_error(visit, field);
    for (size_t i = 0; i < count; i++) {
        buf_text(out, "<label class=\"choice\"><input type=\"radio\"");
        attribute(visit, "name", str_of(field->name));
        attribute(visit, "value", options[i].value);
        buf_text(out, str_equal(options[i].value, field->value) ? " checked> " : "> ");
        html_text(out, options[i].label);
        buf_text(out, "</label>\n");
    }
    buf_text(out, "</fieldset>\n");
}

void form_hidden(struct visit *visit, const char *name, struct str value)
{
    buf_text(visit->out, "<input type=\"hidden\"");
    attribute(visit, "name", str_of(name));
    attribute(visit, "value", value);
    buf_text(visit->out, ">\n");
}

void form_submit(struct visit *visit, const char *label)
{
    buf_text(visit->out, "<button>");
    html_text(visit->out, label);
    buf_text(visit->out, "</button>\n");
}

void form_button(struct visit *visit, const char *name, struct str value, const char *label)
{
    buf_text(visit->out, "<button");
    attribute(visit, "name", str_of(name));
    attribute(visit, "value", value);
    buf_char(visit->out, '>');
    html_text(visit->out, label);
    buf_text(visit->out, "</button>\n");
}
