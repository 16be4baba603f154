/*
 * Goal: a list comes in the order that was asked for, whole, whatever happens to the file
 * meanwhile, and "~=" finds words in texts. Method: records with random values, sorted once more by
 * the test; records that are written and deleted while a cursor is open; a table of texts and
 * words.
 */
#include "store_world.h"

#include "base/utf8.h"

static struct sort by;

static const char *const titles[] = {
    "\xC3\x89tude", "etude",        "Zebra", "apple", "\xC3\x85ngstr\xC3\xB6m",
    "apple pie",    "\xE4\xB8\xAD", "10",    "9"};

static void put_random(struct world *world, int count)
{
    OK(store_begin(world->store, &world->why));
    for (int i = 0; i < count; i++) {
        char id[32];
        snprintf(id, sizeof id, "S-%03d", (i * 37) % count);
        struct record *record = fixture_record(&world->arena, world->activity, id);
        if (rand() % 4) {
            fixture_add(&world->arena, record, "title", titles[(size_t)rand() % COUNT_OF(titles)])
                ->language = str_of("en");
        }
        if (rand() % 4) {
            fixture_add(&world->arena, record, "start",
                        arena_printf(&world->arena, "%d-0%d", 2000 + rand() % 5, 1 + rand() % 3));
        }
        if (rand() % 4) {
            fixture_add(&world->arena, record, "staff", "0")->number = rand() % 7 - 3;
        }
        if (rand() % 4) {
            struct value *total = fixture_add(&world->arena, record, "total", "1.5");
            total->number = (int64_t)(rand() % 5 - 2) * 15000;
            total->currency = str_of("USD");
        }
        if (rand() % 4) {
            fixture_add(&world->arena, record, "size", rand() % 2 ? "small" : "large");
        }
        put(world, record, id);
    }
    OK(store_commit(world->store, &world->why));
}

/* The order as the header says it, told a second time. */
static int compare_values(const struct value *x, const struct value *y)
{
    struct buf a, b;
    if (x->field->type == FIELD_INTEGER || x->field->type == FIELD_MONEY) {
        return (x->number > y->number) - (x->number < y->number);
    }
    buf_init(&a, 4096);
    buf_init(&b, 4096);
    utf8_fold(x->text, &a);
    utf8_fold(y->text, &b);
    const int order = str_compare(buf_view(&a), buf_view(&b));
    buf_release(&a);
    buf_release(&b);
    return order;
}

static int by_hand(const void *a, const void *b)
{
    const struct record *x = *(struct record *const *)a, *y = *(struct record *const *)b;
    const struct value *v = by.field ? x->values[by.field->index] : NULL;
    const struct value *w = by.field ? y->values[by.field->index] : NULL;
    if (!by.field) {
        const int order = str_compare(x->identifier, y->identifier);
        return by.falls ? -order : order;
    }
    if (!v != !w) {
        return v ? -1 : 1;
    }
    const int order = v ? compare_values(v, w) : 0;
    return order != 0 ? (by.falls ? -order : order) : str_compare(x->identifier, y->identifier);
}

static size_t read_all(struct world *world, const struct query *query, enum record_order order,
                       struct record **records)
{
    struct record_cursor *cursor = NULL;
    size_t count = 0;
    OK(store_find(world->store, query, order, &cursor, &world->why));
    while (record_cursor_next(cursor, &world->arena, &records[count], &world->why) == STEP_ITEM) {
        count++;
    }
    record_cursor_close(cursor);
    return count;
}

static void test_orders(void **state)
{
    static const char *const sorts[] = {"identifier", "title", "start", "staff", "total", "size"};
    struct world *world = *state;
    struct record *records[300], *expected[300];
    srand(11);
    put_random(world, 200);
    for (size_t i = 0; i < COUNT_OF(sorts) * 4; i++) {
        struct query query;
        const char *name = sorts[i / 4];
        const char *sort = arena_printf(&world->arena, "%s%s", i % 2 ? "-" : "", name);
        OK(query_parse(&world->arena, world->pack,
                       str_of(i % 4 < 2 ? "activity" : "activity?size=small|"), &query,
                       &world->why));
        OK(query_sort(&world->arena, &query, str_of(sort), &world->why));
        by = query_order(&query);
        const size_t all = read_all(world, &query, ORDER_IDENTIFIER, expected);
        assert_true(all > 20);
        qsort(expected, all, sizeof expected[0], by_hand);
        assert_int_equal(read_all(world, &query, ORDER_LIST, records), all);
        for (size_t k = 0; k < all; k++) {
            if (records[k]->id != expected[k]->id) {
                fail_msg("%s: %zu is %.*s (%.*s), not %.*s (%.*s)", sort, k,
                         STR_ARGS(records[k]->identifier), STR_ARGS(record_title(records[k])),
                         STR_ARGS(expected[k]->identifier), STR_ARGS(record_title(expected[k])));
            }
        }
    }
}

