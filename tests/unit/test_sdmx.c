/*
 * Goal: the same observations come out of every form of an SDMX message, each with all that is said
 * of it; what is damaged costs itself, and what cannot be read is refused with words.
 * Method: a table of small messages and the rows they must give, printed as NAME=value.
 */
#include "base/buf.h"
#include "text/sdmx.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define HEADER(dimension)                                                                          \
    "<m:Header><m:ID>x</m:ID><m:Structure structureID=\"S\" dimensionAtObservation=\"" dimension   \
    "\"><c:Structure><Ref agencyID=\"A\" id=\"F\" version=\"1.0\"/></c:Structure></m:Structure>"   \
    "</m:Header>"
#define GENERIC(dimension, body)                                                                   \
    "<?xml version=\"1.0\"?><m:GenericData xmlns:m=\"u:m\" xmlns:g=\"u:g\" "                       \
    "xmlns:c=\"u:c\">" HEADER(dimension) "<m:DataSet structureRef=\"S\">" body                     \
                                         "</m:DataSet></m:GenericData>"
#define SPECIFIC(dimension, body)                                                                  \
    "<m:StructureSpecificData xmlns:m=\"u:m\" xmlns:d=\"u:d\" xmlns:c=\"u:c\" "                    \
    "xmlns:xsi=\"u:x\">" HEADER(                                                                   \
        dimension) "<m:DataSet d:structureRef=\"S\" xsi:type=\"q:T\" SRC=\"s\">" body              \
                   "</m:DataSet></m:StructureSpecificData>"
#define V(id, value) "<g:Value id=\"" id "\" value=\"" value "\"/>"
#define TWO_ROWS                                                                                   \
    "AREA=CH DATAFLOW=A:F(1.0) OBS_VALUE=1.5 SEX=F SRC=s STATUS=A TIME_PERIOD=2010 "               \
    "UNIT=kg\nAREA=CH DATAFLOW=A:F(1.0) SEX=F SRC=s STATUS=M TIME_PERIOD=2011 UNIT=kg\n"

