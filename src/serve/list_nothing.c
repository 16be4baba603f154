/* What a list says when it has nothing to show: what is wrong, or what to leave out. */
#include "serve/list_own.h"

/* ---- mistakes ---- */

/* The same question with a code in place of the one that there is not. */
static void show_code_link(struct visit *visit, const struct asked *asked,
                           const struct asked_wrong *wrong, const struct code *code)
{
    struct query query = asked->query;
    const char *value = code->code;
    buf_text(visit->out, "<a href=\"");
    if (query_add_values(visit->arena, visit->site->work->pack, &query, wrong->field->name,
                         wrong->op, &value, 1, &visit->why) == STATUS_OK) {
        address_of_query(visit, &query, FORM_HTML);
    }
    buf_text(visit->out, "\">");
    html_text(visit->out, label_here(visit, &code->label, code->code));
    buf_text(visit->out, "</a>");
}

static void show_suggestions(struct visit *visit, const struct asked *asked,
                             const struct asked_wrong *wrong)
{
    struct buf *out = visit->out;
    if (wrong->code_count > 0) {
        buf_char(out, ' ');
        say_plain(visit, "Perhaps you mean:");
        for (size_t i = 0; i < wrong->code_count; i++) {
            buf_text(out, i > 0 ? ", " : " ");
            show_code_link(visit, asked, wrong, wrong->codes[i]);
        }
        buf_char(out, '.');
    }
    if (wrong->mistake == WRONG_CODE) {
        const char *path[] = {"vocabularies", wrong->field->list->name};
        buf_text(out, " <a href=\"");
        address_path(visit, path, 2);
        buf_text(out, "\">");
        say_plain(visit, "All codes");
        buf_text(out, "</a>");
    }
    if (wrong->near) {
        const struct field *field = kind_field(asked->query.kind, str_of(wrong->near));
        const struct str values[] = {str_of(wrong->near),
                                     str_of(label_here(visit, &field->label, field->name))};
        buf_char(out, ' ');
        say(visit, "Perhaps you mean {0} ({1}).", values, 2);
    }
}

void list_show_wrong(struct visit *visit, const struct asked_wrong *wrong)
{
    static const char *const sentences[] = {
        [WRONG_NAME] = N_("There is nothing called {0} that the list can be narrowed by."),
        [WRONG_CODE] = N_("{1} is not among the values of {2}."),
        [WRONG_DATE] = N_("{1} is no date. Write a year, a month or a day: 2013, 2013-05 or "
                          "2013-05-01."),
        [WRONG_NUMBER] = N_("{1} is no number. Write digits alone, such as 1500000."),
        [WRONG_SORT] = N_("The list cannot be sorted by {1}."),
        [WRONG_OTHER] = N_("{0} with {1} cannot be asked for in this way."),
    };
    struct str value = wrong->value;
    value.length = value.length > 100 ? 100 : value.length;
    const struct str values[] = {
        wrong->name, value,
        str_of(wrong->field ? label_here(visit, &wrong->field->label, wrong->field->name) : "")};
    say(visit, sentences[wrong->mistake], values, COUNT_OF(values));
}

void list_show_wrongs(struct visit *visit, const struct asked *asked)
{
    struct buf *out = visit->out;
    buf_text(out, "<div class=\"errors\" role=\"alert\"><h2>");
    say_plain(visit, "This question has no answer");
    buf_text(out, "</h2>\n<ul>\n");
    for (size_t i = 0; i < asked->wrong_count; i++) {
        buf_text(out, "<li>");
        list_show_wrong(visit, &asked->wrongs[i]);
        show_suggestions(visit, asked, &asked->wrongs[i]);
        buf_text(out, "</li>\n");
    }
    buf_text(out, "</ul>\n<p><a href=\"");
    address_of_query(visit, &asked->query, FORM_HTML);
    buf_text(out, "\">");
    say_plain(visit, asked->wrong_count > 1 ? N_("The list without these conditions")
                                            : N_("The list without this condition"));
    buf_text(out, "</a></p></div>\n");
}

/* ---- nothing fits ---- */

static enum status count_of(struct visit *visit, const struct query *query,
                            unsigned long long *count)
{
    struct facet_match match;
    const enum status status = facets_match(visit, query, &match);
    *count = status == STATUS_OK ? match.count : 0;
    facets_release(visit, &match);
    return status;
}

static enum status show_without(struct visit *visit, const struct query *others,
                                const struct condition *condition)
{
    struct buf *out = visit->out;
    unsigned long long count = 0;
    TRY(count_of(visit, others, &count));
    buf_text(out, "<li><a href=\"");
    address_of_query(visit, others, FORM_HTML);
    buf_text(out, "\">");
    if (condition) {
        const struct str words = list_condition_text(visit, condition);
        say(visit, "without \"{0}\"", &words, 1);
    } else {
        say_plain(visit, "without any condition");
    }
    buf_text(out, "</a> <small>");
    say_count(visit, count, "{0} record", "{0} records");
    buf_text(out, "</small></li>\n");
    return STATUS_OK;
}

enum status list_show_nothing(struct visit *visit, const struct asked *asked)
{
    struct buf *out = visit->out;
    struct query all;
    query_init(&all, asked->query.kind);
    all.sort = asked->query.sort;
    buf_text(out, "<p>");
    say_plain(visit, asked->query.count == 0 || visit->files
                         ? N_("There are no records of this kind yet.")
                         : N_("Nothing fits all of these conditions. There would be:"));
    buf_text(out, "</p>\n");
    if (asked->query.count == 0 || visit->files) {
        return STATUS_OK;
    }
    buf_text(out, "<ul class=\"others\">\n");
    for (size_t i = 0; i < asked->query.count; i++) {
        struct query others = asked->query;
        others.count--;
        memmove(&others.conditions[i], &others.conditions[i + 1],
                (others.count - i) * sizeof others.conditions[0]);
        TRY(show_without(visit, &others, &asked->query.conditions[i]));
    }
    if (asked->query.count > 1) {
        TRY(show_without(visit, &all, NULL));
    }
    buf_text(out, "</ul>\n");
    return STATUS_OK;
}

void list_show_end(struct visit *visit, const struct asked *asked)
{
    const struct str values[] = {number_text(visit, asked->first + 1),
                                 number_text(visit, asked->total)};
    const unsigned long long last = (asked->total - 1) / LIST_ROWS * LIST_ROWS;
    buf_text(visit->out, "<p>");
    say(visit, "There is no record number {0}: the list has {1}.", values, 2);
    buf_text(visit->out, " <a href=\"");
    asked_address(visit, asked, last);
    buf_text(visit->out, "\">");
    say_plain(visit, "The last page of the list");
    buf_text(visit->out, "</a></p>\n");
}
