#include "find/index.h"

#include "find/texts.h"
#include "find/words.h"

#define RECORD_LIMIT ((size_t)256 * 1024 * 1024)
#define COLUMN_LIMIT ((size_t)64 * 1024 * 1024)
#define SAMPLE 20 /* records of each kind */

/* A word that no text has: it stands between texts, so that no phrase reaches over. */
static const char apart[] = "\xEE\x80\x80 ";

struct indexing {
    struct fulltext_update *update;
    struct arena arena; /* one record */
    struct buf columns[FULLTEXT_COLUMNS];
    unsigned long long bytes;
};

/* ---- words of a record ---- */

static void add_words(struct buf *out, struct str text)
{
    struct find_walk walk;
    struct find_word word;
    find_walk_init(&walk, text);
    while (find_walk_next(&walk, &word)) {
        char *to = buf_reserve(out, word.folded.length + 1);
        if (!to) {
            return; /* the buffer remembers */
        }
        memcpy(to, word.folded.at, word.folded.length);
        to[word.folded.length] = ' ';
        out->length += word.folded.length + 1;
    }
}

static enum status index_record(struct indexing *in, const struct record *record,
                                struct failure *why)
{
    struct find_text *texts = NULL;
    struct str columns[FULLTEXT_COLUMNS];
    size_t count = 0;
    TRY(find_texts(&in->arena, record, &texts, &count, why));
    for (int i = 0; i < FULLTEXT_COLUMNS; i++) {
        buf_clear(&in->columns[i]);
    }
    for (size_t i = 0; i < count; i++) {
        struct buf *column = &in->columns[texts[i].column];
        if (column->length > 0) {
            buf_text(column, apart);
        }
        add_words(column, texts[i].text);
        in->bytes += texts[i].text.length;
    }
    for (int i = 0; i < FULLTEXT_COLUMNS; i++) {
        TRY(buf_status(&in->columns[i], why));
        columns[i] = buf_view(&in->columns[i]);
    }
    return fulltext_put(in->update, record, columns, why);
}

/* ---- slices ---- */

static enum status index_slice(struct indexing *in, struct failure *why)
{
    struct record *record = NULL;
    enum step step = STEP_ITEM;
    while ((step = fulltext_update_next(in->update, &in->arena, &record, why)) == STEP_ITEM) {
        TRY(index_record(in, record, why));
        arena_clear(&in->arena);
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status index_all(struct indexing *in, struct store *store, const char *definition,
                             struct failure *why)
{
    bool more = true;
    while (more) {
        struct failure ignored;
        TRY(fulltext_update_begin(store, definition, &in->update, why));
        enum status status = index_slice(in, why);
        if (status != STATUS_OK) {
            (void)!fulltext_update_end(in->update, false, &more, &ignored);
            return status;
        }
        TRY(fulltext_update_end(in->update, true, &more, why));
    }
    return STATUS_OK;
}

enum status find_index_look(struct store *store, struct fulltext_state *state, struct failure *why)
{
    char definition[32];
    TRY(find_definition(store_pack(store), definition, why));
    return fulltext_look(store, definition, state, why);
}

enum status find_index_update(struct store *store, unsigned long long *bytes, struct failure *why)
{
    char definition[32];
    struct indexing in = {.bytes = 0};
    TRY(find_definition(store_pack(store), definition, why));
    arena_init(&in.arena, RECORD_LIMIT);
    for (int i = 0; i < FULLTEXT_COLUMNS; i++) {
        buf_init(&in.columns[i], COLUMN_LIMIT);
    }
    enum status status = index_all(&in, store, definition, why);
    for (int i = 0; i < FULLTEXT_COLUMNS; i++) {
        buf_release(&in.columns[i]);
    }
    arena_release(&in.arena);
    *bytes = in.bytes;
    return status;
}

/* ---- checking ---- */

/* STATUS_INTEGRITY when @words, the first of a text of @record, do not find it. */
static enum status look_up(struct store *store, struct arena *arena, const struct record *record,
                           const struct fulltext_phrase *phrase, struct failure *why)
{
    struct query *query = arena_alloc(arena, sizeof *query);
    const char *identifier = arena_copy(arena, record->identifier);
    unsigned long long total = 0;
    if (!query || !identifier) {
        return fail_memory(why);
    }
    query_init(query, record->kind);
    TRY(query_add_values(arena, store_pack(store), query, "identifier", OP_IS, &identifier, 1,
                         why));
    struct fulltext_any any = {phrase, 1};
    struct fulltext_filter filter = {query, 1, false};
    struct fulltext_question question = {
        .all = &any, .all_count = 1, .filters = &filter, .filter_count = 1};
    TRY(fulltext_count(store, &question, &total, why));
    if (total != 1) {
        return fail(why, STATUS_INTEGRITY,
                    "%s \"%s\" is not found by its own words. \"crosscut search --reindex WORD\" "
                    "makes the index anew; the records are not touched.",
                    record->kind->name, identifier);
    }
    return STATUS_OK;
}

static enum status verify_record(struct store *store, struct arena *arena,
                                 const struct fulltext_hit *hit, struct failure *why)
{
    struct record *record = NULL;
    struct find_text *texts = NULL;
    size_t count = 0;
    TRY(store_get(store, arena, hit->kind, hit->identifier, &record, why));
    TRY(find_texts(arena, record, &texts, &count, why));
    for (size_t i = 0; i < count; i++) {
        struct find_word *found = NULL;
        struct str words[4];
        size_t found_count = 0;
        TRY(find_words(arena, texts[i].text, &found, &found_count, why));
        size_t taken = found_count < COUNT_OF(words) ? found_count : COUNT_OF(words);
        for (size_t k = 0; k < taken; k++) {
            words[k] = found[k].folded;
        }
        struct fulltext_phrase phrase = {
            .words = words, .count = taken, .columns = 1U << texts[i].column};
        if (taken > 0) {
            TRY(look_up(store, arena, record, &phrase, why));
        }
    }
    return STATUS_OK;
}

static enum status verify_kind(struct store *store, struct arena *arena, const struct kind *kind,
                               unsigned long long *looked, struct failure *why)
{
    struct fulltext_question question = {.kinds = &kind, .kind_count = 1};
    struct fulltext_answer answer = {.by_kind = NULL};
    TRY(fulltext_search(store, arena, &question, SAMPLE, &answer, why));
    for (size_t i = 0; i < answer.count; i++) {
        TRY(verify_record(store, arena, &answer.hits[i], why));
        (*looked)++;
    }
    return STATUS_OK;
}

enum status find_index_verify(struct store *store, unsigned long long *looked, struct failure *why)
{
    struct fulltext_state state;
    struct arena arena;
    enum status status = STATUS_OK;
    *looked = 0;
    TRY(fulltext_verify(store, why));
    TRY(find_index_look(store, &state, why));
    for (size_t i = 0;
         i < store_pack(store)->kind_count && state.behind == 0 && status == STATUS_OK; i++) {
        arena_init(&arena, RECORD_LIMIT);
        status = verify_kind(store, &arena, &store_pack(store)->kinds[i], looked, why);
        arena_release(&arena);
    }
    return status;
}
