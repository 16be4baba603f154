#include "work/workspace.h"

#define WORKSPACE_LIMIT ((size_t)256 * 1024 * 1024)

enum status workspace_open(struct workspace *work, const char *pack_dir, const char *db,
                           unsigned without, struct failure *why)
{
    *work = (struct workspace){.db = db};
    arena_init(&work->arena, WORKSPACE_LIMIT);
    TRY(pack_load(&work->arena, pack_dir, &work->pack, why));
    TRY(lens_set_load(&work->arena, work->pack, &work->lenses, why));
    if (!(without & WITHOUT_FORMATS)) {
        TRY(format_set_load(&work->arena, work->pack, &work->formats, why));
    }
    if (without & WITHOUT_TABLES) {
        return STATUS_OK;
    }
    TRY(tables_load(&work->arena, work->pack, work->lenses, &work->tables, why));
    return claim_set_load(&work->arena, work->pack, work->tables, &work->claims, why);
}

enum status workspace_open_store(struct workspace *work, enum store_mode mode, struct failure *why)
{
    return store_open(work->db, work->pack, mode, &work->store, why);
}

void workspace_close(struct workspace *work)
{
    store_close(work->store);
    arena_release(&work->arena);
}
