/*
 * Goal: a file that is no store of ours, is damaged, or belongs to another program or pack is
 * answered with words; and a store survives whatever kills the program. Method: files made bad in
 * every way we know, packs that changed, and children that are killed in the middle of writing.
 */
#include "store_world.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void fill(struct world *world, int from, int to)
{
    for (int i = from; i < to; i++) {
        struct record *record =
            fixture_record(&world->arena, world->activity, arena_printf(&world->arena, "K-%d", i));
        fixture_add(&world->arena, record, "title", "A title that takes some room in the file");
        fixture_add(&world->arena, record, "country", "KE");
        fixture_add(&world->arena, record, "country", "UG");
        struct original original =
            fixture_original(arena_printf(&world->arena, "<activity>%d</activity>", i));
        struct stored_tag tag = {"a", 1, "", "principal", str_of("evidence")};
        static const char *const lenses[] = {"a", NULL};
        enum put_outcome outcome;
        bool changed;
        OK(store_put(world->store, world->import, record, &original, &outcome, &world->why));
        OK(store_put_tags(world->store, record->id, lenses, &tag, 1, &changed, &world->why));
    }
}

static unsigned long long count_all(struct world *world, const char *text)
{
    struct query query;
    unsigned long long count = 0;
    OK(query_parse(&world->arena, world->pack, str_of(text), &query, &world->why));
    if (store_count(world->store, &query, &count, &world->why)) {
        fail_msg("%s", world->why.text);
    }
    return count;
}

/* Opens the file; it must go well or fail with @expected and @word. */
static void assert_refused(struct world *world, const char *path, enum store_mode mode,
                           enum status expected, const char *word)
{
    struct store *store = NULL;
    enum status status = store_open(path, world->pack, mode, &store, &world->why);
    if (status != expected || !strstr(world->why.text, word)) {
        fail_msg("%s in mode %d: status %d, \"%s\"", path, (int)mode, (int)status, world->why.text);
    }
    assert_null(store);
}

static void write_file(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static size_t read_file(const char *path, char *bytes, size_t room)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t length = fread(bytes, 1, room, file);
    assert_int_equal(fclose(file), 0);
    return length;
}

/* ---- files that are none of ours ---- */

static void test_other_files(void **state)
{
    struct world *world = *state;
    const char *path = world->folder.path;
    static const char junk[8192] = "This is a letter and not a database.";
    store_close(world->store);
    world->store = NULL;
    assert_refused(world, world->folder.dir, STORE_CREATE, STATUS_INPUT, "folder");
    unlink(path);
    assert_refused(world, path, STORE_WRITE, STATUS_NOT_FOUND, path);
    assert_refused(world, path, STORE_READ, STATUS_NOT_FOUND, path);
    for (enum store_mode mode = STORE_CREATE; mode <= STORE_READ; mode++) {
        write_file(path, junk, sizeof junk);
        assert_refused(world, path, mode, STATUS_INPUT, "no database");
        char after[sizeof junk];
        assert_int_equal(read_file(path, after, sizeof after), sizeof after);
        assert_memory_equal(after, junk, sizeof junk);
    }
    /* An empty file is as good as none, but nothing to read. */
    write_file(path, "", 0);
    assert_refused(world, path, STORE_READ, STATUS_INPUT, "Crosscut");
    open_store(world, STORE_CREATE);
    assert_int_equal(count_all(world, "activity"), 0);
}

/* Puts a number into the header of the file (sqlite.org/fileformat.html, section 1.3). */
static void patch(const char *path, long offset, unsigned long number)
{
    unsigned char bytes[4] = {(unsigned char)(number >> 24), (unsigned char)(number >> 16),
                              (unsigned char)(number >> 8), (unsigned char)number};
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, 4, file), 4);
    assert_int_equal(fclose(file), 0);
}

/* The number that is there. */
static unsigned long peek(const char *path, long offset)
{
    unsigned char bytes[4] = {0};
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    assert_int_equal(fread(bytes, 1, 4, file), 4);
    assert_int_equal(fclose(file), 0);
    return (unsigned long)bytes[0] << 24 | (unsigned long)bytes[1] << 16 |
           (unsigned long)bytes[2] << 8 | bytes[3];
}

static void test_other_programs(void **state)
{
    enum { USER_VERSION = 60, APPLICATION_ID = 68 };
    struct world *world = *state;
    const char *path = world->folder.path;
    store_close(world->store);
    world->store = NULL;
    const unsigned long version = peek(path, USER_VERSION);
    for (enum store_mode mode = STORE_CREATE; mode <= STORE_READ; mode++) {
        patch(path, USER_VERSION, 99);
        assert_refused(world, path, mode, STATUS_CONFLICT, "newer");
        patch(path, USER_VERSION, version);
        patch(path, APPLICATION_ID, 0x0f055112);
        assert_refused(world, path, mode, STATUS_INPUT, "not one of Crosscut's");
        patch(path, APPLICATION_ID, 0x43724375);
    }
    open_store(world, STORE_READ);
}

