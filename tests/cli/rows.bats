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
    [[ "$(jq -r '.problems[0].mend' <<<"$output")" == *"--set convention="* ]]
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.csv" --set convention=C097 --set note=n --json
    [ "$status" -eq 0 ]
    run --separate-stderr crosscut list ratification -f csv
    [[ "$output" == *C097/Albania* ]]
    run --separate-stderr crosscut show C097/Albania --json
    [ "$(jq -c '.record.fields|[.convention,.date,.action,.status]' <<<"$output")" = '["C097","2007-06-05","accession","in-force"]' ]
    run --separate-stderr crosscut show C097/Armenia --json
    [ "$(jq -c '.record.fields|[.signature,.date,.action]' <<<"$output")" = '["2013-09-26",null,"signature"]' ]
}

@test "--set with another value is another record, and again the same one is unchanged" {
    treaty >"$BATS_TEST_TMPDIR/a.csv"
    [ "$(counts "$BATS_TEST_TMPDIR/a.csv" --set convention=C097)" = "[2,2,0,0]" ]
    [ "$(counts "$BATS_TEST_TMPDIR/a.csv" --set convention=C143)" = "[2,2,0,0]" ]
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.csv" --set convention=C097 --json
    [ "$(jq -c '[.read,.unchanged]' <<<"$output")" = "[2,2]" ]
}

@test "--set is refused for a field that no kind has, and needs a value" {
    treaty >"$BATS_TEST_TMPDIR/a.csv"
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/a.csv" --set conventoin=X
    [ "$status" -eq 2 ]
    [[ "$stderr" == *conventoin* ]]
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
    printf 'Pays,Date,Statut,Note\nB\303\251nin,02 mars 2005,En vigueur,\nItalie,1er f\303\251vrier 1952,Pas en vigueur,n\n' >"$BATS_TEST_TMPDIR/a.csv"
    [ "$(counts "$BATS_TEST_TMPDIR/a.csv" --set convention=C097)" = "[2,2,0,0]" ]
    run --separate-stderr crosscut show "C097/Italie" --json
    [ "$(jq -c '.record.fields|[.country,.date,.status]' <<<"$output")" = '["IT","1952-02-01","not-in-force"]' ]
}

@test "the real treaty tables" {
    needs_shared
    local data=$SHARED/data/ratifications
    [ "$(counts "$data/un-4-1.csv" --set convention=C097)" = "[147,147,0,0]" ]
    [ "$(counts "$data/un-4-2.csv" --set convention=C143)" = "[182,182,0,0]" ]
    [ "$(counts "$data/un-4-3.csv" --set convention=C189)" = "[169,169,0,0]" ]
    [ "$(counts "$data/un-4-4.csv" --set convention=C181)" = "[175,175,0,0]" ]
    [ "$(counts "$data/un-migrant-workers-convention-IV-13.csv" --set convention=ICRMW)" = "[66,66,0,0]" ]
    run sqlite3 "$DB" "SELECT group_concat(action || '=' || n) FROM (SELECT action, count(*) AS n FROM ratification WHERE convention='ICRMW' GROUP BY 1)"
    [ "$output" = "accession=28,ratification=19,signature=19" ]
}

@test "the real ILOSTAT table" {
    needs_shared
    [ "$(counts "$SHARED"/data/statistics/ilostat-*.csv --set population=employees)" = "[6234,6234,0,0]" ]
}

@test "the real migrant stock: as many records as cells with a number, and their sum" {
    needs_shared
    [ "$(counts "$SHARED/data/migrant-stock/migrants_by_origin_and_destination_total.csv")" = "[78409,78409,0,0]" ]
    [ "$(sqlite3 "$DB" "SELECT CAST(sum(value) AS INTEGER), count(DISTINCT destination) FROM statistic")" = "1357969327|231" ]
}

# What a message does not say and a statistic must: without it nothing is stored (rule base-needed).
base=(--set population=none --set source=test)

