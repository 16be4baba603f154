/*
 * Goal: a report is refused with file, line and mend for everything that is wrong with it; a number
 * in it is computed and leads to its records; a typed one is a claim; conditions choose; the same
 * report gives the same bytes. Method: tables of a text and words, over the standard records.
 */
#include "table_fixture.h"

#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define OUT_LIMIT ((size_t)16 * 1024 * 1024)

#define FRONT                                                                                      \
    "---\n"                                                                                        \
    "report: r\n"                                                                                  \
    "title: {en: A report, fr: Un rapport}\n"                                                      \
    "contents: true\n"                                                                             \
    "parameters:\n"                                                                                \
    "  - {name: time, label: {en: Time}, list: time, years: true, standard: \"2010-11\"}\n"        \
    "tables:\n"                                                                                    \
    "  - table: own\n"                                                                             \
    "    title: {en: Own}\n"                                                                       \
    "    of: project\n"                                                                            \
    "    where: {\"year>=\": $time.first, \"year<=\": $time.last}\n"                               \
    "    rows: {field: region}\n"                                                                  \
    "    columns: [{name: all, count: records}]\n"                                                 \
    "    totals: true\n"                                                                           \
    "---\n" /* the text begins on line 16 */

static struct bench b;

static int set_up(void **state)
{
    (void)state;
    bench_open(&b);
    bench_write(&b, "codelists/time.yaml",
                "codelist: time\ncodes:\n  - {code: \"2008-09\"}\n"
                "  - {code: \"2010-11\", label: {en: \"2010 to 2011\"}}\n");
    bench_write(&b, "tables/t.yaml",
                "table: t\ntitle: {en: Projects by region}\nof: project\nrows: {field: region}\n"
                "columns:\n  - {name: all, count: records}\n  - {name: items, sum: items}\n"
                "  - {name: mean, ratio: [items, all]}\ntotals: true\n");
    bench_write(&b, "tables/bare.yaml",
                "table: bare\ntitle: {en: Bare}\nof: project\nrows: {field: region}\n"
                "columns:\n  - {name: all, count: records}\n"
                "  - {name: money, sum: budget, currency: USD}\ntotals: false\n");
    bench_write(
        &b, "claims/c.yaml",
        "claims:\n  - {id: C1, where: \"Section 1\", what: all, printed: 4, expect: "
        "\"cell(t, total, all)\"}\n  - {id: C2, where: \"Section 10\", printed: 31, expect: "
        "\"cell(t, total, items)\"}\n"
        "  - {id: C3, where: Third, printed: 5, expect: \"cell(t, africa, items) / 2\", tolerance: "
        "about}\n"
        "  - {id: C3b, where: Third, printed: 14, expect: \"cell(t, africa, items)\", tolerance: "
        "about}\n"
        "  - {id: C4, where: Fourth, what: \"it grew (1: yes)\", printed: 1, expect: "
        "\"count(project) = 4\"}\n"
        "  - {id: C5, statements: [{where: a, printed: 1149566}, {where: b, printed: \"caf\xC3\xA9 "
        "2005\"}]}\n"
        "  - {id: C6, where: \"Section 1, footnote\", printed: 4, expect: \"count(project)\"}\n");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    bench_close(&b);
    return 0;
}

static void write_report(const char *name, const char *front, const char *text)
{
    char whole[8000];
    (void)snprintf(whole, sizeof whole, "%s%s", front, text);
    bench_write(&b, name, whole);
}

static enum status load(struct report_set **set)
{
    TRY(bench_load(&b));
    const struct report_env env = {b.pack, b.lenses, b.tables, b.claims};
    return report_set_load(&b.arena, &env, set, &b.why);
}

/* ---- what is refused ---- */

