# Tagging as a user sees it: evidence that is really there, decisions that stay, scores.
load helper

@test "evidence is exactly those bytes of the field" {
    printf 'XM-1 Recrutement équitable des travailleurs migrants et migrant workers\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    title=$(crosscut show XM-1 --json | jq -r .title)
    run --separate-stderr crosscut why XM-1 --json
    [ "$status" -eq 0 ]
    [ "$(jq '[.tags[].evidence[]] | length' <<<"$output")" -gt 0 ]
    while IFS=$'\t' read -r offset length text; do
        [ "$(printf %s "$title" | tail -c +$((offset + 1)) | head -c "$length")" = "$text" ]
    done < <(jq -r '.tags[].evidence[] | select(.field == "title") | [.offset,.length,.text] | @tsv' <<<"$output")
}

@test "a person's decision survives tagging again and importing again" {
    printf 'XM-1 Migrant workers\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    printf 'identifier,lens,theme,verdict,weight,person,note\nXM-1,labour-migration,,rejected,,Ana,not ours\n' >"$BATS_TEST_TMPDIR/d.csv"
    crosscut --quiet review --import "$BATS_TEST_TMPDIR/d.csv"
    crosscut --quiet tag
    printf 'XM-1 Migrant workers now\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut why XM-1 --json
    [ "$(jq -r '.tags[] | select(.lens == "labour-migration" and .theme == null) | .decision' <<<"$output")" = rejected ]
    [ "$(crosscut list activity tag=labour-migration --json | jq .total)" -eq 0 ]
}

@test "a decision without a person is refused and the rest goes on" {
    printf 'XM-1 Migrant workers\nXM-2 Refugee jobs\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    printf 'identifier,lens,theme,verdict,weight,person,note\nXM-1,labour-migration,,confirmed,,,x\nXM-2,labour-migration,,confirmed,principal,Ana,\n' >"$BATS_TEST_TMPDIR/d.csv"
    run --separate-stderr crosscut review --import "$BATS_TEST_TMPDIR/d.csv" --json
    [ "$status" -eq 3 ]
    [ "$(jq -c '[.decided,.rejected]' <<<"$output")" = "[1,1]" ]
}

@test "what two definitions share adds up to what each takes" {
    printf 'XM-1 Migrant workers\nXM-2 Migration of birds\nXM-3 Refugee health\nXM-4 Wells\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut compare broad-2013 pardev-2013 --json
    [ "$status" -eq 0 ]
    first=$(crosscut list activity tag=broad-2013 --json | jq .total)
    second=$(crosscut list activity tag=pardev-2013 --json | jq .total)
    [ "$(jq '.both.count + .only_first.count' <<<"$output")" -eq "$first" ]
    [ "$(jq '.both.count + .only_second.count' <<<"$output")" -eq "$second" ]
    [ "$(jq '.both.count + .only_first.count + .only_second.count + .neither' <<<"$output")" -eq 4 ]
}

@test "the score is computed from the judgements given" {
    printf 'XM-1 Migrant workers\nXM-2 Wells\nXM-3 Human trafficking\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    printf 'iati_identifier,relevance,themes\nXM-1,2,\nXM-2,1,gov\nXM-3,1,traff\nXM-9,0,\n' >"$BATS_TEST_TMPDIR/gold.csv"
    run --separate-stderr crosscut score labour-migration "$BATS_TEST_TMPDIR/gold.csv" --text-only --json
    [ "$status" -eq 0 ]
    [ "$(jq -c '[.judged,.missing,.relevance.precision,.relevance.true_positives,.relevance.false_negatives]' <<<"$output")" = "[3,1,1,2,1]" ]
    [ "$(jq -r '.misses[] | select(.theme == null) | .identifier' <<<"$output")" = XM-2 ]
}

@test "the lens is as good as the bar says, by words alone" {
    needs_shared
    crosscut --quiet import "$SHARED/data/iati/iom-2023-dev.xml" "$SHARED/data/iati/datastore-CD.xml" "$SHARED/data/iati/unhcr-activities-2023.xml" || [ $? -eq 3 ]
    run --separate-stderr crosscut score labour-migration "$SHARED/data/gold/labour-migration-dev.csv" --text-only --json
    [ "$status" -eq 0 ]
    jq -e '.missing == 0 and .relevance.f1 >= 0.95 and .macro_f1 >= 0.85' <<<"$output"
}

@test "a broken lens is a clear error, never a silent no-match" {
    cp -r packs/labour-migration "$BATS_TEST_TMPDIR/pack"
    printf 'lens: broken\nversion: 1\napplies_to: [activity]\nfields: [title]\ninclude: {terms: [nowhere]}\n' >"$BATS_TEST_TMPDIR/pack/lenses/broken.yaml"
    run --separate-stderr crosscut pack check --pack "$BATS_TEST_TMPDIR/pack"
    [ "$status" -eq 7 ]
    [[ "$stderr" == *broken.yaml:5* ]]
    [[ "$stderr" == *nowhere* ]]
}

@test "a broken table stops whoever needs tables, and nobody else" {
    cp -r packs/labour-migration "$BATS_TEST_TMPDIR/pack"
    printf 'XM-1 Migrant workers\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    first=$(ls "$BATS_TEST_TMPDIR"/pack/tables/*.yaml | head -1)
    echo 'colour: red' >>"$first"
    for command in tables check 'pack check'; do
        # shellcheck disable=SC2086 # a command of two words
        run --separate-stderr crosscut $command --pack "$BATS_TEST_TMPDIR/pack"
        [ "$status" -ne 0 ]
    done
    run --separate-stderr crosscut tables --pack "$BATS_TEST_TMPDIR/pack"
    [ "$status" -eq 7 ]
    [[ $stderr == *"$(basename "$first"):"*colour* ]]
    run --separate-stderr crosscut list activity --pack "$BATS_TEST_TMPDIR/pack"
    [ "$status" -eq 0 ]
    [[ $output == *XM-1* ]]
}

@test "tagging again finds what changed, whether or not it is remembered what tags came to" {
    printf 'XM-1 Migrant workers\nXM-2 Roads\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    db=$DB
    before=$(sqlite3 "$db" 'SELECT * FROM tag')
    [ "$(crosscut tag --json | jq .changed)" -eq 0 ]
    sqlite3 "$db" 'DELETE FROM tagged'
    [ "$(crosscut tag --json | jq .changed)" -eq 0 ]
    [ "$(sqlite3 "$db" 'SELECT COUNT(*) FROM tagged')" -eq 2 ]
    cp -r packs/labour-migration "$BATS_TEST_TMPDIR/pack"
    sed -i 's/^version: .*/version: 99/' "$BATS_TEST_TMPDIR/pack/lenses/labour-migration.yaml"
    [ "$(crosscut tag --json --pack "$BATS_TEST_TMPDIR/pack" --lens labour-migration | jq .changed)" -eq 1 ]
    [ "$(crosscut tag --json --pack "$BATS_TEST_TMPDIR/pack" | jq .changed)" -eq 0 ]
    [ "$(crosscut tag --json | jq .changed)" -eq 1 ]
    [ "$(sqlite3 "$db" 'SELECT * FROM tag')" = "$before" ]
}