static const struct {
    const char *name, *input, *expected;
} cases[] = {
    {"2.1 generic, series",
     GENERIC(
         "TIME_PERIOD",
         "<g:Attributes>" V("SRC", "s") "</g:Attributes><g:Series><g:SeriesKey>" V("AREA", "CH")
             V("SEX", "F") "</g:SeriesKey><g:Attributes>" V(
                 "UNIT", "kg") "</g:Attributes><g:Obs><g:ObsDimension value=\"2010\"/><g:ObsValue "
                               "value=\"1.5\"/>"
                               "<g:Attributes>" V(
                                   "STATUS",
                                   "A") "</g:Attributes></g:Obs><g:Obs><g:ObsDimension "
                                        "id=\"TIME_PERIOD\" value=\"2011\"/><g:Attributes>" V(
                                            "STATUS", "M") "</g:Attributes></g:Obs></g:Series>"),
     TWO_ROWS},
    {"2.1 generic, flat",
     GENERIC("AllDimensions",
             "<g:Obs><g:ObsKey>" V("AREA", "CH") V("SEX", "F")
                 V("TIME_PERIOD", "2010") "</g:ObsKey><g:ObsValue value=\"1.5\"/><g:Attributes>" V(
                     "UNIT", "kg") V("STATUS", "A")
                     V("SRC", "s") "</g:Attributes></g:Obs><g:Obs><g:ObsKey>" V("AREA", "CH")
                         V("SEX", "F")
                             V("TIME_PERIOD", "2011") "</g:ObsKey><g:Attributes>" V("UNIT", "kg")
                                 V("STATUS", "M") V("SRC", "s") "</g:Attributes></g:Obs>"),
     TWO_ROWS},
    {"2.1 structure-specific, series",
     SPECIFIC("TIME_PERIOD",
              "<Series AREA=\"CH\" SEX=\"F\" UNIT=\"kg\"><Obs TIME_PERIOD=\"2010\" "
              "OBS_VALUE=\"1.5\" STATUS=\"A\"/><Obs TIME_PERIOD=\"2011\" STATUS=\"M\"/></Series>"),
     TWO_ROWS},
    {"2.1 structure-specific, by another dimension",
     SPECIFIC("SEX", "<Series AREA=\"CH\" TIME_PERIOD=\"2010\" UNIT=\"kg\"><Obs SEX=\"F\" "
                     "OBS_VALUE=\"1.5\" STATUS=\"A\"/></Series><Series AREA=\"CH\" "
                     "TIME_PERIOD=\"2011\" UNIT=\"kg\"><Obs SEX=\"F\" STATUS=\"M\"/></Series>"),
     TWO_ROWS},
    {"2.1 structure-specific, measures as a dimension",
     SPECIFIC("MEASURE", "<Series AREA=\"CH\" TIME_PERIOD=\"2010\"><Obs xsi:type=\"q:BIRTHS\" "
                         "OBS_VALUE=\"3\"/></Series>"),
     "AREA=CH DATAFLOW=A:F(1.0) MEASURE=BIRTHS OBS_VALUE=3 SRC=s TIME_PERIOD=2010\n"},
    {"groups, before and behind their series, and one of another key",
     SPECIFIC("TIME_PERIOD",
              "<Group xsi:type=\"q:G\" AREA=\"CH\" UNIT=\"kg\"/><Series AREA=\"CH\" SEX=\"F\">"
              "<Obs TIME_PERIOD=\"2010\" OBS_VALUE=\"1.5\" STATUS=\"A\"/><Obs TIME_PERIOD=\"2011\" "
              "STATUS=\"M\"/></Series><Group AREA=\"DE\" UNIT=\"lb\"/><Group SEX=\"F\" "
              "NOTE=\"n\"/>"),
     "AREA=CH DATAFLOW=A:F(1.0) NOTE=n OBS_VALUE=1.5 SEX=F SRC=s STATUS=A TIME_PERIOD=2010 "
     "UNIT=kg\nAREA=CH DATAFLOW=A:F(1.0) NOTE=n SEX=F SRC=s STATUS=M TIME_PERIOD=2011 UNIT=kg\n"},
    {"generic groups",
     GENERIC(
         "TIME_PERIOD",
         "<g:Group type=\"G\"><g:GroupKey>" V("AREA", "CH") "</g:GroupKey><g:Attributes>" V(
             "UNIT",
             "kg") "</g:Attributes></g:Group><g:Series><g:SeriesKey>" V("AREA",
                                                                        "CH") "</"
                                                                              "g:SeriesKey><g:Obs><"
                                                                              "g:ObsDimension "
                                                                              "value=\"2010\"/"
                                                                              "><g:ObsValue "
                                                                              "value=\"1\"/>"
                                                                              "</g:Obs></"
                                                                              "g:Series>"),
     "AREA=CH DATAFLOW=A:F(1.0) OBS_VALUE=1 TIME_PERIOD=2010 UNIT=kg\n"},
    {"2.0 compact, a dataflow, groups of any name",
     "<CompactData xmlns=\"u:m\"><Header/><b:DataSet xmlns:b=\"u:b\" dataflowID=\"F\" "
     "keyFamilyURI=\"u\"><b:SiblingGroup AREA=\"CH\" UNIT=\"kg\"/><b:Series AREA=\"CH\"><b:Obs "
     "TIME_PERIOD=\"2010\" OBS_VALUE=\"1\"/></b:Series></b:DataSet></CompactData>",
     "AREA=CH DATAFLOW=F OBS_VALUE=1 TIME_PERIOD=2010 UNIT=kg\n"},
    {"2.0 generic, series in a group, two data sets",
     "<MessageGroup><Header/><DataSet><KeyFamilyRef>K</KeyFamilyRef><Group><GroupKey><Value "
     "concept=\"AREA\" value=\"CH\"/></GroupKey><Attributes><Value concept=\"UNIT\" value=\"kg\"/>"
     "</Attributes><Series><SeriesKey><Value concept=\"AREA\" value=\"CH\"/><Value "
     "concept=\"SEX\" value=\"F\"/></SeriesKey><Obs><Time>2010</Time><ObsValue value=\"1\"/></Obs>"
     "</Series><Series><SeriesKey><Value concept=\"SEX\" value=\"M\"/></SeriesKey><Obs><Time>2010"
     "</Time><ObsValue value=\"2\"/></Obs></Series></Group></DataSet><DataSet><Series><SeriesKey>"
     "<Value concept=\"AREA\" value=\"DE\"/></SeriesKey><Obs><Time>2011</Time><ObsValue "
     "value=\"3\"/></Obs></Series></DataSet></MessageGroup>",
     "AREA=CH DATAFLOW=K OBS_VALUE=1 SEX=F TIME_PERIOD=2010 UNIT=kg\nAREA=CH DATAFLOW=K "
     "OBS_VALUE=2 SEX=M TIME_PERIOD=2010 UNIT=kg\nAREA=DE OBS_VALUE=3 TIME_PERIOD=2011\n"},
    {"3.0: several values of an attribute, texts, and attributes of a set or of a key",
     SPECIFIC("TIME_PERIOD",
              "<d:Atts SOURCE=\"x\"><Comp id=\"CONTACT\"><Value>Ann</Value><Value>Bo "
              "</Value></Comp></d:Atts><d:Atts AREA=\"CH\" UNIT=\"kg\"/><d:Atts AREA=\"DE\" "
              "UNIT=\"lb\"/><Series AREA=\"CH\"><Comp id=\"TITLE\"><Value><Text xml:lang=\"en\">T"
              "</Text><Text xml:lang=\"fr\">U</Text></Value></Comp><Obs TIME_PERIOD=\"2010\" "
              "OBS_VALUE=\"1\"><Comp id=\"STATUS\"><Value>A</Value><Value>B</Value></Comp></Obs>"
              "</Series>"),
     "AREA=CH CONTACT=Ann; Bo DATAFLOW=A:F(1.0) OBS_VALUE=1 SOURCE=x SRC=s STATUS=A; B "
     "TIME_PERIOD=2010 TITLE=T UNIT=kg\n"},
    {"a damaged series costs itself",
     SPECIFIC("TIME_PERIOD",
              "<Series AREA=\"CH\"><Obs TIME_PERIOD=\"2010\" OBS_VALUE=\"1\"/></Series>"
              "<Series AREA=\"DE\"><Obs TIME_PERIOD=2010/></Series>"
              "<Series AREA=\"FR\"><Obs TIME_PERIOD=\"2010\" OBS_VALUE=\"3\"/></Series>"),
     "AREA=CH DATAFLOW=A:F(1.0) OBS_VALUE=1 SRC=s TIME_PERIOD=2010\n"
     "error in a row, 1: line 1: AttValue: \" or ' expected.\n"
     "AREA=FR DATAFLOW=A:F(1.0) OBS_VALUE=3 SRC=s TIME_PERIOD=2010\n"},
    {"no observations",
     "<GenericData xmlns:f=\"u\"><Header/><f:Footer><f:Message><c:Text>Come again.</c:Text>"
     "</f:Message></f:Footer></GenericData>",
     "error: f: the SDMX message has no observations. It says: Come again.\n"},
    {"cut off", "<GenericData><Header/><DataSet><Series><Obs OBS_VALUE=\"1\"/></Series>",
     "OBS_VALUE=1\nerror: f: the file ends before its root element is closed. Get it again.\n"},
    {"a deletion", "<GenericData><DataSet action=\"Delete\"><Obs/></DataSet></GenericData>",
     "error: f: the message asks to delete observations"},
};

