/*
 * Any bytes as the address of a request (up to the first line end) and the form behind it; and what
 * a person may bring along: a token, a code, a path to go to. Each field that is taken is one that
 * was sent.
 */
#include "serve/request.h"
#include "serve/site.h"
#include "work/totp.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena, HTTP_REQUEST_MEMORY);
    struct request *request = arena_alloc(&arena, sizeof *request);
    struct str body = {(const char *)data, size}, address;
    (void)str_split(&body, '\n', &address);
    const char *text = arena_copy(&arena, address);
    if (request && text) {
        unsigned char hash[HASH_BYTES];
        long long step = 0;
        request->arena = &arena;
        request_read_address(request, text);
        request_read_form(request, body);
        size_t bytes = 0;
        for (size_t i = 0; i < request->field_count; i++) {
            bytes += request->fields[i].name.length + request->fields[i].value.length;
        }
        if (bytes > body.length || request->field_count > HTTP_FIELDS ||
            request->parameter_count > HTTP_PARAMETERS) {
            abort();
        }
        if (site_is_path(address) &&
            (address.at[0] != '/' || (address.length > 1 && strchr("/\\", address.at[1])))) {
            abort();
        }
        (void)token_hash(address, hash);
        (void)totp_matches((const unsigned char *)"12345678901234567890", 20, address, 59, &step);
    }
    arena_release(&arena);
    return 0;
}
