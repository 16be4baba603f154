/*
 * Goal: every number of every table of the pack opens: the filter of its cell, printed and read
 * again, asks for exactly as many records as the cell says.
 * Method: the pack and the data of this tree, imported into a temporary file; all tables, all
 * cells.
 */
#include "base/decimal.h"
#include "work/import.h"
#include "write/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct workspace work;
static char db[300];

static int set_up(void **state)
{
    const struct import_options options = {.mapping = NULL};
    const char *data = "data", *temporary = getenv("TMPDIR");
    struct import_result result;
    struct failure why = {STATUS_OK, ""};
    (void)state;
    (void)snprintf(db, sizeof db, "%s/crosscut-numbers-%ld.db", temporary ? temporary : "/tmp",
                   (long)getpid());
    if (workspace_open(&work, "packs/labour-migration", db, 0, &why) != STATUS_OK ||
        workspace_open_store(&work, STORE_CREATE, &why) != STATUS_OK ||
        work_import(&work, &data, 1, &options, &result, &why) != STATUS_OK) {
        (void)fprintf(stderr, "%s\n", why.text);
        return -1;
    }
    return result.counts.rejected == 0 && result.counts.problems == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    (void)state;
    workspace_close(&work);
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        char path[320];
        (void)snprintf(path, sizeof path, "%s%s", db, endings[i]);
        (void)unlink(path);
    }
    return 0;
}

/* The cell's filter as a person would copy it, and what it lists. */
static void check_cell(struct arena *arena, const struct table *table, const struct cell *cell)
{
    struct failure why = {STATUS_OK, ""};
    struct query again;
    unsigned long long count = 0;
    struct buf text;
    if (!cell->filter) {
        return;
    }
    buf_init(&text, (size_t)64 * 1024);
    query_print(cell->filter, &text);
    if (query_parse(arena, work.pack, buf_view(&text), &again, &why) != STATUS_OK ||
        store_count(work.store, &again, &count, &why) != STATUS_OK) {
        fail_msg("%s: %.*s: %s", table->name, STR_ARGS(buf_view(&text)), why.text);
    }
    if (count != cell->records) {
        fail_msg("%s: %.*s lists %llu records and the cell says %llu", table->name,
                 STR_ARGS(buf_view(&text)), count, cell->records);
    }
    buf_release(&text);
}

/* The table's numbers, in an arena that is cleared before. */
static const struct grid *computed(struct arena *arena, const struct table *table)
{
    struct failure why = {STATUS_OK, ""};
    struct grid *grid = NULL;
    arena_clear(arena);
    if (table_compute(work.store, table, arena, &grid, &why) != STATUS_OK) {
        fail_msg("%s: %s", table->name, why.text);
    }
    return grid;
}

static void test_every_cell(void **state)
{
    struct arena arena;
    size_t cells = 0;
    (void)state;
    arena_init(&arena, (size_t)256 * 1024 * 1024);
    for (size_t t = 0; t < work.tables->count; t++) {
        const struct table *table = &work.tables->tables[t];
        const struct grid *grid = computed(&arena, table);
        for (size_t r = 0; r <= grid->row_count; r++) {
            const struct cell *row = r < grid->row_count ? grid->rows[r].cells : grid->totals;
            for (size_t c = 0; c < grid->column_count; c++, cells++) {
                check_cell(&arena, table, &row[c]);
            }
        }
    }
    assert_true(cells > 500);
    arena_release(&arena);
}

/* ---- what has to be said beside the numbers ---- */

static bool adds(const struct grid_column *column)
{
    const enum column_type type = column->from->type;
    return (type == COLUMN_RECORDS || type == COLUMN_SUM || type == COLUMN_DISTINCT) &&
           !column->from->cumulative;
}

/* Whether the rows of the column, or of a block of it, add up to the total below them. */
static bool adds_up(const struct grid *grid, size_t c)
{
    int64_t all = 0;
    bool equal = true;
    for (size_t r = 0; r < grid->row_count; r++) {
        all += grid->rows[r].cells[c].value;
    }
    for (size_t i = 0; i < grid->section_count; i++) {
        const struct grid_section *block = &grid->sections[i];
        int64_t sum = 0;
        for (size_t r = block->first; r < block->first + block->count; r++) {
            sum += grid->rows[r].cells[c].value;
        }
        equal = equal && sum == block->totals[c].value;
    }
    return equal && all == grid->totals[c].value;
}

