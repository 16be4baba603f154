/*
 * Goal: an answer that the store has kept is the one it would give now, whoever wrote what since;
 * and looking only at the records that a question can be about gives what looking at all would.
 * Method: random writes by two stores on one file, each asked the same questions again and again,
 * beside a store that has just been opened and has kept nothing.
 */
#include "store/answers.h"
#include "store_world.h"

enum { STEPS = 120, MANY = 2100, DIFFERENT = ANSWERS_SLOTS };

static const char *const lens_a[] = {"a", NULL};
static const char *const countries[] = {"KE", "UG", "NP", "QA"};
static const char *const themes[] = {"jobs", "pay", "skills"};

#define PICK(list) (list)[(size_t)rand() % COUNT_OF(list)]

static void put_one(struct world *world, struct store *store, int number)
{
    struct record *record =
        fixture_record(&world->arena, world->activity, arena_printf(&world->arena, "R-%d", number));
    struct original original = fixture_original(arena_printf(&world->arena, "%d", rand()));
    enum put_outcome outcome = PUT_STORED;
    bool changed = false;
    struct stored_tag tags[1 + COUNT_OF(themes)] = {{"a", 1, "", "principal", {NULL, 0}}};
    size_t count = 1;
    fixture_add(&world->arena, record, "country", PICK(countries));
    OK(store_put(store, world->import, record, &original, &outcome, &world->why));
    for (size_t i = 0; i < COUNT_OF(themes); i++) {
        if (rand() % 2) {
            tags[count++] = (struct stored_tag){"a", 1, themes[i], "principal", {NULL, 0}};
        }
    }
    OK(store_put_tags(store, record->id, lens_a, tags, rand() % 4 ? count : 0, &changed,
                      &world->why));
}

static void reject(struct world *world, struct store *store, long long record)
{
    struct decision decision = {.lens = "a",
                                .theme = rand() % 2 ? "" : PICK(themes),
                                .verdict = str_of(rand() % 2 ? "rejected" : "confirmed"),
                                .person = str_of("Ada"),
                                .at = str_of("2026-11-24T00:00:00Z")};
    OK(store_decide(store, record, &decision, &world->why));
}

/* ---- what is asked ---- */

static unsigned long long count(struct world *world, struct store *store, const char *text)
{
    struct query query;
    unsigned long long number = 0;
    OK(query_parse(&world->arena, world->pack, str_of(text), &query, &world->why));
    OK(store_count(store, &query, &number, &world->why));
    return number;
}

static int by_key(const void *a, const void *b)
{
    const struct group *left = a, *right = b;
    return str_compare(left->keys[0], right->keys[0]);
}

/* "jobs 3; pay 2;" */
static const char *by_theme(struct world *world, struct store *store, const char *text,
                            const char *narrow)
{
    const struct group_by by = {.lens = "a"};
    const struct measure measure = {.type = MEASURE_COUNT};
    struct group *groups = NULL;
    size_t number = 0;
    struct query query;
    struct buf out;
    buf_init(&out, 4096);
    buf_text(&out, "");
    OK(query_parse(&world->arena, world->pack, str_of(text), &query, &world->why));
    query.narrow = narrow;
    OK(store_measure(store, &world->arena, &query, &by, 1, &measure, &groups, &number,
                     &world->why));
    if (number > 0) {
        qsort(groups, number, sizeof *groups, by_key);
    }
    for (size_t i = 0; i < number; i++) {
        buf_printf(&out, "%.*s %llu; ", STR_ARGS(groups[i].keys[0]), groups[i].records);
    }
    const char *words = arena_copy(&world->arena, buf_view(&out));
    buf_release(&out);
    return words;
}

/* ---- what is the same ---- */

static void test_writes(void **state)
{
    struct world *world = *state;
    struct store *other = NULL;
    int records = 0;
    srand(7);
    OK(store_open(world->folder.path, world->pack, STORE_WRITE, &other, &world->why));
    for (int step = 0; step < STEPS; step++) {
        struct store *fresh = NULL;
        struct store *writer = rand() % 2 ? world->store : other;
        if (records == 0 || rand() % 3) {
            put_one(world, writer, records++);
        } else {
            reject(world, writer, get(world, "R-0")->id);
        }
        OK(store_open(world->folder.path, world->pack, STORE_READ, &fresh, &world->why));
        static const char *const questions[] = {"activity", "activity?country=KE", "activity?tag=a",
                                                "activity?country=KE&tag=a/jobs"};
        for (size_t i = 0; i < COUNT_OF(questions); i++) {
            const unsigned long long now = count(world, fresh, questions[i]);
            const char *grouped = by_theme(world, fresh, questions[i], NULL);
            assert_int_equal(count(world, world->store, questions[i]), now);
            assert_int_equal(count(world, other, questions[i]), now);
            assert_string_equal(by_theme(world, world->store, questions[i], NULL), grouped);
            assert_string_equal(by_theme(world, other, questions[i], NULL), grouped);
            assert_string_equal(by_theme(world, other, questions[i], NULL), grouped); /* kept */
        }
        store_close(fresh);
    }
    store_close(other);
}

static void test_transaction(void **state)
{
    struct world *world = *state;
    put_one(world, world->store, 1);
    assert_int_equal(count(world, world->store, "activity"), 1);
    OK(store_begin(world->store, &world->why));
    put_one(world, world->store, 2);
    assert_int_equal(count(world, world->store, "activity"), 2);
    store_rollback(world->store);
    assert_int_equal(count(world, world->store, "activity"), 1);
}

/* More than are kept: the first are forgotten, and asked anew. */
static void test_many_questions(void **state)
{
    struct world *world = *state;
    put_one(world, world->store, 1);
    for (int i = 0; i < DIFFERENT; i++) {
        char question[64];
        snprintf(question, sizeof question, "activity?identifier=R-%d", i);
        assert_int_equal(count(world, world->store, question), i == 1);
    }
    assert_int_equal(count(world, world->store, "activity?identifier=R-1"), 1);
}

/* Of a kind with many records, those of the country are looked at first; and then all. */
static void test_narrow(void **state)
{
    struct world *world = *state;
    srand(8);
    OK(store_begin(world->store, &world->why));
    for (int i = 0; i < MANY; i++) {
        put_one(world, world->store, i);
    }
    OK(store_commit(world->store, &world->why));
    for (int i = 0; i < 20; i++) {
        reject(world, world->store, get(world, arena_printf(&world->arena, "R-%d", i))->id);
    }
    for (size_t i = 0; i < COUNT_OF(countries); i++) {
        const char *question = arena_printf(&world->arena, "activity?country=%s", countries[i]);
        const char *all = by_theme(world, world->store, question, NULL);
        assert_true(strlen(all) > 20);
        assert_string_equal(by_theme(world, world->store, question, "country"), all);
        for (size_t t = 0; t < COUNT_OF(themes); t++) {
            const char *of_theme = arena_printf(&world->arena, "%s&tag=a/%s", question, themes[t]);
            const char *expected = arena_printf(&world->arena, "%s %llu; ", themes[t],
                                                count(world, world->store, of_theme));
            assert_non_null(strstr(all, expected));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_writes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_transaction, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_questions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_narrow, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
