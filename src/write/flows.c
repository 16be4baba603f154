#include "write/flows.h"

#include "base/decimal.h"
#include "text/html.h"
#include "write/draw.h"
#include "write/words.h"

#include <stdlib.h>

#define WIDTH 720
#define LABEL_WIDTH 200 /* of the names on each side */
#define BAR 10          /* width of the bars at both ends */
#define HEIGHT 380      /* that all bands together have */
#define GAP 9           /* between two names */
#define LEAST_STEP 17   /* between the middles of two names: the height of a line of text */
#define PAIRS 24        /* that are drawn */
#define LETTERS 24

struct end;

struct pair {
    size_t row, column;
    int64_t value;
    struct end *ends[2]; /* when they have been laid out */
    double at[2];        /* the middle of its band on each side */
};

/* A name on one side: a row or a column of the grid. */
struct end {
    size_t at; /* of the row, or of the column */
    bool is_row;
    int64_t value;
    double top, height, taken; /* as far as bands lie on it already */
};

struct flows {
    const struct grid *grid;
    const struct write_options *options;
    const char *language;
    struct buf *out;
    struct pair pairs[PAIRS];
    size_t count, all; /* pairs that are drawn, and that there are */
    int64_t drawn, total;
    struct end ends[2][PAIRS];
    size_t end_count[2];
    double unit; /* height of a value of 1 */
    double height;
};

/* The split whose columns are the other ends; NULL when there is none. */
static const struct table_column *find_split(const struct grid *grid)
{
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct grid_column *column = &grid->columns[c];
        if (draw_measures(column) && column->from->split &&
            column->from->split->type == AXIS_FIELD && !draw_has_negative(grid, c)) {
            return column->from;
        }
    }
    return NULL;
}

static bool is_named(const char *key)
{
    return key[0] != '\0' && strcmp(key, GRID_OTHER) != 0;
}

/* Whether the cell is drawn: of a pair without direction that stands in the table twice, once. */
static bool takes(const struct grid *grid, bool same, size_t row, size_t column)
{
    const struct cell *cell = &grid->rows[row].cells[column];
    const char *from = grid->rows[row].key, *to = grid->columns[column].key;
    return cell->has_value && cell->value > 0 && is_named(from) && is_named(to) &&
           (!same || strcmp(from, to) < 0);
}

/* Larger first; equal ones in the order of the table. */
static void keep_pair(struct flows *flows, struct pair pair)
{
    size_t at = flows->count;
    while (at > 0 && pair.value > flows->pairs[at - 1].value) {
        at--;
    }
    if (at == PAIRS) {
        return;
    }
    flows->count += flows->count < PAIRS ? 1 : 0;
    memmove(&flows->pairs[at + 1], &flows->pairs[at],
            (flows->count - 1 - at) * sizeof flows->pairs[0]);
    flows->pairs[at] = pair;
}

static void find_pairs(struct flows *flows)
{
    const struct grid *grid = flows->grid;
    const struct table_column *split = find_split(grid);
    const bool same = split && split->split->field == grid->table->rows.field;
    for (size_t r = 0; split && r < grid->row_count; r++) {
        for (size_t c = 0; c < grid->column_count; c++) {
            if (grid->columns[c].from == split && takes(grid, same, r, c)) {
                const int64_t value = grid->rows[r].cells[c].value;
                keep_pair(flows, (struct pair){.row = r, .column = c, .value = value});
                flows->total += value;
                flows->all++;
            }
        }
    }
    for (size_t i = 0; i < flows->count; i++) {
        flows->drawn += flows->pairs[i].value;
    }
}

bool flows_fits(const struct grid *grid)
{
    struct flows flows = {.grid = grid};
    if (grid->table->chart == CHART_FLOWS) {
        find_pairs(&flows);
    }
    return flows.count > 1;
}

static const char *key_of(const struct grid *grid, const struct end *end)
{
    return end->is_row ? grid->rows[end->at].key : grid->columns[end->at].key;
}

static const char *name_of(const struct flows *flows, const struct end *end)
{
    const struct grid_column *column = &flows->grid->columns[end->at];
    return end->is_row ? draw_row_label(flows->grid, end->at, flows->language)
                       : label_in(&column->label, flows->language, column->name);
}

/* ---- the two sides ---- */

static struct end *find_end(struct flows *flows, int side, struct end wanted)
{
    for (size_t i = 0; i < flows->end_count[side]; i++) {
        struct end *end = &flows->ends[side][i];
        if (strcmp(key_of(flows->grid, end), key_of(flows->grid, &wanted)) == 0) {
            return end;
        }
    }
    struct end *end = &flows->ends[side][flows->end_count[side]++];
    *end = wanted;
    return end;
}

