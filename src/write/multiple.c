/* One chart of small multiples: a series along an axis of time that others share. */
#include "write/multiple_draw.h"

#include "text/html.h"
#include "write/draw.h"
#include "write/words.h"

#define LEFT 20 /* room for the 0 of the scale */
#define RIGHT 8
#define TOP 20       /* the number of the scale stands above its rule */
#define PLOT 84      /* height of the plot */
#define STRIP 10     /* of a number that stands alone: it shows when, and needs no scale */
#define BELOW 22     /* for the years */
#define LABELS 6     /* years that have their number below */
#define LONG 1.01    /* years from which a time is drawn as wide as it is */
#define DOTS_MOST 40 /* more are drawn smaller */

/* Where values and times stand. */
struct panel {
    const struct multiple *multiple;
    struct multiple_years years;
    int64_t least, greatest; /* of the scale; 0 is in it */
    int top, plot;           /* where it begins, and the height of what is in it */
    const char *language;
    struct buf *out;
};

static double end_of(const struct multiple_point *point)
{
    return draw_years(point->to.year ? point->to : point->from, true);
}

void multiple_reach(const struct multiple *multiple, struct multiple_years *years)
{
    for (size_t i = 0; i < multiple->count; i++) {
        const struct multiple_point *point = &multiple->points[i];
        const int last = point->to.year ? point->to.year : point->from.year;
        years->first =
            years->first == 0 || point->from.year < years->first ? point->from.year : years->first;
        years->last = last > years->last ? last : years->last;
    }
}

/* ---- the scale ---- */

static size_t first_drawn(const struct multiple *multiple)
{
    return multiple->count > MULTIPLE_POINTS ? multiple->count - MULTIPLE_POINTS : 0;
}

static void find_scale(struct panel *panel)
{
    const struct multiple *multiple = panel->multiple;
    for (size_t i = first_drawn(multiple); i < multiple->count; i++) {
        const int64_t value = multiple->points[i].value;
        panel->least = value < panel->least ? value : panel->least;
        panel->greatest = value > panel->greatest ? value : panel->greatest;
    }
}

static double x_of(const struct panel *panel, double at)
{
    const double share = (at - panel->years.first) / (panel->years.last + 1 - panel->years.first);
    return LEFT + share * (MULTIPLE_WIDTH - LEFT - RIGHT);
}

static double y_of(const struct panel *panel, int64_t value)
{
    const double span = (double)panel->greatest - (double)panel->least;
    const double share = span > 0 ? ((double)value - (double)panel->least) / span : 0;
    return panel->top + TOP + panel->plot - share * panel->plot;
}

static void write_value(const struct panel *panel, int64_t value)
{
    char text[64];
    word_number(panel->language, value, value != 0 ? panel->multiple->places : 0, text);
    html_text(panel->out, text);
}

static void write_line_at(const struct panel *panel, double y)
{
    buf_printf(panel->out,
               "<line class=\"rule\" stroke=\"#bbb\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" "
               "y2=\"%.1f\"/>",
               LEFT, MULTIPLE_WIDTH - RIGHT, y, y);
}

/* A thin line across at a value, with its number above; that of 0 stands before it. */
static void write_rule(const struct panel *panel, int64_t value)
{
    const double y = y_of(panel, value);
    write_line_at(panel, y);
    buf_printf(panel->out, "<text class=\"soft\" x=\"%d\" y=\"%.1f\"%s>",
               value != 0 ? LEFT : LEFT - 6, value != 0 ? y - 5 : y + 4,
               value != 0 ? "" : " text-anchor=\"end\"");
    write_value(panel, value);
    buf_text(panel->out, "</text>\n");
}

static void write_years(const struct panel *panel)
{
    const int count = panel->years.last + 1 - panel->years.first;
    const int every = (count + LABELS - 1) / LABELS;
    for (int year = panel->years.first; year <= panel->years.last; year += every) {
        buf_printf(panel->out, "<text text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%d</text>\n",
                   x_of(panel, year + 0.5), panel->top + TOP + panel->plot + 16, year);
    }
}

