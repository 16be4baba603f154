/*
 * Goal: rows and columns of every shape (records, years, spans, rankings, all codes of a list,
 * blocks) and columns of every kind (values, marks, formulas, choices, running totals, changes, the
 * most frequent) are read or refused with file, line, key and mend; and give what was worked out by
 * hand for the standard records; each number of random records is the length, or the sum, of the
 * list its filter gives.
 * Method: tables of definitions with words, with grids, with claims, and properties.
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
#define LIST "table: t\nof: project\nrows: {records: true}\n"
#define ROWS "table: t\nof: project\nrows: "
#define ALL "\ncolumns:\n  - {name: all, count: records}\n"

static const struct {
    const char *text, *words;
} refused[] = {
    /* rows */
    {ROWS "{field: region, years: start}" ALL, ":3: rows: say what one row is, in one way"},
    {ROWS "{records: false}" ALL, "records: rows that are no records are of a field"},
    {ROWS "{field: [region]}" ALL, "field: expected one name"},
    {ROWS "{field: region, from: 2001}" ALL, "from: this goes with `years: FIELD` only"},
    {ROWS "{years: region}" ALL, "\"region\" is a code field"},
    {ROWS "{years: start, from: 2010, to: 2009}" ALL, "to: the years end before they begin"},
    {ROWS "{years: start, from: 0}" ALL, "from: this is no year"},
    {ROWS "{years: strat}" ALL, "Did you mean \"start\""},
    {ROWS "{years: start, empty: true}" ALL, "empty: this goes with `field: FIELD` only"},
    {ROWS "{periods: start}" ALL, "`spans` is missing"},
    {ROWS "{periods: start, spans: []}" ALL, "expected a list of 1 to 100 spans"},
    {ROWS "{periods: start, spans: [{name: a, from: 2001, to: x}]}" ALL,
     "\"x\" is no year or date"},
    {ROWS "{periods: year, spans: [{name: a, from: 2001, to: 2001-05}]}" ALL, "no year or date"},
    {ROWS "{periods: start, spans: [{name: a, from: 2005, to: 2001}]}" ALL,
     "the span ends before it begins"},
    {ROWS "{periods: start, spans: [{name: a, from: 2001, to: 2005}, {name: b, from: 2005, to: "
          "2007}]}" ALL,
     "before the one above it has ended"},
    {ROWS "{periods: start, spans: [{name: a, from: 2001, to: 2001}, {name: a, from: 2005, to: "
          "2007}]}" ALL,
     "there is already a span \"a\""},
    {ROWS "{list: regio}" ALL, "there is no code list \"regio\". Did you mean \"region\"?"},
    {ROWS "{list: region}" ALL, "several fields of project have the list \"region\""},
    {ROWS "{field: year, empty: true}" ALL, "\"year\" has no code list"},
    {ROWS "{field: region, list: size}" ALL, "the list of \"region\" is region"},
    {ROWS "{values: funder, top: 0}" ALL, "top: a ranking has 1 to 100 rows"},
    {ROWS "{field: funder, top: 3}" ALL, "top: the first are those of a field in order of size"},
    {ROWS "{values: funder, top: 3}\nby: region" ALL, "in a table without `by`"},
    {ROWS "{field: region, sort: year}" ALL, "sort: only rows that are records are sorted"},
    {ROWS "{records: true, reverse: true}" ALL, "reverse: there is nothing to reverse"},
    {ROWS "{records: true, sort: contact}" ALL, "\"contact\" is not public"},
    {HEAD "by: {records: true}" ALL, "records: there is no such key"},
    {HEAD "by: budget" ALL, "too many values to divide by"},
    /* columns */
    {HEAD "columns: [{name: a, value: title}]\n", "a row of several records has no one value"},
    {LIST "columns: [{name: a, value: contact}]\n", "\"contact\" is not public"},
    {LIST "columns: [{name: a, value: titel}]\n", "Did you mean \"title\""},
    {LIST "columns: [{name: a, value: title, where: {year: 2009}}]\n", "what each record has"},
    {LIST "columns: [{name: a, value: title, split: region}]\n", "what each record has"},
    {LIST "columns: [{name: a, value: title, as: mark}]\n", "only `formula:` and `show:` say `as`"},
    {LIST "columns: [{name: a, show: place}]\n", "Add `split: FIELD`"},
    {LIST "columns: [{split: place, show: region}]\n", "\"region\" is no part of \"place\""},
    {LIST "columns: [{split: sector, show: sector.vocabulary, as: mark}]\n",
     "Write `show: sector`"},
    {LIST "columns: [{split: place, show: place, as: cross}]\n", "there is no form \"cross\""},
    {HEAD "columns: [{name: a, top: budget}]\n", "too many values"},
    {HEAD "columns: [{name: a, top: {years: start}}]\n", "values of a field, or themes"},
    {HEAD "columns: [{name: a, top: place, n: 0}]\n", "n: a cell names 1 to 100 values"},
    {HEAD "columns: [{name: a, count: records, n: 3}]\n", "n: this goes with `top: FIELD` only"},
    {HEAD "columns: [{name: a, count: records, all: true}]\n", "goes with `split: FIELD` only"},
    {HEAD "columns: [{split: year, all: true, count: records}]\n", "\"year\" has no code list"},
    {HEAD "columns: [{split: {years: start}, all: true, count: records}]\n",
     "are always all there"},
    {HEAD "columns: [{split: {yeras: start}, count: records}]\n", "Did you mean `years`"},
    /* formulas and choices */
    {HEAD "columns: [{name: a, formula: \"[b] + 1\"}]\n", "formula: column 2: there is no column"},
    {HEAD ALL "  - {name: a, formula: \"[al] + 1\"}\n", "Did you mean \"all\""},
    {HEAD ALL "  - {name: a, formula: \"1 +\"}\n", "column 4: the expression ends"},
    {HEAD ALL "  - {name: a, formula: [1]}\n", "expected one expression"},
    {HEAD ALL "  - {name: a, formula: \"'x'\"}\n", "this gives a text"},
    {HEAD ALL "  - {name: a, formula: \"count(project)\"}\n", "count() looks beyond the row"},
    {HEAD ALL "  - {name: a, formula: \"cell(t, asia, all)\"}\n", "cell() looks beyond the row"},
    {HEAD ALL "  - {name: a, formula: \"rows(t, 1)\"}\n", "rows() looks beyond the row"},
    {HEAD ALL "  - {name: a, formula: \"[a]\"}\n", "[a] is computed only after this column"},
    {HEAD ALL "  - {name: a, formula: \"[b]\"}\n  - {name: b, formula: \"1\"}\n",
     "[b] is computed only after this column. Put it above"},
    {HEAD ALL "  - {name: a, formula: \"1\", as: truth}\n", "there is no form \"truth\""},
    {HEAD ALL "  - {name: a, formula: \"1\", where: {size: project}}\n", "from other columns"},
    {HEAD ALL "  - {name: a, formula: \"1\", currency: USD}\n",
     "only the sum, min or max of money"},
    {HEAD ALL "  - {name: a, choose: []}\n", "expected a list of 1 to 100 texts"},
    {HEAD ALL "  - {name: a, choose: [{when: \"1\"}]}\n", "`text` is missing"},
    {HEAD ALL "  - {name: a, choose: [{text: x}, {text: y}]}\n", "never taken"},
    {HEAD ALL "  - {name: a, choose: [{when: \"[x]\", text: y}]}\n", "when: column 2: there is no"},
    {HEAD ALL "  - {name: a, choose: [{wen: \"1\", text: y}]}\n", "Did you mean `when`"},
    /* running totals and changes */
    {HEAD "columns: [{name: a, cumulative: true}]\n", "no column that measures records \"true\""},
    {HEAD ALL "  - {name: a, cumulative: al}\n", "Did you mean \"all\""},
    {HEAD ALL "  - {name: a, cumulative: all, where: {year: 2009}}\n", "Say this there"},
    {HEAD ALL "  - {name: a, count: records, cumulative: all}\n", "Write `cumulative: true`"},
    {HEAD ALL "  - {name: a, cumulative: all, carry_in: true}\n", "over years or periods only"},
    {HEAD ALL "  - {name: a, share: all, cumulative: true}\n",
     "only what is measured over records"},
    {ROWS "{themes: topic}\ncolumns: [{name: a, count: records, cumulative: true}]\n",
     "needs rows, or a split, of years or periods"},
    {ROWS "{themes: topic}" ALL "  - {name: a, change: all}\n",
     "the change is that to the row before"},
    {HEAD ALL "  - {name: a, change: al}\n", "Did you mean \"all\""},
    {HEAD "columns: [{split: year, count: records}, {name: a, change: \"{code}\"}]\n",
     "the name of a split column has {code} in it"},
    /* gaps */
    {HEAD ALL "gaps: {not_aplicable: []}\n", "Did you mean `not_applicable`"},
    {HEAD ALL "gaps: {not_applicable: {row: asia}}\n", "expected a list"},
    {HEAD ALL "gaps: {not_applicable: [{why: x}]}\n", "say which cells"},
    {HEAD ALL "gaps: {not_applicable: [{row: asai, column: all}]}\n", "no row \"asai\""},
    {HEAD ALL "gaps: {not_applicable: [{row: asia, column: al}]}\n", "Did you mean \"all\""},
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
            fail_msg("%s\nstatus %d \"%s\", expected \"%s\"", refused[i].text, (int)status,
                     b.why.text, refused[i].words);
        }
    }
}

