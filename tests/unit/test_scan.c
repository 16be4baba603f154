/*
 * Goal: a scan gives every place at which the words of a lens stand, on the right page, and counts
 * right.
 * Method: lenses over bare documents in a table; many places against a count made by hand;
 * work_scan over a folder of files with the pack of this tree, each hit held to the text of its
 * page.
 */
#include "work/scan.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

#include "pack_fixture.h"

static struct pack_fixture f;
static struct arena out;

static int set_up(void **state)
{
    (void)state;
    fixture_open(&f);
    fixture_standard(&f);
    arena_init(&out, (size_t)512 * 1024 * 1024);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&out);
    fixture_close(&f);
    return 0;
}

static void load(const char *body)
{
    char text[2000];
    (void)snprintf(text, sizeof text,
                   "lens: l\nversion: 1\napplies_to: [activity]\nfields: [title, description]\n%s",
                   body);
    fixture_write(&f, "lenses/l.yaml", text);
    /* Another lens with the same words has lists of its own, which must not take room. */
    fixture_write(&f, "lenses/other.yaml",
                  "lens: other\nversion: 1\napplies_to: [event]\nfields: [title]\n"
                  "include: {words: [\"migra*\", \"labour\"]}\n");
    if (fixture_lenses(&f) != STATUS_OK) {
        fail_msg("%s", f.why.text);
    }
}

static struct record *bare(struct str title, struct str text)
{
    const struct kind *kind = lens_set_document(f.set);
    struct record *record = record_new(&out, kind);
    struct value *value = record_add(&out, record, kind_field(kind, str_of("title")));
    assert_non_null(value);
    value->text = title;
    value = record_add(&out, record, kind_field(kind, str_of("text")));
    assert_non_null(value);
    value->text = text;
    return record;
}

static enum status classify(const struct record *record, struct tag **tags, size_t *count)
{
    const struct lens *lens = NULL;
    fixture_must(lens_set_find(f.set, "l", &lens, &f.why) == STATUS_OK, "no lens");
    const struct lens_question question = {.only = lens, .text_only = true, .every_place = true};
    return lens_classify(f.run, record, &question, &out, tags, count, &f.why);
}

static const struct {
    const char *lens, *title, *text;
    const char *expect; /* "RULE FIELD OFFSET+LENGTH" …, "" when the lens does not hold */
} cases[] = {
    {"include: {words: [\"migra*\"]}", "", "Migration, migrants\fmigra",
     "words text 0+9;words text 11+8;words text 20+5;"},
    {"include: {words: [\"migra*\"]}", "Migrants", "none", "words title 0+8;"},
    {"include: {words: [\"migra*\"], fields: [title]}", "none", "Migrants", ""},
    {"include: {words: [\"migra*\"], fields: [description]}", "Migrants", "none", ""},
    {"include: {words: [\"migra*\"]}", "", "nothing", ""},
    /* a phrase over the end of a page, and one inside a longer one */
    {"include: {words: [labour mobility]}", "", "labour\fmobility", "words text 0+15;"},
    {"include: {words: [\"migrant*\", migrant workers, workers]}", "", "migrant workers",
     "words text 0+15;"},
    {"terms:\n  a: {en: [\"migrant*\"]}\n  b: {en: [migrant workers]}\n"
     "include: {any: [{terms: [a]}, {terms: [b]}]}",
     "", "migrant workers", "b text 0+15;a text 0+7;"},
    {"terms: {a: {en: [labour]}, b: {en: [jobs]}}\ninclude: {all: [{terms: [a]}, {terms: [b]}]}",
     "", "labour labour", ""},
    {"terms: {a: {en: [labour]}, b: {en: [jobs]}}\ninclude: {all: [{terms: [a]}, {terms: [b]}]}",
     "", "jobs labour labour", "b text 0+4;a text 5+6;a text 12+6;"},
    {"include: {words: [labour]}\nunless: {words: [bird]}", "", "labour bird", ""},
    {"include: {all: [{words: [labour]}, {not: {words: [bird]}}]}", "", "labour bee",
     "words text 0+6;"},
    {"terms: {a: {en: [\"migra*\"], except: [migrating birds]}}\ninclude: {terms: [a]}", "",
     "migrating birds and migrants", "a text 20+8;"},
    {"include: {words: [labour NEAR/3 law]}", "", "labour and law",
     "words text 0+6;words text 11+3;"},
    {"include: {any: [{field: unit, is: [X]}, {words: [labour]}]}", "", "labour",
     "words text 0+6;"},
    {"include: {field: unit, is: [X]}", "", "X", ""},
};

static void gives_every_place_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct tag *tags = NULL;
        size_t count = 0;
        struct buf text;
        load(cases[i].lens);
        buf_init(&text, 10000);
        const struct record *record = bare(str_of(cases[i].title), str_of(cases[i].text));
        assert_int_equal(classify(record, &tags, &count), STATUS_OK);
        for (size_t k = 0; count > 0 && k < tags[0].evidence_count; k++) {
            const struct evidence *e = &tags[0].evidence[k];
            buf_printf(&text, "%s %s %u+%u;", e->rule, e->value->field->name, e->offset, e->length);
        }
        if (!str_is(buf_view(&text), cases[i].expect)) {
            fail_msg("case %zu: %s", i, text.at);
        }
        buf_release(&text);
    }
}

