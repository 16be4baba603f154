/*
 * Goal: an archive is read as it was packed, and everything that makes an archive a weapon is
 * refused with words: bombs, entries that stand twice, overlap, are encrypted, are links or lead
 * out, directories that lie, files that were cut off.
 * Method: archives made by libzip, and patched byte by byte; every prefix of a good one.
 */
#include "base/buf.h"
#include "text/archive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "xlsx_fixture.h"

static const struct part two[] = {
    {"a.xml", "<a>alpha alpha alpha</a>", 0}, {"dir/b.xml", "beta", 0}, {NULL, NULL, 0}};

/* Opens @bytes; the words of the failure, or "" when it is fine. */
static const char *try_open(struct str bytes, struct archive **archive)
{
    static struct failure why;
    struct source *source = NULL;
    assert_int_equal(source_open_memory("f.xlsx", bytes, &source, &why), STATUS_OK);
    const enum status status = archive_open(source, archive, &why);
    source_close(source);
    if (status != STATUS_OK) {
        assert_true(status == STATUS_INPUT || status == STATUS_LIMIT);
        assert_true(strncmp(why.text, "f.xlsx: ", 8) == 0);
    }
    return status == STATUS_OK ? "" : why.text;
}

static void must_refuse(struct str bytes, const char *words)
{
    struct archive *archive = NULL;
    const char *said = try_open(bytes, &archive);
    if (!strstr(said, words)) {
        fail_msg("expected \"%s\", got \"%s\"", words, said);
    }
    assert_null(archive);
}

/* All bytes of the entry to @to; the status of the last read. */
static enum status read_entry(struct archive *archive, const char *name, struct buf *to,
                              struct failure *why)
{
    struct source *source = NULL;
    char block[1000];
    size_t got = 1;
    enum status status = archive_entry(archive, name, &source, why);
    while (status == STATUS_OK && got > 0) {
        status = source_read(source, block, sizeof block, &got, why);
        buf_add(to, block, got);
    }
    source_close(source);
    return status;
}

/* The @number-th place of @mark, from 0. */
static char *place(struct str bytes, const char *mark, size_t length, unsigned number)
{
    for (size_t i = 0; i + length <= bytes.length; i++) {
        if (memcmp(bytes.at + i, mark, length) == 0 && number-- == 0) {
            return (char *)(uintptr_t)(bytes.at + i);
        }
    }
    fail_msg("the mark is not there");
    return NULL;
}

static char *central(struct str bytes, unsigned number)
{
    return place(bytes, "PK\001\002", 4, number);
}

static void test_reads(void **state)
{
    (void)state;
    struct failure why;
    for (int stored = 0; stored < 2; stored++) {
        struct archive *archive = NULL;
        struct str bytes = make_archive(two, stored);
        struct buf text;
        buf_init(&text, 1000000);
        assert_string_equal(try_open(bytes, &archive), "");
        assert_true(archive_has(archive, "A.XML") && !archive_has(archive, "b.xml"));
        assert_int_equal(read_entry(archive, "DIR/b.xml", &text, &why), STATUS_OK);
        assert_string_equal(text.at, "beta");
        buf_clear(&text);
        assert_int_equal(read_entry(archive, "a.xml", &text, &why), STATUS_OK);
        assert_string_equal(text.at, two[0].text);
        assert_int_equal(read_entry(archive, "c.xml", &text, &why), STATUS_INPUT);
        archive_close(archive);
        buf_release(&text);
        free((void *)(uintptr_t)bytes.at);
    }
}

static void test_every_prefix(void **state)
{
    (void)state;
    struct str bytes = make_archive(two, 0);
    for (size_t length = 0; length < bytes.length; length++) {
        must_refuse((struct str){bytes.at, length}, "cut off");
    }
    free((void *)(uintptr_t)bytes.at);
}

/* What is changed in a good archive, and the words that must come. */
static const struct {
    const char *what;
    const char
        *mark; /* "PK\1\2" an entry of the directory, "PK\3\4" its header, "PK\5\6" the end */
    unsigned number;
    size_t offset;
    const char *bytes;
    size_t length;
    const char *words;
} patches[] = {
    {"encrypted", "PK\001\002", 1, 8, "\001", 1, "\"dir/b.xml\" of the archive is encrypted"},
    {"encrypted in its header", "PK\003\004", 0, 6, "\001", 1, "is encrypted"},
    {"strongly encrypted", "PK\001\002", 0, 8, "\100", 1, "is encrypted"},
    {"another name in its header", "PK\003\004", 0, 30, "x", 1, "another name in its own header"},
    {"leads out", "PK\001\002", 1, 46, "../", 3, "leads out"},
    {"leads out by a backslash", "PK\001\002", 1, 46, "..\\", 3, "leads out"},
    {"from the root", "PK\001\002", 1, 46, "/", 1, "leads out"},
    {"no UTF-8", "PK\001\002", 1, 46, "\377", 1, "leads out"},
    {"a NUL", "PK\001\002", 1, 46, "\000", 1, "leads out"},
    {"a link", "PK\001\002", 1, 38, "\000\000\377\241", 4, "is a link"},
    {"an unknown method", "PK\001\002", 1, 10, "\014", 1, "packed in a way"},
    {"ZIP64 by size", "PK\001\002", 1, 24, "\377\377\377\377", 4, "ZIP64"},
    {"ZIP64 by place", "PK\001\002", 1, 42, "\377\377\377\377", 4, "ZIP64"},
    {"ZIP64 by count", "PK\005\006", 0, 8, "\377\377\377\377", 4, "ZIP64"},
    {"too long", "PK\001\002", 1, 20, "\377\377\377\000", 4, "longer than the file"},
    {"elsewhere", "PK\001\002", 1, 42, "\001", 1, "not where the directory says"},
    {"far away", "PK\001\002", 1, 42, "\000\000\000\177", 4, "not where the directory says"},
    {"many entries", "PK\005\006", 0, 8, "\021\047\021\047", 4, "more than 10000 entries"},
    {"more entries than there are", "PK\005\006", 0, 8, "\003\000\003\000", 4, "is damaged"},
    {"fewer entries than there are", "PK\005\006", 0, 8, "\001\000\001\000", 4,
     "more entries than"},
    {"several parts", "PK\005\006", 0, 4, "\001", 1, "one of several parts"},
    {"counts that differ", "PK\005\006", 0, 8, "\001\000", 2, "one of several parts"},
    {"the directory elsewhere", "PK\005\006", 0, 16, "\001\000\000\000", 4, "not where it should"},
    {"a longer directory", "PK\005\006", 0, 12, "\377\377\000\000", 4, "not where it should"},
    {"a long name", "PK\001\002", 1, 28, "\377\377", 2, "is damaged"},
    {"no directory", "PK\001\002", 0, 0, "XX", 2, "is damaged"},
    {"a comment that is not there", "PK\005\006", 0, 20, "\001", 1, "cut off"},
};

