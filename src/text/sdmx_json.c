/*
 * SDMX-JSON data messages (SDMX-JSON 1.0 and 2.0, and what agencies wrote before them): the whole
 * message is a tree of jansson's, in which observations are found by their keys, "0:4:2", whose
 * numbers are places in the lists of values that the structure gives.
 */
#include "text/sdmx.h"
#include "text/sdmx_rows.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define BYTES_LIMIT ((size_t)64 * 1024 * 1024)
#define DEPTH_LIMIT 64U
#define VALUE_LIMIT 5000000U /* a value of a few bytes takes a hundred in the tree */
#define GROUP_LIMIT 10000U
#define NUMBER_TEXT 40

enum level { LEVEL_SET, LEVEL_SERIES, LEVEL_OBSERVATION, LEVELS };

struct message {
    json_t *root;
    json_t *data; /* the root or, in the standard, its "data" */
    struct sdmx_rows rows;
    struct arena texts; /* of the row at hand */
    bool given;
    unsigned number; /* of the observation, from 1 */

    size_t next_set;
    json_t *set, *structure;
    struct str flow;
    json_t *series; /* the object of all series of the set */
    void *series_at;
    json_t *observations;
    void *observation_at;
    const char *series_key; /* "" for observations directly in the set */
    json_t *series_object;
};

static const char *const level_names[LEVELS] = {"dataSet", "series", "observation"};

/* ---- texts ---- */

/* A number as the shortest text that gives it again. */
static void print_number(const json_t *value, char text[NUMBER_TEXT])
{
    if (json_is_integer(value)) {
        (void)snprintf(text, NUMBER_TEXT, "%lld", (long long)json_integer_value(value));
        return;
    }
    const double number = json_real_value(value);
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, NUMBER_TEXT, "%.*g", digits, number);
        if (strtod(text, NULL) >= number && strtod(text, NULL) <= number) {
            return;
        }
    }
}

/* A scalar as text; empty for null and for what is no scalar. */
static enum status text_of(struct message *m, const json_t *value, struct str *text,
                           struct failure *why)
{
    char number[NUMBER_TEXT];
    *text = (struct str){NULL, 0};
    if (json_is_string(value)) {
        *text = (struct str){json_string_value(value), json_string_length(value)};
    } else if (json_is_boolean(value)) {
        *text = str_of(json_is_true(value) ? "true" : "false");
    } else if (json_is_number(value)) {
        print_number(value, number);
        *text = arena_str(&m->texts, str_of(number));
        return text->at ? STATUS_OK : fail_memory(why);
    }
    return STATUS_OK;
}

static struct str string_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_string(value) ? (struct str){json_string_value(value), json_string_length(value)}
                                 : (struct str){NULL, 0};
}

/* What a value of a component's list is called: its code, else what it says. */
static struct str value_name(const json_t *value)
{
    static const char *const keys[] = {"id", "value", "name"};
    struct str text = json_is_string(value)
                          ? (struct str){json_string_value(value), json_string_length(value)}
                          : (struct str){NULL, 0};
    for (size_t i = 0; i < COUNT_OF(keys) && text.length == 0; i++) {
        text = string_of(value, keys[i]);
    }
    return text;
}

/* ---- components ---- */

/* The dimensions or attributes of a level. */
static const json_t *components(const struct message *m, const char *what, const char *level)
{
    return json_object_get(json_object_get(m->structure, what), level);
}

static enum status no_place(const struct message *m, const json_t *component, struct failure *why)
{
    return fail(why, STATUS_INPUT,
                "%s: observation %u has a place in the values of \"%.100s\" that is not there. "
                "Get the message again.",
                m->rows.file, m->number,
                string_of(component, "id").at ? string_of(component, "id").at : "");
}

/* Adds the value at @index of the component's list. */
static enum status add_indexed(struct message *m, const json_t *component, long long index,
                               struct failure *why)
{
    const json_t *values = json_object_get(component, "values");
    if (index < 0 || (size_t)index >= json_array_size(values)) {
        return no_place(m, component, why);
    }
    return sdmx_rows_add(&m->rows, string_of(component, "id"),
                         value_name(json_array_get(values, (size_t)index)), why);
}

/* One value of an attribute: a place among its values, or (2.0) the value itself, perhaps a text in
 * several languages. */
static enum status attribute_text(struct message *m, const json_t *component, json_t *given,
                                  struct str *text, struct failure *why)
{
    const json_t *values = json_object_get(component, "values");
    if (json_is_integer(given) && json_array_size(values) > 0) {
        const json_t *value = json_array_get(values, (size_t)json_integer_value(given));
        *text = value_name(value);
        return value ? STATUS_OK : no_place(m, component, why);
    }
    if (json_is_object(given)) {
        json_t *english = json_object_get(given, "en");
        const char *language = NULL;
        json_t *any = NULL, *first = NULL;
        json_object_foreach(given, language, any)
        {
            first = first ? first : any;
        }
        given = english ? english : first;
    }
    return text_of(m, given, text, why);
}

