/*
 * Goal: a mapping that is wrong is refused before any data is read, with words that name the file,
 * the line, the key and the mend; one that is right is taken.
 * Method: a table of whole mappings, each with one slip, and the part of the message it must give;
 * the mappings are added to the small pack of test_read_common.h.
 */
#include "test_read_common.h"

#define XML_HEAD                                                                                   \
    "format: f\ntype: xml\nkind: thing\nroot: things\nrecord: thing\nidentifier: \"@id\"\n"
#define TITLE "  - {field: title, at: title}\n"
#define XML XML_HEAD "fields:\n" TITLE
#define CSV_HEAD "format: f\ntype: csv\nkind: thing\n"
#define CSV CSV_HEAD "header: [id, title]\nidentifier: id\n"

static const struct {
    const char *name, *text, *words;
} wrong[] = {
    {"no map", "[a, b]\n", ":1: "},
    {"no name", "type: xml\nkind: thing\n", "`format` is missing"},
    {"bad name", "format: No Name\ntype: xml\nkind: thing\n", ":1: format: \"No Name\" is no name"},
    {"type", "format: f\ntype: json\nkind: thing\n", ":2: type: \"json\" is no type of file"},
    {"kind", "format: f\ntype: xml\nkind: thin\n",
     ":3: kind: the pack has no kind \"thin\". Did you mean \"thing\"?"},
    {"unknown key of xml", XML "titel: x\n", ":9: titel: there is no such key"},
    {"unknown key of csv", CSV "kept: [x]\n", ":6: kept: there is no such key"},
    {"root", "format: f\ntype: xml\nkind: thing\nroot: a/b\nrecord: thing\n",
     ":4: root: \"a/b\" is no name of an element"},
    {"record", "format: f\ntype: xml\nkind: thing\nroot: a\nrecord: \"@x\"\n",
     ":5: record: \"@x\" is no name of an element"},
    {"no identifier", "format: f\ntype: xml\nkind: thing\nroot: a\nrecord: b\nfields:\n" TITLE,
     "`identifier` is missing"},
    {"identifier", XML_HEAD "fields:\n" TITLE "kept: []\nlanguage: lang\n",
     ":10: language: expected the name of one attribute"},
    {"currency", XML "currency: \"a/@b\"\n", ":9: currency: expected the name of one attribute"},
    {"versions", XML "versions: {at: \"@version\", known: []}\n",
     ":9: known: the list is empty. Name the versions"},
    {"versions key", XML "versions: {at: \"@version\", know: [1]}\n", "know: there is no such key"},
    {"no fields", XML_HEAD, "`fields` is missing"},
    {"fields", XML_HEAD "fields: {a: b}\n", ":7: fields: expected a list"},
    {"field", XML "  - {field: tite, at: x}\n",
     ":9: field: the kind \"thing\" has no field \"tite\". Did you mean \"title\"?"},
    {"sub-field as field", XML "  - {field: region.percentage, at: x}\n",
     ":9: field: \"region.percentage\" is a sub-field"},
    {"no at", XML "  - {field: note}\n", "`at` is missing"},
    {"entry key", XML "  - {field: note, at: x, wth: {}}\n", "wth: there is no such key"},
    {"empty step", XML "  - {field: note, at: a//b}\n", ":9: at: \"a//b\" is no path"},
    {"lone stroke", XML "  - {field: note, at: a/}\n", ":9: at: \"a/\" is no path"},
    {"attribute inside", XML "  - {field: note, at: \"@a/b\"}\n",
     ":9: at: \"@a/b\" is no path: an @attribute stands at its end only"},
    {"dot inside", XML "  - {field: note, at: ./b}\n", ":9: at: \"./b\" is no path: \".\" stands"},
    {"bad name in path", XML "  - {field: note, at: \"a b\"}\n", ":9: at: \"a b\" is no path"},
    {"prefix", XML "  - {field: note, at: \"x:a\"}\n", ":9: at: \"x:a\" is no path"},
    {"empty path", XML "  - {field: note, at: \"\"}\n", ":9: at: \"\" is no path: it is empty"},
    {"deep path", XML "  - {field: note, at: a/b/c/d/e/f/g/h/i}\n", "more than 8 elements"},
    {"take", XML "  - {field: note, at: a, take: [b, \"/c\"]}\n", ":9: take: \"/c\" is no path"},
    {"empty take", XML "  - {field: note, at: a, take: []}\n", ":9: take: the list is empty"},
    {"take of an attribute", XML "  - {field: note, at: \"a/@b\", take: c}\n",
     ":9: at: \"a/@b\" is an attribute already"},
    {"text of a code", XML "  - {field: region, at: a, text: narrative}\n",
     ":9: text: \"region\" is no field of type text"},
    {"text and take", XML "  - {field: note, at: a, take: b, text: narrative}\n",
     ":9: text: \"note\" is given text: and a path"},
    {"text is a path", XML "  - {field: note, at: a, text: b/c}\n",
     ":9: text: \"b/c\" is more than the name"},
    {"when", XML "  - {field: note, at: a, when: b}\n", ":9: when: expected paths and their"},
    {"when path", XML "  - {field: note, at: a, when: {\"b//c\": x}}\n",
     ":9: b//c: \"b//c\" is no path"},
    {"when nothing", XML "  - {field: note, at: a, when: {\"@b\": []}}\n",
     ":9: @b: no value is listed"},
    {"with", XML "  - {field: region, at: a, with: [b]}\n",
     ":9: with: expected sub-fields by name"},
    {"with field", XML "  - {field: region, at: a, with: {percent: \"@p\"}}\n",
     "percent: the field \"region\" has no sub-field \"percent\". Did you mean \"percentage\"?"},
    {"with path", XML "  - {field: region, at: a, with: {percentage: \"@\"}}\n",
     ":9: percentage: \"@\" is no path"},
    {"with of none", XML "  - {field: note, at: a, with: {b: c}}\n",
     ":9: b: the field \"note\" has no sub-field \"b\""},
    {"defaults", XML "  - {field: region, at: a, defaults: {schema: \"1\"}}\n",
     "has no sub-field \"schema\". Did you mean \"scheme\"?"},
    {"default code", XML "  - {field: region, at: a, defaults: {scheme: \"7\"}}\n",
     ":9: scheme: \"7\" is not in the code list"},
    {"default number", XML "  - {field: region, at: a, defaults: {percentage: many}}\n",
     ":9: percentage: \"many\" is no number"},
    {"unchecked of a text", XML "  - {field: org, at: a, unchecked_unless: {role: [x]}}\n",
     ":9: unchecked_unless: the field \"org\" has no code list"},
    {"unchecked without a list", XML "  - {field: label, at: a, unchecked_unless: {place: [x]}}\n",
     "the field \"label\" has no code list"},
    {"unchecked by nothing",
     XML "  - {field: region, at: a, unchecked_unless: {scheme: [\"1\"]}}\n",
     ":9: scheme: nothing says where the sub-field \"scheme\" is found"},
    {"unchecked shape", XML "  - {field: region, at: a, unchecked_unless: scheme}\n",
     ":9: unchecked_unless: expected one sub-field and its values"},
    {"currency of a text", XML "  - {field: note, at: a, currency: \"@c\"}\n",
     ":9: currency: \"note\" is no money"},
    {"date of a text", XML "  - {field: note, at: a, date: \"@c\"}\n", ":9: date: \"note\" is no"},
    {"money without currency", XML "  - {field: budget, at: a, take: value}\n",
     ":9: nothing says in which currency \"budget\" is"},
    {"required", XML_HEAD "fields:\n  - {field: note, at: a}\n",
     ":7: fields: the kind \"thing\" requires \"title\""},
    {"kept", XML "kept: a\n", ":9: kept: expected a list of elements"},
    {"kept list", XML "kept: [[a]]\n", "expected the name of an element"},
    {"kept path", XML "kept: [a, \"b/@c\"]\n", "\"b/@c\" under kept: is no element"},
    {"kept twice", XML "kept: [a, b, a]\n", "\"a\" is listed twice"},
    {"kept and mapped", XML "kept: [title]\n", "\"title\" is kept: although a field takes its"},

    {"no header", CSV_HEAD "identifier: id\n", "`header` is missing"},
    {"empty header", CSV_HEAD "header: []\nidentifier: id\n", ":4: header: no column is listed"},
    {"no identifier of csv", CSV_HEAD "header: [id]\n", "`identifier` is missing"},
    {"column twice", CSV_HEAD "header: [start date, Start-Date]\nidentifier: id\n",
     ":4: header: the column \"Start-Date\" is listed twice"},
    {"empty column", CSV_HEAD "header: [\" \"]\nidentifier: id\n", "name of the column is empty"},
    {"columns", CSV "columns: {a: b}\n", ":6: columns: expected a list"},
    {"no column", CSV "columns:\n  - {field: note}\n", "`column` is missing"},
    {"column key", CSV "columns:\n  - {column: a, field: note, at: b}\n",
     "at: there is no such key"},
    {"column field", CSV "columns:\n  - {column: a, field: nota}\n", "Did you mean \"note\"?"},
    {"split", CSV "columns:\n  - {column: a, field: region, split: \"; \"}\n",
     ":7: split: \"; \" is no single character"},
    {"split of one", CSV "columns:\n  - {column: a, field: note, split: \";\"}\n",
     ":7: split: \"note\" has one value only"},
    {"language of a code", CSV "columns:\n  - {column: a, field: region, language: en}\n",
     ":7: language: \"region\" is not kept by language"},
    {"no currency", CSV "columns:\n  - {column: a, field: budget}\n",
     ":7: \"budget\" is money and needs one of"},
    {"two currencies",
     CSV "columns:\n  - {column: a, field: budget, currency: USD, "
         "currency_column: c}\n",
     "Remove one."},
    {"currency of a date", CSV "columns:\n  - {column: a, field: start, currency: USD}\n",
     ":7: currency: \"start\" is no money"},
    {"bad currency", CSV "columns:\n  - {column: a, field: budget, currency: Rubel}\n",
     ":7: currency: \"Rubel\" is not in the code list \"currency\""},
    {"csv with", CSV "columns:\n  - {column: a, field: region, with: {percent: p}}\n",
     "Did you mean \"percentage\"?"},
    {"csv with list", CSV "columns:\n  - {column: a, field: region, with: [p]}\n",
     ":7: with: expected sub-fields and their columns"},
    {"mapped twice", CSV "columns:\n  - {column: a, field: note}\n  - {column: A, field: note}\n",
     ":8: column: \"A\" is mapped to \"note\" twice"},
    {"mapped and ignored", CSV "ignore: [a]\ncolumns:\n  - {column: a, field: note}\n",
     ":8: column: \"a\" is listed under ignore: too"},
    {"set", CSV "set: [a]\n", ":6: set: expected fields and their values"},
    {"set field", CSV "set: {regio: asia}\n",
     ":6: regio: the kind \"thing\" has no field \"regio\""},
    {"set value", CSV "set: {start: soon}\n", ":6: start: \"soon\" is no date"},
    {"set money", CSV "set: {budget: 5}\n", ":6: budget: an amount of money cannot be the same"},
};

