/* Paths and places as a mapping writes them: checked and cut into steps. */
#include "read/path.h"

#define PART_LIMIT 1000000 /* bytes into a value that a range may reach */

static bool is_name_byte(char c, bool first)
{
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                        ((unsigned char)c & 0x80) != 0;
    return letter || (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
}

/* True for an XML name; an attribute may have one prefix ("xml:lang"). */
static bool is_xml_name(struct str name, bool attribute)
{
    bool first = true, prefixed = false;
    for (size_t i = 0; i < name.length; i++) {
        if (name.at[i] == ':' && attribute && !prefixed && !first) {
            prefixed = first = true;
        } else if (is_name_byte(name.at[i], first)) {
            first = false;
        } else {
            return false;
        }
    }
    return !first;
}

static enum status refuse(const struct yaml_node *node, const char *text, const char *mend,
                          struct failure *why)
{
    return yaml_fail(why, node, STATUS_INPUT, "\"%.100s\" is no path: %s", text, mend);
}

/* ---- the parts of a step ---- */

/* The end of the bracket that begins at @at, which is behind its "]"; NULL when it never ends. */
static const char *bracket_end(const char *at, const char *end)
{
    char quote = '\0';
    for (; at < end; at++) {
        if (quote) {
            quote = *at == quote ? '\0' : quote;
        } else if (*at == '"' || *at == '\'') {
            quote = *at;
        } else if (*at == ']') {
            return at + 1;
        }
    }
    return NULL;
}

/* The part of a path up to the next stroke that is in no bracket. */
static struct str next_part(const char *at, const char *end)
{
    const char *p = at;
    while (p < end && *p != '/') {
        const char *behind = *p == '[' ? bracket_end(p, end) : p + 1;
        p = behind ? behind : end;
    }
    return (struct str){at, (size_t)(p - at)};
}

static bool read_number(struct str text, size_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || *number > PART_LIMIT) {
            return false;
        }
        *number = *number * 10 + (size_t)(text.at[i] - '0');
    }
    return text.length > 0 && *number <= PART_LIMIT;
}

/* `35-37` or `35`. */
static const char *read_range(struct str inside, struct path *path)
{
    struct str first = inside, last = inside;
    const char *dash = memchr(inside.at, '-', inside.length);
    if (dash) {
        first.length = (size_t)(dash - inside.at);
        last = (struct str){dash + 1, inside.length - first.length - 1};
    }
    if (!read_number(first, &path->first) || !read_number(last, &path->last) ||
        path->first > path->last) {
        return "in brackets stands a condition such as [@tag=245], or the places of characters "
               "such as [35-37].";
    }
    path->part = true;
    return NULL;
}

/* `@tag=245`, `@tag="a b"`. The texts are copied; a failed copy gives a NULL name. */
static const char *read_condition(struct arena *arena, struct str inside, struct path_step *step)
{
    const char *sign = memchr(inside.at, '=', inside.length);
    struct str name = str_trim((struct str){inside.at + 1, inside.length - 1});
    struct str value = {0};
    if (sign) {
        name = str_trim((struct str){inside.at + 1, (size_t)(sign - inside.at) - 1});
        value = str_trim((struct str){sign + 1, (size_t)(inside.at + inside.length - sign) - 1});
    }
    if (!sign || !is_xml_name(name, true)) {
        return "a condition has the form [@attribute=value].";
    }
    if (value.length > 0 && (value.at[0] == '"' || value.at[0] == '\'')) {
        if (value.length < 2 || value.at[value.length - 1] != value.at[0]) {
            return "the quote of its condition never ends.";
        }
        value = (struct str){value.at + 1, value.length - 2};
    } else if (value.length == 0) {
        return "its condition has no value. Write [@attribute=value], or \"\" for none.";
    }
    step->attribute = arena_copy(arena, name);
    step->value = arena_str(arena, value);
    return NULL;
}

/* `!dimension` */
static const char *read_without(struct arena *arena, struct str inside, struct path_step *step)
{
    const struct str name = str_trim((struct str){inside.at + 1, inside.length - 1});
    if (!is_xml_name(name, false)) {
        return "a condition has the form [@attribute=value] or [!child].";
    }
    step->without = arena_copy(arena, name);
    return NULL;
}

/* What stands in brackets behind the name of an element, or behind `.` and `@name`. */
static const char *read_brackets(struct arena *arena, struct str rest, bool last, struct path *path,
                                 struct path_step *step)
{
    const char *const end = rest.at + rest.length;
    for (const char *at = rest.at; at < end;) {
        const char *behind = *at == '[' ? bracket_end(at, end) : NULL;
        const char *mend = NULL;
        if (!behind || behind - at < 3) {
            return "a [ that never ends, or text behind a ]. Write name[@attribute=value].";
        }
        const struct str inside = {at + 1, (size_t)(behind - at) - 2};
        if (inside.at[0] == '!' && step && !step->without) {
            mend = read_without(arena, inside, step);
        } else if (inside.at[0] != '@') {
            mend = last && !path->part && behind == end
                       ? read_range(inside, path)
                       : "the places of characters stand at its end only.";
        } else if (!step || step->attribute) {
            mend = "an element has one condition at most, and an attribute none.";
        } else {
            mend = read_condition(arena, inside, step);
        }
        if (mend) {
            return mend;
        }
        at = behind;
    }
    return NULL;
}

