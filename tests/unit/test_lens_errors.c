/*
 * Goal: a lens with anything wrong in it is refused, never silently without effect, in a message
 * that names file, line and mend. Method: a table of lenses; each message must begin with the file
 * and the line and hold the words that say what is wrong and what to do.
 */
#include "lens/lens.h"
#include "lens/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pack_fixture.h"

static struct pack_fixture f;

static int set_up(void **state)
{
    (void)state;
    fixture_open(&f);
    fixture_standard(&f);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

/* Four lines, so that the first of a case is line 5. */
#define HEAD "lens: l\nversion: 1\napplies_to: [activity, event]\nfields: [title, description]\n"
#define GOOD "include: {words: [a]}\n"
#define I(condition) "include: " condition "\n"
#define T(pattern) "terms:\n  a: {en: [" pattern "]}\n" I("{terms: [a]}")

struct wrong {
    const char *body;
    unsigned line;
    const char *says, *mend;
};

/* The whole file is the body. */
static const struct wrong heads[] = {
    {"", 1, "empty", "Write"},
    {"version: 1\n" GOOD, 1, "`lens` is missing", "Add `lens"},
    {"lens: l\n", 1, "`version` is missing", "Add `version"},
    {"lens: l\nversion: one\n", 2, "no whole number", "Write digits"},
    {"lens: l\nversion: 0\n", 2, "a version from 1", "lower-case letters"},
    {"lens: L\nversion: 1\n", 2, "a name", "lower-case letters"},
    {"lens: l\nversion: 1\n" GOOD, 1, "`applies_to` is missing", "Add"},
    {"lens: l\nversion: 1\napplies_to: [activity, paper]\n" GOOD, 3, "no kind \"paper\"",
     "Name one"},
    {"lens: l\nversion: 1\nreview: {twice: 101}\n" GOOD, 3, "0 to 100", "Write such a number"},
    {"lens: l\nversion: 1\nreview: {often: 1}\n" GOOD, 3, "no such key", "Take it out"},
    {"lens: l\nversion: 1\napplies_to: []\n" GOOD, 3, "list is empty", "Name one or more"},
    {"lens: l\nversion: 1\napplies_to: {a: b}\n" GOOD, 3, "map", "Write [one, two]"},
    {"lens: l\nversion: 1\napplies_to: [activity]\n" GOOD, 4, "in which fields to look",
     "Add fields"},
    {"lens: l\nversion: 1\napplies_to: [activity]\nfields: []\n" GOOD, 4, "list is empty",
     "Name one"},
    {"lens: l\nversion: 1\napplies_to: [activity]\nfield: [title]\n" GOOD, 4, "no such key",
     "`fields`"},
    {"lens: l\nversion: 1\napplies_to: [activity]\ninclude: a\n", 4, "map is needed", "Write"},
    {"lens: l\nversion: 1\napplies_to: [activity]\n", 1, "`include` is missing", "Add"},
    {"lens: l\nversion: 1\nlabel: [a]\napplies_to: [activity]\n", 3, "texts by language",
     "Write {en"},
    {"- a\n", 1, "map is needed", "Write"},
};

/* The body comes after HEAD. */
static const struct wrong bodies[] = {
    {I("[]"), 5, "list of conditions", "Write [{"},
    {I("{}"), 5, "no condition here", "Write any, all"},
    {I("{weight: principal}"), 5, "no condition here", "Write any, all"},
    {I("{word: [a]}"), 5, "no such key", "Did you mean `words`"},
    {I("{whatever: [a]}"), 5, "no such key", "Take it out"},
    {I("{any: a}"), 5, "list of conditions", "Write [{"},
    {I("{any: []}"), 5, "list of conditions", "Write [{"},
    {I("{any: [a]}"), 5, "map is needed", "Write"},
    {I("{not: [{words: [a]}, {words: [b]}]}"), 5, "expected one condition", "Write not"},
    {I("{not: a}"), 5, "expected one condition", "Write not"},
    {I("\n  any:\n    - {words: [a]}\n    - {words: [b], weight: strong}"), 8,
     "\"strong\" is no weight", "Use principal"},
    /* Lists and words. */
    {I("{terms: [a]}"), 5, "no term list \"a\"", "Add it under `terms`"},
    {I("{terms: []}"), 5, "list is empty", "Name one or more"},
    {I("{words: []}"), 5, "no pattern in it", "Add one"},
    {I("{words: {en: a}}"), 5, "expected patterns", "Write ["},
    {I("{words: [{a: b}]}"), 5, "a pattern is one text", "quotes"},
    {I("{words: [\"\"]}"), 5, "no word in it", "Write one"},
    {I("{words: [a], fields: [name]}"), 5, "no kind in applies_to has a text field \"name\"",
     "Name one"},
    {I("{words: [a], fields: [budget]}"), 5, "has a text field \"budget\"", "Name one"},
    {I("{words: [a], fields: [sector.remark]}"), 5, "has a text field \"sector.remark\"",
     "Name one"},
    {I("{words: [a], fields: []}"), 5, "list is empty", "Name one or more"},
    {I("{words: [a], field: title, fields: [title]}"), 5, "stands beside `field`", "Keep one"},
    {I("{words: [a], languages: []}"), 5, "list is empty", "Name one or more"},
    {I("{words: [a], at_least: 0}"), 5, "must be 1 or more", "Write a larger"},
    {I("{words: [a], at_least: two}"), 5, "no whole number", "Write digits"},
    {"terms: [a]\n" GOOD, 5, "expected lists by name", "docs/lenses.md"},
    {"terms:\n  A: {en: [a]}\n" GOOD, 6, "\"A\" is no name", "lower-case"},
    {"terms:\n  a: [b]\n" GOOD, 6, "patterns by language", "Write {en"},
    {"terms:\n  a: {}\n" GOOD, 6, "no pattern in it", "Add one"},
    {"terms:\n  a: {except: [b]}\n" GOOD, 6, "no pattern in it", "Add one"},
    {"terms:\n  a: {en: []}\n" GOOD, 6, "no pattern in it", "Add one"},
    {"terms:\n  a: {english: [b]}\n" GOOD, 6, "a key is a language", "Write one of them"},
    {"terms:\n  a:\n    en:\n      - b\n      - [c]\n" GOOD, 9, "a pattern is one text", "quotes"},
    {"terms:\n  a: {en: [b]}\n  a: {en: [c]}\n" GOOD, 7, "given in line 6 already", "Keep one"},
    /* Patterns. */
    {T("\"mi*\""), 6, "pattern \"mi*\"", "Write the words out"},
    {T("\"*migra\""), 6, "end of a word only", "as in migra*"},
    {T("\"mig*ra\""), 6, "end of a word only", "as in migra*"},
    {T("\"migra *\""), 6, "end of a word only", "as in migra*"},
    {T("\"a, b\""), 6, "\",\" cannot stand between", "Use a space"},
    {T("\"a/b\""), 6, "\"/\" cannot stand between", "two patterns"},
    {T("\"a … b\""), 6, "can stand between the words", "Use two patterns"},
    {T("\"1 2 3 4 5 6 7 8 9 10 11 12 13\""), 6, "at most 12 words", "Shorten"},
    {T("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg"), 6, "longer than 63",
     "Shorten"},
    {T("\"a b\\u0301*\""), 6, "at least 3 letters", "Write the words out"},
    /* NEAR */
    {T("\"a NEAR b\""), 6, "one NEAR with a distance from 1 to 50", "a NEAR/6 b"},
    {T("\"a NEAR/ b\""), 6, "one NEAR with a distance", "a NEAR/6 b"},
    {T("\"a NEAR/0 b\""), 6, "one NEAR with a distance", "a NEAR/6 b"},
    {T("\"a NEAR/51 b\""), 6, "one NEAR with a distance", "a NEAR/6 b"},
    {T("\"a NEAR/4294967297 b\""), 6, "one NEAR with a distance", "a NEAR/6 b"},
    {T("\"a NEAR/-1 b\""), 6, "one NEAR with a distance", "a NEAR/6 b"},
    {T("\"a NEAR/6b\""), 6, "one NEAR with a distance", "a NEAR/6 b"},
    {T("\"a NEAR/6\""), 6, "one NEAR with a distance", "a NEAR/6 b"},
    {T("\"a NEAR\""), 6, "one NEAR with a distance", "a NEAR/6 b"},
    {T("\"a NEAR/6 b NEAR/6 c\""), 6, "one NEAR with a distance", "a NEAR/6 b"},
    {T("\"NEAR/6 b\""), 6, "no word in it", "Write one"},
    {T("\"a near/6 b\""), 6, "\"/\" cannot stand between", "Use a space"},
    {T("\"a NEAR/6 mi*\""), 6, "at least 3 letters", "Write the words out"},
    {T("\"<b> NEAR/6 c\""), 6, "no term list \"b\"", "Add it under `terms`"},
    {T("\"<a NEAR/6 c\""), 6, "\"<\" cannot stand", "Use a space"},
    {T("b, \"<a> NEAR/6 c\""), 6, "itself has a NEAR", "Split the list"},
    {"terms:\n  a: {en: [\"<b> NEAR/6 c\"]}\n  b: {en: [d]}\n" GOOD, 6, "stands further down",
     "Move it"},
    {"terms:\n  a: {en: [\"x NEAR/2 y\"]}\n  b: {en: [\"<a> NEAR/6 c\"]}\n" GOOD, 7,
     "itself has a NEAR", "Split the list"},
    /* Codes. */
    {I("{field: sector}"), 5, "says one of `is`", "docs/lenses.md"},
    {I("{field: [sector], is: x}"), 5, "says one of `is`", "docs/lenses.md"},
    {I("{field: sector, is: \"15190\", present: true}"), 5, "says one of `is`", "docs/lenses.md"},
    {I("{field: country, is: KE}"), 5, "has a field \"country\"", "Name one"},
    {I("{field: sector.code, is: KE}"), 5, "has a field \"sector.code\"", "Name one"},
    {I("{field: sector, is: \"99999\"}"), 5, "\"99999\" is not in the code list \"sector\"",
     "Name one"},
    {I("{field: sector, is: []}"), 5, "list is empty", "Name one or more"},
    {I("{field: sector, is: {a: b}}"), 5, "map", "Write [one, two]"},
    {I("{field: sector, is: \"15190\", with_equivalents: maybe}"), 5, "neither true nor false",
     "Write one"},
    {I("{field: sector, present: true, with_equivalents: true}"), 5, "says more about `is`",
     "Add it"},
    {I("{field: sector, is: \"15190\", vocabulary: []}"), 5, "list is empty", "Name one or more"},
    {I("{field: unit, is: x, vocabulary: \"1\"}"), 5, "\"unit\" has no sub-field \"vocabulary\"",
     "Name one"},
    {I("{field: sector, is: \"15190\", when: {name: x}}"), 5, "has no sub-field \"name\"",
     "Name one"},
    {I("{field: sector, is: \"15190\", when: [a]}"), 5, "expected sub-fields", "Write {"},
    {I("{field: sector, is: \"15190\", when: {}}"), 5, "expected sub-fields", "Write {"},
    {I("{field: sector, is: \"15190\", when: {since: soon}}"), 5, "\"soon\" is no date",
     "Write a year"},
    {I("{field: sector, is: \"15190\", when: {percentage: 5}}"), 5, "compared by its size",
     "Write from"},
    {I("{field: active, is: maybe}"), 5, "neither true nor false", "Write one"},
    {I("{field: budget, is: 5}"), 5, "compared by its size", "Write from: 5, to: 5"},
    {I("{field: staff, is: 5}"), 5, "compared by its size", "Write from: 5, to: 5"},
    {I("{field: start, is: May}"), 5, "\"May\" is no date", "Write a year"},
    {I("{field: start, from: soon}"), 5, "\"soon\" is no date", "Write a year"},
    {I("{field: start, from: 100000}"), 5, "\"100000\" is no date", "Write a year"},
    {I("{field: start, from: [\"2010\"]}"), 5, "list", "Keep one value"},
    {I("{field: budget, from: \"2010-05\"}"), 5, "\"2010-05\" is no number", "Write digits"},
    {I("{field: budget, from: 1, to: \"1,000\"}"), 5, "\"1,000\" is no number", "Write digits"},
    {I("{field: title, from: 5}"), 5, "has no range", "Use `is`"},
    {I("{field: sector, to: 5}"), 5, "has no range", "Use `is`"},
    {I("{field: active, from: 0}"), 5, "has no range", "Use `is`"},
    {I("{field: budget, from: 2, to: 1}"), 5, "nothing is from \"2\" to \"1\"",
     "Put the smaller first"},
    {I("{field: start, from: \"2012\", to: \"2011-12\"}"), 5, "nothing is from",
     "Put the smaller first"},
    {I("{field: sector, present: yes please}"), 5, "neither true nor false", "Write one"},
    /* Keys without the one they say more about. */
    {I("{any: [{words: [a]}], fields: [title]}"), 5, "fields: says more about `terms` or `words`",
     "Move it"},
    {I("{any: [{words: [a]}], languages: [fr]}"), 5, "languages: says more", "Move it"},
    {I("{any: [{words: [a]}], at_least: 2}"), 5, "at_least: says more", "Move it"},
    {I("{field: sector, is: \"15190\", at_least: 2}"), 5, "at_least: says more", "Move it"},
    {I("{words: [a], is: \"15190\"}"), 5, "is: says more about a coded `field`",
     "mapping of their own"},
    {I("{words: [a], field: title, present: true}"), 5, "present: says more",
     "mapping of their own"},
    {I("{any: [{words: [a]}], vocabulary: \"1\"}"), 5, "vocabulary: says more",
     "mapping of their own"},
    {I("{theme: x, from: 1}") "themes: {x: {words: [a]}}\n", 5, "from: says more",
     "mapping of their own"},
    /* Themes. */
    {I("{theme: x}"), 5, "no such theme", "Name one under `themes`"},
    {I("{theme: [x]}") "themes: {x: {words: [a]}}\n", 5, "no such theme", "Name one"},
    {GOOD "themes: [a]\n", 6, "expected themes by name", "Write {name"},
    {GOOD "themes:\n  X: {words: [a]}\n", 7, "\"X\" is no name", "lower-case"},
    {GOOD "themes:\n  x: {label: X}\n", 7, "no condition here", "Write any, all"},
    {GOOD "themes:\n  x: {theme: x}\n", 7, "in a circle", "Take one of the `theme:` out"},
    {GOOD "themes:\n  x: {theme: y}\n  y: {any: [{words: [a]}, {not: {theme: x}}]}\n", 8,
     "in a circle", "Take one"},
    {GOOD "unless: {words: []}\n", 6, "no pattern in it", "Add one"},
    {GOOD "unless: []\n", 6, "list of conditions", "Write [{"},
};

static void check(const char *head, const struct wrong *wrong)
{
    struct buf text;
    char where[400];
    buf_init(&text, 100000);
    buf_text(&text, head);
    buf_text(&text, wrong->body);
    fixture_bytes(&f, "lenses/l.yaml", text.at, text.length);
    buf_release(&text);
    const enum status status = fixture_lenses(&f);
    (void)snprintf(where, sizeof where, "%s/lenses/l.yaml:%u:", f.dir, wrong->line);
    if (status != STATUS_INPUT || !str_starts(str_of(f.why.text), where) ||
        !strstr(f.why.text, wrong->says) || !strstr(f.why.text, wrong->mend)) {
        fail_msg("%s:%u %s … %s: status %d, %s", wrong->body, wrong->line, wrong->says, wrong->mend,
                 (int)status, status == STATUS_OK ? "" : f.why.text);
    }
}

static void wrong_heads_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        check("", &heads[i]);
    }
}

