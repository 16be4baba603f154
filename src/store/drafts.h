/*
 * What people have typed and not saved (drafts), and edits that wait for an editor (proposals).
 * Both are kept as forms (application/x-www-form-urlencoded), as they were sent.
 */
#ifndef STORE_DRAFTS_H
#define STORE_DRAFTS_H

#include "store/versions.h"

/* One for each account and record; a new record's identifier is empty. */
struct draft {
    struct str kind, identifier;
    unsigned version; /* that it was made from; 0: a new record */
    struct str saved; /* when, UTC */
    struct str form;
};

MUST_CHECK enum status store_draft_put(struct store *store, long long account,
                                       const struct draft *draft, struct failure *why);
MUST_CHECK enum status store_draft_drop(struct store *store, long long account, struct str kind,
                                        struct str identifier, struct failure *why);

/* draft->form.at is NULL when there is none. */
MUST_CHECK enum status store_draft_get(struct store *store, struct arena *arena, long long account,
                                       struct str kind, struct str identifier, struct draft *draft,
                                       struct failure *why);

/* Those of an account, the last saved first, without their forms. */
MUST_CHECK enum status store_drafts(struct store *store, struct arena *arena, long long account,
                                    struct draft **drafts, size_t *count, struct failure *why);

enum proposal_state { PROPOSAL_OPEN, PROPOSAL_ACCEPTED, PROPOSAL_REFUSED, PROPOSAL_WITHDRAWN };

/* "open", "accepted", … */
const char *proposal_state_name(enum proposal_state state);

struct proposal {
    long long id;
    struct str kind, identifier;
    unsigned version; /* that it was made from; 0: a new record */
    long long account;
    struct str person, at, note, form;
    enum proposal_state state;
    struct str decided_by, decided_at, answer; /* of one that is not open */
};

/* Sets proposal->id; it is open. */
MUST_CHECK enum status store_proposal_add(struct store *store, struct proposal *proposal,
                                          struct failure *why);

/* STATUS_NOT_FOUND. */
MUST_CHECK enum status store_proposal_get(struct store *store, struct arena *arena, long long id,
                                          struct proposal *proposal, struct failure *why);

/* Decides an open one by its .state, .decided_by, .decided_at and .answer; STATUS_CONFLICT when
 * somebody has decided before. */
MUST_CHECK enum status store_proposal_decide(struct store *store, const struct proposal *proposal,
                                             struct failure *why);

/* Those of @account (0: of everybody), open ones first, then the newest; without their forms. */
MUST_CHECK enum status store_proposals(struct store *store, struct arena *arena, long long account,
                                       size_t limit, struct proposal **proposals, size_t *count,
                                       struct failure *why);

#endif
