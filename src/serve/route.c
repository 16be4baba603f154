#include "serve/route.h"

#include "serve/words.h"
#include "text/html.h"

#define ALL (FORM_BIT(FORM_HTML) | FORM_BIT(FORM_JSON) | FORM_BIT(FORM_CSV))
#define SHEETS (ALL | FORM_BIT(FORM_XLSX))
#define FEEDS (FORM_BIT(FORM_ATOM) | FORM_BIT(FORM_RSS))
#define PAGE_AND_JSON (FORM_BIT(FORM_HTML) | FORM_BIT(FORM_JSON))

const struct route routes[] = {
    {"/", N_("What is here, and where to begin"), FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC, page_home,
     GET},
    {"/home", N_("The same, and what is new about the theme"), FORM_BIT(FORM_JSON) | FEEDS,
     CAPABILITY_PUBLIC, page_home_data, GET},
    {"/calendar", N_("All that has a start, as one calendar"), FORM_BIT(FORM_ICS),
     CAPABILITY_PUBLIC, page_calendar, GET},
    {"/health", N_("Whether the site can answer"), FORM_BIT(FORM_HTML) | FORM_BIT(FORM_JSON),
     CAPABILITY_PUBLIC, page_healthy, GET | DATA},
    {"/style.css", N_("How the pages look"), FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC, page_style,
     GET},
    {"/openapi.json", N_("This description"), FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC, page_openapi,
     GET | DATA},
    {"/version", N_("Versions of the program, of the definitions and of the data"),
     FORM_BIT(FORM_HTML) | FORM_BIT(FORM_JSON), CAPABILITY_PUBLIC, page_version, GET | DATA},
    {"/robots.txt", N_("Words for robots"), FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC, page_robots,
     GET | DATA},
    {"/sitemap.xml", N_("The sitemaps"), FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC, page_sitemap,
     GET | DATA},
    {"/sitemap/{part}", N_("A sitemap: pages, or the records of a kind; ?from= is the first"),
     FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC, page_sitemap_part, GET | DATA},
    {"/dcat.jsonld", N_("All lists as a catalogue of data (DCAT-AP)"), FORM_BIT(FORM_HTML),
     CAPABILITY_PUBLIC, page_dcat, GET | DATA},
    {"/search", N_("Records of all kinds by words: ?q=, ?kind= and ?from="), ALL | FEEDS,
     CAPABILITY_PUBLIC, page_search, GET},
    {"/oai", N_("Records for harvesters (OAI-PMH 2.0): ?verb="), FORM_BIT(FORM_HTML),
     CAPABILITY_PUBLIC, page_oai, GET | POST | POST_READS | DATA},
    {"/tables", N_("The tables"), PAGE_AND_JSON, CAPABILITY_PUBLIC, page_tables, GET},
    {"/tables/{name}", N_("A table; each number leads to its records"),
     SHEETS | FORM_BIT(FORM_SVG) | FORM_BIT(FORM_METADATA), CAPABILITY_PUBLIC, page_table, GET},
    {"/tables/{name}/changes",
     N_("Which cells of a table are not what they were, and why: ?since= is a day or a time"),
     PAGE_AND_JSON, CAPABILITY_PUBLIC, page_table_changes, GET},
    {"/reports", N_("The reports"), PAGE_AND_JSON, CAPABILITY_PUBLIC, page_reports, GET},
    {"/reports/{name}", N_("A report; each number leads to its records"),
     FORM_BIT(FORM_HTML) | FORM_BIT(FORM_XLSX), CAPABILITY_PUBLIC, page_report, GET},
    {"/claims", N_("Printed numbers beside computed ones"), SHEETS, CAPABILITY_PUBLIC, page_claims,
     GET},
    {"/lenses", N_("The written definitions"), PAGE_AND_JSON, CAPABILITY_PUBLIC, page_lenses, GET},
    {"/lenses/{name}", N_("A definition: its themes, what it takes, and its text"), PAGE_AND_JSON,
     CAPABILITY_PUBLIC, page_lens, GET},
    {"/compare", N_("Two definitions over the same records: ?first= and ?second="), PAGE_AND_JSON,
     CAPABILITY_PUBLIC, page_compare, GET},
    {"/vocabularies", N_("The code lists"), PAGE_AND_JSON, CAPABILITY_PUBLIC, page_lists, GET},
    {"/vocabularies/{list}", N_("A code list: its codes, their labels, what they are part of"),
     SHEETS | FORM_BIT(FORM_TTL), CAPABILITY_PUBLIC, page_codelist, GET},
    {"/corridors", N_("From one country or code to another, by the records that have both"), ALL,
     CAPABILITY_PUBLIC, page_corridors, GET},
    {"/corridors/{pair}", N_("A corridor: both ends, and what is between them"), PAGE_AND_JSON,
     CAPABILITY_PUBLIC, page_corridor, GET},
    {"/themes", N_("The themes of all definitions"), SHEETS, CAPABILITY_PUBLIC, page_themes, GET},
    {"/themes/{code}", N_("A theme: what it takes, by which rule, how well, and its records"),
     PAGE_AND_JSON, CAPABILITY_PUBLIC, page_theme, GET},
    {"/glossary", N_("What the words mean"), ALL, CAPABILITY_PUBLIC, page_glossary, GET},
    {"/about/method", N_("What counts, and by which definitions"), PAGE_AND_JSON, CAPABILITY_PUBLIC,
     page_method, GET},
    {"/about/data", N_("The addresses of the site and their forms"), PAGE_AND_JSON,
     CAPABILITY_PUBLIC, page_data, GET},
    {"/imports", N_("What was read, from which files"), PAGE_AND_JSON, CAPABILITY_PUBLIC,
     page_imports, GET},
    {"/imports/{number}", N_("One import and its problems"), SHEETS, CAPABILITY_PUBLIC, page_import,
     GET},
    {"/imports/{number}/undo", N_("Taking an import back"), FORM_BIT(FORM_HTML), CAPABILITY_EDIT,
     page_undo, GET | POST},
    {"/sign-in", N_("Where members of staff sign in: ?to= is where they want to go"),
     FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC, page_sign_in, GET | POST},
    {"/sign-in/code", N_("The second step of signing in"), FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC,
     page_sign_in_code, GET | POST},
    {"/sign-out", N_("Ends the session"), FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC, page_sign_out,
     POST},
    {"/review", N_("The queues of tags to be judged"), PAGE_AND_JSON, CAPABILITY_REVIEW,
     page_reviews, GET},
    {"/review.js", N_("The keys of review"), FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC,
     page_review_script, GET},
    {"/edit.js", N_("Keeps a draft of what is typed"), FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC,
     page_edit_script, GET},
    {"/review/disagreements", N_("Tags about which people differ, to be settled"), PAGE_AND_JSON,
     CAPABILITY_REVIEW, page_disputes, GET | POST},
    {"/review/stats", N_("How far people agree, theme by theme"), ALL, CAPABILITY_REVIEW,
     page_review_stats, GET},
    {"/review/{lens}", N_("A queue: one tag at a time; ?item= and ?theme= name it, ?only= a theme"),
     PAGE_AND_JSON, CAPABILITY_REVIEW, page_review, GET | POST},
    {"/set-up/{key}",
     N_("Where the first administrator is made, by the link that the server gives"),
     FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC, page_invitation, GET | POST},
    {"/invitation/{key}", N_("Where somebody who was invited chooses a password"),
     FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC, page_invitation, GET | POST},
    {"/me", N_("One's own account: role and password"), FORM_BIT(FORM_HTML), CAPABILITY_SIGNED_IN,
     page_me, GET | POST},
    {"/me/sessions", N_("Where one is signed in, and ending it"), FORM_BIT(FORM_HTML),
     CAPABILITY_SIGNED_IN, page_my_sessions, GET | POST},
    {"/me/second-step", N_("Setting up the second step of signing in"), FORM_BIT(FORM_HTML),
     CAPABILITY_SIGNED_IN, page_second_step, GET | POST},
    {"/admin/users", N_("The accounts, and inviting people"), FORM_BIT(FORM_HTML), CAPABILITY_ADMIN,
     page_users, GET | POST},
    {"/admin/users/{name}", N_("An account: its role, disabling it, inviting again"),
     FORM_BIT(FORM_HTML), CAPABILITY_ADMIN, page_user, GET | POST},
    {"/audit", N_("Who did what, and when: ?who=, ?action=, ?target= and ?from="), ALL,
     CAPABILITY_ADMIN, page_audit, GET},
    {"/edit", N_("Where editing begins: drafts, proposals, new records"), FORM_BIT(FORM_HTML),
     CAPABILITY_PROPOSE, page_edit_home, GET},
    {"/proposals", N_("Edits that wait for an editor"), FORM_BIT(FORM_HTML), CAPABILITY_PROPOSE,
     page_proposals, GET},
    {"/proposals/{number}", N_("A proposed edit, word by word"), FORM_BIT(FORM_HTML),
     CAPABILITY_PROPOSE, page_proposal, GET | POST},
    {"/{kinds}/new", N_("The form of a new record"), FORM_BIT(FORM_HTML), CAPABILITY_PROPOSE,
     page_new, GET | POST},
    {"/{kinds}/form", N_("The form of a kind for paper, or as a table to be filled in"),
     FORM_BIT(FORM_HTML) | FORM_BIT(FORM_CSV) | FORM_BIT(FORM_XLSX), CAPABILITY_PUBLIC, page_form,
     GET},
    {"/{kinds}", N_("The records of a kind, by the values of their fields"),
     SHEETS | FEEDS | FORM_BIT(FORM_ICS), CAPABILITY_PUBLIC, page_list, GET},
    {"/{kinds}/{identifier}", N_("A record, with the words behind its tags"), PAGE_AND_JSON,
     CAPABILITY_PUBLIC, page_record, GET},
    {"/{kinds}", N_("The same in a format of libraries or registers"), FORM_BIT(FORM_EXPORT),
     CAPABILITY_PUBLIC, page_list_export, GET},
    {"/{kinds}/{identifier}", N_("The same in a format of libraries or registers"),
     FORM_BIT(FORM_EXPORT), CAPABILITY_PUBLIC, page_record_export, GET},
    {"/{kinds}/{identifier}/edit", N_("The form of a record"), FORM_BIT(FORM_HTML),
     CAPABILITY_PROPOSE, page_edit, GET | POST},
    {"/{kinds}/{identifier}/history", N_("The versions of a record: what changed when"),
     PAGE_AND_JSON, CAPABILITY_PUBLIC, page_history, GET},
    {"/{kinds}/{identifier}/restore", N_("Gives a record the values of a former version"),
     FORM_BIT(FORM_HTML), CAPABILITY_EDIT, page_restore, POST},
    {"/{kinds}/{identifier}/delete", N_("Takes a record out of the register"), FORM_BIT(FORM_HTML),
     CAPABILITY_EDIT, page_delete, GET | POST},
    {"/{kinds}/{identifier}/undelete", N_("Brings a deleted record back"), FORM_BIT(FORM_HTML),
     CAPABILITY_EDIT, page_undelete, POST},
    {NULL, NULL, 0, CAPABILITY_PUBLIC, NULL, 0},
};

