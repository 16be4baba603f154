# Editing on the site, as a browser's POSTs: who may, what is kept, what the audit says.
load site

setup_file() {
    local csv=$BATS_FILE_TMPDIR/t.csv
    printf 'kind,identifier,title@en,start,note\nproject,P1,Labour migration,2010,one\nproject,P2,Another,2011,two\nproject,P3,Third,2011,three\n' >"$csv"
    printf 'kind,identifier,title@en,contact,contact.email\nactivity,A1,Some activity,Office,office@example.org\n' >"$BATS_FILE_TMPDIR/a.csv"
    site_start "$csv" "$BATS_FILE_TMPDIR/a.csv"
    for role in reader contributor reviewer editor officer administrator; do add_user "$role" "$role"; done
    for role in reader contributor reviewer editor officer administrator; do sign_in "$role"; done
}
teardown_file() { site_stop; }

audit() { sqlite3 "$SITE_DB" "SELECT who || ' ' || action || ' ' || target FROM audit ORDER BY id DESC LIMIT 1"; }
versions() { as editor "$SITE/$1/history.json" | jq '.versions | length'; }
code_as() { # NAME CURL-ARGUMENT …
    local name=$1
    shift
    post_as "$name" -o /dev/null -w '%{http_code}' "$@"
}

@test "nobody edits without signing in, and each role only what it may" {
    [ "$(status_of "$SITE/projects/P1/edit")" = 303 ]
    [ "$(status_of "$SITE/projects/P1/delete")" = 303 ]
    for role in reader reviewer; do
        [ "$(as $role -o /dev/null -w '%{http_code}' "$SITE/projects/P1/edit")" = 403 ]
        [ "$(as $role -o /dev/null -w '%{http_code}' "$SITE/projects/P1/history")" = 200 ]
    done
    [ "$(as contributor -o /dev/null -w '%{http_code}' "$SITE/projects/P1/edit")" = 200 ]
    for page in delete undelete restore; do
        [ "$(code_as contributor "$SITE/projects/P1/$page")" = 403 ]
    done
    # A POST from another site is refused, whoever sends it.
    [ "$(get -b "$BATS_FILE_TMPDIR/editor.jar" -o /dev/null -w '%{http_code}' -H 'Origin: http://example.org' -d '-version=1' "$SITE/projects/P1/edit")" = 403 ]
}

@test "an edit is saved with its person and note, and stands in the audit" {
    [ "$(code_as editor -d '-version=1' -d 'title.0-was=1' --data-urlencode 'title.0=Bridges' -d 'title.0-language=en' -d '-note=because' "$SITE/projects/P1/edit")" = 303 ]
    [ "$(versions projects/P1)" = 2 ]
    [ "$(as editor "$SITE/projects/P1/history.json" | jq -r '.versions[1] | .person + .note')" = editorbecause ]
    [ "$(audit)" = "editor edit project:P1" ]
    get "$SITE/projects/P1" | grep -q '<h1[^>]*>Bridges'
    # It is the newest of the feed.
    get "$SITE/projects.atom" | grep -m1 -A3 '<entry>' | grep -q 'Bridges'
    # The search finds it at once, by its new words only.
    [ "$(get "$SITE/search.json?q=bridges" | jq .total)" = 1 ]
    [ "$(get "$SITE/search.json?q=labour" | jq .total)" = 0 ]
    # Fields that the form did not send are as they were.
    get "$SITE/projects/P1.json" | jq -e '.fields | .start == "2010" and .note == "one"'
}

@test "what a page cannot show as it is stays as it was when its form is saved" {
    printf 'kind,identifier,title@en,note\nproject,odd,A \xc2\x85 B \xef\xbf\xbe C \x7f D,one\n' >"$BATS_TEST_TMPDIR/odd.csv"
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$BATS_TEST_TMPDIR/odd.csv"
    before=$(get "$SITE/projects/odd.json" | jq -c .fields.title)
    [[ $before == *$'\xef\xbf\xbe'* ]]
    shown=$(as editor "$SITE/projects/odd/edit" | grep -A1 '<textarea[^>]*name="title.0"' | sed -n '2s/<.*//p')
    [ "$shown" = 'A � B � C � D' ]
    [ "$(code_as editor -d '-version=1' -d 'title.0-was=1' --data-urlencode "title.0=$shown" -d 'title.0-language=en' -d 'note.0-was=1' -d 'note.0=two' "$SITE/projects/odd/edit")" = 303 ]
    [ "$(get "$SITE/projects/odd.json" | jq -r .fields.note)" = two ]
    [ "$(get "$SITE/projects/odd.json" | jq -c .fields.title)" = "$before" ]
}

