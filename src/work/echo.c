#include "work/echo.h"

#include "model/own.h"
#include "text/html.h"
#include "write/calendar.h"
#include "write/record.h"

#define EXPORT_MEMORY ((size_t)16 * 1024 * 1024)
#define ECHO_BYTES ((size_t)64 * 1024 * 1024) /* of one record in the other form */

void echo_init(struct echo *echo, const struct workspace *work)
{
    *echo = (struct echo){.work = work};
    arena_init(&echo->arena, EXPORT_MEMORY);
    arena_init(&echo->at_hand, EXPORT_MEMORY);
}

void echo_release(struct echo *echo)
{
    exporter_close(echo->exporter);
    arena_release(&echo->arena);
    arena_release(&echo->at_hand);
}

/* ---- how the format is written and read ---- */

static enum status load(struct echo *echo, struct failure *why)
{
    if (!echo->loaded) {
        TRY(export_set_load(&echo->arena, echo->work->pack, &echo->exports, why));
        echo->loaded = true;
    }
    return STATUS_OK;
}

static enum status meet_format(struct echo *echo, const char *format, struct failure *why)
{
    if (echo->format && strcmp(echo->format, format) == 0) {
        return STATUS_OK;
    }
    arena_clear(&echo->at_hand);
    echo->format = arena_copy(&echo->at_hand, str_of(format));
    echo->type = format_set_type(echo->work->formats, format);
    echo->reading =
        echo->type ? format_set_only(&echo->at_hand, echo->work->formats, format) : NULL;
    return !echo->format || (echo->type && !echo->reading) ? fail_memory(why) : STATUS_OK;
}

static const struct export *find_export(const struct echo *echo, const struct echo_asked *asked)
{
    const struct export *found = echo->exports.first;
    while (found && (found->kind != asked->record->kind || !found->back ||
                     strcmp(found->back, asked->format) != 0)) {
        found = found->next;
    }
    return found;
}

/* ---- writing ---- */

static enum status open_exporter(struct echo *echo, const struct export *export, bool unchecked,
                                 struct failure *why)
{
    if (echo->exporter && echo->options.export == export &&
        echo->options.unchecked == unchecked) {
        return STATUS_OK;
    }
    exporter_close(echo->exporter);
    echo->exporter = NULL;
    echo->options =
        (struct export_options){.export = export, .all_fields = true, .unchecked = unchecked};
    return exporter_open(echo->work, echo->work->store, &echo->options, &echo->exporter, why);
}

static enum status write_export(struct echo *echo, struct arena *arena,
                                const struct echo_asked *asked, const struct export *export,
                                struct buf *out, struct failure *why)
{
    struct record record = *asked->record;
    struct export_outcome outcome;
    struct xml_node *tree = NULL;
    TRY(open_exporter(echo, export, asked->unchecked, why));
    TRY(exporter_tree(echo->exporter, arena, &record, NULL, &tree, &outcome, why));
    TRY(export->own ? export_name_record(arena, echo->work->pack, &record, tree, why) : STATUS_OK);
    TRY(export_begin(arena, &echo->options, out, why));
    export_write(&echo->options, tree, out);
    export_end(&echo->options, out);
    return STATUS_OK;
}

/* What is written for readers only is left out. */
static enum status write_event(const struct echo *echo, struct arena *arena,
                               const struct record *record, struct buf *out, struct failure *why)
{
    struct calendar_fields fields;
    struct record *bare = record_new(arena, record->kind);
    if (!bare) {
        return fail_memory(why);
    }
    if (!calendar_fields(record->kind, &fields)) {
        return STATUS_OK;
    }
    bare->identifier = record->identifier;
    bare->values[fields.start->index] = record->values[fields.start->index];
    if (fields.end) {
        bare->values[fields.end->index] = record->values[fields.end->index];
    }
    const struct calendar_event event = {.record = bare,
                                         .summary = record_public_title(record),
                                         .changed = str_of("1970-01-01T00:00:00Z"),
                                         .version = 1,
                                         .category = "",
                                         .owner = echo->work->pack->name};
    calendar_begin(out, "", "en");
    calendar_event(out, &event);
    calendar_end(out);
    return STATUS_OK;
}

static void write_entry(const struct echo *echo, const struct record *record, struct buf *out)
{
    struct buf name;
    buf_init(&name, out->limit);
    own_name_print(echo->work->pack, record->kind, record->identifier, &name);
    buf_text(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:" OWN_PREFIX "=\"" OWN_SPACE
                  "\"><entry><category " OWN_PREFIX ":record=\"");
    html_str(out, buf_view(&name));
    buf_text(out, "\"/><title>");
    html_str(out, record_public_title(record));
    buf_text(out, "</title></entry></feed>\n");
    out->failed = out->failed || name.failed;
    buf_release(&name);
}

static enum status write(struct echo *echo, struct arena *arena, const struct echo_asked *asked,
                         struct buf *out, struct failure *why)
{
    const struct export *export = find_export(echo, asked);
    if (export) {
        return write_export(echo, arena, asked, export, out, why);
    }
    if (asked->ours && strcmp(echo->type, "ics") == 0) {
        return write_event(echo, arena, asked->record, out, why);
    }
    if (asked->ours && strcmp(echo->type, "xml") == 0) {
        write_entry(echo, asked->record, out);
    }
    return STATUS_OK;
}

/* ---- reading back ---- */

/* What cannot be read back says nothing. */
static enum status read_back(const struct echo *echo, struct arena *arena, struct str text,
                             const struct record *of, struct record **record, struct str *bytes,
                             struct failure *why)
{
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct failure trouble = {STATUS_OK, ""};
    struct read_item item;
    TRY(source_open_memory("export", text, &source, why));
    enum status status = STATUS_OK;
    if (reader_open(echo->reading, source, NULL, NULL, &reader, &trouble) == STATUS_OK &&
        reader_next(reader, arena, &item, &trouble) == STEP_ITEM && item.type == ITEM_RECORD &&
        item.kind == of->kind && str_equal(item.record->identifier, of->identifier)) {
        *record = item.record;
        *bytes = arena_str(arena, item.bytes);
        status = bytes->at ? STATUS_OK : fail_memory(why);
    } else if (trouble.status == STATUS_NOMEM) {
        status = fail_memory(why);
    }
    reader_close(reader);
    source_close(source);
    return status;
}

enum status echo_of(struct echo *echo, struct arena *arena, const struct echo_asked *asked,
                    struct record **record, struct str *bytes, struct failure *why)
{
    struct buf text;
    *record = NULL;
    *bytes = (struct str){NULL, 0};
    TRY(load(echo, why));
    TRY(meet_format(echo, asked->format, why));
    if (!echo->reading) {
        return STATUS_OK;
    }
    buf_init(&text, ECHO_BYTES);
    enum status status = write(echo, arena, asked, &text, why);
    if (status == STATUS_OK && text.length > 0) {
        status = buf_status(&text, why);
    }
    if (status == STATUS_OK && text.length > 0) {
        status = read_back(echo, arena, buf_view(&text), asked->record, record, bytes, why);
    }
    buf_release(&text);
    return status;
}
