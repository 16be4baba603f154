/*
 * Goal: packs are loaded as docs/formats.md says; whatever is wrong in one is named with file, line
 * and mend.
 * Method: packs written to a temporary folder; tables of names and of wrong files.
 */
#include "model/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pack_fixture.h"

static struct pack_fixture f;

static int set_up(void **state)
{
    (void)state;
    fixture_open(&f);
    fixture_standard(&f);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

static void load(void)
{
    if (fixture_pack(&f) != STATUS_OK) {
        fail_msg("%s", f.why.text);
    }
}

/* ---- the pack ---- */

static void a_pack_has_its_parts(void **state)
{
    (void)state;
    load();
    assert_string_equal(f.pack->name, "test");
    assert_string_equal(f.pack->version, "1");
    assert_string_equal(label_in(&f.pack->label, "fr", ""), "Test");
    assert_string_equal(f.pack->dir, f.dir);
    assert_int_equal(f.pack->kind_count, 2);
    assert_int_equal(f.pack->list_count, 3);
    assert_ptr_equal(pack_kind(f.pack, str_of("activity")), &f.pack->kinds[0]);
    assert_ptr_equal(pack_kind(f.pack, str_of("activities")), &f.pack->kinds[0]);
    assert_ptr_equal(pack_kind(f.pack, str_of("event")), &f.pack->kinds[1]);
    assert_null(pack_kind(f.pack, str_of("Event")));
    assert_null(pack_kind(f.pack, str_of("")));
    assert_ptr_equal(pack_list(f.pack, "outcome"), &f.pack->lists[0]);
    assert_null(pack_list(f.pack, "nothing"));
    for (size_t i = 0; i < f.pack->kind_count; i++) {
        assert_int_equal(f.pack->kinds[i].index, i);
    }
}

static void files_come_in_order_of_name(void **state)
{
    const char *const *paths = NULL;
    size_t count = 99;
    (void)state;
    fixture_write(&f, "tables/b.yaml", "");
    fixture_write(&f, "tables/a10.yaml", "");
    fixture_write(&f, "tables/a.yaml", "");
    fixture_write(&f, "tables/A.yaml", "");
    fixture_write(&f, "tables/.hidden.yaml", "");
    fixture_write(&f, "tables/readme.md", "");
    fixture_write(&f, "tables/b.yaml~", "");
    fixture_write(&f, "tables/.yaml", "");
    load();
    assert_int_equal(pack_files(&f.arena, f.pack, "tables", &paths, &count, &f.why), STATUS_OK);
    assert_int_equal(count, 4);
    static const char *const expect[] = {"A.yaml", "a.yaml", "a10.yaml", "b.yaml"};
    for (size_t i = 0; i < count; i++) {
        const char *name = strrchr(paths[i], '/');
        assert_non_null(name);
        assert_string_equal(name + 1, expect[i]);
        assert_true(str_starts(str_of(paths[i]), f.dir));
    }
    assert_int_equal(pack_files(&f.arena, f.pack, "none", &paths, &count, &f.why), STATUS_OK);
    assert_int_equal(count, 0);
    assert_int_equal(pack_files(&f.arena, f.pack, "pack.yaml", &paths, &count, &f.why), STATUS_IO);
    assert_non_null(strstr(f.why.text, "pack.yaml"));
    arena_release(&f.arena);
    arena_init(&f.arena, 16);
    struct pack somewhere = {.dir = f.dir};
    assert_int_equal(pack_files(&f.arena, &somewhere, "tables", &paths, &count, &f.why),
                     STATUS_NOMEM);
}

static void the_digest_follows_what_changes_reading(void **state)
{
    unsigned char before[16], now[16];
    static const struct {
        const char *path, *text;
        bool changes;
    } steps[] = {
        {"lenses/a.yaml", "anything", false},
        {"tables/a.yaml", "anything", false},
        {"formats/a.yaml", "anything", true},
        {"formats/a.yaml", "anything else", true},
        {"formats/a.yaml", "anything else", false},
        {"codelists/sector.yaml", "codelist: sector\ncodes: [{code: a}] # x\n", true},
        {"kinds/event.yaml", "kind: event\nplural: events\nfields: []\n", true},
    };
    (void)state;
    load();
    memcpy(before, f.pack->digest, sizeof before);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        fixture_write(&f, steps[i].path, steps[i].text);
        load();
        memcpy(now, f.pack->digest, sizeof now);
        if ((memcmp(before, now, sizeof now) != 0) != steps[i].changes) {
            fail_msg("step %zu: %s", i, steps[i].path);
        }
        memcpy(before, now, sizeof now);
    }
    fixture_remove(&f, "formats/a.yaml");
    load();
    assert_memory_not_equal(before, f.pack->digest, sizeof before);
}

