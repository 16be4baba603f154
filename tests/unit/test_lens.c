/*
 * Goal: a record gets just the tags that docs/lenses.md says, with the words that caused them.
 * Method: a table of lenses, records and the tags they give, printed in a compact form. Every tag
 * of every case is also held to what is always true: evidence lies inside its value, is not kept
 * twice or without end, and comes back from its printed form.
 */
#include "lens/lens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pack_fixture.h"

static struct pack_fixture f;
static struct arena out;

static int set_up(void **state)
{
    (void)state;
    fixture_open(&f);
    fixture_standard(&f);
    arena_init(&out, (size_t)64 * 1024 * 1024);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&out);
    fixture_close(&f);
    return 0;
}

#define HEAD "lens: l\nversion: 1\napplies_to: [activity, event]\nfields: [title, description]\n"

/* Loads @body as the one lens of the pack. */
static void load(const char *body)
{
    struct buf text;
    buf_init(&text, 1000000);
    buf_text(&text, HEAD);
    buf_text(&text, body);
    fixture_bytes(&f, "lenses/l.yaml", text.at, text.length);
    buf_release(&text);
    if (fixture_lenses(&f) != STATUS_OK) {
        fail_msg("%s\nin %s", f.why.text, body);
    }
}

/* Whatever is said otherwise, the digest is another. @evidence is that of the tag. */
static void assert_digest_tells(const struct tag *tag, struct evidence *evidence)
{
    const uint64_t digest = tags_digest(tag, 1);
    struct tag other = *tag;
    assert_true(tags_digest(tag, 0) != digest);
    other.theme = "another";
    assert_true(tags_digest(&other, 1) != digest);
    other = *tag;
    other.weight = tag->weight == WEIGHT_PRINCIPAL ? WEIGHT_SIGNIFICANT : WEIGHT_PRINCIPAL;
    assert_true(tags_digest(&other, 1) != digest);
    for (size_t i = 0; i < tag->evidence_count; i++) {
        const struct evidence as_it_was = evidence[i];
        evidence[i].rule = "another";
        assert_true(tags_digest(tag, 1) != digest);
        evidence[i] = as_it_was;
        evidence[i].offset++;
        assert_true(tags_digest(tag, 1) != digest);
        evidence[i] = as_it_was;
        evidence[i].length++;
        assert_true(tags_digest(tag, 1) != digest);
        evidence[i] = as_it_was;
    }
    assert_true(tags_digest(tag, 1) == digest);
}

/* What is true of every tag. */
static void check_tag(const struct tag *tag, const struct record *record)
{
    struct buf printed, again;
    struct evidence *evidence = NULL;
    size_t count = 0;
    assert_true(tag->weight != WEIGHT_NONE);
    assert_true(tag->evidence_count <= EVIDENCE_MAX);
    for (size_t i = 0; i < tag->evidence_count; i++) {
        const struct evidence *e = &tag->evidence[i];
        size_t same = 0;
        assert_true((size_t)e->offset + e->length <= e->value->text.length);
        for (size_t k = 0; k < tag->evidence_count; k++) {
            same += strcmp(tag->evidence[k].rule, e->rule) == 0;
            assert_true(k == i || strcmp(tag->evidence[k].rule, e->rule) != 0 ||
                        tag->evidence[k].value != e->value ||
                        tag->evidence[k].offset != e->offset ||
                        tag->evidence[k].length != e->length);
        }
        assert_true(same <= EVIDENCE_PER_RULE);
    }
    buf_init(&printed, 1000000);
    buf_init(&again, 1000000);
    evidence_print(tag, &printed);
    assert_int_equal(evidence_parse(&out, buf_view(&printed), record, &evidence, &count, &f.why),
                     STATUS_OK);
    assert_int_equal(count, tag->evidence_count);
    struct tag copy = *tag;
    copy.evidence = evidence;
    evidence_print(&copy, &again);
    assert_true(str_equal(buf_view(&printed), buf_view(&again)));
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(evidence[i].rule, tag->evidence[i].rule);
        assert_ptr_equal(evidence[i].value, tag->evidence[i].value);
        assert_int_equal(evidence[i].offset, tag->evidence[i].offset);
        assert_int_equal(evidence[i].length, tag->evidence[i].length);
    }
    assert_true(tags_digest(&copy, 1) == tags_digest(tag, 1));
    assert_digest_tells(&copy, evidence);
    buf_release(&printed);
    buf_release(&again);
}