static const struct {
    const char *name, *text;
} right[] = {
    {"smallest xml", XML},
    {"everything of xml", XML_HEAD
     "label: {en: L}\nversions: {at: \"@version\", known: \"1\"}\nlanguage: \"@xml:lang\"\n"
     "currency: \"@cur\"\nkept: [other, a/b]\nfields:\n" TITLE "  - {field: note, at: \".\"}\n"
     "  - {field: region, at: a/c, take: [\"@code\", \".\", b/d/@e], when: {\"@x\": \"\", "
     "\"y/z\": [p, q]}, with: {percentage: [\"@p\", q], scheme: \"@s\"}, defaults: {scheme: "
     "ours}, unchecked_unless: {scheme: [\"1\"]}}\n"
     "  - {field: budget, at: b, take: v, currency: v/@c, date: [v/@d, e], with: {from: f}}\n"},
    {"smallest csv", CSV},
    {"everything of csv",
     CSV "ignore: [x, y]\nset: {level: 3, region: Asia}\ncolumns:\n"
         "  - {column: Title, field: title, language: en}\n"
         "  - {column: regions, field: region, split: \";\", with: {percentage: share}}\n"
         "  - {column: b1, field: budget, currency: USD}\n"
         "  - {column: b2, field: budget, currency_column: cur, with: {from: since}}\n"},
};

