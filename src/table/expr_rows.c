/* The rows that a table can have, for cell(TABLE, ROW, COLUMN). */
#include "base/date.h"
#include "base/decimal.h"
#include "table/expr_tree.h"

static enum status check_theme(struct expr_parser *parser, size_t at, const struct lens *lens,
                               const char *row)
{
    const char **names = arena_array(parser->arena, lens->theme_count + 1, sizeof *names);
    bool known = row[0] == '\0';
    for (size_t i = 0; names && i < lens->theme_count; i++) {
        names[i] = lens->themes[i].name;
        known = known || strcmp(row, names[i]) == 0;
    }
    return known ? STATUS_OK : expr_unknown(parser, at, "theme", row, names);
}

static enum status check_code(struct expr_parser *parser, size_t at, const struct field *field,
                              const char **row)
{
    const struct codelist *list = field->list;
    const struct code *code = codelist_find(list, str_of(*row));
    if (code) {
        *row = code->code;
        return STATUS_OK;
    }
    if (list->open || field->with_count > 0) {
        return STATUS_OK; /* the data may hold codes that are in no list */
    }
    const char **names = arena_array(parser->arena, list->count + 1, sizeof *names);
    for (size_t i = 0; names && i < list->count; i++) {
        names[i] = list->codes[i].code;
    }
    return expr_unknown(parser, at, "row", *row, names);
}

/* A value of a field in the form in which the store gives it. */
static enum status check_value(struct expr_parser *parser, size_t at, const struct table *table,
                               const struct field *field, const char **row)
{
    struct value value = {.field = field};
    if ((*row)[0] == '\0' || field->type == FIELD_TEXT) {
        return STATUS_OK;
    }
    if (field->type == FIELD_CODE && field->list) {
        return check_code(parser, at, field, row);
    }
    const char *wrong = value_parse(parser->arena, &value, str_of(*row));
    if (wrong) {
        return expr_wrong(parser, at, "\"%.60s\" is no row of %s: it %s.", *row, table->name,
                          wrong);
    }
    if (field->type == FIELD_BOOLEAN) {
        *row = value.number ? "true" : "false";
    } else if (field->type == FIELD_INTEGER) {
        *row = arena_printf(parser->arena, "%lld", (long long)value.number);
    } else {
        *row = arena_copy(parser->arena, value.text);
    }
    return *row ? STATUS_OK : fail_memory(parser->why);
}

static enum status check_year(struct expr_parser *parser, size_t at, const struct table *table,
                              const struct axis *axis, const char *row)
{
    struct date date;
    bool year = strlen(row) == 4 && date_parse(str_of(row), &date);
    if (!year || (axis->from > 0 && date.year < axis->from) ||
        (axis->to > 0 && date.year > axis->to)) {
        return expr_wrong(parser, at, "\"%.60s\" is no year that the table %s has.", row,
                          table->name);
    }
    return STATUS_OK;
}

static enum status check_span(struct expr_parser *parser, size_t at, const struct axis *axis,
                              const char *row)
{
    const char **names = arena_array(parser->arena, axis->span_count + 1, sizeof *names);
    for (size_t i = 0; names && i < axis->span_count; i++) {
        names[i] = axis->spans[i].name;
        if (strcmp(names[i], row) == 0) {
            return STATUS_OK;
        }
    }
    return expr_unknown(parser, at, "row", row, names);
}

static enum status check_part(struct expr_parser *parser, size_t at, const struct table *table,
                              const struct axis *axis, const char **row)
{
    switch (axis->type) {
    case AXIS_THEMES:
        return check_theme(parser, at, axis->lens, *row);
    case AXIS_YEARS:
        return check_year(parser, at, table, axis, *row);
    case AXIS_SPANS:
        return check_span(parser, at, axis, *row);
    case AXIS_FIELD:
        return check_value(parser, at, table, axis->field, row);
    case AXIS_RECORDS:
        break;
    }
    return STATUS_OK; /* any identifier */
}

/* BLOCK/ROW of a table with `by`. */
static enum status check_block(struct expr_parser *parser, size_t at, const struct table *table,
                               const char **row)
{
    struct str rest = str_of(*row), block;
    bool blocked = strchr(*row, '/') != NULL;
    if (!str_split(&rest, '/', &block) || !blocked) {
        return expr_wrong(parser, at,
                          "the table %s has blocks of rows. Write \"BLOCK/ROW\", the keys of both.",
                          table->name);
    }
    const char *key = arena_copy(parser->arena, block);
    const char *own = rest.length > 0 ? rest.at : "";
    if (!key) {
        return fail_memory(parser->why);
    }
    TRY(check_part(parser, at, table, table->by, &key));
    TRY(check_part(parser, at, table, &table->rows, &own));
    *row = arena_printf(parser->arena, "%s/%s", key, own);
    return *row ? STATUS_OK : fail_memory(parser->why);
}

enum status expr_check_row(struct expr_parser *parser, size_t at, const struct table *table,
                           const char **row)
{
    if (table->by) {
        return check_block(parser, at, table, row);
    }
    if (table->top > 0 && strcmp(*row, GRID_OTHER) == 0) {
        return STATUS_OK;
    }
    return check_part(parser, at, table, &table->rows, row);
}
