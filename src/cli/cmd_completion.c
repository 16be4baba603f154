#include "cli/cli.h"

static void print_commands(struct buf *out, const char *separator)
{
    for (const struct command *c = cli_commands; c->name; c++) {
        buf_printf(out, "%s%s", c == cli_commands ? "" : separator, c->name);
    }
}

static void print_options(const struct command *command, struct buf *out)
{
    for (const struct option_info *o = cli_options; o->name; o++) {
        bool own = o->option <= OPTION_HELP;
        for (const enum option *p = command->options; *p != OPTION_COUNT; p++) {
            own = own || *p == o->option;
        }
        if (own) {
            buf_printf(out, " %s", o->name);
        }
    }
}

static void bash(struct buf *out)
{
    buf_text(out, "_crosscut() {\n  local word=${COMP_WORDS[COMP_CWORD]} words\n"
                  "  if [ \"$COMP_CWORD\" -eq 1 ]; then words=\"");
    print_commands(out, " ");
    buf_text(out, "\"; else\n  case ${COMP_WORDS[1]} in\n");
    for (const struct command *c = cli_commands; c->name; c++) {
        buf_printf(out, "    %s) words=\"", c->name);
        print_options(c, out);
        buf_text(out, "\" ;;\n");
    }
    buf_text(out, "  esac; fi\n  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\n"
                  "complete -o default -F _crosscut crosscut\n");
}

static void zsh(struct buf *out)
{
    buf_text(out, "#compdef crosscut\n_crosscut() {\n  if (( CURRENT == 2 )); then\n"
                  "    local -a commands=(\n");
    for (const struct command *c = cli_commands; c->name; c++) {
        buf_printf(out, "      \"%s:%s\"\n", c->name, c->summary);
    }
    buf_text(out, "    )\n    _describe command commands\n    return\n  fi\n  case $words[2] in\n");
    for (const struct command *c = cli_commands; c->name; c++) {
        buf_printf(out, "    %s) compadd --", c->name);
        print_options(c, out);
        buf_text(out, " ;;\n");
    }
    buf_text(out, "  esac\n  _files\n}\ncompdef _crosscut crosscut\n");
}

static void fish(struct buf *out)
{
    for (const struct command *c = cli_commands; c->name; c++) {
        buf_printf(out, "complete -c crosscut -n __fish_use_subcommand -a %s -d \"%s\"\n", c->name,
                   c->summary);
    }
    for (const struct option_info *o = cli_options; o->name; o++) {
        buf_printf(out, "complete -c crosscut -l %s -d \"%s\"\n", o->name + 2, o->help);
    }
}

enum status cmd_completion(struct cli *cli)
{
    static const struct {
        const char *shell;
        void (*print)(struct buf *out);
    } shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};
    for (size_t i = 0; i < COUNT_OF(shells); i++) {
        if (strcmp(cli->arguments[0], shells[i].shell) == 0) {
            shells[i].print(&cli->out);
            return STATUS_OK;
        }
    }
    return fail(&cli->why, STATUS_USAGE,
                "There is no completion for \"%s\". Use bash, zsh or fish.", cli->arguments[0]);
}
