/*
 * Goal: what holds for every lens and record: the order of the rules in a file changes nothing,
 * texts of hostile size take time and memory in proportion, evidence that does not fit is left out.
 * Method: random lenses shuffled and compared; texts of 1 and 10 MB timed against each other;
 * printed evidence damaged by hand.
 */
#include "lens/lens.h"
#include "lens/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <time.h>

#include "pack_fixture.h"

static struct pack_fixture f;
static struct arena out;

static int set_up(void **state)
{
    (void)state;
    fixture_open(&f);
    fixture_standard(&f);
    arena_init(&out, (size_t)128 * 1024 * 1024);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&out);
    fixture_close(&f);
    return 0;
}

static void load(struct str text)
{
    fixture_bytes(&f, "lenses/l.yaml", text.at, text.length);
    if (fixture_lenses(&f) != STATUS_OK) {
        fail_msg("%s\nin %.*s", f.why.text, STR_ARGS(text));
    }
}

static size_t classify(const struct record *record, struct tag **tags)
{
    const struct lens_question question = {.text_only = false};
    size_t count = 0;
    if (lens_classify(f.run, record, &question, &out, tags, &count, &f.why) != STATUS_OK) {
        fail_msg("%s", f.why.text);
    }
    return count;
}

/* ---- the order of rules ---- */

static uint64_t seed;

static unsigned pick(unsigned below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)((seed >> 20) % below);
}

enum { LISTS = 6, CONDITIONS = 6, THEMES = 4 };

/* The parts of a random lens, each a line or so of YAML. */
struct parts {
    char lists[LISTS][300];
    char conditions[CONDITIONS][300];
    char themes[THEMES][500];
};

static const char *const atoms[] = {"a",   "b",           "c d",        "lab*",         "d e f",
                                    "a b", "labour mob*", "x NEAR/3 a", "b NEAR/2 lab*"};

static void random_condition(char *to, size_t room, unsigned theme)
{
    static const char *const weights[] = {"", ", weight: candidate", ", weight: significant"};
    const char *weight = weights[pick(3)];
    const unsigned list = pick(LISTS), other = pick(LISTS);
    switch (pick(theme > 0 ? 7 : 6)) {
    case 0:
        (void)snprintf(to, room, "{terms: [t%u, t%u]%s}", list, other, weight);
        return;
    case 1:
        (void)snprintf(to, room, "{terms: [t%u], at_least: 2%s}", list, weight);
        return;
    case 2:
        (void)snprintf(to, room, "{all: [{terms: [t%u]}, {terms: [t%u], fields: [title]}]%s}", list,
                       other, weight);
        return;
    case 3:
        (void)snprintf(to, room, "{terms: [t%u], not: {terms: [t%u]}%s}", list, other, weight);
        return;
    case 4:
        (void)snprintf(to, room, "{field: sector, is: [\"15190\"]%s}", weight);
        return;
    case 5:
        (void)snprintf(to, room, "{words: [\"%s\", x], languages: [fr]%s}", atoms[pick(7)], weight);
        return;
    default:
        (void)snprintf(to, room, "{theme: h%u%s}", pick(theme), weight);
        return;
    }
}

static void random_parts(struct parts *parts)
{
    for (unsigned i = 0; i < LISTS; i++) {
        (void)snprintf(parts->lists[i], sizeof parts->lists[i],
                       "  t%u: {en: [\"%s\", \"%s\"], any: [\"%s\"], except: [\"%s\"]}\n", i,
                       atoms[pick(COUNT_OF(atoms))], atoms[pick(7)], atoms[pick(7)],
                       atoms[pick(COUNT_OF(atoms))]);
    }
    for (unsigned i = 0; i < CONDITIONS; i++) {
        random_condition(parts->conditions[i], sizeof parts->conditions[i], THEMES);
    }
    for (unsigned i = 0; i < THEMES; i++) {
        char one[200], two[200];
        random_condition(one, sizeof one, i); /* themes of smaller number only: no circle */
        random_condition(two, sizeof two, i);
        (void)snprintf(parts->themes[i], sizeof parts->themes[i], "  h%u: {any: [%s, %s]}\n", i,
                       one, two);
    }
}

static void shuffle(unsigned *order, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        order[i] = i;
    }
    for (unsigned i = count; i > 1; i--) {
        const unsigned k = pick(i), held = order[i - 1];
        order[i - 1] = order[k];
        order[k] = held;
    }
}