/* Adds an attribute; several values (2.0) are joined by "; ". */
static enum status add_attribute(struct message *m, const json_t *component, json_t *given,
                                 struct failure *why)
{
    struct str text, part;
    if (!json_is_array(given)) {
        TRY(attribute_text(m, component, given, &text, why));
        return sdmx_rows_add(&m->rows, string_of(component, "id"), text, why);
    }
    const char *joined = "";
    for (size_t i = 0; i < json_array_size(given) && joined; i++) {
        TRY(attribute_text(m, component, json_array_get(given, i), &part, why));
        joined = part.length == 0 ? joined
                                  : arena_printf(&m->texts, "%s%s%.*s", joined, *joined ? "; " : "",
                                                 STR_ARGS(part));
    }
    return joined ? sdmx_rows_add(&m->rows, string_of(component, "id"), str_of(joined), why)
                  : fail_memory(why);
}

static enum status add_attributes(struct message *m, const char *level, const json_t *given,
                                  size_t from, struct failure *why)
{
    const json_t *list = components(m, "attributes", level);
    for (size_t i = 0; i < json_array_size(list) && i + from < json_array_size(given); i++) {
        TRY(add_attribute(m, json_array_get(list, i), json_array_get(given, i + from), why));
    }
    return STATUS_OK;
}

/* Takes the next number of a key such as "0:4:2"; false when there is none. */
static bool next_number(const char **key, long long *number)
{
    char *end = NULL;
    if (**key < '0' || **key > '9') {
        return false;
    }
    *number = strtoll(*key, &end, 10);
    *key = *end == ':' ? end + 1 : end;
    return *end == ':' || *end == '\0';
}

/* The dimensions of a level by the places in @key. */
static enum status add_key(struct message *m, const char *level, const char *key,
                           struct failure *why)
{
    const json_t *list = components(m, "dimensions", level);
    const char *rest = key;
    for (size_t i = 0; i < json_array_size(list); i++) {
        long long number = 0;
        if (!next_number(&rest, &number)) {
            return fail(why, STATUS_INPUT,
                        "%s: observation %u has the key \"%.100s\", which does not fit the "
                        "dimensions. Get the message again.",
                        m->rows.file, m->number, key);
        }
        TRY(add_indexed(m, json_array_get(list, i), number, why));
    }
    return STATUS_OK;
}

/* Dimensions that are the same in the whole set have one value each. */
static enum status add_set_dimensions(struct message *m, struct failure *why)
{
    const json_t *list = components(m, "dimensions", level_names[LEVEL_SET]);
    for (size_t i = 0; i < json_array_size(list); i++) {
        TRY(add_indexed(m, json_array_get(list, i), 0, why));
    }
    return STATUS_OK;
}

/* ---- attributes of groups (2.0) ---- */

static const json_t *dimension_at(const struct message *m, size_t position)
{
    for (size_t level = 0; level < LEVELS; level++) {
        const json_t *list = components(m, "dimensions", level_names[level]);
        for (size_t i = 0; i < json_array_size(list); i++) {
            const json_t *dimension = json_array_get(list, i);
            const json_t *place = json_object_get(dimension, "keyPosition");
            if (json_is_integer(place) && json_integer_value(place) == (json_int_t)position) {
                return dimension;
            }
        }
    }
    return NULL;
}

/* True when the row has the values that the key "0::2" names; an empty part is any value. */
static bool fits(const struct message *m, const char *key)
{
    for (size_t position = 0; *key; position++) {
        const json_t *dimension = dimension_at(m, position);
        long long number = 0;
        if (*key == ':') {
            key++;
            continue;
        }
        if (!dimension || !next_number(&key, &number)) {
            return false;
        }
        const json_t *value = json_array_get(json_object_get(dimension, "values"), (size_t)number);
        if (!str_equal(value_name(value), sdmx_rows_value(&m->rows, string_of(dimension, "id")))) {
            return false;
        }
    }
    return true;
}

static enum status add_groups(struct message *m, struct failure *why)
{
    json_t *groups = json_object_get(m->set, "dimensionGroupAttributes");
    const char *key = NULL;
    json_t *given = NULL;
    if (json_object_size(groups) > GROUP_LIMIT) {
        return fail(why, STATUS_LIMIT, "%s: the message has more than %u groups. Divide it.",
                    m->rows.file, GROUP_LIMIT);
    }
    json_object_foreach(groups, key, given)
    {
        if (fits(m, key)) {
            TRY(add_attributes(m, "dimensionGroup", given, 0, why));
        }
    }
    return STATUS_OK;
}

