#!/usr/bin/env bats
# Accounts: the command line, signing in and out, and what a POST has to show.

load helper
load site

setup_file() {
    printf 'kind,identifier,title@en\nproject,P-1,Recruitment of migrant workers\nproject,P-2,Migrant workers again\n' >"$BATS_FILE_TMPDIR/one.csv"
    site_start "$BATS_FILE_TMPDIR/one.csv"
    add_user mary editor
    add_user rita reader
}

teardown_file() {
    site_stop
}

user() { "$CROSSCUT" --db "$SITE_DB" user "$@"; }
password_file() { # PASSWORD
    (umask 077; printf '%s\n' "$1" >"$BATS_TEST_TMPDIR/pw")
    echo "$BATS_TEST_TMPDIR/pw"
}
header_of() { # NAME, of the headers in $output
    tr -d '\r' <<<"$output" | sed -n "s/^$1: //Ip"
}

@test "accounts are made, changed and listed on the command line" {
    run -0 user add tomas --role reviewer --email tomas@example.org --password-file "$(password_file 'a good long sentence')"
    run -6 user add tomas --role reader --password-file "$(password_file 'a good long sentence')"
    user --json list | jq -e '.[] | select(.name == "tomas") | .role == "reviewer" and .email == "tomas@example.org" and (.disabled | not)'
    user role tomas editor
    user disable tomas
    user --json list | jq -e '.[] | select(.name == "tomas") | .role == "editor" and .disabled'
    user enable tomas
    run -4 user disable nobody
    run -2 user add ann --role king --password-file "$(password_file 'a good long sentence')"
    run -2 user add ann
    run -2 user dance tomas
}

@test "a file with accounts in it is not for everybody on the machine" {
    printf 'kind,identifier,title@en\nproject,P-1,x\n' >"$BATS_TEST_TMPDIR/a.csv"
    (umask 022; "$CROSSCUT" --db "$BATS_TEST_TMPDIR/a.db" --quiet import "$BATS_TEST_TMPDIR/a.csv")
    [ "$(stat -c %a "$BATS_TEST_TMPDIR/a.db")" = 644 ]
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/a.db" user add ann --role reader --password-file "$(password_file 'a good long sentence')"
    [ "$(stat -c %a "$BATS_TEST_TMPDIR/a.db")" = 640 ]
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/a.db" --json doctor | jq -e '.[] | select(.check == "accounts") | .fine and .words == "1 account"'
    chmod 644 "$BATS_TEST_TMPDIR/a.db"
    run -3 "$CROSSCUT" --db "$BATS_TEST_TMPDIR/a.db" doctor
    [[ "$output" == *'everybody on this machine can read the file'* ]]
}

@test "passwords that are short, long, monotonous or the name are refused, and are never given as they are" {
    run -7 user add ann --role reader --password-file "$(password_file 'short')"
    [[ "$output" == *"shorter than 12"* ]]
    run -7 user add ann --role reader --password-file "$(password_file "$(printf 'x%.0s' $(seq 129))")"
    run -7 user add ann --role reader --password-file "$(password_file 'aaaaaaaaaaaaaa')"
    run -7 user add annabella --role reader --password-file "$(password_file 'AnnaBella1234')"
    [[ "$output" == *"little more than the account's name"* ]]
    run -7 user add "An n" --role reader --password-file "$(password_file 'a good long sentence')"
    file=$(password_file 'a good long sentence')
    chmod 644 "$file"
    run -7 user add ann --role reader --password-file "$file"
    [[ "$output" == *"can be read by everybody"* ]]
    run -2 setsid "$CROSSCUT" --db "$SITE_DB" user add ann --role reader
    ! grep -qa 'correct horse' "$SITE_DB" "$SITE_DB-wal" || false
}

@test "who signs in with the right password has a session, and who signs out has none" {
    sign_in mary
    as mary "$SITE/tables" | grep -q 'class="account"'
    as mary "$SITE/tables" | grep -q 'mary</a> <span>editor'
    token=$(awk '/session/ {print $NF}' "$BATS_FILE_TMPDIR/mary.jar")
    [ "${#token}" = 43 ]
    ! grep -qa -- "$token" "$SITE_DB" "$SITE_DB-wal" "$BATS_FILE_TMPDIR/log" || false
    [ "$(post_as mary -o /dev/null -w '%{http_code}' "$SITE/sign-out")" = 303 ]
    ! as mary "$SITE/tables" | grep -q 'class="account"' || false
}

@test "what was written while a record was looked at is seen by the next visit" {
    get "$SITE/projects/P-1" | grep -q '<mark' # reading tags leaves a place in them
    sign_in mary
    for _ in 1 2 3; do
        get -o /dev/null "$SITE/projects/P-1"
        sign_in rita
        as rita "$SITE/projects/P-1" | grep -q 'class="account"'
    done
}