static void wrong_bodies_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        check(HEAD, &bodies[i]);
    }
}

/* @count conditions one in the other: sixteen inside the first are fine, seventeen are not. */
static enum status nest(unsigned count, unsigned themes)
{
    struct buf text;
    buf_init(&text, 100000);
    buf_text(&text, HEAD "include: ");
    for (unsigned i = 0; i < count; i++) {
        buf_text(&text, "{not: ");
    }
    buf_text(&text, "{words: [a]}");
    for (unsigned i = 0; i < count; i++) {
        buf_text(&text, "}");
    }
    buf_text(&text, "\nthemes:\n  t0: {words: [a]}\n");
    for (unsigned i = 1; i <= themes; i++) {
        buf_printf(&text, "  t%u: {theme: t%u}\n", i, i - 1);
    }
    fixture_bytes(&f, "lenses/l.yaml", text.at, text.length);
    buf_release(&text);
    return fixture_lenses(&f);
}

static void depth_has_a_limit(void **state)
{
    (void)state;
    assert_int_equal(nest(LENS_DEPTH_MAX, LENS_DEPTH_MAX), STATUS_OK);
    assert_int_equal(nest(LENS_DEPTH_MAX + 1, 0), STATUS_LIMIT);
    assert_non_null(strstr(f.why.text, "l.yaml:5: not: conditions stand more than 16 deep"));
    assert_int_equal(nest(1, LENS_DEPTH_MAX + 1), STATUS_INPUT);
    assert_non_null(strstr(f.why.text, "more than 16 deep"));
}

