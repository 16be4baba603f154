/*
 * Goal: tables, verdicts and records come out in text, CSV and JSON with the same numbers; text is
 * aligned and fits; CSV is read again by our own reader; JSON is JSON and keeps its contract; what
 * is not public stays inside. Method: golden texts over the standard records; CSV read back cell by
 * cell; JSON asked with jq.
 */
#include "base/decimal.h"
#include "base/utf8.h"
#include "table_fixture.h"
#include "text/csv.h"
#include "write/claims_write.h"
#include "write/grid_cells.h"
#include "write/grid_write.h"
#include "write/record.h"
#include "write/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct bench b;
static struct buf out;
static const struct write_options english = {.language = "en"};

static int set_up(void **state)
{
    (void)state;
    bench_open(&b);
    bench_write(
        &b, "tables/funds.yaml",
        "table: funds\nnumber: {en: Table 1, fr: Tableau 1}\n"
        "title: {en: \"Items, money and words by region, which is a title that goes over the width "
        "of one line\", fr: Objets}\nsource: {en: Our \"own\" records}\nof: project\n"
        "rows: {field: region}\ntotals: true\nnotes: [{en: A note., fr: Une note.}]\ncolumns:\n"
        "  - {name: all, label: {en: Records, fr: Fiches}, count: records}\n"
        "  - {name: items, label: {en: \"Items, multiplied\", fr: Objets}, sum: items}\n"
        "  - {name: budget, label: {en: Budget in USD, fr: Budget}, sum: budget, currency: USD, "
        "places: "
        "2}\n"
        "  - {name: mean, ratio: [budget, all], places: 1}\n"
        "  - {name: share, label: {en: Share, fr: Part}, share: items}\n"
        "  - {name: first, label: {en: First}, min: start}\n"
        "  - {name: year, label: {en: Last year}, max: year}\n");
    bench_write(
        &b, "tables/low.yaml",
        "table: low\nof: project\nrows: {field: region}\ncolumns:\n"
        "  - {name: n, count: records}\n  - {name: s, formula: \"[n] / 50 - 0.02\", places: "
        "1}\n");
    bench_write(&b, "tables/plain.yaml",
                "table: plain\nof: project\nrows: {records: true}\ncolumns:\n"
                "  - {name: y, value: items}\n  - {name: n, value: items, places: 0}\n");
    bench_write(&b, "tables/none.yaml",
                "table: none\nof: event\nrows: {field: name}\ncolumns:\n"
                "  - {name: all, count: records}\n");
    bench_write(&b, "tables/titles.yaml",
                "table: titles\nof: project\nrows: {field: title}\ncolumns:\n"
                "  - {name: all, count: records}\n");
    bench_write(
        &b, "claims/c.yaml",
        "claims:\n"
        "  - {id: C-1, where: Table 1, what: all items, printed: 1200000, expect: 1300000, note: "
        "\"A note that is so long that it does not fit in the columns that are left beside ids, "
        "and is broken.\"}\n"
        "  - {id: C-2, where: Table 2, printed: 2009, expect: \"value(project, P1, year)\"}\n"
        "  - {id: C-3, statements: [{where: x, printed: a}, {where: y, printed: b}]}\n"
        "  - {id: A-VERY-LONG-IDENTIFIER, where: z, refers: count(event)}\n"
        "  - {id: C-5, where: w, printed: 5, external: 6, source: \"a \\\"paper\\\"\"}\n");
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
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

/* Spaces that do not break shown as "_", so that they can be seen. */
static const char *visible(void)
{
    for (size_t i = 0; i + 1 < out.length; i++) {
        if (memcmp(out.at + i, "\xC2\xA0", 2) == 0) {
            out.at[i] = '_';
            memmove(out.at + i + 1, out.at + i + 2, out.length - i - 1);
            out.length--;
        }
    }
    return out.at;
}

/* What jq makes of the buffer with @filter; lines end in "\n". */
static void ask_jq(const char *filter, const char *expected)
{
    char path[300], command[1200], answer[4000];
    (void)snprintf(path, sizeof path, "%s/out.json", b.dir);
    FILE *file = fopen(path, "wb");
    bench_must(file && fwrite(out.at, 1, out.length, file) == out.length && fclose(file) == 0,
               path);
    (void)snprintf(command, sizeof command, "jq -rc '%s' %s", filter, path);
    FILE *jq = popen(command, "r");
    bench_must(jq != NULL, "jq");
    size_t length = fread(answer, 1, sizeof answer - 1, jq);
    answer[length] = '\0';
    assert_int_equal(pclose(jq), 0);
    assert_string_equal(answer, expected);
}

/* ---- words ---- */

static const struct {
    int64_t value;
    unsigned places;
    const char *en, *fr;
} numbers[] = {
    {0, 0, "0", "0"},
    {8238038000000, 0, "823,803,800", "823_803_800"},
    {12345678, 2, "1,234.57", "1_234,57"},
    {-12345678, 0, "-1,235", "-1_235"},
    {9990000, 0, "999", "999"},
};

static void test_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        char room[64];
        word_number("en", numbers[i].value, numbers[i].places, room);
        assert_string_equal(room, numbers[i].en);
        word_number("fr", numbers[i].value, numbers[i].places, room);
        buf_clear(&out);
        buf_text(&out, room);
        assert_string_equal(visible(), numbers[i].fr);
    }
    char room[64];
    word_exact("en", 12345000, room);
    assert_string_equal(room, "1,234.5");
    word_number("es", INT64_MIN, 4, room);
    assert_true(strlen(room) < 64);
}

