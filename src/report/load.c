/* Reads reports/NAME.md and its translations, reports/NAME.fr.md, and checks all they ask for. */
#include "report/text.h"

#include "base/utf8.h"
#include "table/names.h"

#include <stdio.h>
#include <stdlib.h>

#define FILE_LIMIT ((size_t)8 * 1024 * 1024)
#define NAME_BYTES 64
#define PAGES_MOST 20

struct load {
    struct arena *arena;
    struct report_set *set;
};

/* ---- files ---- */

/* A file in two: what stands between two lines "---", and the text below it. */
struct halves {
    struct str front, body;
    unsigned line; /* of the first line of the body */
};

static enum status divide(const char *path, struct str bytes, char *first, struct halves *halves,
                          struct failure *why)
{
    struct str rest = bytes, line;
    const bool opened = str_split(&rest, '\n', &line) && str_is(str_trim(line), "---");
    halves->line = 2;
    while (opened && str_split(&rest, '\n', &line)) {
        halves->line++;
        if (!str_is(str_trim(line), "---")) {
            continue;
        }
        /* The first line becomes white, so that all others keep their number. */
        memset(first, ' ', 3);
        halves->front = (struct str){bytes.at, (size_t)(line.at - bytes.at)};
        halves->body = rest;
        return STATUS_OK;
    }
    return fail(why, STATUS_INPUT,
                "%s:1: a report begins with a line \"---\", its definition, and another line "
                "\"---\". Write them.",
                path);
}

static enum status read_halves(struct load *load, const char *path, struct halves *halves,
                               struct failure *why)
{
    struct buf bytes;
    buf_init(&bytes, FILE_LIMIT);
    const enum status status = yaml_read_bytes(path, &bytes, why);
    char *text = status == STATUS_OK ? arena_copy(load->arena, buf_view(&bytes)) : NULL;
    const struct str whole = {text, text ? bytes.length : 0};
    buf_release(&bytes);
    TRY(status);
    if (!text) {
        return fail_memory(why);
    }
    const size_t bad = utf8_check(whole);
    if (bad < whole.length) {
        return fail(why, STATUS_INPUT, "%s: byte %zu is not UTF-8. Save the file as UTF-8.", path,
                    bad + 1);
    }
    return divide(path, whole, text, halves, why);
}

/* ---- the definition ---- */

static enum status read_parameter(struct load *load, const struct yaml_node *node,
                                  struct report_parameter *parameter, struct failure *why)
{
    static const char *const keys[] = {"name", "label", "list", "years", "standard", NULL};
    const char *list = NULL;
    TRY(yaml_only(node, keys, why));
    TRY(yaml_text(node, "name", &parameter->name, why));
    TRY(label_read(yaml_get(node, "label"), &parameter->label, why));
    TRY(yaml_text(node, "list", &list, why));
    TRY(yaml_bool_maybe(node, "years", &parameter->years, why));
    TRY(yaml_text_maybe(node, "standard", &parameter->standard, why));
    for (const char *c = parameter->name; *c; c++) {
        if ((*c < 'a' || *c > 'z') && *c != '_') {
            return yaml_fail(why, yaml_get(node, "name"), STATUS_INPUT,
                             "\"%.60s\" is no name of a parameter. Use small letters and _.",
                             parameter->name);
        }
    }
    parameter->list = pack_list(load->set->env.pack, list);
    if (!parameter->list || parameter->list->count == 0) {
        return yaml_fail(why, yaml_get(node, "list"), STATUS_INPUT,
                         "there is no code list \"%.60s\" with codes. Name one of codelists/.",
                         list);
    }
    if (parameter->standard && !codelist_find(parameter->list, str_of(parameter->standard))) {
        return yaml_fail(why, yaml_get(node, "standard"), STATUS_INPUT,
                         "\"%.60s\" is no code of the list %s. Name one.", parameter->standard,
                         list);
    }
    return STATUS_OK;
}

static enum status read_parameters(struct load *load, const struct yaml_node *root,
                                   struct report *report, struct failure *why)
{
    const struct yaml_node *list = yaml_get(root, "parameters");
    for (const struct yaml_node *node = list ? list->children : NULL; node; node = node->next) {
        if (report->parameter_count == REPORT_PARAMETERS) {
            return yaml_fail(why, node, STATUS_INPUT, "a report has %d parameters at most.",
                             REPORT_PARAMETERS);
        }
        TRY(read_parameter(load, node, &report->parameters[report->parameter_count], why));
        report->parameter_count++;
    }
    return STATUS_OK;
}

