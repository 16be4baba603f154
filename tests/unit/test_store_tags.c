/*
 * Goal: a record has the tags that the lens gave it last and the decisions that people took last,
 * whatever came first, and a question about a tag counts what both say together. Method: tables of
 * what a rule and a person say, and random changes that a model in memory follows.
 */
#include "store_world.h"

static const char *const lens_a[] = {"a", NULL};
static const char *const lens_ab[] = {"a", "b", NULL};

static long long new_record(struct world *world, const char *identifier)
{
    struct record *record = fixture_record(&world->arena, world->activity, identifier);
    put(world, record, identifier);
    return record->id;
}

static bool put_tags(struct world *world, long long record, const char *const *lenses,
                     const struct stored_tag *tags, size_t count)
{
    bool changed = false;
    if (store_put_tags(world->store, record, lenses, tags, count, &changed, &world->why)) {
        fail_msg("%s", world->why.text);
    }
    return changed;
}

static void assert_tags(struct world *world, long long record, const char *expected)
{
    struct stored_tag *tags = NULL;
    size_t count = 0;
    struct buf out;
    buf_init(&out, 4096);
    buf_text(&out, "");
    OK(store_tags(world->store, &world->arena, record, &tags, &count, &world->why));
    for (size_t i = 0; i < count; i++) {
        buf_printf(&out, "%s/%s %lld %s %.*s;", tags[i].lens, tags[i].theme, tags[i].version,
                   tags[i].weight, STR_ARGS(tags[i].evidence));
    }
    assert_string_equal(out.at, expected);
    buf_release(&out);
}

static unsigned long long count_of(struct world *world, const char *text)
{
    struct query query;
    unsigned long long count = 0;
    if (query_parse(&world->arena, world->pack, str_of(text), &query, &world->why) ||
        store_count(world->store, &query, &count, &world->why)) {
        fail_msg("%s: %s", text, world->why.text);
    }
    return count;
}

static void decide(struct world *world, long long record, const char *theme, const char *verdict)
{
    struct decision decision = {.lens = "a",
                                .theme = theme,
                                .verdict = str_of(verdict),
                                .person = str_of("Ada"),
                                .at = str_of("2026-11-24T00:00:00Z")};
    if (store_decide(world->store, record, &decision, &world->why)) {
        fail_msg("%s", world->why.text);
    }
}

/* ---- tags ---- */

static void test_put_tags(void **state)
{
    struct world *world = *state;
    long long id = new_record(world, "1");
    struct stored_tag tags[] = {
        {"a", 1, "", "principal", str_of("title 3 7")},
        {"a", 1, "jobs", "significant", {NULL, 0}},
        {"b", 4, "", "candidate", str_of("'\"%")},
    };
    assert_true(put_tags(world, id, lens_ab, tags, 3));
    assert_tags(world, id, "a/ 1 principal title 3 7;a/jobs 1 significant ;b/ 4 candidate '\"%;");
    assert_false(put_tags(world, id, lens_ab, tags, 3));
    /* Another version, another evidence and another weight are changes. */
    tags[0].version = 2;
    assert_true(put_tags(world, id, lens_ab, tags, 3));
    tags[1].evidence = str_of("x");
    assert_true(put_tags(world, id, lens_ab, tags, 3));
    tags[2].weight = "principal";
    assert_true(put_tags(world, id, lens_ab, tags, 3));
    assert_false(put_tags(world, id, lens_ab, tags, 3));
    /* Only the lenses that are named lose tags. */
    assert_true(put_tags(world, id, lens_a, tags, 1));
    assert_tags(world, id, "a/ 2 principal title 3 7;b/ 4 principal '\"%;");
    assert_true(put_tags(world, id, lens_ab, NULL, 0));
    assert_tags(world, id, "");
    assert_false(put_tags(world, id, lens_ab, NULL, 0));
}

static bool has_digest(struct world *world, long long record, uint64_t digest)
{
    bool same = false;
    OK(store_has_digest(world->store, record, digest, &same, &world->why));
    return same;
}

/* The tags of many records, read and written in any order, are what a model in memory says; and
 * their digests those that were kept since the tags last changed. */
