/*
 * Word documents: DOCX (ISO/IEC 29500-1, WordprocessingML), a ZIP archive of XML parts.
 *
 * Pages are those the word processor noted when it last saved (w:lastRenderedPageBreak) and those
 * the author made: explicit breaks, paragraphs that begin a page, sections. A file without any,
 * from a converter for one, is a single page. Footnotes stand at the end of the page that refers to
 * them, endnotes at the end, headers and footers once, at the end of the first page.
 */
#include "document/parts.h"
#include "text/xml.h"

#include <stdlib.h>

#define HEADERS_MAX 64

/* A footnote or endnote, to be put where it is read. */
struct note {
    struct str id;
    bool end; /* an endnote */
    const struct xml_node *node;
    bool taken; /* something has referred to it */
    struct note *next;
};

struct note_list {
    struct note *first, *last;
};

struct docx {
    struct arena *arena;
    struct archive *archive;
    struct pages pages;
    struct note *notes; /* in order of kind and id */
    size_t note_count;
    struct note_list waiting[2]; /* footnotes for the end of the page, endnotes for that of all */
    const struct xml_node *extra[HEADERS_MAX];
    size_t extra_count; /* headers and footers that wait for the end of the first page */
    bool broken;        /* no text stands behind the last page break, or the beginning */
    bool aside;         /* what is walked are notes and headers: no page ends there */
    bool paged;
};

/* ---- parts ---- */

