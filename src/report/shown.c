/* What a report shows of its tables, data and claims, in every form alike. */
#include "report/made.h"

#include "write/words.h"

/* ---- tables ---- */

bool made_column_shown(const struct directive *directive, const struct grid_column *column)
{
    bool shown = directive->column_count == 0;
    for (size_t i = 0; i < directive->column_count && !shown; i++) {
        shown = strcmp(directive->columns[i], column->name) == 0 ||
                strcmp(directive->columns[i], column->from->name) == 0;
    }
    return shown;
}

/* True when none of the row's cells has a record behind it. */
static bool is_empty(const struct grid *grid, const struct grid_row *row)
{
    bool asked = false;
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct cell *cell = &row->cells[c];
        if (cell->filter && cell->records > 0) {
            return false;
        }
        asked = asked || cell->filter;
    }
    return asked;
}

bool made_row_left_out(const struct directive *directive, size_t row)
{
    const struct grid *grid = directive->grid;
    return directive->skip_empty && is_empty(grid, &grid->rows[row]);
}

/* ---- data ---- */

/* A file that was read again counts as it was read the last time. */
static bool is_latest(const struct report_made *made, size_t at)
{
    for (size_t i = at + 1; i < made->import_count; i++) {
        if (str_equal(made->imports[i].file, made->imports[at].file)) {
            return false;
        }
    }
    return made->imports[at].finished.length > 0;
}

static size_t add_up(const struct report_made *made, struct made_folder *folders)
{
    size_t count = 0;
    for (size_t i = 0; i < made->import_count; i++) {
        const struct import_info *import = &made->imports[i];
        const struct str name = made_folder_name(import->file);
        size_t f = 0;
        if (!is_latest(made, i)) {
            continue;
        }
        while (f < count && !str_equal(folders[f].name, name)) {
            f++;
        }
        count += f == count;
        folders[f].name = name;
        if (str_compare(import->finished, folders[f].last) > 0) {
            folders[f].last = import->finished;
        }
        folders[f].files++;
        folders[f].read += import->counts.read;
        folders[f].kept +=
            import->counts.stored + import->counts.updated + import->counts.unchanged;
        folders[f].rejected += import->counts.rejected;
        folders[f].problems += import->counts.problems;
    }
    return count;
}

bool made_folders(const struct report_made *made, struct arena *arena, struct made_folder **folders,
                  size_t *count)
{
    *folders = arena_array(arena, made->import_count + 1, sizeof **folders);
    *count = *folders ? add_up(made, *folders) : 0;
    return *folders != NULL;
}

const char *made_folder_head(const char *language, size_t at)
{
    static const struct {
        const char *en, *fr, *es;
    } heads[FOLDER_HEADS] = {{"Read from", "Lu dans", "Leído en"},
                             {"On", "Le", "El"},
                             {"Files", "Fichiers", "Archivos"},
                             {"Records read", "Fiches lues", "Fichas leídas"},
                             {"kept", "conservées", "conservadas"},
                             {"refused", "refusées", "rechazadas"},
                             {"Problems noted", "Problèmes notés", "Problemas anotados"}};
    return word_in(language, heads[at].en, heads[at].fr, heads[at].es);
}

/* ---- claims ---- */

bool made_tolerated(const struct claim_result *result)
{
    const enum tolerance tolerance = result->claim->tolerance;
    return result->verdict == VERDICT_MATCH_ROUNDED &&
           (tolerance == TOLERANCE_ABOUT || tolerance == TOLERANCE_JUST_UNDER ||
            tolerance == TOLERANCE_NUMBER);
}

const char *made_verdict(const char *language, const struct claim_result *result)
{
    static const struct {
        const char *en, *fr, *es;
    } labels[VERDICTS] = {
        [VERDICT_MISMATCH] = {"differs", "diffère", "difiere"},
        [VERDICT_CONFLICT] = {"contradictory", "contradictoire", "contradictorio"},
        [VERDICT_EXTERNAL] = {"another source differs", "une autre source diffère",
                              "otra fuente difiere"},
        [VERDICT_DANGLING] = {"refers to nothing", "renvoie à rien", "remite a nada"},
        [VERDICT_AMBIGUOUS] = {"ambiguous", "ambigu", "ambiguo"},
        [VERDICT_UNTESTABLE] = {"cannot be tested", "invérifiable", "no comprobable"},
        [VERDICT_MATCH_ROUNDED] = {"agrees when rounded", "concorde après arrondi",
                                   "coincide al redondear"},
        [VERDICT_MATCH] = {"agrees", "concorde", "coincide"},
    };
    if (made_tolerated(result)) {
        return word_in(language, "agrees within its wording",
                       "concorde dans les limites de sa formulation",
                       "coincide dentro de los límites de su formulación");
    }
    return word_in(language, labels[result->verdict].en, labels[result->verdict].fr,
                   labels[result->verdict].es);
}

/* ---- the version ---- */

const char *report_asked(const struct report_made *made, struct arena *arena)
{
    const char *asked = "";
    for (size_t i = 0; i < made->report->parameter_count && asked; i++) {
        asked = arena_printf(arena, "%s %s=%s", asked, made->report->parameters[i].name,
                             made->values[i].code->code);
    }
    return asked ? asked : "";
}

const char *report_command(const struct report_made *made, struct arena *arena)
{
    const char *data = made->ask->data;
    return arena_printf(arena, "crosscut report %s%s --lang %s%s%s", made->report->name,
                        report_asked(made, arena), made->language, *data ? " --as-of " : "", data);
}
