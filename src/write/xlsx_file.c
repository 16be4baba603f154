#include "write/xlsx_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum status xlsx_file_make(char dir[XLSX_DIR], char path[XLSX_PATH], struct failure *why)
{
    const char *variable = getenv("TMPDIR");
    const int length = snprintf(dir, XLSX_DIR, "%s", variable && *variable ? variable : "/tmp");
    const int written = snprintf(path, XLSX_PATH, "%s/crosscut-XXXXXX", dir);
    const int file = length < XLSX_DIR && written > 0 ? mkstemp(path) : -1;
    if (file < 0) {
        path[0] = '\0';
        return fail(why, STATUS_IO,
                    "%s: a temporary file cannot be made: %s. Set TMPDIR to a folder that can be "
                    "written.",
                    dir, strerror(errno));
    }
    (void)close(file);
    return STATUS_OK;
}

enum status xlsx_file_read(const char *path, struct buf *out, struct failure *why)
{
    FILE *file = fopen(path, "rb");
    size_t read = 0;
    char *room = NULL;
    while (file && (room = buf_reserve(out, 65536)) && (read = fread(room, 1, 65536, file)) > 0) {
        out->length += read;
    }
    const bool bad = !file || ferror(file);
    if (file) {
        (void)fclose(file);
    }
    return bad ? fail(why, STATUS_IO, "%s: the workbook cannot be read back.", path)
               : buf_status(out, why);
}
