#include "model/pack.h"

#include "text/yaml_files.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool has_ending(const char *name, const char *ending)
{
    const struct str text = str_of(name);
    return name[0] != '.' && text.length > strlen(ending) && str_ends(text, ending);
}

enum status pack_files(struct arena *arena, const struct pack *pack, const char *folder,
                       const char *const **paths, size_t *count, struct failure *why)
{
    return pack_files_in(arena, pack, (struct pack_folder){folder, ".yaml"}, paths, count, why);
}

enum status pack_files_in(struct arena *arena, const struct pack *pack, struct pack_folder folder,
                          const char *const **paths, size_t *count, struct failure *why)
{
    const char **found = NULL;
    size_t capacity = 0;
    *paths = NULL;
    *count = 0;
    char *dir_path = arena_printf(arena, "%s/%s", pack->dir, folder.name);
    if (!dir_path) {
        return fail_memory(why);
    }
    DIR *dir = opendir(dir_path);
    if (!dir) {
        return errno == ENOENT
                   ? STATUS_OK
                   : fail(why, STATUS_IO, "%s: cannot be read: %s.", dir_path, strerror(errno));
    }
    enum status status = STATUS_OK;
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        if (!has_ending(entry->d_name, folder.ending)) {
            continue;
        }
        found = arena_grow(arena, found, *count, &capacity, sizeof *found);
        char *path = arena_printf(arena, "%s/%s", dir_path, entry->d_name);
        if (!found || !path) {
            status = fail_memory(why);
            break;
        }
        found[(*count)++] = path;
    }
    (void)closedir(dir);
    if (*count > 0 && status == STATUS_OK) {
        qsort(found, *count, sizeof *found, by_name);
    }
    *paths = found;
    return status;
}

/* Every `parent` is a code of the list that parents are in. */
static enum status check_parents(const struct pack *pack, const struct codelist *list,
                                 struct failure *why)
{
    const struct codelist *parents = list->parent_list ? pack_list(pack, list->parent_list) : list;
    if (!parents) {
        return yaml_fail(why, yaml_get(list->file, "parent_list"), STATUS_INPUT,
                         "there is no code list \"%s\". Name one of codelists/.",
                         list->parent_list);
    }
    const struct yaml_node *node = yaml_get(list->file, "codes")->children;
    for (size_t i = 0; i < list->count; i++, node = node->next) {
        const char *parent = list->codes[i].parent;
        const struct code *code = parent ? codelist_find(parents, str_of(parent)) : NULL;
        if (parent && (!code || strcmp(code->code, parent) != 0)) {
            return yaml_fail(why, yaml_get(node, "parent"), STATUS_INPUT,
                             "\"%s\" is no code of the list \"%s\". Name a code, not a label.",
                             parent, parents->name);
        }
    }
    return STATUS_OK;
}

static enum status take_list(void *context, size_t index, struct yaml_node *root,
                             struct failure *why)
{
    struct pack *pack = context;
    struct codelist *list = &pack->lists[index];
    TRY(codelist_load(pack->arena, root, list, why));
    if (pack_list(pack, list->name)) {
        return yaml_fail(why, yaml_get(list->file, "codelist"), STATUS_INPUT,
                         "there is already a code list \"%s\". Rename one.", list->name);
    }
    pack->list_count++;
    return STATUS_OK;
}

static enum status load_lists(struct pack *pack, struct failure *why)
{
    const char *const *paths = NULL;
    size_t count = 0;
    TRY(pack_files(pack->arena, pack, "codelists", &paths, &count, why));
    pack->lists = arena_array(pack->arena, count, sizeof *pack->lists);
    if (!pack->lists) {
        return fail_memory(why);
    }
    TRY(yaml_files(pack->arena, paths, count, take_list, pack, why));
    for (size_t i = 0; i < count; i++) {
        TRY(check_parents(pack, &pack->lists[i], why));
    }
    return STATUS_OK;
}

