/*
 * Goal: exports of a pack put values at their places; originals keep what no field holds and lose
 * what is not public, whole fields and parts, in checked and unchecked exports alike; what breaks
 * the structure is named; wrong definitions are refused with file, line and mend; references are
 * escaped. Method: a small pack, records made by hand, originals parsed from texts; the trees as
 * written are compared.
 */
#include "pack_fixture.h"
#include "text/xml_write.h"
#include "write/export.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct pack_fixture f;
static struct export_set set;
static struct buf out;

static const char kind_text[] = "kind: thing\nplural: things\ntitle: name\nfields:\n"
                                "  - {name: name, type: text, languages: true}\n"
                                "  - {name: code, type: code, list: color, repeat: true, with: "
                                "{share: decimal, by: {type: text, "
                                "access: internal}}}\n"
                                "  - {name: price, type: money}\n"
                                "  - {name: seen, type: date}\n"
                                "  - {name: secret, type: text, access: confidential}\n"
                                "  - {name: mark, type: text, access: internal}\n";

#define HEAD "export: x\ntype: xml\nkind: thing\nroot: {element: things}\nrecord: thing\n"
#define HIDDEN                                                                                     \
    "  - {field: secret, at: private}\n  - {field: mark, at: \"@mark\"}\n"                         \
    "  - {field: code, at: color, take: \"@code\", with: {share: \"@share\", by: by}}\n"
#define STRUCTURE                                                                                  \
    "structure:\n"                                                                                 \
    "  thing: \"@mark? @lang? id:string name:texts color* price? seen:day? private:string? "       \
    "rest:string*\"\n"                                                                             \
    "  texts: \"say+\"\n  say: \"@lang? #string\"\n  string: \"#string\"\n  day: \"#date\"\n"      \
    "  color: \"@code @share:decimal? by:string?\"\n  price: \"@unit #decimal\"\n"

static const char good[] =
    HEAD "base: things\nlanguage: \"@lang\"\nfields:\n"
         "  - {field: identifier, at: id}\n"
         "  - {field: name, at: name/say, language: \"@lang\"}\n" HIDDEN
         "  - {field: price, at: price, currency: \"@unit\"}\n"
         "  - {field: seen, at: seen}\n"
         "tags:\n  - {lens: l, at: color, set: {\"@code\": \"{label}\"}}\n" STRUCTURE;

static int set_up(void **state)
{
    (void)state;
    fixture_open(&f);
    buf_init(&out, 65536);
    fixture_write(&f, "pack.yaml", "pack: test\nversion: 1\nlabel: {en: Test}\n");
    fixture_write(&f, "codelists/color.yaml",
                  "codelist: color\nopen: true\ncodes: [{code: r, label: {en: Red}}]\n");
    fixture_write(&f, "kinds/thing.yaml", kind_text);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buf_release(&out);
    fixture_close(&f);
    return 0;
}

static enum status load(const char *yaml)
{
    fixture_write(&f, "exports/x.yaml", yaml);
    fixture_must(fixture_pack(&f) == STATUS_OK, f.why.text);
    return export_set_load(&f.arena, f.pack, &set, &f.why);
}

static struct value *add(struct record *record, const char *name, const char *text)
{
    const struct field *field = kind_field(record->kind, str_of(name));
    struct value *value = record_add(&f.arena, record, field);
    fixture_must(!value_parse(&f.arena, value, str_of(text)), text);
    return value;
}

static struct record *sample(void)
{
    struct record *record = record_new(&f.arena, &f.pack->kinds[0]);
    record->identifier = str_of("T&1");
    add(record, "name", "One")->language = str_of("en");
    add(record, "name", "Un")->language = str_of("fr");
    struct value *code = add(record, "code", "r");
    code->with[0].field = &code->field->with[0];
    code->with[0].number = 25000;
    code->with[1].field = &code->field->with[1];
    code->with[1].text = str_of("SECRET person");
    add(record, "code", "b");
    add(record, "price", "12.5")->currency = str_of("USD");
    add(record, "seen", "2013-05");
    add(record, "secret", "SECRET text");
    add(record, "mark", "SECRET mark");
    return record;
}

static struct xml_node *parse(const char *text)
{
    struct xml_parser *parser = NULL;
    struct xml_node *node = NULL;
    fixture_must(xml_parser_open((struct str){0}, &parser, &f.why) == STATUS_OK, "parser");
    fixture_must(xml_parse(parser, &f.arena, str_of(text), 1, &node, &f.why) == STATUS_OK, text);
    xml_parser_close(parser);
    return node;
}

