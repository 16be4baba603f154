#!/usr/bin/env bats
# Goal: the site is a repository by OAI-PMH 2.0: six verbs, errors as the protocol names them, lists that go on by tokens, dates, sets; our own
# harvester gets all of it, and importing what it got gives the same records.
# Method: questions with curl, answers parsed by xmllint; a harvest of the test's own site into a second database.
load helper
load site

setup_file() {
    {
        echo 'kind,identifier,title@en,title@fr,date,language,author,url'
        echo 'publication,"a/b c%25,é<&>",Hostile & <b>,Hostile et <b>,2013-05,en,"Doe, J. & Co",https://example.org/?a=1&b=2'
        for i in $(seq 230); do echo "publication,p$i,Paper $i on migrant workers,,2012,en,,"; done
    } >"$BATS_FILE_TMPDIR/first.csv"
    site_start "$BATS_FILE_TMPDIR/first.csv" data/ilo-events
    sleep 1.1 # the second import is later
    printf 'kind,identifier,title@en,date\npublication,p7,Paper 7 again,2014\n' >"$BATS_FILE_TMPDIR/second.csv"
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$BATS_FILE_TMPDIR/second.csv" || [ $? -eq 3 ]
}

teardown_file() {
    site_stop
}

ask() { # QUESTION: the answer, which is well-formed
    get "$SITE/oai?$1" | tee "$BATS_TEST_TMPDIR/answer"
    ! command -v xmllint >/dev/null || xmllint --noout "$BATS_TEST_TMPDIR/answer"
}

has_error() { # QUESTION CODE
    [[ $(ask "$1") == *"<error code=\"$2\">"* ]] || { cat "$BATS_TEST_TMPDIR/answer"; return 1; }
    [ "$(status_of "$SITE/oai?$1")" = 200 ]
}

token_of() { sed -n 's/.*<resumptionToken[^>]*>\([^<]*\)<.*/\1/p' "$BATS_TEST_TMPDIR/answer"; }
identifiers() { sed -n 's/.*<identifier>\(oai:[^<]*\)<.*/\1/p' "$BATS_TEST_TMPDIR/answer"; }

@test "a question by POST is answered as by GET, from wherever it comes" {
    for question in verb=Identify 'verb=ListRecords&metadataPrefix=oai_dc&set=publications' 'verb=Nothing' 'verb=ListRecords&verb=Identify' ''; do
        get "$SITE/oai?$question" | sed 's/<responseDate>[^<]*//' >"$BATS_TEST_TMPDIR/get"
        for from in "$SITE" https://harvester.example.org; do
            curl -s -H "Origin: $from" -d "$question" "$SITE/oai" | sed 's/<responseDate>[^<]*//' >"$BATS_TEST_TMPDIR/post"
            cmp "$BATS_TEST_TMPDIR/get" "$BATS_TEST_TMPDIR/post"
        done
    done
    token=$(curl -s -d verb=ListRecords -d metadataPrefix=oai_dc "$SITE/oai" | sed -n 's/.*<resumptionToken[^>]*>\([^<]*\)<.*/\1/p')
    curl -s -d verb=ListRecords --data-urlencode "resumptionToken=$token" "$SITE/oai" | grep -q '<record>'
    # The address's own arguments are none of a POST's.
    curl -s -d verb=Identify "$SITE/oai?verb=ListSets" | grep -q '<repositoryName>'
    [ "$(curl -s -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' -d '{"verb": "Identify"}' "$SITE/oai")" = 415 ]
}

@test "the repository says what it is, its formats and its sets" {
    run ask verb=Identify
    [[ "$output" == *"<baseURL>$SITE/oai</baseURL>"*'<protocolVersion>2.0<'*'<deletedRecord>no<'*'<granularity>YYYY-MM-DDThh:mm:ssZ<'* ]]
    get -o /dev/null -D - "$SITE/oai?verb=Identify" | grep -qi '^content-type: text/xml'
    run ask verb=ListMetadataFormats
    [[ "$output" == *'<metadataPrefix>marcxml<'*'<metadataPrefix>oai_dc<'* ]]
    [ "$(grep -c '<metadataPrefix>oai_dc<' <<<"$output")" = 1 ]
    run ask verb=ListMetadataFormats\&identifier=oai:labour-migration:publication:p1
    [ "$(grep -c '<metadataFormat>' <<<"$output")" = 2 ]
    run ask verb=ListSets
    [[ "$output" == *'<setSpec>events<'*'<setSpec>publications<'*'<setSpec>lens:labour-migration<'*'<setSpec>lens:labour-migration:recruit<'* ]]
}

