# Taking an import back: the register is as if the file had not been read, and nothing that people did is lost.
load helper

activities() { # NAME: activities "IDENTIFIER TITLE" from stdin, in a file of that name
    iati >"$BATS_TEST_TMPDIR/$1.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/$1.xml"
}

first() {
    activities a <<'A'
XM-1 Fair recruitment of migrant workers
XM-2 Roads and bridges
A
}
second() {
    activities b <<'B'
XM-2 Schools for migrant workers
XM-3 Labour migration statistics
B
}

all() { # everything that is said of the activities, without the numbers of imports
    crosscut list activity -f csv
    crosscut search migrant --json | jq -c '[.total, [.hits[].identifier]]'
    sqlite3 "$DB" "SELECT identifier, lens, theme, weight FROM tag JOIN activity ON activity.id = tag.record ORDER BY 1, 2, 3"
    crosscut show XM-2 --original
}

@test "the register becomes what it was; the import is told as taken back; history tells of it" {
    first
    all >"$BATS_TEST_TMPDIR/before"
    second
    [ "$(crosscut undo 2 --dry-run --json | jq -c '[.taken_back, .removed, .restored, .kept]')" = '[false,1,1,0]' ]
    run -2 --separate-stderr crosscut undo 2
    [[ "$stderr" == *'--yes'* ]]
    run --separate-stderr crosscut undo 2 --yes --person Ann --note 'the wrong file'
    [ "$status" = 0 ]
    [[ "$stderr" == *'1 removed, 1 as they were before, 0 left'* ]]
    all | diff "$BATS_TEST_TMPDIR/before" -
    crosscut history activity:XM-2 | grep -q 'restored by Ann: the wrong file'
    crosscut doctor --quiet
    [ "$(sqlite3 "$DB" 'SELECT who || action || target FROM audit')" = Annundoimport:2 ]
    run -6 --separate-stderr crosscut undo 2 --yes --person Ann
    [[ "$stderr" == *'has been taken back already'* ]]
}

@test "the same file, or a mended one, brings it all back, and that can be taken back too" {
    first
    second
    all >"$BATS_TEST_TMPDIR/after"
    crosscut undo 2 --yes --person Ann --quiet
    crosscut import "$BATS_TEST_TMPDIR/b.xml" --json | jq -e '.stored == 1 and .updated == 1'
    all | diff "$BATS_TEST_TMPDIR/after" -
    [ "$(crosscut undo 3 --dry-run --json | jq -c '[.removed, .restored, .kept]')" = '[1,1,0]' ]
    crosscut undo 3 --yes --person Ann --quiet
    activities c <<'C'
XM-3 Labour migration statistics, mended
C
    [[ $(crosscut list activity -f csv) == *'statistics, mended'* ]]
    crosscut doctor
}

@test "imports are taken back one after the other, down to nothing" {
    first
    second
    activities d <<'D'
XM-2 Universities
D
    crosscut undo 3 --yes --person Ann --quiet
    [[ $(crosscut list activity -f csv) == *'Schools'* ]]
    crosscut undo 2 --yes --person Ann --quiet
    [[ $(crosscut list activity -f csv) == *'Roads and bridges'* ]]
    crosscut undo 1 --yes --person Ann --quiet
    [ "$(crosscut list activity --json | jq .total)" = 0 ]
    crosscut doctor --quiet
}

@test "what people worked on and what later imports brought stays" {
    first
    second
    crosscut edit activity:XM-3 'title@en=Numbers' --person Ben --quiet
    activities d <<'D'
XM-2 Universities
D
    [ "$(crosscut undo 2 --yes --person Ann --json | jq -c '[.removed, .restored, .kept]')" = '[0,0,1]' ]
    [[ $(crosscut list activity -f csv) == *'Universities'*'Numbers'* ]]
}

@test "an import that is not there, or that was read before this was noted, is refused" {
    first
    run -4 --separate-stderr crosscut undo 7 --yes --person Ann
    run -2 --separate-stderr crosscut undo seven --yes --person Ann
    sqlite3 "$DB" 'UPDATE import SET first = NULL'
    run -6 --separate-stderr crosscut undo 1 --yes --person Ann
    [[ "$stderr" == *'before the register noted'* ]]
}
