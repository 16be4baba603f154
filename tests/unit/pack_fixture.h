/*
 * A pack in a temporary folder for tests: written file by file, loaded, and removed at the end; and
 * records written as a few lines of text. Any trouble of the test's own making stops the test with
 * abort(); what is under test gives a status.
 */
#ifndef TESTS_PACK_FIXTURE_H
#define TESTS_PACK_FIXTURE_H

#include "lens/lens.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct pack_fixture {
    char dir[200];
    struct arena arena;
    struct failure why;
    struct pack *pack;
    struct lens_set *set;
    struct lens_run *run;
};

static inline void fixture_must(bool fine, const char *what)
{
    if (!fine) {
        (void)fprintf(stderr, "fixture: %s\n", what);
        abort();
    }
}

/* An empty folder and an arena of 256 MiB. */
static inline void fixture_open(struct pack_fixture *f)
{
    const char *tmp = getenv("TMPDIR");
    *f = (struct pack_fixture){.why = {STATUS_OK, ""}};
    (void)snprintf(f->dir, sizeof f->dir, "%s/crosscut-test-XXXXXX", tmp ? tmp : "/tmp");
    fixture_must(mkdtemp(f->dir) != NULL, "mkdtemp");
    arena_init(&f->arena, (size_t)256 * 1024 * 1024);
}

/* Writes @length bytes to @path below the folder; "kinds/a.yaml" makes kinds/ too. */
static inline void fixture_bytes(struct pack_fixture *f, const char *path, const char *bytes,
                                 size_t length)
{
    char full[400];
    const char *slash = strchr(path, '/');
    if (slash) {
        (void)snprintf(full, sizeof full, "%s/%.*s", f->dir, (int)(slash - path), path);
        (void)mkdir(full, 0700);
    }
    (void)snprintf(full, sizeof full, "%s/%s", f->dir, path);
    FILE *file = fopen(full, "wb");
    fixture_must(file && fwrite(bytes, 1, length, file) == length, full);
    fixture_must(fclose(file) == 0, full);
}

static inline void fixture_write(struct pack_fixture *f, const char *path, const char *text)
{
    fixture_bytes(f, path, text, strlen(text));
}

/* Removes one file. */
static inline void fixture_remove(struct pack_fixture *f, const char *path)
{
    char full[400];
    (void)snprintf(full, sizeof full, "%s/%s", f->dir, path);
    fixture_must(unlink(full) == 0, full);
}

/* Loads the pack (not its lenses); forgets what was loaded before. */
static inline enum status fixture_pack(struct pack_fixture *f)
{
    lens_run_close(f->run);
    f->run = NULL;
    f->set = NULL;
    f->pack = NULL;
    arena_clear(&f->arena);
    return pack_load(&f->arena, f->dir, &f->pack, &f->why);
}

/* Loads the pack and its lenses, and opens a run. */
static inline enum status fixture_lenses(struct pack_fixture *f)
{
    TRY(fixture_pack(f));
    TRY(lens_set_load(&f->arena, f->pack, &f->set, &f->why));
    return lens_run_open(f->set, &f->run, &f->why);
}

static inline void fixture_empty(const char *dir, unsigned depth)
{
    DIR *open = opendir(dir);
    for (struct dirent *entry = open ? readdir(open) : NULL; entry; entry = readdir(open)) {
        struct buf full;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        buf_init(&full, 4096);
        buf_printf(&full, "%s/%s", dir, entry->d_name);
        if (unlink(full.at) != 0 && depth < 3) {
            fixture_empty(full.at, depth + 1);
        }
        buf_release(&full);
    }
    if (open) {
        (void)closedir(open);
    }
    (void)rmdir(dir);
}

static inline void fixture_close(struct pack_fixture *f)
{
    lens_run_close(f->run);
    arena_release(&f->arena);
    fixture_empty(f->dir, 0);
}

