/*
 * Goal: rows of CSV become records as docs/formats.md says, by whatever order and spelling the
 * header has; what is wrong in a cell costs the cell, what is wrong in a row the row, and both are
 * told with line and column.
 * Method: a table of small files and the lines they must print (test_read_common.h), for a pack of
 * our own.
 */
#include "test_read_common.h"

static const char *const formats[][2] = {
    {"formats/a.yaml", "format: rows\ntype: csv\nkind: thing\n"
                       "header: [id, title]\nidentifier: id\n"
                       "columns:\n"
                       "  - {column: title, field: title, language: en}\n"
                       "  - {column: titre, field: title, language: fr}\n"
                       "  - {column: regions, field: region, split: \";\", with: {percentage: "
                       "shares, scheme: scheme}}\n"
                       "  - {column: amount, field: budget, currency_column: currency}\n"
                       "  - {column: usd, field: budget, currency: USD, with: {from: since}}\n"
                       "  - {column: Organisation, field: org, with: {ref: \"org ref\"}}\n"
                       "set: {level: 2}\n"
                       "ignore: [remark]\n"},
    {"formats/b.yaml", "format: pairs\ntype: csv\nkind: thing\n"
                       "header: [title]\nidentifier: [code, year]\n"},
    {"formats/c.yaml", "format: special\ntype: csv\nkind: plain\n"
                       "header: [id, title, special]\nidentifier: id\nignore: [special]\n"},
    {NULL, NULL},
};

