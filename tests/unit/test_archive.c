/*
 * Goal: an archive is read as it was packed, and everything that makes an archive a weapon is
 * refused with words: bombs, entries that stand twice, overlap, are encrypted, are links or lead
 * out, directories that lie, files that were cut off.
 * Method: archives made by libzip, and one number of them falsified at a time (APPNOTE.TXT 4.3.7,
 * 4.3.12, 4.3.16); the same for ZIP64 by hand; every prefix of an archive, and every single byte of
 * it changed.
 */
#include "text/archive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>
#include <zlib.h>

#include "archive_fixture.h"

#define HEAD "PK\1\2"  /* an entry of the directory */
#define LOCAL "PK\3\4" /* the header before its data */
#define END "PK\5\6"
#define END64 "PK\6\6"
#define LOCATOR "PK\6\7"

static struct failure why;
static const struct part two[] = {
    {"a.xml", "<a>alpha alpha alpha</a>", 0}, {"dir/b.xml", "beta", 0}, {NULL, NULL, 0}};

/* Opens @bytes; the words of the failure, or "" when it is fine. */
static const char *try_open(struct str bytes, struct archive **archive)
{
    struct source *source = NULL;
    assert_int_equal(source_open_memory("f.xlsx", bytes, &source, &why), STATUS_OK);
    const enum status status = archive_open(source, archive, &why);
    source_close(source);
    assert_true((status == STATUS_OK) == (*archive != NULL));
    if (status != STATUS_OK) {
        assert_true(status == STATUS_INPUT || status == STATUS_LIMIT);
        assert_true(strncmp(why.text, "f.xlsx: ", 8) == 0);
    }
    return status == STATUS_OK ? "" : why.text;
}

static void must_refuse(const char *what, struct str bytes, const char *words)
{
    struct archive *archive = NULL;
    const char *said = try_open(bytes, &archive);
    if (!*said || !strstr(said, words)) {
        fail_msg("%s: expected \"%s\", got \"%s\"", what, words, said);
    }
}

/* All bytes of the entry to @to; the status of the last read. */
static enum status read_entry(struct archive *archive, const char *name, struct buf *to)
{
    struct source *source = NULL;
    enum status status = archive_entry(archive, name, &source, &why);
    if (status == STATUS_OK) {
        status = source_read_all(source, "Mend.", to, &why);
    }
    source_close(source);
    return status;
}

/* The words of opening @bytes and reading the entry to @to, or "". */
static const char *try_read(struct str bytes, const char *name, struct buf *to)
{
    struct archive *archive = NULL;
    const char *said = try_open(bytes, &archive);
    if (archive && read_entry(archive, name, to) != STATUS_OK) {
        said = why.text;
    }
    archive_close(archive);
    return said;
}

static void test_reads(void **state)
{
    (void)state;
    for (int stored = 0; stored < 2; stored++) {
        struct archive *archive = NULL;
        struct buf bytes = make_archive(two, stored);
        struct buf text;
        buf_init(&text, 1000000);
        assert_string_equal(try_open(buf_view(&bytes), &archive), "");
        assert_int_equal(archive_count(archive), 2);
        assert_string_equal(archive_name(archive, 1), "dir/b.xml");
        assert_true(archive_has(archive, "A.XML") && !archive_has(archive, "b.xml"));
        assert_int_equal(read_entry(archive, "DIR/b.xml", &text), STATUS_OK);
        assert_string_equal(text.at, "beta");
        buf_clear(&text);
        assert_int_equal(read_entry(archive, "a.xml", &text), STATUS_OK);
        assert_string_equal(text.at, two[0].text);
        assert_int_equal(read_entry(archive, "c.xml", &text), STATUS_INPUT);
        archive_close(archive);
        buf_release(&text);
        buf_release(&bytes);
    }
}

static void test_file(void **state)
{
    (void)state;
    char path[] = "/tmp/crosscut-zip-XXXXXX";
    struct source *source = NULL;
    struct archive *archive = NULL;
    struct buf bytes = make_archive(two, false), text;
    buf_init(&text, 1000000);
    const int file = mkstemp(path);
    assert_int_equal(write(file, bytes.at, bytes.length), (ssize_t)bytes.length);
    (void)close(file);
    assert_int_equal(source_open(path, &source, &why), STATUS_OK);
    assert_int_equal(archive_open(source, &archive, &why), STATUS_OK);
    source_close(source);
    (void)unlink(path);
    assert_int_equal(archive_entry(archive, "dir/B.xml", &source, &why), STATUS_OK);
    assert_true(str_starts(str_of(source_name(source)), path));
    assert_true(strstr(source_name(source), ": dir/b.xml") != NULL);
    assert_int_equal(source_read_all(source, "Mend.", &text, &why), STATUS_OK);
    assert_string_equal(text.at, "beta");
    source_close(source);
    archive_close(archive);
    buf_release(&text);
    buf_release(&bytes);
}