/* "THEME weight: rule FIELD.SEQ 'words', …" a tag, with " | " between tags. The lens is "*". */
static void print_tags(const struct tag *tags, size_t count, struct buf *text)
{
    for (size_t i = 0; i < count; i++) {
        buf_printf(text, "%s%s %s:", i ? " | " : "", tags[i].theme[0] ? tags[i].theme : "*",
                   weight_name(tags[i].weight));
        for (size_t k = 0; k < tags[i].evidence_count; k++) {
            const struct evidence *e = &tags[i].evidence[k];
            buf_printf(text, "%s%s %s.%u '%.*s'", k ? ", " : " ", e->rule, e->value->field->name,
                       e->value->seq, (int)e->length, e->value->text.at + e->offset);
        }
    }
}

/* The tags of a record, in a text that lives as long as @out. */
static const char *tags_of(const struct record *record, bool text_only)
{
    const struct lens_question question = {.text_only = text_only};
    struct tag *tags = NULL;
    size_t count = 0;
    struct buf text;
    if (lens_classify(f.run, record, &question, &out, &tags, &count, &f.why) != STATUS_OK) {
        fail_msg("%s", f.why.text);
    }
    buf_init(&text, 1000000);
    buf_text(&text, "");
    for (size_t i = 0; i < count; i++) {
        check_tag(&tags[i], record);
    }
    print_tags(tags, count, &text);
    const char *copy = arena_copy(&out, buf_view(&text));
    buf_release(&text);
    return copy;
}

/* A record of the kind that @lines names: "event|title: …", else an activity. */
static struct record *record_of(const char *lines)
{
    const bool event = str_starts(str_of(lines), "event!");
    return fixture_record(&out, pack_kind(f.pack, str_of(event ? "event" : "activity")),
                          event ? lines + 6 : lines);
}

static void check(const char *body, const char *record, const char *expect, bool text_only)
{
    load(body);
    const char *got = tags_of(record_of(record), text_only);
    if (strcmp(got, expect) != 0) {
        fail_msg("%s\n%s\ngave  %s\nnot   %s", body, record, got, expect);
    }
    arena_clear(&out);
}

struct lens_case {
    const char *body, *record, *expect;
};

static void check_all(const struct lens_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check(cases[i].body, cases[i].record, cases[i].expect, false);
    }
}

/* ---- words and lists ---- */

#define TERMS                                                                                      \
    "terms:\n"                                                                                     \
    "  m: {en: [\"migrant*\"], fr: [\"travailleur* migrant*\"]}\n"                                 \
    "  j: {en: [job, \"labour market\"]}\n"                                                        \
    "  t: {en: [\"traffick*\"], except: [\"drug traffick*\", \"traffick* of arms\"]}\n"

