#include "write/package.h"

#include "text/csv.h"

#define DATE_PATTERN "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"

/* ---- code lists ---- */

static const char *const languages[] = {"en", "fr", "es"};

/* The label in that language; empty when there is none. */
static const char *label_of(const struct label *label, const char *language)
{
    for (size_t i = 0; i < label->count; i++) {
        if (strcmp(label->languages[i], language) == 0) {
            return label->texts[i];
        }
    }
    return "";
}

void package_write_list(const struct codelist *list, struct buf *out)
{
    csv_cell(out, str_of("code"), true);
    csv_cell(out, str_of("parent"), false);
    for (size_t l = 0; l < COUNT_OF(languages); l++) {
        const char name[] = {'l', 'a', 'b', 'e', 'l', '_', languages[l][0], languages[l][1], '\0'};
        csv_cell(out, str_of(name), false);
    }
    csv_end(out);
    for (size_t i = 0; i < list->count; i++) {
        const struct code *code = &list->codes[i];
        csv_cell(out, str_of(code->code), true);
        csv_cell(out, str_of(code->parent), false);
        for (size_t l = 0; l < COUNT_OF(languages); l++) {
            csv_cell(out, str_of(label_of(&code->label, languages[l])), false);
        }
        csv_end(out);
    }
}

/* ---- columns ---- */

static bool is_several(const struct field *field)
{
    return field->repeat || field->languages;
}

static const char *type_of(const struct record_column *column)
{
    const struct field *field = column->sub ? column->sub : column->field;
    if (is_several(column->field) || column->part != RECORD_VALUE) {
        return "string";
    }
    switch (field->type) {
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        return "number";
    case FIELD_INTEGER:
        return "integer";
    case FIELD_BOOLEAN:
        return "boolean";
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_DATE:
    case FIELD_LINK:
        break;
    }
    return "string";
}

static bool is_date(const struct record_column *column)
{
    const struct field *field = column->sub ? column->sub : column->field;
    return !is_several(column->field) &&
           (column->part == RECORD_DATE ||
            (column->part == RECORD_VALUE && field->type == FIELD_DATE));
}

static void write_text_column(struct json *json, const char *name, bool unique)
{
    json_object(json);
    json_key_text(json, "name", name);
    json_key_text(json, "type", "string");
    if (unique) {
        json_key(json, "constraints");
        json_object(json);
        json_key(json, "required");
        json_bool(json, true);
        json_key(json, "unique");
        json_bool(json, true);
        json_object_end(json);
    }
    json_object_end(json);
}

static void write_column(struct json *json, const struct record_column *column, struct buf *name)
{
    const struct field *field = column->sub ? column->sub : column->field;
    json_object(json);
    record_column_name(column, name);
    json_key_str(json, "name", buf_view(name));
    json_key_text(json, "type", type_of(column));
    json_key_text(json, "title", label_in(&field->label, "en", field->name));
    if (is_several(column->field)) {
        json_key_text(json, "description", "Several values, divided by |; \\| is a stroke.");
    }
    if (is_date(column)) {
        json_key(json, "constraints");
        json_object(json);
        json_key_text(json, "pattern", DATE_PATTERN);
        json_object_end(json);
    }
    json_object_end(json);
}

/* ---- keys ---- */

static void write_key(struct json *json, const char *field, const char *resource,
                      const char *target)
{
    json_object(json);
    json_key_text(json, "fields", field);
    json_key(json, "reference");
    json_object(json);
    json_key_text(json, "resource", resource);
    json_key_text(json, "fields", target);
    json_object_end(json);
    json_object_end(json);
}

static void write_keys(struct json *json, const struct package *package,
                       const struct package_table *table, struct buf *name)
{
    json_key(json, "foreignKeys");
    json_array(json);
    for (size_t i = 0; i < table->kind->field_count; i++) {
        const struct field *field = &table->kind->fields[i];
        if (is_several(field) || table->loose[i] || !record_style_shows(package->style, field)) {
            continue;
        }
        if (field->type == FIELD_CODE && field->list) {
            buf_clear(name);
            buf_printf(name, "codelist-%s", field->list->name);
            write_key(json, field->name, name->at ? name->at : "", "code");
        } else if (field->type == FIELD_LINK && package->records.path) {
            write_key(json, field->name, "records", "record");
        }
    }
    json_array_end(json);
}

/* ---- resources ---- */

