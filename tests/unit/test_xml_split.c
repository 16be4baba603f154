/*
 * Goal: the splitter hands out each record's exact bytes with its line, whatever the file looks
 * like and wherever the reads are cut, and refuses what is no XML.
 * Method: a table of documents and what is expected of them; every document is read again with a
 * read boundary at each of its bytes, and through a pipe in writes of 1 and 7 bytes.
 */
#include "base/buf.h"
#include "text/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_READ ((size_t)65536) /* what a source reads before it hands anything out */
#define ROOM ((size_t)64 * 1024 * 1024)

static const char *const rec[] = {"r", "other", NULL};

static const struct {
    const char *text, *expect; /* LINE:bytes, "!" behind an unclosed one, "." when complete */
} cases[] = {
    {"<d><r>1</r><r a='b'>2</r></d>", "1:<r>1</r>|1:<r a='b'>2</r>|."},
    {"<?xml version='1.0'?>\n<!-- r -->\n<d>\n <r/>\n<r />\n</d>\n", "4:<r/>|5:<r />|."},
    {"<d/>", "."},
    {"<d></d>", "."},
    {"<d>", ""},
    {"<d><x><r>deep</r></x></d>", "1:<r>deep</r>|."},
    {"<d><r>a<r2/></r></d>", "1:<r>a<r2/></r>|."},
    {"<d><rr>no</rr><r>yes</r></d>", "1:<r>yes</r>|."},
    {"<d><other>o</other><r>a</r></d>", "1:<other>o</other>|1:<r>a</r>|."},
    {"<d><r>a<other>inside</other></r></d>", "1:<r>a<other>inside</other></r>|."},
    {"<m:d xmlns:m='u'><m:r><m:x/></m:r></m:d>", "1:<m:r><m:x/></m:r>|."},
    {"<d><r:x/><x:r/></d>", "1:<x:r/>|."},
    /* what does not count */
    {"<d><!-- <r>no</r> --><r>yes<!-- </r> --></r></d>", "1:<r>yes<!-- </r> --></r>|."},
    {"<d><!--><r/>--><r/></d>", "1:<r/>|."},
    {"<d><![CDATA[<r>no</r>]]><r><![CDATA[</r>]]]]></r></d>", "1:<r><![CDATA[</r>]]]]></r>|."},
    {"<d><?pi <r>no</r> ?><r><?pi </r>?></r></d>", "1:<r><?pi </r>?></r>|."},
    {"<d><r a='x>y' b=\"/>\">1</r></d>", "1:<r a='x>y' b=\"/>\">1</r>|."},
    {"<d><r a='x>y'/><r b=\"'\"/></d>", "1:<r a='x>y'/>|1:<r b=\"'\"/>|."},
    {"<d><r a='/'>1</r></d>", "1:<r a='/'>1</r>|."},
    {"<d a='>'><r>1</r ></d >", "1:<r>1</r >|."},
    {"<d><r\na\n=\n'1'\n>\n</r\n></d>", "1:<r\na\n=\n'1'\n>\n</r\n>|."},
    /* lines: LF, CRLF and lone CR count once */
    {"<d>\n\n<r/>\n<r/></d>", "3:<r/>|4:<r/>|."},
    {"<d>\r\n\r\n<r/>\r\n<r/></d>", "3:<r/>|4:<r/>|."},
    {"<d>\r\r<r/>\r<r/></d>", "3:<r/>|4:<r/>|."},
    {"<d>\r\n\r\r\n\n\r<r>\n\n</r><r/></d>", "6:<r>\n\n</r>|8:<r/>|."},
    /* what was never closed */
    {"<d><r>1<x><r>2</r></d>", "1:<r>1<x>!|1:<r>2</r>|."},
    {"<d>\n<r a='1'>1\n<r a='2'>2\n<r>3</r></d>", "2:<r a='1'>1\n!|3:<r a='2'>2\n!|4:<r>3</r>|."},
    {"<d><r>1</r><r>2", "1:<r>1</r>|1:<r>2!|"},
    {"<d><r>1</r><r a='2", "1:<r>1</r>|1:<r a='2!|"},
    {"<d><r>1</r", "1:<r>1</r!|"},
    {"<d><r>1</r/><r>2</r></d>", "1:<r>1</r/>!|1:<r>2</r>|."},
    {"<d><r>1<!-- </r></d>", "1:<r>1<!-- </r></d>!|"},
    {"<d><r>1</r><!-- <r/></d>", "1:<r>1</r>|"},
    {"<d><r a=\"x>1</r><r>2</r></d>", "1:<r a=\"x>1</r>|1:<r>2</r>|."},
    {"<d><r a=\"x <r>2</r></d>", "1:<r a=\"x !|1:<r>2</r>|."},
    {"<d><r><y a='<r b'/></r></d>", "1:<r><y a='!|1:<r b'/></r>|."},
    {"<d><r>1</r><", "1:<r>1</r>|"},
    /* stray brackets and names */
    {"<d>a < b <r>1 < 2 <3</r> & </></d>", "1:<r>1 < 2 <3</r>|."},
    {"<d><d><r/></d><d/></d>", "1:<r/>|."},
    {"<d><d><r/></d>", "1:<r/>|"},
    {"<d><r/></d></d>", "1:<r/>|."},
    /* the root is a record itself */
    {"<r>1</r>", "1:<r>1</r>|."},
    {"<r/>", "1:<r/>|."},
    {"<r><r>1</r></r>", "1:<r>!|1:<r>1</r>|."},
    {"<r>1", "1:<r>1!|"},
    /* no XML, or not for us */
    {"", "#1: no element"},
    {"  \n ", "#2: no element"},
    {"<!-- only -->", "#1: no element"},
    {"<!-- only", "#1: never ends"},
    {"<d", "#1: never ends"},
    {"<d a='", "#1: never ends"},
    {"<d <r/>", "#1: never ends"},
    {"\n\nhello", "#3: no XML"},
    {"{\"a\": 1}", "#1: no XML"},
    {"<", "#1: no XML"},
    {"<1>", "#1: no XML"},
    {"PK\x03\x04", "#1: no XML"},
    {"<![CDATA[x]]><d/>", "#1: no XML"},
    {"<?xml version='1.0'?>\n<!DOCTYPE d>\n<d><r/></d>", "#2: DOCTYPE"},
    {"<!doctype html><html>", "#1: web page"},
    {"<!-- <!DOCTYPE d> --><d><r/></d>", "1:<r/>|."},
    {"<d><r/>\n<!DOCTYPE d></d>", "1:<r/>|#2: DOCTYPE"},
    {"<d><r/>\n<!ENTITY a 'b'></d>", "1:<r/>|#2: entity"},
    {"<!ENTITY a 'b'><d/>", "#1: entity"},
    {"<d><r><!DOCTYPE d></r><r/></d>", "1:<r><!DOCTYPE d></r>|1:<r/>|."},
};

