/*
 * Resumption tokens and identifiers. A token says all that is needed to go on, so that nothing is
 * kept between requests; a sum at its end tells one that was cut or changed on the way.
 */
#include "serve/oai.h"

#include <sodium.h>

#define SUM_BYTES 6

static void sum_of(struct str text, char sum[SUM_BYTES * 2 + 1])
{
    unsigned char hash[16];
    (void)crypto_generichash(hash, sizeof hash, (const unsigned char *)text.at, text.length, NULL,
                             0);
    (void)sodium_bin2hex(sum, SUM_BYTES * 2 + 1, hash, SUM_BYTES);
}

/* Parts are divided by points, which none of them has. */
const char *oai_token_write(struct arena *arena, const struct oai_place *place)
{
    char sum[SUM_BYTES * 2 + 1];
    char *text = arena_printf(arena, "%.*s.%.*s.%.*s.%.*s.%zu.%lld.%llu", STR_ARGS(place->prefix),
                              STR_ARGS(place->set), STR_ARGS(place->from), STR_ARGS(place->until),
                              place->kind, place->after, place->cursor);
    if (!text) {
        return NULL;
    }
    sum_of(str_of(text), sum);
    return arena_printf(arena, "%s.%s", text, sum);
}

static bool read_number(struct str text, unsigned long long *number)
{
    *number = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!char_is_digit(text.at[i])) {
            return false;
        }
        *number = *number * 10 + (unsigned)(text.at[i] - '0');
    }
    return text.length > 0 && text.length < 19;
}

bool oai_token_read(struct arena *arena, struct str token, struct oai_place *place)
{
    char sum[SUM_BYTES * 2 + 1];
    struct str parts[8] = {{NULL, 0}}, copy = arena_str(arena, token), rest = copy;
    size_t count = 0;
    unsigned long long kind = 0, after = 0;
    while (count < COUNT_OF(parts) && str_split(&rest, '.', &parts[count])) {
        count++;
    }
    if (count != COUNT_OF(parts) || rest.length > 0 || token.length > 1000) {
        return false;
    }
    sum_of((struct str){copy.at, (size_t)(parts[7].at - copy.at) - 1}, sum);
    if (!str_is(parts[7], sum) || !read_number(parts[4], &kind) || !read_number(parts[5], &after) ||
        !read_number(parts[6], &place->cursor)) {
        return false;
    }
    place->prefix = parts[0];
    place->set = parts[1];
    place->from = parts[2];
    place->until = parts[3];
    place->kind = (size_t)kind;
    place->after = (long long)after;
    return true;
}

void oai_identifier_write(const struct oai *oai, const struct record *record, struct buf *out)
{
    buf_printf(out, "oai:%s:%s:", oai->visit->site->work->pack->name, record->kind->name);
    html_url_part(out, record->identifier);
}

bool oai_identifier_read(const struct oai *oai, struct str text, const struct kind **kind,
                         struct str *identifier)
{
    const struct pack *pack = oai->visit->site->work->pack;
    struct str scheme, name, kind_name;
    if (!str_split(&text, ':', &scheme) || !str_is(scheme, "oai") ||
        !str_split(&text, ':', &name) || !str_is(name, pack->name) ||
        !str_split(&text, ':', &kind_name) || text.length == 0) {
        return false;
    }
    char *to = arena_alloc(oai->visit->arena, text.length + 1);
    *kind = pack_kind(pack, kind_name);
    if (!to || !*kind || !html_url_decode(text, false, to, &identifier->length)) {
        return false;
    }
    identifier->at = to;
    return identifier->length > 0;
}
