#include "work/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "sealed:"
#define KEY_BYTES crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define MAC_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define KEY_LINE (KEY_BYTES * 2 + 1) /* in hexadecimal digits, and the end of the line */

/* ---- the key ---- */

static enum status say_errno(const char *path, const char *what, struct failure *why)
{
    return fail(why, STATUS_IO, "%s: the key cannot be %s: %s.", path, what, strerror(errno));
}

/* Reads the open file; *@there is false when it holds no key. */
static enum status read_line(int file, const char *path, unsigned char key[KEY_BYTES],
                             struct failure *why)
{
    char line[KEY_LINE + 1];
    struct stat about;
    size_t length = 0;
    const ssize_t got = read(file, line, sizeof line);
    if (fstat(file, &about) != 0 || got < 0) {
        return say_errno(path, "read", why);
    }
    if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return fail(
            why, STATUS_INTEGRITY,
            "%s can be read by others than its owner. Look who has read it, then: chmod 600.",
            path);
    }
    const bool good = got == KEY_LINE &&
                      sodium_hex2bin(key, KEY_BYTES, line, KEY_LINE - 1, NULL, &length, NULL) == 0;
    sodium_memzero(line, sizeof line);
    return good && length == KEY_BYTES
               ? STATUS_OK
               : fail(why, STATUS_INTEGRITY, "%s holds no key. Bring it back from a backup.", path);
}

static enum status read_key(const char *path, unsigned char key[KEY_BYTES], struct failure *why)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) {
        return errno == ENOENT ? fail(why, STATUS_NOT_FOUND, "%s is not there.", path)
                               : say_errno(path, "read", why);
    }
    const enum status status = read_line(file, path, key, why);
    (void)close(file);
    return status;
}

/* Writes a new key to a file of its own, which then gets the name, if nothing has it yet: who reads
 * the key finds all of it or nothing. */
static enum status write_key(const char *path, const char *draft, int file, struct failure *why)
{
    unsigned char key[KEY_BYTES];
    char line[KEY_LINE + 1];
    randombytes_buf(key, sizeof key);
    (void)sodium_bin2hex(line, sizeof line, key, sizeof key);
    line[KEY_LINE - 1] = '\n';
    const bool written = write(file, line, KEY_LINE) == KEY_LINE && fsync(file) == 0;
    sodium_memzero(line, sizeof line);
    sodium_memzero(key, sizeof key);
    if (!written || (link(draft, path) != 0 && errno != EEXIST)) {
        return say_errno(path, "written", why);
    }
    return STATUS_OK;
}

static enum status make_key(struct arena *arena, const char *path, struct failure *why)
{
    char *draft = arena_printf(arena, "%s.XXXXXX", path);
    const int file = draft ? mkstemp(draft) : -1; /* 0600 */
    if (!draft) {
        return fail_memory(why);
    }
    if (file < 0) {
        return say_errno(path, "written", why);
    }
    const enum status status = write_key(path, draft, file, why);
    (void)close(file);
    (void)unlink(draft);
    return status;
}

static enum status get_key(struct store *store, struct arena *arena, bool make,
                           unsigned char key[KEY_BYTES], struct failure *why)
{
    const char *path = arena_printf(arena, "%s" VAULT_ENDING, store_path(store));
    if (!path || sodium_init() < 0) {
        return fail_memory(why);
    }
    enum status status = read_key(path, key, why);
    if (status == STATUS_NOT_FOUND && make) {
        TRY(make_key(arena, path, why));
        status = read_key(path, key, why);
    }
    return status;
}

/* ---- sealing ---- */

/* What the seal is bound to. */
static const char *bound_to(struct arena *arena, const struct vault_use *use)
{
    return arena_printf(arena, "crosscut %s of %lld", use->what, use->account);
}

enum status vault_seal(struct store *store, struct arena *arena, const struct vault_use *use,
                       struct str plain, struct str *sealed, struct failure *why)
{
    unsigned char key[KEY_BYTES];
    const size_t length = NONCE_BYTES + plain.length + MAC_BYTES;
    const size_t room = sodium_base64_ENCODED_LEN(length, sodium_base64_VARIANT_ORIGINAL);
    const char *bound = bound_to(arena, use);
    unsigned char *bytes = arena_alloc(arena, length);
    char *text = arena_alloc(arena, sizeof PREFIX - 1 + room);
    if (!bound || !bytes || !text) {
        return fail_memory(why);
    }
    TRY(get_key(store, arena, true, key, why));
    randombytes_buf(bytes, NONCE_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        bytes + NONCE_BYTES, NULL, (const unsigned char *)plain.at, plain.length,
        (const unsigned char *)bound, strlen(bound), NULL, bytes, key);
    sodium_memzero(key, sizeof key);
    memcpy(text, PREFIX, sizeof PREFIX - 1);
    (void)sodium_bin2base64(text + sizeof PREFIX - 1, room, bytes, length,
                            sodium_base64_VARIANT_ORIGINAL);
    *sealed = str_of(text);
    return STATUS_OK;
}

static enum status not_opened(struct store *store, const struct vault_use *use, struct failure *why)
{
    return fail(why, STATUS_INTEGRITY,
                "A %s cannot be read: %s" VAULT_ENDING " is not the key that it was sealed with. "
                "Bring the key back from a backup.",
                use->what, store_path(store));
}

enum status vault_open(struct store *store, struct arena *arena, const struct vault_use *use,
                       struct str sealed, struct str *plain, struct failure *why)
{
    unsigned char key[KEY_BYTES];
    unsigned long long opened = 0;
    size_t length = 0;
    if (!str_starts(sealed, PREFIX)) {
        *plain = sealed;
        return STATUS_OK;
    }
    const struct str text = {sealed.at + sizeof PREFIX - 1, sealed.length - (sizeof PREFIX - 1)};
    const char *bound = bound_to(arena, use);
    unsigned char *bytes = arena_alloc(arena, text.length + 1);
    unsigned char *to = arena_alloc(arena, text.length + 1);
    if (!bound || !bytes || !to) {
        return fail_memory(why);
    }
    if (sodium_base642bin(bytes, text.length, text.at, text.length, NULL, &length, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        length < NONCE_BYTES + MAC_BYTES) {
        return not_opened(store, use, why);
    }
    const enum status status = get_key(store, arena, false, key, why);
    if (status != STATUS_OK) {
        return status == STATUS_NOT_FOUND ? not_opened(store, use, why) : status;
    }
    const int wrong = crypto_aead_xchacha20poly1305_ietf_decrypt(
        to, &opened, NULL, bytes + NONCE_BYTES, length - NONCE_BYTES, (const unsigned char *)bound,
        strlen(bound), bytes, key);
    sodium_memzero(key, sizeof key);
    *plain = (struct str){(const char *)to, (size_t)opened};
    return wrong == 0 ? STATUS_OK : not_opened(store, use, why);
}
