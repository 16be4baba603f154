#!/usr/bin/env bats
# The first account, cookies behind https, and what slows down who guesses.

load helper
load site

setup_file() {
    printf 'kind,identifier,title@en\nproject,P-1,A project\n' >"$BATS_FILE_TMPDIR/one.csv"
    SITE_OPTIONS=(--behind-https --proxy 127.0.0.1)
    site_start "$BATS_FILE_TMPDIR/one.csv"
    # What a proxy would send.
    export HTTPS_ORIGIN=https://${SITE#http://}
}

teardown_file() {
    site_stop
}

from() { # ADDRESS CURL-ARGUMENT …
    local address=$1
    shift
    get -H "Origin: $HTTPS_ORIGIN" -H "X-Forwarded-For: 203.0.113.99, $address" "$@"
}
key() { sed -n 's|.*/set-up/||p' "$BATS_FILE_TMPDIR/log"; }
set_up() { # KEY NAME PASSWORD: the status
    from 192.0.2.1 -o "$BATS_TEST_TMPDIR/page" -w '%{http_code}' --data-urlencode "name=$2" --data-urlencode "password=$3" "$SITE/set-up/$1"
}

@test "the first administrator is made by the link, once, and not without it" {
    [ -n "$(key)" ]
    ! grep -qa -- "$(key)" "$SITE_DB" "$SITE_DB-wal" || false
    [ "$(status_of "$SITE/set-up/")" = 404 ]
    [ "$(status_of "$SITE/set-up/$(printf 'A%.0s' $(seq 43))")" = 404 ]
    [ "$(set_up x ada "$PASSWORD")" = 404 ]
    get "$SITE/set-up/$(key)" | grep -q '<h1>Make the first administrator'
    # What is wrong is said, and the link stays good.
    [ "$(set_up "$(key)" ada short)" = 422 ]
    grep -q 'shorter than 12' "$BATS_TEST_TMPDIR/page"
    grep -q 'value="ada"' "$BATS_TEST_TMPDIR/page"
    [ "$(set_up "$(key)" 'A da' "$PASSWORD")" = 422 ]
    grep -q 'href="#name">A name has' "$BATS_TEST_TMPDIR/page"
    [ "$(set_up "$(key)" ada "$PASSWORD")" = 303 ]
    "$CROSSCUT" --db "$SITE_DB" --json user list | jq -e 'length == 1 and .[0].name == "ada" and .[0].role == "administrator"'
    [ "$(set_up "$(key)" eve "$PASSWORD")" = 404 ]
    [ "$(status_of "$SITE/set-up/$(key)")" = 404 ]
}

@test "a server that finds an account gives no link" {
    "$CROSSCUT" --db "$SITE_DB" serve --listen 127.0.0.1:0 2>"$BATS_TEST_TMPDIR/log" 3>&- &
    local pid=$!
    for _ in $(seq 100); do
        grep -q 'site is at' "$BATS_TEST_TMPDIR/log" && break
        sleep 0.1
    done
    sleep 0.2
    kill $pid
    ! grep -q set-up "$BATS_TEST_TMPDIR/log" || false
}

@test "behind https the cookie is __Host- and Secure, browsers are told to stay with https, and other cookies are none" {
    run -0 from 192.0.2.2 -i --data-urlencode name=ada --data-urlencode "password=$PASSWORD" "$SITE/sign-in"
    [[ "$output" == *'Set-Cookie: __Host-session='*'; Path=/; HttpOnly; SameSite=Strict; Secure'* ]]
    [[ "$output" == *'Strict-Transport-Security: max-age=31536000'* ]]
    token=$(sed -n 's/^Set-Cookie: __Host-session=\([^;]*\);.*/\1/p' <<<"$output")
    get -b "__Host-session=$token" "$SITE/tables" | grep -q 'class="account"'
    ! get -b "session=$token" "$SITE/tables" | grep -q 'class="account"' || false
    # The origin has the scheme that people use.
    [ "$(status_of -H "Origin: $SITE" -d name=ada "$SITE/sign-in")" = 403 ]
    get "$SITE/openapi.json" | jq -e '.components.securitySchemes.session.name == "__Host-session"'
}

guess() { # NAME ADDRESS: the status
    from "$2" -o /dev/null -w '%{http_code}' --data-urlencode "name=$1" -d 'password=not the password' "$SITE/sign-in"
}

@test "who guesses has to wait, whether there is such an account or not, and others need not" {
    for name in ada nobody; do
        for try in $(seq 12); do # a second may pass between two of them
            run -0 from "198.51.100.$try" -i --data-urlencode "name=$name" -d 'password=not the password' "$SITE/sign-in"
            [[ "$output" != *' 429 '* ]] || break
        done
        [ "$try" -gt 5 ]
        [[ "$output" == *' 429 '* ]]
        [[ "$output" =~ Retry-After:\ [1-9] ]]
        ! grep -qi '^set-cookie' <<<"$output" || false
    done
    # An address that tries many names.
    for i in $(seq 20); do
        [ "$(guess "name-$i" 198.51.100.20)" = 422 ]
    done
    code=422
    for i in $(seq 21 30); do
        [ "$code" = 429 ] || code=$(guess "name-$i" 198.51.100.20)
    done
    [ "$code" = 429 ]
    [ "$(guess name-21 198.51.100.21)" = 422 ]
    [ "$(status_of "$SITE/tables")" = 200 ]
    # Nobody is locked out for good: the first waits are short.
    sleep 4
    [ "$(from 198.51.100.30 -o /dev/null -w '%{http_code}' --data-urlencode name=ada --data-urlencode "password=$PASSWORD" "$SITE/sign-in")" = 303 ]
}

@test "the audit tells of refused sign-ins to accounts that are there, with the address the proxy gave, and of no other name" {
    sqlite3 "$SITE_DB" "SELECT action, target, address FROM audit WHERE action = 'sign-in-refused'" >"$BATS_TEST_TMPDIR/rows"
    grep -q '^sign-in-refused|account:ada|198.51.100.1$' "$BATS_TEST_TMPDIR/rows"
    grep -q '^sign-in-refused||198.51.100.20$' "$BATS_TEST_TMPDIR/rows"
    ! grep -q 'nobody\|name-' "$BATS_TEST_TMPDIR/rows" || false
    ! sqlite3 "$SITE_DB" "SELECT * FROM audit" | grep -q "203.0.113\|not the password\|$PASSWORD" || false
}
