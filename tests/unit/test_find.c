/*
 * Goal: what stands in a public field is found, by everybody who spells it as people do, and what
 * is not public never is; and the index follows the records whatever happens to them. Method:
 * records of a small pack are imported, changed and imported again, and searched; every mark is
 * compared with the bytes it points at; every word of every text finds its record.
 */
#include "find_world.h"

#include "base/utf8.h"
#include "find/words.h"

/* ---- languages ---- */

/* A text, a search, and the words that are marked in the text (NULL: it is not found). */
static const struct {
    const char *text, *search, *marked;
} spellings[] = {
    {"Fair Recruitment", "fair recruitment", "Fair|Recruitment"},
    {"main-d'\xC5\x93uvre", "oeuvre", "\xC5\x93uvre"},
    {"the oeuvre", "\xC5\x93uvre", "oeuvre"},
    {"Stra\xC3\x9F"
     "e",
     "strasse",
     "Stra\xC3\x9F"
     "e"},
    {"STRASSE",
     "stra\xC3\x9F"
     "e",
     "STRASSE"},
    {"\xC4\xB0stanbul", "istanbul", "\xC4\xB0stanbul"},
    {"Istanbul", "\xC4\xB0stanbul", "Istanbul"},
    {"Diyarbak\xC4\xB1r", "diyarbakir", "Diyarbak\xC4\xB1r"},
    {"\xCE\x95\xCE\xBB\xCE\xBB\xCE\xAC\xCF\x82", "\xCE\x95\xCE\x9B\xCE\x9B\xCE\x91\xCE\xA3",
     "\xCE\x95\xCE\xBB\xCE\xBB\xCE\xAC\xCF\x82"}, /* final sigma */
    {"\xCE\x95\xCE\x9B\xCE\x9B\xCE\x91\xCE\xA3", "\xCE\xB5\xCE\xBB\xCE\xBB\xCE\xB1\xCF\x82",
     "\xCE\x95\xCE\x9B\xCE\x9B\xCE\x91\xCE\xA3"},
    {"migracio\xCC\x81n", "migraci\xC3\xB3n", "migracio\xCC\x81n"}, /* NFD */
    {"migraci\xC3\xB3n", "migracion", "migraci\xC3\xB3n"},
    {"\xD9\x85\xD9\x8F\xD9\x87\xD9\x8E\xD8\xA7\xD8\xAC\xD9\x90\xD8\xB1",
     "\xD9\x85\xD9\x87\xD8\xA7\xD8\xAC\xD8\xB1",
     "\xD9\x85\xD9\x8F\xD9\x87\xD9\x8E\xD8\xA7\xD8\xAC\xD9\x90\xD8\xB1"}, /* harakat */
    {"\xD9\x85\xD9\x87\xD8\xA7\xD8\xAC\xD8\xB1",
     "\xD9\x85\xD9\x8F\xD9\x87\xD9\x8E\xD8\xA7\xD8\xAC\xD9\x90\xD8\xB1",
     "\xD9\x85\xD9\x87\xD8\xA7\xD8\xAC\xD8\xB1"},
    {"\xD0\x95\xD1\x89\xD1\x91", "\xD0\xB5\xD1\x89\xD0\xB5", "\xD0\x95\xD1\x89\xD1\x91"},
    {"\xE7\xA7\xBB\xE6\xB0\x91\xE5\xB7\xA5\xE4\xBA\xBA", "\xE6\xB0\x91\xE5\xB7\xA5",
     "\xE6\xB0\x91\xE5\xB7\xA5"}, /* Chinese, within a run */
    {"\xE7\xA7\xBB\xE6\xB0\x91", "\xE6\xB0\x91\xE7\xA7\xBB", NULL},
    {"\xE0\xB9\x81\xE0\xB8\xA3\xE0\xB8\x87\xE0\xB8\x87\xE0\xB8\xB2\xE0\xB8\x99",
     "\xE0\xB8\x87\xE0\xB8\xB2\xE0\xB8\x99", "\xE0\xB8\x87\xE0\xB8\xB2\xE0\xB8\x99"}, /* Thai */
    {"co\xC2\xADoperation", "cooperation", "co\xC2\xADoperation"}, /* soft hyphen */
    /* forms */
    {"migrants arrived", "migrant", "migrants"},
    {"a migrant", "migrants", "migrant"},
    {"policies", "policy", "policies"},
    {"las migraciones", "migraci\xC3\xB3n", "migraciones"},
    {"les \xC3\xA9tats", "etat", "\xC3\xA9tats"},
    {"trabajadores", "trabajador", "trabajadores"},
    {"the US army", "uses", NULL},
    {"Migri", "migrants", NULL},
    {"migrants", "\"migrant\"", NULL}, /* as it stands */
    {"the right to work", "wor*", "work"},
    {"network", "work*", NULL},
    {"fair and decent", "\"fair decent\"", NULL},
    {"decent, fair", "\"decent fair\"", "decent, fair"},
    {"\xE2\x91\xB4 first", "1", "\xE2\x91\xB4"},
};

