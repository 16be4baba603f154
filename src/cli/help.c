#include "cli/cli.h"

#include <stdio.h>

static void print_option(const struct option_info *o, struct buf *out)
{
    char name[64];
    int length = 0;
    buf_text(out, "  ");
    if (o->letter) {
        buf_printf(out, "-%c, ", o->letter);
    } else {
        buf_text(out, "    ");
    }
    length = o->argument ? snprintf(name, sizeof name, "%s %s", o->name, o->argument)
                         : snprintf(name, sizeof name, "%s", o->name);
    buf_printf(out, "%-24s%s%s\n", name, length >= 24 ? "  " : "", o->help);
}

static const struct option_info *info_of(enum option option)
{
    for (const struct option_info *o = cli_options; o->name; o++) {
        if (o->option == option) {
            return o;
        }
    }
    return NULL;
}

static void print_common(struct buf *out)
{
    buf_text(out, "\nCommon options:\n");
    for (int i = OPTION_DB; i <= OPTION_HELP; i++) {
        print_option(info_of((enum option)i), out);
    }
}

void help_overview(struct buf *out)
{
    buf_text(
        out,
        "Crosscut registers an organisation's work on a cross-cutting theme, tags it by written\n"
        "definitions, and computes numbers that open down to the words behind them.\n\n"
        "Examples:\n"
        "  crosscut demo                          the main job in one go\n"
        "  crosscut import activities.xml         read, tag and store\n"
        "  crosscut why XM-DAC-47066-LM.0416      the words behind a record's tags\n"
        "  crosscut table activities-by-theme     count them\n"
        "  crosscut check                         printed numbers against computed ones\n\n"
        "Commands:\n");
    for (const struct command *c = cli_commands; c->name; c++) {
        buf_printf(out, "  %-12s%s\n", c->name, c->summary);
    }
    print_common(out);
    buf_text(out, "\nMore: crosscut help COMMAND\n");
}

/* Breaks a paragraph into lines of up to 78 letters. */
static void print_wrapped(const char *text, struct buf *out)
{
    size_t column = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        if (column > 0 && column + 1 + length > 78) {
            buf_char(out, '\n');
            column = 0;
        } else if (column > 0) {
            buf_char(out, ' ');
            column++;
        }
        buf_add(out, text, length);
        column += length;
        text += length;
        text += strspn(text, " ");
    }
    buf_char(out, '\n');
}

static void print_indented(const char *lines, struct buf *out)
{
    struct str rest = str_of(lines), line;
    while (str_split(&rest, '\n', &line)) {
        buf_text(out, "  ");
        buf_str(out, line);
        buf_char(out, '\n');
    }
}

void help_command(const struct command *command, struct buf *out)
{
    buf_text(out, "Examples:\n");
    print_indented(command->examples, out);
    buf_printf(out, "\nUsage: crosscut %s%s%s [options]\n\n", command->name,
               *command->arguments ? " " : "", command->arguments);
    buf_printf(out, "crosscut %s: %s.\n", command->name, command->summary);
    if (command->text) {
        print_wrapped(command->text, out);
    }
    if (command->options[0] != OPTION_COUNT) {
        buf_text(out, "\nOptions:\n");
        for (const enum option *o = command->options; *o != OPTION_COUNT; o++) {
            print_option(info_of(*o), out);
        }
    }
    print_common(out);
}

enum status cmd_help(struct cli *cli)
{
    if (cli->argument_count == 0) {
        help_overview(&cli->out);
        return STATUS_OK;
    }
    const struct command *command = cli_find_command(cli->arguments[0]);
    if (!command) {
        return fail(&cli->why, STATUS_NOT_FOUND,
                    "There is no command \"%s\". See \"crosscut help\".", cli->arguments[0]);
    }
    help_command(command, &cli->out);
    return STATUS_OK;
}
