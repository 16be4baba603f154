/*
 * Goal: what people say of a tag is kept, each saying once and for good, and the decision that
 * counts is always what follows from it. Method: a table of what follows, and thousands of random
 * judgements by several people that a plain model in memory follows.
 */
#include "store_world.h"

#include "store/review.h"

static long long new_record(struct world *world, const char *identifier)
{
    struct record *record = fixture_record(&world->arena, world->activity, identifier);
    put(world, record, identifier);
    return record->id;
}

static void put_tag(struct world *world, long long record, const char *theme, const char *weight,
                    const char *evidence)
{
    static const char *const lens[] = {"none", NULL};
    const struct stored_tag tag = {"a", 1, theme, weight, str_of(evidence)};
    bool changed = false;
    OK(store_put_tags(world->store, record, lens, &tag, 1, &changed, &world->why));
}

/* Ada says yes of record 1: say(world, 1, "Ada", VERDICT_YES, "") */
static struct judge_outcome say(struct world *world, long long record, const char *person,
                                const char *verdict, const char *request, unsigned judges)
{
    struct judge_outcome outcome;
    const struct judgement judgement = {.record = record,
                                        .lens = "a",
                                        .theme = "t",
                                        .person = str_of(person),
                                        .verdict = str_of(verdict),
                                        .at = str_of("2026-11-26T03:00:00Z"),
                                        .request = str_of(request)};
    if (store_judge(world->store, &judgement, judges, &outcome, &world->why)) {
        fail_msg("%s", world->why.text);
    }
    return outcome;
}

static const struct decision *decision_of(struct world *world, long long record)
{
    struct decision *decisions = NULL;
    size_t count = 0;
    OK(store_decisions(world->store, &world->arena, record, &decisions, &count, &world->why));
    assert_true(count <= 1);
    return count ? decisions : NULL;
}

/* ---- what follows ---- */

/* "a+" is Ada's yes, "b-" Ben's no, "c?" a call for help, "a." skipped, "a0" withdrawn; a capital
 * letter settles. */
static size_t read_saying(const char *text, struct judgement *to)
{
    static const char *const persons[] = {"Ada", "Ben", "Cem"};
    size_t count = 0;
    for (; *text; text += *text == ' ') {
        const bool settles = *text < 'a';
        const char *verdict = text[1] == '+'   ? VERDICT_YES
                              : text[1] == '-' ? VERDICT_NO
                              : text[1] == '?' ? VERDICT_HELP
                              : text[1] == '.' ? VERDICT_SKIP
                                               : VERDICT_NONE;
        to[count] = (struct judgement){.lens = "a",
                                       .theme = "t",
                                       .person = str_of(persons[(*text | 32) - 'a']),
                                       .verdict = str_of(verdict),
                                       .at = str_of("now"),
                                       .settles = settles};
        text += 2;
        if (*text == 'p' || *text == 's') {
            to[count].weight = str_of(*text == 'p' ? "principal" : "significant");
            text++;
        }
        count++;
    }
    return count;
}

