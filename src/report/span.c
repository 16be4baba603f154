/* Reads code spans: `{= EXPR}`, `{claim 9 = EXPR}`, `{$country}`. */
#include "report/text.h"
#include "table/names.h"

#include <stdio.h>
#include <stdlib.h>

enum status directive_fail(const struct reading *read, unsigned line, struct failure *why,
                           const char *format, ...)
{
    char words[sizeof why->text];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    return fail(why, STATUS_INPUT, "%s:%u: %s", read->text->path, line, words);
}

enum status directive_add(struct reading *read, const struct mark *mark,
                          struct directive **directive, struct failure *why)
{
    struct directive *made = arena_alloc(read->arena, sizeof *made);
    *directive = made;
    if (!made) {
        return fail_memory(why);
    }
    if (read->count == DIRECTIVE_LIMIT) {
        return directive_fail(read, mark->line, why,
                              "a report has %d computed places at most. Divide it into two.",
                              DIRECTIVE_LIMIT);
    }
    made->path = read->text->path;
    made->line = mark->line;
    made->argument = "";
    *read->last = made;
    read->last = &made->next;
    read->count++;
    return STATUS_OK;
}

enum status directive_expr(const struct reading *read, unsigned line, struct str text,
                           const struct expr **expr, struct failure *why)
{
    const struct expr_scope scope = {read->tables->pack, read->tables};
    struct failure reason;
    const enum status status = expr_parse(read->arena, &scope, text, expr, &reason);
    if (status != STATUS_OK) {
        return status == STATUS_NOMEM ? fail_memory(why)
                                      : directive_fail(read, line, why, "%s", reason.text);
    }
    const struct table *table = NULL;
    const char *row = NULL, *column = NULL;
    if (expr_is_cell(*expr, &table, &row, &column) && !row && !table->totals) {
        return directive_fail(read, line, why,
                              "the table %s has no total (`totals: false`): its rows are not all "
                              "there is, or do not add up. Ask for a row, or for the records.",
                              table->name);
    }
    const struct field *hidden = expr_hidden_field(*expr);
    return hidden ? directive_fail(read, line, why,
                                   "\"%s\" is not public, and a report is. Name another field.",
                                   hidden->name)
                  : STATUS_OK;
}

/* One option of a number: "places 1", "one project", "many projects", "none no project". */
static enum status read_option(const struct reading *read, struct directive *directive,
                               struct str option, struct failure *why)
{
    static const char *const words[NUMBER_FORMS] = {"none ", "one ", "many "};
    for (size_t i = 0; i < NUMBER_FORMS; i++) {
        if (!directive->forms[i] && str_starts(option, words[i])) {
            const size_t skip = strlen(words[i]);
            const struct str text = str_trim((struct str){option.at + skip, option.length - skip});
            directive->forms[i] = arena_copy(read->arena, text);
            return directive->forms[i] ? report_refuse_digits(read, text, directive->line, why)
                                       : fail_memory(why);
        }
    }
    if (!str_starts(option, "places ") || option.length != strlen("places ") + 1 ||
        option.at[7] < '0' || option.at[7] > '4') {
        return directive_fail(
            read, directive->line, why,
            "\"%.*s\" says nothing of a number. Write `; places 0` to 4, or `; one "
            "TEXT; many TEXT`, and `; none TEXT`, each once.",
            STR_ARGS(option));
    }
    directive->has_decimals = true;
    directive->decimals = (unsigned)(option.at[7] - '0');
    return STATUS_OK;
}

/* The length of the expression before the options: to a ";" that stands in no quotes. */
static size_t expression_length(struct str text)
{
    char quote = '\0';
    for (size_t i = 0; i < text.length; i++) {
        const char at = text.at[i];
        if (quote) {
            quote = at == quote ? '\0' : quote;
        } else if (at == '"' || at == '\'') {
            quote = at;
        } else if (at == ';') {
            return i;
        }
    }
    return text.length;
}

/* Takes "; places 1; one TEXT; many TEXT" off the end of an expression. */
static enum status take_options(const struct reading *read, struct directive *directive,
                                struct str *text, struct failure *why)
{
    const size_t length = expression_length(*text);
    const size_t skip = length < text->length ? length + 1 : length;
    struct str rest = {text->at + skip, text->length - skip}, option;
    text->length = length;
    while (str_split(&rest, ';', &option)) {
        TRY(read_option(read, directive, str_trim(option), why));
    }
    return !directive->forms[FORM_ONE] == !directive->forms[FORM_MANY]
               ? STATUS_OK
               : directive_fail(read, directive->line, why,
                                "`one` and `many` go together. Write `; one TEXT; many TEXT`.");
}

static enum status read_number(struct reading *read, struct directive *directive, struct str rest,
                               struct failure *why)
{
    TRY(take_options(read, directive, &rest, why));
    directive->signature = arena_printf(read->arena, "{= %.*s}", STR_ARGS(str_trim(rest)));
    return directive_expr(read, directive->line, rest, &directive->expr, why);
}

