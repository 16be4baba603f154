#include "store/query.h"

#include "base/date.h"
#include "base/decimal.h"
#include "base/near.h"
#include "base/utf8.h"
#include "model/conduct.h"

#include <stdio.h>

#define QUERY_VALUES 500 /* in one condition */

void query_init(struct query *query, const struct kind *kind)
{
    *query = (struct query){.kind = kind};
}

bool query_leaves_out(const struct query *query)
{
    const struct conduct *conduct = query->kind->conduct;
    bool out = conduct && conduct->leave_out && !query->all;
    for (size_t i = 0; i < query->count && out; i++) {
        const struct condition *condition = &query->conditions[i];
        out = condition->field ? condition->field != conduct->leave_out->field
                               : strcmp(condition->name, "identifier") != 0;
    }
    return out;
}

bool query_left_out(const struct record *record)
{
    const struct leave_out *out = record->kind->conduct ? record->kind->conduct->leave_out : NULL;
    const struct value *value = out ? record_value(record, out->field->name) : NULL;
    for (; value; value = value->next) {
        for (size_t i = 0; i < out->count; i++) {
            if (str_is(value->text, out->codes[i])) {
                return true;
            }
        }
    }
    return false;
}

/* ---- the order ---- */

struct sort query_order(const struct query *query)
{
    return query->sort ? *query->sort : (struct sort){query->kind->order, query->kind->order_falls};
}

/* "title, start, end": what the records can be sorted by. */
static void list_sorts(const struct kind *kind, struct buf *names)
{
    buf_text(names, "identifier");
    for (size_t i = 0; i < kind->field_count; i++) {
        if (kind_sorts_by(&kind->fields[i]) && kind->fields[i].access == ACCESS_PUBLIC) {
            buf_printf(names, ", %s", kind->fields[i].name);
        }
    }
}

enum status query_sort(struct arena *arena, struct query *query, struct str text,
                       struct failure *why)
{
    struct sort *sort = arena_alloc(arena, sizeof *sort);
    struct buf names;
    if (!sort) {
        return fail_memory(why);
    }
    sort->falls = text.length > 0 && text.at[0] == '-';
    if (sort->falls) {
        text.at++;
        text.length--;
    }
    sort->field = kind_field(query->kind, text);
    if (str_is(text, "identifier") || (sort->field && kind_sorts_by(sort->field))) {
        query->sort = sort;
        return STATUS_OK;
    }
    buf_init(&names, 16 * 1024);
    list_sorts(query->kind, &names);
    const enum status status =
        fail(why, STATUS_USAGE, "%s cannot be sorted by \"%.*s\". Choose among: %.*s.",
             query->kind->name, text.length > 64 ? 64 : (int)text.length, text.at ? text.at : "",
             STR_ARGS(buf_view(&names)));
    buf_release(&names);
    return status;
}

/* ---- names ---- */

static const char *const special_names[] = {"identifier", "tag", "candidate", "import", "changed"};

bool query_is_special(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(special_names); i++) {
        if (str_is(name, special_names[i])) {
            return true;
        }
    }
    return false;
}

/* Parts of a value that can be asked for though they are no sub-fields. */
static bool is_part(const struct field *field, struct str part)
{
    if (field->type == FIELD_MONEY) {
        return str_is(part, "currency") || str_is(part, "value_date");
    }
    return field->type == FIELD_TEXT && field->languages && str_is(part, "language");
}

/* "There is no field …" with the nearest that there is. */
static enum status fail_name(const struct kind *kind, struct str name, struct failure *why)
{
    const char *names[256];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(special_names); i++) {
        names[count++] = special_names[i];
    }
    for (size_t i = 0; i < kind->field_count && count < COUNT_OF(names) - 1; i++) {
        names[count++] = kind->fields[i].name;
    }
    names[count] = NULL;
    char word[64];
    snprintf(word, sizeof word, "%.*s", STR_ARGS(name));
    const char *near = near_name(word, names);
    if (near) {
        return fail(why, STATUS_USAGE, "%s has no field \"%s\". Did you mean \"%s\"?", kind->name,
                    word, near);
    }
    return fail(why, STATUS_USAGE,
                "%s has no field \"%s\". Its fields are in the pack, in kinds/%s.yaml.", kind->name,
                word, kind->name);
}

static enum status find_name(struct arena *arena, const struct kind *kind, struct str name,
                             struct condition *condition, struct failure *why)
{
    for (size_t i = 0; i < COUNT_OF(special_names); i++) {
        if (str_is(name, special_names[i])) {
            condition->name = special_names[i];
            return STATUS_OK;
        }
    }
    condition->field = kind_field(kind, name);
    struct str part = name;
    struct str top;
    if (!condition->field && str_split(&part, '.', &top) && part.length > 0) {
        const struct field *field = kind_field(kind, top);
        condition->field = field && is_part(field, part) ? field : NULL;
    }
    if (!condition->field) {
        return fail_name(kind, name, why);
    }
    condition->name = arena_copy(arena, name);
    return condition->name ? STATUS_OK : fail_memory(why);
}

