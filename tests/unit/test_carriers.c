/*
 * Goal: MARC 21, RIS, BibTeX and iCalendar give the trees that docs/formats.md says, each record
 * costs only itself when it is broken, and nothing is lost: what goes in is read or told.
 * Method: a table for each carrier of small files and the lines they must print
 * (test_read_common.h).
 */
#include "carriers_fixture.h"

struct text_case {
    const char *name, *input, *expected;
};

static void check_all(const struct text_case *cases, size_t count)
{
    struct test_pack test;
    test_pack_open(&test, formats);
    for (size_t i = 0; i < count; i++) {
        check_reading(test.set, cases[i].name, str_of(cases[i].input), cases[i].expected, false);
    }
    fixture_close(&test.files);
}

/* ---- MARC 21 ---- */

static const struct {
    const char *name;
    char encoding;
    const char *lines;
    size_t cut;     /* bytes taken from the end */
    size_t at;      /* bytes changed from here on … */
    const char *to; /* … to these; NULL: none */
    const char *expected;
} marc_cases[] = {
    {"good", 'a', AB, 0, 0, NULL, "record A line 1\n  title=One Two\n  note=nam\n"},
    {"indicators", 'a', AB "\n700 1 $aX\n700  2$aY", 0, 0, NULL,
     "record A line 1\n  title=One Two\n  note=nam\n  org=X {ref=1}\n  org=Y {role=2}\n"},
    {"UTF-8: accents, Arabic, emoji", 'a', "001 É\n245 00$aZoë 🌍\n880 00$aهجرة", 0, 0, NULL,
     "record É line 1\n  title=Zoë 🌍\n  title=هجرة\n  note=nam\n"},
    {"empty subfields and fields give nothing", 'a', AB "\n700 00$a\n700 00$\n700 00$a $bx", 0, 0,
     NULL, "record A line 1\n  title=One Two\n  note=nam\n"},
    {"ANSEL", ' ',
     "001 A\n245 00$aCafe\xE2 \xE8o \xE1\xE8"
     "A \xA2re \xF0"
     "c",
     0, 0, NULL, "record A line 1\n  title=Cafe ́ö À̈ Øre ç\n  note=nam\n"},
    {"ANSEL, before its letter", ' ',
     "001 A\n245 00$aCaf\xE2"
     "e, \xE8oder, \xC7, \xA5, \xEBt\xECs",
     0, 0, NULL, "record A line 1\n  title=Café, öder, ß, Æ, t︠s︡\n  note=nam\n"},
    {"Cyrillic and back", ' ', "001 A\n245 00$a\x1B(NtRUD\x1B(B end", 0, 0, NULL,
     "record A line 1\n  title=Труд end\n  note=nam\n"},
    {"Arabic", ' ', "001 A\n245 00$a\x1B(3gLQI 12?\x1B(B", 0, 0, NULL,
     "record A line 1\n  title=هجرة ١٢؟\n  note=nam\n"},
    {"Hebrew in the upper half", ' ', "001 A\n245 00$a\x1B)2\xF9\xEC\xE5\xED", 0, 0, NULL,
     "record A line 1\n  title=שלום\n  note=nam\n"},
    {"sub, super, Greek symbols", ' ',
     "001 A\n245 00$aH\x1B"
     "b2\x1BsO m\x1Bp2\x1Bs \x1Bg"
     "a\x1Bs",
     0, 0, NULL, "record A line 1\n  title=H₂O m² α\n  note=nam\n"},
    {"sets end with the field", ' ', "001 A\n245 00$a\x1B(NtRUD\n700 00$aABC", 0, 0, NULL,
     "record A line 1\n  title=Труд\n  note=nam\n  org=ABC {ref=0} {role=0}\n"},
    {"a set that is not known", ' ', "001 A\n245 00$aA\x1B$1!0!!0!\x1B(B B", 0, 0, NULL,
     "record A line 1\n  title=A�� B\n  note=nam\n! unknown-characters 1 [A] [] [245]\n"},
    {"Greek, with its accents before the letters", ' ', "001 A\n245 00$a\x1B(S\x41\"ab%a\x1B(B", 0,
     0, NULL, "record A line 1\n  title=Αάβἀ\n  note=nam\n"},
    {"extended Cyrillic, low and high", ' ', "001 A\n245 00$a\x1B(QDF\x1B(B\x1B)Q\xE4\xE6", 0, 0,
     NULL, "record A line 1\n  title=ёіЁІ\n  note=nam\n"},
    {"extended Arabic", ' ', "001 A\n245 00$a\x1B(4)^\x1B(B", 0, 0, NULL,
     "record A line 1\n  title=پگ\n  note=nam\n"},
    {"vowel points of Arabic and Hebrew stand before their letters", ' ',
     "001 A\n245 00$a\x1B(3nHoJ\x1B(2 Aa\x1B(B", 0, 0, NULL,
     "record A line 1\n  title=بَتُ בָ\n  note=nam\n"},
    {"escapes that lead nowhere", ' ', "001 A\n245 00$aA\x1BzB\x1B(", 0, 0, NULL,
     "record A line 1\n  title=AzB\n  note=nam\n! unknown-characters 1 [A] [] [245]\n"},
    {"a mark without its letter, and bytes of no set", ' ',
     "001 A\n245 00$aA\xBB\xFF\xFC"
     "B\xE2",
     0, 0, NULL, "record A line 1\n  title=AB\n  note=nam\n! unknown-characters 1 [A] [] [245]\n"},
    {"UTF-8 under a leader that says MARC-8", ' ', "001 A\n245 00$aZoë", 0, 0, NULL,
     "record A line 1\n  title=Zoë\n  note=nam\n! unknown-characters 1 [A] [] []\n"},
    {"MARC-8 under a leader that says UTF-8", 'a',
     "001 A\n245 00$aCaf\xE2"
     "e",
     0, 0, NULL, "rejected line 1\n!! not-utf8 1 [] [] []\n"},
    {"length too short", 'a', AB, 0, 0, "00044",
     "record A line 1\n  title=One Two\n  note=nam\n! wrong-length 1 [A] [] [00044]\n"},
    {"length of five nines in a short record", 'a', AB, 0, 0, "99999",
     "record A line 1\n  title=One Two\n  note=nam\n! wrong-length 1 [A] [] [99999]\n"},
    {"base address beyond the record", 'a', AB, 0, 12, "09999",
     "rejected line 1\n!! malformed 1 [] [] []\n"},
    {"base address in the directory", 'a', AB, 0, 12, "00036",
     "rejected line 1\n!! malformed 1 [] [] []\n"},
    {"base address in the leader", 'a', AB, 0, 12, "00001",
     "rejected line 1\n!! malformed 1 [] [] []\n"},
    {"directory: lengths of a field are wrong", 'a', AB, 0, 27, "0009",
     "record A line 1\n  title=One Two\n  note=nam\n! wrong-length 1 [A] [] []\n"},
    {"directory: no numbers", 'a', AB, 0, 27, "00xx",
     "record A line 1\n  title=One Two\n  note=nam\n! wrong-length 1 [A] [] []\n"},
    {"tag that is none", 'a', AB, 0, 24,
     "0\x01"
     "1",
     "rejected line 1\n!! malformed 1 [] [] []\n"},
    {"field without indicators", 'a', AB "\n700 $aX", 0, 0, NULL,
     "record A line 1\n  title=One Two\n  note=nam\n! malformed-part 1 [A] [] [700]\n"},
    {"no identifier", 'a', "245 10$aOne", 0, 0, NULL,
     "rejected line 1\n!! missing-identifier 1 [] [] []\n"},
    {"cut off", 'a', AB, 1, 0, NULL, "rejected line 1\n!! truncated 1 [] [] []\n"},
    {"cut off in the directory", 'a', AB, 30, 0, NULL,
     "rejected line 1\n!! truncated 1 [] [] []\n"},
};

