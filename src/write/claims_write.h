/* The verdicts on claims as text and as JSON. */
#ifndef WRITE_CLAIMS_WRITE_H
#define WRITE_CLAIMS_WRITE_H

#include "table/claim.h"

/*
 * A list for people: grouped by verdict, what does not match first, and a line that counts at the
 * end. @language is that of our own words; what claims say stands as it is.
 */
void claims_write_text(const struct claim_result *results, size_t count, const char *language,
                       struct buf *out);

/*
 * [{"id", "verdict", "printed", "computed", "where", "note"}] in the order of the files. printed
 * and computed are texts, as they may hold dates or several values, or null.
 */
void claims_write_json(const struct claim_result *results, size_t count, struct buf *out);

#endif