static struct test_pack test;

static int set_up(void **state)
{
    (void)state;
    test_pack_open(&test, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&test.files);
    return 0;
}

static enum status add(const char *text, struct failure *why)
{
    char path[512];
    fixture_write(&test.files, "mapping.yaml", text);
    (void)snprintf(path, sizeof path, "%s/mapping.yaml", test.files.dir);
    enum status status = format_set_add(&test.files.arena, test.set, path, why);
    (void)unlink(path);
    return status;
}

static void test_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct failure why = {.status = STATUS_OK};
        const enum status status = add(wrong[i].text, &why);
        if (status == STATUS_OK || !strstr(why.text, wrong[i].words) ||
            !strstr(why.text, "/mapping.yaml:") || why.status != status) {
            fail_msg("%s: expected \"%s\", got \"%s\"", wrong[i].name, wrong[i].words, why.text);
        }
        const char end = why.text[strlen(why.text) - 1];
        if (end != '.' && end != '?') {
            fail_msg("%s: the message does not end like a sentence: \"%s\"", wrong[i].name,
                     why.text);
        }
    }
}

static void test_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        struct failure why = {.status = STATUS_OK};
        if (add(right[i].text, &why) != STATUS_OK) {
            fail_msg("%s: %s", right[i].name, why.text);
        }
    }
}