@test "errors are those of the protocol" {
    has_error "" badVerb
    has_error verb=Nope badVerb
    has_error "verb=Identify&verb=Identify" badVerb
    has_error "verb=Identify&set=events" badArgument
    has_error verb=ListRecords badArgument
    has_error "verb=ListRecords&metadataPrefix=oai_dc&lang=fr" badArgument
    has_error "verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc" badArgument
    has_error "verb=ListRecords&metadataPrefix=oai_dc&from=2013" badArgument
    has_error "verb=ListRecords&metadataPrefix=oai_dc&from=2013-02-30" badArgument
    has_error "verb=ListRecords&metadataPrefix=oai_dc&from=2014-01-01&until=2013-01-01" badArgument
    has_error "verb=ListRecords&metadataPrefix=oai_dc&from=2013-01-01&until=2014-01-01T00:00:00Z" badArgument
    has_error "verb=ListRecords&metadataPrefix=nope" cannotDisseminateFormat
    has_error "verb=GetRecord&metadataPrefix=marcxml&identifier=$(ask 'verb=ListIdentifiers&metadataPrefix=oai_dc&set=events' >/dev/null; identifiers | head -1)" cannotDisseminateFormat
    has_error "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:labour-migration:publication:none" idDoesNotExist
    has_error "verb=GetRecord&metadataPrefix=oai_dc&identifier=p1" idDoesNotExist
    has_error "verb=ListMetadataFormats&identifier=oai:labour-migration:acronym:A" idDoesNotExist
    has_error "verb=ListRecords&metadataPrefix=oai_dc&set=none" noRecordsMatch
    has_error "verb=ListRecords&metadataPrefix=oai_dc&until=2001-01-01" noRecordsMatch
    has_error "verb=ListRecords&resumptionToken=oai_dc....0.0.100.000000000000" badResumptionToken
    has_error "verb=ListRecords&resumptionToken=" badResumptionToken
    has_error "verb=ListSets&resumptionToken=x" badResumptionToken
    # A name that is too long is cut at a character.
    a=$(printf 'a%.0s' $(seq 59))
    has_error "verb=Identify&$a%C3%A9%C3%A9=x" badArgument
    ask "verb=Identify&$a%C3%A9%C3%A9=x" | grep -q "\"$a\""
    ask "verb=Identify&${a%?}%C3%A9%C3%A9=x" | grep -q "\"${a%?}é\""
    # What was not understood is not repeated; what was, is.
    ask "verb=ListRecords" | grep -q '<request>http'
    ask "verb=ListRecords&metadataPrefix=nope" | grep -q '<request verb="ListRecords" metadataPrefix="nope">http'
}

@test "a list goes on by tokens to its end, each item once, whatever the verb" {
    for verb in ListIdentifiers ListRecords; do
        question="verb=$verb&metadataPrefix=oai_dc&set=publications"
        : >"$BATS_TEST_TMPDIR/all"
        for page in 1 2 3; do
            ask "$question" >/dev/null
            grep -q "completeListSize=\"231\" cursor=\"$(((page - 1) * 100))\"" "$BATS_TEST_TMPDIR/answer"
            identifiers >>"$BATS_TEST_TMPDIR/all"
            question="verb=$verb&resumptionToken=$(token_of)"
        done
        [ -z "$(token_of)" ]
        [ "$(wc -l <"$BATS_TEST_TMPDIR/all")" = 231 ]
        [ "$(sort -u "$BATS_TEST_TMPDIR/all" | wc -l)" = 231 ]
    done
    # A token that was changed, and one with something beside it.
    ask "verb=ListRecords&metadataPrefix=oai_dc" >/dev/null
    token=$(token_of)
    has_error "verb=ListRecords&resumptionToken=${token/oai_dc/marcxml}" badResumptionToken
    has_error "verb=ListRecords&resumptionToken=$token&set=events" badArgument
}

@test "a list asks for what changed since, and for what a lens says" {
    ask "verb=ListIdentifiers&metadataPrefix=oai_dc&set=publications" >/dev/null
    ask "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:labour-migration:publication:p7" >/dev/null
    stamp=$(sed -n 's/.*<datestamp>\(.*\)<.*/\1/p' "$BATS_TEST_TMPDIR/answer")
    ask "verb=ListIdentifiers&metadataPrefix=oai_dc&from=$stamp" >/dev/null
    [ "$(identifiers)" = oai:labour-migration:publication:p7 ]
    ask "verb=ListIdentifiers&metadataPrefix=oai_dc&set=publications&from=${stamp%T*}&until=${stamp%T*}" >/dev/null
    [ "$(identifiers | wc -l)" = 100 ]
    ask "verb=ListIdentifiers&metadataPrefix=oai_dc&set=lens:labour-migration" >/dev/null
    grep -q "completeListSize=\"$(($("$CROSSCUT" --db "$SITE_DB" list publication tag=labour-migration -f csv | wc -l) + $("$CROSSCUT" --db "$SITE_DB" list event tag=labour-migration -f csv | wc -l) - 2))\"" "$BATS_TEST_TMPDIR/answer"
}

