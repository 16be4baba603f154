/*
 * Goal: CSV as people write it comes out cell by cell with its line and bytes; a bad row costs only
 * itself; what we write is read back as it was, and no spreadsheet takes it for a formula.
 * Method: tables of files and rows; the property parse(print(x)) = x over random cells; the same
 * files with a read boundary at each byte.
 */
#include "base/buf.h"
#include "text/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_READ ((size_t)65536) /* what a source reads before it hands anything out */
#define ROOM ((size_t)64 * 1024 * 1024)
#define MIB ((size_t)1024 * 1024)

static struct failure why;

static const struct {
    const char *text;
    const char *expect; /* LINE[cell][cell]; rows on end; a bad row is LINE!words! */
} cases[] = {
    {"", ""},
    {"\n\r\n\r", ""},
    {"a", "1[a]"},
    {"a\n", "1[a]"},
    {"a,b,c\n1,2,3\n", "1[a][b][c]2[1][2][3]"},
    {"a;b\r\n1;2,5\r\n", "1[a][b]2[1][2,5]"},
    {"a\tb\r1\t2;,", "1[a][b]2[1][2;,]"},
    {"a,\n,b\n,\n", "1[a][]2[][b]3[][]"},
    {"\n\na\n\n\nb\n", "3[a]6[b]"},
    {"\r\n\r\na\r\n\r\nb", "3[a]5[b]"},
    {"\"a\",\"b,c\"\n", "1[a][b,c]"},
    {"\"a\"\"b\",\"\"\"\",\"\"\n", "1[a\"b][\"][]"},
    {"\"a\nb\r\nc\rd\",e\nf\n", "1[a\nb\r\nc\rd][e]5[f]"},
    {"a \"b\" c,d\"\n", "1[a \"b\" c][d\"]"},
    {"a, \"b\",c\n", "1[a][ \"b\"][c]"},
    {"\"a;b;c\",d\n\"x\";y\n", "1[a;b;c][d]2!text follows a closing quote!"},
    {"\xEF\xBB\xBFid,name\n1,é\n", "1[id][name]2[1][é]"},
    {"a|b\n", "1[a|b]"},
    {"a,b;c,d;\n", "1[a][b;c][d;]"},
    {"one\n1;2\n", "1[one]2[1;2]"},
    {"\"x\"", "1[x]"},
    {"\"\"", "1[]"},
    /* bad rows */
    {"a,b\n\"x\"y,2\nc,d\n", "1[a][b]2!text follows a closing quote!3[c][d]"},
    {"a,b\n1,\"x\ny\"z,2\nc,d\n", "1[a][b]3!text follows a closing quote!4[c][d]"},
    {"a,b\n1,\"x\nc,d\ne,f\n", "1[a][b]2!never closed!3[c][d]4[e][f]"},
    {"a,b\n\"1\n2\",\"x\nc,d\n", "1[a][b]3!never closed!4[c][d]"},
    {"a,\"", "1!never closed!"},
    {"\"a\"\"", "1!never closed!"},
    {"a,b\n\xE9,2\nc,d\n", "1[a][b]2!not valid UTF-8!3[c][d]"},
    {"a,b\n\"1\n\xE9\",2\nc,d\n", "1[a][b]3!not valid UTF-8!4[c][d]"},
};

static void describe_row(enum step step, const struct csv_row *row, struct buf *out)
{
    unsigned line = 0;
    if (step == STEP_ERROR) {
        const char *colon = strchr(why.text, ':');
        assert_non_null(colon);
        line = (unsigned)strtoul(colon + 1, NULL, 10);
        assert_true(row->line <= line);
        assert_int_equal(row->count, 0);
        buf_printf(out, "%u!%s!", line, why.text);
        return;
    }
    buf_printf(out, "%u", row->line);
    for (size_t i = 0; i < row->count; i++) {
        buf_printf(out, "[%.*s]", STR_ARGS(row->cells[i]));
    }
    assert_true(row->count > 0);
}

