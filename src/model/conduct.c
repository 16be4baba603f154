/* Reading the conduct of a kind: see conduct.h for what comes out. */
#include "model/conduct.h"

#include "model/phrase.h"

/* What reading one kind's conduct needs to pass around. */
struct reading {
    struct arena *arena;
    struct kind *kind;
    struct failure *why;
};

/* ---- fields and tests ---- */

static enum status find_field(const struct reading *r, const struct yaml_node *node,
                              const struct field **field)
{
    *field = node->type == YAML_SCALAR ? kind_field(r->kind, node->text) : NULL;
    if (*field) {
        return STATUS_OK;
    }
    return yaml_fail(r->why, node, STATUS_INPUT,
                     "the kind \"%s\" has no field \"%.100s\". Correct the name, or add the field.",
                     r->kind->name, node->type == YAML_SCALAR ? node->text.at : "");
}

static enum status need_field(const struct reading *r, const struct yaml_node *map, const char *key,
                              const struct field **field)
{
    const struct yaml_node *node = NULL;
    TRY(yaml_need(map, key, &node, r->why));
    return find_field(r, node, field);
}

/* The sub-field of @of that @node names. */
static enum status find_sub(const struct reading *r, const struct yaml_node *node, struct str name,
                            const struct field *of, const struct field **sub)
{
    for (size_t i = 0; i < of->with_count; i++) {
        if (str_is(name, of->with[i].name)) {
            *sub = &of->with[i];
            return STATUS_OK;
        }
    }
    return yaml_fail(
        r->why, node, STATUS_INPUT,
        "the field \"%s\" has no sub-field \"%.*s\". Correct it, or add it under with:.", of->name,
        STR_ARGS(name));
}

static enum status read_test_value(const struct reading *r, const struct yaml_node *node,
                                   const char *text, struct value_test *test, struct value *value)
{
    test->absent = test->absent || text[0] == '\0';
    test->present = test->present || strcmp(text, "*") == 0;
    if (text[0] == '\0' || strcmp(text, "*") == 0) {
        return STATUS_OK;
    }
    value->field = test->field;
    const char *words = value_parse(r->arena, value, str_of(text));
    if (words) {
        return yaml_fail(r->why, node, STATUS_INPUT,
                         "\"%.100s\" %s. Write a value that \"%s\" can have.", text, words,
                         test->field->name);
    }
    test->count++;
    return STATUS_OK;
}

/*
 * Reads {name: value, name: [values]}. The names are sub-fields of @of, or "value" for the value of
 * @of itself; without @of they are fields of the kind.
 */
static enum status read_tests(const struct reading *r, const struct yaml_node *map,
                              const struct field *of, const struct value_test **tests_out,
                              size_t *count)
{
    if (!map) {
        return STATUS_OK;
    }
    if (map->type != YAML_MAP) {
        return yaml_fail(r->why, map, STATUS_INPUT,
                         "expected fields and their values. Write {field: value}.");
    }
    struct value_test *tests = arena_array(r->arena, map->count, sizeof *tests);
    for (const struct yaml_node *node = map->children; tests && node; node = node->next) {
        const char *const *texts = NULL;
        size_t text_count = 0;
        struct value_test *test = &tests[*count];
        if (of && strcmp(node->key, "value") == 0) {
            test->field = of;
        } else if (of) {
            TRY(find_sub(r, node, str_of(node->key), of, &test->field));
        } else {
            struct yaml_node name = *node;
            name.type = YAML_SCALAR;
            name.text = str_of(node->key);
            TRY(find_field(r, &name, &test->field));
        }
        TRY(yaml_texts(r->arena, node, &texts, &text_count, r->why));
        struct value *values = arena_array(r->arena, text_count + 1, sizeof *values);
        if (!values) {
            return fail_memory(r->why);
        }
        test->values = values;
        for (size_t i = 0; i < text_count; i++) {
            TRY(read_test_value(r, node, texts[i], test, &values[test->count]));
        }
        (*count)++;
    }
    *tests_out = tests;
    return tests ? STATUS_OK : fail_memory(r->why);
}

