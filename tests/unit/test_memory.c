/*
 * Goal: without enough memory, loading and classifying end with a status that says so; never with a
 * crash, and never with a result that has something missing.
 * Method: the same work again and again under ceilings that rise step by step until it succeeds.
 */
#include "lens/lens.h"
#include "lens/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pack_fixture.h"

static struct pack_fixture f;

static const char lens_text[] =
    "lens: l\nversion: 1\nlabel: {en: L, fr: M}\napplies_to: [activity, event]\nfields: [title]\n"
    "terms:\n"
    "  m: {en: [\"migrant*\", \"foreign work*\"], except: [\"bird migrant*\"]}\n"
    "  j: {en: [job, jobs, \"labour market\"]}\n"
    "  mj: {any: [\"<m> NEAR/4 <j>\", \"<m> NEAR/2 pay\"]}\n"
    "include:\n  any:\n    - {terms: [m, mj], weight: significant}\n"
    "    - {terms: [j], at_least: 2}\n"
    "    - {field: sector, vocabulary: DAC, is: [Migration, Jobs]}\n"
    "    - {field: start, from: \"2010\", to: 2012-06}\n"
    "    - {theme: pay}\n"
    "unless: {not: {words: [migrant, pay, \"pay for\"], at_least: 3}}\n"
    "themes:\n  pay: {label: Pay, words: [pay, \"pai*\"]}\n  jobs: [{terms: [j]}, {theme: pay}]\n";

static const char record_text[] =
    "title: migrant jobs, pay for a migrant in the labour market\ntitle@fr: migrants and a job\n"
    "sector;vocabulary=1: 15190\nsector;vocabulary=2: 16020\nstart: 2011";

static int set_up(void **state)
{
    (void)state;
    fixture_open(&f);
    fixture_standard(&f);
    fixture_write(&f, "lenses/l.yaml", lens_text);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

static bool is_shortage(enum status status)
{
    return (status == STATUS_NOMEM || status == STATUS_LIMIT) && f.why.status == status &&
           f.why.text[0] != '\0';
}

/* Loads everything under a ceiling. */
static enum status load_under(struct arena *arena, size_t ceiling, struct lens_set **set)
{
    struct pack *pack = NULL;
    arena_init(arena, ceiling);
    f.why = (struct failure){STATUS_OK, ""};
    TRY(pack_load(arena, f.dir, &pack, &f.why));
    return lens_set_load(arena, pack, set, &f.why);
}

static void loading_says_that_memory_is_short(void **state)
{
    unsigned failed = 0;
    enum status status = STATUS_NOMEM;
    (void)state;
    for (size_t ceiling = 0; status != STATUS_OK; ceiling += 256) {
        struct arena arena;
        struct lens_set *set = NULL;
        status = load_under(&arena, ceiling, &set);
        if (status != STATUS_OK && !is_shortage(status)) {
            fail_msg("%zu bytes: status %d, %s", ceiling, (int)status, f.why.text);
        }
        failed += status != STATUS_OK;
        arena_release(&arena);
        assert_true(ceiling < (size_t)64 * 1024 * 1024);
    }
    assert_true(failed > 100);
}

/* The tags of a record in one text, or the status of the failure. */
static enum status tags_of(struct arena *arena, const struct record *record, struct buf *text)
{
    const struct lens_question question = {.text_only = false};
    struct tag *tags = NULL;
    size_t count = 0;
    f.why = (struct failure){STATUS_OK, ""};
    TRY(lens_classify(f.run, record, &question, arena, &tags, &count, &f.why));
    buf_clear(text);
    for (size_t i = 0; i < count; i++) {
        buf_printf(text, "%s %s ", tags[i].theme, weight_name(tags[i].weight));
        evidence_print(&tags[i], text);
        buf_char(text, '\n');
    }
    return buf_status(text, &f.why);
}

/* Classifies with @ceilings rising from 0, one of the two arenas at a time. */
static void rise(const struct record *record, struct arena *out, size_t *ceiling)
{
    struct buf whole, now;
    unsigned failed = 0;
    enum status status = STATUS_NOMEM;
    const size_t held = *ceiling;
    buf_init(&whole, 100000);
    buf_init(&now, 100000);
    assert_int_equal(tags_of(out, record, &whole), STATUS_OK);
    assert_true(whole.length > 100);
    arena_clear(out);
    for (*ceiling = 0; status != STATUS_OK; *ceiling += 16) {
        status = tags_of(out, record, &now);
        assert_true(status == STATUS_OK || is_shortage(status));
        failed += status != STATUS_OK;
        arena_clear(out);
        assert_true(*ceiling < held);
    }
    assert_true(failed > 10);
    assert_string_equal(now.at, whole.at); /* when it succeeds, nothing is missing */
    *ceiling = held;
    assert_int_equal(tags_of(out, record, &now), STATUS_OK); /* the run is as good as new */
    assert_string_equal(now.at, whole.at);
    buf_release(&whole);
    buf_release(&now);
}

static void classifying_says_that_memory_is_short(void **state)
{
    struct arena out;
    (void)state;
    if (fixture_lenses(&f) != STATUS_OK) {
        fail_msg("%s", f.why.text);
    }
    const struct kind *kind = pack_kind(f.pack, str_of("activity"));
    const struct record *record = fixture_record(&f.arena, kind, record_text);
    arena_init(&out, (size_t)16 * 1024 * 1024);
    rise(record, &out, &out.limit);
    rise(record, &out, &f.run->arena.limit);
    arena_release(&out);
}

static void reading_evidence_says_that_memory_is_short(void **state)
{
    static const char text[] = "words title.0 0+7\nsector=15190 sector.0 0+5\nj title.1 15+3";
    enum status status = STATUS_NOMEM;
    (void)state;
    assert_int_equal(fixture_pack(&f), STATUS_OK);
    const struct kind *kind = pack_kind(f.pack, str_of("activity"));
    const struct record *record = fixture_record(&f.arena, kind, record_text);
    for (size_t ceiling = 0; status != STATUS_OK; ceiling += 16) {
        struct arena arena;
        struct evidence *evidence = NULL;
        size_t count = 0;
        arena_init(&arena, ceiling);
        status = evidence_parse(&arena, str_of(text), record, &evidence, &count, &f.why);
        assert_true(status == STATUS_OK ? count == 3 : is_shortage(status));
        arena_release(&arena);
        assert_true(ceiling < 10000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(loading_says_that_memory_is_short, set_up, tear_down),
        cmocka_unit_test_setup_teardown(classifying_says_that_memory_is_short, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reading_evidence_says_that_memory_is_short, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
