# Editing on the command line: versions, imports that meet edits, deletion.
load helper

table() { printf 'kind,identifier,title@en,start,country,note\nproject,P1,%s,%s,KE|UG,one\nproject,P2,Another,2011,NP,two\n' "$1" "$2" >"$BATS_TEST_TMPDIR/t.csv"; }

first() {
    table "Labour migration" 2010
    crosscut --quiet import "$BATS_TEST_TMPDIR/t.csv"
}

@test "an edit is a version with its person and note, and is tagged at once" {
    first
    crosscut edit project:P1 'title@en=Bridges' 'country=KE|UG|TZ' --person Ann --note 'as printed'
    run --separate-stderr crosscut history project:P1
    [ "$(sqlite3 "$DB" "SELECT who || action || target FROM audit")" = Anneditproject:P1 ]
    [[ "$output" == *"Version 2, "*"edited by Ann: as printed"*"- title: Labour migration [en]"*"+ title: Bridges [en]"*"+ country: TZ"* ]]
    run --separate-stderr crosscut why project:P1
    [[ "$output" != *"Labour migration"* ]]
    crosscut edit project:P1 'title@en=Migrant workers' --person Ann
    run --separate-stderr crosscut list project tag=broad-2013
    [[ "$output" == *P1* ]]
}

@test "an edit that changes nothing stores nothing" {
    first
    run --separate-stderr crosscut edit project:P1 'title@en=Labour migration' --person Ann
    [ "$status" = 0 ]
    [[ "$stderr" == *"Nothing has changed"* ]]
    [ "$(crosscut history project:P1 --json | jq length)" = 1 ]
}

@test "what is wrong is told in the words of an import, and nothing is stored" {
    first
    run --separate-stderr crosscut edit project:P1 start=2010-13 --person Ann
    [ "$status" = 7 ]
    [[ "$stderr" == *"bad-date, start \"2010-13\""*"Write the date as YYYY-MM-DD"* ]]
    [ "$(crosscut history project:P1 --json | jq length)" = 1 ]
    # The words of the pack are in the language that is asked for.
    run --separate-stderr crosscut --lang es edit link:L1 --new from=project:P1 to=project:P2 relation=related --person Ann
    [ "$status" = 7 ]
    [[ "$stderr" == *"link-reason"*"Diga en pocas palabras por qué los dos van juntos."* ]]
    run --separate-stderr crosscut --lang en edit link:L1 --new from=project:P1 to=project:P2 relation=related --person Ann
    [[ "$stderr" == *"Say in a few words why the two belong together."* ]]
    run crosscut edit project:P1 nothing=1 --person Ann
    [ "$status" = 2 ]
    run crosscut edit project:P9 note=1 --person Ann
    [ "$status" = 4 ]
}

@test "an import keeps what was edited, follows the rest, and tells a field that both changed once" {
    first
    crosscut edit project:P1 'title@en=Mine' --person Ann
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/t.csv"
    [[ "$stderr" == *"unchanged 2"* ]]
    table "Labour migration" 2010-06
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/t.csv"
    [ "$status" = 0 ]
    [[ "$stderr" == *"updated 1"* ]]
    table "Theirs" 2010-06
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/t.csv"
    [ "$status" = 3 ]
    [[ "$stderr" == *"edited-field, record P1, title \"Theirs\""* ]]
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/t.csv"
    [ "$status" = 0 ]
    run --separate-stderr crosscut show project:P1
    [[ "$output" == *Mine*2010-06* ]]
    crosscut doctor
}

@test "what a rule refuses is counted so, and comes in once the record agrees" {
    local file=$BATS_TEST_TMPDIR/c.csv six='relevance|design|effectiveness|efficiency|management|impact' states='assessed|assessed|assessed|assessed|assessed|assessed'
    printf 'kind,identifier,number,title@en,status,criterion,criterion.state\ncase-study,C1,1,Old title,published,%s,%s\n' "$six" "$states" >"$BATS_TEST_TMPDIR/first.csv"
    printf 'kind,identifier,number,title@en,criterion,criterion.state\ncase-study,C1,1,New title,relevance,assessed\n' >"$file"
    crosscut --quiet import "$BATS_TEST_TMPDIR/first.csv" || [ $? = 3 ]
    for _ in 1 2; do # it is no less refused the second time
        run -3 --separate-stderr crosscut import "$file" --json
        [ "$(jq -c '[.read,.updated,.unchanged,.rejected]' <<<"$output")" = "[1,0,0,1]" ]
        [ "$(jq -c '[.problems[] | select(.rule == "six-criteria") | .rejected]' <<<"$output")" = "[true]" ]
    done
    [[ "$(crosscut show case-study:C1)" == *"Old title"* ]]
    crosscut edit case-study:C1 status=draft --person Ann
    run --separate-stderr crosscut import "$file" --json
    [ "$(jq -c '[.read,.updated,.unchanged,.rejected]' <<<"$output")" = "[1,1,0,0]" ]
    [[ "$(crosscut show case-study:C1)" == *"New title"* ]]
    run -0 --separate-stderr crosscut import "$file"
    [[ "$stderr" == *"unchanged 1"* ]]
}

