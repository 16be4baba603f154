/* The declared table of commands and options. Help, parsing and completion are made from it. */
#include "cli/cli.h"

const struct option_info cli_options[] = {
    {OPTION_DB, "--db", 0, "FILE", "the database (default ./crosscut.db)"},
    {OPTION_PACK, "--pack", 0, "DIR",
     "the pack of definitions (default: the one beside the program)"},
    {OPTION_LANG, "--lang", 0, "en|fr|es", "language of labels (default: from LANG, else en)"},
    {OPTION_JSON, "--json", 0, NULL, "print one JSON value instead of text"},
    {OPTION_QUIET, "--quiet", 'q', NULL,
     "print nothing but errors (and data asked for by --json, -f or -o)"},
    {OPTION_HELP, "--help", 'h', NULL, "show help for the command"},
    {OPTION_FORMAT, "--format", 'f', "text|csv|json|xlsx|svg|html|pdf",
     "form of the output (xlsx: of table, export and report, with -o; svg: of table; html, pdf: of "
     "report)"},
    {OPTION_OUTPUT, "--output", 'o', "FILE", "write to FILE instead of standard output"},
    {OPTION_LENS, "--lens", 0, "LENS", "only this lens"},
    {OPTION_MAPPING, "--mapping", 0, "FILE",
     "a mapping for files no format of the pack fits (docs/formats.md)"},
    {OPTION_AS, "--as", 0, "FORMAT",
     "read by this format of the pack, not by what the file looks like"},
    {OPTION_ORIGINAL, "--original", 0, NULL, "show the original bytes the record was read from"},
    {OPTION_TEXT_ONLY, "--text-only", 0, NULL,
     "judge by words only: conditions on codes never hold"},
    {OPTION_NO_SERVE, "--no-serve", 0, NULL, "do not serve the site at the end"},
    {OPTION_LIMIT, "--limit", 'n', "N", "at most N rows (default 50 in text, all otherwise)"},
    {OPTION_SORT, "--sort", 0, "FIELD|-FIELD",
     "in the order of this field, with - from the greatest down (default: the identifier)"},
    {OPTION_EXPORT, "--export", 0, NULL, "write the queue as CSV"},
    {OPTION_IMPORT, "--import", 0, "FILE|KIND",
     "review: read decisions from a CSV file; scan: store the documents as records of that kind"},
    {OPTION_ALL_FIELDS, "--all-fields", 0, NULL, "also fields that are not public"},
    {OPTION_VERDICT, "--verdict", 0, "WORD", "only claims with this verdict"},
    {OPTION_FROM, "--from", 0, "YEAR|DATE",
     "of a table: the first year, instead of its own. Of harvest: only what changed on this day or "
     "later"},
    {OPTION_TO, "--to", 0, "YEAR", "the last year, instead of the table's own"},
    {OPTION_WHERE, "--where", 0, "FIELD=VALUE", "only these records (more may follow)"},
    {OPTION_ON, "--on", 0, "DATE", "as if it were this day (default: today)"},
    {OPTION_WITHIN, "--within", 0, "DAYS", "also what falls due in so many days"},
    {OPTION_LISTEN, "--listen", 0, "ADDRESS:PORT", "where to serve (default 127.0.0.1:8080)"},
    {OPTION_SET, "--set", 0, "FIELD=VALUE",
     "this value in every record of the run; may be given several times. Of harvest: only this set "
     "of the repository"},
    {OPTION_KIND, "--kind", 0, "KIND", "only records of this kind"},
    {OPTION_REINDEX, "--reindex", 0, NULL, "make the search index anew first"},
    {OPTION_INTO, "--into", 0, "DIR", "the folder for the answers"},
    {OPTION_PREFIX, "--prefix", 0, "PREFIX", "the form of the records (default oai_dc)"},
    {OPTION_QUEUE, "--queue", 0, "LENS", "print the tags that wait for a person, in their order"},
    {OPTION_STATS, "--stats", 0, NULL, "print how far review is and how far people agree"},
    {OPTION_GOLD, "--gold", 0, "FILE", "keep judged records, to be mixed into the queue of --lens"},
    {OPTION_UNTIL, "--until", 0, "DATE", "only what changed on this day or before"},
    {OPTION_ALLOW, "--allow", 0, "FILE",
     "the hosts that may be connected to, one a line (default: CROSSCUT_ALLOW; else none)"},
    {OPTION_ROLE, "--role", 0, "ROLE",
     "reader, contributor, reviewer, editor, officer or administrator"},
    {OPTION_EMAIL, "--email", 0, "ADDRESS", "where the person can be written to"},
    {OPTION_PASSWORD_FILE, "--password-file", 0, "FILE",
     "the password is the first line of FILE (default: it is asked for)"},
    {OPTION_NOTE, "--note", 0, "TEXT", "why; it is kept with the change"},
    {OPTION_PERSON, "--person", 0, "NAME",
     "who does it (default: the name you are logged in with)"},
    {OPTION_NEW, "--new", 0, NULL, "a record that is not there yet"},
    {OPTION_YES, "--yes", 0, NULL, "do it without asking"},
    {OPTION_BEHIND_HTTPS, "--behind-https", 0, NULL,
     "people reach the site by https, through a proxy that passes Host on"},
    {OPTION_PROXY, "--proxy", 0, "ADDRESS",
     "believe the proxy at ADDRESS (127.0.0.1) who asks: the last of X-Forwarded-For"},
    {OPTION_NOTED, "--noted", 0, "NUMBER:HASH", "an end of the chain that was noted before"},
    {OPTION_SITE, "--site", 0, "ADDRESS",
     "the address under which our site is known: tags, numbers and files lead there"},
    {OPTION_UNCHECKED, "--unchecked", 0, NULL,
     "write also what does not keep to the rules of the format"},
    {OPTION_BIENNIUM, "--biennium", 0, "2010-11", "the biennium the report is about"},
    {OPTION_COUNTRY, "--country", 0, "CODE", "the country the report is about"},
    {OPTION_REGION, "--region", 0, "CODE", "the region the report is about"},
    {OPTION_AS_OF, "--as-of", 0, "DATE|REVISION",
     "with the data as they were at the end of that day, or only if they have that revision"},
    {OPTION_CHECK, "--check", 0, NULL,
     "then read all files again: no dead link, no number that differs from its list"},
    {OPTION_PDF, "--pdf", 0, NULL,
     "reports that stand alone as PDF too (by WeasyPrint: seconds for each)"},
    {OPTION_DRY_RUN, "--dry-run", 0, NULL, "say what would be written, and write nothing"},
    {OPTION_COUNT, NULL, 0, NULL, NULL},
};