#define JSON_STRUCTURE                                                                             \
    "{\"links\":[{\"rel\":\"dataflow\",\"href\":\"http://x/dataflow/A/F/1.0\"}],"                  \
    "\"dimensions\":{\"dataSet\":[{\"id\":\"AREA\",\"keyPosition\":0,\"values\":[{\"id\":\"CH\"}]" \
    "}"                                                                                            \
    "],\"series\":[{\"id\":\"SEX\",\"keyPosition\":1,\"values\":[{\"id\":\"F\"},{\"id\":\"M\"}]}]" \
    ","                                                                                            \
    "\"observation\":[{\"id\":\"TIME_PERIOD\",\"values\":[{\"id\":\"2010\"},{\"value\":\"2011\"}]" \
    "}"                                                                                            \
    "]},\"attributes\":{\"dataSet\":[{\"id\":\"SRC\",\"values\":[{\"name\":\"s\"}]}],\"series\":[" \
    "{"                                                                                            \
    "\"id\":\"UNIT\",\"values\":[{\"id\":\"kg\"}]}],\"dimensionGroup\":[{\"id\":\"NOTE\"}],"       \
    "\"observation\":[{\"id\":\"STATUS\",\"values\":[{\"id\":\"A\"},{\"id\":\"M\"}]}]}}"
