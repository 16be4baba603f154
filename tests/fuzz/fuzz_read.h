/* Reading any bytes with the pack that is shipped, and what has to be true of whatever comes out.
 */
#ifndef FUZZ_READ_H
#define FUZZ_READ_H

#include "base/utf8.h"
#include "read/read.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Loaded once; the fuzzer is run in the root of the repository. */
static const struct format_set *shipped_formats(void)
{
    static struct arena arena;
    static struct format_set *set;
    struct failure why = {.status = STATUS_OK};
    struct pack *pack = NULL;
    if (!set) {
        arena_init(&arena, (size_t)256 * 1024 * 1024);
        if (pack_load(&arena, "packs/labour-migration", &pack, &why) != STATUS_OK ||
            format_set_load(&arena, pack, &set, &why) != STATUS_OK) {
            fprintf(stderr, "%s\n", why.text);
            abort();
        }
    }
    return set;
}

static void check_item(const struct read_item *item)
{
    assert((item->type == ITEM_RECORD) == (item->record != NULL));
    assert(item->type == ITEM_RECORD || item->problems.count > 0);
    assert(item->problems.count <= 1300);
    for (const struct problem *p = item->problems.first; p; p = p->next) {
        assert(p->file && p->rule && strlen(p->mend) > 20);
        assert(utf8_check(str_of(p->mend)) == strlen(p->mend));
    }
    if (!item->record) {
        return;
    }
    assert(item->record->identifier.length > 0 && item->bytes.length > 0);
    for (size_t i = 0; i < item->record->kind->field_count; i++) {
        unsigned seq = 0;
        for (const struct value *v = item->record->values[i]; v; v = v->next) {
            assert(v->field->index == i && v->seq == seq++);
            assert(str_trim(v->text).length == v->text.length);
            assert(utf8_check(v->text) == v->text.length);
            assert((v->field->type == FIELD_MONEY) == (v->currency.length > 0));
            assert(v->text.length > 0 || v->field->type == FIELD_MONEY ||
                   v->field->type >= FIELD_DECIMAL);
        }
    }
}

static void read_bytes(struct str bytes)
{
    struct failure why = {.status = STATUS_OK};
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct read_item item;
    struct arena arena;
    enum step step = STEP_ERROR;
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    if (source_open_memory("fuzz", bytes, &source, &why) == STATUS_OK &&
        reader_open(shipped_formats(), source, NULL, NULL, &reader, &why) == STATUS_OK) {
        while ((step = reader_next(reader, &arena, &item, &why)) == STEP_ITEM) {
            check_item(&item);
            for (size_t i = 0; i < item.part_count; i++) {
                assert(item.parts[i].part && item.parts[i].bytes.length > 0);
                check_item(&item.parts[i]);
            }
            arena_clear(&arena);
        }
    }
    assert(step == STEP_DONE || (why.status != STATUS_OK && why.text[0]));
    reader_close(reader);
    source_close(source);
    arena_release(&arena);
}

/* The bytes behind @before, and alone. */
static inline void read_behind(const char *before, struct str bytes)
{
    const size_t length = strlen(before);
    char *whole = malloc(length + bytes.length + 1);
    if (whole) {
        memcpy(whole, before, length);
        if (bytes.length > 0) {
            memcpy(whole + length, bytes.at, bytes.length);
        }
        read_bytes((struct str){whole, length + bytes.length});
    }
    free(whole);
    read_bytes(bytes);
}

#endif
