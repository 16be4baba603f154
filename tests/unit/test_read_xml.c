/*
 * Goal: records, values, languages, currencies and problems come out of XML as docs/formats.md and
 * docs/problems.md say; what cannot be read costs one value or one record and is always told.
 * Method: a table of small files and the lines they must print (test_read_common.h), for a pack of
 * our own; properties of the hash and of the items; every IATI file at hand, when there are any.
 */
#include "read/rule.h"
#include "test_read_common.h"

#include <dirent.h>

static const char *const formats[][2] = {
    {"formats/a.yaml",
     "format: things\ntype: xml\nkind: thing\nroot: things\nrecord: thing\n"
     "versions: {at: \"@version\", known: [\"1\", \"2\"]}\n"
     "language: \"@xml:lang\"\ncurrency: \"@money\"\nidentifier: id\n"
     "fields:\n"
     "  - {field: title, at: title, text: words}\n"
     "  - {field: note, at: note}\n"
     "  - {field: start, at: date, when: {\"@type\": [\"\", start]}, take: [\"@iso\", \".\"]}\n"
     "  - {field: region, at: region, take: \"@code\", with: {percentage: \"@share\", scheme: "
     "\"@scheme\"}, defaults: {scheme: \"1\"}, unchecked_unless: {scheme: [\"1\"]}}\n"
     "  - {field: label, at: area/label, with: {place: \"@place\"}}\n"
     "  - {field: budget, at: budget, take: value, currency: value/@cur, date: value/@date, with: "
     "{from: since/@iso}}\n"
     "  - {field: level, at: \"@level\"}\n"
     "  - {field: live, at: \"@live\"}\n"
     "  - {field: org, at: org, take: [words, \".\", \"@ref\"], with: {ref: \"@ref\", role: "
     "role/words}}\n"
     "kept: [extra, area/remark]\n"},
    {"formats/b.yaml",
     "format: others\ntype: xml\nkind: plain\nroot: things\nrecord: other\nidentifier: \"@id\"\n"
     "fields:\n  - {field: title, at: name}\n"},
    {NULL, NULL},
};

#define IN(text) "<things version='1'>" text "</things>"
#define T "<thing><id>A</id><title>t</title>"

