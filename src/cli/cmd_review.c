#include "cli/records.h"
#include "work/gold.h"
#include "work/review.h"
#include "work/review_write.h"

#include <stdio.h>

#define LIMIT_TEXT 50

static void tell(void *context, unsigned line, const char *words)
{
    const struct cli *cli = context;
    (void)fprintf(stderr, "crosscut: %s:%u: %s\n", cli->values[OPTION_IMPORT], line, words);
}

/* ---- the queue ---- */

static enum status print_item(struct cli *cli, const struct queue_item *item)
{
    struct record *record = NULL;
    struct arena *arena = &cli->work.arena;
    TRY(store_get_number(cli->work.store, arena, item->tag.record, &record, &cli->why));
    buf_printf(&cli->out, "%6u  %-11s  %-12s  %s:%.*s  %.*s\n", item->points,
               *item->tag.weight ? item->tag.weight : "-",
               *item->tag.theme ? item->tag.theme : "(whole)", record->kind->name,
               STR_ARGS(record->identifier), STR_ARGS(record_title(record)));
    return STATUS_OK;
}

static enum status print_queue(struct cli *cli)
{
    struct queue_question question = {.person = str_of(cli->values[OPTION_PERSON])};
    struct arena *arena = &cli->work.arena;
    struct queue queue;
    unsigned long long limit = 0;
    const bool as_json = cli_has(cli, OPTION_JSON);
    TRY(cli_limit(cli, as_json ? 0 : LIMIT_TEXT, &limit));
    question.limit = (size_t)limit;
    TRY(cli_open_store(cli, STORE_READ));
    TRY(lens_set_find(cli->work.lenses, cli->values[OPTION_QUEUE], &question.lens, &cli->why));
    TRY(work_queue(cli->work.store, cli->work.tables, arena, &question, &queue, &cli->why));
    if (as_json) {
        struct json json;
        json_init(&json, &cli->out, false);
        TRY(review_queue_json(cli->work.store, arena, &question, &queue, &json, &cli->why));
        buf_char(&cli->out, '\n');
        return STATUS_OK;
    }
    for (size_t i = 0; i < queue.count; i++) {
        TRY(print_item(cli, &queue.items[i]));
    }
    TRY(cli_flush(cli));
    cli_say(cli, "%llu wait; one in %d is taken at random.\n", queue.left, QUEUE_RANDOM_EVERY);
    return STATUS_OK;
}

/* ---- the numbers ---- */

static void print_theme(struct cli *cli, const struct theme_numbers *theme)
{
    char kappa[24] = "-";
    if (theme->kappa.defined) {
        kappa_print(theme->kappa.value, kappa, sizeof kappa);
    }
    buf_printf(&cli->out, "  %-14s %8llu %10llu %10llu %9llu %7llu %7llu %7s\n",
               *theme->theme ? theme->theme : "(whole)", theme->tags, theme->candidates,
               theme->confirmed, theme->rejected, theme->kappa.judged, theme->kappa.agreed, kappa);
}

static void print_numbers(struct cli *cli, const struct lens *lens,
                          const struct review_numbers *numbers)
{
    buf_printf(&cli->out, "%s %lld\n  %-14s %8s %10s %10s %9s %7s %7s %7s\n", lens->name,
               lens->version, "theme", "tags", "candidates", "confirmed", "rejected", "by two",
               "agreed", "kappa");
    for (size_t i = 0; i < numbers->count; i++) {
        print_theme(cli, &numbers->themes[i]);
    }
    for (size_t i = 0; i < numbers->known_count; i++) {
        const struct review_known *known = &numbers->known[i];
        buf_printf(&cli->out, "  %.*s: %llu of %llu known answers right\n", STR_ARGS(known->person),
                   known->right, known->judged);
    }
    buf_char(&cli->out, '\n');
}

static enum status print_lens(struct cli *cli, const struct lens *lens, enum list_form form,
                              struct json *json)
{
    struct review_numbers numbers;
    TRY(work_review_numbers(cli->work.store, &cli->work.arena, lens, &numbers, &cli->why));
    if (form == LIST_JSON) {
        review_numbers_json(lens, &numbers, json);
    } else if (form == LIST_CSV) {
        review_numbers_csv(lens, &numbers, &cli->out);
    } else {
        print_numbers(cli, lens, &numbers);
    }
    return STATUS_OK;
}

