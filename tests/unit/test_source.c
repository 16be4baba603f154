/*
 * Goal: whatever the encoding, the reader gets UTF-8; nothing is lost, doubled or guessed.
 * Method: a table of bytes and the UTF-8 expected, each read with rooms of several sizes and after
 * a peek; the same from memory, a file and standard input; characters laid across the chunks.
 */
#include "base/buf.h"
#include "text/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOM ((size_t)64 * 1024 * 1024)
#define BYTES(text)                                                                                \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }

static struct failure why;

static const struct {
    struct str bytes;
    const char *expect; /* NULL: refused, with the words */
    const char *words;
} cases[] = {
    {BYTES(""), "", NULL},
    {BYTES("a"), "a", NULL},
    {BYTES("plain \xC3\xA9"), "plain é", NULL},
    {BYTES("not UTF-8 \xE9, passed on"), "not UTF-8 \xE9, passed on", NULL},
    {BYTES("\xEF\xBB\xBFx,y"), "x,y", NULL},
    {BYTES("\xEF\xBB\xBF"), "", NULL},
    {BYTES("\xEF\xBB"), "\xEF\xBB", NULL},
    {BYTES("\xFF\xFE"), "", NULL},
    {BYTES("\xFF\xFE<\0a\0>\0"), "<a>", NULL},
    {BYTES("\xFE\xFF\0<\0a\0>"), "<a>", NULL},
    {BYTES("\xFE\xFF\x20\xAC\xD8\x3D\xDE\x00"), "€😀", NULL},
    {BYTES("<\0?\0x\0"), "<?x", NULL},
    {BYTES("\0<\0?\0x"), "<?x", NULL},
    {BYTES("\xFF\xFE\0\0<\0\0\0\xAC\x20\0\0"), "<€", NULL},
    {BYTES("<?xml version='1.0'?>\xC3\xA9"), "<?xml version='1.0'?>é", NULL},
    {BYTES("<?xml encoding='utf-8'?>\xC3\xA9"), "<?xml encoding='utf-8'?>é", NULL},
    {BYTES("<?xml encoding = \"ISO-8859-1\" ?>\xE9"), "<?xml encoding = \"ISO-8859-1\" ?>é", NULL},
    {BYTES("<?xml encoding='windows-1252'?>\x80\x93"), "<?xml encoding='windows-1252'?>€“", NULL},
    {BYTES("<?xml encoding='Shift_JIS'?>\x83\x65"), "<?xml encoding='Shift_JIS'?>テ", NULL},
    /* a byte order mark is believed before the declaration */
    {BYTES("\xEF\xBB\xBF<?xml encoding='ISO-8859-1'?>\xC3\xA9"), "<?xml encoding='ISO-8859-1'?>é",
     NULL},
    /* a declaration that could be read is not in UTF-16 */
    {BYTES("<?xml encoding='UTF-16'?>\xC3\xA9"), "<?xml encoding='UTF-16'?>é", NULL},
    {BYTES("<a b='encoding=\"ISO-8859-1\"'>\xE9"), "<a b='encoding=\"ISO-8859-1\"'>\xE9", NULL},
    {BYTES("<?xml encoding=?>"), "<?xml encoding=?>", NULL},
    {BYTES("<?xml encoding='"), "<?xml encoding='", NULL},
    {BYTES("<?xml encoding='no-such-thing'?>"), NULL, "f:1: the encoding no-such-thing"},
    {BYTES("<?xml encoding='UTF-8//IGNORE'?>"), NULL, "f:1: the XML declaration"},
    {BYTES("<?xml encoding='../../x'?>"), NULL, "f:1: the XML declaration"},
    {BYTES("<?xml encoding='0123456789012345678901234567890123456789x'?>"), NULL, "f:1: "},
    {BYTES("\xFE\xFF\0"), NULL, "offset 2 on are not valid UTF-16BE"},
    {BYTES("\xFF\xFE<\0\x00\xD8<\0"), NULL, "offset 4 on are not valid UTF-16LE"},
    {BYTES("<?xml encoding='windows-1252'?>\x81"), NULL, "offset 31 on are not valid windows-1252"},
};

/* Reads everything with @room bytes at a time. */
static enum status drain(struct source *source, size_t room, struct buf *out)
{
    char *chunk = malloc(room);
    size_t got = 0;
    enum status status;
    assert_non_null(chunk);
    buf_clear(out);
    do {
        status = source_read(source, chunk, room, &got, &why);
        assert_true(got <= room);
        buf_add(out, chunk, got);
        assert_true(source_size(source) == 0 || source_position(source) <= source_size(source));
    } while (status == STATUS_OK && got > 0);
    free(chunk);
    buf_add(out, "", 0);
    return status;
}

