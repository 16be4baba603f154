/*
 * Goal: JSON Lines are read by the same rules as plain tables, and what is wrong in one line is
 * told with its field and value and costs no other line.
 * Method: a table of small files and the lines they must print.
 */
#include "test_read_common.h"

#include "text/lines.h"

#define THING(id, fields) "{\"kind\":\"thing\",\"identifier\":\"" id "\",\"fields\":{" fields "}}\n"
#define TITLE "\"title\":\"t\""

static const struct reading cases[] = {
    {"kinds may be mixed, in any order of names",
     THING("A", TITLE ",\"note\":\"x\"") "{\"fields\":{\"title\":\"P\"},\"identifier\":\"B\","
                                         "\"kind\":\"plains\",\"title\":\"ignored\"}\n",
     "record A line 1\n  title=t\n  note=x\nrecord B line 2\n  title=P\n"},
    {"languages, repeated values, parts",
     THING("A", "\"title\":[{\"text\":\"a\",\"language\":\"en\"},{\"text\":\"b\",\"language\":"
                "\"pt-BR\"},\"c\"],\"label\":[{\"value\":\"x|y\",\"place\":\"p\"},\"z\"]"),
     "record A line 1\n  title[en]=a\n  title[pt-BR]=b\n  title=c\n  label=x|y {place=p}\n"
     "  label=z\n"},
    {"numbers are exact, and may be strings",
     THING("A", TITLE ",\"budget\":[{\"amount\":922337203685477.5807,\"currency\":\"USD\","
                      "\"value_date\":\"2013-05\",\"from\":\"2014\"},{\"amount\":\"-0.0001\","
                      "\"currency\":\"EUR\"},{\"amount\":1.2e+6,\"currency\":\"EUR\"}],"
                      "\"level\":7,\"live\":true,\"start\":\"2013\""),
     "record A line 1\n  title=t\n  start=2013\n"
     "  budget=922337203685477.5807 USD of 2013-05 {from=2014}\n"
     "  budget=-0.0001 EUR\n  budget=1200000 EUR\n  level=7\n  live=1\n"},
    {"escapes", THING("A", "\"title\":\"\\u00e9\\ud83d\\ude00\\n\\\"\\/\\\\\""),
     "record A line 1\n  title=é😀\n\"/\\\n"},
    {"null is no value", THING("A", TITLE ",\"note\":null,\"org\":[null]"),
     "record A line 1\n  title=t\n"},
    {"empty lines, a byte order mark, CRLF, no end of the last line",
     "\xEF\xBB\xBF{\"kind\":\"plain\",\"identifier\":\"A\",\"fields\":{}}\r\n\r\n  \n"
     "{\"kind\":\"plain\",\"identifier\":\"B\",\"fields\":{}}",
     "record A line 1\nrecord B line 4\n"},
    {"the lists of codes hold",
     THING("A", TITLE ",\"region\":[{\"value\":\"Afrique\",\"percentage\":40.5,\"scheme\":"
                      "\"OURS\"},{\"value\":\"moon\"}]"),
     "record A line 1\n  title=t\n  region=africa {percentage=40.5} {scheme=1}\n"
     "! unknown-code 1 [A] [region] [moon]\n"},
    {"other types than the field's",
     THING("A", TITLE ",\"note\":5,\"start\":2013,\"level\":true,\"live\":\"maybe\",\"org\":[[1],"
                      "{\"value\":{}}]"),
     "record A line 1\n  title=t\n! malformed-part 1 [A] [note] [5]\n"
     "! malformed-part 1 [A] [start] [2013]\n! malformed-part 1 [A] [level] [true]\n"
     "! bad-boolean 1 [A] [live] [maybe]\n! malformed-part 1 [A] [org] []\n"
     "! malformed-part 1 [A] [org] []\n"},
    {"objects without what they are about, and names that stand twice",
     THING("A", TITLE ",\"budget\":{\"currency\":\"USD\"},\"org\":{\"value\":\"a\",\"ref\":\"b\","
                      "\"ref\":\"c\"},\"note\":\"x\",\"note\":\"y\""),
     "record A line 1\n  title=t\n  note=x\n  org=a {ref=b}\n"
     "! missing-value 1 [A] [budget] []\n! malformed-part 1 [A] [org] [ref]\n"
     "! repeated-value 1 [A] [note] [y]\n"},
    {"names that nothing holds are told once a file",
     THING("A", TITLE ",\"colour\":1,\"org\":[{\"value\":\"a\",\"odd\":1}]")
         THING("B", TITLE ",\"colour\":1,\"org\":[{\"value\":\"a\",\"odd\":1}]"),
     "record A line 1\n  title=t\n  org=a\n! unknown-column 1 [] [] [colour]\n"
     "! unknown-column 1 [] [org] [odd]\nrecord B line 2\n  title=t\n  org=a\n"},
    {"lines that are refused, and one that is not",
     "{\"kind\":\"thing\"\n[1]\n7\nx\n{\"kind\":\"think\",\"identifier\":\"A\",\"fields\":{}}\n"
     "{\"identifier\":\"A\",\"fields\":{}}\n{\"kind\":\"plain\",\"identifier\":\"A\"}\n"
     "{\"kind\":\"plain\",\"identifier\":\"A\",\"fields\":[]}\n"
     "{\"kind\":\"plain\",\"kind\":\"thing\",\"identifier\":\"A\",\"fields\":{}}\n"
     "{\"kind\":\"plain\",\"fields\":{}}\n{\"kind\":\"plain\",\"identifier\":\"\xFF\"}\n" THING(
         "Z", TITLE),
     "rejected line 1\n!! malformed 1 [] [] []\nrejected line 2\n!! malformed 2 [] [] []\n"
     "rejected line 3\n!! malformed 3 [] [] []\nrejected line 4\n!! malformed 4 [] [] []\n"
     "rejected line 5\n!! unknown-kind 5 [] [] [think]\n"
     "rejected line 6\n!! unknown-kind 6 [] [] []\nrejected line 7\n!! malformed 7 [] [] []\n"
     "rejected line 8\n!! malformed 8 [] [] []\nrejected line 9\n!! malformed 9 [] [] []\n"
     "rejected line 10\n!! missing-identifier 10 [] [] []\n"
     "rejected line 11\n!! not-utf8 11 [] [] []\nrecord Z line 12\n  title=t\n"},
};

