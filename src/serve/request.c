#include "serve/request.h"

#include "text/html.h"

#define QUERY_LIMIT 8192

/* "name=value" of a query or a form. */
static bool take_pair(struct arena *arena, struct str part, struct parameter *p)
{
    struct str value = part, name;
    (void)str_split(&value, '=', &name);
    char *to = arena_alloc(arena, part.length + 2);
    size_t length = 0;
    if (!to || !html_url_decode(name, true, to, &length)) {
        return false;
    }
    p->name = (struct str){to, length};
    to += length + 1;
    if (!html_url_decode(value, true, to, &length)) {
        return false;
    }
    p->value = (struct str){to, length};
    return true;
}

void request_read_address(struct request *request, const char *address)
{
    struct str rest = str_of(address), part;
    request->address = rest;
    (void)str_split(&rest, '?', &request->path);
    request->malformed = request->address.length > QUERY_LIMIT;
    while (rest.at && !request->malformed && str_split(&rest, '&', &part)) {
        if (part.length == 0) {
            continue;
        }
        request->malformed =
            request->parameter_count == HTTP_PARAMETERS ||
            !take_pair(request->arena, part, &request->parameters[request->parameter_count++]);
    }
}

void request_read_form(struct request *request, struct str body)
{
    struct str rest = body, part;
    size_t capacity = 0;
    while (rest.length > 0 && !request->malformed && str_split(&rest, '&', &part)) {
        if (part.length == 0) {
            continue;
        }
        struct parameter *grown = arena_grow(request->arena, request->fields, request->field_count,
                                             &capacity, sizeof *grown);
        request->fields = grown ? grown : request->fields;
        request->malformed =
            !grown || request->field_count == HTTP_FIELDS ||
            !take_pair(request->arena, part, &request->fields[request->field_count++]);
    }
}
