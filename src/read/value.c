#include "read/value.h"

#include "base/date.h"

#define IDENTIFIER_LIMIT 1024 /* bytes */
#define LANGUAGE_LIMIT 35     /* characters of a language tag (RFC 5646, 4.4.1) */

const struct code *recall_code(struct code_memory *memory, const struct codelist *list,
                               struct str value)
{
    if (value.length == 0 || value.length > MEMORY_TEXT) {
        return codelist_find(list, value);
    }
    uintptr_t hash = (uintptr_t)list >> 4;
    for (size_t i = 0; i < value.length; i++) {
        hash = (hash ^ (unsigned char)value.at[i]) * 16777619U;
    }
    const size_t slot = (hash ^ (hash >> 15)) & (MEMORY_SLOTS - 1);
    if (memory->slots[slot].list != list || memory->slots[slot].length != value.length ||
        memcmp(memory->slots[slot].text, value.at, value.length) != 0) {
        memory->slots[slot].list = list;
        memory->slots[slot].code = codelist_find(list, value);
        memory->slots[slot].length = value.length;
        memcpy(memory->slots[slot].text, value.at, value.length);
    }
    return memory->slots[slot].code;
}

/* @text, or a copy when it will not live as long as the record. */
static enum status keep(struct making *making, const struct raw_value *raw, struct str text,
                        struct str *kept)
{
    *kept = raw->shared ? text : arena_str(making->arena, text);
    return kept->at || text.length == 0 ? STATUS_OK : fail_memory(making->why);
}

static enum rule rule_of(enum field_type type)
{
    switch (type) {
    case FIELD_DATE:
        return RULE_BAD_DATE;
    case FIELD_BOOLEAN:
        return RULE_BAD_BOOLEAN;
    case FIELD_LINK:
        return RULE_BAD_LINK;
    case FIELD_TEXT:
    case FIELD_CODE:
        return RULE_UNKNOWN_CODE;
    case FIELD_MONEY:
    case FIELD_DECIMAL:
    case FIELD_INTEGER:
        break;
    }
    return RULE_BAD_NUMBER;
}

static enum status report_refused(struct making *making, const struct finding *finding,
                                  const char *words)
{
    const struct field *field = finding->field;
    switch (finding->rule) {
    case RULE_UNKNOWN_CODE:
        return report(making, finding,
                      "The value is not in the code list \"%s\" and is left out. Correct it in "
                      "the source, or add it to codelists/%s.yaml as a code or an alias.",
                      field->list->name, field->list->name);
    case RULE_BAD_DATE:
        return report(making, finding,
                      "The value %s and is left out. Write the date as YYYY-MM-DD in the source.",
                      words);
    case RULE_BAD_NUMBER:
        return report(making, finding,
                      "The value %s and is left out. Write digits, with a point before decimals "
                      "and nothing between thousands, in the source.",
                      words);
    default:
        return report(making, finding, "The value %s and is left out. Correct it in the source.",
                      words);
    }
}

/* A date in the form in which it is kept is the beginning of @text: no more than that is needed. */
static bool take_date(struct str text, struct str *iso)
{
    struct date date;
    if (!date_parse(text, &date)) {
        return false;
    }
    *iso = (struct str){text.at, date.day ? 10 : date.month ? 7 : 4};
    return true;
}

/* The types that need no parsing, or come so often that they are done here. */
static bool take_simply(struct making *making, struct value *value, struct str text,
                        const struct raw_value *raw, struct str *kept)
{
    const struct field *field = value->field;
    *kept = text;
    if (field->type == FIELD_DATE) {
        return take_date(text, kept);
    }
    if (field->type != FIELD_CODE) {
        return field->type == FIELD_TEXT;
    }
    if (!field->list || (raw->unchecked && !field->parent)) {
        return true;
    }
    const struct code *code = recall_code(making->memory, field->list, text);
    if (code) {
        value->text = str_of(code->code);
    }
    return code || field->list->open || raw->open;
}

/*
 * Reads @text, which is trimmed, by the type of @value's field. A refusal is reported, and @value
 * loses its field: that is how a value that is missing looks.
 */
static enum status take(struct making *making, struct value *value, struct str text,
                        const struct raw_value *raw)
{
    const enum field_type type = value->field->type;
    struct str kept;
    if (take_simply(making, value, text, raw, &kept)) {
        return value->text.at ? STATUS_OK : keep(making, raw, kept, &value->text);
    }
    const char *words = value_parse(making->arena, value, text);
    if (!words) {
        return STATUS_OK;
    }
    const struct finding finding = {.rule = rule_of(type),
                                    .field = value->field,
                                    .value = text,
                                    .line = raw->line,
                                    .column = raw->column};
    *value = (struct value){0};
    return report_refused(making, &finding, words);
}

static bool is_currency_shape(struct str text)
{
    bool fits = text.length == 3;
    for (size_t i = 0; i < text.length && fits; i++) {
        fits = text.at[i] >= 'A' && text.at[i] <= 'Z';
    }
    return fits;
}

/* An amount without a currency that we know is refused: it could be added to nothing. */
static enum status take_currency(struct making *making, struct value *value,
                                 const struct raw_value *raw)
{
    const struct codelist *list = making->currencies;
    struct finding finding = {.rule = RULE_MISSING_CURRENCY,
                              .field = value->field,
                              .value = raw->text,
                              .line = raw->line,
                              .column = raw->column};
    if (raw->currency.length == 0) {
        *value = (struct value){0};
        return report(making, &finding,
                      "The amount has no currency and is left out. State its currency, or a "
                      "default currency for the record, in the source.");
    }
    const struct code *code = list ? recall_code(making->memory, list, raw->currency) : NULL;
    if (code) {
        value->currency = str_of(code->code);
        return STATUS_OK;
    }
    if ((list && list->open) || (!list && is_currency_shape(raw->currency))) {
        return keep(making, raw, raw->currency, &value->currency);
    }
    finding.rule = RULE_BAD_CURRENCY;
    finding.value = raw->currency;
    *value = (struct value){0};
    return report(making, &finding,
                  "The currency is no ISO 4217 code and the amount is left out. Write a code such "
                  "as USD in the source.");
}

