# The registers of the means of action: what their rules refuse, what they derive, and that their tables count right.
load helper

# Imports the table on standard input.
take() {
    cat >"$BATS_TEST_TMPDIR/table.csv"
    crosscut import "$BATS_TEST_TMPDIR/table.csv" --json
}

rules() {
    jq -r '[.problems[].rule] | sort | unique | join(" ")'
}

cell() { # TABLE ROW COLUMN
    crosscut table "$1" -f json | jq -r --arg r "$2" --arg c "$3" '.rows[] | select(.key == $r) | .cells[] | select(.column == $c) | .value'
}

total() { # TABLE COLUMN
    crosscut table "$1" -f json | jq -r --arg c "$2" '.totals[] | select(.column == $c) | .value'
}

@test "a Recommendation cannot be ratified, a Convention can, and its record is found" {
    run --separate-stderr take <<'END'
kind,identifier,convention,country,action,date
ratification,a,R151,NO,ratification,1979-01-24
ratification,b,No. 143,NO,ratification,1979-01-24
END
    [ "$(jq .rejected <<<"$output")" = 1 ]
    [ "$(rules <<<"$output")" = only-ratifiable ]
    [ "$(crosscut list ratification --json | jq -r '.. | .identifier? // empty')" = b ]
    [[ "$(crosscut show b)" == *instrument:C143* ]]
}

@test "an event has exactly one primary means of action" {
    run --separate-stderr take <<'END'
kind,identifier,title@en,start,end,means,means.primary
event,none,Seminar,2013-05-01,2013-05-02,advocacy,false
event,two,Forum,2013-05-01,2013-05-02,advocacy|capacity-building,true|true
event,backwards,Course,2013-05-02,2013-05-01,capacity-building|advocacy,true|false
event,fine,Workshop,2013-05-01,2013-05-02,knowledge-generation|advocacy,true|false
END
    [ "$(jq -r '.problems | map(select(.rule == "one-primary") | .record) | join(" ")' <<<"$output")" = "none two" ]
    [ "$(jq -r '.problems[] | select(.rule == "ends-after-start") | .record' <<<"$output")" = backwards ]
    [ "$(cell t20-events-by-means knowledge-generation primary)" = 1 ]
    [ "$(cell t20-events-by-means advocacy all)" = 4 ]
}

@test "an event that states no means is not asked for a primary one, and one told twice counts once" {
    run -3 --separate-stderr take <<'END'
kind,identifier,title@en,start,status,same_as
event,hq,Workshop,2013-05-01,,
event,ro,workshop,2013-05-01,duplicate,event:hq
event,lost,Other workshop,2013-05-01,duplicate,
END
    [ "$(jq -c '[.problems[] | [.rule, .record]]' <<<"$output")" = '[["same-as-which","lost"]]' ]
    [ "$(crosscut list event --json | jq -c '[.rows[].identifier]')" = '["hq"]' ]
    [ "$(crosscut list event status=duplicate --json | jq -c '[.rows[].identifier]')" = '["lost","ro"]' ]
    [ "$(crosscut duplicates event --json)" = "[]" ]
}

@test "a statistic without population, period or source is not stored" {
    run --separate-stderr take <<'END'
kind,identifier,title@en,ref_area,value,unit,population,period,source
statistic,no-period,Migrants in the workforce,QA,90,per-cent,workforce,,Somebody
statistic,no-source,Migrants in the workforce,QA,90,per-cent,workforce,2012,
statistic,fine,Migrants in the workforce,QA,90,per-cent,workforce,2012,Somebody
END
    [ "$(jq -c '[.stored,.rejected]' <<<"$output")" = "[1,2]" ]
    [ "$(rules <<<"$output")" = base-needed ]
}

@test "a good practice needs a reviewer, all five criteria assessed, and three of them met" {
    run --separate-stderr take <<'END'
kind,identifier,title@en,status,criterion,criterion.met,criterion.evidence,reviewer,reviewed,review_due
practice,bare,Bare,good-practice,,,,,,
practice,two,Two met,good-practice,rights-based|innovative|applicable|sustainable|cooperation,true|true|false|false|false,a|b|c|d|e,A. Person,2013-01-01,2015-01-01
practice,three,Three met,good-practice,rights-based|innovative|applicable|sustainable|cooperation,true|true|true|false|false,a|b|c|d|e,A. Person,2013-01-01,2015-01-01
practice,listed,Only listed,listed,,,,,,
END
    of() { jq -r --arg r "$1" '[.problems[] | select(.record == $r) | .rule] | sort | join(" ")' <<<"$output"; }
    [ "$(of bare)" = "good-practice-assessed good-practice-criteria good-practice-reviewed" ]
    [ "$(of two)" = good-practice-criteria ]
    [ -z "$(of three)$(of listed)" ]
    [ "$(cell practices-by-criterion innovative met)" = 2 ]
    [ "$(cell practices-by-criterion sustainable not-met)" = 2 ]
    [[ "$(crosscut show three)" == *"Criteria met "*3* ]]
}

