/*
 * Goal: a table that asks for a map, flows or multiples is drawn from the numbers of its cells,
 * with what the drawing cannot show named below it; what cannot be drawn is refused with file,
 * line, key and mend; every country of the map has a place on it; a chart of a series stays small.
 * Method: tables of definitions with the words of their refusal; drawings of a few records asked
 * for the pieces that were worked out by hand.
 */
#include "table_fixture.h"
#include "write/chart.h"
#include "write/map.h"
#include "write/map_data.h"
#include "write/multiples.h"
#include "write/timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct bench b;
static struct buf out;

static int set_up(void **state)
{
    (void)state;
    bench_open(&b);
    bench_write(&b, "codelists/region.yaml",
                "codelist: region\nmap: world\ncodes:\n"
                "  - {code: KE, label: {en: Kenya, fr: Le Kenya}}\n"
                "  - {code: UG, label: {en: <Uganda>}}\n  - {code: SG, label: {en: Singapore}}\n"
                "  - {code: NP, label: {en: Nepal}}\n  - {code: QA, label: {en: Qatar}}\n"
                "  - {code: PE, label: {en: Peru}}\n  - {code: TV, label: {en: Tuvalu}}\n"
                "  - {code: SU, label: {en: Soviet Union}}\n");
    buf_init(&out, BENCH_ROOM);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buf_release(&out);
    bench_close(&b);
    return 0;
}

/* ---- definitions ---- */

#define HEAD "table: t\nof: project\n"
#define BY_REGION HEAD "rows: {field: region}\n"
#define COUNT "columns: [{name: n, count: records}]\n"

static const struct {
    const char *text, *words;
} refused[] = {
    {BY_REGION COUNT "chart: mapp\n",
     ":5: chart: there is no chart \"mapp\". Did you mean \"map\"?"},
    {BY_REGION COUNT "chart: [map]\n", "chart: this is a list where a single value is needed"},
    {HEAD "rows: {field: size}\n" COUNT "chart: map\n", ":5: chart: a map shows a number for each"},
    {HEAD "rows: {years: year}\n" COUNT "chart: map\n", "whose code list says `map: world`"},
    {BY_REGION "by: size\n" COUNT "chart: map\n", "without `by`"},
    {BY_REGION "columns: [{split: size, name: \"{code}\", count: records}]\nchart: map\n",
     "counts or adds without `split`"},
    {BY_REGION "columns: [{name: d, max: start}]\nchart: map\n", "a number for each country"},
    {BY_REGION COUNT "chart: flows\n", ":5: chart: flows lead from the rows to the columns"},
    {BY_REGION
     "columns: [{split: {years: year}, name: \"{code}\", count: records}]\nchart: flows\n",
     "with `split: FIELD`"},
    {BY_REGION COUNT "chart: multiples\n", ":5: chart: multiples are a small chart for each"},
    {HEAD "rows: {years: year}\nby: size\n" COUNT "chart: multiples\n", "without `by`"},
    {HEAD "rows: {years: year}\ncolumns: [{name: d, max: start}]\nchart: multiples\n",
     "one of its columns counts or adds"},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        bench_write(&b, "tables/t.yaml", refused[i].text);
        const enum status status = bench_load(&b);
        if (status == STATUS_OK || !strstr(b.why.text, "tables/t.yaml") ||
            !strstr(b.why.text, refused[i].words)) {
            fail_msg("%s\n  gave: %s\n  not: %s", refused[i].text, b.why.text, refused[i].words);
        }
    }
}

static void test_other_map(void **state)
{
    (void)state;
    bench_write(&b, "codelists/region.yaml",
                "codelist: region\nmap: moon\ncodes:\n  - {code: a}\n");
    assert_int_equal(bench_load(&b), STATUS_INPUT);
    assert_non_null(strstr(b.why.text, "region.yaml:2: map: there is no map \"moon\". Write"));
}

/* ---- drawings ---- */

