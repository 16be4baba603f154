#include "work/report.h"

#include "work/data_time.h"

enum status work_reports(struct workspace *work, struct report_set **set, struct failure *why)
{
    const struct report_env env = {.pack = work->pack,
                                   .lenses = work->lenses,
                                   .tables = work->tables,
                                   .claims = work->claims};
    return report_set_load(&work->arena, &env, set, why);
}

static enum status write_html(const struct report_made *made, const struct report_order *order,
                              enum report_form form, struct buf *out, struct failure *why)
{
    const struct report_style style = {.form = form, .site = order->site};
    return report_html(made, &style, out, why);
}

static enum status write_pdf(const struct report_made *made, const struct report_order *order,
                             const char *data, struct buf *out, struct failure *why)
{
    struct buf html;
    buf_init(&html, out->limit);
    enum status status = write_html(made, order, REPORT_PRINT, &html, why);
    if (status == STATUS_OK) {
        status = report_pdf(buf_view(&html), data, out, why);
    }
    buf_release(&html);
    return status;
}

enum status work_report(struct workspace *work, const struct report_set *set,
                        const struct report_order *order, struct buf *out, struct failure *why)
{
    const struct report *report = NULL;
    struct report_made *made = NULL;
    struct str data;
    struct report_ask ask = {
        .language = order->language, .given = order->given, .given_count = order->given_count};
    TRY(report_find(set, order->name, &report, why));
    TRY(work_data_time(work->store, &work->arena, &data, why));
    TRY(store_revision(work->store, &ask.revision, why));
    ask.data = arena_copy(&work->arena, data);
    if (!ask.data) {
        return fail_memory(why);
    }
    TRY(report_make(&work->arena, work->store, set, report, &ask, &made, why));
    switch (order->output) {
    case REPORT_PDF:
        return write_pdf(made, order, ask.data, out, why);
    case REPORT_XLSX:
        return report_xlsx(made, out, why);
    case REPORT_HTML:
        break;
    }
    return write_html(made, order, REPORT_FILE, out, why);
}
