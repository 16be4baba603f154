/*
 * Goal: values of every type are read or refused with a reason; records keep them in order;
 * problems are copied whole or not at all. Method: a table of values; records of a small pack;
 * ceilings that rise until there is room.
 */
#include "model/pack.h"
#include "model/problem.h"
#include "model/record.h"

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

static void load(void)
{
    if (fixture_pack(&f) != STATUS_OK) {
        fail_msg("%s", f.why.text);
    }
}

static const struct {
    const char *field, *text;
    const char *expect; /* "text/number", or NULL: refused */
} values[] = {
    {"title", " Labour\tmigration \n", "Labour\tmigration/0"},
    {"title", "", "/0"},
    {"sector", "15190", "15190/0"},
    {"sector", " migration ", "15190/0"},
    {"sector", "dac 15190", "15190/0"},
    {"sector", "99999", NULL},
    {"sector", "", NULL},
    {"unit", "MIGRANT", "MIGRANT/0"}, /* a code of no list */
    {"start", "2013-03-15T10:00:00Z", "2013-03-15/0"},
    {"start", "2013", "2013/0"},
    {"start", "soon", NULL},
    {"budget", "1234.5", "/12345000"},
    {"budget", "-1", "/-10000"},
    {"budget", "1,234", NULL},
    {"share", "33.33335", "/333334"},
    {"share", "", NULL},
    {"staff", "12", "/12"},
    {"staff", "12.0", "/12"},
    {"staff", "1.2e1", "/12"},
    {"staff", "12.5", NULL},
    {"active", "true", "/1"},
    {"active", "1", "/1"},
    {"active", "YES", "/1"},
    {"active", "False", "/0"},
    {"active", "0", "/0"},
    {"active", "n", "/0"},
    {"active", "2", NULL},
    {"active", "", NULL},
};

static void values_of_every_type_are_read(void **state)
{
    (void)state;
    load();
    const struct kind *kind = pack_kind(f.pack, str_of("activity"));
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct record *record = record_new(&f.arena, kind);
        const struct field *field = kind_field(kind, str_of(values[i].field));
        struct value *value = record_add(&f.arena, record, field);
        const char *reason = value_parse(&f.arena, value, str_of(values[i].text));
        char got[100];
        (void)snprintf(got, sizeof got, "%.*s/%lld", STR_ARGS(value->text),
                       (long long)value->number);
        if ((reason == NULL) != (values[i].expect != NULL) ||
            strcmp(got, values[i].expect ? values[i].expect : "/0") != 0) {
            fail_msg("%s \"%s\": %s (%s)", values[i].field, values[i].text, got,
                     reason ? reason : "taken");
        }
        assert_true(!reason || strlen(reason) > 10);
    }
}

static void an_open_list_keeps_what_it_does_not_know(void **state)
{
    (void)state;
    load();
    const struct kind *kind = pack_kind(f.pack, str_of("activity"));
    struct record *record = fixture_record(&f.arena, kind,
                                           "sector;vocabulary=dac: 15190\n"
                                           "sector;vocabulary=77;since=2013: 16020");
    const struct value *value = record_value(record, "sector");
    assert_true(str_is(value->with[0].text, "1"));
    assert_null(value->with[1].field);
    assert_true(str_is(value->next->with[0].text, "77"));
    assert_true(str_is(value->next->with[2].text, "2013"));
}

static void a_value_that_does_not_fit_is_refused(void **state)
{
    struct arena small;
    (void)state;
    load();
    const struct kind *kind = pack_kind(f.pack, str_of("activity"));
    static const char *const fields[] = {"title", "unit", "start"};
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        struct value value = {.field = kind_field(kind, str_of(fields[i]))};
        arena_init(&small, 0);
        assert_non_null(value_parse(&small, &value, str_of("2013")));
        assert_int_equal(value.text.length, 0);
        arena_release(&small);
    }
}

static void readers_get_the_value_in_their_language(void **state)
{
    (void)state;
    load();
    const struct record *record =
        fixture_record(&f.arena, pack_kind(f.pack, str_of("activity")),
                       "title@en: Work\ntitle@fr-CA: Travail\ntitle@fr: Emploi\ntitle@frr: Werk");
    const struct value *title = record_value(record, "title");
    assert_true(str_is(value_in(title, "en")->text, "Work"));
    assert_true(str_is(value_in(title, "fr")->text, "Travail"));
    assert_true(str_is(value_in(title, "es")->text, "Work"));
    assert_null(value_in(NULL, "en"));
}

