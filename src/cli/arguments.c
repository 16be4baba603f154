/* Arguments that several commands read alike. */
#include "cli/cli.h"

#include <stdlib.h>

enum status cli_number(struct cli *cli, enum option option, unsigned long long *number)
{
    const char *text = cli->values[option];
    if (!text) {
        return STATUS_OK;
    }
    *number = 0;
    for (const char *digit = text; *digit || digit == text; digit++) {
        if (*digit < '0' || *digit > '9' || *number > 100000000) {
            return fail(&cli->why, STATUS_USAGE, "%s \"%s\" is no whole number.",
                        cli_options[option].name, text);
        }
        *number = *number * 10 + (unsigned long long)(*digit - '0');
    }
    return STATUS_OK;
}

enum status cli_kind(struct cli *cli, size_t index, const struct kind **kind)
{
    struct query query;
    TRY(query_parse(&cli->work.arena, cli->work.pack, str_of(cli->arguments[index]), &query,
                    &cli->why));
    *kind = query.kind;
    return STATUS_OK;
}

enum status cli_site(struct cli *cli, const char **site)
{
    const char *address = cli->values[OPTION_SITE];
    *site = NULL;
    if (!address) {
        return STATUS_OK;
    }
    size_t length = strlen(address);
    if (strncmp(address, "https://", 8) != 0 && strncmp(address, "http://", 7) != 0) {
        return fail(&cli->why, STATUS_USAGE,
                    "\"%.100s\" is no address of a site. Write --site https://HOST/PATH.", address);
    }
    while (length > 0 && address[length - 1] == '/') {
        length--;
    }
    *site = arena_copy(&cli->work.arena, (struct str){address, length});
    return *site ? STATUS_OK : fail_memory(&cli->why);
}

enum status cli_person(struct cli *cli, struct str *person)
{
    const char *name = cli->values[OPTION_PERSON];
    name = name ? name : getenv("LOGNAME");
    name = name ? name : getenv("USER");
    *person = str_of(name);
    return name && *name
               ? STATUS_OK
               : fail(&cli->why, STATUS_USAGE, "Nobody is given. Say who with --person NAME.");
}
