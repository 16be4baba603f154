/* Columns that give texts: what a record has in a field, and the most frequent values. */
#include "base/decimal.h"
#include "base/utf8.h"
#include "model/record.h"
#include "table/grid_build.h"

#include <stdio.h>
#include <stdlib.h>

#define RECORD_ROOM ((size_t)64 * 1024 * 1024) /* for one record */
#define TEXT_LIMIT ((size_t)1024 * 1024)       /* of one cell */
#define FIELDS 200

/* ---- values of one record ---- */

/* What filling the cells of one column from one record needs to pass around. */
struct filling {
    const struct grid_build *build;
    const struct grid_column *column;
    const struct value **values; /* that go into the cell */
    size_t count;
};

/* True when the value is the one that a split column is for. */
static bool is_key(const struct value *value, const char *key)
{
    char number[24];
    switch (value->field->type) {
    case FIELD_BOOLEAN:
        return strcmp(key, value->number ? "true" : "false") == 0;
    case FIELD_INTEGER:
        (void)snprintf(number, sizeof number, "%lld", (long long)value->number);
        return strcmp(key, number) == 0;
    default:
        return str_is(value->text, key);
    }
}

/* The values of the field; of `show` those whose own value is the column's. */
static enum status find_values(struct filling *fill, const struct record *record,
                               struct failure *why)
{
    const struct field *field = fill->column->from->measure.field;
    const struct field *split = fill->column->from->split ? fill->column->from->split->field : NULL;
    const struct field *top = field->parent ? field->parent : field;
    const struct value *last = record->last[top->index];
    fill->values =
        arena_array(fill->build->arena, last ? last->seq + (size_t)1 : 1, sizeof *fill->values);
    if (!fill->values) {
        return fail_memory(why);
    }
    for (const struct value *value = record->values[top->index]; value; value = value->next) {
        const struct value *own = field->parent ? &value->with[field->index] : value;
        const struct value *by = split && split->parent ? &value->with[split->index] : value;
        if (split && (!by->field || !is_key(by, fill->column->key))) {
            continue;
        }
        if (own->field) {
            fill->values[fill->count++] = own;
        }
    }
    return STATUS_OK;
}

/* One value in a language: a code's label, "Yes", a number as it is. */
static void write_value(const struct value *value, const char *language, struct buf *out)
{
    struct label yes = label_of_key(value->field, value->number ? "true" : "false");
    switch (value->field->type) {
    case FIELD_MONEY:
        buf_printf(out, "%.*s ", STR_ARGS(value->currency));
        value_print(value, out);
        return;
    case FIELD_BOOLEAN:
        buf_text(out, label_in(&yes, language, ""));
        return;
    default:
        break;
    }
    const struct code *code =
        value->field->list ? codelist_find(value->field->list, value->text) : NULL;
    if (code && str_is(value->text, code->code)) {
        buf_text(out, label_in(&code->label, language, code->code));
    } else {
        value_print(value, out);
    }
}

/* True for the text that stands for the others in @language: in it, or else in English, or else
 * the first. */
static bool is_told(const struct filling *fill, const struct value *value, const char *language)
{
    const struct value *best = fill->values[0];
    if (!value->field->languages || value->language.length == 0) {
        return true;
    }
    for (size_t i = 0; i < fill->count; i++) {
        bool own = str_is(best->language, language),
             is = str_is(fill->values[i]->language, language);
        bool english = str_is(best->language, "en");
        if (!own && (is || (!english && str_is(fill->values[i]->language, "en")))) {
            best = fill->values[i];
        }
    }
    return str_equal(best->language, value->language);
}

static enum status join_values(const struct filling *fill, const char *language, const char **text,
                               struct failure *why)
{
    struct buf joined;
    buf_init(&joined, TEXT_LIMIT);
    for (size_t i = 0; i < fill->count; i++) {
        if (is_told(fill, fill->values[i], language)) {
            buf_text(&joined, joined.length > 0 ? "; " : "");
            write_value(fill->values[i], language, &joined);
        }
    }
    enum status status = buf_status(&joined, why);
    *text = status == STATUS_OK ? arena_copy(fill->build->arena, buf_view(&joined)) : NULL;
    buf_release(&joined);
    return status == STATUS_OK && !*text ? fail_memory(why) : status;
}

static enum status set_items(const struct filling *fill, struct cell *cell, struct failure *why)
{
    struct arena *arena = fill->build->arena;
    const struct field *field = fill->column->from->measure.field;
    if (!field->list || fill->count == 0) {
        return STATUS_OK;
    }
    cell->items = arena_array(arena, fill->count, sizeof *cell->items);
    for (size_t i = 0; cell->items && i < fill->count; i++) {
        const char *code = arena_copy(arena, fill->values[i]->text);
        if (!code) {
            return fail_memory(why);
        }
        cell->items[cell->item_count++] =
            (struct cell_item){.code = code, .label = label_of_key(field, code)};
    }
    return cell->items ? STATUS_OK : fail_memory(why);
}

/* The text in each of the languages in which the site, the letters and the tables speak. */
static enum status set_words(const struct filling *fill, struct cell *cell, struct failure *why)
{
    static const char *const languages[] = {"en", "fr", "es"};
    struct label *words = arena_alloc(fill->build->arena, sizeof *words);
    if (!words) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < COUNT_OF(languages); i++) {
        words->languages[i] = languages[i];
        TRY(join_values(fill, languages[i], &words->texts[i], why));
        words->count++;
    }
    cell->words = words;
    return set_items(fill, cell, why);
}

