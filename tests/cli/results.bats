#!/usr/bin/env bats
# What the pack of the demo asks of evaluations, results, plans and returns: its rules, derived fields, due dates and tables.

load helper

# Imports a plain table from standard input and prints the import as JSON.
plain() {
    cat >"$BATS_TEST_TMPDIR/in.csv"
    crosscut import --json "$BATS_TEST_TMPDIR/in.csv"
}

rules() {
    crosscut imports 1 --json 2>/dev/null | jq -r '[.. | .rule? // empty] | unique | join(" ")'
}

@test "an evaluation with a missing criterion is not published; one without detailed information is" {
    local six='relevance|design|effectiveness|efficiency|management|impact'
    run --separate-stderr plain <<END
kind,identifier,title,status,criterion,criterion.state
evaluation,complete,Complete,published,$six,assessed|assessed|assessed|no-detailed-information|assessed|assessed
evaluation,missing,One is missing,published,$six,assessed|assessed|assessed|missing|assessed|assessed
evaluation,five,Only five,published,relevance|design|effectiveness|efficiency|management,assessed|assessed|assessed|assessed|assessed
evaluation,draft,A draft may be empty,draft,,
END
    [ "$(jq -c '[.stored,.rejected]' <<<"$output")" = "[2,2]" ]
    run rules
    [[ "$output" == *no-criterion-missing* && "$output" == *six-criteria* ]]
    [ "$(crosscut list 'evaluation?status=published' --json | jq -c '[.rows[].identifier]')" = '["complete"]' ]
    [ "$(crosscut list 'evaluation?no_information=1' --json | jq .total)" -eq 1 ]
}

@test "a return of a resource centre says in which country, and how many men and women" {
    run --separate-stderr plain <<'END'
kind,identifier,title,country,total,men,women,women_share,approximate
mrc-return,whole,Complete,KH,10,4,6,,
mrc-return,no-sexes,Total only,KH,10,,,,
mrc-return,no-country,No country,,10,4,6,,
mrc-return,share,Share as printed,KH,13044,,,46,true
mrc-return,no-share,Approximate without a share,KH,13044,,,,true
mrc-return,wrong-sum,Men and women are 11,KH,10,5,6,,
END
    [ "$(jq -c '[.stored,.rejected]' <<<"$output")" = "[3,3]" ]
    run rules
    [[ "$output" == *"disaggregated disaggregated-share"* && "$output" == *sexes-add-up* ]]
}

@test "a sample that is divided in two ways agrees with itself" {
    run --separate-stderr plain <<'END'
kind,identifier,title,total,men,women,workers,stakeholders,assessed
sample,right,Adds up,653,372,281,354,299,266
sample,wrong,Does not,645,372,281,354,299,400
END
    [ "$(jq .stored <<<"$output")" = 2 ]
    run rules
    [ "$output" = "classes-add-up part-of-workers sexes-add-up" ]
}

@test "a plan has the status of its latest dated decision" {
    run --separate-stderr plain <<'END'
kind,identifier,title,decision,decision.date,decision.status
plan,later,Told in the wrong order,Approved|Drafted,2013-05-17|2012-11,approved|draft
plan,undated,A decision without a date,Adopted,,adopted
END
    [ "$(crosscut list 'plan?status=approved' --json | jq -c '[.rows[].identifier]')" = '["later"]' ]
    [ "$(crosscut list 'plan?status=adopted' --json | jq .total)" -eq 0 ]
    run rules
    [ "$output" = dated-decision ]
}

@test "a country programme outcome is eligible with one criterion, and its principal outcome alone adds up" {
    run --separate-stderr plain <<'END'
kind,identifier,title,country,biennium,outcome,outcome.role,criterion,criterion.met,criterion.evidence
cpo,one,Child labour and migration,KE,2010-11,16|07,principal|contributing,1|2,true|false,Policy adopted|Not yet
cpo,none,Migration policy,UG,2010-11,07,principal,1,false,Draft only
cpo,two,Two principals,TZ,2010-11,07|16,principal|principal,,,
END
    [ "$(crosscut list 'cpo?eligible=yes' --json | jq -c '[.rows[].identifier]')" = '["one"]' ]
    run rules
    [ "$output" = one-principal ]
    cell() { crosscut table results-by-outcome -f json | jq --arg r "$1" --arg c "$2" '.rows[] | select(.key == $r) | .cells[] | select(.column == $c) | .value'; }
    [ "$(cell 07 principal)" -eq 2 ]
    [ "$(cell 07 contributing)" -eq 1 ]
    [ "$(cell 16 principal)" -eq 2 ]
    [ "$(cell 16 eligible)" -eq 1 ]
}

@test "an action that is overdue is listed with its owner, until it is done" {
    run --separate-stderr plain <<'END'
kind,identifier,title,evaluation,response,response_reason,status,action,action.owner,action.due,action.status
recommendation,R1,Tag projects,E1,accepted,,in-progress,Define the tag|Train staff,PARDEV|MIGRANT,2014-06-30|2014-03-31,planned|done
recommendation,R2,No reason given,E1,rejected,,not-known,,,,
recommendation,R3,No owner,E1,accepted,,not-known,Write it,,2014-06-30,planned
END
    run rules
    [ "$output" = "action-complete response-reason" ]
    run --separate-stderr crosscut due recommendation --on 2014-12-31 --json
    [ "$(jq -c '[.. | objects | select(.identifier? == "R1") | .owner] | unique' <<<"$output")" = '["PARDEV"]' ]
    [[ "$output" == *184* ]]
    run --separate-stderr crosscut due recommendation --on 2014-12-31
    [[ "$stderr" == *"2 are due."*"Open, without a date to fall due on: recommendation 1."* ]] # R2
}

@test "the registers of 2013 go out as plain tables and come back unchanged" {
    crosscut import --quiet "$ROOT/data"
    for kind in evaluation case-study finding recommendation cpo plan training office focal-point sample mrc-return link acronym; do
        crosscut export "$kind" -f csv -o "$BATS_TEST_TMPDIR/$kind.csv"
        DB=$BATS_TEST_TMPDIR/$kind.db crosscut import --quiet "$BATS_TEST_TMPDIR/$kind.csv"
        DB=$BATS_TEST_TMPDIR/$kind.db crosscut export "$kind" -f csv -o "$BATS_TEST_TMPDIR/again.csv"
        diff "$BATS_TEST_TMPDIR/$kind.csv" "$BATS_TEST_TMPDIR/again.csv"
    done
}

@test "no link of the facts of 2013 leads nowhere" {
    crosscut import --quiet "$ROOT/data"
    run --separate-stderr crosscut doctor
    [ "$status" -eq 0 ]
    [[ "$output" == *" 0 lead nowhere"* ]]
}
