#include "cli/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define SECRET_LINE 1024

static enum status read_line(struct arena *arena, FILE *from, const char *name, struct str *secret,
                             struct failure *why)
{
    char line[SECRET_LINE];
    if (!fgets(line, sizeof line, from)) {
        return fail(why, STATUS_INPUT, "%s: there is no line with a password.", name);
    }
    line[strcspn(line, "\r\n")] = '\0';
    *secret = arena_str(arena, str_of(line));
    return secret->at ? STATUS_OK : fail_memory(why);
}

enum status secret_from_file(struct arena *arena, const char *path, struct str *secret,
                             struct failure *why)
{
    struct stat about;
    FILE *file = fopen(path, "rb");
    if (!file) {
        return fail(why, STATUS_IO, "%s: cannot be opened: %s.", path, strerror(errno));
    }
    enum status status = STATUS_OK;
    if (fstat(fileno(file), &about) == 0 && S_ISREG(about.st_mode) &&
        (about.st_mode & (S_IROTH | S_IWOTH))) {
        status = fail(why, STATUS_INPUT, "%s can be read by everybody. Run \"chmod 600 %s\" first.",
                      path, path);
    }
    if (status == STATUS_OK) {
        status = read_line(arena, file, path, secret, why);
    }
    (void)fclose(file);
    return status;
}

static enum status ask(struct arena *arena, FILE *terminal, const char *what, struct str *secret,
                       struct failure *why)
{
    (void)fprintf(terminal, "%s: ", what);
    (void)fflush(terminal);
    const enum status status = read_line(arena, terminal, "terminal", secret, why);
    (void)fputc('\n', terminal);
    return status;
}

enum status secret_from_terminal(struct arena *arena, const char *what, struct str *secret,
                                 struct failure *why)
{
    struct termios shown, hidden;
    struct str again = {0};
    FILE *terminal = fopen("/dev/tty", "r+");
    if (!terminal || tcgetattr(fileno(terminal), &shown) != 0) {
        if (terminal) {
            (void)fclose(terminal);
        }
        return fail(why, STATUS_USAGE,
                    "There is no terminal to ask for the password at. Give --password-file FILE.");
    }
    hidden = shown;
    hidden.c_lflag &= (tcflag_t)~ECHO;
    (void)tcsetattr(fileno(terminal), TCSAFLUSH, &hidden);
    enum status status = ask(arena, terminal, what, secret, why);
    if (status == STATUS_OK) {
        status = ask(arena, terminal, "The same again", &again, why);
    }
    (void)tcsetattr(fileno(terminal), TCSAFLUSH, &shown);
    (void)fclose(terminal);
    if (status == STATUS_OK && !str_equal(*secret, again)) {
        status = fail(why, STATUS_INPUT, "The two were not the same. Try again.");
    }
    return status;
}
