/* A theme of a definition: what it takes, by which rule, how well, and its records. */
#include "serve/page.h"
#include "serve/part_json.h"
#include "serve/parts.h"
#include "serve/route.h"
#include "serve/sheet_form.h"
#include "serve/terms.h"
#include "text/source.h"

#include <stdio.h>

static const struct lens_theme *find_theme(const struct lens *lens, struct str name)
{
    for (size_t i = 0; i < lens->theme_count; i++) {
        if (str_is(name, lens->themes[i].name)) {
            return &lens->themes[i];
        }
    }
    return NULL;
}

static enum status ask(struct visit *visit, const struct kind *kind, const struct lens *lens,
                       const struct lens_theme *theme, struct query *query,
                       unsigned long long *count)
{
    const char *tag = arena_printf(visit->arena, "%s/%s", lens->name, theme->name);
    query_init(query, kind);
    if (!tag) {
        return fail_memory(&visit->why);
    }
    TRY(query_add_values(visit->arena, visit->site->work->pack, query, "tag", OP_IS, &tag, 1,
                         &visit->why));
    return part_count(visit, query, count);
}

/* ---- all of them ---- */

/* How many records of any kind each theme of the definition takes, by its place there. */
static enum status count_themes(struct visit *visit, const struct lens *lens,
                                unsigned long long **counts)
{
    const struct measure records = {.type = MEASURE_COUNT};
    const struct group_by by = {.lens = lens->name};
    *counts = arena_array(visit->arena, lens->theme_count + 1, sizeof **counts);
    for (size_t i = 0; *counts && i < lens->kind_count; i++) {
        struct query all;
        struct group *groups = NULL;
        size_t count = 0;
        query_init(&all, lens->kinds[i]);
        TRY(store_measure(visit->store, visit->arena, &all, &by, 1, &records, &groups, &count,
                          &visit->why));
        for (size_t g = 0; g < count; g++) {
            const struct lens_theme *theme = find_theme(lens, groups[g].keys[0]);
            if (theme) {
                (*counts)[theme - lens->themes] += groups[g].records;
            }
        }
    }
    return *counts ? STATUS_OK : fail_memory(&visit->why);
}

static void show_link(struct visit *visit, const struct lens *lens, const struct lens_theme *theme,
                      unsigned long long count)
{
    buf_text(visit->out, "<li><a href=\"");
    address_of_theme(visit, lens, theme->name);
    buf_text(visit->out, "\"><span>");
    html_text(visit->out, label_here(visit, &theme->label, theme->name));
    buf_text(visit->out, "</span> <b>");
    html_str(visit->out, number_text(visit, count));
    buf_text(visit->out, "</b></a></li>\n");
}

static enum status themes_json(struct visit *visit)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    unsigned long long *counts = NULL;
    struct json json;
    json_init(&json, visit->out, false);
    json_array(&json);
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        TRY(count_themes(visit, lens, &counts));
        for (size_t k = 0; k < lens->theme_count; k++) {
            json_object(&json);
            json_key_integer(&json, "records", (long long)counts[k]);
            json_key_text(&json, "lens", lens->name);
            json_key_text(&json, "theme", lens->themes[k].name);
            json_key_text(&json, "label",
                          label_here(visit, &lens->themes[k].label, lens->themes[k].name));
            json_object_end(&json);
        }
    }
    json_array_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

static const struct sheet_head themes_heads[] = {
    {"lens", N_("Definition")}, {"theme", N_("Theme")}, {"label", N_("Label")}};

static enum status tell_themes(struct visit *visit, void *context, struct sheet *sheet)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    (void)context;
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        for (size_t k = 0; k < lens->theme_count; k++) {
            const struct lens_theme *theme = &lens->themes[k];
            sheet_text(sheet, str_of(visit->labels ? label_here(visit, &lens->label, lens->name)
                                                   : lens->name));
            sheet_text(sheet, str_of(theme->name));
            sheet_text(sheet, str_of(label_here(visit, &theme->label, theme->name)));
            sheet->end(sheet);
        }
    }
    return STATUS_OK;
}

