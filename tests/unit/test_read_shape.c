/*
 * Goal: conditions on attributes, ranges of characters, templates, joining, trimming, cutting, the
 * language of a script, fields of another mapping and answers of servers work as docs/formats.md
 * says, and slips in a mapping are refused with their mend.
 * Method: a table of small files and the lines they must print (test_read_common.h); a table of
 * mappings with one slip each.
 */
#include "base/date_forms.h"
#include "base/script.h"
#include "test_read_common.h"

static const char *const formats[][2] = {
    {"formats/a.yaml",
     "format: catalogue\ntype: xml\nkind: thing\nroot: books\nrecord: book\nhas: [df]\n"
     "identifier: [\"{cf[@t=3]}/{cf[@t=1]}\", \"cf[@t=1]\"]\n"
     "languages: {from: [\"df[@t=41]/sf[@c=a]\", \"cf[@t=8][5-7]\"], every: 3, scripts: "
     "{Arab: [ara, fas], Cyrl: [rus]}}\n"
     "fields:\n"
     "  - {field: title, at: \"df[@t=245]\", take: [\"sf[@c=b]\", \"sf[@c=a]\"], join: \" \", "
     "trim: \" /:.\"}\n"
     "  - {field: title, at: \"df[@t=880]\", when: {\"sf[@c=6]\": \"245*\"}, take: \"sf[@c=a]\"}\n"
     "  - {field: title, at: \"df[@t=246]\", take: \"sf[@c=a]\", once_a_language: true}\n"
     "  - {field: note, at: \".\", take: [\"df[@t=500]/sf[@c=b]\", \"df[@t=500]/sf[@c=a]\", "
     "\"cf[@t=8][0-3]\"], none: [\"0000\"]}\n"
     "  - {field: start, at: \".\", take: [\"{y}-{m}\", y], dates: year}\n"
     "  - {field: region, at: \"df[@t='6 \\\"5']\", take: \"sf[@c=a]\", each: true, with: "
     "{percentage: \"sf[@c=p]\"}}\n"
     "  - {field: label, at: \"cf[@t=9]\", every: 2, none: [xx]}\n"
     "  - {field: org, at: orgs, split: \";\", with: {ref: \"@ref\"}}\n"
     "  - {field: level, at: \"df[@t=245]\", when: {\"@x\": \"*\"}, set: 7}\n"
     "  - {field: live, at: \"df[@t=245]\", when: {\"@x\": \"\"}, set: \"false\"}\n"
     "kept: [\"df[@t=999]\", cf]\n"},
    {"formats/b.yaml",
     "format: answers\ntype: xml\nkind: thing\nroot: OAI\nrecord: book\nnamespaces: any\n"
     "like: {format: a, under: meta/book}\nidentifier: head/id\n"
     "deleted_when: {head/@status: deleted}\n"
     "answer: {error: error, next: token, asked: request/@token}\n"
     "fields:\n  - {field: live, at: head, when: {\"@status\": deleted}, set: \"false\"}\n"},
    {"formats/c.yaml", "format: feed\ntype: xml\nkind: plain\nroot: feed\nrecord: item\n"
                       "identifier: id\nfields:\n  - {field: title, at: title}\n"},
    {NULL, NULL},
};

#define IN(text) "<books>" text "</books>"
#define BOOK "<book><cf t='1'>A</cf>"
#define T "<df t='245'><sf c='a'>T</sf></df>"

