#include "cli/cli.h"
#include "serve/publish.h"
#include "serve/words.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* "en,fr,es", each once; none given: all. */
static enum status read_languages(struct cli *cli, const char *languages[4])
{
    struct str rest = str_of(cli->values[OPTION_LANG]), part;
    size_t count = 0;
    if (!rest.at) {
        rest = str_of("en,fr,es");
    }
    while (str_split(&rest, ',', &part)) {
        const char *found = NULL;
        for (size_t i = 0; language_codes[i]; i++) {
            found = str_is(part, language_codes[i]) ? language_codes[i] : found;
        }
        for (size_t i = 0; i < count; i++) {
            found = found == languages[i] ? NULL : found;
        }
        if (!found) {
            return fail(&cli->why, STATUS_USAGE,
                        "--lang \"%s\": write en, fr and es, each at most once, with commas "
                        "between them.",
                        cli->values[OPTION_LANG]);
        }
        languages[count++] = found;
    }
    return STATUS_OK;
}

/* An address of http or https, made to end in a stroke, that needs no escaping in HTML or XML. */
static enum status read_base(struct cli *cli, const char **base)
{
    const char *text = cli->values[OPTION_SITE];
    *base = NULL;
    if (!text) {
        return STATUS_OK;
    }
    const size_t length = strlen(text);
    const bool web = strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0;
    if (!web || strpbrk(text, "<>&\"'?#\\ \t\r\n") || strlen(strchr(text, '/')) < 4) {
        return fail(&cli->why, STATUS_USAGE,
                    "--site \"%s\" is no address of a site. Write one such as "
                    "https://example.org/register/.",
                    text);
    }
    *base = arena_printf(&cli->work.arena, "%s%s", text, text[length - 1] == '/' ? "" : "/");
    return *base ? STATUS_OK : fail_memory(&cli->why);
}

/* What the files are told to. */
struct telling {
    struct cli *cli;
    bool all;           /* each is printed: nothing is written */
    char foreign[1024]; /* the first file of somebody else */
};

static void tell_change(void *context, char change, const char *path)
{
    struct telling *telling = context;
    if (change == '!' && !telling->foreign[0]) {
        (void)snprintf(telling->foreign, sizeof telling->foreign, "%s", path);
    }
    if (telling->all) {
        buf_printf(&telling->cli->out, "%c %s\n", change, path);
    } else if (change == '!') {
        cli_say(telling->cli, "%s: left as it is: it is not of this site.\n", path);
    }
}

static void print_wrong(void *context, const char *words)
{
    struct cli *cli = context;
    buf_printf(&cli->out, "%s\n", words);
}

/* On a terminal only. */
static void show_progress(void *context, unsigned long long pages, unsigned long long records,
                          unsigned long long of)
{
    (void)context;
    (void)fprintf(stderr, "\r%9llu pages; %llu of %llu records", pages, records, of);
}

static double seconds_since(const struct timespec *begin)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begin->tv_sec) + (double)(now.tv_nsec - begin->tv_nsec) / 1e9;
}

static void print_result(struct cli *cli, const struct publish_options *options,
                         const struct publish_result *result, double seconds)
{
    const struct folder_counts *files = &result->files;
    if (cli_has(cli, OPTION_JSON)) {
        struct json json;
        json_init(&json, &cli->out, true);
        json_object(&json);
        json_key_integer(&json, "records", (long long)result->records);
        json_key_integer(&json, "pages", (long long)result->pages);
        json_key_integer(&json, "lists", (long long)result->lists);
        json_key_integer(&json, "written", (long long)files->written);
        json_key_integer(&json, "unchanged", (long long)files->unchanged);
        json_key_integer(&json, "removed", (long long)files->removed);
        json_key_integer(&json, "foreign", (long long)files->foreign);
        json_key_integer(&json, "bytes", (long long)files->bytes);
        json_object_end(&json);
        buf_char(&cli->out, '\n');
    }
    cli_say(cli, "%s: %llu pages of %llu records, %llu lists behind numbers.\n", options->folder,
            result->pages, result->records, result->lists);
    cli_say(cli, "%s %llu files (%.1f MB), %llu unchanged, %llu removed; %.1f s, %.0f pages/s.\n",
            options->dry ? "Would write" : "Written", files->written, (double)files->bytes / 1e6,
            files->unchanged, files->removed, seconds,
            seconds > 0 ? (double)result->pages / seconds : 0.0);
    if (!options->base) {
        cli_say(cli, "No --site: there is no sitemap, and feeds and dcat.jsonld have relative "
                     "addresses.\n");
    }
    if (result->moved) {
        cli_say(cli, "The data changed meanwhile. Publish again to have all of it.\n");
    }
}

static enum status check(struct cli *cli, const char *folder)
{
    struct check_result result;
    const enum status status = publish_check(folder, print_wrong, cli, &result, &cli->why);
    cli_say(cli, "Checked %llu files: %llu pages, %llu links, %llu numbers; %llu wrong.\n",
            result.files, result.pages, result.links, result.numbers, result.wrong);
    TRY(cli_flush(cli));
    return status;
}

/* Names that the site needs and others have. */
static enum status tell_foreign(struct cli *cli, unsigned long long count, const char *first)
{
    return count == 0 ? STATUS_OK
                      : fail(&cli->why, STATUS_PROBLEMS,
                             "Not written, since files stand in their place that are not of this "
                             "site: %llu. The first is %.100s. Move them and publish again.",
                             count, first);
}

enum status cmd_publish(struct cli *cli)
{
    struct telling telling = {.cli = cli,
                              .all = cli_has(cli, OPTION_DRY_RUN) && !cli_has(cli, OPTION_JSON)};
    struct publish_options options = {.folder = cli->arguments[0],
                                      .dry = cli_has(cli, OPTION_DRY_RUN),
                                      .pdf = cli_has(cli, OPTION_PDF),
                                      .each = tell_change,
                                      .context = &telling};
    struct publish_result result;
    struct timespec begin;
    (void)clock_gettime(CLOCK_MONOTONIC, &begin);
    TRY(read_languages(cli, options.languages));
    TRY(cli_open_store(cli, STORE_WRITE)); /* brings the file up to date with the pack */
    TRY(read_base(cli, &options.base));
    const bool bar = isatty(STDERR_FILENO) && !cli_has(cli, OPTION_QUIET);
    options.progress = bar ? show_progress : NULL;
    const enum status status = publish_site(&cli->work, &options, &result, &cli->why);
    if (bar) {
        (void)fprintf(stderr, "\r%60s\r", "");
    }
    TRY(status);
    print_result(cli, &options, &result, seconds_since(&begin));
    TRY(cli_flush(cli));
    TRY(cli_has(cli, OPTION_CHECK) ? check(cli, options.folder) : STATUS_OK);
    return tell_foreign(cli, result.files.foreign, telling.foreign);
}
