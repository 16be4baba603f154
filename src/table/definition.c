/* Reads tables/NAME.yaml. */
#include "table/definition.h"
#include "table/names.h"

enum status load_unknown(struct failure *why, const struct yaml_node *node, const char *what,
                         const char *const *names)
{
    char hint[NAMES_HINT];
    if (!names) {
        return fail_memory(why);
    }
    return yaml_fail(why, node, STATUS_INPUT, "there is no %s \"%.60s\". %s", what, node->text.at,
                     names_hint(hint, node->text, names));
}

/* The scalar under @key, or NULL. */
enum status load_scalar(const struct yaml_node *map, const char *key, const struct yaml_node **node,
                        struct failure *why)
{
    const char *text = NULL;
    TRY(yaml_text_maybe(map, key, &text, why));
    *node = text ? yaml_get(map, key) : NULL;
    return STATUS_OK;
}

enum status load_need_scalar(const struct yaml_node *map, const char *key,
                             const struct yaml_node **node, struct failure *why)
{
    const char *text = NULL;
    TRY(yaml_text(map, key, &text, why));
    *node = yaml_get(map, key);
    return STATUS_OK;
}

static enum status find_kind(struct loading *load, const struct yaml_node *root,
                             struct failure *why)
{
    const struct yaml_node *node = NULL;
    TRY(load_need_scalar(root, "of", &node, why));
    load->table->kind = pack_kind(load->pack, node->text);
    if (!load->table->kind) {
        return load_unknown(why, node, "kind of record", names_of_kinds(load->arena, load->pack));
    }
    return STATUS_OK;
}

static enum status find_lens(const struct loading *load, const struct yaml_node *node,
                             const struct lens **lens, struct failure *why)
{
    static const char *const none[] = {NULL};
    struct failure ignored;
    if (!load->lenses || lens_set_find(load->lenses, node->text.at, lens, &ignored) != STATUS_OK) {
        return load_unknown(why, node, "lens", load->lenses ? lens_set_names(load->lenses) : none);
    }
    if (!lens_applies(*lens, load->table->kind)) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "the lens \"%s\" does not look at records of the kind \"%s\". Add the "
                         "kind to its applies_to, or name another lens.",
                         (*lens)->name, load->table->kind->name);
    }
    return STATUS_OK;
}

enum status load_field(const struct loading *load, const struct yaml_node *node,
                       const struct field **field, struct failure *why)
{
    const struct kind *kind = load->table->kind;
    *field = kind_field(kind, node->text);
    if (!*field) {
        return load_unknown(why, node, "field", names_of_fields(load->arena, kind, false));
    }
    return STATUS_OK;
}

/* A field by whose values records can be divided. */
enum status load_group(const struct loading *load, const struct yaml_node *node,
                       const struct field **field, struct failure *why)
{
    TRY(load_field(load, node, field, why));
    if ((*field)->type == FIELD_MONEY || (*field)->type == FIELD_DECIMAL) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is a %s field, which has too many values to divide by. Name a "
                         "code, text, date, integer or boolean field.",
                         node->text.at, field_type_name((*field)->type));
    }
    if ((*field)->access != ACCESS_PUBLIC) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is not public, and a table shows the values it is divided by. "
                         "Name another field.",
                         node->text.at);
    }
    return STATUS_OK;
}

/* where: {field: value, field: [value, …]} */
enum status load_where(const struct loading *load, const struct yaml_node *map, struct query *query,
                       struct failure *why)
{
    static const char *const no_keys[] = {NULL};
    if (!map) {
        return STATUS_OK;
    }
    if (map->type != YAML_MAP) {
        return yaml_only(map, no_keys, why);
    }
    for (const struct yaml_node *node = map->children; node; node = node->next) {
        const char *const *values = NULL;
        size_t count = 0;
        struct failure reason;
        TRY(yaml_texts(load->arena, node, &values, &count, why));
        enum status status = query_add_values(load->arena, load->pack, query, node->key, OP_IS,
                                              values, count, &reason);
        if (status == STATUS_OK) {
            status = names_check_tags(load->lenses, &query->conditions[query->count - 1], &reason);
        }
        if (status != STATUS_OK) {
            return status == STATUS_NOMEM ? fail_memory(why)
                                          : yaml_fail(why, node, STATUS_INPUT, "%s", reason.text);
        }
    }
    return STATUS_OK;
}