static const struct lens_case words[] = {
    {"include: {words: [migrant]}\n", "title: A migrant", "* principal: words title.0 'migrant'"},
    {"include: {words: migrant}\n", "title: A migrant", "* principal: words title.0 'migrant'"},
    {"include: {words: [migrant]}\n", "title: Migrants", ""},
    {"include: {words: [migrant]}\n", "notes: migrant", ""}, /* not among the lens's fields */
    {"include: {words: [migrant], fields: [notes]}\n", "title: migrant\nnotes: a\nnotes: a migrant",
     "* principal: words notes.1 'migrant'"},
    {"include: {words: [migrant], field: description}\n", "title: migrant\ndescription: migrant",
     "* principal: words description.0 'migrant'"},
    {"include: {words: [a, b]}\n", "title: b a\ndescription: a",
     "* principal: words title.0 'b', words title.0 'a', words description.0 'a'"},
    {"include: {words: [a]}\n", "event!title: a", "* principal: words title.0 'a'"},
    {"include: {words: [a], fields: [place]}\n", "title: a", ""}, /* just events have places */
    {"include: {words: [a], fields: [place]}\n", "event!place: a",
     "* principal: words place.0 'a'"},
    {TERMS "include: {terms: [m]}\n", "title: Travailleurs migrants",
     "* principal: m title.0 'Travailleurs migrants', m title.0 'migrants'"},
    {TERMS "include: {terms: [m, j]}\n", "title: the labour market",
     "* principal: j title.0 'labour market'"},
    {TERMS "include: {terms: m}\n", "title: job", ""},
    /* The same phrase in two lists, and twice in one. */
    {"terms: {a: {en: [x], fr: [x]}, b: {any: [x]}}\n"
     "include: {any: [{terms: [a]}, {terms: [b]}]}\n",
     "title: x", "* principal: a title.0 'x'"},
    {"terms: {a: {en: [x], fr: [x]}, b: {any: [x]}}\ninclude: {terms: [b]}\n", "title: x",
     "* principal: b title.0 'x'"},

    /* A list is looked for where a condition names it, and what masks it there too. */
    {"terms: {a: {en: [x], except: [\"y x\"]}, b: {en: [x]}}\n"
     "include: {any: [{terms: [a], field: title}, {terms: [b], field: description}]}\n",
     "title: y x\ndescription: y x", "* principal: b description.0 'x'"},
    {"terms: {a: {en: [x], except: [\"y x\"]}, b: {en: [x]}}\n"
     "include: {all: [{terms: [a], field: title}, {terms: [a], field: description}]}\n",
     "title: x\ndescription: y x", ""},

    /* except */
    {TERMS "include: {terms: [t]}\n", "title: drug trafficking", ""},
    {TERMS "include: {terms: [t]}\n", "title: Human trafficking and drug trafficking",
     "* principal: t title.0 'trafficking'"},
    {TERMS "include: {terms: [t]}\n", "title: trafficking of arms\ndescription: trafficking",
     "* principal: t description.0 'trafficking'"},
    {"terms: {a: {en: [\"x y\"], except: [\"y z\"]}}\ninclude: {terms: [a]}\n", "title: x y z", ""},
    {"terms: {a: {en: [\"x y\"], except: [\"y z\"]}}\ninclude: {terms: [a]}\n", "title: x y, z",
     "* principal: a title.0 'x y'"},
    {"terms: {a: {en: [x], except: [\"x NEAR/3 bird\"]}}\ninclude: {terms: [a]}\n",
     "title: x of a bird 1 2 3 x", "* principal: a title.0 'x'"},
    {"terms: {a: {except: [b], en: [\"a b\"]}}\ninclude: {terms: [a]}\n", "title: a b", ""},
};

/* ---- how many places ---- */

static const struct lens_case counts[] = {
    {"include: {words: [a], at_least: 2}\n", "title: a", ""},
    {"include: {words: [a], at_least: 2}\n", "title: a a",
     "* principal: words title.0 'a', words title.0 'a'"},
    {"include: {words: [a], at_least: 2}\n", "title: a\ndescription: a",
     "* principal: words title.0 'a', words description.0 'a'"},
    {"include: {words: [a], at_least: 2, fields: [title]}\n", "title: a\ndescription: a", ""},
    /* Two patterns, or two lists, that hold at one place are one place. */
    {"include: {words: [migrant, \"migra*\"], at_least: 2}\n", "title: migrant", ""},
    {"include: {words: [migrant, \"migrant work*\"], at_least: 2}\n", "title: migrant workers", ""},
    {"include: {words: [migrant, \"migrant work*\"], at_least: 2}\n",
     "title: migrant workers, migrant",
     "* principal: words title.0 'migrant', words title.0 'migrant workers', "
     "words title.0 'migrant'"},
    {"terms: {a: {en: [x], fr: [x]}, b: {any: [x]}}\ninclude: {terms: [a, b], at_least: 2}\n",
     "title: x", ""},
    {"terms: {a: {en: [x], fr: [x]}, b: {any: [y]}}\ninclude: {terms: [a, b], at_least: 2}\n",
     "title: x y", "* principal: a title.0 'x', b title.0 'y'"},
    {"terms: {a: {en: [x], except: [\"y x\"]}}\ninclude: {terms: [a], at_least: 2}\n",
     "title: x y x", ""},
    /* Evidence is kept four times a rule. */
    {"include: {words: [a], at_least: 5}\n", "title: a a a a a a",
     "* principal: words title.0 'a', words title.0 'a', words title.0 'a', words title.0 'a'"},
    {"include: {words: [a], at_least: 7}\n", "title: a a a a a a", ""},
};

/* ---- NEAR ---- */

#define NEAR3 "include: {words: [\"a NEAR/3 b\"]}\n"

