#!/usr/bin/env bats
# Goal: what is exported keeps to its standard, says nothing that is not public, and comes back as it went.
# Method: the official schema and the real files when ../shared has them; our own golden files; round trips compared as JSON.
load helper

setup_file() {
    export SCHEMA=${CROSSCUT_SHARED:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)/../shared}/data/codelists/iati-activities-schema.xsd
}

# All records of the store $1, field by field.
records() {
    "$CROSSCUT" --db "$1" export -f json --all-fields | jq -S .
}

valid() { # FILE: by the official schema, when it is here
    [ ! -e "$SCHEMA" ] || ! command -v xmllint >/dev/null || xmllint --noout --schema "$SCHEMA" "$1" 2>&1
}

# Exports the test's database with the options given, imports that into another one, and compares.
comes_back() {
    "$CROSSCUT" --db "$DB" export --all-fields "$@" -o "$BATS_TEST_TMPDIR/out" -q
    rm -f "$BATS_TEST_TMPDIR/back.db"*
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/back.db" -q import "$BATS_TEST_TMPDIR/out"
    diff <(records "$DB") <(records "$BATS_TEST_TMPDIR/back.db")
}

activity() {
    cat <<'X'
<?xml version="1.0"?>
<iati-activities version="2.03" xml:lang="fr" xmlns:o="urn:other">
 <iati-activity default-currency="USD" o:grade="7">
  <iati-identifier>XM-1</iati-identifier>
  <!-- a comment with SECRET words -->
  <title><narrative>Travailleurs migrants</narrative><narrative xml:lang="en">Migrant workers &amp; labour migration</narrative></title>
  <reporting-org ref="XM-DAC-1" type="40"><narrative>Org</narrative></reporting-org>
  <description type="1"><narrative>Recruitment of migrant workers</narrative></description>
  <participating-org role="1" ref="A"><narrative>Funder</narrative></participating-org>
  <activity-status code="2"/>
  <activity-date type="2" iso-date="2013-01-02"><narrative>a remark</narrative></activity-date>
  <contact-info><person-name><narrative>SECRET person</narrative></person-name><email>SECRET@example.org</email></contact-info>
  <conditions attached="0"/>
  <o:note>kept</o:note>
 </iati-activity>
</iati-activities>
X
}

@test "a title with what XML has not gives feeds and workbooks that are XML all the same" {
    printf 'kind,identifier,title@en,start\nevent,b,Bad \xef\xbf\xbf one\xef\xbf\xbe,2013-05-01\n' >"$BATS_TEST_TMPDIR/f.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/f.csv"
    command -v xmllint >/dev/null || skip "no xmllint"
    for form in atom rss xlsx oai_dc; do
        crosscut --quiet export event -f "$form" --site https://e.example -o "$BATS_TEST_TMPDIR/f.$form"
        [ "$form" = xlsx ] || xmllint --noout "$BATS_TEST_TMPDIR/f.$form"
    done
    for form in atom rss; do grep -q 'Bad � one�' "$BATS_TEST_TMPDIR/f.$form"; done
    unzip -q -d "$BATS_TEST_TMPDIR/book" "$BATS_TEST_TMPDIR/f.xlsx"
    find "$BATS_TEST_TMPDIR/book" -name '*.xml' -print0 | xargs -0 xmllint --noout
    grep -rq 'Bad � one�' "$BATS_TEST_TMPDIR/book/xl"
}

@test "an activity keeps its original, in the order of the standard, without what is not public" {
    activity >"$BATS_TEST_TMPDIR/a.xml"
    crosscut -q import "$BATS_TEST_TMPDIR/a.xml"
    crosscut export -f iati -q -o "$BATS_TEST_TMPDIR/o.xml"
    valid "$BATS_TEST_TMPDIR/o.xml"
    sed 's/generated-datetime="[^"]*"/generated-datetime="…"/' "$BATS_TEST_TMPDIR/o.xml" | diff - tests/golden/export/activity.xml
    run ! grep -i secret "$BATS_TEST_TMPDIR/o.xml"
    crosscut export activity -f iati --all-fields -q | grep -q 'SECRET person'
}

