/* A text in several languages, as packs give it: {en: …, fr: …, es: …}. */
#ifndef MODEL_LABEL_H
#define MODEL_LABEL_H

#include "text/yaml.h"

#define LABEL_LANGUAGES 8

struct label {
    size_t count;
    const char *languages[LABEL_LANGUAGES];
    const char *texts[LABEL_LANGUAGES];
};

/* Reads a map of languages, or a plain scalar, which counts as English. NULL @node gives an empty
 * label. */
MUST_CHECK enum status label_read(const struct yaml_node *node, struct label *label,
                                  struct failure *why);

/* The text in @language, else in English, else the first, else @otherwise. */
const char *label_in(const struct label *label, const char *language, const char *otherwise);

/* Whether @text is the label in any language, whatever case and accents. */
bool label_is(const struct label *label, struct str text);

#endif