/* ---- grids over the standard records ---- */

static const struct {
    const char *text, *grid;
} grids[] = {
    /* rows that are records, and what they have */
    {"rows: {records: true}\ncolumns: [{name: t, value: title}, {name: y, value: year}]\n",
     "t y | P/3 =Three/1 2010/1 | P1 Project one/1 2009/1 | P2 Project two/1 2009/1 | P4 Project "
     "four/1 2012/1 | P5 Project five/1 [x]/1 | total [z]/5 [z]/5"},
    {"rows: {records: true, sort: items, reverse: true}\ncolumns:\n"
     "  - {name: f, value: funder}\n  - {name: a, value: active}\n  - {name: i, sum: items}\n",
     "f a i | P5 [x]/1 [x]/1 16/1 | P4 [x]/1 [x]/1 8/1 | P/3 [x]/1 [x]/1 4/1 | P2 Japan/1 0/1 2/1 "
     "| P1 Norway; "
     "Japan/1 1/1 1/1 | total [z]/5 [z]/5 31/5"},
    {"where: {size: project}\nrows: {records: true, sort: region}\ncolumns:\n"
     "  - {name: p, value: place}\n  - {name: b, value: budget}\n  - {name: s, value: start}\n"
     "  - {name: v, value: sector.vocabulary}\n  - {name: w, value: weight}\n",
     "p b s v w | P1 [x]/1 USD 10/1 2009-03-15/1 1; 2/1 0.5/1 | P/3 Africa/1 USD 30/1 2011-07/1 "
     "[x]/1 "
     "[x]/1 | total [z]/2 [z]/2 [z]/2 [z]/2 [z]/2"},
    {"rows: {records: true}\ncolumns:\n  - {split: place, all: true, show: place}\n",
     "asia africa americas | P/3 0/0 1/1 0/0 | P1 0/0 0/0 0/0 | P2 1/1 1/1 0/0 | P4 0/0 0/0 1/1 | "
     "P5 0/0 0/0 0/0 | total 1/1 2/2 1/1"},
    {"rows: {records: true}\ncolumns:\n  - {split: sector, show: sector.percentage}\n",
     "10 20 | P/3 [z]/0 [z]/0 | P1 40/1 [x]/1 | P2 [z]/0 [x]/1 | P4 [z]/0 [z]/0 | P5 [z]/0 [z]/0 | "
     "total [z]/1 "
     "[z]/2"},
    {"rows: {records: true}\ncolumns:\n  - {split: year, show: year}\n"
     "  - {split: active, name: \"a-{code}\", show: active}\n",
     "2009 2010 2012 a-false a-true | P/3 0/0 1/1 0/0 0/0 0/0 | P1 1/1 0/0 0/0 0/0 1/1 | P2 1/1 "
     "0/0 "
     "0/0 1/1 0/0 | P4 0/0 0/0 1/1 0/0 0/0 | P5 0/0 0/0 0/0 0/0 0/0 | total 2/2 1/1 1/1 1/1 1/1"},
    /* years and spans, also those without records */
    {"rows: {years: start, from: 2008, to: 2012}\ncolumns:\n  - {name: n, count: records}\n"
     "  - {name: c, cumulative: n}\n  - {name: d, change: n}\n  - {name: i, sum: items}\n",
     "n c d i | 2008 0/0 0/0 [z] 0/0 | 2009 1/1 1/1 1 1/1 | 2010 1/1 2/2 0 2/1 | 2011 1/1 3/3 0 "
     "4/1 | 2012 0/0 3/3 -1 0/0 | total 3/3 3/3 [z] 7/3"},
    {"rows: {years: start, from: 2010, to: 2011}\ncolumns:\n  - {name: n, count: records}\n"
     "  - {name: c, cumulative: n, carry_in: true}\n",
     "n c | 2010 1/1 2/2 | 2011 1/1 3/3 | total 2/2 3/3"},
    {"rows: {years: year}\ncolumns: [{name: n, count: records}, {name: i, sum: items}]\n",
     "n i | 2009 2/2 3/2 | 2010 1/1 4/1 | 2011 0/0 0/0 | 2012 1/1 8/1 | total 4/4 15/4"},
    {"where: {region: americas}\nrows: {years: start}\ncolumns: [{name: n, count: records}]\n",
     "n | total 0/0"},
    {"rows: {periods: start, spans: [{name: a, from: 2009, to: 2010}, {name: b, from: 2011-01, to: "
     "2011-06}, {name: c, from: 2011-07, to: 2011-12}]}\ncolumns:\n  - {name: n, count: records}\n"
     "  - {name: c, count: records, cumulative: true}\n",
     "n c | a 2/2 2/2 | b 0/0 2/2 | c 1/1 3/3 | total 3/3 3/3"},
    {"rows: {field: region}\ncolumns:\n"
     "  - {split: {years: start, from: 2009, to: 2011}, name: \"y{code}\", count: records}\n"
     "  - {split: {years: start, from: 2009, to: 2011}, name: \"c{code}\", count: records, "
     "cumulative: true}\n  - {name: \"d{code}\", change: \"c{code}\"}\n",
     "y2009 y2010 y2011 c2009 c2010 c2011 d2009 d2010 d2011 | asia 1/1 1/1 0/0 1/1 2/2 2/2 [z] 1 0 "
     "| africa 0/0 0/0 1/1 0/0 0/0 1/1 [z] 0 1 |  0/0 0/0 0/0 0/0 0/0 0/0 [z] 0 0 | total 1/1 1/1 "
     "1/1 1/1 2/2 3/3 [z] 1 1"},
    {"rows: {field: region}\ncolumns:\n"
     "  - {split: {years: start, from: 2010, to: 2011}, name: \"c{code}\", count: records, "
     "cumulative: true}\n"
     "  - {split: {years: start, from: 2010, to: 2011}, name: \"n{code}\", count: records, "
     "cumulative: true, carry_in: false}\n",
     "c2010 c2011 n2010 n2011 | asia 2/2 2/2 1/1 1/1 | africa 0/0 1/1 0/0 1/1 |  0/0 0/0 0/0 0/0 | "
     "total 2/2 3/3 1/1 2/2"},
    {"rows: {field: region}\ncolumns:\n"
     "  - {split: {periods: year, spans: [{name: early, from: 2001, to: 2009}, {name: late, from: "
     "2010, to: 2019}]}, sum: items}\n",
     "early late | asia 3/2 0/0 | africa 0/0 12/2 |  0/0 0/0 | total 3/2 12/2"},
    /* running totals of fields count a record once */
    {"rows: {field: place}\ncolumns:\n  - {name: n, count: records}\n  - {name: c, cumulative: n}\n"
     "  - {name: i, sum: items, cumulative: true}\n",
     "n c i | asia 1/1 1/1 2/1 | africa 2/2 2/2 6/2 | americas 1/1 3/3 14/3 |  2/2 5/5 31/5 | "
     "total 5/5 5/5 31/5"},
    {"rows: {field: region, order: count}\ncolumns: [{name: i, sum: items}, {name: c, cumulative: "
     "i}]\n",
     "i c | africa 12/2 12/2 | asia 3/2 15/4 |  16/1 31/5 | total 31/5 31/5"},
    /* rankings: ties stay together, the others are one row */
    {"rows: {values: funder, top: 1}\ncolumns: [{name: n, count: records}]\n",
     "n | Japan 2/2 | (other) 0/0 |  3/3 | total 5/5"},
    {"rows: {values: place, top: 1}\ncolumns: [{name: n, count: records}, {name: i, sum: items}, "
     "{name: s, share: n}]\n",
     "n i s | africa 2/2 6/2 40 | (other) 1/1 8/1 20 |  2/2 17/2 40 | total 5/5 31/5 100"},
    {"rows: {values: region, top: 1}\ncolumns: [{name: n, count: records}]\n",
     "n | asia 2/2 | africa 2/2 |  1/1 | total 5/5"},
    {"rows: {values: items, top: 2}\ncolumns: [{name: n, count: records}]\n",
     "n | (other) 5/5 | total 5/5"},
    /* all codes of a list */
    {"where: {region: asia}\nrows: {field: region, empty: true}\ncolumns: [{name: n, count: "
     "records}, {name: i, sum: items}, {name: m, max: items}]\n",
     "n i m | asia 2/2 3/2 2/2 | africa 0/0 0/0 [z]/0 | americas 0/0 0/0 [z]/0 | total 2/2 3/2 "
     "2/2"},
    {"where: {region: asia}\nrows: {list: size}\ncolumns: [{split: place, all: true, name: "
     "\"p-{code}\", count: records}]\n",
     "p-asia p-africa p-americas p-not-stated | project 0/0 0/0 0/0 1/1 | activity 1/1 1/1 0/0 0/0 "
     "| total 1/1 1/1 0/0 1/1"},
    {"rows: {field: size}\ncolumns: [{split: {themes: topic}, count: records}]\n",
     "one two not-stated | project 1/1 1/1 1/1 | activity 1/1 0/0 1/1 |  0/0 0/0 1/1 | total 2/2 "
     "1/1 3/3"},
    /* blocks */
    {"by: size\nrows: {field: region}\ncolumns: [{name: n, count: records}, {name: i, sum: items}, "
     "{name: c, cumulative: n}]\n",
     "n i c | =project 2/2 5/2 2/2 | asia 1/1 1/1 1/1 | africa 1/1 4/1 2/2 | =activity 2/2 10/2 "
     "2/2 | asia 1/1 2/1 1/1 | africa 1/1 8/1 2/2 | = 1/1 16/1 1/1 |  1/1 16/1 1/1 | total 5/5 "
     "31/5 5/5"},
    {"by: {field: region, empty: true}\nrows: {years: start, from: 2009, to: 2010}\ncolumns: "
     "[{split: place, all: true, count: records}]\n",
     "asia africa americas not-stated | =asia 1/1 1/1 0/0 1/1 | 2009 0/0 0/0 0/0 1/1 | 2010 1/1 "
     "1/1 0/0 0/0 | =africa 0/0 0/0 0/0 0/0 | 2009 0/0 0/0 0/0 0/0 | 2010 0/0 0/0 0/0 0/0 | "
     "=americas 0/0 0/0 0/0 0/0 | 2009 0/0 0/0 0/0 0/0 | 2010 0/0 0/0 0/0 0/0 | = 0/0 0/0 0/0 0/0 "
     "| 2009 0/0 0/0 0/0 0/0 | 2010 0/0 0/0 0/0 0/0 | total 1/1 1/1 0/0 1/1"},
    {"by: region\nrows: {themes: topic}\ncolumns: [{split: size, all: true, count: records}]\n",
     "project activity not-stated | =asia 1/1 1/1 0/0 | one 1/1 1/1 0/0 | two 1/1 0/0 0/0 | "
     "=africa 1/1 1/1 0/0 | one 0/0 0/0 0/0 | two 0/0 0/0 0/0 |  1/1 1/1 0/0 | = 0/0 0/0 1/1 | one "
     "0/0 0/0 0/0 | two 0/0 0/0 0/0 |  0/0 0/0 1/1 | total 2/2 2/2 1/1"},
    {"by: place\nrows: {records: true}\ncolumns: [{name: y, value: year}, {name: n, count: "
     "records}]\n",
     "y n | =asia [z]/1 1/1 | P2 2009/1 1/1 | =africa [z]/2 2/2 | P/3 2010/1 1/1 | P2 2009/1 1/1 | "
     "=americas [z]/1 1/1 | P4 2012/1 1/1 | = [z]/2 2/2 | P1 2009/1 1/1 | P5 [x]/1 1/1 | total "
     "[z]/5 "
     "5/5"},
    /* the most frequent */
    {"rows: {field: region}\ncolumns: [{name: t, top: place, n: 2}, {name: f, top: funder}, {name: "
     "m, top: {themes: topic}}]\n",
     "t f m | asia Asia; Africa/2 Japan; Norway/2 Theme one; Theme two/2 | africa Africa; "
     "Americas/2 [x]/2 [x]/2 |  [x]/1 [x]/1 [x]/1 | total Africa; Asia/5 Japan; Norway/5 Theme "
     "one; Theme "
     "two/5"},
    /* formulas: of totals from the cells of the total */
    {"rows: {field: region}\ncolumns:\n  - {name: n, count: records}\n  - {name: i, sum: items}\n"
     "  - {name: m, formula: \"[i] / [n]\"}\n  - {name: y, formula: \"[n] >= 2\", as: yes-no}\n"
     "  - {name: p, formula: \"[n] / 5\", as: percent}\n  - {name: z, formula: \"[i] / ([n] - "
     "1)\"}\n"
     "  - {name: t, formula: \"[y] + 1\"}\n",
     "n i m y p z t | asia 2/2 3/2 1.5 1 40 3 2 | africa 2/2 12/2 6 1 40 12 2 |  1/1 16/1 16 0 20 "
     "[z] 1 | total 5/5 31/5 6.2 1 100 7.75 2"},
    {"rows: {field: region}\ncolumns:\n  - {name: b, sum: budget, currency: USD}\n"
     "  - {name: f, formula: \"[b] * 2\"}\n  - {name: k, formula: \"[b] > 0 or [n] = 1\", as: "
     "yes-no}\n  - {name: n, count: records}\n  - {name: c, choose: [{when: \"[b] >= 30.5\", text: "
     "{en: Much, fr: Beaucoup}}, {text: {en: Little, fr: Peu}}]}\n"
     "  - {name: d, choose: [{when: \"[n] = 1\", text: One}]}\n"
     "  - {name: e, choose: [{when: \"[c] = 'Much'\", text: Yes}, {when: \"[n] = 1\", text: "
     "One}]}\n",
     "b f k n c d e | asia 30.5/2 61 1 2/2 Much [z] Yes | africa 30/2 60 1 2/2 Little [z] [z] |  "
     "[x]/1 [x] 1 "
     "1/1 [x] One [x] | total 60.5/5 121 1 5/5 Much [z] Yes"},
    {"rows: {field: region}\ncolumns:\n  - {split: size, name: \"{code}s\", count: records}\n"
     "  - {name: all, formula: \"[projects] + [activitys]\"}\n"
     "  - {name: least, min: start}\n  - {name: old, formula: \"[least] < '2010'\", as: yes-no}\n"
     "  - {name: m, formula: \"months([least], '2010-03')\"}\n",
     "projects activitys not-stateds all least old m | asia 1/1 1/1 0/0 2 2009-03-15/2 1 13 | "
     "africa 1/1 1/1 0/0 2 2011-07/2 0 [z] |  0/0 0/0 1/1 0 [x]/1 [x] [x] | total 2/2 2/2 1/1 4 "
     "2009-03-15/5 1 13"},
    /* what does not apply */
    {"rows: {field: region, empty: true}\ncolumns:\n  - {name: n, count: records}\n"
     "  - {name: p, where: {year: 2009}, count: records}\n  - {name: f, formula: \"[n] + [p]\"}\n"
     "gaps: {not_applicable: [{row: americas}, {row: [asia, africa], column: p}]}\n",
     "n p f | asia 2/2 2/2 4 | africa 2/2 [z]/0 [z] | americas [z]/0 [z]/0 [z] |  1/1 0/0 1 | "
     "total 5/5 2/2 7"},
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

/* ---- words: states, labels in three languages, codes in texts, notes ---- */

static void test_states(void **state)
{
    (void)state;
    bench_write(&b, "tables/t.yaml",
                "table: t\nof: project\nrows: {field: region, empty: true}\ncolumns:\n"
                "  - {name: n, count: records}\n  - {name: b, sum: budget, currency: USD}\n"
                "  - {name: e, sum: budget, currency: EUR}\n  - {name: m, min: start}\n"
                "  - {name: p, top: place}\n  - {name: x, count: records}\n"
                "  - {name: r, ratio: [b, n]}\n  - {name: s, share: b}\n"
                "gaps: {not_applicable: [{row: americas, column: x, why: {en: No, fr: Non}}, "
                "{row: africa, column: [x]}]}\n");
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
    static const char *const states[4][8] = {
        {"value", "value", "missing", "value", "value", "value", "value", "value"},
        {"value", "value", "value", "value", "value", "value", "value", "value"},
        {"zero", "zero", "zero", "not-applicable", "not-applicable", "not-applicable",
         "not-applicable", "value"},
        {"value", "missing", "missing", "missing", "missing", "value", "missing", "missing"}};
    const struct grid *grid = bench_grid(&b, "t");
    assert_int_equal(grid->row_count, 4);
    for (size_t r = 0; r < 4; r++) {
        for (size_t c = 0; c < 8; c++) {
            const struct cell *cell = &grid->rows[r].cells[c];
            assert_string_equal(cell_state_name(cell->state), states[r][c]);
            assert_true(cell->has_value || cell->state != CELL_VALUE);
        }
    }
    const struct cell *top = &grid->rows[0].cells[4];
    assert_int_equal(top->item_count, 2);
    assert_string_equal(top->items[1].code, "africa");
    assert_int_equal(top->items[1].records, 1);
    assert_string_equal(label_in(top->words, "fr", ""), "Asie; Afrique");
}

static const struct {
    const char *text;
    const char *notes[3]; /* NULL: no more */
} noted[] = {
    {"rows: {years: start, from: 2009, to: 2010}\n" ALL,
     {"2 records have no value of “start” and are not shown.",
      "1 record lies before 2009 or after 2010 and is not shown.", NULL}},
    {"where: {region: asia}\nrows: {years: start, from: 2009, to: 2010}\n" ALL, {NULL}},
    {"rows: {values: items, top: 2}" ALL,
     {"Too many values are tied for place 1 to show them all; they are among the others.", NULL}},
    {"rows: {values: place, top: 1}" ALL, {NULL}},
    {"rows: {field: region, empty: true}" ALL
     "gaps: {not_applicable: [{row: americas, why: Nobody went}, {row: [asia], why: Not said}]}\n",
     {"Nobody went", "“All” of “Asia” is said not to apply, and yet there are records.", NULL}},
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
        size_t count = 0;
        (void)snprintf(name, sizeof name, "n%zu", i);
        const struct grid *grid = bench_grid(&b, name);
        assert_string_equal(label_in(&grid->notes[0], "en", ""), "Own");
        while (noted[i].notes[count]) {
            assert_true(grid->note_count > count + 1);
            assert_string_equal(label_in(&grid->notes[count + 1], "en", ""), noted[i].notes[count]);
            count++;
        }
        assert_int_equal(grid->note_count, count + 1);
    }
}

