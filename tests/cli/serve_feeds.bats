#!/usr/bin/env bats
# Feeds (Atom) and calendars (iCalendar) of lists.

load helper
load site

setup_file() {
    cat >"$BATS_FILE_TMPDIR/first.csv" <<'END'
kind,identifier,title@en,start,end,country
event,e/1,"Seminar, first; <day> & more",2013-05-01,2013-05-03,KE
event,e2,A meeting,2013-06,,UG
event,e3,No date,,,KE
acronym,A,,,,
END
    { echo 'kind,identifier,title@en'; for i in $(seq 70); do echo "lesson,l$i,Lesson $i"; done; } >"$BATS_FILE_TMPDIR/lessons.csv"
    site_start "$BATS_FILE_TMPDIR/first.csv" "$BATS_FILE_TMPDIR/lessons.csv"
    sleep 1.1 # the second import is later
    printf 'kind,identifier,title@en,start\nevent,e2,A longer meeting,2013-06-10\n' >"$BATS_FILE_TMPDIR/second.csv"
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$BATS_FILE_TMPDIR/second.csv" || [ $? -eq 3 ]
}

teardown_file() {
    site_stop
}

@test "a feed is well-formed Atom with the newest first" {
    get "$SITE/events.atom" >"$BATS_TEST_TMPDIR/feed"
    if command -v xmllint >/dev/null; then xmllint --noout "$BATS_TEST_TMPDIR/feed"; fi
    [ "$(grep -c '<entry>' "$BATS_TEST_TMPDIR/feed")" = 3 ]
    [[ $(grep -m2 '<title>' "$BATS_TEST_TMPDIR/feed" | tail -1) == '<title>A longer meeting</title>' ]]
    [[ $(cat "$BATS_TEST_TMPDIR/feed") == *'<title>Seminar, first; &lt;day&gt; &amp; more</title>'* ]]
    [[ $(cat "$BATS_TEST_TMPDIR/feed") == *'<link rel="alternate" type="text/html" href="/events/e%2F1"/>'* ]]
    [ "$(grep -c '^<updated>20..-..-..T..:..:..Z</updated>$' "$BATS_TEST_TMPDIR/feed")" = 4 ]
    # The feed is as new as its newest entry, and every name is its own.
    [ "$(grep '<updated>' "$BATS_TEST_TMPDIR/feed" | sed -n 1p)" = "$(grep '<updated>' "$BATS_TEST_TMPDIR/feed" | sed -n 2p)" ]
    [ "$(grep -c '^<id>urn:uuid:[0-9a-f]\{8\}-[0-9a-f]\{4\}-8[0-9a-f]\{3\}-[89ab][0-9a-f]\{3\}-[0-9a-f]\{12\}</id>$' "$BATS_TEST_TMPDIR/feed")" = 4 ]
    [ "$(grep '<id>' "$BATS_TEST_TMPDIR/feed" | sort -u | wc -l)" = 4 ]
    get -o /dev/null -D - "$SITE/events.atom" | grep -qi '^content-type: application/atom+xml'
}

@test "a feed has 50 entries at most, and those that its question asks for" {
    [ "$(get "$SITE/lessons.atom" | grep -c '<entry>')" = 50 ]
    [ "$(get "$SITE/events.atom?country=KE" | grep -c '<entry>')" = 2 ]
    [[ $(get "$SITE/events.atom?country=KE&lang=fr") == *'xml:lang="fr"'*'<title>Événements · '* ]]
    [ "$(get "$SITE/offices.atom" | grep -c '<entry>')" = 0 ]
    [ "$(status_of "$SITE/events.atom?nope=1")" = 400 ]
}

@test "a calendar has every event with a start, by names that stay" {
    get "$SITE/events.ics" >"$BATS_TEST_TMPDIR/ics"
    [ "$(grep -c $'^BEGIN:VEVENT\r$' "$BATS_TEST_TMPDIR/ics")" = 2 ]
    ! grep -vq $'\r$' "$BATS_TEST_TMPDIR/ics" || false
    [ "$(LC_ALL=C awk '{ if (length($0) > 76) n++ } END { print n + 0 }' "$BATS_TEST_TMPDIR/ics")" = 0 ]
    tr -d '\r' <"$BATS_TEST_TMPDIR/ics" >"$BATS_TEST_TMPDIR/plain"
    for line in 'BEGIN:VCALENDAR' 'VERSION:2.0' 'UID:event/e/1@labour-migration' 'DTSTART;VALUE=DATE:20130501' 'DTEND;VALUE=DATE:20130504' \
        'SUMMARY:Seminar\, first\; <day> & more' 'DTSTART;VALUE=DATE:20130610' 'DTEND;VALUE=DATE:20130611' 'SEQUENCE:1' 'END:VCALENDAR'; do
        grep -qxF -- "$line" "$BATS_TEST_TMPDIR/plain" || { echo "no $line"; false; }
    done
    [ "$(grep -c '^DTSTAMP:20[0-9]\{6\}T[0-9]\{6\}Z$' "$BATS_TEST_TMPDIR/plain")" = 2 ]
    get "$SITE/events.ics" | diff - "$BATS_TEST_TMPDIR/ics"
    get -o /dev/null -D - "$SITE/events.ics" | grep -qi '^content-type: text/calendar'
}

@test "pages name their feed, and their calendar where there is one" {
    page=$(get "$SITE/events?country=KE&lang=es&from=0")
    [[ $page == *'<link rel="alternate" type="application/atom+xml" title="Novedades de esta lista" href="/events.atom?country=KE&amp;lang=es">'* ]]
    [[ $page == *'<link rel="alternate" type="text/calendar"'*'href="/events.ics?country=KE&amp;lang=es">'* ]]
    [[ $page == *'>iCalendar</a>'* ]]
    page=$(get "$SITE/acronyms")
    [[ $page == *'href="/acronyms.atom"'* && $page != *'.ics'* ]]
    [ "$(status_of "$SITE/acronyms.ics")" = 404 ]
    [ "$(status_of "$SITE/countries.atom")" = 404 ]
    [ "$(status_of "$SITE/countries.ics")" = 404 ]
    [ "$(status_of "$SITE/countries.xlsx")" = 404 ]
    is_a_good_page /events
}