static enum status take_money_date(struct making *making, struct value *value,
                                   const struct raw_value *raw)
{
    struct str iso;
    if (raw->date.length == 0) {
        return STATUS_OK;
    }
    if (take_date(raw->date, &iso)) {
        return keep(making, raw, iso, &value->date);
    }
    const struct finding finding = {.rule = RULE_BAD_DATE,
                                    .field = value->field,
                                    .value = raw->date,
                                    .line = raw->line,
                                    .column = raw->column};
    return report(making, &finding,
                  "The value date is no date (a year, YYYY-MM or YYYY-MM-DD); the amount is kept "
                  "without it. Write it as YYYY-MM-DD in the source.");
}

/* A language tag of the form of BCP 47, its first part in small letters. */
static enum status take_language(struct making *making, struct value *value,
                                 const struct raw_value *raw)
{
    struct str tag = raw->language;
    bool fits = tag.length <= LANGUAGE_LIMIT, capitals = false;
    size_t first = tag.length;
    for (size_t i = 0; i < tag.length && fits; i++) {
        const char c = tag.at[i], small = (char)(c | 0x20);
        first = c == '-' && i < first ? i : first;
        capitals = capitals || (c >= 'A' && c <= 'Z' && i < first);
        fits = (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0);
    }
    if (!fits || first < 2 || first > 8) {
        const struct finding finding = {.rule = RULE_BAD_LANGUAGE,
                                        .field = value->field,
                                        .value = tag,
                                        .line = raw->line,
                                        .column = raw->column};
        return report(making, &finding,
                      "The language is no language code; the text is kept as one of no stated "
                      "language. Write a code such as en or fr in the source.");
    }
    if (!capitals) {
        return keep(making, raw, tag, &value->language);
    }
    char *copy = arena_copy(making->arena, tag);
    if (!copy) {
        return fail_memory(making->why);
    }
    for (size_t i = 0; i < first; i++) {
        copy[i] = (char)(copy[i] >= 'A' && copy[i] <= 'Z' ? copy[i] + 32 : copy[i]);
    }
    value->language = (struct str){copy, tag.length};
    return STATUS_OK;
}

/* Reads the value itself; @value loses its field when it is refused. */
static enum status take_main(struct making *making, struct value *value,
                             const struct raw_value *raw)
{
    const struct field *field = value->field;
    TRY(take(making, value, raw->text, raw));
    if (value->field && field->type == FIELD_MONEY) {
        TRY(take_currency(making, value, raw));
    }
    if (value->field && field->type == FIELD_MONEY) {
        TRY(take_money_date(making, value, raw));
    }
    if (value->field && field->languages && raw->language.length > 0) {
        TRY(take_language(making, value, raw));
    }
    return STATUS_OK;
}

static enum status take_subs(struct making *making, struct value *value,
                             const struct raw_value *raw)
{
    const struct field *field = value->field;
    for (size_t i = 0; i < field->with_count && i < SUBFIELDS; i++) {
        if (raw->subs[i].length > 0) {
            value->with[i].field = &field->with[i];
            TRY(take(making, &value->with[i], raw->subs[i], raw));
        }
    }
    return STATUS_OK;
}

enum status make_value(struct making *making, const struct field *field,
                       const struct raw_value *raw)
{
    struct record *record = making->record;
    if (raw->text.length == 0) {
        return STATUS_OK;
    }
    if (record->values[field->index] && !field->repeat && !field->languages) {
        const struct finding finding = {.rule = RULE_REPEATED_VALUE,
                                        .field = field,
                                        .value = raw->text,
                                        .line = raw->line,
                                        .column = raw->column};
        return report(making, &finding,
                      "The field has one value only and the first was kept. Remove this one from "
                      "the source, or let the field repeat in kinds/%s.yaml.",
                      record->kind->name);
    }
    struct value taken = {.field = field};
    TRY(take_main(making, &taken, raw));
    if (!taken.field) {
        return STATUS_OK;
    }
    struct value *value = record_add(making->arena, record, field);
    if (!value) {
        return fail_memory(making->why);
    }
    taken.with = value->with;
    taken.seq = value->seq;
    *value = taken;
    return take_subs(making, value, raw);
}

enum status make_identifier(struct making *making, const struct raw_value *raw, bool *fine)
{
    const char *kind = making->record->kind->name;
    struct finding finding = {
        .rule = RULE_MISSING_IDENTIFIER, .line = raw->line, .column = raw->column};
    *fine = raw->text.length > 0 && raw->text.length <= IDENTIFIER_LIMIT;
    if (*fine) {
        return keep(making, raw, raw->text, &making->record->identifier);
    }
    if (raw->text.length == 0) {
        return report(making, &finding,
                      "The %s has no identifier and is refused. Give it one that is unique in the "
                      "source and import it again.",
                      kind);
    }
    finding.rule = RULE_BAD_IDENTIFIER;
    finding.value = raw->text;
    return report(making, &finding,
                  "The identifier of the %s is longer than %d bytes and the record is refused. "
                  "Shorten it in the source and import it again.",
                  kind, IDENTIFIER_LIMIT);
}