/* ---- archives that lie ---- */

/* What is changed in a good archive, and the words that must come; "": it is fine. */
static const struct {
    const char *what, *mark;
    unsigned number;
    size_t offset;
    unsigned bytes;
    unsigned long value;
    const char *words;
} patches[] = {
    {"encrypted", HEAD, 1, 8, 1, 1, "\"dir/b.xml\" of the archive is encrypted"},
    {"encrypted, the first", HEAD, 0, 8, 2, 1, "is encrypted"},
    {"encrypted in its header", LOCAL, 0, 6, 1, 1, "is encrypted"},
    {"strongly encrypted", HEAD, 0, 8, 1, 0x40, "is encrypted"},
    {"encrypted directory", HEAD, 1, 8, 2, 0x2000, "is encrypted"},
    {"an unknown method", HEAD, 1, 10, 2, 12, "packed by a method"},
    {"another checksum", HEAD, 0, 16, 4, 7, "cannot be read"},
    {"another size", HEAD, 0, 24, 4, 5, "cannot be read"},
    {"too long", HEAD, 1, 20, 4, 0xFFFFFF, "longer than the file"},
    {"far too long", HEAD, 0, 20, 4, 0x7FFFFFFF, "longer than the file"},
    {"reaches into the next", HEAD, 0, 20, 4, 60, "overlaps"},
    {"made by Unix", HEAD, 0, 5, 1, 3, ""},
    {"a link", HEAD, 1, 38, 4, 0xA1FF0000, "is a symbolic link"},
    {"another name in its header", LOCAL, 0, 30, 1, 'x', "another name in its own header"},
    {"another name in the directory", HEAD, 0, 46, 1, 'x', "another name in its own header"},
    {"leads out", HEAD, 1, 46, 3, 0x2F2E2E, "leads out"},
    {"leads out by a backslash", HEAD, 1, 46, 3, 0x5C2E2E, "leads out"},
    {"a backslash", HEAD, 0, 47, 1, '\\', "leads out"},
    {"from the root", HEAD, 1, 46, 1, '/', "leads out"},
    {"from the root, the first", HEAD, 0, 46, 1, '/', "leads out"},
    {"no UTF-8", HEAD, 1, 46, 1, 0xFF, "leads out"},
    {"a NUL", HEAD, 1, 46, 1, 0, "leads out"},
    {"a long name", HEAD, 1, 28, 2, 0xFFFF, "directory is damaged"},
    {"a long name, the first", HEAD, 0, 28, 2, 0xFFFF, "directory is damaged"},
    {"no entry", HEAD, 0, 0, 2, 0x5858, "directory is damaged"},
    {"ZIP64 by size", HEAD, 1, 24, 4, 0xFFFFFFFF, "damaged ZIP64 field"},
    {"ZIP64 by size, the first", HEAD, 0, 24, 4, 0xFFFFFFFF, "damaged ZIP64 field"},
    {"ZIP64 by place", HEAD, 1, 42, 4, 0xFFFFFFFF, "damaged ZIP64 field"},
    {"elsewhere", HEAD, 1, 42, 1, 1, "not where the directory says"},
    {"far away", HEAD, 1, 42, 4, 0x7F000000, "not where the directory says"},
    {"behind the end", HEAD, 1, 42, 4, 0x7FFFFFFF, "not where the directory says"},
    {"where the first one is", HEAD, 1, 42, 4, 0, "another name in its own header"},
    {"ZIP64 by count", END, 0, 8, 4, 0xFFFFFFFF, "directory is damaged"},
    {"ZIP64 by place of all", END, 0, 16, 4, 0xFFFFFFFF, "directory is damaged"},
    {"many entries", END, 0, 8, 4, 0x27112711, "more than 10000 entries"},
    {"more entries than there are", END, 0, 8, 4, 0x00030003, "is damaged"},
    {"fewer entries than there are", END, 0, 8, 4, 0x00010001, "more entries than"},
    {"several parts", END, 0, 4, 2, 1, "one of several parts"},
    {"counts that differ", END, 0, 8, 2, 1, "one of several parts"},
    {"the directory elsewhere", END, 0, 16, 4, 1, "not where it should"},
    {"the directory behind the end", END, 0, 16, 4, 0xFFFFFF, "not where it should"},
    {"a shorter directory", END, 0, 12, 4, 10, "not where it should"},
    {"a longer directory", END, 0, 12, 4, 0xFFFF, "not where it should"},
    {"a comment that is not there", END, 0, 20, 1, 1, "cut off"},
};