static struct test_pack test;

static int set_up(void **state)
{
    (void)state;
    test_pack_open(&test, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&test.files);
    return 0;
}

static void test_cases(void **state)
{
    (void)state;
    check_readings(test.set, cases, COUNT_OF(cases), false);
}

/* Other JSON is not taken for ours. */
static void test_other_json(void **state)
{
    static const struct reading others[] = {
        {"a list", "[{\"kind\":\"plain\"}]", "error: input: this is a JSON file"},
        {"other names", "{\"name\":\"x\"}", "error: input: this is a JSON file"},
        {"over several lines", "{\n \"kind\":\"plain\"}", "error: input: this is a JSON file"},
    };
    (void)state;
    check_readings(test.set, others, COUNT_OF(others), true);
}

/* A line of @length bytes, and a short one behind it. */
static void check_long(size_t length, bool fits)
{
    struct failure why = {.status = STATUS_OK};
    struct source *source = NULL;
    struct lines lines;
    struct line line;
    char *text = malloc(length + 3);
    assert_non_null(text);
    memset(text, 'a', length);
    memcpy(text + length, "\nb", 2);
    assert_int_equal(source_open_memory("f", (struct str){text, length + 2}, &source, &why),
                     STATUS_OK);
    lines_init(&lines, source);
    assert_int_equal(lines_next(&lines, &line, &why), STEP_ITEM);
    assert_int_equal(line.cut, !fits);
    assert_int_equal(line.text.length, fits ? length : 200);
    assert_int_equal(lines_next(&lines, &line, &why), STEP_ITEM);
    assert_true(str_is(line.text, "b") && !line.cut && line.number == 2);
    assert_int_equal(lines_next(&lines, &line, &why), STEP_DONE);
    lines_release(&lines);
    source_close(source);
    free(text);
}

static void test_long_lines(void **state)
{
    (void)state;
    check_long(0, true);
    check_long((size_t)64 * 1024, true);
    check_long(LINE_LIMIT, true);
    check_long(LINE_LIMIT + 1, false);
    check_long(LINE_LIMIT * 3, false);
}

/* More values than there is memory for cost their line only. */
static void test_many_values(void **state)
{
    struct test_counts counts = {0};
    struct buf text;
    (void)state;
    buf_init(&text, LINE_LIMIT * 2);
    buf_text(&text, "{\"kind\":\"plain\",\"identifier\":\"A\",\"fields\":{\"title\":[0");
    while (text.length < LINE_LIMIT - 100) {
        buf_text(&text, ",0");
    }
    buf_text(&text, "]}}\n{\"kind\":\"plain\",\"identifier\":\"B\",\"fields\":{}}\n");
    read_everything(test.set, buf_view(&text), NULL, &counts);
    assert_int_equal(counts.rejected, 1);
    assert_int_equal(counts.records, 1);
    assert_int_equal(counts.problems, 1);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_other_json),
        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_many_values),
    };
    return cmocka_run_group_tests_name("read_lines", tests, set_up, tear_down);
}
