#include "read/plain.h"

#include "base/utf8.h"
#include "text/csv.h"

/* A column that holds the values of a field, and the columns of their parts. */
struct plain_column {
    const struct field *field;
    struct str language; /* of all its values, from the column's name; or empty */
    size_t place;
    size_t languages, currency, value_date; /* NOWHERE: the file has none */
    size_t subs[SUBFIELDS];
    const struct field_rule *checking; /* says which codes the field's list holds; NULL: all */
    bool open; /* codes that the list lacks are kept, as a format of the pack keeps them */
};

/* The columns as one kind reads them. */
struct plain_kind {
    const struct kind *kind;
    struct plain_column *columns;
    size_t count;
    bool *used;     /* for each column of the file: some field holds it */
    bool *reported; /* a value in a column that no field holds was told of */
    struct plain_kind *next;
};

/* ---- the header ---- */

bool plain_fits(const char *const *names, size_t count)
{
    return csv_is_among("kind", names, count) && csv_is_among("identifier", names, count);
}

/* The column "FIELD.PART". */
static size_t part_place(struct reader *reader, const struct field *field, const char *part)
{
    struct buf name;
    buf_init(&name, 256);
    buf_printf(&name, "%s.%s", field->name, part);
    const size_t place = csv_place(&reader->csv, name.at);
    buf_release(&name);
    return place;
}

static size_t mark(struct plain_kind *plain, size_t place)
{
    if (place != NOWHERE) {
        plain->used[place] = true;
    }
    return place;
}

static void bind_parts(struct reader *reader, struct plain_kind *plain, struct plain_column *column)
{
    const struct field *field = column->field;
    column->languages = NOWHERE;
    column->currency = NOWHERE;
    column->value_date = NOWHERE;
    if (field->languages && column->language.length == 0) {
        column->languages = mark(plain, part_place(reader, field, "language"));
    }
    if (field->type == FIELD_MONEY) {
        column->currency = mark(plain, part_place(reader, field, "currency"));
        column->value_date = part_place(reader, field, "value_date");
        if (column->value_date == NOWHERE) {
            column->value_date = part_place(reader, field, "date");
        }
        mark(plain, column->value_date);
    }
    for (size_t i = 0; i < field->with_count && i < SUBFIELDS; i++) {
        column->subs[i] = mark(plain, part_place(reader, field, field->with[i].name));
    }
}

/* "title" or, of a text with languages, "title@pt_br", as names of columns are folded. */
static enum status bind_column(struct reader *reader, struct plain_kind *plain, size_t place,
                               struct failure *why)
{
    struct str rest = str_of(reader->csv.names[place]), name = rest;
    struct plain_column *column = &plain->columns[plain->count];
    (void)str_split(&rest, '@', &name);
    const struct field *field = kind_field(plain->kind, name);
    const bool in_language = rest.at != NULL;
    if (!field || field->parent || (in_language && !field->languages)) {
        return STATUS_OK;
    }
    *column = (struct plain_column){.field = field,
                                    .place = place,
                                    .checking = format_checking_rule(reader->set, field),
                                    .open = format_keeps_open(reader->set, field)};
    if (in_language) {
        char *language = arena_copy(&reader->csv.head, rest);
        if (!language) {
            return fail_memory(why);
        }
        for (char *at = language; *at; at++) {
            *at = (char)(*at == '_' ? '-' : *at);
        }
        column->language = str_of(language);
    }
    plain->used[place] = true;
    bind_parts(reader, plain, column);
    plain->count++;
    return STATUS_OK;
}

