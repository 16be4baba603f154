/*
 * Goal: definitions of tables are read or refused with file, line, key and mend; computed tables
 * count every record where it belongs, and every number opens: its filter lists exactly the records
 * that were counted.
 * Method: tables of definition and words; the five standard records against expected grids; and
 * over random records, for many definitions: each cell's filter is run through the store, single
 * rows add to the total, shares add to 100.
 */
#include "base/decimal.h"
#include "table_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "table_check.h"

static struct bench b;

static int set_up(void **state)
{
    (void)state;
    bench_open(&b);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    bench_close(&b);
    return 0;
}

/* ---- definitions ---- */

#define HEAD "table: t\nof: project\nrows: {field: region}\n"
#define ALL "columns:\n  - {name: all, count: records}\n"

static const struct {
    const char *text, *words;
} refused[] = {
    {"of: project\nrows: {field: region}\n" ALL, ":1: `table` is missing"},
    {"table: T 5\nof: project\nrows: {field: region}\n" ALL, ":1: table: \"T 5\" is no name"},
    {HEAD ALL "totls: true\n", "totls: there is no such key. Did you mean `totals`?"},
    {HEAD ALL "totals: perhaps\n", "totals: `perhaps` is neither true nor false"},
    {"table: t\nof: projct\nrows: {field: region}\n" ALL,
     ":2: of: there is no kind of record \"projct\". Did you mean \"project\"?"},
    {"table: t\nrows: {field: region}\n" ALL, "`of` is missing"},
    {"table: t\nof: project\n" ALL, "`rows` is missing"},
    {"table: t\nof: project\nrows: {field: regin}\n" ALL,
     ":3: field: there is no field \"regin\". Did you mean \"region\"?"},
    {"table: t\nof: project\nrows: {field: budget}\n" ALL, "too many values to divide by"},
    {"table: t\nof: project\nrows: {field: contact}\n" ALL, "\"contact\" is not public"},
    {"table: t\nof: project\nrows: {label: x}\n" ALL, "say what one row is"},
    {"table: t\nof: project\nrows: {field: region, themes: topic}\n" ALL, "in one way"},
    {"table: t\nof: project\nrows: {field: region, order: size}\n" ALL,
     "order: there is no order \"size\". Choose from: codelist, value, count"},
    {"table: t\nof: project\nrows: {field: region, order: valu}\n" ALL, "Did you mean \"value\""},
    {"table: t\nof: project\nrows: {themes: topik}\n" ALL,
     "themes: there is no lens \"topik\". Did you mean \"topic\"?"},
    {"table: t\nof: event\nrows: {themes: topic}\n" ALL, "does not look at records of the kind"},
    {HEAD "lens: topci\n" ALL, ":4: lens: there is no lens \"topci\". Did you mean \"topic\"?"},
    {HEAD "where: {regin: asia}\n" ALL, "regin: project has no field \"regin\""},
    {HEAD "where: {region: asai}\n" ALL, "asai"},
    {HEAD "where: {region: []}\n" ALL, "no value"},
    {HEAD "where: {tag: topik}\n" ALL, "no lens \"topik\". Did you mean \"topic\"?"},
    {HEAD "where: [region]\n" ALL, "a map is needed"},
    {HEAD "columns: []\n", "expected a list of 1 to"},
    {HEAD "columns: {name: all}\n", "expected a list of 1 to"},
    {HEAD "columns:\n  - {count: records}\n", "`name` is missing"},
    {HEAD "columns:\n  - {name: A b, count: records}\n", "name: \"A b\" is no name"},
    {HEAD "columns:\n  - {name: a}\n", ":5: the column measures nothing"},
    {HEAD "columns:\n  - {name: a, count: records, sum: items}\n",
     "sum: the column has `count` already"},
    {HEAD "columns:\n  - {name: a, count: projects}\n", "write `count: records`"},
    {HEAD "columns:\n  - {name: a, cuont: records}\n", "cuont: there is no such key. Did you mean"},
    {HEAD "columns:\n  - {name: a, count: records}\n  - {name: a, sum: items}\n",
     ":6: name: there is already a column \"a\""},
    {HEAD "columns:\n  - {name: a, sum: itmes}\n", "Did you mean \"items\""},
    {HEAD "columns:\n  - {name: a, sum: title}\n",
     "\"title\" is a text field. Choose from: year, items, weight, budget, grant"},
    {HEAD "columns:\n  - {name: a, sum: start}\n", "\"start\" is a date field"},
    {HEAD "columns:\n  - {name: a, max: region}\n", "\"region\" is a code field"},
    {HEAD "columns:\n  - {name: a, sum: [items]}\n", "name one field"},
    {HEAD "columns:\n  - {name: a, sum: budget}\n", "Add `currency: USD`"},
    {HEAD "columns:\n  - {name: a, sum: budget, currency: usd}\n", "\"usd\" is no currency"},
    {HEAD "columns:\n  - {name: a, sum: items, currency: USD}\n",
     "only the sum, min or max of money"},
    {HEAD "columns:\n  - {name: a, count: records, places: 5}\n", "0 to 4 decimals"},
    {HEAD "columns:\n  - {name: a, count: records, places: x}\n", "no whole number"},
    {HEAD "columns:\n  - {name: a, count: records, split: sise}\n", "Did you mean \"size\""},
    {HEAD "columns:\n  - {name: a, count: records, split: size}\n", "{code}"},
    {HEAD ALL "  - {name: r, ratio: [all]}\n", "one column divided by another"},
    {HEAD ALL "  - {name: r, ratio: [all, al]}\n",
     "there is no column that measures records \"al\". Did you mean \"all\"?"},
    {HEAD ALL "  - {name: r, share: r}\n", "no column that measures records \"r\""},
    {HEAD ALL "  - {name: r, share: all, where: {size: project}}\n", "computed from other columns"},
    {HEAD "columns:\n  - {name: a, min: start}\n  - {name: r, share: a}\n",
     "no column that measures records"},
    {HEAD ALL "notes: [[a]]\n", "expected a text"},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        bench_write(&b, "tables/t.yaml", refused[i].text);
        arena_clear(&b.arena);
        b.why.text[0] = '\0';
        enum status status = bench_load(&b);
        if (status != STATUS_INPUT || !strstr(b.why.text, "tables/t.yaml:") ||
            !strstr(b.why.text, refused[i].words)) {
            fail_msg("%zu: status %d \"%s\", expected \"%s\"", i, (int)status, b.why.text,
                     refused[i].words);
        }
    }
}