@test "everybody learns when which fields changed, and not by whom, why or from what" {
    get "$SITE/projects/P1" | grep -q 'href="/projects/P1/history"'
    get "$SITE/projects/P1/history" >"$BATS_TEST_TMPDIR/history.html"
    grep -q 'edited by hand' "$BATS_TEST_TMPDIR/history.html"
    grep -q '<p>Changed: Title</p>' "$BATS_TEST_TMPDIR/history.html"
    ! grep -q 'editor\|because\|Labour migration</del>\|<del>' "$BATS_TEST_TMPDIR/history.html" || false
    get "$SITE/projects/P1/history.json" | jq -e '.versions[1] | .change == "edit" and .fields == ["title"] and (has("person") or has("note") | not)'
}

@test "a form from an older version is answered with both sides, and nothing is overwritten" {
    [ "$(code_as administrator -d '-version=1' -d 'title.0=Mine' -d 'title.0-language=en' "$SITE/projects/P1/edit")" = 409 ]
    post_as administrator -d '-version=1' -d 'title.0=Mine' -d 'title.0-language=en' "$SITE/projects/P1/edit" | grep -q 'Nothing has been overwritten'
    [ "$(versions projects/P1)" = 2 ]
    [ "$(code_as administrator -d '-version=1' -d '-current=2' -d '-do=merge' -d 'title.0=Mine' -d 'title.0-language=en' -d '-choose-title=yours' "$SITE/projects/P1/edit")" = 303 ]
    get "$SITE/projects/P1" | grep -q '<h1[^>]*>Mine'
}

@test "a failed edit answers 422, keeps what was typed as a draft, and stores nothing" {
    before=$(versions projects/P2)
    [ "$(code_as editor -d '-version=1' -d 'start.0=yesterday' "$SITE/projects/P2/edit")" = 422 ]
    as editor "$SITE/projects/P2/edit" | grep -q 'value="yesterday"'
    ! as administrator "$SITE/projects/P2/edit" | grep -q 'value="yesterday"' || false
    # A copy of the database does not say what was typed; the key beside it is the owner's alone.
    [[ "$(sqlite3 "$SITE_DB" 'SELECT form FROM draft')" == sealed:* ]]
    [ "$(stat -c %a "$SITE_DB.key")" = 600 ]
    mv "$SITE_DB.key" "$BATS_TEST_TMPDIR/key"
    as editor "$SITE/projects/P2/edit" | grep -q 'a draft here that cannot be read'
    mv "$BATS_TEST_TMPDIR/key" "$SITE_DB.key"
    as editor "$SITE/projects/P2/edit" | grep -q 'value="yesterday"'
    [ "$(versions projects/P2)" = "$before" ]
    [ "$(code_as editor -d '-version=1' -d '-do=discard' "$SITE/projects/P2/edit")" = 303 ]
    ! as editor "$SITE/projects/P2/edit" | grep -q 'value="yesterday"' || false
}

