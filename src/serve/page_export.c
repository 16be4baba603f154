/* Records in the formats of the pack's exports/: /activities.iati.xml, /publications/ID.bib. */
#include "serve/ask.h"
#include "serve/edit_site.h"
#include "serve/page.h"
#include "serve/route.h"
#include "work/data_time.h"
#include "work/export.h"

#define RECORD_BYTES ((size_t)192 * 1024 * 1024)

/* What writing one answer passes around. */
struct writing {
    struct visit *visit;
    struct export_options options;
    struct exporter *exporter;
    struct arena arena; /* one record */
    unsigned long long written, refused;
    char fault[STRUCTURE_FAULT]; /* of the first that was refused */
};

static enum status write_record(struct writing *w, struct record *record,
                                struct record_cursor *cursor)
{
    struct visit *visit = w->visit;
    struct xml_node *tree = NULL;
    struct export_outcome outcome;
    TRY(exporter_tree(w->exporter, &w->arena, record, cursor, &tree, &outcome, &visit->why));
    if (outcome.fits) {
        w->written++;
        export_write(&w->options, tree, visit->out);
    } else if (w->refused++ == 0) {
        memcpy(w->fault, outcome.fault, sizeof w->fault);
    }
    return visit_drain(visit);
}

static enum status write_list(struct writing *w, const struct query *query)
{
    struct visit *visit = w->visit;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    enum status status = store_find_lean(visit->store, query, ORDER_ID, &cursor, &visit->why);
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &w->arena, &record, &visit->why)) == STEP_ITEM) {
        status = write_record(w, record, cursor);
        arena_clear(&w->arena);
    }
    record_cursor_close(cursor);
    return status == STATUS_OK && step == STEP_ERROR ? visit->why.status : status;
}

/* Nobody should take a list for whole that is not. */
static void tell_refused(const struct writing *w)
{
    if (w->refused > 0 && w->options.export->type == EXPORT_XML) {
        buf_printf(w->visit->out,
                   "<!-- %llu more records do not keep to the rules of the format, the first "
                   "because: ",
                   w->refused);
        for (const char *at = w->fault; *at; at++) {
            buf_char(w->visit->out, *at == '-' ? ' ' : *at); /* "--" ends a comment */
        }
        buf_text(w->visit->out, " -->\n");
    }
}

/* All of a list (@record NULL), or one record. */
static enum status write_answer(struct writing *w, const struct query *query, struct record *record)
{
    struct visit *visit = w->visit;
    struct str when;
    TRY(work_data_time(visit->store, visit->arena, &when, &visit->why));
    w->options.time = when;
    TRY(exporter_open(visit->site->work, visit->store, &w->options, &w->exporter, &visit->why));
    TRY(export_begin(visit->arena, &w->options, visit->out, &visit->why));
    TRY(record ? write_record(w, record, NULL) : write_list(w, query));
    export_end(&w->options, visit->out);
    tell_refused(w);
    return STATUS_OK;
}

static enum status answer(struct visit *visit, const struct query *query, struct record *record)
{
    struct writing w = {.visit = visit,
                        .options = {.export = visit->export, .site = visit->site->address}};
    const struct export *export = visit->export;
    arena_init(&w.arena, RECORD_BYTES);
    const enum status status = write_answer(&w, query, record);
    exporter_close(w.exporter);
    arena_release(&w.arena);
    TRY(status);
    if (record && w.refused > 0) {
        return site_refuse(visit, 422,
                           arena_printf(visit->arena, "%s: %s",
                                        label_here(visit, &export->label, export->name), w.fault));
    }
    visit->response->type = export->media;
    visit->response->language = NULL;
    visit->response->disposition =
        record ? arena_printf(visit->arena, "record.%s", export->ending)
               : arena_printf(visit->arena, "%s.%s", export->kind->plural, export->ending);
    return STATUS_OK;
}

enum status page_list_export(struct visit *visit)
{
    struct asked asked;
    TRY(asked_read(visit, &asked));
    return visit->export ? answer(visit, &asked.query, NULL)
                         : fail(&visit->why, STATUS_NOT_FOUND, "No export is asked for.");
}

enum status page_record_export(struct visit *visit)
{
    struct record *record = NULL;
    if (!visit->export) {
        return fail(&visit->why, STATUS_NOT_FOUND, "No export is asked for.");
    }
    TRY(edit_find(visit, visit->export->kind, &record));
    return record ? answer(visit, NULL, record) : STATUS_OK;
}