/* Everything the splitter says about a source, in the form of the table. */
static void describe(struct source *source, const char *const *names, struct buf *out)
{
    struct xml_splitter *splitter = NULL;
    struct failure why = {STATUS_OK, ""};
    struct xml_piece piece;
    enum step step;
    assert_int_equal(xml_splitter_open(source, names, &splitter, &why), STATUS_OK);
    while ((step = xml_splitter_next(splitter, &piece, &why)) == STEP_ITEM) {
        buf_printf(out, "%u:", piece.line);
        buf_str(out, piece.bytes);
        buf_text(out, piece.closed ? "|" : "!|");
        assert_true(xml_splitter_line(splitter) >= piece.line);
    }
    if (step == STEP_ERROR) {
        assert_true(why.status == STATUS_INPUT || why.status == STATUS_LIMIT);
        assert_false(xml_splitter_complete(splitter));
        buf_printf(out, "#%s", why.text);
        assert_int_equal(xml_splitter_next(splitter, &piece, &why), STEP_ERROR);
    } else {
        assert_int_equal(why.status, STATUS_OK);
        buf_text(out, xml_splitter_complete(splitter) ? "." : "");
        assert_int_equal(xml_splitter_next(splitter, &piece, &why), STEP_DONE);
        assert_true(xml_splitter_root(splitter).length > 0);
    }
    xml_splitter_close(splitter);
}