static const enum option no_options[] = {OPTION_COUNT};
static const enum option demo_options[] = {OPTION_NO_SERVE, OPTION_LISTEN, OPTION_COUNT};
static const enum option import_options[] = {OPTION_MAPPING, OPTION_AS, OPTION_SET, OPTION_COUNT};
static const enum option harvest_options[] = {OPTION_INTO,  OPTION_PREFIX, OPTION_SET,  OPTION_FROM,
                                              OPTION_UNTIL, OPTION_ALLOW,  OPTION_COUNT};
static const enum option lens_options[] = {OPTION_LENS, OPTION_COUNT};
static const enum option output_options[] = {OPTION_OUTPUT, OPTION_COUNT};
static const enum option score_options[] = {OPTION_TEXT_ONLY, OPTION_COUNT};
static const enum option review_options[] = {
    OPTION_QUEUE,  OPTION_STATS, OPTION_GOLD,   OPTION_EXPORT, OPTION_IMPORT, OPTION_LENS,
    OPTION_PERSON, OPTION_LIMIT, OPTION_FORMAT, OPTION_OUTPUT, OPTION_COUNT};
static const enum option scan_options[] = {OPTION_LENS, OPTION_FORMAT, OPTION_OUTPUT, OPTION_IMPORT,
                                           OPTION_COUNT};
static const enum option table_options[] = {OPTION_FORMAT, OPTION_OUTPUT, OPTION_FROM, OPTION_TO,
                                            OPTION_WHERE,  OPTION_AS_OF,  OPTION_COUNT};
static const enum option list_options[] = {OPTION_FORMAT, OPTION_LIMIT,      OPTION_SORT,
                                           OPTION_OUTPUT, OPTION_ALL_FIELDS, OPTION_COUNT};
static const enum option search_options[] = {OPTION_KIND,   OPTION_LIMIT,   OPTION_FORMAT,
                                             OPTION_OUTPUT, OPTION_REINDEX, OPTION_COUNT};