@test "what people edited is written, not what the original said; what no field holds stays" {
    activity >"$BATS_TEST_TMPDIR/a.xml"
    crosscut -q import "$BATS_TEST_TMPDIR/a.xml"
    crosscut -q edit activity:XM-1 'title@en=Fair recruitment' --person Ada --note 'as in the report'
    crosscut export -f iati -q -o "$BATS_TEST_TMPDIR/o.xml"
    valid "$BATS_TEST_TMPDIR/o.xml"
    grep -q 'Fair recruitment' "$BATS_TEST_TMPDIR/o.xml"
    run ! grep 'Migrant workers &amp; labour migration' "$BATS_TEST_TMPDIR/o.xml"
    grep -q 'Travailleurs migrants' "$BATS_TEST_TMPDIR/o.xml"
    grep -q '<conditions attached="0"/>' "$BATS_TEST_TMPDIR/o.xml"
    grep -q '>kept</note>' "$BATS_TEST_TMPDIR/o.xml"
    run ! grep -i secret "$BATS_TEST_TMPDIR/o.xml"
}

@test "what the lenses say is written with --site, once, and the second export is like the first" {
    activity >"$BATS_TEST_TMPDIR/a.xml"
    crosscut -q import "$BATS_TEST_TMPDIR/a.xml"
    crosscut export -f iati --site https://example.org/ -o "$BATS_TEST_TMPDIR/o.xml" -q
    valid "$BATS_TEST_TMPDIR/o.xml"
    grep -q '<sector vocabulary="1" code="15190" crosscut:said="labour-migration"/>' "$BATS_TEST_TMPDIR/o.xml"
    grep -q '<tag vocabulary="99" vocabulary-uri="https://example.org/lenses/labour-migration" code="recruit" crosscut:said="labour-migration">' "$BATS_TEST_TMPDIR/o.xml"
    [ "$(grep -c '<tag vocabulary="3" code="10.7" crosscut:said="labour-migration"/>' "$BATS_TEST_TMPDIR/o.xml")" = 1 ]
    DB=$BATS_TEST_TMPDIR/b.db crosscut -q import "$BATS_TEST_TMPDIR/o.xml"
    DB=$BATS_TEST_TMPDIR/b.db crosscut export -f iati --site https://example.org --all-fields -q | grep -v generated- |
        diff - <(grep -v generated- "$BATS_TEST_TMPDIR/o.xml")
}

@test "a person's decision decides which tags are written" {
    activity >"$BATS_TEST_TMPDIR/a.xml"
    crosscut -q import "$BATS_TEST_TMPDIR/a.xml"
    printf 'identifier,kind,lens,theme,verdict,person\nXM-1,activity,labour-migration,,rejected,A\n' >"$BATS_TEST_TMPDIR/d.csv"
    crosscut review --import "$BATS_TEST_TMPDIR/d.csv"
    run crosscut export -f iati --site https://example.org -q
    [[ "$output" != *vocabulary* ]]
}

@test "an activity that was never IATI is made from its fields" {
    cat >"$BATS_TEST_TMPDIR/a.csv" <<'X'
kind,identifier,title@en,description@en,status,reporting_org,reporting_org.ref,reporting_org.type,participating_org,participating_org.role,actual_start,country,country.percentage
activity,XM-2,A title,What it does,2,Org,XM-DAC-1,40,Funder,1,2013-01-02,KE|UG,40|60
X
    crosscut -q import "$BATS_TEST_TMPDIR/a.csv"
    crosscut export -f iati -o "$BATS_TEST_TMPDIR/o.xml"
    valid "$BATS_TEST_TMPDIR/o.xml"
    grep -q '<recipient-country code="UG" percentage="60"/>' "$BATS_TEST_TMPDIR/o.xml"
    comes_back activity -f iati
}

@test "a record that breaks the rules of the standard is told and not written, unless rules do not matter" {
    iati <<<'XM-3 No status' >"$BATS_TEST_TMPDIR/a.xml"
    crosscut -q import "$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut export -f iati
    [ "$status" = 3 ]
    [[ "$output" != *XM-3* ]]
    [[ "$stderr" == *"XM-3: iati-activity has no participating-org."*"0 records written; 1 not"* ]]
    comes_back -f iati --unchecked
}

@test "versions 1.x are brought forward" {
    for file in tests/golden/read/iati-1*.xml; do
        rm -f "$DB"*
        crosscut -q import "$file" || true
        comes_back activity -f iati --unchecked
    done
}

