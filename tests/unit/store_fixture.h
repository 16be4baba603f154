/*
 * A small pack made by hand, and help for tests of the store: no YAML is read, so a failure points
 * at the store. Everything is in an arena of the test.
 */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include "base/arena.h"
#include "model/pack.h"
#include "model/record.h"
#include "store/store.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* One line of the tables below: a field, or with .of a sub-field of an earlier one. */
struct fixture_field {
    const char *name;
    enum field_type type;
    bool repeat, languages;
    const char *of;
};

static const struct fixture_field fixture_activity[] = {
    {"title", FIELD_TEXT, false, true, NULL},
    {"description", FIELD_TEXT, false, true, NULL},
    {"country", FIELD_CODE, true, false, NULL},
    {"percentage", FIELD_DECIMAL, false, false, "country"},
    {"sector", FIELD_CODE, true, false, NULL},
    {"vocabulary", FIELD_CODE, false, false, "sector"},
    {"percentage", FIELD_DECIMAL, false, false, "sector"},
    {"start", FIELD_DATE, false, false, NULL},
    {"budget", FIELD_MONEY, true, false, NULL},
    {"from", FIELD_DATE, false, false, "budget"},
    {"to", FIELD_DATE, false, false, "budget"},
    {"size", FIELD_CODE, false, false, NULL},
    {"staff", FIELD_INTEGER, false, false, NULL},
    {"active", FIELD_BOOLEAN, false, false, NULL},
    {"share", FIELD_DECIMAL, false, false, NULL},
    {"total", FIELD_MONEY, false, false, NULL},
    {"year", FIELD_INTEGER, false, false, "total"},
    {"keyword", FIELD_TEXT, true, true, NULL},
    {"event", FIELD_DATE, true, false, NULL},
    {"event_note", FIELD_TEXT, true, false, NULL},
};

static const struct fixture_field fixture_line[] = {
    {"title", FIELD_TEXT, false, false, NULL},
    {"region", FIELD_CODE, false, false, NULL},
    {"items", FIELD_INTEGER, false, false, NULL},
    {"budget", FIELD_MONEY, false, false, NULL},
};

static inline void fixture_kind(struct arena *arena, struct kind *kind,
                                const struct fixture_field *table, size_t count)
{
    kind->fields = arena_array(arena, count, sizeof *kind->fields);
    assert(kind->fields);
    for (size_t i = 0; i < count; i++) {
        if (!table[i].of) {
            struct field *field = &kind->fields[kind->field_count];
            *field = (struct field){.name = table[i].name,
                                    .type = table[i].type,
                                    .repeat = table[i].repeat,
                                    .languages = table[i].languages,
                                    .index = kind->field_count++};
            field->with = arena_array(arena, 4, sizeof *field->with);
            assert(field->with);
            continue;
        }
        struct field *top = &kind->fields[kind->field_count - 1];
        assert(strcmp(top->name, table[i].of) == 0 && top->with_count < 4);
        top->with[top->with_count] = (struct field){
            .name = table[i].name, .type = table[i].type, .index = top->with_count, .parent = top};
        top->with_count++;
    }
}

/* Two kinds, "activity" and "project-line". */
static inline struct pack *fixture_pack(struct arena *arena)
{
    struct pack *pack = arena_alloc(arena, sizeof *pack);
    struct kind *kinds = arena_array(arena, 2, sizeof *kinds);
    assert(pack && kinds);
    kinds[0] = (struct kind){.name = "activity", .plural = "activities", .title = "title"};
    kinds[1] = (struct kind){.name = "project-line", .plural = "project-lines", .index = 1};
    fixture_kind(arena, &kinds[0], fixture_activity, COUNT_OF(fixture_activity));
    fixture_kind(arena, &kinds[1], fixture_line, COUNT_OF(fixture_line));
    *pack = (struct pack){
        .arena = arena, .name = "fixture", .version = "1", .kinds = kinds, .kind_count = 2};
    return pack;
}

static inline const struct field *fixture_field(const struct kind *kind, const char *name)
{
    const struct field *field = kind_field(kind, str_of(name));
    assert(field);
    return field;
}

static inline struct record *fixture_record(struct arena *arena, const struct kind *kind,
                                            const char *identifier)
{
    struct record *record = record_new(arena, kind);
    assert(record);
    record->identifier = arena_str(arena, str_of(identifier));
    return record;
}

/* Adds a value read from @text; the result takes sub-fields, a language or a currency. */
static inline struct value *fixture_add(struct arena *arena, struct record *record,
                                        const char *field, const char *text)
{
    struct value *value = record_add(arena, record, fixture_field(record->kind, field));
    assert(value);
    const char *reason = value_parse(arena, value, arena_str(arena, str_of(text)));
    assert(!reason);
    (void)reason;
    return value;
}

static inline struct value *fixture_with(struct arena *arena, struct value *value, size_t index,
                                         const char *text)
{
    struct value *with = &value->with[index];
    with->field = &value->field->with[index];
    const char *reason = value_parse(arena, with, arena_str(arena, str_of(text)));
    assert(!reason);
    (void)reason;
    return with;
}

/* An original whose hash is made from its bytes. */
static inline struct original fixture_original(const char *bytes)
{
    struct original original = {.bytes = str_of(bytes)};
    unsigned long long hash = str_hash(original.bytes);
    memcpy(original.hash, &hash, sizeof hash);
    return original;
}

/* A fresh folder; @path becomes that of a file in it that is not there yet. */
struct fixture_folder {
    char dir[200];
    char path[256];
};

static inline void fixture_folder(struct fixture_folder *folder)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder->dir, sizeof folder->dir, "%s/crosscut-store-XXXXXX", base ? base : "/tmp");
    char *made = mkdtemp(folder->dir);
    assert(made);
    (void)made;
    snprintf(folder->path, sizeof folder->path, "%s/test.db", folder->dir);
}

/* Removes the file and what SQLite keeps beside it. */
static inline void fixture_folder_clean(const struct fixture_folder *folder)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char path[300];
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        snprintf(path, sizeof path, "%s%s", folder->path, ends[i]);
        unlink(path);
    }
}

static inline void fixture_folder_remove(const struct fixture_folder *folder)
{
    fixture_folder_clean(folder);
    rmdir(folder->dir);
}

#endif
