#include "text/csv.h"
#include "write/record.h"

#define CELL_LIMIT ((size_t)32 * 1024 * 1024)

void record_write_csv_heading(const struct kind *kind, const struct record_style *style,
                              struct buf *out)
{
    struct buf name;
    buf_init(&name, 256);
    csv_cell(out, str_of("identifier"), true);
    for (size_t f = 0; f < kind->field_count; f++) {
        const struct field *field = &kind->fields[f];
        if (!record_style_shows(style, field)) {
            continue;
        }
        csv_cell(out, str_of(field->name), false);
        if (field->type == FIELD_MONEY) {
            buf_clear(&name);
            buf_printf(&name, "%s.currency", field->name);
            csv_cell(out, buf_view(&name), false);
        }
    }
    buf_release(&name);
    csv_end(out);
}

/* The values of one field (or their currencies) in one cell. */
static void write_cell(const struct value *value, bool currencies, struct buf *cell,
                       struct buf *out)
{
    buf_clear(cell);
    for (const struct value *v = value; v; v = v->next) {
        if (v != value) {
            buf_text(cell, "; ");
        }
        if (currencies) {
            buf_str(cell, v->currency);
        } else {
            value_write_plain(v, cell);
        }
    }
    csv_cell(out, buf_view(cell), false);
}

void record_write_csv(const struct record *record, const struct record_style *style,
                      struct buf *out)
{
    struct buf cell;
    buf_init(&cell, CELL_LIMIT);
    csv_cell(out, record->identifier, true);
    for (size_t f = 0; f < record->kind->field_count; f++) {
        const struct field *field = &record->kind->fields[f];
        if (!record_style_shows(style, field)) {
            continue;
        }
        write_cell(record->values[f], false, &cell, out);
        if (field->type == FIELD_MONEY) {
            write_cell(record->values[f], true, &cell, out);
        }
    }
    out->failed = out->failed || cell.failed;
    buf_release(&cell);
    csv_end(out);
}