/* ---- claims over the new columns and rows ---- */

static const struct {
    const char *text, *value;
} asked[] = {
    {"cell(r, africa, mean)", "6"},
    {"cell(r, asia, word) = 'Much'", "1"},
    {"cell(r, asia, word)", "Much"},
    {"rows(r, [word] = 'Little' and [many])", "1"},
    {"rows(r, [many])", "2"},
    {"cell(r, total, mean)", "6.2"},
    {"rows(r, [most] = 'Asia; Africa')", "1"},
    {"rowmax(y, [c])", "3"},
    {"cell(y, \"2010\", c)", "2"},
    {"cell(y, \"2010\", n) + cell(y, total, n)", "4"},
    {"cell(k, \"(other)\", n)", "1"},
    {"cell(l, P1, f) = 'Norway; Japan'", "1"},
    {"cell(l, 'P/3', y)", "2010"},
    {"cell(l, 'nobody', n)", "0"},
    {"rows(l, [y] = 2009)", "2"},
    {"cell(s, 'asia/two', n)", "1"},
    {"cell(s, 'African Region/one', n)", "0"},
};

static const struct {
    const char *text, *words;
} unasked[] = {
    {"cell(r, africa, wrod)", "Did you mean \"word\""},
    {"cell(r, asia, word) + 1", "a number is needed here"},
    {"rowsum(r, [word])", "a number or a condition is needed"},
    {"cell(y, \"2019\", n)", "no year that the table y has"},
    {"cell(y, x, n)", "no year that the table y has"},
    {"cell(s, asia, n)", "has blocks of rows. Write \"BLOCK/ROW\""},
    {"cell(s, 'asai/one', n)", "there is no row \"asai\""},
    {"cell(s, 'asia/three', n)", "there is no theme \"three\""},
    {"cell(p, c, n)", "there is no row \"c\". Choose from: a, b"},
    {"cell(r, asia, p-asai)", "there is no column \"p-asai\""},
};

