/* `chart: multiples` of a table whose rows are years: a small chart of bars for each column. */
#include "write/multiples.h"

#include "base/decimal.h"
#include "text/html.h"
#include "write/draw.h"
#include "write/multiple_draw.h"
#include "write/words.h"

#define PANELS 12
#define BARS_MOST 250 /* in the drawing, which stays below 15 KB without its links */
#define TITLE 22      /* height of the line with a column's name */
#define LETTERS 42

/* A column as a series: what is in its rows. */
struct series {
    const struct grid_column *column;
    struct multiple_point points[MULTIPLE_POINTS];
    const struct query *filters[MULTIPLE_POINTS];
    size_t count;
    const struct write_options *options;
};

static void write_address(void *context, size_t point, struct buf *out)
{
    const struct series *series = context;
    series->options->address(series->options->context, series->filters[point], out);
}

/* The years of the column that have something; false when it is none that can be drawn. */
static bool read_series(const struct grid *grid, size_t c, struct series *series)
{
    *series = (struct series){.column = &grid->columns[c]};
    if (!draw_measures(series->column)) {
        return false;
    }
    for (size_t r = 0; r < grid->row_count && series->count < MULTIPLE_POINTS; r++) {
        const struct cell *cell = &grid->rows[r].cells[c];
        struct date year;
        if (cell->has_value && cell->value != 0 && cell->filter &&
            date_parse(str_of(grid->rows[r].key), &year)) {
            series->points[series->count] = (struct multiple_point){year, {0}, cell->value};
            series->filters[series->count++] = cell->filter;
        }
    }
    return series->count > 0;
}

static struct multiple multiple_of(struct series *series, const struct write_options *options)
{
    series->options = options;
    return (struct multiple){.points = series->points,
                             .count = series->count,
                             .bars = true,
                             .places = series->column->places,
                             .address = options && options->address ? write_address : NULL,
                             .context = series};
}

/* How many columns are drawn, and the years of all of them. */
static size_t look_at(const struct grid *grid, struct multiple_years *years, bool *several)
{
    struct series series;
    size_t panels = 0, bars = 0;
    *several = false;
    if (grid->table->chart != CHART_MULTIPLES) {
        return 0;
    }
    for (size_t c = 0; c < grid->column_count && panels < PANELS; c++) {
        if (read_series(grid, c, &series)) {
            const struct multiple multiple = multiple_of(&series, NULL);
            multiple_reach(&multiple, years);
            *several = *several || series.count > 1;
            bars += series.count;
            panels++;
        }
    }
    *several = *several && bars <= BARS_MOST;
    return panels;
}

bool multiples_fit(const struct grid *grid)
{
    struct multiple_years years = {0, 0};
    bool several = false;
    (void)look_at(grid, &years, &several);
    return several;
}

/* "US dollars (USD)" over its chart. */
static void write_title(const struct series *series, const char *language, int top, struct buf *out)
{
    const struct grid_column *column = series->column;
    buf_printf(out, "<text font-weight=\"600\" x=\"8\" y=\"%d\">", top + 14);
    draw_label(out, str_of(label_in(&column->label, language, column->name)), LETTERS);
    if (column->unit) {
        buf_text(out, " (");
        html_text(out, column->unit);
        buf_char(out, ')');
    }
    buf_text(out, "</text>\n");
}

static void write_all(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    const char *language = word_language(options);
    struct multiple_years years = {0, 0};
    struct series series;
    bool several = false;
    const size_t panels = look_at(grid, &years, &several);
    const int height = TITLE + MULTIPLE_HEIGHT;
    draw_open(out, grid, options, "chart multiple", MULTIPLE_WIDTH, (int)panels * height);
    for (size_t c = 0, panel = 0; c < grid->column_count && panel < panels; c++) {
        if (read_series(grid, c, &series)) {
            const struct multiple multiple = multiple_of(&series, options);
            write_title(&series, language, (int)panel * height, out);
            multiple_panel(&multiple, years, (int)panel * height + TITLE, language, out);
            panel++;
        }
    }
    draw_close(out);
}

void multiples_svg(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    const size_t before = out->length;
    if (!multiples_fit(grid)) {
        return;
    }
    write_all(grid, options, out);
    if (out->length - before > MULTIPLE_BYTES) { /* long addresses: the table beside has them too */
        struct write_options plain = *options;
        plain.address = NULL;
        out->length = before;
        write_all(grid, &plain, out);
    }
}

/* "most in 2022 (3,750,000)" */
static void tell_most(const struct series *series, const char *language, struct buf *out)
{
    const struct multiple_point *most = &series->points[0];
    char number[64];
    for (size_t i = 1; i < series->count; i++) {
        most = series->points[i].value > most->value ? &series->points[i] : most;
    }
    buf_text(out, word_in(language, "most in ", "maximum en ", "máximo en "));
    buf_printf(out, "%d (", most->from.year);
    word_number(language, most->value, series->column->places, number);
    html_text(out, number);
    buf_char(out, ')');
}

void multiples_finding(const struct grid *grid, const struct write_options *options,
                       struct buf *out)
{
    const char *language = word_language(options);
    struct multiple_years years = {0, 0};
    struct series series;
    bool several = false;
    const size_t panels = look_at(grid, &years, &several);
    for (size_t c = 0, panel = 0; several && c < grid->column_count && panel < panels; c++) {
        if (read_series(grid, c, &series)) {
            buf_text(out, panel++ > 0 ? word_in(language, "; ", "\xC2\xA0; ", "; ") : "");
            html_text(out, label_in(&series.column->label, language, series.column->name));
            buf_text(out, word_in(language, ": ", "\xC2\xA0: ", ": "));
            tell_most(&series, language, out);
        }
    }
    buf_text(out, several ? "." : "");
}

/* ---- a column without words ---- */

#define SPARK_HEIGHT 28
#define SPARK_WIDTH 160

/* A bar for each year that has something, all of one width. */
static void write_bars(const struct series *series, struct multiple_years years, struct buf *out)
{
    const double step = (double)SPARK_WIDTH / (years.last + 1 - years.first);
    const double width =
        step * 0.8 < 1 ? 1 : step * 0.8; /* of many years the bars can be seen too */
    int64_t most = 1;
    for (size_t i = 0; i < series->count; i++) {
        most = series->points[i].value > most ? series->points[i].value : most;
    }
    for (size_t i = 0; i < series->count; i++) {
        const double height = (double)series->points[i].value / (double)most * SPARK_HEIGHT;
        if (height > 0) {
            const double x = (series->points[i].from.year - years.first) * step;
            buf_printf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                       x < SPARK_WIDTH - width ? x : SPARK_WIDTH - width, SPARK_HEIGHT - height,
                       width, height);
        }
    }
}

bool multiples_spark(const struct grid *grid, size_t column, const char *language, struct buf *out)
{
    struct multiple_years years = {0, 0};
    struct series series;
    if (!read_series(grid, column, &series) || series.count < 2) {
        return false;
    }
    const struct multiple multiple = multiple_of(&series, NULL);
    multiple_reach(&multiple, &years);
    buf_printf(out,
               "<svg class=\"spark\" aria-hidden=\"true\" viewBox=\"0 0 %d %d\" "
               "preserveAspectRatio=\"none\">",
               SPARK_WIDTH, SPARK_HEIGHT);
    write_bars(&series, years, out);
    buf_printf(out, "</svg>\n<span>%d–%d; ", years.first, years.last);
    tell_most(&series, language, out);
    buf_text(out, "</span>");
    return true;
}
