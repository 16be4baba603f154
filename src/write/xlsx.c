#include "write/xlsx.h"

#include "base/date.h"
#include "base/utf8.h"
#include "text/csv.h"
#include "write/xlsx_file.h"
#include "write/xlsx_room.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define CELL_CHARACTERS 32767 /* Excel's limit, in UTF-16 units */
#define CELL_BYTES ((size_t)CELL_CHARACTERS * 4)
#define ROW_BYTES ((size_t)64 * 1024 * 1024)
#define HASH_BYTES 16
#define PLACES 5

/* Widths are in digits of the standard font, heights in points. */
#define LABEL_WIDTH 26
#define NOTE_WIDTH 100
#define KEY_WIDEST 24
#define TEXTS_MOST 3 /* columns of texts that are as wide as they want */
#define LINE_HEIGHT 15
#define PAGE_WIDTH 240 /* a wider sheet is printed on several pages side by side */
#define A4 9
#define GREY 0x666666
#define HEAD_COLOUR 0xE6EDF5

enum look {
    LOOK_TEXT,
    LOOK_WRAPPED,
    LOOK_KEY,
    LOOK_DATE,
    LOOK_TRUTH,
    LOOK_MARK,
    LOOK_GENERAL,
    LOOK_PLACES,
    LOOKS = LOOK_PLACES + PLACES
};

struct column {
    size_t width, most; /* of the widest so far; and what it may be */
    bool key, wrapped;
};

struct xlsx {
    struct sheet sheet; /* first: a struct sheet of it is it */
    struct arena *arena;
    lxw_workbook *workbook;
    lxw_worksheet *notes, *data;
    lxw_format *title, *head[2], *code[2], *label, *note, *small, *heading, *link; /* [number] */
    lxw_format *looks[2][LOOKS]; /* of a row, of a total */
    struct column *columns;
    size_t column_count, frozen, lines; /* .lines of the row at hand */
    bool filtered;
    lxw_row_t row, note_row;
    lxw_col_t column;
    lxw_error error; /* the first */
    unsigned long long cut;
    struct buf text; /* a cell's, ending in NUL */
    struct buf csv;  /* the row at hand */
    crypto_generichash_state *hash;
    char path[XLSX_PATH];
};

/* ---- cells ---- */

static void note_error(struct xlsx *book, lxw_error error)
{
    book->error = book->error == LXW_NO_ERROR ? error : book->error;
}

/* The text ending in NUL, cut to what a cell takes. */
static const char *cell_text(struct xlsx *book, struct str text)
{
    size_t length = 0, units = 0;
    while (length < text.length && units < CELL_CHARACTERS) {
        unsigned size = 0;
        const uint32_t code = utf8_decode(text.at + length, text.length - length, &size);
        units += code > 0xFFFF ? 2 : 1;
        if (units >= CELL_CHARACTERS && length + size < text.length) {
            break; /* the last one is for "…" */
        }
        length += size;
    }
    buf_clear(&book->text);
    xlsx_text(&book->text, (struct str){text.at, length});
    if (length < text.length) {
        buf_text(&book->text, "…");
        book->cut++;
    }
    buf_char(&book->text, '\0');
    book->sheet.failed = book->sheet.failed || book->text.failed;
    return book->text.failed ? "" : book->text.at;
}

/* False for what is no whole day, or one before the days of a workbook begin. */
static bool date_of(struct str text, lxw_datetime *to)
{
    struct date date;
    if (text.length != 10 || !date_parse(text, &date) || date.day == 0 || date.year < 1900) {
        return false;
    }
    *to = (lxw_datetime){.year = date.year, .month = date.month, .day = date.day};
    return true;
}

static lxw_format *format_of(const struct xlsx *book, const struct sheet_cell *cell,
                             const struct column *column)
{
    enum look look = column->key ? LOOK_KEY : column->wrapped ? LOOK_WRAPPED : LOOK_TEXT;
    switch (cell->type) {
    case SHEET_TEXT:
        break;
    case SHEET_NUMBER:
        look = cell->places < PLACES ? LOOK_PLACES + cell->places : LOOK_GENERAL;
        break;
    case SHEET_DATE:
        look = LOOK_DATE;
        break;
    case SHEET_TRUTH:
        look = LOOK_TRUTH;
        break;
    case SHEET_MARK:
        look = LOOK_MARK;
        break;
    }
    return book->looks[book->sheet.total][look];
}

