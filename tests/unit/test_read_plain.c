/*
 * Goal: a plain table is read without a mapping, kind by kind; derived fields, rules and links of a
 * kind do what docs/formats.md says; and a record that is written as a row, or as a line of JSON,
 * is read back the same. Method: a table of small files and the lines they must print; and random
 * records, written and read.
 */
#include "test_read_common.h"
#include "write/record.h"

static const char *const files[][2] = {
    {"kinds/plan.yaml",
     "kind: plan\nplural: plans\nlabel: Plan\ntitle: title\nfields:\n"
     "  - {name: title, type: text, languages: true, repeat: true}\n"
     "  - {name: part_of, type: link, to: thing}\n"
     "  - {name: see, type: link, to: [thing, plan], repeat: true, with: {why: text}}\n"
     "  - {name: any, type: link}\n"
     "  - {name: decision, type: text, repeat: true, with: {date: date, state: {type: code, list: "
     "region}}}\n"
     "  - {name: state, type: code, list: region}\n"
     "  - {name: criterion, type: code, repeat: true, with: {met: boolean}}\n"
     "  - {name: eligible, type: boolean}\n"
     "  - {name: met, type: integer}\n"
     "  - {name: work, type: text}\n"
     "  - {name: start, type: date}\n"
     "  - {name: end, type: date}\n"
     "  - {name: year, type: integer}\n"
     "  - {name: men, type: integer}\n"
     "  - {name: women, type: integer}\n"
     "  - {name: people, type: integer}\n"
     "  - {name: base, type: text}\n"
     "  - {name: budget, type: money, repeat: true}\n"
     "derive:\n"
     "  - {field: state, latest: decision, by: date, take: state}\n"
     "  - {field: eligible, any: criterion, where: {met: \"true\"}}\n"
     "  - {field: met, count: criterion, where: {met: \"true\"}}\n"
     "  - {field: work, first: [base, identifier]}\n"
     "  - {field: year, year: start}\n"
     "rules:\n"
     "  - {rule: one-a, when: {criterion: \"*\"}, count: criterion, where: {value: a}, at_least: "
     "1, "
     "at_most: 1, mend: Name one a.}\n"
     "  - {rule: based, when: {people: \"*\"}, need: [base, start], refuse: true, mend: Say of "
     "whom.}\n"
     "  - {rule: dated, each: decision, need: [date], mend: {en: Date it., fr: "
     "Datez-la.}}\n"
     "  - {rule: in-order, order: [start, end], mend: Look at the dates.}\n"
     "  - {rule: adds-up, sum: [men, women], equals: people, mend: Count again.}\n"
     "due: {date: end, done: {state: asia}}\n"
     "same:\n  - {by: [title, start], reason: {en: same title}}\n"},
    {"codelists/place.yaml",
     "codelist: place\ncodes:\n  - {code: KE, label: {en: Kenya, fr: Le Kenya}}\n"},
    {"kinds/pair.yaml",
     "kind: pair\nplural: pairs\ntitle: name\nfields:\n"
     "  - {name: name, type: text, languages: true}\n"
     "  - {name: place, type: code, list: place}\n"
     "  - {name: year, type: integer}\n"
     "derive:\n"
     "  - {field: name, text: {en: \"{place}[, {year}] ({place:code})\", fr: \"{place}[ {year}]\"}}\n"},
    {NULL, NULL},
};