static const struct {
    const char *text, *words;
} refused[] = {
    {"```tabel t\n```\n", "r.md:16: there is no directive \"tabel\". Did you mean \"table\"?"},
    {"x\n\n```table tt\n```\n", "r.md:18: There is no table \"tt\". Choose from: bare, t, own"},
    {"```table t\ncpation: x\n```\n",
     "r.md:17: cpation: there is no such key. Did you mean `caption`?"},
    {"```table t\nwhere: {regoin: asia}\n```\n", "r.md:16: project has no field \"regoin\""},
    {"```table t\ncolumns: [al]\n```\n", "r.md:17: columns: the table t has no column \"al\""},
    {"```table t\n```\n\n```table t\n```\n", "r.md:19: line 16 has a \"t\" already"},
    {"```list project\nsort: year\n```\n", "r.md:16: a list shows `fields`"},
    {"```list project\nfields: [contact]\n```\n", "\"contact\" is not public"},
    {"```list projcet\nfields: [year]\n```\n", "there is no kind of record \"projcet\""},
    {"```claims\nverdicts: [wrong]\n```\n", "r.md:17: verdicts: there is no verdict \"wrong\""},
    {"```definitions\nlenses: [topics]\n```\n", "r.md:17: lenses: "},
    {"```figures\ncolumns: [A]\nrows:\n  - {label: a, cells: [\"count(projct)\"]}\n```\n",
     "r.md:19: column 7: there is no kind of record \"projct\""},
    {"```figures\ncolumns: [A, B]\nrows:\n  - {label: a, cells: [\"1\"]}\n```\n",
     "expected a list of 2 expressions"},
    {"a `{= count(projct)}` b\n", "r.md:16: column 8: there is no kind of record \"projct\""},
    {"a\n`{= count(project, contact=x)}`\n", "r.md:17: \"contact\" is not public"},
    {"`{= count(project); plces 1}`\n", "\"plces 1\" says nothing of a number"},
    {"`{= count(project); one project}`\n", "r.md:16: `one` and `many` go together"},
    {"`{= count(project); one a; one b; many c}`\n", "\"one b\" says nothing of a number"},
    {"`{= count(project); one a; many 5 b}`\n", "r.md:16: \"5\" is typed by hand"},
    {"`{= cell(bare, total, all)}`\n", "r.md:16: the table bare has no total (`totals: false`)"},
    {"```data\nnames: [a]\n```\n", "r.md:17: names: "},
    {"```data\nnames: {a: [b]}\n```\n", "r.md:17: a: "},
    {"`{= 1`\n", "a \"}\" is missing"},
    {"`{count project}`\n", "r.md:16: there is nothing called \"{count …}\""},
    {"`{printed C9}`\n", "r.md:16: there is no claim \"C9\" in claims/"},
    {"`{claim 9}`\n", "a claim has a number and what should give it"},
    {"`{claim nine = count(project)}`\n", "the expression gives a number, and `printed` is a text"},
    {"`{see tt}`\n", "r.md:16: the report has no table or figure \"tt\""},
    {"`{$tme}`\n", "there is no parameter \"$tme\" to print"},
    {"`{= count(project, year=$time.frist)}`\n", "there is no parameter or part \"$time.frist\""},
    {"There are 12 projects.\n", "r.md:16: \"12\" is typed by hand"},
    {"# Heading\n\nOf 4,500 dollars\n", "r.md:18: \"4,500\" is typed by hand"},
    {"In 2010, C189\n", "\"189\" is typed by hand"},
    {"In \xC3\xA9"
     "2010\n",
     "\"2010\" is typed by hand"},
    {"About 2010.5\n", "\"2010.5\" is typed by hand"},
    {"a <b>x</b>\n", "r.md:16: a report has no HTML in it"},
    {"<script>x</script>\n", "r.md:16: a report has no HTML in it"},
    {"![x](x.png)\n", "a report has no images of its own"},
    {"[x](javascript:alert)\n", "a link leads to an http:, https: or mailto: address"},
    {"#### x\n", "r.md:16: headings go three levels deep"},
    {"::: when count(project)\n", "r.md:16: the condition has no end"},
    {"a\n:::\n", "r.md:17: \":::\" ends no condition"},
    {"::: otherwise\n:::\n", "\"::: otherwise\" belongs to no condition"},
    {"::: if count(project)\n:::\n", "this is no condition"},
    {"::: when count(projct)\n:::\n", "r.md:16: column 7: there is no kind"},
    {"::: when 'x'\n:::\n", "a condition is a number, and this gives a text"},
};

