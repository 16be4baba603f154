/*
 * Goal: expressions of claims give the right number or text over known records, say "no data" where
 * the data cannot answer, and name column and mend for whatever is wrong in them.
 * Method: tables of expression and value, of expression and missing data, of expression and words,
 * over the five standard records; and cut and doubled expressions, which must never crash.
 */
#include "base/decimal.h"
#include "table_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct bench b;
static struct expr_scope scope;
static struct expr_world world;

static int set_up(void **state)
{
    (void)state;
    bench_open(&b);
    bench_write(&b, "tables/by-region.yaml",
                "table: by-region\nof: project\nrows: {field: region}\ntotals: true\ncolumns:\n"
                "  - {name: all, count: records}\n"
                "  - {name: budget, sum: budget, currency: USD}\n"
                "  - {name: mean, ratio: [budget, all]}\n"
                "  - {name: least, min: weight}\n"
                "  - {name: first, min: start}\n");
    bench_write(&b, "tables/by-year.yaml",
                "table: by-year\nof: project\nrows: {field: region}\ncolumns:\n"
                "  - {split: year, name: \"y-{code}\", sum: items}\n");
    bench_write(&b, "tables/themes.yaml",
                "table: themes\nof: project\nrows: {themes: topic}\ncolumns:\n"
                "  - {name: all, count: records}\n");
    bench_write(&b, "tables/flags.yaml",
                "table: flags\nof: project\nrows: {field: active}\ncolumns:\n"
                "  - {name: all, count: records}\n");
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
    scope = (struct expr_scope){b.pack, b.tables};
    return expr_world_make(&b.arena, b.store, b.tables, &world, &b.why) == STATUS_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    bench_close(&b);
    return 0;
}

/* The value as text: a number, a text in ' ', or ? and the reason. */
static const char *value_of(const char *text, char room[400])
{
    const struct expr *expr = NULL;
    struct expr_value value;
    if (expr_parse(&b.arena, &scope, str_of(text), &expr, &b.why) != STATUS_OK) {
        (void)snprintf(room, 400, "error %.300s", b.why.text);
        return room;
    }
    assert_int_equal(expr_eval(&world, expr, &value, &b.why), STATUS_OK);
    switch (value.outcome) {
    case EXPR_NUMBER:
        assert_false(expr_is_text(expr));
        decimal_print(value.number, room);
        break;
    case EXPR_TEXT:
        assert_true(expr_is_text(expr));
        (void)snprintf(room, 400, "'%.*s'", STR_ARGS(value.text));
        break;
    case EXPR_NOTHING:
        (void)snprintf(room, 400, "? %s", value.reason);
        break;
    }
    return room;
}

