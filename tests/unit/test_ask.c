/*
 * Goal: every text is a search that means what a user would think, or is refused with words; never
 * an error of the engine. Method: a table of texts and how they are read (ask_print), one of texts
 * that are refused, and random texts that are asked of a real store.
 */
#include "find_world.h"

/* How each text is read: words joined by + are a phrase, | are alternatives, [] is a condition. */
static const struct {
    const char *text, *read;
} cases[] = {
    /* words */
    {"roads", "roads"},
    {"  Roads   bridges ", "roads bridges"},
    {"roads\tbridges\nwells", "roads bridges wells"},
    {"r\xC3\xA9 r\xC3\x89 re\xCC\x81", "re re re"},
    {"roads\xC2\xA0"
     "bridges\xE3\x80\x80wells",
     "roads bridges wells"},
    {"roads, bridges; wells!", "roads bridges wells"},
    {"labour-migration", "labour+migration"},
    {"main-d'\xC5\x93uvre", "main+d+oeuvre"},
    {"XM-DAC-47066-LM.0416", "xm+dac+47066+lm+0416"},
    {"2013 3.5", "2013 3+5"},
    {"?! & roads /", "roads"},
    {"+roads", "roads"},
    {"\xFF\xFEroads\xC3", "roads"},
    {"\xE4\xB8\xAD\xE5\x9B\xBD", "\xE4\xB8\xAD+\xE5\x9B\xBD"},
    /* phrases */
    {"\"fair recruitment\"", "fair+recruitment"},
    {"\"fair recruitment\" now", "fair+recruitment now"},
    {"\xE2\x80\x9C"
     "fair recruitment\xE2\x80\x9D",
     "fair+recruitment"},
    {"\xC2\xAB fair recruitment \xC2\xBB", "fair+recruitment"},
    {"\"fair\"", "fair"},
    {"\"fair recruitment", "fair recruitment"},
    {"fair recruitment\"", "fair recruitment"},
    {"\"\" fair", "fair"},
    {"\"fair recr\"*", "fair+recr*"},
    {"\"a\"\"b\"", "a b"},
    {"\"a OR b\"", "a+or+b"},
    {"\"-a\"", "a"},
    /* excluded */
    {"roads -bridges", "roads -bridges"},
    {"-bridges", "-bridges"},
    {"roads -\"stone bridges\"", "roads -stone+bridges"},
    {"roads - bridges", "roads bridges"},
    {"roads --bridges", "roads bridges"},
    {"roads -", "roads"},
    {"a-b -c-d", "a+b -c+d"},
    /* beginnings */
    {"migra*", "migra*"},
    {"m*", "m"},
    {"\xC3\xA9*", "e"},
    {"mi*", "mi*"},
    {"mi**", "mi"},
    {"migra* -road*", "migra* -road*"},
    {"labour-migra*", "labour+migra*"},
    {"mi*gra", "mi+gra"},
    {"mi-*", "mi"},
    {"* roads", "roads"},
    /* OR */
    {"roads OR bridges", "roads | bridges"},
    {"a OR b OR c d", "a | b | c d"},
    {"a b OR c d", "a b | c d"},
    {"a or b", "a or b"},
    {"OR a", "or a"},
    {"a OR", "a or"},
    {"a OR OR b", "a | b"},
    {"a AND b", "a b"},
    {"AND", "and"},
    {"OR", "or"},
    {"a OR -b", "a -b"},
    {"\"a b\" OR c*", "a+b | c"},
    {"country:KE OR country:NP", "[activity?country=KE] | [activity?country=NP]"},
    {"country:KE OR roads", "[activity?country=KE] roads"},
    {"a OR ? OR b", "a | b"},
    /* conditions */
    {"country:KE", "[activity?country=KE]"},
    {"Country:kenya", "[activity?country=KE]"},
    {"country:n\xC3\xA9pal", "[activity?country=NP]"},
    {"country:\"Ivory Coast\"", "[activity?country=CI]"},
    {"country:\"federal republic\" x", "[activity?country=NP] x"},
    {"country:KE|NP", "[activity?country=KE|NP]"},
    {"-country:KE roads", "-[activity?country=KE] roads"},
    {"country:*", "[activity?country!=]"},
    {"country:\"\"", "[activity?country=]"},
    {"country.percentage>=50", "[activity?country.percentage>=50]"},
    {"staff>=5 staff<=9", "[activity?staff>=5] [activity?staff<=9]"},
    {"start:2013", "[activity?start>=2013&start<=2013 event?start>=2013&start<=2013]"},
    {"start>=2013-05", "[activity?start>=2013-05 event?start>=2013-05]"},
    {"end:2012|2014", "[activity?end>=2012&end<=2012 activity?end>=2014&end<=2014]"},
    {"since:2013", "[activity?start>=2013 activity?end>=2013 event?start>=2013]"},
    {"until:2013-06-30", "[activity?start<=2013-06-30 activity?end<=2013-06-30"
                         " event?start<=2013-06-30]"},
    {"kind:event", "[event]"},
    {"kind:events|activity", "[activity event]"},
    {"kind:Activit\xC3\xA9", "[activity]"},
    {"kind:acontecimiento", "[event]"},
    {"tag:labour-x/skills", "[activity?tag=labour-x/skills event?tag=labour-x/skills]"},
    {"identifier:A-1", "[activity?identifier=A-1 event?identifier=A-1]"},
    {"note:exactly", "[activity?note=exactly]"},
    {"country:Atlantis", "[activity?country=Atlantis]"}, /* of another list, perhaps; noted */
    {"country:KE|", "[activity?country=KE]"},
    {"country:|KE", "[activity?country=|KE]"},
    {"country:\"KE\"x", "[activity?country=KE] x"},
    /* words in a field */
    {"title:roads", "title~roads"},
    {"title:\"fair roads\"", "title~fair+roads"},
    {"title:road*", "title~road*"},
    {"title:roads|bridges", "title~roads,bridges"},
    {"-title:roads", "-title~roads"},
    {"TITLE:Roads", "title~roads"},
    {"title:roads OR bridges", "title~roads | bridges"},
    {"title:*", "[activity?title!= event?title!=]"},
    /* a field by its label, in any language, whatever case and accents */
    {"pays:KE", "[activity?country=KE]"},
    {"pa\xC3\xADs:Kenya", "[activity?country=KE]"},
    {"-PA\xC3\x8DS:n\xC3\xA9pal roads", "-[activity?country=NP] roads"},
    {"land.percentage>=50", "[activity?country.percentage>=50]"},
    {"descripci\xC3\xB3n:roads", "description~roads"},
    {"descripcion:\"fair roads\"", "description~fair+roads"},
    {"adresse:jane", "adresse+jane"}, /* of a field that is not public */
    /* what is none after all is words */
    {"http://example.org/a", "http+example+org+a"},
    {"11:30", "11+30"},
    {"country: KE", "country ke"},
    {"contry:KE", "contry+ke"},
    {"start:soon", "start+soon"},
    {"staff:many", "staff+many"},
    {"tag:Not/A/Lens", "tag+not+a+lens"},
    {"kind:nothing", "kind+nothing"},
    {"since:yesterday", "since+yesterday"},
    {"title>=5", "[activity?title>=5 event?title>=5]"},
    {":KE", "ke"},
    {"country:", "country"},
    {"country.nothing:5", "country+nothing+5"},
    /* nobody may ask for what is not public */
    {"contact:jane", "contact+jane"},
    {"doubt:KE", "doubt+ke"},
    {"country.doubt:x", "country+doubt+x"},
    {"leak>=2000", "leak+2000"},
    {"contact.language:en", "contact+language+en"},
};

