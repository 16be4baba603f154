#!/usr/bin/env bats
# Searching on the site, and the words of kinds in the plural.

load helper
load site

setup_file() {
    local root
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    cat >"$BATS_FILE_TMPDIR/more.csv" <<'END'
kind,identifier,title@en,description@en,country
project,hostile,<b>zebra</b> & "crossing",a zebra<script>alert(1)</script> zebras,KE
interview,hidden-1,,,
END
    site_start "$root/data" "$BATS_FILE_TMPDIR/more.csv"
}

teardown_file() {
    site_stop
}

@test "every page has the search box, and it keeps the language" {
    for path in / /projects /tables /search /nope; do
        [[ $(get "$SITE$path") == *'<form role="search" action="/search">'*'<label class="hidden" for="q">'* ]]
    done
    [[ $(get "$SITE/projects?lang=es") == *'<input type="hidden" name="lang" value="es">'* ]]
    [[ $(get "$SITE/search?q=Nepal+%22x") == *'value="Nepal &quot;x"'* ]]
}

@test "the site finds what the command finds, in the same order" {
    get "$SITE/search.json?q=migration+Nepal" | jq -r '.hits[] | .kind + " " + .identifier' >"$BATS_TEST_TMPDIR/site"
    "$CROSSCUT" --db "$SITE_DB" search migration Nepal --json | jq -r '.hits[] | .kind + " " + .identifier' >"$BATS_TEST_TMPDIR/own"
    [ -s "$BATS_TEST_TMPDIR/site" ]
    diff "$BATS_TEST_TMPDIR/site" "$BATS_TEST_TMPDIR/own"
}

@test "each kind's number is the length of the list it leads to, page by page" {
    get "$SITE/search?q=migration" | sed -n 's/.*<li><a href="\/search?\([^"]*kind=[^"]*\)">.*<\/a> <span>\([0-9]*\)<\/span>.*/\1 \2/p' | sed 's/&amp;/\&/g' >"$BATS_TEST_TMPDIR/kinds"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/kinds")" -gt 5 ]
    while read -r query number; do
        [ "$(get "$SITE/search.json?$query" | jq .total)" = "$number" ]
        listed=0 from=0
        while [ "$from" != null ]; do
            page=$(get "$SITE/search.json?$query&from=$from")
            listed=$((listed + $(jq '.hits | length' <<<"$page")))
            from=$(jq .next <<<"$page")
        done
        [ "$listed" = "$number" ] || { echo "$query says $number, lists $listed"; false; }
    done <"$BATS_TEST_TMPDIR/kinds"
    [ "$(get "$SITE/search.json?q=migration" | jq '.total == ([.kinds[].records] | add)')" = true ]
}

@test "pages of 20 lead to each other" {
    page=$(get "$SITE/search?q=migration")
    [ "$(grep -c '<li><p class="kind">' <<<"$page")" = 20 ]
    [[ $page == *'rel="next" href="/search?q=migration&amp;from=20"'* ]]
    [[ $(get "$SITE/search?q=migration&from=20") == *'rel="prev" href="/search?q=migration"'* ]]
}

@test "the exact words are marked, with the field they stand in, and nothing else is markup" {
    page=$(get "$SITE/search?q=zebra")
    [[ $page =~ '<b>Title</b> <span'[^\>]*'>&lt;b&gt;<mark>zebra</mark>&lt;/b&gt; &amp; &quot;crossing&quot;' ]]
    [[ $page == *'a <mark>zebra</mark>&lt;script&gt;alert(1)&lt;/script&gt; <mark>zebras</mark>'* ]]
    [[ $page != *'<script'* ]]
    [[ $(get "$SITE/search?q=zebra&lang=fr") == *'<b>Titre</b>'* ]]
}

@test "where nothing is found, each way out finds as many as it says" {
    page=$(get "$SITE/search.json?q=zebra+Nepal+migratoin")
    [ "$(jq .total <<<"$page")" = 0 ]
    [ "$(jq '[.others[].mend] | unique | length' <<<"$page")" -ge 2 ]
    jq -r '.others[] | "\(.query | @uri) \(.total)"' <<<"$page" | while read -r query total; do
        [ "$(get "$SITE/search.json?q=$query" | jq .total)" = "$total" ] || { echo "$query: $total"; false; }
    done
    [[ $(get "$SITE/search?q=migratoin") == *'<a href="/search?q=migration">Did you mean migration?</a>'* ]]
    [[ $(get "$SITE/search?q=migratoin&lang=fr") == *'href="/search?q=migration&amp;lang=fr">Vouliez-vous dire'* ]]
    [[ $(get "$SITE/search?q=qqqxyz") == *'no word of the search is known here'* ]]
    page=$(get "$SITE/search?q=zebra&kind=event")
    [[ $page == *'Nothing of this kind was found'*  && $page == *'<a href="/search?q=zebra&amp;kind=project">Projects</a> <span>1</span>'* ]]
}

