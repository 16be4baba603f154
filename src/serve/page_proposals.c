/* Edits that contributors propose, and editors accept or refuse; and where editing begins. */
#include "serve/differences.h"
#include "serve/edit_site.h"
#include "serve/route.h"

#define LISTED 200

/* ---- lists ---- */

static const char *state_label(const struct visit *visit, enum proposal_state state)
{
    static const char *const words[] = {[PROPOSAL_OPEN] = N_("waiting"),
                                        [PROPOSAL_ACCEPTED] = N_("accepted"),
                                        [PROPOSAL_REFUSED] = N_("refused"),
                                        [PROPOSAL_WITHDRAWN] = N_("withdrawn")};
    return t(visit, words[state]);
}

/* Editors see the proposals of everybody, others their own. */
static enum status list_proposals(struct visit *visit, struct proposal **list, size_t *count)
{
    const bool all = account_may(visit->account, CAPABILITY_EDIT);
    return store_proposals(visit->store, visit->arena, all ? 0 : visit->account->id, LISTED, list,
                           count, &visit->why);
}

static void show_proposals(struct visit *visit, const struct proposal *list, size_t count)
{
    struct buf *out = visit->out;
    if (count == 0) {
        buf_text(out, "<p>");
        say_plain(visit, "There are no proposals.");
        buf_text(out, "</p>\n");
        return;
    }
    buf_text(out, "<ul class=\"plain\">\n");
    for (size_t i = 0; i < count; i++) {
        const struct str values[] = {list[i].person, moment_text(visit, list[i].at)};
        const struct kind *kind = pack_kind(visit->site->work->pack, list[i].kind);
        const char *path = arena_printf(visit->arena, "%lld", list[i].id);
        const char *const parts[] = {"proposals", path};
        buf_text(out, "<li><a href=\"");
        address_path(visit, parts, COUNT_OF(parts));
        buf_text(out, "\">");
        html_text(out, kind ? label_here(visit, &kind->label, kind->name) : "");
        buf_text(out, " ");
        html_str(out, list[i].identifier);
        buf_text(out, "</a> <small>");
        say(visit, "by {0}, {1}", values, COUNT_OF(values));
        buf_text(out, "; ");
        html_text(out, state_label(visit, list[i].state));
        buf_text(out, "</small></li>\n");
    }
    buf_text(out, "</ul>\n");
}

enum status page_proposals(struct visit *visit)
{
    struct proposal *list = NULL;
    size_t count = 0;
    const struct page page = {.title = t(visit, "Proposals")};
    TRY(list_proposals(visit, &list, &count));
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n");
    show_proposals(visit, list, count);
    page_end(visit);
    return STATUS_OK;
}

/* ---- one proposal ---- */

struct proposed {
    struct proposal proposal;
    const struct kind *kind;
    struct edit_form form;   /* what is proposed, made from the version that it was made from */
    struct edit_check check; /* of it */
    struct edit current;     /* the record as it is; .base NULL for a new one */
    struct difference *list; /* what it changes */
    size_t count;
    bool overlaps; /* a field that it changes has been changed since */
};

static enum status load_proposal(struct visit *visit, struct proposed *p)
{
    long long id = 0;
    for (size_t i = 0; i < visit->segments[1].length; i++) {
        const char c = visit->segments[1].at[i];
        if (!char_is_digit(c) || id > 1000000000) {
            return fail(&visit->why, STATUS_NOT_FOUND, "There is no such proposal.");
        }
        id = id * 10 + (c - '0');
    }
    TRY(store_proposal_get(visit->store, visit->arena, id, &p->proposal, &visit->why));
    p->kind = pack_kind(visit->site->work->pack, p->proposal.kind);
    const bool own = p->proposal.account == visit->account->id;
    if (!p->kind || (!own && !account_may(visit->account, CAPABILITY_EDIT))) {
        return fail(&visit->why, STATUS_NOT_FOUND, "There is no such proposal.");
    }
    return STATUS_OK;
}

