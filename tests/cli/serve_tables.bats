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
    [[ $(get "$SITE/tables/t05-funding-by-region") == *' Only: Counted by: region.'* ]]
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
