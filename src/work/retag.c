#include "work/retag.h"

#include "work/stored_tags.h"

void retag_init(struct retag *retag, const struct lens_set *lenses)
{
    *retag = (struct retag){.lenses = lenses};
    buf_init(&retag->evidence, (size_t)1024 * 1024);
}

void retag_release(struct retag *retag)
{
    lens_run_close(retag->run);
    buf_release(&retag->evidence);
}

enum status retag_record(struct retag *retag, struct store *store, struct arena *arena,
                         const struct record *record, struct failure *why)
{
    const struct lens_question question = {0};
    struct tag *tags = NULL;
    struct stored_tag *stored = NULL;
    size_t count = 0;
    bool changed = false;
    if (!retag->run) {
        TRY(lens_run_open(retag->lenses, &retag->run, why));
    }
    TRY(lens_classify(retag->run, record, &question, arena, &tags, &count, why));
    TRY(stored_tags_make(arena, &retag->evidence, tags, count, &stored, why));
    return store_put_tags(store, record->id, lens_set_names(retag->lenses), stored, count, &changed,
                          why);
}
