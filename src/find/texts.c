#include "find/texts.h"

#include <stdio.h>

/* To be raised when words are made otherwise: an index of another number is made anew. */
#define WORDS_VERSION 1

bool find_is_searched(const struct field *field)
{
    bool texts =
        field->type == FIELD_TEXT || field->type == FIELD_CODE || field->type == FIELD_DATE;
    return field->search && texts && field->access == ACCESS_PUBLIC;
}

enum fulltext_column find_column(const struct field *field)
{
    return (enum fulltext_column)(FULLTEXT_A + (field->search - 'A'));
}

/* A growing list of texts. */
struct list {
    struct arena *arena;
    struct find_text *texts;
    size_t count, capacity;
};

static bool add(struct list *list, struct find_text text)
{
    struct find_text *grown =
        arena_grow(list->arena, list->texts, list->count, &list->capacity, sizeof *grown);
    if (!grown) {
        return false;
    }
    list->texts = grown;
    list->texts[list->count++] = text;
    return true;
}

/* The labels of a code, in all languages. */
static bool add_labels(struct list *list, struct find_text text)
{
    const struct codelist *codes = text.field->list;
    const struct code *code = codes ? codelist_find(codes, text.text) : NULL;
    for (size_t i = 0; code && i < code->label.count; i++) {
        struct find_text label = text;
        label.text = str_of(code->label.texts[i]);
        label.language = str_of(code->label.languages[i]);
        if (!add(list, label)) {
            return false;
        }
    }
    return true;
}

static bool add_values(struct list *list, const struct value *value)
{
    for (; value; value = value->next) {
        struct find_text text = {value->field, value->language, value->text, value->seq,
                                 find_column(value->field)};
        if (!add(list, text) || (value->field->type == FIELD_CODE && !add_labels(list, text))) {
            return false;
        }
    }
    return true;
}

enum status find_texts(struct arena *arena, const struct record *record, struct find_text **texts,
                       size_t *count, struct failure *why)
{
    struct list list = {.arena = arena};
    for (int column = FULLTEXT_A; column <= FULLTEXT_D; column++) {
        for (size_t i = 0; i < record->kind->field_count; i++) {
            const struct field *field = &record->kind->fields[i];
            if (find_is_searched(field) && (int)find_column(field) == column &&
                !add_values(&list, record->values[i])) {
                return fail_memory(why);
            }
        }
    }
    struct find_text identifier = {.text = record->identifier, .column = FULLTEXT_IDENTIFIER};
    if (!add(&list, identifier)) {
        return fail_memory(why);
    }
    *texts = list.texts;
    *count = list.count;
    return STATUS_OK;
}

/* ---- the definition ---- */

static void print_list(struct buf *out, const struct codelist *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct label *label = &list->codes[i].label;
        buf_printf(out, "%s", list->codes[i].code);
        for (size_t k = 0; k < label->count; k++) {
            buf_printf(out, " %s %s", label->languages[k], label->texts[k]);
        }
        buf_char(out, '\n');
    }
}

enum status find_definition(const struct pack *pack, char definition[32], struct failure *why)
{
    struct buf text;
    buf_init(&text, (size_t)64 * 1024 * 1024);
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct kind *kind = &pack->kinds[i];
        buf_printf(&text, "kind %s\n", kind->name);
        for (size_t k = 0; k < kind->field_count; k++) {
            const struct field *field = &kind->fields[k];
            if (!find_is_searched(field)) {
                continue;
            }
            buf_printf(&text, "%s %c\n", field->name, field->search);
            if (field->list) {
                print_list(&text, field->list);
            }
        }
    }
    enum status status = buf_status(&text, why);
    (void)snprintf(definition, 32, "%d-%016llx", WORDS_VERSION, str_hash(buf_view(&text)));
    buf_release(&text);
    return status;
}
