/*
 * Writing HTML: markup that we wrote ourselves goes out as it is, everything else is escaped for
 * the place where it stands. There is no third way, and tools/lint looks for one.
 */
#ifndef TEXT_HTML_H
#define TEXT_HTML_H

#include "base/buf.h"

#include <stdint.h>

/*
 * Text between tags, or in a quoted attribute: & < > " ' become entities; control characters other
 * than tab and line ends, bytes that are no UTF-8, and what XML has not become U+FFFD, so that it
 * serves XML as well.
 */
void html_str(struct buf *out, struct str text);

/* Whether html_str() shows the character as it is, or as an entity. False of UTF8_BAD. */
bool html_shows(uint32_t code);

void html_text(struct buf *out, const char *text);

/*
 * One part of an address (a path segment, a name or value of a query), percent-encoded: all but
 * letters, digits and - . _ ~ (RFC 3986, 2.3). The result needs no further escaping.
 */
void html_url_part(struct buf *out, struct str text);

/* Takes %XX and, with @plus, "+" apart. False when a % is not followed by two digits, or for a NUL
 * or bytes that are no UTF-8. @to takes as many bytes as @text has. */
bool html_url_decode(struct str text, bool plus, char *to, size_t *length);

/* True for an address that may be a link: http:, https: or mailto:, and nothing else. */
bool html_is_safe_link(struct str address);

#endif
