# The queue from the command line: what waits, what a decision does to it, and what is known.
load helper

# Six activities about recruitment of migrant workers, tagged.
begin() {
    for i in 1 2 3 4 5 6; do echo "XM-DAC-1-$i Fair recruitment of migrant workers $i"; done | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
}

queue() { # [--person NAME]: "identifier/theme" a line
    crosscut review --queue labour-migration --json "$@" | jq -r '.items[] | "\(.identifier)/\(.theme)"'
}

decide() { # IDENTIFIER THEME VERDICT PERSON
    printf 'identifier,lens,theme,verdict,person\n%s,labour-migration,%s,%s,%s\n' "$@" >"$BATS_TEST_TMPDIR/d.csv"
    crosscut --quiet review --import "$BATS_TEST_TMPDIR/d.csv"
}

@test "every tag waits once, in an order that stays the same and is another for another person" {
    begin
    tags=$(crosscut review --export --lens labour-migration | tail -n +2 | wc -l)
    [ "$(queue | sort | uniq | wc -l)" = "$tags" ]
    [ "$(queue | wc -l)" = "$tags" ]
    [ "$(queue)" = "$(queue)" ]
    [ "$(queue --person Ada)" != "$(queue --person Ben)" ]
    [ "$(queue --person Ada | sort)" = "$(queue --person Ben | sort)" ]
    [ "$(crosscut review --queue labour-migration -n 2 | wc -l)" = 2 ]
}

@test "what is decided waits no longer, and what is left out as a whole takes its themes with it" {
    begin
    before=$(queue | wc -l)
    decide XM-DAC-1-1 recruit confirmed Ada
    [ "$(queue | wc -l)" = $((before - 1)) ]
    decide XM-DAC-1-2 '' rejected Ada
    [ "$(queue | grep -c XM-DAC-1-2/)" = 0 ]
    [ "$(crosscut review --stats --json | jq -c '.[] | select(.lens == "labour-migration").themes[] | select(.theme == "recruit") | [.tags, .confirmed, .rejected, .kappa]')" = '[6,1,0,null]' ]
    [ "$(crosscut review --stats -f csv | tr -d '\r' | grep -c '^labour-migration,recruit,6,0,1,0,0,0,$')" = 1 ]
}

@test "judged records are kept, and refused with the line that is wrong" {
    begin
    printf 'identifier,relevance,themes\nXM-DAC-1-1,2,recruit\nno-such,0,\n' >"$BATS_TEST_TMPDIR/gold.csv"
    run --separate-stderr crosscut review --gold "$BATS_TEST_TMPDIR/gold.csv" --lens labour-migration
    [ "$status" = 0 ]
    [[ "$stderr" == *"Read 2 judged records"*"not stored: 1"* ]]
    printf 'identifier,relevance,themes\nXM-DAC-1-1,2,nonsense\n' >"$BATS_TEST_TMPDIR/gold.csv"
    run --separate-stderr crosscut review --gold "$BATS_TEST_TMPDIR/gold.csv" --lens labour-migration
    [ "$status" = 7 ]
    [[ "$stderr" == *"gold.csv:2: theme \"nonsense\""* ]]
    run --separate-stderr crosscut review --gold "$BATS_TEST_TMPDIR/gold.csv"
    [ "$status" = 2 ]
    run --separate-stderr crosscut review --queue labour-migration --stats
    [ "$status" = 2 ]
}

@test "a file with decisions from before there were judgements keeps them" {
    begin
    decide XM-DAC-1-1 recruit confirmed Ada
    # As it was one schema before.
    step=$(sed -n 's,.*/\* \([0-9]*\): what each person says.*,\1,p' src/store/schema.c)
    [ "$(sqlite3 "$DB" 'PRAGMA user_version')" = "$step" ] || skip "there have been other steps since"
    sqlite3 "$DB" "DROP TABLE judgement; DROP TABLE gold; PRAGMA user_version = $((step - 1));"
    [ "$(crosscut review --export --lens labour-migration | grep -c 'recruit,confirmed,.*,Ada,')" = 1 ]
    [ "$(sqlite3 "$DB" 'SELECT person, verdict, settles FROM judgement')" = 'Ada|confirmed|1' ]
    crosscut doctor
}
