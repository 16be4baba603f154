/* The queue: one tag fills the screen, its question, its words, and the answers with their keys. */
#include "serve/forms.h"
#include "serve/review.h"
#include "serve/route.h"
#include "write/words.h"

#define LAST_SHOWN 10

struct judging {
    struct visit *visit;
    struct review_asked asked;
    struct why_tag tag; /* the one that is asked about */
    struct why_record why;
    struct marks marks;
    struct queue queue;
    struct judgement *said; /* of the tag, by anybody */
    size_t said_count;
    struct judgement *last; /* by the person */
    size_t last_count;
};

/* ---- the bar ---- */

/* With how many it rests on; of a few it would say nothing. */
static void show_agreement(struct visit *visit, const struct kappa *kappa)
{
    char text[24];
    if (!review_kappa_says(kappa)) {
        return;
    }
    kappa_print(kappa->value, text, sizeof text);
    const struct str values[] = {str_of(text), number_text(visit, kappa->judged)};
    buf_text(visit->out, " <span>");
    say(visit, "agreement {0} on this tag, of {1} that two people judged", values,
        COUNT_OF(values));
    buf_text(visit->out, "</span>");
}

static enum status show_bar(const struct judging *j)
{
    struct visit *visit = j->visit;
    struct review_numbers numbers;
    struct buf *out = visit->out;
    TRY(work_review_numbers(visit->store, visit->arena, j->asked.lens, &numbers, &visit->why));
    buf_text(out, "<p class=\"tally\" id=\"bar\"><span><b id=\"left\">");
    html_str(out, number_text(visit, j->queue.left));
    buf_text(out, "</b> ");
    say_plain(visit, "left");
    buf_text(out, "</span> <span><b id=\"done\">");
    html_str(out, number_text(visit, j->queue.done.today));
    buf_text(out, "</b> ");
    say_plain(visit, "done today");
    buf_text(out, "</span>");
    if (j->queue.seconds > 0) {
        buf_text(out, " <span>");
        say_count(visit, queue_minutes(&j->queue), "about {0} minute", "about {0} minutes");
        buf_text(out, "</span>");
    }
    for (size_t i = 0; i < numbers.count; i++) {
        if (strcmp(numbers.themes[i].theme, j->asked.theme) == 0) {
            show_agreement(visit, &numbers.themes[i].kappa);
        }
    }
    buf_text(out, "</p>\n");
    return STATUS_OK;
}

/* ---- the question ---- */

static void show_definition(const struct judging *j)
{
    struct visit *visit = j->visit;
    const struct lens *lens = j->asked.lens;
    const struct label *text = &lens->description;
    const char *path[] = {"lenses", lens->name};
    for (size_t i = 0; i < lens->theme_count; i++) {
        if (strcmp(lens->themes[i].name, j->asked.theme) == 0 &&
            lens->themes[i].description.count > 0) {
            text = &lens->themes[i].description;
        }
    }
    buf_text(visit->out, "<p>");
    html_text(visit->out, label_here(visit, text, ""));
    buf_text(visit->out, "</p>\n<p><a href=\"");
    address_path(visit, path, 2);
    buf_text(visit->out, "\">");
    say_plain(visit, "The definition, word for word");
    buf_text(visit->out, "</a></p>\n");
}

#define EXAMPLES 3

/* Records about which people have decided so. */
static enum status show_examples(const struct judging *j, const char *verdict, const char *heading)
{
    struct visit *visit = j->visit;
    const struct judgement like = {
        .lens = j->asked.lens->name, .theme = j->asked.theme, .verdict = str_of(verdict)};
    long long *records = NULL;
    size_t count = 0;
    TRY(store_decided(visit->store, visit->arena, &like, j->asked.record->id, EXAMPLES, &records,
                      &count, &visit->why));
    if (count == 0) {
        return STATUS_OK;
    }
    buf_text(visit->out, "<h2>");
    say_plain(visit, heading);
    buf_text(visit->out, "</h2>\n<ul class=\"examples\">\n");
    for (size_t i = 0; i < count; i++) {
        struct record *record = NULL;
        TRY(store_get_number(visit->store, visit->arena, records[i], &record, &visit->why));
        buf_text(visit->out, "<li>");
        link_to_record(visit, record);
        buf_text(visit->out, "</li>\n");
    }
    buf_text(visit->out, "</ul>\n");
    return STATUS_OK;
}

