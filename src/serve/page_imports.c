/* What was read, from which files, and every problem that was found. */
#include "serve/page.h"
#include "serve/route.h"
#include "serve/sheet_form.h"
#include "serve/told.h"
#include "serve/undo.h"
#include "write/problem.h"

#define PROBLEMS_SHOWN 1000

/* The name of the file without its folders, which are nobody's business. */
static struct str file_name(struct str path)
{
    for (size_t i = path.length; i > 0; i--) {
        if (path.at[i - 1] == '/') {
            return (struct str){path.at + i, path.length - i};
        }
    }
    return path;
}

static void count_json(struct json *json, const struct import_info *import)
{
    const struct import_counts *c = &import->counts;
    json_object(json);
    json_key_integer(json, "import", import->id);
    json_key_str(json, "file", file_name(import->file));
    json_key_str(json, "format", import->format);
    json_key_str(json, "started", import->started);
    json_key_str(json, "finished", import->finished);
    json_key_str(json, "taken_back", import->taken_back);
    json_key_integer(json, "read", (long long)c->read);
    json_key_integer(json, "stored", (long long)c->stored);
    json_key_integer(json, "updated", (long long)c->updated);
    json_key_integer(json, "unchanged", (long long)c->unchanged);
    json_key_integer(json, "rejected", (long long)c->rejected);
    json_key_integer(json, "problems", (long long)c->problems);
    json_object_end(json);
}

static void show_number(struct visit *visit, unsigned long long number)
{
    buf_text(visit->out, "<td class=\"number\">");
    html_str(visit->out, number_text(visit, number));
    buf_text(visit->out, "</td>");
}

static void show_import(struct visit *visit, const struct import_info *import)
{
    const struct import_counts *c = &import->counts;
    const char *parts[] = {"imports", arena_printf(visit->arena, "%lld", import->id)};
    buf_text(visit->out, "<tr><th scope=\"row\"><a href=\"");
    address_path(visit, parts, 2);
    buf_text(visit->out, "\">");
    html_str(visit->out, file_name(import->file));
    buf_text(visit->out, "</a>");
    if (import->taken_back.length > 0) {
        buf_text(visit->out, " <small>");
        say_plain(visit, "taken back");
        buf_text(visit->out, "</small>");
    }
    buf_text(visit->out, "</th><td class=\"date\">");
    html_str(visit->out, import->finished.length > 0 ? import->finished : import->started);
    buf_text(visit->out, "</td>");
    show_number(visit, c->read);
    show_number(visit, c->stored);
    show_number(visit, c->updated);
    show_number(visit, c->unchanged);
    show_number(visit, c->rejected);
    show_number(visit, c->problems);
    buf_text(visit->out, "</tr>\n");
}

static void show_heads(struct visit *visit, const char *const *heads, size_t count, size_t numbers)
{
    buf_text(visit->out, "<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        buf_text(visit->out, i + numbers >= count ? "<th scope=\"col\" class=\"number\">"
                                                  : "<th scope=\"col\">");
        html_text(visit->out, heads[i]);
        buf_text(visit->out, "</th>");
    }
    buf_text(visit->out, "</tr></thead><tbody>\n");
}

