#include "serve/differences.h"

#include "serve/edit_form.h"
#include "text/difference.h"
#include "write/words.h"

#define VALUE_LIMIT ((size_t)8 * 1024 * 1024)
#define PAIRS_MOST 250000 /* values of one side times those of the other that are compared */

/* ---- a value as one text ---- */

static void print_main(struct visit *visit, const struct value *value, struct buf *out)
{
    const struct field *field = value->field;
    const struct code *code =
        field->type == FIELD_CODE && field->list ? codelist_find(field->list, value->text) : NULL;
    char number[WORD_VALUE];
    if (word_value(visit->language, value, number)) {
        buf_text(out, number);
    } else if (field->type == FIELD_BOOLEAN) {
        buf_text(out, value->number ? t(visit, "yes") : t(visit, "no"));
    } else {
        buf_text(out, code ? label_here(visit, &code->label, code->code) : "");
        if (!code) {
            value_print(value, out);
        }
    }
}

static void print_value(struct visit *visit, const struct field *field, const struct value *value,
                        struct buf *out)
{
    const char *before = " (";
    if (value->field) {
        print_main(visit, value, out);
    }
    const struct str parts[] = {value->language, value->date};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].length > 0) {
            buf_printf(out, "%s%.*s", before, STR_ARGS(parts[i]));
            before = "; ";
        }
    }
    for (size_t i = 0; i < field->with_count; i++) {
        const struct field *sub = &field->with[i];
        if (value->with[i].field && may_see(visit, sub->access)) {
            buf_printf(out, "%s%s%s", before, label_here(visit, &sub->label, sub->name),
                       word_colon(visit->language));
            print_main(visit, &value->with[i], out);
            before = "; ";
        }
    }
    buf_text(out, before[0] == ';' ? ")" : "");
}

struct texts {
    struct str *items;
    bool *paired; /* stands on the other side, too */
    size_t count;
};

static enum status make_texts(struct visit *visit, const struct field *field,
                              const struct value *values, struct texts *texts)
{
    size_t count = 0;
    for (const struct value *v = values; v; v = v->next) {
        count++;
    }
    *texts = (struct texts){arena_array(visit->arena, count + 1, sizeof *texts->items),
                            arena_array(visit->arena, count + 1, sizeof *texts->paired), count};
    if (!texts->items || !texts->paired) {
        return fail_memory(&visit->why);
    }
    size_t i = 0;
    for (const struct value *v = values; v; v = v->next) {
        struct buf out;
        buf_init(&out, VALUE_LIMIT);
        print_value(visit, field, v, &out);
        texts->items[i] = arena_str(visit->arena, buf_view(&out));
        buf_release(&out);
        if (!texts->items[i++].at) {
            return fail_memory(&visit->why);
        }
    }
    return STATUS_OK;
}

/* ---- two sides ---- */

/* Finds the values that both sides have, each once. */
static void pair(struct texts *before, struct texts *after)
{
    if (before->count * after->count > PAIRS_MOST) {
        return;
    }
    for (size_t i = 0; i < before->count; i++) {
        for (size_t k = 0; k < after->count && !before->paired[i]; k++) {
            if (!after->paired[k] && str_equal(before->items[i], after->items[k])) {
                before->paired[i] = after->paired[k] = true;
            }
        }
    }
}

static enum status show_words(struct visit *visit, struct str before, struct str after)
{
    static const char *const tags[] = {[RUN_SAME] = "", [RUN_GONE] = "del", [RUN_NEW] = "ins"};
    struct run *runs = NULL;
    size_t count = 0;
    TRY(difference_words(visit->arena, before, after, &runs, &count, &visit->why));
    for (size_t i = 0; i < count; i++) {
        const char *tag = tags[runs[i].type];
        if (i > 0 && runs[i - 1].type == RUN_GONE && runs[i].type == RUN_NEW) {
            buf_char(visit->out, ' '); /* else "2022" and "2023" are read as one word */
        }
        if (*tag) {
            buf_printf(visit->out, "<%s>", tag);
        }
        html_str(visit->out, runs[i].text);
        if (*tag) {
            buf_printf(visit->out, "</%s>", tag);
        }
    }
    return STATUS_OK;
}

static size_t next_single(const struct texts *texts, size_t from)
{
    while (from < texts->count && texts->paired[from]) {
        from++;
    }
    return from;
}

