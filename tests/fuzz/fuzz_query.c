/*
 * Any bytes as a question: refused with words, or a question that is the same again when it has
 * been written and read, and that the database understands.
 */
#include "../unit/store_fixture.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An empty store in memory, made once: only the making of SQL is of interest. */
static struct store *open_store(struct arena *arena)
{
    struct failure why;
    struct store *store = NULL;
    arena_init(arena, (size_t)16 * 1024 * 1024);
    enum status status = store_open(":memory:", fixture_pack(arena), STORE_CREATE, &store, &why);
    assert(status == STATUS_OK);
    (void)status;
    return store;
}

static void check(struct store *store, struct arena *arena, const struct query *query)
{
    struct failure why;
    struct query again;
    struct buf once;
    struct buf twice;
    unsigned long long count = 0;
    buf_init(&once, (size_t)1024 * 1024);
    buf_init(&twice, (size_t)1024 * 1024);
    query_print(query, &once);
    enum status status = query_parse(arena, store_pack(store), buf_view(&once), &again, &why);
    assert(status == STATUS_OK && again.count == query->count);
    query_print(&again, &twice);
    assert(str_equal(buf_view(&once), buf_view(&twice)));
    status = store_count(store, query, &count, &why);
    assert(status == STATUS_OK && count == 0);
    buf_release(&once);
    buf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena kept;
    static struct store *store;
    struct arena arena;
    struct failure why = {STATUS_OK, ""};
    struct query query;
    if (size > 4096) {
        return 0;
    }
    store = store ? store : open_store(&kept);
    arena_init(&arena, (size_t)16 * 1024 * 1024);
    struct str text = {(const char *)data, size};
    if (query_parse(&arena, store_pack(store), text, &query, &why) == STATUS_OK) {
        check(store, &arena, &query);
    } else {
        assert(why.text[0] != '\0');
    }
    arena_release(&arena);
    return 0;
}
