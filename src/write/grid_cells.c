#include "write/grid_cells.h"

#include "base/decimal.h"
#include "text/html.h"
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

/* ---- signs ---- */

static const char *const signs[] = {"[x]", "[z]", "[low]", "✓", "-"};

const char *sign_text(enum sign sign)
{
    return signs[sign];
}

const char *sign_name(enum sign sign, const char *language)
{
    static const char *const names[SIGNS][3] = {
        {"not available", "non disponible", "no disponible"},
        {"not applicable", "sans objet", "no aplicable"},
        {"rounds to 0", "arrondi à 0", "se redondea a 0"},
        {"yes", "oui", "sí"},
        {"no", "non", "no"},
    };
    return word_in(language, names[sign][0], names[sign][1], names[sign][2]);
}

/* True when a column adds up amounts in one currency, beside which there may be others. */
static bool has_currency(const struct grid *grid)
{
    for (size_t c = 0; c < grid->column_count; c++) {
        if (grid->columns[c].from->measure.currency) {
            return true;
        }
    }
    return false;
}

const char *sign_meaning(const struct grid *grid, enum sign sign, const char *language)
{
    if (sign == SIGN_MISSING && has_currency(grid)) {
        return word_in(
            language,
            "not available (there are records, but they do not say, or only in another currency)",
            "non disponible (des fiches existent, sans l'information ou seulement dans une autre "
            "monnaie)",
            "no disponible (hay fichas, pero no lo indican, o solo en otra moneda)");
    }
    if (sign == SIGN_MISSING) {
        return word_in(language, "not available (there are records, but they do not say)",
                       "non disponible (des fiches existent, sans l'information)",
                       "no disponible (hay fichas, pero no lo indican)");
    }
    if (sign == SIGN_LOW) {
        return word_in(language, "rounds to 0, and is not 0", "arrondi à 0, sans être 0",
                       "se redondea a 0, y no es 0");
    }
    return sign_name(sign, language);
}

static bool rounds_to_zero(const struct cell_place *place)
{
    const struct cell *cell = place->cell;
    return place->column->from->form == FORM_NUMBER && cell->value != 0 &&
           decimal_round(cell->value, place->column->places) == 0;
}

bool cell_sign(const struct cell_place *place, enum sign *sign)
{
    const struct cell *cell = place->cell;
    const enum cell_kind kind = cell_kind(place);
    if (!cell->has_value) {
        *sign = cell->state == CELL_MISSING ? SIGN_MISSING : SIGN_UNAPPLIED;
        return true;
    }
    if (kind == CELL_IS_TRUTH && place->column->from->form == FORM_MARK) {
        *sign = cell->value ? SIGN_MARK : SIGN_NO_MARK;
        return true;
    }
    *sign = SIGN_LOW;
    return kind == CELL_IS_NUMBER && rounds_to_zero(place);
}

static void add_signs(const struct grid *grid, const struct grid_part *part,
                      const struct cell *cells, bool total, bool used[SIGNS])
{
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct cell_place place = {&grid->columns[c], &cells[c], total};
        enum sign sign;
        if ((!part->columns || part->columns[c]) && cell_sign(&place, &sign)) {
            used[sign] = true;
        }
    }
}

static void signs_of(const struct grid *grid, const struct grid_part *part, bool used[SIGNS])
{
    for (size_t i = 0; i < SIGNS; i++) {
        used[i] = false;
    }
    for (size_t r = 0; r < grid->row_count; r++) {
        if (!part->rows || part->rows[r]) {
            add_signs(grid, part, grid->rows[r].cells, false, used);
        }
    }
    for (size_t i = 0; grid->table->totals && i < grid->section_count; i++) {
        add_signs(grid, part, grid->sections[i].totals, true, used);
    }
    if (grid->table->totals) {
        add_signs(grid, part, grid->totals, true, used);
    }
}

void grid_signs_used(const struct grid *grid, bool used[SIGNS])
{
    signs_of(grid, &(struct grid_part){NULL, NULL}, used);
}

static void tell_signs(const struct grid *grid, const bool used[SIGNS], size_t count,
                       const char *language, struct buf *out)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (used[i]) {
            buf_printf(out, "%s%s%s%s", any ? "; " : "", signs[i],
                       word_in(language, ": ", "\xC2\xA0: ", ": "),
                       sign_meaning(grid, (enum sign)i, language));
            any = true;
        }
    }
    buf_text(out, any ? "." : "");
}

void grid_part_signs(const struct grid *grid, const struct grid_part *part, const char *language,
                     struct buf *out)
{
    bool used[SIGNS];
    signs_of(grid, part, used);
    tell_signs(grid, used, SIGNS, language, out);
}

void grid_signs(const struct grid *grid, const char *language, struct buf *out)
{
    grid_part_signs(grid, &(struct grid_part){NULL, NULL}, language, out);
}

void grid_sheet_signs(const struct grid *grid, const char *language, struct buf *out)
{
    bool used[SIGNS];
    grid_signs_used(grid, used);
    tell_signs(grid, used, SIGN_UNAPPLIED + 1, language, out);
}

/* ---- cells ---- */

struct str cell_shown(const struct cell_place *place, const char *language, char room[64])
{
    const struct cell *cell = place->cell;
    enum sign sign;
    if (cell_sign(place, &sign)) {
        return str_of(signs[sign]);
    }
    switch (cell_kind(place)) {
    case CELL_IS_TEXT:
        return str_of(cell_words(place, language));
    case CELL_IS_TRUTH:
        return str_of(cell->value ? word_in(language, "Yes", "Oui", "Sí")
                                  : word_in(language, "No", "Non", "No"));
    case CELL_IS_NUMBER:
        break;
    }
    if (place->column->from->form == FORM_PLAIN) {
        decimal_print(cell->value, room);
    } else {
        word_number(language, cell->value, place->column->places, room);
    }
    return str_of(room);
}

void cell_html(const struct cell_place *place, const char *language, struct buf *out)
{
    enum sign sign;
    char room[64];
    if (cell_sign(place, &sign) && sign <= SIGN_LOW) {
        buf_text(out, "<abbr title=\"");
        html_text(out, sign_name(sign, language));
        buf_printf(out, "\">%s</abbr>", signs[sign]);
    } else {
        html_str(out, cell_shown(place, language, room));
    }
}