/* What may be a year stays as it is. */
static void test_printed_numbers(void **state)
{
    (void)state;
    char room[64];
    assert_false(word_printed("en", "2013", room));
    assert_false(word_printed("en", "about 20000", room));
    assert_true(word_printed("en", "82380379", room));
    assert_string_equal(room, "82,380,379");
    assert_true(word_printed("es", "-1234.50", room));
    assert_string_equal(room, "-1\xC2\xA0"
                              "234,50");
}

static const struct {
    const char *text;
    struct wrap wrap;
    const char *lines;
} wrapped[] = {
    {"", {10, 0, 0}, "\n"},
    {"  one  ", {10, 0, 0}, "one\n"},
    {"one two three four", {9, 0, 0}, "one two\nthree\nfour\n"},
    {"one two three four", {9, 0, 2}, "one two\n  three\n  four\n"},
    {"one two three", {9, 6, 2}, "one\n  two\n  three\n"},
    {"onetwothree four", {12, 6, 2}, "\n  onetwothree\n  four\n"},
    {"onetwothree four", {5, 0, 0}, "onetwothree\nfour\n"},
    {"one\ntwo", {20, 0, 0}, "one two\n"},
    {"one\n\n  two three", {20, 0, 1}, "one\n two three\n"},
    {"éééé éééé", {9, 0, 0}, "éééé éééé\n"},
    {"a\xC2\xA0"
     "b c",
     {3, 0, 0},
     "a\xC2\xA0"
     "b\nc\n"},
};

static void test_wrap(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrapped); i++) {
        buf_clear(&out);
        wrap_text(&out, str_of(wrapped[i].text), wrapped[i].wrap);
        assert_string_equal(out.at, wrapped[i].lines);
    }
    assert_int_equal(wrap_count(str_of("one two three"), 7), 2);
    assert_int_equal(wrap_longest(str_of("one éééé two")), 4);
}

/* ---- tables ---- */

static void test_grid_text(void **state)
{
    (void)state;
    grid_text(bench_grid(&b, "funds"), &english, &out);
    assert_string_equal(
        out.at, "Table 1. Items, money and words by region, which is a title that goes over the\n"
                "width of one line\n"
                "\n"
                "                           Items,  Budget   Mean  Share              Last\n"
                "Region        Records  multiplied  in USD  (USD)    (%)       First  year\n"
                "-------------------------------------------------------------------------\n"
                "Asia                2           3   30.50   15.3    9.7  2009-03-15  2009\n"
                "Africa              2          12   30.00   15.0   38.7     2011-07  2012\n"
                "(not stated)        1          16     [x]    [x]   51.6         [x]   [x]\n"
                "-------------------------------------------------------------------------\n"
                "Total               5          31   60.50   12.1  100.0  2009-03-15  2012\n"
                "\n"
                "1. A note.\n"
                "2. 1 record has amounts of “Budget” in another currency than USD, or in none\n"
                "   that is stated; they are left out of “Budget in USD”.\n"
                "[x]: not available (there are records, but they do not say, or only in another currency).\n"
                "Source: Our \"own\" records\n");
}

