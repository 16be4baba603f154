#!/usr/bin/env bats
# The lists of tables and themes, a definition by kinds, and tables of pairs: what they count is what they lead to.

load helper
load site

setup_file() {
    local root
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    site_start "$root/data"
}

teardown_file() {
    site_stop
}

@test "every table stands in the list of tables once, under its group" {
    get "$SITE/tables.json" >"$BATS_TEST_TMPDIR/json"
    get "$SITE/tables" | grep -o '^<h2>.*</h2>\|<li><a href="/tables/[^"]*">' >"$BATS_TEST_TMPDIR/page"
    [ "$(grep -c '^<li>' "$BATS_TEST_TMPDIR/page")" = "$(jq length "$BATS_TEST_TMPDIR/json")" ]
    [ "$(grep -c '^<h2>' "$BATS_TEST_TMPDIR/page")" -ge 5 ]
    # As the data say it: name and group of each.
    awk '/^<h2>/ { gsub(/<\/?h2>/, ""); group = $0; next } { match($0, /\/tables\/[^"]*/); print substr($0, RSTART + 8, RLENGTH - 8) "\t" group }' "$BATS_TEST_TMPDIR/page" | sort >"$BATS_TEST_TMPDIR/shown"
    jq -r '.[] | "\(.table)\t\(.group)"' "$BATS_TEST_TMPDIR/json" | sort | diff - "$BATS_TEST_TMPDIR/shown"
    [ "$(jq -r '.[] | select(.number != "") | .group' "$BATS_TEST_TMPDIR/json" | sort -u)" = 'Tables and figures of the evaluation of 2013' ]
    is_a_good_page /tables
}

@test "a theme in the list of themes has as many records as its page, kind by kind" {
    get "$SITE/themes.json" | jq -r '.[] | select(.lens == "labour-migration") | "\(.theme) \(.records)"' >"$BATS_TEST_TMPDIR/themes"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/themes")" -gt 10 ]
    while read -r theme records; do
        [ "$(get "$SITE/themes/$theme.json" | jq '[.kinds[].records] | add // 0')" = "$records" ] || { echo "$theme: not $records"; false; }
    done <"$BATS_TEST_TMPDIR/themes"
    page=$(get "$SITE/themes")
    read -r theme records <"$BATS_TEST_TMPDIR/themes"
    [[ $page == *"href=\"/themes/$theme?lens=labour-migration\"><span>"*"</span> <b>$records</b></a>"* ]]
}

@test "the page of a definition has kinds with records only, and each number is the length of its list" {
    get "$SITE/lenses/labour-migration" | grep -o '<a href="/[a-z-]*?tag=labour-migration[^"]*">[^<]* <b>[0-9,]*' >"$BATS_TEST_TMPDIR/cells"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/cells")" -gt 30 ]
    ! grep -q '<b>0$' "$BATS_TEST_TMPDIR/cells" || false
    sed 's/.*href="\/\([a-z-]*\)?\([^"]*\)">.*<b>\(.*\)$/\1.json?\2 \3/; s/,//g' "$BATS_TEST_TMPDIR/cells" | shuf -n 25 --random-source="$BATS_TEST_FILENAME" | while read -r list number; do
        [ "$(get "$SITE/$list" | jq .total)" = "$number" ] || { echo "$list: not $number"; exit 1; }
    done
}

@test "a table of pairs is a list of pairs, each once, with the number of its list" {
    get "$SITE/tables/labour-agreements-between-countries" | tr '\n' ' ' | grep -o '<tr><th scope="row">[^<]*</th><td class="text">[^<]*</td><td class="number"><a href="[^"]*">[0-9]*' >"$BATS_TEST_TMPDIR/pairs"
    # As many as the grid of the same table has numbers above 0 on one side of its diagonal.
    [ "$(wc -l <"$BATS_TEST_TMPDIR/pairs")" = "$(get "$SITE/tables/labour-agreements-between-countries.json" | jq '[.rows[] | .key as $row | .cells[] | select(.column != "agreements" and .column > $row and (.value // 0) > 0)] | length')" ]
    sed 's/.*href="\/\([^"]*\)">\(.*\)/\1 \2/; s/&amp;/\&/g; s/?/.json?/' "$BATS_TEST_TMPDIR/pairs" | while read -r list number; do
        [ "$(get "$SITE/$list" | jq .total)" = "$number" ] || { echo "$list: not $number"; exit 1; }
    done
    is_a_good_page /tables/labour-agreements-between-countries
    # Persons by origin and destination: only figures that have both ends.
    [[ $(get "$SITE/tables/corridors") == *'<th scope="row">Nepal</th><td class="text">Qatar</td><td class="number">'* ]]
    ! get "$SITE/tables/corridors.json" | jq -e '.rows[] | select(.key == "" or (.key | endswith("/")))' >/dev/null || false
}