static const struct {
    const char *text, *value;
} values[] = {
    /* arithmetic, precedence, white space */
    {"1", "1"},
    {" 1 + 2 * 3 ", "7"},
    {"(1 + 2) * 3", "9"},
    {"10 - 4 - 3", "3"},
    {"12 / 4 / 3", "1"},
    {"-2 * -3", "6"},
    {"--2", "2"},
    {"2\n+\t2", "4"},
    {"1.5 + .25", "1.75"},
    {"1 / 3", "0.3333"},
    {"round(2.5, 0)", "3"},
    {"round(1.2345, 2)", "1.23"},
    {"abs(-3) + abs(2)", "5"},
    {"percent(47, 112)", "41.9643"},
    {"percent(1, 3)", "33.3333"},
    /* comparisons and logic */
    {"1 = 1", "1"},
    {"1 != 1", "0"},
    {"1 < 2 and 2 < 3", "1"},
    {"2 <= 1 or 3 >= 3", "1"},
    {"2 > 1", "1"},
    {"not 1 = 2", "1"},
    {"not not 3", "1"},
    {"not 1 and 0", "0"},
    {"1 or 0 and 0", "1"},
    {"\"a\" = 'a'", "1"},
    {"\"a\" < \"b\"", "1"},
    {"'it''s' = \"it's\"", "1"},
    /* and, or: certain though one side is not known */
    {"0 and 1 / 0", "0"},
    {"1 / 0 or 1", "1"},
    /* dates */
    {"months(\"2011-06\", \"2012-12\")", "19"},
    {"months(\"2011-06-30\", \"2011-06-01\")", "1"},
    {"days(\"2013-03-15\", \"2013-08-02\")", "141"},
    {"days(\"2012-02-28\", \"2012-03-01\")", "3"},
    {"days(\"1999-12-31\", \"2000-01-01\")", "2"},
    {"days(\"2000-01-01\", \"2400-01-01\")", "146098"},
    {"months(value(project, P1, start), \"2009-12\")", "10"},
    /* cells */
    {"cell(by-region, asia, all)", "2"},
    {"cell(by-region, \"African Region\", all)", "2"},
    {"cell(by-region, total, all)", "5"},
    {"cell(by-region, \"\", all)", "1"},
    {"cell(by-region, asia, budget)", "30.5"},
    {"cell(by-region, asia, mean)", "15.25"},
    {"cell(by-region, total, budget) / 5", "12.1"},
    {"cell(by-region, asia, first)", "'2009-03-15'"},
    {"cell(by-region, asia, first) < \"2010\"", "1"},
    {"cell(by-region, americas, all)", "0"},
    {"cell(by-year, asia, y-2009)", "3"},
    {"cell(by-year, africa, y-2009)", "0"},
    {"cell(by-year, africa, \"y-1990\")", "0"},
    {"cell(themes, one, all)", "2"},
    {"cell(themes, two, all)", "1"},
    {"cell(themes, \"\", all)", "3"},
    {"cell(flags, yes, all)", "1"},
    {"cell(flags, \"\", all)", "3"},
    /* records */
    {"count(project)", "5"},
    {"count(projects, region=asia)", "2"},
    {"count(project, region=asia|africa)", "4"},
    {"count(project, region = Asia , size=project)", "1"},
    {"count(project, region!=asia)", "3"},
    {"count(project, items>=4)", "3"},
    {"count(project, items<=4)", "3"},
    {"count(project, region=\"\")", "1"},
    {"count(project, title=\"Project four\")", "1"},
    {"count(project, title=Project four)", "1"},
    {"count(project, funder=Japan)", "2"},
    {"count(project, tag=topic/two)", "1"},
    {"count(project, tag=topic)", "2"},
    {"count(event)", "0"},
    {"sum(project.items)", "31"},
    {"sum(project.items, region=asia)", "3"},
    {"sum(project.items, region=americas)", "0"},
    {"sum(project.budget, region=asia)", "30.5"},
    {"sum(project.budget, budget.currency=EUR)", "5"},
    {"max(project.items)", "16"},
    {"min(project.weight)", "0.25"},
    {"max(project.budget, region=asia)", "20.5"},
    {"min(project.start)", "'2009-03-15'"},
    {"max(project.start)", "'2011-07'"},
    {"distinct(project.region)", "2"},
    {"distinct(project.funder)", "2"},
    {"distinct(project.funder, region=africa)", "0"},
    {"value(project, P1, items)", "1"},
    {"value(project, \"P/3\", items)", "4"},
    {"value(project, P/3, items)", "4"},
    {"value(project, P1, title)", "'Project one'"},
    {"value(project, P1, region) = \"asia\"", "1"},
    {"value(project, P1, active)", "1"},
    {"value(project, P1, weight)", "0.5"},
    {"value(project, P2, budget)", "20.5"},
    {"value(project, P1, sector.percentage)", "40"},
    /* rows */
    {"rows(by-region, [all] = 2)", "2"},
    {"rows(by-region, [all] >= 1)", "3"},
    {"rows(by-region, [budget] > 0 and not [all] = 1)", "2"},
    {"rows(by-region, [first] >= \"2011\")", "1"},
    {"rowmax(by-region, [budget])", "30.5"},
    {"rowmin(by-region, [budget])", "30"},
    {"rowsum(by-region, [all])", "5"},
    {"rowmax(by-year, [y-2009] - [y-2010])", "3"},
    {"rowmin(by-year, [y-2009] - [y-2010])", "-4"},
    {"rowsum(by-region, [least])", "0.25"},
    {"rows(by-region, rows(by-year, [y-2009] > 0) = 1)", "3"},
    /* code lists */
    {"known(region, africa)", "1"},
    {"known(region, \"African Region\")", "1"},
    {"known(region, C197)", "0"},
};

