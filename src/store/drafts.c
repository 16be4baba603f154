#include "store/drafts.h"

#include "store/db_rows.h"
#include "store/handle.h"

static const char *const states[] = {[PROPOSAL_OPEN] = "open",
                                     [PROPOSAL_ACCEPTED] = "accepted",
                                     [PROPOSAL_REFUSED] = "refused",
                                     [PROPOSAL_WITHDRAWN] = "withdrawn"};

const char *proposal_state_name(enum proposal_state state)
{
    return states[state];
}

static enum proposal_state state_of(struct str name)
{
    enum proposal_state state = PROPOSAL_OPEN;
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        state = str_is(name, states[i]) ? (enum proposal_state)i : state;
    }
    return state;
}

/* ---- drafts ---- */

enum status store_draft_put(struct store *store, long long account, const struct draft *draft,
                            struct failure *why)
{
    struct db_statement *put = NULL;
    TRY(store_statement(store, SQL_DRAFT_PUT, &put, why));
    db_bind_integer(put, 1, account);
    db_bind_text(put, 2, draft->kind);
    db_bind_copy(put, 3, draft->identifier);
    db_bind_integer(put, 4, draft->version);
    db_bind_text(put, 5, draft->saved);
    db_bind_text(put, 6, draft->form);
    return run_aside(store, put, why);
}

enum status store_draft_drop(struct store *store, long long account, struct str kind,
                             struct str identifier, struct failure *why)
{
    struct db_statement *drop = NULL;
    TRY(store_statement(store, SQL_DRAFT_DROP, &drop, why));
    db_bind_integer(drop, 1, account);
    db_bind_text(drop, 2, kind);
    db_bind_copy(drop, 3, identifier);
    return run_aside(store, drop, why);
}

static bool read_draft(struct arena *arena, struct db_statement *row, void *item)
{
    struct draft *draft = item;
    *draft = (struct draft){.kind = arena_str(arena, db_text(row, 0)),
                            .identifier = arena_str(arena, db_text(row, 1)),
                            .version = (unsigned)db_integer(row, 2),
                            .saved = arena_str(arena, db_text(row, 3))};
    return draft->kind.at && draft->identifier.at && draft->saved.at;
}

enum status store_draft_get(struct store *store, struct arena *arena, long long account,
                            struct str kind, struct str identifier, struct draft *draft,
                            struct failure *why)
{
    struct db_statement *get = NULL;
    bool room = true;
    *draft = (struct draft){0};
    TRY(store_statement(store, SQL_DRAFT_GET, &get, why));
    db_bind_integer(get, 1, account);
    db_bind_text(get, 2, kind);
    db_bind_copy(get, 3, identifier);
    const enum step step = db_step(get, why);
    if (step == STEP_ITEM) {
        room = read_draft(arena, get, draft);
        draft->form = arena_str(arena, db_text(get, 4));
        room = room && draft->form.at;
    }
    db_reset(get);
    return step == STEP_ERROR ? why->status : room ? STATUS_OK : fail_memory(why);
}

enum status store_drafts(struct store *store, struct arena *arena, long long account,
                         struct draft **drafts, size_t *count, struct failure *why)
{
    struct db_statement *list = NULL;
    TRY(store_statement(store, SQL_DRAFTS, &list, why));
    db_bind_integer(list, 1, account);
    return db_rows(list, arena, read_draft, sizeof **drafts, drafts, count, why);
}

/* ---- proposals ---- */

/* Runs a statement that gives the number of the row it writes; *@id stays when it writes none. */
static enum status write_row(struct store *store, struct db_statement *statement, long long *id,
                             struct failure *why)
{
    const long long before = db_written(store->db);
    const enum step step = db_step(statement, why);
    *id = step == STEP_ITEM ? db_integer(statement, 0) : *id;
    const enum status status = step == STEP_ITEM    ? db_run(statement, why)
                               : step == STEP_ERROR ? why->status
                                                    : STATUS_OK;
    store->written += db_written(store->db) - before;
    return status;
}

