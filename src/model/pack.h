/*
 * A pack: the folder of plain files that fills the program with definitions. The kinds and code
 * lists are loaded here; lenses, formats, tables and claims are loaded by the rooms that understand
 * them, from pack_files().
 */
#ifndef MODEL_PACK_H
#define MODEL_PACK_H

#include "model/glossary.h"
#include "model/home.h"
#include "model/kind.h"
#include "model/profile.h"

/* Under which conditions the data may be used. */
struct licence {
    const char *name;  /* "CC-BY-4.0", after the Open Definition */
    const char *path;  /* address of its text, or NULL */
    const char *title; /* or NULL */
};

/* Words, or phrases, that mean the same, in any languages: who looks for one finds all. */
struct synonyms {
    const char *const *words;
    size_t count;
};

/* Tables that stand together in the list of tables: those that documents number, or of some kinds.
 */
struct table_group {
    struct label label;
    bool numbered;
    const struct kind **kinds;
    size_t kind_count;
};

struct pack {
    struct arena *arena; /* everything in the pack lives here */
    const char *dir;
    const char *name;
    const char *version;
    struct label label;
    struct codelist *lists;
    size_t list_count;
    struct kind *kinds;
    size_t kind_count;
    const char *example_lens;          /* whose first record `crosscut demo` explains, or NULL */
    const char *example_kind;          /* of that record */
    const char *const *example_tables; /* that it prints */
    size_t example_table_count;
    const struct label *method; /* paragraphs: what counts, and how it is decided */
    size_t method_count;
    const struct profile *profiles;
    size_t profile_count;
    const char *contact; /* an e-mail address, or NULL */
    const struct licence *licences;
    size_t licence_count;
    const char *licence;               /* the address of the first of them, or NULL */
    struct label rights;               /* what may be done with the data, in words; may be empty */
    struct label publisher;            /* who stands behind the register; may be empty */
    const struct corridors *corridors; /* or NULL */
    const struct home *home;           /* or NULL */
    const struct glossary *glossary;   /* or NULL */
    const struct table_group *table_groups; /* the first that a table fits is its own */
    size_t table_group_count;
    const struct synonyms *synonyms;
    size_t synonym_count;
    unsigned char digest[16]; /* of kinds/, codelists/ and formats/: changes when a record would be
                                 read otherwise */
};

/* Reads pack.yaml, codelists/ and kinds/ below @dir. The pack lives as long as @arena. */
MUST_CHECK enum status pack_load(struct arena *arena, const char *dir, struct pack **pack,
                                 struct failure *why);

const struct kind *pack_kind(const struct pack *pack, struct str name); /* also by plural */
const struct profile *pack_profile(const struct pack *pack, struct str path);
const struct codelist *pack_list(const struct pack *pack, const char *name);

/*
 * The paths of the .yaml files in the pack's @folder, in order of their names; none when the folder
 * is missing.
 */
MUST_CHECK enum status pack_files(struct arena *arena, const struct pack *pack, const char *folder,
                                  const char *const **paths, size_t *count, struct failure *why);

/* The same for files with another ending. */
struct pack_folder {
    const char *name, *ending;
};
MUST_CHECK enum status pack_files_in(struct arena *arena, const struct pack *pack,
                                     struct pack_folder folder, const char *const **paths,
                                     size_t *count, struct failure *why);

/* A digest of all files of the pack: changes when anything would be said otherwise. */
MUST_CHECK enum status pack_digest(struct arena *arena, const struct pack *pack,
                                   unsigned char digest[16], struct failure *why);

#endif
