/*
 * Goal: an edit is a version with its person; nothing is stored when nothing changed; two editors
 * cannot overwrite each other; a version restored has its values again; what is deleted comes back
 * as it was; and differences of a history lead from each version to the next. Method: a pack with
 * every type of field, and random edits of a record in a fresh store (the seed is printed).
 */
#include "work/edit.h"

#include "model/value_lines.h"
#include "pack_fixture.h"
#include "work/merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#define OK(call)                                                                                   \
    do {                                                                                           \
        if ((call) != STATUS_OK) {                                                                 \
            fail_msg("%s: %s", #call, w->why.text);                                                \
        }                                                                                          \
    } while (0)

struct world {
    struct pack_fixture f;
    struct format_set *formats;
    struct retag retag;
    struct editor editor;
    struct store *store;
    const struct kind *kind;
    char path[300];
    long long import;
    unsigned source; /* how often the source has been put: its bytes */
    struct failure why;
};

static const char *const ann = "Ann", *const bob = "Bob";

static struct change change_of(enum change_type type, const char *person)
{
    return (struct change){type, str_of(person), str_of("2026-01-02T03:04:05Z"), str_of("a note")};
}

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    fixture_open(&w->f);
    fixture_standard(&w->f);
    OK(fixture_lenses(&w->f));
    OK(format_set_load(&w->f.arena, w->f.pack, &w->formats, &w->why));
    (void)snprintf(w->path, sizeof w->path, "%s/test.db", w->f.dir);
    OK(store_open(w->path, w->f.pack, STORE_CREATE, &w->store, &w->why));
    retag_init(&w->retag, w->f.set);
    w->editor = (struct editor){w->store, w->formats, &w->retag, &w->f.arena};
    w->kind = pack_kind(w->f.pack, str_of("activity"));
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    retag_release(&w->retag);
    store_close(w->store);
    fixture_close(&w->f);
    free(w);
    return 0;
}

/* The source has the record so; gives what became of it. */
static enum put_outcome put(struct world *w, struct record *record, struct problem_list *problems)
{
    enum put_outcome outcome = PUT_STORED;
    struct buf lines;
    struct original original = {0};
    buf_init(&lines, 100000);
    record_print_lines(record, &lines);
    original.bytes = buf_view(&lines);
    for (size_t i = 0; i < lines.length; i++) {
        original.hash[i % 16] = (unsigned char)(original.hash[i % 16] * 31 + lines.at[i]);
    }
    OK(store_import_begin(w->store, "a.csv", "test", &w->import, &w->why));
    OK(store_put(w->store, w->import, record, &original, &outcome, &w->why));
    if (outcome == PUT_EDITED) {
        const struct arrival arrival = {.import = w->import,
                                        .file = "a.csv",
                                        .format = "test",
                                        .record = record,
                                        .original = &original};
        struct merger merger = {.store = w->store,
                                .retag = &w->retag,
                                .problems = problems,
                                .arena = &w->f.arena};
        OK(merge_arrival(&merger, &arrival, &w->why));
        outcome = merger.outcome;
    }
    buf_release(&lines);
    return outcome;
}

static struct record *get(struct world *w)
{
    struct record *record = NULL;
    OK(store_get(w->store, &w->f.arena, w->kind, str_of("R1"), &record, &w->why));
    return record;
}

static unsigned version(struct world *w)
{
    unsigned number = 0;
    OK(store_version_number(w->store, get(w)->id, &number, &w->why));
    return number;
}

/* Edits by an assignment that must be right; false when nothing changed. */
static bool assign(struct world *w, const char *assignment)
{
    struct edit edit;
    struct edit_check check;
    const struct change change = change_of(CHANGE_EDIT, ann);
    bool changed = false;
    OK(edit_begin(&w->editor, w->kind, str_of("R1"), 0, &edit, &w->why));
    OK(edit_assign(&w->f.arena, &edit, str_of(assignment), &w->why));
    OK(edit_check(&w->editor, &edit, &check, &w->why));
    if (!check.record) {
        fail_msg("%s: %s", assignment, check.problems.first->mend);
    }
    OK(edit_save(&w->editor, &edit, &check, &change, &changed, &w->why));
    assert_int_equal(changed, check.changed);
    return changed;
}

static const char first_lines[] =
    "title@en: Work abroad\ntitle@fr: Travail\nnotes: one\nnotes: two\n"
    "sector;vocabulary=1;percentage=50: 15190\n"
    "sector;vocabulary=2;remark=x: 16020\noutcome: 07\nunit: U1\n"
    "start: 2010-05\nshare: 12.5\nstaff: 3\nactive: true\n";

