/* The temporary file that a workbook is written to; private to xlsx.c. */
#ifndef WRITE_XLSX_FILE_H
#define WRITE_XLSX_FILE_H

#include "base/buf.h"
#include "base/status.h"

#define XLSX_DIR 4000
#define XLSX_PATH 4096

/* Makes an empty file at @path in TMPDIR (else /tmp), which is @dir; @path is "" when it fails. */
MUST_CHECK enum status xlsx_file_make(char dir[XLSX_DIR], char path[XLSX_PATH],
                                      struct failure *why);

/* Appends what is in it. */
MUST_CHECK enum status xlsx_file_read(const char *path, struct buf *out, struct failure *why);

#endif