static void check_case(size_t i, size_t room, bool peek)
{
    struct source *source = NULL;
    struct buf out;
    struct str head = {NULL, 0};
    buf_init(&out, ROOM);
    assert_int_equal(source_open_memory("f", cases[i].bytes, &source, &why), STATUS_OK);
    assert_string_equal(source_name(source), "f");
    assert_true(source_size(source) == cases[i].bytes.length);
    enum status status = peek ? source_peek(source, &head, &why) : STATUS_OK;
    if (status == STATUS_OK && peek && cases[i].expect) {
        assert_true(str_is(head, cases[i].expect));
        assert_int_equal(source_peek(source, &head, &why), STATUS_OK);
        assert_true(str_is(head, cases[i].expect));
    }
    if (status == STATUS_OK) {
        status = drain(source, room, &out);
    }
    if (cases[i].expect) {
        assert_int_equal(status, STATUS_OK);
        assert_string_equal(out.at, cases[i].expect);
        assert_true(source_position(source) == source_size(source));
    } else if (status != STATUS_INPUT || !strstr(why.text, cases[i].words)) {
        fail_msg("case %zu: %d %s", i, (int)status, why.text);
    }
    source_close(source);
    buf_release(&out);
}

static void delivers_utf8(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t room = 1; room <= 100000; room = room * 7 + 1) {
            check_case(i, room, false);
            check_case(i, room, true);
        }
    }
}

/* 300 KB of UTF-16 and UTF-8 with characters of 1 to 4 bytes, moved byte by byte over the chunks.
 */
static void keeps_characters_whole(void **state)
{
    static const char mixed[] = "aé€😀";
    struct buf utf8;
    struct buf utf16;
    struct buf out;
    (void)state;
    buf_init(&utf8, ROOM);
    buf_init(&utf16, ROOM);
    buf_init(&out, ROOM);
    for (size_t shift = 0; shift < 8; shift++) {
        struct source *source = NULL;
        buf_clear(&utf8);
        buf_clear(&utf16);
        buf_add(&utf16, "\xFF\xFE", 2);
        for (size_t i = 0; i < shift; i++) {
            buf_char(&utf8, '.');
            buf_add(&utf16, ".\0", 2);
        }
        for (size_t i = 0; i < 30000; i++) {
            buf_text(&utf8, mixed);
            buf_add(&utf16, "a\0\xE9\0\xAC\x20\x3D\xD8\x00\xDE", 10);
        }
        assert_int_equal(source_open_memory("f", buf_view(&utf16), &source, &why), STATUS_OK);
        struct str head;
        assert_int_equal(source_peek(source, &head, &why), STATUS_OK);
        assert_in_range(head.length, 65530, 65536);
        assert_int_equal(drain(source, shift % 2 ? 3 : 70000, &out), STATUS_OK);
        assert_true(str_equal(buf_view(&out), buf_view(&utf8)));
        source_close(source);
        assert_int_equal(source_open_memory("f", buf_view(&utf8), &source, &why), STATUS_OK);
        assert_int_equal(source_peek(source, &head, &why), STATUS_OK);
        assert_int_equal(head.length, 65536);
        assert_int_equal(drain(source, shift % 2 ? 3 : 70000, &out), STATUS_OK);
        assert_true(str_equal(buf_view(&out), buf_view(&utf8)));
        source_close(source);
    }
    buf_release(&utf8);
    buf_release(&utf16);
    buf_release(&out);
}

static void hands_out_what_stands_before_a_bad_byte(void **state)
{
    struct buf text;
    struct buf out;
    struct source *source = NULL;
    (void)state;
    buf_init(&text, ROOM);
    buf_init(&out, ROOM);
    buf_text(&text, "<?xml encoding='windows-1252'?>");
    for (size_t i = 0; i < 100000; i++) {
        buf_char(&text, '\x80');
    }
    buf_char(&text, '\x81');
    assert_int_equal(source_open_memory("f", buf_view(&text), &source, &why), STATUS_OK);
    assert_int_equal(drain(source, 1000, &out), STATUS_INPUT);
    assert_int_equal(out.length, 31 + 3 * 100000);
    assert_non_null(strstr(why.text, "offset 100031 "));
    source_close(source);
    buf_release(&text);
    buf_release(&out);
}