/* A list of fields under @key; with @of of its sub-fields. */
static enum status read_fields(const struct reading *r, const struct yaml_node *map,
                               const char *key, const struct field *of,
                               const struct field *const **fields, size_t *count)
{
    const struct yaml_node *node = NULL;
    const char *const *names = NULL;
    TRY(yaml_need(map, key, &node, r->why));
    TRY(yaml_texts(r->arena, node, &names, count, r->why));
    const struct field **found = arena_array(r->arena, *count, sizeof *found);
    if (!found) {
        return fail_memory(r->why);
    }
    for (size_t i = 0; i < *count; i++) {
        struct yaml_node name = *node;
        name.type = YAML_SCALAR;
        name.text = str_of(names[i]);
        TRY(of ? find_sub(r, node, name.text, of, &found[i]) : find_field(r, &name, &found[i]));
    }
    *fields = found;
    return STATUS_OK;
}

/* ---- derive ---- */

static enum status read_first(const struct reading *r, const struct yaml_node *node,
                              struct derivation *d)
{
    const char *const *names = NULL;
    TRY(yaml_texts(r->arena, node, &names, &d->source_count, r->why));
    const struct field **sources = arena_array(r->arena, d->source_count, sizeof *sources);
    if (!sources) {
        return fail_memory(r->why);
    }
    for (size_t i = 0; i < d->source_count; i++) {
        struct yaml_node name = *node;
        name.type = YAML_SCALAR;
        name.text = str_of(names[i]);
        if (!str_is(name.text, "identifier")) {
            TRY(find_field(r, &name, &sources[i]));
        }
    }
    d->sources = sources;
    return STATUS_OK;
}

static enum status read_latest(const struct reading *r, const struct yaml_node *node,
                               struct derivation *d)
{
    const char *by = NULL, *take = NULL;
    TRY(yaml_text(node, "by", &by, r->why));
    TRY(yaml_text(node, "take", &take, r->why));
    TRY(find_sub(r, node, str_of(by), d->of, &d->by));
    if (strcmp(take, "value") == 0) {
        return STATUS_OK;
    }
    return find_sub(r, node, str_of(take), d->of, &d->take);
}

/* `at_least: [actual, target], reverse: {ascending: "false"}` */
static enum status read_reaches(const struct reading *r, const struct yaml_node *node,
                                struct derivation *d)
{
    TRY(read_fields(r, node, "at_least", NULL, &d->sources, &d->source_count));
    if (d->source_count != 2) {
        return yaml_fail(r->why, node, STATUS_INPUT,
                         "two numbers are compared. Write at_least: [REACHED, WANTED].");
    }
    return read_tests(r, yaml_get(node, "reverse"), d->field->parent, &d->where, &d->where_count);
}

/* `text: {en: "{country}: {convention:code}[, {year}]"}` */
static enum status read_text(const struct reading *r, const struct yaml_node *node,
                             struct derivation *d)
{
    TRY(label_read(node, &d->text, r->why));
    for (size_t i = 0; i < d->text.count; i++) {
        const char *wrong = phrase_check(r->kind, d->text.texts[i]);
        if (wrong) {
            return yaml_fail(r->why, node, STATUS_INPUT,
                             "at \"%.60s\": names of public fields stand in braces, {FIELD} or "
                             "{FIELD:code}, and what may be missing in square brackets.",
                             wrong);
        }
    }
    return STATUS_OK;
}

static bool is_yearly(const struct field *field)
{
    return field->type == FIELD_INTEGER || (field->type == FIELD_CODE && field->list);
}

static bool may_hold(const struct derivation *d)
{
    switch (d->op) {
    case DERIVE_ANY:
    case DERIVE_KNOWN:
    case DERIVE_REACHES:
        return d->field->type == FIELD_BOOLEAN;
    case DERIVE_COUNT:
        return d->field->type == FIELD_INTEGER;
    case DERIVE_YEAR:
        return is_yearly(d->field) && d->of->type == FIELD_DATE;
    case DERIVE_PARENTS:
        return d->field->type == FIELD_CODE && d->of->type == FIELD_CODE && d->of->list;
    case DERIVE_TEXT:
        return d->field->type == FIELD_TEXT && !d->field->parent;
    case DERIVE_LATEST:
    case DERIVE_FIRST:
        return true;
    }
    return true;
}