static const struct reading cases[] = {
    {"kinds may be mixed", "kind,identifier,title,note\nthing,A,Hello,x\nplan,B,Plan,\n",
     "record A line 2\n  title=Hello\n  note=x\n"
     "record B line 3\n  title=Plan\n  eligible=0\n  met=0\n  work=B\n"},
    {"a kind by its plural, columns by any spelling", "Identifier;KIND;Title@FR\nA;things;Salut\n",
     "record A line 2\n  title[fr]=Salut\n"},
    {"an unknown kind", "kind,identifier\nthink,A\n",
     "rejected line 2\n!! unknown-kind 2:1 [] [] "
     "[think]\n"},
    {"no identifier", "kind,identifier,title\nthing,,x\n",
     "rejected line 2\n!! missing-identifier 2:2 [] [] []\n"},
    {"several values, strokes and backslashes",
     "kind,identifier,title,label,label.place\nthing,A,t,a|b\\|c|d\\\\,x||y\\|\n",
     "record A line 2\n  title=t\n  label=a {place=x}\n  label=b|c\n  label=d\\ {place=y|}\n"},
    {"one part for all", "kind,identifier,title,label,label.place\nthing,A,t,a|b,x\n",
     "record A line 2\n  title=t\n  label=a {place=x}\n  label=b {place=x}\n"},
    {"out of step", "kind,identifier,title,label,label.place\nthing,A,t,a|b,x|y|z\n",
     "record A line 2\n  title=t\n  label=a\n  label=b\n"
     "! split-mismatch 2:5 [A] [label] [x|y|z]\n"},
    {"languages in step, or by column",
     "kind,identifier,title,title.language,title@es\nthing,A,Hello|Salut,en|fr,Hola\n",
     "record A line 2\n  title[en]=Hello\n  title[fr]=Salut\n  title[es]=Hola\n"},
    {"money",
     "kind,identifier,title,budget,budget.currency,budget.value_date,budget.from\n"
     "thing,A,t,5|6.5,USD|EUR,2013-01-02|,|2014\n",
     "record A line 2\n  title=t\n  budget=5 USD of 2013-01-02\n  budget=6.5 EUR {from=2014}\n"},
    {"a column that no field holds is told when it has something, once",
     "kind,identifier,title,wrong,empty\nthing,A,t,x,\nthing,B,t,y,\n",
     "record A line 2\n  title=t\n! unknown-column 1:4 [] [] [wrong]\nrecord B line 3\n  "
     "title=t\n"},
    {"the apostrophe before a formula is taken away",
     "kind,identifier,title,note\nthing,A,'=1,''-x\nthing,B,'tis,-5\n",
     "record A line 2\n  title==1\n  note='-x\nrecord B line 3\n  title='tis\n  note=-5\n"},
    {"links", "kind,identifier,part_of,see,see.why,any\nplan,A,T/1,thing:X:1|plan:Y,w|,plan:A\n",
     "record A line 2\n  part_of=thing:T/1\n  see=thing:X:1 {why=w}\n  see=plan:Y\n  any=plan:A\n"
     "  eligible=0\n  met=0\n  work=A\n"},
    {"links that lead nowhere", "kind,identifier,see,any\nplan,A,X|plain:B,noone:1\n",
     "record A line 2\n  eligible=0\n  met=0\n  work=A\n! bad-link 2:3 [A] [see] [X]\n"
     "! bad-link 2:3 [A] [see] [plain:B]\n! bad-link 2:4 [A] [any] [noone:1]\n"},
    {"the latest decision counts, whatever the order; of two on one day the later row",
     "kind,identifier,decision,decision.date,decision.state\n"
     "plan,A,x|y,2013-05|2012-01-01,asia|africa\nplan,B,x|y,2013|2013,asia|africa\n",
     "record A line 2\n  decision=x {date=2013-05} {state=asia}\n"
     "  decision=y {date=2012-01-01} {state=africa}\n  state=asia\n  eligible=0\n  met=0\n"
     "  work=A\nrecord B line 3\n  decision=x {date=2013} {state=asia}\n"
     "  decision=y {date=2013} {state=africa}\n  state=africa\n  eligible=0\n  met=0\n"
     "  work=B\n"},
    {"derived from what is there",
     "kind,identifier,criterion,criterion.met,start,base\n"
     "plan,A,a|b|c,true|false|true,2013-05,W\n",
     "record A line 2\n  criterion=a {met=1}\n  criterion=b {met=0}\n  criterion=c {met=1}\n"
     "  eligible=1\n  met=2\n  work=W\n  start=2013-05\n  year=2013\n  base=W\n"},
    {"a text of values, in each language, and none without what it needs",
     "kind,identifier,place,year\npair,A,ke,2013\npair,B,KE,\npair,C,,2013\n",
     "record A line 2\n  name[en]=Kenya, 2013 (KE)\n  name[fr]=Le Kenya 2013\n  place=KE\n"
     "  year=2013\n"
     "record B line 3\n  name[en]=Kenya (KE)\n  name[fr]=Le Kenya\n  place=KE\n"
     "record C line 4\n  year=2013\n"},
    {"a source that says otherwise is told",
     "kind,identifier,start,year,eligible\nplan,A,2013,2012,no\n",
     "record A line 2\n  eligible=0\n  met=0\n  work=A\n  start=2013\n  year=2013\n"
     "! derived-field 2 [A] [year] [2012]\n"},
    {"rules are told, and refuse when they say so",
     "kind,identifier,criterion,decision,start,end,men,women,people,base\n"
     "plan,A,a|a,d,2013-05,2013-04,1,2,4,b\nplan,B,,,,,,,7,\nplan,C,b,,2013,2013-01,1,2,3,b\n",
     "record A line 2\n  decision=d\n  criterion=a\n  criterion=a\n  eligible=0\n  met=0\n"
     "  work=b\n  start=2013-05\n  end=2013-04\n  year=2013\n  men=1\n  women=2\n  people=4\n"
     "  base=b\n! one-a 2 [A] [criterion] []\n! dated 2 [A] [decision] []\n"
     "! in-order 2 [A] [] []\n! adds-up 2 [A] [people] []\nrejected line 3\n"
     "!! based 3 [B] [] []\nrecord C line 4\n  criterion=b\n  eligible=0\n  met=0\n  work=b\n"
     "  start=2013\n  end=2013-01\n  year=2013\n  men=1\n  women=2\n  people=3\n  base=b\n"
     "! one-a 4 [C] [criterion] []\n"},
    {"a header and nothing else", "kind,identifier\n", "! no-records 1 [] [] []\n"},
};