static void show_rule(const struct judging *j)
{
    struct visit *visit = j->visit;
    struct buf *out = visit->out;
    const struct str values[] = {str_of(j->tag.rule),
                                 number_text(visit, (unsigned long long)j->asked.lens->version)};
    buf_text(out, "<h2>");
    say_plain(visit, "Why it is suggested");
    buf_text(out, "</h2>\n<p>");
    if (j->tag.version == 0) {
        say_plain(visit, "No rule suggests it: judge by the text alone.");
    } else if (strcmp(j->tag.weight, "candidate") == 0) {
        say(visit, "A candidate, by the rule {0} of version {1}; it does not count yet.", values,
            COUNT_OF(values));
    } else if (strcmp(j->tag.weight, "significant") == 0) {
        say(visit, "Set as significant by the rule {0} of version {1}.", values, COUNT_OF(values));
    } else {
        say(visit, "Set as principal by the rule {0} of version {1}.", values, COUNT_OF(values));
    }
    buf_text(out, "</p>\n<div class=\"tags\">");
    if (j->tag.evidence_count > 0) {
        show_tag_evidence(visit, &j->marks, &j->tag);
    }
    buf_text(out, "</div>\n<details class=\"how\"><summary>");
    say_plain(visit, "How the queue is made");
    buf_text(out, "</summary><p>");
    say_plain(visit, "First come the tags of which an answer is worth most: what the rule is not "
                     "sure of, weak evidence, themes that people contradict, and what tables "
                     "count. One in ten is taken at random, and one in twenty has an answer that "
                     "is known already.");
    if (j->asked.lens->twice > 0) {
        buf_text(out, "</p><p>");
        say_count(visit, (unsigned long long)j->asked.lens->twice,
                  "Of 100 tags {0} is judged by two people, neither of whom sees what the other "
                  "says.",
                  "Of 100 tags {0} are judged by two people, neither of whom sees what the other "
                  "says.");
    }
    buf_text(out, "</p></details>\n");
}

/* ---- the answers ---- */

static const struct judgement *own_of(const struct judging *j, const char *theme)
{
    for (size_t i = 0; i < j->said_count; i++) {
        const struct judgement *one = &j->said[i];
        if (!one->superseded && !one->settles && strcmp(one->theme, theme) == 0 &&
            str_equal(one->person, j->visit->account->name) &&
            !str_is(one->verdict, VERDICT_NONE)) {
            return one;
        }
    }
    return NULL;
}

/* A button with the key that presses it, for the script: <kbd> is shown while keys are on. */
static void show_button(struct visit *visit, const char *verdict, const char *key, const char *act,
                        const char *label)
{
    buf_printf(visit->out, "<button name=\"verdict\" value=\"%s\" data-act=\"%s\"><kbd>%s</kbd> ",
               verdict, act, key);
    html_text(visit->out, label);
    buf_text(visit->out, "</button>\n");
}

static void show_weights(const struct judging *j, const struct judgement *own)
{
    struct visit *visit = j->visit;
    const struct form_option weights[] = {{str_of(""), t(visit, "as the rule says")},
                                          {str_of("principal"), t(visit, "principal")},
                                          {str_of("significant"), t(visit, "significant")}};
    form_select(visit,
                &(struct form_field){.name = "weight",
                                     .label = t(visit, "If yes, how strongly"),
                                     .value = own ? own->weight : str_of(""),
                                     .required = true},
                weights, COUNT_OF(weights));
}

static const struct why_tag *tag_of(const struct judging *j, const char *theme)
{
    for (size_t i = 0; i < j->why.count; i++) {
        const struct why_tag *tag = &j->why.tags[i];
        if (strcmp(tag->lens, j->asked.lens->name) == 0 && strcmp(tag->theme, theme) == 0) {
            return tag;
        }
    }
    return NULL;
}

static void show_theme(const struct judging *j, const struct lens_theme *theme, unsigned key)
{
    struct visit *visit = j->visit;
    struct buf *out = visit->out;
    const struct judgement *own = own_of(j, theme->name);
    const bool yes = own && str_is(own->verdict, VERDICT_YES);
    buf_printf(out, "<li><button name=\"%s\" value=\"%s\" data-act=\"%u\" aria-pressed=\"%s\">",
               yes ? "none" : "also", theme->name, key, yes ? "true" : "false");
    buf_printf(out, "<kbd>%u</kbd> ", key);
    html_text(out, label_here(visit, &theme->label, theme->name));
    buf_text(out, tag_of(j, theme->name) ? " <small>" : "");
    if (tag_of(j, theme->name)) {
        say_plain(visit, "suggested too");
        buf_text(out, "</small>");
    }
    buf_text(out, "</button></li>\n");
}

