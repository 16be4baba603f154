/*
 * How our own exports name the records in them, so that they come back to the same ones:
 * KIND/IDENTIFIER@PACK, as the UID of a calendar or, in XML, as an attribute `record` of our
 * namespace. Two more attributes of it say what a file has: `fields`, on the root, "public" or
 * "all"; and `said`, on an element that no field holds, because a lens said it.
 */
#ifndef MODEL_OWN_H
#define MODEL_OWN_H

#include "base/buf.h"
#include "model/pack.h"

#define OWN_SPACE "urn:crosscut:export"
#define OWN_PREFIX "crosscut"

struct own_name {
    const struct kind *kind;
    struct str identifier; /* points into the text that was read */
};

/* False when @text is no name of that form, or of another pack. */
bool own_name_read(const struct pack *pack, struct str text, struct own_name *name);

void own_name_print(const struct pack *pack, const struct kind *kind, struct str identifier,
                    struct buf *out);

#endif