static void wrong_reports_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct report_set *set = NULL;
        write_report("reports/r.md", FRONT, refused[i].text);
        const enum status status = load(&set);
        if (status == STATUS_OK || !strstr(b.why.text, refused[i].words)) {
            print_error("case %zu: %s\n  gave: %s\n", i, refused[i].text,
                        status == STATUS_OK ? "(nothing)" : b.why.text);
            fail();
        }
    }
}

static const struct {
    const char *front, *words;
} wrong_fronts[] = {
    {"report: r\n", "r.md:1: a report begins with a line \"---\""},
    {"---\nreport: x\ntitle: {en: X}\n---\n", "r.md:2: report: \"x\" is not the name of the file"},
    {"---\nreport: r\n---\n", "`title` is missing"},
    {"---\nreport: r\ntitel: x\n---\n", "r.md:3: titel: there is no such key"},
    {"---\nreport: r\ntitle: {en: X}\npages: 21\n---\n", "r.md:4: pages: a report is made to fit"},
    {"---\nreport: r\ntitle: {en: X}\nparameters: [{name: a, list: regoin}]\n---\n",
     "r.md:4: list: there is no code list \"regoin\""},
    {"---\nreport: r\ntitle: {en: X}\nparameters: [{name: A, list: region}]\n---\n",
     "is no name of a parameter"},
    {"---\nreport: r\ntitle: {en: X}\ntables:\n  - {table: t, of: project, rows: {field: region}, "
     "columns: [{name: a, count: records}]}\n---\n",
     "has a table \"t\" already"},
};

static void wrong_definitions_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong_fronts); i++) {
        struct report_set *set = NULL;
        write_report("reports/r.md", wrong_fronts[i].front, "text\n");
        const enum status status = load(&set);
        if (status == STATUS_OK || !strstr(b.why.text, wrong_fronts[i].words)) {
            print_error("case %zu gave: %s\n", i, status == STATUS_OK ? "(nothing)" : b.why.text);
            fail();
        }
    }
}

static void translations_show_the_same(void **state)
{
    (void)state;
    struct report_set *set = NULL;
    write_report("reports/r.md", FRONT, "```table t\n```\n\n`{= count(project)}`\n");
    write_report("reports/r.fr.md", "---\nreport: r\nlanguage: fr\n---\n",
                 "`{= count(project)}`\n\n```table t\ncaption: Projets\n```\n");
    assert_int_equal(load(&set), STATUS_OK);
    assert_int_equal(set->reports[0].text_count, 2);
    write_report("reports/r.fr.md", "---\nreport: r\nlanguage: fr\n---\n", "```table t\n```\n");
    assert_int_equal(load(&set), STATUS_INPUT);
    assert_non_null(strstr(b.why.text, "{= count(project)} stands in"));
    write_report("reports/r.fr.md", "---\nreport: r\nlanguage: fr\n---\n",
                 "```table t\n```\n`{= count(project)}` `{= count(event)}`\n");
    assert_int_equal(load(&set), STATUS_INPUT);
    assert_non_null(strstr(b.why.text, "{= count(event)} does not stand in"));
    write_report("reports/r.fr.md", "---\nreport: r\nlanguage: es\n---\n", "x\n");
    assert_int_equal(load(&set), STATUS_INPUT);
    assert_non_null(strstr(b.why.text, "the name of the file says \"fr\""));
}

/* ---- what is made ---- */

/* The standard records in a store that belongs to the pack as it was loaded last. */
static void fresh_store(void)
{
    static const char *const files[] = {"test.db", "test.db-wal", "test.db-shm"};
    char path[300];
    store_close(b.store);
    b.store = NULL;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", b.dir, files[i]);
        (void)unlink(path);
    }
    bench_standard(&b);
}