static struct grid *compute(const char *definition)
{
    const struct table *table = NULL;
    struct grid *grid = NULL;
    bench_write(&b, "tables/t.yaml", definition);
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_store(&b);
    bench_put(&b, "1", "region KE, items 40, place NP");
    bench_put(&b, "2", "region KE, items 2, place QA");
    bench_put(&b, "3", "region UG, items 7, place QA");
    bench_put(&b, "4", "region SG, items 7, place SG");
    bench_put(&b, "5", "region NP, items 1, place KE");
    bench_put(&b, "6", "region PE, items 12, place PE");
    bench_put(&b, "7", "region TV, items 3, place QA");
    bench_put(&b, "8", "region SU, items 5");
    bench_put(&b, "9", "items 4");
    bench_commit(&b);
    bench_must(table_find(b.tables, "t", &table, &b.why) == STATUS_OK, b.why.text);
    bench_must(table_compute(b.store, table, &b.arena, &grid, &b.why) == STATUS_OK, b.why.text);
    return grid;
}

static void write_address(void *context, const struct query *query, struct buf *to)
{
    (void)context;
    query_print(query, to);
}

static const char *draw(const struct grid *grid, const char *language, bool links)
{
    const struct write_options options = {language, links ? write_address : NULL, NULL};
    buf_clear(&out);
    chart_svg(grid, &options, &out);
    buf_char(&out, '\0');
    return out.at;
}

static const char *find(const struct grid *grid, const char *language)
{
    const struct write_options options = {.language = language};
    buf_clear(&out);
    chart_finding(grid, &options, &out);
    buf_char(&out, '\0');
    return out.at;
}

static void expect(const char *text, const char *piece)
{
    if (!strstr(text, piece)) {
        fail_msg("no %s in\n%s", piece, text);
    }
}

static size_t count_of(const char *text, const char *piece)
{
    size_t count = 0;
    for (const char *at = strstr(text, piece); at; at = strstr(at + 1, piece)) {
        count++;
    }
    return count;
}

#define MAP BY_REGION "columns: [{name: n, sum: items}]\nchart: map\n"

static void test_map(void **state)
{
    (void)state;
    const struct grid *grid = compute(MAP);
    assert_true(chart_fits(grid));
    const char *svg = draw(grid, "en", false);
    expect(svg, "<title>Kenya: 42</title>");
    expect(svg, "<title>&lt;Uganda&gt;: 7</title></path>"); /* escaped, and a shape */
    expect(svg, "<title>Tuvalu: 3</title></circle>");       /* too small for one: a dot */
    expect(svg, ">Not on the map: Soviet Union (5), (not stated) (4)<");
    expect(svg, ">Borders and names imply no opinion");
    expect(svg, "Most: Kenya (42) and Peru (12).");
    assert_int_equal(count_of(svg, "<a "), 0);
    /* 1, 3, 7 (twice), 12 and 42: five values, a class each. */
    const char *const keys[] = {">1<", ">3<", ">7<", ">12<", ">42<", ">none<"};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        expect(svg, keys[i]);
    }
    expect(draw(grid, "fr", false), "<title>Le Kenya\xC2\xA0: 42</title>");
    /* The greatest is in the darkest class. */
    expect(draw(grid, "es", true), "<g class=\"m5\" fill=\"#083f54\"><a");
    expect(svg, "region=KE\"><path d=");
    assert_int_equal(count_of(out.at, "<a tabindex=\"-1\" href=\""), 6);
}

static void test_map_classes(void **state)
{
    (void)state;
    const struct grid *grid = compute(BY_REGION "columns: [{name: n, sum: items}]\nchart: map\n");
    /* One value more than there are colours: classes that begin at round numbers. */
    const size_t row = grid_row_at(grid, str_of("SG"));
    grid->rows[row].cells[0].value = 80000;
    const char *svg = draw(grid, "en", false);
    const char *const keys[] = {">1 to 2<", ">3 to 4<", ">5 to 9<", ">10 to 29<", ">30 to 42<"};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        expect(svg, keys[i]);
    }
    assert_int_equal(count_of(svg, "<title>"), 1 + 6);
    /* Fractions: a class ends where the next begins. */
    grid->rows[row].cells[0].value = 75000;
    expect(draw(grid, "en", false), " to under 3<");
}

