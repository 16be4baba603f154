/*
 * Goal: what a mapping of columns may say of rows: other names of columns, dates in words, the
 * meaning of cells, rows that are no records, a record for each of some columns, all other columns
 * in one field, identifiers made of them, and values given for a whole run.
 * Method: a table of small files and the lines they must print (test_read_common.h), for a pack of
 * our own; mappings that must be refused; hashes of the same records in different files.
 */
#include "test_read_common.h"

static const char *const files[][2] = {
    {"codelists/action.yaml", "codelist: action\nlabel: Action\ncodes:\n"
                              "  - {code: joined, label: {en: Joined}}\n"
                              "  - {code: acceded, label: {en: Acceded}}\n"
                              "  - {code: accepted, label: {en: Accepted}}\n"
                              "  - {code: signed, label: {en: Signed}}\n"},
    {"kinds/step.yaml", "kind: step\nplural: steps\nlabel: Step\nfields:\n"
                        "  - {name: treaty, type: text}\n"
                        "  - {name: signature, type: date, with: {how: text}}\n"
                        "  - {name: date, type: date}\n"
                        "  - {name: last, type: date}\n"
                        "  - {name: action, type: code, list: action}\n"
                        "  - {name: done, type: boolean}\n"},
    {"kinds/number.yaml", "kind: number\nplural: numbers\nlabel: Number\nfields:\n"
                          "  - {name: place, type: text}\n"
                          "  - {name: origin, type: text}\n"
                          "  - {name: year, type: integer}\n"
                          "  - {name: value, type: decimal}\n"
                          "  - {name: act, type: code, list: action}\n"
                          "  - {name: dimension, type: text, repeat: true, with: {name: text}}\n"},
    {"formats/a.yaml",
     "format: steps\ntype: csv\nkind: step\nheader: [country, signature, entry]\n"
     "identifier: [\"@treaty\", country]\n"
     "names: {Country: [Pays], entry: [\"Accession(a), Entry\", \"Entry, Accession(a)\"]}\n"
     "columns:\n"
     "  - {column: signature, field: signature, date: words, rest: how}\n"
     "  - {column: entry, field: date, date: words, rest: action, rest_empty: joined, "
     "rest_values: {a: acceded, A: accepted}, end: last}\n"
     "  - {column: entry, field: action, empty: signed, values: {\"*\": \"\"}}\n"
     "  - {column: finished, field: done, values: {oui: true, non: false}}\n"},
    {"formats/b.yaml", "format: wide\ntype: csv\nkind: number\nheader: [year, place, total]\n"
                       "identifier: [year, place, \"@column\"]\n"
                       "unpivot: {columns: \"*\", name: origin, value: value}\n"
                       "ignore: [total]\nskip: {place: [WORLD, \"North Africa\"]}\n"},
    {"formats/c.yaml",
     "format: two\ntype: csv\nkind: number\nheader: [place, a]\nidentifier: [place, \"@column\"]\n"
     "columns: [{column: what, field: act, open: true}]\n"
     "unpivot: {columns: [a, b], name: origin, value: value}\n"},
    {"formats/d.yaml",
     "format: long\ntype: csv\nkind: number\nheader: [ref_area, obs_value]\n"
     "identifier: [ref_area, \"@all\"]\nnot_identifying: [obs_value, unit]\n"
     "columns:\n  - {column: ref_area, field: place}\n  - {column: obs_value, field: value}\n"
     "others: {field: dimension, name: name}\n"},
    {NULL, NULL},
};