static void describe_text(struct str text, struct buf *out)
{
    struct source *source = NULL;
    struct failure why;
    assert_int_equal(source_open_memory("f", text, &source, &why), STATUS_OK);
    buf_clear(out);
    describe(source, rec, out);
    source_close(source);
}

/* An expected error is the line and some words of it. */
static void compare(const char *expect, const struct buf *out, size_t i)
{
    const char *error = strchr(expect, '#');
    if (!error) {
        if (strcmp(out->at, expect) != 0) {
            fail_msg("case %zu (%s): %s", i, expect, out->at);
        }
        return;
    }
    char place[32];
    const size_t before = (size_t)(error - expect);
    const char *words = strchr(error, ' ') + 1;
    (void)snprintf(place, sizeof place, "#f:%.*s", (int)(words - error - 1), error + 1);
    if (strncmp(out->at, expect, before) != 0 ||
        strncmp(out->at + before, place, strlen(place)) != 0 || !strstr(out->at + before, words)) {
        fail_msg("case %zu (%s): %s", i, expect, out->at);
    }
}

static void splits_documents(void **state)
{
    struct buf out;
    (void)state;
    buf_init(&out, ROOM);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        describe_text(str_of(cases[i].text), &out);
        compare(cases[i].expect, &out, i);
    }
    buf_release(&out);
}

/* Puts a comment before @text so that it begins @before bytes before the end of the first read. */
static void pad(struct buf *padded, size_t before, const char *text)
{
    buf_clear(padded);
    buf_text(padded, "<!--");
    while (padded->length < FIRST_READ - before - 3) {
        buf_char(padded, ' ');
    }
    buf_text(padded, "-->");
    buf_text(padded, text);
}

static void does_not_care_where_reads_are_cut(void **state)
{
    struct buf padded;
    struct buf out;
    (void)state;
    buf_init(&padded, ROOM);
    buf_init(&out, ROOM);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t cut = 1; cut < strlen(cases[i].text); cut++) {
            pad(&padded, cut, cases[i].text);
            describe_text(buf_view(&padded), &out);
            compare(cases[i].expect, &out, i);
        }
    }
    buf_release(&padded);
    buf_release(&out);
}

/* A child that writes @text to a pipe, @step bytes at a time; the pipe is our standard input. */
static pid_t write_slowly(struct str text, size_t step)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)close(ends[0]);
        for (size_t i = 0; i < text.length;) {
            const size_t left = text.length - i;
            const size_t size = i < FIRST_READ ? FIRST_READ : step;
            const ssize_t done = write(ends[1], text.at + i, size < left ? size : left);
            if (done <= 0) {
                _exit(1);
            }
            i += (size_t)done;
        }
        _exit(0);
    }
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    (void)close(ends[0]);
    (void)close(ends[1]);
    return child;
}

static void reads_a_slow_pipe(void **state)
{
    struct buf padded;
    struct buf out;
    const int saved = dup(STDIN_FILENO);
    (void)state;
    buf_init(&padded, ROOM);
    buf_init(&out, ROOM);
    for (size_t step = 1; step <= 7; step += 6) {
        struct source *source = NULL;
        struct failure why;
        int code = 1;
        pad(&padded, 0, "<d>\n<r a='1>2'>one</r>\r\n<r><![CDATA[</r>]]></r><r>cut<r/></d>");
        const pid_t child = write_slowly(buf_view(&padded), step);
        assert_int_equal(source_open("-", &source, &why), STATUS_OK);
        buf_clear(&out);
        describe(source, rec, &out);
        source_close(source);
        assert_int_equal(waitpid(child, &code, 0), child);
        assert_int_equal(code, 0);
        assert_string_equal(out.at, "2:<r a='1>2'>one</r>|3:<r><![CDATA[</r>]]></r>|"
                                    "3:<r>cut!|3:<r/>|.");
    }
    if (saved >= 0) {
        (void)dup2(saved, STDIN_FILENO);
        (void)close(saved);
    }
    buf_release(&padded);
    buf_release(&out);
}