static void test_patches(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(patches); i++) {
        struct str bytes = make_archive(two, 0);
        char *at = place(bytes, patches[i].mark, 4, patches[i].number) + patches[i].offset;
        assert_true(memcmp(at, patches[i].bytes, patches[i].length) != 0);
        memcpy(at, patches[i].bytes, patches[i].length);
        must_refuse(bytes, patches[i].words);
        free((void *)(uintptr_t)bytes.at);
    }
}

static void test_twice(void **state)
{
    (void)state;
    static const struct part same[] = {{"a.xml", "x", 0}, {"b.xml", "y", 0}, {NULL, NULL, 0}};
    struct str bytes = make_archive(same, 0);
    central(bytes, 1)[46] = 'A'; /* whatever the case */
    place(bytes, "PK\003\004", 4, 1)[30] = 'A';
    must_refuse(bytes, ".xml\" of the archive stands there twice");
    free((void *)(uintptr_t)bytes.at);
}

/* The second entry's header and data lie inside the data of the first. */
static void test_overlap(void **state)
{
    (void)state;
    struct part parts[] = {{"a.xml", "x", 0}, {"b.xml", "inner", 0}, {NULL, NULL, 0}};
    struct str plain = make_archive(parts, 1);
    char inner[200];
    const char *from = place(plain, "PK\003\004", 4, 1);
    const size_t length = (size_t)(central(plain, 0) - from);
    assert_true(length < sizeof inner);
    memcpy(inner, from, length);
    parts[0].text = inner;
    parts[0].length = length;
    struct str bytes = make_archive(parts, 1);
    const size_t offset = (size_t)(place(bytes, "PK\003\004", 4, 1) - bytes.at);
    central(bytes, 1)[42] = (char)offset;
    central(bytes, 1)[43] = 0;
    must_refuse(bytes, "\"b.xml\" of the archive overlaps another one");
    free((void *)(uintptr_t)bytes.at);
    free((void *)(uintptr_t)plain.at);
}

/* 10 MB of spaces in 10 KB: it is given up soon after 100 KB have come out. */
static void test_bomb(void **state)
{
    (void)state;
    const size_t size = 10000000;
    struct failure why;
    struct archive *archive = NULL;
    struct buf text;
    char *spaces = malloc(size);
    assert_non_null(spaces);
    memset(spaces, ' ', size);
    const struct part bomb[] = {{"a.xml", spaces, size}, {NULL, NULL, 0}};
    struct str bytes = make_archive(bomb, 0);
    buf_init(&text, size * 2);
    assert_string_equal(try_open(bytes, &archive), "");
    assert_int_equal(read_entry(archive, "a.xml", &text, &why), STATUS_LIMIT);
    assert_non_null(strstr(why.text, "more than a hundred times its size"));
    assert_true(text.length <= (size_t)1200000);
    archive_close(archive);
    buf_release(&text);
    free(spaces);
    free((void *)(uintptr_t)bytes.at);
}

/* Data that was changed does not pass: the checksum is looked at. */
static void test_damage(void **state)
{
    (void)state;
    struct failure why;
    struct archive *archive = NULL;
    struct buf text;
    struct str bytes = make_archive(two, 1);
    *place(bytes, "alpha", 5, 1) = 'A';
    buf_init(&text, 1000);
    assert_string_equal(try_open(bytes, &archive), "");
    assert_int_equal(read_entry(archive, "a.xml", &text, &why), STATUS_INPUT);
    assert_non_null(strstr(why.text, "CRC"));
    archive_close(archive);
    buf_release(&text);
    free((void *)(uintptr_t)bytes.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads),   cmocka_unit_test(test_every_prefix),
        cmocka_unit_test(test_patches), cmocka_unit_test(test_twice),
        cmocka_unit_test(test_overlap), cmocka_unit_test(test_bomb),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
