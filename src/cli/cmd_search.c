#include "cli/records.h"
#include "text/csv.h"
#include "work/search.h"

#include <stdio.h>

#define LIMIT_TEXT 50
#define SNIPPET_BYTES 200
#define SNIPPETS 3 /* texts shown of one record */
#define TELL_FROM 5000
#define RECORD_LIMIT ((size_t)256 * 1024 * 1024)

/* One hit with its record, while it is written. */
struct shown {
    const struct fulltext_hit *hit;
    struct record *record;
    struct find_mark *marks;
    size_t count;
};

struct searching {
    struct cli *cli;
    struct find_result result;
    struct json json;
    struct arena arena; /* one record */
};

/* The name of a record, from what everybody may see. */
static struct str title_of(const struct record *record)
{
    const struct field *field =
        record->kind->title ? kind_field(record->kind, str_of(record->kind->title)) : NULL;
    bool hidden = field && field->access != ACCESS_PUBLIC;
    return hidden ? record->identifier : record_title(record);
}

static const char *field_name(const struct find_mark *mark)
{
    return mark->text->field ? mark->text->field->name : "identifier";
}

/* How many of the marks from @first on are in the same text. */
static size_t in_same_text(const struct shown *shown, size_t first)
{
    size_t count = 1;
    while (first + count < shown->count &&
           shown->marks[first + count].text == shown->marks[first].text) {
        count++;
    }
    return count;
}

/* White space of any kind as one space, so that a line stays a line. */
static void add_flat(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        bool space = (unsigned char)text.at[i] <= ' ';
        if (!space) {
            buf_char(out, text.at[i]);
        } else if (i == 0 || (unsigned char)text.at[i - 1] > ' ') {
            buf_char(out, ' ');
        }
    }
}

static void add_part(struct buf *out, struct str text, size_t from, size_t to)
{
    add_flat(out, (struct str){text.at + from, to - from});
}

/* "…the rights of «domestic» workers…" */
static void add_snippet(struct buf *out, const struct find_mark *marks, size_t count)
{
    struct str text = marks->text->text;
    size_t from = 0, to = 0;
    find_snippet(marks, count, SNIPPET_BYTES, &from, &to);
    buf_text(out, from > 0 ? "…" : "");
    for (size_t i = 0; i < count; i++) {
        size_t end = marks[i].offset + marks[i].length;
        if (marks[i].offset < from || end > to) {
            continue;
        }
        add_part(out, text, from, marks[i].offset);
        buf_text(out, "«");
        add_part(out, text, marks[i].offset, end);
        buf_text(out, "»");
        from = end;
    }
    add_part(out, text, from, to);
    buf_text(out, to < text.length ? "…" : "");
}

/* ---- the three forms ---- */

/* The labels of one code in several languages need not all be shown. */
static bool is_same_value(const struct find_mark *mark, const struct find_mark *before)
{
    return mark->text->field == before->text->field && mark->text->seq == before->text->seq;
}

static void write_text(struct searching *s, const struct shown *shown)
{
    struct buf *out = &s->cli->out;
    buf_printf(out, "%s %.*s  ", shown->hit->kind->name, STR_ARGS(shown->hit->identifier));
    add_flat(out, title_of(shown->record));
    buf_char(out, '\n');
    size_t told = 0;
    for (size_t i = 0, count = 0; i < shown->count && told < SNIPPETS; i += count) {
        const struct find_mark *mark = &shown->marks[i];
        count = in_same_text(shown, i);
        if (i > 0 && is_same_value(mark, mark - 1)) {
            continue;
        }
        told++;
        buf_printf(out, "    %s", field_name(mark));
        if (mark->text->language.length > 0) {
            buf_printf(out, " (%.*s)", STR_ARGS(mark->text->language));
        }
        buf_text(out, ": ");
        add_snippet(out, mark, count);
        buf_char(out, '\n');
    }
}

