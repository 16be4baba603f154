/*
 * Goal: what is JSON (RFC 8259) is read as it is written, and what is not is refused with its
 * place. Method: two tables of texts; every beginning of a document; and depth at its limit.
 */
#include "text/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

static struct arena arena;
static struct buf out;

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
    buf_release(&out);
    arena_release(&arena);
    return 0;
}

/* "o{name=s:text n:5}": types by their letters. */
static void print(const struct json_value *value)
{
    static const char letters[] = "zbnsao";
    buf_char(&out, letters[value->type]);
    if (value->type < JSON_ARRAY) {
        buf_printf(&out, ":%.*s", STR_ARGS(value->text));
        return;
    }
    buf_char(&out, '{');
    for (const struct json_value *child = value->children; child; child = child->next) {
        buf_printf(&out, "%s%.*s%s", child == value->children ? "" : " ", STR_ARGS(child->name),
                   value->type == JSON_OBJECT ? "=" : "");
        print(child);
    }
    buf_char(&out, '}');
}

static void test_reads(void **state)
{
    static const char *const cases[][2] = {
        {" null ", "z:null"},
        {"[true,false]", "a{b:true b:false}"},
        {"-0.10e+05", "n:-0.10e+05"},
        {"922337203685477.5807", "n:922337203685477.5807"},
        {"[]", "a{}"},
        {"[ ]", "a{}"},
        {"{}", "o{}"},
        {"{\"a\" : 1 ,\n\"a\":[[]], \"\":\"\"}", "o{a=n:1 a=a{a{}} =s:}"},
        {"\"\\u0041\\u00e9\\uD83D\\uDE00\\t\\/\"", "s:Aé😀\t/"},
        {"\"é \x7f\"", "s:é \x7f"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct failure why = {.status = STATUS_OK};
        struct json_value *value = NULL;
        assert_int_equal(json_read(&arena, str_of(cases[i][0]), &value, &why), STATUS_OK);
        buf_clear(&out);
        print(value);
        assert_string_equal(out.at, cases[i][1]);
    }
}

static void test_refuses(void **state)
{
    static const struct {
        struct str text;
        const char *words;
    } cases[] = {
        {{"", 0}, "byte 1: the text ends where a value is expected"},
        {{"[1,]", 4}, "byte 4: a value is expected"},
        {{"{\"a\":1,}", 8}, "byte 8: a name in quotes"},
        {{"{a:1}", 5}, "byte 2: a name in quotes"},
        {{"{\"a\" 1}", 7}, "byte 6: a colon"},
        {{"[1 2]", 5}, "byte 4: a comma"},
        {{"[1}", 3}, "byte 3: a comma"},
        {{"[1", 2}, "byte 3: the text ends inside a list"},
        {{"1 2", 3}, "byte 3: something stands behind"},
        {{"01", 2}, "byte 1: this is no number"},
        {{"-", 1}, "byte 1: this is no number"},
        {{"1.", 2}, "byte 1: this is no number"},
        {{"1e", 2}, "byte 1: this is no number"},
        {{".5", 2}, "byte 1: a value is expected"},
        {{"+1", 2}, "byte 1: a value is expected"},
        {{"NaN", 3}, "byte 1: a value is expected"},
        {{"'a'", 3}, "byte 1: a value is expected"},
        {{"nul", 3}, "byte 1: a value is expected"},
        {{"\"a", 2}, "byte 1: the string that begins here has no end"},
        {{"\"\\\"", 3}, "byte 1: the string that begins here has no end"},
        {{"\"\\", 2}, "byte 1: the string that begins here has no end"},
        {{"\"\\x\"", 4}, "byte 3: there is no such escape"},
        {{"\"\\u12\"", 6}, "byte 4: four digits"},
        {{"\"\\u0000\"", 8}, "byte 4: the escape \\u0000"},
        {{"\"\\ud800\"", 8}, "byte 4: the escape is half a pair"},
        {{"\"\\ud800\\u0041\"", 14}, "byte 4: the escape is half a pair"},
        {{"\"\\udc00\"", 8}, "byte 4: the escape is half a pair"},
        {{"\"a\nb\"", 5}, "byte 3: a control character"},
        {{"\"a\0b\"", 5}, "byte 3: a control character"},
        {{"\"\xFF\"", 3}, "byte 2: this byte is no UTF-8"},
        {{"\"\xED\xA0\x80\"", 5}, "byte 2: this byte is no UTF-8"},
        {{"[1,\0]", 5}, "byte 4: a value is expected"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct failure why = {.status = STATUS_OK};
        struct json_value *value = NULL;
        assert_int_equal(json_read(&arena, cases[i].text, &value, &why), STATUS_INPUT);
        if (strncmp(why.text, cases[i].words, strlen(cases[i].words)) != 0) {
            fail_msg("%s: %s", cases[i].text.at, why.text);
        }
    }
}

static void test_beginnings(void **state)
{
    const char *whole = "{\"a\":[1.5e3,\"\\u00e9\\n\",{\"b\":null}],\"c\":true}";
    (void)state;
    for (size_t length = 0; length < strlen(whole); length++) {
        struct failure why = {.status = STATUS_OK};
        struct json_value *value = NULL;
        char *part = arena_alloc(&arena, length + 1);
        memcpy(part, whole, length);
        assert_int_equal(json_read(&arena, (struct str){part, length}, &value, &why), STATUS_INPUT);
    }
}

static void test_limits(void **state)
{
    struct failure why = {.status = STATUS_OK};
    struct json_value *value = NULL;
    struct arena small;
    char text[2 * JSON_READ_DEPTH + 4];
    (void)state;
    for (size_t depth = JSON_READ_DEPTH; depth <= JSON_READ_DEPTH + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        assert_int_equal(json_read(&arena, (struct str){text, 2 * depth}, &value, &why),
                         depth > JSON_READ_DEPTH ? STATUS_LIMIT : STATUS_OK);
    }
    arena_init(&small, 200);
    assert_int_equal(json_read(&small, str_of("[1,2,3,4,5,6,7,8,9]"), &value, &why), STATUS_NOMEM);
    arena_release(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_beginnings),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests_name("json_read", tests, set_up, tear_down);
}
