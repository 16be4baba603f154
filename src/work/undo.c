#include "work/undo.h"

#include "work/retag.h"

#define LIST_LIMIT ((size_t)512 * 1024 * 1024)
#define RECORD_LIMIT ((size_t)256 * 1024 * 1024)

static void count(struct undo_counts *counts, enum undo_fate fate)
{
    counts->removed += fate == UNDO_REMOVE;
    counts->restored += fate == UNDO_RESTORE;
    counts->kept += fate == UNDO_KEEP;
}

enum status undo_look(struct store *store, struct arena *arena, long long import,
                      struct undo_counts *counts, struct failure *why)
{
    struct undo_item *items = NULL;
    size_t item_count = 0;
    *counts = (struct undo_counts){0};
    TRY(store_undo_list(store, arena, import, &items, &item_count, why));
    for (size_t i = 0; i < item_count; i++) {
        count(counts, items[i].fate);
    }
    return STATUS_OK;
}

static enum status undo_one(struct store *store, struct retag *retag, struct arena *arena,
                            const struct undo_item *item, const struct change *change,
                            struct failure *why)
{
    struct record *record = NULL;
    TRY(store_undo(store, arena, item, change, &record, why));
    return record ? retag_record(retag, store, arena, record, why) : STATUS_OK;
}

/* The change with a note that names the import, where it has none of its own. */
static enum status name_change(struct arena *arena, long long import, const struct change *change,
                               struct change *named, struct failure *why)
{
    *named = *change;
    if (named->note.length == 0) {
        named->note = str_of(arena_printf(arena, "Import %lld was taken back.", import));
    }
    return named->note.at ? STATUS_OK : fail_memory(why);
}

enum status undo_import(struct store *store, const struct lens_set *lenses, long long import,
                        const struct change *change, struct undo_counts *counts,
                        struct failure *why)
{
    struct undo_item *items = NULL;
    struct arena all, one;
    struct retag retag;
    struct change named;
    size_t item_count = 0;
    *counts = (struct undo_counts){0};
    arena_init(&all, LIST_LIMIT);
    arena_init(&one, RECORD_LIMIT);
    retag_init(&retag, lenses);
    enum status status = store_undo_list(store, &all, import, &items, &item_count, why);
    status = status == STATUS_OK ? name_change(&all, import, change, &named, why) : status;
    for (size_t i = 0; i < item_count && status == STATUS_OK; i++) {
        status = undo_one(store, &retag, &one, &items[i], &named, why);
        count(counts, items[i].fate);
        arena_clear(&one);
    }
    retag_release(&retag);
    arena_release(&one);
    arena_release(&all);
    return status == STATUS_OK ? store_undo_done(store, import, change->at, why) : status;
}