static const struct {
    const char *text, *reason;
} missing[] = {
    {"1 / 0", "division by zero"},
    {"percent(1, 0)", "division by zero"},
    {"1 + 1 / 0", "division by zero"},
    {"1 and 1 / 0", "division by zero"},
    {"not 1 / 0", "division by zero"},
    {"900000000000000 * 2", "too large"},
    {"900000000000000 + 900000000000000", "too large"},
    {"cell(by-region, africa, least)", "do not say"},
    {"cell(by-region, americas, mean)", "no such cell"},
    {"min(project.items, region=americas)", "no record"},
    {"min(project.start, region=americas)", "no record"},
    {"sum(project.budget)", "budget.currency=USD"},
    {"sum(project.grant)", "several currencies"},
    {"value(project, P9, items)", "there is no project P9"},
    {"value(project, P4, start)", "P4 has no start"},
    {"value(project, P2, sector.percentage)", "has no percentage"},
    {"months(value(project, P2, start), \"2013-01\")", "no month"},
    {"days(value(project, P/3, start), \"2013-01-01\")", "no day"},
    {"days(\"2013-01-02\", \"2013-01-01\")", "before it begins"},
    {"rowmax(by-region, 1 / 0)", "no row"},
};

static const struct {
    const char *text, *words;
} errors[] = {
    {"", "column 1: the expression ends"},
    {"   ", "where a value is needed"},
    {"1 +", "column 4: the expression ends"},
    {"(1", "column 3: the expression ends where \")\""},
    {"1 2", "column 3: the expression was complete before \"2\""},
    {"1 = 1 = 1", "column 7: this is a second comparison"},
    {"\"a", "column 1: the quoted text never ends"},
    {"a", "column 1: \"a\" stands alone"},
    {"1.2.3", "\"1.2.3\" is no number"},
    {"3b2", "Put a code in quotes"},
    {"99999999999999999999", "too large"},
    {"#", "column 1: expected a value and not \"#\""},
    {"1 + \"a\"", "column 3: a number is needed here"},
    {"-\"a\"", "column 1: a number is needed"},
    {"not \"a\"", "a number is needed"},
    {"1 = \"1\"", "column 3: a text is compared with a number"},
    {"cel(by-region, asia, all)", "column 1: there is no function \"cel\". Did you mean \"cell\"?"},
    {"cell(by-regio, asia, all)",
     "column 6: there is no table \"by-regio\". Did you mean \"by-reg"},
    {"cell(by-region, afrika, all)",
     "column 17: there is no row \"afrika\". Did you mean \"africa"},
    {"cell(by-region, asia, al)", "column 23: there is no column \"al\". Did you mean \"all\"?"},
    {"cell(by-region, asia)", "expected \",\""},
    {"cell(by-region, , all)", "column 17: a row is missing here"},
    {"cell(by-year, asia, 2009)", "no column \"2009\""},
    {"cell(themes, oen, all)", "no theme \"oen\". Did you mean \"one\"?"},
    {"cell(flags, maybe, all)", "no row of flags"},
    {"count(projct)", "column 7: there is no kind of record \"projct\". Did you mean \"project\"?"},
    {"count(project, regio=asia)", "Did you mean \"region\""},
    {"count(project, region=afrika)", "afrika"},
    {"count(project, region)", "no condition"},
    {"count(project, items>4)", "Write field=value"},
    {"count(project, items>=many)", "is no number"},
    {"count(project, region=)", "value"},
    {"count(project, tag=topik)", "no lens \"topik\". Did you mean \"topic\"?"},
    {"count(project, tag=topic/oen)", "no theme \"oen\". Did you mean \"one\"?"},
    {"sum(project)", "Write KIND.FIELD"},
    {"sum(project.)", "Write KIND.FIELD"},
    {"sum(project.tilte)", "Did you mean \"title\""},
    {"sum(project.title)", "is a text field"},
    {"sum(project.start)", "is a date field"},
    {"value(project, P1)", "expected \",\""},
    {"value(project, P1, contact)", "is not public"},
    {"value(project, P1, titel)", "Did you mean \"title\""},
    {"[all]", "column 2: a column in [ ]"},
    {"rows(by-region, [budgt] > 1)", "Did you mean \"budget\""},
    {"rows(by-region, [first])", "not a text"},
    {"rowmax(by-region, [all)", "no column \"all)\". Did you mean \"all\"?"},
    {"rowmax(by-region, [all", "ends where \"]\" is needed"},
    {"rows(by-region, 1) + [all]", "a column in [ ]"},
    {"round(1, 5)", "0, 1, 2, 3 or 4"},
    {"round(1)", "expected \",\""},
    {"percent(1)", "expected \",\""},
    {"abs(\"a\")", "a number is needed"},
    {"months(2011, 2012)", "a date is needed"},
    {"months(\"2011\", \"2012-12\")", "is no date with a month"},
    {"days(\"2011-06\", \"2012-12-01\")", "is no date with a day"},
    {"known(regoin, africa)", "no code list \"regoin\". Did you mean \"region\"?"},
    {"\"é\" + 1", "column 5: a number is needed"},
    {"1 \xFF", "no UTF-8"},
};

