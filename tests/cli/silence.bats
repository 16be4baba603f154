#!/usr/bin/env bats
# Goal: an import changes what its file speaks of, and nothing else (decision 20).
# Method: one publication from a table, then references, catalogues and tables that have more or less than it.
load helper

subjects() { field P1 subject | jq -c 'map(.value)'; }

field() { crosscut show "$1" --json --all-fields | jq -c ".record.fields.$2 // null"; }

table() {
    cat <<'X'
kind,identifier,title@en,title@fr,type,date,region,country,subject,author
publication,P1,Fair recruitment,Recrutement équitable,guide,2013-05,africa,KE|UG,Recruitment|Fees,Ada
X
}

ris() { # TYPE TITLE SUBJECT…
    printf 'TY  - %s\r\nID  - P1\r\nTI  - %s\r\nAU  - Ada\r\nDA  - 2013/05/\r\nLA  - en\r\n' "$1" "$2"
    shift 2
    for subject; do printf 'KW  - %s\r\n' "$subject"; done
    printf 'ER  - \r\n\r\n'
}

outcome() { crosscut import --json "$@" 2>/dev/null | jq -c '[.stored, .updated, .unchanged]'; }

start() {
    table >"$BATS_TEST_TMPDIR/p.csv"
    crosscut -q import "$BATS_TEST_TMPDIR/p.csv"
}

@test "references keep what they cannot say, and the finer of two values that agree" {
    start
    ris BOOK 'Fair recruitment' Recruitment Fees Migration >"$BATS_TEST_TMPDIR/p.ris"
    [ "$(outcome "$BATS_TEST_TMPDIR/p.ris")" = "[0,1,0]" ]
    [ "$(subjects)" = '["Recruitment","Fees","Migration"]' ]
    [ "$(field P1 type)" = '"guide"' ]
    [ "$(field P1 region)" = '["africa"]' ]
    [ "$(field P1 country)" = '["KE","UG"]' ]
    # A type that does not agree is another.
    ris JOUR 'Fair recruitment' Recruitment Fees Migration >"$BATS_TEST_TMPDIR/p.ris"
    [ "$(outcome "$BATS_TEST_TMPDIR/p.ris")" = "[0,1,0]" ]
    [ "$(field P1 type)" = '"article"' ]
    [ "$(outcome "$BATS_TEST_TMPDIR/p.ris")" = "[0,0,1]" ]
}

@test "a later file of the same source that drops a value drops it" {
    start
    ris BOOK 'Fair recruitment' Recruitment Fees >"$BATS_TEST_TMPDIR/p.ris"
    crosscut -q import "$BATS_TEST_TMPDIR/p.ris"
    ris BOOK 'Fair recruitment' Recruitment >"$BATS_TEST_TMPDIR/p.ris"
    [ "$(outcome "$BATS_TEST_TMPDIR/p.ris")" = "[0,1,0]" ]
    [ "$(subjects)" = '["Recruitment"]' ]
    ris BOOK 'Fair recruitment' >"$BATS_TEST_TMPDIR/p.ris"
    [ "$(outcome "$BATS_TEST_TMPDIR/p.ris")" = "[0,1,0]" ]
    [ "$(field P1 subject)" = null ]
    [ "$(field P1 region)" = '["africa"]' ]
}

@test "the order of files does not matter to what only one of them can say" {
    ris BOOK 'Fair recruitment' Recruitment Fees >"$BATS_TEST_TMPDIR/p.ris"
    crosscut -q import "$BATS_TEST_TMPDIR/p.ris"
    printf 'kind,identifier,region\npublication,P1,africa\n' >"$BATS_TEST_TMPDIR/p.csv"
    [ "$(outcome "$BATS_TEST_TMPDIR/p.csv")" = "[0,1,0]" ]
    [ "$(field P1 region)" = '["africa"]' ]
    [ "$(subjects)" = '["Recruitment","Fees"]' ]
    # An empty cell takes away, a missing column does not.
    printf 'kind,identifier,region\npublication,P1,\n' >"$BATS_TEST_TMPDIR/p.csv"
    crosscut -q import "$BATS_TEST_TMPDIR/p.csv"
    [ "$(field P1 region)" = null ]
    [ "$(field P1 author)" = '["Ada"]' ]
}

@test "what was kept is in the version, and the former one can be had" {
    start
    ris JOUR 'Fair recruitment' Recruitment >"$BATS_TEST_TMPDIR/p.ris"
    crosscut -q import "$BATS_TEST_TMPDIR/p.ris"
    run -0 crosscut history P1
    [[ "$output" == *guide* && "$output" == *article* && "$output" != *africa* ]]
    crosscut restore P1 1 --person Ada
    [ "$(field P1 type)" = '"guide"' ]
    run -0 crosscut doctor
}

