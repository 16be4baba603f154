/*
 * Records that stand inside a record, such as the results of an activity: read_parts(). They are
 * read from the tree of the record around them, from which they may take values too, and have their
 * own bytes for their originals.
 */
#include "read/tree_side.h"

/* What reading the parts of one record by one format needs to pass around. */
struct parting {
    struct reader *reader;
    const struct format *format;
    struct arena *arena;
    struct read_item *whole;
    const struct tree_piece *piece;
    const struct xml_node *top; /* the tree of the whole, once it is there */
    struct str identifier;      /* of the whole; empty: it has none, or is refused */
    struct failure *why;
};

static const struct xml_node *next_like(const struct parting *p, const struct xml_node *node)
{
    while (node && (strcmp(node->name, p->format->xml->record) != 0 || !same_space(node, p->top))) {
        node = node->next;
    }
    return node;
}

static enum status refuse_part(struct parting *p, struct read_item *item)
{
    struct making making = reader_making(p->reader, p->arena, item, p->why);
    const struct finding finding = {.rule = RULE_WHOLE_REFUSED, .line = item->line};
    return report(&making, &finding,
                  "The %s stands in this %s, which is refused, and is refused with it. Correct the "
                  "%s.",
                  item->kind->name, p->whole->kind->name, p->whole->kind->name);
}

/* "PARENT/result-2", and the link to the whole. */
static enum status name_part(struct parting *p, struct work *work, size_t number, bool *fine)
{
    struct raw_value identifier = {.line = work->record->line, .shared = true};
    struct raw_value link = identifier;
    const char *kind = p->whole->kind->name;
    const char *text = arena_printf(p->arena, "%.*s/%s-%zu", STR_ARGS(p->identifier),
                                    p->format->xml->record, number);
    const char *target = arena_printf(p->arena, "%s:%.*s", kind, STR_ARGS(p->identifier));
    if (!text || !target) {
        return fail_memory(p->why);
    }
    identifier.text = str_of(text);
    link.text = str_of(target);
    TRY(make_identifier(&work->making, &identifier, fine));
    return *fine ? make_value(&work->making, p->format->link, &link) : STATUS_OK;
}

static enum status read_part(struct parting *p, const struct xml_node *node, size_t number,
                             struct read_item *item)
{
    struct work work = {.making = reader_making(p->reader, p->arena, item, p->why),
                        .reader = p->reader,
                        .format = p->format,
                        .mapping = p->format->xml,
                        .record = node};
    bool fine = false;
    TRY(reader_record(&work.making, item));
    TRY(name_part(p, &work, number, &fine));
    if (!fine) {
        return STATUS_OK;
    }
    TRY(tree_walk(&work));
    item->ours = p->whole->ours;
    own_say(&work, item);
    reader_says(item, p->format->link);
    TRY(finish_record(&work.making, item->line, &fine));
    if (fine) {
        item->record = work.making.record;
        item->type = ITEM_RECORD;
    }
    return STATUS_OK;
}

/* ---- all of one format ---- */

/* Room for @count more items at the end of the whole's parts; they are not counted yet. */
static struct read_item *make_room(struct parting *p, size_t count)
{
    struct read_item *whole = p->whole;
    struct read_item *items = arena_array(p->arena, whole->part_count + count, sizeof *items);
    if (!items) {
        return NULL;
    }
    if (whole->part_count > 0) {
        memcpy(items, whole->parts, whole->part_count * sizeof *items);
    }
    whole->parts = items;
    return items + whole->part_count;
}

/* True, with all of them in @items, when every one is known; of a known record they mostly are. */
static bool are_known(struct parting *p, const struct xml_spans *spans, struct read_item *items)
{
    for (size_t i = 0; i < spans->count; i++) {
        items[i] = (struct read_item){.type = ITEM_REJECTED,
                                      .kind = p->format->kind,
                                      .bytes = spans->items[i],
                                      .line = p->piece->line,
                                      .part = true};
        if (!reader_identify_part(p->reader, p->format, p->whole, i + 1, &items[i])) {
            return false;
        }
    }
    p->whole->part_count += spans->count;
    return true;
}

static enum status read_nodes(struct parting *p, const struct xml_spans *spans,
                              struct read_item *items)
{
    const struct xml_node *node = next_like(p, p->top->children);
    for (size_t i = 0; i < spans->count && node; i++, node = next_like(p, node->next)) {
        struct read_item *item = &items[i];
        *item = (struct read_item){.type = ITEM_REJECTED,
                                   .kind = p->format->kind,
                                   .bytes = spans->items[i],
                                   .line = node->line,
                                   .part = true};
        p->whole->part_count++;
        if (p->identifier.length == 0) {
            TRY(refuse_part(p, item));
        } else if (!reader_identify_part(p->reader, p->format, p->whole, i + 1, item)) {
            TRY(read_part(p, node, i + 1, item));
        }
    }
    return STATUS_OK;
}

/* The tree of a whole that is known, and so was not parsed, and its identifier. */
static enum status parse_whole(struct parting *p, struct work *whole)
{
    struct tree tree = {0};
    struct failure words = {.status = STATUS_OK};
    const enum status status = tree_parse(whole, p->piece, &tree, &words);
    if (status == STATUS_NOMEM) {
        *p->why = words;
        return status;
    }
    p->top = status == STATUS_OK ? tree.top : NULL;
    return p->top ? path_list_value(p->arena, &whole->mapping->identifier, p->top, &p->identifier,
                                    p->why)
                  : STATUS_OK;
}

static enum status read_format(struct parting *p, struct work *whole)
{
    struct xml_spans spans;
    TRY(xml_inner(p->arena, p->piece->bytes, p->format->xml->record, &spans, p->why));
    struct read_item *items = spans.count > 0 ? make_room(p, spans.count) : NULL;
    if (spans.count > 0 && !items) {
        return fail_memory(p->why);
    }
    if (spans.count == 0 || (p->whole->type == ITEM_KNOWN && are_known(p, &spans, items))) {
        return STATUS_OK;
    }
    if (!p->top && p->whole->type == ITEM_KNOWN) {
        TRY(parse_whole(p, whole));
    }
    return p->top ? read_nodes(p, &spans, items) : STATUS_OK;
}

enum status read_parts(struct work *whole, const struct tree_piece *piece, struct read_item *item)
{
    struct parting p = {.reader = whole->reader,
                        .arena = whole->making.arena,
                        .whole = item,
                        .piece = piece,
                        .top = whole->record,
                        .identifier = item->record ? item->record->identifier : (struct str){0},
                        .why = whole->making.why};
    item->forms = &whole->format->parts->form;
    for (p.format = whole->format->parts; p.format; p.format = p.format->next) {
        TRY(read_format(&p, whole));
    }
    return STATUS_OK;
}
