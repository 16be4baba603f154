#include "write/book.h"

#include "base/version.h"
#include "write/about.h"
#include "write/grid_cells.h"
#include "write/grid_write.h"
#include "write/words.h"

#include <stdio.h>

#define NOTE_BYTES ((size_t)64 * 1024)

/* What writing the notes shares. */
struct noting {
    struct xlsx *book;
    const struct book_about *about;
    const char *language;
    struct buf text;
};

static const char *in(const struct noting *n, const char *en, const char *fr, const char *es)
{
    return word_in(n->language, en, fr, es);
}

static void note(const struct noting *n, const char *label, const char *text)
{
    if (text && *text) {
        xlsx_note(n->book, label, str_of(text));
    }
}

/* The question as a query writes it, and the definitions that it names, with their versions. */
static void note_query(struct noting *n, const struct query *query)
{
    buf_clear(&n->text);
    query_print(query, &n->text);
    xlsx_note(n->book, in(n, "Filter", "Filtre", "Filtro"), buf_view(&n->text));
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        const bool tag = !condition->field && (strcmp(condition->name, "tag") == 0 ||
                                               strcmp(condition->name, "candidate") == 0);
        for (size_t k = 0; tag && k < condition->value_count; k++) {
            struct str rest = str_of(condition->values[k]), name;
            (void)str_split(&rest, '/', &name);
            for (size_t l = 0; l < lens_set_count(n->about->lenses); l++) {
                const struct lens *lens = lens_set_at(n->about->lenses, l);
                if (str_is(name, lens->name)) {
                    buf_clear(&n->text);
                    buf_printf(&n->text, "%s (%s, version %lld): %s",
                               label_in(&lens->label, n->language, lens->name), lens->name,
                               lens->version, label_in(&lens->description, n->language, ""));
                    xlsx_note(n->book, in(n, "Definition", "Définition", "Definición"),
                              buf_view(&n->text));
                }
            }
        }
    }
}

static void note_licences(struct noting *n)
{
    const struct pack *pack = n->about->pack;
    const char *label = in(n, "Licence", "Licence", "Licencia");
    for (size_t i = 0; i < pack->licence_count; i++) {
        const struct licence *licence = &pack->licences[i];
        buf_clear(&n->text);
        buf_printf(&n->text, "%s%s%s", licence->title ? licence->title : licence->name,
                   licence->path ? ", " : "", licence->path ? licence->path : "");
        xlsx_note(n->book, i == 0 ? label : "", buf_view(&n->text));
    }
}

static void note_origin(struct noting *n)
{
    const struct pack *pack = n->about->pack;
    note(n, in(n, "Publisher", "Éditeur", "Editor"), label_in(&pack->publisher, n->language, ""));
    note_licences(n);
    note(n, in(n, "Data of", "Données du", "Datos del"), n->about->data);
    note(n, in(n, "Address", "Adresse", "Dirección"), n->about->address);
    buf_clear(&n->text);
    buf_printf(&n->text, "Crosscut %s, %s %s", CROSSCUT_VERSION, pack->name, pack->version);
    xlsx_note(n->book, in(n, "Made with", "Produit par", "Hecho con"), buf_view(&n->text));
}

static enum status open_book(struct arena *arena, const struct book_about *about, const char *title,
                             const char *data, struct noting *n, struct failure *why)
{
    const char *language = about->language ? about->language : "en";
    const struct xlsx_names names = {.notes = word_in(language, "Notes", "Notes", "Notas"),
                                     .data = data,
                                     .title = title,
                                     .made = about->data ? about->data : ""};
    *n = (struct noting){.about = about, .language = language};
    buf_init(&n->text, NOTE_BYTES);
    TRY(xlsx_open(arena, &names, &n->book, why));
    note(n, in(n, "Title", "Titre", "Título"), title);
    return STATUS_OK;
}

/* Cells that had to be cut are known only at the end. */
static void note_cut(struct xlsx *book, const char *language)
{
    char number[24];
    if (xlsx_cut(book) > 0) {
        (void)snprintf(number, sizeof number, "%llu", xlsx_cut(book));
        xlsx_note(book,
                  word_in(language, "Texts cut to 32,767 characters",
                          "Textes coupés à 32 767 signes", "Textos cortados a 32 767 caracteres"),
                  str_of(number));
    }
}

/* ---- tables ---- */

static void note_columns(struct noting *n, const struct grid *grid)
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

/* Signs are explained where there are some. */
static void note_signs(struct noting *n, const struct grid *grid)
{
    buf_clear(&n->text);
    grid_sheet_signs(grid, n->language, &n->text);
    if (n->text.length > 0) {
        xlsx_note(n->book, in(n, "Signs", "Signes", "Signos"), buf_view(&n->text));
    }
}