static const struct lens_case nears[] = {
    {NEAR3, "title: a b", "* principal: words title.0 'a', words title.0 'b'"},
    {NEAR3, "title: b a", "* principal: words title.0 'a', words title.0 'b'"},
    {NEAR3, "title: a x y b", "* principal: words title.0 'a', words title.0 'b'"},
    {NEAR3, "title: b x y a", "* principal: words title.0 'a', words title.0 'b'"},
    {NEAR3, "title: a x y z b", ""},
    {NEAR3, "title: b x y z a", ""},
    {NEAR3, "title: a. X; y (b)", "* principal: words title.0 'a', words title.0 'b'"},
    {NEAR3, "title: a\ndescription: b", ""},
    {NEAR3, "title: a", ""},
    {NEAR3, "title: a x x x x b x x a", "* principal: words title.0 'a', words title.0 'b'"},
    {"include: {words: [\"a NEAR/1 b\"]}\n", "title: b a",
     "* principal: words title.0 'a', words title.0 'b'"},
    {"include: {words: [\"a NEAR/1 b\"]}\n", "title: b x a", ""},
    /* Phrases: from the end of one to the beginning of the other. */
    {"include: {words: [\"a b c NEAR/2 d e\"]}\n", "title: a b c x d e",
     "* principal: words title.0 'a b c', words title.0 'd e'"},
    {"include: {words: [\"a b c NEAR/2 d e\"]}\n", "title: a b c x y d e", ""},
    {"include: {words: [\"a b c NEAR/2 d e\"]}\n", "title: d e x a b c",
     "* principal: words title.0 'a b c', words title.0 'd e'"},
    {"include: {words: [\"a b NEAR/5 b c\"]}\n", "title: a b c", ""}, /* not over one another */
    {"include: {words: [\"a NEAR/2 a\"]}\n", "title: a", ""},
    /* NEARs share their sides, and hold each by itself. */
    {"include: {words: [\"a NEAR/1 b\", \"a NEAR/1 c\", \"a NEAR/3 a\"]}\n", "title: c a x b",
     "* principal: words title.0 'a', words title.0 'c'"},
    {"include: {words: [\"a NEAR/1 b\", \"c NEAR/1 d\"]}\n", "title: a c\ndescription: b d", ""},
    {"include: {any: [{words: [\"a NEAR/1 b\"], field: title},\n"
     "                {words: [\"a NEAR/1 c\"], field: description}]}\n",
     "title: a c\ndescription: a b", ""},
    {"include: {any: [{words: [\"a NEAR/1 b\"], field: title},\n"
     "                {words: [\"a NEAR/1 c\"], field: description}]}\n",
     "title: a b\ndescription: a b c", "* principal: words title.0 'a', words title.0 'b'"},
    {"include: {words: [\"a NEAR/2 a\"]}\n", "title: a x a",
     "* principal: words title.0 'a', words title.0 'a'"},
    {"include: {words: [\"lab* NEAR/2 wor*\"]}\n", "title: Workers in labour",
     "* principal: words title.0 'labour', words title.0 'Workers'"},
    {"include: {words: [\"a NEAR/50 b\"]}\n",
     "title: a 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 "
     "6 7 8 9 1 2 3 4 b",
     "* principal: words title.0 'a', words title.0 'b'"},
    {"include: {words: [\"a NEAR/50 b\"]}\n",
     "title: a 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 "
     "6 7 8 9 1 2 3 4 5 b",
     ""},
    /* Whole lists. */
    {TERMS "  mj: {any: [\"<m> NEAR/4 <j>\"]}\ninclude: {terms: [mj]}\n",
     "title: jobs; a job for all migrants", "* principal: mj title.0 'migrants', mj title.0 'job'"},
    {TERMS "  mj: {any: [\"<m> NEAR/4 pay\", c]}\ninclude: {terms: [mj]}\n",
     "title: pay the migrants", "* principal: mj title.0 'migrants', mj title.0 'pay'"},
    {TERMS "include: {words: [\"<m> NEAR/4 <j>\"]}\n", "title: migrant job",
     "* principal: words title.0 'migrant', words title.0 'job'"},
    {TERMS "include: {words: [\"<j> NEAR/9 x\"]}\n", "title: migrant x", ""},
    /* What masks a list masks it in NEAR, and what masks the NEAR masks both its sides. */
    {TERMS "include: {words: [\"<t> NEAR/4 <j>\"]}\n", "title: drug trafficking job", ""},
    {TERMS "include: {words: [\"<t> NEAR/4 <j>\"]}\n",
     "title: drug trafficking and trafficking job",
     "* principal: words title.0 'trafficking', words title.0 'job'"},
    {"terms: {a: {en: [\"x NEAR/3 y\"], except: [\"x z\"]}}\ninclude: {terms: [a]}\n",
     "title: x z y", ""},
    {"terms: {a: {en: [\"x NEAR/3 y\"], except: [\"y z\"]}}\ninclude: {terms: [a]}\n",
     "title: x y z", ""},
    {"terms: {a: {en: [\"x NEAR/3 y\"], except: [\"y z\"]}}\ninclude: {terms: [a]}\n",
     "title: x y z y", "* principal: a title.0 'x', a title.0 'y'"},
    {"include: {words: [\"a NEAR/2 b\"], at_least: 2}\n", "title: a b", ""},
    {"include: {words: [\"a NEAR/2 b\"], at_least: 2}\n", "title: a b x x x a b",
     "* principal: words title.0 'a', words title.0 'b', words title.0 'a', words title.0 'b'"},
};

