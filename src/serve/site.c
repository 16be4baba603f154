#include "serve/site.h"

#include "base/date.h"
#include "base/version.h"
#include "find/index.h"
#include "serve/ask.h"
#include "serve/cache.h"
#include "serve/facets.h"
#include "serve/gate.h"
#include "serve/page.h"
#include "serve/past.h"
#include "serve/words.h"
#include "work/export.h"
#include "work/report.h"
#include "work/throttle.h"

#include <sodium.h>
#include <stdio.h>

#define DRAIN_BYTES ((size_t)1024 * 1024)
#define INDEX_AT_ONCE 100 /* records that are indexed while a visit waits */

enum status site_open(struct site *site, struct workspace *work, struct failure *why)
{
    *site = (struct site){.work = work};
    if (pthread_mutex_init(&site->lock, NULL) != 0 ||
        pthread_mutex_init(&site->workbook, NULL) != 0 ||
        pthread_mutex_init(&site->writing, NULL) != 0 ||
        pthread_cond_init(&site->returned, NULL) != 0) {
        return fail(why, STATUS_FAILED, "The server's threads cannot be set up.");
    }
    TRY(pack_digest(&work->arena, work->pack, site->pack_digest, why));
    TRY(throttle_open(&site->throttle, why));
    TRY(work_reports(work, &site->reports, why));
    TRY(cache_open(CACHE_BYTES, &site->cache, why));
    TRY(past_open(&site->past, why));
    TRY(work_exports(work, &site->exports, why));
    TRY(facets_open(work->pack->kind_count, &site->facets, why));
    for (; site->free_count < SITE_STORES; site->free_count++) {
        TRY(store_open(work->db, work->pack, STORE_READ, &site->stores[site->free_count], why));
    }
    return STATUS_OK;
}

void site_close(struct site *site)
{
    cache_close(site->cache);
    past_close(site->past);
    facets_close(site->facets);
    throttle_close(site->throttle);
    for (size_t i = 0; i < SITE_STORES; i++) {
        store_close(site->stores[i]);
    }
    (void)pthread_cond_destroy(&site->returned);
    (void)pthread_mutex_destroy(&site->lock);
    (void)pthread_mutex_destroy(&site->workbook);
    (void)pthread_mutex_destroy(&site->writing);
}

static struct store *take_store(struct site *site)
{
    (void)pthread_mutex_lock(&site->lock);
    while (site->free_count == 0) {
        (void)pthread_cond_wait(&site->returned, &site->lock);
    }
    struct store *store = site->stores[--site->free_count];
    (void)pthread_mutex_unlock(&site->lock);
    return store;
}

static void give_store(struct site *site, struct store *store)
{
    store_rest(store); /* or the next visit would see the data of this one's time */
    (void)pthread_mutex_lock(&site->lock);
    site->stores[site->free_count++] = store;
    (void)pthread_cond_signal(&site->returned);
    (void)pthread_mutex_unlock(&site->lock);
}

struct str visit_parameter(const struct visit *visit, const char *name)
{
    for (size_t i = 0; i < visit->request->parameter_count; i++) {
        if (str_is(visit->request->parameters[i].name, name)) {
            return visit->request->parameters[i].value;
        }
    }
    return (struct str){0};
}

enum status visit_drain(struct visit *visit)
{
    return visit->drain && visit->out->length > DRAIN_BYTES ? visit->drain(visit) : STATUS_OK;
}

struct str visit_field(const struct visit *visit, const char *name)
{
    const struct parameter *field = visit_field_next(visit, name, NULL);
    return field ? field->value : (struct str){0};
}

const struct parameter *visit_field_next(const struct visit *visit, const char *name,
                                         const struct parameter *after)
{
    const struct request *request = visit->request;
    for (size_t i = after ? (size_t)(after - request->fields) + 1 : 0; i < request->field_count;
         i++) {
        if (str_is(request->fields[i].name, name)) {
            return &request->fields[i];
        }
    }
    return NULL;
}

/* ---- writing ---- */

enum status site_write_begin(struct visit *visit, struct store **store, struct failure *why)
{
    struct site *site = visit->site;
    (void)pthread_mutex_lock(&site->writing);
    const enum status status = store_begin(site->work->store, why);
    *store = site->work->store;
    if (status != STATUS_OK) {
        (void)pthread_mutex_unlock(&site->writing);
    }
    return status;
}

enum status site_write_end(struct visit *visit, struct store *store, enum status status)
{
    if (status == STATUS_OK) {
        status = store_commit(store, &visit->why);
    }
    if (status != STATUS_OK) {
        store_rollback(store);
    }
    (void)pthread_mutex_unlock(&visit->site->writing);
    store_rest(visit->store); /* which may have read before */
    return status;
}

