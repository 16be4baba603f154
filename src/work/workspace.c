#include "work/workspace.h"

#define WORKSPACE_LIMIT ((size_t)256 * 1024 * 1024)

/* The field by which a table's records belong to the codes of a profile. */
static bool has_field_of(const struct kind *kind, const struct codelist *list)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        if (kind->fields[i].list == list && kind->fields[i].access == ACCESS_PUBLIC) {
            return true;
        }
    }
    return false;
}

static enum status check_table(const struct workspace *work, const struct profile *profile,
                               const struct profile_part *part, struct failure *why)
{
    const struct table *table = NULL;
    struct failure reason;
    if (table_find(work->tables, part->table, &table, &reason) != STATUS_OK) {
        return yaml_fail(why, part->file, STATUS_INPUT, "%s", reason.text);
    }
    if (!has_field_of(table->kind, profile->list) || table->by) {
        return yaml_fail(why, part->file, STATUS_INPUT,
                         "the table \"%s\" is of records that have no code of the list \"%s\", or "
                         "has blocks (`by`). Name another.",
                         part->table, profile->list->name);
    }
    return STATUS_OK;
}

/* The tables that the pages of codes show: the pack is read before they are. */
static enum status check_profiles(const struct workspace *work, struct failure *why)
{
    for (size_t i = 0; i < work->pack->profile_count; i++) {
        const struct profile *profile = &work->pack->profiles[i];
        for (size_t s = 0; s < profile->section_count; s++) {
            const struct profile_section *section = &profile->sections[s];
            for (size_t k = 0; k < section->part_count; k++) {
                if (section->parts[k].table) {
                    TRY(check_table(work, profile, &section->parts[k], why));
                }
            }
        }
    }
    return STATUS_OK;
}

/* The first page counts what a column does, along the years that are its rows. */
static enum status check_figure(const struct workspace *work, const struct home_figure *figure,
                                struct failure *why)
{
    const struct table *table = NULL;
    struct failure reason;
    bool counts = false;
    if (table_find(work->tables, figure->table, &table, &reason) != STATUS_OK) {
        return yaml_fail(why, figure->file, STATUS_INPUT, "%s", reason.text);
    }
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        counts = counts || (column->type == COLUMN_RECORDS && !column->split &&
                            strcmp(column->name, figure->column) == 0);
    }
    if (!counts || table->by) {
        return yaml_fail(why, figure->file, STATUS_INPUT,
                         "the table \"%s\" has no column \"%s\" that counts records, or has blocks "
                         "(`by`). Name another.",
                         figure->table, figure->column);
    }
    return STATUS_OK;
}

static enum status check_home(const struct workspace *work, struct failure *why)
{
    const struct home *home = work->pack->home;
    for (size_t i = 0; home && i < home->figure_count; i++) {
        TRY(check_figure(work, &home->figures[i], why));
    }
    return STATUS_OK;
}

enum status workspace_open(struct workspace *work, const char *pack_dir, const char *db,
                           unsigned without, struct failure *why)
{
    *work = (struct workspace){.db = db};
    arena_init(&work->arena, WORKSPACE_LIMIT);
    TRY(pack_load(&work->arena, pack_dir, &work->pack, why));
    TRY(lens_set_load(&work->arena, work->pack, &work->lenses, why));
    if (!(without & WITHOUT_FORMATS)) {
        TRY(format_set_load(&work->arena, work->pack, &work->formats, why));
    }
    if (without & WITHOUT_TABLES) {
        return STATUS_OK;
    }
    TRY(tables_load(&work->arena, work->pack, work->lenses, &work->tables, why));
    TRY(check_profiles(work, why));
    TRY(check_home(work, why));
    return claim_set_load(&work->arena, work->pack, work->tables, &work->claims, why);
}

enum status workspace_open_store(struct workspace *work, enum store_mode mode, struct failure *why)
{
    return store_open(work->db, work->pack, mode, &work->store, why);
}

void workspace_close(struct workspace *work)
{
    store_close(work->store);
    arena_release(&work->arena);
}