static void test_two_of_a_name(void **state)
{
    (void)state;
    bench_write(&b, "tables/a.yaml", HEAD ALL);
    bench_write(&b, "tables/b.yaml", HEAD ALL);
    assert_int_equal(bench_load(&b), STATUS_INPUT);
    assert_non_null(strstr(b.why.text, "b.yaml:1: table:"));
    assert_non_null(strstr(b.why.text, "a.yaml has a table \"t\" already"));
}

static void test_read(void **state)
{
    (void)state;
    const struct table *table = NULL;
    const struct table_column *column = NULL;
    bench_write(&b, "tables/a.yaml",
                "table: funding\nnumber: Table 5\ntitle: {en: Funds, fr: Fonds}\nsource: here\n"
                "of: projects\nwhere: {size: [project, activity], region: African Region}\n"
                "lens: topic\nrows: {field: region, label: {en: Where}, order: count}\n"
                "columns:\n  - {name: money, sum: budget, currency: USD}\n"
                "  - {name: all, count: records}\n"
                "  - {name: mean, ratio: [money, all]}\n"
                "  - {name: part, share: money, places: 3}\n"
                "  - {split: year, name: \"y{code}\", sum: items}\n"
                "  - {name: weight, sum: weight}\n"
                "  - {name: rate, ratio: [money, money]}\n"
                "totals: true\nnotes: [one, {fr: deux}]\n");
    assert_int_equal(bench_load(&b), STATUS_OK);
    assert_int_equal(table_find(b.tables, "funding", &table, &b.why), STATUS_OK);
    assert_string_equal(table->kind->name, "project");
    assert_string_equal(label_in(&table->title, "fr", ""), "Fonds");
    assert_string_equal(label_in(&table->row_label, "es", ""), "Where");
    assert_int_equal(table->order, ROWS_BY_COUNT);
    assert_int_equal(table->query.count, 3);
    assert_string_equal(table->query.conditions[1].values[0], "africa");
    assert_string_equal(table->query.conditions[2].values[0], "topic");
    assert_int_equal(table->column_count, 7);
    assert_string_equal(table->columns[2].unit, "USD");
    assert_string_equal(table->columns[3].unit, "%");
    assert_null(table->columns[6].unit);
    static const unsigned places[] = {0, 0, 2, 3, 0, 2, 2};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        assert_int_equal(table->columns[i].places, places[i]);
    }
    assert_true(table->totals);
    assert_int_equal(table->note_count, 2);
    assert_true(table_column(table, str_of("y2009"), &column) && column == &table->columns[4]);
    assert_true(table_column(table, str_of("mean"), &column) && column == &table->columns[2]);
    assert_false(table_column(table, str_of("y"), &column));
    assert_int_equal(table_find(b.tables, "fundign", &table, &b.why), STATUS_NOT_FOUND);
    assert_non_null(strstr(b.why.text, "Did you mean \"funding\"?"));
}

