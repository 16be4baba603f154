/* Taking apart what a request says of itself: its address, and the form that comes with it. */
#ifndef SERVE_REQUEST_H
#define SERVE_REQUEST_H

#include "serve/http.h"

/* Sets .address, .path and .parameters, or .malformed. @address lives as long as the request. */
void request_read_address(struct request *request, const char *address);

/* Sets .fields, or .malformed, from application/x-www-form-urlencoded. */
void request_read_form(struct request *request, struct str body);

#endif
