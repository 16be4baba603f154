#include "work/merge.h"

#include "model/conduct.h"

#define TOLD 16 /* derived fields that a merge may correct; what they were does not matter */

struct merging {
    struct arena *arena;
    const struct arrival *arrival;
    const struct record *now; /* what the source says, all of it */
    struct record *current;
    struct edited edited;
    struct record *merged;
    struct buf conflicts;
    struct problem_list *problems;
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

static enum status tell(struct merging *m, const char *rule, const struct field *field,
                        const struct value *value, const char *mend, struct failure *why)
{
    struct buf text;
    buf_init(&text, 1024);
    if (value) {
        struct value shown = *value;
        shown.text.length = shown.text.length > 200 ? 200 : shown.text.length;
        value_print(&shown, &text);
    }
    const struct problem problem = {.file = m->arrival->file,
                                    .line = m->arrival->record->line,
                                    .record = m->current->identifier,
                                    .field = field ? str_of(field->name) : (struct str){0},
                                    .value = buf_view(&text),
                                    .rule = rule,
                                    .mend = mend};
    const bool room = problem_add(m->arena, m->problems, &problem);
    buf_release(&text);
    return room ? STATUS_OK : fail_memory(why);
}

static enum status note_conflict(struct merging *m, const struct field *field, bool fresh,
                                 struct failure *why)
{
    buf_printf(&m->conflicts, "%s\n", field->name);
    return fresh ? tell(m, "edited-field", field, m->now->values[field->index],
                        "The source has changed this field, and people had edited it here; the "
                        "edit is kept. Edit the record to take the source's value, or to keep "
                        "the edit.",
                        why)
                 : STATUS_OK;
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

/* What is merged may break a rule that neither side broke: then the edited record stays whole. */
static enum status check_rules(struct merging *m, struct failure *why)
{
    const struct conduct *conduct = m->current->kind->conduct;
    for (size_t i = 0; conduct && i < conduct->rule_count; i++) {
        const struct record_rule *rule = &conduct->rules[i];
        if (rule->refuse && !record_keeps(m->merged, rule)) {
            m->current->line = m->arrival->record->line;
            m->merged = m->current;
            return tell(m, rule->name, rule->of, NULL,
                        "What the source has changed does not go with what people have edited "
                        "here; the record is left as it is. Edit it to agree with the source.",
                        why);
        }
    }
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

static enum status merge_all(struct merging *m, struct store *store, struct failure *why)
{
    const struct record *record = m->arrival->record;
    TRY(store_get(store, m->arena, record->kind, record->identifier, &m->current, why));
    TRY(store_edited(store, m->arena, record->kind, m->current->id, &m->edited, why));
    m->now = record;
    if (m->arrival->original->partial) {
        TRY(complete(m, why));
    }
    TRY(merge_fields(m, why));
    TRY(check_rules(m, why));
    return buf_status(&m->conflicts, why);
}

enum status merge_arrival(struct store *store, struct retag *retag, struct arena *arena,
                          const struct arrival *arrival, enum put_outcome *outcome,
                          struct problem_list *problems, struct failure *why)
{
    struct merging m = {.arena = arena, .arrival = arrival, .problems = problems};
    buf_init(&m.conflicts, (size_t)64 * 1024);
    enum status status = merge_all(&m, store, why);
    if (status == STATUS_OK) {
        const struct merge merge = {m.merged, m.now, buf_view(&m.conflicts)};
        status = store_put_merged(store, arrival->import, &merge, arrival->original, outcome, why);
    }
    buf_release(&m.conflicts);
    return status == STATUS_OK && *outcome == PUT_UPDATED
               ? retag_record(retag, store, arena, m.merged, why)
               : status;
}

enum status merge_tell_deleted(struct arena *arena, const struct arrival *arrival,
                               struct problem_list *problems, struct failure *why)
{
    const struct problem problem = {
        .file = arrival->file,
        .line = arrival->record->line,
        .record = arrival->record->identifier,
        .rule = "deleted-record",
        .mend = "People have deleted this record here, and the source has changed it since; it "
                "stays deleted. Undelete it and import the source again to have it back."};
    return problem_add(arena, problems, &problem) ? STATUS_OK : fail_memory(why);
}
