#include "write/map.h"

#include "base/decimal.h"
#include "text/html.h"
#include "write/draw.h"
#include "write/map_data.h"
#include "write/words.h"

#include <stdlib.h>

#define CLASSES 5
#define DOT 5       /* radius, in units of the map */
#define LINE 26     /* height of a line of text below it */
#define TEXT 18     /* size of its letters */
#define NAMED 4     /* of what is not on the map, so many are named */
#define LOCATOR 220 /* the least width that is shown around a country */
#define SMALL 14    /* units; a country that is less wide gets a ring around it */

/* From light to dark; a map with fewer classes takes every second or so. */
static const char *const colours[CLASSES] = {"#c6dfe7", "#8fbfcf", "#559bb3", "#1f7592", "#083f54"};
static const char land_colour[] = "#e3dfd6";

struct map {
    const struct grid *grid;
    const struct write_options *options;
    const char *language;
    struct buf *out;
    size_t column;
    int64_t least[CLASSES]; /* of each class */
    int64_t greatest;
    size_t class_count;
    bool whole;  /* all values are whole numbers */
    bool values; /* each class is one value */
};

static int by_code(const void *key, const void *place)
{
    return strcmp(key, ((const struct map_place *)place)->code);
}

static const struct map_place *find_place(const char *code)
{
    return bsearch(code, map_places, map_place_count, sizeof *map_places, by_code);
}

bool map_has(const char *code)
{
    return find_place(code) != NULL;
}

static int64_t value_of(const struct map *map, size_t row)
{
    const struct cell *cell = &map->grid->rows[row].cells[map->column];
    return cell->has_value ? cell->value : 0;
}

/* ---- classes ---- */

static int by_value(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* The greatest 1, 2, 3 or 5 times a power of ten that is no more than @value, which is above 0. */
static int64_t round_down(int64_t value)
{
    int64_t unit = 1;
    while (unit <= value / 10) {
        unit *= 10;
    }
    const int64_t digit = value / unit;
    return unit * (digit >= 5 ? 5 : digit >= 3 ? 3 : digit);
}

/* One class for each value where there are few of them. */
static bool class_by_value(struct map *map, const int64_t *values, size_t count)
{
    map->class_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && values[i] == values[i - 1]) {
            continue;
        }
        if (map->class_count == CLASSES) {
            return false;
        }
        map->least[map->class_count++] = values[i];
    }
    return true;
}

/*
 * Classes of about as many countries each, but for the highest, which are fewer: numbers of records
 * are many small ones and few large. They begin at round numbers, and none is empty.
 */
static void class_by_share(struct map *map, const int64_t *values, size_t count)
{
    static const size_t percent[CLASSES] = {0, 30, 55, 75, 90};
    map->class_count = 0;
    for (size_t i = 0; i < CLASSES; i++) {
        const int64_t value = values[count * percent[i] / 100];
        const int64_t from = i == 0 ? value : round_down(value);
        if (map->class_count == 0 || from > map->least[map->class_count - 1]) {
            map->least[map->class_count++] = from;
        }
    }
}

/* Sorts the values of the countries into classes; false when there are none. */
static bool classify(struct map *map)
{
    int64_t values[1000];
    size_t count = 0;
    map->whole = true;
    for (size_t r = 0; r < map->grid->row_count && count < COUNT_OF(values); r++) {
        const int64_t value = value_of(map, r);
        if (value > 0 && map_has(map->grid->rows[r].key)) {
            values[count++] = value;
            map->whole = map->whole && value % DECIMAL_ONE == 0;
        }
    }
    if (count == 0) {
        return false;
    }
    qsort(values, count, sizeof *values, by_value);
    map->greatest = values[count - 1];
    map->values = class_by_value(map, values, count);
    if (!map->values) {
        class_by_share(map, values, count);
    }
    return true;
}

