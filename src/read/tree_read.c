/*
 * Records from trees: the carrier hands out a piece, its hash tells whether it is known, else it is
 * made a tree, and the tree and the mapping are walked side by side, once.
 */
#include "base/utf8.h"
#include "read/tree_side.h"

enum status tree_side_open(struct reader *reader, struct failure *why)
{
    const struct xml_mapping *mapping = reader->format->xml;
    const char *const asides[] = {mapping->answer.error, mapping->answer.next,
                                  mapping->answer.asked.name};
    struct tree_wanted wanted = {.record = mapping->record, .nested = mapping->nested};
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(asides); i++) {
        if (asides[i]) {
            wanted.asides[count++] = asides[i];
        }
    }
    return reader->format->carrier->open(reader->source, &wanted, &reader->tree.state, why);
}

void tree_side_close(struct reader *reader)
{
    if (reader->format && reader->format->carrier) {
        reader->format->carrier->close(reader->tree.state);
    }
}

/* ---- a record ---- */

/* What the carrier could not read of the record. */
static enum status report_notes(struct work *work)
{
    static const enum rule rules[] = {[TREE_BAD_PART] = RULE_MALFORMED_PART,
                                      [TREE_CHARACTERS] = RULE_UNKNOWN_CHARACTERS,
                                      [TREE_LENGTH] = RULE_WRONG_LENGTH,
                                      [TREE_MACRO] = RULE_UNKNOWN_MACRO,
                                      [TREE_LATIN] = RULE_OTHER_ENCODING};
    for (const struct tree_note *note = work->notes; note; note = note->next) {
        const bool latin = note->type == TREE_LATIN;
        const struct finding finding = {.rule = rules[note->type],
                                        .value = note->value,
                                        .line = note->line,
                                        .whole_file = latin};
        if (!latin || !work->reader->tree.latin) {
            TRY(report(&work->making, &finding, "%s", note->words));
        }
        work->reader->tree.latin = work->reader->tree.latin || latin;
    }
    return STATUS_OK;
}

static enum status make_record(struct work *work, struct read_item *item)
{
    const struct xml_mapping *mapping = work->mapping;
    struct raw_value identifier = {.line = item->line, .shared = true};
    bool fine = false;
    TRY(path_list_value(work->making.arena, &mapping->identifier, work->record, &identifier.text,
                        work->making.why));
    TRY(own_take(work, item, &identifier.text, &fine));
    if (!fine) {
        return STATUS_OK;
    }
    TRY(reader_record(&work->making, item));
    TRY(make_identifier(&work->making, &identifier, &fine));
    TRY(report_notes(work));
    if (!fine) {
        return STATUS_OK;
    }
    if (mapping->currency) {
        work->currency = str_trim(attribute_of(work->record, mapping->currency));
    }
    TRY(tree_walk(work));
    own_say(work, item);
    item->as_of = mapping->as_of;
    item->partial = mapping->deleted.count > 0 && when_holds(&mapping->deleted, work->record);
    work->making.partial = item->partial;
    return reader_finish(work->reader, &work->making, item);
}

/* ---- records that cannot be read ---- */

static enum status report_malformed(struct work *work, const struct read_item *item,
                                    const struct tree *tree, const struct failure *words)
{
    const size_t bad = tree->not_utf8 ? utf8_check(item->bytes) : item->bytes.length;
    const struct tree_carrier *carrier = work->reader->format->carrier;
    struct finding finding = {.rule = RULE_MALFORMED, .line = item->line};
    if (bad < item->bytes.length) {
        finding.rule = RULE_NOT_UTF8;
        for (size_t i = 0; i < bad && strcmp(carrier->unit, "line") == 0; i++) {
            finding.line += item->bytes.at[i] == '\n';
        }
        return report(&work->making, &finding,
                      "Byte 0x%02X here is no UTF-8; the %s is refused. Save the file as UTF-8, or "
                      "declare its encoding%s.",
                      (unsigned)(unsigned char)item->bytes.at[bad], item->kind->name,
                      carrier == &xml_carrier ? " in its first line" : " where its format can");
    }
    if (words->status == STATUS_LIMIT) {
        finding.rule = RULE_TOO_LARGE;
    }
    return report(&work->making, &finding,
                  "The %s is no well-formed %s and is refused: %s Correct it in the source and "
                  "import it again.",
                  item->kind->name, carrier->called, words->text);
}