static void write_asked(void)
{
    bench_write(&b, "tables/r.yaml",
                "table: r\nof: project\nrows: {field: region}" ALL
                "  - {name: items, sum: items}\n  - {name: mean, formula: \"[items] / [all]\"}\n"
                "  - {name: many, formula: \"[all] > 1\", as: yes-no}\n"
                "  - {name: word, choose: [{when: \"[mean] < 2\", text: Much}, {text: Little}]}\n"
                "  - {name: most, top: place, n: 2}\n"
                "  - {split: place, name: \"p-{code}\", all: true, count: records}\n");
    bench_write(&b, "tables/y.yaml",
                "table: y\nof: project\nrows: {years: start, from: 2009, to: 2011}\ncolumns:\n"
                "  - {name: n, count: records}\n  - {name: c, cumulative: n}\n");
    bench_write(&b, "tables/k.yaml",
                "table: k\nof: project\nrows: {values: place, top: 1}\ncolumns:\n"
                "  - {name: n, count: records}\n");
    bench_write(&b, "tables/l.yaml",
                "table: l\nof: project\nrows: {records: true}\ncolumns:\n"
                "  - {name: f, value: funder}\n  - {name: y, value: year}\n"
                "  - {name: n, count: records}\n");
    bench_write(&b, "tables/s.yaml",
                "table: s\nof: project\nby: region\nrows: {themes: topic}\ncolumns:\n"
                "  - {name: n, count: records}\n");
    bench_write(&b, "tables/p.yaml",
                "table: p\nof: project\nrows: {periods: year, spans: [{name: a, from: 2001, to: "
                "2005}, {name: b, from: 2006, to: 2010}]}\ncolumns: [{name: n, count: records}]\n");
}

