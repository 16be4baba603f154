/* From a row of a table to a record: cells to values, by the rules bound to the header. */
#include "base/date_words.h"
#include "read/csv_side.h"

struct str csv_cell_at(const struct table_row *row, size_t place)
{
    return place < row->count ? str_trim(row->cells[place]) : (struct str){0};
}

bool csv_has_cells(const struct table_row *row, size_t first)
{
    for (size_t i = first; i < row->count; i++) {
        if (str_trim(row->cells[i]).length > 0) {
            return true;
        }
    }
    return false;
}

/* ---- what cells mean ---- */

/* The meaning of @text: by its own words, else by "*", else itself. */
static struct str meaning_of(const struct meanings *meanings, struct str text)
{
    struct str other = text;
    for (size_t i = 0; i < meanings->count; i++) {
        const struct meaning *item = &meanings->items[i];
        if (str_equal(item->from, text)) {
            return item->to;
        }
        other = text.length > 0 && str_is(item->from, "*") ? item->to : other;
    }
    return other;
}

static enum status add_rest(struct work *work, const struct column_rule *rule, struct str rest,
                            struct raw_value *raw)
{
    rest = meaning_of(&rule->rest_values, rest);
    if (!rule->rest) {
        return STATUS_OK;
    }
    if (rule->rest->parent) {
        raw->subs[rule->rest->index] = rest;
        return STATUS_OK;
    }
    const struct raw_value other = {.text = rest, .line = raw->line, .column = raw->column};
    return make_value(&work->making, rule->rest, &other);
}

/* A date as people write it; what is none is given on, to be refused as any bad date. */
static enum status make_date(struct work *work, const struct column_rule *rule,
                             struct raw_value *raw)
{
    struct date_words read;
    char first[11], last[11];
    if (raw->text.length == 0 || !date_words_parse(raw->text, &read) ||
        (read.rest.length > 0 && !rule->rest)) {
        return make_value(&work->making, rule->field, raw);
    }
    date_print(read.first, first);
    raw->text = str_of(first);
    TRY(add_rest(work, rule, read.rest, raw));
    TRY(make_value(&work->making, rule->field, raw));
    if (!rule->end || read.last.year == 0) {
        return STATUS_OK;
    }
    date_print(read.last, last);
    const struct raw_value end = {.text = str_of(last), .line = raw->line, .column = raw->column};
    return make_value(&work->making, rule->end, &end);
}

/* ---- a cell ---- */

/* Takes the next part of each sub-field's cell; a cell that is not split is the same for all. */
static void take_subs(const struct bound_rule *bound, struct str *rest, const bool *split,
                      struct raw_value *raw)
{
    for (size_t i = 0; i < bound->rule->sub_count; i++) {
        struct str part = rest[i];
        if (split[i]) {
            (void)str_split(&rest[i], bound->rule->split, &part);
        }
        part = str_trim(part);
        raw->subs[bound->rule->subs[i].field->index] =
            part.length > 0 ? part : bound->rule->subs[i].otherwise;
    }
}

static size_t count_parts(struct str text, char separator)
{
    struct str part;
    size_t count = 0;
    while (str_split(&text, separator, &part)) {
        count++;
    }
    return count;
}

/*
 * The cells of the sub-fields: @rest is what they hold and @split whether they go in step with the
 * parts of the main cell, which has @parts of them. Cells that can do neither are reported and left
 * out.
 */
static enum status begin_subs(struct work *work, const struct bound_rule *bound, size_t parts,
                              struct str *rest, bool *split)
{
    const struct column_rule *rule = bound->rule;
    for (size_t i = 0; i < rule->sub_count; i++) {
        rest[i] = csv_cell_at(work->row, bound->subs[i]);
        const size_t count = rule->split ? count_parts(rest[i], rule->split) : 1;
        split[i] = count > 1 && count == parts;
        if (count <= 1 || split[i]) {
            continue;
        }
        const struct finding finding = {.rule = RULE_SPLIT_MISMATCH,
                                        .field = rule->subs[i].field,
                                        .value = rest[i],
                                        .line = work->row->line,
                                        .column = (unsigned)bound->subs[i] + 1};
        rest[i] = (struct str){0};
        TRY(report(&work->making, &finding,
                   "The cell has %zu parts and \"%s\" has %zu; its values are left out. Give one "
                   "for each, or one for all.",
                   count, rule->field->name, parts));
    }
    return STATUS_OK;
}

