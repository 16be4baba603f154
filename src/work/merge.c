#include "work/merge.h"

#include "model/conduct.h"

#define TOLD 16 /* derived fields that a merge may correct; what they were does not matter */

struct merging {
    struct merger *merger;
    struct arena *arena;
    const struct arrival *arrival;
    const struct record *now; /* what the source says, all of it */
    struct record *current;
    struct edited edited;
    struct record *merged;
    struct buf conflicts;
    struct problem_list *problems;
    struct record *echo; /* what our own export would say; NULL: nothing */
    struct str echo_bytes;
    bool echoed; /* it has been asked for */
};

static const struct value *before(const struct merging *m, size_t field)
{
    return m->edited.source ? m->edited.source->values[field] : NULL;
}

/* Whether @name is a line of the conflicts that were known before. */
static bool was_conflict(const struct merging *m, const char *name)
{
    struct str rest = m->edited.conflicts, line;
    while (str_split(&rest, '\n', &line)) {
        if (str_is(line, name)) {
            return true;
        }
    }
    return false;
}

/* Adds the problem, with the place and the record that it is of. */
static enum status tell(struct merging *m, struct problem *problem, struct failure *why)
{
    problem->file = m->arrival->file;
    problem->line = m->arrival->record->line;
    problem->record = m->current->identifier;
    return problem_add(m->arena, m->problems, problem) ? STATUS_OK : fail_memory(why);
}

static enum status tell_conflict(struct merging *m, const struct field *field, struct failure *why)
{
    struct buf text;
    const struct value *value = m->now->values[field->index];
    buf_init(&text, 1024);
    if (value) {
        struct value shown = *value;
        shown.text.length = shown.text.length > 200 ? 200 : shown.text.length;
        value_print(&shown, &text);
    }
    struct problem problem = {
        .field = str_of(field->name),
        .value = buf_view(&text),
        .rule = "edited-field",
        .mend = "The source has changed this field, and people had edited it here; the edit is "
                "kept. Edit the record to take the source's value, or to keep the edit."};
    const enum status status = tell(m, &problem, why);
    buf_release(&text);
    return status;
}

static enum status note_conflict(struct merging *m, const struct field *field, bool fresh,
                                 struct failure *why)
{
    buf_printf(&m->conflicts, "%s\n", field->name);
    return fresh ? tell_conflict(m, field, why) : STATUS_OK;
}

static enum status merge_field(struct merging *m, const struct field *field, struct failure *why)
{
    const size_t i = field->index;
    const struct record *now = m->now;
    const bool changed = !values_equal(before(m, i), now->values[i]);
    const bool edited = !values_equal(before(m, i), m->current->values[i]);
    const bool apart = edited && !values_equal(m->current->values[i], now->values[i]);
    const struct record *from = edited ? m->current : now;
    m->merged->values[i] = from->values[i];
    m->merged->last[i] = from->last[i];
    if (apart && (changed || was_conflict(m, field->name))) {
        return note_conflict(m, field, changed, why);
    }
    return STATUS_OK;
}

static enum status merge_fields(struct merging *m, struct failure *why)
{
    struct contradiction wrong[TOLD];
    size_t count = 0;
    const struct kind *kind = m->current->kind;
    m->merged = record_new(m->arena, kind);
    if (!m->merged) {
        return fail_memory(why);
    }
    m->merged->id = m->current->id;
    m->merged->identifier = m->current->identifier;
    m->merged->line = m->arrival->record->line;
    for (size_t i = 0; i < kind->field_count; i++) {
        if (!kind->fields[i].derived) {
            TRY(merge_field(m, &kind->fields[i], why));
        }
    }
    return record_derive(m->arena, m->merged, wrong, TOLD, &count) == STATUS_OK ? STATUS_OK
                                                                                : fail_memory(why);
}

/* What is put together may break a rule that neither side broke: then the record stays whole. */
static enum status check_rules(struct merging *m, const struct record *made, const char *mend,
                               bool *fine, struct failure *why)
{
    const struct conduct *conduct = made->kind->conduct;
    *fine = true;
    for (size_t i = 0; conduct && i < conduct->rule_count; i++) {
        const struct record_rule *rule = &conduct->rules[i];
        if (rule->refuse && !record_keeps(made, rule)) {
            *fine = false;
            struct problem problem = {.rule = rule->name, .mend = mend, .rejected = true};
            problem.field = rule->of ? str_of(rule->of->name) : problem.field;
            return tell(m, &problem, why);
        }
    }
    return STATUS_OK;
}

/*
 * The record stays as it is, and nothing is kept of what has come, neither as the bytes by which it
 * is known nor as what its source says: the same file is looked at again when it comes again, for
 * the record may agree with it by then.
 */
