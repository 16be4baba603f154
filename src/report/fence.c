/* Reads fences: ```table NAME and the options below it. */
#include "report/directive.h"
#include "table/names.h"

static const struct {
    const char *word;
    bool figure, numbered;
} fences[DIRECTIVE_FENCES] = {
    [DIRECTIVE_TABLE] = {"table", false, true},
    [DIRECTIVE_CHART] = {"chart", true, true},
    [DIRECTIVE_MAP] = {"map", true, true},
    [DIRECTIVE_LIST] = {"list", false, true},
    [DIRECTIVE_FIGURES] = {"figures", false, true},
    [DIRECTIVE_CLAIMS] = {"claims", false, true},
    [DIRECTIVE_DEFINITIONS] = {"definitions", false, false},
    [DIRECTIVE_METHOD] = {"method", false, false},
    [DIRECTIVE_DATA] = {"data", false, true},
};

static enum status find_type(const struct reading *read, struct directive *directive,
                             struct str word, struct failure *why)
{
    const char *names[DIRECTIVE_FENCES + 1] = {NULL};
    char hint[NAMES_HINT];
    for (int i = 0; i < DIRECTIVE_FENCES; i++) {
        names[i] = fences[i].word;
        if (str_is(word, fences[i].word)) {
            directive->type = (enum directive_type)i;
            return STATUS_OK;
        }
    }
    return directive_fail(read, directive->line, why, "there is no directive \"%.*s\". %s",
                          STR_ARGS(word), names_hint(hint, word, names));
}

/* The options, on the lines they have in the file. */
static enum status read_body(const struct reading *read, const struct mark *mark,
                             struct directive *directive, struct failure *why)
{
    struct mark_source source = {read->text->path, mark->text, mark->line + 1};
    struct yaml_node *root = NULL;
    struct str text;
    struct buf padded;
    if (str_trim(mark->text).length == 0) {
        root = arena_alloc(read->arena, sizeof *root);
        directive->body = root;
        if (!root) {
            return fail_memory(why);
        }
        *root = (struct yaml_node){
            .type = YAML_MAP, .file = read->text->path, .line = mark->line, .column = 1};
        return STATUS_OK;
    }
    buf_init(&padded, (size_t)1024 * 1024);
    for (unsigned i = 1; i < source.line; i++) {
        buf_char(&padded, '\n');
    }
    enum status status = report_substitute(read->report, read->values, &source, &padded, why);
    text = arena_str(read->arena, buf_view(&padded));
    buf_release(&padded);
    TRY(status);
    if (!text.at) {
        return fail_memory(why);
    }
    TRY(yaml_parse(read->arena, read->text->path, text, &root, why));
    directive->body = root;
    return STATUS_OK;
}

/* ---- what it shows ---- */

/* {field: value} as "field=value", the way a table is asked for other records. */
static enum status read_change(const struct reading *read, const struct yaml_node *where,
                               struct table_change *change, struct failure *why)
{
    static const char *const no_keys[] = {NULL};
    if (where && where->type != YAML_MAP) {
        return yaml_only(where, no_keys, why);
    }
    const char **texts = arena_array(read->arena, (where ? where->count : 0) + 1, sizeof *texts);
    if (!texts) {
        return fail_memory(why);
    }
    change->where = texts;
    for (const struct yaml_node *node = where ? where->children : NULL; node; node = node->next) {
        const char *const *values = NULL;
        size_t count = 0;
        const struct str key = str_of(node->key);
        const bool op = str_ends(key, "=");
        char *text = arena_printf(read->arena, "%s%s", node->key, op ? "" : "=");
        TRY(yaml_texts(read->arena, node, &values, &count, why));
        for (size_t i = 0; text && i < count; i++) {
            text = arena_printf(read->arena, "%s%s%s", text, i > 0 ? "|" : "", values[i]);
        }
        if (!text) {
            return fail_memory(why);
        }
        texts[change->where_count++] = text;
    }
    return STATUS_OK;
}