/* The HTML of the report with this text; in b.why when there is none. */
static enum status make(const char *text, const struct report_ask *ask,
                        const struct report_style *style, struct buf *out)
{
    struct report_set *set = NULL;
    const struct report *report = NULL;
    struct report_made *made = NULL;
    write_report("reports/r.md", FRONT, text);
    TRY(load(&set));
    fresh_store();
    TRY(report_find(set, "r", &report, &b.why));
    TRY(report_make(&b.arena, b.store, set, report, ask, &made, &b.why));
    return report_html(made, style, out, &b.why);
}

static const struct {
    const char *text, *words; /* that the HTML has; with "!" before: has not */
} made_of[] = {
    {"`{= count(project)}`\n", "<p><a class=\"open\" href=\"#l1\">5</a></p>"},
    {"`{= count(project)}`\n", "<code>project</code>"},
    {"`{= count(project)}`\n", "<code>P/3</code> <span dir=\"auto\">=Three</span>"},
    {"`{= count(project, region=asia) / count(project); places 1}`\n",
     "<a class=\"open\" href=\"#l3\">0.4</a>"},
    {"`{= count(project, region=asia) / count(event)}`\n", ">no data<"},
    {"`{= count(project, region=asia) / count(project); places 1; one a; many b}`\n",
     "0.4</a>\xC2\xA0"
     "b</p>"},
    {"`{= count(project); one project; many projects}`\n",
     "<p><a class=\"open\" href=\"#l1\">5</a>\xC2\xA0projects</p>"},
    {"`{= count(project, identifier=P1); one project; many projects}`\n", ">1</a>\xC2\xA0project</p>"},
    {"`{= count(event); one event; many events}`\n", ">0</a>\xC2\xA0"
                                                     "events</p>"},
    {"`{= count(event); none no event; one event; many events}`\n", "<p>no event</p>"},
    {"`{= count(project); one there is #, <b>; many there are #, <b>}`\n",
     "<p>there are <a class=\"open\" href=\"#l1\">5</a>, &lt;b&gt;</p>"},
    {"`{= count(project, funder=\"Norway; Japan\"); one a; many b}`\n", ">0</a>\xC2\xA0"
                                                                       "b</p>"},
    {"`{= cell(t, asia, items)}`\n", "<code>project?region=asia</code>"},
    {"`{= count(project, year>=$time.first, year<=$time.last)}`\n", ">1</a>"},
    {"`{$time}` after `{$time.before}`\n", "<p>2010 to 2011 after 2008-09</p>"},
    {"`{claim 5 = count(project)}`\n", "v-match\">5 <small>(<a class=\"open\" href=\"#l1\">agrees"},
    {"`{claim 9 = count(project)}`\n", "v-mismatch\">9 <small>(<a class=\"open\" href=\"#l1\">"
                                       "computed 5: differs"},
    {"`{printed C1}`\n", "v-mismatch\">4 <small>(computed 5: differs)"},
    {"`{as 1 <b>}`\n", "<p>1 &lt;b&gt;</p>"},
    {"a`{note Why.}`\n", "<li id=\"n1\">Why. <a"},
    {"# One\n\n## Two\n", "<h3 id=\"s1.1\"><span class=\"number\">1.1</span> Two</h3>"},
    {"::: when count(event) > 0\nyes\n::: otherwise\nno\n:::\n", "<p>no</p>"},
    {"::: when count(event) > 0\nyes\n::: otherwise\nno\n:::\n", "!yes"},
    {"::: when count(project)\n::: when count(event)\na\n:::\nb\n:::\n", "<p>b</p>"},
    {"```table t\n```\n", "<span class=\"number\">Table 1.</span> Projects by region</caption>"},
    {"```table t\n```\n", "<td class=\"number\"><a class=\"open\" href=\"#l1\">2</a></td>"},
    {"```table t\ncolumns: [items]\n```\n", "!<th scope=\"col\" class=\"number\">mean"},
    {"```table t\nwhere: {region: asia}\n```\n", "!Africa"},
    {"```table t\nclaims: true\n```\n", "printed 4: differs</small>"},
    {"```table t\nclaims: true\n```\n", "printed =\xC2\xA0"
                                        "31</small>"},
    {"```table own\n```\n\nSee `{see own}`.\n", "See <a href=\"#t1\">Table 1</a>."},
    {"```chart t\n```\n", "<svg xmlns="},
    {"```map t\n```\n", "<figcaption><span class=\"number\">Figure 1.</span>"},
    {"```list project\nfields: [year, region]\nsort: year\nlimit: 2\n```\n", "and 3 more"},
    {"```list project\nfields: [year]\nwhere: {\"year>=\": 2010}\n```\n", "!Project one"},
    {"```figures\ncaption: F\ncolumns: [A, B]\nchange: true\nrows:\n  - {label: x, cells: "
     "[\"count(project)\", \"count(event)\"]}\n```\n",
     "<td class=\"number\">\xE2\x88\x92"
     "5</td>"},
    {"```claims\nplaces: [\"Section 1\"]\n```\n", "<small>Section 1 · C1</small>"},
    {"```claims\nplaces: [\"Section 1\"]\n```\n", "!C2"},
    /* what agrees by more than rounding says so, beside a cell, in a sentence and in a list */
    {"`{printed C3}`\n", "agrees within its wording)</small>"},
    {"```claims\nids: [C3]\n```\n", "<td class=\"text verdict\">agrees within its wording</td>"},
    {"```table t\nclaims: true\n```\n", "printed 14: agrees within its wording</small>"},
    {"```claims\nids: [C4]\n```\n", "<td class=\"number\">yes</td><td class=\"number\">no</td>"},
    {"```claims\nids: [C4]\n```\n", "!(1: yes)"},
    {"```claims\nids: [C5]\n```\n", "<td class=\"text\">1,149,566; caf\xC3\xA9 2005</td>"},
    /* two that say the same of one place are one finding, and both stand somewhere */
    {"```claims\nids: [C1, C6]\nonce: true\n```\n", "!· C6</small>"},
    {"```claims\nids: [C1, C6]\nonce: true\n```\n\n```claims\nid: b\nrest: true\n```\n",
     "· C6</small>"},
    {"```claims\nids: [C1]\n```\n\n```claims\nid: b\nrest: true\n```\n", "· C2</small>"},
    {"```definitions\n```\n", "<dt>Topic <small>topic, version 1</small></dt>"},
    {"```definitions\nrules: true\n```\n", "<div class=\"rules\">"},
    {"```definitions\nrules: true\n```\n", "<li>the words “topic”</li>"},
    {"```definitions\nrules: true\n```\n", "When: the words “two”.</dd>"},
    {"```definitions\nrules: true\n```\n", "!<dl class=\"definitions\">"},
    {"```data\nnames: {a: Titles}\n```\n", "<th scope=\"col\" class=\"text\">On</th>"},
    {"```data\n```\n", "What was read"},
    {"*a* **b** [c](https://example.org/?a=1&b=2)\n",
     "<em>a</em> <strong>b</strong> <a href=\"https://example.org/?a=1&amp;b=2\">c</a>"},
    {"In 2005\xC2\xA0: from 2006 to 2010/11, 2008-09, (1999).\n", "(1999).</p>"},
    {"a & b < c\n", "a &amp; b &lt; c"},
};

