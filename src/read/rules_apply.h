/*
 * Applying the rules of a mapping to one element of a record's tree: from an element to values.
 * Private to this room.
 */
#ifndef READ_RULES_APPLY_H
#define READ_RULES_APPLY_H

#include "read/reader.h"

#define RECORD_LANGUAGES 16 /* that are looked at when a text states none */

/* What reading one record element needs to pass around. */
struct work {
    struct making making;
    struct reader *reader;
    const struct format *format;
    const struct xml_mapping *mapping; /* of .format */
    const struct xml_node *record;
    const struct tree_note *notes;
    struct str currency;                    /* of amounts that state none */
    struct str languages[RECORD_LANGUAGES]; /* of the record, when the mapping asks for them */
    size_t language_count;
    bool languages_known;
    struct str root_language; /* a copy, once it was needed */
};

/* Makes the values that @rule takes from @element. */
MUST_CHECK enum status apply_rule(struct work *work, const struct field_rule *rule,
                                  const struct xml_node *element);

/* True when all conditions of @list hold for @element. */
bool when_holds(const struct when_list *list, const struct xml_node *element);

bool str_among(struct str value, const char *const *values, size_t count);

/*
 * The language of a text of @element (nothing for a field without languages): stated nearest to it,
 * on itself, around it, on the record; else by the mapping's rule for scripts; else on the root.
 */
MUST_CHECK enum status find_language(struct work *work, const struct field *field,
                                     const struct xml_node *element, struct raw_value *raw);

#endif