static void test_stand(void **state)
{
    static const struct {
        const char *said;
        unsigned judges;
        const char *expected;
    } cases[] = {
        {"", 1, "open"},
        {"", 2, "open"},
        {"a+", 1, "confirmed by Ada"},
        {"a-", 1, "rejected by Ada"},
        {"a+", 2, "open"},
        {"a+ b+", 2, "confirmed by Ada, Ben"},
        {"b- a-", 2, "rejected by Ben, Ada"},
        {"a+ b-", 2, "disputed"},
        {"a+ b-", 1, "disputed"},
        {"a+ b+ c-", 2, "disputed"},
        {"a+ b- C+", 2, "confirmed by Cem"},
        {"a+ b- C0", 2, "disputed"},
        {"a+ b- B-", 2, "rejected by Ben"},
        {"a+ b- C+ A-", 2, "rejected by Ada"},
        {"A+ b-", 1, "confirmed by Ada"},
        {"a?", 1, "disputed"},
        {"a? b+", 1, "disputed"},
        {"a? B+", 2, "confirmed by Ben"},
        {"a.", 1, "open"},
        {"a0", 1, "open"},
        {"a. b+", 1, "confirmed by Ben"},
        {"a. b+", 2, "open"},
        {"a0 b-", 1, "rejected by Ben"},
        {"a+p b+p", 2, "confirmed principal by Ada, Ben"},
        {"a+p b+s", 2, "confirmed by Ada, Ben"},
        {"a+p b+", 2, "confirmed by Ada, Ben"},
        {"a+s", 1, "confirmed significant by Ada"},
    };
    struct world *world = *state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        static const char *const names[] = {"open", "decided", "disputed"};
        struct judgement said[8];
        struct decision d;
        enum standing standing = STANDING_OPEN;
        const size_t count = read_saying(cases[i].said, said);
        OK(judgements_stand(&world->arena, said, count, cases[i].judges, &standing, &d,
                            &world->why));
        const char *is =
            standing == STANDING_DECIDED
                ? arena_printf(&world->arena, "%.*s%s%.*s by %.*s", STR_ARGS(d.verdict),
                               d.weight.length ? " " : "", STR_ARGS(d.weight), STR_ARGS(d.person))
                : names[standing];
        if (strcmp(is, cases[i].expected) != 0) {
            fail_msg("\"%s\" by %u: %s, not %s", cases[i].said, cases[i].judges, is,
                     cases[i].expected);
        }
    }
}

/* ---- judging ---- */

static void test_judge(void **state)
{
    struct world *world = *state;
    const long long id = new_record(world, "1");
    assert_int_equal(say(world, id, "Ada", VERDICT_YES, "k1", 2).standing, STANDING_OPEN);
    assert_null(decision_of(world, id));
    assert_int_equal(say(world, id, "Ben", VERDICT_YES, "k1", 2).standing, STANDING_DECIDED);
    assert_str(decision_of(world, id)->person, "Ada, Ben");
    /* Ben thinks again: there is no decision any more, and what was said stays. */
    assert_int_equal(say(world, id, "Ben", VERDICT_NONE, "k2", 2).standing, STANDING_OPEN);
    assert_null(decision_of(world, id));
    assert_int_equal(say(world, id, "Ben", VERDICT_NO, "k3", 2).standing, STANDING_DISPUTED);
    /* A request that came before adds nothing, whatever it says. */
    const struct judge_outcome again = say(world, id, "Ben", VERDICT_YES, "k1", 2);
    assert_true(again.repeated);
    assert_int_equal(again.standing, STANDING_DISPUTED);
    struct judgement *all = NULL;
    size_t count = 0;
    OK(store_judgements(world->store, &world->arena, id, "a", "t", &all, &count, &world->why));
    assert_int_equal(count, 4);
    assert_true(all[1].superseded && all[2].superseded);
    assert_false(all[0].superseded || all[3].superseded);
    /* A decision carried here in a file has the last word. */
    const struct decision d = {.lens = "a",
                               .theme = "t",
                               .verdict = str_of(VERDICT_NO),
                               .person = str_of("Cem"),
                               .at = str_of("2026-11-26T04:00:00Z"),
                               .note = str_of("seen")};
    OK(store_decide(world->store, id, &d, &world->why));
    assert_str(decision_of(world, id)->person, "Cem");
    assert_str(decision_of(world, id)->note, "seen");
}

static void test_refused(void **state)
{
    struct world *world = *state;
    const long long id = new_record(world, "1");
    static char long_note[JUDGEMENT_NOTE_MAX + 1];
    memset(long_note, 'x', sizeof long_note);
    const struct judgement good = {.record = id,
                                   .lens = "a",
                                   .theme = "",
                                   .person = str_of("Ada"),
                                   .verdict = str_of(VERDICT_YES),
                                   .at = str_of("2026")};
    struct judgement bad[5] = {good, good, good, good, good};
    bad[0].verdict = str_of("perhaps");
    bad[1].weight = str_of("candidate");
    bad[2].person = str_of("");
    bad[3].note = (struct str){long_note, sizeof long_note};
    bad[4].record = id + 1;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct judge_outcome outcome;
        assert_int_equal(store_judge(world->store, &bad[i], 1, &outcome, &world->why),
                         i == 4 ? STATUS_NOT_FOUND : STATUS_USAGE);
    }
    struct decision skip = {.lens = "a",
                            .theme = "",
                            .verdict = str_of(VERDICT_SKIP),
                            .person = str_of("Ada"),
                            .at = str_of("2026")};
    assert_int_equal(store_decide(world->store, id, &skip, &world->why), STATUS_USAGE);
}

