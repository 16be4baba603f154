/* Windows-1252, which holds Latin-1: what texts are in when they are not in UTF-8. */
#ifndef TEXT_WINDOWS_H
#define TEXT_WINDOWS_H

#include "base/arena.h"

/* True when every byte is a character of it, and nothing looks like a character of UTF-8. */
bool windows_fits(struct str text);

/* @text, which fits, as UTF-8 in @arena; .at is NULL when there is no room. */
struct str windows_text(struct arena *arena, struct str text);

#endif
