#include "cli/cli.h"
#include "work/why.h"

static struct str words_of(const struct evidence *e)
{
    return (struct str){e->value->text.at + e->offset, e->length};
}

static void json_evidence(struct json *json, const struct evidence *e)
{
    json_object(json);
    json_key_text(json, "field", e->value->field->name);
    json_key_integer(json, "seq", e->value->seq);
    json_key(json, "language");
    e->value->language.length > 0 ? json_str(json, e->value->language) : json_null(json);
    json_key_integer(json, "offset", e->offset);
    json_key_integer(json, "length", e->length);
    json_key_str(json, "text", words_of(e));
    json_key_text(json, "rule", e->rule);
    json_object_end(json);
}

static void json_decision(struct json *json, const struct decision *d)
{
    json_key_str(json, "decision", d ? d->verdict : str_of("undecided"));
    json_key(json, "decided");
    if (!d) {
        json_null(json);
        return;
    }
    json_object(json);
    json_key_str(json, "person", d->person);
    json_key_str(json, "at", d->at);
    json_key_str(json, "note", d->note);
    json_object_end(json);
}

static void json_tag(struct json *json, const struct why_tag *tag)
{
    json_object(json);
    json_key_text(json, "lens", tag->lens);
    json_key_integer(json, "version", tag->version);
    json_key(json, "theme");
    json_text(json, *tag->theme ? tag->theme : NULL);
    json_key_text(json, "rule", tag->rule);
    json_key_text(json, "weight", tag->weight);
    json_decision(json, tag->decision);
    json_key(json, "evidence");
    json_array(json);
    for (size_t i = 0; i < tag->evidence_count; i++) {
        json_evidence(json, &tag->evidence[i]);
    }
    json_array_end(json);
    json_object_end(json);
}

static void print_json(struct cli *cli, const struct why_record *reasons)
{
    struct json json;
    json_init(&json, &cli->out, false);
    json_object(&json);
    json_key_text(&json, "kind", reasons->record->kind->name);
    json_key_str(&json, "identifier", reasons->record->identifier);
    json_key_str(&json, "title", record_title(reasons->record));
    json_key(&json, "tags");
    json_array(&json);
    for (size_t i = 0; i < reasons->count; i++) {
        json_tag(&json, &reasons->tags[i]);
    }
    json_array_end(&json);
    json_object_end(&json);
    buf_char(&cli->out, '\n');
}

/* Text around the words, so that a reader can judge them; cut between characters. */
static void print_context(const struct evidence *e, struct buf *out)
{
    struct str text = e->value->text;
    size_t from = e->offset > 40 ? e->offset - 40 : 0;
    size_t to = e->offset + e->length;
    size_t end = text.length - to > 40 ? to + 40 : text.length;
    while (from > 0 && ((unsigned char)text.at[from] & 0xC0) == 0x80) {
        from--;
    }
    while (end < text.length && ((unsigned char)text.at[end] & 0xC0) == 0x80) {
        end++;
    }
    buf_printf(out, "%s%.*s«%.*s»%.*s%s", from > 0 ? "…" : "", (int)(e->offset - from),
               text.at + from, (int)e->length, text.at + e->offset, (int)(end - to), text.at + to,
               end < text.length ? "…" : "");
}

static void print_tag(struct cli *cli, const struct why_tag *tag)
{
    struct buf *out = &cli->out;
    buf_printf(out, "\n%s%s%s  %s", tag->lens, *tag->theme ? " / " : "", tag->theme, tag->weight);
    if (tag->version > 0) {
        buf_printf(out, "  (version %lld, rule: %s)", tag->version, tag->rule);
    }
    buf_char(out, '\n');
    if (tag->decision) {
        const struct decision *d = tag->decision;
        buf_printf(out, "  %.*s by %.*s, %.*s%s%.*s\n", STR_ARGS(d->verdict), STR_ARGS(d->person),
                   STR_ARGS(d->at), d->note.length > 0 ? ": " : "", STR_ARGS(d->note));
    }
    for (size_t i = 0; i < tag->evidence_count; i++) {
        const struct evidence *e = &tag->evidence[i];
        buf_printf(out, "  %zu. %s, bytes %u to %u", i + 1, e->value->field->name, e->offset,
                   e->offset + e->length);
        if (e->value->language.length > 0) {
            buf_printf(out, " (%.*s)", STR_ARGS(e->value->language));
        }
        buf_printf(out, ", rule %s\n     ", e->rule);
        print_context(e, out);
        buf_char(out, '\n');
    }
}

void cli_print_why(struct cli *cli, const struct why_record *reasons)
{
    struct str title = record_title(reasons->record);
    buf_printf(&cli->out, "%s %.*s\n%.*s\n", reasons->record->kind->name,
               STR_ARGS(reasons->record->identifier), STR_ARGS(title));
    if (reasons->count == 0) {
        buf_text(&cli->out, "\nNo lens takes this record, and nobody has decided otherwise.\n");
    }
    for (size_t i = 0; i < reasons->count; i++) {
        print_tag(cli, &reasons->tags[i]);
    }
}

enum status cmd_why(struct cli *cli)
{
    struct why_record reasons;
    TRY(cli_open_store(cli, STORE_READ));
    TRY(work_why(&cli->work, str_of(cli->arguments[0]), &cli->work.arena, &reasons, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        print_json(cli, &reasons);
    } else {
        cli_print_why(cli, &reasons);
    }
    return STATUS_OK;
}