static enum status make_part(struct work *work, const struct column_rule *rule,
                             struct raw_value *raw)
{
    raw->text = meaning_of(&rule->values, raw->text);
    return rule->words ? make_date(work, rule, raw) : make_value(&work->making, rule->field, raw);
}

static enum status read_cell(struct work *work, const struct bound_rule *bound)
{
    const struct column_rule *rule = bound->rule;
    struct str text = csv_cell_at(work->row, bound->column), rest[SUBFIELDS];
    bool split[SUBFIELDS];
    if (text.length == 0 && rule->values.count == 0) {
        return STATUS_OK;
    }
    const bool split_cell = rule->split && text.length > 0;
    const size_t parts = split_cell ? count_parts(text, rule->split) : 1;
    struct raw_value raw = {.text = text,
                            .language = rule->language,
                            .currency = rule->currency,
                            .open = rule->open,
                            .line = work->row->line,
                            .column = (unsigned)bound->column + 1};
    if (bound->currency != NOWHERE) {
        raw.currency = csv_cell_at(work->row, bound->currency);
    }
    TRY(begin_subs(work, bound, parts, rest, split));
    for (size_t i = 0; i < parts; i++) {
        if (split_cell) {
            (void)str_split(&text, rule->split, &raw.text);
            raw.text = str_trim(raw.text);
        }
        take_subs(bound, rest, split, &raw);
        TRY(make_part(work, rule, &raw));
    }
    return STATUS_OK;
}

/* ---- the identifier ---- */

static struct str preset_of(const struct reader *reader, const struct field *field)
{
    for (size_t i = 0; i < reader->preset_count; i++) {
        if (reader->presets[i].field == field) {
            return reader->presets[i].text;
        }
    }
    return (struct str){0};
}

/* "NAME=value" of the columns that tell records apart; false when none has a value. */
static bool add_key(const struct work *work, struct buf *joined)
{
    const struct csv_side *csv = &work->reader->csv;
    bool any = false;
    for (size_t i = 0; i < csv->key_count; i++) {
        const struct str value = csv_cell_at(work->row, csv->key[i]);
        if (value.length > 0) {
            buf_printf(joined, "%s%s=", any ? "/" : "", csv->names[csv->key[i]]);
            buf_str(joined, value);
            any = true;
        }
    }
    return any;
}

/* One part of the identifier; false when it is empty. What is the same for all does not count. */
static bool add_part(const struct work *work, size_t part, size_t spread, struct buf *joined)
{
    const struct csv_side *csv = &work->reader->csv;
    const struct csv_mapping *mapping = work->reader->format->csv;
    const char *name = mapping->identifier[part];
    if (mapping->identifier_fields[part]) {
        buf_str(joined, preset_of(work->reader, mapping->identifier_fields[part]));
        return false;
    }
    if (strcmp(name, "@all") == 0) {
        return add_key(work, joined);
    }
    const bool header = strcmp(name, "@column") == 0;
    const struct str text =
        header ? csv->titles[spread] : csv_cell_at(work->row, csv->identifier[part]);
    buf_str(joined, text);
    return text.length > 0 && !header;
}

static enum status read_identifier(struct work *work, size_t spread, bool *fine)
{
    const struct csv_side *csv = &work->reader->csv;
    const size_t count = work->reader->format->csv->identifier_count;
    struct raw_value raw = {
        .line = work->row->line,
        .column = csv->identifier[0] == NOWHERE ? 0 : (unsigned)csv->identifier[0] + 1};
    bool any = false;
    struct buf joined;
    buf_init(&joined, (size_t)64 * 1024 * 1024);
    for (size_t i = 0; i < count; i++) {
        buf_text(&joined, i > 0 ? "/" : "");
        any = add_part(work, i, spread, &joined) || any;
    }
    raw.text = any ? buf_view(&joined) : (struct str){0};
    enum status status = buf_status(&joined, work->making.why);
    if (status == STATUS_OK) {
        status = make_identifier(&work->making, &raw, fine);
    }
    buf_release(&joined);
    return status;
}

/* ---- the row ---- */

