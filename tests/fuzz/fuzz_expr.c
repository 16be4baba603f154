/* Any bytes as an expression over the names of the pack, and as the formula of a column: a tree, or
 * a refusal that says where. */
#include "table/expr.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct expr_scope scope;

/* Runs in the root of the tree, where packs/ is. */
int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    static struct arena arena;
    struct failure why = {STATUS_OK, ""};
    struct pack *pack = NULL;
    struct lens_set *lenses = NULL;
    struct table_set *tables = NULL;
    (void)count;
    (void)arguments;
    arena_init(&arena, (size_t)256 * 1024 * 1024);
    if (pack_load(&arena, "packs/labour-migration", &pack, &why) != STATUS_OK ||
        lens_set_load(&arena, pack, &lenses, &why) != STATUS_OK ||
        tables_load(&arena, pack, lenses, &tables, &why) != STATUS_OK) {
        abort(); /* without names nothing is tested */
    }
    scope = (struct expr_scope){pack, tables};
    return 0;
}

static bool is_any(const struct table_column *column, const void *context)
{
    return column == context;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct failure why = {STATUS_OK, ""};
    const struct expr *expr = NULL;
    arena_init(&arena, (size_t)16 * 1024 * 1024);
    struct str text = {(const char *)data, size};
    enum status status = expr_parse(&arena, &scope, text, &expr, &why);
    for (size_t i = 0; i <= scope.tables->count; i++) {
        if (status == STATUS_OK) {
            assert(expr);
            (void)expr_column(expr, is_any, NULL);
        } else {
            assert(why.status == STATUS_NOMEM || strncmp(why.text, "column ", 7) == 0);
        }
        if (i < scope.tables->count) {
            status = expr_parse_row(&arena, &scope, &scope.tables->tables[i], text, &expr, &why);
        }
    }
    arena_release(&arena);
    return 0;
}