/* A small pack with every type of field, two kinds and code lists with aliases and equivalents. */
static inline void fixture_standard(struct pack_fixture *f)
{
    fixture_write(f, "pack.yaml", "pack: test\nversion: 1\nlabel: {en: Test}\n");
    fixture_write(f, "codelists/sector.yaml",
                  "codelist: sector\ncodes:\n"
                  "  - {code: \"15190\", label: {en: Migration}, aliases: [DAC 15190]}\n"
                  "  - {code: \"16020\", label: {en: Jobs}}\n");
    fixture_write(f, "codelists/vocabulary.yaml",
                  "codelist: vocabulary\nopen: true\ncodes:\n"
                  "  - {code: \"1\", label: {en: OECD DAC}, aliases: [DAC]}\n"
                  "  - {code: \"2\", label: {en: Own}}\n");
    fixture_write(f, "codelists/outcome.yaml",
                  "codelist: outcome\ncodes:\n"
                  "  - {code: \"07\", label: {en: Labour migration}, equivalents: [\"3c\"]}\n"
                  "  - {code: \"3c\", label: {en: Migration 2008}}\n"
                  "  - {code: \"08\", label: {en: Other}}\n");
    fixture_write(f, "kinds/activity.yaml",
                  "kind: activity\nplural: activities\ntitle: title\nfields:\n"
                  "  - {name: title, type: text, languages: true, required: true}\n"
                  "  - {name: description, type: text, languages: true}\n"
                  "  - {name: notes, type: text, repeat: true}\n"
                  "  - name: sector\n    type: code\n    list: sector\n    repeat: true\n"
                  "    with: {vocabulary: {type: code, list: vocabulary}, percentage: decimal,\n"
                  "           since: date, remark: text}\n"
                  "  - {name: outcome, type: code, list: outcome, repeat: true}\n"
                  "  - {name: unit, type: code}\n"
                  "  - {name: start, type: date}\n"
                  "  - {name: budget, type: money, repeat: true, with: {from: date}}\n"
                  "  - {name: share, type: decimal}\n"
                  "  - {name: staff, type: integer}\n"
                  "  - {name: active, type: boolean}\n");
    fixture_write(f, "kinds/event.yaml",
                  "kind: event\nplural: events\nfields:\n"
                  "  - {name: title, type: text}\n"
                  "  - {name: place, type: text}\n"
                  "  - {name: sector, type: code, list: sector}\n");
}

/* Fills the sub-fields named in @subs: ";vocabulary=1;percentage=50". */
static inline void fixture_subs(struct arena *arena, struct value *value, struct str subs)
{
    struct str part, name;
    while (str_split(&subs, ';', &part)) {
        if (!str_split(&part, '=', &name)) {
            continue;
        }
        bool known = false;
        for (size_t i = 0; i < value->field->with_count; i++) {
            if (str_is(name, value->field->with[i].name)) {
                known = true;
                value->with[i].field = &value->field->with[i];
                fixture_must(!value_parse(arena, &value->with[i], part), "bad sub-value");
            }
        }
        fixture_must(known, "no such sub-field");
    }
}

/*
 * A record of @kind, written one value a line: "FIELD[@LANGUAGE][;SUB=VALUE]*: TEXT". In TEXT "|"
 * stands for a line end.
 */
static inline struct record *fixture_record(struct arena *arena, const struct kind *kind,
                                            const char *lines)
{
    struct str rest = str_of(lines), line;
    struct record *record = record_new(arena, kind);
    fixture_must(record != NULL, "record_new");
    record->identifier = str_of("R1");
    while (str_split(&rest, '\n', &line)) {
        struct str head, name, language;
        if (line.length == 0) {
            continue;
        }
        fixture_must(str_split(&line, ':', &head), "no colon");
        struct str subs = head;
        (void)str_split(&subs, ';', &head);
        language = head;
        (void)str_split(&language, '@', &name);
        const struct field *field = kind_field(kind, name);
        fixture_must(field != NULL, "no such field");
        struct value *value = record_add(arena, record, field);
        char *text = arena_copy(arena, line);
        fixture_must(value && text, "no room for a value");
        for (char *bar = strchr(text, '|'); bar; bar = strchr(bar, '|')) {
            *bar = '\n';
        }
        fixture_must(!value_parse(arena, value, (struct str){text, line.length}), lines);
        value->language = language;
        fixture_subs(arena, value, subs);
    }
    return record;
}

#endif
