/* Search over all kinds: what was found, the exact words that made it so, and what to do else. */
#include "serve/page.h"
#include "serve/route.h"
#include "serve/search.h"

#define SNIPPET_BYTES 240

/* ---- addresses ---- */

static void search_address(struct visit *visit, struct str text, const struct kind *kind,
                           unsigned long long first)
{
    struct buf *out = visit->out;
    buf_text(out, "/search?q=");
    html_url_part(out, text);
    if (kind) {
        buf_text(out, "&amp;kind=");
        html_url_part(out, str_of(kind->name));
    }
    if (first > 0) {
        buf_printf(out, "&amp;from=%llu", first);
    }
    if (visit->language_asked) {
        buf_text(out, "&amp;lang=");
        buf_text(out, visit->language);
    }
}

static void page_address(struct visit *visit, const void *context, unsigned long long first)
{
    const struct searched *searched = context;
    search_address(visit, searched->text, searched->kind, first);
}

/* ---- one record found ---- */

/* "…the rights of <mark>domestic</mark> workers…" */
static void show_snippet(struct visit *visit, const struct find_mark *marks, size_t count)
{
    struct buf *out = visit->out;
    const struct str text = marks->text->text;
    size_t from = 0, to = 0;
    find_snippet(marks, count, SNIPPET_BYTES, &from, &to);
    buf_text(out, from > 0 ? "…" : "");
    for (size_t i = 0; i < count; i++) {
        const size_t end = marks[i].offset + marks[i].length;
        if (marks[i].offset < from || end > to) {
            continue;
        }
        html_str(out, (struct str){text.at + from, marks[i].offset - from});
        buf_text(out, "<mark>");
        html_str(out, (struct str){text.at + marks[i].offset, marks[i].length});
        buf_text(out, "</mark>");
        from = end;
    }
    html_str(out, (struct str){text.at + from, to - from});
    buf_text(out, to < text.length ? "…" : "");
}

static void show_match(struct visit *visit, const struct find_mark *marks, size_t count)
{
    const struct field *field = marks->text->field;
    buf_text(visit->out, "<li><b>");
    if (field) {
        html_text(visit->out, label_here(visit, &field->label, field->name));
    } else {
        say_plain(visit, "Identifier");
    }
    buf_text(visit->out, "</b> <span");
    language_attributes(visit, marks->text->language);
    buf_char(visit->out, '>');
    show_snippet(visit, marks, count);
    buf_text(visit->out, "</span></li>\n");
}

/* The labels of one code in several languages need not all be shown. */
static bool is_same_value(const struct find_mark *mark, const struct find_mark *before)
{
    return mark->text->field == before->text->field && mark->text->seq == before->text->seq;
}

static void show_matches(struct visit *visit, const struct search_shown *shown)
{
    size_t told = 0;
    buf_text(visit->out, shown->count > 0 ? "<ul>\n" : "");
    for (size_t i = 0, count = 0; i < shown->count && told < SEARCH_SNIPPETS; i += count) {
        count = search_same_text(shown, i);
        if (i == 0 || !is_same_value(&shown->marks[i], &shown->marks[i - 1])) {
            show_match(visit, &shown->marks[i], count);
            told++;
        }
    }
    buf_text(visit->out, shown->count > 0 ? "</ul>" : "");
}

static enum status show_hits(struct visit *visit, const struct searched *searched)
{
    struct buf *out = visit->out;
    buf_text(out, "<ol class=\"found\">\n");
    for (size_t i = 0; i < searched->count; i++) {
        struct search_shown shown;
        TRY(search_look(visit, searched, searched->hits[i], &shown));
        const struct kind *kind = shown.record->kind;
        buf_text(out, "<li><p class=\"kind\">");
        html_text(out, label_here(visit, &kind->label, kind->name));
        buf_text(out, "</p><h2>");
        link_to_record(visit, shown.record);
        buf_text(out, "</h2>\n");
        show_matches(visit, &shown);
        buf_text(out, "</li>\n");
    }
    buf_text(out, "</ol>\n");
    return STATUS_OK;
}

/* ---- around them ---- */

