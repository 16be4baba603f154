#include "write/export_build.h"

#include <stdio.h>

#define VALUE_LIMIT ((size_t)16 * 1024 * 1024)

void build_leave_out(struct building *b, const char *fault)
{
    if (b->outcome->left_out++ == 0) {
        (void)snprintf(b->outcome->first, sizeof b->outcome->first, "%s", fault);
    }
}

bool build_hides(const struct building *b, const struct field *field)
{
    return !b->options->all_fields && field->access != ACCESS_PUBLIC;
}

/* ---- elements ---- */

/* A list that others may still hold is never changed: the attributes are copied. */
enum status build_copy(struct building *b, struct xml_node *node,
                       const struct xml_attribute *attribute)
{
    size_t count = 1;
    for (const struct xml_attribute *a = node->attributes; a; a = a->next) {
        if (strcmp(a->name, attribute->name) == 0 && !(a->space && a->space[0]) &&
            !(attribute->space && attribute->space[0])) {
            return STATUS_OK;
        }
        count++;
    }
    struct xml_attribute *made = arena_array(b->arena, count, sizeof *made);
    if (!made) {
        return fail_memory(b->why);
    }
    size_t i = 0;
    for (const struct xml_attribute *a = node->attributes; a; a = a->next, i++) {
        made[i] = *a;
        made[i].next = &made[i + 1];
    }
    made[i] = *attribute;
    made[i].next = NULL;
    node->attributes = made;
    return STATUS_OK;
}

enum status build_attribute(struct building *b, struct xml_node *node, const char *name,
                            struct str value)
{
    return build_copy(b, node, &(struct xml_attribute){.name = name, .value = value, .space = ""});
}

static enum status new_node(struct building *b, const struct path_step *step,
                            struct xml_node *parent, struct xml_node **made)
{
    struct xml_node *node = arena_alloc(b->arena, sizeof *node);
    *made = node;
    if (!node) {
        return fail_memory(b->why);
    }
    *node = (struct xml_node){
        .name = step->name, .space = b->export->inside, .parent = parent, .text = {"", 0}};
    return step->attribute ? build_attribute(b, node, step->attribute, step->value) : STATUS_OK;
}

static bool is_step(const struct path_step *step, const struct xml_node *node)
{
    return strcmp(node->name, step->name) == 0 && step_holds(step, node);
}

/* The last of @nodes that fits; and the last of all. */
static struct xml_node *find_last(struct xml_node *nodes, const struct path_step *step,
                                  struct xml_node **last)
{
    struct xml_node *found = NULL;
    *last = NULL;
    for (struct xml_node *node = nodes; node; node = node->next) {
        found = is_step(step, node) ? node : found;
        *last = node;
    }
    return found;
}

static enum status enter(struct building *b, struct xml_node **node, const struct path_step *step)
{
    struct xml_node *last = NULL, *found = find_last((*node)->children, step, &last);
    if (!found) {
        TRY(new_node(b, step, *node, &found));
        if (last) {
            last->next = found;
        } else {
            (*node)->children = found;
        }
    }
    *node = found;
    return STATUS_OK;
}

enum status build_put(struct building *b, struct xml_node *element, const struct path *path,
                      struct str text)
{
    for (size_t i = 0; i < path->count; i++) {
        TRY(enter(b, &element, &path->steps[i]));
    }
    if (path->attribute) {
        return build_attribute(b, element, path->attribute, text);
    }
    element->text = text;
    return STATUS_OK;
}

enum status build_element(struct building *b, const struct path *at, struct xml_node **element)
{
    *element = b->top;
    return at->count > 0 ? new_node(b, &at->steps[at->count - 1], b->top, element) : STATUS_OK;
}

enum status build_attach(struct building *b, const struct path *at, int place,
                         struct xml_node *element)
{
    struct xml_node *last, *parent = NULL;
    if (at->count <= 1) {
        if (at->count == 1) {
            structure_list_add(&b->lists, place, element);
        }
        return STATUS_OK;
    }
    parent = find_last(place < 0 ? b->lists.foreign : b->lists.first[place], &at->steps[0], &last);
    if (!parent) {
        TRY(new_node(b, &at->steps[0], b->top, &parent));
        structure_list_add(&b->lists, place, parent);
    }
    for (size_t i = 1; i + 1 < at->count; i++) {
        TRY(enter(b, &parent, &at->steps[i]));
    }
    struct xml_node **end = &parent->children;
    while (*end) {
        end = &(*end)->next;
    }
    element->parent = parent;
    *end = element;
    return STATUS_OK;
}

/* ---- constants ---- */

/* What a word in braces stands for; NULL when it is none of them. */
static const char *meaning(const struct building *b, struct str word)
{
    return str_is(word, "site")     ? b->options->site
           : str_is(word, "lens")   ? b->said.lens
           : str_is(word, "theme")  ? b->said.theme
           : str_is(word, "label")  ? b->said.label
           : str_is(word, "time")   ? b->options->time.at
           : str_is(word, "fields") ? (b->options->all_fields ? "all" : "public")
                                    : NULL;
}

