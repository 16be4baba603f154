/* What our own exports say of themselves: see model/own.h. */
#include "model/own.h"
#include "read/tree_side.h"

struct str own_attribute(const struct xml_node *node, const char *name)
{
    for (const struct xml_attribute *a = node->attributes; a; a = a->next) {
        if (a->space && strcmp(a->space, OWN_SPACE) == 0 && strcmp(a->name, name) == 0) {
            return a->value;
        }
    }
    return (struct str){NULL, 0};
}

enum status own_take(struct work *work, struct read_item *item, struct str *identifier, bool *fine)
{
    struct own_name name;
    item->ours = work->reader->tree.ours != NOT_OURS;
    *fine = true;
    if (!own_name_read(work->reader->set->pack, *identifier, &name)) {
        return STATUS_OK;
    }
    item->ours = true;
    *identifier = name.identifier;
    *fine = name.kind == item->kind;
    const struct finding finding = {
        .rule = RULE_OTHER_KIND, .value = str_of(name.kind->name), .line = item->line};
    return *fine ? STATUS_OK
                 : report(&work->making, &finding,
                          "This is a record of this register, of the kind %s, which the format "
                          "\"%s\" does not read. Export such records as CSV or JSON Lines to have "
                          "them back.",
                          name.kind->name, work->format->name);
}

void own_say(const struct work *work, struct read_item *item)
{
    const struct kind *kind = item->kind;
    for (size_t i = 0; i < kind->field_count; i++) {
        const enum says says = work->mapping->says[i];
        const bool hidden = work->reader->tree.ours == OURS_PUBLIC &&
                            kind->fields[i].access != ACCESS_PUBLIC &&
                            !work->making.record->values[i];
        item->says[i] = (says == SAYS_VALUE || (says == SAYS_CONSTANT && !item->ours)) && !hidden;
    }
}