static size_t class_of(const struct map *map, int64_t value)
{
    size_t class = map->class_count - 1;
    while (class > 0 && value < map->least[class]) {
        class --;
    }
    return class;
}

/* Which of the five colours a class has: the last is always the darkest but for a map of one. */
static size_t colour_of(const struct map *map, size_t class)
{
    static const size_t spread[CLASSES][CLASSES] = {
        {3}, {1, 3}, {0, 2, 4}, {0, 1, 3, 4}, {0, 1, 2, 3, 4}};
    return spread[map->class_count - 1][class];
}

bool map_fits(const struct grid *grid)
{
    struct map map = {.grid = grid, .column = draw_whole_column(grid)};
    return grid->table->chart == CHART_MAP && map.column < grid->column_count && classify(&map);
}

/* ---- the countries ---- */

static void write_title(const struct map *map, size_t row)
{
    char number[64];
    struct buf *out = map->out;
    word_number(map->language, value_of(map, row), map->grid->columns[map->column].places, number);
    buf_text(out, "<title>");
    html_text(out, draw_row_label(map->grid, row, map->language));
    buf_printf(out, "%s: %s</title>", word_in(map->language, "", "\xC2\xA0", ""), number);
}

/* The class of a country stands on the group around it. */
static void write_country(const struct map *map, size_t row, const struct map_place *place)
{
    struct buf *out = map->out;
    const struct query *filter = map->grid->rows[row].cells[map->column].filter;
    draw_link(out, map->options, filter);
    if (place->path) {
        buf_printf(out, "<path d=\"%s\">", place->path);
        write_title(map, row);
        buf_text(out, "</path>");
    } else {
        buf_printf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\">", place->x, place->y, DOT);
        write_title(map, row);
        buf_text(out, "</circle>");
    }
    draw_link_end(out, map->options, filter);
}

/* The row of a country with a number, or the count of rows. */
static size_t row_of(const struct map *map, const char *code)
{
    size_t row = grid_row_at(map->grid, str_of(code));
    return row < map->grid->row_count && value_of(map, row) > 0 ? row : map->grid->row_count;
}

/* The countries of one class that are shapes, or those that are dots. */
static void write_class(const struct map *map, size_t class, bool dots)
{
    const size_t colour = colour_of(map, class);
    bool any = false;
    for (size_t i = 0; i < map_place_count; i++) {
        const struct map_place *place = &map_places[i];
        const size_t row = row_of(map, place->code);
        if (row == map->grid->row_count || (place->path == NULL) != dots ||
            class_of(map, value_of(map, row)) != class) {
            continue;
        }
        if (!any) {
            buf_printf(map->out, "<g class=\"m%zu\" fill=\"%s\">", colour + 1, colours[colour]);
        }
        any = true;
        write_country(map, row, place);
    }
    buf_text(map->out, any ? "</g>\n" : "");
}

/* Shapes first: a dot lies on the country around it. */
static void write_countries(const struct map *map)
{
    buf_printf(map->out, "<path class=\"land\" fill=\"%s\" d=\"", land_colour);
    for (size_t i = 0; i < map_place_count; i++) {
        const struct map_place *place = &map_places[i];
        if (place->path && row_of(map, place->code) == map->grid->row_count) {
            buf_text(map->out, place->path);
        }
    }
    buf_text(map->out, "\"/>\n");
    for (size_t i = 0; i < map->class_count * 2; i++) {
        write_class(map, i % map->class_count, i >= map->class_count);
    }
}

/* ---- what stands below ---- */

static void write_number(const struct map *map, int64_t value, struct buf *text)
{
    char number[64];
    word_exact(map->language, value, number);
    buf_text(text, number);
}