/* The record as written, with the outcome. */
static const char *written(struct export_options options, const struct export_record *from,
                           struct export_outcome *outcome)
{
    struct xml_node *tree = NULL;
    options.export = set.first;
    buf_clear(&out);
    assert_int_equal(export_tree(&f.arena, &options, from, &tree, outcome, &f.why), STATUS_OK);
    xml_write_tree(&out, tree, "", 0);
    return out.at;
}

static void test_made_from_fields(void **state)
{
    (void)state;
    struct export_outcome outcome;
    assert_int_equal(load(good), STATUS_OK);
    const struct export_record from = {.record = sample()};
    assert_string_equal(written((struct export_options){0}, &from, &outcome),
                        "<thing>\n  <id>T&amp;1</id>\n  <name>\n    <say lang=\"en\">One</say>\n"
                        "    <say lang=\"fr\">Un</say>\n  </name>\n"
                        "  <color code=\"r\" share=\"2.5\"/>\n  <color code=\"b\"/>\n"
                        "  <price unit=\"USD\">12.5</price>\n</thing>\n");
    /* A month is no day: it is left out, and told. */
    assert_true(outcome.fits);
    assert_int_equal(outcome.left_out, 1);
    assert_string_equal(outcome.first, "seen has a bad value");
    const char *text = written((struct export_options){.all_fields = true}, &from, &outcome);
    assert_non_null(strstr(text, "<by>SECRET person</by>"));
    assert_non_null(strstr(text, "<private>SECRET text</private>"));
    assert_non_null(strstr(text, "mark=\"SECRET mark\""));
    text = written((struct export_options){.unchecked = true}, &from, &outcome);
    assert_non_null(strstr(text, "<seen>2013-05</seen>"));
    assert_null(strstr(text, "SECRET"));
}

static const char original[] =
    "<thing mark='SECRET' o:k='v' xmlns:o='urn:o'><rest>kept</rest><private>SECRET</private>"
    "<name><say>Eins</say></name><color code='x' share='1'><by>SECRET</by></color>"
    "<id>T1</id><stray>S</stray><o:own>kept too</o:own></thing>";

static void test_originals_keep_what_is_public(void **state)
{
    (void)state;
    struct export_outcome outcome;
    assert_int_equal(load(good), STATUS_OK);
    const struct export_record from = {
        .record = sample(), .original = parse(original), .current = true, .language = str_of("de")};
    assert_string_equal(written((struct export_options){0}, &from, &outcome),
                        "<thing xmlns:n1=\"urn:o\" n1:k=\"v\">\n  <id>T1</id>\n  <name>\n"
                        "    <say lang=\"de\">Eins</say>\n  </name>\n"
                        "  <color code=\"x\" share=\"1\"/>\n  <price unit=\"USD\">12.5</price>\n"
                        "  <rest>kept</rest>\n  <own xmlns=\"urn:o\">kept too</own>\n</thing>\n");
    const struct export_record again = {
        .record = sample(), .original = parse(original), .current = true};
    /* What stands at a place nobody knows might be anything. */
    const char *text = written((struct export_options){.unchecked = true}, &again, &outcome);
    assert_null(strstr(text, "SECRET"));
    assert_null(strstr(text, "stray"));
    const struct export_record all = {
        .record = sample(), .original = parse(original), .current = true};
    text = written((struct export_options){.unchecked = true, .all_fields = true}, &all, &outcome);
    assert_non_null(strstr(text, "<by>SECRET</by>"));
    assert_non_null(strstr(text, "<stray>S</stray>"));
}

static void test_older_originals_give_what_no_field_holds(void **state)
{
    (void)state;
    struct export_outcome outcome;
    assert_int_equal(load(good), STATUS_OK);
    const struct export_record from = {.record = sample(), .original = parse(original)};
    const char *text = written((struct export_options){0}, &from, &outcome);
    assert_non_null(strstr(text, "<say lang=\"en\">One</say>"));
    assert_null(strstr(text, "Eins"));
    assert_non_null(strstr(text, "<rest>kept</rest>"));
    assert_null(strstr(text, "SECRET"));
}

static void test_faults_are_named(void **state)
{
    (void)state;
    struct export_outcome outcome;
    assert_int_equal(load(good), STATUS_OK);
    struct record *empty = record_new(&f.arena, &f.pack->kinds[0]);
    empty->identifier = str_of("T2");
    const struct export_record from = {.record = empty};
    (void)written((struct export_options){0}, &from, &outcome);
    assert_false(outcome.fits);
    assert_string_equal(outcome.fault, "thing has no name");
}