/* ---- languages ---- */

static const struct lens_case languages[] = {
    {"include: {words: [a], languages: [fr]}\n", "title@fr: a", "* principal: words title.0 'a'"},
    {"include: {words: [a], languages: [fr]}\n", "title@fr-CA: a",
     "* principal: words title.0 'a'"},
    {"include: {words: [a], languages: [fr]}\n", "title@FR: a", "* principal: words title.0 'a'"},
    {"include: {words: [a], languages: [fr-ca]}\n", "title@fr-CA: a",
     "* principal: words title.0 'a'"},
    {"include: {words: [a], languages: [fr-CA]}\n", "title@fr: a", ""},
    {"include: {words: [a], languages: [fr]}\n", "title@frp: a", ""},
    {"include: {words: [a], languages: [fr]}\n", "title@en: a\ntitle: a", ""},
    {"include: {words: [a], languages: [fr, es]}\n", "title@en: a\ntitle@es: a",
     "* principal: words title.1 'a'"},
    {"include: {words: [a], languages: fr}\n", "title@en: a\ntitle@fr: a",
     "* principal: words title.1 'a'"},
    {TERMS "include: {terms: [m]}\n", "title@fr: migrants", "* principal: m title.0 'migrants'"},
    {TERMS "include: {terms: [m], languages: [es], at_least: 2}\n",
     "title@es: migrants\ndescription@en: migrants", ""},
};

/* ---- codes, ranges, presence ---- */

