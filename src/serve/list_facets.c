/* The values that a list can be narrowed by: each number is the length of the list it leads to. */
#include "serve/files.h"
#include "serve/list_own.h"
#include "serve/terms.h"

#include <stdlib.h>

#define FIELDS 8        /* that are offered, and those that are asked for */
#define VALUES 8        /* of each that are shown first, the most frequent; … */
#define VALUES_MORE 300 /* … as many can be opened; */
#define VALUES_FILE 12  /* in a file, which cannot have the lists of all, so many and no more */
#define OPEN 6          /* facets that stand open at first */

/* ---- which ---- */

static bool is_asked(const struct query *query, struct facet facet)
{
    bool asked = false;
    for (size_t i = 0; i < query->count && !asked; i++) {
        asked = facet_is_of(facet, &query->conditions[i]);
    }
    return asked;
}

static void add_lenses(struct visit *visit, const struct kind *kind, bool example,
                       struct list_facets *facets)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    const char *name = visit->site->work->pack->example_lens;
    for (size_t i = 0; i < lens_set_count(lenses) && facets->count < LIST_FACETS; i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        const bool is_example = name && strcmp(name, lens->name) == 0;
        if (lens_applies(lens, kind) && is_example == example) {
            facets->items[facets->count++] = (struct facet){NULL, lens};
        }
    }
}

void list_choose_facets(struct visit *visit, const struct query *query, struct list_facets *facets)
{
    const struct kind *kind = query->kind;
    size_t fields = 0;
    facets->count = 0;
    add_lenses(visit, kind, true, facets);
    for (size_t i = 0; i < kind->field_count && facets->count < LIST_FACETS; i++) {
        const struct facet facet = {&kind->fields[i], NULL};
        if (facets_has(facet.field) && (fields < FIELDS || is_asked(query, facet))) {
            facets->items[facets->count++] = facet;
            fields++;
        }
    }
    add_lenses(visit, kind, false, facets);
}

const char *list_facet_value(struct visit *visit, const struct facet *facet, struct str key)
{
    if (!facet->lens) {
        return arena_copy(visit->arena, key);
    }
    return key.length == 0
               ? facet->lens->name
               : arena_printf(visit->arena, "%s/%.*s", facet->lens->name, STR_ARGS(key));
}

bool list_facet_covers(const struct facet *facet, const struct query *query,
                       const struct condition *condition)
{
    struct query others;
    return asked_without(query, *facet, &others) == condition;
}

/* ---- counting ---- */

static int by_records(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (x->records != y->records) {
        return x->records > y->records ? -1 : 1;
    }
    return str_compare(x->keys[0], y->keys[0]);
}

/* Those without a value, which say least, come last. */
static int by_use(const void *a, const void *b)
{
    const bool x = ((const struct group *)a)->keys[0].length == 0;
    const bool y = ((const struct group *)b)->keys[0].length == 0;
    return x != y ? (x ? 1 : -1) : by_records(a, b);
}

/* Whether a condition chooses among the values of the field by what stands beside them. */
static bool chooses_among(const struct query *query, const struct field *field)
{
    bool chooses = false;
    for (size_t i = 0; i < query->count; i++) {
        const struct field *asked = query->conditions[i].field;
        chooses = chooses || (asked && field && asked->parent == field);
    }
    return chooses;
}

/* One facet of a list: its values among the records that the other conditions leave. */
struct shown {
    struct visit *visit;
    const struct facet *facet;
    const struct condition *chosen; /* the one condition of its values, or NULL */
    struct query others;
    struct group *groups;
    size_t count;
};

/* Counts among the records of the list, or, for one whose boxes are ticked, of the other
 * conditions. */
static enum status count_values(struct shown *s, const struct asked *asked,
                                const struct facet_match *all)
{
    struct visit *visit = s->visit;
    const struct group_by by = {.field = s->facet->field};
    const struct measure records = {.type = MEASURE_COUNT};
    struct facet_match match;
    if (chooses_among(&s->others, s->facet->field)) { /* which values count is not in the columns */
        return store_measure(visit->store, visit->arena, &s->others, &by, 1, &records, &s->groups,
                             &s->count, &visit->why);
    }
    if (s->others.count == asked->query.count) {
        return facets_count(visit, all, *s->facet, &s->groups, &s->count);
    }
    enum status status = facets_match(visit, &s->others, &match);
    if (status == STATUS_OK) {
        status = facets_count(visit, &match, *s->facet, &s->groups, &s->count);
    }
    facets_release(visit, &match);
    return status;
}

