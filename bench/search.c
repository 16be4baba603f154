/*
 * Makes the full-text index of a database anew and searches it: search PACK FILE.db QUERY…. Prints how fast the index was made, and
 * for each query how many records it finds and the median and 99th percentile of 101 searches for the first 20 of them, with the
 * places of their words.
 */
#include "find/index.h"
#include "find/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 101

static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int compare(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static enum status make_index(struct store *store, struct failure *why)
{
    unsigned long long bytes = 0;
    TRY(fulltext_forget(store, why));
    const double start = now();
    TRY(find_index_update(store, &bytes, why));
    const double took = now() - start;
    (void)printf("%-34s %7.2f s %8.1f MB/s of text\n", "index for search", took / 1e3, (double)bytes / took / 1e3);
    return STATUS_OK;
}

static enum status search(struct store *store, const char *query, unsigned long long *total, struct failure *why)
{
    struct arena arena;
    struct find_result result;
    struct find_options options = {.limit = 20};
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    enum status status = find_search(store, &arena, str_of(query), &options, &result, why);
    for (size_t i = 0; status == STATUS_OK && i < result.count; i++) {
        struct record *record = NULL;
        struct find_mark *marks = NULL;
        size_t count = 0;
        status = store_get(store, &arena, result.hits[i].kind, result.hits[i].identifier, &record, why);
        if (status == STATUS_OK) {
            status = find_marks(&arena, &result.ask, record, &marks, &count, why);
        }
    }
    *total = result.total;
    arena_release(&arena);
    return status;
}

static enum status measure(struct store *store, const char *query, struct failure *why)
{
    double took[ROUNDS];
    unsigned long long total = 0;
    for (int i = 0; i < ROUNDS; i++) {
        const double start = now();
        TRY(search(store, query, &total, why));
        took[i] = now() - start;
    }
    qsort(took, ROUNDS, sizeof *took, compare);
    (void)printf("search %-27s %7.2f ms p50 %7.2f ms p99 %7llu records\n", query, took[ROUNDS / 2], took[ROUNDS - 2], total);
    return STATUS_OK;
}

static enum status run(struct arena *arena, int count, char **words, struct store **store, struct failure *why)
{
    struct pack *pack = NULL;
    TRY(pack_load(arena, words[1], &pack, why));
    TRY(store_open(words[2], pack, STORE_WRITE, store, why));
    TRY(make_index(*store, why));
    for (int i = 3; i < count; i++) {
        TRY(measure(*store, words[i], why));
    }
    return STATUS_OK;
}

int main(int count, char **words)
{
    struct arena arena;
    struct store *store = NULL;
    struct failure why = {STATUS_OK, ""};
    if (count < 3) {
        (void)fprintf(stderr, "usage: search PACK FILE.db QUERY…\n");
        return 2;
    }
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    enum status status = run(&arena, count, words, &store, &why);
    if (status != STATUS_OK) {
        (void)fprintf(stderr, "search: %s\n", why.text);
    }
    store_close(store);
    arena_release(&arena);
    return status_exit_code(status);
}