static void test_against_model(void **state)
{
    enum { RECORDS = 40, THEMES = 4 };
    static const char *const themes[THEMES] = {"", "t1", "t2", "t3"};
    struct world *world = *state;
    long long ids[RECORDS];
    long long model[RECORDS][THEMES] = {{0}}; /* the version; 0: no tag */
    uint64_t digests[RECORDS] = {0};          /* 0: none is kept */
    srand(3);
    OK(store_begin(world->store, &world->why));
    for (int i = 0; i < RECORDS; i++) {
        char name[16];
        snprintf(name, sizeof name, "m%d", i);
        ids[i] = new_record(world, name);
    }
    for (int step = 0; step < 4000; step++) {
        /* Half of the time in order, as when everything is tagged anew. */
        int at = step % 100 < 50 ? step % RECORDS : rand() % RECORDS;
        if (rand() % 2) {
            struct stored_tag tags[THEMES];
            size_t count = 0;
            bool differs = false;
            for (int k = 0; k < THEMES; k++) {
                long long version = rand() % 3;
                differs = differs || version != model[at][k];
                model[at][k] = version;
                if (version > 0) {
                    tags[count++] = (struct stored_tag){"a", version, themes[k], "principal",
                                                        str_of("evidence")};
                }
            }
            assert_int_equal(put_tags(world, ids[at], lens_a, tags, count), differs);
            digests[at] = differs ? 0 : digests[at];
            if (rand() % 2) {
                digests[at] = (uint64_t)step << 40 | 1;
                OK(store_keep_digest(world->store, ids[at], digests[at], &world->why));
            }
        } else {
            struct stored_tag *tags = NULL;
            size_t count = 0;
            size_t expected = 0;
            OK(store_tags(world->store, &world->arena, ids[at], &tags, &count, &world->why));
            for (int k = 0; k < THEMES; k++) {
                if (model[at][k] > 0) {
                    assert_true(expected < count);
                    assert_string_equal(tags[expected].theme, themes[k]);
                    assert_int_equal(tags[expected].version, model[at][k]);
                    expected++;
                }
            }
            assert_int_equal(count, expected);
            assert_int_equal(has_digest(world, ids[at], digests[at]), digests[at] != 0);
            assert_false(has_digest(world, ids[at], digests[at] + 1));
        }
        if (rand() % 200 == 0) {
            OK(store_commit(world->store, &world->why));
            OK(store_begin(world->store, &world->why));
        }
    }
    OK(store_commit(world->store, &world->why));
    OK(store_verify(world->store, &world->why));
}

/* ---- decisions ---- */

static void test_decide(void **state)
{
    struct world *world = *state;
    long long id = new_record(world, "1");
    struct decision *decisions = NULL;
    size_t count = 0;
    struct decision decision = {"a",
                                "jobs",
                                str_of("confirmed"),
                                str_of("significant"),
                                str_of("Ada"),
                                str_of("2026-11-24T00:00:00Z"),
                                str_of("100% 'ok'")};
    OK(store_decide(world->store, id, &decision, &world->why));
    decision.verdict = str_of("rejected");
    decision.weight = str_of("");
    decision.person = str_of("Bo");
    OK(store_decide(world->store, id, &decision, &world->why));
    OK(store_decisions(world->store, &world->arena, id, &decisions, &count, &world->why));
    assert_int_equal(count, 1);
    assert_string_equal(decisions[0].lens, "a");
    assert_string_equal(decisions[0].theme, "jobs");
    assert_str(decisions[0].verdict, "rejected");
    assert_str(decisions[0].weight, "");
    assert_str(decisions[0].person, "Bo");
    assert_str(decisions[0].note, "100% 'ok'");
    /* A new run of the rules does not touch them. */
    put_tags(world, id, lens_ab, NULL, 0);
    OK(store_decisions(world->store, &world->arena, id, &decisions, &count, &world->why));
    assert_int_equal(count, 1);

    decision.verdict = str_of("perhaps");
    assert_int_equal(store_decide(world->store, id, &decision, &world->why), STATUS_USAGE);
    decision.verdict = str_of("confirmed");
    decision.weight = str_of("candidate");
    assert_int_equal(store_decide(world->store, id, &decision, &world->why), STATUS_USAGE);
    decision.weight = str_of("");
    assert_int_equal(store_decide(world->store, id + 1, &decision, &world->why), STATUS_NOT_FOUND);
}

/* What a rule and a person say of the lens and of its theme "t", and what then counts. */
static const struct {
    const char *weight, *verdict;             /* of the lens as a whole */
    const char *theme_weight, *theme_verdict; /* of the theme */
    bool tag, candidate, theme, theme_candidate;
} judged[] = {
    {NULL, NULL, NULL, NULL, false, false, false, false},
    {"principal", NULL, NULL, NULL, true, false, false, false},
    {"significant", NULL, "principal", NULL, true, false, true, false},
    {"candidate", NULL, "candidate", NULL, false, true, false, true},
    {"candidate", "confirmed", NULL, NULL, true, false, false, false},
    {"candidate", "rejected", "candidate", NULL, false, false, false, false},
    {"principal", "rejected", "principal", NULL, false, false, false, false},
    {"principal", "rejected", "principal", "confirmed", false, false, true, false},
    {NULL, "confirmed", NULL, "confirmed", true, false, true, false},
    {"principal", NULL, "principal", "rejected", true, false, false, false},
    {"principal", "confirmed", "candidate", "confirmed", true, false, true, false},
    {"principal", NULL, "candidate", "rejected", true, false, false, false},
};

static void judge(struct world *world, size_t i)
{
    char name[16];
    snprintf(name, sizeof name, "j%zu", i);
    long long id = new_record(world, name);
    struct stored_tag tags[2];
    size_t count = 0;
    if (judged[i].weight) {
        tags[count++] = (struct stored_tag){"a", 1, "", judged[i].weight, {NULL, 0}};
    }
    if (judged[i].theme_weight) {
        tags[count++] = (struct stored_tag){"a", 1, "t", judged[i].theme_weight, {NULL, 0}};
    }
    put_tags(world, id, lens_a, tags, count);
    if (judged[i].verdict) {
        decide(world, id, "", judged[i].verdict);
    }
    if (judged[i].theme_verdict) {
        decide(world, id, "t", judged[i].theme_verdict);
    }
}

