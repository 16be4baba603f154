/*
 * The description of the addresses (OpenAPI 3.1), made from the table of routes: one path for each
 * form, since its ending is part of the address. What a route asks for its summary says ("?q=");
 * the schemas of what is answered are those of web/schemas.json, named after the path:
 * "/tables/{name}" answers TablesName. Private to openapi*.c.
 */
#ifndef SERVE_OPENAPI_H
#define SERVE_OPENAPI_H

#include "serve/page.h"
#include "serve/route.h"

/* The components of all parameters, with the names that they may have and an example each. */
MUST_CHECK enum status openapi_parameters(struct visit *visit, struct json *json);

/* References to those of one address. */
void openapi_ask(struct visit *visit, const struct route *route, enum form form, struct json *json);

#endif
