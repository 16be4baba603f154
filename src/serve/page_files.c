/* What is no page: the style sheet and the description of the addresses. */
#include "base/version.h"
#include "serve/assets.h"
#include "serve/page.h"
#include "serve/route.h"

enum status page_style(struct visit *visit)
{
    visit->response->type = "text/css; charset=utf-8";
    visit->response->language = NULL;
    buf_add(visit->out, asset_style_css, asset_style_css_length);
    return STATUS_OK;
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

static void describe_answers(const struct route *route, struct json *json)
{
    json_key(json, "responses");
    json_object(json);
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
    json_key(json, "404");
    json_object(json);
    json_key_text(json, "description", "There is no such page or record");
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
        json_key(&json, "get");
        json_object(&json);
        json_key_text(&json, "summary", route->summary);
        describe_parameters(route, &json);
        describe_answers(route, &json);
        json_object_end(&json);
        json_object_end(&json);
    }
    json_object_end(&json);
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}