/* Reads the form of the proposal as its author filled it in. */
static enum status read_proposal(struct visit *visit, struct proposed *p)
{
    struct parameter *fields = NULL;
    size_t count = 0;
    struct edit_form *form = &p->form;
    form->visit = visit;
    form->editor = visit_editor(visit);
    TRY(edit_form_parse(visit, p->proposal.form, &fields, &count));
    if (p->proposal.version == 0) {
        TRY(edit_begin_new(&form->editor, p->kind, p->proposal.identifier, &form->edit,
                           &visit->why));
    } else {
        const enum status status = edit_begin(&form->editor, p->kind, p->proposal.identifier,
                                              p->proposal.version, &form->edit, &visit->why);
        if (status == STATUS_NOT_FOUND) {
            return STATUS_OK; /* deleted since: there is nothing to compare it with */
        }
        TRY(status);
        TRY(edit_begin(&form->editor, p->kind, p->proposal.identifier, 0, &p->current,
                       &visit->why));
    }
    TRY(edit_form_take(form, fields, count));
    TRY(edit_check(&form->editor, &form->edit, &p->check, &visit->why));
    return p->check.record ? edit_differences(visit->arena, form->edit.base, p->check.record,
                                              &p->list, &p->count, &visit->why)
                           : STATUS_OK;
}

/* Puts what is proposed over the record as it is now; fields that were changed meanwhile are left.
 */
static enum status bring_up(struct visit *visit, struct proposed *p)
{
    struct edit_form over = {.visit = visit, .editor = p->form.editor, .edit = p->current};
    if (!p->current.base || !p->check.record) {
        return STATUS_OK;
    }
    for (size_t i = 0; i < p->count; i++) {
        const struct difference *d = &p->list[i];
        const struct value *now = p->current.base->values[d->field->index];
        if (d->field->derived) {
            continue;
        }
        p->overlaps = p->overlaps || !(values_equal(now, d->before) || values_equal(now, d->after));
        TRY(edit_form_set(&over, d->field, d->after));
    }
    p->current = over.edit;
    return STATUS_OK;
}

static void show_decided(struct visit *visit, const struct proposal *proposal)
{
    const struct str values[] = {proposal->decided_by, moment_text(visit, proposal->decided_at),
                                 str_of(state_label(visit, proposal->state))};
    buf_text(visit->out, "<p class=\"notice\">");
    say(visit, "{2} by {0}, {1}.", values, COUNT_OF(values));
    buf_char(visit->out, ' ');
    html_str(visit->out, proposal->answer);
    buf_text(visit->out, "</p>\n");
}

static void show_buttons(struct visit *visit, const struct proposed *p)
{
    const bool editor = account_may(visit->account, CAPABILITY_EDIT);
    form_begin(visit, arena_printf(visit->arena, "/proposals/%lld", p->proposal.id));
    if (editor) {
        form_text(visit,
                  &(struct form_field){.name = "-note",
                                       .label = t(visit, "Answer"),
                                       .hint = t(visit, "The person who proposes it reads this."),
                                       .most = 500});
        buf_text(visit->out, "<div class=\"bar last\">\n");
        if (p->check.record && !p->overlaps) {
            form_button(visit, "-do", str_of("accept"), t(visit, "Accept"));
        }
        form_button(visit, "-do", str_of("refuse"), t(visit, "Refuse"));
        form_button(visit, "-do", str_of("open"), t(visit, "Open it in my form"));
        buf_text(visit->out, "</div>\n");
    }
    if (p->proposal.account == visit->account->id) {
        form_button(visit, "-do", str_of("withdraw"), t(visit, "Withdraw"));
    }
    form_end(visit);
}

static enum status show_proposal(struct visit *visit, const struct proposed *p)
{
    struct buf *out = visit->out;
    const struct proposal *proposal = &p->proposal;
    const struct str values[] = {proposal->person, moment_text(visit, proposal->at)};
    const struct page page = {.title = sentence(visit, "Proposal: {0}", &proposal->identifier, 1)};
    page_begin(visit, &page);
    page_errors(visit);
    edit_show_way(visit, p->kind, p->current.base);
    buf_text(out, "<h1 dir=\"auto\">");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<p class=\"kind\">");
    say(visit, "by {0}, {1}", values, COUNT_OF(values));
    buf_text(out, "</p>\n<p dir=\"auto\">");
    html_str(out, proposal->note);
    buf_text(out, "</p>\n");
    if (proposal->state != PROPOSAL_OPEN) {
        show_decided(visit, proposal);
    } else if (p->overlaps || !p->check.record) {
        buf_text(out, "<p class=\"notice\">");
        say_plain(visit, p->overlaps
                             ? N_("The record has been changed meanwhile in the same fields. Open "
                                  "the proposal in your form and choose there.")
                             : N_("What is proposed no longer goes with the rules of the record. "
                                  "Open it in your form to see why."));
        buf_text(out, "</p>\n");
    }
    show_difference_key(visit);
    TRY(show_differences(visit, p->list, p->count));
    if (proposal->state == PROPOSAL_OPEN) {
        show_buttons(visit, p);
    }
    page_end(visit);
    return STATUS_OK;
}

