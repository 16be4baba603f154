/*
 * Goal: a workbook's cells are read as a person sees them, whatever program wrote it, and become
 * records by a mapping of columns, sheet by sheet.
 * Method: tables of number formats and numbers; every day of the calendar of both systems;
 * workbooks made in memory, whose rows are printed; damaged ones, which are refused with words.
 */
#include "base/date.h"
#include "test_read_common.h"
#include "text/xlsx.h"
#include "text/xlsx_cell.h"

#include "xlsx_fixture.h"

/* ---- cells ---- */

static const struct {
    const char *code;
    enum xlsx_form form;
} codes[] = {
    {"General", XLSX_NUMBER},
    {"Standard", XLSX_NUMBER},
    {"", XLSX_NUMBER},
    {"0.00", XLSX_NUMBER},
    {"#,##0;[Red]-#,##0", XLSX_NUMBER},
    {"0.00E+00", XLSX_NUMBER},
    {"\"day\" 0", XLSX_NUMBER},
    {"0\\d", XLSX_NUMBER},
    {"[Magenta]0", XLSX_NUMBER},
    {"[$USD] #,##0", XLSX_NUMBER},
    {"yyyy-mm-dd", XLSX_DAY},
    {"DD/MM/YYYY", XLSX_DAY},
    {"[$-409]d\\-mmm\\-yy;@", XLSX_DAY},
    {"dddd, d mmmm yyyy", XLSX_DAY},
    {"mmm-yy", XLSX_MONTH},
    {"mm\"/\"yyyy", XLSX_MONTH},
    {"yyyy", XLSX_YEAR},
    {"yyyy-mm-dd hh:mm", XLSX_DAY_TIME},
    {"h:mm AM/PM", XLSX_TIME},
    {"mm:ss", XLSX_TIME},
    {"[h]:mm:ss", XLSX_NUMBER},
    {"[mm]:ss", XLSX_NUMBER},
    {"\"", XLSX_NUMBER},
    {"[", XLSX_NUMBER},
    {"\\", XLSX_NUMBER},
};

static const struct {
    const char *value;
    enum xlsx_form form;
    bool since_1904;
    const char *text; /* NULL: no number */
} numbers[] = {
    {"1", XLSX_NUMBER, false, "1"},
    {"007", XLSX_NUMBER, false, "007"},
    {"-5", XLSX_NUMBER, false, "-5"},
    {"0.10000000000000001", XLSX_NUMBER, false, "0.1"},
    {"1.1000000000000001", XLSX_NUMBER, false, "1.1"},
    {"0.30000000000000004", XLSX_NUMBER, false, "0.3"},
    {"1.5E+6", XLSX_NUMBER, false, "1500000"},
    {"123456789012", XLSX_NUMBER, false, "123456789012"},
    {"1E-3", XLSX_NUMBER, false, "0.001"},
    {"-0", XLSX_NUMBER, false, "0"},
    {"1e400", XLSX_NUMBER, false, NULL},
    {"nan", XLSX_NUMBER, false, NULL},
    {"0x10", XLSX_NUMBER, false, NULL},
    {"1,5", XLSX_NUMBER, false, NULL},
    {"", XLSX_NUMBER, false, NULL},
    {"1", XLSX_DAY, false, "1900-01-01"},
    {"59", XLSX_DAY, false, "1900-02-28"},
    {"60", XLSX_DAY, false, "60"}, /* 1900-02-29, which never was */
    {"61", XLSX_DAY, false, "1900-03-01"},
    {"41348", XLSX_DAY, false, "2013-03-15"},
    {"41348.75", XLSX_DAY, false, "2013-03-15"},
    {"41348.75", XLSX_DAY_TIME, false, "2013-03-15T18:00:00"},
    {"41348", XLSX_DAY_TIME, false, "2013-03-15"},
    {"41348.999999999", XLSX_DAY_TIME, false, "2013-03-16"},
    {"41348", XLSX_MONTH, false, "2013-03"},
    {"41348", XLSX_YEAR, false, "2013"},
    {"2013", XLSX_NUMBER, false, "2013"},
    {"39886", XLSX_DAY, true, "2013-03-15"},
    {"0", XLSX_DAY, true, "1904-01-01"},
    {"0", XLSX_DAY, false, "0"},
    {"-1", XLSX_DAY, false, "-1"},
    {"2958465", XLSX_DAY, false, "9999-12-31"},
    {"2958466", XLSX_DAY, false, "2958466"},
    {"2957003", XLSX_DAY, true, "9999-12-31"},
    {"2957004", XLSX_DAY, true, "2957004"},
    {"0.4375", XLSX_TIME, false, "10:30:00"},
    {"1.4375", XLSX_TIME, false, "1.4375"},
};

