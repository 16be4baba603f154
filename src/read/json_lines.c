/*
 * JSON Lines: records of any kind as objects, one a line, without a mapping (docs/formats.md), as
 * record_write_json() writes them: {"kind": …, "identifier": …, "title": …, "fields": {…}}. The
 * title is a field's too and is not read. Lines are as independent of each other as rows are.
 */
#include "base/utf8.h"
#include "read/reader.h"
#include "text/json_read.h"
#include "text/lines.h"

#include <stdlib.h>

#define UNKNOWN_TOLD 64 /* names that no field has, of which one file is told */
#define NAME_KEPT 100   /* bytes of such a name, by which it is known again */
#define TREE_MEMORY ((size_t)128 * 1024 * 1024)

/* As of a column of a plain table. */
struct field_check {
    const struct field_rule *rule;
    bool open;
};

struct kind_checks {
    const struct kind *kind;
    struct field_check *fields; /* for each field of the kind */
    struct kind_checks *next;
};

struct json_side {
    struct lines lines;
    struct arena tree; /* of the line at hand */
    struct kind_checks *checks;
    const char *unknown[UNKNOWN_TOLD];
    size_t unknown_count;
};

struct work {
    struct making making;
    struct reader *reader;
    struct json_side *side;
    const struct kind_checks *checks;
    unsigned line;
};

enum status json_side_open(struct reader *reader, struct failure *why)
{
    reader->json = calloc(1, sizeof *reader->json);
    if (!reader->json) {
        return fail_memory(why);
    }
    lines_init(&reader->json->lines, reader->source);
    arena_init(&reader->json->tree, TREE_MEMORY);
    return reader_seed(reader, (struct str){0}, why);
}

void json_side_close(struct reader *reader)
{
    if (reader->json) {
        lines_release(&reader->json->lines);
        arena_release(&reader->json->tree);
        free(reader->json);
    }
}

static enum status find_checks(struct work *work, const struct kind *kind)
{
    struct json_side *side = work->side;
    struct arena *arena = &work->reader->arena;
    struct kind_checks *checks = side->checks;
    while (checks && checks->kind != kind) {
        checks = checks->next;
    }
    if (!checks) {
        checks = arena_alloc(arena, sizeof *checks);
        struct field_check *fields = arena_array(arena, kind->field_count, sizeof *fields);
        if (!checks || !fields) {
            return fail_memory(work->making.why);
        }
        for (size_t i = 0; i < kind->field_count; i++) {
            const struct field *field = &kind->fields[i];
            fields[i] = (struct field_check){format_checking_rule(work->reader->set, field),
                                             format_keeps_open(work->reader->set, field)};
        }
        *checks = (struct kind_checks){kind, fields, side->checks};
        side->checks = checks;
    }
    work->checks = checks;
    return STATUS_OK;
}

/* ---- what is wrong ---- */

/* Tells, once a file, of a name that nothing holds. @field: the name stands in its value. */
static enum status report_unknown(struct work *work, const struct field *field, struct str name)
{
    struct json_side *side = work->side;
    const struct finding finding = {.rule = RULE_UNKNOWN_COLUMN,
                                    .field = field,
                                    .value = name,
                                    .line = work->line,
                                    .whole_file = true};
    const char *kind = work->checks->kind->name;
    const int length = (int)(name.length > NAME_KEPT ? NAME_KEPT : name.length);
    const char *called =
        arena_printf(&side->tree, "%s %s %.*s", kind, field ? field->name : "", length, name.at);
    bool told = side->unknown_count == UNKNOWN_TOLD;
    for (size_t i = 0; called && i < side->unknown_count && !told; i++) {
        told = strcmp(side->unknown[i], called) == 0;
    }
    if (told) {
        return STATUS_OK;
    }
    called = called ? arena_copy(&work->reader->arena, str_of(called)) : NULL;
    if (!called) {
        return fail_memory(work->making.why);
    }
    side->unknown[side->unknown_count++] = called;
    return report(&work->making, &finding,
                  "The %s \"%s\" has nothing of this name; it stays in the original only. Rename "
                  "it, or add it to kinds/%s.yaml.",
                  field ? "field" : "kind", field ? field->name : kind, kind);
}

static enum status report_type(struct work *work, const struct field *field,
                               const struct json_value *value, const char *wanted)
{
    const struct finding finding = {
        .rule = RULE_MALFORMED_PART, .field = field, .value = value->text, .line = work->line};
    return report(&work->making, &finding,
                  "This is %s, where %s is expected, and is left out. Write it as docs/formats.md "
                  "shows under JSON Lines.",
                  json_type_name(value->type), wanted);
}

static enum status report_twice(struct work *work, const struct field *field, struct str name)
{
    const struct finding finding = {
        .rule = RULE_MALFORMED_PART, .field = field, .value = name, .line = work->line};
    return report(&work->making, &finding,
                  "The name stands twice in one object; the first was taken. Remove the other.");
}

