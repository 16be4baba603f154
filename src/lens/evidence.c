#include "lens/lens.h"

/* This is written for every hit of an import and compared with every tag that is kept, so it goes
 * straight into room that was made for a whole line. */

static char *print_rule(char *to, const char *rule)
{
    static const char digits[] = "0123456789ABCDEF";
    for (; *rule; rule++) {
        unsigned char c = (unsigned char)*rule;
        if (c <= ' ' || c == '%' || c == 0x7F) {
            *to++ = '%';
            *to++ = digits[c / 16];
            *to++ = digits[c % 16];
        } else {
            *to++ = (char)c;
        }
    }
    return to;
}

#define NUMBER_MAX 11 /* bytes that print_number() writes, at most */

static char *print_number(char *to, char before, uint32_t number)
{
    char digits[NUMBER_MAX];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    digits[--at] = before;
    memcpy(to, digits + at, sizeof digits - at);
    return to + (sizeof digits - at);
}

void evidence_print(const struct tag *tag, struct buf *out)
{
    for (size_t i = 0; i < tag->evidence_count; i++) {
        const struct evidence *e = &tag->evidence[i];
        const char *field = e->value->field->name;
        const size_t length = strlen(field);
        char *line = buf_reserve(out, 3 * strlen(e->rule) + length + 3 * NUMBER_MAX + 2);
        if (!line) {
            return;
        }
        char *to = line;
        if (i > 0) {
            *to++ = '\n';
        }
        to = print_rule(to, e->rule);
        *to++ = ' ';
        memcpy(to, field, length);
        to = print_number(to + length, '.', e->value->seq);
        to = print_number(to, ' ', e->offset);
        to = print_number(to, '+', e->length);
        out->length += (size_t)(to - line);
    }
    buf_add(out, "", 0); /* ends it in a NUL */
}

/* Takes @word into a digest: both halves of a product of 128 bits. */
static uint64_t mix(uint64_t digest, uint64_t word)
{
    const __uint128_t product =
        (__uint128_t)(digest ^ 0xA0761D6478BD642FU) * (word ^ 0xE7037ED1A0B428DBU);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t digest_text(const char *text)
{
    const size_t length = strlen(text);
    uint64_t digest = length;
    size_t i = 0;
    for (; i + sizeof digest <= length; i += sizeof digest) {
        uint64_t word;
        memcpy(&word, text + i, sizeof word);
        digest = mix(digest, word);
    }
    for (; i < length; i++) {
        digest = mix(digest, (unsigned char)text[i]);
    }
    return digest;
}

/* Texts and their digests, by where the texts are: few are in the evidence of many tags. */
#define DIGESTED 32
struct digested {
    const char *text;
    uint64_t digest;
};

static inline uint64_t digest_again(struct digested *known, const char *text)
{
    struct digested *one = &known[((uintptr_t)text >> 3) % DIGESTED];
    if (one->text != text) {
        *one = (struct digested){text, digest_text(text)};
    }
    return one->digest;
}

uint64_t tags_digest(const struct tag *tags, size_t count)
{
    uint64_t digest = mix(0, count);
    struct digested known[DIGESTED] = {{NULL, 0}};
    for (size_t t = 0; t < count; t++) {
        digest = mix(digest, digest_text(tags[t].lens->name));
        digest = mix(digest, (uint64_t)tags[t].lens->version);
        digest = mix(digest, digest_text(tags[t].theme));
        digest = mix(digest, (uint64_t)tags[t].weight << 32 | tags[t].evidence_count);
        for (size_t i = 0; i < tags[t].evidence_count; i++) {
            const struct evidence *e = &tags[t].evidence[i];
            digest = mix(digest, digest_again(known, e->rule));
            digest = mix(digest, digest_again(known, e->value->field->name) + e->value->seq);
            digest = mix(digest, (uint64_t)e->offset << 32 | e->length);
        }
    }
    return digest;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static const char *read_rule(struct arena *arena, struct str text)
{
    char *rule = arena_copy(arena, text);
    size_t out = 0;
    for (size_t i = 0; rule && i < text.length; i++) {
        int high = i + 2 < text.length ? hex_digit(text.at[i + 1]) : -1;
        int low = i + 2 < text.length ? hex_digit(text.at[i + 2]) : -1;
        if (text.at[i] == '%' && high >= 0 && low >= 0) {
            rule[out++] = (char)(high * 16 + low);
            i += 2;
        } else {
            rule[out++] = text.at[i];
        }
    }
    if (rule) {
        rule[out] = '\0';
    }
    return rule;
}

/* A whole number up to @end; false when there is anything else. */
static bool read_number(struct str text, uint32_t *number)
{
    unsigned long long value = 0;
    if (text.length == 0 || text.length > 10) {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
        value = value * 10 + (unsigned long long)(text.at[i] - '0');
    }
    *number = (uint32_t)value;
    return value <= UINT32_MAX;
}

static const struct value *find_value(const struct record *record, struct str field, uint32_t seq)
{
    const struct field *found = kind_field(record->kind, field);
    const struct value *value = found && !found->parent ? record->values[found->index] : NULL;
    while (value && value->seq != seq) {
        value = value->next;
    }
    return value;
}

/* Reads one line but for the text of its rule. False when it does not fit the record. */
static bool read_line(struct str line, const struct record *record, struct str *rule,
                      struct evidence *evidence)
{
    struct str place, field, offset;
    uint32_t seq = 0;
    if (!str_split(&line, ' ', rule) || !str_split(&line, ' ', &place) ||
        !str_split(&place, '.', &field) || !read_number(place, &seq) ||
        !str_split(&line, '+', &offset) || !read_number(offset, &evidence->offset) ||
        !read_number(line, &evidence->length)) {
        return false;
    }
    evidence->value = find_value(record, field, seq);
    return evidence->value &&
           (unsigned long long)evidence->offset + evidence->length <= evidence->value->text.length;
}

enum status evidence_parse(struct arena *arena, struct str text, const struct record *record,
                           struct evidence **evidence, size_t *count, struct failure *why)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.length; i++) {
        lines += text.at[i] == '\n' ? 1 : 0;
    }
    *count = 0;
    *evidence = arena_array(arena, lines, sizeof **evidence);
    if (!*evidence) {
        return fail_memory(why);
    }
    struct str line, rule;
    while (str_split(&text, '\n', &line)) {
        struct evidence *next = &(*evidence)[*count];
        if (!read_line(line, record, &rule, next)) {
            continue;
        }
        next->rule = read_rule(arena, rule);
        if (!next->rule) {
            return fail_memory(why);
        }
        (*count)++;
    }
    return STATUS_OK;
}
