/*
 * Goal: claims are read or refused with file, line, id, key and mend; each gets the verdict that
 * docs/formats.md gives it; the printed value is never changed, the computed one is shown beside
 * it. Method: tables of claim and words, and of claim, verdict and texts, over the standard
 * records.
 */
#include "table_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct bench b;

static int set_up(void **state)
{
    (void)state;
    bench_open(&b);
    bench_write(&b, "tables/t.yaml",
                "table: t\nof: project\nrows: {field: region}\ncolumns:\n"
                "  - {name: all, count: records}\n  - {name: items, sum: items}\n"
                "  - {name: mean, ratio: [items, all]}\n  - {name: first, min: start}\n");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    bench_close(&b);
    return 0;
}

static const struct {
    const char *text, *words;
} refused[] = {
    {"claims: {id: a}\n", "claims: expected a list"},
    {"claim: []\n", "claim: there is no such key. Did you mean `claims`?"},
    {"source: {titel: x}\nclaims: []\n", "titel: there is no such key. Did you mean `title`?"},
    {"claims:\n  - {where: a}\n", ":2: `id` is missing"},
    {"claims:\n  - {id: A, where: a, note: n}\n  - {id: A, where: b, note: n}\n",
     ":3: id: there is a claim A already, at"},
    {"claims:\n  - {id: A, where: a, prnted: 1, note: n}\n", "prnted: there is no such key"},
    {"claims:\n  - {id: A, where: a, printed: 1}\n", ":2: A: there is nothing to compute"},
    {"claims:\n  - {id: A, printed: 1, expect: \"1\"}\n", "A: `where` is missing"},
    {"claims:\n  - {id: A, where: a, expect: \"1\"}\n", "`printed` is missing"},
    {"claims:\n  - {id: A, where: a, external: 1}\n", "`printed` is missing"},
    {"claims:\n  - {id: A, where: a, printed: ~, expect: \"1\"}\n", "printed: the value is empty"},
    {"claims:\n  - {id: A, where: a, printed: 8 per cent, expect: \"1\"}\n",
     "expect: A: the expression gives a number, and `printed` is a text"},
    {"claims:\n  - {id: A, where: a, printed: 1, expect: \"count(projct)\"}\n",
     ":2: expect: A: column 7: there is no kind of record \"projct\". Did you mean \"project\"?"},
    {"claims:\n  - id: A\n    where: a\n    printed: 1\n    expect: cell(t, asia, al)\n",
     ":5: expect: A: column 15: there is no column \"al\""},
    {"claims:\n  - {id: A, where: a, refers: \"count(\"}\n", "refers: A: column 7"},
    {"claims:\n  - {id: A, where: a, refers: \"'x'\"}\n", "`needs` and `refers` are numbers"},
    {"claims:\n  - {id: A, where: a, note: n, needs: \"'x'\"}\n", "are numbers"},
    {"claims:\n  - {id: A, where: a, printed: 1, expect: \"1\", tolerance: abuot}\n",
     "tolerance: \"abuot\" is no tolerance: a word or a positive number. Did you mean \"about\"?"},
    {"claims:\n  - {id: A, where: a, printed: 1, expect: \"1\", tolerance: -1}\n", "no tolerance"},
    {"claims:\n  - {id: A, where: a, printed: 1, expect: \"1\", external: 2}\n",
     "external: A: the claim has `expect` already"},
    {"claims:\n  - {id: A, statements: [{where: a, printed: 1}]}\n", "a list of at least two"},
    {"claims:\n  - {id: A, statements: [{where: a, printed: 1}, {where: b}]}\n",
     "`printed` is missing"},
    {"claims:\n  - {id: A, statements: [{where: a, printed: 1}, {printed: 1}]}\n",
     "`where` is missing"},
    {"claims:\n  - {id: A, where: a, printed: 1, readings: [{when: a, expect: \"1\"}, {when: "
     "b}]}\n",
     "`expect` is missing"},
    {"claims:\n  - {id: A, where: a, printed: 1, readings: [{when: a, expect: \"1\"}, {when: b, "
     "expect: \"1 +\"}]}\n",
     "expect: A: column 4"},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        bench_write(&b, "claims/c.yaml", refused[i].text);
        arena_clear(&b.arena);
        b.why.text[0] = '\0';
        enum status status = bench_load(&b);
        if (status != STATUS_INPUT || !strstr(b.why.text, "claims/c.yaml:") ||
            !strstr(b.why.text, refused[i].words)) {
            fail_msg("%s: status %d \"%s\", expected \"%s\"", refused[i].text, (int)status,
                     b.why.text, refused[i].words);
        }
    }
}

