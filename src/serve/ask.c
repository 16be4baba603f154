#include "serve/ask.h"

#include "serve/files.h"
#include "serve/page.h"

/* Parameters of the page, not of the question. */
static bool is_own(const struct visit *visit, struct str name)
{
    const bool of_csv = str_is(name, "bom") || str_is(name, "labels");
    return str_is(name, "lang") || str_is(name, "from") || (of_csv && visit->form == FORM_CSV);
}

static enum status add_parameter(struct visit *visit, struct query *query,
                                 const struct parameter *parameter)
{
    struct buf condition;
    buf_init(&condition, 16 * 1024);
    buf_str(&condition, parameter->name);
    buf_char(&condition, '=');
    buf_str(&condition, parameter->value);
    /* "start>=2010" comes as the name "start>" and the value "2010". */
    const struct str text = arena_str(visit->arena, buf_view(&condition));
    enum status status = buf_status(&condition, &visit->why);
    buf_release(&condition);
    if (status == STATUS_OK) {
        status = query_add(visit->arena, visit->site->work->pack, query, text, &visit->why);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const struct field *field = query->conditions[query->count - 1].field;
    if (field && field->access != ACCESS_PUBLIC) {
        return fail(&visit->why, STATUS_USAGE, "%s has no field \"%.*s\" that can be asked for.",
                    query->kind->name, STR_ARGS(parameter->name));
    }
    return STATUS_OK;
}

enum status asked_first(struct visit *visit, unsigned long long *first)
{
    const struct str from = visit_parameter(visit, "from");
    *first = 0;
    for (size_t i = 0; i < from.length; i++) {
        if (from.at[i] < '0' || from.at[i] > '9' || *first > 100000000) {
            return fail(&visit->why, STATUS_USAGE, "%s",
                        t(visit, "The row to begin at is no whole number."));
        }
        *first = *first * 10 + (unsigned long long)(from.at[i] - '0');
    }
    return STATUS_OK;
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
        if (!is_own(visit, parameter->name)) {
            TRY(add_parameter(visit, &asked->query, parameter));
        }
    }
    if (visit->files && visit->files->query) {
        asked->query = *visit->files->query;
        asked->first = (visit->files->page - 1) * LIST_ROWS;
        asked->total = visit->files->total;
        return STATUS_OK;
    }
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
        buf_printf(visit->out, "%sfrom=%llu",
                   asked->query.count > 0 || visit->language_asked ? "&amp;" : "?", first);
    }
}

const char *asked_without(const struct query *query, const struct field *field,
                          struct query *others)
{
    const char *value = NULL;
    query_init(others, query->kind);
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        if (condition->field == field) {
            value = condition->value_count == 1 ? condition->values[0] : value;
        } else {
            others->conditions[others->count++] = *condition;
        }
    }
    return value;
}