static void test_codes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        if (xlsx_form_of_code(str_of(codes[i].code)) != codes[i].form) {
            fail_msg("%s", codes[i].code);
        }
    }
    assert_int_equal(xlsx_form_of_number(14), XLSX_DAY);
    assert_int_equal(xlsx_form_of_number(17), XLSX_MONTH);
    assert_int_equal(xlsx_form_of_number(22), XLSX_DAY_TIME);
    assert_int_equal(xlsx_form_of_number(20), XLSX_TIME);
    assert_int_equal(xlsx_form_of_number(46), XLSX_NUMBER);
    assert_int_equal(xlsx_form_of_number(4), XLSX_NUMBER);
}

static void test_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        char text[XLSX_TEXT] = "";
        const bool fine =
            xlsx_number(str_of(numbers[i].value), numbers[i].form, numbers[i].since_1904, text);
        if (fine != (numbers[i].text != NULL) || (fine && strcmp(text, numbers[i].text) != 0)) {
            fail_msg("%s gives %s", numbers[i].value, text);
        }
    }
}

/* One day after another: text order is time order, and each day comes once. */
static void test_every_day(void **state)
{
    (void)state;
    char value[24], text[XLSX_TEXT], before[XLSX_TEXT] = "1900-02-28";
    unsigned days = 0;
    for (int serial = 61; serial < 110000; serial++) {
        struct date date;
        char printed[11];
        (void)snprintf(value, sizeof value, "%d", serial);
        assert_true(xlsx_number(str_of(value), XLSX_DAY, false, text));
        assert_true(date_parse(str_of(text), &date) && strcmp(before, text) < 0);
        date_print(date, printed);
        assert_string_equal(printed, text);
        days += date.month == 1 && date.day == 1;
        memcpy(before, text, sizeof text);
        if (serial >= 1462) {
            (void)snprintf(value, sizeof value, "%d", serial - 1462);
            assert_true(xlsx_number(str_of(value), XLSX_DAY, true, text));
            assert_string_equal(before, text);
        }
    }
    assert_int_equal(days, 301); /* New Year's Days of 1901 to 2201 */
}

static void test_columns(void **state)
{
    (void)state;
    assert_int_equal(xlsx_column(str_of("A1")), 0);
    assert_int_equal(xlsx_column(str_of("Z9")), 25);
    assert_int_equal(xlsx_column(str_of("AB7")), 27);
    assert_int_equal(xlsx_column(str_of("XFD1")), 16383);
    assert_true(xlsx_column(str_of("A")) == SIZE_MAX && xlsx_column(str_of("1")) == SIZE_MAX);
    assert_true(xlsx_column(str_of("")) == SIZE_MAX && xlsx_column(str_of("ABCD1")) == SIZE_MAX);
}

/* ---- workbooks ---- */

static const char *const formats[][2] = {
    {"formats/a.yaml", "format: rows\ntype: csv\nkind: thing\nheader: [id, title]\nidentifier: id\n"
                       "columns:\n  - {column: title, field: title, language: en}\n"},
    {NULL, NULL},
};

static struct test_pack test;

static int set_up(void **state)
{
    (void)state;
    test_pack_open(&test, formats);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&test.files);
    return 0;
}

static void check_workbook(const char *name, const struct part *parts, const char *expected,
                           bool part)
{
    struct buf bytes = make_archive(parts, false);
    check_reading(test.set, name, buf_view(&bytes), expected, part);
    buf_release(&bytes);
}

#define STYLES                                                                                     \
    "<numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\"/></numFmts><cellStyleXfs><xf "     \
    "numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf "       \
    "numFmtId=\"164\"/></cellXfs>"
