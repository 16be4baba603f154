#include "serve/http.h"

#include "text/html.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>
#include <zlib.h>

#define CONNECTIONS 1024
#define CONNECTIONS_ONE_ADDRESS 64
#define IDLE_SECONDS 15
#define HEADER_MEMORY ((size_t)64 * 1024) /* of one connection: request line and headers */
#define QUERY_LIMIT 8192
#define GZIP_LEAST 860 /* bytes; what is smaller fits one packet anyhow */
/* A body has ten seconds, and a second more for each so many bytes that have come. */
#define BODY_SECONDS 10
#define BODY_BYTES_A_SECOND 500

struct http_server {
    struct MHD_Daemon *daemon;
    http_handler *handler;
    void *context;
    const char *cookie;
    unsigned short port;
};

/* A request that is coming in. */
struct incoming {
    /* path?query as it was sent: libmicrohttpd hands it over decoded only, and not in one piece. */
    char *address;
    bool begun; /* its headers have been seen */
    enum http_method method;
    bool is_json;
    struct buf body;
    struct timespec start; /* of the body */
};

/* ---- the request ---- */

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

static void read_address(struct request *request, const char *address)
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

static void read_body(struct request *request, const struct incoming *incoming)
{
    struct str rest = buf_view(&incoming->body), part;
    if (incoming->is_json) {
        request->json = rest;
        return;
    }
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

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static const char *client_address(struct MHD_Connection *connection, struct arena *arena)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    char *text = arena_alloc(arena, INET6_ADDRSTRLEN);
    if (!address || !text) {
        return "";
    }
    const void *number = address->sa_family == AF_INET6
                             ? (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr
                             : (const void *)&((const struct sockaddr_in *)address)->sin_addr;
    return inet_ntop(address->sa_family, number, text, INET6_ADDRSTRLEN) ? text : "";
}

static void read_headers(const struct http_server *server, struct MHD_Connection *connection,
                         struct request *request)
{
    request->accept_language = header(connection, "Accept-Language");
    request->if_none_match = header(connection, "If-None-Match");
    request->host = header(connection, "Host");
    request->origin = header(connection, "Origin");
    request->fetch_site = header(connection, "Sec-Fetch-Site");
    request->user_agent = header(connection, "User-Agent");
    request->cookie_session =
        server->cookie ? MHD_lookup_connection_value(connection, MHD_COOKIE_KIND, server->cookie)
                       : NULL;
    request->client = client_address(connection, request->arena);
}

static bool accepts_gzip(struct MHD_Connection *connection)
{
    const char *accepted = header(connection, "Accept-Encoding");
    const char *gzip = accepted ? strstr(accepted, "gzip") : NULL;
    return gzip && strncmp(gzip, "gzip;q=0", 8) != 0;
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
    add_header(answer, "Cache-Control",
               response->own    ? "private, no-store"
               : response->etag ? "no-cache"
                                : "no-store");
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
    if (response->close) {
        add_header(answer, "Connection", "close");
    }
    if (response->cookie) {
        add_header(answer, "Set-Cookie", response->cookie);
    }
    if (response->allow) {
        add_header(answer, "Allow", response->allow);
    }
    if (response->retry > 0) {
        char seconds[16];
        (void)snprintf(seconds, sizeof seconds, "%u", response->retry);
        add_header(answer, "Retry-After", seconds);
    }
}

static enum MHD_Result send_response(struct MHD_Connection *connection, struct response *response)
{
    const bool packed =
        response->body.length > 0 && accepts_gzip(connection) && compress_body(&response->body);
    struct MHD_Response *answer = MHD_create_response_from_buffer(
        response->body.length, response->body.at ? response->body.at : (void *)(uintptr_t) "",
        MHD_RESPMEM_MUST_COPY);
    buf_release(&response->body);
    if (!answer) {
        return MHD_NO;
    }
    add_headers(answer, response);
    if (packed) {
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
                              const struct incoming *incoming)
{
    struct arena arena;
    arena_init(&arena, HTTP_REQUEST_MEMORY);
    struct request request = {.arena = &arena, .method = incoming->method};
    struct response response = {.status = 200};
    buf_init(&response.body, HTTP_RESPONSE_LIMIT);
    read_headers(server, connection, &request);
    read_address(&request, incoming->address);
    if (request.method == HTTP_POST) {
        read_body(&request, incoming);
    }
    server->handler(server->context, &request, &response);
    if (response.body.failed) {
        buf_clear(&response.body);
        refuse(&response, 507, "The answer is larger than 100 MB. Ask for less of it.\n");
    }
    answer_unchanged(&request, &response);
    const enum MHD_Result result = send_response(connection, &response);
    arena_release(&arena);
    return result;
}

/* ---- the body ---- */

/* How often a header came, and how long a body it promises. */
struct lengths {
    unsigned count;
    bool wrong;
    unsigned long long bytes;
};

static enum MHD_Result read_length(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    struct lengths *lengths = context;
    char *end = NULL;
    (void)kind;
    if (strcasecmp(name, "Content-Length") != 0) {
        return MHD_YES;
    }
    lengths->count++;
    lengths->bytes = value ? strtoull(value, &end, 10) : 0;
    lengths->wrong = lengths->wrong || !value || !char_is_digit(value[0]) || *end != '\0';
    return MHD_YES;
}

static bool is_type(const char *type, const char *wanted)
{
    const size_t length = strlen(wanted);
    return type && strncasecmp(type, wanted, length) == 0 &&
           (type[length] == '\0' || type[length] == ';' || char_is_white(type[length]));
}

/*
 * Says what is wrong with the body a request promises; 0 when nothing is. Two lengths, or a length
 * and a chunked body, can be read in two ways (RFC 9112, 6.3).
 */
static unsigned check_body(struct MHD_Connection *connection, struct incoming *incoming,
                           const char **words)
{
    struct lengths lengths = {0};
    const bool post = incoming->method == HTTP_POST;
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, read_length, &lengths);
    const char *type = header(connection, "Content-Type");
    const bool is_form = is_type(type, "application/x-www-form-urlencoded");
    incoming->is_json = is_type(type, "application/json");
    if (header(connection, "Transfer-Encoding") || lengths.count > 1 || lengths.wrong) {
        *words = "The length of the body can be read in two ways.\n";
        return 400;
    }
    if (!post && lengths.bytes > 0) {
        *words = "A request of this method has no body.\n";
        return 400;
    }
    if (post && lengths.count == 0) {
        *words = "Say the length of the body.\n";
        return 411;
    }
    if (lengths.bytes > HTTP_BODY_LIMIT) {
        *words = "The body is larger than 1 MiB.\n";
        return 413;
    }
    if (lengths.bytes > 0 && !is_form && !incoming->is_json) {
        *words = "Send a form (application/x-www-form-urlencoded).\n";
        return 415;
    }
    return 0;
}

static bool is_slow(const struct incoming *incoming)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    const long long seconds = (long long)(now.tv_sec - incoming->start.tv_sec);
    return seconds > BODY_SECONDS + (long long)incoming->body.length / BODY_BYTES_A_SECOND;
}

