# Tables, claims and lists on the facts of the 2013 evaluation.
load helper

setup_file() {
    export DEMO_DB="$BATS_FILE_TMPDIR/demo.db"
    cd "$BATS_TEST_DIRNAME/../.." || return 1
    "${CROSSCUT:-build/release/crosscut}" --db "$DEMO_DB" --quiet import data
}

demo() {
    "$CROSSCUT" --db "$DEMO_DB" "$@"
}

@test "table 5: 52 and 60 items, 82,380,380 and 10,001,904 dollars, mean 824,842" {
    run --separate-stderr demo table t05-funding-by-region -f json
    [ "$status" -eq 0 ]
    value() { jq --arg c "$1" '.totals[] | select(.column == $c) | .value' <<<"$output"; }
    [ "$(value projects)" = 52 ]
    [ "$(value activities)" = 60 ]
    [ "$(value project-budget)" = 82380380 ]
    [ "$(value activity-budget)" = 10001904 ]
    [ "$(value average | cut -d. -f1)" = 824841 ] || [ "$(value average | cut -d. -f1)" = 824842 ]
}

@test "the filter of a cell can be given to list, and lists what the cell counts" {
    # tests/unit/test_pack_numbers.c does this for every cell of every table
    for table in t05-funding-by-region projects-by-region; do
        while IFS=$'\t' read -r filter records; do
            [ "$(demo list "$filter" --json | jq .total)" -eq "$records" ]
        done < <(demo table "$table" -f json | jq -r '[.rows[].cells[]] | .[] | select(.filter != null) | [.filter, .records] | @tsv' | head -5)
    done
}

@test "the check finds the known wrong totals and computes the right ones" {
    run --separate-stderr demo check --json
    [ "$status" -eq 0 ]
    claim() { jq -r --arg id "$1" '.[] | select(.id == $id) | "\(.verdict) \(.printed) \(.computed)"' <<<"$output"; }
    [ "$(claim DQ-01)" = "mismatch 0 60" ]
    [ "$(claim DQ-02)" = "mismatch 82380379 82380380" ] || [ "$(claim DQ-02)" = "match-rounded 82380379 82380380" ]
    [ "$(claim DQ-04)" = "mismatch 23 24" ]
    [ "$(claim DQ-05)" = "mismatch 225 235" ]
}

@test "every DQ entry from 01 to 53 has a verdict" {
    run --separate-stderr demo check --json
    for n in $(seq -w 1 53); do
        jq -e --arg id "DQ-$n" 'any(.[]; .id | startswith($id))' <<<"$output" >/dev/null
    done
}

@test "importing the facts again changes nothing" {
    run --separate-stderr demo import data --json
    [ "$(jq -c '[.stored,.updated,.rejected]' <<<"$output")" = "[0,0,0]" ]
}

@test "a list in CSV can be read again and gives the same list" {
    demo list project -f csv >"$BATS_TEST_TMPDIR/p.csv"
    head -1 "$BATS_TEST_TMPDIR/p.csv" | grep -q '^identifier,'
    [ "$(jq -r .total < <(demo list project --json))" -eq "$(($(wc -l <"$BATS_TEST_TMPDIR/p.csv") - 1))" ]
}

@test "labels follow --lang" {
    run --separate-stderr demo table t05-funding-by-region --lang fr
    [[ "$output" == *Région* ]]
    run --separate-stderr demo table t05-funding-by-region --lang es
    [[ "$output" == *Región* ]]
}

@test "the evaluation's tables print as they were read and checked" {
    for golden in tests/golden/tables/*.txt; do
        demo --lang en table "$(basename "$golden" .txt)" | diff -u "$golden" -
    done
}

@test "every claim has the verdict, and the computed value, that was read and checked" {
    demo check --json | jq -r '.[] | [.id,.verdict,(.printed|tostring),(.computed|tostring)] | @tsv' | diff -u tests/golden/verdicts.tsv -
}

@test "the same bytes come out in another locale and time zone" {
    demo table t05-funding-by-region -f json >"$BATS_TEST_TMPDIR/a"
    LC_ALL=tr_TR.UTF-8 TZ=Asia/Kathmandu demo table t05-funding-by-region -f json | cmp - "$BATS_TEST_TMPDIR/a"
    demo export -f json >"$BATS_TEST_TMPDIR/a"
    LC_ALL=de_DE.UTF-8 TZ=Pacific/Apia demo export -f json | cmp - "$BATS_TEST_TMPDIR/a"
}