@test "a search that names a country, a region or a unit in any language leads to its page first" {
    for words in Nepal népal Népal; do
        get -G --data-urlencode "q=$words" "$SITE/search" | tr '\n' ' ' >"$BATS_TEST_TMPDIR/page"
        grep -q '</h1> <ul class="others"> <li><a href="/countries/NP">Nepal</a> <small>Countries</small>.*<ol class="found">' "$BATS_TEST_TMPDIR/page" || { echo "$words"; false; }
    done
    [[ $(get "$SITE/search?q=Espa%C3%B1a&lang=fr" | tr '\n' ' ') == *'<li><a href="/countries/ES?lang=fr">Espagne</a> <small>Pays</small>'* ]]
    [[ $(get "$SITE/search?q=africa") == *'<a href="/regions/africa">Africa</a> <small>'* ]]
    [[ $(get "$SITE/search?q=NPL") == *'<a href="/countries/NP">Nepal</a>'* ]]
    # Where no record is found too; and a word that happens to be a code leads nowhere.
    [[ $(get "$SITE/search?q=Pitcairn") == *'<a href="/countries/PN">'* ]]
    [[ $(get "$SITE/search?q=in") != *'/countries/IN'* && $(get "$SITE/search?q=in+Nepal") != *'/countries/NP"'* ]]
    [ "$(get "$SITE/search.json?q=n%C3%A9pal" | jq -c .pages)" = '[{"list":"countries","code":"NP","label":"Nepal"}]' ]
    [ "$(get "$SITE/search.json?q=zebra" | jq -c .pages)" = '[]' ]
    is_a_good_page '/search?q=Nepal'
}

@test "fields are asked for by their labels in three languages, and names that there are none of are told" {
    all=$(get "$SITE/search.json?q=country:KE" | jq .total)
    [ "$all" -gt 1 ]
    for words in pays:Kenya PAYS:KE país:Kenia pais:Kenya; do
        [ "$(get -G --data-urlencode "q=$words" "$SITE/search.json" | jq .total)" = "$all" ] || { echo "$words"; false; }
    done
    [ "$(get -G --data-urlencode "q=titre:zebra" "$SITE/search.json" | jq .total)" = "$(get "$SITE/search.json?q=title:zebra" | jq .total)" ]
    page=$(get "$SITE/search?q=nosuch:field")
    [[ $page == *'nosuch:field makes no condition here, and was read as words.'* && $page != *'is known here'* ]]
    [[ $(get "$SITE/search?q=nosuch:migration&lang=fr") == *'nosuch:migration'*'mots'* ]]
    # A field that is not public is told no otherwise than one that is not there.
    diff <(get "$SITE/search.json?q=contact:jane" | sed s/contact/nosuch/g) <(get "$SITE/search.json?q=nosuch:jane")
}

@test "on a phone the kinds of a search are folded before what was found, as the facets of lists are" {
    page=$(get "$SITE/search?q=migration" | tr '\n' ' ')
    [[ $page == *'<aside class="facets" aria-label="Narrow the list"><details class="narrow"><summary>Narrow the list</summary> <ul> <li><a href="/search?q=migration"'*'</ul></details></aside>'*'<ol class="found">'* ]]
}

@test "wrong questions are told so" {
    [ "$(status_of "$SITE/search")" = 200 ]
    [ "$(get "$SITE/search.json" | jq -c '[.ok, .total]')" = '[true,0]' ]
    [ "$(status_of "$SITE/search?q=a&kind=nope")" = 400 ]
    [ "$(status_of "$SITE/search?q=a&from=-1")" = 400 ]
    [ "$(status_of "$SITE/search?q=$(printf 'a%.0s' $(seq 600))")" = 400 ]
    [ "$(status_of "$SITE/search.svg?q=a")" = 404 ]
}

@test "records that came while the site is up are said to be missing, and are there after a start" {
    [[ $(get "$SITE/search?q=Nepal") != *'not in the search yet'* ]]
    printf 'kind,identifier,title\nproject,late,okapi\n' >"$BATS_TEST_TMPDIR/late.csv"
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$BATS_TEST_TMPDIR/late.csv"
    [ "$(get "$SITE/search.json?q=okapi" | jq -c '[.total, .behind]')" = '[0,1]' ]
    [[ $(get "$SITE/search?q=Nepal&lang=es") == *'1 ficha nueva o modificada todavía no está en la búsqueda.'* ]]
    site_stop
    site_start "$BATS_TEST_TMPDIR/late.csv"
    [ "$(get "$SITE/search.json?q=okapi" | jq -c '[.total, .behind]')" = '[1,0]' ]
    echo "$SITE" >"$BATS_FILE_TMPDIR/moved"
}

@test "fields that are not public are not found" {
    SITE=$(cat "$BATS_FILE_TMPDIR/moved")
    [ "$(get "$SITE/search.json?q=MS+VvdV" | jq .total)" = 0 ]
}

@test "headings name several records in the plural, in three languages" {
    SITE=$(cat "$BATS_FILE_TMPDIR/moved")
    [[ $(get "$SITE/projects?lang=fr") == *'<h1>Projets <small>'* ]]
    [[ $(get "$SITE/projects?lang=es") == *'<h1>Proyectos <small>'* ]]
    [[ $(get "$SITE/") == *'"><span>Projects</span> <b>'* ]]
    [[ $(get "$SITE/countries/NP?lang=fr") == *'>Projets <small>'* ]]
    grep -L '^labels: {en: ".*", fr: ".*", es: ".*"}$' packs/labour-migration/kinds/*.yaml | { ! grep .; }
}

@test "the pages are valid and small" {
    SITE=$(cat "$BATS_FILE_TMPDIR/moved")
    for path in '/search' '/search?q=migration' '/search?q=migratoin' '/search?q=country%3AKenya&lang=fr' '/projects?lang=es' '/'; do
        is_a_good_page "$path"
    done
}
