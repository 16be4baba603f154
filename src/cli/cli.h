/*
 * The command line: one declared table of commands and options, from which parsing, help and shell
 * completion are made. Data goes to stdout, words to stderr. Exit codes: base/status.h, after
 * design/quality.md C4.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/buf.h"
#include "text/json.h"
#include "work/workspace.h"

#include <signal.h>
#include <stdio.h>

enum option {
    /* common to all commands */
    OPTION_DB,
    OPTION_PACK,
    OPTION_LANG,
    OPTION_JSON,
    OPTION_QUIET,
    OPTION_HELP,
    /* of some commands */
    OPTION_FORMAT,
    OPTION_OUTPUT,
    OPTION_LENS,
    OPTION_MAPPING,
    OPTION_AS,
    OPTION_ORIGINAL,
    OPTION_TEXT_ONLY,
    OPTION_NO_SERVE,
    OPTION_LIMIT,
    OPTION_SORT,
    OPTION_EXPORT,
    OPTION_IMPORT,
    OPTION_ALL_FIELDS,
    OPTION_VERDICT,
    OPTION_FROM,
    OPTION_TO,
    OPTION_WHERE,
    OPTION_ON,
    OPTION_WITHIN,
    OPTION_LISTEN,
    OPTION_SET,
    OPTION_KIND,
    OPTION_REINDEX,
    OPTION_INTO,
    OPTION_PREFIX,
    OPTION_QUEUE,
    OPTION_STATS,
    OPTION_GOLD,
    OPTION_PERSON,
    OPTION_UNTIL,
    OPTION_ALLOW,
    OPTION_ROLE,
    OPTION_EMAIL,
    OPTION_PASSWORD_FILE,
    OPTION_NOTE,
    OPTION_NEW,
    OPTION_YES,
    OPTION_BEHIND_HTTPS,
    OPTION_PROXY,
    OPTION_NOTED,
    OPTION_SITE,
    OPTION_UNCHECKED,
    OPTION_BIENNIUM,
    OPTION_COUNTRY,
    OPTION_REGION,
    OPTION_AS_OF,
    OPTION_CHECK,
    OPTION_PDF,
    OPTION_DRY_RUN,
    OPTION_COUNT
};

struct option_info {
    enum option option;
    const char *name;     /* "--db" */
    char letter;          /* 'f', or 0 */
    const char *argument; /* "FILE", or NULL for a switch */
    const char *help;
};

struct cli;

struct command {
    const char *name;
    const char *arguments;      /* "FILE|DIR|- …" */
    const char *summary;        /* one line */
    const char *text;           /* more, or NULL */
    const char *examples;       /* lines, each a command */
    const enum option *options; /* its own, ending with OPTION_COUNT */
    int least, most;            /* positional arguments; most < 0: any number */
    enum status (*run)(struct cli *cli);
    unsigned without; /* parts of the pack it never looks at (work/workspace.h) */
};

struct cli {
    const char *program; /* as it was called, for commands that a user may copy */
    const struct command *command;
    const char *values[OPTION_COUNT]; /* given: the argument, or "" for a switch; NULL: not given */
    const char **arguments;
    size_t argument_count;
    const char **sets; /* every value of --set, which may be given several times */
    size_t set_count;
    struct workspace work; /* opened by cli_open() */
    struct buf out;        /* for stdout or -o */
    FILE *file;            /* that -o names, while a long output goes there; or NULL */
    const char *part;      /* the name it has until it is whole; NULL: its own */
    struct failure why;
};

extern const struct command cli_commands[]; /* ends with a NULL name */
extern const struct option_info cli_options[];

static inline bool cli_has(const struct cli *cli, enum option option)
{
    return cli->values[option] != NULL;
}

/* "en", "fr", "es": --lang, else the environment, else English. */
const char *cli_language(const struct cli *cli);

/* Loads the pack and, when @mode says so, opens the store. */
MUST_CHECK enum status cli_open(struct cli *cli);
MUST_CHECK enum status cli_open_store(struct cli *cli, enum store_mode mode);

