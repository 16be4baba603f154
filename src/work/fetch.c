/* The only file that sees libcurl. */
#include "work/fetch.h"

#include "base/version.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#define CONNECT_SECONDS 20L
#define TOTAL_SECONDS 300L
#define SLOW_SECONDS 60L
#define SLOW_BYTES 100L
#define REDIRECTIONS 5

struct fetch {
    const struct hosts *hosts;
    CURL *curl;
    struct buf *body; /* of the transfer that is running */
    bool too_large;
    char words[CURL_ERROR_SIZE];
};

/* ---- addresses ---- */

/* A part of @url, as it is when the address does not say; "" when there is none. */
static void take_part(CURLU *url, CURLUPart part, char *to, size_t room)
{
    char *text = NULL;
    to[0] = '\0';
    if (curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) == CURLUE_OK && text &&
        strlen(text) < room) {
        memcpy(to, text, strlen(text) + 1);
    }
    curl_free(text);
}

static bool read_place(CURLU *url, struct place *place)
{
    char scheme[16], port[16], user[8], host[256];
    take_part(url, CURLUPART_SCHEME, scheme, sizeof scheme);
    take_part(url, CURLUPART_PORT, port, sizeof port);
    take_part(url, CURLUPART_HOST, host, sizeof host);
    take_part(url, CURLUPART_USER, user, sizeof user);
    place->secure = strcmp(scheme, "https") == 0;
    place->port = (unsigned)strtoul(port, NULL, 10);
    const size_t length = strlen(host);
    const bool six = length > 2 && host[0] == '[' && host[length - 1] == ']';
    (void)snprintf(place->host, sizeof place->host, "%.*s", (int)(six ? length - 2 : length),
                   six ? host + 1 : host);
    for (char *at = place->host; *at; at++) {
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
    }
    return (place->secure || strcmp(scheme, "http") == 0) && place->host[0] && place->port > 0 &&
           user[0] == '\0';
}

static enum status find_place(const char *address, struct place *place, struct failure *why)
{
    CURLU *url = curl_url();
    if (!url) {
        return fail_memory(why);
    }
    *place = (struct place){.secure = false};
    const bool fine =
        curl_url_set(url, CURLUPART_URL, address, 0) == CURLUE_OK && read_place(url, place);
    curl_url_cleanup(url);
    return fine ? STATUS_OK
                : fail(why, STATUS_USAGE,
                       "\"%.200s\" is no address that can be fetched. Write https://host/path, "
                       "without a name and password.",
                       address);
}

enum status fetch_check(const struct hosts *hosts, const char *address, struct failure *why)
{
    struct place place;
    TRY(find_place(address, &place, why));
    return hosts_check(hosts, &place, why);
}

/* ---- a transfer ---- */

static size_t take_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct fetch *fetch = context;
    const size_t length = size * count;
    if (length > FETCH_LIMIT - fetch->body->length) {
        fetch->too_large = true;
        return 0;
    }
    buf_add(fetch->body, bytes, length);
    return fetch->body->failed ? 0 : length;
}

static bool set_options(struct fetch *fetch)
{
    CURL *c = fetch->curl;
    return curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https,http") == CURLE_OK &&
           curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS) == CURLE_OK &&
           curl_easy_setopt(c, CURLOPT_TIMEOUT, TOTAL_SECONDS) == CURLE_OK &&
           curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES) == CURLE_OK &&
           curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, SLOW_SECONDS) == CURLE_OK &&
           curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "") == CURLE_OK &&
           curl_easy_setopt(c, CURLOPT_USERAGENT, "crosscut/" CROSSCUT_VERSION) == CURLE_OK &&
           curl_easy_setopt(c, CURLOPT_ERRORBUFFER, fetch->words) == CURLE_OK &&
           curl_easy_setopt(c, CURLOPT_WRITEDATA, fetch) == CURLE_OK &&
           curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_bytes) == CURLE_OK;
}

enum status fetch_open(const struct hosts *hosts, struct fetch **fetch, struct failure *why)
{
    struct fetch *made = calloc(1, sizeof *made);
    *fetch = NULL;
    if (!made) {
        return fail_memory(why);
    }
    made->hosts = hosts;
    made->curl = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_easy_init() : NULL;
    if (!made->curl || !set_options(made)) {
        fetch_close(made);
        return fail(why, STATUS_FAILED, "libcurl cannot be started.");
    }
    *fetch = made;
    return STATUS_OK;
}

void fetch_close(struct fetch *fetch)
{
    if (fetch) {
        curl_easy_cleanup(fetch->curl);
        curl_global_cleanup();
        free(fetch);
    }
}

static enum status transfer(struct fetch *fetch, const char *address, struct buf *body,
                            struct failure *why)
{
    fetch->body = body;
    fetch->too_large = false;
    fetch->words[0] = '\0';
    buf_clear(body);
    if (curl_easy_setopt(fetch->curl, CURLOPT_URL, address) != CURLE_OK) {
        return fail_memory(why);
    }
    const CURLcode code = curl_easy_perform(fetch->curl);
    if (fetch->too_large) {
        return fail(why, STATUS_LIMIT, "%.300s: the answer is larger than 64 MiB and is refused.",
                    address);
    }
    if (body->failed) {
        return fail_memory(why);
    }
    return code == CURLE_OK
               ? STATUS_OK
               : fail(why, STATUS_IO,
                      "%.300s: %.200s. Look at the address and the connection, and run the command "
                      "again.",
                      address, fetch->words[0] ? fetch->words : curl_easy_strerror(code));
}

static bool same_place(const struct place *a, const struct place *b)
{
    return a->secure == b->secure && a->port == b->port && strcmp(a->host, b->host) == 0;
}

enum status fetch_get(struct fetch *fetch, const char *address, struct buf *body,
                      struct fetch_answer *answer, struct failure *why)
{
    struct place place, next;
    char *target = NULL;
    curl_off_t wait = 0;
    TRY(find_place(address, &place, why));
    TRY(hosts_check(fetch->hosts, &place, why));
    TRY(transfer(fetch, address, body, why));
    for (int i = 0;; i++) {
        target = NULL;
        (void)curl_easy_getinfo(fetch->curl, CURLINFO_REDIRECT_URL, &target);
        if (!target) {
            break;
        }
        TRY(find_place(target, &next, why));
        if (i == REDIRECTIONS || !same_place(&place, &next)) {
            return fail(
                why, STATUS_IO,
                "%.200s: the server sends us on %s, which is not followed: %.200s. Give the "
                "address that it leads to, and list its host.",
                address, i == REDIRECTIONS ? "too often" : "to another host", target);
        }
        /* The text of the address belongs to the handle, which forgets it with the next transfer.
         */
        char *copy = strdup(target);
        const enum status status = copy ? transfer(fetch, copy, body, why) : fail_memory(why);
        free(copy);
        TRY(status);
    }
    (void)curl_easy_getinfo(fetch->curl, CURLINFO_RESPONSE_CODE, &answer->code);
    (void)curl_easy_getinfo(fetch->curl, CURLINFO_RETRY_AFTER, &wait);
    answer->retry_after = wait > 0 && wait < 1000000 ? (long)wait : wait > 0 ? 1000000 : 0;
    return STATUS_OK;
}
