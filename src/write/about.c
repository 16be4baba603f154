#include "write/about.h"

#include "text/html.h"
#include "write/words.h"

#include <stdio.h>

/* What writing needs to pass around. */
struct telling {
    const struct about_style *style;
    const char *language;
    struct buf *out;
};

static void put(const struct telling *t, const char *text)
{
    if (t->style->html) {
        html_text(t->out, text);
    } else {
        buf_text(t->out, text);
    }
}

static const char *in(const struct telling *t, const char *en, const char *fr, const char *es)
{
    return word_in(t->language, en, fr, es);
}

static void put_link(const struct telling *t, enum about_link link, bool end)
{
    if (t->style->html && t->style->link) {
        t->style->link(t->style->context, link, end, t->out);
    }
}

/* ---- units ---- */

/* "Projects" within a sentence; what begins with two capitals is a name. */
void about_unit(const struct kind *kind, const char *language, struct buf *out)
{
    const struct label *label = kind->labels.count > 0 ? &kind->labels : &kind->label;
    const char *text = label_in(label, language, kind->plural);
    const bool lower = text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z');
    if (lower) {
        buf_char(out, (char)(text[0] - 'A' + 'a'));
    }
    buf_text(out, text + (lower ? 1 : 0));
}

/* ---- conditions ---- */

static bool is_of_lens(const struct table *table, const struct condition *condition)
{
    return table->lens && !condition->field && strcmp(condition->name, "tag") == 0 &&
           condition->op == OP_IS && condition->value_count == 1 &&
           strcmp(condition->values[0], table->lens->name) == 0;
}

static void put_condition(const struct telling *t, const struct condition *condition)
{
    const struct label name = condition_name(condition);
    put(t, label_in(&name, t->language, condition->name));
    put(t, in(t, ": ", "\xC2\xA0: ", ": "));
    put(t, condition->op == OP_IS_NOT     ? in(t, "not ", "pas ", "no ")
           : condition->op == OP_AT_LEAST ? in(t, "from ", "à partir de ", "desde ")
           : condition->op == OP_AT_MOST  ? in(t, "up to ", "jusqu'à ", "hasta ")
                                          : "");
    for (size_t i = 0; i < condition->value_count; i++) {
        const struct label value = condition_value(condition, i);
        put(t, i > 0 ? in(t, " or ", " ou ", " o ") : "");
        put(t, label_in(&value, t->language, condition->values[i]));
    }
}

/* The conditions from @first on, but for that of the table's lens. Their number. */
static size_t put_conditions(const struct telling *t, const struct table *table,
                             const struct query *query, size_t first)
{
    size_t count = 0;
    for (size_t i = first; i < query->count; i++) {
        if (!is_of_lens(table, &query->conditions[i])) {
            put(t, count++ > 0 ? in(t, "; ", "\xC2\xA0; ", "; ") : "");
            put_condition(t, &query->conditions[i]);
        }
    }
    return count;
}

/* ---- the sentence ---- */

static void put_unit(const struct telling *t, const struct kind *kind)
{
    struct buf unit;
    buf_init(&unit, (size_t)64 * 1024);
    about_unit(kind, t->language, &unit);
    put(t, in(t, "Unit of count: ", "Unité de compte\xC2\xA0: ", "Unidad de cuenta: "));
    put(t, unit.at ? unit.at : "");
    put(t, ". ");
    t->out->failed = t->out->failed || unit.failed;
    buf_release(&unit);
}

/* By which definition; of a table of its themes, records that have none are counted too. */
static void put_lens(const struct telling *t, const struct table *table)
{
    const struct lens *lens = table->lens ? table->lens : table->rows.lens;
    char version[40];
    if (!lens) {
        return;
    }
    put(t, table->lens
               ? in(t, ", by the definition ", ", selon la définition ", ", según la definición ")
               : in(t, ", divided by the definition ", ", réparties selon la définition ",
                    ", divididas según la definición "));
    put_link(t, ABOUT_LENS, false);
    put(t, in(t, "“", "«\xC2\xA0", "«"));
    put(t, label_in(&lens->label, t->language, lens->name));
    put(t, in(t, "”", "\xC2\xA0»", "»"));
    put_link(t, ABOUT_LENS, true);
    (void)snprintf(version, sizeof version, ", version %lld", lens->version);
    put(t, strcmp(t->language, "es") == 0 ? ", versión" : ", version");
    put(t, version + strlen(", version"));
}

static void put_records(const struct telling *t, const struct grid *grid)
{
    const struct query *query = &grid->table->query;
    char number[64];
    word_number(t->language, (int64_t)grid->about.records * 10000, 0, number);
    put(t, in(t, "Records: ", "Fiches\xC2\xA0: ", "Fichas: "));
    put_link(t, ABOUT_RECORDS, false);
    put(t, number);
    put_link(t, ABOUT_RECORDS, true);
    put_lens(t, grid->table);
    if (query->count == 0 && !query_leaves_out(query)) {
        put(t, in(t, ", all there are", ", toutes", ", todas"));
    }
    put(t, ".");
}