/* The columns as @kind reads them; made with its first row. */
static enum status plain_kind(struct reader *reader, const struct kind *kind,
                              struct plain_kind **found, struct failure *why)
{
    const size_t count = reader->csv.count;
    for (*found = reader->csv.plain; *found; *found = (*found)->next) {
        if ((*found)->kind == kind) {
            return STATUS_OK;
        }
    }
    struct plain_kind *plain = arena_alloc(&reader->csv.head, sizeof *plain);
    if (!plain) {
        return fail_memory(why);
    }
    *plain = (struct plain_kind){
        .kind = kind,
        .columns = arena_array(&reader->csv.head, count, sizeof *plain->columns),
        .used = arena_array(&reader->csv.head, count, sizeof *plain->used),
        .reported = arena_array(&reader->csv.head, count, sizeof *plain->reported),
        .next = reader->csv.plain};
    if (!plain->columns || !plain->used || !plain->reported) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        const struct str name = str_of(reader->csv.names[i]);
        /* Tags are written for people: what a lens says is found anew. */
        const bool tag = str_starts(name, "tag.") && !kind_field(kind, str_of("tag"));
        if (tag || str_is(name, "kind") || str_is(name, "identifier")) {
            plain->used[i] = true;
        } else if (!plain->used[i]) {
            TRY(bind_column(reader, plain, i, why));
        }
    }
    reader->csv.plain = plain;
    *found = plain;
    return STATUS_OK;
}

/* ---- cells ---- */

/* The cell without white space at its ends and without the apostrophe that csv_cell() put there. */
static struct str cell(const struct table_row *row, size_t place)
{
    struct str text = place < row->count ? str_trim(row->cells[place]) : (struct str){0};
    size_t quotes = 0;
    while (quotes < text.length && text.at[quotes] == '\'') {
        quotes++;
    }
    if (quotes > 0 && quotes < text.length && memchr("=+-@", text.at[quotes], 4)) {
        text = (struct str){text.at + 1, text.length - 1};
    }
    return text;
}

static size_t count_parts(struct str text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '\\') {
            i++; /* what follows is of the value */
        } else if (text.at[i] == '|') {
            count++;
        }
    }
    return count;
}

/* A cell of parts in step with the values, or of one that goes with all of them. */
struct side {
    struct str rest;
    bool split;
};

static enum status open_side(struct work *work, const struct plain_column *column, size_t place,
                             size_t parts, struct side *side)
{
    const bool several = column->field->repeat || column->field->languages;
    side->rest = place == NOWHERE ? (struct str){0} : cell(work->row, place);
    const size_t count = several ? count_parts(side->rest) : 1;
    side->split = several && count == parts;
    if (count == 1 || side->split) {
        return STATUS_OK;
    }
    const struct finding finding = {.rule = RULE_SPLIT_MISMATCH,
                                    .field = column->field,
                                    .value = side->rest,
                                    .line = work->row->line,
                                    .column = (unsigned)place + 1};
    side->rest = (struct str){0};
    return report(&work->making, &finding,
                  "The cell has %zu parts and \"%s\" has %zu; its values are left out. Give one "
                  "for each, or one for all.",
                  count, column->field->name, parts);
}

static bool take_side(struct arena *arena, struct side *side, struct str *part)
{
    if (side->split) {
        return csv_part(arena, &side->rest, part);
    }
    *part = side->rest;
    return true;
}

/* The cells beside the values: parts of the value, then its sub-fields. */
#define SIDES (3 + SUBFIELDS)

static enum status open_sides(struct work *work, const struct plain_column *column, size_t parts,
                              struct side sides[SIDES])
{
    const size_t places[] = {column->languages, column->currency, column->value_date};
    for (size_t i = 0; i < 3; i++) {
        TRY(open_side(work, column, places[i], parts, &sides[i]));
    }
    for (size_t i = 0; i < column->field->with_count && i < SUBFIELDS; i++) {
        TRY(open_side(work, column, column->subs[i], parts, &sides[3 + i]));
    }
    return STATUS_OK;
}