static void begin_resource(struct json *json, const char *name, const char *title,
                           const struct package_file *file)
{
    json_object(json);
    json_key_text(json, "profile", "tabular-data-resource");
    json_key_text(json, "name", name);
    json_key_text(json, "title", title);
    json_key_text(json, "path", file->path);
    json_key_text(json, "format", "csv");
    json_key_text(json, "mediatype", "text/csv");
    json_key_text(json, "encoding", "utf-8");
    json_key_integer(json, "bytes", (long long)file->bytes);
    json_key(json, "hash");
    char hash[80] = "sha256:";
    memcpy(hash + 7, file->sha256, sizeof file->sha256);
    json_text(json, hash);
    json_key(json, "schema");
    json_object(json);
    json_key(json, "fields");
    json_array(json);
}

static void end_resource(struct json *json, const char *key)
{
    json_key_text(json, "primaryKey", key);
    json_object_end(json);
    json_object_end(json);
}

static void write_table(struct json *json, const struct package *package,
                        const struct package_table *table, struct buf *name)
{
    const struct kind *kind = table->kind;
    struct record_column column = {0};
    const struct label *title = kind->labels.count > 0 ? &kind->labels : &kind->label;
    begin_resource(json, kind->plural, label_in(title, "en", kind->plural), &table->file);
    write_text_column(json, "identifier", true);
    write_text_column(json, "kind", false);
    while (record_column_next(kind, package->style, &column)) {
        write_column(json, &column, name);
    }
    json_array_end(json);
    write_keys(json, package, table, name);
    end_resource(json, "identifier");
}

static void write_list(struct json *json, const struct package_list *list, struct buf *name)
{
    buf_clear(name);
    buf_printf(name, "codelist-%s", list->list->name);
    begin_resource(json, name->at ? name->at : "", label_in(&list->list->label, "en", name->at),
                   &list->file);
    write_text_column(json, "code", true);
    write_text_column(json, "parent", false);
    for (size_t l = 0; l < COUNT_OF(languages); l++) {
        buf_clear(name);
        buf_printf(name, "label_%s", languages[l]);
        write_text_column(json, name->at ? name->at : "", false);
    }
    json_array_end(json);
    end_resource(json, "code");
}

static void write_records(struct json *json, const struct package_file *file)
{
    begin_resource(json, "records", "What links lead to", file);
    write_text_column(json, "record", true);
    write_text_column(json, "title", false);
    json_array_end(json);
    end_resource(json, "record");
}

/* ---- the package ---- */

static void write_licences(struct json *json, const struct pack *pack)
{
    if (pack->licence_count == 0) {
        return;
    }
    json_key(json, "licenses");
    json_array(json);
    for (size_t i = 0; i < pack->licence_count; i++) {
        const struct licence *licence = &pack->licences[i];
        json_object(json);
        json_key_text(json, "name", licence->name);
        if (licence->path) {
            json_key_text(json, "path", licence->path);
        }
        if (licence->title) {
            json_key_text(json, "title", licence->title);
        }
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_about(struct json *json, const struct package *package)
{
    json_key_text(json, "profile", "tabular-data-package");
    json_key_text(json, "name", package->pack->name);
    json_key_text(json, "title", label_in(&package->pack->label, "en", package->pack->name));
    json_key_text(json, "version", package->pack->version);
    if (package->created.length > 0) {
        json_key_str(json, "created", package->created);
    }
    write_licences(json, package->pack);
    json_key(json, "sources");
    json_array(json);
    for (size_t i = 0; i < package->source_count; i++) {
        json_object(json);
        json_key_text(json, "title", package->sources[i]);
        json_object_end(json);
    }
    json_array_end(json);
}

void package_write(const struct package *package, struct buf *out)
{
    struct json json;
    struct buf name;
    buf_init(&name, 1024);
    json_init(&json, out, true);
    json_object(&json);
    write_about(&json, package);
    json_key(&json, "resources");
    json_array(&json);
    for (size_t i = 0; i < package->table_count; i++) {
        write_table(&json, package, &package->tables[i], &name);
    }
    if (package->records.path) {
        write_records(&json, &package->records);
    }
    for (size_t i = 0; i < package->list_count; i++) {
        write_list(&json, &package->lists[i], &name);
    }
    json_array_end(&json);
    json_object_end(&json);
    buf_char(out, '\n');
    buf_release(&name);
}