/* The tree of the root of @source. What stands behind it is read too: it is what is checked. */
static enum status parse_root(struct docx *docx, struct source *source,
                              struct xml_splitter *splitter, const char *root,
                              struct xml_node **node, struct failure *why)
{
    const char *name = source_name(source);
    struct xml_parser *parser = NULL;
    struct xml_piece piece;
    struct failure words;
    enum step step = xml_splitter_next(splitter, &piece, why);
    if (step == STEP_DONE || (step == STEP_ITEM && !piece.closed)) {
        return fail(why, STATUS_INPUT, "%s: <%s> is missing or not complete.", name, root);
    }
    TRY(step == STEP_ERROR ? why->status : xml_parser_open((struct str){NULL, 0}, &parser, why));
    enum status status = xml_parse(parser, docx->arena, piece.bytes, piece.line, node, &words);
    xml_parser_close(parser);
    if (status != STATUS_OK) {
        return fail(why, words.status, "%s: %.700s", name, words.text);
    }
    while (step == STEP_ITEM) {
        step = xml_splitter_next(splitter, &piece, why);
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* The tree of a part whose root element is @root; NULL when the archive has no such part. */
static enum status read_part(struct docx *docx, const char *part, const char *root,
                             struct xml_node **node, struct failure *why)
{
    struct source *source = NULL;
    struct xml_splitter *splitter = NULL;
    *node = NULL;
    if (!archive_has(docx->archive, part)) {
        return STATUS_OK;
    }
    TRY(archive_entry(docx->archive, part, &source, why));
    enum status status =
        xml_splitter_open(source, (const char *const[]){root, NULL}, &splitter, why);
    if (status == STATUS_OK) {
        status = parse_root(docx, source, splitter, root, node, why);
    }
    xml_splitter_close(splitter);
    source_close(source);
    return status;
}

/* ---- pages and notes ---- */

static bool is(const struct xml_node *node, const char *name)
{
    return strcmp(node->name, name) == 0;
}

static void put(struct docx *docx, struct str text)
{
    if (str_trim(text).length > 0) {
        docx->broken = false;
    }
    pages_text(&docx->pages, text);
}

static void walk(struct docx *docx, const struct xml_node *node);

static void put_notes(struct docx *docx, struct note_list *list)
{
    for (const struct note *note = list->first; note; note = note->next) {
        walk(docx, note->node);
        pages_line(&docx->pages);
    }
    *list = (struct note_list){NULL, NULL};
}

/* What waits for the end of the page, and on the last one for that of the document. */
static void end_page(struct docx *docx, bool last_page)
{
    docx->aside = true;
    pages_line(&docx->pages);
    put_notes(docx, &docx->waiting[0]);
    if (last_page) {
        put_notes(docx, &docx->waiting[1]);
    }
    for (size_t i = 0; i < docx->extra_count; i++) {
        walk(docx, docx->extra[i]);
        pages_line(&docx->pages);
    }
    docx->extra_count = 0;
    docx->aside = false;
}

/*
 * A page ends. What the layout noted (@noted) right behind a break of the author is that same
 * break.
 */
static void break_page(struct docx *docx, bool noted)
{
    if (docx->aside || (noted && docx->broken)) {
        return;
    }
    docx->paged = true;
    end_page(docx, false);
    pages_break(&docx->pages);
    docx->broken = true;
}

static enum status read_title(struct docx *docx, const char *part, const char *root,
                              struct str *title, struct failure *why)
{
    struct xml_node *node = NULL;
    TRY(read_part(docx, part, root, &node, why));
    const struct xml_node *found = node ? xml_child(node, "title") : NULL;
    *title = found ? str_trim(found->text) : (struct str){NULL, 0};
    return STATUS_OK;
}

/* ---- the elements ---- */

static int by_id(const void *a, const void *b)
{
    const struct note *x = a, *y = b;
    return x->end != y->end ? (x->end ? 1 : -1) : str_compare(x->id, y->id);
}

/* A note is put where it is referred to first; inside notes nothing is referred to. */
static void refer(struct docx *docx, const struct xml_node *node, bool end)
{
    const struct note wanted = {.id = xml_attribute(node, "id"), .end = end};
    struct note *note = docx->note_count == 0
                            ? NULL
                            : bsearch(&wanted, docx->notes, docx->note_count, sizeof wanted, by_id);
    struct note_list *list = &docx->waiting[end];
    if (!note || note->taken || docx->aside) {
        return;
    }
    note->taken = true;
    if (list->last) {
        list->last->next = note;
    } else {
        list->first = note;
    }
    list->last = note;
}

/* What a paragraph's properties say of pages before it, and (a section's end) behind it. */
static bool breaks_before(const struct xml_node *paragraph)
{
    const struct xml_node *about = xml_child(paragraph, "pPr");
    const struct xml_node *before = about ? xml_child(about, "pageBreakBefore") : NULL;
    const struct str value = before ? xml_attribute(before, "val") : (struct str){NULL, 0};
    return before && !str_is(value, "0") && !str_is(value, "false") && !str_is(value, "off");
}

static bool breaks_behind(const struct xml_node *paragraph)
{
    const struct xml_node *about = xml_child(paragraph, "pPr");
    const struct xml_node *section = about ? xml_child(about, "sectPr") : NULL;
    const struct xml_node *type = section ? xml_child(section, "type") : NULL;
    const struct str value = type ? xml_attribute(type, "val") : (struct str){NULL, 0};
    return section && !str_is(value, "continuous") && !str_is(value, "nextColumn");
}

static void walk_children(struct docx *docx, const struct xml_node *node)
{
    for (const struct xml_node *child = node->children; child; child = child->next) {
        walk(docx, child);
    }
}

static void take_paragraph(struct docx *docx, const struct xml_node *node)
{
    pages_line(&docx->pages);
    if (breaks_before(node)) {
        break_page(docx, true);
    }
    walk_children(docx, node);
    pages_line(&docx->pages);
    if (breaks_behind(node)) {
        break_page(docx, false);
    }
}

static void take_break(struct docx *docx, const struct xml_node *node)
{
    if (str_is(xml_attribute(node, "type"), "page")) {
        break_page(docx, false);
    } else {
        pages_line(&docx->pages);
    }
}

/* An element of any part of a DOCX. The depth is limited by text/xml.h. */
static void walk(struct docx *docx, const struct xml_node *node)
{
    static const char *const unseen[] = {"pPr",     "rPr",       "del",        "moveFrom",
                                         "delText", "instrText", "Fallback",   "sdtPr",
                                         "tblPr",   "sectPr",    "footnotePr", NULL};
    for (size_t i = 0; unseen[i]; i++) {
        if (is(node, unseen[i])) {
            return;
        }
    }
    if (is(node, "t")) {
        put(docx, node->text);
    } else if (is(node, "p")) {
        take_paragraph(docx, node);
    } else if (is(node, "tab")) {
        pages_text(&docx->pages, str_of(" "));
    } else if (is(node, "noBreakHyphen")) {
        put(docx, str_of("-"));
    } else if (is(node, "br") || is(node, "cr")) {
        take_break(docx, node);
    } else if (is(node, "lastRenderedPageBreak")) {
        break_page(docx, true);
    } else if (is(node, "footnoteReference")) {
        refer(docx, node, false);
    } else if (is(node, "endnoteReference")) {
        refer(docx, node, true);
    } else {
        walk_children(docx, node);
    }
}

static size_t count_children(const struct xml_node *node)
{
    size_t count = 0;
    for (const struct xml_node *child = node ? node->children : NULL; child; child = child->next) {
        count++;
    }
    return count;
}

static void add_notes(struct docx *docx, const struct xml_node *node, bool end)
{
    for (const struct xml_node *note = node ? node->children : NULL; note; note = note->next) {
        docx->notes[docx->note_count++] =
            (struct note){.id = xml_attribute(note, "id"), .end = end, .node = note};
    }
}

/* Word numbers its separators as notes too; nothing refers to them. */
static enum status read_notes(struct docx *docx, struct failure *why)
{
    struct xml_node *footnotes = NULL, *endnotes = NULL;
    TRY(read_part(docx, "word/footnotes.xml", "footnotes", &footnotes, why));
    TRY(read_part(docx, "word/endnotes.xml", "endnotes", &endnotes, why));
    const size_t count = count_children(footnotes) + count_children(endnotes);
    docx->notes = arena_array(docx->arena, count + 1, sizeof *docx->notes);
    if (!docx->notes) {
        return fail_memory(why);
    }
    add_notes(docx, footnotes, false);
    add_notes(docx, endnotes, true);
    qsort(docx->notes, docx->note_count, sizeof *docx->notes, by_id);
    return STATUS_OK;
}

/* "word/header2.xml" and the like, in the order of the archive. */
static enum status read_headers(struct docx *docx, struct failure *why)
{
    static const struct {
        const char *start, *root;
    } parts[] = {{"word/header", "hdr"}, {"word/footer", "ftr"}};
    for (size_t i = 0; i < archive_count(docx->archive); i++) {
        const struct str name = str_of(archive_name(docx->archive, i));
        for (size_t k = 0; k < COUNT_OF(parts); k++) {
            struct xml_node *node = NULL;
            if (!str_starts(name, parts[k].start) || !str_ends(name, ".xml") ||
                docx->extra_count == HEADERS_MAX) {
                continue;
            }
            TRY(read_part(docx, name.at, parts[k].root, &node, why));
            docx->extra[docx->extra_count] = node;
            docx->extra_count += node ? 1 : 0;
        }
    }
    return STATUS_OK;
}

static enum status read_all(struct docx *docx, struct document *document, struct failure *why)
{
    struct xml_node *node = NULL;
    TRY(read_title(docx, "docProps/core.xml", "coreProperties", &document->title, why));
    TRY(read_notes(docx, why));
    TRY(read_headers(docx, why));
    TRY(read_part(docx, "word/document.xml", "document", &node, why));
    walk(docx, node);
    end_page(docx, true);
    return STATUS_OK;
}

enum status docx_read(struct arena *arena, const char *name, struct archive *archive,
                      struct document *document, struct failure *why)
{
    struct docx docx = {.arena = arena, .archive = archive, .broken = true};
    pages_init(&docx.pages, arena);
    enum status status = read_all(&docx, document, why);
    if (status == STATUS_OK) {
        status = pages_finish(&docx.pages, name, document, why);
    }
    document->paged = docx.paged;
    pages_release(&docx.pages);
    return status;
}