/* Reads everything; the rows' own bytes and their line ends must add up to the file. */
static void describe(struct str text, struct buf *out)
{
    struct source *source = NULL;
    struct csv_reader *reader = NULL;
    struct csv_row row;
    enum step step;
    size_t total = 0;
    buf_clear(out);
    buf_text(out, "");
    assert_int_equal(source_open_memory("f", text, &source, &why), STATUS_OK);
    assert_int_equal(csv_open(source, &reader, &why), STATUS_OK);
    while ((step = csv_next(reader, &row, &why)) != STEP_DONE) {
        describe_row(step, &row, out);
        assert_true(row.bytes.length > 0);
        total += row.bytes.length;
    }
    for (size_t i = 0; i < text.length; i++) {
        total += text.at[i] == '\n' || text.at[i] == '\r';
    }
    assert_true(total + 3 >= text.length); /* a byte order mark is three bytes */
    assert_int_equal(csv_next(reader, &row, &why), STEP_DONE);
    csv_close(reader);
    source_close(source);
}

/* @expect has only some words of an error; compares piece by piece. */
static bool matches(const char *expect, const char *found)
{
    while (*expect) {
        if (*expect != '!') {
            if (*expect++ != *found++) {
                return false;
            }
            continue;
        }
        char words[64];
        const size_t length = strcspn(expect + 1, "!");
        const char *end = *found == '!' ? strchr(found + 1, '!') : NULL;
        (void)snprintf(words, sizeof words, "%.*s", (int)length, expect + 1);
        const char *at = end ? strstr(found, words) : NULL;
        if (!at || at > end) {
            return false;
        }
        expect += length + 2;
        found = end + 1;
    }
    return *found == '\0';
}

static void reads_what_people_write(void **state)
{
    struct buf out;
    (void)state;
    buf_init(&out, ROOM);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        describe(str_of(cases[i].text), &out);
        if (!matches(cases[i].expect, out.at)) {
            fail_msg("case %zu: expected %s, got %s", i, cases[i].expect, out.at);
        }
    }
    buf_release(&out);
}

/* Rows before the file push it over the end of the first read; lines and cells stay the same. */
static void does_not_care_where_reads_are_cut(void **state)
{
    struct buf padded;
    struct buf out;
    struct buf whole;
    (void)state;
    buf_init(&padded, ROOM);
    buf_init(&out, ROOM);
    buf_init(&whole, ROOM);
    const char *text = "\"1\",\"a\"\"b\r\nc\"\r\n\r\n2,é\r\"3\n\n\",\"x\"y\n4,\"\"\n";
    for (size_t before = 1; before <= strlen(text); before++) {
        buf_clear(&padded);
        buf_text(&padded, "a,b\n");
        while (padded.length < FIRST_READ - before - 1) {
            buf_char(&padded, 'x');
        }
        buf_text(&padded, "\n");
        const size_t start = padded.length;
        buf_text(&padded, text);
        describe(buf_view(&padded), &out);
        const char *tail = strstr(out.at, "]3[1]");
        assert_non_null(tail);
        assert_true(matches("]3[1][a\"b\r\nc]6[2][é]9!text follows!10[4][]", tail));
        assert_true(start == FIRST_READ - before);
    }
    buf_release(&padded);
    buf_release(&out);
    buf_release(&whole);
}

static void gives_the_bytes_of_a_row(void **state)
{
    const char *text = "h,i\n\"a \"\"b\"\"\nc\",d\r\n\"x\"y\n";
    struct source *source = NULL;
    struct csv_reader *reader = NULL;
    struct csv_row row;
    (void)state;
    assert_int_equal(source_open_memory("f", str_of(text), &source, &why), STATUS_OK);
    assert_int_equal(csv_open(source, &reader, &why), STATUS_OK);
    assert_int_equal(csv_next(reader, &row, &why), STEP_ITEM);
    assert_true(str_is(row.bytes, "h,i"));
    assert_int_equal(csv_next(reader, &row, &why), STEP_ITEM);
    assert_true(str_is(row.bytes, "\"a \"\"b\"\"\nc\",d"));
    assert_true(str_is(row.cells[0], "a \"b\"\nc"));
    assert_int_equal(csv_next(reader, &row, &why), STEP_ERROR);
    assert_true(str_is(row.bytes, "\"x\"y"));
    assert_int_equal(row.line, 4);
    csv_close(reader);
    source_close(source);
}