static void test_spellings(void **state)
{
    for (size_t i = 0; i < COUNT_OF(spellings); i++) {
        struct find_result result;
        struct find_mark *marks = NULL;
        size_t count = 0;
        struct buf marked;
        void *fresh = NULL;
        assert_int_equal(world_set_up(&fresh), 0);
        struct world *w = fresh;
        struct record *record = fixture_record(&w->arena, w->activity, "");
        struct value *value =
            record_add(&w->arena, record, kind_field(w->activity, str_of("title")));
        value->text = str_of(spellings[i].text);
        record->identifier = str_of("A1");
        struct original original = {.bytes = str_of("x")};
        long long import = 0;
        enum put_outcome outcome = PUT_STORED;
        OK(store_import_begin(w->store, "a", "b", &import, &w->why));
        OK(store_put(w->store, import, record, &original, &outcome, &w->why));
        world_index(w);
        world_search(w, spellings[i].search, &result);
        buf_init(&marked, 4096);
        buf_text(&marked, "");
        if (result.count > 0) {
            OK(find_marks(&w->arena, &result.ask, record, &marks, &count, &w->why));
        }
        for (size_t k = 0; k < count; k++) {
            buf_text(&marked, k > 0 ? "|" : "");
            buf_add(&marked, marks[k].text->text.at + marks[k].offset, marks[k].length);
        }
        const char *expected = spellings[i].marked ? spellings[i].marked : "";
        if ((result.count > 0) != (spellings[i].marked != NULL) ||
            !str_is(buf_view(&marked), expected)) {
            fail_msg("\"%s\" in \"%s\": %llu found, marked \"%.*s\"", spellings[i].search,
                     spellings[i].text, result.total, STR_ARGS(buf_view(&marked)));
        }
        buf_release(&marked);
        (void)world_tear_down(&fresh);
    }
    (void)state;
}

/* ---- what is found, and in what order ---- */

static void fill(struct world *w)
{
    world_put(w, "A1",
              "title@en:Roads and bridges\ntitle@fr:Routes et ponts\ndescription@en:Stone "
              "bridges|for domestic workers\ncountry;percentage=60:KE\ncountry:NP\nkeyword:wells\n"
              "contact:Jane Secretperson\ndoubt:CI\nstart:2013-05\nend:2015\nstaff:7\n"
              "note:exactly this\nleak:1999");
    world_put(w, "A2",
              "title@en:Wells\nalias:Brunnen\ndescription@en:Water for roads\n"
              "country;doubt=Whispered:KE\nstart:2010\nnote:bridges");
    world_put(w, "A3",
              "title@es:Puentes y caminos\ndescription@es:Migraci\xC3\xB3n laboral\n"
              "keyword:roads\nstart:2016-01-01");
    (void)world_put_as(w, w->event, "E-9/a", "title:Bridges day\nplace:Nepal\nstart:2014", NULL);
    world_index(w);
}

static const struct {
    const char *search, *found;
} questions[] = {
    {"roads", "A1 A2 A3"}, /* title, description, keyword: by weight */
    {"bridges", "E-9/a A1"},
    {"roads bridges", "A1"},
    {"roads OR bridges", "A1 E-9/a A2 A3"},
    {"roads -bridges", "A2 A3"},
    {"-bridges", "A2 A3"},
    {"-bridges -roads", ""},
    {"\"domestic workers\"", "A1"},
    {"\"bridges for\"", "A1"},
    {"\"workers domestic\"", ""},
    {"\"bridges stone\"", ""}, /* not across values */
    {"\"bridges routes\"", ""},
    {"wel*", "A2 A1"},
    {"nepal", "E-9/a A1"},
    {"n\xC3\xA9pal", "E-9/a A1"},
    {"NP", "A1"},
    {"ivory", ""},
    {"E-9/a", "E-9/a"},
    {"a1", "A1"},
    {"kind:event", "E-9/a"},
    {"kind:event bridges", "E-9/a"},
    {"-kind:event bridges", "A1"},
    {"country:KE", "A1 A2"},
    {"country:Kenya roads -bridges", "A2"},
    {"country:NP OR country:CI", "A1"},
    {"-country:KE", "A3 E-9/a"},
    {"country:*", "A1 A2"},
    {"country.percentage>=50", "A1"},
    {"country:\"\" roads", "A3"},
    {"start:2013", "A1"},
    {"start>=2013 start<=2014", "A1 E-9/a"},
    {"since:2014", "A1 A3 E-9/a"},
    {"since:2014 until:2014", "A1 E-9/a"},
    {"staff:7", "A1"},
    {"note:\"exactly this\"", "A1"},
    {"exactly", ""}, /* of a field without a weight */
    {"title:bridges", "E-9/a A1"},
    {"title:roads", "A1"},
    {"title:brunnen", ""}, /* of another field with the same weight */
    {"alias:brunnen", "A2"},
    {"alias:wells", ""},
    {"brunnen", "A2"},
    {"description:bridges", "A1"},
    {"-description:bridges bridges", "E-9/a"},
    {"-title:wells well", "A1"},
    {"-title:brunnen wells", "A2 A1"},
    {"title:roads OR description:roads", "A1 A2"},
    {"title:roads|wells", "A2 A1"},
    {"place:nepal", "E-9/a"},
    {"identifier:A3", "A3"},
    {"tag:nothing", ""},
    {"migraciones", "A3"},
    {"puente camino", "A3"},
};

