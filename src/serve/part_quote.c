/* Words of a record that gave it a tag, as a quotation on pages where the record is one of many. */
#include "serve/page.h"
#include "serve/parts.h"
#include "work/why.h"

#define BEFORE 60 /* bytes of the text around the words, cut where a word ends */
#define BEHIND 90

/* Where a quotation begins: a space, or the beginning. */
static size_t begin_of(struct str text, size_t from)
{
    size_t at = from > BEFORE ? from - BEFORE : 0;
    while (at > 0 && at < from && text.at[at] != ' ') {
        at++;
    }
    return at;
}

static size_t end_of(struct str text, size_t to)
{
    size_t at = text.length - to > BEHIND ? to + BEHIND : text.length;
    while (at < text.length && at > to && text.at[at] != ' ') {
        at--;
    }
    return at;
}

/* Words that everybody may see; those of the title stand beside it already, and alone here. */
static const struct evidence *choose(const struct why_tag *tag, const char *title)
{
    const struct evidence *chosen = NULL;
    for (size_t i = 0; i < tag->evidence_count; i++) {
        const struct evidence *evidence = &tag->evidence[i];
        const struct field *field = evidence->value->field;
        if (field->access != ACCESS_PUBLIC || field->type != FIELD_TEXT || evidence->length == 0) {
            continue;
        }
        if (!title || strcmp(field->name, title) != 0) {
            return evidence;
        }
        chosen = chosen ? chosen : evidence;
    }
    return chosen;
}

static void quote(struct visit *visit, const struct evidence *evidence, bool alone)
{
    const struct str text = evidence->value->text;
    const size_t from = evidence->offset, to = from + evidence->length;
    const size_t begin = alone ? from : begin_of(text, from), end = alone ? to : end_of(text, to);
    struct buf *out = visit->out;
    buf_text(out, "<q");
    language_attributes(visit, evidence->value->language);
    buf_text(out, begin > 0 && !alone ? ">…" : ">");
    html_str(out, (struct str){text.at + begin, from - begin});
    buf_text(out, "<b>");
    html_str(out, (struct str){text.at + from, evidence->length});
    buf_text(out, "</b>");
    html_str(out, (struct str){text.at + to, end - to});
    buf_text(out, end < text.length && !alone ? "…</q>" : "</q>");
}

/* The theme that the words speak for, and how strong they are. */
static void show_standing(struct visit *visit, const struct lens *lens, const struct why_tag *tag)
{
    const char *label = label_here(visit, &lens->label, lens->name);
    for (size_t i = 0; i < lens->theme_count; i++) {
        if (strcmp(lens->themes[i].name, tag->theme) == 0) {
            label = label_here(visit, &lens->themes[i].label, tag->theme);
        }
    }
    buf_text(visit->out, " <span class=\"facts\">");
    html_text(visit->out, label);
    buf_text(visit->out, ", ");
    say_plain(visit, tag->decision                             ? N_("confirmed by a person")
                     : strcmp(tag->weight, "candidate") == 0   ? N_("a suggestion, not counted")
                     : strcmp(tag->weight, "significant") == 0 ? N_("set by rule, significant")
                                                               : N_("set by rule, principal"));
    buf_text(visit->out, "</span>");
}

enum status show_quote(struct visit *visit, const struct record *record)
{
    const struct workspace *work = visit->site->work;
    const char *name = work->pack->example_lens;
    const char *title = record->kind->title;
    const struct lens *lens = NULL;
    struct failure none;
    struct record *whole = NULL;
    struct why_record why;
    if (!name || lens_set_find(work->lenses, name, &lens, &none) != STATUS_OK) {
        return STATUS_OK;
    }
    TRY(store_get(visit->store, visit->arena, record->kind, record->identifier, &whole,
                  &visit->why));
    TRY(why_of_record(visit->store, visit->arena, whole, &why, &visit->why));
    for (size_t i = 0; i < why.count; i++) {
        const struct why_tag *tag = &why.tags[i];
        const struct evidence *evidence = strcmp(tag->lens, name) == 0 ? choose(tag, title) : NULL;
        const bool rejected = tag->decision && !str_is(tag->decision->verdict, "confirmed");
        if (evidence && !rejected) {
            buf_text(visit->out, "<br>");
            quote(visit, evidence, title && strcmp(evidence->value->field->name, title) == 0);
            show_standing(visit, lens, tag);
            break;
        }
    }
    return STATUS_OK;
}