static void show_kind(struct visit *visit, const struct searched *searched, const struct kind *kind,
                      unsigned long long records)
{
    struct buf *out = visit->out;
    buf_text(out, "<li><a href=\"");
    search_address(visit, searched->text, kind, 0);
    buf_text(out, kind == searched->kind ? "\" aria-current=\"true\">" : "\">");
    if (kind) {
        html_text(out, kind_heading(visit, kind));
    } else {
        say_plain(visit, "All kinds");
    }
    buf_text(out, "</a> <span>");
    html_str(out, number_text(visit, records));
    buf_text(out, "</span></li>\n");
}

static void show_kinds(struct visit *visit, const struct searched *searched)
{
    const struct pack *pack = visit->site->work->pack;
    buf_text(visit->out, "<aside class=\"facets\" aria-label=\"");
    say_plain(visit, "Narrow the list");
    buf_text(visit->out, "\"><details class=\"narrow\"><summary>");
    say_plain(visit, "Narrow the list");
    buf_text(visit->out, "</summary>\n<ul>\n");
    show_kind(visit, searched, NULL, searched->all);
    for (size_t i = 0; i < pack->kind_count; i++) {
        if (searched->kinds[i] > 0) {
            show_kind(visit, searched, &pack->kinds[i], searched->kinds[i]);
        }
    }
    buf_text(visit->out, "</ul></details></aside>\n");
}

static void show_other(struct visit *visit, const struct search_other *other)
{
    struct buf *out = visit->out;
    buf_text(out, "<li><a href=\"");
    search_address(visit, other->text, NULL, 0);
    buf_text(out, "\">");
    switch (other->mend) {
    case MEND_WORD:
        say(visit, "Did you mean {0}?", &other->text, 1);
        break;
    case MEND_WITHOUT:
        say(visit, "Search without {0}", &other->term, 1);
        break;
    case MEND_ALONE:
        say(visit, "Search for {0} alone", &other->term, 1);
        break;
    }
    buf_text(out, "</a> <small>");
    say_count(visit, other->records, "{0} record", "{0} records");
    buf_text(out, "</small></li>\n");
}

/* Words that stand in one piece are looked for so: each of them may well be known. */
static bool noted_as_words(const struct searched *searched)
{
    const struct ask *ask = &searched->result.ask;
    bool noted = false;
    for (size_t i = 0; i < ask->note_count; i++) {
        noted = noted || ask->told[i].kind == NOTE_AS_WORDS;
    }
    return noted;
}

static void show_nothing(struct visit *visit, const struct searched *searched)
{
    struct buf *out = visit->out;
    buf_text(out, "<p>");
    say_plain(visit, searched->other_count > 0 ? N_("Nothing was found. Try one of these:")
                     : noted_as_words(searched)
                         ? N_("Nothing was found. Try other words.")
                         : N_("Nothing was found, and no word of the search is known here. Try "
                              "other words."));
    buf_text(out, "</p>\n");
    buf_text(out, searched->other_count > 0 ? "<ul class=\"others\">\n" : "");
    for (size_t i = 0; i < searched->other_count; i++) {
        show_other(visit, &searched->others[i]);
    }
    buf_text(out, searched->other_count > 0 ? "</ul>\n" : "");
}

/* The pages of codes that the search names. */
static void show_pages(struct visit *visit, const struct searched *searched)
{
    struct buf *out = visit->out;
    buf_text(out, searched->page_count > 0 ? "<ul class=\"others\">\n" : "");
    for (size_t i = 0; i < searched->page_count; i++) {
        const struct search_page *page = &searched->pages[i];
        const char *path[] = {page->profile->path, page->code->code};
        buf_text(out, "<li><a href=\"");
        address_path(visit, path, 2);
        buf_text(out, "\">");
        html_text(out, label_here(visit, &page->code->label, page->code->code));
        buf_text(out, "</a> <small>");
        html_text(out, label_here(visit, &page->profile->label, page->profile->path));
        buf_text(out, "</small></li>\n");
    }
    buf_text(out, searched->page_count > 0 ? "</ul>\n" : "");
}

/* What was read otherwise than it may have been meant. */
static void show_note(struct visit *visit, const struct ask_told *told)
{
    static const char *const sentences[] = {
        [NOTE_OR] = N_("OR can stand between words, or between conditions, neither of them "
                       "excluded; here it was passed over."),
        [NOTE_UNLISTED] = N_("{0} is not in the code list {1}."),
        [NOTE_NEAR] = N_("{0} is not in the code list {1}. Did you mean {2}?"),
        [NOTE_AS_WORDS] = N_("{0} makes no condition here, and was read as words."),
        [NOTE_SYNONYMS] = N_("{0} also finds: {1}."),
    };
    say(visit, sentences[told->kind], told->parts, COUNT_OF(told->parts));
}