#define JSON_SET                                                                                   \
    "{\"attributes\":[0],\"series\":{\"0\":{\"attributes\":[0],\"observations\":{\"0\":[1.5,0],"   \
    "\"1\":[null,1]}}}}"

static const struct {
    const char *name, *input, *expected;
} messages[] = {
    {"1.0, at the root", "{\"structure\":" JSON_STRUCTURE ",\"dataSets\":[" JSON_SET "]}",
     TWO_ROWS},
    {"1.0, in data", "{\"data\":{\"dataSets\":[" JSON_SET "],\"structure\":" JSON_STRUCTURE "}}",
     TWO_ROWS},
    {"2.0: structures, groups, values in place",
     "{\"data\":{\"structures\":[{}," JSON_STRUCTURE "],\"dataSets\":[{\"structure\":1,"
     "\"dimensionGroupAttributes\":{\"0:0\":[\"a\"],\":1\":[\"b\"]},\"series\":{\"1\":{"
     "\"observations\":{\"1\":[\"0.1\"],\"0\":[12345678901234567]}}}}]}}",
     "AREA=CH DATAFLOW=A:F(1.0) NOTE=b OBS_VALUE=0.1 SEX=M TIME_PERIOD=2011\nAREA=CH "
     "DATAFLOW=A:F(1.0) NOTE=b OBS_VALUE=12345678901234567 SEX=M TIME_PERIOD=2010\n"},
    {"2.0: several values, places and texts",
     "{\"structure\":{\"dimensions\":{\"observation\":[{\"id\":\"A\",\"values\":[{\"id\":\"x\"}]}]}"
     ","
     "\"attributes\":{\"observation\":[{\"id\":\"S\",\"values\":[{\"id\":\"p\"},{\"id\":\"q\"}]},"
     "{\"id\":\"T\"},{\"id\":\"U\"}]}},\"dataSets\":[{\"observations\":{\"0\":[1,[1,0],"
     "{\"fr\":\"un\",\"en\":\"one\"},[\"a\",null,{\"es\":\"b\"}]]}}]}",
     "A=x OBS_VALUE=1 S=q; p T=one U=a; b\n"},
    {"numbers are the shortest that are the same",
     "{\"structure\":{\"dimensions\":{\"observation\":[{\"id\":\"A\",\"values\":[{\"id\":\"x\"}]}]}"
     "},\"dataSets\":[{\"observations\":{\"0\":[0.1]}},{\"observations\":{\"0\":["
     "0.30000000000000004]}},{\"observations\":{\"0\":[true]}}]}",
     "A=x OBS_VALUE=0.1\nA=x OBS_VALUE=0.30000000000000004\nA=x OBS_VALUE=true\n"},
    {"a place that is not there",
     "{\"structure\":" JSON_STRUCTURE ",\"dataSets\":[{\"series\":{\"2\":{\"observations\":{\"0\":["
     "1]}}}}]}",
     "error: f: observation 1 has a place in the values of \"SEX\" that is not there"},
    {"a key that does not fit",
     "{\"structure\":" JSON_STRUCTURE ",\"dataSets\":[{\"series\":{\"0\":{\"observations\":{\"x\":["
     "1]}}}}]}",
     "error: f: observation 1 has the key \"x\", which does not fit"},
    {"a deletion", "{\"structure\":{},\"dataSets\":[{\"action\":\"Delete\"}]}",
     "error: f: the message asks to delete"},
    {"no observations", "{\"structure\":{},\"dataSets\":[]}", "error: f: the SDMX message has no"},
    {"no data sets", "{\"structure\":{}}", "error: f: this JSON file is no SDMX data message"},
    {"a key twice", "{\"dataSets\":[],\"dataSets\":[]}", "error: f:1: this is no JSON: duplicate"},
    {"cut off", "{\"dataSets\":[", "error: f:1: this is no JSON: "},
    {"half a character", "{\"dataSets\":[\"\\ud800\"]}", "error: f:1: this is no JSON: "},
};

