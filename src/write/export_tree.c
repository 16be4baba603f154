/*
 * The tree of a record. One that was read from a file of this format keeps what stands in its
 * original: elements that no field holds, and those that say what the record says. What the format
 * no longer allows, or what the original lacks, is made from the record.
 */
#include "model/own.h"
#include "write/export_build.h"

/* ---- leaving out what is not for everybody ---- */

static enum status drop_attribute(struct building *b, struct xml_node *node, const char *name)
{
    const struct xml_attribute *first = node->attributes;
    node->attributes = NULL;
    for (const struct xml_attribute *a = first; a; a = a->next) {
        if (strcmp(a->name, name) != 0) {
            TRY(build_copy(b, node, a));
        }
    }
    return STATUS_OK;
}

/* Removes what stands at the path, from @node on. As deep as a path. */
static enum status strip(struct building *b, struct xml_node *node, const struct path *path,
                         size_t step)
{
    if (step == path->count) {
        return path->attribute ? drop_attribute(b, node, path->attribute) : STATUS_OK;
    }
    const bool whole = step + 1 == path->count && !path->attribute;
    for (struct xml_node **link = &node->children; *link;) {
        struct xml_node *child = *link;
        const bool fits = strcmp(child->name, path->steps[step].name) == 0 &&
                          step_holds(&path->steps[step], child);
        if (fits && whole) {
            *link = child->next;
            continue;
        }
        if (fits) {
            TRY(strip(b, child, path, step + 1));
        }
        link = &child->next;
    }
    return STATUS_OK;
}

/* The whole element in which the values stand; or the place on the record's own element. */
static enum status hide_field(struct building *b, const struct export_rule *rule)
{
    if (rule->at.count == 0) {
        return strip(b, b->top, rule->at.attribute ? &rule->at : &rule->take, 0);
    }
    return strip(b, b->top, &(struct path){.steps = {rule->at.steps[0]}, .count = 1}, 0);
}

/* A part of a value, which stands at a path from the last step of the rule's. The first step goes
 * by its name alone: a value may have been read from another element of it. */
static enum status hide_part(struct building *b, const struct export_rule *rule,
                             const struct path *part)
{
    struct path path = rule->at;
    path.count -= part->up < path.count ? part->up : path.count;
    if (path.count + part->count > PATH_STEPS) {
        return hide_field(b, rule);
    }
    memcpy(path.steps + path.count, part->steps, part->count * sizeof *part->steps);
    if (path.count > 0) {
        path.steps[0] = (struct path_step){.name = path.steps[0].name};
    }
    path.count += part->count;
    path.attribute = part->attribute;
    return strip(b, b->top, &path, 0);
}

static enum status hide_rule(struct building *b, const struct export_rule *rule)
{
    if (rule->field && build_hides(b, rule->field)) {
        return hide_field(b, rule);
    }
    for (size_t i = 0; i < rule->sub_count; i++) {
        if (build_hides(b, rule->subs[i].field)) {
            TRY(hide_part(b, rule, &rule->subs[i].at));
        }
    }
    return STATUS_OK;
}

static enum status hide(struct building *b)
{
    for (size_t i = 0; i < b->export->rule_count; i++) {
        TRY(hide_rule(b, &b->export->rules[i]));
    }
    return STATUS_OK;
}

/* ---- taking over the original ---- */