/* The values that only one side has, in pairs as far as there are. */
static enum status show_changed(struct visit *visit, const struct texts *before,
                                const struct texts *after)
{
    size_t i = next_single(before, 0), k = next_single(after, 0);
    while (i < before->count || k < after->count) {
        const struct str was = i < before->count ? before->items[i] : (struct str){0};
        const struct str is = k < after->count ? after->items[k] : (struct str){0};
        buf_text(visit->out, "<dd dir=\"auto\">");
        TRY(show_words(visit, was, is));
        buf_text(visit->out, "</dd>\n");
        i = next_single(before, i + 1);
        k = next_single(after, k + 1);
    }
    return STATUS_OK;
}

/* Only the order has changed: both orders. */
static bool only_moved(const struct texts *before, const struct texts *after)
{
    return next_single(before, 0) >= before->count && next_single(after, 0) >= after->count;
}

static enum status show_difference(struct visit *visit, const struct difference *d)
{
    struct texts before, after;
    TRY(make_texts(visit, d->field, d->before, &before));
    TRY(make_texts(visit, d->field, d->after, &after));
    pair(&before, &after);
    buf_text(visit->out, "<dt>");
    html_text(visit->out, label_here(visit, &d->field->label, d->field->name));
    buf_text(visit->out, "</dt>\n");
    if (only_moved(&before, &after)) {
        buf_text(visit->out, "<dd>");
        say_plain(visit,
                  "The same values in another order, or with other parts that are not shown.");
        buf_text(visit->out, "</dd>\n");
        return STATUS_OK;
    }
    return show_changed(visit, &before, &after);
}

enum status show_differences(struct visit *visit, const struct difference *list, size_t count)
{
    bool any = false, hidden = false;
    for (size_t i = 0; i < count; i++) {
        if (!may_see(visit, list[i].field->access)) {
            hidden = true;
            continue;
        }
        buf_text(visit->out, any ? "" : "<dl class=\"differences\">\n");
        any = true;
        TRY(show_difference(visit, &list[i]));
    }
    buf_text(visit->out, any ? "</dl>\n" : "");
    if (hidden) {
        buf_text(visit->out, "<p class=\"note\">");
        say_plain(visit, "Fields that your role may not see have changed, too.");
        buf_text(visit->out, "</p>\n");
    }
    return STATUS_OK;
}

enum status show_side(struct visit *visit, const struct field *field, const struct value *before,
                      const struct value *after)
{
    struct texts was, is;
    TRY(make_texts(visit, field, before, &was));
    TRY(make_texts(visit, field, after, &is));
    pair(&was, &is);
    buf_text(visit->out, "<ul>\n");
    size_t i = next_single(&was, 0);
    for (size_t k = 0; k < is.count; k++) {
        buf_text(visit->out, "<li dir=\"auto\">");
        if (is.paired[k]) {
            html_str(visit->out, is.items[k]);
        } else {
            TRY(show_words(visit, i < was.count ? was.items[i] : (struct str){0}, is.items[k]));
            i = next_single(&was, i + 1);
        }
        buf_text(visit->out, "</li>\n");
    }
    for (; i < was.count; i = next_single(&was, i + 1)) {
        buf_text(visit->out, "<li dir=\"auto\"><del>");
        html_str(visit->out, was.items[i]);
        buf_text(visit->out, "</del></li>\n");
    }
    if (is.count == 0 && was.count == 0) {
        buf_text(visit->out, "<li>");
        say_plain(visit, "no value");
        buf_text(visit->out, "</li>\n");
    }
    buf_text(visit->out, "</ul>\n");
    return STATUS_OK;
}

void show_difference_key(struct visit *visit)
{
    const char *colon = word_in(visit->language, ": ", "\xC2\xA0: ", ": ");
    buf_text(visit->out, "<p class=\"hint\"><del>");
    say_plain(visit, "Struck out");
    buf_text(visit->out, "</del>");
    buf_text(visit->out, colon);
    say_plain(visit, "was before.");
    buf_text(visit->out, " <ins>");
    say_plain(visit, "Underlined");
    buf_text(visit->out, "</ins>");
    buf_text(visit->out, colon);
    say_plain(visit, "is new.");
    buf_text(visit->out, "</p>\n");
}
