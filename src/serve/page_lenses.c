/* The written definitions: what each takes, by theme and kind, and its text as it stands. */
#include "serve/page.h"
#include "serve/route.h"
#include "serve/table_about.h"
#include "serve/terms.h"
#include "work/compare.h"

#define RECORDS_SHOWN 500

/* The question "records of @kind that the lens, or one theme of it, takes". */
static enum status tagged(struct visit *visit, const struct kind *kind, const struct lens *lens,
                          const char *theme, struct query *query, unsigned long long *count)
{
    const char *tag = theme ? arena_printf(visit->arena, "%s/%s", lens->name, theme)
                            : arena_copy(visit->arena, str_of(lens->name));
    query_init(query, kind);
    if (!tag) {
        return fail_memory(&visit->why);
    }
    TRY(query_add_values(visit->arena, visit->site->work->pack, query, "tag", OP_IS, &tag, 1,
                         &visit->why));
    return store_count(visit->store, query, count, &visit->why);
}

static enum status count_lens(struct visit *visit, const struct lens *lens,
                              unsigned long long *count)
{
    *count = 0;
    for (size_t i = 0; i < lens->kind_count; i++) {
        struct query query;
        unsigned long long some = 0;
        TRY(tagged(visit, lens->kinds[i], lens, NULL, &query, &some));
        *count += some;
    }
    return STATUS_OK;
}

static void lens_json(struct visit *visit, const struct lens *lens, unsigned long long count,
                      struct json *json)
{
    json_object(json);
    json_key_text(json, "lens", lens->name);
    json_key_integer(json, "version", lens->version);
    json_key_text(json, "label", label_here(visit, &lens->label, lens->name));
    json_key_text(json, "description", label_here(visit, &lens->description, ""));
    json_key_integer(json, "records", (long long)count);
    json_key(json, "themes");
    json_array(json);
    for (size_t i = 0; i < lens->theme_count; i++) {
        json_text(json, lens->themes[i].name);
    }
    json_array_end(json);
    json_object_end(json);
}

enum status page_lenses(struct visit *visit)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    const struct page page = {.title = t(visit, "Definitions"), .place = "lenses"};
    struct buf *out = visit->out;
    struct json json;
    const char *themes[] = {"themes"};
    const bool as_json = visit->form == FORM_JSON;
    json_init(&json, out, false);
    if (as_json) {
        json_array(&json);
    } else {
        page_begin(visit, &page);
        buf_text(out, "<h1>");
        html_text(out, page.title);
        buf_text(out, "</h1>\n<p class=\"lead\">");
        say_plain(visit, "What belongs to the theme is written down, with a version. Two "
                         "definitions can be laid over the same records.");
        buf_text(out, "</p>\n<p><a href=\"");
        address_path(visit, themes, 1);
        buf_text(out, "\">");
        say_plain(visit, "Themes");
        buf_text(out, "</a></p>\n<ul class=\"kinds\">\n");
    }
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        const char *path[] = {"lenses", lens->name};
        unsigned long long count = 0;
        TRY(count_lens(visit, lens, &count));
        if (as_json) {
            lens_json(visit, lens, count, &json);
            continue;
        }
        buf_text(out, "<li><a href=\"");
        address_path(visit, path, 2);
        buf_char(out, '"');
        mark_link(visit, count);
        buf_text(out, "><span>");
        html_text(out, label_here(visit, &lens->label, lens->name));
        buf_text(out, "</span> <b>");
        html_str(out, number_text(visit, count));
        buf_text(out, "</b></a></li>\n");
    }
    if (as_json) {
        json_array_end(&json);
        buf_char(out, '\n');
        return STATUS_OK;
    }
    buf_text(out, "</ul>\n");
    page_end(visit);
    return STATUS_OK;
}

/* ---- one lens ---- */

/* "Projects 12": kinds of which it takes records, each with the way to them. */
static enum status show_counts(struct visit *visit, const struct lens *lens, const char *theme)
{
    struct buf *out = visit->out;
    bool any = false;
    for (size_t i = 0; i < lens->kind_count; i++) {
        struct query query;
        unsigned long long count = 0;
        TRY(tagged(visit, lens->kinds[i], lens, theme, &query, &count));
        if (count == 0) {
            continue;
        }
        buf_text(out, any ? " <li><a href=\"" : "<ul class=\"inline\"><li><a href=\"");
        address_of_query(visit, &query, FORM_HTML);
        buf_char(out, '"');
        mark_link(visit, count);
        buf_char(out, '>');
        html_text(out, kind_heading(visit, query.kind));
        buf_text(out, " <b>");
        html_str(out, number_text(visit, count));
        buf_text(out, "</b></a></li>");
        any = true;
    }
    buf_text(out, any ? "</ul>" : "0");
    return STATUS_OK;
}

