/*
 * Goal: the pages of a document hold just what a reader sees, and a file that is none is told.
 * Method: a table of files in memory with the text expected, pages apart by "|" and lines by "/";
 * DOCX files made by libzip from their body; PDF files of tests/golden/scan; the program that reads
 * them replaced by others, to see its limits hold.
 */
#include "document/document.h"

#include "document/child.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "archive_fixture.h"

#define BYTES(text)                                                                                \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }

static struct failure why;
static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, (size_t)512 * 1024 * 1024);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* What is true of every document. */
static void check_document(const struct document *document)
{
    assert_true(document->page_count > 0);
    assert_int_equal(document->pages[0], 0);
    for (size_t i = 0; i < document->page_count; i++) {
        const struct str page = document_page(document, i);
        const size_t from = document->pages[i];
        assert_ptr_equal(page.at, document->text.at + from);
        assert_int_equal(document_page_at(document, from), i);
        assert_int_equal(document_page_at(document, from + page.length), i);
        assert_true(i == 0 || document->text.at[from - 1] == '\f');
        assert_null(page.length > 0 ? memchr(page.at, '\f', page.length) : NULL);
    }
}

/* The text on one line. */
static const char *flat(const struct document *document)
{
    char *text = arena_copy(&arena, document->text);
    assert_non_null(text);
    for (char *c = text; *c; c++) {
        *c = *c == '\n' ? '/' : *c == '\f' ? '|' : *c;
    }
    return text;
}

static const struct {
    const char *name;
    struct str bytes;
    const char *format, *title, *text; /* format NULL: refused with the words in .text */
} cases[] = {
    /* text */
    {"a", BYTES("One\ntwo\fthree\f"), "text", "", "One/two|three"},
    {"a", BYTES("\f\fa"), "text", "", "||a"},
    {"a", BYTES("a\f\f"), "text", "", "a|"},
    {"a", BYTES("\xEF\xBB\xBFwith a mark"), "text", "", "with a mark"},
    {"a", BYTES("\xFF\xFE\xE9\0t\0\xE9\0"), "text", "", "été"},
    {"a", BYTES("\xE9t\xE9 of Windows \x80"), "text", "", "été of Windows €"},
    {"a", BYTES("مهاجر"), "text", "", "مهاجر"},
    {"a", BYTES("a < b"), "text", "", "a < b"},
    {"a", BYTES(""), NULL, "", "is empty"},
    {"a", BYTES(" \n\f. "), NULL, "", "no text in it (2 pages)"},
    {"a", BYTES("a\0b"), NULL, "", "is no text"},
    {"a", BYTES("\x81\x8D\x90 neither"), NULL, "", "is no text"},
    {"a", BYTES("\x01\x02\x03 controls"), NULL, "", "is no text"},
    {"a", BYTES("\xD0\xCF\x11\xE0\xA1\xB1"), NULL, "", "old Office file"},
    {"a", BYTES("{\\rtf1 x}"), NULL, "", "RTF"},
    {"a", BYTES("\x89PNG\r\n"), NULL, "", "picture"},
    {"a.pdf", BYTES("hello"), NULL, "", "name of a PDF"},
    {"a.docx", BYTES("hello"), NULL, "", "name of a Word document"},
    {"a", BYTES("<?xml version='1.0'?><a>x</a>"), NULL, "", "is XML"},
    {"a", BYTES("PK\3\4 and no more"), NULL, "", "cut off"},
    /* web pages */
    {"a", BYTES("<!doctype HTML><title>T &amp;\n T</title><p>a<p>b<br>c"), "html", "T & T",
     "a/b/c/"},
    {"a", BYTES("<!-- c --><html lang=fr><body>x</body>"), "html", "", "x/"},
    {"a", BYTES("<?xml version='1.0' encoding='ISO-8859-1'?><html><p>\xE9"), "html", "", "é/"},
    {"a.htm", BYTES("plain"), "html", "", "plain/"},
    {"a.htm", BYTES("<meta charset=iso-8859-1>\xE9\x80"), "html", "", "é€/"},
    {"a.htm", BYTES("<meta http-equiv=x content='text/html; charset=koi8-r'>\xCD"), "html", "",
     "м/"},
    {"a.htm", BYTES("<meta charset=none>\xE9"), NULL, "", "encoding none is not known"},
    {"a.htm", BYTES("<p>mi<b>gra</b>tion <i>x</i></p >  y"), "html", "", "migration x/y/"},
    {"a.htm", BYTES("a<script>if (a<b) x='</p>'</script>b<style>c{}</STYLE >d"), "html", "",
     "a/b/d/"},
    {"a.htm", BYTES("a<script>never ends"), "html", "", "a/"},
    {"a.htm", BYTES("a<!-- > <p>no --> b <!--> c <!---> d <!-- e --!> f"), "html", "",
     "a b c d f/"},
    {"a.htm", BYTES("a<!-- never ends"), "html", "", "a/"},
    {"a.htm", BYTES("a <? b > c </ d> e </> f"), "html", "", "a c e f/"},
    {"a.htm", BYTES("1 < 2 &lt; 3 & 4 <3"), "html", "", "1 < 2 < 3 & 4 <3/"},
    {"a.htm", BYTES("<p title='> no <p>' a=\">\" b=>x"), "html", "", "x/"},
    {"a.htm", BYTES("x<p title='never ends"), "html", "", "x/"},
    {"a.htm", BYTES("&eacute;&#233;&#xE9;&#xe9 &eacute &euro; &euro &nosuch; &"), "html", "",
     "éééé é € &euro &nosuch; &/"},
    {"a.htm", BYTES("x&#150;&#0;&#x110000;&#xD800;&#99999999999;"), "html", "", "x–����/"},
    {"a.htm", BYTES("<table><tr><td>a<td>b<tr><td>c</table>"), "html", "", "a/b/c/"},
    {"a.htm", BYTES("<b><i>a</b></i></p></div>b<em>c"), "html", "", "a/bc/"},
    {"a.htm", BYTES("<textarea><p>a</textarea><template><p>b</template>c"), "html", "", "<p>a/c/"},
    {"a.htm", BYTES("<noscript><p>a</noscript><veryveryveryverylongname>b"), "html", "", "a/b/"},
    {"a.htm", BYTES("<title>first</title><title>second</title>x"), "html", "first", "x/"},
    {"a.htm", BYTES("<p>a   \n\t b</p>\n\n<p>  </p>c"), "html", "", "a b/c/"},
    {"a.htm", BYTES("<script>only</script>"), NULL, "", "no text"},
};