static const struct lens_case codes[] = {
    {"include: {field: sector, is: \"15190\"}\n", "sector: 15190",
     "* principal: sector=15190 sector.0 '15190'"},
    {"include: {field: sector, is: [Jobs, \"dac 15190\"]}\n", "sector: 16020\nsector: migration",
     "* principal: sector=16020 sector.0 '16020', sector=15190 sector.1 '15190'"},
    {"include: {field: sector, is: \"15190\"}\n", "sector: 16020", ""},
    {"include: {field: sector, is: \"15190\"}\n", "event!sector: 15190",
     "* principal: sector=15190 sector.0 '15190'"},
    {"include: {field: outcome, is: \"07\"}\n", "event!sector: 15190", ""},
    {"include: {field: outcome, is: \"07\"}\n", "outcome: 3c", ""},
    {"include: {field: outcome, is: \"07\", with_equivalents: true}\n", "outcome: 3c",
     "* principal: outcome=3c outcome.0 '3c'"},
    {"include: {field: outcome, is: \"3c\", with_equivalents: true}\n", "outcome: 08\noutcome: 07",
     "* principal: outcome=07 outcome.1 '07'"},
    {"include: {field: unit, is: [MIGRANT]}\n", "unit: MIGRANT",
     "* principal: unit=MIGRANT unit.0 'MIGRANT'"},
    {"include: {field: unit, is: [MIGRANT], with_equivalents: true}\n", "unit: migrant", ""},
    {"include: {field: active, is: true}\n", "active: 1", "* principal: active active.0 ''"},
    {"include: {field: active, is: [\"yes\"]}\n", "active: true",
     "* principal: active active.0 ''"},
    {"include: {field: active, is: true}\n", "active: no", ""},
    {"include: {field: active, is: false}\n", "active: no", "* principal: active active.0 ''"},
    {"include: {field: active, is: false}\n", "active: yes", ""},
    {"include: {field: active, is: false}\n", "title: none", ""},
    {"include: {field: start, is: \"2013\"}\n", "start: 2013",
     "* principal: start=2013 start.0 '2013'"},
    /* Sub-fields. */
    {"include: {field: sector, vocabulary: \"1\", is: \"15190\"}\n", "sector;vocabulary=1: 15190",
     "* principal: sector=15190 sector.0 '15190'"},
    {"include: {field: sector, vocabulary: DAC, is: \"15190\"}\n", "sector;vocabulary=1: 15190",
     "* principal: sector=15190 sector.0 '15190'"},
    {"include: {field: sector, vocabulary: \"1\", is: \"15190\"}\n",
     "sector;vocabulary=2: 15190\nsector: 15190", ""},
    {"include: {field: sector, vocabulary: [\"1\", \"2\"], is: \"15190\"}\n",
     "sector;vocabulary=2: 15190", "* principal: sector=15190 sector.0 '15190'"},
    {"include: {field: sector, vocabulary: [\"1\", \"\"], is: \"15190\"}\n", "sector: 15190",
     "* principal: sector=15190 sector.0 '15190'"},
    {"include: {field: sector, when: {vocabulary: own, remark: x}, is: \"15190\"}\n",
     "sector;vocabulary=2: 15190\nsector;vocabulary=2;remark=x: 15190",
     "* principal: sector=15190 sector.1 '15190'"},
    {"include: {field: sector, when: {since: \"2013\"}, present: true}\n",
     "sector;since=2012: 15190\nsector;since=2013: 16020",
     "* principal: sector=16020 sector.1 '16020'"},
    {"include: {field: sector, vocabulary: \"2\", when: {remark: x}, present: true}\n",
     "sector;remark=x: 15190\nsector;remark=x;vocabulary=2: 16020",
     "* principal: sector=16020 sector.1 '16020'"},
    {"include: {field: sector.vocabulary, is: own}\n", "sector;vocabulary=2: 15190",
     "* principal: sector.vocabulary=2 sector.0 ''"},
    {"include: {field: sector.percentage, from: 50}\n",
     "sector;percentage=49.9999: 15190\nsector;percentage=50: 16020",
     "* principal: sector.percentage sector.1 ''"},
    {"include: {any: [{field: sector.percentage, from: 50}, {field: sector.vocabulary, is: "
     "own}]}\n",
     "sector;percentage=50;vocabulary=2: 16020",
     "* principal: sector.percentage sector.0 '', sector.vocabulary=2 sector.0 ''"},
    /* Ranges. */
    {"include: {field: start, from: \"2010-05\", to: \"2012\"}\n", "start: 2010-05-01",
     "* principal: start=2010-05-01 start.0 '2010-05-01'"},
    {"include: {field: start, from: \"2010-05\", to: \"2012\"}\n", "start: 2012-12-31",
     "* principal: start=2012-12-31 start.0 '2012-12-31'"},
    {"include: {field: start, from: \"2010-05\", to: \"2012\"}\n", "start: 2010",
     "* principal: start=2010 start.0 '2010'"}, /* it may be */
    {"include: {field: start, from: \"2010-05\", to: \"2012\"}\n", "start: 2010-04", ""},
    {"include: {field: start, from: \"2010-05\", to: \"2012\"}\n", "start: 2013-01-01", ""},
    {"include: {field: start, from: \"2012\", to: \"2012\"}\n", "start: 2012-06",
     "* principal: start=2012-06 start.0 '2012-06'"},
    {"include: {field: start, from: 2010}\n", "start: 2010-01-01",
     "* principal: start=2010-01-01 start.0 '2010-01-01'"},
    {"include: {field: start, to: \" 2010-06-15T00:00:00Z\"}\n", "start: 2010-06-15",
     "* principal: start=2010-06-15 start.0 '2010-06-15'"},
    {"include: {field: budget, from: 500000}\n", "budget: 499999.9999\nbudget: 500000",
     "* principal: budget budget.1 ''"},
    {"include: {field: budget, to: -1}\n", "budget: 0", ""},
    {"include: {field: share, from: 0.5, to: 0.5}\n", "share: 0.5",
     "* principal: share share.0 ''"},
    {"include: {field: share, from: 0.5, to: 0.5}\n", "share: 0.5001", ""},
    {"include: {field: staff, from: 2, to: 3}\n", "staff: 3", "* principal: staff staff.0 ''"},
    {"include: {field: staff, from: 2.5, to: 3.5}\n", "staff: 2", ""},
    /* Presence. */
    {"include: {field: budget, present: true}\n", "budget: 0", "* principal: budget budget.0 ''"},
    {"include: {field: budget, present: true}\n", "title: a", ""},
    {"include: {field: budget, present: false}\n", "title: a", "* principal:"},
    {"include: {field: budget, present: false}\n", "budget: 1", ""},
    {"include: {field: budget, present: false}\n", "event!title: a", "* principal:"},
    {"include: {field: description, present: true}\n", "description: Long text",
     "* principal: description description.0 'Long text'"},
    {"include: {field: sector, vocabulary: \"1\", present: false}\n", "sector;vocabulary=2: 15190",
     "* principal:"},
    {"include: {field: sector.vocabulary, present: true}\n", "sector: 15190", ""},
};

