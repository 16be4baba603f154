/* Records as a plain table: read/plain.h says the form, and reads it. */
#include "write/record.h"
#include "write/words.h"

#define CELL_LIMIT ((size_t)32 * 1024 * 1024)

static const char *const part_names[] = {NULL, "language", "currency", "value_date"};

static bool has_part(const struct field *field, enum record_part part)
{
    return part == RECORD_VALUE || (part == RECORD_LANGUAGE && field->languages) ||
           (part > RECORD_LANGUAGE && field->type == FIELD_MONEY);
}

bool record_column_next(const struct kind *kind, const struct record_style *style,
                        struct record_column *column)
{
    for (; column->next_field < kind->field_count; column->next_field++) {
        column->field = &kind->fields[column->next_field];
        const bool shown = record_style_shows(style, column->field);
        column->sub = NULL;
        while (shown && column->next_part <= RECORD_DATE) {
            column->part = (enum record_part)column->next_part++;
            if (has_part(column->field, column->part)) {
                return true;
            }
        }
        column->part = RECORD_VALUE;
        while (shown && column->next_sub < column->field->with_count) {
            column->sub = &column->field->with[column->next_sub++];
            if (record_style_shows(style, column->sub)) {
                return true;
            }
        }
        column->next_part = 0;
        column->next_sub = 0;
    }
    return false;
}

void record_column_name(const struct record_column *column, struct buf *name)
{
    const char *part = column->sub ? column->sub->name : part_names[column->part];
    buf_clear(name);
    buf_printf(name, "%s%s%s", column->field->name, part ? "." : "", part ? part : "");
}

void record_column_label(const struct record_column *column, const char *language, struct buf *name)
{
    const struct field *sub = column->sub;
    const char *part =
        sub                               ? label_in(&sub->label, language, sub->name)
        : column->part == RECORD_LANGUAGE ? word_in(language, "language", "langue", "idioma")
        : column->part == RECORD_CURRENCY ? word_in(language, "currency", "monnaie", "moneda")
        : column->part == RECORD_DATE
            ? word_in(language, "value date", "date de valeur", "fecha de valor")
            : NULL;
    buf_clear(name);
    buf_text(name, label_in(&column->field->label, language, column->field->name));
    if (part) {
        buf_printf(name, " (%s)", part);
    }
}

/* ---- tags ---- */

static size_t lens_count(const struct record_style *style)
{
    return style->lenses ? lens_set_count(style->lenses) : 0;
}

/* The themes of one lens; "*" for a record that it has as a whole and with no theme. */
static void write_themes(const struct record_style *style, const struct lens *lens,
                         struct buf *text)
{
    bool whole = false;
    buf_clear(text);
    for (size_t i = 0; i < style->tag_count; i++) {
        const struct standing_tag *tag = &style->tags[i];
        if (strcmp(tag->lens, lens->name) != 0) {
            continue;
        }
        whole = true;
        if (tag->theme[0]) {
            buf_text(text, text->length > 0 ? "|" : "");
            buf_text(text, tag->theme);
        }
    }
    buf_text(text, whole && text->length == 0 ? "*" : "");
}

/* ---- the heading ---- */

