/*
 * Reading ZIP archives that may be hostile (APPNOTE.TXT 6.3.10): the directory is checked as a
 * whole before anything is read, entries are inflated piece by piece and counted, and nothing is
 * ever written to disk.
 *
 * Limits (design/quality.md I5): 256 MiB packed, 10,000 entries, 512 MiB inflated from one archive,
 * 100 bytes out for each byte in once an entry has given 100 KiB. Refused are entries that are
 * encrypted, stand twice, overlap, are links or lead out of the archive, ZIP64, archives of several
 * parts, and headers that contradict the directory.
 */
#ifndef TEXT_ARCHIVE_H
#define TEXT_ARCHIVE_H

#include "base/status.h"
#include "text/source.h"

struct archive;

/* Reads all of @source, which stays the caller's. */
MUST_CHECK enum status archive_open(struct source *source, struct archive **archive,
                                    struct failure *why);
void archive_close(struct archive *archive);

/* True when there is an entry of that name, whatever its case (as in Office documents). */
bool archive_has(const struct archive *archive, const char *name);

/*
 * The entry's bytes as a source, to be closed before the archive. STATUS_INPUT when there is no
 * such entry. One entry may be open at a time.
 */
MUST_CHECK enum status archive_entry(struct archive *archive, const char *name,
                                     struct source **source, struct failure *why);

#endif
