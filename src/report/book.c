/* The tables of a report as a workbook: what they show on paper, and notes that stand alone. */
#include "report/made.h"

#include "base/decimal.h"
#include "write/book_grid.h"
#include "write/book_notes.h"
#include "write/words.h"

#include <stdio.h>

struct booking {
    const struct report_made *made;
    struct arena *arena;
    const char *language;
    struct book_notes notes;
};

static const char *in(const struct booking *b, const char *en, const char *fr, const char *es)
{
    return word_in(b->language, en, fr, es);
}

static bool is_table(const struct directive *directive)
{
    return directive->number > 0 &&
           (directive->type == DIRECTIVE_TABLE || directive->type == DIRECTIVE_LIST ||
            directive->type == DIRECTIVE_CLAIMS || directive->type == DIRECTIVE_FIGURES ||
            directive->type == DIRECTIVE_DATA);
}

static const char *name_of(const struct booking *b, const struct directive *directive)
{
    const char *name =
        arena_printf(b->arena, "%s %zu", in(b, "Table", "Tableau", "Cuadro"), directive->number);
    return name ? name : "";
}

static const char *caption_of(const struct booking *b, const struct directive *directive)
{
    return directive->caption ? directive->caption
           : directive->table
               ? label_in(&directive->table->title, b->language, directive->table->name)
           : directive->type == DIRECTIVE_DATA
               ? in(b, "What was read", "Ce qui a été lu", "Lo que se leyó")
               : in(b, "Printed and computed", "Imprimé et calculé", "Impreso y calculado");
}

static const char *title_of(const struct booking *b, const struct directive *directive)
{
    const char *title =
        arena_printf(b->arena, "%s. %s", name_of(b, directive), caption_of(b, directive));
    return title ? title : "";
}

/* ---- notes ---- */

/* Definitions that the numbers in the text depend on. */
static void use_numbers(struct booking *b)
{
    for (const struct directive *at = b->made->first; at; at = at->next) {
        for (size_t i = 0; i < at->questions.count; i++) {
            book_use_query(&b->notes, at->questions.at[i]);
        }
        for (size_t c = 0; c < at->row_count * at->head_count; c++) {
            for (size_t i = 0; i < at->cells[c].questions.count; i++) {
                book_use_query(&b->notes, at->cells[c].questions.at[i]);
            }
        }
    }
}

static enum status note_version(struct booking *b, struct failure *why)
{
    const struct report_made *made = b->made;
    const struct pack *pack = made->set->env.pack;
    const struct book_notes *n = &b->notes;
    char hash[REPORT_HASH_TEXT];
    TRY(report_hash(made, hash, why));
    book_note(n, in(b, "Report", "Rapport", "Informe"), made->title);
    book_note(n, "", label_in(&made->report->summary, b->language, ""));
    book_note(n, in(b, "Register", "Registre", "Registro"),
              label_in(&pack->label, b->language, pack->name));
    book_note(n,
              in(b, "Data, last change", "Données, dernière modification", "Datos, último cambio"),
              made->ask->data);
    if (made->ask->changed > 0) {
        book_note(n, in(b, "Changed since", "Modifiées depuis", "Modificadas desde entonces"),
                  arena_printf(b->arena, "%llu", made->ask->changed));
    }
    book_note(n,
              in(b, "Hash of the report (BLAKE2b)", "Empreinte du rapport (BLAKE2b)",
                 "Huella del informe (BLAKE2b)"),
              hash);
    book_note(n, in(b, "To make it again", "Pour le refaire", "Para volver a hacerlo"),
              report_command(made, b->arena));
    book_note_terms(&b->notes);
    return STATUS_OK;
}

static void note_contents(struct booking *b)
{
    xlsx_heading(b->notes.book, in(b, "Contents", "Contenu", "Contenido"));
    for (const struct directive *at = b->made->first; at; at = at->next) {
        if (is_table(at)) {
            const char *name = name_of(b, at);
            xlsx_note_sheet(b->notes.book, name, name, caption_of(b, at));
        }
    }
}

static void note_tables(struct booking *b)
{
    for (const struct directive *at = b->made->first; at; at = at->next) {
        if (is_table(at) && at->grid) {
            xlsx_heading(b->notes.book, title_of(b, at));
            book_note_table(&b->notes, at->grid);
        }
    }
}

static void note_signs(struct booking *b)
{
    book_note(&b->notes, in(b, "Signs", "Signes", "Signos"),
              in(b,
                 "An empty cell: there is nothing to compute a number from; it is not 0. n/a: not "
                 "applicable.",
                 "Cellule vide : rien ne permet de calculer un nombre ; ce n'est pas 0. n/a : sans "
                 "objet.",
                 "Celda vacía: no hay de qué calcular un número; no es 0. n/a: no aplicable."));
}

/* ---- sheets ---- */

static void put_text(struct sheet *sheet, const char *text)
{
    sheet_text(sheet, str_of(text ? text : ""));
}