/* Grouping by themes must count the records that the question for each theme lists. */
static void assert_groups(struct world *world, unsigned long long with_theme)
{
    struct query query;
    struct group *groups = NULL;
    size_t count = 0;
    struct group_by by = {.lens = "a"};
    struct measure measure = {.type = MEASURE_COUNT};
    query_init(&query, world->activity);
    OK(store_measure(world->store, &world->arena, &query, &by, 1, &measure, &groups, &count,
                     &world->why));
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++) {
        bool themed = str_is(groups[i].keys[0], "t");
        unsigned long long expected = themed ? with_theme : COUNT_OF(judged) - with_theme;
        assert_int_equal(groups[i].records, expected);
        assert_int_equal(groups[i].value, expected * 10000);
    }
}

static void test_judged(void **state)
{
    struct world *world = *state;
    unsigned long long all[4] = {0};
    for (size_t i = 0; i < COUNT_OF(judged); i++) {
        judge(world, i);
        const bool holds[] = {judged[i].tag, judged[i].candidate, judged[i].theme,
                              judged[i].theme_candidate};
        static const char *const names[] = {"tag=a", "candidate=a", "tag=a/t", "candidate=a/t"};
        for (size_t k = 0; k < COUNT_OF(names); k++) {
            char text[80];
            snprintf(text, sizeof text, "activity?identifier=j%zu&%s", i, names[k]);
            if (count_of(world, text) != holds[k]) {
                fail_msg("case %zu: %s", i, names[k]);
            }
            all[k] += holds[k];
        }
    }
    assert_int_equal(count_of(world, "activity?tag=a"), all[0]);
    assert_int_equal(count_of(world, "activity?tag!=a"), COUNT_OF(judged) - all[0]);
    assert_int_equal(count_of(world, "activity?tag=a|a/t"), all[0] + 1);
    assert_int_equal(count_of(world, "activity?tag=b"), 0);
    assert_int_equal(count_of(world, "project-line?tag=a"), 0);
    assert_groups(world, all[2]);
}

/* ---- what counts ---- */

#define STANDING_RECORDS 12
#define STANDING_THEMES 3

/* Rules and people say anything. */
static void say_anything(struct world *world, long long record)
{
    static const char *const themes[STANDING_THEMES] = {"", "t1", "t2"};
    static const char *const weights[] = {"principal", "significant", "candidate"};
    struct stored_tag tags[STANDING_THEMES];
    size_t count = 0;
    for (int k = 0; k < STANDING_THEMES; k++) {
        if (rand() % 3) {
            tags[count++] = (struct stored_tag){"a", 1, themes[k], weights[rand() % 3], {NULL, 0}};
        }
        if (rand() % 3 == 0) {
            decide(world, record, themes[k], rand() % 2 ? "confirmed" : "rejected");
        }
    }
    (void)put_tags(world, record, lens_a, tags, count);
}

static bool note_tag(void *context, long long record, struct str theme)
{
    unsigned char(*found)[STANDING_THEMES] = context;
    found[record][theme.length == 0 ? 0 : theme.at[1] - '0']++;
    return true;
}

/* A record's standing tags, those of all records at once, and the conditions say the same. */
static void test_standing(void **state)
{
    static const char *const conditions[STANDING_THEMES] = {"a", "a/t1", "a/t2"};
    struct world *world = *state;
    srand(7);
    for (int round = 0; round < 40; round++) {
        unsigned char all[4096][STANDING_THEMES] = {{0}};
        unsigned long long counts[STANDING_THEMES] = {0};
        long long ids[STANDING_RECORDS];
        for (int i = 0; i < STANDING_RECORDS; i++) {
            ids[i] = new_record(world, arena_printf(&world->arena, "s%d-%d", round, i));
            assert_true(ids[i] < 4096);
            say_anything(world, ids[i]);
        }
        OK(store_each_tag(world->store, "a", note_tag, all, &world->why));
        for (int i = 0; i < STANDING_RECORDS; i++) {
            struct standing_tag *tags = NULL;
            size_t count = 0, expected = 0;
            OK(store_standing(world->store, &world->arena, ids[i], &tags, &count, &world->why));
            for (int k = 0; k < STANDING_THEMES; k++) {
                const unsigned long long is =
                    count_of(world, arena_printf(&world->arena, "activity?tag=%s&identifier=s%d-%d",
                                                 conditions[k], round, i));
                assert_int_equal(all[ids[i]][k], is);
                counts[k] += is;
                if (is) {
                    assert_true(expected < count);
                    assert_string_equal(tags[expected].theme, k == 0 ? "" : conditions[k] + 2);
                    assert_string_not_equal(tags[expected].weight, "candidate");
                    expected++;
                }
            }
            assert_int_equal(count, expected);
        }
        assert_true(counts[0] > 0 && counts[1] > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_put_tags, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_against_model, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_decide, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_judged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_standing, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("store_tags", tests, NULL, NULL);
}