static const char *print_value(const struct expr_value *value, char text[200])
{
    char number[24];
    decimal_print(value->number, number);
    (void)snprintf(text, 200, "%.*s", value->outcome == EXPR_TEXT ? (int)value->text.length : 199,
                   value->outcome == EXPR_TEXT     ? value->text.at
                   : value->outcome == EXPR_NUMBER ? number
                                                   : value->reason);
    return text;
}

static void test_claims(void **state)
{
    (void)state;
    struct expr_world world;
    const struct expr *expr = NULL;
    char text[200];
    write_asked();
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
    struct expr_scope scope = {b.pack, b.tables};
    bench_must(expr_world_make(&b.arena, b.store, b.tables, &world, &b.why) == STATUS_OK, "world");
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        struct expr_value value;
        if (expr_parse(&b.arena, &scope, str_of(asked[i].text), &expr, &b.why) != STATUS_OK ||
            expr_eval(&world, expr, &value, &b.why) != STATUS_OK) {
            fail_msg("%s: %s", asked[i].text, b.why.text);
        }
        if (strcmp(print_value(&value, text), asked[i].value) != 0) {
            fail_msg("%s: %s, expected %s", asked[i].text, text, asked[i].value);
        }
    }
    for (size_t i = 0; i < COUNT_OF(unasked); i++) {
        b.why.text[0] = '\0';
        enum status status = expr_parse(&b.arena, &scope, str_of(unasked[i].text), &expr, &b.why);
        if (status != STATUS_INPUT || !strstr(b.why.text, unasked[i].words)) {
            fail_msg("%s: %s, expected %s", unasked[i].text, b.why.text, unasked[i].words);
        }
    }
}

