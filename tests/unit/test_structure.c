/*
 * Goal: XML is written so that a parser gives back what was written; the structure of a pack's
 * export takes what XML Schema takes, puts elements in order and names what is wrong; a structure
 * that is itself wrong is refused with its place. Method: tables of cases; every byte through the
 * writer and back through the parser.
 */
#include "text/xml_write.h"
#include "write/structure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena arena;
static struct buf out;
static struct failure why;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, (size_t)16 * 1024 * 1024);
    buf_init(&out, (size_t)16 * 1024 * 1024);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    buf_release(&out);
    return 0;
}

static struct xml_node *parse(const char *text)
{
    struct xml_parser *parser = NULL;
    struct xml_node *node = NULL;
    assert_int_equal(xml_parser_open((struct str){0}, &parser, &why), STATUS_OK);
    if (xml_parse(parser, &arena, str_of(text), 1, &node, &why) != STATUS_OK) {
        fail_msg("%s: %s", text, why.text);
    }
    xml_parser_close(parser);
    return node;
}

static void test_every_byte_comes_back(void **state)
{
    (void)state;
    for (int c = 1; c < 128; c++) {
        const char text[] = {'a', (char)c, 'b', '\0'};
        const bool allowed = c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
        const char *expected = allowed ? text
                                       : "a\xEF\xBF\xBD"
                                         "b";
        buf_clear(&out);
        buf_text(&out, "<x");
        xml_write_attribute(&out, "v", str_of(text));
        buf_char(&out, '>');
        xml_write_text(&out, str_of(text));
        buf_text(&out, "</x>");
        const struct xml_node *node = parse(out.at);
        assert_true(str_is(node->text, expected));
        assert_true(str_is(xml_attribute(node, "v"), expected));
    }
}

static void test_what_is_no_character_is_replaced(void **state)
{
    (void)state;
    xml_write_text(&out, str_of("\xEF\xBF\xBE|\xEF\xBF\xBF|\xEF\xBF\xBD|\xEF\xBF"));
    assert_string_equal(out.at, "\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF");
}

static void test_text_beside_elements_gets_no_spaces(void **state)
{
    (void)state;
    xml_write_tree(&out, parse("<a> <b> t<c><d/></c>u </b> </a>"), "", 0);
    assert_string_equal(out.at, "<a>\n  <b> tu <c><d/></c></b>\n</a>\n");
}

static void test_names_that_nobody_declared(void **state)
{
    (void)state;
    /* Two attributes of one name would be no XML. */
    xml_write_tree(&out, parse("<a p:k=\"1\" k=\"2\"><p:b/><xml:c/></a>"), "", 0);
    assert_string_equal(out.at, "<a k=\"2\">\n  <b/>\n  <xml:c/>\n</a>\n");
}

static void test_a_tree_comes_back(void **state)
{
    (void)state;
    static const char text[] = "<a xmlns:o=\"urn:o\" o:k=\"1\" k=\"2\">\n  <b> x &amp; y </b>\n"
                               "  <o:c><d xmlns=\"\"/></o:c>\n</a>";
    xml_write_tree(&out, parse(text), "", 0);
    assert_string_equal(out.at, "<a xmlns:n1=\"urn:o\" n1:k=\"1\" k=\"2\">\n"
                                "  <b> x &amp; y </b>\n"
                                "  <c xmlns=\"urn:o\">\n"
                                "    <d xmlns=\"\"/>\n"
                                "  </c>\n"
                                "</a>\n");
    const size_t length = out.length;
    char *first = strdup(out.at);
    buf_clear(&out);
    xml_write_tree(&out, parse(first), "", 0);
    assert_int_equal(out.length, length);
    assert_string_equal(out.at, first);
    free(first);
}

