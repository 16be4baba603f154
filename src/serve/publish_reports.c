/*
 * Which reports are written into a folder: those that stand alone; the same about another period in
 * which records lie; and the briefs about each code that records have.
 */
#include "base/decimal.h"
#include "serve/parts.h"
#include "serve/publish_own.h"
#include "serve/reports.h"

/* ---- codes that records have ---- */

static void mark_code(const struct codelist *list, const struct field *field, struct str key,
                      bool *has)
{
    const struct code *code = codelist_find(field->list, key);
    if (code && field->list != list) {
        code = code->parent ? codelist_find(list, str_of(code->parent)) : NULL;
    }
    if (code) {
        has[code - list->codes] = true;
    }
}

/* Marks the codes of @list that records of the kind have, or whose children they have. */
static enum status mark_kind(struct publish *publish, const struct kind *kind,
                             const struct codelist *list, bool *has, struct failure *why)
{
    const struct measure records = {.type = MEASURE_COUNT};
    const struct field *field = part_field(kind, list);
    struct group *groups = NULL;
    struct query all;
    size_t count = 0;
    field = field ? field : part_field_below(kind, list);
    if (!field || publish->kind_counts[kind->index] == 0) {
        return STATUS_OK;
    }
    const struct group_by by = {.field = field};
    query_init(&all, kind);
    TRY(store_measure(publish->site.stores[0], &publish->arena, &all, &by, 1, &records, &groups,
                      &count, why));
    for (size_t i = 0; i < count; i++) {
        if (groups[i].records > 0) {
            mark_code(list, field, groups[i].keys[0], has);
        }
    }
    return STATUS_OK;
}

/* ---- periods in which records lie ---- */

static const struct field *first_date(const struct kind *kind)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        if (kind->fields[i].type == FIELD_DATE && kind->fields[i].access == ACCESS_PUBLIC) {
            return &kind->fields[i];
        }
    }
    return NULL;
}

/* Marks the periods of @list that the dates of the kind lie in. */
static enum status mark_years(struct publish *publish, const struct kind *kind,
                              const struct codelist *list, bool *has, struct failure *why)
{
    const struct measure records = {.type = MEASURE_COUNT};
    const struct group_by by = {.field = first_date(kind), .years = true};
    struct group *groups = NULL;
    struct query all;
    size_t count = 0;
    if (!by.field || publish->kind_counts[kind->index] == 0) {
        return STATUS_OK;
    }
    query_init(&all, kind);
    TRY(store_measure(publish->site.stores[0], &publish->arena, &all, &by, 1, &records, &groups,
                      &count, why));
    for (size_t i = 0; i < count; i++) {
        int64_t year = 0;
        const bool known = decimal_parse(groups[i].keys[0], &year);
        const struct code *code = known ? codelist_of_year(list, (int)(year / DECIMAL_ONE)) : NULL;
        if (code) {
            has[code - list->codes] = true;
        }
    }
    return STATUS_OK;
}

/* ---- the plan ---- */

static enum status add_about(struct publish *publish, const struct report *report,
                             const struct code *code, size_t *capacity, struct failure *why)
{
    struct report_about *about = arena_grow(&publish->arena, publish->abouts,
                                            publish->plan.report_count, capacity, sizeof *about);
    if (!about) {
        return fail_memory(why);
    }
    publish->abouts = about;
    about[publish->plan.report_count++] = (struct report_about){report, code};
    publish->plan.reports = about;
    return STATUS_OK;
}

static enum status plan_report(struct publish *publish, const struct report *report,
                               size_t *capacity, struct failure *why)
{
    const struct pack *pack = publish->plan.pack;
    const struct report_parameter *parameter = &report->parameters[0];
    const struct codelist *list = parameter->list;
    bool *has = arena_array(&publish->arena, list->count + 1, sizeof *has);
    if (!has) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct kind *kind = &pack->kinds[i];
        TRY(parameter->years ? mark_years(publish, kind, list, has, why)
                             : mark_kind(publish, kind, list, has, why));
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct code *code = &list->codes[i];
        const bool standard =
            parameter->standard && codelist_find(list, str_of(parameter->standard)) == code;
        if (has[i] && !standard) {
            TRY(add_about(publish, report, code, capacity, why));
        }
    }
    return STATUS_OK;
}

/* The page of a report about a code; its parameter stands in the place of a question. */
static bool add_page_about(struct publish *publish, const struct report_about *about)
{
    if (!plan_add_page(publish, "/reports/{name}", "reports", about->report->name)) {
        return false;
    }
    struct plain_page *page = &publish->pages[publish->page_count - 1];
    page->parameters[0] =
        (struct parameter){str_of(about->report->parameters[0].name), str_of(about->code->code)};
    page->parameter_count = 1;
    return true;
}

enum status plan_reports(struct publish *publish, struct failure *why)
{
    const struct report_set *reports = publish->site.reports;
    bool room = plan_add_page(publish, "/reports", "reports", NULL);
    size_t capacity = 0;
    for (size_t i = 0; i < reports->count; i++) {
        const struct report *report = &reports->reports[i];
        if (report->parameter_count == 1) {
            TRY(plan_report(publish, report, &capacity, why));
        }
        room = room && (!report_stands_alone(report) ||
                        plan_add_page(publish, "/reports/{name}", "reports", report->name));
    }
    for (size_t i = 0; room && i < publish->plan.report_count; i++) {
        room = add_page_about(publish, &publish->plan.reports[i]);
    }
    return room ? STATUS_OK : fail_memory(why);
}

/* ---- PDF ---- */

enum status publish_can_pdf(struct failure *why)
{
    struct buf ignored;
    buf_init(&ignored, (size_t)1024 * 1024);
    const enum status status = report_pdf(
        str_of("<!DOCTYPE html><html lang=\"en\"><title>x</title></html>"), "", &ignored, why);
    buf_release(&ignored);
    return status;
}

enum status make_report_pdf(struct worker *worker, struct making *making)
{
    const struct files_plan *plan = &worker->publish->plan;
    making->handler = page_report_pdf;
    making->form = FORM_JSON; /* it is no page for the reader of pages */
    for (size_t l = 0; plan->languages[l]; l++) {
        making->language = plan->languages[l];
        making->root = arena_printf(&worker->unit, "%s/%s.pdf", making->language, making->here);
        TRY(making->root ? make_page(worker, making) : fail_memory(&worker->why));
    }
    return STATUS_OK;
}
