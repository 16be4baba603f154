#include "model/label.h"

#include "base/utf8.h"

enum status label_read(const struct yaml_node *node, struct label *label, struct failure *why)
{
    *label = (struct label){0};
    if (!node) {
        return STATUS_OK;
    }
    if (node->type == YAML_SCALAR) {
        label->count = 1;
        label->languages[0] = "en";
        label->texts[0] = node->text.at;
        return STATUS_OK;
    }
    if (node->type != YAML_MAP) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "expected a text, or texts by language. Write {en: \"…\", fr: \"…\"}.");
    }
    for (const struct yaml_node *child = node->children; child; child = child->next) {
        if (child->type != YAML_SCALAR || label->count == LABEL_LANGUAGES) {
            return yaml_fail(why, child, STATUS_INPUT,
                             "expected one text for each of at most %d languages. Write "
                             "{en: \"…\", fr: \"…\"}.",
                             LABEL_LANGUAGES);
        }
        label->languages[label->count] = child->key;
        label->texts[label->count] = child->text.at;
        label->count++;
    }
    return STATUS_OK;
}

const char *label_in(const struct label *label, const char *language, const char *otherwise)
{
    const char *english = NULL;
    for (size_t i = 0; i < label->count; i++) {
        if (strcmp(label->languages[i], language) == 0) {
            return label->texts[i];
        }
        if (strcmp(label->languages[i], "en") == 0) {
            english = label->texts[i];
        }
    }
    return english ? english : label->count > 0 ? label->texts[0] : otherwise;
}

bool label_is(const struct label *label, struct str text)
{
    for (size_t i = 0; i < label->count; i++) {
        if (utf8_fold_equal(str_of(label->texts[i]), text)) {
            return true;
        }
    }
    return false;
}