static bool is_chosen(const struct shown *s, struct str key)
{
    bool chosen = false;
    const char *theme = NULL;
    for (size_t i = 0; s->chosen && i < s->chosen->value_count && !chosen; i++) {
        const char *value = s->chosen->values[i];
        chosen = s->facet->lens ? facet_takes(s->facet->lens, value, &theme) && str_is(key, theme)
                                : str_is(key, value);
    }
    return chosen;
}

/* Values that are chosen and that no record has: they can be taken back. */
static enum status add_chosen(struct shown *s)
{
    struct visit *visit = s->visit;
    const size_t more = s->chosen ? s->chosen->value_count : 0;
    struct group *groups = arena_array(visit->arena, s->count + more + 1, sizeof *groups);
    if (!groups) {
        return fail_memory(&visit->why);
    }
    if (s->count > 0) {
        memcpy(groups, s->groups, s->count * sizeof *groups);
    }
    for (size_t i = 0; i < more; i++) {
        const char *key = s->chosen->values[i];
        bool known = false;
        if (s->facet->lens) {
            (void)facet_takes(s->facet->lens, s->chosen->values[i], &key);
        }
        for (size_t k = 0; k < s->count && !known; k++) {
            known = str_is(groups[k].keys[0], key);
        }
        if (!known) {
            groups[s->count++] = (struct group){.keys = {str_of(key)}, .key_count = 1};
        }
    }
    s->groups = groups;
    qsort(groups, s->count, sizeof *groups, s->facet->lens ? by_records : by_use);
    return STATUS_OK;
}

/* ---- showing ---- */

static struct str label_of(const struct shown *s, struct str key)
{
    struct visit *visit = s->visit;
    const struct lens *lens = s->facet->lens;
    if (lens && key.length == 0) {
        return str_of(t(visit, "Any theme"));
    }
    for (size_t i = 0; lens && i < lens->theme_count; i++) {
        if (str_is(key, lens->themes[i].name)) {
            return str_of(label_here(visit, &lens->themes[i].label, lens->themes[i].name));
        }
    }
    const struct condition condition = {.name = facet_name(s->facet), .field = s->facet->field};
    const char *text = arena_copy(visit->arena, key);
    return lens || !text ? key : list_value_text(visit, &condition, text);
}

/* The question that a click on the value asks: for it alone; or, when it is chosen, without it. */
static enum status ask_value(const struct shown *s, struct str key, bool chosen,
                             struct query *query)
{
    struct visit *visit = s->visit;
    const char *values[HTTP_PARAMETERS * 8];
    size_t count = 0;
    *query = s->others;
    if (!chosen) {
        values[count++] = list_facet_value(visit, s->facet, key);
    }
    for (size_t i = 0; chosen && i < s->chosen->value_count && count < COUNT_OF(values); i++) {
        const char *own = list_facet_value(visit, s->facet, key);
        if (own && strcmp(own, s->chosen->values[i]) != 0) {
            values[count++] = s->chosen->values[i];
        }
    }
    if (count > 0) {
        TRY(query_add_values(visit->arena, visit->site->work->pack, query, facet_name(s->facet),
                             OP_IS, values, count, &visit->why));
        (void)asked_drop_again(query);
    }
    return STATUS_OK;
}

static enum status show_value_of(const struct shown *s, const struct group *group)
{
    struct visit *visit = s->visit;
    struct buf *out = visit->out;
    struct query query;
    const struct str label = label_of(s, group->keys[0]);
    const bool chosen = is_chosen(s, group->keys[0]);
    TRY(ask_value(s, group->keys[0], chosen, &query));
    buf_text(out, "<li>");
    if (!visit->files) {
        const struct lens *lens = s->facet->lens;
        buf_printf(out, "<input type=\"checkbox\" name=\"%s%s%s|\" value=\"", facet_name(s->facet),
                   lens ? "." : "", lens ? lens->name : "");
        html_text(out, list_facet_value(visit, s->facet, group->keys[0]));
        buf_text(out, "\" aria-label=\"");
        html_str(out, label);
        buf_text(out, chosen ? "\" checked>" : "\">");
    }
    buf_text(out, "<a href=\"");
    address_of_query(visit, &query, FORM_HTML);
    buf_char(out, '"');
    mark_link(visit, group->records);
    buf_text(out, chosen ? " aria-current=\"true\">" : ">");
    html_str(out, label);
    buf_text(out, "</a> <span>");
    html_str(out, number_text(visit, group->records));
    buf_text(out, "</span></li>\n");
    return STATUS_OK;
}

