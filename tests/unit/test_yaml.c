/*
 * Goal: a pack's YAML becomes a tree that keeps order, lines and quotes; everything a pack may not
 * hold is refused with file, line and mend.
 * Method: trees are printed in a compact form and compared; refusals are a table of text and words.
 */
#include "base/buf.h"
#include "text/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOM ((size_t)64 * 1024 * 1024)

static struct arena arena;
static struct failure why;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, ROOM);
    why = (struct failure){STATUS_OK, ""};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* key=text@line, lists in [ ], maps in { }, quoted text in ' '. */
static void print(const struct yaml_node *node, struct buf *out, unsigned depth)
{
    assert_true(depth < 40);
    if (node->key) {
        buf_printf(out, "%s=", node->key);
    }
    if (node->type == YAML_SCALAR) {
        assert_int_equal(node->text.length, strlen(node->text.at));
        buf_printf(out, node->quoted ? "'%s'@%u" : "%s@%u", node->text.at, node->line);
        return;
    }
    size_t count = 0;
    buf_char(out, node->type == YAML_LIST ? '[' : '{');
    for (const struct yaml_node *child = node->children; child; child = child->next) {
        buf_text(out, count++ ? " " : "");
        print(child, out, depth + 1);
    }
    assert_int_equal(count, node->count);
    buf_char(out, node->type == YAML_LIST ? ']' : '}');
}

static const struct {
    const char *text, *expect;
} trees[] = {
    {"kind: activity\n", "{kind=activity@1}"},
    {"\xEF\xBB\xBFkind: activity\n", "{kind=activity@1}"},
    {"---\na: 1\n...\n", "{a=1@2}"},
    {"a: ~\nb:\nc: ''\nd: \"~\"\n", "{a=@1 b=@2 c=''@3 d='~'@4}"},
    {"is: [\"07\", 3c]\n", "{is=['07'@1 3c@1]}"},
    {"a:\n  b:\n    - {c: d}\n    - e\n", "{a={b=[{c=d@3} e@4]}}"},
    {"{}", "{}"},
    {"[]", "[]"},
    {"word", "word@1"},
    {"a: |\n  one\n  two\nb: >-\n  three\n  four\n", "{a='one\ntwo\n'@1 b='three four'@4}"},
    {"z: 1\na: 2\nm: 3\r\n", "{z=1@1 a=2@2 m=3@3}"},
    {"fr: \"Migration de main-d'œuvre\" # words\n", "{fr='Migration de main-d'œuvre'@1}"},
    {"\"@type\": [\"2\", start-actual]\n", "{@type=['2'@1 start-actual@1]}"},
    {"- a\n- - b\n", "[a@1 [b@2]]"},
};

static void makes_a_tree(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(trees); i++) {
        struct yaml_node *root = NULL;
        struct buf out;
        buf_init(&out, ROOM);
        const enum status status = yaml_parse(&arena, "f.yaml", str_of(trees[i].text), &root, &why);
        if (status != STATUS_OK) {
            fail_msg("%s", why.text);
        }
        print(root, &out, 0);
        assert_string_equal(out.at, trees[i].expect);
        assert_string_equal(root->file, "f.yaml");
        buf_release(&out);
    }
}

static const struct {
    const char *text;
    const char *starts, *holds;
} refusals[] = {
    {"", "f.yaml:1: ", "empty"},
    {"# only a remark\n", "f.yaml:1: ", "empty"},
    {"a: &x 1\n", "f.yaml:1: ", "anchors"},
    {"a: 1\nb: *x\n", "f.yaml:2: ", "aliases"},
    {"a: 1\nb: !!str 5\n", "f.yaml:2: ", "tags"},
    {"a: [1, !x {b: c}]\n", "f.yaml:1: ", "tags"},
    {"a: &x [1]\n", "f.yaml:1: ", "anchors"},
    {"a: 1\n---\nb: 2\n", "f.yaml:2: ", "second document"},
    {"a: 1\nb: 2\na: 3\n", "f.yaml:3: a: ", "line 1"},
    {"x:\n  - {b: 1, c: 2, b: 3}\n", "f.yaml:2: b: ", "already"},
    {"? [a, b]\n: c\n", "f.yaml:1: ", "plain word"},
    {"'': c\n", "f.yaml:1: ", "empty"},
    {"a: \"x\\0y\"\n", "f.yaml:1: ", "NUL"},
    {"a: b\n c: d\n", "f.yaml:2: ", "indentation"},
    {"a: [1, 2\nb: 3\n", "f.yaml:2: ", "line 1"},
    {"a: 'x\n", "f.yaml:2: ", "quote"},
    {"a: 1\nb: \xff\n", "f.yaml:2: ", "UTF-8"},
    {"a: 1\n\nb: \xc3(\n", "f.yaml:3: ", "UTF-8"},
    {"a: 1\nb: \x01\n", "f.yaml:2: ", "control characters"},
    {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
     "f.yaml:1: ", "32 levels"},
    {"a:\tb: c\n", "f.yaml:1: ", ""},
};

