#include "cli/cli.h"
#include "find/index.h"
#include "serve/site.h"

#include <signal.h>
#include <stdlib.h>

#define THREADS 4
#define TELL_FROM 5000 /* records to be indexed */

/* "127.0.0.1:8080", "[::1]:8080", ":8080" or "8080". */
static enum status read_listen(struct cli *cli, char address[64], unsigned short *port)
{
    const char *text = cli->values[OPTION_LISTEN];
    const char *colon = text ? strrchr(text, ':') : NULL;
    const char *digits = colon ? colon + 1 : text;
    size_t length = colon ? (size_t)(colon - text) : 0;
    char *end = NULL;
    memcpy(address, "127.0.0.1", sizeof "127.0.0.1");
    *port = 8080;
    if (!text) {
        return STATUS_OK;
    }
    const unsigned long number = strtoul(digits, &end, 10);
    if (*digits == '\0' || *end != '\0' || number > 65535 || length > 60) {
        return fail(&cli->why, STATUS_USAGE,
                    "--listen \"%s\" is no address. Write one such as 127.0.0.1:8080.", text);
    }
    *port = (unsigned short)number;
    if (length > 2 && text[0] == '[' && text[length - 1] == ']') {
        text++;
        length -= 2;
    }
    if (length > 0) {
        memcpy(address, text, length);
        address[length] = '\0';
    }
    return STATUS_OK;
}

/* SIGINT and SIGTERM are taken here and by no thread of the server. */
static void block_signals(sigset_t *set)
{
    (void)sigemptyset(set);
    (void)sigaddset(set, SIGINT);
    (void)sigaddset(set, SIGTERM);
    (void)pthread_sigmask(SIG_BLOCK, set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

/*
 * Visits cannot write, so the index for the search is brought up to date before. Where somebody
 * else is writing it stays as it is, and the search says how far behind it is.
 */
static enum status update_index(struct cli *cli)
{
    struct store *store = cli->work.store;
    struct fulltext_state state;
    unsigned long long bytes = 0;
    TRY(find_index_look(store, &state, &cli->why));
    if (state.fits && state.behind == 0) {
        return STATUS_OK;
    }
    if (state.behind >= TELL_FROM) {
        cli_say(cli, "Indexing %llu records, once…\n", state.behind);
    }
    const enum status status = find_index_update(store, &bytes, &cli->why);
    return status == STATUS_BUSY || status == STATUS_IO ? STATUS_OK : status;
}

enum status cli_serve(struct cli *cli)
{
    struct site *site = arena_alloc(&cli->work.arena, sizeof *site);
    struct http_server *server = NULL;
    char address[64];
    struct http_options options = {
        .address = address, .threads = THREADS, .handler = site_answer, .context = site};
    sigset_t signals;
    int signal_number = 0;
    if (!site) {
        return fail_memory(&cli->why);
    }
    TRY(read_listen(cli, address, &options.port));
    TRY(cli_flush(cli));
    TRY(update_index(cli));
    block_signals(&signals);
    enum status status = site_open(site, &cli->work, &cli->why);
    if (status == STATUS_OK) {
        status = cli_site(cli, &site->address);
    }
    if (status == STATUS_OK) {
        status = http_start(&options, &server, &cli->why);
    }
    if (status == STATUS_OK) {
        cli_say(cli, "\nThe site is at http://%s%s%s:%u/ (Ctrl-C stops it).\n",
                strchr(address, ':') ? "[" : "", address, strchr(address, ':') ? "]" : "",
                (unsigned)http_port(server));
        (void)sigwait(&signals, &signal_number);
    }
    http_stop(server);
    site_close(site);
    return status;
}

enum status cmd_serve(struct cli *cli)
{
    TRY(cli_open_store(cli, STORE_WRITE)); /* brings the file up to date with the pack */
    return cli_serve(cli);
}