enum status page_themes(struct visit *visit)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    const struct page page = {.title = t(visit, "Themes"), .place = "themes"};
    unsigned long long *counts = NULL;
    struct buf *out = visit->out;
    if (visit->form == FORM_JSON) {
        return themes_json(visit);
    }
    if (visit->form != FORM_HTML) {
        return sheet_form(visit, &(struct sheet_plan){.name = "themes",
                                                      .title = page.title,
                                                      .heads = themes_heads,
                                                      .head_count = COUNT_OF(themes_heads),
                                                      .rows = tell_themes,
                                                      .context = NULL});
    }
    page_begin(visit, &page);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n");
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        const char *path[] = {"lenses", lens->name};
        if (lens->theme_count == 0) {
            continue;
        }
        buf_text(out, "<h2><a href=\"");
        address_path(visit, path, 2);
        buf_text(out, "\">");
        html_text(out, label_here(visit, &lens->label, lens->name));
        buf_text(out, "</a></h2>\n<ul class=\"kinds\">\n");
        TRY(count_themes(visit, lens, &counts));
        for (size_t k = 0; k < lens->theme_count; k++) {
            show_link(visit, lens, &lens->themes[k], counts[k]);
        }
        buf_text(out, "</ul>\n");
    }
    page_end(visit);
    return STATUS_OK;
}

/* ---- one of them ---- */

/* The definition that is asked for, else the pack's own example, else the first that has it. */
static enum status choose(struct visit *visit, struct str name, const struct lens **lens)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    const char *main = visit->site->work->pack->example_lens;
    const struct str asked = visit_parameter(visit, "lens");
    *lens = NULL;
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *one = lens_set_at(lenses, i);
        const bool wanted = asked.length > 0 ? str_is(asked, one->name)
                                             : !*lens || (main && strcmp(main, one->name) == 0);
        if (wanted && find_theme(one, name)) {
            *lens = one;
        }
    }
    return *lens ? STATUS_OK : fail(&visit->why, STATUS_NOT_FOUND, "There is no such theme.");
}

/* Spaces before the first letter of a line. */
static size_t indent_of(struct str line)
{
    size_t indent = 0;
    while (indent < line.length && line.at[indent] == ' ') {
        indent++;
    }
    return indent;
}

/* The lines of the theme in the file of its definition: they are its rule. */
static void write_rule(struct visit *visit, struct str file, const char *theme)
{
    struct str rest = file, line;
    size_t indent = 0;
    bool among = false, inside = false;
    while (str_split(&rest, '\n', &line)) {
        const struct str text = str_trim(line);
        const bool key = text.length > strlen(theme) && text.at[strlen(theme)] == ':' &&
                         memcmp(text.at, theme, strlen(theme)) == 0;
        if (inside && text.length > 0 && indent_of(line) <= indent) {
            return;
        }
        if (!inside && among && key) {
            inside = true;
            indent = indent_of(line);
        }
        among = among || str_is(text, "themes:");
        if (inside) {
            html_str(visit->out, line);
            buf_char(visit->out, '\n');
        }
    }
}

static enum status show_rule(struct visit *visit, const struct lens *lens, const char *theme)
{
    struct source *source = NULL;
    struct failure ignored;
    struct buf text;
    const char *path =
        arena_printf(visit->arena, "%s/lenses/%s.yaml", visit->site->work->pack->dir, lens->name);
    if (!path || source_open(path, &source, &ignored) != STATUS_OK) {
        return STATUS_OK; /* a lens may stand in a file of another name */
    }
    buf_init(&text, (size_t)4 * 1024 * 1024);
    const enum status status = source_read_all(source, "Divide the lens.", &text, &visit->why);
    source_close(source);
    buf_text(visit->out, "<h2>");
    say_plain(visit, "The rule");
    buf_text(visit->out, "</h2>\n<pre class=\"definition\" lang=\"en\" tabindex=\"0\">");
    write_rule(visit, buf_view(&text), theme);
    buf_text(visit->out, "</pre>\n");
    buf_release(&text);
    return status;
}

/* How often people who looked agreed: the precision of van Rijsbergen 1979, on what was judged. */
static enum status show_precision(struct visit *visit, const struct lens *lens, const char *theme)
{
    struct judged judged;
    TRY(store_judged(visit->store, lens->name, theme, &judged, &visit->why));
    const unsigned long long all = judged.confirmed + judged.rejected;
    buf_text(visit->out, "<h2>");
    say_plain(visit, "How good it is");
    mark_term(visit, "precision");
    buf_text(visit->out, "</h2>\n<p>");
    if (all == 0) {
        say_plain(visit, "Nobody has judged records of this theme here yet, so that its precision "
                         "is not known.");
    } else {
        const struct str values[] = {number_text(visit, all), number_text(visit, judged.confirmed),
                                     number_text(visit, judged.confirmed * 100 / all)};
        say(visit,
            "People have judged {0} of the records that it takes, and confirmed {1}: a precision "
            "of {2} %.",
            values, COUNT_OF(values));
    }
    buf_text(visit->out, "</p>\n");
    return STATUS_OK;
}

