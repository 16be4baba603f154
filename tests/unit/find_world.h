/*
 * A pack with two kinds that can be searched, a store of its own, and the calls that tests of
 * searching share. Records are written as lines of text (pack_fixture.h).
 */
#ifndef TESTS_FIND_WORLD_H
#define TESTS_FIND_WORLD_H

#include "pack_fixture.h"

#include "find/index.h"
#include "find/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct world {
    struct pack_fixture pack;
    struct arena arena;
    struct store *store;
    const struct kind *activity, *event;
    char path[300];
    struct failure why;
    unsigned serial; /* makes every original another one */
};

static const char world_activity[] =
    "kind: activity\nplural: activities\nlabel: {en: Activity, fr: Activité}\ntitle: title\n"
    "fields:\n"
    "  - {name: title, type: text, languages: true, search: A}\n"
    "  - {name: alias, type: text, repeat: true, search: A}\n"
    "  - {name: description, type: text, languages: true, repeat: true, search: B, label: "
    "{en: Account, es: Descripción}}\n"
    "  - name: country\n    type: code\n    list: country\n    repeat: true\n    search: C\n"
    "    label: {en: Land, fr: Pays, es: País}\n"
    "    with: {percentage: decimal, doubt: {type: text, access: internal}}\n"
    "  - {name: keyword, type: text, repeat: true, search: D}\n"
    "  - {name: contact, type: text, access: internal, search: B, label: {fr: Adresse}}\n"
    "  - {name: doubt, type: code, list: country, access: restricted}\n"
    "  - {name: start, type: date}\n"
    "  - {name: end, type: date}\n"
    "  - {name: leak, type: date, access: confidential}\n"
    "  - {name: staff, type: integer}\n"
    "  - {name: note, type: text}\n";

static inline void world_pack(struct world *w)
{
    fixture_write(&w->pack, "pack.yaml", "pack: test\nversion: 1\nlabel: {en: Test}\n");
    fixture_write(&w->pack, "codelists/country.yaml",
                  "codelist: country\ncodes:\n"
                  "  - {code: KE, label: {en: Kenya, fr: Kenya}}\n"
                  "  - {code: NP, label: {en: Nepal, fr: Népal}, aliases: [Federal Republic]}\n"
                  "  - {code: CI, label: {en: Ivory Coast, fr: \"Côte d'Ivoire\"}}\n");
    fixture_write(&w->pack, "kinds/activity.yaml", world_activity);
    fixture_write(&w->pack, "kinds/event.yaml",
                  "kind: event\nplural: events\nlabel: {en: Event, es: Acontecimiento}\n"
                  "title: title\nfields:\n"
                  "  - {name: title, type: text, search: A}\n"
                  "  - {name: place, type: text, search: C}\n"
                  "  - {name: start, type: date}\n");
}

static inline void world_open(struct world *w, enum store_mode mode)
{
    if (fixture_pack(&w->pack) != STATUS_OK) {
        fail_msg("%s", w->pack.why.text);
    }
    w->activity = pack_kind(w->pack.pack, str_of("activity"));
    w->event = pack_kind(w->pack.pack, str_of("event"));
    if (store_open(w->path, w->pack.pack, mode, &w->store, &w->why)) {
        fail_msg("%s", w->why.text);
    }
}

static inline void world_reopen(struct world *w, enum store_mode mode)
{
    store_close(w->store);
    w->store = NULL;
    world_open(w, mode);
}

static inline int world_set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    fixture_open(&w->pack);
    arena_init(&w->arena, (size_t)512 * 1024 * 1024);
    world_pack(w);
    (void)snprintf(w->path, sizeof w->path, "%s/test.db", w->pack.dir);
    world_open(w, STORE_CREATE);
    *state = w;
    return 0;
}

static inline int world_tear_down(void **state)
{
    struct world *w = *state;
    store_close(w->store);
    arena_release(&w->arena);
    fixture_close(&w->pack);
    free(w);
    return 0;
}

#define OK(call)                                                                                   \
    do {                                                                                           \
        if ((call) != STATUS_OK) {                                                                 \
            fail_msg("%s: %s", #call, w->why.text);                                                \
        }                                                                                          \
    } while (0)

/* Imports one record; @bytes is its original, NULL: one that never was. */
static inline enum put_outcome world_put_as(struct world *w, const struct kind *kind,
                                            const char *identifier, const char *lines,
                                            const char *bytes)
{
    long long import = 0;
    enum put_outcome outcome = PUT_STORED;
    char own[32];
    struct record *record = fixture_record(&w->arena, kind, lines);
    record->identifier = str_of(identifier);
    (void)snprintf(own, sizeof own, "original %u", ++w->serial);
    struct original original = {.bytes = str_of(bytes ? bytes : own)};
    unsigned long long hash = str_hash(original.bytes);
    memcpy(original.hash, &hash, sizeof hash);
    OK(store_import_begin(w->store, "a.xml", "test", &import, &w->why));
    OK(store_put(w->store, import, record, &original, &outcome, &w->why));
    return outcome;
}

static inline void world_put(struct world *w, const char *identifier, const char *lines)
{
    (void)world_put_as(w, w->activity, identifier, lines, NULL);
}

static inline void world_index(struct world *w)
{
    unsigned long long bytes = 0;
    OK(find_index_update(w->store, &bytes, &w->why));
}

static inline void world_search(struct world *w, const char *text, struct find_result *result)
{
    struct find_options options = {.limit = 0};
    if (find_search(w->store, &w->arena, str_of(text), &options, result, &w->why)) {
        fail_msg("%s: %s", text, w->why.text);
    }
}

/* The identifiers found, in their order: "A1 A2". */
static inline const char *world_find(struct world *w, const char *text)
{
    struct find_result result;
    struct buf found;
    world_search(w, text, &result);
    assert_int_equal(result.count, result.total);
    buf_init(&found, 65536);
    for (size_t i = 0; i < result.count; i++) {
        buf_text(&found, i > 0 ? " " : "");
        buf_str(&found, result.hits[i].identifier);
    }
    const char *copy = arena_copy(&w->arena, buf_view(&found));
    buf_release(&found);
    return copy;
}

static inline void world_expect(struct world *w, const char *text, const char *expected)
{
    const char *found = world_find(w, text);
    if (strcmp(found, expected) != 0) {
        fail_msg("\"%s\" finds \"%s\", not \"%s\"", text, found, expected);
    }
}

/* The places of words in the first record found: "field/language/offset=words; …". */
static inline const char *world_marks(struct world *w, const char *text)
{
    struct find_result result;
    struct record *record = NULL;
    struct find_mark *marks = NULL;
    size_t count = 0;
    struct buf out;
    world_search(w, text, &result);
    if (result.count == 0) {
        return "nothing found";
    }
    OK(store_get(w->store, &w->arena, result.hits->kind, result.hits->identifier, &record,
                 &w->why));
    OK(find_marks(&w->arena, &result.ask, record, &marks, &count, &w->why));
    buf_init(&out, 65536);
    for (size_t i = 0; i < count; i++) {
        const struct find_text *in = marks[i].text;
        buf_printf(&out, "%s%s/%.*s/%zu=%.*s", i > 0 ? "; " : "",
                   in->field ? in->field->name : "identifier", STR_ARGS(in->language),
                   marks[i].offset, (int)marks[i].length, in->text.at + marks[i].offset);
    }
    const char *copy = arena_copy(&w->arena, buf_view(&out));
    buf_release(&out);
    return copy;
}

#endif
