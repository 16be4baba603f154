#include "write/chart.h"

#include "base/decimal.h"
#include "text/html.h"
#include "write/draw.h"
#include "write/flows.h"
#include "write/map.h"
#include "write/multiples.h"
#include "write/words.h"

#include <stdio.h>

#define WIDTH 720
#define LABEL_WIDTH 290 /* of the rows' labels */
#define VALUE_WIDTH 80  /* behind the longest bar */
#define ROW_HEIGHT 26
#define BAR_HEIGHT 16
#define LINE_HEIGHT 260 /* of the plot of a line chart */
#define ROWS_MOST 60
#define YEAR_WIDTH 380 /* in tenths, from the middle of one year below a chart to the next */
#define LABEL_LETTERS 34

/* The columns that are drawn, and what they have in common. */
struct chart {
    const struct grid *grid;
    const struct write_options *options;
    const char *language;
    struct buf *out;
    size_t series[DRAW_SERIES];
    size_t series_count;
    int64_t greatest;
    bool years; /* the rows are years: lines */
};

/* ---- what is drawn ---- */

static bool is_year(const char *key)
{
    for (size_t i = 0; i < 4; i++) {
        if (key[i] < '0' || key[i] > '9') {
            return false;
        }
    }
    return key[4] == '\0';
}

/*
 * The first column that counts or sums. Lines also take those that were split off the same one;
 * bars do not, for whether the parts of a split add up to something only the table's author knows.
 */
static void choose_series(struct chart *chart)
{
    const struct grid *grid = chart->grid;
    const struct table_column *from = NULL;
    if (grid->table->by) {
        return; /* the same rows once in each block */
    }
    for (size_t c = 0; c < grid->column_count && chart->series_count < DRAW_SERIES; c++) {
        const struct grid_column *column = &grid->columns[c];
        if (!draw_measures(column) || draw_has_negative(grid, c) ||
            (from && column->from != from)) {
            continue;
        }
        if (column->from->split && !chart->years) {
            continue;
        }
        if (from && !from->split) {
            break;
        }
        from = column->from;
        chart->series[chart->series_count++] = c;
    }
}

static int64_t value_at(const struct chart *chart, size_t row, size_t series)
{
    const struct cell *cell = &chart->grid->rows[row].cells[chart->series[series]];
    return cell->has_value ? cell->value : 0;
}

static void find_greatest(struct chart *chart)
{
    for (size_t r = 0; r < chart->grid->row_count; r++) {
        for (size_t s = 0; s < chart->series_count; s++) {
            const int64_t value = value_at(chart, r, s);
            chart->greatest = value > chart->greatest ? value : chart->greatest;
        }
    }
}

static struct chart look_at(const struct grid *grid)
{
    struct chart chart = {.grid = grid, .years = grid->row_count >= 3};
    for (size_t r = 0; r < grid->row_count; r++) {
        chart.years = chart.years && is_year(grid->rows[r].key);
    }
    choose_series(&chart);
    find_greatest(&chart);
    return chart;
}

bool chart_fits(const struct grid *grid)
{
    if (grid->table->chart == CHART_MAP) {
        return map_fits(grid);
    }
    if (grid->table->chart == CHART_FLOWS) {
        return flows_fits(grid);
    }
    if (grid->table->chart == CHART_MULTIPLES) {
        return multiples_fit(grid);
    }
    const struct chart chart = look_at(grid);
    if (grid->table->rows.type == AXIS_RECORDS && chart.greatest <= DECIMAL_ONE) {
        return false; /* marks of single records: bars would repeat the list */
    }
    return chart.series_count > 0 && chart.greatest > 0 && grid->row_count >= 2 &&
           grid->row_count <= ROWS_MOST;
}

/* ---- pieces ---- */

/* Where a value stands on a scale of @length, in tenths; a share of the greatest. */
static int scale(const struct chart *chart, int64_t value, int length)
{
    return (int)((double)value / (double)chart->greatest * length * 10);
}

static void write_tenths(struct buf *out, int tenths)
{
    buf_printf(out, "%d.%d", tenths / 10, tenths % 10);
}

static void write_value(const struct chart *chart, int64_t value)
{
    char text[64];
    const unsigned places = chart->grid->columns[chart->series[0]].places;
    word_number(chart->language, value, places, text);
    html_text(chart->out, text);
}

