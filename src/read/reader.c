#include "read/reader.h"

#include "read/recognise.h"

#include <sodium.h>
#include <stdlib.h>

/* What one record may take of the caller's arena, and what it must have taken before a full arena
 * is taken to be the record's fault and not the caller's. */
#define RECORD_MEMORY ((size_t)64 * 1024 * 1024)
#define LARGE_RECORD ((size_t)8 * 1024 * 1024)
#define READER_MEMORY ((size_t)16 * 1024 * 1024)

static enum status open_side(struct reader *reader, struct failure *why)
{
    if (!reader->format) {
        return csv_side_open(reader, why);
    }
    TRY(reader_presets(reader, why));
    return reader->format->lines ? json_side_open(reader, why) : tree_side_open(reader, why);
}

enum status reader_open(const struct format_set *set, struct source *source, known_function *known,
                        void *context, struct reader **reader_out, struct failure *why)
{
    struct recognised found = {0};
    *reader_out = NULL;
    TRY(recognise(set, source, &found, why));
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        table_close(found.table);
        return fail_memory(why);
    }
    reader->set = set;
    reader->format = found.format;
    reader->csv.table = found.table;
    reader->source = source;
    reader->known = known;
    reader->context = context;
    arena_init(&reader->arena, READER_MEMORY);
    arena_init(&reader->csv.head, READER_MEMORY);
    arena_init(&reader->csv.scratch, READER_MEMORY);
    buf_init(&reader->run_presets, READER_MEMORY);
    buf_init(&reader->csv.bytes, READER_MEMORY * 4);
    buf_init(&reader->csv.passed, 1024);
    const enum status status = open_side(reader, why);
    if (status != STATUS_OK) {
        reader_close(reader);
        return status;
    }
    *reader_out = reader;
    return STATUS_OK;
}

void reader_close(struct reader *reader)
{
    if (!reader) {
        return;
    }
    tree_side_close(reader);
    json_side_close(reader);
    csv_side_close(reader);
    buf_release(&reader->run_presets);
    arena_release(&reader->arena);
    free(reader);
}

const char *reader_format(const struct reader *reader)
{
    return reader->format->name;
}

struct str reader_head(const struct reader *reader)
{
    const struct tree_carrier *carrier = reader->format ? reader->format->carrier : NULL;
    return carrier && carrier->head ? carrier->head(reader->tree.state) : (struct str){NULL, 0};
}

struct str reader_next_token(const struct reader *reader)
{
    return reader->tree.next;
}

struct str reader_asked_token(const struct reader *reader)
{
    return reader->tree.asked;
}

/* ---- what both sides use ---- */

static enum status seed(struct reader *reader, const unsigned char from[16], struct str context,
                        struct failure *why)
{
    crypto_generichash_state state;
    if (crypto_generichash_init(&state, NULL, 0, sizeof reader->seed) != 0) {
        return fail(why, STATUS_FAILED, "libsodium cannot be started.");
    }
    (void)crypto_generichash_update(&state, from, sizeof reader->seed);
    (void)crypto_generichash_update(&state, (const unsigned char *)context.at, context.length);
    const struct str presets = buf_view(&reader->run_presets);
    if (presets.length > 0) {
        (void)crypto_generichash_update(&state, (const unsigned char *)presets.at, presets.length);
    }
    (void)crypto_generichash_final(&state, reader->seed, sizeof reader->seed);
    return STATUS_OK;
}

enum status reader_seed(struct reader *reader, struct str context, struct failure *why)
{
    TRY(seed(reader, reader->format->seed, context, why));
    const struct str presets = buf_view(&reader->run_presets);
    return presets.length > 0 ? seed(reader, reader->seed, presets, why) : STATUS_OK;
}

enum status reader_seed_more(struct reader *reader, struct str context, struct failure *why)
{
    return seed(reader, reader->seed, context, why);
}

static enum status add_run_preset(struct reader *reader, const struct run_preset *given,
                                  struct failure *why)
{
    const struct kind *kind = reader->format->kind;
    const struct field *field = kind_field(kind, str_of(given->field));
    struct value value = {.field = field};
    if (!field || field->parent || field->type == FIELD_MONEY) {
        return fail(why, STATUS_INPUT,
                    "%s: the %s has no field \"%s\" that could be set. Import the file without "
                    "--set %s=….",
                    source_name(reader->source), kind->name, given->field, given->field);
    }
    const char *words = value_parse(&reader->arena, &value, given->text);
    if (words) {
        return fail(why, STATUS_INPUT, "%s: \"%.*s\" %s. Give another value in --set %s=….",
                    source_name(reader->source), STR_ARGS(given->text), words, given->field);
    }
    const struct str text = field->type == FIELD_CODE ? value.text : given->text;
    reader->presets[reader->preset_count++] = (struct preset){field, text};
    buf_printf(&reader->run_presets, "%s=%.*s\n", field->name, STR_ARGS(text));
    return STATUS_OK;
}

static bool is_preset(const struct reader *reader, const struct field *field)
{
    for (size_t i = 0; i < reader->preset_count; i++) {
        if (reader->presets[i].field == field) {
            return true;
        }
    }
    return false;
}