static bool has_attribute_rule(const struct export *export, const char *name)
{
    for (size_t i = 0; i < export->rule_count; i++) {
        const struct path *at = &export->rules[i].at;
        if (at->count == 0 && at->attribute && strcmp(at->attribute, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Keeps the attributes of the original that are allowed. */
static enum status take_attributes(struct building *b)
{
    const struct structure *structure = b->export->structure;
    const struct xml_attribute *first = b->top->attributes;
    b->top->attributes = NULL;
    for (const struct xml_attribute *a = first; a; a = a->next) {
        const bool foreign = a->space && a->space[0];
        const struct structure_attribute *is = structure_attribute(structure, a->name);
        const bool mapped = has_attribute_rule(b->export, a->name);
        const bool fits = is && simple_type_fits(is->type, a->value);
        if (foreign || ((fits || b->options->unchecked) && (b->from->current || !mapped))) {
            TRY(build_copy(b, b->top, a));
        } else if (!mapped) {
            build_leave_out(b, "an attribute of the original has no place");
        }
    }
    return STATUS_OK;
}

/* An element that no field holds: it is brought forward, or has no place. */
static enum status take_kept(struct building *b, int place, struct xml_node *child)
{
    char fault[STRUCTURE_FAULT];
    const struct structure *is = b->export->structure->children[place].is;
    bool fits = structure_settle(is, child, fault);
    if (!fits) {
        TRY(structure_wrap(b->arena, is, child, b->why));
        fits = structure_settle(is, child, fault);
    }
    if (fits || b->options->unchecked) {
        structure_list_add(&b->lists, place, child);
    } else {
        build_leave_out(b, fault);
    }
    return STATUS_OK;
}

/* True when the element says what the record says, in the words of the format. */
static bool is_good(const struct building *b, int place, struct xml_node *child)
{
    const struct structure_child *is = &b->export->structure->children[place];
    char fault[STRUCTURE_FAULT];
    const bool fits =
        structure_settle(is->is, child, fault) && (is->repeat || !b->lists.first[place]);
    return b->from->current && (fits || b->options->unchecked);
}

/* Whether the kind has anything that is not written for everybody. */
static bool hides_some(const struct building *b)
{
    const struct kind *kind = b->export->kind;
    bool some = false;
    for (size_t f = 0; f < kind->field_count; f++) {
        some = some || build_hides(b, &kind->fields[f]);
        for (size_t i = 0; i < kind->fields[f].with_count; i++) {
            some = some || build_hides(b, &kind->fields[f].with[i]);
        }
    }
    return some;
}

/* An element that the format does not know; where a field has it the rule speaks of it. */
static void take_stray(struct building *b, struct xml_node *child)
{
    bool ruled = false;
    for (size_t i = 0; i < b->export->rule_count; i++) {
        const struct export_rule *rule = &b->export->rules[i];
        ruled = ruled || (rule->beyond && strcmp(rule->at.steps[0].name, child->name) == 0);
    }
    /* It might hold what is not public, read from another place than the one that is known here. */
    if (!ruled && b->options->unchecked && !hides_some(b)) {
        structure_list_add(&b->lists, -1, child);
    } else if (!ruled) {
        build_leave_out(b, "an element of the original has no place");
    }
}

/* Of another export of ours, perhaps of long ago: what its lenses said is said anew, or no more. */
static bool is_said_once(const struct xml_node *node)
{
    bool said = false;
    for (const struct xml_attribute *a = node->attributes; a; a = a->next) {
        said = said || (a->space && strcmp(a->space, OWN_SPACE) == 0);
    }
    return said;
}

static enum status take_child(struct building *b, struct xml_node *child, int *near)
{
    const struct structure *structure = b->export->structure;
    if (is_said_once(child)) {
        return STATUS_OK;
    }
    if (strcmp(child->space, b->top->space) != 0) {
        structure_list_add(&b->lists, -1, child);
        return STATUS_OK;
    }
    const int place = structure_find(structure, child->name, *near);
    if (place < 0) {
        take_stray(b, child);
        return STATUS_OK;
    }
    *near = place;
    if (!b->export->mapped[place]) {
        return take_kept(b, place, child);
    }
    b->anew[place] = b->anew[place] || !is_good(b, place, child);
    if (b->anew[place]) {
        b->lists.first[place] = b->lists.last[place] = NULL;
    } else {
        structure_list_add(&b->lists, place, child);
    }
    return STATUS_OK;
}

static enum status take_original(struct building *b)
{
    int near = 0;
    TRY(take_attributes(b));
    for (struct xml_node *child = b->top->children, *next; child; child = next) {
        next = child->next;
        TRY(take_child(b, child, &near));
    }
    b->top->children = NULL;
    return STATUS_OK;
}

/* ---- what the original lacks ---- */

/* Where a rule sets attributes of its element, only elements that have them are its own. */
static bool is_own(const struct export_rule *rule, const struct xml_node *node)
{
    for (size_t i = 0; i < rule->set_count; i++) {
        const struct path *at = &rule->set[i].at;
        if (at->count == 0 && at->attribute &&
            !str_is(attribute_of(node, at->attribute), rule->set[i].text)) {
            return false;
        }
    }
    return true;
}

static bool is_there(const struct building *b, const struct export_rule *rule)
{
    if (rule->place < 0) {
        return rule->at.attribute && xml_attribute(b->top, rule->at.attribute).at;
    }
    if (b->anew[rule->place]) {
        return false;
    }
    for (const struct xml_node *n = b->lists.first[rule->place]; n; n = n->next) {
        if (is_own(rule, n)) {
            return true;
        }
    }
    return false;
}

static enum status add_missing(struct building *b)
{
    for (size_t i = 0; i < b->export->rule_count; i++) {
        const struct export_rule *rule = &b->export->rules[i];
        if (!b->from->original || !is_there(b, rule)) {
            TRY(build_rule(b, rule));
        }
    }
    return STATUS_OK;
}

/* ---- inherited languages ---- */

/* Texts that state no language get the one they inherited. As deep as the structure. */
static enum status state_language(struct building *b, const struct structure *structure,
                                  struct xml_node *node)
{
    const char *name = b->export->language;
    if (xml_attribute(node, name).at) {
        return STATUS_OK;
    }
    if (structure->text && structure_attribute(structure, name)) {
        return build_attribute(b, node, name, b->from->language);
    }
    for (struct xml_node *child = node->children; child; child = child->next) {
        const int place = structure_find(structure, child->name, 0);
        if (place >= 0) {
            TRY(state_language(b, structure->children[place].is, child));
        }
    }
    return STATUS_OK;
}

/* ---- tags ---- */

static bool same_attributes(const struct xml_node *a, const struct xml_node *b)
{
    for (const struct xml_attribute *one = a->attributes; one; one = one->next) {
        if (strncmp(one->name, OWN_PREFIX ":", sizeof OWN_PREFIX) == 0) {
            continue;
        }
        if (!str_equal(one->value, xml_attribute(b, one->name).at ? xml_attribute(b, one->name)
                                                                  : (struct str){NULL, 0})) {
            return false;
        }
    }
    return true;
}

static struct xml_node *nodes_at(struct building *b, const struct path_step *step, int *place)
{
    *place = b->export->structure ? structure_find(b->export->structure, step->name, 0) : -1;
    return *place < 0 ? b->lists.foreign : b->lists.first[*place];
}

/* Whether something stands at the path already. */
static bool stands_at(struct building *b, const struct path *path)
{
    int place;
    const struct xml_node *node = path->count > 0 ? nodes_at(b, &path->steps[0], &place) : NULL;
    for (; node; node = node->next) {
        if (strcmp(node->name, path->steps[0].name) != 0 || !step_holds(&path->steps[0], node)) {
            continue;
        }
        if (path->count == 1 || xml_child(node, path->steps[1].name)) {
            return true;
        }
    }
    return false;
}

static enum status add_tag(struct building *b, const struct export_tag *tag)
{
    struct xml_node *element = NULL;
    int place;
    for (size_t i = 0; i < tag->unless_count; i++) {
        if (stands_at(b, &tag->unless[i])) {
            return STATUS_OK;
        }
    }
    TRY(build_element(b, &tag->at, &element));
    TRY(build_constants(b, element, tag->set, tag->set_count));
    for (const struct xml_node *n = nodes_at(b, &tag->at.steps[0], &place); n; n = n->next) {
        if (strcmp(n->name, element->name) == 0 && same_attributes(element, n)) {
            return STATUS_OK;
        }
    }
    return build_attach(b, &tag->at, place, element);
}

static bool is_said(const struct export_tag *tag, const struct export_said *said)
{
    return strcmp(tag->lens, said->lens) == 0 && (strcmp(tag->theme, said->theme) == 0 ||
                                                  (strcmp(tag->theme, "*") == 0 && said->theme[0]));
}

static enum status add_tags(struct building *b)
{
    for (size_t t = 0; t < b->export->tag_count; t++) {
        for (size_t i = 0; i < b->from->tag_count; i++) {
            if (is_said(&b->export->tags[t], &b->from->tags[i])) {
                b->said = b->from->tags[i];
                TRY(add_tag(b, &b->export->tags[t]));
            }
        }
    }
    return STATUS_OK;
}

/* ---- the whole ---- */

/* Elements in no namespace are those of the format. As deep as the tree. */
static void adopt(const struct export *export, struct xml_node *node)
{
    if (node->space[0] == '\0') {
        node->space = export->space;
    }
    for (struct xml_node *child = node->children; child; child = child->next) {
        adopt(export, child);
    }
}

static enum status begin(struct building *b)
{
    if (b->from->original) {
        b->top = b->from->original;
        if (b->export->space[0]) {
            adopt(b->export, b->top);
        }
        TRY(hide(b));
        return b->export->structure ? take_original(b) : STATUS_OK;
    }
    b->top = arena_alloc(b->arena, sizeof *b->top);
    if (!b->top) {
        return fail_memory(b->why);
    }
    *b->top =
        (struct xml_node){.name = b->export->record, .space = b->export->space, .text = {"", 0}};
    return build_constants(b, b->top, b->export->record_set, b->export->record_set_count);
}

/* Tags come last: they state their own language. */
static enum status finish(struct building *b)
{
    const struct structure *structure = b->export->structure;
    if (!structure) {
        TRY(b->options->site ? add_tags(b) : STATUS_OK);
        b->top->children = b->lists.foreign;
        return STATUS_OK;
    }
    structure_join(structure, &b->lists, b->top);
    if (b->export->language && b->from->language.length > 0) {
        TRY(state_language(b, structure, b->top));
    }
    if (b->options->site) {
        TRY(add_tags(b));
        structure_join(structure, &b->lists, b->top);
    }
    b->outcome->fits = structure_counts(structure, &b->lists, b->top, b->outcome->fault);
    return STATUS_OK;
}

enum status export_tree(struct arena *arena, const struct export_options *options,
                        const struct export_record *from, struct xml_node **tree,
                        struct export_outcome *outcome, struct failure *why)
{
    struct building b = {.arena = arena,
                         .options = options,
                         .export = options->export,
                         .from = from,
                         .outcome = outcome,
                         .why = why};
    *outcome = (struct export_outcome){.fits = true};
    TRY(begin(&b));
    if (!from->original || options->export->structure) {
        TRY(add_missing(&b));
        TRY(finish(&b));
    }
    *tree = b.top;
    return STATUS_OK;
}