/* Takes one part of a path, between two strokes. @last: no part follows. */
static enum status take_part(struct arena *arena, struct str part, bool last, struct path *path,
                             const char **mend)
{
    const bool attribute = part.length > 0 && part.at[0] == '@';
    const char *bracket = memchr(part.at, '[', part.length);
    struct str name = {part.at, bracket ? (size_t)(bracket - part.at) : part.length};
    const struct str rest = {name.at + name.length, part.length - name.length};
    const bool own = str_is(name, ".") && path->count == 0 && last;
    if (attribute) {
        name = (struct str){name.at + 1, name.length - 1};
    }
    if (attribute && !last) {
        *mend = "an @attribute stands at its end only.";
    } else if (str_is(name, ".") && !own) {
        *mend = "\".\" stands alone, for the element's own text. Leave it out.";
    } else if (!own && !is_xml_name(name, attribute)) {
        *mend = "write element names joined by one \"/\", with an @attribute at the end or not.";
    } else if (!own && !attribute && path->count == PATH_STEPS) {
        *mend = "it passes more than 8 elements. Shorten it.";
    }
    if (*mend) {
        return STATUS_OK;
    }
    struct path_step *step = attribute || own ? NULL : &path->steps[path->count++];
    const char *copy = own ? "" : arena_copy(arena, name);
    if (!copy) {
        return STATUS_NOMEM;
    }
    if (step) {
        *step = (struct path_step){.name = copy};
    } else if (attribute) {
        path->attribute = copy;
    }
    *mend = read_brackets(arena, rest, last, path, step);
    return STATUS_OK;
}

static enum status parse(struct arena *arena, const struct yaml_node *node, struct str text,
                         struct path *path, struct failure *why)
{
    *path = (struct path){0};
    while (text.length >= 2 && memcmp(text.at, "..", 2) == 0 && path->up < PATH_STEPS &&
           (text.length == 2 || text.at[2] == '/')) {
        path->up++;
        text = text.length > 3 ? (struct str){text.at + 3, text.length - 3} : str_of(".");
    }
    if (text.length == 0) {
        return refuse(node, "", "it is empty. Write \".\" for the element's own text.", why);
    }
    const char *const end = text.at + text.length;
    for (const char *at = text.at; at;) {
        const struct str part = next_part(at, end);
        const bool last = part.at + part.length == end;
        const char *mend = NULL;
        if (take_part(arena, part, last, path, &mend) != STATUS_OK) {
            return fail_memory(why);
        }
        if (mend) {
            const char *whole = arena_copy(arena, text);
            return whole ? refuse(node, whole, mend, why) : fail_memory(why);
        }
        at = last ? NULL : part.at + part.length + 1;
    }
    return STATUS_OK;
}

enum status path_parse(struct arena *arena, const struct yaml_node *node, const char *text,
                       struct path *path, struct failure *why)
{
    return parse(arena, node, str_of(text), path, why);
}

/* ---- templates ---- */

/* `{year}-{month}`: the holes and the text between them. */
static enum status read_template(struct arena *arena, const struct yaml_node *node,
                                 const char *text, struct path_place *place, struct failure *why)
{
    size_t count = 0;
    for (const char *at = text; (at = strchr(at, '{')); at++) {
        count++;
    }
    struct path_hole *holes = arena_array(arena, count, sizeof *holes);
    if (!holes) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        const char *open = strchr(text, '{'), *close = open ? strchr(open, '}') : NULL;
        if (!close || memchr(open + 1, '{', (size_t)(close - open) - 1)) {
            return refuse(node, text, "a { has no }. Write {path} for each part.", why);
        }
        holes[i].before = (struct str){text, (size_t)(open - text)};
        TRY(parse(arena, node, (struct str){open + 1, (size_t)(close - open) - 1}, &holes[i].path,
                  why));
        text = close + 1;
    }
    *place = (struct path_place){.holes = holes, .hole_count = count, .after = str_of(text)};
    return STATUS_OK;
}

enum status path_list_read(struct arena *arena, const struct yaml_node *node,
                           struct path_list *list, struct failure *why)
{
    const char *const *texts = NULL;
    size_t count = 0;
    *list = (struct path_list){0};
    if (!node) {
        return STATUS_OK;
    }
    TRY(yaml_texts(arena, node, &texts, &count, why));
    if (count == 0) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "the list is empty. Name at least one path, or leave the key out.");
    }
    struct path_place *places = arena_array(arena, count, sizeof *places);
    if (!places) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        if (strchr(texts[i], '{')) {
            list->templates = true;
            TRY(read_template(arena, node, texts[i], &places[i], why));
        } else {
            TRY(path_parse(arena, node, texts[i], &places[i].path, why));
        }
    }
    list->places = places;
    list->count = count;
    return STATUS_OK;
}

enum status path_attribute(struct arena *arena, const struct yaml_node *node, const char **name,
                           struct failure *why)
{
    struct path_list list;
    *name = NULL;
    TRY(path_list_read(arena, node, &list, why));
    if (list.count == 0) {
        return STATUS_OK;
    }
    const struct path_place *place = &list.places[0];
    if (list.count > 1 || list.templates || place->path.count > 0 || place->path.part ||
        !place->path.attribute) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "expected the name of one attribute. Write \"@name\", in quotes.");
    }
    *name = place->path.attribute;
    return STATUS_OK;
}