/* ---- conditions of conditions, weights, themes ---- */

#define W(word) "{words: [" word "]}"

static const struct lens_case logic[] = {
    {"include: {any: [" W("a") ", " W("b") "]}\n", "title: b", "* principal: words title.0 'b'"},
    {"include: [" W("a") ", " W("b") "]\n", "title: b", "* principal: words title.0 'b'"},
    {"include: {all: [" W("a") ", " W("b") "]}\n", "title: b", ""},
    {"include: {all: [" W("a") ", " W("b") "]}\n", "title: b a",
     "* principal: words title.0 'a', words title.0 'b'"},
    {"include: {not: " W("a") "}\n", "title: b", "* principal:"},
    {"include: {not: [" W("a") "]}\n", "title: a", ""},
    {"include: {not: {not: " W("a") "}}\n", "title: a", "* principal:"},
    {"include: {all: [" W("b") ", {not: " W("a") "}]}\n", "title: b c",
     "* principal: words title.0 'b'"},
    {"include: {all: [" W("b") ", {not: " W("a") "}]}\n", "title: b a", ""},
    /* What does not hold leaves no evidence. */
    {"include: {any: [{all: [" W("a") ", " W("x") "]}, " W("b") "]}\n", "title: a b",
     "* principal: words title.0 'b'"},
    {"include: {any: [{words: [a], at_least: 2}, " W("b") "]}\n", "title: a b",
     "* principal: words title.0 'b'"},
    /* Several conditions in one mapping must all hold. */
    {"include: {words: [a], any: [" W("b") ", " W("c") "]}\n", "title: a c",
     "* principal: words title.0 'a', words title.0 'c'"},
    {"include: {words: [a], any: [" W("b") ", " W("c") "]}\n", "title: a", ""},
    {"include: {words: [a], not: " W("b") "}\n", "title: a b", ""},
    {TERMS "include: {words: [a], terms: [m]}\n", "title: a", ""},
    {TERMS "include: {words: [a], terms: [m]}\n", "title: a migrant",
     "* principal: words title.0 'a', m title.0 'migrant'"},
    /* Weights: the strongest that holds; what has none takes that around it. */
    {"include: {words: [a], weight: candidate}\n", "title: a", "* candidate: words title.0 'a'"},
    {"include: {any: [{words: [a], weight: candidate}, {words: [b], weight: significant}]}\n",
     "title: a b", "* significant: words title.0 'a', words title.0 'b'"},
    {"include: {any: [{words: [a], weight: candidate}, {words: [b], weight: significant}]}\n",
     "title: a", "* candidate: words title.0 'a'"},
    {"include: {any: [{words: [a]}, {words: [b], weight: principal}], weight: candidate}\n",
     "title: a", "* candidate: words title.0 'a'"},
    {"include: {any: [{words: [a]}, {words: [b], weight: principal}], weight: candidate}\n",
     "title: b", "* principal: words title.0 'b'"},
    {"include: {all: [{words: [a], weight: candidate}, {words: [b]}]}\n", "title: a b",
     "* principal: words title.0 'a', words title.0 'b'"},
    {"include: {not: {words: [a], weight: principal}, weight: candidate}\n", "title: b",
     "* candidate:"},
    /* unless */
    {"include: " W("a") "\nunless: " W("b") "\n", "title: a b", ""},
    {"include: " W("a") "\nunless: " W("b") "\n", "title: a", "* principal: words title.0 'a'"},
    {"include: " W("a") "\nunless: {words: [b], fields: [title]}\n", "title: a\ndescription: b",
     "* principal: words title.0 'a'"},
    {"include: " W("a") "\nunless: [" W("b") ", " W("c") "]\n", "title: a c", ""},
    {"include: " W("a") "\nunless: [" W("b") ", " W("c") "]\n", "title: a d",
     "* principal: words title.0 'a'"},
    /* Themes, just of records that are included. */
    {"include: " W("a") "\nthemes: {x: " W("b") ", y: {label: Y, words: [c], weight: candidate}}\n",
     "title: a b c",
     "* principal: words title.0 'a' | x principal: words title.0 'b' | y candidate: words "
     "title.0 'c'"},
    {"include: " W("a") "\nthemes: {x: " W("b") "}\n", "title: b", ""},
    {"include: " W("a") "\nunless: " W("z") "\nthemes: {x: " W("b") "}\n", "title: a b z", ""},
    {"include: " W("a") "\nthemes: {x: [" W("b") ", " W("c") "]}\n", "title: a c",
     "* principal: words title.0 'a' | x principal: words title.0 'c'"},
    /* References to themes. */
    {"include: {theme: x}\nthemes: {x: " W("b") "}\n", "title: b",
     "* principal: words title.0 'b' | x principal: words title.0 'b'"},
    {"include: {theme: x, weight: candidate}\nthemes: {x: " W("b") "}\n", "title: b",
     "* candidate: words title.0 'b' | x principal: words title.0 'b'"},
    {"include: {any: [{theme: x}, {theme: y}]}\nthemes: {x: {all: [{theme: y}, " W("c") "]}, y: " W(
         "b") "}\n",
     "title: b", "* principal: words title.0 'b' | y principal: words title.0 'b'"},
    {"include: " W("a") "\nunless: {theme: x}\nthemes: {x: " W("b") "}\n", "title: a b", ""},
    {"include: " W("a") "\nthemes: {x: {not: {theme: y}}, y: " W("b") "}\n", "title: a",
     "* principal: words title.0 'a' | x principal:"},
    {"include: {all: [{theme: x}, {theme: x}, {not: {all: [{theme: x}, " W("c") "]}}]}\n"
                                                                                "themes: {x: " W(
                                                                                    "b") "}\n",
     "title: b", "* principal: words title.0 'b' | x principal: words title.0 'b'"},
    /* Asked first where it leaves no trace, a theme still gives its evidence later. */
    {"include: {any: [{not: {not: {theme: x}}}, {all: [{theme: x}, " W("z") "]}, {theme: x}]}\n"
                                                                            "themes: {x: " W(
                                                                                "b") "}\n",
     "title: b", "* principal: words title.0 'b' | x principal: words title.0 'b'"},
};