static const enum option show_options[] = {OPTION_ORIGINAL, OPTION_ALL_FIELDS, OPTION_OUTPUT,
                                           OPTION_COUNT};
static const enum option export_options[] = {OPTION_FORMAT, OPTION_OUTPUT,    OPTION_ALL_FIELDS,
                                             OPTION_SITE,   OPTION_UNCHECKED, OPTION_COUNT};
static const enum option edit_options[] = {OPTION_NOTE, OPTION_PERSON, OPTION_NEW, OPTION_COUNT};
static const enum option change_options[] = {OPTION_NOTE, OPTION_PERSON, OPTION_COUNT};
static const enum option delete_options[] = {OPTION_YES, OPTION_NOTE, OPTION_PERSON, OPTION_COUNT};
static const enum option history_options[] = {OPTION_ALL_FIELDS, OPTION_OUTPUT, OPTION_COUNT};
static const enum option check_options[] = {OPTION_VERDICT, OPTION_OUTPUT, OPTION_COUNT};

static const enum option report_options[] = {OPTION_BIENNIUM, OPTION_COUNTRY, OPTION_REGION,
                                             OPTION_SET,      OPTION_FORMAT,  OPTION_OUTPUT,
                                             OPTION_SITE,     OPTION_AS_OF,   OPTION_COUNT};
static const enum option due_options[] = {OPTION_ON, OPTION_WITHIN, OPTION_OUTPUT, OPTION_COUNT};

static const enum option undo_options[] = {OPTION_DRY_RUN, OPTION_YES,  OPTION_NOTE,
                                           OPTION_PERSON,  OPTION_JSON, OPTION_COUNT};
static const enum option publish_options[] = {OPTION_SITE, OPTION_CHECK, OPTION_PDF, OPTION_DRY_RUN,
                                              OPTION_COUNT};
static const enum option serve_options[] = {OPTION_LISTEN, OPTION_SITE, OPTION_BEHIND_HTTPS,
                                            OPTION_PROXY, OPTION_COUNT};
static const enum option audit_options[] = {OPTION_NOTED, OPTION_LIMIT, OPTION_COUNT};
static const enum option user_options[] = {OPTION_ROLE, OPTION_EMAIL, OPTION_PASSWORD_FILE,
                                           OPTION_COUNT};

/* Of the pack, what records and tags need. */
#define LENSES (WITHOUT_FORMATS | WITHOUT_TABLES)

