/*
 * Goal: what is written is JSON (RFC 8259), compact or for reading, with exact numbers and every
 * string escaped.
 * Method: documents and strings compared byte by byte; each of the 256 byte values as a string.
 */
#include "base/utf8.h"
#include "text/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <string.h>

#define ROOM ((size_t)16 * 1024 * 1024)

static struct buf out;
static struct json json;

static int set_up(void **state)
{
    (void)state;
    buf_init(&out, ROOM);
    json_init(&json, &out, false);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buf_release(&out);
    return 0;
}

static void write_document(void)
{
    json_object(&json);
    json_key_text(&json, "name", "x");
    json_key_text(&json, "none", NULL);
    json_key_integer(&json, "n", -5);
    json_key(&json, "list");
    json_array(&json);
    json_bool(&json, true);
    json_bool(&json, false);
    json_null(&json);
    json_object(&json);
    json_object_end(&json);
    json_array(&json);
    json_array_end(&json);
    json_array_end(&json);
    json_key_str(&json, "last", (struct str){NULL, 0});
    json_object_end(&json);
}

static void writes_compactly(void **state)
{
    (void)state;
    write_document();
    assert_string_equal(out.at, "{\"name\":\"x\",\"none\":null,\"n\":-5,"
                                "\"list\":[true,false,null,{},[]],\"last\":\"\"}");
    assert_int_equal(json.depth, 0);
}

static void writes_for_reading(void **state)
{
    (void)state;
    json_init(&json, &out, true);
    write_document();
    assert_string_equal(out.at, "{\n  \"name\": \"x\",\n  \"none\": null,\n  \"n\": -5,\n"
                                "  \"list\": [\n    true,\n    false,\n    null,\n    {},\n"
                                "    []\n  ],\n  \"last\": \"\"\n}");
}

static void writes_lone_values(void **state)
{
    (void)state;
    json_integer(&json, LLONG_MIN);
    assert_string_equal(out.at, "-9223372036854775808");
    buf_clear(&out);
    json_integer(&json, LLONG_MAX);
    assert_string_equal(out.at, "9223372036854775807");
    buf_clear(&out);
    json_decimal(&json, 823803800000);
    assert_string_equal(out.at, "82380380");
    buf_clear(&out);
    json_decimal(&json, -5001);
    assert_string_equal(out.at, "-0.5001");
}

static const struct {
    struct str text;
    const char *expect;
} strings[] = {
    {{"", 0}, "\"\""},
    {{"a\"b\\c/d", 7}, "\"a\\\"b\\\\c/d\""},
    {{"\b\f\n\r\t", 5}, "\"\\b\\f\\n\\r\\t\""},
    {{"\0\x01\x1F\x7F", 4}, "\"\\u0000\\u0001\\u001f\x7F\""},
    {{"é€😀", 9}, "\"é€😀\""},
    {{"\xFF", 1}, "\"\xEF\xBF\xBD\""},
    {{"a\xC3", 2}, "\"a\xEF\xBF\xBD\""},
    {{"\xED\xA0\x80", 3}, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {{"\xC0\x80z", 3}, "\"\xEF\xBF\xBD\xEF\xBF\xBDz\""},
};

static void escapes_strings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(strings); i++) {
        buf_clear(&out);
        json_str(&json, strings[i].text);
        assert_string_equal(out.at, strings[i].expect);
    }
    buf_clear(&out);
    json_object(&json);
    json_key(&json, "a\"b\n");
    json_null(&json);
    json_object_end(&json);
    assert_string_equal(out.at, "{\"a\\\"b\\n\":null}");
}

/* Every byte value alone is a string that keeps the rules: no bare control, quote or backslash. */
static void escapes_every_byte(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        const char c = (char)byte;
        buf_clear(&out);
        json_str(&json, (struct str){&c, 1});
        assert_true(out.length >= 3 && out.at[0] == '"' && out.at[out.length - 1] == '"');
        assert_int_equal(utf8_check(buf_view(&out)), out.length);
        assert_true(out.length == 3 || byte >= 0x80 || out.at[1] == '\\');
        for (size_t i = 1; i + 1 < out.length; i++) {
            assert_true((unsigned char)out.at[i] >= 0x20);
        }
    }
}

static void nests_64_levels(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 64; i++) {
        json_array(&json);
    }
    json_integer(&json, 1);
    json_integer(&json, 2);
    for (unsigned i = 0; i < 64; i++) {
        json_array_end(&json);
    }
    assert_int_equal(out.length, 64 + 3 + 64);
    assert_non_null(strstr(out.at, "[1,2]"));
}

static void remembers_that_memory_ran_out(void **state)
{
    struct buf small;
    struct failure why;
    (void)state;
    buf_init(&small, 8);
    json_init(&json, &small, false);
    write_document();
    assert_int_equal(buf_status(&small, &why), STATUS_NOMEM);
    buf_release(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writes_compactly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(writes_for_reading, set_up, tear_down),
        cmocka_unit_test_setup_teardown(writes_lone_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(escapes_strings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(escapes_every_byte, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nests_64_levels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(remembers_that_memory_ran_out, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
