/* The form beside a list: conditions that are written, not chosen. */
#include "serve/list_own.h"

#include "write/calendar.h"

#define MORE_MOST 12 /* fields behind "More" */

struct controls {
    const struct field *words[2]; /* texts that are looked into */
    size_t word_count;
    const struct field *ranges[MORE_MOST]; /* dates first */
    size_t range_count;
    size_t first; /* so many of the ranges are in sight */
};

/* ---- which ---- */

static bool is_number(const struct field *field)
{
    return field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL ||
           field->type == FIELD_MONEY;
}

static void add_range(struct controls *controls, const struct field *field)
{
    for (size_t i = 0; i < controls->range_count; i++) {
        if (controls->ranges[i] == field) {
            return;
        }
    }
    if (field && controls->range_count < MORE_MOST) {
        controls->ranges[controls->range_count++] = field;
    }
}

static bool is_plain(const struct field *field)
{
    return field->access == ACCESS_PUBLIC && !field->repeat;
}

/* The title, and the first long text; the dates of the calendar, or the field that lists are sorted
 * by; then what other dates and numbers there are. */
static void choose_controls(const struct kind *kind, struct controls *controls)
{
    struct calendar_fields dates;
    const struct field *title = kind->title ? kind_field(kind, str_of(kind->title)) : NULL;
    *controls = (struct controls){.word_count = 0};
    if (title && title->type == FIELD_TEXT && title->access == ACCESS_PUBLIC) {
        controls->words[controls->word_count++] = title;
    }
    for (size_t i = 0; i < kind->field_count && controls->word_count == 1; i++) {
        const struct field *field = &kind->fields[i];
        if (field->type == FIELD_TEXT && field->access == ACCESS_PUBLIC && field->search == 'B') {
            controls->words[controls->word_count++] = field;
        }
    }
    if (calendar_fields(kind, &dates)) {
        add_range(controls, dates.start);
    }
    if (kind->order && (kind->order->type == FIELD_DATE || is_number(kind->order))) {
        add_range(controls, kind->order);
    }
    controls->first = controls->range_count > 0 ? 1 : 0;
    for (int numbers = 0; numbers <= 1; numbers++) {
        for (size_t i = 0; i < kind->field_count; i++) {
            const struct field *field = &kind->fields[i];
            const bool fits = numbers ? is_number(field) : field->type == FIELD_DATE;
            if (is_plain(field) && fits) {
                add_range(controls, field);
            }
        }
    }
}

/* ---- what was asked for ---- */

static const char *sign_of(enum condition_op op)
{
    static const char *const signs[] = {
        [OP_IS] = "", [OP_IS_NOT] = "!", [OP_AT_LEAST] = ">", [OP_AT_MOST] = "<", [OP_HAS] = "~"};
    return signs[op];
}

/* The one condition with this sign on the field itself, of one value; NULL when a box cannot say
 * it. */
static const struct condition *condition_on(const struct query *query, const struct field *field,
                                            enum condition_op op)
{
    const struct condition *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        if (condition->field == field && condition->op == op &&
            strcmp(condition->name, field->name) == 0) {
            found = condition;
            count++;
        }
    }
    return count == 1 && found->value_count == 1 ? found : NULL;
}

static bool is_covered(const struct query *query, const struct controls *controls,
                       const struct list_facets *facets, const struct condition *condition)
{
    bool covered = false;
    for (size_t i = 0; i < controls->word_count; i++) {
        covered = covered || condition_on(query, controls->words[i], OP_HAS) == condition;
    }
    for (size_t i = 0; i < controls->range_count; i++) {
        covered = covered || condition_on(query, controls->ranges[i], OP_AT_LEAST) == condition ||
                  condition_on(query, controls->ranges[i], OP_AT_MOST) == condition;
    }
    for (size_t i = 0; i < facets->count; i++) {
        covered = covered || list_facet_covers(&facets->items[i], query, condition);
    }
    return covered;
}

static void hide(struct visit *visit, const char *name, const char *sign, const char *value)
{
    struct buf *out = visit->out;
    buf_text(out, "<input type=\"hidden\" name=\"");
    html_text(out, name);
    html_text(out, sign);
    buf_text(out, "\" value=\"");
    html_text(out, value);
    buf_text(out, "\">\n");
}

static void hide_rest(struct visit *visit, const struct asked *asked,
                      const struct controls *controls, const struct list_facets *facets)
{
    const struct query *query = &asked->query;
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        struct buf values;
        if (is_covered(query, controls, facets, condition)) {
            continue;
        }
        buf_init(&values, (size_t)64 * 1024);
        for (size_t k = 0; k < condition->value_count; k++) {
            buf_text(&values, k > 0 ? "|" : "");
            buf_text(&values, condition->values[k]);
        }
        const char *text = arena_copy(visit->arena, buf_view(&values));
        hide(visit, condition->name, sign_of(condition->op), text ? text : "");
        buf_release(&values);
    }
    if (query->sort) {
        hide(visit, "sort", "",
             arena_printf(visit->arena, "%s%s", query->sort->falls ? "-" : "",
                          query->sort->field ? query->sort->field->name : "identifier"));
    }
    if (visit->language_asked) {
        hide(visit, "lang", "", visit->language);
    }
}

/* ---- controls ---- */

