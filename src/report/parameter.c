#include "report/parameter.h"

#include "table/names.h"

#include <stdio.h>

#define SUBSTITUTED ((size_t)8 * 1024 * 1024)
#define NAME_BYTES 80

/* ---- periods ---- */

/* The years of "2010-11", "2010-2011" or "2010". */
static bool read_years(const char *code, int *first, int *last)
{
    int read = 0, until = 0;
    if (sscanf(code, "%4d%n", first, &read) != 1 || read != 4) {
        return false;
    }
    *last = *first;
    if (code[4] == '\0') {
        return true;
    }
    if (sscanf(code + 4, "-%4d%n", &until, &read) != 1) {
        return false;
    }
    *last = until >= 100 ? until : *first - *first % 100 + until + (until < *first % 100 ? 100 : 0);
    return *last >= *first;
}

/* The code of the period as long that ends where this one begins, if the list has one. */
static const char *period_before(struct arena *arena, const struct report_value *value)
{
    const struct codelist *list = value->parameter->list;
    const int length = value->last - value->first + 1;
    for (size_t i = 0; i < list->count; i++) {
        int first = 0, last = 0;
        if (read_years(list->codes[i].code, &first, &last) && first == value->first - length &&
            last == value->last - length) {
            return list->codes[i].code;
        }
    }
    return arena_printf(arena, "%d-%02d", value->first - length, (value->last - length) % 100);
}

static bool set_code(struct arena *arena, struct report_value *value, const struct code *code)
{
    value->code = code;
    if (!value->parameter->years) {
        return true;
    }
    if (!read_years(code->code, &value->first, &value->last)) {
        return false;
    }
    value->before = period_before(arena, value);
    return value->before != NULL;
}

/* ---- what is asked ---- */

static enum status take_given(struct arena *arena, const struct report *report, const char *given,
                              struct report_value *values, struct failure *why)
{
    const char *names[REPORT_PARAMETERS + 1] = {NULL};
    struct str rest = str_of(given), name;
    char hint[NAMES_HINT];
    (void)str_split(&rest, '=', &name);
    for (size_t i = 0; i < report->parameter_count; i++) {
        const struct report_parameter *parameter = &report->parameters[i];
        names[i] = parameter->name;
        if (!str_is(name, parameter->name)) {
            continue;
        }
        const struct code *code = rest.length > 0 ? codelist_find(parameter->list, rest) : NULL;
        if (!code || !set_code(arena, &values[i], code)) {
            return fail(why, STATUS_USAGE,
                        "\"%.60s\" is no code or label of the list %s. Its values are in "
                        "codelists/%s.yaml.",
                        rest.length > 0 ? rest.at : "", parameter->list->name,
                        parameter->list->name);
        }
        return STATUS_OK;
    }
    if (report->parameter_count == 0) {
        return fail(why, STATUS_USAGE, "The report %s has no parameter. Leave \"%.60s\" out.",
                    report->name, given);
    }
    return fail(why, STATUS_USAGE, "The report %s has no parameter \"%.*s\". %s", report->name,
                STR_ARGS(name), names_hint(hint, name, names));
}

enum status report_values(struct arena *arena, const struct report *report,
                          const struct report_ask *ask,
                          struct report_value values[REPORT_PARAMETERS], struct failure *why)
{
    for (size_t i = 0; i < report->parameter_count; i++) {
        values[i] = (struct report_value){.parameter = &report->parameters[i]};
    }
    for (size_t i = 0; i < ask->given_count; i++) {
        TRY(take_given(arena, report, ask->given[i], values, why));
    }
    for (size_t i = 0; i < report->parameter_count; i++) {
        const struct report_parameter *parameter = &report->parameters[i];
        if (values[i].code) {
            continue;
        }
        if (!parameter->standard) {
            return fail(why, STATUS_USAGE,
                        "The report %s is about one %s: say which, as in --%s %s.", report->name,
                        parameter->name, parameter->name, parameter->list->codes[0].code);
        }
        if (!set_code(arena, &values[i],
                      codelist_find(parameter->list, str_of(parameter->standard)))) {
            return fail_memory(why);
        }
    }
    return STATUS_OK;
}

void report_any_values(struct arena *arena, const struct report *report,
                       struct report_value values[REPORT_PARAMETERS])
{
    for (size_t i = 0; i < report->parameter_count; i++) {
        const struct report_parameter *parameter = &report->parameters[i];
        values[i] = (struct report_value){.parameter = parameter};
        (void)set_code(arena, &values[i],
                       parameter->standard
                           ? codelist_find(parameter->list, str_of(parameter->standard))
                           : &parameter->list->codes[0]);
    }
}

