#include "model/home.h"

#include "model/pack.h"

#define FIGURES 6
#define GROUPS 12

static enum status read_figure(const struct yaml_node *node, struct home_figure *figure,
                               struct failure *why)
{
    static const char *const keys[] = {"table", "column", "label", "note", NULL};
    figure->file = node;
    TRY(yaml_only(node, keys, why));
    TRY(yaml_text(node, "table", &figure->table, why));
    TRY(yaml_text(node, "column", &figure->column, why));
    TRY(label_read(yaml_get(node, "label"), &figure->label, why));
    return label_read(yaml_get(node, "note"), &figure->note, why);
}

static bool is_grouped(const struct home *home, const struct kind *kind)
{
    for (size_t i = 0; i < home->group_count; i++) {
        for (size_t k = 0; k < home->groups[i].kind_count; k++) {
            if (home->groups[i].kinds[k] == kind) {
                return true;
            }
        }
    }
    return false;
}

/* @group is already among the groups of @home. */
static enum status read_group(struct pack *pack, const struct home *home,
                              const struct yaml_node *node, struct home_group *group,
                              struct failure *why)
{
    static const char *const keys[] = {"label", "kinds", NULL};
    const struct yaml_node *kinds = NULL;
    TRY(yaml_only(node, keys, why));
    TRY(label_read(yaml_get(node, "label"), &group->label, why));
    TRY(yaml_need(node, "kinds", &kinds, why));
    if (kinds->type != YAML_LIST) {
        return yaml_fail(why, kinds, STATUS_INPUT, "expected a list of kinds. Write [KIND, KIND].");
    }
    group->kinds = arena_array(pack->arena, kinds->count + 1, sizeof(struct kind *));
    for (const struct yaml_node *one = kinds->children; group->kinds && one; one = one->next) {
        const struct kind *kind = pack_kind(pack, one->text);
        if (!kind || is_grouped(home, kind)) {
            return yaml_fail(why, one, STATUS_INPUT, "\"%.*s\" %s", STR_ARGS(one->text),
                             kind ? "is in a group already. Take one of the two away."
                                  : "is no kind. Name one of kinds/.");
        }
        group->kinds[group->kind_count++] = kind;
    }
    return group->kinds ? STATUS_OK : fail_memory(why);
}

/* A list under @key of at most @most pieces; *list is NULL when it is not there. */
static enum status find_pieces(const struct yaml_node *map, const char *key, size_t most,
                               const struct yaml_node **list, struct failure *why)
{
    *list = yaml_get(map, key);
    if (*list && ((*list)->type != YAML_LIST || (*list)->count > most)) {
        return yaml_fail(why, *list, STATUS_INPUT, "expected a list of at most %zu pieces.", most);
    }
    return STATUS_OK;
}

enum status home_read(struct pack *pack, const struct yaml_node *node, struct failure *why)
{
    static const char *const keys[] = {"figures", "groups", "searches", NULL};
    const struct yaml_node *figures = NULL, *groups = NULL;
    if (!node) {
        return STATUS_OK;
    }
    struct home *home = arena_alloc(pack->arena, sizeof *home);
    if (!home) {
        return fail_memory(why);
    }
    TRY(yaml_only(node, keys, why));
    TRY(find_pieces(node, "figures", FIGURES, &figures, why));
    TRY(find_pieces(node, "groups", GROUPS, &groups, why));
    home->figures =
        arena_array(pack->arena, (figures ? figures->count : 0) + 1, sizeof *home->figures);
    home->groups = arena_array(pack->arena, (groups ? groups->count : 0) + 1, sizeof *home->groups);
    if (!home->figures || !home->groups) {
        return fail_memory(why);
    }
    for (const struct yaml_node *one = figures ? figures->children : NULL; one; one = one->next) {
        TRY(read_figure(one, &home->figures[home->figure_count++], why));
    }
    for (const struct yaml_node *one = groups ? groups->children : NULL; one; one = one->next) {
        struct home_group *group = &home->groups[home->group_count++];
        TRY(read_group(pack, home, one, group, why));
    }
    pack->home = home;
    return yaml_texts(pack->arena, yaml_get(node, "searches"), &home->searches, &home->search_count,
                      why);
}
