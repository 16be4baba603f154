/* What the tests of carriers share: a format for each, and records of MARC 21. */
#ifndef CARRIERS_FIXTURE_H
#define CARRIERS_FIXTURE_H

#include "test_read_common.h"

static const char *const formats[][2] = {
    {"formats/marc.yaml",
     "format: marc\ntype: marc21\nkind: thing\nidentifier: \"controlfield[@tag=001]\"\nfields:\n"
     "  - {field: title, at: \"datafield[@tag=245]\", take: [\"subfield[@code=a]\", "
     "\"subfield[@code=b]\"], join: \" \"}\n"
     "  - {field: title, at: \"datafield[@tag=880]\", take: \"subfield[@code=a]\"}\n"
     "  - {field: note, at: \"leader[5-8]\"}\n"
     "  - {field: org, at: \"datafield[@tag=700]\", take: \"subfield[@code=a]\", with: {ref: "
     "\"@ind1\", role: \"@ind2\"}}\n"},
    {"formats/ris.yaml",
     "format: ris\ntype: ris\nkind: thing\nidentifier: ID\nfields:\n"
     "  - {field: title, at: TI}\n  - {field: note, at: TY}\n"
     "  - {field: start, at: PY, take: [\"@date\", \".\"]}\n  - {field: org, at: AU}\n"
     "kept: [ER, AB]\n"},
    {"formats/bib.yaml",
     "format: bib\ntype: bibtex\nkind: thing\nidentifier: \"@key\"\nfields:\n"
     "  - {field: title, at: title}\n  - {field: note, at: \"@type\"}\n"
     "  - {field: start, at: \".\", take: [\"{year}-{month}\", year]}\n"
     "  - {field: org, at: author}\n  - {field: label, at: url}\n  - {field: label, at: doi}\n"},
    {"formats/ics.yaml",
     "format: ics\ntype: ics\nkind: thing\nidentifier: uid\nlanguage: \"@language\"\nfields:\n"
     "  - {field: title, at: summary}\n  - {field: note, at: dtend/@last}\n"
     "  - {field: start, at: dtstart}\n  - {field: org, at: organizer, take: [\"@cn\", \".\"], "
     "with: {ref: \".\"}}\n"
     "  - {field: label, at: categories}\n  - {field: label, at: valarm/action}\n"
     "kept: [valarm, dtstamp]\n"},
    {NULL, NULL},
};

/*
 * A record from lines "TAG text", with "$" for the delimiter unless it stands behind ESC: lengths
 * and directory are computed.
 * @encoding is byte 9 of the leader.
 */
static inline void put_marc(struct buf *out, char encoding, const char *lines)
{
    struct buf directory, fields;
    buf_init(&directory, 100000);
    buf_init(&fields, 200000);
    for (struct str rest = str_of(lines), line; str_split(&rest, '\n', &line);) {
        const size_t start = fields.length;
        for (size_t i = 4; i < line.length; i++) {
            buf_char(&fields, line.at[i]);
            if (line.at[i] == '$' && line.at[i - 1] != '\x1B') {
                fields.at[fields.length - 1] = '\x1F';
            }
        }
        buf_char(&fields, '\x1E');
        buf_printf(&directory, "%.3s%04zu%05zu", line.at, fields.length - start, start);
    }
    const size_t base = 24 + directory.length + 1;
    buf_printf(out, "%05zunam %c22%05zu a 4500", base + fields.length + 1, encoding, base);
    buf_str(out, buf_view(&directory));
    buf_char(out, '\x1E');
    buf_str(out, buf_view(&fields));
    buf_char(out, '\x1D');
    buf_release(&directory);
    buf_release(&fields);
}

#define AB "001 A\n245 10$aOne$bTwo"

#endif