/* ---- grids over the standard records ---- */

static const struct {
    const char *text, *grid;
} grids[] = {
    {"rows: {field: region}\ncolumns:\n  - {name: n, count: records}\n  - {name: i, sum: items}\n",
     "n i | asia 2/2 3/2 | africa 2/2 12/2 |  1/1 16/1 | total 5/5 31/5"},
    {"rows: {field: region, order: value}\ncolumns: [{name: n, count: records}]\n",
     "n | africa 2/2 | asia 2/2 |  1/1 | total 5/5"},
    {"rows: {field: region, order: count}\ncolumns: [{name: i, sum: items}]\n",
     "i | africa 12/2 | asia 3/2 |  16/1 | total 31/5"},
    {"rows: {field: region, order: count}\ncolumns:\n  - {name: s, share: n}\n"
     "  - {name: n, count: records}\n",
     "s n | asia 40 2/2 | africa 40 2/2 |  20 1/1 | total 100 5/5"},
    {"rows: {field: year}\ncolumns: [{name: n, count: records}]\n",
     "n | 2009 2/2 | 2010 1/1 | 2012 1/1 |  1/1 | total 5/5"},
    {"rows: {field: active}\ncolumns: [{name: n, count: records}]\n",
     "n | false 1/1 | true 1/1 |  3/3 | total 5/5"},
    /* money of one currency only: who states another does not say, which is no 0; the least and
       greatest; where there is none, nothing */
    {"rows: {field: region}\ncolumns:\n  - {name: b, sum: budget, currency: USD}\n"
     "  - {name: e, sum: budget, currency: EUR}\n  - {name: m, max: budget, currency: USD}\n",
     "b e m | asia 30.5/2 [x]/2 20.5/2 | africa 30/2 5/2 30/2 |  [x]/1 [x]/1 [x]/1 | total 60.5/5 "
     "5/5 "
     "30/5"},
    {"rows: {field: region}\ncolumns:\n  - {name: g, sum: grant, currency: USD}\n"
     "  - {name: w, min: weight}\n  - {name: s, max: start}\n",
     "g w s | asia [x]/2 0.25/2 2010/2 | africa 1/2 [x]/2 2011-07/2 |  8/1 [x]/1 [x]/1 | total 9/5 "
     "0.25/5 "
     "2011-07/5"},
    {"where: {region: asia}\nrows: {field: size}\ncolumns:\n  - {name: n, count: records}\n"
     "  - {name: p, where: {year: 2009, active: true}, count: records}\n",
     "n p | project 1/1 1/1 | activity 1/1 0/0 | total 2/2 1/1"},
    {"where: {region: [asia, \"\"]}\nrows: {field: region}\ncolumns: [{name: n, count: records}]\n",
     "n | asia 2/2 |  1/1 | total 3/3"},
    /* ratios of totals, not totals of ratios; nothing divided by nothing */
    {"rows: {field: region}\ncolumns:\n  - {name: b, sum: budget, currency: USD}\n"
     "  - {name: p, where: {size: project}, count: records}\n  - {name: m, ratio: [b, p]}\n",
     "b p m | asia 30.5/2 1/1 30.5 | africa 30/2 1/1 30 |  [x]/1 0/0 [x] | total 60.5/5 2/2 30.25"},
    {"rows: {field: region}\ncolumns:\n  - {name: i, sum: items}\n  - {name: s, share: i}\n",
     "i s | asia 3/2 9.6774 | africa 12/2 38.7097 |  16/1 51.6129 | total 31/5 100"},
    {"where: {region: americas}\nrows: {field: region}\ncolumns:\n  - {name: n, count: records}\n"
     "  - {name: s, share: n}\n  - {name: r, ratio: [n, n]}\n",
     "n s r | total 0/0 [z] [z]"},
    /* repeated row fields: in each row once, in the total once */
    {"rows: {field: place}\ncolumns:\n  - {name: n, count: records}\n  - {name: i, sum: items}\n",
     "n i | asia 1/1 2/1 | africa 2/2 6/2 | americas 1/1 8/1 |  2/2 17/2 | total 5/5 31/5"},
    {"rows: {field: funder, order: value}\ncolumns: [{name: n, count: records}]\n",
     "n | Japan 2/2 | Norway 1/1 |  3/3 | total 5/5"},
    /* split columns, those without a value too */
    {"rows: {field: region}\ncolumns: [{split: year, name: \"y{code}\", count: records}]\n",
     "y2009 y2010 y2012 ynot-stated | asia 2/2 0/0 0/0 0/0 | africa 0/0 1/1 1/1 0/0 |  0/0 0/0 0/0 "
     "1/1 | total 2/2 1/1 1/1 1/1"},
    {"rows: {field: region}\ncolumns: [{split: size, where: {year: 2009}, sum: items}]\n",
     "project activity | asia 1/1 2/1 | africa 0/0 0/0 |  0/0 0/0 | total 1/1 2/1"},
    {"rows: {field: place}\ncolumns: [{split: place, count: records}]\n",
     "asia africa americas not-stated | asia 1/1 1/1 0/0 0/0 | africa 1/1 2/2 0/0 0/0 | americas "
     "0/0 0/0 1/1 0/0 |  0/0 0/0 0/0 2/2 | total 1/1 2/2 1/1 2/2"},
    /* a condition on a part of the row's field: both must hold for the same value */
    {"where: {sector.vocabulary: 1}\nrows: {field: sector}\ncolumns:\n"
     "  - {name: n, count: records}\n  - {name: i, sum: items}\n",
     "n i | 10 1/1 1/1 | 20 1/1 2/1 | total 2/2 3/2"},
    {"where: {sector.vocabulary: 2}\nrows: {field: sector}\ncolumns: [{name: n, count: records}]\n",
     "n | 20 1/1 | total 1/1"},
    {"rows: {field: sector.vocabulary}\ncolumns: [{split: sector, count: records}]\n",
     "10 20 not-stated | 1 1/1 1/1 0/0 | 2 0/0 1/1 0/0 |  0/0 0/0 3/3 | total 1/1 2/2 3/3"},
    /* how many different values */
    {"rows: {field: region}\ncolumns: [{name: d, distinct: funder}]\n",
     "d | asia 2/2 | africa 0/2 |  0/1 | total 2/5"},
    /* themes: also those that no record has, and records that have none */
    {"rows: {themes: topic}\ncolumns: [{name: n, count: records}]\n",
     "n | one 2/2 | two 1/1 |  3/3 | total 5/5"},
    {"lens: topic\nwhere: {size: activity}\nrows: {themes: topic}\ncolumns:\n"
     "  - {name: n, count: records}\n",
     "n | one 1/1 | two 0/0 | total 1/1"},
};

