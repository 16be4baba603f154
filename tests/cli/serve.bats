#!/usr/bin/env bats
# The site as a program meets it: addresses, forms, headers, escaping, and numbers that equal the length of their list.

load helper
load site

setup_file() {
    local root
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export CROSSCUT=${CROSSCUT:-$root/build/release/crosscut} SITE_DB=$BATS_FILE_TMPDIR/site.db
    cat >"$BATS_FILE_TMPDIR/hostile.csv" <<'END'
kind,identifier,title@en,description@en,country,start,note
project,"X/1 &?#%""'<b>",<script>alert(1)</script> migrant workers,"a ""quoted"" & <img src=x onerror=alert(2)> description of labour migration",KE,2013-05-01,javascript:alert(3)
project,rtl,هجرة العمال,,JO,2014,https://example.org/?a=1&b=2
interview,secret-1,,,,,
END
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$root/data" "$BATS_FILE_TMPDIR/hostile.csv" || [ $? -eq 3 ]
    "$CROSSCUT" --db "$SITE_DB" serve --listen 127.0.0.1:0 2>"$BATS_FILE_TMPDIR/log" 3>&- &
    echo $! >"$BATS_FILE_TMPDIR/pid"
    for _ in $(seq 100); do
        grep -q 'site is at' "$BATS_FILE_TMPDIR/log" && break
        sleep 0.1
    done
    SITE=$(sed -n 's/.*\(http:[^ ]*\)\/ .*/\1/p' "$BATS_FILE_TMPDIR/log")
    export SITE
}

teardown_file() {
    kill "$(cat "$BATS_FILE_TMPDIR/pid")"
}

get() { curl -sS --max-time 10 "$@"; }
status_of() { get -o /dev/null -w '%{http_code}' "$@"; }

@test "every route answers, and says what it is" {
    [ "$(status_of "$SITE/")" = 200 ]
    [ "$(get "$SITE/home.json" | jq '[.kinds[].records] | add')" -gt 900 ]
    for path in $(get "$SITE/openapi.json" | jq -r '.paths | to_entries[] | select(.value.get and (.value.get.security | not)) | .key | select(test("[{]") | not)'); do
        code=$(status_of "$SITE$path")
        [ "$code" = 200 ] || { echo "$path: $code"; false; }
    done
}

@test "the description of the addresses is whole, and its examples are answered as it says" {
    run -0 python3 tests/cli/openapi.py "$SITE"
}

@test "a list in HTML, JSON and CSV has the same records in the same order" {
    get "$SITE/projects.csv?country=TH" | tail -n +2 | cut -d, -f1 | tr -d '"' >"$BATS_TEST_TMPDIR/csv"
    get "$SITE/projects.json?country=TH" | jq -r '.rows[].identifier' >"$BATS_TEST_TMPDIR/json"
    get "$SITE/projects?country=TH" | sed -n 's/.*<th scope="row"><a href="\/projects\/\([^"]*\)".*/\1/p' | sed 's/%2F/\//g' >"$BATS_TEST_TMPDIR/html"
    [ -s "$BATS_TEST_TMPDIR/json" ]
    diff "$BATS_TEST_TMPDIR/json" "$BATS_TEST_TMPDIR/html"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/csv")" = "$(wc -l <"$BATS_TEST_TMPDIR/json")" ]
}

@test "each facet's number is the length of the list it leads to" {
    get "$SITE/projects" | sed -n 's/.*<li><input[^>]*><a href="\([^"]*\)">.*<\/a> <span>\([0-9]*\)<\/span><\/li>.*/\1 \2/p' | sed 's/&amp;/\&/g' >"$BATS_TEST_TMPDIR/facets"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/facets")" -gt 10 ]
    while read -r path number; do
        json=${path/projects/projects.json}
        [ "$(get "$SITE$json" | jq .total)" = "$number" ] || { echo "$path says $number"; false; }
    done <"$BATS_TEST_TMPDIR/facets"
}