static enum status show_row(struct visit *visit, const struct lens *lens, const char *theme,
                            const char *label)
{
    buf_text(visit->out, "<tr><th scope=\"row\">");
    if (theme) {
        buf_text(visit->out, "<a href=\"");
        address_of_theme(visit, lens, theme);
        buf_text(visit->out, "\">");
    }
    html_text(visit->out, label);
    buf_text(visit->out, theme ? "</a></th><td>" : "</th><td>");
    TRY(show_counts(visit, lens, theme));
    buf_text(visit->out, "</td></tr>\n");
    return STATUS_OK;
}

static enum status show_themes(struct visit *visit, const struct lens *lens)
{
    static const char *const heads[] = {N_("Theme"), N_("Records by kind")};
    struct buf *out = visit->out;
    buf_text(out, "<div class=\"rows\"><table class=\"themes\" aria-labelledby=\"title\">");
    table_heads(visit, heads, COUNT_OF(heads), -1);
    TRY(show_row(visit, lens, NULL, t(visit, "The definition as a whole")));
    for (size_t i = 0; i < lens->theme_count; i++) {
        const struct lens_theme *theme = &lens->themes[i];
        TRY(show_row(visit, lens, theme->name, label_here(visit, &theme->label, theme->name)));
    }
    buf_text(out, "</tbody></table></div>\n");
    return STATUS_OK;
}

static void show_compare_links(struct visit *visit, const struct lens *lens)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    struct buf *out = visit->out;
    buf_text(out, "<h2>");
    say_plain(visit, "Compare with");
    buf_text(out, "</h2>\n<ul>\n");
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *other = lens_set_at(lenses, i);
        if (other == lens) {
            continue;
        }
        buf_text(out, "<li><a href=\"");
        address_of_compare(visit, lens->name, other->name);
        buf_text(out, "\">");
        html_text(out, label_here(visit, &other->label, other->name));
        buf_text(out, "</a></li>\n");
    }
    buf_text(out, "</ul>\n");
}

static enum status find_lens(struct visit *visit, struct str name, const struct lens **lens)
{
    const char *text = arena_copy(visit->arena, name);
    return text ? lens_set_find(visit->site->work->lenses, text, lens, &visit->why)
                : fail_memory(&visit->why);
}

static enum status mark_lens(struct visit *visit, const struct lens *lens)
{
    unsigned long long count = 0;
    if (visit->files) {
        TRY(count_lens(visit, lens, &count));
        mark_total(visit, count);
    }
    return STATUS_OK;
}

enum status page_lens(struct visit *visit)
{
    const struct lens *lens = NULL;
    struct buf *out = visit->out;
    TRY(find_lens(visit, visit->segments[1], &lens));
    if (visit->form == FORM_JSON) {
        struct json json;
        unsigned long long count = 0;
        TRY(count_lens(visit, lens, &count));
        json_init(&json, out, false);
        lens_json(visit, lens, count, &json);
        buf_char(out, '\n');
        return STATUS_OK;
    }
    const struct page page = {.title = label_here(visit, &lens->label, lens->name),
                              .place = "lenses"};
    const struct str version = number_text(visit, (unsigned long long)lens->version);
    page_begin(visit, &page);
    buf_text(out, "<p class=\"kind\">");
    say(visit, "Definition, version {0}", &version, 1);
    mark_term(visit, "lens");
    buf_text(out, "</p>\n<h1 id=\"title\"");
    TRY(mark_lens(visit, lens));
    buf_char(out, '>');
    html_text(out, page.title);
    buf_text(out, "</h1>\n<p class=\"lead\">");
    html_text(out, label_here(visit, &lens->description, ""));
    buf_text(out, "</p>\n");
    TRY(show_themes(visit, lens));
    TRY(show_definition(visit, arena_printf(visit->arena, "%s/lenses/%s.yaml",
                                            visit->site->work->pack->dir, lens->name)));
    show_compare_links(visit, lens);
    page_end(visit);
    return STATUS_OK;
}

/* ---- two of them ---- */

static void compare_json(struct visit *visit, const struct lens *first, const struct lens *second,
                         const struct compare_result *result)
{
    static const char *const parts[] = {"both", "first", "second"};
    struct json json;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key_text(&json, "first", first->name);
    json_key_text(&json, "second", second->name);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        json_key_integer(&json, parts[i], (long long)result->counts[i]);
    }
    json_key_integer(&json, "neither", (long long)result->neither);
    json_key(&json, "records");
    json_array(&json);
    for (size_t i = 0; i < result->record_count; i++) {
        const struct compared *record = &result->records[i];
        json_object(&json);
        json_key_text(&json, "kind", record->kind->name);
        json_key_text(&json, "identifier", record->identifier);
        json_key_text(&json, "title", record->title);
        json_key_text(&json, "part", parts[record->part]);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    buf_char(visit->out, '\n');
}