/* What a sub-field is made of stands in the same value. */
static bool in_one_value(const struct derivation *d)
{
    const struct field *parent = d->field->parent;
    bool one = d->op == DERIVE_YEAR || d->op == DERIVE_KNOWN || d->op == DERIVE_REACHES;
    one = one && (!d->of || d->of->parent == parent);
    for (size_t i = 0; i < d->source_count; i++) {
        one = one && d->sources[i] && d->sources[i]->parent == parent;
    }
    return one;
}

/* What the form asks of the field that is filled. */
static enum status check_target(const struct reading *r, const struct yaml_node *node,
                                const struct derivation *d)
{
    if (!may_hold(d) || (d->field->repeat && d->op != DERIVE_PARENTS)) {
        return yaml_fail(r->why, node, STATUS_INPUT,
                         "\"%s\" cannot hold that. `any`, `known` and `at_least` fill a boolean, "
                         "`count` an integer, `year` an integer or a code, `parents` a code, "
                         "`text` a text; but "
                         "for `parents` a derived field has one value.",
                         d->field->name);
    }
    if (d->field->parent && !in_one_value(d)) {
        return yaml_fail(r->why, node, STATUS_INPUT,
                         "the sub-field \"%s\" can be made by year, known or at_least, of other "
                         "sub-fields of \"%s\".",
                         d->field->name, d->field->parent->name);
    }
    return STATUS_OK;
}

static enum status read_derivation(const struct reading *r, const struct yaml_node *node,
                                   struct derivation *d)
{
    static const char *const keys[] = {"field", "latest",  "any",      "count",   "first",
                                       "year",  "known",   "at_least", "parents", "by",
                                       "take",  "reverse", "where",    "text",    NULL};
    static const char *const ops[] = {"latest", "any",      "count",   "first", "year",
                                      "known",  "at_least", "parents", "text"};
    const struct yaml_node *what = NULL;
    TRY(yaml_only(node, keys, r->why));
    TRY(need_field(r, node, "field", &d->field));
    for (size_t i = 0; i < COUNT_OF(ops); i++) {
        const struct yaml_node *found = yaml_get(node, ops[i]);
        if (found && what) {
            return yaml_fail(r->why, found, STATUS_INPUT,
                             "one form only. Keep one of latest, any, count, first, year, known, "
                             "at_least, parents and text.");
        }
        d->op = found ? (enum derive_op)i : d->op;
        what = found ? found : what;
    }
    if (!what) {
        return yaml_fail(
            r->why, node, STATUS_INPUT,
            "it does not say how. Add latest, any, count, first, year, known, at_least, "
            "parents or text.");
    }
    if (d->op == DERIVE_FIRST) {
        TRY(read_first(r, what, d));
    } else if (d->op == DERIVE_REACHES) {
        TRY(read_reaches(r, node, d));
    } else if (d->op == DERIVE_TEXT) {
        TRY(read_text(r, what, d));
    } else {
        TRY(find_field(r, what, &d->of));
        TRY(read_tests(r, yaml_get(node, "where"), d->of, &d->where, &d->where_count));
    }
    if (d->op == DERIVE_LATEST) {
        TRY(read_latest(r, node, d));
    }
    if (!d->field->parent) {
        r->kind->fields[d->field->index].derived = true;
    }
    return check_target(r, node, d);
}

/* ---- rules ---- */

