/*
 * Several YAML files, parsed by two threads: a pack is some hundred of them, every command reads
 * them, and parsing is most of what that takes.
 */
#ifndef TEXT_YAML_FILES_H
#define TEXT_YAML_FILES_H

#include "text/yaml.h"

/* Takes the tree of the file number @index. */
typedef enum status yaml_taker(void *context, size_t index, struct yaml_node *root,
                               struct failure *why);

/*
 * Gives the tree of each file to @take, in order and on the calling thread; ends with the first
 * file that cannot be read (yaml_load()) or that @take refuses. The trees live in @arena.
 */
MUST_CHECK enum status yaml_files(struct arena *arena, const char *const *paths, size_t count,
                                  yaml_taker *take, void *context, struct failure *why);

#endif
