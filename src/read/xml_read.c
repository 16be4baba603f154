/*
 * Records from XML: the splitter hands out a record element, its hash tells whether it is known,
 * else the parser makes a tree of it, and the tree and the mapping are walked side by side, once.
 */
#include "base/utf8.h"
#include "read/reader.h"

/* What reading one record element needs to pass around. */
struct work {
    struct making making;
    struct reader *reader;
    const struct xml_mapping *mapping;
    const struct xml_node *record;
    struct str currency; /* of amounts that state none */
};

enum status xml_side_open(struct reader *reader, struct failure *why)
{
    const char *const names[] = {reader->format->xml->record, NULL};
    return xml_splitter_open(reader->source, names, &reader->xml.splitter, why);
}

void xml_side_close(struct reader *reader)
{
    if (reader->xml.splitter) {
        xml_splitter_close(reader->xml.splitter);
    }
    if (reader->xml.parser) {
        xml_parser_close(reader->xml.parser);
    }
}

/* ---- values ---- */

/* The language of a @field that has languages, stated nearest to @node: on itself, around it, on
 * the record, on the root. */
static struct str language_of(const struct work *work, const struct field *field,
                              const struct xml_node *node)
{
    const char *name = field->languages ? work->mapping->language : NULL;
    for (const struct xml_node *n = name ? node : NULL; n; n = n->parent) {
        const struct str language = str_trim(attribute_of(n, name));
        if (language.length > 0) {
            return language;
        }
        if (n == work->record) {
            break;
        }
    }
    const struct xml_node *root = work->reader->xml.root;
    return name && root ? str_trim(attribute_of(root, name)) : (struct str){0};
}

static bool is_among(struct str value, const char *const *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(value, values[i])) {
            return true;
        }
    }
    return false;
}

static bool holds(const struct field_rule *rule, const struct xml_node *element)
{
    for (size_t i = 0; i < rule->when_count; i++) {
        const struct when_rule *when = &rule->when[i];
        if (!is_among(path_value(&when->path, element), when->values, when->count)) {
            return false;
        }
    }
    return true;
}

/* True when the code is of a vocabulary that the list does not hold. */
static bool is_unchecked(struct work *work, const struct field_rule *rule, struct str value)
{
    const struct codelist *list = rule->checked_by->field->list;
    const struct code *code = list ? recall_code(work->making.memory, list, value) : NULL;
    return !is_among(value, rule->checked_values, rule->checked_count) &&
           !(code && is_among(str_of(code->code), rule->checked_values, rule->checked_count));
}

static void take_subs(struct work *work, const struct field_rule *rule,
                      const struct xml_node *element, struct raw_value *raw)
{
    for (size_t i = 0; i < rule->sub_count; i++) {
        const struct sub_rule *sub = &rule->subs[i];
        struct str value = path_list_value(&sub->take, element);
        raw->subs[sub->field->index] = value.length > 0 ? value : sub->otherwise;
        if (sub == rule->checked_by) {
            raw->unchecked = is_unchecked(work, rule, raw->subs[sub->field->index]);
        }
    }
}

/* One value for each child that holds text, or the element's own text when there is none. */
static enum status take_texts(struct work *work, const struct field_rule *rule,
                              const struct xml_node *element, struct raw_value *raw)
{
    bool any = false;
    for (const struct xml_node *child = element->children; child; child = child->next) {
        if (!same_name(child->name, rule->text) || !same_space(child, element)) {
            continue;
        }
        any = true;
        raw->text = str_trim(child->text);
        raw->line = child->line;
        if (raw->text.length > 0) {
            raw->language = language_of(work, rule->field, child);
            TRY(make_value(&work->making, rule->field, raw));
        }
    }
    raw->text = any ? (struct str){0} : str_trim(element->text);
    if (raw->text.length > 0) {
        raw->language = language_of(work, rule->field, element);
    }
    return make_value(&work->making, rule->field, raw);
}

static enum status apply(struct work *work, const struct field_rule *rule,
                         const struct xml_node *element)
{
    if (!holds(rule, element)) {
        return STATUS_OK;
    }
    struct raw_value raw = {.shared = true, .line = element->line};
    if (rule->text) {
        take_subs(work, rule, element, &raw);
        return take_texts(work, rule, element, &raw);
    }
    raw.text = path_list_value(&rule->take, element);
    if (raw.text.length == 0) {
        return STATUS_OK;
    }
    take_subs(work, rule, element, &raw);
    raw.language = language_of(work, rule->field, element);
    if (rule->field->type == FIELD_MONEY) {
        raw.currency = path_list_value(&rule->currency, element);
        raw.currency = raw.currency.length > 0 ? raw.currency : work->currency;
        raw.date = path_list_value(&rule->date, element);
    }
    return make_value(&work->making, rule->field, &raw);
}

