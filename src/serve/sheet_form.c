#include "serve/sheet_form.h"

#include "serve/cite.h"
#include "serve/route.h"
#include "work/data_time.h"
#include "write/book_notes.h"

void sheet_number(struct visit *visit, struct sheet *sheet, unsigned long long number)
{
    const char *text = arena_printf(visit->arena, "%llu", number);
    const struct sheet_cell cell = {.text = str_of(text ? text : ""), .type = SHEET_NUMBER};
    sheet->failed = sheet->failed || !text;
    sheet->cell(sheet, &cell);
}

static enum status begin_book(struct visit *visit, const struct sheet_plan *plan,
                              struct book_notes *notes, const char *when)
{
    struct xlsx_column *columns = arena_array(visit->arena, plan->head_count + 1, sizeof *columns);
    if (!columns) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < plan->head_count; i++) {
        columns[i] = (struct xlsx_column){.heading = t(visit, plan->heads[i].words),
                                          .code = plan->heads[i].name,
                                          .wrapped = true};
    }
    book_note(notes, t(visit, "Title"), plan->title);
    book_note(notes, t(visit, "Data of"), when);
    if (visit->request) {
        book_note(notes, t(visit, "Address"),
                  whole_address(visit, arena_copy(visit->arena, visit->request->address)));
    }
    book_note_terms(notes);
    book_note_columns(notes, columns, plan->head_count);
    book_note_form(notes);
    const struct xlsx_plan sheet = {.name = plan->name,
                                    .title = plan->title,
                                    .columns = columns,
                                    .column_count = plan->head_count,
                                    .frozen = 1,
                                    .filtered = true};
    xlsx_begin(notes->book, &sheet);
    return STATUS_OK;
}

static enum status make_book(struct visit *visit, const struct sheet_plan *plan)
{
    const struct workspace *work = visit->site->work;
    struct str last;
    TRY(work_data_time(visit->store, visit->arena, &last, &visit->why));
    const char *when = arena_copy(visit->arena, last);
    const struct xlsx_names names = {.notes = t(visit, "Notes"),
                                     .title = plan->title,
                                     .made = when ? when : "",
                                     .yes = t(visit, "Yes"),
                                     .no = t(visit, "No")};
    struct book_notes notes = {
        .pack = work->pack, .lenses = work->lenses, .language = visit->language};
    TRY(book_notes_begin(visit->arena, &notes, &visit->why));
    enum status status = xlsx_open(visit->arena, &names, &notes.book, &visit->why);
    if (status == STATUS_OK) {
        status = begin_book(visit, plan, &notes, when);
        status =
            status == STATUS_OK ? plan->rows(visit, plan->context, xlsx_sheet(notes.book)) : status;
        if (status == STATUS_OK) {
            status = xlsx_close(notes.book, visit->out, &visit->why);
        } else {
            xlsx_drop(notes.book);
        }
    }
    book_notes_end(&notes);
    return status;
}

static enum status make_csv(struct visit *visit, const struct sheet_plan *plan)
{
    struct csv_sheet csv;
    csv_sheet_init(&csv, visit->out);
    for (size_t i = 0; i < plan->head_count; i++) {
        const struct sheet_head *head = &plan->heads[i];
        sheet_text(&csv.sheet, str_of(visit->labels ? t(visit, head->words) : head->name));
    }
    csv.sheet.end(&csv.sheet);
    const enum status status = plan->rows(visit, plan->context, &csv.sheet);
    visit->out->failed = visit->out->failed || csv.sheet.failed;
    return status;
}

enum status sheet_form(struct visit *visit, const struct sheet_plan *plan)
{
    enum status status = STATUS_OK;
    if (visit->form == FORM_XLSX) {
        (void)pthread_mutex_lock(&visit->site->workbook);
        status = make_book(visit, plan);
        (void)pthread_mutex_unlock(&visit->site->workbook);
    } else {
        status = make_csv(visit, plan);
    }
    visit->response->disposition =
        arena_printf(visit->arena, "%s.%s", plan->name, form_name(visit->form));
    return status;
}