static void fill_in(const struct building *b, const char *text, struct buf *out)
{
    while (*text) {
        const char *close = *text == '{' ? strchr(text, '}') : NULL;
        const char *word =
            close ? meaning(b, (struct str){text + 1, (size_t)(close - text) - 1}) : NULL;
        if (word) {
            buf_text(out, word);
            text = close + 1;
        } else {
            buf_char(out, *text++);
        }
    }
}

/* An attribute of an inner element is written only where something else makes the element. */
static bool is_wanted(const struct xml_node *element, const struct path *at)
{
    for (size_t i = 0; i < at->count && element && at->attribute; i++) {
        element = xml_child(element, at->steps[i].name);
    }
    return element != NULL;
}

/* The element from which the path goes: for "../@ind1" one above; NULL: there is none. */
static struct xml_node *base_of(const struct building *b, struct xml_node *element,
                                const struct path *at)
{
    for (unsigned up = at->up; up > 0 && element; up--) {
        element = element == b->top ? NULL : element->parent;
    }
    return element;
}

static enum status put_constant(struct building *b, struct xml_node *element,
                                const struct export_constant *constant)
{
    struct buf text;
    buf_init(&text, (size_t)64 * 1024);
    fill_in(b, constant->text, &text);
    const struct str copy = arena_str(b->arena, buf_view(&text));
    buf_release(&text);
    if (!copy.at) {
        return fail_memory(b->why);
    }
    return copy.length > 0 && is_wanted(element, &constant->at)
               ? build_put(b, element, &constant->at, copy)
               : STATUS_OK;
}

enum status build_constants(struct building *b, struct xml_node *element,
                            const struct export_constant *constants, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (constants[i].at.up == 0) {
            TRY(put_constant(b, element, &constants[i]));
        }
    }
    return STATUS_OK;
}

/* Those of elements above, which the element has when it is in its place. */
static enum status build_above(struct building *b, const struct export_rule *rule,
                               struct xml_node *element)
{
    for (size_t i = 0; i < rule->set_count; i++) {
        struct xml_node *base = base_of(b, element, &rule->set[i].at);
        if (base && base != element) {
            TRY(put_constant(b, base, &rule->set[i]));
        }
    }
    return STATUS_OK;
}

/* ---- values ---- */

static enum status print(struct building *b, const struct value *value, struct str *text)
{
    struct buf printed;
    *text = value->text;
    if (value->field->type == FIELD_TEXT || value->field->type == FIELD_CODE ||
        value->field->type == FIELD_DATE || value->field->type == FIELD_LINK) {
        return STATUS_OK;
    }
    buf_init(&printed, VALUE_LIMIT);
    value_print(value, &printed);
    *text = arena_str(b->arena, buf_view(&printed));
    buf_release(&printed);
    return text->at ? STATUS_OK : fail_memory(b->why);
}

static struct str translate(const struct export_rule *rule, struct str text)
{
    for (size_t i = 0; i < rule->value_count; i++) {
        if (str_equal(rule->values[i].from, text) || str_is(rule->values[i].from, "*")) {
            return rule->values[i].to;
        }
    }
    return rule->value_count > 0 ? (struct str){"", 0} : text;
}

/* "2013/05/01" of "2013-05-01", "2013//" of "2013". */
static enum status with_strokes(struct building *b, struct str *text)
{
    char *copy = arena_printf(b->arena, "%.*s%s", STR_ARGS(*text),
                              text->length == 4   ? "//"
                              : text->length == 7 ? "/"
                                                  : "");
    for (char *at = copy; at && *at; at++) {
        *at = *at == '-' ? '/' : *at;
    }
    *text = str_of(copy);
    return copy ? STATUS_OK : fail_memory(b->why);
}

/* The value as the other format has it; empty: it has none. */
static enum status text_of(struct building *b, const struct export_rule *rule,
                           const struct value *value, struct str *text)
{
    const struct field *field = rule->field;
    TRY(print(b, value, text));
    *text = translate(rule, *text);
    if (rule->strokes && text->length > 0) {
        return with_strokes(b, text);
    }
    if (rule->label && field->list) {
        const struct code *code = codelist_find(field->list, *text);
        *text = code ? str_of(label_in(&code->label, rule->label, code->code)) : *text;
    }
    return STATUS_OK;
}

static bool is_place(const struct path *path)
{
    return path->count > 0 || path->attribute;
}

static enum status put_parts(struct building *b, const struct export_rule *rule,
                             const struct value *value, struct xml_node *element)
{
    if (value->language.length > 0 && is_place(&rule->language)) {
        TRY(build_put(b, element, &rule->language, value->language));
    }
    if (value->currency.length > 0 && is_place(&rule->currency)) {
        TRY(build_put(b, element, &rule->currency, value->currency));
    }
    if (value->date.length > 0 && is_place(&rule->date)) {
        TRY(build_put(b, element, &rule->date, value->date));
    }
    for (size_t i = 0; i < rule->sub_count; i++) {
        const struct field *field = rule->subs[i].field;
        const struct value *part = value->with ? &value->with[field->index] : NULL;
        struct str text;
        if (!part || !part->field || build_hides(b, field)) {
            continue;
        }
        if (rule->subs[i].beyond && !b->options->unchecked) {
            build_leave_out(b, "a part of a value has no place");
        } else {
            TRY(print(b, part, &text));
            TRY(build_put(b, element, &rule->subs[i].at, text));
        }
    }
    return STATUS_OK;
}