/* The other themes, first those that are suggested too. */
static void show_themes(const struct judging *j)
{
    const struct lens *lens = j->asked.lens;
    unsigned key = 0;
    if (lens->theme_count < 2) {
        return;
    }
    buf_text(j->visit->out, "<fieldset class=\"also\"><legend>");
    say_plain(j->visit, "It is also about");
    buf_text(j->visit->out, "</legend><ul>\n");
    for (int suggested = 1; suggested >= 0; suggested--) {
        for (size_t i = 0; i < lens->theme_count && key < REVIEW_THEMES; i++) {
            const char *name = lens->themes[i].name;
            const bool is_suggested = tag_of(j, name) != NULL;
            if (is_suggested == (suggested == 1) && strcmp(name, j->asked.theme) != 0) {
                show_theme(j, &lens->themes[i], ++key);
            }
        }
    }
    buf_text(j->visit->out, "</ul></fieldset>\n");
}

static void hidden_fields(struct visit *visit, const struct review_asked *asked)
{
    form_hidden(visit, "item", review_item_name(visit, asked->record));
    form_hidden(visit, "theme", str_of(asked->theme));
    if (asked->only) {
        form_hidden(visit, "only", str_of(asked->only));
    }
}

/* What the person has said already; and how to take it back. */
static enum status show_own(const struct judging *j, const struct judgement *own)
{
    struct visit *visit = j->visit;
    const struct str values[] = {str_of(review_verdict_label(visit, own->verdict)), own->at};
    buf_text(visit->out, "<p class=\"said\">");
    say(visit, "You said \"{0}\" on {1}. Another answer replaces it.", values, COUNT_OF(values));
    buf_text(visit->out, "</p>\n");
    return STATUS_OK;
}

static enum status show_answers(const struct judging *j)
{
    struct visit *visit = j->visit;
    const struct judgement *own = own_of(j, j->asked.theme);
    const struct review_asked action = {.lens = j->asked.lens};
    if (own) {
        TRY(show_own(j, own));
    }
    buf_text(visit->out, "<form id=\"judge\" method=\"post\" action=\"");
    review_href(visit, review_path(visit, &action));
    buf_text(visit->out, "\" data-tag=\"");
    html_text(visit->out, tag_label(visit, j->asked.lens->name, j->asked.theme));
    buf_text(visit->out, "\" data-title=\"");
    html_str(visit->out, title_here(visit, j->asked.record));
    buf_text(visit->out,
             own && !str_is(own->verdict, VERDICT_SKIP) ? "\" data-said=\"yes\">\n" : "\">\n");
    hidden_fields(visit, &j->asked);
    TRY(review_request_field(visit));
    buf_text(visit->out, "<div class=\"answers\">\n");
    show_button(visit, VERDICT_YES, "a", "accept", t(visit, "Yes"));
    show_button(visit, VERDICT_NO, "x", "reject", t(visit, "No"));
    show_button(visit, VERDICT_SKIP, "␣", "skip", t(visit, "Pass over"));
    show_button(visit, VERDICT_HELP, "f", "flag", t(visit, "Ask for help"));
    buf_text(visit->out, "</div>\n");
    if (*j->asked.theme == '\0') {
        show_weights(j, own);
    }
    form_area(visit, &(struct form_field){.name = "note",
                                          .label = t(visit, "Note"),
                                          .hint = t(visit, "It goes with the answer."),
                                          .value = own ? own->note : str_of(""),
                                          .rows = 2,
                                          .most = JUDGEMENT_NOTE_MAX / 4});
    show_themes(j);
    buf_text(visit->out, "</form>\n");
    return STATUS_OK;
}

/* ---- the last answers ---- */