/* ---- code lists ---- */

static const char regions[] = "codelist: region\n"
                              "codes:\n"
                              "  - code: americas\n"
                              "    label: {en: Americas, fr: Amériques}\n"
                              "    aliases: [Inter-American, \" Latin America \"]\n"
                              "  - {code: arab-states, label: {en: Arab States}, aliases: ME}\n"
                              "  - {code: \"01\", label: Shared, parent: americas}\n"
                              "  - {code: \"02\", label: Shared}\n"
                              "  - {code: \"03\", label: Shared}\n"
                              "  - {code: \"04\", label: americas}\n"
                              "  - {code: \"05\", label: me}\n"
                              "  - {code: \"06\", label: {en: Same, fr: SAME}}\n"
                              "  - {code: \"07\", label: Own, aliases: [OWN]}\n"
                              "  - {code: \"08\", label: Own}\n"
                              "  - {code: \"09\"}\n";

static void a_value_finds_its_code(void **state)
{
    static const struct {
        const char *value, *code; /* NULL: none */
    } cases[] = {
        {"americas", "americas"},
        {"AMERICAS", "americas"},
        {" Americas\n", "americas"},
        {"Ameriques", "americas"},
        {"AMÉRIQUES", "americas"},
        {"Ame\xCC\x81riques", "americas"},
        {"inter-american", "americas"},
        {"latin america", "americas"},
        {"Inter American", NULL},
        {"Arab States", "arab-states"},
        {"ME", "arab-states"}, /* an alias as a single text; it goes before a label */
        {"01", "01"},
        {"1", NULL},
        {"Shared", NULL}, /* three codes have this label */
        {"Same", "06"},
        {"own", "07"}, /* an alias of one code goes before the label of another */
        {"09", "09"},
        {"", NULL},
        {"  ", NULL},
        {"nowhere", NULL},
    };
    (void)state;
    fixture_write(&f, "codelists/region.yaml", regions);
    load();
    const struct codelist *list = pack_list(f.pack, "region");
    assert_non_null(list);
    assert_false(list->open);
    assert_int_equal(list->count, 11);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct code *code = codelist_find(list, str_of(cases[i].value));
        if ((code != NULL) != (cases[i].code != NULL)) {
            fail_msg("\"%s\" %s", cases[i].value, code ? code->code : "found nothing");
        }
        if (code) {
            assert_string_equal(code->code, cases[i].code);
        }
    }
    for (size_t i = 0; i < list->count; i++) {
        assert_int_equal(list->codes[i].order, i);
        assert_ptr_equal(codelist_find(list, str_of(list->codes[i].code)), &list->codes[i]);
    }
    assert_string_equal(list->codes[2].parent, "americas");
    assert_null(list->codes[3].parent);
}

static void a_long_list_finds_every_code(void **state)
{
    struct buf text;
    (void)state;
    buf_init(&text, 1000000);
    buf_text(&text, "codelist: long\ncodes:\n");
    for (int i = 0; i < 5000; i++) {
        buf_printf(&text, "  - {code: c%d, label: {en: Name %d, fr: Nom %d}, aliases: [A%d]}\n", i,
                   i, i, i);
    }
    fixture_bytes(&f, "codelists/long.yaml", text.at, text.length);
    buf_release(&text);
    load();
    const struct codelist *list = pack_list(f.pack, "long");
    for (size_t i = 0; i < 5000; i++) {
        char names[4][40];
        (void)snprintf(names[0], sizeof names[0], "C%zu", i);
        (void)snprintf(names[1], sizeof names[1], "name %zu", i);
        (void)snprintf(names[2], sizeof names[2], "NOM %zu", i);
        (void)snprintf(names[3], sizeof names[3], "a%zu", i);
        for (size_t k = 0; k < COUNT_OF(names); k++) {
            assert_ptr_equal(codelist_find(list, str_of(names[k])), &list->codes[i]);
        }
    }
    assert_null(codelist_find(list, str_of("c5000")));
}

