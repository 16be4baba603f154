/* Records as a plain table: read/plain.h says the form, and reads it. */
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
                       struct sheet *sheet)
{
    buf_clear(name);
    buf_printf(name, "%s%s%s", field->name, part ? "." : "", part ? part : "");
    sheet_text(sheet, buf_view(name));
}

void record_sheet_heading(const struct kind *kind, const struct record_style *style,
                          struct sheet *sheet)
{
    struct buf name;
    buf_init(&name, 256);
    sheet_text(sheet, str_of("identifier"));
    sheet_text(sheet, str_of("kind"));
    for (size_t f = 0; f < kind->field_count; f++) {
        const struct field *field = &kind->fields[f];
        if (!record_style_shows(style, field)) {
            continue;
        }
        for (enum part part = PART_VALUE; part <= PART_DATE; part++) {
            if (has_part(field, part)) {
                write_name(field, part_names[part], &name, sheet);
            }
        }
        for (size_t i = 0; i < field->with_count; i++) {
            if (record_style_shows(style, &field->with[i])) {
                write_name(field, field->with[i].name, &name, sheet);
            }
        }
    }
    buf_release(&name);
    sheet->end(sheet);
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
    struct sheet *sheet;
};

/* What the one value of a cell is; of several it is text. */
static enum sheet_type type_of(const struct field *field, enum part part)
{
    if (part == PART_DATE || field->type == FIELD_DATE) {
        return SHEET_DATE;
    }
    return part == PART_VALUE && (field->type == FIELD_MONEY || field->type == FIELD_DECIMAL ||
                                  field->type == FIELD_INTEGER)
               ? SHEET_NUMBER
               : SHEET_TEXT;
}

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
    const struct sheet_cell cell = {.text = any ? buf_view(&row->cell) : (struct str){0},
                                    .type = several ? SHEET_TEXT : type_of(sub ? sub : field, part),
                                    .places = SHEET_GENERAL};
    row->sheet->cell(row->sheet, &cell);
    row->sheet->failed = row->sheet->failed || row->cell.failed || row->text.failed;
}

void record_sheet_row(const struct record *record, const struct record_style *style,
                      struct sheet *sheet)
{
    struct row row = {.sheet = sheet};
    buf_init(&row.cell, CELL_LIMIT);
    buf_init(&row.text, CELL_LIMIT);
    sheet_text(sheet, record->identifier);
    sheet_text(sheet, str_of(record->kind->name));
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
    sheet->end(sheet);
}

void record_write_csv_heading(const struct kind *kind, const struct record_style *style,
                              struct buf *out)
{
    struct csv_sheet csv;
    csv_sheet_init(&csv, out);
    record_sheet_heading(kind, style, &csv.sheet);
}

void record_write_csv(const struct record *record, const struct record_style *style,
                      struct buf *out)
{
    struct csv_sheet csv;
    csv_sheet_init(&csv, out);
    record_sheet_row(record, style, &csv.sheet);
    out->failed = out->failed || csv.sheet.failed;
}