struct account_change visit_change(const struct visit *visit)
{
    return (struct account_change){.account = visit->account ? visit->account->id : 0,
                                   .who = visit->account ? visit->account->name : str_of(""),
                                   .address = str_of(visit->request->client)};
}

void site_index(struct visit *visit)
{
    struct site *site = visit->site;
    struct store *store = site->work->store;
    struct fulltext_state state;
    struct failure why;
    unsigned long long bytes = 0;
    (void)pthread_mutex_lock(&site->writing);
    if (find_index_look(store, &state, &why) == STATUS_OK && state.fits && state.behind > 0 &&
        state.behind <= INDEX_AT_ONCE && find_index_update(store, &bytes, &why) != STATUS_OK) {
        (void)fprintf(stderr, "crosscut: the search is behind: %s\n", why.text);
    }
    (void)pthread_mutex_unlock(&site->writing);
}

enum status site_audit(struct visit *visit, struct store *store, const char *action,
                       struct str target, struct str detail)
{
    const struct account_change by = visit_change(visit);
    const struct audit_entry entry = {.account = by.account,
                                      .who = by.who,
                                      .action = action,
                                      .target = target,
                                      .detail = detail,
                                      .address = by.address};
    return store_audit(store, &entry, &visit->why);
}

/* ---- going elsewhere ---- */

bool site_is_path(struct str path)
{
    bool fine = path.length > 0 && path.at[0] == '/' && !(path.length > 1 && path.at[1] == '/');
    for (size_t i = 0; fine && i < path.length; i++) {
        fine = path.at[i] > ' ' && path.at[i] < 0x7F && path.at[i] != '\\';
    }
    return fine;
}

static bool has_language(struct str path)
{
    struct str rest = path, part;
    bool found = false;
    (void)str_split(&rest, '?', &part);
    while (!found && str_split(&rest, '&', &part)) {
        found = str_starts(part, "lang=");
    }
    return found;
}

enum status site_see_other(struct visit *visit, struct str path)
{
    const struct str to = site_is_path(path) ? path : str_of("/");
    const bool keeps = visit->language_asked && !has_language(to);
    /* What follows "#" stays last. */
    const char *hash = memchr(to.at, '#', to.length);
    const size_t before = hash ? (size_t)(hash - to.at) : to.length;
    visit->response->location =
        arena_printf(visit->arena, "%.*s%s%s%.*s", (int)before, to.at,
                     !keeps                       ? ""
                     : memchr(to.at, '?', before) ? "&lang="
                                                  : "?lang=",
                     keeps ? visit->language : "", (int)(to.length - before), to.at + before);
    visit->response->status = 303;
    visit->response->own = true;
    visit->response->type = "text/plain; charset=utf-8";
    buf_clear(visit->out);
    return visit->response->location ? STATUS_OK : fail_memory(&visit->why);
}

/* ---- one visit ---- */

/*
 * Says of everything the answer is made from whether it is still the same: the data, the pack, the
 * program, the language, the address and the host.
 */
static const char *make_etag(struct visit *visit, long long revision)
{
    unsigned char digest[12];
    char text[sizeof digest * 2 + 1], today[11];
    crypto_generichash_state state;
    const struct site *site = visit->site;
    const struct request *request = visit->request;
    if (crypto_generichash_init(&state, NULL, 0, 16) != 0) {
        return NULL;
    }
    date_print(date_today(), today);
    (void)crypto_generichash_update(&state, (const unsigned char *)&revision, sizeof revision);
    (void)crypto_generichash_update(&state, site->pack_digest, sizeof site->pack_digest);
    (void)crypto_generichash_update(&state,
                                    (const unsigned char *)CROSSCUT_VERSION __DATE__ __TIME__,
                                    sizeof CROSSCUT_VERSION __DATE__ __TIME__);
    (void)crypto_generichash_update(&state, (const unsigned char *)visit->language, 2);
    (void)crypto_generichash_update(&state, (const unsigned char *)request->path.at,
                                    request->path.length);
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct parameter *p = &request->parameters[i];
        (void)crypto_generichash_update(&state, (const unsigned char *)p->name.at,
                                        p->name.length + 1);
        (void)crypto_generichash_update(&state, (const unsigned char *)p->value.at,
                                        p->value.length + 1);
    }
    /* Pages say where they were found, and when (page_foot()): where nobody says how the site is
     * known, at the host they were asked at. */
    const char *host = site->address || !request->host ? "" : request->host;
    (void)crypto_generichash_update(&state, (const unsigned char *)host, strlen(host));
    (void)crypto_generichash_update(&state, (const unsigned char *)today, sizeof today);
    unsigned char whole[16];
    (void)crypto_generichash_final(&state, whole, sizeof whole);
    memcpy(digest, whole, sizeof digest);
    (void)sodium_bin2hex(text, sizeof text, digest, sizeof digest);
    return arena_printf(visit->arena, "\"%s\"", text);
}

