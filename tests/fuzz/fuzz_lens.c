/*
 * Any bytes as a lens of a small pack: a message with the file's name, or a lens that classifies;
 * and the evidence lies in its value and comes back from its printed form.
 */
#include "../unit/pack_fixture.h"

#include <assert.h>
#include <stdint.h>

#define ROOM ((size_t)64 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct pack_fixture f;
static struct record *record;

static void close_pack(void)
{
    fixture_close(&f);
}

static void open_pack(void)
{
    fixture_open(&f);
    fixture_standard(&f);
    fixture_must(fixture_pack(&f) == STATUS_OK && atexit(close_pack) == 0, f.why.text);
    record = fixture_record(&f.arena, pack_kind(f.pack, str_of("activity")),
                            "title: Labour migration: jobs, pay and a b c of migrant workers\n"
                            "title@fr: Travailleurs migrants, main-d'\xC5\x93uvre\n"
                            "description@en: a b a c. Drug trafficking and a migrant NEAR a job\n"
                            "sector;vocabulary=1;percentage=50: 15190\nsector: 16020\n"
                            "outcome: 07\nunit: x\nstart: 2011-05\nbudget: 500000\nstaff: 3\n"
                            "active: true");
}

static void check_tag(const struct tag *tag, struct arena *arena)
{
    struct evidence *again = NULL;
    struct buf text;
    size_t count = 0;
    assert(tag->weight != WEIGHT_NONE && tag->evidence_count <= EVIDENCE_MAX);
    for (size_t i = 0; i < tag->evidence_count; i++) {
        const struct evidence *e = &tag->evidence[i];
        assert((size_t)e->offset + e->length <= e->value->text.length);
    }
    buf_init(&text, ROOM);
    evidence_print(tag, &text);
    const enum status status =
        evidence_parse(arena, buf_view(&text), record, &again, &count, &f.why);
    assert(status == STATUS_OK && count == tag->evidence_count);
    buf_release(&text);
}

static void classify(const struct lens_set *set, struct arena *arena, bool text_only)
{
    const struct lens_question question = {.text_only = text_only};
    struct lens_run *run = NULL;
    struct tag *tags = NULL;
    size_t count = 0;
    if (lens_run_open(set, &run, &f.why) == STATUS_OK &&
        lens_classify(run, record, &question, arena, &tags, &count, &f.why) == STATUS_OK) {
        for (size_t i = 0; i < count; i++) {
            check_tag(&tags[i], arena);
        }
    }
    lens_run_close(run);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lens_set *set = NULL;
    struct arena arena;
    if (!f.pack) {
        open_pack();
    }
    fixture_bytes(&f, "lenses/l.yaml", (const char *)data, size);
    arena_init(&arena, ROOM);
    if (lens_set_load(&arena, f.pack, &set, &f.why) == STATUS_OK) {
        classify(set, &arena, false);
        classify(set, &arena, true);
    } else {
        assert(str_starts(str_of(f.why.text), f.dir) || f.why.status == STATUS_NOMEM);
    }
    arena_release(&arena);
    return 0;
}