static enum status show_last_one(const struct judging *j, const struct judgement *one)
{
    struct visit *visit = j->visit;
    struct buf *out = visit->out;
    struct review_asked of = {.lens = j->asked.lens, .only = j->asked.only, .theme = one->theme};
    TRY(store_get_number(visit->store, visit->arena, one->record, &of.record, &visit->why));
    buf_text(out, "<li><a href=\"");
    review_href(visit, review_path(visit, &of));
    buf_text(out, "\"><b>");
    html_text(out, review_verdict_label(visit, one->verdict));
    buf_text(out, "</b> ");
    html_text(out, tag_label(visit, one->lens, one->theme));
    buf_text(out, word_colon(visit->language));
    show_title(visit, "span", of.record);
    buf_text(out, "</a></li>\n");
    return STATUS_OK;
}

/*
 * The last answer can be taken back at once, and then the one before it. Before there is one the
 * form is there, for the script, and hidden.
 */
static enum status show_undo(const struct judging *j)
{
    struct visit *visit = j->visit;
    struct review_asked of = {.lens = j->asked.lens, .only = j->asked.only, .theme = ""};
    const struct review_asked action = {.lens = j->asked.lens};
    buf_text(visit->out, "<form id=\"undo\" method=\"post\" action=\"");
    review_href(visit, review_path(visit, &action));
    buf_text(visit->out, j->last_count > 0 ? "\">\n" : "\" hidden>\n");
    if (j->last_count > 0) {
        of.theme = j->last[0].theme;
        TRY(store_get_number(visit->store, visit->arena, j->last[0].record, &of.record,
                             &visit->why));
        hidden_fields(visit, &of);
    }
    TRY(review_request_field(visit));
    show_button(visit, VERDICT_NONE, "⌫", "undo", t(visit, "Take the last answer back"));
    buf_text(visit->out, "</form>\n");
    return STATUS_OK;
}

static enum status show_last(const struct judging *j)
{
    struct visit *visit = j->visit;
    buf_text(visit->out, "<section class=\"last\" id=\"last\">\n<h2>");
    say_plain(visit, "Your last answers");
    buf_text(visit->out, "</h2>\n");
    TRY(show_undo(j));
    if (j->last_count == 0) {
        buf_text(visit->out, "<p>");
        say_plain(visit, "None yet.");
        buf_text(visit->out, "</p>\n</section>\n");
        return STATUS_OK;
    }
    buf_text(visit->out, "<ol>\n");
    for (size_t i = 0; i < j->last_count; i++) {
        TRY(show_last_one(j, &j->last[i]));
    }
    buf_text(visit->out, "</ol>\n</section>\n");
    return STATUS_OK;
}

/* ---- what the script needs ---- */

static enum status show_upcoming(const struct judging *j)
{
    struct visit *visit = j->visit;
    buf_text(visit->out, "<ol id=\"next\" hidden>\n");
    for (size_t i = 0; i < j->queue.count; i++) {
        const struct review_item *tag = &j->queue.items[i].tag;
        struct review_asked of = {.lens = j->asked.lens, .only = j->asked.only};
        of.theme = tag->theme;
        if (tag->record == j->asked.record->id && strcmp(tag->theme, j->asked.theme) == 0) {
            continue;
        }
        TRY(store_get_number(visit->store, visit->arena, tag->record, &of.record, &visit->why));
        buf_text(visit->out, "<li><a href=\"");
        review_href(visit, review_path(visit, &of));
        buf_text(visit->out, "\">");
        say_plain(visit, "Next");
        buf_text(visit->out, "</a></li>\n");
    }
    buf_text(visit->out, "</ol>\n");
    return STATUS_OK;
}

/* ---- the page ---- */

static enum status load_tag(struct judging *j)
{
    struct visit *visit = j->visit;
    struct review_asked *asked = &j->asked;
    TRY(why_of_record(visit->store, visit->arena, asked->record, &j->why, &visit->why));
    const struct why_tag *tag = tag_of(j, asked->theme);
    j->tag = tag ? *tag
                 : (struct why_tag){
                       .lens = asked->lens->name, .theme = asked->theme, .rule = "", .weight = ""};
    return marks_collect(visit, &j->tag, 1, &j->marks);
}

/* What was said of the record, theme by theme; only the person's own is shown. */
static enum status load_said(struct judging *j)
{
    struct visit *visit = j->visit;
    const struct lens *lens = j->asked.lens;
    size_t capacity = 0;
    for (size_t i = 0; i <= lens->theme_count; i++) {
        struct judgement *some = NULL;
        size_t count = 0;
        const char *theme = i > 0 ? lens->themes[i - 1].name : "";
        TRY(store_judgements(visit->store, visit->arena, j->asked.record->id, lens->name, theme,
                             &some, &count, &visit->why));
        for (size_t k = 0; k < count; k++) {
            struct judgement *grown =
                arena_grow(visit->arena, j->said, j->said_count, &capacity, sizeof *grown);
            if (!grown) {
                return fail_memory(&visit->why);
            }
            j->said = grown;
            j->said[j->said_count++] = some[k];
        }
    }
    return STATUS_OK;
}

