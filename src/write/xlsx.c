#include "write/xlsx.h"

#include "base/date.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define CELL_CHARACTERS 32767 /* Excel's limit, in UTF-16 units */
#define CELL_BYTES ((size_t)CELL_CHARACTERS * 4)
#define EXACT_DIGITS 15 /* that a double has for certain */
#define SHEET_NAME 31
#define COLUMN_WIDTH 18
#define NOTE_WIDTH 100
#define PLACES 5

struct xlsx {
    struct sheet sheet; /* first: a struct sheet of it is it */
    lxw_workbook *workbook;
    lxw_worksheet *notes, *data;
    lxw_format *head, *label, *wrapped, *date, *places[PLACES];
    lxw_row_t row, note_row;
    lxw_col_t column;
    lxw_error error; /* the first */
    unsigned long long cut;
    struct buf text; /* a cell's, ending in NUL */
    char path[4096];
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
    buf_add(&book->text, text.at, length);
    if (length < text.length) {
        buf_text(&book->text, "…");
        book->cut++;
    }
    buf_char(&book->text, '\0');
    book->sheet.failed = book->sheet.failed || book->text.failed;
    return book->text.failed ? "" : book->text.at;
}

/* False for a number of more digits than a double has: it is written as text, with all of them. */
static bool number_of(struct str text, double *number)
{
    char copy[40], *end = NULL;
    size_t digits = 0;
    if (text.length == 0 || text.length >= sizeof copy) {
        return false;
    }
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    for (const char *at = copy; *at; at++) {
        digits += *at >= (digits > 0 ? '0' : '1') && *at <= '9';
    }
    *number = strtod(copy, &end);
    return *end == '\0' && digits <= EXACT_DIGITS;
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

static lxw_format *number_format(const struct xlsx *book, unsigned places)
{
    return places < PLACES ? book->places[places] : NULL;
}

static void put(struct sheet *sheet, const struct sheet_cell *cell)
{
    struct xlsx *book = (struct xlsx *)sheet;
    lxw_worksheet *data = book->data;
    const lxw_row_t row = book->row;
    const lxw_col_t column = book->column++;
    lxw_datetime date;
    double number = 0;
    if (cell->text.length == 0 || book->error != LXW_NO_ERROR) {
        return;
    }
    if (cell->type == SHEET_NUMBER && number_of(cell->text, &number)) {
        note_error(book, worksheet_write_number(data, row, column, number,
                                                number_format(book, cell->places)));
    } else if (cell->type == SHEET_DATE && date_of(cell->text, &date)) {
        note_error(book, worksheet_write_datetime(data, row, column, &date, book->date));
    } else {
        note_error(book, worksheet_write_string(data, row, column, cell_text(book, cell->text),
                                                row == 0 ? book->head : NULL));
    }
}

static void end(struct sheet *sheet)
{
    struct xlsx *book = (struct xlsx *)sheet;
    if (book->row == 0 && book->column > 0) {
        const lxw_col_t last = (lxw_col_t)(book->column - 1);
        note_error(book, worksheet_set_column(book->data, 0, last, COLUMN_WIDTH, NULL));
    }
    book->row++;
    book->column = 0;
}

struct sheet *xlsx_sheet(struct xlsx *book)
{
    return &book->sheet;
}

void xlsx_note(struct xlsx *book, const char *label, struct str text)
{
    const lxw_row_t row = book->note_row++;
    if (*label) {
        note_error(book, worksheet_write_string(book->notes, row, 0, cell_text(book, str_of(label)),
                                                book->label));
    }
    note_error(book,
               worksheet_write_string(book->notes, row, 1, cell_text(book, text), book->wrapped));
}

unsigned long long xlsx_cut(const struct xlsx *book)
{
    return book->cut;
}

/* ---- the file ---- */

/* Characters that a sheet's name may not have become "-". */
static void sheet_name(const char *text, char name[SHEET_NAME + 1])
{
    size_t length = 0;
    for (; text[length] && length < SHEET_NAME; length++) {
        name[length] = strchr("[]:*?/\\'", text[length]) ? '-' : text[length];
    }
    while (length > 0 && text[length] && ((unsigned char)text[length] & 0xC0) == 0x80) {
        length--; /* no half of a character */
    }
    name[length] = '\0';
}

static void make_formats(struct xlsx *book)
{
    static const char *const codes[PLACES] = {"#,##0", "#,##0.0", "#,##0.00", "#,##0.000",
                                              "#,##0.0000"};
    book->head = workbook_add_format(book->workbook);
    book->label = workbook_add_format(book->workbook);
    book->wrapped = workbook_add_format(book->workbook);
    book->date = workbook_add_format(book->workbook);
    format_set_bold(book->head);
    format_set_bottom(book->head, LXW_BORDER_THIN);
    format_set_bold(book->label);
    format_set_align(book->label, LXW_ALIGN_VERTICAL_TOP);
    format_set_text_wrap(book->wrapped);
    format_set_align(book->wrapped, LXW_ALIGN_VERTICAL_TOP);
    format_set_num_format(book->date, "yyyy-mm-dd");
    for (size_t i = 0; i < PLACES; i++) {
        book->places[i] = workbook_add_format(book->workbook);
        format_set_num_format(book->places[i], codes[i]);
    }
}

/* Names that differ only by case are one name: then the library chooses another. */
static void add_data(struct xlsx *book, const char *wanted)
{
    char name[SHEET_NAME + 1];
    sheet_name(wanted, name);
    book->data = workbook_add_worksheet(book->workbook, name);
    book->data = book->data ? book->data : workbook_add_worksheet(book->workbook, NULL);
    book->row = 0;
    book->column = 0;
    if (book->data) {
        worksheet_freeze_panes(book->data, 1, 0);
    }
}

void xlsx_next_sheet(struct xlsx *book, const char *name)
{
    lxw_worksheet *before = book->data;
    add_data(book, name);
    if (!book->data) {
        book->data = before;
        note_error(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    }
}

static void make_sheets(struct xlsx *book, const struct xlsx_names *names)
{
    char notes[SHEET_NAME + 1];
    sheet_name(names->notes, notes);
    book->notes = workbook_add_worksheet(book->workbook, notes);
    add_data(book, names->data);
    make_formats(book);
    if (book->notes && book->data) {
        note_error(book, worksheet_set_column(book->notes, 0, 0, COLUMN_WIDTH, NULL));
        note_error(book, worksheet_set_column(book->notes, 1, 1, NOTE_WIDTH, NULL));
    }
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

static enum status make_path(struct xlsx *book, char dir[4000], struct failure *why)
{
    const char *variable = getenv("TMPDIR");
    const int length = snprintf(dir, 4000, "%s", variable && *variable ? variable : "/tmp");
    const int written = snprintf(book->path, sizeof book->path, "%s/crosscut-XXXXXX", dir);
    const int file = length < 4000 && written > 0 ? mkstemp(book->path) : -1;
    if (file < 0) {
        book->path[0] = '\0';
        return fail(why, STATUS_IO,
                    "%s: a temporary file cannot be made: %s. Set TMPDIR to a folder that can be "
                    "written.",
                    dir, strerror(errno));
    }
    (void)close(file);
    return STATUS_OK;
}

enum status xlsx_open(struct arena *arena, const struct xlsx_names *names, struct xlsx **to,
                      struct failure *why)
{
    struct xlsx *book = arena_alloc(arena, sizeof *book);
    char dir[4000];
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = dir};
    *to = NULL;
    if (!book) {
        return fail_memory(why);
    }
    book->sheet = (struct sheet){.cell = put, .end = end};
    buf_init(&book->text, CELL_BYTES + 16);
    TRY(make_path(book, dir, why));
    book->workbook = workbook_new_opt(book->path, &options);
    if (book->workbook) {
        make_sheets(book, names);
    }
    if (!book->workbook || !book->notes || !book->data) {
        xlsx_drop(book);
        return fail(why, STATUS_NOMEM, "There is no memory for a workbook.");
    }
    set_properties(book, arena, names);
    *to = book;
    return STATUS_OK;
}

static enum status read_back(const struct xlsx *book, struct buf *out, struct failure *why)
{
    FILE *file = fopen(book->path, "rb");
    size_t read = 0;
    char *room = NULL;
    while (file && (room = buf_reserve(out, 65536)) && (read = fread(room, 1, 65536, file)) > 0) {
        out->length += read;
    }
    const bool bad = !file || ferror(file);
    if (file) {
        (void)fclose(file);
    }
    return bad ? fail(why, STATUS_IO, "%s: the workbook cannot be read back.", book->path)
               : buf_status(out, why);
}

enum status xlsx_close(struct xlsx *book, struct buf *out, struct failure *why)
{
    enum status status = STATUS_OK;
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
        status = error == LXW_NO_ERROR ? read_back(book, out, why)
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
}
