/* What is answered where there is no page. */
#include "serve/page.h"
#include "serve/route.h"
#include "serve/told.h"

#define WORDS_OFFERED 200 /* bytes of an address that are searched for, */
#define WORD_MOST 30      /* and of one word */

static void failure_json(struct visit *visit)
{
    struct json json;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key(&json, "ok");
    json_bool(&json, false);
    json_key_text(&json, "error", visit->why.text);
    json_key_integer(&json, "status", visit->response->status);
    json_object_end(&json);
    buf_char(visit->out, '\n');
}

static const char *failure_title(const struct visit *visit)
{
    static const struct {
        unsigned status;
        const char *words;
    } titles[] = {
        {401, N_("Not allowed")},
        {403, N_("Not allowed")},
        {404, N_("Not found")},
        {405, N_("This is not done here")},
        {409, N_("It was changed meanwhile")},
        {410, N_("No longer here")},
        {415, N_("This cannot be read")},
        {422, N_("Something is missing or wrong")},
        {429, N_("Too many attempts")},
        {503, N_("Too much is going on")},
    };
    const unsigned status = visit->response->status;
    for (size_t i = 0; i < COUNT_OF(titles); i++) {
        if (titles[i].status == status) {
            return t(visit, titles[i].words);
        }
    }
    return status < 500 ? t(visit, "The question cannot be answered")
                        : t(visit, "Something went wrong");
}

/* A word of an address is repeated only when it is one: letters and digits, and not too many. */
static bool is_word(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        if (c < 0x80 && !(c >= '0' && c <= '9') && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) {
            return false;
        }
    }
    return text.length > 0 && text.length <= WORD_MOST;
}

/* The words of "/countries/fair-recruitment", with a space between them. */
static struct str words_of_address(struct visit *visit)
{
    struct buf words;
    buf_init(&words, WORDS_OFFERED);
    for (size_t i = 0; i < visit->segment_count; i++) {
        struct str rest = visit->segments[i], word;
        while (str_split(&rest, '-', &word)) {
            if (is_word(word) && words.length + word.length + 1 < WORDS_OFFERED) {
                buf_text(&words, words.length > 0 ? " " : "");
                buf_str(&words, word);
            }
        }
    }
    const struct str kept = arena_str(visit->arena, buf_view(&words));
    buf_release(&words);
    return kept;
}

static void offer_search(struct visit *visit)
{
    struct buf *out = visit->out;
    const struct str words = words_of_address(visit);
    if (words.length == 0 || visit->files) {
        return;
    }
    buf_text(out, "<form class=\"offer\" action=\"/search\"><p><label for=\"words\">");
    say_plain(visit, "Search for the words of the address");
    buf_text(out, "</label> <input type=\"search\" id=\"words\" name=\"q\" maxlength=\"512\" "
                  "dir=\"auto\" value=\"");
    html_str(out, words);
    buf_text(out, "\"> ");
    form_keeps_language(visit);
    buf_text(out, "<button>");
    say_plain(visit, "Search");
    buf_text(out, "</button></p></form>\n");
}

void page_failure(struct visit *visit)
{
    const char *title = failure_title(visit);
    if (visit->form != FORM_HTML) {
        visit->response->type = form_type(FORM_JSON);
        failure_json(visit);
        return;
    }
    const struct page page = {.title = title};
    bool known = false;
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, title);
    buf_text(visit->out, "</h1>\n<p>");
    html_text(visit->out, told_here(visit, visit->why.text, &known));
    buf_text(visit->out, "</p>\n");
    if (visit->response->status == 404) {
        offer_search(visit);
    }
    buf_text(visit->out, "<p><a href=\"");
    address_path(visit, NULL, 0);
    buf_text(visit->out, "\">");
    say_plain(visit, "Back to the beginning");
    buf_text(visit->out, "</a></p>\n");
    page_end(visit);
}
