#include "serve/dataset.h"

#include "serve/files.h"
#include "serve/page.h"
#include "serve/route.h"
#include "work/data_time.h"
#include "write/calendar.h"

#define JSON_BYTES ((size_t)4 * 1024 * 1024)
#define MEDIA_TYPES "http://www.iana.org/assignments/media-types/"
#define EU_FILE_TYPES "http://publications.europa.eu/resource/authority/file-type/"
#define EU_LANGUAGES "http://publications.europa.eu/resource/authority/language/"

/* The forms of a list that hold all of its records; and the EU's names for them. */
static const struct data_form {
    enum form form;
    const char *media, *eu;
} forms[] = {
    {FORM_CSV, "text/csv", "CSV"},
    {FORM_JSON, "application/json", "JSON"},
    {FORM_XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"},
    {FORM_ICS, "text/calendar", "ICS"},
};

static bool has_form(const struct kind *kind, enum form form)
{
    struct calendar_fields dates;
    return form != FORM_ICS || calendar_fields(kind, &dates);
}

/* ---- texts ---- */

/* The address of the list of @kind (NULL: of the beginning) as plain text: it has one parameter at
 * most, so that nothing in it is escaped. */
static const char *address_text(struct visit *visit, const struct kind *kind, enum form form)
{
    struct buf *page = visit->out, text;
    struct query all;
    const enum form page_form = visit->form;
    buf_init(&text, 4096);
    buf_text(&text, address_root(visit));
    visit->out = &text;
    visit->form = FORM_JSON; /* as in data: absolute where that can be */
    if (kind) {
        query_init(&all, kind);
        address_of_query(visit, &all, form);
    } else {
        address_path(visit, NULL, 0);
    }
    visit->out = page;
    visit->form = page_form;
    const char *kept = text.failed ? NULL : arena_copy(visit->arena, buf_view(&text));
    buf_release(&text);
    return kept;
}

/* What it is: the pack's words of the kind, else of its method. */
static const char *describe(struct visit *visit, const struct kind *kind, const char *language)
{
    const struct pack *pack = visit->site->work->pack;
    const struct label *name = !kind                    ? &pack->label
                               : kind->labels.count > 0 ? &kind->labels
                                                        : &kind->label;
    const char *method = pack->method_count > 0 ? label_in(&pack->method[0], language, "") : "";
    const char *own = kind ? label_in(&kind->description, language, "") : "";
    return *own ? arena_printf(visit->arena, "%s %s (%s).", own,
                               label_in(&pack->label, language, pack->name),
                               label_in(name, language, kind->name))
           : kind
               ? arena_printf(visit->arena, "%s (%s). %s", label_in(name, language, kind->name),
                              label_in(&pack->label, language, pack->name), method)
               : arena_printf(visit->arena, "%s. %s", label_in(name, language, pack->name), method);
}

/* ---- schema.org ---- */

static void add_downloads(struct visit *visit, struct json *json, const struct kind *kind)
{
    json_key(json, "distribution");
    json_array(json);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (has_form(kind, forms[i].form)) {
            json_object(json);
            json_key_text(json, "@type", "DataDownload");
            json_key_text(json, "encodingFormat", forms[i].media);
            json_key_text(json, "contentUrl", address_text(visit, kind, forms[i].form));
            json_object_end(json);
        }
    }
    json_array_end(json);
}

static void write_schema(struct visit *visit, struct json *json, const struct kind *kind)
{
    const struct pack *pack = visit->site->work->pack;
    json_object(json);
    json_key_text(json, "@context", "https://schema.org");
    json_key_text(json, "@type", kind ? "Dataset" : "DataCatalog");
    json_key_text(json, "name",
                  kind ? arena_printf(visit->arena, "%s · %s", kind_heading(visit, kind),
                                      label_here(visit, &pack->label, pack->name))
                       : label_here(visit, &pack->label, pack->name));
    json_key_text(json, "description", describe(visit, kind, visit->language));
    json_key_text(json, "url", address_text(visit, kind, FORM_HTML));
    json_key_text(json, "inLanguage", visit->language);
    if (pack->licence) {
        json_key_text(json, "license", pack->licence);
    }
    if (pack->publisher.count > 0) {
        json_key(json, "creator");
        json_object(json);
        json_key_text(json, "@type", "Organization");
        json_key_text(json, "name", label_here(visit, &pack->publisher, ""));
        json_object_end(json);
    }
    if (kind) {
        json_key_text(json, "identifier", kind->name);
        add_downloads(visit, json, kind);
    }
    json_object_end(json);
}

