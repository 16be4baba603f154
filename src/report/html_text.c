/* Prose, and the places in it where something is computed. */
#include "report/writing.h"

#include "base/decimal.h"

#define WHOLE_ROWS 8 /* a table of so many is not broken over two pages; */
#define WHOLE_LIST 4 /* of a list, or one with printed numbers, whose rows have several lines */

/* ---- spans ---- */

static void write_value(struct writing *w, const struct directive *directive)
{
    const struct expr_value *value = &directive->value;
    char text[64];
    if (value->outcome == EXPR_TEXT) {
        html_str(w->out, value->text);
    } else if (value->outcome == EXPR_NOTHING) {
        html_text(w->out, in(w, "no data", "pas de données", "sin datos"));
    } else if (directive->has_decimals) {
        word_number(w->language, value->number, directive->decimals, text);
        html_text(w->out, text);
    } else {
        word_exact(w->language, value->number, text);
        html_text(w->out, text);
    }
}

/* French has one for 0 too; English and Spanish for 1 only. */
static bool is_one(const struct writing *w, int64_t number)
{
    const int64_t size = number < 0 ? -number : number;
    return strcmp(w->language, "fr") == 0 ? size < (int64_t)2 * DECIMAL_ONE : size == DECIMAL_ONE;
}

/* What is said with the number; NULL: nothing. */
static const char *form_of(const struct writing *w, const struct directive *directive)
{
    const struct expr_value *value = &directive->value;
    if (value->outcome != EXPR_NUMBER) {
        return NULL;
    }
    return value->number == 0 && directive->forms[FORM_NONE_AT_ALL]
               ? directive->forms[FORM_NONE_AT_ALL]
               : directive->forms[is_one(w, value->number) ? FORM_ONE : FORM_MANY];
}

/* "3 projects"; where the words have a "#", the number stands there. */
static void write_counted(struct writing *w, const struct directive *directive)
{
    const char *form = form_of(w, directive);
    const char *place = form ? strchr(form, '#') : NULL;
    const bool alone = form && form == directive->forms[FORM_NONE_AT_ALL] && !place;
    if (place) {
        html_str(w->out, (struct str){form, (size_t)(place - form)});
    }
    if (!alone) {
        write_number(w, directive);
    }
    if (form && !place) {
        buf_text(w->out, alone ? "" : "\xC2\xA0");
        html_text(w->out, form);
    } else if (place) {
        html_text(w->out, place + 1);
    }
}

void write_number(struct writing *w, const struct directive *directive)
{
    const bool link = open_number(w, directive);
    write_value(w, directive);
    buf_text(w->out, link ? "</a>" : "");
}

/* A typed number, with what the data give for it. */
static void write_claim(struct writing *w, const struct directive *directive)
{
    const struct claim_result *result = &directive->result;
    const bool typed = directive->type == DIRECTIVE_CLAIM;
    const bool match = result->verdict == VERDICT_MATCH || result->verdict == VERDICT_MATCH_ROUNDED;
    buf_printf(w->out, "<span class=\"claim v-%s\">", verdict_name(result->verdict));
    write_plain(w, result->printed, result->is_number);
    buf_text(w->out, " <small>(");
    const bool link = typed && open_number(w, directive);
    if (result->computed && (!match || !typed)) {
        buf_text(w->out, in(w, "computed", "calculé", "calculado"));
        buf_char(w->out, ' ');
        write_plain(w, result->computed, result->is_number);
        buf_text(w->out, in(w, ": ", "\xC2\xA0: ", ": "));
    }
    html_text(w->out, verdict_label(w, result));
    buf_text(w->out, link ? "</a>)</small></span>" : ")</small></span>");
}

static void write_note_mark(struct writing *w, const struct directive *directive)
{
    const struct directive **grown = arena_grow(&w->arena, w->notes, w->note_count,
                                                &w->note_capacity, sizeof(struct directive *));
    if (!grown) {
        w->no_room = true;
        return;
    }
    w->notes = grown;
    grown[w->note_count++] = directive;
    buf_printf(w->out, "<sup><a id=\"nr%zu\" href=\"#n%zu\" class=\"note-mark\">%zu</a></sup>",
               w->note_count, w->note_count, w->note_count);
}

static void write_span(struct writing *w, const struct directive *directive)
{
    switch (directive->type) {
    case DIRECTIVE_NUMBER:
        write_counted(w, directive);
        break;
    case DIRECTIVE_CLAIM:
    case DIRECTIVE_PRINTED:
        write_claim(w, directive);
        break;
    case DIRECTIVE_SEE:
        buf_printf(w->out, "<a href=\"#%s%zu\">",
                   directive->target->type == DIRECTIVE_CHART ||
                           directive->target->type == DIRECTIVE_MAP
                       ? "f"
                       : "t",
                   directive->target->number);
        write_number_of(w, directive->target);
        buf_text(w->out, "</a>");
        break;
    case DIRECTIVE_NOTE:
        write_note_mark(w, directive);
        break;
    default:
        html_text(w->out, directive->argument);
        break;
    }
}

static void write_wrapped(struct writing *w, const struct mark *mark, const char *element)
{
    buf_printf(w->out, "<%s>", element);
    write_spans(w, mark);
    buf_printf(w->out, "</%s>", element);
}

