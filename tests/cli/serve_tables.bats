# Tables on the site: what stands with their numbers, and tables as they were.
load helper
load site

setup_file() {
    cd "$BATS_TEST_DIRNAME/../.." || return 1
    site_start data
}
teardown_file() { site_stop; }

@test "every table says what it counts, from when, by which definition, and how" {
    for name in $(get "$SITE/tables.json" | jq -r '.[].table'); do
        get "$SITE/tables/$name" >"$BATS_TEST_TMPDIR/page"
        about=$(grep '<p class="about">' "$BATS_TEST_TMPDIR/page")
        [[ $about == *'Unit of count: '*' Records: '*' Data of 20'* ]] || { echo "$name: $about"; false; }
        # The number is that of the list it leads to.
        link=$(sed -n 's/.*Records: <a href="\([^"]*\)">\([0-9,]*\)<.*/\1 \2/p' <<<"$about" | sed 's/&amp;/\&/g')
        [ "$(get "$SITE${link% *}" -H 'Accept: text/html' | grep -c '<h1')" = 1 ]
        records=$(tr -d , <<<"${link##* }")
        [ "$(get "$SITE/tables/$name.json" | jq .records)" -eq "$records" ]
        path=${link% *}
        [ "$(get "$SITE${path%%\?*}.json$(grep -o '?.*' <<<"$path")" | jq .total)" -eq "$records" ] || { echo "$name: $link"; false; }
        grep -q '<a href="/about/method">' "$BATS_TEST_TMPDIR/page"
        grep -q "table: $name\$" "$BATS_TEST_TMPDIR/page" || { echo "$name: no definition"; false; }
    done
}

@test "what a table counts is said in three languages" {
    [[ $(get "$SITE/tables/projects-by-region?lang=fr") == *'Unité de compte'*': projets. Fiches'*'selon la définition <a href="/lenses/labour-migration?lang=fr">'*'Données du 20'* ]]
    [[ $(get "$SITE/tables/projects-by-region?lang=es") == *'Unidad de cuenta: proyectos. Fichas: '*'según la definición'*'Datos del 20'* ]]
    [[ $(get "$SITE/tables/t05-funding-by-region") == *' Only: Counted by: Region.'* ]]
}

@test "every table is described apart from its numbers" {
    for name in $(get "$SITE/tables.json" | jq -r '.[].table'); do
        get "$SITE/tables/$name.metadata.json" >"$BATS_TEST_TMPDIR/m.json"
        get "$SITE/tables/$name.json" >"$BATS_TEST_TMPDIR/t.json"
        jq -e --arg name "$name" --arg site "$SITE" '.table == $name and (.description | startswith("Unit of count: ")) and .address == "\($site)/tables/\($name)"
            and (.changed | test("^20..-..-..T")) and (.licences | type == "array") and (.columns | all(.meaning | length > 3)) and (.definition | contains("table: \($name)"))' \
            "$BATS_TEST_TMPDIR/m.json" >/dev/null || { echo "$name"; jq . "$BATS_TEST_TMPDIR/m.json"; false; }
        diff <(jq -c '[.title, .filter, .records, [.columns[] | {name, label, unit}], .notes]' "$BATS_TEST_TMPDIR/m.json") \
            <(jq -c '[.title, .filter, .records, [.columns[] | {name, label, unit}], .notes]' "$BATS_TEST_TMPDIR/t.json")
        digest=$("$CROSSCUT" --db "$SITE_DB" table "$name" --lang en -f csv | b2sum -l 128 | cut -d' ' -f1)
        [ "$(jq -r .digest "$BATS_TEST_TMPDIR/m.json")" = "$digest" ]
        [[ $(get "$SITE/tables/$name") == *"$digest"* ]]
    done
    [[ $(get "$SITE/tables/projects-by-region") == *'href="/tables/projects-by-region.metadata.json">'* ]]
    [ "$(status_of "$SITE/tables/no-such-table.metadata.json")" = 404 ]
    [ "$(status_of "$SITE/projects.metadata.json")" = 404 ]
}

