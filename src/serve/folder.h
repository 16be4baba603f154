/*
 * A folder of files that this program writes and owns: what has not changed is not touched, what is
 * no longer there is removed, and nothing else in it is ever removed or written over.
 *
 * The list of its files, with a digest of each, is crosscut-files.txt. While files are written, the
 * names of those that change are first noted in crosscut-files.part, and each is written under
 * another name and then renamed: a run that is cut off leaves whole files, and the next one knows
 * them all.
 */
#ifndef SERVE_FOLDER_H
#define SERVE_FOLDER_H

#include "base/buf.h"

#define FOLDER_LIST "crosscut-files.txt"

struct folder;

struct folder_counts {
    unsigned long long written, unchanged, removed, bytes; /* bytes: of what was written */
    unsigned long long foreign; /* not written: a file of somebody else stands there */
};

/*
 * Opens @path, made when it is not there. STATUS_CONFLICT when it holds anything and no list of
 * ours, STATUS_BUSY while another run writes it. With @dry nothing is made or written.
 */
MUST_CHECK enum status folder_open(const char *path, bool dry, struct folder **folder,
                                   struct failure *why);
void folder_close(struct folder *folder); /* accepts NULL */

/* Keeps @bytes as the file @path ("en/index.html"). May be called by several threads at once.
 * STATUS_FAILED when this run has kept another file under that name. Where a file stands that is
 * not in the list it is left as it is, and counted: folder_changes() names it. */
MUST_CHECK enum status folder_put(struct folder *folder, const char *path, struct str bytes,
                                  struct failure *why);

/* The same in pieces. */
struct folder_stream;
MUST_CHECK enum status folder_stream_begin(struct folder *folder, const char *path,
                                           struct folder_stream **stream, struct failure *why);
MUST_CHECK enum status folder_stream_add(struct folder_stream *stream, struct str bytes,
                                         struct failure *why);
/* Ends it and frees it; with @keep false the file stays as it was. */
MUST_CHECK enum status folder_stream_end(struct folder_stream *stream, bool keep,
                                         struct failure *why);

/* Removes what was not kept in this run, and writes the list. */
MUST_CHECK enum status folder_finish(struct folder *folder, struct folder_counts *counts,
                                     struct failure *why);

/* What this run did with each file, in order of their names: '+' new, '*' changed, '-' removed,
 * '!' left, as somebody else's. */
void folder_changes(const struct folder *folder,
                    void (*each)(void *context, char change, const char *path), void *context);

/* ---- looking at it ---- */

/* The files of the list, in order of their names. STATUS_NOT_FOUND when there is no list. */
struct folder_file {
    const char *path;
    unsigned long long size;
    unsigned char digest[16];
};
MUST_CHECK enum status folder_files(const struct folder *folder, struct arena *arena,
                                    struct folder_file **files, size_t *count, struct failure *why);

/* Reads a file of it, at most 1 GiB, to @out, and makes its digest. */
MUST_CHECK enum status folder_read(const struct folder *folder, const char *path, struct buf *out,
                                   unsigned char digest[16], struct failure *why);

/* The digest alone, of a file of any size. */
MUST_CHECK enum status folder_digest(const struct folder *folder, const char *path,
                                     unsigned char digest[16], struct failure *why);

#endif
