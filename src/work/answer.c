#include "work/answer.h"

#include "text/xml.h"

enum { HEADER, TOKEN, ERROR_NAME };

static const char *const names[] = {
    [HEADER] = "header", [TOKEN] = "resumptionToken", [ERROR_NAME] = "error", NULL};

/* @piece as a node; what cannot be parsed says nothing. */
static enum status read_node(struct arena *arena, const struct xml_piece *piece,
                             struct xml_node **node, struct failure *why)
{
    struct xml_parser *parser = NULL;
    struct failure words = {.status = STATUS_OK};
    TRY(xml_parser_open((struct str){0}, &parser, why));
    const enum status status = xml_parse(parser, arena, piece->bytes, piece->line, node, &words);
    xml_parser_close(parser);
    if (status == STATUS_NOMEM) {
        *why = words;
        return status;
    }
    *node = status == STATUS_OK ? *node : NULL;
    return STATUS_OK;
}

static enum status take_piece(struct arena *arena, const struct xml_piece *piece,
                              struct oai_answer *answer, struct failure *why)
{
    struct xml_node *node = NULL;
    if (piece->name == HEADER) {
        answer->records++;
        return STATUS_OK;
    }
    TRY(read_node(arena, piece, &node, why));
    if (node && piece->name == TOKEN) {
        answer->token = str_trim(node->text);
    } else if (node) {
        const struct str code = str_trim(xml_attribute(node, "code"));
        answer->code = code.length > 0 ? code : str_of("error");
        answer->words = str_trim(node->text);
    }
    return STATUS_OK;
}

/* True for the start tag of <OAI-PMH>, with a prefix or without. */
static bool is_answer(struct str tag)
{
    static const char name[] = "OAI-PMH";
    size_t i = 1;
    while (i < tag.length && !strchr(" \t\r\n/>:", tag.at[i])) {
        i++;
    }
    i = i < tag.length && tag.at[i] == ':' ? i + 1 : 1;
    return i + sizeof name - 1 < tag.length && memcmp(tag.at + i, name, sizeof name - 1) == 0 &&
           strchr(" \t\r\n/>", tag.at[i + sizeof name - 1]);
}

static enum status read_pieces(struct arena *arena, struct xml_splitter *splitter,
                               struct oai_answer *answer, struct failure *why)
{
    struct xml_piece piece;
    enum step step;
    while ((step = xml_splitter_next(splitter, &piece, why)) == STEP_ITEM) {
        TRY(take_piece(arena, &piece, answer, why));
    }
    if (step == STEP_ERROR) {
        return why->status;
    }
    if (!is_answer(xml_splitter_root(splitter))) {
        return fail(why, STATUS_INPUT,
                    "this is no answer of OAI-PMH. Give the base address of the repository, as its "
                    "documentation names it.");
    }
    return xml_splitter_complete(splitter)
               ? STATUS_OK
               : fail(why, STATUS_INPUT, "the answer breaks off. Run the command again.");
}

enum status oai_answer_read(struct arena *arena, const char *name, struct str bytes,
                            struct oai_answer *answer, struct failure *why)
{
    struct source *source = NULL;
    struct xml_splitter *splitter = NULL;
    struct failure words = {.status = STATUS_OK};
    *answer = (struct oai_answer){0};
    TRY(source_open_memory(name, bytes, &source, why));
    enum status status = xml_splitter_open(source, names, &splitter, why);
    if (status == STATUS_OK) {
        status = read_pieces(arena, splitter, answer, &words);
        const size_t length = strlen(name);
        const bool named = strncmp(words.text, name, length) == 0;
        if (status != STATUS_OK) {
            status = fail(why, status, "%s%s%s", named ? "" : name, named ? "" : ": ", words.text);
        }
    }
    xml_splitter_close(splitter);
    source_close(source);
    return status;
}
