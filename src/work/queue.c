#include "work/queue.h"

#include "base/date.h"

#include <stdlib.h>

#define PAUSE_SECONDS 300 /* a longer time between two answers was spent otherwise */
#define PACE_ANSWERS 20   /* the pace is that of so many last answers */

/* ---- points ---- */

/* What the points of a lens's tags depend on. */
struct scale {
    const struct lens *lens;
    const struct table_set *tables;
    const struct review_theme *themes;
    unsigned *points; /* of each of them */
    size_t theme_count;
    unsigned long long most; /* tags of the most frequent theme */
};

static bool condition_names(const struct condition *condition, const char *lens, const char *theme)
{
    if (condition->field || strcmp(condition->name, "tag") != 0) {
        return false;
    }
    for (size_t i = 0; i < condition->value_count; i++) {
        struct str rest = str_of(condition->values[i]), name;
        (void)str_split(&rest, '/', &name);
        if (str_is(name, lens) && str_is(rest, theme)) {
            return true;
        }
    }
    return false;
}

static bool axis_counts(const struct axis *axis, const struct lens *lens, const char *theme)
{
    return axis && axis->type == AXIS_THEMES && axis->lens == lens && *theme != '\0';
}

static bool query_counts(const struct query *query, const char *lens, const char *theme)
{
    for (size_t i = 0; i < query->count; i++) {
        if (condition_names(&query->conditions[i], lens, theme)) {
            return true;
        }
    }
    return false;
}

static bool table_counts(const struct table *table, const struct lens *lens, const char *theme)
{
    if (axis_counts(&table->rows, lens, theme) || axis_counts(table->by, lens, theme) ||
        query_counts(&table->query, lens->name, theme)) {
        return true;
    }
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        if (axis_counts(column->split, lens, theme) ||
            (column->query.kind && query_counts(&column->query, lens->name, theme))) {
            return true;
        }
    }
    return false;
}

static unsigned table_points(const struct scale *scale, const char *theme)
{
    unsigned points = 0;
    for (size_t i = 0; scale->tables && i < scale->tables->count && points < 3; i++) {
        points += table_counts(&scale->tables->tables[i], scale->lens, theme);
    }
    return points;
}

static unsigned theme_points(const struct scale *scale, const struct review_theme *theme)
{
    const unsigned long long decided = theme->confirmed + theme->rejected;
    const unsigned long long contradicted = decided > 0 ? 4 * theme->rejected / decided : 0;
    const unsigned long long frequent = scale->most > 0 ? 3 * theme->tags / scale->most : 0;
    return (unsigned)(contradicted + frequent) + table_points(scale, theme->theme);
}

static unsigned tag_points(const struct scale *scale, const struct review_item *tag)
{
    static const unsigned places[] = {3, 4, 2};
    unsigned of_theme = 0;
    for (size_t i = 0; i < scale->theme_count; i++) {
        if (strcmp(scale->themes[i].theme, tag->theme) == 0) {
            of_theme = scale->points[i];
        }
    }
    unsigned points = strcmp(tag->weight, "candidate") == 0     ? 6
                      : strcmp(tag->weight, "significant") == 0 ? 2
                                                                : 0;
    points += tag->evidence < COUNT_OF(places) ? places[tag->evidence] : 0;
    return points + of_theme + (tag->others > 0 ? 5 : 0);
}

/* ---- order ---- */

static unsigned long long hash_tag(unsigned long long seed, const struct review_item *tag)
{
    /* FNV-1a goes on from a seed; its low bits are mixed into the high ones at the end. */
    unsigned long long hash = seed ^ (unsigned long long)tag->record * 0x9E3779B97F4A7C15ULL;
    for (const char *c = tag->theme; *c; c++) {
        hash = (hash ^ (unsigned char)*c) * 0x100000001B3ULL;
    }
    hash = (hash ^ hash >> 32) * 0x9E3779B97F4A7C15ULL;
    return hash ^ hash >> 29;
}

unsigned queue_judges(const struct lens *lens, const char *theme, long long record)
{
    const struct review_item tag = {.record = record, .theme = theme};
    const unsigned long long hash = hash_tag(str_hash(str_of(lens->name)), &tag);
    return (long long)(hash % 100) < lens->twice ? 2 : 1;
}

/* A place in an order: what comes before has less of .first, then of .second. */
struct rank {
    unsigned long long first, second;
    size_t item;
};

static int by_rank(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;
    if (x->first != y->first) {
        return x->first < y->first ? -1 : 1;
    }
    return (x->second > y->second) - (x->second < y->second);
}

enum order { BY_POINTS, BY_CHANCE, KNOWN_ONLY };

/* An order that is being worked through. */
struct line {
    struct rank *ranks;
    size_t count, next;
};

static void sort_line(struct line *line)
{
    qsort(line->ranks, line->count, sizeof *line->ranks, by_rank);
}

