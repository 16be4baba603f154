/*
 * A record in a few words, as plain text: what a feed, a calendar or a bibliography says of it
 * beside its title. Public fields only.
 */
#ifndef WRITE_SUMMARY_H
#define WRITE_SUMMARY_H

#include "model/record.h"

/* A value for people: a code by its label, money with its currency, yes and no. */
void summary_value(const struct value *value, const char *language, struct buf *out);

/*
 * The beginning of the first text that the record has beside its title (in @language, where it is
 * in several), at most @bytes of it, cut between words. Nothing when it has none.
 */
void summary_text(const struct record *record, const char *language, size_t bytes, struct buf *out);

/* "Start: 2013-05-01. Country: Kenya, Uganda.": up to @most of its codes, days and numbers. */
void summary_facts(const struct record *record, const char *language, size_t most, struct buf *out);

#endif
