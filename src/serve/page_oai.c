/* OAI-PMH: arguments, errors, and the verbs that speak of the repository as a whole. */
#include "base/date.h"
#include "serve/oai.h"
#include "serve/route.h"
#include "text/xml_write.h"

#include <stdarg.h>
#include <stdio.h>

#define BODY_LIMIT HTTP_RESPONSE_LIMIT
#define NAME_SHOWN 60 /* bytes of an argument that there is not */

/* ---- small things ---- */

void oai_error(struct oai *oai, const char *code, const char *format, ...)
{
    char words[256];
    va_list arguments;
    if (oai->error) {
        return;
    }
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    oai->error = code;
    oai->words = arena_copy(oai->visit->arena, str_of(words));
}

void oai_element(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, "<%s>", name);
    xml_write_text(out, text);
    buf_printf(out, "</%s>\n", name);
}

const struct export *oai_export(const struct oai *oai, struct str prefix, const struct kind *kind)
{
    for (const struct export *e = oai->visit->site->exports.first; e; e = e->next) {
        if (e->oai.schema && str_is(prefix, e->name) && (!kind || e->kind == kind)) {
            return e;
        }
    }
    return NULL;
}

enum status oai_item(const struct oai *oai, struct str text, const struct kind **kind,
                     struct record **record)
{
    struct visit *visit = oai->visit;
    struct str identifier;
    if (!oai_identifier_read(oai, text, kind, &identifier)) {
        return STATUS_NOT_FOUND;
    }
    TRY(store_get(visit->store, visit->arena, *kind, identifier, record, &visit->why));
    return oai_export(oai, str_of("oai_dc"), *kind) && !query_left_out(*record) ? STATUS_OK
                                                                                : STATUS_NOT_FOUND;
}

/* ---- arguments ---- */

/* The arguments of the verbs: those it needs, and those it may have. */
static const struct verb {
    const char *name;
    const char *needs, *may; /* letters: see argument_letter() */
} verbs[] = {
    {"Identify", "", ""},    {"ListMetadataFormats", "", "i"}, {"ListSets", "", "r"},
    {"GetRecord", "ip", ""}, {"ListIdentifiers", "p", "sfur"}, {"ListRecords", "p", "sfur"},
};

static const struct {
    const char *name;
    char letter;
    size_t offset;
} argument_names[] = {
    {"verb", 'v', offsetof(struct oai_question, verb)},
    {"identifier", 'i', offsetof(struct oai_question, identifier)},
    {"metadataPrefix", 'p', offsetof(struct oai_question, prefix)},
    {"set", 's', offsetof(struct oai_question, set)},
    {"from", 'f', offsetof(struct oai_question, from)},
    {"until", 'u', offsetof(struct oai_question, until)},
    {"resumptionToken", 'r', offsetof(struct oai_question, token)},
};

static struct str *argument(struct oai_question *question, size_t which)
{
    return (struct str *)(void *)((char *)question + argument_names[which].offset);
}

static void read_argument(struct oai *oai, const struct parameter *parameter)
{
    for (size_t i = 0; i < COUNT_OF(argument_names); i++) {
        struct str *to = argument(&oai->question, i);
        if (!str_is(parameter->name, argument_names[i].name)) {
            continue;
        }
        if (to->at) {
            oai_error(oai, argument_names[i].letter == 'v' ? "badVerb" : "badArgument",
                      "The argument %s stands twice.", argument_names[i].name);
        }
        *to = (struct str){parameter->value.at ? parameter->value.at : "", parameter->value.length};
        return;
    }
    struct str shown = parameter->name;
    shown.length = shown.length > NAME_SHOWN ? NAME_SHOWN : shown.length;
    while (shown.length > 0 && shown.length < parameter->name.length &&
           ((unsigned char)shown.at[shown.length] & 0xC0) == 0x80) {
        shown.length--; /* no character is cut in two */
    }
    oai_error(oai, "badArgument", "There is no argument \"%.*s\".", STR_ARGS(shown));
}

static const struct verb *find_verb(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        if (str_is(name, verbs[i].name)) {
            return &verbs[i];
        }
    }
    return NULL;
}

