/*
 * Reading ZIP archives from strangers (APPNOTE.TXT 6.3; inflating is libzip's work).
 *
 * The directory of the archive is checked here before libzip sees it, and what libzip makes of it
 * is compared with it. Refused, each with words: more than 10,000 entries, encrypted entries,
 * methods other than stored and deflated, a name that stands twice or leads out of the archive
 * (`../`, an absolute path), symbolic links, entries that overlap one another or the directory,
 * archives in several parts. While inflating: an entry that gives more than 100 bytes for each of
 * its own (once 100 KB came out), bytes that do not have the length or the checksum that the
 * directory says, and more than 512 MB in all. (design/quality.md I5.)
 *
 * Nothing is ever written to disk.
 */
#ifndef TEXT_ZIP_H
#define TEXT_ZIP_H

#include "base/buf.h"
#include "base/status.h"

#define UNZIP_FILE_MAX ((size_t)256 * 1024 * 1024) /* bytes of an archive read from a file */

struct unzip;

struct unzip_entry {
    const char *name;                /* UTF-8 as it stands in the archive: "word/document.xml" */
    unsigned long long size, packed; /* bytes, as the directory says */
    unsigned long long index;        /* place in the directory */
};

/* Opens the archive in @bytes, which must outlive it. @name is for messages. */
MUST_CHECK enum status unzip_open(const char *name, struct str bytes, struct unzip **zip,
                                  struct failure *why);

/* Opens the file at @path, which is read into memory. */
MUST_CHECK enum status unzip_open_file(const char *path, struct unzip **zip, struct failure *why);

/* Accepts NULL. */
void unzip_close(struct unzip *zip);

size_t unzip_count(const struct unzip *zip);
const struct unzip_entry *unzip_at(const struct unzip *zip, size_t index);

/* The entry of exactly that name, or NULL. */
const struct unzip_entry *unzip_find(const struct unzip *zip, const char *name);

/* Appends the inflated bytes of the entry to @out, whose own ceiling holds too. */
MUST_CHECK enum status unzip_read(struct unzip *zip, const struct unzip_entry *entry,
                                  struct buf *out, struct failure *why);

#endif