static void reads_text_and_web_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct document document;
        const enum status status =
            document_parse(&arena, cases[i].name, cases[i].bytes, &document, &why);
        if (!cases[i].format) {
            if (status == STATUS_OK || !strstr(why.text, cases[i].text)) {
                fail_msg("case %zu: %s", i, status == STATUS_OK ? flat(&document) : why.text);
            }
            continue;
        }
        if (status != STATUS_OK || strcmp(flat(&document), cases[i].text) != 0 ||
            strcmp(document.format, cases[i].format) != 0 ||
            !str_is(document.title, cases[i].title)) {
            fail_msg("case %zu: \"%s\"", i, status == STATUS_OK ? flat(&document) : why.text);
        }
        check_document(&document);
    }
}

static void tells_the_encoding_it_assumed(void **state)
{
    (void)state;
    struct document document;
    assert_int_equal(document_parse(&arena, "a", (struct str)BYTES("\xE9t\xE9"), &document, &why),
                     STATUS_OK);
    assert_string_equal(document.assumed, "WINDOWS-1252");
    assert_int_equal(document_parse(&arena, "a", (struct str)BYTES("été"), &document, &why),
                     STATUS_OK);
    assert_null(document.assumed);
    assert_false(document.paged);
}

/* Time in proportion to the length, where a parser of trees takes its square. */
static void hostile_pages_are_read_in_time(void **state)
{
    (void)state;
    static const struct {
        const char *start, *unit;
    } pages[] = {{"<p ", "a1 "},       {"<p>x", "<i>"},    {"<p>x", "</b>"}, {"<p>x", "<!--"},
                 {"<p>x", "<script>"}, {"<p>x", "<a b='"}, {"<p>x", "&amp"}, {"<p>x", "</script"}};
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        struct document document;
        struct buf text;
        buf_init(&text, 10000000);
        buf_text(&text, "<html>");
        buf_text(&text, pages[i].start);
        while (text.length < 2000000) {
            buf_text(&text, pages[i].unit);
        }
        buf_text(&text, " y");
        const clock_t start = clock();
        const enum status status =
            document_parse(&arena, "a.htm", buf_view(&text), &document, &why);
        assert_true(status == STATUS_OK || status == STATUS_INPUT);
        assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
        buf_release(&text);
        arena_clear(&arena);
    }
}