static void equivalence_works_in_both_directions(void **state)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } cases[] = {
        {"07", "3c", true},  {"3c", "07", true}, {"07", "07", true},  {"08", "07", false},
        {"08", "3c", false}, {"xx", "xx", true}, {"xx", "07", false}, {"07", "xx", false},
    };
    (void)state;
    load();
    const struct codelist *list = pack_list(f.pack, "outcome");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(codelist_equivalent(list, cases[i].a, cases[i].b), cases[i].equal);
    }
}

/* ---- kinds ---- */

static void fields_are_what_the_file_says(void **state)
{
    (void)state;
    fixture_write(&f, "kinds/paper.yaml",
                  "kind: paper\nplural: papers\nlabel: {en: Paper, fr: Article}\ntitle: name\n"
                  "fields:\n"
                  "  - {name: name, type: text, languages: true, required: true, search: A}\n"
                  "  - {name: region, type: code, repeat: true, access: internal,\n"
                  "     with: {share: decimal, kind: {type: code, list: vocabulary,\n"
                  "            access: confidential}, open: {type: boolean, access: public}}}\n"
                  "  - {name: anything}\n");
    load();
    const struct kind *kind = pack_kind(f.pack, str_of("papers"));
    assert_string_equal(kind->title, "name");
    assert_string_equal(label_in(&kind->label, "fr", ""), "Article");
    assert_int_equal(kind->field_count, 3);
    const struct field *name = kind_field(kind, str_of("name"));
    assert_true(name->languages && name->required && !name->repeat);
    assert_int_equal(name->search, 'A');
    assert_int_equal(name->access, ACCESS_PUBLIC);
    const struct field *region = kind_field(kind, str_of("region"));
    assert_true(region->repeat && !region->required && !region->list);
    assert_int_equal(region->index, 1);
    assert_int_equal(region->access, ACCESS_INTERNAL);
    assert_int_equal(region->with_count, 3);
    const struct field *share = kind_field(kind, str_of("region.share"));
    assert_ptr_equal(share->parent, region);
    assert_int_equal(share->type, FIELD_DECIMAL);
    assert_int_equal(share->access, ACCESS_INTERNAL); /* never more open than its field */
    const struct field *sub = kind_field(kind, str_of("region.kind"));
    assert_ptr_equal(sub->list, pack_list(f.pack, "vocabulary"));
    assert_int_equal(sub->access, ACCESS_CONFIDENTIAL);
    assert_int_equal(sub->index, 1);
    assert_int_equal(kind_field(kind, str_of("region.open"))->access, ACCESS_INTERNAL);
    assert_int_equal(kind_field(kind, str_of("anything"))->type, FIELD_TEXT);
    static const char *const none[] = {"",     ".", "region.",       "region.none", "share",
                                       "Name", "a", "region.kind.x", ".kind"};
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        assert_null(kind_field(kind, str_of(none[i])));
    }
    static const char *const types[] = {"text",    "code",    "date",   "money",
                                        "decimal", "integer", "boolean"};
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        assert_string_equal(field_type_name((enum field_type)i), types[i]);
    }
}

static void labels_fall_back(void **state)
{
    static const struct label none, french = {1, {"fr"}, {"un"}},
                                    both = {3, {"fr", "en", "es"}, {"un", "one", "uno"}};
    (void)state;
    assert_string_equal(label_in(&none, "en", "x"), "x");
    assert_null(label_in(&none, "en", NULL));
    assert_string_equal(label_in(&french, "en", "x"), "un");
    assert_string_equal(label_in(&both, "es", "x"), "uno");
    assert_string_equal(label_in(&both, "de", "x"), "one");
}