/* The column and the row grow with what is in them. */
static void make_room(struct xlsx *book, struct column *column, const struct sheet_cell *cell)
{
    size_t width = utf8_columns(cell->text);
    if (cell->type == SHEET_NUMBER && cell->places < PLACES) {
        width += width / 3 + cell->places;
    }
    if (column->wrapped && cell->type != SHEET_NUMBER) {
        const size_t lines = width > column->most ? xlsx_lines(cell->text, column->most) : 1;
        book->lines = lines > book->lines ? lines : book->lines;
    }
    width = width > column->most ? column->most : width;
    column->width = width > column->width ? width : column->width;
}

/* What the same row is as CSV, for the hash. */
static void add_csv(struct xlsx *book, struct str text)
{
    csv_cell(&book->csv, text, book->column == 0);
}

static void end_csv(struct xlsx *book)
{
    csv_end(&book->csv);
    book->sheet.failed = book->sheet.failed || book->csv.failed;
    (void)crypto_generichash_update(book->hash, (const unsigned char *)book->csv.at,
                                    book->csv.failed ? 0 : book->csv.length);
    buf_clear(&book->csv);
}

/* What a cell shows where that is another text than in CSV. */
static struct sheet_cell shown_of(const struct sheet_cell *cell)
{
    struct sheet_cell shown = *cell;
    shown.text = cell->shown ? str_of(cell->shown) : cell->text;
    return shown;
}

static void put(struct sheet *sheet, const struct sheet_cell *given)
{
    struct xlsx *book = (struct xlsx *)sheet;
    const struct sheet_cell shown = shown_of(given), *cell = &shown;
    struct column none = {.width = 0};
    struct column *room = book->column < book->column_count ? &book->columns[book->column] : &none;
    const lxw_row_t row = book->row;
    lxw_datetime date;
    double number = 0;
    add_csv(book, given->text);
    const lxw_col_t column = book->column++;
    if ((cell->text.length == 0 && !sheet->total) || book->error != LXW_NO_ERROR) {
        return;
    }
    lxw_format *format = format_of(book, cell, room);
    if (cell->text.length == 0) { /* the line over a total has no gap */
        note_error(book, worksheet_write_blank(book->data, row, column, format));
        return;
    }
    make_room(book, room, cell);
    if (cell->type == SHEET_NUMBER && xlsx_number_of(cell->text, &number)) {
        note_error(book, worksheet_write_number(book->data, row, column, number, format));
    } else if (cell->type == SHEET_DATE && date_of(cell->text, &date)) {
        note_error(book, worksheet_write_datetime(book->data, row, column, &date, format));
    } else if (cell->type == SHEET_TRUTH || cell->type == SHEET_MARK) {
        number = str_is(cell->text, "true") ? 1 : 0;
        note_error(book, worksheet_write_number(book->data, row, column, number, format));
    } else {
        const struct sheet_cell text = {.text = cell->text};
        note_error(book,
                   worksheet_write_string(book->data, row, column, cell_text(book, cell->text),
                                          format_of(book, &text, room)));
    }
}

static void set_height(struct xlsx *book, lxw_worksheet *sheet, lxw_row_t row, size_t lines)
{
    if (lines > 1) {
        note_error(book, worksheet_set_row(sheet, row, (double)lines * LINE_HEIGHT, NULL));
    }
}

static void end(struct sheet *sheet)
{
    struct xlsx *book = (struct xlsx *)sheet;
    if (book->error == LXW_NO_ERROR) {
        set_height(book, book->data, book->row, book->lines);
    }
    end_csv(book);
    book->row++;
    book->column = 0;
    book->lines = 1;
}

struct sheet *xlsx_sheet(struct xlsx *book)
{
    return &book->sheet;
}

unsigned long long xlsx_cut(const struct xlsx *book)
{
    return book->cut;
}

void xlsx_hash(const struct xlsx *book, char hex[XLSX_HASH_TEXT])
{
    crypto_generichash_state state = *book->hash;
    unsigned char hash[HASH_BYTES] = {0};
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    (void)sodium_bin2hex(hex, XLSX_HASH_TEXT, hash, sizeof hash);
}

/* ---- notes ---- */

static void put_note(struct xlsx *book, lxw_col_t column, struct str text, lxw_format *format)
{
    if (text.length > 0) {
        note_error(book, worksheet_write_string(book->notes, book->note_row, column,
                                                cell_text(book, text), format));
    }
}

/* The row is made as high as its texts need: a program that opens the book need not do so. */
static void end_note(struct xlsx *book, struct str label, struct str text)
{
    const size_t left = xlsx_lines(label, LABEL_WIDTH - 2), right = xlsx_lines(text, NOTE_WIDTH);
    set_height(book, book->notes, book->note_row, left > right ? left : right);
    book->note_row++;
}