static enum status print_stats(struct cli *cli)
{
    enum list_form form;
    struct json json;
    const struct lens *only = NULL;
    TRY(cli_form(cli, LIST_TEXT, &form));
    TRY(cli_open_store(cli, STORE_READ));
    if (cli_has(cli, OPTION_LENS)) {
        TRY(lens_set_find(cli->work.lenses, cli->values[OPTION_LENS], &only, &cli->why));
    }
    json_init(&json, &cli->out, false);
    if (form == LIST_JSON) {
        json_array(&json);
    } else if (form == LIST_CSV) {
        review_numbers_heading(&cli->out);
    }
    for (size_t i = 0; i < lens_set_count(cli->work.lenses); i++) {
        const struct lens *lens = lens_set_at(cli->work.lenses, i);
        if (!only || lens == only) {
            TRY(print_lens(cli, lens, form, &json));
        }
    }
    if (form == LIST_JSON) {
        json_array_end(&json);
        buf_char(&cli->out, '\n');
    }
    return STATUS_OK;
}

/* ---- files ---- */

static enum status keep_gold(struct cli *cli)
{
    const struct lens *lens = NULL;
    struct gold_result result;
    if (!cli_has(cli, OPTION_LENS)) {
        return fail(&cli->why, STATUS_USAGE, "Say with --lens LENS what was judged.");
    }
    TRY(cli_open_store(cli, STORE_WRITE));
    TRY(lens_set_find(cli->work.lenses, cli->values[OPTION_LENS], &lens, &cli->why));
    TRY(work_gold_import(&cli->work, lens, cli->values[OPTION_GOLD], &result, &cli->why));
    cli_say(cli, "Read %llu judged records: %llu answers kept; not stored: %llu.\n", result.read,
            result.kept, result.missing);
    return STATUS_OK;
}

static enum status import_decisions(struct cli *cli)
{
    struct review_result result;
    TRY(cli_open_store(cli, STORE_WRITE));
    TRY(work_review_import(&cli->work, cli->values[OPTION_IMPORT], tell, cli, &result, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        struct json json;
        json_init(&json, &cli->out, false);
        json_object(&json);
        json_key_integer(&json, "read", (long long)result.read);
        json_key_integer(&json, "decided", (long long)result.decided);
        json_key_integer(&json, "rejected", (long long)result.rejected);
        json_object_end(&json);
        buf_char(&cli->out, '\n');
    } else {
        cli_say(cli,
                "Read %llu lines: %llu decisions kept, %llu refused, the rest without a verdict.\n",
                result.read, result.decided, result.rejected);
    }
    return result.rejected > 0 ? STATUS_PROBLEMS : STATUS_OK;
}

static enum status export_tags(struct cli *cli)
{
    const struct lens *lens = NULL;
    TRY(cli_open_store(cli, STORE_READ));
    if (cli_has(cli, OPTION_LENS)) {
        TRY(lens_set_find(cli->work.lenses, cli->values[OPTION_LENS], &lens, &cli->why));
    }
    return work_review_export(&cli->work, lens, &cli->out, &cli->why);
}

enum status cmd_review(struct cli *cli)
{
    static const struct {
        enum option option;
        enum status (*run)(struct cli *cli);
    } ways[] = {{OPTION_QUEUE, print_queue},
                {OPTION_STATS, print_stats},
                {OPTION_GOLD, keep_gold},
                {OPTION_IMPORT, import_decisions},
                {OPTION_EXPORT, export_tags}};
    size_t asked = 0, way = 0;
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        if (cli_has(cli, ways[i].option)) {
            asked++;
            way = i;
        }
    }
    if (asked != 1) {
        return fail(&cli->why, STATUS_USAGE,
                    "Say one of --queue LENS, --stats, --gold FILE, --export and --import FILE.");
    }
    return ways[way].run(cli);
}
