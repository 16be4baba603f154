#include "work/harvest.h"

#include "base/date.h"
#include "work/answer.h"
#include "work/fetch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ADDRESS_LIMIT 8192 /* bytes */
#define TRIES 6            /* of one question that the server is too busy for */
#define WAIT_USUAL 30      /* seconds, when the server does not say how long */
#define WAIT_LIMIT 300     /* seconds, whatever the server says */
#define REQUEST_FILE ".harvest"

struct harvest {
    struct arena *arena;
    const struct harvest_options *options;
    struct harvest_result *result;
    struct failure *why;
    struct hosts hosts;
    struct fetch *fetch;
    struct buf body, question;
    size_t number;    /* of the last file in the folder */
    struct str token; /* with which the list goes on */
};

static bool must_stop(const struct harvest *h)
{
    return h->options->stop && *h->options->stop;
}

/* ---- the question ---- */

static void add_escaped(struct buf *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            (c && strchr("-._~", c))) {
            buf_char(out, c);
        } else {
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
        }
    }
}

static void add_argument(struct buf *out, const char *name, const char *value)
{
    if (value) {
        buf_printf(out, "&%s=", name);
        add_escaped(out, value, strlen(value));
    }
}

/* The address of the first answer, or with @token of the next one. */
static enum status make_question(struct harvest *h, struct str token)
{
    const struct harvest_options *o = h->options;
    struct buf *out = &h->question;
    buf_clear(out);
    buf_printf(out, "%s%cverb=ListRecords", o->address, strchr(o->address, '?') ? '&' : '?');
    if (token.length > 0) {
        buf_text(out, "&resumptionToken=");
        add_escaped(out, token.at, token.length);
    } else {
        add_argument(out, "metadataPrefix", o->prefix ? o->prefix : "oai_dc");
        add_argument(out, "set", o->set);
        add_argument(out, "from", o->from);
        add_argument(out, "until", o->until);
    }
    return out->failed
               ? fail(h->why, STATUS_LIMIT, "The question is longer than %d bytes.", ADDRESS_LIMIT)
               : STATUS_OK;
}

static enum status check_day(struct harvest *h, const char *option, const char *text)
{
    struct date date;
    return !text || (date_parse(str_of(text), &date) && date.day > 0)
               ? STATUS_OK
               : fail(h->why, STATUS_USAGE,
                      "%s \"%.100s\" is no day. Write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.", option,
                      text);
}

/* ---- the folder ---- */

static const char *file_path(struct harvest *h, size_t number)
{
    return arena_printf(h->arena, "%s/%06zu.xml", h->options->into, number);
}

static enum status write_all(struct harvest *h, int file, struct str bytes, const char *path)
{
    while (bytes.length > 0) {
        const ssize_t written = write(file, bytes.at, bytes.length);
        if (written < 0 && errno != EINTR) {
            return fail(h->why, STATUS_IO, "%s: cannot be written: %s.", path, strerror(errno));
        }
        const size_t done = written > 0 ? (size_t)written : 0;
        bytes = (struct str){bytes.at + done, bytes.length - done};
    }
    return fsync(file) == 0
               ? STATUS_OK
               : fail(h->why, STATUS_IO, "%s: cannot be written: %s.", path, strerror(errno));
}

/* Writes beside the file first: a file with a number is always whole. */
static enum status save(struct harvest *h, const char *path, struct str bytes)
{
    const char *part = arena_printf(h->arena, "%s/.part", h->options->into);
    if (!path || !part) {
        return fail_memory(h->why);
    }
    const int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) {
        return fail(h->why, STATUS_IO, "%s: cannot be made: %s. Check the permissions.", part,
                    strerror(errno));
    }
    enum status status = write_all(h, file, bytes, part);
    if (close(file) != 0 && status == STATUS_OK) {
        status = fail(h->why, STATUS_IO, "%s: cannot be written: %s.", part, strerror(errno));
    }
    if (status == STATUS_OK && rename(part, path) != 0) {
        status = fail(h->why, STATUS_IO, "%s: cannot be made: %s.", path, strerror(errno));
    }
    return status;
}

