#include "serve/words.h"

#include "serve/site.h"

#include <stdlib.h>

const char *const language_codes[] = {"en", "fr", "es", NULL};
static const char *const own_names[] = {"English", "Français", "Español"};

static int by_english(const void *key, const void *entry)
{
    return strcmp(key, ((const struct word_entry *)entry)->en);
}

static const char *translate(const char *language, const char *english)
{
    const struct word_entry *entry = NULL;
    if (strcmp(language, "en") != 0) {
        entry = bsearch(english, word_entries, word_entry_count, sizeof *entry, by_english);
    }
    const char *text = !entry ? NULL : strcmp(language, "fr") == 0 ? entry->fr : entry->es;
    return text ? text : english;
}

const char *t(const struct visit *visit, const char *english)
{
    return translate(visit->language, english);
}

/* French takes the singular for 0 too (CLDR plural rules). */
const char *t_count(const struct visit *visit, unsigned long long count, const char *one,
                    const char *many)
{
    const bool french = strcmp(visit->language, "fr") == 0;
    return translate(visit->language, count == 1 || (french && count == 0) ? one : many);
}

static const char *find_language(struct str code)
{
    for (size_t i = 0; language_codes[i]; i++) {
        if (code.length >= 2 && memcmp(code.at, language_codes[i], 2) == 0 &&
            (code.length == 2 || code.at[2] == '-')) {
            return language_codes[i];
        }
    }
    return NULL;
}

const char *language_choose(struct str asked, const char *accepted, bool *was_asked)
{
    const char *found = find_language(asked);
    struct str rest = str_of(accepted), part, code;
    *was_asked = found != NULL;
    /* Browsers list what they prefer first; weights hardly ever say otherwise. */
    while (!found && rest.at && str_split(&rest, ',', &part)) {
        (void)str_split(&part, ';', &code);
        found = find_language(str_trim(code));
    }
    return found ? found : "en";
}

const char *language_own_name(const char *code)
{
    for (size_t i = 0; language_codes[i]; i++) {
        if (strcmp(language_codes[i], code) == 0) {
            return own_names[i];
        }
    }
    return code;
}
