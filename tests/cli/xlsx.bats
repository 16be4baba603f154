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

# The second sheet as CSV rows of plain texts, and what kinds of cells it has.
sheet() { # FILE values|formulas|numbers|dates|frozen|notes
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
        diff <(sheet "$BATS_TEST_TMPDIR/t.xlsx" values) <(plain "$BATS_TEST_TMPDIR/t.csv") || { echo "$name"; false; }
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
    for part in 'Title,Funding allocation' 'Number,Table 5' 'What is counted,Unit of count: portfolio lines. Records: 14. Only: Counted by: region.' 'projects: Projects; sum of “Items”; only Budget class: Project' 'Source,' 'Filter,portfolio-line' 'Data of,20' 'Address,crosscut table t05-funding-by-region' 'Made with,'; do
        [[ $notes == *"$part"* ]] || { echo "no $part"; false; }
    done
    get "$SITE/projects.xlsx?tag=labour-migration&lang=es" >"$BATS_TEST_TMPDIR/p.xlsx"
    notes=$(sheet "$BATS_TEST_TMPDIR/p.xlsx" notes)
    [[ $notes == *'Definición,'*'(labour-migration, version '* && $notes == *"Dirección,$SITE/projects?tag=labour-migration"* && $notes == *'budget: Presupuesto; suma de dinero'* && $notes == *'region: Región; código de la lista region, varios'* && $notes == *'Título,Proyectos'* ]]
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
