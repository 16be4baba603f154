#include "read/recognise.h"

#include "model/own.h"
#include "text/sdmx.h"
#include "text/xlsx.h"

#include <stdio.h>

/* Files that begin with bytes of their own. */
static const struct signature {
    const char *bytes;
    size_t length;
    const char *what, *mend;
} signatures[] = {
    {"%PDF-", 5, "a PDF document", "Ask for the data behind it, as XML or CSV."},
    {"PK\003\004", 4, "a ZIP archive", "Unpack it and import the files inside."},
    {"PK\005\006", 4, "an empty ZIP archive", "Ask for the file again."},
    {"\037\213", 2, "a gzip archive", "Unpack it with gunzip and import the file inside."},
    {"\xD0\xCF\x11\xE0", 4, "an old Excel or Word document, or one with a password",
     "Open it and save the sheet as XLSX or CSV UTF-8, without a password."},
    {"SQLite format 3", 16, "an SQLite database", "Name it with --db to work with it."},
    {"{\\rtf", 5, "an RTF document", "Ask for the data behind it, as XML or CSV."},
    {"\x28\xB5\x2F\xFD", 4, "a zstd archive", "Unpack it with unzstd and import the file inside."},
    {"7z\xBC\xAF\x27\x1C", 6, "a 7z archive", "Unpack it and import the files inside."},
    {"\x89PNG", 4, "a picture", "Ask for the data behind it, as XML or CSV."},
    {"\xFF\xD8\xFF", 3, "a picture", "Ask for the data behind it, as XML or CSV."},
};

/* Roots of XML that people often have at hand beside what a pack reads. */
static const struct root {
    const char *name, *what;
} roots[] = {
    {"iati-organisations", "an IATI organisation file (budgets and documents of organisations)"},
    {"iati-activities", "an IATI activity file"},
    {"collection", "probably a MARC catalogue"},
    {"OAI-PMH", "an answer of an OAI-PMH server"},
    {"rss", "a news feed"},
    {"feed", "a news feed"},
    {"codelist", "an IATI code list"},
    {"Error", "an error message saved in place of the file"},
    {"Structure",
     "a structure message of SDMX (data structure definitions, code lists, concepts; no "
     "data)"},
    {"GenericMetadata", "reference metadata of SDMX, no data"},
    {"MetadataReport", "reference metadata of SDMX, no data"},
    {"StructureSpecificMetadata", "reference metadata of SDMX, no data"},
    {"CrossSectionalData", "cross-sectional data of SDMX 2.0; ask for generic or compact data"},
    {"UtilityData", "utility data of SDMX 2.0; ask for generic or compact data"},
    {"RegistryInterface", "a message of an SDMX registry, no data"},
};

/* Data messages of SDMX-ML, perhaps in an envelope of SOAP. */
static const char *const data_messages[] = {
    "GenericData",           "GenericTimeSeriesData",           "CompactData",
    "StructureSpecificData", "StructureSpecificTimeSeriesData", "MessageGroup",
};

/* ---- words ---- */

/* "XML: a, b": the names of the formats with that carrier (NULL: of tables), behind @intro. */
static void list_formats(const struct format_set *set, const struct tree_carrier *carrier,
                         struct buf *out)
{
    bool first = true;
    for (const struct format *format = set->first; format; format = format->next) {
        if (format->carrier == carrier) {
            buf_printf(out, "%s%s%s%s", !first || out->length == 0 ? "" : "; ",
                       first ? carrier ? carrier->called : "CSV" : "", first ? ": " : ", ",
                       format->name);
            first = false;
        }
    }
}

/* "NAME: this is WHAT, which no format of the pack reads. MEND Understood are: …" */
static enum status refuse(const struct format_set *set, const struct source *source,
                          const char *what, const char *mend, struct failure *why)
{
    struct buf formats;
    if (set->chosen) {
        return fail(
            why, STATUS_INPUT,
            "%s: this is %s, which the format \"%s\" does not read. Import it without --as, "
            "or name another format.",
            source_name(source), what, set->chosen->name);
    }
    buf_init(&formats, sizeof why->text);
    for (size_t i = 0; tree_carriers[i]; i++) {
        list_formats(set, tree_carriers[i], &formats);
    }
    list_formats(set, NULL, &formats);
    const enum status status =
        fail(why, STATUS_INPUT, "%s: this is %s, which no format of the pack reads. %s%s%s%.600s.",
             source_name(source), what, mend, mend[0] ? " " : "",
             formats.at ? "Understood are " : "", formats.at ? formats.at : "See docs/formats.md");
    buf_release(&formats);
    return status;
}

