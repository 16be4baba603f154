/*
 * The LaTeX of bibliographies to plain text: accents, letters, dashes, quotes and spaces become
 * the characters they stand for; commands that only change how text looks are dropped and their
 * text is kept; braces go. Mathematics between $ signs is kept as it is written.
 */
#ifndef TEXT_LATEX_H
#define TEXT_LATEX_H

#include "base/buf.h"

/*
 * Appends @source, which is UTF-8, as plain text in form C to @out, white space made single spaces.
 * A command that is not known is kept as it is written; *@unknown is then the first of them (it
 * points into @source), else it stays as it is.
 */
void latex_plain(struct str source, struct buf *out, struct str *unknown);

#endif
