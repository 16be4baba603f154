/* Ctrl-C and a polite kill: a command stops after what is at hand. */
#include "cli/cli.h"

#include <signal.h>

static volatile sig_atomic_t stop_asked;

static void ask_stop(int number)
{
    stop_asked = 1;
    (void)signal(number, SIG_DFL); /* a second Ctrl-C ends it at once */
}

const volatile sig_atomic_t *cli_catch_stop(void)
{
    (void)signal(SIGINT, ask_stop);
    (void)signal(SIGTERM, ask_stop);
    return &stop_asked;
}
