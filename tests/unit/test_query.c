/*
 * Goal: a question means the same wherever it is written: on the command line, in an address, in a
 * cell of a table. Method: tables of texts with what they become or why they are refused, and
 * random questions that must come back from their text form just as they were.
 */
#include "store_fixture.h"

#include "store/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct world {
    struct arena arena;
    struct pack *pack;
};

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    arena_init(&world->arena, (size_t)64 * 1024 * 1024);
    world->pack = fixture_pack(&world->arena);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    arena_release(&world->arena);
    free(world);
    return 0;
}

/* ---- reading and writing ---- */

/* What each text is printed as once it has been read. */
static const struct {
    const char *text, *printed;
} good[] = {
    {"activity", "activity"},
    {"activities?", "activity"},
    {"project-line?region=africa", "project-line?region=africa"},
    {"activity?country=KE|UG&country.percentage>=50",
     "activity?country=KE|UG&country.percentage>=50"},
    {"activity?start>=2010&start<=2013-06", "activity?start>=2010&start<=2013-06"},
    {"activity?start=2013-03-15T00:00:00", "activity?start=2013-03-15"},
    {"activity?size!=project", "activity?size!=project"},
    {"activity?staff=007", "activity?staff=7"},
    {"activity?share<=1.50", "activity?share<=1.5"},
    {"activity?active=yes|0", "activity?active=true|false"},
    {"activity?budget>=5E5&budget.currency=USD&budget.value_date<=2012",
     "activity?budget>=500000&budget.currency=USD&budget.value_date<=2012"},
    {"activity?title=&keyword=a|", "activity?title=&keyword=a|"},
    {"activity?title.language=fr", "activity?title.language=fr"},
    {"activity?title=50%25%20more%20%7C%20less", "activity?title=50%25%20more%20%7C%20less"},
    {"activity?title=caf\xC3\xA9", "activity?title=caf\xC3\xA9"},
    {"activity?title='%22;DROP", "activity?title='\";DROP"},
    {"activity?tag=labour-x|labour-x/traff", "activity?tag=labour-x|labour-x/traff"},
    {"activity?candidate!=l", "activity?candidate!=l"},
    {"activity?identifier~=a", "activity?identifier~=a"},
    {"activity?title~=fair%20recruitment|jobs&event_note~=x",
     "activity?title~=fair%20recruitment|jobs&event_note~=x"},
    {"activity?import=12&identifier=XM-DAC-1/2", "activity?import=12&identifier=XM-DAC-1/2"},
    {"activity?changed>=2026-11&changed<=2026-11-23T10:00:00Z",
     "activity?changed>=2026-11&changed<=2026-11-23"},
};

static void test_good(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct query query;
        struct failure why = {STATUS_OK, ""};
        struct buf out;
        buf_init(&out, 4096);
        enum status status =
            query_parse(&world->arena, world->pack, str_of(good[i].text), &query, &why);
        if (status != STATUS_OK) {
            fail_msg("%s: %s", good[i].text, why.text);
        }
        query_print(&query, &out);
        assert_string_equal(out.at, good[i].printed);
        buf_release(&out);
    }
}

/* Texts that are refused, and a word that the reason must hold. */
static const struct {
    const char *text, *word;
} bad[] = {
    {"", "empty"},
    {"?region=africa", "kind"},
    {"activty?size=a", "\"activity\""},
    {"activity?regon", "no condition"},
    {"activity?=africa", "no condition"},
    {"activity?start>2010", "no condition"},
    {"activity?contry=KE", "\"country\""},
    {"activity?country.percent=5", "country.percent"},
    {"activity?start.currency=USD", "start.currency"},
    {"activity?staff=many", "no number"},
    {"activity?staff=1.5", "whole number"},
    {"activity?start=yesterday", "no date"},
    {"activity?start>=", "compare"},
    {"activity?share<=1|", "compare"},
    {"activity?active=maybe", "true"},
    {"activity?title=100%", "%25"},
    {"activity?title=%4", "%25"},
    {"activity?title=%zz", "%25"},
    {"activity?title=%00", "UTF-8"},
    {"activity?title=%FF", "UTF-8"},
    {"activity?tag=", "LENS"},
    {"activity?tag=Some Lens", "LENS"},
    {"activity?tag=a/", "LENS"},
    {"activity?tag=a/b/c", "LENS"},
    {"activity?tag>=a", "="},
    {"activity?import=last", "number"},
    {"activity?changed=2026", ">= or <="},
    {"activity?changed!=2026", ">= or <="},
    {"activity?changed>=lately", "no date"},
    {"activity?changed<=", "no date"},
    {"activity?identifier=", "identifier"},
    {"activity?tag~=a", "= or !="},
    {"activity?country~=KE", "of a text"},
    {"activity?start~=2010", "of a text"},
    {"activity?title~=", "compare"},
};

