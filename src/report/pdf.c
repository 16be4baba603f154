/*
 * PDF by WeasyPrint, a program of its own: it reads the report from a temporary file and writes to
 * a pipe, with no network, no other file to write and limits on time and memory.
 */
#include "report/report.h"

#include "base/date.h"
#include "document/child.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PROGRAM "weasyprint"
#define SECONDS 300
#define MEMORY ((unsigned long long)2 * 1024 * 1024 * 1024)
#define FILES ((unsigned long long)64 * 1024 * 1024)
#define PATH_BYTES 4096

static enum status write_file(struct str html, char path[PATH_BYTES], struct failure *why)
{
    const char *dir = getenv("TMPDIR");
    dir = dir && *dir ? dir : "/tmp";
    const int length = snprintf(path, PATH_BYTES, "%s/crosscut-XXXXXX", dir);
    const int file = length > 0 && length < PATH_BYTES ? mkstemp(path) : -1;
    if (file < 0) {
        return fail(why, STATUS_IO,
                    "%s: a temporary file cannot be made: %s. Set TMPDIR to a folder that can be "
                    "written.",
                    dir, strerror(errno));
    }
    size_t done = 0;
    while (done < html.length) {
        const ssize_t written = write(file, html.at + done, html.length - done);
        if (written < 0 && errno != EINTR) {
            break;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    const bool whole = close(file) == 0 && done == html.length;
    if (!whole) {
        (void)unlink(path);
        return fail(why, STATUS_IO, "%s: cannot be written: %s. Make room in TMPDIR.", path,
                    strerror(errno));
    }
    return STATUS_OK;
}

static enum status judge(const struct child_result *result, struct failure *why)
{
    switch (result->end) {
    case CHILD_MISSING:
        return fail(why, STATUS_NOT_FOUND,
                    "PDF is made by WeasyPrint, which is not installed. Install it (apt install "
                    "weasyprint), or write to FILE.html and print that.");
    case CHILD_SLOW:
        return fail(why, STATUS_LIMIT,
                    "WeasyPrint needed more than %d s. Ask for a shorter report, "
                    "or write to FILE.html and print that.",
                    SECONDS);
    case CHILD_LOUD:
        return fail(why, STATUS_LIMIT, "The PDF is too large. Ask for a shorter report.");
    case CHILD_KILLED:
        return fail(why, STATUS_FAILED, "WeasyPrint was stopped by signal %d.", result->code);
    case CHILD_EXITED:
        break;
    }
    return result->code == 0
               ? STATUS_OK
               : fail(why, STATUS_FAILED,
                      "WeasyPrint ended with %d. Try \"weasyprint FILE.html FILE.pdf\" on the HTML "
                      "to see why.",
                      result->code);
}

/* Seconds since 1970 of the data's day: what the file gives as its own time. */
static long long epoch_of(const char *data_time)
{
    struct date date;
    if (!date_parse(str_of(data_time), &date) || date.day == 0) {
        return 0;
    }
    return (long long)(date_days(date) - date_days((struct date){1970, 1, 1})) * 86400;
}

enum status report_pdf(struct str html, const char *data_time, struct buf *out, struct failure *why)
{
    char path[PATH_BYTES], epoch[64];
    struct child_result result;
    (void)snprintf(epoch, sizeof epoch, "SOURCE_DATE_EPOCH=%lld", epoch_of(data_time));
    const char *const words[] = {
        PROGRAM, "--encoding", "utf-8", "--media-type", "print", "--pdf-variant", "pdf/ua-1",
        path,    "-",          NULL};
    const struct child_limits limits = {
        .seconds = SECONDS,
        .memory_bytes = MEMORY,
        .file_bytes = FILES, /* its fonts, in a folder that it makes and removes */
        .without_network = true,
        .variable = epoch};
    TRY(write_file(html, path, why));
    enum status status = child_run(words, &limits, out, &result, why);
    (void)unlink(path);
    status = status == STATUS_OK ? judge(&result, why) : status;
    if (status == STATUS_OK && !str_starts(buf_view(out), "%PDF-")) {
        status = fail(why, STATUS_FAILED,
                      "WeasyPrint wrote no PDF. Update it to version 57 or "
                      "later.");
    }
    return status;
}

size_t report_pdf_pages(struct str pdf)
{
    static const char word[] = "/Type /Page";
    const size_t length = sizeof word - 1;
    size_t pages = 0;
    for (size_t i = 0; i + length < pdf.length; i++) {
        const bool here = pdf.at[i] == '/' && memcmp(pdf.at + i, word, length) == 0;
        pages += here && pdf.at[i + length] != 's';
    }
    return pages;
}