static struct test_pack test;

static int set_up(void **state)
{
    (void)state;
    test_pack_open(&test, files);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&test.files);
    return 0;
}

static void test_cases(void **state)
{
    (void)state;
    check_readings(test.set, cases, COUNT_OF(cases), false);
}

/* What is wrong in a kind is told with line and mend. */
static void test_refusals(void **state)
{
    static const struct {
        const char *lines, *words;
    } wrong[] = {
        {"derive:\n  - {field: nope, any: a}\n", "no field \"nope\""},
        {"derive:\n  - {field: a, any: b}\n", "cannot hold that"},
        {"derive:\n  - {field: a}\n", "does not say how"},
        {"derive:\n  - {field: a, any: b, count: b}\n", "one form only"},
        {"derive:\n  - {field: a, text: \"{a}: {q}\"}\n", "at \"{q}\": names of public fields"},
        {"derive:\n  - {field: a, text: \"{a\"}\n", "at \"{a\": names"},
        {"derive:\n  - {field: a, text: \"[{a}\"}\n", "what may be missing in square brackets"},
        {"derive:\n  - {field: a, text: \"a]\"}\n", "at \"]\""},
        {"derive:\n  - {field: d, text: \"{a}\"}\n", "cannot hold that"},
        {"rules:\n  - {rule: x, need: [a]}\n", "a rule has a name"},
        {"rules:\n  - {rule: x, mend: m}\n", "a rule has a name"},
        {"rules:\n  - {rule: x, need: [a], mend: {}}\n", "a rule has a name"},
        {"rules:\n  - {rule: x, need: [a], mend: {en: m, fr: \"\"}}\n",
         "odd.yaml:9: a rule has a name"},
        {"rules:\n  - {rule: x, need: [a], mend: [m]}\n",
         "odd.yaml:9: mend: expected a text, or texts by language"},
        {"rules:\n  - rule: x\n    need: [a]\n    mend:\n      en: m\n      fr: [n]\n",
         "odd.yaml:13: fr: expected one text for each"},
        {"rules:\n  - {rule: x, need: [q], mend: m}\n", "no field \"q\""},
        {"rules:\n  - {rule: x, each: b, need: [q], mend: m}\n", "no sub-field \"q\""},
        {"rules:\n  - {rule: x, when: {d: later}, need: [a], mend: m}\n", "is no date"},
        {"rules:\n  - {rule: x, link: a, where: {a: 1}, mend: m}\n", "is no link"},
        {"due: {date: a}\n", "is no date"},
        {"same: yes\n", "expected a list"},
        {"derive: {field: a}\n", "expected a list"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct failure why = {.status = STATUS_OK};
        struct pack *pack = NULL;
        char text[1000];
        (void)snprintf(text, sizeof text,
                       "kind: odd\nplural: odds\nlabel: Odd\nfields:\n  - {name: a, type: text}\n"
                       "  - {name: b, type: text, repeat: true, with: {c: date}}\n"
                       "  - {name: d, type: date}\n%s",
                       wrong[i].lines);
        fixture_write(&test.files, "kinds/odd.yaml", text);
        assert_int_not_equal(pack_load(&test.files.arena, test.files.dir, &pack, &why), STATUS_OK);
        if (!strstr(why.text, wrong[i].words) || !strstr(why.text, "odd.yaml:")) {
            fail_msg("\"%s\" is not in \"%s\"", wrong[i].words, why.text);
        }
    }
    fixture_remove(&test.files, "kinds/odd.yaml");
}

/* A mend is a text, or one in each language; a problem tells it in any of them. */
static void test_mends(void **state)
{
    static const char table[] = "kind,identifier,decision,start,end\nplan,A,d,2013,2012\n";
    struct failure why = {.status = STATUS_OK};
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct read_item item = {0};
    (void)state;
    assert_int_equal(source_open_memory("input", str_of(table), &source, &why), STATUS_OK);
    assert_int_equal(reader_open(test.set, source, NULL, NULL, &reader, &why), STATUS_OK);
    assert_int_equal(reader_next(reader, &test.files.arena, &item, &why), STEP_ITEM);
    assert_int_equal(item.problems.count, 2);
    const struct problem *dated = item.problems.first, *order = dated->next;
    assert_string_equal(dated->rule, "dated");
    assert_string_equal(dated->mend, "Date it.");
    assert_string_equal(problem_mend(dated, "fr"), "Datez-la.");
    assert_string_equal(problem_mend(dated, "es"), "Date it.");
    assert_string_equal(problem_mend(order, "fr"), "Look at the dates.");
    reader_close(reader);
    source_close(source);
}

/* ---- parse(print(x)) = x ---- */

static unsigned next_random(unsigned long long *seed, unsigned below)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(*seed >> 33) % below;
}

