/*
 * Goal: the ground floor keeps its promises: statuses have words and codes, strings are compared
 * and cut as their header says, arenas and buffers stop at their ceilings and never before. Method:
 * tables for strings; for memory, exact ceilings and every block size around the limits.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#undef fail /* cmocka's; here it is ours */

/* ---- status ---- */

static void a_failure_keeps_status_and_words(void **state)
{
    struct failure why = {STATUS_OK, ""};
    (void)state;
    assert_int_equal(fail(&why, STATUS_NOT_FOUND, "%s:%d: gone", "file", 7), STATUS_NOT_FOUND);
    assert_int_equal(why.status, STATUS_NOT_FOUND);
    assert_string_equal(why.text, "file:7: gone");
    assert_int_equal(fail_memory(&why), STATUS_NOMEM);
    assert_int_equal(why.status, STATUS_NOMEM);
    assert_non_null(strstr(why.text, "memory"));
}

static void a_failure_cuts_words_that_are_too_long(void **state)
{
    char words[3000];
    struct failure why;
    (void)state;
    memset(words, 'w', sizeof words - 1);
    words[sizeof words - 1] = '\0';
    assert_int_equal(fail(&why, STATUS_IO, "%s", words), STATUS_IO);
    assert_int_equal(strlen(why.text), sizeof why.text - 1);
    /* Never in the middle of a character, of whatever size and wherever the cut falls. */
    static const char *const characters[] = {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    for (size_t c = 0; c < COUNT_OF(characters); c++) {
        const size_t size = strlen(characters[c]);
        for (size_t before = 0; before < size; before++) {
            for (size_t i = 0; i + 1 < sizeof words; i++) {
                words[i] = i < before ? 'w' : characters[c][(i - before) % size];
            }
            assert_int_equal(fail(&why, STATUS_IO, "%s", words), STATUS_IO);
            const size_t length = strlen(why.text);
            assert_int_equal((length - before) % size, 0);
            assert_true(length + size >= sizeof why.text);
            assert_memory_equal(why.text, words, length);
        }
    }
}

static void every_status_has_its_exit_code(void **state)
{
    static const struct {
        enum status status;
        int code;
    } cases[] = {
        {STATUS_OK, 0},
        {STATUS_FAILED, 1},
        {STATUS_USAGE, 2},
        {STATUS_PROBLEMS, 3},
        {STATUS_NOT_FOUND, 4},
        {STATUS_CONFLICT, 6},
        {STATUS_INPUT, 7},
        {STATUS_BUSY, 8},
        {STATUS_INTEGRITY, 9},
        {STATUS_LIMIT, 7},
        {STATUS_NOMEM, 71},
        {STATUS_IO, 74},
        {STATUS_INTERRUPTED, 130},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(status_exit_code(cases[i].status), cases[i].code);
    }
}

static enum status passes_on(enum status inner, int *after)
{
    TRY(inner);
    (*after)++;
    return STATUS_OK;
}

static void try_returns_just_on_failure(void **state)
{
    int after = 0;
    (void)state;
    assert_int_equal(passes_on(STATUS_BUSY, &after), STATUS_BUSY);
    assert_int_equal(after, 0);
    assert_int_equal(passes_on(STATUS_OK, &after), STATUS_OK);
    assert_int_equal(after, 1);
}

/* ---- strings ---- */

static void trims_white_space_at_both_ends(void **state)
{
    static const struct {
        const char *text, *expect;
    } cases[] = {
        {"", ""},
        {" \t\r\n", ""},
        {"a", "a"},
        {" a b\n", "a b"},
        {"\ta", "a"},
        {"a\r\n", "a"},
        {"\xC2\xA0"
         "a",
         "\xC2\xA0"
         "a"}, /* a no-break space is text */
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_true(str_is(str_trim(str_of(cases[i].text)), cases[i].expect));
    }
    assert_int_equal(str_trim((struct str){NULL, 0}).length, 0);
}

static void splits_at_separators(void **state)
{
    static const struct {
        const char *text, *expect; /* each part in [ ] */
    } cases[] = {
        {"", ""},      {"a", "[a]"}, {"a;b", "[a][b]"}, {"a;;b", "[a][][b]"},  {";a", "[][a]"},
        {"a;", "[a]"}, {";", "[]"},  {";;", "[][]"},    {"a b;c", "[a b][c]"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str rest = str_of(cases[i].text), part;
        struct buf out;
        buf_init(&out, 100);
        while (str_split(&rest, ';', &part)) {
            buf_printf(&out, "[%.*s]", STR_ARGS(part));
        }
        assert_int_equal(part.length, 0);
        assert_false(str_split(&rest, ';', &part));
        assert_true(str_is(buf_view(&out), cases[i].expect));
        buf_release(&out);
    }
}

static void orders_by_bytes(void **state)
{
    static const char *const rising[] = {"", "a", "a\x01", "ab", "b", "\xC3\xA9"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rising); i++) {
        for (size_t k = 0; k < COUNT_OF(rising); k++) {
            const int order = str_compare(str_of(rising[i]), str_of(rising[k]));
            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
            assert_int_equal(str_equal(str_of(rising[i]), str_of(rising[k])), i == k);
            assert_int_equal(str_hash(str_of(rising[i])) == str_hash(str_of(rising[k])), i == k);
        }
    }
    assert_true(str_equal((struct str){NULL, 0}, str_of("")));
    assert_int_equal(str_compare((struct str){NULL, 0}, str_of("")), 0);
}

static void knows_how_a_text_starts(void **state)
{
    (void)state;
    assert_true(str_starts(str_of("fr-CA"), "fr"));
    assert_true(str_starts(str_of("fr"), "fr"));
    assert_false(str_starts(str_of("f"), "fr"));
    assert_false(str_starts(str_of("en"), "fr"));
    assert_true(str_starts(str_of("en"), ""));
    assert_true(str_starts((struct str){NULL, 0}, "")); /* no text is the empty text */
    assert_false(str_starts((struct str){NULL, 0}, "a"));
}

static void knows_a_name(void **state)
{
    static const struct {
        const char *name;
        bool fine;
    } cases[] = {
        {"a", true},
        {"activity", true},
        {"t05-funding_2", true},
        {"", false},
        {"A", false},
        {"1a", false},
        {"-a", false},
        {"_a", false},
        {"a b", false},
        {"a.b", false},
        {"\xC3\xA9", false},
        {"aB", false},
        {"abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-123456789", true},   /* 63 */
        {"abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-1234567890", false}, /* 64 */
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(str_is_name(str_of(cases[i].name)), cases[i].fine);
    }
}

/* ---- arena ---- */

static void arena_gives_zeroed_aligned_memory(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    for (unsigned round = 0; round < 3; round++) {
        for (size_t size = 0; size < 200000; size = size * 2 + 1) {
            unsigned char *memory = arena_alloc(&arena, size);
            assert_non_null(memory);
            assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++) {
                assert_int_equal(memory[i], 0);
                memory[i] = 0xAA; /* so that reused blocks are dirty */
            }
        }
        arena_clear(&arena);
        assert_int_equal(arena.total, 0);
    }
    arena_release(&arena);
}

