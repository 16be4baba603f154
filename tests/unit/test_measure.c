/*
 * Goal: a number in a table is the number of records that its cell lists, and a sum is theirs.
 * Method: some hundreds of random records and of random questions. Each answer is compared with a
 * loop over the records in memory that knows nothing of SQL, and each group with the same question
 * asked with the group's key added.
 */
#include "store_world.h"

#include "base/decimal.h"

enum { RECORDS = 240, QUESTIONS = 300 };

struct many {
    struct world *world;
    struct record *records[RECORDS];
};

/* ---- random records ---- */

static const char *const countries[] = {"KE", "UG", "NP", "QA"};
static const char *const dates[] = {"2010",       "2010-05", "2010-05-17",
                                    "2011-01-01", "2011",    "2012-12"};
static const char *const sizes[] = {"project", "activity"};
static const char *const currencies[] = {"USD", "EUR"};
static const char *const words[] = {"alpha", "beta", "100%", "it's"};

#define PICK(list) (list)[(size_t)rand() % COUNT_OF(list)]

static bool chance(int percent)
{
    return rand() % 100 < percent;
}

static void random_money(struct arena *arena, struct record *record, const char *field)
{
    struct value *value = fixture_add(arena, record, field, "0");
    value->number = (int64_t)(rand() % 2000000) * (chance(50) ? 1 : 12345);
    if (chance(90)) {
        value->currency = str_of(PICK(currencies));
    }
    if (value->field->with_count == 2 && chance(70)) {
        fixture_with(arena, value, 0, PICK(dates));
    }
}

static struct record *random_record(struct arena *arena, const struct kind *kind, int i)
{
    struct record *record =
        fixture_record(arena, kind, arena_printf(arena, "R-%03d", (i * 101) % RECORDS));
    for (int n = rand() % 3; n > 0; n--) {
        fixture_add(arena, record, "title", PICK(words))->language =
            str_of(chance(50) ? "en" : "fr");
    }
    for (int n = rand() % 4; n > 0; n--) {
        struct value *value = fixture_add(arena, record, "country", PICK(countries));
        if (chance(60)) {
            fixture_with(arena, value, 0, chance(50) ? "50" : "33.3333");
        }
    }
    for (int n = rand() % 4; n > 0; n--) {
        struct value *value = fixture_add(arena, record, "sector", chance(50) ? "110" : "120");
        if (chance(80)) {
            fixture_with(arena, value, 0, chance(50) ? "1" : "2");
        }
    }
    for (int n = rand() % 3; n > 0; n--) {
        random_money(arena, record, "budget");
        fixture_add(arena, record, "event", PICK(dates));
    }
    if (chance(70)) {
        fixture_add(arena, record, "start", PICK(dates));
        fixture_add(arena, record, "size", PICK(sizes));
        random_money(arena, record, "total");
    }
    if (chance(80)) {
        fixture_add(arena, record, "staff", "0")->number = rand() % 5 - 1;
        fixture_add(arena, record, "active", chance(50) ? "yes" : "no");
        fixture_add(arena, record, "share", "0")->number = rand() % 4 * 2500;
    }
    return record;
}

static int set_up_many(void **state)
{
    struct many *many = calloc(1, sizeof *many);
    assert_non_null(many);
    void *world = NULL;
    set_up(&world);
    many->world = world;
    srand(11);
    OK(store_begin(many->world->store, &many->world->why));
    for (int i = 0; i < RECORDS; i++) {
        many->records[i] = random_record(&many->world->arena, many->world->activity, i);
        char bytes[16];
        snprintf(bytes, sizeof bytes, "%d", i);
        put(many->world, many->records[i], bytes);
    }
    OK(store_commit(many->world->store, &many->world->why));
    *state = many;
    return 0;
}

static int tear_down_many(void **state)
{
    struct many *many = *state;
    void *world = many->world;
    tear_down(&world);
    free(many);
    return 0;
}

/* ---- what a question means, without SQL ---- */

static const struct field *top(const struct condition *condition)
{
    return condition->field->parent ? condition->field->parent : condition->field;
}

static const char *part_name(const struct condition *condition)
{
    return condition->field->parent ? NULL : strchr(condition->name, '.');
}