/* ---- XML ---- */

static struct str find(struct str text, const char *needle)
{
    const size_t length = strlen(needle);
    for (size_t i = 0; i + length <= text.length; i++) {
        if (text.at[i] == needle[0] && memcmp(text.at + i, needle, length) == 0) {
            return (struct str){text.at + i, text.length - i};
        }
    }
    return (struct str){0};
}

static struct str after(struct str text, size_t length)
{
    return length <= text.length ? (struct str){text.at + length, text.length - length}
                                 : (struct str){0};
}

static bool is_name_end(char c)
{
    return c == '>' || c == '/' || char_is_white(c);
}

/* The local name of the first element in @head; empty when none begins there. */
static struct str root_name(struct str head)
{
    struct str rest = str_trim(head);
    while (rest.length > 1 && rest.at[0] == '<' && (rest.at[1] == '?' || rest.at[1] == '!')) {
        const char *end = str_starts(rest, "<!--") ? "-->" : str_starts(rest, "<?") ? "?>" : ">";
        rest = str_trim(after(find(rest, end), strlen(end)));
    }
    if (rest.length < 2 || rest.at[0] != '<') {
        return (struct str){0};
    }
    struct str name = {rest.at + 1, 0};
    while (name.length < rest.length - 1 && !is_name_end(name.at[name.length])) {
        name.length++;
        if (name.at[name.length - 1] == ':') {
            name = (struct str){name.at + name.length, 0};
            rest = after(rest, (size_t)(name.at - rest.at) - 1);
        }
    }
    return name;
}

/* The line of a DOCTYPE before the first element; 0 when there is none. */
static unsigned doctype_line(struct str head)
{
    struct str rest = str_trim(head);
    while (str_starts(rest, "<?") || str_starts(rest, "<!--")) {
        const char *end = str_starts(rest, "<?") ? "?>" : "-->";
        rest = str_trim(after(find(rest, end), strlen(end)));
    }
    if (!str_starts(rest, "<!DOCTYPE")) {
        return 0;
    }
    unsigned line = 1;
    for (const char *at = head.at; at < rest.at; at++) {
        line += *at == '\n' || (*at == '\r' && at[1] != '\n');
    }
    return line;
}

/* True when an element of that name begins somewhere in @head, and not in a comment. */
static bool has_element(struct str head, const char *name)
{
    const size_t length = strlen(name);
    for (struct str at = find(head, "<"); at.length > length + 1; at = find(after(at, 1), "<")) {
        if (str_starts(at, "<!--")) {
            at = find(at, "-->");
            continue;
        }
        size_t i = 1;
        while (i < at.length && at.at[i] != ':' && !is_name_end(at.at[i])) {
            i++;
        }
        i = i < at.length && at.at[i] == ':' ? i + 1 : 1;
        if (i + length < at.length && memcmp(at.at + i, name, length) == 0 &&
            is_name_end(at.at[i + length])) {
            return true;
        }
    }
    return false;
}

/* How well the format fits: root and record fit, the root fits, the record occurs; 0: not at all.
 * Elements that the format has make it fit better, and without the root they must be there. */
static int rank_of(const struct xml_mapping *xml, struct str head, struct str root)
{
    bool has = true;
    for (size_t i = 0; i < xml->has_count && has; i++) {
        has = has_element(head, xml->has[i]);
    }
    const bool same_root = str_is(root, xml->root);
    if (!same_root && !(has && has_element(head, xml->record))) {
        return 0;
    }
    return (same_root ? 4 : 0) + (has_element(head, xml->record) ? 2 : 0) + (has ? 1 : 0);
}