static void test_grids(void **state)
{
    (void)state;
    struct buf out;
    char path[40], text[1000], name[40];
    for (size_t i = 0; i < COUNT_OF(grids); i++) {
        (void)snprintf(path, sizeof path, "tables/g%zu.yaml", i);
        (void)snprintf(text, sizeof text, "table: g%zu\nof: project\ntotals: true\n%s", i,
                       grids[i].text);
        bench_write(&b, path, text);
    }
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
    buf_init(&out, BENCH_ROOM);
    for (size_t i = 0; i < COUNT_OF(grids); i++) {
        (void)snprintf(name, sizeof name, "g%zu", i);
        const char *printed = print_grid(bench_grid(&b, name), &out);
        if (strcmp(printed, grids[i].grid) != 0) {
            fail_msg("%s\n%s\nexpected\n%s", grids[i].text, printed, grids[i].grid);
        }
    }
    buf_release(&out);
}

/* Amounts below zero are no parts of a whole: each share is rounded by itself. */
static void test_negative_shares(void **state)
{
    (void)state;
    struct buf out;
    bench_write(&b, "tables/t.yaml",
                "table: t\nof: project\nrows: {field: region}\ncolumns:\n"
                "  - {name: i, sum: items}\n  - {name: s, share: i}\n");
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_store(&b);
    bench_put(&b, "A", "region asia, items 4");
    bench_put(&b, "B", "region africa, items -1");
    bench_commit(&b);
    buf_init(&out, BENCH_ROOM);
    assert_string_equal(print_grid(bench_grid(&b, "t"), &out),
                        "i s | asia 4/1 133.3333 | africa -1/1 -33.3333 | total 3/2 100");
    buf_release(&out);
}