/* Other years and records than the table's own; without the note that says so: the caption does. */
static enum status change_table(const struct reading *read, struct directive *directive,
                                struct failure *why)
{
    struct table_change change = {0};
    long long from = 0, to = 0;
    struct failure reason;
    const struct yaml_node *body = directive->body;
    TRY(yaml_integer_maybe(body, "from", &from, why));
    TRY(yaml_integer_maybe(body, "to", &to, why));
    TRY(read_change(read, yaml_get(body, "where"), &change, why));
    change.from = (int)from;
    change.to = (int)to;
    const struct table *adjusted = NULL;
    const enum status status =
        table_adjust(read->arena, read->tables, directive->table, &change, &adjusted, &reason);
    if (status != STATUS_OK) {
        return status == STATUS_NOMEM
                   ? fail_memory(why)
                   : directive_fail(read, directive->line, why, "%s", reason.text);
    }
    if (adjusted != directive->table) {
        struct table *copy = arena_alloc(read->arena, sizeof *copy);
        if (!copy) {
            return fail_memory(why);
        }
        *copy = *adjusted;
        copy->notes++;
        copy->note_count--;
        directive->table = copy;
    }
    return STATUS_OK;
}

static enum status read_columns(const struct reading *read, struct directive *directive,
                                struct failure *why)
{
    const struct yaml_node *node = yaml_get(directive->body, "columns");
    TRY(yaml_texts(read->arena, node, &directive->columns, &directive->column_count, why));
    for (size_t i = 0; i < directive->column_count; i++) {
        const struct table_column *found = NULL;
        const char *name = directive->columns[i];
        bool known = table_column(directive->table, str_of(name), &found);
        for (size_t k = 0; !known && k < directive->table->column_count; k++) {
            known = strcmp(directive->table->columns[k].name, name) == 0;
        }
        if (!known) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "the table %s has no column \"%.60s\". Its columns are in %s.",
                             directive->table->name, name, directive->table->file);
        }
    }
    return STATUS_OK;
}

static enum status read_table(const struct reading *read, struct directive *directive,
                              struct failure *why)
{
    static const char *const keys[] = {"caption", "id",   "where",  "from",       "to",
                                       "columns", "wide", "claims", "skip_empty", NULL};
    struct failure reason;
    TRY(yaml_only(directive->body, keys, why));
    if (table_find(read->tables, directive->argument, &directive->table, &reason) != STATUS_OK) {
        return directive_fail(read, directive->line, why, "%s", reason.text);
    }
    TRY(yaml_bool_maybe(directive->body, "claims", &directive->claims, why));
    TRY(yaml_bool_maybe(directive->body, "skip_empty", &directive->skip_empty, why));
    TRY(change_table(read, directive, why));
    return read_columns(read, directive, why);
}

/* ---- lists: a table whose rows are records ---- */

static struct yaml_node *add_node(struct arena *arena, struct yaml_node *parent, const char *key,
                                  const char *text)
{
    struct yaml_node *node = arena_alloc(arena, sizeof *node), **end = &parent->children;
    if (!node) {
        return NULL;
    }
    *node = (struct yaml_node){.type = text ? YAML_SCALAR : YAML_MAP,
                               .text = str_of(text),
                               .key = key,
                               .file = parent->file,
                               .line = parent->line,
                               .column = 1};
    while (*end) {
        end = &(*end)->next;
    }
    *end = node;
    parent->count++;
    return node;
}

/* Copies the option under @key to the definition, with its own line. */
static bool pass_on(struct arena *arena, const struct yaml_node *body, const char *key,
                    struct yaml_node *to)
{
    const struct yaml_node *given = yaml_get(body, key);
    struct yaml_node *node = given ? add_node(arena, to, key, "") : NULL;
    if (node) {
        *node = *given;
        node->next = NULL;
    }
    return !given || node;
}

/* The definition of the table that the list is. */
static enum status define_list(const struct reading *read, const struct directive *directive,
                               struct yaml_node *root, struct failure *why)
{
    struct arena *arena = read->arena;
    const char *const *fields = NULL;
    size_t count = 0;
    TRY(yaml_texts(arena, yaml_get(directive->body, "fields"), &fields, &count, why));
    struct yaml_node *rows = NULL, *columns = NULL;
    bool fine =
        add_node(arena, root, "table", arena_printf(arena, "list-%zu", read->tables_so_far + 1)) &&
        add_node(arena, root, "of", directive->argument) &&
        (rows = add_node(arena, root, "rows", NULL)) &&
        (columns = add_node(arena, root, "columns", NULL)) &&
        add_node(arena, rows, "records", "true") && pass_on(arena, directive->body, "sort", rows) &&
        pass_on(arena, directive->body, "reverse", rows) &&
        pass_on(arena, directive->body, "where", root) &&
        pass_on(arena, directive->body, "lens", root);
    for (size_t i = 0; fine && i < count; i++) {
        columns->type = YAML_LIST;
        struct yaml_node *column = add_node(arena, columns, NULL, NULL);
        fine = column && add_node(arena, column, "name", fields[i]) &&
               add_node(arena, column, "value", fields[i]);
    }
    return fine ? STATUS_OK : fail_memory(why);
}

