/* How the report was made: definitions, data, version. */
#include "report/writing.h"

#include "base/decimal.h"
#include "base/version.h"

/* ---- definitions ---- */

static bool is_named(const struct directive *directive, const struct lens *lens)
{
    for (size_t i = 0; i < directive->id_count; i++) {
        if (strcmp(directive->ids[i], lens->name) == 0) {
            return true;
        }
    }
    return directive->id_count == 0;
}

static void write_lens(struct writing *w, const struct lens *lens)
{
    buf_text(w->out, "<dt>");
    html_text(w->out, label_in(&lens->label, w->language, lens->name));
    buf_text(w->out, " <small>");
    html_text(w->out, lens->name);
    buf_printf(w->out, ", %s %lld</small></dt>\n<dd>", in(w, "version", "version", "versión"),
               lens->version);
    html_text(w->out, label_in(&lens->description, w->language, ""));
    if (lens->theme_count > 0) {
        html_text(w->out, in(w, " Themes: ", " Thèmes\xC2\xA0: ", " Temas: "));
    }
    for (size_t i = 0; i < lens->theme_count; i++) {
        html_text(w->out, i > 0 ? "; " : "");
        html_text(w->out, label_in(&lens->themes[i].label, w->language, lens->themes[i].name));
    }
    buf_text(w->out, lens->theme_count > 0 ? ".</dd>\n" : "</dd>\n");
}

void write_definitions(struct writing *w, const struct directive *directive)
{
    const struct lens_set *lenses = w->made->set->env.lenses;
    buf_text(w->out, directive->rules ? "" : "<dl class=\"definitions\">\n");
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        if (!is_named(directive, lens)) {
            continue;
        }
        if (!directive->rules) {
            write_lens(w, lens);
        } else if (directive->files[i]) {
            write_rules(w, lens, directive->files[i]);
        }
    }
    buf_text(w->out, directive->rules ? "" : "</dl>\n");
}

void write_method(struct writing *w)
{
    const struct pack *pack = w->made->set->env.pack;
    for (size_t i = 0; i < pack->method_count; i++) {
        buf_text(w->out, "<p>");
        html_text(w->out, label_in(&pack->method[i], w->language, ""));
        buf_text(w->out, "</p>\n");
    }
}

/* ---- data ---- */

static void write_count(struct writing *w, unsigned long long count)
{
    char text[64];
    word_number(w->language, (int64_t)count * DECIMAL_ONE, 0, text);
    buf_text(w->out, "<td class=\"number\">");
    html_text(w->out, text);
    buf_text(w->out, "</td>");
}

/* What the report calls the folder; else its own name. */
static struct str title_of(const struct directive *directive, const struct made_folder *folder)
{
    for (size_t i = 0; i < directive->name_count; i++) {
        if (str_is(folder->name, directive->names[2 * i])) {
            return str_of(directive->names[2 * i + 1]);
        }
    }
    return folder->name;
}

static void write_folder(struct writing *w, const struct directive *directive,
                         const struct made_folder *folder)
{
    const struct str day = {folder->last.at, folder->last.length < 10 ? folder->last.length : 10};
    buf_text(w->out, "<tr><th scope=\"row\">");
    html_str(w->out, title_of(directive, folder));
    buf_text(w->out, "</th><td class=\"text\">");
    html_str(w->out, day);
    buf_text(w->out, "</td>");
    write_count(w, folder->files);
    write_count(w, folder->read);
    write_count(w, folder->kept);
    write_count(w, folder->rejected);
    write_count(w, folder->problems);
    buf_text(w->out, "</tr>\n");
}

static void write_data_head(struct writing *w)
{
    buf_text(w->out, "<thead><tr>");
    for (size_t i = 0; i < FOLDER_HEADS; i++) {
        buf_printf(w->out, "<th scope=\"col\" class=\"%s\">", i < 2 ? "text" : "number");
        html_text(w->out, made_folder_head(w->language, i));
        buf_text(w->out, "</th>");
    }
    buf_text(w->out, "</tr></thead>\n<tbody>\n");
}

void write_data(struct writing *w, const struct directive *directive)
{
    struct made_folder *folders = NULL;
    size_t count = 0;
    if (!made_folders(w->made, &w->arena, &folders, &count)) {
        w->no_room = true;
        return;
    }
    write_table_begin(w, directive, "",
                      directive->caption
                          ? directive->caption
                          : in(w, "What was read", "Ce qui a été lu", "Lo que se leyó"));
    write_data_head(w);
    for (size_t i = 0; i < count; i++) {
        write_folder(w, directive, &folders[i]);
    }
    buf_text(w->out, "</tbody>");
    write_table_end(w);
    buf_text(w->out, "</div>\n");
}

/* ---- the version ---- */

static void write_fact(struct writing *w, const char *label, const char *text)
{
    buf_text(w->out, "<dt>");
    html_text(w->out, label);
    buf_text(w->out, "</dt><dd>");
    html_text(w->out, text ? text : "");
    buf_text(w->out, "</dd>\n");
}

void write_version(struct writing *w)
{
    const struct report_made *made = w->made;
    const struct pack *pack = made->set->env.pack;
    struct arena *arena = &w->arena;
    struct failure ignored;
    char hash[REPORT_HASH_TEXT] = "";
    w->no_room = report_hash(made, hash, &ignored) != STATUS_OK || w->no_room;
    buf_text(w->out, "<section class=\"version\"><h2 id=\"version\">");
    html_text(w->out, in(w, "This version", "Cette version", "Esta versión"));
    buf_text(w->out, "</h2>\n<dl>\n");
    write_fact(w, in(w, "Report", "Rapport", "Informe"),
               arena_printf(arena, "%s%s, %s", made->report->name, report_asked(made, arena),
                            made->language));
    write_fact(w,
               in(w, "Data, last change", "Données, dernière modification", "Datos, último cambio"),
               made->ask->data);
    if (made->ask->changed > 0) {
        write_fact(w,
                   in(w, "Records that have changed since, shown as they are now",
                      "Fiches modifiées depuis, montrées dans leur état actuel",
                      "Fichas modificadas desde entonces, mostradas en su estado actual"),
                   arena_printf(arena, "%llu", made->ask->changed));
    }
    write_fact(w, in(w, "Definitions", "Définitions", "Definiciones"),
               arena_printf(arena, "%s %s", pack->name, pack->version));
    write_fact(w, in(w, "Program", "Programme", "Programa"), "Crosscut " CROSSCUT_VERSION);
    write_fact(w,
               in(w, "Hash of what it says (BLAKE2b)", "Empreinte de ce qu'il dit (BLAKE2b)",
                  "Huella de lo que dice (BLAKE2b)"),
               hash);
    write_fact(w, in(w, "To make it again", "Pour le refaire", "Para volver a hacerlo"),
               report_command(made, arena));
    buf_text(w->out, "</dl>\n<p>");
    html_text(w->out,
              in(w,
                 "The same definitions and program give this report again from the data as they "
                 "were at that moment, also when they have changed since.",
                 "Les mêmes définitions et le même programme redonnent ce rapport à partir des "
                 "données telles qu'elles étaient à ce moment, même si elles ont changé depuis.",
                 "Las mismas definiciones y el mismo programa dan de nuevo este informe con los "
                 "datos como eran en ese momento, aunque hayan cambiado desde entonces."));
    buf_text(w->out, "</p></section>\n");
}