static enum status read_values(struct work *work, const struct plain_column *column,
                               struct str text)
{
    const struct field *field = column->field;
    struct arena *arena = work->making.arena;
    const bool several = field->repeat || field->languages;
    const size_t parts = several ? count_parts(text) : 1;
    struct side sides[SIDES] = {{{0}, false}};
    TRY(open_sides(work, column, parts, sides));
    for (size_t i = 0; i < parts; i++) {
        struct raw_value raw = {
            .text = text, .line = work->row->line, .column = (unsigned)column->place + 1};
        bool room = !several || csv_part(arena, &text, &raw.text);
        room = room && take_side(arena, &sides[0], &raw.language) &&
               take_side(arena, &sides[1], &raw.currency) && take_side(arena, &sides[2], &raw.date);
        for (size_t k = 0; room && k < field->with_count && k < SUBFIELDS; k++) {
            room = take_side(arena, &sides[3 + k], &raw.subs[k]);
        }
        if (!room) {
            return fail_memory(work->making.why);
        }
        raw.language = column->language.length > 0 ? column->language : raw.language;
        raw.open = column->open;
        raw.unchecked = rule_leaves_unchecked(column->checking, &raw);
        TRY(make_value(&work->making, field, &raw));
    }
    return STATUS_OK;
}

/* Tells, once a file, of a column that has something and that no field of the kind holds. */
static enum status report_unused(struct work *work, struct plain_kind *plain)
{
    const struct csv_side *csv = &work->reader->csv;
    for (size_t i = 0; i < csv->count; i++) {
        const struct str value = cell(work->row, i);
        if (plain->used[i] || plain->reported[i] || value.length == 0) {
            continue;
        }
        const struct finding finding = {.rule = RULE_UNKNOWN_COLUMN,
                                        .value = str_of(csv->names[i]),
                                        .line = csv->line,
                                        .column = (unsigned)i + 1,
                                        .whole_file = true};
        plain->reported[i] = true;
        TRY(report(&work->making, &finding,
                   "The kind \"%s\" has no such field; the column stays in the original only. "
                   "Rename it, or add the field to kinds/%s.yaml.",
                   plain->kind->name, plain->kind->name));
    }
    return STATUS_OK;
}

/* ---- rows ---- */

static enum status make_row(struct work *work, struct read_item *item)
{
    struct plain_kind *plain = NULL;
    struct reader *reader = work->reader;
    const size_t place = csv_place(&reader->csv, "identifier");
    const struct raw_value identifier = {
        .text = cell(work->row, place), .line = work->row->line, .column = (unsigned)place + 1};
    bool fine = false;
    TRY(plain_kind(reader, item->kind, &plain, work->making.why));
    TRY(reader_record(&work->making, item));
    TRY(make_identifier(&work->making, &identifier, &fine));
    if (!fine) {
        return STATUS_OK;
    }
    TRY(csv_check_cells(work));
    TRY(report_unused(work, plain));
    for (size_t i = 0; i < plain->count; i++) {
        const struct plain_column *column = &plain->columns[i];
        const struct str text = cell(work->row, column->place);
        reader_says(item, column->field);
        if (text.length > 0) {
            TRY(read_values(work, column, text));
        }
    }
    TRY(reader_finish(reader, &work->making, item));
    item->whole = item->record != NULL;
    return STATUS_OK;
}

enum status plain_read_row(struct work *work, struct read_item *item)
{
    const struct reader *reader = work->reader;
    const size_t place = csv_place(&reader->csv, "kind");
    const struct str name = cell(work->row, place);
    const struct kind *kind = pack_kind(reader->set->pack, name);
    struct str bytes;
    TRY(csv_find_bytes(work, NOWHERE, &bytes));
    if (kind) {
        item->kind = kind;
        return reader_identify(work->reader, item, bytes, work->row->line) ? STATUS_OK
                                                                           : make_row(work, item);
    }
    const struct finding finding = {.rule = RULE_UNKNOWN_KIND,
                                    .value = name,
                                    .line = work->row->line,
                                    .column = (unsigned)place + 1};
    item->bytes = bytes;
    item->line = work->row->line;
    return report(&work->making, &finding,
                  "The pack has no kind of record of this name, and the row is refused. Correct "
                  "it; the kinds are in the pack's folder kinds/.");
}
