#include "serve/parts.h"

#include "serve/facets.h"
#include "serve/multiples.h"
#include "serve/page.h"
#include "serve/show_grid.h"
#include "write/map.h"
#include "write/timeline.h"

#define RECORDS_SHOWN 8
#define TIMES_READ 200 /* records that may be drawn */

const struct field *part_field(const struct kind *kind, const struct codelist *list)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (field->type == FIELD_CODE && field->list == list && field->access == ACCESS_PUBLIC) {
            return field;
        }
    }
    return NULL;
}

const struct field *part_field_below(const struct kind *kind, const struct codelist *list)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (field->list && field->list->parent_list && field->access == ACCESS_PUBLIC &&
            strcmp(field->list->parent_list, list->name) == 0) {
            return field;
        }
    }
    return NULL;
}

/* The codes of @list that have @parent. */
static enum status children(struct visit *visit, const struct codelist *list, const char *parent,
                            const char *const **codes, size_t *count)
{
    const char **found = arena_array(visit->arena, list->count, sizeof *found);
    *count = 0;
    *codes = found;
    for (size_t i = 0; found && i < list->count; i++) {
        if (list->codes[i].parent && strcmp(list->codes[i].parent, parent) == 0) {
            found[(*count)++] = list->codes[i].code;
        }
    }
    return found ? STATUS_OK : fail_memory(&visit->why);
}

enum status part_query(struct visit *visit, const struct kind *kind, const struct codelist *list,
                       const struct code *code, struct query *query, bool *any)
{
    const struct pack *pack = visit->site->work->pack;
    const struct field *field = part_field(kind, list);
    const char *const *codes = &code->code;
    size_t count = 1;
    query_init(query, kind);
    if (!field) {
        field = part_field_below(kind, list);
        if (field) {
            TRY(children(visit, field->list, code->code, &codes, &count));
        }
    }
    *any = field && count > 0;
    return *any ? query_add_values(visit->arena, pack, query, field->name, OP_IS, codes, count,
                                   &visit->why)
                : STATUS_OK;
}

enum status part_count(struct visit *visit, const struct query *query, unsigned long long *count)
{
    struct facet_match match;
    const enum status status = facets_match(visit, query, &match);
    *count = match.count;
    facets_release(visit, &match);
    return status;
}

/* ---- records ---- */

/* The value of what the part shows as number @i, or NULL. */
static const struct value *fact(const struct visit *visit, const struct profile_part *part,
                                const struct record *record, size_t i)
{
    return i < part->show_count
               ? value_in(record->values[part->show[i]->index], visit->language)
               : NULL;
}

static bool is_day(const struct value *value)
{
    return value && value->field->type == FIELD_DATE;
}

/* " 2010-06-10 – 2015-05-31 · In force": what the part shows beside a title. Two dates that follow
 * each other are a span. */
static void show_facts(struct visit *visit, const struct profile_part *part,
                       const struct record *record)
{
    struct buf *out = visit->out;
    bool any = false;
    for (size_t i = 0; i < part->show_count; i++) {
        const struct value *value = fact(visit, part, record, i);
        const struct value *next = fact(visit, part, record, i + 1);
        if (!value) {
            continue;
        }
        buf_text(out, any ? " · " : " <span class=\"facts\">");
        any = true;
        if (is_day(value) && is_day(next)) {
            buf_text(out, "<span class=\"span\">");
            show_value(visit, value);
            buf_text(out, " – ");
            show_value(visit, next);
            buf_text(out, "</span>");
            i++;
        } else {
            show_value(visit, value);
        }
    }
    buf_text(out, any ? "</span>" : "");
}

/* The question for the first records of @query by their identifiers. */
static enum status name_records(struct visit *visit, const struct query *query, size_t most,
                                struct query *named)
{
    struct facet_match match;
    const char **identifiers = arena_array(visit->arena, most + 1, sizeof *identifiers);
    query_init(named, query->kind);
    if (!identifiers) {
        return fail_memory(&visit->why);
    }
    enum status status = facets_match(visit, query, &match);
    size_t count = 0;
    if (status == STATUS_OK) {
        count = facets_page(&match, 0, most, identifiers);
        for (size_t i = 0; i < count; i++) {
            identifiers[i] = arena_copy(visit->arena, str_of(identifiers[i]));
        }
    }
    facets_release(visit, &match);
    if (status != STATUS_OK || count == 0) {
        identifiers[count++] = "";
    }
    TRY(status);
    return query_add_values(visit->arena, visit->site->work->pack, named, "identifier", OP_IS,
                            identifiers, count, &visit->why);
}