static const struct asked_wrong *wrong_of(const struct asked *asked, const struct field *field,
                                          enum condition_op op)
{
    for (size_t i = 0; i < asked->wrong_count; i++) {
        if (asked->wrongs[i].field == field && asked->wrongs[i].op == op) {
            return &asked->wrongs[i];
        }
    }
    return NULL;
}

/* One box, with what was written into it and what is wrong with that. @label: an English word, or
 * NULL: it says what the field is. */
static void show_box(struct visit *visit, const struct asked *asked, const struct field *field,
                     enum condition_op op, const char *label)
{
    struct buf *out = visit->out;
    const struct condition *condition = condition_on(&asked->query, field, op);
    const struct asked_wrong *wrong = wrong_of(asked, field, op);
    const char *sign = op == OP_HAS ? "has" : op == OP_AT_LEAST ? "from" : "to";
    buf_text(out, "<label>");
    if (label) {
        say_plain(visit, label);
    } else {
        const struct str name = str_of(label_here(visit, &field->label, field->name));
        say(visit, "Words in: {0}", &name, 1);
    }
    buf_printf(out, " <input name=\"%s", field->name);
    html_text(out, sign_of(op));
    buf_text(out, op == OP_HAS ? "\" type=\"search\"" : "\"");
    buf_text(out, op != OP_HAS ? " size=\"9\"" : "");
    if (wrong || condition) {
        buf_text(out, " value=\"");
        html_str(out, wrong ? wrong->value : str_of(condition->values[0]));
        buf_char(out, '"');
    }
    if (wrong) {
        buf_printf(out, " aria-invalid=\"true\" aria-describedby=\"w-%s-%s\"", field->name, sign);
    }
    buf_text(out, "></label>");
    if (wrong) {
        buf_printf(out, "<p class=\"error\" id=\"w-%s-%s\">", field->name, sign);
        list_show_wrong(visit, wrong);
        buf_text(out, "</p>");
    }
}

static void show_range(struct visit *visit, const struct asked *asked, const struct field *field)
{
    struct buf *out = visit->out;
    buf_text(out, "<fieldset><legend>");
    html_text(out, label_here(visit, &field->label, field->name));
    buf_text(out, "</legend>");
    show_box(visit, asked, field, OP_AT_LEAST, N_("from"));
    show_box(visit, asked, field, OP_AT_MOST, N_("to"));
    buf_text(out, "</fieldset>\n");
}

/* Whether something behind "More" was asked for, or is wrong. */
static bool asks_more(const struct asked *asked, const struct controls *controls)
{
    static const enum condition_op ops[] = {OP_AT_LEAST, OP_AT_MOST};
    bool asks = false;
    for (size_t i = controls->first; i < controls->range_count; i++) {
        for (size_t k = 0; k < COUNT_OF(ops); k++) {
            asks = asks || condition_on(&asked->query, controls->ranges[i], ops[k]) ||
                   wrong_of(asked, controls->ranges[i], ops[k]);
        }
    }
    for (size_t i = 1; i < controls->word_count; i++) {
        asks = asks || condition_on(&asked->query, controls->words[i], OP_HAS);
    }
    return asks;
}

static void show_button(struct visit *visit)
{
    buf_text(visit->out, "<p><button>");
    say_plain(visit, "Show these");
    buf_text(visit->out, "</button></p>\n");
}

static void show_more(struct visit *visit, const struct asked *asked,
                      const struct controls *controls)
{
    buf_text(visit->out,
             asks_more(asked, controls) ? "<details open><summary>" : "<details><summary>");
    say_plain(visit, "More dates, numbers and words");
    buf_text(visit->out, "</summary>\n");
    for (size_t i = 1; i < controls->word_count; i++) {
        show_box(visit, asked, controls->words[i], OP_HAS, NULL);
    }
    for (size_t i = controls->first; i < controls->range_count; i++) {
        show_range(visit, asked, controls->ranges[i]);
    }
    buf_text(visit->out, "</details>\n");
}

void list_form_begin(struct visit *visit, const struct asked *asked,
                     const struct list_facets *facets)
{
    struct controls controls;
    struct buf *out = visit->out;
    if (visit->files) {
        return;
    }
    choose_controls(asked->query.kind, &controls);
    buf_text(out, "<form method=\"get\" action=\"/");
    html_url_part(out, str_of(asked->query.kind->plural));
    buf_text(out, "\">\n");
    hide_rest(visit, asked, &controls, facets);
    if (controls.word_count > 0) {
        show_box(visit, asked, controls.words[0], OP_HAS, NULL);
    }
    for (size_t i = 0; i < controls.first; i++) {
        show_range(visit, asked, controls.ranges[i]);
    }
    if (controls.first > 0 && controls.ranges[0]->type == FIELD_DATE) {
        buf_text(out, "<p class=\"hint\">");
        say_plain(visit, "A year, a month or a day: 2013, 2013-05, 2013-05-01");
        buf_text(out, "</p>\n");
    }
    if (controls.word_count > 1 || controls.range_count > controls.first) {
        show_more(visit, asked, &controls);
    }
    if (facets->count > 0) { /* far above the other one */
        show_button(visit);
    }
}

void list_form_end(struct visit *visit)
{
    if (!visit->files) {
        show_button(visit);
        buf_text(visit->out, "</form>\n");
    }
}