static void show_notes(struct visit *visit, const struct searched *searched)
{
    struct buf *out = visit->out;
    if (!searched->ready) {
        buf_text(out, "<p class=\"source\">");
        say_plain(visit, "The search is being prepared. Please try again in a moment.");
        buf_text(out, "</p>\n");
    } else if (searched->behind > 0) {
        buf_text(out, "<p class=\"source\">");
        say_count(visit, searched->behind,
                  "{0} record that is new or has changed is not in the search yet.",
                  "{0} records that are new or have changed are not in the search yet.");
        buf_text(out, "</p>\n");
    }
    for (size_t i = 0; i < searched->result.ask.note_count; i++) {
        buf_text(out, "<p class=\"source\">");
        show_note(visit, &searched->result.ask.told[i]);
        buf_text(out, "</p>\n");
    }
}

/* Before anything is asked for: how to ask. */
static void show_help(struct visit *visit)
{
    static const struct {
        const char *example, *meaning;
    } forms[] = {
        {N_("\"two words\""), N_("just these words, one after the other")},
        {N_("word*"), N_("words that begin so")},
        {N_("one OR two"), N_("either of them")},
        {N_("-word"), N_("records that do not have it")},
        {N_("title:word"), N_("the word in a field of that name")},
        {"since:2012 until:2014", N_("what went on in that time")},
    };
    struct buf *out = visit->out;
    buf_text(out, "<h1>");
    say_plain(visit, "Search");
    buf_text(out, "</h1>\n<p>");
    say_plain(visit, "Write words into the box above: records of all kinds that have all of them "
                     "are found, whatever case, accents and endings.");
    buf_text(out, "</p>\n<dl class=\"fields\">\n");
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        buf_text(out, "<dt><code>");
        html_text(out, t(visit, forms[i].example));
        buf_text(out, "</code></dt><dd>");
        say_plain(visit, forms[i].meaning);
        buf_text(out, "</dd>\n");
    }
    buf_text(out, "</dl>\n");
}

static enum status show_found(struct visit *visit, const struct searched *searched)
{
    struct buf *out = visit->out;
    const struct steps steps = {searched->first, SEARCH_ROWS, searched->total, page_address,
                                searched};
    buf_text(out, "<h1><span dir=\"auto\">");
    html_str(out, searched->text);
    buf_text(out, "</span> <small>");
    say_count(visit, searched->total, "{0} record", "{0} records");
    buf_text(out, "</small></h1>\n");
    show_pages(visit, searched);
    show_notes(visit, searched);
    if (!searched->ready || searched->all == 0) {
        if (searched->ready) {
            show_nothing(visit, searched);
        }
        return STATUS_OK;
    }
    buf_text(out, "<div class=\"listing\">\n");
    show_kinds(visit, searched);
    buf_text(out, "<div>\n");
    if (searched->total > 0) {
        TRY(show_hits(visit, searched));
        show_steps(visit, &steps);
    } else {
        buf_text(out, "<p>");
        say_plain(visit, "Nothing of this kind was found; records of other kinds were.");
        buf_text(out, "</p>\n");
    }
    buf_text(out, "</div></div>\n");
    return STATUS_OK;
}

enum status page_search(struct visit *visit)
{
    struct searched *searched = arena_alloc(visit->arena, sizeof *searched);
    const bool any = str_trim(visit_parameter(visit, "q")).length > 0;
    if (!searched) {
        return fail_memory(&visit->why);
    }
    *searched = (struct searched){.ready = true};
    if (any) {
        TRY(search_read(visit, searched));
    }
    if (visit->form != FORM_HTML) {
        return visit->form == FORM_JSON  ? search_json(visit, searched)
               : visit->form == FORM_CSV ? search_csv(visit, searched)
                                         : search_feed(visit, searched);
    }
    visit->without = FORM_BIT(FORM_ICS);
    const char *words = t(visit, "Search");
    const struct page page = {
        .title =
            any ? arena_printf(visit->arena, "%.*s · %s", STR_ARGS(searched->text), words) : words,
        .feeds = any};
    page_begin(visit, &page);
    if (any) {
        TRY(show_found(visit, searched));
    } else {
        show_help(visit);
    }
    page_end(visit);
    return STATUS_OK;
}