/* A token stands alone; else what is needed is there, and nothing that is not understood. */
static void check_arguments(struct oai *oai, const struct verb *verb)
{
    struct oai_question *q = &oai->question;
    const bool token = q->token.at && strchr(verb->may, 'r');
    for (size_t i = 1; i < COUNT_OF(argument_names); i++) {
        const char letter = argument_names[i].letter;
        const bool there = argument(q, i)->at != NULL;
        if (token ? there && letter != 'r'
                  : there && !strchr(verb->needs, letter) && !strchr(verb->may, letter)) {
            oai_error(oai, "badArgument", "%s takes no %s here.", verb->name,
                      argument_names[i].name);
        }
        if (!token && !there && strchr(verb->needs, letter)) {
            oai_error(oai, "badArgument", "%s needs %s.", verb->name, argument_names[i].name);
        }
    }
}

static const struct verb *read_question(struct oai *oai)
{
    const struct request *request = oai->visit->request;
    const bool post = visit_is_post(oai->visit);
    const struct parameter *arguments = post ? request->fields : request->parameters;
    const size_t count = post ? request->field_count : request->parameter_count;
    for (size_t i = 0; i < count; i++) {
        read_argument(oai, &arguments[i]);
    }
    const struct verb *verb = find_verb(oai->question.verb);
    if (!verb) {
        oai->error = NULL;
        oai_error(oai, "badVerb", "The verb is missing or unknown.");
        return NULL;
    }
    check_arguments(oai, verb);
    return verb;
}

/* ---- the repository ---- */

static struct str base_address(const struct oai *oai)
{
    struct visit *visit = oai->visit;
    const char *site = visit->site->address, *host = visit->request->host;
    return str_of(site ? arena_printf(visit->arena, "%s/oai", site)
                       : arena_printf(visit->arena, "http://%s/oai", host ? host : "localhost"));
}

static void identify(struct oai *oai)
{
    const struct pack *pack = oai->visit->site->work->pack;
    struct buf *out = &oai->body;
    char now[21];
    date_now(now);
    buf_text(out, "<Identify>\n");
    oai_element(out, "repositoryName",
                str_of(label_in(&pack->label, oai->visit->language, pack->name)));
    oai_element(out, "baseURL", base_address(oai));
    oai_element(out, "protocolVersion", str_of("2.0"));
    oai_element(out, "adminEmail",
                str_of(pack->contact ? pack->contact : "nobody@localhost.invalid"));
    oai_element(out, "earliestDatestamp",
                oai->import_count > 0 ? oai->imports[0].started : str_of(now));
    oai_element(out, "deletedRecord", str_of("no"));
    oai_element(out, "granularity", str_of("YYYY-MM-DDThh:mm:ssZ"));
    buf_text(out, "</Identify>\n");
}

static enum status list_formats(struct oai *oai)
{
    struct visit *visit = oai->visit;
    const struct kind *kind = NULL;
    struct record *record = NULL;
    enum status status = STATUS_OK;
    if (oai->question.identifier.at) {
        status = oai_item(oai, oai->question.identifier, &kind, &record);
    }
    if (status == STATUS_NOT_FOUND) {
        oai_error(oai, "idDoesNotExist", "There is no item of that identifier.");
        return STATUS_OK;
    }
    TRY(status);
    buf_text(&oai->body, "<ListMetadataFormats>\n");
    for (const struct export *e = visit->site->exports.first; e; e = e->next) {
        /* The first of a name speaks for all of them. */
        if (e->oai.schema &&
            (kind ? e->kind == kind : oai_export(oai, str_of(e->name), NULL) == e)) {
            buf_text(&oai->body, "<metadataFormat>\n");
            oai_element(&oai->body, "metadataPrefix", str_of(e->name));
            oai_element(&oai->body, "schema", str_of(e->oai.schema));
            oai_element(&oai->body, "metadataNamespace", str_of(e->oai.space));
            buf_text(&oai->body, "</metadataFormat>\n");
        }
    }
    buf_text(&oai->body, "</ListMetadataFormats>\n");
    return STATUS_OK;
}

static void write_set(struct oai *oai, const char *spec, const char *theme, const char *name)
{
    buf_text(&oai->body, "<set>\n<setSpec>");
    buf_printf(&oai->body, "%s%s%s</setSpec>\n", spec, *theme ? ":" : "", theme);
    oai_element(&oai->body, "setName", str_of(name));
    buf_text(&oai->body, "</set>\n");
}