/* Ids are unique over all files of the pack. */
static void test_two_files(void **state)
{
    (void)state;
    bench_write(&b, "claims/a.yaml", "claims: [{id: A, where: a, note: n}]\n");
    bench_write(&b, "claims/b.yaml", "claims: [{id: B, where: a, note: n}]\n");
    assert_int_equal(bench_load(&b), STATUS_OK);
    assert_int_equal(b.claims->count, 2);
    bench_write(&b, "claims/b.yaml", "claims: [{id: A, where: a, note: n}]\n");
    assert_int_equal(bench_load(&b), STATUS_INPUT);
    assert_non_null(strstr(b.why.text, "a.yaml:1"));
}

/* id, where and the closing brace are added. */
static const struct {
    const char *text;
    enum verdict verdict;
    const char *printed, *computed, *note;
} cases[] = {
    {"printed: 5, expect: count(project)", VERDICT_MATCH, "5", "5", ""},
    {"printed: 4, expect: count(project)", VERDICT_MISMATCH, "4", "5", ""},
    {"printed: 5.0, expect: count(project)", VERDICT_MATCH, "5.0", "5.0", ""},
    {"printed: \"12,345\", expect: 12345", VERDICT_MATCH, "12345", "12345", ""},
    {"printed: \"1,234,567.5\", expect: 1234567.25", VERDICT_MISMATCH, "1234567.5", "1234567.25",
     ""},
    {"printed: -5, expect: 0 - 5", VERDICT_MATCH, "-5", "-5", ""},
    /* rounding to the printed decimals; no further */
    {"printed: 42, expect: \"percent(47, 112)\"", VERDICT_MATCH_ROUNDED, "42", "41.96", ""},
    {"printed: 41, expect: \"percent(47, 112)\"", VERDICT_MISMATCH, "41", "41.96", ""},
    {"printed: 42.0, expect: \"percent(47, 112)\"", VERDICT_MATCH_ROUNDED, "42.0", "41.964", ""},
    {"printed: 41.9, expect: \"percent(47, 112)\"", VERDICT_MISMATCH, "41.9", "41.964", ""},
    {"printed: 3, expect: 2.5", VERDICT_MATCH_ROUNDED, "3", "2.5", ""},
    {"printed: 2, expect: 2.5", VERDICT_MISMATCH, "2", "2.5", ""},
    {"printed: 2, expect: 2.0001", VERDICT_MATCH_ROUNDED, "2", "2.0001", ""},
    {"printed: 42, tolerance: rounded, expect: 41.96", VERDICT_MATCH_ROUNDED, "42", "41.96", ""},
    {"printed: 42, tolerance: exact, expect: 41.96", VERDICT_MISMATCH, "42", "41.96", ""},
    {"printed: 42, tolerance: exact, expect: 42", VERDICT_MATCH, "42", "42", ""},
    /* about, just under, and a number: ends included or not */
    {"printed: 45, tolerance: about, expect: 47", VERDICT_MATCH_ROUNDED, "45", "47", ""},
    {"printed: 45, tolerance: about, expect: 43", VERDICT_MATCH_ROUNDED, "45", "43", ""},
    {"printed: 45, tolerance: about, expect: 47.0001", VERDICT_MISMATCH, "45", "47.0001", ""},
    {"printed: 45, tolerance: about, expect: 45", VERDICT_MATCH, "45", "45", ""},
    {"printed: 50, tolerance: just-under, expect: 45", VERDICT_MATCH_ROUNDED, "50", "45", ""},
    {"printed: 50, tolerance: just-under, expect: 49.9999", VERDICT_MATCH_ROUNDED, "50", "49.9999",
     ""},
    {"printed: 50, tolerance: just-under, expect: 44.9999", VERDICT_MISMATCH, "50", "44.9999", ""},
    {"printed: 50, tolerance: just-under, expect: 50", VERDICT_MISMATCH, "50", "50", ""},
    {"printed: 50, tolerance: 0.5, expect: 50.5", VERDICT_MATCH_ROUNDED, "50", "50.5", ""},
    {"printed: 50, tolerance: 0.5, expect: 49.4", VERDICT_MISMATCH, "50", "49.4", ""},
    /* texts */
    {"printed: asia, expect: \"value(project, P1, region)\"", VERDICT_MATCH, "asia", "asia", ""},
    {"printed: africa, expect: \"value(project, P1, region)\"", VERDICT_MISMATCH, "africa", "asia",
     ""},
    {"printed: 2009-03-15, expect: \"cell(t, asia, first)\"", VERDICT_MATCH, "2009-03-15",
     "2009-03-15", ""},
    {"printed: 2010, expect: \"value(project, P2, start)\"", VERDICT_MATCH, "2010", "2010", ""},
    /* several readings */
    {"printed: 5, readings: [{when: x, expect: \"5\"}, {when: y, expect: \"6\"}]",
     VERDICT_AMBIGUOUS, "5", "5 (x); 6 (y)", ""},
    {"printed: 5, readings: [{when: x, expect: \"5\"}, {when: y, expect: \"2 + 3\"}]",
     VERDICT_MATCH, "5", "5 (x); 5 (y)", ""},
    {"printed: 5, readings: [{when: x, expect: \"5\"}, {when: y, expect: \"5.2\"}]",
     VERDICT_MATCH_ROUNDED, "5", "5 (x); 5.2 (y)", ""},
    {"printed: 5, readings: [{when: x, expect: \"4\"}, {when: y, expect: \"6\"}]", VERDICT_MISMATCH,
     "5", "4 (x); 6 (y)", ""},
    {"printed: 5, tolerance: about, readings: [{when: x, expect: \"4\"}, {when: y, expect: \"9\"}]",
     VERDICT_AMBIGUOUS, "5", "4 (x); 9 (y)", ""},
    {"printed: 5, readings: [{when: x, expect: \"5\"}, {when: y, expect: \"1 / 0\"}]",
     VERDICT_AMBIGUOUS, "5", "5 (x); no data (y)", ""},
    {"printed: 5, readings: [{when: x, expect: \"1 / 0\"}, {when: y, expect: \"1 / 0\"}]",
     VERDICT_UNTESTABLE, "5", "no data (x); no data (y)", ""},
    /* statements */
    {"statements: [{where: x, printed: 1}, {where: y, printed: 1.0}]", VERDICT_MATCH, "1; 1.0",
     NULL, ""},
    {"statements: [{where: x, printed: 2008}, {where: y, printed: 2007}]", VERDICT_CONFLICT,
     "2008; 2007", NULL, ""},
    {"statements: [{where: x, printed: a}, {where: y, printed: a}, {where: z, printed: b}]",
     VERDICT_CONFLICT, "a; a; b", NULL, ""},
    {"statements: [{where: x, printed: a}, {where: y, printed: a}]", VERDICT_MATCH, "a; a", NULL,
     ""},
    /* references, other sources */
    {"refers: \"count(project, items=16)\"", VERDICT_MATCH, NULL, "1", ""},
    {"refers: \"count(project, items=17)\"", VERDICT_DANGLING, NULL, "0", ""},
    {"printed: Table 13, refers: \"count(event)\"", VERDICT_DANGLING, "Table 13", "0", ""},
    {"printed: 165, external: 51, source: NORMLEX", VERDICT_EXTERNAL, "165", "51", "NORMLEX"},
    {"printed: 165, external: 51, source: b, note: a", VERDICT_EXTERNAL, "165", "51", "a; b"},
    {"printed: 51, external: 51.0", VERDICT_MATCH, "51", "51.0", ""},
    /* what cannot be tested, and why */
    {"printed: 3, note: no data survives", VERDICT_UNTESTABLE, "3", NULL, "no data survives"},
    {"printed: 3, expect: \"3\", needs: count(event)", VERDICT_UNTESTABLE, "3", NULL, ""},
    {"printed: 3, expect: \"3\", needs: count(project)", VERDICT_MATCH, "3", "3", ""},
    {"printed: 3, expect: \"3\", needs: 1 / 0", VERDICT_UNTESTABLE, "3", NULL, ""},
    {"printed: 3, note: n, expect: \"3 / count(event)\"", VERDICT_UNTESTABLE, "3", NULL,
     "n Nothing to compare: division by zero."},
    {"printed: 3, expect: \"value(project, P9, items)\"", VERDICT_UNTESTABLE, "3", NULL,
     "Nothing to compare: there is no project P9."},
    {"needs: count(event), statements: [{where: x, printed: 1}, {where: y, printed: 2}]",
     VERDICT_UNTESTABLE, "1; 2", NULL, ""},
};