/* ---- a model ---- */

enum { RECORDS = 12, PEOPLE = 3, STEPS = 6000 };

struct model {
    char said[RECORDS][PEOPLE]; /* '+', '-', '?', '.', or 0 */
    bool sent[PEOPLE][STEPS];
};

static char model_decision(const char *said, unsigned judges)
{
    unsigned yes = 0, no = 0, help = 0;
    for (int p = 0; p < PEOPLE; p++) {
        yes += said[p] == '+';
        no += said[p] == '-';
        help += said[p] == '?';
    }
    if (help > 0 || (yes > 0 && no > 0)) {
        return '!';
    }
    if (yes + no >= judges && yes + no > 0) {
        return yes > 0 ? '+' : '-';
    }
    return 0;
}

static int by_record(const void *one, const void *other)
{
    const struct review_item *a = one, *b = other;
    return a->record != b->record ? (a->record < b->record ? -1 : 1) : strcmp(a->theme, b->theme);
}

/* In the order of records and themes. */
static void read_items(struct world *world, const struct review_question *question,
                       struct review_item **items, size_t *count)
{
    OK(store_review_items(world->store, &world->arena, question, items, count, &world->why));
    if (*count > 0) {
        qsort(*items, *count, sizeof **items, by_record);
    }
}

static void check_queue(struct world *world, const struct model *model, const long long *ids,
                        const char *const *people)
{
    for (int p = 0; p < PEOPLE; p++) {
        struct review_item *items = NULL;
        size_t count = 0, expected = 0;
        const struct review_question question = {"a", "t", str_of(people[p])};
        read_items(world, &question, &items, &count);
        for (int r = 0; r < RECORDS; r++) {
            const char *said = model->said[r];
            const bool own = said[p] != 0 && said[p] != '.';
            if (own || model_decision(said, 1 + (unsigned)r % 2) != 0) {
                continue;
            }
            unsigned others = 0;
            for (int o = 0; o < PEOPLE; o++) {
                others += o != p && (said[o] == '+' || said[o] == '-');
            }
            assert_true(expected < count);
            assert_int_equal(items[expected].record, ids[r]);
            assert_int_equal(items[expected].others, others);
            assert_int_equal(items[expected].skipped, said[p] == '.');
            expected++;
        }
        assert_int_equal(count, expected);
    }
}

static void check_pairs(struct world *world, const struct model *model)
{
    struct review_pair *pairs = NULL;
    size_t count = 0;
    unsigned long long both = 0, expected = 0, differ = 0, expected_differ = 0;
    OK(store_review_pairs(world->store, &world->arena, "a", &pairs, &count, &world->why));
    for (size_t i = 0; i < count; i++) {
        both += pairs[i].both_yes + pairs[i].both_no + pairs[i].only_first + pairs[i].only_second;
        differ += pairs[i].only_first + pairs[i].only_second;
    }
    for (int r = 0; r < RECORDS; r++) {
        for (int p = 0; p < PEOPLE; p++) {
            for (int q = p + 1; q < PEOPLE; q++) {
                const char a = model->said[r][p], b = model->said[r][q];
                const bool count_it = (a == '+' || a == '-') && (b == '+' || b == '-');
                expected += count_it;
                expected_differ += count_it && a != b;
            }
        }
    }
    assert_int_equal(both, expected);
    assert_int_equal(differ, expected_differ);
}

