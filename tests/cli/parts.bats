#!/usr/bin/env bats
# Goal: results of IATI activities become records of their own, each counted, linked, judged, kept and taken away by itself.
# Method: tests/golden/read/results.xml, and versions of it made by sed.
load helper

FILE=tests/golden/read/results.xml

counts() { # the JSON of an import: read, stored, updated, unchanged, rejected of a kind
    jq -c --arg kind "$1" '.kinds[$kind] | [.read, .stored, .updated, .unchanged, .rejected]'
}

@test "activities and their results come in together, and each kind's count adds up" {
    run -3 --separate-stderr crosscut import "$FILE" --json
    [ "$(counts activity <<<"$output")" = "[4,2,0,0,2]" ]
    [ "$(counts result <<<"$output")" = "[8,3,0,0,5]" ]
    [ "$(jq -c '[.read, .stored, .rejected]' <<<"$output")" = "[12,5,7]" ]
    [ "$(jq '[.problems[] | select(.rule == "whole-refused")] | length' <<<"$output")" = 1 ]
    run -3 --separate-stderr crosscut import "$FILE"
    [[ "$stderr" == *"activity: read 4 = stored 0 + updated 0 + unchanged 2 + rejected 2"* ]]
    [[ "$stderr" == *"result: read 8 = stored 0 + updated 0 + unchanged 3 + rejected 5"* ]]
}

@test "a result has its indicators by period, its parts, its activity's countries, and its own bytes" {
    run -3 crosscut import -q "$FILE"
    run -0 --separate-stderr crosscut show XM-1/result-1 --json
    [ "$(jq -c '.record.fields | [.activity, .country, .region, .result_type, .aggregation]' <<<"$output")" = \
        '["activity:XM-1",["KE","NP","UG"],["africa","asia-pacific"],"1",false]' ]
    [ "$(jq -c '[.record.fields.title[].language]' <<<"$output")" = '["fr","en"]' ]
    [ "$(jq -c '[.record.fields.indicator[] | [.target, .actual, .met, .judged, .biennium, .baseline]]' <<<"$output")" = \
        '[["100","120",true,true,"2012-13","30"],["100","99.5",false,true,"2014-15","30"],["5","4",true,true,"2012-13",null],[null,null,null,null,null,null]]' ]
    [ "$(jq -c '[.record.fields.part[] | [.value, .what, .dimension]]' <<<"$output")" = \
        '[["10","baseline","sex=female; age=adult"],["60","actual","sex=female"]]' ]
    run -0 --separate-stderr crosscut show XM-1/result-2 --original
    [ "$output" = '<result type="2"><title><narrative>Loi adoptée</narrative></title></result>' ]
    run -0 --separate-stderr crosscut show XM-1
    [[ "$output" == *"result:XM-1/result-1 (Activity)"* ]]
    run -0 --separate-stderr crosscut search Formés
    [[ "$output" == *XM-1/result-1* ]]
}

@test "targets met, by region and by biennium" {
    run -3 crosscut import -q "$FILE"
    run -0 --separate-stderr crosscut table result-targets-by-biennium -f csv
    [[ "$output" == *"2012-13,2012-13,1,2,2,100"* && "$output" == *"2014-15,2014-15,1,1,0,0"* && "$output" == *"total,Total,3,3,2,66.6667"* ]]
    run -0 --separate-stderr crosscut table result-targets-by-region -f csv
    [[ "$output" == *"africa,Africa,3,3,2,66.6667"* ]]
}

@test "a new version of an activity changes only the results that changed, and marks the one that is gone" {
    run -3 crosscut import -q "$FILE"
    sed -e '/<result type="1"><title\/>/d' -e "s/>Migration de/>La migration de/" -e 's/Loi adoptée/Loi votée/' "$FILE" >"$BATS_TEST_TMPDIR/new.xml"
    run -3 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/new.xml" --json
    [ "$(counts activity <<<"$output")" = "[4,0,1,1,2]" ]
    [ "$(counts result <<<"$output")" = "[7,0,1,1,5]" ]
    [ "$(crosscut list result --json | jq -c '[.rows[].identifier]')" = '["XM-1/result-1","XM-1/result-2"]' ]
    [ "$(crosscut list result status=deleted --json | jq -c '[.rows[].identifier]')" = '["XM-1/result-3"]' ]
    run -3 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/new.xml" --json
    [ "$(counts result <<<"$output")" = "[7,0,0,2,5]" ]
    run -3 --separate-stderr crosscut import "$FILE" --json
    [ "$(counts result <<<"$output")" = "[8,0,2,1,5]" ]
    [ "$(crosscut list result --json | jq .total)" = 3 ]
    run -0 crosscut doctor
}