static const struct reading cases[] = {
    {"one record", IN("<thing>\n<id> A-1 </id><title>Hello</title></thing>"),
     "record A-1 line 1\n  title=Hello\n"},
    {"two records and their lines",
     "<?xml version='1.0'?>\n<!-- c -->\n<things version='2'>\n" T "</thing>\n\n"
     "<thing><id>B</id>\n<title>u</title></thing></things>",
     "record A line 4\n  title=t\nrecord B line 6\n  title=u\n"},
    {"text is trimmed at both ends only",
     IN("<thing><id>A</id><title>\n a  b\n\tc </title></thing>"),
     "record A line 1\n  title=a  b\n\tc\n"},
    {"entities and CDATA",
     IN("<thing><id>A</id><title>a &amp; &#233; <![CDATA[<b>]]></title></thing>"),
     "record A line 1\n  title=a & é <b>\n"},
    {"narratives and their languages",
     IN("<thing xml:lang='en'><id>A</id><title><words>one</words><words xml:lang='fr'>un</words>"
        "<words xml:lang='ES'> uno </words></title></thing>"),
     "record A line 1\n  title[en]=one\n  title[fr]=un\n  title[es]=uno\n"},
    {"language of the element",
     IN("<thing xml:lang='en'><id>A</id><title xml:lang='pt-BR'>um</title>"
        "<note xml:lang='de'>x</note></thing>"),
     "record A line 1\n  title[pt-BR]=um\n  note=x\n"},
    {"language of the element around the narrative",
     IN("<thing xml:lang='en'><id>A</id><title xml:lang='fr'><words>un</words></title></thing>"),
     "record A line 1\n  title[fr]=un\n"},
    {"language of the root", "<things version='1' xml:lang='sw'>" T "</thing></things>",
     "record A line 1\n  title[sw]=t\n"},
    {"empty language is none", IN("<thing xml:lang=''><id>A</id><title>t</title></thing>"),
     "record A line 1\n  title=t\n"},
    {"bad language", IN("<thing xml:lang='e n'><id>A</id>\n<title>t</title></thing>"),
     "record A line 1\n  title=t\n! bad-language 2 [A] [title] [e n]\n"},
    {"empty narratives", IN("<thing><id>A</id><title><words/><words> </words></title></thing>"),
     "record A line 1\n! missing-required 1 [A] [title] []\n"},
    {"narratives win over own text",
     IN("<thing><id>A</id><title>x<words>y</words></title></thing>"),
     "record A line 1\n  title=y\n"},
    {"required", IN("<thing><id>A</id></thing>"),
     "record A line 1\n! missing-required 1 [A] [title] []\n"},
    {"empty elements give nothing",
     IN(T "<note/><date/><region/><budget><value/></budget></thing>"),
     "record A line 1\n  title=t\n"},
    {"attributes of the record",
     IN("<thing level='3' live='true'><id>A</id><title>t</title></thing>"),
     "record A line 1\n  title=t\n  level=3\n  live=1\n"},

    {"date from the first path that has a value",
     IN(T "<date iso='2013-03-15'>2012</date></thing>"),
     "record A line 1\n  title=t\n  start=2013-03-15\n"},
    {"date from the second path", IN(T "<date iso=' '>2012-05</date></thing>"),
     "record A line 1\n  title=t\n  start=2012-05\n"},
    {"when: no attribute counts as nothing",
     IN(T "<date type='end'>2012</date><date>2013</date></thing>"),
     "record A line 1\n  title=t\n  start=2013\n"},
    {"bad date", IN(T "\n<date type='start'>31/12/2013</date></thing>"),
     "record A line 1\n  title=t\n! bad-date 2 [A] [start] [31/12/2013]\n"},
    {"no such day", IN(T "<date>2013-02-30</date></thing>"),
     "record A line 1\n  title=t\n! bad-date 1 [A] [start] [2013-02-30]\n"},
    {"repeated value", IN(T "<date>2012</date>\n<date>2013</date></thing>"),
     "record A line 1\n  title=t\n  start=2012\n! repeated-value 2 [A] [start] [2013]\n"},
    {"a bad first value leaves room for the second",
     IN(T "<date>x</date><date>2013</date></thing>"),
     "record A line 1\n  title=t\n  start=2013\n! bad-date 1 [A] [start] [x]\n"},
    {"bad numbers",
     IN("<thing level='3.5' live='maybe'><id>A</id><title>t</title><region code='asia' "
        "share='1,5'/></thing>"),
     "record A line 1\n  title=t\n  region=asia {scheme=1}\n! bad-number 1 [A] [level] [3.5]\n! "
     "bad-boolean 1 [A] [live] [maybe]\n! bad-number 1 [A] [region.percentage] [1,5]\n"},

    {"code by label and alias",
     IN(T "<region code='Afrique'/><region code='ASIA and the pacific'/></thing>"),
     "record A line 1\n  title=t\n  region=africa {scheme=1}\n  region=asia {scheme=1}\n"},
    {"unknown code",
     IN(T "<region code='mars' share='50'/><region code='asia' share='50.5'/></thing>"),
     "record A line 1\n  title=t\n  region=asia {percentage=50.5} {scheme=1}\n! unknown-code 1 [A] "
     "[region] [mars]\n"},
    {"a code of another scheme is not checked",
     IN(T "<region code='mars' scheme='99'/><region code='africa' scheme='theirs'/></thing>"),
     "record A line 1\n  title=t\n  region=mars {scheme=99}\n  region=africa {scheme=99}\n"},
    {"our scheme by its alias is checked", IN(T "<region code='mars' scheme='ours'/></thing>"),
     "record A line 1\n  title=t\n! unknown-code 1 [A] [region] [mars]\n"},
    {"unknown scheme", IN(T "<region code='mars' scheme='x'/></thing>"),
     "record A line 1\n  title=t\n  region=mars\n! unknown-code 1 [A] [region.scheme] [x]\n"},
    {"codes of no list",
     IN(T "<area><label place=' p '> L1 </label><label>L2</label></area></thing>"),
     "record A line 1\n  title=t\n  label=L1 {place=p}\n  label=L2\n"},

    {"money",
     IN("<thing money='eur'><id>A</id><title>t</title><budget><since iso='2012'/><value cur='USD' "
        "date='2013-01-02'> 12.50 </value></budget><budget><value>-3</value></budget></thing>"),
     "record A line 1\n  title=t\n  budget=12.5 USD of 2013-01-02 {from=2012}\n  budget=-3 EUR\n"},
    {"bad currency", IN(T "<budget><value cur='Dollars'>5</value></budget></thing>"),
     "record A line 1\n  title=t\n! bad-currency 1 [A] [budget] [Dollars]\n"},
    {"no currency", IN(T "<budget><value>5</value></budget></thing>"),
     "record A line 1\n  title=t\n! missing-currency 1 [A] [budget] [5]\n"},
    {"bad amount", IN(T "<budget><value cur='USD'>five</value></budget></thing>"),
     "record A line 1\n  title=t\n! bad-number 1 [A] [budget] [five]\n"},
    {"bad dates of money",
     IN(T "<budget><since iso='x'/><value cur='USD' date='y'>5</value></budget></thing>"),
     "record A line 1\n  title=t\n  budget=5 USD\n! bad-date 1 [A] [budget] [y]\n! bad-date 1 [A] "
     "[budget.from] [x]\n"},

    {"alternatives of a text",
     IN(T "<org ref='R1'><words>O1</words><role><words>r</words></role></org>"
          "<org ref='R2'>O2</org><org ref='R3'/></thing>"),
     "record A line 1\n  title=t\n  org=O1 {ref=R1} {role=r}\n  org=O2 {ref=R2}\n  org=R3 "
     "{ref=R3}\n"},
    {"the first of several that has a value",
     IN(T
        "<org><role/><role><words/><words>b</words></role><words/><words>a</words></org></thing>"),
     "record A line 1\n  title=t\n  org=a {role=b}\n"},

    {"unknown elements, once a file",
     IN(T "\n<new/><new/></thing><thing><id>B</id><title>t</title><new/><other2/></thing>"),
     "record A line 1\n  title=t\n! unknown-element 2 [A] [] [new]\nrecord B line 2\n  title=t\n! "
     "unknown-element 2 [B] [] [other2]\n"},
    {"kept elements and what is inside mapped ones are fine",
     IN(T "<extra><any/></extra><area><remark/></area><org><deep/></org></thing>"),
     "record A line 1\n  title=t\n"},
    {"unknown inside an element that is only passed", IN(T "<area><strange/></area></thing>"),
     "record A line 1\n  title=t\n! unknown-element 1 [A] [] [strange]\n"},
    {"other namespaces are neither read nor reported",
     "<things version='1' xmlns:x='http://x.example'>" T
     "<x:note>no</x:note><x:new/><x:date>2013</x:date><note><x:b/>yes</note></thing></things>",
     "record A line 1\n  title=t\n  note=yes\n"},
    {"a namespace of all elements is none",
     "<things version='1' xmlns='http://d.example'>" T "<note>n</note></thing></things>",
     "record A line 1\n  title=t\n  note=n\n"},

    {"no identifier", IN("<thing>\n<title>t</title></thing>" T "</thing>"),
     "rejected line 1\n!! missing-identifier 1 [] [] []\nrecord A line 2\n  title=t\n"},
    {"empty identifier", IN("<thing><id> </id></thing>"),
     "rejected line 1\n!! missing-identifier 1 [] [] []\n"},
    {"malformed", IN("<thing>\n<id>A</id><title>x</tytle></thing>\n" T "</thing>"),
     "rejected line 1\n!! malformed 1 [] [] []\nrecord A line 3\n  title=t\n"},
    {"unescaped ampersand", IN("<thing><id>A&B</id></thing>" T "</thing>"),
     "rejected line 1\n!! malformed 1 [] [] []\nrecord A line 1\n  title=t\n"},
    {"no end tag",
     IN("<thing><id>A</id>\n"
        "<thing><id>B</id><title>t</title></thing>"),
     "rejected line 1\n!! truncated 1 [] [] []\nrecord B line 2\n  title=t\n"},
    {"cut inside a record", "<things version='1'>" T "</thing>\n<thing><id>B</id><ti",
     "record A line 1\n  title=t\nrejected line 2\n!! truncated 2 [] [] []\n"},
    {"cut between records", "<things version='1'>\n" T "</thing>\n",
     "record A line 2\n  title=t\n!! truncated 3 [] [] []\n"},
    {"not UTF-8", IN("<thing><id>A</id>\n<title>caf\xE9</title></thing>" T "</thing>"),
     "rejected line 1\n!! not-utf8 2 [] [] []\nrecord A line 2\n  title=t\n"},

    {"unknown version", "<things version='3'>" T "</thing></things>",
     "record A line 1\n  title=t\n! unknown-version 1 [] [] [3]\n"},
    {"no version", "<things>" T "</thing></things>",
     "record A line 1\n  title=t\n! unknown-version 1 [] [] []\n"},
    {"no records", "<things version='1'/>", "! no-records 0 [] [] []\n"},
    {"no records and an unknown version", "<things version='x'></things>",
     "! unknown-version 1 [] [] [x]\n! no-records 0 [] [] []\n"},
    {"records below another root", "<result><things version='9'>" T "</thing></things></result>",
     "record A line 1\n  title=t\n"},
    {"the record is the root", "<thing xml:lang='fr'><id>A</id><title>t</title></thing>",
     "record A line 1\n  title[fr]=t\n"},
    {"another format of the same root", "<things><other id='O'><name>n</name></other></things>",
     "record O line 1\n  title=n\n"},
    {"byte order mark", "\xEF\xBB\xBF" IN(T "</thing>"), "record A line 1\n  title=t\n"},
};

