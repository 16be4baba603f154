/*
 * Goal: elements become trees with the right names, texts and lines; what is not well formed or
 * over a limit is refused with its line and costs only itself.
 * Method: trees are printed in a compact form and compared; refusals and limits are tables; every
 * IATI file at hand is split and parsed, and split again with a comment of 64 KiB before it.
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
#include <time.h>
#include <unistd.h>

#define ROOM ((size_t)512 * 1024 * 1024)

static struct arena arena;
static struct failure why;
static struct xml_parser *parser;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, ROOM);
    why = (struct failure){STATUS_OK, ""};
    parser = NULL;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    xml_parser_close(parser);
    arena_release(&arena);
    return 0;
}

/* {space}name@line[attribute=value ...](text){children}, every part only where there is one. */
static void print(const struct xml_node *node, struct buf *out)
{
    const struct xml_node *parent = node->parent;
    buf_printf(out, node->space[0] ? "{%s}" : "%s", node->space);
    buf_printf(out, "%s@%u", node->name, node->line);
    for (const struct xml_attribute *a = node->attributes; a; a = a->next) {
        buf_printf(out, "[%s=%.*s]", a->name, STR_ARGS(a->value));
        assert_int_equal(a->value.at[a->value.length], '\0');
    }
    if (node->text.length > 0) {
        buf_printf(out, "(%.*s)", STR_ARGS(node->text));
        assert_int_equal(node->text.at[node->text.length], '\0');
    }
    for (const struct xml_node *child = node->children; child; child = child->next) {
        assert_ptr_equal(child->parent, node);
        buf_char(out, child == node->children ? '{' : ' ');
        print(child, out);
    }
    buf_text(out, node->children ? "}" : "");
    assert_ptr_equal(node->parent, parent);
}

static void open_parser(const char *root)
{
    xml_parser_close(parser);
    parser = NULL;
    if (xml_parser_open(str_of(root), &parser, &why) != STATUS_OK) {
        fail_msg("%s: %s", root, why.text);
    }
}

static const struct {
    const char *root, *text, *expect;
} trees[] = {
    {"", "<a/>", "a@7"},
    {"<d>", "<a></a>", "a@7"},
    {"<d/>", "<a> x </a>", "a@7( x )"},
    {"<d >", "<a b='1' c=\"2>\"/>", "a@7[b=1][c=2>]"},
    {"<d>", "<a>1<b>2</b>3<c/>4</a>", "a@7(134){b@7(2) c@7}"},
    {"<d>", "<a><b><c><d/></c></b></a>", "a@7{b@7{c@7{d@7}}}"},
    {"<d>", "<a>&lt;&amp;&gt;&quot;&apos;&#65;&#xe9;</a>", "a@7(<&>\"'Aé)"},
    {"<d>", "<a b='&lt;&amp;&gt;&quot;&apos;&#38;&amp;#38;'/>", "a@7[b=<&>\"'&&#38;]"},
    {"<d>", "<a>x<![CDATA[<b>&amp;]]>y</a>", "a@7(x<b>&amp;y)"},
    {"<d>", "<a>x<!-- no -->y<?pi no?>z</a>", "a@7(xyz)"},
    {"<d>", "<a xml:lang='fr' lang='en'/>", "a@7[xml:lang=fr][lang=en]"},
    {"<d>", "<a>œuvre €</a>", "a@7(œuvre €)"},
    /* namespaces come from the root; one that nobody declared costs nothing */
    {"<d xmlns='u:d' xmlns:m='u:m'>", "<a m:x='1'><m:b/></a>", "{u:d}a@7[x=1]{{u:m}b@7}"},
    {"<d>", "<m:a xmlns:m='u:m'/>", "{u:m}a@7"},
    {"<d>", "<m:a n:b='1'/>", "a@7[b=1]"},
    {"<m:d xmlns:m='u:m'/>", "<m:a/>", "{u:m}a@7"},
    {"<d version='2.03' a='&lt;'>", "<d/>", "d@7"},
    /* lines are those of the '<', whatever ends the lines */
    {"<d\n\n>", "<a>\n<b/>\n\n<c/></a>", "a@7(\n\n\n){b@8 c@10}"},
    {"<d>", "<a\n b='1'\n>\n<b\nc='2'/><c/></a>", "a@7[b=1](\n){b@10[c=2] c@11}"},
    {"<d>", "<a>\r\n<b/>\r\n<b\r\nc='1'/>\r\n<c/></a>", "a@7(\n\n\n){b@8 b@9[c=1] c@11}"},
    {"<d>", "<a>\r<b/>\r<b\rc='1'/>\r<c/></a>", "a@7(\n\n\n){b@8 b@9[c=1] c@11}"},
    {"<d>", "<a>\n<!-- <\n< -->\n<b/><![CDATA[\n<]]><c/></a>", "a@7(\n\n\n<){b@10 c@11}"},
    {"<d>", "<a>\n</a>\n ", "a@7(\n)"},
};

