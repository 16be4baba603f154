/*
 * The form of a kind to be filled in where there is no line to the site (quality.md U30): on paper,
 * or as a table with the columns that are imported. It has what everybody may see, and asks nothing
 * of the store.
 */
#include "serve/edit_site.h"
#include "serve/page.h"
#include "serve/route.h"
#include "write/book.h"

#define BOXES 16     /* codes that are printed to be ticked; of a longer list is written */
#define TEXT_LINES 3 /* for a text that may be long */

static bool is_asked(const struct field *field)
{
    return field->access == ACCESS_PUBLIC && !field->derived;
}

static void show_lines(struct visit *visit, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        buf_text(visit->out, "<span class=\"line\"></span>");
    }
}

static void show_box(struct visit *visit, const char *label, const char *code)
{
    buf_text(visit->out, "<li><span class=\"box\"></span> ");
    html_text(visit->out, label);
    if (code) {
        buf_text(visit->out, " <code>");
        html_text(visit->out, code);
        buf_text(visit->out, "</code>");
    }
    buf_text(visit->out, "</li>\n");
}

/* The codes to tick; of a long list a line to write one on, and where the list is. */
static void show_codes(struct visit *visit, const struct codelist *list)
{
    if (!list || list->count > BOXES) {
        if (list) {
            const char *path[] = {"vocabularies", list->name};
            buf_text(visit->out, "<p>");
            say_plain(visit, "A code of this list:");
            buf_text(visit->out, " <a href=\"");
            address_path(visit, path, 2);
            buf_text(visit->out, "\">");
            html_text(visit->out, label_here(visit, &list->label, list->name));
            buf_text(visit->out, "</a></p>\n");
        }
        show_lines(visit, 1);
        return;
    }
    buf_text(visit->out, "<ul>\n");
    for (size_t i = 0; i < list->count; i++) {
        const struct code *code = &list->codes[i];
        show_box(visit, label_here(visit, &code->label, code->code), code->code);
    }
    buf_text(visit->out, "</ul>\n");
}

/* Where the value of a field, or of a part of it, is to be written. */
static void show_place(struct visit *visit, const struct field *field, bool title)
{
    switch (field->type) {
    case FIELD_CODE:
        show_codes(visit, field->list);
        break;
    case FIELD_BOOLEAN:
        buf_text(visit->out, "<ul>\n");
        show_box(visit, t(visit, "Yes"), NULL);
        show_box(visit, t(visit, "No"), NULL);
        buf_text(visit->out, "</ul>\n");
        break;
    case FIELD_DATE:
        buf_text(visit->out, "<p>");
        say_plain(visit, "A day, a month or a year, such as 2013-05-01, 2013-05 or 2013.");
        buf_text(visit->out, "</p>\n");
        show_lines(visit, 1);
        break;
    case FIELD_TEXT:
        show_lines(visit, title || field->parent ? 1 : TEXT_LINES);
        break;
    case FIELD_MONEY:
    case FIELD_DECIMAL:
    case FIELD_INTEGER:
    case FIELD_LINK:
        show_lines(visit, 1);
        break;
    }
}

static void show_remark(struct visit *visit, bool first, const char *words)
{
    buf_text(visit->out, first ? " <small>" : ", ");
    say_plain(visit, words);
}

static void show_label(struct visit *visit, const struct field *field)
{
    const bool remarks = field->required || field->repeat || field->languages;
    buf_text(visit->out, "<dt>");
    html_text(visit->out, label_here(visit, &field->label, field->name));
    if (field->required) {
        show_remark(visit, true, "required");
    }
    if (field->repeat) {
        show_remark(visit, !field->required, "may be several");
    }
    if (field->languages) {
        show_remark(visit, !field->required && !field->repeat, "say in which language");
    }
    buf_text(visit->out, remarks ? "</small></dt>\n<dd>" : "</dt>\n<dd>");
}

