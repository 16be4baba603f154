/* Words and numbers as people read them; for this room and for reports. */
#ifndef WRITE_WORDS_H
#define WRITE_WORDS_H

#include "write/write.h"

#include <stdint.h>

/* The language of the options, never NULL. */
const char *word_language(const struct write_options *options);

/* One of our own words: French for "fr", Spanish for "es", else English. */
const char *word_in(const char *language, const char *en, const char *fr, const char *es);

/*
 * A number with thousands apart: "82,380,380.5", in French and Spanish "82 380 380,5" (with spaces
 * that do not break). @text takes 64 bytes.
 */
void word_number(const char *language, int64_t value, unsigned places, char text[64]);

/* As word_number() with as many decimals as the number has. */
void word_exact(const char *language, int64_t value, char text[64]);

/*
 * Those of a record: "USD 1,200" for money, an integer or a decimal; false for other types. A whole
 * number below 10,000 may be a year, and stays as it is.
 */
#define WORD_VALUE 128
struct value;
bool word_value(const char *language, const struct value *value, char text[WORD_VALUE]);

/* The same for a number that stands somewhere as text; with as many decimals as stand there. False
 * when it is none, or has nothing to part. */
bool word_printed(const char *language, const char *number, char text[64]);

/* What stands between a name and what it is: ": ", in French with a space before it. */
const char *word_colon(const char *language);

/*
 * Takes the next line of at most @width columns from *@rest, breaking at white space; a longer word
 * stands alone. False when nothing is left. Line ends count as spaces.
 */
bool wrap_next(struct str *rest, size_t width, struct str *line);

/* Into how many such lines a text goes, and the columns of its longest word. */
size_t wrap_count(struct str text, size_t width);
size_t wrap_longest(struct str text);

/* How text is set: columns from the left of its first line that are taken already, and the indent
 * of the lines that follow. */
struct wrap {
    size_t width, used, indent;
};

/*
 * Appends @text in lines, with a line end after the last. A run of white space is one space, an
 * empty line in the text begins a new line.
 */
void wrap_text(struct buf *out, struct str text, struct wrap wrap);

void write_spaces(struct buf *out, size_t count);

#endif
