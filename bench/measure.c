/* Runs a command and writes its wall-clock seconds and largest resident size in KiB to a file: measure FILE COMMAND … */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **words)
{
    struct timespec before, after;
    struct rusage usage;
    int state = 0;
    if (count < 3) {
        (void)fprintf(stderr, "usage: measure FILE COMMAND …\n");
        return 2;
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &before);
    pid_t child = fork();
    if (child == 0) {
        (void)execv(words[2], words + 2);
        _exit(127);
    }
    if (child < 0 || wait4(child, &state, 0, &usage) < 0) {
        perror("measure");
        return 1;
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &after);
    FILE *file = fopen(words[1], "w");
    if (!file) {
        perror(words[1]);
        return 1;
    }
    (void)fprintf(file, "%.4f %ld\n",
                  (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9,
                  usage.ru_maxrss);
    (void)fclose(file);
    return WIFEXITED(state) ? WEXITSTATUS(state) : 1;
}