/* ---- single properties ---- */

static void test_same_is_nothing(void **state)
{
    struct world *w = *state;
    struct edit edit;
    struct edit_check check;
    bool changed = true;
    const struct change change = change_of(CHANGE_EDIT, ann);
    put(w, fixture_record(&w->f.arena, w->kind, first_lines), NULL);
    OK(edit_begin(&w->editor, w->kind, str_of("R1"), 0, &edit, &w->why));
    OK(edit_check(&w->editor, &edit, &check, &w->why));
    assert_non_null(check.record);
    assert_false(check.changed);
    OK(edit_save(&w->editor, &edit, &check, &change, &changed, &w->why));
    assert_false(changed);
    assert_int_equal(version(w), 1);
}

static void test_assignments(void **state)
{
    static const struct {
        const char *assignment, *lines;
    } cases[] = {
        {"title@en=New", "title\tNew\tlanguage=en"},
        {"title@es=Tres", "title\tTres\tlanguage=es"},
        {"title@fr=", "title\tWork abroad\tlanguage=en\nnotes"},
        {"notes=one|2\\|3", "notes\tone\nnotes\t2|3"},
        {"sector.percentage=10|20",
         "\t.percentage=10\nsector\t16020\t.vocabulary=2\t.percentage=20"},
        {"sector=Jobs", "sector\t16020\t.vocabulary=1\t.percentage=50\noutcome"},
        {"start=2011", "start\t2011\n"},
        {"active=no", "active\tfalse"},
        {"unit=", "outcome\t07\nstart"},
    };
    struct world *w = *state;
    put(w, fixture_record(&w->f.arena, w->kind, first_lines), NULL);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf lines;
        bool changed = false;
        const struct change change = change_of(CHANGE_RESTORE, ann);
        const unsigned before = version(w);
        assert_true(assign(w, cases[i].assignment));
        buf_init(&lines, 100000);
        record_print_lines(get(w), &lines);
        if (!strstr(lines.at, cases[i].lines)) {
            fail_msg("%s gives\n%s", cases[i].assignment, lines.at);
        }
        buf_release(&lines);
        OK(edit_restore(&w->editor, get(w), 1, before + 1, &change, &changed, &w->why));
        assert_true(changed);
    }
}

static void test_problems(void **state)
{
    static const struct {
        const char *assignment, *rule;
        unsigned line;
    } cases[] = {
        {"start=2010-13", "bad-date", 1},
        {"outcome=07|99", "unknown-code", 2},
        {"share=a lot", "bad-number", 1},
        {"active=perhaps", "bad-boolean", 1},
        {"budget=5", "missing-currency", 1},
        {"title=", "missing-required", 0},
        {"sector.since=2010|yesterday", "bad-date", 2},
        {"notes=\xff", "not-utf8", 1},
        {"notes=|x", "", 0},
        {"sector=|16020", "missing-value", 1},
    };
    struct world *w = *state;
    put(w, fixture_record(&w->f.arena, w->kind, first_lines), NULL);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct edit edit;
        struct edit_check check;
        OK(edit_begin(&w->editor, w->kind, str_of("R1"), 0, &edit, &w->why));
        OK(edit_assign(&w->f.arena, &edit, str_of(cases[i].assignment), &w->why));
        OK(edit_check(&w->editor, &edit, &check, &w->why));
        const struct problem *p = check.problems.first;
        if (strcmp(p ? p->rule : "", cases[i].rule) != 0 || (p && p->line != cases[i].line) ||
            (p != NULL) == (check.record != NULL)) {
            fail_msg("%s gives %s of %u", cases[i].assignment, p ? p->rule : "nothing",
                     p ? p->line : 0);
        }
    }
}

/* A record that broke a rule before can be edited elsewhere. */
static void test_old_problems(void **state)
{
    struct world *w = *state;
    put(w, fixture_record(&w->f.arena, w->kind, "unit: U1\nstart: 2010\n"), NULL);
    assert_true(assign(w, "unit=U2"));
}