/* Puts the element and all in it into no namespace. As deep as the parser lets elements stand. */
static void leave_spaces(struct xml_node *node)
{
    node->space = "";
    for (struct xml_node *child = node->children; child; child = child->next) {
        leave_spaces(child);
    }
}

enum status tree_parse(struct work *work, const struct tree_piece *piece, struct tree *tree,
                       struct failure *words)
{
    struct reader *reader = work->reader;
    TRY(reader->format->carrier->parse(reader->tree.state, work->making.arena, piece, tree, words));
    if (reader->format->xml->any_space) {
        leave_spaces(tree->top);
    }
    return STATUS_OK;
}

static enum status read_piece(struct work *work, const struct tree_piece *piece,
                              struct read_item *item)
{
    struct failure words = {.status = STATUS_OK};
    struct tree tree = {0};
    if (reader_identify(work->reader, item, piece->bytes, piece->line)) {
        return STATUS_OK;
    }
    const enum status status = tree_parse(work, piece, &tree, &words);
    if (status == STATUS_NOMEM) {
        *work->making.why = words;
        return status;
    }
    if (status != STATUS_OK) {
        return report_malformed(work, item, &tree, &words);
    }
    work->record = tree.top;
    work->notes = tree.notes;
    return make_record(work, item);
}

static enum status report_cut(struct work *work, const struct tree_piece *piece,
                              struct read_item *item)
{
    const struct finding finding = {.rule = RULE_TRUNCATED, .line = piece->line};
    const bool xml = work->reader->format->carrier == &xml_carrier;
    item->bytes = piece->bytes;
    item->line = piece->line;
    return report(&work->making, &finding,
                  "The %s that begins here has no end%s and is refused: the file was cut off, or "
                  "the %s is missing. Correct the source, or get it again, and import it.",
                  item->kind->name, xml ? " tag" : "", xml ? "tag" : "end");
}

/* ---- what stands beside the records ---- */

static enum status keep_token(struct work *work, struct str token, struct str *kept)
{
    *kept = arena_str(&work->reader->arena, str_trim(token));
    return kept->at ? STATUS_OK : fail_memory(work->making.why);
}

static enum status report_error(struct work *work, const struct xml_node *node)
{
    const struct str code = str_trim(attribute_of(node, "code")), text = str_trim(node->text);
    const struct finding finding = {
        .rule = RULE_SOURCE_ERROR, .value = code, .line = node->line, .whole_file = true};
    work->reader->tree.error = true;
    return report(&work->making, &finding,
                  "The source answered with an error in place of records: %.*s. Look whether the "
                  "question was right, and ask again.",
                  text.length > 300 ? 300 : (int)text.length, text.at ? text.at : "no reason");
}

/* An aside that cannot be read is passed over: what it says only matters for a whole list. */
static enum status read_aside(struct work *work, const struct tree_piece *piece)
{
    const struct reader *reader = work->reader;
    const struct answer_rule *answer = &work->mapping->answer;
    struct failure words = {.status = STATUS_OK};
    struct tree tree = {0};
    if (!piece->closed) {
        return STATUS_OK;
    }
    const enum status status = reader->format->carrier->parse(
        reader->tree.state, work->making.arena, piece, &tree, &words);
    if (status == STATUS_NOMEM) {
        *work->making.why = words;
        return status;
    }
    if (status != STATUS_OK) {
        return STATUS_OK;
    }
    if (answer->error && strcmp(tree.top->name, answer->error) == 0) {
        return report_error(work, tree.top);
    }
    if (answer->next && strcmp(tree.top->name, answer->next) == 0) {
        return keep_token(work, tree.top->text, &work->reader->tree.next);
    }
    return keep_token(work, attribute_of(tree.top, answer->asked_by), &work->reader->tree.asked);
}

