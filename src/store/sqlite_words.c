/* has_words(text, words): each of the words stands in the text, also within a word, in any order,
 * whatever case and accents. */
#include "store/sqlite.h"

#include "base/utf8.h"

#include <stdlib.h>

#define TEXT_LIMIT ((size_t)128 * 1024 * 1024)
#define WORDS_LIMIT ((size_t)64 * 1024)

/* Kept by SQLite for one statement: the words folded once, and room for the texts. */
struct wanted {
    struct buf words, text;
};

static void free_wanted(void *memory)
{
    struct wanted *wanted = memory;
    buf_release(&wanted->words);
    buf_release(&wanted->text);
    free(wanted);
}

static struct str text_of(sqlite3_value *value)
{
    const char *at = (const char *)sqlite3_value_text(value);
    return (struct str){at, (size_t)sqlite3_value_bytes(value)};
}

/* Lives until the call after the next; NULL without memory. */
static struct wanted *find_wanted(sqlite3_context *context, sqlite3_value *words)
{
    struct wanted *wanted = sqlite3_get_auxdata(context, 1);
    if (wanted) {
        return wanted;
    }
    wanted = calloc(1, sizeof *wanted);
    if (!wanted) {
        return NULL;
    }
    buf_init(&wanted->words, WORDS_LIMIT);
    buf_init(&wanted->text, TEXT_LIMIT);
    utf8_fold(text_of(words), &wanted->words);
    sqlite3_set_auxdata(context, 1, wanted, free_wanted);
    return sqlite3_get_auxdata(context, 1);
}

static bool contains(struct str text, struct str word)
{
    const char *at = text.at;
    size_t left = text.length;
    while (left >= word.length) {
        const char *found = memchr(at, word.at[0], left - word.length + 1);
        if (!found) {
            return false;
        }
        if (memcmp(found, word.at, word.length) == 0) {
            return true;
        }
        left -= (size_t)(found - at) + 1;
        at = found + 1;
    }
    return false;
}

static void has_words(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct wanted *wanted = find_wanted(context, values[1]);
    struct str rest, word;
    (void)count;
    if (!wanted) {
        sqlite3_result_error_nomem(context);
        return;
    }
    buf_clear(&wanted->text);
    utf8_fold(text_of(values[0]), &wanted->text);
    if (wanted->text.failed || wanted->words.failed) {
        sqlite3_result_error_toobig(context);
        return;
    }
    rest = buf_view(&wanted->words);
    bool has = true;
    while (has && str_split(&rest, ' ', &word)) {
        has = word.length == 0 || contains(buf_view(&wanted->text), word);
    }
    sqlite3_result_int(context, has ? 1 : 0);
}

int sqlite_add_words(sqlite3 *handle)
{
    return sqlite3_create_function_v2(handle, "has_words", 2,
                                      SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL,
                                      has_words, NULL, NULL, NULL);
}