/* An attribute of the record's element. */
static enum status put_on_top(struct building *b, const struct export_rule *rule, struct str text)
{
    const struct structure_attribute *is =
        b->export->structure ? structure_attribute(b->export->structure, rule->at.attribute) : NULL;
    if (is && !b->options->unchecked && !simple_type_fits(is->type, text)) {
        char fault[STRUCTURE_FAULT];
        (void)snprintf(fault, sizeof fault, "%.60s has a bad @%.60s", b->top->name, is->name);
        build_leave_out(b, fault);
        return STATUS_OK;
    }
    return build_attribute(b, b->top, rule->at.attribute, text);
}

static enum status build_value(struct building *b, const struct export_rule *rule, struct str text,
                               const struct value *value)
{
    char fault[STRUCTURE_FAULT];
    struct xml_node *element = NULL;
    if (rule->at.count == 0 && rule->at.attribute) {
        return put_on_top(b, rule, text);
    }
    TRY(build_element(b, &rule->at, &element));
    TRY(build_put(b, element, &rule->take, text));
    if (value) {
        TRY(put_parts(b, rule, value, element));
    }
    TRY(build_constants(b, element, rule->set, rule->set_count));
    if (rule->is && rule->at.count > 0 && !structure_settle(rule->is, element, fault) &&
        !b->options->unchecked) {
        build_leave_out(b, fault);
        return STATUS_OK;
    }
    TRY(build_attach(b, &rule->at, rule->place, element));
    return build_above(b, rule, element);
}

static enum status build_joined(struct building *b, const struct export_rule *rule,
                                const struct value *first)
{
    struct buf joined;
    enum status status = STATUS_OK;
    buf_init(&joined, VALUE_LIMIT);
    for (const struct value *v = first; v && status == STATUS_OK; v = v->next) {
        struct str text;
        status = text_of(b, rule, v, &text);
        if (status == STATUS_OK && text.length > 0) {
            buf_text(&joined, joined.length > 0 ? rule->join : "");
            buf_str(&joined, text);
        }
    }
    const struct str text = arena_str(b->arena, buf_view(&joined));
    buf_release(&joined);
    TRY(status);
    if (!text.at) {
        return fail_memory(b->why);
    }
    return text.length > 0 ? build_value(b, rule, text, NULL) : STATUS_OK;
}

static enum status build_plain(struct building *b, const struct export_rule *rule)
{
    struct xml_node *element = NULL;
    if (rule->identifier) {
        return build_value(b, rule, b->from->record->identifier, NULL);
    }
    TRY(build_element(b, &rule->at, &element));
    TRY(build_constants(b, element, rule->set, rule->set_count));
    return build_attach(b, &rule->at, rule->place, element);
}

static enum status build_values(struct building *b, const struct export_rule *rule,
                                const struct value *first)
{
    for (const struct value *v = rule->rest && first ? first->next : first; v; v = v->next) {
        struct str text;
        TRY(text_of(b, rule, v, &text));
        if (text.length > 0) {
            TRY(build_value(b, rule, text, v));
        }
        if (rule->first) {
            return STATUS_OK;
        }
    }
    return STATUS_OK;
}

/* One value in the place of another makes a file that others take; where nothing may be lost on the
 * way to another register (--unchecked) it would come back as what it is not. */
static enum status stands_in(struct building *b, const struct export_rule *rule, bool *stands)
{
    struct record *record = b->from->record;
    if (rule->lacking && b->from->fill) {
        TRY(b->from->fill(b->from->context, record, rule->lacking, b->why));
    }
    *stands = !rule->lacking || (!b->options->unchecked && !record->values[rule->lacking->index]);
    return STATUS_OK;
}

enum status build_rule(struct building *b, const struct export_rule *rule)
{
    bool stands = true;
    TRY(stands_in(b, rule, &stands));
    if (!stands) {
        return STATUS_OK;
    }
    if (!rule->field) {
        return build_plain(b, rule);
    }
    if (build_hides(b, rule->field)) {
        return STATUS_OK;
    }
    if (b->from->fill) {
        TRY(b->from->fill(b->from->context, b->from->record, rule->field, b->why));
    }
    const struct value *first = b->from->record->values[rule->field->index];
    if (rule->beyond && !b->options->unchecked) {
        if (first) {
            build_leave_out(b, "a value has no place");
        }
        return STATUS_OK;
    }
    if (!first && rule->otherwise.length > 0) {
        return build_value(b, rule, rule->otherwise, NULL);
    }
    return rule->join && first ? build_joined(b, rule, first) : build_values(b, rule, first);
}
