#include "work/report.h"

#include "work/then.h"

#include <stdlib.h>

enum status work_reports(struct workspace *work, struct report_set **set, struct failure *why)
{
    const struct report_env env = {
        .pack = work->pack, .lenses = work->lenses, .tables = work->tables, .claims = work->claims};
    return report_set_load(&work->arena, &env, set, why);
}

static enum status write_html(const struct report_made *made, const struct report_order *order,
                              const struct report_style *given, struct buf *out,
                              struct failure *why)
{
    struct report_style style = *given;
    style.site = order->site;
    return report_html(made, &style, out, why);
}

/* One that has to fit so many pages is made more and more tightly until it does. */
static enum status write_pdf(const struct report_made *made, const struct report_order *order,
                             const char *data, struct buf *out, struct failure *why)
{
    struct report_style style = {.form = REPORT_PRINT};
    const size_t most = report_made_pages(made);
    struct buf html, pdf;
    bool fits = false;
    enum status status = STATUS_OK;
    buf_init(&html, out->limit);
    buf_init(&pdf, out->limit);
    for (; status == STATUS_OK && !fits && style.tightness < REPORT_TIGHTEST; style.tightness++) {
        buf_clear(&html);
        buf_clear(&pdf);
        status = write_html(made, order, &style, &html, why);
        if (status == STATUS_OK) {
            status = report_pdf(buf_view(&html), data, &pdf, why);
        }
        fits = most == 0 || report_pdf_pages(buf_view(&pdf)) <= most;
    }
    buf_str(out, buf_view(&pdf));
    buf_release(&pdf);
    buf_release(&html);
    return status;
}

/* ---- the report ---- */

static enum status write_report(struct workspace *work, struct store *store,
                                const struct report_set *set, const struct report_order *order,
                                const struct report_ask *ask, struct buf *out, struct failure *why)
{
    const struct report *report = NULL;
    struct report_made *made = NULL;
    TRY(report_find(set, order->name, &report, why));
    TRY(report_make(&work->arena, store, set, report, ask, &made, why));
    report_made_doubts(made, order->doubts);
    switch (order->output) {
    case REPORT_PDF:
        return write_pdf(made, order, ask->data, out, why);
    case REPORT_XLSX:
        return report_xlsx(made, out, why);
    case REPORT_HTML:
        break;
    }
    const struct report_style style = {.form = REPORT_FILE};
    return write_html(made, order, &style, out, why);
}

static bool is_revision(const char *text)
{
    /* A year is a date: no register has been written to so often. */
    return *text && text[strspn(text, "0123456789")] == '\0' && strlen(text) != 4;
}

/* A revision counts the writings to the file, and no moment is kept with it. */
static enum status check_revision(struct workspace *work, const struct report_order *order,
                                  struct failure *why)
{
    long long revision = 0;
    struct str now;
    TRY(store_revision(work->store, &revision, why));
    if (strtoll(order->as_of, NULL, 10) == revision) {
        return STATUS_OK;
    }
    TRY(store_last_change(work->store, &work->arena, NULL, &now, why));
    return fail(why, STATUS_NOT_FOUND,
                "The data have the revision %lld, and it is not kept when they had %s. Write the "
                "moment that the report gives as its last change; that of now is %.*s.",
                revision, order->as_of, STR_ARGS(now));
}

/* The moment of the last change until @until, which is what the report is made of. */
static enum status read_moment(struct workspace *work, const char *until, struct report_ask *ask,
                               struct failure *why)
{
    struct str data;
    TRY(store_last_change(work->store, &work->arena, until, &data, why));
    if (data.length == 0 && until) {
        return fail(why, STATUS_NOT_FOUND,
                    "The register had no data yet at %s, and a report of zeros would say that "
                    "nothing was done. Ask for a later day.",
                    until);
    }
    ask->data = arena_copy(&work->arena, data);
    return ask->data ? STATUS_OK : fail_memory(why);
}

enum status work_report(struct workspace *work, const struct report_set *set,
                        const struct report_order *order, struct buf *out, struct failure *why)
{
    struct then then = {.store = NULL};
    struct report_ask ask = {
        .language = order->language, .given = order->given, .given_count = order->given_count};
    if (!order->as_of || is_revision(order->as_of)) {
        TRY(order->as_of ? check_revision(work, order, why) : STATUS_OK);
        TRY(read_moment(work, NULL, &ask, why));
        return write_report(work, work->store, set, order, &ask, out, why);
    }
    TRY(then_open(work, order->as_of, &then, why));
    ask.changed = then.found.changed;
    enum status status = read_moment(work, then.moment, &ask, why);
    if (status == STATUS_OK) {
        status = write_report(work, then.store, set, order, &ask, out, why);
    }
    then_close(&then);
    return status;
}
