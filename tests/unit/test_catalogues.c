/*
 * Goal: the formats for publications and events of the pack that is shipped read catalogues,
 * references, calendars, feeds and answers of servers as people have them.
 * Method: golden files of our own (tests/golden/read: each file NAME.END beside NAME.txt, what must
 * come out; write the .txt anew with UPDATE_GOLDEN=1); the real catalogue of a United Nations
 * commission, when it is at hand, counted against a plain search of its bytes.
 */
#include "test_read_common.h"

#define PACK "packs/labour-migration"
#define GOLDEN "tests/golden/read/"

static struct {
    struct arena arena;
    struct pack *pack;
    struct format_set *set;
} shipped;

static int set_up(void **state)
{
    struct failure why = {.status = STATUS_OK};
    (void)state;
    arena_init(&shipped.arena, TEST_MEMORY);
    if (access(PACK "/pack.yaml", R_OK) != 0) {
        return 0;
    }
    if (pack_load(&shipped.arena, PACK, &shipped.pack, &why) != STATUS_OK ||
        format_set_load(&shipped.arena, shipped.pack, &shipped.set, &why) != STATUS_OK) {
        fprintf(stderr, "%s\n", why.text);
        return 1;
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&shipped.arena);
    return 0;
}

static void load_file(const char *path, struct buf *bytes)
{
    char chunk[16384];
    size_t got = 0;
    FILE *file = fopen(path, "rb");
    if (!file) {
        fail_msg("%s cannot be opened", path);
    }
    buf_clear(bytes);
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buf_add(bytes, chunk, got);
    }
    (void)fclose(file);
    assert_false(bytes->failed);
}

static const char *const golden[][2] = {
    {GOLDEN "catalogue.xml", GOLDEN "catalogue.txt"},
    {GOLDEN "utf8.mrc", GOLDEN "utf8.txt"},
    {GOLDEN "marc8.mrc", GOLDEN "marc8.txt"},
    {GOLDEN "oai-dc.xml", GOLDEN "oai-dc.txt"},
    {GOLDEN "oai-marc.xml", GOLDEN "oai-marc.txt"},
    {GOLDEN "references.ris", GOLDEN "ris.txt"},
    {GOLDEN "references.bib", GOLDEN "bib.txt"},
    {GOLDEN "calendar.ics", GOLDEN "ics.txt"},
    {GOLDEN "recurring.ics", GOLDEN "recurring.txt"},
    {GOLDEN "feed.atom", GOLDEN "atom.txt"},
    {GOLDEN "feed.rss", GOLDEN "rss.txt"},
};

static void test_golden(void **state)
{
    struct buf bytes, expected, out;
    (void)state;
    if (!shipped.set) {
        skip();
    }
    buf_init(&bytes, (size_t)1024 * 1024);
    buf_init(&expected, (size_t)1024 * 1024);
    buf_init(&out, (size_t)1024 * 1024);
    for (size_t i = 0; i < COUNT_OF(golden); i++) {
        load_file(golden[i][0], &bytes);
        if (getenv("UPDATE_GOLDEN")) {
            buf_clear(&out);
            read_everything(shipped.set, buf_view(&bytes), &out, NULL);
            FILE *file = fopen(golden[i][1], "wb");
            assert_non_null(file);
            assert_int_equal(fwrite(out.at, 1, out.length, file), out.length);
            assert_int_equal(fclose(file), 0);
        }
        load_file(golden[i][1], &expected);
        check_reading(shipped.set, golden[i][0], buf_view(&bytes), expected.at, false);
    }
    buf_release(&bytes);
    buf_release(&expected);
    buf_release(&out);
}

/* ---- a real catalogue ---- */

static size_t count_of(struct str text, const char *part)
{
    const size_t length = strlen(part);
    size_t count = 0;
    for (size_t i = 0; i + length <= text.length; i++) {
        count += memcmp(text.at + i, part, length) == 0;
    }
    return count;
}

static size_t titles_in(const struct record *record, const char *language)
{
    const struct value *value = record_value(record, "title");
    size_t count = 0;
    for (; value; value = value->next) {
        count += str_is(value->language, language);
    }
    return count;
}

struct found {
    size_t records, rejected, problems, english, arabic, others, titles, dates, symbols;
};

static void count_record(const struct record *record, struct found *found)
{
    const struct value *title = record_value(record, "title");
    for (const struct value *v = title; v; v = v->next) {
        found->titles++;
    }
    found->english += titles_in(record, "en");
    found->arabic += titles_in(record, "ar");
    found->dates += record_value(record, "date") != NULL;
    found->symbols += record_value(record, "symbol") != NULL;
}

static void read_catalogue(struct str bytes, struct found *found)
{
    struct failure why = {.status = STATUS_OK};
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct read_item item;
    struct arena arena;
    enum step step = STEP_ERROR;
    arena_init(&arena, TEST_MEMORY);
    assert_int_equal(source_open_memory("input", bytes, &source, &why), STATUS_OK);
    assert_int_equal(reader_open(shipped.set, source, NULL, NULL, &reader, &why), STATUS_OK);
    while ((step = reader_next(reader, &arena, &item, &why)) == STEP_ITEM) {
        found->records += item.type == ITEM_RECORD;
        found->rejected += item.type == ITEM_REJECTED;
        for (const struct problem *p = item.problems.first; p; p = p->next) {
            found->problems++;
            found->others += strcmp(p->rule, "missing-required") != 0;
        }
        if (item.record) {
            count_record(item.record, found);
        }
        arena_clear(&arena);
    }
    assert_int_equal(step, STEP_DONE);
    reader_close(reader);
    source_close(source);
    arena_release(&arena);
}

/* Every record is read, with each title that stands there and in the language of its script. */
static void test_real_catalogue(void **state)
{
    const char *shared = getenv("CROSSCUT_SHARED");
    struct found found = {0};
    struct buf bytes;
    char path[512];
    (void)state;
    (void)snprintf(path, sizeof path, "%s/data/marc/escwa_2019-01-01.xml",
                   shared ? shared : "../shared");
    if (access(path, R_OK) != 0 || !shipped.set) {
        skip();
    }
    buf_init(&bytes, (size_t)16 * 1024 * 1024);
    load_file(path, &bytes);
    read_catalogue(buf_view(&bytes), &found);
    const struct str text = buf_view(&bytes);
    assert_int_equal(found.records, 181);
    assert_int_equal(found.records, count_of(text, "<record>"));
    assert_int_equal(found.rejected, 0);
    assert_int_equal(found.english, count_of(text, "<datafield tag=\"245\""));
    assert_int_equal(found.arabic, count_of(text, "<datafield tag=\"246\""));
    assert_int_equal(found.titles, found.english + found.arabic);
    assert_int_equal(found.dates, 181);
    assert_int_equal(found.symbols, 181);
    assert_int_equal(found.others, 0); /* only that some records have no title */
    buf_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_real_catalogue),
    };
    return cmocka_run_group_tests_name("catalogues", tests, set_up, tear_down);
}
