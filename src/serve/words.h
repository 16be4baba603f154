/*
 * The words of the pages in three languages. The English text is the key (gettext's msgid); French
 * and Spanish are in po/fr.po and po/es.po, from which `make words` makes words_data.c: a server
 * answers in several languages at once, which gettext's one locale a process does not do.
 */
#ifndef SERVE_WORDS_H
#define SERVE_WORDS_H

#include "base/str.h"

struct visit;

/* Marks a text for translation that is looked up later. */
#define N_(english) english

/* The text in the visit's language; English when it is not translated. */
const char *t(const struct visit *visit, const char *english);

/* The form of a counted thing: t_count(visit, 2, "%s record", "%s records"). */
const char *t_count(const struct visit *visit, unsigned long long count, const char *one,
                    const char *many);

/* The language asked for, else the first accepted that there is, else "en". */
const char *language_choose(struct str asked, const char *accepted, bool *was_asked);

extern const char *const language_codes[]; /* "en", "fr", "es", NULL */
const char *language_own_name(const char *code);

/* words_data.c, in the order of the English text. */
struct word_entry {
    const char *en, *fr, *es;
};
extern const struct word_entry word_entries[];
extern const unsigned long word_entry_count;

#endif
