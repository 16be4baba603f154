/* What was read, from which files, and every problem that was found. */
#include "serve/import_told.h"
#include "serve/page.h"
#include "serve/route.h"
#include "serve/sheet_form.h"
#include "serve/told.h"
#include "serve/undo.h"
#include "write/problem.h"

#define PROBLEMS_SHOWN 1000

/* An import with the name of its file that people are told. */
struct named {
    struct import_info info;
    struct str name;
};

/* All imports, the newest first. */
static enum status read_imports(struct visit *visit, struct named **named, size_t *count)
{
    struct import_info *imports = NULL;
    TRY(store_imports(visit->store, visit->arena, &imports, count, &visit->why));
    *named = arena_array(visit->arena, *count + 1, sizeof **named);
    if (!*named) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < *count; i++) {
        (*named)[*count - 1 - i] = (struct named){imports[i], import_name(imports, *count, i)};
    }
    return STATUS_OK;
}

static void count_json(struct json *json, const struct named *named)
{
    const struct import_info *import = &named->info;
    const struct import_counts *c = &import->counts;
    json_object(json);
    json_key_integer(json, "import", import->id);
    json_key_str(json, "file", named->name);
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

static void show_import(struct visit *visit, const struct named *named)
{
    const struct import_info *import = &named->info;
    const struct str at = import->finished.length > 0 ? import->finished : import->started;
    const struct import_counts *c = &import->counts;
    const char *parts[] = {"imports", arena_printf(visit->arena, "%lld", import->id)};
    buf_text(visit->out, "<tr><th scope=\"row\"><a href=\"");
    address_path(visit, parts, 2);
    buf_text(visit->out, "\">");
    html_str(visit->out, named->name);
    buf_text(visit->out, "</a>");
    if (import->taken_back.length > 0) {
        buf_text(visit->out, " <small>");
        say_plain(visit, "taken back");
        buf_text(visit->out, "</small>");
    }
    buf_text(visit->out, "</th><td class=\"date\"><time datetime=\"");
    html_str(visit->out, at);
    buf_text(visit->out, "\">");
    html_str(visit->out, moment_text(visit, at));
    buf_text(visit->out, "</time></td>");
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

static enum status imports_json(struct visit *visit, const struct named *imports, size_t count)
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
    struct named *imports = NULL;
    size_t count = 0;
    TRY(read_imports(visit, &imports, &count));
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
    const char *file;  /* its name, for JSON */
    bool *kinds;       /* that it brought, for HTML */
    size_t count;
};

/* For a visit: with the values that it may see, and the name of the file as it is told. */
static void problem_here(const struct listing *l, const struct problem *problem)
{
    struct problem told = *problem;
    if (!value_is_told(l->visit, problem)) {
        told.value = str_of("");
    }
    told.file = l->file;
    problem_json(l->json, &told, values_are_told(l->visit));
}

/* "Start start": what the field is called, and its name in tables. */
static void show_field(struct visit *visit, const struct problem *problem, const bool *kinds)
{
    const char *label = problem_field_label(visit, problem, kinds);
    buf_text(visit->out, "</td><td>");
    if (label) {
        html_text(visit->out, label);
        buf_char(visit->out, ' ');
    }
    if (problem->field.length > 0) {
        buf_text(visit->out, "<code>");
        html_str(visit->out, problem->field);
        buf_text(visit->out, "</code>");
    }
}

static void show_refused(struct visit *visit, const struct problem *problem)
{
    buf_text(visit->out, "</td><td>");
    if (value_is_told(visit, problem)) {
        buf_text(visit->out, "<span dir=\"auto\">");
        html_str(visit->out, problem->value);
        buf_text(visit->out, "</span>");
    } else if (problem->value.length > 0) {
        buf_text(visit->out, "<small>");
        say_plain(visit, "Not visible to your role");
        buf_text(visit->out, "</small>");
    }
}

static bool show_problem(void *context, const struct problem *problem)
{
    struct listing *l = context;
    bool known = false;
    struct buf *out = l->visit->out;
    if (l->json) {
        problem_here(l, problem);
        return ++l->count < PROBLEMS_SHOWN;
    }
    buf_text(out, "<tr><td class=\"number\">");
    html_str(out, number_text(l->visit, problem->line));
    buf_text(out, "</td><td>");
    html_str(out, problem->record);
    show_field(l->visit, problem, l->kinds);
    if (values_are_told(l->visit)) {
        show_refused(l->visit, problem);
    }
    buf_text(out, "</td><td><code>");
    html_text(out, problem->rule);
    buf_text(out, "</code></td><td>");
    const char *mend = told_mend(l->visit, problem, &known);
    show_told(l->visit, mend, known);
    buf_text(out, "</td></tr>\n");
    return ++l->count < PROBLEMS_SHOWN;
}

static enum status find_import(struct visit *visit, struct named *found)
{
    struct named *imports = NULL;
    size_t count = 0;
    TRY(read_imports(visit, &imports, &count));
    for (size_t i = 0; i < count; i++) {
        const char *number = arena_printf(visit->arena, "%lld", imports[i].info.id);
        if (number && str_is(visit->segments[1], number)) {
            *found = imports[i];
            return STATUS_OK;
        }
    }
    return fail(&visit->why, STATUS_NOT_FOUND, "There is no such import.");
}

static enum status import_json(struct visit *visit, const struct named *import)
{
    struct json json;
    struct listing listing = {visit, &json, arena_copy(visit->arena, import->name), NULL, 0};
    if (!listing.file) {
        return fail_memory(&visit->why);
    }
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key(&json, "import");
    count_json(&json, import);
    json_key(&json, "problems");
    json_array(&json);
    TRY(store_problems(visit->store, import->info.id, show_problem, &listing, &visit->why));
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
    if (values_are_told(telling->visit)) {
        sheet_text(sheet, value_is_told(telling->visit, problem) ? problem->value : str_of(""));
    }
    sheet_text(sheet, str_of(problem->rule));
    sheet_text(sheet, str_of(problem->mend));
    sheet_text(sheet, str_of(problem->rejected ? "true" : "false"));
    sheet->end(sheet);
    telling->status = visit_drain(telling->visit);
    return telling->status == STATUS_OK && !sheet->failed;
}

#define PLACE_HEADS                                                                                \
    {"line", N_("Line")}, {"record", N_("Record")},                                                \
    {                                                                                              \
        "field", N_("Field")                                                                       \
    }
#define MEND_HEADS                                                                                 \
    {"rule", N_("Rule")}, {"mend", N_("What to do")},                                              \
    {                                                                                              \
        "rejected", N_("Rejected")                                                                 \
    }

static const struct sheet_head problems_heads[] = {PLACE_HEADS, MEND_HEADS};
static const struct sheet_head value_heads[] = {PLACE_HEADS, {"value", N_("Value")}, MEND_HEADS};

static enum status tell_problems(struct visit *visit, void *context, struct sheet *sheet)
{
    const struct import_info *import = context;
    struct telling telling = {visit, sheet, STATUS_OK};
    TRY(store_problems(visit->store, import->id, tell_problem, &telling, &visit->why));
    return telling.status;
}

static enum status import_sheet(struct visit *visit, struct import_info *import)
{
    const bool values = values_are_told(visit);
    const struct sheet_plan plan = {.name = arena_printf(visit->arena, "problems-%lld", import->id),
                                    .title = t(visit, "Problems"),
                                    .heads = values ? value_heads : problems_heads,
                                    .head_count =
                                        values ? COUNT_OF(value_heads) : COUNT_OF(problems_heads),
                                    .rows = tell_problems,
                                    .context = import};
    return sheet_form(visit, &plan);
}

static enum status show_problems(struct visit *visit, const struct import_info *import)
{
    struct listing listing = {.visit = visit};
    const char *heads[6];
    size_t count = 0;
    TRY(import_kinds(visit, import->id, &listing.kinds));
    heads[count++] = t(visit, "Line");
    heads[count++] = t(visit, "Record");
    heads[count++] = t(visit, "Field");
    if (values_are_told(visit)) {
        heads[count++] = t(visit, "Value");
    }
    heads[count++] = t(visit, "Rule");
    heads[count++] = t(visit, "What to do");
    buf_text(visit->out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
                         "aria-labelledby=\"problems\"><table aria-labelledby=\"problems\">");
    show_heads(visit, heads, count, 0);
    TRY(store_problems(visit->store, import->id, show_problem, &listing, &visit->why));
    buf_text(visit->out, "</tbody></table></div>\n");
    return STATUS_OK;
}

enum status page_import(struct visit *visit)
{
    struct named import;
    TRY(find_import(visit, &import));
    if (visit->form == FORM_JSON) {
        return import_json(visit, &import);
    }
    if (visit->form != FORM_HTML) {
        return import_sheet(visit, &import.info);
    }
    const struct import_counts *c = &import.info.counts;
    const struct page page = {.title = t(visit, "Import"), .place = "imports"};
    const struct str values[] = {number_text(visit, c->read), number_text(visit, c->stored),
                                 number_text(visit, c->updated), number_text(visit, c->unchanged),
                                 number_text(visit, c->rejected)};
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_str(visit->out, import.name);
    buf_text(visit->out, "</h1>\n<p class=\"lead\">");
    say(visit, "{0} read = {1} stored + {2} updated + {3} unchanged + {4} rejected", values,
        COUNT_OF(values));
    buf_text(visit->out, "</p>\n");
    TRY(show_brought(visit, &import.info));
    buf_text(visit->out, "<h2 id=\"problems\">");
    say_count(visit, c->problems, "{0} problem", "{0} problems");
    buf_text(visit->out, "</h2>\n");
    if (c->problems > 0) {
        TRY(show_problems(visit, &import.info));
    }
    page_end(visit);
    return STATUS_OK;
}
