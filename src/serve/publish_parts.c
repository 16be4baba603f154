/*
 * The index of words as files that a page can load from a folder too, by <script>: nothing else may
 * be read there. Each line is "WORD RECORDS LIST"; in the list each record is the step from the one
 * before, in base 36, and a capital that says how much it is about the word.
 *
 * A part has all words with one beginning; where these are too many, the largest groups of the next
 * letter have a part of their own. So a new word changes one part, and no other.
 */
#include "serve/publish_find.h"

#include "base/utf8.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

#define LINES_LIMIT ((size_t)512 * 1024 * 1024)
#define TITLES 128      /* in a part */
#define KIND_NUMBERS 24 /* bits of a record's number within its kind */
#define NEST_MOST 64    /* letters of a beginning */

struct parts {
    struct worker *worker;
    struct find_entry **words; /* in order */
    struct buf lines;          /* all of them */
    struct buf list;           /* the beginnings there are, as JSON */
    struct json json;          /* into .list */
    struct buf out;
};

static int by_word(const void *a, const void *b)
{
    const struct find_entry *const *x = a, *const *y = b;
    return str_compare((*x)->word, (*y)->word);
}

static void add_base36(struct buf *out, unsigned long long number)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    char text[16];
    size_t at = sizeof text;
    do {
        text[--at] = digits[number % 36];
        number /= 36;
    } while (number > 0);
    buf_add(out, text + at, sizeof text - at);
}

/* ---- lines ---- */

static unsigned long long number_of(const struct publish *publish, uint32_t record)
{
    const struct kind *kind = publish->records[record].kind;
    return (unsigned long long)kind->index << KIND_NUMBERS |
           (record - publish->kind_firsts[kind->index]);
}

/* The least weight that is written, and how many records of just that weight are. */
static unsigned least_weight(const struct find_entry *entry, size_t *of_least)
{
    size_t counts[FIND_WEIGHTS] = {0}, left = FIND_POSTINGS;
    struct find_reading reading = {.chunk = entry->first_chunk};
    uint32_t record = 0;
    unsigned weight = 0;
    while (find_reading_next(&reading, &record, &weight)) {
        counts[weight]++;
    }
    for (weight = FIND_WEIGHTS - 1; weight > 0 && counts[weight] < left; weight--) {
        left -= counts[weight];
    }
    *of_least = left;
    return weight;
}

static void write_line(struct parts *p, struct find_entry *entry)
{
    struct find_reading reading = {.chunk = entry->first_chunk};
    size_t of_least = 0;
    uint32_t record = 0;
    unsigned weight = 0;
    unsigned long long last = 0;
    const unsigned least = least_weight(entry, &of_least);
    entry->line = (uint32_t)p->lines.length;
    buf_str(&p->lines, entry->word);
    buf_printf(&p->lines, " %u ", (unsigned)entry->records);
    while (find_reading_next(&reading, &record, &weight)) {
        if (weight < least || (weight == least && of_least == 0)) {
            continue;
        }
        of_least -= weight == least ? 1 : 0;
        const unsigned long long number = number_of(p->worker->publish, record);
        add_base36(&p->lines, number - last);
        buf_char(&p->lines, (char)('A' + weight));
        last = number;
    }
    buf_text(&p->lines, "\\n"); /* as it stands in the script */
    entry->line_length = (uint32_t)(p->lines.length - entry->line);
}

/* ---- parts ---- */

/* The words from @first to before @end, but for those of a part of their own. */
struct letter_group {
    size_t first, end, bytes;
    bool longer; /* than the beginning they share with the rest */
    bool apart;
};

static enum status put(struct parts *p, const char *folder, struct str name)
{
    struct buf path;
    buf_init(&path, 4096);
    buf_printf(&path, "search/%s/-", folder);
    files_name(&path, name);
    buf_text(&path, ".js");
    enum status status = buf_status(&p->out, &p->worker->why);
    if (status == STATUS_OK) {
        status = buf_status(&path, &p->worker->why);
    }
    if (status == STATUS_OK) {
        status =
            folder_put(p->worker->publish->folder, path.at, buf_view(&p->out), &p->worker->why);
    }
    buf_release(&path);
    return status;
}