/* What is not 0 is never printed as 0; programs get the number. */
static void test_grid_low(void **state)
{
    (void)state;
    const struct grid *grid = bench_grid(&b, "low");
    grid_text(grid, &english, &out);
    assert_non_null(strstr(out.at, "  [low]\n"));
    assert_non_null(strstr(out.at, " 0.0\n"));
    assert_non_null(strstr(out.at, "\n[low]: rounds to 0, and is not 0.\n"));
    buf_clear(&out);
    grid_csv(grid, &english, &out);
    assert_non_null(strstr(out.at, "asia,Asia,2,0.02\r\n"));
    assert_null(strstr(out.at, "[low]"));
    buf_clear(&out);
    cell_html(&(struct cell_place){&grid->columns[1], &grid->rows[0].cells[1], false}, "fr", &out);
    assert_string_equal(out.at, "<abbr title=\"arrondi à 0\">[low]</abbr>");
}

/* A whole number that a record has may be a year; `places` says that it is a count. */
static void test_grid_plain(void **state)
{
    (void)state;
    const struct grid *grid = bench_grid(&b, "plain");
    struct cell cell = {.value = 13044 * DECIMAL_ONE, .has_value = true, .state = CELL_VALUE};
    char room[64];
    struct str year = cell_shown(&(struct cell_place){&grid->columns[0], &cell, false}, "en", room);
    assert_true(str_is(year, "13044"));
    struct str count =
        cell_shown(&(struct cell_place){&grid->columns[1], &cell, false}, "en", room);
    assert_true(str_is(count, "13,044"));
}

static void test_grid_text_french(void **state)
{
    (void)state;
    const struct write_options french = {.language = "fr"};
    grid_text(bench_grid(&b, "funds"), &french, &out);
    const char *text = visible();
    assert_non_null(strstr(text, "Tableau 1. Objets\n"));
    assert_non_null(strstr(text, "Région "));
    assert_non_null(strstr(text, "Afrique "));
    assert_non_null(strstr(text, "(non précisé) "));
    assert_non_null(strstr(text, " 30,50 "));
    assert_non_null(strstr(text, "1. Une note.\n"));
    assert_non_null(strstr(text, "2. 1 fiche a des montants"));
    assert_non_null(strstr(text, "Source : "));
}

static void test_grid_text_empty(void **state)
{
    (void)state;
    grid_text(bench_grid(&b, "none"), &english, &out);
    assert_string_equal(out.at, "none\n\nname   All\n----------\n(no records)\n");
}

/* A table with long labels and many columns: as wide as is said, all lines alike. */
static void test_widths(void **state)
{
    (void)state;
    static char names[40][120];
    struct grid_column columns[20];
    struct grid_row rows[40];
    struct table table = {.name = "wide", .totals = true};
    struct table_column from = {.type = COLUMN_RECORDS};
    struct cell cells[20] = {{0}};
    for (size_t wide = 1; wide <= 20; wide++) {
        struct grid grid = {.table = &table,
                            .columns = columns,
                            .column_count = wide,
                            .rows = rows,
                            .row_count = 40,
                            .totals = cells};
        for (size_t c = 0; c < wide; c++) {
            columns[c] = (struct grid_column){.name = "x", .from = &from};
            columns[c].label = (struct label){1, {"en"}, {"a heading of some words"}};
            cells[c] = (struct cell){.value = 1234 * (int64_t)DECIMAL_ONE, .has_value = true};
        }
        for (size_t r = 0; r < 40; r++) {
            (void)snprintf(names[r], sizeof names[r], "%.*s", (int)(r * 3),
                           "Équité of treatment in accident compensation and other matters of "
                           "concern to those who work abroad, of the year");
            rows[r] = (struct grid_row){names[r], {1, {"en"}, {names[r]}}, cells, NULL};
        }
        buf_clear(&out);
        grid_text(&grid, &english, &out);
        struct str rest = buf_view(&out), line;
        size_t width = 0;
        while (str_split(&rest, '\n', &line)) {
            size_t at = utf8_columns(line);
            width = at > width ? at : width;
            assert_true(line.length == 0 || line.at[line.length - 1] != ' ');
        }
        assert_true(wide > 8 || width <= 100);
        assert_true(wide > 2 || width <= 80);
    }
}

/* The rows that our own reader finds in the buffer, cells joined by "|". */
static void read_csv(struct buf *to)
{
    struct source *source = NULL;
    struct csv_reader *reader = NULL;
    struct csv_row row;
    assert_int_equal(source_open_memory("csv", buf_view(&out), &source, &b.why), STATUS_OK);
    assert_int_equal(csv_open(source, &reader, &b.why), STATUS_OK);
    enum step step = STEP_DONE;
    while ((step = csv_next(reader, &row, &b.why)) == STEP_ITEM) {
        for (size_t i = 0; i < row.count; i++) {
            buf_printf(to, "%s%.*s", i ? "|" : "", STR_ARGS(row.cells[i]));
        }
        buf_char(to, '\n');
    }
    assert_int_equal(step, STEP_DONE);
    csv_close(reader);
    source_close(source);
}