static void test_questions(void **state)
{
    struct world *w = *state;
    fill(w);
    for (size_t i = 0; i < COUNT_OF(questions); i++) {
        world_expect(w, questions[i].search, questions[i].found);
    }
}

static void test_marks(void **state)
{
    static const struct {
        const char *search, *marks;
    } marked[] = {
        {"bridge routes", "title/en/10=bridges; title/fr/0=Routes; description/en/6=bridges"},
        {"\"stone bridges\" bridges", "title/en/10=bridges; description/en/0=Stone bridges"},
        {"wells kenya n\xC3\xA9pal",
         "country/en/0=Kenya; country/fr/0=Kenya; country/en/0=Nepal; country/fr/0=N\xC3\xA9pal; "
         "keyword//0=wells"},
        {"description:bridges", "description/en/6=bridges"},
        {"A1 stone", "description/en/0=Stone; identifier//0=A1"},
        {"country:KE staff:7", ""},
    };
    struct world *w = *state;
    fill(w);
    for (size_t i = 0; i < COUNT_OF(marked); i++) {
        assert_string_equal(world_marks(w, marked[i].search), marked[i].marks);
    }
}

static void test_limit_and_kind(void **state)
{
    struct world *w = *state;
    struct find_result all, some;
    char name[16];
    for (int i = 0; i < 300; i++) {
        (void)snprintf(name, sizeof name, "R%03d", (i * 7) % 300);
        world_put(w, name, i % 3 ? "title@en:roads" : "title@en:roads roads\nkeyword:roads");
    }
    world_index(w);
    world_search(w, "roads", &all);
    assert_int_equal(all.total, 300);
    for (size_t i = 1; i < all.count; i++) {
        bool order = all.hits[i - 1].score > all.hits[i].score ||
                     (all.hits[i - 1].score >= all.hits[i].score &&
                      str_compare(all.hits[i - 1].identifier, all.hits[i].identifier) < 0);
        assert_true(order);
    }
    for (size_t limit = 1; limit < 310; limit += 44) {
        struct find_options options = {.limit = limit};
        OK(find_search(w->store, &w->arena, str_of("roads"), &options, &some, &w->why));
        assert_int_equal(some.total, 300);
        assert_int_equal(some.count, limit < 300 ? limit : 300);
        for (size_t i = 0; i < some.count; i++) {
            assert_true(str_equal(some.hits[i].identifier, all.hits[i].identifier));
        }
    }
    struct find_options events = {.kind = w->event};
    OK(find_search(w->store, &w->arena, str_of("roads"), &events, &some, &w->why));
    assert_int_equal(some.total, 0);
    /* By itself it is found in no event either. */
    assert_int_equal(some.suggestions[0].alone, 0);
}

/* Under a condition those that meet it are left, in an order that is again one for any limit. */
static void check_conditions(struct world *w, unsigned long long total)
{
    static struct find_result in, out, some;
    const struct find_options all = {.limit = FULLTEXT_BROAD * 2};
    OK(find_search(w->store, &w->arena, str_of("roads country:KE"), &all, &in, &w->why));
    assert_int_equal(in.total, (FULLTEXT_BROAD + 100) / 50);
    for (size_t i = 0; i < in.count; i++) { /* few enough to be ranked */
        assert_true(in.hits[i].score > 0);
        assert_true(i == 0 || in.hits[i - 1].score >= in.hits[i].score);
    }
    OK(find_search(w->store, &w->arena, str_of("roads -country:KE"), &all, &out, &w->why));
    assert_int_equal(in.total + out.total, total);
    for (size_t limit = 1; limit < 60; limit += 13) {
        const struct find_options options = {.limit = limit};
        OK(find_search(w->store, &w->arena, str_of("roads -country:KE"), &options, &some, &w->why));
        assert_int_equal(some.total, out.total);
        for (size_t i = 0; i < limit; i++) {
            assert_true(str_equal(some.hits[i].identifier, out.hits[i].identifier));
        }
    }
    OK(find_search(w->store, &w->arena, str_of("-bridges country:KE"), &all, &some, &w->why));
    assert_int_equal(some.total, 0);
    assert_int_equal(some.suggestion_count, 2);
    OK(find_search(w->store, &w->arena, str_of("-roads country:KE"), &all, &some, &w->why));
    assert_int_equal(some.total, 0);
    OK(find_search(w->store, &w->arena, str_of("-several country:KE"), &all, &some, &w->why));
    assert_int_equal(some.total, in.total);
}