/* The kind of the records, where an export of ours names them; else NULL. */
static const struct kind *own_kind(const struct format_set *set, struct str head)
{
    static const char attribute[] = OWN_PREFIX ":record=\"";
    struct str rest = find(head, attribute), name;
    rest = after(rest, rest.length > 0 ? sizeof attribute - 1 : 0);
    return find(head, OWN_SPACE).length > 0 && str_split(&rest, '/', &name)
               ? pack_kind(set->pack, name)
               : NULL;
}

/* The better of several formats. */
static const struct format *find_xml(const struct format_set *set, struct str head, struct str root,
                                     const struct kind *own)
{
    const struct format *best = NULL;
    int best_rank = 0;
    for (const struct format *format = set->first; format; format = format->next) {
        const bool may = format->carrier == &xml_carrier && format_is_open(set, format) &&
                         (own ? format->xml->own && format->kind == own : !format->xml->own);
        const int rank = may ? rank_of(format->xml, head, root) : 0;
        if (rank > best_rank) {
            best = format;
            best_rank = rank;
        }
    }
    return best;
}

static bool is_html(struct str root)
{
    static const char html[] = "html";
    bool same = root.length == 4;
    for (size_t i = 0; same && i < 4; i++) {
        same = (root.at[i] | 0x20) == html[i];
    }
    return same;
}

static bool is_sdmx(struct str head, struct str root)
{
    if (find(head, "sdmx.org").length == 0 && find(head, "SDMX.org").length == 0) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(data_messages); i++) {
        if (str_is(root, data_messages[i]) ||
            (str_is(root, "Envelope") && has_element(head, data_messages[i]))) {
            return true;
        }
    }
    return false;
}

static enum status recognise_xml(const struct format_set *set, struct source *source,
                                 struct str head, struct recognised *found, struct failure *why)
{
    const struct str root = root_name(head);
    char what[200] = "";
    if (is_html(root)) {
        return refuse(set, source, "a web page",
                      "Download the file itself: perhaps an error page was saved in its place.",
                      why);
    }
    const unsigned doctype = doctype_line(head);
    if (doctype > 0) {
        return fail(why, STATUS_INPUT,
                    "%s:%u: the file has a DOCTYPE, which could hide entities and is refused. Take "
                    "the <!DOCTYPE …> out: no data needs it.",
                    source_name(source), doctype);
    }
    const struct kind *own = own_kind(set, head);
    found->format = find_xml(set, head, root, own);
    if (found->format) {
        return STATUS_OK;
    }
    if (own) {
        return fail(why, STATUS_INPUT,
                    "%s: Crosscut wrote this <%.*s> of records of the kind %s, and no format that "
                    "may be used reads that back. Import it without --as, or export the records "
                    "as CSV or JSON Lines to have them back.",
                    source_name(source), (int)(root.length > 60 ? 60 : root.length), root.at,
                    own->name);
    }
    if (is_sdmx(head, root)) {
        return table_open_sdmx_xml(source, &found->table, why);
    }
    if (root.length == 0) {
        return refuse(set, source, "a text that begins with \"<\" and is no XML", "", why);
    }
    (void)snprintf(what, sizeof what, "an XML file of <%.*s>",
                   (int)(root.length > 60 ? 60 : root.length), root.at);
    for (size_t i = 0; i < COUNT_OF(roots); i++) {
        if (str_is(root, roots[i].name)) {
            (void)snprintf(what, sizeof what, "%s, <%s>", roots[i].what, roots[i].name);
        }
    }
    return refuse(set, source, what, "", why);
}

/* ---- CSV ---- */

/* How many columns of @format are among @names, which are folded. */
static size_t count_columns(const struct format *format, const char *const *names, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < format->csv->header_count; i++) {
        for (size_t k = 0; k < count; k++) {
            if (strcmp(format->csv->header[i], csv_own_name(format->csv, names[k])) == 0) {
                found++;
                break;
            }
        }
    }
    return found;
}

bool recognise_fits(const struct format *format, const char *const *names, size_t count)
{
    return format->csv && count_columns(format, names, count) == format->csv->header_count;
}