/* A note says that the rows of this column do not add up to the total. */
static bool is_told(const struct grid *grid, size_t c)
{
    const bool distinct = grid->columns[c].from->type == COLUMN_DISTINCT;
    const char *label = label_in(&grid->columns[c].label, "en", "");
    for (size_t i = 0; i < grid->note_count; i++) {
        const char *note = label_in(&grid->notes[i], "en", "");
        const bool about =
            distinct ? strstr(note, label) != NULL : strncmp(note, "The rows", 8) == 0;
        if (about && strstr(note, "add up to") && strstr(note, "the total")) {
            return true;
        }
    }
    return false;
}

/* quality.md U11: where rows do not add up to their total, a note says why. */
static void test_totals_are_told(void **state)
{
    struct arena arena;
    size_t told = 0;
    (void)state;
    arena_init(&arena, (size_t)256 * 1024 * 1024);
    for (size_t t = 0; t < work.tables->count; t++) {
        const struct table *table = &work.tables->tables[t];
        const struct grid *grid = computed(&arena, table);
        for (size_t c = 0; table->totals && c < grid->column_count; c++) {
            if (adds(&grid->columns[c]) && !adds_up(grid, c)) {
                told++;
                if (!is_told(grid, c)) {
                    fail_msg("%s: rows of %s do not add up, and no note says so", table->name,
                             grid->columns[c].name);
                }
            }
        }
    }
    assert_true(told > 0);
    arena_release(&arena);
}

/* ---- numbers for people ---- */

/* A number of five digits without thousands apart is no year: its column says `places: 0`. */
static void test_thousands(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, (size_t)256 * 1024 * 1024);
    for (size_t t = 0; t < work.tables->count; t++) {
        const struct table *table = &work.tables->tables[t];
        const struct grid *grid = computed(&arena, table);
        for (size_t r = 0; r < grid->row_count; r++) {
            for (size_t c = 0; c < grid->column_count; c++) {
                const struct cell *cell = &grid->rows[r].cells[c];
                if (grid->columns[c].from->form == FORM_PLAIN && cell->has_value &&
                    cell->value >= 10000 * DECIMAL_ONE) {
                    fail_msg("%s: %s: is it a year?", table->name, grid->columns[c].name);
                }
            }
        }
    }
    arena_release(&arena);
}

/* ---- charts ---- */

#define CHART_BYTES ((size_t)15 * 1024)

/* quality.md U14: every chart is small, has a finding as its title, and says it in three languages.
 * The title of a chart without a finding is the table's alone, and its caption is left out. */
static void check_chart(const struct grid *grid, const char *language, struct buf *out)
{
    const struct write_options options = {.language = language};
    buf_clear(out);
    chart_finding(grid, &options, out);
    const bool finding = out->length > 0;
    buf_clear(out);
    chart_svg(grid, &options, out);
    if (!chart_fits(grid)) {
        assert_int_equal(out->length, 0);
        return;
    }
    if (out->length > CHART_BYTES) {
        fail_msg("%s: the chart has %zu bytes", grid->table->name, out->length);
    }
    if (!finding) {
        fail_msg("%s: the chart has no finding", grid->table->name);
    }
    assert_non_null(strstr(out->at, "<title>"));
    assert_non_null(strstr(out->at, "<desc>"));
}

static void test_charts(void **state)
{
    static const char *const languages[] = {"en", "fr", "es"};
    struct arena arena;
    struct buf out;
    size_t charts = 0;
    (void)state;
    arena_init(&arena, (size_t)256 * 1024 * 1024);
    buf_init(&out, (size_t)1024 * 1024);
    for (size_t t = 0; t < work.tables->count; t++) {
        const struct grid *grid = computed(&arena, &work.tables->tables[t]);
        charts += chart_fits(grid);
        for (size_t l = 0; l < COUNT_OF(languages); l++) {
            check_chart(grid, languages[l], &out);
        }
    }
    assert_true(charts > 30);
    buf_release(&out);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_charts),
        cmocka_unit_test(test_thousands),
        cmocka_unit_test(test_every_cell),
        cmocka_unit_test(test_totals_are_told),
    };
    return cmocka_run_group_tests_name("pack_numbers", tests, set_up, tear_down);
}
