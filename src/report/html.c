/* The frame of a report: head, cover, contents, foot. */
#include "report/writing.h"

#include "report/style.h"

#include <sodium.h>

#define WRITING_ROOM ((size_t)128 * 1024 * 1024)
#define HASH_BYTES 16

/* ---- contents ---- */

static void write_entry(struct writing *w, const struct mark *heading)
{
    buf_printf(w->out, "<li class=\"level%u\"><a href=\"#s%s\"><span class=\"number\">%s</span> ",
               heading->level, heading->anchor, heading->anchor);
    write_spans(w, heading);
    buf_text(w->out, "</a></li>\n");
}

static void write_captions(struct writing *w, bool figures, const char *title)
{
    bool any = false;
    for (const struct directive *at = w->made->first; at; at = at->next) {
        const bool figure = at->type == DIRECTIVE_CHART || at->type == DIRECTIVE_MAP;
        if (at->number == 0 || figure != figures) {
            continue;
        }
        if (!any) {
            buf_text(w->out, "<h2>");
            html_text(w->out, title);
            buf_text(w->out, "</h2>\n<ul>\n");
        }
        any = true;
        buf_printf(w->out, "<li><a href=\"#%s%zu\">", figure ? "f" : "t", at->number);
        write_number_of(w, at);
        buf_text(w->out, ". ");
        html_text(w->out, at->caption ? at->caption
                          : at->table ? label_in(&at->table->title, w->language, at->table->name)
                                      : in(w, "Printed and computed", "Imprimé et calculé",
                                           "Impreso y calculado"));
        buf_text(w->out, "</a></li>\n");
    }
    buf_text(w->out, any ? "</ul>\n" : "");
}

static void write_contents(struct writing *w)
{
    if (!w->made->report->contents) {
        return;
    }
    buf_text(w->out, "<nav class=\"contents\" aria-labelledby=\"contents\"><h2 id=\"contents\">");
    html_text(w->out, in(w, "Contents", "Table des matières", "Índice"));
    buf_text(w->out, "</h2>\n<ul>\n");
    for (const struct mark *mark = w->made->document->children; mark; mark = mark->next) {
        if (mark->type == MARK_HEADING && mark->level <= 2) {
            write_entry(w, mark);
        }
    }
    buf_text(w->out, "</ul>\n");
    write_captions(w, false, in(w, "Tables", "Tableaux", "Cuadros"));
    write_captions(w, true, in(w, "Figures", "Figures", "Gráficos"));
    buf_text(w->out, "</nav>\n");
}

/* ---- to fit the paper ---- */

/* Where there is little to say, lists are longer; where there is much, shorter, and in small
 * letters. */
static const struct tightness *tightness_of(const struct report_style *style)
{
    static const struct tightness steps[REPORT_TIGHTEST] = {
        {300, ""}, {200, ""}, {150, ""}, {100, ""}, {100, "small"}, {70, "small"}, {50, "smaller"}};
    static const struct tightness plain = {100, ""};
    return style->form == REPORT_PRINT ? &steps[style->tightness % REPORT_TIGHTEST] : &plain;
}

size_t fitted_limit(const struct writing *w, const struct directive *directive)
{
    const size_t limit = directive->limit * tightness_of(w->style)->percent / 100;
    const bool fits = w->made->report->pages > 0 && directive->limit > 0;
    return !fits ? directive->limit : limit > 2 ? limit : 2;
}

/* ---- the frame ---- */

