#include "text/sdmx_pairs.h"

static enum status add(struct arena *arena, struct pair_list *list, struct str name,
                       struct str value, struct failure *why)
{
    struct sdmx_pair *grown =
        arena_grow(arena, list->at, list->count, &list->capacity, sizeof *grown);
    if (!grown) {
        return fail_memory(why);
    }
    list->at = grown;
    grown[list->count++] = (struct sdmx_pair){name, value};
    return STATUS_OK;
}

/* Attributes that say something of the element, not of the data (XML Schema, SDMX-ML 3B 2.3). */
static bool is_technical(const char *name, bool data_set)
{
    static const char always[] = " type action setID structureRef dataScope schemaLocation ";
    static const char of_set[] =
        " keyFamilyURI datasetID dataProviderSchemeAgencyId dataProviderSchemeAgencyID "
        "dataProviderSchemeId dataProviderID dataflowAgencyID dataflowID reportingBeginDate "
        "reportingEndDate validFromDate validToDate publicationYear publicationPeriod "
        "isMetadataSet dataSetID namespace noNamespaceSchemaLocation ";
    char spaced[80];
    const size_t length = strlen(name);
    if (length > sizeof spaced - 3) {
        return false;
    }
    spaced[0] = ' ';
    memcpy(spaced + 1, name, length);
    memcpy(spaced + length + 1, " ", 2);
    return strncmp(name, "xml:", 4) == 0 || strstr(always, spaced) ||
           (data_set && strstr(of_set, spaced));
}

/* The attributes of a structure-specific element. */
enum status pairs_add_attributes(struct arena *arena, struct pair_list *list,
                                 const struct xml_node *node, bool data_set, struct failure *why)
{
    for (const struct xml_attribute *a = node->attributes; a; a = a->next) {
        if (!is_technical(a->name, data_set)) {
            TRY(add(arena, list, str_of(a->name), a->value, why));
        }
    }
    return STATUS_OK;
}

/* The <Value>s in the child of that name: id= in 2.1, concept= in 2.0. */
enum status pairs_add_values(struct arena *arena, struct pair_list *list,
                             const struct xml_node *parent, const char *child, struct failure *why)
{
    const struct xml_node *values = xml_child(parent, child);
    const struct xml_node *value = values ? xml_child(values, "Value") : NULL;
    for (; value; value = xml_next(value)) {
        const struct str id = xml_attribute(value, "id");
        TRY(add(arena, list, id.at ? id : xml_attribute(value, "concept"),
                xml_attribute(value, "value"), why));
    }
    return STATUS_OK;
}

/* An attribute of several values, or of texts (3.0): <Comp id="X"><Value>a</Value>…; joined by ";
 * ". */
static enum status add_comp(struct arena *arena, struct pair_list *list,
                            const struct xml_node *comp, struct failure *why)
{
    const char *joined = "";
    const struct xml_node *value = xml_child(comp, "Value");
    for (; value && joined; value = xml_next(value)) {
        const struct xml_node *text =
            xml_child(value, "Text"); /* the first language stands for all */
        const struct str part = str_trim(text ? text->text : value->text);
        joined = part.length == 0
                     ? joined
                     : arena_printf(arena, "%s%s%.*s", joined, *joined ? "; " : "", STR_ARGS(part));
    }
    return joined ? add(arena, list, xml_attribute(comp, "id"), str_of(joined), why)
                  : fail_memory(why);
}

static enum status add_comps(struct arena *arena, struct pair_list *list,
                             const struct xml_node *node, struct failure *why)
{
    const struct xml_node *comp = xml_child(node, "Comp");
    for (; comp; comp = xml_next(comp)) {
        TRY(add_comp(arena, list, comp, why));
    }
    return STATUS_OK;
}

/* Everything an element says of itself, in either form. */
enum status pairs_add_all(struct arena *arena, struct pair_list *list, const struct xml_node *node,
                          struct failure *why)
{
    static const char *const children[] = {"SeriesKey", "GroupKey", "ObsKey", "Attributes"};
    const bool generic = xml_child(node, "SeriesKey") || xml_child(node, "GroupKey") ||
                         xml_child(node, "ObsKey") || xml_child(node, "ObsValue") ||
                         xml_child(node, "Attributes");
    for (size_t i = 0; generic && i < COUNT_OF(children); i++) {
        TRY(pairs_add_values(arena, list, node, children[i], why));
    }
    if (generic) {
        return STATUS_OK;
    }
    TRY(pairs_add_attributes(arena, list, node, false, why));
    return add_comps(arena, list, node, why);
}

enum status pairs_keep(struct arena *arena, struct pair_list *list, struct failure *why)
{
    struct sdmx_pair *copy = arena_array(arena, list->count + 1, sizeof *copy);
    for (size_t i = 0; copy && i < list->count; i++) {
        copy[i].name = arena_str(arena, list->at[i].name);
        copy[i].value = arena_str(arena, list->at[i].value);
        if (!copy[i].name.at || !copy[i].value.at) {
            return fail_memory(why);
        }
    }
    list->at = copy;
    list->capacity = list->count;
    return copy ? STATUS_OK : fail_memory(why);
}
