/*
 * Goal: what is put into the store comes out again just so, whatever the type of the field and
 * whatever the bytes; and putting it twice, changed, or by mistake does what is promised. Method:
 * records of the fixture's kinds are written to a file of our own and read back by every way there
 * is, in the session that wrote them and in another.
 */
#include "store_world.h"

#include "base/decimal.h"

/* ---- comparing records ---- */

static void assert_same_value(const struct value *a, const struct value *b)
{
    const struct field *field = a->field;
    assert_ptr_equal(b->field, field);
    assert_true(str_equal(a->text, b->text));
    assert_true(str_equal(a->language, b->language));
    assert_int_equal(a->number, b->number);
    assert_true(str_equal(a->currency, b->currency));
    assert_true(str_equal(a->date, b->date));
    assert_int_equal(a->seq, b->seq);
    for (size_t i = 0; i < field->with_count; i++) {
        assert_ptr_equal(a->with[i].field, b->with[i].field);
        if (a->with[i].field) {
            assert_true(str_equal(a->with[i].text, b->with[i].text));
            assert_int_equal(a->with[i].number, b->with[i].number);
        }
    }
}

static void assert_same_record(const struct record *a, const struct record *b)
{
    assert_ptr_equal(a->kind, b->kind);
    assert_int_equal(a->id, b->id);
    assert_true(str_equal(a->identifier, b->identifier));
    assert_int_equal(a->line, b->line);
    for (size_t i = 0; i < a->kind->field_count; i++) {
        const struct value *x = a->values[i];
        const struct value *y = b->values[i];
        for (; x && y; x = x->next, y = y->next) {
            assert_same_value(x, y);
        }
        if (x || y) {
            fail_msg("%s has not as many values as before", a->kind->fields[i].name);
        }
    }
}

/* ---- every type of field ---- */

static struct record *full_record(struct world *world, const char *identifier)
{
    struct arena *arena = &world->arena;
    struct record *record = fixture_record(arena, world->activity, identifier);
    struct value *value = fixture_add(arena, record, "title", "Recruitment, fair & square");
    record->line = 4711;
    value->language = str_of("en");
    fixture_add(arena, record, "title", "Recrutement \xC3\xA9quitable")->language = str_of("fr");
    fixture_add(arena, record, "title", "no language given");
    fixture_add(arena, record, "description", "One text without a language");
    value = fixture_add(arena, record, "country", "KE");
    fixture_with(arena, value, 0, "33.3333");
    fixture_add(arena, record, "country", "UG");
    value = fixture_add(arena, record, "sector", "15190");
    fixture_with(arena, value, 0, "1");
    fixture_with(arena, value, 1, "0");
    value = fixture_add(arena, record, "sector", "");
    fixture_with(arena, value, 0, "99");
    fixture_add(arena, record, "start", "2013-03");
    value = fixture_add(arena, record, "budget", "1234567.8901");
    value->currency = str_of("USD");
    value->date = str_of("2013-01-01");
    fixture_with(arena, value, 0, "2013");
    fixture_with(arena, value, 1, "2014-12-31");
    fixture_add(arena, record, "budget", "0");
    fixture_add(arena, record, "budget", "-500.5")->currency = str_of("CHF");
    fixture_add(arena, record, "size", "project");
    fixture_add(arena, record, "staff", "-12");
    fixture_add(arena, record, "active", "no");
    fixture_add(arena, record, "share", "0.0001");
    value = fixture_add(arena, record, "total", "99999999999.9999");
    value->currency = str_of("KES");
    fixture_with(arena, value, 0, "2013");
    fixture_add(arena, record, "keyword", "first")->language = str_of("en");
    fixture_add(arena, record, "keyword", "second");
    fixture_add(arena, record, "event", "2010");
    fixture_add(arena, record, "event", "2009-05-01");
    fixture_add(arena, record, "event_note", "");
    fixture_add(arena, record, "event_note", "100% 'quoted' \"twice\"; DROP TABLE activity; --");
    return record;
}