static void test_map_needs_a_country(void **state)
{
    (void)state;
    const struct grid *grid = compute(
        HEAD "where: {region: SU}\nrows: {field: region}\ncolumns: [{name: n, sum: items}]\n"
             "chart: map\n");
    assert_false(chart_fits(grid));
    assert_string_equal(draw(grid, "en", false), "");
    assert_string_equal(find(grid, "en"), "");
}

static void test_flows(void **state)
{
    (void)state;
    const struct grid *grid = compute(
        BY_REGION "columns: [{split: place, name: \"{code}\", sum: items}]\nchart: flows\n");
    assert_true(chart_fits(grid));
    assert_string_equal(find(grid, "en"), "Most: Kenya – Nepal (40) and Peru – Peru (12).");
    const char *svg = draw(grid, "en", true);
    expect(svg, "<title>&lt;Uganda&gt; – Qatar: 7</title>");
    assert_int_equal(count_of(svg, "<a tabindex"), 7); /* pairs with a record */
    expect(svg, ">Qatar 12</text>");                   /* 2, 7 and 3 */
    assert_null(strstr(svg, "largest of"));            /* all are drawn */
}

static void test_flows_without_direction(void **state)
{
    (void)state;
    const struct grid *grid = compute(
        HEAD "rows: {field: place}\ncolumns: [{split: place, name: \"{code}\", sum: items}]\n"
             "chart: flows\n");
    /* Each record has one place: only the pairs of a place with itself, which are none. */
    assert_false(chart_fits(grid));
}

/* ---- small multiples ---- */

static struct grid *compute_years(const char *columns)
{
    char text[400];
    const struct table *table = NULL;
    struct grid *grid = NULL;
    (void)snprintf(text, sizeof text, HEAD "rows: {years: year}\n%schart: multiples\n", columns);
    bench_write(&b, "tables/t.yaml", text);
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_store(&b);
    bench_put(&b, "1", "year 2009, items 40, size project");
    bench_put(&b, "2", "year 2012, items 10, size project");
    bench_put(&b, "3", "year 2012, items 7, size activity");
    bench_commit(&b);
    bench_must(table_find(b.tables, "t", &table, &b.why) == STATUS_OK, b.why.text);
    bench_must(table_compute(b.store, table, &b.arena, &grid, &b.why) == STATUS_OK, b.why.text);
    return grid;
}

static void test_multiples(void **state)
{
    (void)state;
    const struct grid *grid = compute_years(
        "columns: [{split: size, name: \"{code}\", sum: items}, {name: none, where: {region: KE}, "
        "count: records}]\n");
    assert_true(chart_fits(grid));
    const char *svg = draw(grid, "en", true);
    /* A chart for each size, none for what nobody has; each with the greatest of its own. */
    assert_int_equal(count_of(svg, "font-weight=\"600\""), 2);
    expect(svg, ">40</text>");
    expect(svg, ">7</text>");
    assert_int_equal(count_of(svg, "<rect "), 3);
    assert_int_equal(count_of(svg, "<a tabindex"), 3);
    expect(svg, "year>=2009");
    expect(svg, "<title>");
    expect(svg, "<desc>The table beside has the same numbers.</desc>");
    /* The years of all stand below each: four labels, twice. */
    assert_int_equal(count_of(svg, ">2010</text>"), 2);
    assert_int_equal(count_of(draw(grid, "en", false), "<a "), 0);
}

static void test_multiples_finding(void **state)
{
    (void)state;
    const struct grid *grid =
        compute_years("columns: [{name: n, label: {en: <Items>, fr: Pièces}, sum: items}]\n");
    assert_string_equal(find(grid, "en"), "&lt;Items&gt;: most in 2009 (40).");
    assert_string_equal(find(grid, "fr"), "Pièces\xC2\xA0: maximum en 2009 (40).");
}

static void test_multiples_of_one_year(void **state)
{
    (void)state;
    const struct grid *grid =
        compute_years("columns: [{name: n, where: {size: activity}, count: records}]\n");
    assert_false(chart_fits(grid));
    assert_string_equal(draw(grid, "en", false), "");
    assert_string_equal(find(grid, "en"), "");
}