static void write_head(struct writing *w)
{
    const struct report_made *made = w->made;
    buf_printf(w->out,
               "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
               "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
               w->language);
    html_text(w->out, made->title);
    buf_text(w->out, "</title>\n<meta name=\"generator\" content=\"Crosscut\">\n");
    if (made->ask->data[0]) {
        buf_text(w->out, "<meta name=\"dcterms.created\" content=\"");
        html_text(w->out, made->ask->data);
        buf_text(w->out, "\">\n<meta name=\"dcterms.modified\" content=\"");
        html_text(w->out, made->ask->data);
        buf_text(w->out, "\">\n");
    }
    buf_text(w->out, "<style>\n");
    buf_add(w->out, asset_report_css, asset_report_css_length);
    buf_printf(w->out, "</style>\n</head>\n<body class=\"%s%s",
               w->style->form == REPORT_PRINT ? "print" : "file",
               made->report->contents ? "" : " brief");
    if (tightness_of(w->style)->small[0]) {
        buf_printf(w->out, " %s", tightness_of(w->style)->small);
    }
    buf_text(w->out, "\">\n");
}

static void write_cover(struct writing *w)
{
    const struct report_made *made = w->made;
    const struct pack *pack = made->set->env.pack;
    const char *summary = label_in(&made->report->summary, w->language, "");
    buf_text(w->out, "<header class=\"cover\">\n<p class=\"pack\">");
    html_text(w->out, label_in(&pack->label, w->language, pack->name));
    buf_text(w->out, "</p>\n<h1>");
    html_text(w->out, made->title);
    buf_text(w->out, "</h1>\n<p class=\"summary\">");
    html_text(w->out, summary);
    buf_text(w->out, "</p>\n<p class=\"data\">");
    html_text(w->out, in(w, "Data of ", "Données du ", "Datos del "));
    html_str(w->out, (struct str){made->ask->data,
                                  strlen(made->ask->data) < 10 ? strlen(made->ask->data) : 10});
    buf_text(w->out, "</p>\n");
    if (pack->publisher.count > 0) {
        buf_text(w->out, "<p class=\"publisher\">");
        html_text(w->out, label_in(&pack->publisher, w->language, ""));
        buf_text(w->out, "</p>\n");
    }
    buf_text(w->out, "</header>\n");
}

static enum status write_whole(struct writing *w, struct failure *why)
{
    const bool page = w->style->form == REPORT_PAGE;
    if (!page) {
        write_head(w);
    }
    write_cover(w);
    write_contents(w);
    buf_text(w->out, page ? "<div class=\"report\">\n" : "<main>\n");
    write_blocks(w, w->made->document);
    write_notes(w);
    TRY(open_write_lists(w, why));
    write_version(w);
    buf_text(w->out, page ? "</div>\n" : "</main>\n</body>\n</html>\n");
    return w->no_room ? fail_memory(why) : buf_status(w->out, why);
}

enum status report_html(const struct report_made *made, const struct report_style *style,
                        struct buf *out, struct failure *why)
{
    struct writing w = {.made = made, .style = style, .out = out, .language = made->language};
    arena_init(&w.arena, WRITING_ROOM);
    const enum status status = write_whole(&w, why);
    arena_release(&w.arena);
    return status;
}

/* ---- what it says ---- */

static enum status make_hash(struct writing *w, char hex[REPORT_HASH_TEXT], struct failure *why)
{
    unsigned char hash[HASH_BYTES];
    html_text(w->out, w->made->title);
    write_blocks(w, w->made->document);
    write_notes(w);
    if (w->no_room || sodium_init() < 0) {
        return fail_memory(why);
    }
    TRY(buf_status(w->out, why));
    (void)crypto_generichash(hash, sizeof hash, (const unsigned char *)w->out->at, w->out->length,
                             NULL, 0);
    (void)sodium_bin2hex(hex, REPORT_HASH_TEXT, hash, sizeof hash);
    return STATUS_OK;
}

enum status report_hash(const struct report_made *made, char hex[REPORT_HASH_TEXT],
                        struct failure *why)
{
    const struct report_style paper = {.form = REPORT_PRINT};
    struct buf text;
    struct writing w = {.made = made, .style = &paper, .out = &text, .language = made->language};
    buf_init(&text, WRITING_ROOM);
    arena_init(&w.arena, WRITING_ROOM);
    const enum status status = make_hash(&w, hex, why);
    arena_release(&w.arena);
    buf_release(&text);
    return status;
}