#define LEGEND_HEIGHT 24

/* One line of coloured squares and names, when there is more than one series. */
static void write_legend(const struct chart *chart)
{
    struct buf *out = chart->out;
    const int step = WIDTH / (int)chart->series_count;
    for (size_t s = 0; chart->series_count > 1 && s < chart->series_count; s++) {
        const struct grid_column *column = &chart->grid->columns[chart->series[s]];
        buf_printf(out,
                   "<rect class=\"s%zu\" x=\"%d\" y=\"4\" width=\"12\" height=\"12\" "
                   "fill=\"%s\"/><text x=\"%d\" y=\"15\">",
                   s, (int)s * step, draw_colours[s], (int)s * step + 18);
        draw_label(out, str_of(label_in(&column->label, chart->language, column->name)),
                   LABEL_LETTERS);
        buf_text(out, "</text>\n");
    }
}

/* ---- bars ---- */

/* Where a label that is too long for one line is divided: behind the last blank that fits; 0: it is
 * not too long, or has no blank there. */
static size_t line_end(struct str text)
{
    size_t letters = 0, end = 0;
    for (size_t i = 0; i < text.length; i++) {
        const bool begins = ((unsigned char)text.at[i] & 0xC0) != 0x80;
        letters += begins;
        if (text.at[i] == ' ' && letters <= LABEL_LETTERS) {
            end = i;
        }
    }
    return letters > LABEL_LETTERS ? end : 0;
}

/* The label of a row beside its bar, in two smaller lines when it is long. */
static void write_row_label(struct buf *out, struct str text, int top)
{
    const size_t end = line_end(text);
    if (end == 0) {
        buf_printf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">", LABEL_WIDTH - 8, top + 13);
        draw_label(out, text, LABEL_LETTERS);
        buf_text(out, "</text>");
        return;
    }
    const struct str lines[] = {{text.at, end}, {text.at + end + 1, text.length - end - 1}};
    for (int i = 0; i < 2; i++) {
        buf_printf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" font-size=\"10.5\">",
                   LABEL_WIDTH - 8, top + 7 + 11 * i);
        draw_label(out, lines[i], LABEL_LETTERS + 4);
        buf_text(out, "</text>");
    }
}

static void write_bar(const struct chart *chart, size_t row, int top)
{
    struct buf *out = chart->out;
    const int64_t value = value_at(chart, row, 0);
    const struct query *filter = chart->grid->rows[row].cells[chart->series[0]].filter;
    const int width = scale(chart, value, WIDTH - LABEL_WIDTH - VALUE_WIDTH);
    write_row_label(out, str_of(draw_row_label(chart->grid, row, chart->language)), top);
    draw_link(out, chart->options, value > 0 ? filter : NULL);
    buf_printf(out, "<rect class=\"s0\" x=\"%d\" y=\"%d\" width=\"", LABEL_WIDTH, top);
    write_tenths(out, width);
    buf_printf(out, "\" height=\"%d\" fill=\"%s\"/><text x=\"", BAR_HEIGHT, draw_colours[0]);
    write_tenths(out, LABEL_WIDTH * 10 + width + 60);
    buf_printf(out, "\" y=\"%d\">", top + 13);
    write_value(chart, value);
    buf_text(out, "</text>");
    draw_link_end(out, chart->options, value > 0 ? filter : NULL);
    buf_char(out, '\n');
}

static void write_bars(const struct chart *chart)
{
    draw_open(chart->out, chart->grid, chart->options, "chart", WIDTH,
              (int)chart->grid->row_count * ROW_HEIGHT + 4);
    for (size_t r = 0; r < chart->grid->row_count; r++) {
        write_bar(chart, r, (int)r * ROW_HEIGHT + 4);
    }
    draw_close(chart->out);
}

/* ---- lines ---- */

static int year_at(const struct chart *chart, size_t row)
{
    const char *key = chart->grid->rows[row].key;
    return (key[0] - '0') * 1000 + (key[1] - '0') * 100 + (key[2] - '0') * 10 + key[3] - '0';
}