static void knows_the_root(void **state)
{
    static const struct {
        const char *text, *root;
    } roots[] = {
        {"<?xml version='1.0'?><d version='2.03' a='>'><r/></d>", "<d version='2.03' a='>'>"},
        {"<d/>", "<d/>"},
        {"<r><x/></r>", "<r>"},
        {"<m:d\n>", "<m:d\n>"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(roots); i++) {
        struct source *source = NULL;
        struct xml_splitter *splitter = NULL;
        struct failure why;
        struct xml_piece piece;
        assert_int_equal(source_open_memory("f", str_of(roots[i].text), &source, &why), STATUS_OK);
        assert_int_equal(xml_splitter_open(source, rec, &splitter, &why), STATUS_OK);
        assert_int_equal(xml_splitter_root(splitter).length, 0);
        assert_int_equal(xml_splitter_line(splitter), 1);
        assert_int_not_equal(xml_splitter_next(splitter, &piece, &why), STEP_ERROR);
        assert_true(str_is(xml_splitter_root(splitter), roots[i].root));
        xml_splitter_close(splitter);
        source_close(source);
    }
}

/* A record of exactly @size bytes, and one after it. */
static void limits_to(size_t size, const char *expect)
{
    struct buf text;
    struct source *source = NULL;
    struct xml_splitter *splitter = NULL;
    struct failure why = {STATUS_OK, ""};
    struct xml_piece piece;
    buf_init(&text, ROOM);
    buf_text(&text, "<d>\n<r>");
    while (text.length < size) { /* "<d>\n" and "</r>" are as long */
        buf_add(&text, "0123456789abcdef", size - text.length < 16 ? 1 : 16);
    }
    buf_text(&text, "</r><r/></d>");
    assert_int_equal(source_open_memory("f", buf_view(&text), &source, &why), STATUS_OK);
    assert_int_equal(xml_splitter_open(source, rec, &splitter, &why), STATUS_OK);
    const enum step step = xml_splitter_next(splitter, &piece, &why);
    if (expect) {
        assert_int_equal(step, STEP_ERROR);
        assert_int_equal(why.status, STATUS_LIMIT);
        assert_non_null(strstr(why.text, expect));
    } else {
        assert_int_equal(step, STEP_ITEM);
        assert_int_equal(piece.bytes.length, size);
        assert_int_equal(xml_splitter_next(splitter, &piece, &why), STEP_ITEM);
        assert_int_equal(piece.bytes.length, 4);
    }
    xml_splitter_close(splitter);
    source_close(source);
    buf_release(&text);
}

static void limits_a_record_to_16_mib(void **state)
{
    (void)state;
    limits_to((size_t)16 * 1024 * 1024, NULL);
    limits_to((size_t)16 * 1024 * 1024 + 1, "f:2: the record that begins here is larger");
    limits_to((size_t)40 * 1024 * 1024, "f:2: ");
}

static void reports_a_failing_source(void **state)
{
    /* The second record is cut by a byte that is no Windows-1252. */
    static const char text[] =
        "<?xml version='1.0' encoding='windows-1252'?><d><r>\xE9</r>\n<r>\x81</r></d>";
    struct source *source = NULL;
    struct xml_splitter *splitter = NULL;
    struct failure why = {STATUS_OK, ""};
    struct xml_piece piece;
    (void)state;
    assert_int_equal(source_open_memory("f", str_of(text), &source, &why), STATUS_OK);
    assert_int_equal(xml_splitter_open(source, rec, &splitter, &why), STATUS_OK);
    assert_int_equal(xml_splitter_next(splitter, &piece, &why), STEP_ITEM);
    assert_true(str_is(piece.bytes, "<r>\xC3\xA9</r>"));
    assert_int_equal(xml_splitter_next(splitter, &piece, &why), STEP_ERROR);
    assert_int_equal(why.status, STATUS_INPUT);
    assert_non_null(strstr(why.text, "offset 60"));
    xml_splitter_close(splitter);
    source_close(source);
}

/* What stands directly in some element is a record, whatever its name, and its start tag is one. */
static void splits_what_stands_within(void **state)
{
    static const char text[] =
        "<d><r>1</r><p:in a=\">\"><x/><!-- <y/> --><q:y><in/><x>2</x></q:y></p:in ><z/><in/><r/>"
        "<in><r>3</r></in></d>";
    static const char *const expected[] = {
        "<r>1</r>", "<p:in a=\">\">", "<x/>", "<q:y><in/><x>2</x></q:y>",
        "<in/>",    "<r/>",           "<in>", "<r>3</r>"};
    struct source *source = NULL;
    struct xml_splitter *splitter = NULL;
    struct failure why = {STATUS_OK, ""};
    struct xml_piece piece;
    (void)state;
    assert_int_equal(source_open_memory("f", str_of(text), &source, &why), STATUS_OK);
    assert_int_equal(xml_splitter_open(source, rec, &splitter, &why), STATUS_OK);
    xml_splitter_within(splitter, "in");
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_int_equal(xml_splitter_next(splitter, &piece, &why), STEP_ITEM);
        if (!str_is(piece.bytes, expected[i])) {
            fail_msg("%.*s and not %s", STR_ARGS(piece.bytes), expected[i]);
        }
        assert_int_equal(piece.head, strstr(expected[i], "in") == expected[i] + 1 || i == 1);
        assert_true(piece.closed);
    }
    assert_int_equal(xml_splitter_next(splitter, &piece, &why), STEP_DONE);
    assert_true(xml_splitter_complete(splitter));
    xml_splitter_close(splitter);
    source_close(source);
}