static void test_grid_csv(void **state)
{
    (void)state;
    struct buf read;
    buf_init(&read, BENCH_ROOM);
    grid_csv(bench_grid(&b, "funds"), &english, &out);
    assert_non_null(strstr(out.at, "\r\n"));
    read_csv(&read);
    assert_string_equal(read.at, "key|label|all|items|budget|mean|share|first|year\n"
                                 "asia|Asia|2|3|30.5|15.25|9.6774|2009-03-15|2009\n"
                                 "africa|Africa|2|12|30|15|38.7097|2011-07|2012\n"
                                 "|(not stated)|1|16|[x]|[x]|51.6129|[x]|[x]\n"
                                 "total|Total|5|31|60.5|12.1|100|2009-03-15|2012\n");
    /* A label that a spreadsheet would compute. */
    buf_clear(&out);
    buf_clear(&read);
    grid_csv(bench_grid(&b, "titles"), &english, &out);
    assert_non_null(strstr(out.at, "'=Three,'=Three,1\r\n"));
    buf_release(&read);
}

static void test_grid_json(void **state)
{
    (void)state;
    grid_json(bench_grid(&b, "funds"), &english, &out);
    ask_jq("keys_unsorted", "[\"table\",\"title\",\"about\",\"filter\",\"records\",\"columns\","
                            "\"rows\",\"totals\",\"notes\"]\n");
    ask_jq(".columns[2], .columns[0]",
           "{\"name\":\"budget\",\"label\":\"Budget in USD\",\"unit\":\"USD\"}\n"
           "{\"name\":\"all\",\"label\":\"Records\"}\n");
    ask_jq(".rows[] | [.key, .label, .cells[].value]",
           "[\"asia\",\"Asia\",2,3,30.5,15.25,9.6774,\"2009-03-15\",2009]\n"
           "[\"africa\",\"Africa\",2,12,30,15,38.7097,\"2011-07\",2012]\n"
           "[\"\",\"(not stated)\",1,16,null,null,51.6129,null,null]\n");
    ask_jq(".totals[2]",
           "{\"column\":\"budget\",\"value\":60.5,\"state\":\"value\",\"filter\":\"project\","
           "\"records\":5}\n");
    ask_jq(".rows[0].cells[0,3]", "{\"column\":\"all\",\"value\":2,\"state\":\"value\",\"filter\":"
                                  "\"project?region=asia\",\"records\":2}\n"
                                  "{\"column\":\"mean\",\"value\":15.25,\"state\":\"value\","
                                  "\"filter\":null,\"records\":null,\"made_of\":[{"
                                  "\"filter\":\"project?region=asia\",\"records\":2}]}\n");
    ask_jq(".rows[2].cells[0].filter", "project?region=\n");
    ask_jq(".notes | length", "2\n");
    buf_clear(&out);
    grid_json(bench_grid(&b, "titles"), &english, &out);
    ask_jq(".totals, .title", "[]\ntitles\n");
    ask_jq(".rows[] | select(.key == \"Project one\").cells[0].filter",
           "project?title=Project%20one\n");
}

/* ---- claims ---- */

static struct claim_result *compute(size_t *count)
{
    struct claim_result *results = NULL;
    assert_int_equal(claims_compute(b.store, b.claims, &b.arena, &results, count, &b.why),
                     STATUS_OK);
    return results;
}

static void test_claims_text(void **state)
{
    (void)state;
    size_t count = 0;
    const struct claim_result *results = compute(&count);
    claims_text(results, count, &english, &out);
    assert_string_equal(
        out.at, "The printed number and the data differ (mismatch, 1)\n"
                "  C-1         printed 1,200,000, computed 1,300,000\n"
                "              Table 1\n"
                "              all items\n"
                "              A note that is so long that it does not fit in the columns that\n"
                "              are left beside ids, and is broken.\n"
                "\n"
                "Printed in several ways (conflict, 1)\n"
                "  C-3         printed a; b\n"
                "              x; y\n"
                "\n"
                "Contradicted by another source (external, 1)\n"
                "  C-5         printed 5, elsewhere 6\n"
                "              w\n"
                "              a \"paper\"\n"
                "\n"
                "Points to a part that does not exist (dangling, 1)\n"
                "  A-VERY-LONG-IDENTIFIER\n"
                "              computed 0\n"
                "              z\n"
                "\n"
                "Right (match, 1)\n"
                "  C-2         printed 2009, computed 2009\n"
                "              Table 2\n"
                "\n"
                "5 claims: 1 mismatch, 1 conflict, 1 external, 1 dangling, 1 match.\n");
}