/* How many bytes of @word its first character after @from takes. */
static size_t next_letter(struct str word, size_t from)
{
    unsigned size = 0;
    (void)utf8_decode(word.at + from, word.length - from, &size);
    return from + size;
}

static bool same_start(struct str a, struct str b, size_t length)
{
    return a.length >= length && b.length >= length && memcmp(a.at, b.at, length) == 0;
}

/* Divides words that begin alike by their next letter; the word that has none comes first. */
static size_t divide(const struct parts *p, size_t first, size_t end, size_t length,
                     struct letter_group *groups)
{
    size_t count = 0;
    for (size_t i = first; i < end; count++) {
        const struct str word = p->words[i]->word;
        const size_t to = word.length > length ? next_letter(word, length) : length;
        groups[count] = (struct letter_group){.first = i, .longer = to > length};
        while (i < end && same_start(p->words[i]->word, word, to) &&
               (to > length || p->words[i]->word.length == length)) {
            groups[count].bytes += p->words[i]->line_length;
            i++;
        }
        groups[count].end = i;
    }
    return count;
}

/* Sets the largest groups apart until the rest fits one part. */
static void set_apart(struct letter_group *groups, size_t count, size_t bytes)
{
    while (bytes > FIND_PART_BYTES) {
        struct letter_group *largest = NULL;
        for (size_t i = 0; i < count; i++) {
            if (groups[i].longer && !groups[i].apart &&
                (!largest || groups[i].bytes > largest->bytes)) {
                largest = &groups[i];
            }
        }
        if (!largest) {
            return;
        }
        largest->apart = true;
        bytes -= largest->bytes;
    }
}

static enum status write_part(struct parts *p, struct str start, const struct letter_group *groups,
                              size_t count)
{
    buf_clear(&p->out);
    buf_text(&p->out, "crosscut.words(");
    struct json json;
    json_init(&json, &p->out, false);
    json_str(&json, start);
    buf_text(&p->out, ",\"");
    for (size_t i = 0; i < count; i++) {
        for (size_t k = groups[i].first; k < groups[i].end && !groups[i].apart; k++) {
            buf_add(&p->out, p->lines.at + p->words[k]->line, p->words[k]->line_length);
        }
    }
    buf_text(&p->out, "\")\n");
    json_str(&p->json, start);
    return put(p, "w", start);
}

static enum status write_words(struct parts *p, size_t first, size_t end, size_t length,
                               unsigned depth)
{
    const struct str start = {end > first ? p->words[first]->word.at : "", length};
    struct letter_group *groups = calloc(end - first + 1, sizeof *groups);
    size_t bytes = 0;
    if (!groups) {
        return fail_memory(&p->worker->why);
    }
    const size_t count = divide(p, first, end, length, groups);
    for (size_t i = 0; i < count; i++) {
        bytes += groups[i].bytes;
    }
    if (depth < NEST_MOST) {
        set_apart(groups, count, bytes);
    }
    enum status status = write_part(p, start, groups, count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (groups[i].apart) {
            status = write_words(p, groups[i].first, groups[i].end,
                                 next_letter(p->words[groups[i].first]->word, length), depth + 1);
        }
    }
    free(groups);
    return status;
}

/* ---- titles ---- */

static void write_title(struct buf *text, struct str title)
{
    for (size_t k = 0; k < title.length; k++) {
        buf_char(text, (unsigned char)title.at[k] < ' ' ? ' ' : title.at[k]);
    }
    buf_char(text, '\t');
}

/* "TITLE\tFILE\tLANGUAGE" a line, the records of one kind by their numbers; behind that, "\tTITLE\t
 * LANGUAGE" for each other language. */
