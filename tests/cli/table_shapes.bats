# Tables of every shape over a small pack of their own (tests/golden/shapes).
load helper

setup_file() {
    export SHAPES_DB="$BATS_FILE_TMPDIR/shapes.db"
    cd "$BATS_TEST_DIRNAME/../.." || return 1
    "${CROSSCUT:-build/release/crosscut}" --db "$SHAPES_DB" --pack tests/golden/shapes/pack --quiet import tests/golden/shapes/studies.xml
}

shapes() {
    "$CROSSCUT" --db "$SHAPES_DB" --pack tests/golden/shapes/pack "$@"
}

names() {
    shapes tables --json | jq -r '.[].table'
}

@test "each prints as text, CSV and JSON as it was read and checked" {
    for name in $(names); do
        shapes --lang en table "$name" | diff -u "tests/golden/shapes/$name.txt" -
        shapes --lang en table "$name" -f csv | tr -d '\r' | diff -u "tests/golden/shapes/$name.csv" -
        shapes --lang en table "$name" -f json | jq . | diff -u "tests/golden/shapes/$name.json" -
    done
}

@test "values, choices and signs speak French and Spanish" {
    run --separate-stderr shapes --lang fr table regions
    [[ "$output" == *"Rien encore"* && "$output" == *"Conseil aux"* && "$output" == *"sans objet"* && "$output" == *"Oui"* ]]
    run --separate-stderr shapes --lang es table regions -f csv
    [[ "$output" == *"Nada aún"* && "$output" == *"Asesoramiento a los gobiernos"* ]]
    run --separate-stderr shapes --lang fr table list
    [[ "$output" == *"Les compétences de ceux"* && "$output" == *"rentrent"* ]]
}

@test "every number with a filter is the length of the list that its filter gives" {
    for name in $(names); do
        json=$(shapes table "$name" -f json)
        jq -e 'all(.rows[].cells[], (.totals[]); .state | IN("value", "zero", "missing", "not-applicable"))' <<<"$json" >/dev/null
        while IFS=$'\t' read -r filter records; do
            [ "$(shapes list "$filter" --json | jq .total)" -eq "$records" ]
        done < <(jq -r '[.rows[].cells[], ((.blocks // [])[].totals[]), .totals[]] | map(select(.filter != null) | [.filter, .records]) | unique[] | @tsv' <<<"$json")
    done
}

@test "a table of records has as many rows as the list" {
    for name in list coverage marks; do
        [ "$(shapes table "$name" -f json | jq '.rows | length')" -eq "$(shapes list study --json | jq .total)" ]
    done
}

@test "a matrix can be asked for any years, and any records" {
    run --separate-stderr shapes table matrix --from 2011 --to 2012 -f csv
    [ "${lines[0]}" = $'key,label,2011,2012,new-2011,new-2012\r' ]
    [ "${lines[-1]}" = $'total,Total,3,3,[z],0\r' ]
    run --separate-stderr shapes table matrix --from 2011 --to 2011 --where region=asia -f csv
    [ "${lines[-1]}" = $'total,Total,2,[z]\r' ]
    run --separate-stderr shapes table years region=Asia 'staff>=3' --from 2009 --to 2009
    [[ "$output" == *"Asked for: 2009-2009, region=Asia, staff>=3"* ]]
    run --separate-stderr shapes table marks --from 2011
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"not divided by years"* ]]
    run --separate-stderr shapes table years --from soon
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"--from \"soon\" is no year"* ]]
    run --separate-stderr shapes table years --where regoin=asia
    [ "$status" -eq 2 ]
    [[ "$stderr" == *'Did you mean "region"'* ]]
}

@test "the site shows texts, marks, signs and blocks" {
    shapes serve --listen 127.0.0.1:0 2>"$BATS_TEST_TMPDIR/log" 3>&- &
    local pid=$!
    for _ in $(seq 100); do
        grep -q 'site is at' "$BATS_TEST_TMPDIR/log" && break
        sleep 0.1
    done
    local site
    site=$(sed -n 's/.*\(http:[^ ]*\)\/ .*/\1/p' "$BATS_TEST_TMPDIR/log")
    for name in regions blocks marks; do
        curl -sS --max-time 10 -H 'Accept-Language: en' "$site/tables/$name" >"$BATS_TEST_TMPDIR/$name.html"
    done
    kill "$pid"
    grep -q '<td class="text">None yet</td>' "$BATS_TEST_TMPDIR/regions.html"
    grep -q '<td class="number"><abbr title="not applicable">\[z\]</abbr></td>' "$BATS_TEST_TMPDIR/regions.html"
    grep -q '\[z\]: not applicable' "$BATS_TEST_TMPDIR/regions.html"
    grep -q '<th scope="rowgroup" colspan="4">Africa</th>' "$BATS_TEST_TMPDIR/blocks.html"
    grep -q '>✓</a></td>' "$BATS_TEST_TMPDIR/marks.html"
}