static void show_part(struct visit *visit, const struct compare_result *result,
                      enum compare_part part, const char *heading)
{
    struct buf *out = visit->out;
    size_t shown = 0;
    buf_text(out, "<h2>");
    html_text(out, heading);
    buf_text(out, " <small>");
    html_str(out, number_text(visit, result->counts[part]));
    buf_text(out, result->counts[part] > 0 ? "</small></h2>\n<ul>\n" : "</small></h2>\n");
    for (size_t i = 0; i < result->record_count && shown < RECORDS_SHOWN; i++) {
        const struct compared *compared = &result->records[i];
        if (compared->part != part) {
            continue;
        }
        const struct record record = {.kind = compared->kind,
                                      .identifier = str_of(compared->identifier)};
        shown++;
        buf_text(out, "<li><a dir=\"auto\" href=\"");
        address_of_record(visit, &record);
        buf_text(out, "\">");
        html_text(out, compared->title);
        buf_text(out, "</a></li>\n");
    }
    buf_text(out, result->counts[part] > 0 ? "</ul>\n" : "");
    if (shown < result->counts[part]) {
        buf_text(out, "<p>");
        say_count(visit, result->counts[part] - shown, "and {0} more", "and {0} more");
        buf_text(out, "</p>\n");
    }
}

static void show_choice(struct visit *visit, const char *name, const char *label, size_t chosen)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    struct buf *out = visit->out;
    buf_text(out, "<p><label for=\"");
    html_text(out, name);
    buf_text(out, "\">");
    html_text(out, label);
    buf_text(out, "</label> <select id=\"");
    html_text(out, name);
    buf_text(out, "\" name=\"");
    html_text(out, name);
    buf_text(out, "\">\n");
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        buf_text(out, "<option value=\"");
        html_text(out, lens->name);
        buf_text(out, i == chosen ? "\" selected>" : "\">");
        html_text(out, label_here(visit, &lens->label, lens->name));
        buf_text(out, "</option>\n");
    }
    buf_text(out, "</select></p>\n");
}

/* Nothing was asked yet: which two? */
static enum status tell_choices(struct visit *visit)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    struct json json;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key(&json, "lenses");
    json_array(&json);
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        json_text(&json, lens_set_at(lenses, i)->name);
    }
    json_array_end(&json);
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

static enum status choose_two(struct visit *visit)
{
    struct buf *out = visit->out;
    const struct page page = {.title = t(visit, "Two definitions compared"), .place = "lenses"};
    page_begin(visit, &page);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<form action=\"/compare\" method=\"get\">\n");
    show_choice(visit, "first", t(visit, "First definition"), 0);
    show_choice(visit, "second", t(visit, "Second definition"), 1);
    form_keeps_language(visit);
    buf_text(out, "<p><button>");
    say_plain(visit, "Compare");
    buf_text(out, "</button></p>\n</form>\n");
    page_end(visit);
    return STATUS_OK;
}

enum status page_compare(struct visit *visit)
{
    const struct lens *first = NULL, *second = NULL;
    struct compare_result *result = visit->kept;
    struct workspace view = *visit->site->work; /* with this visit's own store */
    view.store = visit->store;
    if (!visit_parameter(visit, "first").at) {
        return visit->form == FORM_JSON ? tell_choices(visit) : choose_two(visit);
    }
    TRY(find_lens(visit, visit_parameter(visit, "first"), &first));
    TRY(find_lens(visit, visit_parameter(visit, "second"), &second));
    if (!result) {
        result = arena_alloc(visit->arena, sizeof *result);
        if (!result) {
            return fail_memory(&visit->why);
        }
        TRY(work_compare(&view, first, second, visit->arena, result, &visit->why));
        visit->kept = result;
    }
    if (visit->form == FORM_JSON) {
        compare_json(visit, first, second, result);
        return STATUS_OK;
    }
    const struct str names[] = {str_of(label_here(visit, &first->label, first->name)),
                                str_of(label_here(visit, &second->label, second->name))};
    const struct page page = {.title = t(visit, "Two definitions compared"), .place = "lenses"};
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    say(visit, "{0} and {1}", names, COUNT_OF(names));
    buf_text(visit->out, "</h1>\n");
    show_part(visit, result, PART_BOTH, t(visit, "Both take"));
    show_part(visit, result, PART_FIRST, t(visit, "Only the first takes"));
    show_part(visit, result, PART_SECOND, t(visit, "Only the second takes"));
    buf_text(visit->out, "<p>");
    say_count(visit, result->neither, "{0} record is taken by neither.",
              "{0} records are taken by neither.");
    buf_text(visit->out, "</p>\n");
    page_end(visit);
    return STATUS_OK;
}
