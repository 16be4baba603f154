#include "cli/cli.h"
#include "work/review.h"

#include <stdio.h>

static void tell(void *context, unsigned line, const char *words)
{
    const struct cli *cli = context;
    (void)fprintf(stderr, "crosscut: %s:%u: %s\n", cli->values[OPTION_IMPORT], line, words);
}

enum status cmd_review(struct cli *cli)
{
    const struct lens *lens = NULL;
    struct review_result result;
    if (cli_has(cli, OPTION_EXPORT) == cli_has(cli, OPTION_IMPORT)) {
        return fail(&cli->why, STATUS_USAGE, "Say either --export or --import FILE.");
    }
    TRY(cli_open_store(cli, cli_has(cli, OPTION_IMPORT) ? STORE_WRITE : STORE_READ));
    if (cli_has(cli, OPTION_LENS)) {
        TRY(lens_set_find(cli->work.lenses, cli->values[OPTION_LENS], &lens, &cli->why));
    }
    if (cli_has(cli, OPTION_EXPORT)) {
        return work_review_export(&cli->work, lens, &cli->out, &cli->why);
    }
    TRY(work_review_import(&cli->work, cli->values[OPTION_IMPORT], tell, cli, &result, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        struct json json;
        json_init(&json, &cli->out, false);
        json_object(&json);
        json_key_integer(&json, "read", (long long)result.read);
        json_key_integer(&json, "decided", (long long)result.decided);
        json_key_integer(&json, "rejected", (long long)result.rejected);
        json_object_end(&json);
        buf_char(&cli->out, '\n');
    } else {
        cli_say(cli,
                "Read %llu lines: %llu decisions kept, %llu refused, the rest without a verdict.\n",
                result.read, result.decided, result.rejected);
    }
    return result.rejected > 0 ? STATUS_PROBLEMS : STATUS_OK;
}