static void test_patches(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(patches); i++) {
        struct buf bytes = make_archive(two, false), before = make_archive(two, false);
        zip_set(zip_place(&bytes, patches[i].mark, patches[i].number) + patches[i].offset,
                patches[i].bytes, patches[i].value);
        if (*patches[i].words) {
            assert_false(str_equal(buf_view(&bytes), buf_view(&before)));
            must_refuse(patches[i].what, buf_view(&bytes), patches[i].words);
        } else {
            buf_clear(&before);
            assert_string_equal(try_read(buf_view(&bytes), "a.xml", &before), "");
        }
        buf_release(&before);
        buf_release(&bytes);
    }
}

/* Names that libzip itself is ready to write. */
static void test_names(void **state)
{
    (void)state;
    static const char *const names[] = {"../a", "a/../../b", "..", "./a", "c:/x"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct part parts[] = {{names[i], "x", 0}, {NULL, NULL, 0}};
        struct buf bytes = make_archive(parts, false);
        must_refuse(names[i], buf_view(&bytes), "leads out");
        buf_release(&bytes);
    }
}

/* Whatever the case. */
static void test_twice(void **state)
{
    (void)state;
    static const struct part parts[] = {{"a.xml", "x", 0}, {"b.xml", "y", 0}, {NULL, NULL, 0}};
    static const char names[] = {'A', 'a'};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct buf bytes = make_archive(parts, false);
        zip_place(&bytes, HEAD, 1)[46] = names[i];
        zip_place(&bytes, LOCAL, 1)[30] = names[i];
        must_refuse("twice", buf_view(&bytes), ".xml\" of the archive stands there twice");
        buf_release(&bytes);
    }
}

/* The second entry's header and data lie inside the data of the first. */
static void test_overlap(void **state)
{
    (void)state;
    struct part parts[] = {{"a.xml", "x", 0}, {"b.xml", "inner", 0}, {NULL, NULL, 0}};
    struct buf plain = make_archive(parts, true);
    parts[0].text = zip_place(&plain, LOCAL, 1);
    parts[0].length = (size_t)(zip_place(&plain, HEAD, 0) - parts[0].text);
    struct buf bytes = make_archive(parts, true);
    const size_t offset = (size_t)(zip_place(&bytes, LOCAL, 1) - bytes.at);
    zip_set(zip_place(&bytes, HEAD, 1) + 42, 4, offset);
    must_refuse("overlap", buf_view(&bytes), "\"b.xml\" of the archive overlaps another one");
    buf_release(&bytes);
    buf_release(&plain);
}

/* ---- limits ---- */

/* A text of @size equal letters. */
static char *letters(size_t size)
{
    char *text = malloc(size + 1);
    zip_must(text != NULL, "memory");
    memset(text, 'a', size);
    text[size] = '\0';
    return text;
}

/* 10 MB in 10 KB: it is given up soon after 100 KB have come out, which may come out of little. */
static void test_bomb(void **state)
{
    (void)state;
    char *large = letters(10000000), *small = letters(90000);
    const struct part parts[] = {{"large", large, 0}, {"small", small, 0}, {NULL, NULL, 0}};
    struct archive *archive = NULL;
    struct buf bytes = make_archive(parts, false), text;
    buf_init(&text, 20000000);
    assert_string_equal(try_open(buf_view(&bytes), &archive), "");
    assert_int_equal(read_entry(archive, "large", &text), STATUS_LIMIT);
    assert_non_null(strstr(why.text, "more than a hundred times its size"));
    assert_true(text.length <= (size_t)1200000);
    buf_clear(&text);
    assert_int_equal(read_entry(archive, "small", &text), STATUS_OK);
    assert_int_equal(text.length, 90000);
    buf_release(&text);
    buf_init(&text, 1000);
    assert_int_equal(read_entry(archive, "small", &text), STATUS_LIMIT);
    archive_close(archive);
    buf_release(&text);
    buf_release(&bytes);
    free(large);
    free(small);
}