@test "every real IATI file comes back unchanged, and what is written is valid" {
    needs_shared
    for file in "$SHARED"/data/iati/*.xml; do
        # Made to have a wrong code everywhere: a value whose vocabulary no list has comes back without it, and is then refused.
        case $file in *frankenstein*) continue ;; esac
        rm -f "$DB"*
        crosscut -q import "$file" || true
        crosscut export -f iati -q -o "$BATS_TEST_TMPDIR/o.xml" || [ $? = 3 ]
        if grep -q '<iati-activity' "$BATS_TEST_TMPDIR/o.xml"; then
            valid "$BATS_TEST_TMPDIR/o.xml"
        fi
        comes_back activity -f iati --unchecked || { echo "$file"; return 1; }
        diff <(crosscut list activity tag=labour-migration) <(DB=$BATS_TEST_TMPDIR/back.db crosscut list activity tag=labour-migration)
    done
}

@test "what was valid is written whole" {
    needs_shared
    command -v xmllint >/dev/null || skip "xmllint is not here"
    valid=0
    for file in "$SHARED"/data/iati/*.xml; do
        xmllint --noout --schema "$SCHEMA" "$file" 2>/dev/null || continue
        valid=$((valid + 1))
        rm -f "$DB"*
        crosscut -q import "$file" || true
        run --separate-stderr crosscut export -f iati --all-fields -o "$BATS_TEST_TMPDIR/o.xml"
        [ "$status" = 0 ]
        [[ "$stderr" != *"left out"* ]]
    done
    [ "$valid" -gt 5 ]
}

@test "a long export that fails leaves no file, and one that goes well no other" {
    for i in $(seq 400); do echo "XM-$i A title that is long enough to fill some memory before the end of the file comes"; done | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut -q import "$BATS_TEST_TMPDIR/a.xml"
    mkdir "$BATS_TEST_TMPDIR/to"
    crosscut export -f iati --unchecked -q -o "$BATS_TEST_TMPDIR/to/o.xml"
    [ "$(ls "$BATS_TEST_TMPDIR/to")" = o.xml ]
    [ "$(grep -c '<iati-identifier>' "$BATS_TEST_TMPDIR/to/o.xml")" = 400 ]
    run crosscut export -f iati --unchecked -q -o "$BATS_TEST_TMPDIR/none/o.xml"
    [ "$status" = 74 ]
}

@test "a format that nobody knows is answered with those there are" {
    crosscut -q import data/ilo-events 2>/dev/null || true
    run crosscut export activity -f itai
    [ "$status" = 2 ]
    [[ "$output" == *'There is no format "itai" of records of the kind activity.'*iati* ]]
    run crosscut export event -f iati
    [ "$status" = 2 ]
    run crosscut export -f oai_dc
    [ "$status" = 2 ]
    [[ "$output" == *"Name one: crosscut export KIND -f oai_dc."* ]]
    crosscut export event -f oai_dc -q | grep -q '<type xmlns="http://purl.org/dc/elements/1.1/">Event</type>'
    run crosscut export -f iati --site example.org
    [ "$status" = 2 ]
}

@test "a data package says what is in it, and comes back from its tables" {
    crosscut -q import data 2>/dev/null || true
    crosscut export -f datapackage --all-fields -o "$BATS_TEST_TMPDIR/package"
    run python3 tests/cli/check_package.py "$BATS_TEST_TMPDIR/package"
    echo "$output"
    [ "$status" = 0 ]
    [[ "$output" == *" keys"* && "$output" != "0 tables"* && "$output" != *" 0 keys"* ]]
    rm -f "$BATS_TEST_TMPDIR/back.db"*
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/back.db" -q import "$BATS_TEST_TMPDIR/package/data" || true
    diff <(records "$DB") <(records "$BATS_TEST_TMPDIR/back.db")
    # Again into the same folder, with the same bytes but for the time.
    before=$(jq '.resources[] | .hash' "$BATS_TEST_TMPDIR/package/datapackage.json")
    crosscut export -f datapackage --all-fields -o "$BATS_TEST_TMPDIR/package"
    [ "$before" = "$(jq '.resources[] | .hash' "$BATS_TEST_TMPDIR/package/datapackage.json")" ]
    # What is written into it later leaves nothing behind.
    crosscut export project -f datapackage -o "$BATS_TEST_TMPDIR/package"
    [ "$(ls "$BATS_TEST_TMPDIR/package/data")" = projects.csv ]
    [ "$(ls "$BATS_TEST_TMPDIR/package/index")" = "" ]
    # Of one kind; and never over what is something else.
    crosscut export project country=KE -f datapackage -o "$BATS_TEST_TMPDIR/one"
    [ "$(ls "$BATS_TEST_TMPDIR/one/data")" = projects.csv ]
    python3 tests/cli/check_package.py "$BATS_TEST_TMPDIR/one"
    mkdir "$BATS_TEST_TMPDIR/mine" && touch "$BATS_TEST_TMPDIR/mine/letter.txt"
    run -6 crosscut export -f datapackage -o "$BATS_TEST_TMPDIR/mine"
    run -2 crosscut export -f datapackage
    # As an archive: the same files, the same bytes each time and in each time zone, and nothing beside it.
    mkdir "$BATS_TEST_TMPDIR/zip"
    crosscut export project country=KE -f datapackage -o "$BATS_TEST_TMPDIR/zip/p.zip"
    [ "$(ls -A "$BATS_TEST_TMPDIR/zip")" = p.zip ]
    python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])' "$BATS_TEST_TMPDIR/zip/p.zip" "$BATS_TEST_TMPDIR/unzipped"
    diff -r "$BATS_TEST_TMPDIR/unzipped" "$BATS_TEST_TMPDIR/one"
    cp "$BATS_TEST_TMPDIR/zip/p.zip" "$BATS_TEST_TMPDIR/first.zip"
    TZ=Pacific/Apia crosscut export project country=KE -f datapackage -o "$BATS_TEST_TMPDIR/zip/p.zip"
    cmp "$BATS_TEST_TMPDIR/zip/p.zip" "$BATS_TEST_TMPDIR/first.zip"
}

@test "JSON Lines have every record, one a line, and nothing that is not public" {
    activity >"$BATS_TEST_TMPDIR/a.xml"
    crosscut -q import "$BATS_TEST_TMPDIR/a.xml"
    crosscut -q import data/ilo-events 2>/dev/null || true
    crosscut export -f jsonl -o "$BATS_TEST_TMPDIR/o.jsonl"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/o.jsonl")" = "$(jq -s length "$BATS_TEST_TMPDIR/o.jsonl")" ]
    diff <(jq -S . "$BATS_TEST_TMPDIR/o.jsonl") <(crosscut export -f json | jq -S '.[][]')
    run ! grep SECRET "$BATS_TEST_TMPDIR/o.jsonl"
}

# As comes_back, and a second import of the same lines, in whatever order and spelling of JSON, finds all of it unchanged.
lines_come_back() {
    comes_back "$@" -f jsonl
    count=$(wc -l <"$BATS_TEST_TMPDIR/out")
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/back.db" import "$BATS_TEST_TMPDIR/out" --json | jq -e --argjson n "$count" '.unchanged == $n and .read == $n'
    jq -cS . "$BATS_TEST_TMPDIR/out" | sort -r >"$BATS_TEST_TMPDIR/sorted"
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/back.db" import "$BATS_TEST_TMPDIR/sorted" --json | jq -e --argjson n "$count" '.unchanged == $n'
}

@test "JSON Lines come back: every kind of the demo's data, field by field" {
    crosscut -q import data 2>/dev/null || true
    lines_come_back
    [ "$(jq -r .kind "$BATS_TEST_TMPDIR/out" | sort -u | wc -l)" -gt 20 ]
}

@test "JSON Lines come back: languages, amounts, dates of any precision, parts, exact numbers, awkward texts" {
    activity >"$BATS_TEST_TMPDIR/a.xml"
    crosscut -q import "$BATS_TEST_TMPDIR/a.xml"
    cat >"$BATS_TEST_TMPDIR/p.csv" <<'X'
kind,identifier,title,title.language,budget,budget.currency,budget.value_date,start,end,country
project,"P/1 ""é","A \| title \\ ""x""|Un titre",en|pt-BR,98765432109.1234,USD,2013-05,2013,2014-02-03,KE|UG
project,P2,'=1+1,,-0.0001,EUR,,,,
X
    crosscut -q import "$BATS_TEST_TMPDIR/p.csv" 2>/dev/null || true
    lines_come_back
    grep -q '98765432109.1234' "$BATS_TEST_TMPDIR/out"
    grep -q '"pt-BR"' "$BATS_TEST_TMPDIR/out"
}

@test "plain tables and JSON Lines come back: codes that are in no list, where a format keeps them" {
    printf 'REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\nXQ9,X,2013,5\n' >"$BATS_TEST_TMPDIR/s.csv"
    crosscut import "$BATS_TEST_TMPDIR/s.csv" --set population=none --set source=test
    lines_come_back
    grep -q '"ref_area":"XQ9"' "$BATS_TEST_TMPDIR/out"
    comes_back statistic -f csv
}

@test "JSON Lines come back: real IATI files" {
    needs_shared
    for file in $(find "$SHARED"/data/iati -name '*.xml' -size -60k | sort | awk 'NR % 4 == 1'); do
        rm -f "$DB"*
        crosscut -q import "$file" 2>/dev/null || true
        lines_come_back || { echo "$file"; return 1; }
    done
}

@test "each line that is wrong is told and refused, and the others are read" {
    project() { printf '{"kind":"project","identifier":"%s","fields":{"title":[{"text":"T","language":"en"}]%s}}\n' "$1" "$2"; }
    {
        printf '\xef\xbb\xbf'
        project P1 | sed 's/$/\r/'
        echo
        echo 'no JSON'
        echo '[1, 2]'
        echo '{"kind":"think","identifier":"X","fields":{}}'
        echo '{"kind":"project","identifier":7,"fields":{}}'
        echo '{"kind":"project","identifier":"X"}'
        project P2 ',"colour":"red"'
        project P3 ',"start":2013'
        printf '%s' '{"kind":"project","identifier":"X","fields":{"title":'; printf '[%.0s' $(seq 40); printf ']%.0s' $(seq 40); echo '}}'
        printf '{"kind":"project","identifier":"X\0","fields":{}}\n'
        printf '{"kind":"project","identifier":"X\xff","fields":{}}\n'
        printf '{"kind":"project","identifier":"X","fields":{"title":"'; head -c 17825792 /dev/zero | tr '\0' a; echo '"}}'
        project P1
        project P4 | tr -d '\n'
    } >"$BATS_TEST_TMPDIR/bad.jsonl"
    run -3 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/bad.jsonl" --json
    jq -e '.read == 14 and .rejected == 10 and .stored == 4' <<<"$output" || { echo "$output"; return 1; }
    crosscut imports 1 >"$BATS_TEST_TMPDIR/problems"
    cat "$BATS_TEST_TMPDIR/problems"
    for line in 3:malformed 4:malformed 5:unknown-kind 6:missing-identifier 7:malformed 8:unknown-column 9:malformed-part 10:too-large 11:malformed 12:not-utf8 13:too-large 14:duplicate-identifier; do
        grep -q "bad.jsonl:${line%:*}.*${line#*:}" "$BATS_TEST_TMPDIR/problems" || { echo "$line"; return 1; }
    done
    [ "$(crosscut list project -f csv | grep -c '^P[1-4],')" = 4 ]
}

@test "feeds and calendars are those of the site" {
    crosscut -q import data/ilo-events 2>/dev/null || true
    run -2 crosscut export event -f atom
    [[ "$output" == *--site* ]]
    crosscut export event -f atom --site https://example.org/x/ -o "$BATS_TEST_TMPDIR/feed"
    if command -v xmllint >/dev/null; then xmllint --noout "$BATS_TEST_TMPDIR/feed"; fi
    [ "$(grep -c '<entry>' "$BATS_TEST_TMPDIR/feed")" = "$(crosscut list event -f csv | tail -n +2 | wc -l)" ]
    grep -q 'href="https://example.org/x/events/' "$BATS_TEST_TMPDIR/feed"
    crosscut export event -f ics >"$BATS_TEST_TMPDIR/one.ics"
    grep -q '^SEQUENCE:0' "$BATS_TEST_TMPDIR/one.ics"
    crosscut export event -f ics | cmp - "$BATS_TEST_TMPDIR/one.ics"
    run -4 crosscut export publication -f ics
}

# What a form carries of the publications in the store $1: the fields $2 …
carried() {
    local db=$1
    shift
    "$CROSSCUT" --db "$db" export publication -f json |
        jq -S --args '[.[] | {identifier, fields: (.fields | with_entries(select(.key | IN($ARGS.positional[]))) | .title |= (.[0:1] | map(.text)))}]' "$@"
}

publications() {
    cat <<'X'
kind,identifier,title@en,type,author,publisher,place,date,language,isbn,issn,subject,abstract@en,url,number
publication,a:1,"Migrant & {labour} 100% <of> ""the"" world_1 ~ $5 #2 a\\b^c",book,"Doe, Jane|Ministry of Labour and Social Affairs|ILO",International Labour Office,Geneva,2013-05-17,en|fr,978-92-2-1,,Migration|Wages; pay,"First line, with a = sign — and é ü ñ",https://example.org/a_b?c=%20&d=1,
publication,b-2,"Une étude",report,,OIM,Genève,2011-04,fr,,1234-5678,,,,7
publication,c.3,Nothing but a title,,,,,2010,,,,,,,
X
}

@test "publications come back from MARCXML, RIS and BibTeX with what these can carry" {
    publications >"$BATS_TEST_TMPDIR/p.csv"
    crosscut -q import "$BATS_TEST_TMPDIR/p.csv"
    for form in "marcxml title author publisher place date language isbn issn subject abstract url" \
        "ris title author publisher place date language subject url" \
        "bibtex title author publisher place date isbn issn abstract url number"; do
        # shellcheck disable=SC2086
        set -- $form
        crosscut export publication -f "$1" -q -o "$BATS_TEST_TMPDIR/out.$1"
        rm -f "$BATS_TEST_TMPDIR/back.db"*
        "$CROSSCUT" --db "$BATS_TEST_TMPDIR/back.db" -q import "$BATS_TEST_TMPDIR/out.$1"
        diff <(carried "$DB" "${@:2}") <(carried "$BATS_TEST_TMPDIR/back.db" "${@:2}") || { echo "$1"; cat "$BATS_TEST_TMPDIR/out.$1"; return 1; }
    done
}

@test "every datafield of MARCXML has both indicators, and a number stands in the field of its series" {
    publications >"$BATS_TEST_TMPDIR/p.csv"
    printf 'kind,identifier,title@en,title@fr,type,series,number,symbol\npublication,s1,Paper one,Un,working-paper,imp,17,ILO/1\npublication,s2,Paper two,,working-paper,imp,,\n' >"$BATS_TEST_TMPDIR/s.csv"
    crosscut -q import "$BATS_TEST_TMPDIR/p.csv" "$BATS_TEST_TMPDIR/s.csv" data/ilo-publications 2>/dev/null || [ $? -eq 3 ]
    crosscut export publication -f marcxml -q -o "$BATS_TEST_TMPDIR/out.xml"
    for tag in $(sed -n 's/.*datafield\[@tag=\([0-9]*\)\].*/\1/p' packs/labour-migration/exports/marcxml.yaml | sort -u); do
        grep -q "tag=\"$tag\"" "$BATS_TEST_TMPDIR/out.xml" || { echo "no $tag is tried"; return 1; }
    done
    ! grep '<datafield' "$BATS_TEST_TMPDIR/out.xml" | grep -v ' ind1="[0-9 ]".* ind2="[0-9 ]"' || return 1
    crosscut export publication identifier=s1 -f marcxml -q -o "$BATS_TEST_TMPDIR/one.xml"
    [ "$(grep -c 'tag="490"' "$BATS_TEST_TMPDIR/one.xml")" = 1 ]
    tr -d '\n' <"$BATS_TEST_TMPDIR/one.xml" | grep -Eq 'tag="490"[^<]*<subfield code="a">[^<]+</subfield>[^<]*<subfield code="v">17<'
}