/* ---- the walk ---- */

/* Tells once a file of an element that no field holds and that is not meant to be kept only. */
static enum status report_unknown(struct work *work, const struct xml_node *element)
{
    struct xml_side *xml = &work->reader->xml;
    for (size_t i = 0; i < xml->unknown_count; i++) {
        if (strcmp(xml->unknown[i], element->name) == 0) {
            return STATUS_OK;
        }
    }
    if (xml->unknown_count == UNKNOWN_NAMES) {
        return STATUS_OK;
    }
    const char *name = arena_copy(&work->reader->arena, str_of(element->name));
    if (!name) {
        return fail_memory(work->making.why);
    }
    xml->unknown[xml->unknown_count++] = name;
    const struct finding finding = {
        .rule = RULE_UNKNOWN_ELEMENT, .value = str_of(name), .line = element->line};
    return report(&work->making, &finding,
                  "No field holds the element <%.100s>; it stays in the original only. Map it, or "
                  "list it under kept:, in the format \"%s\".%s",
                  name, work->reader->format->name,
                  xml->unknown_count == UNKNOWN_NAMES
                      ? " Further unknown elements of this file are not listed."
                      : "");
}

/* Goes as deep as the mapping's tree: PATH_STEPS elements at most. */
static enum status walk(struct work *work, const struct xml_node *element,
                        const struct element_map *map)
{
    for (const struct field_rule *rule = map->rules; rule; rule = rule->next) {
        TRY(apply(work, rule, element));
    }
    if (map->covers && map->child_count == 0) {
        return STATUS_OK;
    }
    for (const struct xml_node *child = element->children; child; child = child->next) {
        if (!same_space(child, work->record)) {
            continue;
        }
        const struct element_map *found = element_map_find(map, child->name);
        if (found) {
            TRY(walk(work, child, found));
        } else if (!map->covers) {
            TRY(report_unknown(work, child));
        }
    }
    return STATUS_OK;
}

static enum status make_record(struct work *work, struct read_item *item)
{
    const struct xml_mapping *mapping = work->mapping;
    const struct raw_value identifier = {.text =
                                             path_list_value(&mapping->identifier, work->record),
                                         .line = item->line,
                                         .shared = true};
    bool fine = false;
    TRY(reader_record(&work->making, item));
    TRY(make_identifier(&work->making, &identifier, &fine));
    if (!fine) {
        return STATUS_OK;
    }
    if (mapping->currency) {
        work->currency = str_trim(attribute_of(work->record, mapping->currency));
    }
    TRY(walk(work, work->record, &mapping->elements));
    return reader_finish(work->reader, &work->making, item);
}

/* ---- record elements that are no XML ---- */

static enum status report_malformed(struct making *making, const struct read_item *item,
                                    const struct failure *words)
{
    const size_t bad = utf8_check(item->bytes);
    struct finding finding = {.rule = RULE_MALFORMED, .line = item->line};
    if (bad < item->bytes.length) {
        finding.rule = RULE_NOT_UTF8;
        for (size_t i = 0; i < bad; i++) {
            finding.line += item->bytes.at[i] == '\n';
        }
        return report(making, &finding,
                      "Byte 0x%02X here is no UTF-8; the %s is refused. Save the file as UTF-8, or "
                      "declare its encoding in its first line.",
                      (unsigned)(unsigned char)item->bytes.at[bad], item->kind->name);
    }
    if (words->status == STATUS_LIMIT) {
        finding.rule = RULE_TOO_LARGE;
    }
    return report(making, &finding,
                  "The %s is no well-formed XML and is refused: %s Correct it in the source and "
                  "import it again.",
                  item->kind->name, words->text);
}

static enum status read_piece(struct work *work, const struct xml_piece *piece,
                              struct read_item *item)
{
    struct making *making = &work->making;
    struct failure words = {.status = STATUS_OK};
    struct xml_node *node = NULL;
    if (reader_identify(work->reader, item, piece->bytes, piece->line)) {
        return STATUS_OK;
    }
    const enum status status = xml_parse(work->reader->xml.parser, making->arena, piece->bytes,
                                         piece->line, &node, &words);
    if (status == STATUS_NOMEM) {
        *making->why = words;
        return status;
    }
    if (status != STATUS_OK) {
        return report_malformed(making, item, &words);
    }
    work->record = node;
    return make_record(work, item);
}

/* ---- the file ---- */