static enum status read_lens(const struct loading *load, const struct yaml_node *root,
                             struct failure *why)
{
    const struct yaml_node *node = NULL;
    const struct lens *lens = NULL;
    TRY(load_scalar(root, "lens", &node, why));
    if (!node) {
        return STATUS_OK;
    }
    TRY(find_lens(load, node, &lens, why));
    return query_add_values(load->arena, load->pack, &load->table->query, "tag", OP_IS, &lens->name,
                            1, why);
}

/* ---- rows ---- */

static enum status read_order(const struct yaml_node *rows, struct table *table,
                              struct failure *why)
{
    static const char *const names[] = {"codelist", "value", "count", NULL};
    const struct yaml_node *node = NULL;
    TRY(load_scalar(rows, "order", &node, why));
    if (!node) {
        return STATUS_OK;
    }
    for (size_t i = 0; names[i]; i++) {
        if (str_is(node->text, names[i])) {
            table->order = (enum row_order)i;
            return STATUS_OK;
        }
    }
    return load_unknown(why, node, "order", names);
}

static enum status read_rows(const struct loading *load, const struct yaml_node *root,
                             struct failure *why)
{
    static const char *const keys[] = {"field", "themes", "label", "order", NULL};
    struct table *table = load->table;
    const struct yaml_node *rows = NULL, *field = NULL, *themes = NULL;
    TRY(yaml_need(root, "rows", &rows, why));
    TRY(yaml_only(rows, keys, why));
    TRY(load_scalar(rows, "field", &field, why));
    TRY(load_scalar(rows, "themes", &themes, why));
    TRY(read_order(rows, table, why));
    TRY(label_read(yaml_get(rows, "label"), &table->row_label, why));
    if (!field == !themes) {
        return yaml_fail(why, rows, STATUS_INPUT,
                         "say what one row is, in one way: `field: FIELD` or `themes: LENS`.");
    }
    if (field) {
        table->row_name = field->text.at;
        return load_group(load, field, &table->row_field, why);
    }
    TRY(find_lens(load, themes, &table->row_lens, why));
    if (table->row_lens->theme_count == 0) {
        return yaml_fail(why, themes, STATUS_INPUT,
                         "the lens \"%s\" has no themes. Name another, or use `field:`.",
                         table->row_lens->name);
    }
    return STATUS_OK;
}

/* ---- the table ---- */

static enum status read_notes(const struct loading *load, const struct yaml_node *root,
                              struct failure *why)
{
    const struct yaml_node *notes = yaml_get(root, "notes");
    struct table *table = load->table;
    if (!notes) {
        return STATUS_OK;
    }
    bool list = notes->type == YAML_LIST;
    table->notes = arena_array(load->arena, list ? notes->count : 1, sizeof *table->notes);
    if (!table->notes) {
        return fail_memory(why);
    }
    if (!list) {
        table->note_count = 1;
        return label_read(notes, &table->notes[0], why);
    }
    for (const struct yaml_node *node = notes->children; node; node = node->next) {
        TRY(label_read(node, &table->notes[table->note_count], why));
        table->note_count++;
    }
    return STATUS_OK;
}