static void refuses_with_line_and_mend(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        struct yaml_node *root = NULL;
        const enum status status =
            yaml_parse(&arena, "f.yaml", str_of(refusals[i].text), &root, &why);
        if (status != STATUS_INPUT || why.status != STATUS_INPUT ||
            strncmp(why.text, refusals[i].starts, strlen(refusals[i].starts)) != 0 ||
            !strstr(why.text, refusals[i].holds)) {
            fail_msg("case %zu (%s): status %d, %s", i, refusals[i].text, (int)status, why.text);
        }
        assert_null(root);
    }
}

static void takes_thirty_two_levels(void **state)
{
    struct yaml_node *root = NULL;
    (void)state;
    assert_int_equal(
        yaml_parse(&arena, "f.yaml",
                   str_of("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"),
                   &root, &why),
        STATUS_OK);
}

static void refuses_large_files_and_small_arenas(void **state)
{
    struct arena small;
    struct yaml_node *root = NULL;
    const size_t size = (size_t)4 * 1024 * 1024 + 1;
    char *bytes = malloc(size);
    (void)state;
    assert_non_null(bytes);
    memset(bytes, '#', size);
    assert_int_equal(yaml_parse(&arena, "f.yaml", (struct str){bytes, size}, &root, &why),
                     STATUS_LIMIT);
    free(bytes);
    arena_init(&small, 300);
    assert_int_equal(yaml_parse(&small, "f.yaml", str_of("a: 1\nb: 2\nc: 3\n"), &root, &why),
                     STATUS_NOMEM);
    arena_release(&small);
}

static void finds_a_twin_among_many_keys(void **state)
{
    struct buf text;
    struct yaml_node *root = NULL;
    (void)state;
    buf_init(&text, ROOM);
    for (unsigned i = 0; i < 50000; i++) {
        buf_printf(&text, "key%u: %u\n", i, i);
    }
    assert_int_equal(yaml_parse(&arena, "f.yaml", buf_view(&text), &root, &why), STATUS_OK);
    assert_int_equal(root->count, 50000);
    buf_text(&text, "key777: again\n");
    assert_int_equal(yaml_parse(&arena, "f.yaml", buf_view(&text), &root, &why), STATUS_INPUT);
    assert_non_null(strstr(why.text, "f.yaml:50001: key777: "));
    assert_non_null(strstr(why.text, "line 778"));
    buf_release(&text);
}

static const struct yaml_node *tree(const char *text)
{
    struct yaml_node *root = NULL;
    assert_int_equal(yaml_parse(&arena, "f.yaml", str_of(text), &root, &why), STATUS_OK);
    return root;
}

static void answers_questions(void **state)
{
    const struct yaml_node *root =
        tree("name: x\nyes: true\nno: false\nn: -12\nlist: [a, 'b']\none: c\nnothing:\nbig: "
             "9223372036854775807\n");
    const struct yaml_node *node = NULL;
    const char *text = "kept";
    bool flag = false;
    long long number = 5;
    const char *const *texts = NULL;
    size_t count = 9;
    (void)state;
    assert_int_equal(yaml_text(root, "name", &text, &why), STATUS_OK);
    assert_string_equal(text, "x");
    assert_int_equal(yaml_text_maybe(root, "absent", &text, &why), STATUS_OK);
    assert_string_equal(text, "x");
    assert_int_equal(yaml_text_maybe(root, "nothing", &text, &why), STATUS_OK);
    assert_string_equal(text, "");
    assert_int_equal(yaml_bool_maybe(root, "absent", &flag, &why), STATUS_OK);
    assert_false(flag);
    assert_int_equal(yaml_bool_maybe(root, "yes", &flag, &why), STATUS_OK);
    assert_true(flag);
    assert_int_equal(yaml_bool_maybe(root, "no", &flag, &why), STATUS_OK);
    assert_false(flag);
    assert_int_equal(yaml_integer_maybe(root, "absent", &number, &why), STATUS_OK);
    assert_int_equal(number, 5);
    assert_int_equal(yaml_integer_maybe(root, "n", &number, &why), STATUS_OK);
    assert_int_equal(number, -12);
    assert_int_equal(yaml_integer_maybe(root, "big", &number, &why), STATUS_OK);
    assert_true(number == INT64_MAX);
    assert_int_equal(yaml_need(root, "list", &node, &why), STATUS_OK);
    assert_int_equal(yaml_texts(&arena, node, &texts, &count, &why), STATUS_OK);
    assert_int_equal(count, 2);
    assert_string_equal(texts[0], "a");
    assert_string_equal(texts[1], "b");
    assert_int_equal(yaml_texts(&arena, yaml_get(root, "one"), &texts, &count, &why), STATUS_OK);
    assert_int_equal(count, 1);
    assert_string_equal(texts[0], "c");
    assert_int_equal(yaml_texts(&arena, yaml_get(root, "absent"), &texts, &count, &why), STATUS_OK);
    assert_int_equal(count, 0);
    assert_null(yaml_get(NULL, "a"));
    assert_null(yaml_get(yaml_get(root, "one"), "a"));
}

