#include "work/review_write.h"

#include "text/csv.h"

#include <stdio.h>

const char *queue_reason_name(enum queue_reason reason)
{
    static const char *const names[] = {
        [QUEUE_USEFUL] = "useful", [QUEUE_RANDOM] = "random", [QUEUE_KNOWN] = "known"};
    return names[reason];
}

unsigned long long queue_minutes(const struct queue *queue)
{
    const double seconds = queue->seconds * (double)queue->left;
    return queue->seconds > 0 ? (unsigned long long)(seconds / 60) + 1 : 0;
}

static enum status item_json(struct store *store, struct arena *arena,
                             const struct queue_item *item, struct json *json, struct failure *why)
{
    struct record *record = NULL;
    TRY(store_get_number(store, arena, item->tag.record, &record, why));
    json_object(json);
    json_key_text(json, "kind", record->kind->name);
    json_key_str(json, "identifier", record->identifier);
    json_key_text(json, "theme", item->tag.theme);
    json_key_text(json, "weight", *item->tag.weight ? item->tag.weight : NULL);
    json_key_integer(json, "places", item->tag.evidence);
    json_key_integer(json, "points", item->points);
    json_key(json, "skipped");
    json_bool(json, item->tag.skipped);
    json_object_end(json);
    return STATUS_OK;
}

/*
 * What is known and what is taken at random is not said item by item: whoever knows that the answer
 * is known judges otherwise.
 */
enum status review_queue_json(struct store *store, struct arena *arena,
                              const struct queue_question *question, const struct queue *queue,
                              struct json *json, struct failure *why)
{
    json_object(json);
    json_key_text(json, "lens", question->lens->name);
    json_key_integer(json, "version", question->lens->version);
    json_key_text(json, "theme", question->theme);
    json_key_integer(json, "left", (long long)queue->left);
    json_key_integer(json, "done", (long long)queue->done.all);
    json_key_integer(json, "done_today", (long long)queue->done.today);
    json_key(json, "minutes");
    if (queue->seconds > 0) {
        json_integer(json, (long long)queue_minutes(queue));
    } else {
        json_null(json);
    }
    json_key(json, "items");
    json_array(json);
    for (size_t i = 0; i < queue->count; i++) {
        TRY(item_json(store, arena, &queue->items[i], json, why));
    }
    json_array_end(json);
    json_object_end(json);
    return STATUS_OK;
}

/* ---- numbers ---- */

static void kappa_json(const struct kappa *kappa, struct json *json)
{
    json_key_integer(json, "judged_by_two", (long long)kappa->judged);
    json_key_integer(json, "agreed", (long long)kappa->agreed);
    json_key(json, "kappa");
    if (kappa->defined) {
        json_decimal(json, kappa->value * 10); /* thousandths to ten-thousandths */
    } else {
        json_null(json);
    }
}

static void pairs_json(const struct theme_numbers *theme, struct json *json)
{
    json_key(json, "pairs");
    json_array(json);
    for (size_t i = 0; i < theme->pair_count; i++) {
        const struct review_pair *pair = &theme->pairs[i];
        const struct kappa kappa = kappa_of(pair, 1);
        json_object(json);
        json_key_str(json, "first", pair->first);
        json_key_str(json, "second", pair->second);
        json_key_integer(json, "both_yes", (long long)pair->both_yes);
        json_key_integer(json, "only_first", (long long)pair->only_first);
        json_key_integer(json, "only_second", (long long)pair->only_second);
        json_key_integer(json, "both_no", (long long)pair->both_no);
        kappa_json(&kappa, json);
        json_object_end(json);
    }
    json_array_end(json);
}

static void theme_json(const struct theme_numbers *theme, struct json *json)
{
    json_object(json);
    json_key_text(json, "theme", theme->theme);
    json_key_integer(json, "tags", (long long)theme->tags);
    json_key_integer(json, "candidates", (long long)theme->candidates);
    json_key_integer(json, "confirmed", (long long)theme->confirmed);
    json_key_integer(json, "rejected", (long long)theme->rejected);
    kappa_json(&theme->kappa, json);
    pairs_json(theme, json);
    json_object_end(json);
}

void review_numbers_json(const struct lens *lens, const struct review_numbers *numbers,
                         struct json *json)
{
    json_object(json);
    json_key_text(json, "lens", lens->name);
    json_key_integer(json, "version", lens->version);
    json_key_integer(json, "twice", lens->twice);
    json_key(json, "themes");
    json_array(json);
    for (size_t i = 0; i < numbers->count; i++) {
        theme_json(&numbers->themes[i], json);
    }
    json_array_end(json);
    json_key(json, "known_answers");
    json_array(json);
    for (size_t i = 0; i < numbers->known_count; i++) {
        json_object(json);
        json_key_str(json, "person", numbers->known[i].person);
        json_key_integer(json, "judged", (long long)numbers->known[i].judged);
        json_key_integer(json, "right", (long long)numbers->known[i].right);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

void review_numbers_heading(struct buf *out)
{
    csv_cell(out, str_of("lens"), true);
    static const char *const columns[] = {"theme",    "tags",          "candidates", "confirmed",
                                          "rejected", "judged_by_two", "agreed",     "kappa"};
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        csv_cell(out, str_of(columns[i]), false);
    }
    csv_end(out);
}

static void number_cell(struct buf *out, unsigned long long number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%llu", number);
    csv_cell_as_is(out, str_of(text), false);
}

void review_numbers_csv(const struct lens *lens, const struct review_numbers *numbers,
                        struct buf *out)
{
    for (size_t i = 0; i < numbers->count; i++) {
        const struct theme_numbers *theme = &numbers->themes[i];
        char kappa[24] = "";
        if (theme->kappa.defined) {
            kappa_print(theme->kappa.value, kappa, sizeof kappa);
        }
        csv_cell(out, str_of(lens->name), true);
        csv_cell(out, str_of(theme->theme), false);
        number_cell(out, theme->tags);
        number_cell(out, theme->candidates);
        number_cell(out, theme->confirmed);
        number_cell(out, theme->rejected);
        number_cell(out, theme->kappa.judged);
        number_cell(out, theme->kappa.agreed);
        csv_cell_as_is(out, str_of(kappa), false);
        csv_end(out);
    }
}
