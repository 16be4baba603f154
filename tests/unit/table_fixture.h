/*
 * A pack and a store in a temporary folder for the tests of tables, expressions, claims and their
 * writers: a kind with every type of field, code lists, a lens with two themes. Tests add tables
 * and claims as files, and records as lines of text. Trouble of the test's own making stops the
 * test.
 */
#ifndef TESTS_TABLE_FIXTURE_H
#define TESTS_TABLE_FIXTURE_H

#include "table/claim.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BENCH_ROOM ((size_t)256 * 1024 * 1024)

struct bench {
    char dir[200];
    struct arena arena;
    struct failure why;
    struct pack *pack;
    struct lens_set *lenses;
    struct table_set *tables;
    struct claim_set *claims;
    struct store *store;
    long long import;
    unsigned count; /* records put */
};

static inline void bench_must(bool fine, const char *what)
{
    if (!fine) {
        (void)fprintf(stderr, "fixture: %s\n", what);
        abort();
    }
}

/* Writes a file below the folder, making the folder it is in. */
static inline void bench_write(struct bench *b, const char *path, const char *text)
{
    char full[400];
    const char *slash = strchr(path, '/');
    if (slash) {
        (void)snprintf(full, sizeof full, "%s/%.*s", b->dir, (int)(slash - path), path);
        (void)mkdir(full, 0700);
    }
    (void)snprintf(full, sizeof full, "%s/%s", b->dir, path);
    FILE *file = fopen(full, "wb");
    bench_must(file && fputs(text, file) >= 0 && fclose(file) == 0, full);
}

static inline void bench_open(struct bench *b)
{
    const char *tmp = getenv("TMPDIR");
    *b = (struct bench){.why = {STATUS_OK, ""}};
    (void)snprintf(b->dir, sizeof b->dir, "%s/crosscut-table-XXXXXX", tmp ? tmp : "/tmp");
    bench_must(mkdtemp(b->dir) != NULL, "mkdtemp");
    arena_init(&b->arena, BENCH_ROOM);
    bench_write(b, "pack.yaml", "pack: test\nversion: 1\n");
    bench_write(b, "codelists/region.yaml",
                "codelist: region\ncodes:\n"
                "  - {code: asia, label: {en: Asia, fr: Asie}}\n"
                "  - {code: africa, label: {en: Africa, fr: Afrique}, aliases: [African Region]}\n"
                "  - {code: americas, label: {en: Americas, fr: Amériques}}\n");
    bench_write(b, "codelists/size.yaml",
                "codelist: size\ncodes:\n"
                "  - {code: project}\n  - {code: activity}\n");
    bench_write(b, "kinds/project.yaml",
                "kind: project\nplural: projects\ntitle: title\nfields:\n"
                "  - {name: title, type: text, languages: true}\n"
                "  - {name: region, type: code, list: region, label: {en: Region, fr: Région}}\n"
                "  - {name: place, type: code, list: region, repeat: true, label: {en: Place}}\n"
                "  - {name: size, type: code, list: size}\n"
                "  - {name: sector, type: code, repeat: true,\n"
                "     with: {vocabulary: {type: code}, percentage: decimal}}\n"
                "  - {name: year, type: integer}\n"
                "  - {name: start, type: date}\n"
                "  - {name: items, type: integer}\n"
                "  - {name: weight, type: decimal}\n"
                "  - {name: budget, type: money, label: {en: Budget}}\n"
                "  - {name: grant, type: money, repeat: true, with: {use: {type: code}}}\n"
                "  - {name: active, type: boolean}\n"
                "  - {name: funder, type: text, repeat: true}\n"
                "  - {name: contact, type: text, access: internal}\n");
    bench_write(b, "kinds/event.yaml",
                "kind: event\nplural: events\nfields:\n"
                "  - {name: name, type: text}\n");
    bench_write(b, "lenses/topic.yaml",
                "lens: topic\nversion: 1\nlabel: {en: Topic}\napplies_to: [project]\n"
                "fields: [title]\ninclude: {words: [topic]}\n"
                "themes:\n  one: {label: {en: Theme one}, any: [{words: [one]}]}\n"
                "  two: {label: {en: Theme two}, any: [{words: [two]}]}\n");
}

/* Loads the pack, and as much of the rest as is asked for, from the start. */
static inline enum status bench_load(struct bench *b)
{
    TRY(pack_load(&b->arena, b->dir, &b->pack, &b->why));
    TRY(lens_set_load(&b->arena, b->pack, &b->lenses, &b->why));
    TRY(tables_load(&b->arena, b->pack, b->lenses, &b->tables, &b->why));
    return claim_set_load(&b->arena, b->pack, b->tables, &b->claims, &b->why);
}

/* Opens an empty store and begins an import. */
static inline void bench_store(struct bench *b)
{
    char path[300];
    (void)snprintf(path, sizeof path, "%s/test.db", b->dir);
    enum status status = store_open(path, b->pack, STORE_CREATE, &b->store, &b->why);
    bench_must(status == STATUS_OK, b->why.text);
    status = store_begin(b->store, &b->why);
    bench_must(status == STATUS_OK, b->why.text);
    status = store_import_begin(b->store, "test", "", &b->import, &b->why);
    bench_must(status == STATUS_OK, b->why.text);
}

static inline void bench_commit(struct bench *b)
{
    struct import_counts counts = {0};
    enum status status = store_import_end(b->store, b->import, &counts, &b->why);
    bench_must(status == STATUS_OK, b->why.text);
    status = store_commit(b->store, &b->why);
    bench_must(status == STATUS_OK, b->why.text);
}

