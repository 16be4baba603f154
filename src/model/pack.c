#include "model/pack.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_yaml(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && name[0] != '.' && strcmp(name + length - 5, ".yaml") == 0;
}

enum status pack_files(struct arena *arena, const struct pack *pack, const char *folder,
                       const char *const **paths, size_t *count, struct failure *why)
{
    const char **found = NULL;
    size_t capacity = 0;
    *paths = NULL;
    *count = 0;
    char *dir_path = arena_printf(arena, "%s/%s", pack->dir, folder);
    DIR *dir = dir_path ? opendir(dir_path) : NULL;
    if (!dir) {
        return dir_path && errno == ENOENT ? STATUS_OK
                                           : fail(why, STATUS_IO, "%s/%s: cannot be read: %s.",
                                                  pack->dir, folder, strerror(errno));
    }
    enum status status = STATUS_OK;
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        if (!is_yaml(entry->d_name)) {
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

static enum status load_lists(struct pack *pack, struct failure *why)
{
    const char *const *paths = NULL;
    size_t count = 0;
    TRY(pack_files(pack->arena, pack, "codelists", &paths, &count, why));
    pack->lists = arena_array(pack->arena, count, sizeof *pack->lists);
    if (!pack->lists) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        TRY(codelist_load(pack->arena, paths[i], &pack->lists[i], why));
        if (pack_list(pack, pack->lists[i].name)) {
            return fail(why, STATUS_INPUT, "%s: there is already a code list \"%s\". Rename one.",
                        paths[i], pack->lists[i].name);
        }
        pack->list_count++;
    }
    for (size_t i = 0; i < count; i++) {
        const char *parent = pack->lists[i].parent_list;
        if (parent && !pack_list(pack, parent)) {
            return fail(why, STATUS_INPUT, "%s: parent_list: there is no code list \"%s\".",
                        paths[i], parent);
        }
    }
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
    for (size_t i = 0; i < count; i++) {
        struct kind *kind = &pack->kinds[i];
        kind->index = i;
        TRY(kind_load(pack->arena, paths[i], pack->lists, pack->list_count, kind, why));
        if (pack_kind(pack, str_of(kind->name)) || pack_kind(pack, str_of(kind->plural))) {
            return fail(
                why, STATUS_INPUT,
                "%s: there is already a kind with the name or plural of \"%s\". Rename one.",
                paths[i], kind->name);
        }
        pack->kind_count++;
    }
    return STATUS_OK;
}

/* Adds the bytes of the files of one folder to the digest. */
static enum status digest_folder(struct pack *pack, crypto_generichash_state *state,
                                 const char *folder, struct failure *why)
{
    const char *const *paths = NULL;
    size_t count = 0;
    TRY(pack_files(pack->arena, pack, folder, &paths, &count, why));
    for (size_t i = 0; i < count; i++) {
        unsigned char block[8192];
        FILE *file = fopen(paths[i], "rb");
        if (!file) {
            return fail(why, STATUS_IO, "%s: cannot be opened: %s.", paths[i], strerror(errno));
        }
        size_t got = 0;
        while ((got = fread(block, 1, sizeof block, file)) > 0) {
            (void)crypto_generichash_update(state, block, got);
        }
        (void)fclose(file);
    }
    return STATUS_OK;
}

static enum status make_digest(struct pack *pack, struct failure *why)
{
    static const char *const folders[] = {"codelists", "kinds", "formats"};
    crypto_generichash_state state;
    if (sodium_init() < 0 || crypto_generichash_init(&state, NULL, 0, sizeof pack->digest) != 0) {
        return fail(why, STATUS_FAILED, "libsodium cannot be started.");
    }
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        TRY(digest_folder(pack, &state, folders[i], why));
    }
    (void)crypto_generichash_final(&state, pack->digest, sizeof pack->digest);
    return STATUS_OK;
}

enum status pack_load(struct arena *arena, const char *dir, struct pack **pack_out,
                      struct failure *why)
{
    static const char *const keys[] = {"pack", "version", "label", "language", NULL};
    struct pack *pack = arena_alloc(arena, sizeof *pack);
    struct yaml_node *root = NULL;
    char *path = arena_printf(arena, "%s/pack.yaml", dir);
    if (!pack || !path) {
        return fail_memory(why);
    }
    pack->arena = arena;
    pack->language = "en";
    pack->dir = arena_copy(arena, str_of(dir));
    TRY(yaml_load(arena, path, &root, why));
    TRY(yaml_only(root, keys, why));
    TRY(yaml_text(root, "pack", &pack->name, why));
    TRY(yaml_text(root, "version", &pack->version, why));
    TRY(yaml_text_maybe(root, "language", &pack->language, why));
    TRY(label_read(yaml_get(root, "label"), &pack->label, why));
    TRY(load_lists(pack, why));
    TRY(load_kinds(pack, why));
    TRY(make_digest(pack, why));
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

const struct codelist *pack_list(const struct pack *pack, const char *name)
{
    for (size_t i = 0; i < pack->list_count; i++) {
        if (strcmp(pack->lists[i].name, name) == 0) {
            return &pack->lists[i];
        }
    }
    return NULL;
}