static void test_round_trip(void **state)
{
    struct world *world = *state;
    struct record *record = full_record(world, "XM-1");
    struct record *empty = fixture_record(&world->arena, world->activity, "XM-2");
    assert_int_equal(put(world, record, "<a/>"), PUT_STORED);
    assert_int_equal(put(world, empty, "<b/>"), PUT_STORED);
    assert_true(record->id > 0 && empty->id > 0 && record->id != empty->id);
    assert_same_record(record, get(world, "XM-1"));
    reopen(world, STORE_READ);
    assert_same_record(record, get(world, "XM-1"));
    assert_same_record(empty, get(world, "activity:XM-2"));
    OK(store_verify(world->store, &world->why));
}

/* Amounts of every size: what is kept of them is the same whoever reads it. */
static void test_decimals(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *given, *kept;
    } cases[] = {
        {"0.0001", NULL},
        {"-0.1", NULL},
        {"33.3333", NULL},
        {"999999.9999", NULL},
        {"99999999999.9999", NULL},
        {"-99999999999.9999", NULL},
        {"100000000000.0001", "100000000000"},
        {"123456789012.3456", "123456789012.35"},
        {"-9999999999999.99", NULL},
        {"10000000000000.5", "10000000000001"},
        {"922337203685477", NULL},
        {"-922337203685477", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char id[16];
        char bytes[24];
        snprintf(id, sizeof id, "D-%zu", i);
        struct record *record = fixture_record(&world->arena, world->activity, id);
        fixture_add(&world->arena, record, "share", cases[i].given);
        put(world, record, id);
        const struct value *value = record_value(get(world, id), "share");
        assert_non_null(value);
        decimal_print(value->number, bytes);
        assert_string_equal(bytes, cases[i].kept ? cases[i].kept : cases[i].given);
    }
    srand(7);
    for (int i = 0; i < 300; i++) {
        char id[16];
        snprintf(id, sizeof id, "R-%d", i);
        int64_t number = ((int64_t)rand() << 20 ^ rand()) % 1000000000000000;
        struct record *record = fixture_record(&world->arena, world->activity, id);
        fixture_add(&world->arena, record, "share", "0")->number = i % 2 ? number : -number;
        put(world, record, id);
        assert_int_equal(record_value(get(world, id), "share")->number, i % 2 ? number : -number);
    }
}

/* Texts that other programs have stumbled over are kept byte by byte, and found again. */
static void test_hostile_texts(void **state)
{
    struct world *world = *state;
    static const char *const texts[] = {
        "'; DROP TABLE \"activity\"; --",
        "\"double\" and `back` and [square]",
        "100% _under_ %s %n $1 ?1 :a @b",
        "a\\b\\\\c",
        "\xF0\x9F\x90\xA2 \xE2\x80\xAE rtl \xC2\xA0nbsp",
        "line\nbreak\ttab\r\n",
        "\x01\x02\x7F",
        "<script>alert(1)</script>",
        "=1+1",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct record *record = fixture_record(&world->arena, world->activity, texts[i]);
        record_add(&world->arena, record, fixture_field(world->activity, "event_note"))->text =
            str_of(texts[i]);
        record_add(&world->arena, record, fixture_field(world->activity, "size"))->text =
            str_of(texts[i]);
        put(world, record, texts[i]);
        assert_same_record(record, get(world, texts[i]));

        static const char *const names[] = {"event_note", "size", "identifier"};
        for (size_t k = 0; k < COUNT_OF(names); k++) {
            struct query query;
            unsigned long long count = 0;
            query_init(&query, world->activity);
            OK(query_add_values(&world->arena, world->pack, &query, names[k], OP_IS, &texts[i], 1,
                                &world->why));
            OK(store_count(world->store, &query, &count, &world->why));
            assert_int_equal(count, 1);
        }
    }
}

/* ---- again, changed, twice ---- */

static bool known(struct world *world, const char *bytes, long long *id)
{
    struct original original = fixture_original(bytes);
    bool is_known = false;
    OK(store_known(world->store, world->activity, original.hash, &is_known, id, &world->why));
    return is_known;
}

