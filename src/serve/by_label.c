#include "serve/by_label.h"

#include "base/utf8.h"
#include "serve/page.h"

#include <stdlib.h>

#define LABEL_BYTES 4096

struct labelled {
    struct str folded;
    const struct code *code;
};

static int by_folded(const void *a, const void *b)
{
    const struct labelled *x = a, *y = b;
    const int order = str_compare(x->folded, y->folded);
    return order != 0 ? order : x->code->order < y->code->order ? -1 : 1;
}

/* The label of every code in the language, folded. */
static enum status fold_labels(struct visit *visit, const struct codelist *list,
                               const char *language, struct labelled *labelled)
{
    struct buf folded;
    buf_init(&folded, LABEL_BYTES);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < list->count && status == STATUS_OK; i++) {
        const struct code *code = &list->codes[i];
        buf_clear(&folded);
        utf8_fold(str_of(label_in(&code->label, language, code->code)), &folded);
        labelled[i] = (struct labelled){arena_str(visit->arena, buf_view(&folded)), code};
        status =
            labelled[i].folded.at ? buf_status(&folded, &visit->why) : fail_memory(&visit->why);
    }
    buf_release(&folded);
    return status;
}

enum status codes_by_label(struct visit *visit, const struct codelist *list,
                           const struct code ***codes)
{
    struct labelled *labelled = arena_array(visit->arena, list->count + 1, sizeof *labelled);
    bool in_order = true;
    *codes = arena_array(visit->arena, list->count + 1, sizeof **codes);
    if (!labelled || !*codes) {
        return fail_memory(&visit->why);
    }
    TRY(fold_labels(visit, list, "en", labelled));
    for (size_t i = 1; i < list->count; i++) {
        in_order = in_order && by_folded(&labelled[i - 1], &labelled[i]) < 0;
    }
    if (in_order && list->count > 0) {
        TRY(fold_labels(visit, list, visit->language, labelled));
        qsort(labelled, list->count, sizeof *labelled, by_folded);
    }
    for (size_t i = 0; i < list->count; i++) {
        (*codes)[i] = labelled[i].code;
    }
    return STATUS_OK;
}