/* 20 MB as they are: 25 times they may be taken out, and no more. */
static void test_total(void **state)
{
    (void)state;
    char *large = letters(20000000);
    const struct part parts[] = {{"large", large, 0}, {NULL, NULL, 0}};
    struct archive *archive = NULL;
    struct buf bytes = make_archive(parts, true), text;
    buf_init(&text, 30000000);
    assert_string_equal(try_open(buf_view(&bytes), &archive), "");
    for (int i = 0; i < 25; i++) {
        buf_clear(&text);
        assert_int_equal(read_entry(archive, "large", &text), STATUS_OK);
    }
    buf_clear(&text);
    assert_int_equal(read_entry(archive, "large", &text), STATUS_LIMIT);
    assert_non_null(strstr(why.text, "more than 512 MB"));
    archive_close(archive);
    buf_release(&text);
    buf_release(&bytes);
    free(large);
}

static void test_many(void **state)
{
    (void)state;
    const size_t count = 10001;
    struct part *parts = calloc(count + 1, sizeof *parts);
    char(*names)[8] = calloc(count, sizeof *names);
    struct archive *archive = NULL;
    zip_must(parts && names, "memory");
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(names[i], sizeof names[i], "%zu", i);
        parts[i] = (struct part){names[i], "", 0};
    }
    struct buf bytes = make_archive(parts, false);
    must_refuse("10,001", buf_view(&bytes), "more than 10000 entries");
    buf_release(&bytes);
    parts[count - 1].name = NULL;
    bytes = make_archive(parts, false);
    assert_string_equal(try_open(buf_view(&bytes), &archive), "");
    archive_close(archive);
    buf_release(&bytes);
    free(parts);
    free(names);
}

/* ---- ZIP64, which libzip writes only for what is large (APPNOTE.TXT 4.3.14, 4.5.3) ---- */

static void put(struct buf *out, unsigned bytes, unsigned long value)
{
    for (; bytes > 0; bytes--, value >>= 8) {
        buf_char(out, (char)(value & 0xFFU));
    }
}

/* What a local header and one of the directory have in common, and @extra bytes after. */
static void put_facts(struct buf *out, const char *text, unsigned long extra)
{
    put(out, 2, 45);
    put(out, 4, 0);
    put(out, 4, 0);
    put(out, 4, crc32(0, (const unsigned char *)text, (unsigned)strlen(text)));
    put(out, 4, 0xFFFFFFFF);
    put(out, 4, 0xFFFFFFFF);
    put(out, 2, 1);
    put(out, 2, extra);
}

/* One entry "a", every number of it in ZIP64 form. */
static void make_wide(const char *text, struct buf *out)
{
    const size_t length = strlen(text);
    buf_init(out, 100000);
    buf_text(out, LOCAL);
    put_facts(out, text, 20);
    buf_char(out, 'a');
    put(out, 4, 1 | 16U << 16);
    put(out, 8, length);
    put(out, 8, length);
    buf_text(out, text);
    const size_t directory = out->length;
    buf_text(out, HEAD);
    put(out, 2, 45);
    put_facts(out, text, 32);
    put(out, 8, 0);
    put(out, 2, 0);
    put(out, 4, 0xFFFFFFFF);
    buf_char(out, 'a');
    put(out, 4, 0xCAFEU); /* a field of someone else's, of no bytes */
    put(out, 4, 1 | 24U << 16);
    put(out, 8, length);
    put(out, 8, length);
    put(out, 8, 0);
    const size_t end = out->length;
    buf_text(out, END64);
    put(out, 8, 44);
    put(out, 4, 45 | 45U << 16);
    put(out, 8, 0);
    put(out, 8, 1);
    put(out, 8, 1);
    put(out, 8, end - directory);
    put(out, 8, directory);
    buf_text(out, LOCATOR);
    put(out, 4, 0);
    put(out, 8, end);
    put(out, 4, 1);
    buf_text(out, END);
    put(out, 4, 0);
    put(out, 4, 0xFFFFFFFF);
    put(out, 8, 0xFFFFFFFFFFFFFFFF);
    put(out, 2, 0);
}

