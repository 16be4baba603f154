#include "work/lists.h"

#define REPORTED 100

static enum status add(struct arena *arena, struct list_tokens *list, struct str token,
                       const char *file, struct failure *why)
{
    if (token.length == 0) {
        return STATUS_OK;
    }
    struct list_token *tokens =
        arena_grow(arena, list->tokens, list->count, &list->capacity, sizeof *tokens);
    if (!tokens) {
        return fail_memory(why);
    }
    list->tokens = tokens;
    tokens[list->count] =
        (struct list_token){arena_copy(arena, str_of(file)), arena_str(arena, token)};
    const bool fine = tokens[list->count].file && tokens[list->count].token.at;
    list->count++;
    return fine ? STATUS_OK : fail_memory(why);
}

enum status lists_note(struct arena *arena, struct lists *lists, const struct reader *reader,
                       const char *file, struct failure *why)
{
    TRY(add(arena, &lists->next, reader_next_token(reader), file, why));
    return add(arena, &lists->asked, reader_asked_token(reader), file, why);
}

/* The file after this one is most often the one that continues it. */
static bool is_continued(const struct lists *lists, size_t place)
{
    const struct list_tokens *asked = &lists->asked;
    for (size_t i = 0; i < asked->count; i++) {
        const size_t at = (place + i) % asked->count;
        if (str_equal(asked->tokens[at].token, lists->next.tokens[place].token)) {
            return true;
        }
    }
    return false;
}

enum status lists_report(struct arena *arena, const struct lists *lists,
                         struct problem_list *problems, struct failure *why)
{
    for (size_t i = 0; i < lists->next.count && problems->count < REPORTED; i++) {
        if (is_continued(lists, i)) {
            continue;
        }
        const struct problem problem = {
            .file = lists->next.tokens[i].file,
            .value = lists->next.tokens[i].token,
            .rule = "unfinished-list",
            .mend = "The list goes on behind this file, and no file of this import continues it: "
                    "records are missing. Harvest the rest, and import all files together.",
        };
        if (!problem_add(arena, problems, &problem)) {
            return fail_memory(why);
        }
    }
    return STATUS_OK;
}
