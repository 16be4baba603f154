/* What is new of what the pack is about. */
#include "serve/home.h"

#include "base/date.h"
#include "serve/page.h"
#include "serve/parts.h"
#include "serve/route.h"
#include "store/as_of.h"

#define NEW_SHOWN 12

/* ---- counting ---- */

/* The first day of the month before; false where nothing has ever been read. */
static bool month_before(struct str moment, char since[11])
{
    struct date date;
    if (!date_parse(moment, &date)) {
        return false;
    }
    date.year = (short)(date.year - (date.month == 1));
    date.month = (signed char)(date.month == 1 ? 12 : date.month - 1);
    date.day = 1;
    date_print(date, since);
    return true;
}

static enum status look_at(struct visit *visit, struct home_news *news, struct home_kind *kind)
{
    const struct pack *pack = visit->site->work->pack;
    const char *since = news->since;
    query_init(&kind->all, kind->kind);
    TRY(query_add_values(visit->arena, pack, &kind->all, "tag", OP_IS, &pack->example_lens, 1,
                         &visit->why));
    kind->changed = kind->all;
    TRY(query_add_values(visit->arena, pack, &kind->changed, "changed", OP_AT_LEAST, &since, 1,
                         &visit->why));
    TRY(part_count(visit, &kind->all, &kind->all_count));
    if (kind->all_count > 0) {
        TRY(part_count(visit, &kind->changed, &kind->changed_count));
    }
    news->all += kind->all_count;
    news->changed += kind->changed_count;
    return STATUS_OK;
}

enum status home_look(struct visit *visit, struct home_news *news)
{
    const struct workspace *work = visit->site->work;
    const char *name = work->pack->example_lens;
    const struct lens *lens = NULL;
    struct failure ignored;
    struct str last;
    *news = (struct home_news){0};
    TRY(store_last_change(visit->store, visit->arena, NULL, &last, &visit->why));
    if (!name || lens_set_find(work->lenses, name, &lens, &ignored) != STATUS_OK ||
        !month_before(last, news->since)) {
        return STATUS_OK;
    }
    news->kinds = arena_array(visit->arena, lens->kind_count + 1, sizeof *news->kinds);
    if (!news->kinds) {
        return fail_memory(&visit->why);
    }
    news->lens = lens;
    for (size_t i = 0; i < lens->kind_count; i++) {
        struct home_kind *kind = &news->kinds[news->kind_count++];
        kind->kind = lens->kinds[i];
        TRY(look_at(visit, news, kind));
    }
    return STATUS_OK;
}

/* ---- the sentence ---- */

void show_theme(struct visit *visit, const struct home_news *news)
{
    struct buf *out = visit->out;
    if (!news->lens) {
        return;
    }
    const char *path[] = {"lenses", news->lens->name};
    const struct str about[] = {number_text(visit, news->all),
                                str_of(label_here(visit, &news->lens->label, news->lens->name))};
    const struct str changed[] = {number_text(visit, news->changed), str_of(news->since)};
    buf_text(out, "<p class=\"lead\"><a href=\"");
    address_path(visit, path, 2);
    buf_text(out, "\">");
    say(visit, news->all == 1 ? N_("{0} record about {1}") : N_("{0} records about {1}"), about,
        COUNT_OF(about));
    buf_text(out, "</a>");
    if (news->changed > 0) {
        buf_text(out, "<br>\n<a href=\"#new\">");
        say(visit, N_("{0} new or changed since {1}"), changed, COUNT_OF(changed));
        buf_text(out, "</a>");
    }
    buf_text(out, "</p>\n");
}

/* ---- what came last ---- */

struct news {
    const struct kind *kind;
    struct str identifier, day;
    size_t place; /* among those of its kind and day */
};

/* The latest day first; of a day one of each kind, in their order, before the second of any. */
static bool comes_before(const struct news *one, const struct news *other)
{
    const int order = str_compare(one->day, other->day);
    return order > 0 || (order == 0 && one->place < other->place);
}

