/* Review from above: the queues, what people differ about, and how far they agree. */
#include "serve/forms.h"
#include "serve/review.h"
#include "serve/route.h"

#define DISPUTES_SHOWN 20

static void show_heads(struct visit *visit, const char *const *heads, size_t count, size_t texts)
{
    for (size_t i = 0; i < count; i++) {
        buf_text(visit->out,
                 i < texts ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"number\">");
        say_plain(visit, heads[i]);
        buf_text(visit->out, "</th>");
    }
}

static void show_cell(struct visit *visit, unsigned long long number)
{
    buf_text(visit->out, "<td class=\"number\">");
    html_str(visit->out, number_text(visit, number));
    buf_text(visit->out, "</td>");
}

static void begin_page(struct visit *visit, const char *title, const char *path)
{
    const struct page page = {.title = title, .script = "/review.js"};
    page_begin(visit, &page);
    page_errors(visit);
    review_script(visit);
    review_places(visit, path);
    buf_text(visit->out, "<h1 id=\"title\">");
    html_text(visit->out, title);
    buf_text(visit->out, "</h1>\n");
}

/* ---- the queues ---- */

static unsigned long long waiting(const struct queue *queue, const char *theme)
{
    unsigned long long count = 0;
    for (size_t i = 0; i < queue->count; i++) {
        count += queue->items[i].waits && strcmp(queue->items[i].tag.theme, theme) == 0;
    }
    return count;
}

static void show_queue(struct visit *visit, const struct review_asked *asked, const char *label,
                       unsigned long long left)
{
    struct buf *out = visit->out;
    if (left > 0) {
        buf_text(out, "<a href=\"");
        review_href(visit, review_path(visit, asked));
        buf_text(out, "\">");
    }
    html_text(out, label);
    buf_text(out, left > 0 ? "</a> " : " ");
    buf_text(out, "<b>");
    html_str(out, number_text(visit, left));
    buf_text(out, "</b>");
}

static void show_theme_queues(struct visit *visit, const struct lens *lens,
                              const struct queue *queue)
{
    buf_text(visit->out, "<ul class=\"queues\">\n");
    for (size_t i = 0; i < lens->theme_count; i++) {
        const struct lens_theme *theme = &lens->themes[i];
        const struct review_asked asked = {.lens = lens, .only = theme->name, .theme = ""};
        const unsigned long long left = waiting(queue, theme->name);
        if (left > 0) {
            buf_text(visit->out, "<li>");
            show_queue(visit, &asked, label_here(visit, &theme->label, theme->name), left);
            buf_text(visit->out, "</li>\n");
        }
    }
    buf_text(visit->out, "</ul>\n");
}

static enum status show_lens_queue(struct visit *visit, const struct lens *lens, struct json *json)
{
    const struct review_asked asked = {.lens = lens, .theme = ""};
    struct queue queue;
    TRY(review_queue(visit, &asked, 0, &queue));
    if (json) {
        json_object(json);
        json_key_text(json, "lens", lens->name);
        json_key_text(json, "label", label_here(visit, &lens->label, lens->name));
        json_key_integer(json, "left", (long long)queue.left);
        json_key_integer(json, "done_today", (long long)queue.done.today);
        json_object_end(json);
        return STATUS_OK;
    }
    buf_text(visit->out, "<section class=\"queue\">\n<h2>");
    show_queue(visit, &asked, label_here(visit, &lens->label, lens->name), queue.left);
    buf_text(visit->out, "</h2>\n<p>");
    say_count(visit, queue.done.today, "{0} answer of yours today", "{0} answers of yours today");
    buf_text(visit->out, "</p>\n");
    show_theme_queues(visit, lens, &queue);
    buf_text(visit->out, "</section>\n");
    return STATUS_OK;
}