static enum status refuse(struct merging *m, struct failure *why)
{
    bool first = true;
    TRY(store_seen(m->merger->store, m->arrival->import, m->current->id, &first, why));
    m->merger->outcome = first ? PUT_REFUSED : PUT_DUPLICATE;
    m->merger->tagged = true;
    return STATUS_OK;
}

/* What a source says that tells only what changes: the rest is as it said last. */
static enum status complete(struct merging *m, struct failure *why)
{
    const struct record *given = m->arrival->record;
    struct record *now = record_new(m->arena, given->kind);
    if (!now) {
        return fail_memory(why);
    }
    now->id = given->id;
    now->identifier = given->identifier;
    now->line = given->line;
    for (size_t i = 0; i < given->kind->field_count; i++) {
        const struct record *from =
            given->values[i] || !m->edited.source ? given : m->edited.source;
        now->values[i] = from->values[i];
        now->last[i] = from->last[i];
    }
    m->now = now;
    return STATUS_OK;
}

/* ---- what the source has to say ---- */

/* What our own export would say: once, in m->echo. */
static enum status ask_echo(struct merging *m, struct failure *why)
{
    const struct echo_asked asked = {m->arrival->format, m->current, m->arrival->ours, true};
    if (m->echoed || !m->merger->echo) {
        return STATUS_OK;
    }
    m->echoed = true;
    return echo_of(m->merger->echo, m->arena, &asked, &m->echo, &m->echo_bytes, why);
}

/* Whether the source's values of the field are those that our own export would have. An export of
 * ours may have left out what its standard has no place for, or not. */
static enum status is_echo(struct merging *m, size_t field, bool *is, struct failure *why)
{
    const struct value *given = m->arrival->record->values[field];
    struct record *other = NULL;
    struct str bytes;
    TRY(ask_echo(m, why));
    *is = m->echo && values_equal(given, m->echo->values[field]);
    if (*is || !m->echo || !m->arrival->ours) {
        return STATUS_OK;
    }
    const struct echo_asked asked = {m->arrival->format, m->current, true, false};
    TRY(echo_of(m->merger->echo, m->arena, &asked, &other, &bytes, why));
    *is = other && values_equal(given, other->values[field]);
    return STATUS_OK;
}

/* Makes m->now of what has come and, where that says nothing, of what was known before. */
static enum status settle(struct merging *m, const struct record *known, struct failure *why)
{
    struct contradiction wrong[TOLD];
    size_t count = 0;
    const struct record *given = m->arrival->record;
    struct record *now = record_new(m->arena, given->kind);
    if (!now) {
        return fail_memory(why);
    }
    now->id = m->current->id;
    now->identifier = given->identifier;
    now->line = given->line;
    for (size_t i = 0; i < given->kind->field_count; i++) {
        bool nothing_new = m->arrival->says && !m->arrival->says[i];
        if (given->kind->fields[i].derived) {
            continue;
        }
        if (!nothing_new && !values_equal(given->values[i], m->current->values[i])) {
            TRY(is_echo(m, i, &nothing_new, why));
        }
        const struct record *from = nothing_new ? known : given;
        now->values[i] = from ? from->values[i] : NULL;
        now->last[i] = from ? from->last[i] : NULL;
    }
    m->now = now;
    return record_derive(m->arena, now, wrong, TOLD, &count) == STATUS_OK ? STATUS_OK
                                                                          : fail_memory(why);
}

/* Whether just these bytes are what our own export of the record has. */
static enum status is_verbatim(struct merging *m, bool *is, struct failure *why)
{
    TRY(ask_echo(m, why));
    *is = m->echo && str_equal(m->echo_bytes, m->arrival->original->bytes);
    return STATUS_OK;
}

/* ---- a record that people have edited ---- */

static enum status merge_edited(struct merging *m, struct failure *why)
{
    bool fine = true;
    struct problem_list conflicts = {0}, *problems = m->problems;
    if (m->arrival->original->partial) {
        TRY(complete(m, why));
    }
    m->problems = &conflicts; /* of a record that is refused nothing is kept, and so not told */
    TRY(merge_fields(m, why));
    m->problems = problems;
    TRY(check_rules(m, m->merged,
                    "What the source has changed does not go with what people have edited here; "
                    "the record is left as it is. Edit it to agree with the source.",
                    &fine, why));
    TRY(buf_status(&m->conflicts, why));
    if (!fine) {
        return refuse(m, why);
    }
    for (const struct problem *p = conflicts.first; p; p = p->next) {
        TRY(problem_add(m->arena, m->problems, p) ? STATUS_OK : fail_memory(why));
    }
    const struct merge merge = {m->merged, m->now, buf_view(&m->conflicts)};
    m->merger->tagged = true;
    m->merger->renewed = true;
    TRY(store_put_merged(m->merger->store, m->arrival->import, &merge, m->arrival->original,
                         &m->merger->outcome, why));
    return m->merger->outcome == PUT_UPDATED
               ? retag_record(m->merger->retag, m->merger->store, m->arena, m->merged, why)
               : STATUS_OK;
}

