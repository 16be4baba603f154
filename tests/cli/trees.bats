# Goal: records that are trees come in from files of every form, with originals and problems; a repository is harvested from
# a listed host only, whole, and goes on where it stopped.
# Method: files of our own (tests/golden/read) and a small server of OAI-PMH on this machine (oai_server.py).
load helper.bash

teardown() {
    [ -z "${SERVER:-}" ] || kill "$SERVER" 2>/dev/null || true
}

# Starts the server with a behaviour; sets BASE. The port file appears when it listens.
serve() {
    rm -f "$BATS_TEST_TMPDIR/port"
    python3 tests/cli/oai_server.py "$BATS_TEST_TMPDIR/port" "$BATS_TEST_TMPDIR/log" "$@" 3>&- &
    SERVER=$!
    for _ in $(seq 100); do [ -e "$BATS_TEST_TMPDIR/port" ] && break; sleep 0.05; done
    PORT=$(cat "$BATS_TEST_TMPDIR/port")
    BASE=http://127.0.0.1:$PORT/oai
    INTO=$BATS_TEST_TMPDIR/into
    HOSTS=$BATS_TEST_TMPDIR/hosts
    echo "127.0.0.1:$PORT # the test" >"$HOSTS"
    unset CROSSCUT_ALLOW
}

@test "catalogues, references, calendars and feeds are imported from a folder" {
    run -3 --separate-stderr crosscut import tests/golden/read/{utf8,marc8}.mrc tests/golden/read/references.{ris,bib} \
        tests/golden/read/calendar.ics tests/golden/read/feed.{rss,atom}
    [[ "$stderr" == *"7 files: read 21 = stored 17 + updated 0 + unchanged 0 + rejected 4"* ]]
    run -0 --separate-stderr crosscut show 2001
    [[ "$output" == *"Krakow"* || "$output" == *"Kraków"* ]]
    run -0 --separate-stderr crosscut list publication language=ar -f csv
    [ "$(grep -c . <<<"$output")" -ge 2 ]
}

@test "files below a folder are found by their endings" {
    mkdir "$BATS_TEST_TMPDIR/in"
    cp tests/golden/read/{utf8.mrc,references.ris,references.bib,calendar.ics,feed.rss,feed.atom,ris.txt} "$BATS_TEST_TMPDIR/in"
    run -3 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/in"
    [[ "$stderr" == *"6 files: "* ]]
    [[ "$stderr" == *"1 other file in the folder was passed over"* ]]
}

@test "the same file again is unchanged, and the original is kept byte by byte" {
    run -3 crosscut import -q tests/golden/read/marc8.mrc tests/golden/read/references.bib || true
    run --separate-stderr crosscut import tests/golden/read/marc8.mrc
    [[ "$stderr" == *"read 2 = stored 0 + updated 0 + unchanged 2 + rejected 0"* ]]
    crosscut show 2001 --original >"$BATS_TEST_TMPDIR/original"
    length=$(head -c 5 tests/golden/read/marc8.mrc)
    head -c "$((10#$length))" tests/golden/read/marc8.mrc >"$BATS_TEST_TMPDIR/first"
    grep -qaF "$(tail -c 30 "$BATS_TEST_TMPDIR/first" | head -c 20)" "$BATS_TEST_TMPDIR/original"
}

@test "the real catalogue: 181 records, none lost, titles in both scripts" {
    needs_shared
    run -3 --separate-stderr crosscut import "$SHARED/data/marc/escwa_2019-01-01.xml"
    [[ "$stderr" == *"read 181 = stored 181 + updated 0 + unchanged 0 + rejected 0"* ]]
    run -0 --separate-stderr crosscut show E/ESCWA/2017/EC.4/3
    [[ "$output" == *"FOLLOW-UP ISSUES"* && "$output" == *"قضايا المتابعة"* && "$output" == *"(ar)"* ]]
}

@test "a feed of events is read as events when that is asked for" {
    run -0 --separate-stderr crosscut import tests/golden/formats/events.rss --as rss-events --json
    [ "$(jq -c '.kinds.event.stored' <<<"$output")" = 2 ]
    [ "$(crosscut show event:https://example.org/e/1 --json | jq -c '.record.fields | [.start, .end, .place, .source[0].system]')" = \
        '["2013-06-03","2013-06-04","Dakar","feed"]' ]
    [ "$(crosscut show event:https://example.org/e/2 --json | jq -c '.record.fields.start')" = null ] # the entry's day is not the event's
    run -3 --separate-stderr crosscut import tests/golden/formats/events.rss --as ics
    [[ "$stderr" == *'news feed, <rss>, which the format "ics" does not read'* ]]
    run -3 --separate-stderr crosscut import tests/golden/formats/ilostat.csv --as un-treaty
    [[ "$stderr" == *'which the format "un-treaty" does not read'* ]]
    run -2 --separate-stderr crosscut import tests/golden/formats/events.rss --as rss-event
    [[ "$stderr" == *'Did you mean "rss-events"'* ]]
    run --separate-stderr crosscut import tests/golden/formats/events.rss --json
    [ "$(jq -c '.kinds | keys' <<<"$output")" = '["publication"]' ]
}