enum status csv_check_cells(struct work *work)
{
    const struct table_row *row = work->row;
    struct csv_side *csv = &work->reader->csv;
    struct finding finding = {.rule = RULE_MISSING_COLUMN_CELLS, .line = row->line};
    if (row->bytes.at && row->count < csv->count) { /* a sheet does not store what is empty */
        return report(&work->making, &finding,
                      "The row has %zu cells and the header has %zu; the missing ones count as "
                      "empty. Look for a separator or quote that is missing.",
                      row->count, csv->count);
    }
    if (csv_has_cells(row, csv->count)) {
        finding.column = (unsigned)csv->count + 1;
        return report(&work->making, &finding,
                      "The row has %zu cells and the header has %zu; those that are too many are "
                      "not read. Put quotes around cells that hold the separator.",
                      row->count, csv->count);
    }
    for (size_t i = 0; i < csv->count && !csv->unnamed; i++) {
        if (csv->names[i][0] == '\0' && csv_cell_at(row, i).length > 0) {
            csv->unnamed = true;
            finding = (struct finding){.rule = RULE_UNKNOWN_COLUMN,
                                       .value = csv_cell_at(row, i),
                                       .line = row->line,
                                       .column = (unsigned)i + 1,
                                       .whole_file = true};
            return report(&work->making, &finding,
                          "The column has no name in the header and is not read. Give it one.");
        }
    }
    return STATUS_OK;
}

/* Writes the cells of @cells at the places of the columns that @spread belongs to, as CSV. */
static void add_line(struct csv_side *csv, const struct str *cells, size_t count, size_t spread)
{
    struct str text;
    for (size_t i = 0; i <= csv->base_count; i++) {
        const size_t place = i < csv->base_count ? csv->base[i] : spread;
        text = place < count ? cells[place] : (struct str){0};
        buf_text(&csv->bytes, i > 0 ? "," : "");
        table_line(&csv->bytes, &text, 1);
    }
}

enum status csv_find_bytes(struct work *work, size_t spread, struct str *bytes)
{
    struct csv_side *csv = &work->reader->csv;
    const struct table_row *row = work->row;
    *bytes = row->bytes;
    if (spread == NOWHERE && row->bytes.at) {
        return STATUS_OK;
    }
    buf_clear(&csv->bytes);
    if (spread == NOWHERE) {
        table_line(&csv->bytes, csv->titles, csv->count);
        buf_text(&csv->bytes, "\r\n");
        table_line(&csv->bytes, row->cells, row->count);
    } else {
        add_line(csv, csv->titles, csv->count, spread);
        buf_text(&csv->bytes, "\r\n");
        add_line(csv, row->cells, row->count, spread);
    }
    *bytes = buf_view(&csv->bytes);
    return buf_status(&csv->bytes, work->making.why);
}

static enum status read_spread(struct work *work, size_t spread)
{
    const struct unpivot *unpivot = work->reader->format->csv->unpivot;
    struct raw_value raw = {.text = work->reader->csv.titles[spread],
                            .open = unpivot->open,
                            .line = work->row->line,
                            .column = (unsigned)spread + 1};
    if (unpivot->name) {
        TRY(make_value(&work->making, unpivot->name, &raw));
    }
    raw.text = csv_cell_at(work->row, spread);
    return make_value(&work->making, unpivot->value, &raw);
}

/* The fields that have a column in this file. */
static void say_columns(const struct work *work, struct read_item *item)
{
    const struct csv_side *csv = &work->reader->csv;
    const struct unpivot *unpivot = work->reader->format->csv->unpivot;
    for (size_t i = 0; i < csv->rule_count; i++) {
        const struct column_rule *rule = csv->rules[i].rule;
        reader_says(item, rule->field);
        if (rule->rest) {
            reader_says(item, rule->rest);
        }
        if (rule->end) {
            reader_says(item, rule->end);
        }
    }
    if (unpivot && unpivot->name) {
        reader_says(item, unpivot->name);
    }
    if (unpivot) {
        reader_says(item, unpivot->value);
    }
}

enum status csv_read_row(struct work *work, struct read_item *item, size_t spread)
{
    const struct csv_side *csv = &work->reader->csv;
    struct str bytes;
    bool fine = false;
    TRY(csv_find_bytes(work, spread, &bytes));
    if (reader_identify(work->reader, item, bytes, work->row->line)) {
        return STATUS_OK;
    }
    TRY(reader_record(&work->making, item));
    TRY(read_identifier(work, spread, &fine));
    if (!fine) {
        return STATUS_OK;
    }
    say_columns(work, item);
    if (spread == NOWHERE || spread == csv->spread[0]) {
        TRY(csv_check_cells(work));
    }
    for (size_t i = 0; i < csv->rule_count; i++) {
        TRY(read_cell(work, &csv->rules[i]));
    }
    if (spread != NOWHERE) {
        TRY(read_spread(work, spread));
    }
    return reader_finish(work->reader, &work->making, item);
}
