#include "serve/cache.h"

#include <pthread.h>
#include <stdlib.h>

#define SLOTS 4096 /* of the hash table: answers of 8 KB fill it once */
#define TAG_ROOM 40

struct entry {
    struct entry *next;          /* in its slot */
    struct entry *newer, *older; /* by when it was last asked for */
    char tag[TAG_ROOM];          /* the ETag */
    bool gzip;                   /* the asker takes compressed answers */
    bool packed;                 /* and this is one: a short answer is not */
    const char *type;            /* static texts */
    char disposition[200];       /* "" for none */
    size_t length, size;         /* of the body; and of all this */
    char body[];
};

struct cache {
    pthread_mutex_t lock;
    size_t limit, used;
    struct entry *slots[SLOTS];
    struct entry *newest, *oldest;
};

enum status cache_open(size_t bytes, struct cache **cache, struct failure *why)
{
    struct cache *made = calloc(1, sizeof *made);
    *cache = made;
    if (!made || pthread_mutex_init(&made->lock, NULL) != 0) {
        return fail_memory(why);
    }
    made->limit = bytes;
    return STATUS_OK;
}

void cache_close(struct cache *cache)
{
    if (!cache) {
        return;
    }
    for (struct entry *entry = cache->newest, *older; entry; entry = older) {
        older = entry->older;
        free(entry);
    }
    (void)pthread_mutex_destroy(&cache->lock);
    free(cache);
}

/* An ETag is a digest already. */
static struct entry **slot_of(struct cache *cache, const char *tag)
{
    unsigned hash = 0;
    for (const char *at = tag; *at; at++) {
        hash = hash * 31 + (unsigned char)*at;
    }
    return &cache->slots[hash % SLOTS];
}

static struct entry *find(struct cache *cache, const char *tag, bool gzip)
{
    struct entry *entry = *slot_of(cache, tag);
    while (entry && (entry->gzip != gzip || strcmp(entry->tag, tag) != 0)) {
        entry = entry->next;
    }
    return entry;
}

static void take_out_of_line(struct cache *cache, struct entry *entry)
{
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
    entry->newer = entry->older = NULL;
}

static void put_first(struct cache *cache, struct entry *entry)
{
    entry->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static void drop(struct cache *cache, struct entry *entry)
{
    struct entry **place = slot_of(cache, entry->tag);
    while (*place != entry) {
        place = &(*place)->next;
    }
    *place = entry->next;
    take_out_of_line(cache, entry);
    cache->used -= entry->size;
    free(entry);
}

bool cache_get(struct cache *cache, const struct request *request, struct response *response)
{
    bool found = false;
    (void)pthread_mutex_lock(&cache->lock);
    struct entry *entry = find(cache, response->etag, request->gzip);
    if (entry) {
        char *body = buf_reserve(&response->body, entry->length);
        char *name =
            entry->disposition[0] ? arena_copy(request->arena, str_of(entry->disposition)) : NULL;
        found = body && (name || !entry->disposition[0]);
        if (found) {
            memcpy(body, entry->body, entry->length);
            response->body.length += entry->length;
            response->status = 200;
            response->type = entry->type;
            response->disposition = name;
            response->packed = entry->packed;
            take_out_of_line(cache, entry);
            put_first(cache, entry);
        }
    }
    (void)pthread_mutex_unlock(&cache->lock);
    return found;
}

static struct entry *make_entry(const struct request *request, const struct response *response)
{
    const size_t size = sizeof(struct entry) + response->body.length;
    struct entry *entry = malloc(size);
    if (entry) {
        *entry = (struct entry){.gzip = request->gzip,
                                .packed = response->packed,
                                .type = response->type,
                                .length = response->body.length,
                                .size = size};
        memcpy(entry->tag, response->etag, strlen(response->etag) + 1);
        if (response->disposition) {
            memcpy(entry->disposition, response->disposition, strlen(response->disposition) + 1);
        }
        memcpy(entry->body, response->body.at, response->body.length);
    }
    return entry;
}

void cache_put(struct cache *cache, const struct request *request, const struct response *response)
{
    const char *name = response->disposition;
    const size_t name_room = sizeof((struct entry *)NULL)->disposition;
    if (response->status != 200 || !response->etag || response->body.length == 0 ||
        response->body.failed || response->body.length > CACHE_ONE || response->location ||
        strlen(response->etag) >= TAG_ROOM || (name && strlen(name) >= name_room)) {
        return;
    }
    struct entry *entry = make_entry(request, response);
    if (!entry) {
        return;
    }
    (void)pthread_mutex_lock(&cache->lock);
    if (find(cache, entry->tag, entry->gzip) || entry->size > cache->limit) {
        free(entry); /* another thread was faster */
    } else {
        while (cache->oldest && cache->used + entry->size > cache->limit) {
            drop(cache, cache->oldest);
        }
        struct entry **slot = slot_of(cache, entry->tag);
        entry->next = *slot;
        *slot = entry;
        put_first(cache, entry);
        cache->used += entry->size;
    }
    (void)pthread_mutex_unlock(&cache->lock);
}