static void reads_files_and_standard_input(void **state)
{
    char path[] = "/tmp/test_source_XXXXXX";
    struct source *source = NULL;
    struct buf out;
    const int file = mkstemp(path);
    const int saved = dup(STDIN_FILENO);
    (void)state;
    buf_init(&out, ROOM);
    assert_true(file >= 0 && saved >= 0);
    assert_int_equal(write(file, "\xEF\xBB\xBF<a/>", 7), 7);
    assert_int_equal(source_open(path, &source, &why), STATUS_OK);
    assert_string_equal(source_name(source), path);
    assert_true(source_size(source) == 7);
    assert_int_equal(drain(source, 100, &out), STATUS_OK);
    assert_string_equal(out.at, "<a/>");
    source_close(source);
    assert_int_equal(lseek(file, 0, SEEK_SET), 0);
    assert_int_equal(dup2(file, STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(source_open("-", &source, &why), STATUS_OK);
    assert_int_equal(drain(source, 100, &out), STATUS_OK);
    assert_string_equal(out.at, "<a/>");
    source_close(source);
    assert_int_equal(lseek(STDIN_FILENO, 0, SEEK_CUR), 7); /* standard input stays open */
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(close(saved), 0);
    assert_int_equal(close(file), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(source_open(path, &source, &why), STATUS_NOT_FOUND);
    assert_null(source);
    assert_int_equal(source_open("/tmp", &source, &why), STATUS_IO);
    assert_non_null(strstr(why.text, "/tmp: is a folder"));
    source_close(NULL);
    buf_release(&out);
}

static void read_whole(struct source *source, struct buf *all)
{
    char room[100];
    size_t got = 1;
    buf_clear(all);
    while (got > 0) {
        assert_int_equal(source_read(source, room, sizeof room, &got, &why), STATUS_OK);
        buf_add(all, room, got);
    }
}

/* Read to the end or only looked at, a source can be read again from its beginning; not a function.
 */
static void goes_back_to_the_beginning(void **state)
{
    static const char text[] = "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>";
    static const char expected[] = "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xC3\xA9</a>";
    char path[] = "/tmp/crosscut-source-XXXXXX";
    struct buf all;
    (void)state;
    buf_init(&all, ROOM);
    const int file = mkstemp(path);
    assert_true(file >= 0 && write(file, text, sizeof text - 1) == (long)sizeof text - 1);
    (void)close(file);
    for (int memory = 0; memory < 2; memory++) {
        struct source *source = NULL;
        struct str head;
        const enum status status = memory ? source_open_memory("f", str_of(text), &source, &why)
                                          : source_open(path, &source, &why);
        assert_int_equal(status, STATUS_OK);
        assert_int_equal(source_peek(source, &head, &why), STATUS_OK);
        for (int i = 0; i < 3; i++) {
            assert_true(source_rewind(source));
            assert_int_equal(source_position(source), 0);
            read_whole(source, &all);
            assert_string_equal(all.at, expected);
        }
        source_close(source);
    }
    (void)unlink(path);
    buf_release(&all);
}

struct letters {
    unsigned left;
};

static enum status give_letter(void *context, char *to, size_t room, size_t *got,
                               struct failure *failure)
{
    struct letters *letters = context;
    if (letters->left == 99) {
        failure->status = STATUS_INPUT;
        return STATUS_INPUT;
    }
    *got = letters->left > 0 && room > 0;
    *to = 'x';
    letters->left -= (unsigned)*got;
    return STATUS_OK;
}

static void reads_what_a_function_gives(void **state)
{
    struct letters letters = {7}, bad = {99};
    struct source *source = NULL;
    struct buf all;
    size_t got = 0;
    char room[10];
    (void)state;
    buf_init(&all, ROOM);
    assert_int_equal(source_open_function("f", give_letter, &letters, &source, &why), STATUS_OK);
    read_whole(source, &all);
    assert_string_equal(all.at, "xxxxxxx");
    assert_false(source_rewind(source));
    source_close(source);
    assert_int_equal(source_open_function("f", give_letter, &bad, &source, &why), STATUS_OK);
    assert_int_equal(source_read(source, room, sizeof room, &got, &why), STATUS_INPUT);
    source_close(source);
    buf_release(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delivers_utf8),
        cmocka_unit_test(keeps_characters_whole),
        cmocka_unit_test(hands_out_what_stands_before_a_bad_byte),
        cmocka_unit_test(reads_files_and_standard_input),
        cmocka_unit_test(goes_back_to_the_beginning),
        cmocka_unit_test(reads_what_a_function_gives),
    };
    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