static void put_number(struct sheet *sheet, const char *text, unsigned places)
{
    const struct sheet_cell cell = {
        .text = str_of(text ? text : ""), .type = SHEET_NUMBER, .places = places};
    sheet->cell(sheet, &cell);
}

static void begin_sheet(struct booking *b, const struct directive *directive,
                        const struct xlsx_column *columns, size_t count)
{
    const struct xlsx_plan plan = {.name = name_of(b, directive),
                                   .title = title_of(b, directive),
                                   .columns = columns,
                                   .column_count = count,
                                   .frozen = 1};
    xlsx_begin(b->notes.book, &plan);
}

/* As many places as the number has. */
static unsigned places_of(const char *text)
{
    const char *point = strchr(text, '.');
    return point ? (unsigned)strlen(point + 1) : 0;
}

/* A printed number below 10,000 may be a year, and stays as it is. */
static void put_value(struct sheet *sheet, const struct claim_result *result, const char *value)
{
    int64_t number = 0;
    if (!value || !result->is_number || !decimal_parse(str_of(value), &number)) {
        put_text(sheet, value);
        return;
    }
    const bool large = number >= 10000 * DECIMAL_ONE || number <= -10000 * DECIMAL_ONE;
    put_number(sheet, value, large || strchr(value, '.') ? places_of(value) : SHEET_GENERAL);
}

static void put_claims(struct booking *b, const struct directive *directive)
{
    const struct xlsx_column columns[] = {
        {.heading = in(b, "Code", "Code", "Código"), .code = "id", .key = true, .wrapped = true},
        {.heading = in(b, "Where", "Où", "Dónde"), .code = "where", .wrapped = true},
        {.heading = in(b, "What is said", "Ce qui est dit", "Qué se dice"),
         .code = "what",
         .wrapped = true},
        {.heading = in(b, "Printed", "Imprimé", "Impreso"),
         .code = "printed",
         .wrapped = true,
         .number = true},
        {.heading = in(b, "Computed", "Calculé", "Calculado"),
         .code = "computed",
         .wrapped = true,
         .number = true},
        {.heading = in(b, "Verdict", "Verdict", "Veredicto"), .code = "verdict", .wrapped = true},
        {.heading = in(b, "Note", "Note", "Nota"), .code = "note", .wrapped = true}};
    struct sheet *sheet = xlsx_sheet(b->notes.book);
    begin_sheet(b, directive, columns, COUNT_OF(columns));
    for (size_t i = 0; i < directive->result_count; i++) {
        const struct claim_result *result = &directive->results[i];
        const struct sheet_cell verdict = {.text = str_of(verdict_name(result->verdict)),
                                           .shown = made_verdict(b->language, result)};
        put_text(sheet, result->claim->id);
        put_text(sheet, result->where);
        put_text(sheet, result->what);
        put_value(sheet, result, result->printed);
        put_value(sheet, result, result->computed);
        sheet->cell(sheet, &verdict);
        put_text(sheet, result->note);
        sheet->end(sheet);
    }
}

static void put_figure(const struct booking *b, bool known, int64_t number)
{
    char text[24] = "";
    if (known) {
        decimal_print(number, text);
    }
    put_number(xlsx_sheet(b->notes.book), text, places_of(text));
}

static void put_figures(struct booking *b, const struct directive *figures)
{
    struct sheet *sheet = xlsx_sheet(b->notes.book);
    struct xlsx_column columns[FIGURES_HEADS + 2];
    char codes[FIGURES_HEADS][32];
    size_t count = 0;
    columns[count++] = (struct xlsx_column){
        .heading = in(b, "Figure", "Chiffre", "Cifra"), .code = "label", .wrapped = true};
    for (size_t h = 0; h < figures->head_count && h < COUNT_OF(codes); h++) {
        (void)snprintf(codes[h], sizeof codes[h], "column-%zu", h + 1);
        columns[count++] =
            (struct xlsx_column){.heading = figures->heads[h], .code = codes[h], .number = true};
    }
    if (figures->change) {
        columns[count++] = (struct xlsx_column){
            .heading = in(b, "Change", "Évolution", "Cambio"), .code = "change", .number = true};
    }
    begin_sheet(b, figures, columns, count);
    for (size_t r = 0; r < figures->row_count; r++) {
        int64_t change = 0;
        put_text(sheet, figures->labels[r]);
        for (size_t h = 0; h < figures->head_count; h++) {
            const struct expr_value *value = &figures->cells[r * figures->head_count + h].value;
            put_figure(b, value->outcome == EXPR_NUMBER, value->number);
        }
        if (figures->change) {
            const bool known = directive_change(figures, r, &change);
            put_figure(b, known, change);
        }
        sheet->end(sheet);
    }
}