/* ---- elements inside an element ---- */

static void finds_inner_elements(void **state)
{
    static const struct {
        const char *bytes, *expect;
    } inner[] = {
        {"<a/>", ""},
        {"<a>r</a>", ""},
        {"<a><r>1</r> <r/><r a='>'>2</r></a>", "<r>1</r>|<r/>|<r a='>'>2</r>|"},
        {"<a><b><r>deep</r></b><r><r>in</r></r></a>", "<r><r>in</r></r>|"},
        {"<a><!-- <r> --><![CDATA[<r>]]><?p <r>?><r\n/></a>", "<r\n/>|"},
        {"<a><rr/><r:x/><r/></a>", "<r/>|"},
        {"<a>results<r>x<![CDATA[</r>]]></r ></a>", "<r>x<![CDATA[</r>]]></r >|"},
        {"<m:a xmlns:m='u'><m:r>1</m:r><r/></m:a>", "<m:r>1</m:r>|"},
        {"<a><r b=\"/>\">1</r><b/></a>", "<r b=\"/>\">1</r>|"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(inner); i++) {
        struct arena arena;
        struct xml_spans spans;
        struct failure why;
        char found[256] = "";
        size_t length = 0;
        arena_init(&arena, ROOM);
        assert_int_equal(xml_inner(&arena, str_of(inner[i].bytes), "r", &spans, &why), STATUS_OK);
        for (size_t k = 0; k < spans.count; k++) {
            length += (size_t)snprintf(found + length, sizeof found - length, "%.*s|",
                                       STR_ARGS(spans.items[k]));
        }
        assert_string_equal(found, inner[i].expect);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_inner_elements),
        cmocka_unit_test(splits_documents),
        cmocka_unit_test(does_not_care_where_reads_are_cut),
        cmocka_unit_test(reads_a_slow_pipe),
        cmocka_unit_test(knows_the_root),
        cmocka_unit_test(limits_a_record_to_16_mib),
        cmocka_unit_test(reports_a_failing_source),
        cmocka_unit_test(splits_what_stands_within),
    };
    return cmocka_run_group_tests_name("xml_split", tests, NULL, NULL);
}