static void arena_items_do_not_overlap(void **state)
{
    enum { ITEMS = 400 };
    static unsigned char *items[ITEMS];
    static size_t sizes[ITEMS];
    struct arena arena;
    (void)state;
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    for (unsigned round = 0; round < 2; round++) {
        for (size_t i = 0; i < ITEMS; i++) {
            sizes[i] = i % 17 == 0 ? 70000 : i % 5 == 0 ? 17000 : i * 7 % 300;
            items[i] = arena_alloc(&arena, sizes[i]);
            assert_non_null(items[i]);
            memset(items[i], (int)(i & 0xFF), sizes[i]);
        }
        for (size_t i = 0; i < ITEMS; i++) {
            for (size_t k = 0; k < sizes[i]; k++) {
                assert_int_equal(items[i][k], i & 0xFF);
            }
        }
        arena_clear(&arena);
    }
    arena_release(&arena);
}

static void arena_stops_at_its_ceiling(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, 160);
    assert_non_null(arena_alloc(&arena, 100)); /* 112 with its alignment */
    assert_null(arena_alloc(&arena, 49));
    assert_non_null(arena_alloc(&arena, 48));
    assert_int_equal(arena.total, 160);
    assert_null(arena_alloc(&arena, 1));
    arena_clear(&arena);
    assert_non_null(arena_alloc(&arena, 160));
    arena_release(&arena);
    assert_null(arena_alloc(&arena, 161)); /* the ceiling outlives a release */
    assert_non_null(arena_alloc(&arena, 1));
    arena_release(&arena);
}

static void arena_refuses_sizes_that_overflow(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, SIZE_MAX);
    for (size_t less = 0; less < 32; less++) {
        assert_null(arena_alloc(&arena, SIZE_MAX - less));
    }
    assert_null(arena_array(&arena, SIZE_MAX / 2, 3));
    assert_null(arena_array(&arena, SIZE_MAX, SIZE_MAX));
    assert_null(arena_copy(&arena, (struct str){"a", SIZE_MAX}));
    assert_non_null(arena_array(&arena, 0, 8));
    assert_non_null(arena_array(&arena, 8, 0));
    arena_release(&arena);
}

static void arena_copies_and_prints_text(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, 4096);
    char *copy = arena_copy(&arena, (struct str){"abc", 2});
    assert_string_equal(copy, "ab");
    assert_string_equal(arena_copy(&arena, (struct str){NULL, 0}), "");
    struct str none = arena_str(&arena, (struct str){NULL, 0});
    assert_non_null(none.at); /* "" that was copied, not a lack of room */
    assert_string_equal(arena_printf(&arena, "%s-%04d", "x", 12), "x-0012");
    assert_null(arena_printf(&arena, "%5000d", 1));
    struct str too_long = arena_str(&arena, (struct str){"a", 5000});
    assert_null(too_long.at);
    assert_int_equal(too_long.length, 0);
    arena_release(&arena);
}