enum status reader_presets(struct reader *reader, struct failure *why)
{
    const struct csv_mapping *csv = reader->format->csv;
    if ((reader->format->plain || reader->format->lines) && reader->set->presets) {
        return fail(why, STATUS_INPUT,
                    "%s: --set goes with formats of the pack, not with %s say everything. Add the "
                    "%s to it.",
                    source_name(reader->source),
                    reader->format->plain ? "a plain table, whose rows" : "JSON Lines, which",
                    reader->format->plain ? "column" : "field");
    }
    size_t count = csv ? csv->set_count : 0;
    for (const struct run_preset *given = reader->set->presets; given; given = given->next) {
        count++;
    }
    reader->presets = arena_array(&reader->arena, count, sizeof *reader->presets);
    if (!reader->presets) {
        return fail_memory(why);
    }
    for (const struct run_preset *given = reader->set->presets; given; given = given->next) {
        TRY(add_run_preset(reader, given, why));
    }
    for (size_t i = 0; csv && i < csv->set_count; i++) {
        if (!is_preset(reader, csv->set[i].field)) {
            reader->presets[reader->preset_count++] = csv->set[i];
        }
    }
    return buf_status(&reader->run_presets, why);
}

enum status reader_finish(struct reader *reader, struct making *making, struct read_item *item)
{
    bool fine = false;
    for (size_t i = 0; i < reader->preset_count; i++) {
        /* The text lives as long as the reader, the record perhaps longer: it is copied. */
        const struct raw_value raw = {.text = reader->presets[i].text, .line = item->line};
        TRY(make_value(making, reader->presets[i].field, &raw));
        reader_says(item, reader->presets[i].field);
    }
    TRY(finish_record(making, item->line, &fine));
    if (fine) {
        item->record = making->record;
        item->type = ITEM_RECORD;
    }
    return STATUS_OK;
}

bool reader_identify(struct reader *reader, struct read_item *item, struct str bytes, unsigned line)
{
    crypto_generichash_state state;
    item->bytes = bytes;
    item->line = line;
    (void)crypto_generichash_init(&state, NULL, 0, sizeof item->hash);
    (void)crypto_generichash_update(&state, reader->seed, sizeof reader->seed);
    (void)crypto_generichash_update(&state, (const unsigned char *)bytes.at, bytes.length);
    (void)crypto_generichash_final(&state, item->hash, sizeof item->hash);
    if (reader->known && reader->known(reader->context, item->kind, item->hash, &item->known_id)) {
        item->type = ITEM_KNOWN;
        return true;
    }
    return false;
}

bool reader_identify_part(struct reader *reader, const struct format *format,
                          const struct read_item *whole, size_t number, struct read_item *item)
{
    crypto_generichash_state state;
    unsigned char count[8];
    for (size_t i = 0; i < sizeof count; i++) {
        count[i] = (unsigned char)((unsigned long long)number >> (8 * i));
    }
    (void)crypto_generichash_init(&state, NULL, 0, sizeof item->hash);
    (void)crypto_generichash_update(&state, format->seed, sizeof format->seed);
    (void)crypto_generichash_update(&state, whole->hash, sizeof whole->hash);
    (void)crypto_generichash_update(&state, count, sizeof count);
    (void)crypto_generichash_final(&state, item->hash, sizeof item->hash);
    if (reader->known && reader->known(reader->context, item->kind, item->hash, &item->known_id)) {
        item->type = ITEM_KNOWN;
        return true;
    }
    return false;
}

struct making reader_making(struct reader *reader, struct arena *arena, struct read_item *item,
                            struct failure *why)
{
    return (struct making){.arena = arena,
                           .file =
                               reader->csv.place ? reader->csv.place : source_name(reader->source),
                           .problems = &item->problems,
                           .currencies = reader->format->currencies,
                           .memory = &reader->memory,
                           .why = why};
}

enum status reader_record(struct making *making, struct read_item *item)
{
    making->record = record_new(making->arena, item->kind);
    item->says = arena_array(making->arena, item->kind->field_count, sizeof *item->says);
    if (!making->record || !item->says) {
        return fail_memory(making->why);
    }
    making->record->line = item->line;
    return STATUS_OK;
}

void reader_says(struct read_item *item, const struct field *field)
{
    item->says[field->parent ? field->parent->index : field->index] = true;
}

/* ---- one item ---- */

/* A record for which there is no room is refused, so that it does not cost the rest of the file. */
static enum status refuse_large(struct reader *reader, struct read_item *item, struct failure *why)
{
    const struct finding finding = {.rule = RULE_TOO_LARGE, .line = item->line};
    item->type = ITEM_REJECTED;
    item->record = NULL;
    item->parts = NULL;
    item->part_count = 0;
    item->problems = (struct problem_list){0};
    struct making making = reader_making(reader, &reader->arena, item, why);
    return report(&making, &finding,
                  "The %s of %zu bytes takes more memory than one record may have and is refused. "
                  "Divide it in the source.",
                  item->kind ? item->kind->name : "record", item->bytes.length);
}

enum step reader_next(struct reader *reader, struct arena *arena, struct read_item *item,
                      struct failure *why)
{
    const size_t limit = arena->limit, before = arena->total;
    bool done = false;
    *item = (struct read_item){.type = ITEM_REJECTED, .kind = reader->format->kind};
    if (reader->finished) {
        return STEP_DONE;
    }
    if (limit - before > RECORD_MEMORY) {
        arena->limit = before + RECORD_MEMORY;
    }
    enum status status = reader->format->xml     ? tree_read(reader, arena, item, &done, why)
                         : reader->format->lines ? json_lines_read(reader, arena, item, &done, why)
                                                 : csv_read(reader, arena, item, &done, why);
    const size_t taken = arena->total - before;
    arena->limit = limit;
    if (status == STATUS_NOMEM && item->bytes.length > 0 && (before == 0 || taken > LARGE_RECORD)) {
        status = refuse_large(reader, item, why);
    }
    reader->finished = done || status != STATUS_OK;
    if (status != STATUS_OK) {
        return STEP_ERROR;
    }
    reader->items += done ? 0 : 1;
    return done && item->problems.count == 0 ? STEP_DONE : STEP_ITEM;
}
