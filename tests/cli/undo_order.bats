# Imports taken back in any order, and beside edits: the register is as if only the others had been read.
load helper

projects() { # NAME ROW …: rows "IDENTIFIER,TITLE,CODE" as a table of projects of that name, imported
    local name=$1
    shift
    { echo kind,identifier,title,code; printf 'project,%s\n' "$@"; } >"$BATS_TEST_TMPDIR/$name.csv"
    again "$name"
}
again() { crosscut import "$BATS_TEST_TMPDIR/$1.csv" --json | jq -c '[.stored, .updated, .unchanged]'; }
undo() { crosscut undo "$1" --yes --person Ann --json | jq -c '[.removed, .restored, .kept]'; }
row() { crosscut list project --json | jq -r '.rows[] | [.identifier, .title, .fields.code // ""] | join(",")'; }
original() { crosscut show "project:$1" --original; }
edit() { crosscut edit "project:$1" "${@:2}" --person Ben --quiet; }

@test "a record entered by hand that an import agreed with is one entered by hand again" {
    projects p0 'P0,First,c0'
    edit E1 --new 'title=Entered by hand'
    projects wrong 'E1,Entered by hand,c9' 'W1,Wrong one,c9' 'W2,Wrong two,c9'
    [ "$(undo 3)" = '[2,1,0]' ]
    [ "$(row)" = $'E1,Entered by hand,\nP0,First,c0' ]
    # It is no source's: what a source says of it now is weighed against what was entered.
    crosscut import "$BATS_TEST_TMPDIR/wrong.csv" --quiet
    [ "$(row | head -1)" = 'E1,Entered by hand,c9' ]
    [ "$(undo 4)" = '[2,1,0]' ]
    projects other 'E1,Another title,'
    [ "$(row | head -1)" = 'E1,Entered by hand,' ]
    crosscut doctor --quiet
}

@test "the original is of the import whose values the record has, also after an import was taken back" {
    projects a 'P1,Title of A,'
    projects b 'P1,Title of B,'
    undo 2
    projects c 'P1,Title of C,'
    [ "$(undo 3)" = '[0,1,0]' ]
    [ "$(row)" = 'P1,Title of A,' ]
    [[ $(original P1) == *'Title of A'* ]]
    [ "$(again a)" = '[0,0,1]' ]
    [ "$(again b)" = '[0,1,0]' ]
    [ "$(row)" = 'P1,Title of B,' ]
}

@test "an edit is an edit again when the import that agreed with it is taken back" {
    projects a 'P1,Wrong titel,c1'
    edit P1 'title=Right title'
    projects b 'P1,Right title,c2'
    [ "$(undo 2)" = '[0,1,0]' ]
    [ "$(row)" = 'P1,Right title,c1' ]
    projects a2 'P1,Wrong titel,c3'
    [ "$(row)" = 'P1,Right title,c3' ]
    # The source changes what was edited: that is told, and the edit is kept.
    projects a3 'P1,Newer titel,c4'
    [ "$(row)" = 'P1,Right title,c4' ]
    [ "$(crosscut imports 4 --json | jq -r '.[].rule')" = edited-field ]
}

@test "it is one too when the import changed nothing else, or was not the first to come after the edit" {
    projects a 'P1,Wrong titel,c1'
    edit P1 'title=Right title'
    projects b 'P1,Right title,c1'
    [ "$(undo 2)" = '[0,1,0]' ]
    [ "$(row)" = 'P1,Right title,c1' ]
    projects c 'P1,Wrong titel,c2'
    [ "$(row)" = 'P1,Right title,c2' ]
    projects d 'P1,Right title,c3'
    projects e 'P1,Right title,c4'
    [ "$(undo 4)" = '[0,0,0]' ]
    [ "$(undo 5)" = '[0,1,0]' ]
    [ "$(row)" = 'P1,Right title,c2' ]
    projects f 'P1,Wrong titel,c5'
    [ "$(row)" = 'P1,Right title,c5' ]
    crosscut doctor --quiet
}

