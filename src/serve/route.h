/*
 * The addresses of the site, in one declared table: path, forms, what it is, and who answers. From
 * it come routing, the OpenAPI document and the tests that visit every address.
 */
#ifndef SERVE_ROUTE_H
#define SERVE_ROUTE_H

#include "serve/site.h"

/* Fills visit->out. A failure becomes a page with its words. */
typedef enum status page_handler(struct visit *visit);

/* Who may visit. Accounts come later; until then everything here is public. */
enum capability { CAPABILITY_PUBLIC };

struct route {
    const char *path;    /* "/tables/{name}": a part in braces takes any one segment */
    const char *summary; /* one sentence, English */
    unsigned forms;      /* a bit for each enum form it has */
    enum capability capability;
    page_handler *handler;
};

#define FORM_BIT(form) (1u << (form))

extern const struct route routes[]; /* ends with a NULL path */

/* The route that fits the visit's segments, or NULL. Names before braces: "/tables" before
 * "/{kinds}". */
const struct route *route_find(const struct visit *visit);

/* Divides @path into the visit's segments and takes the form's ending off the last; false when it
 * cannot be decoded or has too many. */
bool route_divide(struct visit *visit, struct str path);

/* "json", "csv"; "" for HTML; and for people "JSON". */
const char *form_name(enum form form);
const char *form_label(enum form form);
const char *form_type(enum form form);

/* One function a page (page_*.c). */
page_handler page_home, page_list, page_record, page_tables, page_table, page_health, page_style,
    page_openapi, page_claims, page_imports, page_import, page_lenses, page_lens, page_compare,
    page_profiles, page_profile, page_search, page_lists, page_codelist, page_method, page_data, page_oai;

#endif