@test "a brace in an address does not end a field of BibTeX" {
    cat >"$BATS_TEST_TMPDIR/u.csv" <<'X'
kind,identifier,title@en,type,url
publication,u1,One,report,https://e.example/}a{b?c=%20&d=100%\
publication,u2,Two,report,"https://e.example/{id}"
publication,u3,Three,report,https://e.example/plain_a#b
X
    crosscut -q import "$BATS_TEST_TMPDIR/u.csv"
    crosscut export publication -f bibtex -q -o "$BATS_TEST_TMPDIR/out.bib"
    grep -qF 'url = {https://e.example/%7Da%7Bb?c=%20&d=100%%5C}' "$BATS_TEST_TMPDIR/out.bib"
    # It comes back as the same address, and changes nothing where it came from.
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/back.db" -q import "$BATS_TEST_TMPDIR/out.bib"
    [ "$("$CROSSCUT" --db "$BATS_TEST_TMPDIR/back.db" export publication -f json | jq -r '[.[].fields.url[]] | join(" ")')" = \
        'https://e.example/%7Da%7Bb?c=%20&d=100%%5C https://e.example/%7Bid%7D https://e.example/plain_a#b' ]
    run -0 crosscut import "$BATS_TEST_TMPDIR/out.bib"
    [[ $output == *'stored 0'*'updated 0'* ]]
}