static const struct {
    const char *name, *input, *expected;
} cases[] = {
    {"conditions pick the element",
     IN(BOOK T "<df t='500'><sf c='a'>n</sf></df><df t='999'/></book>"),
     "record A line 1\n  title=T\n  note=n\n  live=0\n"},
    {"joined in document order and trimmed at the end",
     IN(BOOK "<df t='245' x='1'><sf c='a'>One :</sf><sf c='h'>no</sf><sf c='b'>two /.</sf></df>"
             "</book>"),
     "record A line 1\n  title=One : two\n  level=7\n"},
    {"nothing is left by trimming", IN(BOOK "<df t='245'><sf c='a'> / </sf></df></book>"),
     "record A line 1\n  live=0\n! missing-required 1 [A] [title] []\n"},
    {"first path that has a value, first element that has one",
     IN(BOOK T "<df t='500'><sf c='a'>n</sf></df><df t='500'><sf c='b'>m</sf></df></book>"),
     "record A line 1\n  title=T\n  note=m\n  live=0\n"},
    {"range of characters", IN(BOOK T "<cf t='8'>éa1b eng</cf></book>"),
     "record A line 1\n  title[eng]=T\n  note=éa1b\n"
     "  live=0\n"},
    {"range behind the end, and a value that is none", IN(BOOK T "<cf t='8'>0000</cf></book>"),
     "record A line 1\n  title=T\n  live=0\n"},
    {"template", IN(BOOK "<cf t='3'>X</cf>" T "<m>05</m><y>2013</y></book>"),
     "record X/A line 1\n  title=T\n  start=2013-05\n  live=0\n"},
    {"template with a hole that is empty", IN(BOOK T "<m> </m><y>c2013.</y></book>"),
     "record A line 1\n  title=T\n  start=2013\n  live=0\n"},
    {"each value, with the sub-fields of the element",
     IN(BOOK T "<df t='6 &quot;5'><sf c='a'>asia</sf><sf c='p'>40</sf>\n<sf c='a'>mars</sf>"
               "<sf c='a'>africa</sf></df></book>"),
     "record A line 1\n  title=T\n  region=asia {percentage=40}\n  region=africa {percentage=40}\n"
     "  live=0\n! unknown-code 2 [A] [region] [mars]\n"},
    {"cut into characters", IN(BOOK T "<cf t='9'>abéçxxd</cf></book>"),
     "record A line 1\n  title=T\n  label=ab\n  label=éç\n  label=d\n  live=0\n"},
    {"split", IN(BOOK T "<orgs ref='r'>a; b ;;c</orgs></book>"),
     "record A line 1\n  title=T\n  live=0\n  org=a {ref=r}\n  org=b {ref=r}\n  org=c {ref=r}\n"},
    {"languages by script",
     IN(BOOK "<df t='41'><sf c='a'>fraara</sf></df>" T
             "<df t='880'><sf c='6'>245-01/(3/r</sf><sf c='a'>هجرة العمل</sf></df>"
             "<df t='880'><sf c='6'>100-01</sf><sf c='a'>اسم</sf></df></book>"),
     "record A line 1\n  title[fra]=T\n  title[ara]=هجرة العمل\n  live=0\n"},
    {"a script whose languages the record does not have",
     IN(BOOK "<df t='41'><sf c='a'>ara</sf></df>" T "<df t='880'><sf c='6'>245</sf><sf c='a'>Труд"
             "</sf></df></book>"),
     "record A line 1\n  title=T\n  title[rus]=Труд\n  live=0\n"},
    {"another language of the script",
     IN(BOOK "<df t='41'><sf c='a'>engfas</sf></df><df t='245'><sf c='a'>مهاجرت</sf></df></book>"),
     "record A line 1\n  title[fas]=مهاجرت\n  live=0\n"},
    {"no letters, no language",
     IN(BOOK "<df t='41'><sf c='a'>eng</sf></df><df t='245'><sf c='a'>2013</sf></df></book>"),
     "record A line 1\n  title=2013\n  live=0\n"},
    {"once a language",
     IN(BOOK "<df t='41'><sf c='a'>engara</sf></df>" T "<df t='246'><sf c='a'>Other</sf></df>"
             "<df t='246'><sf c='a'>آخر</sf></df></book>"),
     "record A line 1\n  title[eng]=T\n  title[ara]=آخر\n  live=0\n"},
    {"unknown elements by their condition, once",
     IN(BOOK T "<df t='7'/><df t='7'/><df/><zz/></book>"),
     "record A line 1\n  title=T\n  live=0\n! unknown-element 1 [A] [] [df[@t=7]]\n"
     "! unknown-element 1 [A] [] [df[@t=]]\n! unknown-element 1 [A] [] [zz]\n"},
    {"answer with an inner record of the same name",
     "<OAI xmlns='a'><request token='p0'/><book><head><id>1</id></head><meta><book xmlns='b'>" T
     "</book></meta></book>\n<book><head status='deleted'><id>2</id></head></book>"
     "<token>p1</token></OAI>",
     "record 1 line 1\n  title=T\n  live=0\nrecord 2 line 2\n  live=0\n"},
    {"answer with an error", "<OAI><error code='badArgument'>no such set</error></OAI>",
     "! source-error 1 [] [] [badArgument]\n"},
    {"answer cut off in an inner record",
     "<OAI><book><head><id>1</id></head><meta><book>" T "</book></meta></book>\n"
     "<book><head><id>2</id></head><meta><book>" T "</book></meta>\n"
     "<book><head><id>3</id></head><meta><book>" T "</book></meta></book></OAI>",
     "record 1 line 1\n  title=T\n  live=0\nrejected line 2\n!! truncated 2 [] [] []\n"
     "record 3 line 3\n  title=T\n  live=0\n"},
    {"end tag of the inner record missing",
     "<OAI><book><head><id>1</id></head><meta><book>" T "</meta></book>\n"
     "<book><head><id>3</id></head><meta><book>" T "</book></meta></book></OAI>",
     "rejected line 1\n!! truncated 1 [] [] []\nrecord 3 line 2\n  title=T\n  live=0\n"},
    {"a root of another format with the record's name",
     "<feed><item><id>9</id><title>t</title></item></feed>", "record 9 line 1\n  title=t\n"},
};

