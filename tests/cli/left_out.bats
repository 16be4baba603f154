#!/usr/bin/env bats
# Goal: records that a kind leaves out (deleted, or the same as another) stand in no list that says when or with what they came: not on the page of an import,
# not in the public copy, not in what harvesters get since a day; and their number is told.
# Method: a file with one live publication and two that are left out; publish --check, the site, and OAI-PMH with and without a date.
load helper
load site

setup_file() {
    printf '%s\n' 'kind,identifier,title@en,status,same_as' \
        'publication,live,Live,,' \
        'publication,gone,Gone LEFTOUT,deleted,' \
        'publication,dup,Dup LEFTOUT,duplicate,publication:live' >"$BATS_FILE_TMPDIR/lo.csv"
    site_start "$BATS_FILE_TMPDIR/lo.csv"
}

teardown_file() {
    site_stop
}

identifiers() { get "$SITE/oai?verb=ListIdentifiers&metadataPrefix=oai_dc$1" | sed -n 's/.*<identifier>.*:publication:\(.*\)<.*/\1/p' | sort | tr '\n' ' '; }

@test "the public copy has none of them, and no link that leads to one" {
    "$CROSSCUT" --db "$SITE_DB" --quiet publish "$BATS_TEST_TMPDIR/copy" --lang en --check
    run grep -rl LEFTOUT "$BATS_TEST_TMPDIR/copy"
    [ -z "$output" ]
}

@test "the list of an import has as many as its page says, which tells how many are left out" {
    page=$(get "$SITE/imports/1")
    [[ $page == *'href="/publications?import=1">Publications 1</a>'* ]]
    [[ $page == *'2 records that it brought are left out of lists and counts'* ]]
    [[ $(get "$SITE/imports/1?lang=fr") == *'sont laissés hors des listes'* ]]
    [ "$(get "$SITE/publications?import=1" | identifiers_of)" = live ]
    # Who asks for them gets them.
    [ "$("$CROSSCUT" --db "$SITE_DB" list publication import=1 'status=deleted|duplicate' -f csv | wc -l)" = 3 ]
}

@test "an import of nothing else can be taken back all the same" {
    printf 'kind,identifier,title@en,status\npublication,old,Old LEFTOUT,deleted\n' >"$BATS_TEST_TMPDIR/old.csv"
    crosscut --quiet import "$BATS_TEST_TMPDIR/old.csv"
    crosscut undo 1 --person R --yes
    [ "$(crosscut list publication 'status=deleted' -f csv | wc -l)" = 1 ]
}

@test "harvesters get the same records, whether they ask since a day or not, and one by one" {
    [ "$(identifiers '')" = 'live ' ]
    [ "$(identifiers '&from=2020-01-01')" = 'live ' ]
    [ "$(identifiers '&until=2200-01-01&set=publications')" = 'live ' ]
    # As the repository says that it keeps no deleted ones, one that is left out is none of its items.
    get "$SITE/oai?verb=Identify" | grep -q '<deletedRecord>no<'
    for verb in 'GetRecord&metadataPrefix=oai_dc' ListMetadataFormats; do
        get "$SITE/oai?verb=$verb&identifier=oai:labour-migration:publication:live" | grep -q '<metadata'
        get "$SITE/oai?verb=$verb&identifier=oai:labour-migration:publication:gone" | grep -q 'code="idDoesNotExist"'
    done
}
