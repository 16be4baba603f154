#define _GNU_SOURCE /* execvpe(3): the program is sought in PATH, with an environment of ours */
#include "document/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHUNK ((size_t)64 * 1024)
#define PATH_MAX_BYTES 4096
/* What a child says that could not become the program, as a shell does. */
#define CANNOT_BECOME 127

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

/* The few words of environment a child is given, made before it starts. */
struct environment {
    char path[PATH_MAX_BYTES + 6];
    char locale[16];
    char more[128];
    char *list[4];
};

static void make_environment(const char *variable, struct environment *environment)
{
    *environment = (struct environment){.path = "PATH=/usr/bin:/bin", .locale = "LC_ALL=C.UTF-8"};
    const char *found = getenv("PATH");
    if (found && strlen(found) < PATH_MAX_BYTES) {
        memcpy(environment->path + 5, found, strlen(found) + 1);
    }
    environment->list[0] = environment->path;
    environment->list[1] = environment->locale;
    if (variable && strlen(variable) < sizeof environment->more) {
        memcpy(environment->more, variable, strlen(variable) + 1);
        environment->list[2] = environment->more;
    }
}

/* In the child, before it is the program: a fast program must find the limits already set. */
static bool limit(const struct child_limits *limits)
{
    const struct rlimit memory = {limits->memory_bytes, limits->memory_bytes};
    /* One second more until it is killed: at the first limit it is told which one (SIGXCPU). */
    const struct rlimit cpu = {limits->seconds, limits->seconds + 1};
    const struct rlimit nothing = {0, 0};
    const struct rlimit files = {limits->file_bytes, limits->file_bytes};
    return setrlimit(RLIMIT_CPU, &cpu) == 0 && setrlimit(RLIMIT_FSIZE, &files) == 0 &&
           setrlimit(RLIMIT_CORE, &nothing) == 0 && setrlimit(RLIMIT_AS, &memory) == 0;
}

/* The child's side; only calls that are safe after fork(2) in a program with threads. */
static _Noreturn void become(const char *const *words, int output,
                             const struct child_limits *limits,
                             const struct environment *environment)
{
    const int nowhere = open("/dev/null", O_RDWR);
    if (limits->without_network) {
        /* A network of its own, in which nothing is; where that is not allowed it goes on. */
        (void)unshare(CLONE_NEWUSER | CLONE_NEWNET);
    }
    /* execvpe() changes none of the words; its type is older than const. */
    union {
        const char *const *given;
        char *const *taken;
    } arguments = {.given = words};
    if (nowhere >= 0 && dup2(nowhere, STDIN_FILENO) >= 0 && dup2(nowhere, STDERR_FILENO) >= 0 &&
        dup2(output, STDOUT_FILENO) >= 0 && limit(limits)) {
        (void)execvpe(words[0], arguments.taken, environment->list);
    }
    _exit(CANNOT_BECOME);
}

/* 0, or an errno. */
static int spawn(const char *const *words, int output, const struct child_limits *limits,
                 pid_t *child)
{
    struct environment environment;
    make_environment(limits->variable, &environment);
    *child = fork();
    if (*child == 0) {
        become(words, output, limits, &environment);
    }
    return *child < 0 ? errno : 0;
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
        result->end = result->code == CANNOT_BECOME ? CHILD_MISSING : CHILD_EXITED;
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
    const int error = spawn(words, ends[1], limits, &child);
    (void)close(ends[1]);
    if (error == 0) {
        result->end = listen_to(ends[0], limits, out);
        if (result->end != CHILD_EXITED) {
            (void)kill(child, SIGKILL);
        }
        wait_for_end(child, result);
    }
    (void)close(ends[0]);
    return error == 0 ? STATUS_OK : fail_start(words[0], error, why);
}
