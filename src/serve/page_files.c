/* What is no page: the style sheet and the script. */
#include "serve/assets.h"
#include "serve/route.h"

enum status page_style(struct visit *visit)
{
    visit->response->type = "text/css; charset=utf-8";
    visit->response->language = NULL;
    buf_add(visit->out, asset_style_css, asset_style_css_length);
    return STATUS_OK;
}

static enum status script(struct visit *visit, const char *text, size_t length)
{
    visit->response->type = "text/javascript; charset=utf-8";
    visit->response->language = NULL;
    buf_add(visit->out, text, length);
    return STATUS_OK;
}

enum status page_review_script(struct visit *visit)
{
    return script(visit, asset_review_js, asset_review_js_length);
}

enum status page_edit_script(struct visit *visit)
{
    return script(visit, asset_edit_js, asset_edit_js_length);
}
