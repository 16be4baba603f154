/*
 * Goal: nothing that is not our own markup reaches a page unescaped; addresses come back as they
 * went.
 * Method: all 256 bytes one by one, tables of texts, and random texts there and back.
 */
#include "text/html.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void test_every_byte(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        const char byte = (char)c;
        struct buf out;
        buf_init(&out, 100);
        html_str(&out, (struct str){&byte, 1});
        const bool plain = c >= 0x20 && c < 0x7f && !strchr("&<>\"'", (int)c);
        const bool space = c == '\t' || c == '\n' || c == '\r';
        if (plain || space) {
            assert_int_equal(out.length, 1);
            assert_int_equal(out.at[0], byte);
        } else {
            assert_true(out.length > 1);
            const bool gone = !memchr(out.at, byte, out.length);
            assert_true(gone || byte == '&' || c >= 0x80); /* U+FFFD has such bytes itself */
        }
        assert_int_equal(utf8_check(buf_view(&out)), out.length);
        buf_release(&out);
    }
}

static void test_texts(void **state)
{
    static const struct {
        const char *text, *escaped;
    } cases[] = {
        {"", ""},
        {"a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c&#39;"},
        {"é ع 漢 😀", "é ع 漢 😀"},
        {"\xC2\x80x", "\xEF\xBF\xBDx"},
        {"a\xFF"
         "b\xC3",
         "a\xEF\xBF\xBD"
         "b\xEF\xBF\xBD"},
        {"\xEF\xBF\xBE|\xEF\xBF\xBF", "\xEF\xBF\xBD|\xEF\xBF\xBD"}, /* no characters of XML */
        {"\xEF\xBF\xBD|\xEF\xBC\x81", "\xEF\xBF\xBD|\xEF\xBC\x81"},
        {"\x01\x1b[31m", "\xEF\xBF\xBD\xEF\xBF\xBD[31m"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf out;
        buf_init(&out, 1000);
        html_text(&out, cases[i].text);
        buf_char(&out, '\0');
        assert_string_equal(out.at, cases[i].escaped);
        buf_release(&out);
    }
}

static void test_decoding(void **state)
{
    static const struct {
        const char *text;
        bool plus, fine;
        const char *decoded;
    } cases[] = {
        {"a%20b", false, true, "a b"}, {"a+b", true, true, "a b"},   {"a+b", false, true, "a+b"},
        {"%C3%A9", false, true, "é"},  {"%c3%a9", false, true, "é"}, {"%", false, false, ""},
        {"%4", false, false, ""},      {"%4G", false, false, ""},    {"%00", false, false, ""},
        {"%FF", false, false, ""},     {"%C0%AF", false, false, ""}, {"%252e", false, true, "%2e"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char to[64];
        size_t length = 0;
        const bool fine = html_url_decode(str_of(cases[i].text), cases[i].plus, to, &length);
        assert_int_equal(fine, cases[i].fine);
        if (fine) {
            assert_int_equal(length, strlen(cases[i].decoded));
            assert_memory_equal(to, cases[i].decoded, length);
        }
    }
}

static void test_there_and_back(void **state)
{
    unsigned long long seed = 7;
    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        char text[40], back[200];
        size_t length = 0, got = 0;
        struct buf out;
        while (length < 20) {
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
            const uint32_t code = 1 + (uint32_t)(seed >> 40) % (round % 2 ? 0x7E : 0xD7FE);
            length += utf8_encode(code, text + length);
        }
        buf_init(&out, 1000);
        html_url_part(&out, (struct str){text, length});
        assert_true(html_url_decode(buf_view(&out), round % 3 == 0, back, &got));
        assert_int_equal(got, length);
        assert_memory_equal(back, text, length);
        buf_release(&out);
    }
}

static void test_links(void **state)
{
    (void)state;
    assert_true(html_is_safe_link(str_of("https://example.org/")));
    assert_true(html_is_safe_link(str_of("mailto:a@example.org")));
    assert_false(html_is_safe_link(str_of("javascript:alert(1)")));
    assert_false(html_is_safe_link(str_of("JaVaScRiPt:alert(1)")));
    assert_false(html_is_safe_link(str_of("data:text/html,x")));
    assert_false(html_is_safe_link(str_of("//evil.example")));
    assert_false(html_is_safe_link(str_of(" https://example.org")));
    assert_false(html_is_safe_link(str_of("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_byte), cmocka_unit_test(test_texts),
        cmocka_unit_test(test_decoding),   cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_links),
    };
    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