/*
 * A word of more records than are ranked: those with it in the title come first, by score; the
 * others follow in the order of the index; any limit gives a beginning of one order; and kinds are
 * counted whatever is asked for.
 */
static void test_broad(void **state)
{
    struct world *w = *state;
    static struct find_result some;
    unsigned long long by_kind[8] = {0};
    char name[16];
    OK(store_begin(w->store, &w->why));
    for (int i = 0; i < FULLTEXT_BROAD + 100; i++) {
        (void)snprintf(name, sizeof name, "R%05d", i);
        world_put(w, name,
                  i % 1000 == 999 ? "title@en:roads roads"
                  : i % 500 == 0  ? "title@en:roads and bridges of several kinds"
                  : i % 50 == 1   ? "title@en:bridges\nkeyword:roads\ncountry:KE"
                                  : "title@en:bridges\nkeyword:roads");
    }
    (void)world_put_as(w, w->event, "E1", "title:roads", NULL);
    OK(store_commit(w->store, &w->why));
    world_index(w);
    const struct find_options whole = {.limit = FULLTEXT_BROAD, .by_kind = by_kind};
    static struct find_result all;
    OK(find_search(w->store, &w->arena, str_of("roads"), &whole, &all, &w->why));
    assert_int_equal(all.total, FULLTEXT_BROAD + 101);
    assert_int_equal(by_kind[w->activity->index], FULLTEXT_BROAD + 100);
    assert_int_equal(by_kind[w->event->index], 1);
    for (size_t i = 0; i < 17; i++) { /* 5 with the word twice, 11 with it once, and the event */
        assert_true(all.hits[i].score > 0);
        assert_true(i == 0 || all.hits[i - 1].score >= all.hits[i].score);
    }
    assert_true(all.hits[0].score > all.hits[16].score);
    for (size_t i = 17; i < all.count; i++) {
        assert_true(all.hits[i].score == 0);
        assert_true(i == 17 || str_compare(all.hits[i - 1].identifier, all.hits[i].identifier) < 0);
    }
    for (size_t limit = 1; limit < 60; limit += 7) {
        const struct find_options options = {.limit = limit};
        OK(find_search(w->store, &w->arena, str_of("roads"), &options, &some, &w->why));
        assert_int_equal(some.total, all.total);
        assert_int_equal(some.count, limit);
        for (size_t i = 0; i < limit; i++) {
            assert_true(str_equal(some.hits[i].identifier, all.hits[i].identifier));
        }
    }
    unsigned long long again[8] = {0};
    const struct find_options events = {.kind = w->event, .limit = 20, .by_kind = again};
    OK(find_search(w->store, &w->arena, str_of("roads"), &events, &some, &w->why));
    assert_int_equal(some.total, 1);
    assert_int_equal(some.count, 1);
    assert_true(str_is(some.hits[0].identifier, "E1"));
    assert_memory_equal(again, by_kind, sizeof again);
    /* What narrows it down is ranked as ever, and counted in one pass. */
    memset(again, 0, sizeof again);
    OK(find_search(w->store, &w->arena, str_of("roads several"), &events, &some, &w->why));
    assert_int_equal(some.total, 0);
    assert_int_equal(again[w->activity->index], 11);
    assert_int_equal(some.suggestion_count, 0); /* another kind has it */
    check_conditions(w, all.total);
}

/* ---- what is not public ---- */

static void test_secrets(void **state)
{
    static const char *const tries[] = {
        "secretperson",
        "jane",
        "contact:jane",
        "contact:\"Jane Secretperson\"",
        "secret*",
        "contact:*",
        "ivory",
        "doubt:CI",
        "doubt:*",
        "whispered",
        "country.doubt:Whispered",
        "leak:1999",
        "leak>=1990",
        "until:1999",
        "since:1999 until:2000",
        "jane OR secretperson",
    };
    struct world *w = *state;
    fill(w);
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        world_expect(w, tries[i], "");
    }
    /* Nor by what is left when it is excluded. */
    world_expect(w, "roads -jane", world_find(w, "roads"));
    world_expect(w, "roads -contact:jane", world_find(w, "roads"));
    /* Nor as a word that may be meant. */
    struct find_result result;
    world_search(w, "secretpersn", &result);
    assert_int_equal(result.suggestions[0].instead.length, 0);
}