static void long_address(void *context, size_t point, struct buf *to)
{
    (void)context;
    for (size_t i = 0; i < 60; i++) {
        buf_printf(to, "/p%zu", point);
    }
}

static const char *draw_points(const struct multiple_point *points, size_t count, bool links)
{
    const struct multiple multiple = {.title = "a <series>",
                                      .points = points,
                                      .count = count,
                                      .places = 1,
                                      .address = links ? long_address : NULL};
    struct multiple_years years = {0, 0};
    buf_clear(&out);
    multiple_reach(&multiple, &years);
    multiple_svg(&multiple, years, "en", &out);
    buf_char(&out, '\0');
    return out.at;
}

static void test_multiple(void **state)
{
    (void)state;
    const struct multiple_point points[] = {{{2005, 0, 0}, {2008, 0, 0}, 120000},
                                            {{2009, 6, 0}, {2009, 6, 0}, 305000},
                                            {{2010, 0, 0}, {0, 0, 0}, -20000}};
    const char *svg = draw_points(points, COUNT_OF(points), true);
    expect(svg, "aria-label=\"a &lt;series&gt;\"");
    expect(svg, "<title>a &lt;series&gt;. 2005: 12.0; 2010: -2.0; most in 2009-06: 30.5.</title>");
    assert_int_equal(count_of(svg, "<circle "), 3);
    assert_int_equal(count_of(svg, "<polyline "), 1);
    assert_int_equal(count_of(svg, "stroke-width=\"2\" x1="), 1); /* only the first is long */
    assert_int_equal(count_of(svg, "class=\"rule\""), 3);         /* greatest, 0 and least */
    expect(svg, "text-anchor=\"end\">0</text>");
    assert_int_equal(count_of(svg, "<a tabindex=\"-1\" href=\"/p"), 3);
    expect(svg, "<title>2009-06: 30.5</title></circle></a>"); /* what the link is called */
    /* One number alone shows when it was, and no scale. */
    svg = draw_points(points, 1, false);
    expect(svg, ">12.0</text>");
    assert_null(strstr(svg, "<polyline"));
    assert_null(strstr(svg, ">0</text>"));
    assert_string_equal(draw_points(points, 0, false), "");
}

/* However many numbers there are and however long their addresses: below 15 KB. */
static void test_multiple_is_small(void **state)
{
    struct multiple_point points[500];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        const short year = (short)(1500 + i);
        points[i] = (struct multiple_point){{year, 0, 0}, {0, 0, 0}, (int64_t)i * 123456789};
        const char *svg = draw_points(points, i + 1, true);
        assert_true(out.length <= MULTIPLE_BYTES + 1);
        assert_int_equal(count_of(svg, "<circle "), i < MULTIPLE_POINTS ? i + 1 : MULTIPLE_POINTS);
    }
    assert_int_equal(count_of(out.at, "<a "), 0);
}

static void test_multiple_of_nothing_but_0(void **state)
{
    (void)state;
    const struct multiple_point points[] = {{{2005, 0, 0}, {0}, 0}, {{2006, 0, 0}, {0}, 0}};
    const char *svg = draw_points(points, COUNT_OF(points), false);
    assert_int_equal(count_of(svg, "<circle "), 2);
    assert_null(strstr(svg, "nan"));
    assert_null(strstr(draw_points(points, 1, false), "nan"));
}

/* ---- years far apart ---- */

