/* Below a record: where it comes from, how it is cited, how an error in it is reported. */
#include "serve/cite.h"
#include "serve/edit_form.h"
#include "serve/edit_site.h"
#include "serve/record_view.h"
#include "serve/route.h"

/* ---- where it comes from ---- */

static enum status show_origin(struct visit *visit, const struct record *record,
                               const struct provenance *from)
{
    struct buf *out = visit->out;
    const char *path = arena_copy(visit->arena, from->file);
    const char *file = path ? strrchr(path, '/') : NULL;
    const struct str values[] = {file ? str_of(file + 1) : from->file,
                                 number_text(visit, from->line), moment_text(visit, from->imported),
                                 number_text(visit, from->versions)};
    buf_text(out, "<h2 id=\"use\">");
    say_plain(visit, "Origin and use");
    buf_text(out, "</h2>\n<p class=\"origin\">");
    say(visit, "From {0}, line {1}, imported {2}; version {3}.", values, COUNT_OF(values));
    TRY(edit_show_origin(visit, record));
    buf_text(out, "</p>\n");
    return STATUS_OK;
}

/* ---- reporting an error ---- */

static void show_mail(struct visit *visit, const struct record *record, const char *contact)
{
    struct buf *out = visit->out;
    const struct str name = record->identifier;
    buf_text(out, "<a href=\"mailto:");
    html_text(out, contact);
    buf_text(out, "?subject=");
    html_url_part(out, str_of(sentence(visit, "Error in record {0}", &name, 1)));
    if (!visit->files) {
        buf_text(out, "&amp;body=");
        html_url_part(out, str_of(record_address(visit, record)));
    }
    buf_text(out, "\">");
    say_plain(visit, "Report an error in this record");
    buf_text(out, "</a>");
}

static void show_report(struct visit *visit, const struct record *record)
{
    const char *contact = visit->site->work->pack->contact;
    buf_text(visit->out, "<li>");
    if (contact) {
        show_mail(visit, record, contact);
    } else {
        const struct str name = record->identifier;
        say(visit,
            "Is something wrong? Tell whoever keeps this register, and name the record: {0}.",
            &name, 1);
    }
    buf_text(visit->out, "</li>\n");
}

/* ---- other forms, and what was before ---- */

static void show_forms(struct visit *visit)
{
    const struct route *route = route_find(visit);
    struct buf *out = visit->out;
    for (enum form form = FORM_JSON; route && form < FORM_COUNT; form++) {
        if (route->forms & ~visit->without & FORM_BIT(form)) {
            const struct str name = str_of(t(visit, form_label(form)));
            buf_text(out, "<li><a href=\"");
            address_here(visit, form, NULL);
            buf_text(out, "\">");
            say(visit, "Download as {0}", &name, 1);
            buf_text(out, "</a></li>\n");
        }
    }
}

/* A folder of files has no former versions; who is signed in finds them above. */
static void show_history(struct visit *visit, const struct record *record)
{
    if (visit->files || visit->account) {
        return;
    }
    buf_text(visit->out, "<li><a href=\"");
    address_of_path(visit, edit_path(visit, record->kind, record->identifier, "history"));
    buf_text(visit->out, "\">");
    say_plain(visit, "What was changed, and when");
    buf_text(visit->out, "</a></li>\n");
}

enum status show_record_use(struct visit *visit, const struct record *record,
                            const struct provenance *from)
{
    TRY(show_origin(visit, record, from));
    TRY(show_record_citation(visit, record, from));
    buf_text(visit->out, "<ul class=\"tools\">\n");
    show_forms(visit);
    show_history(visit, record);
    show_report(visit, record);
    buf_text(visit->out, "</ul>\n");
    return STATUS_OK;
}