static void test_missing_file(void **state)
{
    (void)state;
    struct failure why = {.status = STATUS_OK};
    assert_int_equal(format_set_add(&test.files.arena, test.set, "/nowhere/f.yaml", &why),
                     STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, "/nowhere/f.yaml"));
}

/* Two formats of one name in a pack: the second file is refused and names the first. */
static void test_same_name(void **state)
{
    (void)state;
    struct failure why = {.status = STATUS_OK};
    struct format_set *set = NULL;
    fixture_write(&test.files, "formats/a.yaml", XML);
    fixture_write(&test.files, "formats/b.yaml", XML);
    assert_int_equal(format_set_load(&test.files.arena, test.files.pack, &set, &why), STATUS_INPUT);
    assert_non_null(strstr(why.text, "b.yaml: there is already a format \"f\", in"));
    fixture_remove(&test.files, "formats/a.yaml");
    assert_int_equal(format_set_load(&test.files.arena, test.files.pack, &set, &why), STATUS_OK);
    fixture_remove(&test.files, "formats/b.yaml");
}

/* When memory ends anywhere while a mapping is compiled, that is a failure and no crash. */
static void test_little_memory(void **state)
{
    (void)state;
    for (size_t room = 0; room < 20000; room += 64) {
        struct failure why = {.status = STATUS_OK};
        const size_t limit = test.files.arena.limit;
        test.files.arena.limit = test.files.arena.total + room;
        const enum status status = add(right[1].text, &why);
        test.files.arena.limit = limit;
        if (status == STATUS_OK) {
            assert_true(room > 1000);
        } else {
            assert_int_equal(status, STATUS_NOMEM);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong),         cmocka_unit_test(test_right),
        cmocka_unit_test(test_missing_file),  cmocka_unit_test(test_same_name),
        cmocka_unit_test(test_little_memory),
    };
    return cmocka_run_group_tests_name("format", tests, set_up, tear_down);
}