static void arena_arrays_grow_and_keep_their_items(void **state)
{
    struct arena arena;
    size_t capacity = 0, count = 0;
    uint32_t *items = NULL;
    (void)state;
    arena_init(&arena, 100000);
    for (;;) {
        uint32_t *grown = arena_grow(&arena, items, count, &capacity, sizeof *items);
        if (!grown) {
            break; /* and the old array is still whole */
        }
        items = grown;
        items[count] = (uint32_t)count;
        count++;
    }
    assert_int_equal(count, capacity);
    assert_true(count >= 8192);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(items[i], i);
    }
    arena_release(&arena);
}

/* ---- buf ---- */

static void buf_ends_in_nul_and_grows(void **state)
{
    struct buf buf;
    (void)state;
    buf_init(&buf, 1000);
    assert_int_equal(buf_view(&buf).length, 0);
    buf_text(&buf, "ab");
    buf_char(&buf, 'c');
    buf_str(&buf, (struct str){NULL, 0});
    buf_str(&buf, str_of("de"));
    buf_printf(&buf, "%d%s", 42, "x");
    assert_string_equal(buf.at, "abcde42x");
    buf_drop(&buf, 3);
    assert_string_equal(buf.at, "de42x");
    buf_drop(&buf, 0);
    assert_int_equal(buf.length, 5);
    buf_drop(&buf, 99);
    assert_string_equal(buf.at, "");
    for (int i = 0; i < 1000; i++) {
        buf_char(&buf, (char)('a' + i % 26));
    }
    struct failure why;
    assert_int_equal(buf_status(&buf, &why), STATUS_OK);
    assert_int_equal(strlen(buf.at), 1000);
    buf_release(&buf);
}

static void buf_remembers_that_it_is_full(void **state)
{
    struct buf buf;
    struct failure why = {STATUS_OK, ""};
    (void)state;
    buf_init(&buf, 5);
    buf_text(&buf, "abc");
    buf_text(&buf, "def"); /* one too many: none of it is taken */
    buf_text(&buf, "g");   /* and nothing after it, though it would fit */
    assert_string_equal(buf.at, "abc");
    assert_null(buf_reserve(&buf, 0));
    assert_int_equal(buf_status(&buf, &why), STATUS_NOMEM);
    assert_int_equal(why.status, STATUS_NOMEM);
    buf_clear(&buf);
    assert_int_equal(buf_status(&buf, &why), STATUS_OK);
    buf_printf(&buf, "%s", "12345");
    assert_int_equal(buf_status(&buf, &why), STATUS_OK);
    buf_printf(&buf, "%d", 6);
    assert_string_equal(buf.at, "12345");
    assert_int_equal(buf_status(&buf, &why), STATUS_NOMEM);
    buf_release(&buf);
    buf_text(&buf, "abcde"); /* usable again after a release, with the same ceiling */
    assert_int_equal(buf_status(&buf, &why), STATUS_OK);
    buf_char(&buf, 'f');
    assert_int_equal(buf_status(&buf, &why), STATUS_NOMEM);
    buf_release(&buf);
}

static void buf_reserve_makes_room(void **state)
{
    struct buf buf;
    (void)state;
    buf_init(&buf, 1000000);
    for (size_t size = 0; size < 5000; size += 97) {
        char *to = buf_reserve(&buf, size);
        assert_non_null(to);
        memset(to, 'r', size);
        buf.length += size;
    }
    for (size_t i = 0; i < buf.length; i++) {
        assert_int_equal(buf.at[i], 'r');
    }
    assert_null(buf_reserve(&buf, SIZE_MAX));
    buf_release(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_keeps_status_and_words),
        cmocka_unit_test(a_failure_cuts_words_that_are_too_long),
        cmocka_unit_test(every_status_has_its_exit_code),
        cmocka_unit_test(try_returns_just_on_failure),
        cmocka_unit_test(trims_white_space_at_both_ends),
        cmocka_unit_test(splits_at_separators),
        cmocka_unit_test(orders_by_bytes),
        cmocka_unit_test(knows_how_a_text_starts),
        cmocka_unit_test(knows_a_name),
        cmocka_unit_test(arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(arena_items_do_not_overlap),
        cmocka_unit_test(arena_stops_at_its_ceiling),
        cmocka_unit_test(arena_refuses_sizes_that_overflow),
        cmocka_unit_test(arena_copies_and_prints_text),
        cmocka_unit_test(arena_arrays_grow_and_keep_their_items),
        cmocka_unit_test(buf_ends_in_nul_and_grows),
        cmocka_unit_test(buf_remembers_that_it_is_full),
        cmocka_unit_test(buf_reserve_makes_room),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
