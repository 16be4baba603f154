#include "text/tree.h"

#include "text/check.h"
#include "text/windows.h"

#define NOTES_LIMIT 200 /* of one record; what comes after adds nothing a reader could use */

const struct tree_carrier *const tree_carriers[] = {&xml_carrier,    &marc21_carrier, &ris_carrier,
                                                    &bibtex_carrier, &ics_carrier,    NULL};

const struct tree_carrier *tree_carrier_find(const char *type)
{
    for (size_t i = 0; tree_carriers[i]; i++) {
        if (strcmp(tree_carriers[i]->type, type) == 0) {
            return tree_carriers[i];
        }
    }
    return NULL;
}

struct xml_node *tree_top(struct arena *arena, const char *name, unsigned line)
{
    struct xml_node *node = arena_alloc(arena, sizeof *node);
    if (node) {
        node->name = name;
        node->space = "";
        node->line = line;
    }
    return node;
}

struct xml_node *tree_child(struct arena *arena, struct tree_branch *branch, const char *name,
                            unsigned line)
{
    struct xml_node *node = tree_top(arena, name, line);
    if (!node) {
        return NULL;
    }
    node->parent = branch->node;
    if (branch->last) {
        branch->last->next = node;
    } else {
        branch->node->children = node;
    }
    branch->last = node;
    return node;
}

bool tree_attribute(struct arena *arena, struct xml_node *node, const char *name, struct str value)
{
    struct xml_attribute *attribute = arena_alloc(arena, sizeof *attribute);
    if (!attribute) {
        return false;
    }
    *attribute = (struct xml_attribute){.name = name, .value = value, .next = node->attributes};
    node->attributes = attribute;
    return true;
}

bool tree_note_add(struct arena *arena, struct tree *tree, const struct tree_note *note)
{
    size_t count = 0;
    for (const struct tree_note *n = tree->notes; n; n = n->next) {
        count++;
    }
    if (count == NOTES_LIMIT) {
        return true;
    }
    struct tree_note *copy = arena_alloc(arena, sizeof *copy);
    if (!copy) {
        return false;
    }
    *copy = *note;
    copy->next = NULL;
    if (tree->last_note) {
        tree->last_note->next = copy;
    } else {
        tree->notes = copy;
    }
    tree->last_note = copy;
    return true;
}

enum status tree_check_text(struct tree *tree, struct str text, unsigned line, struct failure *why)
{
    const size_t bad = check_text(text);
    if (bad == text.length) {
        return STATUS_OK;
    }
    for (size_t i = 0; i < bad; i++) {
        line += text.at[i] == '\n';
    }
    tree->not_utf8 = text.at[bad] != '\0';
    return fail(why, STATUS_INPUT,
                tree->not_utf8 ? "line %u: a byte is not valid UTF-8. Save the file as UTF-8."
                               : "line %u: there is a NUL byte. Take it out.",
                line);
}

enum status tree_latin_text(struct arena *arena, struct tree *tree, struct str text, unsigned line,
                            struct str *clean, struct failure *why)
{
    static const struct tree_note note = {
        .type = TREE_LATIN,
        .value = {"Windows-1252", 12},
        .words = "The text is no UTF-8 and was read as Windows-1252 (Latin-1), as are records that "
                 "follow in this file and are no UTF-8. Look whether its letters are right, or "
                 "save the file as UTF-8."};
    struct tree_note here = note;
    *clean = text;
    if (check_text(text) == text.length) {
        return STATUS_OK;
    }
    if (!windows_fits(text)) {
        return tree_check_text(tree, text, line, why);
    }
    here.line = line;
    *clean = windows_text(arena, text);
    return clean->at && tree_note_add(arena, tree, &here) ? STATUS_OK : fail_memory(why);
}

char *tree_small(struct arena *arena, struct str text)
{
    char *copy = arena_copy(arena, text);
    for (char *at = copy; at && *at; at++) {
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
    }
    return copy;
}