static void reports_are_made(void **state)
{
    (void)state;
    const struct report_ask ask = {.language = "en", .data = "2026-11-26T10:00:00Z"};
    const struct report_style style = {.form = REPORT_FILE};
    struct buf out;
    buf_init(&out, OUT_LIMIT);
    for (size_t i = 0; i < COUNT_OF(made_of); i++) {
        const bool without = made_of[i].words[0] == '!';
        buf_clear(&out);
        if (make(made_of[i].text, &ask, &style, &out) != STATUS_OK) {
            print_error("case %zu: %s\n", i, b.why.text);
            fail();
        }
        buf_char(&out, '\0');
        const char *main = strstr(out.at, "<main>");
        assert_non_null(main);
        if ((strstr(main, made_of[i].words + without) == NULL) != without) {
            print_error("case %zu: %s\n  should %shave: %s\n  has: %.1500s\n", i, made_of[i].text,
                        without ? "not " : "", made_of[i].words + without, main);
            fail();
        }
    }
    buf_release(&out);
}

/* French has one for 0, too. */
static void nouns_follow_the_language(void **state)
{
    (void)state;
    const struct report_ask ask = {.language = "fr", .data = ""};
    const struct report_style style = {.form = REPORT_PRINT};
    struct buf out;
    buf_init(&out, OUT_LIMIT);
    write_report("reports/r.fr.md", "---\nreport: r\nlanguage: fr\n---\n",
                 "`{= count(event); one projet; many projets}`\n");
    assert_int_equal(make("`{= count(event)}`\n", &ask, &style, &out), STATUS_OK);
    buf_char(&out, '\0');
    assert_non_null(strstr(out.at, "<p>0\xC2\xA0projet</p>"));
    assert_non_null(strstr(out.at, "<h1>Un rapport\xC2\xA0: 2010 to 2011</h1>"));
    buf_release(&out);
}