static void test_tags_are_written_once(void **state)
{
    (void)state;
    struct export_outcome outcome;
    assert_int_equal(load(good), STATUS_OK);
    const struct export_said said[] = {{"l", "", "b"}, {"l", "", "Label"}, {"m", "", "other"}};
    const struct export_record from = {.record = sample(), .tags = said, .tag_count = 3};
    const char *text = written((struct export_options){.site = "https://x"}, &from, &outcome);
    const char *first = strstr(text, "<color code=\"b\"/>");
    assert_non_null(first);
    assert_null(strstr(first + 1, "<color code=\"b\"/>"));
    assert_non_null(strstr(text, "<color code=\"Label\"/>"));
    assert_null(strstr(text, "other"));
}

static const struct {
    const char *yaml, *words;
} wrong[] = {
    {HEAD "fields: [{field: nmae, at: name}]\n",
     "exports/x.yaml:6: field: there is no field \"nmae\""},
    {HEAD "fields: [{field: nmae, at: name}]\n", "Did you mean \"name\"?"},
    {HEAD "fields: [{field: name}]\n", "at"},
    {HEAD "fields: [{at: name}]\n", "neither field: nor set:"},
    {HEAD "fields: [{field: name, at: \"a/@b\"}]\n", "names the element"},
    {HEAD "fields: [{field: name, at: a, taek: b}]\n", "taek"},
    {HEAD "fields: [{field: code, at: a, with: {shaer: b}}]\n", "there is no field \"shaer\""},
    {HEAD "fields: [{field: seen, at: a, dates: iso}]\n", "Write strokes"},
    {HEAD "fields: [{field: name, at: nowhere}]\n" STRUCTURE,
     "the structure has no nowhere in thing"},
    {HEAD "base: things\nfields: [{field: name, at: name/say}]\n",
     "\"code\" is not public|\"by\" is not public|\"secret\" is not public"},
    {"export: x\ntype: cvs\nkind: thing\nfields: []\n", "\"cvs\" is no type"},
    {"export: x\ntype: ris\nkind: thnig\nfields: []\n", "no kind \"thnig\""},
    {HEAD "fields: [{field: name, at: a, lacking: nmae}]\n", "there is no field \"nmae\""},
    {"export: x\nending: \"../x\"\ntype: ris\nkind: thing\nfields: []\n", "is no ending"},
    {"export: X y\ntype: ris\nkind: thing\nfields: []\n", "is no name"},
    {"export: x\ntype: xml\nkind: thing\nfields: []\n", "root"},
};

static bool says_one_of(const char *text, const char *words)
{
    struct str rest = str_of(words), part;
    while (str_split(&rest, '|', &part)) {
        char one[200];
        (void)snprintf(one, sizeof one, "%.*s", STR_ARGS(part));
        if (strstr(text, one)) {
            return true;
        }
    }
    return false;
}

static void test_wrong_exports_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_int_equal(load(wrong[i].yaml), STATUS_INPUT);
        if (!says_one_of(f.why.text, wrong[i].words) || !strstr(f.why.text, "exports/x.yaml:")) {
            fail_msg("expected \"%s\", got \"%s\"", wrong[i].words, f.why.text);
        }
    }
}

static void test_references(void **state)
{
    (void)state;
    static const char ris[] =
        "export: x\ntype: ris\nkind: thing\nfields:\n"
        "  - {field: code, at: TY, values: {r: RED, \"*\": GEN}, otherwise: GEN, first: true}\n"
        "  - {field: name, at: TI, first: true}\n"
        "  - {field: seen, at: DA, dates: strokes}\n"
        "  - {field: code, at: KW, label: en, join: \"; \"}\n";
    struct export_outcome outcome;
    struct export_options options = {0};
    struct xml_node *tree = NULL;
    assert_int_equal(load(ris), STATUS_OK);
    const struct export_record from = {.record = sample()};
    options.export = set.first;
    assert_int_equal(export_tree(&f.arena, &options, &from, &tree, &outcome, &f.why), STATUS_OK);
    buf_clear(&out);
    export_write(&options, tree, &out);
    assert_string_equal(out.at, "TY  - RED\r\nTI  - One\r\nDA  - 2013/05/\r\nKW  - Red; b\r\n"
                                "ER  - \r\n\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_made_from_fields, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_originals_keep_what_is_public, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_older_originals_give_what_no_field_holds, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_faults_are_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tags_are_written_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_wrong_exports_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_references, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