static void complains_about_wrong_answers(void **state)
{
    const struct yaml_node *root = tree("name: [x]\nflag: perhaps\nn: 1.5\nhuge: "
                                        "9223372036854775808\nempty:\nm: {a: b}\nmixed: [a, [b]]");
    const struct yaml_node *node = NULL;
    const char *text = NULL;
    bool flag = false;
    long long number = 5;
    const char *const *texts = NULL;
    size_t count = 0;
    (void)state;
    assert_int_equal(yaml_text(root, "absent", &text, &why), STATUS_INPUT);
    assert_non_null(strstr(why.text, "f.yaml:1: `absent` is missing"));
    assert_int_equal(yaml_text(root, "name", &text, &why), STATUS_INPUT);
    assert_non_null(strstr(why.text, "f.yaml:1: name: this is a list"));
    assert_int_equal(yaml_text_maybe(root, "m", &text, &why), STATUS_INPUT);
    assert_int_equal(yaml_bool_maybe(root, "flag", &flag, &why), STATUS_INPUT);
    assert_non_null(strstr(why.text, "f.yaml:2: flag: `perhaps`"));
    assert_int_equal(yaml_integer_maybe(root, "n", &number, &why), STATUS_INPUT);
    assert_int_equal(yaml_integer_maybe(root, "huge", &number, &why), STATUS_INPUT);
    assert_int_equal(yaml_integer_maybe(root, "empty", &number, &why), STATUS_INPUT);
    assert_int_equal(number, 5);
    assert_int_equal(yaml_need(yaml_get(root, "n"), "x", &node, &why), STATUS_INPUT);
    assert_non_null(strstr(why.text, "single value where a map"));
    assert_int_equal(yaml_texts(&arena, yaml_get(root, "m"), &texts, &count, &why), STATUS_INPUT);
    assert_int_equal(yaml_texts(&arena, yaml_get(root, "mixed"), &texts, &count, &why),
                     STATUS_INPUT);
    assert_int_equal(count, 0);
}

static void names_the_key_that_was_meant(void **state)
{
    static const char *const keys[] = {"title", "fields", NULL};
    (void)state;
    assert_int_equal(yaml_only(tree("title: a\nfields: []\n"), keys, &why), STATUS_OK);
    assert_int_equal(yaml_only(tree("title: a\nfeilds: []\n"), keys, &why), STATUS_INPUT);
    assert_string_equal(why.text, "f.yaml:2: feilds: there is no such key. Did you mean `fields`?");
    assert_int_equal(yaml_only(tree("zebra: 1\n"), keys, &why), STATUS_INPUT);
    assert_null(strstr(why.text, "mean"));
    assert_int_equal(yaml_only(tree("[title]"), keys, &why), STATUS_INPUT);
}

static void loads_a_file(void **state)
{
    char path[] = "/tmp/test_yaml_XXXXXX";
    struct yaml_node *root = NULL;
    const int file = mkstemp(path);
    (void)state;
    assert_true(file >= 0);
    assert_int_equal(write(file, "a: b\n", 5), 5);
    assert_int_equal(close(file), 0);
    assert_int_equal(yaml_load(&arena, path, &root, &why), STATUS_OK);
    assert_string_equal(yaml_get(root, "a")->text.at, "b");
    assert_string_equal(root->file, path);
    assert_ptr_not_equal(root->file, path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(yaml_load(&arena, path, &root, &why), STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, path));
    assert_int_equal(yaml_load(&arena, "/tmp", &root, &why), STATUS_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(makes_a_tree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_with_line_and_mend, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_thirty_two_levels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_large_files_and_small_arenas, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_a_twin_among_many_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_questions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(complains_about_wrong_answers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_the_key_that_was_meant, set_up, tear_down),
        cmocka_unit_test_setup_teardown(loads_a_file, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
