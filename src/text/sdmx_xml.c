/*
 * SDMX-ML data messages: the splitter hands out the header and what stands directly in a data set,
 * a series, a group or an observation at a time; each is made a small tree and walked.
 *
 * Elements are known by their local names, which tell all versions apart that have to be: generic
 * messages have keys in <Value> elements, the others have them in attributes.
 */
#include "text/sdmx.h"
#include "text/sdmx_pairs.h"
#include "text/sdmx_rows.h"

#include <stdlib.h>

#define GROUP_LIMIT 10000U
#define GROUP_BYTES ((size_t)64 * 1024 * 1024)
#define PIECE_BYTES ((size_t)160 * 1024 * 1024)

/* The attributes of a group, its key among them. */
struct group {
    struct pair_list pairs;
    unsigned data_set;
    bool loose; /* <Atts> of 3.0: without a dimension they are of the whole set */
};

/* What a structure of the header says of the data sets that refer to it. */
struct structure {
    struct str id, flow, dimension; /* of observations in a series; empty: time */
};

struct sdmx {
    struct source *source;
    struct xml_splitter *splitter;
    struct xml_parser *parser;
    struct sdmx_rows rows;
    struct arena kept;  /* structures, groups, the data set's attributes */
    struct arena piece; /* the tree at hand */
    bool given;         /* the only sheet */
    bool whole;         /* the groups have been read beforehand */
    bool any;           /* there has been an observation */
    struct str footer;

    struct structure *structures;
    size_t structure_count, structure_capacity;
    struct group *groups;
    size_t group_count, group_capacity;

    unsigned data_set; /* its number, from 1 */
    struct str flow, dimension;
    struct pair_list attributes; /* of the data set */

    const struct xml_node *group;  /* of SDMX-ML 2.0: one with series in it; else NULL */
    const struct xml_node *series; /* NULL: observations stand in the data set */
    const struct xml_node *next;   /* the next observation, or what is looked at for one */
    struct pair_list above;        /* of the series, and of the group it stands in */
};

/* ---- the header ---- */

/* The first element of that name below @node, at most @depth levels down. */
static const struct xml_node *find(const struct xml_node *node, const char *name, unsigned depth)
{
    const struct xml_node *found = xml_child(node, name);
    const struct xml_node *child = depth > 0 ? node->children : NULL;
    for (; child && !found; child = child->next) {
        found = find(child, name, depth - 1);
    }
    return found;
}

/* "AGENCY:ID(VERSION)" of a reference, as SDMX-CSV writes it. */
static enum status flow_of(struct sdmx *s, const struct xml_node *structure, struct str *flow,
                           struct failure *why)
{
    const struct xml_node *urn = find(structure, "URN", 3), *ref = find(structure, "Ref", 3);
    *flow = (struct str){NULL, 0};
    if (ref) {
        const struct str agency = xml_attribute(ref, "agencyID");
        const struct str version = xml_attribute(ref, "version"), id = xml_attribute(ref, "id");
        const bool numbered = version.length > 0;
        *flow = str_of(arena_printf(&s->kept, "%.*s%s%.*s%s%.*s%s", STR_ARGS(agency),
                                    agency.length > 0 ? ":" : "", STR_ARGS(id), numbered ? "(" : "",
                                    STR_ARGS(version), numbered ? ")" : ""));
    } else if (urn) {
        const struct str text = str_trim(urn->text);
        const char *equals = text.length > 0 ? memchr(text.at, '=', text.length) : NULL;
        const size_t skip = equals ? (size_t)(equals + 1 - text.at) : 0;
        *flow = arena_str(&s->kept, (struct str){text.at + skip, text.length - skip});
    } else {
        return STATUS_OK;
    }
    return flow->at ? STATUS_OK : fail_memory(why);
}

