/*
 * Goal: a calendar is what RFC 5545 says: lines of 75 bytes that break between characters, text
 * escaped, days of whole-day events with an end that is not included.
 * Method: tables of texts and of pairs of dates; every line of every length is put together again.
 */
#include "write/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct {
    const char *text, *line;
} texts[] = {
    {"plain", "X:plain\r\n"},
    {"a, b; c\\d", "X:a\\, b\\; c\\\\d\r\n"},
    {"two\r\nlines", "X:two\\nlines\r\n"},
    {"tab\there\x01", "X:tab here\r\n"},
    {"a:b \"c\"", "X:a:b \"c\"\r\n"},
    {"", "X:\r\n"},
};

static void test_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct buf out;
        buf_init(&out, 4096);
        calendar_text(&out, "X", str_of(texts[i].text));
        buf_char(&out, '\0');
        assert_string_equal(out.at, texts[i].line);
        buf_release(&out);
    }
}

/* Takes the folded line apart: every piece is short and begins with a whole character. */
static void check_folded(const char *text, struct str folded)
{
    struct buf whole;
    struct str rest = folded, line;
    buf_init(&whole, 4096);
    for (size_t i = 0; str_split(&rest, '\n', &line) && line.length > 0; i++) {
        assert_true(line.length <= 76 && line.at[line.length - 1] == '\r');
        assert_true(i == 0 || line.at[0] == ' ');
        line = (struct str){line.at + (i > 0), line.length - 1 - (i > 0)};
        assert_false(line.length > 0 && ((unsigned char)line.at[0] & 0xC0) == 0x80);
        buf_str(&whole, line);
    }
    buf_char(&whole, '\0');
    assert_string_equal(whole.at + 2, text);
    buf_release(&whole);
}

static void test_folding(void **state)
{
    static const char *const letters[] = {"x", "é", "ع", "語", "😀"};
    (void)state;
    for (size_t l = 0; l < COUNT_OF(letters); l++) {
        struct buf text;
        buf_init(&text, 4096);
        for (size_t i = 0; i < 200; i++) {
            struct buf out;
            buf_init(&out, 4096);
            buf_char(&text, '\0');
            text.length--;
            calendar_text(&out, "X", buf_view(&text));
            check_folded(text.at, buf_view(&out));
            buf_release(&out);
            buf_text(&text, letters[l]);
        }
        buf_release(&text);
    }
}

static struct field fields[] = {
    {.name = "title", .type = FIELD_TEXT, .index = 0},
    {.name = "start", .type = FIELD_DATE, .index = 1},
    {.name = "end", .type = FIELD_DATE, .index = 2},
};
static struct kind kind = {.name = "event", .plural = "events", .fields = fields, .field_count = 3};

static const struct {
    const char *start, *end, *first, *after; /* .first NULL: no event */
} days[] = {
    {"2013-05-01", NULL, "20130501", "20130502"},
    {"2013-05-01", "2013-05-03", "20130501", "20130504"},
    {"2013-12-31", NULL, "20131231", "20140101"},
    {"2012-02-28", "2012-02-28", "20120228", "20120229"},
    {"2012-02-29", NULL, "20120229", "20120301"},
    {"2013-05", NULL, "20130501", "20130601"},
    {"2013-12", NULL, "20131201", "20140101"},
    {"2013", NULL, "20130101", "20140101"},
    {"2013", "2014", "20130101", "20150101"},
    {"2013-05", "2013-06-15", "20130501", "20130616"},
    {"2013-05-10", "2013-05", "20130510", "20130601"},
    {"2013-05-10", "2013-05-09", "20130510", "20130511"}, /* an end before the start */
    {NULL, "2013-05-09", NULL, NULL},
    {"9999", NULL, NULL, NULL},
};

static void set_date(struct arena *arena, struct record *record, size_t index, const char *text)
{
    if (text) {
        struct value *value = record_add(arena, record, &fields[index]);
        assert_non_null(value);
        value->text = str_of(text);
    }
}

static void test_days(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        struct arena arena;
        struct buf out;
        char wanted[80];
        arena_init(&arena, 65536);
        buf_init(&out, 4096);
        struct record *record = record_new(&arena, &kind);
        record->identifier = str_of("a/1, b");
        set_date(&arena, record, 1, days[i].start);
        set_date(&arena, record, 2, days[i].end);
        const struct calendar_event event = {.record = record,
                                             .summary = str_of("A title"),
                                             .changed = str_of("2026-11-23T23:41:00Z"),
                                             .version = 3,
                                             .category = "Event",
                                             .language = "en",
                                             .owner = "a-pack"};
        calendar_event(&out, &event);
        buf_char(&out, '\0');
        if (!days[i].first) {
            assert_string_equal(out.at, "");
        } else {
            (void)snprintf(wanted, sizeof wanted,
                           "DTSTART;VALUE=DATE:%s\r\nDTEND;VALUE=DATE:%s\r\n", days[i].first,
                           days[i].after);
            assert_non_null(strstr(out.at, wanted));
            assert_non_null(strstr(out.at, "UID:event/a/1\\, b@a-pack\r\n"));
            assert_non_null(strstr(out.at, "DTSTAMP:20261123T234100Z\r\n"));
            assert_non_null(strstr(out.at, "SEQUENCE:2\r\n"));
        }
        buf_release(&out);
        arena_release(&arena);
    }
}

static void test_which_kinds(void **state)
{
    struct calendar_fields found;
    (void)state;
    assert_true(calendar_fields(&kind, &found));
    assert_ptr_equal(found.start, &fields[1]);
    assert_ptr_equal(found.end, &fields[2]);
    fields[2].repeat = true;
    assert_true(calendar_fields(&kind, &found));
    assert_null(found.end);
    fields[1].access = ACCESS_INTERNAL;
    assert_false(calendar_fields(&kind, &found));
    fields[1].access = ACCESS_PUBLIC;
    fields[2].repeat = false;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_which_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