static void check_all(struct world *world, const struct model *model, const long long *ids,
                      const char *const *people)
{
    struct dispute *disputes = NULL;
    size_t count = 0, disputed = 0;
    for (int r = 0; r < RECORDS; r++) {
        const char expected = model_decision(model->said[r], 1 + (unsigned)r % 2);
        const struct decision *d = decision_of(world, ids[r]);
        const char is = d ? (str_is(d->verdict, VERDICT_YES) ? '+' : '-') : 0;
        assert_int_equal(is, expected == '!' ? 0 : expected);
        disputed += expected == '!';
    }
    OK(store_disputes(world->store, &world->arena, &disputes, &count, &world->why));
    assert_int_equal(count, disputed);
    check_queue(world, model, ids, people);
    check_pairs(world, model);
}

static void test_model(void **state)
{
    static const char *const people[PEOPLE] = {"Ada", "Ben", "Cem"};
    static const char *const verdicts[] = {VERDICT_YES, VERDICT_NO, VERDICT_HELP, VERDICT_SKIP,
                                           VERDICT_NONE};
    static const char signs[] = {'+', '-', '?', '.', 0};
    static struct model model;
    struct world *world = *state;
    long long ids[RECORDS], rows = 0;
    srand(7);
    OK(store_begin(world->store, &world->why));
    for (int r = 0; r < RECORDS; r++) {
        char name[16];
        (void)snprintf(name, sizeof name, "m%d", r);
        ids[r] = new_record(world, name);
        put_tag(world, ids[r], "t", "candidate", "x 1 2\n");
    }
    for (int step = 0; step < STEPS; step++) {
        const int r = rand() % RECORDS, p = rand() % PEOPLE, v = rand() % (rand() % 3 ? 2 : 5);
        const int request = rand() % STEPS;
        char key[16];
        (void)snprintf(key, sizeof key, "%d", request);
        const bool repeated = model.sent[p][request];
        const struct judge_outcome outcome =
            say(world, ids[r], people[p], verdicts[v], key, 1 + (unsigned)r % 2);
        assert_int_equal(outcome.repeated, repeated);
        if (!repeated) {
            model.sent[p][request] = true;
            model.said[r][p] = signs[v];
            rows++;
        }
        if (step % 100 == 0) {
            check_all(world, &model, ids, people);
        }
    }
    check_all(world, &model, ids, people);
    OK(store_commit(world->store, &world->why));
    for (int r = 0; r < RECORDS; r++) {
        struct judgement *all = NULL;
        size_t count = 0, current = 0;
        OK(store_judgements(world->store, &world->arena, ids[r], "a", "t", &all, &count,
                            &world->why));
        rows -= (long long)count;
        for (size_t i = 0; i < count; i++) {
            current += !all[i].superseded;
        }
        assert_true(current <= PEOPLE);
    }
    assert_int_equal(rows, 0); /* not one was lost, none came twice */
}

/* ---- what a queue asks ---- */

static void test_items(void **state)
{
    struct world *world = *state;
    const long long one = new_record(world, "1"), two = new_record(world, "2");
    struct review_item *items = NULL;
    size_t count = 0;
    const struct review_question all = {"a", NULL, str_of("Ada")};
    const struct review_question whole = {"a", "", str_of("")};
    put_tag(world, one, "", "candidate", "x title.0 1+2\ny title.0 4+2\n");
    put_tag(world, one, "t", "principal", "x title.0 1+2");
    put_tag(world, two, "t", "significant", "");
    read_items(world, &all, &items, &count);
    assert_int_equal(count, 3);
    assert_string_equal(items[0].theme, "");
    assert_int_equal(items[0].evidence, 2);
    assert_int_equal(items[1].evidence, 1);
    assert_int_equal(items[2].evidence, 0);
    assert_string_equal(items[2].weight, "significant");
    read_items(world, &whole, &items, &count);
    assert_int_equal(count, 1);
    /* What belongs to no theme at all is not asked about theme by theme. */
    const struct decision no = {.lens = "a",
                                .theme = "",
                                .verdict = str_of(VERDICT_NO),
                                .person = str_of("Ben"),
                                .at = str_of("2026-11-26")};
    OK(store_decide(world->store, one, &no, &world->why));
    read_items(world, &all, &items, &count);
    assert_int_equal(count, 1);
    assert_int_equal(items[0].record, two);
}