@test "an edit stays when an export of the edited record comes back, and goes when its source agrees" {
    start
    crosscut -q edit publication:P1 type=brief --person Ada
    crosscut -q export publication -f ris -o "$BATS_TEST_TMPDIR/own.ris"
    [ "$(outcome "$BATS_TEST_TMPDIR/own.ris")" = "[0,0,1]" ]
    [ "$(field P1 type)" = '"brief"' ]
    table >"$BATS_TEST_TMPDIR/p.csv"
    [ "$(outcome "$BATS_TEST_TMPDIR/p.csv")" = "[0,0,1]" ]
    sed 's/,guide,/,evaluation,/' "$BATS_TEST_TMPDIR/p.csv" >"$BATS_TEST_TMPDIR/new.csv"
    run -3 crosscut import "$BATS_TEST_TMPDIR/new.csv"
    [[ "$output" == *edited-field* ]]
    [ "$(field P1 type)" = '"brief"' ]
}

@test "fields that an export for everybody leaves out stay; those that a publisher takes back go" {
    iati <<<'XM-1 Migrant workers' | sed 's|</iati-activity>|<contact-info><email>a@example.org</email></contact-info></iati-activity>|' >"$BATS_TEST_TMPDIR/a.xml"
    crosscut -q import "$BATS_TEST_TMPDIR/a.xml"
    crosscut -q export activity -f iati --unchecked --site https://example.org -o "$BATS_TEST_TMPDIR/o.xml"
    run ! grep 'a@example' "$BATS_TEST_TMPDIR/o.xml"
    grep -q 'vocabulary="99"' "$BATS_TEST_TMPDIR/o.xml"
    [ "$(outcome "$BATS_TEST_TMPDIR/o.xml")" = "[0,0,1]" ]
    # One word changed by hand in what we published.
    sed 's/>Migrant workers</>Migrant workers in Kenya</' "$BATS_TEST_TMPDIR/o.xml" >"$BATS_TEST_TMPDIR/o2.xml"
    [ "$(outcome "$BATS_TEST_TMPDIR/o2.xml")" = "[0,1,0]" ]
    [ "$(field XM-1 contact | grep -c 'a@example.org')" = 1 ]
    [ "$(field XM-1 iati_tag)" = null ]
    iati <<<'XM-1 Migrant workers' >"$BATS_TEST_TMPDIR/a.xml"
    [ "$(outcome "$BATS_TEST_TMPDIR/a.xml")" = "[0,1,0]" ]
    [ "$(field XM-1 contact)" = null ]
}

@test "a newer edition with the same values is unchanged and becomes the original" {
    iati <<<'XM-1 Migrant workers' >"$BATS_TEST_TMPDIR/a.xml"
    crosscut -q import "$BATS_TEST_TMPDIR/a.xml"
    sed 's|</iati-activity>|<conditions attached="0"/></iati-activity>|' "$BATS_TEST_TMPDIR/a.xml" >"$BATS_TEST_TMPDIR/b.xml"
    [ "$(outcome "$BATS_TEST_TMPDIR/b.xml")" = "[0,0,1]" ]
    [ "$(outcome "$BATS_TEST_TMPDIR/b.xml")" = "[0,0,1]" ]
    crosscut export activity -f iati --unchecked -q | grep -q '<conditions attached="0"/>'
    run -0 crosscut history XM-1
    [ "$(grep -c '^1' <<<"$output")" -le 1 ]
    run -0 crosscut doctor
}

@test "our own feeds of other kinds are refused, and what other people's say is as before" {
    printf 'kind,identifier,title@en,start,end\nproject,X1,A project,2013-01-01,2013-12-31\n' >"$BATS_TEST_TMPDIR/x.csv"
    crosscut -q import "$BATS_TEST_TMPDIR/x.csv"
    crosscut -q export project -f atom --site https://example.org -o "$BATS_TEST_TMPDIR/x.atom"
    run -3 crosscut import "$BATS_TEST_TMPDIR/x.atom"
    [[ "$output" == *"of the kind project"*"JSON Lines"* ]]
    crosscut -q export project -f ics -o "$BATS_TEST_TMPDIR/x.ics"
    run -3 crosscut import "$BATS_TEST_TMPDIR/x.ics"
    [[ "$output" == *other-kind* ]]
    [ "$(crosscut list publication --json | jq .total)" = 0 ]
    run crosscut import tests/golden/read/feed.atom tests/golden/read/calendar.ics --json
    [ "$(jq -c '.kinds.publication.stored > 0 and .kinds.event.stored > 0' <<<"$output")" = true ]
}
