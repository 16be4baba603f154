/*
 * Goal: whatever the length of a file of MARC 21, RIS, BibTeX or iCalendar, its line ends, where it
 * is cut and how little memory there is: what goes in is read or told.
 * Method: files longer than what is read at once, with each kind of line end; files cut at every
 * byte; records over the limit; arenas of every size.
 */
#include "carriers_fixture.h"

/* One record of each carrier, with # for its number, and what stands before and behind all. */
static const struct {
    const char *before, *record, *after;
} long_files[] = {
    {"", "TY  - JOUR\nID  - #\nTI  - A title of some length هجرة\nPY  - 2013\nER  - \n", ""},
    {"% x\n", "@book{#,\n title = {A title of some length},\n year = 2013}\n", ""},
    {"BEGIN:VCALENDAR\n",
     "BEGIN:VEVENT\nUID:#\nSUMMARY:A title of\n  some length\nDTSTART:20130517\nEND:VEVENT\n",
     "END:VCALENDAR\n"},
};

#define MANY 3000U

static void put_text(struct buf *out, const char *text, unsigned number, const char *end)
{
    for (; *text; text++) {
        if (*text == '\n') {
            buf_text(out, end);
        } else if (*text == '#') {
            buf_printf(out, "%u", number);
        } else {
            buf_char(out, *text);
        }
    }
}

/* Files longer than what is read at once, with each kind of line end: every record comes out. */
static void test_long(void **state)
{
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    struct test_pack test;
    (void)state;
    test_pack_open(&test, formats);
    for (size_t i = 0; i < COUNT_OF(long_files) * COUNT_OF(ends); i++) {
        const size_t file = i / COUNT_OF(ends);
        const char *end = ends[i % COUNT_OF(ends)];
        struct test_counts counts = {0};
        struct buf bytes;
        buf_init(&bytes, (size_t)4 * 1024 * 1024);
        put_text(&bytes, long_files[file].before, 0, end);
        for (unsigned n = 1; n <= MANY; n++) {
            put_text(&bytes, long_files[file].record, n, end);
        }
        put_text(&bytes, long_files[file].after, 0, end);
        read_everything(test.set, buf_view(&bytes), NULL, &counts);
        assert_int_equal(counts.records, MANY);
        assert_int_equal(counts.problems, 0);
        buf_release(&bytes);
    }
    fixture_close(&test.files);
}

static void test_long_marc(void **state)
{
    struct test_pack test;
    struct test_counts counts = {0};
    struct buf bytes;
    (void)state;
    test_pack_open(&test, formats);
    buf_init(&bytes, (size_t)4 * 1024 * 1024);
    for (unsigned n = 1; n <= MANY; n++) {
        char lines[128];
        (void)snprintf(lines, sizeof lines, "001 %u\n245 10$aA title of some length$bهجرة", n);
        put_marc(&bytes, 'a', lines);
    }
    read_everything(test.set, buf_view(&bytes), NULL, &counts);
    assert_int_equal(counts.records, MANY);
    assert_int_equal(counts.problems, 0);
    buf_release(&bytes);
    fixture_close(&test.files);
}

/* Cut anywhere, a file of three records gives those that are whole, and one refusal at most. */
static void test_cuts(void **state)
{
    struct test_pack test;
    struct buf bytes;
    (void)state;
    test_pack_open(&test, formats);
    for (size_t file = 0; file <= COUNT_OF(long_files); file++) {
        size_t before = 0;
        buf_init(&bytes, 100000);
        for (unsigned n = 1; n <= 3; n++) {
            if (file == COUNT_OF(long_files)) {
                put_marc(&bytes, 'a', AB);
            } else {
                buf_text(&bytes, n == 1 ? long_files[file].before : "");
                put_text(&bytes, long_files[file].record, n, "\n");
            }
        }
        for (size_t length = 32; length <= bytes.length; length++) {
            struct test_counts counts = {0};
            read_everything(test.set, (struct str){bytes.at, length}, NULL, &counts);
            assert_true(counts.records >= before && counts.records + counts.rejected <= 3);
            assert_true(counts.rejected <= 1 && counts.rejected <= counts.problems);
            before = counts.records;
        }
        assert_int_equal(before, 3);
        buf_release(&bytes);
    }
    fixture_close(&test.files);
}

