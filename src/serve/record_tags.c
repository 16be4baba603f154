/* The tags of a record: what each says, who set it, and the exact words that speak for it. */
#include "serve/record_view.h"
#include "serve/review.h"
#include "serve/terms.h"
#include "work/accounts.h"
#include "write/words.h"

/* ---- names ---- */

static const struct lens *lens_of(const struct visit *visit, const char *name)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        if (strcmp(lens_set_at(lenses, i)->name, name) == 0) {
            return lens_set_at(lenses, i);
        }
    }
    return NULL;
}

const char *tag_label(const struct visit *visit, const char *lens_name, const char *theme)
{
    const struct lens *lens = lens_of(visit, lens_name);
    if (lens && *theme == '\0') {
        return label_here(visit, &lens->label, lens->name);
    }
    for (size_t k = 0; lens && k < lens->theme_count; k++) {
        if (strcmp(lens->themes[k].name, theme) == 0) {
            return label_here(visit, &lens->themes[k].label, theme);
        }
    }
    return *theme ? theme : lens_name;
}

/* A language in the words of the page, where the site speaks it; else its code. */
static struct str language_name(const struct visit *visit, struct str language)
{
    static const char *const names[] = {N_("English"), N_("French"), N_("Spanish")};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (str_is(language, language_codes[i])) {
            return str_of(t(visit, names[i]));
        }
    }
    return language;
}

/* ---- evidence ---- */

/* "Title, French; rule protection": where the words stand, and what looks for them. */
static void show_where(struct visit *visit, const struct evidence *e, bool words)
{
    struct buf *out = visit->out;
    const struct str rule = str_of(e->rule);
    buf_text(out, " <small>");
    if (words) {
        html_text(out, label_here(visit, &e->value->field->label, e->value->field->name));
        if (e->value->language.length > 0) {
            buf_text(out, ", ");
            html_str(out, language_name(visit, e->value->language));
        }
        buf_text(out, "; ");
    }
    say(visit, "rule {0}", &rule, 1);
    buf_text(out, "</small>");
}

void show_tag_evidence(struct visit *visit, const struct marks *marks, const struct why_tag *tag)
{
    struct buf *out = visit->out;
    buf_text(out, "<ul>\n");
    for (size_t k = 0; k < tag->evidence_count; k++) {
        const struct evidence *e = &tag->evidence[k];
        const struct value *value = e->value;
        const unsigned number = mark_number(marks, e);
        if (value->field->access != ACCESS_PUBLIC) {
            continue;
        }
        buf_text(out, "<li>");
        if (number > 0) {
            buf_printf(out, "<a href=\"#m%u\">%u</a> <q", number, number);
            language_attributes(visit, value->language);
            buf_char(out, '>');
            html_str(out, (struct str){value->text.at + e->offset, e->length});
            buf_text(out, "</q>");
        } else {
            html_text(out, label_here(visit, &value->field->label, value->field->name));
            buf_text(out, word_colon(visit->language));
            show_value(visit, value);
        }
        show_where(visit, e, number > 0);
        buf_text(out, "</li>\n");
    }
    buf_text(out, "</ul>\n");
}

/* ---- who set it ---- */

/* Who of the staff decided is for those who sign in. */
static void show_decision(struct visit *visit, const struct decision *decision)
{
    const bool named = visit->account != NULL;
    const struct str values[] = {decision->person, moment_text(visit, decision->at)};
    if (str_is(decision->verdict, "confirmed")) {
        named ? say(visit, "confirmed by {0} on {1}", values, COUNT_OF(values))
              : say(visit, "confirmed by a person on {1}", values, COUNT_OF(values));
    } else {
        named ? say(visit, "rejected by {0} on {1}", values, COUNT_OF(values))
              : say(visit, "rejected by a person on {1}", values, COUNT_OF(values));
    }
}