static enum status show_records(struct visit *visit, const struct lens *lens,
                                const struct lens_theme *theme, struct json *json)
{
    struct buf *out = visit->out;
    if (!json) {
        buf_text(out, "<h2>");
        say_plain(visit, "Records");
        buf_text(out, "</h2>\n<div class=\"profile\"><div class=\"parts\">\n");
    }
    for (size_t i = 0; i < lens->kind_count; i++) {
        const struct profile_part part = {.kind = lens->kinds[i]};
        struct query query;
        unsigned long long count = 0;
        TRY(ask(visit, lens->kinds[i], lens, theme, &query, &count));
        if (count > 0 && !json) {
            TRY(show_part(visit, &part, &query, count));
        } else if (count > 0) {
            TRY(part_json(visit, NULL, &query, count, json));
        }
    }
    buf_text(out, json ? "" : "</div></div>\n");
    return STATUS_OK;
}

static enum status theme_json(struct visit *visit, const struct lens *lens,
                              const struct lens_theme *theme)
{
    struct json json;
    struct judged judged;
    TRY(store_judged(visit->store, lens->name, theme->name, &judged, &visit->why));
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key_text(&json, "lens", lens->name);
    json_key_integer(&json, "version", lens->version);
    json_key_text(&json, "theme", theme->name);
    json_key_text(&json, "label", label_here(visit, &theme->label, theme->name));
    json_key_integer(&json, "confirmed", (long long)judged.confirmed);
    json_key_integer(&json, "rejected", (long long)judged.rejected);
    json_key(&json, "kinds");
    json_array(&json);
    TRY(show_records(visit, lens, theme, &json));
    json_array_end(&json);
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

/* Other definitions that have a theme of the name. */
static void show_others(struct visit *visit, const struct lens *lens, struct str name)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    bool any = false;
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *other = lens_set_at(lenses, i);
        const struct lens_theme *theme = other == lens ? NULL : find_theme(other, name);
        if (theme) {
            buf_text(visit->out, any ? ", <a href=\"" : "<p><a href=\"");
            address_of_theme(visit, other, theme->name);
            buf_text(visit->out, "\">");
            html_text(visit->out, label_here(visit, &other->label, other->name));
            buf_text(visit->out, "</a>");
            any = true;
        }
    }
    buf_text(visit->out, any ? "</p>\n" : "");
}

enum status page_theme(struct visit *visit)
{
    const struct lens *lens = NULL;
    struct buf *out = visit->out;
    TRY(choose(visit, visit->segments[1], &lens));
    const struct lens_theme *theme = find_theme(lens, visit->segments[1]);
    if (visit->form == FORM_JSON) {
        return theme_json(visit, lens, theme);
    }
    const struct page page = {.title = label_here(visit, &theme->label, theme->name),
                              .place = "themes"};
    const char *path[] = {"lenses", lens->name};
    const struct str version = number_text(visit, (unsigned long long)lens->version);
    page_begin(visit, &page);
    buf_text(out, "<p class=\"kind\"><a href=\"");
    address_path(visit, path, 2);
    buf_text(out, "\">");
    html_text(out, label_here(visit, &lens->label, lens->name));
    buf_text(out, "</a> · ");
    say(visit, "Definition, version {0}", &version, 1);
    buf_text(out, "</p>\n<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<p class=\"lead\">");
    const bool own = theme->description.count > 0; /* else what the whole is about says it */
    html_text(out, label_here(visit, own ? &theme->description : &lens->description, ""));
    buf_text(out, "</p>\n");
    show_others(visit, lens, visit->segments[1]);
    TRY(show_rule(visit, lens, theme->name));
    TRY(show_precision(visit, lens, theme->name));
    TRY(show_records(visit, lens, theme, NULL));
    page_end(visit);
    return STATUS_OK;
}