static void makes_trees(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(trees); i++) {
        struct xml_node *node = NULL;
        struct buf out;
        buf_init(&out, ROOM);
        open_parser(trees[i].root);
        for (unsigned again = 0; again < 2; again++) {
            buf_clear(&out);
            if (xml_parse(parser, &arena, str_of(trees[i].text), 7, &node, &why) != STATUS_OK) {
                fail_msg("case %zu (%s): %s", i, trees[i].text, why.text);
            }
            print(node, &out);
            assert_string_equal(out.at, trees[i].expect);
        }
        buf_release(&out);
    }
}

static const struct {
    const char *text;
    enum status status;
    unsigned line;
    const char *words;
} refusals[] = {
    {"<a><b></a>", STATUS_INPUT, 7, "</a> does not fit, because <b> is still open"},
    {"<a>\n<b>\n", STATUS_INPUT, 8, "<b> has no end tag"},
    {"<a>\n<b", STATUS_INPUT, 7, "no end tag"},
    {"<a>\n<b >x</b><a", STATUS_INPUT, 7, "no end tag"},
    {"<a><!-- </a>", STATUS_INPUT, 7, "not terminated"},
    {"<a><![CDATA[ </a>", STATUS_INPUT, 7, ""},
    {"<a/><b/>", STATUS_INPUT, 7, "second element"},
    {"<a>\n</a>x<b/>", STATUS_INPUT, 8, "text stands outside"},
    {"<a/></d>", STATUS_INPUT, 7, "end tag too many"},
    {"</d>", STATUS_INPUT, 7, "end tag too many"},
    {"<a/></d><d><a/>", STATUS_INPUT, 7, "end tag too many"},
    {"<!-- a -->", STATUS_INPUT, 7, "no element"},
    {"", STATUS_INPUT, 7, "no element"},
    {"text", STATUS_INPUT, 7, "no element"},
    {"<a>\n\nR&D</a>", STATUS_INPUT, 9, "&amp;"},
    {"<a>R & D</a>", STATUS_INPUT, 7, "&amp;"},
    {"<a>\r\n\rx&nbsp;y</a>", STATUS_INPUT, 9, "nbsp"},
    {"<a b='&eacute;'/>", STATUS_INPUT, 7, "eacute"},
    {"<a b='<'/>", STATUS_INPUT, 7, "&lt;"},
    {"<a b=1/>", STATUS_INPUT, 7, ""},
    {"<a b='1' b='2'/>", STATUS_INPUT, 7, "redefined"},
    {"<a b='1'c='2'/>", STATUS_INPUT, 7, ""},
    {"<a>1 < 2</a>", STATUS_INPUT, 7, ""},
    {"<a>]]></a>", STATUS_INPUT, 7, ""},
    {"<a>&#0;</a>", STATUS_INPUT, 7, ""},
    {"<a>&#xD800;</a>", STATUS_INPUT, 7, ""},
    {"<a>\x01</a>", STATUS_INPUT, 7, ""},
    {"<a>\n\xff</a>", STATUS_INPUT, 8, "UTF-8"},
    {"<a>\xC1\x81</a>", STATUS_INPUT, 7, "UTF-8"},
    {"<a>0123456789\xED\xA0\x80</a>", STATUS_INPUT, 7, "UTF-8"},
    {"<a>0123456789012\xC3</a>", STATUS_INPUT, 7, "UTF-8"},
    {"<!DOCTYPE a><a/>", STATUS_INPUT, 7, ""},
    {"<a>\n<!DOCTYPE a [<!ENTITY x 'y'>]>&x;</a>", STATUS_INPUT, 8, ""},
    {"<?xml version='1.0'?><a/>", STATUS_INPUT, 7, "XML declaration"},
    {"<a><!-- -- --></a>", STATUS_INPUT, 7, ""},
    {"<1/>", STATUS_INPUT, 7, ""},
};