/* ---- printing ---- */

struct names {
    char text[64][32];
    size_t count;
};

static void take_names(struct names *names, const struct table_row *row)
{
    assert_true(row->header && row->count <= 64);
    for (size_t i = 0; i < row->count; i++) {
        const struct str name = row->cells[i];
        assert_true(name.length < 32);
        assert_true(i >= names->count || str_is(name, names->text[i])); /* names only come behind */
        memcpy(names->text[i], name.at, name.length);
        names->text[i][name.length] = '\0';
    }
    names->count = row->count;
}

/* The cells in the order of their names: columns stand as they came in the file. */
static void print_row(const struct names *names, const struct table_row *row, struct buf *out)
{
    const char *gap = "", *last = "";
    assert_true(row->count <= names->count && row->bytes.length > 0 && row->line > 0);
    for (size_t done = 0; done < row->count; done++) {
        size_t next = row->count;
        for (size_t i = 0; i < row->count; i++) {
            if (row->cells[i].length > 0 && strcmp(names->text[i], last) > 0 &&
                (next == row->count || strcmp(names->text[i], names->text[next]) < 0)) {
                next = i;
            }
        }
        if (next == row->count) {
            break;
        }
        last = names->text[next];
        buf_printf(out, "%s%s=%.*s", gap, last, STR_ARGS(row->cells[next]));
        gap = " ";
    }
    buf_char(out, '\n');
}

static void read_table(struct source *source, bool json, struct buf *out)
{
    struct failure why;
    struct table *table = NULL;
    struct table_row row;
    struct names names = {.count = 0};
    enum step step = STEP_ERROR;
    const enum status status = json ? table_open_sdmx_json(source, &table, &why)
                                    : table_open_sdmx_xml(source, &table, &why);
    if (status == STATUS_OK) {
        assert_int_equal(table_sheet(table, &why), STEP_ITEM);
        while ((step = table_next(table, &row, &why)) == STEP_ITEM || row.bytes.length > 0) {
            if (step == STEP_ERROR) {
                buf_printf(out, "error in a row, %u: %s\n", row.line, why.text);
            } else if (row.header) {
                take_names(&names, &row);
            } else {
                print_row(&names, &row, out);
            }
        }
        assert_true(step == STEP_ERROR || table_sheet(table, &why) == STEP_DONE);
        table_close(table);
    }
    if (step == STEP_ERROR) {
        buf_printf(out, "error: %s\n", why.text);
    }
}

static void check(const char *name, const char *input, bool json, const char *expected)
{
    struct failure why;
    struct source *source = NULL;
    struct buf out;
    buf_init(&out, 100000);
    assert_int_equal(source_open_memory("f", str_of(input), &source, &why), STATUS_OK);
    read_table(source, json, &out);
    const char *got = out.at ? out.at : "";
    if (strncmp(got, expected, strlen(expected)) != 0) {
        fail_msg("%s\n--- expected\n%s--- got\n%s", name, expected, got);
    }
    source_close(source);
    buf_release(&out);
}