static void test_cases(void **state)
{
    struct test_pack test;
    (void)state;
    test_pack_open(&test, formats);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        check_reading(test.set, cases[i].name, str_of(cases[i].input), cases[i].expected, false);
    }
    fixture_close(&test.files);
}

/* A record outlives its reader: it waits for the thread that writes. */
static void test_outlives_reader(void **state)
{
    static const char text[] = "<feed xml:lang='sw'><item><id>1</id><title>t</title></item></feed>";
    static const char *const own[][2] = {
        {"formats/f.yaml", "format: f\ntype: xml\nkind: thing\nroot: feed\nrecord: item\n"
                           "language: \"@xml:lang\"\nidentifier: id\nfields:\n"
                           "  - {field: title, at: title}\n"},
        {NULL, NULL}};
    struct failure why = {.status = STATUS_OK};
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct read_item item;
    struct test_pack test;
    struct arena arena;
    (void)state;
    test_pack_open(&test, own);
    arena_init(&arena, TEST_MEMORY);
    assert_int_equal(source_open_memory("input", str_of(text), &source, &why), STATUS_OK);
    assert_int_equal(reader_open(test.set, source, NULL, NULL, &reader, &why), STATUS_OK);
    assert_int_equal(reader_next(reader, &arena, &item, &why), STEP_ITEM);
    reader_close(reader);
    source_close(source);
    assert_true(str_is(record_value(item.record, "title")->language, "sw"));
    assert_true(str_is(record_value(item.record, "title")->text, "t"));
    arena_release(&arena);
    fixture_close(&test.files);
}

/* ---- mappings ---- */

#define HEAD "format: f\ntype: xml\nkind: thing\nroot: a\nrecord: b\nidentifier: \"@id\"\n"
#define TITLE "  - {field: title, at: title}\n"
#define XML HEAD "fields:\n" TITLE
#define PART "format: f\ntype: xml\nkind: piece\nfields:\n" TITLE
#define ICS "format: f\ntype: ics\nkind: thing\nidentifier: uid\n"

