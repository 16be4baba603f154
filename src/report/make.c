/* Makes a report: chooses its language, reads its text for these values, computes it. */
#include "report/made.h"

static const struct report_text *choose_text(const struct report *report, const char *language)
{
    for (size_t i = 0; i < report->text_count; i++) {
        if (strcmp(report->texts[i].language, language) == 0) {
            return &report->texts[i];
        }
    }
    return &report->texts[0];
}

/* "Biennial report: 2010-11"; French has a space before the colon. */
static const char *make_title(const struct report_made *made)
{
    const struct report *report = made->report;
    const char *title = label_in(&report->title, made->language, report->name);
    const char *colon = strcmp(made->language, "fr") == 0 ? "\xC2\xA0: " : ": ";
    for (size_t i = 0; i < report->parameter_count && title; i++) {
        const struct code *code = made->values[i].code;
        title = arena_printf(made->arena, "%s%s%s", title, i == 0 ? colon : ", ",
                             label_in(&code->label, made->language, code->code));
    }
    return title;
}

const char *report_made_title(const struct report_made *made)
{
    return made->title;
}

size_t report_made_pages(const struct report_made *made)
{
    return (size_t)made->report->pages;
}

const char *report_made_moment(const struct report_made *made)
{
    return made->ask->data;
}

enum status report_make(struct arena *arena, struct store *store, const struct report_set *set,
                        const struct report *report, const struct report_ask *ask,
                        struct report_made **to, struct failure *why)
{
    struct report_made *made = arena_alloc(arena, sizeof *made);
    *to = made;
    if (!made) {
        return fail_memory(why);
    }
    *made = (struct report_made){
        .arena = arena, .store = store, .set = set, .report = report, .ask = ask};
    made->text = choose_text(report, ask->language);
    made->language = made->text->language;
    TRY(report_values(arena, report, ask, made->values, why));
    report_values_speak(report, made->values, made->language);
    TRY(report_own_tables(arena, set, report, made->values, &made->tables, why));
    TRY(expr_world_make(arena, store, made->tables, &made->world, why));
    struct reading read = {.arena = arena,
                           .set = set,
                           .report = report,
                           .text = made->text,
                           .values = made->values,
                           .tables = made->tables,
                           .language = made->language};
    TRY(report_read(&read, &made->world, &made->document, why));
    made->first = read.first;
    made->title = make_title(made);
    return made->title ? made_compute(made, why) : fail_memory(why);
}
