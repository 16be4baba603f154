#include "cli/cli.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUT_LIMIT ((size_t)512 * 1024 * 1024)
#define FLUSH_AT ((size_t)64 * 1024)

const char *cli_language(const struct cli *cli)
{
    static const char *const known[] = {"en", "fr", "es"};
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *wanted = cli->values[OPTION_LANG];
    for (size_t i = 0; !wanted && i < COUNT_OF(variables); i++) {
        const char *value = getenv(variables[i]);
        wanted = value && *value ? value : NULL;
    }
    for (size_t i = 0; wanted && i < COUNT_OF(known); i++) {
        if (strncmp(wanted, known[i], 2) == 0) {
            return known[i];
        }
    }
    return "en";
}

void cli_say(const struct cli *cli, const char *format, ...)
{
    va_list arguments;
    if (cli_has(cli, OPTION_QUIET)) {
        return;
    }
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
}

static enum status write_out(struct cli *cli, FILE *to, const char *name)
{
    size_t written = cli->out.length > 0 ? fwrite(cli->out.at, 1, cli->out.length, to) : 0;
    if (written != cli->out.length || fflush(to) != 0) {
        enum status status =
            fail(&cli->why, STATUS_IO, "%s: cannot be written: %s.", name, strerror(errno));
        if (errno == EPIPE) {
            cli->why.text[0] = '\0'; /* the reader, `head` for one, has had enough */
        }
        return status;
    }
    buf_clear(&cli->out);
    return STATUS_OK;
}

/* With --quiet only output that was asked for by its form or place is written. */
static bool is_wanted(const struct cli *cli)
{
    static const enum option asks[] = {OPTION_JSON, OPTION_FORMAT, OPTION_OUTPUT, OPTION_ORIGINAL,
                                       OPTION_EXPORT};
    bool wanted = !cli_has(cli, OPTION_QUIET);
    for (size_t i = 0; i < COUNT_OF(asks); i++) {
        wanted = wanted || cli_has(cli, asks[i]);
    }
    return wanted;
}

static enum status fail_to_write(struct cli *cli, const char *path)
{
    return fail(&cli->why, STATUS_IO, "%s: cannot be written: %s.", path, strerror(errno));
}

/* Opens the file of -o for what comes in pieces: under another name, unless it is a device. */
static enum status open_file(struct cli *cli)
{
    const char *path = cli->values[OPTION_OUTPUT];
    struct stat info;
    const bool plain = stat(path, &info) != 0 || S_ISREG(info.st_mode);
    if (plain) {
        cli->part = arena_printf(&cli->work.arena, "%s.part", path);
        if (!cli->part) {
            return fail_memory(&cli->why);
        }
    }
    cli->file = fopen(plain ? cli->part : path, "wb");
    return cli->file ? STATUS_OK : fail_to_write(cli, plain ? cli->part : path);
}

/* Ends the file that was written in pieces; @kept: it is whole. */
static enum status close_file(struct cli *cli, bool kept)
{
    const char *path = cli->values[OPTION_OUTPUT];
    FILE *file = cli->file;
    cli->file = NULL;
    if (file && fclose(file) != 0 && kept) {
        return fail_to_write(cli, path);
    }
    if (file && cli->part && !kept) {
        (void)unlink(cli->part);
    }
    return kept && cli->part && rename(cli->part, path) != 0 ? fail_to_write(cli, path) : STATUS_OK;
}

enum status cli_flush(struct cli *cli)
{
    const char *path = cli->values[OPTION_OUTPUT];
    TRY(buf_status(&cli->out, &cli->why));
    if (!is_wanted(cli)) {
        buf_clear(&cli->out);
        return STATUS_OK;
    }
    if (!path || strcmp(path, "-") == 0) {
        return write_out(cli, stdout, "standard output");
    }
    if (cli->file) {
        TRY(write_out(cli, cli->file, path));
        return close_file(cli, true);
    }
    FILE *file = fopen(path, "wb");
    if (!file) {
        return fail_to_write(cli, path);
    }
    enum status status = write_out(cli, file, path);
    if (fclose(file) != 0 && status == STATUS_OK) {
        status = fail_to_write(cli, path);
    }
    return status;
}