/* ---- the numbers ---- */

/* "2005: 12" */
static void tell_point(const struct multiple *multiple, size_t i, const char *language,
                       struct buf *out)
{
    char number[64], from[11];
    word_number(language, multiple->points[i].value, multiple->places, number);
    date_print(multiple->points[i].from, from);
    html_text(out, from);
    buf_text(out, word_in(language, ": ", "\xC2\xA0: ", ": "));
    html_text(out, number);
}

/* A link is called after its number. */
static void name_link(const struct panel *panel, size_t i)
{
    if (panel->multiple->address) {
        buf_text(panel->out, "<title>");
        tell_point(panel->multiple, i, panel->language, panel->out);
        buf_text(panel->out, "</title>");
    }
}

static void begin_link(const struct panel *panel, size_t i)
{
    const struct multiple *multiple = panel->multiple;
    if (multiple->address) {
        buf_text(panel->out, "<a tabindex=\"-1\" href=\"");
        multiple->address(multiple->context, i, panel->out);
        buf_text(panel->out, "\">");
    }
}

static void end_link(const struct panel *panel)
{
    buf_text(panel->out, panel->multiple->address ? "</a>\n" : "\n");
}

/* The marks of a series have their colour in common. */
static void begin_marks(const struct panel *panel)
{
    buf_printf(panel->out, "<g class=\"s0\" fill=\"%s\">\n", draw_colours[0]);
}

static void end_marks(const struct panel *panel)
{
    buf_text(panel->out, "</g>\n");
}

static void write_bars(const struct panel *panel)
{
    const struct multiple *multiple = panel->multiple;
    for (size_t i = first_drawn(multiple); i < multiple->count; i++) {
        const struct multiple_point *point = &multiple->points[i];
        const double from = x_of(panel, draw_years(point->from, false));
        const double width = (x_of(panel, end_of(point)) - from) * 0.8;
        const double y = y_of(panel, point->value), zero = y_of(panel, 0);
        const double height = y < zero ? zero - y : y - zero;
        begin_link(panel, i);
        buf_printf(panel->out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">",
                   from + width * 0.125, y < zero ? zero - height : zero, width < 2 ? 2 : width,
                   height);
        name_link(panel, i);
        buf_text(panel->out, "</rect>");
        end_link(panel);
    }
}

static double middle_of(const struct panel *panel, const struct multiple_point *point)
{
    return x_of(panel, (draw_years(point->from, false) + end_of(point)) / 2);
}

static void write_line(const struct panel *panel)
{
    const struct multiple *multiple = panel->multiple;
    const size_t first = first_drawn(multiple);
    if (multiple->count - first < 2) {
        return;
    }
    buf_printf(panel->out,
               "<polyline class=\"l0\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"",
               draw_colours[0]);
    for (size_t i = first; i < multiple->count; i++) {
        buf_printf(panel->out, "%.1f,%.1f ", middle_of(panel, &multiple->points[i]),
                   y_of(panel, multiple->points[i].value));
    }
    buf_text(panel->out, "\"/>\n");
}

static void write_dots(const struct panel *panel)
{
    const struct multiple *multiple = panel->multiple;
    for (size_t i = first_drawn(multiple); i < multiple->count; i++) {
        const struct multiple_point *point = &multiple->points[i];
        const double y = y_of(panel, point->value);
        const double from = draw_years(point->from, false);
        begin_link(panel, i);
        if (end_of(point) - from > LONG) {
            buf_printf(panel->out,
                       "<line class=\"l0\" stroke=\"%s\" stroke-width=\"2\" x1=\"%.1f\" "
                       "x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
                       draw_colours[0], x_of(panel, from), x_of(panel, end_of(point)), y, y);
        }
        buf_printf(panel->out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\">", middle_of(panel, point),
                   y, multiple->count > DOTS_MOST ? "2.5" : "4");
        name_link(panel, i);
        buf_text(panel->out, "</circle>");
        end_link(panel);
    }
}

