/*
 * The parts of a workbook: which sheets there are (xl/workbook.xml and its relationships), strings
 * that cells share, number formats, and the rows of one sheet after another. All of them go through
 * the splitter and the parser of text/xml.h, so that memory is that of one row.
 */
#include "text/xlsx.h"

#include "text/archive.h"
#include "text/xlsx_cell.h"
#include "text/xml.h"

#include <stdint.h>
#include <stdlib.h>

#define COLUMN_LIMIT 1000U
#define ROW_LIMIT 1048576U
#define CELL_LIMIT ((size_t)1024 * 1024)
#define SHEET_LIMIT 1000U
#define STRING_LIMIT 4000000U
#define STRING_BYTES ((size_t)256 * 1024 * 1024)
#define FORM_LIMIT 100000U /* cell formats */
#define PIECE_BYTES ((size_t)64 * 1024 * 1024)
#define HEADER_ROWS 30

struct sheet {
    const char *name;
    const char *relation; /* its id, until the part is known */
    const char *part;
};

/* A number format that the workbook declares. */
struct own_form {
    unsigned number;
    enum xlsx_form form;
};

struct xlsx {
    struct archive *archive;
    const char *name; /* of the file */
    struct arena arena;
    struct sheet *sheets;
    size_t sheet_count, sheet_capacity;
    size_t next_sheet;
    const char *strings_part, *styles_part;
    bool since_1904;
    struct str *strings;
    size_t string_count, string_capacity;
    struct own_form *own_forms;
    size_t own_count, own_capacity;
    unsigned char *forms; /* of each cell format: an enum xlsx_form */
    size_t form_count, form_capacity;

    struct source *part; /* the sheet being read */
    struct xml_splitter *splitter;
    struct xml_parser *parser;
    struct arena row_arena;
    unsigned row;
    struct str cells[COLUMN_LIMIT];
};

/* Takes one element of a part; its tree lives until the next one. */
typedef enum status piece_function(struct xlsx *x, const struct xml_node *node,
                                   struct failure *why);

/* ---- parts ---- */

static void close_part(struct xlsx *x)
{
    xml_splitter_close(x->splitter);
    xml_parser_close(x->parser);
    source_close(x->part);
    x->splitter = NULL;
    x->parser = NULL;
    x->part = NULL;
}

static enum status open_part(struct xlsx *x, const char *part, const char *const *names,
                             struct failure *why)
{
    close_part(x);
    TRY(archive_entry(x->archive, part, &x->part, why));
    return xml_splitter_open(x->part, names, &x->splitter, why);
}

static enum step step_of(enum status status)
{
    return status == STATUS_OK ? STEP_ITEM : STEP_ERROR;
}

/* The next element of the open part as a tree in x->row_arena. */
static enum step next_piece(struct xlsx *x, const struct xml_node **node, struct failure *why)
{
    struct xml_piece piece;
    struct xml_node *parsed = NULL;
    struct failure words;
    const enum step step = xml_splitter_next(x->splitter, &piece, why);
    if (step != STEP_ITEM) {
        return step;
    }
    arena_clear(&x->row_arena);
    if (!x->parser &&
        xml_parser_open(xml_splitter_root(x->splitter), &x->parser, why) != STATUS_OK) {
        return STEP_ERROR;
    }
    const enum status status =
        xml_parse(x->parser, &x->row_arena, piece.bytes, piece.line, &parsed, &words);
    *node = parsed;
    if (status != STATUS_OK) {
        return step_of(fail(why, status == STATUS_NOMEM ? STATUS_LIMIT : status,
                            "%s: a part of the workbook is damaged: %.600s", x->name, words.text));
    }
    return STEP_ITEM;
}

