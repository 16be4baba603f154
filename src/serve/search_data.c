/* /search.csv, and what is new among what a search finds: /search.atom and /search.rss. */
#include "serve/feed.h"
#include "serve/page.h"
#include "serve/search.h"
#include "text/csv.h"

#define FEED_HITS 2000 /* the best so many are looked at for what is new */
#define RECORD_BYTES ((size_t)64 * 1024 * 1024)

/* The hits from the best on, at most @limit (0: all); none where the index is not ready. */
static enum status find_hits(struct visit *visit, const struct searched *searched, size_t limit,
                             struct find_result *result)
{
    const struct find_options options = {.kind = searched->kind, .limit = limit};
    *result = (struct find_result){.count = 0};
    return searched->ready && searched->text.length > 0
               ? find_search(visit->store, visit->arena, searched->text, &options, result,
                             &visit->why)
               : STATUS_OK;
}

/* ---- CSV ---- */

static enum status write_hit(struct visit *visit, const struct fulltext_hit *hit,
                             struct arena *arena)
{
    struct buf *out = visit->out;
    struct record *record = NULL;
    TRY(store_get(visit->store, arena, hit->kind, hit->identifier, &record, &visit->why));
    const char *score = arena_printf(arena, "%.4f", hit->score);
    csv_cell(out,
             str_of(visit->labels ? label_here(visit, &hit->kind->label, hit->kind->name)
                                  : hit->kind->name),
             true);
    csv_cell(out, hit->identifier, false);
    csv_cell(out, record_public_title(record), false);
    csv_cell(out, str_of(score ? score : ""), false);
    csv_end(out);
    return visit_drain(visit);
}

enum status search_csv(struct visit *visit, const struct searched *searched)
{
    static const char *const names[] = {"kind", "identifier", "title", "score"};
    static const char *const words[] = {N_("Kind"), N_("Identifier"), N_("Title"), N_("Score")};
    struct find_result *result = arena_alloc(visit->arena, sizeof *result);
    struct arena arena;
    enum status status = STATUS_OK;
    if (!result) {
        return fail_memory(&visit->why);
    }
    TRY(find_hits(visit, searched, 0, result));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        csv_cell(visit->out, str_of(visit->labels ? t(visit, words[i]) : names[i]), i == 0);
    }
    csv_end(visit->out);
    arena_init(&arena, RECORD_BYTES);
    for (size_t i = 0; i < result->count && status == STATUS_OK; i++) {
        status = write_hit(visit, &result->hits[i], &arena);
        arena_clear(&arena);
    }
    arena_release(&arena);
    visit->response->disposition = "search.csv";
    return status;
}

/* ---- feeds ---- */

/* A question for the hits of @kind; false when there is none. */
static enum status ask_hits(struct visit *visit, const struct find_result *result,
                            const struct kind *kind, struct query *query, bool *any)
{
    const char **identifiers = arena_array(visit->arena, result->count + 1, sizeof *identifiers);
    size_t count = 0;
    query_init(query, kind);
    for (size_t i = 0; identifiers && i < result->count; i++) {
        if (result->hits[i].kind == kind) {
            identifiers[count++] = arena_copy(visit->arena, result->hits[i].identifier);
        }
    }
    *any = count > 0;
    if (!identifiers || (count > 0 && !identifiers[count - 1])) {
        return fail_memory(&visit->why);
    }
    return *any ? query_add_values(visit->arena, visit->site->work->pack, query, "identifier",
                                   OP_IS, identifiers, count, &visit->why)
                : STATUS_OK;
}

enum status search_feed(struct visit *visit, const struct searched *searched)
{
    const struct pack *pack = visit->site->work->pack;
    struct query *queries = arena_array(visit->arena, pack->kind_count + 1, sizeof *queries);
    struct find_result *result = arena_alloc(visit->arena, sizeof *result);
    size_t count = 0;
    if (!queries || !result) {
        return fail_memory(&visit->why);
    }
    TRY(find_hits(visit, searched, FEED_HITS, result));
    for (size_t i = 0; i < pack->kind_count; i++) {
        bool any = false;
        TRY(ask_hits(visit, result, &pack->kinds[i], &queries[count], &any));
        count += any;
    }
    const char *kind = searched->kind ? searched->kind->name : "";
    const struct feed_lists lists = {
        .queries = queries,
        .count = count,
        .title = arena_printf(visit->arena, "%.*s", STR_ARGS(searched->text)),
        .name =
            arena_printf(visit->arena, "/search?q=%.*s&kind=%s", STR_ARGS(searched->text), kind)};
    return visit_feed_of(visit, &lists);
}