/* Files that are refused as a whole: the words must hold the second text. */
static const struct reading refusals[] = {
    {"empty", "", "error: input: the file is empty."},
    {"blank", " \n\t\n", "error: input: the file is empty."},
    {"json", " {\"a\": 1}", "this is a JSON file"},
    {"json list", "[1]", "this is a JSON file"},
    {"pdf", "%PDF-1.7\n...", "this is a PDF document"},
    {"gzip", "\037\213\b....", "this is a gzip archive"},
    {"zip", "PK\003\004........data.csv", "this is a ZIP archive"},
    {"xlsx", "PK\003\004........[Content_Types].xml....xl/workbook.xml",
     "the archive has no directory"},
    {"docx", "PK\003\004....word/document.xml", "a Word document"},
    {"ods", "PK\003\004mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"},
    {"xls", "\xD0\xCF\x11\xE0....", "an old Excel or Word document"},
    {"rtf", "{\\rtf1 x}", "an RTF document"},
    {"html", "<!DOCTYPE html>\n<html><body>x</body></html>", "this is a web page"},
    {"html without doctype", "\n<HTML><body>x</body></HTML>", "this is a web page"},
    {"organisation file",
     "<?xml version='1.0'?><!-- <thing> --><iati-organisations version='2.03'>",
     "an IATI organisation file"},
    {"other xml", "<a:catalog xmlns:a='u'/>", "an XML file of <catalog>, which no format"},
    {"what is understood", "<x/>", "Understood are XML: things, others."},
    {"no xml", "<>", "begins with \"<\" and is no XML"},
    {"lone mark", "<", "begins with \"<\" and is no XML"},
    {"open comment", "<!-- <things>", "begins with \"<\" and is no XML"},
    {"doctype", "<!DOCTYPE things [<!ENTITY a 'b'>]><things version='1'>" T "</thing></things>",
     "DOCTYPE"},
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
    check_reading(test.set, "binary", (struct str){"ab\0cd", 5}, "a binary file", true);
    check_reading(test.set, "sqlite", (struct str){"SQLite format 3\0..", 18}, "an SQLite", true);
}