static void test_unchanged(void **state)
{
    struct world *world = *state;
    long long id = 0;
    bool first = false;
    assert_false(known(world, "<a/>", &id));
    struct record *record = full_record(world, "XM-1");
    put(world, record, "<a/>");
    reopen(world, STORE_WRITE);
    begin_import(world);
    assert_true(known(world, "<a/>", &id));
    assert_int_equal(id, record->id);
    assert_false(known(world, "<b/>", &id));
    assert_int_equal(put(world, full_record(world, "XM-1"), "<a/>"), PUT_UNCHANGED);
    /* Once in an import is enough, by whichever way it came. */
    assert_int_equal(put(world, full_record(world, "XM-1"), "<a/>"), PUT_DUPLICATE);
    OK(store_seen(world->store, world->import, id, &first, &world->why));
    assert_false(first);
    begin_import(world);
    OK(store_seen(world->store, world->import, id, &first, &world->why));
    assert_true(first);
    assert_int_equal(put(world, full_record(world, "XM-1"), "<c/>"), PUT_DUPLICATE);
    assert_false(known(world, "<c/>", &id));
}

static struct provenance provenance(struct world *world, const char *identifier)
{
    struct provenance from;
    OK(store_provenance(world->store, &world->arena, get(world, identifier), &from, &world->why));
    return from;
}

static void test_update(void **state)
{
    struct world *world = *state;
    struct record *record = full_record(world, "XM-1");
    long long id = 0;
    put(world, record, "<first/>");
    struct provenance from = provenance(world, "XM-1");
    assert_int_equal(from.versions, 1);
    assert_str(from.original, "<first/>");
    assert_str(from.file, "a.xml");
    assert_int_equal(from.line, 4711);

    struct decision decision = {"lens",
                                "",
                                str_of("confirmed"),
                                str_of("principal"),
                                str_of("Ada"),
                                str_of("2026-11-24T00:00:00Z"),
                                str_of("sure")};
    OK(store_decide(world->store, record->id, &decision, &world->why));

    begin_import(world);
    struct record *changed = fixture_record(&world->arena, world->activity, "XM-1");
    fixture_add(&world->arena, changed, "title", "Another title");
    fixture_add(&world->arena, changed, "country", "NP");
    assert_int_equal(put(world, changed, "<second/>"), PUT_UPDATED);
    assert_int_equal(changed->id, record->id);
    assert_same_record(changed, get(world, "XM-1"));
    from = provenance(world, "XM-1");
    assert_int_equal(from.versions, 2);
    assert_str(from.original, "<second/>");
    assert_str(from.file, "b.xml");
    reopen(world, STORE_WRITE);
    assert_false(known(world, "<first/>", &id));
    assert_true(known(world, "<second/>", &id));

    struct decision *decisions = NULL;
    size_t count = 0;
    OK(store_decisions(world->store, &world->arena, record->id, &decisions, &count, &world->why));
    assert_int_equal(count, 1);
    assert_str(decisions[0].person, "Ada");
    OK(store_verify(world->store, &world->why));
}

/* The same bytes read in another way are no new version of the source. */
static void test_read_differently(void **state)
{
    struct world *world = *state;
    enum put_outcome outcome = PUT_STORED;
    struct record *record = fixture_record(&world->arena, world->activity, "XM-1");
    put(world, record, "<same/>");
    begin_import(world);
    struct original original = fixture_original("<same/>");
    original.hash[15] ^= 1;
    fixture_add(&world->arena, record, "staff", "5");
    OK(store_put(world->store, world->import, record, &original, &outcome, &world->why));
    assert_int_equal(outcome, PUT_UPDATED);
    assert_int_equal(provenance(world, "XM-1").versions, 1);
    assert_int_equal(record_value(get(world, "XM-1"), "staff")->number, 5);
}

