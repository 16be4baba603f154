/*
 * Goal: an honest archive gives its bytes, a hostile one gives words and nothing else.
 * Method: archives made by libzip; one number of the directory falsified at a time (APPNOTE.TXT
 * 4.3.12 and 4.3.16); every cut of an archive, and every single byte of it changed.
 */
#include "text/zip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

#include "zip_fixture.h"

static struct failure why;
static const struct zip_part plain[] = {{"a.xml", "first text"},
                                        {"b/c.xml", "second, longer text"}};

static enum status read_entry(struct str bytes, const char *name, struct buf *out)
{
    struct unzip *zip = NULL;
    enum status status = unzip_open("f", bytes, &zip, &why);
    if (status == STATUS_OK) {
        const struct unzip_entry *entry = unzip_find(zip, name);
        status = entry ? unzip_read(zip, entry, out, &why) : STATUS_NOT_FOUND;
    }
    unzip_close(zip);
    return status;
}

static void gives_the_bytes(void **state)
{
    (void)state;
    struct buf zip, out;
    zip_make(plain, 2, &zip);
    buf_init(&out, 1000000);
    assert_int_equal(read_entry(buf_view(&zip), "b/c.xml", &out), STATUS_OK);
    assert_string_equal(out.at, plain[1].text);
    assert_int_equal(read_entry(buf_view(&zip), "c.xml", &out), STATUS_NOT_FOUND);
    buf_release(&out);
    buf_release(&zip);
}

static void opens_files(void **state)
{
    (void)state;
    char path[] = "/tmp/crosscut-zip-XXXXXX";
    struct unzip *zip = NULL;
    struct buf bytes, out;
    zip_make(plain, 2, &bytes);
    buf_init(&out, 1000000);
    const int file = mkstemp(path);
    assert_int_equal(write(file, bytes.at, bytes.length), (ssize_t)bytes.length);
    (void)close(file);
    assert_int_equal(unzip_open_file(path, &zip, &why), STATUS_OK);
    assert_int_equal(unzip_count(zip), 2);
    assert_string_equal(unzip_at(zip, 1)->name, "b/c.xml");
    assert_int_equal(unzip_read(zip, unzip_at(zip, 0), &out, &why), STATUS_OK);
    assert_string_equal(out.at, "first text");
    unzip_close(zip);
    (void)unlink(path);
    assert_int_equal(unzip_open_file(path, &zip, &why), STATUS_NOT_FOUND);
    assert_null(zip);
    buf_release(&out);
    buf_release(&bytes);
}

#define HEAD "PK\1\2"
#define END "PK\5\6"

static const struct {
    const char *mark;
    size_t number, offset;
    unsigned bytes;
    unsigned long value;
    const char *words;
} lies[] = {
    {HEAD, 0, 8, 2, 1, "encrypted"},
    {HEAD, 1, 8, 2, 0x2000, "encrypted"},
    {HEAD, 0, 10, 2, 12, "method"},
    {HEAD, 0, 16, 4, 7, "ZIP archive"},      /* checksum */
    {HEAD, 0, 20, 4, 0x7FFFFFFF, "damaged"}, /* packed size */
    {HEAD, 0, 20, 4, 60, "overlap"},         /* reaches into the next */
    {HEAD, 0, 24, 4, 5, "ZIP archive"},      /* size */
    {HEAD, 0, 24, 4, 0xFFFFFFFF, "damaged"}, /* ZIP64 without its field */
    {HEAD, 0, 28, 2, 0xFFFF, "damaged"},     /* name length */
    {HEAD, 1, 42, 4, 0, "overlap"},          /* the first entry once more */
    {HEAD, 1, 42, 4, 0x7FFFFFFF, "damaged"}, /* behind the end */
    {HEAD, 0, 5, 1, 3, ""},                  /* made by Unix: fine by itself */
    {HEAD, 0, 46, 1, '/', "leads out"},      /* "/.xml" */
    {HEAD, 0, 47, 1, '\\', "leads out"},
    {HEAD, 0, 46, 1, 'x', "ZIP archive"}, /* another name than before the bytes */
    {END, 0, 4, 2, 1, "several"},
    {END, 0, 8, 2, 1, "several"},
    {END, 0, 12, 4, 10, "damaged"},         /* size of the directory */
    {END, 0, 16, 4, 0xFFFFFF, "damaged"},   /* its place */
    {END, 0, 16, 4, 0xFFFFFFFF, "damaged"}, /* ZIP64 without its record */
};