/* ---- libmicrohttpd ---- */

static void *keep_address(void *context, const char *address, struct MHD_Connection *connection)
{
    struct incoming *incoming = calloc(1, sizeof *incoming);
    (void)context;
    (void)connection;
    if (incoming) {
        buf_init(&incoming->body, HTTP_BODY_LIMIT);
        incoming->address = strdup(address);
    }
    return incoming;
}

static void forget_request(void *context, struct MHD_Connection *connection, void **own,
                           enum MHD_RequestTerminationCode code)
{
    struct incoming *incoming = *own;
    (void)context;
    (void)connection;
    (void)code;
    if (incoming) {
        free(incoming->address);
        buf_release(&incoming->body);
        free(incoming);
        *own = NULL;
    }
}

/* The headers are there. What is answered now, before the body, ends the connection. */
static enum MHD_Result begin(struct MHD_Connection *connection, const char *method,
                             struct incoming *incoming)
{
    static const char *const methods[] = {
        [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD", [HTTP_POST] = "POST"};
    struct response response = {.status = 200};
    const char *words = NULL;
    size_t known = 0;
    buf_init(&response.body, 4096);
    incoming->begun = true;
    while (known < COUNT_OF(methods) && strcmp(method, methods[known]) != 0) {
        known++;
    }
    incoming->method = (enum http_method)known;
    const unsigned wrong = check_body(connection, incoming, &words);
    if (wrong) {
        refuse(&response, wrong, words);
        response.close = true;
        return send_response(connection, &response);
    }
    if (known == COUNT_OF(methods)) {
        refuse(&response, 405, "Only GET, HEAD and POST are answered here.\n");
        response.allow = "GET, HEAD, POST";
        return send_response(connection, &response);
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &incoming->start);
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **own)
{
    struct incoming *incoming = *own;
    (void)path;
    (void)version;
    if (!incoming || !incoming->address) {
        return MHD_NO;
    }
    if (!incoming->begun) {
        return begin(connection, method, incoming);
    }
    if (*upload_size > 0) {
        buf_add(&incoming->body, upload, *upload_size);
        *upload_size = 0;
        return incoming->body.failed || is_slow(incoming) ? MHD_NO : MHD_YES;
    }
    return answer(context, connection, incoming);
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
    server->cookie = options->cookie;
    server->daemon = MHD_start_daemon(
        flags, options->port, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR, &address,
        MHD_OPTION_THREAD_POOL_SIZE, options->threads, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, CONNECTIONS_ONE_ADDRESS, MHD_OPTION_CONNECTION_TIMEOUT,
        IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADER_MEMORY,
        MHD_OPTION_URI_LOG_CALLBACK, keep_address, NULL, MHD_OPTION_NOTIFY_COMPLETED,
        forget_request, NULL, MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,
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