static void write_csv(struct searching *s, const struct shown *shown)
{
    struct buf *out = &s->cli->out;
    struct buf snippet;
    char score[32];
    buf_init(&snippet, (size_t)64 * 1024);
    if (shown->count > 0) {
        add_snippet(&snippet, shown->marks, in_same_text(shown, 0));
    }
    (void)snprintf(score, sizeof score, "%.4f", shown->hit->score);
    struct str language = {NULL, 0};
    const char *field = "";
    if (shown->count > 0) {
        language = shown->marks->text->language;
        field = field_name(shown->marks);
    }
    csv_cell(out, str_of(shown->hit->kind->name), true);
    csv_cell(out, shown->hit->identifier, false);
    csv_cell(out, title_of(shown->record), false);
    csv_cell(out, str_of(score), false);
    csv_cell(out, str_of(field), false);
    csv_cell(out, language, false);
    csv_cell(out, buf_view(&snippet), false);
    csv_end(out);
    buf_release(&snippet);
}

static void json_mark(struct json *json, const struct find_mark *mark)
{
    struct str words = {mark->text->text.at + mark->offset, mark->length};
    json_object(json);
    json_key_text(json, "field", field_name(mark));
    json_key_integer(json, "seq", mark->text->seq);
    json_key(json, "language");
    mark->text->language.length > 0 ? json_str(json, mark->text->language) : json_null(json);
    json_key_integer(json, "offset", (long long)mark->offset);
    json_key_integer(json, "length", (long long)mark->length);
    json_key_str(json, "text", words);
    json_object_end(json);
}

static void write_json(struct searching *s, const struct shown *shown)
{
    struct json *json = &s->json;
    json_object(json);
    json_key_text(json, "kind", shown->hit->kind->name);
    json_key_str(json, "identifier", shown->hit->identifier);
    json_key_str(json, "title", title_of(shown->record));
    json_key(json, "score");
    json_decimal(json, (long long)(shown->hit->score * 10000 + 0.5));
    json_key(json, "matches");
    json_array(json);
    for (size_t i = 0; i < shown->count; i++) {
        json_mark(json, &shown->marks[i]);
    }
    json_array_end(json);
    json_object_end(json);
}

static enum status write_hits(struct searching *s, enum list_form form)
{
    static void (*const writers[])(struct searching *, const struct shown *) = {
        [LIST_TEXT] = write_text, [LIST_CSV] = write_csv, [LIST_JSON] = write_json};
    struct cli *cli = s->cli;
    for (size_t i = 0; i < s->result.count; i++) {
        struct shown shown = {.hit = &s->result.hits[i]};
        arena_clear(&s->arena);
        TRY(store_get(cli->work.store, &s->arena, shown.hit->kind, shown.hit->identifier,
                      &shown.record, &cli->why));
        TRY(find_marks(&s->arena, &s->result.ask, shown.record, &shown.marks, &shown.count,
                       &cli->why));
        writers[form](s, &shown);
        TRY(cli_flush_some(cli));
    }
    return STATUS_OK;
}

/* ---- nothing found ---- */

/* Each suggestion as a sentence; the best first. */
static void print_suggestion(const struct find_suggestion *suggestion, struct buf *out)
{
    buf_printf(out, "\"%.*s\": %llu record%s by itself", STR_ARGS(suggestion->term),
               suggestion->alone, suggestion->alone == 1 ? "" : "s");
    if (suggestion->without > 0) {
        buf_printf(out, ", %llu without it", suggestion->without);
    }
    if (suggestion->instead.length > 0) {
        buf_printf(out, "; did you mean \"%.*s\" (%llu)?", STR_ARGS(suggestion->instead),
                   suggestion->of_those);
    } else {
        buf_char(out, '.');
    }
}

static void say_suggestions(const struct searching *s)
{
    struct buf words;
    cli_say(s->cli, "Nothing found.\n");
    buf_init(&words, (size_t)64 * 1024);
    for (size_t i = 0; i < s->result.suggestion_count; i++) {
        buf_clear(&words);
        print_suggestion(&s->result.suggestions[i], &words);
        cli_say(s->cli, "  %s\n", words.at ? words.at : "");
    }
    buf_release(&words);
}

static void json_suggestions(struct searching *s)
{
    struct json *json = &s->json;
    json_array(json);
    for (size_t i = 0; i < s->result.suggestion_count; i++) {
        const struct find_suggestion *suggestion = &s->result.suggestions[i];
        json_object(json);
        json_key_str(json, "term", suggestion->term);
        json_key_integer(json, "alone", (long long)suggestion->alone);
        json_key_integer(json, "without", (long long)suggestion->without);
        json_key(json, "instead");
        suggestion->instead.length > 0 ? json_str(json, suggestion->instead) : json_null(json);
        json_object_end(json);
    }
    json_array_end(json);
}