static enum status add_text(struct report *report, const char *language, const char *path,
                            const struct halves *halves, struct failure *why)
{
    if (report->text_count == REPORT_LANGUAGES) {
        return fail(why, STATUS_INPUT, "%s: a report has %d languages at most.", path,
                    REPORT_LANGUAGES);
    }
    report->texts[report->text_count++] =
        (struct report_text){language, path, halves->body, halves->line};
    return STATUS_OK;
}

static enum status check_name(const struct yaml_node *root, const char *path, const char *wanted,
                              struct failure *why)
{
    const char *name = NULL;
    TRY(yaml_text(root, "report", &name, why));
    return strcmp(name, wanted) == 0
               ? STATUS_OK
               : yaml_fail(why, yaml_get(root, "report"), STATUS_INPUT,
                           "\"%.60s\" is not the name of the file. Write %s, or rename %s.", name,
                           wanted, path);
}

/* Reads NAME.md. */
static enum status read_report(struct load *load, const char *path, const char *name,
                               struct report *report, struct failure *why)
{
    static const char *const keys[] = {"report",     "language", "title", "summary", "contents",
                                       "parameters", "tables",   "pages", NULL};
    struct halves halves;
    struct yaml_node *root = NULL;
    const char *language = "en";
    TRY(read_halves(load, path, &halves, why));
    TRY(yaml_parse(load->arena, path, halves.front, &root, why));
    TRY(yaml_only(root, keys, why));
    TRY(check_name(root, path, name, why));
    TRY(yaml_text_maybe(root, "language", &language, why));
    *report = (struct report){.name = name, .path = path, .front = halves.front};
    TRY(label_read(yaml_get(root, "title"), &report->title, why));
    TRY(label_read(yaml_get(root, "summary"), &report->summary, why));
    TRY(yaml_bool_maybe(root, "contents", &report->contents, why));
    TRY(yaml_integer_maybe(root, "pages", &report->pages, why));
    if (report->pages < 0 || report->pages > PAGES_MOST) {
        return yaml_fail(why, yaml_get(root, "pages"), STATUS_INPUT,
                         "a report is made to fit 1 to %d pages. Write one of them, or nothing.",
                         PAGES_MOST);
    }
    TRY(read_parameters(load, root, report, why));
    if (report->title.count == 0) {
        return yaml_fail(why, root, STATUS_INPUT, "`title` is missing. Add `title: {en: …}`.");
    }
    return add_text(report, language, path, &halves, why);
}

/* Reads NAME.LANGUAGE.md. */
static enum status read_translation(struct load *load, const char *path, struct str name,
                                    struct str language, struct failure *why)
{
    static const char *const keys[] = {"report", "language", NULL};
    struct report_set *set = load->set;
    struct halves halves;
    struct yaml_node *root = NULL;
    const char *said = NULL;
    TRY(read_halves(load, path, &halves, why));
    TRY(yaml_parse(load->arena, path, halves.front, &root, why));
    TRY(yaml_only(root, keys, why));
    TRY(yaml_text(root, "language", &said, why));
    if (!str_is(language, said)) {
        return yaml_fail(why, yaml_get(root, "language"), STATUS_INPUT,
                         "the name of the file says \"%.*s\". Write that, or rename the file.",
                         STR_ARGS(language));
    }
    for (size_t i = 0; i < set->count; i++) {
        if (str_is(name, set->reports[i].name)) {
            TRY(check_name(root, path, set->reports[i].name, why));
            return add_text(&set->reports[i], said, path, &halves, why);
        }
    }
    return fail(why, STATUS_INPUT,
                "%s:1: there is no report \"%.*s\" that this could be the translation of. Write "
                "%.*s.md.",
                path, STR_ARGS(name), STR_ARGS(name));
}

/* "biennial.fr.md" is "biennial" and "fr"; "biennial.md" has no language. */
static void divide_name(const char *path, struct str *name, struct str *language)
{
    const char *slash = strrchr(path, '/');
    struct str rest = str_of(slash ? slash + 1 : path);
    rest.length -= strlen(".md");
    (void)str_split(&rest, '.', name);
    *language = rest;
}