/* What is read of each record, of at most @most. */
static enum status open_part(struct visit *visit, const struct profile_part *part,
                             const struct query *query, size_t most, struct record_cursor **cursor)
{
    const struct kind *kind = query->kind;
    struct query named;
    const struct field **fields = arena_array(visit->arena, part->show_count + 3, sizeof *fields);
    size_t count = 0;
    if (!fields) {
        return fail_memory(&visit->why);
    }
    if (kind->title) {
        fields[count++] = kind_field(kind, str_of(kind->title));
    }
    for (size_t i = 0; i < part->show_count; i++) {
        fields[count++] = part->show[i];
    }
    if (part->from) {
        fields[count++] = part->from;
        fields[count++] = part->to;
    }
    TRY(name_records(visit, query, most, &named));
    return store_find_fields(visit->store, &named, ORDER_IDENTIFIER, fields, count, cursor,
                             &visit->why);
}

static void add_item(struct visit *visit, const struct profile_part *part, const struct record *record,
                     struct timeline_item *items, size_t *count)
{
    const struct value *from = part->from ? record->values[part->from->index] : NULL;
    const struct value *to = part->from ? record->values[part->to->index] : NULL;
    struct timeline_item item = {.label = title_here(visit, record)};
    if (from && date_parse(from->text, &item.from)) {
        if (!to || !date_parse(to->text, &item.to)) {
            item.to = (struct date){0};
        }
        items[(*count)++] = item;
    }
}

/* @attributes are those of the section. */
static void show_heading(struct visit *visit, const struct query *query, unsigned long long total,
                         const char *attributes)
{
    struct buf *out = visit->out;
    buf_printf(out, "<section%s><h3><a href=\"", attributes);
    address_of_query(visit, query, FORM_HTML);
    buf_char(out, '"');
    mark_link(visit, total);
    buf_char(out, '>');
    html_text(out, kind_heading(visit, query->kind));
    buf_text(out, " <small>");
    html_str(out, number_text(visit, total));
    buf_text(out, "</small></a></h3>\n");
}

