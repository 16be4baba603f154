#include "serve/http.h"

#include "serve/gzip.h"
#include "serve/request.h"
#include "serve/workers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#define CONNECTIONS 1024
#define CONNECTIONS_ONE_ADDRESS 64 /* but behind a proxy, where all have one, as many as in all */
#define IDLE_SECONDS 15
#define HEADER_MEMORY ((size_t)64 * 1024) /* of one connection: request line and headers */
/* A body has ten seconds, and a second more for each so many bytes that have come. */
#define BODY_SECONDS 10
#define BODY_BYTES_A_SECOND 500
/* POSTs are answered by threads of their own: so many at once, and so many that wait. */
#define POST_THREADS 2
#define POSTS_WAITING 32
#define STOP_SECONDS 10 /* for the answers to them, when the server is stopped */

struct http_server {
    struct MHD_Daemon *daemon;
    struct workers *workers;
    atomic_uint posts; /* taken, and their answers not yet sent */
    http_handler *handler;
    void *context;
    const char *cookie;
    const char *proxy;
    bool secure;
    unsigned short port;
};

/* A request that is coming in. */
struct incoming {
    /* path?query as it was sent: libmicrohttpd hands it over decoded only, and not in one piece. */
    char *address;
    bool begun; /* its headers have been seen */
    bool is_json;
    struct buf body;
    struct timespec start; /* of the body */
    bool given;            /* to the workers, or refused by them: the answer is there */
    struct http_server *server;
    struct MHD_Connection *connection;
    struct arena arena; /* of the two below */
    struct request request;
    struct response response;
};

/* ---- the request ---- */

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

/* Who asked the proxy: the last address of its header, which is the one that it added itself. */
static const char *forwarded_address(struct MHD_Connection *connection, struct arena *arena)
{
    unsigned char number[sizeof(struct in6_addr)];
    struct str rest = str_of(header(connection, "X-Forwarded-For")), part, last = {0};
    while (rest.at && str_split(&rest, ',', &part)) {
        last = str_trim(part);
    }
    const char *text = last.length > 0 ? arena_copy(arena, last) : NULL;
    const bool is_address =
        text && (inet_pton(AF_INET, text, number) == 1 || inet_pton(AF_INET6, text, number) == 1);
    return is_address ? text : NULL;
}

static bool accepts_gzip(struct MHD_Connection *connection)
{
    const char *accepted = header(connection, "Accept-Encoding");
    const char *gzip = accepted ? strstr(accepted, "gzip") : NULL;
    return gzip && strncmp(gzip, "gzip;q=0", 8) != 0;
}

/* Only what may stand in an address is let through. */
static const char *read_host(struct MHD_Connection *connection)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "-.:[]";
    const char *host = header(connection, "Host");
    const size_t length = host ? strlen(host) : 0;
    return length > 0 && length < 256 && strspn(host, allowed) == length ? host : NULL;
}

static void read_headers(const struct http_server *server, struct MHD_Connection *connection,
                         struct request *request)
{
    request->gzip = accepts_gzip(connection);
    request->accept_language = header(connection, "Accept-Language");
    request->if_none_match = header(connection, "If-None-Match");
    request->host = read_host(connection);
    request->origin = header(connection, "Origin");
    request->fetch_site = header(connection, "Sec-Fetch-Site");
    request->user_agent = header(connection, "User-Agent");
    request->cookie_session =
        server->cookie ? MHD_lookup_connection_value(connection, MHD_COOKIE_KIND, server->cookie)
                       : NULL;
    request->client = client_address(connection, request->arena);
    if (server->proxy && strcmp(server->proxy, request->client) == 0) {
        const char *client = forwarded_address(connection, request->arena);
        request->client = client ? client : request->client;
    }
}

/* ---- the response ---- */

void http_pack(const struct request *request, struct response *response)
{
    if (request->gzip && !response->packed && response->body.length > 0) {
        response->packed = gzip_pack(&response->body);
    }
}

static void add_header(struct MHD_Response *answer, const char *name, const char *value)
{
    (void)MHD_add_response_header(answer, name, value);
}

