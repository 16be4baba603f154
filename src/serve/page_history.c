/*
 * The versions of a record: what each changed, restoring, deleting and bringing back. Everybody
 * learns when which fields changed; who did it, why, and what stood there before are for those who
 * sign in (decision 18).
 */
#include "serve/differences.h"
#include "serve/edit_site.h"
#include "serve/route.h"

/* The record, or what can be known of one that is deleted: its kind, id and identifier. */
static enum status find_record(struct visit *visit, struct record **record, struct deleted *deleted)
{
    const struct kind *kind = NULL;
    TRY(edit_kind(visit, &kind));
    if (!visit->account) {
        return edit_find(visit, kind, record);
    }
    TRY(store_deleted(visit->store, visit->arena, kind, visit->segments[1], deleted, &visit->why));
    if (!deleted->record) {
        return store_get(visit->store, visit->arena, kind, visit->segments[1], record, &visit->why);
    }
    *record = record_new(visit->arena, kind);
    if (!*record) {
        return fail_memory(&visit->why);
    }
    (*record)->id = deleted->record;
    (*record)->identifier = visit->segments[1];
    return STATUS_OK;
}

/* ---- the list of versions ---- */

/* For everybody: what was done, and not by whom. */
static void say_plainly(struct visit *visit, const struct version *version)
{
    static const char *const words[] = {
        [CHANGE_IMPORT] = N_("import {1}"),   [CHANGE_NEW] = N_("entered by hand"),
        [CHANGE_EDIT] = N_("edited by hand"), [CHANGE_RESTORE] = N_("a former version restored"),
        [CHANGE_DELETE] = N_("deleted"),      [CHANGE_UNDELETE] = N_("brought back"),
    };
    const struct str values[] = {str_of(""),
                                 number_text(visit, (unsigned long long)version->import)};
    say(visit, words[version->change.type], values, COUNT_OF(values));
}

static void say_change(struct visit *visit, const struct version *version)
{
    const struct change *change = &version->change;
    const struct str values[] = {change->person,
                                 number_text(visit, (unsigned long long)version->import)};
    switch (change->type) {
    case CHANGE_IMPORT:
        say(visit, "import {1}", values, COUNT_OF(values));
        return;
    case CHANGE_NEW:
        say(visit, "entered by {0}", values, COUNT_OF(values));
        return;
    case CHANGE_EDIT:
        say(visit, "edited by {0}", values, COUNT_OF(values));
        return;
    case CHANGE_RESTORE:
        say(visit, "restored by {0}", values, COUNT_OF(values));
        return;
    case CHANGE_DELETE:
        say(visit, "deleted by {0}", values, COUNT_OF(values));
        return;
    case CHANGE_UNDELETE:
        say(visit, "brought back by {0}", values, COUNT_OF(values));
        return;
    }
}

static void show_button(struct visit *visit, const struct record *record, const char *page,
                        const char *label)
{
    form_begin(visit, edit_path(visit, record->kind, record->identifier, page));
    form_submit(visit, label);
    form_end(visit);
}

static void show_restore(struct visit *visit, const struct record *record, unsigned version,
                         unsigned current)
{
    form_begin(visit, edit_path(visit, record->kind, record->identifier, "restore"));
    form_hidden(visit, "version", str_of(arena_printf(visit->arena, "%u", version)));
    form_hidden(visit, "expected", str_of(arena_printf(visit->arena, "%u", current)));
    form_submit(visit, t(visit, "Restore this version"));
    form_end(visit);
}

static void show_fields_changed(struct visit *visit, const struct edit_version *version)
{
    bool any = false;
    for (size_t i = 0; version->version.number > 1 && i < version->count; i++) {
        const struct field *field = version->differences[i].field;
        if (field->access != ACCESS_PUBLIC) {
            continue;
        }
        if (any) {
            buf_text(visit->out, ", ");
        } else {
            buf_text(visit->out, "<p>");
            say_plain(visit, "Changed:");
            buf_char(visit->out, ' ');
        }
        any = true;
        html_text(visit->out, label_here(visit, &field->label, field->name));
    }
    buf_text(visit->out, any ? "</p>\n" : "");
}