/* The whole of a file, to h->body. *@found is false when there is none. */
static enum status load(struct harvest *h, const char *path, bool *found)
{
    char chunk[16384];
    size_t got = 0;
    FILE *file = path ? fopen(path, "rb") : NULL;
    *found = file != NULL;
    buf_clear(&h->body);
    if (!path) {
        return fail_memory(h->why);
    }
    if (!file && errno != ENOENT) {
        return fail(h->why, STATUS_IO, "%s: cannot be opened: %s.", path, strerror(errno));
    }
    while (file && (got = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buf_add(&h->body, chunk, got);
    }
    const bool wrong = file && ferror(file);
    if (file) {
        (void)fclose(file);
    }
    if (wrong) {
        return fail(h->why, STATUS_IO, "%s: cannot be read.", path);
    }
    return buf_status(&h->body, h->why);
}

/* The number of the last file. */
static enum status find_last(struct harvest *h)
{
    DIR *dir = opendir(h->options->into);
    if (!dir) {
        return fail(h->why, STATUS_IO, "%s: cannot be read: %s.", h->options->into,
                    strerror(errno));
    }
    for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        char *end = NULL;
        const unsigned long number = strtoul(e->d_name, &end, 10);
        if (end == e->d_name + 6 && strcmp(end, ".xml") == 0 && number > h->number) {
            h->number = number;
        }
    }
    (void)closedir(dir);
    return STATUS_OK;
}

/* The folder remembers what was asked for; another list needs another folder. */
static enum status check_request(struct harvest *h)
{
    const char *path = arena_printf(h->arena, "%s/" REQUEST_FILE, h->options->into);
    bool found = false;
    TRY(load(h, path, &found));
    TRY(make_question(h, (struct str){0}));
    if (found && !str_equal(str_trim(buf_view(&h->body)), buf_view(&h->question))) {
        return fail(h->why, STATUS_CONFLICT,
                    "%s: the folder holds another list, of %.300s. Name another folder, or delete "
                    "this one.",
                    h->options->into, h->body.at ? h->body.at : "nothing");
    }
    if (!found && h->number > 0) {
        return fail(h->why, STATUS_CONFLICT,
                    "%s: the folder has files that are not of a harvest. Name another folder.",
                    h->options->into);
    }
    return found ? STATUS_OK : save(h, path, buf_view(&h->question));
}

/* Finds out where an earlier run stopped. */
static enum status resume(struct harvest *h, bool *complete)
{
    struct oai_answer answer;
    bool found = false;
    if (mkdir(h->options->into, 0777) != 0 && errno != EEXIST) {
        return fail(h->why, STATUS_IO, "%s: cannot be made: %s.", h->options->into,
                    strerror(errno));
    }
    TRY(find_last(h));
    TRY(check_request(h));
    *complete = false;
    if (h->number == 0) {
        return STATUS_OK;
    }
    const char *path = file_path(h, h->number);
    TRY(load(h, path, &found));
    TRY(oai_answer_read(h->arena, path, buf_view(&h->body), &answer, h->why));
    h->token = answer.token;
    *complete = answer.token.length == 0;
    return STATUS_OK;
}

/* ---- asking ---- */

static void tell(const struct harvest *h, long waiting)
{
    const struct harvest_progress progress = {h->result->files, h->result->records, waiting};
    if (h->options->progress) {
        h->options->progress(h->options->context, &progress);
    }
}

static enum status stopped(struct harvest *h)
{
    return fail(h->why, STATUS_INTERRUPTED,
                "Stopped. What was fetched stays; the same command goes on from here.");
}

static enum status wait(struct harvest *h, long seconds)
{
    seconds = seconds <= 0 ? WAIT_USUAL : seconds > WAIT_LIMIT ? WAIT_LIMIT : seconds;
    for (; seconds > 0 && !must_stop(h); seconds--) {
        const struct timespec second = {.tv_sec = 1};
        tell(h, seconds);
        (void)nanosleep(&second, NULL);
    }
    return must_stop(h) ? stopped(h) : STATUS_OK;
}

