#include "serve/feed.h"

#include "serve/page.h"
#include "serve/route.h"
#include "work/feed.h"
#include "write/calendar.h"

/* What all forms ask for. */
struct asking {
    struct visit *visit;
    const char *root; /* before the addresses of the site */
    bool whole;
};

/* Addresses are written where the visit writes, so it writes there meanwhile. */
static struct buf *write_to(struct visit *visit, struct buf *out)
{
    struct buf *before = visit->out;
    visit->out = out;
    return before;
}

static void write_page(void *context, struct buf *out, const struct record *record)
{
    const struct asking *asking = context;
    struct visit *visit = asking->visit;
    struct buf *body = write_to(visit, out);
    html_text(out, asking->root);
    if (record) {
        address_of_record(visit, record);
    } else if (asking->whole) {
        address_path(visit, NULL, 0);
    } else {
        address_here(visit, FORM_HTML, NULL);
    }
    visit->out = body;
}

static void write_self(void *context, struct buf *out)
{
    const struct asking *asking = context;
    struct buf *body = write_to(asking->visit, out);
    html_text(out, asking->root);
    address_here(asking->visit, asking->visit->form, NULL);
    asking->visit->out = body;
}

enum status visit_feed_of(struct visit *visit, const struct feed_lists *lists)
{
    struct asking asking = {visit, address_root(visit), lists->whole};
    const struct feed_options options = {.pack = visit->site->work->pack,
                                         .queries = lists->queries,
                                         .query_count = lists->count,
                                         .title = lists->title,
                                         .language = visit->language,
                                         .name = lists->name,
                                         .limit = FEED_ENTRIES,
                                         .context = &asking,
                                         .page = write_page,
                                         .self = write_self};
    if (!lists->name) {
        return fail_memory(&visit->why);
    }
    if (visit->form == FORM_ICS) {
        return feed_calendar(visit->store, visit->arena, &options, visit->out, &visit->why);
    }
    return visit->form == FORM_RSS
               ? feed_rss(visit->store, visit->arena, &options, visit->out, &visit->why)
               : feed_atom(visit->store, visit->arena, &options, visit->out, &visit->why);
}

enum status visit_feed(struct visit *visit, const struct asked *asked)
{
    const struct feed_lists list = {
        .queries = &asked->query, .count = 1, .name = served_address(visit, &asked->query)};
    TRY(visit_feed_of(visit, &list));
    if (visit->form == FORM_ICS) {
        visit->response->disposition =
            arena_printf(visit->arena, "%s.ics", asked->query.kind->plural);
    }
    return STATUS_OK;
}

/* ---- of the site ---- */

/* The records that the pack's own definition takes, kind by kind; all there are where it has none.
 */
static enum status ask_theme(struct visit *visit, struct query **queries, size_t *count)
{
    const struct workspace *work = visit->site->work;
    const struct pack *pack = work->pack;
    const char *name = pack->example_lens;
    const struct lens *lens = NULL;
    struct failure ignored;
    const bool has =
        name && lens_set_find(work->lenses, name, &lens, &ignored) == STATUS_OK && lens;
    *count = has ? lens->kind_count : pack->kind_count;
    *queries = arena_array(visit->arena, *count + 1, sizeof **queries);
    if (!*queries) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < *count; i++) {
        query_init(&(*queries)[i], has ? lens->kinds[i] : &pack->kinds[i]);
        if (has) {
            TRY(query_add_values(visit->arena, pack, &(*queries)[i], "tag", OP_IS, &name, 1,
                                 &visit->why));
        }
    }
    return STATUS_OK;
}

enum status page_home_data(struct visit *visit)
{
    struct query *queries = NULL;
    size_t count = 0;
    if (visit->form == FORM_JSON) {
        return page_home(visit);
    }
    TRY(ask_theme(visit, &queries, &count));
    const struct feed_lists lists = {.queries = queries,
                                     .count = count,
                                     .title = t(visit, "What is new"),
                                     .name = "/home",
                                     .whole = true};
    return visit_feed_of(visit, &lists);
}

enum status page_calendar(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct query *queries = arena_array(visit->arena, pack->kind_count + 1, sizeof *queries);
    size_t count = 0;
    if (!queries) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct calendar_fields fields;
        if (calendar_fields(&pack->kinds[i], &fields)) {
            query_init(&queries[count++], &pack->kinds[i]);
        }
    }
    const struct feed_lists lists = {.queries = queries,
                                     .count = count,
                                     .title = label_here(visit, &pack->label, pack->name),
                                     .name = "/calendar",
                                     .whole = true};
    TRY(visit_feed_of(visit, &lists));
    visit->response->disposition = arena_printf(visit->arena, "%s.ics", pack->name);
    return STATUS_OK;
}