static enum status write_titles(struct parts *p, const struct kind *kind, size_t from, size_t count)
{
    const struct publish *publish = p->worker->publish;
    struct buf text;
    struct json json;
    char name[160];
    enum status status = STATUS_OK;
    buf_init(&text, (size_t)1024 * 1024);
    for (size_t i = from; i < from + count; i++) {
        const struct published *record = &publish->records[publish->kind_firsts[kind->index] + i];
        write_title(&text, record->title);
        files_record(&publish->plan, &text, kind, record->identifier);
        buf_char(&text, '\t');
        buf_str(&text, record->language);
        for (const struct published_title *other = record->others; other; other = other->next) {
            buf_char(&text, '\t');
            write_title(&text, other->text);
            buf_str(&text, other->language);
        }
        buf_char(&text, '\n');
    }
    buf_clear(&p->out);
    buf_printf(&p->out, "crosscut.titles(%zu,%zu,", kind->index, from / TITLES);
    json_init(&json, &p->out, false);
    json_str(&json, buf_view(&text));
    buf_text(&p->out, ")\n");
    (void)snprintf(name, sizeof name, "%s-%zu", kind->name, from / TITLES);
    status = buf_status(&text, &p->worker->why);
    buf_release(&text);
    return status == STATUS_OK ? put(p, "t", str_of(name)) : status;
}

static enum status write_all_titles(struct parts *p)
{
    const struct publish *publish = p->worker->publish;
    for (size_t i = 0; i < publish->plan.pack->kind_count; i++) {
        for (size_t from = 0; from < publish->kind_counts[i]; from += TITLES) {
            const size_t left = publish->kind_counts[i] - from;
            TRY(write_titles(p, &publish->plan.pack->kinds[i], from,
                             left < TITLES ? left : TITLES));
        }
    }
    return STATUS_OK;
}

/* The words that mean the same, as the pack has them. */
static void write_synonyms(struct parts *p)
{
    const struct pack *pack = p->worker->publish->plan.pack;
    struct json json;
    json_init(&json, &p->out, false);
    json_array(&json);
    for (size_t i = 0; i < pack->synonym_count; i++) {
        json_array(&json);
        for (size_t k = 0; k < pack->synonyms[i].count; k++) {
            json_str(&json, str_of(pack->synonyms[i].words[k]));
        }
        json_array_end(&json);
    }
    json_array_end(&json);
}

/* What the page reads first: how many records there are, the beginnings of the parts, and which
 * words mean the same. */
static enum status write_index(struct parts *p)
{
    const struct publish *publish = p->worker->publish;
    buf_clear(&p->out);
    buf_printf(&p->out, "crosscut.index(%zu,%u,", publish->record_count, FIND_POSTINGS);
    buf_str(&p->out, buf_view(&p->list));
    buf_char(&p->out, ',');
    write_synonyms(p);
    buf_text(&p->out, ")\n");
    TRY(buf_status(&p->list, &p->worker->why));
    TRY(buf_status(&p->out, &p->worker->why));
    return folder_put(publish->folder, "search/index.js", buf_view(&p->out), &p->worker->why);
}

static enum status write_parts(struct parts *p, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        write_line(p, p->words[i]);
    }
    TRY(buf_status(&p->lines, &p->worker->why));
    json_init(&p->json, &p->list, false);
    json_array(&p->json);
    TRY(write_words(p, 0, count, 0, 0));
    json_array_end(&p->json);
    TRY(write_index(p));
    return write_all_titles(p);
}

enum status publish_parts(struct worker *worker, struct find_words *words)
{
    struct parts p = {.worker = worker};
    size_t count = 0;
    p.words = calloc(words->count + 1, sizeof(struct find_entry *));
    if (!p.words) {
        return fail_memory(&worker->why);
    }
    for (size_t i = 0; i < words->slot_count; i++) {
        for (struct find_entry *e = words->slots[i]; e; e = e->next_alike) {
            p.words[count++] = e;
        }
    }
    if (count > 0) {
        qsort(p.words, count, sizeof(struct find_entry *), by_word);
    }
    buf_init(&p.lines, LINES_LIMIT);
    buf_init(&p.list, (size_t)64 * 1024 * 1024);
    buf_init(&p.out, (size_t)64 * 1024 * 1024);
    const enum status status = write_parts(&p, count);
    buf_release(&p.lines);
    buf_release(&p.list);
    buf_release(&p.out);
    free(p.words);
    return status;
}