static void test_marc(void **state)
{
    struct test_pack test;
    struct buf bytes;
    (void)state;
    test_pack_open(&test, formats);
    buf_init(&bytes, 1000000);
    for (size_t i = 0; i < COUNT_OF(marc_cases); i++) {
        buf_clear(&bytes);
        put_marc(&bytes, marc_cases[i].encoding, marc_cases[i].lines);
        bytes.length -= marc_cases[i].cut;
        if (marc_cases[i].to) {
            memcpy(bytes.at + marc_cases[i].at, marc_cases[i].to, strlen(marc_cases[i].to));
        }
        check_reading(test.set, marc_cases[i].name, buf_view(&bytes), marc_cases[i].expected,
                      false);
    }
    buf_release(&bytes);
    fixture_close(&test.files);
}

/* A broken record in the midst costs itself; line ends between records do not matter. */
static void test_marc_file(void **state)
{
    struct test_pack test;
    struct buf bytes;
    (void)state;
    test_pack_open(&test, formats);
    buf_init(&bytes, 1000000);
    put_marc(&bytes, 'a', AB);
    buf_text(&bytes, "\r\n");
    buf_text(&bytes, "00026nam a2200025 a 4500\x1E\x1D");
    buf_text(&bytes, "junk\x1D\n");
    put_marc(&bytes, 'a', "001 B\n245 10$aLast");
    buf_text(&bytes, "\n");
    check_reading(test.set, "file", buf_view(&bytes),
                  "record A line 1\n  title=One Two\n  note=nam\n"
                  "rejected line 2\n!! missing-identifier 2 [] [] []\n"
                  "rejected line 3\n!! malformed 3 [] [] []\n"
                  "record B line 4\n  title=Last\n  note=nam\n",
                  false);
    buf_release(&bytes);
    fixture_close(&test.files);
}

