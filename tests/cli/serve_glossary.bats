#!/usr/bin/env bats
# The glossary: its words lead to what they name, and the words of pages lead to it.

load helper
load site

setup_file() {
    local root
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    site_start "$root/data/ilo-2013" "$root/data/ilo-projects"
}

teardown_file() {
    site_stop
}

@test "the glossary has a word for every kind, and page, JSON and CSV have the same words" {
    is_a_good_page /glossary
    get "$SITE/glossary.json" >"$BATS_TEST_TMPDIR/json"
    [ "$(jq '[.[] | select(.part == "kind")] | length' "$BATS_TEST_TMPDIR/json")" = "$("$CROSSCUT" pack check --json | jq .kinds)" ]
    [ "$(jq '[.[] | select(.part == "acronym")] | length' "$BATS_TEST_TMPDIR/json")" = "$(get "$SITE/acronyms.json" | jq .total)" ]
    [ "$(jq length "$BATS_TEST_TMPDIR/json")" = "$(grep -c '<dt id=' "$BATS_TEST_TMPDIR/page.html")" ]
    [ "$(jq -r '.[].term' "$BATS_TEST_TMPDIR/json")" = "$(sed -n 's/^<dt id="\([^"]*\)".*/\1/p' "$BATS_TEST_TMPDIR/page.html")" ]
    [ "$(jq length "$BATS_TEST_TMPDIR/json")" = "$(get "$SITE/glossary.csv" | python3 -c 'import csv, sys; print(len(list(csv.DictReader(sys.stdin))))')" ]
    # All labels and meanings of the pack's own words are there in three languages.
    [ "$(jq '[.[] | select(.part == "word" or .part == "kind") | select((.labels | keys) != ["en", "es", "fr"])] | length' "$BATS_TEST_TMPDIR/json")" = 0 ]
    for lang in fr es; do
        get "$SITE/glossary.json?lang=$lang" | jq -r '.[] | select(.part == "word" or .part == "kind") | .means' | sort >"$BATS_TEST_TMPDIR/$lang"
        jq -r '.[] | select(.part == "word" or .part == "kind") | .means' "$BATS_TEST_TMPDIR/json" | sort >"$BATS_TEST_TMPDIR/en"
        [ -z "$(comm -12 "$BATS_TEST_TMPDIR/en" "$BATS_TEST_TMPDIR/$lang")" ]
    done
}

@test "each link to the glossary, from lists, facets and records, has its word there" {
    get "$SITE/glossary.json" | jq -r '.[].term' >"$BATS_TEST_TMPDIR/terms"
    for path in projects events cpos acronyms "units?lang=fr" recommendations units/workquality projects/GLO-20-01-CHE; do
        get "$SITE/$path"
    done >"$BATS_TEST_TMPDIR/pages"
    grep -o 'href="/glossary[^"#]*#[^"]*"' "$BATS_TEST_TMPDIR/pages" | sed 's/.*#\(.*\)"/\1/' | sort -u >"$BATS_TEST_TMPDIR/linked"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/linked")" -ge 8 ]
    while read -r term; do
        grep -qx -- "$term" "$BATS_TEST_TMPDIR/terms" || { echo "no $term"; return 1; }
    done <"$BATS_TEST_TMPDIR/linked"
    # The kind is explained above its list, in the page's language.
    [[ $(get "$SITE/units?lang=fr") == *'<p class="meaning">Les unités du siège'*'glossary?lang=fr#kind-unit'* ]]
    # Every page leads there.
    [[ $(get "$SITE/") == *'<a href="/glossary">Glossary</a>'* ]]
}
