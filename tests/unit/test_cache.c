/*
 * Goal: the cache of answers gives back what was put in, for the same ETag and the same encoding
 * and for nothing else; never holds more bytes than it may; lets go what was asked for the longest
 * time ago; and keeps nothing that has no ETag. Method: a few answers by hand, and a run of random
 * ones beside a plain list that does the same slowly.
 */
#include "serve/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct cache *cache;
static struct arena arena;

static void open_cache(size_t bytes)
{
    struct failure why;
    assert_int_equal(cache_open(bytes, &cache, &why), STATUS_OK);
    arena_init(&arena, (size_t)64 * 1024 * 1024);
}

static void close_cache(void)
{
    cache_close(cache);
    arena_release(&arena);
}

static void put(const char *tag, bool gzip, const char *body, const char *disposition)
{
    const struct request request = {.arena = &arena, .gzip = gzip};
    struct response response = {.status = 200,
                                .type = "text/plain",
                                .etag = tag,
                                .packed = gzip,
                                .disposition = disposition};
    buf_init(&response.body, CACHE_ONE * 2);
    buf_text(&response.body, body);
    cache_put(cache, &request, &response);
    buf_release(&response.body);
}

/* The body that is there, or NULL. */
static const char *get(const char *tag, bool gzip)
{
    const struct request request = {.arena = &arena, .gzip = gzip};
    struct response response = {.status = 0, .etag = tag};
    buf_init(&response.body, CACHE_ONE * 2);
    const bool found = cache_get(cache, &request, &response);
    const char *body = found ? arena_copy(&arena, buf_view(&response.body)) : NULL;
    if (found) {
        assert_int_equal(response.status, 200);
        assert_string_equal(response.type, "text/plain");
        assert_int_equal(response.packed, gzip);
    }
    buf_release(&response.body);
    return body;
}

static void test_same(void **state)
{
    (void)state;
    open_cache(1 << 20);
    assert_null(get("\"a\"", false));
    put("\"a\"", false, "plain", NULL);
    put("\"a\"", true, "packed", NULL);
    put("\"b\"", false, "other", "b.csv");
    assert_string_equal(get("\"a\"", false), "plain");
    assert_string_equal(get("\"a\"", true), "packed");
    assert_string_equal(get("\"b\"", false), "other");
    assert_null(get("\"b\"", true));
    put("\"a\"", false, "again", NULL); /* the first stays */
    assert_string_equal(get("\"a\"", false), "plain");
    close_cache();
}

static void test_not_kept(void **state)
{
    (void)state;
    const struct request request = {.arena = &arena};
    struct response response = {.status = 200, .type = "text/plain"};
    open_cache(1 << 20);
    buf_init(&response.body, CACHE_ONE * 2);
    buf_text(&response.body, "somebody's own");
    cache_put(cache, &request, &response); /* no ETag */
    response.etag = "\"x\"";
    response.status = 404;
    cache_put(cache, &request, &response);
    response.status = 200;
    response.location = "/elsewhere";
    cache_put(cache, &request, &response);
    assert_null(get("\"x\"", false));
    response.location = NULL;
    while (response.body.length <= CACHE_ONE) {
        buf_text(&response.body, "more and more of it, until it is too long to be kept ");
    }
    cache_put(cache, &request, &response);
    assert_null(get("\"x\"", false));
    buf_release(&response.body);
    close_cache();
}

#define FIT 20 /* entries that there is room for */
#define TAGS 60

/* What is in the cache, the last that was asked for first: the slow way. */
static int line[FIT];
static size_t line_count;

static void line_first(int tag)
{
    size_t at = 0;
    while (at < line_count && line[at] != tag) {
        at++;
    }
    if (at == line_count && line_count < FIT) {
        line_count++;
    }
    at = at < FIT ? at : FIT - 1;
    memmove(&line[1], &line[0], at * sizeof line[0]);
    line[0] = tag;
}

static bool is_in_line(int tag)
{
    for (size_t i = 0; i < line_count; i++) {
        if (line[i] == tag) {
            return true;
        }
    }
    return false;
}

static void test_least_recent_goes(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252ULL; /* xorshift64 */
    char body[8001], tag[16];
    memset(body, 'x', 8000);
    body[8000] = '\0';
    /* An entry is its body and a few hundred bytes, so that FIT fit and one more does not. */
    open_cache((size_t)FIT * 8000 + 7900);
    for (int step = 0; step < 20000; step++) {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        const int number = (int)(seed % TAGS);
        (void)snprintf(tag, sizeof tag, "\"%d\"", number);
        const bool there = get(tag, false) != NULL;
        assert_int_equal(there, is_in_line(number));
        if (!there) {
            put(tag, false, body, NULL);
        }
        line_first(number);
        arena_clear(&arena);
    }
    close_cache();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_not_kept),
        cmocka_unit_test(test_least_recent_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
