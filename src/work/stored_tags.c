#include "work/stored_tags.h"

enum status stored_tags_make(struct arena *arena, struct buf *scratch, const struct tag *tags,
                             size_t count, struct stored_tag **stored, struct failure *why)
{
    *stored = arena_array(arena, count, sizeof **stored);
    if (!*stored) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        buf_clear(scratch);
        evidence_print(&tags[i], scratch);
        TRY(buf_status(scratch, why));
        struct str evidence = arena_str(arena, buf_view(scratch));
        if (!evidence.at) {
            return fail_memory(why);
        }
        (*stored)[i] = (struct stored_tag){tags[i].lens->name, tags[i].lens->version, tags[i].theme,
                                           weight_name(tags[i].weight), evidence};
    }
    return STATUS_OK;
}
