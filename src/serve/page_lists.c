/* The code lists of the pack: their codes with labels in all languages, and what they are part of.
 */
#include "serve/page.h"
#include "serve/route.h"
#include "serve/sheet_form.h"
#include "serve/skos.h"

/* The label in just this language; "" where there is none. */
static const char *label_just(const struct label *label, const char *language)
{
    for (size_t i = 0; i < label->count; i++) {
        if (strcmp(label->languages[i], language) == 0) {
            return label->texts[i];
        }
    }
    return "";
}

static void link_to_list(struct visit *visit, const struct codelist *list)
{
    const char *path[] = {"vocabularies", list->name};
    buf_text(visit->out, "<a href=\"");
    address_path(visit, path, 2);
    buf_text(visit->out, "\">");
    html_text(visit->out, label_here(visit, &list->label, list->name));
    buf_text(visit->out, "</a>");
}

/* ---- all lists ---- */

static void lists_json(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct json json;
    json_init(&json, visit->out, false);
    json_array(&json);
    for (size_t i = 0; i < pack->list_count; i++) {
        const struct codelist *list = &pack->lists[i];
        json_object(&json);
        json_key_text(&json, "list", list->name);
        json_key_text(&json, "label", label_here(visit, &list->label, list->name));
        json_key_integer(&json, "codes", (long long)list->count);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(visit->out, '\n');
}

enum status page_lists(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct buf *out = visit->out;
    if (visit->form == FORM_JSON) {
        lists_json(visit);
        return STATUS_OK;
    }
    const struct page page = {.title = t(visit, "Code lists")};
    page_begin(visit, &page);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<ul class=\"tables\">\n");
    for (size_t i = 0; i < pack->list_count; i++) {
        buf_text(out, "<li>");
        link_to_list(visit, &pack->lists[i]);
        buf_text(out, " <small>");
        say_count(visit, pack->lists[i].count, "{0} code", "{0} codes");
        buf_text(out, "</small></li>\n");
    }
    buf_text(out, "</ul>\n");
    page_end(visit);
    return STATUS_OK;
}

/* ---- one list ---- */

/* Of the codes that its codes have as parents. */
static const struct codelist *list_above(const struct visit *visit, const struct codelist *list)
{
    return list->parent_list ? pack_list(visit->site->work->pack, list->parent_list) : list;
}

static void code_json(const struct code *code, struct json *json)
{
    json_object(json);
    json_key_text(json, "code", code->code);
    json_key(json, "labels");
    json_object(json);
    for (size_t i = 0; i < code->label.count; i++) {
        json_key_text(json, code->label.languages[i], code->label.texts[i]);
    }
    json_object_end(json);
    json_key_text(json, "parent", code->parent);
    json_key(json, "equivalents");
    json_array(json);
    for (size_t i = 0; i < code->equivalent_count; i++) {
        json_text(json, code->equivalents[i]);
    }
    json_array_end(json);
    json_object_end(json);
}

static void list_json(struct visit *visit, const struct codelist *list)
{
    struct json json;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key_text(&json, "list", list->name);
    json_key_text(&json, "label", label_here(visit, &list->label, list->name));
    json_key_text(&json, "source", list->source);
    json_key_text(&json, "parent_list", list->parent_list);
    json_key(&json, "open");
    json_bool(&json, list->open);
    json_key(&json, "codes");
    json_array(&json);
    for (size_t i = 0; i < list->count; i++) {
        code_json(&list->codes[i], &json);
    }
    json_array_end(&json);
    json_object_end(&json);
    buf_char(visit->out, '\n');
}

/* A language goes by its own name. */
static const struct sheet_head codes_heads[] = {{"code", N_("Code")},
                                                {"en", "English"},
                                                {"fr", "Français"},
                                                {"es", "Español"},
                                                {"parent", N_("Part of")}};

static enum status tell_codes(struct visit *visit, void *context, struct sheet *sheet)
{
    const struct codelist *list = context;
    const struct codelist *above = visit->labels ? list_above(visit, list) : NULL;
    for (size_t i = 0; i < list->count; i++) {
        const struct code *code = &list->codes[i];
        const struct code *parent =
            above && code->parent ? codelist_find(above, str_of(code->parent)) : NULL;
        sheet_text(sheet, str_of(code->code));
        for (size_t l = 0; language_codes[l]; l++) {
            sheet_text(sheet, str_of(label_just(&code->label, language_codes[l])));
        }
        sheet_text(sheet,
                   str_of(parent ? label_here(visit, &parent->label, parent->code) : code->parent));
        sheet->end(sheet);
    }
    return STATUS_OK;
}