/* ---- values ---- */

static bool is_number_type(enum field_type type)
{
    return type == FIELD_MONEY || type == FIELD_DECIMAL || type == FIELD_INTEGER;
}

/* The text of a scalar for @type, of @field; empty for null and for what is refused. */
static enum status take_text(struct work *work, const struct field *field, enum field_type type,
                             const struct json_value *value, struct str *text)
{
    const bool fits = value->type == JSON_STRING ||
                      (value->type == JSON_NUMBER && is_number_type(type)) ||
                      (value->type == JSON_BOOLEAN && type == FIELD_BOOLEAN);
    *text = (struct str){0};
    if (value->type == JSON_NULL) {
        return STATUS_OK;
    }
    if (!fits) {
        return report_type(work, field, value,
                           is_number_type(type)    ? "a number"
                           : type == FIELD_BOOLEAN ? "true or false"
                                                   : "a string");
    }
    *text = str_trim(value->text);
    return STATUS_OK;
}

/* Where the member of a value goes; NULL when its field has no such part. */
static struct str *find_part(const struct field *field, struct str name, struct raw_value *raw,
                             const struct field **part)
{
    const bool money = field->type == FIELD_MONEY;
    *part = NULL;
    if (str_is(name, money ? "amount" : field->languages ? "text" : "value")) {
        *part = field;
        return &raw->text;
    }
    if (money && str_is(name, "currency")) {
        return &raw->currency;
    }
    if (money && str_is(name, "value_date")) {
        return &raw->date;
    }
    if (field->languages && str_is(name, "language")) {
        return &raw->language;
    }
    for (size_t i = 0; i < field->with_count && i < SUBFIELDS; i++) {
        if (str_is(name, field->with[i].name)) {
            *part = &field->with[i];
            return &raw->subs[i];
        }
    }
    return NULL;
}

static enum status take_parts(struct work *work, const struct field *field,
                              const struct json_value *value, struct raw_value *raw)
{
    for (const struct json_value *m = value->children; m; m = m->next) {
        const struct field *part = NULL;
        struct str *to = find_part(field, m->name, raw, &part);
        if (!to) {
            TRY(report_unknown(work, field, m->name));
        } else if (to->length > 0) {
            TRY(report_twice(work, field, m->name));
        } else {
            TRY(take_text(work, part ? part : field, part ? part->type : FIELD_TEXT, m, to));
        }
    }
    return STATUS_OK;
}

static enum status read_value(struct work *work, const struct field *field,
                              const struct json_value *value)
{
    struct raw_value raw = {.line = work->line};
    const size_t before = work->making.problems->count;
    if (value->type != JSON_OBJECT) {
        TRY(take_text(work, field, field->type, value, &raw.text));
    } else {
        TRY(take_parts(work, field, value, &raw));
    }
    if (raw.text.length == 0 && value->type == JSON_OBJECT &&
        work->making.problems->count == before) {
        const struct finding finding = {
            .rule = RULE_MISSING_VALUE, .field = field, .line = work->line};
        return report(&work->making, &finding,
                      "The object has no \"%s\" and is left out. Add it, or remove the object.",
                      field->type == FIELD_MONEY ? "amount"
                      : field->languages         ? "text"
                                                 : "value");
    }
    raw.open = work->checks->fields[field->index].open;
    raw.unchecked = rule_leaves_unchecked(work->checks->fields[field->index].rule, &raw);
    return make_value(&work->making, field, &raw);
}

/* A line says everything of its record, but for what is not public: an export for everybody cannot
 * have it. */
static void say_public(struct read_item *item)
{
    for (size_t i = 0; i < item->kind->field_count; i++) {
        item->says[i] = item->kind->fields[i].access == ACCESS_PUBLIC;
    }
}

static enum status read_fields(struct work *work, const struct json_value *fields,
                               struct read_item *item)
{
    for (const struct json_value *m = fields->children; m; m = m->next) {
        const struct field *field = kind_field(work->checks->kind, m->name);
        if (!field || field->parent) {
            TRY(report_unknown(work, NULL, m->name));
            continue;
        }
        reader_says(item, field);
        if (m->type != JSON_ARRAY) {
            TRY(read_value(work, field, m));
        } else {
            for (const struct json_value *v = m->children; v; v = v->next) {
                TRY(read_value(work, field, v));
            }
        }
    }
    return STATUS_OK;
}

/* ---- lines ---- */

/* What stands in the object of a line. */
struct members {
    const struct json_value *kind, *identifier, *title, *fields, *tags;
    const struct json_value *unknown; /* the first of another name */
    const struct json_value *twice;
};