void report_values_speak(const struct report *report, struct report_value *values,
                         const char *language)
{
    for (size_t i = 0; i < report->parameter_count; i++) {
        values[i].language = language;
    }
}

/* ---- in texts ---- */

/* The value of a part of a period; NULL when it has no such part. */
static const char *period_part(const struct report_value *value, struct str part,
                               char room[NAME_BYTES])
{
    int first = value->first, last = value->last;
    if (str_is(part, "before")) {
        return value->before;
    }
    if (str_starts(part, "before.")) {
        const int length = last - first + 1;
        first -= length;
        last -= length;
        part.at += strlen("before.");
        part.length -= strlen("before.");
    }
    if (str_is(part, "begin")) {
        (void)snprintf(room, NAME_BYTES, "%04d-01-01", first);
    } else if (str_is(part, "end")) {
        (void)snprintf(room, NAME_BYTES, "%04d-12-31", last);
    } else if (str_is(part, "first") || str_is(part, "last")) {
        (void)snprintf(room, NAME_BYTES, "%04d", str_is(part, "first") ? first : last);
    } else {
        return NULL;
    }
    return room;
}

static const char *value_of(const struct report *report, const struct report_value *values,
                            struct str name, char room[NAME_BYTES])
{
    struct str rest = name, first;
    (void)str_split(&rest, '.', &first);
    for (size_t i = 0; i < report->parameter_count; i++) {
        if (!str_is(first, report->parameters[i].name) || !values[i].code) {
            continue;
        }
        const struct code *code = values[i].code;
        return first.length == name.length ? code->code
               : str_is(rest, "label")     ? label_in(&code->label, values[i].language, code->code)
               : report->parameters[i].years ? period_part(&values[i], rest, room)
                                             : NULL;
    }
    return NULL;
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

/* How many bytes of "biennium.begin" follow: a point belongs to it when a letter stands behind. */
static size_t name_length(struct str text)
{
    size_t length = 0;
    while (length < text.length &&
           (is_name(text.at[length]) ||
            (text.at[length] == '.' && length + 1 < text.length && is_name(text.at[length + 1])))) {
        length++;
    }
    return length;
}

enum status report_substitute(const struct report *report, const struct report_value *values,
                              const struct mark_source *source, struct buf *out,
                              struct failure *why)
{
    const struct str text = source->text;
    unsigned line = source->line;
    for (size_t i = 0; i < text.length; i++) {
        char room[NAME_BYTES];
        const struct str after = {text.at + i + 1, text.length - i - 1};
        const size_t length = text.at[i] == '$' ? name_length(after) : 0;
        line += text.at[i] == '\n';
        if (length == 0) {
            buf_char(out, text.at[i]);
            continue;
        }
        const char *value = value_of(report, values, (struct str){after.at, length}, room);
        if (!value) {
            return fail(why, STATUS_INPUT,
                        "%s:%u: there is no parameter or part \"$%.*s\". Name one of `parameters`, "
                        "or its label; a period has begin, end, first, last and before.",
                        source->path, line, (int)length, after.at);
        }
        buf_text(out, value);
        i += length;
    }
    return buf_status(out, why);
}

enum status report_substituted(struct arena *arena, const struct report *report,
                               const struct report_value *values, const struct mark_source *source,
                               struct str *text, struct failure *why)
{
    struct buf out;
    buf_init(&out, SUBSTITUTED);
    enum status status = report_substitute(report, values, source, &out, why);
    *text = arena_str(arena, buf_view(&out));
    buf_release(&out);
    return status != STATUS_OK || text->at ? status : fail_memory(why);
}

const char *report_value_shown(const struct report *report, const struct report_value *values,
                               struct str name, const char *language)
{
    struct str rest = name, first;
    (void)str_split(&rest, '.', &first);
    for (size_t i = 0; i < report->parameter_count; i++) {
        if (!str_is(first, report->parameters[i].name)) {
            continue;
        }
        const struct codelist *list = report->parameters[i].list;
        const struct code *code = values[i].code;
        if (str_is(rest, "before") && report->parameters[i].years) {
            code = codelist_find(list, str_of(values[i].before));
            return code ? label_in(&code->label, language, code->code) : values[i].before;
        }
        return first.length == name.length ? label_in(&code->label, language, code->code) : NULL;
    }
    return NULL;
}