static void refuses_lies(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        struct buf zip;
        struct unzip *opened = NULL;
        zip_make(plain, 2, &zip);
        zip_set(zip_find(&zip, lies[i].mark, lies[i].number) + lies[i].offset, lies[i].bytes,
                lies[i].value);
        const enum status status = unzip_open("f", buf_view(&zip), &opened, &why);
        if (*lies[i].words ? status == STATUS_OK || !strstr(why.text, lies[i].words)
                           : status != STATUS_OK) {
            fail_msg("case %zu: %d %s", i, status, why.text);
        }
        unzip_close(opened);
        buf_release(&zip);
    }
}

static void refuses_symbolic_links(void **state)
{
    (void)state;
    struct buf zip;
    struct unzip *opened = NULL;
    zip_make(plain, 2, &zip);
    char *head = zip_find(&zip, HEAD, 0);
    head[5] = 3;
    zip_set(head + 40, 2, 0120777);
    assert_int_equal(unzip_open("f", buf_view(&zip), &opened, &why), STATUS_INPUT);
    assert_non_null(strstr(why.text, "symbolic link"));
    buf_release(&zip);
}

static void refuses_a_name_twice(void **state)
{
    (void)state;
    static const struct zip_part parts[] = {{"aaa", "1"}, {"aab", "2"}};
    struct buf zip;
    struct unzip *opened = NULL;
    zip_make(parts, 2, &zip);
    zip_find(&zip, "PK\3\4", 1)[30 + 2] = 'a';
    zip_find(&zip, HEAD, 1)[46 + 2] = 'a';
    assert_int_equal(unzip_open("f", buf_view(&zip), &opened, &why), STATUS_INPUT);
    assert_non_null(strstr(why.text, "twice"));
    buf_release(&zip);
}

static void refuses_names_that_lead_out(void **state)
{
    (void)state;
    static const char *const names[] = {"../a", "a/../../b", "..", "c:/x"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct zip_part part = {names[i], "x"};
        struct buf zip;
        struct unzip *opened = NULL;
        zip_make(&part, 1, &zip);
        assert_int_equal(unzip_open("f", buf_view(&zip), &opened, &why), STATUS_INPUT);
        assert_non_null(strstr(why.text, "leads out"));
        buf_release(&zip);
    }
}

/* A text of @size equal letters. */
static char *letters(size_t size)
{
    char *text = malloc(size + 1);
    zip_must(text != NULL);
    memset(text, 'a', size);
    text[size] = '\0';
    return text;
}

static void refuses_bombs_and_what_is_too_large(void **state)
{
    (void)state;
    char *large = letters(5000000), *small = letters(90000);
    const struct zip_part parts[] = {{"large", large}, {"small", small}};
    struct buf zip, out;
    zip_make(parts, 2, &zip);
    buf_init(&out, 10000000);
    assert_int_equal(read_entry(buf_view(&zip), "large", &out), STATUS_INPUT);
    assert_non_null(strstr(why.text, "hundredfold"));
    assert_true(out.length < 1000000); /* of five million */
    /* Up to 100 KB may come out of next to nothing. */
    buf_clear(&out);
    assert_int_equal(read_entry(buf_view(&zip), "small", &out), STATUS_OK);
    assert_int_equal(out.length, 90000);
    buf_release(&out);
    buf_init(&out, 1000);
    assert_int_equal(read_entry(buf_view(&zip), "small", &out), STATUS_LIMIT);
    buf_release(&out);
    buf_release(&zip);
    free(large);
    free(small);
}

static void refuses_too_many_entries(void **state)
{
    (void)state;
    const size_t count = 10001;
    struct zip_part *parts = calloc(count, sizeof *parts);
    char(*names)[8] = calloc(count, sizeof *names);
    struct buf zip;
    struct unzip *opened = NULL;
    zip_must(parts && names);
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(names[i], sizeof names[i], "%zu", i);
        parts[i] = (struct zip_part){names[i], ""};
    }
    zip_make(parts, count, &zip);
    assert_int_equal(unzip_open("f", buf_view(&zip), &opened, &why), STATUS_LIMIT);
    buf_release(&zip);
    zip_make(parts, count - 1, &zip);
    assert_int_equal(unzip_open("f", buf_view(&zip), &opened, &why), STATUS_OK);
    unzip_close(opened);
    buf_release(&zip);
    free(parts);
    free(names);
}

/* ---- ZIP64, which libzip writes only for what is large (APPNOTE.TXT 4.3.14, 4.5.3) ---- */

static unsigned long checksum(const char *text)
{
    uint32_t sum = 0xFFFFFFFFU;
    for (; *text; text++) {
        sum ^= (unsigned char)*text;
        for (int k = 0; k < 8; k++) {
            sum = sum & 1U ? sum >> 1 ^ 0xEDB88320U : sum >> 1;
        }
    }
    return sum ^ 0xFFFFFFFFU;
}

