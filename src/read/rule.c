#include "read/rule.h"

#include "base/utf8.h"

#include <stdio.h>

static const char *const names[RULE_COUNT] = {
    [RULE_MISSING_IDENTIFIER] = "missing-identifier",
    [RULE_BAD_IDENTIFIER] = "bad-identifier",
    [RULE_MALFORMED] = "malformed",
    [RULE_TRUNCATED] = "truncated",
    [RULE_NOT_UTF8] = "not-utf8",
    [RULE_UNKNOWN_KIND] = "unknown-kind",
    [RULE_REFUSED] = "refused",
    [RULE_TOO_LARGE] = "too-large",
    [RULE_WHOLE_REFUSED] = "whole-refused",
    [RULE_OTHER_KIND] = "other-kind",
    [RULE_BAD_DATE] = "bad-date",
    [RULE_BAD_NUMBER] = "bad-number",
    [RULE_BAD_BOOLEAN] = "bad-boolean",
    [RULE_BAD_CURRENCY] = "bad-currency",
    [RULE_MISSING_CURRENCY] = "missing-currency",
    [RULE_BAD_LANGUAGE] = "bad-language",
    [RULE_UNKNOWN_CODE] = "unknown-code",
    [RULE_BAD_LINK] = "bad-link",
    [RULE_DERIVED_FIELD] = "derived-field",
    [RULE_OF_KIND] = "rule-of-kind",
    [RULE_MISSING_REQUIRED] = "missing-required",
    [RULE_MISSING_VALUE] = "missing-value",
    [RULE_REPEATED_VALUE] = "repeated-value",
    [RULE_SPLIT_MISMATCH] = "split-mismatch",
    [RULE_MISSING_COLUMN_CELLS] = "missing-column-cells",
    [RULE_MALFORMED_PART] = "malformed-part",
    [RULE_UNKNOWN_CHARACTERS] = "unknown-characters",
    [RULE_UNKNOWN_MACRO] = "unknown-macro",
    [RULE_WRONG_LENGTH] = "wrong-length",
    [RULE_MORE_PROBLEMS] = "more-problems",
    [RULE_UNKNOWN_VERSION] = "unknown-version",
    [RULE_UNKNOWN_ELEMENT] = "unknown-element",
    [RULE_UNKNOWN_COLUMN] = "unknown-column",
    [RULE_REPEATED_COLUMN] = "repeated-column",
    [RULE_NO_RECORDS] = "no-records",
    [RULE_STRAY_TEXT] = "stray-text",
    [RULE_SOURCE_ERROR] = "source-error",
    [RULE_SKIPPED_ROWS] = "skipped-rows",
    [RULE_PASSED_SHEETS] = "passed-sheets",
    [RULE_OTHER_ENCODING] = "other-encoding",
};

const char *rule_name(enum rule rule)
{
    return names[rule];
}

bool rule_rejects(enum rule rule)
{
    return rule <= RULE_OTHER_KIND;
}

static bool add(struct making *making, const struct finding *finding, const char *mend)
{
    const struct field *field = finding->field;
    char name[160] = "";
    if (field) {
        (void)snprintf(name, sizeof name, "%s%s%s", field->parent ? field->parent->name : "",
                       field->parent ? "." : "", field->name);
    }
    const struct problem problem = {
        .file = making->file,
        .line = finding->line,
        .column = finding->column,
        .record =
            making->record && !finding->whole_file ? making->record->identifier : (struct str){0},
        .field = str_of(name),
        .value = finding->value,
        .rule = finding->name ? finding->name : rule_name(finding->rule),
        .mend = mend,
        .mends = finding->mends,
        .rejected = rule_rejects(finding->rule),
        .note = finding->rule >= RULE_SKIPPED_ROWS,
    };
    return problem_add(making->arena, making->problems, &problem);
}

/* A library's words, or words cut short, may hold bytes that are no UTF-8. */
static void make_utf8(char *text)
{
    const size_t length = strlen(text);
    for (size_t bad = utf8_check((struct str){text, length}); bad < length;
         bad = utf8_check((struct str){text, length})) {
        text[bad] = '?';
    }
}

enum status report(struct making *making, const struct finding *finding, const char *format, ...)
{
    const size_t count = making->problems->count;
    char mend[1024];
    if (!rule_rejects(finding->rule) && !finding->whole_file && count >= PROBLEMS_PER_RECORD) {
        const struct finding more = {.rule = RULE_MORE_PROBLEMS, .line = finding->line};
        if (count == PROBLEMS_PER_RECORD &&
            !add(making, &more,
                 "The record has further problems, which are not listed. Mend "
                 "these first and import it again.")) {
            return fail_memory(making->why);
        }
        return STATUS_OK;
    }
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(mend, sizeof mend, format, arguments);
    va_end(arguments);
    make_utf8(mend);
    return add(making, finding, mend) ? STATUS_OK : fail_memory(making->why);
}
