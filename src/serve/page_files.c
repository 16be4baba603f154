/* What is no page: the style sheet and the description of the addresses. */
#include "base/version.h"
#include "serve/assets.h"
#include "serve/gate.h"
#include "serve/page.h"

enum status page_style(struct visit *visit)
{
    visit->response->type = "text/css; charset=utf-8";
    visit->response->language = NULL;
    buf_add(visit->out, asset_style_css, asset_style_css_length);
    return STATUS_OK;
}

static enum status script(struct visit *visit, const char *text, size_t length)
{
    visit->response->type = "text/javascript; charset=utf-8";
    visit->response->language = NULL;
    buf_add(visit->out, text, length);
    return STATUS_OK;
}

enum status page_review_script(struct visit *visit)
{
    return script(visit, asset_review_js, asset_review_js_length);
}

enum status page_edit_script(struct visit *visit)
{
    return script(visit, asset_edit_js, asset_edit_js_length);
}

static void describe_parameters(const struct route *route, struct json *json)
{
    struct str rest = str_of(route->path), part;
    json_key(json, "parameters");
    json_array(json);
    while (str_split(&rest, '/', &part)) {
        if (part.length < 3 || part.at[0] != '{') {
            continue;
        }
        json_object(json);
        json_key_str(json, "name", (struct str){part.at + 1, part.length - 2});
        json_key_text(json, "in", "path");
        json_key(json, "required");
        json_bool(json, true);
        json_key(json, "schema");
        json_object(json);
        json_key_text(json, "type", "string");
        json_object_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

/* An answer without a body that is worth describing. */
static void describe_status(struct json *json, const char *status, const char *words)
{
    json_key(json, status);
    json_object(json);
    json_key_text(json, "description", words);
    json_object_end(json);
}

static void describe_good(const struct route *route, struct json *json)
{
    json_key(json, "200");
    json_object(json);
    json_key_text(json, "description", route->summary);
    json_key(json, "content");
    json_object(json);
    for (enum form form = FORM_HTML; form < FORM_COUNT; form++) {
        if (route->forms & FORM_BIT(form)) {
            json_key(json, form_type(form));
            json_object(json);
            json_object_end(json);
        }
    }
    json_object_end(json);
    json_object_end(json);
}

static void describe_answers(const struct route *route, bool post, struct json *json)
{
    json_key(json, "responses");
    json_object(json);
    if (post) {
        describe_status(json, "303", "Done; the answer says where to look");
        describe_status(json, "422", "Something is wrong with the form; the page says what");
    } else {
        describe_good(route, json);
    }
    if (route->capability != CAPABILITY_PUBLIC) {
        describe_status(json, "401", "Nobody is signed in (303 to the page for it, as HTML)");
    }
    if (post || route->capability != CAPABILITY_PUBLIC) {
        describe_status(json, "403",
                        "The role does not reach so far, or the form is from elsewhere");
    }
    describe_status(json, "404", "There is no such page or record");
    json_object_end(json);
}

/* The body of a POST, and that it asks for the session's cookie. */
static void describe_form(const struct route *route, struct json *json)
{
    json_key(json, "requestBody");
    json_object(json);
    json_key(json, "content");
    json_object(json);
    json_key(json, "application/x-www-form-urlencoded");
    json_object(json);
    json_object_end(json);
    if (route->methods & POST_JSON) {
        json_key(json, "application/json");
        json_object(json);
        json_object_end(json);
    }
    json_object_end(json);
    json_object_end(json);
}

static void describe_method(const struct route *route, bool post, struct json *json)
{
    json_key(json, post ? "post" : "get");
    json_object(json);
    json_key_text(json, "summary", route->summary);
    json_key_text(json, "x-capability", capability_name(route->capability));
    describe_parameters(route, json);
    if (post) {
        describe_form(route, json);
    }
    if (post && (route->methods & POST_READS)) {
        json_key(json, "x-from-anywhere");
        json_bool(json, true);
    }
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
    describe_answers(route, post, json);
    json_object_end(json);
}

/* How one shows who one is: by the cookie that signing in gives. */
static void describe_security(const struct visit *visit, struct json *json)
{
    json_key(json, "components");
    json_object(json);
    json_key(json, "securitySchemes");
    json_object(json);
    json_key(json, "session");
    json_object(json);
    json_key_text(json, "type", "apiKey");
    json_key_text(json, "in", "cookie");
    json_key_text(json, "name", gate_cookie_name(visit->site->secure));
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
}

/* OpenAPI 3.1: an object a route, made from the table of routes. */
enum status page_openapi(struct visit *visit)
{
    struct json json;
    visit->response->type = form_type(FORM_JSON);
    json_init(&json, visit->out, true);
    json_object(&json);
    json_key_text(&json, "openapi", "3.1.0");
    json_key(&json, "info");
    json_object(&json);
    json_key_text(&json, "title", visit->site->work->pack->name);
    json_key_text(&json, "version", CROSSCUT_VERSION);
    json_key_text(&json, "description",
                  "Every page is also data: add .json or .csv to its address.");
    json_object_end(&json);
    json_key(&json, "paths");
    json_object(&json);
    for (const struct route *route = routes; route->path; route++) {
        json_key(&json, route->path);
        json_object(&json);
        if (route->methods & GET) {
            describe_method(route, false, &json);
        }
        if (route->methods & POST) {
            describe_method(route, true, &json);
        }
        json_object_end(&json);
    }
    json_object_end(&json);
    describe_security(visit, &json);
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}