static void test_conflict(void **state)
{
    struct world *w = *state;
    struct edit first, second;
    struct edit_check check;
    bool changed = false;
    const struct change by_ann = change_of(CHANGE_EDIT, ann), by_bob = change_of(CHANGE_EDIT, bob);
    put(w, fixture_record(&w->f.arena, w->kind, first_lines), NULL);
    OK(edit_begin(&w->editor, w->kind, str_of("R1"), 0, &first, &w->why));
    OK(edit_begin(&w->editor, w->kind, str_of("R1"), 0, &second, &w->why));
    OK(edit_assign(&w->f.arena, &first, str_of("unit=A"), &w->why));
    OK(edit_check(&w->editor, &first, &check, &w->why));
    OK(edit_save(&w->editor, &first, &check, &by_ann, &changed, &w->why));
    OK(edit_assign(&w->f.arena, &second, str_of("start=2012"), &w->why));
    OK(edit_check(&w->editor, &second, &check, &w->why));
    assert_int_equal(edit_save(&w->editor, &second, &check, &by_bob, &changed, &w->why),
                     STATUS_CONFLICT);
    assert_int_equal(store_delete(w->store, get(w), 1, &by_bob, &w->why), STATUS_CONFLICT);
    assert_int_equal(edit_restore(&w->editor, get(w), 1, 1, &by_bob, &changed, &w->why),
                     STATUS_CONFLICT);
    assert_int_equal(version(w), 2);
    assert_true(str_is(record_value(get(w), "unit")->text, "A"));
    assert_true(str_is(record_value(get(w), "start")->text, "2010-05"));
}

static void test_new(void **state)
{
    struct world *w = *state;
    struct edit edit;
    struct edit_check check;
    struct version *versions = NULL;
    size_t count = 0;
    bool changed = false;
    const struct change change = change_of(CHANGE_NEW, ann);
    OK(edit_begin_new(&w->editor, w->kind, str_of(" R1 "), &edit, &w->why));
    OK(edit_check(&w->editor, &edit, &check, &w->why));
    assert_null(check.record);
    OK(edit_assign(&w->f.arena, &edit, str_of("title@en=Entered"), &w->why));
    OK(edit_check(&w->editor, &edit, &check, &w->why));
    OK(edit_save(&w->editor, &edit, &check, &change, &changed, &w->why));
    assert_int_equal(edit_save(&w->editor, &edit, &check, &change, &changed, &w->why),
                     STATUS_CONFLICT);
    OK(store_versions(w->store, &w->f.arena, w->kind, get(w)->id, &versions, &count, &w->why));
    assert_int_equal(count, 1);
    assert_int_equal(versions[0].change.type, CHANGE_NEW);
    assert_true(str_is(versions[0].change.person, ann));
    /* A source that has it too fills what is empty, and contradicts the rest. */
    struct problem_list problems = {0};
    put(w, fixture_record(&w->f.arena, w->kind, "title@en: Other\nunit: U9\n"), &problems);
    assert_int_equal(problems.count, 1);
    assert_true(str_is(record_value(get(w), "title")->text, "Entered"));
    assert_true(str_is(record_value(get(w), "unit")->text, "U9"));
}

/* ---- imports of what was edited ---- */

static void test_import(void **state)
{
    struct world *w = *state;
    struct problem_list problems = {0};
    struct edited edited;
    put(w, fixture_record(&w->f.arena, w->kind, "title@en: A\nunit: U1\nstart: 2010\n"), &problems);
    assert_true(assign(w, "unit=MINE"));
    /* The same file again. */
    assert_int_equal(
        put(w, fixture_record(&w->f.arena, w->kind, "title@en: A\nunit: U1\nstart: 2010\n"),
            &problems),
        PUT_UNCHANGED);
    /* Another field of the source has changed: it is followed. */
    assert_int_equal(
        put(w, fixture_record(&w->f.arena, w->kind, "title@en: A\nunit: U1\nstart: 2011\n"),
            &problems),
        PUT_UPDATED);
    assert_true(str_is(record_value(get(w), "unit")->text, "MINE"));
    assert_true(str_is(record_value(get(w), "start")->text, "2011"));
    assert_int_equal(problems.count, 0);
    /* The field that was edited has changed: it stays, and that is told once. */
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(
            put(w, fixture_record(&w->f.arena, w->kind, "title@en: A\nunit: U2\nstart: 2011\n"),
                &problems),
            PUT_UNCHANGED);
        assert_true(str_is(record_value(get(w), "unit")->text, "MINE"));
        assert_int_equal(problems.count, 1);
        assert_string_equal(problems.first->rule, "edited-field");
        assert_true(str_is(problems.first->value, "U2"));
        OK(store_edited(w->store, &w->f.arena, w->kind, get(w)->id, &edited, &w->why));
        assert_true(str_is(edited.conflicts, "unit\n"));
    }
    /* When the source comes to say the same, the record follows it again. */
    put(w, fixture_record(&w->f.arena, w->kind, "title@en: A\nunit: MINE\nstart: 2011\n"),
        &problems);
    OK(store_edited(w->store, &w->f.arena, w->kind, get(w)->id, &edited, &w->why));
    assert_false(edited.is);
    put(w, fixture_record(&w->f.arena, w->kind, "title@en: A\nunit: U3\nstart: 2011\n"), &problems);
    assert_true(str_is(record_value(get(w), "unit")->text, "U3"));
    assert_int_equal(problems.count, 1);
}

