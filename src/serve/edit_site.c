#include "serve/edit_site.h"

#include "base/date.h"

enum status edit_kind(struct visit *visit, const struct kind **kind)
{
    *kind = pack_kind(visit->site->work->pack, visit->segments[0]);
    return *kind && str_is(visit->segments[0], (*kind)->plural)
               ? STATUS_OK
               : fail(&visit->why, STATUS_NOT_FOUND, "%s",
                      t(visit, "There is no page at this address."));
}

const char *edit_path(struct visit *visit, const struct kind *kind, struct str identifier,
                      const char *page)
{
    struct buf path;
    buf_init(&path, 8192);
    buf_char(&path, '/');
    html_url_part(&path, str_of(kind->plural));
    if (identifier.length > 0) {
        buf_char(&path, '/');
        html_url_part(&path, identifier);
    }
    buf_printf(&path, "%s%s", page ? "/" : "", page ? page : "");
    const char *kept = arena_copy(visit->arena, buf_view(&path));
    buf_release(&path);
    return kept ? kept : "/";
}

unsigned edit_number(const struct visit *visit, const char *name)
{
    const struct str text = visit_field(visit, name);
    unsigned number = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!char_is_digit(text.at[i]) || number > 100000000) {
            return 0;
        }
        number = number * 10 + (unsigned)(text.at[i] - '0');
    }
    return number;
}

struct change edit_change(struct visit *visit, enum change_type type)
{
    char now[21];
    date_now(now);
    return (struct change){.type = type,
                           .person = visit->account->name,
                           .at = arena_str(visit->arena, str_of(now)),
                           .note = str_trim(visit_field(visit, "-note"))};
}

enum status edit_write_begin(struct visit *visit, struct edit_write *write)
{
    struct workspace *work = visit->site->work;
    *write = (struct edit_write){0};
    TRY(site_write_begin(visit, &write->store, &visit->why));
    retag_init(&write->retag, work->lenses);
    write->editor = (struct editor){.store = write->store,
                                    .formats = work->formats,
                                    .retag = &write->retag,
                                    .arena = visit->arena};
    return STATUS_OK;
}

enum status edit_write_end(struct visit *visit, struct edit_write *write, enum status status)
{
    retag_release(&write->retag);
    const enum status ended = site_write_end(visit, write->store, status);
    if (ended == STATUS_OK) {
        site_index(visit);
    }
    return ended;
}

void edit_show_way(struct visit *visit, const struct kind *kind, const struct record *record)
{
    struct query all;
    query_init(&all, kind);
    buf_text(visit->out, "<p class=\"kind\"><a href=\"");
    address_of_query(visit, &all, FORM_HTML);
    buf_text(visit->out, "\">");
    html_text(visit->out, kind_heading(visit, kind));
    buf_text(visit->out, "</a>");
    if (record) {
        buf_text(visit->out, " · ");
        link_to_record(visit, record);
    }
    buf_text(visit->out, "</p>\n");
}

/* ---- on the page of a record ---- */

/* Everybody learns that there was a record, and when it went; who and why, those who sign in. */
static enum status refuse_deleted(struct visit *visit, const struct kind *kind,
                                  const struct deleted *deleted)
{
    const struct str values[] = {moment_text(visit, deleted->change.at), deleted->change.person,
                                 deleted->change.note};
    if (account_may(visit->account, CAPABILITY_EDIT) && visit->form == FORM_HTML) {
        return site_see_other(visit, str_of(edit_path(visit, kind, visit->segments[1], "history")));
    }
    return site_refuse(
        visit, 410,
        visit->account ? sentence(visit, "This record was deleted on {0} by {1}. {2}", values, 3)
                       : sentence(visit, "This record was deleted on {0}.", values, 1));
}

enum status edit_find(struct visit *visit, const struct kind *kind, struct record **record)
{
    struct deleted deleted = {0};
    const enum status status =
        store_get(visit->store, visit->arena, kind, visit->segments[1], record, &visit->why);
    if (status != STATUS_NOT_FOUND) {
        return status;
    }
    TRY(store_deleted(visit->store, visit->arena, kind, visit->segments[1], &deleted, &visit->why));
    if (!deleted.record) {
        return fail(&visit->why, STATUS_NOT_FOUND, "%s",
                    t(visit, "There is no page at this address."));
    }
    *record = NULL;
    return refuse_deleted(visit, kind, &deleted);
}

static void show_tool(struct visit *visit, const struct record *record, const char *page,
                      const char *label)
{
    buf_text(visit->out, "<li><a href=\"");
    address_of_path(visit, edit_path(visit, record->kind, record->identifier, page));
    buf_text(visit->out, "\">");
    html_text(visit->out, label);
    buf_text(visit->out, "</a></li>\n");
}

void edit_show_tools(struct visit *visit, const struct record *record)
{
    if (!visit->account) {
        return;
    }
    buf_text(visit->out, "<ul class=\"tools\">\n");
    if (account_may(visit->account, CAPABILITY_PROPOSE)) {
        show_tool(visit, record, "edit", t(visit, "Edit"));
    }
    show_tool(visit, record, "history", t(visit, "History"));
    buf_text(visit->out, "</ul>\n");
}

enum status edit_show_origin(struct visit *visit, const struct record *record)
{
    struct edited edited;
    struct version *versions = NULL;
    size_t count = 0;
    TRY(store_edited(visit->store, visit->arena, record->kind, record->id, &edited, &visit->why));
    if (!edited.is) {
        return STATUS_OK;
    }
    TRY(store_versions(visit->store, visit->arena, record->kind, record->id, &versions, &count,
                       &visit->why));
    const struct str at = moment_text(visit, versions[count - 1].change.at);
    buf_char(visit->out, ' ');
    if (edited.source) {
        say(visit, "It has been edited here; last changed {0}.", &at, 1);
    } else {
        say(visit, "It was entered here; last changed {0}.", &at, 1);
    }
    return STATUS_OK;
}