static void test_xml(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        check(cases[i].name, cases[i].input, false, cases[i].expected);
    }
}

static void test_json(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(messages); i++) {
        check(messages[i].name, messages[i].input, true, messages[i].expected);
    }
}

/* Of a pipe, groups are known only when they have come. */
static void test_pipe(void **state)
{
    (void)state;
    static const struct {
        const char *before, *behind, *expected;
    } pipes[] = {
        {"<Group AREA=\"CH\" UNIT=\"kg\"/>", "",
         "AREA=CH DATAFLOW=A:F(1.0) SRC=s TIME_PERIOD=2010 UNIT=kg\n"},
        {"", "<Group AREA=\"CH\" UNIT=\"kg\"/>",
         "AREA=CH DATAFLOW=A:F(1.0) SRC=s TIME_PERIOD=2010\nerror: -: the message has groups "
         "behind the series they belong to, and cannot be read from a pipe."},
    };
    for (size_t i = 0; i < COUNT_OF(pipes); i++) {
        int ends[2];
        struct failure why;
        struct source *source = NULL;
        struct buf out, text;
        const int input = dup(STDIN_FILENO);
        buf_init(&out, 100000);
        buf_init(&text, 100000);
        buf_printf(&text,
                   SPECIFIC("TIME_PERIOD", "%s<Series AREA=\"CH\"><Obs TIME_PERIOD=\"2010\"/>"
                                           "</Series>%s"),
                   pipes[i].before, pipes[i].behind);
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], text.at, text.length), (long)text.length);
        (void)close(ends[1]);
        (void)dup2(ends[0], STDIN_FILENO);
        (void)close(ends[0]);
        assert_int_equal(source_open("-", &source, &why), STATUS_OK);
        read_table(source, false, &out);
        assert_true(strncmp(out.at, pipes[i].expected, strlen(pipes[i].expected)) == 0);
        source_close(source);
        (void)dup2(input, STDIN_FILENO);
        (void)close(input);
        buf_release(&out);
        buf_release(&text);
    }
}

/* Deep JSON, and JSON of very many values, is refused before it is parsed. */
static void test_json_limits(void **state)
{
    (void)state;
    char *text = malloc(10500001);
    assert_non_null(text);
    memset(text, '[', 65);
    text[65] = '\0';
    check("depth", text, true, "error: f: the JSON file has more than 64 levels");
    memset(text, ',', 10500000);
    text[0] = '[';
    text[10500000] = '\0';
    check("values", text, true, "error: f: the JSON file has more than 5000000 values");
    free(text);
}

/* Columns that come late come behind; more than 1,000 are refused. */
static void test_columns(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, 1000000);
    buf_text(&text, "<CompactData><DataSet>");
    for (unsigned i = 0; i < 1001; i++) {
        buf_printf(&text, "<Obs D%u=\"x\"/>", i);
    }
    buf_text(&text, "</DataSet></CompactData>");
    struct failure why;
    struct source *source = NULL;
    struct table *table = NULL;
    struct table_row row;
    size_t headers = 0, rows = 0;
    assert_int_equal(source_open_memory("f", buf_view(&text), &source, &why), STATUS_OK);
    assert_int_equal(table_open_sdmx_xml(source, &table, &why), STATUS_OK);
    assert_int_equal(table_sheet(table, &why), STEP_ITEM);
    enum step step;
    while ((step = table_next(table, &row, &why)) == STEP_ITEM) {
        headers += row.header;
        rows += !row.header;
    }
    assert_int_equal(step, STEP_ERROR);
    assert_non_null(strstr(why.text, "more than 1000 dimensions and attributes"));
    assert_int_equal(headers, 997);
    assert_int_equal(rows, 997);
    table_close(table);
    source_close(source);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_xml),     cmocka_unit_test(test_json),
        cmocka_unit_test(test_pipe),    cmocka_unit_test(test_json_limits),
        cmocka_unit_test(test_columns),
    };
    return cmocka_run_group_tests_name("sdmx", tests, NULL, NULL);
}
