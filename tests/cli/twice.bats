#!/usr/bin/env bats
# Goal: for every format of the pack, importing a file twice gives what importing it once gives, and so does importing what was
# exported as a plain table or as JSON Lines; and those lines give a new database the same records.
# Method: a small file of our own for each format (tests/golden/read, tests/golden/formats, data), listed below; a format
# without a file fails the last test.
load helper

files() {
    cat <<'END'
atom                      tests/golden/read/feed.atom
atom-events               tests/golden/formats/events.atom --as atom-events
bibtex                    tests/golden/read/references.bib
desa-origin-destination   tests/golden/formats/desa-origin-destination.csv
iati-activity             tests/golden/read/iati-2.03.xml
iati-activity             tests/golden/read/iati-1.03.xml
iati-result               tests/golden/read/results.xml
ics                       tests/golden/read/calendar.ics
ics                       tests/golden/read/recurring.ics
ilo-2013-citations        data/ilo-2013/references.csv
ilo-2013-comment-counts   data/ilo-2013/comments.csv
ilo-2013-convention-counts data/ilo-2013/conventions-by-year.csv
ilo-2013-cpo-results      data/ilo-2013/cpo-results.csv
ilo-2013-headings         data/ilo-2013/headings.csv
ilo-2013-interview-counts data/ilo-2013/interviews.csv
ilo-2013-interviews       data/ilo-2013/interviews-appendix-3.csv
ilo-2013-list-entries     data/ilo-2013/lists.csv
ilo-2013-portfolio-lines  data/ilo-2013/portfolio.csv
ilo-2013-statements       data/ilo-2013/statements.csv
ilo-2013-wordings         data/ilo-2013/wordings.csv
ilo-projects              data/ilo-projects/projects.csv
ilostat                   tests/golden/formats/ilostat.csv --set population=employees
marc21                    tests/golden/read/marc8.mrc
marc21                    tests/golden/read/utf8.mrc
marcxml                   tests/golden/read/catalogue.xml
normlex-ratifications     tests/golden/formats/normlex-ratifications.csv --set convention=C097
oai-dc                    tests/golden/read/oai-dc.xml
oai-marc                  tests/golden/read/oai-marc.xml
own-atom                  tests/golden/formats/own.atom
own-atom-events           tests/golden/formats/own-events.atom
own-calendar              tests/golden/formats/own.ics
own-dc                    tests/golden/formats/own-dc.xml
own-dc-events             tests/golden/formats/own-dc-events.xml
ris                       tests/golden/read/references.ris
rss                       tests/golden/read/feed.rss
rss-events                tests/golden/formats/events.rss --as rss-events
sdmx-observations         tests/golden/formats/sdmx-observations.xml --set population=migrants --set source=ILOSTAT
sdmx-observations         tests/golden/formats/sdmx-observations.json --set population=migrants --set source=ILOSTAT
un-treaty                 tests/golden/formats/un-treaty.csv --set convention=ICRMW
END
}

import() { # NAME ARGUMENTS…: the import's JSON goes to NAME.json
    local name=$1
    shift
    crosscut import --json "$@" >"$BATS_TEST_TMPDIR/$name.json" || [ $? -eq 3 ]
}

counts() { jq -c "$2" "$BATS_TEST_TMPDIR/$1.json"; }

# The kinds of which the first import stored something, as plain tables NAME-KIND.csv.
content() {
    for kind in $(jq -r '.kinds | to_entries[] | select(.value.stored > 0) | .key' "$BATS_TEST_TMPDIR/first.json"); do
        crosscut export "$kind" -f csv --all-fields >"$BATS_TEST_TMPDIR/$1-$kind.csv"
    done
}

# One file: read by its format, and again, and what it gave as plain tables.
check() { # FORMAT FILE ARGUMENTS…
    local format=$1 file=$2 kind
    shift
    rm -f "$DB"* "$BATS_TEST_TMPDIR"/*.csv
    import first "$@"
    [ "$format" = iati-result ] || # a part of iati-activity
        [ "$(crosscut imports --json | jq -r '.[0].format')" = "$format" ] || { echo "$file is no $format"; return 1; }
    content once
    import second "$@"
    content twice
    [ "$(counts second '[.stored, .updated, .unchanged, .rejected]')" = "$(counts first '[0, 0, .stored, .rejected]')" ] ||
        { echo "$file: $(counts first '[.stored,.rejected]') then $(counts second '[.stored,.updated,.unchanged,.rejected]')"; return 1; }
    for run in first second; do
        [ "$(counts $run '.read == .stored + .updated + .unchanged + .rejected')" = true ]
    done
    for once in "$BATS_TEST_TMPDIR"/once-*.csv; do
        diff "$once" "${once/once-/twice-}" || { echo "$file"; return 1; }
        import again "$once"
        [ "$(counts again '[.stored, .updated, .rejected]')" = "[0,0,0]" ] || { echo "$file, $once: $(counts again .)"; return 1; }
    done
    lines "$DB" >"$BATS_TEST_TMPDIR/once.jsonl"
    import again "$BATS_TEST_TMPDIR/once.jsonl"
    [ "$(counts again '[.stored, .updated, .rejected]')" = "[0,0,0]" ] || { echo "$file, lines: $(counts again .)"; return 1; }
    rm -f "$BATS_TEST_TMPDIR"/back.db*
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/back.db" -q import "$BATS_TEST_TMPDIR/once.jsonl"
    lines "$BATS_TEST_TMPDIR/back.db" | diff "$BATS_TEST_TMPDIR/once.jsonl" - || { echo "$file"; return 1; }
}

lines() { "$CROSSCUT" --db "$1" -q export -f jsonl --all-fields; }

@test "a file that is imported twice, or comes back as a plain table or as JSON Lines, is as one that was imported once" {
    while read -r format file arguments; do
        # shellcheck disable=SC2086 # arguments are several words
        check "$format" "$file" $arguments || return 1
    done < <(files)
}

@test "every format of the pack has a file here" {
    for format in packs/labour-migration/formats/*.yaml; do
        files | grep -q "^$(basename "$format" .yaml) " || { echo "$format has no file"; return 1; }
    done
}