/* "5 to 9"; of fractions "5 to under 10"; "5" alone. */
static void name_class(const struct map *map, size_t class, struct buf *text)
{
    const bool last = class + 1 == map->class_count;
    const int64_t from = map->least[class];
    const int64_t next = last ? map->greatest : map->least[class + 1];
    const int64_t to = last || !map->whole ? next : next - DECIMAL_ONE;
    write_number(map, from, text);
    if (map->values || to == from) {
        return;
    }
    buf_text(text, last || map->whole
                       ? word_in(map->language, " to ", " à ", " a ")
                       : word_in(map->language, " to under ", " à moins de ", " a menos de "));
    write_number(map, to, text);
}

/* A square and its words; @x moves on. */
static void write_key(const struct map *map, const char *class, const char *colour,
                      struct str words, int *x)
{
    struct buf *out = map->out;
    buf_printf(out,
               "<rect class=\"%s\" fill=\"%s\" x=\"%d\" y=\"%d\" width=\"18\" height=\"18\"/>"
               "<text x=\"%d\" y=\"%d\">",
               class, colour, *x, map_height + 14, *x + 26, map_height + 29);
    html_str(out, words);
    buf_text(out, "</text>\n");
    *x += 26 + (int)words.length * 10 + 24;
}

static void write_keys(const struct map *map)
{
    int x = 0;
    struct buf words;
    buf_init(&words, 4096);
    for (size_t i = 0; i < map->class_count; i++) {
        char class[8] = {'m', (char)('1' + colour_of(map, i)), '\0'};
        buf_clear(&words);
        name_class(map, i, &words);
        write_key(map, class, colours[colour_of(map, i)], buf_view(&words), &x);
    }
    write_key(map, "land", land_colour, str_of(word_in(map->language, "none", "aucun", "ninguno")),
              &x);
    map->out->failed = map->out->failed || words.failed;
    buf_release(&words);
}

/* "Not on the map: (not stated) (12), Yugoslavia (1)"; false when all is. */
static bool write_others(const struct map *map, struct buf *text)
{
    size_t count = 0;
    for (size_t r = 0; r < map->grid->row_count; r++) {
        if (value_of(map, r) <= 0 || map_has(map->grid->rows[r].key)) {
            continue;
        }
        if (count++ < NAMED) {
            buf_text(text,
                     count > 1
                         ? ", "
                         : word_in(map->language, "Not on the map: ",
                                   "Ne figurent pas sur la carte : ", "No figuran en el mapa: "));
            buf_text(text, draw_row_label(map->grid, r, map->language));
            buf_text(text, " (");
            write_number(map, value_of(map, r), text);
            buf_char(text, ')');
        }
    }
    buf_text(text, count > NAMED ? ", …" : "");
    return count > 0;
}

static void write_line(struct buf *out, int y, struct str words)
{
    buf_printf(out, "<text class=\"soft\" fill=\"#555\" font-size=\"16\" x=\"0\" y=\"%d\">", y);
    html_str(out, words);
    buf_text(out, "</text>\n");
}

void map_svg(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    struct map map = {.grid = grid,
                      .options = options,
                      .language = word_language(options),
                      .out = out,
                      .column = draw_whole_column(grid)};
    struct buf others;
    if (!map_fits(grid) || !classify(&map)) {
        return;
    }
    buf_init(&others, (size_t)64 * 1024);
    const bool any = write_others(&map, &others);
    const int below = map_height + 14 + LINE * (any ? 3 : 2);
    draw_open(out, grid, options, "chart map", map_width, below + 6);
    buf_printf(out, "<g class=\"shapes\" stroke=\"#fff\" stroke-width=\".6\">\n");
    write_countries(&map);
    buf_printf(out, "</g>\n<g font-size=\"%d\">\n", TEXT);
    write_keys(&map);
    buf_text(out, "</g>\n");
    if (any) {
        write_line(out, below - LINE, buf_view(&others));
    }
    write_line(out, below,
               str_of(word_in(map.language,
                              "Borders and names imply no opinion on the status of any country or "
                              "area. Map: Natural Earth.",
                              "Frontières et noms n'impliquent aucune prise de position sur le "
                              "statut d'un pays ou d'une zone. Carte : Natural Earth.",
                              "Las fronteras y los nombres no implican opinión alguna sobre el "
                              "estatuto de un país o zona. Mapa: Natural Earth.")));
    draw_close(out);
    out->failed = out->failed || others.failed;
    buf_release(&others);
}