static bool lists_empty(const struct condition *condition)
{
    for (size_t i = 0; i < condition->value_count; i++) {
        if (condition->values[i][0] == '\0') {
            return true;
        }
    }
    return false;
}

/* What the condition looks at, as text; numbers are printed. Empty when the value has none. */
static struct str look(struct arena *arena, const struct condition *condition,
                       const struct value *value)
{
    const char *part = part_name(condition);
    if (part) {
        return strcmp(part, ".currency") == 0   ? value->currency
               : strcmp(part, ".language") == 0 ? value->language
                                                : value->date;
    }
    if (condition->field->parent) {
        value = &value->with[condition->field->index];
        if (!value->field) {
            return str_of("");
        }
    }
    char *number = arena_alloc(arena, 24);
    assert_non_null(number);
    switch (value->field->type) {
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        decimal_print(value->number, number);
        return str_of(number);
    case FIELD_INTEGER:
        snprintf(number, 24, "%lld", (long long)value->number);
        return str_of(number);
    case FIELD_BOOLEAN:
        return str_of(value->number ? "true" : "false");
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
        return value->text;
    }
    return str_of("");
}

static void first_day(struct str date, char day[16])
{
    snprintf(day, 16, "%.*s%s", STR_ARGS(date),
             date.length == 4   ? "-01-01"
             : date.length == 7 ? "-01"
                                : "");
}

static void last_day(struct str date, char day[16])
{
    snprintf(day, 16, "%.*s%s", STR_ARGS(date),
             date.length == 4   ? "-12-31"
             : date.length == 7 ? "-31"
                                : "");
}

static bool in_range(const struct condition *condition, struct str given, struct str bound)
{
    int order = 0;
    if (condition->field->type == FIELD_DATE) {
        char a[16];
        char b[16];
        first_day(given, a);
        (condition->op == OP_AT_LEAST ? first_day : last_day)(bound, b);
        order = strcmp(a, b);
    } else {
        int64_t a = 0;
        int64_t b = 0;
        assert_true(decimal_parse(given, &a) && decimal_parse(bound, &b));
        order = a < b ? -1 : a > b;
    }
    return condition->op == OP_AT_LEAST ? order >= 0 : order <= 0;
}

static bool value_meets_one(struct arena *arena, const struct condition *condition,
                            const struct value *value)
{
    struct str given = look(arena, condition, value);
    for (size_t i = 0; given.length > 0 && i < condition->value_count; i++) {
        struct str wanted = str_of(condition->values[i]);
        bool ordered = condition->op == OP_AT_LEAST || condition->op == OP_AT_MOST;
        if (ordered ? in_range(condition, given, wanted) : str_equal(given, wanted)) {
            return true;
        }
    }
    return false;
}

static bool about_value(const struct condition *condition)
{
    return condition->op != OP_IS_NOT && !lists_empty(condition);
}

static bool names_value(const struct condition *condition)
{
    return condition->op == OP_IS && !condition->field->parent && !part_name(condition);
}

/* Whether some value meets the condition and all that qualify the same value. */
static bool some_value_meets(struct arena *arena, const struct query *query,
                             const struct record *record, const struct condition *condition)
{
    const struct value *value = record->values[top(condition)->index];
    for (; value; value = value->next) {
        bool meets = value_meets_one(arena, condition, value);
        for (size_t i = 0; meets && i < query->count; i++) {
            const struct condition *other = &query->conditions[i];
            if (top(other) == top(condition) && about_value(other) && !names_value(other)) {
                meets = value_meets_one(arena, other, value);
            }
        }
        if (meets) {
            return true;
        }
    }
    return false;
}

static bool record_meets(struct arena *arena, const struct query *query,
                         const struct record *record)
{
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        bool meets = false;
        bool any = false;
        if (about_value(condition)) {
            meets = some_value_meets(arena, query, record, condition);
        } else {
            const struct value *value = record->values[top(condition)->index];
            struct condition positive = *condition;
            positive.op = OP_IS;
            for (; value; value = value->next) {
                any = any || look(arena, condition, value).length > 0;
                meets = meets || value_meets_one(arena, &positive, value);
            }
            meets = meets || (lists_empty(condition) && !any);
            meets = condition->op == OP_IS_NOT ? !meets : meets;
        }
        if (!meets) {
            return false;
        }
    }
    return true;
}

