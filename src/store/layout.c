#include "store/layout.h"

#include <assert.h>

/* Tables of the store itself (schema.c); a kind may not have the name of one. */
static const char *const taken_tables[] = {
    "import", "problem",    "original", "block",   "history",       "tag",     "tagged", "decision",
    "code",   "dictionary", "setting",  "version", "edited",        "deleted", "draft",  "proposal",
    "gold",   "judgement",  "account",  "session", "recovery_code", "audit",   NULL};
/* And those of the full-text index, which all begin with this. */
static const char taken_prefix[] = "fulltext";

static const char *const taken_in_main[] = {"id", "identifier", "import", "line", "hash", NULL};
static const char *const taken_in_child[] = {"record", "seq", NULL};

/* What laying out one kind needs to pass around. */
struct laying {
    struct arena *arena;
    const struct kind *kind;
    bool no_room;
};

const char *layout_type(const struct column *column)
{
    if (column->part != PART_VALUE) {
        return "TEXT";
    }
    switch (column->field->type) {
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
        return "TEXT";
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        return "NUMERIC";
    case FIELD_INTEGER:
    case FIELD_BOOLEAN:
        return "INTEGER";
    }
    return "TEXT";
}

void layout_quote(struct buf *sql, const char *name)
{
    buf_char(sql, '"');
    for (; *name; name++) {
        if (*name == '"') {
            buf_char(sql, '"');
        }
        buf_char(sql, *name);
    }
    buf_char(sql, '"');
}

static bool is_among(const char *name, const char *const *names)
{
    for (; *names; names++) {
        if (strcmp(*names, name) == 0) {
            return true;
        }
    }
    return false;
}

/* "a-b" and "c" give "a_b_c"; either may be missing. */
static const char *join(struct laying *lay, const char *first, const char *second)
{
    bool both = first && second;
    char *name = arena_printf(lay->arena, "%s%s%s", first ? first : "", both ? "_" : "",
                              second ? second : "");
    if (!name) {
        lay->no_room = true;
        return "";
    }
    for (char *at = name; *at; at++) {
        *at = *at == '-' ? '_' : *at;
    }
    return name;
}

/* ---- columns ---- */

static size_t part_count(const struct field *field)
{
    switch (field->type) {
    case FIELD_MONEY:
        return 3;
    case FIELD_TEXT:
        return field->languages ? 2 : 1;
    default:
        return 1;
    }
}

static size_t column_count(const struct field *field)
{
    size_t count = part_count(field);
    for (size_t i = 0; i < field->with_count; i++) {
        count += part_count(&field->with[i]);
    }
    return count;
}

/*
 * Adds the columns of one field or sub-field. @name is what the column of the value itself is
 * called, and NULL for the value of a child table.
 */
static void add_parts(struct laying *lay, struct table *table, const struct field *field,
                      const char *name)
{
    struct column *to = table->columns + table->count;
    *to++ = (struct column){name ? name : "value", field, PART_VALUE};
    if (field->type == FIELD_TEXT && field->languages) {
        *to++ = (struct column){join(lay, name, "language"), field, PART_LANGUAGE};
    }
    if (field->type == FIELD_MONEY) {
        *to++ = (struct column){join(lay, name, "currency"), field, PART_CURRENCY};
        *to++ = (struct column){join(lay, name, "value_date"), field, PART_DATE};
    }
    table->count = (size_t)(to - table->columns);
}

static void add_columns(struct laying *lay, struct table *table, const struct field *field,
                        const char *name)
{
    add_parts(lay, table, field, name);
    for (size_t i = 0; i < field->with_count; i++) {
        add_parts(lay, table, &field->with[i], join(lay, name, field->with[i].name));
    }
}

static enum status check_columns(const struct table *table, const char *const *taken,
                                 struct failure *why)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        bool clash = is_among(column->name, taken);
        for (size_t k = 0; k < i; k++) {
            clash = clash || strcmp(table->columns[k].name, column->name) == 0;
        }
        if (clash) {
            const struct field *field = column->field;
            return fail(why, STATUS_INPUT,
                        "The pack's field %s%s%s needs column \"%s\" of table \"%s\", which is "
                        "taken. Give the field another name.",
                        field->parent ? field->parent->name : "", field->parent ? "." : "",
                        field->name, column->name, table->name);
        }
    }
    return STATUS_OK;
}

/* ---- tables ---- */

static bool is_in_main(const struct field *field)
{
    return !field->repeat || field->languages;
}

