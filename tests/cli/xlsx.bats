#!/usr/bin/env bats
# Workbooks: the same as CSV in columns, order and numbers; with notes; and they come back unchanged.

load helper
load site

setup_file() {
    local root
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    cat >"$BATS_FILE_TMPDIR/odd.csv" <<'END'
kind,identifier,title@en,description@en,country,start,budget,budget.currency,note
project,=cmd|x,=1+1,"a, ""q"" +x",KE|UG,2013-05-01,9.95,USD,@SUM
project,p2,+two,-minus,KE,2013,99999999999.99,USD,
project,p3,three,"line
two  | stroke",KE,1850-01-02,0.1,EUR,
END
    site_start "$root/data" "$BATS_FILE_TMPDIR/odd.csv"
}

teardown_file() {
    site_stop
}

# The second sheet as CSV rows of plain texts from its codes on, and what kinds of cells it has.
sheet() { # FILE values|heads|formulas|numbers|dates|frozen|notes
    python3 - "$1" "$2" <<'END'
import csv, datetime, sys, zipfile, xml.etree.ElementTree as ET
n = {'m': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
z = zipfile.ZipFile(sys.argv[1])
what = sys.argv[2]
page = ET.fromstring(z.read('xl/worksheets/sheet%d.xml' % (1 if what == 'notes' else 2)))
styles = ET.fromstring(z.read('xl/styles.xml'))
codes = {f.get('numFmtId'): f.get('formatCode') for f in styles.iterfind('.//m:numFmt', n)}
xfs = [x.get('numFmtId') for x in styles.find('m:cellXfs', n)]
def column(name):
    k = 0
    for c in name:
        if c.isalpha(): k = k * 26 + ord(c) - 64
    return k - 1
def text(c):
    if c.get('t') == 'inlineStr': return ''.join(c.itertext())
    v = c.find('m:v', n)
    if v is None: return ''
    code = codes.get(xfs[int(c.get('s', 0))]) or ''
    if code.startswith('"') and c.get('t') is None: return 'true' if v.text == '1' else 'false'
    if is_date(c): return (datetime.date(1899, 12, 30) + datetime.timedelta(int(v.text))).isoformat()
    return format(float(v.text), '.15g') if abs(float(v.text)) < 1e15 else v.text
def is_date(c): return c.get('t') is None and codes.get(xfs[int(c.get('s', 0))]) == 'yyyy-mm-dd'
cells = list(page.iter('{%s}c' % n['m']))
if what == 'formulas': print(len(page.findall('.//m:f', n)))
elif what == 'numbers': print(sum(c.get('t') is None and c.find('m:v', n) is not None and not is_date(c) for c in cells))
elif what == 'dates': print(sum(is_date(c) for c in cells))
elif what == 'frozen': print(page.find('.//m:pane', n).get('state'))
else:
    rows = [{column(c.get('r')): text(c) for c in r} for r in page.iter('{%s}row' % n['m'])]
    if what == 'heads': rows = rows[:3]
    elif what == 'values': rows = rows[2:]
    width = max(max(r, default=-1) for r in rows) + 1
    out = csv.writer(sys.stdout, lineterminator='\n')
    for r in rows: out.writerow([r.get(i, '') for i in range(width)])
END
}
# CSV in the same writing, numbers with as many digits as they need.
plain() { # FILE
    python3 - "$1" <<'END'
import csv, re, sys
out = csv.writer(sys.stdout, lineterminator='\n')
for r in csv.reader(open(sys.argv[1], newline='', encoding='utf-8')):
    out.writerow([re.sub(r"^'(?=[=+\-@])", '', c) for c in r])
END
}
needs_python() { command -v python3 >/dev/null || skip "python3 is not here"; }

@test "a list as a workbook has the cells of its CSV" {
    needs_python
    get "$SITE/projects.xlsx" >"$BATS_TEST_TMPDIR/p.xlsx"
    get "$SITE/projects.csv" >"$BATS_TEST_TMPDIR/p.csv"
    diff <(sheet "$BATS_TEST_TMPDIR/p.xlsx" values) <(plain "$BATS_TEST_TMPDIR/p.csv")
    # Its own hash is that of the CSV.
    [[ $(sheet "$BATS_TEST_TMPDIR/p.xlsx" notes) == *",$(b2sum -l 128 "$BATS_TEST_TMPDIR/p.csv" | cut -d' ' -f1)"* ]]
    [ "$(sheet "$BATS_TEST_TMPDIR/p.xlsx" formulas)" = 0 ]
    [ "$(sheet "$BATS_TEST_TMPDIR/p.xlsx" frozen)" = frozen ]
    [ "$(sheet "$BATS_TEST_TMPDIR/p.xlsx" numbers)" -ge 3 ]
    [ "$(sheet "$BATS_TEST_TMPDIR/p.xlsx" dates)" -ge 1 ]
}

@test "every table as a workbook has the cells of its CSV" {
    needs_python
    for name in $(get "$SITE/tables.json" | jq -r '.[].table'); do
        get "$SITE/tables/$name.xlsx?lang=fr" >"$BATS_TEST_TMPDIR/t.xlsx"
        get "$SITE/tables/$name.csv?lang=fr" >"$BATS_TEST_TMPDIR/t.csv"
        # A block has its label in the place of its code.
        if head -1 "$BATS_TEST_TMPDIR/t.csv" | grep -q '^block,'; then cells() { cut -d, -f2-; }; else cells() { cat; }; fi
        diff <(sheet "$BATS_TEST_TMPDIR/t.xlsx" values | cells) <(plain "$BATS_TEST_TMPDIR/t.csv" | cells) || { echo "$name"; false; }
        [[ $(sheet "$BATS_TEST_TMPDIR/t.xlsx" notes) == *",$(get "$SITE/tables/$name.csv?lang=en" | b2sum -l 128 | cut -d' ' -f1)"* ]] || { echo "$name: hash"; false; }
        # The same signs stand in every form, and are explained just where they stand.
        get "$SITE/tables/$name?lang=fr" >"$BATS_TEST_TMPDIR/t.html"
        sheet "$BATS_TEST_TMPDIR/t.xlsx" notes >"$BATS_TEST_TMPDIR/notes"
        sed -n '/<p class="signs">/p' "$BATS_TEST_TMPDIR/t.html" >"$BATS_TEST_TMPDIR/legend"
        for sign in '[x]' '[z]'; do
            count=$(grep -oF "$sign" "$BATS_TEST_TMPDIR/t.csv" | wc -l)
            [ "$(grep -oF ">$sign</abbr>" "$BATS_TEST_TMPDIR/t.html" | wc -l)" -eq "$count" ] || { echo "$name $sign"; false; }
            for legend in notes legend; do
                [ "$(grep -cF "$sign"$'\u00a0: ' "$BATS_TEST_TMPDIR/$legend")" -eq $((count > 0)) ] || { echo "$name $sign $legend"; false; }
            done
            seen=$((${seen:-0} + count))
        done
    done
    [ "$seen" -gt 0 ]
}

@test "the notes say what the data are" {
    needs_python
    crosscut() { "$CROSSCUT" --db "$SITE_DB" "$@"; }
    crosscut table t05-funding-by-region -f xlsx -o "$BATS_TEST_TMPDIR/t.xlsx"
    notes=$(sheet "$BATS_TEST_TMPDIR/t.xlsx" notes)
    for part in 'Title,Funding allocation' 'Number,Table 5' 'What is counted,Unit of count: portfolio lines. Records: 14. Only: Counted by: Region.' 'projects: Projects; sum of “Items”; only Budget class: Project' 'Source,' 'Filter,Portfolio lines' 'portfolio-line?basis=region' 'Data of,20' 'To make it again,crosscut table t05-funding-by-region' 'Made with,' 'budget: Budget (USD)'; do
        [[ $notes == *"$part"* ]] || { echo "no $part"; false; }
    done
    get "$SITE/projects.xlsx?tag=labour-migration&lang=es" >"$BATS_TEST_TMPDIR/p.xlsx"
    notes=$(sheet "$BATS_TEST_TMPDIR/p.xlsx" notes)
    [[ $notes == *'Definiciones,'*'(labour-migration, version '* && $notes == *"Dirección,$SITE/projects?tag=labour-migration"* && $notes == *'budget: Presupuesto; suma de dinero'* && $notes == *'region: Región; código de la lista region, varios'* && $notes == *'Título,Proyectos'* ]]
}

@test "a sheet has a title, headings for people in their language, and codes for programs" {
    needs_python
    get "$SITE/tables/t05-funding-by-region.xlsx?lang=fr" >"$BATS_TEST_TMPDIR/t.xlsx"
    heads=$(sheet "$BATS_TEST_TMPDIR/t.xlsx" heads)
    [[ $heads == *'Code,Région,Projets,'*'(USD)'* && $heads == *$'\nkey,label,projects,'* ]]
    get "$SITE/projects.xlsx?lang=es" >"$BATS_TEST_TMPDIR/p.xlsx"
    heads=$(sheet "$BATS_TEST_TMPDIR/p.xlsx" heads)
    [[ $heads == *'Presupuesto (moneda)'* && $heads == *',budget.currency,'* ]]
    # What its codes mean is a sheet of its own.
    unzip -p "$BATS_TEST_TMPDIR/p.xlsx" xl/workbook.xml | grep -q 'name="Códigos"'
    unzip -p "$BATS_TEST_TMPDIR/p.xlsx" xl/worksheets/sheet3.xml | grep -q '>Tailandia<'
    # For a page: landscape, the headings on each, a filter over the rows; widths follow what is in them.
    page=$(unzip -p "$BATS_TEST_TMPDIR/p.xlsx" xl/worksheets/sheet2.xml)
    [[ $page == *'orientation="landscape"'* && $page == *'<autoFilter '* && $page == *'fitToHeight="0"'* ]]
    unzip -p "$BATS_TEST_TMPDIR/p.xlsx" xl/workbook.xml | grep -q 'Print_Titles'
    [ "$(grep -o '<col [^>]*width="[0-9.]*"' <<<"$page" | grep -o 'width="[0-9.]*"' | sort -u | wc -l)" -gt 3 ]
    # The notes lead to the sheets, and a note of several lines has a row as high.
    notes=$(unzip -p "$BATS_TEST_TMPDIR/p.xlsx" xl/worksheets/sheet1.xml)
    [[ $notes == *"location=\"projects!A1\""* || $notes == *"location=\"'projects'!A1\""* ]]
    [[ $notes == *'ht="30"'* ]]
}

@test "yes and no are numbers that are shown as words" {
    needs_python
    printf 'kind,identifier,title,site_listed\nproject,y1,A,true\nproject,y2,B,false\n' >"$BATS_TEST_TMPDIR/y.csv"
    "$CROSSCUT" --quiet --db "$BATS_TEST_TMPDIR/y.db" import "$BATS_TEST_TMPDIR/y.csv"
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/y.db" export project --lang fr -f xlsx -o "$BATS_TEST_TMPDIR/y.xlsx"
    unzip -p "$BATS_TEST_TMPDIR/y.xlsx" xl/styles.xml | grep -q '&quot;Oui&quot;;&quot;Oui&quot;;&quot;Non&quot;'
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/y.db" import "$BATS_TEST_TMPDIR/y.xlsx" --json | jq -e '.read == 2 and .unchanged == 2'
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/z.db" import "$BATS_TEST_TMPDIR/y.xlsx" --json | jq -e '.read == 2 and .stored == 2'
    diff <("$CROSSCUT" --db "$BATS_TEST_TMPDIR/y.db" list project -f csv) <("$CROSSCUT" --db "$BATS_TEST_TMPDIR/z.db" list project -f csv)
}

@test "an exported list imports as unchanged" {
    "$CROSSCUT" --db "$SITE_DB" export project -f xlsx -o "$BATS_TEST_TMPDIR/p.xlsx"
    run --separate-stderr "$CROSSCUT" --db "$SITE_DB" import "$BATS_TEST_TMPDIR/p.xlsx" --json
    [ "$status" -eq 0 ]
    jq -e '.read > 80 and .unchanged == .read and .rejected == 0' <<<"$output"
    "$CROSSCUT" --db "$SITE_DB" export event -f xlsx -o "$BATS_TEST_TMPDIR/e.xlsx"
    run --separate-stderr "$CROSSCUT" --db "$SITE_DB" import "$BATS_TEST_TMPDIR/e.xlsx" --json
    jq -e '.read > 10 and .unchanged == .read' <<<"$output"
}

@test "a workbook has its name, and leaves no file behind" {
    mkdir "$BATS_TEST_TMPDIR/tmp"
    TMPDIR=$BATS_TEST_TMPDIR/tmp "$CROSSCUT" --db "$SITE_DB" export project -f xlsx -o "$BATS_TEST_TMPDIR/p.xlsx"
    [ -z "$(ls "$BATS_TEST_TMPDIR/tmp")" ]
    get -o /dev/null -D - "$SITE/projects.xlsx" | grep -qi '^content-disposition: attachment; filename="projects.xlsx"'
    get -o /dev/null -D - "$SITE/projects.xlsx" | grep -qi '^content-type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    [[ $(get "$SITE/projects?country=KE") == *'href="/projects.xlsx?country=KE">XLSX</a>'* ]]
    run "$CROSSCUT" --db "$SITE_DB" list project -f xlsx
    [ "$status" -eq 2 ]
}

@test "a chart is offered only where there is one" {
    [[ $(get "$SITE/tables/t05-funding-by-region") == *'.svg">SVG</a>'* ]]
    [[ $(get "$SITE/tables/t10-ratifications") != *'.svg">SVG</a>'* ]]
}