/* How many values are not shown, and where all codes of the list are. */
static void show_rest(const struct shown *s, size_t left)
{
    struct visit *visit = s->visit;
    struct buf *out = visit->out;
    const struct codelist *list = s->facet->field ? s->facet->field->list : NULL;
    const char *path[] = {"vocabularies", list ? list->name : NULL};
    if (left == 0 && !list) {
        return;
    }
    buf_text(out, "<p>");
    if (left > 0) {
        say_count(visit, left, "and {0} more", "and {0} more");
    }
    if (list) {
        buf_text(out, left > 0 ? " · <a href=\"" : "<a href=\"");
        address_path(visit, path, 2);
        buf_text(out, "\">");
        say_plain(visit, "All codes");
        buf_text(out, "<span class=\"hidden\"> (");
        html_text(out, label_here(visit, &list->label, list->name));
        buf_text(out, ")</span></a>");
        mark_field_term(visit, s->facet->field);
    }
    buf_text(out, "</p>");
}

/* The first values; the others, and those that are chosen among them, behind a heading to open. */
static enum status show_values(const struct shown *s)
{
    struct visit *visit = s->visit;
    struct buf *out = visit->out;
    const size_t first = visit->files ? VALUES_FILE : VALUES;
    const size_t most = visit->files ? VALUES_FILE : first + VALUES_MORE;
    size_t shown = 0, more = 0;
    buf_text(out, "<ul>\n");
    for (size_t i = 0; i < s->count; i++) {
        if (i < first || is_chosen(s, s->groups[i].keys[0])) {
            TRY(show_value_of(s, &s->groups[i]));
            shown++;
        }
    }
    buf_text(out, "</ul>");
    if (first < most && shown < s->count) {
        buf_text(out, "<details class=\"more\"><summary>");
        more = s->count - shown < VALUES_MORE ? s->count - shown : VALUES_MORE;
        say_count(visit, more, "{0} more", "{0} more");
        buf_text(out, "<span class=\"hidden\"> (");
        html_text(out, facet_label(visit, s->facet));
        buf_text(out, ")</span></summary><ul>\n");
        for (size_t i = first, left = more; i < s->count && left > 0; i++) {
            if (!is_chosen(s, s->groups[i].keys[0])) {
                TRY(show_value_of(s, &s->groups[i]));
                left--;
            }
        }
        buf_text(out, "</ul></details>");
    }
    show_rest(s, s->count - shown - more);
    return STATUS_OK;
}

/* *@shown: false when there is nothing to choose between. */
static enum status show_facet(struct visit *visit, const struct asked *asked,
                              const struct facet_match *all, const struct facet *facet, bool open,
                              bool *shown)
{
    struct shown s = {.visit = visit, .facet = facet};
    s.chosen = asked_without(&asked->query, *facet, &s.others);
    TRY(count_values(&s, asked, all));
    *shown = s.count >= (facet->lens ? 1 : 2) || s.others.count < asked->query.count;
    if (!*shown) {
        return STATUS_OK;
    }
    TRY(add_chosen(&s));
    buf_text(visit->out, open || s.chosen ? "<details open><summary>" : "<details><summary>");
    html_text(visit->out, facet_label(visit, facet));
    buf_text(visit->out, "</summary>");
    TRY(show_values(&s));
    buf_text(visit->out, "</details>\n");
    return STATUS_OK;
}

enum status list_show_facets(struct visit *visit, const struct asked *asked,
                             const struct list_facets *facets, const struct facet_match *all)
{
    struct buf *out = visit->out;
    size_t count = 0;
    buf_text(out, "<aside class=\"facets\" aria-label=\"");
    say_plain(visit, "Narrow the list");
    buf_text(out, "\"><details class=\"narrow\"><summary>");
    say_plain(visit, "Narrow the list");
    buf_text(out, "</summary>\n");
    list_form_begin(visit, asked, facets);
    for (size_t i = 0; i < facets->count && all; i++) {
        bool shown = false;
        TRY(show_facet(visit, asked, all, &facets->items[i], count < OPEN, &shown));
        count += shown ? 1 : 0;
    }
    list_form_end(visit);
    buf_text(out, "</details></aside>\n");
    return STATUS_OK;
}
