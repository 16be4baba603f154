#!/usr/bin/env bats
# Code lists, the pages about the site, and the forms that every address has.

load helper
load site

setup_file() {
    printf 'kind,identifier,title@en,start\nevent,wrong-day,A day that is none,2013-02-31\n' >"$BATS_FILE_TMPDIR/wrong.csv"
    site_start "$(cd "$BATS_TEST_DIRNAME/../.." && pwd)/data" "$BATS_FILE_TMPDIR/wrong.csv"
}

teardown_file() {
    site_stop
}

@test "the countries are the same in JSON and CSV" {
    get "$SITE/countries.csv" | tr -d '\r' >"$BATS_TEST_TMPDIR/csv"
    [ "$(head -1 "$BATS_TEST_TMPDIR/csv")" = 'code,label,parent,records' ]
    get "$SITE/countries.json" | jq -r '.[] | "\(.code) \(.records)"' >"$BATS_TEST_TMPDIR/json"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/json")" -gt 150 ]
    diff <(tail -n +2 "$BATS_TEST_TMPDIR/csv" | sed 's/^\([^,]*\),.*,\([0-9]*\)$/\1 \2/') "$BATS_TEST_TMPDIR/json"
    get -o /dev/null -D - "$SITE/countries.csv" | grep -qi '^content-type: text/csv'
    grep -q '^NP,Népal,' <(get "$SITE/countries.csv?lang=fr")
}

@test "a code list has its codes, labels in three languages and parents" {
    [ "$(get "$SITE/vocabularies.json" | jq 'map(.list) | index("country") != null')" = true ]
    get "$SITE/vocabularies/country.json" | jq -r '.codes[] | [.code, .labels.en, .labels.fr, .labels.es, .parent] | @tsv' >"$BATS_TEST_TMPDIR/json"
    [ "$(get "$SITE/vocabularies/country.csv" | tr -d '\r' | head -1)" = 'code,en,fr,es,parent' ]
    [ "$(get "$SITE/vocabularies/country.csv" | tail -n +2 | wc -l)" = "$(wc -l <"$BATS_TEST_TMPDIR/json")" ]
    [[ $(get "$SITE/vocabularies/country?lang=es") == *'<tr><th scope="row">NP</th><td lang="en">Nepal</td><td lang="fr">Népal</td><td lang="es">Nepal</td><td>'* ]]
    for list in $(get "$SITE/vocabularies.json" | jq -r '.[].list'); do
        [ "$(get "$SITE/vocabularies/$list.json" | jq '.codes | length')" = "$(get "$SITE/vocabularies.json" | jq --arg l "$list" '.[] | select(.list == $l) | .codes')" ]
    done
    [ "$(status_of "$SITE/vocabularies/nope")" = 404 ]
}

@test "facets lead to their code lists" {
    page=$(get "$SITE/projects?lang=fr")
    [[ $page == *'<a href="/vocabularies/country?lang=fr">Tous les codes<span class="hidden"> ('* ]]
    for path in $(grep -o 'href="/vocabularies/[^"?]*' <<<"$page" | sed 's/href="//' | sort -u); do
        [ "$(status_of "$SITE$path")" = 200 ]
    done
}

@test "the method names every definition with its version, and the data's age" {
    page=$(get "$SITE/about/method")
    for lens in $(get "$SITE/lenses.json" | jq -r '.[].lens'); do
        [[ $page == *"<a href=\"/lenses/$lens\">"* ]] || { echo "$lens"; false; }
    done
    get "$SITE/about/method.json" | jq -e '.pack == "labour-migration" and (.data | test("^20..-..-..T..:..:..Z$")) and (.method | length) > 2 and all(.definitions[]; .version > 0)'
    [[ $(get "$SITE/about/method?lang=fr") == *'<h1>Méthode</h1>'*'relève du thème'* ]]
    [[ $(get "$SITE/about/method?lang=es") == *'<h1>Método</h1>'*'pertenece al tema'* ]]
}

@test "the page of addresses has every route with its forms" {
    diff <(get "$SITE/about/data.json" | jq -r '.[] | .path as $p | .forms[] | if . == "html" then $p else "\($p).\(.)" end' | sort) \
        <(get "$SITE/openapi.json" | jq -r '.paths | keys[]' | sort)
    [ "$(get "$SITE/about/data.json" | jq -c '.[] | select(.path == "/{kinds}") | .forms')" = '["html","json","csv","xlsx","atom","rss","ics"]' ]
    [[ $(get "$SITE/about/data?lang=es") == *'<th scope="row"><code>/tables/{name}</code></th><td>Una tabla;'*'<code>.csv</code> <code>.xlsx</code>'* ]]
    for path in $(get "$SITE/about/data" | grep -o '<th scope="row"><a href="[^"]*' | sed 's/.*href="//'); do
        [ "$(status_of "$SITE$path")" = 200 ]
    done
}