static void put_years(const struct telling *t, const struct grid_about *about)
{
    if (!about->from || !about->to) {
        return;
    }
    put(t, " ");
    put(t, about->dated.count > 0 ? label_in(&about->dated, t->language, "")
                                  : in(t, "Years", "Années", "Años"));
    put(t, in(t, ": ", "\xC2\xA0: ", ": "));
    put(t, about->from);
    if (strcmp(about->from, about->to) != 0) {
        put(t, in(t, " to ", " à ", " a "));
        put(t, about->to);
    }
    put(t, ".");
}

static size_t count_conditions(const struct table *table)
{
    size_t count = 0;
    for (size_t i = 0; i < table->query.count; i++) {
        count += !is_of_lens(table, &table->query.conditions[i]);
    }
    return count;
}

void about_sentence(const struct grid *grid, const struct about_style *style, struct buf *out)
{
    const struct telling t = {style, style->language ? style->language : "en", out};
    put_unit(&t, grid->table->kind);
    put_records(&t, grid);
    if (count_conditions(grid->table) > 0) {
        put(&t, in(&t, " Only: ", " Seulement\xC2\xA0: ", " Solo: "));
        (void)put_conditions(&t, grid->table, &grid->table->query, 0);
        put(&t, ".");
    }
    put_years(&t, &grid->about);
    if (style->data) {
        put(&t, in(&t, " Data of ", " Données du ", " Datos del "));
        put(&t, style->data);
        put(&t, ".");
    }
}

/* ---- columns ---- */

static void put_field(const struct telling *t, const struct table_column *column)
{
    const struct field *field = column->measure.field;
    const struct label *label = field ? &field->label : column->lens ? &column->lens->label : NULL;
    put(t, in(t, "“", "«\xC2\xA0", "«"));
    put(t, label ? label_in(label, t->language, column->measured ? column->measured : "") : "");
    put(t, in(t, "”", "\xC2\xA0»", "»"));
}

/* The heading of a column that another is computed from. */
static void put_other(const struct telling *t, const struct grid *grid, size_t number)
{
    const struct table_column *column = &grid->table->columns[number];
    const char *label = label_in(&column->label, t->language, column->name);
    for (size_t c = 0; !column->split && c < grid->column_count; c++) {
        if (grid->columns[c].from == column) {
            label = label_in(&grid->columns[c].label, t->language, column->name);
        }
    }
    put(t, in(t, "“", "«\xC2\xA0", "«"));
    put(t, label);
    put(t, in(t, "”", "\xC2\xA0»", "»"));
}

static void put_measure(const struct telling *t, const struct grid *grid,
                        const struct table_column *column)
{
    const bool date = column->measure.field && column->measure.field->type == FIELD_DATE;
    switch (column->type) {
    case COLUMN_RECORDS:
        put(t, in(t, "number of records", "nombre de fiches", "número de fichas"));
        return;
    case COLUMN_SUM:
        put(t, in(t, "sum of ", "somme de ", "suma de "));
        break;
    case COLUMN_MIN:
        put(t, date ? in(t, "earliest ", "premier ", "primer ")
                    : in(t, "least ", "minimum de ", "mínimo de "));
        break;
    case COLUMN_MAX:
        put(t, date ? in(t, "latest ", "dernier ", "último ")
                    : in(t, "greatest ", "maximum de ", "máximo de "));
        break;
    case COLUMN_DISTINCT:
        put(t, in(t, "number of different values of ", "nombre de valeurs différentes de ",
                  "número de valores distintos de "));
        break;
    case COLUMN_TOP:
        put(t, in(t, "most frequent values of ", "valeurs les plus fréquentes de ",
                  "valores más frecuentes de "));
        break;
    case COLUMN_VALUE:
    case COLUMN_SHOW:
        put(t, in(t, "what the record says under ", "ce que dit la fiche sous ",
                  "lo que dice la ficha en "));
        break;
    case COLUMN_RATIO:
        put_other(t, grid, column->of[0]);
        put(t, in(t, " divided by ", " divisé par ", " dividido entre "));
        put_other(t, grid, column->of[1]);
        return;
    case COLUMN_SHARE:
        put(t, in(t, "share of the total of ", "part du total de ", "parte del total de "));
        put_other(t, grid, column->of[0]);
        return;
    case COLUMN_CHANGE:
        put(t, in(t, "change, to the one before, of ", "variation, par rapport au précédent, de ",
                  "variación, respecto del anterior, de "));
        put_other(t, grid, column->of[0]);
        return;
    case COLUMN_FORMULA:
    case COLUMN_CHOOSE:
        put(t, in(t, "computed from other columns of the row",
                  "calculé à partir d'autres colonnes de la ligne",
                  "calculado a partir de otras columnas de la fila"));
        return;
    }
    put_field(t, column);
}

void about_column(const struct grid *grid, size_t column, const char *language, struct buf *out)
{
    const struct about_style plain = {.language = language};
    const struct telling t = {&plain, language, out};
    const struct table_column *from = grid->columns[column].from;
    const struct table *table = grid->table;
    put_measure(&t, grid, from);
    if (from->measure.currency) {
        buf_printf(out, " (%s)", from->measure.currency);
    }
    if (from->cumulative) {
        put(&t, in(&t, ", with those before", ", avec les précédents", ", con los anteriores"));
    }
    if (table_column_is_measured(from) && from->query.count > table->query.count) {
        put(&t, in(&t, "; only ", "\xC2\xA0; seulement ", "; solo "));
        (void)put_conditions(&t, table, &from->query, table->query.count);
    }
}