static enum status show_version(struct visit *visit, const struct record *record,
                                const struct edit_version *version, unsigned current,
                                bool may_restore)
{
    struct buf *out = visit->out;
    const struct version *v = &version->version;
    const struct str number = number_text(visit, v->number);
    buf_printf(out, "<li id=\"v%u\"><h2>", v->number);
    say(visit, "Version {0}", &number, 1);
    buf_text(out, "</h2>\n<p class=\"kind\"><time datetime=\"");
    html_str(out, v->change.at);
    buf_text(out, "\">");
    html_str(out, moment_text(visit, v->change.at));
    buf_text(out, "</time>, ");
    visit->account ? say_change(visit, v) : say_plainly(visit, v);
    buf_text(out, "</p>\n");
    if (visit->account && v->change.note.length > 0) {
        buf_text(out, "<p dir=\"auto\">");
        html_str(out, v->change.note);
        buf_text(out, "</p>\n");
    }
    if (visit->account) {
        TRY(show_differences(visit, version->differences, version->count));
    } else {
        show_fields_changed(visit, version);
    }
    if (v->number == current) {
        buf_text(out, "<p class=\"hint\">");
        say_plain(visit, "The record is as in this version.");
        buf_text(out, "</p>\n");
    } else if (version->values && may_restore) {
        show_restore(visit, record, v->number, current);
    }
    buf_text(out, "</li>\n");
    return STATUS_OK;
}