static const struct {
    const char *name, *text, *words;
} wrong[] = {
    {"condition without a value", XML "  - {field: note, at: \"a[@b]\"}\n",
     "is no path: a condition has the form [@attribute=value]"},
    {"condition with an empty value", XML "  - {field: note, at: \"a[@b=]\"}\n",
     "its condition has no value"},
    {"bracket that never ends", XML "  - {field: note, at: \"a[@b=c\"}\n", "a [ that never ends"},
    {"quote that never ends", XML "  - {field: note, at: \"a[@b='c]\"}\n", "is no path"},
    {"quote that is cut", XML "  - {field: note, at: \"a[@b='c'd]\"}\n",
     "the quote of its condition never ends"},
    {"text behind a bracket", XML "  - {field: note, at: \"a[@b=c]d\"}\n", "text behind a ]"},
    {"two conditions", XML "  - {field: note, at: \"a[@b=c][@d=e]\"}\n", "one condition at most"},
    {"condition of an attribute", XML "  - {field: note, at: \"@a[@b=c]\"}\n",
     "and an attribute none"},
    {"range that is none", XML "  - {field: note, at: \"a[x]\"}\n",
     "the places of characters such as [35-37]"},
    {"range backwards", XML "  - {field: note, at: \"a[5-3]\"}\n",
     "the places of characters such as [35-37]"},
    {"range too large", XML "  - {field: note, at: \"a[99999999]\"}\n",
     "the places of characters such as [35-37]"},
    {"range inside", XML "  - {field: note, at: \"a[1]/b\"}\n", "stand at its end only"},
    {"range and take", XML "  - {field: note, at: \"a[1]\", take: b}\n", "is a value already"},
    {"template that never ends", XML "  - {field: note, at: a, take: \"{b\"}\n", "a { has no }"},
    {"template in a template", XML "  - {field: note, at: a, take: \"{b{c}}\"}\n", "a { has no }"},
    {"hole that is no path", XML "  - {field: note, at: a, take: \"x{b//c}\"}\n",
     "\"b//c\" is no path"},
    {"each and join", XML "  - {field: org, at: a, each: true, join: \" \"}\n",
     ":9: join: each: makes several values and join: one"},
    {"each for one value", XML "  - {field: note, at: a, each: true}\n",
     ":9: each: this makes several values and the field has one"},
    {"split for one value", XML "  - {field: note, at: a, split: \";\"}\n", ":9: split: this"},
    {"split with two characters", XML "  - {field: org, at: a, split: \"; \"}\n",
     "expected one character between values"},
    {"split and every", XML "  - {field: org, at: a, split: \";\", every: 3}\n", "both cut"},
    {"every", XML "  - {field: org, at: a, every: 0}\n", "1 to 100"},
    {"join of a template", XML "  - {field: org, at: a, take: \"{b}\", join: \" \"}\n",
     "a {template} gives one value"},
    {"text and trim", XML "  - {field: title, at: a, text: b, trim: \".\"}\n",
     "text: gives whole texts"},
    {"trim beyond ASCII", XML "  - {field: note, at: a, trim: \"–\"}\n",
     "only characters of ASCII"},
    {"once a language without any", XML "  - {field: note, at: a, once_a_language: true}\n",
     "the field has no languages"},
    {"form of dates", XML "  - {field: start, at: a, dates: roman}\n",
     "\"roman\" is no form of dates. Write iso, mail or year."},
    {"form of dates for a text", XML "  - {field: note, at: a, dates: year}\n",
     "the field is no date"},
    {"set and take", XML "  - {field: note, at: a, take: b, set: c}\n",
     "Remove set:, or the other"},
    {"set to no value", XML "  - {field: level, at: a, set: x}\n", "set: \"x\""},
    {"namespaces", XML "namespaces: all\n", "\"all\" is unknown. Write any"},
    {"has", XML "has: [\"a/b\"]\n", "has: \"a/b\" is no name of an element"},
    {"answer", XML "answer: {asked: request}\n", "is no attribute of an element"},
    {"error of an answer", XML "answer: {error: \"a/b\"}\n", "error: \"a/b\" is no name"},
    {"script", XML "languages: {scripts: {Arabic: [ar]}}\n",
     "\"Arabic\" is no code of a script that is known here"},
    {"script without languages", XML "languages: {scripts: {Arab: []}}\n", "no language is listed"},
    {"no scripts", XML "languages: {from: a}\n", "`scripts` is missing"},
    {"list of languages", XML "languages: {list: no-list, scripts: {Arab: [ar]}}\n",
     "the pack has no code list \"no-list\""},
    {"template of languages", XML "languages: {from: \"{a}\", scripts: {Arab: [ar]}}\n",
     "a {template} gives no languages"},
    {"deleted_when", XML "deleted_when: x\n", "expected paths and their values"},
    {"as of no date", XML "as_of: note\n", "\"note\" is no date"},
    {"as of no field", XML "as_of: nope\n", "no field \"nope\""},
    {"part of nothing", PART "part_of: nothing\neach: x\nlink: whole\n", "no format \"nothing\""},
    {"part without each", PART "part_of: a\nlink: whole\n", "`each` is missing"},
    {"part without link", PART "part_of: a\neach: x\n", "`link` is missing"},
    {"part with a root", PART "part_of: a\neach: x\nlink: whole\nroot: b\n", "has no root"},
    {"part with an identifier", PART "part_of: a\neach: x\nlink: whole\nidentifier: b\n",
     "has no identifier"},
    {"part whose link is none", PART "part_of: a\neach: x\nlink: note\n", "\"note\" is no link"},
    {"gone to two", PART "part_of: a\neach: x\nlink: whole\ngone: x\n", "one field and its value"},
    {"gone to no field", PART "part_of: a\neach: x\nlink: whole\ngone: {nope: x}\n",
     "no field \"nope\""},
    {"up in at", XML "  - {field: note, at: ../a}\n", "at: finds elements inside the record"},
    {"up in kept", XML "kept: [../a]\n", "is no element"},
    {"without in at", XML "  - {field: note, at: \"a[!b]\"}\n", "has no place in at:"},
    {"without what", XML "  - {field: note, at: a, take: \"b[!]\"}\n", "or [!child]"},
    {"joined from two places", XML "  - {field: note, at: a, take: [b, ../c], join: \" \"}\n",
     "must begin at one element"},
    {"like nothing", XML "like: {format: nothing}\n", "formats/nothing.yaml"},
    {"like no name", XML "like: {format: \"../x\"}\n", "is no name of a format"},
    {"like under an attribute", XML "like: {format: a, under: \"b/@c\"}\n", "End the path at one"},
    {"like too deep", XML "like: {format: a, under: a/b/c/d/e/f/g/h}\n", "passes more than 8"},
    {"root of a calendar", ICS "root: x\nfields:\n  - {field: title, at: summary}\n",
     ":5: root: iCalendar has nothing of the kind. Remove the key."},
    {"record of a calendar", ICS "record: a/b\nfields:\n  - {field: title, at: summary}\n",
     ":5: record: \"a/b\" is no name of an element"},
};