static void test_bad(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct query query;
        struct failure why = {STATUS_OK, ""};
        enum status status =
            query_parse(&world->arena, world->pack, str_of(bad[i].text), &query, &why);
        if (status != STATUS_USAGE || !strstr(why.text, bad[i].word)) {
            fail_msg("%s: %d \"%s\" lacks \"%s\"", bad[i].text, (int)status, why.text, bad[i].word);
        }
    }
}

/* On the command line nothing is percent-encoded. */
static void test_add(void **state)
{
    struct world *world = *state;
    struct query query;
    struct failure why;
    struct buf out;
    buf_init(&out, 4096);
    query_init(&query, &world->pack->kinds[0]);
    assert_int_equal(
        query_add(&world->arena, world->pack, &query, str_of("title=100% & more = less"), &why),
        STATUS_OK);
    assert_int_equal(query.count, 1);
    assert_string_equal(query.conditions[0].values[0], "100% & more = less");
    query_print(&query, &out);
    assert_string_equal(out.at, "activity?title=100%25%20%26%20more%20%3D%20less");
    buf_release(&out);
}

static void test_limits(void **state)
{
    struct world *world = *state;
    struct query query;
    struct failure why;
    static const char *values[501];
    query_init(&query, &world->pack->kinds[0]);
    for (size_t i = 0; i < QUERY_CONDITIONS; i++) {
        assert_int_equal(query_add(&world->arena, world->pack, &query, str_of("staff>=1"), &why),
                         STATUS_OK);
    }
    assert_int_equal(query_add(&world->arena, world->pack, &query, str_of("staff>=1"), &why),
                     STATUS_USAGE);
    query_init(&query, &world->pack->kinds[0]);
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        values[i] = "a";
    }
    assert_int_equal(query_add_values(&world->arena, world->pack, &query, "size", OP_IS, values,
                                      COUNT_OF(values), &why),
                     STATUS_USAGE);
    assert_int_equal(
        query_add_values(&world->arena, world->pack, &query, "size", OP_IS, values, 0, &why),
        STATUS_USAGE);
    assert_int_equal(query.count, 0);
}

/* ---- codes ---- */

/* A code may be given by its label; one that is in no list only where the data may hold it too. */
static void test_codes(void **state)
{
    struct world *world = *state;
    struct fixture_folder folder;
    struct failure why;
    struct codelist *list = arena_alloc(&world->arena, sizeof *list);
    fixture_folder(&folder);
    FILE *file = fopen(folder.path, "w");
    assert_non_null(file);
    (void)fputs("codelist: region\nlabel: Region\ncodes:\n"
                "  - {code: americas, label: {en: Americas, fr: Amériques}, aliases: [Inter]}\n",
                file);
    assert_int_equal(fclose(file), 0);
    struct yaml_node *root = NULL;
    assert_int_equal(yaml_load(&world->arena, folder.path, &root, &why), STATUS_OK);
    assert_int_equal(codelist_load(&world->arena, root, list, &why), STATUS_OK);
    fixture_folder_remove(&folder);
    world->pack->kinds[1].fields[1].list = list;
    world->pack->kinds[0].fields[2].list = list; /* country, which has a sub-field */

    static const struct {
        const char *text, *code;
    } cases[] = {
        {"project-line?region=AMERIQUES", "americas"},
        {"project-line?region=inter", "americas"},
        {"project-line?region=", ""},
        {"project-line?region=elsewhere", NULL},
        {"activity?country=elsewhere", "elsewhere"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct query query;
        enum status status =
            query_parse(&world->arena, world->pack, str_of(cases[i].text), &query, &why);
        assert_int_equal(status, cases[i].code ? STATUS_OK : STATUS_USAGE);
        if (cases[i].code) {
            assert_string_equal(query.conditions[0].values[0], cases[i].code);
        }
    }
}

/* ---- there and back ---- */

static const char *const names[] = {"title",           "country",    "country.percentage",
                                    "start",           "budget",     "size",
                                    "budget.currency", "identifier", "staff",
                                    "active",          "tag",        "import"};

static const char *random_value(struct arena *arena, const char *name)
{
    static const char *const pieces[] = {
        "a",   "%",  "&", "|", "=",  " ",        "\t",
        "<>",  "?",  "!", "'", "\"", "\xC3\xA9", "\xF0\x9F\x90\xA2",
        "%41", "\n", "+", "#", ";",  "--"};
    if (strcmp(name, "start") == 0) {
        return arena_printf(arena, "%d-%02d", 1990 + rand() % 40, 1 + rand() % 12);
    }
    if (strcmp(name, "active") == 0) {
        return rand() % 2 ? "true" : "false";
    }
    if (strcmp(name, "tag") == 0) {
        return rand() % 2 ? "lens-a" : "lens-a/theme_b";
    }
    if (strcmp(name, "budget") == 0 || strcmp(name, "country.percentage") == 0) {
        return arena_printf(arena, "%d.%d", rand() % 1000, 1 + rand() % 9);
    }
    if (strcmp(name, "staff") == 0 || strcmp(name, "import") == 0) {
        return arena_printf(arena, "%d", rand());
    }
    char text[64] = "x";
    for (int i = rand() % 8; i >= 0; i--) {
        strcat(text, pieces[(size_t)rand() % COUNT_OF(pieces)]);
    }
    return arena_copy(arena, str_of(text));
}

static void random_condition(struct world *world, struct query *query)
{
    const char *name = names[(size_t)rand() % COUNT_OF(names)];
    bool equal_only = strcmp(name, "tag") == 0;
    bool text = strcmp(name, "title") == 0;
    enum condition_op op = (enum condition_op)(rand() % (equal_only ? 2 : text ? 5 : 4));
    const char *values[5];
    size_t count = (size_t)(1 + rand() % 5);
    struct failure why = {STATUS_OK, ""};
    for (size_t i = 0; i < count; i++) {
        values[i] = random_value(&world->arena, name);
        assert_non_null(values[i]);
    }
    if (query_add_values(&world->arena, world->pack, query, name, op, values, count, &why)) {
        fail_msg("%s: %s", name, why.text);
    }
}

static void assert_same(const struct query *a, const struct query *b)
{
    assert_ptr_equal(a->kind, b->kind);
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const struct condition *x = &a->conditions[i];
        const struct condition *y = &b->conditions[i];
        assert_string_equal(x->name, y->name);
        assert_ptr_equal(x->field, y->field);
        assert_int_equal(x->op, y->op);
        assert_int_equal(x->value_count, y->value_count);
        for (size_t k = 0; k < x->value_count; k++) {
            assert_string_equal(x->values[k], y->values[k]);
        }
    }
}

