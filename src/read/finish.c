/* The last step of reading a record: see finish_record() in value.h. */
#include "model/conduct.h"
#include "read/value.h"

#define CONTRADICTIONS 16 /* told of one record */

static enum status derive(struct making *making, unsigned line)
{
    struct contradiction wrong[CONTRADICTIONS];
    size_t count = 0;
    if (record_derive(making->arena, making->record, wrong, CONTRADICTIONS, &count) != STATUS_OK) {
        return fail_memory(making->why);
    }
    for (size_t i = 0; i < count; i++) {
        const struct finding finding = {.rule = RULE_DERIVED_FIELD,
                                        .field = wrong[i].field,
                                        .value = wrong[i].given,
                                        .line = line};
        TRY(report(
            making, &finding,
            "The field is computed from others, which give \"%.*s\"; the value of the source "
            "is not kept. Correct what it is computed from, or leave the value out.",
            STR_ARGS(wrong[i].derived)));
    }
    return STATUS_OK;
}

static enum status check_required(struct making *making, unsigned line)
{
    const struct kind *kind = making->record->kind;
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct finding finding = {
            .rule = RULE_MISSING_REQUIRED, .field = &kind->fields[i], .line = line};
        if (kind->fields[i].required && !making->record->values[i]) {
            TRY(report(making, &finding,
                       "The %s has no %s; it is kept without. Add it in the source.", kind->name,
                       kind->fields[i].name));
        }
    }
    return STATUS_OK;
}

static enum status check_rules(struct making *making, unsigned line, bool *fine)
{
    const struct conduct *conduct = making->record->kind->conduct;
    for (size_t i = 0; conduct && i < conduct->rule_count; i++) {
        const struct record_rule *rule = &conduct->rules[i];
        if (record_keeps(making->record, rule)) {
            continue;
        }
        const struct finding finding = {.rule = rule->refuse ? RULE_REFUSED : RULE_OF_KIND,
                                        .name = rule->name,
                                        .mends = &rule->mend,
                                        .field = rule->of,
                                        .line = line};
        *fine = *fine && !rule->refuse;
        TRY(report(making, &finding, "%s%s", label_in(&rule->mend, "en", ""),
                   rule->refuse ? " The record is refused." : ""));
    }
    return STATUS_OK;
}

enum status finish_record(struct making *making, unsigned line, bool *fine)
{
    *fine = true;
    if (making->partial) {
        return STATUS_OK;
    }
    TRY(derive(making, line));
    TRY(check_required(making, line));
    return check_rules(making, line, fine);
}
