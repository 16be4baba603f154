/*
 * Any bytes as a search: an answer, or words that say why there is none; never an error of the
 * engine. What is found has the words, at places that are in the text and do not overlap; and a
 * field that is not public neither finds nor shows.
 */
#include "../unit/store_fixture.h"

#include "find/index.h"
#include "find/search.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool fine)
{
    if (!fine) {
        abort();
    }
}

/* Gives fields of the fixture's kinds a weight, and takes one from the public. */
static void weigh(struct pack *pack)
{
    static const struct {
        const char *field;
        char search;
        enum access access;
    } weights[] = {
        {"title", 'A', ACCESS_PUBLIC},   {"description", 'B', ACCESS_PUBLIC},
        {"keyword", 'B', ACCESS_PUBLIC}, {"country", 'C', ACCESS_PUBLIC},
        {"region", 'D', ACCESS_PUBLIC},  {"event_note", 'A', ACCESS_INTERNAL},
        {"event", 0, ACCESS_INTERNAL},
    };
    for (size_t i = 0; i < pack->kind_count; i++) {
        for (size_t k = 0; k < pack->kinds[i].field_count; k++) {
            struct field *field = &pack->kinds[i].fields[k];
            for (size_t n = 0; n < COUNT_OF(weights); n++) {
                if (strcmp(weights[n].field, field->name) == 0) {
                    field->search = weights[n].search;
                    field->access = weights[n].access;
                }
            }
        }
    }
}

static void put(struct store *store, struct arena *arena, struct record *record)
{
    struct failure why;
    long long import = 0;
    enum put_outcome outcome = PUT_STORED;
    struct original original = fixture_original(arena_copy(arena, record->identifier));
    check(store_import_begin(store, "a", "b", &import, &why) == STATUS_OK);
    check(store_put(store, import, record, &original, &outcome, &why) == STATUS_OK);
}

/* A few records in memory, made once. */
static struct store *open_store(struct arena *arena)
{
    struct failure why;
    struct store *store = NULL;
    unsigned long long bytes = 0;
    arena_init(arena, (size_t)16 * 1024 * 1024);
    struct pack *pack = fixture_pack(arena);
    weigh(pack);
    check(store_open(":memory:", pack, STORE_CREATE, &store, &why) == STATUS_OK);
    struct record *record = fixture_record(arena, &pack->kinds[0], "A-1");
    fixture_add(arena, record, "title", "Fair recruitment, \xC5\x93uvres and roads")->language =
        str_of("fr");
    fixture_add(arena, record, "description", "\xE4\xB8\xAD\xE5\x9B\xBD \xD9\x85\xD9\x8F\xD9\x87");
    fixture_add(arena, record, "keyword", "or and not near 2013");
    fixture_add(arena, record, "country", "KE");
    fixture_add(arena, record, "start", "2013-05");
    fixture_add(arena, record, "event_note", "qqsecret");
    fixture_add(arena, record, "event", "1901");
    put(store, arena, record);
    record = fixture_record(arena, &pack->kinds[0], "B/2");
    fixture_add(arena, record, "title", "Roads a b c");
    put(store, arena, record);
    record = fixture_record(arena, &pack->kinds[1], "C.3");
    fixture_add(arena, record, "title", "A road");
    fixture_add(arena, record, "region", "africa");
    put(store, arena, record);
    check(find_index_update(store, &bytes, &why) == STATUS_OK);
    return store;
}

/* Whether each record that is found must have a word to mark. */
static bool has_words(const struct ask *ask)
{
    bool words = false;
    for (size_t i = 0; i < ask->count; i++) {
        words = words || (ask->terms[i].phrase_count > 0 && !ask->terms[i].excluded);
    }
    return words;
}

static void check_marks(const struct find_mark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct find_mark *mark = &marks[i];
        check(mark->length > 0 && mark->offset + mark->length <= mark->text->text.length);
        check(!mark->text->field || mark->text->field->access == ACCESS_PUBLIC);
        check(i == 0 || marks[i - 1].text != mark->text ||
              marks[i - 1].offset + marks[i - 1].length <= mark->offset);
    }
    size_t from = 0, to = 0;
    for (size_t same = 1; count > 0 && same == 1; same = 0) {
        while (same < count && marks[same].text == marks->text) {
            same++;
        }
        find_snippet(marks, same, 40, &from, &to);
        check(from < to && to <= marks->text->text.length);
    }
}

static void check_hits(struct store *store, struct arena *arena, const struct find_result *result)
{
    struct failure why;
    for (size_t i = 0; i < result->count; i++) {
        struct record *record = NULL;
        struct find_mark *marks = NULL;
        size_t count = 0;
        check(store_get(store, arena, result->hits[i].kind, result->hits[i].identifier, &record,
                        &why) == STATUS_OK);
        check(find_marks(arena, &result->ask, record, &marks, &count, &why) == STATUS_OK);
        check(count > 0 || !has_words(&result->ask));
        check_marks(marks, count);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena kept;
    static struct store *store;
    struct arena arena;
    struct failure why = {STATUS_OK, ""};
    struct find_result result;
    struct find_options options = {.limit = 0};
    if (size > 4096) {
        return 0;
    }
    store = store ? store : open_store(&kept);
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    struct str text = {(const char *)data, size};
    enum status status = find_search(store, &arena, text, &options, &result, &why);
    check(status == STATUS_OK || (status == STATUS_USAGE && why.text[0] != '\0'));
    if (status == STATUS_OK) {
        check(result.total == result.count);
        check_hits(store, &arena, &result);
    }
    arena_release(&arena);
    return 0;
}