void record_sheet_heading(const struct kind *kind, const struct record_style *style,
                          struct sheet *sheet)
{
    const char *language = style->language;
    struct record_column column = {0};
    struct buf name;
    buf_init(&name, 256);
    sheet_text(sheet, str_of(style->labels
                                 ? word_in(language, "Identifier", "Identifiant", "Identificador")
                                 : "identifier"));
    sheet_text(sheet,
               str_of(style->labels ? word_in(language, "Kind", "Nature", "Clase") : "kind"));
    while (record_column_next(kind, style, &column)) {
        style->labels ? record_column_label(&column, language, &name)
                      : record_column_name(&column, &name);
        sheet_text(sheet, buf_view(&name));
    }
    for (size_t i = 0; i < lens_count(style); i++) {
        if (lens_applies(lens_set_at(style->lenses, i), kind)) {
            const struct lens *lens = lens_set_at(style->lenses, i);
            buf_clear(&name);
            style->labels ? buf_text(&name, label_in(&lens->label, language, lens->name))
                          : buf_printf(&name, "tag.%s", lens->name);
            sheet_text(sheet, buf_view(&name));
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

static const struct code *code_of(const struct value *value)
{
    const struct field *field = value->field;
    return field->type == FIELD_CODE && field->list ? codelist_find(field->list, value->text)
                                                    : NULL;
}

static void print_part(const struct value *value, enum record_part part,
                       const struct record_style *style, struct buf *text)
{
    const struct code *code = style->labels ? code_of(value) : NULL;
    buf_clear(text);
    switch (part) {
    case RECORD_VALUE:
        code ? buf_text(text, label_in(&code->label, style->language, code->code))
             : value_print(value, text);
        return;
    case RECORD_LANGUAGE:
        buf_str(text, value->language);
        return;
    case RECORD_CURRENCY:
        buf_str(text, value->currency);
        return;
    case RECORD_DATE:
        buf_str(text, value->date);
        return;
    }
}

/* What writing the cells of one row shares. */
struct row {
    struct buf cell, text;
    const struct record_style *style;
    struct sheet *sheet;
};

/* What the one value of a cell is; of several it is text. */
static enum sheet_type type_of(const struct field *field, enum record_part part)
{
    if (part == RECORD_DATE || field->type == FIELD_DATE) {
        return SHEET_DATE;
    }
    return part == RECORD_VALUE && (field->type == FIELD_MONEY || field->type == FIELD_DECIMAL ||
                                    field->type == FIELD_INTEGER)
               ? SHEET_NUMBER
           : part == RECORD_VALUE && field->type == FIELD_BOOLEAN ? SHEET_TRUTH
                                                                  : SHEET_TEXT;
}

/* Money with thousands apart and its own decimals; other numbers, such as years, as they are. */
static unsigned places_of(const struct field *field, struct str text)
{
    const char *point = text.length > 0 ? memchr(text.at, '.', text.length) : NULL;
    return field->type != FIELD_MONEY ? SHEET_GENERAL
           : point                    ? (unsigned)(text.length - (size_t)(point + 1 - text.at))
                                      : 0;
}

/* One part, or with @sub one sub-field, of each value. A cell in which no value has it is empty. */
static void write_cell(struct row *row, const struct field *field, const struct value *first,
                       enum record_part part, const struct field *sub)
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
        print_part(from, part, row->style, &row->text);
        any = any || row->text.length > 0;
        if (several) {
            write_escaped(buf_view(&row->text), &row->cell);
        } else {
            buf_str(&row->cell, buf_view(&row->text));
        }
    }
    const struct sheet_cell cell = {.text = any ? buf_view(&row->cell) : (struct str){0},
                                    .type = several ? SHEET_TEXT : type_of(sub ? sub : field, part),
                                    .places = places_of(sub ? sub : field, buf_view(&row->cell))};
    row->sheet->cell(row->sheet, &cell);
    row->sheet->failed = row->sheet->failed || row->cell.failed || row->text.failed;
}

void record_sheet_row(const struct record *record, const struct record_style *style,
                      struct sheet *sheet)
{
    const struct kind *kind = record->kind;
    struct row row = {.style = style, .sheet = sheet};
    buf_init(&row.cell, CELL_LIMIT);
    buf_init(&row.text, CELL_LIMIT);
    sheet_text(sheet, record->identifier);
    sheet_text(sheet, str_of(style->labels ? label_in(&kind->label, style->language, kind->name)
                                           : kind->name));
    struct record_column column = {0};
    while (record_column_next(record->kind, style, &column)) {
        write_cell(&row, column.field, record->values[column.field->index], column.part,
                   column.sub);
    }
    for (size_t i = 0; i < lens_count(style); i++) {
        if (lens_applies(lens_set_at(style->lenses, i), record->kind)) {
            write_themes(style, lens_set_at(style->lenses, i), &row.text);
            sheet_text(sheet, buf_view(&row.text));
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