/* Many originals one after another are what each is alone: waiting, in one block and in several. */
static void test_originals_in_turn(void **state)
{
    struct world *world = *state;
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct str bytes, format, head;
    long long import = 0;
    char text[4096];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    query_init(&query, world->activity);
    OK(store_begin(world->store, &world->why));
    for (int i = 0; i < 60; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "XM-%02d", i);
        memcpy(text, name, strlen(name));
        record = fixture_record(&world->arena, world->activity, name);
        put(world, record, text);
        OK(store_original(world->store, record, &import, &bytes, &world->why));
        assert_str(bytes, text);
    }
    OK(store_import_head(world->store, world->import, str_of("<root xml:lang='fr'>"), &world->why));
    OK(store_commit(world->store, &world->why));
    OK(store_find_lean(world->store, &query, ORDER_ID, &cursor, &world->why));
    for (int i = 0; record_cursor_next(cursor, &world->arena, &record, &world->why) == STEP_ITEM;
         i++) {
        OK(store_original(world->store, record, &import, &bytes, &world->why));
        assert_int_equal(bytes.length, sizeof text - 1);
        assert_memory_equal(bytes.at, record->identifier.at, record->identifier.length);
        assert_int_equal(import, world->import);
    }
    record_cursor_close(cursor);
    OK(store_import_source(world->store, &world->arena, import, &format, &head, &world->why));
    assert_str(format, "test");
    assert_str(head, "<root xml:lang='fr'>");
}

/* A lean cursor gives the same records once all their fields are asked for, and each once only. */
static void test_lean_cursor(void **state)
{
    struct world *world = *state;
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    put(world, full_record(world, "XM-1"), "<a/>");
    put(world, fixture_record(&world->arena, world->activity, "XM-2"), "<b/>");
    put(world, full_record(world, "XM-3"), "<c/>");
    query_init(&query, world->activity);
    OK(store_find_lean(world->store, &query, ORDER_ID, &cursor, &world->why));
    while (record_cursor_next(cursor, &world->arena, &record, &world->why) == STEP_ITEM) {
        for (int twice = 0; twice < 2; twice++) {
            for (size_t i = 0; i < record->kind->field_count; i++) {
                OK(record_cursor_fill(cursor, &world->arena, record, &record->kind->fields[i],
                                      &world->why));
            }
        }
        char name[16];
        (void)snprintf(name, sizeof name, "%.*s", STR_ARGS(record->identifier));
        assert_same_record(record, get(world, name));
    }
    record_cursor_close(cursor);
    /* It begins behind a record. */
    OK(store_find_lean(world->store, &query, ORDER_ID, &cursor, &world->why));
    record_cursor_after(cursor, get(world, "XM-2")->id);
    assert_int_equal(record_cursor_next(cursor, &world->arena, &record, &world->why), STEP_ITEM);
    assert_str(record->identifier, "XM-3");
    assert_int_equal(record_cursor_next(cursor, &world->arena, &record, &world->why), STEP_DONE);
    record_cursor_close(cursor);
}

static void test_rollback(void **state)
{
    struct world *world = *state;
    unsigned long long count = 0;
    struct query query;
    query_init(&query, world->activity);
    OK(store_begin(world->store, &world->why));
    put(world, full_record(world, "XM-1"), "<a/>");
    OK(store_count(world->store, &query, &count, &world->why));
    assert_int_equal(count, 1);
    store_rollback(world->store);
    OK(store_count(world->store, &query, &count, &world->why));
    assert_int_equal(count, 0);
    /* What was undone has not been seen. */
    assert_int_equal(put(world, full_record(world, "XM-1"), "<a/>"), PUT_STORED);
    assert_str(provenance(world, "XM-1").original, "<a/>");
    OK(store_verify(world->store, &world->why));
}

static void test_no_identifier(void **state)
{
    struct world *world = *state;
    struct original original = fixture_original("<a/>");
    enum put_outcome outcome = PUT_STORED;
    struct record *record = fixture_record(&world->arena, world->activity, "");
    assert_int_equal(
        store_put(world->store, world->import, record, &original, &outcome, &world->why),
        STATUS_INPUT);
}

/* ---- finding one ---- */