/* Gives every element of the part that has one of the names to @take. */
static enum status each_piece(struct xlsx *x, const char *part, const char *const *names,
                              piece_function *take, struct failure *why)
{
    const struct xml_node *node = NULL;
    enum step step;
    TRY(open_part(x, part, names, why));
    while ((step = next_piece(x, &node, why)) == STEP_ITEM) {
        TRY(take(x, node, why));
    }
    close_part(x);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status refuse(const struct xlsx *x, enum status status, const char *words,
                          struct failure *why)
{
    return fail(why, status, "%s: %s", x->name, words);
}

static bool is_one(struct str text)
{
    return str_is(text, "1") || str_is(text, "true") || str_is(text, "on");
}

static unsigned number_of(struct str text, unsigned limit)
{
    unsigned number = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || number > limit) {
            return limit + 1;
        }
        number = number * 10 + (unsigned)(text.at[i] - '0');
    }
    return text.length > 0 ? number : limit + 1;
}

/* ---- texts ---- */

/* "_x000D_" stands for the character U+000D (ECMA-376-1, 22.9.2.19); others stay as they are. */
static bool escaped(struct str text, size_t at, char *c)
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned code = 0;
    if (text.length - at < 7 || memcmp(text.at + at, "_x", 2) != 0 || text.at[at + 6] != '_') {
        return false;
    }
    for (size_t i = at + 2; i < at + 6; i++) {
        const char digit = (char)(text.at[i] >= 'a' ? text.at[i] - 32 : text.at[i]);
        const char *found = digit ? strchr(digits, digit) : NULL;
        if (!found) {
            return false;
        }
        code = code * 16 + (unsigned)(found - digits);
    }
    const bool known = code == 9 || code == 10 || code == 13 || code == '_';
    *c = known ? (char)code : *c;
    return known;
}

/* Appends @text to @to, which has room for it. */
static size_t unescape(struct str text, char *to)
{
    size_t length = 0;
    for (size_t i = 0; i < text.length;) {
        char c = text.at[i];
        i += escaped(text, i, &c) ? 7 : 1;
        to[length++] = c;
    }
    return length;
}

/* The text of a string item: its t, or those of its runs; readings in kana (rPh) are no part. */
static enum status string_of(struct arena *arena, const struct xml_node *item, struct str *text,
                             struct failure *why)
{
    size_t room = 0;
    for (const struct xml_node *child = item->children; child; child = child->next) {
        const struct xml_node *run = strcmp(child->name, "r") == 0 ? xml_child(child, "t") : child;
        room += run ? run->text.length : 0;
    }
    char *to = arena_alloc(arena, room + 1);
    if (!to) {
        return fail_memory(why);
    }
    *text = (struct str){to, 0};
    for (const struct xml_node *child = item->children; child; child = child->next) {
        const bool run = strcmp(child->name, "r") == 0;
        const struct xml_node *t = run ? xml_child(child, "t") : child;
        if (t && strcmp(t->name, "t") == 0) {
            text->length += unescape(t->text, to + text->length);
        }
    }
    return STATUS_OK;
}

static enum status take_string(struct xlsx *x, const struct xml_node *node, struct failure *why)
{
    struct str *grown = x->string_count >= STRING_LIMIT
                            ? NULL
                            : arena_grow(&x->arena, x->strings, x->string_count,
                                         &x->string_capacity, sizeof *grown);
    if (!grown || string_of(&x->arena, node, &grown[x->string_count], why) != STATUS_OK) {
        return refuse(x, STATUS_LIMIT,
                      "the workbook has more than 4,000,000 different texts, or 256 MiB of them, "
                      "and is refused. Save the sheet as CSV UTF-8.",
                      why);
    }
    x->strings = grown;
    x->string_count++;
    return STATUS_OK;
}

/* ---- number formats ---- */