/* How much a name has in all pairs that are drawn. */
static int64_t weight(const struct flows *flows, const char *key)
{
    int64_t sum = 0;
    for (size_t i = 0; i < flows->count; i++) {
        const struct pair *pair = &flows->pairs[i];
        if (strcmp(flows->grid->rows[pair->row].key, key) == 0 ||
            strcmp(flows->grid->columns[pair->column].key, key) == 0) {
            sum += pair->value;
        }
    }
    return sum;
}

/* The ends of a pair: its row at the left, or, without direction, the name that has more. */
static void find_ends(struct flows *flows, const struct pair *pair, struct end *ends[2])
{
    const struct grid *grid = flows->grid;
    const struct end row = {.at = pair->row, .is_row = true}, column = {.at = pair->column};
    const bool same = grid->columns[pair->column].from->split->field == grid->table->rows.field;
    const bool turned =
        same && weight(flows, key_of(grid, &column)) > weight(flows, key_of(grid, &row));
    ends[0] = find_end(flows, 0, turned ? column : row);
    ends[1] = find_end(flows, 1, turned ? row : column);
}

static int by_size(const void *a, const void *b)
{
    const struct end *x = a, *y = b;
    return x->value != y->value ? (x->value > y->value ? -1 : 1)
                                : (x->at > y->at) - (x->at < y->at);
}

static int by_place(const void *a, const void *b)
{
    const struct end *x = a, *y = b;
    return (x->top > y->top) - (x->top < y->top);
}

/* The names at the right in the order of the middle of what leads to them, so that few bands cross.
 */
static void order_right(struct flows *flows)
{
    struct end *ends[2];
    for (size_t i = 0; i < flows->count; i++) {
        find_ends(flows, &flows->pairs[i], ends);
        ends[1]->top += (ends[0]->top + ends[0]->height / 2) * (double)flows->pairs[i].value /
                        (double)ends[1]->value;
    }
    qsort(flows->ends[1], flows->end_count[1], sizeof(struct end), by_place);
}

/* Stacks the names of a side, and gives each the height of its bands, at least a line of text. */
static double stack(struct flows *flows, int side)
{
    double top = 4;
    for (size_t i = 0; i < flows->end_count[side]; i++) {
        struct end *end = &flows->ends[side][i];
        end->height = (double)end->value * flows->unit;
        const double room = end->height + GAP < LEAST_STEP ? LEAST_STEP : end->height + GAP;
        end->top = top + (room - GAP - end->height) / 2;
        top += room;
    }
    return top;
}

static void lay_out(struct flows *flows)
{
    struct end *ends[2];
    for (size_t i = 0; i < flows->count; i++) {
        find_ends(flows, &flows->pairs[i], ends);
        ends[0]->value += flows->pairs[i].value;
        ends[1]->value += flows->pairs[i].value;
    }
    flows->unit = (double)HEIGHT / (double)flows->drawn;
    for (int side = 0; side < 2; side++) {
        if (side == 0) {
            qsort(flows->ends[0], flows->end_count[0], sizeof(struct end), by_size);
        } else {
            order_right(flows);
        }
        const double height = stack(flows, side);
        flows->height = height > flows->height ? height : flows->height;
    }
}

static int by_left_end(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return (x->ends[0]->top > y->ends[0]->top) - (x->ends[0]->top < y->ends[0]->top);
}

static int by_right_end(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return (x->ends[1]->top > y->ends[1]->top) - (x->ends[1]->top < y->ends[1]->top);
}

/* The bands of a name lie in the order of the names that they lead to, so that few cross. */
static void lay_bands(struct flows *flows)
{
    for (size_t i = 0; i < flows->count; i++) {
        find_ends(flows, &flows->pairs[i], flows->pairs[i].ends);
    }
    for (int side = 0; side < 2; side++) {
        qsort(flows->pairs, flows->count, sizeof(struct pair),
              side == 0 ? by_right_end : by_left_end);
        for (size_t i = 0; i < flows->count; i++) {
            struct pair *pair = &flows->pairs[i];
            const double width = (double)pair->value * flows->unit;
            pair->at[side] = pair->ends[side]->top + pair->ends[side]->taken + width / 2;
            pair->ends[side]->taken += width;
        }
    }
}

/* ---- drawing ---- */

static void write_number(const struct flows *flows, int64_t value)
{
    char text[64];
    word_number(flows->language, value, flows->grid->columns[flows->pairs[0].column].places, text);
    html_text(flows->out, text);
}

