# The conventions of the command line: exit codes, streams, help, suggestions.
load helper

@test "no command prints help and is exit status 2" {
    run --separate-stderr "$CROSSCUT"
    [ "$status" -eq 2 ]
    [[ "$output" == *Examples:* ]]
}

@test "help has examples first, for every command" {
    for command in $("$CROSSCUT" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
        run --separate-stderr "$CROSSCUT" help "$command"
        [ "$status" -eq 0 ]
        [ "${lines[0]}" = "Examples:" ]
        run --separate-stderr "$CROSSCUT" "$command" --help
        [ "$status" -eq 0 ]
    done
}

@test "a slip of the pen gets the nearest name" {
    run --separate-stderr "$CROSSCUT" improt
    [ "$status" -eq 2 ]
    [[ "$stderr" == *'did you mean "import"'* ]]
    run --separate-stderr "$CROSSCUT" import --jsn x
    [ "$status" -eq 2 ]
    [[ "$stderr" == *--json* ]]
}

@test "a database that does not exist is exit status 4" {
    run --separate-stderr "$CROSSCUT" --db "$BATS_TEST_TMPDIR/none.db" list activity
    [ "$status" -eq 4 ]
}

@test "a file that is no database is refused with words" {
    echo "this is no database, and long enough to be looked at as one, surely, by anybody who tries" >"$BATS_TEST_TMPDIR/junk.db"
    run --separate-stderr "$CROSSCUT" --db "$BATS_TEST_TMPDIR/junk.db" list activity
    [ "$status" -ne 0 ]
    [ -n "$stderr" ]
    [ "$status" -lt 126 ]
}

@test "an unknown record, table and lens are exit status 4, with the nearest name" {
    printf 'XM-1 Roads\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut show XM-9
    [ "$status" -eq 4 ]
    run --separate-stderr crosscut table t05-funding-by-regoin
    [ "$status" -eq 4 ]
    [[ "$stderr" == *t05-funding-by-region* ]]
    run --separate-stderr crosscut compare broad-2013 pardev
    [ "$status" -eq 4 ]
}

@test "a full disk is exit status 74" {
    run --separate-stderr bash -c "'$CROSSCUT' help > /dev/full"
    [ "$status" -eq 74 ]
}

@test "--quiet prints nothing but errors" {
    printf 'XM-1 Roads\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    [ -z "$output" ] && [ -z "$stderr" ]
    for words in "tables" "list activity" "show XM-1" "why XM-1" "tag" "doctor" "check" "compare broad-2013 pardev-2013"; do
        run --separate-stderr crosscut --quiet $words
        [ "$status" -eq 0 ] && [ -z "$output" ] && [ -z "$stderr" ]
    done
    [ -n "$(crosscut --quiet list activity --json)" ]
}

@test "the original comes back byte for byte" {
    printf 'XM-1 Roads &amp; wells\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    crosscut show XM-1 --original >"$BATS_TEST_TMPDIR/out.xml"
    grep -o '<iati-activity .*</iati-activity>' "$BATS_TEST_TMPDIR/a.xml" | cmp - <(cat "$BATS_TEST_TMPDIR/out.xml"; [ -z "$(tail -c1 "$BATS_TEST_TMPDIR/out.xml")" ] || echo)
}

@test "completion knows every command, in three shells" {
    for shell in bash zsh fish; do
        run --separate-stderr "$CROSSCUT" completion "$shell"
        [ "$status" -eq 0 ]
        [[ "$output" == *compare* ]]
    done
    bash -n <("$CROSSCUT" completion bash)
}

@test "doctor and pack check are content" {
    printf 'XM-1 Roads\n' | iati >"$BATS_TEST_TMPDIR/a.xml"
    crosscut --quiet import "$BATS_TEST_TMPDIR/a.xml"
    run --separate-stderr crosscut doctor
    [ "$status" -eq 0 ]
    run --separate-stderr crosscut pack check
    [ "$status" -eq 0 ]
}

@test "what the first page names has to be there: kinds once, tables with a column that counts" {
    cp -r "$BATS_TEST_DIRNAME/../../packs/labour-migration" "$BATS_TEST_TMPDIR/pack"
    file=$BATS_TEST_TMPDIR/pack/pack.yaml
    cp "$file" "$BATS_TEST_TMPDIR/good.yaml"
    refused() { # SED WORDS
        sed "$1" "$BATS_TEST_TMPDIR/good.yaml" >"$file"
        run --separate-stderr crosscut table projects-by-year --pack "$BATS_TEST_TMPDIR/pack"
        [ "$status" -ne 0 ] && [[ "$stderr" == *"pack.yaml:"*"$2"* ]] || { echo "$1: $stderr"; return 1; }
    }
    refused 's/kinds: \[plan, /kinds: [plan, projects, /' 'is in a group already'
    refused 's/table: projects-by-year/table: projects-by-yaer/' 'projects-by-yaer'
    refused 's/column: events/column: evnts/' 'has no column "evnts" that counts records'
}