static enum status read_form(const struct reading *r, const struct yaml_node *node,
                             struct record_rule *rule)
{
    const struct yaml_node *where = yaml_get(node, "where");
    switch (rule->form) {
    case FORM_NEED:
        return read_fields(r, node, "need", NULL, &rule->fields, &rule->field_count);
    case FORM_ORDER:
        return read_fields(r, node, "order", NULL, &rule->fields, &rule->field_count);
    case FORM_SUM:
        TRY(need_field(r, node, "equals", &rule->of));
        return read_fields(r, node, "sum", NULL, &rule->fields, &rule->field_count);
    case FORM_EACH:
        TRY(need_field(r, node, "each", &rule->of));
        return read_fields(r, node, "need", rule->of, &rule->fields, &rule->field_count);
    case FORM_COUNT:
        TRY(need_field(r, node, "count", &rule->of));
        TRY(yaml_integer_maybe(node, "at_least", &rule->at_least, r->why));
        TRY(yaml_integer_maybe(node, "at_most", &rule->at_most, r->why));
        return read_tests(r, where, rule->of, &rule->where, &rule->where_count);
    case FORM_LINK:
        TRY(need_field(r, node, "link", &rule->of));
        rule->target = where;
        return rule->of->type == FIELD_LINK
                   ? yaml_need(node, "where", &where, r->why)
                   : yaml_fail(r->why, node, STATUS_INPUT, "\"%s\" is no link.", rule->of->name);
    }
    return STATUS_OK;
}

/* Whether there is a text, and none is empty. */
static bool has_texts(const struct label *label)
{
    bool has = label->count > 0;
    for (size_t i = 0; i < label->count; i++) {
        has = has && label->texts[i][0] != '\0';
    }
    return has;
}

static enum status read_rule(const struct reading *r, const struct yaml_node *node,
                             struct record_rule *rule)
{
    static const char *const keys[] = {"rule",     "when",    "need",   "count", "each",
                                       "order",    "sum",     "equals", "link",  "where",
                                       "at_least", "at_most", "refuse", "mend",  NULL};
    /* `each` has a `need` of its own, so it is looked for first. */
    static const struct {
        const char *key;
        enum rule_form form;
    } forms[] = {{"each", FORM_EACH},   {"need", FORM_NEED}, {"count", FORM_COUNT},
                 {"order", FORM_ORDER}, {"sum", FORM_SUM},   {"link", FORM_LINK}};
    size_t form = 0;
    TRY(yaml_only(node, keys, r->why));
    TRY(yaml_text(node, "rule", &rule->name, r->why));
    TRY(label_read(yaml_get(node, "mend"), &rule->mend, r->why));
    TRY(yaml_bool_maybe(node, "refuse", &rule->refuse, r->why));
    rule->at_most = INT64_MAX;
    while (form < COUNT_OF(forms) && !yaml_get(node, forms[form].key)) {
        form++;
    }
    if (!str_is_name(str_of(rule->name)) || !has_texts(&rule->mend) || form == COUNT_OF(forms)) {
        return yaml_fail(r->why, node, STATUS_INPUT,
                         "a rule has a name (letters, digits, -), a mend (a text, or one in each "
                         "language), and one of need, count, each, order, sum and link.");
    }
    rule->form = forms[form].form;
    TRY(read_tests(r, yaml_get(node, "when"), NULL, &rule->when, &rule->when_count));
    return read_form(r, node, rule);
}

/* ---- due and same ---- */

static enum status read_due(const struct reading *r, const struct yaml_node *node, struct due *due)
{
    static const char *const keys[] = {"date", "done", "owner", "settled", NULL};
    TRY(yaml_only(node, keys, r->why));
    TRY(need_field(r, node, "date", &due->date));
    if (due->date->type != FIELD_DATE) {
        return yaml_fail(r->why, node, STATUS_INPUT, "\"%s\" is no date.", due->date->name);
    }
    if (yaml_get(node, "owner")) {
        TRY(find_field(r, yaml_get(node, "owner"), &due->owner));
    }
    TRY(read_tests(r, yaml_get(node, "settled"), NULL, &due->settled, &due->settled_count));
    return read_tests(r, yaml_get(node, "done"), NULL, &due->done, &due->done_count);
}

static enum status read_sameness(const struct reading *r, const struct yaml_node *node,
                                 struct sameness *same)
{
    static const char *const keys[] = {"by", "reason", NULL};
    TRY(yaml_only(node, keys, r->why));
    TRY(label_read(yaml_get(node, "reason"), &same->reason, r->why));
    return read_fields(r, node, "by", NULL, &same->by, &same->count);
}