@test "what is wrong is said in the language of the page: the rules of the kind, and of values" {
    local cpo=(-d '-version=0' -d '-identifier=C/1' -d 'title.0=T' -d 'title.0-language=en' -d 'reported.0=true')
    post_as editor "${cpo[@]}" "$SITE/cpos/new?lang=fr" >"$BATS_TEST_TMPDIR/fr.html"
    grep -q $'<a href="#outcome.0">Résultat\u00a0: Dites quel résultat est le principal ; les autres sont contributifs.</a>' "$BATS_TEST_TMPDIR/fr.html"
    grep -q '<li>Dites dans quel rapport sur l&#39;exécution du programme il est déclaré.</li>' "$BATS_TEST_TMPDIR/fr.html"
    [ "$(grep -c 'Say ' "$BATS_TEST_TMPDIR/fr.html")" = 0 ]
    post_as editor "${cpo[@]}" "$SITE/cpos/new?lang=es" | grep -q 'Resultado: Diga qué resultado es el principal; los demás son contribuyentes.'
    post_as editor "${cpo[@]}" "$SITE/cpos/new" | grep -q 'Outcome: Say which outcome is the principal one; the others contribute.'
    # Of a value, and of a second one where there is room for one.
    post_as editor -d '-version=1' -d 'start.0=hier' -d 'end.0=2010' -d 'end.1=2011' "$SITE/projects/P3/edit?lang=fr" >"$BATS_TEST_TMPDIR/fr.html"
    grep -q $'Début\u00a0: «\u00a0hier\u00a0» n&#39;est pas une date' "$BATS_TEST_TMPDIR/fr.html"
    grep -q $'Fin\u00a0: «\u00a02011\u00a0» est une valeur de trop. Retirez-la.' "$BATS_TEST_TMPDIR/fr.html"
    [ "$(code_as editor -d '-version=0' -d '-do=discard' "$SITE/cpos/new")" = 303 ]
    [ "$(code_as editor -d '-version=1' -d '-do=discard' "$SITE/projects/P3/edit")" = 303 ]
}

@test "fields that are not public are seen, and changed, only by those who may" {
    ! as contributor "$SITE/activities/A1/edit" | grep -q 'office@example.org' || false
    as editor "$SITE/activities/A1/edit" | grep -q 'office@example.org'
    [ "$(code_as contributor -d '-version=1' -d 'contact.0=Mine' -d 'title.0=Renamed' -d 'title.0-language=en' "$SITE/activities/A1/edit")" = 303 ]
    number=$(sqlite3 "$SITE_DB" 'SELECT MAX(id) FROM proposal')
    [ "$(audit)" = "contributor propose activity:A1" ]
    [ "$(code_as editor -d '-do=accept' "$SITE/proposals/$number")" = 303 ]
    [ "$(audit)" = "editor accepted activity:A1" ]
    as editor "$SITE/activities/A1/edit" | grep -q 'office@example.org'
    get "$SITE/activities/A1" | grep -q '<h1[^>]*>Renamed'
}

@test "a new record, its twin, deletion and return" {
    [ "$(code_as editor -d '-version=0' -d '-identifier=N/1' -d 'title.0=New' -d 'title.0-language=en' "$SITE/projects/new")" = 303 ]
    [ "$(audit)" = "editor enter project:N/1" ]
    [ "$(code_as editor -d '-version=0' -d '-identifier=N/1' -d 'title.0=New' -d 'title.0-language=en' "$SITE/projects/new")" = 422 ]
    [ "$(code_as editor -d 'expected=7' "$SITE/projects/N%2F1/delete")" = 409 ]
    [ "$(code_as editor -d 'expected=1' "$SITE/projects/N%2F1/delete")" = 303 ]
    [ "$(audit)" = "editor delete project:N/1" ]
    [ "$(status_of "$SITE/projects/N%2F1")" = 410 ]
    [[ $(get "$SITE/projects/N%2F1") == *'<h1>No longer here</h1>'* ]]
    [ "$(get "$SITE/search.json?q=new" | jq .total)" = 0 ]
    [ "$(status_of "$SITE/projects/N%2F1.json")" = 410 ]
    [ "$(code_as editor "$SITE/projects/N%2F1/undelete")" = 303 ]
    [ "$(audit)" = "editor undelete project:N/1" ]
    [ "$(status_of "$SITE/projects/N%2F1")" = 200 ]
    [ "$(code_as editor -d 'version=1' -d 'expected=3' "$SITE/projects/N%2F1/restore")" = 303 ]
}

@test "what others write is seen at once, however many pages of records were read before" {
    for _ in $(seq 24); do get -o /dev/null "$SITE/projects/P3" & done
    wait $(jobs -p)
    sign_in reader
    [ "$(code_as editor -d '-version=1' -d 'title.0=Seen' -d 'title.0-language=en' "$SITE/projects/P3/edit")" = 303 ]
    for _ in $(seq 12); do get "$SITE/projects/P3" | grep -q '<h1[^>]*>Seen'; done
}

