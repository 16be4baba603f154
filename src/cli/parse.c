#include "base/near.h"
#include "cli/cli.h"

static const struct option_info *find_option(const char *name, size_t length)
{
    for (const struct option_info *o = cli_options; o->name; o++) {
        if (strlen(o->name) == length && memcmp(o->name, name, length) == 0) {
            return o;
        }
    }
    return NULL;
}

static const struct option_info *find_letter(char letter)
{
    for (const struct option_info *o = cli_options; o->name; o++) {
        if (o->letter == letter) {
            return o;
        }
    }
    return NULL;
}

/* True when the command takes the option: a common one, or one of its own. */
static bool takes(const struct command *command, enum option option)
{
    if (option <= OPTION_HELP) {
        return true;
    }
    for (const enum option *o = command->options; *o != OPTION_COUNT; o++) {
        if (*o == option) {
            return true;
        }
    }
    return false;
}

static enum status unknown_option(struct cli *cli, const char *word)
{
    const char *names[OPTION_COUNT + 1];
    size_t count = 0;
    for (const struct option_info *o = cli_options; o->name; o++) {
        if (!cli->command || takes(cli->command, o->option)) {
            names[count++] = o->name;
        }
    }
    names[count] = NULL;
    const char *near = near_name(word, names);
    return fail(&cli->why, STATUS_USAGE, "Unknown option \"%s\"%s%s%s. See \"crosscut help%s%s\".",
                word, near ? "; did you mean " : "", near ? near : "", near ? "?" : "",
                cli->command ? " " : "", cli->command ? cli->command->name : "");
}

static enum status unknown_command(struct cli *cli, const char *word)
{
    const char *names[64];
    size_t count = 0;
    for (const struct command *c = cli_commands; c->name && count < COUNT_OF(names) - 1; c++) {
        names[count++] = c->name;
    }
    names[count] = NULL;
    const char *near = near_name(word, names);
    return fail(&cli->why, STATUS_USAGE, "Unknown command \"%s\"%s%s%s. See \"crosscut help\".",
                word, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

/* The words of the command line, and where reading stands. */
struct words {
    char **at;
    int next, count;
};

/* "--name", "--name=value", "--name value", "-f value", "-fvalue". */
static enum status parse_option(struct cli *cli, struct words *words)
{
    const char *word = words->at[words->next++];
    const struct option_info *info = NULL;
    const char *value = NULL;
    if (word[1] == '-') {
        const char *equals = strchr(word, '=');
        info = find_option(word, equals ? (size_t)(equals - word) : strlen(word));
        value = equals ? equals + 1 : NULL;
    } else {
        info = find_letter(word[1]);
        value = word[2] ? word + 2 : NULL;
    }
    if (!info) {
        return unknown_option(cli, word);
    }
    if (info->argument && !value) {
        if (words->next >= words->count) {
            return fail(&cli->why, STATUS_USAGE, "%s needs a value: %s %s.", info->name, info->name,
                        info->argument);
        }
        value = words->at[words->next++];
    }
    if (!info->argument && value) {
        return fail(&cli->why, STATUS_USAGE, "%s takes no value.", info->name);
    }
    cli->values[info->option] = value ? value : "";
    if (info->option == OPTION_SET) {
        cli->sets[cli->set_count++] = value;
    }
    return STATUS_OK;
}

/* Options may stand before the command, so whether it takes them is only known at the end. */
static enum status check_options(struct cli *cli)
{
    for (const struct option_info *o = cli_options; o->name; o++) {
        if (cli->values[o->option] && !takes(cli->command, o->option)) {
            return fail(&cli->why, STATUS_USAGE,
                        "\"%s\" has no option %s. See \"crosscut help %s\".", cli->command->name,
                        o->name, cli->command->name);
        }
    }
    return STATUS_OK;
}

static enum status check_arguments(struct cli *cli)
{
    const struct command *c = cli->command;
    size_t most = c->most < 0 ? (size_t)-1 : (size_t)c->most;
    if (cli_has(cli, OPTION_HELP)) {
        return STATUS_OK;
    }
    if (cli->argument_count < (size_t)c->least || cli->argument_count > most) {
        return fail(&cli->why, STATUS_USAGE, "Usage: crosscut %s %s. See \"crosscut help %s\".",
                    c->name, c->arguments, c->name);
    }
    return STATUS_OK;
}

enum status cli_parse(struct cli *cli, int count, char **at)
{
    struct words words = {at, 1, count};
    bool plain = false; /* after "--" nothing is an option */
    while (words.next < words.count) {
        const char *word = at[words.next];
        if (!plain && strcmp(word, "--") == 0) {
            plain = true;
            words.next++;
        } else if (!plain && word[0] == '-' && word[1] != '\0') {
            if (strcmp(word, "--version") == 0) {
                cli->command = cli_find_command("version");
                words.next++;
                continue;
            }
            TRY(parse_option(cli, &words));
        } else if (!cli->command) {
            cli->command = cli_find_command(word);
            words.next++;
            if (!cli->command) {
                return unknown_command(cli, word);
            }
        } else {
            cli->arguments[cli->argument_count++] = word;
            words.next++;
        }
    }
    if (!cli->command) {
        return STATUS_OK;
    }
    TRY(check_options(cli));
    return check_arguments(cli);
}
