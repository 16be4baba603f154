# Searching: what is found and shown, and that the index follows imports without anybody's doing.
load helper

# Four activities with titles in English.
activities() {
    printf '%s\n' 'XM-1 Fair recruitment of domestic workers' 'XM-2 Roads and bridges' \
        'XM-3 Recruiting nurses' 'XM-4 Rural roads' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
}

ids() { # WORDS…: identifiers found, on one line
    crosscut search "$@" --json | jq -r '[.hits[].identifier] | join(" ")'
}

@test "search finds, marks and counts" {
    activities
    run --separate-stderr crosscut search roads
    [ "$status" -eq 0 ]
    [[ "$output" == *"activity XM-4  Rural roads"* ]]
    [[ "$output" == *"title (en): Rural «roads»"* ]]
    [[ "$stderr" == *"2 records."* ]]
    [ "$(ids recruitment)" = "XM-1 XM-3" ]
    [ "$(ids '"fair recruitment"')" = "XM-1" ]
    [ "$(ids 'roads -bridges')" = "XM-4" ]
    [ "$(ids nurses OR bridges)" = "XM-3 XM-2" ] || [ "$(ids nurses OR bridges)" = "XM-2 XM-3" ]
    [ "$(ids XM-2)" = "XM-2" ]
}

@test "the JSON says where each word stands, and total is the length of the list" {
    activities
    crosscut search 'workers recruit*' --json >"$BATS_TEST_TMPDIR/found.json"
    jq -e '.query == "workers recruit*" and .total == (.hits | length)' "$BATS_TEST_TMPDIR/found.json"
    jq -e '.hits[0] | .kind == "activity" and .identifier == "XM-1" and .score > 0' "$BATS_TEST_TMPDIR/found.json"
    jq -e '.hits[0] as $hit | all($hit.matches[] | select(.field == "title");
           . as $m | $hit.title[$m.offset:$m.offset + $m.length] == $m.text)' "$BATS_TEST_TMPDIR/found.json"
    [ "$(jq -r '[.hits[0].matches[].text] | join("|")' "$BATS_TEST_TMPDIR/found.json")" = "recruitment|workers" ]
    [ "$(crosscut search roads -f csv | tail -n +2 | wc -l)" -eq 2 ]
    [ "$(crosscut search roads -f csv | head -1 | tr -d '\r')" = kind,identifier,title,score,field,language,text ]
    [ "$(crosscut search roads -f json -n 1 | jq -c '[.total, (.hits | length)]')" = "[2,1]" ]
}

@test "nothing found is exit status 0, with the word to drop and the word that may be meant" {
    activities
    run --separate-stderr crosscut search raods bridges
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [[ "$stderr" == *'Nothing found.'* ]]
    [[ "$stderr" == *'"raods": 0 records by itself, 1 without it; did you mean "roads" (2)?'* ]]
    [[ "$stderr" == *'"bridges": 1 record by itself.'* ]]
    [ "$(crosscut search raods --json 2>/dev/null | jq -c '[.total, .hits, .suggestions[0].instead]')" = '[0,[],"roads"]' ]
}

@test "the index follows imports: new, changed and unchanged" {
    activities
    [ "$(ids roads)" = "XM-4 XM-2" ]
    printf '%s\n' 'XM-2 Schools' 'XM-4 Rural roads' 'XM-5 More roads' | iati >"$BATS_TEST_TMPDIR/b.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/b.xml"
    run --separate-stderr crosscut doctor
    [ "$status" -eq 0 ]
    [[ "$output" == *"2 records wait for the next search"* ]]
    [ "$(ids roads)" = "XM-4 XM-5" ] || [ "$(ids roads)" = "XM-5 XM-4" ]
    [ "$(ids bridges)" = "" ]
    [ "$(ids schools)" = "XM-2" ]
    run --separate-stderr crosscut doctor
    [ "$status" -eq 0 ]
    [[ "$output" == *"records are found by their words"* ]]
    [ "$(ids roads --reindex | wc -w)" -eq 2 ]
}