/* A text of the characters that a plain table has to take care of; not empty, trimmed. */
static struct str random_text(struct arena *arena, unsigned long long *seed)
{
    static const char *const pieces[] = {"a", "|", "\\", "\"", "'", "=",   "-",
                                         ",", ";", "\n", "é",  "ع", "b c", "@"};
    struct buf text;
    buf_init(&text, 1000);
    buf_text(&text, next_random(seed, 3) ? "" : "x");
    for (unsigned i = next_random(seed, 6) + 1; i > 0; i--) {
        buf_text(&text, pieces[next_random(seed, COUNT_OF(pieces))]);
    }
    buf_text(&text, str_trim(buf_view(&text)).length == 0 ? "y" : "");
    const struct str kept = arena_str(arena, str_trim(buf_view(&text)));
    buf_release(&text);
    return kept;
}

static struct record *random_record(struct arena *arena, const struct kind *kind,
                                    unsigned long long *seed)
{
    struct record *record = record_new(arena, kind);
    record->identifier = random_text(arena, seed);
    for (size_t f = 0; f < kind->field_count; f++) {
        const struct field *field = &kind->fields[f];
        const bool several = field->repeat || field->languages;
        if ((field->type != FIELD_TEXT && field->type != FIELD_CODE) || field->list) {
            continue;
        }
        for (unsigned n = next_random(seed, several ? 4 : 2); n > 0; n--) {
            struct value *value = record_add(arena, record, field);
            value->text = random_text(arena, seed);
            value->language = str_of(field->languages && next_random(seed, 2) ? "fr" : "");
            for (size_t i = 0; i < field->with_count; i++) {
                if (field->with[i].type == FIELD_TEXT && next_random(seed, 2)) {
                    value->with[i].field = &field->with[i];
                    value->with[i].text = random_text(arena, seed);
                }
            }
        }
    }
    return record;
}

/* Fails unless @bytes are read as one record that is @written. */
static void check_back(struct arena *arena, struct str bytes, const struct record *written)
{
    struct failure why = {.status = STATUS_OK};
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct read_item item;
    assert_int_equal(source_open_memory("f", bytes, &source, &why), STATUS_OK);
    assert_int_equal(reader_open(test.set, source, NULL, NULL, &reader, &why), STATUS_OK);
    assert_int_equal(reader_next(reader, arena, &item, &why), STEP_ITEM);
    if (item.type != ITEM_RECORD || !record_equal(item.record, written)) {
        fail_msg("not the same again:\n%.*s", STR_ARGS(bytes));
    }
    reader_close(reader);
    source_close(source);
}

static void test_reads_what_was_written(void **state)
{
    const struct record_style style = {.language = "en", .all_fields = true};
    const struct kind *kind = pack_kind(test.files.pack, str_of("thing"));
    unsigned long long seed = 20131015;
    struct json json;
    struct arena arena;
    struct buf out;
    (void)state;
    arena_init(&arena, TEST_MEMORY);
    buf_init(&out, TEST_MEMORY);
    for (unsigned round = 0; round < 2000; round++) {
        arena_clear(&arena);
        const struct record *written = random_record(&arena, kind, &seed);
        buf_clear(&out);
        record_write_csv_heading(kind, &style, &out);
        record_write_csv(written, &style, &out);
        check_back(&arena, buf_view(&out), written);
        buf_clear(&out);
        json_init(&json, &out, false);
        record_write_json(written, &style, &json);
        check_back(&arena, buf_view(&out), written);
    }
    buf_release(&out);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_mends),
        cmocka_unit_test(test_reads_what_was_written),
    };
    return cmocka_run_group_tests_name("read_plain", tests, set_up, tear_down);
}