static const struct {
    const char *text, *words; /* NULL: no doubt */
} doubted[] = {
    {"`{= count(project)}`\n", NULL},
    {"x\n\n`{= cell(t, asia, mean)}`\n", NULL},
    {"x\n\n`{= count(project) / count(event)}`\n",
     "r.md:18: there are no data for {= count(project) / count(event)}. Put the sentence"},
    {"`{= cell(bare, asia, money)}`\n", NULL},
    {"`{= cell(some, total, grants)}`\n",
     "r.md:16: {= cell(some, total, grants)} adds up 5 records, of which 2 do not say how many"},
};

/* A number that rests on data which are not there is printed, and whoever makes it is told. */
static void missing_data_are_told(void **state)
{
    (void)state;
    const struct report_ask ask = {.language = "en", .data = ""};
    bench_write(&b, "tables/some.yaml",
                "table: some\ntitle: {en: Some}\nof: project\nrows: {field: region}\n"
                "columns: [{name: grants, sum: grant, currency: USD}]\ntotals: true\n");
    for (size_t i = 0; i < COUNT_OF(doubted); i++) {
        struct report_set *set = NULL;
        struct report_made *made = NULL;
        struct buf out;
        buf_init(&out, OUT_LIMIT);
        write_report("reports/r.md", FRONT, doubted[i].text);
        assert_int_equal(load(&set), STATUS_OK);
        fresh_store();
        assert_int_equal(
            report_make(&b.arena, b.store, set, &set->reports[0], &ask, &made, &b.why), STATUS_OK);
        report_made_doubts(made, &out);
        buf_char(&out, '\0');
        if (doubted[i].words ? !strstr(out.at, doubted[i].words) : out.length > 1) {
            print_error("%s: %s\n", doubted[i].text, out.at);
            fail();
        }
        buf_release(&out);
    }
}

/* Lists are the longer the more room there is; only of a report that says its pages. */
static void lists_fit_the_paper(void **state)
{
    (void)state;
    static const struct {
        const char *front;
        size_t tightness, rows;
    } cases[] = {
        {"---\nreport: r\ntitle: {en: X}\npages: 2\n---\n", 0, 5},
        {"---\nreport: r\ntitle: {en: X}\npages: 2\n---\n", 3, 2},
        {"---\nreport: r\ntitle: {en: X}\npages: 2\n---\n", 2, 3},
        {"---\nreport: r\ntitle: {en: X}\n---\n", 0, 2},
    };
    const struct report_ask ask = {.language = "en", .data = ""};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct report_style style = {.form = REPORT_PRINT, .tightness = cases[i].tightness};
        struct report_set *set = NULL;
        struct report_made *made = NULL;
        struct buf out;
        size_t rows = 0;
        buf_init(&out, OUT_LIMIT);
        write_report("reports/r.md", cases[i].front,
                     "```list project\nfields: [year]\nlimit: 2\n```\n");
        assert_int_equal(load(&set), STATUS_OK);
        fresh_store();
        assert_int_equal(
            report_make(&b.arena, b.store, set, &set->reports[0], &ask, &made, &b.why), STATUS_OK);
        assert_int_equal(report_html(made, &style, &out, &b.why), STATUS_OK);
        buf_char(&out, '\0');
        for (const char *at = out.at; (at = strstr(at, "<th scope=\"row\"")) != NULL; at++) {
            rows++;
        }
        assert_int_equal(rows, cases[i].rows);
        buf_release(&out);
    }
}

