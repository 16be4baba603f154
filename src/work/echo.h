/*
 * What our own export of a record, in the form in which another version of it has just come, would
 * say: the export is made and read back. A value that comes as the export has it says nothing new,
 * although the register may know it better (decision 20).
 */
#ifndef WORK_ECHO_H
#define WORK_ECHO_H

#include "work/export.h"

struct echo {
    const struct workspace *work;
    struct arena arena; /* the exports of the pack */
    struct export_set exports;
    bool loaded;
    struct arena at_hand; /* what belongs to the format at hand */
    const char *format;
    const struct format_set *reading; /* NULL: nothing echoes in that format */
    const char *type;                 /* of the format: what carries its records */
    struct export_options options;    /* of .exporter */
    struct exporter *exporter;        /* kept from record to record; or NULL */
};

void echo_init(struct echo *echo, const struct workspace *work);
void echo_release(struct echo *echo);

struct echo_asked {
    const char *format;
    const struct record *record; /* as the store has it */
    bool ours;                   /* what has come calls itself an export of ours */
    bool unchecked;              /* the export with what the standard has no place for */
};

/*
 * *@record, in @arena, is the record as it comes back, and *@bytes what it was read from; NULL and
 * empty where the pack has no export that the format reads.
 */
MUST_CHECK enum status echo_of(struct echo *echo, struct arena *arena,
                               const struct echo_asked *asked, struct record **record,
                               struct str *bytes, struct failure *why);

#endif