void dataset_head(struct visit *visit, const struct kind *kind)
{
    struct buf text;
    struct json json;
    buf_init(&text, JSON_BYTES);
    json_init(&json, &text, false);
    write_schema(visit, &json, kind);
    page_data_block(visit, "type=\"application/ld+json\"", buf_view(&text));
    visit->out->failed = visit->out->failed || text.failed;
    buf_release(&text);
    if (!kind) {
        buf_text(visit->out, "<link rel=\"alternate\" type=\"application/ld+json\" href=\"");
        if (visit->files) {
            files_up(visit);
        } else {
            buf_char(visit->out, '/');
        }
        buf_text(visit->out, "dcat.jsonld\">\n");
    }
}

/* ---- DCAT ---- */

static void add_id(struct json *json, const char *key, const char *id)
{
    json_key(json, key);
    json_object(json);
    json_key_text(json, "@id", id);
    json_object_end(json);
}

/* A text in every language of the site. */
static void add_texts(struct visit *visit, struct json *json, const char *key,
                      const struct kind *kind, bool description)
{
    const struct pack *pack = visit->site->work->pack;
    const struct label *name = !kind                    ? &pack->label
                               : kind->labels.count > 0 ? &kind->labels
                                                        : &kind->label;
    json_key(json, key);
    json_array(json);
    for (const char *const *code = page_languages(visit); *code; code++) {
        json_object(json);
        json_key_text(json, "@value",
                      description ? describe(visit, kind, *code)
                                  : label_in(name, *code, kind ? kind->name : pack->name));
        json_key_text(json, "@language", *code);
        json_object_end(json);
    }
    json_array_end(json);
}