static bool is_alone(const struct multiple *multiple)
{
    return multiple->count == 1 && !multiple->bars;
}

/* One number: when it was, with the number above. */
static void write_alone(struct panel *panel)
{
    const struct multiple_point *point = &panel->multiple->points[0];
    const double x = middle_of(panel, point);
    panel->plot = STRIP;
    panel->greatest = point->value != 0 ? point->value : 1;
    panel->least = panel->greatest;
    write_line_at(panel, y_of(panel, point->value));
    begin_marks(panel);
    write_dots(panel);
    end_marks(panel);
    buf_printf(panel->out, "<text text-anchor=\"%s\" x=\"%.1f\" y=\"%d\">",
               x < MULTIPLE_WIDTH / 4.0       ? "start"
               : x > MULTIPLE_WIDTH * 3 / 4.0 ? "end"
                                              : "middle",
               x, panel->top + TOP - 2);
    write_value(panel, point->value);
    buf_text(panel->out, "</text>\n");
    write_years(panel);
}

void multiple_panel(const struct multiple *multiple, struct multiple_years years, int top,
                    const char *language, struct buf *out)
{
    struct panel panel = {multiple, years, 0, 0, top, PLOT, language, out};
    if (is_alone(multiple)) {
        write_alone(&panel);
        return;
    }
    find_scale(&panel);
    write_rule(&panel, 0);
    if (panel.greatest > 0) {
        write_rule(&panel, panel.greatest);
    }
    if (panel.least < 0) {
        write_rule(&panel, panel.least);
    }
    write_years(&panel);
    if (!multiple->bars) {
        write_line(&panel);
    }
    begin_marks(&panel);
    if (multiple->bars) {
        write_bars(&panel);
    } else {
        write_dots(&panel);
    }
    end_marks(&panel);
}

/* ---- alone, and in words ---- */

static void write_svg(const struct multiple *multiple, struct multiple_years years,
                      const char *language, struct buf *out)
{
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart multiple\" role=\"%s\" "
               "viewBox=\"0 0 %d %d\" font-family=\"system-ui, sans-serif\" font-size=\"13\" "
               "aria-label=\"",
               multiple->address ? "group" : "img", MULTIPLE_WIDTH,
               is_alone(multiple) ? TOP + STRIP + BELOW : MULTIPLE_HEIGHT);
    html_text(out, multiple->title);
    buf_text(out, "\">\n<title>");
    html_text(out, multiple->title);
    buf_text(out, ". ");
    multiple_finding(multiple, language, out);
    buf_text(out, "</title>\n<desc>");
    html_text(out, draw_description(language));
    buf_text(out, "</desc>\n");
    multiple_panel(multiple, years, 0, language, out);
    buf_text(out, "</svg>\n");
}

void multiple_svg(const struct multiple *multiple, struct multiple_years years,
                  const char *language, struct buf *out)
{
    const size_t before = out->length;
    if (multiple->count == 0) {
        return;
    }
    write_svg(multiple, years, language, out);
    if (out->length - before > MULTIPLE_BYTES) { /* long addresses: the table beside has them too */
        struct multiple plain = *multiple;
        plain.address = NULL;
        out->length = before;
        write_svg(&plain, years, language, out);
    }
}

void multiple_finding(const struct multiple *multiple, const char *language, struct buf *out)
{
    const char *between = word_in(language, "; ", "\xC2\xA0; ", "; ");
    size_t most = 0;
    for (size_t i = 1; i < multiple->count; i++) {
        most = multiple->points[i].value > multiple->points[most].value ? i : most;
    }
    if (multiple->count == 0) {
        return;
    }
    tell_point(multiple, 0, language, out);
    if (multiple->count > 1) {
        buf_text(out, between);
        tell_point(multiple, multiple->count - 1, language, out);
    }
    if (most > 0 && most + 1 < multiple->count) {
        buf_text(out, between);
        buf_text(out, word_in(language, "most in ", "maximum en ", "máximo en "));
        tell_point(multiple, most, language, out);
    }
    buf_char(out, '.');
}