static enum status take_header(struct sdmx *s, const struct xml_node *header, struct failure *why)
{
    for (const struct xml_node *n = xml_child(header, "Structure"); n; n = xml_next(n)) {
        struct structure *grown = arena_grow(&s->kept, s->structures, s->structure_count,
                                             &s->structure_capacity, sizeof *grown);
        if (!grown) {
            return fail_memory(why);
        }
        s->structures = grown;
        struct structure *made = &grown[s->structure_count++];
        *made = (struct structure){
            .id = arena_str(&s->kept, xml_attribute(n, "structureID")),
            .dimension = arena_str(&s->kept, xml_attribute(n, "dimensionAtObservation"))};
        TRY(flow_of(s, n, &made->flow, why));
        if (!made->id.at || !made->dimension.at) {
            return fail_memory(why);
        }
    }
    return STATUS_OK;
}

/* ---- data sets and groups ---- */

static enum status begin_data_set(struct sdmx *s, const struct xml_node *head, struct failure *why)
{
    const struct str ref = xml_attribute(head, "structureRef");
    const struct str flow = xml_attribute(head, "dataflowID");
    if (str_is(xml_attribute(head, "action"), "Delete")) {
        return fail(why, STATUS_INPUT,
                    "%s: the message asks to delete observations, which an import does not do. "
                    "Import the series as they are now.",
                    s->rows.file);
    }
    s->data_set++;
    s->dimension = (struct str){NULL, 0};
    s->flow = flow.length > 0 ? arena_str(&s->kept, flow) : (struct str){NULL, 0};
    for (size_t i = 0; i < s->structure_count; i++) {
        const struct structure *structure = &s->structures[i];
        if (s->structure_count == 1 || str_equal(structure->id, ref)) {
            s->dimension = structure->dimension;
            s->flow = structure->flow.length > 0 ? structure->flow : s->flow;
        }
    }
    if (str_is(s->dimension, "AllDimensions")) {
        s->dimension = (struct str){NULL, 0};
    }
    s->attributes = (struct pair_list){.count = 0};
    TRY(pairs_add_attributes(&s->piece, &s->attributes, head, true, why));
    return pairs_keep(&s->kept, &s->attributes, why);
}

static enum status take_group(struct sdmx *s, const struct xml_node *node, struct failure *why)
{
    struct pair_list pairs = {.count = 0};
    TRY(pairs_add_all(&s->piece, &pairs, node, why));
    TRY(pairs_keep(&s->kept, &pairs, why));
    struct group *grown =
        s->group_count == GROUP_LIMIT
            ? NULL
            : arena_grow(&s->kept, s->groups, s->group_count, &s->group_capacity, sizeof *grown);
    if (!grown) {
        return fail(why, STATUS_LIMIT, "%s: the message has more than %u groups. Divide it.",
                    s->rows.file, GROUP_LIMIT);
    }
    s->groups = grown;
    grown[s->group_count++] = (struct group){pairs, s->data_set, strcmp(node->name, "Atts") == 0};
    return STATUS_OK;
}

/* True when the row being made has the group's key: what both have is the same. */
static bool belongs(const struct sdmx *s, const struct group *group)
{
    bool any = false;
    for (size_t i = 0; i < group->pairs.count; i++) {
        const struct sdmx_pair *pair = &group->pairs.at[i];
        const struct str value = sdmx_rows_value(&s->rows, pair->name);
        if (value.length > 0 && !str_equal(value, str_trim(pair->value))) {
            return false;
        }
        any = any || value.length > 0;
    }
    return (any || group->loose) && group->data_set == s->data_set;
}

/* ---- pieces ---- */

static enum status parse(struct sdmx *s, const struct xml_piece *piece, struct xml_node **node,
                         struct failure *why)
{
    arena_clear(&s->piece);
    if (piece->head) {
        return xml_parse_start_tag(&s->piece, piece->bytes, node, why);
    }
    if (!s->parser) {
        TRY(xml_parser_open(xml_splitter_root(s->splitter), &s->parser, why));
    }
    return xml_parse(s->parser, &s->piece, piece->bytes, piece->line, node, why);
}