static enum status read_table(struct loading *load, const struct yaml_node *root,
                              struct failure *why)
{
    static const char *const keys[] = {"table", "number", "title",   "source", "of",    "where",
                                       "lens",  "rows",   "columns", "totals", "notes", NULL};
    struct table *table = load->table;
    TRY(yaml_only(root, keys, why));
    TRY(yaml_text(root, "table", &table->name, why));
    if (!str_is_name(str_of(table->name))) {
        return yaml_fail(why, yaml_get(root, "table"), STATUS_INPUT,
                         "\"%.60s\" is no name. Use lower-case letters, digits, - and _.",
                         table->name);
    }
    TRY(label_read(yaml_get(root, "number"), &table->number, why));
    TRY(label_read(yaml_get(root, "title"), &table->title, why));
    TRY(label_read(yaml_get(root, "source"), &table->source, why));
    TRY(yaml_bool_maybe(root, "totals", &table->totals, why));
    TRY(find_kind(load, root, why));
    query_init(&table->query, table->kind);
    TRY(load_where(load, yaml_get(root, "where"), &table->query, why));
    TRY(read_lens(load, root, why));
    TRY(read_rows(load, root, why));
    TRY(load_columns(load, root, why));
    return read_notes(load, root, why);
}

static enum status load_tables(struct arena *arena, const char *const *paths, size_t count,
                               struct table_set *set, struct failure *why)
{
    const char **names = arena_array(arena, count + 1, sizeof *names);
    set->tables = arena_array(arena, count, sizeof *set->tables);
    if (!names || !set->tables) {
        return fail_memory(why);
    }
    set->names = names;
    for (size_t i = 0; i < count; i++) {
        struct table *table = &set->tables[i];
        struct loading load = {arena, set->pack, set->lenses, table};
        struct yaml_node *root = NULL;
        const struct table *other = NULL;
        struct failure ignored;
        *table = (struct table){.file = paths[i]};
        TRY(yaml_load(arena, paths[i], &root, why));
        TRY(read_table(&load, root, why));
        if (table_find(set, table->name, &other, &ignored) == STATUS_OK && other) {
            return yaml_fail(why, yaml_get(root, "table"), STATUS_INPUT,
                             "%s has a table \"%s\" already. Rename one.", other->file,
                             table->name);
        }
        names[i] = table->name;
        set->count++;
    }
    return STATUS_OK;
}

enum status tables_load(struct arena *arena, const struct pack *pack, const struct lens_set *lenses,
                        struct table_set **set, struct failure *why)
{
    const char *const *paths = NULL;
    size_t count = 0;
    *set = arena_alloc(arena, sizeof **set);
    if (!*set) {
        return fail_memory(why);
    }
    (*set)->pack = pack;
    (*set)->lenses = lenses;
    TRY(pack_files(arena, pack, "tables", &paths, &count, why));
    return load_tables(arena, paths, count, *set, why);
}

enum status table_find(const struct table_set *set, const char *name, const struct table **table,
                       struct failure *why)
{
    char hint[NAMES_HINT];
    *table = NULL;
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->tables[i].name, name) == 0) {
            *table = &set->tables[i];
            return STATUS_OK;
        }
    }
    return fail(why, STATUS_NOT_FOUND, "There is no table \"%.60s\". %s", name,
                names_hint(hint, str_of(name), set->names));
}

/* True when @name is the pattern with some text for {code}. */
static bool fits_pattern(const char *pattern, struct str name)
{
    const char *mark = strstr(pattern, CODE_MARK);
    size_t before = (size_t)(mark - pattern);
    struct str after = str_of(mark + strlen(CODE_MARK));
    return name.length > before + after.length && memcmp(name.at, pattern, before) == 0 &&
           memcmp(name.at + name.length - after.length, after.at, after.length) == 0;
}

bool table_column(const struct table *table, struct str column, const struct table_column **found)
{
    *found = NULL;
    for (size_t i = 0; i < table->column_count && !*found; i++) {
        const struct table_column *at = &table->columns[i];
        if (!at->split && str_is(column, at->name)) {
            *found = at;
        }
    }
    for (size_t i = 0; i < table->column_count && !*found; i++) {
        const struct table_column *at = &table->columns[i];
        if (at->split && fits_pattern(at->name, column)) {
            *found = at;
        }
    }
    return *found != NULL;
}

bool table_column_is_date(const struct table_column *column)
{
    return (column->type == COLUMN_MIN || column->type == COLUMN_MAX) &&
           column->measure.field->type == FIELD_DATE;
}

bool table_column_is_derived(const struct table_column *column)
{
    return column->type == COLUMN_RATIO || column->type == COLUMN_SHARE;
}