static void write_band(const struct flows *flows, const struct pair *pair)
{
    struct buf *out = flows->out;
    const double width = (double)pair->value * flows->unit;
    const double from = pair->at[0], to = pair->at[1];
    const int left = LABEL_WIDTH + BAR, right = WIDTH - LABEL_WIDTH - BAR;
    const struct query *filter = flows->grid->rows[pair->row].cells[pair->column].filter;
    const size_t colour = (size_t)(pair->ends[0] - flows->ends[0]) % DRAW_SERIES;
    draw_link(out, flows->options, filter);
    buf_printf(out,
               "<path class=\"l%zu\" fill=\"none\" stroke=\"%s\" stroke-opacity=\".55\" "
               "stroke-width=\"%.1f\" d=\"M%d %.1fC%d %.1f %d %.1f %d %.1f\"><title>",
               colour, draw_colours[colour], width < 1 ? 1 : width, left, from, WIDTH / 2, from,
               WIDTH / 2, to, right, to);
    html_text(out, name_of(flows, pair->ends[0]));
    buf_text(out, " – ");
    html_text(out, name_of(flows, pair->ends[1]));
    buf_text(out, ": ");
    write_number(flows, pair->value);
    buf_text(out, "</title></path>");
    draw_link_end(out, flows->options, filter);
    buf_char(out, '\n');
}

static void write_end(const struct flows *flows, const struct end *end, int side)
{
    struct buf *out = flows->out;
    const size_t colour = (size_t)(end - flows->ends[0]) % DRAW_SERIES;
    const int x = side == 0 ? LABEL_WIDTH : WIDTH - LABEL_WIDTH - BAR;
    char class[4] = {'s', (char)('0' + (side == 0 ? colour : DRAW_SERIES - 1)), '\0'};
    buf_printf(out,
               "<rect class=\"%s\" fill=\"%s\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>"
               "<text x=\"%d\" y=\"%.1f\"%s>",
               class, draw_colours[side == 0 ? colour : DRAW_SERIES - 1], x, end->top, BAR,
               end->height < 1 ? 1 : end->height, side == 0 ? x - 8 : x + BAR + 8,
               end->top + end->height / 2 + 4.5, side == 0 ? " text-anchor=\"end\"" : "");
    draw_label(out, str_of(name_of(flows, end)), LETTERS);
    buf_char(out, ' ');
    write_number(flows, end->value);
    buf_text(out, "</text>\n");
}

/* "The 24 largest of 137 pairs: 61 % of all." */
static void write_share(const struct flows *flows)
{
    const int share = (int)((double)flows->drawn * 100 / (double)flows->total);
    const char *language = flows->language;
    buf_printf(
        flows->out,
        "<text class=\"soft\" fill=\"#555\" x=\"0\" y=\"%.0f\">%s %zu %s %zu %s %d %% %s</text>\n",
        flows->height + 16, word_in(language, "The", "Les", "Los"), flows->count,
        word_in(language, "largest of", "plus grandes de", "mayores de"), flows->all,
        word_in(language, "pairs:", "paires :", "pares:"), share,
        word_in(language, "of all.", "de l'ensemble.", "del total."));
}

void flows_svg(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    struct flows flows = {
        .grid = grid, .options = options, .language = word_language(options), .out = out};
    if (!flows_fits(grid)) {
        return;
    }
    find_pairs(&flows);
    lay_out(&flows);
    lay_bands(&flows);
    const bool cut = flows.count < flows.all;
    draw_open(out, grid, options, "chart flows", WIDTH, (int)flows.height + (cut ? 24 : 4));
    for (size_t i = 0; i < flows.count; i++) {
        write_band(&flows, &flows.pairs[i]);
    }
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < flows.end_count[side]; i++) {
            write_end(&flows, &flows.ends[side][i], side);
        }
    }
    if (cut) {
        write_share(&flows);
    }
    draw_close(out);
}

void flows_finding(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    struct flows flows = {.grid = grid, .language = word_language(options), .out = out};
    find_pairs(&flows);
    size_t count = flows.count < DRAW_NAMED ? flows.count : DRAW_NAMED;
    while (count > 0 && count < flows.count &&
           flows.pairs[count - 1].value == flows.pairs[count].value) {
        count--; /* one of equals is not named alone */
    }
    buf_text(out, count > 0 ? word_in(flows.language, "Most: ", "Le plus : ", "Más: ") : "");
    for (size_t i = 0; i < count; i++) {
        const struct pair *pair = &flows.pairs[i];
        const struct end row = {.at = pair->row, .is_row = true}, column = {.at = pair->column};
        buf_text(out, i == 0           ? ""
                      : i + 1 == count ? word_in(flows.language, " and ", " et ", " y ")
                                       : ", ");
        html_text(out, name_of(&flows, &row));
        buf_text(out, " – ");
        html_text(out, name_of(&flows, &column));
        buf_text(out, " (");
        write_number(&flows, pair->value);
        buf_text(out, i + 1 == count ? ")." : ")");
    }
}