/* ---- DOCX ---- */

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define R(text) "<w:r><w:t>" text "</w:t></w:r>"
#define P(text) "<w:p>" R(text) "</w:p>"
#define NOTED "<w:r><w:lastRenderedPageBreak/></w:r>"
#define BREAK "<w:r><w:br w:type=\"page\"/></w:r>"

static const struct {
    const char *body;
    const char *text;
    bool paged;
} bodies[] = {
    {P("a") P("b"), "a/b/", false},
    {"<w:p>" R("mi") R("gra") "</w:p>", "migra/", false},
    {"<w:p>" R("a") "<w:r><w:tab/></w:r>" R("b") "<w:r><w:br/></w:r>" R("c") "</w:p>", "a b/c/",
     false},
    {"<w:p>" R("a") "<w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:ins>" R(
         "b") "</w:ins><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
     "ab/", false},
    {"<w:tbl><w:tr><w:tc>" P("a") "</w:tc><w:tc>" P("b") "</w:tc></w:tr></w:tbl>" P("c"), "a/b/c/",
     false},
    {"<w:p><w:r><x:AlternateContent xmlns:x=\"m\"><x:Choice><w:txbxContent>" P(
         "box") "</w:txbxContent></x:Choice><x:Fallback>" P("box") "</x:Fallback></"
                                                                   "x:AlternateContent></"
                                                                   "w:r>" R("after") "</w:p>",
     "box/after/", false},
    {"<w:p>" NOTED R("a") "</w:p><w:p>" R("b") NOTED R("c") "</w:p>", "a/b/|c/", true},
    /* Word notes a break of the author again, where the next page begins */
    {P("a") "<w:p>" BREAK "</w:p><w:p>" NOTED R("b") "</w:p>", "a/|b/", true},
    {P("a") "<w:p>" BREAK BREAK "</w:p>" P("b"), "a/||b/", true},
    {P("a") "<w:p><w:pPr><w:pageBreakBefore/></w:pPr>" NOTED R("b") "</w:p>", "a/|b/", true},
    {P("a") "<w:p><w:pPr><w:pageBreakBefore w:val=\"0\"/></w:pPr>" R("b") "</w:p>", "a/b/", false},
    {"<w:p><w:pPr><w:sectPr/></w:pPr>" R("a") "</w:p>" P("b"), "a/|b/", true},
    {"<w:p><w:pPr><w:sectPr><w:type w:val=\"continuous\"/></w:sectPr></w:pPr>" R("a") "</w:p>" P(
         "b") "<w:sectPr/>",
     "a/b/", false},
    /* notes: on the page of the reference; once; endnotes at the end */
    {"<w:p>" R("a") "<w:r><w:endnoteReference w:id=\"1\"/><w:footnoteReference "
                    "w:id=\"1\"/></w:r>" BREAK R(
                        "b") "<w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>",
     "a/foot/|b/end/", true},
    {"<w:p>" R("a") "<w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>", "a/itself/", false},
};

static enum status read_docx(const struct part *parts, struct document *document)
{
    struct buf zip = make_archive(parts, false);
    const enum status status = document_parse(&arena, "f.docx", buf_view(&zip), document, &why);
    buf_release(&zip);
    return status;
}