static enum status read_list(const struct reading *read, struct directive *directive,
                             struct failure *why)
{
    static const char *const keys[] = {"caption", "id",      "where", "lens", "fields",
                                       "sort",    "reverse", "limit", "wide", NULL};
    long long limit = 0;
    struct table *table = arena_alloc(read->arena, sizeof *table);
    struct yaml_node *root = arena_alloc(read->arena, sizeof *root);
    if (!table || !root) {
        return fail_memory(why);
    }
    if (!yaml_get(directive->body, "fields")) {
        return directive_fail(read, directive->line, why,
                              "a list shows `fields`. Write `fields: [FIELD, …]` below it.");
    }
    TRY(yaml_only(directive->body, keys, why));
    TRY(yaml_integer_maybe(directive->body, "limit", &limit, why));
    directive->limit = limit > 0 ? (size_t)limit : 0;
    *root = (struct yaml_node){.type = YAML_MAP, .file = directive->path, .line = directive->line};
    TRY(define_list(read, directive, root, why));
    TRY(table_read(read->arena, read->tables, root, table, why));
    table->title = table->kind->labels.count > 0 ? table->kind->labels : table->kind->label;
    table->row_label = table->kind->label;
    for (size_t i = 0; i < table->column_count; i++) {
        table->columns[i].label = table->columns[i].measure.field->label;
    }
    directive->table = table;
    return STATUS_OK;
}

/* ---- claims and definitions ---- */

static enum status check_verdicts(const struct directive *directive, struct failure *why)
{
    const char *names[VERDICTS + 1] = {NULL};
    char hint[NAMES_HINT];
    for (int v = 0; v < VERDICTS; v++) {
        names[v] = verdict_name((enum verdict)v);
    }
    for (size_t i = 0; i < directive->verdict_count; i++) {
        bool known = false;
        for (int v = 0; v < VERDICTS; v++) {
            known = known || strcmp(names[v], directive->verdicts[i]) == 0;
        }
        if (!known) {
            return yaml_fail(why, yaml_get(directive->body, "verdicts"), STATUS_INPUT,
                             "there is no verdict \"%.40s\". %s", directive->verdicts[i],
                             names_hint(hint, str_of(directive->verdicts[i]), names));
        }
    }
    return STATUS_OK;
}

static enum status read_claims(const struct reading *read, struct directive *directive,
                               struct failure *why)
{
    static const char *const keys[] = {"caption",  "id",   "ids",  "places",
                                       "verdicts", "rest", "once", NULL};
    struct arena *arena = read->arena;
    const struct yaml_node *body = directive->body;
    TRY(yaml_only(body, keys, why));
    TRY(yaml_texts(arena, yaml_get(body, "ids"), &directive->ids, &directive->id_count, why));
    TRY(yaml_texts(arena, yaml_get(body, "places"), &directive->places, &directive->place_count,
                   why));
    TRY(yaml_texts(arena, yaml_get(body, "verdicts"), &directive->verdicts,
                   &directive->verdict_count, why));
    TRY(yaml_bool_maybe(body, "rest", &directive->rest, why));
    TRY(yaml_bool_maybe(body, "once", &directive->once, why));
    return check_verdicts(directive, why);
}

static enum status read_definitions(const struct reading *read, struct directive *directive,
                                    struct failure *why)
{
    static const char *const keys[] = {"lenses", "rules", "id", NULL};
    const struct lens *lens = NULL;
    TRY(yaml_only(directive->body, keys, why));
    TRY(yaml_bool_maybe(directive->body, "rules", &directive->rules, why));
    const struct yaml_node *node = yaml_get(directive->body, "lenses");
    TRY(yaml_texts(read->arena, node, &directive->ids, &directive->id_count, why));
    for (size_t i = 0; i < directive->id_count; i++) {
        struct failure reason;
        if (lens_set_find(read->set->env.lenses, directive->ids[i], &lens, &reason) != STATUS_OK) {
            return yaml_fail(why, node, STATUS_INPUT, "%s", reason.text);
        }
    }
    return STATUS_OK;
}

