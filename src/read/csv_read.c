/*
 * Records from CSV: the header of the file is matched with the mapping's columns once, then every
 * row is hashed, looked up and made a record.
 */
#include "read/reader.h"

#include <stdint.h>

#define NOWHERE SIZE_MAX

/* What reading one row needs to pass around. */
struct work {
    struct making making;
    struct reader *reader;
    const struct csv_row *row;
};

/* ---- the header ---- */

static size_t place_of(const struct csv_side *csv, const char *name)
{
    for (size_t i = 0; name && i < csv->count; i++) {
        if (strcmp(csv->names[i], name) == 0) {
            return i;
        }
    }
    return NOWHERE;
}

static enum status read_names(struct reader *reader, const struct csv_row *row, struct failure *why)
{
    struct csv_side *csv = &reader->csv;
    csv->line = row->line;
    csv->names = arena_array(&reader->arena, row->count, sizeof *csv->names);
    if (!csv->names) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < row->count; i++) {
        csv->names[i] = column_name(&reader->arena, row->cells[i]);
        if (!csv->names[i]) {
            return fail_memory(why);
        }
        csv->count = csv->names[i][0] ? i + 1 : csv->count;
    }
    return STATUS_OK;
}

static enum status bind(struct reader *reader, const struct column_rule *rule, struct failure *why)
{
    struct csv_side *csv = &reader->csv;
    struct bound_rule *bound = &csv->rules[csv->rule_count];
    *bound = (struct bound_rule){.rule = rule,
                                 .column = place_of(csv, rule->column),
                                 .currency = place_of(csv, rule->currency_column)};
    if (bound->column == NOWHERE) {
        return STATUS_OK;
    }
    bound->subs = arena_array(&reader->arena, rule->sub_count, sizeof *bound->subs);
    if (!bound->subs) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < rule->sub_count; i++) {
        bound->subs[i] = place_of(csv, rule->subs[i].column);
    }
    csv->rule_count++;
    return STATUS_OK;
}