@test "every page leads to the method and the addresses, and keeps its language" {
    [[ $(get "$SITE/tables?lang=fr") == *'<a href="/about/method?lang=fr">Méthode</a> <a href="/about/data?lang=fr">Données et adresses</a>'* ]]
}

@test "the pages are valid and small, in three languages" {
    for language in en fr es; do
        for path in /vocabularies /vocabularies/country /vocabularies/sector /about/method /about/data /countries /projects; do
            is_a_good_page "$path?lang=$language"
        done
    done
}

@test "all lists are a catalogue of data, and each says of itself what it is" {
    get "$SITE/dcat.jsonld" >"$BATS_TEST_TMPDIR/dcat"
    get -o /dev/null -D - "$SITE/dcat.jsonld" | grep -qi '^content-type: application/ld+json'
    [ "$(jq '.["dcat:dataset"] | length' "$BATS_TEST_TMPDIR/dcat")" = "$(get "$SITE/home.json" | jq '[.kinds[] | select(.records > 0)] | length')" ]
    # Each is described by its kind's own sentence, which its list shows too; the rights are told in words.
    [ "$(jq '[.["dcat:dataset"][]["dct:description"][] | select(.["@language"] == "en")["@value"]] | unique | length' "$BATS_TEST_TMPDIR/dcat")" = "$(jq '.["dcat:dataset"] | length' "$BATS_TEST_TMPDIR/dcat")" ]
    [[ $(get "$SITE/projects?lang=fr") == *'<p class="meaning">Les projets de coopération technique'* ]]
    jq -e '.["dct:rights"]["rdfs:label"] | length == 3' "$BATS_TEST_TMPDIR/dcat"
    jq -e 'all(.["dcat:dataset"][]["dcat:distribution"][]; .["dct:rights"]["@type"] == "dct:RightsStatement")' "$BATS_TEST_TMPDIR/dcat"
    for path in $(jq -r '.["dcat:dataset"][0:5][]["dcat:distribution"][]["dcat:downloadURL"]["@id"], (.["dcat:dataset"][] | select(.["dct:identifier"] == "publication")["dcat:distribution"][]["dcat:downloadURL"]["@id"])' "$BATS_TEST_TMPDIR/dcat"); do
        [ "$(status_of "$path")" = 200 ] || { echo "$path"; false; }
    done
    get "$SITE/projects?lang=fr" | sed -n 's/.*<script type="application\/ld+json">\(.*\)<\/script>/\1/p' >"$BATS_TEST_TMPDIR/dataset"
    jq -e --arg url "$SITE/projects?lang=fr" '.["@type"] == "Dataset" and .inLanguage == "fr" and .url == $url' "$BATS_TEST_TMPDIR/dataset"
    [ -z "$(get "$SITE/projects?country=TH" | grep ld+json)" ]
    get "$SITE/" | grep -q '"@type":"DataCatalog"'
}

@test "robots are told the sitemaps, and these have every record once" {
    map=$(get "$SITE/robots.txt" | sed -n 's/^Sitemap: //p')
    [ "$map" = "$SITE/sitemap.xml" ]
    get "$map" >"$BATS_TEST_TMPDIR/map"
    if command -v xmllint >/dev/null; then xmllint --noout "$BATS_TEST_TMPDIR/map"; fi
    for part in $(sed -n 's/.*<loc>\(.*\)<\/loc>.*/\1/p' "$BATS_TEST_TMPDIR/map"); do
        get "$part" | sed -n 's/.*<loc>\(.*\)<\/loc>.*/\1/p'
    done >"$BATS_TEST_TMPDIR/all"
    [ -z "$(sort "$BATS_TEST_TMPDIR/all" | uniq -d)" ]
    records=$(get "$SITE/home.json" | jq '[.kinds[].records] | add')
    kinds=$(get "$SITE/home.json" | jq '[.kinds[] | select(.records > 0)] | length')
    [ "$(grep -c . "$BATS_TEST_TMPDIR/all")" = "$((records + kinds + $(get "$SITE/sitemap/pages" | grep -c '<loc>')))" ]
    for path in $(get "$SITE/sitemap/pages" | sed -n 's/.*<loc>\(.*\)<\/loc>.*/\1/p' | awk 'NR < 40 || NR % 25 == 0') $(awk 'NR % 120 == 0' "$BATS_TEST_TMPDIR/all"); do
        [ "$(status_of "$path")" = 200 ] || { echo "$path"; false; }
    done
    [ "$(status_of "$SITE/sitemap/nothing")" = 404 ]
    ! grep -qE '/(sign-in|me|audit|review|edit|proposals)$' "$BATS_TEST_TMPDIR/all" || false
}

