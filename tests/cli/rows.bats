# Tables as a user has them: values for a whole run, and the real files when they are here.
load helper

# What an import of FILE … counts: [read,stored,rejected,problems that are none of the notes].
counts() {
    run --separate-stderr crosscut import "$@" --json
    jq -c '[.read,.stored,.rejected,([.problems[]|select(.rule!="skipped-rows" and .rule!="passed-sheets")]|length)]' <<<"$output"
}

treaty() {
    printf 'Participant,Signature,"Ratification, Accession(a), Succession(d)"\nAlbania,,5 Jun 2007 a\nArmenia,26 Sep 2013,\n'
}

@test "--set fills a field of every record, and is needed where the identifier has it" {
    treaty >"$BATS_TEST_TMPDIR/a.csv"
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.csv" --json
    [ "$status" -eq 3 ]
    [[ "$(jq -r '.problems[0].mend' <<<"$output")" == *"--set instrument="* ]]
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.csv" --set instrument=X --set note=n --json
    [ "$status" -eq 0 ]
    run --separate-stderr crosscut list ratification -f csv
    [[ "$output" == *X/Albania* ]]
    run --separate-stderr crosscut show X/Albania --json
    [ "$(jq -c '.record.fields|[.instrument,.date,.action,.status]' <<<"$output")" = '["X","2007-06-05","accession","in-force"]' ]
    run --separate-stderr crosscut show X/Armenia --json
    [ "$(jq -c '.record.fields|[.signature,.date,.action]' <<<"$output")" = '["2013-09-26",null,"signature"]' ]
}

@test "--set with another value is another record, and again the same one is unchanged" {
    treaty >"$BATS_TEST_TMPDIR/a.csv"
    [ "$(counts "$BATS_TEST_TMPDIR/a.csv" --set instrument=X)" = "[2,2,0,0]" ]
    [ "$(counts "$BATS_TEST_TMPDIR/a.csv" --set instrument=Y)" = "[2,2,0,0]" ]
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.csv" --set instrument=X --json
    [ "$(jq -c '[.read,.unchanged]' <<<"$output")" = "[2,2]" ]
}

@test "--set is refused for a field that no kind has, and needs a value" {
    treaty >"$BATS_TEST_TMPDIR/a.csv"
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.csv" --set instrumnt=X
    [ "$status" -eq 2 ]
    [[ "$stderr" == *instrumnt* ]]
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.csv" --set
    [ "$status" -eq 2 ]
}

@test "rows that are no records are a note, and no reason for another exit code" {
    printf 'Year,Destination,Total,Other South,Other North,Albania,Kenya\n1990,World,9,,,4,5\n1990,Italy,9,,,4,..\n' >"$BATS_TEST_TMPDIR/a.csv"
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.csv"
    [ "$status" -eq 0 ]
    [[ "$stderr" == *Notes:* && "$stderr" == *'skipped-rows "1"'* ]]
    run --separate-stderr crosscut show "UN DESA IMS/1990/Italy/Albania" --original
    [[ "$output" == *"Year,Destination,Albania"*"1990,Italy,4"* ]]
}

@test "NORMLEX in French" {
    printf 'Pays,Date,Statut,Note\nB\303\251nin,02 mars 2005,En vigueur,\nItalie,1er f\303\251vrier 1952,D\303\251nonc\303\251e,n\n' >"$BATS_TEST_TMPDIR/a.csv"
    [ "$(counts "$BATS_TEST_TMPDIR/a.csv" --set instrument=C097)" = "[2,2,0,0]" ]
    run --separate-stderr crosscut show "C097/Italie" --json
    [ "$(jq -c '.record.fields|[.country,.date,.status]' <<<"$output")" = '["IT","1952-02-01","denounced"]' ]
}

@test "the real treaty tables" {
    needs_shared
    local data=$SHARED/data/ratifications
    [ "$(counts "$data/un-4-1.csv" --set instrument=A)" = "[147,147,0,0]" ]
    [ "$(counts "$data/un-4-2.csv" --set instrument=B)" = "[182,182,0,0]" ]
    [ "$(counts "$data/un-4-3.csv" --set instrument=C)" = "[169,169,0,0]" ]
    [ "$(counts "$data/un-4-4.csv" --set instrument=D)" = "[175,175,0,0]" ]
    [ "$(counts "$data/un-migrant-workers-convention-IV-13.csv" --set instrument=E)" = "[66,66,0,0]" ]
    run sqlite3 "$DB" "SELECT group_concat(action || '=' || n) FROM (SELECT action, count(*) AS n FROM ratification WHERE instrument='E' GROUP BY 1)"
    [ "$output" = "accession=28,ratification=19,signature=19" ]
}

@test "the real ILOSTAT table" {
    needs_shared
    [ "$(counts "$SHARED"/data/statistics/ilostat-*.csv)" = "[6234,6234,0,0]" ]
}

@test "the real migrant stock: as many records as cells with a number, and their sum" {
    needs_shared
    [ "$(counts "$SHARED/data/migrant-stock/migrants_by_origin_and_destination_total.csv")" = "[78409,78409,0,0]" ]
    [ "$(sqlite3 "$DB" "SELECT CAST(sum(value) AS INTEGER), count(DISTINCT destination) FROM statistic")" = "1357969327|231" ]
}
