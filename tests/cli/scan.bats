# Scanning documents as a user sees it: hits where they are said to be, the share, files that cannot be read.
load helper

scan() {
    run --separate-stderr crosscut scan "$@" --lens dwcp-2013
}

@test "hits of a text stand at the bytes they are said to" {
    printf 'Étude des migrations.\nLabour mobility, again “migrants”.\n' >"$BATS_TEST_TMPDIR/a.txt"
    scan "$BATS_TEST_TMPDIR/a.txt" --json
    [ "$status" -eq 0 ]
    [ "$(jq '.documents[0].hits | length' <<<"$output")" -eq 3 ]
    while IFS=$'\t' read -r offset length words; do
        [ "$(tail -c +$((offset + 1)) "$BATS_TEST_TMPDIR/a.txt" | head -c "$length")" = "$words" ]
    done < <(jq -r '.documents[0].hits[] | [.offset,.length,.words] | @tsv' <<<"$output")
}

@test "the share counts what could be read and says what could not" {
    mkdir -p "$BATS_TEST_TMPDIR/d/sub"
    echo "labour migration" >"$BATS_TEST_TMPDIR/d/a.txt"
    echo "wells" >"$BATS_TEST_TMPDIR/d/b.txt"
    echo "<p>labor mobility" >"$BATS_TEST_TMPDIR/d/sub/c.html"
    : >"$BATS_TEST_TMPDIR/d/sub/empty.txt"
    scan "$BATS_TEST_TMPDIR/d"
    [ "$status" -eq 3 ]
    [ "${lines[-1]}" = "1 of 3 documents (33.3 %) mentions it; 1 more may (candidate); 1 could not be read." ]
    [[ "$stderr" == *"sub/empty.txt: document"*"is empty."* ]]
    scan "$BATS_TEST_TMPDIR/d" --json
    [ "$(jq -c '[.read,.matched,.candidates,.unread,.share]' <<<"$output")" = "[3,1,1,1,0.3333]" ]
    [ "$(jq -c '[.documents[].matched]' <<<"$output")" = "[true,false,false]" ]
    [ ! -e "$DB" ]
}

@test "a PDF is read page by page" {
    command -v pdftotext >/dev/null || skip "pdftotext is not here"
    scan tests/golden/scan/three-pages.pdf -f csv
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = $'document,page,rule,words,before,after\r' ]
    [[ "${lines[1]}" == "tests/golden/scan/three-pages.pdf,2,search-words,migration,The ,"* ]]
    scan tests/golden/scan/three-pages.pdf
    [ "${lines[0]}" = "tests/golden/scan/three-pages.pdf, 3 pages: 2 hits (search-words 2)" ]
}

@test "without pdftotext a PDF is a problem that names the package" {
    run --separate-stderr env PATH="$BATS_TEST_TMPDIR" "$CROSSCUT" scan tests/golden/scan/three-pages.pdf --lens dwcp-2013
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"poppler-utils"* ]]
}

@test "text cannot speak to the terminal" {
    { printf 'words %.0s' {1..200}; printf 'a \033[31m migration\033]0;x\007 \302\233 b\n'; } >"$BATS_TEST_TMPDIR/a.html"
    scan "$BATS_TEST_TMPDIR/a.html"
    [ "$status" -eq 0 ]
    [[ "$output" != *$'\033'* && "$output" != *$'\302\233'* ]]
    [[ "$output" == *"[migration]"* ]]
}

@test "a path that begins with a hyphen is a path" {
    cd "$BATS_TEST_TMPDIR"
    echo "migrants" >-q.txt
    run --separate-stderr "$CROSSCUT" scan --pack "$ROOT/packs/labour-migration" --lens dwcp-2013 -- -q.txt
    [ "$status" -eq 0 ]
    cp "$ROOT/tests/golden/scan/three-pages.pdf" ./-opw.pdf
    run --separate-stderr "$CROSSCUT" scan --pack "$ROOT/packs/labour-migration" --lens dwcp-2013 -- -opw.pdf
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == *", 3 pages: 2 hits"* ]]
}

@test "what is asked for wrongly is told" {
    run --separate-stderr crosscut scan tests/golden/scan
    [ "$status" -eq 2 ]
    run --separate-stderr crosscut scan tests/golden/scan --lens dwcp-2014
    [ "$status" -eq 4 ]
    [[ "$stderr" == *"dwcp-2013"* ]]
    scan no-such-folder
    [ "$status" -eq 4 ]
    scan tests/golden/scan --import no-kind
    [ "$status" -eq 4 ]
    scan tests/golden/scan --import project
    [ "$status" -eq 7 ]
    [[ "$stderr" == *"no field"* ]]
}

# A pack with a kind that documents can be stored as.
paper_pack() {
    local pack=$BATS_TEST_TMPDIR/pack
    mkdir -p "$pack/kinds" "$pack/lenses"
    echo 'pack: p
version: 1
label: P' >"$pack/pack.yaml"
    echo 'kind: paper
plural: papers
title: title
fields:
  - {name: title, type: text, languages: true}
  - {name: place, type: text, required: true}
  - {name: document, type: text}
  - {name: text, type: text, languages: true}
  - {name: pages, type: integer}
  - {name: hits, type: integer}
  - {name: mentions, type: boolean}' >"$pack/kinds/paper.yaml"
    echo 'lens: l
version: 1
applies_to: [paper]
fields: [title, text]
include: {words: ["migra*"]}' >"$pack/lenses/l.yaml"
    mkdir -p "$pack/formats"
    echo 'format: papers
type: csv
kind: paper
header: [identifier, title, place]
identifier: [identifier]' >"$pack/formats/papers.yaml"
    PACK=$pack
}

@test "documents can be stored, again without change, and complete what is known of them" {
    paper_pack
    mkdir -p "$BATS_TEST_TMPDIR/d/sub"
    printf 'none\fmigration and migrants' >"$BATS_TEST_TMPDIR/d/sub/a.txt"
    echo "<html lang=fr><title>Eau</title><p>puits" >"$BATS_TEST_TMPDIR/d/b.html"
    printf 'identifier,title,place\nsub/a.txt,Known,Here\n' >"$BATS_TEST_TMPDIR/p.csv"
    crosscut --pack "$PACK" --quiet import "$BATS_TEST_TMPDIR/p.csv"
    run --separate-stderr crosscut --pack "$PACK" scan "$BATS_TEST_TMPDIR/d" --lens l --import paper
    [ "$status" -eq 3 ] # the kind requires a place, which b.html does not say
    [[ "$stderr" == *"read 2 = stored 1 + updated 1 + unchanged 0 + rejected 0"* ]]
    [[ "$stderr" == *"missing-required, record b.html, place"* ]]
    run --separate-stderr crosscut --pack "$PACK" show paper:sub/a.txt --json
    [ "$(jq -c '.record.fields | [.title[0].text,.place,.pages,.hits,.mentions]' <<<"$output")" = '["Known","Here",2,2,true]' ]
    run --separate-stderr crosscut --pack "$PACK" show paper:b.html --json
    [ "$(jq -c '.record.fields.text[0].language' <<<"$output")" = '"fr"' ]
    [ "$(crosscut --pack "$PACK" list paper tag=l --json | jq .total)" -eq 1 ]
    run --separate-stderr crosscut --pack "$PACK" scan "$BATS_TEST_TMPDIR/d" --lens l --import paper
    [[ "$stderr" == *"read 2 = stored 0 + updated 0 + unchanged 2 + rejected 0"* ]]
    crosscut --pack "$PACK" doctor
}