/* A condition on a part of what is added says which amounts are. */
static void test_parts_of_sums(void **state)
{
    (void)state;
    struct buf out;
    bench_write(&b, "tables/t.yaml",
                "table: t\nof: project\nrows: {field: grant.use}\ncolumns:\n"
                "  - {name: n, count: records}\n  - {name: g, sum: grant, currency: USD}\n"
                "  - {name: a, where: {grant.use: a}, sum: grant, currency: USD}\n");
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_store(&b);
    bench_put(&b, "A", "grant USD 1[use=a], grant USD 2[use=b], grant USD 4[use=a]");
    bench_put(&b, "B", "grant USD 8[use=b]");
    bench_commit(&b);
    buf_init(&out, BENCH_ROOM);
    assert_string_equal(print_grid(bench_grid(&b, "t"), &out),
                        "n g a | a 1/1 5/1 5/1 | b 2/2 10/2 0/0 | total 2/2 15/2 5/1");
    buf_release(&out);
}

/* ---- words ---- */

static void test_labels(void **state)
{
    (void)state;
    bench_write(&b, "tables/t.yaml",
                "table: t\nof: project\nrows: {field: region}\ncolumns:\n"
                "  - {name: all-items, sum: items}\n"
                "  - {split: region, name: \"r-{code}\", label: {en: \"In {label} ({code})\"}, "
                "count: records}\n"
                "  - {split: size, name: \"s-{code}\", label: {en: Size}, count: records}\n"
                "  - {split: active, name: \"a-{code}\", count: records}\n");
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
    const struct grid *grid = bench_grid(&b, "t");
    static const char *const labels[] = {
        "All items",     "In Asia (asia)", "In Africa (africa)", "In (not stated) ()",
        "Size, project", "Size, activity", "Size, (not stated)", "No",
        "Yes",           "(not stated)"};
    assert_int_equal(grid->column_count, COUNT_OF(labels));
    for (size_t c = 0; c < COUNT_OF(labels); c++) {
        assert_string_equal(label_in(&grid->columns[c].label, "en", ""), labels[c]);
    }
    assert_string_equal(grid->columns[3].name, "r-not-stated");
    assert_string_equal(label_in(&grid->columns[8].label, "es", ""), "Sí");
    assert_string_equal(label_in(&grid->rows[1].label, "fr", ""), "Afrique");
    assert_string_equal(label_in(&grid->rows[2].label, "fr", ""), "(non précisé)");
    assert_string_equal(label_in(&grid->row_label, "fr", ""), "Région");
}