void xlsx_note(struct xlsx *book, const char *label, struct str text)
{
    put_note(book, 0, str_of(label), book->label);
    put_note(book, 1, text, book->note);
    end_note(book, str_of(label), text);
}

void xlsx_note_code(struct xlsx *book, struct str text)
{
    put_note(book, 1, text, book->small);
    end_note(book, str_of(""), text);
}

void xlsx_heading(struct xlsx *book, const char *text)
{
    book->note_row++; /* an empty line before it */
    put_note(book, 0, str_of(text), book->heading);
    book->note_row++;
}

void xlsx_note_sheet(struct xlsx *book, const char *label, const char *sheet, const char *text)
{
    char name[XLSX_SHEET_NAME + 1], address[XLSX_SHEET_NAME + 32];
    xlsx_sheet_name(sheet, name);
    (void)snprintf(address, sizeof address, "internal:'%s'!A1", name);
    note_error(book, worksheet_write_url(book->notes, book->note_row, 0, address, book->link));
    put_note(book, 0, str_of(label), book->link);
    put_note(book, 1, str_of(text), book->note);
    end_note(book, str_of(label), str_of(text));
}

/* ---- a sheet of data ---- */

static void put_head(struct xlsx *book, const struct xlsx_plan *plan)
{
    size_t lines = 1;
    note_error(book, worksheet_write_string(book->data, 0, 0, cell_text(book, str_of(plan->title)),
                                            book->title));
    note_error(book, worksheet_set_row(book->data, 0, 24, NULL));
    for (size_t i = 0; i < plan->column_count; i++) {
        const struct str heading = str_of(plan->columns[i].heading);
        const size_t taken = xlsx_lines(heading, book->columns[i].width);
        lines = taken > lines ? taken : lines;
        note_error(book,
                   worksheet_write_string(book->data, 1, (lxw_col_t)i, cell_text(book, heading),
                                          book->head[plan->columns[i].number]));
    }
    note_error(book, worksheet_set_row(book->data, 1, (double)lines * LINE_HEIGHT + 3, NULL));
    for (size_t i = 0; i < plan->column_count; i++) {
        const struct str code = str_of(plan->columns[i].code);
        add_csv(book, code);
        note_error(book,
                   worksheet_write_string(book->data, 2, book->column++, cell_text(book, code),
                                          book->code[plan->columns[i].number]));
    }
    end_csv(book);
    book->row = XLSX_CODE_ROW;
    book->column = 0;
}

/* Landscape on A4, its breadth on one page where that can be read, the headings on each page. */
static void set_print(struct xlsx *book, size_t width)
{
    lxw_worksheet *data = book->data;
    worksheet_set_landscape(data);
    worksheet_set_paper(data, A4);
    worksheet_set_margins(data, 0.4, 0.4, 0.5, 0.6);
    worksheet_fit_to_pages(data, (uint16_t)(width / PAGE_WIDTH + 1), 0);
    note_error(book, worksheet_repeat_rows(data, 1, 2));
    if (book->frozen > 0) {
        note_error(book, worksheet_repeat_columns(data, 0, (lxw_col_t)(book->frozen - 1)));
    }
    note_error(book, worksheet_set_footer(data, "&L&A&R&P / &N"));
}

/* What is known only when all rows are there. */
static void finish_sheet(struct xlsx *book)
{
    size_t width = 0;
    if (!book->data || book->error != LXW_NO_ERROR) {
        return;
    }
    for (size_t i = 0; i < book->column_count; i++) {
        const lxw_col_t column = (lxw_col_t)i;
        const double wide = (double)book->columns[i].width + 3;
        note_error(book, worksheet_set_column(book->data, column, column, wide, NULL));
        width += book->columns[i].width + 3;
    }
    if (book->filtered && book->row > XLSX_CODE_ROW && book->column_count > 0) {
        note_error(book, worksheet_autofilter(book->data, XLSX_CODE_ROW - 1, 0, book->row - 1,
                                              (lxw_col_t)(book->column_count - 1)));
    }
    set_print(book, width);
}

/* Names that differ only by case are one name: then the library chooses another. */
static lxw_worksheet *add_sheet(const struct xlsx *book, const char *wanted)
{
    char name[XLSX_SHEET_NAME + 1];
    xlsx_sheet_name(wanted, name);
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, name);
    return sheet ? sheet : workbook_add_worksheet(book->workbook, NULL);
}