static void show_standing(struct visit *visit, const struct why_tag *tag)
{
    if (tag->decision) {
        show_decision(visit, tag->decision);
    } else if (strcmp(tag->weight, "candidate") == 0) {
        say_plain(visit, "found by a rule; only a suggestion, which does not count until a person "
                         "confirms it");
    } else if (strcmp(tag->weight, "significant") == 0) {
        say_plain(visit, "found by a rule, as one subject among others; no person has judged it");
    } else {
        say_plain(visit, "found by a rule, as a main subject; no person has judged it");
    }
}

/* The definition that the rule is part of. */
static void show_definition(struct visit *visit, const struct lens *lens, const struct why_tag *tag)
{
    struct buf *out = visit->out;
    const char *const path[] = {"lenses", tag->lens};
    buf_text(out, "<p><a href=\"");
    if (lens && *tag->theme) {
        address_of_theme(visit, lens, tag->theme);
    } else {
        address_path(visit, path, 2);
    }
    buf_text(out, "\">");
    const struct str values[] = {
        str_of(lens ? label_here(visit, &lens->label, lens->name) : tag->lens),
        number_text(visit, (unsigned long long)tag->version)};
    tag->version > 0 ? say(visit, "Definition: {0}, version {1}", values, COUNT_OF(values))
                     : say(visit, "Definition: {0}", values, 1);
    buf_text(out, "</a>");
}

/* For reviewers: to the question about the tag. */
static void show_review(struct visit *visit, const struct lens *lens, const struct why_record *why,
                        const struct why_tag *tag)
{
    const struct review_asked asked = {.lens = lens, .record = why->record, .theme = tag->theme};
    if (!lens || !account_may(visit->account, CAPABILITY_REVIEW)) {
        return;
    }
    buf_text(visit->out, " · <a href=\"");
    review_href(visit, review_path(visit, &asked));
    buf_text(visit->out, "\">");
    say_plain(visit, "Judge this tag");
    buf_text(visit->out, "</a>");
}

/* ---- all of them ---- */

static void write_id(struct visit *visit, const struct why_tag *tag)
{
    buf_text(visit->out, "evidence-");
    html_text(visit->out, tag->lens);
    buf_text(visit->out, *tag->theme ? "-" : "");
    html_text(visit->out, tag->theme);
}

/* The tag of a definition as a whole is folded, where it is not the first: its themes say more. */
static bool is_open(const struct why_record *why, size_t i)
{
    return i == 0 || *why->tags[i].theme;
}

static void show_tag(struct visit *visit, const struct marks *marks, const struct why_record *why,
                     size_t i)
{
    struct buf *out = visit->out;
    const struct why_tag *tag = &why->tags[i];
    const struct lens *lens = lens_of(visit, tag->lens);
    buf_text(out, "<details id=\"");
    write_id(visit, tag);
    if (i < TAGS_MARKED) {
        buf_printf(out, "\" class=\"t%zu", i + 1);
    }
    buf_text(out, is_open(why, i) ? "\" open><summary>" : "\"><summary>");
    html_text(out, tag_label(visit, tag->lens, tag->theme));
    buf_text(out, " <small>");
    show_standing(visit, tag);
    buf_text(out, "</small></summary>\n");
    show_tag_evidence(visit, marks, tag);
    show_definition(visit, lens, tag);
    buf_text(out, " · <a href=\"#");
    write_id(visit, tag);
    buf_text(out, "\">");
    say_plain(visit, "Show its words");
    buf_text(out, "</a>");
    show_review(visit, lens, why, tag);
    buf_text(out, "</p>\n</details>\n");
}

void show_record_tags(struct visit *visit, const struct marks *marks, const struct why_record *why)
{
    struct buf *out = visit->out;
    buf_text(out, "<section class=\"tags\" aria-labelledby=\"tags\">\n<h2 id=\"tags\">");
    say_count(visit, why->count, "{0} tag", "{0} tags");
    mark_term(visit, "tag");
    buf_text(out, "</h2>\n");
    for (size_t i = 0; i < why->count; i++) {
        show_tag(visit, marks, why, i);
    }
    buf_text(out, "</section>\n");
}