static void test_wrong(void **state)
{
    struct test_pack test;
    char path[512];
    (void)state;
    test_pack_open(&test, formats);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct failure why = {.status = STATUS_OK};
        fixture_write(&test.files, "wrong.yaml", wrong[i].text);
        (void)snprintf(path, sizeof path, "%s/wrong.yaml", test.files.dir);
        const enum status status = format_set_add(&test.files.arena, test.set, path, &why);
        fixture_remove(&test.files, "wrong.yaml");
        if (status == STATUS_OK || !strstr(why.text, wrong[i].words)) {
            fail_msg("%s: %s", wrong[i].name, status == STATUS_OK ? "taken" : why.text);
        }
    }
    fixture_close(&test.files);
}

/* ---- dates and scripts ---- */

static const struct {
    enum date_form form;
    const char *text, *expected;
} dates[] = {
    {DATE_MAIL, "Mon, 06 Sep 2009 16:20:00 +0000", "2009-09-06"},
    {DATE_MAIL, "6 sep 09 16:20 GMT", "2009-09-06"},
    {DATE_MAIL, "06 Sep 89", "1989-09-06"},
    {DATE_MAIL, "Thu, 29 Feb 2024", "2024-02-29"},
    {DATE_MAIL, "Thu, 29 Feb 2023", NULL},
    {DATE_MAIL, "06 Sepp", NULL},
    {DATE_MAIL, "2009-09-06", NULL},
    {DATE_MAIL, "Mon", NULL},
    {DATE_MAIL, "", NULL},
    {DATE_MAIL, "6 Sep 103", "2003-09-06"},
    {DATE_YEAR, "2013-05-17", "2013-05-17"},
    {DATE_YEAR, "c2013.", "2013"},
    {DATE_YEAR, "[2013?]", "2013"},
    {DATE_YEAR, "05 Dec. 2017.", "2017-12-05"},
    {DATE_YEAR, "May 2013", "2013-05"},
    {DATE_YEAR, "22-25 April 2013", "2013"},
    {DATE_YEAR, "Geneva, 05 Dec. 2017", "2017"},
    {DATE_YEAR, "2013 (2013)", "2013"},
    {DATE_YEAR, "2012-2013", NULL},
    {DATE_YEAR, "20134", NULL},
    {DATE_YEAR, "0999 3000", NULL},
    {DATE_YEAR, "no date", NULL},
    {DATE_ISO, "2013-05", "2013-05"},
    {DATE_ISO, "c2013", NULL},
};