static const struct reading cases[] = {
    {"dates in words, what stands behind them, other names",
     "Pays,Signature,\"Accession(a), Entry\"\nA,,5 Jun 2007 a\nB,23 Oct 2006 d,\nC,1 Jan 1990,"
     "\"13,5,13\"\nD,,2 Feb 2002 A\n",
     "record T/A line 2\n  treaty=T\n  date=2007-06-05\n  action=acceded\n"
     "record T/B line 3\n  treaty=T\n  signature=2006-10-23 {how=d}\n  action=signed\n"
     "record T/C line 4\n  treaty=T\n  signature=1990-01-01\n  date=2013-05-13\n  action=joined\n"
     "record T/D line 5\n  treaty=T\n  date=2002-02-02\n  action=accepted\n"},
    {"ranges",
     "country,signature,entry\nA,,22.4.13\xE2\x80\x93"
     "25.4.13\n",
     "record T/A line 2\n  treaty=T\n  date=2013-04-22\n  last=2013-04-25\n  action=joined\n"},
    {"no date", "country,signature,entry\nA,soon,31.4.13\n",
     "record T/A line 2\n  treaty=T\n"
     "! bad-date 2:2 [T/A] [signature] [soon]\n! bad-date 2:3 [T/A] [date] [31.4.13]\n"},
    {"what stands behind is unknown", "country,signature,entry\nA,,1.1.13 q\n",
     "record T/A line 2\n  treaty=T\n  date=2013-01-01\n"
     "! unknown-code 2:3 [T/A] [action] [q]\n"},
    {"values, and one that is not listed",
     "country,signature,entry,finished\nA,,1.1.13,oui\nB,,1.1.13,non\nC,,1.1.13,perhaps\n",
     "record T/A line 2\n  treaty=T\n  date=2013-01-01\n  action=joined\n  done=1\n"
     "record T/B line 3\n  treaty=T\n  date=2013-01-01\n  action=joined\n  done=0\n"
     "record T/C line 4\n  treaty=T\n  date=2013-01-01\n  action=joined\n"
     "! bad-boolean 4:4 [T/C] [done] [perhaps]\n"},
    {"an open column keeps codes that the list does not know",
     "place,a,what\nP,1,JOINED\nQ,2,left\n",
     "record P/a line 2\n  place=P\n  origin=a\n  value=1\n  act=joined\n"
     "record Q/a line 3\n  place=Q\n  origin=a\n  value=2\n  act=left\n"},
    {"a name and the other name of a column", "country,Pays,signature,entry\nA,B,,1.1.13\n",
     "record T/A line 2\n  treaty=T\n  date=2013-01-01\n  action=joined\n"
     "! repeated-column 1:2 [] [] [country]\n"},
    {"unpivot: a zero is a value, dots and dashes are none",
     "Year,Place,Total,X,\"Y, z\",W\n1990,P,9,0,5,\n1990,Q,9,..,-,\n1995,R,9,,,7.5\n",
     "record 1990/P/X line 2\n  place=P\n  origin=X\n  year=1990\n  value=0\n"
     "record 1990/P/Y, z line 2\n  place=P\n  origin=Y, z\n  year=1990\n  value=5\n"
     "record 1995/R/W line 4\n  place=R\n  origin=W\n  year=1995\n  value=7.5\n"},
    {"rows that are no records are told once",
     "Year,Place,Total,X\n1990,World,1,1\n1990,north africa,1,1\n1990,P,1,many\n",
     "record 1990/P/X line 4\n  place=P\n  origin=X\n  year=1990\n"
     "! bad-number 4:4 [1990/P/X] [value] [many]\n"
     "! skipped-rows 0 [] [] [2]\n"},
    {"only rows that are no records", "Year,Place,Total,X\n1990,World,1,1\n",
     "! no-records 1 [] [] []\n! skipped-rows 0 [] [] [1]\n"},
    {"no identifier in an unpivoted row", "year,place,total,X\n,,1,2\n1990,P,1,2\n",
     "rejected line 2\n!! missing-identifier 2:1 [] [] []\n"
     "record 1990/P/X line 3\n  place=P\n  origin=X\n  year=1990\n  value=2\n"},
    {"some columns, and a problem of the row once", "place,a,b,c,year\nP,1,2,3\n",
     "record P/a line 2\n  place=P\n  origin=a\n  value=1\n! unknown-column 1:4 [] [] [c]\n"
     "! missing-column-cells 2 [P/a] [] []\n"
     "record P/b line 2\n  place=P\n  origin=b\n  value=2\n"},
    {"all other columns, and an identifier of them whatever their order",
     "SEX,REF_AREA,OBS_VALUE,UNIT,AGE\nF,P,1,kg,Y15\nM,P,2,,\n",
     "record P/age=Y15/sex=F line 2\n  place=P\n  value=1\n  dimension=F {name=SEX}\n"
     "  dimension=kg {name=UNIT}\n  dimension=Y15 {name=AGE}\n"
     "record P/sex=M line 3\n  place=P\n  value=2\n  dimension=M {name=SEX}\n"},
};

