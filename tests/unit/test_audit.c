/*
 * Goal: whatever is done to the rows of the audit behind the program's back is found.
 * Method: a chain of entries, then one change at a time by SQL, and the verification.
 */
#include "store_world.h"

#include "store/accounts.h"

#include <sqlite3.h>

#define ENTRIES 12

static void add_entries(struct world *world, unsigned count)
{
    char target[32];
    OK(store_begin(world->store, &world->why));
    for (unsigned i = 0; i < count; i++) {
        (void)snprintf(target, sizeof target, "activity:X-%u", i);
        const struct audit_entry entry = {.account = i % 3,
                                          .who = str_of(i % 3 ? "mary" : "tom"),
                                          .action = i % 2 ? "edit" : "confirm",
                                          .target = str_of(target),
                                          .detail = str_of("title"),
                                          .address = str_of("192.0.2.1")};
        OK(store_audit(world->store, &entry, &world->why));
    }
    OK(store_commit(world->store, &world->why));
}

static enum status verify(struct world *world, const char *noted)
{
    unsigned long long count = 0;
    return store_audit_verify(world->store, str_of(noted), &count, &world->why);
}

/* Runs SQL as somebody would who has the file; the triggers are taken away first. */
static void tamper(struct world *world, const char *sql)
{
    sqlite3 *db = NULL;
    char *words = NULL;
    store_close(world->store);
    world->store = NULL;
    assert_int_equal(sqlite3_open(world->folder.path, &db), SQLITE_OK);
    sqlite3_exec(db, "DROP TRIGGER IF EXISTS audit_stays; DROP TRIGGER IF EXISTS audit_remains",
                 NULL, NULL, NULL);
    if (sqlite3_exec(db, sql, NULL, NULL, &words) != SQLITE_OK) {
        fail_msg("%s: %s", sql, words);
    }
    assert_true(sqlite3_total_changes(db) > 0);
    sqlite3_close(db);
    open_store(world, STORE_WRITE);
}

static void test_chain_holds(void **state)
{
    struct world *world = *state;
    struct str end;
    unsigned long long count = 99, total = 0;
    struct audit_entry *entries = NULL;
    size_t found = 0;
    OK(store_audit_verify(world->store, (struct str){0}, &count, &world->why));
    assert_int_equal(count, 0);
    add_entries(world, ENTRIES);
    OK(store_audit_verify(world->store, (struct str){0}, &count, &world->why));
    assert_int_equal(count, ENTRIES);
    OK(store_audit_end(world->store, &world->arena, &end, &world->why));
    add_entries(world, 3);
    OK(verify(world, arena_copy(&world->arena, end)));
    const struct audit_filter filter = {.who = str_of("tom"), .action = str_of("edit")};
    OK(store_audit_list(world->store, &world->arena, &filter, 0, 1, &entries, &found, &total,
                        &world->why));
    assert_int_equal(found, 1);
    assert_int_equal(total, 2);
    assert_true(str_is(entries[0].target, "activity:X-9"));
}

/* The program itself never changes a row, and the file refuses it to others who try by SQL. */
static void test_rows_stay(void **state)
{
    static const char *const tries[] = {"UPDATE audit SET who = 'eve' WHERE id = 2",
                                        "DELETE FROM audit WHERE id = 2", "DELETE FROM audit"};
    struct world *world = *state;
    sqlite3 *db = NULL;
    add_entries(world, ENTRIES);
    store_close(world->store);
    world->store = NULL;
    assert_int_equal(sqlite3_open(world->folder.path, &db), SQLITE_OK);
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        assert_int_equal(sqlite3_exec(db, tries[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
    }
    sqlite3_close(db);
    open_store(world, STORE_WRITE);
    OK(verify(world, NULL));
}

static void test_tampering(void **state)
{
    static const char *const changes[] = {
        "UPDATE audit SET who = 'eve' WHERE id = 5",
        "UPDATE audit SET at = '2001-01-01T00:00:00Z' WHERE id = 1",
        "UPDATE audit SET account = 7 WHERE id = 12",
        "UPDATE audit SET account = NULL WHERE id = 2",
        "UPDATE audit SET action = 'read' WHERE id = 6",
        "UPDATE audit SET target = NULL WHERE id = 6",
        "UPDATE audit SET detail = target, target = detail WHERE id = 6",
        "UPDATE audit SET who = 'ma', action = 'ryedit' WHERE id = 2",
        "UPDATE audit SET address = '192.0.2.2' WHERE id = 6",
        "UPDATE audit SET hash = zeroblob(32) WHERE id = 6",
        "UPDATE audit SET hash = x'00' WHERE id = 6",
        "DELETE FROM audit WHERE id = 1",
        "DELETE FROM audit WHERE id = 6",
        "DELETE FROM audit WHERE id = 12",
        "DELETE FROM audit",
        "UPDATE audit SET id = -6 WHERE id = 6",
        "UPDATE audit SET id = 100 WHERE id = 12",
        "UPDATE audit SET id = 60 WHERE id = 6; UPDATE audit SET id = 6 WHERE id = 7;"
        "UPDATE audit SET id = 7 WHERE id = 60",
        "INSERT INTO audit SELECT 13, at, account, who, action, target, detail, address, hash FROM"
        " audit WHERE id = 12",
        "DELETE FROM setting WHERE name = 'audit'",
    };
    struct world *world = *state;
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        if (i > 0) {
            assert_int_equal(tear_down(state), 0);
            assert_int_equal(set_up(state), 0);
            world = *state;
        }
        add_entries(world, ENTRIES);
        OK(verify(world, NULL));
        tamper(world, changes[i]);
        if (verify(world, NULL) != STATUS_INTEGRITY) {
            fail_msg("not found: %s", changes[i]);
        }
    }
}

/* Who can write the file can make the whole chain anew: only an end noted elsewhere tells. */
static void test_made_anew(void **state)
{
    struct world *world = *state;
    struct str end;
    add_entries(world, ENTRIES);
    OK(store_audit_end(world->store, &world->arena, &end, &world->why));
    const char *noted = arena_copy(&world->arena, end);
    tamper(world, "DELETE FROM audit; DELETE FROM setting WHERE name = 'audit'");
    add_entries(world, ENTRIES - 1);
    OK(verify(world, NULL));
    assert_int_equal(verify(world, noted), STATUS_INTEGRITY);
}

/* Nothing of a transaction that was rolled back is in the chain, nor breaks it. */
static void test_rolled_back(void **state)
{
    struct world *world = *state;
    const struct audit_entry entry = {.who = str_of("mary"), .action = "edit"};
    add_entries(world, 2);
    OK(store_begin(world->store, &world->why));
    OK(store_audit(world->store, &entry, &world->why));
    store_rollback(world->store);
    add_entries(world, 1);
    OK(verify(world, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_chain_holds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rows_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tampering, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_made_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rolled_back, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
