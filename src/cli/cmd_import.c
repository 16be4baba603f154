#include "cli/cli.h"
#include "work/import.h"
#include "write/problem.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define SHOWN_PER_RULE 5 /* problems of one kind that are shown singly; the rest are counted */

/* ---- the progress bar: on a terminal only ---- */

static void show_progress(void *context, const struct import_progress *progress)
{
    struct timespec *last = context;
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    double since =
        (double)(now.tv_sec - last->tv_sec) + (double)(now.tv_nsec - last->tv_nsec) / 1e9;
    if (since < 0.1) {
        return;
    }
    *last = now;
    char bar[31] = "..............................";
    unsigned long long done = 0;
    if (progress->size > 0) {
        done = progress->position * 30 / progress->size;
        done = done > 30 ? 30 : done;
        memset(bar, '#', (size_t)done);
    }
    (void)fprintf(stderr, "\r[%s] %3llu%% %8llu records  %.40s\033[K", bar, done * 100 / 30,
                  progress->read, progress->file);
}

/* ---- the report ---- */

struct rule_count {
    const char *rule;
    unsigned long long count;
};

struct report {
    struct cli *cli;
    struct json json;
    struct rule_count rules[64];
    size_t rule_count;
    struct failure why;
    bool failed;
};

static void print_place(const struct problem *p, struct buf *out)
{
    buf_printf(out, "%s", p->file ? p->file : "-");
    if (p->line > 0) {
        buf_printf(out, ":%u", p->line);
    }
    if (p->column > 0) {
        buf_printf(out, ", column %u", p->column);
    }
}

static void print_problem(const struct problem *p, struct buf *out)
{
    buf_text(out, "  ");
    print_place(p, out);
    buf_printf(out, ": %s", p->rule);
    if (p->record.length > 0) {
        buf_printf(out, ", record %.*s", STR_ARGS(p->record));
    }
    if (p->field.length > 0) {
        buf_printf(out, ", %.*s", STR_ARGS(p->field));
    }
    if (p->value.length > 0) {
        buf_printf(out, " \"%.*s\"", STR_ARGS(p->value));
    }
    buf_printf(out, "\n      %s\n", p->mend);
}

/* How many problems with this rule were met before. */
static unsigned long long count_rule(struct report *report, const char *rule)
{
    for (size_t i = 0; i < report->rule_count; i++) {
        if (strcmp(report->rules[i].rule, rule) == 0) {
            return report->rules[i].count++;
        }
    }
    if (report->rule_count < COUNT_OF(report->rules)) {
        const char *kept = arena_copy(&report->cli->work.arena, str_of(rule));
        report->rules[report->rule_count++] = (struct rule_count){kept ? kept : "", 1};
    }
    return 0;
}

static bool each_problem(void *context, const struct problem *problem)
{
    struct report *report = context;
    if (cli_has(report->cli, OPTION_JSON)) {
        problem_json(&report->json, problem, true);
        report->failed = cli_flush_some(report->cli) != STATUS_OK;
    } else if (count_rule(report, problem->rule) < SHOWN_PER_RULE) {
        print_problem(problem, &report->cli->out);
    }
    return !report->failed;
}

static enum status report_problems(struct report *report, const struct import_result *result)
{
    for (long long i = result->first; i <= result->last; i++) {
        TRY(store_problems(report->cli->work.store, i, each_problem, report, &report->cli->why));
    }
    for (size_t i = 0; i < report->rule_count; i++) {
        if (report->rules[i].count > SHOWN_PER_RULE) {
            buf_printf(&report->cli->out, "  … and %llu more %s\n",
                       report->rules[i].count - SHOWN_PER_RULE, report->rules[i].rule);
        }
    }
    return report->failed ? report->cli->why.status : STATUS_OK;
}

static void json_counts(struct json *json, const struct import_counts *c)
{
    json_key_integer(json, "read", (long long)c->read);
    json_key_integer(json, "stored", (long long)c->stored);
    json_key_integer(json, "updated", (long long)c->updated);
    json_key_integer(json, "unchanged", (long long)c->unchanged);
    json_key_integer(json, "rejected", (long long)c->rejected);
}

/* How many kinds of record were read. */
static size_t count_kinds(const struct cli *cli, const struct import_result *result)
{
    size_t count = 0;
    for (size_t i = 0; i < cli->work.pack->kind_count; i++) {
        count += result->kinds[i].read > 0 ? 1 : 0;
    }
    return count;
}

static enum status report_json(struct cli *cli, const struct import_result *result)
{
    struct report report = {.cli = cli};
    json_init(&report.json, &cli->out, false);
    json_object(&report.json);
    json_counts(&report.json, &result->counts);
    json_key_integer(&report.json, "files", (long long)result->files);
    json_key(&report.json, "kinds");
    json_object(&report.json);
    for (size_t i = 0; i < cli->work.pack->kind_count; i++) {
        if (result->kinds[i].read > 0) {
            json_key(&report.json, cli->work.pack->kinds[i].name);
            json_object(&report.json);
            json_counts(&report.json, &result->kinds[i]);
            json_object_end(&report.json);
        }
    }
    json_object_end(&report.json);
    json_key(&report.json, "problems");
    json_array(&report.json);
    TRY(report_problems(&report, result));
    json_array_end(&report.json);
    json_object_end(&report.json);
    buf_char(&cli->out, '\n');
    return cli_flush(cli);
}

