#include "serve/ask.h"

#include "serve/files.h"
#include "serve/page.h"

/* Parameters of the page, not of the question. */
static bool is_own(const struct visit *visit, struct str name)
{
    const bool of_csv = str_is(name, "bom") || str_is(name, "labels");
    return str_is(name, "lang") || str_is(name, "from") || str_is(name, "limit") ||
           (of_csv && visit->form == FORM_CSV);
}

/* ---- one condition ---- */

/* "start>=2010" comes as the name "start>" and the value "2010". */
static enum condition_op cut_sign(struct str *name)
{
    static const struct {
        char sign;
        enum condition_op op;
    } signs[] = {{'!', OP_IS_NOT}, {'>', OP_AT_LEAST}, {'<', OP_AT_MOST}, {'~', OP_HAS}};
    for (size_t i = 0; i < COUNT_OF(signs) && name->length > 0; i++) {
        if (name->at[name->length - 1] == signs[i].sign) {
            name->length--;
            return signs[i].op;
        }
    }
    return OP_IS;
}

static enum status check_access(struct visit *visit, struct query *query, struct str name)
{
    const struct field *field = query->conditions[query->count - 1].field;
    if (field && field->access != ACCESS_PUBLIC) {
        query->count--;
        return fail(&visit->why, STATUS_USAGE, "%s has no field \"%.*s\" that can be asked for.",
                    query->kind->name, STR_ARGS(name));
    }
    return STATUS_OK;
}

static enum status add_condition(struct visit *visit, struct query *query,
                                 const struct parameter *parameter)
{
    struct buf condition;
    buf_init(&condition, 16 * 1024);
    buf_str(&condition, parameter->name);
    buf_char(&condition, '=');
    buf_str(&condition, parameter->value);
    const struct str text = arena_str(visit->arena, buf_view(&condition));
    enum status status = buf_status(&condition, &visit->why);
    buf_release(&condition);
    if (status == STATUS_OK) {
        status = query_add(visit->arena, visit->site->work->pack, query, text, &visit->why);
    }
    return status == STATUS_OK ? check_access(visit, query, parameter->name) : status;
}

/* All values of the boxes that are ticked, "country|=KE" and "country|=UG", as one condition. */
static enum status add_boxes(struct visit *visit, struct query *query, size_t first)
{
    const struct request *request = visit->request;
    struct str name = request->parameters[first].name;
    const char *values[HTTP_PARAMETERS];
    size_t count = 0;
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct parameter *parameter = &request->parameters[i];
        if (!str_equal(parameter->name, name)) {
            continue;
        }
        if (i < first) {
            return STATUS_OK; /* read with the first */
        }
        values[count] = arena_copy(visit->arena, parameter->value);
        if (!values[count++]) {
            return fail_memory(&visit->why);
        }
    }
    name.length--;
    /* Each lens has boxes of its own, "tag.LENS|"; their values say which it is. */
    const bool tag = str_starts(name, "tag.") && !kind_field(query->kind, str_of("tag"));
    const char *plain = arena_copy(visit->arena, tag ? str_of("tag") : name);
    if (!plain) {
        return fail_memory(&visit->why);
    }
    TRY(query_add_values(visit->arena, visit->site->work->pack, query, plain, OP_IS, values, count,
                         &visit->why));
    return check_access(visit, query, name);
}

static bool says_same(const struct condition *a, const struct condition *b)
{
    bool same = strcmp(a->name, b->name) == 0 && a->op == b->op && a->value_count == b->value_count;
    for (size_t i = 0; i < a->value_count && same; i++) {
        same = strcmp(a->values[i], b->values[i]) == 0;
    }
    return same;
}

bool asked_drop_again(struct query *query)
{
    for (size_t i = 0; i + 1 < query->count; i++) {
        if (says_same(&query->conditions[i], &query->conditions[query->count - 1])) {
            query->count--;
            return true;
        }
    }
    return false;
}

/* ---- the order ---- */

static enum status add_sort(struct visit *visit, struct query *query, struct str text)
{
    const struct sort usual = query_order(query);
    TRY(query_sort(visit->arena, query, text, &visit->why));
    const struct sort *sort = query->sort;
    if (sort->field && sort->field->access != ACCESS_PUBLIC) {
        query->sort = NULL;
        return fail(&visit->why, STATUS_USAGE, "%s cannot be sorted by \"%.*s\".",
                    query->kind->name, STR_ARGS(text));
    }
    if (sort->field == usual.field && sort->falls == usual.falls) {
        query->sort = NULL; /* it goes without saying */
    }
    return STATUS_OK;
}

/* ---- the whole ---- */

/* @boxes: as a form sends it. */
static enum status add_asked(struct visit *visit, struct asked *asked, size_t place, bool boxes)
{
    TRY(boxes ? add_boxes(visit, &asked->query, place)
              : add_condition(visit, &asked->query, &visit->request->parameters[place]));
    const bool again = asked_drop_again(&asked->query);
    asked->untidy = asked->untidy || boxes || again;
    return STATUS_OK;
}