static void records_keep_values_in_order(void **state)
{
    (void)state;
    load();
    const struct kind *kind = pack_kind(f.pack, str_of("activity"));
    struct record *record = fixture_record(&f.arena, kind,
                                           "notes: one\ntitle@fr: Titre\n"
                                           "notes: two\nnotes: three");
    static const char *const expect[] = {"one", "two", "three"};
    const struct value *value = record_value(record, "notes");
    for (unsigned i = 0; i < 3; i++, value = value->next) {
        assert_true(str_is(value->text, expect[i]));
        assert_int_equal(value->seq, i);
    }
    assert_null(value);
    assert_true(str_is(record_title(record), "Titre"));
    assert_true(str_is(record_value(record, "title")->language, "fr"));
    assert_null(record_value(record, "budget"));
    assert_null(record_value(record, "sector.vocabulary"));
    assert_null(record_value(record, "none"));
    struct record *bare = fixture_record(&f.arena, kind, "title: ");
    assert_true(str_is(record_title(bare), "R1"));
    struct record *event = fixture_record(&f.arena, pack_kind(f.pack, str_of("event")), "title: a");
    assert_true(str_is(record_title(event), "R1")); /* its kind names no title */
}

static void records_stop_at_the_ceiling(void **state)
{
    (void)state;
    load();
    const struct kind *kind = pack_kind(f.pack, str_of("activity"));
    const struct field *sector = kind_field(kind, str_of("sector"));
    bool made = false, added = false;
    for (size_t limit = 0; !added; limit += 16) {
        struct arena small;
        arena_init(&small, limit);
        struct record *record = record_new(&small, kind);
        made = made || record;
        added = record && record_add(&small, record, sector);
        arena_release(&small);
        assert_true(limit < 10000);
    }
    assert_true(made);
}

static void problems_are_copied_and_cut(void **state)
{
    struct problem_list list = {NULL, NULL, 0};
    char value[600];
    (void)state;
    memset(value, 'v', sizeof value);
    memcpy(value + 199, "\xC3\xA9", 2); /* a character across the cut */
    struct problem problem = {.file = "f",
                              .line = 3,
                              .value = {value, sizeof value},
                              .rule = "bad-date",
                              .mend = "Write a date."};
    assert_true(problem_add(&f.arena, &list, &problem));
    problem.value = (struct str){value, 200};
    assert_true(problem_add(&f.arena, &list, &problem));
    problem.value = (struct str){NULL, 0};
    problem.file = NULL;
    assert_true(problem_add(&f.arena, &list, &problem));
    memset(value, 'x', sizeof value);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.first->value.length, 199);
    assert_int_equal(list.first->value.at[0], 'v');
    assert_int_equal(list.first->next->value.length, 200);
    assert_ptr_equal(list.last, list.first->next->next);
    assert_null(list.last->next);
    assert_null(list.last->file);
    assert_string_equal(list.first->mend, "Write a date.");
    assert_int_equal(list.first->line, 3);
}

static void problems_stop_at_the_ceiling(void **state)
{
    const struct problem problem = {
        .file =
            "a-file-name/of-so-great-a-length/that-without-it/there-would-be-room/for-all-the-rest",
        .rule = "r",
        .record = {"identifier-of-some-length", 25},
        .field = {"a-field-of-some-length", 22},
        .value = {"value-of-some-length", 20},
        .mend = "Do this or that."};
    bool fine = false;
    (void)state;
    for (size_t limit = 0; !fine; limit += 16) {
        struct problem_list list = {NULL, NULL, 0};
        struct arena small;
        arena_init(&small, limit);
        fine = problem_add(&small, &list, &problem);
        assert_int_equal(list.count, fine ? 1 : 0);
        if (fine) { /* then all of it is there */
            assert_string_equal(list.first->file, problem.file);
            assert_string_equal(list.first->mend, problem.mend);
            assert_true(str_equal(list.first->record, problem.record));
            assert_true(str_equal(list.first->field, problem.field));
            assert_true(str_equal(list.first->value, problem.value));
        }
        arena_release(&small);
        assert_true(limit < 10000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(values_of_every_type_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_open_list_keeps_what_it_does_not_know, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_value_that_does_not_fit_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(records_keep_values_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(readers_get_the_value_in_their_language, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(records_stop_at_the_ceiling, set_up, tear_down),
        cmocka_unit_test_setup_teardown(problems_are_copied_and_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(problems_stop_at_the_ceiling, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
