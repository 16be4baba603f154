/* Taking an import back. */
#include "serve/edit_site.h"
#include "serve/forms.h"
#include "serve/page.h"
#include "serve/parts.h"
#include "serve/route.h"
#include "serve/undo.h"
#include "work/undo.h"

/* ---- on the page of the import ---- */

/* The records that are as the import brought them. */
struct brought {
    unsigned long long listed;
    unsigned long long left_out; /* of lists, by their kinds */
};

static enum status show_kind(struct visit *visit, const struct kind *kind, const char *import,
                             struct brought *brought)
{
    struct buf *out = visit->out;
    struct query query, whole;
    unsigned long long count = 0, all = 0;
    query_init(&query, kind);
    TRY(query_add_values(visit->arena, visit->site->work->pack, &query, "import", OP_IS, &import, 1,
                         &visit->why));
    whole = query;
    whole.all = true;
    TRY(part_count(visit, &query, &count));
    TRY(part_count(visit, &whole, &all));
    brought->left_out += all > count ? all - count : 0;
    if (count == 0) {
        return STATUS_OK;
    }
    if (brought->listed == 0) {
        buf_text(out, "<p>");
        say_plain(visit, "Records that are as this import brought them:");
        buf_text(out, "</p>\n<ul class=\"chips\">\n");
    }
    brought->listed += count;
    buf_text(out, "<li><a href=\"");
    address_of_query(visit, &query, FORM_HTML);
    buf_char(out, '"');
    mark_link(visit, count);
    buf_char(out, '>');
    html_text(out, kind_heading(visit, kind));
    buf_char(out, ' ');
    html_str(out, number_text(visit, count));
    buf_text(out, "</a></li>\n");
    return STATUS_OK;
}

static enum status show_kinds(struct visit *visit, const struct import_info *import,
                              struct brought *brought)
{
    const struct pack *pack = visit->site->work->pack;
    const char *number = arena_printf(visit->arena, "%lld", import->id);
    if (!number) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        TRY(show_kind(visit, &pack->kinds[i], number, brought));
    }
    buf_text(visit->out, brought->listed > 0 ? "</ul>\n" : "");
    if (brought->left_out > 0) {
        buf_text(visit->out, "<p>");
        say_count(visit, brought->left_out,
                  "{0} record that it brought is left out of lists and counts",
                  "{0} records that it brought are left out of lists and counts");
        buf_text(visit->out, ".</p>\n");
    }
    return STATUS_OK;
}

static const char *undo_path(struct visit *visit, long long import)
{
    return arena_printf(visit->arena, "/imports/%lld/undo", import);
}

enum status show_brought(struct visit *visit, const struct import_info *import)
{
    struct buf *out = visit->out;
    struct brought brought = {0};
    TRY(show_kinds(visit, import, &brought));
    if (import->taken_back.length > 0) {
        const struct str at = moment_text(visit, import->taken_back);
        buf_text(out, "<p><strong>");
        say(visit, "This import was taken back on {0}.", &at, 1);
        buf_text(out, "</strong></p>\n");
    } else if (brought.listed + brought.left_out > 0 &&
               account_may(visit->account, CAPABILITY_EDIT)) {
        buf_text(out, "<p><a href=\"");
        address_of_path(visit, undo_path(visit, import->id));
        buf_text(out, "\">");
        say_plain(visit, "Take this import back");
        buf_text(out, "</a></p>\n");
    }
    return STATUS_OK;
}

/* ---- taking it back ---- */

static void show_count(struct visit *visit, unsigned long long count, const char *one,
                       const char *many)
{
    if (count > 0) {
        const struct str number = number_text(visit, count);
        buf_text(visit->out, "<li>");
        say(visit, t_count(visit, count, one, many), &number, 1);
        buf_text(visit->out, "</li>\n");
    }
}

static enum status show_undo(struct visit *visit, long long import)
{
    const struct page page = {.title = t(visit, "Take this import back"), .place = "imports"};
    struct undo_counts counts;
    TRY(undo_look(visit->store, visit->arena, import, &counts, &visit->why));
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n<p class=\"prose\">");
    say_plain(visit, "The register becomes as if the file had not been read. Importing the file, "
                     "or a mended one, brings the records back.");
    buf_text(visit->out, "</p>\n<ul>\n");
    show_count(visit, counts.removed, N_("{0} record that it brought new leaves the register"),
               N_("{0} records that it brought new leave the register"));
    show_count(visit, counts.restored, N_("{0} record becomes what it was before"),
               N_("{0} records become what they were before"));
    show_count(visit, counts.kept,
               N_("{0} record on which people have worked since stays as it is"),
               N_("{0} records on which people have worked since stay as they are"));
    buf_text(visit->out, "</ul>\n");
    form_begin(visit, undo_path(visit, import));
    form_text(visit,
              &(struct form_field){.name = "-note",
                                   .label = t(visit, "Why"),
                                   .hint = t(visit, "It is kept with the change, for others."),
                                   .most = 500});
    form_submit(visit, t(visit, "Take it back"));
    form_end(visit);
    page_end(visit);
    return STATUS_OK;
}

static enum status write_undo(struct visit *visit, struct edit_write *write, long long import)
{
    const struct change change = edit_change(visit, CHANGE_RESTORE);
    const char *target = arena_printf(visit->arena, "import:%lld", import);
    struct undo_counts counts;
    TRY(undo_import(write->store, visit->site->work->lenses, import, &change, &counts,
                    &visit->why));
    return site_audit(visit, write->store, "undo", str_of(target), change.note);
}

enum status page_undo(struct visit *visit)
{
    struct edit_write write;
    const struct str number = visit->segments[1];
    long long import = 0;
    for (size_t i = 0; i < number.length && i < 12; i++) {
        const char digit = number.at[i];
        import = digit >= '0' && digit <= '9' && import >= 0 ? import * 10 + (digit - '0') : -1;
    }
    if (import <= 0) {
        return fail(&visit->why, STATUS_NOT_FOUND, "There is no such import.");
    }
    if (!visit_is_post(visit)) {
        return show_undo(visit, import);
    }
    TRY(edit_write_begin(visit, &write));
    TRY(edit_write_end(visit, &write, write_undo(visit, &write, import)));
    return site_see_other(visit, str_of(arena_printf(visit->arena, "/imports/%lld", import)));
}