/* A field that is withdrawn from the public is out of the index that is asked next. */
static void test_withdrawn(void **state)
{
    struct world *w = *state;
    struct fulltext_state seen;
    fill(w);
    world_expect(w, "wells", "A2 A1");
    struct buf kind;
    buf_init(&kind, 65536);
    const char *line = strstr(world_activity, "  - {name: keyword");
    buf_add(&kind, world_activity, (size_t)(line - world_activity));
    buf_text(&kind, "  - {name: keyword, type: text, repeat: true, search: D, access: internal}");
    buf_text(&kind, strchr(line, '\n'));
    fixture_write(&w->pack, "kinds/activity.yaml", kind.at);
    buf_release(&kind);
    world_reopen(w, STORE_WRITE);
    OK(find_index_look(w->store, &seen, &w->why));
    assert_false(seen.fits);
    assert_int_equal(seen.behind, 4);
    world_index(w);
    world_expect(w, "wells", "A2");
    world_expect(w, "roads", "A1 A2");
}

/* ---- following the records ---- */

static unsigned long long behind(struct world *w)
{
    struct fulltext_state state;
    OK(find_index_look(w->store, &state, &w->why));
    return state.behind;
}

static void test_changes(void **state)
{
    struct world *w = *state;
    unsigned long long looked = 0;
    assert_int_equal(behind(w), 0);
    assert_int_equal(world_put_as(w, w->activity, "A1", "title@en:roads", "one"), PUT_STORED);
    assert_int_equal(behind(w), 1);
    world_expect(w, "roads", ""); /* not yet */
    world_index(w);
    assert_int_equal(behind(w), 0);
    world_expect(w, "roads", "A1");
    /* Unchanged: nothing to do. */
    assert_int_equal(world_put_as(w, w->activity, "A1", "title@en:roads", "one"), PUT_UNCHANGED);
    assert_int_equal(behind(w), 0);
    /* Changed: the new words are found, the former are not. */
    assert_int_equal(world_put_as(w, w->activity, "A1", "title@en:bridges", "two"), PUT_UPDATED);
    assert_int_equal(world_put_as(w, w->activity, "A2", "title@en:wells", "three"), PUT_STORED);
    assert_int_equal(world_put_as(w, w->activity, "A2", "title@en:taps", "four"), PUT_UPDATED);
    assert_int_equal(behind(w), 2);
    world_index(w);
    world_expect(w, "roads", "");
    world_expect(w, "wells", "");
    world_expect(w, "bridges", "A1");
    world_expect(w, "taps", "A2");
    world_expect(w, "-taps", "A1");
    OK(find_index_verify(w->store, &looked, &w->why));
    assert_int_equal(looked, 2);
    /* A word that only former versions have is not suggested. */
    struct find_result result;
    world_search(w, "roadz", &result);
    assert_int_equal(result.suggestions[0].instead.length, 0);
    /* In another session. */
    world_reopen(w, STORE_READ);
    world_expect(w, "bridges", "A1");
    OK(find_index_verify(w->store, &looked, &w->why));
}

/* Many changes: the index is made anew now and then, and stays right. */
static void test_many_changes(void **state)
{
    struct world *w = *state;
    char name[16], lines[64];
    unsigned long long looked = 0;
    OK(store_begin(w->store, &w->why));
    for (int round = 0; round < 8; round++) {
        for (int i = 0; i < 400; i++) {
            (void)snprintf(name, sizeof name, "R%03d", i);
            (void)snprintf(lines, sizeof lines, "title@en:round%d roads", round);
            world_put(w, name, lines);
        }
        OK(store_commit(w->store, &w->why));
        world_index(w);
        struct find_result result;
        (void)snprintf(lines, sizeof lines, "round%d", round);
        world_search(w, lines, &result);
        assert_int_equal(result.total, 400);
        world_search(w, "roads", &result);
        assert_int_equal(result.total, 400);
        (void)snprintf(lines, sizeof lines, "round%d", round - 1);
        world_search(w, lines, &result);
        assert_int_equal(result.total, 0);
        OK(find_index_verify(w->store, &looked, &w->why));
        OK(store_begin(w->store, &w->why));
    }
    store_rollback(w->store);
}