static bool same(const char *a, const char *b_)
{
    return a && b_ ? strcmp(a, b_) == 0 : a == b_;
}

static void test_verdicts(void **state)
{
    (void)state;
    struct claim_result *results = NULL;
    size_t count = 0;
    struct buf file;
    buf_init(&file, BENCH_ROOM);
    buf_text(&file, "source: {title: The report, date: 2013-10}\nclaims:\n");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        buf_printf(&file, "  - {id: C-%zu, where: here, what: w, %s}\n", i, cases[i].text);
    }
    bench_write(&b, "claims/c.yaml", file.at);
    buf_release(&file);
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
    assert_string_equal(b.claims->files[0].title, "The report");
    assert_int_equal(claims_compute(b.store, b.claims, &b.arena, &results, &count, &b.why),
                     STATUS_OK);
    assert_int_equal(count, COUNT_OF(cases));
    for (size_t i = 0; i < count; i++) {
        const struct claim_result *r = &results[i];
        if (r->verdict != cases[i].verdict || !same(r->printed, cases[i].printed) ||
            !same(r->computed, cases[i].computed) || strcmp(r->note, cases[i].note) != 0) {
            fail_msg("%s: %s, printed \"%s\", computed \"%s\", note \"%s\"", cases[i].text,
                     verdict_name(r->verdict), r->printed ? r->printed : "NULL",
                     r->computed ? r->computed : "NULL", r->note);
        }
        assert_string_equal(r->where, "here");
        assert_string_equal(r->what, "w");
        assert_int_equal(r->claim->line, i + 3);
    }
}