@test "a wrong password, an unknown name and a disabled account get the same words" {
    user disable rita
    for name in mary nobody rita '' "' or 1=1 --"; do
        run -0 get -w '%{http_code}' -H "Origin: $SITE" --data-urlencode "name=$name" -d 'password=wrong password here' "$SITE/sign-in"
        [[ "$output" == *422 ]]
        grep -q 'The name or the password is wrong' <<<"$output"
        sed 's/value="[^"]*"//' <<<"$output" >"$BATS_TEST_TMPDIR/now"
        [ ! -e "$BATS_TEST_TMPDIR/before" ] || diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/now"
        mv "$BATS_TEST_TMPDIR/now" "$BATS_TEST_TMPDIR/before"
    done
    user enable rita
}

@test "a disabled account's session ends at once, and so does one whose role changes" {
    sign_in rita
    as rita "$SITE/tables" | grep -q 'class="account"'
    user disable rita
    ! as rita "$SITE/tables" | grep -q 'class="account"' || false
    user enable rita
    ! as rita "$SITE/tables" | grep -q 'class="account"' || false
    sign_in rita
    user role rita reviewer
    ! as rita "$SITE/tables" | grep -q 'class="account"' || false
    user role rita reader
}

@test "public pages are the same as before for those who are not signed in" {
    run -0 get -i "$SITE/projects"
    [ "$(header_of Cache-Control)" = no-cache ]
    [ -n "$(header_of ETag)" ]
    [ -z "$(header_of Set-Cookie)" ]
    etag=$(header_of ETag)
    # Signing in is no change of the data.
    sign_in mary
    [ "$(status_of -H "If-None-Match: $etag" "$SITE/projects")" = 304 ]
    # Of a session that is none nothing is said.
    run -0 get -i -H 'Cookie: session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' "$SITE/projects"
    [ "$(header_of ETag)" = "$etag" ]
    [ -z "$(header_of Set-Cookie)" ]
    # What a person sees is kept by no cache, and an ETag of the public page does not hide it.
    run -0 as mary -i -H "If-None-Match: $etag" "$SITE/projects"
    [ "$(header_of Cache-Control)" = 'private, no-store' ]
    [ -z "$(header_of ETag)" ]
    [[ "$output" == *'class="account"'* ]]
}

@test "the cookie's flags, and a new session at each sign-in" {
    sign_in mary
    before=$(awk '/session/ {print $NF}' "$BATS_FILE_TMPDIR/mary.jar")
    run -0 get -i -H "Origin: $SITE" -b "session=$before" --data-urlencode name=mary --data-urlencode "password=$PASSWORD" "$SITE/sign-in"
    cookie=$(header_of Set-Cookie)
    [[ "$cookie" =~ ^session=[A-Za-z0-9_-]{43}\;\ Path=/\;\ HttpOnly\;\ SameSite=Strict$ ]]
    [[ "$cookie" != *"$before"* ]]
    # The former session is over; a token that was brought along is never taken.
    ! get -b "session=$before" "$SITE/tables" | grep -q 'class="account"' || false
    fixed=$(printf 'A%.0s' $(seq 43))
    run -0 get -i -H "Origin: $SITE" -b "session=$fixed" --data-urlencode name=mary --data-urlencode "password=$PASSWORD" "$SITE/sign-in"
    [[ "$(header_of Set-Cookie)" != *"$fixed"* ]]
    ! get -b "session=$fixed" "$SITE/tables" | grep -q 'class="account"' || false
}

@test "after signing in one is sent to a path of this site only" {
    to() { # VALUE: where one is sent
        run -0 get -i -H "Origin: $SITE" --data-urlencode name=mary --data-urlencode "password=$PASSWORD" --data-urlencode "to=$1" "$SITE/sign-in"
        header_of Location
    }
    [ "$(to '/projects?country=KE&x=1')" = '/projects?country=KE&x=1' ]
    for bad in '//evil.example' '/\evil.example' 'https://evil.example' 'https:evil.example' 'javascript:alert(1)' '' 'projects' \
        $'/x\r\nSet-Cookie: a=b' $'/\t/evil.example' '\\evil.example' '/a\..\\evil'; do
        [ "$(to "$bad")" = / ] || { echo "$bad leads to $(to "$bad")"; false; }
    done
    run -0 get -i -H "Origin: $SITE" --data-urlencode name=mary --data-urlencode "password=$PASSWORD" --data-urlencode 'to=/x' "$SITE/sign-in?lang=fr"
    [ "$(header_of Location)" = '/x?lang=fr' ]
}

