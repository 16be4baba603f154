/*
 * Goal: a workbook that we write has the cells that were given, as our own reader reads it: numbers
 * and days as such, text as text whatever it begins with, nothing lost without a word.
 * Method: a table of cells, written and read back; texts
 * at Excel's limits; a folder that cannot be written.
 */
#include "text/xlsx.h"
#include "write/xlsx_room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct xlsx_names names = {"Notes", "A title", "2026-11-23T23:41:00Z", "Oui", "Non"};
static const struct xlsx_column columns[] = {{.heading = "The name", .code = "name"},
                                             {.heading = "The cell", .code = "cell"}};
static const struct xlsx_plan plan = {
    .name = "projects", .title = "The projects", .columns = columns, .column_count = 2};

static const struct {
    const char *text;
    enum sheet_type type;
    const char *read; /* NULL: as it was written */
} cells[] = {
    {"plain", SHEET_TEXT, NULL},
    {"=1+1", SHEET_TEXT, NULL},
    {"+1", SHEET_TEXT, NULL},
    {"-x", SHEET_TEXT, NULL},
    {"@SUM(A1)", SHEET_TEXT, NULL},
    {"\t=1", SHEET_TEXT, NULL},
    {"<b>&amp;\"'", SHEET_TEXT, NULL},
    {"two\nlines", SHEET_TEXT, NULL},
    {"a\rb\x01", SHEET_TEXT, "a\rb_x0001_"}, /* XML has no such character */
    {"a\xEF\xBF\xBF|\xEF\xBF\xBE"
     "b",
     SHEET_TEXT,
     "a\xEF\xBF\xBD|\xEF\xBF\xBD"
     "b"},
    {"  spaces  ", SHEET_TEXT, NULL},
    {"هجرة العمال", SHEET_TEXT, NULL},
    {"007", SHEET_TEXT, NULL},
    {"0", SHEET_NUMBER, NULL},
    {"-5", SHEET_NUMBER, NULL},
    {"9.95", SHEET_NUMBER, NULL},
    {"0.0001", SHEET_NUMBER, NULL},
    {"82380380.5", SHEET_NUMBER, NULL},
    {"99999999999.9999", SHEET_NUMBER, NULL},
    {"922337203685477.5807", SHEET_NUMBER, NULL}, /* more digits than a double has: text */
    {"1900-01-01", SHEET_DATE, NULL},
    {"1900-03-01", SHEET_DATE, NULL},
    {"2013-05-01", SHEET_DATE, NULL},
    {"9999-12-31", SHEET_DATE, NULL},
    {"2013-05", SHEET_DATE, NULL},
    {"2013", SHEET_DATE, NULL},
    {"1850-01-02", SHEET_DATE, NULL},
    {"no date", SHEET_DATE, NULL},
    {"true", SHEET_TRUTH, "1"}, /* shown as a word */
    {"false", SHEET_TRUTH, "0"},
    {"true", SHEET_MARK, "1"},
};

struct world {
    struct arena arena;
    struct buf file;
    struct failure why;
};

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    arena_init(&world->arena, (size_t)64 * 1024 * 1024);
    buf_init(&world->file, (size_t)64 * 1024 * 1024);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    arena_release(&world->arena);
    buf_release(&world->file);
    free(world);
    return 0;
}

static struct xlsx *begin(struct world *world)
{
    struct xlsx *book = NULL;
    assert_int_equal(xlsx_open(&world->arena, &names, &book, &world->why), STATUS_OK);
    xlsx_begin(book, &plan);
    return book;
}

static void write_cells(struct world *world)
{
    struct xlsx *book = begin(world);
    struct sheet *sheet = xlsx_sheet(book);
    xlsx_note(book, "Title", str_of("=no formula"));
    xlsx_note(book, "", str_of("more"));
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        const struct sheet_cell cell = {
            .text = str_of(cells[i].text), .type = cells[i].type, .places = SHEET_GENERAL};
        sheet_text(sheet, str_of("row"));
        sheet->cell(sheet, &cell);
        sheet->end(sheet);
    }
    assert_int_equal(xlsx_close(book, &world->file, &world->why), STATUS_OK);
}

static void test_cells(void **state)
{
    struct world *world = *state;
    struct source *source = NULL;
    struct table *table = NULL;
    struct table_row row;
    write_cells(world);
    assert_int_equal(source_open_memory("book", buf_view(&world->file), &source, &world->why),
                     STATUS_OK);
    assert_int_equal(table_open_xlsx(source, &table, &world->why), STATUS_OK);
    assert_int_equal(table_sheet(table, &world->why), STEP_ITEM);
    assert_string_equal(table_sheet_name(table), "Notes");
    assert_int_equal(table_next(table, &row, &world->why), STEP_ITEM);
    assert_true(str_is(row.cells[0], "A title"));
    assert_int_equal(table_next(table, &row, &world->why), STEP_ITEM);
    assert_true(str_is(row.cells[1], "=no formula"));
    assert_int_equal(table_sheet(table, &world->why), STEP_ITEM);
    assert_string_equal(table_sheet_name(table), "projects");
    static const char *const heads[] = {"The projects", "The name", "name"};
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        assert_int_equal(table_next(table, &row, &world->why), STEP_ITEM);
        assert_true(str_is(row.cells[0], heads[i]));
    }
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        assert_int_equal(table_next(table, &row, &world->why), STEP_ITEM);
        if (!str_is(row.cells[1], cells[i].read ? cells[i].read : cells[i].text)) {
            fail_msg("cell %zu: \"%.*s\"", i, STR_ARGS(row.cells[1]));
        }
    }
    assert_int_equal(table_next(table, &row, &world->why), STEP_DONE);
    table_close(table);
    source_close(source);
}

