/* Archives and workbooks for tests, made in memory by libzip. */
#ifndef TESTS_XLSX_FIXTURE_H
#define TESTS_XLSX_FIXTURE_H

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

struct part {
    const char *name, *text;
    size_t length; /* 0: of the text */
};

static inline void zip_must(int fine, const char *what)
{
    if (!fine) {
        (void)fprintf(stderr, "fixture: %s\n", what);
        abort();
    }
}

/* The archive's bytes, to be freed. @stored: not deflated. Parts end with a NULL name. */
static inline struct str make_archive(const struct part *parts, int stored)
{
    zip_error_t error;
    zip_stat_t stat;
    zip_source_t *out = zip_source_buffer_create(NULL, 0, 1, &error);
    zip_must(out != NULL, "buffer");
    zip_source_keep(out);
    zip_t *zip = zip_open_from_source(out, ZIP_TRUNCATE, &error);
    zip_must(zip != NULL, "open");
    for (; parts->name; parts++) {
        const size_t length = parts->length ? parts->length : strlen(parts->text);
        zip_source_t *in = zip_source_buffer(zip, parts->text, length, 0);
        const zip_int64_t index = zip_file_add(zip, parts->name, in, ZIP_FL_ENC_UTF_8);
        zip_must(index >= 0, parts->name);
        (void)zip_set_file_compression(zip, (zip_uint64_t)index,
                                       stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0);
    }
    zip_must(zip_close(zip) == 0, "close");
    zip_must(zip_source_open(out) == 0 && zip_source_stat(out, &stat) == 0, "stat");
    char *bytes = malloc(stat.size);
    zip_must(bytes && zip_source_read(out, bytes, stat.size) == (zip_int64_t)stat.size, "read");
    (void)zip_source_close(out);
    zip_source_free(out);
    return (struct str){bytes, stat.size};
}

#define WORKBOOK_HEAD                                                                              \
    "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "               \
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
#define RELATION(id, type, target)                                                                 \
    "<Relationship Id=\"" id "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"    \
    "relationships/" type "\" Target=\"" target "\"/>"
#define SHEET(rows)                                                                                \
    "<worksheet "                                                                                  \
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" rows         \
    "</sheetData></worksheet>"
#define TEXT_CELL(name, text) "<c r=\"" name "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

/* The parts of a workbook of two sheets, whose rows a test gives. */
#define WORKBOOK_PARTS(workbook_properties, strings, styles, rows1, rows2)                         \
    {"[Content_Types].xml", "<Types/>", 0},                                                        \
        {"xl/workbook.xml",                                                                        \
         WORKBOOK_HEAD workbook_properties "<sheets><sheet name=\"One\" sheetId=\"1\" "            \
                                           "r:id=\"rId1\"/><sheet name=\"Charts\" sheetId=\"3\" "  \
                                           "r:id=\"rId9\"/><sheet name=\"Two\" sheetId=\"2\" "     \
                                           "r:id=\"rId2\"/></sheets></workbook>",                  \
         0},                                                                                       \
        {"xl/_rels/workbook.xml.rels",                                                             \
         "<Relationships>" RELATION("rId1", "worksheet", "worksheets/sheet1.xml")                  \
             RELATION("rId2", "worksheet", "/xl/worksheets/Sheet2.xml")                            \
                 RELATION("rId9", "chartsheet", "chartsheets/sheet1.xml")                          \
                     RELATION("rId3", "sharedStrings", "sharedStrings.xml")                        \
                         RELATION("rId4", "styles", "styles.xml") "</Relationships>",              \
         0},                                                                                       \
        {"xl/sharedStrings.xml", "<sst>" strings "</sst>", 0},                                     \
        {"xl/styles.xml", "<styleSheet>" styles "</styleSheet>", 0},                               \
        {"xl/worksheets/sheet1.xml", SHEET(rows1), 0},                                             \
        {"xl/worksheets/sheet2.xml", SHEET(rows2), 0},                                             \
    {                                                                                              \
        NULL, NULL, 0                                                                              \
    }

#endif
