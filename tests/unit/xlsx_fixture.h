/* The parts of workbooks for tests. */
#ifndef TESTS_XLSX_FIXTURE_H
#define TESTS_XLSX_FIXTURE_H

#include "archive_fixture.h"

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