static struct members find_members(const struct json_value *object)
{
    struct members found = {0};
    const struct {
        const char *name;
        const struct json_value **to;
    } names[] = {{"kind", &found.kind},
                 {"identifier", &found.identifier},
                 {"title", &found.title},
                 {"fields", &found.fields},
                 {"tags", &found.tags}}; /* what a lens says is found anew */
    for (const struct json_value *m = object->children; m; m = m->next) {
        size_t i = 0;
        while (i < COUNT_OF(names) && !str_is(m->name, names[i].name)) {
            i++;
        }
        if (i == COUNT_OF(names)) {
            found.unknown = found.unknown ? found.unknown : m;
        } else if (*names[i].to) {
            found.twice = m;
        } else {
            *names[i].to = m;
        }
    }
    return found;
}

static enum status refuse_line(struct work *work, const char *words)
{
    const struct finding finding = {.rule = RULE_MALFORMED, .line = work->line};
    return report(&work->making, &finding, "The line is refused: %s", words);
}

static enum status make_record(struct work *work, const struct members *members,
                               struct read_item *item)
{
    struct raw_value identifier = {.line = work->line};
    bool fine = false;
    TRY(find_checks(work, item->kind));
    TRY(reader_record(&work->making, item));
    if (members->identifier) {
        TRY(take_text(work, NULL, FIELD_TEXT, members->identifier, &identifier.text));
    }
    TRY(make_identifier(&work->making, &identifier, &fine));
    if (!fine) {
        return STATUS_OK;
    }
    if (members->unknown) {
        TRY(report_unknown(work, NULL, members->unknown->name));
    }
    say_public(item);
    TRY(read_fields(work, members->fields, item));
    TRY(reader_finish(work->reader, &work->making, item));
    item->whole = item->record != NULL;
    return STATUS_OK;
}

static enum status read_object(struct work *work, const struct json_value *object,
                               struct read_item *item)
{
    const struct members members = find_members(object);
    if (object->type != JSON_OBJECT) {
        return refuse_line(work, "it is no object. Write one object, {…}, a line.");
    }
    if (members.twice) {
        return refuse_line(work, "kind, identifier, title or fields stands twice in it. Remove "
                                 "what is wrong.");
    }
    const bool named = members.kind && members.kind->type == JSON_STRING;
    const struct kind *kind =
        named ? pack_kind(work->reader->set->pack, str_trim(members.kind->text)) : NULL;
    if (!kind) {
        const struct finding finding = {.rule = RULE_UNKNOWN_KIND,
                                        .value =
                                            members.kind ? members.kind->text : (struct str){0},
                                        .line = work->line};
        return report(&work->making, &finding,
                      "The pack has no kind of record of this name, and the line is refused. "
                      "Correct \"kind\"; the kinds are in the pack's folder kinds/.");
    }
    if (!members.fields || members.fields->type != JSON_OBJECT) {
        return refuse_line(work, "it has no object \"fields\". Add it with what the record holds.");
    }
    item->kind = kind;
    return reader_identify(work->reader, item, item->bytes, item->line)
               ? STATUS_OK
               : make_record(work, &members, item);
}

static enum status refuse_json(struct work *work, struct str line, const struct failure *words)
{
    struct finding finding = {.rule = RULE_MALFORMED, .line = work->line};
    if (words->status == STATUS_NOMEM) {
        finding.rule = RULE_TOO_LARGE;
        return report(&work->making, &finding,
                      "The line has more values than there is room for and is refused. Divide it "
                      "in the source.");
    }
    if (utf8_check(line) < line.length) {
        finding.rule = RULE_NOT_UTF8;
    } else if (words->status == STATUS_LIMIT) {
        finding.rule = RULE_TOO_LARGE;
    }
    return report(&work->making, &finding,
                  "The line is no JSON that can be read and is refused: %s Correct it and import "
                  "it again.",
                  words->text);
}

static enum status read_line(struct work *work, const struct line *line, struct read_item *item)
{
    struct failure words = {.status = STATUS_OK};
    struct json_value *object = NULL;
    item->bytes = str_trim(line->text);
    item->line = line->number;
    if (line->cut) {
        const struct finding finding = {.rule = RULE_TOO_LARGE, .line = line->number};
        return report(&work->making, &finding,
                      "The line is longer than 16 MiB and is refused. Check that its end is there, "
                      "or divide it.");
    }
    arena_clear(&work->side->tree);
    return json_read(&work->side->tree, line->text, &object, &words) == STATUS_OK
               ? read_object(work, object, item)
               : refuse_json(work, line->text, &words);
}

enum status json_lines_read(struct reader *reader, struct arena *arena, struct read_item *item,
                            bool *done, struct failure *why)
{
    struct work work = {
        .making = reader_making(reader, arena, item, why), .reader = reader, .side = reader->json};
    struct line line;
    do {
        const enum step step = lines_next(&reader->json->lines, &line, why);
        if (step == STEP_ERROR) {
            return why->status;
        }
        *done = step == STEP_DONE;
    } while (!*done && !line.cut && str_trim(line.text).length == 0);
    work.line = line.number;
    return *done ? STATUS_OK : read_line(&work, &line, item);
}
