#include "serve/page.h"

#include "base/decimal.h"
#include "serve/cite.h"
#include "serve/files.h"
#include "serve/route.h"
#include "work/data_time.h"
#include "write/book.h"
#include "write/words.h"

/* ---- sentences ---- */

/* Writes @text, which is translated already, with its values. */
static void write_sentence(struct visit *visit, const char *text, const struct str *values,
                           size_t count)
{
    struct buf *out = visit->out;
    const char *open;
    while ((open = strchr(text, '{')) != NULL) {
        const size_t number = (size_t)(open[1] - '0');
        html_str(out, (struct str){text, (size_t)(open - text)});
        if (open[1] >= '0' && open[1] <= '9' && open[2] == '}' && number < count) {
            html_str(out, values[number]);
            text = open + 3;
        } else {
            buf_char(out, '{');
            text = open + 1;
        }
    }
    html_text(out, text);
}

void say(struct visit *visit, const char *english, const struct str *values, size_t count)
{
    write_sentence(visit, t(visit, english), values, count);
}

void say_label(struct visit *visit, const struct label *label, const struct str *values,
               size_t count)
{
    write_sentence(visit, label_here(visit, label, ""), values, count);
}

void say_plain(struct visit *visit, const char *english)
{
    html_text(visit->out, t(visit, english));
}

void say_count(struct visit *visit, unsigned long long number, const char *one, const char *many)
{
    const struct str value = number_text(visit, number);
    write_sentence(visit, t_count(visit, number, one, many), &value, 1);
}

struct str moment_text(struct visit *visit, struct str at)
{
    if (at.length < 16) {
        return at;
    }
    return str_of(arena_printf(visit->arena, "%.10s %.5s", at.at, at.at + 11));
}

struct str number_text(struct visit *visit, unsigned long long number)
{
    char text[64];
    const unsigned long long most = INT64_MAX / DECIMAL_ONE;
    word_number(visit->language, (int64_t)(number < most ? number : most) * DECIMAL_ONE, 0, text);
    return arena_str(visit->arena, str_of(text));
}

/* ---- records ---- */

struct str title_here(struct visit *visit, const struct record *record)
{
    struct str its;
    return record_title_in(record, visit->language, &its);
}

void show_title(struct visit *visit, const char *element, const struct record *record)
{
    struct str its;
    const struct str title = record_title_in(record, visit->language, &its);
    buf_printf(visit->out, "<%s", element);
    language_attributes(visit, its);
    buf_char(visit->out, '>');
    html_str(visit->out, title);
    buf_printf(visit->out, "</%s>", element);
}

void link_to_record(struct visit *visit, const struct record *record)
{
    struct str its;
    const struct str title = record_title_in(record, visit->language, &its);
    buf_text(visit->out, "<a href=\"");
    address_of_record(visit, record);
    buf_char(visit->out, '"');
    language_attributes(visit, its);
    buf_char(visit->out, '>');
    html_str(visit->out, title);
    buf_text(visit->out, "</a>");
}

/* ---- values ---- */

void language_attributes(struct visit *visit, struct str language)
{
    if (language.length > 0 && !str_is(language, visit->language)) {
        buf_text(visit->out, " lang=\"");
        html_str(visit->out, language);
        buf_char(visit->out, '"');
    }
    buf_text(visit->out, " dir=\"auto\"");
}

static void show_link(struct visit *visit, struct str target)
{
    struct str identifier = target, name;
    (void)str_split(&identifier, ':', &name);
    const struct kind *kind = pack_kind(visit->site->work->pack, name);
    const struct files *files = visit->files;
    if (!kind || identifier.length == 0 ||
        (files && !files_has_record(files->plan, kind, identifier))) {
        html_str(visit->out, target);
        return;
    }
    const struct record record = {.kind = kind, .identifier = identifier};
    buf_text(visit->out, "<a href=\"");
    address_of_record(visit, &record);
    buf_text(visit->out, "\">");
    html_text(visit->out, label_here(visit, &kind->label, kind->name));
    buf_char(visit->out, ' ');
    html_str(visit->out, identifier);
    buf_text(visit->out, "</a>");
}