/* ---- deciding ---- */

static enum status decide(struct visit *visit, struct proposed *p, struct store *store,
                          enum proposal_state state)
{
    const struct change change = edit_change(visit, CHANGE_EDIT);
    struct proposal decided = p->proposal;
    decided.state = state;
    decided.decided_by = change.person;
    decided.decided_at = change.at;
    decided.answer = change.note;
    TRY(store_proposal_decide(store, &decided, &visit->why));
    return site_audit(visit, store, proposal_state_name(state),
                      edit_target(visit, p->kind, p->proposal.identifier),
                      str_of(arena_printf(visit->arena, "proposal %lld", p->proposal.id)));
}

/* The version is the proposer's, with their note. */
static enum status write_accepted(struct visit *visit, struct proposed *p, struct edit_write *write)
{
    const struct edit *edit = p->current.base ? &p->current : &p->form.edit;
    struct change change = edit_change(visit, p->current.base ? CHANGE_EDIT : CHANGE_NEW);
    bool changed = false;
    change.person = p->proposal.person;
    change.note = p->proposal.note;
    TRY(edit_save(&write->editor, edit, &p->check, &change, &changed, &visit->why));
    return decide(visit, p, write->store, PROPOSAL_ACCEPTED);
}

static enum status accept(struct visit *visit, struct proposed *p)
{
    struct edit_write write;
    if (p->current.base) {
        TRY(edit_check(&p->form.editor, &p->current, &p->check, &visit->why));
    }
    if (!p->check.record || p->overlaps) {
        form_wrong(visit, NULL, t(visit, "It cannot be accepted as it is. Open it in your form."));
        return show_proposal(visit, p);
    }
    TRY(edit_write_begin(visit, &write));
    TRY(edit_write_end(visit, &write, write_accepted(visit, p, &write)));
    return site_see_other(visit,
                          str_of(edit_path(visit, p->kind, p->proposal.identifier, "history")));
}

static enum status close_proposal(struct visit *visit, struct proposed *p,
                                  enum proposal_state state)
{
    struct store *store = NULL;
    TRY(site_write_begin(visit, &store, &visit->why));
    TRY(site_write_end(visit, store, decide(visit, p, store, state)));
    return site_see_other(visit, str_of("/proposals"));
}

/* The proposal becomes a draft of the editor's own. */
static enum status open_proposal(struct visit *visit, struct proposed *p)
{
    struct store *store = NULL;
    const struct change change = edit_change(visit, CHANGE_EDIT);
    const bool is_new = p->proposal.version == 0;
    const struct draft draft = {.kind = p->proposal.kind,
                                .identifier = is_new ? str_of("") : p->proposal.identifier,
                                .version = p->proposal.version,
                                .saved = change.at,
                                .form = p->proposal.form};
    TRY(site_write_begin(visit, &store, &visit->why));
    TRY(site_write_end(visit, store,
                       store_draft_put(store, visit->account->id, &draft, &visit->why)));
    return site_see_other(
        visit, str_of(edit_path(visit, p->kind, draft.identifier, is_new ? "new" : "edit")));
}

enum status page_proposal(struct visit *visit)
{
    struct proposed p = {0};
    const struct str button = visit_field(visit, "-do");
    const bool editor = account_may(visit->account, CAPABILITY_EDIT);
    TRY(load_proposal(visit, &p));
    if (visit_is_post(visit) && editor && str_is(button, "refuse")) {
        return close_proposal(visit, &p, PROPOSAL_REFUSED);
    }
    if (visit_is_post(visit) && str_is(button, "withdraw") &&
        p.proposal.account == visit->account->id) {
        return close_proposal(visit, &p, PROPOSAL_WITHDRAWN);
    }
    TRY(read_proposal(visit, &p));
    TRY(bring_up(visit, &p));
    if (visit_is_post(visit) && editor && str_is(button, "accept")) {
        return accept(visit, &p);
    }
    if (visit_is_post(visit) && editor && str_is(button, "open")) {
        return open_proposal(visit, &p);
    }
    return visit_is_post(visit)
               ? site_refuse(visit, 403, t(visit, "Your role does not allow this."))
               : show_proposal(visit, &p);
}

/* ---- where editing begins ---- */