/* ---- leave_out ---- */

/* `leave_out: {status: [deleted]}` */
static enum status read_leave_out(const struct reading *r, const struct yaml_node *node,
                                  struct leave_out *out)
{
    const struct value_test *tests = NULL;
    size_t count = 0;
    TRY(read_tests(r, node, NULL, &tests, &count));
    const struct field *field = count == 1 ? tests[0].field : NULL;
    if (!field || field->parent || field->type != FIELD_CODE || tests[0].count == 0 ||
        tests[0].absent || tests[0].present) {
        return yaml_fail(r->why, node, STATUS_INPUT,
                         "expected one field that is a code, and which codes are left out. Write "
                         "leave_out: {status: [deleted]}.");
    }
    const char **codes = arena_array(r->arena, tests[0].count, sizeof *codes);
    for (size_t i = 0; codes && i < tests[0].count; i++) {
        codes[i] = arena_copy(r->arena, tests[0].values[i].text);
        codes = codes[i] ? codes : NULL;
    }
    *out = (struct leave_out){field, codes, tests[0].count};
    return codes ? STATUS_OK : fail_memory(r->why);
}

/* ---- all ---- */

/* Room for the entries of a list under @key; NULL *@items when there is none. */
static enum status open_list(const struct reading *r, const char *key, size_t size, void **items,
                             const struct yaml_node **first)
{
    const struct yaml_node *list = yaml_get(r->kind->file, key);
    *items = NULL;
    *first = NULL;
    if (!list) {
        return STATUS_OK;
    }
    if (list->type != YAML_LIST) {
        return yaml_fail(r->why, list, STATUS_INPUT,
                         "expected a list. Write one \"- {…}\" a line.");
    }
    *items = arena_array(r->arena, list->count, size);
    *first = list->children;
    return *items ? STATUS_OK : fail_memory(r->why);
}

static enum status read_lists(const struct reading *r, struct conduct *conduct)
{
    const struct yaml_node *node = NULL;
    void *items = NULL;
    TRY(open_list(r, "derive", sizeof(struct derivation), &items, &node));
    conduct->derivations = items;
    for (struct derivation *d = items; node; node = node->next, d++) {
        TRY(read_derivation(r, node, d));
        conduct->derivation_count++;
    }
    TRY(open_list(r, "rules", sizeof(struct record_rule), &items, &node));
    conduct->rules = items;
    for (struct record_rule *rule = items; node; node = node->next, rule++) {
        TRY(read_rule(r, node, rule));
        conduct->rule_count++;
    }
    TRY(open_list(r, "same", sizeof(struct sameness), &items, &node));
    conduct->same = items;
    for (struct sameness *same = items; node; node = node->next, same++) {
        TRY(read_sameness(r, node, same));
        conduct->same_count++;
    }
    return STATUS_OK;
}

enum status conduct_read(struct arena *arena, struct kind *kind, struct failure *why)
{
    const struct reading r = {arena, kind, why};
    struct conduct *conduct = arena_alloc(arena, sizeof *conduct);
    struct due *due = arena_alloc(arena, sizeof *due);
    struct leave_out *leave_out = arena_alloc(arena, sizeof *leave_out);
    if (!conduct || !due || !leave_out) {
        return fail_memory(why);
    }
    kind->conduct = conduct;
    TRY(read_lists(&r, conduct));
    if (yaml_get(kind->file, "leave_out")) {
        conduct->leave_out = leave_out;
        TRY(read_leave_out(&r, yaml_get(kind->file, "leave_out"), leave_out));
    }
    if (yaml_get(kind->file, "due")) {
        conduct->due = due;
        return read_due(&r, yaml_get(kind->file, "due"), due);
    }
    return STATUS_OK;
}

const struct field *kind_due(const struct kind *kind)
{
    const struct field *date =
        kind->conduct && kind->conduct->due ? kind->conduct->due->date : NULL;
    return date && !date->parent && date->access == ACCESS_PUBLIC ? date : NULL;
}