static void test_claims_json(void **state)
{
    (void)state;
    size_t count = 0;
    const struct claim_result *results = compute(&count);
    claims_json(results, count, &out);
    ask_jq("map(.id) | join(\" \")", "C-1 C-2 C-3 A-VERY-LONG-IDENTIFIER C-5\n");
    ask_jq(".[0] | keys_unsorted",
           "[\"id\",\"verdict\",\"printed\",\"computed\",\"where\",\"note\"]\n");
    ask_jq(".[] | [.verdict, .printed, .computed]",
           "[\"mismatch\",1200000,1300000]\n[\"match\",2009,2009]\n"
           "[\"conflict\",\"a; b\",null]\n[\"dangling\",null,\"0\"]\n[\"external\",5,6]\n");
    ask_jq(".[4].note", "a \"paper\"\n");
    buf_clear(&out);
    claims_json(results, 0, &out);
    ask_jq(".", "[]\n");
}

/* ---- records ---- */

static struct record *find_record(const char *identifier)
{
    struct record *record = NULL;
    assert_int_equal(
        store_get(b.store, &b.arena, &b.pack->kinds[1], str_of(identifier), &record, &b.why),
        STATUS_OK);
    return record;
}

/* What is not public is in no form, unless it is asked for. */
static void test_access(void **state)
{
    (void)state;
    const struct record *record = find_record("P1");
    for (int all = 0; all <= 1; all++) {
        const struct record_style style = {.language = "en", .all_fields = all};
        struct json json;
        for (int form = 0; form < 3; form++) {
            buf_clear(&out);
            json_init(&json, &out, false);
            if (form == 0) {
                record_write_text(record, &style, &out);
            } else if (form == 1) {
                record_write_json(record, &style, &json);
            } else {
                record_write_csv_heading(record->kind, &style, &out);
                record_write_csv(record, &style, &out);
            }
            assert_int_equal(strstr(out.at, "Ms X") != NULL, all);
            assert_int_equal(strstr(out.at, "contact") != NULL, all);
            assert_non_null(strstr(out.at, "Project one"));
        }
    }
}

static void test_record_json(void **state)
{
    (void)state;
    const struct record_style style = {.language = "en", .all_fields = false};
    struct json json;
    json_init(&json, &out, false);
    record_write_json(find_record("P1"), &style, &json);
    ask_jq("[.kind, .identifier]", "[\"project\",\"P1\"]\n");
    ask_jq(".fields.title[1]", "{\"text\":\"Project one\",\"language\":\"en\"}\n");
    ask_jq(".fields.sector[0]", "{\"value\":\"10\",\"vocabulary\":\"1\",\"percentage\":40}\n");
    ask_jq(".fields.budget", "{\"amount\":10,\"currency\":\"USD\"}\n");
    ask_jq("[.fields.items, .fields.active, .fields.weight]", "[1,true,0.5]\n");
    ask_jq(".fields.funder", "[\"Norway\",\"Japan\"]\n");
}

static void test_record_csv(void **state)
{
    (void)state;
    const struct record_style style = {.language = "en", .all_fields = false};
    struct buf read;
    buf_init(&read, BENCH_ROOM);
    record_write_csv_heading(&b.pack->kinds[1], &style, &out);
    record_write_csv(find_record("P1"), &style, &out);
    record_write_csv(find_record("P/3"), &style, &out);
    read_csv(&read);
    assert_string_equal(read.at,
                        "identifier|kind|title|title.language|region|place|size|sector|"
                        "sector.vocabulary|sector.percentage|year|start|items|weight|budget|"
                        "budget.currency|budget.value_date|grant|grant.currency|grant.value_date|"
                        "grant.use|active|funder\n"
                        "P1|project|Projet un|Project one|fr|en|asia||project|10|20|1|2|40||2009|"
                        "2009-03-15|1|0.5|10|USD||||||true|Norway|Japan\n"
                        "P/3|project|'=Three|en|africa|africa|project||||2010|2011-07|4||30|USD||1|"
                        "2|USD|EUR||x|y||\n");
    buf_release(&read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_printed_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_wrap, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grid_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grid_plain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grid_low, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grid_text_french, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grid_text_empty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_widths, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grid_csv, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grid_json, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_claims_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_claims_json, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_access, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_record_json, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_record_csv, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("write", tests, NULL, NULL);
}
