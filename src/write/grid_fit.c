/* How wide the columns of a table are. */
#include "base/utf8.h"
#include "write/grid_layout.h"

#define LABEL_LEAST 20  /* columns that row labels keep when there is little room */
#define HEADING_LINES 2 /* that headings take when there is room */
#define LABEL_LINES 2   /* and row labels */
#define TEXT_LEAST 12   /* columns of a text, when its words are not longer */
#define WORD_MOST 30    /* a longer word stands out of its column */

static void raise(size_t *least, size_t value)
{
    *least = value > *least ? value : *least;
}

static size_t lower(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The cells of a column one after another, totals last; NULL at the end. */
static const struct cell *cell_at(const struct layout *layout, size_t column, size_t number,
                                  bool *total)
{
    const struct grid *grid = layout->grid;
    *total = number >= grid->row_count;
    if (!*total) {
        return &grid->rows[number].cells[column];
    }
    number -= grid->row_count;
    if (!grid->table->totals || number > grid->section_count) {
        return NULL;
    }
    return number < grid->section_count ? &grid->sections[number].totals[column]
                                        : &grid->totals[column];
}

/* A column is as wide as its widest number or text and the longest word of its heading. */
static void measure_column(struct layout *layout, size_t column)
{
    size_t *width = &layout->widths[column];
    const struct cell *cell = NULL;
    bool total = false;
    char room[64];
    *width = wrap_longest(buf_view(&layout->headings[column]));
    for (size_t i = 0; (cell = cell_at(layout, column, i, &total)) != NULL; i++) {
        raise(width, utf8_columns(layout_cell(layout, cell, column, total, room)));
    }
}

static void measure_labels(struct layout *layout, size_t *least)
{
    const struct grid *grid = layout->grid;
    struct str heading = layout_row_heading(layout);
    layout->label = utf8_columns(heading);
    *least = wrap_longest(heading);
    raise(least, LABEL_LEAST);
    for (size_t r = 0; r < grid->row_count; r++) {
        struct str label = str_of(layout_label(layout, &grid->rows[r]));
        raise(&layout->label, layout->indent + utf8_columns(label));
    }
    raise(&layout->label, layout->indent + strlen("Total"));
    *least = lower(*least, layout->label);
}

/* The column whose heading takes most lines, when these are more than it should. */
static size_t tallest(const struct layout *layout)
{
    size_t found = layout->grid->column_count, most = HEADING_LINES;
    for (size_t c = 0; c < layout->grid->column_count; c++) {
        size_t lines = wrap_count(buf_view(&layout->headings[c]), layout->widths[c]);
        if (lines > most) {
            most = lines;
            found = c;
        }
    }
    return found;
}

static size_t sum_widths(const struct layout *layout)
{
    size_t total = layout->label;
    for (size_t c = 0; c < layout->grid->column_count; c++) {
        total += GAP + layout->widths[c];
    }
    return total;
}

/* True when no row label takes more than two lines in @width columns. */
static bool labels_fit(const struct layout *layout, size_t width)
{
    const struct grid *grid = layout->grid;
    for (size_t r = 0; r < grid->row_count; r++) {
        if (wrap_count(str_of(layout_label(layout, &grid->rows[r])), width) > LABEL_LINES) {
            return false;
        }
    }
    return true;
}

/* Makes row labels narrower when the whole is too wide; gives the room there is. */
static size_t fit_labels(struct layout *layout, size_t least)
{
    size_t full = layout->label, numbers = sum_widths(layout) - full;
    bool narrow = numbers + least <= NARROW && labels_fit(layout, NARROW - numbers);
    size_t room = narrow ? NARROW : WIDE;
    if (numbers + full > room && numbers + least <= room) {
        layout->label = room - numbers;
    } else if (numbers + full > room) {
        layout->label = least;
    }
    return room;
}

/* ---- texts ---- */

/* A text is not made narrower than its longest word and that of its heading. */
static size_t least_of(const struct layout *layout, size_t column)
{
    size_t least = wrap_longest(buf_view(&layout->headings[column]));
    const struct cell *cell = NULL;
    bool total = false;
    char room[64];
    raise(&least, lower(TEXT_LEAST, layout->widths[column]));
    for (size_t i = 0; (cell = cell_at(layout, column, i, &total)) != NULL; i++) {
        size_t longest = wrap_longest(layout_cell(layout, cell, column, total, room));
        raise(&least, lower(longest, WORD_MOST));
    }
    return least;
}

/* Takes from the widest of the row labels and texts until the whole fits or nothing gives way. */
static void fit_texts(struct layout *layout, size_t least)
{
    size_t count = layout->grid->column_count, total = sum_widths(layout);
    while (total > WIDE) {
        size_t *widest = layout->label > least ? &layout->label : NULL;
        for (size_t c = 0; c < count; c++) {
            bool gives = layout_is_text(layout, c) && layout->widths[c] > least_of(layout, c);
            if (gives && (!widest || layout->widths[c] > *widest)) {
                widest = &layout->widths[c];
            }
        }
        if (!widest) {
            return;
        }
        size_t excess = total - WIDE;
        size_t step = lower(excess, *widest / 16 + 1);
        size_t floor =
            widest == &layout->label ? least : least_of(layout, (size_t)(widest - layout->widths));
        step = lower(step, *widest - floor);
        *widest -= step;
        total -= step;
    }
}

void layout_fit(struct layout *layout)
{
    size_t least = 0, column = 0, room = WIDE;
    for (size_t c = 0; c < layout->grid->column_count; c++) {
        measure_column(layout, c);
    }
    measure_labels(layout, &least);
    if (layout->texts) {
        fit_texts(layout, least);
    } else {
        room = fit_labels(layout, least);
    }
    size_t total = sum_widths(layout);
    while (total < room && (column = tallest(layout)) < layout->grid->column_count) {
        layout->widths[column]++;
        total++;
    }
    layout->total = total;
}