static enum status report_stray(struct work *work, unsigned line)
{
    const struct finding finding = {.rule = RULE_STRAY_TEXT, .line = line, .whole_file = true};
    work->reader->tree.stray = true;
    return report(&work->making, &finding,
                  "Text stands outside of the records here and is passed over; further places are "
                  "not listed. Look whether it belongs to a record whose first line is missing.");
}

/* ---- the file ---- */

static enum status check_version(struct reader *reader, struct making *making)
{
    const struct xml_mapping *mapping = reader->format->xml;
    const struct xml_node *root = reader->tree.root;
    if (!mapping->version || !root || strcmp(root->name, mapping->root) != 0) {
        return STATUS_OK;
    }
    const struct str version = str_trim(attribute_of(root, mapping->version));
    if (str_among(version, mapping->versions, mapping->version_count)) {
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
static enum status begin(struct reader *reader, struct making *making, struct str before)
{
    const struct tree_carrier *carrier = reader->format->carrier;
    const char *language = reader->format->xml->language;
    struct buf context;
    reader->begun = true;
    reader->tree.root = carrier->root ? carrier->root(reader->tree.state) : NULL;
    buf_init(&context, TREE_PIECE_LIMIT * 2);
    buf_str(&context, before);
    if (reader->tree.root && language) {
        buf_str(&context, attribute_of(reader->tree.root, language));
    }
    if (reader->tree.root) {
        const struct str fields = own_attribute(reader->tree.root, "fields");
        reader->tree.ours = str_is(fields, "public") ? OURS_PUBLIC
                            : fields.at              ? OURS_ALL
                                                     : NOT_OURS;
        buf_str(&context, fields);
    }
    enum status status = buf_status(&context, making->why);
    if (status == STATUS_OK) {
        status = reader_seed(reader, buf_view(&context), making->why);
    }
    buf_release(&context);
    TRY(status);
    return check_version(reader, making);
}

static enum status finish(struct reader *reader, struct making *making)
{
    const struct tree_carrier *carrier = reader->format->carrier;
    struct finding finding = {
        .rule = RULE_TRUNCATED, .line = carrier->line(reader->tree.state), .whole_file = true};
    if (!carrier->complete(reader->tree.state)) {
        return report(making, &finding,
                      "The file ends before %s: its end is missing. Get it again and import it; "
                      "what came before was read.",
                      carrier == &xml_carrier ? "its root element is closed" : "it is complete");
    }
    if (reader->items > 0 || reader->tree.error) {
        return STATUS_OK;
    }
    finding.rule = RULE_NO_RECORDS;
    finding.line = 0;
    return report(making, &finding, "The file has no <%s> in it. Look whether it was saved whole.",
                  reader->format->xml->record);
}

/* What comes with a piece besides its bytes. */
static enum status take_surroundings(struct work *work, const struct tree_piece *piece)
{
    struct reader *reader = work->reader;
    if (!reader->begun) {
        TRY(begin(reader, &work->making, piece->before));
    } else if (piece->before.length > 0) {
        TRY(reader_seed_more(reader, piece->before, work->making.why));
    }
    return piece->stray > 0 && !reader->tree.stray ? report_stray(work, piece->stray) : STATUS_OK;
}

enum status tree_read(struct reader *reader, struct arena *arena, struct read_item *item,
                      bool *done, struct failure *why)
{
    struct tree_piece piece = {0};
    struct work work = {.making = reader_making(reader, arena, item, why),
                        .reader = reader,
                        .format = reader->format,
                        .mapping = reader->format->xml};
    do {
        const enum step step = reader->format->carrier->next(reader->tree.state, &piece, why);
        if (step == STEP_ERROR) {
            return why->status;
        }
        TRY(take_surroundings(&work, &piece));
        *done = step == STEP_DONE;
        if (piece.aside > 0) {
            TRY(read_aside(&work, &piece));
        }
    } while (piece.aside > 0);
    if (*done) {
        return finish(reader, &work.making);
    }
    if (!piece.closed) {
        return report_cut(&work, &piece, item);
    }
    TRY(read_piece(&work, &piece, item));
    return reader->format->parts ? read_parts(&work, &piece, item) : STATUS_OK;
}
