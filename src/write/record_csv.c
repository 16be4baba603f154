/* Records as a plain table: read/plain.h says the form, and reads it. */
#include "text/csv.h"
#include "write/record.h"

#define CELL_LIMIT ((size_t)32 * 1024 * 1024)

/* What a column gives of each value of a field. */
enum part { PART_VALUE, PART_LANGUAGE, PART_CURRENCY, PART_DATE };

static const char *const part_names[] = {NULL, "language", "currency", "value_date"};

static bool has_part(const struct field *field, enum part part)
{
    return part == PART_VALUE || (part == PART_LANGUAGE && field->languages) ||
           (part > PART_LANGUAGE && field->type == FIELD_MONEY);
}

static void write_name(const struct field *field, const char *part, struct buf *name,
                       struct buf *out)
{
    buf_clear(name);
    buf_printf(name, "%s%s%s", field->name, part ? "." : "", part ? part : "");
    csv_cell(out, buf_view(name), false);
}

void record_write_csv_heading(const struct kind *kind, const struct record_style *style,
                              struct buf *out)
{
    struct buf name;
    buf_init(&name, 256);
    csv_cell(out, str_of("identifier"), true);
    csv_cell(out, str_of("kind"), false);
    for (size_t f = 0; f < kind->field_count; f++) {
        const struct field *field = &kind->fields[f];
        if (!record_style_shows(style, field)) {
            continue;
        }
        for (enum part part = PART_VALUE; part <= PART_DATE; part++) {
            if (has_part(field, part)) {
                write_name(field, part_names[part], &name, out);
            }
        }
        for (size_t i = 0; i < field->with_count; i++) {
            if (record_style_shows(style, &field->with[i])) {
                write_name(field, field->with[i].name, &name, out);
            }
        }
    }
    buf_release(&name);
    csv_end(out);
}

/* A value among several: the strokes that divide them are not its own. */
static void write_escaped(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '|' || text.at[i] == '\\') {
            buf_char(out, '\\');
        }
        buf_char(out, text.at[i]);
    }
}

static void print_part(const struct value *value, enum part part, struct buf *text)
{
    buf_clear(text);
    switch (part) {
    case PART_VALUE:
        value_print(value, text);
        return;
    case PART_LANGUAGE:
        buf_str(text, value->language);
        return;
    case PART_CURRENCY:
        buf_str(text, value->currency);
        return;
    case PART_DATE:
        buf_str(text, value->date);
        return;
    }
}

/* What writing the cells of one row shares. */
struct row {
    struct buf cell, text;
    struct buf *out;
};

/* One part, or with @sub one sub-field, of each value. A cell in which no value has it is empty. */
static void write_cell(struct row *row, const struct field *field, const struct value *first,
                       enum part part, const struct field *sub)
{
    const bool several = field->repeat || field->languages;
    bool any = false;
    buf_clear(&row->cell);
    for (const struct value *v = first; v; v = v->next) {
        const struct value *from = sub ? &v->with[sub->index] : v;
        if (v != first) {
            buf_char(&row->cell, '|');
        }
        if (!from->field) {
            continue;
        }
        print_part(from, part, &row->text);
        any = any || row->text.length > 0;
        if (several) {
            write_escaped(buf_view(&row->text), &row->cell);
        } else {
            buf_str(&row->cell, buf_view(&row->text));
        }
    }
    csv_cell(row->out, any ? buf_view(&row->cell) : (struct str){0}, false);
    row->out->failed = row->out->failed || row->cell.failed || row->text.failed;
}

void record_write_csv(const struct record *record, const struct record_style *style,
                      struct buf *out)
{
    struct row row = {.out = out};
    buf_init(&row.cell, CELL_LIMIT);
    buf_init(&row.text, CELL_LIMIT);
    csv_cell(out, record->identifier, true);
    csv_cell(out, str_of(record->kind->name), false);
    for (size_t f = 0; f < record->kind->field_count; f++) {
        const struct field *field = &record->kind->fields[f];
        if (!record_style_shows(style, field)) {
            continue;
        }
        for (enum part part = PART_VALUE; part <= PART_DATE; part++) {
            if (has_part(field, part)) {
                write_cell(&row, field, record->values[f], part, NULL);
            }
        }
        for (size_t i = 0; i < field->with_count; i++) {
            if (record_style_shows(style, &field->with[i])) {
                write_cell(&row, field, record->values[f], PART_VALUE, &field->with[i]);
            }
        }
    }
    buf_release(&row.cell);
    buf_release(&row.text);
    csv_end(out);
}