static const struct {
    const char *text, *note; /* NULL: no note */
} noted[] = {
    {"rows: {field: place}\ntotals: true\ncolumns: [{name: n, count: records}]\n",
     "The rows add up to more than the total: a record with several values of “Place” is in a row "
     "for each, and the total counts it once."},
    {"rows: {field: place}\ntotals: false\ncolumns: [{name: n, count: records}]\n", NULL},
    {"rows: {field: region}\ntotals: true\ncolumns: [{name: n, count: records}]\n", NULL},
    {"where: {place: americas}\nrows: {field: place}\ntotals: true\ncolumns:\n"
     "  - {name: n, count: records}\n",
     NULL},
    {"rows: {themes: topic}\ntotals: true\ncolumns: [{name: n, count: records}]\n",
     "several values of “Topic”"},
    {"rows: {field: place}\ntotals: true\ncolumns:\n"
     "  - {name: y, label: {en: Years}, distinct: year}\n",
     "“Years” of the rows add up to more than the total: what occurs in several rows is counted in "
     "each of them, and once in the total."},
    {"rows: {field: region}\ntotals: true\ncolumns: [{name: d, distinct: funder}]\n", NULL},
    {"rows: {field: place}\ntotals: false\ncolumns: [{name: d, distinct: year}]\n", NULL},
    {"rows: {field: region}\ncolumns: [{name: money, sum: budget, currency: USD}]\n",
     "1 record has amounts of “Budget” in another currency than USD, or in none that is stated; "
     "they are left out of “Money”."},
    {"rows: {field: region}\ncolumns: [{name: money, sum: grant, currency: USD}]\n",
     "2 records have amounts of “grant” in another currency than USD"},
    {"where: {region: asia}\nrows: {field: region}\ncolumns:\n"
     "  - {name: money, sum: budget, currency: USD}\n",
     NULL},
    {"where: {grant.use: x}\nrows: {field: region}\ncolumns:\n"
     "  - {name: money, sum: grant, currency: USD}\n",
     NULL},
    {"where: {grant.use: y}\nrows: {field: region}\ncolumns:\n"
     "  - {name: money, sum: grant, currency: USD}\n",
     "1 record has amounts of “grant”"},
    /* amounts of years that the table does not show are told of with their records */
    {"where: {region: [asia, africa]}\nrows: {years: year, from: 2009, to: 2011}\ncolumns:\n"
     "  - {name: money, sum: budget, currency: USD}\n",
     "1 record lies before 2009 or after 2011"},
    {"where: {region: africa}\nrows: {years: year, from: 2010, to: 2012}\ncolumns:\n"
     "  - {name: money, sum: budget, currency: USD}\n",
     "1 record has amounts of “Budget” in another currency"},
    {"rows: {field: year}\ncolumns: [{name: n, count: records}, {name: s, share: n, places: 2}]\n",
     NULL},
    {"where: {region: [asia, africa], items: [1, 2, 4]}\nrows: {field: items}\ncolumns:\n"
     "  - {name: n, count: records}\n  - {name: s, share: n, places: 2}\n",
     "Shares may not add up to 100"},
};

static void test_notes(void **state)
{
    (void)state;
    char path[40], text[600], name[40];
    for (size_t i = 0; i < COUNT_OF(noted); i++) {
        (void)snprintf(path, sizeof path, "tables/n%zu.yaml", i);
        (void)snprintf(text, sizeof text, "table: n%zu\nof: project\nnotes: Own\n%s", i,
                       noted[i].text);
        bench_write(&b, path, text);
    }
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
    for (size_t i = 0; i < COUNT_OF(noted); i++) {
        (void)snprintf(name, sizeof name, "n%zu", i);
        const struct grid *grid = bench_grid(&b, name);
        assert_string_equal(label_in(&grid->notes[0], "en", ""), "Own");
        const char *note = grid->note_count > 1 ? label_in(&grid->notes[1], "en", "") : NULL;
        bool fine = noted[i].note ? note && strstr(note, noted[i].note) : !note;
        if (!fine || grid->note_count > 2) {
            fail_msg("%s: \"%s\", expected \"%s\"", noted[i].text, note ? note : "none",
                     noted[i].note ? noted[i].note : "none");
        }
        for (size_t n = 1; n < grid->note_count; n++) {
            assert_string_not_equal(label_in(&grid->notes[n], "fr", ""), note);
            assert_string_not_equal(label_in(&grid->notes[n], "es", ""), note);
        }
    }
}

/* With less and less memory than is needed: a failure in words each time, and in the end success.
 */
static void test_little_memory(void **state)
{
    (void)state;
    bench_write(&b, "tables/t.yaml",
                "table: t\nof: project\nlens: topic\nrows: {field: region, order: count}\n"
                "totals: true\nnotes: [one]\ncolumns:\n  - {name: n, count: records}\n"
                "  - {name: s, share: n}\n  - {name: b, sum: budget, currency: USD}\n"
                "  - {split: year, label: {en: \"in {code}\"}, min: start}\n");
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
    enum status status = STATUS_NOMEM;
    size_t limit = 100, failed = 0;
    for (; status != STATUS_OK && limit < BENCH_ROOM; limit += 1 + limit / 16) {
        struct arena little;
        struct table_set *set = NULL;
        struct grid *grid = NULL;
        arena_init(&little, limit);
        status = tables_load(&little, b.pack, b.lenses, &set, &b.why);
        if (status == STATUS_OK) {
            status = table_compute(b.store, &set->tables[0], &little, &grid, &b.why);
        }
        if (status != STATUS_OK) {
            failed++;
            assert_int_equal(status, STATUS_NOMEM);
            assert_true(b.why.text[0] != '\0');
        }
        arena_release(&little);
    }
    assert_int_equal(status, STATUS_OK);
    assert_true(failed > 20);
}