/* Writes the lens with all its parts in some order. */
static void load_shuffled(const struct parts *parts)
{
    unsigned order[8];
    struct buf text;
    buf_init(&text, 100000);
    buf_text(&text, "lens: l\nversion: 1\napplies_to: [activity]\nfields: [title, description]\n");
    const bool themes_first = pick(2) == 0;
    for (unsigned part = 0; part < 3; part++) {
        if (part == 0) {
            buf_text(&text, "terms:\n");
            shuffle(order, LISTS);
            for (unsigned i = 0; i < LISTS; i++) {
                buf_text(&text, parts->lists[order[i]]);
            }
        } else if ((part == 1) == themes_first) {
            buf_text(&text, "themes:\n");
            shuffle(order, THEMES);
            for (unsigned i = 0; i < THEMES; i++) {
                buf_text(&text, parts->themes[order[i]]);
            }
        } else {
            buf_text(&text, "include:\n  any:\n");
            shuffle(order, CONDITIONS);
            for (unsigned i = 0; i < CONDITIONS; i++) {
                buf_printf(&text, "    - %s\n", parts->conditions[order[i]]);
            }
        }
    }
    load(buf_view(&text));
    buf_release(&text);
}

static const char *random_record(struct buf *lines)
{
    static const char *const vocabulary[] = {"a", "b",      "c", "d",        "e", "f",
                                             "x", "labour", "y", "mobility", "z", "q"};
    static const char *const heads[] = {"title: ", "\ntitle@fr: ", "\ndescription: "};
    buf_clear(lines);
    for (unsigned h = 0; h < COUNT_OF(heads); h++) {
        buf_text(lines, heads[h]);
        for (unsigned words = pick(9); words > 0; words--) {
            buf_printf(lines, "%s%s", vocabulary[pick(COUNT_OF(vocabulary))], pick(6) ? " " : ". ");
        }
    }
    buf_text(lines, pick(4) ? "" : "\nsector: 15190");
    return lines->at;
}

/* The weight of the lens, and of each theme by its number; 0 for a tag that is not there. */
static void weights_of(const struct record *record, enum weight weights[1 + THEMES])
{
    struct tag *tags = NULL;
    const size_t count = classify(record, &tags);
    memset(weights, 0, sizeof(enum weight) * (1 + THEMES));
    for (size_t i = 0; i < count; i++) {
        weights[tags[i].theme[0] ? tags[i].theme[1] - '0' + 1 : 0] = tags[i].weight;
    }
}

static void the_order_of_rules_changes_nothing(void **state)
{
    enum { RECORDS = 20 };
    static struct parts parts;
    enum weight first[RECORDS][1 + THEMES], now[1 + THEMES];
    unsigned tagged = 0, all = 0;
    struct buf lines;
    (void)state;
    seed = 0x9E3779B97F4A7C15u;
    buf_init(&lines, 10000);
    for (unsigned round = 0; round < 120; round++) {
        random_parts(&parts);
        const uint64_t records = seed;
        for (unsigned order = 0; order < 4; order++) {
            load_shuffled(&parts);
            const uint64_t held = seed;
            seed = records; /* the same records in each order */
            for (unsigned r = 0; r < RECORDS; r++) {
                const struct kind *kind = pack_kind(f.pack, str_of("activity"));
                weights_of(fixture_record(&out, kind, random_record(&lines)), now);
                if (order == 0) {
                    memcpy(first[r], now, sizeof now);
                    tagged += now[0] != WEIGHT_NONE;
                    all++;
                } else if (memcmp(first[r], now, sizeof now) != 0) {
                    fail_msg("round %u, order %u, record %s", round, order, lines.at);
                }
            }
            seed = held;
            arena_clear(&out);
        }
    }
    assert_true(tagged > all / 10 && tagged < all - all / 10);
    buf_release(&lines);
}

/* ---- hostile sizes ---- */

#define HOSTILE                                                                                    \
    "lens: l\nversion: 1\napplies_to: [activity]\nfields: [title]\nterms:\n"                       \
    "  m: {any: [\"migrant*\", migrant, \"migrant job\"]}\n"                                       \
    "  j: {any: [\"job*\", job], except: [\"job migrant\", \"migrant NEAR/2 nothing\"]}\n"         \
    "  k: {any: [job, jobs]}\n"                                                                    \
    "  mk: {any: [\"<m> NEAR/8 <k>\", \"<k> NEAR/3 <m>\", \"<m> NEAR/50 nothing\"]}\n"             \
    "  mj: {any: [\"<m> NEAR/8 <j>\"], except: [\"<k> NEAR/2 <m>\"]}\n"                            \
    "  late: {any: [\"at the end\"]}\n"                                                            \
    "include: {any: [{terms: [m, j, mj]}, {terms: [mk], at_least: 3}, {terms: [m], at_least: "     \
    "1000}]}\n"                                                                                    \
    "themes: {late: {terms: [late]}, near: {terms: [mk]}, masked: {terms: [j]}}\n"

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A record with @size bytes of @words again and again, and "at the end" after them. */
static struct record *endless(const char *words, size_t size)
{
    static const char end[] = " at the end";
    struct record *record = record_new(&out, pack_kind(f.pack, str_of("activity")));
    struct value *value = record_add(&out, record, kind_field(record->kind, str_of("title")));
    char *text = arena_alloc(&out, size + sizeof end);
    assert_non_null(text);
    for (size_t i = 0, length = strlen(words); i < size; i++) {
        text[i] = words[i % length];
    }
    memcpy(text + size, end, sizeof end - 1);
    value->text = (struct str){text, size + sizeof end - 1};
    return record;
}

