/* Asking a YAML tree for what should be in it, with a message for people when it is not. */
#include "base/near.h"
#include "text/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    if (!map || map->type != YAML_MAP) {
        return NULL;
    }
    for (const struct yaml_node *node = map->children; node; node = node->next) {
        if (strcmp(node->key, key) == 0) {
            return node;
        }
    }
    return NULL;
}

enum status yaml_fail(struct failure *why, const struct yaml_node *node, enum status status,
                      const char *format, ...)
{
    char words[sizeof why->text];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    if (node->key) {
        return fail(why, status, "%s:%u: %.100s: %s", node->file, node->line, node->key, words);
    }
    return fail(why, status, "%s:%u: %s", node->file, node->line, words);
}

static enum status need_map(const struct yaml_node *map, struct failure *why)
{
    if (map->type == YAML_MAP) {
        return STATUS_OK;
    }
    return yaml_fail(why, map, STATUS_INPUT,
                     "this is a %s where a map is needed. Write `name: value`, one a line, or "
                     "{name: value}.",
                     map->type == YAML_LIST ? "list" : "single value");
}

static bool is_listed(const char *key, const char *const *keys)
{
    for (; *keys; keys++) {
        if (strcmp(*keys, key) == 0) {
            return true;
        }
    }
    return false;
}

enum status yaml_only(const struct yaml_node *map, const char *const *keys, struct failure *why)
{
    TRY(need_map(map, why));
    for (const struct yaml_node *node = map->children; node; node = node->next) {
        if (is_listed(node->key, keys)) {
            continue;
        }
        const char *nearest = near_name(node->key, keys);
        if (nearest) {
            return yaml_fail(why, node, STATUS_INPUT, "there is no such key. Did you mean `%s`?",
                             nearest);
        }
        return yaml_fail(why, node, STATUS_INPUT,
                         "there is no such key. Take it out, or see docs/formats.md.");
    }
    return STATUS_OK;
}

enum status yaml_need(const struct yaml_node *map, const char *key, const struct yaml_node **node,
                      struct failure *why)
{
    TRY(need_map(map, why));
    *node = yaml_get(map, key);
    if (!*node) {
        return yaml_fail(why, map, STATUS_INPUT, "`%s` is missing. Add `%s: …`.", key, key);
    }
    return STATUS_OK;
}

static enum status need_scalar(const struct yaml_node *node, struct failure *why)
{
    if (node->type == YAML_SCALAR) {
        return STATUS_OK;
    }
    return yaml_fail(why, node, STATUS_INPUT, "this is a %s where a single value is needed.%s",
                     node->type == YAML_LIST ? "list" : "map",
                     node->type == YAML_LIST ? " Keep one value, without [ ] and -."
                                             : " Put quotes around text with a colon in it.");
}

enum status yaml_text(const struct yaml_node *map, const char *key, const char **text,
                      struct failure *why)
{
    const struct yaml_node *node = NULL;
    TRY(yaml_need(map, key, &node, why));
    TRY(need_scalar(node, why));
    *text = node->text.at;
    return STATUS_OK;
}

/* The scalar under @key, or NULL in *@node when there is no such key. */
static enum status scalar_maybe(const struct yaml_node *map, const char *key,
                                const struct yaml_node **node, struct failure *why)
{
    TRY(need_map(map, why));
    *node = yaml_get(map, key);
    return *node ? need_scalar(*node, why) : STATUS_OK;
}

enum status yaml_text_maybe(const struct yaml_node *map, const char *key, const char **text,
                            struct failure *why)
{
    const struct yaml_node *node = NULL;
    TRY(scalar_maybe(map, key, &node, why));
    if (node) {
        *text = node->text.at;
    }
    return STATUS_OK;
}

enum status yaml_bool_maybe(const struct yaml_node *map, const char *key, bool *value,
                            struct failure *why)
{
    const struct yaml_node *node = NULL;
    TRY(scalar_maybe(map, key, &node, why));
    if (!node) {
        return STATUS_OK;
    }
    const bool yes = str_is(node->text, "true");
    if (!yes && !str_is(node->text, "false")) {
        return yaml_fail(why, node, STATUS_INPUT, "`%.60s` is neither true nor false. Write one.",
                         node->text.at);
    }
    *value = yes;
    return STATUS_OK;
}

enum status yaml_integer_maybe(const struct yaml_node *map, const char *key, long long *value,
                               struct failure *why)
{
    const struct yaml_node *node = NULL;
    TRY(scalar_maybe(map, key, &node, why));
    if (!node) {
        return STATUS_OK;
    }
    const char *digits = node->text.at + (node->text.at[0] == '-');
    const size_t length = strspn(digits, "0123456789");
    errno = 0;
    const long long number = strtoll(node->text.at, NULL, 10);
    if (length == 0 || digits[length] != '\0' || errno == ERANGE) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "`%.60s` is no whole number, or too large. Write digits only.",
                         node->text.at);
    }
    *value = number;
    return STATUS_OK;
}

enum status yaml_texts(struct arena *arena, const struct yaml_node *node, const char *const **texts,
                       size_t *count, struct failure *why)
{
    *texts = NULL;
    *count = 0;
    if (!node) {
        return STATUS_OK;
    }
    if (node->type == YAML_MAP) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "this is a map where a value or a list of values is needed. "
                         "Write [one, two].");
    }
    const bool single = node->type == YAML_SCALAR;
    const size_t items = single ? 1 : node->count;
    const char **array = arena_array(arena, items + 1, sizeof *array);
    if (!array) {
        return fail_memory(why);
    }
    const struct yaml_node *item = single ? node : node->children;
    for (size_t i = 0; i < items; i++, item = item->next) {
        TRY(need_scalar(item, why));
        array[i] = item->text.at;
    }
    *texts = array;
    *count = items;
    return STATUS_OK;
}
