/* What a published copy has as data: the place of the server's page of addresses. */
#include "serve/files.h"
#include "serve/page.h"
#include "serve/route.h"
#include "write/calendar.h"

static void show_form(struct visit *visit, const struct query *all, enum form form)
{
    struct buf *out = visit->out;
    buf_text(out, " <a href=\"");
    address_of_query(visit, all, form);
    buf_text(out, "\">");
    html_text(out, t(visit, form_label(form)));
    buf_text(out, "<span class=\"hidden\"> (");
    html_text(out, kind_heading(visit, all->kind));
    buf_text(out, ")</span></a>");
}

static enum status show_kind(struct visit *visit, const struct kind *kind)
{
    struct buf *out = visit->out;
    struct query all;
    struct calendar_fields dates;
    unsigned long long count = 0;
    query_init(&all, kind);
    TRY(store_count(visit->store, &all, &count, &visit->why));
    if (count == 0) {
        return STATUS_OK;
    }
    buf_text(out, "<tr><th scope=\"row\"><a href=\"");
    address_of_query(visit, &all, FORM_HTML);
    buf_char(out, '"');
    mark_link(visit, count);
    buf_char(out, '>');
    html_text(out, kind_heading(visit, kind));
    buf_text(out, "</a></th><td class=\"number\">");
    html_str(out, number_text(visit, count));
    buf_text(out, "</td><td>");
    show_form(visit, &all, FORM_CSV);
    show_form(visit, &all, FORM_JSON);
    show_form(visit, &all, FORM_XLSX);
    show_form(visit, &all, FORM_ATOM);
    show_form(visit, &all, FORM_RSS);
    if (calendar_fields(kind, &dates)) {
        show_form(visit, &all, FORM_ICS);
    }
    buf_text(out, "</td></tr>\n");
    return STATUS_OK;
}

enum status page_copy(struct visit *visit)
{
    static const char *const heads[] = {N_("What is there"), N_("Records"), N_("As data")};
    const struct pack *pack = visit->site->work->pack;
    const struct page page = {.title = t(visit, "Data and addresses")};
    struct buf *out = visit->out;
    if (visit->form != FORM_HTML) {
        return fail(&visit->why, STATUS_NOT_FOUND, "A copy has no addresses but its files.");
    }
    visit->without = FORM_BIT(FORM_JSON);
    page_begin(visit, &page);
    buf_text(out, "<h1 id=\"title\">");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<p class=\"prose\">");
    say_plain(visit, "This is a copy of the site as files. The data of all records are in the "
                     "folder data, once for all languages; tables, code lists and feeds are data "
                     "beside their pages.");
    buf_text(out, " <a href=\"");
    files_up(visit);
    buf_text(out, "dcat.jsonld\">");
    say_plain(visit, "All lists as a catalogue of data (DCAT-AP)");
    buf_text(
        out,
        "</a></p>\n<div class=\"rows\" role=\"region\" tabindex=\"0\" aria-labelledby=\"title\">"
        "<table class=\"copies\" aria-labelledby=\"title\">");
    table_heads(visit, heads, COUNT_OF(heads), 1);
    for (size_t i = 0; i < pack->kind_count; i++) {
        TRY(show_kind(visit, &pack->kinds[i]));
    }
    buf_text(out, "</tbody></table></div>\n");
    page_end(visit);
    return STATUS_OK;
}