/* More than one slice, with changes behind and before the place that was reached. */
static void test_slices(void **state)
{
    struct world *w = *state;
    struct find_result result;
    char name[16];
    OK(store_begin(w->store, &w->why));
    for (int i = 0; i < 17000; i++) {
        (void)snprintf(name, sizeof name, "R%05d", i);
        (void)world_put_as(w, i % 2 ? w->activity : w->event, name,
                           i % 2 ? "title@en:roads" : "title:roads", NULL);
        if (i % 2000 == 1999) {
            arena_clear(&w->arena);
        }
    }
    OK(store_commit(w->store, &w->why));
    world_index(w);
    world_search(w, "roads", &result);
    assert_int_equal(result.total, 17000);
    world_put(w, "R00001", "title@en:bridges");
    world_put(w, "S1", "title@en:bridges");
    world_put(w, "R16999", "title@en:bridges");
    world_index(w);
    world_expect(w, "bridges", "R00001 R16999 S1");
    world_search(w, "roads", &result);
    assert_int_equal(result.total, 16998);
}

/* An update that is rolled back leaves the index as it was. */
static void test_rollback(void **state)
{
    struct world *w = *state;
    struct fulltext_update *update = NULL;
    struct record *record = NULL;
    bool more = false;
    char definition[32];
    struct str columns[FULLTEXT_COLUMNS] = {{"roads", 5}};
    world_put(w, "A1", "title@en:roads");
    OK(find_definition(w->pack.pack, definition, &w->why));
    OK(fulltext_update_begin(w->store, definition, &update, &w->why));
    assert_int_equal(fulltext_update_next(update, &w->arena, &record, &w->why), STEP_ITEM);
    OK(fulltext_put(update, record, columns, &w->why));
    OK(fulltext_update_end(update, false, &more, &w->why));
    assert_int_equal(behind(w), 1);
    world_expect(w, "roads", "");
    world_index(w);
    world_expect(w, "roads", "A1");
    OK(fulltext_forget(w->store, &w->why));
    assert_int_equal(behind(w), 1);
    world_index(w);
    world_expect(w, "roads", "A1");
}

/* What does not hold together is told. */
static void test_damage(void **state)
{
    static const char *const damages[] = {
        "DELETE FROM fulltext_document WHERE record = 1",
        "UPDATE fulltext_document SET record = 77 WHERE record = 1",
        "UPDATE fulltext_document SET id = 77 WHERE record = 1",
        "INSERT INTO fulltext(fulltext) VALUES ('delete-all')",
        "UPDATE activity SET title = 'something else' WHERE identifier = 'A1'",
    };
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        void *fresh = NULL;
        unsigned long long looked = 0;
        char command[800];
        assert_int_equal(world_set_up(&fresh), 0);
        struct world *w = fresh;
        world_put(w, "A1", "title@en:roads and bridges");
        world_put(w, "A2", "title@en:wells");
        world_index(w);
        OK(find_index_verify(w->store, &looked, &w->why));
        store_close(w->store);
        w->store = NULL;
        (void)snprintf(command, sizeof command, "sqlite3 '%s' \"%s\"", w->path, damages[i]);
        assert_int_equal(system(command), 0);
        world_open(w, STORE_READ);
        if (find_index_verify(w->store, &looked, &w->why) != STATUS_INTEGRITY) {
            fail_msg("%s was not noticed", damages[i]);
        }
        assert_non_null(strstr(w->why.text, "--reindex"));
        world_reopen(w, STORE_WRITE);
        OK(fulltext_forget(w->store, &w->why));
        world_index(w);
        OK(find_index_verify(w->store, &looked, &w->why));
        (void)world_tear_down(&fresh);
    }
    (void)state;
}

/* A file of the first schema, which had no index. */
static void test_first_schema(void **state)
{
    struct world *w = *state;
    char command[1600];
    fill(w);
    store_close(w->store);
    w->store = NULL;
    /* Whatever later steps have added goes: what is no table of the first, nor of a kind. */
    (void)snprintf(command, sizeof command,
                   "sqlite3 '%s' \"SELECT 'DROP TABLE IF EXISTS ' || name || ';' FROM sqlite_schema"
                   " WHERE type = 'table' AND name NOT IN (SELECT table_name FROM dictionary)"
                   " AND name NOT IN ('import', 'problem', 'block', 'original', 'history', 'tag',"
                   " 'decision', 'code', 'dictionary', 'setting') AND name NOT LIKE 'sqlite%%'"
                   " ORDER BY name <> 'fulltext_word', name <> 'fulltext', name;"
                   " SELECT 'DELETE FROM setting WHERE name LIKE ''fulltext%%'';"
                   " ALTER TABLE import DROP COLUMN head; ALTER TABLE import DROP COLUMN first;"
                   " ALTER TABLE import DROP COLUMN taken_back; PRAGMA user_version = 1'\""
                   " | sqlite3 '%s'",
                   w->path, w->path);
    assert_int_equal(system(command), 0);
    world_open(w, STORE_READ);
    assert_int_equal(behind(w), 4);
    world_reopen(w, STORE_WRITE);
    world_index(w);
    world_expect(w, "roads bridges", "A1");
}