/* ---- the command ---- */

static enum status write_result(struct searching *s, enum list_form form, struct str query)
{
    struct json *json = &s->json;
    if (form == LIST_CSV) {
        buf_text(&s->cli->out, "kind,identifier,title,score,field,language,text\r\n");
    }
    if (form != LIST_JSON) {
        return write_hits(s, form);
    }
    json_object(json);
    json_key_str(json, "query", query);
    json_key_integer(json, "total", (long long)s->result.total);
    json_key(json, "hits");
    json_array(json);
    TRY(write_hits(s, form));
    json_array_end(json);
    json_key(json, "suggestions");
    json_suggestions(s);
    json_key(json, "notes");
    json_array(json);
    for (size_t i = 0; i < s->result.ask.note_count; i++) {
        json_text(json, s->result.ask.notes[i]);
    }
    json_array_end(json);
    json_object_end(json);
    buf_char(&s->cli->out, '\n');
    return STATUS_OK;
}

static void say_result(const struct searching *s)
{
    const struct find_result *result = &s->result;
    for (size_t i = 0; i < result->ask.note_count; i++) {
        cli_say(s->cli, "Note: %s\n", result->ask.notes[i]);
    }
    if (result->total == 0) {
        say_suggestions(s);
    } else if (result->count < result->total) {
        cli_say(s->cli, "%zu of %llu records; more with --limit N.\n", result->count,
                result->total);
    } else {
        cli_say(s->cli, "%llu record%s.\n", result->total, result->total == 1 ? "" : "s");
    }
}

static void say_indexing(void *context, unsigned long long records)
{
    if (records >= TELL_FROM) {
        cli_say(context, "Indexing %llu records, once…\n", records);
    }
}

static enum status open_index(struct cli *cli)
{
    struct search_options options = {
        .reindex = cli_has(cli, OPTION_REINDEX), .indexing = say_indexing, .context = cli};
    unsigned long long behind = 0;
    TRY(cli_open(cli));
    TRY(work_search_open(&cli->work, &options, &behind, &cli->why));
    if (behind > 0) {
        cli_say(cli,
                "The database cannot be written at the moment: %llu records that are new or "
                "changed are not in the search.\n",
                behind);
    }
    return STATUS_OK;
}

static enum status find_kind(struct cli *cli, const struct kind **kind)
{
    const char *name = cli->values[OPTION_KIND];
    struct query query;
    *kind = NULL;
    if (name) {
        TRY(query_parse(&cli->work.arena, cli->work.pack, str_of(name), &query, &cli->why));
        *kind = query.kind;
    }
    return STATUS_OK;
}

static enum status join_words(struct cli *cli, struct str *text)
{
    const char *joined = cli->arguments[0];
    for (size_t i = 1; joined && i < cli->argument_count; i++) {
        joined = arena_printf(&cli->work.arena, "%s %s", joined, cli->arguments[i]);
    }
    *text = str_of(joined);
    return joined ? STATUS_OK : fail_memory(&cli->why);
}

enum status cmd_search(struct cli *cli)
{
    struct searching s = {.cli = cli};
    struct find_options options = {.limit = 0};
    unsigned long long limit = 0;
    struct str text;
    enum list_form form;
    TRY(cli_form(cli, LIST_TEXT, &form));
    TRY(cli_limit(cli, form == LIST_TEXT ? LIMIT_TEXT : 0, &limit));
    TRY(open_index(cli));
    TRY(find_kind(cli, &options.kind));
    TRY(join_words(cli, &text));
    options.limit = (size_t)limit;
    TRY(find_search(cli->work.store, &cli->work.arena, text, &options, &s.result, &cli->why));
    json_init(&s.json, &cli->out, false);
    arena_init(&s.arena, RECORD_LIMIT);
    enum status status = write_result(&s, form, text);
    arena_release(&s.arena);
    TRY(status);
    TRY(cli_flush(cli));
    if (form == LIST_TEXT || s.result.total == 0) {
        say_result(&s);
    }
    return STATUS_OK;
}