static const struct {
    const char *name, *type, *label;
} forms[FORM_COUNT] = {
    [FORM_HTML] = {"", "text/html; charset=utf-8", "HTML"},
    [FORM_JSON] = {"json", "application/json; charset=utf-8", "JSON"},
    [FORM_CSV] = {"csv", "text/csv; charset=utf-8", "CSV"},
    [FORM_XLSX] = {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                   "XLSX"},
    [FORM_SVG] = {"svg", "image/svg+xml; charset=utf-8", "SVG"},
    [FORM_ATOM] = {"atom", "application/atom+xml; charset=utf-8", "Atom"},
    [FORM_RSS] = {"rss", "application/rss+xml; charset=utf-8", "RSS"},
    [FORM_ICS] = {"ics", "text/calendar; charset=utf-8", "iCalendar"},
    [FORM_METADATA] = {"metadata.json", "application/json; charset=utf-8", N_("Metadata")},
    [FORM_TTL] = {"ttl", "text/turtle; charset=utf-8", "SKOS (Turtle)"},
    [FORM_EXPORT] = {"/", "application/xml; charset=utf-8", ""}, /* the pack says which endings */
};

const char *form_name(enum form form)
{
    return forms[form].name;
}

const char *form_label(enum form form)
{
    return forms[form].label;
}