static void reads_word_documents(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        const char *body = arena_printf(
            &arena, "<?xml version=\"1.0\"?><w:document " W "><w:body>%s</w:body></w:document>",
            bodies[i].body);
        const struct part parts[] = {
            {"word/document.xml", body, 0},
            {"word/footnotes.xml",
             "<w:footnotes " W "><w:footnote w:id=\"1\">" P(
                 "foot") "</w:footnote><w:footnote w:id=\"2\"><w:p>" R("itself") BREAK
             "<w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>"
             "</w:footnote></w:footnotes>",
             0},
            {"word/endnotes.xml",
             "<w:endnotes " W "><w:endnote w:id=\"1\">" P("end") "</w:endnote></w:endnotes>", 0},
            {NULL, NULL, 0},
        };
        struct document document;
        const enum status status = read_docx(parts, &document);
        if (status != STATUS_OK || strcmp(flat(&document), bodies[i].text) != 0 ||
            document.paged != bodies[i].paged) {
            fail_msg("case %zu: \"%s\"", i, status == STATUS_OK ? flat(&document) : why.text);
        }
        check_document(&document);
    }
}

static void takes_title_and_headers(void **state)
{
    (void)state;
    static const struct part parts[] = {
        {"docProps/core.xml",
         "<c:coreProperties xmlns:c=\"c\" xmlns:d=\"d\"><d:title> Plan "
         "</d:title></c:coreProperties>",
         0},
        {"word/header1.xml", "<w:hdr " W ">" P("head") "</w:hdr>", 0},
        {"word/document.xml",
         "<w:document " W "><w:body><w:p>" R("a") BREAK R("b") "</w:p></w:body></w:document>", 0},
        {"word/footer2.xml", "<w:ftr " W ">" P("foot") "</w:ftr>", 0},
        {NULL, NULL, 0},
    };
    struct document document;
    assert_int_equal(read_docx(parts, &document), STATUS_OK);
    assert_true(str_is(document.title, "Plan"));
    assert_string_equal(document.format, "docx");
    assert_string_equal(flat(&document), "a/head/foot/|b/");
}

static void refuses_hostile_word_documents(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } parts[] = {
        {"<!DOCTYPE a [<!ENTITY b \"c\">]><w:document " W ">" P("x") "</w:document>", "DOCTYPE"},
        {"<w:document " W "><w:body>" P("x"), "not complete"},
        {"<w:document " W "><w:body>" P("x") "</w:boy></w:document>", "does not fit"},
        {"<w:document " W ">&b;</w:document>", "f.docx"},
        {"<w:document " W "></w:document>", "no text"},
        {"<other/>", "missing"},
        {"", "word/document.xml"},
    };
    struct document document;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        const struct part part[] = {{"word/document.xml", parts[i].text, 0}, {NULL, NULL, 0}};
        assert_int_not_equal(read_docx(part, &document), STATUS_OK);
        if (!strstr(why.text, parts[i].words)) {
            fail_msg("case %zu: %s", i, why.text);
        }
    }
    const struct part other[] = {{"a", "b", 0}, {NULL, NULL, 0}};
    assert_int_equal(read_docx(other, &document), STATUS_INPUT);
    assert_non_null(strstr(why.text, "no text of a word processor"));
}

/* ---- OpenDocument ---- */

#define ODT_HEAD                                                                                   \
    "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:text=\"t\" "         \
    "xmlns:style=\"s\" xmlns:fo=\"f\" xmlns:table=\"b\" xmlns:draw=\"d\">"
#define ODT_STYLES                                                                                 \
    "<office:automatic-styles><style:style style:name=\"P9\"><style:paragraph-properties "         \
    "fo:break-before=\"page\"/></style:style></office:automatic-styles>"

