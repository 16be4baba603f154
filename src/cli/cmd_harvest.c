#include "cli/cli.h"
#include "work/harvest.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HARVEST_MEMORY ((size_t)256 * 1024 * 1024)

static void show_progress(void *context, const struct harvest_progress *progress)
{
    (void)context;
    (void)fprintf(stderr, "\r%8zu answers %10llu records", progress->files, progress->records);
    if (progress->waiting > 0) {
        (void)fprintf(stderr, "  the server is busy, %ld s", progress->waiting);
    }
    (void)fputs("\033[K", stderr);
}

static void print_json(struct cli *cli, const struct harvest_result *result)
{
    struct json json;
    json_init(&json, &cli->out, false);
    json_object(&json);
    json_key_integer(&json, "answers", (long long)result->files);
    json_key_integer(&json, "records", (long long)result->records);
    json_key(&json, "complete_before");
    json_bool(&json, result->complete_before);
    json_object_end(&json);
    buf_char(&cli->out, '\n');
}

enum status cmd_harvest(struct cli *cli)
{
    const bool bar = isatty(STDERR_FILENO) && !cli_has(cli, OPTION_QUIET);
    const char *allow =
        cli->values[OPTION_ALLOW] ? cli->values[OPTION_ALLOW] : getenv("CROSSCUT_ALLOW");
    const struct harvest_options options = {.address = cli->arguments[0],
                                            .into = cli->values[OPTION_INTO],
                                            .prefix = cli->values[OPTION_PREFIX],
                                            .set = cli->values[OPTION_SET],
                                            .from = cli->values[OPTION_FROM],
                                            .until = cli->values[OPTION_UNTIL],
                                            .allow = allow && allow[0] ? allow : NULL,
                                            .progress = bar ? show_progress : NULL,
                                            .stop = cli_catch_stop()};
    struct harvest_result result;
    struct arena arena;
    if (!options.into) {
        return fail(&cli->why, STATUS_USAGE,
                    "Say into which folder: crosscut harvest ADDRESS --into DIR.");
    }
    arena_init(&arena, HARVEST_MEMORY);
    const enum status status = work_harvest(&arena, &options, &result, &cli->why);
    arena_release(&arena);
    if (bar) {
        (void)fputs("\r\033[K", stderr);
    }
    TRY(status);
    if (cli_has(cli, OPTION_JSON)) {
        print_json(cli, &result);
        return STATUS_OK;
    }
    if (result.complete_before) {
        cli_say(cli, "The list in %s is complete: nothing was fetched.\n", options.into);
        return STATUS_OK;
    }
    cli_say(cli, "%zu answer%s with %llu records in %s. Import them: crosscut import %s\n",
            result.files, result.files == 1 ? "" : "s", result.records, options.into, options.into);
    return STATUS_OK;
}
