/*
 * What the tests of reading share: a small pack in a temporary folder, and a printer that shows
 * what a reader hands out as lines of text, so that a case is an input and the lines expected.
 */
#ifndef TEST_READ_COMMON_H
#define TEST_READ_COMMON_H

#include "base/buf.h"
#include "base/decimal.h"
#include "read/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "pack_fixture.h"

#define TEST_MEMORY ((size_t)256 * 1024 * 1024)

/* ---- a pack of our own ---- */

static const char *const test_pack_files[][2] = {
    {"pack.yaml", "pack: test\nversion: 1.0.0\nlabel: Test\n"},
    {"codelists/region.yaml",
     "codelist: region\nlabel: Region\ncodes:\n"
     "  - {code: africa, label: {en: Africa, fr: Afrique}}\n"
     "  - {code: asia, label: {en: Asia}, aliases: [\"Asia and the Pacific\"]}\n"},
    {"codelists/scheme.yaml", "codelist: scheme\nlabel: Scheme\ncodes:\n"
                              "  - {code: \"1\", label: {en: Ours}, aliases: [OURS]}\n"
                              "  - {code: \"99\", label: {en: Theirs}}\n"},
    {"codelists/currency.yaml", "codelist: currency\nlabel: Currency\ncodes:\n"
                                "  - {code: USD, label: {en: Dollar}}\n"
                                "  - {code: EUR, label: {en: Euro}}\n"},
    {"kinds/thing.yaml",
     "kind: thing\nplural: things\nlabel: Thing\ntitle: title\nfields:\n"
     "  - {name: title, type: text, languages: true, required: true}\n"
     "  - {name: note, type: text}\n"
     "  - {name: start, type: date}\n"
     "  - {name: region, type: code, list: region, repeat: true, with: {percentage: decimal, "
     "scheme: {type: code, list: scheme}}}\n"
     "  - {name: label, type: code, repeat: true, with: {place: text}}\n"
     "  - {name: budget, type: money, repeat: true, with: {from: date}}\n"
     "  - {name: level, type: integer}\n"
     "  - {name: live, type: boolean}\n"
     "  - {name: org, type: text, repeat: true, with: {ref: text, role: text}}\n"},
    {"kinds/plain.yaml", "kind: plain\nplural: plains\nlabel: Plain\nfields:\n"
                         "  - {name: title, type: text}\n"},
    {"kinds/piece.yaml", "kind: piece\nplural: pieces\nlabel: Piece\nfields:\n"
                         "  - {name: title, type: text}\n"
                         "  - {name: note, type: text}\n"
                         "  - {name: whole, type: link, to: thing}\n"},
    {NULL, NULL},
};

struct test_pack {
    struct pack_fixture files;
    struct format_set *set;
};

/* @formats: pairs of a name below the pack and a text; ends with NULL. */
static inline void test_pack_open(struct test_pack *test, const char *const (*formats)[2])
{
    struct pack_fixture *files = &test->files;
    fixture_open(files);
    for (size_t i = 0; test_pack_files[i][0]; i++) {
        fixture_write(files, test_pack_files[i][0], test_pack_files[i][1]);
    }
    for (size_t i = 0; formats && formats[i][0]; i++) {
        fixture_write(files, formats[i][0], formats[i][1]);
    }
    if (fixture_pack(files) != STATUS_OK ||
        format_set_load(&files->arena, files->pack, &test->set, &files->why) != STATUS_OK) {
        fail_msg("%s", files->why.text);
    }
}

/* ---- the printer ---- */

static inline void print_value(const struct value *value, struct buf *out)
{
    char number[24];
    switch (value->field->type) {
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
        buf_str(out, value->text);
        break;
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        decimal_print(value->number, number);
        buf_text(out, number);
        break;
    case FIELD_INTEGER:
    case FIELD_BOOLEAN:
        buf_printf(out, "%lld", (long long)value->number);
        break;
    }
    if (value->currency.length > 0) {
        buf_printf(out, " %.*s", STR_ARGS(value->currency));
    }
    if (value->date.length > 0) {
        buf_printf(out, " of %.*s", STR_ARGS(value->date));
    }
}