@test "a list that no file continues is told, one that is continued is not" {
    serve
    crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS"
    run -0 --separate-stderr crosscut import "$INTO"
    [[ "$stderr" == *"3 files: read 6 = stored 6"* && "$stderr" != *unfinished-list* ]]
    run -3 --separate-stderr crosscut import "$INTO"/00000{1,3}.xml
    [[ "$stderr" == *"000001.xml: unfinished-list \"p1\""* ]]
    run -3 --separate-stderr crosscut import "$INTO"/000002.xml "$INTO"/000001.xml
    [[ "$stderr" == *"000002.xml: unfinished-list \"p2\""* && "$stderr" != *'"p1"'* ]]
    run -0 --separate-stderr crosscut list publication status=deleted -f csv
    [[ "$output" == *"oai:x:6"* ]]
}

@test "an error in place of records is a problem with its code" {
    printf '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="noRecordsMatch">none</error></OAI-PMH>' \
        >"$BATS_TEST_TMPDIR/error.xml"
    run -3 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/error.xml"
    [[ "$stderr" == *"source-error \"noRecordsMatch\""* ]]
}

@test "harvest: all answers, in numbered files; again, there is nothing to do" {
    serve
    run -0 --separate-stderr crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS" --set 'a b' --from 2013-01-01
    [[ "$stderr" == *"3 answers with 6 records"* ]]
    [ "$(ls "$INTO")" = $'000001.xml\n000002.xml\n000003.xml' ]
    [ "$(sed -n 1p "$BATS_TEST_TMPDIR/log")" = "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=a%20b&from=2013-01-01" ]
    [ "$(sed -n 2p "$BATS_TEST_TMPDIR/log")" = "/oai?verb=ListRecords&resumptionToken=p1" ]
    run -0 --separate-stderr crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS" --set 'a b' --from 2013-01-01
    [[ "$stderr" == *"complete: nothing was fetched"* ]]
    [ "$(wc -l <"$BATS_TEST_TMPDIR/log")" -eq 3 ]
}

@test "harvest: goes on from the last token" {
    serve
    crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS"
    rm "$INTO/000003.xml"
    : >"$BATS_TEST_TMPDIR/log"
    run -0 --separate-stderr crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS" --json
    [ "$(jq -c . <<<"$output")" = '{"answers":1,"records":2,"complete_before":false}' ]
    [ "$(cat "$BATS_TEST_TMPDIR/log")" = "/oai?verb=ListRecords&resumptionToken=p2" ]
}

@test "harvest: an answer that breaks off is not kept" {
    serve cut
    run -74 --separate-stderr crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS"
    [ "$(ls "$INTO")" = 000001.xml ]
    run -0 --separate-stderr crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS"
    [[ "$stderr" == *"2 answers with 4 records"* ]]
}

@test "harvest: a server that is busy is asked again after its time" {
    serve busy
    run -0 --separate-stderr crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS"
    [[ "$stderr" == *"3 answers with 6 records"* ]]
    [ "$(wc -l <"$BATS_TEST_TMPDIR/log")" -eq 4 ]
}

@test "harvest: no host is allowed unless it is listed, and nothing is connected to" {
    serve
    : >"$BATS_TEST_TMPDIR/log"
    run -2 --separate-stderr crosscut harvest "$BASE" --into "$INTO"
    [[ "$stderr" == *"No host is allowed"* && "$stderr" == *"--allow FILE or in CROSSCUT_ALLOW"* ]]
    echo example.org >"$HOSTS"
    run -2 --separate-stderr crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS"
    [[ "$stderr" == *"127.0.0.1 (port $PORT) is not listed"* ]]
    echo 127.0.0.1 >"$HOSTS" # of another port
    run -2 --separate-stderr crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS"
    [ ! -s "$BATS_TEST_TMPDIR/log" ] && [ ! -e "$INTO" ]
    echo "127.0.0.1:$PORT" >"$HOSTS"
    CROSSCUT_ALLOW=$HOSTS run -0 crosscut harvest "$BASE" --into "$INTO"
}