/* Gets the answer into h->body; a server that is busy is asked again when it says so. */
static enum status ask(struct harvest *h)
{
    struct fetch_answer answer = {0};
    for (int i = 0; i < TRIES; i++) {
        TRY(fetch_get(h->fetch, h->question.at, &h->body, &answer, h->why));
        if (answer.code == 200) {
            return STATUS_OK;
        }
        if (answer.code != 503 && answer.code != 429) {
            break;
        }
        if (i + 1 < TRIES) {
            TRY(wait(h, answer.retry_after));
        }
    }
    return fail(h->why, STATUS_IO, "%.500s: the server answers %ld.%s", h->question.at, answer.code,
                answer.code == 503 || answer.code == 429
                    ? " It is busy: run the command again later, it goes on from here."
                    : " Look at the address.");
}

/* An error costs the run, but for "there are none", which is an answer worth keeping. */
static enum status check_answer(struct harvest *h, const struct oai_answer *answer)
{
    if (answer->code.length > 0 && !str_is(answer->code, "noRecordsMatch")) {
        return fail(h->why, STATUS_INPUT, "%.300s: the server answers with an error: %.*s: %.*s.%s",
                    h->options->address, STR_ARGS(answer->code),
                    answer->words.length > 300 ? 300 : (int)answer->words.length,
                    answer->words.at ? answer->words.at : "",
                    str_is(answer->code, "badResumptionToken")
                        ? " It has forgotten where we were: begin again in an empty folder."
                        : " Look at the arguments of the question.");
    }
    if (answer->token.length > 0 && str_equal(answer->token, h->token)) {
        return fail(h->why, STATUS_INPUT,
                    "%.300s: the server answers with the token that it was asked with: its list "
                    "would never end.",
                    h->options->address);
    }
    return STATUS_OK;
}

static enum status fetch_next(struct harvest *h)
{
    struct oai_answer answer;
    if (h->number == HARVEST_FILES) {
        return fail(
            h->why, STATUS_LIMIT,
            "%s: the list has more than %d answers. Harvest it in parts, with --set, --from "
            "or --until.",
            h->options->into, HARVEST_FILES);
    }
    TRY(make_question(h, h->token));
    TRY(ask(h));
    TRY(oai_answer_read(h->arena, h->options->address, buf_view(&h->body), &answer, h->why));
    TRY(check_answer(h, &answer));
    TRY(save(h, file_path(h, h->number + 1), buf_view(&h->body)));
    h->number++;
    h->result->files++;
    h->result->records += answer.records;
    h->token = answer.token;
    tell(h, 0);
    return STATUS_OK;
}

static enum status run(struct harvest *h)
{
    bool complete = false;
    TRY(check_day(h, "--from", h->options->from));
    TRY(check_day(h, "--until", h->options->until));
    if (h->options->allow) {
        TRY(hosts_load(h->arena, h->options->allow, &h->hosts, h->why));
    }
    TRY(fetch_check(&h->hosts, h->options->address, h->why));
    TRY(resume(h, &complete));
    h->result->complete_before = complete;
    if (complete) {
        return STATUS_OK;
    }
    TRY(fetch_open(&h->hosts, &h->fetch, h->why));
    do {
        if (must_stop(h)) {
            return stopped(h);
        }
        TRY(fetch_next(h));
    } while (h->token.length > 0);
    return STATUS_OK;
}

enum status work_harvest(struct arena *arena, const struct harvest_options *options,
                         struct harvest_result *result, struct failure *why)
{
    struct harvest h = {.arena = arena, .options = options, .result = result, .why = why};
    *result = (struct harvest_result){.files = 0};
    buf_init(&h.body, FETCH_LIMIT + 1);
    buf_init(&h.question, ADDRESS_LIMIT);
    const enum status status = run(&h);
    fetch_close(h.fetch);
    buf_release(&h.body);
    buf_release(&h.question);
    return status;
}