static void test_same_bytes(void **state)
{
    struct world *world = *state;
    write_cells(world);
    const size_t first = world->file.length;
    write_cells(world);
    assert_int_equal(world->file.length, first * 2);
    assert_memory_equal(world->file.at, world->file.at + first, first);
}

static void test_long_text(void **state)
{
    struct world *world = *state;
    struct xlsx *book = begin(world);
    struct sheet *sheet = xlsx_sheet(book);
    char *text = arena_alloc(&world->arena, 40000);
    memset(text, 'x', 32767);
    sheet_text(sheet, str_of(text));
    assert_int_equal(xlsx_cut(book), 0);
    memset(text, 'x', 32768);
    sheet_text(sheet, str_of(text));
    assert_int_equal(xlsx_cut(book), 1);
    sheet->end(sheet);
    assert_int_equal(xlsx_close(book, &world->file, &world->why), STATUS_OK);
}

static void test_names(void **state)
{
    static const struct xlsx_names odd[] = {
        {"Notes", "t", "", "Y", "N"},
        {"Notes", "t", "x", "Y", "N"},
        {"Notes", "t", "2026", "Y", "N"},
        {"Notas", "t", "", "Y", "N"},
    };
    static const char *const sheets[] = {
        "notes",
        "a-name-that-is-longer-than-thirty-one-characters",
        "[a]:b*c?d/e\\f'",
        "ééééééééééééééééééééé",
    };
    struct world *world = *state;
    for (size_t i = 0; i < COUNT_OF(odd); i++) {
        struct xlsx *book = NULL;
        struct xlsx_plan other = plan;
        other.name = sheets[i];
        assert_int_equal(xlsx_open(&world->arena, &odd[i], &book, &world->why), STATUS_OK);
        xlsx_begin(book, &other);
        sheet_text(xlsx_sheet(book), str_of("x"));
        assert_int_equal(xlsx_close(book, &world->file, &world->why), STATUS_OK);
    }
}

static void test_too_many_rows(void **state)
{
    struct world *world = *state;
    struct xlsx *book = begin(world);
    struct sheet *sheet = xlsx_sheet(book);
    for (int i = 0; i < 1048577; i++) {
        if (i == 0 || i == 1048576) {
            sheet_text(sheet, str_of("x"));
        }
        sheet->end(sheet);
    }
    assert_int_equal(xlsx_close(book, &world->file, &world->why), STATUS_LIMIT);
    assert_non_null(strstr(world->why.text, "1,048,576"));
    assert_int_equal(world->file.length, 0);
}

static void test_no_folder(void **state)
{
    struct world *world = *state;
    struct xlsx *book = NULL;
    setenv("TMPDIR", "/no/such/folder", 1);
    assert_int_equal(xlsx_open(&world->arena, &names, &book, &world->why), STATUS_IO);
    assert_non_null(strstr(world->why.text, "/no/such/folder"));
    assert_null(book);
    unsetenv("TMPDIR");
}

/* A note or a heading that needs more lines than one has a row as high as they are: a program that
 * opens the book need not measure it. */
static void test_heights(void **state)
{
    static const struct {
        const char *text;
        size_t width, lines;
    } texts[] = {
        {"", 10, 1},
        {"one", 10, 1},
        {"one\ntwo\n\nfour", 10, 4},
        {"eleven characters eleven characters", 10, 4},
        {"ééééé ééééé ééééé", 10, 2},
    };
    struct world *world = *state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_int_equal(xlsx_lines(str_of(texts[i].text), texts[i].width), texts[i].lines);
    }
    char *long_text = arena_alloc(&world->arena, 100001);
    for (size_t i = 0; i < 100000; i++) {
        long_text[i] = i % 7 == 6 ? ' ' : 'x';
    }
    assert_int_equal(xlsx_lines(str_of(long_text), 10), 27); /* 409 points */
}

/* The hash is that of the rows as CSV, with the codes as their header. */
static void test_hash(void **state)
{
    struct world *world = *state;
    struct xlsx *book = begin(world);
    struct sheet *sheet = xlsx_sheet(book);
    char first[XLSX_HASH_TEXT], second[XLSX_HASH_TEXT];
    xlsx_hash(book, first);
    assert_string_equal(
        first, "72beb4a92d25b40b33d7c28e31b5aa29"); /* printf 'name,cell\r\n' | b2sum -l 128 */
    sheet_text(sheet, str_of("x"));
    sheet_text(sheet, str_of("y"));
    sheet->end(sheet);
    xlsx_hash(book, second);
    assert_string_not_equal(first, second);
    xlsx_drop(book);
}

static void test_dropped(void **state)
{
    struct world *world = *state;
    struct xlsx *book = begin(world);
    sheet_text(xlsx_sheet(book), str_of("x"));
    xlsx_drop(book);
    xlsx_drop(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cells, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_same_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_folder, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_heights, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_dropped, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