/* ---- random records ---- */

#define COLUMNS                                                                                    \
    "totals: true\ncolumns:\n  - {name: n, count: records}\n  - {name: i, sum: items}\n"           \
    "  - {name: b, sum: budget, currency: USD}\n  - {name: g, sum: grant, currency: EUR}\n"        \
    "  - {name: w, sum: weight, where: {size: project}}\n  - {name: x, max: start}\n"              \
    "  - {name: s, share: b}\n  - {name: t, share: n}\n  - {name: r, ratio: [b, n]}\n"             \
    "  - {name: d, distinct: sector}\n  - {split: size, name: \"z{code}\", sum: items}\n"          \
    "  - {split: place, name: \"p{code}\", count: records}\n"

static const struct {
    const char *text;
    bool single; /* a record is in one row only */
} shapes[] = {
    {"rows: {field: region}\n", true},
    {"rows: {field: year}\n", true},
    {"rows: {field: active, order: count}\n", true},
    {"rows: {field: start, order: value}\n", true},
    {"where: {region: [asia, \"\"]}\nrows: {field: size}\n", true},
    {"lens: topic\nrows: {field: region}\n", true},
    {"rows: {field: place}\n", false},
    {"where: {place: africa}\nrows: {field: place}\n", false},
    {"rows: {field: sector}\n", false},
    {"where: {sector.vocabulary: 1}\nrows: {field: sector}\n", false},
    {"where: {sector: [\"1\", \"2\"]}\nrows: {field: sector.vocabulary}\n", false},
    {"rows: {themes: topic}\n", false},
    {"lens: topic\nwhere: {tag: topic/one}\nrows: {themes: topic}\n", false},
};

static void check_column(const struct grid *grid, size_t c, bool single)
{
    const struct grid_column *column = &grid->columns[c];
    enum column_type type = column->from->type;
    bool adds = type == COLUMN_RECORDS || type == COLUMN_SUM;
    int64_t sum = 0;
    unsigned long long records = 0;
    for (size_t r = 0; r < grid->row_count; r++) {
        const struct cell *cell = &grid->rows[r].cells[c];
        assert_true((cell->filter != NULL) == !table_column_is_derived(column->from));
        assert_true(cell->has_value || cell->value == 0);
        sum += cell->value;
        records += cell->records;
        if (cell->filter) {
            check_filter(&b, cell, column->from);
        }
    }
    if (grid->totals[c].filter) {
        check_filter(&b, &grid->totals[c], column->from);
    }
    if (single && (adds || type == COLUMN_SHARE)) {
        assert_int_equal(sum, grid->totals[c].value);
    }
    if (single && adds) {
        assert_int_equal(records, grid->totals[c].records);
    }
    if (type == COLUMN_SHARE && grid->totals[c].has_value) {
        assert_int_equal(grid->totals[c].value, 100 * DECIMAL_ONE);
    }
}

static void test_random(void **state)
{
    (void)state;
    char path[40], text[2000], name[40];
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        (void)snprintf(path, sizeof path, "tables/r%zu.yaml", i);
        (void)snprintf(text, sizeof text, "table: r%zu\nof: project\n%s" COLUMNS, i,
                       shapes[i].text);
        bench_write(&b, path, text);
    }
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_store(&b);
    random_seed = 20131001;
    for (unsigned i = 0; i < 200; i++) {
        put_random(&b, i);
    }
    bench_commit(&b);
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        (void)snprintf(name, sizeof name, "r%zu", i);
        const struct grid *grid = bench_grid(&b, name);
        assert_true(grid->row_count > 1 || i == 7);
        for (size_t c = 0; c < grid->column_count; c++) {
            check_column(grid, c, shapes[i].single);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_two_of_a_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grids, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_negative_shares, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_parts_of_sums, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_labels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_notes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_little_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_random, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