static void test_delete(void **state)
{
    struct world *w = *state;
    struct deleted deleted;
    struct record *back = NULL, *before = NULL, *found = NULL;
    struct edit edit;
    struct edit_check check;
    bool changed = false;
    const struct change drop = change_of(CHANGE_DELETE, ann),
                        undo = change_of(CHANGE_UNDELETE, bob);
    put(w, fixture_record(&w->f.arena, w->kind, first_lines), NULL);
    before = get(w);
    OK(store_delete(w->store, before, 1, &drop, &w->why));
    assert_int_equal(store_get(w->store, &w->f.arena, w->kind, str_of("R1"), &found, &w->why),
                     STATUS_NOT_FOUND);
    OK(store_deleted(w->store, &w->f.arena, w->kind, str_of("R1"), &deleted, &w->why));
    assert_int_equal(deleted.record, before->id);
    assert_int_equal(deleted.version, 2);
    assert_true(str_is(deleted.change.person, ann));
    /* Neither an import nor a person makes it anew. */
    assert_int_equal(put(w, fixture_record(&w->f.arena, w->kind, first_lines), NULL),
                     PUT_UNCHANGED);
    assert_int_equal(put(w, fixture_record(&w->f.arena, w->kind, "title: x\n"), NULL), PUT_DELETED);
    assert_int_equal(put(w, fixture_record(&w->f.arena, w->kind, "title: x\n"), NULL),
                     PUT_UNCHANGED);
    OK(edit_begin_new(&w->editor, w->kind, str_of("R1"), &edit, &w->why));
    OK(edit_assign(&w->f.arena, &edit, str_of("title=Anew"), &w->why));
    OK(edit_check(&w->editor, &edit, &check, &w->why));
    assert_int_equal(edit_save(&w->editor, &edit, &check, &drop, &changed, &w->why),
                     STATUS_CONFLICT);
    OK(edit_undelete(&w->editor, w->kind, str_of("R1"), &undo, &back, &w->why));
    assert_int_equal(back->id, before->id);
    assert_true(record_equal(get(w), before));
    assert_int_equal(version(w), 3);
    assert_int_equal(edit_undelete(&w->editor, w->kind, str_of("R1"), &undo, &back, &w->why),
                     STATUS_NOT_FOUND);
    OK(store_verify(w->store, &w->why));
}

/* ---- random edits ---- */

static unsigned long long next_random(unsigned long long *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return *state >> 33;
}

/* A random assignment that the rules take. */
static const char *random_assignment(struct world *w, unsigned long long *seed)
{
    static const char *const texts[] = {"a", "b c", "é ü", "x|y", "\\|", "long\nlines\tand tabs",
                                        "="};
    const char *text = texts[next_random(seed) % COUNT_OF(texts)];
    const unsigned n = (unsigned)(next_random(seed) % 50);
    switch (next_random(seed) % 9) {
    case 0:
        return arena_printf(&w->f.arena, "title@en=T%s", text);
    case 1:
        return arena_printf(&w->f.arena, "title@es=T%s", text);
    case 2:
        return arena_printf(&w->f.arena, "notes=%s|%u", text, n);
    case 3:
        return n % 2 ? "sector=15190|16020" : "sector=16020";
    case 4:
        return arena_printf(&w->f.arena, "sector.percentage=%u|%u", n, n + 1);
    case 5:
        return arena_printf(&w->f.arena, "start=20%02u", n);
    case 6:
        return arena_printf(&w->f.arena, "share=%u.25", n);
    case 7:
        return n % 2 ? "active=yes" : "active=";
    default:
        return n % 2 ? "outcome=07|08" : "outcome=";
    }
}

