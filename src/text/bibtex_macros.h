/* Inside the braces of BibTeX: names, values and the macros that @string defines. */
#ifndef TEXT_BIBTEX_MACROS_H
#define TEXT_BIBTEX_MACROS_H

#include "base/arena.h"
#include "base/buf.h"

#define MACRO_SLOTS 1024 /* of the hash table */

struct macro {
    const char *name; /* in small letters */
    struct str value;
    struct macro *next;
};

struct macros {
    struct arena arena;
    struct macro *slots[MACRO_SLOTS];
    size_t count;
    bool failed; /* there was no room for all */
};

void macros_init(struct macros *macros);
void macros_release(struct macros *macros);

/* Takes the definitions of "@string{name = value, …}"; what has not that form is passed over. */
void macros_define(struct macros *macros, struct str bytes);

/* What has still to be read, and the line there. */
struct bibtex_scan {
    struct str rest;
    unsigned line;
};

void bibtex_pass(struct bibtex_scan *scan, size_t count);
void bibtex_skip(struct bibtex_scan *scan); /* white space */

/* The name at the scan; false when none stands there. */
bool bibtex_name(struct bibtex_scan *scan, struct str *name);

/* Passes white space and the sign; false when another stands there. */
bool bibtex_sign(struct bibtex_scan *scan, char sign);

/*
 * Appends the value at the scan, parts joined by `#`, to @out. NULL, or why it is none.
 * *@missing is the first macro that nothing defines; its name is kept as text.
 */
const char *bibtex_value(struct bibtex_scan *scan, const struct macros *macros, struct buf *out,
                         struct str *missing);

#endif