/* A line keeps to the scale of time, no year stands on another, and each bar can be seen. */
static void test_far_years(void **state)
{
    (void)state;
    static const char *const starts[] = {"1015", "2009", "2010", "2010", "2022"};
    const struct table *table = NULL;
    struct grid *grid = NULL;
    char name[8], start[40];
    bench_write(&b, "tables/t.yaml", HEAD "rows: {years: start}\n" COUNT);
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_store(&b);
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        (void)snprintf(name, sizeof name, "P%zu", i);
        (void)snprintf(start, sizeof start, "start %s", starts[i]);
        bench_put(&b, name, start);
    }
    bench_commit(&b);
    bench_must(table_find(b.tables, "t", &table, &b.why) == STATUS_OK, b.why.text);
    assert_int_equal(table_compute(b.store, table, &b.arena, &grid, &b.why), STATUS_OK);
    const char *svg = draw(grid, "en", false);
    expect(svg, "points=\"80.0,142.0 691.9,142.0 692.6,12.0 700.0,142.0 \"");
    assert_int_equal(count_of(svg, "text-anchor=\"middle\""), 2);
    buf_clear(&out);
    assert_true(multiples_spark(grid, 0, "en", &out));
    buf_char(&out, '\0');
    expect(out.at, "<rect x=\"0.0\" y=\"14.0\" width=\"1.0\" height=\"14.0\"/>");
    expect(out.at, "<rect x=\"159.0\" y=");
    expect(out.at, "1015–2022; most in 2010 (2)");
}

/* ---- the map itself ---- */

static void test_places(void **state)
{
    (void)state;
    for (size_t i = 0; i < map_place_count; i++) {
        const struct map_place *place = &map_places[i];
        assert_true(i == 0 || strcmp(map_places[i - 1].code, place->code) < 0);
        assert_true(place->x >= 0 && place->x <= map_width);
        assert_true(place->y >= 0 && place->y <= map_height);
        assert_true(place->box[0] < place->box[2] && place->box[1] < place->box[3]);
        assert_true(map_has(place->code));
    }
    assert_false(map_has("SU"));
    assert_false(map_has(""));
}

static void test_locator(void **state)
{
    (void)state;
    const char *codes[400];
    assert_true(map_place_count <= COUNT_OF(codes));
    for (size_t i = 0; i < map_place_count; i++) {
        codes[i] = map_places[i].code;
        buf_clear(&out);
        map_locator(&codes[i], 1, "a <place>", &out);
        buf_char(&out, '\0');
        expect(out.at, "aria-label=\"a &lt;place&gt;\"");
        expect(out.at, "class=\"m4\"");
        /* The United States reach from Hawaii to Maine. */
        if (out.length > (strcmp(codes[i], "US") == 0 ? 12 : 8) * 1024) {
            fail_msg("%s: %zu", codes[i], out.length);
        }
    }
    buf_clear(&out);
    map_locator(codes, map_place_count, "all", &out);
    assert_true(out.length > 0 && !out.failed);
    const char *gone = "SU";
    buf_clear(&out);
    map_locator(&gone, 1, "none", &out);
    assert_int_equal(out.length, 0);
}

/* A name stands on the side of its bar that has more room, and is cut with an ellipsis where even
 * that is too narrow: no letter is beyond the edge. */
static void test_timeline(void **state)
{
    static const char name[] =
        "Psychosocial support to women who were victims of trafficking in two "
        "countries and their children";
    struct timeline_item items[] = {
        {str_of(name), {.year = 2010}, {.year = 2012}},
        {str_of(name), {.year = 2019}, {.year = 2020}},
        {str_of("<Short>"), {.year = 2015}, {0}},
    };
    (void)state;
    timeline_svg(items, 1, "One", &out);
    assert_int_equal(out.length, 0);
    timeline_svg(items, 3, "A & B", &out);
    buf_char(&out, '\0');
    assert_non_null(strstr(out.at, "aria-label=\"A &amp; B\""));
    assert_non_null(strstr(out.at, "&lt;Short&gt;</text>"));
    assert_non_null(strstr(out.at, "fill-opacity")); /* no end */
    size_t cut = 0;
    for (const char *at = out.at; (at = strstr(at, "Psycho")) != NULL; at++) {
        const char *end = strstr(at, "</text>");
        assert_non_null(end);
        assert_true((size_t)(end - at) < 70); /* of a drawing 440 wide */
        cut += memcmp(end - 3, "…", 3) == 0;
    }
    assert_int_equal(cut, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_map, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_map, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_map_classes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_map_needs_a_country, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_flows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_flows_without_direction, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_multiples, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_multiples_finding, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_multiples_of_one_year, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_far_years, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_multiple, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_multiple_is_small, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_multiple_of_nothing_but_0, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_locator, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_timeline, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