/* The reconciliation, in words on stderr. */
static enum status report_text(struct cli *cli, const struct import_result *result)
{
    struct report report = {.cli = cli};
    const struct import_counts *c = &result->counts;
    TRY(report_problems(&report, result));
    if (cli->out.length > 0) {
        cli_say(cli, "%s:\n%s", c->problems > 0 ? "Problems" : "Notes", cli->out.at);
        buf_clear(&cli->out);
    }
    cli_say(cli,
            "%zu file%s: read %llu = stored %llu + updated %llu + unchanged %llu + rejected %llu\n",
            result->files, result->files == 1 ? "" : "s", c->read, c->stored, c->updated,
            c->unchanged, c->rejected);
    for (size_t i = 0; count_kinds(cli, result) > 1 && i < cli->work.pack->kind_count; i++) {
        const struct import_counts *k = &result->kinds[i];
        if (k->read > 0) {
            cli_say(cli,
                    "  %s: read %llu = stored %llu + updated %llu + unchanged %llu + rejected "
                    "%llu\n",
                    cli->work.pack->kinds[i].name, k->read, k->stored, k->updated, k->unchanged,
                    k->rejected);
        }
    }
    if (result->passed_over > 0) {
        cli_say(cli,
                "%zu other file%s in the folder%s passed over: their names end in nothing that "
                "is imported from folders (.xml, .csv, .xlsx, .json, .mrc, .ris, .bib, .ics, …).\n",
                result->passed_over, result->passed_over == 1 ? "" : "s",
                result->passed_over == 1 ? " was" : "s were");
    }
    if (c->problems > 0) {
        cli_say(cli, "%llu problem%s; \"crosscut imports %lld\" lists them again.\n", c->problems,
                c->problems == 1 ? "" : "s", result->last);
    }
    return STATUS_OK;
}

enum status cmd_import(struct cli *cli)
{
    struct timespec shown = {0, 0};
    struct import_result result;
    bool bar = isatty(STDERR_FILENO) && !cli_has(cli, OPTION_QUIET);
    struct import_options options = {.mapping = cli->values[OPTION_MAPPING],
                                     .as = cli->values[OPTION_AS],
                                     .sets = cli->sets,
                                     .set_count = cli->set_count,
                                     .progress = bar ? show_progress : NULL,
                                     .context = &shown};
    TRY(cli_open_store(cli, STORE_CREATE));
    options.stop = cli_catch_stop();
    enum status status =
        work_import(&cli->work, cli->arguments, cli->argument_count, &options, &result, &cli->why);
    if (bar) {
        (void)fputs("\r\033[K", stderr);
    }
    if (status != STATUS_OK && status != STATUS_INTERRUPTED) {
        return status;
    }
    struct failure stopped = cli->why;
    TRY(cli_has(cli, OPTION_JSON) ? report_json(cli, &result) : report_text(cli, &result));
    if (status == STATUS_INTERRUPTED) {
        cli->why = stopped;
        return status;
    }
    return result.counts.problems > 0 ? STATUS_PROBLEMS : STATUS_OK;
}

/* ---- crosscut imports ---- */

static enum status list_imports(struct cli *cli)
{
    struct import_info *imports = NULL;
    size_t count = 0;
    struct json json;
    TRY(store_imports(cli->work.store, &cli->work.arena, &imports, &count, &cli->why));
    json_init(&json, &cli->out, false);
    if (cli_has(cli, OPTION_JSON)) {
        json_array(&json);
    } else {
        buf_text(&cli->out, "   No  started               read   stored  updated  unchanged  "
                            "rejected  problems  file\n");
    }
    for (size_t i = 0; i < count; i++) {
        const struct import_info *info = &imports[i];
        const struct import_counts *c = &info->counts;
        if (!cli_has(cli, OPTION_JSON)) {
            buf_printf(&cli->out, "%5lld  %.19s %7llu %8llu %8llu %10llu %9llu %9llu  %.*s%s\n",
                       info->id, info->started.at, c->read, c->stored, c->updated, c->unchanged,
                       c->rejected, c->problems, STR_ARGS(info->file),
                       info->finished.length > 0 ? "" : "  (cut off)");
            continue;
        }
        json_object(&json);
        json_key_integer(&json, "import", info->id);
        json_key_str(&json, "file", info->file);
        json_key_str(&json, "format", info->format);
        json_key_str(&json, "started", info->started);
        json_key_str(&json, "finished", info->finished);
        json_counts(&json, c);
        json_key_integer(&json, "problems", (long long)c->problems);
        json_object_end(&json);
    }
    if (cli_has(cli, OPTION_JSON)) {
        json_array_end(&json);
        buf_char(&cli->out, '\n');
    }
    return STATUS_OK;
}

static bool list_problem(void *context, const struct problem *problem)
{
    struct report *report = context;
    if (cli_has(report->cli, OPTION_JSON)) {
        problem_json(&report->json, problem, true);
    } else {
        print_problem(problem, &report->cli->out);
    }
    report->failed = cli_flush_some(report->cli) != STATUS_OK;
    return !report->failed;
}

enum status cmd_imports(struct cli *cli)
{
    struct report report = {.cli = cli};
    TRY(cli_open_store(cli, STORE_READ));
    if (cli->argument_count == 0) {
        return list_imports(cli);
    }
    long long import = 0;
    for (const char *digit = cli->arguments[0]; *digit; digit++) {
        if (*digit < '0' || *digit > '9' || import > 1000000000) {
            return fail(&cli->why, STATUS_USAGE,
                        "\"%s\" is no number of an import. \"crosscut imports\" lists them.",
                        cli->arguments[0]);
        }
        import = import * 10 + (*digit - '0');
    }
    json_init(&report.json, &cli->out, false);
    if (cli_has(cli, OPTION_JSON)) {
        json_array(&report.json);
    }
    TRY(store_problems(cli->work.store, import, list_problem, &report, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        json_array_end(&report.json);
        buf_char(&cli->out, '\n');
    }
    return report.failed ? cli->why.status : STATUS_OK;
}
