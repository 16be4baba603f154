#include "write/timeline.h"

#include "text/html.h"
#include "write/draw.h"

#include <stdlib.h>

#define WIDTH 440 /* of a column of the page, on screen and on paper: letters keep their size */
#define ROW 24
#define BAR 8
#define LETTER 7.2 /* the width of one in a wide typeface */
#define TOP 24
#define YEARS_NAMED 8

static int by_start(const void *a, const void *b)
{
    const struct timeline_item *x = a, *y = b;
    const double from = draw_years(x->from, false), other = draw_years(y->from, false);
    return from != other ? (from < other ? -1 : 1) : str_compare(x->label, y->label);
}

struct scale {
    int first, last; /* years; .last is where the drawing ends */
};

static double x_of(struct scale scale, double at)
{
    return (at - scale.first) / (scale.last - scale.first) * WIDTH;
}

static struct scale find_scale(const struct timeline_item *items, size_t count)
{
    struct scale scale = {items[0].from.year, items[0].from.year + 1};
    for (size_t i = 0; i < count; i++) {
        const int end = (items[i].to.year ? items[i].to.year : items[i].from.year) + 1;
        scale.last = end > scale.last ? end : scale.last;
    }
    return scale;
}

static void write_years(struct scale scale, int height, struct buf *out)
{
    const int every = (scale.last - scale.first + YEARS_NAMED - 1) / YEARS_NAMED;
    for (int year = scale.first; year < scale.last; year += every) {
        const double x = x_of(scale, year);
        buf_printf(out,
                   "<line class=\"rule\" stroke=\"#bbb\" x1=\"%.0f\" x2=\"%.0f\" y1=\"%d\" "
                   "y2=\"%d\"/><text x=\"%.0f\" y=\"13\">%d</text>\n",
                   x, x, TOP - 6, height, x + 1, year);
    }
}

/* The bar, and above it the name: from where the bar begins, or to where it ends, on whichever side
 * there is more room; what has none is cut. */
static void write_item(struct scale scale, const struct timeline_item *item, int y, struct buf *out)
{
    const double from = x_of(scale, draw_years(item->from, false));
    const double to = item->to.year ? x_of(scale, draw_years(item->to, true)) : from + 14;
    const double width = to - from < 4 ? 4 : to - from;
    const bool right = from + width > WIDTH - from;
    const double room = right ? from + width : WIDTH - from;
    buf_printf(out,
               "<rect class=\"s0\" fill=\"%s\"%s x=\"%.0f\" y=\"%d\" width=\"%.0f\" "
               "height=\"%d\"/><text x=\"%.0f\" y=\"%d\"%s>",
               draw_colours[0], item->to.year ? "" : " fill-opacity=\".35\"", from, y + ROW - BAR,
               width, BAR, right ? from + width : from, y + ROW - BAR - 3,
               right ? " text-anchor=\"end\"" : "");
    draw_label(out, item->label, (size_t)(room / LETTER) - 1);
    buf_text(out, "</text>\n");
}

void timeline_svg(struct timeline_item *items, size_t count, const char *title, struct buf *out)
{
    if (count < 2) {
        return;
    }
    qsort(items, count, sizeof *items, by_start);
    if (count > TIMELINE_MOST) {
        items += count - TIMELINE_MOST;
        count = TIMELINE_MOST;
    }
    const struct scale scale = find_scale(items, count);
    const int row = ROW + 4, height = TOP + (int)count * row;
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart timeline\" role=\"img\" "
               "viewBox=\"0 0 %d %d\" font-family=\"system-ui, sans-serif\" font-size=\"12\" "
               "aria-label=\"",
               WIDTH, height + 4);
    html_text(out, title);
    buf_text(out, "\">\n");
    write_years(scale, height, out);
    for (size_t i = 0; i < count; i++) {
        write_item(scale, &items[i], TOP + (int)i * row, out);
    }
    buf_text(out, "</svg>\n");
}