/* The licence; or, where there is none with an address, what the pack says of rights. */
static void add_rights(struct visit *visit, struct json *json)
{
    const struct pack *pack = visit->site->work->pack;
    if (pack->licence) {
        add_id(json, "dct:license", pack->licence);
    }
    if (pack->rights.count == 0) {
        return;
    }
    json_key(json, "dct:rights");
    json_object(json);
    json_key_text(json, "@type", "dct:RightsStatement");
    json_key(json, "rdfs:label");
    json_array(json);
    for (const char *const *code = page_languages(visit); *code; code++) {
        json_object(json);
        json_key_text(json, "@value", label_in(&pack->rights, *code, ""));
        json_key_text(json, "@language", *code);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void add_languages(struct visit *visit, struct json *json)
{
    json_key(json, "dct:language");
    json_array(json);
    for (const char *const *code = page_languages(visit); *code; code++) {
        const char *name = strcmp(*code, "fr") == 0   ? "FRA"
                           : strcmp(*code, "es") == 0 ? "SPA"
                                                      : "ENG";
        json_object(json);
        json_key_text(json, "@id", arena_printf(visit->arena, EU_LANGUAGES "%s", name));
        json_object_end(json);
    }
    json_array_end(json);
}

/* @form.form may be FORM_EXPORT: then it is visit->export. */
static void add_distribution(struct visit *visit, struct json *json, const struct kind *kind,
                             const struct data_form *form)
{
    const struct export *export = form->form == FORM_EXPORT ? visit->export : NULL;
    const char *address = address_text(visit, kind, form->form);
    json_object(json);
    json_key_text(json, "@type", "dcat:Distribution");
    json_key_text(json, "dct:title",
                  export ? label_here(visit, &export->label, export->name)
                         : form_label(form->form));
    add_id(json, "dcat:accessURL", address);
    add_id(json, "dcat:downloadURL", address);
    add_id(json, "dcat:mediaType", arena_printf(visit->arena, MEDIA_TYPES "%s", form->media));
    add_id(json, "dct:format", arena_printf(visit->arena, EU_FILE_TYPES "%s", form->eu));
    add_rights(visit, json);
    json_object_end(json);
}

static void add_publisher(struct visit *visit, struct json *json)
{
    const struct pack *pack = visit->site->work->pack;
    const struct label *name = pack->publisher.count > 0 ? &pack->publisher : &pack->label;
    json_key(json, "dct:publisher");
    json_object(json);
    json_key_text(json, "@type", "foaf:Agent");
    json_key_text(json, "foaf:name", label_here(visit, name, pack->name));
    json_object_end(json);
}

static void add_time(struct json *json, struct str when)
{
    if (when.length > 0) {
        json_key(json, "dct:modified");
        json_object(json);
        json_key_str(json, "@value", when);
        json_key_text(json, "@type", "http://www.w3.org/2001/XMLSchema#dateTime");
        json_object_end(json);
    }
}

/* In the formats of the pack; a copy of files has them not. */
static void add_exports(struct visit *visit, struct json *json, const struct kind *kind)
{
    const struct export *e = visit->files ? NULL : visit->site->exports.first;
    for (; e; e = e->next) {
        struct str rest = str_of(e->media), media;
        (void)str_split(&rest, ';', &media);
        if (e->kind == kind) {
            const struct data_form form = {FORM_EXPORT, arena_copy(visit->arena, media),
                                           e->type == EXPORT_XML ? "XML" : "TXT"};
            visit->export = e;
            add_distribution(visit, json, kind, &form);
        }
    }
    visit->export = NULL;
}

static void add_dataset(struct visit *visit, struct json *json, const struct kind *kind,
                        struct str when)
{
    const char *address = address_text(visit, kind, FORM_HTML);
    json_object(json);
    json_key_text(json, "@id", address);
    json_key_text(json, "@type", "dcat:Dataset");
    json_key_text(json, "dct:identifier", kind->name);
    add_texts(visit, json, "dct:title", kind, false);
    add_texts(visit, json, "dct:description", kind, true);
    add_publisher(visit, json);
    add_languages(visit, json);
    if (visit->site->work->pack->licence) {
        add_id(json, "dct:license", visit->site->work->pack->licence);
    }
    add_time(json, when);
    add_id(json, "dcat:landingPage", address);
    json_key(json, "dcat:distribution");
    json_array(json);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (has_form(kind, forms[i].form)) {
            add_distribution(visit, json, kind, &forms[i]);
        }
    }
    add_exports(visit, json, kind);
    json_array_end(json);
    json_object_end(json);
}

static enum status add_datasets(struct visit *visit, struct json *json, struct str when)
{
    const struct pack *pack = visit->site->work->pack;
    json_key(json, "dcat:dataset");
    json_array(json);
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct query all;
        unsigned long long count = 0;
        query_init(&all, &pack->kinds[i]);
        TRY(store_count(visit->store, &all, &count, &visit->why));
        if (count > 0) {
            add_dataset(visit, json, &pack->kinds[i], when);
        }
    }
    json_array_end(json);
    return STATUS_OK;
}

enum status page_dcat(struct visit *visit)
{
    static const char *const names[][2] = {{"dcat", "http://www.w3.org/ns/dcat#"},
                                           {"dct", "http://purl.org/dc/terms/"},
                                           {"foaf", "http://xmlns.com/foaf/0.1/"},
                                           {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"}};
    struct json json;
    struct str when;
    TRY(work_data_time(visit->store, visit->arena, &when, &visit->why));
    visit->response->type = "application/ld+json; charset=utf-8";
    visit->response->language = NULL;
    json_init(&json, visit->out, true);
    json_object(&json);
    json_key(&json, "@context");
    json_object(&json);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        json_key_text(&json, names[i][0], names[i][1]);
    }
    json_object_end(&json);
    json_key_text(&json, "@id", address_text(visit, NULL, FORM_HTML));
    json_key_text(&json, "@type", "dcat:Catalog");
    add_texts(visit, &json, "dct:title", NULL, false);
    add_texts(visit, &json, "dct:description", NULL, true);
    add_publisher(visit, &json);
    add_languages(visit, &json);
    add_time(&json, when);
    add_rights(visit, &json);
    TRY(add_datasets(visit, &json, when));
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}
