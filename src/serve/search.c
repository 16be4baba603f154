#include "serve/search.h"

#include "base/utf8.h"
#include "find/index.h"
#include "serve/ask.h"
#include "serve/page.h"

#define CODE_BYTES 3

static enum status read_kind(struct visit *visit, struct searched *searched)
{
    const struct str name = visit_parameter(visit, "kind");
    if (name.length > 0) {
        searched->kind = pack_kind(visit->site->work->pack, name);
        if (!searched->kind) {
            return fail(&visit->why, STATUS_USAGE, "%s", t(visit, "There is no such kind."));
        }
    }
    return STATUS_OK;
}

/* ---- another search ---- */

/* The search with what stands at @term replaced; false when that leaves nothing to look for. */
static bool replace(struct visit *visit, struct str text, struct str term, struct str with,
                    struct str *other)
{
    const size_t at = (size_t)(term.at - text.at);
    const size_t end = at + term.length;
    if (term.at < text.at || end > text.length) {
        return false;
    }
    /* A field's name stays: title:recrutment becomes title:recruitment. */
    const char *sign = with.length > 0 ? memchr(term.at, ':', term.length) : NULL;
    const size_t kept = sign ? (size_t)(sign + 1 - text.at) : at;
    const char *joined = arena_printf(visit->arena, "%.*s%.*s%.*s", (int)kept, text.at,
                                      STR_ARGS(with), (int)(text.length - end), text.at + end);
    *other = str_trim(str_of(joined));
    return other->length > 0;
}

/* Keeps it when it finds something. */
static enum status add_other(struct visit *visit, struct searched *searched,
                             struct search_other other)
{
    const struct find_options options = {.limit = 1};
    struct find_result *result = arena_alloc(visit->arena, sizeof *result);
    if (!result) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < searched->other_count; i++) {
        if (str_equal(searched->others[i].text, other.text)) {
            return STATUS_OK;
        }
    }
    /* What is left may be no search by itself. */
    enum status status =
        find_search(visit->store, visit->arena, other.text, &options, result, &visit->why);
    if (status == STATUS_OK && result->total > 0) {
        other.records = result->total;
        searched->others[searched->other_count++] = other;
    }
    return status == STATUS_USAGE ? STATUS_OK : status;
}

static enum status add_others(struct visit *visit, struct searched *searched)
{
    const struct find_result *result = &searched->result;
    for (size_t i = 0; i < result->suggestion_count; i++) {
        const struct find_suggestion *s = &result->suggestions[i];
        struct search_other other = {.mend = MEND_WORD, .term = s->term};
        if (searched->other_count + 3 > COUNT_OF(searched->others)) {
            break;
        }
        if (s->instead.length > 0 &&
            replace(visit, searched->text, s->term, s->instead, &other.text)) {
            TRY(add_other(visit, searched, other));
            other.text = s->instead;
            TRY(add_other(visit, searched, other));
        }
        other.mend = MEND_WITHOUT;
        if (s->without > 0 &&
            replace(visit, searched->text, s->term, (struct str){0}, &other.text)) {
            TRY(add_other(visit, searched, other));
        }
        other.mend = MEND_ALONE;
        other.text = s->term;
        if (s->alone > 0 && searched->other_count < COUNT_OF(searched->others)) {
            TRY(add_other(visit, searched, other));
        }
    }
    return STATUS_OK;
}

/* ---- pages ---- */

/* "IN" is a word rather than India: a short code alone names nothing. */
static bool is_short_code(const struct code *code, struct str text)
{
    return text.length <= CODE_BYTES && !label_is(&code->label, text) &&
           utf8_fold_equal(str_of(code->code), text);
}

static void find_pages(struct visit *visit, struct searched *searched)
{
    const struct pack *pack = visit->site->work->pack;
    for (size_t i = 0; i < pack->profile_count && searched->page_count < SEARCH_PAGES; i++) {
        const struct profile *profile = &pack->profiles[i];
        const struct code *code = codelist_find(profile->list, searched->text);
        if (code && !is_short_code(code, searched->text)) {
            searched->pages[searched->page_count++] = (struct search_page){profile, code};
        }
    }
}

/* ---- the search ---- */

static void take_page(struct searched *searched)
{
    const struct find_result *result = &searched->result;
    for (size_t i = (size_t)searched->first; i < result->count && searched->count < SEARCH_ROWS;
         i++) {
        searched->hits[searched->count++] = &result->hits[i];
    }
    searched->total = result->total;
}

/* All kinds are counted even where one is asked for, so that the page can say what others have. */
enum status search_read(struct visit *visit, struct searched *searched)
{
    const struct pack *pack = visit->site->work->pack;
    struct find_options options;
    struct fulltext_state state;
    *searched = (struct searched){.text = str_trim(visit_parameter(visit, "q"))};
    TRY(read_kind(visit, searched));
    TRY(asked_first(visit, &searched->first));
    searched->kinds = arena_array(visit->arena, pack->kind_count, sizeof *searched->kinds);
    if (!searched->kinds) {
        return fail_memory(&visit->why);
    }
    find_pages(visit, searched);
    TRY(find_index_look(visit->store, &state, &visit->why));
    searched->ready = state.fits;
    searched->behind = state.behind;
    if (!searched->ready) {
        return STATUS_OK;
    }
    options = (struct find_options){.kind = searched->kind,
                                    .limit = (size_t)searched->first + SEARCH_ROWS,
                                    .by_kind = searched->kinds};
    TRY(find_search(visit->store, visit->arena, searched->text, &options, &searched->result,
                    &visit->why));
    for (size_t i = 0; i < pack->kind_count; i++) {
        searched->all += searched->kinds[i];
    }
    take_page(searched);
    return searched->all > 0 ? STATUS_OK : add_others(visit, searched);
}

enum status search_look(struct visit *visit, const struct searched *searched,
                        const struct fulltext_hit *hit, struct search_shown *shown)
{
    TRY(store_get(visit->store, visit->arena, hit->kind, hit->identifier, &shown->record,
                  &visit->why));
    return find_marks(visit->arena, &searched->result.ask, shown->record, &shown->marks,
                      &shown->count, &visit->why);
}

size_t search_same_text(const struct search_shown *shown, size_t first)
{
    size_t count = 1;
    while (first + count < shown->count &&
           shown->marks[first + count].text == shown->marks[first].text) {
        count++;
    }
    return count;
}
