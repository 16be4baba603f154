#include "serve/http.h"

#include "text/html.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#define CONNECTIONS 1024
#define CONNECTIONS_ONE_ADDRESS 64
#define IDLE_SECONDS 15
#define HEADER_MEMORY ((size_t)64 * 1024) /* of one connection: request line and headers */
#define QUERY_LIMIT 8192
#define GZIP_LEAST 860 /* bytes; what is smaller fits one packet anyhow */

struct http_server {
    struct MHD_Daemon *daemon;
    http_handler *handler;
    void *context;
    unsigned short port;
};

/* The query as it was sent: libmicrohttpd hands it over decoded only, and not in one piece. */
struct visit {
    char *address; /* path?query */
    bool begun;    /* the head has been read */
};

/* ---- the request ---- */

static bool take_parameter(struct request *request, struct str part)
{
    struct str value = part, name;
    (void)str_split(&value, '=', &name);
    char *to = arena_alloc(request->arena, part.length + 2);
    size_t length = 0;
    if (request->parameter_count == HTTP_PARAMETERS || !to ||
        !html_url_decode(name, true, to, &length)) {
        return false;
    }
    struct parameter *p = &request->parameters[request->parameter_count++];
    p->name = (struct str){to, length};
    to += length + 1;
    if (!html_url_decode(value, true, to, &length)) {
        return false;
    }
    p->value = (struct str){to, length};
    return true;
}

static void read_address(struct request *request, const char *address)
{
    struct str rest = str_of(address), part;
    (void)str_split(&rest, '?', &request->path);
    request->malformed = strlen(address) > QUERY_LIMIT;
    while (rest.at && !request->malformed && str_split(&rest, '&', &part)) {
        if (part.length > 0 && !take_parameter(request, part)) {
            request->malformed = true;
        }
    }
}

static bool accepts_gzip(struct MHD_Connection *connection)
{
    const char *accepted =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept-Encoding");
    const char *gzip = accepted ? strstr(accepted, "gzip") : NULL;
    return gzip && strncmp(gzip, "gzip;q=0", 8) != 0;
}

/* Two lengths, or a length and a chunked body, can be read in two ways (RFC 9112, 6.3). */
static bool is_ambiguous(struct MHD_Connection *connection)
{
    const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    const char *coding =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Transfer-Encoding");
    return coding || (length && strcmp(length, "0") != 0);
}

/* ---- the response ---- */

/* Replaces the body by its compressed form; leaves it when that fails or gains nothing. */
static bool compress_body(struct buf *body)
{
    z_stream stream = {0};
    struct buf packed;
    if (body->length < GZIP_LEAST ||
        deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return false;
    }
    buf_init(&packed, HTTP_RESPONSE_LIMIT);
    const uLong bound = deflateBound(&stream, (uLong)body->length);
    char *to = buf_reserve(&packed, bound);
    bool done = false;
    if (to) {
        stream.next_in = (unsigned char *)body->at;
        stream.avail_in = (uInt)body->length;
        stream.next_out = (unsigned char *)to;
        stream.avail_out = (uInt)bound;
        done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
        packed.length += stream.total_out;
    }
    (void)deflateEnd(&stream);
    if (!done || packed.length >= body->length) {
        buf_release(&packed);
        return false;
    }
    buf_release(body);
    *body = packed;
    return true;
}

void http_pack(const struct request *request, struct response *response)
{
    if (request->gzip && !response->packed && response->body.length > 0) {
        response->packed = compress_body(&response->body);
    }
}

static void add_header(struct MHD_Response *answer, const char *name, const char *value)
{
    (void)MHD_add_response_header(answer, name, value);
}

static void add_headers(struct MHD_Response *answer, const struct response *response)
{
    static const char *const always[][2] = {
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
         "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
         "frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"},
        {"Vary", "Accept-Encoding, Accept-Language"},
    };
    for (size_t i = 0; i < COUNT_OF(always); i++) {
        add_header(answer, always[i][0], always[i][1]);
    }
    add_header(answer, "Content-Type",
               response->type ? response->type : "text/plain; charset=utf-8");
    add_header(answer, "Cache-Control", response->etag ? "no-cache" : "no-store");
    if (response->etag) {
        add_header(answer, "ETag", response->etag);
    }
    if (response->language) {
        add_header(answer, "Content-Language", response->language);
    }
    if (response->location) {
        add_header(answer, "Location", response->location);
    }
    if (response->disposition) {
        char value[300];
        (void)snprintf(value, sizeof value, "attachment; filename=\"%.200s\"",
                       response->disposition);
        add_header(answer, "Content-Disposition", value);
    }
}

static enum MHD_Result send_response(struct MHD_Connection *connection, struct response *response)
{
    struct MHD_Response *answer = MHD_create_response_from_buffer(
        response->body.length, response->body.at ? response->body.at : (void *)(uintptr_t) "",
        MHD_RESPMEM_MUST_COPY);
    buf_release(&response->body);
    if (!answer) {
        return MHD_NO;
    }
    add_headers(answer, response);
    if (response->packed) {
        add_header(answer, "Content-Encoding", "gzip");
    }
    const enum MHD_Result queued = MHD_queue_response(connection, response->status, answer);
    MHD_destroy_response(answer);
    return queued;
}