static void put(struct buf *out, unsigned bytes, unsigned long value)
{
    for (; bytes > 0; bytes--, value >>= 8) {
        buf_char(out, (char)(value & 0xFFU));
    }
}

/* The fields that a local header and one of the directory have in common, and @extra bytes after.
 */
static void put_facts(struct buf *out, const char *text, unsigned long extra)
{
    put(out, 2, 45);
    put(out, 4, 0);
    put(out, 4, 0);
    put(out, 4, checksum(text));
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
    buf_text(out, "PK\3\4");
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
    buf_text(out, "PK\6\6");
    put(out, 8, 44);
    put(out, 4, 45 | 45U << 16);
    put(out, 8, 0);
    put(out, 8, 1);
    put(out, 8, 1);
    put(out, 8, end - directory);
    put(out, 8, directory);
    buf_text(out, "PK\6\7");
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
} wide_lies[] = {
    {HEAD, 0, 1, 'P', ""},
    {"PK\6\7", 0, 1, 'x', "damaged"},
    {"PK\6\7", 8, 8, 0x7FFFFFFFFFFFFFFF, "damaged"},
    {"PK\6\7", 8, 8, 3, "damaged"},
    {"PK\6\6", 24, 8, 2, "several"},
    {"PK\6\6", 16, 4, 1, "several"},
    {"PK\6\6", 40, 8, 0x7FFFFFFFFFFFFFFF, "damaged"},
    {"PK\6\6", 48, 8, 0x7FFFFFFFFFFFFFFF, "damaged"},
    {HEAD, 46 + 1 + 4, 2, 2, "damaged"},                       /* the ZIP64 field is missing */
    {HEAD, 46 + 1 + 6, 2, 16, "damaged"},                      /* or too short */
    {HEAD, 46 + 1 + 6, 2, 0xFFFF, "damaged"},                  /* or longer than all of them */
    {HEAD, 46 + 1 + 8 + 8, 8, 0x7FFFFFFFFFFFFFFF, "damaged"},  /* packed size */
    {HEAD, 46 + 1 + 8 + 16, 8, 0xFFFFFFFFFFFFFF00, "damaged"}, /* place */
    {HEAD, 46 + 1 + 8, 8, 3, "ZIP archive"},                   /* size */
};

static void reads_wide_numbers_and_refuses_their_lies(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wide_lies); i++) {
        struct buf zip, out;
        make_wide("wide text", &zip);
        buf_init(&out, 1000000);
        zip_set(zip_find(&zip, wide_lies[i].mark, 0) + wide_lies[i].offset, wide_lies[i].bytes,
                wide_lies[i].value);
        why.text[0] = '\0';
        const enum status status = read_entry(buf_view(&zip), "a", &out);
        if (*wide_lies[i].words ? status == STATUS_OK || !strstr(why.text, wide_lies[i].words)
                                : status != STATUS_OK || !str_is(buf_view(&out), "wide text")) {
            fail_msg("case %zu: %d %s", i, status, why.text);
        }
        buf_release(&out);
        buf_release(&zip);
    }
}

/* No cut and no changed byte does more than give the bytes or words. */
static void survives_cuts_and_changes(void **state)
{
    (void)state;
    struct buf zip, out;
    zip_make(plain, 2, &zip);
    buf_init(&out, 100000);
    for (size_t length = 0; length < zip.length; length++) {
        /* A copy of just that size, so that reading beyond it is noticed. */
        char *cut = malloc(length + 1);
        zip_must(cut != NULL);
        memcpy(cut, zip.at, length);
        assert_int_not_equal(read_entry((struct str){cut, length}, "a.xml", &out), STATUS_OK);
        free(cut);
    }
    for (size_t i = 0; i < zip.length; i++) {
        const char before = zip.at[i];
        zip.at[i] = (char)(before ^ 0x41);
        buf_clear(&out);
        why.text[0] = '\0';
        if (read_entry(buf_view(&zip), "a.xml", &out) == STATUS_OK) {
            assert_string_equal(out.at, plain[0].text);
        }
        zip.at[i] = before;
    }
    buf_release(&out);
    buf_release(&zip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_bytes),
        cmocka_unit_test(opens_files),
        cmocka_unit_test(refuses_lies),
        cmocka_unit_test(refuses_symbolic_links),
        cmocka_unit_test(refuses_a_name_twice),
        cmocka_unit_test(refuses_names_that_lead_out),
        cmocka_unit_test(refuses_bombs_and_what_is_too_large),
        cmocka_unit_test(refuses_too_many_entries),
        cmocka_unit_test(reads_wide_numbers_and_refuses_their_lies),
        cmocka_unit_test(survives_cuts_and_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