results() { # HOW-MANY: an activity XX-1 with so many
    echo '<iati-activities version="2.03"><iati-activity default-currency="USD" xml:lang="en"><iati-identifier>XX-1</iati-identifier><title><narrative>One</narrative></title>'
    for i in $(seq "$1"); do echo "<result type='1'><title><narrative>Result $i</narrative></title></result>"; done
    echo '</iati-activity></iati-activities>'
}

gone() { crosscut list result status=deleted --json | jq -c '[.rows[].identifier]'; }

@test "results that are gone are marked although people have edited, deleted or entered one" {
    results 4 >"$BATS_TEST_TMPDIR/four.xml"
    results 1 >"$BATS_TEST_TMPDIR/one.xml"
    crosscut -q import "$BATS_TEST_TMPDIR/four.xml"
    crosscut edit result:XX-1/result-2 'title@en=Better words' --person ann
    crosscut delete result:XX-1/result-3 --yes --person ann
    crosscut edit result:XX-1/result-5 --new 'title@en=Our own' activity=activity:XX-1 --person ann
    run -0 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/one.xml" --json # nothing that people did is contradicted
    [ "$(counts result <<<"$output")" = "[1,0,0,1,0]" ]
    [ "$(gone)" = '["XX-1/result-2","XX-1/result-4"]' ] # the fifth was never in the source
    run -0 --separate-stderr crosscut show result:XX-1/result-2
    [[ "$output" == *"Better words"* ]]
    # They come back with the source, and the edit and the deletion still stand.
    run -0 crosscut -q import "$BATS_TEST_TMPDIR/four.xml"
    [ "$(gone)" = '[]' ]
    [ "$(crosscut list result --json | jq -c '[.rows[].identifier]')" = '["XX-1/result-1","XX-1/result-2","XX-1/result-4","XX-1/result-5"]' ]
    run -0 --separate-stderr crosscut show result:XX-1/result-2
    [[ "$output" == *"Better words"* ]]
    run -0 crosscut doctor
}

@test "a status that people gave to a result that is gone stays, and the import tells it" {
    results 3 >"$BATS_TEST_TMPDIR/three.xml"
    results 1 >"$BATS_TEST_TMPDIR/one.xml"
    crosscut -q import "$BATS_TEST_TMPDIR/three.xml"
    crosscut edit result:XX-1/result-2 status=draft --person ann
    run -3 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/one.xml" --json
    [ "$(jq -c '[.problems[] | [.rule, .record, .field]]' <<<"$output")" = '[["edited-field","XX-1/result-2","status"]]' ]
    [ "$(gone)" = '["XX-1/result-3"]' ]
}

@test "a list of results as a plain table comes back as it went" {
    run -3 crosscut import -q "$FILE"
    crosscut export result -f csv >"$BATS_TEST_TMPDIR/results.csv"
    run -3 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/results.csv" # one has no title
    [[ "$stderr" == *"read 3 = stored 0 + updated 0 + unchanged 3 + rejected 0"* ]]
}

@test "an activity with more results than a batch has room for" {
    {
        echo '<iati-activities version="2.03"><iati-activity default-currency="USD" xml:lang="en"><iati-identifier>MANY</iati-identifier><title><narrative>Many</narrative></title>'
        for i in $(seq 700); do echo "<result type='1'><title><narrative>Result $i</narrative></title></result>"; done
        echo '</iati-activity></iati-activities>'
    } >"$BATS_TEST_TMPDIR/many.xml"
    run -0 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/many.xml"
    [[ "$stderr" == *"result: read 700 = stored 700 "* ]]
    run -0 --separate-stderr crosscut show MANY/result-700
    [[ "$output" == *"Result 700"* && "$output" == *"line 701"* ]]
}

@test "real files: every result has its activity, and again nothing changes" {
    needs_shared
    run -3 --separate-stderr crosscut import "$SHARED/data/iati/datastore-single_activity.xml" "$SHARED/data/iati/iatipublisher-complete.xml" --json
    [ "$(counts result <<<"$output")" = "[12,12,0,0,0]" ]
    run --separate-stderr crosscut import "$SHARED/data/iati/datastore-single_activity.xml" "$SHARED/data/iati/iatipublisher-complete.xml" --json
    [ "$(counts result <<<"$output")" = "[12,0,0,12,0]" ]
    run -0 --separate-stderr crosscut doctor
    [[ "$output" == *"0 lead nowhere"* ]]
}