/* ---- where a country is ---- */

static bool is_among(const char *code, const char *const *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(codes[i], code) == 0) {
            return true;
        }
    }
    return false;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* The part of the map around the countries: a margin, and at least so wide. False: none is on it.
 */
static bool find_window(const char *const *codes, size_t count, int window[4])
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const struct map_place *place = find_place(codes[i]);
        for (int side = 0; place && side < 4; side++) {
            const int at = place->box[side];
            window[side] = !any       ? at
                           : side < 2 ? smaller(window[side], at)
                                      : larger(window[side], at);
        }
        any = any || place;
    }
    const int wide = larger(LOCATOR, (window[2] - window[0]) * 13 / 10);
    const int high = larger(LOCATOR * 6 / 10, (window[3] - window[1]) * 13 / 10);
    const int left = (window[0] + window[2] - wide) / 2, top = (window[1] + window[3] - high) / 2;
    window[0] = larger(0, smaller(left, map_width - wide));
    window[1] = larger(0, smaller(top, map_height - high));
    window[2] = smaller(map_width, window[0] + wide);
    window[3] = smaller(map_height, window[1] + high);
    return any;
}

static bool is_inside(const struct map_place *place, const int window[4])
{
    return place->box[0] < window[2] && place->box[2] > window[0] && place->box[1] < window[3] &&
           place->box[3] > window[1];
}

/* False for what would be less than a thousandth of the picture, and still be written. */
static bool is_seen(const struct map_place *place, const int window[4])
{
    const int wide = place->box[2] - place->box[0], high = place->box[3] - place->box[1];
    return wide * high * 1000 > (window[2] - window[0]) * (window[3] - window[1]);
}

/* All shapes in the window, or only those that are meant. */
static void write_shapes(const char *const *codes, size_t count, bool meant, const int window[4],
                         struct buf *out)
{
    buf_printf(out, "<path class=\"%s\" fill=\"%s\" d=\"", meant ? "m4" : "land",
               meant ? colours[3] : land_colour);
    for (size_t i = 0; i < map_place_count; i++) {
        const struct map_place *place = &map_places[i];
        if (place->path && is_inside(place, window) && (meant || is_seen(place, window)) &&
            is_among(place->code, codes, count) == meant) {
            buf_text(out, place->path);
        }
    }
    buf_text(out, "\"/>\n");
}

void map_locator(const char *const *codes, size_t count, const char *label, struct buf *out)
{
    int window[4] = {0};
    if (!find_window(codes, count, window)) {
        return;
    }
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart locator\" role=\"img\" "
               "viewBox=\"%d %d %d %d\" stroke=\"#fff\" stroke-width=\".6\" aria-label=\"",
               window[0], window[1], window[2] - window[0], window[3] - window[1]);
    html_text(out, label);
    buf_text(out, "\">\n");
    write_shapes(codes, count, false, window, out);
    write_shapes(codes, count, true, window, out);
    for (size_t i = 0; i < count; i++) {
        const struct map_place *place = find_place(codes[i]);
        if (place && !place->path) {
            buf_printf(out, "<circle class=\"m4\" fill=\"%s\" cx=\"%d\" cy=\"%d\" r=\"3\"/>\n",
                       colours[3], place->x, place->y);
        }
        if (place && count == 1 && place->box[2] - place->box[0] < SMALL) {
            buf_printf(out,
                       "<circle class=\"pin\" fill=\"none\" stroke=\"%s\" cx=\"%d\" cy=\"%d\" "
                       "r=\"%d\"/>\n",
                       colours[4], place->x, place->y, SMALL / 2 + 3);
        }
    }
    buf_text(out, "</svg>\n");
}