static void show_kinds(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    buf_text(visit->out, "<h2>");
    say_plain(visit, "Enter a new record");
    buf_text(visit->out, "</h2>\n<ul class=\"columns\">\n");
    for (size_t i = 0; i < pack->kind_count; i++) {
        const char *const parts[] = {pack->kinds[i].plural, "new"};
        buf_text(visit->out, "<li><a href=\"");
        address_path(visit, parts, COUNT_OF(parts));
        buf_text(visit->out, "\">");
        html_text(visit->out, label_here(visit, &pack->kinds[i].label, pack->kinds[i].name));
        buf_text(visit->out, "</a></li>\n");
    }
    buf_text(visit->out, "</ul>\n");
}

static enum status show_drafts(struct visit *visit)
{
    struct draft *drafts = NULL;
    size_t count = 0;
    TRY(store_drafts(visit->store, visit->arena, visit->account->id, &drafts, &count, &visit->why));
    buf_text(visit->out, "<h2>");
    say_count(visit, count, "{0} draft of yours", "{0} drafts of yours");
    buf_text(visit->out, count > 0 ? "</h2>\n<ul class=\"plain\">\n" : "</h2>\n");
    for (size_t i = 0; i < count; i++) {
        const struct kind *kind = pack_kind(visit->site->work->pack, drafts[i].kind);
        const bool is_new = drafts[i].identifier.length == 0;
        if (!kind) {
            continue;
        }
        buf_text(visit->out, "<li><a href=\"");
        address_of_path(visit,
                        edit_path(visit, kind, drafts[i].identifier, is_new ? "new" : "edit"));
        buf_text(visit->out, "\">");
        html_text(visit->out, label_here(visit, &kind->label, kind->name));
        buf_char(visit->out, ' ');
        if (is_new) {
            say_plain(visit, "(new)");
        }
        html_str(visit->out, drafts[i].identifier);
        buf_text(visit->out, "</a> <small>");
        html_str(visit->out, moment_text(visit, drafts[i].saved));
        buf_text(visit->out, "</small></li>\n");
    }
    buf_text(visit->out, count > 0 ? "</ul>\n" : "");
    return STATUS_OK;
}

static enum status show_deleted(struct visit *visit)
{
    struct deleted_item *items = NULL;
    size_t count = 0;
    TRY(store_deleted_list(visit->store, visit->arena, LISTED, &items, &count, &visit->why));
    buf_text(visit->out, "<h2>");
    say_count(visit, count, "{0} deleted record", "{0} deleted records");
    buf_text(visit->out, count > 0 ? "</h2>\n<ul class=\"plain\">\n" : "</h2>\n");
    for (size_t i = 0; i < count; i++) {
        const struct kind *kind = pack_kind(visit->site->work->pack, items[i].kind);
        const struct str values[] = {items[i].person, moment_text(visit, items[i].at)};
        if (!kind) {
            continue;
        }
        buf_text(visit->out, "<li><a href=\"");
        address_of_path(visit, edit_path(visit, kind, items[i].identifier, "history"));
        buf_text(visit->out, "\">");
        html_text(visit->out, label_here(visit, &kind->label, kind->name));
        buf_char(visit->out, ' ');
        html_str(visit->out, items[i].identifier);
        buf_text(visit->out, "</a> <small>");
        say(visit, "by {0}, {1}", values, COUNT_OF(values));
        buf_text(visit->out, "</small></li>\n");
    }
    buf_text(visit->out, count > 0 ? "</ul>\n" : "");
    return STATUS_OK;
}

enum status page_edit_home(struct visit *visit)
{
    struct proposal *list = NULL;
    size_t count = 0, waiting = 0;
    const struct page page = {.title = t(visit, "Edit")};
    TRY(list_proposals(visit, &list, &count));
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n<p class=\"prose\">");
    say_plain(visit, "To edit a record, open it and follow \"Edit\" below its title.");
    buf_text(visit->out, "</p>\n");
    TRY(show_drafts(visit));
    while (waiting < count && list[waiting].state == PROPOSAL_OPEN) {
        waiting++;
    }
    buf_text(visit->out, "<h2>");
    say_count(visit, waiting, "{0} proposal waits", "{0} proposals wait");
    buf_text(visit->out, "</h2>\n");
    show_proposals(visit, list, waiting);
    buf_text(visit->out, "<p><a href=\"");
    const char *const parts[] = {"proposals"};
    address_path(visit, parts, 1);
    buf_text(visit->out, "\">");
    say_plain(visit, "All proposals");
    buf_text(visit->out, "</a></p>\n");
    show_kinds(visit);
    if (account_may(visit->account, CAPABILITY_EDIT)) {
        TRY(show_deleted(visit));
    }
    page_end(visit);
    return STATUS_OK;
}