static enum status take_own_forms(struct xlsx *x, const struct xml_node *node, struct failure *why)
{
    for (const struct xml_node *child = xml_child(node, "numFmt"); child; child = xml_next(child)) {
        struct own_form *grown =
            arena_grow(&x->arena, x->own_forms, x->own_count, &x->own_capacity, sizeof *grown);
        if (!grown || x->own_count >= FORM_LIMIT) {
            return fail_memory(why);
        }
        x->own_forms = grown;
        grown[x->own_count++] =
            (struct own_form){number_of(xml_attribute(child, "numFmtId"), FORM_LIMIT),
                              xlsx_form_of_code(xml_attribute(child, "formatCode"))};
    }
    return STATUS_OK;
}

static enum xlsx_form form_of(const struct xlsx *x, unsigned number)
{
    for (size_t i = 0; i < x->own_count; i++) {
        if (x->own_forms[i].number == number) {
            return x->own_forms[i].form;
        }
    }
    return xlsx_form_of_number(number);
}

static enum status take_styles(struct xlsx *x, const struct xml_node *node, struct failure *why)
{
    if (strcmp(node->name, "numFmts") == 0) {
        return take_own_forms(x, node, why);
    }
    for (const struct xml_node *child = xml_child(node, "xf"); child; child = xml_next(child)) {
        unsigned char *grown =
            arena_grow(&x->arena, x->forms, x->form_count, &x->form_capacity, sizeof *grown);
        if (!grown || x->form_count >= FORM_LIMIT) {
            return fail_memory(why);
        }
        x->forms = grown;
        grown[x->form_count++] =
            (unsigned char)form_of(x, number_of(xml_attribute(child, "numFmtId"), FORM_LIMIT));
    }
    return STATUS_OK;
}

/* ---- the workbook ---- */

static enum status take_workbook(struct xlsx *x, const struct xml_node *node, struct failure *why)
{
    if (strcmp(node->name, "workbookPr") == 0) {
        x->since_1904 = is_one(xml_attribute(node, "date1904"));
        return STATUS_OK;
    }
    struct sheet *grown =
        arena_grow(&x->arena, x->sheets, x->sheet_count, &x->sheet_capacity, sizeof *grown);
    if (!grown || x->sheet_count >= SHEET_LIMIT) {
        return refuse(x, STATUS_LIMIT, "the workbook has more than 1,000 sheets. Divide it.", why);
    }
    x->sheets = grown;
    grown[x->sheet_count] =
        (struct sheet){.name = arena_copy(&x->arena, xml_attribute(node, "name")),
                       .relation = arena_copy(&x->arena, xml_attribute(node, "id"))};
    if (!grown[x->sheet_count].name || !grown[x->sheet_count].relation) {
        return fail_memory(why);
    }
    x->sheet_count++;
    return STATUS_OK;
}

/* The name of the part that a relationship of a part in xl/ leads to. */
static const char *target_of(struct xlsx *x, const struct xml_node *node)
{
    const struct str target = xml_attribute(node, "Target");
    if (str_starts(target, "/")) {
        return arena_printf(&x->arena, "%.*s", (int)target.length - 1, target.at + 1);
    }
    return arena_printf(&x->arena, "xl/%.*s", STR_ARGS(target));
}

static enum status take_relation(struct xlsx *x, const struct xml_node *node, struct failure *why)
{
    const struct str type = xml_attribute(node, "Type"), id = xml_attribute(node, "Id");
    const char *part = target_of(x, node);
    if (!part) {
        return fail_memory(why);
    }
    x->strings_part = str_ends(type, "/sharedStrings") ? part : x->strings_part;
    x->styles_part = str_ends(type, "/styles") ? part : x->styles_part;
    for (size_t i = 0; str_ends(type, "/worksheet") && i < x->sheet_count; i++) {
        if (str_is(id, x->sheets[i].relation)) {
            x->sheets[i].part = part;
        }
    }
    return STATUS_OK;
}