/*
 * From now on Ctrl-C and SIGTERM make what is returned non-zero, once; the second time they end the
 * program at once.
 */
const volatile sig_atomic_t *cli_catch_stop(void);

/* The address of --site without strokes at its end; NULL when it is not given. */
MUST_CHECK enum status cli_site(struct cli *cli, const char **site);

/* Words for people on stderr; nothing with --quiet. */
__attribute__((format(printf, 2, 3))) void cli_say(const struct cli *cli, const char *format, ...);

/* Serves the site of the open workspace until it is told to stop (cmd_serve.c). */
MUST_CHECK enum status cli_serve(struct cli *cli);

/* Writes cli->out to stdout, or to the file of -o, and empties it. STATUS_IO when that cannot be
 * done. */
MUST_CHECK enum status cli_flush(struct cli *cli);

/*
 * Flushes when more than 64 KiB wait: for long lists. The file of -o has another name (.part) until
 * cli_flush() ends it, so that what broke off is never taken for the whole.
 */
MUST_CHECK enum status cli_flush_some(struct cli *cli);

/* The argument of an option that is a whole number; *@number stays when it is not given. */
MUST_CHECK enum status cli_number(struct cli *cli, enum option option, unsigned long long *number);

/* Who does it: --person, else the name of the one who is logged in. STATUS_USAGE: neither is there. */
MUST_CHECK enum status cli_person(struct cli *cli, struct str *person);

/* The kind that argument @index names; STATUS_USAGE with the nearest. */
MUST_CHECK enum status cli_kind(struct cli *cli, size_t index, const struct kind **kind);

/* Parses the arguments into @cli; STATUS_USAGE with words. */
MUST_CHECK enum status cli_parse(struct cli *cli, int count, char **words);

/* The text of `crosscut help` and `crosscut help COMMAND`. */
void help_overview(struct buf *out);
void help_command(const struct command *command, struct buf *out);

/* The reasons for a record's tags as text, to cli->out (cmd_why.c). */
struct why_record;
void cli_print_why(struct cli *cli, const struct why_record *reasons);

const struct command *cli_find_command(const char *name);

/* One function a command (cmd_*.c). */
enum status cmd_demo(struct cli *cli);
enum status cmd_import(struct cli *cli);
enum status cmd_harvest(struct cli *cli);
enum status cmd_imports(struct cli *cli);
enum status cmd_tag(struct cli *cli);
enum status cmd_why(struct cli *cli);
enum status cmd_compare(struct cli *cli);
enum status cmd_score(struct cli *cli);
enum status cmd_scan(struct cli *cli);
enum status cmd_review(struct cli *cli);
enum status cmd_table(struct cli *cli);
enum status cmd_tables(struct cli *cli);
enum status cmd_check(struct cli *cli);
enum status cmd_list(struct cli *cli);
enum status cmd_search(struct cli *cli);
enum status cmd_show(struct cli *cli);
enum status cmd_edit(struct cli *cli);
enum status cmd_history(struct cli *cli);
enum status cmd_restore(struct cli *cli);
enum status cmd_delete(struct cli *cli);
enum status cmd_undelete(struct cli *cli);
enum status cmd_undo(struct cli *cli);
enum status cmd_export(struct cli *cli);
enum status cmd_report(struct cli *cli);
enum status cmd_reports(struct cli *cli);
enum status cmd_due(struct cli *cli);
enum status cmd_serve(struct cli *cli);
enum status cmd_user(struct cli *cli);
enum status cmd_audit(struct cli *cli);
enum status cmd_publish(struct cli *cli);
enum status cmd_duplicates(struct cli *cli);
enum status cmd_pack(struct cli *cli);
enum status cmd_doctor(struct cli *cli);
enum status cmd_help(struct cli *cli);
enum status cmd_version(struct cli *cli);
enum status cmd_completion(struct cli *cli);

#endif