/* Adds the namespace declarations of the start tag @tag to @context, as they stand there. */
static void add_namespaces(struct str tag, struct buf *context)
{
    size_t i = 0;
    while (i < tag.length) {
        while (i < tag.length && !char_is_white(tag.at[i])) {
            i++;
        }
        while (i < tag.length && char_is_white(tag.at[i])) {
            i++;
        }
        const size_t begin = i;
        while (i < tag.length && tag.at[i] != '"' && tag.at[i] != '\'') {
            i++;
        }
        const char quote = i < tag.length ? tag.at[i++] : '\0';
        while (i < tag.length && tag.at[i] != quote) {
            i++;
        }
        i += i < tag.length;
        const struct str whole = {tag.at + begin, i - begin};
        if (str_starts(whole, "xmlns")) {
            buf_str(context, whole);
            buf_char(context, '\n');
        }
    }
}

static enum status check_version(struct reader *reader, struct making *making)
{
    const struct xml_mapping *mapping = reader->format->xml;
    const struct xml_node *root = reader->xml.root;
    if (!mapping->version || !root || strcmp(root->name, mapping->root) != 0) {
        return STATUS_OK;
    }
    const struct str version = str_trim(attribute_of(root, mapping->version));
    if (is_among(version, mapping->versions, mapping->version_count)) {
        return STATUS_OK;
    }
    const struct finding finding = {
        .rule = RULE_UNKNOWN_VERSION, .value = version, .line = root->line, .whole_file = true};
    return report(making, &finding,
                  version.length > 0
                      ? "The file says it is of a version that the format \"%s\" does not know; it "
                        "is read as well as it can be. Look at the values, or correct the %s."
                      : "The file does not say of which version it is; the format \"%s\" reads it "
                        "as well as it can. Add the %s to its root element.",
                  reader->format->name, mapping->version);
}

/*
 * Once the root is known. Of its start tag only what changes how records are read goes into their
 * hashes: a file that was merely made again, with another date in its root, is known.
 */
static enum status begin(struct reader *reader, struct making *making)
{
    const struct xml_mapping *mapping = reader->format->xml;
    const struct str tag = xml_splitter_root(reader->xml.splitter);
    struct buf context;
    if (tag.length > 0) {
        struct xml_node *root = NULL;
        TRY(xml_parse_start_tag(&reader->arena, tag, &root, making->why));
        reader->xml.root = root;
    }
    buf_init(&context, (size_t)1024 * 1024);
    add_namespaces(tag, &context);
    if (reader->xml.root && mapping->language) {
        buf_str(&context, attribute_of(reader->xml.root, mapping->language));
    }
    enum status status = buf_status(&context, making->why);
    if (status == STATUS_OK) {
        status = reader_seed(reader, buf_view(&context), making->why);
    }
    buf_release(&context);
    TRY(status);
    TRY(xml_parser_open(tag, &reader->xml.parser, making->why));
    return check_version(reader, making);
}

static enum status finish(struct reader *reader, struct making *making)
{
    struct finding finding = {.rule = RULE_TRUNCATED,
                              .line = xml_splitter_line(reader->xml.splitter),
                              .whole_file = true};
    if (!xml_splitter_complete(reader->xml.splitter) && !reader->xml.cut) {
        return report(making, &finding,
                      "The file ends before its root element is closed: its end is missing. Get it "
                      "again and import it; what came before was read.");
    }
    if (reader->items > 0) {
        return STATUS_OK;
    }
    finding.rule = RULE_NO_RECORDS;
    finding.line = 0;
    return report(making, &finding, "The file has no <%s> in it. Look whether it was saved whole.",
                  reader->format->xml->record);
}

enum status xml_read(struct reader *reader, struct arena *arena, struct read_item *item, bool *done,
                     struct failure *why)
{
    struct xml_piece piece = {0};
    struct work work = {.making = reader_making(reader, arena, item, why),
                        .reader = reader,
                        .mapping = reader->format->xml};
    const enum step step = xml_splitter_next(reader->xml.splitter, &piece, why);
    if (step == STEP_ERROR) {
        return why->status;
    }
    if (!reader->begun) {
        reader->begun = true;
        TRY(begin(reader, &work.making));
    }
    *done = step == STEP_DONE;
    if (*done) {
        return finish(reader, &work.making);
    }
    reader->xml.cut = !piece.closed;
    if (piece.closed) {
        return read_piece(&work, &piece, item);
    }
    const struct finding finding = {.rule = RULE_TRUNCATED, .line = piece.line};
    item->bytes = piece.bytes;
    item->line = piece.line;
    return report(&work.making, &finding,
                  "The %s that begins here has no end tag and is refused: the file was cut off, or "
                  "the tag is missing. Correct the source, or get it again, and import it.",
                  item->kind->name);
}