@test "who watches the site is told versions, and that it answers" {
    get "$SITE/version" | jq -e '.pack == "labour-migration" and .revision > 0 and (.data | test("^20..-"))'
    [ "$(get "$SITE/version")" = "$(get "$SITE/version.json")" ]
    get "$SITE/health" | jq -e .ok
    get -o /dev/null -D - "$SITE/health" | grep -qi '^content-type: application/json'
}

@test "lists that are no records are tables too, as CSV and as workbooks" {
    [ "$(get "$SITE/claims.csv" | tail -n +2 | grep -c .)" -ge "$(get "$SITE/claims.json" | jq length)" ]
    [ "$(get "$SITE/claims.csv?verdict=match" | tail -n +2 | cut -d, -f2 | sort -u)" = match ]
    [ "$(get "$SITE/themes.csv" | tail -n +2 | wc -l)" = "$(get "$SITE/themes.json" | jq length)" ]
    number=$(get "$SITE/imports.json" | jq '[.[] | select(.problems > 0 and .problems < 1000)][0].import')
    [ "$(get "$SITE/imports/$number.csv" | tr -d '\r' | head -1)" = line,record,field,rule,mend,rejected ]
    [ "$(get "$SITE/imports/$number.json" | jq '.problems | length')" -le "$(get "$SITE/imports/$number.csv" | tail -n +2 | wc -l)" ]
    for path in countries vocabularies/country claims themes "imports/$number"; do
        get "$SITE/$path.xlsx" >"$BATS_TEST_TMPDIR/book.xlsx"
        [ "$(unzip -p "$BATS_TEST_TMPDIR/book.xlsx" xl/worksheets/sheet2.xml | grep -o '<row ' | wc -l)" -gt 1 ] || { echo "$path"; false; }
        [[ $(get "$SITE/$path") == *">XLSX</a>"* ]] || { echo "$path has no link"; false; }
    done
}

@test "a code list is a vocabulary of SKOS" {
    get -o /dev/null -D - "$SITE/vocabularies/country.ttl" | grep -qi '^content-type: text/turtle'
    get "$SITE/vocabularies/country.ttl" >"$BATS_TEST_TMPDIR/ttl"
    [ "$(grep -c ' a skos:Concept ;$' "$BATS_TEST_TMPDIR/ttl")" = "$(get "$SITE/vocabularies/country.json" | jq '.codes | length')" ]
    grep -qF '    skos:prefLabel "Népal"@fr ;' "$BATS_TEST_TMPDIR/ttl"
    grep -qF "    skos:broadMatch <$SITE/vocabularies/region#asia-pacific> ;" "$BATS_TEST_TMPDIR/ttl"
    # Every statement ends, every text is closed.
    [ "$(grep -c ' \.$' "$BATS_TEST_TMPDIR/ttl")" = "$(($(grep -c ' a skos:' "$BATS_TEST_TMPDIR/ttl") + 2))" ]
    for list in $(get "$SITE/vocabularies.json" | jq -r '.[].list'); do
        ! get "$SITE/vocabularies/$list.ttl" | grep -vE '^(@prefix [a-z]+: <[^>]*> \.|<[^<>" ]*> a skos:(Concept|ConceptScheme) ;|    (skos|dct):[a-zA-Z]+ (<[^<>" ]*>|"([^"\\]|\\.)*"(@[a-z]+)?) [;.]|)$' || { echo "$list"; false; }
    done
}

@test "no page has an empty line, list or heading, and each leads only to forms that it has" {
    for path in / /projects /tables/projects-by-region /tables/t04-results-by-indicator /compare '/compare?first=focus-areas&second=labour-migration' /countries \
        /countries/NP /regions/africa /corridors /corridors/NP-QA /themes /themes/gov /claims /imports /imports/1 /vocabularies /vocabularies/country \
        /lenses /lenses/labour-migration /reports /reports/biennial?biennium=2010-11 /search /search?q=migration /about/method /events /publications /units; do
        get "$SITE$path" >"$BATS_TEST_TMPDIR/page"
        ! tr '\n' ' ' <"$BATS_TEST_TMPDIR/page" | grep -oE '<(p|ul|ol|dl|h[1-6])( [^>]*)?> *</(p|ul|ol|dl|h[1-6])>' || { echo "$path"; false; }
        for form in $(grep '<p class="forms">' "$BATS_TEST_TMPDIR/page" | grep -o 'href="[^"]*' | sed 's/href="//; s/&amp;/\&/g') \
            $(grep '<link rel="alternate"' "$BATS_TEST_TMPDIR/page" | grep -o 'href="[^"]*' | sed 's/href="//; s/&amp;/\&/g'); do
            [ "$(status_of "$SITE$form")" = 200 ] || { echo "$path leads to $form"; false; }
        done
    done
}
