#include "write/grid_cells.h"

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
