/*
 * Goal: what is asked of an earlier moment is answered as it was then, whatever was taken back
 * since: imports, and what people decided. Method: a file of our own in which these come and go,
 * and questions about the moments in between.
 */
#include "store_world.h"

#include "store/as_of.h"
#include "store/review.h"
#include "store/undo.h"

static long long put_title(struct world *world, const char *title)
{
    struct record *record = fixture_record(&world->arena, world->activity, "X-1");
    fixture_add(&world->arena, record, "title", title);
    put(world, record, title);
    return record->id;
}

static void take_back(struct world *world, long long import, const char *at)
{
    const struct change change = {.person = str_of("Ann"), .at = str_of(at)};
    struct undo_item *items = NULL;
    struct record *record = NULL;
    size_t count = 0;
    OK(store_undo_list(world->store, &world->arena, import, &items, &count, &world->why));
    for (size_t i = 0; i < count; i++) {
        OK(store_undo(world->store, &world->arena, &items[i], &change, &record, &world->why));
    }
    OK(store_undo_done(world->store, import, change.at, &world->why));
}

/* The import that the record came from at the moment. */
static long long import_at(struct world *world, const char *moment)
{
    struct store *then = NULL;
    struct record *record = NULL;
    struct provenance from;
    struct as_of found;
    char path[300];
    (void)snprintf(path, sizeof path, "%s/then.db", world->folder.dir);
    OK(store_as_of(world->store, &world->arena, moment, path, &then, &found, &world->why));
    OK(store_get(then, &world->arena, NULL, str_of("X-1"), &record, &world->why));
    OK(store_origin(then, &world->arena, record, &from, &world->why));
    store_close(then);
    (void)unlink(path);
    return from.import;
}

/* ---- imports ---- */

static void edit_title(struct world *world, long long id, const char *title, const char *at)
{
    const struct change change = {.type = CHANGE_EDIT, .person = str_of("Ben"), .at = str_of(at)};
    struct record *record = fixture_record(&world->arena, world->activity, "X-1");
    unsigned version = 0;
    bool changed = false;
    record->id = id;
    fixture_add(&world->arena, record, "title", title);
    OK(store_version_number(world->store, id, &version, &world->why));
    OK(store_edit(world->store, record, version, &change, &changed, &world->why));
}

/* Once the second import was taken back, the record comes from the first again. */
static void test_source_of_then(void **state)
{
    struct world *world = *state;
    const long long id = put_title(world, "A");
    begin_import(world);
    put_title(world, "B");
    take_back(world, 2, "2090-01-01T00:00:00Z");
    edit_title(world, id, "C", "2092-01-01T00:00:00Z");
    assert_int_equal(import_at(world, "2089-01-01T00:00:00Z"), 2);
    assert_int_equal(import_at(world, "2091-01-01T00:00:00Z"), 1);
    assert_int_equal(import_at(world, "2093-01-01T00:00:00Z"), 1);
}

/* An import that goes on after it was taken back has brought something again. */
static void test_taken_back_while_it_runs(void **state)
{
    struct world *world = *state;
    const struct import_counts counts = {.read = 1, .stored = 1};
    struct undo_item *items = NULL;
    struct import_info *imports = NULL;
    size_t count = 0;
    take_back(world, world->import, "2026-11-26T00:00:00Z");
    assert_int_equal(
        store_undo_list(world->store, &world->arena, world->import, &items, &count, &world->why),
        STATUS_CONFLICT);
    put_title(world, "A");
    OK(store_undo_list(world->store, &world->arena, world->import, &items, &count, &world->why));
    assert_int_equal(count, 1);
    assert_int_equal(items[0].fate, UNDO_REMOVE);
    OK(store_import_end(world->store, world->import, &counts, &world->why));
    OK(store_imports(world->store, &world->arena, &imports, &count, &world->why));
    assert_int_equal(imports[0].taken_back.length, 0);
}

/* ---- decisions ---- */

static void say(struct world *world, long long record, const char *verdict, const char *at)
{
    struct judge_outcome outcome;
    const struct judgement judgement = {.record = record,
                                        .lens = "a",
                                        .theme = "t",
                                        .person = str_of("Ada"),
                                        .verdict = str_of(verdict),
                                        .at = str_of(at)};
    OK(store_judge(world->store, &judgement, 1, &outcome, &world->why));
}

/* A decision that was withdrawn is a change like any other. */
static void test_withdrawn_decision(void **state)
{
    struct world *world = *state;
    const long long record = put_title(world, "A");
    struct since since;
    struct str before;
    bool latest = false;
    say(world, record, VERDICT_NO, "2090-01-01T00:00:00Z");
    OK(store_change_before(world->store, &world->arena, "2091-01-01T00:00:00Z", &before, &latest,
                           &world->why));
    assert_str(before, "2090-01-01T00:00:00Z");
    assert_true(latest);
    say(world, record, VERDICT_NONE, "2092-01-01T00:00:00Z");
    OK(store_change_before(world->store, &world->arena, "2091-01-01T00:00:00Z", &before, &latest,
                           &world->why));
    assert_str(before, "2090-01-01T00:00:00Z");
    assert_false(latest);
    OK(store_change_before(world->store, &world->arena, "2093-01-01T00:00:00Z", &before, &latest,
                           &world->why));
    assert_str(before, "2092-01-01T00:00:00Z");
    assert_true(latest);
    OK(store_since(world->store, "2091-01-01T00:00:00Z", &since, &world->why));
    assert_int_equal(since.decided, 1);
    OK(store_since(world->store, "2089-01-01T00:00:00Z", &since, &world->why));
    assert_int_equal(since.decided, 1); /* of one tag */
    OK(store_since(world->store, "2092-01-01T00:00:00Z", &since, &world->why));
    assert_int_equal(since.decided, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_source_of_then, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_taken_back_while_it_runs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_withdrawn_decision, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
