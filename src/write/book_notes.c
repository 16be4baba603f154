#include "write/book_notes.h"

#include "base/version.h"
#include "write/about.h"
#include "write/grid_cells.h"
#include "write/grid_write.h"
#include "write/query_words.h"
#include "write/words.h"

#include <stdio.h>

#define NOTE_BYTES ((size_t)256 * 1024)

static const char *in(const struct book_notes *n, const char *en, const char *fr, const char *es)
{
    return word_in(n->language, en, fr, es);
}

enum status book_notes_begin(struct arena *arena, struct book_notes *notes, struct failure *why)
{
    notes->used = arena_array(arena, lens_set_count(notes->lenses) + 1, sizeof *notes->used);
    buf_init(&notes->text, NOTE_BYTES);
    return notes->used ? STATUS_OK : fail_memory(why);
}

void book_notes_end(struct book_notes *notes)
{
    buf_release(&notes->text);
}

void book_note(const struct book_notes *notes, const char *label, const char *text)
{
    if (text && *text) {
        xlsx_note(notes->book, label, str_of(text));
    }
}

/* ---- questions and definitions ---- */

static void use(const struct book_notes *n, const struct lens *lens)
{
    for (size_t i = 0; lens && i < lens_set_count(n->lenses); i++) {
        n->used[i] = n->used[i] || lens_set_at(n->lenses, i) == lens;
    }
}

void book_use_query(struct book_notes *n, const struct query *query)
{
    for (size_t i = 0; i < query->count; i++) {
        for (size_t k = 0; k < query->conditions[i].value_count; k++) {
            use(n, query_lens(&query->conditions[i], k, n->lenses));
        }
    }
}

void book_note_query(struct book_notes *n, const char *label, const struct query *query)
{
    buf_clear(&n->text);
    query_words(query, n->lenses, n->language, &n->text);
    xlsx_note(n->book, label, buf_view(&n->text));
    buf_clear(&n->text);
    query_print(query, &n->text);
    xlsx_note_code(n->book, buf_view(&n->text));
    book_use_query(n, query);
}

static void use_axis(struct book_notes *n, const struct axis *axis)
{
    use(n, axis ? axis->lens : NULL);
}

static void use_table(struct book_notes *n, const struct table *table)
{
    use_axis(n, &table->rows);
    use_axis(n, table->by);
    for (size_t i = 0; i < table->column_count; i++) {
        use(n, table->columns[i].lens);
        use_axis(n, table->columns[i].split);
        book_use_query(n, &table->columns[i].query);
    }
}

void book_note_definitions(struct book_notes *n)
{
    const char *label = in(n, "Definitions", "Définitions", "Definiciones");
    for (size_t i = 0; i < lens_set_count(n->lenses); i++) {
        const struct lens *lens = lens_set_at(n->lenses, i);
        if (n->used[i]) {
            buf_clear(&n->text);
            buf_printf(&n->text, "%s (%s, version %lld): %s",
                       label_in(&lens->label, n->language, lens->name), lens->name, lens->version,
                       label_in(&lens->description, n->language, ""));
            xlsx_note(n->book, label, buf_view(&n->text));
            label = "";
        }
    }
}

/* ---- tables ---- */

/* Signs are explained where there are some. */
void book_note_signs(struct book_notes *n, const struct grid *grid)
{
    buf_clear(&n->text);
    grid_sheet_signs(grid, n->language, &n->text);
    if (n->text.length > 0) {
        xlsx_note(n->book, in(n, "Signs", "Signes", "Signos"), buf_view(&n->text));
    }
}

/* A table that names no other source is made of the register's own records. */
static void note_source(struct book_notes *n, const struct table *table)
{
    const struct kind *kind = table->kind;
    const char *source = label_in(&table->source, n->language, "");
    buf_clear(&n->text);
    if (*source) {
        buf_text(&n->text, source);
    } else {
        buf_printf(&n->text, "%s, %s: %s",
                   in(n, "Computed from the records of the register",
                      "Calculé à partir des fiches du registre",
                      "Calculado con las fichas del registro"),
                   label_in(&n->pack->label, n->language, n->pack->name),
                   label_in(kind->labels.count > 0 ? &kind->labels : &kind->label, n->language,
                            kind->plural));
    }
    xlsx_note(n->book, in(n, "Source", "Source", "Fuente"), buf_view(&n->text));
}

