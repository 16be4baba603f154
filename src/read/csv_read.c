/*
 * Records from tables: the header is found and matched with the mapping's columns, then every row,
 * or each of its unpivoted cells, is hashed, looked up and made a record.
 */
#include "base/utf8.h"
#include "read/csv_side.h"
#include "read/plain.h"
#include "read/recognise.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- the header ---- */

/* What is looked for: the first row that a format takes for its header. */
struct search {
    struct arena arena; /* names of the first row, for words */
    const char **names;
    size_t count;
    bool found;
};

static enum status fold_names(struct arena *arena, const struct table_row *row, const char ***names,
                              struct failure *why)
{
    *names = arena_array(arena, row->count, sizeof **names);
    for (size_t i = 0; *names && i < row->count; i++) {
        (*names)[i] = column_name(arena, row->cells[i]);
        if (!(*names)[i]) {
            return fail_memory(why);
        }
    }
    return *names ? STATUS_OK : fail_memory(why);
}

/* Takes @row for the header when it is one. */
static enum status try_header(struct reader *reader, const struct table_row *row,
                              struct search *search, struct failure *why)
{
    const char **names = NULL;
    TRY(fold_names(&search->arena, row, &names, why));
    if (search->count == 0) {
        search->names = names;
        search->count = row->count;
    }
    const bool plain = !reader->set->chosen && plain_fits(names, row->count);
    const struct format *format = reader->format ? reader->format
                                  : plain        ? reader->set->plain
                                                 : recognise_header(reader->set, names, row->count);
    if (!format || !(format->plain ? plain : recognise_fits(format, names, row->count))) {
        return STATUS_OK;
    }
    if (!reader->format) {
        reader->format = format;
        TRY(reader_presets(reader, why));
    }
    search->found = true;
    TRY(csv_bind(reader, row, why));
    const bool own = row->bytes.at && !format->csv->unpivot;
    return reader_seed(reader, own ? row->bytes : (struct str){0}, why);
}

/* Looks at the first rows of the sheet at hand. */
static enum status search_sheet(struct reader *reader, struct search *search, struct failure *why)
{
    struct table *table = reader->csv.table;
    struct table_row row;
    unsigned left = table_header_rows(table);
    while (left > 0 && !search->found) {
        const enum step step = table_next(table, &row, why);
        if (step == STEP_ERROR) {
            return why->status;
        }
        if (step == STEP_DONE) {
            return STATUS_OK;
        }
        if (csv_has_cells(&row, 0)) {
            left--;
            TRY(try_header(reader, &row, search, why));
        }
    }
    return STATUS_OK;
}

static enum status name_place(struct reader *reader, struct failure *why)
{
    const char *sheet = table_sheet_name(reader->csv.table);
    reader->csv.place = NULL;
    if (sheet[0]) {
        reader->csv.place =
            arena_printf(&reader->arena, "%s [%.100s]", source_name(reader->source), sheet);
        return reader->csv.place ? STATUS_OK : fail_memory(why);
    }
    return STATUS_OK;
}

/* Moves on to the next sheet that has a header of the format. */
static enum status next_sheet(struct reader *reader, struct search *search, struct failure *why)
{
    struct csv_side *csv = &reader->csv;
    search->found = false;
    while (!search->found) {
        const enum step step = table_sheet(csv->table, why);
        if (step != STEP_ITEM) {
            return step == STEP_ERROR ? why->status : STATUS_OK;
        }
        csv->checked = 0;
        TRY(name_place(reader, why));
        TRY(search_sheet(reader, search, why));
        if (!search->found) {
            buf_printf(&csv->passed, "%s%s", csv->passed.length > 0 ? ", " : "",
                       table_sheet_name(csv->table));
        }
    }
    return STATUS_OK;
}

enum status csv_side_open(struct reader *reader, struct failure *why)
{
    struct search search = {.names = NULL};
    arena_init(&search.arena, (size_t)64 * 1024 * 1024);
    enum status status = next_sheet(reader, &search, why);
    if (status == STATUS_OK && !search.found && search.count == 0) {
        status = fail(why, STATUS_INPUT, "%s: the file is empty. Look whether it was saved whole.",
                      source_name(reader->source));
    } else if (status == STATUS_OK && !search.found) {
        status = recognise_refuse(reader->set, reader->source, search.names, search.count, why);
    }
    for (size_t i = 0; status == STATUS_OK && i < reader->format->csv->identifier_count; i++) {
        status = csv_check_preset(reader, i, why);
    }
    arena_release(&search.arena);
    return status;
}

void csv_side_close(struct reader *reader)
{
    table_close(reader->csv.table);
    arena_release(&reader->csv.head);
    arena_release(&reader->csv.scratch);
    buf_release(&reader->csv.bytes);
    buf_release(&reader->csv.passed);
}

/* ---- rows that are no records, and the end ---- */

static enum status finish(struct reader *reader, struct making *making)
{
    struct finding finding = {
        .rule = RULE_NO_RECORDS, .line = reader->csv.line, .whole_file = true};
    char count[24];
    if (reader->items == 0) {
        TRY(report(making, &finding,
                   "The file has a header and no rows that are records. Look whether it was saved "
                   "whole."));
    }
    finding.line = 0;
    making->file = source_name(reader->source);
    if (reader->csv.skipped > 0) {
        (void)snprintf(count, sizeof count, "%llu", reader->csv.skipped);
        finding.rule = RULE_SKIPPED_ROWS;
        finding.value = str_of(count);
        TRY(report(making, &finding,
                   "So many rows are totals or groups, no records, as skip: in the format \"%s\" "
                   "says. Change it there if they should be read.",
                   reader->format->name));
    }
    if (reader->csv.passed.length > 0) {
        finding.rule = RULE_PASSED_SHEETS;
        finding.value = buf_view(&reader->csv.passed);
        TRY(report(making, &finding,
                   "These sheets have no header of the format \"%s\" and were passed over. Import "
                   "them by themselves if they hold records.",
                   reader->format->name));
    }
    return STATUS_OK;
}

