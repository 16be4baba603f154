/* Any bytes as the text of a report of the pack: read, with every directive in it, or refused with
 * the file and the line. */
#include "report/text.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct report_set set;
static struct report report;
static struct report_value values[REPORT_PARAMETERS];

/* Runs in the root of the tree, where packs/ is. */
int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    static struct arena arena;
    struct failure why = {STATUS_OK, ""};
    struct pack *pack = NULL;
    struct lens_set *lenses = NULL;
    struct table_set *tables = NULL;
    struct claim_set *claims = NULL;
    (void)count;
    (void)arguments;
    arena_init(&arena, (size_t)256 * 1024 * 1024);
    if (pack_load(&arena, "packs/labour-migration", &pack, &why) != STATUS_OK ||
        lens_set_load(&arena, pack, &lenses, &why) != STATUS_OK ||
        tables_load(&arena, pack, lenses, &tables, &why) != STATUS_OK ||
        claim_set_load(&arena, pack, tables, &claims, &why) != STATUS_OK) {
        abort(); /* without names nothing is tested */
    }
    set.env = (struct report_env){pack, lenses, tables, claims};
    report = (struct report){.name = "r", .path = "r.md", .parameter_count = 1};
    report.parameters[0] = (struct report_parameter){
        .name = "time", .list = pack_list(pack, "biennium"), .years = true, .standard = "2010-11"};
    report_any_values(&arena, &report, values);
    report_values_speak(&report, values, "en");
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct failure why = {STATUS_OK, ""};
    struct mark *document = NULL;
    const struct report_text text = {
        .language = "en", .path = "r.md", .body = {(const char *)data, size}, .line = 1};
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    struct reading read = {.arena = &arena,
                           .set = &set,
                           .report = &report,
                           .text = &text,
                           .values = values,
                           .tables = set.env.tables,
                           .language = "en"};
    const enum status status = report_read(&read, NULL, &document, &why);
    if (status == STATUS_OK) {
        assert(document);
    } else {
        assert(status == STATUS_NOMEM || status == STATUS_LIMIT ||
               strncmp(why.text, "r.md", 4) == 0);
    }
    arena_release(&arena);
    return 0;
}