/* ---- values ---- */

/* What reading one value needs to pass around. */
struct reading {
    struct arena *arena;
    const struct condition *condition;
    struct str value;
};

static enum status fail_value(const struct reading *read, const char *reason, struct failure *why)
{
    struct str shown = read->value;
    shown.length = shown.length > 100 ? 100 : shown.length;
    return fail(why, STATUS_USAGE, "%s: \"%.*s\" %s.", read->condition->name, STR_ARGS(shown),
                reason);
}

static const char *keep(const struct reading *read, const char *text)
{
    return arena_copy(read->arena, str_of(text));
}

/*
 * The code by any of its names. One that is in no list is taken as it stands where the data may
 * hold it too: when the list is open, or when a sub-field may say that it is of another list.
 */
static enum status read_code(const struct reading *read, const char **to, struct failure *why)
{
    const struct field *field = read->condition->field;
    const struct code *code = field->list ? codelist_find(field->list, read->value) : NULL;
    if (code) {
        *to = code->code;
        return STATUS_OK;
    }
    if (field->list && field->list->slots && !field->list->open && field->with_count == 0) {
        char reason[160];
        snprintf(reason, sizeof reason, "is not in the code list %s; see codelists/%s.yaml",
                 field->list->name, field->list->name);
        return fail_value(read, reason, why);
    }
    *to = arena_copy(read->arena, read->value);
    return *to ? STATUS_OK : fail_memory(why);
}

static enum status read_typed(const struct reading *read, const char **to, struct failure *why)
{
    struct value value = {.field = read->condition->field};
    char text[24];
    const char *reason = value_parse(read->arena, &value, read->value);
    if (reason) {
        return fail_value(read, reason, why);
    }
    switch (value.field->type) {
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        decimal_print(value.number, text);
        *to = keep(read, text);
        break;
    case FIELD_INTEGER:
        snprintf(text, sizeof text, "%lld", (long long)value.number);
        *to = keep(read, text);
        break;
    case FIELD_BOOLEAN:
        *to = value.number ? "true" : "false";
        break;
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
        *to = arena_copy(read->arena, value.text);
        break;
    }
    return *to ? STATUS_OK : fail_memory(why);
}

static enum status read_plain(const struct reading *read, const char **to, struct failure *why)
{
    *to = arena_copy(read->arena, read->value);
    return *to ? STATUS_OK : fail_memory(why);
}

/* LENS or LENS/theme. */
static enum status read_tag(const struct reading *read, const char **to, struct failure *why)
{
    struct str rest = read->value;
    struct str lens;
    bool themed = memchr(rest.at ? rest.at : "", '/', rest.length) != NULL;
    if (!str_split(&rest, '/', &lens) || !str_is_name(lens) || (themed && !str_is_name(rest))) {
        return fail_value(read, "is no lens; write LENS or LENS/theme", why);
    }
    return read_plain(read, to, why);
}

static enum status read_import(const struct reading *read, const char **to, struct failure *why)
{
    bool digits = read->value.length > 0 && read->value.length <= 18;
    for (size_t i = 0; i < read->value.length; i++) {
        digits = digits && read->value.at[i] >= '0' && read->value.at[i] <= '9';
    }
    return digits ? read_plain(read, to, why) : fail_value(read, "is no number of an import", why);
}

/* A day, month or year; a time of the day is passed over. */
static enum status read_changed(const struct reading *read, const char **to, struct failure *why)
{
    struct date date;
    char text[11];
    if (!date_parse(read->value, &date)) {
        return fail_value(read, "is no date; write 2026-11-23, 2026-11 or 2026", why);
    }
    date_print(date, text);
    *to = keep(read, text);
    return *to ? STATUS_OK : fail_memory(why);
}

static enum status read_special(const struct reading *read, const char **to, struct failure *why)
{
    bool ordered = read->condition->op == OP_AT_LEAST || read->condition->op == OP_AT_MOST;
    if (strcmp(read->condition->name, "changed") == 0) {
        return ordered ? read_changed(read, to, why)
                       : fail_value(read, "can only be asked for with >= or <=", why);
    }
    if (strcmp(read->condition->name, "identifier") == 0) {
        return read->value.length > 0 ? read_plain(read, to, why)
                                      : fail_value(read, "is no identifier", why);
    }
    bool import = strcmp(read->condition->name, "import") == 0;
    if ((!import && ordered) || read->condition->op == OP_HAS) {
        return fail_value(read, "can only be asked for with = or !=", why);
    }
    return import ? read_import(read, to, why) : read_tag(read, to, why);
}