static enum status take_footer(struct sdmx *s, const struct xml_node *footer, struct failure *why)
{
    const struct xml_node *text = find(footer, "Text", 3);
    s->footer = text ? arena_str(&s->kept, str_trim(text->text)) : s->footer;
    return !text || s->footer.at ? STATUS_OK : fail_memory(why);
}

static enum status begin_series(struct sdmx *s, const struct xml_node *series, struct failure *why)
{
    s->series = series;
    s->next = series->children;
    s->above = (struct pair_list){.count = 0};
    TRY(pairs_add_all(&s->piece, &s->above, series, why));
    return s->group ? pairs_add_all(&s->piece, &s->above, s->group, why) : STATUS_OK;
}

/* A group: of SDMX-ML 2.0 with its series in it, else with a key that some series have. */
static enum status begin_group(struct sdmx *s, const struct xml_node *node, struct failure *why)
{
    const struct xml_node *series = xml_child(node, "Series");
    if (series) {
        s->group = node;
        return begin_series(s, series, why);
    }
    if (s->whole) {
        return STATUS_OK;
    }
    if (s->any) {
        return fail(why, STATUS_INPUT,
                    "%s: the message has groups behind the series they belong to, and cannot be "
                    "read from a pipe. Save it and import it by its name.",
                    s->rows.file);
    }
    return take_group(s, node, why);
}

/* Attributes of the data set in a generic message: they stand in an element of it. */
static enum status take_attributes(struct sdmx *s, struct xml_node *node, struct failure *why)
{
    const struct xml_node parent = {.name = "", .children = node};
    TRY(pairs_add_values(&s->piece, &s->attributes, &parent, "Attributes", why));
    return pairs_keep(&s->kept, &s->attributes, why);
}

/* Gets ready for what stands in the piece. */
static enum status begin_piece(struct sdmx *s, const struct xml_piece *piece, struct xml_node *node,
                               struct failure *why)
{
    if (piece->head) {
        return begin_data_set(s, node, why);
    }
    if (strcmp(node->name, "Header") == 0) {
        return take_header(s, node, why);
    }
    if (strcmp(node->name, "Footer") == 0) {
        return take_footer(s, node, why);
    }
    if (strcmp(node->name, "Attributes") == 0) {
        return take_attributes(s, node, why);
    }
    if (strcmp(node->name, "Series") == 0) {
        return begin_series(s, node, why);
    }
    if (strcmp(node->name, "Obs") == 0) {
        s->next = node;
        return STATUS_OK;
    }
    if (strcmp(node->name, "KeyFamilyRef") == 0) {
        s->flow = s->flow.length > 0 ? s->flow : arena_str(&s->kept, str_trim(node->text));
        return s->flow.at ? STATUS_OK : fail_memory(why);
    }
    return begin_group(s, node, why);
}

/* The next piece of the file. A damaged one is given as a row that is none. */
static enum step next_piece(struct sdmx *s, struct table_row *row, struct failure *why)
{
    struct xml_piece piece;
    struct xml_node *node = NULL;
    struct failure words;
    const enum step step = xml_splitter_next(s->splitter, &piece, why);
    s->group = s->series = s->next = NULL;
    s->above = (struct pair_list){.count = 0};
    if (step != STEP_ITEM) {
        return step;
    }
    const enum status status = parse(s, &piece, &node, &words);
    if (status == STATUS_OK) {
        return begin_piece(s, &piece, node, why) == STATUS_OK ? STEP_ITEM : STEP_ERROR;
    }
    row->line = piece.line;
    row->bytes = piece.bytes;
    const enum status kind = status == STATUS_NOMEM ? STATUS_LIMIT : status;
    return fail(why, kind, "%s", words.text) == STATUS_OK ? STEP_ITEM : STEP_ERROR;
}

/* ---- observations ---- */