enum status store_proposal_add(struct store *store, struct proposal *proposal, struct failure *why)
{
    struct db_statement *add = NULL;
    TRY(store_statement(store, SQL_PROPOSAL_ADD, &add, why));
    db_bind_text(add, 1, proposal->kind);
    db_bind_text(add, 2, proposal->identifier);
    db_bind_integer(add, 3, proposal->version);
    db_bind_integer(add, 4, proposal->account);
    db_bind_text(add, 5, proposal->person);
    db_bind_text(add, 6, proposal->at);
    db_bind_text_or_null(add, 7, proposal->note);
    db_bind_text(add, 8, proposal->form);
    proposal->id = 0;
    return write_row(store, add, &proposal->id, why);
}

static bool read_proposal(struct arena *arena, struct db_statement *row, void *item)
{
    struct proposal *p = item;
    *p = (struct proposal){.id = db_integer(row, 0),
                           .kind = arena_str(arena, db_text(row, 1)),
                           .identifier = arena_str(arena, db_text(row, 2)),
                           .version = (unsigned)db_integer(row, 3),
                           .account = db_integer(row, 4),
                           .person = arena_str(arena, db_text(row, 5)),
                           .at = arena_str(arena, db_text(row, 6)),
                           .note = arena_str(arena, db_text(row, 7)),
                           .state = state_of(db_text(row, 8)),
                           .decided_by = arena_str(arena, db_text(row, 9)),
                           .decided_at = arena_str(arena, db_text(row, 10)),
                           .answer = arena_str(arena, db_text(row, 11))};
    return p->kind.at && p->identifier.at && p->person.at && p->at.at && p->note.at &&
           p->decided_by.at && p->decided_at.at && p->answer.at;
}

enum status store_proposal_get(struct store *store, struct arena *arena, long long id,
                               struct proposal *proposal, struct failure *why)
{
    struct db_statement *get = NULL;
    bool room = true;
    TRY(store_statement(store, SQL_PROPOSAL_GET, &get, why));
    db_bind_integer(get, 1, id);
    const enum step step = db_step(get, why);
    if (step == STEP_ITEM) {
        room = read_proposal(arena, get, proposal);
        proposal->form = arena_str(arena, db_text(get, 12));
        room = room && proposal->form.at;
    }
    db_reset(get);
    if (step == STEP_DONE) {
        return fail(why, STATUS_NOT_FOUND, "There is no proposal %lld.", id);
    }
    return step == STEP_ERROR ? why->status : room ? STATUS_OK : fail_memory(why);
}

enum status store_proposal_decide(struct store *store, const struct proposal *proposal,
                                  struct failure *why)
{
    struct db_statement *decide = NULL;
    TRY(store_statement(store, SQL_PROPOSAL_DECIDE, &decide, why));
    db_bind_text(decide, 1, str_of(states[proposal->state]));
    db_bind_text(decide, 2, proposal->decided_by);
    db_bind_text(decide, 3, proposal->decided_at);
    db_bind_text_or_null(decide, 4, proposal->answer);
    db_bind_integer(decide, 5, proposal->id);
    long long id = 0;
    TRY(write_row(store, decide, &id, why));
    return id ? STATUS_OK : fail(why, STATUS_CONFLICT, "The proposal has been decided before.");
}

enum status store_proposals(struct store *store, struct arena *arena, long long account,
                            size_t limit, struct proposal **proposals, size_t *count,
                            struct failure *why)
{
    struct db_statement *list = NULL;
    TRY(store_statement(store, SQL_PROPOSALS, &list, why));
    db_bind_integer(list, 1, account);
    db_bind_integer(list, 2, (long long)limit);
    return db_rows(list, arena, read_proposal, sizeof **proposals, proposals, count, why);
}