static enum status imports_json(struct visit *visit, const struct import_info *imports,
                                size_t count)
{
    struct json json;
    json_init(&json, visit->out, false);
    json_array(&json);
    for (size_t i = 0; i < count; i++) {
        count_json(&json, &imports[i]);
    }
    json_array_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

enum status page_imports(struct visit *visit)
{
    struct import_info *imports = NULL;
    size_t count = 0;
    TRY(store_imports(visit->store, visit->arena, &imports, &count, &visit->why));
    if (visit->form == FORM_JSON) {
        return imports_json(visit, imports, count);
    }
    const struct page page = {.title = t(visit, "Imports"), .place = "imports"};
    const char *heads[] = {t(visit, "File"),     t(visit, "When"),    t(visit, "Read"),
                           t(visit, "Stored"),   t(visit, "Updated"), t(visit, "Unchanged"),
                           t(visit, "Rejected"), t(visit, "Problems")};
    page_begin(visit, &page);
    buf_text(visit->out, "<h1 id=\"title\">");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n<p>");
    say_plain(visit, "What was read is what was stored, updated, left unchanged or rejected: "
                     "nothing is lost in silence.");
    buf_text(visit->out, "</p>\n<div class=\"scroll\"><table "
                         "aria-labelledby=\"title\">");
    show_heads(visit, heads, COUNT_OF(heads), 6);
    for (size_t i = 0; i < count; i++) {
        show_import(visit, &imports[i]);
    }
    buf_text(visit->out, "</tbody></table></div>\n");
    page_end(visit);
    return STATUS_OK;
}

/* ---- the problems of one ---- */

struct listing {
    struct visit *visit;
    struct json *json; /* or NULL: HTML */
    size_t count;
};

/* The value itself is not shown: it may be of a field that is not public. */
static bool show_problem(void *context, const struct problem *problem)
{
    struct listing *l = context;
    bool known = false;
    struct buf *out = l->visit->out;
    if (l->json) {
        problem_json(l->json, problem, false);
        return ++l->count < PROBLEMS_SHOWN;
    }
    buf_text(out, "<tr><td class=\"number\">");
    html_str(out, number_text(l->visit, problem->line));
    buf_text(out, "</td><td>");
    html_str(out, problem->record);
    buf_text(out, "</td><td>");
    html_str(out, problem->field);
    buf_text(out, "</td><td><code>");
    html_text(out, problem->rule);
    buf_text(out, "</code></td><td>");
    const char *mend = told_mend(l->visit, problem, &known);
    show_told(l->visit, mend, known);
    buf_text(out, "</td></tr>\n");
    return ++l->count < PROBLEMS_SHOWN;
}

static enum status find_import(struct visit *visit, struct import_info *found)
{
    struct import_info *imports = NULL;
    size_t count = 0;
    TRY(store_imports(visit->store, visit->arena, &imports, &count, &visit->why));
    for (size_t i = 0; i < count; i++) {
        const char *number = arena_printf(visit->arena, "%lld", imports[i].id);
        if (number && str_is(visit->segments[1], number)) {
            *found = imports[i];
            return STATUS_OK;
        }
    }
    return fail(&visit->why, STATUS_NOT_FOUND, "There is no such import.");
}

static enum status import_json(struct visit *visit, const struct import_info *import)
{
    struct json json;
    struct listing listing = {visit, &json, 0};
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key(&json, "import");
    count_json(&json, import);
    json_key(&json, "problems");
    json_array(&json);
    TRY(store_problems(visit->store, import->id, show_problem, &listing, &visit->why));
    json_array_end(&json);
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

/* ---- as a table, whole ---- */

struct telling {
    struct visit *visit;
    struct sheet *sheet;
    enum status status;
};

static bool tell_problem(void *context, const struct problem *problem)
{
    struct telling *telling = context;
    struct sheet *sheet = telling->sheet;
    sheet_number(telling->visit, sheet, problem->line);
    sheet_text(sheet, problem->record);
    sheet_text(sheet, problem->field);
    sheet_text(sheet, str_of(problem->rule));
    sheet_text(sheet, str_of(problem->mend));
    sheet_text(sheet, str_of(problem->rejected ? "true" : "false"));
    sheet->end(sheet);
    telling->status = visit_drain(telling->visit);
    return telling->status == STATUS_OK && !sheet->failed;
}

static const struct sheet_head problems_heads[] = {
    {"line", N_("Line")}, {"record", N_("Record")},   {"field", N_("Field")},
    {"rule", N_("Rule")}, {"mend", N_("What to do")}, {"rejected", N_("Rejected")}};

static enum status tell_problems(struct visit *visit, void *context, struct sheet *sheet)
{
    const struct import_info *import = context;
    struct telling telling = {visit, sheet, STATUS_OK};
    TRY(store_problems(visit->store, import->id, tell_problem, &telling, &visit->why));
    return telling.status;
}

enum status page_import(struct visit *visit)
{
    struct import_info import;
    struct listing listing = {.visit = visit};
    TRY(find_import(visit, &import));
    if (visit->form == FORM_JSON) {
        return import_json(visit, &import);
    }
    if (visit->form != FORM_HTML) {
        return sheet_form(visit, &(struct sheet_plan){
                                     .name = arena_printf(visit->arena, "problems-%lld", import.id),
                                     .title = t(visit, "Problems"),
                                     .heads = problems_heads,
                                     .head_count = COUNT_OF(problems_heads),
                                     .rows = tell_problems,
                                     .context = &import});
    }
    const struct import_counts *c = &import.counts;
    const struct page page = {.title = t(visit, "Import"), .place = "imports"};
    const struct str values[] = {number_text(visit, c->read), number_text(visit, c->stored),
                                 number_text(visit, c->updated), number_text(visit, c->unchanged),
                                 number_text(visit, c->rejected)};
    const char *heads[] = {t(visit, "Line"), t(visit, "Record"), t(visit, "Field"),
                           t(visit, "Rule"), t(visit, "What to do")};
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_str(visit->out, file_name(import.file));
    buf_text(visit->out, "</h1>\n<p class=\"lead\">");
    say(visit, "{0} read = {1} stored + {2} updated + {3} unchanged + {4} rejected", values,
        COUNT_OF(values));
    buf_text(visit->out, "</p>\n");
    TRY(show_brought(visit, &import));
    buf_text(visit->out, "<h2 id=\"problems\">");
    say_count(visit, c->problems, "{0} problem", "{0} problems");
    buf_text(visit->out, "</h2>\n");
    if (c->problems > 0) {
        buf_text(visit->out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
                             "aria-labelledby=\"problems\"><table aria-labelledby=\"problems\">");
        show_heads(visit, heads, COUNT_OF(heads), 0);
        TRY(store_problems(visit->store, import.id, show_problem, &listing, &visit->why));
        buf_text(visit->out, "</tbody></table></div>\n");
    }
    page_end(visit);
    return STATUS_OK;
}