/* Mappings that are wrong, and a part of the words. */
static const struct {
    const char *yaml, *words;
} mappings[] = {
    {"columns: [{column: d, field: note, date: words}]\n", "for a field that is a date"},
    {"columns: [{column: d, field: start, date: digits}]\n", "expected \"words\""},
    {"columns: [{column: d, field: start, rest: note}]\n", "only a column with date: words"},
    {"columns: [{column: d, field: start, end: start}]\n", "only a column with date: words"},
    {"columns: [{column: d, field: start, date: words, end: start}]\n", "another field that is a"},
    {"columns: [{column: d, field: start, date: words, end: note}]\n", "another field that is a"},
    {"columns: [{column: d, field: start, date: words, rest: nothing}]\n", "no field \"nothing\""},
    {"columns: [{column: d, field: start, date: words, rest: start}]\n", "the date itself"},
    {"columns: [{column: d, field: region, values: {x: nowhere}}]\n", "\"nowhere\""},
    {"columns: [{column: d, field: region, values: africa}]\n", "expected cells and their values"},
    {"names: [x]\n", "expected columns and their other names"},
    {"names: {title: [x], id: [x]}\n", "is given twice"},
    {"names: {title: [Title]}\n", "is given twice"},
    {"skip: [x]\n", "expected columns and values"},
    {"unpivot: {columns: \"*\", value: note}\n", "Add \"@column\""},
    {"unpivot: {value: note}\n", "\"columns\" is missing"},
    {"unpivot: {columns: [x], value: budget}\n", "is money"},
    {"columns: [{column: d, field: note, open: true}]\n", "has no code list"},
    {"others: {field: note}\n", "need a repeated field"},
    {"others: {field: label, name: nothing}\n", "no such sub-field"},
};

static struct test_pack test;

static int set_up(void **state)
{
    struct failure why;
    (void)state;
    test_pack_open(&test, files);
    if (format_set_preset(&test.files.arena, test.set, "treaty = T ", &why) != STATUS_USAGE ||
        format_set_preset(&test.files.arena, test.set, "treaty= T ", &why) != STATUS_OK) {
        return 1;
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&test.files);
    return 0;
}

/* Formats whose kind has no such field refuse --set: they are read by a set without it. */
static struct format_set *plain_set(void)
{
    struct failure why;
    struct format_set *set = NULL;
    assert_int_equal(format_set_load(&test.files.arena, test.files.pack, &set, &why), STATUS_OK);
    return set;
}

static void test_cases(void **state)
{
    (void)state;
    struct format_set *plain = plain_set();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const bool treaty = strstr(cases[i].expected, "treaty=") != NULL;
        check_reading(treaty ? test.set : plain, cases[i].name, str_of(cases[i].input),
                      cases[i].expected, false);
    }
}

static void test_mappings(void **state)
{
    (void)state;
    char path[512], yaml[1024];
    (void)snprintf(path, sizeof path, "%s/mapping.yaml", test.files.dir);
    for (size_t i = 0; i < COUNT_OF(mappings); i++) {
        struct failure why = {.status = STATUS_OK};
        (void)snprintf(yaml, sizeof yaml,
                       "format: mine\ntype: csv\nkind: thing\nheader: [title]\nidentifier: id\n%s",
                       mappings[i].yaml);
        fixture_write(&test.files, "mapping.yaml", yaml);
        if (format_set_add(&test.files.arena, test.set, path, &why) == STATUS_OK ||
            !strstr(why.text, mappings[i].words)) {
            fail_msg("%s: %s", mappings[i].yaml, why.text);
        }
    }
    (void)unlink(path);
}

