/*
 * One record as text for people, and as JSON and a row of CSV that can be imported again. Fields
 * whose access is not public are left out unless .all_fields is set.
 */
#ifndef WRITE_RECORD_H
#define WRITE_RECORD_H

#include "lens/lens.h"
#include "model/record.h"
#include "store/store.h"
#include "text/json.h"
#include "write/sheet.h"

struct record_style {
    const char *language; /* of labels, "en" */
    bool all_fields;      /* also what is not public */
    bool labels; /* plain tables: labels in the place of names and codes; it is no way back */
    /* NULL, or: "tags" in JSON, and a column "tag.LENS" for each that applies to the kind, … */
    const struct lens_set *lenses;
    const struct standing_tag *tags; /* … with these of the record at hand */
    size_t tag_count;
};

static inline bool record_style_shows(const struct record_style *style, const struct field *field)
{
    return style->all_fields || field->access == ACCESS_PUBLIC;
}

/* The name of a record, from what everybody may see. */
struct str record_public_title(const struct record *record);

/* The same for a reader of @language, where the record has it so; *@its is the language of the name
 * ("" when nobody says). */
struct str record_title_in(const struct record *record, const char *language, struct str *its);

/* "Label: value" lines, a field each; codes with their labels; long text wrapped at 80 columns. */
void record_write_text(const struct record *record, const struct record_style *style,
                       struct buf *out);

/*
 * An object: kind, identifier, title, then each field that has a value, by name. A field that
 * repeats or has languages is a list; a value with sub-fields, a language or a currency is an
 * object whose own value is under "value" ("amount" for money); others are plain. With .lenses also
 * "tags": a list of lens, theme (none for the lens as a whole), weight, and whether a person
 * decided. Reading it again passes over the title and the tags.
 */
void record_write_json(const struct record *record, const struct record_style *style,
                       struct json *json);

/* The columns of a plain table behind "identifier" and "kind", one after another. */
enum record_part { RECORD_VALUE, RECORD_LANGUAGE, RECORD_CURRENCY, RECORD_DATE };

struct record_column {
    const struct field *field;
    enum record_part part;   /* of its values; or, when it is not NULL, … */
    const struct field *sub; /* … this sub-field */
    size_t next_field, next_sub;
    unsigned next_part;
};

/* Moves to the first column (of {0}) or the next; false behind the last. */
bool record_column_next(const struct kind *kind, const struct record_style *style,
                        struct record_column *column);

/* "budget.currency", to the emptied @name; and for people "Budget (currency)". */
void record_column_name(const struct record_column *column, struct buf *name);
void record_column_label(const struct record_column *column, const char *language,
                         struct buf *name);

/* A plain table (docs/formats.md): identifier, kind, then each field, its parts and sub-fields;
 * with .lenses then the themes of each lens ("a|b"; "*" where it has the record and no theme). */
void record_write_csv_heading(const struct kind *kind, const struct record_style *style,
                              struct buf *out);
void record_write_csv(const struct record *record, const struct record_style *style,
                      struct buf *out);

/* The same to any sheet. */
void record_sheet_heading(const struct kind *kind, const struct record_style *style,
                          struct sheet *sheet);
void record_sheet_row(const struct record *record, const struct record_style *style,
                      struct sheet *sheet);

#endif