static enum status read_files(struct load *load, const char *const *paths, size_t count,
                              struct failure *why)
{
    struct report_set *set = load->set;
    const char **names = arena_array(load->arena, count + 1, sizeof *names);
    set->reports = arena_array(load->arena, count + 1, sizeof *set->reports);
    if (!names || !set->reports) {
        return fail_memory(why);
    }
    set->names = names;
    for (int translations = 0; translations < 2; translations++) {
        for (size_t i = 0; i < count; i++) {
            struct str name, language;
            divide_name(paths[i], &name, &language);
            if (translations && language.length > 0) {
                TRY(read_translation(load, paths[i], name, language, why));
            } else if (!translations && language.length == 0) {
                names[set->count] = arena_copy(load->arena, name);
                if (!names[set->count]) {
                    return fail_memory(why);
                }
                TRY(read_report(load, paths[i], names[set->count], &set->reports[set->count], why));
                set->count++;
            }
        }
    }
    return STATUS_OK;
}

/* ---- checking ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What the text shows and computes, in an order of its own: sentences are ordered by language. */
static enum status list_signatures(struct arena *arena, const struct reading *read,
                                   const char ***signatures, struct failure *why)
{
    size_t count = 0;
    const char **list = arena_array(arena, read->count + 1, sizeof *list);
    *signatures = list;
    if (!list) {
        return fail_memory(why);
    }
    for (const struct directive *at = read->first; at; at = at->next) {
        if (at->signature) {
            list[count++] = at->signature;
        }
    }
    if (count > 0) {
        qsort(list, count, sizeof *list, by_text);
    }
    return STATUS_OK;
}

static enum status compare(const struct report *report, const struct report_text *text,
                           const char *const *original, const char *const *translated,
                           struct failure *why)
{
    while (*original && *translated && strcmp(*original, *translated) == 0) {
        original++;
        translated++;
    }
    const bool missing = *original && (!*translated || strcmp(*original, *translated) < 0);
    if (!*original && !*translated) {
        return STATUS_OK;
    }
    return fail(why, STATUS_INPUT,
                missing ? "%s:%u: %.200s stands in %s and not here. Translate that place too."
                        : "%s:%u: %.200s does not stand in %s. Take it out, or put it there too.",
                text->path, text->line, missing ? *original : *translated, report->texts[0].path);
}

static enum status check_text(struct load *load, const struct report *report, size_t index,
                              const char ***original, struct failure *why)
{
    struct arena arena;
    struct report_value values[REPORT_PARAMETERS];
    struct table_set *tables = NULL;
    struct mark *document = NULL;
    const char **translated = NULL;
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    struct reading read = {.arena = &arena,
                           .set = load->set,
                           .report = report,
                           .text = &report->texts[index],
                           .values = values,
                           .language = report->texts[index].language};
    report_any_values(&arena, report, values);
    report_values_speak(report, values, read.language);
    enum status status = report_own_tables(&arena, load->set, report, values, &tables, why);
    read.tables = tables;
    if (status == STATUS_OK) {
        status = report_read(&read, NULL, &document, why);
    }
    if (status == STATUS_OK && index == 0) {
        status = list_signatures(load->arena, &read, original, why);
        for (size_t i = 0; status == STATUS_OK && (*original)[i]; i++) {
            (*original)[i] = arena_copy(load->arena, str_of((*original)[i]));
            status = (*original)[i] ? STATUS_OK : fail_memory(why);
        }
    } else if (status == STATUS_OK) {
        status = list_signatures(&arena, &read, &translated, why);
        status =
            status == STATUS_OK ? compare(report, read.text, *original, translated, why) : status;
    }
    arena_release(&arena);
    return status;
}

enum status report_set_load(struct arena *arena, const struct report_env *env,
                            struct report_set **set, struct failure *why)
{
    const char *const *paths = NULL;
    size_t count = 0;
    struct report_set *made = arena_alloc(arena, sizeof *made);
    struct load load = {arena, made};
    *set = made;
    if (!made) {
        return fail_memory(why);
    }
    made->env = *env;
    TRY(pack_files_in(arena, env->pack, (struct pack_folder){"reports", ".md"}, &paths, &count,
                      why));
    TRY(read_files(&load, paths, count, why));
    for (size_t r = 0; r < made->count; r++) {
        const char **original = NULL;
        for (size_t i = 0; i < made->reports[r].text_count; i++) {
            TRY(check_text(&load, &made->reports[r], i, &original, why));
        }
    }
    return STATUS_OK;
}

enum status report_find(const struct report_set *set, const char *name,
                        const struct report **report, struct failure *why)
{
    char hint[NAMES_HINT];
    *report = NULL;
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->reports[i].name, name) == 0) {
            *report = &set->reports[i];
            return STATUS_OK;
        }
    }
    return fail(why, STATUS_NOT_FOUND, "There is no report \"%.60s\". %s", name,
                names_hint(hint, str_of(name), set->names));
}