/* A text of @count times the word, each of 8 bytes. */
static struct str many(size_t count)
{
    char *text = arena_alloc(&out, count * 8 + 1);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + i * 8, "migrate ", 8);
    }
    return (struct str){text, count * 8};
}

static void leaves_out_none_of_many(void **state)
{
    (void)state;
    struct tag *tags = NULL;
    size_t count = 0;
    load("include: {words: [\"migra*\"]}");
    assert_int_equal(classify(bare(str_of(""), many(150000)), &tags, &count), STATUS_OK);
    assert_int_equal(tags[0].evidence_count, 150000);
    for (size_t i = 0; i < tags[0].evidence_count; i++) {
        assert_int_equal(tags[0].evidence[i].offset, i * 8);
    }
    assert_int_equal(classify(bare(str_of(""), many(1000001)), &tags, &count), STATUS_LIMIT);
    assert_non_null(strstr(f.why.text, "1000000 places"));
    /* and the next document is as if nothing had been */
    assert_int_equal(classify(bare(str_of(""), many(2)), &tags, &count), STATUS_OK);
    assert_int_equal(tags[0].evidence_count, 2);
}

/* ---- the whole of it ---- */

struct seen {
    struct buf text; /* "PATH WEIGHT PAGES HITS;" */
    size_t hits;
};

static enum status look(void *context, const struct scan_document *scanned)
{
    struct seen *seen = context;
    const struct document *document = scanned->document;
    buf_printf(&seen->text, "%s %s %zu %zu;", scanned->identifier, weight_name(scanned->weight),
               document->page_count, scanned->hit_count);
    for (size_t i = 0; i < scanned->hit_count; i++) {
        const struct scan_hit *hit = &scanned->hits[i];
        const struct str page =
            hit->page == 0 ? document->title : document_page(document, hit->page - 1);
        assert_true(hit->offset + hit->length <= page.length);
        assert_ptr_equal(hit->words.at, page.at + hit->offset);
        assert_int_equal(hit->words.length, hit->length);
        assert_ptr_equal(hit->before.at + hit->before.length, hit->words.at);
        assert_ptr_equal(hit->after.at, hit->words.at + hit->length);
        assert_true(hit->before.at >= page.at && hit->before.length <= SCAN_CONTEXT);
        assert_true(hit->after.at + hit->after.length <= page.at + page.length);
        assert_true(hit->after.length <= SCAN_CONTEXT);
        assert_int_equal(utf8_check(hit->before), hit->before.length);
        assert_int_equal(utf8_check(hit->after), hit->after.length);
        seen->hits++;
    }
    return STATUS_OK;
}

static void add_file(const char *name, const char *text)
{
    char path[64];
    (void)snprintf(path, sizeof path, "docs/%s", name);
    fixture_write(&f, path, text);
}

static void scans_a_folder(void **state)
{
    (void)state;
    struct workspace work;
    struct scan_result result;
    struct seen seen = {.hits = 0};
    struct scan_options options = {.each = look, .context = &seen};
    char folder[300];
    const char *paths[] = {folder, "tests/golden/scan/three-pages.pdf"};
    (void)snprintf(folder, sizeof folder, "%s/docs/", f.dir);
    add_file("a.txt", "none\fééééééééééééééééééééééééééééééééééééé migration éééééééééééééééééééééé"
                      "éééééééééééééééééééééééé\flabour\nmobility");
    add_file("b.html", "<title>Migrants</title><p>x");
    add_file("c.txt", "labor mobility");
    add_file("d.txt", "nothing");
    add_file("e.txt", "");
    add_file(".hidden", "migrants");
    fixture_must(workspace_open(&work, "packs/labour-migration", "none.db", 0, &f.why) == STATUS_OK,
                 f.why.text);
    fixture_must(lens_set_find(work.lenses, "dwcp-2013", &options.lens, &f.why) == STATUS_OK,
                 f.why.text);
    buf_init(&seen.text, 10000);
    assert_int_equal(work_scan(&work, paths, 2, &options, &result, &f.why), STATUS_OK);
    assert_string_equal(seen.text.at,
                        "a.txt principal 3 2;b.html principal 1 1;c.txt candidate 1 1;"
                        "d.txt  1 0;three-pages.pdf principal 3 2;");
    assert_int_equal(seen.hits, 6);
    assert_int_equal(result.read, 5);
    assert_int_equal(result.matched, 3);
    assert_int_equal(result.candidates, 1);
    assert_int_equal(result.unread, 1);
    assert_int_equal(result.problems.count, 1);
    assert_non_null(strstr(result.problems.first->file, "/docs/e.txt"));
    assert_string_equal(result.problems.first->mend, "is empty.");
    paths[1] = "no-such-file";
    assert_int_equal(work_scan(&work, paths, 2, &options, &result, &f.why), STATUS_NOT_FOUND);
    paths[0] = "-";
    assert_int_equal(work_scan(&work, paths, 1, &options, &result, &f.why), STATUS_USAGE);
    buf_release(&seen.text);
    workspace_close(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_every_place_in_order),
        cmocka_unit_test(leaves_out_none_of_many),
        cmocka_unit_test(scans_a_folder),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