/* What the order is read as, or a word of why it is refused. */
static void test_sort(void **state)
{
    static const struct {
        const char *text, *field;
        bool falls;
        const char *refused;
    } sorts[] = {
        {"start", "start", false, NULL},
        {"-start", "start", true, NULL},
        {"identifier", NULL, false, NULL},
        {"-identifier", NULL, true, NULL},
        {"title", "title", false, NULL},
        {"size", "size", false, NULL},
        {"total", "total", false, NULL},
        {"", NULL, false, "identifier, title"},
        {"-", NULL, false, "identifier, title"},
        {"country", NULL, false, "\"country\""},
        {"budget", NULL, false, "\"budget\""},
        {"active", NULL, false, "\"active\""},
        {"country.percentage", NULL, false, "country.percentage"},
        {"nix", NULL, false, "start"},
        {"--start", NULL, false, "-start"},
    };
    struct world *world = *state;
    for (size_t i = 0; i < COUNT_OF(sorts); i++) {
        struct query query;
        struct failure why = {STATUS_OK, ""};
        query_init(&query, &world->pack->kinds[0]);
        const enum status status = query_sort(&world->arena, &query, str_of(sorts[i].text), &why);
        if (sorts[i].refused) {
            assert_int_equal(status, STATUS_USAGE);
            assert_non_null(strstr(why.text, sorts[i].refused));
            assert_null(query.sort);
            continue;
        }
        assert_int_equal(status, STATUS_OK);
        const struct sort sort = query_order(&query);
        assert_int_equal(sort.falls, sorts[i].falls);
        assert_true(sorts[i].field ? strcmp(sort.field->name, sorts[i].field) == 0 : !sort.field);
    }
}

static void test_round_trip(void **state)
{
    struct world *world = *state;
    srand(20261123);
    for (int round = 0; round < 2000; round++) {
        struct query query;
        struct query again;
        struct failure why = {STATUS_OK, ""};
        struct buf out;
        buf_init(&out, 65536);
        query_init(&query, &world->pack->kinds[0]);
        for (int i = rand() % 6; i > 0; i--) {
            random_condition(world, &query);
        }
        query_print(&query, &out);
        if (query_parse(&world->arena, world->pack, buf_view(&out), &again, &why)) {
            fail_msg("%s: %s", out.at, why.text);
        }
        assert_same(&query, &again);
        buf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_good, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bad, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_add, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_codes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sort, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_round_trip, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