/* ---- RIS ---- */

#define RIS "TY  - JOUR\nID  - A\nTI  - T\n"

static const struct text_case ris_cases[] = {
    {"good", RIS "ER  - \n", "record A line 1\n  title=T\n  note=JOUR\n"},
    {"CRLF, blank lines, no end of the last line", "\r\nTY  - JOUR\r\nID  - A\r\nTI  - T\r\nER  -",
     "record A line 2\n  title=T\n  note=JOUR\n"},
    {"CR alone", "TY  - JOUR\rID  - A\rTI  - T\rER  - \r",
     "record A line 1\n  title=T\n  note=JOUR\n"},
    {"byte order mark and a heading",
     "\xEF\xBB\xBFProvider: X\nTY  - BOOK\nID  - A\nTI  - T\nER  - \n",
     "record A line 2\n  title=T\n  note=BOOK\n"},
    {"lines go on", "TY  - JOUR\nID  - A\nTI  - One\n      two\n\nthree\nER  - \n",
     "record A line 1\n  title=One two\n three\n  note=JOUR\n"},
    {"a hyphen inside is no tag", "TY  - JOUR\nID  - A\nTI  - One\nX - two\nA-B  - c\nER  - \n",
     "record A line 1\n  title=One X - two A-B  - c\n  note=JOUR\n"},
    {"Arabic and emoji", "TY  - JOUR\nID  - A\nTI  - هجرة 🌍\nER  - \n",
     "record A line 1\n  title=هجرة 🌍\n  note=JOUR\n"},
    {"several authors", RIS "AU  - X, Y\nAU  - Z\nER  - \n",
     "record A line 1\n  title=T\n  note=JOUR\n  org=X, Y\n  org=Z\n"},
    {"dates", "TY  - JOUR\nID  - A\nTI  - T\nPY  - 2013/5/07/spring\nER  - \n",
     "record A line 1\n  title=T\n  note=JOUR\n  start=2013-05-07\n"},
    {"date of a year", RIS "PY  - 2013///\nER  - \n",
     "record A line 1\n  title=T\n  note=JOUR\n  start=2013\n"},
    {"date of a month", RIS "PY  - 2013/12//\nER  - \n",
     "record A line 1\n  title=T\n  note=JOUR\n  start=2013-12\n"},
    {"bad date", RIS "\nPY  - 2013/may\nER  - \n",
     "record A line 1\n  title=T\n  note=JOUR\n! bad-date 5 [A] [start] [2013/may]\n"},
    {"no ER", RIS "TY  - BOOK\nID  - B\nTI  - U\nER  - \n",
     "rejected line 1\n!! truncated 1 [] [] []\nrecord B line 4\n  title=U\n  note=BOOK\n"},
    {"cut off", RIS, "rejected line 1\n!! truncated 1 [] [] []\n"},
    {"text between records", RIS "ER  - \nstray\nmore\n" RIS "ER  - \n",
     "record A line 1\n  title=T\n  note=JOUR\nrecord A line 7\n  title=T\n  note=JOUR\n"
     "! stray-text 5 [] [] []\n"},
    {"text behind the last record", RIS "ER  - \nstray\n",
     "record A line 1\n  title=T\n  note=JOUR\n! stray-text 5 [] [] []\n"},
    {"unknown tag", RIS "ZZ  - x\nER  - \n",
     "record A line 1\n  title=T\n  note=JOUR\n! unknown-element 4 [A] [] [ZZ]\n"},
    {"not UTF-8",
     "TY  - JOUR\nID  - A\nTI  - Zo\xEB\nER  - \nTY  - JOUR\nID  - B\nTI  - T\nER  - \n",
     "record A line 1\n  title=Zoë\n  note=JOUR\n! other-encoding 1 [] [] [Windows-1252]\nrecord B "
     "line 5\n  title=T\n  note=JOUR\n"},
    {"Windows-1252 is told once, and reads its quotes",
     "TY  - JOUR\nID  - A\nTI  - \x93"
     "caf\xE9\x94 \x80\nER  - \nTY  - JOUR\nID  - B\nTI  - \xC9t\xE9\nER  - \n",
     "record A line 1\n  title=“café” €\n  note=JOUR\n! other-encoding 1 [] [] "
     "[Windows-1252]\nrecord B line 5\n  title=Été\n  note=JOUR\n"},
    {"UTF-8 with a broken byte is not taken for Latin",
     "TY  - JOUR\nID  - A\nTI  - Zoë \xEB!\nER  - \n", "rejected line 1\n!! not-utf8 3 [] [] []\n"},
    {"a byte that Windows-1252 has not", "TY  - JOUR\nID  - A\nTI  - \x81!\nER  - \n",
     "rejected line 1\n!! not-utf8 3 [] [] []\n"},
    {"no identifier", "TY  - JOUR\nTI  - T\nER  - \n",
     "rejected line 1\n!! missing-identifier 1 [] [] []\n"},
};