/* Each mend is a sentence or two that say what to do, and every rule is explained in the docs. */
static void test_mends(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct failure why = {.status = STATUS_OK};
        struct source *source = NULL;
        struct reader *reader = NULL;
        struct read_item item;
        struct arena arena;
        arena_init(&arena, TEST_MEMORY);
        assert_int_equal(source_open_memory("in.xml", str_of(cases[i].input), &source, &why), 0);
        assert_int_equal(reader_open(test.set, source, NULL, NULL, &reader, &why), STATUS_OK);
        while (reader_next(reader, &arena, &item, &why) == STEP_ITEM) {
            for (const struct problem *p = item.problems.first; p; p = p->next) {
                const size_t length = strlen(p->mend);
                assert_string_equal(p->file, "in.xml");
                assert_true(length > 30 && length < 500);
                assert_true(p->mend[length - 1] == '.');
            }
        }
        reader_close(reader);
        source_close(source);
        arena_release(&arena);
    }
}

/* ---- properties ---- */

/* Remembers the hashes it is asked for, and knows those it has been asked for in an earlier run. */
struct memory {
    unsigned char hashes[16][16];
    size_t count, limit;
};

static bool remember(void *context, const struct kind *kind, const unsigned char hash[16],
                     long long *id)
{
    struct memory *memory = context;
    assert_string_equal(kind->name, "thing");
    for (size_t i = 0; i < memory->count; i++) {
        if (memcmp(memory->hashes[i], hash, 16) == 0) {
            *id = (long long)i + 100;
            return true;
        }
    }
    assert_true(memory->count < memory->limit);
    memcpy(memory->hashes[memory->count++], hash, 16);
    return false;
}