static void note_table(struct noting *n, const struct grid *grid)
{
    const struct table *table = grid->table;
    const char *label = in(n, "Notes", "Notes", "Notas");
    const struct about_style style = {.language = n->language};
    note(n, in(n, "Number", "Numéro", "Número"), label_in(&table->number, n->language, ""));
    buf_clear(&n->text);
    about_sentence(grid, &style, &n->text);
    xlsx_note(n->book, in(n, "What is counted", "Ce qui est compté", "Qué se cuenta"),
              buf_view(&n->text));
    for (size_t i = 0; i < grid->note_count; i++) {
        note(n, i == 0 ? label : "", label_in(&grid->notes[i], n->language, ""));
    }
    note(n, in(n, "Source", "Source", "Fuente"), label_in(&table->source, n->language, ""));
    note_query(n, &table->query);
    note_columns(n, grid);
    note_signs(n, grid);
    note_origin(n);
}

enum status grid_xlsx(struct arena *arena, const struct grid *grid, const struct book_about *about,
                      struct buf *out, struct failure *why)
{
    const struct write_options options = {.language = about->language};
    const struct table *table = grid->table;
    struct noting n;
    const char *language = about->language ? about->language : "en";
    enum status status = open_book(arena, about, label_in(&table->title, language, table->name),
                                   table->name, &n, why);
    if (status == STATUS_OK) {
        note_table(&n, grid);
        grid_sheet(grid, &options, xlsx_sheet(n.book));
        note_cut(n.book, language);
        status = xlsx_close(n.book, out, why);
    }
    buf_release(&n.text);
    return status;
}

/* ---- records ---- */

/* What a field holds: "code of the list country, several". */
static void tell_type(const struct noting *n, const struct field *field, struct buf *out)
{
    static const char *const types[][3] = {
        [FIELD_TEXT] = {"text", "texte", "texto"},
        [FIELD_CODE] = {"code", "code", "código"},
        [FIELD_DATE] = {"date", "date", "fecha"},
        [FIELD_MONEY] = {"amount of money", "somme d'argent", "suma de dinero"},
        [FIELD_DECIMAL] = {"number", "nombre", "número"},
        [FIELD_INTEGER] = {"whole number", "nombre entier", "número entero"},
        [FIELD_BOOLEAN] = {"true or false", "vrai ou faux (true, false)",
                           "verdadero o falso (true, false)"},
        [FIELD_LINK] = {"another record", "une autre fiche", "otra ficha"},
    };
    const char *const *type = types[field->type];
    buf_text(out, in(n, type[0], type[1], type[2]));
    if (field->list) {
        buf_text(out, in(n, " of the list ", " de la liste ", " de la lista "));
        buf_text(out, field->list->name);
    }
    buf_text(out, field->repeat ? in(n, ", several", ", plusieurs", ", varios") : "");
    buf_text(out, field->required ? in(n, ", required", ", obligatoire", ", obligatorio") : "");
    buf_text(out, field->derived
                      ? in(n, ", computed from other fields", ", calculé à partir d'autres champs",
                           ", calculado a partir de otros campos")
                      : "");
}

static void note_fields(struct noting *n, const struct record_style *style, const struct kind *kind)
{
    const char *label = in(n, "Columns", "Colonnes", "Columnas");
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (record_style_shows(style, field)) {
            buf_clear(&n->text);
            buf_printf(&n->text, "%s: %s; ", field->name,
                       label_in(&field->label, n->language, field->name));
            tell_type(n, field, &n->text);
            xlsx_note(n->book, label, buf_view(&n->text));
            label = "";
        }
    }
    note(n, in(n, "Signs", "Signes", "Signos"),
         in(n, "| stands between several values of one cell; \\| is a stroke of a value.",
            "| sépare plusieurs valeurs d'une cellule ; \\| est une barre dans une valeur.",
            "| separa varios valores de una celda; \\| es una barra dentro de un valor."));
}

enum status records_xlsx_begin(struct arena *arena, const struct query *query,
                               const struct record_style *style, const struct book_about *about,
                               struct xlsx **book, struct failure *why)
{
    const struct kind *kind = query->kind;
    const struct label *label = kind->labels.count > 0 ? &kind->labels : &kind->label;
    struct noting n;
    enum status status = open_book(
        arena, about, label_in(label, about->language ? about->language : "en", kind->plural),
        kind->plural, &n, why);
    *book = n.book;
    if (status == STATUS_OK) {
        note_query(&n, query);
        note_fields(&n, style, kind);
        note_origin(&n);
        record_sheet_heading(kind, style, xlsx_sheet(n.book));
    }
    buf_release(&n.text);
    return status;
}

void records_xlsx_add(struct xlsx *book, const struct record *record,
                      const struct record_style *style)
{
    record_sheet_row(record, style, xlsx_sheet(book));
}

enum status records_xlsx_end(struct xlsx *book, const struct record_style *style, struct buf *out,
                             struct failure *why)
{
    note_cut(book, style->language ? style->language : "en");
    return xlsx_close(book, out, why);
}