static void two_lenses_have_two_names(void **state)
{
    const struct lens *lens = NULL;
    (void)state;
    fixture_write(&f, "lenses/a.yaml",
                  "# a\nlens: one-lens\nversion: 3\napplies_to: [activities]\n"
                  "include: {field: unit, is: x}\n");
    fixture_write(&f, "lenses/b.yaml", HEAD GOOD);
    assert_int_equal(fixture_lenses(&f), STATUS_OK);
    assert_int_equal(lens_set_count(f.set), 2);
    assert_int_equal(lens_set_find(f.set, "one-lens", &lens, &f.why), STATUS_OK);
    assert_ptr_equal(lens, lens_set_at(f.set, 0));
    assert_int_equal(lens->version, 3);
    assert_int_equal(lens->index, 0);
    assert_string_equal(lens_set_names(f.set)[1], "l");
    assert_null(lens_set_names(f.set)[2]);
    assert_true(lens_applies(lens, pack_kind(f.pack, str_of("activity"))));
    assert_false(lens_applies(lens, pack_kind(f.pack, str_of("event"))));
    assert_int_equal(lens_set_find(f.set, "one-lnes", &lens, &f.why), STATUS_NOT_FOUND);
    assert_non_null(strstr(f.why.text, "did you mean \"one-lens\""));
    assert_null(lens);
    assert_int_equal(lens_set_find(f.set, "zzz", &lens, &f.why), STATUS_NOT_FOUND);
    assert_null(strstr(f.why.text, "mean"));
    fixture_write(&f, "lenses/c.yaml",
                  "# c\nlens: one-lens\nversion: 1\napplies_to: [activity]\n"
                  "include: {field: unit, is: x}\n");
    assert_int_equal(fixture_lenses(&f), STATUS_INPUT);
    assert_non_null(
        strstr(f.why.text, "c.yaml:2: lens: there is already a lens \"one-lens\". Rename"));
}