/* Reads @input with @memory; the types of its items as letters: r, k, x. */
static void read_types(const struct format_set *set, const char *input, struct memory *memory,
                       char types[17])
{
    struct failure why = {.status = STATUS_OK};
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct read_item item;
    struct arena arena;
    size_t count = 0;
    arena_init(&arena, TEST_MEMORY);
    assert_int_equal(source_open_memory("input", str_of(input), &source, &why), STATUS_OK);
    assert_int_equal(reader_open(set, source, remember, memory, &reader, &why), STATUS_OK);
    assert_string_equal(reader_format(reader), "things");
    while (reader_next(reader, &arena, &item, &why) == STEP_ITEM) {
        assert_true(count < 16);
        types[count++] = "rkx"[item.type];
        assert_true((item.type == ITEM_RECORD) == (item.record != NULL));
        assert_true(item.type != ITEM_KNOWN || item.known_id >= 100);
        assert_true(str_starts(item.bytes, "<thing"));
    }
    types[count] = '\0';
    reader_close(reader);
    source_close(source);
    arena_release(&arena);
}

/* A record that was read is known again: in another place, in a file made again; not otherwise. */
static void test_known(void **state)
{
    (void)state;
    static const char *const b = "<thing><id>B</id><title>t</title></thing>";
    static const struct {
        const char *before, *after, *types;
    } files[] = {
        {"<things version='1'>", "</things>", "kk"},
        {"<!-- again -->\n\n<things version='1' made='2024-01-01'>\n", "\n</things>", "kk"},
        {"<things made='2025' version='1'>", T "<note>n</note></thing></things>", "kkr"},
        {"<things version='1' xml:lang='fr'>", "</things>", "rr"},
        {"<things version='1' xmlns='http://d.example'>", "</things>", "rr"},
        {"<things version='1' xmlns:x='http://d.example'>", "</things>", "rr"},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct memory memory = {.limit = 16};
        char types[17], input[1024];
        (void)snprintf(input, sizeof input, "<things version='1'>%s</thing>%s</things>", T, b);
        read_types(test.set, input, &memory, types);
        assert_string_equal(types, "rr");
        (void)snprintf(input, sizeof input, "%s%s%s</thing>%s", files[i].before, b, T,
                       files[i].after);
        read_types(test.set, input, &memory, types);
        assert_string_equal(types, files[i].types);
    }
}