@test "where a source has changed what was edited, the form shows both and takes either" {
    [ "$(code_as editor -d '-version=1' -d 'note.0=mine' "$SITE/projects/P2/edit")" = 303 ]
    printf 'kind,identifier,title@en,start,note\nproject,P2,Another,2011,theirs\n' >"$BATS_TEST_TMPDIR/t2.csv"
    run "$CROSSCUT" --db "$SITE_DB" import "$BATS_TEST_TMPDIR/t2.csv"
    [ "$status" = 3 ]
    get "$SITE/projects/P2" | grep -q 'mine'
    get "$SITE/projects/P2" | grep -q 'edited here'
    as editor "$SITE/projects/P2/edit" | grep -q 'The source has changed this'
    post_as editor -d '-version=2' -d '-take=note' "$SITE/projects/P2/edit" | grep -A1 'name="note.0"' | grep -q theirs
    [ "$(code_as editor -d '-version=2' -d 'note.0=theirs' "$SITE/projects/P2/edit")" = 303 ]
    get "$SITE/projects/P2" | grep -q 'theirs'
    ! get "$SITE/projects/P2" | grep -q 'edited here' || false
    ! as editor "$SITE/projects/P2/edit" | grep -q 'The source has changed this' || false
}

@test "a proposal upon a record that is deleted meanwhile can still be refused" {
    printf 'kind,identifier,title@en\nproject,P9,Ninth\n' >"$BATS_TEST_TMPDIR/t9.csv"
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$BATS_TEST_TMPDIR/t9.csv"
    [ "$(code_as contributor -d '-version=1' -d 'title.0=Tenth' -d 'title.0-language=en' "$SITE/projects/P9/edit")" = 303 ]
    number=$(sqlite3 "$SITE_DB" 'SELECT MAX(id) FROM proposal')
    [ "$(code_as editor -d 'expected=1' "$SITE/projects/P9/delete")" = 303 ]
    [ "$(as editor -o /dev/null -w '%{http_code}' "$SITE/proposals/$number")" = 200 ]
    [ "$(code_as editor -d '-do=accept' "$SITE/proposals/$number")" = 422 ]
    [ "$(code_as editor -d '-do=refuse' "$SITE/proposals/$number")" = 303 ]
    [ "$(code_as editor -d '-do=refuse' "$SITE/proposals/$number")" = 409 ]
    [ "$(code_as editor -d '-do=open' "$SITE/proposals/999")" = 404 ]
}