static double time_of(const char *words, size_t size, unsigned times)
{
    double best = 1e9;
    const struct record *record = endless(words, size);
    for (unsigned i = 0; i < times; i++) {
        struct tag *tags = NULL;
        const double start = seconds();
        (void)classify(record, &tags);
        const double took = seconds() - start;
        best = took < best ? took : best;
    }
    arena_clear(&out);
    return best;
}

static void time_grows_with_the_text(void **state)
{
    static const char *const texts[] = {
        "migrant job ", "migrant ", "job. ", "a ", "\xC3\xA9", "x",
    };
    (void)state;
    load(str_of(HOSTILE));
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const double small = time_of(texts[i], 1000000, 3), large = time_of(texts[i], 10000000, 1);
        if (large > small * 25 && large > 0.05) {
            fail_msg("\"%s\": 1 MB took %.3f s, 10 MB %.3f s", texts[i], small, large);
        }
    }
}

/* Far more places than are kept: nothing fails, and what comes last is found all the same. */
static void endless_texts_stay_within_limits(void **state)
{
    struct tag *tags = NULL;
    (void)state;
    load(str_of(HOSTILE));
    const size_t size = 100000 * strlen("migrant job ") + strlen("migrant");
    const struct record *record = endless("migrant job ", size);
    assert_int_equal(classify(record, &tags), 3); /* every job is masked: not in the third theme */
    assert_string_equal(tags[1].theme, "late");
    assert_int_equal(tags[1].evidence_count, 1);
    assert_int_equal(tags[1].evidence[0].length, strlen("at the end"));
    assert_string_equal(tags[2].theme, "near");
    const struct record *other = fixture_record(&out, record->kind, "title: nothing of it");
    assert_int_equal(classify(other, &tags), 0); /* and the next record starts afresh */
}

/* A list of lists, each with NEAR, over a text full of hits, stays below the run's ceiling. */
static void many_nears_stay_within_limits(void **state)
{
    struct tag *tags = NULL;
    struct buf text;
    (void)state;
    buf_init(&text, 1000000);
    buf_text(&text, "lens: l\nversion: 1\napplies_to: [activity]\nfields: [title]\nterms:\n"
                    "  a: {any: [a]}\n  b: {any: [b]}\n");
    for (unsigned i = 0; i < 300; i++) {
        buf_printf(&text, "  n%u: {any: [", i);
        for (unsigned k = 1; k <= 40; k++) {
            buf_printf(&text, "%s\"<a> NEAR/%u <b>\"", k > 1 ? ", " : "", k);
        }
        buf_text(&text, "]}\n");
    }
    buf_text(&text, "include: {any: [");
    for (unsigned i = 0; i < 300; i++) {
        buf_printf(&text, "%s{terms: [n%u], at_least: 2}", i ? ", " : "", i);
    }
    buf_text(&text, "]}\n");
    load(buf_view(&text));
    buf_release(&text);
    assert_int_equal(classify(endless("a b ", 400000), &tags), 1);
    assert_int_equal(tags[0].evidence_count, EVIDENCE_MAX);
}

/* ---- evidence ---- */