static void add_news(struct news *all, size_t *count, struct news one)
{
    size_t at = *count;
    while (at > 0 && comes_before(&one, &all[at - 1])) {
        at--;
    }
    if (at == NEW_SHOWN) {
        return;
    }
    *count += *count < NEW_SHOWN ? 1 : 0;
    memmove(&all[at + 1], &all[at], (*count - 1 - at) * sizeof *all);
    all[at] = one;
}

static enum status add_latest(struct visit *visit, const struct home_kind *kind, struct news *all,
                              size_t *count)
{
    struct store_change *changes = NULL;
    size_t some = 0, place = 0;
    const struct changes_options options = {
        .query = &kind->changed, .newest = true, .limit = NEW_SHOWN};
    TRY(store_changes(visit->store, visit->arena, &options, &changes, &some, &visit->why));
    for (size_t i = 0; i < some; i++) {
        const struct str when = changes[i].imported;
        const struct str day = {when.at, when.length < 10 ? when.length : 10};
        place =
            i > 0 && memcmp(changes[i - 1].imported.at, day.at, day.length) == 0 ? place + 1 : 0;
        add_news(all, count, (struct news){kind->kind, changes[i].identifier, day, place});
    }
    return STATUS_OK;
}

static enum status show_record(struct visit *visit, const struct news *news)
{
    struct record *record = NULL;
    struct buf *out = visit->out;
    TRY(store_get(visit->store, visit->arena, news->kind, news->identifier, &record, &visit->why));
    buf_text(out, "<li>");
    link_to_record(visit, record);
    buf_text(out, " <span class=\"facts\">");
    html_text(out, label_here(visit, &news->kind->label, news->kind->name));
    buf_text(out, " · <span class=\"date\">");
    html_str(out, news->day);
    buf_text(out, "</span></span></li>\n");
    return STATUS_OK;
}

/* "Projects 12": each leads to those that changed. */
static void show_changed(struct visit *visit, const struct home_news *news)
{
    struct buf *out = visit->out;
    buf_text(out, "<ul class=\"chips\">\n");
    for (size_t i = 0; i < news->kind_count; i++) {
        const struct home_kind *kind = &news->kinds[i];
        if (kind->changed_count > 0) {
            buf_text(out, "<li><a href=\"");
            address_of_query(visit, &kind->changed, FORM_HTML);
            buf_char(out, '"');
            mark_link(visit, kind->changed_count);
            buf_char(out, '>');
            html_text(out, kind_heading(visit, kind->kind));
            buf_char(out, ' ');
            html_str(out, number_text(visit, kind->changed_count));
            buf_text(out, "</a></li>\n");
        }
    }
    buf_text(out, "</ul>\n");
}

enum status show_news(struct visit *visit, const struct home_news *news)
{
    struct news all[NEW_SHOWN];
    const struct str since = str_of(news->since);
    size_t count = 0;
    for (size_t i = 0; i < news->kind_count; i++) {
        if (news->kinds[i].changed_count > 0) {
            TRY(add_latest(visit, &news->kinds[i], all, &count));
        }
    }
    if (count == 0) {
        return STATUS_OK;
    }
    buf_text(visit->out, "<section id=\"new\"><h2>");
    say_plain(visit, "New and changed");
    buf_text(visit->out, " <small>");
    say(visit, N_("since {0}"), &since, 1);
    buf_text(visit->out, " · <a href=\"");
    address_of_data(visit, "home", FORM_ATOM);
    buf_text(visit->out, "\">Atom</a> · <a href=\"");
    address_of_data(visit, "home", FORM_RSS);
    buf_text(visit->out, "\">RSS</a></small></h2>\n<ul class=\"latest\">\n");
    for (size_t i = 0; i < count; i++) {
        TRY(show_record(visit, &all[i]));
    }
    buf_text(visit->out, "</ul>\n");
    show_changed(visit, news);
    buf_text(visit->out, "</section>\n");
    return STATUS_OK;
}

enum status home_json_news(struct visit *visit, struct json *json)
{
    struct home_news news;
    TRY(home_look(visit, &news));
    if (news.lens) {
        json_key_text(json, "lens", news.lens->name);
        json_key_integer(json, "records", (long long)news.all);
        json_key_text(json, "since", news.since);
        json_key_integer(json, "changed", (long long)news.changed);
    }
    return STATUS_OK;
}