#define STRINGS                                                                                    \
    "<si><t>id</t></si><si><t>title</t></si><si><r><t>Caf</t></r><r><rPr/><t "                     \
    "xml:space=\"preserve\">\xC3\xA9 &amp;_x000A_bar</t></r><rPh><t>kana</t></rPh></si>"
#define HEAD_ROW                                                                                   \
    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"                \
    "<c r=\"C1\" t=\"str\"><f>A1</f><v>start</v></c>" TEXT_CELL("D1", "level")                     \
        TEXT_CELL("E1", "live") "</row>"

static void test_workbook(void **state)
{
    (void)state;
    static const struct part parts[] = {WORKBOOK_PARTS(
        "", STRINGS, STYLES,
        "<row r=\"1\"><c r=\"A1\"/></row><row r=\"2\">" TEXT_CELL(
            "A2",
            "A list of things") "</row>"
                                "<row r=\"4\">" TEXT_CELL("B4", "id") TEXT_CELL("C4", "Title")
                                    TEXT_CELL(
                                        "D4",
                                        "Start") "</row>"
                                                 "<row r=\"5\"><c r=\"B5\"><v>7</v></c><c r=\"C5\" "
                                                 "t=\"s\"><v>2</v></c><c r=\"D5\" "
                                                 "s=\"1\"><v>41348</v></c>"
                                                 "</row><row r=\"6\"><c r=\"B6\" "
                                                 "t=\"str\"><v>x_x005F_y"
                                                 "</v></c>" TEXT_CELL("C6",
                                                                      "u") "<c r=\"D6\" s=\"2\"><v>"
                                                                           "41348</v></c></row>",
        HEAD_ROW "<row r=\"3\">" TEXT_CELL("A3", "Z") TEXT_CELL(
            "B3", "t") "<c r=\"C3\" t=\"d\"><v>2013-05-01</v></c><c r=\"D3\" "
                       "t=\"e\"><v>#N/A</v></c><c r=\"E3\" t=\"b\"><v>1</v></c></row>"
                       "<row><c t=\"inlineStr\"><is><t>Y</t></is></c><c/><c/><c><f>A1+1</f></c>"
                       "<c t=\"b\"><v>0</v></c></row>")};
    check_workbook("workbook", parts,
                   "record 7 line 5\n  title[en]=Caf\xC3\xA9 &\nbar\n  start=2013-03-15\n"
                   "record x_y line 6\n  title[en]=u\n  start=2013-03\n"
                   "record Z line 3\n  title[en]=t\n  start=2013-05-01\n  live=1\n"
                   "! bad-number 3:4 [Z] [level] [#N/A]\n"
                   "record Y line 4\n  live=0\n"
                   "! bad-number 4:4 [Y] [level] [=A1+1]\n! missing-required 4 [Y] [title] []\n",
                   false);
}

static void test_1904(void **state)
{
    (void)state;
    static const struct part parts[] = {
        WORKBOOK_PARTS("<workbookPr date1904=\"1\"/>", STRINGS, STYLES,
                       HEAD_ROW "<row r=\"2\"><c r=\"A2\"><v>1</v></c>" TEXT_CELL(
                           "B2", "t") "<c r=\"C2\" s=\"1\"><v>39886</v></c></row>",
                       "<row r=\"1\">" TEXT_CELL("A1", "nothing") "</row>")};
    check_workbook("1904", parts,
                   "record 1 line 2\n  title[en]=t\n  start=2013-03-15\n"
                   "! passed-sheets 0 [] [] [Two]\n",
                   false);
}

