/* A fresh store with one import begun in it, and the calls that tests of the store share. */
#ifndef STORE_WORLD_H
#define STORE_WORLD_H

#include "store_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct world {
    struct arena arena;
    struct pack *pack;
    const struct kind *activity, *line;
    struct fixture_folder folder;
    struct store *store;
    long long import;
    struct failure why;
};

#define OK(call) assert_int_equal((call), STATUS_OK)

static inline void open_store(struct world *world, enum store_mode mode)
{
    if (store_open(world->folder.path, world->pack, mode, &world->store, &world->why)) {
        fail_msg("%s", world->why.text);
    }
}

static inline int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    arena_init(&world->arena, (size_t)256 * 1024 * 1024);
    world->pack = fixture_pack(&world->arena);
    world->activity = &world->pack->kinds[0];
    world->line = &world->pack->kinds[1];
    fixture_folder(&world->folder);
    open_store(world, STORE_CREATE);
    OK(store_import_begin(world->store, "a.xml", "test", &world->import, &world->why));
    *state = world;
    return 0;
}

static inline int tear_down(void **state)
{
    struct world *world = *state;
    store_close(world->store);
    fixture_folder_remove(&world->folder);
    arena_release(&world->arena);
    free(world);
    return 0;
}

static inline void reopen(struct world *world, enum store_mode mode)
{
    store_close(world->store);
    world->store = NULL;
    open_store(world, mode);
}

static inline void begin_import(struct world *world)
{
    OK(store_import_begin(world->store, "b.xml", "test", &world->import, &world->why));
}

static inline enum put_outcome put(struct world *world, struct record *record, const char *bytes)
{
    struct original original = fixture_original(bytes);
    enum put_outcome outcome = PUT_STORED;
    if (store_put(world->store, world->import, record, &original, &outcome, &world->why)) {
        fail_msg("%s", world->why.text);
    }
    return outcome;
}

static inline struct record *get(struct world *world, const char *identifier)
{
    struct record *record = NULL;
    if (store_get(world->store, &world->arena, NULL, str_of(identifier), &record, &world->why)) {
        fail_msg("%s", world->why.text);
    }
    return record;
}

static inline void assert_str(struct str text, const char *expected)
{
    if (!str_is(text, expected)) {
        fail_msg("\"%.*s\" is not \"%s\"", STR_ARGS(text), expected);
    }
}

#endif
