/* The tables of a report as a workbook. */
#include "report/made.h"

#include "base/decimal.h"
#include "base/version.h"
#include "write/about.h"
#include "write/grid_cells.h"
#include "write/grid_write.h"
#include "write/words.h"
#include "write/xlsx.h"

#define NOTE_BYTES ((size_t)64 * 1024)

struct booking {
    const struct report_made *made;
    struct arena *arena;
    struct xlsx *book;
    const char *language;
    struct buf text;
    bool begun; /* the first sheet of data has been used */
};

static const char *in(const struct booking *b, const char *en, const char *fr, const char *es)
{
    return word_in(b->language, en, fr, es);
}

static void note(const struct booking *b, const char *label, const char *text)
{
    if (text && *text) {
        xlsx_note(b->book, label, str_of(text));
    }
}

static bool is_table(const struct directive *directive)
{
    return directive->type == DIRECTIVE_TABLE || directive->type == DIRECTIVE_LIST ||
           directive->type == DIRECTIVE_CLAIMS || directive->type == DIRECTIVE_FIGURES;
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
               : in(b, "Printed and computed", "Imprimé et calculé", "Impreso y calculado");
}

/* ---- notes ---- */

static void note_version(struct booking *b)
{
    const struct report_made *made = b->made;
    const struct pack *pack = made->set->env.pack;
    note(b, in(b, "Title", "Titre", "Título"), made->title);
    note(b, "", label_in(&made->report->summary, b->language, ""));
    note(b, in(b, "Data", "Données", "Datos"),
         made->ask->as_of
             ? made->ask->data
             : arena_printf(b->arena, "%s, %s %lld", made->ask->data,
                            in(b, "revision", "révision", "revisión"), made->ask->revision));
    note(b, in(b, "As of", "État au", "Estado al"), made->ask->as_of);
    if (made->ask->changed > 0) {
        note(b, in(b, "Changed since", "Modifiées depuis", "Modificadas desde entonces"),
             arena_printf(b->arena, "%llu", made->ask->changed));
    }
    note(b, in(b, "Made with", "Produit par", "Hecho con"),
         arena_printf(b->arena, "Crosscut %s, %s %s", CROSSCUT_VERSION, pack->name, pack->version));
}

static void note_table(struct booking *b, const struct directive *directive)
{
    note(b, name_of(b, directive), caption_of(b, directive));
    if (!directive->grid) {
        return;
    }
    const struct about_style style = {.language = b->language};
    buf_clear(&b->text);
    about_sentence(directive->grid, &style, &b->text);
    xlsx_note(b->book, "", buf_view(&b->text));
    buf_clear(&b->text);
    buf_text(&b->text, in(b, "Filter: ", "Filtre : ", "Filtro: "));
    query_print(&directive->table->query, &b->text);
    xlsx_note(b->book, "", buf_view(&b->text));
    for (size_t i = 0; i < directive->grid->note_count; i++) {
        note(b, "", label_in(&directive->grid->notes[i], b->language, ""));
    }
    note(b, "", label_in(&directive->table->source, b->language, ""));
    buf_clear(&b->text);
    grid_sheet_signs(directive->grid, b->language, &b->text);
    if (b->text.length > 0) {
        xlsx_note(b->book, "", buf_view(&b->text));
    }
}

static void note_lenses(struct booking *b)
{
    const struct lens_set *lenses = b->made->set->env.lenses;
    const char *label = in(b, "Definitions", "Définitions", "Definiciones");
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        note(b, i == 0 ? label : "",
             arena_printf(b->arena, "%s (%s, version %lld): %s",
                          label_in(&lens->label, b->language, lens->name), lens->name,
                          lens->version, label_in(&lens->description, b->language, "")));
    }
}

/* ---- data ---- */

static void begin_sheet(struct booking *b, const struct directive *directive)
{
    if (b->begun) {
        xlsx_next_sheet(b->book, name_of(b, directive));
    }
    b->begun = true;
}

static void put_text(struct sheet *sheet, const char *text, bool number)
{
    const struct sheet_cell cell = {.text = str_of(text ? text : ""),
                                    .type = number ? SHEET_NUMBER : SHEET_TEXT,
                                    .places = SHEET_GENERAL};
    sheet->cell(sheet, &cell);
}

static void put_claims(const struct booking *b, const struct directive *directive)
{
    static const char *const heads[] = {"id",       "where",   "what", "printed",
                                        "computed", "verdict", "note"};
    struct sheet *sheet = xlsx_sheet(b->book);
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        sheet_text(sheet, str_of(heads[i]));
    }
    sheet->end(sheet);
    for (size_t i = 0; i < directive->result_count; i++) {
        const struct claim_result *result = &directive->results[i];
        put_text(sheet, result->claim->id, false);
        put_text(sheet, result->where, false);
        put_text(sheet, result->what, false);
        put_text(sheet, result->printed, result->is_number);
        put_text(sheet, result->computed, result->is_number);
        put_text(sheet, verdict_name(result->verdict), false);
        put_text(sheet, result->note, false);
        sheet->end(sheet);
    }
}

static void put_figures(const struct booking *b, const struct directive *figures)
{
    struct sheet *sheet = xlsx_sheet(b->book);
    char text[24];
    sheet_text(sheet, str_of(""));
    for (size_t h = 0; h < figures->head_count; h++) {
        sheet_text(sheet, str_of(figures->heads[h]));
    }
    sheet->end(sheet);
    for (size_t r = 0; r < figures->row_count; r++) {
        sheet_text(sheet, str_of(figures->labels[r]));
        for (size_t h = 0; h < figures->head_count; h++) {
            const struct expr_value *value = &figures->cells[r * figures->head_count + h].value;
            decimal_print(value->number, text);
            put_text(sheet, value->outcome == EXPR_NUMBER ? text : "",
                     value->outcome == EXPR_NUMBER);
        }
        sheet->end(sheet);
    }
}

static void put_tables(struct booking *b)
{
    const struct write_options options = {.language = b->language};
    for (const struct directive *at = b->made->first; at; at = at->next) {
        if (!is_table(at)) {
            continue;
        }
        begin_sheet(b, at);
        if (at->grid) {
            grid_sheet(at->grid, &options, xlsx_sheet(b->book));
        } else if (at->type == DIRECTIVE_FIGURES) {
            put_figures(b, at);
        } else {
            put_claims(b, at);
        }
    }
}

static const struct directive *first_table(const struct report_made *made)
{
    const struct directive *at = made->first;
    while (at && !is_table(at)) {
        at = at->next;
    }
    return at;
}

enum status report_xlsx(const struct report_made *made, struct buf *out, struct failure *why)
{
    struct booking b = {.made = made, .arena = made->arena, .language = made->language};
    const struct directive *first = first_table(made);
    if (!first) {
        return fail(why, STATUS_NOT_FOUND, "The report %s has no table for a workbook.",
                    made->report->name);
    }
    const struct xlsx_names names = {.notes = in(&b, "Notes", "Notes", "Notas"),
                                     .data = name_of(&b, first),
                                     .title = made->title,
                                     .made = made->ask->data};
    buf_init(&b.text, NOTE_BYTES);
    TRY(xlsx_open(b.arena, &names, &b.book, why));
    note_version(&b);
    for (const struct directive *at = made->first; at; at = at->next) {
        if (is_table(at)) {
            note_table(&b, at);
        }
    }
    note_lenses(&b);
    put_tables(&b);
    buf_release(&b.text);
    return xlsx_close(b.book, out, why);
}