/* "9 = count(project)": as a claim of the pack would say it. */
static enum status read_claim(struct reading *read, struct directive *directive, struct str rest,
                              struct failure *why)
{
    struct arena *arena = read->arena;
    struct str printed;
    struct claim *claim = arena_alloc(arena, sizeof *claim);
    struct yaml_node *nodes = arena_array(arena, 5, sizeof *nodes);
    if (!claim || !nodes) {
        return fail_memory(why);
    }
    const bool two = memchr(rest.at, '=', rest.length) != NULL;
    (void)str_split(&rest, '=', &printed);
    printed = str_trim(printed);
    if (!two || printed.length == 0) {
        return directive_fail(read, directive->line, why,
                              "a claim has a number and what should give it. Write `{claim 9 = "
                              "count(KIND)}`.");
    }
    const struct str texts[] = {str_of("typed"), str_of("report"), printed, str_trim(rest)};
    static const char *const keys[] = {"id", "where", "printed", "expect"};
    nodes[4] = (struct yaml_node){.type = YAML_MAP, .children = nodes, .count = COUNT_OF(keys)};
    for (size_t i = 0; i < 5; i++) {
        nodes[i].file = directive->path;
        nodes[i].line = directive->line;
        if (i < COUNT_OF(keys)) {
            nodes[i].key = keys[i];
            nodes[i].text = arena_str(arena, texts[i]);
            nodes[i].next = i + 1 < COUNT_OF(keys) ? &nodes[i + 1] : NULL;
        }
    }
    directive->claim = claim;
    directive->signature = arena_printf(arena, "{claim %.*s}", STR_ARGS(str_trim(rest)));
    TRY(directive_expr(read, directive->line, rest, &directive->expr, why));
    return claim_read(arena, read->tables, &nodes[4], claim, why);
}

static const struct claim *find_claim(const struct claim_set *claims, const char *id)
{
    for (size_t f = 0; f < claims->file_count; f++) {
        for (size_t i = 0; i < claims->files[f].count; i++) {
            if (strcmp(claims->files[f].claims[i].id, id) == 0) {
                return &claims->files[f].claims[i];
            }
        }
    }
    return NULL;
}

static enum status read_printed(struct reading *read, struct directive *directive,
                                struct failure *why)
{
    directive->claim = find_claim(read->set->env.claims, directive->argument);
    directive->signature = arena_printf(read->arena, "{printed %s}", directive->argument);
    return directive->claim
               ? STATUS_OK
               : directive_fail(read, directive->line, why,
                                "there is no claim \"%.60s\" in claims/. \"crosscut check\" lists "
                                "them.",
                                directive->argument);
}

static enum status read_parameter(struct reading *read, struct directive *directive,
                                  struct str name, struct failure *why)
{
    directive->argument = report_value_shown(read->report, read->values, name, read->language);
    return directive->argument
               ? STATUS_OK
               : directive_fail(read, directive->line, why,
                                "there is no parameter \"$%.*s\" to print. Name one of "
                                "`parameters`, or its .before.",
                                STR_ARGS(name));
}

static const struct {
    const char *word;
    enum directive_type type;
} words[] = {
    {"claim", DIRECTIVE_CLAIM}, {"printed", DIRECTIVE_PRINTED}, {"see", DIRECTIVE_SEE},
    {"note", DIRECTIVE_NOTE},   {"as", DIRECTIVE_AS},
};

/* The word before the first space; DIRECTIVE_NUMBER for "=", DIRECTIVE_PARAMETER for "$". */
static enum status find_type(const struct reading *read, struct directive *directive,
                             struct str *rest, struct failure *why)
{
    struct str word;
    if (rest->length > 0 && (rest->at[0] == '=' || rest->at[0] == '$')) {
        directive->type = rest->at[0] == '=' ? DIRECTIVE_NUMBER : DIRECTIVE_PARAMETER;
        *rest = (struct str){rest->at + 1, rest->length - 1};
        return STATUS_OK;
    }
    (void)str_split(rest, ' ', &word);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (str_is(word, words[i].word)) {
            directive->type = words[i].type;
            return STATUS_OK;
        }
    }
    return directive_fail(read, directive->line, why,
                          "there is nothing called \"{%.*s …}\". Write {= EXPRESSION}, {claim …}, "
                          "{printed …}, {see …}, {note …}, {as …} or {$PARAMETER}.",
                          STR_ARGS(word));
}

enum status directive_read_span(struct reading *read, struct mark *mark, struct failure *why)
{
    struct directive *directive = NULL;
    TRY(directive_add(read, mark, &directive, why));
    mark->directive = directive;
    if (!str_ends(mark->text, "}")) {
        return directive_fail(read, mark->line, why, "a \"}\" is missing at the end of the span.");
    }
    struct str rest = {mark->text.at + 1, mark->text.length - 2};
    TRY(find_type(read, directive, &rest, why));
    const bool raw = directive->type == DIRECTIVE_NUMBER || directive->type == DIRECTIVE_CLAIM ||
                     directive->type == DIRECTIVE_PRINTED || directive->type == DIRECTIVE_SEE;
    const struct mark_source source = {read->text->path, rest, mark->line};
    if (raw) {
        TRY(report_substituted(read->arena, read->report, read->values, &source, &rest, why));
    }
    directive->argument = arena_copy(read->arena, str_trim(rest));
    if (!directive->argument) {
        return fail_memory(why);
    }
    if (directive->argument[0] == '\0') {
        return directive_fail(read, mark->line, why, "the span says nothing. Take it out.");
    }
    switch (directive->type) {
    case DIRECTIVE_NUMBER:
        return read_number(read, directive, rest, why);
    case DIRECTIVE_CLAIM:
        return read_claim(read, directive, rest, why);
    case DIRECTIVE_PRINTED:
        return read_printed(read, directive, why);
    case DIRECTIVE_PARAMETER:
        return read_parameter(read, directive, str_trim(rest), why);
    default:
        return STATUS_OK;
    }
}