const struct format *recognise_header(const struct format_set *set, const char *const *names,
                                      size_t count)
{
    const struct format *best = NULL;
    for (const struct format *format = set->first; format; format = format->next) {
        if (format_is_open(set, format) && recognise_fits(format, names, count) &&
            (!best || format->csv->header_count > best->csv->header_count)) {
            best = format;
        }
    }
    return best;
}

/* Only a format that has at least half of its columns is named. */
enum status recognise_refuse(const struct format_set *set, const struct source *source,
                             const char *const *names, size_t count, struct failure *why)
{
    const struct format *nearest = NULL;
    size_t most = 0;
    struct buf missing;
    for (const struct format *format = set->first; format; format = format->next) {
        const bool may = format->csv && format_is_open(set, format);
        const size_t found = may ? count_columns(format, names, count) : 0;
        if (may && found > most && found * 2 >= format->csv->header_count) {
            nearest = format;
            most = found;
        }
    }
    buf_init(&missing, 300);
    for (size_t i = 0; nearest && i < nearest->csv->header_count; i++) {
        const char *column = nearest->csv->header[i];
        bool there = false;
        for (size_t k = 0; k < count; k++) {
            there = there || strcmp(column, csv_own_name(nearest->csv, names[k])) == 0;
        }
        if (!there) {
            buf_printf(&missing, "%s\"%s\"", missing.length ? ", " : "", column);
        }
    }
    enum status status;
    if (nearest) {
        status = fail(why, STATUS_INPUT,
                      "%s: this is a table that looks like the format \"%s\", but it lacks %s. Add "
                      "what is missing to its first row, or use --mapping with a mapping of your "
                      "own.",
                      source_name(source), nearest->name, missing.at ? missing.at : "columns");
    } else if (count > 1) {
        status = refuse(set, source, "a table with other columns",
                        "Use --mapping with a mapping of your own (docs/formats.md).", why);
    } else {
        status = refuse(set, source, "a plain text", "", why);
    }
    buf_release(&missing);
    return status;
}

/* ---- all ---- */

/* An office document is a ZIP archive whose first files have telling names. */
static enum status refuse_zip(const struct format_set *set, const struct source *source,
                              struct str head, const struct signature *zip, struct failure *why)
{
    const char *mend = "Open it and save the sheet as CSV UTF-8.";
    if (find(head, "opendocument.spreadsheet").length > 0) {
        return refuse(set, source, "an OpenDocument spreadsheet", mend, why);
    }
    if (find(head, "word/").length > 0) {
        return refuse(set, source, "a Word document", "Ask for the data behind it.", why);
    }
    if (find(head, "ppt/").length > 0) {
        return refuse(set, source, "a presentation", "Ask for the data behind it.", why);
    }
    return refuse(set, source, zip->what, zip->mend, why);
}

/* True for JSON that has what messages of SDMX-JSON begin with. */
static bool is_sdmx_json(struct str head)
{
    static const char *const keys[] = {"\"dataSets\"", "\"structure\"", "\"structures\"",
                                       "sdmx-json"};
    for (size_t i = 0; str_starts(head, "{") && i < COUNT_OF(keys); i++) {
        if (find(head, keys[i]).length > 0) {
            return true;
        }
    }
    return false;
}

/*
 * True when @text begins with an object whose first name is one that our lines have, on one line
 * with its brace. SDMX-JSON begins with other names.
 */
static bool is_lines(struct str text)
{
    static const char *const names[] = {"kind", "identifier", "title", "fields"};
    size_t at = 1, length = 0;
    while (at < text.length && (text.at[at] == ' ' || text.at[at] == '\t')) {
        at++;
    }
    if (!str_starts(text, "{") || at >= text.length || text.at[at++] != '"') {
        return false;
    }
    while (at + length < text.length && text.at[at + length] != '"') {
        length++;
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (str_is((struct str){text.at + at, length}, names[i])) {
            return true;
        }
    }
    return false;
}

/* True for a ZIP archive that has what workbooks have, and not what other documents have. */
static bool is_workbook(struct str head)
{
    return str_starts(head, "PK\003\004") &&
           (find(head, "xl/").length > 0 || find(head, "[Content_Types].xml").length > 0) &&
           find(head, "opendocument.").length == 0 && find(head, "word/").length == 0 &&
           find(head, "ppt/").length == 0;
}

