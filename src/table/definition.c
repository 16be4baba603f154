/* Reads tables/NAME.yaml. */
#include "table/definition.h"
#include "table/names.h"
#include "text/yaml_files.h"

#define TOP_MOST 100 /* rows of a ranking; twice as many with those tied */

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

enum status load_lens(const struct loading *load, const struct yaml_node *node,
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

static enum status check_public(const struct field *field, const struct yaml_node *node,
                                struct failure *why)
{
    if (field->access != ACCESS_PUBLIC ||
        (field->parent && field->parent->access != ACCESS_PUBLIC)) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is not public, and a table shows its values. Name another field.",
                         node->text.at);
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
    return check_public(*field, node, why);
}

enum status load_public(const struct loading *load, const struct yaml_node *node,
                        const struct field **field, struct failure *why)
{
    TRY(load_field(load, node, field, why));
    return check_public(*field, node, why);
}

/* Takes ">=", "<=" or "!=" off the end of a key. */
static enum condition_op take_op(struct str *key)
{
    static const struct {
        const char *sign;
        enum condition_op op;
    } ops[] = {{">=", OP_AT_LEAST}, {"<=", OP_AT_MOST}, {"!=", OP_IS_NOT}};
    for (size_t i = 0; i < COUNT_OF(ops); i++) {
        if (str_ends(*key, ops[i].sign)) {
            key->length -= strlen(ops[i].sign);
            return ops[i].op;
        }
    }
    return OP_IS;
}

/* where: {field: value, field: [value, …], "field>=": value} */
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
        struct str key = str_of(node->key);
        const enum condition_op op = take_op(&key);
        const char *name = arena_copy(load->arena, key);
        TRY(yaml_texts(load->arena, node, &values, &count, why));
        enum status status = name ? query_add_values(load->arena, load->pack, query, name, op,
                                                     values, count, &reason)
                                  : fail_memory(&reason);
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
    TRY(load_lens(load, node, &lens, why));
    load->table->lens = lens;
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

/* `top: N` of a ranking: `values: FIELD` is short for `field: FIELD, order: count`. */
static enum status read_top(const struct yaml_node *rows, struct table *table, struct failure *why)
{
    const struct yaml_node *node = yaml_get(rows, "top");
    long long top = 0;
    TRY(yaml_integer_maybe(rows, "top", &top, why));
    if (yaml_get(rows, "values") && !yaml_get(rows, "order")) {
        table->order = ROWS_BY_COUNT;
    }
    if (!node) {
        return STATUS_OK;
    }
    if (top < 1 || top > TOP_MOST) {
        return yaml_fail(why, node, STATUS_INPUT, "a ranking has 1 to %d rows. Write one of these.",
                         TOP_MOST);
    }
    if (table->rows.type != AXIS_FIELD || table->order != ROWS_BY_COUNT || table->by) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "the first are those of a field in order of size, in a table without "
                         "`by`. Write `values: FIELD`.");
    }
    table->top = (unsigned)top;
    return STATUS_OK;
}

static enum status read_sort(const struct loading *load, const struct yaml_node *rows,
                             struct failure *why)
{
    struct table *table = load->table;
    const struct yaml_node *sort = NULL;
    TRY(load_scalar(rows, "sort", &sort, why));
    TRY(yaml_bool_maybe(rows, "reverse", &table->reverse, why));
    if (sort && table->rows.type != AXIS_RECORDS) {
        return yaml_fail(why, sort, STATUS_INPUT,
                         "only rows that are records are sorted by a field. Use `order:`.");
    }
    if (table->reverse && !sort) {
        return yaml_fail(why, yaml_get(rows, "reverse"), STATUS_INPUT,
                         "there is nothing to reverse. Add `sort: FIELD`.");
    }
    return sort ? load_public(load, sort, &table->sort, why) : STATUS_OK;
}

static enum status read_rows(const struct loading *load, const struct yaml_node *root,
                             struct failure *why)
{
    static const char *const keys[] = {"field", "values",  "themes",  "records", "years", "from",
                                       "to",    "periods", "spans",   "list",    "empty", "label",
                                       "order", "sort",    "reverse", "top",     NULL};
    struct table *table = load->table;
    const struct yaml_node *rows = NULL, *by = yaml_get(root, "by");
    TRY(yaml_need(root, "rows", &rows, why));
    TRY(yaml_only(rows, keys, why));
    TRY(load_axis(load, rows, &table->rows, why));
    if (by) {
        table->by = arena_alloc(load->arena, sizeof *table->by);
        if (!table->by) {
            return fail_memory(why);
        }
        TRY(load_parts(load, by, table->by, why));
    }
    TRY(read_order(rows, table, why));
    TRY(read_top(rows, table, why));
    TRY(read_sort(load, rows, why));
    return label_read(yaml_get(rows, "label"), &table->row_label, why);
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
    static const char *const keys[] = {"table",  "number", "title", "source", "of",
                                       "where",  "lens",   "rows",  "by",     "columns",
                                       "totals", "chart",  "gaps",  "notes",  NULL};
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
    TRY(load_chart(load, root, why));
    TRY(load_gaps(load, root, why));
    return read_notes(load, root, why);
}

enum status table_read(struct arena *arena, const struct table_set *set,
                       const struct yaml_node *definition, struct table *table, struct failure *why)
{
    struct loading load = {arena, set->pack, set->lenses, table};
    *table = (struct table){.file = definition->file};
    return read_table(&load, definition, why);
}

/* What taking the files one after another needs. */
struct taking {
    struct arena *arena;
    struct table_set *set;
};

static enum status take_table(void *context, size_t index, struct yaml_node *root,
                              struct failure *why)
{
    const struct taking *taking = context;
    struct table_set *set = taking->set;
    struct table *table = &set->tables[index];
    const struct table *other = NULL;
    struct failure ignored;
    TRY(table_read(taking->arena, set, root, table, why));
    if (table_find(set, table->name, &other, &ignored) == STATUS_OK && other) {
        return yaml_fail(why, yaml_get(root, "table"), STATUS_INPUT,
                         "%s has a table \"%s\" already. Rename one.", other->file, table->name);
    }
    set->names[index] = table->name;
    set->count++;
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
    (*set)->names = arena_array(arena, count + 1, sizeof *(*set)->names);
    (*set)->tables = arena_array(arena, count, sizeof *(*set)->tables);
    if (!(*set)->names || !(*set)->tables) {
        return fail_memory(why);
    }
    struct taking taking = {arena, *set};
    return yaml_files(arena, paths, count, take_table, &taking, why);
}
