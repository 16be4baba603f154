/* A form that comes after its session has ended: it is kept in the page until somebody signs in. */
#include "serve/forms.h"
#include "serve/gate.h"

void show_again(struct visit *visit)
{
    const struct request *request = visit->request;
    const struct page page = {.title = t(visit, "Your session has ended")};
    visit->response->status = 401;
    visit->response->etag = NULL;
    visit->response->own = true;
    visit->response->type = form_type(FORM_HTML);
    visit->response->language = visit->language;
    buf_clear(visit->out);
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n<p class=\"prose\">");
    say_plain(visit, "What you typed is not lost: it is in this page. Sign in in another window, "
                     "come back here, and send it again.");
    buf_text(visit->out, "</p>\n<p><a target=\"_blank\" rel=\"noopener\" href=\"");
    const char *const parts[] = {"sign-in"};
    address_path(visit, parts, 1);
    buf_text(visit->out, "\">");
    say_plain(visit, "Sign in in another window");
    buf_text(visit->out, "</a></p>\n");
    form_begin(visit, arena_copy(visit->arena, request->path));
    for (size_t i = 0; i < request->field_count; i++) {
        const struct parameter *p = &request->fields[i];
        form_hidden(visit, arena_copy(visit->arena, p->name), p->value);
    }
    form_submit(visit, t(visit, "Send it again"));
    form_end(visit);
    page_end(visit);
}