@test "harvest: addresses that are refused" {
    printf 'example.org\n[::1]\n' >"$BATS_TEST_TMPDIR/hosts"
    for address in http://example.org/oai ftp://example.org/ file:///etc/passwd https://a:b@example.org/ example.org \
        https://example.org.evil.example/ https://example.org:8443/ https://10.0.0.1/ https://2130706433/ ''; do
        run -2 --separate-stderr crosscut harvest "$address" --into "$BATS_TEST_TMPDIR/into" --allow "$BATS_TEST_TMPDIR/hosts"
    done
    echo 'https://example.org/' >"$BATS_TEST_TMPDIR/hosts"
    run -7 --separate-stderr crosscut harvest https://example.org/ --into "$BATS_TEST_TMPDIR/into" --allow "$BATS_TEST_TMPDIR/hosts"
    [[ "$stderr" == *"hosts:1: this is no host"* ]]
    # A comment that is longer than a line may be does not go on as a host.
    printf '#%0510devil.example\nexample.org\n' 0 >"$BATS_TEST_TMPDIR/hosts"
    run -7 --separate-stderr crosscut harvest https://evil.example/ --into "$BATS_TEST_TMPDIR/into" --allow "$BATS_TEST_TMPDIR/hosts"
    [[ "$stderr" == *"hosts:1: the line is longer than 510 bytes"* ]]
    run -74 --separate-stderr crosscut harvest https://example.org/ --into "$BATS_TEST_TMPDIR/into" --allow "$BATS_TEST_TMPDIR"
    run -2 --separate-stderr crosscut harvest https://example.org/ --into x --from yesterday
    run -2 --separate-stderr crosscut harvest https://example.org/
}

@test "harvest: redirections are followed on the same host only" {
    serve around
    run -0 --separate-stderr crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS"
    kill "$SERVER"
    serve elsewhere
    echo localhost:1 >>"$HOSTS"
    run -74 --separate-stderr crosscut harvest "$BASE" --into "$INTO-2" --allow "$HOSTS"
    [[ "$stderr" == *"to another host"* ]]
}

@test "harvest: errors, pages and endless lists end it with words" {
    serve error
    run -7 --separate-stderr crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS"
    [[ "$stderr" == *"badArgument: no such <thing>"* ]]
    [ -z "$(ls "$INTO")" ]
    kill "$SERVER"
    serve html
    run -7 --separate-stderr crosscut harvest "$BASE" --into "$INTO-h" --allow "$HOSTS"
    [[ "$stderr" == *"web page"* ]]
    kill "$SERVER"
    serve loop
    run -7 --separate-stderr crosscut harvest "$BASE" --into "$INTO-l" --allow "$HOSTS"
    [[ "$stderr" == *"would never end"* ]]
    kill "$SERVER"
    serve missing
    run -74 --separate-stderr crosscut harvest "$BASE" --into "$INTO-m" --allow "$HOSTS"
    [[ "$stderr" == *"the server answers 404"* ]]
}

@test "harvest: another list needs another folder" {
    serve
    crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS"
    run -6 --separate-stderr crosscut harvest "$BASE" --into "$INTO" --allow "$HOSTS" --set other
    [[ "$stderr" == *"the folder holds another list"* ]]
    mkdir "$INTO-own"
    echo '<x/>' >"$INTO-own/000001.xml"
    run -6 --separate-stderr crosscut harvest "$BASE" --into "$INTO-own" --allow "$HOSTS"
    [[ "$stderr" == *"files that are not of a harvest"* ]]
}

# A page of a repository's list: page FILE DATE STATUS TITLE for the identifier oai:x:1.
oai_page() {
    local body=
    [ "$3" = deleted ] || body="<metadata><dc xmlns=\"http://www.openarchives.org/OAI/2.0/oai_dc/\"><title>$4</title><creator>Ana</creator><date>2011</date><language>eng</language></dc></metadata>"
    printf '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header%s><identifier>oai:x:1</identifier><datestamp>%s</datestamp></header>%s</record></ListRecords></OAI-PMH>' \
        "$([ "$3" = deleted ] && echo ' status="deleted"')" "$2" "$body" >"$1"
}

