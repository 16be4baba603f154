#include "cli/records.h"
#include "text/csv.h"
#include "work/scan.h"
#include "write/problem.h"

#include <stdio.h>

struct scan_report {
    struct cli *cli;
    enum list_form form;
    struct json json;
};

/* ---- for people ---- */

/* Text of a document on one line of a terminal: white space and control characters are blanks. */
static void print_line(struct buf *out, struct str text)
{
    bool blank = false;
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        const bool control = c <= ' ' || c == 0x7F;
        /* U+0080 to U+009F, some of which terminals obey. */
        const bool pair = c == 0xC2 && i + 1 < text.length && (unsigned char)text.at[i + 1] < 0xA0;
        if (control || pair) {
            i += pair ? 1 : 0;
            if (!blank) {
                buf_char(out, ' ');
            }
            blank = true;
        } else {
            buf_char(out, (char)c);
            blank = false;
        }
    }
}

static void print_hit(struct buf *out, const struct scan_document *scanned,
                      const struct scan_hit *hit)
{
    if (hit->page == 0) {
        buf_text(out, "  title       ");
    } else if (scanned->document->paged) {
        buf_printf(out, "  page %-6zu ", hit->page);
    } else {
        buf_printf(out, "  byte %-6zu ", hit->offset);
    }
    print_line(out, hit->before);
    buf_text(out, "[");
    print_line(out, hit->words);
    buf_text(out, "]");
    print_line(out, hit->after);
    buf_char(out, '\n');
}

static void print_document(struct buf *out, const struct scan_document *scanned)
{
    const struct document *document = scanned->document;
    print_line(out, str_of(scanned->path));
    if (document->paged) {
        buf_printf(out, ", %zu page%s", document->page_count, document->page_count == 1 ? "" : "s");
    }
    if (document->assumed) {
        buf_printf(out, ", read as %s because it is not UTF-8", document->assumed);
    }
    if (scanned->weight == WEIGHT_NONE) {
        buf_text(out, ": no hits\n");
        return;
    }
    buf_printf(out, ": %s%zu hit%s", scan_matches(scanned) ? "" : "candidate, ", scanned->hit_count,
               scanned->hit_count == 1 ? "" : "s");
    for (size_t i = 0; i < scanned->rule_count; i++) {
        buf_printf(out, "%s%s %llu", i == 0 ? " (" : ", ", scanned->rules[i].rule,
                   scanned->rules[i].hits);
    }
    buf_text(out, scanned->rule_count > 0 ? ")\n" : "\n");
    for (size_t i = 0; i < scanned->hit_count; i++) {
        print_hit(out, scanned, &scanned->hits[i]);
    }
}

/* "3 of 10 documents (30 %) mention it; 1 could not be read." */
static void print_share(struct buf *out, const struct scan_result *result)
{
    buf_printf(out, "%llu of %llu document%s", result->matched, result->read,
               result->read == 1 ? "" : "s");
    if (result->read > 0) {
        const unsigned long long tenths = (result->matched * 2000 / result->read + 1) / 2;
        buf_printf(out, tenths % 10 == 0 ? " (%llu %%)" : " (%llu.%llu %%)", tenths / 10,
                   tenths % 10);
    }
    buf_text(out, result->matched == 1 ? " mentions it" : " mention it");
    if (result->candidates > 0) {
        buf_printf(out, "; %llu more may (candidate%s)", result->candidates,
                   result->candidates == 1 ? "" : "s");
    }
    if (result->unread > 0) {
        buf_printf(out, "; %llu could not be read", result->unread);
    }
    buf_text(out, ".\n");
}

/* ---- for programs ---- */

static void json_hit(struct json *json, const struct scan_hit *hit)
{
    json_object(json);
    json_key_integer(json, "page", (long long)hit->page);
    json_key_text(json, "rule", hit->rule);
    json_key_integer(json, "offset", (long long)hit->offset);
    json_key_integer(json, "length", (long long)hit->length);
    json_key_str(json, "words", hit->words);
    json_key_str(json, "before", hit->before);
    json_key_str(json, "after", hit->after);
    json_object_end(json);
}

static void json_flag(struct json *json, const char *key, bool value)
{
    json_key(json, key);
    json_bool(json, value);
}

static void json_document(struct json *json, const struct scan_document *scanned)
{
    const struct document *document = scanned->document;
    json_object(json);
    json_key_text(json, "path", scanned->path);
    json_key_str(json, "title", scanned->title);
    json_key_text(json, "format", document->format);
    json_key_str(json, "language", document->language);
    json_key_text(json, "assumed_encoding", document->assumed);
    json_key_integer(json, "pages", (long long)document->page_count);
    json_flag(json, "paged", document->paged);
    json_flag(json, "matched", scan_matches(scanned));
    json_key_text(json, "weight", weight_name(scanned->weight));
    json_key(json, "rules");
    json_object(json);
    for (size_t i = 0; i < scanned->rule_count; i++) {
        json_key_integer(json, scanned->rules[i].rule, (long long)scanned->rules[i].hits);
    }
    json_object_end(json);
    json_key(json, "hits");
    json_array(json);
    for (size_t i = 0; i < scanned->hit_count; i++) {
        json_hit(json, &scanned->hits[i]);
    }
    json_array_end(json);
    json_object_end(json);
}

