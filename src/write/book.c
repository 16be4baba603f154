#include "write/book.h"

#include "write/book_grid.h"
#include "write/book_notes.h"
#include "write/words.h"

#include <sodium.h>
#include <stdio.h>

#define HASH_BYTES 16
#define CSV_BYTES ((size_t)64 * 1024 * 1024)

static const char *in(const struct book_notes *n, const char *en, const char *fr, const char *es)
{
    return word_in(n->language, en, fr, es);
}

static enum status open_book(struct arena *arena, const struct book_about *about, const char *title,
                             struct book_notes *n, struct failure *why)
{
    const char *language = about->language ? about->language : "en";
    const struct xlsx_names names = {.notes = word_in(language, "Notes", "Notes", "Notas"),
                                     .title = title,
                                     .made = about->data ? about->data : "",
                                     .yes = word_in(language, "Yes", "Oui", "Sí"),
                                     .no = word_in(language, "No", "Non", "No")};
    *n = (struct book_notes){.pack = about->pack, .lenses = about->lenses, .language = language};
    TRY(book_notes_begin(arena, n, why));
    enum status status = xlsx_open(arena, &names, &n->book, why);
    if (status != STATUS_OK) {
        book_notes_end(n);
        return status;
    }
    book_note(n, in(n, "Title", "Titre", "Título"), title);
    book_note(n, in(n, "Register", "Registre", "Registro"),
              label_in(&n->pack->label, language, n->pack->name));
    return STATUS_OK;
}

static void note_origin(struct book_notes *n, const struct book_about *about)
{
    const bool command = about->address && str_starts(str_of(about->address), "crosscut ");
    book_note(n, in(n, "Data of", "Données du", "Datos del"), about->data);
    book_note(n,
              command ? in(n, "To make it again", "Pour le refaire", "Para volver a hacerlo")
                      : in(n, "Address", "Adresse", "Dirección"),
              about->address);
    book_note_terms(n);
}

/* ---- tables ---- */

/* The same as the page of the table says: of its CSV in English, which no label's language moves.
 */
static enum status hash_grid(const struct grid *grid, char hex[XLSX_HASH_TEXT], struct failure *why)
{
    static const struct write_options english = {.language = "en"};
    unsigned char hash[HASH_BYTES];
    struct buf csv;
    buf_init(&csv, CSV_BYTES);
    grid_csv(grid, &english, &csv);
    const bool made = !csv.failed && sodium_init() >= 0 &&
                      crypto_generichash(hash, sizeof hash, (const unsigned char *)csv.at,
                                         csv.length, NULL, 0) == 0;
    buf_release(&csv);
    return made && sodium_bin2hex(hex, XLSX_HASH_TEXT, hash, sizeof hash) ? STATUS_OK
                                                                          : fail_memory(why);
}

static enum status write_grid(struct arena *arena, const struct grid *grid,
                              const struct book_about *about, struct book_notes *n,
                              struct failure *why)
{
    const struct table *table = grid->table;
    const char *title = label_in(&table->title, n->language, table->name);
    struct book_grid what = {.grid = grid};
    struct xlsx_column *columns = NULL;
    char hash[XLSX_HASH_TEXT];
    TRY(book_grid_columns(arena, grid, &what.part, n->language, &columns, &what.column_count, why));
    TRY(hash_grid(grid, hash, why));
    what.columns = columns;
    book_note_table(n, grid);
    book_note_signs(n, grid);
    book_note_definitions(n);
    note_origin(n, about);
    book_note(n,
              in(n, "Hash of the English CSV (BLAKE2b)", "Empreinte du CSV anglais (BLAKE2b)",
                 "Huella del CSV inglés (BLAKE2b)"),
              hash);
    xlsx_heading(n->book, in(n, "Contents", "Contenu", "Contenido"));
    xlsx_note_sheet(n->book, table->name, table->name, title);
    book_note_grid_columns(n, grid);
    book_note_form(n);
    book_grid_sheet(n->book, &what, table->name, title, n->language);
    book_note_cut(n);
    return STATUS_OK;
}

enum status grid_xlsx(struct arena *arena, const struct grid *grid, const struct book_about *about,
                      struct buf *out, struct failure *why)
{
    const struct table *table = grid->table;
    const char *language = about->language ? about->language : "en";
    struct book_notes n;
    TRY(open_book(arena, about, label_in(&table->title, language, table->name), &n, why));
    enum status status = write_grid(arena, grid, about, &n, why);
    if (status == STATUS_OK) {
        status = xlsx_close(n.book, out, why);
    } else {
        xlsx_drop(n.book);
    }
    book_notes_end(&n);
    return status;
}