static void show_text(struct visit *visit, struct str text)
{
    if (html_is_safe_link(text) && !memchr(text.at, ' ', text.length)) {
        buf_text(visit->out, "<a rel=\"noopener nofollow\" href=\"");
        html_str(visit->out, text);
        buf_text(visit->out, "\">");
        html_str(visit->out, text);
        buf_text(visit->out, "</a>");
        return;
    }
    html_str(visit->out, text);
}

void show_value(struct visit *visit, const struct value *value)
{
    const struct field *field = value->field;
    char number[WORD_VALUE];
    struct buf text;
    buf_init(&text, (size_t)16 * 1024 * 1024);
    value_print(value, &text);
    const struct code *code =
        field->type == FIELD_CODE && field->list ? codelist_find(field->list, value->text) : NULL;
    if (code) {
        html_text(visit->out, label_here(visit, &code->label, code->code));
    } else if (field->type == FIELD_BOOLEAN) {
        html_text(visit->out, value->number ? t(visit, "Yes") : t(visit, "No"));
    } else if (field->type == FIELD_LINK) {
        show_link(visit, value->text);
    } else if (field->type == FIELD_DATE) {
        buf_text(visit->out, "<time>");
        html_str(visit->out, value->text);
        buf_text(visit->out, "</time>");
    } else if (word_value(visit->language, value, number)) {
        html_text(visit->out, number);
    } else {
        show_text(visit, buf_view(&text));
    }
    buf_release(&text);
}

/* ---- workbooks ---- */

enum status page_book_about(struct visit *visit, const char *address, struct book_about *about)
{
    const struct workspace *work = visit->site->work;
    struct str when;
    TRY(work_data_time(visit->store, visit->arena, &when, &visit->why));
    *about = (struct book_about){.language = visit->language,
                                 .data = arena_copy(visit->arena, when),
                                 .address = whole_address(visit, address),
                                 .pack = work->pack,
                                 .lenses = work->lenses};
    return about->data && about->address ? STATUS_OK : fail_memory(&visit->why);
}

/* ---- pages of a list ---- */

void show_steps(struct visit *visit, const struct steps *steps)
{
    struct buf *out = visit->out;
    const unsigned long long end = steps->first + steps->rows;
    const struct str values[] = {number_text(visit, steps->total == 0 ? 0 : steps->first + 1),
                                 number_text(visit, end < steps->total ? end : steps->total),
                                 number_text(visit, steps->total)};
    buf_text(out, "<nav class=\"steps\" aria-label=\"");
    say_plain(visit, "Pages");
    buf_text(out, "\"><p>");
    say(visit, "{0} to {1} of {2}", values, COUNT_OF(values));
    buf_text(out, "</p>");
    if (steps->first > 0) {
        buf_text(out, "<a rel=\"prev\" href=\"");
        steps->address(visit, steps->context,
                       steps->first > steps->rows ? steps->first - steps->rows : 0);
        buf_text(out, "\">");
        say_plain(visit, "Before");
        buf_text(out, "</a>");
    }
    if (end < steps->total) {
        buf_text(out, " <a rel=\"next\" href=\"");
        steps->address(visit, steps->context, end);
        buf_text(out, "\">");
        say_plain(visit, "Next");
        buf_text(out, "</a>");
    }
    buf_text(out, "</nav>\n");
}

/* A "<" could end the block, or begin another. */
void table_heads(struct visit *visit, const char *const *heads, size_t count, int number)
{
    buf_text(visit->out, "<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        buf_text(visit->out,
                 (int)i == number ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
        say_plain(visit, heads[i]);
        buf_text(visit->out, "</th>");
    }
    buf_text(visit->out, "</tr></thead><tbody>\n");
}

void page_data_block(struct visit *visit, const char *attributes, struct str json)
{
    struct buf *out = visit->out;
    struct str rest = json, part;
    bool first = true;
    buf_text(out, "<script ");
    buf_text(out, attributes);
    buf_char(out, '>');
    while (str_split(&rest, '<', &part)) {
        buf_text(out, first ? "" : "\\u003C");
        buf_str(out, part);
        first = false;
    }
    buf_text(out, "</script>\n");
}