void book_note_table(struct book_notes *n, const struct grid *grid)
{
    const struct table *table = grid->table;
    const char *label = in(n, "Notes", "Notes", "Notas");
    const struct about_style style = {.language = n->language};
    buf_clear(&n->text);
    about_sentence(grid, &style, &n->text);
    xlsx_note(n->book, in(n, "What is counted", "Ce qui est compté", "Qué se cuenta"),
              buf_view(&n->text));
    book_note(n, in(n, "Made of", "Fait de", "Hecho de"),
              label_in(&table->kind->description, n->language, ""));
    book_note(n, in(n, "Number", "Numéro", "Número"), label_in(&table->number, n->language, ""));
    for (size_t i = 0; i < grid->note_count; i++) {
        book_note(n, i == 0 ? label : "", label_in(&grid->notes[i], n->language, ""));
    }
    note_source(n, table);
    book_note_query(n, in(n, "Filter", "Filtre", "Filtro"), &table->query);
    use_table(n, table);
}

void book_note_columns(struct book_notes *n, const struct xlsx_column *columns, size_t count)
{
    const char *label = in(n, "Columns", "Colonnes", "Columnas");
    for (size_t i = 0; i < count; i++) {
        buf_clear(&n->text);
        buf_printf(&n->text, "%s: %s", columns[i].code, columns[i].heading);
        xlsx_note(n->book, i == 0 ? label : "", buf_view(&n->text));
    }
}

void book_note_grid_columns(struct book_notes *n, const struct grid *grid)
{
    const char *label = in(n, "Columns", "Colonnes", "Columnas");
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct grid_column *column = &grid->columns[c];
        buf_clear(&n->text);
        buf_printf(&n->text, "%s: %s%s%s%s; ", column->name,
                   label_in(&column->label, n->language, column->name), column->unit ? " (" : "",
                   column->unit ? column->unit : "", column->unit ? ")" : "");
        about_column(grid, c, n->language, &n->text);
        xlsx_note(n->book, c == 0 ? label : "", buf_view(&n->text));
    }
}

/* ---- the book ---- */

void book_note_form(const struct book_notes *n)
{
    book_note(
        n, in(n, "Sheets of data", "Feuilles de données", "Hojas de datos"),
        in(n,
           "Row 1: title; row 2: headings; row 3: the codes of the columns, for programs; the data "
           "begin in row 4. Numbers and days are numbers and days; yes and no are 1 and 0, shown "
           "as words.",
           "Ligne 1 : titre ; ligne 2 : intitulés ; ligne 3 : codes des colonnes, pour les "
           "programmes ; les données commencent à la ligne 4. Les nombres et les jours sont des "
           "nombres et des jours ; oui et non sont 1 et 0, affichés en mots.",
           "Fila 1: título; fila 2: encabezados; fila 3: los códigos de las columnas, para los "
           "programas; los datos empiezan en la fila 4. Los números y los días son números y días; "
           "sí y no son 1 y 0, mostrados como palabras."));
}

void book_note_terms(struct book_notes *n)
{
    const struct pack *pack = n->pack;
    const char *label = in(n, "Licence", "Licence", "Licencia");
    book_note(n, in(n, "Publisher", "Éditeur", "Editor"),
              label_in(&pack->publisher, n->language, ""));
    for (size_t i = 0; i < pack->licence_count; i++) {
        const struct licence *licence = &pack->licences[i];
        buf_clear(&n->text);
        buf_printf(&n->text, "%s%s%s", licence->title ? licence->title : licence->name,
                   licence->path ? ", " : "", licence->path ? licence->path : "");
        xlsx_note(n->book, i == 0 ? label : "", buf_view(&n->text));
    }
    book_note(n, in(n, "Rights", "Droits", "Derechos"), label_in(&pack->rights, n->language, ""));
    buf_clear(&n->text);
    buf_printf(&n->text, "Crosscut %s, %s %s", CROSSCUT_VERSION, pack->name, pack->version);
    xlsx_note(n->book, in(n, "Made with", "Produit par", "Hecho con"), buf_view(&n->text));
}

void book_note_cut(const struct book_notes *n)
{
    char number[24];
    if (xlsx_cut(n->book) > 0) {
        (void)snprintf(number, sizeof number, "%llu", xlsx_cut(n->book));
        xlsx_note(n->book,
                  in(n, "Texts cut to 32,767 characters", "Textes coupés à 32 767 signes",
                     "Textos cortados a 32 767 caracteres"),
                  str_of(number));
    }
}