/* The kind's own order is that of a question that asks for none. */
static void test_order_of_kind(void **state)
{
    struct world *world = *state;
    struct record *usual[100], *asked[100];
    struct query query;
    put_random(world, 60);
    struct kind *kind = &world->pack->kinds[0];
    kind->order = fixture_field(kind, "start");
    kind->order_falls = true;
    query_init(&query, kind);
    assert_int_equal(read_all(world, &query, ORDER_LIST, usual), 60);
    OK(query_sort(&world->arena, &query, str_of("-start"), &world->why));
    assert_int_equal(read_all(world, &query, ORDER_LIST, asked), 60);
    for (size_t i = 0; i < 60; i++) {
        assert_int_equal(usual[i]->id, asked[i]->id);
    }
}

/* Which records there are was settled at the beginning; each comes as it is, and one that has gone
 * does not come. Places are passed over without being read. */
static void test_while_writing(void **state)
{
    struct world *world = *state;
    struct record *before[100], *record = NULL;
    struct record_cursor *cursor = NULL;
    struct query query;
    put_random(world, 60);
    query_init(&query, world->activity);
    OK(query_sort(&world->arena, &query, str_of("-staff"), &world->why));
    assert_int_equal(read_all(world, &query, ORDER_LIST, before), 60);
    begin_import(world);
    OK(store_find(world->store, &query, ORDER_LIST, &cursor, &world->why));
    assert_int_equal(record_cursor_skip(cursor, 10, &world->why), STEP_ITEM);
    for (size_t i = 10; i < 60; i++) {
        assert_int_equal(record_cursor_next(cursor, &world->arena, &record, &world->why),
                         STEP_ITEM);
        assert_int_equal(record->id, before[i]->id);
        const struct value *note = record_value(record, "event_note");
        assert_true(i == 10 ? !note : note && str_is(note->text, "new"));
        if (i + 1 < 60) {
            char id[32];
            snprintf(id, sizeof id, "%.*s", STR_ARGS(before[i + 1]->identifier));
            struct record *changed = fixture_record(&world->arena, world->activity, id);
            fixture_add(&world->arena, changed, "event_note", "new");
            assert_int_equal(put(world, changed, arena_printf(&world->arena, "new %s", id)),
                             PUT_UPDATED);
        }
    }
    assert_int_equal(record_cursor_next(cursor, &world->arena, &record, &world->why), STEP_DONE);
    record_cursor_close(cursor);
    OK(store_find(world->store, &query, ORDER_LIST, &cursor, &world->why));
    assert_int_equal(record_cursor_skip(cursor, 61, &world->why), STEP_DONE);
    assert_int_equal(record_cursor_next(cursor, &world->arena, &record, &world->why), STEP_DONE);
    record_cursor_close(cursor);
}

/* ---- words ---- */

static void test_words(void **state)
{
    static const struct {
        const char *text, *words;
        bool has;
    } cases[] = {
        {"Fair recruitment in Nepal", "fair", true},
        {"Fair recruitment in Nepal", "FAIR nepal", true},
        {"Fair recruitment in Nepal", "nepal  fair ", true},
        {"Fair recruitment in Nepal", "recruit", true},
        {"Fair recruitment in Nepal", "fair kenya", false},
        {"Migraci\xC3\xB3n", "migracion", true},
        {"migracion", "MIGRACI\xC3\x93N", true},
        {"migracio\xCC\x81n", "migraci\xC3\xB3n", true},
        {"50 % more", "50 %", true},
        {"under_score", "d_r", false},
        {"under_score", "%", false},
        {"a\"b'c", "\"b'", true},
        {"aab", "ab", true},
        {"aaab", "aab", true},
        {"ab", "abc", false},
        {"x", " ", true},
    };
    struct world *world = *state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct query query;
        unsigned long long count = 0;
        const char *id = arena_printf(&world->arena, "w%zu", i);
        struct record *record = fixture_record(&world->arena, world->activity, id);
        fixture_add(&world->arena, record, "title", cases[i].text)->language = str_of("en");
        fixture_add(&world->arena, record, "event_note", "other");
        fixture_add(&world->arena, record, "event_note", cases[i].text);
        put(world, record, id);
        static const char *const fields[] = {"title", "event_note"};
        for (size_t f = 0; f < COUNT_OF(fields); f++) {
            query_init(&query, world->activity);
            OK(query_add_values(&world->arena, world->pack, &query, fields[f], OP_HAS,
                                &cases[i].words, 1, &world->why));
            OK(query_add_values(&world->arena, world->pack, &query, "identifier", OP_IS, &id, 1,
                                &world->why));
            OK(store_count(world->store, &query, &count, &world->why));
            if ((count == 1) != cases[i].has) {
                fail_msg("%s: \"%s\" in \"%s\"", fields[f], cases[i].words, cases[i].text);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_orders, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_order_of_kind, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_while_writing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_words, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
