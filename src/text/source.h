/*
 * Where bytes come from: a file, standard input, memory or a function, always delivered as UTF-8.
 *
 * The encoding is taken from the byte order mark, else from an XML declaration, else UTF-8; UTF-16,
 * ISO-8859-1, Windows-1252 and whatever else iconv(3) knows are converted while reading. Bytes that
 * are not valid in a declared encoding are a failure (STATUS_INPUT) that names the offset. UTF-8
 * input is passed on unchecked: the XML and CSV readers check it and name the line.
 */
#ifndef TEXT_SOURCE_H
#define TEXT_SOURCE_H

#include "base/buf.h"
#include "base/status.h"

struct source;

/* Opens the file at @path, or standard input for "-". @name in messages is the path. */
MUST_CHECK enum status source_open(const char *path, struct source **source, struct failure *why);

/* Reads from @bytes, which must outlive the source. @name is for messages. */
MUST_CHECK enum status source_open_memory(const char *name, struct str bytes,
                                          struct source **source, struct failure *why);

/*
 * The encoding to take when neither a byte order mark nor an XML declaration says one; a name that
 * iconv(3) knows. To be called before anything is read.
 */
void source_assume(struct source *source, const char *encoding);

/* Gives up to @room bytes to @to; *@got is 0 only at the end. */
typedef enum status source_function(void *context, char *to, size_t room, size_t *got,
                                    struct failure *why);

/* Reads what @read gives. @name is for messages. */
MUST_CHECK enum status source_open_function(const char *name, source_function *read, void *context,
                                            struct source **source, struct failure *why);

/* Accepts NULL. */
void source_close(struct source *source);

/* The first bytes, up to 64 KiB or the end, without consuming them; to recognise a format. */
MUST_CHECK enum status source_peek(struct source *source, struct str *head, struct failure *why);

/* Up to @room bytes to @to; *@got is 0 only at the end. */
MUST_CHECK enum status source_read(struct source *source, char *to, size_t room, size_t *got,
                                   struct failure *why);

/*
 * Appends all that is left to @out. STATUS_LIMIT, with @mend as the last sentence, when that does
 * not fit its ceiling.
 */
MUST_CHECK enum status source_read_all(struct source *source, const char *mend, struct buf *out,
                                       struct failure *why);

/* Goes back to the beginning. False, and nothing changes, when that cannot be done: a pipe. */
bool source_rewind(struct source *source);

const char *source_name(const struct source *source);

/* Bytes of the file consumed so far and its size (0 when unknown); for the progress bar. */
unsigned long long source_position(const struct source *source);
unsigned long long source_size(const struct source *source);

#endif
