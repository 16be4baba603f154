/*
 * MARC 21 in its exchange form (ISO 2709): a leader of 24 bytes, a directory of 12 bytes a field,
 * fields that end in 1E, a record that ends in 1D. The tree is that of MARCXML.
 *
 * Records are found by their ends, and fields by the directory; where the directory is wrong and
 * the ends of the fields tell them apart as well, these are taken, and the reader is told. The
 * leader says whether the text is UTF-8 or MARC-8.
 */
#include "base/utf8.h"
#include "text/marc8.h"
#include "text/tree.h"
#include "text/window.h"

#include <stdio.h>

#define LEADER 24
#define ENTRY 12
#define FIELD_END '\x1E'
#define RECORD_END '\x1D'
#define DELIMITER '\x1F'
#define LENGTH_LIMIT 99999 /* what five digits can say */

struct state {
    struct window window; /* first: see window_state() */
    unsigned count;       /* records so far */
};

/* What reading one record needs to pass around. */
struct work {
    struct arena *arena;
    struct tree *tree;
    struct failure *why;
    struct tree_branch record;
    struct str bytes;
    size_t base; /* where the fields begin */
    unsigned number;
    bool marc8;
    struct marc8 sets;
    struct buf text; /* scratch */
};

/* ---- pieces ---- */

static enum status marc21_open(struct source *source, const struct tree_wanted *wanted, void **at,
                               struct failure *why)
{
    (void)wanted;
    return window_state(sizeof(struct state), source, at, why);
}

static enum step marc21_next(void *at, struct tree_piece *piece, struct failure *why)
{
    struct state *state = at;
    struct window *window = &state->window;
    *piece = (struct tree_piece){0};
    window_close(window);
    /* Some programs write a line end between records. */
    while (window_have(window, 1) && strchr("\r\n ", window->at[window->scan]) &&
           window->at[window->scan]) {
        window_pass(window);
    }
    if (window_have(window, 1)) {
        window->line = ++state->count;
        window_open(window);
        const bool closed = window_until(window, RECORD_END);
        *piece = (struct tree_piece){
            .bytes = window_piece(window), .line = state->count, .closed = closed};
    }
    if (window->failed) {
        *why = window->failure;
        return STEP_ERROR;
    }
    return piece->bytes.length > 0 ? STEP_ITEM : STEP_DONE;
}

/* ---- numbers of the leader and the directory ---- */

/* A number of @count digits; SIZE_MAX when it is none. */
static size_t digits(const char *at, size_t count)
{
    size_t number = 0;
    for (size_t i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9') {
            return SIZE_MAX;
        }
        number = number * 10 + (size_t)(at[i] - '0');
    }
    return number;
}

