/*
 * What the pages are made of: the frame around each, addresses, sentences with values in them, and
 * the small pieces that several pages show alike. Everything that is not our own markup is escaped
 * (text/html.h).
 */
#ifndef SERVE_PAGE_H
#define SERVE_PAGE_H

#include "model/label.h"
#include "model/record.h"
#include "serve/site.h"
#include "serve/words.h"
#include "text/html.h"
#include "text/json.h"
#include "write/record.h"

struct page {
    const char *title;          /* plain text; the h1 is the page's own */
    const char *place;          /* which part of the navigation it belongs to: "tables"; or NULL */
    bool feeds;                 /* the head names feeds and the calendar of the same address */
    const struct kind *dataset; /* whose records the page lists; the head describes them; or NULL */
    bool catalogue;             /* the head describes all that there is */
    const char *script; /* the path of the one that it runs, "/review.js"; or NULL: it runs none */
};

/* From <!doctype to <main>; and from </main> to the end. */
void page_begin(struct visit *visit, const struct page *page);
void page_end(struct visit *visit);

/* The strip of who is signed in, and the link to sign in; each writes nothing for the others
 * (strip.c, which page_begin() and page_end() call). And a role's name in the visit's language. */
void show_strip(struct visit *visit);
void show_way_in(struct visit *visit);
const char *role_label(const struct visit *visit, enum role role);

/* The page or JSON object of visit->why, in the form of the address. */
void page_failure(struct visit *visit);

/*
 * The English sentence in the visit's language, escaped, with "{0}", "{1}" … replaced by the
 * values, escaped too. say_count() takes the form for the number, which is {0}.
 */
void say(struct visit *visit, const char *english, const struct str *values, size_t count);
void say_plain(struct visit *visit, const char *english);
void say_label(struct visit *visit, const struct label *label, const struct str *values,
               size_t count); /* a sentence of the pack */
void say_count(struct visit *visit, unsigned long long number, const char *one, const char *many);

/* A whole number as people of the language write it (write/words.h): 1,234; 1 234. */
struct str number_text(struct visit *visit, unsigned long long number);

/* "2026-11-23T23:41:00Z" as "2026-11-23 23:41". */
struct str moment_text(struct visit *visit, struct str at);

/*
 * An address within the site, for an attribute. @query is a query of records or NULL, and the
 * language is kept. address_of_query() gives "/projects?country=KE"; with @form its .json or .csv.
 */
void address_path(struct visit *visit, const char *const *parts, size_t count);
void address_of_path(struct visit *visit, const char *path); /* "/imports/1/undo", as it is sent */

/* Ends an address that a page has written itself: the language that was asked for goes with every
 * link. */
void address_keeps_language(struct visit *visit, bool has_query);
void address_of_query(struct visit *visit, const struct query *query, enum form form);
void address_of_record(struct visit *visit, const struct record *record);

/* "/home.atom": what has no page of its own, or is not of the page at hand. */
void address_of_data(struct visit *visit, const char *path, enum form form);

/* "https://example.org", where people reach the site: the start of an address that works anywhere.
 * "" in files, and where nobody says; then addresses begin with a stroke. */
const char *address_root(struct visit *visit);

/* Of two definitions compared. */
void address_of_compare(struct visit *visit, const char *first, const char *second);

/* "/themes/gov?lens=NAME": another definition may have a theme of the name. */
void address_of_theme(struct visit *visit, const struct lens *lens, const char *theme);

/* "/search?q=WORDS"; not in files, whose search has no addresses. */
void address_of_search(struct visit *visit, const char *words);

/* The address at hand in another form or language; or without one parameter. */
void address_here(struct visit *visit, enum form form, const char *language);

/* In a file: how many records the link leads to, or the page is about, for whoever checks it.
 * Stands within a tag, after an attribute's value. */
void mark_link(struct visit *visit, unsigned long long records);
void mark_total(struct visit *visit, unsigned long long records);

/* The languages that the page at hand has, ending with NULL. */
const char *const *page_languages(const struct visit *visit);

/* What a record is called, for this reader: in the language of the page where it has such a name.
 * show_title() writes it as an element of that name, with its language. */
struct str title_here(struct visit *visit, const struct record *record);
void show_title(struct visit *visit, const char *element, const struct record *record);

/* <a href="…">title</a> to a record. */
void link_to_record(struct visit *visit, const struct record *record);

/* A value for people: a code by its label, a date, money; links for http: texts and for links. */
void show_value(struct visit *visit, const struct value *value);

/* What a workbook says of itself; @address is the same page for people. */
struct book_about;
MUST_CHECK enum status page_book_about(struct visit *visit, const char *address,
                                       struct book_about *about);

/* "/projects?country=KE" as plain text, in the request's arena; NULL without memory. In a file the
 * name of the file; served_address() stays what it is on a server. */
const char *plain_address(struct visit *visit, const struct query *query);
const char *served_address(struct visit *visit, const struct query *query);

/* The same with its order, encoded as an address has to be; without the language. */
const char *short_address(struct visit *visit, const struct query *query);

/* The pages of a long list: where this one stands, and links to those before and after. */
struct steps {
    unsigned long long first, rows, total; /* from 0; as many as a page has; in all */
    /* Writes the address of the page that begins at @first, for an attribute. */
    void (*address)(struct visit *visit, const void *context, unsigned long long first);
    const void *context;
};
void show_steps(struct visit *visit, const struct steps *steps);

/* The head of a table, from <thead> to <tbody>: English words, in the visit's language. @number is
 * the place of the column of numbers, or -1. */
void table_heads(struct visit *visit, const char *const *heads, size_t count, int number);

/* JSON for a program that reads the page; no script. @attributes is our own markup. */
void page_data_block(struct visit *visit, const char *attributes, struct str json);

/* In a form: what keeps the language that the address asks for. */
void form_keeps_language(struct visit *visit);

/* "lang" and "dir" of a text that is not in the page's language. Begins with a space. */
void language_attributes(struct visit *visit, struct str language);

static inline const char *label_here(const struct visit *visit, const struct label *label,
                                     const char *otherwise)
{
    return label_in(label, visit->language, otherwise);
}

/* The name of several records of a kind: "Projects". */
static inline const char *kind_heading(const struct visit *visit, const struct kind *kind)
{
    return label_here(visit, kind->labels.count > 0 ? &kind->labels : &kind->label, kind->plural);
}

#endif