static enum status fill_cell(const struct filling *fill, struct cell *cell, struct failure *why)
{
    const struct value *first = fill->count > 0 ? fill->values[0] : NULL;
    enum column_form form = fill->column->from->form;
    if (!first) {
        return STATUS_OK;
    }
    cell->has_value = true;
    cell->state = CELL_VALUE;
    if (form == FORM_TEXT) {
        return set_words(fill, cell, why);
    }
    bool whole = first->field->type == FIELD_INTEGER || first->field->type == FIELD_BOOLEAN;
    cell->value = first->number;
    if (form == FORM_MARK) {
        cell->value = DECIMAL_ONE;
    } else if (whole && __builtin_mul_overflow(first->number, (int64_t)DECIMAL_ONE, &cell->value)) {
        return fail(why, STATUS_LIMIT, "The numbers of field %s are too large.",
                    first->field->name);
    }
    return STATUS_OK;
}

/* True when the record has what the column is about, though perhaps without the part shown. */
static bool has_split(const struct grid_column *column, const struct record *record)
{
    const struct field *split = column->from->split->field;
    const struct value *value = record->values[(split->parent ? split->parent : split)->index];
    for (; value; value = value->next) {
        const struct value *by = split->parent ? &value->with[split->index] : value;
        if (by->field && is_key(by, column->key)) {
            return true;
        }
    }
    return false;
}

/*
 * A record without a value does not say (missing); one that does not have what a split column is
 * about has nothing there (zero).
 */
static enum status fill_row(const struct grid_build *build, const struct record *record, size_t c,
                            const struct grid_row *row, struct failure *why)
{
    struct filling fill = {.build = build, .column = &build->grid->columns[c]};
    struct cell *cell = &row->cells[c];
    const struct table_column *from = fill.column->from;
    const struct slice *slices[] = {fill.column->slice, row->slice};
    TRY(find_values(&fill, record, why));
    cell->state = CELL_MISSING;
    cell->records = 1;
    if (from->type == COLUMN_SHOW && !has_split(fill.column, record)) {
        cell->state = CELL_ZERO;
        cell->has_value = from->form == FORM_MARK;
        cell->records = 0;
    }
    for (size_t i = 0; i < c && from->type == COLUMN_VALUE && !cell->filter; i++) {
        bool same = build->grid->columns[i].from->type == COLUMN_VALUE;
        cell->filter = same ? row->cells[i].filter : NULL; /* long lists have many cells */
    }
    if (!cell->filter) {
        TRY(slice_filter(build->arena, &from->query, slices, COUNT_OF(slices), &cell->filter, why));
    }
    return fill_cell(&fill, cell, why);
}

static int compare_key(const void *key, const void *row)
{
    return str_compare(*(const struct str *)key, str_of(((const struct row_index *)row)->key));
}

static bool is_value(const struct table_column *column)
{
    return column->type == COLUMN_VALUE || column->type == COLUMN_SHOW;
}

/* Fills the row, or in each block the row, that is the record. */
static enum status fill_record(struct grid_build *build, const struct record *record,
                               struct failure *why)
{
    const struct grid *grid = build->grid;
    for (size_t b = 0; b < grid_blocks(grid); b++) {
        struct grid_section block = grid_block(grid, b);
        const struct row_index *found =
            block.count > 0 ? bsearch(&record->identifier, build->by_key + block.first, block.count,
                                      sizeof *found, compare_key)
                            : NULL;
        for (size_t c = 0; found && c < grid->column_count; c++) {
            if (is_value(grid->columns[c].from)) {
                TRY(fill_row(build, record, c, &grid->rows[found->row], why));
            }
        }
    }
    return STATUS_OK;
}

/* Totals of marks count the records that have them; other values have no total. */
static enum status fill_totals(struct grid_build *build, const struct slice *section,
                               struct cell *totals, struct failure *why)
{
    struct grid *grid = build->grid;
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct grid_column *column = &grid->columns[c];
        const struct slice *slices[] = {column->slice, section};
        struct cell *cell = &totals[c];
        if (!is_value(column->from)) {
            continue;
        }
        cell->state = CELL_NOT_APPLICABLE;
        TRY(slice_filter(build->arena, &column->from->query, slices, COUNT_OF(slices),
                         &cell->filter, why));
        TRY(store_count(build->store, cell->filter, &cell->records, why));
        if (column->from->form == FORM_MARK) {
            cell->has_value = true;
            cell->value = (int64_t)cell->records * DECIMAL_ONE;
            cell->state = cell->records > 0 ? CELL_VALUE : CELL_ZERO;
        }
    }
    return STATUS_OK;
}

static enum status read_values(struct grid_build *build, const struct field *const *fields,
                               size_t count, struct failure *why)
{
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    enum step step = STEP_DONE;
    enum status status = STATUS_OK;
    TRY(store_find_fields(build->store, &build->table->query, ORDER_ID, fields, count, &cursor,
                          why));
    arena_init(&arena, RECORD_ROOM);
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &arena, &record, why)) == STEP_ITEM) {
        status = fill_record(build, record, why);
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    return step == STEP_ERROR ? why->status : status;
}

enum status grid_fill_values(struct grid_build *build, struct failure *why)
{
    const struct table *table = build->table;
    struct grid *grid = build->grid;
    const struct field *fields[FIELDS];
    size_t count = 0;
    for (size_t i = 0; i < table->column_count && count < FIELDS; i++) {
        if (is_value(&table->columns[i])) {
            fields[count++] = table->columns[i].measure.field;
        }
    }
    if (count == 0) {
        return STATUS_OK;
    }
    TRY(read_values(build, fields, count, why));
    for (size_t i = 0; i < grid->section_count; i++) {
        TRY(fill_totals(build, grid->sections[i].slice, grid->sections[i].totals, why));
    }
    return fill_totals(build, NULL, grid->totals, why);
}