static enum status add_list(struct sdmx *s, const struct pair_list *list, struct failure *why)
{
    for (size_t i = 0; i < list->count; i++) {
        TRY(sdmx_rows_add(&s->rows, list->at[i].name, list->at[i].value, why));
    }
    return STATUS_OK;
}

/* What only observations have: the dimension that tells them apart in their series, and values. */
static enum status add_observed(struct sdmx *s, const struct xml_node *obs, struct failure *why)
{
    const struct xml_node *dimension = xml_child(obs, "ObsDimension");
    const struct xml_node *time = xml_child(obs, "Time"), *value = xml_child(obs, "ObsValue");
    if (dimension) {
        const struct str id = xml_attribute(dimension, "id");
        const struct str other = s->dimension.length > 0 ? s->dimension : str_of("TIME_PERIOD");
        TRY(sdmx_rows_add(&s->rows, id.length > 0 ? id : other, xml_attribute(dimension, "value"),
                          why));
    }
    if (time) {
        TRY(sdmx_rows_add(&s->rows, str_of("TIME_PERIOD"), time->text, why));
    }
    /* Measures as a dimension of their own: the type of the observation is the measure. */
    const struct str type = xml_attribute(obs, "type");
    if (type.length > 0 && !str_is(s->dimension, "TIME_PERIOD")) {
        const char *colon = memchr(type.at, ':', type.length);
        const size_t skip = colon ? (size_t)(colon + 1 - type.at) : 0;
        TRY(sdmx_rows_add(&s->rows, s->dimension, (struct str){type.at + skip, type.length - skip},
                          why));
    }
    return value ? sdmx_rows_add(&s->rows, str_of("OBS_VALUE"), xml_attribute(value, "value"), why)
                 : STATUS_OK;
}

static enum status make_row(struct sdmx *s, const struct xml_node *obs, struct table_row *row,
                            struct failure *why)
{
    struct pair_list own = {.count = 0};
    s->any = true;
    s->rows.pair_count = 0;
    TRY(sdmx_rows_add(&s->rows, str_of("DATAFLOW"), s->flow, why));
    TRY(add_list(s, &s->above, why));
    TRY(pairs_add_all(&s->piece, &own, obs, why));
    TRY(add_list(s, &own, why));
    TRY(add_observed(s, obs, why));
    for (size_t i = 0; i < s->group_count; i++) {
        if (belongs(s, &s->groups[i])) {
            TRY(add_list(s, &s->groups[i].pairs, why));
        }
    }
    TRY(add_list(s, &s->attributes, why));
    return sdmx_rows_end(&s->rows, obs->line, row, why);
}

/* The next observation in the piece at hand, or NULL. */
static enum status next_in_piece(struct sdmx *s, const struct xml_node **obs, struct failure *why)
{
    *obs = NULL;
    while (!*obs && (s->next || s->group)) {
        const struct xml_node *at = s->next;
        if (at) {
            *obs = strcmp(at->name, "Obs") == 0 ? at : NULL;
            s->next = s->series ? at->next : NULL;
            continue;
        }
        const struct xml_node *series = xml_next(s->series);
        if (!series) {
            s->group = NULL;
        } else {
            TRY(begin_series(s, series, why));
        }
    }
    return STATUS_OK;
}

static enum step finish(struct sdmx *s, struct failure *why)
{
    enum status status = STATUS_OK;
    if (!xml_splitter_complete(s->splitter)) {
        status = fail(why, STATUS_INPUT,
                      "%s: the file ends before its root element is closed. Get it again.",
                      s->rows.file);
    } else if (!s->any) {
        status = fail(why, STATUS_INPUT, "%s: the SDMX message has no observations.%s%.500s",
                      s->rows.file, s->footer.length > 0 ? " It says: " : "",
                      s->footer.length > 0 ? s->footer.at : "");
    }
    return status == STATUS_OK ? STEP_DONE : STEP_ERROR;
}