/* The hash changes with the pack and with a mapping from elsewhere, and only with these. */
static void test_hash_of_mapping(void **state)
{
    (void)state;
    struct memory memory = {.limit = 16};
    struct failure why = {.status = STATUS_OK};
    struct format_set *set = NULL;
    char types[17], path[512];
    const char *input = IN(T "</thing>");
    read_types(test.set, input, &memory, types);
    assert_string_equal(types, "r");
    assert_int_equal(format_set_load(&test.files.arena, test.files.pack, &set, &why), STATUS_OK);
    read_types(set, input, &memory, types);
    assert_string_equal(types, "k");
    fixture_write(&test.files, "mapping.yaml",
                  "format: things\ntype: xml\nkind: thing\nroot: things\nrecord: thing\n"
                  "identifier: id\nfields:\n  - {field: title, at: title}\n");
    (void)snprintf(path, sizeof path, "%s/mapping.yaml", test.files.dir);
    assert_int_equal(format_set_add(&test.files.arena, set, path, &why), STATUS_OK);
    (void)unlink(path);
    read_types(set, input, &memory, types);
    assert_string_equal(types, "r");
    struct pack other = *test.files.pack;
    other.digest[0] ^= 1;
    assert_int_equal(format_set_load(&test.files.arena, &other, &set, &why), STATUS_OK);
    read_types(set, input, &memory, types);
    assert_string_equal(types, "r");
}

/* Records are found and hashed alike wherever the file's bytes happen to be cut while reading. */
static void test_chunks(void **state)
{
    (void)state;
    enum { RECORDS = 3000 };
    struct buf input;
    struct test_counts counts = {0};
    struct memory memory = {.limit = 16};
    char types[17];
    buf_init(&input, (size_t)16 * 1024 * 1024);
    buf_text(&input, "<things version='1'>");
    for (unsigned i = 0; i < RECORDS; i++) {
        buf_printf(&input, "<thing><id>%u</id><title>", i);
        for (unsigned k = 0; k < i % 97; k++) {
            buf_char(&input, (char)('a' + k % 26));
        }
        buf_text(&input, ".</title></thing>\n");
    }
    buf_text(&input, "</things>");
    read_everything(test.set, buf_view(&input), NULL, &counts);
    assert_int_equal(counts.records, RECORDS);
    assert_int_equal(counts.rejected + counts.problems, 0);
    read_types(test.set, IN(T "</thing>"), &memory, types);
    for (size_t pad = 65400; pad < 65600; pad += 7) {
        buf_clear(&input);
        buf_text(&input, "<things version='1'>" T "</thing><!--");
        while (input.length < pad) {
            buf_char(&input, ' ');
        }
        buf_text(&input, "-->" T "</thing></things>");
        read_types(test.set, input.at, &memory, types);
        assert_string_equal(types, "kk");
    }
    buf_release(&input);
}

/* The list of a record's problems and that of a file's unknown elements have an end. */
static void test_many_problems(void **state)
{
    (void)state;
    struct buf input, out;
    buf_init(&input, (size_t)1024 * 1024);
    buf_init(&out, (size_t)1024 * 1024);
    buf_text(&input, "<things version='1'>" T);
    for (unsigned i = 0; i < 500; i++) {
        buf_text(&input, "<region code='mars'/>");
    }
    buf_text(&input, "</thing></things>");
    read_everything(test.set, buf_view(&input), &out, NULL);
    assert_non_null(strstr(out.at, "! more-problems 1 [A] [] []\n"));
    size_t lines = 0;
    for (const char *at = out.at; (at = strstr(at, "! ")); at++) {
        lines++;
    }
    assert_int_equal(lines, 101);
    buf_clear(&input);
    buf_clear(&out);
    buf_text(&input, "<things version='1'>" T);
    for (unsigned i = 0; i < 500; i++) {
        buf_printf(&input, "<new%u/>", i);
    }
    buf_text(&input, "</thing></things>");
    read_everything(test.set, buf_view(&input), &out, NULL);
    assert_non_null(strstr(out.at, "[new63]"));
    assert_null(strstr(out.at, "[new64]"));
    buf_release(&input);
    buf_release(&out);
}