static enum status list_as_data(struct visit *visit, struct codelist *list)
{
    if (visit->form == FORM_TTL) {
        skos_write(visit, list, list_above(visit, list));
        visit->response->language = NULL;
        return STATUS_OK;
    }
    if (visit->form == FORM_JSON) {
        list_json(visit, list);
        return STATUS_OK;
    }
    return sheet_form(visit,
                      &(struct sheet_plan){.name = list->name,
                                           .title = label_here(visit, &list->label, list->name),
                                           .heads = codes_heads,
                                           .head_count = COUNT_OF(codes_heads),
                                           .rows = tell_codes,
                                           .context = list});
}

static void show_parent(struct visit *visit, const struct codelist *above, const char *code)
{
    const struct code *parent = above && code ? codelist_find(above, str_of(code)) : NULL;
    if (parent) {
        html_text(visit->out, label_here(visit, &parent->label, parent->code));
    } else if (code) {
        html_text(visit->out, code);
    }
}

static void show_code(struct visit *visit, const struct codelist *above, const struct code *code,
                      bool parents)
{
    struct buf *out = visit->out;
    buf_text(out, "<tr><th scope=\"row\">");
    html_text(out, code->code);
    buf_text(out, "</th>");
    for (size_t l = 0; language_codes[l]; l++) {
        buf_text(out, "<td lang=\"");
        buf_text(out, language_codes[l]);
        buf_text(out, "\">");
        html_text(out, label_just(&code->label, language_codes[l]));
        buf_text(out, "</td>");
    }
    if (parents) {
        buf_text(out, "<td>");
        show_parent(visit, above, code->parent);
        buf_text(out, "</td>");
    }
    buf_text(out, "</tr>\n");
}

static void show_codes(struct visit *visit, const struct codelist *list)
{
    struct buf *out = visit->out;
    const struct codelist *above = list_above(visit, list);
    bool parents = false;
    for (size_t i = 0; i < list->count; i++) {
        parents = parents || list->codes[i].parent;
    }
    buf_text(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_text(out, label_here(visit, &list->label, list->name));
    buf_text(out, "\"><table aria-label=\"");
    html_text(out, label_here(visit, &list->label, list->name));
    buf_text(out, "\"><thead><tr><th scope=\"col\">");
    say_plain(visit, "Code");
    buf_text(out, "</th>");
    for (size_t l = 0; language_codes[l]; l++) {
        buf_text(out, "<th scope=\"col\" lang=\"");
        buf_text(out, language_codes[l]);
        buf_text(out, "\">");
        html_text(out, language_own_name(language_codes[l]));
        buf_text(out, "</th>");
    }
    if (parents) {
        buf_text(out, "<th scope=\"col\">");
        say_plain(visit, "Part of");
        buf_text(out, "</th>");
    }
    buf_text(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < list->count; i++) {
        show_code(visit, above, &list->codes[i], parents);
    }
    buf_text(out, "</tbody></table></div>\n");
}

enum status page_codelist(struct visit *visit)
{
    const char *name = arena_copy(visit->arena, visit->segments[1]);
    const struct codelist *list = name ? pack_list(visit->site->work->pack, name) : NULL;
    struct buf *out = visit->out;
    const char *above[] = {"vocabularies"};
    if (!list) {
        return fail(&visit->why, STATUS_NOT_FOUND, "%s",
                    t(visit, "There is no page at this address."));
    }
    if (visit->form != FORM_HTML) {
        struct codelist copy = *list;
        return list_as_data(visit, &copy);
    }
    const struct page page = {.title = label_here(visit, &list->label, list->name)};
    page_begin(visit, &page);
    buf_text(out, "<p class=\"kind\"><a href=\"");
    address_path(visit, above, 1);
    buf_text(out, "\">");
    say_plain(visit, "Code lists");
    buf_text(out, "</a></p>\n<h1>");
    html_text(out, page.title);
    buf_text(out, " <small>");
    say_count(visit, list->count, "{0} code", "{0} codes");
    buf_text(out, "</small></h1>\n");
    show_codes(visit, list);
    if (list->source) {
        const struct str source = str_of(list->source);
        buf_text(out, "<p class=\"source\">");
        say(visit, "Source: {0}", &source, 1);
        buf_text(out, "</p>\n");
    }
    page_end(visit);
    return STATUS_OK;
}