static enum step sdmx_next(void *state, struct table_row *row, struct failure *why)
{
    struct sdmx *s = state;
    const struct xml_node *obs = NULL;
    if (s->rows.waiting) {
        sdmx_rows_waiting(&s->rows, row);
        return STEP_ITEM;
    }
    for (;;) {
        if (next_in_piece(s, &obs, why) != STATUS_OK) {
            return STEP_ERROR;
        }
        if (obs) {
            return make_row(s, obs, row, why) == STATUS_OK ? STEP_ITEM : STEP_ERROR;
        }
        const enum step step = next_piece(s, row, why);
        if (step != STEP_ITEM) {
            return step == STEP_DONE ? finish(s, why) : step;
        }
    }
}

/* ---- the table ---- */

static enum status open_splitter(struct sdmx *s, struct failure *why)
{
    static const char *const names[] = {"Header", "Footer", NULL};
    xml_splitter_close(s->splitter);
    s->splitter = NULL;
    TRY(xml_splitter_open(s->source, names, &s->splitter, why));
    xml_splitter_within(s->splitter, "DataSet");
    s->data_set = 0;
    return STATUS_OK;
}

/* The local name of the piece's element. */
static struct str name_of(struct str bytes)
{
    size_t from = 1, to = 1;
    while (to < bytes.length && !memchr(" \t\r\n/>", bytes.at[to], 6)) {
        from = bytes.at[to] == ':' ? to + 1 : from;
        to++;
    }
    return (struct str){bytes.at + from, to - from};
}

/* True for elements that cannot be groups. */
static bool is_other(struct str name)
{
    return str_is(name, "Series") || str_is(name, "Obs") || str_is(name, "Header") ||
           str_is(name, "Footer") || str_is(name, "Attributes") || str_is(name, "KeyFamilyRef");
}

/* Reads all groups before anything else. What is damaged is told when it comes again. */
static enum status read_groups(struct sdmx *s, struct failure *why)
{
    struct xml_piece piece;
    struct xml_node *node = NULL;
    struct failure words;
    while (xml_splitter_next(s->splitter, &piece, &words) == STEP_ITEM) {
        s->data_set += piece.head;
        if (!piece.head && !is_other(name_of(piece.bytes)) &&
            parse(s, &piece, &node, &words) == STATUS_OK && !xml_child(node, "Series")) {
            TRY(take_group(s, node, why));
        }
    }
    if (!source_rewind(s->source)) {
        return fail(why, STATUS_IO, "%s: cannot be read a second time.", s->rows.file);
    }
    s->whole = true;
    return open_splitter(s, why);
}

static enum step sdmx_sheet(void *state, struct failure *why)
{
    struct sdmx *s = state;
    (void)why;
    const bool given = s->given;
    s->given = true;
    return given ? STEP_DONE : STEP_ITEM;
}

static void sdmx_close(void *state)
{
    struct sdmx *s = state;
    xml_splitter_close(s->splitter);
    xml_parser_close(s->parser);
    sdmx_rows_close(&s->rows);
    arena_release(&s->kept);
    arena_release(&s->piece);
    free(s);
}

enum status table_open_sdmx_xml(struct source *source, struct table **table, struct failure *why)
{
    static const struct table_type type = {sdmx_sheet, sdmx_next, sdmx_close, 1, NULL};
    struct sdmx *s = calloc(1, sizeof *s);
    *table = NULL;
    if (!s) {
        return fail_memory(why);
    }
    s->source = source;
    arena_init(&s->kept, GROUP_BYTES);
    arena_init(&s->piece, PIECE_BYTES);
    /* Looking at a source that can be rewound does not take anything from it. */
    const bool again = source_rewind(source);
    enum status status = sdmx_rows_open(&s->rows, source_name(source), why);
    if (status == STATUS_OK) {
        status = open_splitter(s, why);
    }
    if (status == STATUS_OK && again) {
        status = read_groups(s, why);
    }
    if (status != STATUS_OK) {
        sdmx_close(s);
        return status;
    }
    return table_open(&type, s, table, why);
}