/* The hash of a BibTeX entry is that of its bytes and of the strings before it. */
static void read_hashes(const struct format_set *set, const char *text, unsigned char hashes[2][16])
{
    struct failure why = {.status = STATUS_OK};
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct read_item item;
    struct arena arena;
    arena_init(&arena, TEST_MEMORY);
    assert_int_equal(source_open_memory("input", str_of(text), &source, &why), STATUS_OK);
    assert_int_equal(reader_open(set, source, NULL, NULL, &reader, &why), STATUS_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(reader_next(reader, &arena, &item, &why), STEP_ITEM);
        memcpy(hashes[i], item.hash, 16);
    }
    reader_close(reader);
    source_close(source);
    arena_release(&arena);
}

static void test_hashes(void **state)
{
    unsigned char a[2][16], b[2][16], c[2][16];
    struct test_pack test;
    (void)state;
    test_pack_open(&test, formats);
    read_hashes(test.set, "@book{A, title={T}}@string{x={1}}@book{B, title=x}", a);
    read_hashes(test.set, "@book{A, title={T}} @string{x={2}}@book{B, title=x}", b);
    read_hashes(test.set, "new@book{A, title={T}}\n@string{x={1}} @book{B, title=x}", c);
    assert_memory_equal(a[0], b[0], 16);
    assert_memory_not_equal(a[1], b[1], 16);
    assert_memory_equal(a, c, sizeof a);
    fixture_close(&test.files);
}

/* A record over the limit ends the file, with words, and takes no more memory than it may. */
static void test_limit(void **state)
{
    static const char *const begins[] = {
        "TY  - JOUR\nTI  - ", "@book{A, title = {",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:", "00026nam a2200025 a 4500"};
    struct test_pack test;
    struct buf bytes;
    (void)state;
    test_pack_open(&test, formats);
    buf_init(&bytes, (size_t)64 * 1024 * 1024);
    for (size_t i = 0; i < COUNT_OF(begins); i++) {
        struct buf out;
        buf_init(&out, 100000);
        buf_clear(&bytes);
        buf_text(&bytes, begins[i]);
        char *room = buf_reserve(&bytes, (size_t)18 * 1024 * 1024);
        assert_non_null(room);
        memset(room, 'x', (size_t)18 * 1024 * 1024);
        bytes.length += (size_t)18 * 1024 * 1024;
        read_everything(test.set, buf_view(&bytes), &out, NULL);
        assert_non_null(strstr(out.at, "error: input:"));
        assert_non_null(strstr(out.at, "of more than 16 MiB"));
        buf_release(&out);
    }
    buf_release(&bytes);
    fixture_close(&test.files);
}

/* ---- memory ---- */

static const char *const samples[] = {
    "TY  - JOUR\nID  - A\nTI  - T\n goes on\nPY  - 2013/5/1/\nAU  - X\nER  - \n",
    "@string{s = {x}}\n@book{A, title = {T\\foo} # s # none, author={A and B}, year=2013, "
    "month=may}",
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:A\nSUMMARY;LANGUAGE=en:T\nORGANIZER;CN=\"x\":y\nbad\n"
    "DTEND;VALUE=DATE:20130102\nBEGIN:VALARM\nACTION:x\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n",
    NULL, /* MARC 21 */
};

/* With any arena there is a record, a refusal, or words that there is no room. */
static void test_little_memory(void **state)
{
    struct test_pack test;
    struct buf marc;
    (void)state;
    test_pack_open(&test, formats);
    buf_init(&marc, 10000);
    put_marc(&marc, ' ',
             "001 A\n245 10$aOn\xE2"
             "e$bTw\x1B(So\n700 0$ax\n700 1 $aY");
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        const struct str input = samples[i] ? str_of(samples[i]) : buf_view(&marc);
        bool full = false, read = false;
        for (size_t room = 0; room < 8000; room += 16) {
            struct failure why = {.status = STATUS_OK};
            struct source *source = NULL;
            struct reader *reader = NULL;
            struct read_item item;
            struct arena arena;
            arena_init(&arena, room);
            assert_int_equal(source_open_memory("in", input, &source, &why), STATUS_OK);
            assert_int_equal(reader_open(test.set, source, NULL, NULL, &reader, &why), STATUS_OK);
            const enum step step = reader_next(reader, &arena, &item, &why);
            assert_int_not_equal(step, STEP_DONE);
            assert_true(step == STEP_ITEM || why.status == STATUS_NOMEM);
            read = read || (step == STEP_ITEM && item.type == ITEM_RECORD);
            full = full || step == STEP_ERROR || item.type == ITEM_REJECTED;
            reader_close(reader);
            source_close(source);
            arena_release(&arena);
        }
        assert_true(full && read);
    }
    buf_release(&marc);
    fixture_close(&test.files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long),  cmocka_unit_test(test_long_marc),
        cmocka_unit_test(test_cuts),  cmocka_unit_test(test_hashes),
        cmocka_unit_test(test_limit), cmocka_unit_test(test_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
