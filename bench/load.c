/*
 * Asks a site for pages and says how long they took: load PORT RATE SECONDS CONNECTIONS <PATHS
 *
 * With a RATE (requests a second) it is an open loop: request i is due at i / RATE, whether earlier ones have been answered or not,
 * and its time counts from when it was due, so that waiting in a queue is seen. With RATE 0 every connection asks again as soon as it
 * has its answer, which measures how many pages a second there are at most. Paths are taken in turn, one a line of standard input;
 * each answer has to be 200, and gzip is accepted as browsers do.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define PATHS_MOST 20000
#define CONNECTIONS_MOST 64
#define ANSWER_ROOM ((size_t)4 * 1024 * 1024)

struct load {
    char *paths[PATHS_MOST];
    size_t path_count;
    double rate, seconds, start;
    unsigned short port;
    atomic_ulong next;
    double *times; /* milliseconds; of an open loop one for each request */
    unsigned long planned;
    atomic_ulong done, failed;
};

static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void wait_until(double when)
{
    const double left = when - now();
    if (left > 0) {
        const struct timespec time = {(time_t)left, (long)((left - (double)(time_t)left) * 1e9)};
        (void)nanosleep(&time, NULL);
    }
}

static int open_connection(unsigned short port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int on = 1, socket_number = socket(AF_INET, SOCK_STREAM, 0);
    if (socket_number < 0 || connect(socket_number, (struct sockaddr *)&address, sizeof address) != 0) {
        perror("load: connect");
        exit(1);
    }
    (void)setsockopt(socket_number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket_number;
}

/* The whole length of an answer whose head is there; 0 when it is not. */
static size_t answer_length(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");
    for (const char *line = end ? strstr(answer, "\r\n") : NULL; line && line < end; line = strstr(line + 2, "\r\n")) {
        if (strncasecmp(line + 2, "content-length:", 15) == 0) {
            return (size_t)(end + 4 - answer) + strtoul(line + 17, NULL, 10);
        }
    }
    return 0;
}

/* One request and its answer on an open connection; false when it is no 200. */
static bool ask(int connection, const char *path, char *room)
{
    char request[4096];
    const int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n", path);
    size_t got = 0, whole = 0;
    if (length <= 0 || (size_t)length >= sizeof request || write(connection, request, (size_t)length) != length) {
        return false;
    }
    while (whole == 0 || got < whole) {
        const ssize_t some = read(connection, room + got, ANSWER_ROOM - 1 - got);
        if (some <= 0) {
            return false;
        }
        got += (size_t)some;
        room[got] = '\0';
        whole = whole == 0 ? answer_length(room) : whole;
    }
    return strncmp(room, "HTTP/1.1 200", 12) == 0;
}

static void *work(void *context)
{
    struct load *load = context;
    char *room = malloc(ANSWER_ROOM);
    int connection = open_connection(load->port);
    while (room) {
        const unsigned long i = atomic_fetch_add(&load->next, 1);
        const double due = load->rate > 0 ? load->start + (double)i / load->rate : now();
        if (due >= load->start + load->seconds) {
            break;
        }
        wait_until(due);
        const char *path = load->paths[i % load->path_count];
        if (!ask(connection, path, room)) {
            (void)fprintf(stderr, "load: %s: %.40s\n", path, room);
            atomic_fetch_add(&load->failed, 1);
            (void)close(connection);
            connection = open_connection(load->port);
        }
        if (i < load->planned) {
            load->times[i] = (now() - due) * 1e3;
        }
        atomic_fetch_add(&load->done, 1);
    }
    (void)close(connection);
    free(room);
    return NULL;
}

static int compare(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static void read_paths(struct load *load)
{
    char line[4000];
    while (load->path_count < PATHS_MOST && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '/') {
            load->paths[load->path_count++] = strdup(line);
        }
    }
}

int main(int argc, char **argv)
{
    static struct load load;
    pthread_t threads[CONNECTIONS_MOST];
    const long connections = argc == 5 ? strtol(argv[4], NULL, 10) : 0;
    if (connections < 1 || connections > CONNECTIONS_MOST) {
        (void)fprintf(stderr, "load PORT RATE SECONDS CONNECTIONS <PATHS\n");
        return 2;
    }
    load.port = (unsigned short)strtoul(argv[1], NULL, 10);
    load.rate = strtod(argv[2], NULL);
    load.seconds = strtod(argv[3], NULL);
    read_paths(&load);
    load.planned = load.rate > 0 ? (unsigned long)(load.rate * load.seconds) : 0;
    load.times = calloc(load.planned + 1, sizeof *load.times);
    if (load.path_count == 0 || !load.times) {
        return 2;
    }
    load.start = now() + 0.05;
    for (long i = 0; i < connections; i++) {
        (void)pthread_create(&threads[i], NULL, work, &load);
    }
    for (long i = 0; i < connections; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    const unsigned long done = load.done;
    if (load.rate > 0 && done > 0) {
        qsort(load.times, done, sizeof *load.times, compare);
        (void)printf("%5lu at %.0f/s: p50 %6.1f ms, p90 %6.1f ms, p99 %6.1f ms, most %6.1f ms", done, load.rate, load.times[done / 2],
                     load.times[done * 9 / 10], load.times[done * 99 / 100], load.times[done - 1]);
    } else {
        (void)printf("%lu in %.1f s: %.0f a second", done, load.seconds, (double)done / load.seconds);
    }
    (void)printf("%s\n", load.failed > 0 ? " — and some FAILED" : "");
    return load.failed > 0 ? 1 : 0;
}