@test "records are asked for by when they changed: imported, imported again, edited" {
    activities
    sqlite3 "$DB" "UPDATE import SET started = '2026-01-31T23:59:59Z'"
    printf '%s\n' 'XM-2 Schools' 'XM-4 Rural roads' 'XM-5 More roads' | iati >"$BATS_TEST_TMPDIR/b.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/b.xml"
    sqlite3 "$DB" "UPDATE import SET started = '2026-02-28T00:00:00Z' WHERE id = 2;
        UPDATE version SET at = (SELECT started FROM import i WHERE i.id = version.import)"
    changed() { crosscut list activity "$@" --json | jq -r '[.rows[].identifier] | sort | join(" ")'; }
    [ "$(changed 'changed<=2026-01-31')" = 'XM-1 XM-3 XM-4' ]
    [ "$(changed 'changed<=2026-01-30')" = '' ]
    [ "$(changed 'changed>=2026-01-31' 'changed<=2026-01')" = 'XM-1 XM-3 XM-4' ]
    [ "$(changed 'changed>=2026-02')" = 'XM-2 XM-5' ]
    [ "$(changed 'changed>=2026-02-28' 'changed<=2026')" = 'XM-2 XM-5' ]
    [ "$(changed 'changed>=2026-03')" = '' ]
    [ "$(ids changed:2026-01 | xargs -n1 | sort | xargs)" = 'XM-1 XM-3 XM-4' ]
    [ "$(ids 'roads changed>=2026-02-28')" = 'XM-5' ]
    crosscut --quiet edit activity:XM-1 'title@en=Fair recruitment for all' --person Ann
    [ "$(changed 'changed>=2026-03')" = 'XM-1' ]
}

@test "contacts are found by nothing" {
    cat >"$BATS_TEST_TMPDIR/c.xml" <<XML
<?xml version="1.0"?><iati-activities version="2.03"><iati-activity default-currency="USD" xml:lang="en">
<iati-identifier>XM-9</iati-identifier><reporting-org ref="XM-DAC-1" type="40"><narrative>Org</narrative></reporting-org>
<title><narrative>Wells</narrative></title>
<contact-info><person-name><narrative>Janequx Secretqux</narrative></person-name><email>janequx@example.org</email></contact-info>
</iati-activity></iati-activities>
XML
    crosscut --quiet import "$BATS_TEST_TMPDIR/c.xml"
    crosscut show XM-9 --all-fields | grep -q Janequx
    for words in Janequx secretqux 'janequ*' 'contact:Janequx' 'contact.email:janequx@example.org' 'contact.person:*' 'wells contact:*'; do
        [ "$(crosscut search "$words" --json 2>/dev/null | jq .total)" -eq 0 ]
    done
    ! crosscut search wells --json | grep -qi janequx || false
    ! sqlite3 "$DB" "SELECT term FROM fulltext_word" | grep -qi qux || false
}

@test "conditions by label, kinds, and a note for what could not be one" {
    "$CROSSCUT" --db "$DB" --quiet demo --no-serve
    [ "$(ids 'country:Nepal kind:project' | wc -w)" -eq "$(crosscut list project country=NP --json | jq .total)" ]
    [ "$(ids 'country:Nepal' --kind project)" = "$(ids 'country:népal kind:Proyecto' | tr -d '\n')" ]
    run --separate-stderr crosscut search 'country:Nepall' --kind project
    [ "$status" -eq 0 ]
    [[ "$stderr" == *'Nepal'* ]]
    run --separate-stderr crosscut search roads --kind projct
    [ "$status" -eq 2 ]
    [[ "$stderr" == *'"project"'* ]]
}

@test "a search without words, or too long, is exit status 2 with words" {
    activities
    for words in '' '  ' '***' '"" -'; do
        run --separate-stderr crosscut search "$words"
        [ "$status" -eq 2 ]
        [ -n "$stderr" ]
    done
    run --separate-stderr crosscut search "$(printf 'x%.0s' {1..600})"
    [ "$status" -eq 2 ]
}

@test "signs that mean something to SQL or FTS5 are signs" {
    activities
    for words in "'; DROP TABLE activity; --" 'title:"' 'NEAR(roads bridges)' '{a}: roads' 'roads AND (' '^roads' 'a"b"c' '%' 'rank MATCH' '\\'; do
        run --separate-stderr crosscut search -- "$words"
        [ "$status" -eq 0 ] || [ "$status" -eq 2 ]
        [[ "$stderr" != *"the database says"* ]]
    done
    [ "$(ids roads | wc -w)" -eq 2 ]
}

