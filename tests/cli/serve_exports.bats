#!/usr/bin/env bats
# Lists and records in the formats of the pack's exports/, by their addresses.

load helper
load site

setup_file() {
    local root
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    cat >"$BATS_FILE_TMPDIR/own.csv" <<'END'
kind,identifier,title@en,author,date,type,country
publication,p/1,"Fees & <costs>","Doe, Jane",2013-05-17,report,KE
publication,p2.ris,Another,,2014,book,UG
activity,A-1,No participants,,,,
END
    site_start "$root/data/ilo-iati" "$root/data/ilo-events" "$BATS_FILE_TMPDIR/own.csv"
}

teardown_file() {
    site_stop
}

schema() { echo "${CROSSCUT_SHARED:-$BATS_TEST_DIRNAME/../../../shared}/data/codelists/iati-activities-schema.xsd"; }

@test "a list is what the command exports, under its question" {
    for pair in bib:bibtex ris:ris marcxml:marcxml; do
        get "$SITE/publications.${pair%:*}?country=KE" >"$BATS_TEST_TMPDIR/site"
        "$CROSSCUT" --db "$SITE_DB" export publication country=KE -f "${pair#*:}" -q | diff - "$BATS_TEST_TMPDIR/site"
        grep -q 'Fees' "$BATS_TEST_TMPDIR/site"
        ! grep -q 'Another' "$BATS_TEST_TMPDIR/site" || false
    done
    [ "$(get "$SITE/publications.dc.xml" | grep -c '<dc ')" -le 2 ]
    get -o /dev/null -D - "$SITE/publications.bib" | grep -qi '^content-type: application/x-bibtex'
    get -o /dev/null -D - "$SITE/publications.bib" | grep -qi '^access-control-allow-origin: \*'
    [ "$(status_of "$SITE/publications.bib?nope=1")" = 400 ]
}

@test "IATI of the site is valid, and says which records cannot be" {
    get "$SITE/activities.iati.xml" >"$BATS_TEST_TMPDIR/f.xml"
    grep -q '^<!-- 1 more records do not keep to the rules of the format, the first because: ' "$BATS_TEST_TMPDIR/f.xml"
    [ "$(xmllint --xpath 'count(//iati-activity)' "$BATS_TEST_TMPDIR/f.xml")" = 8 ]
    [ ! -e "$(schema)" ] || xmllint --noout --schema "$(schema)" "$BATS_TEST_TMPDIR/f.xml"
    run -0 get "$SITE/activities/A-1.iati.xml"
    [ "$(status_of "$SITE/activities/A-1.iati.xml")" = 422 ]
    [ "$(jq .ok <<<"$output")" = false ]
}

@test "one record has the same formats, and its page leads to them" {
    [ "$(get "$SITE/publications/p%2F1.bib" | grep -c '^@')" = 1 ]
    [[ $(get "$SITE/publications/p%2F1.ris") == *'ID  - p/1'* ]]
    [[ $(get "$SITE/publications/p%2F1") == *'<a href="/publications/p%2F1.bib">References in BibTeX</a>'* ]]
    [[ $(get "$SITE/publications?lang=fr&country=KE") == *'<a href="/publications.bib?country=KE&amp;lang=fr">'* ]]
    [ "$(status_of "$SITE/publications/nobody.bib")" = 404 ]
    # Only where the kind has it, and the kind is the whole of the first part.
    for path in /projects.bib /projects/x.ris /publications.x/p.bib /publications.iati.xml /countries.bib /tables/x.bib; do
        [ "$(status_of "$SITE$path")" = 404 ] || { echo "$path"; false; }
    done
    for page in /publications /publications/p%2F1 /publications/form /activities /events; do
        for path in $(get "$SITE$page" | grep -o '<p class="forms">This page.*' | grep -o 'href="[^"]*' | sed 's/href="//; s/&amp;/\&/g'); do
            [ "$(status_of "$SITE$path")" = 200 ] || { echo "$path"; false; }
        done
    done
}