/* The original of a row is a small table, and says the same wherever the row stands. */
static void test_bytes(void **state)
{
    (void)state;
    static const struct part parts[] = {WORKBOOK_PARTS(
        "", STRINGS, STYLES,
        HEAD_ROW "<row r=\"9\">" TEXT_CELL("A9", "a,b") TEXT_CELL("B9", "=t") "</row>",
        HEAD_ROW "<row r=\"2\">" TEXT_CELL("A2", "a,b") TEXT_CELL("B2", "=t") "</row>")};
    struct buf bytes = make_archive(parts, false);
    struct failure why;
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct read_item item;
    struct arena arena;
    unsigned char hash[16];
    arena_init(&arena, TEST_MEMORY);
    assert_int_equal(source_open_memory("input", buf_view(&bytes), &source, &why), STATUS_OK);
    assert_int_equal(reader_open(test.set, source, NULL, NULL, &reader, &why), STATUS_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(reader_next(reader, &arena, &item, &why), STEP_ITEM);
        assert_true(str_is(item.bytes, "id,title,start,level,live\r\n\"a,b\",=t"));
        assert_true(i == 0 || memcmp(hash, item.hash, sizeof hash) == 0);
        memcpy(hash, item.hash, sizeof hash);
    }
    assert_int_equal(reader_next(reader, &arena, &item, &why), STEP_DONE);
    reader_close(reader);
    source_close(source);
    arena_release(&arena);
    buf_release(&bytes);
}

#define ONE_SHEET(strings, rows)                                                                   \
    {                                                                                              \
        WORKBOOK_PARTS("", strings, STYLES, rows, "")                                              \
    }

static void test_refusals(void **state)
{
    (void)state;
    static const struct part missing[] =
        ONE_SHEET(STRINGS, HEAD_ROW "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>3</v></c></row>");
    static const struct part number[] =
        ONE_SHEET(STRINGS, HEAD_ROW "<row r=\"1048577\"><c r=\"A2\"><v>3</v></c></row>");
    static const struct part wide[] =
        ONE_SHEET(STRINGS, HEAD_ROW "<row r=\"2\"><c r=\"ALM2\"><v>3</v></c></row>");
    static const struct part broken[] =
        ONE_SHEET(STRINGS, HEAD_ROW "<row r=\"2\"><c r=\"A2\"><v>3</c></row>");
    static const struct part cut[] = {
        {"xl/workbook.xml",
         WORKBOOK_HEAD "<sheets><sheet name=\"One\" r:id=\"r\"/></sheets></workbook>", 0},
        {"xl/_rels/workbook.xml.rels",
         "<Relationships>" RELATION("r", "worksheet", "s.xml") "</Relationships>", 0},
        {"xl/s.xml",
         "<worksheet><sheetData><row r=\"1\">" TEXT_CELL("A1", "id")
             TEXT_CELL("B1", "title") "</row>",
         0},
        {NULL, NULL, 0}};
    static const struct part nothing[] = ONE_SHEET(STRINGS, "");
    static const struct part other[] =
        ONE_SHEET(STRINGS, "<row r=\"1\">" TEXT_CELL("A1", "x") TEXT_CELL("B1", "y") "</row>");
    static const struct part doctype[] = ONE_SHEET(STRINGS "<!DOCTYPE x>", HEAD_ROW);
    static const struct part no_workbook[] = {
        {"[Content_Types].xml", "<Types/>", 0}, {"xl/x.xml", "<x/>", 0}, {NULL, NULL, 0}};
    static const struct part word[] = {
        {"[Content_Types].xml", "<Types/>", 0}, {"word/document.xml", "<x/>", 0}, {NULL, NULL, 0}};
    static const struct part plain[] = {{"a.txt", "x", 0}, {NULL, NULL, 0}};
    check_workbook("missing string", missing, "a cell names a text that is not there", true);
    check_workbook("row number", number, "a row has a number that no sheet has", true);
    check_workbook("wide", wide, "row 2 has more than 1,000 columns", true);
    check_workbook("broken", broken, "a part of the workbook is damaged: line 1", true);
    check_workbook("cut", cut, "a sheet ends too early", true);
    check_workbook("nothing", nothing, "the file is empty", true);
    check_workbook("other columns", other, "this is a table with other columns", true);
    check_workbook("DOCTYPE", doctype, "DOCTYPE", true);
    check_workbook("no workbook", no_workbook, "a ZIP archive and no Excel workbook", true);
    check_workbook("Word", word, "this is a Word document", true);
    check_workbook("ZIP", plain, "this is a ZIP archive", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),     cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_every_day), cmocka_unit_test(test_columns),
        cmocka_unit_test(test_workbook),  cmocka_unit_test(test_1904),
        cmocka_unit_test(test_bytes),     cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests_name("xlsx", tests, set_up, tear_down);
}
