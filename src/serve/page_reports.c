/* The reports of the pack: a list of them, each as a page and as a workbook. */
#include "serve/page.h"
#include "serve/route.h"
#include "work/data_time.h"
#include "work/report.h"

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
        const char *path[] = {"reports", report->name};
        if (visit->files && !is_complete(visit, report)) {
            continue; /* nobody can choose what it is about */
        }
        buf_text(out, "<li><a href=\"");
        address_path(visit, path, 2);
        buf_text(out, "\">");
        html_text(out, label_here(visit, &report->title, report->name));
        buf_text(out, "</a><br><small>");
        html_text(out, label_here(visit, &report->summary, ""));
        buf_text(out, "</small></li>\n");
    }
    buf_text(out, "</ul>\n");
    page_end(visit);
    return STATUS_OK;
}

/* ---- one report ---- */

/* Choosing what the report is about: one list of codes for each parameter. */
static void write_choice(struct visit *visit, const struct report *report)
{
    struct buf *out = visit->out;
    buf_text(out, "<form class=\"choice\" method=\"get\">\n");
    form_keeps_language(visit);
    for (size_t i = 0; i < report->parameter_count; i++) {
        const struct report_parameter *parameter = &report->parameters[i];
        const struct str asked = visit_parameter(visit, parameter->name);
        const struct code *chosen =
            codelist_find(parameter->list, asked.length > 0 ? asked : str_of(parameter->standard));
        buf_printf(out, "<p><label for=\"p%zu\">", i);
        html_text(out, label_here(visit, &parameter->label, parameter->name));
        buf_printf(out, "</label> <select id=\"p%zu\" name=\"%s\">\n", i, parameter->name);
        for (size_t c = 0; c < parameter->list->count; c++) {
            const struct code *code = &parameter->list->codes[c];
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
}

static enum status read_ask(struct visit *visit, const struct report *report,
                            struct report_ask *ask)
{
    struct str data;
    const char **given = arena_array(visit->arena, report->parameter_count + 1, sizeof *given);
    TRY(work_data_time(visit->store, visit->arena, &data, &visit->why));
    TRY(store_revision(visit->store, &ask->revision, &visit->why));
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

static void write_claim(void *context, const struct claim_result *result)
{
    address_of_claim(context, result);
}

static void write_address(void *context, const struct query *query)
{
    address_of_query(context, query, FORM_HTML);
}

static enum status write_page(struct visit *visit, const struct report *report,
                              const struct report_made *made)
{
    const struct report_style style = {
        .form = REPORT_PAGE, .address = write_address, .claim = write_claim, .context = visit};
    const struct page page = {.title = report_made_title(made), .place = "reports"};
    page_begin(visit, &page);
    if (report->parameter_count > 0 && !visit->files) {
        write_choice(visit, report);
    }
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

static enum status make(struct visit *visit, const struct report *report)
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
        status = visit->form == FORM_XLSX ? write_xlsx(visit, report, made)
                                          : write_page(visit, report, made);
    }
    arena_release(&arena);
    return status;
}

enum status page_report(struct visit *visit)
{
    const struct report *report = NULL;
    const char *name = arena_copy(visit->arena, visit->segments[1]);
    if (!name) {
        return fail_memory(&visit->why);
    }
    TRY(report_find(visit->site->reports, name, &report, &visit->why));
    if (is_complete(visit, report) || visit->form != FORM_HTML) {
        return make(visit, report);
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
    write_choice(visit, report);
    page_end(visit);
    return STATUS_OK;
}