static bool has_items(const struct oai *oai, const struct lens *lens)
{
    bool some = false;
    for (size_t i = 0; i < lens->kind_count; i++) {
        some = some || oai_export(oai, str_of("oai_dc"), lens->kinds[i]);
    }
    return some;
}

/* Kinds, lenses and their themes. */
static void list_sets(struct oai *oai)
{
    const struct workspace *work = oai->visit->site->work;
    const char *language = oai->visit->language;
    buf_text(&oai->body, "<ListSets>\n");
    for (size_t i = 0; i < work->pack->kind_count; i++) {
        const struct kind *kind = &work->pack->kinds[i];
        if (oai_export(oai, str_of("oai_dc"), kind)) {
            write_set(oai, kind->plural, "", kind_heading(oai->visit, kind));
        }
    }
    for (size_t i = 0; i < lens_set_count(work->lenses); i++) {
        const struct lens *lens = lens_set_at(work->lenses, i);
        const char *spec = arena_printf(oai->visit->arena, "lens:%s", lens->name);
        if (!spec || !has_items(oai, lens)) {
            continue;
        }
        write_set(oai, spec, "", label_in(&lens->label, language, lens->name));
        for (size_t k = 0; k < lens->theme_count; k++) {
            write_set(oai, spec, lens->themes[k].name,
                      label_in(&lens->themes[k].label, language, lens->themes[k].name));
        }
    }
    buf_text(&oai->body, "</ListSets>\n");
}

/* ---- the answer ---- */

static enum status answer(struct oai *oai, const struct verb *verb)
{
    if (!verb || oai->error) {
        return STATUS_OK;
    }
    if (strcmp(verb->name, "Identify") == 0) {
        identify(oai);
    } else if (strcmp(verb->name, "ListSets") == 0) {
        if (oai->question.token.at) {
            oai_error(oai, "badResumptionToken", "All sets are in one list.");
        } else {
            list_sets(oai);
        }
    } else if (strcmp(verb->name, "ListMetadataFormats") == 0) {
        return list_formats(oai);
    } else if (strcmp(verb->name, "GetRecord") == 0) {
        return oai_get(oai);
    } else {
        return oai_list(oai, strcmp(verb->name, "ListRecords") == 0);
    }
    return STATUS_OK;
}

/* What was asked is repeated, unless it was not understood. */
static void write_request(struct oai *oai)
{
    struct buf *out = oai->visit->out;
    const bool misread = oai->error && (strcmp(oai->error, "badVerb") == 0 ||
                                        strcmp(oai->error, "badArgument") == 0);
    buf_text(out, "<request");
    for (size_t i = 0; i < COUNT_OF(argument_names) && !misread; i++) {
        const struct str *value = argument(&oai->question, i);
        if (value->at) {
            xml_write_attribute(out, argument_names[i].name, *value);
        }
    }
    buf_char(out, '>');
    xml_write_text(out, base_address(oai));
    buf_text(out, "</request>\n");
}

static void write_answer(struct oai *oai)
{
    struct buf *out = oai->visit->out;
    char now[21];
    date_now(now);
    buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\""
                  " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                  " xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/"
                  " http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd\">\n");
    oai_element(out, "responseDate", str_of(now));
    write_request(oai);
    if (oai->error) {
        buf_text(out, "<error");
        xml_write_attribute(out, "code", str_of(oai->error));
        buf_char(out, '>');
        xml_write_text(out, str_of(oai->words));
        buf_text(out, "</error>\n");
    } else {
        buf_str(out, buf_view(&oai->body));
    }
    buf_text(out, "</OAI-PMH>\n");
}

enum status page_oai(struct visit *visit)
{
    struct oai oai = {.visit = visit};
    TRY(store_imports(visit->store, visit->arena, &oai.imports, &oai.import_count, &visit->why));
    buf_init(&oai.body, BODY_LIMIT);
    enum status status = answer(&oai, read_question(&oai));
    if (status == STATUS_OK && !oai.error) {
        status = buf_status(&oai.body, &visit->why);
    }
    if (status == STATUS_OK) {
        visit->response->type = "text/xml; charset=utf-8";
        visit->response->etag = NULL;
        visit->response->language = NULL;
        write_answer(&oai);
    }
    buf_release(&oai.body);
    return status;
}