@test "what a person changed is harvested since then, with the moment of the edit as its stamp" {
    stamp() { ask "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:labour-migration:publication:$1" >/dev/null; sed -n 's/.*<datestamp>\(.*\)<.*/\1/p' "$BATS_TEST_TMPDIR/answer"; }
    imported=$(stamp p7)
    [ "$(stamp p9)" != "$imported" ]
    sleep 1.1
    between=$(date -u +%FT%TZ)
    has_error "verb=ListRecords&metadataPrefix=oai_dc&from=$between" noRecordsMatch
    "$CROSSCUT" --db "$SITE_DB" edit publication:p9 'title@en=Paper 9, corrected' --person R
    [[ ! $(stamp p9) < $between ]]
    ask "verb=ListRecords&metadataPrefix=oai_dc&from=$between" >/dev/null
    [ "$(identifiers)" = oai:labour-migration:publication:p9 ]
    grep -q "<datestamp>$(stamp p9)<" "$BATS_TEST_TMPDIR/answer"
    ask "verb=ListIdentifiers&metadataPrefix=oai_dc&from=$(stamp p9)&until=$(stamp p9)" >/dev/null
    [ "$(identifiers)" = oai:labour-migration:publication:p9 ]
    has_error "verb=ListRecords&metadataPrefix=oai_dc&from=$between&until=$between&set=events" noRecordsMatch
    # Before the edit there are all others, each once, to the last page.
    question="verb=ListIdentifiers&metadataPrefix=oai_dc&set=publications&until=$imported"
    : >"$BATS_TEST_TMPDIR/all"
    for _ in 1 2 3; do
        ask "$question" >/dev/null
        grep -q 'completeListSize="230"' "$BATS_TEST_TMPDIR/answer"
        identifiers >>"$BATS_TEST_TMPDIR/all"
        question="verb=ListIdentifiers&resumptionToken=$(token_of)"
    done
    [ "$(sort -u "$BATS_TEST_TMPDIR/all" | wc -l)" = 230 ]
    ! grep -q ':p9$' "$BATS_TEST_TMPDIR/all" || false
}

@test "our own harvester gets everything, and importing that gives the same records" {
    port=${SITE##*:}
    echo "127.0.0.1:$port # the test" >"$BATS_TEST_TMPDIR/hosts"
    for prefix in oai_dc marcxml; do
        rm -rf "$BATS_TEST_TMPDIR/into" "$DB"*
        crosscut harvest "$SITE/oai" --into "$BATS_TEST_TMPDIR/into" --prefix "$prefix" --set publications --allow "$BATS_TEST_TMPDIR/hosts"
        crosscut import "$BATS_TEST_TMPDIR/into"
        diff <(known "$SITE_DB") <(known "$DB")
    done
}

# Identifier, first title and date of each publication, whichever side it is on.
known() {
    "$CROSSCUT" --db "$1" export publication -f json | jq -c '.[] | [.identifier, .fields.title[0].text, .fields.date, .fields.author, .fields.url]' |
        python3 -c 'import sys, json, urllib.parse
for line in sys.stdin:
    row = json.loads(line)
    mark = "oai:labour-migration:publication:"
    if row[0].startswith(mark): row[0] = urllib.parse.unquote(row[0][len(mark):])
    print(json.dumps(row))' | sort
}

@test "the repository calls itself by the address it is told" {
    "$CROSSCUT" --db "$SITE_DB" serve --listen 127.0.0.1:0 --site https://example.org/register/ 2>"$BATS_TEST_TMPDIR/log" 3>&- &
    local pid=$!
    for _ in $(seq 100); do grep -q 'site is at' "$BATS_TEST_TMPDIR/log" && break; sleep 0.1; done
    other=$(sed -n 's/.*\(http:[^ ]*\)\/ .*/\1/p' "$BATS_TEST_TMPDIR/log")
    answer=$(get "$other/oai?verb=Identify")
    kill "$pid"
    [[ $answer == *'<baseURL>https://example.org/register/oai</baseURL>'* ]]
    # A Host that is none is not repeated.
    [[ $(get -H 'Host: a"b<c' "$SITE/oai?verb=Identify") != *'a"b'* ]]
}
