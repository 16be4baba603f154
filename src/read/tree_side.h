/* What reading records from trees, and records inside of them, share. Private to this room. */
#ifndef READ_TREE_SIDE_H
#define READ_TREE_SIDE_H

#include "read/rules_apply.h"

/* Parses a piece for the format of the file. As the carrier's parse(); *@words says why it fails.
 */
MUST_CHECK enum status tree_parse(struct work *work, const struct tree_piece *piece,
                                  struct tree *tree, struct failure *words);

/* Gives work->making.record the values of work->record by work->mapping; tells of what no field
 * holds. */
MUST_CHECK enum status tree_walk(struct work *work);

/* An attribute of the namespace of our own exports (model/own.h); .at is NULL when there is none. */
struct str own_attribute(const struct xml_node *node, const char *name);

/*
 * Whether the record is one that an export of ours names, in @identifier; then @identifier becomes
 * what it is called here. False in *@fine, and told, when it is of a kind that the format does not
 * read.
 */
MUST_CHECK enum status own_take(struct work *work, struct read_item *item, struct str *identifier,
                                bool *fine);

/* Notes which fields the record's file has places for. */
void own_say(const struct work *work, struct read_item *item);

/*
 * Reads what stands inside the record @whole as records of their own, by the formats that are part
 * of the file's: item->parts. @whole has been read (or is known, or refused, and then so are its
 * parts).
 */
MUST_CHECK enum status read_parts(struct work *whole, const struct tree_piece *piece,
                                  struct read_item *item);

#endif
