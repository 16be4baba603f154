/*
 * Reading ZIP archives from strangers (APPNOTE.TXT 6.3.10; inflating is libzip's work): the
 * directory is checked as a whole before libzip sees it, what libzip makes of it is compared with
 * it, entries are inflated piece by piece and counted, and nothing is ever written to disk.
 *
 * Limits (design/quality.md I5): 256 MiB packed, 10,000 entries, 512 MB inflated from one archive,
 * 100 bytes out for each byte in once an entry has given 100 KB. Refused, each with words, are
 * archives of several parts and directories that contradict themselves, the headers of the entries
 * or their bytes (length and checksum); entries that are encrypted, packed by a method other than
 * stored and deflated, stand twice, overlap, are symbolic links or have a name that leads out.
 */
#ifndef TEXT_ARCHIVE_H
#define TEXT_ARCHIVE_H

#include "base/status.h"
#include "text/source.h"

struct archive;

/* Reads all of @source, which stays the caller's. */
MUST_CHECK enum status archive_open(struct source *source, struct archive **archive,
                                    struct failure *why);

/* Accepts NULL. */
void archive_close(struct archive *archive);

/* How many entries there are, and the name of one of them, in the order of the directory. */
size_t archive_count(const struct archive *archive);
const char *archive_name(const struct archive *archive, size_t index);

/* True when there is an entry of that name, whatever its case (as in Office documents). */
bool archive_has(const struct archive *archive, const char *name);

/*
 * The entry's bytes as a source, named "FILE: ENTRY" and to be closed before the archive. Its
 * length and checksum are known to be right only once it has been read to the end. STATUS_INPUT
 * when there is no such entry. One entry may be open at a time.
 */
MUST_CHECK enum status archive_entry(struct archive *archive, const char *name,
                                     struct source **source, struct failure *why);

/*
 * Writes a new archive at @path, over what was there: the files @names below the folder @dir, in
 * that order, deflated, under these names. The same files give the same bytes: no time is kept.
 */
MUST_CHECK enum status archive_pack(const char *path, const char *dir, const char *const *names,
                                    size_t count, struct failure *why);

#endif