static void evidence_that_does_not_fit_is_left_out(void **state)
{
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {
        {"", 0},
        {"words title.0 0+5", 1},
        {"words title.0 0+5\nwords description.0 1+2", 2},
        {"words title.0 0+5\n\nwords title.0 0+4\n", 2},
        {"words title.0 5+0", 1},
        {"words title.0 5+1", 0}, /* behind the end */
        {"words title.0 6+0", 0},
        {"words title.0 4294967295+1", 0},
        {"words title.0 0+4294967295", 0},
        {"words title.0 0+4294967296", 0},
        {"words title.0 0+99999999999", 0},
        {"words title.1 0+1", 0}, /* no such value */
        {"words title.9999999999 0+1", 0},
        {"words name.0 0+1", 0}, /* no such field */
        {"words sector.vocabulary 0+0", 0},
        {"words title 0+1", 0},
        {"words title. 0+1", 0},
        {"words title.0", 0},
        {"words title.0 0", 0},
        {"words title.0 0+", 0},
        {"words title.0 +1", 0},
        {"words title.0 -1+1", 0},
        {"words title.0 0+1x", 0},
        {"words title.0 0x0+1", 0},
        {"words  title.0 0+1", 0},
        {"\n\n", 0},
        {"\xFF\xFE", 0},
    };
    (void)state;
    assert_int_equal(fixture_pack(&f), STATUS_OK);
    const struct kind *kind = pack_kind(f.pack, str_of("activity"));
    const struct record *record =
        fixture_record(&out, kind, "title: abcde\ndescription: abc\nsector: 15190");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct evidence *evidence = NULL;
        size_t count = 99;
        assert_int_equal(
            evidence_parse(&out, str_of(cases[i].text), record, &evidence, &count, &f.why),
            STATUS_OK);
        if (count != cases[i].count) {
            fail_msg("\"%s\" gave %zu", cases[i].text, count);
        }
    }
}

/* A rule's name may have anything in it but NUL. */
static void names_of_rules_come_back(void **state)
{
    char name[256];
    (void)state;
    assert_int_equal(fixture_pack(&f), STATUS_OK);
    const struct record *record =
        fixture_record(&out, pack_kind(f.pack, str_of("activity")), "title: abcde");
    for (unsigned i = 0; i < 255; i++) {
        name[i] = (char)(i + 1);
    }
    name[255] = '\0';
    const char *const names[] = {name, "sector=15190", "a b", "%41", "100%",
                                 "%",  "%2",           "\n",  "a\tb"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct evidence one = {names[i], record->values[0], 1, 2};
        const struct evidence two[2] = {one, {"words", record->values[0], 0, 5}};
        const struct tag tag = {NULL, "", WEIGHT_PRINCIPAL, two, 2};
        struct evidence *evidence = NULL;
        struct buf text;
        size_t count = 0;
        buf_init(&text, 10000);
        evidence_print(&tag, &text);
        assert_int_equal(evidence_parse(&out, buf_view(&text), record, &evidence, &count, &f.why),
                         STATUS_OK);
        assert_int_equal(count, 2);
        assert_string_equal(evidence[0].rule, names[i]);
        assert_int_equal(evidence[0].offset, 1);
        assert_int_equal(evidence[1].length, 5);
        buf_release(&text);
    }
}

/* One question may be put to one lens only; the others are not laid over the record. */
static void one_lens_may_be_asked_alone(void **state)
{
    const struct lens *second = NULL;
    struct tag *tags = NULL;
    size_t count = 0;
    (void)state;
    fixture_write(&f, "lenses/a.yaml",
                  "lens: one\nversion: 1\napplies_to: [activity]\n"
                  "include: {words: [a], fields: [title]}\n");
    fixture_write(&f, "lenses/b.yaml",
                  "lens: two\nversion: 1\napplies_to: [activity, event]\n"
                  "include: {words: [a], fields: [title]}\n"
                  "themes: {x: {words: [b], fields: [title]}}\n");
    assert_int_equal(fixture_lenses(&f), STATUS_OK);
    assert_int_equal(lens_set_find(f.set, "two", &second, &f.why), STATUS_OK);
    const struct record *record =
        fixture_record(&out, pack_kind(f.pack, str_of("activity")), "title: a b");
    const struct record *event =
        fixture_record(&out, pack_kind(f.pack, str_of("event")), "title: a");
    const struct lens_question all = {.only = NULL}, just = {.only = second};
    assert_int_equal(lens_classify(f.run, record, &all, &out, &tags, &count, &f.why), STATUS_OK);
    assert_int_equal(count, 3);
    assert_string_equal(tags[0].lens->name, "one");
    assert_string_equal(tags[1].lens->name, "two");
    assert_string_equal(tags[2].theme, "x");
    assert_int_equal(lens_classify(f.run, record, &just, &out, &tags, &count, &f.why), STATUS_OK);
    assert_int_equal(count, 2);
    assert_ptr_equal(tags[0].lens, second);
    assert_int_equal(lens_classify(f.run, event, &all, &out, &tags, &count, &f.why), STATUS_OK);
    assert_int_equal(count, 1); /* the first lens does not look at events */
    lens_run_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_order_of_rules_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(time_grows_with_the_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(endless_texts_stay_within_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_nears_stay_within_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(evidence_that_does_not_fit_is_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_of_rules_come_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_lens_may_be_asked_alone, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("lens_limits", tests, NULL, NULL);
}