static void test_presets(void **state)
{
    (void)state;
    static const struct {
        const char *set, *words;
    } wrong[] = {
        {"treaty", "gives no field a value"},
        {"=x", "gives no field a value"},
        {"treaty= ", "gives no field a value"},
        {"nothing=x", "No kind of the pack has a field \"nothing\""},
    };
    struct failure why;
    const char *steps = "country,signature,entry\nA,,1.1.13\n";
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct format_set *set = plain_set();
        assert_int_equal(format_set_preset(&test.files.arena, set, wrong[i].set, &why),
                         STATUS_USAGE);
        assert_non_null(strstr(why.text, wrong[i].words));
    }
    check_reading(
        plain_set(), "needed", str_of(steps),
        "needs the treaty of its records, which is not in the file. Add --set treaty=", true);
    check_reading(test.set, "another kind", str_of("place,a\nP,1\n"),
                  "the number has no field \"treaty\" that could be set", true);
    struct format_set *set = plain_set();
    assert_int_equal(format_set_preset(&test.files.arena, set, "treaty=T", &why), STATUS_OK);
    assert_int_equal(format_set_preset(&test.files.arena, set, "action=Nonsense", &why), STATUS_OK);
    check_reading(set, "no such code", str_of(steps), "Give another value in --set action=", true);
}

struct hashes {
    unsigned char at[8][16];
    size_t count;
    char bytes[8][64];
};

static void take_hashes(const struct format_set *set, const char *input, struct hashes *hashes)
{
    struct failure why;
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct read_item item;
    struct arena arena;
    arena_init(&arena, TEST_MEMORY);
    hashes->count = 0;
    assert_int_equal(source_open_memory("input", str_of(input), &source, &why), STATUS_OK);
    assert_int_equal(reader_open(set, source, NULL, NULL, &reader, &why), STATUS_OK);
    while (reader_next(reader, &arena, &item, &why) == STEP_ITEM) {
        assert_true(hashes->count < 8);
        memcpy(hashes->at[hashes->count], item.hash, 16);
        (void)snprintf(hashes->bytes[hashes->count++], 64, "%.*s", STR_ARGS(item.bytes));
    }
    reader_close(reader);
    source_close(source);
    arena_release(&arena);
}

/* A record of an unpivoted row does not change when the file gets another column; its original is
 * what it is made of. A value for the whole run belongs to the hash. */
static void test_hashes(void **state)
{
    (void)state;
    struct hashes before, after;
    struct failure why;
    take_hashes(plain_set(), "place,a\nP,1\nQ,2\n", &before);
    take_hashes(plain_set(), "place,a,b\nP,1,7\nQ,3,\n", &after);
    assert_int_equal(before.count, 2);
    assert_int_equal(after.count, 3);
    assert_string_equal(after.bytes[0], "place,a\r\nP,1");
    assert_string_equal(after.bytes[1], "place,b\r\nP,7");
    assert_memory_equal(before.at[0], after.at[0], 16);
    assert_memory_not_equal(before.at[1], after.at[2], 16);
    struct format_set *set = plain_set();
    assert_int_equal(format_set_preset(&test.files.arena, set, "treaty=U", &why), STATUS_OK);
    take_hashes(test.set, "country,signature,entry\nA,,1.1.13\n", &before);
    take_hashes(set, "country,signature,entry\nA,,1.1.13\n", &after);
    assert_memory_not_equal(before.at[0], after.at[0], 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_mappings),
        cmocka_unit_test(test_presets),
        cmocka_unit_test(test_hashes),
    };
    return cmocka_run_group_tests_name("read_rows", tests, set_up, tear_down);
}
