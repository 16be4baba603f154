#!/usr/bin/env bats
# Code lists, the pages about the site, and the forms that every address has.

load helper
load site

setup_file() {
    site_start "$(cd "$BATS_TEST_DIRNAME/../.." && pwd)/data"
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
    diff <(get "$SITE/about/data.json" | jq -r '.[].path' | sort) <(get "$SITE/openapi.json" | jq -r '.paths | keys[]' | sort)
    [ "$(get "$SITE/about/data.json" | jq -c '.[] | select(.path == "/{kinds}") | .forms')" = '["html","json","csv","xlsx","atom","ics"]' ]
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
    [[ $(get "$SITE/projects?lang=fr") == *'<p class="lead">Les projets de coopération technique'* ]]
    [[ $(get "$SITE/projects?country=KE&lang=fr") != *'<p class="lead">Les projets'* ]]
    jq -e '.["dct:rights"]["rdfs:label"] | length == 3' "$BATS_TEST_TMPDIR/dcat"
    jq -e 'all(.["dcat:dataset"][]["dcat:distribution"][]; .["dct:rights"]["@type"] == "dct:RightsStatement")' "$BATS_TEST_TMPDIR/dcat"
    for path in $(jq -r '.["dcat:dataset"][0:5][]["dcat:distribution"][]["dcat:downloadURL"]["@id"]' "$BATS_TEST_TMPDIR/dcat"); do
        [ "$(status_of "$SITE$path")" = 200 ] || { echo "$path"; false; }
    done
    get "$SITE/projects?lang=fr" | sed -n 's/.*<script type="application\/ld+json">\(.*\)<\/script>/\1/p' >"$BATS_TEST_TMPDIR/dataset"
    jq -e '.["@type"] == "Dataset" and .inLanguage == "fr" and .url == "/projects?lang=fr"' "$BATS_TEST_TMPDIR/dataset"
    [ -z "$(get "$SITE/projects?country=TH" | grep ld+json)" ]
    get "$SITE/" | grep -q '"@type":"DataCatalog"'
}