/* ---- dates far from the others ---- */

static const char *const far[][2] = {
    {"rows: {years: start}\ncolumns:\n  - {name: n, count: records}\n  - {name: c, cumulative: n}\n"
     "  - {name: d, change: n}\n",
     "n c d | 1015 1/1 1/1 [z] | 2009 1/1 2/2 [z] | 2010 1/1 3/3 0 | 2011 1/1 4/4 0 | 9999 1/1 5/5 "
     "[z] | total 5/5 5/5 [z]"},
    {"rows: {years: start, from: 1900}\ncolumns: [{name: n, count: records}]\n",
     "n | 2009 1/1 | 2010 1/1 | 2011 1/1 | 9999 1/1 | total 4/4"},
    {"rows: {years: year}\ncolumns: [{name: n, count: records}]\n",
     "n | 0007 1/1 | 2009 2/2 | 2010 1/1 | 2012 1/1 | total 5/5"},
    {"rows: {field: region}\ncolumns:\n  - {split: {years: start}, name: \"c{code}\", count: "
     "records, "
     "cumulative: true}\n",
     "c1015 c2009 c2010 c2011 c9999 | asia 0/0 1/1 2/2 2/2 2/2 | africa 0/0 0/0 0/0 1/1 1/1 |  1/1 "
     "1/1 1/1 1/1 2/2 | total 1/1 2/2 3/3 4/4 5/5"},
    {"by: {years: start}\nrows: {field: region}\ncolumns: [{name: n, count: records}]\n",
     "n | =1015 1/1 |  1/1 | =2009 1/1 | asia 1/1 | =2010 1/1 | asia 1/1 | =2011 1/1 | africa 1/1 "
     "| "
     "=9999 1/1 |  1/1 | total 7/7"},
};

/* A slip of the pen in one date makes no table of a thousand rows, or none at all. */
static void test_far_years(void **state)
{
    (void)state;
    struct buf out;
    char path[40], text[600], name[40];
    for (size_t i = 0; i < COUNT_OF(far); i++) {
        (void)snprintf(path, sizeof path, "tables/f%zu.yaml", i);
        (void)snprintf(text, sizeof text, "table: f%zu\nof: project\ntotals: true\n%s", i,
                       far[i][0]);
        bench_write(&b, path, text);
    }
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
    bench_must(store_begin(b.store, &b.why) == STATUS_OK, b.why.text);
    bench_must(store_import_begin(b.store, "more", "", &b.import, &b.why) == STATUS_OK, b.why.text);
    bench_put(&b, "P6", "start 1015-01-01, year 7");
    bench_put(&b, "P7", "start 9999, year 123456");
    bench_commit(&b);
    buf_init(&out, BENCH_ROOM);
    for (size_t i = 0; i < COUNT_OF(far); i++) {
        (void)snprintf(name, sizeof name, "f%zu", i);
        assert_string_equal(print_grid(bench_grid(&b, name), &out), far[i][1]);
    }
    const struct grid *grid = bench_grid(&b, "f1");
    assert_string_equal(label_in(&grid->notes[1], "en", ""),
                        "1 record lies before 2009 or after 9999 and is not shown.");
    assert_string_equal(label_in(&bench_grid(&b, "f2")->notes[1], "en", ""),
                        "1 record lies before 0007 or after 2012 and is not shown.");
    buf_release(&out);
}

/* ---- tables asked for other years and records ---- */