/* By time where the rows are in its order: years without records may have no row. */
static int x_of(const struct chart *chart, size_t row)
{
    const int room = (WIDTH - VALUE_WIDTH - 20) * 10;
    const size_t last = chart->grid->row_count - 1;
    double share = (double)row / (double)last;
    if (chart->grid->table->rows.type == AXIS_YEARS) {
        const int first = year_at(chart, 0);
        share = (double)(year_at(chart, row) - first) / (year_at(chart, last) - first);
    }
    return VALUE_WIDTH * 10 + (int)(share * room);
}

/* The years below, of which none stands on another. */
static void write_years(const struct chart *chart, int y)
{
    const size_t count = chart->grid->row_count;
    const size_t every = count > 16 ? (count + 15) / 16 : 1;
    int before = -YEAR_WIDTH;
    for (size_t r = 0; r < count; r += every) {
        const int x = x_of(chart, r);
        if (x - before < YEAR_WIDTH) {
            continue;
        }
        before = x;
        buf_text(chart->out, "<text text-anchor=\"middle\" x=\"");
        write_tenths(chart->out, x);
        buf_printf(chart->out, "\" y=\"%d\">", y);
        html_text(chart->out, chart->grid->rows[r].key);
        buf_text(chart->out, "</text>");
    }
}

static void write_line(const struct chart *chart, size_t series, int top)
{
    struct buf *out = chart->out;
    buf_printf(out,
               "<polyline class=\"l%zu\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\" "
               "points=\"",
               series, draw_colours[series]);
    for (size_t r = 0; r < chart->grid->row_count; r++) {
        write_tenths(out, x_of(chart, r));
        buf_char(out, ',');
        write_tenths(out, (top + LINE_HEIGHT) * 10 -
                              scale(chart, value_at(chart, r, series), LINE_HEIGHT));
        buf_char(out, ' ');
    }
    buf_text(out, "\"/>\n");
}

/* The greatest value, half of it and none, as thin lines with their numbers. */
static void write_rules(const struct chart *chart, int top)
{
    for (int part = 0; part <= 2; part++) {
        const int y = top + LINE_HEIGHT - LINE_HEIGHT * part / 2;
        buf_printf(chart->out,
                   "<line class=\"rule\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" "
                   "stroke=\"#bbb\"/><text x=\"%d\" y=\"%d\" text-anchor=\"end\">",
                   VALUE_WIDTH, WIDTH, y, y, VALUE_WIDTH - 8, y + 4);
        write_value(chart, chart->greatest / 2 * part);
        buf_text(chart->out, "</text>\n");
    }
}

static void write_lines(const struct chart *chart)
{
    const int legend = chart->series_count > 1 ? LEGEND_HEIGHT : 0;
    const int top = legend + 12;
    draw_open(chart->out, chart->grid, chart->options, "chart", WIDTH, top + LINE_HEIGHT + 26);
    write_legend(chart);
    write_rules(chart, top);
    write_years(chart, top + LINE_HEIGHT + 18);
    for (size_t s = 0; s < chart->series_count; s++) {
        write_line(chart, s, top);
    }
    draw_close(chart->out);
}

void chart_svg(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    if (!chart_fits(grid)) {
        return;
    }
    if (grid->table->chart == CHART_MAP) {
        map_svg(grid, options, out);
        return;
    }
    if (grid->table->chart == CHART_FLOWS) {
        flows_svg(grid, options, out);
        return;
    }
    if (grid->table->chart == CHART_MULTIPLES) {
        multiples_svg(grid, options, out);
        return;
    }
    struct chart chart = look_at(grid);
    chart.options = options;
    chart.language = word_language(options);
    chart.out = out;
    if (chart.years) {
        write_lines(&chart);
    } else {
        write_bars(&chart);
    }
}

/* ---- what it shows, in a sentence ---- */

/* "A (12), B (9) and C (7)" of the last row, or of the rows. */
static void write_item(const struct chart *chart, size_t i, size_t count, const char *name,
                       int64_t value)
{
    buf_text(chart->out, i == 0           ? ""
                         : i + 1 == count ? word_in(chart->language, " and ", " et ", " y ")
                                          : ", ");
    html_text(chart->out, name);
    buf_text(chart->out, " (");
    write_value(chart, value);
    buf_text(chart->out, i + 1 == count ? ")." : ")");
}