@test "a form that comes after its session has ended is kept in the page, and saves when it is sent again" {
    get -H "Origin: $SITE" -d '-version=1' --data-urlencode 'note.0=<kept> & "quoted"' "$SITE/projects/P3/edit" >"$BATS_TEST_TMPDIR/again.html"
    grep -q 'action="/projects/P3/edit"' "$BATS_TEST_TMPDIR/again.html"
    grep -q 'name="note.0" value="&lt;kept&gt; &amp; &quot;quoted&quot;"' "$BATS_TEST_TMPDIR/again.html"
    [ "$(status_of -H "Origin: $SITE" -d '-version=1' -d 'note.0=x' "$SITE/projects/P3/edit")" = 401 ]
    [ "$(status_of -H "Origin: http://example.org" -d 'note.0=x' "$SITE/projects/P3/edit")" = 403 ]
}

@test "an import is taken back on its page, by those who may edit" {
    printf 'kind,identifier,title@en\nproject,U1,Wrong year\nproject,U2,Wrong too\n' >"$BATS_TEST_TMPDIR/u.csv"
    "$CROSSCUT" --quiet import "$BATS_TEST_TMPDIR/u.csv" --db "$SITE_DB"
    number=$(get "$SITE/imports.json" | jq -r '.[] | select(.file == "u.csv") | .import')
    page=$(get "$SITE/imports/$number")
    [[ $page == *"<a href=\"/projects?import=$number\">Projects 2</a>"* && $page != *'/undo'* ]]
    [ "$(as contributor -o /dev/null -w '%{http_code}' "$SITE/imports/$number/undo")" = 403 ]
    [[ $(as editor "$SITE/imports/$number") == *"/imports/$number/undo"* ]]
    [[ $(as editor "$SITE/imports/$number/undo") == *'2 records that it brought new leave the register'* ]]
    [ "$(code_as editor -d '-note=the wrong year' "$SITE/imports/$number/undo")" = 303 ]
    [ "$(status_of "$SITE/projects/U1")" = 410 ]
    [[ $(get "$SITE/imports/$number") == *'was taken back on'* ]]
    [ "$(audit)" = "editor undo import:$number" ]
    [ "$(code_as editor "$SITE/imports/$number/undo")" = 409 ]
    [ "$(as editor -o /dev/null -w '%{http_code}' "$SITE/imports/999/undo")" = 404 ]
    "$CROSSCUT" --quiet import "$BATS_TEST_TMPDIR/u.csv" --db "$SITE_DB"
    [ "$(status_of "$SITE/projects/U1")" = 200 ]
}

@test "who may edit sees the values that an import refused, but for those of fields that are not theirs; nobody else does" {
    printf 'kind,identifier,title@en,start,country,pais\nproject,N1,One,12x,Narnia,KE\n' >"$BATS_TEST_TMPDIR/n.csv"
    "$CROSSCUT" --quiet import "$BATS_TEST_TMPDIR/n.csv" --db "$SITE_DB" || [ $? -eq 3 ]
    number=$(get "$SITE/imports.json" | jq -r '.[] | select(.file == "n.csv") | .import')
    # A field that is internal, and one of a part of such; and a line of no field, which may be about anybody.
    internal=$(sed -n 's/.*{name: \([a-z_]*\), .*access: internal.*/\1/p' "$BATS_TEST_DIRNAME/../../packs/labour-migration/kinds/interview.yaml" | head -1)
    sqlite3 "$SITE_DB" "INSERT INTO problem (import, file, line, column_number, record, field, value, rule, mend, rejected) SELECT import, file, 9, 0, '', '$internal', 'within-only', 'malformed-part', mend, 0 FROM problem WHERE import = $number LIMIT 1;
        INSERT INTO problem (import, file, line, column_number, record, field, value, rule, mend, rejected) SELECT import, file, 9, 0, '', 'contact.email', 'someone@example.org', 'malformed-part', mend, 0 FROM problem WHERE import = $number LIMIT 1;
        INSERT INTO problem (import, file, line, column_number, record, field, value, rule, mend, rejected) SELECT import, file, 9, 0, '', '', 'a-whole-line', 'malformed-part', mend, 0 FROM problem WHERE import = $number LIMIT 1"
    for form in '' .json .csv; do
        as editor "$SITE/imports/$number$form" >"$BATS_TEST_TMPDIR/editor"
        grep -q Narnia "$BATS_TEST_TMPDIR/editor" && grep -q 12x "$BATS_TEST_TMPDIR/editor" && grep -q within-only "$BATS_TEST_TMPDIR/editor" || { echo "$form"; false; }
        grep -q pais "$BATS_TEST_TMPDIR/editor" && grep -q someone@ "$BATS_TEST_TMPDIR/editor"
        ! grep -q 'a-whole-line' "$BATS_TEST_TMPDIR/editor" || { echo "$form"; false; }
        for who in reader contributor reviewer officer nobody; do
            if [ $who = nobody ]; then get "$SITE/imports/$number$form"; else as $who "$SITE/imports/$number$form"; fi >"$BATS_TEST_TMPDIR/other"
            ! grep -q 'Narnia\|12x\|within-only\|someone@\|a-whole-line' "$BATS_TEST_TMPDIR/other" || { echo "$form $who"; false; }
        done
        as editor -o /dev/null -D - "$SITE/imports/$number$form" >"$BATS_TEST_TMPDIR/head"
        ! grep -qi '^etag' "$BATS_TEST_TMPDIR/head" || false
        grep -qi '^cache-control:.*no-store' "$BATS_TEST_TMPDIR/head"
    done
    [[ $(get "$SITE/imports/$number") == *'<td>Start'*'<code>start</code>'* ]]
    [[ $(get "$SITE/imports/$number?lang=fr") == *'<td>Début'*'<code>start</code>'* ]]
    [ "$(as editor "$SITE/imports/$number.csv" | tr -d '\r' | head -1)" = line,record,field,value,rule,mend,rejected ]
    # Where the contact is restricted, it is no editor's.
    cp -r "$BATS_TEST_DIRNAME/../../packs/labour-migration" "$BATS_TEST_TMPDIR/pack"
    sed -i '/- name: contact/,/label:/s/access: internal/access: restricted/' "$BATS_TEST_TMPDIR/pack/kinds/activity.yaml"
    "$CROSSCUT" --db "$SITE_DB" --pack "$BATS_TEST_TMPDIR/pack" serve --listen 127.0.0.1:0 2>"$BATS_TEST_TMPDIR/log" 3>&- &
    other=$!
    for _ in $(seq 100); do grep -q 'site is at' "$BATS_TEST_TMPDIR/log" && break || sleep 0.1; done
    site=$(sed -n 's/.*\(http:[^ ]*\)\/ .*/\1/p' "$BATS_TEST_TMPDIR/log")
    for form in '' .json .csv; do
        as editor "$site/imports/$number$form" >"$BATS_TEST_TMPDIR/editor$form"
    done
    kill "$other"
    for form in '' .json .csv; do
        grep -q Narnia "$BATS_TEST_TMPDIR/editor$form"
        ! grep -q 'someone@' "$BATS_TEST_TMPDIR/editor$form" || { echo "$form"; false; }
    done
    grep -q 'Not visible to your role' "$BATS_TEST_TMPDIR/editor"
    "$CROSSCUT" --db "$SITE_DB" --quiet publish "$BATS_TEST_TMPDIR/copy" --lang en
    ! grep -rq 'Narnia\|within-only\|a-whole-line' "$BATS_TEST_TMPDIR/copy" || false
}

@test "imports stand newest first, each with as much of its path as tells it from others, and its time as people write it" {
    mkdir -p "$BATS_TEST_TMPDIR/one/in" "$BATS_TEST_TMPDIR/two/in"
    printf 'kind,identifier,title@en\nproject,S1,Same name\n' >"$BATS_TEST_TMPDIR/one/in/same.csv"
    printf 'kind,identifier,title@en\nproject,S2,Same name too\n' >"$BATS_TEST_TMPDIR/two/in/same.csv"
    for folder in one two one; do "$CROSSCUT" --quiet import "$BATS_TEST_TMPDIR/$folder/in/same.csv" --db "$SITE_DB"; done
    [ "$(get "$SITE/imports.json" | jq -r '.[:3][].file' | paste -sd' ')" = 'one/in/same.csv two/in/same.csv one/in/same.csv' ]
    [ "$(get "$SITE/imports.json" | jq 'map(.import) == (map(.import) | sort | reverse)')" = true ]
    get "$SITE/imports" | tr '\n' ' ' >"$BATS_TEST_TMPDIR/page"
    grep -q '<tbody> <tr><th scope="row"><a href="/imports/[0-9]*">one/in/same.csv</a>' "$BATS_TEST_TMPDIR/page"
    grep -q '>t.csv</a>' "$BATS_TEST_TMPDIR/page"
    grep -qE '<time datetime="20[0-9-]*T[0-9:]*Z">20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}</time>' "$BATS_TEST_TMPDIR/page"
    ! grep -qE '>20[0-9-]*T[0-9:]*Z<' "$BATS_TEST_TMPDIR/page" || false
    number=$(get "$SITE/imports.json" | jq '.[0].import')
    get "$SITE/imports/$number" | grep -q '<h1>one/in/same.csv</h1>'
    [ "$(get "$SITE/imports/$number.json" | jq -r .import.file)" = one/in/same.csv ]
    is_a_good_page /imports
}

@test "what begins from today on stands on the first page, the soonest first" {
    [[ $(get "$SITE/") != *'<h2>Coming up'* ]]
    printf 'kind,identifier,title@en,start\nproject,F1,Far away,2199-05\nproject,F2,Less far,2099\n' >"$BATS_TEST_TMPDIR/f.csv"
    "$CROSSCUT" --quiet import "$BATS_TEST_TMPDIR/f.csv" --db "$SITE_DB"
    page=$(get "$SITE/")
    [[ $page == *'<h2>Coming up'*'/calendar.ics'*'Less far'*'2099'*'Far away'*'2199-05'*'Projects 2</a>'* ]]
    link=$(sed -n 's/.*<a href="\/\(projects?start%3E=[0-9-]*\)">Projects 2<.*/\1/p' <<<"$page")
    [ "$(get "$SITE/${link/\?/.json?}" | jq .total)" = 2 ]
}