const char *form_type(enum form form)
{
    return forms[form].type;
}

/* The same for the formats of the pack's exports, ".iati.xml", where the records of the kind have
 * it.
 */
static void take_export(struct visit *visit, bool list, struct str first, struct str *last)
{
    struct str rest = first, plural = first;
    if (list) {
        (void)str_split(&rest, '.', &plural); /* no plural has a point */
    }
    visit->export = export_of_address(&visit->site->exports, plural, *last);
    if (visit->export) {
        last->length -= strlen(visit->export->ending) + 1;
        visit->form = FORM_EXPORT;
    }
}

/* Takes ".json" off the last segment, when it ends so; an identifier may have other points. The
 * longest ending, ".metadata.json", is the last of them. */
static void take_form(struct visit *visit, struct str *last)
{
    for (enum form form = FORM_COUNT - 1; form > FORM_HTML; form--) {
        const size_t length = strlen(forms[form].name);
        if (last->length > length + 1 && last->at[last->length - length - 1] == '.' &&
            memcmp(last->at + last->length - length, forms[form].name, length) == 0) {
            last->length -= length + 1;
            visit->form = form;
            return;
        }
    }
}

bool route_divide(struct visit *visit, struct str path)
{
    struct str rest = path, part;
    if (path.length == 0 || path.at[0] != '/') {
        return false;
    }
    rest = (struct str){path.at + 1, path.length - 1};
    if (rest.length == 0) {
        return true;
    }
    /* The ending is looked for before %2E can look like one. */
    struct str all[VISIT_SEGMENTS];
    size_t count = 0;
    while (str_split(&rest, '/', &part)) {
        if (count == VISIT_SEGMENTS || part.length == 0) {
            return false;
        }
        all[count++] = part;
    }
    if (!(count == 1 && str_is(all[0], "openapi.json"))) {
        take_form(visit, &all[count - 1]);
    }
    if (visit->form == FORM_HTML && visit->site && count <= 2) {
        take_export(visit, count == 1, all[0], &all[count - 1]);
    }
    for (size_t i = 0; i < count; i++) {
        char *to = arena_alloc(visit->arena, all[i].length + 1);
        size_t length = 0;
        if (!to || !html_url_decode(all[i], false, to, &length) || length == 0) {
            return false;
        }
        visit->segments[visit->segment_count++] = (struct str){to, length};
    }
    return true;
}

static bool fits(const struct route *route, const struct visit *visit)
{
    struct str rest = str_of(route->path + 1), part;
    size_t i = 0;
    if (rest.length == 0) {
        return visit->segment_count == 0;
    }
    while (str_split(&rest, '/', &part)) {
        const bool any = part.at[0] == '{';
        if (i == visit->segment_count || (!any && !str_equal(part, visit->segments[i]))) {
            return false;
        }
        i++;
    }
    return i == visit->segment_count && (route->forms & FORM_BIT(visit->form));
}

const struct route *route_find(const struct visit *visit)
{
    for (const struct route *route = routes; route->path; route++) {
        if (fits(route, visit)) {
            return route;
        }
    }
    return NULL;
}

const char *route_export_path(struct visit *visit, const struct route *route,
                              const struct export *export)
{
    const char *rest = strchr(route->path + 1, '/');
    const char *path = arena_printf(visit->arena, "/%s%s", export->kind->plural, rest ? rest : "");
    return path ? path : "";
}