void write_spans(struct writing *w, const struct mark *parent)
{
    for (const struct mark *mark = parent->children; mark; mark = mark->next) {
        switch (mark->type) {
        case MARK_TEXT:
            html_str(w->out, mark->text);
            break;
        case MARK_CODE:
            if (mark->directive) {
                write_span(w, mark->directive);
            } else {
                buf_text(w->out, "<code>");
                html_str(w->out, mark->text);
                buf_text(w->out, "</code>");
            }
            break;
        case MARK_BREAK:
            buf_text(w->out, "<br>\n");
            break;
        case MARK_SPACE:
            buf_char(w->out, '\n');
            break;
        case MARK_EMPHASIS:
            write_wrapped(w, mark, "em");
            break;
        case MARK_STRONG:
            write_wrapped(w, mark, "strong");
            break;
        case MARK_LINK:
            buf_text(w->out, "<a href=\"");
            html_text(w->out, mark->info);
            buf_text(w->out, "\">");
            write_spans(w, mark);
            buf_text(w->out, "</a>");
            break;
        default:
            break;
        }
    }
}

/* ---- blocks ---- */

static void write_heading(struct writing *w, const struct mark *mark)
{
    const unsigned level = mark->level + 1;
    if (mark->anchor[0]) {
        buf_printf(w->out, "<h%u id=\"s%s\"><span class=\"number\">%s</span> ", level, mark->anchor,
                   mark->anchor);
    } else {
        buf_printf(w->out, "<h%u>", level);
    }
    write_spans(w, mark);
    buf_printf(w->out, "</h%u>\n", level);
}

/* A list is as long as the paper allows; a small table stays on one page. */
static void write_fitted(struct writing *w, const struct directive *directive)
{
    struct directive fitted = *directive;
    fitted.limit = fitted_limit(w, directive);
    const size_t rows = fitted.limit > 0 && fitted.limit < fitted.grid->row_count
                            ? fitted.limit
                            : fitted.grid->row_count;
    const bool high = directive->type == DIRECTIVE_LIST || directive->claims;
    const bool whole = rows <= (high ? WHOLE_LIST : WHOLE_ROWS) && !fitted.wide;
    buf_text(w->out, whole ? "<div class=\"unbroken\">\n" : "");
    write_table(w, &fitted);
    buf_text(w->out, whole ? "</div>\n" : "");
}

static void write_fence(struct writing *w, const struct directive *directive)
{
    switch (directive->type) {
    case DIRECTIVE_TABLE:
    case DIRECTIVE_LIST:
        write_fitted(w, directive);
        break;
    case DIRECTIVE_CHART:
    case DIRECTIVE_MAP:
        write_figure(w, directive);
        break;
    case DIRECTIVE_FIGURES:
        write_figures(w, directive);
        break;
    case DIRECTIVE_CLAIMS:
        write_claims(w, directive);
        break;
    case DIRECTIVE_DEFINITIONS:
        write_definitions(w, directive);
        break;
    case DIRECTIVE_METHOD:
        write_method(w);
        break;
    case DIRECTIVE_DATA:
        write_data(w, directive);
        break;
    default:
        break;
    }
}

/* The first paragraph of an item of a tight list is only its words. */
static void write_item(struct writing *w, const struct mark *item, bool tight)
{
    buf_text(w->out, "<li>");
    const struct mark *first = item->children;
    if (tight && first && first->type == MARK_PARAGRAPH) {
        write_spans(w, first);
        const struct mark rest = {.type = MARK_ITEM, .children = first->next};
        write_blocks(w, &rest);
    } else {
        write_blocks(w, item);
    }
    buf_text(w->out, "</li>\n");
}

static void write_list(struct writing *w, const struct mark *list)
{
    const char *element = list->ordered ? "ol" : "ul";
    buf_printf(w->out, "<%s>\n", element);
    for (const struct mark *item = list->children; item; item = item->next) {
        write_item(w, item, list->tight);
    }
    buf_printf(w->out, "</%s>\n", element);
}

/* One that leads to a table or chart stays with it on paper. */
static void write_paragraph(struct writing *w, const struct mark *mark)
{
    const bool leads = mark->next && mark->next->type == MARK_FENCE;
    buf_text(w->out, leads ? "<p class=\"leads\">" : "<p>");
    write_spans(w, mark);
    buf_text(w->out, "</p>\n");
}

void write_blocks(struct writing *w, const struct mark *parent)
{
    for (const struct mark *mark = parent->children; mark; mark = mark->next) {
        switch (mark->type) {
        case MARK_PARAGRAPH:
            write_paragraph(w, mark);
            break;
        case MARK_HEADING:
            write_heading(w, mark);
            break;
        case MARK_LIST:
            write_list(w, mark);
            break;
        case MARK_QUOTE:
            buf_text(w->out, "<blockquote>\n");
            write_blocks(w, mark);
            buf_text(w->out, "</blockquote>\n");
            break;
        case MARK_RULE:
            buf_text(w->out, "<hr>\n");
            break;
        case MARK_FENCE:
            write_fence(w, mark->directive);
            break;
        default:
            break;
        }
    }
}

void write_notes(struct writing *w)
{
    if (w->note_count == 0) {
        return;
    }
    buf_text(w->out, "<section class=\"footnotes\"><h2 id=\"notes\">");
    html_text(w->out, in(w, "Notes", "Notes", "Notas"));
    buf_text(w->out, "</h2>\n<ol>\n");
    for (size_t i = 0; i < w->note_count; i++) {
        buf_printf(w->out, "<li id=\"n%zu\">", i + 1);
        html_text(w->out, w->notes[i]->argument);
        buf_printf(w->out, " <a href=\"#nr%zu\" class=\"back\">", i + 1);
        html_text(w->out, in(w, "back", "retour", "volver"));
        buf_text(w->out, "</a></li>\n");
    }
    buf_text(w->out, "</ol></section>\n");
}