static enum status show_records(struct visit *visit, const struct profile_part *part,
                                const struct query *query, unsigned long long total)
{
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct buf *out = visit->out;
    enum step step = STEP_DONE;
    size_t row = 0, item_count = 0;
    const size_t most = part->from ? TIMES_READ : RECORDS_SHOWN;
    struct timeline_item *items = arena_array(visit->arena, TIMES_READ, sizeof *items);
    if (!items) {
        return fail_memory(&visit->why);
    }
    show_heading(visit, query, total, "");
    buf_text(out, "<ul>\n");
    TRY(open_part(visit, part, query, most, &cursor));
    while (row < most &&
           (step = record_cursor_next(cursor, visit->arena, &record, &visit->why)) == STEP_ITEM) {
        if (row++ < RECORDS_SHOWN) {
            buf_text(out, "<li>");
            link_to_record(visit, record);
            show_facts(visit, part, record);
            buf_text(out, "</li>\n");
        }
        add_item(visit, part, record, items, &item_count);
    }
    record_cursor_close(cursor);
    buf_text(out, "</ul>\n");
    timeline_svg(items, item_count, kind_heading(visit, query->kind), out);
    buf_text(out, "</section>\n");
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

enum status show_part(struct visit *visit, const struct profile_part *part,
                      const struct query *query, unsigned long long total)
{
    struct multiples *multiples = NULL;
    if (part->series) {
        TRY(multiples_read(visit, part, query, &multiples));
    }
    if (!multiples) {
        return show_records(visit, part, query, total);
    }
    show_heading(visit, query, total, " class=\"whole\"");
    TRY(multiples_show(visit, multiples, total));
    buf_text(visit->out, "</section>\n");
    return STATUS_OK;
}

enum status show_lacks(struct visit *visit, const struct profile_part *part,
                       const struct query *query, unsigned long long total)
{
    struct buf *out = visit->out;
    const char *const nothing = "";
    for (size_t i = 0; i < part->show_count; i++) {
        const struct field *field = part->show[i];
        struct query lacking = *query;
        unsigned long long count = 0;
        TRY(query_add_values(visit->arena, visit->site->work->pack, &lacking, field->name, OP_IS,
                             &nothing, 1, &visit->why));
        TRY(part_count(visit, &lacking, &count));
        if (count == 0) {
            continue;
        }
        const struct str values[] = {str_of(kind_heading(visit, query->kind)),
                                     str_of(label_here(visit, &field->label, field->name)),
                                     number_text(visit, count), number_text(visit, total)};
        buf_text(out, "<li><a href=\"");
        address_of_query(visit, &lacking, FORM_HTML);
        buf_text(out, "\">");
        say(visit, "{0}: {1} is not stated in {2} of {3}", values, COUNT_OF(values));
        buf_text(out, "</a></li>\n");
    }
    return STATUS_OK;
}

/* ---- tables ---- */

/* Rows of nothing but 0 say little here; the table itself has them. */
static void drop_empty_rows(struct grid *grid)
{
    size_t kept = 0;
    for (size_t r = 0; r < grid->row_count; r++) {
        bool any = false;
        for (size_t c = 0; c < grid->column_count && !any; c++) {
            const struct cell *cell = &grid->rows[r].cells[c];
            any = cell->text || cell->words || (cell->has_value && cell->value != 0);
        }
        if (any) {
            grid->rows[kept++] = grid->rows[r];
        }
    }
    grid->row_count = kept;
}

static bool is_zero(const struct grid *grid, size_t c)
{
    bool zero = grid->totals[c].state == CELL_ZERO;
    for (size_t r = 0; r < grid->row_count && zero; r++) {
        zero = grid->rows[r].cells[c].state == CELL_ZERO;
    }
    return zero;
}

/* Columns of nothing but 0 neither, such as a currency in which nobody pays. */
static void drop_empty_columns(struct grid *grid)
{
    size_t kept = 0;
    for (size_t c = 0; c < grid->column_count; c++) {
        if (is_zero(grid, c)) {
            continue;
        }
        for (size_t r = 0; r < grid->row_count; r++) {
            grid->rows[r].cells[kept] = grid->rows[r].cells[c];
        }
        grid->totals[kept] = grid->totals[c];
        grid->columns[kept++] = grid->columns[c];
    }
    grid->column_count = kept;
}

#define NARROW 8 /* of so many records one: fewer are looked at one by one */

/* Records of the code are few, or not: what that is good for, query->narrow says. */
static enum status find_narrow(struct visit *visit, const struct table *table,
                               const struct field *field, unsigned long long count,
                               const char **narrow)
{
    struct query all;
    unsigned long long records = 0;
    query_init(&all, table->kind);
    TRY(part_count(visit, &all, &records));
    *narrow = count < records / NARROW ? field->name : NULL;
    return STATUS_OK;
}

/* True where no column is computed of others, which go by their places. */
static bool only_measures(const struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        if (!table_column_is_measured(column) || column->split || column->cumulative) {
            return false;
        }
    }
    return true;
}

/*
 * The table for its few records (@narrow), and without the columns that measure records of which
 * there are none: finding that out takes less than computing them.
 */
static enum status fit_table(struct visit *visit, const char *narrow, const struct table **table)
{
    const bool leaves_out = only_measures(*table);
    struct table *made = arena_alloc(visit->arena, sizeof *made);
    struct table_column *columns =
        arena_array(visit->arena, (*table)->column_count + 1, sizeof *columns);
    if (!made || !columns) {
        return fail_memory(&visit->why);
    }
    *made = **table;
    made->column_count = 0;
    made->columns = columns;
    made->query.narrow = narrow;
    for (size_t i = 0; i < (*table)->column_count; i++) {
        struct table_column *column = &columns[made->column_count];
        unsigned long long count = 1;
        *column = (*table)->columns[i];
        column->query.narrow = narrow;
        if (leaves_out) {
            TRY(part_count(visit, &column->query, &count));
        }
        made->column_count += count > 0;
    }
    *table = made;
    return STATUS_OK;
}