static void refuses_with_the_line_and_goes_on(void **state)
{
    (void)state;
    open_parser("<d>");
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        struct xml_node *node = NULL;
        char place[32];
        (void)snprintf(place, sizeof place, "line %u: ", refusals[i].line);
        const enum status status =
            xml_parse(parser, &arena, str_of(refusals[i].text), 7, &node, &why);
        if (status != refusals[i].status || node || strncmp(why.text, place, strlen(place)) != 0 ||
            !strstr(why.text, refusals[i].words)) {
            fail_msg("case %zu (%s): %d, %s", i, refusals[i].text, (int)status, why.text);
        }
        assert_null(strchr(why.text, '\n'));
        assert_int_equal(xml_parse(parser, &arena, str_of("<a>\n<b/></a>"), 3, &node, &why),
                         STATUS_OK);
        assert_int_equal(node->children->line, 4);
    }
}

static void refuses_a_nul(void **state)
{
    struct xml_node *node = NULL;
    (void)state;
    open_parser("");
    assert_int_equal(
        xml_parse(parser, &arena, (struct str){"<a>\n12345678\0</a>", 17}, 1, &node, &why),
        STATUS_INPUT);
    assert_non_null(strstr(why.text, "line 2: there is a NUL"));
}

static void refuses_bad_roots(void **state)
{
    static const char *const roots[] = {"<",     "<d", "x>",   "<d a=1>", "<d a='\xff'>",
                                        "<d <>", "<>", "<!d>", "<d></d>", "</d>"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(roots); i++) {
        const enum status status = xml_parser_open(str_of(roots[i]), &parser, &why);
        if (status != STATUS_INPUT || parser) {
            fail_msg("root %s: %d %s", roots[i], (int)status, why.text);
        }
    }
}

/* ---- limits ---- */

static void repeat(struct buf *out, const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_text(out, text);
    }
}

/* Parses @text and expects @expect within two seconds. */
static struct xml_node *parse_within(const struct buf *text, enum status expect)
{
    struct xml_node *node = NULL;
    const clock_t start = clock();
    arena_clear(&arena);
    const enum status status = xml_parse(parser, &arena, buf_view(text), 1, &node, &why);
    if (status != expect) {
        fail_msg("expected %d: %d %s", (int)expect, (int)status, why.text);
    }
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 5.0);
    return node;
}

static void limits_depth(void **state)
{
    struct buf text;
    (void)state;
    open_parser("<d>");
    buf_init(&text, ROOM);
    for (size_t depth = 128; depth <= 129; depth++) {
        buf_clear(&text);
        repeat(&text, "<a>", depth);
        repeat(&text, "</a>", depth);
        (void)parse_within(&text, depth == 128 ? STATUS_OK : STATUS_LIMIT);
    }
    buf_clear(&text);
    repeat(&text, "<a>", 1000000);
    (void)parse_within(&text, STATUS_LIMIT);
    buf_release(&text);
}

static void limits_attributes(void **state)
{
    struct buf text;
    (void)state;
    open_parser("<d>");
    buf_init(&text, ROOM);
    for (unsigned count = 255; count <= 258; count++) {
        buf_clear(&text);
        buf_text(&text, "<b><a");
        for (unsigned i = 0; i < count; i++) {
            buf_printf(&text, " a%u='>'", i);
        }
        buf_text(&text, "/></b>");
        (void)parse_within(&text, count <= 256 ? STATUS_OK : STATUS_LIMIT);
    }
    buf_clear(&text);
    buf_text(&text, "<a");
    for (unsigned i = 0; i < 500000; i++) {
        buf_printf(&text, " a%u=''", i);
    }
    buf_text(&text, "/>");
    (void)parse_within(&text, STATUS_LIMIT);
    buf_release(&text);
}