static void test_get(void **state)
{
    struct world *world = *state;
    struct record *record = NULL;
    put(world, fixture_record(&world->arena, world->activity, "XM-DAC-1"), "a");
    put(world, fixture_record(&world->arena, world->activity, "both"), "b");
    put(world, fixture_record(&world->arena, world->line, "both"), "c");
    put(world, fixture_record(&world->arena, world->line, "a:b"), "d");

    assert_int_equal(
        store_get(world->store, &world->arena, NULL, str_of("both"), &record, &world->why),
        STATUS_USAGE);
    assert_ptr_equal(get(world, "project-line:both")->kind, world->line);
    assert_ptr_equal(get(world, "activities:both")->kind, world->activity);
    assert_ptr_equal(get(world, "a:b")->kind, world->line);
    OK(store_get(world->store, &world->arena, world->line, str_of("both"), &record, &world->why));
    assert_int_equal(store_get(world->store, &world->arena, world->line, str_of("XM-DAC-1"),
                               &record, &world->why),
                     STATUS_NOT_FOUND);
    assert_int_equal(
        store_get(world->store, &world->arena, NULL, str_of("XM-DAC-2"), &record, &world->why),
        STATUS_NOT_FOUND);
    assert_non_null(strstr(world->why.text, "Did you mean \"XM-DAC-1\""));
    assert_null(record);
}

/* ---- finding many ---- */

static void put_many(struct world *world, int count)
{
    OK(store_begin(world->store, &world->why));
    for (int i = 0; i < count; i++) {
        char id[32];
        snprintf(id, sizeof id, "N-%03d", (i * 37) % count);
        struct record *record = i % 3 == 0 ? full_record(world, id)
                                           : fixture_record(&world->arena, world->activity, id);
        if (i % 5 == 0) {
            fixture_add(&world->arena, record, "event", "2020");
        }
        put(world, record, id);
    }
    OK(store_commit(world->store, &world->why));
}

/* Every order, every choice of fields and parking in between give the same records. */
static void test_cursor(void **state)
{
    struct world *world = *state;
    put_many(world, 200);
    const struct field *fields[] = {fixture_field(world->activity, "country.percentage"),
                                    fixture_field(world->activity, "title")};
    struct query query;
    query_init(&query, world->activity);
    for (int variant = 0; variant < 4; variant++) {
        enum record_order order = variant % 2 ? ORDER_ID : ORDER_IDENTIFIER;
        struct record_cursor *cursor = NULL;
        struct record *record = NULL;
        struct str last = str_of("");
        long long last_id = 0;
        int count = 0;
        OK(store_find_fields(world->store, &query, order, variant < 2 ? NULL : fields, 2, &cursor,
                             &world->why));
        while (record_cursor_next(cursor, &world->arena, &record, &world->why) == STEP_ITEM) {
            char id[32];
            snprintf(id, sizeof id, "%.*s", STR_ARGS(record->identifier));
            struct record *whole = get(world, id);
            assert_true(order == ORDER_ID ? record->id > last_id
                                          : str_compare(record->identifier, last) > 0);
            last = record->identifier;
            last_id = record->id;
            for (size_t i = 0; variant >= 2 && i < world->activity->field_count; i++) {
                bool wanted = i == 0 || i == 2;
                whole->values[i] = wanted ? whole->values[i] : NULL;
            }
            assert_same_record(whole, record);
            if (count++ % 7 == 0) {
                OK(store_begin(world->store, &world->why));
                OK(store_commit(world->store, &world->why));
            }
        }
        record_cursor_close(cursor);
        assert_int_equal(count, 200);
    }
}

/* A repeated field comes with the sub-fields that are named, or with all when none is. */
static void test_cursor_of_subs(void **state)
{
    struct world *world = *state;
    put_many(world, 1);
    const struct field *fields[] = {fixture_field(world->activity, "sector.vocabulary"),
                                    fixture_field(world->activity, "budget")};
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    query_init(&query, world->activity);
    OK(store_find_fields(world->store, &query, ORDER_ID, fields, 2, &cursor, &world->why));
    assert_int_equal(record_cursor_next(cursor, &world->arena, &record, &world->why), STEP_ITEM);
    const struct value *sector = record_value(record, "sector");
    assert_true(str_is(sector->text, "15190") && str_is(sector->with[0].text, "1"));
    assert_null(sector->with[1].field);
    assert_true(str_is(sector->next->with[0].text, "99"));
    const struct value *budget = record_value(record, "budget");
    assert_true(str_is(budget->currency, "USD") && str_is(budget->with[0].text, "2013"));
    assert_true(str_is(budget->with[1].text, "2014-12-31"));
    assert_null(record_value(record, "title"));
    record_cursor_close(cursor);
}