static void refuse(struct response *response, unsigned status, const char *words)
{
    response->status = status;
    response->type = "text/plain; charset=utf-8";
    buf_text(&response->body, words);
}

/* An ETag that the caller holds says that nothing has changed. */
static void answer_unchanged(const struct request *request, struct response *response)
{
    if (response->status == 200 && response->etag && request->if_none_match &&
        strstr(request->if_none_match, response->etag)) {
        response->status = 304;
        buf_clear(&response->body);
    }
}

static enum MHD_Result answer(struct http_server *server, struct MHD_Connection *connection,
                              const char *address, bool head)
{
    struct arena arena;
    arena_init(&arena, HTTP_REQUEST_MEMORY);
    struct request request = {.arena = &arena, .head = head};
    struct response response = {.status = 200};
    buf_init(&response.body, HTTP_RESPONSE_LIMIT);
    request.accept_language =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept-Language");
    request.if_none_match =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match");
    request.gzip = accepts_gzip(connection);
    read_address(&request, address);
    server->handler(server->context, &request, &response);
    if (response.body.failed) {
        buf_clear(&response.body);
        response.packed = false;
        refuse(&response, 507, "The answer is larger than 100 MB. Ask for less of it.\n");
    }
    answer_unchanged(&request, &response);
    http_pack(&request, &response);
    const enum MHD_Result result = send_response(connection, &response);
    arena_release(&arena);
    return result;
}

/* ---- libmicrohttpd ---- */

static void *keep_address(void *context, const char *address, struct MHD_Connection *connection)
{
    struct visit *visit = calloc(1, sizeof *visit);
    (void)context;
    (void)connection;
    if (visit) {
        visit->address = strdup(address);
    }
    return visit;
}

static void forget_address(void *context, struct MHD_Connection *connection, void **own,
                           enum MHD_RequestTerminationCode code)
{
    struct visit *visit = *own;
    (void)context;
    (void)connection;
    (void)code;
    if (visit) {
        free(visit->address);
        free(visit);
        *own = NULL;
    }
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **own)
{
    struct http_server *server = context;
    struct visit *visit = *own;
    const bool head = strcmp(method, "HEAD") == 0;
    struct response response = {.status = 200};
    (void)path;
    (void)version;
    (void)upload;
    buf_init(&response.body, 4096);
    if (*upload_size > 0 || is_ambiguous(connection)) {
        *upload_size = 0;
        refuse(&response, 400, "A request here has no body.\n");
        return send_response(connection, &response);
    }
    if (!visit || !visit->address) {
        return MHD_NO;
    }
    /* An answer before the request has ended would close the connection behind it. */
    if (!visit->begun) {
        visit->begun = true;
        return MHD_YES;
    }
    if (!head && strcmp(method, "GET") != 0) {
        refuse(&response, 405, "Only GET and HEAD are answered here.\n");
        return send_response(connection, &response);
    }
    return answer(server, connection, visit->address, head);
}

/* The path stays encoded: an identifier may have a stroke in it. */
static size_t leave_encoded(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

static bool make_address(const struct http_options *options, struct sockaddr_storage *address,
                         unsigned *flags)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, options->address, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(options->port);
        return true;
    }
    if (inet_pton(AF_INET6, options->address, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(options->port);
        *flags |= MHD_USE_IPv6;
        return true;
    }
    return false;
}

enum status http_start(const struct http_options *options, struct http_server **server_out,
                       struct failure *why)
{
    struct sockaddr_storage address;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TCP_FASTOPEN;
    if (!make_address(options, &address, &flags)) {
        return fail(why, STATUS_USAGE, "\"%s\" is no address. Write one such as 127.0.0.1.",
                    options->address);
    }
    struct http_server *server = calloc(1, sizeof *server);
    if (!server) {
        return fail_memory(why);
    }
    server->handler = options->handler;
    server->context = options->context;
    server->daemon = MHD_start_daemon(
        flags, options->port, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR, &address,
        MHD_OPTION_THREAD_POOL_SIZE, options->threads, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, CONNECTIONS_ONE_ADDRESS, MHD_OPTION_CONNECTION_TIMEOUT,
        IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADER_MEMORY,
        MHD_OPTION_URI_LOG_CALLBACK, keep_address, NULL, MHD_OPTION_NOTIFY_COMPLETED,
        forget_address, NULL, MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1U, MHD_OPTION_END);
    if (!server->daemon) {
        free(server);
        return fail(why, STATUS_IO,
                    "%s port %u cannot be listened on. Perhaps another program does; choose "
                    "another port with --listen.",
                    options->address, (unsigned)options->port);
    }
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    server->port = info ? info->port : options->port;
    *server_out = server;
    return STATUS_OK;
}

unsigned short http_port(const struct http_server *server)
{
    return server->port;
}

void http_stop(struct http_server *server)
{
    if (server) {
        MHD_stop_daemon(server->daemon);
        free(server);
    }
}
