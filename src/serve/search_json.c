/* /search.json: the same as `crosscut search --json` says, with the numbers by kind. */
#include "serve/page.h"
#include "serve/search.h"

static void json_mark(struct json *json, const struct find_mark *mark)
{
    const struct find_text *text = mark->text;
    json_object(json);
    json_key_text(json, "field", text->field ? text->field->name : "identifier");
    json_key_integer(json, "seq", text->seq);
    json_key(json, "language");
    text->language.length > 0 ? json_str(json, text->language) : json_null(json);
    json_key_integer(json, "offset", (long long)mark->offset);
    json_key_integer(json, "length", (long long)mark->length);
    json_key_str(json, "text", (struct str){text->text.at + mark->offset, mark->length});
    json_object_end(json);
}

static enum status json_hits(struct visit *visit, const struct searched *searched,
                             struct json *json)
{
    json_array(json);
    for (size_t i = 0; i < searched->count; i++) {
        const struct fulltext_hit *hit = searched->hits[i];
        struct search_shown shown;
        TRY(search_look(visit, searched, hit, &shown));
        json_object(json);
        json_key_text(json, "kind", hit->kind->name);
        json_key_str(json, "identifier", hit->identifier);
        json_key_str(json, "title", record_public_title(shown.record));
        json_key(json, "score");
        json_decimal(json, (long long)(hit->score * 10000 + 0.5));
        json_key(json, "matches");
        json_array(json);
        for (size_t m = 0; m < shown.count; m++) {
            json_mark(json, &shown.marks[m]);
        }
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
    return STATUS_OK;
}

static void json_kinds(struct visit *visit, const struct searched *searched, struct json *json)
{
    const struct pack *pack = visit->site->work->pack;
    json_array(json);
    for (size_t i = 0; i < pack->kind_count; i++) {
        if (searched->kinds && searched->kinds[i] > 0) {
            json_object(json);
            json_key_text(json, "kind", pack->kinds[i].name);
            json_key_integer(json, "records", (long long)searched->kinds[i]);
            json_object_end(json);
        }
    }
    json_array_end(json);
}

static void json_others(const struct searched *searched, struct json *json)
{
    static const char *const mends[] = {
        [MEND_WORD] = "word", [MEND_WITHOUT] = "without", [MEND_ALONE] = "alone"};
    json_array(json);
    for (size_t i = 0; i < searched->other_count; i++) {
        const struct search_other *other = &searched->others[i];
        json_object(json);
        json_key_text(json, "mend", mends[other->mend]);
        json_key_str(json, "term", other->term);
        json_key_str(json, "query", other->text);
        json_key_integer(json, "total", (long long)other->records);
        json_object_end(json);
    }
    json_array_end(json);
}

/* Pages of codes that the search names: as /countries/NP. */
static void json_pages(struct visit *visit, const struct searched *searched, struct json *json)
{
    json_array(json);
    for (size_t i = 0; i < searched->page_count; i++) {
        const struct search_page *page = &searched->pages[i];
        json_object(json);
        json_key_text(json, "list", page->profile->path);
        json_key_text(json, "code", page->code->code);
        json_key_text(json, "label", label_here(visit, &page->code->label, page->code->code));
        json_object_end(json);
    }
    json_array_end(json);
}

static void json_notes(const struct searched *searched, struct json *json)
{
    json_array(json);
    for (size_t i = 0; i < searched->result.ask.note_count; i++) {
        json_text(json, searched->result.ask.notes[i]);
    }
    json_array_end(json);
}

enum status search_json(struct visit *visit, const struct searched *searched)
{
    const unsigned long long end = searched->first + searched->count;
    struct json json;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key(&json, "ok");
    json_bool(&json, searched->ready);
    json_key_str(&json, "query", searched->text);
    json_key_text(&json, "kind", searched->kind ? searched->kind->name : NULL);
    json_key_integer(&json, "total", (long long)searched->total);
    json_key(&json, "kinds");
    json_kinds(visit, searched, &json);
    json_key(&json, "hits");
    TRY(json_hits(visit, searched, &json));
    json_key(&json, "next");
    searched->count > 0 && end < searched->total ? json_integer(&json, (long long)end)
                                                 : json_null(&json);
    json_key(&json, "pages");
    json_pages(visit, searched, &json);
    json_key(&json, "others");
    json_others(searched, &json);
    json_key(&json, "notes");
    json_notes(searched, &json);
    json_key_integer(&json, "behind", (long long)searched->behind);
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}