/* Records that are written while a cursor is open come as they are, never half old and half new. */
static void test_cursor_while_writing(void **state)
{
    struct world *world = *state;
    put_many(world, 60);
    begin_import(world);
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    int count = 0;
    query_init(&query, world->activity);
    OK(store_begin(world->store, &world->why));
    OK(store_find(world->store, &query, ORDER_ID, &cursor, &world->why));
    while (record_cursor_next(cursor, &world->arena, &record, &world->why) == STEP_ITEM) {
        const struct value *staff = record_value(record, "staff");
        const struct value *note = record_value(record, "event_note");
        if (count > 0) {
            assert_int_equal(staff->number, count);
            assert_true(note && str_is(note->text, "rewritten") && !note->next);
        }
        count++;
        /* The next record changes just before it is read. */
        char id[32];
        snprintf(id, sizeof id, "N-%03d", (count * 37) % 60);
        if (count < 60) {
            struct record *changed = fixture_record(&world->arena, world->activity, id);
            fixture_add(&world->arena, changed, "staff", "0")->number = count;
            fixture_add(&world->arena, changed, "event_note", "rewritten");
            assert_int_equal(put(world, changed, arena_printf(&world->arena, "new %s", id)),
                             PUT_UPDATED);
        }
    }
    record_cursor_close(cursor);
    OK(store_commit(world->store, &world->why));
    assert_int_equal(count, 60);
}

/* ---- imports and problems ---- */

static bool note_problem(void *context, const struct problem *problem)
{
    struct buf *out = context;
    buf_printf(out, "%s:%u %s %s;", problem->file, problem->line, problem->rule,
               problem->rejected ? "rejected" : "kept");
    return out->length < 60;
}

static void test_imports(void **state)
{
    struct world *world = *state;
    struct import_counts counts = {5, 1, 1, 1, 2, 3};
    struct problem problem = {.file = "a.xml",
                              .line = 7,
                              .record = str_of("XM-1"),
                              .value = str_of("31.2.2013"),
                              .rule = "bad-date",
                              .mend = "Write YYYY-MM-DD.",
                              .rejected = true};
    for (int i = 0; i < 3; i++) {
        problem.line++;
        OK(store_add_problem(world->store, world->import, &problem, &world->why));
    }
    OK(store_import_end(world->store, world->import, &counts, &world->why));
    begin_import(world);
    problem.rejected = false;
    OK(store_add_problem(world->store, world->import, &problem, &world->why));

    struct import_info *imports = NULL;
    size_t count = 0;
    OK(store_imports(world->store, &world->arena, &imports, &count, &world->why));
    assert_int_equal(count, 2);
    assert_str(imports[0].file, "a.xml");
    assert_int_equal(imports[0].finished.length, 20);
    assert_int_equal(imports[1].finished.length, 0);
    assert_memory_equal(&imports[0].counts, &counts, sizeof counts);

    struct buf out;
    buf_init(&out, 4096);
    OK(store_problems(world->store, world->import, note_problem, &out, &world->why));
    assert_string_equal(out.at, "a.xml:10 bad-date kept;");
    buf_clear(&out);
    OK(store_problems(world->store, 0, note_problem, &out, &world->why));
    assert_string_equal(out.at, "a.xml:8 bad-date rejected;a.xml:9 bad-date rejected;"
                                "a.xml:10 bad-date rejected;");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_decimals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hostile_texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unchanged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_update, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_read_differently, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rollback, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_identifier, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_get, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cursor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cursor_of_subs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cursor_while_writing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_imports, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_originals_in_turn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lean_cursor, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