enum status cli_flush_some(struct cli *cli)
{
    const char *path = cli->values[OPTION_OUTPUT];
    if (cli->out.length < FLUSH_AT) {
        return STATUS_OK;
    }
    if (!path || strcmp(path, "-") == 0) {
        return cli_flush(cli);
    }
    TRY(buf_status(&cli->out, &cli->why));
    if (!cli->file) {
        TRY(open_file(cli));
    }
    return write_out(cli, cli->file, path);
}

/* The first folder below @packs, in order of name, that holds a pack; NULL when there is none. */
static const char *first_pack(struct arena *arena, const char *packs)
{
    struct dirent **entries = NULL;
    const char *found = NULL;
    int count = scandir(packs, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char *path = arena_printf(arena, "%s/%s", packs, entries[i]->d_name);
        char *file = path ? arena_printf(arena, "%s/pack.yaml", path) : NULL;
        if (!found && file && entries[i]->d_name[0] != '.' && access(file, R_OK) == 0) {
            found = path;
        }
        free(entries[i]);
    }
    free(entries);
    return found;
}

/* The pack that CROSSCUT_PACK names, or below ./packs, or beside the program: in the source tree,
 * or where it is installed. */
static const char *find_pack(struct arena *arena)
{
    static const char *const beside[] = {"../packs", "../../packs", "../share/crosscut/packs"};
    char program[4096];
    const char *variable = getenv("CROSSCUT_PACK");
    if (variable && *variable) {
        return variable;
    }
    const char *found = first_pack(arena, "packs");
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash = NULL;
    if (length > 0) {
        program[length] = '\0';
        slash = strrchr(program, '/');
    }
    for (size_t i = 0; !found && slash && i < COUNT_OF(beside); i++) {
        *slash = '\0';
        char *packs = arena_printf(arena, "%s/%s", program, beside[i]);
        found = packs ? first_pack(arena, packs) : NULL;
    }
    return found;
}

enum status cli_open(struct cli *cli)
{
    struct arena *arena = &cli->work.arena;
    const char *pack = cli->values[OPTION_PACK];
    const char *db = cli->values[OPTION_DB] ? cli->values[OPTION_DB] : "crosscut.db";
    char *found = NULL;
    if (!pack) {
        struct arena scratch;
        arena_init(&scratch, 64 * 1024);
        const char *path = find_pack(&scratch);
        found = path ? strdup(path) : NULL;
        arena_release(&scratch);
        pack = found;
    }
    if (!pack) {
        return fail(&cli->why, STATUS_NOT_FOUND,
                    "No pack found. Name its folder with --pack, or run in the source tree.");
    }
    arena_release(arena);
    enum status status = workspace_open(&cli->work, pack, db, cli->command->without, &cli->why);
    free(found);
    return status;
}

enum status cli_open_store(struct cli *cli, enum store_mode mode)
{
    TRY(cli_open(cli));
    return workspace_open_store(&cli->work, mode, &cli->why);
}

static enum status run(struct cli *cli, int count, char **words)
{
    TRY(cli_parse(cli, count, words));
    if (!cli->command) {
        help_overview(&cli->out);
        TRY(cli_flush(cli));
        return cli_has(cli, OPTION_HELP) ? STATUS_OK
                                         : fail(&cli->why, STATUS_USAGE, "Which command?");
    }
    if (cli_has(cli, OPTION_HELP)) {
        help_command(cli->command, &cli->out);
        return cli_flush(cli);
    }
    enum status status = cli->command->run(cli);
    if (status != STATUS_OK && status != STATUS_PROBLEMS) {
        return status;
    }
    TRY(cli_flush(cli));
    return status;
}

int main(int count, char **words)
{
    struct cli cli = {.why = {STATUS_OK, ""}};
    cli.program = count > 0 ? words[0] : "crosscut";
    (void)signal(SIGPIPE, SIG_IGN);
    arena_init(&cli.work.arena, 1024);
    buf_init(&cli.out, OUT_LIMIT);
    cli.arguments = calloc((size_t)count + 1, sizeof *cli.arguments);
    cli.sets = calloc((size_t)count + 1, sizeof *cli.sets);
    enum status status =
        cli.arguments && cli.sets ? run(&cli, count, words) : fail_memory(&cli.why);
    if (cli.file) {
        (void)!close_file(&cli, false);
    }
    if (status != STATUS_OK && cli.why.text[0] != '\0') {
        (void)fprintf(stderr, "crosscut: %s\n", cli.why.text);
    }
    workspace_close(&cli.work);
    buf_release(&cli.out);
    free(cli.arguments);
    free(cli.sets);
    return status_exit_code(status);
}