static enum status show_item(struct judging *j)
{
    struct visit *visit = j->visit;
    struct buf *out = visit->out;
    const struct record *record = j->asked.record;
    buf_text(out, "<div class=\"judging\">\n<div class=\"question\">\n<h1>");
    review_question(visit, j->asked.lens, j->asked.theme);
    buf_text(out, "</h1>\n");
    show_definition(j);
    TRY(show_examples(j, VERDICT_YES, N_("People said yes of:")));
    TRY(show_examples(j, VERDICT_NO, N_("People said no of:")));
    show_rule(j);
    buf_text(out, "</div>\n<div class=\"text\" id=\"text\" tabindex=\"0\" role=\"region\" "
                  "aria-labelledby=\"record\">\n<p class=\"kind\">");
    html_text(out, label_here(visit, &record->kind->label, record->kind->name));
    buf_text(out, " · ");
    html_str(out, record->identifier);
    buf_text(out, "</p>\n<h2 id=\"record\">");
    link_to_record(visit, record);
    buf_text(out, "</h2>\n");
    show_record_fields(visit, &j->marks, record);
    buf_text(out, "</div>\n<div class=\"answer\">\n<h2 class=\"hidden\">");
    say_plain(visit, "Your answer");
    buf_text(out, "</h2>\n");
    TRY(show_answers(j));
    TRY(show_last(j));
    buf_text(out, "</div>\n</div>\n");
    return show_upcoming(j);
}

static enum status show_nothing(struct judging *j)
{
    struct visit *visit = j->visit;
    buf_text(visit->out, "<h1>");
    html_text(visit->out, tag_label(visit, j->asked.lens->name, ""));
    buf_text(visit->out, "</h1>\n<p class=\"lead\">");
    say_plain(visit, "Nothing waits for you in this queue.");
    buf_text(visit->out, "</p>\n");
    return show_last(j);
}

/* The tag that is named, else the first that waits. */
static enum status choose(struct judging *j)
{
    struct visit *visit = j->visit;
    if (!j->asked.record && j->queue.count > 0) {
        j->asked.theme = j->queue.items[0].tag.theme;
        TRY(store_get_number(visit->store, visit->arena, j->queue.items[0].tag.record,
                             &j->asked.record, &visit->why));
    }
    return STATUS_OK;
}

static enum status show_page(struct judging *j)
{
    struct visit *visit = j->visit;
    const struct page page = {.title = t(visit, "Review"), .script = "/review.js"};
    page_begin(visit, &page);
    review_script(visit);
    TRY(show_bar(j));
    TRY(j->asked.record ? show_item(j) : show_nothing(j));
    page_end(visit);
    return STATUS_OK;
}

static enum status queue_json(struct judging *j)
{
    struct visit *visit = j->visit;
    struct json json;
    const struct queue_question question = {j->asked.lens, j->asked.only, visit->account->name, 0};
    json_init(&json, visit->out, false);
    TRY(review_queue_json(visit->store, visit->arena, &question, &j->queue, &json, &visit->why));
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

#define JSON_ITEMS 500

enum status page_review(struct visit *visit)
{
    struct judging j = {.visit = visit};
    TRY(review_read(visit, visit->segments[1], &j.asked));
    if (visit_is_post(visit)) {
        return review_post(visit, &j.asked);
    }
    const bool as_json = visit->form == FORM_JSON;
    TRY(review_queue(visit, &j.asked, as_json ? JSON_ITEMS : REVIEW_UPCOMING + 1, &j.queue));
    if (as_json) {
        return queue_json(&j);
    }
    TRY(store_judgements_of(visit->store, visit->arena, visit->account->name, j.asked.lens->name,
                            LAST_SHOWN, &j.last, &j.last_count, &visit->why));
    TRY(choose(&j));
    if (j.asked.record) {
        TRY(load_tag(&j));
        TRY(load_said(&j));
    }
    return show_page(&j);
}