/* Fails when @head begins like something that is surely neither XML nor CSV. */
static enum status refuse_others(const struct format_set *set, const struct source *source,
                                 struct str head, struct failure *why)
{
    const struct str text = str_trim(head);
    for (size_t i = 0; i < COUNT_OF(signatures); i++) {
        const struct signature *s = &signatures[i];
        if (head.length < s->length || memcmp(head.at, s->bytes, s->length) != 0) {
            continue;
        }
        return memcmp(s->bytes, "PK", 2) == 0 ? refuse_zip(set, source, head, s, why)
                                              : refuse(set, source, s->what, s->mend, why);
    }
    if (text.length == 0) {
        return fail(why, STATUS_INPUT, "%s: the file is empty. Look whether it was saved whole.",
                    source_name(source));
    }
    if (memchr(head.at, '\0', head.length)) {
        return refuse(set, source, "a binary file", "", why);
    }
    if ((text.at[0] == '{' && !is_sdmx_json(text)) || text.at[0] == '[') {
        return refuse(set, source, "a JSON file",
                      "Ask for the data as XML, CSV, SDMX-JSON or JSON Lines.", why);
    }
    return STATUS_OK;
}

/* ---- other trees ---- */

/* The kind of the first event, where a calendar of ours names it; else NULL. */
static const struct kind *own_calendar(const struct format_set *set, struct str head)
{
    static const char begin[] = "\nUID:";
    const struct str rest = find(head, begin);
    struct own_name name = {0};
    struct buf uid;
    buf_init(&uid, (size_t)64 * 1024);
    for (size_t i = sizeof begin - 1; i < rest.length; i++) {
        const bool end = rest.at[i] == '\r' || rest.at[i] == '\n';
        const size_t next = i + (rest.at[i] == '\r' ? 2 : 1);
        if (end && (next >= rest.length || rest.at[next] != ' ')) {
            break;
        }
        if (!end) {
            buf_char(&uid, rest.at[i]);
        } else {
            i = next; /* a line that is folded goes on behind the space */
        }
    }
    const bool own = uid.length > 0 && own_name_read(set->pack, buf_view(&uid), &name);
    buf_release(&uid);
    return own ? name.kind : NULL;
}

static enum status find_carried(const struct format_set *set, struct source *source,
                                struct str head, const struct tree_carrier *carrier,
                                const struct format **format, struct failure *why)
{
    char what[64];
    const struct kind *own = carrier == &ics_carrier ? own_calendar(set, head) : NULL;
    const struct format *any = NULL;
    *format = NULL;
    for (const struct format *f = set->first; f && !*format; f = f->next) {
        if (f->carrier == carrier && format_is_open(set, f)) {
            any = any || f->xml->own ? any : f;
            *format = own ? (f->xml->own && f->kind == own ? f : NULL) : f->xml->own ? NULL : f;
        }
    }
    *format = *format ? *format : any;
    (void)snprintf(what, sizeof what, "a file in the form of %s", carrier->called);
    return *format ? STATUS_OK : refuse(set, source, what, "", why);
}

enum status recognise(const struct format_set *set, struct source *source, struct recognised *found,
                      struct failure *why)
{
    struct str head = {0};
    *found = (struct recognised){0};
    TRY(source_peek(source, &head, why));
    if (str_starts(head, "\xEF\xBB\xBF")) {
        head = after(head, 3);
    }
    if (is_workbook(head)) {
        return table_open_xlsx(source, &found->table, why);
    }
    if (is_lines(str_trim(head))) {
        found->format = set->lines;
        return set->chosen ? refuse(set, source, "a file of JSON Lines", "", why) : STATUS_OK;
    }
    TRY(refuse_others(set, source, head, why));
    if (str_trim(head).at[0] == '<') {
        return recognise_xml(set, source, head, found, why);
    }
    const struct tree_carrier *carrier = recognise_carrier(head);
    if (carrier) {
        return find_carried(set, source, head, carrier, &found->format, why);
    }
    return is_sdmx_json(str_trim(head)) ? table_open_sdmx_json(source, &found->table, why)
                                        : table_open_csv(source, &found->table, why);
}
