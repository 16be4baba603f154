#include "serve/openapi.h"

#include "base/version.h"
#include "serve/assets.h"
#include "serve/gate.h"

#include <ctype.h>

/* "TablesName" of "/tables/{name}": schemas and operations are called so. */
static const char *name_of(struct visit *visit, const struct route *route)
{
    struct buf name;
    bool begins = true;
    buf_init(&name, 256);
    for (const char *at = route->path; *at; at++) {
        const bool letter = isalnum((unsigned char)*at) != 0;
        if (letter) {
            buf_char(&name, begins ? (char)toupper((unsigned char)*at) : *at);
        }
        begins = !letter;
    }
    const char *kept =
        arena_copy(visit->arena, name.length > 0 ? buf_view(&name) : str_of("First"));
    buf_release(&name);
    return kept ? kept : "";
}

/* Whether web/schemas.json has one of that name: they stand one a line. */
static bool has_schema(struct visit *visit, const char *name)
{
    const char *key = arena_printf(visit->arena, "\n \"%s\": ", name);
    const size_t length = key ? strlen(key) : 0;
    for (size_t i = 0; key && i + length <= asset_schemas_json_length; i++) {
        if (memcmp(asset_schemas_json + i, key, length) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- answers ---- */

static void refer(struct visit *visit, struct json *json, const char *to, const char *name)
{
    json_object(json);
    json_key_text(json, "$ref", arena_printf(visit->arena, "#/components/%s/%s", to, name));
    json_object_end(json);
}

/* What is data at an address without an ending is JSON too, where it is in that form as well. */
static bool is_json(const struct route *route, enum form form)
{
    return strstr(form_type(form), "/json") ||
           (form == FORM_HTML && (route->methods & DATA) &&
            ((route->forms & FORM_BIT(FORM_JSON)) || strstr(route->path, ".json")));
}

/* The type without its charset. */
static const char *media_type(struct visit *visit, const struct route *route, enum form form)
{
    const bool exported = form == FORM_EXPORT;
    struct str rest = str_of(exported ? visit->export->media : form_type(form)), type;
    const bool data = form == FORM_HTML && (route->methods & DATA);
    if (data) {
        return strstr(route->path, ".jsonld") ? "application/ld+json"
               : strstr(route->path, ".txt")  ? "text/plain"
               : is_json(route, form)         ? "application/json"
                                              : "text/xml";
    }
    if (form == FORM_HTML && strstr(route->path, ".css")) {
        return "text/css";
    }
    if (form == FORM_HTML && strstr(route->path, ".js")) {
        return "text/javascript";
    }
    (void)str_split(&rest, ';', &type);
    return arena_copy(visit->arena, type);
}

static void describe_content(struct visit *visit, const struct route *route, enum form form,
                             struct json *json)
{
    const char *name = name_of(visit, route), *type = media_type(visit, route, form);
    json_key(json, "content");
    json_object(json);
    json_key(json, type ? type : "");
    json_object(json);
    json_key(json, "schema");
    if (is_json(route, form) && form <= FORM_JSON && has_schema(visit, name)) {
        refer(visit, json, "schemas", name);
    } else {
        json_object(json);
        json_key_text(json, "type",
                      is_json(route, form) || strstr(route->path, ".jsonld") ? "object" : "string");
        if (form == FORM_XLSX) {
            json_key_text(json, "format", "binary");
        }
        json_object_end(json);
    }
    json_object_end(json);
    json_object_end(json);
}

static void describe_status(struct visit *visit, struct json *json, const char *status,
                            const char *words)
{
    json_key(json, status);
    if (!words) {
        refer(visit, json, "responses", "Problem");
        return;
    }
    json_object(json);
    json_key_text(json, "description", words);
    json_object_end(json);
}

static void describe_answers(struct visit *visit, const struct route *route, enum form form,
                             bool post, struct json *json)
{
    const bool reads = !post || (route->methods & POST_READS);
    json_key(json, "responses");
    json_object(json);
    if (reads) {
        json_key(json, "200");
        json_object(json);
        json_key_text(json, "description", route->summary);
        describe_content(visit, route, form, json);
        json_object_end(json);
        describe_status(visit, json, "400", NULL);
    } else {
        describe_status(visit, json, "303", "Done; the answer says where to look");
        describe_status(visit, json, "422", "Something is wrong with the form; the page says what");
    }
    if (!post && route->capability == CAPABILITY_PUBLIC && !(route->methods & POST)) {
        describe_status(visit, json, "304", "It has not changed since the ETag that was given");
    }
    if (route->capability != CAPABILITY_PUBLIC) {
        describe_status(visit, json, "401", NULL);
    }
    if (post || route->capability != CAPABILITY_PUBLIC) {
        describe_status(visit, json, "403", NULL);
    }
    describe_status(visit, json, "404", NULL);
    json_object_end(json);
}

/* ---- addresses ---- */

/* The body of a POST. What its fields are, the page says. */
static void describe_form(const struct route *route, struct json *json)
{
    static const char *const types[] = {"application/x-www-form-urlencoded", "application/json"};
    json_key(json, "requestBody");
    json_object(json);
    json_key(json, "content");
    json_object(json);
    for (size_t i = 0; i < COUNT_OF(types) && (i == 0 || (route->methods & POST_JSON)); i++) {
        json_key(json, types[i]);
        json_object(json);
        json_key(json, "schema");
        json_object(json);
        json_key_text(json, "type", "object");
        json_object_end(json);
        json_object_end(json);
    }
    json_object_end(json);
    json_object_end(json);
}

static void describe_security(const struct route *route, struct json *json)
{
    if (route->capability != CAPABILITY_PUBLIC) {
        json_key(json, "security");
        json_array(json);
        json_object(json);
        json_key(json, "session");
        json_array(json);
        json_array_end(json);
        json_object_end(json);
        json_array_end(json);
    }
}

static void describe_method(struct visit *visit, const struct route *route, enum form form,
                            bool post, struct json *json)
{
    const struct export *export = form == FORM_EXPORT ? visit->export : NULL;
    json_key(json, post ? "post" : "get");
    json_object(json);
    json_key_text(json, "operationId",
                  arena_printf(visit->arena, "%s%s%s%s%s", post ? "post" : "get",
                               name_of(visit, route), form == FORM_HTML ? "" : "As",
                               export              ? export->name
                               : form == FORM_HTML ? ""
                                                   : form_label(form),
                               export ? export->kind->name : ""));
    json_key_text(json, "summary", route->summary);
    json_key_text(json, "x-capability", capability_name(route->capability));
    openapi_ask(visit, route, form, json);
    if (post) {
        describe_form(route, json);
    }
    if (post && (route->methods & POST_READS)) {
        json_key(json, "x-from-anywhere");
        json_bool(json, true);
    }
    describe_security(route, json);
    describe_answers(visit, route, form, post, json);
    json_object_end(json);
}

static void describe_path(struct visit *visit, const struct route *route, enum form form,
                          struct json *json)
{
    const char *path =
        form == FORM_EXPORT ? route_export_path(visit, route, visit->export) : route->path;
    json_key(json, form == FORM_HTML ? path
                                     : arena_printf(visit->arena, "%s.%s", path,
                                                    form == FORM_EXPORT ? visit->export->ending
                                                                        : form_name(form)));
    json_object(json);
    if (route->methods & GET) {
        describe_method(visit, route, form, false, json);
    }
    if (route->methods & POST) {
        describe_method(visit, route, form, true, json);
    }
    json_object_end(json);
}

/* ---- the document ---- */

/* How one shows who one is: by the cookie that signing in gives. */
static void describe_session(const struct visit *visit, struct json *json)
{
    json_key(json, "securitySchemes");
    json_object(json);
    json_key(json, "session");
    json_object(json);
    json_key_text(json, "type", "apiKey");
    json_key_text(json, "in", "cookie");
    json_key_text(json, "name", gate_cookie_name(visit->site->secure));
    json_object_end(json);
    json_object_end(json);
}

static void describe_problem(struct visit *visit, struct json *json)
{
    json_key(json, "responses");
    json_object(json);
    json_key(json, "Problem");
    json_object(json);
    json_key_text(json, "description", "The question cannot be answered; a page says the same");
    json_key(json, "content");
    json_object(json);
    json_key(json, "application/json");
    json_object(json);
    json_key(json, "schema");
    refer(visit, json, "schemas", "Problem");
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
}

static enum status describe_components(struct visit *visit, struct json *json)
{
    json_key(json, "components");
    json_object(json);
    json_key(json, "schemas");
    json_raw(json, str_trim((struct str){asset_schemas_json, asset_schemas_json_length}));
    describe_problem(visit, json);
    TRY(openapi_parameters(visit, json));
    describe_session(visit, json);
    json_object_end(json);
    return STATUS_OK;
}

static void describe_site(struct visit *visit, struct json *json)
{
    const struct pack *pack = visit->site->work->pack;
    json_key(json, "info");
    json_object(json);
    json_key_text(json, "title", label_here(visit, &pack->label, pack->name));
    json_key_text(json, "version", CROSSCUT_VERSION);
    json_key_text(json, "description",
                  "Every page is also data: put the ending of a form behind its address, before "
                  "the question mark. Reading needs no account.");
    if (pack->licence) {
        json_key(json, "license");
        json_object(json);
        json_key_text(json, "name", pack->licences[0].name);
        json_key_text(json, "url", pack->licence);
        json_object_end(json);
    }
    json_object_end(json);
    json_key(json, "servers");
    json_array(json);
    json_object(json);
    const char *root = address_root(visit);
    json_key_text(json, "url", *root ? root : "/");
    json_object_end(json);
    json_array_end(json);
}

enum status page_openapi(struct visit *visit)
{
    struct json json;
    visit->response->type = form_type(FORM_JSON);
    json_init(&json, visit->out, true);
    json_object(&json);
    json_key_text(&json, "openapi", "3.1.0");
    describe_site(visit, &json);
    json_key(&json, "paths");
    json_object(&json);
    for (const struct route *route = routes; route->path; route++) {
        for (enum form form = FORM_HTML; form < FORM_COUNT; form++) {
            if (form != FORM_EXPORT && (route->forms & FORM_BIT(form))) {
                describe_path(visit, route, form, &json);
            }
        }
        const bool exports = route->forms & FORM_BIT(FORM_EXPORT);
        visit->export = exports ? visit->site->exports.first : NULL;
        for (; visit->export; visit->export = visit->export->next) {
            describe_path(visit, route, FORM_EXPORT, &json);
        }
    }
    json_object_end(&json);
    TRY(describe_components(visit, &json));
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}