/* The first note says what was asked for, which the page does. */
static void show_table_notes(struct visit *visit, const struct grid *grid)
{
    struct buf *out = visit->out;
    buf_text(out, grid->note_count > 1 ? "<ul class=\"remarks\">\n" : "");
    for (size_t i = 1; i < grid->note_count; i++) {
        buf_text(out, "<li>");
        html_text(out, label_here(visit, &grid->notes[i], ""));
        buf_text(out, "</li>\n");
    }
    buf_text(out, grid->note_count > 1 ? "</ul>\n" : "");
}

static void show_table(struct visit *visit, const struct profile_part *part,
                       const struct grid *grid, const char *id)
{
    const struct table *table = grid->table;
    const char *path[] = {"tables", part->table};
    buf_text(visit->out, "<section><h3><a href=\"");
    address_path(visit, path, 2);
    buf_text(visit->out, "\">");
    html_text(visit->out, label_here(visit, &table->title, table->name));
    buf_text(visit->out, "</a></h3>\n");
    if (part->chart) {
        show_grid_chart(visit, grid);
    }
    show_grid(visit, grid, id);
    show_table_notes(visit, grid);
    buf_text(visit->out, "</section>\n");
}

enum status show_part_table(struct visit *visit, const struct profile_part *part,
                            const struct codelist *list, const struct code *code)
{
    const struct table_set *tables = visit->site->work->tables;
    const struct table *table = NULL;
    const char *narrow = NULL;
    struct grid *grid = NULL;
    TRY(table_find(tables, part->table, &table, &visit->why));
    const struct field *field = part_field(table->kind, list);
    const char *where = field ? arena_printf(visit->arena, "%s=%s", field->name, code->code) : NULL;
    const char *id = arena_printf(visit->arena, "table-%s", part->table);
    const struct table_change change = {.where = &where, .where_count = 1};
    struct query own = table->query;
    unsigned long long count = 0;
    if (!where || !id) {
        return fail_memory(&visit->why);
    }
    TRY(query_add(visit->arena, visit->site->work->pack, &own, str_of(where), &visit->why));
    TRY(part_count(visit, &own, &count));
    if (count == 0) {
        return STATUS_OK; /* computing it takes longer than finding that out */
    }
    TRY(table_adjust(visit->arena, tables, table, &change, &table, &visit->why));
    TRY(find_narrow(visit, table, field, count, &narrow));
    TRY(fit_table(visit, narrow, &table));
    if (table->column_count == 0) {
        return STATUS_OK;
    }
    TRY(table_compute(visit->store, table, visit->arena, &grid, &visit->why));
    drop_empty_rows(grid);
    drop_empty_columns(grid);
    if (grid->row_count > 0) {
        show_table(visit, part, grid, id);
    }
    return STATUS_OK;
}

/* ---- the map ---- */

enum status show_locator(struct visit *visit, const struct codelist *list,
                         const struct code *const *codes, size_t count)
{
    const struct pack *pack = visit->site->work->pack;
    const char *const *names = NULL;
    const char *own[2];
    const char *label = NULL;
    for (size_t i = 0; i < count && i < COUNT_OF(own); i++) {
        const char *name = label_here(visit, &codes[i]->label, codes[i]->code);
        own[i] = codes[i]->code;
        label = label ? arena_printf(visit->arena, "%s – %s", label, name) : name;
    }
    names = own;
    for (size_t i = 0; !list->on_map && i < pack->list_count; i++) {
        const struct codelist *below = &pack->lists[i];
        if (below->on_map && below->parent_list && strcmp(below->parent_list, list->name) == 0) {
            TRY(children(visit, below, codes[0]->code, &names, &count));
            break;
        }
    }
    if (names == own && !list->on_map) {
        return STATUS_OK;
    }
    const size_t before = visit->out->length;
    buf_text(visit->out, "<figure class=\"where\">");
    const size_t opened = visit->out->length;
    map_locator(names, count, label ? label : "", visit->out);
    if (visit->out->length == opened) {
        visit->out->length = before;
    } else {
        buf_text(visit->out, "</figure>\n");
    }
    return STATUS_OK;
}
