#include "model/own.h"

bool own_name_read(const struct pack *pack, struct str text, struct own_name *name)
{
    const size_t owner = strlen(pack->name);
    struct str rest = text, kind;
    if (text.length < owner + 1 || text.at[text.length - owner - 1] != '@' ||
        memcmp(text.at + text.length - owner, pack->name, owner) != 0) {
        return false;
    }
    rest.length -= owner + 1;
    if (!str_split(&rest, '/', &kind) || !rest.at || rest.length == 0) {
        return false;
    }
    *name = (struct own_name){pack_kind(pack, kind), rest};
    return name->kind != NULL;
}

void own_name_print(const struct pack *pack, const struct kind *kind, struct str identifier,
                    struct buf *out)
{
    buf_printf(out, "%s/%.*s@%s", kind->name, STR_ARGS(identifier), pack->name);
}
