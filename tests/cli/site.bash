# A site for all tests of a file: site_start in setup_file, site_stop in teardown_file.

# Imports the files and serves them with SITE_OPTIONS; exports CROSSCUT, SITE_DB and SITE.
SITE_OPTIONS=()
site_start() { # FILE …
    local root
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export CROSSCUT=${CROSSCUT:-$root/build/release/crosscut} SITE_DB=$BATS_FILE_TMPDIR/site.db
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$@" || [ $? -eq 3 ]
    "$CROSSCUT" --db "$SITE_DB" serve --listen 127.0.0.1:0 "${SITE_OPTIONS[@]}" 2>"$BATS_FILE_TMPDIR/log" 3>&- &
    echo $! >"$BATS_FILE_TMPDIR/pid"
    for _ in $(seq 100); do
        grep -q 'site is at' "$BATS_FILE_TMPDIR/log" && break
        sleep 0.1
    done
    SITE=$(sed -n 's/.*\(http:[^ ]*\)\/ .*/\1/p' "$BATS_FILE_TMPDIR/log")
    export SITE
}

site_stop() {
    kill "$(cat "$BATS_FILE_TMPDIR/pid")"
}

get() { curl -sS --max-time 10 "$@"; }
# The identifiers of the records of a list, in order; its page to stdin.
identifiers_of() {
    grep -o '<th scope="row"><a href="/[a-z-]*/[^"?]*' | sed 's/.*\///' |
        python3 -c 'import sys, urllib.parse; print("\n".join(urllib.parse.unquote(line.strip()) for line in sys.stdin))'
}
status_of() { get -o /dev/null -w '%{http_code}' "$@"; }

# A page of the site as a person's browser wants it: valid, one h1, small.
is_a_good_page() { # PATH
    get "$SITE$1" >"$BATS_TEST_TMPDIR/page.html"
    [ "$(grep -o '<h1' "$BATS_TEST_TMPDIR/page.html" | wc -l)" = 1 ] || { echo "$1: not one h1"; return 1; }
    [ "$(get --compressed -o /dev/null -w '%{size_download}' "$SITE$1")" -lt 50000 ] || { echo "$1: too large"; return 1; }
    command -v tidy >/dev/null || return 0
    ! tidy -eq --warn-proprietary-attributes no "$BATS_TEST_TMPDIR/page.html" 2>&1 | grep -v 'missing </li>' || { echo "$1: no valid HTML"; return 1; }
}

# An account whose password everybody here knows; and its session, for as() and post_as().
PASSWORD='correct horse battery staple'
add_user() { # NAME ROLE
    (umask 077; printf '%s\n' "$PASSWORD" >"$BATS_FILE_TMPDIR/password")
    "$CROSSCUT" --db "$SITE_DB" --quiet user add "$1" --role "$2" --password-file "$BATS_FILE_TMPDIR/password"
}
sign_in() { # NAME
    local code
    code=$(get -o /dev/null -w '%{http_code}' -c "$BATS_FILE_TMPDIR/$1.jar" -H "Origin: $SITE" \
        --data-urlencode "name=$1" --data-urlencode "password=$PASSWORD" "$SITE/sign-in")
    [ "$code" = 303 ] || { echo "sign-in of $1: $code"; return 1; }
}
as() { # NAME CURL-ARGUMENT …
    local name=$1
    shift
    get -b "$BATS_FILE_TMPDIR/$name.jar" "$@"
}
post_as() { # NAME CURL-ARGUMENT …: a POST as a page of the site sends it; give -d, or nothing is sent
    local name=$1
    shift
    get -b "$BATS_FILE_TMPDIR/$name.jar" -H "Origin: $SITE" -d '' "$@"
}