/* A record that does not fit is refused; the next one is read. */
static void test_large(void **state)
{
    (void)state;
    struct failure why = {.status = STATUS_OK};
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct read_item item;
    struct arena arena;
    struct buf input;
    buf_init(&input, (size_t)16 * 1024 * 1024);
    buf_text(&input, "<things version='1'>" T);
    for (unsigned i = 0; i < 100000; i++) {
        buf_text(&input, "<region code='asia'/>");
    }
    buf_text(&input, "</thing>" T "</thing></things>");
    arena_init(&arena, (size_t)1024 * 1024);
    assert_int_equal(source_open_memory("in", buf_view(&input), &source, &why), STATUS_OK);
    assert_int_equal(reader_open(test.set, source, NULL, NULL, &reader, &why), STATUS_OK);
    assert_int_equal(reader_next(reader, &arena, &item, &why), STEP_ITEM);
    assert_int_equal(item.type, ITEM_REJECTED);
    assert_null(item.record);
    assert_int_equal(item.problems.count, 1);
    assert_string_equal(item.problems.first->rule, "too-large");
    arena_clear(&arena);
    assert_int_equal(reader_next(reader, &arena, &item, &why), STEP_ITEM);
    assert_int_equal(item.type, ITEM_RECORD);
    assert_int_equal(reader_next(reader, &arena, &item, &why), STEP_DONE);
    assert_int_equal(reader_next(reader, &arena, &item, &why), STEP_DONE);
    assert_int_equal(arena.limit, 1024 * 1024);
    reader_close(reader);
    source_close(source);
    arena_release(&arena);
    buf_release(&input);
}

/* When memory ends anywhere in a record, that is told and nothing breaks. */
static void test_little_memory(void **state)
{
    (void)state;
    const struct str input =
        str_of("<things>" T "<region code='mars'/><new/><budget><value>1</value></budget>"
               "<date>x</date><org ref='r'>o</org></thing></things>");
    bool refused = false, read = false;
    for (size_t room = 0; room < 12000; room += 16) {
        struct failure why = {.status = STATUS_OK};
        struct source *source = NULL;
        struct reader *reader = NULL;
        struct read_item item;
        struct arena arena;
        arena_init(&arena, room);
        assert_int_equal(source_open_memory("in", input, &source, &why), STATUS_OK);
        assert_int_equal(reader_open(test.set, source, NULL, NULL, &reader, &why), STATUS_OK);
        const enum step step = reader_next(reader, &arena, &item, &why);
        if (step == STEP_ERROR) {
            assert_int_equal(why.status, STATUS_NOMEM);
        } else {
            assert_int_equal(step, STEP_ITEM);
            assert_true(item.problems.count > 0);
            refused = refused || item.type == ITEM_REJECTED;
            read = read || item.type == ITEM_RECORD;
        }
        reader_close(reader);
        source_close(source);
        arena_release(&arena);
    }
    assert_true(refused && read);
}

/* ---- the documentation ---- */

static void test_documentation(void **state)
{
    (void)state;
    static char text[65536];
    FILE *file = fopen("docs/problems.md", "rb");
    assert_non_null(file);
    const size_t length = fread(text, 1, sizeof text - 1, file);
    (void)fclose(file);
    text[length] = '\0';
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        char row[80];
        (void)snprintf(row, sizeof row, "| `%s` |", rule_name((enum rule)rule));
        if (!strstr(text, row)) {
            fail_msg("docs/problems.md does not explain %s", row);
        }
    }
}

/* ---- the pack that is shipped, and files that happen to be at hand ---- */

#define PACK "packs/labour-migration"

static struct {
    struct arena arena;
    struct pack *pack;
    struct format_set *set;
} shipped;

static bool have_shipped(void)
{
    struct failure why = {.status = STATUS_OK};
    if (shipped.set) {
        return true;
    }
    if (access(PACK "/formats/iati-activity.yaml", R_OK) != 0) {
        return false;
    }
    arena_init(&shipped.arena, TEST_MEMORY);
    if (pack_load(&shipped.arena, PACK, &shipped.pack, &why) != STATUS_OK ||
        format_set_load(&shipped.arena, shipped.pack, &shipped.set, &why) != STATUS_OK) {
        fail_msg("%s", why.text);
    }
    return true;
}

