#!/usr/bin/env bats
# Feeds (Atom) and calendars (iCalendar) of lists.

load helper
load site

setup_file() {
    cat >"$BATS_FILE_TMPDIR/first.csv" <<'END'
kind,identifier,title@en,description@en,start,end,country,place
event,e/1,"Seminar, first; <day> & more","About <b>fees</b> & more, in
two lines",2013-05-01,2013-05-03,KE|UG,"Mombasa, Kenya"
event,e2,A meeting,,2013-06,,UG,
event,e3,No date,,,,KE,
acronym,A,,,,,,
project,p1,Labour migration in East Africa,A project about migrant workers.,2014,,KE,
project,p2,Bridges,A project about bridges.,2014,,KE,
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
    [[ $(cat "$BATS_TEST_TMPDIR/feed") == *'<link rel="alternate" type="text/html" href="'"$SITE"'/events/e%2F1"/>'* ]]
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
    [[ $page == *'<link rel="alternate" type="application/rss+xml" title="Novedades de esta lista" href="/events.rss?country=KE&amp;lang=es">'* ]]
    [[ $page == *'<link rel="alternate" type="text/calendar"'*'href="/events.ics?country=KE&amp;lang=es">'* ]]
    [[ $page == *'>iCalendar</a>'* ]]
    page=$(get "$SITE/acronyms")
    [[ $page == *'href="/acronyms.atom"'* && $page != *'.ics'* ]]
    [ "$(status_of "$SITE/acronyms.ics")" = 404 ]
    [ "$(status_of "$SITE/countries.atom")" = 404 ]
    [ "$(status_of "$SITE/countries.ics")" = 404 ]
    [ "$(status_of "$SITE/countries.svg")" = 404 ]
    is_a_good_page /events
}

@test "an entry says what the record is about, with addresses that work anywhere" {
    get "$SITE/events.atom" >"$BATS_TEST_TMPDIR/feed"
    grep -q '^<summary>About &lt;b&gt;fees&lt;/b&gt; &amp; more, in two lines$' "$BATS_TEST_TMPDIR/feed"
    grep -q '^First day: 2013-05-01\. Last day: 2013-05-03\..*Country: Kenya, Uganda\.</summary>$' "$BATS_TEST_TMPDIR/feed"
    grep -qF "<link rel=\"self\" type=\"application/atom+xml\" href=\"$SITE/events.atom?country=KE&amp;lang=fr\"/>" <(get "$SITE/events.atom?lang=fr&country=KE")
    ! grep -q 'href="/' "$BATS_TEST_TMPDIR/feed" || false
    # As whoever asks knows the site, whatever another was told before.
    get -H 'Host: register.example' "$SITE/events.atom" | grep -qF 'href="http://register.example/events/e%2F1"'
    get "$SITE/events.atom" | grep -qF "href=\"$SITE/events/e%2F1\""
}

@test "RSS has the same entries under the same names" {
    get "$SITE/events.rss?country=KE" >"$BATS_TEST_TMPDIR/rss"
    if command -v xmllint >/dev/null; then xmllint --noout "$BATS_TEST_TMPDIR/rss"; fi
    get -o /dev/null -D - "$SITE/events.rss" | grep -qi '^content-type: application/rss+xml'
    grep -qF "<link>$SITE/events?country=KE</link>" "$BATS_TEST_TMPDIR/rss"
    diff <(get "$SITE/events.atom?country=KE" | grep -o 'urn:uuid:[^<]*' | tail -n +2) <(grep -o 'urn:uuid:[^<]*' "$BATS_TEST_TMPDIR/rss")
    # A day of the week that fits.
    day=$(sed -n 's/^<pubDate>\(.*\)<\/pubDate>$/\1/p' "$BATS_TEST_TMPDIR/rss" | head -1)
    [ "$(LC_ALL=C date -u -d "$day" '+%a, %d %b %Y %H:%M:%S GMT')" = "$day" ]
    # Readers take a description for HTML.
    grep -q '^<description>About &amp;lt;b&amp;gt;fees' "$BATS_TEST_TMPDIR/rss"
}

@test "the site has a feed of what is new about its theme, and one calendar" {
    get "$SITE/home.atom" >"$BATS_TEST_TMPDIR/feed"
    [ "$(grep '<title>' "$BATS_TEST_TMPDIR/feed" | tail -n +2)" = '<title>Labour migration in East Africa</title>' ]
    [ "$(get "$SITE/home.rss" | grep -c '<item>')" = 1 ]
    grep -qF "<link rel=\"alternate\" type=\"text/html\" href=\"$SITE/\"/>" "$BATS_TEST_TMPDIR/feed"
    get "$SITE/calendar.ics" | tr -d '\r' >"$BATS_TEST_TMPDIR/ics"
    [ "$(grep -c '^BEGIN:VEVENT$' "$BATS_TEST_TMPDIR/ics")" = 4 ]
    [ "$(grep -c '^BEGIN:VCALENDAR$' "$BATS_TEST_TMPDIR/ics")" = 1 ]
    grep -q '^UID:project/p2@labour-migration$' "$BATS_TEST_TMPDIR/ics"
    for form in home.atom home.rss calendar.ics; do
        get "$SITE/" | grep -qF "href=\"/$form\">"
    done
}

@test "an event says where it is, what it is, and where to read more" {
    get "$SITE/events.ics" | tr -d '\r' | sed -e ':a' -e 'N;$!ba' -e 's/\n //g' >"$BATS_TEST_TMPDIR/ics"
    for line in 'LOCATION:Mombasa\, Kenya\, Uganda' "URL:$SITE/events/e%2F1"; do
        grep -qxF -- "$line" "$BATS_TEST_TMPDIR/ics" || { cat "$BATS_TEST_TMPDIR/ics"; false; }
    done
    grep -qF 'DESCRIPTION:About <b>fees</b> & more\, in two lines\nFirst day: 2013-05-01. ' "$BATS_TEST_TMPDIR/ics"
    get "$SITE/events.ics?lang=fr" | grep -q '^LOCATION:.*Ouganda'
    # Nothing of the register leads nowhere: without an address there is none.
    run -0 --separate-stderr "$CROSSCUT" --db "$SITE_DB" export event -f ics
    ! grep -q '^URL:' <<<"$output" || false
    [ "$("$CROSSCUT" --db "$SITE_DB" export event -f rss --site https://r.example | grep -c '<link>https://r.example/events/')" = 3 ]
}

@test "a search is a feed and a table too" {
    [ "$(get "$SITE/search.atom?q=project" | grep -c '<entry>')" = 2 ]
    [ "$(get "$SITE/search.rss?q=meeting&kind=event" | grep -c '<item>')" = 1 ]
    [ "$(get "$SITE/search.atom?q=project&kind=event" | grep -c '<entry>')" = 0 ]
    diff <(get "$SITE/search.csv?q=project" | tr -d '\r' | tail -n +2 | cut -d, -f1-2) <(get "$SITE/search.json?q=project" | jq -r '.hits[] | "\(.kind),\(.identifier)"')
    [[ $(get "$SITE/search?q=project&lang=fr") == *'<link rel="alternate" type="application/atom+xml"'*'href="/search.atom?q=project&amp;lang=fr">'* ]]
    [ "$(status_of "$SITE/search.ics?q=project")" = 404 ]
}