/* ---- data sets ---- */

/* "AGENCY:ID(VERSION)" from a URN "…=ECB:EXR(1.0)" or an address ".../ECB/EXR/1.0". */
static enum status flow_of(struct message *m, struct failure *why)
{
    const json_t *links = json_object_get(m->structure, "links");
    m->flow = (struct str){NULL, 0};
    for (size_t i = 0; i < json_array_size(links) && m->flow.length == 0; i++) {
        const json_t *link = json_array_get(links, i);
        const struct str urn = string_of(link, "urn"), href = string_of(link, "href");
        const char *equals = urn.length > 0 ? strrchr(urn.at, '=') : NULL;
        const char *path = href.length > 0 ? strstr(href.at, "/dataflow/") : NULL;
        char agency[64] = "", id[64] = "", version[64] = "";
        if (!str_is(string_of(link, "rel"), "dataflow")) {
            continue;
        }
        if (equals) {
            m->flow = str_of(equals + 1);
        } else if (path &&
                   sscanf(path, "/dataflow/%63[^/?]/%63[^/?]/%63[^/?]", agency, id, version) >= 2) {
            m->flow = str_of(arena_printf(&m->rows.arena, "%s:%s%s%s%s", agency, id,
                                          version[0] ? "(" : "", version, version[0] ? ")" : ""));
            TRY(m->flow.at ? STATUS_OK : fail_memory(why));
        }
    }
    return STATUS_OK;
}

/* Moves to the next data set; false when there is none. */
static enum status next_set(struct message *m, bool *found, struct failure *why)
{
    json_t *sets = json_object_get(m->data, "dataSets");
    *found = m->next_set < json_array_size(sets);
    if (!*found) {
        return STATUS_OK;
    }
    m->set = json_array_get(sets, m->next_set++);
    const json_t *index = json_object_get(m->set, "structure");
    json_t *structures = json_object_get(m->data, "structures");
    m->structure =
        structures ? json_array_get(structures,
                                    json_is_integer(index) ? (size_t)json_integer_value(index) : 0)
                   : json_object_get(m->data, "structure");
    if (str_is(string_of(m->set, "action"), "Delete")) {
        return fail(why, STATUS_INPUT,
                    "%s: the message asks to delete observations, which an import does not do. "
                    "Import the series as they are now.",
                    m->rows.file);
    }
    m->series = json_object_get(m->set, "series");
    m->series_at = json_object_iter(m->series);
    m->observations = json_object_get(m->set, "observations");
    m->observation_at = json_object_iter(m->observations);
    m->series_key = "";
    m->series_object = NULL;
    return flow_of(m, why);
}

/* Moves to the next observation; false in *@found at the end. */
static enum status find_observation(struct message *m, bool *found, struct failure *why)
{
    *found = m->observation_at != NULL;
    while (!*found) {
        if (m->series_at) {
            m->series_key = json_object_iter_key(m->series_at);
            m->series_object = json_object_iter_value(m->series_at);
            m->observations = json_object_get(m->series_object, "observations");
            m->observation_at = json_object_iter(m->observations);
            m->series_at = json_object_iter_next(m->series, m->series_at);
        } else {
            bool more = false;
            TRY(next_set(m, &more, why));
            if (!more) {
                return STATUS_OK;
            }
        }
        *found = m->observation_at != NULL;
    }
    return STATUS_OK;
}

/* ---- rows ---- */

/* The measures at the head of an observation; *@count is how many. */
static enum status add_measures(struct message *m, const json_t *values, size_t *count,
                                struct failure *why)
{
    const json_t *measures = components(m, "measures", level_names[LEVEL_OBSERVATION]);
    *count = json_array_size(measures) > 1 ? json_array_size(measures) : 1;
    for (size_t i = 0; i < *count; i++) {
        struct str text, id = string_of(json_array_get(measures, i), "id");
        TRY(text_of(m, json_array_get(values, i), &text, why));
        TRY(sdmx_rows_add(&m->rows, *count > 1 ? id : str_of("OBS_VALUE"), text, why));
    }
    return STATUS_OK;
}