/* ---- damage ---- */

/* Reads everything there is; all calls may fail, with words, but not crash. */
static void read_all(struct world *world, struct store *store)
{
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct failure why;
    struct arena arena;
    arena_init(&arena, (size_t)16 * 1024 * 1024);
    query_init(&query, world->activity);
    if (store_find(store, &query, ORDER_IDENTIFIER, &cursor, &why) == STATUS_OK) {
        while (record_cursor_next(cursor, &arena, &record, &why) == STEP_ITEM) {
            struct stored_tag *tags = NULL;
            size_t count = 0;
            struct provenance from;
            (void)!store_tags(store, &arena, record->id, &tags, &count, &why);
            (void)!store_provenance(store, &arena, record, &from, &why);
            arena_clear(&arena);
        }
        record_cursor_close(cursor);
    }
    arena_release(&arena);
}

static void test_damage(void **state)
{
    enum { ROOM = 4 * 1024 * 1024 };
    struct world *world = *state;
    const char *path = world->folder.path;
    char *good = malloc(ROOM);
    char *bad = malloc(ROOM);
    assert_true(good && bad);
    OK(store_begin(world->store, &world->why));
    fill(world, 0, 300);
    OK(store_commit(world->store, &world->why));
    store_close(world->store);
    world->store = NULL;
    size_t length = read_file(path, good, ROOM);
    assert_true(length > 100000 && length < ROOM);

    write_file(path, good, length / 2);
    assert_refused(world, path, STORE_READ, STATUS_INTEGRITY, "damaged");
    write_file(path, good, length - 8192);
    assert_refused(world, path, STORE_WRITE, STATUS_INTEGRITY, "damaged");
    write_file(path, good, 50);
    assert_refused(world, path, STORE_WRITE, STATUS_INTEGRITY, "damaged");

    srand(5);
    int noticed = 0;
    for (int round = 0; round < 60; round++) {
        struct store *store = NULL;
        memcpy(bad, good, length);
        for (int i = 0; i < 200; i++) {
            bad[(size_t)rand() % length] = (char)rand();
        }
        write_file(path, bad, length);
        enum status status = store_open(path, world->pack, STORE_READ, &store, &world->why);
        if (status == STATUS_OK) {
            read_all(world, store);
            status = store_verify(store, &world->why);
        }
        noticed += status != STATUS_OK;
        store_close(store);
        fixture_folder_clean(&world->folder);
    }
    assert_true(noticed > 50);
    write_file(path, good, length);
    open_store(world, STORE_READ);
    OK(store_verify(world->store, &world->why));
    free(good);
    free(bad);
}

/* ---- packs that change ---- */

static void reopen_with(struct world *world, struct pack *pack)
{
    store_close(world->store);
    world->store = NULL;
    world->pack = pack;
    world->activity = &pack->kinds[0];
    world->line = &pack->kinds[1];
}

static void test_pack_grows(void **state)
{
    struct world *world = *state;
    struct pack *smaller = fixture_pack(&world->arena);
    struct pack *larger = world->pack;
    /* The same pack without its last two fields, and without languages of the title. */
    store_close(world->store);
    world->store = NULL;
    unlink(world->folder.path);
    smaller->kinds[0].field_count -= 2;
    smaller->kinds[0].fields[0].languages = false;
    world->pack = smaller;
    world->activity = &smaller->kinds[0];
    open_store(world, STORE_CREATE);
    begin_import(world);
    struct record *record = fixture_record(&world->arena, world->activity, "old");
    fixture_add(&world->arena, record, "title", "kept");
    put(world, record, "old");

    /* Even opening it to read brings the file up to date. */
    reopen_with(world, larger);
    open_store(world, STORE_READ);
    assert_str(record_value(get(world, "old"), "title")->text, "kept");
    assert_int_equal(count_all(world, "activity?event="), 1);
    reopen(world, STORE_WRITE);
    begin_import(world);
    record = fixture_record(&world->arena, world->activity, "new");
    fixture_add(&world->arena, record, "title", "a")->language = str_of("en");
    fixture_add(&world->arena, record, "title", "b")->language = str_of("fr");
    fixture_add(&world->arena, record, "event", "2013");
    put(world, record, "new");
    assert_str(record_value(get(world, "new"), "title")->next->language, "fr");
    assert_int_equal(count_all(world, "activity?event=2013"), 1);
    OK(store_verify(world->store, &world->why));
}

