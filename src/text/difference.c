/* Myers, "An O(ND) difference algorithm and its variations" (1986), on words. */
#include "text/difference.h"

#include "base/utf8.h"

#define WORDS_MOST 4000  /* of both texts together, between what is common at the ends */
#define CHANGES_MOST 400 /* so many steps are kept; their room grows with the square */

struct comparing {
    struct arena *arena;
    struct str *a, *b; /* the words */
    size_t a_count, b_count;
    struct run *runs;
    size_t count, capacity;
};

/* The first word, run of spaces, or other character of the text. */
static size_t word_length(struct str text)
{
    size_t length = 0;
    bool word = false;
    while (length < text.length) {
        unsigned size = 1;
        const uint32_t code = utf8_decode(text.at + length, text.length - length, &size);
        const bool of_word = code != UTF8_BAD && utf8_is_word(code);
        if (length > 0 && !(word && of_word)) {
            break;
        }
        word = of_word;
        length += size;
        if (!word) {
            break;
        }
    }
    return length;
}

static bool divide(struct arena *arena, struct str text, struct str **words, size_t *count)
{
    size_t capacity = 0;
    *words = NULL;
    *count = 0;
    while (text.length > 0) {
        const size_t length = word_length(text);
        struct str *grown = arena_grow(arena, *words, *count, &capacity, sizeof *grown);
        if (!grown) {
            return false;
        }
        *words = grown;
        grown[(*count)++] = (struct str){text.at, length};
        text = (struct str){text.at + length, text.length - length};
    }
    return true;
}

/* Adds a word to the last run, or begins one. */
static bool add(struct comparing *c, enum run_type type, struct str word)
{
    struct run *last = c->count > 0 ? &c->runs[c->count - 1] : NULL;
    if (last && last->type == type && last->text.at + last->text.length == word.at) {
        last->text.length += word.length;
        return true;
    }
    struct run *grown = arena_grow(c->arena, c->runs, c->count, &c->capacity, sizeof *grown);
    if (grown) {
        c->runs = grown;
        grown[c->count++] = (struct run){type, word};
    }
    return grown != NULL;
}

static bool add_all(struct comparing *c, enum run_type type, const struct str *words, size_t count)
{
    bool room = true;
    for (size_t i = 0; room && i < count; i++) {
        room = add(c, type, words[i]);
    }
    return room;
}

/* How far one comes on each diagonal: [limit + x - y] is x. One row a step is kept. */
struct steps {
    int *rows;
    size_t width;
    int limit, taken; /* .taken < 0: the texts differ too much */
};

static int *row_of(const struct steps *steps, int step)
{
    return steps->rows + (size_t)step * steps->width + (size_t)steps->limit;
}

/* Runs along equal words from x on the diagonal. */
static int slide(const struct comparing *c, int x, int diagonal)
{
    int y = x - diagonal;
    while (x < (int)c->a_count && y < (int)c->b_count && str_equal(c->a[x], c->b[y])) {
        x++;
        y++;
    }
    return x;
}

static void walk(const struct comparing *c, struct steps *steps)
{
    steps->taken = -1;
    for (int d = 0; d <= steps->limit && steps->taken < 0; d++) {
        int *now = row_of(steps, d);
        const int *before = d > 0 ? row_of(steps, d - 1) : NULL;
        for (int k = -d; k <= d && steps->taken < 0; k += 2) {
            const bool down = k == -d || (k != d && before[k - 1] < before[k + 1]);
            const int from = d == 0 ? 0 : down ? before[k + 1] : before[k - 1] + 1;
            now[k] = slide(c, from, k);
            if (now[k] >= (int)c->a_count && now[k] - k >= (int)c->b_count) {
                steps->taken = d;
            }
        }
    }
}