# The observations of a message: identifiers and values.
observations() {
    rm -f "$DB"*
    crosscut --quiet import "$1" "${base[@]}" || return 1
    sqlite3 "$DB" "SELECT identifier, value FROM statistic ORDER BY 1" | sort
}

@test "SDMX-ML: every form of the same message gives the same observations" {
    needs_shared
    local data=$SHARED/data/statistics/sdmx expected form
    expected=$(observations "$data/ECB_EXR_ng-flat.xml")
    [ "$(wc -l <<<"$expected")" -eq 12 ]
    for form in ng-flat-ss ng-ts-gf-ss ng-ts-gf ng-ts-ss ng-ts ng-xs-ss ng-xs; do
        [ "$(observations "$data/ECB_EXR_$form.xml")" = "$expected" ] || { echo "$form"; false; }
    done
    expected=$(observations "$data/ECB_EXR_sg-flat.xml")
    for form in sg-ts-gf-flat-ss sg-ts-gf-ss sg-ts-gf sg-ts-ss sg-ts sg-xs-ss; do
        [ "$(observations "$data/ECB_EXR_$form.xml")" = "$expected" ] || { echo "$form"; false; }
    done
}

@test "SDMX-JSON: every form of the same message gives the same observations" {
    needs_shared
    local data=$SHARED/data/statistics/sdmx expected
    expected=$(observations "$data/ECB_EXR_flat.json")
    [ "$(wc -l <<<"$expected")" -eq 4 ]
    [ "$(observations "$data/ECB_EXR_ts.json")" = "$expected" ]
    [ "$(observations "$data/ECB_EXR_xs.json")" = "$expected" ]
    [ "$(counts "$data/OECD_data-PART2-all-all.json" "${base[@]}" --set period=2000)" = "[7,7,0,0]" ]
}

@test "SDMX: counts of the real files, and what is no data is named" {
    needs_shared
    local data=$SHARED/data/statistics
    [ "$(counts "$data/sdmx/ECB_EXR_1_M.USD.EUR.SP00.A.xml" "${base[@]}")" = "[252,252,0,0]" ]
    [ "$(counts "$data/sdmx/ESTAT_demography-xs.xml" "${base[@]}")" = "[60,60,0,0]" ]
    [ "$(counts "$data/sdmx/ESTAT_NAMA_10_GDP-ss.xml" "${base[@]}")" = "[4,4,0,0]" ]
    [ "$(counts "$data/rsdmx/SDMXCompactDataExample_2.0.xml" "${base[@]}" --set period=2000)" = "[66,66,0,0]" ] # its time has another name
    [ "$(counts "$data/rsdmx/SDMXMessageGroupExample_CompactData_2.0.xml" "${base[@]}")" = "[112,112,0,0]" ]
    [ "$(counts "$data/rsdmx/SDMXMessageGroupExample_GenericData_2.0.xml" "${base[@]}")" = "[7,7,0,0]" ]
    [ "$(counts "$data/rsdmx/SDMXStructureSpecificDataExample_2.1.xml" "${base[@]}")" = "[106,106,0,0]" ]
    run --separate-stderr crosscut import "$data/sdmx/ECB_EXR_1_structure.xml" --json
    [[ "$(jq -r '.problems[0].mend' <<<"$output")" == *"structure message of SDMX"* ]]
    run --separate-stderr crosscut import "$data/sdmx/ESTAT_footer.xml" --json
    [[ "$(jq -r '.problems[0].mend' <<<"$output")" == *"no observations. It says: Due to the large query"* ]]
}

@test "SDMX: the same observations in another form of message are unchanged" {
    needs_shared
    crosscut --quiet import "$SHARED/data/statistics/sdmx/ECB_EXR_ng-ts.xml" "${base[@]}"
    run --separate-stderr crosscut import "$SHARED/data/statistics/sdmx/ECB_EXR_ng-xs-ss.xml" "${base[@]}" --json
    [ "$(jq -c '[.read,.unchanged]' <<<"$output")" = "[12,12]" ]
}