static unsigned status_of(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return 200;
    case STATUS_USAGE:
    case STATUS_INPUT:
    case STATUS_LIMIT:
        return 400;
    case STATUS_NOT_FOUND:
        return 404;
    case STATUS_CONFLICT:
        return 409;
    case STATUS_BUSY:
    case STATUS_NOMEM:
        return 503;
    default:
        return 500;
    }
}

static void answer_failure(struct visit *visit, enum status status)
{
    struct response *response = visit->response;
    response->status = status_of(status);
    response->etag = NULL;
    response->disposition = NULL;
    buf_clear(visit->out);
    if (response->status == 404) {
        visit->lost = true;
        (void)snprintf(visit->why.text, sizeof visit->why.text, "%s",
                       t(visit, "There is no page at this address."));
    }
    /* What went wrong inside is nobody's business outside; it is in the log. */
    if (response->status >= 500) {
        (void)fprintf(stderr, "crosscut: %s\n", visit->why.text);
        (void)snprintf(visit->why.text, sizeof visit->why.text, "%s",
                       t(visit, "The page cannot be made just now. Please try again."));
    }
    page_failure(visit);
}

enum status site_refuse(struct visit *visit, unsigned status, const char *words)
{
    struct response *response = visit->response;
    response->status = status;
    response->etag = NULL;
    response->own = true;
    response->type = form_type(visit->form);
    response->language = visit->language;
    buf_clear(visit->out);
    (void)snprintf(visit->why.text, sizeof visit->why.text, "%s", words);
    page_failure(visit);
    return STATUS_OK;
}

static enum status handle(struct visit *visit, const struct route *route)
{
    if (visit->form == FORM_CSV) {
        TRY(asked_csv(visit));
        visit->response->language = visit->language;
    }
    return route->handler(visit);
}

static void run(struct visit *visit, const struct route *route)
{
    struct response *response = visit->response;
    long long revision = 0;
    enum status status = store_revision(visit->store, &revision, &visit->why);
    response->type = form_type(visit->form);
    response->language = visit->language;
    response->own = !gate_is_public(visit, route);
    response->open = gate_is_open(visit, route);
    if (status == STATUS_OK && response->own) {
        status = handle(visit, route);
    } else if (status == STATUS_OK) {
        response->etag = make_etag(visit, revision);
        const char *known = visit->request->if_none_match;
        if (response->etag && known && strstr(known, response->etag)) {
            return; /* http.c answers 304: nothing need be computed */
        }
        if (response->etag && cache_get(visit->site->cache, visit->request, response)) {
            return;
        }
        status = handle(visit, route);
    }
    if (status == STATUS_OK) {
        http_pack(visit->request, response);
        cache_put(visit->site->cache, visit->request, response);
    }
    if (status != STATUS_OK) {
        answer_failure(visit, status);
    }
}

void site_answer(void *context, const struct request *request, struct response *response)
{
    struct visit visit = {.site = context,
                          .request = request,
                          .response = response,
                          .out = &response->body,
                          .arena = request->arena};
    visit.language = language_choose(visit_parameter(&visit, "lang"), request->accept_language,
                                     &visit.language_asked);
    const struct route *route =
        !request->malformed && route_divide(&visit, request->path) ? route_find(&visit) : NULL;
    if (!route) {
        const enum status status =
            request->malformed
                ? fail(&visit.why, STATUS_USAGE, "%s", t(&visit, "The address cannot be read."))
                : fail(&visit.why, STATUS_NOT_FOUND, "%s",
                       t(&visit, "There is no page at this address."));
        response->type = form_type(visit.form);
        answer_failure(&visit, status);
        return;
    }
    if (request->method == HTTP_OPTIONS) { /* asked before a request, without a cookie */
        gate_tell_methods(&visit, route);
        return;
    }
    visit.store = take_store(visit.site);
    const enum status status = gate_recognise(&visit);
    if (status != STATUS_OK) {
        response->type = form_type(visit.form);
        answer_failure(&visit, status);
    } else if (gate_lets_in(&visit, route)) {
        run(&visit, route);
    }
    give_store(visit.site, visit.store);
}