static void words_and_lists(void **state)
{
    (void)state;
    check_all(words, COUNT_OF(words));
}

static void numbers_of_places(void **state)
{
    (void)state;
    check_all(counts, COUNT_OF(counts));
}

static void words_near_each_other(void **state)
{
    (void)state;
    check_all(nears, COUNT_OF(nears));
}

static void declared_languages(void **state)
{
    (void)state;
    check_all(languages, COUNT_OF(languages));
}

static void codes_ranges_and_presence(void **state)
{
    (void)state;
    check_all(codes, COUNT_OF(codes));
}

static void conditions_weights_and_themes(void **state)
{
    (void)state;
    check_all(logic, COUNT_OF(logic));
}

/* With text_only a condition on a coded field does not hold, whatever it says. */
static void text_only_leaves_codes_out(void **state)
{
    static const struct lens_case cases[] = {
        {"include: {field: sector, is: \"15190\"}\n", "sector: 15190", ""},
        {"include: {field: sector, present: true}\n", "sector: 15190", ""},
        {"include: {field: sector, present: false}\n", "title: a", ""},
        {"include: {field: budget, from: 1}\n", "budget: 5", ""},
        {"include: {any: [{field: unit, is: x}, " W("a") "]}\n", "unit: x\ntitle: a",
         "* principal: words title.0 'a'"},
        {"include: " W("a") "\nunless: {field: unit, is: x}\n", "unit: x\ntitle: a",
         "* principal: words title.0 'a'"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        check(cases[i].body, cases[i].record, cases[i].expect, true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_and_lists, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_of_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_near_each_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(declared_languages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(codes_ranges_and_presence, set_up, tear_down),
        cmocka_unit_test_setup_teardown(conditions_weights_and_themes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_only_leaves_codes_out, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("lens", tests, NULL, NULL);
}
