/* Which records have a tag: what rules say, and what people decided. */
#include "store/select.h"

/* "lens = $1 AND theme = $2" for "LENS/theme"; a lens as a whole has the theme ''. */
static void lens_theme(struct sql *sql, struct str tag)
{
    struct str lens;
    if (!str_split(&tag, '/', &lens)) {
        lens = tag;
    }
    buf_text(&sql->text, "lens = ");
    sql_bind_text(sql, lens);
    buf_text(&sql->text, " AND theme = ");
    sql_bind_text(sql, tag);
    buf_text(&sql->text, sql->few ? " AND record = r.id" : "");
}

/* Records that a person took out of the theme, or of the lens as a whole. */
static void rejected(struct sql *sql, struct str tag)
{
    struct str lens;
    struct str theme = tag;
    buf_text(&sql->text, "SELECT record FROM decision WHERE ");
    lens_theme(sql, tag);
    buf_text(&sql->text, " AND verdict = 'rejected'");
    if (str_split(&theme, '/', &lens) && theme.length > 0) {
        buf_text(&sql->text, " UNION SELECT record FROM decision WHERE ");
        lens_theme(sql, lens);
        buf_text(&sql->text, " AND verdict = 'rejected'");
    }
}

void sql_tagged(struct sql *sql, struct str tag)
{
    buf_text(&sql->text, "SELECT record FROM tag WHERE ");
    lens_theme(sql, tag);
    buf_text(&sql->text, " AND weight <> 'candidate' AND record NOT IN (");
    rejected(sql, tag);
    buf_text(&sql->text, ") UNION SELECT record FROM decision WHERE ");
    lens_theme(sql, tag);
    buf_text(&sql->text, " AND verdict = 'confirmed'");
}

void sql_candidates(struct sql *sql, struct str tag)
{
    buf_text(&sql->text, "SELECT record FROM tag WHERE ");
    lens_theme(sql, tag);
    buf_text(&sql->text, " AND weight = 'candidate' AND record NOT IN (");
    rejected(sql, tag);
    buf_text(&sql->text, " UNION SELECT record FROM decision WHERE ");
    lens_theme(sql, tag);
    buf_text(&sql->text, ")");
}

/* Of the values of v, those of records that the question can be about at all: see sql_themes(). */
static void of_query(struct sql *sql, const struct query *query)
{
    if (query && sql_has_few(sql, query->kind)) {
        buf_text(&sql->text, " AND v.record IN (SELECT f.id FROM ");
        sql_name(sql, NULL, layout_of(&sql->store->layout, query->kind)->main.name);
        buf_text(&sql->text, " f)");
    } else if (query) {
        sql_narrow(sql, query, "record");
    }
}

void sql_themes(struct sql *sql, struct str lens, const struct query *query)
{
    buf_text(&sql->text, "SELECT v.record AS record, v.theme AS value FROM tag v WHERE v.lens = ");
    sql_bind_text(sql, lens);
    buf_text(&sql->text, " AND v.theme <> '' AND v.weight <> 'candidate'");
    of_query(sql, query);
    buf_text(&sql->text, " AND (v.record, v.theme) NOT IN"
                         " (SELECT record, theme FROM decision WHERE lens = ");
    sql_bind_text(sql, lens);
    buf_text(&sql->text, " AND verdict = 'rejected') AND v.record NOT IN"
                         " (SELECT record FROM decision WHERE lens = ");
    sql_bind_text(sql, lens);
    buf_text(&sql->text, " AND theme = '' AND verdict = 'rejected')"
                         " UNION SELECT v.record, v.theme FROM decision v WHERE v.lens = ");
    sql_bind_text(sql, lens);
    buf_text(&sql->text, " AND v.theme <> '' AND v.verdict = 'confirmed'");
    of_query(sql, query);
}
