# Importing as a user does it: reconciliation, problems, exit codes, importing twice, a kill in the middle.
load helper

@test "every record is stored, and a second import changes nothing" {
    printf 'XM-1 Roads\nXM-2 Wells\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.xml" --json
    [ "$status" -eq 0 ]
    [ "$(jq -c '[.read,.stored,.updated,.unchanged,.rejected,(.problems|length)]' <<<"$output")" = "[2,2,0,0,0,0]" ]
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.xml" --json
    [ "$(jq -c '[.read,.stored,.updated,.unchanged,.rejected]' <<<"$output")" = "[2,0,0,2,0]" ]
}

@test "a changed record is updated and keeps its history" {
    printf 'XM-1 Roads\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    printf 'XM-1 Better roads\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.xml" --json
    [ "$(jq -c '[.read,.stored,.updated,.unchanged,.rejected]' <<<"$output")" = "[1,0,1,0,0]" ]
    run --separate-stderr crosscut show XM-1 --json
    [ "$(jq -r '.title' <<<"$output")" = "Better roads" ]
}

# The outcome of an import, and what the register has of P1 and P2 then.
state() {
    crosscut import --json "$@" 2>/dev/null | jq -c '[.read,.stored,.updated,.unchanged,.rejected]'
    crosscut export project -f csv
}

@test "a folder whose later files have newer versions gives the same when it is imported again" {
    mkdir "$BATS_TEST_TMPDIR/d"
    header=kind,identifier,title@en,budget,budget.currency
    printf '%s\nproject,P1,Old,100,USD\nproject,P2,Same,5,USD\n' $header >"$BATS_TEST_TMPDIR/d/2013-01.csv"
    printf '%s\nproject,P1,Middle,150,USD\n' $header >"$BATS_TEST_TMPDIR/d/2013-02.csv"
    printf '%s\nproject,P1,New,200,USD\nproject,P2,Same,5,USD\n' $header >"$BATS_TEST_TMPDIR/d/2013-03.csv"
    run -0 state "$BATS_TEST_TMPDIR/d"
    [ "${lines[0]}" = "[5,2,2,1,0]" ]
    [[ "$output" == *"P1,"*"New,"*200* ]]
    once=("${lines[@]:1}")
    for _ in 2 3 4; do # each version changes P1, and the last one stays; P2 is the same throughout
        run -0 state "$BATS_TEST_TMPDIR/d"
        [ "${lines[0]}" = "[5,0,3,2,0]" ]
        [ "${lines[*]:1}" = "${once[*]}" ]
    done
    # A single file says what it says, also the last one again.
    run -0 state "$BATS_TEST_TMPDIR/d/2013-03.csv"
    [ "${lines[0]}" = "[2,0,0,2,0]" ]
    run -0 crosscut doctor
}

@test "parts that a later file of a folder no longer has stay gone when it is imported again" {
    mkdir "$BATS_TEST_TMPDIR/d"
    for many in 3 1; do
        {
            echo '<iati-activities version="2.03"><iati-activity default-currency="USD" xml:lang="en"><iati-identifier>XX-1</iati-identifier><title><narrative>One</narrative></title>'
            for i in $(seq $many); do echo "<result type='1'><title><narrative>Result $i</narrative></title></result>"; done
            echo '</iati-activity></iati-activities>'
        } >"$BATS_TEST_TMPDIR/d/$((4 - many)).xml"
    done
    for _ in 1 2 3; do
        run -0 crosscut --quiet import "$BATS_TEST_TMPDIR/d"
        [ "$(crosscut list result status=deleted --json | jq -c '[.rows[].identifier]')" = '["XX-1/result-2","XX-1/result-3"]' ]
    done
}

@test "standard input is read with -" {
    printf 'XM-1 Roads\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut import - --json <"$BATS_TEST_TMPDIR/a.xml"
    [ "$status" -eq 0 ]
    [ "$(jq .stored <<<"$output")" -eq 1 ]
}