static void test_ris(void **state)
{
    (void)state;
    check_all(ris_cases, COUNT_OF(ris_cases));
}

/* ---- BibTeX ---- */

static const struct text_case bib_cases[] = {
    {"good", "@article{A, title = {T}, year = 2013}",
     "record A line 1\n  title=T\n  note=article\n  start=2013\n"},
    {"comments around",
     "Some text a@b.org {\n% @x\n@comment{ @article{no, title={x}} }\n"
     "@preamble{\"x\"}\n@Book{A,title={T},}\nmore",
     "record A line 5\n  title=T\n  note=book\n"},
    {"parentheses", "@book(A, title = \"a ) b\", year = {2013})",
     "record A line 1\n  title=a ) b\n  note=book\n  start=2013\n"},
    {"quotes, braces, nested braces", "@book{A, title = \"The {\"}best{\"} of {A{B}}\"}",
     "record A line 1\n  title=The \"best\" of AB\n  note=book\n"},
    {"white space is one space", "@book{A, title = {One\r\n   two\t three }}",
     "record A line 1\n  title=One two three\n  note=book\n"},
    {"months and numbers", "@book{A, title=1984, year=2013, month=Feb}",
     "record A line 1\n  title=1984\n  note=book\n  start=2013-02\n"},
    {"months as words", "@book{A, title={T}, year=2013, month={September}}",
     "record A line 1\n  title=T\n  note=book\n  start=2013-09\n"},
    {"months as numbers", "@book{A, title={T}, year=2013, month = 7}",
     "record A line 1\n  title=T\n  note=book\n  start=2013-07\n"},
    {"strings and #",
     "@string{ILO = {Labour} # \" Office\", o = {x}}\n@STRING(p = ilo # {!})\n"
     "@book{A, title = p # { and } # O}",
     "record A line 3\n  title=Labour Office! and x\n  note=book\n"},
    {"a later string wins", "@string{x={1}}@string{x={2}}@book{A, title=x}",
     "record A line 1\n  title=2\n  note=book\n"},
    {"a string that nothing defines", "@book{A,\n title = none # { x}}",
     "record A line 1\n  title=none x\n  note=book\n! unknown-macro 2 [A] [] [none]\n"},
    {"authors", "@book{A, title={T}, author = {Ng, A. and {Bread and Butter}\nAND M{\\\"u}ller}}",
     "record A line 1\n  title=T\n  note=book\n  org=Ng, A.\n  org=Bread and Butter\n  "
     "org=Müller\n"},
    {"LaTeX accents",
     "@book{A, title = {\\'e\\'{E}{\\'i}\\'{\\i} \\\"o \\^a \\`a \\~n \\c c \\c{C} "
     "\\v{s} \\H{o} \\k a \\r{u} \\u g \\=o \\.z \\d t}}",
     "record A line 1\n  title=éÉíí ö â à ñ ç Ç š ő ą ů ğ ō ż ṭ\n  note=book\n"},
    {"LaTeX letters and signs",
     "@book{A, title = {\\ss{} \\o\\ \\AA~\\L odz \\& \\% \\$ \\_ \\# \\{c\\} -- --- ``q'' a\\-b}}",
     "record A line 1\n  title=ß ø Å Łodz & % $ _ # {c} – — “q” ab\n  note=book\n"},
    {"LaTeX looks", "@book{A, title = {\\emph{a} {\\it b} \\textbf{c{\\em d}} $x_{1}$ \\url{e}}}",
     "record A line 1\n  title=a b cd $x_{1}$ e\n  note=book\n"},
    {"LaTeX that is not known", "@book{A,\n title = {a \\foo{b}\\bar}}",
     "record A line 1\n  title=a \\foob\\bar\n  note=book\n! unknown-characters 2 [A] [] "
     "[\\foo]\n"},
    {"Arabic and emoji", "@book{A, title = {هجرة 🌍}}",
     "record A line 1\n  title=هجرة 🌍\n  note=book\n"},
    {"addresses are kept", "@book{A, title={T}, url={http://x/~a_b%20c}, doi = {10.1/a_b}}",
     "record A line 1\n  title=T\n  note=book\n  label=http://x/~a_b%20c\n  label=10.1/a_b\n"},
    {"never closed", "@book{A, title = {T,\n  year = 2013\n@book{B, title = {U}}",
     "rejected line 1\n!! truncated 1 [] [] []\nrecord B line 3\n  title=U\n  note=book\n"},
    {"cut off", "@book{A, title = {T}", "rejected line 1\n!! truncated 1 [] [] []\n"},
    {"cut off in a string", "@book{A, title = {T}}\n@string{x = {",
     "record A line 1\n  title=T\n  note=book\n!! truncated 2 [] [] []\n"},
    {"no comma", "@book{A, title = {T}\n year = 2013}\n@book{B, title = {U}}",
     "rejected line 1\n!! malformed 1 [] [] []\nrecord B line 3\n  title=U\n  note=book\n"},
    {"no value", "@book{A, title = , year = 1}", "rejected line 1\n!! malformed 1 [] [] []\n"},
    {"no sign", "@book{A, title {T}}", "rejected line 1\n!! malformed 1 [] [] []\n"},
    {"no key", "@book{title = {T}}", "rejected line 1\n!! malformed 1 [] [] []\n"},
    {"empty key", "@book{, title = {T}}", "rejected line 1\n!! missing-identifier 1 [] [] []\n"},
    {"quote without end", "@book{A, title = \"T}", "rejected line 1\n!! malformed 1 [] [] []\n"},
    {"Latin-1", "@book{A,\n title = {Zo\xEB}}",
     "record A line 1\n  title=Zoë\n  note=book\n! other-encoding 1 [] [] [Windows-1252]\n"},
    {"string in Latin-1", "@string{x = {Zo\xEB}}\n@book{A, title = x}",
     "record A line 2\n  title=Zoë\n  note=book\n"},
    {"not UTF-8", "@book{A,\n title = {Zo\x81}}", "rejected line 1\n!! not-utf8 2 [] [] []\n"},
    {"string that is not UTF-8", "@string{x = {Zo\x81}}\n@book{A, title = x}",
     "record A line 2\n  title=x\n  note=book\n! unknown-macro 2 [A] [] [x]\n"},
};

