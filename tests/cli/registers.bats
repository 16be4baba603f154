#!/usr/bin/env bats
# Registers that point at each other, what falls due, and what was told twice, with a small pack of our own.

load helper

setup_file() {
    local root; root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export CROSSCUT=${CROSSCUT:-$root/build/release/crosscut}
    export PACK=$BATS_FILE_TMPDIR/pack REGISTER=$BATS_FILE_TMPDIR/register.db
    mkdir -p "$PACK/kinds" "$PACK/codelists"
    echo 'pack: small
version: 1.0.0
label: Small' >"$PACK/pack.yaml"
    echo 'codelist: state
label: State
codes:
  - {code: open, label: {en: Open}}
  - {code: done, label: {en: Done}}' >"$PACK/codelists/state.yaml"
    echo 'kind: event
plural: events
label: {en: Event}
title: title
fields:
  - {name: title, type: text}
  - {name: start, type: date}
  - {name: host, type: link, to: office}
  - {name: secret, type: link, access: internal}
same:
  - {by: [title, start], reason: {en: same title and first day}}
rules:
  - {rule: hosted-by-open, link: host, where: {state: open}, mend: {en: The office is closed., fr: Le bureau est fermé.}}' >"$PACK/kinds/event.yaml"
    echo 'kind: office
plural: offices
label: {en: Office}
title: title
fields:
  - {name: title, type: text}
  - {name: state, type: code, list: state}' >"$PACK/kinds/office.yaml"
    echo 'kind: advice
plural: advices
label: {en: Advice}
title: title
fields:
  - {name: title, type: text}
  - {name: action, type: text, repeat: true, with: {due: date, state: {type: code, list: state}, owner: text}}
due: {date: action.due, done: {action.state: [done]}, owner: action.owner}' >"$PACK/kinds/advice.yaml"
    echo 'kind: link
plural: links
label: {en: Link}
fields:
  - {name: from, type: link}
  - {name: to, type: link}
  - {name: relation, type: code}' >"$PACK/kinds/link.yaml"
    cat >"$BATS_FILE_TMPDIR/all.csv" <<'END'
kind,identifier,title,start,host,secret,state,action,action.due,action.state,action.owner,from,to,relation
event,E1,Séance plénière!,2013-05-17,O1,,,,,,,,,
event,E2,seance pleniere,2013-05-17,O2,event:E1,,,,,,,,
event,E3,Seance pleniere,2014-05-17,office:O9,,,,,,,,,
office,O1,Head office,,,,open,,,,,,,
office,O2,Old office,,,,done,,,,,,,
advice,A1,Do things,,,,,first|second|third,2013-01-31|2013|2013-02,open|done|open,Ann||Bob,,,
link,L1,,,,,,,,,,event:E1,advice:A1,follows
END
    "$CROSSCUT" --db "$REGISTER" --pack "$PACK" --quiet import "$BATS_FILE_TMPDIR/all.csv"
}

small() { "$CROSSCUT" --db "$REGISTER" --pack "$PACK" "$@"; }

@test "show lists links out and in, also through a record that only joins others" {
    run small show event:E1
    [[ $output == *"host -> office:O1  Head office"* ]]
    [[ $output == *"link:L1 (from) -> advice:A1, follows"* ]]
    [[ $output != *"event:E2"* ]] # by a field that is not public
    run small show event:E1 --all-fields
    [[ $output == *"event:E2 (secret)"* ]]
    [ "$(small show O1 --json | jq -c '[.linked_from[] | .kind, .identifier, .field]')" = '["event","E1","host"]' ]
    [ "$(small show E3 --json | jq -c '.links')" = '[{"field":"host","target":"office:O9"}]' ]
}

@test "doctor tells links that lead nowhere and links that break a rule" {
    run small doctor
    [ "$status" -eq 3 ]
    [[ $output == *"event:E3, host: office:O9 is not here"* ]]
    [[ $output == *"hosted-by-open event:E2, host: office:O2 The office is closed."* ]]
    [[ $output == *"2 lead nowhere or break a rule"* ]]
    run small --lang fr doctor
    [[ $output == *"hosted-by-open event:E2, host: office:O2 Le bureau est fermé."* ]]
}

@test "due: most overdue first, without what is done, by the end of the month" {
    [ "$(small due --on 2013-03-01 --json | jq -c '[.[] | .what, .owner, .days_overdue]')" = '["first","Ann",29,"third","Bob",1]' ]
    [ "$(small due --on 2013-02-27 --json | jq -c '[.[] | .what]')" = '["first"]' ]
    [ "$(small due --on 2013-02-27 --within 1 --json | jq -c length)" = 2 ]
    [ "$(small due event --json)" = '[]' ]
    run small due --on yesterday
    [ "$status" -eq 2 ]
}

@test "duplicates: by folded text, with the reason" {
    run small duplicates
    [[ $output == *"Event, same title and first day:"* ]]
    [[ $output == *"event:E1"*"event:E2"* ]]
    [[ $output != *"event:E3"* ]]
    [ "$(small duplicates --json | jq -c '[.[].records[].identifier]')" = '["E1","E2"]' ]
    [ "$(small duplicates office --json)" = '[]' ]
}

@test "every kind comes back from its own export unchanged" {
    for kind in event office advice link; do
        small export "$kind" -f csv --all-fields -o "$BATS_TEST_TMPDIR/$kind.csv"
        [ "$(small import --json "$BATS_TEST_TMPDIR/$kind.csv" | jq -c '[.read == .unchanged, .problems]')" = '[true,[]]' ]
    done
}

@test "docs/kinds.md is what the pack says" {
    "$CROSSCUT" --pack "$ROOT/packs/labour-migration" pack kinds >"$BATS_TEST_TMPDIR/kinds.md"
    diff -u docs/kinds.md "$BATS_TEST_TMPDIR/kinds.md" || { echo "run: make docs"; false; }
}

@test "every mend of the pack's rules is in three languages" {
    [ "$(cat packs/labour-migration/kinds/*.yaml | grep -c '^ *- {rule: ')" -ge 63 ]
    ! grep -H '^ *- {rule: ' packs/labour-migration/kinds/*.yaml | grep -vE 'mend: \{en: "[^"]([^"\]|\\.)+", fr: "[^"]+", es: "[^"]+"\}\}$' || false
}

@test "a kind's conduct is described in words" {
    run small pack kinds
    [[ $output == *'Rule `hosted-by-open`: the record of `host` has `state` = open.'* ]]
    [[ $output == *'Falls due on `due`, unless `state` is done.'* ]]
    [[ $output == *'Two are thought to be the same by `title` and `start`.'* ]]
}