@test "a part that is not public leaves the original, however many steps its value stands at" {
    cp -r packs/labour-migration "$BATS_TEST_TMPDIR/pack"
    sed -i 's/{name: number, type: text, /&with: {secret: {type: text, access: internal, label: {en: S, fr: S, es: S}}}, /' "$BATS_TEST_TMPDIR/pack/kinds/publication.yaml"
    sed -i 's/{field: number, at: "datafield\[@tag=490\]\/subfield\[@code=v\]"/&, with: {secret: "@note"}/' "$BATS_TEST_TMPDIR/pack/exports/marcxml.yaml"
    cat >"$BATS_TEST_TMPDIR/m.xml" <<'X'
<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a2200000uu 4500</leader><controlfield tag="001">m1</controlfield>
<datafield tag="245" ind1="0" ind2="0"><subfield code="a">One</subfield></datafield>
<datafield tag="490" ind1="0" ind2=" "><subfield code="a">Papers</subfield><subfield code="v" note="CANARY">12</subfield></datafield></record></collection>
X
    grep -q 'secret: "@note"' "$BATS_TEST_TMPDIR/pack/exports/marcxml.yaml"
    crosscut --pack "$BATS_TEST_TMPDIR/pack" -q import "$BATS_TEST_TMPDIR/m.xml"
    run -0 crosscut --pack "$BATS_TEST_TMPDIR/pack" export publication -f marcxml
    [[ $output == *'>12<'* && $output != *CANARY* ]]
    run -0 crosscut --pack "$BATS_TEST_TMPDIR/pack" export publication -f marcxml --all-fields
    [[ $output == *CANARY* ]]
}

