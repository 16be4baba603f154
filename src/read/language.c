/* The language of a text that states none: by the record's languages and the text's script. */
#include "base/script.h"
#include "read/rules_apply.h"

/* Adds a language of the record, as the list writes it when it knows it. */
static void add_language(struct work *work, const struct language_rule *rule, struct str text)
{
    text = str_trim(text);
    if (text.length == 0 || work->language_count == RECORD_LANGUAGES) {
        return;
    }
    const struct code *code =
        rule->list ? recall_code(work->making.memory, rule->list, text) : NULL;
    work->languages[work->language_count++] = code ? str_of(code->code) : text;
}

/* Finds the languages of the record, once. */
static enum status learn_languages(struct work *work, const struct language_rule *rule)
{
    struct path_values values = {.every_place = false};
    work->languages_known = true;
    TRY(path_list_values(work->making.arena, &rule->from, work->record, &values, work->making.why));
    for (size_t i = 0; i < values.count; i++) {
        struct str rest = values.found[i].value;
        while (rule->every > 0 && rest.length > rule->every) {
            add_language(work, rule, (struct str){rest.at, rule->every});
            rest = (struct str){rest.at + rule->every, rest.length - rule->every};
        }
        add_language(work, rule, rest);
    }
    return STATUS_OK;
}

static const struct script_rule *rule_of_script(const struct language_rule *rule,
                                                const char *script)
{
    for (size_t i = 0; i < rule->script_count; i++) {
        if (strcmp(rule->scripts[i].script, script) == 0) {
            return &rule->scripts[i];
        }
    }
    return NULL;
}

/* A language that is listed under no script is taken to be written in one that has no list. */
static bool is_listed(const struct language_rule *rule, struct str language)
{
    for (size_t i = 0; i < rule->script_count; i++) {
        if (str_among(language, rule->scripts[i].languages, rule->scripts[i].count)) {
            return true;
        }
    }
    return false;
}

static enum status by_script(struct work *work, const struct language_rule *rule, struct str text,
                             struct str *language)
{
    const char *script = script_of(text);
    if (!script) {
        return STATUS_OK;
    }
    if (!work->languages_known) {
        TRY(learn_languages(work, rule));
    }
    const struct script_rule *written = rule_of_script(rule, script);
    for (size_t i = 0; i < work->language_count; i++) {
        const struct str spoken = work->languages[i];
        if (written ? str_among(spoken, written->languages, written->count)
                    : !is_listed(rule, spoken)) {
            *language = spoken;
            return STATUS_OK;
        }
    }
    *language = written ? str_of(written->languages[0]) : (struct str){0};
    return STATUS_OK;
}

/* The root lives as long as the reader, and a record perhaps longer: it gets a copy. */
static enum status language_of_root(struct work *work, const struct xml_node *root,
                                    struct str *language)
{
    if (!work->root_language.at) {
        const struct str stated = str_trim(attribute_of(root, work->mapping->language));
        work->root_language = arena_str(work->making.arena, stated);
    }
    *language = work->root_language;
    return language->at ? STATUS_OK : fail_memory(work->making.why);
}

enum status find_language(struct work *work, const struct field *field,
                          const struct xml_node *element, struct raw_value *raw)
{
    const struct xml_mapping *mapping = work->mapping;
    const struct xml_node *root = work->reader->tree.root;
    raw->language = (struct str){0};
    if (!field->languages) {
        return STATUS_OK;
    }
    for (const struct xml_node *n = mapping->language ? element : NULL; n; n = n->parent) {
        raw->language = str_trim(attribute_of(n, mapping->language));
        if (raw->language.length > 0) {
            return STATUS_OK;
        }
        if (n == work->record && !work->format->part_of) {
            break;
        }
    }
    if (mapping->languages) {
        TRY(by_script(work, mapping->languages, raw->text, &raw->language));
    }
    if (raw->language.length == 0 && mapping->language && root) {
        return language_of_root(work, root, &raw->language);
    }
    return STATUS_OK;
}