/* ---- one that nobody has ---- */

/* The bytes become the original where they are a newer edition of it: of the same format, and no
 * copy of ours. */
static enum status is_newer(struct merging *m, bool *newer, struct failure *why)
{
    struct provenance from;
    struct str former;
    long long import = 0;
    bool verbatim = false;
    *newer = false;
    TRY(store_original(m->merger->store, m->current, &import, &former, why));
    if (m->arrival->ours || str_equal(former, m->arrival->original->bytes)) {
        return STATUS_OK;
    }
    TRY(store_origin(m->merger->store, m->arena, m->current, &from, why));
    if (!str_is(from.format, m->arrival->format)) {
        return STATUS_OK;
    }
    TRY(is_verbatim(m, &verbatim, why));
    *newer = !verbatim;
    return STATUS_OK;
}

/* Whether the values came all from the source, so that what was made of these holds. */
static bool is_as_given(const struct merging *m)
{
    return record_equal(m->now, m->arrival->record);
}

static enum status put_now(struct merging *m, struct failure *why)
{
    struct original original = *m->arrival->original;
    struct record *now = record_new(m->arena, m->now->kind);
    if (!now) {
        return fail_memory(why);
    }
    *now = *m->now;
    original.merge = false;
    original.whole = false; /* that nothing is the same is known already */
    original.part = false;
    TRY(store_put(m->merger->store, m->arrival->import, now, &original, &m->merger->outcome, why));
    m->merger->renewed = m->merger->outcome == PUT_UPDATED;
    m->merger->tagged = m->merger->outcome == PUT_UPDATED && !is_as_given(m);
    return m->merger->tagged ? retag_record(m->merger->retag, m->merger->store, m->arena, now, why)
                             : STATUS_OK;
}

static enum status follow(struct merging *m, struct failure *why)
{
    const bool same = record_equal(m->now, m->current);
    bool newer = false, fine = true;
    TRY(same ? is_newer(m, &newer, why)
             : check_rules(m, m->now,
                           "What the file says does not go with what is known here and the file "
                           "does not say; the record is left as it is. Edit it, or import it from "
                           "a file that says all.",
                           &fine, why));
    if (!same) {
        return fine ? put_now(m, why) : refuse(m, why);
    }
    m->merger->tagged = true;
    m->merger->renewed = newer;
    return store_put_same(m->merger->store, m->arrival->import, m->current, m->arrival->original,
                          newer, &m->merger->outcome, why);
}

static enum status merge_all(struct merging *m, struct failure *why)
{
    const struct record *record = m->arrival->record;
    struct store *store = m->merger->store;
    bool copy = false;
    TRY(store_get(store, m->arena, record->kind, record->identifier, &m->current, why));
    TRY(store_edited(store, m->arena, record->kind, m->current->id, &m->edited, why));
    m->now = record;
    if (m->arrival->original->partial) {
        return m->edited.is ? merge_edited(m, why) : put_now(m, why);
    }
    TRY(settle(m, m->edited.is ? m->edited.source : m->current, why));
    if (!m->edited.is) {
        return follow(m, why);
    }
    /* An export of the edited record that comes back is no word of its source. */
    TRY(is_verbatim(m, &copy, why));
    if (copy) {
        m->merger->tagged = true;
        return store_put_same(store, m->arrival->import, m->current, m->arrival->original, false,
                              &m->merger->outcome, why);
    }
    return merge_edited(m, why);
}

enum status merge_arrival(struct merger *merger, const struct arrival *arrival, struct failure *why)
{
    struct merging m = {.merger = merger,
                        .arena = merger->arena,
                        .arrival = arrival,
                        .problems = merger->problems};
    buf_init(&m.conflicts, (size_t)64 * 1024);
    const enum status status = merge_all(&m, why);
    buf_release(&m.conflicts);
    return status;
}

enum status merge_tell_deleted(struct merger *merger, const struct arrival *arrival,
                               struct failure *why)
{
    const struct problem problem = {
        .file = arrival->file,
        .line = arrival->record->line,
        .record = arrival->record->identifier,
        .rule = "deleted-record",
        .mend = "People have deleted this record here, and the source has changed it since; it "
                "stays deleted. Undelete it and import the source again to have it back."};
    return problem_add(merger->arena, merger->problems, &problem) ? STATUS_OK : fail_memory(why);
}