static const struct reading cases[] = {
    {"one row", "id,title\nA,Hello\n", "record A line 2\n  title[en]=Hello\n  level=2\n"},
    {"order, case, accents, spaces and other separators",
     "\xEF\xBB\xBFTïtle; ID ;Titre\r\nHello;A;Salut\r\n",
     "record A line 2\n  title[en]=Hello\n  title[fr]=Salut\n  level=2\n"},
    {"quotes, and lines inside a cell", "id,title,note\nA,\"x, \"\"y\"\"\",\"1\n2\"\nB,z,\n",
     "record A line 2\n  title[en]=x, \"y\"\n  note=1\n2\n  level=2\n"
     "record B line 4\n  title[en]=z\n  level=2\n"},
    {"cells are trimmed", "id,title\n A , x  y \n",
     "record A line 2\n  title[en]=x  y\n  level=2\n"},
    {"columns by the names of fields", "id,title,Start,live\nA,t,2013-03,yes\n",
     "record A line 2\n  title[en]=t\n  start=2013-03\n  level=2\n  live=1\n"},
    {"several values", "id,title,regions\nA,t,Asia; africa ;;asia\n",
     "record A line 2\n  title[en]=t\n  region=asia\n  region=africa\n  region=asia\n  level=2\n"},
    {"several values and their sub-values",
     "id,title,regions,shares,scheme\nA,t,asia;africa,60;40.5,1\n",
     "record A line 2\n  title[en]=t\n  region=asia {percentage=60} {scheme=1}\n  region=africa "
     "{percentage=40.5} {scheme=1}\n  level=2\n"},
    {"a gap in step", "id,title,regions,shares\nA,t,asia;;africa,60;0;40\n",
     "record A line 2\n  title[en]=t\n  region=asia {percentage=60}\n  region=africa "
     "{percentage=40}\n  level=2\n"},
    {"out of step", "id,title,regions,shares\nA,t,asia;africa,60;20;20\n",
     "record A line 2\n  title[en]=t\n  region=asia\n  region=africa\n  level=2\n"
     "! split-mismatch 2:4 [A] [region.percentage] [60;20;20]\n"},
    {"money", "id,title,amount,currency,usd,since\nA,t,5,eur,7.5,2012\n",
     "record A line 2\n  title[en]=t\n  budget=5 EUR\n  budget=7.5 USD {from=2012}\n  level=2\n"},
    {"money without currency", "id,title,amount,currency\nA,t,5,\nB,t,6,XXX\n",
     "record A line 2\n  title[en]=t\n  level=2\n! missing-currency 2:3 [A] [budget] [5]\n"
     "record B line 3\n  title[en]=t\n  level=2\n! bad-currency 3:3 [B] [budget] [XXX]\n"},
    {"a sub-value from another column", "id,title,organisation,Org-Ref\nA,t,O,R\n",
     "record A line 2\n  title[en]=t\n  level=2\n  org=O {ref=R}\n"},
    {"bad cells", "id,title,start,regions,usd\nA,t,soon,mars;asia,many\n",
     "record A line 2\n  title[en]=t\n  region=asia\n  level=2\n"
     "! unknown-code 2:4 [A] [region] [mars]\n! bad-number 2:5 [A] [budget] [many]\n"
     "! bad-date 2:3 [A] [start] [soon]\n"},
    {"required", "id,title\nA,\n",
     "record A line 2\n  level=2\n! missing-required 2 [A] [title] []\n"},
    {"no identifier", "id,title\n,t\nB,u\n",
     "rejected line 2\n!! missing-identifier 2:1 [] [] []\n"
     "record B line 3\n  title[en]=u\n  level=2\n"},
    {"identifier of two columns", "title,year,code\nt,2012,X\nu,,Y\n",
     "record X/2012 line 2\n  title=t\nrecord Y/ line 3\n  title=u\n"},
    {"neither of the two", "title,year,code\nt,,\n",
     "rejected line 2\n!! missing-identifier 2:3 [] [] []\n"},
    {"unknown and ignored columns, once a file", "id,remark,Extra,title\nA,x,y,t\nB,x,y,u\n",
     "record A line 2\n  title[en]=t\n  level=2\n! unknown-column 1:3 [] [] [extra]\n"
     "record B line 3\n  title[en]=u\n  level=2\n"},
    {"a column twice", "id,title,Title\nA,t,u\n",
     "record A line 2\n  title[en]=t\n  level=2\n! repeated-column 1:3 [] [] [title]\n"},
    {"a column without a name", "id,,title,\nA,,t,\nB,x,u,\nC,y,v,\n",
     "record A line 2\n  title[en]=t\n  level=2\n"
     "record B line 3\n  title[en]=u\n  level=2\n! unknown-column 3:2 [] [] [x]\n"
     "record C line 4\n  title[en]=v\n  level=2\n"},
    {"too few cells", "id,title,start\nA,t\n",
     "record A line 2\n  title[en]=t\n  level=2\n! missing-column-cells 2 [A] [] []\n"},
    {"too many cells", "id,title\nA,t,u,v\nB,t,,\n",
     "record A line 2\n  title[en]=t\n  level=2\n! missing-column-cells 2:3 [A] [] []\n"
     "record B line 3\n  title[en]=t\n  level=2\n"},
    {"empty rows", "id,title\n\n,\n,,,\nA,t\n\n", "record A line 5\n  title[en]=t\n  level=2\n"},
    {"no rows", "id,title\n", "! no-records 1 [] [] []\n"},
    {"text after a quote", "id,title\nA,\"t\"x\nB,u\n",
     "rejected line 2\n!! malformed 2 [] [] []\nrecord B line 3\n  title[en]=u\n  level=2\n"},
    {"a quote that never ends", "id,title\nA,t\nB,\"u\nC,v\n",
     "record A line 2\n  title[en]=t\n  level=2\nrejected line 3\n!! malformed 3 [] [] []\n"
     "record C line 4\n  title[en]=v\n  level=2\n"},
    {"not UTF-8", "id,title\nA,caf\xE9\nB,u\n",
     "rejected line 2\n!! not-utf8 2 [] [] []\nrecord B line 3\n  title[en]=u\n  level=2\n"},
    {"the more special format wins", "id,title,special\nA,t,x\n", "record A line 2\n  title=t\n"},
};

static const struct reading refusals[] = {
    {"nothing fits", "a,b\n1,2\n", "this is a table with other columns, which no format"},
    {"what is understood", "a,b\n1,2\n", "Understood are CSV: rows, pairs, special."},
    {"nearly", "code,year,name\n1,2,3\n",
     "a table that looks like the format \"pairs\", but it lacks \"title\". Add"},
    {"plain text", "Dear colleagues\n", "this is a plain text"},
    {"bad header", "id,\"title\n", "quote"},
};