static void test_bibtex(void **state)
{
    (void)state;
    check_all(bib_cases, COUNT_OF(bib_cases));
}

/* ---- iCalendar ---- */

#define CAL(text) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" text "END:VCALENDAR\r\n"
#define EVENT(text) "BEGIN:VEVENT\r\nUID:A\r\nSUMMARY:T\r\n" text "END:VEVENT\r\n"

static const struct text_case ics_cases[] = {
    {"good", CAL(EVENT("DTSTART:20130517T090000Z\r\n")),
     "record A line 3\n  title=T\n  start=2013-05-17\n"},
    {"LF alone", "begin:vcalendar\nbegin:vevent\nuid:A\nsummary:T\nend:vevent\nend:vcalendar\n",
     "record A line 2\n  title=T\n"},
    {"folded, also within a character and a name",
     CAL("BEGIN:VEVENT\r\nUID:A\r\nSUMM\r\n ARY:Long \r\n \ttitle \xF0\x9F\r\n \x8C\x8D\r\n"
         "END:VEVENT\r\n"),
     "record A line 3\n  title=Long \ttitle 🌍\n"},
    {"escapes", CAL("BEGIN:VEVENT\r\nUID:A\r\nSUMMARY:a\\, b\\; c\\\\d\\ne\r\nEND:VEVENT\r\n"),
     "record A line 3\n  title=a, b; c\\d\ne\n"},
    {"quoted parameters",
     CAL(EVENT("ORGANIZER;CN=\"ILO; x: y, ^'z^' ^^\";ROLE=CHAIR:mailto:a@b\r\n")),
     "record A line 3\n  title=T\n  org=ILO; x: y, \"z\" ^ {ref=mailto:a@b}\n"},
    {"languages", CAL("BEGIN:VEVENT\r\nUID:A\r\nSUMMARY;LANGUAGE=ar:هجرة\r\nEND:VEVENT\r\n"),
     "record A line 3\n  title[ar]=هجرة\n"},
    {"dates", CAL(EVENT("DTSTART;VALUE=DATE:20130228\r\nDTEND;VALUE=DATE:20130301\r\n")),
     "record A line 3\n  title=T\n  note=2013-02-28\n  start=2013-02-28\n"},
    {"the last day of a leap year's February",
     CAL(EVENT("DTSTART;VALUE=DATE:20240227\r\nDTEND;VALUE=DATE:20240301\r\n")),
     "record A line 3\n  title=T\n  note=2024-02-29\n  start=2024-02-27\n"},
    {"the last day of a year",
     CAL(EVENT("DTSTART;TZID=\"Europe/Paris\":20121231T220000\r\nDTEND:20130101T000000\r\n")),
     "record A line 3\n  title=T\n  note=2012-12-31\n  start=2012-12-31\n"},
    {"an end at a time is on its day",
     CAL(EVENT("DTEND:20130102T010000Z\r\nDTSTART:20130101T220000Z\r\n")),
     "record A line 3\n  title=T\n  note=2013-01-02\n  start=2013-01-01\n"},
    {"an event of no length", CAL(EVENT("DTSTART:20130101T000000\r\nDTEND:20130101T000000\r\n")),
     "record A line 3\n  title=T\n  note=2013-01-01\n  start=2013-01-01\n"},
    {"bad date", CAL(EVENT("DTSTART:20131317\r\nDTEND:soon\r\n")),
     "record A line 3\n  title=T\n! bad-date 6 [A] [start] [2013-13-17]\n"},
    {"several values", CAL(EVENT("CATEGORIES:a,b\\, c,\r\n")),
     "record A line 3\n  title=T\n  label=a\n  label=b, c\n"},
    {"components inside", CAL(EVENT("BEGIN:VALARM\r\nACTION:AUDIO\r\nEND:VALARM\r\n")),
     "record A line 3\n  title=T\n  label=AUDIO\n"},
    {"others are passed over",
     CAL("BEGIN:VTIMEZONE\r\nTZID:x\r\nEND:VTIMEZONE\r\n" EVENT(
         "") "BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\n"),
     "record A line 6\n  title=T\n"},
    {"lines that are none",
     CAL(EVENT("broken\r\n\r\n:x\r\nX;=y:z\r\nX;CN=\"a:b\r\nDTSTAMP;X:1\r\n")),
     "record A line 3\n  title=T\n! malformed-part 6 [A] [] [broken]\n"
     "! malformed-part 8 [A] [] [:x]\n! malformed-part 9 [A] [] [X;=y:z]\n"
     "! malformed-part 10 [A] [] [X;CN=\"a:b]\n! malformed-part 11 [A] [] [DTSTAMP;X:1]\n"},
    {"no end, then another", CAL("BEGIN:VEVENT\r\nUID:B\r\n" EVENT("")),
     "rejected line 3\n!! truncated 3 [] [] []\nrecord A line 5\n  title=T\n"},
    {"no end, then the end of all", CAL("BEGIN:VEVENT\r\nUID:B\r\n"),
     "rejected line 3\n!! truncated 3 [] [] []\n"},
    {"cut off behind a record", "BEGIN:VCALENDAR\r\n" EVENT(""),
     "record A line 2\n  title=T\n!! truncated 6 [] [] []\n"},
    {"ends that do not fit",
     CAL("BEGIN:VEVENT\r\nUID:B\r\nBEGIN:VALARM\r\nEND:X\r\nEND:VEVENT\r\n"),
     "rejected line 3\n!! malformed 3 [] [] []\n"},
    {"no events", CAL(""), "! no-records 0 [] [] []\n"},
    {"not UTF-8", CAL("BEGIN:VEVENT\r\nUID:A\r\nSUMMARY:Zo\xEB\r\nEND:VEVENT\r\n"),
     "rejected line 3\n!! not-utf8 5 [] [] []\n"},
};

