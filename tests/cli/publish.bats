#!/usr/bin/env bats
# The site as files: complete, the same bytes always, safe names, only what changed written, and nothing that is not public.

load helper

setup_file() {
    local root
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export CROSSCUT=${CROSSCUT:-$root/build/release/crosscut} SITE_DB=$BATS_FILE_TMPDIR/site.db SITE=$BATS_FILE_TMPDIR/site
    local long
    long=$(printf 'long-%.0s' $(seq 60))
    cat >"$BATS_FILE_TMPDIR/records.csv" <<END
kind,identifier,title@en,description@en,country,start,department
project,XM-1,Migrant workers in Kenya,Recruitment of domestic workers,KE,2013-05-01,
project,abc,Small letters,,KE,2012,
project,ABC,Capital letters,,KE,2012,
project,con,A device,,UG,2012,
project,COM1.txt,Another device,,UG,2012,
project,index,No folder,,UG,2012,
project,.hidden,With a point,,UG,2012,
project,"a/b\\c:d*e?f""g<h>i|j &'k",Signs,,UG,2012,
project,$long,A long one,,,,
project,${long}x,Another long one,,,,
project,rtl,هجرة العمال,,JO,2014,
project,accents,"Œuvre: médiation & <b>""protection""</b>",,,,
interview,s-1,,,,not Geheimqux,Geheimqux
END
    iati_secret >"$BATS_FILE_TMPDIR/activity.xml"
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$BATS_FILE_TMPDIR/records.csv" "$BATS_FILE_TMPDIR/activity.xml" || [ $? -eq 3 ]
    "$CROSSCUT" --db "$SITE_DB" --quiet --lang en,fr publish "$SITE"
}

iati_secret() {
    echo '<iati-activities version="2.03"><iati-activity default-currency="USD" xml:lang="en"><iati-identifier>XM-A-1</iati-identifier>' \
        '<reporting-org ref="XM-DAC-1" type="40"><narrative>Org</narrative></reporting-org><title><narrative>Labour migration</narrative></title>' \
        '<contact-info type="1"><person-name><narrative>Geheimqux</narrative></person-name><email>geheimqux@example.org</email></contact-info></iati-activity></iati-activities>'
}

setup() {
    cd "$BATS_TEST_DIRNAME/../.." || return 1
    DB=$SITE_DB
    COPY=$BATS_TEST_TMPDIR/site
}

publish() { "$CROSSCUT" --db "$DB" --lang en,fr publish "$@"; }
written() { publish --json "$@" 2>/dev/null | jq .written; }

@test "the check finds nothing wrong, and a second run writes nothing" {
    run --separate-stderr publish "$SITE" --check
    [ "$status" = 0 ] || { echo "$output $stderr"; false; }
    [[ $stderr == *"Written 0 files"* && $stderr == *" 0 wrong"* ]]
    [ ! -e "$SITE/crosscut-files.part" ]
    [ "$(find "$SITE" -type f | wc -l)" = $(($(grep -c . "$SITE/crosscut-files.txt") - 1 + 1)) ]
}

