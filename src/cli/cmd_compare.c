#include "cli/cli.h"
#include "work/compare.h"

static void print_json(struct cli *cli, const struct lens *first, const struct lens *second,
                       const struct compare_result *result)
{
    static const char *const parts[] = {"both", "only_first", "only_second"};
    struct json json;
    json_init(&json, &cli->out, false);
    json_object(&json);
    json_key_text(&json, "first", first->name);
    json_key_text(&json, "second", second->name);
    for (int part = PART_BOTH; part <= PART_SECOND; part++) {
        json_key(&json, parts[part]);
        json_object(&json);
        json_key_integer(&json, "count", (long long)result->counts[part]);
        json_key(&json, "records");
        json_array(&json);
        for (size_t i = 0; i < result->record_count; i++) {
            if ((int)result->records[i].part == part) {
                json_object(&json);
                json_key_text(&json, "kind", result->records[i].kind->name);
                json_key_text(&json, "identifier", result->records[i].identifier);
                json_key_text(&json, "title", result->records[i].title);
                json_object_end(&json);
            }
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    json_key_integer(&json, "neither", (long long)result->neither);
    json_object_end(&json);
    buf_char(&cli->out, '\n');
}

static void print_part(struct cli *cli, const struct compare_result *result, int part,
                       const char *heading)
{
    buf_printf(&cli->out, "\n%s: %llu\n", heading, result->counts[part]);
    for (size_t i = 0; i < result->record_count; i++) {
        if ((int)result->records[i].part == part) {
            buf_printf(&cli->out, "  %-28s %s\n", result->records[i].identifier,
                       result->records[i].title);
        }
    }
}

enum status cmd_compare(struct cli *cli)
{
    const struct lens *first = NULL, *second = NULL;
    struct compare_result result;
    TRY(cli_open_store(cli, STORE_READ));
    struct arena *arena = &cli->work.arena;
    TRY(lens_set_find(cli->work.lenses, cli->arguments[0], &first, &cli->why));
    TRY(lens_set_find(cli->work.lenses, cli->arguments[1], &second, &cli->why));
    TRY(work_compare(&cli->work, first, second, arena, &result, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        print_json(cli, first, second, &result);
        return STATUS_OK;
    }
    const char *only_first = arena_printf(arena, "Only %s", first->name);
    const char *only_second = arena_printf(arena, "Only %s", second->name);
    buf_printf(&cli->out, "%s and %s\n  both %llu, only %s %llu, only %s %llu, neither %llu\n",
               first->name, second->name, result.counts[PART_BOTH], first->name,
               result.counts[PART_FIRST], second->name, result.counts[PART_SECOND], result.neither);
    print_part(cli, &result, PART_FIRST, only_first ? only_first : "");
    print_part(cli, &result, PART_SECOND, only_second ? only_second : "");
    print_part(cli, &result, PART_BOTH, "Both");
    return STATUS_OK;
}