__attribute__((format(printf, 2, 3), cold)) static enum status refuse(struct work *work,
                                                                      const char *format, ...)
{
    char words[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    return fail(work->why, STATUS_INPUT, "record %u: %s", work->number, words);
}

static enum status tell(struct work *work, enum tree_note_type type, struct str value,
                        const char *words)
{
    const struct tree_note note = {
        .type = type, .line = work->number, .value = value, .words = words};
    return words && tree_note_add(work->arena, work->tree, &note) ? STATUS_OK
                                                                  : fail_memory(work->why);
}

/* ---- text ---- */

/* True when @text has bytes above 7F and all of it is UTF-8. */
static bool is_utf8_text(struct str text)
{
    bool plain = true;
    for (size_t i = 0; i < text.length; i++) {
        plain = plain && (unsigned char)text.at[i] < 0x80;
    }
    return !plain && utf8_check(text) == text.length;
}

/* The bytes of the source as UTF-8 that lives in the arena. */
static enum status take_text(struct work *work, struct str bytes, struct str *text)
{
    if (work->marc8) {
        buf_clear(&work->text);
        marc8_convert(&work->sets, bytes, &work->text);
        TRY(buf_status(&work->text, work->why));
        bytes = buf_view(&work->text);
    }
    *text = arena_str(work->arena, bytes);
    return text->at ? STATUS_OK : fail_memory(work->why);
}

/* What the character sets of one field left to be told. */
static enum status tell_sets(struct work *work, struct str tag)
{
    if (work->sets.unknown) {
        return tell(work, TREE_CHARACTERS, tag,
                    arena_printf(work->arena,
                                 "The field has characters of the MARC-8 set \"%c\", which is not "
                                 "known here; each is kept as \xEF\xBF\xBD. Export the catalogue "
                                 "in UTF-8.",
                                 work->sets.unknown >= ' ' ? work->sets.unknown : '?'));
    }
    return work->sets.broken
               ? tell(work, TREE_CHARACTERS, tag,
                      "The field has bytes that stand for nothing in MARC-8; they are left out. "
                      "Export the catalogue in UTF-8.")
               : STATUS_OK;
}

/* ---- fields ---- */

static struct xml_node *add(struct work *work, struct tree_branch *branch, const char *name,
                            const char *attribute, struct str value)
{
    struct xml_node *node = tree_child(work->arena, branch, name, work->number);
    const struct str copy = arena_str(work->arena, value);
    return node && copy.at && tree_attribute(work->arena, node, attribute, copy) ? node : NULL;
}

static enum status read_subfields(struct work *work, struct xml_node *field, struct str rest)
{
    struct tree_branch branch = {.node = field};
    struct str part;
    (void)str_split(&rest, DELIMITER, &part); /* what stands before the first code */
    while (str_split(&rest, DELIMITER, &part)) {
        unsigned size = 1;
        if (part.length == 0 || utf8_decode(part.at, part.length, &size) == UTF8_BAD) {
            continue; /* a delimiter without a code gives nothing */
        }
        struct xml_node *node = add(work, &branch, "subfield", "code", (struct str){part.at, size});
        if (!node) {
            return fail_memory(work->why);
        }
        TRY(take_text(work, (struct str){part.at + size, part.length - size}, &node->text));
    }
    return STATUS_OK;
}

/* @field has no end mark. Tags 001 to 009 have text, the others indicators and subfields. */
static enum status read_field(struct work *work, struct str tag, struct str field)
{
    if (!work->marc8 && utf8_check(field) < field.length) {
        work->tree->not_utf8 = true;
        return refuse(work, "the field %.3s is not valid UTF-8, as the leader says it is.", tag.at);
    }
    marc8_begin(&work->sets);
    if (tag.at[0] == '0' && tag.at[1] == '0') {
        struct xml_node *node = add(work, &work->record, "controlfield", "tag", tag);
        if (!node) {
            return fail_memory(work->why);
        }
        TRY(take_text(work, field, &node->text));
        return tell_sets(work, tag);
    }
    if (field.length < 3 || field.at[2] != DELIMITER || (unsigned char)field.at[0] >= 0x80 ||
        (unsigned char)field.at[1] >= 0x80) {
        return tell(work, TREE_BAD_PART, tag,
                    "The field has no two indicators and subfields, and is left out. Correct it in "
                    "the catalogue.");
    }
    struct xml_node *node = add(work, &work->record, "datafield", "tag", tag);
    const struct str first = arena_str(work->arena, (struct str){field.at, 1});
    const struct str second = arena_str(work->arena, (struct str){field.at + 1, 1});
    if (!node || !first.at || !second.at || !tree_attribute(work->arena, node, "ind1", first) ||
        !tree_attribute(work->arena, node, "ind2", second)) {
        return fail_memory(work->why);
    }
    TRY(read_subfields(work, node, field));
    return tell_sets(work, tag);
}

/* ---- the directory ---- */

/* The field that a directory entry points to, without its end mark; .at NULL: it fits nothing. */
static struct str field_at(const struct work *work, const char *entry)
{
    const size_t length = digits(entry + 3, 4), start = digits(entry + 7, 5);
    const size_t room = work->bytes.length - work->base;
    if (length == SIZE_MAX || start == SIZE_MAX || length < 1 || start + length > room) {
        return (struct str){0};
    }
    const char *at = work->bytes.at + work->base + start;
    return at[length - 1] == FIELD_END && !memchr(at, FIELD_END, length - 1)
               ? (struct str){at, length - 1}
               : (struct str){0};
}

static bool is_tag(const char *at)
{
    for (size_t i = 0; i < 3; i++) {
        const char c = at[i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) {
            return false;
        }
    }
    return true;
}

/* True when each entry of the directory points to a field. */
static bool directory_fits(const struct work *work, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!field_at(work, work->bytes.at + LEADER + i * ENTRY).at) {
            return false;
        }
    }
    return true;
}

/* How many fields their end marks tell apart. */
static size_t count_fields(const struct work *work)
{
    size_t count = 0;
    for (size_t i = work->base; i < work->bytes.length; i++) {
        count += work->bytes.at[i] == FIELD_END;
    }
    return count;
}