@test "numbers of reports are checked against the lists they lead to" {
    [ "$(grep -o '<a href="[^"]*" data-n="[1-9][0-9]*"' "$SITE/en/reports/biennial/2012-13.html" | wc -l)" -gt 5 ]
}

@test "the same bytes in another locale, time zone and folder" {
    LC_ALL=fr_FR.UTF-8 TZ=Asia/Tokyo publish "$COPY" 2>/dev/null
    diff -r "$SITE" "$COPY"
}

@test "what is not public is in no file" {
    "$CROSSCUT" --db "$DB" --json list interview --all-fields | grep -q Geheimqux
    "$CROSSCUT" --db "$DB" show XM-A-1 --all-fields | grep -q Geheimqux
    ! grep -rilE 'geheimqux' "$SITE" || false
    # Packed files too.
    command -v unzip >/dev/null || return 0
    local book
    for book in "$SITE"/data/*.xlsx; do
        unzip -p "$book" | grep -q '<worksheet'
        ! unzip -p "$book" | grep -qi geheimqux || false
    done
}

@test "names are safe on FAT and exFAT, and none differ in capitals only" {
    cd "$SITE"
    ! find . -mindepth 1 | grep -P '[^\x21-\x7E]|[\\:*?"<>|]|[. ]$|/(con|prn|aux|nul|com\d|lpt\d)(\.|$)' || false
    [ -z "$(find . | tr '[:upper:]' '[:lower:]' | sort | uniq -d)" ]
    [ "$(find . -printf '%f\n' | awk '{ if (length($0) > most) most = length($0) } END { print most }')" -lt 200 ]
    [ "$(find en/projects -maxdepth 1 -name '*.html' | wc -l)" = 12 ]
    [ -e en/projects/XM-1.html ]
    [ -e 'en/projects/~63on.html' ]
    grep -q 'Small letters' en/projects/abc~~*.html
    grep -q 'Capital letters' en/projects/ABC~~*.html
}

@test "a page links to files, in its own language, and keeps its policy" {
    grep -q '<meta http-equiv="Content-Security-Policy" content="default-src' "$SITE/fr/projects/XM-1.html"
    grep -q '<a href="../countries.html">Pays</a>' "$SITE/fr/projects/XM-1.html"
    grep -q 'hreflang="en" href="../../en/projects/XM-1.html"' "$SITE/fr/projects/XM-1.html"
    ! grep -rlE '(href|src|action)="/' "$SITE" --include='*.html' || false
    ! grep -rlE '<script>|style=|onclick|src="http' "$SITE" --include='*.html' || false
    [ ! -e "$SITE/es" ]
    ! grep -rl 'hreflang="es"' "$SITE" --include='*.html' || false
}

@test "pages are valid HTML, feeds valid XML, data valid JSON" {
    command -v tidy >/dev/null || skip "no tidy"
    local page
    for page in index 404 en/index fr/search en/a-z en/a-z/m en/projects en/projects/XM-1 en/projects/by/country=KE en/about/data en/claims \
        fr/tables/projects-by-region en/lenses/labour-migration en/countries/KE; do
        ! tidy -eq --warn-proprietary-attributes no "$SITE/$page.html" 2>&1 | grep -v 'missing </li>' || { echo "$page"; false; }
    done
    xmllint --noout "$SITE/en/projects.atom"
    jq -e '.["dcat:dataset"] | length == 3' "$SITE/dcat.jsonld"
    jq -e '.total == 12 and (.rows | length) == 12 and .truncated == false' "$SITE/data/projects.json"
    sed -n 's/.*<script type="application\/ld+json">\(.*\)<\/script>/\1/p' "$SITE/en/projects.html" | jq -e '.["@type"] == "Dataset" and (.distribution | length) == 4'
    jq -e '.identifier == "XM-1"' "$SITE/data/projects/XM-1.json"
}

@test "with --site the sitemap, robots.txt, feeds and catalogue have whole addresses" {
    publish "$COPY" --site https://example.org/r 2>/dev/null
    xmllint --noout "$COPY"/sitemap*.xml
    grep -q 'Sitemap: https://example.org/r/sitemap.xml' "$COPY/robots.txt"
    grep -q '<loc>https://example.org/r/fr/projects/XM-1.html</loc>' "$COPY/sitemap-1.xml"
    grep -q 'href="https://example.org/r/en/projects/XM-1.html"' "$COPY/en/projects.atom"
    jq -e '.["@id"] == "https://example.org/r/en/index.html"' "$COPY/dcat.jsonld"
    jq -r '.. | .["dcat:downloadURL"]?["@id"] // empty' "$COPY/dcat.jsonld" | sed "s|https://example.org/r|$COPY|" | xargs ls >/dev/null
    [ ! -e "$SITE/sitemap.xml" ]
    run ! publish "$COPY" --site 'javascript:alert(1)'
    run ! publish "$COPY" --site 'https://example.org/"><b>'
}

@test "one changed record rewrites what depends on it, and leaves the rest untouched" {
    DB=$BATS_TEST_TMPDIR/changed.db
    cp "$SITE_DB" "$DB"
    cp -a "$SITE" "$COPY"
    touch -d 2001-01-01 "$COPY/en/projects/rtl.html"
    sed 's/Migrant workers in Kenya/Changed workers in Kenya/' "$BATS_FILE_TMPDIR/records.csv" >"$BATS_TEST_TMPDIR/records.csv"
    "$CROSSCUT" --db "$DB" --quiet import "$BATS_TEST_TMPDIR/records.csv" || [ $? -eq 3 ]
    publish "$COPY" --dry-run >"$BATS_TEST_TMPDIR/changes" 2>/dev/null
    grep -qx '\* en/projects/XM-1.html' "$BATS_TEST_TMPDIR/changes"
    grep -qx '\* fr/projects/by/country=KE.html' "$BATS_TEST_TMPDIR/changes"
    grep -qx '\* data/projects.csv' "$BATS_TEST_TMPDIR/changes"
    grep -qx '+ en/a-z/c.html' "$BATS_TEST_TMPDIR/changes" || grep -qx '\* en/a-z/c.html' "$BATS_TEST_TMPDIR/changes"
    ! grep -q 'projects/rtl\|projects/by/country=UG\|countries/UG' "$BATS_TEST_TMPDIR/changes" || false
    [ "$(written "$COPY")" = "$(grep -c '^[+*]' "$BATS_TEST_TMPDIR/changes")" ]
    [ "$(stat -c %Y "$COPY/en/projects/rtl.html")" = "$(date -d 2001-01-01 +%s)" ]
    [ "$(written "$COPY")" = 0 ]
    publish "$BATS_TEST_TMPDIR/anew" 2>/dev/null
    diff -r "$COPY" "$BATS_TEST_TMPDIR/anew"
}

@test "what is gone is removed, and files of others stay" {
    cp -a "$SITE" "$COPY"
    echo mine >"$COPY/mine.txt"
    "$CROSSCUT" --db "$DB" --lang fr --json publish "$COPY" 2>/dev/null | jq -e '.removed > 100'
    [ ! -e "$COPY/en" ]
    [ "$(cat "$COPY/mine.txt")" = mine ]
}

@test "a folder with files of others is refused, an empty one taken" {
    mkdir "$COPY"
    publish "$COPY" --dry-run >/dev/null 2>&1
    [ -z "$(ls "$COPY")" ]
    echo mine >"$COPY/index.html"
    run --separate-stderr publish "$COPY"
    [ "$status" = 6 ]
    [[ $stderr == *"has files in it"* ]]
    [ "$(cat "$COPY/index.html")" = mine ]
    [ "$(ls "$COPY")" = index.html ]
}

@test "a file of others that stands where a page belongs is left and told, until it is moved" {
    cp -a "$SITE" "$COPY"
    mkdir -p "$COPY/es/a-z.html"
    echo mine >"$COPY/es/index.html"
    run -3 --separate-stderr "$CROSSCUT" --db "$DB" --lang en,fr,es publish "$COPY"
    [[ $stderr == *'es/index.html: left as it is'*'Not written'*': 2.'* ]]
    [ "$(cat "$COPY/es/index.html")" = mine ]
    [ -d "$COPY/es/a-z.html" ]
    ! grep -E ' es/(index|a-z).html$' "$COPY/crosscut-files.txt" || return 1
    rm -r "$COPY/es/index.html" "$COPY/es/a-z.html"
    "$CROSSCUT" --db "$DB" --lang en,fr,es publish "$COPY" 2>/dev/null
    grep -q ' es/index.html$' "$COPY/crosscut-files.txt"
}

@test "a list that names files elsewhere moves nothing there" {
    cp -a "$SITE" "$COPY"
    echo mine >"$BATS_TEST_TMPDIR/outside"
    echo "00000000000000000000000000000000 5 ../outside" >>"$COPY/crosscut-files.txt"
    publish "$COPY" 2>/dev/null
    [ "$(cat "$BATS_TEST_TMPDIR/outside")" = mine ]
}

@test "a run that is cut off is finished by the next one" {
    local i
    for i in 1 2 3; do
        timeout -s KILL "0.$i" "$CROSSCUT" --db "$DB" --quiet --lang en,fr publish "$COPY" || true
    done
    publish "$COPY" 2>/dev/null
    diff -r "$SITE" "$COPY"
}

@test "the check finds a file that is missing, changed or leads nowhere, and a number that is wrong" {
    cp -a "$SITE" "$COPY"
    rm "$COPY/fr/tables.html"
    sed -i 's/data-total="12"/data-total="11"/' "$COPY/en/projects.html"
    run --separate-stderr "$CROSSCUT" --db "$DB" --lang en,fr publish "$COPY" --check --dry-run
    [ "$status" = 9 ]
    [[ $output == *"fr/tables.html: cannot be read"* ]]
    [[ $output == *"en/projects.html: is not what was written"* ]]
    [[ $output == *"en/projects.html: says 11 records and lists 12"* ]]
    [[ $output == *"says 12 for en/projects.html, which has 11"* ]]
    publish "$COPY" 2>/dev/null
    # A size that is as it was hides a change from publish, never from the check.
    run ! publish "$COPY" --check
    rm "$COPY/en/projects.html"
    publish "$COPY" --check 2>/dev/null
}

@test "the search has every record by its words, in parts that are small" {
    [ "$(cat "$SITE"/search/t/*.js | grep -o '\\n' | wc -l)" = 14 ]
    [ "$(find "$SITE/search" -name '*.js' -size +50k | wc -l)" = 0 ]
    grep -q 'هجره' "$SITE"/search/w/*.js || grep -q 'هجرة' "$SITE"/search/w/*.js
    grep -q 'oeuvre 1 ' "$SITE"/search/w/*.js
}

@test "an unknown language and a second folder are refused" {
    run ! "$CROSSCUT" --db "$DB" --lang de publish "$COPY"
    run ! "$CROSSCUT" --db "$DB" --lang en,en publish "$COPY"
    run ! publish "$COPY" "$SITE"
    [ ! -e "$COPY" ]
}

@test "briefs about what records have, and reports about other periods, are written and led to" {
    # Kenya has records, Nepal has none; no record names a region.
    [ -e "$SITE/en/reports/country/KE.html" ] && [ ! -e "$SITE/en/reports/country/NP.html" ]
    [ ! -e "$SITE/fr/reports/region" ]
    grep -q 'href="../reports/country/KE.html">Brief to print<' "$SITE/en/countries/KE.html"
    ! grep -q 'Brief to print' "$SITE/en/countries/NP.html" || false
    grep -q 'href="reports/country/KE.html">Kenya<' "$SITE/en/reports.html"
    # Projects began in 2012 and 2013, and none before; the standard period is always there.
    [ -e "$SITE/en/reports/biennial/2012-13.html" ] && [ ! -e "$SITE/en/reports/biennial/2006-07.html" ]
    grep -q 'href="reports/biennial.html">2010-11<' "$SITE/en/reports.html"
    grep -q '2012-13' "$SITE/en/reports/biennial/2012-13.html"
    [ -e "$SITE/en/reports/biennial/2012-13.xlsx" ] && [ ! -e "$SITE/en/reports/country/KE.xlsx" ]
    [ -z "$(find "$SITE" -name '*.pdf')" ]
}

@test "with --pdf the reports that stand alone are PDF too" {
    command -v weasyprint >/dev/null || skip "weasyprint is not here"
    publish "$COPY" --pdf --lang en --check 2>"$BATS_TEST_TMPDIR/words"
    grep -q ' 0 wrong' "$BATS_TEST_TMPDIR/words"
    for name in biennial biennial/2012-13 evaluation-2013; do
        [ "$(head -c 5 "$COPY/en/reports/$name.pdf")" = %PDF- ]
        grep -q "href=\"$(basename "$name").pdf\">PDF<" "$COPY/en/reports/$name.html"
    done
    [ -z "$(find "$COPY/en/reports/country" -name '*.pdf')" ]
    mkdir "$BATS_TEST_TMPDIR/bin"
    run -4 --separate-stderr env PATH="$BATS_TEST_TMPDIR/bin" "$CROSSCUT" --db "$DB" publish "$BATS_TEST_TMPDIR/none" --pdf
    [[ "$stderr" == *"apt install weasyprint"* ]]
}

@test "one date far from all others takes neither the site nor its reports away" {
    printf 'kind,identifier,title@en,start,country\nproject,OLD,Labour migration project,1015-01-01,KE\nevent,LATE,Conference,9999-01-01,KE\n' >"$BATS_TEST_TMPDIR/slip.csv"
    cp "$SITE_DB" "$BATS_TEST_TMPDIR/slip.db"
    DB=$BATS_TEST_TMPDIR/slip.db
    "$CROSSCUT" --db "$DB" --quiet import "$BATS_TEST_TMPDIR/slip.csv"
    run --separate-stderr "$CROSSCUT" --db "$DB" --lang en table projects-by-year -f csv
    [ "$status" = 0 ] || { echo "$stderr"; false; }
    [ "$(tr -d "\r" <<<"$output" | grep -oE "^[^,]*" | grep -E "^[0-9]+$" | xargs)" = "1015 2013" ] || { echo "$output"; false; }
    run --separate-stderr publish "$COPY" --check
    [ "$status" = 0 ] || { echo "$stderr"; false; }
    grep -q '1015–2013' "$COPY/en/index.html"
    [ -s "$COPY/en/reports/biennial.html" ]
}
