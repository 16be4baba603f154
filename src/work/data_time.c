#include "work/data_time.h"

enum status work_data_time(struct store *store, struct arena *arena, struct str *when,
                           struct failure *why)
{
    struct import_info *imports = NULL;
    size_t count = 0;
    *when = (struct str){"", 0};
    TRY(store_imports(store, arena, &imports, &count, why));
    for (size_t i = 0; i < count; i++) {
        if (str_compare(imports[i].finished, *when) > 0) {
            *when = imports[i].finished;
        }
    }
    return STATUS_OK;
}
