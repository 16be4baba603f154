#!/usr/bin/env bats
# Reports of the pack: whole, valid, the same anywhere, with the numbers that the tables have; and the words when it cannot be.

load helper

setup_file() {
    local root
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    cd "$root" || return 1
    "${CROSSCUT:-$root/build/release/crosscut}" --db "$BATS_FILE_TMPDIR/demo.db" --quiet import data
}

report() { # as crosscut report, on the demo's data
    "$CROSSCUT" --db "$BATS_FILE_TMPDIR/demo.db" report "$@"
}

needs_weasyprint() {
    command -v weasyprint >/dev/null || skip "weasyprint is not installed"
}

every_report() { # COMMAND…: run with the words for each report
    "$@" biennial --biennium 2010-11
    "$@" evaluation-2013
    "$@" country --country KE
    "$@" region --region africa
}

# The numbers of the tables in an HTML report that the pack has unchanged, against `crosscut table -f json`.
compare_tables() { # FILE.html
    python3 - "$1" "$CROSSCUT" "$BATS_FILE_TMPDIR/demo.db" <<'END'
import html.parser, json, re, subprocess, sys
class Tables(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(); self.tables = []; self.at = None; self.cell = None; self.small = 0
    def handle_starttag(self, tag, attrs):
        if tag == 'table': self.at = {'caption': '', 'rows': []}; self.tables.append(self.at)
        if tag == 'small': self.small += 1
        if self.at is None: return
        if tag == 'tr': self.at['rows'].append([])
        if tag in ('th', 'td', 'caption'): self.cell = tag; self.text = ''
    def handle_data(self, data):
        if self.cell and not self.small: self.text += data
    def handle_endtag(self, tag):
        if tag == 'small': self.small -= 1
        if self.at is None: return
        if tag == 'caption': self.at['caption'] = self.text; self.cell = None
        if tag in ('th', 'td'): self.at['rows'][-1].append(self.text.strip()); self.cell = None
        if tag == 'table': self.at = None
parser = Tables(); parser.feed(open(sys.argv[1]).read())
run = lambda *words: subprocess.run([sys.argv[2], '--db', sys.argv[3], '--lang', 'en', *words], capture_output=True, text=True, check=True).stdout
compared = wrong = 0
for name in sys.argv[4:] or ['recommendations-by-status', 'practices-by-status', 't35-field-capacity', 'focus-balance', 't20-events-by-means', 't12-comments', 't10-ratifications']:
    table = json.loads(run('table', name, '-f', 'json'))
    for found in parser.tables:
        if re.sub(r'^Table \d+\. ', '', found['caption']) != table['title']: continue
        rows = {row[0]: row[1:] for row in found['rows'][1:]}
        for row in table['rows'] + [{'label': 'Total', 'cells': table['totals']}]:
            for shown, cell in zip(rows.get(row['label'], []), row['cells']):
                if isinstance(cell['value'], int):
                    compared += 1
                    if not shown or float(shown.replace(',', '')) != cell['value']: wrong += 1; print(name, row['label'], shown, cell['value'])
print(compared, 'compared', wrong, 'wrong')
sys.exit(wrong > 0 or compared < 20)
END
}

@test "the pack's reports are listed, as text and as JSON" {
    run -0 --separate-stderr crosscut reports
    [[ "$output" == *"biennial"*"--biennium 2010-11"* && "$output" == *"country"*"--country CODE"* ]]
    run -0 --separate-stderr crosscut reports --json
    [ "$(jq -r 'map(.report) | join(" ")' <<<"$output")" = "biennial country evaluation-2013 region" ]
    [ "$(jq -c '.[0].languages' <<<"$output")" = '["en","es","fr"]' ]
    run -0 --separate-stderr crosscut pack check --json
    [ "$(jq .reports <<<"$output")" = 4 ]
}

@test "every report is valid HTML in every language" {
    one() { report "$@" --lang "$language" -o "$BATS_TEST_TMPDIR/r.html" && tidy -e -q "$BATS_TEST_TMPDIR/r.html"; }
    for language in en fr es; do
        run -0 every_report one
        [ -z "$output" ]
        grep -q "<html lang=\"$language\">" "$BATS_TEST_TMPDIR/r.html"
    done
}

@test "numbers in reports are those of the tables" {
    report biennial --lang en -o "$BATS_TEST_TMPDIR/b.html"
    run compare_tables "$BATS_TEST_TMPDIR/b.html"
    echo "$output"
    [ "$status" -eq 0 ]
    report evaluation-2013 --lang en -o "$BATS_TEST_TMPDIR/e.html"
    run compare_tables "$BATS_TEST_TMPDIR/e.html"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "the evaluation's printed numbers stand beside the computed ones" {
    run -0 --separate-stderr report evaluation-2013 --lang en
    [[ "$output" == *'printed 0: differs'* && "$output" == *'printed 23: differs'* && "$output" == *'printed 225: differs'* ]]
    [ "$(grep -o '· [A-Z][A-Za-z0-9-]*</small>' <<<"$output" | sort -u | wc -l)" -eq "$(crosscut pack check --json | jq .claims)" ]
}

@test "the same data give the same bytes in any place" {
    one() {
        report "$@" --lang fr -o "$BATS_TEST_TMPDIR/here.html"
        LC_ALL=tr_TR.UTF-8 TZ=Asia/Kathmandu report "$@" --lang fr -o "$BATS_TEST_TMPDIR/there.html"
        cmp "$BATS_TEST_TMPDIR/here.html" "$BATS_TEST_TMPDIR/there.html" || return 1
        report "$@" --lang fr -o "$BATS_TEST_TMPDIR/here.xlsx"
        sleep 1.1
        LC_ALL=fr_FR.UTF-8 TZ=Pacific/Apia report "$@" --lang fr -o "$BATS_TEST_TMPDIR/there.xlsx"
        cmp "$BATS_TEST_TMPDIR/here.xlsx" "$BATS_TEST_TMPDIR/there.xlsx"
    }
    run -0 every_report one
}

@test "a report says of what it was made, and its hash changes with it" {
    run -0 --separate-stderr report country --country KE --lang en
    [[ "$output" == *'Data, last change</dt><dd>20'* && "$output" == *'labour-migration 0.'* ]]
    hash=$(grep -o '<dd>[0-9a-f]\{32\}</dd>' <<<"$output")
    [ -n "$hash" ]
    [ "$hash" != "$(report country --country NP --lang en | grep -o '<dd>[0-9a-f]\{32\}</dd>')" ]
}

@test "numbers lead to lists in the file, or to a site" {
    run -0 --separate-stderr report country --country KE --lang en
    [[ "$output" == *'href="#l1"'* && "$output" == *'<code>project?tag=labour-migration&amp;country=KE</code>'* ]]
    run -0 --separate-stderr report country --country KE --lang en --site https://register.example
    [[ "$output" == *'href="https://register.example/projects?tag=labour-migration&amp;country=KE&amp;lang=en"'* ]]
    [[ "$output" != *'class="answers"'* ]]
}

@test "a list behind a number that is cut says how many more there are" {
    {
        echo 'kind,identifier,title@en,start,country'
        for i in $(seq 250); do echo "project,P$i,Labour migration project $i,2010-03-01,KE"; done
    } >"$BATS_TEST_TMPDIR/many.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/many.csv"
    run -0 --separate-stderr crosscut report country --country KE --lang en
    [ "$(grep -c '<li><code>P' <<<"$output")" -ge 200 ]
    [[ "$output" == *$'</li>\n</ul>\n<p>and 50 more</p>'* ]]
    run -0 --separate-stderr crosscut report country --country KE --lang fr
    [[ "$output" == *'<p>et 50 autres</p>'* ]]
    run -0 --separate-stderr crosscut report country --country KE --lang es
    [[ "$output" == *'<p>y 50 más</p>'* ]]
}

@test "one project, and one more than a list shows, are one in French and Spanish too" {
    projects() { # COUNT
        echo 'kind,identifier,title@en,start,country'
        for i in $(seq "$1"); do echo "project,P$i,Labour migration project $i,2010-03-01,KE"; done
    }
    projects 1 >"$BATS_TEST_TMPDIR/p.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/p.csv"
    run -0 --separate-stderr crosscut report country --country KE --lang es
    [[ "$output" == *$'>1</a>\u00a0proyecto de migración laboral que lo menciona y'* ]]
    projects 7 >"$BATS_TEST_TMPDIR/p.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/p.csv"
    run -0 --separate-stderr crosscut report country --country KE --lang es
    [[ "$output" == *$'>7</a>\u00a0proyectos de migración laboral que lo mencionan y'* && "$output" == *'>y 1 más<'* ]]
    run -0 --separate-stderr crosscut report country --country KE --lang fr
    [[ "$output" == *'>et 1 autre<'* ]]
    projects 8 >"$BATS_TEST_TMPDIR/p.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/p.csv"
    run -0 --separate-stderr crosscut report country --country KE --lang fr
    [[ "$output" == *'>et 2 autres<'* ]]
}

@test "below a table stand the signs that are in it, and its dates are not broken" {
    printf 'kind,identifier,title@en,start,country\nproject,P1,Labour migration project,2010-03-01,KE\n' >"$BATS_TEST_TMPDIR/one.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/one.csv"
    for lang in en fr es; do
        run -0 --separate-stderr crosscut report country --country KE --lang "$lang"
        [[ "$output" == *'>[x]</abbr>'* && "$output" == *'<p class="remark">[x]'* ]]
        [[ "$output" != *'[z]'* ]] || { grep -n '\[z\]' <<<"$output"; false; }
        [[ "$output" == *'<td class="text date">2010-03-01</td>'* ]]
    done
    grep -q '\.date { white-space: nowrap' web/report.css
    grep -q '\.date { white-space: nowrap' web/style.css
}

# How often a number of the "under way" columns, or of the first sentence about them, is the sum of what it leads to.
sums_of() { # FILE.html
    python3 - "$1" <<'END'
import re, sys
page = open(sys.argv[1]).read()
entries = dict(re.findall(r'<li id="(l\d+)"><code>(.*?)</li>', page, re.S))
right = wrong = 0
for anchor, number in re.findall(r'<a class="open" href="#(l\d+)">(?:<[^>]*>)*(\d+)', page):
    entry = entries[anchor]
    if ' + count(' not in entry and 'under-way' not in entry: continue
    parts = [int(part) for part in re.findall(r'<br>(?:<a [^>]*>)?(\d+)', entry)]
    right += sum(parts) == int(number) and len(parts) == 2
    wrong += sum(parts) != int(number)
print(right, wrong)
END
}

@test "on a site a number of several questions leads to each of them, with its own count" {
    for lang in en fr es; do
        report biennial --biennium 2010-11 --lang "$lang" --site https://register.example >"$BATS_TEST_TMPDIR/$lang.html"
        run -0 sums_of "$BATS_TEST_TMPDIR/$lang.html"
        [[ "$output" == [1-9]*" 0" ]] || { echo "$lang: $output"; false; }
    done
    grep -q '<code>= count(project, tag=labour-migration, start&gt;=2010-01-01, start&lt;=2011-12-31) + count([^<]*</code><br><a class="open" href="https' "$BATS_TEST_TMPDIR/en.html"
    grep -q 'mène ici : à chacune' "$BATS_TEST_TMPDIR/fr.html"
    grep -q 'lleva aquí: a cada una' "$BATS_TEST_TMPDIR/es.html"
    [ "$(gzip -9c "$BATS_TEST_TMPDIR/en.html" | wc -c)" -lt 50000 ]
}

# The texts of one sheet of a workbook, a row a line.
texts_of() { # FILE SHEET-NUMBER
    unzip -p "$1" "xl/worksheets/sheet$2.xml" | sed 's/<row /\n<row /g' | sed 's/<[^>]*>/ /g; s/  */ /g'
}

@test "a workbook has a sheet of notes and one for each table of the report" {
    report biennial --lang en -o "$BATS_TEST_TMPDIR/b.xlsx"
    report biennial --lang en -o "$BATS_TEST_TMPDIR/b.html"
    tables=$(grep -c '<table' "$BATS_TEST_TMPDIR/b.html")
    run -0 unzip -p "$BATS_TEST_TMPDIR/b.xlsx" xl/workbook.xml
    [[ "$output" == *'name="Notes"'*'name="Table 1"'*"name=\"Table $tables\""* ]]
    [ "$(grep -o '<sheet ' <<<"$output" | wc -l)" -eq "$((tables + 1))" ]
    # Table 1 as the report has it: the heading of its rows, and the change.
    texts_of "$BATS_TEST_TMPDIR/b.xlsx" 2 | grep -q 'Figure 2008-09 2010-11 Change'
    # A table shows the columns that the report shows, under their names, with the unit.
    texts_of "$BATS_TEST_TMPDIR/b.xlsx" 3 | grep -q 'Code Region '
    texts_of "$BATS_TEST_TMPDIR/b.xlsx" 3 | grep -q '(USD)'
    # What was read, the last but one.
    texts_of "$BATS_TEST_TMPDIR/b.xlsx" "$tables" | grep -q 'Read from On Files'
    notes=$(texts_of "$BATS_TEST_TMPDIR/b.xlsx" 1)
    hash=$(grep -o '<dd>[0-9a-f]\{32\}</dd>' "$BATS_TEST_TMPDIR/b.html" | sed 's/<[^>]*>//g')
    [[ -n "$hash" && "$notes" == *"$hash"* ]]
    for part in 'crosscut report biennial biennium=2010-11 --lang en --as-of 20' 'Computed from the records of the register' 'Definition: Labour migration' 'project?tag=labour-migration' 'labour-migration, version'; do
        [[ "$notes" == *"$part"* ]] || { echo "no $part"; false; }
    done
    # Only definitions that a number depends on.
    [[ "$notes" != *'oda-10-07'* && "$notes" != *'sector-15190'* ]]
}

@test "a PDF is tagged, has contents with pages and running heads, and is the same again" {
    needs_weasyprint
    report biennial --lang en -o "$BATS_TEST_TMPDIR/b.pdf"
    run -0 pdfinfo "$BATS_TEST_TMPDIR/b.pdf"
    [[ "$output" == *"Tagged:"*"yes"* && "$output" == *"(A4)"* && "$output" == *"Work on labour migration, biennial report: 2010-11"* ]]
    # Headings, tables and their heads as a screen reader finds them.
    run -0 bash -c "pdfinfo -struct '$BATS_TEST_TMPDIR/b.pdf' 2>/dev/null | sed 's/^ *//' | sort | uniq -c"
    [[ "$output" == *" 1 H1"* && "$output" == *" H2 (block)"* && "$output" == *"THead"* && "$output" == *" TH"* ]]
    grep -aq /Outlines "$BATS_TEST_TMPDIR/b.pdf"
    pdftotext -layout -f 2 -l 2 "$BATS_TEST_TMPDIR/b.pdf" - | grep -Eq '1 Summary[ .]+[0-9]+$'
    run -0 pdftotext -f 5 -l 5 "$BATS_TEST_TMPDIR/b.pdf" -
    [[ "$output" == *"Work on labour migration, biennial report: 2010-11"* ]]
    TZ=Asia/Kathmandu report biennial --lang en -o "$BATS_TEST_TMPDIR/again.pdf"
    cmp "$BATS_TEST_TMPDIR/b.pdf" "$BATS_TEST_TMPDIR/again.pdf"
}

@test "a brief has two pages at most" {
    needs_weasyprint
    for words in "country --country PH" "country --country LK" "country --country TH" "country --country AF" \
        "region --region asia-pacific" "region --region inter-regional"; do
        for language in en fr es; do
            # shellcheck disable=SC2086
            report $words --lang "$language" -o "$BATS_TEST_TMPDIR/b.pdf"
            [ "$(pdfinfo "$BATS_TEST_TMPDIR/b.pdf" | sed -n 's/^Pages: *//p')" -le 2 ]
        done
    done
}

@test "the biennial report says what its numbers rest on, in words for people" {
    report biennial --lang en -o "$BATS_TEST_TMPDIR/b.html"
    report biennial --lang fr -o "$BATS_TEST_TMPDIR/b.fr.html"
    text() { sed -n '/<main>/,/<section class="answers"/p' "$1" | sed 's/<[^>]*>//g; s/\xc2\xa0/ /g'; }
    run -0 text "$BATS_TEST_TMPDIR/b.html"
    # What is counted is what the definition takes; a period says how much has no date.
    [[ "$output" == *"The definition takes 9 publications of the 13 that the register has of 2010-11"* ]]
    [[ "$output" == *"Of 191 ratifications in the register, 55 are without a date"* ]]
    [[ "$output" == *"The register can date no agreement between States to the biennium."* ]]
    [[ "$output" == *"3 state a budget in United States dollars, from which the class follows"* ]]
    # Amounts in other currencies: those of the table's own rows.
    [[ "$output" == *"3 records have amounts of “Budget” in another currency"* && "$output" != *"14 records have amounts"* ]]
    [[ "$output" == *"None of them was under way in 2010-11"* && "$output" != *"Activities under way by theme"* ]]
    # Sources by their titles, with the day; nothing of the command line; the rules in full.
    [[ "$output" == *"Publication pages of the ILO"* && "$output" == *"What was read, when"* ]]
    # But for the line that says how to make the report again.
    ! grep -v '^To make it again' <<<"$output" | grep -Eq 'crosscut |docs/|data/|README' || false
    ! grep -Eq '(^|[^0-9.,])1 (projects|events|publications|records|agreements|ratifications)' <<<"$output" || false
    [[ "$output" == *"words of the list labour migration, migrant worker, labour agreement or recruitment (principal)"* ]]
    [[ "$output" == *"What this report can and cannot say"* && "$output" == *"What was recommended. Of 24 recommendations"* ]]
    run -0 text "$BATS_TEST_TMPDIR/b.fr.html"
    ! grep -Eq '(^|[^0-9.,  ])[01] (projets|événements|publications|fiches|accords|ratifications)' <<<"$output" || false
    grep -q 'rapport biennal.*2010-11' "$BATS_TEST_TMPDIR/b.fr.html"
    ! grep -q 'rapport biennal: ' "$BATS_TEST_TMPDIR/b.fr.html" || false
}

@test "a biennium of which the register has nothing is a report without empty tables" {
    run -0 --separate-stderr report biennial --biennium 2026-27 --lang en
    [[ "$output" == *"The register knows of no project that began in 2026-27."* ]]
    [[ "$output" == *"The register knows of no project that began in this biennium or the one before it."* && "$output" != *"</span> Projects by year of their start</caption>"* ]]
    [[ "$output" == *"The register has no publication of 2026-27."* ]]
    [[ "$output" == *"The register has no results for 2026-27."* && "$output" != *"The register has no records for this table"* ]]
}

@test "a register of one project says nothing of what it does not hold" {
    printf 'kind,identifier,title@en,start,country\nproject,P1,Labour migration project,2010-03-01,KE\n' >"$BATS_TEST_TMPDIR/one.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/one.csv"
    for lang in en fr es; do
        run -0 --separate-stderr crosscut report biennial --biennium 2010-11 --lang "$lang"
        for words in 'no specialist on' 'sans spécialiste' 'sin especialista' 'What was recommended' 'Ce qui a été recommandé' 'Lo que se recomendó'; do
            [[ "$output" != *"$words"* ]] || { echo "$lang: $words"; false; }
        done
        run -0 --separate-stderr crosscut report region --region africa --lang "$lang"
        for words in 'evaluation of 2013 names' 'de 2013 cite' 'de 2013 menciona'; do
            [[ "$output" != *"$words"* ]] || { echo "$lang: $words"; false; }
        done
        run -0 --separate-stderr crosscut report evaluation-2013 --lang "$lang"
        for words in 'Of the other Conventions' 'Parmi les autres conventions' 'De los demás convenios'; do
            [[ "$output" != *"$words"* ]] || { echo "$lang: $words"; false; }
        done
        run -0 --separate-stderr report biennial --biennium 2010-11 --lang "$lang"
        [[ "$output" == *'no specialist on'* || "$output" == *'sans spécialiste'* || "$output" == *'sin especialista'* ]]
    done
}

@test "the evaluation's overview has every kind of doubt, each once" {
    run -0 --separate-stderr report evaluation-2013 --lang en
    overview=$(sed -n '/id="t1"/,/<\/table>/p' <<<"$output")
    for word in differs contradictory 'refers to nothing' 'another source differs'; do
        grep -q "verdict\">$word" <<<"$overview"
    done
    grep -q '· DQ-33<' <<<"$overview"
    ! grep -Eq '· (DQ-33b|DQ-30c|DQ-22b)<' <<<"$overview" || false
    # Numbers of a text have their commas; what asks has yes or no; what its wording allows says so.
    [[ "$output" == *"1,149,566; 504,127"* && "$output" != *"(1: yes)"* ]]
    [[ "$output" == *"printed 25: agrees within its wording"* && "$output" == *'>agrees within its wording<'* ]]
    [[ "$output" == *"has 74 publications of 2001 to 2005"*"103 publications of 2006 to 2010"* || "$output" == *">74</a>"* ]]
    [[ -z "$stderr" ]]
}

@test "without WeasyPrint it says what to install, and leaves no file" {
    mkdir "$BATS_TEST_TMPDIR/tmp"
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    run -4 --separate-stderr env PATH=/nonexistent "$CROSSCUT" --db "$BATS_FILE_TMPDIR/demo.db" report country --country KE -o "$BATS_TEST_TMPDIR/c.pdf"
    [[ "$stderr" == *"WeasyPrint, which is not installed. Install it (apt install weasyprint)"* ]]
    [ ! -e "$BATS_TEST_TMPDIR/c.pdf" ]
    [ -z "$(ls "$TMPDIR")" ]
}

@test "as of a moment: what came later is left out, and the report is the same as then" {
    cp "$BATS_FILE_TMPDIR/demo.db" "$DB"
    moment=$(sqlite3 "$DB" "SELECT MAX(finished) FROM import")
    revision=$(sqlite3 "$DB" "SELECT value FROM setting WHERE name = 'revision'")
    crosscut report country --country KE --lang en --as-of "$moment" -o "$BATS_TEST_TMPDIR/then.html"
    sleep 1.1
    printf 'kind,identifier,title,start,country\nproject,later-1,Protection of migrant workers,2013-01-01,KE\n' >"$BATS_TEST_TMPDIR/later.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/later.csv"
    crosscut report country --country KE --lang en --as-of "$moment" -o "$BATS_TEST_TMPDIR/again.html"
    cmp "$BATS_TEST_TMPDIR/then.html" "$BATS_TEST_TMPDIR/again.html"
    run -0 --separate-stderr crosscut report country --country KE --lang en
    [[ "$output" == *"Protection of migrant workers"* ]]
    run -4 --separate-stderr crosscut report country --country KE --as-of "0$revision"
    [[ "$stderr" == *"not kept when they had 0$revision"*"the moment that the report gives as its last change; that of now is 20"* ]]
    run -0 --separate-stderr crosscut report country --country KE --as-of "0$((revision + 1))"
    run -4 --separate-stderr crosscut report country --country KE --as-of 1999-12-31
    [[ "$stderr" == *"The register had no data yet at 1999-12-31"* ]]
    run -2 --separate-stderr crosscut report country --country KE --as-of yesterday
    [[ "$stderr" == *"neither a day nor a moment"* ]]
}

@test "as of a moment: what has changed since, or was deleted, is as it was" {
    cat >"$BATS_TEST_TMPDIR/a.csv" <<'END'
kind,identifier,title,start,country
project,p1,Protection of migrant workers,2013-01-01,KE
project,p2,Fair recruitment of migrant workers,2012-01-01,KE
project,p3,Skills of migrant workers,2011-01-01,KE
END
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.csv"
    moment=$(sqlite3 "$DB" "SELECT MAX(finished) FROM import")
    as_of() { crosscut report country --country KE --lang en --as-of "$1" -o "$BATS_TEST_TMPDIR/$2.html"; } # MOMENT NAME
    as_of "$moment" first
    sleep 1.1
    # Another date and other words, by an import; other words by a person; gone, and gone and back again.
    sed -i 's/2013-01-01/2014-01-01/; s/Protection of migrant workers/Bees/' "$BATS_TEST_TMPDIR/a.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.csv"
    as_of "$moment" imported
    crosscut edit project:p2 title@en=Beekeeping --person A
    as_of "$moment" edited
    later=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    as_of "$later" second
    sleep 1.1
    crosscut edit project:p2 title@en=Wasps --person A
    crosscut delete project:p3 --yes --person A
    as_of "$moment" deleted
    crosscut undelete project:p3 --person A
    crosscut delete project:p1 --yes --person A
    printf 'kind,identifier,title,start,country\nproject,p4,Labour migration,2013-01-01,KE\n' >"$BATS_TEST_TMPDIR/b.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/b.csv"
    as_of "$moment" added
    for name in imported edited deleted added; do
        cmp "$BATS_TEST_TMPDIR/first.html" "$BATS_TEST_TMPDIR/$name.html"
    done
    grep -q 'Protection of migrant workers' "$BATS_TEST_TMPDIR/added.html"
    # In between: as it was edited first, and not deleted yet.
    as_of "$later" again
    cmp "$BATS_TEST_TMPDIR/second.html" "$BATS_TEST_TMPDIR/again.html"
    ! cmp -s "$BATS_TEST_TMPDIR/second.html" "$BATS_TEST_TMPDIR/first.html" || false
    ! grep -q 'shown as they are now' "$BATS_TEST_TMPDIR/added.html" || false
    run -0 --separate-stderr crosscut report country --country KE --lang en
    [[ "$output" != *"Protection of migrant workers"* ]]
}

@test "a report that was made without a moment can be made again when data have moved" {
    cp "$BATS_FILE_TMPDIR/demo.db" "$DB"
    needs_weasyprint
    kenya() { # FOLDER [ARGUMENTS]
        mkdir -p "$BATS_TEST_TMPDIR/$1"
        for form in html xlsx pdf; do
            crosscut report country --country KE --lang en "${@:2}" -o "$BATS_TEST_TMPDIR/$1/k.$form"
        done
    }
    kenya first
    moment=$(sed -n 's/.*--as-of \(20[^<]*\)<.*/\1/p' "$BATS_TEST_TMPDIR/first/k.html" | head -1)
    [ -n "$moment" ]
    sleep 1.1
    project=$(crosscut list 'project?country=KE' --json | jq -r '.rows[0].identifier')
    printf 'kind,identifier,title,start,country\nproject,later-1,Protection of migrant workers,2013-01-01,KE\n' >"$BATS_TEST_TMPDIR/later.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/later.csv"
    crosscut edit "project:$project" title@en=Beekeeping --person A
    sleep 1.1
    crosscut delete "project:$project" --yes --person A
    kenya second
    ! cmp -s "$BATS_TEST_TMPDIR/first/k.html" "$BATS_TEST_TMPDIR/second/k.html" || false
    kenya again --as-of "$moment"
    # Any moment before the next change is the same data: so is the end of a day.
    diff -r "$BATS_TEST_TMPDIR/first" "$BATS_TEST_TMPDIR/again"
}

@test "as of a moment: a decision that was undone before is not in force" {
    printf 'kind,identifier,title,start,country\nproject,p2,Bees,2013-01-01,KE\n' >"$BATS_TEST_TMPDIR/a.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.csv"
    judge() { # PERSON VERDICT
        printf 'identifier,lens,theme,verdict,weight,person,note,title,evidence\n%s,labour-migration,,%s,,%s,,,\n' p2 "$2" "$1" >"$BATS_TEST_TMPDIR/d.csv"
        crosscut --quiet review --import "$BATS_TEST_TMPDIR/d.csv"
    }
    projects() { crosscut report country --country KE --lang en "$@" | sed -n 's/.*The register holds \(<a[^>]*>\)*\([0-9]*\|no\)[ <].*/\2/p; ' | sed 's/^no$/0/'; }
    now() { date -u +%Y-%m-%dT%H:%M:%SZ; }
    judge A confirmed
    confirmed=$(now)
    [ "$(projects --as-of "$confirmed")" = 1 ]
    sleep 1.1
    # What undoing writes (store/judge.c): the decision goes to history, and no other takes its place.
    sqlite3 "$DB" "INSERT INTO history (record, what, replaced, lens, theme, verdict, weight, person, at, note)
        SELECT record, 'decision', '$(now)', lens, theme, verdict, weight, person, at, note FROM decision; DELETE FROM decision;"
    sleep 1.1
    undone=$(now)
    sleep 1.1
    printf 'kind,identifier,title,start,country\nproject,p3,Labour migration,2013-01-01,KE\n' >"$BATS_TEST_TMPDIR/b.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/b.csv"
    [ "$(projects --as-of "$confirmed")" = 1 ]
    [ "$(projects --as-of "$undone")" = 0 ]
    [ "$(projects)" = 1 ]
}

@test "as of a moment: the decisions that stood then count" {
    printf 'kind,identifier,title,start,country\nproject,p1,Protection of migrant workers,2013-01-01,KE\nproject,p2,Bees,2013-01-01,KE\n' >"$BATS_TEST_TMPDIR/a.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.csv"
    decide() { # VERDICT-OF-p2
        printf 'identifier,lens,theme,verdict,weight,person,note,title,evidence\n%s,labour-migration,,%s,,A,,,\n' p2 "$1" >"$BATS_TEST_TMPDIR/d.csv"
        crosscut --quiet review --import "$BATS_TEST_TMPDIR/d.csv"
    }
    projects() { crosscut report country --country KE --lang en "$@" | sed -n 's/^<p[^>]*>Country: [^.]*\. The register holds <a[^>]*>\([0-9]*\)<.*/\1/p'; }
    before=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    sleep 1.1
    decide confirmed
    between=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    sleep 1.1
    decide rejected
    [ "$(projects)" = 1 ]
    [ "$(projects --as-of "$between")" = 2 ]
    [ "$(projects --as-of "$before")" = 1 ]
}

@test "what is not public is in no report" {
    printf 'kind,identifier,title,country,contact.person\nactivity,a1,Migrant workers,KE,SECRET-CANARY\n' >"$BATS_TEST_TMPDIR/a.csv"
    cp "$BATS_FILE_TMPDIR/demo.db" "$DB"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.csv" || true
    one() { crosscut report "$@" --lang en; }
    run -0 every_report one
    [[ "$output" != *SECRET-CANARY* ]]
}

@test "words and exit codes for what is wrong" {
    run -4 --separate-stderr report bienial
    [[ "$stderr" == *'There is no report "bienial". Did you mean "biennial"?'* ]]
    run -2 --separate-stderr report country
    [[ "$stderr" == *"The report country is about one country: say which, as in --country"* ]]
    run -2 --separate-stderr report country --country Atlantis
    [[ "$stderr" == *'"Atlantis" is no code or label of the list country'* ]]
    run -2 --separate-stderr report biennial --country KE
    [[ "$stderr" == *'has no parameter "country"'* ]]
    run -2 --separate-stderr report biennial -o r.doc
    [[ "$stderr" == *".html, .pdf or .xlsx"* ]]
    run -2 --separate-stderr report biennial -f xlsx
    [[ "$stderr" == *"That form needs a file"* ]]
    run -0 --separate-stderr report country --country Kenya --lang en
    [[ "$output" == *"country brief: Kenya"* ]]
}

@test "a broken report is refused by pack check, with file and line" {
    cp -r packs/labour-migration "$BATS_TEST_TMPDIR/pack"
    printf '\nThere are 7 of them.\n' >>"$BATS_TEST_TMPDIR/pack/reports/region.es.md"
    run -7 --separate-stderr crosscut --pack "$BATS_TEST_TMPDIR/pack" pack check
    [[ "$stderr" == *"region.es.md:"*'"7" is typed by hand'* ]]
}