static const struct {
    const char *mark;
    size_t offset;
    unsigned bytes;
    unsigned long value;
    const char *words; /* "": it is fine */
} wide_patches[] = {
    {HEAD, 0, 1, 'P', ""},
    {END, 8, 4, 0x00010001, ""}, /* one number that fits its field, and agrees */
    {END, 8, 4, 0x00020002, "says two things"},
    {LOCATOR, 0, 1, 'x', "damaged"},
    {LOCATOR, 8, 8, 0x7FFFFFFFFFFFFFFF, "damaged"},
    {LOCATOR, 8, 8, 3, "damaged"},
    {END64, 24, 8, 2, "several"},
    {END64, 16, 4, 1, "several"},
    {END64, 40, 8, 0x7FFFFFFFFFFFFFFF, "not where it should"},
    {END64, 48, 8, 0x7FFFFFFFFFFFFFFF, "not where it should"},
    {HEAD, 46 + 1 + 4, 2, 2, "damaged"},                     /* the ZIP64 field is missing */
    {HEAD, 46 + 1 + 6, 2, 16, "damaged"},                    /* or too short */
    {HEAD, 46 + 1 + 6, 2, 0xFFFF, "damaged"},                /* or longer than all of them */
    {HEAD, 46 + 1 + 8 + 8, 8, 0x7FFFFFFFFFFFFFFF, "longer"}, /* packed size */
    {HEAD, 46 + 1 + 8 + 16, 8, 0xFFFFFFFFFFFFFF00, "not where"},
    {HEAD, 46 + 1 + 8, 8, 3, "cannot be read"}, /* size */
};

static void test_wide(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wide_patches); i++) {
        struct buf bytes, text;
        make_wide("wide text", &bytes);
        buf_init(&text, 1000000);
        zip_set(zip_place(&bytes, wide_patches[i].mark, 0) + wide_patches[i].offset,
                wide_patches[i].bytes, wide_patches[i].value);
        const char *said = try_read(buf_view(&bytes), "a", &text);
        if (*wide_patches[i].words ? !strstr(said, wide_patches[i].words)
                                   : *said || !str_is(buf_view(&text), "wide text")) {
            fail_msg("case %zu: %s", i, said);
        }
        buf_release(&text);
        buf_release(&bytes);
    }
}

/* ---- damage ---- */

static void test_every_prefix(void **state)
{
    (void)state;
    struct buf bytes = make_archive(two, false);
    for (size_t length = 0; length < bytes.length; length++) {
        /* A copy of just that size, so that reading beyond it is noticed. */
        char *cut = malloc(length + 1);
        zip_must(cut != NULL, "memory");
        memcpy(cut, bytes.at, length);
        must_refuse("cut", (struct str){cut, length}, "cut off");
        free(cut);
    }
    buf_release(&bytes);
}

/* No changed byte does more than give the bytes or words. */
static void test_every_byte(void **state)
{
    (void)state;
    for (int stored = 0; stored < 2; stored++) {
        struct buf bytes = make_archive(two, stored), text;
        buf_init(&text, 100000);
        for (size_t i = 0; i < bytes.length; i++) {
            bytes.at[i] = (char)(bytes.at[i] ^ 0x41);
            buf_clear(&text);
            if (!*try_read(buf_view(&bytes), "a.xml", &text)) {
                assert_string_equal(text.at, two[0].text);
            }
            bytes.at[i] = (char)(bytes.at[i] ^ 0x41);
        }
        buf_release(&text);
        buf_release(&bytes);
    }
}

/* Data that was changed does not pass: the checksum is looked at. */
static void test_damage(void **state)
{
    (void)state;
    struct archive *archive = NULL;
    struct buf bytes = make_archive(two, true), text;
    *zip_place(&bytes, "alph", 1) = 'A';
    buf_init(&text, 100000);
    assert_string_equal(try_open(buf_view(&bytes), &archive), "");
    assert_int_equal(read_entry(archive, "a.xml", &text), STATUS_INPUT);
    assert_non_null(strstr(why.text, "CRC"));
    archive_close(archive);
    buf_release(&text);
    buf_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads),      cmocka_unit_test(test_file),
        cmocka_unit_test(test_patches),    cmocka_unit_test(test_names),
        cmocka_unit_test(test_twice),      cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_bomb),       cmocka_unit_test(test_total),
        cmocka_unit_test(test_many),       cmocka_unit_test(test_wide),
        cmocka_unit_test(test_every_byte), cmocka_unit_test(test_every_prefix),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