static const struct {
    const char *type, *fits, *not ; /* values divided by strokes */
} types[] = {
    {"date", "2013-02-28|2012-02-29|2013-02-28Z|2013-02-28+02:00| 2013-02-28 |2013-02-28-14:00",
     "2013|2013-02|2013-02-29|2013-2-28|28.2.2013|2013-02-28T00:00:00|2013-02-28+15:00||0000-01-"
     "01"},
    {"datetime", "2013-02-28T23:59:59|2013-02-28T00:00:00.5Z|2013-02-28T24:00:00+01:00",
     "2013-02-28|2013-02-28T24:00:01|2013-02-28T1:00:00|2013-02-28 00:00:00|2013-02-28T00:00:00.|"
     "2013-02-28T00:60:00"},
    {"decimal", "1|-1.5|+.5|1.|00012345678901234567.8", "1e5|.|1,5||--1|1.2.3|NaN"},
    {"integer", "0|-2147483648|2147483647|+1|000000000001", "2147483648|-2147483649|1.0||-|1 2"},
    {"natural", "0|12345678901234567890|+1", "-1|1.0||a"},
    {"positive", "1|007", "0|000|-1|"},
    {"boolean", "true|false|1|0| true ", "yes|TRUE|2||t"},
    {"uri", "https://example.org/a b?x=1#y|mailto:a@b|a/b:c|urn:x|%41||/x",
     "a%|a%4|%zz|#a#b|:x|1a:b"},
    {"language", "en|en-GB|zh-Hans-CN||a|es-419", "e_n|en-|-en|en--GB|abcdefghi|1"},
    {"name", "a|a.b-c_d:e|1", "a b||a/b"},
    {"string", "|anything at all", ""},
};

static void check_values(const char *name, const char *values, bool fits)
{
    enum simple_type type;
    struct str rest = str_of(values), part;
    assert_true(simple_type_find(str_of(name), &type));
    while (str_split(&rest, '|', &part)) {
        if (simple_type_fits(type, part) != fits) {
            fail_msg("\"%.*s\" %s %s", STR_ARGS(part), fits ? "is" : "is not", name);
        }
    }
}

static void test_simple_types(void **state)
{
    (void)state;
    enum simple_type type;
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        check_values(types[i].type, types[i].fits, true);
        check_values(types[i].type, types[i].not, false);
    }
    assert_false(simple_type_find(str_of("money"), &type));
}

static enum status read_structure(const char *yaml, const struct structure **structure)
{
    struct yaml_node *root = NULL;
    assert_int_equal(yaml_parse(&arena, "s.yaml", str_of(yaml), &root, &why), STATUS_OK);
    return structure_read(&arena, root, "a", structure, &why);
}

static const char sample[] = "a: \"@k @d:date? one:text two:text* three?\"\n"
                             "text: \"say+\"\nsay: \"@xml:lang:language? #string\"\n"
                             "three: \"@n:natural #decimal\"\n";

static const struct {
    const char *xml, *fault; /* NULL: it keeps to the structure */
} trees[] = {
    {"<a k='1'><one><say>x</say></one></a>", NULL},
    {"<a k='1' d='2013-01-01'> <three n='1'>2.5</three> <two><say/></two><one><say xml:lang='en'/><"
     "say/></one></a>",
     NULL},
    {"<a k='1' xmlns:o='urn:o' o:x='y'><o:z>any</o:z><one><say/><o:q/></one></a>", NULL},
    {"<a><one><say>x</say></one></a>", "a has no @k"},
    {"<a k='1' x='2'><one><say>x</say></one></a>", "a may have no @x"},
    {"<a k='1' d='2013'><one><say>x</say></one></a>", "a has a bad @d"},
    {"<a k='1'/>", "a has no one"},
    {"<a k='1'><one/></a>", "one has no say"},
    {"<a k='1'><one><say>x</say></one><one><say>x</say></one></a>", "a has more than one one"},
    {"<a k='1'><one><say>x</say></one><four/></a>", "a may have no four"},
    {"<a k='1'><one>t<say>x</say></one></a>", "one may have no text"},
    {"<a k='1'><one><say><b/></say></one></a>", "say may have no elements in it"},
    {"<a k='1'><one><say>x</say></one><three n='1'>x</three></a>", "three has a bad value"},
    {"<a k='1'><one><say>x</say></one><three n='-1'>1</three></a>", "three has a bad @n"},
};