const struct command cli_commands[] = {
    {"demo", "", "load the 2013 evaluation's facts, tag, print the tables and the check",
     "The main job in one go, into ./crosscut-demo.db unless --db says otherwise. Run again, it "
     "finds everything in place.",
     "crosscut demo\n", demo_options, 0, 0, cmd_demo, 0},
    {"import", "FILE|DIR|- …", "read files of any known format into the database and tag them",
     "Formats are recognised by content: IATI activities 1.01 to 2.03, the tables the pack knows, "
     "in "
     "CSV, XLSX or SDMX, catalogues (MARC 21, OAI-PMH), references (RIS, BibTeX), calendars, "
     "feeds, and what export writes as CSV or JSON Lines. Ends with a reconciliation: read = "
     "stored + updated + unchanged "
     "+ rejected. Exit "
     "status 3 when something was refused.",
     "crosscut import activities.xml\n"
     "crosscut import downloads/ --json\n"
     "crosscut import treaty.csv --set FIELD=VALUE\n"
     "curl -s … | crosscut import -\n",
     import_options, 1, -1, cmd_import, WITHOUT_TABLES},
    {"harvest", "ADDRESS", "fetch the records of an OAI-PMH repository into a folder",
     "The answers go into numbered files, as they are; import the folder then. Run again, it goes "
     "on "
     "where it stopped. Only hosts listed with --allow are connected to, by https.",
     "crosscut harvest https://example.org/oai --into oai/ --allow hosts.txt\n"
     "crosscut harvest https://example.org/oai --into oai/ --prefix marc21 --from 2013-01-01\n",
     harvest_options, 1, 1, cmd_harvest, 0},
    {"imports", "[NUMBER]", "list the imports, or the problems of one of them", NULL,
     "crosscut imports\ncrosscut imports 3\n", no_options, 0, 1, cmd_imports, LENSES},
    {"tag", "", "lay the lenses over all records again; says what changed",
     "Needed after a lens changed. What people decided stays.",
     "crosscut tag\ncrosscut tag --lens pardev-2013\n", lens_options, 0, 0, cmd_tag, LENSES},
    {"why", "RECORD", "why a record has its tags: rule, exact words, decisions", NULL,
     "crosscut why XM-DAC-47066-LM.0416\n", output_options, 1, 1, cmd_why, LENSES},
    {"compare", "LENS LENS", "what two definitions have in common, and what only one takes", NULL,
     "crosscut compare broad-2013 pardev-2013\n", output_options, 2, 2, cmd_compare, LENSES},
    {"score", "LENS GOLD.csv", "precision, recall and F1 of a lens against people's judgement",
     "GOLD.csv has the columns iati_identifier, relevance (0, 1, 2) and themes (separated by ;). "
     "Lists every miss and false alarm with the words that caused it.",
     "crosscut score labour-migration gold.csv --text-only\n", score_options, 2, 2, cmd_score,
     LENSES},
    {"scan", "FOLDER|FILE …", "search documents with a lens: hits, context, pages, share",
     "Reads text, web pages, DOCX and PDF (with pdftotext), lays the text conditions of --lens "
     "over "
     "each and prints every hit and the share of documents that match. Needs no database, unless "
     "--import KIND stores the documents as records. Exit status 3 when a file could not be read.",
     "crosscut scan country-programmes/ --lens dwcp-2013\n"
     "crosscut scan report.pdf --lens dwcp-2013 -f csv -o hits.csv\n",
     scan_options, 1, -1, cmd_scan, LENSES},
    {"review", "", "what waits to be judged, how far people agree; carry decisions there and back",
     "People judge tags on the site (docs/review.md). Or export the tags, fill in verdict "
     "(confirmed or rejected) and person, and import them: such a decision has the last word. "
     "--gold keeps judged records (columns as for score), which are mixed into the queue.",
     "crosscut review --queue labour-migration -n 20\n"
     "crosscut review --stats -f csv\n"
     "crosscut review --export --lens labour-migration -o queue.csv\n"
     "crosscut review --import queue.csv\n"
     "crosscut review --gold gold.csv --lens labour-migration\n",
     review_options, 0, 0, cmd_review, WITHOUT_FORMATS},
    {"table", "NAME [FIELD=VALUE …]", "compute and print a table",
     "Conditions replace those of the table on the same fields; --from and --to its years, where "
     "it is divided by years.",
     "crosscut table t05-funding-by-region\n"
     "crosscut table activities-by-theme -f csv -o themes.csv\n"
     "crosscut table activities-by-theme -f xlsx -o themes.xlsx\n"
     "crosscut table agreements-by-country -f svg -o agreements.svg\n"
     "crosscut table activities-by-theme --where country=KE\n"
     "crosscut table activities-by-theme --as-of 2026-11-30\n",
     table_options, 1, -1, cmd_table, WITHOUT_FORMATS},
    {"tables", "", "list the tables", NULL, "crosscut tables\n", output_options, 0, 0, cmd_tables,
     WITHOUT_FORMATS},
    {"check", "", "compare every printed number with what the data give", NULL,
     "crosscut check\ncrosscut check --verdict mismatch\ncrosscut check --json\n", check_options, 0,
     0, cmd_check, WITHOUT_FORMATS},
    {"report", "NAME [PARAMETER=VALUE …]", "write a report of the pack as HTML, PDF or workbook",
     "The form is that of the file's name: .html (one file that needs nothing else), .pdf (made by "
     "WeasyPrint) or .xlsx (its tables). Without -o, HTML on standard output. The same data, pack "
     "and program give the same bytes. See docs/reports.md.",
     "crosscut report biennial --biennium 2010-11 -o biennial.pdf\n"
     "crosscut report country --country KE --lang fr -o kenya.html\n"
     "crosscut report biennial --as-of 2026-11-30 -o then.html\n",
     report_options, 1, -1, cmd_report, WITHOUT_FORMATS},
    {"reports", "", "list the reports and what they can be asked for", NULL, "crosscut reports\n",
     output_options, 0, 0, cmd_reports, WITHOUT_FORMATS},
    {"list", "KIND [FIELD=VALUE …]", "list records",
     "A value may be a code, its label or an alias; a|b means any of them; also !=, >= and <=, and "
     "~= for words in a text. "
     "tag=LENS or tag=LENS/THEME asks for tagged records. The filter of a table cell can be given "
     "as it is.",
     "crosscut list project country=Kenya\n"
     "crosscut list activity tag=labour-migration/recruit 'actual_start>=2015' -f csv\n"
     "crosscut list project 'title~=fair recruitment' --sort -start\n"
     "crosscut list 'portfolio-line?region=africa&size=project'\n",
     list_options, 1, -1, cmd_list, LENSES},
    {"search", "WORDS …", "find records of all kinds by words",
     "All words must occur, in any of their forms, whatever case and accents. \"A phrase\" is "
     "found "
     "as it stands; -word leaves out, word* finds a beginning, OR joins. field:value asks for a "
     "code (or its label), a date or a number, or for words of one field; also kind:, "
     "tag:LENS/THEME, since: and until:. Put quotes round the whole search when it has a phrase, "
     "and -- before one that begins with a minus. See docs/search.md.",
     "crosscut search migration Nepal\n"
     "crosscut search '\"fair recruitment\" -domestic' --kind project\n"
     "crosscut search 'country:Kenya skill* OR training since:2010' --json\n",
     search_options, 1, -1, cmd_search, LENSES},
    {"show", "RECORD", "show one record and where it comes from", NULL,
     "crosscut show XM-DAC-47066-LM.0416\ncrosscut show XM-DAC-47066-LM.0416 --original\n",
     show_options, 1, 1, cmd_show, LENSES},
    {"edit", "KIND:IDENTIFIER FIELD=VALUE …",
     "change values of a record by hand, or enter a new one",
     "The columns are those of a plain table: FIELD (several values divided by |), FIELD@LANGUAGE, "
     "FIELD.PART. An empty value takes it away. The edit is a new version; imports keep it.",
     "crosscut edit project:RAS/10/01/AUS 'title@en=A better title' --note 'as in the report'\n"
     "crosscut edit project:P1 'country=KE|UG' budget=120000 budget.currency=USD\n"
     "crosscut edit event:E9 --new title@en=Workshop start=2013-05\n",
     edit_options, 1, -1, cmd_edit, WITHOUT_TABLES},
    {"history", "RECORD", "the versions of a record: who changed what, when and why", NULL,
     "crosscut history project:RAS/10/01/AUS\n", history_options, 1, 1, cmd_history,
     WITHOUT_TABLES},
    {"restore", "RECORD VERSION", "give a record the values of a former version again", NULL,
     "crosscut restore project:RAS/10/01/AUS 1 --note 'the edit was a mistake'\n", change_options,
     2, 2, cmd_restore, WITHOUT_TABLES},
    {"delete", "RECORD", "take a record out of the register; it can be brought back",
     "Imports do not bring it back, undelete does.",
     "crosscut delete project:P1 --yes --note 'entered twice'\n", delete_options, 1, 1, cmd_delete,
     WITHOUT_TABLES},
    {"undelete", "KIND:IDENTIFIER", "bring a deleted record back as it was", NULL,
     "crosscut undelete project:P1\n", change_options, 1, 1, cmd_undelete, WITHOUT_TABLES},
    {"undo", "IMPORT", "take an import back, as if its file had not been read",
     "What it brought new leaves the register, and what it changed becomes what it was; records "
     "that people have worked on since, and what later imports brought, stay. Importing the file, "
     "or a mended one, brings all of it back. The numbers of imports are on the site, under "
     "Imports, and in what \"crosscut import --json\" says.",
     "crosscut undo 12 --dry-run\ncrosscut undo 12 --yes --note 'the wrong year'\n", undo_options,
     1, 1, cmd_undo, LENSES},
    {"export", "[KIND [FIELD=VALUE …]]", "write records for other programs",
     "-f csv, json, jsonl, xlsx, datapackage (a folder of tables with their description), atom, "
     "ics, or a format of the pack's exports/: iati, …. Exit status 3 when a record does not keep "
     "to the rules of that format and was left out. See docs/export.md.",
     "crosscut export project -f csv -o projects.csv\n"
     "crosscut export project country=Kenya -f xlsx -o kenya.xlsx\ncrosscut export -f json\n"
     "crosscut export activity -f iati --site https://example.org/register -o activities.xml\n"
     "crosscut export -f datapackage -o package/\n",
     export_options, 0, -1, cmd_export, WITHOUT_TABLES},
    {"serve", "", "serve the register as a site: pages for people, .json and .csv for programs",
     "For whoever can reach the address; what changes something asks for an account (see "
     "\"crosscut help user\"). Ctrl-C stops it.",
     "crosscut serve\ncrosscut serve --listen 127.0.0.1:9000\n"
     "crosscut serve --behind-https --proxy 127.0.0.1\n",
     serve_options, 0, 0, cmd_serve, 0},
    {"publish", "DIR", "write the public site as files that need no server",
     "All pages in English, French and Spanish (or those of --lang en,fr), with links from file to "
     "file, a search and the data: for any web server, a folder or a USB stick. Only what changed "
     "is written, and what is gone is removed. --dry-run prints each file: + new, * changed, "
     "- removed. See docs/publish.md.",
     "crosscut publish site/\n"
     "crosscut publish site/ --site https://example.org/register/ --check\n"
     "crosscut publish site/ --lang fr --dry-run\n",
     publish_options, 1, 1, cmd_publish, 0},
    {"user", "list|add|role|password|disable|enable|second-step-off [NAME [ROLE]]",
     "the people who may sign in on the site, and what they may do",
     "Roles: reader, contributor (proposes changes), reviewer (decides on tags), editor (both, and "
     "changes records), officer (sees personal data), administrator (accounts and audit). A "
     "password is asked for, or read from a file that not everybody can read. second-step-off is "
     "for who lost telephone and recovery codes.",
     "crosscut user add mary --role editor\n"
     "crosscut user add tomas --role reviewer --password-file tomas.txt\n"
     "crosscut user role tomas editor\ncrosscut user password mary\n"
     "crosscut user disable tomas\ncrosscut user list\n",
     user_options, 1, 3, cmd_user, LENSES},
    {"audit", "list|verify", "who did what, and whether that list is as it was written",
     "Each entry is chained to the one before it by a hash. verify finds an entry that was "
     "changed, "
     "left out, put elsewhere or cut off; with --noted also a chain that was made anew as a whole, "
     "when the end it had before was noted elsewhere. Exit status 9 when something is wrong.",
     "crosscut audit list\ncrosscut audit verify\ncrosscut audit verify --noted 12:9f3a…\n",
     audit_options, 1, 1, cmd_audit, LENSES},
    {"due", "[KIND]", "what is overdue: reviews, actions, whatever the kinds say falls due",
     "A date of which only the month or the year is known is over at its end.",
     "crosscut due\ncrosscut due practice --within 90\ncrosscut due --on 2014-12-31 --json\n",
     due_options, 0, 1, cmd_due, LENSES},
    {"duplicates", "[KIND]", "records that may be one thing told twice, and why",
     "What makes two records the same is said in the pack, in kinds/KIND.yaml. Nothing is changed.",
     "crosscut duplicates\ncrosscut duplicates event --json\n", output_options, 0, 1,
     cmd_duplicates, LENSES},
    {"pack", "check|kinds", "read every file of the pack and say what is wrong, or list its kinds",
     "kinds prints a page of Markdown: every kind with its fields, rules and links.",
     "crosscut pack check\ncrosscut pack check --pack my-pack\ncrosscut pack kinds -o kinds.md\n",
     output_options, 1, 1, cmd_pack, 0},
    {"doctor", "", "check the database, the pack and the program", NULL, "crosscut doctor\n",
     no_options, 0, 0, cmd_doctor, 0},
    {"completion", "bash|zsh|fish", "print a script that completes commands and options", NULL,
     "source <(crosscut completion bash)\n", no_options, 1, 1, cmd_completion, 0},
    {"help", "[COMMAND]", "show this, or help for a command", NULL, "crosscut help import\n",
     no_options, 0, 1, cmd_help, 0},
    {"version", "", "print the versions of program, pack and libraries", NULL, "crosscut version\n",
     no_options, 0, 0, cmd_version, 0},
    {NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, 0},
};

const struct command *cli_find_command(const char *name)
{
    for (const struct command *c = cli_commands; c->name; c++) {
        if (strcmp(c->name, name) == 0) {
            return c;
        }
    }
    return NULL;
}
