#!/usr/bin/env bats
# Goal: what was exported comes back as it went. Into the same register nothing changes, whatever the format cannot carry; into an
# empty one it gives the same export again.
# Method: the data that are in the tree and small files of each format, in every format of `crosscut export` and for every kind
# (docs/export.md says which format carries what). What a file says of its own time is not compared.
load helper

setup_file() {
    setup
    export CROSSCUT
    export ALL=$BATS_FILE_TMPDIR/all.db
    "$CROSSCUT" --db "$ALL" -q import data tests/golden/read/{iati-2.03.xml,iati-1.03.xml,catalogue.xml,references.ris,references.bib,recurring.ics} 2>/dev/null || true
}


# Format, kind (all: each kind of the register), options.
forms() {
    cat <<'END'
csv      all
csv      all          --all-fields
xlsx     all          --all-fields
jsonl    all
jsonl    all          --all-fields
iati     activity
iati     activity     --all-fields
iati     activity     --site https://example.org
iati     activity     --unchecked --all-fields
iati     activity     --unchecked --site https://example.org
marcxml  publication
ris      publication
bibtex   publication
oai_dc   publication
oai_dc   event
atom     publication  --site https://example.org
atom     event        --site https://example.org
ics      event
END
}

kinds() { "$CROSSCUT" --db "$ALL" export -f jsonl | jq -r .kind | sort -u; }

ending() { # FORMAT: as files of it are called in a folder that is imported
    case $1 in
    iati | marcxml | oai_dc) echo xml ;;
    bibtex) echo bib ;;
    *) echo "$1" ;;
    esac
}

export_to() { # DB FOLDER FORMAT KIND OPTIONS…: a file for each kind
    local db=$1 to=$2 form=$3 kind=$4
    shift 4
    rm -rf "$to"
    mkdir "$to"
    if [ "$form $kind" = "jsonl all" ]; then
        "$CROSSCUT" --db "$db" -q export -f jsonl "$@" -o "$to/all.jsonl"
        return
    fi
    for one in $([ "$kind" = all ] && kinds || echo "$kind"); do
        "$CROSSCUT" --db "$db" -q export "$one" -f "$form" "$@" -o "$to/$one.$(ending "$form")" || [ $? = 3 ] || return 1
    done
}

changes() { # DB FILE: what an import of the file changes
    "$CROSSCUT" --db "$1" import --json "$2" 2>/dev/null | jq -c '[.stored, .updated, .rejected, (.read > 0)]'
}

each_form() { # COMMAND: with format, kind and options
    while read -r form kind options; do
        # shellcheck disable=SC2086 # options are several words
        "$@" "$form" "$kind" $options || { echo "$form $kind $options"; return 1; }
    done < <(forms)
}

nothing_changes() { # FORMAT KIND OPTIONS…
    export_to "$DB" "$BATS_TEST_TMPDIR/out" "$@" || return 1
    run changes "$DB" "$BATS_TEST_TMPDIR/out"
    echo "$output"
    [ "$output" = "[0,0,0,true]" ]
}

@test "an export that comes back changes nothing: every format, every kind" {
    cp "$ALL" "$DB"
    each_form nothing_changes
    "$CROSSCUT" --db "$ALL" export -f json --all-fields >"$BATS_TEST_TMPDIR/before"
    crosscut export -f json --all-fields | cmp - "$BATS_TEST_TMPDIR/before"
    crosscut doctor
}

@test "the whole register as a data package changes nothing" {
    cp "$ALL" "$DB"
    for all in '' --all-fields; do
        crosscut -q export -f datapackage $all -o "$BATS_TEST_TMPDIR/package$all"
        [ "$(changes "$DB" "$BATS_TEST_TMPDIR/package$all/data")" = "[0,0,0,true]" ]
    done
}

# A time of its own, and what Dublin Core has no word for: which identifier is which.
bare() { # FORMAT FILE
    case $1 in
    iati) sed 's/ generated-datetime="[^"]*"//' "$2" ;;
    ics) sed -z 's/\r\n //g' "$2" | sed '/^\(DTSTAMP\|LAST-MODIFIED\|SEQUENCE\|DESCRIPTION\|LOCATION\|URL\)/d' ;; # what it sums up does not come back
    atom) sed '/^<updated>/d; /^<summary>/d' "$2" | sort ;; # the newest first; what it sums up does not come back
    oai_dc) sed '/<identifier/d' "$2" ;;
    *) cat "$2" ;;
    esac
}

same_again() { # FORMAT KIND OPTIONS…
    # An archive has its time; what is public of a table is less of the same.
    [ "$1" != xlsx ] && [ "$*" != "csv all" ] || return 0
    rm -f "$BATS_TEST_TMPDIR"/new.db*
    export_to "$DB" "$BATS_TEST_TMPDIR/first" "$@" || return 1
    [[ "$(changes "$BATS_TEST_TMPDIR/new.db" "$BATS_TEST_TMPDIR/first")" = *",0,0,true]" ]] || return 1
    export_to "$BATS_TEST_TMPDIR/new.db" "$BATS_TEST_TMPDIR/second" "$@" || return 1
    for file in "$BATS_TEST_TMPDIR"/first/*; do
        diff <(bare "$1" "$file") <(bare "$1" "${file/first/second}") || return 1
    done
}

@test "an export into an empty register gives the same export again" {
    crosscut -q import data tests/golden/read/{iati-2.03.xml,iati-1.03.xml} 2>/dev/null || true
    each_form same_again
}

@test "a format that export offers stands above" {
    run -2 "$CROSSCUT" --db "$ALL" export publication -f none
    for form in $(grep -o 'Use .*' <<<"$output" | sed 's/Use //; s/[,.]/ /g'); do
        [ "$form" = json ] || [ "$form" = datapackage ] || [ "$form" = rss ] || forms | grep "^$form " >/dev/null || { echo "$form"; return 1; }
    done
}