@test "values of an import that was taken back already do not come again" {
    projects a 'P1,Title of A,'
    projects b 'P1,Title of B,' 'P2,New with B,'
    projects c 'P1,Title of C,' 'P2,Of C,'
    [ "$(undo 2)" = '[0,0,0]' ]
    [ "$(undo 3)" = '[1,1,0]' ]
    [ "$(row)" = 'P1,Title of A,' ]
    [[ $(original P1) == *'Title of A'* ]]
    [ "$(again b)" = '[1,1,0]' ]
    [ "$(row)" = $'P1,Title of B,\nP2,New with B,' ]
}

@test "taken back in any order, all that they brought is gone" {
    local order number
    for order in '1 2 3' '1 3 2' '2 1 3' '2 3 1' '3 1 2' '3 2 1'; do
        rm -f "$DB" "$DB"-*
        projects a 'P1,Title of A,c1'
        projects b 'P1,Title of B,c1' 'P2,Of B,'
        projects c 'P1,Title of C,c3' 'P2,Of C,' 'P3,Of C,'
        for number in $order; do
            undo "$number"
        done
        [ "$(row)" = '' ] || { echo "$order: $(row)"; return 1; }
        crosscut doctor --quiet
    done
}

activity() { # XML INSIDE: an activity with that inside
    echo "<iati-activities version=\"2.03\"><iati-activity xml:lang=\"en\"><iati-identifier>XX-1</iati-identifier><reporting-org ref=\"XM-DAC-1\" type=\"40\"><narrative>O</narrative></reporting-org><title><narrative>Fair recruitment</narrative></title>$2</iati-activity></iati-activities>" >"$BATS_TEST_TMPDIR/$1.xml"
    crosscut import "$BATS_TEST_TMPDIR/$1.xml" --quiet || [ $? = 3 ]
}
result() { echo "<result type=\"1\"><title><narrative>Result $1</narrative></title><indicator measure=\"1\"><title><narrative>Indicator</narrative></title></indicator></result>"; }
states() { sqlite3 "$DB" "SELECT identifier, ifnull(status, '') FROM result ORDER BY 1"; }

@test "a record whose bytes alone changed has those of before, so that the same file is read again" {
    activity p3 "$(result a)$(result b)$(result c)"
    activity p1 "$(result a)"
    states >"$BATS_TEST_TMPDIR/states"
    [ "$(grep -c deleted "$BATS_TEST_TMPDIR/states")" = 2 ]
    undo 2
    [[ $(states) != *deleted* ]]
    crosscut show activity:XX-1 --original | grep -q 'Result c'
    crosscut import "$BATS_TEST_TMPDIR/p1.xml" --quiet || [ $? = 3 ]
    states | diff "$BATS_TEST_TMPDIR/states" -
}

@test "and it leaves the register with the import that brought it" {
    local order
    for order in '2 1' '1 2'; do
        rm -f "$DB" "$DB"-*
        activity a1 ''
        activity a2 '<x:note xmlns:x="urn:x">hello</x:note>'
        for number in $order; do
            undo "$number"
        done
        [ "$(crosscut list activity --json | jq .total)" = 0 ]
        crosscut doctor --quiet
    done
}

@test "what an import brought after it was taken back, while it ran, can be taken back too" {
    projects a 'P1,Title of A,' 'P2,Title of A,'
    crosscut undo 1 --yes --person Ann --quiet
    # As a writer that was between two of its commits leaves it: more records came, and it was cut off.
    projects b 'P1,Title of B,' 'P2,Title of B,'
    sqlite3 "$DB" "UPDATE import SET finished = NULL, taken_back = '2026-01-01T00:00:00Z' WHERE id = 2"
    [ "$(undo 2)" = '[2,0,0]' ]
    [ "$(row)" = '' ]
    crosscut undelete project:P1 --person Ben --quiet
    run -6 --separate-stderr crosscut undo 2 --yes --person Ann
    [[ "$stderr" == *'has been taken back already'* ]]
}
