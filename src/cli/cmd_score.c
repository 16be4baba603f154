#include "cli/cli.h"
#include "work/score.h"

/* A ratio as a JSON number with four decimals. */
static void json_ratio(struct json *json, const char *key, double ratio)
{
    json_key(json, key);
    json_decimal(json, (long long)(ratio * 10000 + 0.5));
}

static void json_score(struct json *json, const struct score *score)
{
    json_object(json);
    json_ratio(json, "precision", score->precision);
    json_ratio(json, "recall", score->recall);
    json_ratio(json, "f1", score->f1);
    json_key_integer(json, "support", (long long)(score->both + score->only_gold));
    json_key_integer(json, "true_positives", (long long)score->both);
    json_key_integer(json, "false_positives", (long long)score->only_lens);
    json_key_integer(json, "false_negatives", (long long)score->only_gold);
    json_object_end(json);
}

static void json_disagreements(struct json *json, const struct score_result *result, bool misses)
{
    json_array(json);
    for (size_t i = 0; i < result->disagreement_count; i++) {
        const struct disagreement *d = &result->disagreements[i];
        if (d->miss != misses) {
            continue;
        }
        json_object(json);
        json_key_text(json, "identifier", d->identifier);
        json_key_text(json, "title", d->title);
        json_key(json, "theme");
        json_text(json, *d->theme ? d->theme : NULL);
        if (!misses) {
            json_key(json, "evidence");
            json_array(json);
            for (size_t k = 0; k < d->evidence_count; k++) {
                const struct evidence *e = &d->evidence[k];
                json_object(json);
                json_key_text(json, "field", e->value->field->name);
                json_key_integer(json, "offset", e->offset);
                json_key_integer(json, "length", e->length);
                json_key_str(json, "text", (struct str){e->value->text.at + e->offset, e->length});
                json_key_text(json, "rule", e->rule);
                json_object_end(json);
            }
            json_array_end(json);
        }
        json_object_end(json);
    }
    json_array_end(json);
}

static void print_json(struct cli *cli, const struct lens *lens, const struct score_result *result)
{
    struct json json;
    json_init(&json, &cli->out, false);
    json_object(&json);
    json_key_text(&json, "lens", lens->name);
    json_key_integer(&json, "version", lens->version);
    json_key_integer(&json, "judged", (long long)result->judged);
    json_key_integer(&json, "missing", (long long)result->missing);
    json_key(&json, "relevance");
    json_score(&json, &result->relevance);
    json_ratio(&json, "macro_f1", result->macro_f1);
    json_key_integer(&json, "macro_themes", (long long)result->macro_themes);
    json_key(&json, "themes");
    json_object(&json);
    for (size_t i = 0; i < result->theme_count; i++) {
        json_key(&json, result->themes[i].theme);
        json_score(&json, &result->themes[i].score);
    }
    json_object_end(&json);
    json_key(&json, "misses");
    json_disagreements(&json, result, true);
    json_key(&json, "false_alarms");
    json_disagreements(&json, result, false);
    json_object_end(&json);
    buf_char(&cli->out, '\n');
}

static void print_score(struct buf *out, const char *name, const struct score *score)
{
    buf_printf(out, "%-14s %9.3f %9.3f %9.3f %9llu\n", name, score->precision, score->recall,
               score->f1, score->both + score->only_gold);
}

static void print_disagreements(struct buf *out, const struct score_result *result, bool misses)
{
    for (size_t i = 0; i < result->disagreement_count; i++) {
        const struct disagreement *d = &result->disagreements[i];
        if (d->miss != misses) {
            continue;
        }
        buf_printf(out, "  %-10s %-26s %s\n", *d->theme ? d->theme : "relevance", d->identifier,
                   d->title);
        for (size_t k = 0; k < d->evidence_count; k++) {
            const struct evidence *e = &d->evidence[k];
            buf_printf(out, "             %s: %s, bytes %u to %u: \"%.*s\"\n", e->rule,
                       e->value->field->name, e->offset, e->offset + e->length, (int)e->length,
                       e->value->text.at + e->offset);
        }
    }
}

enum status cmd_score(struct cli *cli)
{
    const struct lens *lens = NULL;
    struct score_result result;
    TRY(cli_open_store(cli, STORE_READ));
    TRY(lens_set_find(cli->work.lenses, cli->arguments[0], &lens, &cli->why));
    TRY(work_score(&cli->work, lens, cli->arguments[1], cli_has(cli, OPTION_TEXT_ONLY),
                   &cli->work.arena, &result, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        print_json(cli, lens, &result);
        return STATUS_OK;
    }
    struct buf *out = &cli->out;
    buf_printf(out, "%s version %lld, %llu records judged%s\n\n%-14s %9s %9s %9s %9s\n", lens->name,
               lens->version, result.judged,
               cli_has(cli, OPTION_TEXT_ONLY) ? ", by words only" : "", "", "precision", "recall",
               "F1", "support");
    print_score(out, "relevance", &result.relevance);
    for (size_t i = 0; i < result.theme_count; i++) {
        print_score(out, result.themes[i].theme, &result.themes[i].score);
    }
    buf_printf(out, "\nMean F1 over the %zu themes with %d judged records or more: %.3f\n",
               result.macro_themes, SCORE_SUPPORT_MIN, result.macro_f1);
    if (result.missing > 0) {
        buf_printf(out, "%llu judged records are not in the database and are not counted.\n",
                   result.missing);
    }
    buf_text(out, "\nMisses (people take it, the lens does not):\n");
    print_disagreements(out, &result, true);
    buf_text(out, "\nFalse alarms (the lens takes it, people do not):\n");
    print_disagreements(out, &result, false);
    return STATUS_OK;
}