/*
 * A row that cannot be read. @words begin with the file and the line, which a problem gives by
 * itself.
 */
static enum status reject_row(struct work *work, struct read_item *item,
                              const struct failure *words)
{
    const struct str bytes = work->row->bytes;
    const char *text = words->text;
    struct finding finding = {.rule = RULE_MALFORMED, .line = work->row->line};
    const char *file = source_name(work->reader->source);
    const size_t name = strlen(file);
    if (strncmp(text, file, name) == 0 && text[name] == ':') {
        char *end = NULL;
        const unsigned long line = strtoul(text + name + 1, &end, 10);
        finding.line = line > 0 && line < UINT_MAX ? (unsigned)line : finding.line;
        text = end + strspn(end, ": ");
    }
    if (utf8_check(bytes) < bytes.length) {
        finding.rule = RULE_NOT_UTF8;
    } else if (words->status == STATUS_LIMIT) {
        finding.rule = RULE_TOO_LARGE;
    }
    item->bytes = bytes;
    item->line = work->row->line;
    return report(&work->making, &finding, "The row cannot be read and is refused: %s", text);
}

/* Whether skip: says that the row is no record. */
static enum status find_skipped(struct csv_side *csv, bool *skipped, struct failure *why)
{
    *skipped = false;
    for (size_t i = 0; i < csv->skip_count && !*skipped; i++) {
        const struct skip_rule *rule = csv->skip[i].rule;
        arena_clear(&csv->scratch);
        const char *value = column_name(&csv->scratch, csv_cell_at(&csv->row, csv->skip[i].column));
        if (!value) {
            return fail_memory(why);
        }
        for (size_t k = 0; k < rule->count; k++) {
            *skipped = *skipped || strcmp(value, rule->values[k]) == 0;
        }
    }
    return STATUS_OK;
}

/* What tables write for "no value"; a zero is one. */
static bool is_nothing(struct str text)
{
    static const char *const signs[] = {"",  "..",           "...",         "\xE2\x80\xA6",
                                        "-", "\xE2\x80\x93", "\xE2\x80\x94"};
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (str_is(text, signs[i])) {
            return true;
        }
    }
    return false;
}

/* The place of the next cell of the row at hand that is a record, or NOWHERE. */
static size_t next_spread(struct csv_side *csv)
{
    while (csv->row.cells && csv->next < csv->spread_count) {
        const size_t place = csv->spread[csv->next++];
        if (!is_nothing(csv_cell_at(&csv->row, place))) {
            return place;
        }
    }
    return NOWHERE;
}

/* One row of the sheet at hand; *@got when it is one of records. */
static enum step next_row(struct reader *reader, bool *got, struct failure *why)
{
    struct csv_side *csv = &reader->csv;
    bool skipped = false;
    const enum step step = table_next(csv->table, &csv->row, why);
    *got = false;
    if (step != STEP_ITEM) {
        return step;
    }
    if (csv->row.header) {
        return csv_bind(reader, &csv->row, why) == STATUS_OK ? STEP_ITEM : STEP_ERROR;
    }
    csv->next = 0;
    /* A row of empty cells, of which spreadsheets leave many, is as good as an empty line. */
    if (csv_has_cells(&csv->row, 0)) {
        if (find_skipped(csv, &skipped, why) != STATUS_OK) {
            return STEP_ERROR;
        }
        csv->skipped += skipped;
        *got = !skipped;
    }
    return step;
}

/* Moves to what is the next record: a row, or a cell of it at *@spread. */
static enum step find_next(struct reader *reader, size_t *spread, struct failure *why)
{
    const bool unpivot = reader->format->csv->unpivot != NULL;
    struct search search = {.names = NULL};
    bool got = false;
    *spread = unpivot ? next_spread(&reader->csv) : NOWHERE;
    while (*spread == NOWHERE && !(got && !unpivot)) {
        const enum step step = next_row(reader, &got, why);
        if (step == STEP_ERROR) {
            return step;
        }
        if (step == STEP_DONE) {
            arena_init(&search.arena, (size_t)64 * 1024 * 1024);
            const enum status status = next_sheet(reader, &search, why);
            arena_release(&search.arena);
            if (status != STATUS_OK || !search.found) {
                return status == STATUS_OK ? STEP_DONE : STEP_ERROR;
            }
        }
        *spread = unpivot && got ? next_spread(&reader->csv) : NOWHERE;
    }
    return STEP_ITEM;
}

enum status csv_read(struct reader *reader, struct arena *arena, struct read_item *item, bool *done,
                     struct failure *why)
{
    struct failure words = {.status = STATUS_OK};
    size_t spread = NOWHERE;
    const enum step step = find_next(reader, &spread, &words);
    struct work work = {.making = reader_making(reader, arena, item, why),
                        .reader = reader,
                        .row = &reader->csv.row};
    const bool refused = reader->csv.row.bytes.length > 0 &&
                         (words.status == STATUS_INPUT || words.status == STATUS_LIMIT);
    if (step == STEP_ERROR && !refused) {
        *why = words;
        return words.status;
    }
    TRY(csv_check_header(reader, &work.making));
    if (step == STEP_ERROR) {
        return reject_row(&work, item, &words);
    }
    *done = step == STEP_DONE;
    if (*done) {
        return finish(reader, &work.making);
    }
    return reader->format->plain ? plain_read_row(&work, item) : csv_read_row(&work, item, spread);
}
