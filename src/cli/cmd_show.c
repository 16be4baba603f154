#include "cli/cli.h"
#include "work/links.h"
#include "write/record.h"

/* Both directions of the record's links. */
struct both_links {
    struct link_list out, in;
};

static void other_json(struct json *json, const struct link *link)
{
    json_object(json);
    json_key_text(json, "field", link->field->name);
    if (link->target.length > 0) {
        json_key_str(json, "target", link->target);
    }
    if (link->other) {
        json_key_text(json, "kind", link->other->kind->name);
        json_key_str(json, "identifier", link->other->identifier);
        json_key_str(json, "title", record_title(link->other));
    }
    json_object_end(json);
}

static void links_json(struct json *json, const char *key, const struct link_list *list)
{
    json_key(json, key);
    json_array(json);
    for (size_t i = 0; i < list->count; i++) {
        other_json(json, &list->items[i]);
    }
    json_array_end(json);
}

/* Drops the links that stand in fields which are not to be shown. */
static void hide_links(struct link_list *list, const struct record_style *style)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (record_style_shows(style, list->items[i].field)) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
}

/* What a record that only joins others leads to besides: " -> event:E1". */
static void print_beyond(const struct link *link, struct buf *out)
{
    const struct record *joint = link->other;
    for (size_t f = 0; !joint->kind->title && f < joint->kind->field_count; f++) {
        const struct field *field = &joint->kind->fields[f];
        for (const struct value *v = joint->values[f]; v && field != link->field; v = v->next) {
            if (field->type == FIELD_LINK) {
                buf_printf(out, " -> %.*s", STR_ARGS(v->text));
            } else if (field->type == FIELD_CODE && field->access == ACCESS_PUBLIC) {
                buf_printf(out, ", %.*s", STR_ARGS(v->text));
            }
        }
    }
}

static void links_text(const struct both_links *links, const char *language, struct buf *out)
{
    for (size_t i = 0; i < links->out.count; i++) {
        const struct link *link = &links->out.items[i];
        const struct str title = link->other ? record_title(link->other) : (struct str){0};
        buf_printf(out, "%s%s -> %.*s  %.*s\n", i == 0 ? "\nLinks\n  " : "  ",
                   label_in(&link->field->label, language, link->field->name),
                   STR_ARGS(link->target), STR_ARGS(title));
        if (!link->other) {
            buf_text(out, "    (there is no such record here)\n");
        }
    }
    for (size_t i = 0; i < links->in.count; i++) {
        const struct link *link = &links->in.items[i];
        buf_printf(out, "%s%s:%.*s (%s)", i == 0 ? "\nLinked from\n  " : "  ",
                   link->other->kind->name, STR_ARGS(link->other->identifier),
                   label_in(&link->field->label, language, link->field->name));
        print_beyond(link, out);
        if (link->other->kind->title) {
            buf_printf(out, "  %.*s", STR_ARGS(record_title(link->other)));
        }
        buf_char(out, '\n');
    }
    if (links->in.more) {
        buf_printf(out, "  and more; %d are shown\n", LINKS_SHOWN);
    }
}

static void show_json(struct cli *cli, const struct record *record, const struct provenance *from,
                      const struct both_links *links)
{
    const struct record_style style = {.language = cli_language(cli),
                                       .all_fields = cli_has(cli, OPTION_ALL_FIELDS)};
    struct json json;
    json_init(&json, &cli->out, false);
    json_object(&json);
    json_key_text(&json, "kind", record->kind->name);
    json_key_str(&json, "identifier", record->identifier);
    json_key_str(&json, "title", record_title(record));
    json_key(&json, "record");
    record_write_json(record, &style, &json);
    links_json(&json, "links", &links->out);
    links_json(&json, "linked_from", &links->in);
    json_key(&json, "source");
    json_object(&json);
    json_key_str(&json, "file", from->file);
    json_key_integer(&json, "line", from->line);
    json_key_str(&json, "format", from->format);
    json_key_integer(&json, "import", from->import);
    json_key_str(&json, "imported", from->imported);
    json_key_integer(&json, "versions", from->versions);
    json_object_end(&json);
    json_object_end(&json);
    buf_char(&cli->out, '\n');
}

enum status cmd_show(struct cli *cli)
{
    struct record *record = NULL;
    struct provenance from;
    struct both_links links;
    const struct record_style style = {.language = cli_language(cli),
                                       .all_fields = cli_has(cli, OPTION_ALL_FIELDS)};
    TRY(cli_open_store(cli, STORE_READ));
    TRY(store_get(cli->work.store, &cli->work.arena, NULL, str_of(cli->arguments[0]), &record,
                  &cli->why));
    TRY(store_provenance(cli->work.store, &cli->work.arena, record, &from, &cli->why));
    if (cli_has(cli, OPTION_ORIGINAL)) {
        buf_str(&cli->out, from.original);
        return STATUS_OK;
    }
    TRY(links_out(cli->work.store, &cli->work.arena, record, &links.out, &cli->why));
    TRY(links_in(cli->work.store, &cli->work.arena, record, &links.in, &cli->why));
    hide_links(&links.out, &style);
    hide_links(&links.in, &style);
    if (cli_has(cli, OPTION_JSON)) {
        show_json(cli, record, &from, &links);
        return STATUS_OK;
    }
    record_write_text(record, &style, &cli->out);
    links_text(&links, cli_language(cli), &cli->out);
    buf_printf(
        &cli->out,
        "\nFrom %.*s, line %u (import %lld, %.*s), version %u. \"crosscut why %.*s\" shows its "
        "tags.\n",
        STR_ARGS(from.file), from.line, from.import, STR_ARGS(from.imported), from.versions,
        STR_ARGS(record->identifier));
    return STATUS_OK;
}