/* ---- random questions ---- */

static const char *const questions[] = {
    "country=KE",
    "country=KE|NP",
    "country!=UG",
    "country=",
    "country!=|KE",
    "country=|QA",
    "country.percentage>=40",
    "country.percentage=33.3333",
    "country.percentage!=50",
    "country.percentage=",
    "sector=110",
    "sector.vocabulary=1",
    "sector.vocabulary!=2",
    "start>=2010-05",
    "start<=2010",
    "start>=2011-01-01",
    "start!=2010",
    "start=",
    "event>=2010-06",
    "event<=2011",
    "event=2010|2012-12",
    "size=project",
    "size!=project",
    "staff>=1",
    "staff<=0|3",
    "staff=-1|2",
    "active=true",
    "active!=true",
    "share=0.25|0.5",
    "share>=0.5",
    "budget>=50",
    "budget<=100.5",
    "budget.currency=USD",
    "budget.currency!=EUR",
    "budget.from>=2011",
    "total>=1000",
    "total.currency=EUR",
    "title=alpha",
    "title=100%|it's",
    "title!=beta",
    "title.language=|",
    "country!=|",
    "title=",
    "title.language=fr",
};

static void random_question(struct many *many, struct query *query)
{
    struct world *world = many->world;
    query_init(query, world->activity);
    for (int n = rand() % 4; n > 0; n--) {
        if (query_add(&world->arena, world->pack, query, str_of(PICK(questions)), &world->why)) {
            fail_msg("%s", world->why.text);
        }
    }
    /* Which of them few records meet is no more than a hint. */
    if (query->count > 0 && chance(50)) {
        query->narrow = query->conditions[(size_t)rand() % query->count].name;
    }
}

static const char *text_of(struct many *many, const struct query *query)
{
    struct buf out;
    buf_init(&out, 4096);
    query_print(query, &out);
    const char *text = arena_copy(&many->world->arena, buf_view(&out));
    buf_release(&out);
    return text;
}

static unsigned long long count(struct many *many, const struct query *query)
{
    unsigned long long number = 0;
    if (store_count(many->world->store, query, &number, &many->world->why)) {
        fail_msg("%s: %s", text_of(many, query), many->world->why.text);
    }
    return number;
}

/* The records that are listed are those of the loop, and the count is their number. */
static void test_count(void **state)
{
    struct many *many = *state;
    struct world *world = many->world;
    for (int i = 0; i < QUESTIONS; i++) {
        struct query query;
        struct record_cursor *cursor = NULL;
        struct record *record = NULL;
        unsigned long long listed = 0;
        unsigned long long expected = 0;
        random_question(many, &query);
        for (int k = 0; k < RECORDS; k++) {
            expected += record_meets(&world->arena, &query, many->records[k]);
        }
        OK(store_find(world->store, &query, i % 2 ? ORDER_ID : ORDER_IDENTIFIER, &cursor,
                      &world->why));
        while (record_cursor_next(cursor, &world->arena, &record, &world->why) == STEP_ITEM) {
            listed++;
            if (!record_meets(&world->arena, &query, record)) {
                fail_msg("%s lists %.*s", text_of(many, &query), STR_ARGS(record->identifier));
            }
        }
        record_cursor_close(cursor);
        if (listed != expected || count(many, &query) != expected) {
            fail_msg("%s: listed %llu, counted %llu, expected %llu", text_of(many, &query), listed,
                     count(many, &query), expected);
        }
    }
}

/* ---- groups ---- */

static const char *const group_fields[] = {"country", "country.percentage",
                                           "sector",  "sector.vocabulary",
                                           "start",   "event",
                                           "size",    "staff",
                                           "active",  "share",
                                           "title",   "budget.from"};

static const struct {
    enum measure_type type;
    const char *field, *currency;
} measures[] = {
    {MEASURE_COUNT, NULL, NULL},    {MEASURE_SUM, "staff", NULL},
    {MEASURE_SUM, "budget", "USD"}, {MEASURE_SUM, "budget", NULL},
    {MEASURE_MAX, "budget", "EUR"}, {MEASURE_SUM, "total", "USD"},
    {MEASURE_MIN, "total", NULL},   {MEASURE_SUM, "share", NULL},
    {MEASURE_MIN, "start", NULL},   {MEASURE_MAX, "event", NULL},
    {MEASURE_MIN, "staff", NULL},   {MEASURE_SUM, "country.percentage", NULL},
};