/* "vocabulary=1;percentage=50" */
static inline void bench_subs(struct bench *b, struct value *value, struct str subs)
{
    struct str part, name;
    while (str_split(&subs, ';', &part)) {
        bool known = false;
        (void)str_split(&part, '=', &name);
        for (size_t i = 0; i < value->field->with_count; i++) {
            if (str_is(name, value->field->with[i].name)) {
                known = true;
                value->with[i].field = &value->field->with[i];
                bench_must(!value_parse(&b->arena, &value->with[i], part), "bad sub-value");
            }
        }
        bench_must(known, "no such sub-field");
    }
}

/*
 * Stores a project written as "FIELD VALUE" parts joined by ", ": "region asia, budget USD 12.5,
 * sector 10[vocabulary=1], title@en A title". Gives its number.
 */
static inline long long bench_put(struct bench *b, const char *identifier, const char *lines)
{
    struct record *record = record_new(&b->arena, &b->pack->kinds[1]);
    struct str rest = str_of(lines), part, name, subs = {NULL, 0};
    bench_must(record != NULL, "no record");
    record->identifier = arena_str(&b->arena, str_of(identifier));
    while (str_split(&rest, ',', &part)) {
        part = str_trim(part);
        (void)str_split(&part, ' ', &name);
        struct str language = name;
        (void)str_split(&language, '@', &name);
        const struct field *field = kind_field(record->kind, name);
        bench_must(field != NULL, lines);
        struct value *value = record_add(&b->arena, record, field);
        bench_must(value != NULL, "no value");
        if (field->type == FIELD_MONEY) {
            (void)str_split(&part, ' ', &value->currency);
        }
        if (part.length > 0 && part.at[part.length - 1] == ']') {
            subs = (struct str){part.at, part.length - 1};
            (void)str_split(&subs, '[', &part);
            bench_subs(b, value, subs);
        }
        bench_must(!value_parse(&b->arena, value, arena_str(&b->arena, part)), lines);
        value->language = language;
    }
    struct original original = {.bytes = record->identifier};
    unsigned long long hash = str_hash(record->identifier);
    memcpy(original.hash, &hash, sizeof hash);
    enum put_outcome outcome = PUT_UNCHANGED;
    enum status status = store_put(b->store, b->import, record, &original, &outcome, &b->why);
    bench_must(status == STATUS_OK && outcome == PUT_STORED, b->why.text);
    b->count++;
    return record->id;
}

/* Tags a record with the lens "topic" and with up to two of its themes; NULL for none. */
static inline void bench_tag(struct bench *b, long long record, const char *one, const char *two)
{
    static const char *const lenses[] = {"topic", NULL};
    struct stored_tag tags[3] = {{"topic", 1, "", "principal", {"", 0}}};
    size_t count = 1;
    bool changed = false;
    if (one) {
        tags[count++] = (struct stored_tag){"topic", 1, one, "principal", {"", 0}};
    }
    if (two) {
        tags[count++] = (struct stored_tag){"topic", 1, two, "significant", {"", 0}};
    }
    enum status status = store_put_tags(b->store, record, lenses, tags, count, &changed, &b->why);
    bench_must(status == STATUS_OK, b->why.text);
}

static inline void bench_empty(const char *dir, unsigned depth)
{
    DIR *open = opendir(dir);
    for (struct dirent *entry = open ? readdir(open) : NULL; entry; entry = readdir(open)) {
        char full[1000];
        if (entry->d_name[0] == '.') {
            continue;
        }
        (void)snprintf(full, sizeof full, "%.600s/%s", dir, entry->d_name);
        if (unlink(full) != 0 && depth < 2) {
            bench_empty(full, depth + 1);
        }
    }
    if (open) {
        (void)closedir(open);
    }
    (void)rmdir(dir);
}

static inline void bench_close(struct bench *b)
{
    store_close(b->store);
    arena_release(&b->arena);
    bench_empty(b->dir, 0);
}

/* A table of the pack, computed. */
static inline struct grid *bench_grid(struct bench *b, const char *name)
{
    const struct table *table = NULL;
    struct grid *grid = NULL;
    enum status status = table_find(b->tables, name, &table, &b->why);
    bench_must(status == STATUS_OK, b->why.text);
    status = table_compute(b->store, table, &b->arena, &grid, &b->why);
    bench_must(status == STATUS_OK, b->why.text);
    return grid;
}

/*
 * The records that the tests of expressions, claims and writers use:
 *   region    asia 2 (10 and 20.5 dollars), africa 2 (30 dollars, and 5 euros), none 1 (no budget)
 *   items     asia 1 + 2, africa 4 + 8, none 16
 */
static inline void bench_standard(struct bench *b)
{
    bench_store(b);
    long long p1 = bench_put(b, "P1",
                             "title@fr Projet un, title@en Project one, region asia, size project,"
                             "year 2009, start 2009-03-15, items 1, budget USD 10, active true,"
                             "funder Norway, funder Japan, contact Ms X, weight 0.5,"
                             "sector 10[vocabulary=1;percentage=40], sector 20[vocabulary=2]");
    long long p2 = bench_put(b, "P2",
                             "title@en Project two, region asia, size activity, year 2009,"
                             "start 2010, items 2, budget USD 20.5, active false, weight 0.25,"
                             "funder Japan, sector 20[vocabulary=1], place asia, place africa");
    bench_put(b, "P/3",
              "title@en =Three, region africa, size project, year 2010, start 2011-07,"
              "items 4, budget USD 30, grant USD 1[use=x], grant EUR 2[use=y],"
              "place africa");
    bench_put(b, "P4",
              "title@en Project four, region africa, size activity, year 2012, items 8,"
              "budget EUR 5, grant EUR 4, place americas");
    bench_put(b, "P5", "title@en Project five, items 16, grant USD 8");
    bench_tag(b, p1, "one", "two");
    bench_tag(b, p2, "one", NULL);
    bench_commit(b);
}

#endif