static enum status take_kind(void *context, size_t index, struct yaml_node *root,
                             struct failure *why)
{
    struct pack *pack = context;
    struct kind *kind = &pack->kinds[index];
    kind->index = index;
    TRY(kind_load(pack->arena, root, pack->lists, pack->list_count, kind, why));
    if (pack_kind(pack, str_of(kind->name)) || pack_kind(pack, str_of(kind->plural))) {
        return yaml_fail(why, yaml_get(kind->file, "kind"), STATUS_INPUT,
                         "there is already a kind with the name or plural of \"%s\". Rename one.",
                         kind->name);
    }
    pack->kind_count++;
    return STATUS_OK;
}

static enum status load_kinds(struct pack *pack, struct failure *why)
{
    const char *const *paths = NULL;
    size_t count = 0;
    TRY(pack_files(pack->arena, pack, "kinds", &paths, &count, why));
    pack->kinds = arena_array(pack->arena, count, sizeof *pack->kinds);
    if (!pack->kinds) {
        return fail_memory(why);
    }
    TRY(yaml_files(pack->arena, paths, count, take_kind, pack, why));
    for (size_t i = 0; i < count; i++) {
        TRY(kind_complete(pack->arena, pack->kinds, count, i, why));
    }
    return STATUS_OK;
}

static enum status digest_file(crypto_generichash_state *state, const char *path,
                               struct failure *why)
{
    unsigned char block[8192];
    size_t got = 0;
    FILE *file = fopen(path, "rb");
    if (!file) {
        return fail(why, STATUS_IO, "%s: cannot be opened: %s.", path, strerror(errno));
    }
    while ((got = fread(block, 1, sizeof block, file)) > 0) {
        (void)crypto_generichash_update(state, block, got);
    }
    const bool broken = ferror(file) != 0;
    (void)fclose(file);
    if (broken) {
        return fail(why, STATUS_IO, "%s: cannot be read to its end.", path);
    }
    /* No YAML or Markdown holds a NUL: where one file ends and the next begins counts too. */
    (void)crypto_generichash_update(state, (const unsigned char *)"", 1);
    return STATUS_OK;
}

/* Of what decides how records are read, or with @all of everything. */
static enum status make_digest(struct arena *arena, const struct pack *pack, bool all,
                               unsigned char digest[16], struct failure *why)
{
    static const struct pack_folder folders[] = {
        {"codelists", ".yaml"}, {"kinds", ".yaml"},  {"formats", ".yaml"},
        {".", ".yaml"},         {"lenses", ".yaml"}, {"tables", ".yaml"},
        {"claims", ".yaml"},    {"reports", ".md"},  {"exports", ".yaml"},
    };
    const size_t folder_count = all ? COUNT_OF(folders) : 3;
    crypto_generichash_state state;
    if (sodium_init() < 0 || crypto_generichash_init(&state, NULL, 0, 16) != 0) {
        return fail(why, STATUS_FAILED, "libsodium cannot be started.");
    }
    for (size_t f = 0; f < folder_count; f++) {
        const char *const *paths = NULL;
        size_t count = 0;
        TRY(pack_files_in(arena, pack, folders[f], &paths, &count, why));
        for (size_t i = 0; i < count; i++) {
            TRY(digest_file(&state, paths[i], why));
        }
    }
    (void)crypto_generichash_final(&state, digest, 16);
    return STATUS_OK;
}

enum status pack_digest(struct arena *arena, const struct pack *pack, unsigned char digest[16],
                        struct failure *why)
{
    return make_digest(arena, pack, true, digest, why);
}

/* What `crosscut demo` shows of this pack. */
static enum status read_demo(struct pack *pack, const struct yaml_node *demo, struct failure *why)
{
    static const char *const keys[] = {"lens", "kind", "tables", NULL};
    if (!demo) {
        return STATUS_OK;
    }
    TRY(yaml_only(demo, keys, why));
    TRY(yaml_text_maybe(demo, "lens", &pack->example_lens, why));
    TRY(yaml_text_maybe(demo, "kind", &pack->example_kind, why));
    return yaml_texts(pack->arena, yaml_get(demo, "tables"), &pack->example_tables,
                      &pack->example_table_count, why);
}