static struct test_pack test;

static int set_up(void **state)
{
    (void)state;
    test_pack_open(&test, formats);
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

static void test_refusals(void **state)
{
    (void)state;
    check_readings(test.set, refusals, COUNT_OF(refusals), true);
}

/* A mapping that is in no pack is tried before the pack's formats. */
static void test_mapping(void **state)
{
    (void)state;
    struct failure why = {.status = STATUS_OK};
    struct format_set *set = NULL;
    char path[512];
    assert_int_equal(format_set_load(&test.files.arena, test.files.pack, &set, &why), STATUS_OK);
    fixture_write(&test.files, "mapping.yaml",
                  "format: mine\ntype: csv\nkind: plain\n"
                  "header: [title, id]\nidentifier: title\n");
    (void)snprintf(path, sizeof path, "%s/mapping.yaml", test.files.dir);
    assert_int_equal(format_set_add(&test.files.arena, set, path, &why), STATUS_OK);
    (void)unlink(path);
    check_reading(set, "mapping", str_of("id,title\nA,t\n"),
                  "record t line 2\n  title=t\n! unknown-column 1:1 [] [] [id]\n", false);
}

struct memory {
    unsigned char hashes[8][16];
    size_t count;
};

static bool remember(void *context, const struct kind *kind, const unsigned char hash[16],
                     long long *id)
{
    struct memory *memory = context;
    assert_string_equal(kind->name, "thing");
    for (size_t i = 0; i < memory->count; i++) {
        if (memcmp(memory->hashes[i], hash, 16) == 0) {
            *id = 7;
            return true;
        }
    }
    assert_true(memory->count < 8);
    memcpy(memory->hashes[memory->count++], hash, 16);
    return false;
}

static void check_known(struct memory *memory, const char *input, const char *expected)
{
    struct failure why = {.status = STATUS_OK};
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct read_item item;
    struct arena arena;
    char types[9] = "";
    size_t count = 0;
    arena_init(&arena, TEST_MEMORY);
    assert_int_equal(source_open_memory("input", str_of(input), &source, &why), STATUS_OK);
    assert_int_equal(reader_open(test.set, source, remember, memory, &reader, &why), STATUS_OK);
    while (reader_next(reader, &arena, &item, &why) == STEP_ITEM) {
        assert_true(count < 8);
        types[count++] = "rkx"[item.type];
    }
    assert_string_equal(types, expected);
    reader_close(reader);
    source_close(source);
    arena_release(&arena);
}

/* A row that was read is known again, wherever it stands; not below another header. */
static void test_known(void **state)
{
    (void)state;
    struct memory memory = {.count = 0};
    check_known(&memory, "id,title\nA,t\nB,u\n", "rr");
    check_known(&memory, "\nid,title\n\nB,u\nC,v\nA,t", "krk");
    check_known(&memory, "id,title,note\nA,t\n", "r");
    check_known(&memory, "id,title\nA,\"t\"\n", "r");
}

/* A cell of very many parts is read in reasonable time and its problems have an end. */
static void test_many_parts(void **state)
{
    (void)state;
    struct test_counts counts = {0};
    struct buf input;
    buf_init(&input, (size_t)4 * 1024 * 1024);
    buf_text(&input, "id,title,regions,shares\nA,t,");
    for (unsigned i = 0; i < 100000; i++) {
        buf_text(&input, "asia;");
    }
    buf_char(&input, ',');
    for (unsigned i = 0; i < 100000; i++) {
        buf_text(&input, "x;");
    }
    read_everything(test.set, buf_view(&input), NULL, &counts);
    assert_int_equal(counts.records, 1);
    assert_int_equal(counts.problems, 101);
    buf_release(&input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),      cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_mapping),    cmocka_unit_test(test_known),
        cmocka_unit_test(test_many_parts),
    };
    return cmocka_run_group_tests_name("read_csv", tests, set_up, tear_down);
}