static void test_history(void **state)
{
    struct world *w = *state;
    unsigned long long seed = (unsigned long long)time(NULL);
    struct record *kept[64];
    unsigned count = 1;
    print_message("seed %llu\n", seed);
    put(w, fixture_record(&w->f.arena, w->kind, first_lines), NULL);
    kept[0] = get(w);
    while (count < 40) {
        if (assign(w, random_assignment(w, &seed))) {
            kept[count++] = get(w);
        }
    }
    struct edit_version *versions = NULL;
    size_t version_count = 0;
    OK(edit_history(&w->editor, get(w), &versions, &version_count, &w->why));
    assert_int_equal(version_count, count);
    for (size_t i = 0; i < count; i++) {
        versions[i].values->identifier = kept[i]->identifier;
        assert_true(record_equal(versions[i].values, kept[i]));
        assert_int_equal(versions[i].version.number, i + 1);
        /* The differences, and nothing else, lead from the version before to this one. */
        for (size_t f = 0; i > 0 && f < w->kind->field_count; f++) {
            const struct value *expected = kept[i - 1]->values[f];
            for (size_t k = 0; k < versions[i].count; k++) {
                const struct difference *d = &versions[i].differences[k];
                if (d->field->index == f) {
                    assert_true(values_equal(d->before, expected));
                    expected = d->after;
                }
            }
            assert_true(values_equal(expected, kept[i]->values[f]));
        }
    }
    for (unsigned i = 0; i < 10; i++) {
        const unsigned to = (unsigned)(next_random(&seed) % count);
        const struct change change = change_of(CHANGE_RESTORE, bob);
        bool changed = false;
        OK(edit_restore(&w->editor, get(w), to + 1, version(w), &change, &changed, &w->why));
        assert_true(record_equal(get(w), kept[to]));
    }
    OK(store_verify(w->store, &w->why));
}

/* ---- people and a source, in any order ---- */

#define FIELDS 3
static const char *const names[FIELDS] = {"unit", "start", "staff"};

/* What the rule of decision 12 makes of it. */
struct model {
    unsigned source[FIELDS], record[FIELDS];
    size_t conflicts; /* that imports must have told */
};

static void model_import(struct model *m, const unsigned now[FIELDS])
{
    for (size_t i = 0; i < FIELDS; i++) {
        const bool edited = m->record[i] != m->source[i];
        m->conflicts += edited && now[i] != m->source[i] && now[i] != m->record[i];
        m->record[i] = edited ? m->record[i] : now[i];
        m->source[i] = now[i];
    }
}

static void import_values(struct world *w, const unsigned values[FIELDS],
                          struct problem_list *problems)
{
    (void)put(
        w,
        fixture_record(&w->f.arena, w->kind,
                       arena_printf(&w->f.arena, "title@en: T\nunit: %u\nstart: %u\nstaff: %u\n",
                                    values[0], values[1], values[2])),
        problems);
}

static unsigned value_of(struct world *w, const char *name)
{
    const struct value *value = record_value(get(w), name);
    return value->text.length > 0 ? (unsigned)strtoul(value->text.at, NULL, 10)
                                  : (unsigned)value->number;
}

static void test_merge(void **state)
{
    struct world *w = *state;
    unsigned long long seed = (unsigned long long)time(NULL) + 1;
    struct model m = {.source = {2001, 2001, 2001}, .record = {2001, 2001, 2001}};
    struct problem_list problems = {0};
    print_message("seed %llu\n", seed);
    import_values(w, m.source, &problems);
    for (unsigned step = 0; step < 300; step++) {
        const size_t field = next_random(&seed) % FIELDS;
        const unsigned value = 2001 + (unsigned)(next_random(&seed) % 4);
        if (next_random(&seed) % 2) {
            const bool changed = assign(w, arena_printf(&w->f.arena, "%s=%u", names[field], value));
            assert_int_equal(changed, m.record[field] != value);
            m.record[field] = value;
        } else {
            unsigned now[FIELDS];
            memcpy(now, m.source, sizeof now);
            now[field] = value;
            import_values(w, now, &problems);
            model_import(&m, now);
        }
        for (size_t i = 0; i < FIELDS; i++) {
            assert_int_equal(value_of(w, names[i]), m.record[i]);
        }
        assert_int_equal(problems.count, m.conflicts);
    }
    OK(store_verify(w->store, &w->why));
}

/* What is written as lines is read again without loss. */
static void test_lines(void **state)
{
    struct world *w = *state;
    struct record *read = NULL;
    struct record *record = fixture_record(
        &w->f.arena, w->kind, "title@en: tab\tback\\slash|line\nnotes: \\n\nshare: -0.0001\n");
    struct buf lines;
    buf_init(&lines, 10000);
    record_print_lines(record, &lines);
    OK(record_parse_lines(&w->f.arena, w->kind, buf_view(&lines), &read, &w->why));
    read->identifier = record->identifier;
    assert_true(record_equal(read, record));
    buf_release(&lines);
    assert_int_equal(record_parse_lines(&w->f.arena, w->kind, str_of("share\tx\n"), &read, &w->why),
                     STATUS_INTEGRITY);
    OK(record_parse_lines(&w->f.arena, w->kind, str_of("gone\tx\tlanguage=en\n"), &read, &w->why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same_is_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_assignments, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_problems, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_old_problems, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_conflict, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_new, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_import, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_delete, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_history, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_merge, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lines, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