static void test_ics(void **state)
{
    (void)state;
    check_all(ics_cases, COUNT_OF(ics_cases));
}

static void test_ics_depth(void **state)
{
    struct test_pack test;
    struct buf bytes;
    (void)state;
    test_pack_open(&test, formats);
    for (unsigned depth = 15; depth <= 16; depth++) {
        buf_init(&bytes, 100000);
        buf_text(&bytes, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:A\nSUMMARY:T\n");
        for (unsigned i = 0; i < depth; i++) {
            buf_text(&bytes, "BEGIN:VALARM\n");
        }
        for (unsigned i = 0; i < depth; i++) {
            buf_text(&bytes, "END:VALARM\n");
        }
        buf_text(&bytes, "END:VEVENT\nEND:VCALENDAR\n");
        check_reading(test.set, "depth", buf_view(&bytes),
                      depth == 15 ? "record A line 2\n  title=T\n"
                                  : "rejected line 2\n!! too-large 2 [] [] []\n",
                      false);
        buf_release(&bytes);
    }
    fixture_close(&test.files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marc), cmocka_unit_test(test_marc_file),
        cmocka_unit_test(test_ris),  cmocka_unit_test(test_bibtex),
        cmocka_unit_test(test_ics),  cmocka_unit_test(test_ics_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