/* `names: {FOLDER: TITLE}`: what the folders of files are called to readers. */
static enum status read_data(const struct reading *read, struct directive *directive,
                             struct failure *why)
{
    static const char *const keys[] = {"caption", "id", "names", NULL};
    static const char *const no_keys[] = {NULL};
    const struct yaml_node *map = yaml_get(directive->body, "names");
    TRY(yaml_only(directive->body, keys, why));
    if (!map) {
        return STATUS_OK;
    }
    if (map->type != YAML_MAP) {
        return yaml_only(map, no_keys, why);
    }
    const char **names = arena_array(read->arena, 2 * map->count + 1, sizeof *names);
    if (!names) {
        return fail_memory(why);
    }
    for (const struct yaml_node *node = map->children; node; node = node->next) {
        names[directive->name_count * 2] = node->key;
        TRY(yaml_text(map, node->key, &names[directive->name_count * 2 + 1], why));
        directive->name_count++;
    }
    directive->names = names;
    return STATUS_OK;
}

/* ---- the fence ---- */

static enum status read_options(const struct reading *read, struct directive *directive,
                                struct failure *why)
{
    static const char *const figure[] = {"caption", "id", "where", "from", "to", NULL};
    static const char *const plain[] = {"caption", "id", NULL};
    switch (directive->type) {
    case DIRECTIVE_CHART:
    case DIRECTIVE_MAP:
        TRY(yaml_only(directive->body, figure, why));
        return read_table(read, directive, why);
    case DIRECTIVE_TABLE:
        return read_table(read, directive, why);
    case DIRECTIVE_LIST:
        return read_list(read, directive, why);
    case DIRECTIVE_FIGURES:
        return directive_read_figures(read, directive, why);
    case DIRECTIVE_CLAIMS:
        return read_claims(read, directive, why);
    case DIRECTIVE_DEFINITIONS:
        return read_definitions(read, directive, why);
    case DIRECTIVE_DATA:
        return read_data(read, directive, why);
    default:
        return yaml_only(directive->body, plain, why);
    }
}

/* Its name for {see NAME}: the `id`, else the table's name; of others "chart-NAME", "claims". */
static enum status set_place(struct reading *read, struct directive *directive, struct failure *why)
{
    const char *word = fences[directive->type].word;
    directive->id = directive->type == DIRECTIVE_TABLE
                        ? directive->argument
                        : arena_printf(read->arena, "%s%s%s", word,
                                       directive->argument[0] ? "-" : "", directive->argument);
    if (!directive->id) {
        return fail_memory(why);
    }
    TRY(yaml_bool_maybe(directive->body, "wide", &directive->wide, why));
    TRY(yaml_text_maybe(directive->body, "caption", &directive->caption, why));
    TRY(yaml_text_maybe(directive->body, "id", &directive->id, why));
    for (const struct directive *other = read->first; other != directive; other = other->next) {
        if (other->id && strcmp(other->id, directive->id) == 0) {
            return directive_fail(read, directive->line, why,
                                  "line %u has a \"%.60s\" already. Give this one an `id` of its "
                                  "own.",
                                  other->line, directive->id);
        }
    }
    if (fences[directive->type].numbered) {
        directive->number =
            fences[directive->type].figure ? ++read->figures_so_far : ++read->tables_so_far;
    }
    return STATUS_OK;
}

enum status directive_read_fence(struct reading *read, struct mark *mark, struct failure *why)
{
    struct directive *directive = NULL;
    struct str rest = str_trim(str_of(mark->info)), word;
    TRY(directive_add(read, mark, &directive, why));
    mark->directive = directive;
    (void)str_split(&rest, ' ', &word);
    TRY(find_type(read, directive, word, why));
    directive->argument = arena_copy(read->arena, str_trim(rest));
    directive->signature = arena_printf(read->arena, "```%s", mark->info);
    if (!directive->argument || !directive->signature) {
        return fail_memory(why);
    }
    TRY(read_body(read, mark, directive, why));
    TRY(read_options(read, directive, why));
    return set_place(read, directive, why);
}