/* ---- what is wrong is named ---- */

#define LIST_HEAD "codelist: bad\ncodes:\n"
#define KIND_HEAD "kind: bad\nplural: bads\nfields:\n"

static const struct {
    const char *path, *text;
    unsigned line;    /* 0: the file as a whole */
    const char *says; /* what is wrong */
    const char *mend; /* what to do */
} wrong[] = {
    {"pack.yaml", "pack: a\nversion: 1\nlabl: en\n", 3, "no such key", "Did you mean `label`"},
    {"pack.yaml", "pack: a\n", 1, "`version` is missing", "Add `version"},
    {"pack.yaml", "version: 1\n", 1, "`pack` is missing", "Add `pack"},
    {"pack.yaml", "pack: a\nversion: [1]\n", 2, "list", "Keep one value"},
    {"pack.yaml", "pack: a\nversion: 1\nlicences:\n  - {name: BY, path: CC-BY}\n", 4,
     "is no address", "Write that"},
    {"pack.yaml", "pack: a\nversion: 1\npublisher: [a]\n", 3, "texts by language", "Write {en"},
    {"pack.yaml", "pack: a\nversion: 1\nhome:\n  groups: [{label: {en: A}, kinds: [nix]}]\n", 4,
     "is no kind", "Name one of kinds/"},
    {"pack.yaml", "pack: a\nversion: 1\nhome:\n  figures: [{table: t, label: {en: A}}]\n", 4,
     "`column` is missing", "Add"},
    {"pack.yaml", "pack: a\nversion: 1\nhome:\n  figures: no\n", 4, "at most 6", "at most"},
    {"pack.yaml", "pack: a\nversion: 1\nlabel: [a]\n", 3, "texts by language", "Write {en"},
    {"pack.yaml", "pack: a\nversion: 1\nlabel: {en: {a: b}}\n", 3, "one text", "Write {en"},
    {"pack.yaml",
     "pack: a\nversion: 1\nlabel: {aa: 1, ab: 1, ac: 1, ad: 1, ae: 1, af: 1, ag: 1, ah: 1, ai: "
     "1}\n",
     3, "at most 8", "Write {en"},
    {"glossary.yaml", "term: a\n", 1, "no such key", "terms"},
    {"glossary.yaml", "terms: a\n", 1, "list of at most", "Write \"- {term"},
    {"glossary.yaml", "terms:\n  - {term: A b, label: a, means: b}\n", 2, "small letters",
     "Choose another"},
    {"glossary.yaml", "terms:\n  - {term: a, label: a, means: b}\n  - {term: a, label: c}\n", 3,
     "there already", "Choose another"},
    {"glossary.yaml", "terms:\n  - {term: a, means: b}\n", 2, "a label and", "Add `label"},
    {"glossary.yaml", "terms:\n  - {term: a, label: b}\n", 2, "what it means", "Add `means"},
    {"glossary.yaml", "terms:\n  - {term: a, label: b, means: c, see: [d]}\n", 2, "no term \"d\"",
     "Name one"},
    {"glossary.yaml", "terms:\n  - {term: a, label: b, means: c, fields: [nowhere]}\n", 2,
     "field \"nowhere\"", "Name fields"},
    {"glossary.yaml", "terms:\n  - {term: a, label: b, means: c, lists: [nowhere]}\n", 2,
     "code list \"nowhere\"", "Name one"},
    {"glossary.yaml", "terms: []\nrecords:\n  - {kind: nowhere}\n", 3, "kind \"nowhere\"",
     "Name one"},
    {"codelists/bad.yaml", "codelist: Bad\ncodes: []\n", 1, "is no name", "lower-case"},
    {"codelists/bad.yaml", "codelist: bad\n", 1, "`codes` is missing", "Add"},
    {"codelists/bad.yaml", "codelist: bad\ncodes: {a: b}\n", 2, "expected a list", "Write one"},
    {"codelists/bad.yaml", LIST_HEAD "  - a\n", 3, "map is needed", "Write"},
    {"codelists/bad.yaml", LIST_HEAD "  - {label: a}\n", 3, "`code` is missing", "Add"},
    {"codelists/bad.yaml", LIST_HEAD "  - {code: \"\"}\n", 3, "empty", "Write"},
    {"codelists/bad.yaml", LIST_HEAD "  - {code: a, alias: [b]}\n", 3, "no such key", "aliases"},
    {"codelists/bad.yaml", LIST_HEAD "  - {code: a}\n  - {code: A}\n", 4,
     "already leads to code \"a\"", "Remove it here or there"},
    {"codelists/bad.yaml",
     LIST_HEAD "  - {code: a, aliases: [x]}\n  - {code: b, aliases:\n      [É, X]}\n", 5,
     "\"X\" already leads", "Remove it here or there"},
    {"codelists/bad.yaml", LIST_HEAD "  - {code: a}\n  - {code: b, aliases: [a]}\n", 4,
     "already leads", "Remove"},
    {"codelists/bad.yaml", LIST_HEAD "  - {code: a, aliases: [[b]]}\n", 3, "single value",
     "Keep one"},
    {"codelists/bad.yaml", LIST_HEAD "  - {code: a, aliases: {b: c}}\n", 3, "map",
     "Write [one, two]"},
    {"codelists/bad.yaml", LIST_HEAD "  - {code: a, aliases: [\" \"]}\n", 3, "empty", "Write"},
    {"codelists/bad.yaml", LIST_HEAD "  - {code: a, equivalents: [b]}\n", 3,
     "\"b\" is no code of this list", "Name codes, not labels"},
    {"codelists/bad.yaml",
     LIST_HEAD "  - {code: a, equivalents: [Bee]}\n  - {code: b, label: Bee}\n", 3,
     "\"Bee\" is no code of this list", "Name codes, not labels"},
    {"codelists/bad.yaml", "codelist: bad\nopen: perhaps\ncodes: []\n", 2, "neither true nor false",
     "Write one"},
    {"codelists/bad.yaml", "codelist: bad\nparent_list: none\ncodes: []\n", 2,
     "there is no code list \"none\"", "Name one of codelists/"},
    {"codelists/worse.yaml", "codelist: sector\ncodes: []\n", 1, "already a code list \"sector\"",
     "Rename one"},
    {"codelists/bad.yaml", LIST_HEAD "  - {code: a}\n  - {code: b, parent: c}\n", 4,
     "\"c\" is no code of the list \"bad\"", "Name a code"},
    {"codelists/bad.yaml",
     "codelist: bad\nparent_list: sector\ncodes:\n  - {code: a, parent: Jobs}\n", 4,
     "\"Jobs\" is no code of the list \"sector\"", "Name a code"},
    {"kinds/bad.yaml", "kind: bad\nfields: []\n", 1, "`plural` is missing", "Add"},
    {"kinds/bad.yaml", "kind: bad\nplural: bads\n", 1, "`fields` is missing", "Add"},
    {"kinds/bad.yaml", "kind: Bad\nplural: bads\nfields: []\n", 1, "are names", "lower-case"},
    {"kinds/bad.yaml", "kind: bad\nplural: bads\nfields: {a: text}\n", 3, "expected a list",
     "Write one"},
    {"kinds/worse.yaml", "# the same plural\nkind: bad\nplural: events\nfields: []\n", 2,
     "already a kind", "Rename one"},
    {"kinds/worse.yaml", "kind: activities\nplural: bads\nfields: []\n", 1, "already a kind",
     "Rename"},
    {"kinds/bad.yaml", "kind: bad\nplural: bads\ntitle: name\nfields: []\n", 3, "no field \"name\"",
     "Name one of the fields"},
    {"kinds/bad.yaml",
     "kind: bad\nplural: bads\norder: -start\nfields: [{name: end, type: date}]\n", 3,
     "no field \"start\"", "Name one of the fields"},
    {"kinds/bad.yaml",
     "kind: bad\nplural: bads\norder: at\nfields: [{name: at, type: date, repeat: true}]\n", 3,
     "cannot be sorted by \"at\"", "does not repeat"},
    {"kinds/bad.yaml",
     "kind: bad\nplural: bads\norder: at\nfields: [{name: at, type: date, access: internal}]\n", 3,
     "cannot be sorted by \"at\"", "public"},
    {"kinds/bad.yaml", KIND_HEAD "  - {type: text}\n", 4, "`name` is missing", "Add"},
    {"kinds/bad.yaml", KIND_HEAD "  - title\n", 4, "map is needed", "Write"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: my-field}\n", 4, "no field name", "lower-case"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a}\n  - {name: identifier}\n", 5,
     "program uses itself", "Choose another"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a}\n  - {name: a}\n", 5, "two fields \"a\"", "Rename"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, type: number}\n", 4, "\"number\" is none of",
     "docs/formats"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, access: secret}\n", 4, "\"secret\" is none of",
     "See"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, repeat: 1}\n", 4, "neither true nor false",
     "Write one"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, search: E}\n", 4, "weight in search",
     "A, B, C or D"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, type: date, languages: true}\n", 4, "only a text",
     "Remove the key"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, type: code, list: none}\n", 4,
     "no code list \"none\"", "Add codelists/"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, list: sector}\n", 4, "only a field of type code",
     "Remove"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, requried: true}\n", 4, "no such key", "required"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, with: [b]}\n", 4, "sub-fields by name",
     "Write with"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, with: {b: number}}\n", 4, "\"number\" is no type",
     "Use text"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, with: {b: money}}\n", 4, "cannot be money",
     "Use a field"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, with: {b: [text]}}\n", 4, "map is needed", "Write"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, with: {b-c: text}}\n", 4, "no field name",
     "lower-case"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, with: {seq: text}}\n", 4, "program uses", "Choose"},
    {"kinds/bad.yaml", KIND_HEAD "  - name: a\n    with:\n      b: {repeat: true}\n", 6,
     "no such key", "Take"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a}\nleave_out: {a: [x]}\n", 5,
     "one field that is a code", "Write"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, type: code, list: sector}\nleave_out: {a: [nix]}\n",
     5, "not in the code list", "Write"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, type: code}\nleave_out: {a: ['']}\n", 5,
     "one field that is a code", "Write"},
    {"kinds/bad.yaml", KIND_HEAD "  - {name: a, with: {b: {with: {c: text}}}}\n", 4, "no such key",
     "Take"},
};

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        char where[400];
        fixture_write(&f, wrong[i].path, wrong[i].text);
        const enum status status = fixture_pack(&f);
        (void)snprintf(where, sizeof where, "%s/%s:%u:", f.dir, wrong[i].path, wrong[i].line);
        if (status != STATUS_INPUT || !str_starts(str_of(f.why.text), where) ||
            !strstr(f.why.text, wrong[i].says) || !strstr(f.why.text, wrong[i].mend)) {
            fail_msg("%s:%u, %s: status %d, %s", wrong[i].path, wrong[i].line, wrong[i].says,
                     (int)status, status == STATUS_OK ? "" : f.why.text);
        }
        if (strcmp(wrong[i].path, "pack.yaml") == 0) {
            fixture_write(&f, "pack.yaml", "pack: test\nversion: 1\n");
        } else {
            fixture_remove(&f, wrong[i].path);
        }
        load();
    }
}

static void a_missing_pack_is_named(void **state)
{
    (void)state;
    fixture_remove(&f, "pack.yaml");
    assert_int_equal(fixture_pack(&f), STATUS_NOT_FOUND);
    assert_non_null(strstr(f.why.text, "pack.yaml"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_pack_has_its_parts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_come_in_order_of_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_digest_follows_what_changes_reading, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_value_finds_its_code, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_list_finds_every_code, set_up, tear_down),
        cmocka_unit_test_setup_teardown(equivalence_works_in_both_directions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(fields_are_what_the_file_says, set_up, tear_down),
        cmocka_unit_test(labels_fall_back),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_pack_is_named, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