/* A kind cannot have a table that the index needs. */
static void test_taken_names(void **state)
{
    struct world *w = *state;
    struct store *other = NULL;
    char path[320];
    store_close(w->store);
    w->store = NULL;
    fixture_write(&w->pack, "kinds/fulltext-word.yaml",
                  "kind: fulltext-word\nplural: fulltext-words\nfields:\n"
                  "  - {name: title, type: text}\n");
    OK(fixture_pack(&w->pack));
    (void)snprintf(path, sizeof path, "%s/other.db", w->pack.dir);
    assert_int_equal(store_open(path, w->pack.pack, STORE_CREATE, &other, &w->why), STATUS_INPUT);
    assert_non_null(strstr(w->why.text, "fulltext_word"));
    fixture_remove(&w->pack, "kinds/fulltext-word.yaml");
}

/* ---- nothing found ---- */

static void test_suggestions(void **state)
{
    struct world *w = *state;
    struct find_result result;
    fill(w);
    world_search(w, "raods bridges", &result);
    assert_int_equal(result.total, 0);
    assert_int_equal(result.suggestion_count, 2);
    const struct find_suggestion *first = &result.suggestions[0];
    assert_true(str_is(first->term, "raods"));
    assert_int_equal(first->alone, 0);
    assert_int_equal(first->without, 2);
    assert_true(str_is(first->instead, "roads"));
    assert_int_equal(first->of_those, 3);
    assert_int_equal(result.suggestions[1].alone, 2);
    assert_int_equal(result.suggestions[1].without, 0);
    /* Both are there, not together; a condition counts too. */
    world_search(w, "puentes country:KE", &result);
    assert_int_equal(result.suggestion_count, 2);
    assert_int_equal(result.suggestions[0].without, 2);
    assert_true(str_is(result.suggestions[0].term, "puentes"));
    assert_int_equal(result.suggestions[1].without, 1);
    /* What is joined by OR is one thing; what is excluded has its minus. */
    world_search(w, "wells -roads  puentes OR caminos -kind:event", &result);
    assert_int_equal(result.suggestion_count, 4);
    for (size_t i = 0; i < result.suggestion_count; i++) {
        struct str term = result.suggestions[i].term;
        assert_true(str_is(term, "wells") || str_is(term, "-roads") ||
                    str_is(term, "puentes OR caminos") || str_is(term, "-kind:event"));
    }
    /* Nothing is near. */
    world_search(w, "zzzzzz", &result);
    assert_int_equal(result.suggestions[0].instead.length, 0);
    assert_int_equal(result.suggestions[0].without, 0);
    world_search(w, "\xD8\xB9\xD8\xB9\xD8\xB9\xD8\xB9", &result);
    assert_int_equal(result.suggestions[0].instead.length, 0);
}

/* ---- properties ---- */

/* Random texts of many scripts: each word of each finds its record, and is marked in it. */
static void test_every_word(void **state)
{
    static const char *const parts[] = {
        "a",
        "Z",
        "9",
        "\xC3\xA9",
        "e\xCC\x81",
        "\xC5\x93",
        "\xC3\x9F",
        "\xC4\xB0",
        "\xC4\xB1",
        "\xCF\x82",
        "\xCE\xA3",
        "\xD0\x81",
        "\xD9\x85\xD9\x8F",
        "\xD8\xA7",
        "\xE4\xB8\xAD",
        "\xE0\xB8\x81",
        "\xEF\xAC\x81",
        "\xC2\xAD",
        " ",
        ". ",
        "-",
        "'",
        "/",
        "\"",
        "\xE2\x91\xB4",
        "\xF0\x9F\x98\x80",
        "\xEA\xB0\x80",
        "\xEF\xB7\xBB",
        "longerandlonger",
        "*",
        "OR ",
        ":",
    };
    struct world *w = *state;
    unsigned seed = 47;
    char name[16];
    const char *texts[200];
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct buf text;
        buf_init(&text, 65536);
        buf_text(&text, "title@en:x");
        for (unsigned k = 0; k < 4 + i; k++) {
            seed = seed * 1103515245U + 12345U;
            buf_text(&text, parts[(seed >> 16) % COUNT_OF(parts)]);
        }
        texts[i] = arena_copy(&w->arena, buf_view(&text));
        buf_release(&text);
        (void)snprintf(name, sizeof name, "T%03zu", i);
        world_put(w, arena_copy(&w->arena, str_of(name)), texts[i]);
    }
    world_index(w);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct find_word *words = NULL;
        size_t count = 0;
        OK(find_words(&w->arena, str_of(texts[i] + 9), &words, &count, &w->why));
        for (size_t k = 0; k < count; k += 1 + count / 8) {
            struct find_result result;
            struct fulltext_phrase phrase = {.words = &words[k].folded, .count = 1};
            bool found = false;
            /* As the text has it, which may be a word and a half in other eyes. */
            const char *word = arena_copy(&w->arena, (struct str){texts[i] + 9 + words[k].start,
                                                                  words[k].end - words[k].start});
            (void)snprintf(name, sizeof name, "T%03zu", i);
            struct find_options options = {.limit = 0};
            OK(find_search(w->store, &w->arena, str_of(word), &options, &result, &w->why));
            for (size_t h = 0; h < result.count; h++) {
                found = found || str_is(result.hits[h].identifier, name);
            }
            if (!found) {
                fail_msg("\"%s\" does not find \"%s\"", word, texts[i] + 9);
            }
            assert_true(find_phrase_at(&phrase, words, count, k));
        }
    }
}