static void test_dates(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(dates); i++) {
        struct date date;
        char text[11] = "none";
        if (date_parse_form(str_of(dates[i].text), dates[i].form, &date)) {
            date_print(date, text);
        }
        if (strcmp(text, dates[i].expected ? dates[i].expected : "none") != 0) {
            fail_msg("\"%s\" gives %s", dates[i].text, text);
        }
    }
    assert_int_equal(date_month(str_of("MARCH")), 3);
    assert_int_equal(date_month(str_of("ma")), 0);
    assert_int_equal(date_month(str_of("mars 2013")), 3);
    assert_int_equal(date_month(str_of("xyz")), 0);
}

static void test_scripts(void **state)
{
    static const char *const texts[][2] = {{"Labour migration", "Latn"},
                                           {"Émigré ß", "Latn"},
                                           {"هجرة العمل 2013", "Arab"},
                                           {"ﻻ", "Arab"},
                                           {"Труд и migration", "Latn"},
                                           {"Трудовая миграция a", "Cyrl"},
                                           {"劳工移民", "Hani"},
                                           {"労働 の ビザ", "Jpan"},
                                           {"이주 노동", "Hang"},
                                           {"Μετανάστευση", "Grek"},
                                           {"הגירה", "Hebr"},
                                           {"การย้ายถิ่น", "Thai"},
                                           {"ስደት", "Ethi"},
                                           {"প্রবাসী", "Beng"},
                                           {"प्रवासी", "Deva"}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const char *script = script_of(str_of(texts[i][0]));
        assert_non_null(script);
        assert_string_equal(script, texts[i][1]);
        assert_true(script_is_known(script));
    }
    assert_null(script_of(str_of("2013 × 4 ÷ 2, 🌍")));
    assert_null(script_of(str_of("")));
    assert_null(script_of(str_of("\xFF\xFE")));
    assert_false(script_is_known("Arabic"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),   cmocka_unit_test(test_outlives_reader),
        cmocka_unit_test(test_wrong),   cmocka_unit_test(test_dates),
        cmocka_unit_test(test_scripts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
