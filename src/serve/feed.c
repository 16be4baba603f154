#include "serve/feed.h"

#include "serve/page.h"
#include "work/feed.h"

/* What both forms ask for. */
struct asking {
    struct visit *visit;
    const struct query *query;
};

/* Addresses go to the body, which is where both forms are written. */
static void write_page(void *context, struct buf *out, const struct record *record)
{
    const struct asking *asking = context;
    (void)out;
    if (record) {
        address_of_record(asking->visit, record);
    } else {
        address_of_query(asking->visit, asking->query, FORM_HTML);
    }
}

static void write_self(void *context, struct buf *out)
{
    const struct asking *asking = context;
    (void)out;
    address_of_query(asking->visit, asking->query, FORM_ATOM);
}

static struct feed_options options_of(struct asking *asking)
{
    return (struct feed_options){.pack = asking->visit->site->work->pack,
                                 .query = asking->query,
                                 .language = asking->visit->language,
                                 .name = served_address(asking->visit, asking->query),
                                 .limit = FEED_ENTRIES,
                                 .context = asking,
                                 .page = write_page,
                                 .self = write_self};
}

enum status visit_atom(struct visit *visit, const struct asked *asked)
{
    struct asking asking = {visit, &asked->query};
    const struct feed_options options = options_of(&asking);
    return options.name ? feed_atom(visit->store, visit->arena, &options, visit->out, &visit->why)
                        : fail_memory(&visit->why);
}

enum status visit_calendar(struct visit *visit, const struct asked *asked)
{
    struct asking asking = {visit, &asked->query};
    const struct feed_options options = options_of(&asking);
    TRY(feed_calendar(visit->store, visit->arena, &options, visit->out, &visit->why));
    visit->response->disposition = arena_printf(visit->arena, "%s.ics", asked->query.kind->plural);
    return STATUS_OK;
}
