/* The reports of the pack: a list of them, each as a page and as a workbook. */
#include "serve/by_label.h"
#include "serve/files.h"
#include "serve/page.h"
#include "serve/reports.h"
#include "serve/route.h"
#include "store/as_of.h"
#include "work/report.h"

#define ABOUTS_OPEN 20 /* more than so many are folded away */
#define REPORT_MEMORY ((size_t)192 * 1024 * 1024)

static enum status reports_json(struct visit *visit)
{
    const struct report_set *set = visit->site->reports;
    struct json json;
    json_init(&json, visit->out, false);
    json_array(&json);
    for (size_t i = 0; i < set->count; i++) {
        const struct report *report = &set->reports[i];
        json_object(&json);
        json_key_text(&json, "report", report->name);
        json_key_text(&json, "title", label_here(visit, &report->title, report->name));
        json_key(&json, "parameters");
        json_array(&json);
        for (size_t p = 0; p < report->parameter_count; p++) {
            json_text(&json, report->parameters[p].name);
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

/* True when every parameter has a value, or a standard one. */
static bool is_complete(const struct visit *visit, const struct report *report)
{
    for (size_t i = 0; i < report->parameter_count; i++) {
        if (visit_parameter(visit, report->parameters[i].name).length == 0 &&
            !report->parameters[i].standard) {
            return false;
        }
    }
    return true;
}

/* ---- leading to reports ---- */

bool report_stands_alone(const struct report *report)
{
    bool alone = true;
    for (size_t i = 0; i < report->parameter_count; i++) {
        alone = alone && report->parameters[i].standard;
    }
    return alone;
}

bool report_is_brief(const struct report *report, const struct codelist *list)
{
    return report->parameter_count == 1 && !report->parameters[0].standard &&
           report->parameters[0].list == list;
}

void address_of_report(struct visit *visit, const struct report *report, const struct code *code)
{
    const char *path[] = {"reports", report->name, code ? code->code : NULL};
    if (visit->files || !code) {
        address_path(visit, path, code ? 3 : 2);
        return;
    }
    buf_text(visit->out, "/reports/");
    html_url_part(visit->out, str_of(report->name));
    buf_printf(visit->out, "?%s=", report->parameters[0].name);
    html_url_part(visit->out, str_of(code->code));
    if (visit->language_asked) {
        buf_printf(visit->out, "&amp;lang=%s", visit->language);
    }
}

void show_briefs(struct visit *visit, const struct codelist *list, const struct code *code)
{
    const struct report_set *set = visit->site->reports;
    for (size_t i = 0; i < set->count; i++) {
        const struct report *report = &set->reports[i];
        if (report_is_brief(report, list) &&
            (!visit->files || files_has_report(visit->files->plan, report, code))) {
            buf_text(visit->out, "<p class=\"brief\"><a href=\"");
            address_of_report(visit, report, code);
            buf_text(visit->out, "\">");
            say_plain(visit, "Brief to print");
            buf_text(visit->out, "</a></p>\n");
        }
    }
}

/* In files, where nobody can choose, what the report is written about. */
static void show_abouts(struct visit *visit, const struct report *report)
{
    const struct files_plan *plan = visit->files->plan;
    const struct report_parameter *parameter = &report->parameters[0];
    struct buf *out = visit->out;
    size_t count = 0;
    for (size_t i = 0; i < plan->report_count; i++) {
        count += plan->reports[i].report == report;
    }
    if (count == 0) {
        return;
    }
    const bool many = count > ABOUTS_OPEN;
    if (many) {
        buf_text(out, "<details><summary>");
        html_text(out, label_here(visit, &parameter->label, parameter->name));
        buf_text(out, " <small>");
        html_str(out, number_text(visit, count));
        buf_text(out, "</small></summary>\n");
    }
    buf_text(out, "<ul class=\"chips\">\n");
    for (size_t i = 0; i < parameter->list->count; i++) {
        const struct code *code = &parameter->list->codes[i];
        const bool standard = parameter->standard &&
                              code == codelist_find(parameter->list, str_of(parameter->standard));
        if (standard || files_has_report(plan, report, code)) {
            buf_text(out, "<li><a href=\"");
            address_of_report(visit, report, standard ? NULL : code);
            buf_text(out, "\">");
            html_text(out, label_here(visit, &code->label, code->code));
            buf_text(out, "</a></li>\n");
        }
    }
    buf_text(out, many ? "</ul></details>\n" : "</ul>\n");
}

enum status page_reports(struct visit *visit)
{
    const struct report_set *set = visit->site->reports;
    struct buf *out = visit->out;
    if (visit->form == FORM_JSON) {
        return reports_json(visit);
    }
    const struct page page = {.title = t(visit, "Reports"), .place = "reports"};
    page_begin(visit, &page);
    buf_text(out, "<h1>");
    say_plain(visit, "Reports");
    buf_text(out, "</h1>\n<ul class=\"tables\">\n");
    for (size_t i = 0; i < set->count; i++) {
        const struct report *report = &set->reports[i];
        const bool linked = !visit->files || report_stands_alone(report);
        buf_text(out, "<li>");
        if (linked) {
            buf_text(out, "<a href=\"");
            address_of_report(visit, report, NULL);
            buf_text(out, "\">");
        }
        html_text(out, label_here(visit, &report->title, report->name));
        buf_text(out, linked ? "</a><br><small>" : "<br><small>");
        html_text(out, label_here(visit, &report->summary, ""));
        buf_text(out, "</small>\n");
        if (visit->files) {
            show_abouts(visit, report);
        }
        buf_text(out, "</li>\n");
    }
    buf_text(out, "</ul>\n");
    page_end(visit);
    return STATUS_OK;
}

/* ---- one report ---- */

/* Choosing what the report is about: one list of codes for each parameter. */
static enum status write_choice(struct visit *visit, const struct report *report)
{
    struct buf *out = visit->out;
    const struct code **codes = NULL;
    buf_text(out, "<form class=\"choice\" method=\"get\">\n");
    form_keeps_language(visit);
    for (size_t i = 0; i < report->parameter_count; i++) {
        const struct report_parameter *parameter = &report->parameters[i];
        const struct str asked = visit_parameter(visit, parameter->name);
        const struct code *chosen =
            codelist_find(parameter->list, asked.length > 0 ? asked : str_of(parameter->standard));
        TRY(codes_by_label(visit, parameter->list, &codes));
        buf_printf(out, "<p><label for=\"p%zu\">", i);
        html_text(out, label_here(visit, &parameter->label, parameter->name));
        buf_printf(out, "</label> <select id=\"p%zu\" name=\"%s\">\n", i, parameter->name);
        for (size_t c = 0; c < parameter->list->count; c++) {
            const struct code *code = codes[c];
            buf_text(out, "<option value=\"");
            html_text(out, code->code);
            buf_text(out, code == chosen ? "\" selected>" : "\">");
            html_text(out, label_here(visit, &code->label, code->code));
            buf_text(out, "</option>\n");
        }
        buf_text(out, "</select></p>\n");
    }
    buf_text(out, "<p><button>");
    say_plain(visit, "Show");
    buf_text(out, "</button></p></form>\n");
    return STATUS_OK;
}

static enum status read_ask(struct visit *visit, const struct report *report,
                            struct report_ask *ask)
{
    struct str data;
    const char **given = arena_array(visit->arena, report->parameter_count + 1, sizeof *given);
    TRY(store_last_change(visit->store, visit->arena, NULL, &data, &visit->why));
    ask->language = visit->language;
    ask->data = arena_copy(visit->arena, data);
    ask->given = given;
    if (!given || !ask->data) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < report->parameter_count; i++) {
        const char *name = report->parameters[i].name;
        const struct str value = visit_parameter(visit, name);
        if (value.length > 0 && !(given[ask->given_count++] = arena_printf(
                                      visit->arena, "%s=%.*s", name, STR_ARGS(value)))) {
            return fail_memory(&visit->why);
        }
    }
    return STATUS_OK;
}

static void write_address(void *context, const struct query *query)
{
    address_of_query(context, query, FORM_HTML);
}

/* The PDF has the name of the page. */
static void link_pdf(struct visit *visit, const struct report *report)
{
    const char *here = visit->files ? visit->files->here : NULL;
    if (here && visit->files->plan->pdf && report_stands_alone(report)) {
        const char *name = strrchr(here, '/');
        buf_text(visit->out, "<p class=\"brief\"><a href=\"");
        html_text(visit->out, name ? name + 1 : here);
        buf_text(visit->out, ".pdf\">PDF</a></p>\n");
    }
}

static enum status write_page(struct visit *visit, const struct report *report,
                              const struct report_made *made)
{
    const struct report_style style = {.form = REPORT_PAGE,
                                       .address = write_address,
                                       .context = visit,
                                       .marked = visit->files,
                                       .no_empty = visit->files};
    const struct page page = {.title = report_made_title(made), .place = "reports"};
    if (visit->files && !report_stands_alone(report)) {
        visit->without = FORM_BIT(FORM_XLSX); /* hundreds of them, and the same data as lists */
    }
    page_begin(visit, &page);
    if (report->parameter_count > 0 && !visit->files) {
        TRY(write_choice(visit, report));
    }
    link_pdf(visit, report);
    TRY(report_html(made, &style, visit->out, &visit->why));
    page_end(visit);
    return STATUS_OK;
}

static enum status write_xlsx(struct visit *visit, const struct report *report,
                              const struct report_made *made)
{
    (void)pthread_mutex_lock(&visit->site->workbook);
    const enum status status = report_xlsx(made, visit->out, &visit->why);
    (void)pthread_mutex_unlock(&visit->site->workbook);
    visit->response->disposition = arena_printf(visit->arena, "%s.xlsx", report->name);
    return status;
}

static enum status write_pdf(struct visit *visit, const struct report *report,
                             const struct report_made *made)
{
    (void)report; /* as report_writer is */
    const struct report_style style = {.form = REPORT_PRINT};
    struct buf html;
    buf_init(&html, visit->out->limit);
    enum status status = report_html(made, &style, &html, &visit->why);
    if (status == STATUS_OK) {
        status = report_pdf(buf_view(&html), report_made_moment(made), visit->out, &visit->why);
    }
    buf_release(&html);
    return status;
}

typedef enum status report_writer(struct visit *visit, const struct report *report,
                                  const struct report_made *made);

static enum status make(struct visit *visit, const struct report *report, report_writer *writer)
{
    struct report_ask ask = {.language = NULL};
    struct report_made *made = NULL;
    struct arena arena;
    arena_init(&arena, REPORT_MEMORY);
    enum status status = read_ask(visit, report, &ask);
    if (status == STATUS_OK) {
        status = report_make(&arena, visit->store, visit->site->reports, report, &ask, &made,
                             &visit->why);
    }
    if (status == STATUS_OK) {
        status = writer(visit, report, made);
    }
    arena_release(&arena);
    return status;
}

static enum status find(struct visit *visit, const struct report **report)
{
    const char *name = arena_copy(visit->arena, visit->segments[1]);
    return name ? report_find(visit->site->reports, name, report, &visit->why)
                : fail_memory(&visit->why);
}

enum status page_report_pdf(struct visit *visit)
{
    const struct report *report = NULL;
    TRY(find(visit, &report));
    return make(visit, report, write_pdf);
}

enum status page_report(struct visit *visit)
{
    const struct report *report = NULL;
    TRY(find(visit, &report));
    if (is_complete(visit, report) || visit->form != FORM_HTML) {
        return make(visit, report, visit->form == FORM_XLSX ? write_xlsx : write_page);
    }
    const struct page page = {.title = label_here(visit, &report->title, report->name),
                              .place = "reports"};
    visit->without = FORM_BIT(FORM_XLSX);
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n<p class=\"lead\">");
    html_text(visit->out, label_here(visit, &report->summary, ""));
    buf_text(visit->out, "</p>\n");
    TRY(write_choice(visit, report));
    page_end(visit);
    return STATUS_OK;
}