static void refuses_a_nul(void **state)
{
    struct buf out;
    (void)state;
    buf_init(&out, ROOM);
    describe((struct str){"a,b\nc\0,d\ne,f", 12}, &out);
    assert_true(matches("1[a][b]2!NUL!3[e][f]", out.at));
    buf_release(&out);
}

/* ---- limits ---- */

static void fill(struct buf *text, const char *unit, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_text(text, unit);
    }
}

/* Reads the file in @text: the sizes of its rows, or the words of the errors. */
static void measure(const struct buf *text, const char *expect)
{
    struct source *source = NULL;
    struct csv_reader *reader = NULL;
    struct csv_row row;
    struct buf out;
    enum step step;
    buf_init(&out, ROOM);
    buf_text(&out, "");
    assert_int_equal(source_open_memory("f", buf_view(text), &source, &why), STATUS_OK);
    assert_int_equal(csv_open(source, &reader, &why), STATUS_OK);
    while ((step = csv_next(reader, &row, &why)) != STEP_DONE) {
        if (step == STEP_ITEM) {
            buf_printf(&out, "%u[%zu:%zu]", row.line, row.count, row.cells[row.count - 1].length);
        } else {
            buf_printf(&out, "%u!%d %s!", row.line, (int)why.status, why.text);
        }
    }
    if (!matches(expect, out.at)) {
        fail_msg("expected %s, got %s", expect, out.at);
    }
    csv_close(reader);
    source_close(source);
    buf_release(&out);
}

static void limits_cells_columns_and_rows(void **state)
{
    struct buf text;
    (void)state;
    buf_init(&text, ROOM);
    for (size_t extra = 0; extra <= 1; extra++) {
        for (size_t quoted = 0; quoted <= 1; quoted++) {
            buf_clear(&text);
            buf_text(&text, quoted ? "a,b\n1,\"" : "a,b\n1,");
            fill(&text, "0123456789abcdef", MIB / 16);
            fill(&text, "x", extra);
            buf_text(&text, quoted ? "\"\nc,d\n" : "\nc,d\n");
            measure(&text, !extra   ? "1[2:1]2[2:1048576]3[2:1]"
                           : quoted ? "1[2:1]2!never closed within 1 MiB!3[2:1]"
                                    : "1[2:1]2!f:2: a cell is larger!3[2:1]");
        }
    }
    for (size_t columns = 1000; columns <= 1001; columns++) {
        buf_clear(&text);
        fill(&text, ",", columns - 1);
        buf_text(&text, "\nc,d\n");
        measure(&text, columns == 1000 ? "1[1000:0]2[2:1]" : "1!f:1: the row has more!2[2:1]");
    }
    buf_clear(&text);
    for (size_t i = 0; i < 40; i++) {
        buf_text(&text, ",\"");
        fill(&text, "0123456789abcdef", MIB / 16);
        buf_text(&text, "\"");
    }
    buf_text(&text, "\nc,d\n");
    measure(&text, "1!f:1: the row is larger!2[2:1]");
    buf_clear(&text);
    buf_text(&text, "a,b\n\"");
    fill(&text, "1,2,3456789abcd\n", 3 * MIB / 16);
    struct buf expect;
    buf_init(&expect, ROOM);
    buf_text(&expect, "1[2:1]2!never closed!");
    for (unsigned i = 3; i < 2 + 3 * MIB / 16; i++) {
        buf_printf(&expect, "%u[3:11]", i);
    }
    measure(&text, expect.at);
    buf_release(&expect);
    buf_release(&text);
}

