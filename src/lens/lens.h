/*
 * Lenses (docs/lenses.md): written, versioned definitions of a theme, laid over records of any
 * kind.
 *
 * All lenses of a pack share one matcher, so that a record's text is scanned once for all of them.
 * A lens set is read-only after loading; each thread classifies with its own lens_run.
 */
#ifndef LENS_LENS_H
#define LENS_LENS_H

#include "base/buf.h"
#include "model/pack.h"
#include "model/record.h"

/* How strongly a record belongs, after the OECD-DAC policy marker. A larger number is stronger. */
enum weight { WEIGHT_NONE, WEIGHT_CANDIDATE, WEIGHT_SIGNIFICANT, WEIGHT_PRINCIPAL };

const char *weight_name(enum weight weight); /* "principal", …; "" for none */
enum weight weight_of_name(struct str name); /* WEIGHT_NONE for no weight's name */

struct lens_theme {
    const char *name;
    struct label label;
    struct label description; /* what belongs to it and what does not, for people; or empty */
};

/* A lens as others see it. */
struct lens {
    const char *name;
    long long version;
    struct label label;
    struct label description;
    const struct kind **kinds; /* that it applies to */
    size_t kind_count;
    const struct lens_theme *themes;
    size_t theme_count;
    size_t index;    /* in its set */
    long long twice; /* of 100 tags, how many two people have to judge */
    const struct lens_rules *rules;
};

struct lens_set;

/* Reads every lens of the pack. The first error ends it: a broken rule never silently matches
 * nothing. */
MUST_CHECK enum status lens_set_load(struct arena *arena, const struct pack *pack,
                                     struct lens_set **set, struct failure *why);

size_t lens_set_count(const struct lens_set *set);
const struct lens *lens_set_at(const struct lens_set *set, size_t index);

/* STATUS_NOT_FOUND with the nearest name when there is none. */
MUST_CHECK enum status lens_set_find(const struct lens_set *set, const char *name,
                                     const struct lens **lens, struct failure *why);

/* Their names, ending with NULL. */
const char *const *lens_set_names(const struct lens_set *set);

/* True when the lens looks at records of @kind. */
bool lens_applies(const struct lens *lens, const struct kind *kind);

/* True when some lens needs the values of @field (or of that sub-field) to decide: the others need
 * not be loaded to classify. */
bool lens_set_reads(const struct lens_set *set, const struct field *field);

/*
 * The kind of a bare document, which is of no kind of the pack: a `title`, and a `text` in one or
 * more values. Every lens can be laid over it (name it in lens_question.only): conditions that look
 * at the title of some kind look at the title, those that look at other text fields at the text.
 */
const struct kind *lens_set_document(const struct lens_set *set);

/* The exact place that made a rule hold. */
struct evidence {
    const char *rule;          /* term list, "words" (of the lens set), or "sector=15190" */
    const struct value *value; /* in the record */
    uint32_t offset, length;   /* bytes of value->text */
};

#define EVIDENCE_MAX 16 /* kept for one tag; */
#define EVIDENCE_PER_RULE                                                                          \
    4 /* and of these for one rule. The rest would say the same once more.                         \
       */

struct tag {
    const struct lens *lens;
    const char *theme; /* "" for the lens as a whole */
    enum weight weight;
    const struct evidence *evidence;
    size_t evidence_count;
};

struct lens_run;
MUST_CHECK enum status lens_run_open(const struct lens_set *set, struct lens_run **run,
                                     struct failure *why);
void lens_run_close(struct lens_run *run); /* accepts NULL */

/*
 * Lays all lenses that apply (or only @only, when it is not NULL) over the record. The tags are in
 * @arena. With @text_only, conditions on coded fields never hold: only words count.
 *
 * With @every_place (and @only) evidence is not a sample: it is every place at which the rules that
 * made the lens hold were found, in the order of the text, each once for a rule; a place inside a
 * longer one of the same rule is left out. STATUS_LIMIT when its term lists have more than
 * a million places in all.
 */
struct lens_question {
    const struct lens *only;
    bool text_only;
    bool every_place;
};
MUST_CHECK enum status lens_classify(struct lens_run *run, const struct record *record,
                                     const struct lens_question *question, struct arena *arena,
                                     struct tag **tags, size_t *count, struct failure *why);

/*
 * Evidence as the store keeps it: "RULE FIELD.SEQ OFFSET+LENGTH" a line, with blanks and % in RULE
 * percent-encoded.
 */
void evidence_print(const struct tag *tag, struct buf *out);

/*
 * A number that is the same for the same tags with the same evidence, in any run of the program,
 * and another for others, but for an accident of one in 2^64.
 */
uint64_t tags_digest(const struct tag *tags, size_t count);

/*
 * Reads it again and finds the values in @record. An entry whose field or place is no longer there
 * is left out.
 */
MUST_CHECK enum status evidence_parse(struct arena *arena, struct str text,
                                      const struct record *record, struct evidence **evidence,
                                      size_t *count, struct failure *why);

#endif