static struct measure random_measure(struct many *many)
{
    size_t i = (size_t)rand() % COUNT_OF(measures);
    const char *name = measures[i].field;
    return (struct measure){measures[i].type,
                            name ? fixture_field(many->world->activity, name) : NULL,
                            measures[i].currency};
}

static struct group *measure(struct many *many, const struct query *query,
                             const struct group_by *by, size_t by_count, const struct measure *what,
                             size_t *number)
{
    struct group *groups = NULL;
    enum status status = store_measure(many->world->store, &many->world->arena, query, by, by_count,
                                       what, &groups, number, &many->world->why);
    if (status == STATUS_USAGE && strstr(many->world->why.text, "cannot group")) {
        return NULL; /* a sub-field of one of several values; see test_refused() */
    }
    if (status) {
        fail_msg("%s: %s", text_of(many, query), many->world->why.text);
    }
    return groups;
}

static void add_key(struct many *many, struct query *query, const char *name, struct str key)
{
    const char *value = arena_copy(&many->world->arena, key);
    OK(query_add_values(&many->world->arena, many->world->pack, query, name, OP_IS, &value, 1,
                        &many->world->why));
}

/* The group is what the question with its keys added gives. */
static void assert_group(struct many *many, const struct query *query, const struct group *group,
                         const char *const *names, const struct measure *what)
{
    struct query narrowed = *query;
    size_t number = 0;
    for (size_t i = 0; i < group->key_count; i++) {
        add_key(many, &narrowed, names[i], group->keys[i]);
    }
    struct group *alone = measure(many, &narrowed, NULL, 0, what, &number);
    assert_int_equal(number, 1);
    if (alone->records != group->records || alone->value != group->value ||
        alone->has_value != group->has_value || !str_equal(alone->text, group->text)) {
        fail_msg("%s (measure %d of %s): group has %llu records and %lld, alone %llu and %lld",
                 text_of(many, &narrowed), (int)what->type, what->field ? what->field->name : "",
                 group->records, (long long)group->value, alone->records, (long long)alone->value);
    }
    assert_int_equal(count(many, &narrowed), group->records);
}

static void test_groups(void **state)
{
    struct many *many = *state;
    for (int i = 0; i < QUESTIONS; i++) {
        struct query query;
        size_t number = 0;
        const char *names[2] = {PICK(group_fields), NULL};
        size_t by_count = 1;
        struct group_by by[2] = {{.field = fixture_field(many->world->activity, names[0])}};
        struct measure what = random_measure(many);
        random_question(many, &query);
        if (i % 2) {
            names[1] = i % 4 == 1 ? "size" : "event";
            by[1].field = fixture_field(many->world->activity, names[1]);
            by_count = 2;
        }
        struct group *groups = measure(many, &query, by, by_count, &what, &number);
        unsigned long long sum = 0;
        for (size_t k = 0; k < number; k++) {
            assert_group(many, &query, &groups[k], names, &what);
            sum += groups[k].records;
        }
        /* Of fields with one value the groups part the records among them. */
        if (by_count == 1 && !by[0].field->repeat && !by[0].field->parent &&
            !by[0].field->languages) {
            assert_int_equal(sum, count(many, &query));
        }
    }
}

/* As grid_interferes(): the value itself is asked for, too. */
static bool asks_for_parent(const struct query *query, const struct field *field)
{
    for (size_t i = 0; i < query->count; i++) {
        if (field->parent && query->conditions[i].field == field->parent &&
            !strchr(query->conditions[i].name, '.')) {
            return true;
        }
    }
    return false;
}

