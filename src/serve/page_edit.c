/* The form of a record: a new one, or one that is there; drafts, saving and proposing. */
#include "serve/edit_site.h"
#include "serve/route.h"

#include "base/date.h"
#include "work/vault.h"

/* Of a new record, drafts have no identifier. */
static struct str draft_name(const struct edit_form *form)
{
    return form->edit.base ? form->edit.base->identifier : str_of("");
}

/* ---- beginning ---- */

static enum status begin_edit(struct edit_form *form, const struct kind *kind, bool is_new,
                              unsigned version)
{
    struct visit *visit = form->visit;
    form->editor = visit_editor(visit);
    if (is_new) {
        return edit_begin_new(&form->editor, kind, visit_field(visit, "-identifier"), &form->edit,
                              &visit->why);
    }
    TRY(edit_begin(&form->editor, kind, visit->segments[1], version, &form->edit, &visit->why));
    return store_edited(visit->store, visit->arena, kind, form->edit.base->id, &form->edited,
                        &visit->why);
}

static struct str field_of(const struct parameter *fields, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(fields[i].name, name)) {
            return fields[i].value;
        }
    }
    return (struct str){0};
}

static struct vault_use draft_use(const struct visit *visit)
{
    return (struct vault_use){"draft", visit->account->id};
}

/* False when it cannot be read. */
static bool open_draft(struct visit *visit, struct draft *draft)
{
    const struct vault_use use = draft_use(visit);
    struct failure reason;
    return vault_open(visit->store, visit->arena, &use, draft->form, &draft->form, &reason) ==
           STATUS_OK;
}

/* Goes on with the draft, when there is one. */
static enum status resume(struct edit_form *form, const struct kind *kind, bool is_new)
{
    struct visit *visit = form->visit;
    struct draft draft;
    struct parameter *fields = NULL;
    size_t count = 0;
    TRY(store_draft_get(visit->store, visit->arena, visit->account->id, str_of(kind->name),
                        is_new ? str_of("") : visit->segments[1], &draft, &visit->why));
    if (!draft.form.at) {
        return begin_edit(form, kind, is_new, 0);
    }
    form->sealed = !open_draft(visit, &draft);
    if (form->sealed) {
        form->kept = true; /* so that it can be discarded */
        return begin_edit(form, kind, is_new, 0);
    }
    TRY(begin_edit(form, kind, is_new, draft.version));
    TRY(edit_form_parse(visit, draft.form, &fields, &count));
    TRY(edit_form_take(form, fields, count));
    if (is_new) {
        form->edit.entry.identifier = field_of(fields, count, "-identifier");
    }
    form->kept = true;
    form->resumed = true;
    form->saved = draft.saved;
    form->note = field_of(fields, count, "-note");
    return STATUS_OK;
}

/* ---- showing ---- */

static void show_notices(struct edit_form *form)
{
    struct visit *visit = form->visit;
    if (form->sealed) {
        buf_text(visit->out, "<p class=\"notice\">");
        say_plain(visit, "You have a draft here that cannot be read: the key it was kept with is "
                         "not there any more. What you write now takes its place.");
        buf_text(visit->out, "</p>\n");
    }
    if (form->resumed) {
        const struct str saved = moment_text(visit, form->saved);
        buf_text(visit->out, "<p class=\"notice\">");
        say(visit, "This is your draft of {0}. It is not saved in the register yet.", &saved, 1);
        buf_text(visit->out, "</p>\n");
    }
    if (!account_may(visit->account, CAPABILITY_EDIT)) {
        buf_text(visit->out, "<p class=\"notice\">");
        say_plain(visit, "What you write here is a proposal: an editor looks at it.");
        buf_text(visit->out, "</p>\n");
    }
}

static enum status show_page(struct edit_form *form)
{
    struct visit *visit = form->visit;
    const struct kind *kind = form->edit.kind;
    const struct record *base = form->edit.base;
    const struct str label = str_of(label_here(visit, &kind->label, kind->name));
    const struct str title = base ? title_here(visit, base) : label;
    const struct page page = {.title = base ? sentence(visit, "Edit: {0}", &title, 1)
                                            : sentence(visit, "New: {0}", &title, 1),
                              .script = "/edit.js"};
    page_begin(visit, &page);
    page_errors(visit);
    edit_show_way(visit, kind, base);
    buf_text(visit->out, "<h1 dir=\"auto\">");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n");
    show_notices(form);
    form_begin(visit, base ? edit_path(visit, kind, base->identifier, "edit")
                           : edit_path(visit, kind, (struct str){0}, "new"));
    form_hidden(visit, "-version", str_of(arena_printf(visit->arena, "%u", form->edit.version)));
    TRY(edit_form_show(form));
    form_end(visit);
    page_end(visit);
    return STATUS_OK;
}