static void test_cases(void **state)
{
    struct world *w = *state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ask ask;
        struct buf out;
        buf_init(&out, 65536);
        if (ask_parse(&w->arena, w->pack.pack, str_of(cases[i].text), &ask, &w->why)) {
            fail_msg("%s: %s", cases[i].text, w->why.text);
        }
        ask_print(&ask, &out);
        if (strcmp(out.at, cases[i].read) != 0) {
            fail_msg("\"%s\" is read as \"%s\", not as \"%s\"", cases[i].text, out.at,
                     cases[i].read);
        }
        buf_release(&out);
    }
}

/* What was read otherwise than it may have been meant is told. */
static void test_notes(void **state)
{
    static const struct {
        const char *text, *word; /* NULL: no note */
    } noted[] = {
        {"country:Atlantis", "code list"},
        {"start:soon", "date"},
        {"kind:nothing", "kind"},
        {"country:KE OR roads", "OR"},
        {"a OR -b", "OR"},
        /* The same of a field that is not public and of one that is not there. */
        {"contact:jane", "there is no such field"},
        {"adresse:jane", "there is no such field"},
        {"nosuch:field", "there is no such field"},
        {"\xC3\xA9t\xC3\xA9:x", "there is no such field"},
        {"http://x", NULL},
        {"11:30", NULL},
        {"pays:KE", NULL},
        {"country:KE", NULL},
    };
    struct world *w = *state;
    for (size_t i = 0; i < COUNT_OF(noted); i++) {
        struct ask ask;
        OK(ask_parse(&w->arena, w->pack.pack, str_of(noted[i].text), &ask, &w->why));
        if ((ask.note_count > 0) != (noted[i].word != NULL) ||
            (ask.note_count > 0 && !strstr(ask.notes[0], noted[i].word))) {
            fail_msg("%s: %zu notes, \"%s\"", noted[i].text, ask.note_count,
                     ask.note_count > 0 ? ask.notes[0] : "");
        }
    }
}