static enum status put_data(struct booking *b, const struct directive *directive,
                            struct failure *why)
{
    static const char *const codes[FOLDER_HEADS] = {"folder", "read-on",  "files",   "read",
                                                    "kept",   "rejected", "problems"};
    struct sheet *sheet = xlsx_sheet(b->notes.book);
    struct xlsx_column columns[FOLDER_HEADS];
    struct made_folder *folders = NULL;
    size_t count = 0;
    if (!made_folders(b->made, b->arena, &folders, &count)) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < FOLDER_HEADS; i++) {
        columns[i] = (struct xlsx_column){
            .heading = made_folder_head(b->language, i), .code = codes[i], .number = i > 1};
    }
    begin_sheet(b, directive, columns, FOLDER_HEADS);
    for (size_t i = 0; i < count; i++) {
        const unsigned long long counts[] = {folders[i].files, folders[i].read, folders[i].kept,
                                             folders[i].rejected, folders[i].problems};
        const struct str last = folders[i].last;
        sheet_text(sheet, folders[i].name);
        sheet_text(sheet, (struct str){last.at, last.length < 10 ? last.length : 10});
        for (size_t k = 0; k < COUNT_OF(counts); k++) {
            char text[24];
            (void)snprintf(text, sizeof text, "%llu", counts[k]);
            put_number(sheet, text, 0);
        }
        sheet->end(sheet);
    }
    return STATUS_OK;
}

/* The columns and rows that the report shows; of a list all rows, also those it has no room for. */
static enum status put_grid(struct booking *b, const struct directive *directive,
                            struct failure *why)
{
    const struct grid *grid = directive->grid;
    struct book_grid what = {.grid = grid};
    struct xlsx_column *made = NULL;
    bool *columns = arena_array(b->arena, grid->column_count + 1, sizeof *columns);
    bool *rows = arena_array(b->arena, grid->row_count + 1, sizeof *rows);
    if (!columns || !rows) {
        return fail_memory(why);
    }
    for (size_t c = 0; c < grid->column_count; c++) {
        columns[c] = made_column_shown(directive, &grid->columns[c]);
    }
    for (size_t r = 0; r < grid->row_count; r++) {
        rows[r] = !made_row_left_out(directive, r);
    }
    what.part = (struct grid_part){columns, rows};
    TRY(book_grid_columns(b->arena, grid, &what.part, b->language, &made, &what.column_count, why));
    what.columns = made;
    book_grid_sheet(b->notes.book, &what, name_of(b, directive), title_of(b, directive),
                    b->language);
    return STATUS_OK;
}

static enum status put_table(struct booking *b, const struct directive *at, struct failure *why)
{
    switch (at->type) {
    case DIRECTIVE_FIGURES:
        put_figures(b, at);
        return STATUS_OK;
    case DIRECTIVE_DATA:
        return put_data(b, at, why);
    case DIRECTIVE_CLAIMS:
        put_claims(b, at);
        return STATUS_OK;
    default:
        return put_grid(b, at, why);
    }
}

static enum status write_book(struct booking *b, struct failure *why)
{
    TRY(note_version(b, why));
    note_contents(b);
    note_tables(b);
    use_numbers(b);
    xlsx_heading(b->notes.book, in(b, "How to read it", "Comment lire", "Cómo leerlo"));
    note_signs(b);
    book_note_definitions(&b->notes);
    book_note_form(&b->notes);
    for (const struct directive *at = b->made->first; at; at = at->next) {
        TRY(is_table(at) ? put_table(b, at, why) : STATUS_OK);
    }
    book_note_cut(&b->notes);
    return STATUS_OK;
}

static bool has_table(const struct report_made *made)
{
    const struct directive *at = made->first;
    while (at && !is_table(at)) {
        at = at->next;
    }
    return at != NULL;
}

enum status report_xlsx(const struct report_made *made, struct buf *out, struct failure *why)
{
    struct booking b = {.made = made, .arena = made->arena, .language = made->language};
    const struct report_env *env = &made->set->env;
    const struct xlsx_names names = {.notes = in(&b, "Notes", "Notes", "Notas"),
                                     .title = made->title,
                                     .made = made->ask->data,
                                     .yes = in(&b, "Yes", "Oui", "Sí"),
                                     .no = in(&b, "No", "Non", "No")};
    if (!has_table(made)) {
        return fail(why, STATUS_NOT_FOUND, "The report %s has no table for a workbook.",
                    made->report->name);
    }
    b.notes = (struct book_notes){.pack = env->pack, .lenses = env->lenses, .language = b.language};
    TRY(book_notes_begin(b.arena, &b.notes, why));
    enum status status = xlsx_open(b.arena, &names, &b.notes.book, why);
    if (status == STATUS_OK) {
        status = write_book(&b, why);
        if (status == STATUS_OK) {
            status = xlsx_close(b.notes.book, out, why);
        } else {
            xlsx_drop(b.notes.book);
        }
    }
    book_notes_end(&b.notes);
    return status;
}