/* ---- drafts ---- */

static enum status keep_draft(struct edit_form *form)
{
    struct visit *visit = form->visit;
    struct store *store = NULL;
    char now[21];
    struct draft draft = {.kind = str_of(form->edit.kind->name),
                          .identifier = draft_name(form),
                          .version = form->edit.version};
    date_now(now);
    draft.saved = str_of(now);
    form->kept = true;
    TRY(edit_form_print(visit, form->edit.kind, &draft.form));
    TRY(site_write_begin(visit, &store, &visit->why));
    const struct vault_use use = draft_use(visit);
    const enum status sealed =
        vault_seal(store, visit->arena, &use, draft.form, &draft.form, &visit->why);
    if (sealed != STATUS_OK) {
        return site_write_end(visit, store, sealed);
    }
    return site_write_end(visit, store,
                          store_draft_put(store, visit->account->id, &draft, &visit->why));
}

/* What the script sends while somebody types. */
static enum status keep_typed(struct edit_form *form)
{
    struct visit *visit = form->visit;
    TRY(keep_draft(form));
    visit->response->type = form_type(FORM_JSON);
    buf_text(visit->out, "{\"ok\":true}\n");
    return STATUS_OK;
}

static enum status drop_draft(struct edit_form *form, struct store *store)
{
    return store_draft_drop(store, form->visit->account->id, str_of(form->edit.kind->name),
                            draft_name(form), &form->visit->why);
}

static enum status discard(struct edit_form *form)
{
    struct visit *visit = form->visit;
    struct store *store = NULL;
    TRY(site_write_begin(visit, &store, &visit->why));
    TRY(site_write_end(visit, store, drop_draft(form, store)));
    return site_see_other(visit, str_of(edit_path(visit, form->edit.kind, draft_name(form), NULL)));
}

/* ---- saving ---- */

static enum status write_edit(struct edit_form *form, const struct edit *edit,
                              const struct edit_check *check, struct edit_write *write)
{
    struct visit *visit = form->visit;
    const bool is_new = !edit->base;
    const struct change change = edit_change(visit, is_new ? CHANGE_NEW : CHANGE_EDIT);
    const struct str target = edit_target(visit, edit->kind, check->record->identifier);
    bool changed = false;
    TRY(edit_save(&write->editor, edit, check, &change, &changed, &visit->why));
    TRY(drop_draft(form, write->store));
    return changed ? site_audit(visit, write->store, is_new ? "enter" : "edit", target, change.note)
                   : STATUS_OK;
}

static enum status propose(struct edit_form *form, const struct edit_check *check)
{
    struct visit *visit = form->visit;
    struct store *store = NULL;
    const struct change change = edit_change(visit, CHANGE_EDIT);
    struct proposal proposal = {.kind = str_of(form->edit.kind->name),
                                .identifier = check->record->identifier,
                                .version = form->edit.version,
                                .account = visit->account->id,
                                .person = change.person,
                                .at = change.at,
                                .note = change.note};
    TRY(edit_form_print(visit, form->edit.kind, &proposal.form));
    TRY(site_write_begin(visit, &store, &visit->why));
    enum status status = store_proposal_add(store, &proposal, &visit->why);
    if (status == STATUS_OK) {
        status = drop_draft(form, store);
    }
    if (status == STATUS_OK) {
        status =
            site_audit(visit, store, "propose",
                       edit_target(visit, form->edit.kind, check->record->identifier), change.note);
    }
    TRY(site_write_end(visit, store, status));
    return site_see_other(visit,
                          str_of(arena_printf(visit->arena, "/proposals/%lld", proposal.id)));
}

static enum status wrong(struct edit_form *form, const struct problem_list *problems)
{
    edit_form_wrong(form->visit, form->edit.kind, problems);
    TRY(keep_draft(form));
    return show_page(form);
}

