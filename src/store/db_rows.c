#include "store/db_rows.h"

#include <string.h>

enum status db_rows(struct db_statement *rows, struct arena *arena, row_reader *read, size_t size,
                    void *items, size_t *count, struct failure *why)
{
    void *array = NULL;
    size_t capacity = 0;
    enum step step = STEP_DONE;
    bool room = true;
    *count = 0;
    while (room && (step = db_step(rows, why)) == STEP_ITEM) {
        void *grown = arena_grow(arena, array, *count, &capacity, size);
        room = grown && read(arena, rows, (char *)grown + *count * size);
        if (room) {
            array = grown;
            (*count)++;
        }
    }
    db_reset(rows);
    memcpy(items, &array, sizeof array);
    return step == STEP_ERROR ? why->status : room ? STATUS_OK : fail_memory(why);
}

enum status db_rows_once(struct db_statement *rows, struct arena *arena, row_reader *read,
                         size_t size, void *items, size_t *count, struct failure *why)
{
    const enum status status = db_rows(rows, arena, read, size, items, count, why);
    db_finalize(rows);
    return status;
}