/* Marks the words that went and came, from the end back. */
static void trace(const struct comparing *c, const struct steps *steps, bool *gone, bool *came)
{
    int x = (int)c->a_count, y = (int)c->b_count;
    for (int d = steps->taken; d > 0; d--) {
        const int *before = row_of(steps, d - 1);
        const int k = x - y;
        const bool down = k == -d || (k != d && before[k - 1] < before[k + 1]);
        const int from = down ? before[k + 1] : before[k - 1];
        if (down) {
            came[from - (k + 1)] = true;
        } else {
            gone[from] = true;
        }
        x = from;
        y = from - (down ? k + 1 : k - 1);
    }
}

static bool is_space(struct str word)
{
    return word.length == 1 && char_is_white(word.at[0]);
}

/* A space that stayed between two changes reads better as part of them. */
static void join_changes(const struct comparing *c, bool *gone, bool *came)
{
    size_t x = 0, y = 0;
    bool changed = false;
    while (x < c->a_count && y < c->b_count) {
        if (gone[x] || came[y]) {
            const bool left = gone[x], right = came[y];
            changed = true;
            x += left;
            y += right;
            continue;
        }
        const bool more =
            (x + 1 < c->a_count && gone[x + 1]) || (y + 1 < c->b_count && came[y + 1]);
        if (changed && more && is_space(c->a[x])) {
            gone[x] = came[y] = true;
        } else {
            changed = false;
        }
        x++;
        y++;
    }
}

static bool write_runs(struct comparing *c, const bool *gone, const bool *came)
{
    size_t x = 0, y = 0;
    bool room = true;
    while (room && (x < c->a_count || y < c->b_count)) {
        if (x < c->a_count && gone[x]) {
            room = add(c, RUN_GONE, c->a[x++]);
        } else if (y < c->b_count && came[y]) {
            room = add(c, RUN_NEW, c->b[y++]);
        } else {
            room = add(c, RUN_SAME, c->b[y++]);
            x++;
        }
    }
    return room;
}

/* The words between what is common at both ends. */
static bool compare(struct comparing *c)
{
    const size_t total = c->a_count + c->b_count;
    struct steps steps = {.limit = total < CHANGES_MOST ? (int)total : CHANGES_MOST};
    steps.width = (size_t)steps.limit * 2 + 1;
    bool *gone = arena_array(c->arena, total + 1, sizeof *gone);
    steps.taken = -1;
    if (total <= WORDS_MOST) {
        steps.rows =
            arena_array(c->arena, ((size_t)steps.limit + 1) * steps.width, sizeof *steps.rows);
    }
    if (!gone || (total <= WORDS_MOST && !steps.rows)) {
        return false;
    }
    if (steps.rows) {
        walk(c, &steps);
    }
    if (steps.taken < 0) {
        return add_all(c, RUN_GONE, c->a, c->a_count) && add_all(c, RUN_NEW, c->b, c->b_count);
    }
    trace(c, &steps, gone, gone + c->a_count);
    join_changes(c, gone, gone + c->a_count);
    return write_runs(c, gone, gone + c->a_count);
}

enum status difference_words(struct arena *arena, struct str before, struct str after,
                             struct run **runs, size_t *count, struct failure *why)
{
    struct comparing c = {.arena = arena};
    size_t first = 0, last = 0;
    if (!divide(arena, before, &c.a, &c.a_count) || !divide(arena, after, &c.b, &c.b_count)) {
        return fail_memory(why);
    }
    const size_t least = c.a_count < c.b_count ? c.a_count : c.b_count;
    while (first < least && str_equal(c.a[first], c.b[first])) {
        first++;
    }
    while (last < least - first &&
           str_equal(c.a[c.a_count - 1 - last], c.b[c.b_count - 1 - last])) {
        last++;
    }
    bool room = add_all(&c, RUN_SAME, c.b, first);
    struct str *b = c.b;
    const size_t b_count = c.b_count;
    c.a = c.a ? c.a + first : c.a;
    c.b = c.b ? c.b + first : c.b;
    c.a_count -= first + last;
    c.b_count -= first + last;
    room = room && compare(&c) && add_all(&c, RUN_SAME, b ? b + b_count - last : b, last);
    *runs = c.runs;
    *count = c.count;
    return room ? STATUS_OK : fail_memory(why);
}
