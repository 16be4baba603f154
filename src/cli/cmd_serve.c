#include "cli/cli.h"
#include "find/index.h"
#include "serve/gate.h"
#include "work/invitations.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

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

/*
 * Where there is no account yet: the key of the link by which the first administrator is made; else
 * "". Before anybody visits, since they write by the same store. Where somebody else is writing
 * there is none: the site is there for reading all the same.
 */
static enum status make_key(struct cli *cli, char key[TOKEN_TEXT])
{
    struct store *store = cli->work.store;
    bool needed = false;
    key[0] = '\0';
    if (cli_has(cli, OPTION_QUIET)) {
        return STATUS_OK; /* nobody would see it */
    }
    enum status status = store_begin(store, &cli->why);
    if (status == STATUS_OK) {
        status = work_set_up_offer(store, (long long)time(NULL), &needed, key, &cli->why);
        status = status == STATUS_OK ? store_commit(store, &cli->why) : status;
        if (status != STATUS_OK) {
            store_rollback(store);
            key[0] = '\0';
        }
    }
    return status == STATUS_BUSY || status == STATUS_IO ? STATUS_OK : status;
}

static void say_where(const struct cli *cli, const char *address, unsigned port, const char *key)
{
    char origin[100];
    const bool secure = cli_has(cli, OPTION_BEHIND_HTTPS); /* then the proxy has the address */
    const bool six = strchr(address, ':') != NULL;
    (void)snprintf(origin, sizeof origin, "http://%s%s%s:%u", six ? "[" : "", address,
                   six ? "]" : "", port);
    cli_say(cli, "\nThe site is at %s/ (Ctrl-C stops it).\n", origin);
    if (*key) {
        cli_say(cli,
                "Reading needs no account, and there is none yet. To make the first "
                "administrator, open this within %d minutes%s:\n%s/set-up/%s\n",
                SET_UP_SECONDS / 60, secure ? ", at the address people use" : "",
                secure ? "" : origin, key);
    }
}

enum status cli_serve(struct cli *cli)
{
    struct site *site = arena_alloc(&cli->work.arena, sizeof *site);
    struct http_server *server = NULL;
    char address[64], key[TOKEN_TEXT];
    struct http_options options = {.address = address,
                                   .threads = THREADS,
                                   .handler = site_answer,
                                   .context = site,
                                   .secure = cli_has(cli, OPTION_BEHIND_HTTPS),
                                   .proxy = cli->values[OPTION_PROXY]};
    sigset_t signals;
    int signal_number = 0;
    if (!site) {
        return fail_memory(&cli->why);
    }
    TRY(read_listen(cli, address, &options.port));
    TRY(cli_flush(cli));
    TRY(update_index(cli));
    TRY(make_key(cli, key));
    block_signals(&signals);
    enum status status = site_open(site, &cli->work, &cli->why);
    if (status == STATUS_OK) {
        status = cli_site(cli, &site->address);
    }
    if (status == STATUS_OK) {
        site->secure = options.secure;
        options.cookie = gate_cookie_name(options.secure);
        status = http_start(&options, &server, &cli->why);
    }
    if (status == STATUS_OK) {
        say_where(cli, address, http_port(server), key);
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