static const struct {
    const char *body, *text;
    bool paged;
} open_bodies[] = {
    {"<text:h>Title</text:h><text:p>a <text:span>mi<text:span>gra</text:span></text:span>nt &amp; "
     "b&#233;</text:p>",
     "Title/a migrant & bé/", false},
    {"<text:p>a<text:tab/>b<text:s text:c=\"3\"/>c<text:line-break/>d</text:p>", "a b c/d/", false},
    {"<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p>kept<office:"
     "annotation><text:p>remark</text:p></office:annotation></text:p>",
     "kept/", false},
    {"<text:p>one<text:soft-page-break/>two</text:p>", "one/|two/", true},
    {"<text:p>one</text:p><text:soft-page-break/><text:p text:style-name=\"P9\">two</text:p>",
     "one/|two/", true},
    {"<text:p>see<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>foot"
     "</text:p></text:note-body></text:note> here</text:p><text:p text:style-name='P9'>b</text:p>",
     "see here/foot/|b/", true},
    {"<table:table><table:table-row><table:table-cell><text:p>c1</text:p></table:table-cell><table:"
     "table-cell><text:p>c2</text:p></table:table-cell></table:table-row></table:table>",
     "c1/c2/", false},
    {"<text:p>x<!-- no --><?no ?><![CDATA[ <y> ]]></text:p>", "x <y>/", false},
    {"<text:p>box<draw:frame><draw:text-box><text:p>in</text:p></draw:text-box></draw:frame></"
     "text:p>",
     "box/in/", false},
};

static enum status read_odt(const char *content, const char *type, struct document *document)
{
    const struct part parts[] = {
        {"mimetype", type, 0},
        {"content.xml", content, 0},
        {"meta.xml",
         "<?xml version=\"1.0\"?><o:document-meta xmlns:o=\"o\" xmlns:d=\"d\"><o:meta><d:title> A "
         "plan </d:title><d:language>fr-FR</d:language></o:meta></o:document-meta>",
         0},
        {NULL, NULL, 0},
    };
    struct buf zip = make_archive(parts, false);
    const enum status status = document_parse(&arena, "f.odt", buf_view(&zip), document, &why);
    buf_release(&zip);
    return status;
}

static void reads_open_documents(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(open_bodies); i++) {
        const char *content = arena_printf(
            &arena,
            ODT_HEAD ODT_STYLES "<office:body><office:text>%s</office:text></office:body>"
                                "</office:document-content>",
            open_bodies[i].body);
        struct document document;
        const enum status status =
            read_odt(content, "application/vnd.oasis.opendocument.text", &document);
        if (status != STATUS_OK || strcmp(flat(&document), open_bodies[i].text) != 0 ||
            document.paged != open_bodies[i].paged) {
            fail_msg("case %zu: \"%s\"", i, status == STATUS_OK ? flat(&document) : why.text);
        }
        assert_string_equal(document.format, "odt");
        assert_true(str_is(document.title, "A plan") && str_is(document.language, "fr-FR"));
        check_document(&document);
    }
}

static void refuses_other_open_documents(void **state)
{
    (void)state;
    static const struct {
        const char *content, *type, *words;
    } refused[] = {
        {ODT_HEAD "<text:p>x</text:p></office:document-content>",
         "application/vnd.oasis.opendocument.spreadsheet", "no text of a word processor"},
        {ODT_HEAD "<text:p>x</office:document-content>", "application/vnd.oasis.opendocument.text",
         "content.xml"},
        {"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "application/vnd.oasis.opendocument.text",
         "content.xml"},
        {ODT_HEAD "</office:document-content>", "application/vnd.oasis.opendocument.text",
         "no text"},
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct document document;
        assert_int_not_equal(read_odt(refused[i].content, refused[i].type, &document), STATUS_OK);
        if (!strstr(why.text, refused[i].words)) {
            fail_msg("case %zu: %s", i, why.text);
        }
    }
}

/* ---- files ---- */

static void reads_pdf_page_by_page(void **state)
{
    (void)state;
    struct document document;
    assert_int_equal(document_read(&arena, "tests/golden/scan/three-pages.pdf", &document, &why),
                     STATUS_OK);
    assert_string_equal(document.format, "pdf");
    assert_true(document.paged);
    assert_int_equal(document.page_count, 3);
    assert_true(str_starts(document_page(&document, 0), "Employment policy"));
    assert_true(str_starts(document_page(&document, 1), "The migration of workers"));
    assert_int_equal(document_page(&document, 2).length, 0);
    check_document(&document);
}

