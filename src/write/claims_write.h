/* The verdicts on claims as text and as JSON. */
#ifndef WRITE_CLAIMS_WRITE_H
#define WRITE_CLAIMS_WRITE_H

#include "table/claim.h"
#include "write/write.h"

/* What a verdict means, as a heading. */
const char *claims_heading(enum verdict verdict, const char *language);

/* A printed or computed number for people: thousands are set apart from 10,000 on, for below stand
 * years; a text that is no number as it is. */
const char *claims_number(const char *text, const char *language, char room[64]);

/*
 * A list for people: grouped by verdict, what does not match first, and a line that counts at the
 * end. What claims say stands as it is.
 */
void claims_text(const struct claim_result *results, size_t count,
                 const struct write_options *options, struct buf *out);

/*
 * [{"id", "verdict", "printed", "computed", "where", "note"}] in the order of the files. printed
 * and computed are numbers where both are; else texts (dates, several values), or null.
 */
void claims_json(const struct claim_result *results, size_t count, struct buf *out);

#endif