static const struct {
    int from, to;
    const char *where[2];
    const char *grid; /* or the words of a refusal */
} adjusted[] = {
    {0, 0, {NULL}, "n c | 2010 1/1 1/1 | 2011 0/0 1/1 | total 1/1 1/1"},
    {2009, 0, {NULL}, "n c | 2009 1/1 1/1 | 2010 1/1 2/2 | 2011 0/0 2/2 | total 2/2 2/2"},
    {2008, 2009, {NULL}, "n c | 2008 0/0 0/0 | 2009 1/1 1/1 | total 1/1 1/1"},
    {0, 0, {"region=africa", NULL}, "n c | 2010 0/0 0/0 | 2011 1/1 1/1 | total 1/1 1/1"},
    {0, 0, {"region!=", "size=project"}, "n c | 2010 0/0 0/0 | 2011 1/1 1/1 | total 1/1 1/1"},
    {2012, 0, {NULL}, "The years 2012 to 2011 end before they begin"},
    {0, 0, {"regoin=asia", NULL}, "Did you mean \"region\""},
    {0, 0, {"tag=topci", NULL}, "Did you mean \"topic\""},
};

static void check_adjusted(size_t i, const struct table *table, struct buf *out)
{
    const struct table *made = NULL;
    struct grid *grid = NULL;
    struct table_change change = {adjusted[i].from, adjusted[i].to, adjusted[i].where, 0};
    while (change.where_count < 2 && adjusted[i].where[change.where_count]) {
        change.where_count++;
    }
    enum status status = table_adjust(&b.arena, b.tables, table, &change, &made, &b.why);
    if (status != STATUS_OK) {
        assert_non_null(strstr(b.why.text, adjusted[i].grid));
        return;
    }
    assert_int_equal(table_compute(b.store, made, &b.arena, &grid, &b.why), STATUS_OK);
    assert_string_equal(print_grid(grid, out), adjusted[i].grid);
    assert_int_equal(made == table, i == 0);
    for (size_t c = 0; c < 2; c++) {
        check_filter(&b, &grid->totals[c], &made->columns[c]);
    }
}

static void test_adjusted(void **state)
{
    (void)state;
    const struct table *table = NULL;
    struct buf out;
    bench_write(&b, "tables/y.yaml",
                "table: y\nof: project\nwhere: {region: asia}\n"
                "rows: {years: start, from: 2010, to: 2011}\ncolumns:\n"
                "  - {name: n, count: records}\n  - {name: c, cumulative: n}\n");
    bench_write(&b, "tables/s.yaml",
                "table: s\nof: project\nrows: {field: region}\ncolumns:\n"
                "  - {split: {years: start}, name: \"n{code}\", count: records}\n"
                "  - {name: \"d{code}\", change: \"n{code}\"}\n");
    bench_write(&b, "tables/z.yaml", "table: z\nof: project\nrows: {field: region}" ALL);
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
    buf_init(&out, BENCH_ROOM);
    assert_int_equal(table_find(b.tables, "y", &table, &b.why), STATUS_OK);
    for (size_t i = 0; i < COUNT_OF(adjusted); i++) {
        check_adjusted(i, table, &out);
    }
    struct table_change change = {.from = 2010, .to = 2011};
    struct grid *grid = NULL;
    assert_int_equal(table_find(b.tables, "s", &table, &b.why), STATUS_OK);
    assert_int_equal(table_adjust(&b.arena, b.tables, table, &change, &table, &b.why), STATUS_OK);
    assert_int_equal(table_compute(b.store, table, &b.arena, &grid, &b.why), STATUS_OK);
    assert_string_equal(print_grid(grid, &out),
                        "n2010 n2011 d2010 d2011 | asia 1/1 0/0 [z] -1 | africa 0/0 1/1 [z] 1 |  "
                        "0/0 0/0 [z] 0 | total 1/1 1/1 [z] 0");
    assert_string_equal(label_in(&grid->notes[0], "en", ""), "Asked for: 2010-2011");
    assert_int_equal(table_find(b.tables, "z", &table, &b.why), STATUS_OK);
    assert_int_equal(table_adjust(&b.arena, b.tables, table, &change, &table, &b.why),
                     STATUS_USAGE);
    assert_non_null(strstr(b.why.text, "not divided by years"));
    buf_release(&out);
}

/* ---- random records ---- */

#define COLUMNS                                                                                    \
    "totals: true\ncolumns:\n  - {name: n, count: records}\n  - {name: i, sum: items}\n"           \
    "  - {name: b, sum: budget, currency: USD}\n  - {name: x, max: start}\n"                       \
    "  - {name: d, distinct: sector}\n  - {name: t, top: place, n: 2}\n"                           \
    "  - {split: place, all: true, name: \"p{code}\", sum: items}\n"                               \
    "  - {split: {themes: topic}, name: \"t{code}\", count: records}\n"                            \
    "  - {split: {years: start, from: 2004, to: 2008}, name: \"y{code}\", count: records}\n"       \
    "  - {split: {years: start, from: 2004, to: 2008}, name: \"u{code}\", count: records, "        \
    "cumulative: true}\n"                                                                          \
    "  - {split: {periods: year, spans: [{name: a, from: 2005, to: 2006}, {name: b, from: 2007, "  \
    "to: 2009}]}, name: \"s{code}\", sum: grant, currency: EUR, cumulative: true}\n"
#define RUNNING                                                                                    \
    "  - {name: c, cumulative: n}\n  - {name: e, sum: grant, currency: EUR, cumulative: true}\n"

static const struct {
    const char *text;
    const char *more; /* columns */
    bool single;      /* a record is in one row only, and every record is in one */
} shapes[] = {
    {"rows: {records: true}\n", "", true},
    {"where: {place: africa}\nrows: {records: true, sort: year}\n", "", true},
    {"rows: {years: start, from: 2004, to: 2006}\n", RUNNING, true},
    {"rows: {years: year}\n", RUNNING, true},
    {"rows: {years: start, from: 2006, to: 2007}\n",
     "  - {name: c, count: records, cumulative: true, carry_in: true}\n", true},
    {"rows: {periods: start, spans: [{name: a, from: 2005-01, to: 2005-06}, {name: b, from: "
     "2005-07, to: 2006-12}]}\n",
     RUNNING, true},
    {"rows: {field: place}\n", RUNNING, false},
    {"rows: {field: region, empty: true, order: count}\n", RUNNING, true},
    {"rows: {field: sector.vocabulary}\n", RUNNING, false},
    {"rows: {values: items, top: 3}\n", "", true},
    {"rows: {values: sector, top: 2}\n", "", false},
    {"where: {sector.vocabulary: 1}\nrows: {values: sector, top: 1}\n", "", false},
    {"by: region\nrows: {field: size}\n", RUNNING, true},
    {"by: place\nrows: {field: region}\n", "", false},
    {"by: place\nrows: {field: place}\n", "", false},
    {"by: sector.vocabulary\nrows: {field: sector}\n", "", false},
    {"by: sector\nrows: {field: sector.vocabulary}\n", "", false},
    {"by: {themes: topic}\nrows: {years: start, from: 2005, to: 2006}\n", RUNNING, false},
    {"by: {years: start, from: 2005, to: 2006}\nrows: {themes: topic}\n", "", false},
    {"by: size\nrows: {records: true}\n", "", true},
};