enum status page_reviews(struct visit *visit)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    struct json json;
    const bool as_json = visit->form == FORM_JSON;
    json_init(&json, visit->out, false);
    if (as_json) {
        json_array(&json);
    } else {
        begin_page(visit, t(visit, "Review"), "/review");
        buf_text(visit->out, "<p class=\"lead\">");
        say_plain(visit, "What a rule says of a record is a suggestion until people have judged "
                         "it. Choose what to judge; every answer can be changed.");
        buf_text(visit->out, "</p>\n");
    }
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        TRY(show_lens_queue(visit, lens_set_at(lenses, i), as_json ? &json : NULL));
    }
    if (as_json) {
        json_array_end(&json);
        buf_char(visit->out, '\n');
    } else {
        page_end(visit);
    }
    return STATUS_OK;
}

/* ---- disagreements ---- */

struct disputed {
    struct visit *visit;
    struct review_asked asked;
    struct judgement *said;
    size_t count;
};

static enum status load_disputed(struct visit *visit, const struct dispute *dispute,
                                 struct disputed *d)
{
    *d = (struct disputed){.visit = visit, .asked = {.theme = dispute->theme}};
    TRY(lens_set_find(visit->site->work->lenses, dispute->lens, &d->asked.lens, &visit->why));
    TRY(store_get_number(visit->store, visit->arena, dispute->record, &d->asked.record,
                         &visit->why));
    return store_judgements(visit->store, visit->arena, dispute->record, dispute->lens,
                            dispute->theme, &d->said, &d->count, &visit->why);
}

static void show_voices(const struct disputed *d)
{
    struct visit *visit = d->visit;
    struct buf *out = visit->out;
    buf_text(out, "<ul class=\"voices\">\n");
    for (size_t i = 0; i < d->count; i++) {
        const struct judgement *one = &d->said[i];
        if (one->superseded || str_is(one->verdict, VERDICT_NONE) ||
            str_is(one->verdict, VERDICT_SKIP)) {
            continue;
        }
        buf_text(out, "<li><b>");
        html_str(out, one->person);
        buf_text(out, "</b>: ");
        html_text(out, review_verdict_label(visit, one->verdict));
        buf_text(out, " <small>");
        html_str(out, one->at);
        buf_text(out, "</small>");
        if (one->note.length > 0) {
            buf_text(out, "<p class=\"note\" dir=\"auto\">");
            html_str(out, one->note);
            buf_text(out, "</p>");
        }
        buf_text(out, "</li>\n");
    }
    buf_text(out, "</ul>\n");
}

static void show_choice(struct visit *visit, const char *verdict, const char *label)
{
    form_button(visit, "verdict", str_of(verdict), label);
}

static enum status show_settling(const struct disputed *d, size_t number)
{
    struct visit *visit = d->visit;
    const char *id = arena_printf(visit->arena, "note-%zu", number);
    form_begin(visit, "/review/disagreements");
    form_hidden(visit, "lens", str_of(d->asked.lens->name));
    form_hidden(visit, "item", review_item_name(visit, d->asked.record));
    form_hidden(visit, "theme", str_of(d->asked.theme));
    TRY(review_request_field(visit));
    form_area(visit, &(struct form_field){.name = "note",
                                          .id = id,
                                          .label = t(visit, "Why"),
                                          .rows = 2,
                                          .most = JUDGEMENT_NOTE_MAX / 4});
    show_choice(visit, VERDICT_YES, t(visit, "Settle: yes"));
    show_choice(visit, VERDICT_NO, t(visit, "Settle: no"));
    form_end(visit);
    return STATUS_OK;
}