static void limits_the_number_of_rows(void **state)
{
    struct source *source = NULL;
    struct csv_reader *reader = NULL;
    struct csv_row row;
    struct buf text;
    enum step step;
    unsigned rows = 0;
    (void)state;
    buf_init(&text, ROOM);
    fill(&text, "1\n", 5000002);
    assert_int_equal(source_open_memory("f", buf_view(&text), &source, &why), STATUS_OK);
    assert_int_equal(csv_open(source, &reader, &why), STATUS_OK);
    while ((step = csv_next(reader, &row, &why)) == STEP_ITEM) {
        rows++;
    }
    assert_int_equal(step, STEP_ERROR);
    assert_int_equal(why.status, STATUS_LIMIT);
    assert_int_equal(rows, 5000000);
    assert_int_equal(csv_next(reader, &row, &why), STEP_DONE);
    csv_close(reader);
    source_close(source);
    buf_release(&text);
}

static void passes_on_a_failure_of_the_source(void **state)
{
    struct source *source = NULL;
    struct csv_reader *reader = NULL;
    struct csv_row row;
    struct buf text;
    (void)state;
    buf_init(&text, ROOM);
    buf_add(&text,
            "\xFF\xFE"
            "a\0\n\0",
            6);
    for (size_t i = 0; i < 200000; i++) {
        buf_add(&text, "x\0", 2);
    }
    buf_add(&text, "\0\xDC\0\xDC", 4);
    assert_int_equal(source_open_memory("f", buf_view(&text), &source, &why), STATUS_OK);
    assert_int_equal(csv_open(source, &reader, &why), STATUS_OK);
    assert_int_equal(csv_next(reader, &row, &why), STEP_ITEM);
    assert_int_equal(csv_next(reader, &row, &why), STEP_ERROR);
    assert_int_equal(why.status, STATUS_INPUT);
    assert_non_null(strstr(why.text, "offset 400006 "));
    assert_int_equal(csv_next(reader, &row, &why), STEP_DONE);
    csv_close(reader);
    source_close(source);
    buf_release(&text);
}

/* ---- writing ---- */

static const struct {
    const char *cell, *first, *later; /* as the first cell of a row, and as another */
} written[] = {
    {"", "\"\"", ","},
    {"a", "a", ",a"},
    {"a,b", "\"a,b\"", ",\"a,b\""},
    {"a;b", "\"a;b\"", ",\"a;b\""},
    {"a\tb", "\"a\tb\"", ",\"a\tb\""},
    {"say \"x\"", "\"say \"\"x\"\"\"", ",\"say \"\"x\"\"\""},
    {"a\nb", "\"a\nb\"", ",\"a\nb\""},
    {"a\rb", "\"a\rb\"", ",\"a\rb\""},
    {" a ", " a ", ", a "},
    {"é", "é", ",é"},
    {"=1+1", "'=1+1", ",'=1+1"},
    {"'=1+1", "''=1+1", ",''=1+1"},
    {"'tis", "'tis", ",'tis"},
    {"+1+1", "'+1+1", ",'+1+1"},
    {"-x", "'-x", ",'-x"},
    {"@SUM(1,2)", "\"'@SUM(1,2)\"", ",\"'@SUM(1,2)\""},
    {"\t=1", "\"'\t=1\"", ",\"'\t=1\""},
    {"\r=1", "\"'\r=1\"", ",\"'\r=1\""},
    {"-", "'-", ",'-"},
    {"-12.5", "-12.5", ",-12.5"},
    {"+3", "+3", ",+3"},
    {"-1e3", "-1e3", ",-1e3"},
    {"-1;cmd", "\"'-1;cmd\"", ",\"'-1;cmd\""},
    {"1=2", "1=2", ",1=2"},
    {"\xEF\xBB\xBFx", "\"\xEF\xBB\xBFx\"", ",\xEF\xBB\xBFx"},
    {"<?xml?>", "\"<?xml?>\"", ",<?xml?>"},
};

static void writes_cells(void **state)
{
    struct buf out;
    (void)state;
    buf_init(&out, ROOM);
    for (size_t i = 0; i < COUNT_OF(written); i++) {
        buf_clear(&out);
        csv_cell(&out, str_of(written[i].cell), true);
        assert_string_equal(out.at, written[i].first);
        buf_clear(&out);
        csv_cell(&out, str_of(written[i].cell), false);
        assert_string_equal(out.at, written[i].later);
    }
    buf_clear(&out);
    csv_end(&out);
    assert_string_equal(out.at, "\r\n");
    buf_release(&out);
}