/* A text of @count times @piece. */
static const char *repeated(struct world *w, const char *piece, size_t count)
{
    struct buf text;
    buf_init(&text, (size_t)1024 * 1024);
    for (size_t i = 0; i < count; i++) {
        buf_text(&text, piece);
    }
    const char *copy = arena_copy(&w->arena, buf_view(&text));
    buf_release(&text);
    return copy;
}

static void test_refused(void **state)
{
    struct world *w = *state;
    const struct {
        const char *text, *word;
    } refused[] = {
        {"", "no word"},
        {"   ", "no word"},
        {"\"\" ... - *", "no word"},
        {repeated(w, "a", 513), "512"},
        {repeated(w, "\xC3\xA9", 513), "512"},
        {repeated(w, "ab ", 33), "32"},
        {repeated(w, "a.", 70), "64"},
        {repeated(w, "x", 5000), "512"},
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct ask ask;
        struct failure why = {STATUS_OK, ""};
        enum status status =
            ask_parse(&w->arena, w->pack.pack, str_of(refused[i].text), &ask, &why);
        assert_int_equal(status, STATUS_USAGE);
        if (!strstr(why.text, refused[i].word)) {
            fail_msg("case %zu: %s", i, why.text);
        }
    }
    struct ask ask;
    OK(ask_parse(&w->arena, w->pack.pack, str_of(repeated(w, "\xC3\xA9", 512)), &ask, &w->why));
    OK(ask_parse(&w->arena, w->pack.pack, str_of(repeated(w, "ab ", 32)), &ask, &w->why));
}

/* Pieces that mean something to us, to FTS5 or to SQL, in any order. */
static void test_random(void **state)
{
    static const char *const pieces[] = {
        "roads",
        "\"",
        "*",
        "-",
        " ",
        " OR ",
        "AND",
        "NOT",
        "NEAR(",
        ")",
        "(",
        "{a}",
        ":",
        "title",
        "^",
        "+",
        "|",
        "'",
        ";--",
        "\\",
        "%",
        "_",
        "country",
        "KE",
        ">=",
        "<=",
        "2013",
        "since",
        "kind",
        "event",
        "\xC3\xA9",
        "\xFF",
        "\xE2\x80\x9C",
        "tag",
        ".",
        ",",
        "a",
        "\x01",
        "0x",
        "\xD9\x85\xD9\x8F",
        "percentage",
        "NULL",
        "\xE4\xB8\xAD",
        "identifier",
        "rank",
        "fulltext",
    };
    struct world *w = *state;
    unsigned seed = 2013;
    world_put(w, "A1", "title@en:Roads and bridges\ncountry:KE");
    world_index(w);
    for (int round = 0; round < 3000; round++) {
        struct arena arena;
        struct buf text;
        struct find_result result;
        struct find_options options = {.limit = 3};
        arena_init(&arena, (size_t)64 * 1024 * 1024);
        buf_init(&text, 65536);
        for (unsigned i = 0; i < 1 + seed % 12; i++) {
            seed = seed * 1103515245U + 12345U;
            buf_text(&text, pieces[(seed >> 16) % COUNT_OF(pieces)]);
        }
        enum status status =
            find_search(w->store, &arena, buf_view(&text), &options, &result, &w->why);
        if (status != STATUS_OK && status != STATUS_USAGE) {
            fail_msg("%s: %s", text.at, w->why.text);
        }
        buf_release(&text);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cases, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_notes, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_refused, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_random, world_set_up, world_tear_down),
    };
    return cmocka_run_group_tests_name("ask", tests, NULL, NULL);
}
