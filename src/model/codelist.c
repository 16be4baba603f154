#include "model/codelist.h"

#include <stdlib.h>

#include "base/utf8.h"

struct codelist_slot {
    struct str name;         /* as written: code, alias or label */
    const struct code *code; /* NULL for a label that several codes share: it leads nowhere */
    unsigned long long hash; /* of the folded name */
    bool used;
    bool label; /* no code or alias has the name */
};

static unsigned long long hash_byte(unsigned long long hash, unsigned char byte)
{
    return (hash ^ byte) * 1099511628211ULL;
}

static unsigned long long folded_hash(struct str name)
{
    unsigned long long hash = 14695981039346656037ULL;
    for (size_t i = 0; i < name.length;) {
        unsigned char byte = (unsigned char)name.at[i];
        if (byte < 0x80) {
            bool upper = byte >= 'A' && byte <= 'Z';
            hash = hash_byte(hash, upper ? (unsigned char)(byte + 32) : byte);
            i++;
            continue;
        }
        unsigned size = 0;
        uint32_t code = utf8_decode(name.at + i, name.length - i, &size);
        char folded[UTF8_FOLD_MAX];
        unsigned count = code == UTF8_BAD ? 0 : utf8_fold_char(code, folded);
        for (unsigned k = 0; k < count; k++) {
            hash = hash_byte(hash, (unsigned char)folded[k]);
        }
        i += size;
    }
    return hash;
}

/* The slot that holds @name, or the empty one where it belongs. */
static size_t find_slot(const struct codelist_slot *slots, size_t mask, struct str name,
                        unsigned long long hash)
{
    size_t i = (size_t)(hash ^ (hash >> 32)) & mask;
    while (slots[i].used && (slots[i].hash != hash || !utf8_fold_equal(slots[i].name, name))) {
        i = (i + 1) & mask;
    }
    return i;
}

const struct code *codelist_find(const struct codelist *list, struct str value)
{
    value = str_trim(value);
    if (!list->slots || value.length == 0) {
        return NULL;
    }
    size_t i = find_slot(list->slots, list->slot_mask, value, folded_hash(value));
    return list->slots[i].used ? list->slots[i].code : NULL;
}

const struct code *codelist_of_year(const struct codelist *list, int year)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->codes[i].first > 0 && year >= list->codes[i].first &&
            year <= list->codes[i].last) {
            return &list->codes[i];
        }
    }
    return NULL;
}

bool codelist_equivalent(const struct codelist *list, const char *a, const char *b)
{
    if (strcmp(a, b) == 0) {
        return true;
    }
    const char *pair[2] = {a, b};
    for (size_t k = 0; k < 2; k++) {
        const struct code *code = codelist_find(list, str_of(pair[k]));
        for (size_t i = 0; code && i < code->equivalent_count; i++) {
            if (strcmp(code->equivalents[i], pair[1 - k]) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* What loading one list needs to pass around. */
struct loading {
    struct arena *arena;
    struct codelist *list;
    struct codelist_slot *slots;
    const struct yaml_node *codes;
};

/* Enters a code or alias: two codes may not answer to one name. */
static enum status enter_name(struct loading *load, const struct yaml_node *node,
                              const struct code *code, struct failure *why)
{
    const struct str name = str_trim(node->text);
    const unsigned long long hash = folded_hash(name);
    struct codelist_slot *slot =
        &load->slots[find_slot(load->slots, load->list->slot_mask, name, hash)];
    if (name.length == 0) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "a code or alias is empty. Write its text, or take it out.");
    }
    if (slot->used && slot->code != code) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" already leads to code \"%s\". Remove it here or there: a name may "
                         "lead to one code only.",
                         node->text.at, slot->code->code);
    }
    *slot = (struct codelist_slot){name, code, hash, true, false};
    return STATUS_OK;
}

/* Enters the aliases of a code: one text or a list of texts. */
static enum status enter_aliases(struct loading *load, const struct yaml_node *aliases,
                                 const struct code *code, struct failure *why)
{
    const char *const *texts = NULL;
    size_t count = 0;
    TRY(yaml_texts(load->arena, aliases, &texts, &count, why));
    if (aliases && aliases->type == YAML_SCALAR) {
        return enter_name(load, aliases, code, why);
    }
    for (const struct yaml_node *node = aliases ? aliases->children : NULL; node;
         node = node->next) {
        TRY(enter_name(load, node, code, why));
    }
    return STATUS_OK;
}

/* Enters a label, unless a code or alias has the name; a label two codes share leads nowhere. */
static void enter_label(struct loading *load, struct str label, const struct code *code)
{
    label = str_trim(label);
    unsigned long long hash = folded_hash(label);
    struct codelist_slot *slot =
        &load->slots[find_slot(load->slots, load->list->slot_mask, label, hash)];
    if (!slot->used) {
        *slot = (struct codelist_slot){label, code, hash, true, true};
    } else if (slot->label && slot->code != code) {
        slot->code = NULL;
    }
}

/* `years: [2010, 2011]` */
static enum status read_years(struct loading *load, const struct yaml_node *node, struct code *code,
                              struct failure *why)
{
    const char *const *texts = NULL;
    size_t count = 0;
    TRY(yaml_texts(load->arena, node, &texts, &count, why));
    if (!node) {
        return STATUS_OK;
    }
    code->first = count > 0 ? atoi(texts[0]) : 0;
    code->last = count > 0 ? atoi(texts[count - 1]) : 0;
    return count >= 1 && count <= 2 && code->first >= 1000 && code->last >= code->first &&
                   code->last <= 9999
               ? STATUS_OK
               : yaml_fail(why, node, STATUS_INPUT,
                           "expected the first and the last year that the code stands for. Write "
                           "years: [2010, 2011].");
}