static void check_cells(const struct grid *grid, struct cell *cells)
{
    for (size_t c = 0; c < grid->column_count; c++) {
        assert_non_null(cells[c].filter);
        assert_true(cells[c].has_value || cells[c].value == 0);
        assert_true(cells[c].state != CELL_VALUE || cells[c].has_value);
        check_filter(&b, &cells[c], grid->columns[c].from);
    }
}

/* Rows add to the total, and running totals end in it. */
static void check_sums(const struct grid *grid, size_t c, bool single)
{
    const struct table_column *from = grid->columns[c].from;
    bool adds = from->type == COLUMN_RECORDS || from->type == COLUMN_SUM;
    bool runs = from->cumulative && !from->split;
    for (size_t i = 0; adds && runs && !grid->sections && i < grid->row_count; i++) {
        const struct cell *cell = &grid->rows[i].cells[c];
        assert_true(i == 0 || cell->value >= grid->rows[i - 1].cells[c].value);
    }
    int64_t sum = 0;
    for (size_t i = 0; i < grid->row_count; i++) {
        sum += grid->rows[i].cells[c].value;
    }
    if (adds && runs && !grid->sections && grid->row_count > 0) {
        assert_int_equal(grid->rows[grid->row_count - 1].cells[c].value, grid->totals[c].value);
    }
    if (adds && !runs && single) {
        assert_int_equal(sum, grid->totals[c].value);
    }
}

static void test_random(void **state)
{
    (void)state;
    char path[40], text[2500], name[40];
    unsigned long long records = 0;
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        (void)snprintf(path, sizeof path, "tables/r%zu.yaml", i);
        (void)snprintf(text, sizeof text, "table: r%zu\nof: project\n%s" COLUMNS "%s", i,
                       shapes[i].text, shapes[i].more);
        bench_write(&b, path, text);
    }
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_store(&b);
    random_seed = 20130601;
    for (unsigned i = 0; i < 60; i++) {
        put_random(&b, i);
    }
    bench_commit(&b);
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        (void)snprintf(name, sizeof name, "r%zu", i);
        const struct grid *grid = bench_grid(&b, name);
        assert_true(grid->row_count > 1);
        for (size_t r = 0; r < grid->row_count; r++) {
            check_cells(grid, grid->rows[r].cells);
        }
        for (size_t s = 0; s < grid->section_count; s++) {
            check_cells(grid, grid->sections[s].totals);
        }
        check_cells(grid, grid->totals);
        for (size_t c = 0; c < grid->column_count; c++) {
            check_sums(grid, c, shapes[i].single);
        }
        if (grid->table->rows.type == AXIS_RECORDS) { /* as many rows as the list is long */
            assert_int_equal(store_count(b.store, &grid->table->query, &records, &b.why),
                             STATUS_OK);
            assert_int_equal(grid->row_count, records);
        }
    }
}

/* With less and less memory than is needed: a failure in words each time, and in the end success.
 */
static void test_little_memory(void **state)
{
    (void)state;
    bench_write(&b, "tables/t.yaml",
                "table: t\nof: project\nby: {field: region, empty: true}\n"
                "rows: {years: start, from: 2009, to: 2010}\ntotals: true\ncolumns:\n"
                "  - {name: n, count: records}\n  - {name: c, cumulative: n}\n"
                "  - {name: d, change: n}\n  - {name: f, formula: \"[n] + 1\", as: percent}\n"
                "  - {name: w, choose: [{when: \"[n] = 1\", text: {en: One}}, {text: None}]}\n"
                "  - {name: p, top: place}\n"
                "gaps: {not_applicable: [{row: \"2009\", column: n, why: Why}]}\n");
    bench_write(&b, "tables/u.yaml",
                "table: u\nof: project\nrows: {records: true, sort: title}\ncolumns:\n"
                "  - {name: t, value: title}\n  - {split: place, all: true, show: place}\n");
    bench_write(
        &b, "tables/v.yaml",
        "table: v\nof: project\nrows: {values: place, top: 1}\ncolumns:\n"
        "  - {name: n, count: records}\n  - {split: {periods: year, spans: [{name: a, from: "
        "2001, to: 2010}]}, count: records, cumulative: true}\n");
    bench_must(bench_load(&b) == STATUS_OK, b.why.text);
    bench_standard(&b);
    size_t failed = 0;
    for (size_t t = 0; t < 3; t++) {
        enum status status = STATUS_NOMEM;
        for (size_t limit = 100; status != STATUS_OK && limit < BENCH_ROOM;
             limit += 1 + limit / 8) {
            struct arena little;
            struct table_set *set = NULL;
            struct grid *grid = NULL;
            const struct table *table = NULL;
            static const char *const where[] = {"size=project"};
            struct table_change change = {.where = where, .where_count = 1};
            arena_init(&little, limit);
            status = tables_load(&little, b.pack, b.lenses, &set, &b.why);
            if (status == STATUS_OK) {
                status = table_adjust(&little, set, &set->tables[t], &change, &table, &b.why);
            }
            if (status == STATUS_OK) {
                status = table_compute(b.store, table, &little, &grid, &b.why);
            }
            failed += status != STATUS_OK;
            assert_true(status == STATUS_OK || status == STATUS_NOMEM);
            assert_true(status == STATUS_OK || b.why.text[0] != '\0');
            arena_release(&little);
        }
        assert_int_equal(status, STATUS_OK);
    }
    assert_true(failed > 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grids, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_states, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_notes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_claims, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_far_years, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_adjusted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_random, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_little_memory, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("table_shapes", tests, NULL, NULL);
}
