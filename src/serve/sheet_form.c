#include "serve/sheet_form.h"

#include "serve/route.h"
#include "work/data_time.h"
#include "write/xlsx.h"

void sheet_heads(struct visit *visit, struct sheet *sheet, const struct sheet_head *heads,
                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sheet_text(sheet, str_of(visit->labels ? t(visit, heads[i].words) : heads[i].name));
    }
    sheet->end(sheet);
}

void sheet_number(struct visit *visit, struct sheet *sheet, unsigned long long number)
{
    const char *text = arena_printf(visit->arena, "%llu", number);
    const struct sheet_cell cell = {.text = str_of(text ? text : ""), .type = SHEET_NUMBER};
    sheet->failed = sheet->failed || !text;
    sheet->cell(sheet, &cell);
}

/* What the data are, by its own words, and under which conditions they may be used. */
static enum status write_notes(struct visit *visit, struct xlsx *book, const char *title,
                               struct str when)
{
    const struct pack *pack = visit->site->work->pack;
    const char *root = address_root(visit);
    xlsx_note(book, t(visit, "Title"), str_of(title));
    xlsx_note(book, t(visit, "Data of"), when);
    xlsx_note(book, t(visit, "Definitions"),
              str_of(arena_printf(visit->arena, "%s %s", pack->name, pack->version)));
    if (pack->licence) {
        xlsx_note(book, t(visit, "Licence"), str_of(pack->licence));
    }
    if (visit->request && *root) {
        xlsx_note(book, t(visit, "Address"),
                  str_of(arena_printf(visit->arena, "%s%.*s", root,
                                      STR_ARGS(visit->request->address))));
    }
    return STATUS_OK;
}

static enum status make_book(struct visit *visit, const char *title, sheet_rows *rows,
                             void *context)
{
    struct xlsx *book = NULL;
    struct str when;
    TRY(work_data_time(visit->store, visit->arena, &when, &visit->why));
    const struct xlsx_names names = {.notes = t(visit, "Notes"),
                                     .data = t(visit, "Data"),
                                     .title = title,
                                     .made = arena_copy(visit->arena, when)};
    TRY(xlsx_open(visit->arena, &names, &book, &visit->why));
    enum status status = write_notes(visit, book, title, when);
    if (status == STATUS_OK) {
        status = rows(visit, context, xlsx_sheet(book));
    }
    if (status != STATUS_OK) {
        xlsx_drop(book);
        return status;
    }
    return xlsx_close(book, visit->out, &visit->why);
}

enum status sheet_form(struct visit *visit, const char *name, const char *title, sheet_rows *rows,
                       void *context)
{
    struct csv_sheet csv;
    enum status status = STATUS_OK;
    if (visit->form == FORM_XLSX) {
        (void)pthread_mutex_lock(&visit->site->workbook);
        status = make_book(visit, title, rows, context);
        (void)pthread_mutex_unlock(&visit->site->workbook);
    } else {
        csv_sheet_init(&csv, visit->out);
        status = rows(visit, context, &csv.sheet);
        visit->out->failed = visit->out->failed || csv.sheet.failed;
    }
    visit->response->disposition =
        arena_printf(visit->arena, "%s.%s", name, form_name(visit->form));
    return status;
}
