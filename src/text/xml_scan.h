/* The splitter's window on its file. Private to xml_split.c and xml_scan.c. */
#ifndef TEXT_XML_SCAN_H
#define TEXT_XML_SCAN_H

#include "text/xml.h"

#include <stdint.h>

#define PIECE_LIMIT ((size_t)16 * 1024 * 1024)
#define ROOT_LIMIT ((size_t)1024 * 1024)
#define NAME_LIMIT ((size_t)1024)
#define NOTHING SIZE_MAX

struct xml_splitter {
    struct source *source;
    struct arena arena; /* names and the root's start tag */
    struct str *names;
    size_t name_count;

    char *at; /* the window on the file: [0, end) has been read, [0, scan) has been looked at */
    size_t capacity, scan, end;
    size_t kept;  /* from here on bytes must stay in the window, or NOTHING */
    size_t limit; /* how far the scan may go from there */
    bool ended;   /* the source has nothing more */

    size_t counted; /* line ends have been counted up to here */
    unsigned line;  /* the line there, from 1 */
    bool after_cr;  /* the byte before was a CR, so that a LF does not count again */

    struct str root, root_name;
    unsigned root_depth; /* how many elements with the root's name are open */

    bool nested;        /* a record may hold one element of its own name */
    const char *within; /* the name of elements whose children are records; NULL: none */
    bool inside;        /* one of them is open */

    unsigned piece_line;
    size_t name_length; /* of the record's name, which stands at kept + 1 */

    bool failed;
    struct failure failure;
};

/* How many line ends are in @length bytes; *@after_cr: the byte before them was a CR. */
unsigned scan_count_lines(const char *at, size_t length, bool *after_cr);
/* Brings the line count up to the byte at @index of the window. */
void scan_count_to(struct xml_splitter *s, size_t index);
void scan_fail(struct xml_splitter *s, enum status status);
/* True when at least @count bytes are there from the scan on. */
bool scan_have(struct xml_splitter *s, size_t count);
/* Moves the scan to the next @c; false when there is none. */
bool scan_find(struct xml_splitter *s, char c);
/* True when the bytes at the scan are @text. */
bool scan_stands(struct xml_splitter *s, const char *text);
/* Moves the scan behind the next @mark; false when there is none. */
bool scan_skip_past(struct xml_splitter *s, const char *mark);

#endif