/* Adds a rank to a line that keeps the first @most, which are sorted once there are as many. */
static void add_rank(struct line *line, struct rank rank, size_t most)
{
    if (line->count < most) {
        line->ranks[line->count++] = rank;
        if (line->count == most) {
            sort_line(line);
        }
        return;
    }
    size_t at = most;
    for (; at > 0 && by_rank(&rank, &line->ranks[at - 1]) < 0; at--) {
        if (at < most) {
            line->ranks[at] = line->ranks[at - 1];
        }
    }
    if (at < most) {
        line->ranks[at] = rank;
    }
}

/* The first @most items in one of the orders. */
static bool line_up(struct arena *arena, const struct queue_pool *pool, enum order order,
                    size_t most, struct line *line)
{
    const unsigned long long seed = str_hash(pool->person) ^ str_hash(str_of(pool->lens)) << 1;
    *line = (struct line){.ranks = arena_array(arena, most + 1, sizeof *line->ranks)};
    for (size_t i = 0; line->ranks && i < pool->count; i++) {
        const struct queue_item *item = &pool->items[i];
        if (order == KNOWN_ONLY ? item->known : item->waits) {
            const unsigned long long first =
                (item->tag.skipped ? 100000 : 0) + (order == BY_POINTS ? 1000 - item->points : 0);
            const unsigned long long second =
                hash_tag(order == BY_CHANCE ? ~seed : seed, &item->tag);
            add_rank(line, (struct rank){first, second, i}, most);
        }
    }
    if (line->ranks && line->count < most) {
        sort_line(line);
    }
    return line->ranks != NULL;
}

/* The next item of the line that is not taken yet; false at its end. */
static bool take(struct line *line, bool *taken, size_t *item)
{
    while (line->next < line->count) {
        *item = line->ranks[line->next++].item;
        if (!taken[*item]) {
            taken[*item] = true;
            return true;
        }
    }
    return false;
}

enum status queue_order(struct arena *arena, const struct queue_pool *pool, size_t limit,
                        struct queue_item **to, size_t *count, struct failure *why)
{
    const size_t most = limit > 0 && limit < pool->count ? limit : pool->count;
    bool *taken = arena_array(arena, pool->count + 1, sizeof *taken);
    struct line useful, random, known;
    size_t item = 0;
    *count = 0;
    *to = arena_array(arena, most + 1, sizeof **to);
    /* Of one order as many may be taken already by the others. */
    const size_t each = 2 * most < pool->count ? 2 * most : pool->count;
    if (!taken || !*to || !line_up(arena, pool, BY_POINTS, each, &useful) ||
        !line_up(arena, pool, BY_CHANCE, each, &random) ||
        !line_up(arena, pool, KNOWN_ONLY, each, &known)) {
        return fail_memory(why);
    }
    while (*count < most) {
        const unsigned long long slot = pool->done + *count;
        enum queue_reason reason = QUEUE_USEFUL;
        if (slot % QUEUE_KNOWN_EVERY == 4 && take(&known, taken, &item)) {
            reason = QUEUE_KNOWN;
        } else if (slot % QUEUE_RANDOM_EVERY == 9 && take(&random, taken, &item)) {
            reason = QUEUE_RANDOM;
        } else if (!take(&useful, taken, &item)) {
            break;
        }
        (*to)[*count] = pool->items[item];
        (*to)[(*count)++].reason = reason;
    }
    return STATUS_OK;
}

/* ---- the queue of a person ---- */

static int compare_tags(const void *one, const void *other)
{
    const struct review_item *a = one, *b = other;
    return a->record != b->record ? (a->record < b->record ? -1 : 1) : strcmp(a->theme, b->theme);
}

/* Both lists in one: what waits, what is known, and what is both. */
static struct queue_item *join(struct arena *arena, const struct scale *scale,
                               struct review_item *tags, size_t tag_count, struct review_item *gold,
                               size_t gold_count, size_t *count)
{
    struct queue_item *items = arena_array(arena, tag_count + gold_count + 1, sizeof *items);
    size_t t = 0, g = 0;
    if (gold_count > 0) {
        qsort(tags, tag_count, sizeof *tags, compare_tags);
        qsort(gold, gold_count, sizeof *gold, compare_tags);
    }
    *count = 0;
    while (items && (t < tag_count || g < gold_count)) {
        const int order = t == tag_count    ? 1
                          : g == gold_count ? -1
                                            : compare_tags(&tags[t], &gold[g]);
        const struct review_item *tag = order <= 0 ? &tags[t] : &gold[g];
        items[(*count)++] = (struct queue_item){.tag = *tag,
                                                .points = tag_points(scale, tag),
                                                .waits = order <= 0,
                                                .known = order >= 0};
        t += order <= 0;
        g += order >= 0;
    }
    return items;
}

