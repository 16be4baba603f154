/* Any bytes as a pack file: a tree or a refusal with words, never a crash. */
#include "text/yaml.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const keys[] = {"title", "fields", NULL};
    struct arena arena;
    struct failure why = {STATUS_OK, ""};
    struct yaml_node *root = NULL;
    arena_init(&arena, (size_t)16 * 1024 * 1024);
    if (yaml_parse(&arena, "f", (struct str){(const char *)data, size}, &root, &why) == STATUS_OK) {
        const char *const *texts = NULL;
        size_t count = 0;
        assert(root);
        (void)(yaml_only(root, keys, &why) == STATUS_OK);
        (void)(yaml_texts(&arena, yaml_get(root, "fields"), &texts, &count, &why) == STATUS_OK);
    } else {
        assert((!root && why.text[0] == 'f') || why.status == STATUS_NOMEM);
    }
    arena_release(&arena);
    return 0;
}