static inline void print_record(const struct record *record, struct buf *out)
{
    for (size_t i = 0; i < record->kind->field_count; i++) {
        for (const struct value *value = record->values[i]; value; value = value->next) {
            buf_printf(out, "  %s", value->field->name);
            if (value->language.length > 0) {
                buf_printf(out, "[%.*s]", STR_ARGS(value->language));
            }
            buf_text(out, "=");
            print_value(value, out);
            for (size_t k = 0; k < value->field->with_count; k++) {
                if (value->with[k].field) {
                    buf_printf(out, " {%s=", value->with[k].field->name);
                    print_value(&value->with[k], out);
                    buf_text(out, "}");
                }
            }
            buf_text(out, "\n");
        }
    }
}

static inline void print_item(const struct read_item *item, struct buf *out)
{
    static const char *const types[] = {"record", "known", "rejected"};
    if (item->bytes.length > 0) {
        buf_printf(out, "%s", types[item->type]);
        if (item->record) {
            buf_printf(out, " %.*s", STR_ARGS(item->record->identifier));
        }
        buf_printf(out, " line %u\n", item->line);
    }
    if (item->record) {
        print_record(item->record, out);
    }
    for (const struct problem *p = item->problems.first; p; p = p->next) {
        buf_printf(out, "%s %s %u", p->rejected ? "!!" : "!", p->rule, p->line);
        if (p->column > 0) {
            buf_printf(out, ":%u", p->column);
        }
        buf_printf(out, " [%.*s] [%.*s] [%.*s]\n", STR_ARGS(p->record), STR_ARGS(p->field),
                   STR_ARGS(p->value));
    }
}

struct test_counts {
    size_t records, rejected, known, problems;
};

/* Reads @bytes and prints everything to @out (may be NULL); counts to @counts (may be NULL). */
static inline void read_everything(const struct format_set *set, struct str bytes, struct buf *out,
                                   struct test_counts *counts)
{
    struct failure why = {.status = STATUS_OK};
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct read_item item;
    struct arena arena;
    enum step step = STEP_ERROR;
    arena_init(&arena, TEST_MEMORY);
    assert_int_equal(source_open_memory("input", bytes, &source, &why), STATUS_OK);
    if (reader_open(set, source, NULL, NULL, &reader, &why) == STATUS_OK) {
        while ((step = reader_next(reader, &arena, &item, &why)) == STEP_ITEM) {
            if (out) {
                print_item(&item, out);
            }
            if (counts && item.bytes.length > 0) {
                counts->records += item.type == ITEM_RECORD;
                counts->rejected += item.type == ITEM_REJECTED;
            }
            if (counts) {
                counts->problems += item.problems.count;
            }
            arena_clear(&arena);
        }
    }
    if (step == STEP_ERROR && out) {
        assert_int_not_equal(why.status, STATUS_OK);
        buf_printf(out, "error: %s\n", why.text);
    }
    if (step == STEP_ERROR && counts) {
        assert_true(strlen(why.text) > 0);
        counts->problems++;
    }
    reader_close(reader);
    source_close(source);
    arena_release(&arena);
}

/* Checks that reading @input prints @expected; with @part, that the output has @expected in it. */
static inline void check_reading(const struct format_set *set, const char *name, struct str input,
                                 const char *expected, bool part)
{
    struct buf out;
    buf_init(&out, (size_t)16 * 1024 * 1024);
    read_everything(set, input, &out, NULL);
    const char *got = out.at ? out.at : "";
    if (part ? !strstr(got, expected) : strcmp(got, expected) != 0) {
        fprintf(stderr, "case: %s\n--- expected\n%s--- got\n%s---\n", name, expected, got);
        fail_msg("%s", name);
    }
    buf_release(&out);
}

struct reading {
    const char *name, *input, *expected;
};

static inline void check_readings(const struct format_set *set, const struct reading *cases,
                                  size_t count, bool part)
{
    for (size_t i = 0; i < count; i++) {
        check_reading(set, cases[i].name, str_of(cases[i].input), cases[i].expected, part);
    }
}

#endif