@test "a database that cannot be written is searched as it is" {
    activities
    [ "$(ids roads | wc -w)" -eq 2 ]
    printf 'XM-7 Roads again\n' | iati >"$BATS_TEST_TMPDIR/d.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/d.xml"
    # Somebody else is writing.
    coproc sqlite3 "$DB"
    echo "BEGIN IMMEDIATE; SELECT 'held';" >&"${COPROC[1]}"
    read -r <&"${COPROC[0]}"
    run --separate-stderr crosscut search roads
    echo "ROLLBACK;" >&"${COPROC[1]}"
    [ "$status" -eq 0 ]
    [ "$(grep -c '^activity' <<<"$output")" -eq 2 ]
    [[ "$stderr" == *"1 records that are new or changed are not in the search"* ]]
}

@test "words that the pack says mean the same are found, whatever the language, and said" {
    {
        echo 'kind,identifier,title@en,title@fr,title@es'
        echo 'project,s1,Fair recruitment in Nepal,,'
        echo 'project,s2,,Recrutement équitable,'
        echo 'project,s3,,,Contrataciones equitativas'
        echo 'project,s4,A recruiter in Doha,,'
        echo 'project,s5,,Les syndicats,'
        echo 'project,s6,A trade union,,'
        echo 'project,s7,The European Union,,'
    } >"$BATS_TEST_TMPDIR/s.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/s.csv"
    found() { crosscut search --json "$1" | jq -r '[.hits[].identifier] | sort | join(" ")'; }
    [ "$(found recrutement)" = 's1 s2 s3 s4' ] # a recruiter is of the same stem
    [ "$(found contratación)" = 's1 s2 s3 s4' ]
    [ "$(crosscut search --json recruitment | jq -r '.hits[0].identifier')" = s1 ] # as it is written comes first
    [[ "$(crosscut search --json recrutement | jq -r '.notes[0]')" == *'also finds: recruitment, contratación, reclutamiento.' ]]
    [ "$(found sindicato)" = 's5 s6' ]
    [ "$(found union)" = 's6 s7' ] # a set has the phrase, not the word
    # As it stands: in quotes, with a minus, and the beginning of a word.
    [ "$(found '"recrutement"')" = s2 ]
    [ "$(found 'recruitment -recrutement')" = 's1 s3 s4' ]
    [ "$(found 'recrute*')" = s2 ]
    crosscut search recrutement | grep -q 'Fair «recruitment» in Nepal'
}

@test "a set of words that mean the same is a list of two or more" {
    cp -r "$BATS_TEST_DIRNAME/../../packs/labour-migration" "$BATS_TEST_TMPDIR/pack"
    sed -i 's/^  - \[migrant, migrante\]/  - [migrant]/' "$BATS_TEST_TMPDIR/pack/pack.yaml"
    run --separate-stderr crosscut --pack "$BATS_TEST_TMPDIR/pack" pack check
    [ "$status" -ne 0 ]
    [[ "$stderr$output" == *"pack.yaml:"*"words that mean the same are two or more"* ]]
}

@test "words of another language, and names of countries wherever a record has the code, find it" {
    cat >"$BATS_TEST_TMPDIR/r.csv" <<'X'
kind,identifier,title@en,country,convention,action
ratification,R1,,KE,C097,ratified
publication,P1,Fair recruitment of workers,TH,,
X
    crosscut -q import "$BATS_TEST_TMPDIR/r.csv" || true
    for words in 'recrutement équitable' reclutamiento 'contratación equitativa' Tailandia Thaïlande; do
        run -0 crosscut search "$words" --json
        [ "$(jq -c '[.hits[].identifier]' <<<"$output")" = '["P1"]' ] || { echo "$words"; return 1; }
    done
    for words in Kenya Kenia country:Kenya; do
        run -0 crosscut search "$words" --json
        [ "$(jq -c '[.hits[].identifier]' <<<"$output")" = '["R1"]' ] || { echo "$words"; return 1; }
    done
    run -0 crosscut search Kenia --json
    jq -e '.hits[0].matches | any(.field == "country" and .language == "es" and .text == "Kenya")' <<<"$output"
}