static void a_set_says_what_it_reads(void **state)
{
    static const struct {
        const char *field;
        bool read;
    } cases[] = {
        {"title", true},  {"description", true}, {"sector", true},   {"sector.vocabulary", true},
        {"budget", true}, {"notes", false},      {"outcome", false}, {"sector.percentage", false},
    };
    (void)state;
    fixture_write(&f, "lenses/l.yaml",
                  HEAD "include: {any: [{words: [a]}, {field: sector.vocabulary, present: true}]}\n"
                       "unless: {field: budget, from: 5}\n");
    assert_int_equal(fixture_lenses(&f), STATUS_OK);
    const struct kind *kind = pack_kind(f.pack, str_of("activity"));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(lens_set_reads(f.set, kind_field(kind, str_of(cases[i].field))),
                         cases[i].read);
    }
    const struct kind *event = pack_kind(f.pack, str_of("event"));
    assert_true(lens_set_reads(f.set, kind_field(event, str_of("title"))));
    assert_false(lens_set_reads(f.set, kind_field(event, str_of("place"))));
    assert_false(lens_set_reads(f.set, kind_field(event, str_of("sector"))));
}

static void weights_have_names(void **state)
{
    (void)state;
    for (int i = WEIGHT_CANDIDATE; i <= WEIGHT_PRINCIPAL; i++) {
        assert_int_equal(weight_of_name(str_of(weight_name((enum weight)i))), i);
    }
    assert_string_equal(weight_name(WEIGHT_NONE), "");
    assert_int_equal(weight_of_name(str_of("")), WEIGHT_NONE);
    assert_int_equal(weight_of_name(str_of("strong")), WEIGHT_NONE);
}