@test "a duplicate identifier is refused on its line and the rest goes on" {
    printf 'XM-1 Roads\nXM-1 Roads again\nXM-2 Wells\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.xml" --json
    [ "$status" -eq 3 ]
    [ "$(jq -c '[.read,.stored,.rejected]' <<<"$output")" = "[3,2,1]" ]
    [ "$(jq -r '.problems[0].rule' <<<"$output")" = "duplicate-identifier" ]
    [ "$(jq -r '.problems[0].line' <<<"$output")" -eq 3 ]
}

@test "a malformed activity costs only itself" {
    printf 'XM-1 Roads\nXM-2 Wells <b>\nXM-3 Bridges\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.xml" --json
    [ "$status" -eq 3 ]
    [ "$(jq -c '[.read,.stored,.rejected]' <<<"$output")" = "[3,2,1]" ]
    [ "$(jq -r '.problems[0].line' <<<"$output")" -eq 3 ]
}

@test "a bad date is a problem of the value, not of the record" {
    printf 'XM-1 Roads\n' | iati | sed 's|</title>|</title><activity-date type="2" iso-date="2013-02-30"/>|' >"$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.xml" --json
    [ "$status" -eq 3 ]
    [ "$(jq -c '[.stored,.rejected,.problems[0].rule,.problems[0].value]' <<<"$output")" = '[1,0,"bad-date","2013-02-30"]' ]
}

@test "a DOCTYPE is refused with its line" {
    { echo '<?xml version="1.0"?>'; echo '<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]>'; echo '<iati-activities/>'; } >"$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.xml" --json
    [ "$status" -eq 3 ]
    [[ "$(jq -r '.problems[0].mend' <<<"$output")" == *DOCTYPE* ]]
}

@test "what is no known format is said, and the other files go on" {
    printf 'XM-1 Roads\n' | iati >"$BATS_TEST_TMPDIR/b.xml"
    echo "just words" >"$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.xml" "$BATS_TEST_TMPDIR/b.xml" --json
    [ "$status" -eq 3 ]
    [ "$(jq -c '[.stored,(.problems|length)]' <<<"$output")" = "[1,1]" ]
}

@test "a missing file is exit status 4" {
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/nowhere.xml"
    [ "$status" -eq 4 ]
    [[ "$stderr" == *nowhere.xml* ]]
}

@test "killed in the middle, the database opens and importing again completes it" {
    seq 1 30000 | sed 's/.*/XM-& Wells and roads number &/' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml" &
    sleep 0.6
    kill -9 $! || true
    wait $! || true
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.xml" --json
    [ "$status" -eq 0 ]
    [ "$(jq '.stored + .unchanged' <<<"$output")" -eq 30000 ]
    run --separate-stderr crosscut doctor --json
    [ "$status" -eq 0 ]
    [ "$(crosscut list activity --json | jq .total)" -eq 30000 ]
}

@test "the standard portfolio: 2,251 read and none lost" {
    needs_shared
    run --separate-stderr crosscut import "$SHARED/data/iati/iom-2023-dev.xml" --json
    [ "$(jq -c '[.read,.stored,.rejected]' <<<"$output")" = "[2251,2251,0]" ]
}

@test "every real file gives records or a clear problem, and nothing is lost" {
    needs_shared
    for file in "$SHARED"/data/iati/*.xml "$SHARED"/data/iati/malformed/*.xml; do
        run --separate-stderr "$CROSSCUT" --db "$BATS_TEST_TMPDIR/one.db" import "$file" --json
        [ "$status" -eq 0 ] || [ "$status" -eq 3 ]
        jq -e '.read == .stored + .updated + .unchanged + .rejected' <<<"$output" >/dev/null
        jq -e '(.read > 0 and .rejected == 0) or (.problems | length > 0)' <<<"$output" >/dev/null
        rm -f "$BATS_TEST_TMPDIR"/one.db*
    done
}

@test "every element and attribute of the IATI standard is accounted for in docs/iati.md" {
    needs_shared
    for schema in iati-activities-schema.xsd iati-common.xsd; do
        names=$(grep -oE '<xsd:(element|attribute) (name|ref)="[^"]+"' "$SHARED/data/codelists/$schema" | sed 's/.*="//; s/"$//' | sort -u)
        [ -n "$names" ]
        for name in $names; do
            grep -qF -- "$name" docs/iati.md || { echo "$name"; return 1; }
        done
    done
}
