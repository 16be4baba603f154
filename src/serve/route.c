#include "serve/route.h"

#include "serve/words.h"
#include "text/html.h"

#define ALL (FORM_BIT(FORM_HTML) | FORM_BIT(FORM_JSON) | FORM_BIT(FORM_CSV))
#define SHEETS (ALL | FORM_BIT(FORM_XLSX))
#define PAGE_AND_JSON (FORM_BIT(FORM_HTML) | FORM_BIT(FORM_JSON))

const struct route routes[] = {
    {"/", N_("What is here, and where to begin"), FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC,
     page_home},
    {"/home", N_("The same"), FORM_BIT(FORM_JSON), CAPABILITY_PUBLIC, page_home},
    {"/health", N_("Whether the site can answer"), FORM_BIT(FORM_JSON), CAPABILITY_PUBLIC,
     page_health},
    {"/style.css", N_("How the pages look"), FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC, page_style},
    {"/openapi.json", N_("This description"), FORM_BIT(FORM_HTML), CAPABILITY_PUBLIC, page_openapi},
    {"/search", N_("Records of all kinds by words: ?q=, ?kind= and ?from="), PAGE_AND_JSON,
     CAPABILITY_PUBLIC, page_search},
    {"/oai", N_("Records for harvesters (OAI-PMH 2.0): ?verb="), FORM_BIT(FORM_HTML),
     CAPABILITY_PUBLIC, page_oai},
    {"/tables", N_("The tables"), PAGE_AND_JSON, CAPABILITY_PUBLIC, page_tables},
    {"/tables/{name}", N_("A table; each number leads to its records"), SHEETS | FORM_BIT(FORM_SVG),
     CAPABILITY_PUBLIC, page_table},
    {"/claims", N_("Printed numbers beside computed ones"), PAGE_AND_JSON, CAPABILITY_PUBLIC,
     page_claims},
    {"/lenses", N_("The written definitions"), PAGE_AND_JSON, CAPABILITY_PUBLIC, page_lenses},
    {"/lenses/{name}", N_("A definition: its themes, what it takes, and its text"), PAGE_AND_JSON,
     CAPABILITY_PUBLIC, page_lens},
    {"/compare", N_("Two definitions over the same records: ?first= and ?second="), PAGE_AND_JSON,
     CAPABILITY_PUBLIC, page_compare},
    {"/vocabularies", N_("The code lists"), PAGE_AND_JSON, CAPABILITY_PUBLIC, page_lists},
    {"/vocabularies/{list}", N_("A code list: its codes, their labels, what they are part of"), ALL,
     CAPABILITY_PUBLIC, page_codelist},
    {"/about/method", N_("What counts, and by which definitions"), PAGE_AND_JSON, CAPABILITY_PUBLIC,
     page_method},
    {"/about/data", N_("The addresses of the site and their forms"), PAGE_AND_JSON,
     CAPABILITY_PUBLIC, page_data},
    {"/imports", N_("What was read, from which files"), PAGE_AND_JSON, CAPABILITY_PUBLIC,
     page_imports},
    {"/imports/{number}", N_("One import and its problems"), PAGE_AND_JSON, CAPABILITY_PUBLIC,
     page_import},
    {"/{kinds}", N_("The records of a kind, by the values of their fields"),
     SHEETS | FORM_BIT(FORM_ATOM) | FORM_BIT(FORM_ICS), CAPABILITY_PUBLIC, page_list},
    {"/{kinds}/{identifier}", N_("A record, with the words behind its tags"), PAGE_AND_JSON,
     CAPABILITY_PUBLIC, page_record},
    {NULL, NULL, 0, CAPABILITY_PUBLIC, NULL},
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
    [FORM_ICS] = {"ics", "text/calendar; charset=utf-8", "iCalendar"},
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

/* Takes ".json" off the last segment, when it ends so; an identifier may have other points. */
static void take_form(struct visit *visit, struct str *last)
{
    for (enum form form = FORM_JSON; form < FORM_COUNT; form++) {
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