static enum status read_value(const struct reading *read, const char **to, struct failure *why)
{
    const struct condition *condition = read->condition;
    struct str value = read->value;
    if (utf8_check(value) < value.length || memchr(value.at ? value.at : "", 0, value.length)) {
        return fail(why, STATUS_USAGE, "%s: the value is not valid UTF-8 text.", condition->name);
    }
    if (!condition->field) {
        return read_special(read, to, why);
    }
    bool ordered = condition->op >= OP_AT_LEAST;
    if (condition->op == OP_HAS && condition->field->type != FIELD_TEXT) {
        return fail_value(read, "can only be asked of a text with ~=; write =", why);
    }
    if (value.length == 0) {
        *to = "";
        return ordered ? fail_value(read, "is no value to compare with", why) : STATUS_OK;
    }
    bool part = !condition->field->parent && strchr(condition->name, '.');
    if (part || condition->field->type == FIELD_TEXT) {
        return read_plain(read, to, why);
    }
    return condition->field->type == FIELD_CODE ? read_code(read, to, why)
                                                : read_typed(read, to, why);
}

/* ---- conditions ---- */

/* Values as they come: texts, or pieces of the text form that are still encoded. */
struct given {
    struct str name;
    enum condition_op op;
    const struct str *values;
    size_t count;
};

static enum status add(struct arena *arena, struct query *query, const struct given *given,
                       struct failure *why)
{
    struct condition *condition = &query->conditions[query->count];
    if (query->count == QUERY_CONDITIONS || given->count > QUERY_VALUES) {
        return fail(why, STATUS_USAGE,
                    "The question has more than %d conditions, or %d values in one of them. Ask in "
                    "parts.",
                    QUERY_CONDITIONS, QUERY_VALUES);
    }
    if (given->count == 0) {
        return fail(why, STATUS_USAGE, "%.*s: no value is given.", STR_ARGS(given->name));
    }
    const char **values = arena_array(arena, given->count, sizeof *values);
    if (!values) {
        return fail_memory(why);
    }
    *condition = (struct condition){.op = given->op, .values = values, .value_count = given->count};
    TRY(find_name(arena, query->kind, given->name, condition, why));
    for (size_t i = 0; i < given->count; i++) {
        struct reading read = {arena, condition, given->values[i]};
        TRY(read_value(&read, &values[i], why));
    }
    query->count++;
    return STATUS_OK;
}

enum status query_add_values(struct arena *arena, const struct pack *pack, struct query *query,
                             const char *name, enum condition_op op, const char *const *values,
                             size_t count, struct failure *why)
{
    (void)pack;
    struct str *texts = arena_array(arena, count + 1, sizeof *texts);
    if (!texts) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        texts[i] = str_of(values[i]);
    }
    return add(arena, query, &(struct given){str_of(name), op, texts, count}, why);
}

enum status query_add_moment(struct arena *arena, struct query *query, enum condition_op op,
                             struct str moment, struct failure *why)
{
    struct condition *condition = &query->conditions[query->count];
    const char **values = NULL;
    /* Reads the day, and refuses one condition too many. */
    TRY(add(arena, query, &(struct given){str_of("changed"), op, &moment, 1}, why));
    values = arena_alloc(arena, sizeof *values);
    if (!values || !(values[0] = arena_copy(arena, moment))) {
        return fail_memory(why);
    }
    condition->values = values;
    return STATUS_OK;
}

/* Takes %XX apart. False when there is a % that no two hexadecimal digits follow. */
static bool decode(struct arena *arena, struct str text, struct str *decoded)
{
    char *to = arena_alloc(arena, text.length + 1);
    decoded->at = to;
    decoded->length = 0;
    for (size_t i = 0; to && i < text.length; i++) {
        unsigned code = (unsigned char)text.at[i];
        if (code == '%') {
            char hex[3] = {0};
            int end = 0;
            if (i + 2 >= text.length) {
                return false;
            }
            memcpy(hex, text.at + i + 1, 2);
            if (sscanf(hex, "%2x%n", &code, &end) != 1 || end != 2) {
                return false;
            }
            i += 2;
        }
        to[decoded->length++] = (char)code;
    }
    return to != NULL;
}

