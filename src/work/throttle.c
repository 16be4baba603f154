#include "work/throttle.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#define SETS 1024 /* a power of two */
#define WAYS 4    /* entries in each */

struct entry {
    uint64_t hash; /* 0: free */
    unsigned failures;
    long long last; /* when the last one was */
};

struct throttle {
    pthread_mutex_t lock;
    unsigned char key[crypto_shorthash_KEYBYTES]; /* so that nobody can choose who gives way */
    struct entry entries[SETS][WAYS];
};

enum status throttle_open(struct throttle **throttle, struct failure *why)
{
    *throttle = calloc(1, sizeof **throttle);
    if (!*throttle || sodium_init() < 0) {
        return fail_memory(why);
    }
    crypto_shorthash_keygen((*throttle)->key);
    (void)pthread_mutex_init(&(*throttle)->lock, NULL);
    return STATUS_OK;
}

void throttle_close(struct throttle *throttle)
{
    if (throttle) {
        (void)pthread_mutex_destroy(&throttle->lock);
        free(throttle);
    }
}

static uint64_t hash_of(const struct throttle *throttle, char kind, const void *bytes,
                        size_t length)
{
    unsigned char all[256] = {(unsigned char)kind}, hash[crypto_shorthash_BYTES];
    uint64_t number;
    length = length < sizeof all - 1 ? length : sizeof all - 1;
    if (length > 0) {
        memcpy(all + 1, bytes, length);
    }
    (void)crypto_shorthash(hash, all, length + 1, throttle->key);
    memcpy(&number, hash, sizeof number);
    return number | 1;
}

static uint64_t hash_of_address(const struct throttle *throttle, struct str address)
{
    char text[INET6_ADDRSTRLEN] = "";
    struct in6_addr number;
    if (address.length > 0 && address.length < sizeof text) {
        memcpy(text, address.at, address.length);
    }
    /* One person has 2^64 addresses of IPv6. */
    return inet_pton(AF_INET6, text, &number) == 1
               ? hash_of(throttle, '6', &number, 8)
               : hash_of(throttle, '4', address.at, address.length);
}

/* The entry of @hash; or the one that gives way to it, emptied. */
static struct entry *find(struct throttle *throttle, uint64_t hash, long long now)
{
    struct entry *set = throttle->entries[hash / 2 % SETS], *found = &set[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].hash == hash) {
            found = &set[i];
            break;
        }
        found = set[i].last < found->last ? &set[i] : found;
    }
    if (found->hash != hash || now - found->last > THROTTLE_MEMORY) {
        *found = (struct entry){.hash = hash, .last = now};
    }
    return found;
}

/* How long one has to wait still. A clock that was set back makes nobody wait for long. */
static unsigned wait_of(const struct entry *entry, unsigned free_tries, long long now)
{
    if (entry->failures < free_tries) {
        return 0;
    }
    const unsigned over = entry->failures - free_tries;
    const long long pause = over < 6 ? 1LL << over : THROTTLE_LONGEST;
    const long long left = entry->last + pause - now;
    return left <= 0 ? 0 : left > THROTTLE_LONGEST ? THROTTLE_LONGEST : (unsigned)left;
}

static void count(struct entry *entry, long long now)
{
    entry->failures += entry->failures < 1000 ? 1 : 0;
    entry->last = now;
}

unsigned throttle_try(struct throttle *throttle, struct str name, struct str address, long long now)
{
    const uint64_t names = hash_of(throttle, 'n', name.at, name.length);
    const uint64_t addresses = hash_of_address(throttle, address);
    (void)pthread_mutex_lock(&throttle->lock);
    const unsigned a = wait_of(find(throttle, names, now), THROTTLE_NAME_FREE, now);
    const unsigned b = wait_of(find(throttle, addresses, now), THROTTLE_ADDRESS_FREE, now);
    if (a == 0 && b == 0) {
        count(find(throttle, names, now), now);
        count(find(throttle, addresses, now), now);
    }
    (void)pthread_mutex_unlock(&throttle->lock);
    return a > b ? a : b;
}

void throttle_succeeded(struct throttle *throttle, struct str name, struct str address)
{
    const uint64_t hashes[] = {hash_of(throttle, 'n', name.at, name.length),
                               hash_of_address(throttle, address)};
    (void)pthread_mutex_lock(&throttle->lock);
    for (size_t h = 0; h < COUNT_OF(hashes); h++) {
        struct entry *set = throttle->entries[hashes[h] / 2 % SETS];
        for (size_t i = 0; i < WAYS; i++) {
            if (set[i].hash == hashes[h] && set[i].failures > 0) {
                set[i].failures = h == 0 ? 0 : set[i].failures - 1;
            }
        }
    }
    (void)pthread_mutex_unlock(&throttle->lock);
}