/* Saves what was checked; somebody else may have been quicker. */
static enum status save(struct edit_form *form, const struct edit *edit,
                        const struct edit_check *check, const struct record *yours)
{
    struct visit *visit = form->visit;
    struct edit_write write;
    TRY(edit_write_begin(visit, &write));
    const enum status status = edit_write_end(visit, &write, write_edit(form, edit, check, &write));
    if (status == STATUS_CONFLICT && edit->base) {
        TRY(keep_draft(form));
        return edit_show_conflict(form, yours);
    }
    if (status == STATUS_CONFLICT) {
        form_wrong(visit, "-identifier",
                   t(visit, "Another record of the kind has this identifier, or had it and is "
                            "deleted. Give this one another."));
        TRY(keep_draft(form));
        return show_page(form);
    }
    TRY(status);
    return site_see_other(visit,
                          str_of(edit_path(visit, edit->kind, check->record->identifier, NULL)));
}

/* What is typed, as a record; NULL in check->record when something is wrong with it. */
static enum status check_typed(struct edit_form *form, struct edit_check *check)
{
    return edit_check(&form->editor, &form->edit, check, &form->visit->why);
}

static enum status save_typed(struct edit_form *form)
{
    struct visit *visit = form->visit;
    struct edit_check check;
    TRY(check_typed(form, &check));
    if (!check.record) {
        return wrong(form, &check.problems);
    }
    if (!account_may(visit->account, CAPABILITY_EDIT)) {
        if (check.changed) {
            return propose(form, &check);
        }
        form_wrong(visit, NULL, t(visit, "Nothing has been changed yet."));
        return show_page(form);
    }
    return save(form, &form->edit, &check, check.record);
}

/* The answer to the page of a conflict. */
static enum status save_chosen(struct edit_form *form)
{
    struct edit merged;
    struct edit_check yours, check;
    bool fine = false;
    TRY(check_typed(form, &yours));
    if (!yours.record) {
        return wrong(form, &yours.problems);
    }
    TRY(edit_take_choices(form, yours.record, &merged, &fine));
    if (!fine) {
        return edit_show_conflict(form, yours.record);
    }
    TRY(edit_check(&form->editor, &merged, &check, &form->visit->why));
    if (!check.record) {
        edit_form_wrong(form->visit, form->edit.kind, &check.problems);
        return edit_show_conflict(form, yours.record);
    }
    return save(form, &merged, &check, yours.record);
}

/* ---- the buttons ---- */

/* A button that changes the form: one more row, or what the source says. False: none was pressed.
 */
static enum status change_form(struct edit_form *form, bool *pressed)
{
    struct visit *visit = form->visit;
    const struct kind *kind = form->edit.kind;
    const struct field *added = kind_field(kind, visit_field(visit, "-add"));
    const struct field *taken = kind_field(kind, visit_field(visit, "-take"));
    *pressed = true;
    if (added && !added->parent && may_see(visit, added->access)) {
        form->added = added;
        return keep_draft(form);
    }
    if (taken && !taken->parent && may_see(visit, taken->access) && form->edited.source) {
        return edit_form_set(form, taken, form->edited.source->values[taken->index]);
    }
    *pressed = false;
    return STATUS_OK;
}

static enum status answer(struct edit_form *form)
{
    struct visit *visit = form->visit;
    const struct str button = visit_field(visit, "-do");
    bool pressed = false;
    TRY(edit_form_take(form, visit->request->fields, visit->request->field_count));
    if (str_is(button, "discard")) {
        return discard(form);
    }
    if (str_is(button, "keep")) {
        return keep_typed(form);
    }
    if (str_is(button, "draft")) {
        TRY(keep_draft(form));
        return site_see_other(
            visit,
            str_of(form->edit.base ? edit_path(visit, form->edit.kind, draft_name(form), "edit")
                                   : edit_path(visit, form->edit.kind, draft_name(form), "new")));
    }
    TRY(change_form(form, &pressed));
    if (pressed) {
        return show_page(form);
    }
    return str_is(button, "merge") && form->edit.base ? save_chosen(form) : save_typed(form);
}

static enum status visit_form(struct visit *visit, bool is_new)
{
    struct edit_form form = {.visit = visit};
    const struct kind *kind = NULL;
    TRY(edit_kind(visit, &kind));
    if (!visit_is_post(visit)) {
        TRY(resume(&form, kind, is_new));
        return show_page(&form);
    }
    const unsigned version = edit_number(visit, "-version");
    if (!is_new && version == 0) {
        return fail(&visit->why, STATUS_USAGE, "%s",
                    t(visit, "The form does not say from which version it was made."));
    }
    TRY(begin_edit(&form, kind, is_new, version));
    return answer(&form);
}

enum status page_edit(struct visit *visit)
{
    return visit_form(visit, false);
}

enum status page_new(struct visit *visit)
{
    return visit_form(visit, true);
}