/* A small generator of its own, so that a failure can be repeated on any machine. */
static unsigned next_random(unsigned long long *seed, unsigned below)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(*seed >> 33) % below;
}

static void add_random_cell(struct buf *cell, unsigned long long *seed)
{
    static const char *const pieces[] = {",", ";", "\t", "\"", "\n", "\r", "\r\n", "a",
                                         "é", "€", "😀",  "'",  "=",  "-",  "1",    " "};
    for (unsigned length = next_random(seed, 7); length > 0; length--) {
        buf_text(cell, pieces[next_random(seed, COUNT_OF(pieces))]);
    }
}

/* Writes random rows, keeping what is to be read: the cells, with the apostrophe of formulas. */
static size_t write_random(struct buf *out, struct buf *expect, unsigned long long *seed)
{
    const size_t rows = 1 + next_random(seed, 4);
    struct buf cell;
    struct buf printed;
    buf_init(&cell, ROOM);
    buf_init(&printed, ROOM);
    for (size_t row = 0; row < rows; row++) {
        const unsigned columns = 1 + next_random(seed, 5);
        for (unsigned column = 0; column < columns; column++) {
            buf_clear(&cell);
            buf_clear(&printed);
            add_random_cell(&cell, seed);
            csv_cell(&printed, buf_view(&cell), true);
            buf_text(expect, "[");
            /* One apostrophe more than the cell has: before a formula, and before one so marked. */
            const size_t quoted = printed.at[0] == '"' ? 2 : 0;
            size_t length = printed.length - quoted;
            for (size_t i = 0; i < cell.length; i++) {
                length -= quoted && cell.at[i] == '"' ? 1 : 0;
            }
            buf_text(expect, length > cell.length ? "'" : "");
            buf_str(expect, buf_view(&cell));
            buf_text(expect, "]");
            csv_cell(out, buf_view(&cell), column == 0);
        }
        buf_text(expect, ".");
        csv_end(out);
    }
    buf_release(&cell);
    buf_release(&printed);
    return rows;
}

static void reads_back_what_it_wrote(void **state)
{
    unsigned long long seed = 2013;
    struct buf out;
    struct buf expect;
    struct buf found;
    (void)state;
    buf_init(&out, ROOM);
    buf_init(&expect, ROOM);
    buf_init(&found, ROOM);
    for (unsigned round = 0; round < 3000; round++) {
        struct source *source = NULL;
        struct csv_reader *reader = NULL;
        struct csv_row row;
        enum step step;
        buf_clear(&out);
        buf_clear(&expect);
        buf_clear(&found);
        (void)write_random(&out, &expect, &seed);
        assert_int_equal(source_open_memory("f", buf_view(&out), &source, &why), STATUS_OK);
        assert_int_equal(csv_open(source, &reader, &why), STATUS_OK);
        while ((step = csv_next(reader, &row, &why)) == STEP_ITEM) {
            for (size_t i = 0; i < row.count; i++) {
                buf_printf(&found, "[%.*s]", STR_ARGS(row.cells[i]));
            }
            buf_text(&found, ".");
        }
        if (step != STEP_DONE) {
            fail_msg("round %u: %s in %s", round, why.text, out.at);
        }
        assert_string_equal(found.at, expect.at);
        csv_close(reader);
        source_close(source);
    }
    buf_release(&out);
    buf_release(&expect);
    buf_release(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_people_write),
        cmocka_unit_test(does_not_care_where_reads_are_cut),
        cmocka_unit_test(gives_the_bytes_of_a_row),
        cmocka_unit_test(refuses_a_nul),
        cmocka_unit_test(limits_cells_columns_and_rows),
        cmocka_unit_test(limits_the_number_of_rows),
        cmocka_unit_test(passes_on_a_failure_of_the_source),
        cmocka_unit_test(writes_cells),
        cmocka_unit_test(reads_back_what_it_wrote),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
