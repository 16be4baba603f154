/* How the report was made: definitions, data, version. */
#include "report/writing.h"

#include "base/decimal.h"
#include "base/version.h"

#include <sodium.h>

#define HASH_BYTES 16

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

/* What came from one folder. */
struct folder {
    struct str name, last; /* when it was read last, or "" */
    unsigned long long files, read, kept, rejected, problems;
};

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

static size_t add_up(const struct report_made *made, struct folder *folders)
{
    size_t count = 0;
    for (size_t i = 0; i < made->import_count; i++) {
        const struct import_info *import = &made->imports[i];
        const struct str name = made_folder(import->file);
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

static void write_count(struct writing *w, unsigned long long count)
{
    char text[64];
    word_number(w->language, (int64_t)count * DECIMAL_ONE, 0, text);
    buf_text(w->out, "<td class=\"number\">");
    html_text(w->out, text);
    buf_text(w->out, "</td>");
}

/* What the report calls the folder; else its own name. */
static struct str title_of(const struct directive *directive, const struct folder *folder)
{
    for (size_t i = 0; i < directive->name_count; i++) {
        if (str_is(folder->name, directive->names[2 * i])) {
            return str_of(directive->names[2 * i + 1]);
        }
    }
    return folder->name;
}

static void write_folder(struct writing *w, const struct directive *directive,
                         const struct folder *folder)
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
    const char *const heads[] = {in(w, "Read from", "Lu dans", "Leído en"),
                                 in(w, "On", "Le", "El"),
                                 in(w, "Files", "Fichiers", "Archivos"),
                                 in(w, "Records read", "Fiches lues", "Fichas leídas"),
                                 in(w, "kept", "conservées", "conservadas"),
                                 in(w, "refused", "refusées", "rechazadas"),
                                 in(w, "Problems noted", "Problèmes notés", "Problemas anotados")};
    buf_text(w->out, "<thead><tr>");
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        buf_printf(w->out, "<th scope=\"col\" class=\"%s\">", i < 2 ? "text" : "number");
        html_text(w->out, heads[i]);
        buf_text(w->out, "</th>");
    }
    buf_text(w->out, "</tr></thead>\n<tbody>\n");
}

void write_data(struct writing *w, const struct directive *directive)
{
    const struct report_made *made = w->made;
    struct folder *folders = arena_array(&w->arena, made->import_count + 1, sizeof *folders);
    if (!folders) {
        w->no_room = true;
        return;
    }
    const size_t count = add_up(made, folders);
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

static void make_hash(struct writing *w, struct str body, char hex[HASH_BYTES * 2 + 1])
{
    unsigned char hash[HASH_BYTES];
    hex[0] = '\0';
    if (sodium_init() < 0 || crypto_generichash(hash, sizeof hash, (const unsigned char *)body.at,
                                                body.length, NULL, 0) != 0) {
        w->no_room = true;
        return;
    }
    (void)sodium_bin2hex(hex, HASH_BYTES * 2 + 1, hash, sizeof hash);
}

/* The revision counts the writings to the file: it says nothing about a moment before the last. */
static void write_data_version(struct writing *w)
{
    const struct report_ask *ask = w->made->ask;
    if (!ask->as_of) {
        write_fact(w, in(w, "Data", "Données", "Datos"),
                   arena_printf(&w->arena, "%s %lld, %s", in(w, "revision", "révision", "revisión"),
                                ask->revision, ask->data));
        return;
    }
    write_fact(w, in(w, "Data", "Données", "Datos"), ask->data);
    write_fact(w, in(w, "As of", "État au", "Estado al"), ask->as_of);
    if (ask->changed > 0) {
        write_fact(w,
                   in(w, "Records that have changed since, shown as they are now",
                      "Fiches modifiées depuis, montrées dans leur état actuel",
                      "Fichas modificadas desde entonces, mostradas en su estado actual"),
                   arena_printf(&w->arena, "%llu", ask->changed));
    }
}

void write_version(struct writing *w, struct str body)
{
    const struct report_made *made = w->made;
    const struct pack *pack = made->set->env.pack;
    struct arena *arena = &w->arena;
    const char *asked = "";
    char hash[HASH_BYTES * 2 + 1];
    make_hash(w, body, hash); /* first: the body moves when more is written */
    for (size_t i = 0; i < made->report->parameter_count && asked; i++) {
        asked = arena_printf(arena, "%s %s=%s", asked, made->report->parameters[i].name,
                             made->values[i].code->code);
    }
    buf_text(w->out, "<section class=\"version\"><h2 id=\"version\">");
    html_text(w->out, in(w, "This version", "Cette version", "Esta versión"));
    buf_text(w->out, "</h2>\n<dl>\n");
    write_fact(w, in(w, "Report", "Rapport", "Informe"),
               arena_printf(arena, "%s%s, %s", made->report->name, asked, made->language));
    write_data_version(w);
    write_fact(w, in(w, "Definitions", "Définitions", "Definiciones"),
               arena_printf(arena, "%s %s", pack->name, pack->version));
    write_fact(w, in(w, "Program", "Programme", "Programa"), "Crosscut " CROSSCUT_VERSION);
    write_fact(w,
               in(w, "Hash of the text above (BLAKE2b)", "Empreinte du texte ci-dessus (BLAKE2b)",
                  "Huella del texto anterior (BLAKE2b)"),
               hash);
    buf_text(w->out, "</dl>\n<p>");
    html_text(w->out,
              in(w, "The same data, definitions and program give this report again, byte for byte.",
                 "Les mêmes données, définitions et programme redonnent ce rapport, octet pour "
                 "octet.",
                 "Los mismos datos, definiciones y programa dan de nuevo este informe, byte por "
                 "byte."));
    buf_text(w->out, "</p></section>\n");
}