static bool has_entry(const struct csv_mapping *mapping, const char *name)
{
    for (size_t i = 0; i < mapping->column_count; i++) {
        if (strcmp(mapping->columns[i].column, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_ignored(const struct csv_mapping *mapping, const char *name)
{
    for (size_t i = 0; i < mapping->ignore_count; i++) {
        if (strcmp(mapping->ignore[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* A column with the name of a field needs no entry. */
static enum status bind_by_name(struct reader *reader, size_t place, struct failure *why)
{
    const char *name = reader->csv.names[place];
    const struct csv_mapping *mapping = reader->format->csv;
    const struct field *field = kind_field(reader->format->kind, str_of(name));
    if (!field || field->parent || has_entry(mapping, name) || is_ignored(mapping, name) ||
        place_of(&reader->csv, name) != place) {
        return STATUS_OK;
    }
    struct column_rule *rule = arena_alloc(&reader->arena, sizeof *rule);
    if (!rule) {
        return fail_memory(why);
    }
    rule->column = name;
    rule->field = field;
    return bind(reader, rule, why);
}

static enum status bind_all(struct reader *reader, struct failure *why)
{
    const struct csv_mapping *mapping = reader->format->csv;
    struct csv_side *csv = &reader->csv;
    csv->rules =
        arena_array(&reader->arena, mapping->column_count + csv->count, sizeof *csv->rules);
    csv->identifier =
        arena_array(&reader->arena, mapping->identifier_count, sizeof *csv->identifier);
    if (!csv->rules || !csv->identifier) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < mapping->identifier_count; i++) {
        csv->identifier[i] = place_of(csv, mapping->identifier[i]);
    }
    for (size_t i = 0; i < mapping->column_count; i++) {
        TRY(bind(reader, &mapping->columns[i], why));
    }
    for (size_t i = 0; i < csv->count; i++) {
        TRY(bind_by_name(reader, i, why));
    }
    return STATUS_OK;
}

enum status csv_side_open(struct reader *reader, struct failure *why)
{
    struct csv_row row = {0};
    TRY(csv_open(reader->source, &reader->csv.reader, why));
    const enum step step = csv_next(reader->csv.reader, &row, why);
    if (step != STEP_ITEM) {
        return step == STEP_ERROR
                   ? why->status
                   : fail(why, STATUS_INPUT, "%s: the file is empty.", source_name(reader->source));
    }
    TRY(read_names(reader, &row, why));
    TRY(bind_all(reader, why));
    return reader_seed(reader, row.bytes, why);
}

void csv_side_close(struct reader *reader)
{
    if (reader->csv.reader) {
        csv_close(reader->csv.reader);
    }
}

/* ---- the header's problems, told with the first row ---- */

/* True when a field, the identifier, or a value of another column is taken from the column. */
static bool is_used(const struct csv_side *csv, const struct csv_mapping *mapping, size_t place)
{
    for (size_t i = 0; i < mapping->identifier_count; i++) {
        if (csv->identifier[i] == place) {
            return true;
        }
    }
    for (size_t i = 0; i < csv->rule_count; i++) {
        const struct bound_rule *bound = &csv->rules[i];
        if (bound->column == place || bound->currency == place) {
            return true;
        }
        for (size_t k = 0; k < bound->rule->sub_count; k++) {
            if (bound->subs[k] == place) {
                return true;
            }
        }
    }
    return false;
}

static enum status check_header(struct reader *reader, struct making *making)
{
    const struct csv_side *csv = &reader->csv;
    for (size_t i = 0; i < csv->count; i++) {
        const char *name = csv->names[i];
        struct finding finding = {.rule = RULE_UNKNOWN_COLUMN,
                                  .value = str_of(name),
                                  .line = csv->line,
                                  .column = (unsigned)i + 1,
                                  .whole_file = true};
        if (name[0] == '\0' || is_used(csv, reader->format->csv, i) ||
            is_ignored(reader->format->csv, name)) {
            continue;
        }
        if (place_of(csv, name) != i) {
            finding.rule = RULE_REPEATED_COLUMN;
            TRY(report(making, &finding,
                       "There is another column of this name before it; this one is not read. "
                       "Rename or remove one of the two."));
            continue;
        }
        TRY(report(making, &finding,
                   "No field holds this column; it stays in the original only. Rename it, or map "
                   "it or list it under ignore: in the format \"%s\".",
                   reader->format->name));
    }
    return STATUS_OK;
}

/* ---- a row ---- */

/* Takes the next part of each sub-field's cell; a cell that is not split is the same for all. */
static void take_subs(const struct bound_rule *bound, struct str *rest, const bool *split,
                      struct raw_value *raw)
{
    for (size_t i = 0; i < bound->rule->sub_count; i++) {
        struct str part = rest[i];
        if (split[i]) {
            (void)str_split(&rest[i], bound->rule->split, &part);
        }
        raw->subs[bound->rule->subs[i].field->index] = str_trim(part);
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

static enum status read_cell(struct work *work, const struct bound_rule *bound)
{
    const struct column_rule *rule = bound->rule;
    struct str text = csv_cell_at(work->row, bound->column), rest[SUBFIELDS];
    bool split[SUBFIELDS];
    if (text.length == 0) {
        return STATUS_OK;
    }
    const size_t parts = rule->split ? count_parts(text, rule->split) : 1;
    struct raw_value raw = {.text = text,
                            .language = rule->language,
                            .currency = rule->currency,
                            .line = work->row->line,
                            .column = (unsigned)bound->column + 1};
    if (bound->currency != NOWHERE) {
        raw.currency = csv_cell_at(work->row, bound->currency);
    }
    TRY(begin_subs(work, bound, parts, rest, split));
    for (size_t i = 0; i < parts; i++) {
        if (rule->split) {
            (void)str_split(&text, rule->split, &raw.text);
            raw.text = str_trim(raw.text);
        }
        take_subs(bound, rest, split, &raw);
        TRY(make_value(&work->making, rule->field, &raw));
    }
    return STATUS_OK;
}

static enum status read_identifier(struct work *work, bool *fine)
{
    const struct csv_side *csv = &work->reader->csv;
    const size_t count = work->reader->format->csv->identifier_count;
    struct raw_value raw = {.line = work->row->line,
                            .column = (unsigned)csv->identifier[0] + 1,
                            .text = csv_cell_at(work->row, csv->identifier[0])};
    bool any = raw.text.length > 0;
    struct buf joined;
    buf_init(&joined, (size_t)64 * 1024 * 1024);
    buf_str(&joined, raw.text);
    for (size_t i = 1; i < count; i++) {
        const struct str part = csv_cell_at(work->row, csv->identifier[i]);
        any = any || part.length > 0;
        buf_char(&joined, '/');
        buf_str(&joined, part);
    }
    raw.text = any ? buf_view(&joined) : (struct str){0};
    enum status status = buf_status(&joined, work->making.why);
    if (status == STATUS_OK) {
        status = make_identifier(&work->making, &raw, fine);
    }
    buf_release(&joined);
    return status;
}

static enum status read_row(struct work *work, struct read_item *item)
{
    const struct csv_mapping *mapping = work->reader->format->csv;
    const struct csv_side *csv = &work->reader->csv;
    bool fine = false;
    if (reader_identify(work->reader, item, work->row->bytes, work->row->line)) {
        return STATUS_OK;
    }
    TRY(reader_record(&work->making, item));
    TRY(read_identifier(work, &fine));
    if (!fine) {
        return STATUS_OK;
    }
    TRY(csv_check_cells(work->reader, work->row, &work->making));
    for (size_t i = 0; i < csv->rule_count; i++) {
        TRY(read_cell(work, &csv->rules[i]));
    }
    for (size_t i = 0; i < mapping->set_count; i++) {
        const struct raw_value raw = {
            .text = mapping->set[i].text, .line = item->line, .shared = true};
        TRY(make_value(&work->making, mapping->set[i].field, &raw));
    }
    TRY(finish_record(&work->making, item->line, &fine));
    if (fine) {
        item->record = work->making.record;
        item->type = ITEM_RECORD;
    }
    return STATUS_OK;
}

enum status csv_read(struct reader *reader, struct arena *arena, struct read_item *item, bool *done,
                     struct failure *why)
{
    struct csv_row row = {0};
    struct work work = {
        .making = reader_making(reader, arena, item, why), .reader = reader, .row = &row};
    bool refused = false;
    if (!reader->begun) {
        reader->begun = true;
        TRY(check_header(reader, &work.making));
    }
    TRY(csv_next_row(reader, &work.making, item, &row, done, &refused));
    return *done || refused ? STATUS_OK : read_row(&work, item);
}