static enum status lay_field(struct laying *lay, struct table *main, struct place *place,
                             struct failure *why)
{
    const struct field *field = place->field;
    place->in_main = is_in_main(field);
    if (place->in_main) {
        place->first = main->count;
        add_columns(lay, main, field, field->name);
        place->count = main->count - place->first;
    }
    if (!field->repeat && !field->languages) {
        return STATUS_OK;
    }
    place->child.name = join(lay, lay->kind->name, field->name);
    place->child.columns = arena_array(lay->arena, column_count(field), sizeof(struct column));
    if (!place->child.columns) {
        return fail_memory(why);
    }
    add_columns(lay, &place->child, field, NULL);
    return check_columns(&place->child, taken_in_child, why);
}

static enum status lay_kind(struct laying *lay, struct kind_layout *layout, struct failure *why)
{
    const struct kind *kind = lay->kind;
    size_t columns = 0;
    for (size_t i = 0; i < kind->field_count; i++) {
        columns += is_in_main(&kind->fields[i]) ? column_count(&kind->fields[i]) : 0;
    }
    layout->kind = kind;
    layout->main.name = join(lay, kind->name, NULL);
    layout->main.columns = arena_array(lay->arena, columns, sizeof(struct column));
    layout->places = arena_array(lay->arena, kind->field_count, sizeof *layout->places);
    if (!layout->main.columns || !layout->places) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < kind->field_count; i++) {
        layout->places[i].field = &kind->fields[i];
        TRY(lay_field(lay, &layout->main, &layout->places[i], why));
    }
    return lay->no_room ? fail_memory(why) : check_columns(&layout->main, taken_in_main, why);
}

/* The tables of a kind, one after the other; NULL after the last. */
static const char *table_name(const struct kind_layout *kind, size_t number)
{
    if (number == 0) {
        return kind->main.name;
    }
    for (size_t i = 0; i < kind->kind->field_count; i++) {
        const struct place *place = &kind->places[i];
        if (place->child.name && --number == 0) {
            return place->child.name;
        }
    }
    return NULL;
}

/* Whether a table of an earlier kind, or an earlier table of this one, has that name. */
static bool is_taken(const struct layout *layout, const struct kind_layout *kind, size_t number)
{
    const char *name = table_name(kind, number);
    for (const struct kind_layout *other = layout->kinds; other <= kind; other++) {
        for (size_t i = 0; table_name(other, i); i++) {
            if (other == kind && i == number) {
                break;
            }
            if (strcmp(table_name(other, i), name) == 0) {
                return true;
            }
        }
    }
    return is_among(name, taken_tables) || strncmp(name, "sqlite_", 7) == 0 ||
           strncmp(name, taken_prefix, sizeof taken_prefix - 1) == 0;
}

static enum status check_tables(const struct layout *layout, const struct kind_layout *kind,
                                struct failure *why)
{
    for (size_t i = 0; table_name(kind, i); i++) {
        if (is_taken(layout, kind, i)) {
            return fail(why, STATUS_INPUT,
                        "The pack's kind %s needs a table \"%s\", which is taken. Give the kind or "
                        "its field another name.",
                        kind->kind->name, table_name(kind, i));
        }
    }
    return STATUS_OK;
}

enum status layout_make(struct arena *arena, const struct pack *pack, struct layout *layout,
                        struct failure *why)
{
    *layout = (struct layout){.pack = pack,
                              .kinds = arena_array(arena, pack->kind_count, sizeof *layout->kinds)};
    if (!layout->kinds) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct laying lay = {.arena = arena, .kind = &pack->kinds[i]};
        TRY(lay_kind(&lay, &layout->kinds[i], why));
        TRY(check_tables(layout, &layout->kinds[i], why));
    }
    return STATUS_OK;
}

const struct kind_layout *layout_of(const struct layout *layout, const struct kind *kind)
{
    assert(kind->index < layout->pack->kind_count &&
           &layout->pack->kinds[kind->index] == kind); /* else it is of another pack */
    return &layout->kinds[kind->index];
}

const struct place *layout_place(const struct kind_layout *kind, const struct field *field)
{
    return &kind->places[field->parent ? field->parent->index : field->index];
}

const struct column *layout_column(const struct table *table, const struct field *field,
                                   enum part part)
{
    for (size_t i = 0; i < table->count; i++) {
        if (table->columns[i].field == field && table->columns[i].part == part) {
            return &table->columns[i];
        }
    }
    return NULL;
}