@test "what a rule refuses of an edited record is no word of its source yet" {
    returns() { # TITLE WOMEN-SHARE NOTE
        printf 'kind,identifier,title@en,total,country,men,women,approximate,women_share,note\nmrc-return,M1,%s,30,KH,10,20,false,%s,%s\n' "$1" "$2" "$3" >"$BATS_TEST_TMPDIR/m.csv"
    }
    returns Old 60 Theirs
    crosscut --quiet import "$BATS_TEST_TMPDIR/m.csv" || [ $? = 3 ]
    crosscut edit mrc-return:M1 approximate=true note=Ours --person Ann
    returns New '' Others # an approximate return needs the share
    for _ in 1 2; do
        run -3 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/m.csv" --json
        [ "$(jq -c '[.read,.updated,.unchanged,.rejected]' <<<"$output")" = "[1,0,0,1]" ]
        [ "$(jq -c '[.problems[] | [.rule, .rejected]]' <<<"$output")" = '[["disaggregated-share",true]]' ]
    done
    [[ "$(crosscut show mrc-return:M1)" == *Old* ]]
    [ "$(crosscut history mrc-return:M1 --json | jq length)" = 2 ]
    crosscut edit mrc-return:M1 approximate=false --person Ann
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/m.csv" --json
    [ "$(jq -c '[.read,.updated,.unchanged,.rejected]' <<<"$output")" = "[1,1,0,0]" ]
    [ "$(jq -c '[.problems[] | [.rule, .field]]' <<<"$output")" = '[["edited-field","note"]]' ] # which waited until then
    [[ "$(crosscut show mrc-return:M1)" == *New* ]]
    run -0 crosscut doctor
}

@test "a former version is restored with its tags" {
    first
    crosscut edit project:P1 'title@en=Bridges' --person Ann
    crosscut restore project:P1 1 --person Bob
    run --separate-stderr crosscut list project tag=broad-2013
    [[ "$output" == *P1* ]]
    [ "$(crosscut history project:P1 --json | jq -r '.[-1].change + .[-1].person')" = restoreBob ]
    run crosscut restore project:P1 9 --person Bob
    [ "$status" = 4 ]
}

@test "a deleted record stays away until it is undeleted" {
    first
    run crosscut delete project:P2 --person Ann
    [ "$status" = 2 ]
    crosscut delete project:P2 --yes --person Ann --note 'entered twice'
    run --separate-stderr crosscut list project
    [[ "$output" != *P2* ]]
    run --separate-stderr crosscut search Another
    [[ "$output" != *P2* ]]
    crosscut import "$BATS_TEST_TMPDIR/t.csv"
    run --separate-stderr crosscut list project
    [[ "$output" != *P2* ]]
    run --separate-stderr crosscut history project:P2
    [[ "$output" == *"deleted by Ann: entered twice"* ]]
    run crosscut edit project:P2 --new title=Again --person Ann
    [ "$status" = 6 ]
    crosscut doctor
    crosscut undelete project:P2 --person Ann
    run --separate-stderr crosscut search Another
    [[ "$output" == *P2* ]]
    crosscut doctor
}

@test "a record can be entered by hand; what is missing is said" {
    first
    run --separate-stderr crosscut edit project:P3 --new --person Ann
    [ "$status" = 7 ]
    [[ "$stderr" == *"missing-required, title"* ]]
    crosscut edit project:P3 --new 'title@en=Migrant workers' --person Ann
    run --separate-stderr crosscut list project tag=broad-2013
    [[ "$output" == *P3* ]]
    run crosscut edit project:P3 --new 'title@en=Twice' --person Ann
    [ "$status" = 6 ]
    # What was entered can be carried elsewhere as the plain table it is kept as.
    crosscut show project:P3 --original >"$BATS_TEST_TMPDIR/p3.csv"
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/other.db" import "$BATS_TEST_TMPDIR/p3.csv"
}