static enum status read_workbook(struct xlsx *x, struct failure *why)
{
    static const char *const sheets[] = {"sheet", "workbookPr", NULL};
    static const char *const relations[] = {"Relationship", NULL};
    static const char *const strings[] = {"si", NULL};
    static const char *const styles[] = {"numFmts", "cellXfs", NULL};
    if (!archive_has(x->archive, "xl/workbook.xml")) {
        return refuse(
            x, STATUS_INPUT,
            "this is a ZIP archive and no Excel workbook (XLSX). Unpack it and import the "
            "files inside, or save the sheet as CSV UTF-8.",
            why);
    }
    TRY(each_piece(x, "xl/workbook.xml", sheets, take_workbook, why));
    TRY(each_piece(x, "xl/_rels/workbook.xml.rels", relations, take_relation, why));
    if (x->styles_part) {
        TRY(each_piece(x, x->styles_part, styles, take_styles, why));
    }
    return x->strings_part ? each_piece(x, x->strings_part, strings, take_string, why) : STATUS_OK;
}

/* ---- rows ---- */

static struct str text_of(const struct xml_node *cell, const char *child)
{
    const struct xml_node *node = xml_child(cell, child);
    return node ? str_trim(node->text) : (struct str){0};
}

static enum status number_cell(struct xlsx *x, const struct xml_node *cell, struct str *text,
                               struct failure *why)
{
    char number[XLSX_TEXT];
    const unsigned style = number_of(xml_attribute(cell, "s"), FORM_LIMIT);
    const struct str value = text_of(cell, "v");
    const enum xlsx_form form =
        style < x->form_count ? (enum xlsx_form)x->forms[style] : XLSX_NUMBER;
    *text = value;
    if (!xlsx_number(value, form, x->since_1904, number)) {
        return STATUS_OK;
    }
    *text = arena_str(&x->row_arena, str_of(number));
    return text->at ? STATUS_OK : fail_memory(why);
}

/* A formula that no program has computed yet is shown: a missing number would go unnoticed. */
static enum status formula_cell(struct xlsx *x, const struct xml_node *cell, struct str *text,
                                struct failure *why)
{
    const struct xml_node *formula = xml_child(cell, "f");
    if (!formula || xml_child(cell, "v")) {
        return STATUS_OK;
    }
    const char *shown = arena_printf(&x->row_arena, "=%.*s", STR_ARGS(formula->text));
    *text = str_of(shown);
    return shown ? STATUS_OK : fail_memory(why);
}

/* What the cell shows (ECMA-376-1, 18.3.1.4 and 18.18.11). */
static enum status cell_text(struct xlsx *x, const struct xml_node *cell, struct str *text,
                             struct failure *why)
{
    const struct str type = xml_attribute(cell, "t"), value = text_of(cell, "v");
    *text = value;
    if (str_is(type, "s")) {
        const unsigned number = number_of(value, STRING_LIMIT);
        if (number >= x->string_count) {
            return refuse(x, STATUS_INPUT,
                          "a cell names a text that is not there: the workbook is damaged. Save it "
                          "again.",
                          why);
        }
        *text = x->strings[number];
    } else if (str_is(type, "inlineStr")) {
        const struct xml_node *item = xml_child(cell, "is");
        return item ? string_of(&x->row_arena, item, text, why) : STATUS_OK;
    } else if (str_is(type, "str")) {
        const struct xml_node *v = xml_child(cell, "v");
        char *to = arena_alloc(&x->row_arena, (v ? v->text.length : 0) + 1);
        *text = (struct str){to, to && v ? unescape(v->text, to) : 0};
        TRY(to ? STATUS_OK : fail_memory(why));
    } else if (str_is(type, "b")) {
        *text = str_of(is_one(value) ? "true" : value.length > 0 ? "false" : "");
    } else if (type.length == 0 || str_is(type, "n")) {
        TRY(number_cell(x, cell, text, why));
    }
    return formula_cell(x, cell, text, why);
}

