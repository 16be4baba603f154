#include "table/names.h"

#include "base/near.h"

#include <stdio.h>

#define SHOWN 6 /* names in a hint when none is near */

const char *names_hint(char hint[NAMES_HINT], struct str word, const char *const *names)
{
    char text[128];
    (void)snprintf(text, sizeof text, "%.*s", STR_ARGS(word));
    const char *near = near_name(text, names);
    if (near) {
        (void)snprintf(hint, NAMES_HINT, "Did you mean \"%s\"?", near);
        return hint;
    }
    if (!names[0]) {
        (void)snprintf(hint, NAMES_HINT, "There is none to choose from.");
        return hint;
    }
    size_t length = (size_t)snprintf(hint, NAMES_HINT, "Choose from: ");
    for (size_t i = 0; names[i] && i <= SHOWN && length < NAMES_HINT; i++) {
        const char *name = i == SHOWN ? "…" : names[i];
        length += (size_t)snprintf(hint + length, NAMES_HINT - length, i ? ", %s" : "%s", name);
    }
    return hint;
}

const char *const *names_of_kinds(struct arena *arena, const struct pack *pack)
{
    const char **names = arena_array(arena, pack->kind_count + 1, sizeof *names);
    for (size_t i = 0; names && i < pack->kind_count; i++) {
        names[i] = pack->kinds[i].name;
    }
    return names;
}

bool names_is_number(const struct field *field)
{
    return field->type == FIELD_MONEY || field->type == FIELD_DECIMAL ||
           field->type == FIELD_INTEGER;
}

const char *const *names_of_fields(struct arena *arena, const struct kind *kind, bool numbers)
{
    const char **names = arena_array(arena, kind->field_count + 1, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; names && i < kind->field_count; i++) {
        if (!numbers || names_is_number(&kind->fields[i])) {
            names[count++] = kind->fields[i].name;
        }
    }
    return names;
}

static enum status check_theme(const struct lens *lens, struct str theme, struct failure *why)
{
    const char *names[64];
    size_t count = 0;
    char hint[NAMES_HINT];
    for (size_t i = 0; i < lens->theme_count; i++) {
        if (str_is(theme, lens->themes[i].name)) {
            return STATUS_OK;
        }
        if (count < COUNT_OF(names) - 1) {
            names[count++] = lens->themes[i].name;
        }
    }
    names[count] = NULL;
    return fail(why, STATUS_INPUT, "the lens \"%s\" has no theme \"%.*s\". %s", lens->name,
                STR_ARGS(theme), names_hint(hint, theme, names));
}

static enum status check_tag(const struct lens_set *lenses, struct str tag, struct failure *why)
{
    static const char *const none[] = {NULL};
    const char *const *names = lenses ? lens_set_names(lenses) : none;
    struct str theme = tag, name;
    bool themed = memchr(tag.at, '/', tag.length) != NULL;
    char hint[NAMES_HINT];
    (void)str_split(&theme, '/', &name);
    for (size_t i = 0; names[i]; i++) {
        if (str_is(name, names[i])) {
            return themed ? check_theme(lens_set_at(lenses, i), theme, why) : STATUS_OK;
        }
    }
    return fail(why, STATUS_INPUT, "there is no lens \"%.*s\". %s", STR_ARGS(name),
                names_hint(hint, name, names));
}

enum status names_check_tags(const struct lens_set *lenses, const struct condition *condition,
                             struct failure *why)
{
    bool tags = strcmp(condition->name, "tag") == 0 || strcmp(condition->name, "candidate") == 0;
    for (size_t i = 0; !condition->field && tags && i < condition->value_count; i++) {
        TRY(check_tag(lenses, str_of(condition->values[i]), why));
    }
    return STATUS_OK;
}
