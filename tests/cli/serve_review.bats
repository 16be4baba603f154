# Review by the site: plain forms, two reviewers who do not see each other, and what becomes of it.
load site

setup_file() {
    export PACK=$BATS_FILE_TMPDIR/pack
    cp -r "$BATS_TEST_DIRNAME/../../packs/labour-migration" "$PACK"
    # Every tag of this lens is judged by two; of the other lenses by one.
    sed -i 's/^version: .*/&\nreview: {twice: 100}/' "$PACK/lenses/focus-areas.yaml"
    sed -i '/^review:/d' "$PACK/lenses/labour-migration.yaml"
    export CROSSCUT_PACK=$PACK
    site_start "$BATS_TEST_DIRNAME/../../data/ilo-projects" "$BATS_TEST_DIRNAME/../../data/ilo-publications"
    for name in ada ben cem; do add_user $name reviewer; sign_in $name; done
    add_user eve editor; sign_in eve
    add_user rea reader; sign_in rea
}
teardown_file() { site_stop; }

# The first tag that waits for somebody in a queue: sets ITEM and THEME.
first() { # NAME LENS
    local got
    got=$(as "$1" "$SITE/review/$2.json" | jq -r '.items[0] | "\(.kind):\(.identifier)\t\(.theme)"')
    ITEM=${got%%$'\t'*} THEME=${got#*$'\t'}
}

judge() { # NAME LENS VERDICT [FIELD=VALUE …]: prints the status and where it leads
    local name=$1 lens=$2 verdict=$3 fields=()
    shift 3
    for field in "$@"; do fields+=(--data-urlencode "$field"); done
    post_as "$name" -o /dev/null -w '%{http_code} %{redirect_url}' --data-urlencode "item=$ITEM" --data-urlencode "theme=$THEME" \
        -d "verdict=$verdict&request=${REQUEST:-$RANDOM-$RANDOM-$RANDOM}" "${fields[@]}" "$SITE/review/$lens"
}

left() { as "$1" "$SITE/review/$2.json" | jq .left; } # NAME LENS
decision() { sqlite3 "$SITE_DB" "SELECT verdict, person FROM decision JOIN original USING (record) WHERE lens = '$1' AND theme = '$THEME' AND record = (SELECT record FROM judgement ORDER BY id DESC LIMIT 1)"; }

@test "who may not review is kept out" {
    [ "$(status_of "$SITE/review")" = 303 ]
    [ "$(status_of "$SITE/review.json")" = 401 ]
    [ "$(as rea -o /dev/null -w '%{http_code}' "$SITE/review/pardev-2013")" = 403 ]
    first ada pardev-2013
    [ "$(judge rea pardev-2013 confirmed)" = "403 " ]
    [ "$(get -b "$BATS_FILE_TMPDIR/ada.jar" -H 'Origin: http://elsewhere' -o /dev/null -w '%{http_code}' -d "item=$ITEM" "$SITE/review/pardev-2013")" = 403 ]
}

@test "the first page says what waits for a member of staff, and nothing of it to others" {
    waits=$(as ada "$SITE/" | sed -n 's/.*<a href="\/review\/labour-migration">\([0-9,]*\) tags to review<.*/\1/p' | tr -d ,)
    [ "$waits" = "$(left ada labour-migration)" ]
    first ada labour-migration
    [[ $(as eve "$SITE/") == *'Waiting for you'* ]]
    [[ $(as rea "$SITE/") != *'Waiting for you'* ]]
    [[ $(get "$SITE/") != *'Waiting for you'* ]]
}

@test "an answer counts, leads to the next tag, and can be taken back" {
    first ada pardev-2013
    before=$(left ada pardev-2013)
    [[ "$(judge ada pardev-2013 confirmed note='a note')" == "303 $SITE/review/pardev-2013" ]]
    [ "$(left ada pardev-2013)" = $((before - 1)) ]
    [ "$(decision pardev-2013)" = 'confirmed|ada' ]
    [[ "$(judge ada pardev-2013 withdrawn)" == "303 $SITE/review/pardev-2013?item="* ]]
    [ "$(left ada pardev-2013)" = "$before" ]
    [ "$(decision pardev-2013)" = '' ]
    [ "$(sqlite3 "$SITE_DB" "SELECT COUNT(*) FROM judgement WHERE note = 'a note'")" = 1 ]
}

@test "what was made for one person is not taken from another" {
    first ada pardev-2013
    before=$(sqlite3 "$SITE_DB" 'SELECT COUNT(*) FROM judgement')
    [ "$(judge ada pardev-2013 confirmed person=ben)" = "401 " ]
    [ "$(sqlite3 "$SITE_DB" 'SELECT COUNT(*) FROM judgement')" = "$before" ]
}

@test "a form that is sent twice counts once" {
    first ada pardev-2013
    REQUEST=twice-twice-1 judge ada pardev-2013 rejected
    REQUEST=twice-twice-1 judge ada pardev-2013 rejected
    [ "$(sqlite3 "$SITE_DB" "SELECT COUNT(*) FROM judgement WHERE request LIKE 'twice-twice-1%'")" = 1 ]
    [ "$(sqlite3 "$SITE_DB" "SELECT COUNT(*) FROM audit WHERE action = 'reject'")" = 1 ]
}

@test "two who judge do not see each other; they differ, and a third settles it" {
    first ada focus-areas
    [[ "$(judge ada focus-areas confirmed note='<b>surely</b>')" == 303* ]]
    [ "$(decision focus-areas)" = '' ]
    # Nothing that ben can see tells of ada's answer.
    page=$(as ben "$SITE/review/focus-areas?item=$(jq -rn --arg x "$ITEM" '$x|@uri')&theme=$THEME" | sed 's/ value="[0-9a-f-]*"//g') # random digits may read ada
    [[ "$page" != *surely* ]]
    [[ "$page" != *ada* ]]
    [ "$(as ben "$SITE/review/disagreements.json" | jq length)" = 0 ]
    [[ "$(judge ben focus-areas rejected)" == 303* ]]
    [ "$(decision focus-areas)" = '' ]
    [ "$(as cem "$SITE/review/disagreements.json" | jq -c '[.[0].judgements[].verdict]')" = '["confirmed","rejected"]' ]
    as cem "$SITE/review/disagreements" | grep -q '&lt;b&gt;surely&lt;/b&gt;'
    # Those who differ do not settle it; a third does.
    settle() { post_as "$1" -o /dev/null -w '%{http_code}' --data-urlencode "item=$ITEM" -d "lens=focus-areas&theme=$THEME&verdict=$2&request=settle-$RANDOM" "$SITE/review/disagreements"; }
    [ "$(settle ada confirmed)" = 400 ]
    [ "$(settle cem confirmed)" = 303 ]
    [ "$(decision focus-areas)" = 'confirmed|cem' ]
    [ "$(as cem "$SITE/review/disagreements.json" | jq length)" = 0 ]
    # What nobody differs about is not to be settled.
    first ada focus-areas
    [ "$(settle eve confirmed)" = 400 ]
}

@test "two who agree decide; the kappa on the page is that of the command line" {
    for verdict in confirmed confirmed rejected; do
        first ada focus-areas
        judge ada focus-areas $verdict >/dev/null
        judge ben focus-areas $verdict >/dev/null
        [ "$(decision focus-areas)" = "$verdict|ada, ben" ]
    done
    as eve "$SITE/review/stats.json" >"$BATS_TEST_TMPDIR/site.json"
    "$CROSSCUT" --db "$SITE_DB" --pack "$PACK" review --stats --json >"$BATS_TEST_TMPDIR/cli.json"
    cmp "$BATS_TEST_TMPDIR/site.json" "$BATS_TEST_TMPDIR/cli.json"
    [ "$(jq '[.[] | select(.lens == "focus-areas").themes[].judged_by_two] | add' "$BATS_TEST_TMPDIR/site.json")" = 4 ]
    as eve "$SITE/review/stats.csv" | cmp - <("$CROSSCUT" --db "$SITE_DB" --pack "$PACK" review --stats -f csv)
    as eve "$SITE/review/stats" | grep -q 'ada and ben'
}

@test "what people have decided stands beside the definition as examples; of a few, no agreement is said" {
    first ada focus-areas
    as ada "$SITE/review/focus-areas?$(jq -rn --arg i "$ITEM" --arg t "$THEME" '"item=" + ($i|@uri) + "&theme=" + ($t|@uri)')" >"$BATS_TEST_TMPDIR/page.html"
    decided=$(sqlite3 "$SITE_DB" "SELECT verdict FROM decision d WHERE lens = 'focus-areas' AND theme = '$THEME' AND NOT EXISTS (SELECT 1 FROM gold g WHERE g.record = d.record AND g.lens = d.lens AND g.theme = d.theme) GROUP BY 1 ORDER BY 1")
    [ -n "$decided" ]
    for verdict in $decided; do
        [ "$verdict" = confirmed ] && words=yes || words=no
        grep -q "People said $words of:" "$BATS_TEST_TMPDIR/page.html"
    done
    grep -q 'class="examples"' "$BATS_TEST_TMPDIR/page.html"
    ! grep -q 'agreement [0-9]' "$BATS_TEST_TMPDIR/page.html" || false
    ! as eve "$SITE/review/stats" | grep -q '<td class="number">[01]\.[0-9][0-9][0-9]</td>' || false
}

@test "who asks for help gets it from somebody else" {
    first ada pardev-2013
    before=$(left ben pardev-2013)
    [[ "$(judge ada pardev-2013 flagged note='which year?')" == 303* ]]
    [ "$(left ben pardev-2013)" = $((before - 1)) ]
    as ben "$SITE/review/disagreements" | grep -q 'which year?'
}

@test "other themes are said along the way, and taken back" {
    first ada labour-migration
    [[ "$(judge ada labour-migration '' also=health)" == "303 $SITE/review/labour-migration?item="* ]]
    THEME=health
    [ "$(decision labour-migration)" = 'confirmed|ada' ]
    judge ada labour-migration '' none=health >/dev/null
    [ "$(decision labour-migration)" = '' ]
}

@test "an answer that is known comes along, and the numbers say who was right" {
    first ada broad-2013
    printf 'identifier,relevance,themes\n%s,0,\n' "${ITEM#*:}" >"$BATS_TEST_TMPDIR/gold.csv"
    "$CROSSCUT" --db "$SITE_DB" --pack "$PACK" --quiet review --gold "$BATS_TEST_TMPDIR/gold.csv" --lens broad-2013
    judge ada broad-2013 confirmed >/dev/null
    judge ben broad-2013 rejected >/dev/null
    [ "$(as eve "$SITE/review/stats.json" | jq -c '.[] | select(.lens == "broad-2013").known_answers | map([.person, .judged, .right])')" = '[["ada",1,0],["ben",1,1]]' ]
    as eve "$SITE/review/stats" | grep -q 'ben: 1 of 1 known answers right'
}

@test "bad answers are refused and nothing is written" {
    first ada pardev-2013
    before=$(sqlite3 "$SITE_DB" 'SELECT COUNT(*) FROM judgement')
    [ "$(judge ada pardev-2013 perhaps)" = "400 " ]
    [ "$(judge ada pardev-2013 confirmed weight=heavy)" = "400 " ]
    [ "$(THEME=nonsense judge ada pardev-2013 confirmed)" = "400 " ]
    [ "$(REQUEST=x judge ada pardev-2013 confirmed)" = "400 " ]
    [ "$(REQUEST="a'b;DROP" judge ada pardev-2013 confirmed)" = "400 " ]
    [ "$(judge ada no-such-lens confirmed)" = "404 " ]
    ITEM=project:no-such
    [ "$(judge ada pardev-2013 confirmed)" = "404 " ]
    ITEM=nonsense
    [ "$(judge ada pardev-2013 confirmed)" = "404 " ]
    [ "$(sqlite3 "$SITE_DB" 'SELECT COUNT(*) FROM judgement')" = "$before" ]
}

@test "what the command line decides is seen by every view of the site" {
    first ada pardev-2013
    page="$SITE/${ITEM%%:*}s/$(jq -rn --arg x "${ITEM#*:}" '$x|@uri')"
    for _ in 1 2 3 4 5 6 7 8 9 10; do get "$page" >/dev/null; done
    printf 'identifier,lens,theme,verdict,person\n%s,pardev-2013,,confirmed,Somebody Else\n' "${ITEM#*:}" >"$BATS_TEST_TMPDIR/d.csv"
    "$CROSSCUT" --db "$SITE_DB" --pack "$PACK" --quiet review --import "$BATS_TEST_TMPDIR/d.csv"
    for _ in 1 2 3 4 5 6 7 8 9 10; do as ada "$page" | grep -q 'confirmed by Somebody Else'; done
    # Everybody learns that a person did, and not who.
    get "$page" | grep -q 'confirmed by a person on'
    ! get "$page" | grep -q 'Somebody Else' || false
    # From the record a reviewer, and nobody else, gets to the question.
    as ada "$page" | grep -q 'href="/review/pardev-2013?item='
    ! get "$page" | grep -q /review/ || false
    ! as rea "$page" | grep -q /review/ || false
}

@test "the pages are good, and only they may run a script" {
    first ada labour-migration
    for path in /review "/review/labour-migration" /review/disagreements /review/stats; do
        as ada "$SITE$path" >"$BATS_TEST_TMPDIR/page.html"
        [ "$(grep -o '<h1' "$BATS_TEST_TMPDIR/page.html" | wc -l)" = 1 ]
        ! tidy -eq --warn-proprietary-attributes no "$BATS_TEST_TMPDIR/page.html" 2>&1 | grep -v 'missing </li>' || { echo "$path"; false; }
        as ada -D - -o /dev/null "$SITE$path" | grep -i '^content-security-policy' | grep -q "script-src 'self'"
        as ada -D - -o /dev/null "$SITE$path" | grep -qi '^cache-control: private, no-store'
    done
    ! get -D - -o /dev/null "$SITE/projects" | grep -q script-src || false
}

@test "a record that is deleted leaves the pages of review, and comes back to them" {
    first ada labour-migration
    judge ada labour-migration flagged >/dev/null
    one=$ITEM
    first ada labour-migration
    judge ada labour-migration confirmed >/dev/null
    two=$ITEM two_theme=$THEME
    sqlite3 "$SITE_DB" "INSERT INTO gold SELECT record, lens, theme, 'confirmed' FROM judgement ORDER BY id DESC LIMIT 1"
    answers() {
        local name path
        for name in ada ben eve; do
            for path in /review /review/labour-migration "/review/labour-migration?theme=${two_theme#*/}" /review/labour-migration.json; do
                [ "$(as "$name" -o /dev/null -w '%{http_code}' "$SITE$path")" = 200 ] || { echo "$name: $path"; return 1; }
            done
        done
        [ "$(as eve -o /dev/null -w '%{http_code}' "$SITE/review/disagreements")" = 200 ]
        "$CROSSCUT" --db "$SITE_DB" review --queue labour-migration >/dev/null
    }
    flagged() { as eve "$SITE/review/disagreements" | grep -c "name=\"item\" value=\"$one\"" || true; }
    answers
    before=$(flagged)
    [ "$before" -gt 0 ]
    "$CROSSCUT" --db "$SITE_DB" --quiet delete "$one" --yes --person eve
    "$CROSSCUT" --db "$SITE_DB" --quiet delete "$two" --yes --person eve
    answers
    [ "$(flagged)" = 0 ]
    "$CROSSCUT" --db "$SITE_DB" --quiet undelete "$one" --person eve
    [ "$(flagged)" = "$before" ]
}