static enum status read_code(struct loading *load, const struct yaml_node *node, size_t index,
                             struct failure *why)
{
    static const char *const keys[] = {"code",   "label", "aliases", "equivalents",
                                       "parent", "years", NULL};
    struct code *code = &load->list->codes[index];
    TRY(yaml_only(node, keys, why));
    TRY(yaml_text(node, "code", &code->code, why));
    TRY(label_read(yaml_get(node, "label"), &code->label, why));
    TRY(yaml_text_maybe(node, "parent", &code->parent, why));
    TRY(yaml_texts(load->arena, yaml_get(node, "equivalents"), &code->equivalents,
                   &code->equivalent_count, why));
    TRY(read_years(load, yaml_get(node, "years"), code, why));
    code->order = index;
    return enter_name(load, yaml_get(node, "code"), code, why);
}

static enum status read_codes(struct loading *load, struct failure *why)
{
    size_t i = 0;
    for (const struct yaml_node *node = load->codes->children; node; node = node->next) {
        TRY(read_code(load, node, i, why));
        i++;
    }
    i = 0;
    for (const struct yaml_node *node = load->codes->children; node; node = node->next) {
        TRY(enter_aliases(load, yaml_get(node, "aliases"), &load->list->codes[i], why));
        i++;
    }
    for (i = 0; i < load->list->count; i++) {
        const struct code *code = &load->list->codes[i];
        for (size_t k = 0; k < code->label.count; k++) {
            enter_label(load, str_of(code->label.texts[k]), code);
        }
    }
    return STATUS_OK;
}

/* How many names the list may have in all. */
static size_t count_names(const struct yaml_node *codes)
{
    size_t names = 0;
    for (const struct yaml_node *node = codes->children; node; node = node->next) {
        const struct yaml_node *aliases = yaml_get(node, "aliases");
        const struct yaml_node *label = yaml_get(node, "label");
        names += 3 + (aliases ? aliases->count : 0) + (label ? label->count : 0);
    }
    return names;
}

static enum status check_equivalents(const struct codelist *list, const struct yaml_node *codes,
                                     struct failure *why)
{
    size_t i = 0;
    for (const struct yaml_node *node = codes->children; node; node = node->next) {
        const struct code *code = &list->codes[i++];
        for (size_t k = 0; k < code->equivalent_count; k++) {
            const struct code *other = codelist_find(list, str_of(code->equivalents[k]));
            if (!other || strcmp(other->code, code->equivalents[k]) != 0) {
                return yaml_fail(why, yaml_get(node, "equivalents"), STATUS_INPUT,
                                 "\"%s\" is no code of this list. Name codes, not labels.",
                                 code->equivalents[k]);
            }
        }
    }
    return STATUS_OK;
}

/* `map: world`: the only map there is (write/map.h). */
static enum status read_map(struct codelist *list, const struct yaml_node *root,
                            struct failure *why)
{
    const char *map = NULL;
    TRY(yaml_text_maybe(root, "map", &map, why));
    list->on_map = map != NULL;
    if (map && strcmp(map, "world") != 0) {
        return yaml_fail(why, yaml_get(root, "map"), STATUS_INPUT,
                         "there is no map \"%.60s\". Write `map: world` for a list whose codes are "
                         "those of ISO 3166-1 in two letters.",
                         map);
    }
    return STATUS_OK;
}

enum status codelist_load(struct arena *arena, struct yaml_node *root, struct codelist *list,
                          struct failure *why)
{
    static const char *const keys[] = {"codelist",    "label", "source", "open",
                                       "parent_list", "map",   "codes",  NULL};
    const struct yaml_node *codes = NULL;
    *list = (struct codelist){0};
    TRY(yaml_only(root, keys, why));
    TRY(yaml_text(root, "codelist", &list->name, why));
    if (!str_is_name(str_of(list->name))) {
        return yaml_fail(why, yaml_get(root, "codelist"), STATUS_INPUT,
                         "\"%s\" is no name. Use lower-case letters, digits, - and _.", list->name);
    }
    TRY(label_read(yaml_get(root, "label"), &list->label, why));
    TRY(yaml_text_maybe(root, "source", &list->source, why));
    TRY(yaml_text_maybe(root, "parent_list", &list->parent_list, why));
    TRY(yaml_bool_maybe(root, "open", &list->open, why));
    TRY(read_map(list, root, why));
    TRY(yaml_need(root, "codes", &codes, why));
    if (codes->type != YAML_LIST) {
        return yaml_fail(why, codes, STATUS_INPUT,
                         "expected a list. Write one \"- {code: …, label: {en: …}}\" a line.");
    }
    size_t slots = 16;
    while (slots < count_names(codes) * 2) {
        slots *= 2;
    }
    struct loading load = {arena, list, arena_array(arena, slots, sizeof *load.slots), codes};
    list->codes = arena_array(arena, codes->count, sizeof *list->codes);
    if (!load.slots || !list->codes) {
        return fail_memory(why);
    }
    list->file = root;
    list->count = codes->count;
    list->slots = load.slots;
    list->slot_mask = slots - 1;
    TRY(read_codes(&load, why));
    return check_equivalents(list, codes, why);
}
