/*
 * Looking at computed tables: as one line of text, and cell by cell against the records that their
 * filters list; and records made at random. Include it behind cmocka.h.
 */
#ifndef TESTS_TABLE_CHECK_H
#define TESTS_TABLE_CHECK_H

#include "base/decimal.h"
#include "table_fixture.h"

static inline void print_cell(const struct cell *cell, struct buf *out)
{
    char number[24];
    decimal_print(cell->value, number);
    const char *none = cell->state == CELL_MISSING          ? "[x]"
                       : cell->state == CELL_NOT_APPLICABLE ? "[z]"
                                                            : "(a state without a value)";
    buf_printf(out, " %s",
               !cell->has_value ? none
               : cell->words    ? label_in(cell->words, "en", "")
               : cell->text     ? cell->text
                                : number);
    if (cell->filter) {
        buf_printf(out, "/%llu", cell->records);
    }
}

/* " | =asia 2/2": the block that begins with the row, with its totals. */
static inline void print_block(const struct grid *grid, size_t row, struct buf *out)
{
    for (size_t i = 0; i < grid->section_count; i++) {
        const struct grid_section *block = &grid->sections[i];
        if (block->first == row && row < grid->row_count) {
            buf_printf(out, " | =%s", block->key);
            for (size_t c = 0; c < grid->column_count; c++) {
                print_cell(&block->totals[c], out);
            }
        }
    }
}

/* "columns: a b | asia 2/2 … | total 5/5 …": each cell with the records of its filter. */
static inline const char *print_grid(const struct grid *grid, struct buf *out)
{
    buf_clear(out);
    for (size_t c = 0; c < grid->column_count; c++) {
        buf_printf(out, "%s%s", c ? " " : "", grid->columns[c].name);
    }
    for (size_t r = 0; r <= grid->row_count; r++) {
        bool total = r == grid->row_count;
        print_block(grid, r, out);
        buf_printf(out, " | %s", total ? "total" : grid->rows[r].key);
        for (size_t c = 0; c < grid->column_count; c++) {
            print_cell(total ? &grid->totals[c] : &grid->rows[r].cells[c], out);
        }
    }
    return out->at;
}

static uint64_t random_seed;

static inline unsigned random_below(unsigned limit)
{
    random_seed ^= random_seed << 13; /* xorshift64: the same records on every machine */
    random_seed ^= random_seed >> 7;
    random_seed ^= random_seed << 17;
    return (unsigned)(random_seed % limit);
}

static inline void put_random(struct bench *b, unsigned number)
{
    static const char *const regions[] = {"asia", "africa", "americas"};
    static const char *const sizes[] = {"project", "activity"};
    static const char *const currencies[] = {"USD", "EUR"};
    char id[20], text[600];
    int at = snprintf(text, sizeof text, "items %u", random_below(50));
    if (random_below(5)) {
        at += snprintf(text + at, 600 - (size_t)at, ",region %s", regions[random_below(3)]);
    }
    for (unsigned i = random_below(3); i > 0; i--) {
        at += snprintf(text + at, 600 - (size_t)at, ",place %s", regions[random_below(3)]);
    }
    for (unsigned i = random_below(3); i > 0; i--) {
        at += snprintf(text + at, 600 - (size_t)at, ",sector %u[vocabulary=%u;percentage=%u.5]",
                       random_below(4), random_below(2), random_below(99));
    }
    for (unsigned i = random_below(3); i > 0; i--) {
        at += snprintf(text + at, 600 - (size_t)at, ",grant %s %u.%u", currencies[random_below(2)],
                       random_below(1000), random_below(10000));
    }
    if (random_below(2)) {
        at += snprintf(text + at, 600 - (size_t)at, ",size %s,budget %s %u.01",
                       sizes[random_below(2)], currencies[random_below(2)], random_below(90000));
    }
    if (random_below(4)) {
        at += snprintf(text + at, 600 - (size_t)at, ",year %u,weight 0.%u", 2005 + random_below(4),
                       random_below(10000));
    }
    if (random_below(4)) {
        (void)snprintf(text + at, 600 - (size_t)at, ",active %s,start %u-0%u",
                       random_below(2) ? "true" : "false", 2005 + random_below(3),
                       1 + random_below(9));
    }
    (void)snprintf(id, sizeof id, "R%u", number);
    long long record = bench_put(b, id, text);
    if (random_below(2)) {
        bench_tag(b, record, random_below(2) ? "one" : NULL, random_below(3) ? "two" : NULL);
    }
}

/* What a sum takes from one record. */
static inline int64_t part_of(const struct record *record, const struct measure *measure)
{
    int64_t sum = 0;
    const struct value *value = record->values[measure->field->index];
    for (; value; value = value->next) {
        if (measure->field->type == FIELD_INTEGER) {
            sum += value->number * DECIMAL_ONE;
        } else if (!measure->currency || str_is(value->currency, measure->currency)) {
            sum += value->number;
        }
    }
    return sum;
}

/* The records the filter lists, asked for again in its text form, counted and added one by one. */
static inline void check_filter(struct bench *b, const struct cell *cell,
                                const struct table_column *column)
{
    struct query again;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct buf text;
    struct arena arena;
    unsigned long long listed = 0;
    int64_t sum = 0;
    arena_init(&arena, BENCH_ROOM);
    buf_init(&text, BENCH_ROOM);
    query_print(cell->filter, &text);
    assert_int_equal(query_parse(&arena, b->pack, buf_view(&text), &again, &b->why), STATUS_OK);
    assert_int_equal(store_find(b->store, &again, ORDER_ID, &cursor, &b->why), STATUS_OK);
    while (record_cursor_next(cursor, &arena, &record, &b->why) == STEP_ITEM) {
        listed++;
        sum += column->type == COLUMN_SUM ? part_of(record, &column->measure) : 0;
    }
    record_cursor_close(cursor);
    if (listed != cell->records) {
        fail_msg("%s lists %llu records, the cell has %llu", text.at, listed, cell->records);
    }
    if (column->type == COLUMN_SUM || column->type == COLUMN_RECORDS) {
        assert_int_equal(cell->value,
                         column->type == COLUMN_SUM ? sum : (int64_t)listed * DECIMAL_ONE);
    }
    arena_release(&arena);
    buf_release(&text);
}

#endif