static void test_gold(void **state)
{
    struct world *world = *state;
    const long long one = new_record(world, "1"), two = new_record(world, "2");
    const struct review_question ada = {"a", NULL, str_of("Ada")};
    struct review_item *items = NULL;
    struct review_known *known = NULL;
    size_t count = 0;
    put_tag(world, one, "t", "principal", "x");
    OK(store_put_gold(world->store, one, "a", "t", true, &world->why));
    OK(store_put_gold(world->store, two, "a", "t", true, &world->why));
    OK(store_put_gold(world->store, two, "a", "t", false, &world->why)); /* the last word counts */
    OK(store_gold_items(world->store, &world->arena, &ada, &items, &count, &world->why));
    assert_int_equal(count, 2);
    qsort(items, count, sizeof *items, by_record);
    assert_string_equal(items[0].weight, "principal");
    assert_string_equal(items[1].weight, "");
    (void)say(world, one, "Ada", VERDICT_YES, "", 1);
    (void)say(world, two, "Ada", VERDICT_YES, "", 1);
    (void)say(world, two, "Ben", VERDICT_NO, "", 1);
    OK(store_gold_items(world->store, &world->arena, &ada, &items, &count, &world->why));
    assert_int_equal(count, 0);
    OK(store_review_known(world->store, &world->arena, "a", &known, &count, &world->why));
    assert_int_equal(count, 2);
    assert_str(known[0].person, "Ada");
    assert_int_equal(known[0].judged, 2);
    assert_int_equal(known[0].right, 1);
    assert_int_equal(known[1].right, 1);
}

static void test_done(void **state)
{
    struct world *world = *state;
    const struct review_question ada = {"a", NULL, str_of("Ada")};
    const struct review_question other = {"a", "u", str_of("Ada")};
    struct review_done done;
    struct judgement *last = NULL;
    size_t count = 0;
    for (int i = 0; i < 5; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "%d", i);
        (void)say(world, new_record(world, name), i == 4 ? "Ben" : "Ada",
                  i == 3 ? VERDICT_SKIP : VERDICT_YES, "", 1);
    }
    OK(store_review_done(world->store, &ada, "2026-11-26", &done, &world->why));
    assert_int_equal(done.all, 4);
    assert_int_equal(done.today, 3);
    OK(store_review_done(world->store, &ada, "2026-11-27", &done, &world->why));
    assert_int_equal(done.today, 0);
    OK(store_review_done(world->store, &other, "2026-11-26", &done, &world->why));
    assert_int_equal(done.all, 0);
    OK(store_judgements_of(world->store, &world->arena, str_of("Ada"), "a", 2, &last, &count,
                           &world->why));
    assert_int_equal(count, 2);
    assert_true(last[0].id > last[1].id);
    OK(store_judgements_of(world->store, &world->arena, str_of("Ada"), "b", 2, &last, &count,
                           &world->why));
    assert_int_equal(count, 0);
}

static void test_themes_and_number(void **state)
{
    struct world *world = *state;
    const long long one = new_record(world, "1"), two = new_record(world, "2");
    struct review_theme *themes = NULL;
    struct record *record = NULL;
    size_t count = 0;
    put_tag(world, one, "t", "candidate", "x");
    put_tag(world, two, "t", "principal", "x");
    (void)say(world, one, "Ada", VERDICT_NO, "", 1);
    (void)say(world, two, "Ada", VERDICT_YES, "", 1);
    OK(store_review_themes(world->store, &world->arena, "a", &themes, &count, &world->why));
    assert_int_equal(count, 1);
    assert_int_equal(themes[0].tags, 2);
    assert_int_equal(themes[0].candidates, 1);
    assert_int_equal(themes[0].confirmed, 1);
    assert_int_equal(themes[0].rejected, 1);
    OK(store_get_number(world->store, &world->arena, two, &record, &world->why));
    assert_str(record->identifier, "2");
    assert_int_equal(store_get_number(world->store, &world->arena, two + 9, &record, &world->why),
                     STATUS_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_stand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_judge, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_model, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_items, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_gold, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_done, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_themes_and_number, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
