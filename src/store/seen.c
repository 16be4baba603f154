/* Which records are known by their bytes, store_known(), and which an import has had already,
 * store_seen(). */
#include "store/handle.h"
#include "store/record_sql.h"

#include <stdlib.h>

static bool seen_has(const struct seen *seen, long long id)
{
    size_t byte = (size_t)id / 8;
    return byte < seen->size && (seen->bits[byte] >> ((size_t)id % 8) & 1) != 0;
}

static bool grow_bits(struct seen *seen, size_t byte)
{
    size_t size = seen->size * 2 > byte ? seen->size * 2 : byte + 4096;
    unsigned char *bits = realloc(seen->bits, size);
    if (!bits) {
        return false;
    }
    memset(bits + seen->size, 0, size - seen->size);
    seen->bits = bits;
    seen->size = size;
    return true;
}

static bool grow_list(struct seen *seen)
{
    size_t capacity = seen->capacity ? seen->capacity * 2 : 1024;
    long long *list = realloc(seen->since_begin, capacity * sizeof *list);
    if (!list) {
        return false;
    }
    seen->since_begin = list;
    seen->capacity = capacity;
    return true;
}

enum status seen_note(struct seen *seen, long long import, long long id, bool *first,
                      struct failure *why)
{
    if (seen->import != import) {
        if (seen->bits) {
            memset(seen->bits, 0, seen->size);
        }
        seen->import = import;
        seen->count = 0;
    }
    *first = !seen_has(seen, id);
    if (!*first) {
        return STATUS_OK;
    }
    size_t byte = (size_t)id / 8;
    if ((byte >= seen->size && !grow_bits(seen, byte)) ||
        (seen->count == seen->capacity && !grow_list(seen))) {
        return fail_memory(why);
    }
    seen->bits[byte] |= (unsigned char)(1U << ((size_t)id % 8));
    seen->since_begin[seen->count++] = id;
    return STATUS_OK;
}

void seen_settle(struct seen *seen, bool kept)
{
    for (size_t i = 0; !kept && i < seen->count; i++) {
        size_t id = (size_t)seen->since_begin[i];
        seen->bits[id / 8] &= (unsigned char)~(1U << (id % 8));
    }
    seen->count = 0;
}

void seen_release(struct seen *seen)
{
    free(seen->bits);
    free(seen->since_begin);
    *seen = (struct seen){0};
}

enum status store_seen(struct store *store, long long import, long long id, bool *first,
                       struct failure *why)
{
    return seen_note(&store->seen, import, id, first, why);
}

enum status store_known(struct store *store, const struct kind *kind, const unsigned char hash[16],
                        bool *known, long long *id, struct failure *why)
{
    struct kind_statements *statements = &store->kinds[kind->index];
    struct db_statement **statement = &statements->known;
    *known = false;
    if (!statements->has_index && !statements->blind) {
        TRY(indexes_make_hash(store, kind, why));
    }
    if (statements->blind) {
        return STATUS_OK;
    }
    if (!*statement) {
        TRY(record_sql_known(store, layout_of(&store->layout, kind), statement, why));
    }
    db_bind_blob(*statement, 1, hash, 16);
    enum step step = db_step(*statement, why);
    *known = step == STEP_ITEM;
    if (*known) {
        *id = db_integer(*statement, 0);
        db_reset(*statement);
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}