static enum status add_parameter(struct visit *visit, struct asked *asked, size_t place)
{
    const struct parameter *parameter = &visit->request->parameters[place];
    const struct str name = parameter->name;
    const char last = name.length > 0 ? name.at[name.length - 1] : '\0';
    if (str_is(name, "sort")) {
        return add_sort(visit, &asked->query, parameter->value);
    }
    if ((last == '>' || last == '<' || last == '~') && str_trim(parameter->value).length == 0) {
        asked->untidy = true; /* left empty in a form */
        return STATUS_OK;
    }
    return add_asked(visit, asked, place, last == '|');
}

/* Notes what is wrong, so that a page can say all of it. */
static enum status note_wrong(struct visit *visit, struct asked *asked,
                              const struct parameter *parameter)
{
    struct asked_wrong wrong = {.name = parameter->name, .value = parameter->value};
    wrong.op = cut_sign(&wrong.name);
    if (wrong.name.length > 0 && wrong.name.at[wrong.name.length - 1] == '|') {
        wrong.name.length--;
    }
    asked_explain(visit, asked->query.kind, &wrong);
    if (visit->form != FORM_HTML) {
        return visit->why.status;
    }
    if (asked->wrong_count < ASKED_WRONGS) {
        asked->wrongs[asked->wrong_count++] = wrong;
    }
    return STATUS_OK;
}

static enum status read_number(struct visit *visit, struct str text, unsigned long long most,
                               unsigned long long *number, const char *words)
{
    *number = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || *number > most) {
            return fail(&visit->why, STATUS_USAGE, "%s", t(visit, words));
        }
        *number = *number * 10 + (unsigned long long)(text.at[i] - '0');
    }
    return STATUS_OK;
}

enum status asked_first(struct visit *visit, unsigned long long *first)
{
    return read_number(visit, visit_parameter(visit, "from"), 100000000, first,
                       N_("The row to begin at is no whole number."));
}

static enum status read_limit(struct visit *visit, unsigned long long *limit)
{
    static const char words[] = N_("The number of rows has to be between 1 and 1000.");
    const struct str text = visit_parameter(visit, "limit");
    TRY(read_number(visit, text, LIST_ROWS_MOST, limit, words));
    return !text.at || (*limit > 0 && *limit <= LIST_ROWS_MOST)
               ? STATUS_OK
               : fail(&visit->why, STATUS_USAGE, "%s", t(visit, words));
}

enum status asked_csv(struct visit *visit)
{
    const struct str labels = visit_parameter(visit, "labels");
    if (str_is(visit_parameter(visit, "bom"), "1")) {
        buf_text(visit->out, "\xEF\xBB\xBF");
    }
    for (size_t i = 0; labels.at && language_codes[i]; i++) {
        if (str_is(labels, language_codes[i])) {
            visit->language = language_codes[i];
            visit->labels = true;
        }
    }
    return visit->labels || !labels.at
               ? STATUS_OK
               : fail(&visit->why, STATUS_USAGE, "%s",
                      t(visit, "There are no labels in this language: en, fr or es."));
}

enum status asked_read(struct visit *visit, struct asked *asked)
{
    const struct kind *kind = pack_kind(visit->site->work->pack, visit->segments[0]);
    *asked = (struct asked){.total = 0};
    if (!kind || !str_is(visit->segments[0], kind->plural)) {
        return fail(&visit->why, STATUS_NOT_FOUND, "%s",
                    t(visit, "There is no page at this address."));
    }
    query_init(&asked->query, kind);
    for (size_t i = 0; !visit->files && i < visit->request->parameter_count; i++) {
        const struct parameter *parameter = &visit->request->parameters[i];
        const enum status status =
            is_own(visit, parameter->name) ? STATUS_OK : add_parameter(visit, asked, i);
        if (status == STATUS_USAGE) {
            TRY(note_wrong(visit, asked, parameter));
        } else if (status != STATUS_OK) {
            return status;
        }
    }
    if (visit->files && visit->files->query) {
        asked->query = *visit->files->query;
        asked->first = (visit->files->page - 1) * LIST_ROWS;
        asked->total = visit->files->total;
        return STATUS_OK;
    }
    TRY(read_limit(visit, &asked->limit));
    return asked_first(visit, &asked->first);
}

void asked_address(struct visit *visit, const struct asked *asked, unsigned long long first)
{
    if (visit->files) {
        files_link_list(visit, &asked->query, first / LIST_ROWS + 1, FORM_HTML);
        return;
    }
    address_of_query(visit, &asked->query, FORM_HTML);
    if (first > 0) {
        const bool more = asked->query.count > 0 || asked->query.sort || visit->language_asked;
        buf_printf(visit->out, "%sfrom=%llu", more ? "&amp;" : "?", first);
    }
}

const struct condition *asked_without(const struct query *query, struct facet facet,
                                      struct query *others)
{
    const struct condition *chosen = NULL;
    bool theme = false;
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        if (condition->op != OP_IS || condition->value_count == 0 ||
            !facet_is_of(facet, condition)) {
            continue;
        }
        /* A cell of a table asks for the lens and a theme of it: its boxes are about the theme. */
        const bool of_theme = facet.lens && strchr(condition->values[0], '/') != NULL;
        if (of_theme || !theme) {
            chosen = condition;
            theme = of_theme;
        }
    }
    *others = *query;
    if (chosen) {
        others->count--;
        const size_t at = (size_t)(chosen - query->conditions);
        memmove(&others->conditions[at], &others->conditions[at + 1],
                (others->count - at) * sizeof others->conditions[0]);
    }
    return chosen;
}