static enum status read_fields(struct work *work, size_t count)
{
    struct str rest = {work->bytes.at + work->base, work->bytes.length - work->base};
    const bool fits = directory_fits(work, count);
    if (!fits && count_fields(work) != count) {
        return refuse(work, "the directory lists %zu fields and does not fit the %zu that follow.",
                      count, count_fields(work));
    }
    if (!fits) {
        TRY(tell(work, TREE_LENGTH, (struct str){0},
                 "The directory does not fit the fields; they were told apart by their ends. "
                 "Export the record again."));
    }
    for (size_t i = 0; i < count; i++) {
        const char *entry = work->bytes.at + LEADER + i * ENTRY;
        struct str field = {0};
        if (!is_tag(entry)) {
            return refuse(work, "entry %zu of the directory has no tag of three letters or digits.",
                          i + 1);
        }
        if (fits) {
            field = field_at(work, entry);
        } else {
            (void)str_split(&rest, FIELD_END, &field);
        }
        const struct str tag = arena_str(work->arena, (struct str){entry, 3});
        if (!tag.at) {
            return fail_memory(work->why);
        }
        TRY(read_field(work, tag, field));
    }
    return STATUS_OK;
}

/* ---- the leader ---- */

/* Finds the base address and how many entries the directory has. */
static enum status read_leader(struct work *work, size_t *count)
{
    const struct str bytes = work->bytes;
    if (bytes.length < LEADER + 2) {
        return refuse(work, "it is shorter than a leader. Look whether the file is MARC 21.");
    }
    work->base = digits(bytes.at + 12, 5);
    if (digits(bytes.at, 5) == SIZE_MAX || work->base == SIZE_MAX) {
        return refuse(work, "its leader \"%.24s\" has no lengths in it.", bytes.at);
    }
    if (work->base < LEADER + 1 || work->base >= bytes.length ||
        bytes.at[work->base - 1] != FIELD_END || (work->base - LEADER - 1) % ENTRY != 0) {
        return refuse(work, "its directory does not end where the leader says, at byte %zu.",
                      work->base);
    }
    *count = (work->base - LEADER - 1) / ENTRY;
    const size_t length = digits(bytes.at, 5);
    if (length != bytes.length && !(length == LENGTH_LIMIT && bytes.length > LENGTH_LIMIT)) {
        TRY(tell(work, TREE_LENGTH, (struct str){bytes.at, 5},
                 "The leader says another length than the record has; it was read to its end mark. "
                 "Export the record again."));
    }
    return STATUS_OK;
}

static enum status find_encoding(struct work *work)
{
    const struct str bytes = work->bytes;
    work->marc8 = bytes.at[9] != 'a';
    if (work->marc8 && is_utf8_text(bytes)) {
        work->marc8 = false;
        return tell(work, TREE_CHARACTERS, (struct str){0},
                    "The leader says that the text is MARC-8, and it is UTF-8; it was read as "
                    "that. Correct byte 9 of the leader where the file is made.");
    }
    return STATUS_OK;
}

static enum status read_record(struct work *work)
{
    size_t count = 0;
    TRY(read_leader(work, &count));
    struct xml_node *top = tree_top(work->arena, "record", work->number);
    work->record.node = top;
    struct xml_node *leader =
        top ? tree_child(work->arena, &work->record, "leader", work->number) : NULL;
    if (!leader) {
        return fail_memory(work->why);
    }
    leader->text = arena_str(work->arena, (struct str){work->bytes.at, LEADER});
    if (!leader->text.at) {
        return fail_memory(work->why);
    }
    if (utf8_check(leader->text) < LEADER) {
        return refuse(work, "its leader is no ASCII.");
    }
    TRY(find_encoding(work));
    TRY(read_fields(work, count));
    work->tree->top = top;
    return STATUS_OK;
}

static enum status marc21_parse(void *at, struct arena *arena, const struct tree_piece *piece,
                                struct tree *tree, struct failure *why)
{
    struct work work = {
        .arena = arena, .tree = tree, .why = why, .bytes = piece->bytes, .number = piece->line};
    (void)at;
    if (memchr(piece->bytes.at, '\0', piece->bytes.length)) {
        return refuse(&work, "there is a NUL byte in it. Take it out.");
    }
    buf_init(&work.text, TREE_PIECE_LIMIT * 4);
    const enum status status = read_record(&work);
    buf_release(&work.text);
    return status;
}

static bool marc21_complete(const void *at)
{
    (void)at;
    return true; /* a record that is cut off is told as one */
}

const struct tree_carrier marc21_carrier = {
    .type = "marc21",
    .called = "MARC 21",
    .record = "record",
    .unit = "record",
    .open = marc21_open,
    .next = marc21_next,
    .parse = marc21_parse,
    .complete = marc21_complete,
    .line = window_state_line,
    .close = window_state_close,
};