/* A kind may have 64 fields that lenses look at. */
static void a_kind_with_too_many_fields_is_named(void **state)
{
    struct buf text;
    (void)state;
    buf_init(&text, 100000);
    buf_text(&text, "# many\nkind: many\nplural: manies\nfields:\n");
    for (int i = 0; i < 64; i++) {
        buf_printf(&text, "  - {name: f%d}\n", i);
    }
    fixture_write(&f, "lenses/l.yaml",
                  "lens: l\nversion: 1\napplies_to: [many]\n"
                  "include: {words: [a], fields: [f63]}\n");
    fixture_bytes(&f, "kinds/many.yaml", text.at, text.length);
    assert_int_equal(fixture_lenses(&f), STATUS_OK);
    const struct kind *kind = pack_kind(f.pack, str_of("many"));
    assert_true(lens_set_reads(f.set, kind_field(kind, str_of("f63"))));
    struct record *record = fixture_record(&f.arena, kind, "f63: a\nf62: a");
    const struct lens_question question = {.text_only = false};
    struct tag *tags = NULL;
    size_t count = 0;
    assert_int_equal(lens_classify(f.run, record, &question, &f.arena, &tags, &count, &f.why),
                     STATUS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(tags[0].evidence_count, 1);
    buf_text(&text, "  - {name: f64}\n");
    fixture_bytes(&f, "kinds/many.yaml", text.at, text.length);
    assert_int_equal(fixture_lenses(&f), STATUS_LIMIT);
    assert_non_null(strstr(f.why.text, "many.yaml:4: fields: "));
    assert_non_null(strstr(f.why.text, "Divide"));
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(wrong_heads_are_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_bodies_are_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(depth_has_a_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_lenses_have_two_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_set_says_what_it_reads, set_up, tear_down),
        cmocka_unit_test(weights_have_names),
        cmocka_unit_test_setup_teardown(a_kind_with_too_many_fields_is_named, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("lens_errors", tests, NULL, NULL);
}
