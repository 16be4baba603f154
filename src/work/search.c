#include "work/search.h"

static void close_store(struct workspace *work)
{
    store_close(work->store);
    work->store = NULL;
}

static enum status update(struct workspace *work, const struct search_options *options,
                          struct failure *why)
{
    unsigned long long bytes = 0;
    close_store(work);
    TRY(workspace_open_store(work, STORE_WRITE, why));
    if (options->reindex) {
        TRY(fulltext_forget(work->store, why));
    }
    return find_index_update(work->store, &bytes, why);
}

enum status work_search_open(struct workspace *work, const struct search_options *options,
                             unsigned long long *behind, struct failure *why)
{
    struct fulltext_state state;
    *behind = 0;
    TRY(workspace_open_store(work, STORE_READ, why));
    TRY(find_index_look(work->store, &state, why));
    if (state.behind == 0 && state.fits && !options->reindex) {
        return STATUS_OK;
    }
    if (options->indexing) {
        options->indexing(options->context, state.behind);
    }
    enum status status = update(work, options, why);
    if (status == STATUS_OK || !state.fits || options->reindex ||
        (status != STATUS_IO && status != STATUS_BUSY)) {
        return status;
    }
    close_store(work);
    TRY(workspace_open_store(work, STORE_READ, why));
    TRY(find_index_look(work->store, &state, why));
    *behind = state.behind;
    return STATUS_OK;
}