@test "a record that its source deletes keeps what was known of it, is left out, and may come back" {
    cd "$BATS_TEST_TMPDIR"
    oai_page a.xml 2012-03-04 live "Migrant workers in the register"
    oai_page b.xml 2013-05-06 deleted
    oai_page c.xml 2014-07-08 live "Migrant workers, second edition"
    cd - >/dev/null
    crosscut import -q "$BATS_TEST_TMPDIR/a.xml"
    run -0 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/b.xml"
    [[ "$stderr" == *"read 1 = stored 0 + updated 1 + unchanged 0 + rejected 0"* ]]
    run -0 --separate-stderr crosscut show oai:x:1 --json
    [ "$(jq -c '.record.fields | [.title[0].text, .author[0], .date, .year, .work, .status, .status_since]' <<<"$output")" = \
        '["Migrant workers in the register","Ana","2011",2011,"publication:oai:x:1","deleted","2013-05-06"]' ]
    run -0 --separate-stderr crosscut why oai:x:1
    [[ "$output" == *"Migrant workers"* ]] # its tags stay
    run -0 --separate-stderr crosscut list publication -f csv
    [[ "$output" != *oai:x:1* ]]
    run -0 --separate-stderr crosscut list publication status=deleted -f csv
    [[ "$output" == *oai:x:1* ]]
    run --separate-stderr crosscut search register
    [[ "$output" != *oai:x:1* ]]
    run -0 --separate-stderr crosscut table publications-by-language -f csv
    [[ "$output" != *"en,"* ]]
    run -0 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/b.xml"
    [[ "$stderr" == *"unchanged 1 "* ]]
    run -0 crosscut import "$BATS_TEST_TMPDIR/c.xml"
    run -0 --separate-stderr crosscut list publication -f csv --all-fields
    [[ "$output" == *"second edition"* && "$output" != *deleted* && "$output" != *2013-05-06* ]]
    run -0 --separate-stderr crosscut show oai:x:1
    [[ "$output" == *"version 3."* ]]
    [[ "$output" != *Linked* && "$output" != *Links* ]] # it is its own work: that is no link
    run -0 crosscut doctor
}

@test "the answers of a repository may come in any order, and again" {
    mkdir "$BATS_TEST_TMPDIR/in"
    oai_page "$BATS_TEST_TMPDIR/in/1.xml" 2014-07-08 live "The newest title"
    oai_page "$BATS_TEST_TMPDIR/in/2.xml" 2012-03-04 live "The oldest title"
    oai_page "$BATS_TEST_TMPDIR/in/3.xml" 2013-05-06 deleted
    run -0 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/in"
    [[ "$stderr" == *"read 3 = stored 1 + updated 0 + unchanged 2 + rejected 0"* ]]
    run -0 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/in"
    [[ "$stderr" == *"read 3 = stored 0 + updated 0 + unchanged 3 + rejected 0"* ]]
    run -0 --separate-stderr crosscut list publication --json
    [ "$(jq -c '[.rows[].title]' <<<"$output")" = '["The newest title"]' ]
    oai_page "$BATS_TEST_TMPDIR/in/4.xml" 2015-01-01 deleted
    run -0 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/in"
    [[ "$stderr" == *"read 4 = stored 0 + updated 1 + unchanged 3 + rejected 0"* ]]
    run -0 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/in"
    [[ "$stderr" == *"read 4 = stored 0 + updated 0 + unchanged 4 + rejected 0"* ]]
}

@test "a deleted record that was never known is kept out of sight" {
    oai_page "$BATS_TEST_TMPDIR/b.xml" 2013-05-06 deleted
    run -0 --separate-stderr crosscut import "$BATS_TEST_TMPDIR/b.xml"
    [[ "$stderr" == *"read 1 = stored 1 + updated 0 + unchanged 0 + rejected 0"* ]]
    run -0 --separate-stderr crosscut list publication -f csv
    [[ "$output" != *oai:x:1* ]]
}

@test "what people edited stays when the source deletes the record, and the rest with it" {
    oai_page "$BATS_TEST_TMPDIR/a.xml" 2013-05-01 there "Migrant workers in the register"
    oai_page "$BATS_TEST_TMPDIR/b.xml" 2013-05-06 deleted
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet edit publication:oai:x:1 'author=Ana Maria' --person Ada --note 'her full name'
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/b.xml" --json
    [ "$(jq -c '[.read,.updated,.rejected]' <<<"$output")" = '[1,1,0]' ]
    run -0 --separate-stderr crosscut show publication:oai:x:1 --json
    [ "$(jq -c '.record.fields | [.title[0].text, .status, .author[0]]' <<<"$output")" = '["Migrant workers in the register","deleted","Ana Maria"]' ]
    # The same again changes nothing, and a new version of the source brings the record back.
    run --separate-stderr crosscut import "$BATS_TEST_TMPDIR/b.xml" --json
    [ "$(jq -c '[.unchanged,.updated]' <<<"$output")" = '[1,0]' ]
    oai_page "$BATS_TEST_TMPDIR/c.xml" 2013-05-09 there "Migrant workers, second edition"
    crosscut --quiet import "$BATS_TEST_TMPDIR/c.xml"
    run -0 --separate-stderr crosscut show publication:oai:x:1 --json
    [ "$(jq -c '.record.fields | [.title[0].text, .status, .author[0]]' <<<"$output")" = '["Migrant workers, second edition",null,"Ana Maria"]' ]
}
