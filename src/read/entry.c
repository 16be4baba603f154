#include "read/entry.h"

#include "read/format.h"
#include "text/check.h"

struct entering {
    struct making making;
    const struct format_set *set;
    const struct entry *entry;
};

/* A value that is taken as it is: a copy of it, whose texts are shared. */
static enum status take_same(struct entering *e, const struct field *field,
                             const struct value *same)
{
    struct value *value = record_add(e->making.arena, e->making.record, field);
    if (!value) {
        return fail_memory(e->making.why);
    }
    struct value *with = value->with;
    const unsigned seq = value->seq;
    *value = *same;
    value->with = with;
    value->seq = seq;
    value->next = NULL;
    for (size_t i = 0; i < field->with_count; i++) {
        with[i] = same->with[i];
    }
    return STATUS_OK;
}

static bool is_good(struct str text)
{
    return check_text(text) == text.length;
}

static bool all_good(const struct field *field, const struct raw_value *raw)
{
    bool good = is_good(raw->text) && is_good(raw->language) && is_good(raw->currency) &&
                is_good(raw->date);
    for (size_t i = 0; good && i < field->with_count && i < SUBFIELDS; i++) {
        good = is_good(raw->subs[i]);
    }
    return good;
}

static bool has_parts(const struct field *field, const struct raw_value *raw)
{
    bool has = raw->language.length + raw->currency.length + raw->date.length > 0;
    for (size_t i = 0; !has && i < field->with_count && i < SUBFIELDS; i++) {
        has = raw->subs[i].length > 0;
    }
    return has;
}

static enum status take_typed(struct entering *e, const struct field *field,
                              const struct field_rule *checking, const struct raw_value *typed,
                              unsigned number)
{
    struct raw_value raw = *typed;
    struct finding finding = {.rule = RULE_NOT_UTF8, .field = field, .line = number};
    raw.line = number;
    if (!all_good(field, &raw)) {
        return report(
            &e->making, &finding,
            "The value has characters that cannot be read and is refused. Type it again.");
    }
    if (raw.text.length == 0 && has_parts(field, &raw)) {
        finding.rule = RULE_MISSING_VALUE;
        return report(&e->making, &finding,
                      "There are parts and no value; they are left out. Give the value, or empty "
                      "its parts.");
    }
    raw.unchecked = rule_leaves_unchecked(checking, &raw);
    return make_value(&e->making, field, &raw);
}

static enum status read_field(struct entering *e, const struct field *field)
{
    const struct field_rule *checking = format_checking_rule(e->set, field);
    unsigned number = 0;
    for (const struct typed *t = e->entry->fields[field->index]; t; t = t->next) {
        number++;
        TRY(t->same ? take_same(e, field, t->was)
                    : take_typed(e, field, checking, &t->raw, number));
    }
    return STATUS_OK;
}

static bool refuses(const struct problem_list *problems)
{
    bool rejected = false;
    for (const struct problem *p = problems->first; p; p = p->next) {
        rejected = rejected || p->rejected;
    }
    return rejected;
}

enum status entry_read(struct arena *arena, const struct format_set *set, const struct entry *entry,
                       struct record **record, struct problem_list *problems, bool *fine,
                       struct failure *why)
{
    struct code_memory *memory = arena_alloc(arena, sizeof *memory);
    struct entering e = {.making = {.arena = arena,
                                    .file = "",
                                    .record = record_new(arena, entry->kind),
                                    .problems = problems,
                                    .currencies = pack_list(set->pack, "currency"),
                                    .memory = memory,
                                    .why = why},
                         .set = set,
                         .entry = entry};
    const struct raw_value identifier = {.text = entry->identifier};
    *record = NULL;
    *fine = false;
    if (!memory || !e.making.record) {
        return fail_memory(why);
    }
    TRY(make_identifier(&e.making, &identifier, fine));
    for (size_t i = 0; i < entry->kind->field_count; i++) {
        if (!entry->kind->fields[i].derived) {
            TRY(read_field(&e, &entry->kind->fields[i]));
        }
    }
    bool kept = false;
    TRY(finish_record(&e.making, 0, &kept));
    *fine = *fine && kept && !refuses(problems);
    *record = *fine ? e.making.record : NULL;
    return STATUS_OK;
}