/* No character folds to a sign that the index would take for a space. */
static void test_every_character(void **state)
{
    (void)state;
    for (uint32_t code = 0x20; code < 0x110000; code++) {
        char text[8];
        struct find_walk walk;
        struct find_word word;
        if (code >= 0xD800 && code < 0xE000) {
            continue;
        }
        text[0] = 'x';
        unsigned size = utf8_encode(code, text + 1);
        find_walk_init(&walk, (struct str){text, size + 1});
        while (find_walk_next(&walk, &word)) {
            assert_true(word.folded.length > 0 && word.end <= size + 1 && word.start < word.end);
            for (size_t i = 0; i < word.folded.length; i++) {
                const char c = word.folded.at[i];
                assert_true((unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') ||
                            (c >= '0' && c <= '9'));
            }
            assert_int_equal(utf8_check(word.folded), word.folded.length);
        }
    }
}

/* A snippet holds its words, is not long, and is cut between characters. */
static void test_snippets(void **state)
{
    struct world *w = *state;
    struct buf text;
    unsigned seed = 5;
    buf_init(&text, 65536);
    buf_text(&text, "title@en:");
    for (int i = 0; i < 2000; i++) {
        static const char *const parts[] = {"\xC3\xA9t\xC3\xA9 ", "\xE2\x82\xAC", "roads ", "x ",
                                            "bridges, ",          "\xE4\xB8\xAD"};
        seed = seed * 1103515245U + 12345U;
        buf_text(&text, parts[(seed >> 16) % COUNT_OF(parts)]);
    }
    struct record *record = fixture_record(&w->arena, w->activity, text.at);
    buf_release(&text);
    struct ask ask;
    struct find_mark *marks = NULL;
    size_t count = 0;
    OK(ask_parse(&w->arena, w->pack.pack, str_of("roads OR bridges"), &ask, &w->why));
    OK(find_marks(&w->arena, &ask, record, &marks, &count, &w->why));
    assert_int_equal(count, FIND_MARKS);
    for (size_t first = 0; first < count; first += 13) {
        for (size_t width = 1; width < 400; width += 57) {
            size_t from = 0, to = 0;
            find_snippet(&marks[first], count - first, width, &from, &to);
            struct str whole = marks->text->text;
            assert_true(from < to && to <= whole.length);
            assert_true(to - from <= width + 40);
            assert_true(((unsigned char)whole.at[from] & 0xC0) != 0x80);
            assert_true(to == whole.length || ((unsigned char)whole.at[to] & 0xC0) != 0x80);
            bool holds = false;
            for (size_t i = first; i < count; i++) {
                holds =
                    holds || (marks[i].offset >= from && marks[i].offset + marks[i].length <= to);
            }
            assert_true(holds);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spellings),
        cmocka_unit_test_setup_teardown(test_questions, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_marks, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_broad, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_limit_and_kind, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_secrets, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_withdrawn, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_changes, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_many_changes, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_slices, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_rollback, world_set_up, world_tear_down),
        cmocka_unit_test(test_damage),
        cmocka_unit_test_setup_teardown(test_taken_names, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_first_schema, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_suggestions, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_every_word, world_set_up, world_tear_down),
        cmocka_unit_test(test_every_character),
        cmocka_unit_test_setup_teardown(test_snippets, world_set_up, world_tear_down),
    };
    return cmocka_run_group_tests_name("find", tests, NULL, NULL);
}