static void test_structure_finds_faults(void **state)
{
    (void)state;
    const struct structure *structure = NULL;
    assert_int_equal(read_structure(sample, &structure), STATUS_OK);
    for (size_t i = 0; i < COUNT_OF(trees); i++) {
        char fault[STRUCTURE_FAULT] = "";
        const bool fits = structure_settle(structure, parse(trees[i].xml), fault);
        assert_int_equal(fits, !trees[i].fault);
        assert_string_equal(fault, trees[i].fault ? trees[i].fault : "");
    }
}

static void test_structure_puts_in_order(void **state)
{
    (void)state;
    const struct structure *structure = NULL;
    char fault[STRUCTURE_FAULT];
    struct xml_node *node = parse(
        "<a k='1' xmlns:o='urn:o'><o:z/><three n='1'>1</three><two><say>1</say></two><one><say/>"
        "</one><two><say>2</say></two></a>");
    assert_int_equal(read_structure(sample, &structure), STATUS_OK);
    assert_true(structure_settle(structure, node, fault));
    xml_write_tree(&out, node, "", 0);
    assert_string_equal(out.at, "<a k=\"1\">\n  <one>\n    <say/>\n  </one>\n"
                                "  <two>\n    <say>1</say>\n  </two>\n"
                                "  <two>\n    <say>2</say>\n  </two>\n"
                                "  <three n=\"1\">1</three>\n  <z xmlns=\"urn:o\"/>\n</a>\n");
}

static void test_nothing_is_lost_where_a_fault_is(void **state)
{
    (void)state;
    const struct structure *structure = NULL;
    char fault[STRUCTURE_FAULT];
    struct xml_node *node = parse("<a><four/><two/><one/><three/></a>");
    assert_int_equal(read_structure(sample, &structure), STATUS_OK);
    assert_false(structure_settle(structure, node, fault));
    xml_write_tree(&out, node, "", 0);
    assert_string_equal(out.at, "<a>\n  <one/>\n  <two/>\n  <three/>\n  <four/>\n</a>\n");
}

static void test_texts_are_wrapped(void **state)
{
    (void)state;
    const struct structure *structure = NULL;
    char fault[STRUCTURE_FAULT];
    struct xml_node *node = parse("<a k='1'><one>text</one><two><say>kept</say></two></a>");
    assert_int_equal(read_structure(sample, &structure), STATUS_OK);
    assert_int_equal(structure_wrap(&arena, structure, node, &why), STATUS_OK);
    assert_true(structure_settle(structure, node, fault));
    xml_write_tree(&out, node, "", 0);
    assert_string_equal(out.at, "<a k=\"1\">\n  <one>\n    <say>text</say>\n  </one>\n"
                                "  <two>\n    <say>kept</say>\n  </two>\n</a>\n");
}

static const struct {
    const char *yaml, *words;
} wrong[] = {
    {"b: \"#string\"\n", "s.yaml:1: there is no entry for the record, \"a\""},
    {"a: \"b\"\n", "s.yaml:1: a: \"b\" cannot be understood: the structure has no entry"},
    {"a: \"@x:money\"\n", "\"money\" cannot be understood: an attribute is a string"},
    {"a: \"@x*\"\n", "an attribute stands once"},
    {"a: \"#money\"\n", "text is a #string"},
    {"a: \"#string b\"\nb: \"\"\n", "an element has text or elements, not both"},
    {"a: \"b\"\nb: \"a?\"\n", "would contain itself"},
    {"a: [b]\n", "expected words"},
    {"a: \"?\"\n", "a name is missing"},
};

static void test_wrong_structures_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        const struct structure *structure = NULL;
        assert_int_equal(read_structure(wrong[i].yaml, &structure), STATUS_INPUT);
        if (!strstr(why.text, wrong[i].words)) {
            fail_msg("expected \"%s\", got \"%s\"", wrong[i].words, why.text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_byte_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_no_character_is_replaced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_tree_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names_that_nobody_declared, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_text_beside_elements_gets_no_spaces, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_simple_types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_structure_finds_faults, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_structure_puts_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_lost_where_a_fault_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_texts_are_wrapped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_wrong_structures_are_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