static void limits_namespaces_in_force(void **state)
{
    struct buf text;
    (void)state;
    open_parser("<d>");
    buf_init(&text, ROOM);
    for (unsigned depth = 0; depth < 100; depth++) {
        buf_text(&text, "<a");
        for (unsigned i = 0; i < 200; i++) {
            buf_printf(&text, " xmlns:n%u_%u='u'", depth, i);
        }
        buf_text(&text, ">");
    }
    repeat(&text, "<x:b/>", 2000000);
    repeat(&text, "</a>", 100);
    (void)parse_within(&text, STATUS_LIMIT);
    buf_release(&text);
}

static void limits_names_and_texts(void **state)
{
    const size_t mib = (size_t)1024 * 1024;
    struct buf text;
    (void)state;
    open_parser("<d>");
    buf_init(&text, ROOM);
    for (size_t length = 1024; length <= 1025; length++) {
        buf_clear(&text);
        buf_char(&text, '<');
        repeat(&text, "a", length);
        buf_text(&text, "/>");
        (void)parse_within(&text, length == 1024 ? STATUS_OK : STATUS_LIMIT);
    }
    for (size_t extra = 0; extra <= 1; extra++) {
        buf_clear(&text);
        buf_text(&text, "<a>");
        repeat(&text, "0123456789abcde\n", 10 * mib / 16);
        repeat(&text, "x", extra);
        buf_text(&text, "</a>");
        struct xml_node *node = parse_within(&text, extra ? STATUS_LIMIT : STATUS_OK);
        assert_true(extra || node->text.length == 10 * mib);
    }
    buf_clear(&text);
    buf_text(&text, "<a>");
    repeat(&text, "x", 16 * mib);
    buf_text(&text, "</a>");
    (void)parse_within(&text, STATUS_LIMIT);
    buf_release(&text);
}

/* Long texts, CDATA sections, comments and attributes that libxml2 gets in several chunks. */
static void joins_what_comes_in_pieces(void **state)
{
    static const char *const before[] = {"<a>", "<a><![CDATA[", "<a b='", "<a><!-- "};
    static const char *const after[] = {"</a>", "]]></a>", "'/>", " --></a>"};
    static const char *const unit[] = {"é &amp; x\n", "é <b> x\n", "é &gt; x ", "é <c> x\n"};
    static const char *const piece[] = {"é & x\n", "é <b> x\n", "é > x ", ""};
    struct buf text;
    struct buf expect;
    (void)state;
    open_parser("<d>");
    buf_init(&text, ROOM);
    buf_init(&expect, ROOM);
    for (size_t i = 0; i < COUNT_OF(before); i++) {
        buf_clear(&text);
        buf_clear(&expect);
        buf_text(&text, before[i]);
        repeat(&text, unit[i], 500000);
        repeat(&expect, piece[i], 500000);
        buf_text(&text, after[i]);
        const struct xml_node *node = parse_within(&text, STATUS_OK);
        assert_true(str_equal(i == 2 ? xml_attribute(node, "b") : node->text, buf_view(&expect)));
        assert_null(node->children);
    }
    buf_release(&text);
    buf_release(&expect);
}

static void counts_lines_over_chunks(void **state)
{
    struct buf text;
    unsigned line = 1;
    (void)state;
    open_parser("<d>");
    buf_init(&text, ROOM);
    buf_text(&text, "<a>\n");
    for (unsigned i = 0; i < 30000; i++) {
        buf_text(&text, i % 3 ? "<b>é</b>\r\n" : "<b\n>&lt;</b>\n");
    }
    buf_text(&text, "</a>");
    const struct xml_node *node = parse_within(&text, STATUS_OK);
    const struct xml_node *b = node->children;
    for (unsigned i = 0; i < 30000; i++, b = b->next) {
        line += i > 0 && (i - 1) % 3 == 0 ? 2 : 1;
        assert_int_equal(b->line, line);
        assert_true(str_is(b->text, i % 3 ? "é" : "<"));
    }
    assert_null(b);
    buf_release(&text);
}

