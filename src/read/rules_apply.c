#include "read/rules_apply.h"

#include <strings.h>

bool str_among(struct str value, const char *const *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(value, values[i])) {
            return true;
        }
    }
    return false;
}

/* ---- conditions ---- */

/* "245*" stands for all that begin with 245, "*" for any value there is. */
static bool fits(struct str value, const char *wanted)
{
    const size_t length = strlen(wanted);
    if (length == 0 || wanted[length - 1] != '*') {
        return str_is(value, wanted);
    }
    return value.length >= length - 1 && value.length > 0 &&
           memcmp(value.at, wanted, length - 1) == 0;
}

bool when_holds(const struct when_list *list, const struct xml_node *element)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct when_rule *when = &list->rules[i];
        const struct str value = path_value(&when->path, element);
        bool found = false;
        for (size_t k = 0; k < when->count && !found; k++) {
            found = fits(value, when->values[k]);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

/* ---- sub-fields ---- */

/* True when the code is of a vocabulary that the list does not hold. */
static bool is_unchecked(struct work *work, const struct field_rule *rule, struct str value)
{
    const struct codelist *list = rule->checked_by->field->list;
    const struct code *code = list ? recall_code(work->making.memory, list, value) : NULL;
    return !str_among(value, rule->checked_values, rule->checked_count) &&
           !(code && str_among(str_of(code->code), rule->checked_values, rule->checked_count));
}

/* What the paths find in each of the child elements, joined to one. */
static enum status join_children(struct work *work, const struct sub_rule *sub,
                                 const struct xml_node *element, struct str *joined)
{
    struct making *making = &work->making;
    *joined = (struct str){0};
    for (const struct xml_node *child = element->children; child; child = child->next) {
        struct str value = {0};
        if (!same_name(child->name, sub->each) || !same_space(child, element)) {
            continue;
        }
        TRY(path_list_value(making->arena, &sub->take, child, &value, making->why));
        const char *whole =
            value.length == 0 ? ""
                              : arena_printf(making->arena, "%.*s%s%.*s", STR_ARGS(*joined),
                                             joined->length > 0 ? sub->join : "", STR_ARGS(value));
        if (!whole) {
            return fail_memory(making->why);
        }
        *joined = value.length > 0 ? str_of(whole) : *joined;
    }
    return STATUS_OK;
}

static enum status take_subs(struct work *work, const struct field_rule *rule,
                             const struct xml_node *element, struct raw_value *raw)
{
    for (size_t i = 0; i < rule->sub_count; i++) {
        const struct sub_rule *sub = &rule->subs[i];
        struct str value = {0};
        if (sub->each) {
            TRY(join_children(work, sub, element, &value));
        } else {
            TRY(path_list_value(work->making.arena, &sub->take, element, &value, work->making.why));
        }
        raw->subs[sub->field->index] = value.length > 0 ? value : sub->otherwise;
        if (sub == rule->checked_by) {
            raw->unchecked = is_unchecked(work, rule, raw->subs[sub->field->index]);
        }
    }
    return STATUS_OK;
}

/* ---- one value ---- */

/* Cuts the characters of trim: off the end, and white space off both ends. */
static struct str trimmed(const struct shape *shape, struct str text)
{
    text = str_trim(text);
    while (shape->trim && text.length > 0 && text.at[text.length - 1] != '\0' &&
           strchr(shape->trim, text.at[text.length - 1])) {
        text = str_trim((struct str){text.at, text.length - 1});
    }
    return text;
}

/* True when the field has a value in the language of @raw already. */
static bool has_language(const struct work *work, const struct field *field,
                         const struct raw_value *raw)
{
    const struct value *value = work->making.record->values[field->index];
    for (; value; value = value->next) {
        if (value->language.length == raw->language.length &&
            (raw->language.length == 0 ||
             strncasecmp(value->language.at, raw->language.at, raw->language.length) == 0)) {
            return true;
        }
    }
    return false;
}

/* @raw has the sub-fields; @text was found in @element. */
static enum status make_one(struct work *work, const struct field_rule *rule,
                            const struct xml_node *element, struct str text, struct raw_value *raw)
{
    const struct shape *shape = &rule->shape;
    struct date date;
    raw->text = trimmed(shape, text);
    if (raw->text.length == 0 || str_among(raw->text, shape->none, shape->none_count)) {
        return STATUS_OK;
    }
    if (shape->dates != DATE_ISO && date_parse_form(raw->text, shape->dates, &date)) {
        char *iso = arena_alloc(work->making.arena, 11);
        if (!iso) {
            return fail_memory(work->making.why);
        }
        date_print(date, iso);
        raw->text = str_of(iso);
    }
    TRY(find_language(work, rule->field, element, raw));
    if (shape->once_a_language && has_language(work, rule->field, raw)) {
        return STATUS_OK;
    }
    return make_value(&work->making, rule->field, raw);
}

/* ---- a text with several values ---- */

/* The bytes of the first @count characters of @text. */
static size_t first_characters(struct str text, size_t count)
{
    size_t i = 0;
    for (; i < text.length && count > 0; count--) {
        for (i++; i < text.length && ((unsigned char)text.at[i] & 0xC0) == 0x80; i++) {
        }
    }
    return i;
}

static enum status make_values(struct work *work, const struct field_rule *rule,
                               const struct xml_node *element, struct str text,
                               struct raw_value *raw)
{
    const struct shape *shape = &rule->shape;
    struct str part;
    if (shape->split) {
        while (str_split(&text, shape->split, &part)) {
            TRY(make_one(work, rule, element, part, raw));
        }
        return STATUS_OK;
    }
    while (shape->every > 0 && text.length > 0) {
        part = (struct str){text.at, first_characters(text, shape->every)};
        text = (struct str){text.at + part.length, text.length - part.length};
        TRY(make_one(work, rule, element, part, raw));
    }
    return shape->every > 0 ? STATUS_OK : make_one(work, rule, element, text, raw);
}

/* ---- the ways of taking ---- */

/* One value for each child that holds text, or the element's own text when there is none. */
static enum status take_texts(struct work *work, const struct field_rule *rule,
                              const struct xml_node *element, struct raw_value *raw)
{
    bool any = false;
    for (const struct xml_node *child = element->children; child; child = child->next) {
        if (!same_name(child->name, rule->text) || !same_space(child, element)) {
            continue;
        }
        any = true;
        raw->line = child->line;
        TRY(make_one(work, rule, child, child->text, raw));
    }
    return any ? STATUS_OK : make_one(work, rule, element, element->text, raw);
}

static enum status join_values(struct work *work, const char *between,
                               const struct path_values *values, struct str *joined)
{
    const size_t gap = strlen(between);
    size_t length = 0;
    for (size_t i = 0; i < values->count; i++) {
        length += gap + values->found[i].value.length;
    }
    char *to = arena_alloc(work->making.arena, length + 1);
    if (!to) {
        return fail_memory(work->making.why);
    }
    joined->at = to;
    for (size_t i = 0; i < values->count; i++) {
        const struct str value = values->found[i].value;
        if (i > 0) {
            memcpy(to, between, gap);
            to += gap;
        }
        memcpy(to, value.at, value.length);
        to += value.length;
    }
    joined->length = (size_t)(to - joined->at);
    return STATUS_OK;
}

/* All values that the paths find: each for itself, or joined to one. */
static enum status take_all(struct work *work, const struct field_rule *rule,
                            const struct xml_node *element, struct raw_value *raw)
{
    const char *join = rule->shape.join;
    struct path_values values = {.every_place = join != NULL};
    struct str joined = {0};
    TRY(path_list_values(work->making.arena, &rule->take, element, &values, work->making.why));
    if (values.count == 0) {
        return STATUS_OK;
    }
    TRY(take_subs(work, rule, element, raw));
    if (join) {
        TRY(join_values(work, join, &values, &joined));
        return make_values(work, rule, element, joined, raw);
    }
    for (size_t i = 0; i < values.count; i++) {
        raw->line = values.found[i].node->line;
        TRY(make_values(work, rule, values.found[i].node, values.found[i].value, raw));
    }
    return STATUS_OK;
}

static enum status take_money(struct work *work, const struct field_rule *rule,
                              const struct xml_node *element, struct raw_value *raw)
{
    struct making *making = &work->making;
    TRY(path_list_value(making->arena, &rule->currency, element, &raw->currency, making->why));
    raw->currency = raw->currency.length > 0 ? raw->currency : work->currency;
    return path_list_value(making->arena, &rule->date, element, &raw->date, making->why);
}

enum status apply_rule(struct work *work, const struct field_rule *rule,
                       const struct xml_node *element)
{
    struct making *making = &work->making;
    if (!when_holds(&rule->when, element)) {
        return STATUS_OK;
    }
    struct raw_value raw = {.shared = true, .line = element->line};
    if (rule->text) {
        TRY(take_subs(work, rule, element, &raw));
        return take_texts(work, rule, element, &raw);
    }
    if (rule->field->type == FIELD_MONEY) {
        TRY(take_money(work, rule, element, &raw));
    }
    if (rule->shape.each || rule->shape.join) {
        return take_all(work, rule, element, &raw);
    }
    struct str text = rule->shape.set;
    if (text.length == 0) {
        TRY(path_list_value(making->arena, &rule->take, element, &text, making->why));
    }
    if (text.length == 0) {
        return STATUS_OK;
    }
    TRY(take_subs(work, rule, element, &raw));
    return make_values(work, rule, element, text, &raw);
}