static enum status make_row(struct message *m, struct table_row *row, struct failure *why)
{
    const char *key = json_object_iter_key(m->observation_at);
    const json_t *values = json_object_iter_value(m->observation_at);
    size_t measures = 1;
    m->observation_at = json_object_iter_next(m->observations, m->observation_at);
    m->number++;
    m->rows.pair_count = 0;
    arena_clear(&m->texts);
    TRY(sdmx_rows_add(&m->rows, str_of("DATAFLOW"), m->flow, why));
    TRY(add_set_dimensions(m, why));
    if (m->series_object) {
        TRY(add_key(m, level_names[LEVEL_SERIES], m->series_key, why));
    }
    TRY(add_key(m, level_names[LEVEL_OBSERVATION], key, why));
    TRY(add_measures(m, values, &measures, why));
    TRY(add_attributes(m, level_names[LEVEL_OBSERVATION], values, measures, why));
    TRY(add_attributes(m, level_names[LEVEL_SERIES],
                       json_object_get(m->series_object, "attributes"), 0, why));
    TRY(add_groups(m, why));
    TRY(add_attributes(m, level_names[LEVEL_SET], json_object_get(m->set, "attributes"), 0, why));
    return sdmx_rows_end(&m->rows, m->number, row, why);
}

static enum step message_next(void *state, struct table_row *row, struct failure *why)
{
    struct message *m = state;
    bool found = false;
    if (m->rows.waiting) {
        sdmx_rows_waiting(&m->rows, row);
        return STEP_ITEM;
    }
    enum status status = find_observation(m, &found, why);
    if (status == STATUS_OK && found) {
        status = make_row(m, row, why);
    } else if (status == STATUS_OK && m->number == 0) {
        status = fail(why, STATUS_INPUT, "%s: the SDMX message has no observations.", m->rows.file);
    }
    return status != STATUS_OK ? STEP_ERROR : found ? STEP_ITEM : STEP_DONE;
}

/* ---- the table ---- */

static enum step message_sheet(void *state, struct failure *why)
{
    struct message *m = state;
    (void)why;
    const bool given = m->given;
    m->given = true;
    return given ? STEP_DONE : STEP_ITEM;
}

static void message_close(void *state)
{
    struct message *m = state;
    json_decref(m->root);
    sdmx_rows_close(&m->rows);
    arena_release(&m->texts);
    free(m);
}

/* The deepest nesting of objects and arrays, and how many values there are; not in strings. */
static unsigned depth_of(struct str text, unsigned *values)
{
    unsigned depth = 0, deepest = 0;
    bool string = false;
    *values = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        i += string && c == '\\';
        string = string != (c == '"');
        *values += !string && (c == ',' || c == '{' || c == '[');
        depth += !string && (c == '{' || c == '[');
        depth -= !string && (c == '}' || c == ']') && depth > 0;
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest;
}

static enum status parse(struct message *m, struct str text, struct failure *why)
{
    json_error_t error;
    unsigned values = 0;
    if (depth_of(text, &values) > DEPTH_LIMIT) {
        return fail(why, STATUS_LIMIT,
                    "%s: the JSON file has more than %u levels and is refused. No data needs them.",
                    m->rows.file, DEPTH_LIMIT);
    }
    if (values > VALUE_LIMIT) {
        return fail(why, STATUS_LIMIT,
                    "%s: the JSON file has more than %u values and is refused. Ask for the data as "
                    "SDMX-ML or SDMX-CSV.",
                    m->rows.file, VALUE_LIMIT);
    }
    m->root = json_loadb(text.at, text.length, JSON_REJECT_DUPLICATES, &error);
    if (!m->root) {
        return fail(why, STATUS_INPUT, "%s:%d: this is no JSON: %.160s. Get the file again.",
                    m->rows.file, error.line, error.text);
    }
    json_t *data = json_object_get(m->root, "data");
    m->data = json_is_object(data) ? data : m->root;
    if (!json_is_array(json_object_get(m->data, "dataSets"))) {
        return fail(why, STATUS_INPUT,
                    "%s: this JSON file is no SDMX data message: it has no data sets, perhaps only "
                    "structures or code lists. Ask for the data themselves.",
                    m->rows.file);
    }
    return STATUS_OK;
}

enum status table_open_sdmx_json(struct source *source, struct table **table, struct failure *why)
{
    static const struct table_type type = {message_sheet, message_next, message_close, 1, NULL};
    struct message *m = calloc(1, sizeof *m);
    struct buf text;
    *table = NULL;
    if (!m) {
        return fail_memory(why);
    }
    arena_init(&m->texts, BYTES_LIMIT);
    buf_init(&text, BYTES_LIMIT);
    enum status status = sdmx_rows_open(&m->rows, source_name(source), why);
    if (status == STATUS_OK) {
        status = source_read_all(source, "Ask for the data as SDMX-ML or SDMX-CSV.", &text, why);
    }
    if (status == STATUS_OK) {
        status = parse(m, buf_view(&text), why);
    }
    buf_release(&text);
    if (status != STATUS_OK) {
        message_close(m);
        return status;
    }
    return table_open(&type, m, table, why);
}