/* ---- records ---- */

struct columns {
    struct xlsx_column *at;
    size_t count, capacity;
};

static enum status add_column(struct arena *arena, struct columns *columns, const char *heading,
                              const char *code, struct failure *why)
{
    struct xlsx_column *grown =
        arena_grow(arena, columns->at, columns->count, &columns->capacity, sizeof *grown);
    if (!grown || !heading || !code) {
        return fail_memory(why);
    }
    columns->at = grown;
    grown[columns->count++] = (struct xlsx_column){.heading = heading, .code = code};
    return STATUS_OK;
}

/* The same columns as record_sheet_heading(). */
static enum status list_columns(struct arena *arena, const struct kind *kind,
                                const struct record_style *style, const char *language,
                                struct columns *columns, struct failure *why)
{
    struct record_column column = {0};
    struct buf name, label;
    enum status status = STATUS_OK;
    /* Not "Identifier" and "Kind": such a row is read as the header when the book is imported. */
    TRY(add_column(arena, columns,
                   word_in(language, "Identifier of the record", "Identifiant de la fiche",
                           "Identificador de la ficha"),
                   "identifier", why));
    TRY(add_column(arena, columns,
                   word_in(language, "Kind of record", "Type de fiche", "Tipo de ficha"), "kind",
                   why));
    buf_init(&name, 256);
    buf_init(&label, 4096);
    while (status == STATUS_OK && record_column_next(kind, style, &column)) {
        record_column_name(&column, &name);
        record_column_label(&column, language, &label);
        status = add_column(arena, columns, arena_copy(arena, buf_view(&label)),
                            arena_copy(arena, buf_view(&name)), why);
    }
    for (size_t i = 0; status == STATUS_OK && style->lenses && i < lens_set_count(style->lenses);
         i++) {
        const struct lens *lens = lens_set_at(style->lenses, i);
        if (lens_applies(lens, kind)) {
            status = add_column(arena, columns, label_in(&lens->label, language, lens->name),
                                arena_printf(arena, "tag.%s", lens->name), why);
        }
    }
    buf_release(&name);
    buf_release(&label);
    return status;
}

static void note_strokes(const struct book_notes *n)
{
    book_note(n, in(n, "Signs", "Signes", "Signos"),
              in(n, "| stands between several values of one cell; \\| is a stroke of a value.",
                 "| sépare plusieurs valeurs d'une cellule ; \\| est une barre dans une valeur.",
                 "| separa varios valores de una celda; \\| es una barra dentro de un valor."));
}

