#include "write/grid_cells.h"

#include "base/decimal.h"
#include "write/words.h"

enum cell_kind cell_kind(const struct cell_place *place)
{
    const struct cell *cell = place->cell;
    enum column_form form = place->column->from->form;
    if (cell->text || cell->words) {
        return CELL_IS_TEXT;
    }
    return form == FORM_YES_NO || (form == FORM_MARK && !place->total) ? CELL_IS_TRUTH
                                                                       : CELL_IS_NUMBER;
}

const char *cell_words(const struct cell_place *place, const char *language)
{
    const struct cell *cell = place->cell;
    return cell->words ? label_in(cell->words, language, "") : cell->text;
}

/* What stands for a value that is not there. */
static struct str absent(const struct cell_place *place)
{
    enum cell_state state = place->cell->state;
    bool text = place->column->from->form == FORM_TEXT;
    if (place->total && (text || state == CELL_NOT_APPLICABLE)) {
        return str_of(""); /* texts and changes have no total */
    }
    return str_of(state == CELL_NOT_APPLICABLE ? "n/a" : state == CELL_MISSING ? "…" : "-");
}

struct str cell_shown(const struct cell_place *place, const char *language, char room[64])
{
    const struct cell *cell = place->cell;
    enum column_form form = place->column->from->form;
    if (!cell->has_value) {
        return absent(place);
    }
    switch (cell_kind(place)) {
    case CELL_IS_TEXT:
        return str_of(cell_words(place, language));
    case CELL_IS_TRUTH:
        return str_of(form == FORM_MARK ? (cell->value ? "x" : "-")
                      : cell->value     ? word_in(language, "Yes", "Oui", "Sí")
                                        : word_in(language, "No", "Non", "No"));
    case CELL_IS_NUMBER:
        break;
    }
    if (form == FORM_PLAIN) {
        decimal_print(cell->value, room);
    } else {
        word_number(language, cell->value, place->column->places, room);
    }
    return str_of(room);
}

/* Which signs for what is not there a table shows. */
struct signs {
    bool missing, unapplied;
};

static void look_for_signs(const struct grid *grid, const struct cell *cells, bool total,
                           struct signs *signs)
{
    for (size_t c = 0; c < grid->column_count; c++) {
        struct cell_place place = {&grid->columns[c], &cells[c], total};
        struct str sign = cells[c].has_value ? str_of("") : absent(&place);
        signs->missing = signs->missing || str_is(sign, "…");
        signs->unapplied = signs->unapplied || str_is(sign, "n/a");
    }
}

void grid_signs(const struct grid *grid, const char *language, struct buf *out)
{
    struct signs signs = {false, false};
    for (size_t r = 0; r < grid->row_count; r++) {
        look_for_signs(grid, grid->rows[r].cells, false, &signs);
    }
    for (size_t i = 0; grid->table->totals && i < grid->section_count; i++) {
        look_for_signs(grid, grid->sections[i].totals, true, &signs);
    }
    if (grid->table->totals) {
        look_for_signs(grid, grid->totals, true, &signs);
    }
    if (!signs.missing && !signs.unapplied) {
        return;
    }
    buf_text(out, word_in(language, "0, -: none.", "0, - : néant.", "0, -: ninguno."));
    if (signs.missing) {
        buf_text(out, word_in(language, " …: there are records, but they do not say.",
                              " … : des fiches existent, sans l'information.",
                              " …: hay fichas, pero no lo indican."));
    }
    if (signs.unapplied) {
        buf_text(out, word_in(language, " n/a: not applicable.", " n/a : sans objet.",
                              " n/a: no aplicable."));
    }
}