static enum status show_disputed(const struct disputed *d, size_t number)
{
    struct visit *visit = d->visit;
    const bool editor = account_may(visit->account, CAPABILITY_EDIT);
    buf_text(visit->out, "<section class=\"disputed\">\n<h2>");
    link_to_record(visit, d->asked.record);
    buf_text(visit->out, "</h2>\n<p>");
    review_question(visit, d->asked.lens, d->asked.theme);
    buf_text(visit->out, " <a href=\"");
    review_href(visit, review_path(visit, &d->asked));
    buf_text(visit->out, "\">");
    say_plain(visit, "With its text");
    buf_text(visit->out, "</a></p>\n");
    show_voices(d);
    if (queue_may_settle(d->said, d->count, visit->account->name, editor)) {
        TRY(show_settling(d, number));
    } else {
        buf_text(visit->out, "<p>");
        say_plain(visit, "You are one of those who differ: somebody else settles it.");
        buf_text(visit->out, "</p>\n");
    }
    buf_text(visit->out, "</section>\n");
    return STATUS_OK;
}

static void disputed_json(const struct disputed *d, struct json *json)
{
    json_object(json);
    json_key_text(json, "lens", d->asked.lens->name);
    json_key_text(json, "theme", d->asked.theme);
    json_key_text(json, "kind", d->asked.record->kind->name);
    json_key_str(json, "identifier", d->asked.record->identifier);
    json_key(json, "judgements");
    json_array(json);
    for (size_t i = 0; i < d->count; i++) {
        const struct judgement *one = &d->said[i];
        json_object(json);
        json_key_str(json, "person", one->person);
        json_key_str(json, "verdict", one->verdict);
        json_key_str(json, "note", one->note);
        json_key_str(json, "at", one->at);
        json_key(json, "superseded");
        json_bool(json, one->superseded);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static enum status settle(struct visit *visit, struct store *store,
                          const struct review_asked *asked)
{
    struct judgement *said = NULL;
    struct judge_outcome outcome;
    size_t count = 0;
    const struct str request = visit_field(visit, "request");
    const char *name = arena_printf(visit->arena, "%.*s/%s/settle/%.*s", STR_ARGS(request),
                                    asked->theme, STR_ARGS(visit_field(visit, "verdict")));
    struct judgement judgement = {.record = asked->record->id,
                                  .theme = asked->theme,
                                  .person = visit->account->name,
                                  .verdict = visit_field(visit, "verdict"),
                                  .note = str_trim(visit_field(visit, "note")),
                                  .request = str_of(name),
                                  .settles = true};
    TRY(store_judgements(store, visit->arena, asked->record->id, asked->lens->name, asked->theme,
                         &said, &count, &visit->why));
    if (!review_is_request(request) ||
        !queue_may_settle(said, count, visit->account->name,
                          account_may(visit->account, CAPABILITY_EDIT))) {
        return fail(&visit->why, STATUS_INPUT, "%s",
                    t(visit, "You are one of those who differ: somebody else settles it."));
    }
    TRY(work_judge(store, asked->lens, &judgement, &outcome, &visit->why));
    const char *detail = arena_printf(visit->arena, "%s/%s %.*s", asked->lens->name, asked->theme,
                                      STR_ARGS(judgement.verdict));
    return outcome.repeated ? STATUS_OK
                            : site_audit(visit, store, "settle",
                                         review_item_name(visit, asked->record), str_of(detail));
}

static enum status post_settling(struct visit *visit)
{
    struct review_asked asked;
    struct store *store = NULL;
    enum status refused = STATUS_OK;
    if (review_is_somebody_else(visit, &refused)) {
        return refused;
    }
    TRY(review_read(visit, visit_field(visit, "lens"), &asked));
    if (!asked.record) {
        return fail(&visit->why, STATUS_INPUT, "%s", t(visit, "There is no such record."));
    }
    TRY(site_write_begin(visit, &store, &visit->why));
    TRY(site_write_end(visit, store, settle(visit, store, &asked)));
    return site_see_other(visit, str_of("/review/disagreements"));
}

enum status page_disputes(struct visit *visit)
{
    struct dispute *disputes = NULL;
    size_t count = 0;
    struct json json;
    if (visit_is_post(visit)) {
        return post_settling(visit);
    }
    const bool as_json = visit->form == FORM_JSON;
    json_init(&json, visit->out, false);
    TRY(store_disputes(visit->store, visit->arena, &disputes, &count, &visit->why));
    if (as_json) {
        json_array(&json);
    } else {
        begin_page(visit, t(visit, "Disagreements"), "/review/disagreements");
        buf_text(visit->out, "<p class=\"lead\">");
        say_count(visit, count, "{0} tag about which people differ, or ask for help.",
                  "{0} tags about which people differ, or ask for help.");
        buf_text(visit->out, "</p>\n");
    }
    for (size_t i = 0; i < count && (as_json || i < DISPUTES_SHOWN); i++) {
        struct disputed d;
        TRY(load_disputed(visit, &disputes[i], &d));
        if (as_json) {
            disputed_json(&d, &json);
        } else {
            TRY(show_disputed(&d, i));
        }
    }
    if (as_json) {
        json_array_end(&json);
        buf_char(visit->out, '\n');
    } else {
        page_end(visit);
    }
    return STATUS_OK;
}

/* ---- agreement ---- */

static void show_kappa(struct visit *visit, const struct kappa *kappa)
{
    char text[24];
    show_cell(visit, kappa->judged);
    show_cell(visit, kappa->agreed);
    buf_text(visit->out, "<td class=\"number\">");
    if (review_kappa_says(kappa)) {
        kappa_print(kappa->value, text, sizeof text);
        html_text(visit->out, text);
    } else {
        buf_text(visit->out, "–");
    }
    buf_text(visit->out, "</td>");
}

static void show_theme_row(struct visit *visit, const struct theme_numbers *theme,
                           const struct lens *lens)
{
    buf_text(visit->out,
             *theme->theme ? "<tr><th scope=\"row\">" : "<tr class=\"whole\"><th scope=\"row\">");
    html_text(visit->out, tag_label(visit, lens->name, theme->theme));
    buf_text(visit->out, "</th>");
    show_cell(visit, theme->tags);
    show_cell(visit, theme->confirmed);
    show_cell(visit, theme->rejected);
    show_kappa(visit, &theme->kappa);
    buf_text(visit->out, "</tr>\n");
}

static void show_pairs(struct visit *visit, const struct review_numbers *numbers,
                       const struct lens *lens)
{
    static const char *const heads[] = {N_("Theme"),      N_("Two people"),    N_("Both yes"),
                                        N_("Only first"), N_("Only second"),   N_("Both no"),
                                        N_("By two"),     N_("They agree on"), N_("Kappa")};
    struct buf *out = visit->out;
    const char *label = label_here(visit, &lens->label, lens->name);
    buf_text(out, "<h2>");
    say_plain(visit, "Between whom");
    buf_text(out, " <small>");
    html_text(out, label);
    buf_text(out,
             "</small></h2>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_text(out, label);
    buf_text(out, "\"><table class=\"grid\" aria-label=\"");
    html_text(out, label);
    buf_text(out, "\"><thead><tr>");
    show_heads(visit, heads, COUNT_OF(heads), 2);
    buf_text(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < numbers->count; i++) {
        for (size_t k = 0; k < numbers->themes[i].pair_count; k++) {
            const struct review_pair *pair = &numbers->themes[i].pairs[k];
            const struct kappa kappa = kappa_of(pair, 1);
            const struct str people[] = {pair->first, pair->second};
            buf_text(out, "<tr><th scope=\"row\">");
            html_text(out, tag_label(visit, lens->name, pair->theme));
            buf_text(out, "</th><td>");
            say(visit, "{0} and {1}", people, COUNT_OF(people));
            buf_text(out, "</td>");
            show_cell(visit, pair->both_yes);
            show_cell(visit, pair->only_first);
            show_cell(visit, pair->only_second);
            show_cell(visit, pair->both_no);
            show_kappa(visit, &kappa);
            buf_text(out, "</tr>\n");
        }
    }
    buf_text(out, "</tbody></table></div>\n");
}

static void show_known(struct visit *visit, const struct review_numbers *numbers)
{
    for (size_t i = 0; i < numbers->known_count; i++) {
        const struct review_known *known = &numbers->known[i];
        const struct str values[] = {known->person, number_text(visit, known->right),
                                     number_text(visit, known->judged)};
        buf_text(visit->out, "<p>");
        say(visit, "{0}: {1} of {2} known answers right.", values, COUNT_OF(values));
        buf_text(visit->out, "</p>\n");
    }
}

static bool has_pairs(const struct review_numbers *numbers)
{
    for (size_t i = 0; i < numbers->count; i++) {
        if (numbers->themes[i].pair_count > 0) {
            return true;
        }
    }
    return false;
}

/* Every lens in one table, with a body each; then who agrees with whom. */
static void show_numbers(struct visit *visit, const struct review_numbers *all)
{
    static const char *const heads[] = {N_("Theme"),    N_("Tags"),   N_("Confirmed"),
                                        N_("Rejected"), N_("By two"), N_("They agree on"),
                                        N_("Kappa")};
    const struct lens_set *lenses = visit->site->work->lenses;
    struct buf *out = visit->out;
    buf_text(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"title\">"
                  "<table class=\"grid agreement\" aria-labelledby=\"title\"><thead><tr>");
    show_heads(visit, heads, COUNT_OF(heads), 1);
    buf_text(out, "</tr></thead>\n");
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        buf_text(out, "<tbody>\n");
        for (size_t k = 0; k < all[i].count; k++) {
            show_theme_row(visit, &all[i].themes[k], lens_set_at(lenses, i));
        }
        buf_text(out, "</tbody>\n");
    }
    buf_text(out, "</table></div>\n");
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        if (has_pairs(&all[i])) {
            show_pairs(visit, &all[i], lens_set_at(lenses, i));
        }
        show_known(visit, &all[i]);
    }
}

static enum status load_numbers(struct visit *visit, struct review_numbers **all)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    *all = arena_array(visit->arena, lens_set_count(lenses) + 1, sizeof **all);
    if (!*all) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        TRY(work_review_numbers(visit->store, visit->arena, lens_set_at(lenses, i), &(*all)[i],
                                &visit->why));
    }
    return STATUS_OK;
}