static void json_problems(struct json *json, const struct scan_result *result)
{
    json_key(json, "problems");
    json_array(json);
    for (const struct problem *p = result->problems.first; p; p = p->next) {
        problem_json(json, p, true);
    }
    json_array_end(json);
}

static void json_end(struct json *json, const struct scan_result *result)
{
    json_array_end(json);
    json_key_integer(json, "read", (long long)result->read);
    json_key_integer(json, "matched", (long long)result->matched);
    json_key_integer(json, "candidates", (long long)result->candidates);
    json_key_integer(json, "unread", (long long)result->unread);
    json_key(json, "share");
    if (result->read > 0) {
        json_decimal(json, (long long)((result->matched * 20000 / result->read + 1) / 2));
    } else {
        json_null(json);
    }
    json_problems(json, result);
    json_object_end(json);
    buf_char(json->out, '\n');
}

static void csv_hits(struct buf *out, const struct scan_document *scanned)
{
    for (size_t i = 0; i < scanned->hit_count; i++) {
        const struct scan_hit *hit = &scanned->hits[i];
        char page[24];
        (void)snprintf(page, sizeof page, "%zu", hit->page);
        csv_cell(out, str_of(scanned->path), true);
        csv_cell(out, str_of(page), false);
        csv_cell(out, str_of(hit->rule), false);
        csv_cell(out, hit->words, false);
        csv_cell(out, hit->before, false);
        csv_cell(out, hit->after, false);
        csv_end(out);
    }
}

/* ---- the command ---- */

static void begin(struct scan_report *report, const struct lens *lens)
{
    struct buf *out = &report->cli->out;
    json_init(&report->json, out, false);
    if (report->form == LIST_JSON) {
        json_object(&report->json);
        json_key_text(&report->json, "lens", lens->name);
        json_key_integer(&report->json, "version", lens->version);
        json_key(&report->json, "documents");
        json_array(&report->json);
    } else if (report->form == LIST_CSV) {
        buf_text(out, "document,page,rule,words,before,after\r\n");
    }
}

static enum status each_document(void *context, const struct scan_document *scanned)
{
    struct scan_report *report = context;
    switch (report->form) {
    case LIST_TEXT:
        print_document(&report->cli->out, scanned);
        break;
    case LIST_CSV:
        csv_hits(&report->cli->out, scanned);
        break;
    case LIST_JSON:
        json_document(&report->json, scanned);
        break;
    case LIST_LINES: /* cli_form() gives none */
    case LIST_XLSX:  /* cli_form() gives none */
        break;
    }
    return cli_flush_some(report->cli);
}

static void say_problems(const struct cli *cli, const struct scan_result *result)
{
    for (const struct problem *p = result->problems.first; p; p = p->next) {
        cli_say(cli, "  %s: %s", p->file, p->rule);
        if (p->field.length > 0) {
            cli_say(cli, ", record %.*s, %.*s", STR_ARGS(p->record), STR_ARGS(p->field));
        }
        cli_say(cli, "\n      %s\n", p->mend);
    }
}

static void finish(struct scan_report *report, const struct scan_result *result)
{
    if (report->form == LIST_JSON) {
        json_end(&report->json, result);
        return;
    }
    if (report->form == LIST_TEXT) {
        buf_char(&report->cli->out, '\n');
        print_share(&report->cli->out, result);
    }
    say_problems(report->cli, result);
}

static enum status say_stored(const struct cli *cli, const struct scan_result *result)
{
    const struct import_counts *c = &result->stored;
    cli_say(cli, "read %llu = stored %llu + updated %llu + unchanged %llu + rejected %llu\n",
            c->read, c->stored, c->updated, c->unchanged, c->rejected);
    return STATUS_OK;
}

static enum status open_all(struct cli *cli, struct scan_options *options)
{
    const char *name = cli->values[OPTION_IMPORT];
    if (!cli_has(cli, OPTION_LENS)) {
        return fail(&cli->why, STATUS_USAGE,
                    "Which lens? Name it with --lens. See \"crosscut help scan\".");
    }
    TRY(name ? cli_open_store(cli, STORE_CREATE) : cli_open(cli));
    TRY(lens_set_find(cli->work.lenses, cli->values[OPTION_LENS], &options->lens, &cli->why));
    options->store_as = name ? pack_kind(cli->work.pack, str_of(name)) : NULL;
    if (name && !options->store_as) {
        return fail(&cli->why, STATUS_NOT_FOUND, "There is no kind \"%s\" in the pack.", name);
    }
    return STATUS_OK;
}

enum status cmd_scan(struct cli *cli)
{
    struct scan_report report = {.cli = cli};
    struct scan_options options = {.each = each_document, .context = &report};
    struct scan_result result;
    TRY(cli_form(cli, LIST_TEXT, &report.form));
    TRY(open_all(cli, &options));
    begin(&report, options.lens);
    TRY(work_scan(&cli->work, cli->arguments, cli->argument_count, &options, &result, &cli->why));
    finish(&report, &result);
    TRY(options.store_as ? say_stored(cli, &result) : STATUS_OK);
    return result.problems.count > 0 ? STATUS_PROBLEMS : STATUS_OK;
}
