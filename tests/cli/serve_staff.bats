#!/usr/bin/env bats
# The pages for people who are signed in: one's own account, accounts, audit; and who may see which.

load helper
load site

setup_file() {
    printf 'kind,identifier,title@en\nproject,P-1,A project\n' >"$BATS_FILE_TMPDIR/one.csv"
    SITE_OPTIONS=(--proxy 127.0.0.1)
    site_start "$BATS_FILE_TMPDIR/one.csv"
    for role in reader contributor reviewer editor officer administrator; do
        add_user "$role" "$role"
        sign_in "$role"
    done
}

teardown_file() {
    site_stop
}

# Each test from an address of its own, or wrong passwords in one would make the next wait.
get() { curl -sS --max-time 10 -H "X-Forwarded-For: 192.0.2.${BATS_TEST_NUMBER:-0}" "$@"; }
user() { "$CROSSCUT" --db "$SITE_DB" user "$@"; }
token_of() { awk '/session/ {print $NF}' "$BATS_FILE_TMPDIR/$1.jar"; }
post_status() { # NAME CURL-ARGUMENT …
    local name=$1
    shift
    post_as "$name" -o "$BATS_TEST_TMPDIR/page" -w '%{http_code}' -c "$BATS_FILE_TMPDIR/$name.jar" "$@"
}
is_signed_in() { as "$1" "$SITE/tables" | grep -q 'class="account"'; }
# What a telephone with the secret $1 shows now, or so many steps later.
code_of() { # SECRET [STEPS]
    python3 - "$1" "${2:-0}" <<'END'
import base64, hashlib, hmac, struct, sys, time
counter = int(time.time()) // 30 + int(sys.argv[2])
digest = hmac.new(base64.b32decode(sys.argv[1]), struct.pack('>q', counter), hashlib.sha1).digest()
at = digest[-1] & 15
print('%06d' % ((struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1000000))
END
}

@test "every route, in every role and none, by every method, answers as the table of routes declares" {
    run python3 "$BATS_TEST_DIRNAME/authorisation.py" "$SITE" "reader=$(token_of reader)" "contributor=$(token_of contributor)" \
        "reviewer=$(token_of reviewer)" "editor=$(token_of editor)" "officer=$(token_of officer)" "administrator=$(token_of administrator)"
    echo "$output"
    [ "$status" = 0 ]
}

@test "addresses for staff answer as their description says" {
    run -0 python3 "$BATS_TEST_DIRNAME/openapi.py" "$SITE" "$(token_of administrator)"
}

# The links and buttons of pages in French that lead to pages in another language, one a line. A form that asks has the language in a field.
links_without_language() { # NAME PATH …
    local name=$1 path
    shift
    for path in "$@"; do
        as "$name" "$SITE$path" >"$BATS_TEST_TMPDIR/page"
        grep -q '<html lang="fr"' "$BATS_TEST_TMPDIR/page" || echo "$path: no page in French"
        grep -oE '<(a|form class="fill"|form method="post")( [^>]*)? (href|action)="/[^"]*"' "$BATS_TEST_TMPDIR/page" | grep -v hreflang |
            grep -oE '"/[^"]*"$' | grep -vE '[?;]lang=fr' | sed "s|^|${path%%\?*}: |"
    done
}

@test "every link of a page for staff stays in the language of the page" {
    run links_without_language administrator '/audit?lang=fr' '/audit?who=editor&lang=fr' '/admin/users?lang=fr' '/admin/users/editor?lang=fr' '/me?lang=fr' \
        '/me/sessions?lang=fr' '/me/second-step?lang=fr' '/edit?lang=fr' '/proposals?lang=fr' '/projects/new?lang=fr' '/projects/form?lang=fr' '/projects?lang=fr' \
        '/projects/P-1?lang=fr' '/projects/P-1/edit?lang=fr' '/projects/P-1/history?lang=fr' '/projects/P-1/delete?lang=fr' '/imports?lang=fr' '/imports/1?lang=fr' \
        '/imports/1/undo?lang=fr' '/review?lang=fr' '/review/disagreements?lang=fr' '/review/stats?lang=fr'
    echo "$output"
    [ -z "$output" ]
    post_as editor -d 'expected=1' "$SITE/projects/P-1/delete"
    run links_without_language administrator '/edit?lang=fr' '/projects/P-1/history?lang=fr'
    as administrator "$SITE/edit?lang=fr" | grep -qF '/projects/P-1/history?lang=fr'
    post_as editor "$SITE/projects/P-1/undelete"
    echo "$output"
    [ -z "$output" ]
}

@test "who is refused by the role is in the audit" {
    [ "$(as reader -o /dev/null -w '%{http_code}' "$SITE/admin/users")" = 403 ]
    as administrator "$SITE/audit.json?who=reader&action=denied" | jq -e --arg from "192.0.2.$BATS_TEST_NUMBER" '.rows | any(.target == "/admin/users" and .address == $from)'
}

@test "one's password is changed with the one before, and other sessions end" {
    add_user pia reader
    sign_in pia
    cp "$BATS_FILE_TMPDIR/pia.jar" "$BATS_FILE_TMPDIR/other.jar"
    sign_in pia
    [ "$(post_status pia -d 'password=wrong wrong wrong' -d 'new=quite another sentence' "$SITE/me")" = 422 ]
    grep -q 'href="#password">The password is wrong' "$BATS_TEST_TMPDIR/page"
    [ "$(post_status pia --data-urlencode "password=$PASSWORD" -d 'new=short' "$SITE/me")" = 422 ]
    grep -q 'href="#new">The password is shorter' "$BATS_TEST_TMPDIR/page"
    before=$(token_of pia)
    [ "$(post_status pia --data-urlencode "password=$PASSWORD" -d 'new=quite another sentence' "$SITE/me")" = 303 ]
    [ "$(token_of pia)" != "$before" ]
    is_signed_in pia
    ! is_signed_in other || false
    ! get -b "session=$before" "$SITE/tables" | grep -q 'class="account"' || false
    ! sign_in pia || false
    PASSWORD='quite another sentence' sign_in pia
}

@test "sessions are listed, and ended one by one, others at once, and never somebody else's" {
    add_user sara reader
    for name in sara sara2 sara3; do
        get -o /dev/null -A "$name <b>browser" -c "$BATS_FILE_TMPDIR/$name.jar" -H "Origin: $SITE" --data-urlencode name=sara --data-urlencode "password=$PASSWORD" "$SITE/sign-in"
    done
    as sara "$SITE/me/sessions" >"$BATS_TEST_TMPDIR/page"
    grep -q 'sara2 &lt;b&gt;browser' "$BATS_TEST_TMPDIR/page"
    [ "$(grep -c 'name="end"' "$BATS_TEST_TMPDIR/page")" = 3 ]
    id=$(sqlite3 "$SITE_DB" "SELECT id FROM session WHERE agent LIKE 'sara2%'")
    [ "$(post_status editor -d "end=$id" "$SITE/me/sessions")" = 303 ]
    is_signed_in sara2
    [ "$(post_status sara -d "end=$id" "$SITE/me/sessions")" = 303 ]
    ! is_signed_in sara2 || false
    is_signed_in sara3
    [ "$(post_status sara -d 'end=others' "$SITE/me/sessions")" = 303 ]
    ! is_signed_in sara3 || false
    is_signed_in sara
    [ "$(post_status sara -d 'end=-1' "$SITE/me/sessions")" = 400 ]
    [ "$(post_status sara -d 'end=x' "$SITE/me/sessions")" = 400 ]
}

@test "the second step: set up, asked for, each code once, recovery codes, and taken away" {
    add_user olga officer
    sign_in olga
    [ "$(post_status olga -d do=begin -d 'password=wrong wrong wrong' "$SITE/me/second-step")" = 422 ]
    [ "$(post_status olga -d do=begin --data-urlencode "password=$PASSWORD" "$SITE/me/second-step")" = 303 ]
    as olga "$SITE/me/second-step" >"$BATS_TEST_TMPDIR/page"
    grep -q '<svg class="qr"' "$BATS_TEST_TMPDIR/page"
    secret=$(sed -n 's/.*otpauth:\/\/totp\/Crosscut:olga?secret=\([A-Z2-7]*\)&amp;issuer=Crosscut.*/\1/p' "$BATS_TEST_TMPDIR/page")
    [ "${#secret}" = 32 ]
    [ "$(post_status olga -d do=confirm -d code=000000 "$SITE/me/second-step")" = 422 ]
    grep -q 'The code is wrong' "$BATS_TEST_TMPDIR/page"
    # Half set up, it is asked for nowhere yet.
    sign_in olga
    is_signed_in olga
    code=$(code_of "$secret")
    [ "$(post_status olga -d do=confirm -d "code=$code" "$SITE/me/second-step")" = 200 ]
    [[ "$(sqlite3 "$SITE_DB" "SELECT secret FROM account WHERE secret IS NOT NULL")" == sealed:* ]]
    [ "$(grep -cE '<li><code>([A-Z2-7]{4}-){3}[A-Z2-7]{4}</code>' "$BATS_TEST_TMPDIR/page")" = 10 ]
    recovery=$(sed -n 's/.*<li><code>\(.*\)<\/code>.*/\1/p' "$BATS_TEST_TMPDIR/page" | head -1)
    is_signed_in olga
    ! as olga "$SITE/me/second-step" | grep -q "$secret\|$recovery" || false

    # From now on the password alone opens nothing.
    sign_in olga
    ! is_signed_in olga || false
    [ "$(as olga -o /dev/null -w '%{http_code} %{redirect_url}' "$SITE/me")" = "303 $SITE/sign-in?to=%2Fme&ended=1" ]
    # It is said there; to whom never signed in, not.
    get "$SITE/sign-in?to=%2Fme&ended=1&waits=3" | grep -q 'Your session has ended.*3 answers wait in this browser'
    ! get "$SITE/sign-in?to=%2Fme" | grep -q 'session has ended' || false
    half=$(token_of olga)
    [ "$(post_status olga -d "code=$code" "$SITE/sign-in/code")" = 422 ]
    [ "$(post_status olga -d "code=$(code_of "$secret" 1)" -d 'to=/tables' "$SITE/sign-in/code")" = 303 ]
    is_signed_in olga
    [ "$(token_of olga)" != "$half" ]
    ! get -b "session=$half" "$SITE/tables" | grep -q 'class="account"' || false
    sign_in olga
    [ "$(post_status olga -d "code=$(tr A-Z a-z <<<"$recovery")" "$SITE/sign-in/code")" = 303 ]
    is_signed_in olga
    as olga "$SITE/me/second-step" | grep -q '9 recovery codes are left'
    sign_in olga
    [ "$(post_status olga -d "code=$recovery" "$SITE/sign-in/code")" = 422 ]

    user second-step-off olga
    sign_in olga
    is_signed_in olga
    ! grep -qa "$recovery" "$SITE_DB" "$SITE_DB-wal" || false
}

@test "codes are not guessed for long either" {
    add_user otto reader
    sqlite3 "$SITE_DB" "UPDATE account SET secret = randomblob(20), secret_confirmed = 1 WHERE name = 'otto'"
    sign_in otto
    code=422
    for try in $(seq 10); do
        [ "$code" = 429 ] || code=$(post_status otto -d "code=00000$((try % 10))" "$SITE/sign-in/code")
    done
    [ "$code" = 429 ]
}

@test "an administrator invites, changes and disables, and the invitation is good once" {
    [ "$(post_status administrator -d 'name=nina&email=nina@example.org&role=reviewer' "$SITE/admin/users")" = 200 ]
    key=$(sed -n 's/.*\/invitation\/\([A-Za-z0-9_-]*\).*/\1/p' "$BATS_TEST_TMPDIR/page")
    [ "${#key}" = 43 ]
    ! grep -qa -- "$key" "$SITE_DB" "$SITE_DB-wal" || false
    [ "$(post_status administrator -d 'name=nina&role=reviewer' "$SITE/admin/users")" = 422 ]
    [ "$(post_status administrator -d 'name=N&role=reviewer' "$SITE/admin/users")" = 422 ]
    [ "$(post_status administrator -d 'name=zoe&role=king' "$SITE/admin/users")" = 422 ]
    get "$SITE/invitation/$key" | grep -q 'You were invited as nina (reviewer)'
    [ "$(post_status nina -d 'password=short' "$SITE/invitation/$key")" = 422 ]
    [ "$(post_status nina -d name=administrator --data-urlencode "password=$PASSWORD" "$SITE/invitation/$key")" = 303 ]
    is_signed_in nina
    [ "$(post_status nina2 --data-urlencode "password=$PASSWORD" "$SITE/invitation/$key")" = 404 ]

    [ "$(post_status administrator -d 'do=role&role=editor' "$SITE/admin/users/nina")" = 303 ]
    ! is_signed_in nina || false
    sign_in nina
    as administrator "$SITE/admin/users" | grep -A1 'nina</a>' | grep -q editor
    [ "$(post_status administrator -d 'do=disable' "$SITE/admin/users/nina")" = 303 ]
    ! is_signed_in nina || false
    ! sign_in nina || false
    [ "$(post_status administrator -d 'do=enable' "$SITE/admin/users/nina")" = 303 ]
    sign_in nina
    [ "$(post_status administrator -d 'do=end' "$SITE/admin/users/nina")" = 303 ]
    ! is_signed_in nina || false
    [ "$(post_status administrator -d 'do=disable' "$SITE/admin/users/administrator")" = 422 ]
    grep -q 'last administrator' "$BATS_TEST_TMPDIR/page"
    [ "$(post_status administrator -d 'do=dance' "$SITE/admin/users/nina")" = 400 ]
    [ "$(post_status administrator -d 'do=end' "$SITE/admin/users/no-such")" = 404 ]
    [ "$(post_status administrator -d 'do=invite' "$SITE/admin/users/nina")" = 200 ]
    grep -q '/invitation/' "$BATS_TEST_TMPDIR/page"
}

@test "the audit tells who did what in three forms alike, and holds; no secret is in it" {
    as administrator "$SITE/audit.json" >"$BATS_TEST_TMPDIR/json"
    total=$(jq .total "$BATS_TEST_TMPDIR/json")
    [ "$total" -gt 20 ]
    as administrator "$SITE/audit.csv" >"$BATS_TEST_TMPDIR/csv"
    [ "$(tail -n +2 "$BATS_TEST_TMPDIR/csv" | wc -l)" = "$total" ]
    [ "$(head -1 "$BATS_TEST_TMPDIR/csv" | tr -d '\r')" = 'id,at,who,action,target,detail,address' ]
    jq -e '.rows | length <= 50 and .[0].id > .[1].id' "$BATS_TEST_TMPDIR/json"
    as administrator "$SITE/audit?action=sign-in" | grep -c '<tr><th scope="row"' | grep -qx "$(as administrator "$SITE/audit.json?action=sign-in" | jq '.rows | length')"
    [ "$(as administrator -o /dev/null -w '%{http_code}' "$SITE/audit?from=x")" = 400 ]
    "$CROSSCUT" --db "$SITE_DB" audit verify | grep -q "^$total entries"
    end=$(jq -r .end "$BATS_TEST_TMPDIR/json")
    "$CROSSCUT" --db "$SITE_DB" audit verify --noted "$end"
    run -9 "$CROSSCUT" --db "$SITE_DB" audit verify --noted "1:00"
    "$CROSSCUT" --db "$SITE_DB" audit list --json | jq -e "length == $total"
    "$CROSSCUT" --db "$SITE_DB" --json doctor | jq -e '.[] | select(.check == "audit") | .fine'
    for name in reader editor administrator; do
        ! grep -qF -- "$(token_of "$name")" "$BATS_TEST_TMPDIR/csv" "$BATS_FILE_TMPDIR/log" || false
    done
    ! grep -qF -- "$PASSWORD" "$BATS_TEST_TMPDIR/csv" "$BATS_FILE_TMPDIR/log" || false
    sqlite3 "$SITE_DB" ".backup $BATS_TEST_TMPDIR/copy.db"
    sqlite3 "$BATS_TEST_TMPDIR/copy.db" "DROP TRIGGER audit_stays; UPDATE audit SET who = 'eve' WHERE id = 3"
    run -9 "$CROSSCUT" --db "$BATS_TEST_TMPDIR/copy.db" audit verify
    [[ "$output" == *'Entry 3 '* ]]
}

@test "a control character in what a browser says of itself forges no line and colours no terminal" {
    get -o /dev/null -A $'x\033[31mred' -H "Origin: $SITE" --data-urlencode name=reader --data-urlencode "password=$PASSWORD" -c "$BATS_FILE_TMPDIR/reader.jar" "$SITE/sign-in"
    ! as reader "$SITE/me/sessions" | grep -q $'\033' || false
    ! grep -q $'\033' "$BATS_FILE_TMPDIR/log" || false
}

@test "many people at once: every answer is one, and the audit has each sign-in once" {
    for name in ann bob cid; do
        add_user $name reader
    done
    before=$(sqlite3 "$SITE_DB" "SELECT COUNT(*) FROM audit WHERE action = 'sign-in'")
    run -0 --separate-stderr python3 "$BATS_TEST_DIRNAME/storm.py" "$SITE" "$PASSWORD" 8 3 ann bob cid
    echo "$stderr"
    [ "$output" -gt 0 ]
    [ "$(sqlite3 "$SITE_DB" "SELECT COUNT(*) FROM audit WHERE action = 'sign-in'")" = $((before + output)) ]
    "$CROSSCUT" --db "$SITE_DB" audit verify
}
