/*
 * What has to be read again and must not be read from a copy of the database: the secrets of second
 * steps, and drafts (quality.md U28). It is sealed (XChaCha20-Poly1305, of libsodium) with a key of
 * 32 bytes that is not in the database but in a file beside it, DATABASE.key, which is made when it
 * is first needed and which only its owner may read. Each seal is good for one use and one account.
 */
#ifndef WORK_VAULT_H
#define WORK_VAULT_H

#include "store/store.h"

#define VAULT_ENDING ".key" /* of the key's file, behind the database's name */

/* What is sealed, and whose it is: what is sealed for one is not opened for another. */
struct vault_use {
    const char *what; /* "second-step", "draft" */
    long long account;
};

/* *@sealed is a text, in @arena: "sealed:…". */
MUST_CHECK enum status vault_seal(struct store *store, struct arena *arena,
                                  const struct vault_use *use, struct str plain, struct str *sealed,
                                  struct failure *why);

/*
 * *@plain is in @arena. A text that is not sealed, from before there was a key, is given as it is.
 * STATUS_INTEGRITY, with words, when the key is not there, or is not the one of the seal.
 */
MUST_CHECK enum status vault_open(struct store *store, struct arena *arena,
                                  const struct vault_use *use, struct str sealed, struct str *plain,
                                  struct failure *why);

#endif