static void stays_small_with_many_names(void **state)
{
    (void)state;
    open_parser("<d>");
    for (unsigned i = 0; i < 60000; i++) {
        struct xml_node *node = NULL;
        char text[64];
        (void)snprintf(text, sizeof text, "<a%u b%u='1'><c/></a%u>", i, i, i);
        arena_clear(&arena);
        assert_int_equal(xml_parse(parser, &arena, str_of(text), 1, &node, &why), STATUS_OK);
        assert_int_equal(strtoul(node->name + 1, NULL, 10), i);
        assert_string_equal(node->children->name, "c");
    }
}

static void gives_up_when_the_arena_is_full(void **state)
{
    struct arena small;
    struct xml_node *node = NULL;
    (void)state;
    open_parser("<d>");
    enum status status = STATUS_NOMEM;
    size_t limit = 0;
    for (; status != STATUS_OK; limit += 16) {
        arena_init(&small, limit);
        status = xml_parse(parser, &small, str_of("<a b='c' d='e'>f<g>h</g></a>"), 1, &node, &why);
        assert_true(status == STATUS_OK || (status == STATUS_NOMEM && !node));
        arena_release(&small);
    }
    assert_in_range(limit, 200, 1000);
    assert_int_equal(xml_parse(parser, &arena, str_of("<a/>"), 1, &node, &why), STATUS_OK);
}

/* ---- asking ---- */

static void answers_questions(void **state)
{
    struct xml_node *node = NULL;
    (void)state;
    open_parser("");
    assert_int_equal(xml_parse(parser, &arena,
                               str_of("<a x='1' y=''><b>1</b><c/><b>2</b><b2/></a>"), 1, &node,
                               &why),
                     STATUS_OK);
    assert_true(str_is(xml_attribute(node, "x"), "1"));
    assert_non_null(xml_attribute(node, "y").at);
    assert_null(xml_attribute(node, "z").at);
    const struct xml_node *b = xml_child(node, "b");
    assert_true(str_is(b->text, "1"));
    assert_ptr_equal(b->name, b->next->next->name); /* one copy of each name */
    b = xml_next(b);
    assert_true(str_is(b->text, "2"));
    assert_null(xml_next(b));
    assert_null(xml_child(node, "d"));
    assert_null(xml_child(b, "b"));
}

static void parses_a_start_tag(void **state)
{
    static const struct {
        const char *tag, *expect;
    } tags[] = {
        {"<d>", "d@1"},
        {"<d/>", "d@1"},
        {"<d version='2.03' xml:lang=\"en\">", "d@1[version=2.03][xml:lang=en]"},
        {"<d\n version='2.03'\n/>", "d@1[version=2.03]"},
        {"<m:d xmlns:m='u'>", "{u}d@1"},
    };
    struct xml_node *node = NULL;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(tags); i++) {
        struct buf out;
        buf_init(&out, ROOM);
        assert_int_equal(xml_parse_start_tag(&arena, str_of(tags[i].tag), &node, &why), STATUS_OK);
        print(node, &out);
        assert_string_equal(out.at, tags[i].expect);
        buf_release(&out);
    }
    static const char *const bad[] = {"", "<", "<d", "<d a>", "<d></e>", "x", "<d>x"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(xml_parse_start_tag(&arena, str_of(bad[i]), &node, &why), STATUS_INPUT);
        assert_null(node);
    }
}

/* ---- real files ---- */

struct tally {
    size_t pieces, open, bad;
    unsigned long long sum; /* of all bytes and lines */
    enum step step;
    bool complete;
};