/* Where many columns hold texts, none of them takes much of the breadth. */
static size_t widest_of(const struct xlsx_plan *plan)
{
    size_t texts = 0;
    for (size_t i = 0; i < plan->column_count; i++) {
        texts += plan->filtered || (plan->columns[i].wrapped && !plan->columns[i].key);
    }
    return texts > TEXTS_MOST ? XLSX_WIDEST * 2 / 3 : XLSX_WIDEST;
}

void xlsx_begin(struct xlsx *book, const struct xlsx_plan *plan)
{
    finish_sheet(book);
    lxw_worksheet *sheet = add_sheet(book, plan->name);
    struct column *columns =
        arena_array(book->arena, plan->column_count + 1, sizeof *book->columns);
    if (!sheet || !columns) {
        note_error(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    const size_t most = widest_of(plan);
    for (size_t i = 0; i < plan->column_count; i++) {
        columns[i] = (struct column){.width = xlsx_least_width(&plan->columns[i]),
                                     .most = plan->columns[i].key ? KEY_WIDEST : most,
                                     .key = plan->columns[i].key,
                                     .wrapped = plan->columns[i].wrapped};
    }
    book->data = sheet;
    book->columns = columns;
    book->column_count = plan->column_count;
    book->frozen = plan->frozen;
    book->filtered = plan->filtered;
    book->column = 0;
    book->lines = 1;
    buf_clear(&book->csv);
    (void)crypto_generichash_init(book->hash, NULL, 0, HASH_BYTES);
    put_head(book, plan);
    worksheet_freeze_panes(sheet, XLSX_CODE_ROW, (lxw_col_t)plan->frozen);
}

/* ---- the file ---- */

static lxw_format *new_format(const struct xlsx *book, bool bold, double size)
{
    lxw_format *format = workbook_add_format(book->workbook);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (bold) {
        format_set_bold(format);
    }
    if (size > 0) {
        format_set_font_size(format, size);
    }
    return format;
}

/* Some room between it and a number to its left. */
static void set_left(lxw_format *format)
{
    format_set_align(format, LXW_ALIGN_LEFT);
    format_set_indent(format, 1);
}

/* The formats of cells: of a row, and in bold below a line of a total. */
static void make_looks(struct xlsx *book, const struct xlsx_names *names)
{
    static const char *const codes[PLACES] = {"#,##0", "#,##0.0", "#,##0.00", "#,##0.000",
                                              "#,##0.0000"};
    char truth[128];
    (void)snprintf(truth, sizeof truth, "\"%s\";\"%s\";\"%s\"", names->yes, names->yes, names->no);
    for (size_t total = 0; total < 2; total++) {
        lxw_format **looks = book->looks[total];
        for (size_t i = 0; i < LOOKS; i++) {
            looks[i] = new_format(book, total == 1, i == LOOK_KEY ? 8 : 0);
            if (total == 1) {
                format_set_top(looks[i], LXW_BORDER_THIN);
            }
        }
        format_set_text_wrap(looks[LOOK_WRAPPED]);
        format_set_text_wrap(looks[LOOK_KEY]);
        format_set_font_color(looks[LOOK_KEY], GREY);
        format_set_num_format(looks[LOOK_DATE], "yyyy-mm-dd");
        format_set_num_format(looks[LOOK_TRUTH], truth);
        format_set_num_format(looks[LOOK_MARK], "\"x\";\"x\";\"\xE2\x80\x93\"");
        for (size_t i = LOOK_TEXT; i <= LOOK_MARK; i++) {
            set_left(looks[i]);
        }
        for (size_t i = 0; i < PLACES; i++) {
            format_set_num_format(looks[LOOK_PLACES + i], codes[i]);
        }
    }
}

static void make_formats(struct xlsx *book)
{
    book->title = new_format(book, true, 14);
    for (size_t number = 0; number < 2; number++) {
        lxw_format *head = new_format(book, true, 0), *code = new_format(book, false, 8);
        format_set_text_wrap(head);
        format_set_align(head, LXW_ALIGN_VERTICAL_BOTTOM);
        format_set_bg_color(head, HEAD_COLOUR);
        format_set_font_color(code, GREY);
        format_set_bg_color(code, HEAD_COLOUR);
        format_set_shrink(code);
        format_set_bottom(code, LXW_BORDER_THIN);
        if (number) {
            format_set_align(head, LXW_ALIGN_RIGHT);
            format_set_align(code, LXW_ALIGN_RIGHT);
        } else {
            set_left(head);
            set_left(code);
        }
        book->head[number] = head;
        book->code[number] = code;
    }
    book->small = new_format(book, false, 8);
    format_set_text_wrap(book->small);
    format_set_font_color(book->small, GREY);
    book->label = new_format(book, true, 0);
    format_set_text_wrap(book->label);
    book->note = new_format(book, false, 0);
    format_set_text_wrap(book->note);
    book->heading = new_format(book, true, 12);
    book->link = new_format(book, false, 0);
    format_set_font_color(book->link, 0x1F5FA8);
    format_set_underline(book->link, LXW_UNDERLINE_SINGLE);
}

static void make_notes(struct xlsx *book, const struct xlsx_names *names)
{
    book->notes = add_sheet(book, names->notes);
    if (!book->notes) {
        return;
    }
    note_error(book, worksheet_set_column(book->notes, 0, 0, LABEL_WIDTH, NULL));
    note_error(book, worksheet_set_column(book->notes, 1, 1, NOTE_WIDTH, NULL));
    worksheet_set_paper(book->notes, A4);
    worksheet_set_landscape(book->notes);
    worksheet_fit_to_pages(book->notes, 1, 0);
    worksheet_gridlines(book->notes, LXW_HIDE_ALL_GRIDLINES);
    note_error(book, worksheet_set_footer(book->notes, "&L&A&R&P / &N"));
    put_note(book, 0, str_of(names->title), book->title);
    note_error(book, worksheet_set_row(book->notes, 0, 24, NULL));
    book->note_row = 1;
}

/* The moment of the data rather than now: the same data give the same file. */
static void set_properties(struct xlsx *book, struct arena *arena, const struct xlsx_names *names)
{
    struct date date = {1970, 1, 1};
    lxw_doc_properties properties = {.title = arena_copy(arena, str_of(names->title))};
    (void)date_parse(str_of(names->made), &date);
    const long epoch = date_days((struct date){1970, 1, 1});
    properties.created = (time_t)(date_days(date) - epoch) * 86400;
    note_error(book, workbook_set_properties(book->workbook, &properties));
}

/* The library wants its state on a line of the processor's cache. */
static crypto_generichash_state *new_hash(struct arena *arena)
{
    const size_t line = _Alignof(crypto_generichash_state);
    char *room = arena_alloc(arena, sizeof(crypto_generichash_state) + line);
    return room ? (void *)(room + (line - (uintptr_t)room % line) % line) : NULL;
}

enum status xlsx_open(struct arena *arena, const struct xlsx_names *names, struct xlsx **to,
                      struct failure *why)
{
    struct xlsx *book = arena_alloc(arena, sizeof *book);
    char dir[XLSX_DIR];
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = dir};
    *to = NULL;
    if (!book || sodium_init() < 0 || !(book->hash = new_hash(arena))) {
        return fail_memory(why);
    }
    book->sheet = (struct sheet){.cell = put, .end = end};
    book->arena = arena;
    buf_init(&book->text, CELL_BYTES + 16);
    buf_init(&book->csv, ROW_BYTES);
    (void)crypto_generichash_init(book->hash, NULL, 0, HASH_BYTES);
    TRY(xlsx_file_make(dir, book->path, why));
    book->workbook = workbook_new_opt(book->path, &options);
    if (book->workbook) {
        make_looks(book, names);
        make_formats(book);
        make_notes(book, names);
    }
    if (!book->workbook || !book->notes) {
        xlsx_drop(book);
        return fail(why, STATUS_NOMEM, "There is no memory for a workbook.");
    }
    set_properties(book, arena, names);
    *to = book;
    return STATUS_OK;
}

enum status xlsx_close(struct xlsx *book, struct buf *out, struct failure *why)
{
    enum status status = STATUS_OK;
    finish_sheet(book);
    if (book->error == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE) {
        status = fail(why, STATUS_LIMIT,
                      "A sheet of a workbook has 1,048,576 rows and 16,384 columns at most. Ask "
                      "for fewer records, or for CSV.");
    } else if (book->error != LXW_NO_ERROR || book->sheet.failed) {
        status =
            fail(why, STATUS_FAILED, "The workbook cannot be made: %s", lxw_strerror(book->error));
    } else {
        const lxw_error error = workbook_close(book->workbook); /* frees it, come what may */
        book->workbook = NULL;
        status = error == LXW_NO_ERROR ? xlsx_file_read(book->path, out, why)
                                       : fail(why, STATUS_IO, "The workbook cannot be written: %s",
                                              lxw_strerror(error));
    }
    xlsx_drop(book);
    return status;
}

void xlsx_drop(struct xlsx *book)
{
    if (!book) {
        return;
    }
    if (book->workbook) {
        lxw_workbook_free(book->workbook);
    }
    if (book->path[0]) {
        (void)unlink(book->path);
    }
    buf_release(&book->text);
    buf_release(&book->csv);
}
