#define _GNU_SOURCE /* prlimit(2): limits for a process that runs already */
#include "document/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHUNK ((size_t)64 * 1024)
#define PATH_MAX_BYTES 4096

static enum status fail_start(const char *program, int error, struct failure *why)
{
    return fail(why, STATUS_IO, "%s: cannot be started: %s.", program, strerror(error));
}

static long long now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- starting ---- */

/* 0, or an errno. Only the two ends of @output that the child needs are open in it. */
static int spawn(const char *const *words, int output, pid_t *child)
{
    char path[PATH_MAX_BYTES + 6] = "PATH=/usr/bin:/bin";
    char locale[] = "LC_ALL=C.UTF-8";
    const char *found = getenv("PATH");
    if (found && strlen(found) < PATH_MAX_BYTES) {
        memcpy(path + 5, found, strlen(found) + 1);
    }
    char *const environment[] = {path, locale, NULL};
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        return error;
    }
    error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    error = error ? error : posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    error =
        error ? error
              : posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (error == 0) {
        /* posix_spawnp() changes none of the words; its type is older than const. */
        union {
            const char *const *given;
            char *const *taken;
        } arguments = {.given = words};
        error = posix_spawnp(child, words[0], &actions, NULL, arguments.taken, environment);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* It runs already, but has not seen a byte of its file that would matter before these hold. */
static void limit(pid_t child, const struct child_limits *limits)
{
    const struct rlimit memory = {limits->memory_bytes, limits->memory_bytes};
    const struct rlimit cpu = {limits->seconds, limits->seconds};
    const struct rlimit nothing = {0, 0};
    (void)prlimit(child, RLIMIT_AS, &memory, NULL);
    (void)prlimit(child, RLIMIT_CPU, &cpu, NULL);
    (void)prlimit(child, RLIMIT_FSIZE, &nothing, NULL);
    (void)prlimit(child, RLIMIT_CORE, &nothing, NULL);
}

/* ---- listening ---- */

/* Waits for bytes until @deadline; false when the time is over. */
static bool wait_for_bytes(int input, long long deadline)
{
    for (;;) {
        const long long left = deadline - now_ms();
        if (left <= 0) {
            return false;
        }
        struct pollfd waiting = {.fd = input, .events = POLLIN};
        const int ready = poll(&waiting, 1, (int)left);
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return true; /* reading will tell */
        }
    }
}

/* Reads to the end; CHILD_EXITED when it was reached. */
static enum child_end listen_to(int input, const struct child_limits *limits, struct buf *out)
{
    const long long deadline = now_ms() + (long long)limits->seconds * 1000;
    for (;;) {
        if (!wait_for_bytes(input, deadline)) {
            return CHILD_SLOW;
        }
        char *to = buf_reserve(out, CHUNK);
        if (!to) {
            return CHILD_LOUD;
        }
        const ssize_t got = read(input, to, CHUNK);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return CHILD_EXITED;
        }
        out->length += got > 0 ? (size_t)got : 0;
        out->at[out->length] = '\0';
    }
}

static void wait_for_end(pid_t child, struct child_result *result)
{
    int state = 0;
    while (waitpid(child, &state, 0) < 0 && errno == EINTR) {
    }
    if (result->end != CHILD_EXITED) {
        return;
    }
    if (WIFSIGNALED(state)) {
        result->end = WTERMSIG(state) == SIGXCPU ? CHILD_SLOW : CHILD_KILLED;
        result->code = WTERMSIG(state);
    } else {
        result->code = WEXITSTATUS(state);
        /* 127 is what a child says that could not become the program (posix_spawn(3)). */
        result->end = result->code == 127 ? CHILD_MISSING : CHILD_EXITED;
    }
}

enum status child_run(const char *const *words, const struct child_limits *limits, struct buf *out,
                      struct child_result *result, struct failure *why)
{
    int ends[2];
    pid_t child = 0;
    *result = (struct child_result){CHILD_MISSING, 0};
    if (pipe(ends) != 0) {
        return fail_start(words[0], errno, why);
    }
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    const int error = spawn(words, ends[1], &child);
    (void)close(ends[1]);
    if (error == 0) {
        limit(child, limits);
        result->end = listen_to(ends[0], limits, out);
        if (result->end != CHILD_EXITED) {
            (void)kill(child, SIGKILL);
        }
        wait_for_end(child, result);
    }
    (void)close(ends[0]);
    return error == 0 || error == ENOENT ? STATUS_OK : fail_start(words[0], error, why);
}
