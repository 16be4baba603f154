/* An answer in the queue: a POST, then the next tag (or, as JSON, what the script shows of it). */
#include "serve/review.h"

/* What is said of which tag. */
struct said {
    const char *theme;
    struct str verdict, note, weight;
};

/* What an answer does, for the audit. */
static const char *action_of(struct str verdict)
{
    return str_is(verdict, VERDICT_YES)    ? "confirm"
           : str_is(verdict, VERDICT_NO)   ? "reject"
           : str_is(verdict, VERDICT_HELP) ? "flag"
           : str_is(verdict, VERDICT_SKIP) ? "skip"
                                           : "take-back";
}

/*
 * The form's fields: verdict= for the tag at hand; or also=THEME, another theme that the record
 * has, or none=THEME, which it has not after all.
 */
static enum status read_said(struct visit *visit, const struct review_asked *asked,
                             struct said *said)
{
    const struct str also = visit_field(visit, "also"), none = visit_field(visit, "none");
    const struct str name = also.length > 0 ? also : none;
    *said = (struct said){.theme = asked->theme,
                          .verdict = visit_field(visit, "verdict"),
                          .note = str_trim(visit_field(visit, "note")),
                          .weight = visit_field(visit, "weight")};
    if (name.length == 0) {
        return STATUS_OK;
    }
    *said = (struct said){.verdict = str_of(also.length > 0 ? VERDICT_YES : VERDICT_NONE)};
    for (size_t i = 0; i < asked->lens->theme_count; i++) {
        if (str_is(name, asked->lens->themes[i].name)) {
            said->theme = asked->lens->themes[i].name;
            return STATUS_OK;
        }
    }
    return fail(&visit->why, STATUS_INPUT, "%s", t(visit, "The definition has no such theme."));
}

/* What the request is known by: the form's own words, and what it says, so that another answer sent
 * from the same page is another request. */
static enum status name_request(struct visit *visit, const struct said *said, struct str *request)
{
    const struct str given = visit_field(visit, "request");
    if (!review_is_request(given)) {
        return fail(&visit->why, STATUS_INPUT, "%s",
                    t(visit, "The form cannot be read. Open the page again and repeat."));
    }
    const char *name = arena_printf(visit->arena, "%.*s/%s/%.*s", STR_ARGS(given), said->theme,
                                    STR_ARGS(said->verdict));
    *request = str_of(name);
    return name ? STATUS_OK : fail_memory(&visit->why);
}

static enum status write(struct visit *visit, struct store *store, const struct review_asked *asked,
                         const struct said *said, struct judge_outcome *outcome)
{
    struct judgement judgement = {
        .record = asked->record->id,
        .theme = said->theme,
        .person = visit->account->name,
        .verdict = said->verdict,
        .note = said->note,
        .weight = str_is(said->verdict, VERDICT_YES) ? said->weight : (struct str){NULL, 0}};
    TRY(name_request(visit, said, &judgement.request));
    TRY(work_judge(store, asked->lens, &judgement, outcome, &visit->why));
    if (outcome->repeated) {
        return STATUS_OK;
    }
    const char *detail = arena_printf(visit->arena, "%s/%s", asked->lens->name, said->theme);
    return site_audit(visit, store, action_of(said->verdict),
                      review_item_name(visit, asked->record), str_of(detail));
}

static enum status next_json(struct visit *visit, const struct review_asked *asked,
                             const struct queue *queue, struct json *json)
{
    json_key(json, "next");
    json_array(json);
    for (size_t i = 0; i < queue->count; i++) {
        struct review_asked next = {.lens = asked->lens, .only = asked->only};
        next.theme = queue->items[i].tag.theme;
        TRY(store_get_number(visit->store, visit->arena, queue->items[i].tag.record, &next.record,
                             &visit->why));
        json_text(json, review_path(visit, &next));
    }
    json_array_end(json);
    return STATUS_OK;
}

static enum status answer_json(struct visit *visit, const struct review_asked *asked,
                               const struct judge_outcome *outcome)
{
    struct queue queue;
    struct json json;
    TRY(review_queue(visit, asked, REVIEW_UPCOMING, &queue));
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key(&json, "saved");
    json_bool(&json, true);
    json_key(&json, "repeated");
    json_bool(&json, outcome->repeated);
    /* What follows from it is not said: it would tell what another person has said. */
    json_key_integer(&json, "left", (long long)queue.left);
    json_key_integer(&json, "done_today", (long long)queue.done.today);
    TRY(next_json(visit, asked, &queue, &json));
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

enum status review_post(struct visit *visit, const struct review_asked *asked)
{
    struct store *store = NULL;
    struct said said;
    struct judge_outcome outcome;
    enum status refused = STATUS_OK;
    if (review_is_somebody_else(visit, &refused)) {
        return refused;
    }
    if (!asked->record) {
        return fail(&visit->why, STATUS_INPUT, "%s", t(visit, "There is no such record."));
    }
    TRY(read_said(visit, asked, &said));
    TRY(site_write_begin(visit, &store, &visit->why));
    TRY(site_write_end(visit, store, write(visit, store, asked, &said, &outcome)));
    if (visit->form == FORM_JSON) {
        return answer_json(visit, asked, &outcome);
    }
    /* Of another theme, or taken back: the same tag again; else the next. */
    const bool stays = said.theme != asked->theme || str_is(said.verdict, VERDICT_NONE);
    const struct review_asked next = {.lens = asked->lens, .only = asked->only};
    return site_see_other(visit, str_of(review_path(visit, stays ? asked : &next)));
}