static enum status read_method(struct pack *pack, const struct yaml_node *list, struct failure *why)
{
    if (!list) {
        return STATUS_OK;
    }
    if (list->type != YAML_LIST) {
        return yaml_fail(why, list, STATUS_INPUT,
                         "expected a list of paragraphs. Write \"- {en: …}\", one a line.");
    }
    struct label *method = arena_array(pack->arena, list->count, sizeof *method);
    pack->method = method;
    for (const struct yaml_node *node = list->children; method && node; node = node->next) {
        TRY(label_read(node, &method[pack->method_count], why));
        pack->method_count++;
    }
    return method ? STATUS_OK : fail_memory(why);
}

static enum status read_licences(struct pack *pack, const struct yaml_node *list,
                                 struct failure *why)
{
    static const char *const keys[] = {"name", "path", "title", NULL};
    if (!list) {
        return STATUS_OK;
    }
    if (list->type != YAML_LIST) {
        return yaml_fail(why, list, STATUS_INPUT, "expected a list of {name: …, path: …}.");
    }
    struct licence *licences = arena_array(pack->arena, list->count, sizeof *licences);
    pack->licences = licences;
    for (const struct yaml_node *node = list->children; licences && node; node = node->next) {
        struct licence *licence = &licences[pack->licence_count++];
        TRY(yaml_only(node, keys, why));
        TRY(yaml_text(node, "name", &licence->name, why));
        TRY(yaml_text_maybe(node, "path", &licence->path, why));
        TRY(yaml_text_maybe(node, "title", &licence->title, why));
        if (licence->path && !str_starts(str_of(licence->path), "https://") &&
            !str_starts(str_of(licence->path), "http://")) {
            return yaml_fail(why, yaml_get(node, "path"), STATUS_INPUT,
                             "\"%s\" is no address. Write that of the licence, such as "
                             "https://creativecommons.org/licenses/by/4.0/.",
                             licence->path);
        }
        pack->licence = pack->licence ? pack->licence : licence->path;
    }
    return licences ? STATUS_OK : fail_memory(why);
}

static enum status read_synonyms(struct pack *pack, const struct yaml_node *list,
                                 struct failure *why)
{
    if (!list) {
        return STATUS_OK;
    }
    struct synonyms *sets = arena_array(pack->arena, list->count + 1, sizeof *sets);
    pack->synonyms = sets;
    for (const struct yaml_node *node = list->children; sets && node; node = node->next) {
        struct synonyms *set = &sets[pack->synonym_count++];
        TRY(yaml_texts(pack->arena, node, &set->words, &set->count, why));
        if (node->type != YAML_LIST || set->count < 2) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "words that mean the same are two or more. Write [work, travail].");
        }
    }
    return !sets                     ? fail_memory(why)
           : list->type == YAML_LIST ? STATUS_OK
                                     : yaml_fail(why, list, STATUS_INPUT,
                                                 "expected a list of lists. Write "
                                                 "\"- [work, travail]\", one a line.");
}

/* `- {label: {en: …}, numbered: true}`, `- {label: {en: …}, kinds: [project]}` */
static enum status read_table_group(struct pack *pack, const struct yaml_node *node,
                                    struct table_group *group, struct failure *why)
{
    static const char *const keys[] = {"label", "numbered", "kinds", NULL};
    const char *const *names = NULL;
    size_t count = 0;
    TRY(yaml_only(node, keys, why));
    TRY(label_read(yaml_get(node, "label"), &group->label, why));
    TRY(yaml_bool_maybe(node, "numbered", &group->numbered, why));
    TRY(yaml_texts(pack->arena, yaml_get(node, "kinds"), &names, &count, why));
    if (group->label.count == 0 || group->numbered == (count > 0)) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "a group of tables has a label, and `numbered: true` or `kinds: [KIND, "
                         "…]`.");
    }
    group->kinds = arena_array(pack->arena, count + 1, sizeof(struct kind *));
    for (size_t i = 0; group->kinds && i < count; i++) {
        group->kinds[i] = pack_kind(pack, str_of(names[i]));
        if (!group->kinds[i]) {
            return yaml_fail(why, yaml_get(node, "kinds"), STATUS_INPUT,
                             "there is no kind \"%s\". Name one of kinds/.", names[i]);
        }
        group->kind_count++;
    }
    return group->kinds ? STATUS_OK : fail_memory(why);
}