static void test_values(void **state)
{
    (void)state;
    char room[400];
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        if (strcmp(value_of(values[i].text, room), values[i].value) != 0) {
            fail_msg("%s: %s, expected %s", values[i].text, room, values[i].value);
        }
    }
}

static void test_missing_data(void **state)
{
    (void)state;
    char room[400];
    for (size_t i = 0; i < COUNT_OF(missing); i++) {
        (void)value_of(missing[i].text, room);
        if (room[0] != '?' || !strstr(room, missing[i].reason)) {
            fail_msg("%s: %s, expected nothing: %s", missing[i].text, room, missing[i].reason);
        }
    }
}

static void test_errors(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(errors); i++) {
        const struct expr *expr = NULL;
        enum status status = expr_parse(&b.arena, &scope, str_of(errors[i].text), &expr, &b.why);
        if (status != STATUS_INPUT || !strstr(b.why.text, errors[i].words)) {
            fail_msg("%s: status %d \"%s\", expected \"%s\"", errors[i].text, (int)status,
                     b.why.text, errors[i].words);
        }
    }
}

/* Depth and length are limited; what is within them works. */
static void test_limits(void **state)
{
    (void)state;
    static const char *const units[] = {"(", "-", "not ", "1+", "abs(", "1 and "};
    char text[EXPR_LENGTH * 2];
    for (size_t u = 0; u < COUNT_OF(units); u++) {
        const struct expr *expr = NULL;
        size_t length = 0, unit = strlen(units[u]);
        for (size_t i = 0; i < 300; i++, length += unit) {
            memcpy(text + length, units[u], unit);
        }
        text[length++] = '1';
        assert_int_equal(expr_parse(&b.arena, &scope, (struct str){text, length}, &expr, &b.why),
                         STATUS_INPUT);
        assert_non_null(strstr(b.why.text, "column "));
    }
    for (size_t depth = 50; depth <= 1500; depth += 1450) {
        const struct expr *nested = NULL;
        memset(text, '(', depth);
        text[depth] = '1';
        memset(text + depth + 1, ')', depth);
        struct str balanced = {text, depth * 2 + 1};
        enum status status = expr_parse(&b.arena, &scope, balanced, &nested, &b.why);
        assert_int_equal(status, depth == 50 ? STATUS_OK : STATUS_INPUT);
        assert_true(depth == 50 || strstr(b.why.text, "nested too deep"));
    }
    /* A sum as deep as a tree may be, and the same inside a function. */
    size_t length = (size_t)snprintf(text, sizeof text, "abs(1");
    for (size_t i = 1; i < 100; i++) {
        memcpy(text + length, "+1", 3);
        length += 2;
    }
    const struct expr *deep = NULL;
    struct str sum = {text + 4, length - 4};
    assert_int_equal(expr_parse(&b.arena, &scope, sum, &deep, &b.why), STATUS_OK);
    text[length++] = ')';
    assert_int_equal(expr_parse(&b.arena, &scope, (struct str){text, length}, &deep, &b.why),
                     STATUS_INPUT);
    memset(text, ' ', sizeof text);
    const struct expr *expr = NULL;
    assert_int_equal(expr_parse(&b.arena, &scope, (struct str){text, sizeof text}, &expr, &b.why),
                     STATUS_INPUT);
}

/* Every beginning of every expression, and every expression with a byte changed, is either read or
 * refused with words. */
static void test_damaged(void **state)
{
    (void)state;
    static const char bytes[] = "()[]\",'=<>-|. a0";
    struct arena arena;
    arena_init(&arena, BENCH_ROOM);
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        size_t length = strlen(values[i].text);
        for (size_t at = 0; at < length; at++) {
            char *text = malloc(length);
            const struct expr *expr = NULL;
            memcpy(text, values[i].text, length);
            struct failure why = {STATUS_OK, ""};
            if (expr_parse(&arena, &scope, (struct str){text, at}, &expr, &why) != STATUS_OK) {
                assert_non_null(strstr(why.text, "column "));
            }
            text[at] = bytes[(i + at) % (sizeof bytes - 1)];
            if (expr_parse(&arena, &scope, (struct str){text, length}, &expr, &why) != STATUS_OK) {
                assert_non_null(strstr(why.text, "column "));
            }
            free(text);
            arena_clear(&arena);
        }
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),  cmocka_unit_test(test_missing_data),
        cmocka_unit_test(test_errors),  cmocka_unit_test(test_limits),
        cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests_name("expr", tests, set_up, tear_down);
}