/* Where each statement stands takes the place of a `where` of the claim. */
static void test_where_of_statements(void **state)
{
    (void)state;
    struct claim_result *results = NULL;
    size_t count = 0;
    bench_write(&b, "claims/c.yaml",
                "claims:\n  - id: A\n    statements:\n      - {where: section 1, printed: 1}\n"
                "      - {where: box 2, printed: 2}\n");
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
    assert_int_equal(claims_compute(b.store, b.claims, &b.arena, &results, &count, &b.why),
                     STATUS_OK);
    assert_string_equal(results[0].where, "section 1; box 2");
}

static void test_verdict_names(void **state)
{
    (void)state;
    static const char *const names[] = {"match",     "match-rounded", "mismatch", "conflict",
                                        "ambiguous", "untestable",    "dangling", "external"};
    assert_int_equal(VERDICTS, COUNT_OF(names));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        size_t found = 0;
        for (int v = 0; v < VERDICTS; v++) {
            found += strcmp(names[i], verdict_name((enum verdict)v)) == 0;
        }
        assert_int_equal(found, 1);
    }
    assert_string_equal(verdict_name((enum verdict)0), "mismatch");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_two_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_verdicts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_where_of_statements, set_up, tear_down),
        cmocka_unit_test(test_verdict_names),
    };
    return cmocka_run_group_tests_name("claim", tests, NULL, NULL);
}