#define POLICY                                                                                     \
    "default-src 'none'; style-src 'self'; img-src 'self' data:; object-src 'none'; "              \
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

static void add_headers(struct MHD_Response *answer, const struct response *response)
{
    static const char *const always[][2] = {
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"},
        {"Vary", "Accept-Encoding, Accept-Language"},
    };
    for (size_t i = 0; i < COUNT_OF(always); i++) {
        add_header(answer, always[i][0], always[i][1]);
    }
    add_header(answer, "Content-Security-Policy",
               response->scripts ? POLICY "; script-src 'self'; connect-src 'self'" : POLICY);
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
    if (response->open) {
        add_header(answer, "Access-Control-Allow-Origin", "*");
        add_header(answer, "Access-Control-Expose-Headers", "ETag, Content-Disposition");
    }
    if (response->open && response->allow) { /* the answer to OPTIONS */
        add_header(answer, "Access-Control-Allow-Methods", response->allow);
        add_header(answer, "Access-Control-Allow-Headers", "If-None-Match, Content-Type");
        add_header(answer, "Access-Control-Max-Age", "86400");
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

static enum MHD_Result send_response(const struct http_server *server,
                                     struct MHD_Connection *connection, struct response *response)
{
    struct MHD_Response *answer = MHD_create_response_from_buffer(
        response->body.length, response->body.at ? response->body.at : (void *)(uintptr_t) "",
        MHD_RESPMEM_MUST_COPY);
    buf_release(&response->body);
    if (!answer) {
        return MHD_NO;
    }
    add_headers(answer, response);
    if (server->secure) {
        add_header(answer, "Strict-Transport-Security", "max-age=31536000");
    }
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

/* Makes incoming->request of what has come in. */
static void make_request(struct http_server *server, struct MHD_Connection *connection,
                         struct incoming *incoming)
{
    struct request *request = &incoming->request;
    arena_init(&incoming->arena, HTTP_REQUEST_MEMORY);
    request->arena = &incoming->arena;
    incoming->response.status = 200;
    buf_init(&incoming->response.body, HTTP_RESPONSE_LIMIT);
    read_headers(server, connection, request);
    request_read_address(request, incoming->address);
    if (incoming->is_json) {
        request->json = buf_view(&incoming->body);
    } else if (request->method == HTTP_POST) {
        request_read_form(request, buf_view(&incoming->body));
    }
}

static void make_response(struct http_server *server, struct incoming *incoming)
{
    struct response *response = &incoming->response;
    server->handler(server->context, &incoming->request, response);
    if (response->body.failed) {
        buf_clear(&response->body);
        response->packed = false;
        refuse(response, 507, "The answer is larger than 100 MB. Ask for less of it.\n");
    }
    answer_unchanged(&incoming->request, response);
    http_pack(&incoming->request, response);
}

/* One of the workers' jobs. The connection sleeps meanwhile. */
static void answer_post(void *job)
{
    struct incoming *incoming = job;
    make_response(incoming->server, incoming);
    MHD_resume_connection(incoming->connection);
}

static enum MHD_Result give_to_workers(struct http_server *server,
                                       struct MHD_Connection *connection, struct incoming *incoming)
{
    incoming->given = true;
    incoming->server = server;
    incoming->connection = connection;
    (void)atomic_fetch_add(&server->posts, 1);
    MHD_suspend_connection(connection);
    if (!workers_give(server->workers, incoming)) {
        refuse(&incoming->response, 503, "Too much is going on. Please try again.\n");
        incoming->response.retry = 2;
        MHD_resume_connection(connection);
    }
    return MHD_YES; /* on_request() is called again */
}

static enum MHD_Result answer(struct http_server *server, struct MHD_Connection *connection,
                              struct incoming *incoming)
{
    if (!incoming->given) {
        make_request(server, connection, incoming);
        if (incoming->request.method == HTTP_POST) {
            return give_to_workers(server, connection, incoming);
        }
        make_response(server, incoming);
    }
    return send_response(server, connection, &incoming->response);
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
    const bool post = incoming->request.method == HTTP_POST;
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
    struct http_server *server = context;
    struct incoming *incoming = *own;
    (void)connection;
    (void)code;
    if (incoming) {
        if (incoming->given) {
            (void)atomic_fetch_sub(&server->posts, 1);
        }
        free(incoming->address);
        buf_release(&incoming->body);
        buf_release(&incoming->response.body);
        arena_release(&incoming->arena);
        free(incoming);
        *own = NULL;
    }
}

/* The headers are there. What is answered now, before the body, ends the connection. */
static enum MHD_Result begin(const struct http_server *server, struct MHD_Connection *connection,
                             const char *method, struct incoming *incoming)
{
    static const char *const methods[] = {
        [HTTP_GET] = "GET",
        [HTTP_HEAD] = "HEAD",
        [HTTP_POST] = "POST",
        [HTTP_OPTIONS] = "OPTIONS",
    };
    struct response response = {.status = 200};
    const char *words = NULL;
    size_t known = 0;
    buf_init(&response.body, 4096);
    incoming->begun = true;
    while (known < COUNT_OF(methods) && strcmp(method, methods[known]) != 0) {
        known++;
    }
    incoming->request.method = (enum http_method)known;
    const unsigned wrong = check_body(connection, incoming, &words);
    if (wrong) {
        refuse(&response, wrong, words);
        response.close = true;
        return send_response(server, connection, &response);
    }
    if (known == COUNT_OF(methods)) {
        refuse(&response, 405, "Only GET, HEAD, POST and OPTIONS are answered here.\n");
        response.allow = "GET, HEAD, POST, OPTIONS";
        return send_response(server, connection, &response);
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
        return begin(context, connection, method, incoming);
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

/*
 * Without MHD_OPTION_LISTENING_ADDRESS_REUSE libmicrohttpd sets SO_REUSEADDR: a server that was
 * stopped can be started again at once, but no two listen at one address. With it (SO_REUSEPORT)
 * two would, and take turns at answering.
 */
static struct MHD_Daemon *start_daemon(struct http_server *server,
                                       const struct http_options *options,
                                       const struct sockaddr_storage *address, unsigned flags)
{
    return MHD_start_daemon(
        flags, options->port, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_THREAD_POOL_SIZE, options->threads, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->proxy ? CONNECTIONS : CONNECTIONS_ONE_ADDRESS,
        MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        HEADER_MEMORY, MHD_OPTION_URI_LOG_CALLBACK, keep_address, NULL, MHD_OPTION_NOTIFY_COMPLETED,
        forget_request, server, MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

static void release_server(struct http_server *server)
{
    if (server->workers) {
        workers_stop(server->workers);
        workers_release(server->workers);
    }
    free(server);
}

enum status http_start(const struct http_options *options, struct http_server **server_out,
                       struct failure *why)
{
    struct sockaddr_storage address;
    unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TCP_FASTOPEN | MHD_ALLOW_SUSPEND_RESUME;
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
    server->proxy = options->proxy;
    server->secure = options->secure;
    const enum status status =
        workers_start(POST_THREADS, POSTS_WAITING, answer_post, &server->workers, why);
    errno = 0;
    if (status == STATUS_OK) {
        server->daemon = start_daemon(server, options, &address, flags);
    }
    const int error = errno;
    if (status != STATUS_OK || !server->daemon) {
        release_server(server);
        return status != STATUS_OK
                   ? status
                   : fail(why, STATUS_FAILED,
                          "%s port %u cannot be listened on: %s. Choose another with --listen.",
                          options->address, (unsigned)options->port, strerror(error));
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

/* A daemon that is stopped drops what it has not sent, so answers to POSTs are waited for. */
static void finish_posts(struct http_server *server)
{
    const struct timespec moment = {0, 10 * 1000 * 1000};
    workers_stop(server->workers);
    for (int i = 0; i < STOP_SECONDS * 100 && atomic_load(&server->posts) > 0; i++) {
        (void)nanosleep(&moment, NULL);
    }
}

void http_stop(struct http_server *server)
{
    if (server) {
        finish_posts(server);
        MHD_stop_daemon(server->daemon);
        release_server(server);
    }
}