static void history_json(struct visit *visit, const struct edit_version *versions, size_t count)
{
    struct json json;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key(&json, "versions");
    json_array(&json);
    for (size_t i = 0; i < count; i++) {
        const struct version *v = &versions[i].version;
        json_object(&json);
        json_key_integer(&json, "version", v->number);
        json_key_text(&json, "change", change_type_name(v->change.type));
        json_key_str(&json, "at", v->change.at);
        if (visit->account) {
            json_key_str(&json, "person", v->change.person);
            json_key_str(&json, "note", v->change.note);
        }
        json_key(&json, "fields");
        json_array(&json);
        for (size_t k = 0; k < versions[i].count; k++) {
            const struct field *field = versions[i].differences[k].field;
            if (may_see(visit, field->access)) {
                json_text(&json, field->name);
            }
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    buf_char(visit->out, '\n');
}

static enum status show_list(struct visit *visit, const struct record *record, bool deleted,
                             const struct edit_version *versions, size_t count)
{
    const unsigned current = versions[count - 1].version.number;
    const bool may = account_may(visit->account, CAPABILITY_EDIT);
    if (deleted && may) {
        show_button(visit, record, "undelete", t(visit, "Bring it back"));
    }
    if (visit->account) {
        show_difference_key(visit);
    }
    buf_text(visit->out, "<ol class=\"versions\" reversed>\n");
    for (size_t i = count; i > 0; i--) {
        TRY(show_version(visit, record, &versions[i - 1], current, may && !deleted));
    }
    buf_text(visit->out, "</ol>\n");
    if (!deleted && may) {
        buf_text(visit->out, "<p><a href=\"");
        address_of_path(visit, edit_path(visit, record->kind, record->identifier, "delete"));
        buf_text(visit->out, "\">");
        say_plain(visit, "Delete this record");
        buf_text(visit->out, "</a></p>\n");
    }
    return STATUS_OK;
}

enum status page_history(struct visit *visit)
{
    const struct editor editor = visit_editor(visit);
    struct record *record = NULL;
    struct deleted deleted = {0};
    struct edit_version *versions = NULL;
    size_t count = 0;
    TRY(find_record(visit, &record, &deleted));
    if (!record) {
        return STATUS_OK; /* it is deleted, and that is said */
    }
    TRY(edit_history(&editor, record, &versions, &count, &visit->why));
    if (visit->form == FORM_JSON) {
        history_json(visit, versions, count);
        return STATUS_OK;
    }
    const struct str title = deleted.record ? record->identifier : title_here(visit, record);
    const struct page page = {.title = sentence(visit, "History: {0}", &title, 1)};
    page_begin(visit, &page);
    edit_show_way(visit, record->kind, deleted.record ? NULL : record);
    buf_text(visit->out, "<h1 dir=\"auto\">");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n");
    TRY(show_list(visit, record, deleted.record != 0, versions, count));
    page_end(visit);
    return STATUS_OK;
}

/* ---- restoring ---- */

static enum status write_restore(struct visit *visit, struct edit_write *write,
                                 const struct record *record)
{
    const struct change change = edit_change(visit, CHANGE_RESTORE);
    const unsigned version = edit_number(visit, "version");
    bool changed = false;
    TRY(edit_restore(&write->editor, record, version, edit_number(visit, "expected"), &change,
                     &changed, &visit->why));
    return changed ? site_audit(visit, write->store, "restore",
                                edit_target(visit, record->kind, record->identifier),
                                str_of(arena_printf(visit->arena, "version %u", version)))
                   : STATUS_OK;
}

enum status page_restore(struct visit *visit)
{
    const struct kind *kind = NULL;
    struct record *record = NULL;
    struct edit_write write;
    TRY(edit_kind(visit, &kind));
    TRY(store_get(visit->store, visit->arena, kind, visit->segments[1], &record, &visit->why));
    TRY(edit_write_begin(visit, &write));
    TRY(edit_write_end(visit, &write, write_restore(visit, &write, record)));
    return site_see_other(visit, str_of(edit_path(visit, kind, record->identifier, "history")));
}

/* ---- deleting ---- */

static void show_delete(struct visit *visit, const struct record *record, unsigned version)
{
    const struct str title = title_here(visit, record);
    const struct page page = {.title = sentence(visit, "Delete: {0}", &title, 1)};
    page_begin(visit, &page);
    edit_show_way(visit, record->kind, record);
    buf_text(visit->out, "<h1 dir=\"auto\">");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n<p class=\"prose\">");
    say_plain(visit, "The record leaves every list, table and search, and imports do not bring it "
                     "back. Its history stays, and it can be brought back from there.");
    buf_text(visit->out, "</p>\n");
    form_begin(visit, edit_path(visit, record->kind, record->identifier, "delete"));
    form_hidden(visit, "expected", str_of(arena_printf(visit->arena, "%u", version)));
    form_text(visit,
              &(struct form_field){.name = "-note",
                                   .label = t(visit, "Why"),
                                   .hint = t(visit, "It is kept with the change, for others."),
                                   .most = 500});
    form_submit(visit, t(visit, "Delete"));
    form_end(visit);
    page_end(visit);
}

static enum status write_delete(struct visit *visit, struct edit_write *write,
                                const struct record *record)
{
    const struct change change = edit_change(visit, CHANGE_DELETE);
    TRY(store_delete(write->store, record, edit_number(visit, "expected"), &change, &visit->why));
    return site_audit(visit, write->store, "delete",
                      edit_target(visit, record->kind, record->identifier), change.note);
}

enum status page_delete(struct visit *visit)
{
    const struct kind *kind = NULL;
    struct record *record = NULL;
    struct edit_write write;
    unsigned version = 0;
    TRY(edit_kind(visit, &kind));
    TRY(store_get(visit->store, visit->arena, kind, visit->segments[1], &record, &visit->why));
    if (!visit_is_post(visit)) {
        TRY(store_version_number(visit->store, record->id, &version, &visit->why));
        show_delete(visit, record, version);
        return STATUS_OK;
    }
    TRY(edit_write_begin(visit, &write));
    TRY(edit_write_end(visit, &write, write_delete(visit, &write, record)));
    return site_see_other(visit, str_of(edit_path(visit, kind, record->identifier, "history")));
}

static enum status write_undelete(struct visit *visit, struct edit_write *write,
                                  const struct kind *kind)
{
    const struct change change = edit_change(visit, CHANGE_UNDELETE);
    struct record *record = NULL;
    TRY(edit_undelete(&write->editor, kind, visit->segments[1], &change, &record, &visit->why));
    return site_audit(visit, write->store, "undelete", edit_target(visit, kind, visit->segments[1]),
                      change.note);
}

enum status page_undelete(struct visit *visit)
{
    const struct kind *kind = NULL;
    struct edit_write write;
    TRY(edit_kind(visit, &kind));
    TRY(edit_write_begin(visit, &write));
    TRY(edit_write_end(visit, &write, write_undelete(visit, &write, kind)));
    return site_see_other(visit, str_of(edit_path(visit, kind, visit->segments[1], NULL)));
}
