/* The header of a table: which column of the file is which of the mapping, and what is wrong. */
#include "read/csv_side.h"

#include <stdlib.h>

size_t csv_place(const struct csv_side *csv, const char *name)
{
    for (size_t i = 0; name && i < csv->count; i++) {
        if (strcmp(csv->names[i], name) == 0) {
            return i;
        }
    }
    return NOWHERE;
}

static enum status read_names(struct reader *reader, const struct table_row *row,
                              struct failure *why)
{
    struct csv_side *csv = &reader->csv;
    csv->line = row->line;
    csv->count = 0;
    csv->names = arena_array(&csv->head, row->count, sizeof *csv->names);
    csv->titles = arena_array(&csv->head, row->count, sizeof *csv->titles);
    if (!csv->names || !csv->titles) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < row->count; i++) {
        const char *name = column_name(&csv->head, row->cells[i]);
        csv->titles[i] = arena_str(&csv->head, str_trim(row->cells[i]));
        if (!name || !csv->titles[i].at) {
            return fail_memory(why);
        }
        csv->names[i] = csv_own_name(reader->format->csv, name);
        csv->count = csv->names[i][0] ? i + 1 : csv->count;
    }
    return STATUS_OK;
}

static enum status bind(struct reader *reader, const struct column_rule *rule, struct failure *why)
{
    struct csv_side *csv = &reader->csv;
    struct bound_rule *bound = &csv->rules[csv->rule_count];
    *bound = (struct bound_rule){.rule = rule,
                                 .column = csv_place(csv, rule->column),
                                 .currency = csv_place(csv, rule->currency_column)};
    if (bound->column == NOWHERE) {
        return STATUS_OK;
    }
    bound->subs = arena_array(&csv->head, rule->sub_count, sizeof *bound->subs);
    if (!bound->subs) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < rule->sub_count; i++) {
        bound->subs[i] = csv_place(csv, rule->subs[i].column);
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
    return csv_is_among(name, mapping->ignore, mapping->ignore_count);
}

/* A column with the name of a field needs no entry. */
static enum status bind_by_name(struct reader *reader, size_t place, struct failure *why)
{
    const char *name = reader->csv.names[place];
    const struct csv_mapping *mapping = reader->format->csv;
    const struct field *field = kind_field(reader->format->kind, str_of(name));
    if (!field || field->parent || has_entry(mapping, name) || is_ignored(mapping, name) ||
        csv_place(&reader->csv, name) != place) {
        return STATUS_OK;
    }
    struct column_rule *rule = arena_alloc(&reader->csv.head, sizeof *rule);
    if (!rule) {
        return fail_memory(why);
    }
    rule->column = name;
    rule->field = field;
    return bind(reader, rule, why);
}

/* True when a field, the identifier, or a value of another column is taken from the column. */
static bool is_used(const struct csv_side *csv, const struct csv_mapping *mapping, size_t place)
{
    for (size_t i = 0; i < mapping->identifier_count; i++) {
        if (csv->identifier[i] == place) {
            return true;
        }
    }
    for (size_t i = 0; i < csv->skip_count; i++) {
        if (csv->skip[i].column == place) {
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

/* True when nothing in the mapping names the column, which has a name of its own. */
static bool is_other(const struct csv_side *csv, const struct csv_mapping *mapping, size_t place)
{
    const char *name = csv->names[place];
    return name[0] && csv_place(csv, name) == place && !is_used(csv, mapping, place) &&
           !is_ignored(mapping, name);
}

/* ---- others: and unpivot: ---- */

static enum status bind_other(struct reader *reader, size_t place, struct failure *why)
{
    const struct others_rule *others = reader->format->csv->others;
    struct csv_side *csv = &reader->csv;
    struct column_rule *rule = arena_alloc(&csv->head, sizeof *rule);
    struct sub_rule *sub = arena_alloc(&csv->head, sizeof *sub);
    if (!rule || !sub) {
        return fail_memory(why);
    }
    *sub = (struct sub_rule){.field = others->name, .otherwise = csv->titles[place]};
    *rule = (struct column_rule){.column = csv->names[place],
                                 .field = others->field,
                                 .subs = sub,
                                 .sub_count = others->name ? 1 : 0};
    return bind(reader, rule, why);
}

static bool is_spread(const struct reader *reader, size_t place)
{
    const struct csv_mapping *mapping = reader->format->csv;
    const char *name = reader->csv.names[place];
    if (csv_is_among(name, mapping->unpivot->columns, mapping->unpivot->count)) {
        return csv_place(&reader->csv, name) == place;
    }
    return mapping->unpivot->all && is_other(&reader->csv, mapping, place);
}

/* Divides the columns in those that are unpivoted and the others, which all their records share. */
static enum status bind_unpivot(struct reader *reader, struct failure *why)
{
    struct csv_side *csv = &reader->csv;
    csv->spread = arena_array(&csv->head, csv->count, sizeof *csv->spread);
    csv->base = arena_array(&csv->head, csv->count + 1, sizeof *csv->base);
    if (!csv->spread || !csv->base) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < csv->count; i++) {
        const bool spread = is_spread(reader, i);
        if (spread) {
            csv->spread[csv->spread_count++] = i;
        } else if (!is_ignored(reader->format->csv, csv->names[i])) {
            csv->base[csv->base_count++] = i;
        }
    }
    return STATUS_OK;
}

/* ---- the identifier and skip: ---- */

/* True when "@all" takes the column into the identifier. */
static bool identifies(const struct reader *reader, size_t place)
{
    const struct csv_mapping *mapping = reader->format->csv;
    const char *name = reader->csv.names[place];
    return !csv_is_among(name, mapping->not_identifying, mapping->not_identifying_count) &&
           !csv_is_among(name, mapping->identifier, mapping->identifier_count) && name[0] &&
           csv_place(&reader->csv, name) == place && !is_ignored(mapping, name);
}

/* Puts @place among the columns of "@all", which are in the order of their names. */
static void insert_key(struct csv_side *csv, size_t place)
{
    size_t at = csv->key_count++;
    for (; at > 0 && strcmp(csv->names[csv->key[at - 1]], csv->names[place]) > 0; at--) {
        csv->key[at] = csv->key[at - 1];
    }
    csv->key[at] = place;
}

static enum status bind_identifier(struct reader *reader, struct failure *why)
{
    const struct csv_mapping *mapping = reader->format->csv;
    struct csv_side *csv = &reader->csv;
    csv->identifier = arena_array(&csv->head, mapping->identifier_count, sizeof *csv->identifier);
    csv->key = arena_array(&csv->head, csv->count, sizeof *csv->key);
    if (!csv->identifier || !csv->key) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < mapping->identifier_count; i++) {
        const char *name = mapping->identifier[i];
        csv->identifier[i] = csv_place(csv, name);
        for (size_t k = 0; strcmp(name, "@all") == 0 && k < csv->count; k++) {
            if (identifies(reader, k)) {
                insert_key(csv, k);
            }
        }
    }
    return STATUS_OK;
}

static enum status bind_skip(struct reader *reader, struct failure *why)
{
    const struct csv_mapping *mapping = reader->format->csv;
    struct csv_side *csv = &reader->csv;
    csv->skip = arena_array(&csv->head, mapping->skip_count, sizeof *csv->skip);
    if (!csv->skip) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < mapping->skip_count; i++) {
        const size_t place = csv_place(csv, mapping->skip[i].column);
        if (place != NOWHERE) {
            csv->skip[csv->skip_count++] = (struct bound_skip){&mapping->skip[i], place};
        }
    }
    return STATUS_OK;
}