static void test_pack_contradicts(void **state)
{
    struct world *world = *state;
    struct pack *repeated = fixture_pack(&world->arena);
    struct pack *retyped = fixture_pack(&world->arena);
    struct pack *clashing = fixture_pack(&world->arena);
    repeated->kinds[0].fields[5].repeat = false; /* budget */
    reopen_with(world, repeated);
    assert_refused(world, world->folder.path, STORE_WRITE, STATUS_CONFLICT, "budget");
    assert_refused(world, world->folder.path, STORE_READ, STATUS_CONFLICT, "budget");
    retyped->kinds[0].fields[7].type = FIELD_TEXT; /* staff */
    reopen_with(world, retyped);
    assert_refused(world, world->folder.path, STORE_WRITE, STATUS_CONFLICT, "staff");
    clashing->kinds[1].name = "activity_country";
    reopen_with(world, clashing);
    assert_refused(world, world->folder.path, STORE_WRITE, STATUS_INPUT, "activity_country");
    clashing->kinds[1].name = "tag";
    assert_refused(world, world->folder.path, STORE_WRITE, STATUS_INPUT, "tag");
    clashing->kinds[1].name = "x";
    clashing->kinds[1].fields[0].name = "budget_currency";
    assert_refused(world, world->folder.path, STORE_WRITE, STATUS_INPUT, "budget_currency");
    /* The file is none the worse for it. */
    reopen_with(world, fixture_pack(&world->arena));
    open_store(world, STORE_WRITE);
    OK(store_verify(world->store, &world->why));
}

/* ---- two programs ---- */

static void test_two_writers(void **state)
{
    struct world *world = *state;
    struct store *first = world->store;
    struct store *second = NULL;
    long long import = world->import;
    OK(store_open(world->folder.path, world->pack, STORE_WRITE, &second, &world->why));
    for (int i = 0; i < 6; i++) {
        world->store = i % 2 ? second : first;
        OK(store_begin(world->store, &world->why));
        fill(world, i * 10, i * 10 + 10);
        OK(store_commit(world->store, &world->why));
    }
    world->store = first;
    world->import = import;
    assert_int_equal(count_all(world, "activity"), 60);
    OK(store_verify(first, &world->why));
    /* A reader sees the state before a transaction of someone else, and is not held up by it. */
    OK(store_begin(second, &world->why));
    world->store = second;
    fill(world, 60, 70);
    world->store = first;
    assert_int_equal(count_all(world, "activity"), 60);
    OK(store_commit(second, &world->why));
    assert_int_equal(count_all(world, "activity"), 70);
    store_close(second);
}

/* ---- killed ---- */

/* Writes committed batches of ten, telling each through @pipe, until it is killed. */
static void write_until_killed(struct world *world, int pipe)
{
    int batch = 0;
    for (;; batch++) {
        if (store_begin(world->store, &world->why)) {
            _exit(1);
        }
        fill(world, batch * 10, batch * 10 + 10);
        if (store_commit(world->store, &world->why)) {
            _exit(1);
        }
        if (write(pipe, &batch, sizeof batch) != (ssize_t)sizeof batch) {
            _exit(2);
        }
    }
}

static void kill_once(struct world *world, int round)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        /* A connection may not be carried over a fork, so the child opens its own. */
        (void)close(ends[0]);
        struct store *store = NULL;
        if (store_open(world->folder.path, world->pack, STORE_CREATE, &store, &world->why)) {
            _exit(3);
        }
        world->store = store;
        begin_import(world);
        write_until_killed(world, ends[1]);
    }
    (void)close(ends[1]);
    int last = -1;
    int batch = 0;
    for (int i = 0; i <= round % 7; i++) {
        if (read(ends[0], &batch, sizeof batch) == (ssize_t)sizeof batch) {
            last = batch;
        }
    }
    struct timespec moment = {0, (long)(rand() % 3000) * 1000};
    (void)nanosleep(&moment, NULL);
    assert_int_equal(kill(child, SIGKILL), 0);
    while (read(ends[0], &batch, sizeof batch) == (ssize_t)sizeof batch) {
        last = batch;
    }
    (void)close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

    open_store(world, STORE_WRITE);
    unsigned long long records = count_all(world, "activity");
    /* All that was told is there, and what is there is whole batches. */
    assert_true(records >= (unsigned long long)(last + 1) * 10);
    assert_int_equal(records % 10, 0);
    assert_int_equal(count_all(world, "activity?tag=a"), records);
    assert_int_equal(count_all(world, "activity?country=KE&country=UG"), records);
    if (store_verify(world->store, &world->why)) {
        fail_msg("%s", world->why.text);
    }
    read_all(world, world->store);
    store_close(world->store);
    world->store = NULL;
}

static void test_killed(void **state)
{
    struct world *world = *state;
    srand(17);
    for (int round = 0; round < 12; round++) {
        store_close(world->store);
        world->store = NULL;
        fixture_folder_clean(&world->folder);
        kill_once(world, round);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_other_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_programs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damage, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pack_grows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pack_contradicts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_two_writers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_killed, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("store_safety", tests, NULL, NULL);
}