@test "a POST that does not come from a page of this site is refused" {
    for headers in '-H X-None:1' '-H Origin:https://evil.example' '-H Origin:null' "-H Sec-Fetch-Site:cross-site -H Origin:$SITE" \
        "-H Sec-Fetch-Site:same-site -H Origin:$SITE" '-H Sec-Fetch-Site:none' "-H Origin:${SITE}0" "-H Origin:${SITE}.evil.example" "-H Referer:$SITE/"; do
        # shellcheck disable=SC2086
        [ "$(status_of $headers -d 'name=mary' "$SITE/sign-in")" = 403 ] || { echo "$headers"; false; }
        # shellcheck disable=SC2086
        [ "$(status_of $headers -d '' "$SITE/sign-out")" = 403 ] || { echo "$headers"; false; }
    done
    [ "$(status_of -H 'Sec-Fetch-Site: same-origin' -d 'name=mary&password=x' "$SITE/sign-in")" = 422 ]
}

@test "methods, bodies and forms that do not fit are refused" {
    [ "$(status_of -X PUT "$SITE/tables")" = 405 ]
    run -0 get -i -H "Origin: $SITE" -d x=1 "$SITE/tables"
    [[ "$output" == HTTP/1.1\ 405* ]]
    [ "$(header_of Allow)" = 'GET, HEAD, OPTIONS' ]
    [ "$(status_of "$SITE/sign-out")" = 405 ]
    [ "$(status_of -H "Origin: $SITE" -H 'Content-Type: application/json' -d '{}' "$SITE/sign-in")" = 415 ]
    [ "$(status_of -H "Origin: $SITE" -F name=mary "$SITE/sign-in")" = 415 ]
    head -c 1100000 /dev/zero | tr '\0' x >"$BATS_TEST_TMPDIR/big"
    [ "$(status_of -H "Origin: $SITE" --data-binary "@$BATS_TEST_TMPDIR/big" "$SITE/sign-in")" = 413 ]
    [ "$(status_of -H "Origin: $SITE" -d "name=%zz" "$SITE/sign-in")" = 400 ]
    [ "$(status_of -H "Origin: $SITE" -d "$(printf 'a=1&%.0s' $(seq 8193))" "$SITE/sign-in")" = 400 ]
    [ "$(status_of -H "Origin: $SITE" -d "$(printf 'a=1&%.0s' $(seq 256))" "$SITE/sign-in")" = 422 ]
}

# Sends bytes as they are and gives the first line of each answer.
raw() { # TEXT
    local port=${SITE##*:}
    printf '%b' "$1" | timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; cat >&3; cat <&3" | tr -d '\r' | grep -a '^HTTP/'
}

@test "a body whose length can be read in two ways is refused, and nothing behind it is answered" {
    local head='POST /sign-in HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Type: application/x-www-form-urlencoded\r\n'
    local next='GET /health.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
    for lengths in 'Content-Length: 3\r\nContent-Length: 4\r\n' 'Content-Length: 3\r\nContent-Length: 3\r\n' 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n' \
        'Transfer-Encoding: chunked\r\n' 'Content-Length: +3\r\n' 'Content-Length: 3, 3\r\n' 'Content-Length: 0x3\r\n' 'Content-Length: -1\r\n' \
        'Transfer-Encoding: xchunked\r\n' 'Transfer-Encoding: identity\r\nContent-Length: 3\r\n'; do
        run -0 raw "$head${lengths}\r\na=1$next"
        output=$(sort -u <<<"$output") # libmicrohttpd 0.9.75 sends the head of some refusals twice
        [ "$output" = 'HTTP/1.1 400 Bad Request' ] || { echo "$lengths: $output"; false; }
    done
    run -0 raw "$head\r\n$next"
    [ "$output" = 'HTTP/1.1 411 Length Required' ]
    # One that is good keeps the connection, and what follows is answered.
    run -0 raw "${head}Content-Length: 3\r\n\r\na=1$next"
    [ "$output" = $'HTTP/1.1 422 Unprocessable Content\nHTTP/1.1 200 OK' ] || { echo "$output"; false; }
}

@test "a body that comes too slowly is cut off" {
    run -0 python3 - "${SITE##*:}" <<'END'
import socket, sys, time
connection = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
connection.sendall(b'POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9999\r\n\r\n')
begun = time.time()
connection.settimeout(0.5)
ended = False
while not ended and time.time() < begun + 30:
    try:
        connection.sendall(b'a')
        ended = connection.recv(100) == b''
    except TimeoutError:
        pass
    except OSError:
        ended = True
print('ended' if ended and time.time() > begun + 9 else f'open after {time.time() - begun} s')
END
    [ "$output" = ended ]
}

@test "what is answered to somebody who is signed in is for no other site" {
    sign_in mary
    [ -n "$(get -o /dev/null -D - "$SITE/projects.json" | grep -i '^access-control-allow-origin: \*')" ]
    [ -z "$(as mary -o /dev/null -D - "$SITE/projects.json" | grep -i '^access-control')" ]
}