static void show_field(struct visit *visit, const struct kind *kind, const struct field *field)
{
    const bool title = kind->title && strcmp(kind->title, field->name) == 0;
    show_label(visit, field);
    show_place(visit, field, title);
    bool any = false;
    for (size_t i = 0; i < field->with_count; i++) {
        const struct field *part = &field->with[i];
        if (is_asked(part)) {
            buf_text(visit->out, any ? "" : "<dl>\n");
            show_label(visit, part);
            show_place(visit, part, false);
            buf_text(visit->out, "</dd>\n");
            any = true;
        }
    }
    buf_text(visit->out, any ? "</dl></dd>\n" : "</dd>\n");
}

static void show_table_links(struct visit *visit, const struct kind *kind)
{
    static const char *const endings[] = {".csv", ".xlsx"};
    static const char *const labels[] = {"CSV", "XLSX"};
    buf_text(visit->out, "<p>");
    say_plain(visit, "To be filled in on paper, or as a table with the same columns, one record a "
                     "row. Whoever keeps the register imports the table, and is told of every "
                     "mistake with its line, column and mend.");
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        const char *path = arena_printf(visit->arena, "/%s/form%s", kind->plural, endings[i]);
        buf_text(visit->out, " <a href=\"");
        address_of_path(visit, path ? path : "/");
        buf_printf(visit->out, "\">%s</a>", labels[i]);
    }
    buf_text(visit->out, "</p>\n");
}

static enum status show_form(struct visit *visit, const struct kind *kind)
{
    const struct str label = str_of(label_here(visit, &kind->label, kind->name));
    const struct page page = {.title = sentence(visit, "Form: {0}", &label, 1)};
    page_begin(visit, &page);
    edit_show_way(visit, kind, NULL);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n");
    show_table_links(visit, kind);
    buf_text(visit->out, "<dl class=\"paper\">\n<dt>");
    say_plain(visit, "Identifier");
    buf_text(visit->out, " <small>");
    say_plain(visit, "required");
    buf_text(visit->out, "</small></dt>\n<dd>");
    show_lines(visit, 1);
    buf_text(visit->out, "</dd>\n");
    for (size_t i = 0; i < kind->field_count; i++) {
        if (is_asked(&kind->fields[i])) {
            show_field(visit, kind, &kind->fields[i]);
        }
    }
    buf_text(visit->out, "</dl>\n");
    page_end(visit);
    return STATUS_OK;
}

/* A workbook without records: the notes, and the columns. */
static enum status make_workbook(struct visit *visit, const struct kind *kind)
{
    const struct record_style style = {.language = visit->language};
    struct book_about about;
    struct xlsx *book = NULL;
    struct query *query = arena_alloc(visit->arena, sizeof *query);
    if (!query) {
        return fail_memory(&visit->why);
    }
    query_init(query, kind);
    TRY(page_book_about(visit, arena_printf(visit->arena, "/%s/form", kind->plural), &about));
    TRY(records_xlsx_begin(visit->arena, query, &style, &about, &book, &visit->why));
    return records_xlsx_end(book, query->kind, &style, visit->out, &visit->why);
}

enum status page_form(struct visit *visit)
{
    const struct kind *kind = NULL;
    const struct record_style style = {.language = visit->language};
    TRY(edit_kind(visit, &kind));
    if (visit->form == FORM_CSV) {
        visit->response->disposition = arena_printf(visit->arena, "%s.csv", kind->plural);
        record_write_csv_heading(kind, &style, visit->out);
        return STATUS_OK;
    }
    if (visit->form == FORM_XLSX) {
        visit->response->disposition = arena_printf(visit->arena, "%s.xlsx", kind->plural);
        (void)pthread_mutex_lock(&visit->site->workbook);
        const enum status status = make_workbook(visit, kind);
        (void)pthread_mutex_unlock(&visit->site->workbook);
        return status;
    }
    return show_form(visit, kind);
}