@test "each number of a table leads to as many records" {
    get "$SITE/tables/projects-by-region.json" | jq -r '.rows[].cells[] | select(.filter != null and .column == "all") | "\(.filter) \(.value)"' >"$BATS_TEST_TMPDIR/cells"
    [ -s "$BATS_TEST_TMPDIR/cells" ]
    while read -r filter value; do
        [ "$(get "$SITE/projects.json?${filter#*\?}" | jq .total)" = "$value" ]
    done <"$BATS_TEST_TMPDIR/cells"
}

@test "an unchanged page is 304, and every answer has its headers" {
    etag=$(get -o /dev/null -D - "$SITE/projects" | tr -d '\r' | sed -n 's/^ETag: //Ip')
    [ -n "$etag" ]
    [ "$(status_of -H "If-None-Match: $etag" "$SITE/projects")" = 304 ]
    [ "$(status_of -H "If-None-Match: $etag" "$SITE/projects?lang=fr")" = 200 ]
    for path in / /projects /nope /tables.json; do
        get -o /dev/null -D "$BATS_TEST_TMPDIR/head" "$SITE$path"
        grep -qi "^content-security-policy: default-src 'none'" "$BATS_TEST_TMPDIR/head"
        grep -qi '^x-content-type-options: nosniff' "$BATS_TEST_TMPDIR/head"
        grep -qi '^content-type: .*charset=utf-8' "$BATS_TEST_TMPDIR/head"
    done
}

# The ETag of a table, as a server that begins now with this pack gives it.
etag_with() { # PACK
    "$CROSSCUT" --db "$SITE_DB" --pack "$1" serve --listen 127.0.0.1:0 2>"$BATS_TEST_TMPDIR/log" 3>&- &
    local server=$!
    for _ in $(seq 100); do
        grep -q 'site is at' "$BATS_TEST_TMPDIR/log" && break
        sleep 0.1
    done
    # As if both were one server, which was started again.
    get -o /dev/null -D - -H 'Host: register.example' \
        "$(sed -n 's/.*\(http:[^ ]*\)\/ .*/\1/p' "$BATS_TEST_TMPDIR/log")/tables/projects-by-region" | tr -d '\r' | sed -n 's/^ETag: //Ip'
    kill "$server"
    wait "$server" || true
}

@test "a page is another one when the pack says anything else" {
    cp -r packs/labour-migration "$BATS_TEST_TMPDIR/pack"
    first=$(etag_with "$BATS_TEST_TMPDIR/pack")
    [ -n "$first" ]
    [ "$(etag_with "$BATS_TEST_TMPDIR/pack")" = "$first" ]
    for file in tables/projects-by-region.yaml glossary.yaml reports/biennial.md; do
        echo >>"$BATS_TEST_TMPDIR/pack/$file"
        second=$(etag_with "$BATS_TEST_TMPDIR/pack")
        [ -n "$second" ] && [ "$second" != "$first" ] || { echo "$file"; false; }
        first=$second
    done
}

@test "what is hostile is shown, and runs nowhere" {
    url=$(get "$SITE/projects.json" | jq -r '.rows[] | select(.title | test("script")) | .identifier | @uri')
    page=$(get "$SITE/projects/$url")
    [[ $page == *'&lt;script&gt;alert(1)&lt;/script&gt;'* ]]
    [[ $page != *'<script>'* ]]
    [[ $page != *'<img'* ]]
    [[ $page != *'href="javascript'* ]]
    [[ $(get "$SITE/projects/rtl") == *'href="https://example.org/?a=1&amp;b=2"'* ]]
}

@test "bad requests are told so, without their words" {
    [ "$(status_of "$SITE/nope")" = 404 ]
    [ "$(status_of "$SITE/projects?country=%GG")" = 400 ]
    [ "$(status_of "$SITE/projects?no_such_field=1")" = 400 ]
    [ "$(status_of "$SITE/projects?from=x")" = 400 ]
    [ "$(status_of "$SITE/..%2f..%2fetc%2fpasswd")" = 404 ]
    [ "$(status_of -X POST -d a=b "$SITE/projects")" = 405 ]
    [[ $(get -X POST -d a=b "$SITE/projects") == *'<h1>This is not done here</h1>'* ]]
    [[ $(get "$SITE/tables/projects-by-region?nope=1") == *'<h1>The question cannot be answered</h1>'* ]]
    [[ $(get "$SITE/nowhere?lang=fr") == *'<h1>Introuvable</h1>'* ]]
    [ "$(status_of -X GET -d a=b "$SITE/projects")" = 400 ]
    [ "$(status_of -X DELETE "$SITE/projects")" = 405 ]
    [[ $(get "$SITE/%3Cscript%3E") != *script* ]]
    [ "$(get "$SITE/nope.json" | jq -c '[.ok, .status]')" = '[false,404]' ]
    # A search for the words of the address is offered, for those that are words.
    [[ $(get "$SITE/countries/fair-%22%3E%3Cb-work") == *'<form class="offer" action="/search">'*'value="countries fair work"'* ]]
}

@test "fields that are not public are not shown, listed or asked for" {
    for path in /interviews /interviews/interview-01 /interviews.json /interviews.csv; do
        [[ $(get "$SITE$path") != *'MS &amp; VvdV'* && $(get "$SITE$path") != *'MS & VvdV'* ]]
    done
    [ "$(status_of "$SITE/interviews?department=SAP-FL")" = 400 ]
}

@test "a page in French stays in French" {
    page=$(get "$SITE/projects?country=TH&lang=fr")
    [[ $page == *'<html lang="fr">'* ]]
    [[ $page == *'lang=fr'* ]]
    [[ $(get -H 'Accept-Language: es-AR,es;q=0.9' "$SITE/tables") == *'<html lang="es">'* ]]
}

@test "the page of a country, and of its region, lead to lists of as many records" {
    for path in countries/TH regions/asia-pacific; do
        get "$SITE/$path.json" | jq -r '.kinds[] | "\(.filter) \(.records)"' >"$BATS_TEST_TMPDIR/kinds"
        [ -s "$BATS_TEST_TMPDIR/kinds" ]
        while read -r filter records; do
            plural=$(get "$SITE/home.json" | jq -r --arg k "${filter%%\?*}" '.kinds[] | select(.kind == $k) | .path')
            [ "$(get "$SITE$plural.json?${filter#*\?}" | jq .total)" = "$records" ]
        done <"$BATS_TEST_TMPDIR/kinds"
    done
}

@test "a chart is drawn only of what adds up, and says where its numbers are" {
    [[ $(get "$SITE/tables/t05-funding-by-region.svg") == *'<title>'*'</title>'* ]]
    [ "$(status_of "$SITE/tables/t10-ratifications.svg")" = 404 ] # cumulative: adding years would mean nothing
}

@test "a map and flows lead to the records that their titles count" {
    for name in agreements-by-country labour-agreements-between-countries; do
        get "$SITE/tables/$name" | sed 's/<a tabindex/\n&/g' | grep -o '<a tabindex="-1" href="[^"]*">.*<title>[^<]*</title>' |
            sed 's/.*href="\([^"]*\)".*: \([0-9]*\)<\/title>/\1 \2/; s/&amp;/\&/g' >"$BATS_TEST_TMPDIR/links"
        [ "$(wc -l <"$BATS_TEST_TMPDIR/links")" -gt 20 ]
        while read -r path number; do
            json=${path/agreements/agreements.json}
            [ "$(get "$SITE$json" | jq .total)" = "$number" ] || { echo "$path says $number"; false; }
        done <"$BATS_TEST_TMPDIR/links"
        is_a_good_page "/tables/$name"
    done
}

@test "a drawing alone is XML, has no links and names what it leaves out" {
    "$CROSSCUT" --db "$SITE_DB" table agreements-by-country -f svg >"$BATS_TEST_TMPDIR/map.svg"
    get "$SITE/tables/agreements-by-country.svg" | diff - "$BATS_TEST_TMPDIR/map.svg"
    xmllint --noout "$BATS_TEST_TMPDIR/map.svg" 2>/dev/null || python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$BATS_TEST_TMPDIR/map.svg"
    ! grep -q '<a ' "$BATS_TEST_TMPDIR/map.svg" || false
    grep -q '>Not on the map: Yugoslavia (1)<' "$BATS_TEST_TMPDIR/map.svg"
    run "$CROSSCUT" --db "$SITE_DB" table t10-ratifications -f svg
    [ "$status" -eq 4 ]
}

@test "two definitions compared count what the command counts" {
    page=$(get "$SITE/compare.json?first=broad-2013&second=pardev-2013")
    own=$("$CROSSCUT" --db "$SITE_DB" compare broad-2013 pardev-2013 --json)
    [ "$(jq .both <<<"$page")" = "$(jq .both.count <<<"$own")" ]
}

@test "two servers do not share a port, and one that stopped can be started again at once" {
    port=${SITE##*:}
    run -1 --separate-stderr timeout 10 "$CROSSCUT" --db "$SITE_DB" serve --listen "127.0.0.1:$port"
    [[ $stderr == *"127.0.0.1 port $port cannot be listened on: Address already in use."*--listen* ]]
    [ "$(status_of "$SITE/")" = 200 ]
    for _ in 1 2; do
        "$CROSSCUT" --db "$SITE_DB" serve --listen 127.0.0.1:0 2>"$BATS_TEST_TMPDIR/log" 3>&- &
        timeout 10 bash -c "until grep -q 'site is at' '$BATS_TEST_TMPDIR/log'; do sleep 0.1; done"
        own=$(sed -n 's/.*\(http:[^ ]*\)\/ .*/\1/p' "$BATS_TEST_TMPDIR/log")
        get -o /dev/null "$own/" # a connection that the server ends waits for a while
        kill $!
        wait $! || true
        "$CROSSCUT" --db "$SITE_DB" serve --listen "127.0.0.1:${own##*:}" 2>"$BATS_TEST_TMPDIR/log" 3>&- &
        timeout 10 bash -c "until grep -q 'site is at' '$BATS_TEST_TMPDIR/log'; do sleep 0.1; done"
        kill $!
        wait $! || true
    done
}

cors_of() { get -o /dev/null -D - "$@" | tr -d '\r' | sed -n 's/^access-control-allow-origin: //Ip'; }

@test "programs in pages of other sites may read public data, and no page" {
    for path in /projects.json /projects.csv /projects.atom /projects.rss /events.ics /tables/projects-by-region.svg /home.json /search.json?q=x \
        /openapi.json /dcat.jsonld '/oai?verb=Identify' /projects.json?nope=1; do
        [ "$(cors_of "$SITE$path")" = '*' ] || { echo "$path"; false; }
    done
    for path in / /projects /tables/projects-by-region /sign-in /about/data /style.css /review.js /review.json /audit.csv /nowhere; do
        [ -z "$(cors_of "$SITE$path")" ] || { echo "$path"; false; }
    done
    # An answer that has not changed may be read again.
    tag=$(get -o /dev/null -D - "$SITE/projects.json" | tr -d '\r' | sed -n 's/^etag: //Ip')
    [ "$(status_of -H "If-None-Match: $tag" "$SITE/projects.json")" = 304 ]
    [ "$(cors_of -H "If-None-Match: $tag" "$SITE/projects.json")" = '*' ]
}

@test "OPTIONS says what may be asked" {
    [ "$(status_of -X OPTIONS "$SITE/projects.json")" = 204 ]
    run -0 get -X OPTIONS -o /dev/null -D - -H 'Origin: https://other.example' -H 'Access-Control-Request-Method: GET' "$SITE/projects.json"
    [[ $output == *'Access-Control-Allow-Origin: *'* && $output == *'Allow: GET, HEAD, OPTIONS'* ]]
    run -0 get -X OPTIONS -o /dev/null -D - "$SITE/sign-in"
    [[ $output == *'Allow: GET, HEAD, POST, OPTIONS'* && $output != *Access-Control* ]]
    [ "$(status_of -X OPTIONS "$SITE/a/b/c/d")" = 404 ]
}