/* Cuts "a|b" into texts, decoding each when @encoded. */
static enum status cut_values(struct arena *arena, struct str list, bool encoded,
                              struct given *given, struct failure *why)
{
    size_t count = 1;
    for (size_t i = 0; i < list.length; i++) {
        count += list.at[i] == '|';
    }
    struct str *values = arena_array(arena, count, sizeof *values);
    if (!values) {
        return fail_memory(why);
    }
    size_t start = 0;
    for (size_t i = 0; i <= list.length; i++) {
        if (i < list.length && list.at[i] != '|') {
            continue;
        }
        struct str value = {list.at + start, i - start};
        if (encoded && !decode(arena, value, &value)) {
            return fail(why, STATUS_USAGE,
                        "\"%.*s\": a %% must be followed by two hexadecimal digits; write the sign "
                        "itself as %%25.",
                        STR_ARGS(list));
        }
        values[given->count++] = value;
        start = i + 1;
    }
    given->values = values;
    return STATUS_OK;
}

/* Takes "name>=" from the front of a condition. */
static enum status cut_name(struct str condition, struct given *given, struct str *values,
                            struct failure *why)
{
    static const struct {
        char sign;
        enum condition_op op;
    } signs[] = {{'!', OP_IS_NOT}, {'>', OP_AT_LEAST}, {'<', OP_AT_MOST}, {'~', OP_HAS}};
    const char *equals = condition.length ? memchr(condition.at, '=', condition.length) : NULL;
    if (!equals || equals == condition.at) {
        return fail(why, STATUS_USAGE,
                    "\"%.*s\" is no condition. Write field=value, field!=value, field>=value, "
                    "field<=value or field~=words.",
                    STR_ARGS(condition));
    }
    given->name = (struct str){condition.at, (size_t)(equals - condition.at)};
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (equals[-1] == signs[i].sign) {
            given->op = signs[i].op;
            given->name.length--;
            break;
        }
    }
    given->name = str_trim(given->name);
    *values = (struct str){equals + 1, condition.length - (size_t)(equals + 1 - condition.at)};
    return STATUS_OK;
}

static enum status add_text(struct arena *arena, struct query *query, struct str condition,
                            bool encoded, struct failure *why)
{
    struct given given = {.op = OP_IS};
    struct str values = {NULL, 0};
    TRY(cut_name(condition, &given, &values, why));
    TRY(cut_values(arena, values, encoded, &given, why));
    return add(arena, query, &given, why);
}

enum status query_add(struct arena *arena, const struct pack *pack, struct query *query,
                      struct str condition, struct failure *why)
{
    (void)pack;
    return add_text(arena, query, condition, false, why);
}

/* ---- the text form ---- */

static enum status find_kind(const struct pack *pack, struct str name, struct query *query,
                             struct failure *why)
{
    const struct kind *kind = pack_kind(pack, name);
    if (kind) {
        query_init(query, kind);
        return STATUS_OK;
    }
    char word[64];
    const char *names[65];
    size_t count = 0;
    for (; count < pack->kind_count && count < COUNT_OF(names) - 1; count++) {
        names[count] = pack->kinds[count].name;
    }
    names[count] = NULL;
    snprintf(word, sizeof word, "%.*s", STR_ARGS(name));
    const char *near = near_name(word, names);
    return fail(why, STATUS_USAGE, "There is no kind of record \"%s\".%s%s%s", word,
                near ? " Did you mean \"" : " The kinds are in the pack's folder kinds/.",
                near ? near : "", near ? "\"?" : "");
}

enum status query_parse(struct arena *arena, const struct pack *pack, struct str text,
                        struct query *query, struct failure *why)
{
    struct str rest = text;
    struct str part;
    if (!str_split(&rest, '?', &part)) {
        return fail(why, STATUS_USAGE, "The question is empty. Write KIND or KIND?field=value.");
    }
    TRY(find_kind(pack, part, query, why));
    while (str_split(&rest, '&', &part)) {
        TRY(add_text(arena, query, part, true, why));
    }
    return STATUS_OK;
}

static void print_value(const char *value, struct buf *out)
{
    for (const char *at = value; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte <= ' ' || byte == 0x7f || strchr("%&=|<>?", byte)) {
            buf_printf(out, "%%%02X", byte);
        } else {
            buf_char(out, *at);
        }
    }
}

void query_print(const struct query *query, struct buf *out)
{
    static const char *const signs[] = {[OP_IS] = "=",
                                        [OP_IS_NOT] = "!=",
                                        [OP_AT_LEAST] = ">=",
                                        [OP_AT_MOST] = "<=",
                                        [OP_HAS] = "~="};
    buf_text(out, query->kind->name);
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        buf_char(out, i == 0 ? '?' : '&');
        buf_text(out, condition->name);
        buf_text(out, signs[condition->op]);
        for (size_t k = 0; k < condition->value_count; k++) {
            if (k > 0) {
                buf_char(out, '|');
            }
            print_value(condition->values[k], out);
        }
    }
}