static void pages_are_counted(void **state)
{
    (void)state;
    assert_int_equal(report_pdf_pages(str_of("")), 0);
    assert_int_equal(report_pdf_pages(str_of("<</Type /Pages /Count 2>> <</Type /Page /Parent 1>> "
                                             "/Type /Page\n")),
                     2);
}

static void numbers_lead_to_the_site(void **state)
{
    (void)state;
    const struct report_ask ask = {.language = "en", .data = ""};
    const struct report_style site = {.form = REPORT_FILE, .site = "https://x.example/"};
    const struct report_style paper = {.form = REPORT_PRINT};
    struct buf out;
    buf_init(&out, OUT_LIMIT);
    assert_int_equal(make("`{= count(project, region=asia|africa)}`\n", &ask, &site, &out),
                     STATUS_OK);
    buf_char(&out, '\0');
    assert_non_null(strstr(
        out.at, "href=\"https://x.example/projects?region=asia%7Cafrica&amp;lang=en\">4</a>"));
    assert_null(strstr(out.at, "class=\"answer\""));
    buf_clear(&out);
    assert_int_equal(make("`{= count(project)}`\n", &ask, &paper, &out), STATUS_OK);
    buf_char(&out, '\0');
    assert_non_null(strstr(out.at, "<p>5</p>"));
    buf_release(&out);
}

static void the_same_gives_the_same(void **state)
{
    (void)state;
    const struct report_ask ask = {.language = "en", .data = "2026-11-26T10:00:00Z"};
    const struct report_style style = {.form = REPORT_FILE};
    const char *text = "```table t\n```\n\n`{= count(project)}`\n";
    struct buf one, other;
    buf_init(&one, OUT_LIMIT);
    buf_init(&other, OUT_LIMIT);
    assert_int_equal(make(text, &ask, &style, &one), STATUS_OK);
    assert_int_equal(make(text, &ask, &style, &other), STATUS_OK);
    assert_true(str_equal(buf_view(&one), buf_view(&other)));
    buf_release(&one);
    buf_release(&other);
}

static const struct {
    const char *given, *words;
} asked[] = {
    {"tiem=2010-11", "The report r has no parameter \"tiem\". Did you mean \"time\"?"},
    {"time=2012-13", "\"2012-13\" is no code or label of the list time"},
    {"time", "\"\" is no code or label"},
};

static void wrong_questions_are_refused(void **state)
{
    (void)state;
    const struct report_style style = {.form = REPORT_FILE};
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        const struct report_ask ask = {
            .language = "en", .data = "", .given = &asked[i].given, .given_count = 1};
        struct buf out;
        buf_init(&out, OUT_LIMIT);
        assert_int_equal(make("x\n", &ask, &style, &out), STATUS_USAGE);
        if (!strstr(b.why.text, asked[i].words)) {
            print_error("%s: %s\n", asked[i].given, b.why.text);
            fail();
        }
        buf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(wrong_reports_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_definitions_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(translations_show_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reports_are_made, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nouns_follow_the_language, set_up, tear_down),
        cmocka_unit_test_setup_teardown(missing_data_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_fit_the_paper, set_up, tear_down),
        cmocka_unit_test(pages_are_counted),
        cmocka_unit_test_setup_teardown(numbers_lead_to_the_site, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_gives_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_questions_are_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
