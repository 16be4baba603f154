#include "cli/cli.h"
#include "write/claims_write.h"

/* Keeps only the results with the verdict of that name, in place. */
static enum status filter(struct cli *cli, struct claim_result *results, size_t *count,
                          const char *wanted)
{
    size_t kept = 0;
    bool known = false;
    for (int v = 0; v < VERDICTS; v++) {
        known = known || strcmp(wanted, verdict_name((enum verdict)v)) == 0;
    }
    if (!known) {
        return fail(&cli->why, STATUS_USAGE,
                    "There is no verdict \"%s\". Use match, match-rounded, mismatch, conflict, "
                    "ambiguous, untestable, dangling or external.",
                    wanted);
    }
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(verdict_name(results[i].verdict), wanted) == 0) {
            results[kept++] = results[i];
        }
    }
    *count = kept;
    return STATUS_OK;
}

enum status cmd_check(struct cli *cli)
{
    struct claim_result *results = NULL;
    size_t count = 0;
    struct write_options options = {.language = cli_language(cli)};
    TRY(cli_open_store(cli, STORE_READ));
    TRY(claims_compute(cli->work.store, cli->work.claims, &cli->work.arena, &results, &count,
                       &cli->why));
    if (cli_has(cli, OPTION_VERDICT)) {
        TRY(filter(cli, results, &count, cli->values[OPTION_VERDICT]));
    }
    if (cli_has(cli, OPTION_JSON)) {
        claims_json(results, count, &cli->out);
    } else {
        claims_text(results, count, &options, &cli->out);
    }
    return STATUS_OK;
}