@test "a page's own address is that by which it was asked for" {
    first=$(get "$SITE/tables/t05-funding-by-region.metadata.json" | jq -r .address)
    second=$(get -H 'Host: register.example:81' "$SITE/tables/t05-funding-by-region.metadata.json" | jq -r .address)
    [ "$first" = "$SITE/tables/t05-funding-by-region" ]
    [ "$second" = http://register.example:81/tables/t05-funding-by-region ]
}

# What the tests of former data need: two days of changes, on the site's own file while it is served.
later() {
    sleep 1.1
    printf 'kind,identifier,title@en,start,country,region\nproject,later-%s,Protection of migrant workers in Kenya,2013-01-01,KE,africa\n' "$1" >"$BATS_TEST_TMPDIR/later.csv"
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$BATS_TEST_TMPDIR/later.csv"
}
digest_on() { sed -n 's/.*, digest \([0-9a-f]\{32\}\)\. .*/\1/p' "$1"; }

@test "a table that was cited is had again by its address, with the same digest and numbers" {
    name=projects-by-region
    get "$SITE/tables/$name" >"$BATS_TEST_TMPDIR/first"
    get "$SITE/tables/$name.csv?lang=en" >"$BATS_TEST_TMPDIR/first.csv"
    address=$(sed -n 's/.*digest [0-9a-f]*\. \(http[^ <]*\).*/\1/p' "$BATS_TEST_TMPDIR/first")
    [[ $address == "$SITE/tables/$name?as-of=20"*Z ]]
    [[ $(get "$address") == *'This is the table as of 20'* ]]
    later one
    "$CROSSCUT" --db "$SITE_DB" --quiet edit project:ilo-thamm country=KE region=africa --person Ann
    get "$SITE/tables/$name" >"$BATS_TEST_TMPDIR/now"
    [ "$(digest_on "$BATS_TEST_TMPDIR/now")" != "$(digest_on "$BATS_TEST_TMPDIR/first")" ]
    for again in 1 2; do
        get "$address" >"$BATS_TEST_TMPDIR/then"
        [ "$(digest_on "$BATS_TEST_TMPDIR/then")" = "$(digest_on "$BATS_TEST_TMPDIR/first")" ]
    done
    get "$SITE/tables/$name.csv?lang=en&as-of=${address##*=}" | diff - "$BATS_TEST_TMPDIR/first.csv"
    [ "$(get "$SITE/tables/$name.metadata.json?as-of=${address##*=}" | jq -r .changed)" = "${address##*=}" ]
    # Numbers as they were do not lead to lists of now.
    grep -q '<td class="number"><a ' "$BATS_TEST_TMPDIR/now"
    grep -q '<td class="number"><a ' "$BATS_TEST_TMPDIR/then" && false
    grep -q 'Records: <a ' "$BATS_TEST_TMPDIR/then" && false
    # Two at once: both are answered, or one is asked to come again. Nothing is left over but one copy.
    later two
    get "$SITE/tables/t12-comments?as-of=${address##*=}" -o /dev/null &
    code=$(status_of "$SITE/tables/projects-by-theme?as-of=${address##*=}")
    wait $!
    [[ $code == 200 || $code == 503 ]]
}

@test "what a page of a table does not know is refused in plain words" {
    [ "$(status_of "$SITE/tables/t12-comments?colour=red")" = 400 ]
    [[ $(get "$SITE/tables/t12-comments?colour=red") == *'&quot;colour&quot;: Tables do not know this parameter.'* ]]
    [[ $(get "$SITE/tables/t12-comments?as-of=yesterday") == *'neither a day nor a time'* ]]
    [[ $(get "$SITE/tables/t12-comments?as-of=yesterday&lang=fr") == *"n'est ni un jour ni une heure"* || $(get "$SITE/tables/t12-comments?as-of=yesterday&lang=fr") == *'est ni un jour ni une heure'* ]]
    [ "$(status_of "$SITE/tables/t12-comments?as-of=1999")" = 400 ]
    [[ $(get "$SITE/tables/t12-comments?as-of=1999") == *'there were no data'* ]]
    # Nothing has changed since, and nobody knows what will.
    [[ $(get "$SITE/tables/t12-comments?as-of=2999-01-01") == *'This is the table as of 20'* && $(get "$SITE/tables/t12-comments?as-of=2999-01-01") != *'2999-01-01 23:59'* ]]
    [ "$(status_of "$SITE/tables/t12-comments/changes?as-of=2026")" = 400 ]
    [ "$(status_of "$SITE/tables/none/changes")" = 404 ]
}

@test "the cells that changed are told, with what came in between" {
    since=$(get "$SITE/tables/projects-by-region.metadata.json" | jq -r .changed)
    get "$SITE/tables/projects-by-region.json" >"$BATS_TEST_TMPDIR/before.json"
    later three
    get "$SITE/tables/projects-by-region.json" >"$BATS_TEST_TMPDIR/after.json"
    get "$SITE/tables/projects-by-region/changes.json?since=$since" >"$BATS_TEST_TMPDIR/changes.json"
    cells() { jq -c '[(.rows[] | .key as $key | .cells[] | {key: $key, column, value}), (.totals[] | {key: "total", column, value})] | sort' "$1"; }
    jq -e '.changes | length > 2' "$BATS_TEST_TMPDIR/changes.json" >/dev/null
    # The table before with these changes is the table after.
    diff <(jq -c --slurpfile changes "$BATS_TEST_TMPDIR/changes.json" '[.[] | . as $cell | ([$changes[0].changes[] | select(.key == $cell.key and .column == $cell.column)][0]) as $c
            | if $c then (if $c.from == $cell.value then $cell + {value: $c.to} else error("from") end) else $cell end] | sort' < <(cells "$BATS_TEST_TMPDIR/before.json")) \
        <(cells "$BATS_TEST_TMPDIR/after.json")
    [ "$(jq -c '[.imports[].file], .edited, .decided' "$BATS_TEST_TMPDIR/changes.json" | tr '\n' ' ')" = '["later.csv"] 0 0 ' ]
    page=$(get "$SITE/tables/projects-by-region/changes?since=$since")
    [[ $page == *"<p>$(jq '.changes | length' "$BATS_TEST_TMPDIR/changes.json") cells are not what they were.</p>"*'Import of later.csv, 20'*': 1 new records, 0 changed'* ]]
    [[ $(get "$SITE/tables/projects-by-region/changes") == *'all data came on one day'* ]]
    is_a_good_page "/tables/projects-by-region/changes?since=$since"
}

@test "every number of a table leads to its records, or to those it is made from" {
    for name in t05-funding-by-region projects-by-region focus-balance f7-fundamental-conventions; do
        get "$SITE/tables/$name" >"$BATS_TEST_TMPDIR/page"
        # a cell of a number without a link: only signs
        grep -o '<td class="number">[^<]*[1-9][^<]*</td>' "$BATS_TEST_TMPDIR/page" >"$BATS_TEST_TMPDIR/bare" || true
        [ ! -s "$BATS_TEST_TMPDIR/bare" ] || { echo "$name"; cat "$BATS_TEST_TMPDIR/bare"; false; }
    done
    # A mean leads to what is divided, and by a small sign to what it is divided by.
    [[ $(get "$SITE/tables/t05-funding-by-region") == *'class="of ratio" aria-label="'* || $(get "$SITE/tables/t05-funding-by-region") == *'<td class="number"><a href="/portfolio-lines?'*'>1,161,147</a>'* ]]
    # A report as a page has no links to claims, which would make it too heavy; the claims are a page of their own.
    get "$SITE/claims?verdict=mismatch" | grep -q 'id="DQ-01"'
}