static void refuses_files_that_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *words;
    } files[] = {{"%PDF-1.7\nnot one", "cannot read the file"}, {"", "is empty"}};
    char path[] = "/tmp/crosscut-document-XXXXXX";
    struct document document;
    (void)close(mkstemp(path));
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        (void)fputs(files[i].bytes, file);
        (void)fclose(file);
        assert_int_equal(document_read(&arena, path, &document, &why), STATUS_INPUT);
        assert_non_null(strstr(why.text, files[i].words));
    }
    (void)unlink(path);
    assert_int_equal(document_read(&arena, path, &document, &why), STATUS_NOT_FOUND);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(document_read(&arena, path, &document, &why), STATUS_INPUT);
    assert_non_null(strstr(why.text, "no ordinary file"));
    (void)unlink(path);
    assert_int_equal(document_parse(&arena, "f", (struct str)BYTES("%PDF-1.7"), &document, &why),
                     STATUS_INPUT);
}

/* ---- the other program ---- */

static const struct {
    const char *words[4];
    enum child_end end;
    int code;
    const char *out;
} runs[] = {
    {{"printf", "a b", NULL}, CHILD_EXITED, 0, "a b"},
    {{"cat", NULL}, CHILD_EXITED, 0, ""},
    {{"false", NULL}, CHILD_EXITED, 1, ""},
    {{"no-such-program-here", NULL}, CHILD_MISSING, 0, ""},
    {{"sleep", "9", NULL}, CHILD_SLOW, 0, ""},
    {{"sh", "-c", "kill -9 $$", NULL}, CHILD_KILLED, 9, ""},
    {{"sh", "-c", "while :; do :; done", NULL}, CHILD_SLOW, 0, ""},
    {{"yes", NULL}, CHILD_LOUD, 0, NULL},
    {{"sh", "-c", "env | grep -cv '^PATH=\\|^LC_ALL=\\|^PWD=\\|^_=\\|^SHLVL='", NULL},
     CHILD_EXITED,
     1,
     "0\n"},
};

static void child_programs_have_limits(void **state)
{
    (void)state;
    const struct child_limits limits = {.seconds = 1, .memory_bytes = (unsigned long long)1 << 30};
    for (size_t i = 0; i < COUNT_OF(runs); i++) {
        struct child_result result;
        struct buf out;
        buf_init(&out, 200000);
        assert_int_equal(child_run(runs[i].words, &limits, &out, &result, &why), STATUS_OK);
        if (result.end != runs[i].end ||
            ((result.end == CHILD_EXITED || result.end == CHILD_KILLED) &&
             result.code != runs[i].code) ||
            (runs[i].out && !str_is(buf_view(&out), runs[i].out))) {
            fail_msg("case %zu: end %d, code %d, \"%s\"", i, result.end, result.code,
                     out.at ? out.at : "");
        }
        buf_release(&out);
    }
}

static void child_programs_write_no_files(void **state)
{
    (void)state;
    char path[] = "/tmp/crosscut-child-XXXXXX";
    const struct child_limits limits = {.seconds = 2, .memory_bytes = (unsigned long long)1 << 30};
    struct child_result result;
    struct stat facts;
    struct buf out;
    (void)close(mkstemp(path));
    const char *const copy[] = {"dd", "if=/dev/zero", arena_printf(&arena, "of=%s", path),
                                "count=1", NULL};
    buf_init(&out, 1000000);
    assert_int_equal(child_run(copy, &limits, &out, &result, &why), STATUS_OK);
    assert_true(result.end != CHILD_EXITED || result.code != 0);
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_size, 0);
    (void)unlink(path);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_text_and_web_pages),
        cmocka_unit_test(tells_the_encoding_it_assumed),
        cmocka_unit_test(hostile_pages_are_read_in_time),
        cmocka_unit_test(reads_word_documents),
        cmocka_unit_test(takes_title_and_headers),
        cmocka_unit_test(reads_open_documents),
        cmocka_unit_test(refuses_other_open_documents),
        cmocka_unit_test(refuses_hostile_word_documents),
        cmocka_unit_test(reads_pdf_page_by_page),
        cmocka_unit_test(refuses_files_that_are_none),
        cmocka_unit_test(child_programs_have_limits),
        cmocka_unit_test(child_programs_write_no_files),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