static void load_file(const char *path, struct buf *bytes)
{
    char chunk[16384];
    size_t got = 0;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    buf_clear(bytes);
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buf_add(bytes, chunk, got);
    }
    (void)fclose(file);
    assert_false(bytes->failed);
}

/* tests/golden/read: what the shipped pack makes of files of our own. */
static void test_golden(void **state)
{
    (void)state;
    static const char *const names[] = {"iati-2.03", "iati-1.03", "iati-broken"};
    struct buf input, expected;
    if (!have_shipped()) {
        skip();
    }
    buf_init(&input, (size_t)1024 * 1024);
    buf_init(&expected, (size_t)1024 * 1024);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[256];
        (void)snprintf(path, sizeof path, "tests/golden/read/%s.xml", names[i]);
        load_file(path, &input);
        (void)snprintf(path, sizeof path, "tests/golden/read/%s.txt", names[i]);
        load_file(path, &expected);
        check_reading(shipped.set, names[i], buf_view(&input), expected.at, false);
    }
    buf_release(&input);
    buf_release(&expected);
}

/* How many start tags of activities there are; the files at hand have none in comments. */
static size_t count_activities(struct str bytes)
{
    static const char tag[] = "<iati-activity";
    size_t count = 0;
    for (size_t i = 0; i + sizeof tag <= bytes.length; i++) {
        count += memcmp(bytes.at + i, tag, sizeof tag - 1) == 0 &&
                 strchr(" \t\r\n/>", bytes.at[i + sizeof tag - 1]);
    }
    return count;
}

static void check_folder(const char *dir, struct buf *bytes)
{
    DIR *folder = opendir(dir);
    if (!folder) {
        return;
    }
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        const char *dot = strrchr(entry->d_name, '.');
        if (!dot || strcmp(dot, ".xml") != 0) {
            continue;
        }
        char path[1024];
        struct test_counts counts = {0};
        (void)snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
        load_file(path, bytes);
        read_everything(shipped.set, buf_view(bytes), NULL, &counts);
        const size_t items = counts.records + counts.rejected;
        if (items == 0 && counts.problems == 0) {
            fail_msg("%s: neither records nor problems", path);
        }
        if (items != count_activities(buf_view(bytes))) {
            fail_msg("%s: %zu items for %zu activities", path, items,
                     count_activities(buf_view(bytes)));
        }
        if (strcmp(entry->d_name, "iom-2023-dev.xml") == 0) {
            assert_int_equal(counts.records, 2251);
            assert_int_equal(counts.rejected, 0);
        }
    }
    (void)closedir(folder);
}

/* Every IATI file at hand gives an item for each activity in it, or words for what is wrong. */
static void test_shared_files(void **state)
{
    (void)state;
    const char *shared = getenv("CROSSCUT_SHARED");
    struct buf bytes;
    char dir[512];
    shared = shared ? shared : "../shared";
    (void)snprintf(dir, sizeof dir, "%s/data/iati", shared);
    if (access(dir, R_OK) != 0 || !have_shipped()) {
        skip();
    }
    buf_init(&bytes, (size_t)64 * 1024 * 1024);
    check_folder(dir, &bytes);
    (void)snprintf(dir, sizeof dir, "%s/data/iati/malformed", shared);
    check_folder(dir, &bytes);
    buf_release(&bytes);
}

static int release_shipped(void **state)
{
    arena_release(&shipped.arena);
    return tear_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),           cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_mends),           cmocka_unit_test(test_known),
        cmocka_unit_test(test_hash_of_mapping), cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_many_problems),   cmocka_unit_test(test_large),
        cmocka_unit_test(test_little_memory),   cmocka_unit_test(test_documentation),
        cmocka_unit_test(test_golden),          cmocka_unit_test(test_shared_files),
    };
    return cmocka_run_group_tests_name("read_xml", tests, set_up, release_shipped);
}