/* What a field holds: "code of the list country, several". */
static void tell_type(const struct book_notes *n, const struct field *field, struct buf *out)
{
    static const char *const types[][3] = {
        [FIELD_TEXT] = {"text", "texte", "texto"},
        [FIELD_CODE] = {"code", "code", "código"},
        [FIELD_DATE] = {"date", "date", "fecha"},
        [FIELD_MONEY] = {"amount of money", "somme d'argent", "suma de dinero"},
        [FIELD_DECIMAL] = {"number", "nombre", "número"},
        [FIELD_INTEGER] = {"whole number", "nombre entier", "número entero"},
        [FIELD_BOOLEAN] = {"yes or no", "oui ou non", "sí o no"},
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

static void note_fields(struct book_notes *n, const struct record_style *style,
                        const struct kind *kind)
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
}

static const char *codes_name(const char *language)
{
    return word_in(language, "Codes", "Codes", "Códigos");
}

static enum status begin_records(struct arena *arena, const struct query *query,
                                 const struct record_style *style, const struct book_about *about,
                                 struct book_notes *n, struct failure *why)
{
    const struct kind *kind = query->kind;
    struct columns columns = {.at = NULL};
    const char *title =
        label_in(kind->labels.count > 0 ? &kind->labels : &kind->label, n->language, kind->plural);
    TRY(list_columns(arena, kind, style, n->language, &columns, why));
    book_note(n, in(n, "What it is", "Ce que c'est", "Qué es"),
              label_in(&kind->description, n->language, ""));
    book_note_query(n, in(n, "Filter", "Filtre", "Filtro"), query);
    note_strokes(n);
    book_note_definitions(n);
    note_origin(n, about);
    xlsx_heading(n->book, in(n, "Contents", "Contenu", "Contenido"));
    xlsx_note_sheet(n->book, kind->plural, kind->plural, title);
    xlsx_note_sheet(
        n->book, codes_name(n->language), codes_name(n->language),
        in(n, "What the codes mean", "Ce que signifient les codes", "Qué significan los códigos"));
    note_fields(n, style, kind);
    book_note_form(n);
    const struct xlsx_plan plan = {.name = kind->plural,
                                   .title = title,
                                   .columns = columns.at,
                                   .column_count = columns.count,
                                   .frozen = 1,
                                   .filtered = true};
    xlsx_begin(n->book, &plan);
    return STATUS_OK;
}

enum status records_xlsx_begin(struct arena *arena, const struct query *query,
                               const struct record_style *style, const struct book_about *about,
                               struct xlsx **book, struct failure *why)
{
    const struct kind *kind = query->kind;
    const struct label *label = kind->labels.count > 0 ? &kind->labels : &kind->label;
    struct book_notes n;
    *book = NULL;
    TRY(open_book(arena, about,
                  label_in(label, about->language ? about->language : "en", kind->plural), &n,
                  why));
    const enum status status = begin_records(arena, query, style, about, &n, why);
    if (status == STATUS_OK) {
        *book = n.book;
    } else {
        xlsx_drop(n.book);
    }
    book_notes_end(&n);
    return status;
}

void records_xlsx_add(struct xlsx *book, const struct record *record,
                      const struct record_style *style)
{
    record_sheet_row(record, style, xlsx_sheet(book));
}

/* The codes of one field, or of one of its parts, whose list no field before it has. */
static void write_codes(struct sheet *sheet, const struct field *field, const char *language)
{
    for (size_t i = 0; field->list && i < field->list->count; i++) {
        const struct code *code = &field->list->codes[i];
        sheet_text(sheet, str_of(field->list->name));
        sheet_text(sheet, str_of(code->code));
        sheet_text(sheet, str_of(label_in(&code->label, language, code->code)));
        sheet->end(sheet);
    }
}

struct lists {
    const struct codelist *at[64];
    size_t count;
};

static bool is_new(struct lists *lists, const struct field *field)
{
    bool known = !field->list || lists->count == COUNT_OF(lists->at);
    for (size_t i = 0; i < lists->count && !known; i++) {
        known = lists->at[i] == field->list;
    }
    if (!known) {
        lists->at[lists->count++] = field->list;
    }
    return !known;
}

static void add_codes(struct xlsx *book, const struct kind *kind, const struct record_style *style,
                      const char *language)
{
    const struct xlsx_column columns[] = {
        {.heading = word_in(language, "List", "Liste", "Lista"), .code = "list"},
        {.heading = word_in(language, "Code", "Code", "Código"), .code = "code"},
        {.heading = word_in(language, "Meaning", "Signification", "Significado"),
         .code = "label",
         .wrapped = true}};
    const struct xlsx_plan plan = {.name = codes_name(language),
                                   .title = word_in(language, "What the codes mean",
                                                    "Ce que signifient les codes",
                                                    "Qué significan los códigos"),
                                   .columns = columns,
                                   .column_count = COUNT_OF(columns),
                                   .filtered = true};
    struct lists lists = {.count = 0};
    xlsx_begin(book, &plan);
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (record_style_shows(style, field) && is_new(&lists, field)) {
            write_codes(xlsx_sheet(book), field, language);
        }
        for (size_t k = 0; k < field->with_count && record_style_shows(style, field); k++) {
            if (record_style_shows(style, &field->with[k]) && is_new(&lists, &field->with[k])) {
                write_codes(xlsx_sheet(book), &field->with[k], language);
            }
        }
    }
}

enum status records_xlsx_end(struct xlsx *book, const struct kind *kind,
                             const struct record_style *style, struct buf *out, struct failure *why)
{
    const char *language = style->language ? style->language : "en";
    const struct book_notes n = {.book = book, .language = language};
    char hash[XLSX_HASH_TEXT];
    xlsx_hash(book, hash);
    book_note(&n,
              word_in(language, "Hash of the same as CSV (BLAKE2b)",
                      "Empreinte du même en CSV (BLAKE2b)", "Huella de lo mismo en CSV (BLAKE2b)"),
              hash);
    book_note_cut(&n);
    add_codes(book, kind, style, language);
    return xlsx_close(book, out, why);
}
