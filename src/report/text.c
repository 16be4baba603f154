#include "report/text.h"

#include "table/names.h"

/* ---- tables of its own ---- */

static enum status add_tables(struct arena *arena, const struct report_set *set,
                              const struct yaml_node *list, struct table_set *tables,
                              const char **names, struct failure *why)
{
    for (const struct yaml_node *node = list->children; node; node = node->next) {
        const struct table *other = NULL;
        struct failure ignored;
        struct table *table = &tables->tables[tables->count];
        TRY(table_read(arena, set->env.tables, node, table, why));
        if (table_find(tables, table->name, &other, &ignored) == STATUS_OK && other) {
            return yaml_fail(why, yaml_get(node, "table"), STATUS_INPUT,
                             "%s has a table \"%s\" already. Rename one.", other->file,
                             table->name);
        }
        names[tables->count++] = table->name;
    }
    return STATUS_OK;
}

enum status report_own_tables(struct arena *arena, const struct report_set *set,
                              const struct report *report, const struct report_value *values,
                              struct table_set **to, struct failure *why)
{
    const struct table_set *base = set->env.tables;
    const struct mark_source source = {report->path, report->front, 1};
    struct table_set *tables = arena_alloc(arena, sizeof *tables);
    struct yaml_node *root = NULL;
    struct str front;
    TRY(report_substituted(arena, report, values, &source, &front, why));
    TRY(yaml_parse(arena, report->path, front, &root, why));
    const struct yaml_node *list = yaml_get(root, "tables");
    const size_t more = list ? list->count : 0;
    const char **names = arena_array(arena, base->count + more + 1, sizeof *names);
    *to = tables;
    if (!tables || !names) {
        return fail_memory(why);
    }
    *tables = *base;
    tables->tables = arena_array(arena, base->count + more + 1, sizeof *tables->tables);
    if (!tables->tables) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < base->count; i++) {
        tables->tables[i] = base->tables[i];
        names[i] = base->tables[i].name;
    }
    tables->names = names;
    if (list && list->type != YAML_LIST) {
        return yaml_fail(why, list, STATUS_INPUT,
                         "expected a list of tables. Write one \"- table: NAME\" each.");
    }
    return list ? add_tables(arena, set, list, tables, names, why) : STATUS_OK;
}

/* ---- the tree ---- */

/* Sections are numbered at two levels; deeper headings have no number. */
struct sections {
    unsigned at[2];
};

static enum status set_anchor(const struct reading *read, struct mark *mark,
                              struct sections *sections, struct failure *why)
{
    if (mark->level > 3) {
        return directive_fail(read, mark->line, why,
                              "headings go three levels deep: #, ## and ###. Use one of these.");
    }
    if (mark->level == 1) {
        sections->at[0]++;
        sections->at[1] = 0;
        mark->anchor = arena_printf(read->arena, "%u", sections->at[0]);
    } else if (mark->level == 2) {
        sections->at[1]++;
        mark->anchor = arena_printf(read->arena, "%u.%u", sections->at[0], sections->at[1]);
    } else {
        mark->anchor = "";
    }
    return mark->anchor ? STATUS_OK : fail_memory(why);
}

static enum status visit(struct reading *read, struct mark *mark, struct sections *sections,
                         struct failure *why)
{
    switch (mark->type) {
    case MARK_HEADING:
        TRY(set_anchor(read, mark, sections, why));
        break;
    case MARK_TEXT:
        TRY(report_refuse_digits(read, mark->text, mark->line, why));
        break;
    case MARK_FENCE:
        TRY(directive_read_fence(read, mark, why));
        break;
    case MARK_CODE:
        if (mark->text.length > 0 && mark->text.at[0] == '{') {
            TRY(directive_read_span(read, mark, why));
        }
        break;
    default:
        break;
    }
    for (struct mark *child = mark->children; child; child = child->next) {
        TRY(visit(read, child, sections, why));
    }
    return STATUS_OK;
}

/* {see NAME} finds its table or figure, which may come later. */
static enum status find_targets(const struct reading *read, struct failure *why)
{
    for (struct directive *see = read->first; see; see = see->next) {
        if (see->type != DIRECTIVE_SEE) {
            continue;
        }
        for (const struct directive *at = read->first; at && !see->target; at = at->next) {
            see->target = at->number > 0 && strcmp(at->id, see->argument) == 0 ? at : NULL;
        }
        if (!see->target) {
            return directive_fail(read, see->line, why,
                                  "the report has no table or figure \"%.60s\". Name its `id`, the "
                                  "table it shows, or chart-NAME.",
                                  see->argument);
        }
    }
    return STATUS_OK;
}

enum status report_read(struct reading *read, struct expr_world *world, struct mark **document,
                        struct failure *why)
{
    struct sections sections = {{0, 0}};
    struct mark_source source = {read->text->path, {NULL, 0}, read->text->line};
    read->first = NULL;
    read->last = &read->first;
    read->count = read->tables_so_far = read->figures_so_far = 0;
    TRY(report_choose(read, world, &source.text, why));
    TRY(markdown_read(read->arena, &source, document, why));
    TRY(visit(read, *document, &sections, why));
    return find_targets(read, why);
}