@test "our own publications come back from MARCXML, RIS and BibTeX: identifiers, titles, dates, languages" {
    crosscut -q import data/ilo-publications 2>/dev/null || true
    for form in marcxml ris bibtex; do
        crosscut export publication -f "$form" -q -o "$BATS_TEST_TMPDIR/out.$form"
        rm -f "$BATS_TEST_TMPDIR/back.db"*
        "$CROSSCUT" --db "$BATS_TEST_TMPDIR/back.db" -q import "$BATS_TEST_TMPDIR/out.$form" || [ $? = 3 ]
        [ "$(crosscut list publication -f csv | wc -l)" = "$("$CROSSCUT" --db "$BATS_TEST_TMPDIR/back.db" list publication -f csv | wc -l)" ]
        diff <(carried "$DB" title date author) <(carried "$BATS_TEST_TMPDIR/back.db" title date author)
    done
}

@test "a catalogue in MARCXML comes back as it was" {
    needs_shared
    for file in tests/golden/read/catalogue.xml "$SHARED"/data/marc/*.xml; do
        rm -f "$DB"*
        crosscut -q import "$file" 2>/dev/null || true
        [ "$(crosscut list publication -f csv | wc -l)" -gt 1 ]
        comes_back publication -f marcxml || { echo "$file"; return 1; }
    done
}

@test "an activity without a description has its title there, so that the file is valid" {
    crosscut -q import data/ilo-iati data/ilo-projects 2>/dev/null || [ $? -eq 3 ]
    run -0 --separate-stderr crosscut export -f iati -o "$BATS_TEST_TMPDIR/o.xml"
    [[ $stderr == *'8 records written.'* ]]
    valid "$BATS_TEST_TMPDIR/o.xml"
    [ "$(grep -c '<description' "$BATS_TEST_TMPDIR/o.xml")" -ge 8 ]
    # On the way to another register nothing is put where nothing was.
    crosscut export -f iati --unchecked -q -o "$BATS_TEST_TMPDIR/u.xml" || [ $? -eq 3 ]
    [ "$(crosscut export activity -f json | jq '[.[] | select(.fields.description)] | length')" = 0 ]
    [ "$(xmllint --xpath 'count(/iati-activities/iati-activity/description)' "$BATS_TEST_TMPDIR/u.xml")" = 0 ]
}