/* Splits and parses everything in @source; the lines are counted from @first. */
static struct tally run_through(struct source *source, bool parse)
{
    static const char *const names[] = {"iati-activity", "iati-organisation", NULL};
    struct tally tally = {0, 0, 0, 0, STEP_DONE, false};
    struct xml_splitter *splitter = NULL;
    struct xml_piece piece;
    assert_int_equal(xml_splitter_open(source, names, &splitter, &why), STATUS_OK);
    while ((tally.step = xml_splitter_next(splitter, &piece, &why)) == STEP_ITEM) {
        struct xml_node *node = NULL;
        tally.pieces++;
        tally.open += !piece.closed;
        tally.sum = (tally.sum ^ str_hash(piece.bytes)) * 31 + piece.line;
        if (parse && !parser) {
            open_parser("");
            xml_parser_close(parser);
            parser = NULL;
            assert_int_equal(xml_parser_open(xml_splitter_root(splitter), &parser, &why),
                             STATUS_OK);
        }
        if (parse) {
            tally.bad +=
                xml_parse(parser, &arena, piece.bytes, piece.line, &node, &why) != STATUS_OK;
        }
        arena_clear(&arena);
    }
    tally.complete = xml_splitter_complete(splitter);
    xml_splitter_close(splitter);
    xml_parser_close(parser);
    parser = NULL;
    return tally;
}

static struct str read_whole(const char *path, struct buf *bytes)
{
    struct source *source = NULL;
    size_t got = 0;
    buf_clear(bytes);
    /* A comment puts the reads' boundaries elsewhere. */
    buf_text(bytes, "<!--");
    repeat(bytes, "x", 65536 - 4 - 3 - 777);
    buf_text(bytes, "-->");
    assert_int_equal(source_open(path, &source, &why), STATUS_OK);
    do {
        char chunk[7777];
        assert_int_equal(source_read(source, chunk, sizeof chunk, &got, &why), STATUS_OK);
        buf_add(bytes, chunk, got);
    } while (got > 0);
    source_close(source);
    return buf_view(bytes);
}

static void check_file(const char *path, struct buf *bytes)
{
    struct source *source = NULL;
    assert_int_equal(source_open(path, &source, &why), STATUS_OK);
    const struct tally tally = run_through(source, true);
    source_close(source);
    assert_true(tally.bad >= tally.open);
    assert_true(tally.step == STEP_DONE || why.text[0]);
    assert_int_equal(source_open_memory(path, read_whole(path, bytes), &source, &why), STATUS_OK);
    const struct tally again = run_through(source, false);
    source_close(source);
    assert_int_equal(again.pieces, tally.pieces);
    assert_int_equal(again.open, tally.open);
    assert_int_equal(again.step, tally.step);
    assert_int_equal(again.complete, tally.complete);
    assert_true(again.sum == tally.sum);
    assert_false(tally.complete && tally.open > 0 && tally.bad == 0);
}

static size_t check_folder(const char *data, const char *name)
{
    struct buf bytes;
    char folder[512];
    size_t files = 0;
    (void)snprintf(folder, sizeof folder, "%s/%s", data, name);
    DIR *dir = opendir(folder);
    buf_init(&bytes, ROOM);
    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
        const char *dot = strrchr(entry->d_name, '.');
        char path[1024];
        if (dot && strcmp(dot, ".xml") == 0) {
            (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            check_file(path, &bytes);
            files++;
        }
    }
    if (dir) {
        (void)closedir(dir);
    }
    buf_release(&bytes);
    return files;
}

static void reads_every_file_at_hand(void **state)
{
    const char *shared = getenv("CROSSCUT_SHARED");
    char data[256];
    (void)state;
    (void)snprintf(data, sizeof data, "%s/data", shared ? shared : "../shared");
    if (check_folder(data, "iati") == 0) {
        print_message("no data at %s: skipped\n", data);
        skip();
    }
    (void)check_folder(data, "iati/malformed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(makes_trees, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_with_the_line_and_goes_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_nul, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_bad_roots, set_up, tear_down),
        cmocka_unit_test_setup_teardown(limits_depth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(limits_attributes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(limits_namespaces_in_force, set_up, tear_down),
        cmocka_unit_test_setup_teardown(limits_names_and_texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(joins_what_comes_in_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counts_lines_over_chunks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stays_small_with_many_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gives_up_when_the_arena_is_full, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_questions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parses_a_start_tag, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_every_file_at_hand, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("xml", tests, NULL, NULL);
}
