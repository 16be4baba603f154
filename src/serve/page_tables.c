/* The list of tables, in the groups of the pack. */
#include "serve/page.h"
#include "serve/route.h"

static bool is_in(const struct table_group *group, const struct table *table)
{
    for (size_t i = 0; i < group->kind_count; i++) {
        if (group->kinds[i] == table->kind) {
            return true;
        }
    }
    return group->numbered && table->number.count > 0;
}

/* The place of the group that a table belongs to; the count when it is in none. */
static size_t group_of(const struct pack *pack, const struct table *table)
{
    for (size_t i = 0; i < pack->table_group_count; i++) {
        if (is_in(&pack->table_groups[i], table)) {
            return i;
        }
    }
    return pack->table_group_count;
}

static const char *group_label(struct visit *visit, size_t group)
{
    const struct pack *pack = visit->site->work->pack;
    return group < pack->table_group_count ? label_here(visit, &pack->table_groups[group].label, "")
                                           : t(visit, group > 0 ? N_("More tables") : N_("Tables"));
}

static enum status tables_json(struct visit *visit)
{
    const struct table_set *tables = visit->site->work->tables;
    struct json json;
    json_init(&json, visit->out, false);
    json_array(&json);
    for (size_t i = 0; i < tables->count; i++) {
        const struct table *table = &tables->tables[i];
        json_object(&json);
        json_key_text(&json, "table", table->name);
        json_key_text(&json, "title", label_here(visit, &table->title, table->name));
        json_key_text(&json, "of", table->kind->name);
        json_key_text(&json, "number", label_here(visit, &table->number, ""));
        json_key_text(&json, "group", group_label(visit, group_of(visit->site->work->pack, table)));
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

/* "Publications by theme — Figure 6 · Publications: Theme": what it counts, and by what. */
static void show_item(struct visit *visit, const struct table *table)
{
    struct buf *out = visit->out;
    const char *path[] = {"tables", table->name};
    const char *number = label_here(visit, &table->number, "");
    const char *rows = label_here(visit, &table->row_label, "");
    buf_text(out, "<li><a href=\"");
    address_path(visit, path, 2);
    buf_text(out, "\">");
    html_text(out, label_here(visit, &table->title, table->name));
    buf_text(out, "</a> <small>");
    html_text(out, number);
    buf_text(out, *number ? " · " : "");
    html_text(out, kind_heading(visit, table->kind));
    if (*rows) {
        buf_text(out, " / ");
        html_text(out, rows);
    }
    buf_text(out, "</small></li>\n");
}

static void show_group(struct visit *visit, size_t group)
{
    const struct table_set *tables = visit->site->work->tables;
    struct buf *out = visit->out;
    size_t shown = 0;
    for (size_t i = 0; i < tables->count; i++) {
        if (group_of(visit->site->work->pack, &tables->tables[i]) != group) {
            continue;
        }
        if (shown++ == 0) {
            buf_text(out, "<h2>");
            html_text(out, group_label(visit, group));
            buf_text(out, "</h2>\n<ul class=\"tables columned\">\n");
        }
        show_item(visit, &tables->tables[i]);
    }
    buf_text(out, shown > 0 ? "</ul>\n" : "");
}

enum status page_tables(struct visit *visit)
{
    if (visit->form == FORM_JSON) {
        return tables_json(visit);
    }
    const struct page page = {.title = t(visit, "Tables"), .place = "tables"};
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    say_plain(visit, "Tables");
    buf_text(visit->out, "</h1>\n");
    for (size_t i = 0; i <= visit->site->work->pack->table_group_count; i++) {
        show_group(visit, i);
    }
    page_end(visit);
    return STATUS_OK;
}