static enum status read_table_groups(struct pack *pack, const struct yaml_node *list,
                                     struct failure *why)
{
    if (!list) {
        return STATUS_OK;
    }
    if (list->type != YAML_LIST) {
        return yaml_fail(why, list, STATUS_INPUT,
                         "expected a list. Write \"- {label: {en: …}, kinds: [KIND]}\", one a "
                         "line.");
    }
    struct table_group *groups = arena_array(pack->arena, list->count + 1, sizeof *groups);
    pack->table_groups = groups;
    for (const struct yaml_node *node = list->children; groups && node; node = node->next) {
        TRY(read_table_group(pack, node, &groups[pack->table_group_count], why));
        pack->table_group_count++;
    }
    return groups ? STATUS_OK : fail_memory(why);
}

enum status pack_load(struct arena *arena, const char *dir, struct pack **pack_out,
                      struct failure *why)
{
    static const char *const keys[] = {"pack",      "version",  "label",    "demo",
                                       "method",    "profiles", "licences", "publisher",
                                       "corridors", "contact",  "synonyms", "table_groups",
                                       "home",      "rights",   NULL};
    struct pack *pack = arena_alloc(arena, sizeof *pack);
    struct yaml_node *root = NULL;
    char *path = arena_printf(arena, "%s/pack.yaml", dir);
    char *dir_copy = arena_copy(arena, str_of(dir));
    if (!pack || !path || !dir_copy) {
        return fail_memory(why);
    }
    pack->arena = arena;
    pack->dir = dir_copy;
    TRY(yaml_load(arena, path, &root, why));
    TRY(yaml_only(root, keys, why));
    TRY(yaml_text(root, "pack", &pack->name, why));
    TRY(yaml_text(root, "version", &pack->version, why));
    TRY(label_read(yaml_get(root, "label"), &pack->label, why));
    if (yaml_get(root, "publisher")) {
        TRY(label_read(yaml_get(root, "publisher"), &pack->publisher, why));
    }
    if (yaml_get(root, "rights")) {
        TRY(label_read(yaml_get(root, "rights"), &pack->rights, why));
    }
    TRY(read_demo(pack, yaml_get(root, "demo"), why));
    TRY(read_method(pack, yaml_get(root, "method"), why));
    TRY(yaml_text_maybe(root, "contact", &pack->contact, why));
    TRY(read_licences(pack, yaml_get(root, "licences"), why));
    TRY(read_synonyms(pack, yaml_get(root, "synonyms"), why));
    TRY(load_lists(pack, why));
    TRY(load_kinds(pack, why));
    TRY(read_table_groups(pack, yaml_get(root, "table_groups"), why));
    TRY(profiles_read(pack, yaml_get(root, "profiles"), why));
    TRY(corridors_read(pack, yaml_get(root, "corridors"), why));
    TRY(home_read(pack, yaml_get(root, "home"), why));
    TRY(glossary_load(pack, why));
    TRY(make_digest(pack->arena, pack, false, pack->digest, why));
    *pack_out = pack;
    return STATUS_OK;
}

const struct kind *pack_kind(const struct pack *pack, struct str name)
{
    for (size_t i = 0; i < pack->kind_count; i++) {
        if (str_is(name, pack->kinds[i].name) || str_is(name, pack->kinds[i].plural)) {
            return &pack->kinds[i];
        }
    }
    return NULL;
}

const struct profile *pack_profile(const struct pack *pack, struct str path)
{
    for (size_t i = 0; i < pack->profile_count; i++) {
        if (str_is(path, pack->profiles[i].path)) {
            return &pack->profiles[i];
        }
    }
    return NULL;
}

const struct codelist *pack_list(const struct pack *pack, const char *name)
{
    for (size_t i = 0; i < pack->list_count; i++) {
        if (strcmp(pack->lists[i].name, name) == 0) {
            return &pack->lists[i];
        }
    }
    return NULL;
}