static void write_data(struct visit *visit, const struct review_numbers *all)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    struct json json;
    json_init(&json, visit->out, false);
    if (visit->form == FORM_CSV) {
        review_numbers_heading(visit->out);
    } else {
        json_array(&json);
    }
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        if (visit->form == FORM_CSV) {
            review_numbers_csv(lens_set_at(lenses, i), &all[i], visit->out);
        } else {
            review_numbers_json(lens_set_at(lenses, i), &all[i], &json);
        }
    }
    if (visit->form == FORM_JSON) {
        json_array_end(&json);
        buf_char(visit->out, '\n');
    }
}

enum status page_review_stats(struct visit *visit)
{
    struct review_numbers *all = NULL;
    TRY(load_numbers(visit, &all));
    if (visit->form != FORM_HTML) {
        write_data(visit, all);
        return STATUS_OK;
    }
    begin_page(visit, t(visit, "Agreement in numbers"), "/review/stats");
    const struct str least = number_text(visit, KAPPA_LEAST);
    buf_text(visit->out, "<p class=\"prose\">");
    say(visit,
        "Kappa says how far two people agree beyond what chance would give: 1 is "
        "always, 0 no more than by chance (Cohen 1960; of several pairs together, "
        "each by what it has judged). It is not shown where two people have judged "
        "fewer than {0} tags in common, or both only ever said the same one thing.",
        &least, 1);
    buf_text(visit->out, "</p>\n");
    show_numbers(visit, all);
    page_end(visit);
    return STATUS_OK;
}