/* A year is what the question with its first and last day gives. */
static void test_years(void **state)
{
    static const char *const names[] = {"start", "budget.from"};
    struct many *many = *state;
    struct world *world = many->world;
    size_t seen = 0;
    for (int i = 0; i < QUESTIONS; i++) {
        struct query query;
        size_t number = 0;
        const char *name = PICK(names);
        const struct group_by by = {.field = fixture_field(world->activity, name), .years = true};
        const struct measure what = random_measure(many);
        random_question(many, &query);
        if (asks_for_parent(&query, by.field)) {
            continue;
        }
        struct group *groups = measure(many, &query, &by, 1, &what, &number);
        for (size_t k = 0; k < number; k++) {
            struct query year = query;
            struct group group = groups[k];
            const char *key = arena_copy(&world->arena, group.keys[0]);
            if (key[0] == '\0') {
                continue;
            }
            assert_int_equal(strlen(key), 4);
            OK(query_add_values(&world->arena, world->pack, &year, name, OP_AT_LEAST, &key, 1,
                                &world->why));
            OK(query_add_values(&world->arena, world->pack, &year, name, OP_AT_MOST, &key, 1,
                                &world->why));
            group.key_count = 0;
            assert_group(many, &year, &group, NULL, &what);
            seen++;
        }
    }
    assert_true(seen > 100);
}

/* Sums over everything are those of a loop, and so are the numbers of different values. */
static void test_totals(void **state)
{
    struct many *many = *state;
    struct world *world = many->world;
    for (int i = 0; i < QUESTIONS / 4; i++) {
        struct query query;
        size_t number = 0;
        int64_t expected = 0;
        unsigned long long distinct = 0;
        struct measure what = {MEASURE_SUM, fixture_field(world->activity, "total"), "USD"};
        const struct field *field = fixture_field(world->activity, PICK(group_fields));
        struct group_by by = {.field = field};
        random_question(many, &query);
        for (int k = 0; k < RECORDS; k++) {
            const struct value *total = record_value(many->records[k], "total");
            if (total && str_is(total->currency, "USD") &&
                record_meets(&world->arena, &query, many->records[k])) {
                expected += total->number;
            }
        }
        struct group *all = measure(many, &query, NULL, 0, &what, &number);
        assert_int_equal(number, 1);
        assert_int_equal(all->value, expected);

        what.type = MEASURE_COUNT;
        struct group *groups = measure(many, &query, &by, 1, &what, &number);
        for (size_t k = 0; k < number; k++) {
            number -= groups[k].keys[0].length == 0;
        }
        OK(store_distinct(world->store, &query, field, &distinct, &world->why));
        assert_int_equal(distinct, number);
    }
}

/* What cannot be measured is refused with words. */
static void test_refused(void **state)
{
    struct many *many = *state;
    struct world *world = many->world;
    struct group *groups = NULL;
    size_t number = 0;
    struct query query;
    query_init(&query, world->activity);
    static const struct {
        enum measure_type type;
        const char *field;
    } cases[] = {{MEASURE_SUM, "title"}, {MEASURE_SUM, "start"}, {MEASURE_MIN, "size"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct measure what = {cases[i].type, fixture_field(world->activity, cases[i].field), NULL};
        assert_int_equal(store_measure(world->store, &world->arena, &query, NULL, 0, &what, &groups,
                                       &number, &world->why),
                         STATUS_USAGE);
    }
    struct measure records = {.type = MEASURE_COUNT};
    struct group_by by[2] = {{.field = fixture_field(world->activity, "sector")},
                             {.field = fixture_field(world->activity, "sector.vocabulary")}};
    assert_int_equal(store_measure(world->store, &world->arena, &query, by, 2, &records, &groups,
                                   &number, &world->why),
                     STATUS_USAGE);
    by[0].field = by[1].field;
    OK(query_add(&world->arena, world->pack, &query, str_of("sector=110"), &world->why));
    OK(store_measure(world->store, &world->arena, &query, by, 1, &records, &groups, &number,
                     &world->why));
    OK(query_add(&world->arena, world->pack, &query, str_of("sector=120"), &world->why));
    assert_int_equal(store_measure(world->store, &world->arena, &query, by, 1, &records, &groups,
                                   &number, &world->why),
                     STATUS_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_count, set_up_many, tear_down_many),
        cmocka_unit_test_setup_teardown(test_groups, set_up_many, tear_down_many),
        cmocka_unit_test_setup_teardown(test_years, set_up_many, tear_down_many),
        cmocka_unit_test_setup_teardown(test_totals, set_up_many, tear_down_many),
        cmocka_unit_test_setup_teardown(test_refused, set_up_many, tear_down_many),
    };
    return cmocka_run_group_tests_name("measure", tests, NULL, NULL);
}