static enum status load_scale(struct store *store, struct arena *arena, const struct lens *lens,
                              struct scale *scale, struct failure *why)
{
    struct review_theme *themes = NULL;
    scale->lens = lens;
    TRY(store_review_themes(store, arena, lens->name, &themes, &scale->theme_count, why));
    scale->themes = themes;
    scale->points = arena_array(arena, scale->theme_count + 1, sizeof *scale->points);
    if (!scale->points) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < scale->theme_count; i++) {
        scale->most = themes[i].tags > scale->most ? themes[i].tags : scale->most;
    }
    for (size_t i = 0; i < scale->theme_count; i++) {
        scale->points[i] = theme_points(scale, &themes[i]);
    }
    return STATUS_OK;
}

/* Seconds since some day long ago, of "2026-11-26T03:30:00Z"; -1 when it is no such text. */
static long long seconds_of(struct str at)
{
    struct date date;
    int part[3];
    if (at.length < 19 || !date_parse((struct str){at.at, 10}, &date)) {
        return -1;
    }
    for (int i = 0; i < 3; i++) {
        const char *digits = at.at + 11 + i * 3;
        if (!char_is_digit(digits[0]) || !char_is_digit(digits[1])) {
            return -1;
        }
        part[i] = (digits[0] - '0') * 10 + digits[1] - '0';
    }
    return (long long)date_days(date) * 86400 + part[0] * 3600 + part[1] * 60 + part[2];
}

static enum status work_pace(struct store *store, struct arena *arena,
                             const struct queue_question *question, double *seconds,
                             struct failure *why)
{
    struct judgement *last = NULL;
    size_t count = 0, gaps = 0;
    long long sum = 0;
    TRY(store_judgements_of(store, arena, question->person, question->lens->name, PACE_ANSWERS,
                            &last, &count, why));
    for (size_t i = 1; i < count; i++) {
        const long long gap = seconds_of(last[i - 1].at) - seconds_of(last[i].at);
        if (gap >= 0 && gap <= PAUSE_SECONDS) {
            sum += gap;
            gaps++;
        }
    }
    *seconds = gaps > 0 ? (double)sum / (double)gaps : 0;
    return STATUS_OK;
}

enum status work_queue(struct store *store, const struct table_set *tables, struct arena *arena,
                       const struct queue_question *question, struct queue *queue,
                       struct failure *why)
{
    const struct review_question asked = {question->lens->name, question->theme, question->person};
    struct scale scale = {.tables = tables};
    struct queue_pool pool = {.lens = question->lens->name, .person = question->person};
    struct review_item *tags = NULL, *gold = NULL;
    size_t tag_count = 0, gold_count = 0;
    char now[21];
    *queue = (struct queue){0};
    date_now(now);
    now[10] = '\0';
    TRY(load_scale(store, arena, question->lens, &scale, why));
    TRY(store_review_items(store, arena, &asked, &tags, &tag_count, why));
    TRY(store_gold_items(store, arena, &asked, &gold, &gold_count, why));
    TRY(store_review_done(store, &asked, now, &queue->done, why));
    TRY(work_pace(store, arena, question, &queue->seconds, why));
    pool.items = join(arena, &scale, tags, tag_count, gold, gold_count, &pool.count);
    pool.done = queue->done.all;
    if (!pool.items) {
        return fail_memory(why);
    }
    queue->left = tag_count;
    return queue_order(arena, &pool, question->limit, &queue->items, &queue->count, why);
}

/* ---- answers ---- */

static bool has_theme(const struct lens *lens, const char *theme)
{
    for (size_t i = 0; i < lens->theme_count; i++) {
        if (strcmp(lens->themes[i].name, theme) == 0) {
            return true;
        }
    }
    return *theme == '\0';
}

enum status work_judge(struct store *store, const struct lens *lens, struct judgement *judgement,
                       struct judge_outcome *outcome, struct failure *why)
{
    char now[21];
    date_now(now);
    if (!has_theme(lens, judgement->theme)) {
        return fail(why, STATUS_INPUT, "Lens \"%s\" has no theme \"%s\".", lens->name,
                    judgement->theme);
    }
    judgement->lens = lens->name;
    judgement->at = str_of(now);
    const unsigned judges = queue_judges(lens, judgement->theme, judgement->record);
    const enum status status = store_judge(store, judgement, judges, outcome, why);
    judgement->at = (struct str){NULL, 0};
    return status;
}

bool queue_may_settle(const struct judgement *judgements, size_t count, struct str person,
                      bool editor)
{
    bool yes = false, no = false, help = false, own = false;
    for (size_t i = 0; i < count; i++) {
        const struct judgement *j = &judgements[i];
        if (j->settles || j->superseded) {
            continue;
        }
        yes = yes || str_is(j->verdict, VERDICT_YES);
        no = no || str_is(j->verdict, VERDICT_NO);
        help = help || str_is(j->verdict, VERDICT_HELP);
        own = own || (str_equal(j->person, person) && !str_is(j->verdict, VERDICT_SKIP) &&
                      !str_is(j->verdict, VERDICT_NONE));
    }
    return (help || (yes && no)) && (editor || !own);
}