@test "a translation is a publication of its own, and no work of its own" {
    take >/dev/null <<'END'
kind,identifier,title@en,title@fr,type,date,language,translation_of
publication,framework,A framework,,report,2006,en,
publication,framework-fr,,Un cadre,report,2007,fr,framework
publication,other,Another,,report,2007,en,
END
    [ "$(total publications-by-language publications)" = 3 ]
    [ "$(total publications-by-language works)" = 2 ]
    [ "$(cell f4-publications-by-year 2007 publications)" = 2 ]
}

@test "new, expanded and reduced themes are computed from numbers" {
    take >/dev/null <<'END'
kind,identifier,theme,period,publications
theme-count,a1,health,2001-05,0
theme-count,a2,health,2006-10,4
theme-count,b1,remittances,2001-05,3
theme-count,b2,remittances,2006-10,9
theme-count,c1,trafficking,2001-05,19
theme-count,c2,trafficking,2006-10,13
END
    computed() { crosscut check --json | jq -r --arg id "$1" '.[] | select(.id == $id) | .computed'; }
    [ "$(computed T21-NEW)" = 1 ]
    [ "$(computed T21-EXPANDED)" = 1 ]
    [ "$(computed T21-REDUCED)" = 1 ]
    trend() { crosscut --lang en table t21-publication-themes -f csv | grep "^$1," ; }
    [[ "$(trend health)" == *,New,* ]]
    [[ "$(trend remittances)" == *,Expanded,* ]]
    [[ "$(trend trafficking)" == *,Reduced,* ]]
    [[ "$(trend women)" == *,Unchanged,* ]]
}

@test "ratifications add up over the years, with those before the first" {
    take >/dev/null <<'END'
kind,identifier,convention,country,action,date
ratification,a,C097,FR,ratification,1954-03-29
ratification,b,C097,AL,ratification,2005-03-02
ratification,c,C097,KG,ratification,2008-09-10
ratification,d,C097,NZ,ratification,
END
    [ "$(cell ratifications-by-year C097 new-2005)" = 1 ]
    [ "$(cell ratifications-by-year C097 2005)" = 2 ]
    [ "$(cell ratifications-by-year C097 2007)" = 2 ]
    [ "$(cell ratifications-by-year C097 2013)" = 3 ]
    [ "$(cell ratifications-by-year C097 undated)" = 1 ]
    [ "$(cell para30-ratifications C097 since-2006)" = 1 ]
}

@test "each register is exported and read again without a change" {
    crosscut --quiet import data
    for kind in publication event instrument ratification comment legislation dwcp practice statistic source survey-module \
        collection-round agreement theme-count link; do
        crosscut export "$kind" -f csv >"$BATS_TEST_TMPDIR/$kind.csv"
        json=$(crosscut import "$BATS_TEST_TMPDIR/$kind.csv" --json)
        [ "$(jq -c '[.stored,.updated,.rejected,(.problems|length)]' <<<"$json")" = "[0,0,0,0]" ]
        [ "$(jq .unchanged <<<"$json")" -gt 0 ]
    done
}

@test "every link of the facts leads to a record" {
    crosscut --quiet import data
    crosscut export -f json | jq -r '.. | strings | select(test("^(project|publication|event|practice|agreement|instrument|legislation|survey-module|source|case-study|evaluation|training|forum|plan):[^ ]+$"))' \
        | sort -u >"$BATS_TEST_TMPDIR/links"
    [ -s "$BATS_TEST_TMPDIR/links" ]
    crosscut export -f json | jq -r '.[][] | "\(.kind):\(.identifier)"' | sort -u >"$BATS_TEST_TMPDIR/records"
    [ -s "$BATS_TEST_TMPDIR/records" ]
    run comm -23 "$BATS_TEST_TMPDIR/links" "$BATS_TEST_TMPDIR/records"
    [ -z "$output" ]
}

@test "an agreement told by both parties is found" {
    take >/dev/null <<'END'
kind,identifier,title@en,agreement_kind,country,pair,stage
agreement,a,Social security agreement,social-security,US|JP,JP-US,in-force
agreement,b,Convenio,social-security,JP|US,JP-US,signed
agreement,c,Memorandum,labour-mou,JP|US,JP-US,signed
END
    run --separate-stderr crosscut duplicates agreement
    [[ "$output" == *agreement:a* && "$output" == *agreement:b* && "$output" != *agreement:c* ]]
}

@test "a practice whose review is past is due, unless it was withdrawn" {
    take >/dev/null <<'END'
kind,identifier,title@en,status,review_due,owner
practice,late,Late,listed,2013-01-01,A. Person
practice,gone,Gone,withdrawn,2013-01-01,A. Person
practice,later,Later,listed,2999-01-01,A. Person
practice,never,Never,listed,,A. Person
practice,gone-too,Gone,expired,,A. Person
END
    run --separate-stderr crosscut due practice
    [[ "$output" == *late* && "$output" != *gone* && "$output" != *later* ]]
    [[ "$stderr" == *"1 is due."*"without a date to fall due on: practice 1."* ]]
}