static enum status read_cells(struct xlsx *x, const struct xml_node *node, size_t *count,
                              struct failure *why)
{
    size_t column = 0;
    *count = 0;
    for (const struct xml_node *c = xml_child(node, "c"); c; c = xml_next(c), column++) {
        const struct str name = xml_attribute(c, "r");
        struct str text = {NULL, 0};
        column = name.length > 0 ? xlsx_column(name) : column;
        TRY(cell_text(x, c, &text, why));
        if (text.length == 0) {
            continue;
        }
        if (column >= COLUMN_LIMIT || text.length > CELL_LIMIT) {
            return fail(why, STATUS_LIMIT, "%s: row %u has %s. Divide it.", x->name, x->row,
                        column >= COLUMN_LIMIT ? "more than 1,000 columns" : "a cell over 1 MiB");
        }
        for (; *count <= column; (*count)++) {
            x->cells[*count] = (struct str){NULL, 0};
        }
        x->cells[column] = text;
    }
    return STATUS_OK;
}

static enum step xlsx_next(void *state, struct table_row *row, struct failure *why)
{
    struct xlsx *x = state;
    const struct xml_node *node = NULL;
    size_t count = 0;
    const enum step step = next_piece(x, &node, why);
    if (step == STEP_DONE && !xml_splitter_complete(x->splitter)) {
        return step_of(refuse(x, STATUS_INPUT,
                              "a sheet ends too early: the workbook is damaged. Get it again.",
                              why));
    }
    if (step != STEP_ITEM) {
        return step;
    }
    const struct str number = xml_attribute(node, "r");
    x->row = number.length > 0 ? number_of(number, ROW_LIMIT) : x->row + 1;
    if (x->row == 0 || x->row > ROW_LIMIT) {
        return step_of(
            refuse(x, STATUS_LIMIT, "a row has a number that no sheet has. Save it again.", why));
    }
    if (read_cells(x, node, &count, why) != STATUS_OK) {
        return STEP_ERROR;
    }
    *row = (struct table_row){.cells = x->cells, .count = count, .line = x->row};
    return STEP_ITEM;
}

/* ---- the table ---- */

static enum step xlsx_sheet(void *state, struct failure *why)
{
    static const char *const rows[] = {"row", NULL};
    struct xlsx *x = state;
    while (x->next_sheet < x->sheet_count && !x->sheets[x->next_sheet].part) {
        x->next_sheet++; /* a sheet of charts or of macros */
    }
    if (x->next_sheet == x->sheet_count) {
        close_part(x);
        return STEP_DONE;
    }
    x->row = 0;
    return open_part(x, x->sheets[x->next_sheet++].part, rows, why) == STATUS_OK ? STEP_ITEM
                                                                                 : STEP_ERROR;
}

static const char *xlsx_sheet_name(void *state)
{
    const struct xlsx *x = state;
    return x->sheet_count > 1 && x->next_sheet > 0 ? x->sheets[x->next_sheet - 1].name : "";
}

static void xlsx_close(void *state)
{
    struct xlsx *x = state;
    close_part(x);
    archive_close(x->archive);
    arena_release(&x->arena);
    arena_release(&x->row_arena);
    free(x);
}

enum status table_open_xlsx(struct source *source, struct table **table, struct failure *why)
{
    static const struct table_type type = {xlsx_sheet, xlsx_next, xlsx_close, HEADER_ROWS,
                                           xlsx_sheet_name};
    struct xlsx *x = calloc(1, sizeof *x);
    *table = NULL;
    if (!x) {
        return fail_memory(why);
    }
    x->name = source_name(source);
    arena_init(&x->arena, STRING_BYTES);
    arena_init(&x->row_arena, PIECE_BYTES);
    enum status status = archive_open(source, &x->archive, why);
    if (status == STATUS_OK) {
        status = read_workbook(x, why);
    }
    if (status != STATUS_OK) {
        xlsx_close(x);
        return status;
    }
    return table_open(&type, x, table, why);
}