/* Too many rows share the greatest value to name some of them. */
static void tell_ties(const struct chart *chart)
{
    char number[64], text[24];
    size_t rows = 0, ties = 0;
    int64_t greatest = 0;
    for (size_t r = 0; r < chart->grid->row_count; r++) {
        if (draw_is_named(chart->grid, r)) {
            const int64_t value = value_at(chart, r, 0);
            ties = value > greatest ? 1 : ties + (value == greatest);
            greatest = value > greatest ? value : greatest;
            rows++;
        }
    }
    if (greatest <= 0) {
        return;
    }
    word_number(chart->language, greatest, chart->grid->columns[chart->series[0]].places, number);
    html_text(chart->out, word_in(chart->language, "Most, ", "Le plus, ", "Más, "));
    html_text(chart->out, number);
    (void)snprintf(text, sizeof text, "%zu", ties);
    html_text(chart->out, word_in(chart->language, " each: ", " chacune\xC2\xA0: ", " cada una: "));
    html_text(chart->out, text);
    (void)snprintf(text, sizeof text, "%zu", rows);
    html_text(chart->out, word_in(chart->language, " of ", " lignes sur ", " de "));
    html_text(chart->out, text);
    html_text(chart->out, word_in(chart->language, " rows.", ".", " filas."));
}

static void tell_largest(const struct chart *chart)
{
    size_t rows[DRAW_NAMED + 1];
    const size_t count = draw_largest(chart->grid, chart->series[0], rows);
    if (count == 0) {
        tell_ties(chart);
        return;
    }
    buf_text(chart->out, word_in(chart->language, "Most: ", "Le plus : ", "Más: "));
    for (size_t i = 0; i < count; i++) {
        write_item(chart, i, count, draw_row_label(chart->grid, rows[i], chart->language),
                   value_at(chart, rows[i], 0));
    }
}

/* "2005: 12; 2013: 30; most in 2011: 35." */
static void tell_years(const struct chart *chart)
{
    const struct grid *grid = chart->grid;
    const size_t last = grid->row_count - 1;
    const char *colon = word_in(chart->language, ": ", " : ", ": ");
    const char *semicolon = word_in(chart->language, "; ", " ; ", "; ");
    size_t most = 0;
    for (size_t r = 0; r <= last; r++) {
        most = value_at(chart, r, 0) > value_at(chart, most, 0) ? r : most;
    }
    const size_t rows[] = {0, last, most};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        buf_text(chart->out, i == 0 ? "" : semicolon);
        buf_text(chart->out,
                 i < 2 ? "" : word_in(chart->language, "most in ", "maximum en ", "máximo en "));
        html_text(chart->out, grid->rows[rows[i]].key);
        buf_text(chart->out, colon);
        write_value(chart, value_at(chart, rows[i], 0));
    }
    buf_char(chart->out, '.');
}

/* "2013: A (30), B (12) and C (7)." */
static void tell_last(const struct chart *chart)
{
    const struct grid *grid = chart->grid;
    const size_t last = grid->row_count - 1;
    size_t order[DRAW_SERIES], count = 0;
    for (size_t s = 0; s < chart->series_count; s++) {
        size_t at = count++;
        while (at > 0 && value_at(chart, last, s) > value_at(chart, last, order[at - 1])) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = s;
    }
    count = count < DRAW_NAMED ? count : DRAW_NAMED;
    html_text(chart->out, grid->rows[last].key);
    buf_text(chart->out, word_in(chart->language, ": ", " : ", ": "));
    for (size_t i = 0; i < count; i++) {
        const struct grid_column *column = &grid->columns[chart->series[order[i]]];
        write_item(chart, i, count, label_in(&column->label, chart->language, column->name),
                   value_at(chart, last, order[i]));
    }
}

void chart_finding(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    if (!chart_fits(grid)) {
        return;
    }
    if (grid->table->chart == CHART_FLOWS) {
        flows_finding(grid, options, out);
        return;
    }
    if (grid->table->chart == CHART_MULTIPLES) {
        multiples_finding(grid, options, out);
        return;
    }
    struct chart chart = look_at(grid);
    chart.language = word_language(options);
    chart.out = out;
    if (grid->table->chart == CHART_MAP) {
        chart.series[0] = draw_whole_column(grid);
    }
    if (grid->table->chart == CHART_MAP || !chart.years) {
        tell_largest(&chart);
    } else if (chart.series_count == 1) {
        tell_years(&chart);
    } else {
        tell_last(&chart);
    }
}