static void forget(struct csv_side *csv)
{
    csv->rule_count = 0;
    csv->skip_count = 0;
    csv->key_count = 0;
    csv->spread_count = 0;
    csv->base_count = 0;
    csv->next = 0;
    csv->plain = NULL;
    arena_clear(&csv->head);
}

enum status csv_bind(struct reader *reader, const struct table_row *header, struct failure *why)
{
    const struct csv_mapping *mapping = reader->format->csv;
    struct csv_side *csv = &reader->csv;
    forget(csv);
    TRY(read_names(reader, header, why));
    if (reader->format->plain) {
        return STATUS_OK; /* each kind reads the columns in its own way */
    }
    TRY(bind_identifier(reader, why));
    TRY(bind_skip(reader, why));
    csv->rules = arena_array(&csv->head, mapping->column_count + csv->count, sizeof *csv->rules);
    if (!csv->rules) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < mapping->column_count; i++) {
        TRY(bind(reader, &mapping->columns[i], why));
    }
    for (size_t i = 0; i < csv->count; i++) {
        TRY(bind_by_name(reader, i, why));
    }
    for (size_t i = 0; mapping->others && i < csv->count; i++) {
        if (is_other(csv, mapping, i)) {
            TRY(bind_other(reader, i, why));
        }
    }
    return mapping->unpivot ? bind_unpivot(reader, why) : STATUS_OK;
}

/* ---- the header's problems ---- */

static bool is_among_spread(const struct csv_side *csv, size_t place)
{
    for (size_t i = 0; i < csv->spread_count; i++) {
        if (csv->spread[i] == place) {
            return true;
        }
    }
    return false;
}

enum status csv_check_header(struct reader *reader, struct making *making)
{
    struct csv_side *csv = &reader->csv;
    for (size_t i = csv->checked; i < csv->count && !reader->format->plain; i++) {
        const char *name = csv->names[i];
        struct finding finding = {.rule = RULE_UNKNOWN_COLUMN,
                                  .value = str_of(name),
                                  .line = csv->line,
                                  .column = (unsigned)i + 1,
                                  .whole_file = true};
        if (name[0] == '\0' || is_among_spread(csv, i) || is_used(csv, reader->format->csv, i) ||
            is_ignored(reader->format->csv, name)) {
            continue;
        }
        if (csv_place(csv, name) != i) {
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
    csv->checked = csv->count > csv->checked ? csv->count : csv->checked;
    return STATUS_OK;
}

enum status csv_check_preset(const struct reader *reader, size_t part, struct failure *why)
{
    const struct csv_mapping *mapping = reader->format->csv;
    const struct field *field = mapping->identifier_fields[part];
    for (size_t i = 0; field && i < reader->preset_count; i++) {
        if (reader->presets[i].field == field) {
            return STATUS_OK;
        }
    }
    return field ? fail(why, STATUS_INPUT,
                        "%s: the format \"%s\" needs the %s of its records, which is not in the "
                        "file. Add --set %s=VALUE.",
                        source_name(reader->source), reader->format->name, field->name, field->name)
                 : STATUS_OK;
}
