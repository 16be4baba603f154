/*
 * The addresses of the site, in one declared table: path, forms, what it is, and who answers. From
 * it come routing, the OpenAPI document and the tests that visit every address.
 */
#ifndef SERVE_ROUTE_H
#define SERVE_ROUTE_H

#include "serve/site.h"
#include "work/accounts.h"

/* Fills visit->out. A failure becomes a page with its words. */
typedef enum status page_handler(struct visit *visit);

/* The methods of a route. GET includes HEAD. */
#define GET (1u << HTTP_GET)
#define POST (1u << HTTP_POST)
#define POST_JSON (1u << 8)  /* a POST whose body is JSON is taken too */
#define DATA (1u << 10)      /* no page, though its address has no form's ending */
#define POST_READS (1u << 9) /* a POST that only asks, as GET does: it may come from anywhere */

struct route {
    const char *path;           /* "/tables/{name}": a part in braces takes any one segment */
    const char *summary;        /* one sentence, English */
    unsigned forms;             /* a bit for each enum form it has */
    enum capability capability; /* work/accounts.h: who may visit; site_answer() refuses others */
    page_handler *handler;      /* of all methods: visit_is_post() tells them apart */
    unsigned methods;           /* GET, POST */
};

#define FORM_BIT(form) (1u << (form))

extern const struct route routes[]; /* ends with a NULL path */

/* The route that fits the visit's segments, or NULL. Names before braces: "/tables" before
 * "/{kinds}". */
const struct route *route_find(const struct visit *visit);

/* Divides @path into the visit's segments and takes the form's ending off the last; false when it
 * cannot be decoded or has too many. */
bool route_divide(struct visit *visit, struct str path);

/* "/publications/{identifier}" of a route that has the formats of the pack: their kind is known. */
const char *route_export_path(struct visit *visit, const struct route *route,
                              const struct export *export);

/* "json", "csv"; "" for HTML; and for people "JSON". */
const char *form_name(enum form form);
const char *form_label(enum form form);
const char *form_type(enum form form);

/* One function a page (page_*.c). */
page_handler page_home, page_list, page_record, page_tables, page_table, page_health, page_style,
    page_openapi, page_claims, page_imports, page_import, page_lenses, page_lens, page_compare,
    page_profiles, page_profile, page_search, page_lists, page_codelist, page_method, page_data;
page_handler page_sign_in, page_sign_in_code, page_sign_out, page_invitation, page_me,
    page_my_sessions, page_second_step, page_users, page_user, page_audit;
page_handler page_reviews, page_review, page_disputes, page_review_stats, page_review_script,
    page_edit_script;
page_handler page_undo, page_edit_home, page_edit, page_new, page_history, page_restore,
    page_delete, page_undelete, page_proposals, page_proposal;
page_handler page_reports, page_report;
page_handler page_dcat, page_copy;
page_handler page_corridors, page_corridor, page_themes, page_theme, page_glossary;
page_handler page_oai;
page_handler page_form;
page_handler page_home_data, page_calendar;
page_handler page_table_changes;
page_handler page_version, page_healthy, page_robots, page_sitemap, page_sitemap_part;
page_handler page_list_export, page_record_export;

#endif
