#!/usr/bin/env bats
# Pages of codes, corridors and themes: their numbers are those of their lists, and a pack that defines them wrongly is refused.

load helper
load site

setup_file() {
    local root
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    cat >"$BATS_FILE_TMPDIR/flows.csv" <<'END'
kind,identifier,title@en,ref_area,origin,destination,value,unit,population,period,source
statistic,f1,<b>Flow</b> 2010,NP,NP,QA,100,persons,all,2010,test
statistic,f2,Flow 2020,NP,NP,QA,250,persons,all,2020,test
statistic,f3,Flow back,NP,QA,NP,3,persons,all,2020,test
END
    cat >"$BATS_FILE_TMPDIR/series.csv" <<'END'
kind,identifier,title@en,indicator,ref_area,sex,value,unit,population,period,start,end,source
statistic,s1,Rate 2010,<Rate> of wages,TV,F,4.5,per-cent,employees,2010,,,test
statistic,s2,Rate 2011,<Rate> of wages,TV,F,5,per-cent,employees,2011-Q1,,,test
statistic,s3,Rate 2012,<Rate> of wages,TV,F,6.25,per-cent,employees,2012,,,test
statistic,s4,Rate 2012,<Rate> of wages,TV,M,7,per-cent,employees,2012,,,test
statistic,s5,People away,n-away,TV,,1500000,persons,residents,from 2005 to 2008,2005,2008,test
statistic,s6,People away,n-away,TV,,9,persons,residents,nobody knows when,,,test
statistic,s7,Nothing,n-none,TV,,,persons,residents,2012,,,test
statistic,s8,This,,NU,,1,persons,residents,2011,,,test
statistic,s9,That,,NU,,2,persons,residents,2012,,,test
END
    cat >"$BATS_FILE_TMPDIR/money.csv" <<'END'
kind,identifier,title@en,country,start,budget,budget.currency
project,m1,One,TV,2010-05,100,USD
project,m2,Two,TV,2010-11-30,250.5,USD
project,m3,Three,TV|NU,2012,70,EUR
project,m4,Four,TV,2012,8,XOF
project,m5,Five,TV,,9,USD
project,m6,Six,TV,2013,40,USD
END
    site_start "$root/data" "$BATS_FILE_TMPDIR/flows.csv" "$BATS_FILE_TMPDIR/series.csv" "$BATS_FILE_TMPDIR/money.csv"
}

teardown_file() {
    site_stop
}

# Every "FILTER NUMBER" of standard input is the length of its list.
leads_to_as_many() {
    while read -r filter records; do
        [ "$(get "$SITE/${filter#/}" | jq .total)" = "$records" ] || { echo "$filter: not $records"; return 1; }
    done
}

@test "a corridor has the records that name both ends, and its number in the list is theirs" {
    get "$SITE/corridors.json" >"$BATS_TEST_TMPDIR/all"
    # Two figures that lead there beside those of data/un-stock, an agreement and a project in no direction.
    stock=$(grep -c '^statistic,un-stock-NP-QA-' data/un-stock/stock.csv)
    [ "$(jq -c '.[] | select(.origin == "NP" and .destination == "QA") | [.directed, .records]' "$BATS_TEST_TMPDIR/all")" = "[true,$((stock + 4))]" ]
    [ "$(jq -c '.[] | select(.origin == "QA" and .destination == "NP") | [.directed, .records]' "$BATS_TEST_TMPDIR/all")" = '[true,3]' ]
    [ "$(jq 'map(select(.directed | not)) | map([.origin, .destination] | sort) | length == (unique | length)' "$BATS_TEST_TMPDIR/all")" = true ]
    get "$SITE/corridors/NP-QA.json" | jq -r '.kinds[] | "\(.path | sub("\\?"; ".json?")) \(.records)"' >"$BATS_TEST_TMPDIR/kinds"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/kinds")" -ge 3 ]
    leads_to_as_many <"$BATS_TEST_TMPDIR/kinds"
    page=$(get "$SITE/corridors/NP-QA" | tr '\n' ' ')
    [[ $page == *'<b>&lt;b&gt;Flow&lt;/b&gt; 2010</b>'*'2010</th><td class="number"><a href="/statistics/f1">100</a>'* ]]
    [[ $page == *'<b>Migrants from Nepal in Qatar</b>'*'/statistics/un-stock-NP-QA-2019">254,340</a>'* && $page != *'Flow back'* ]]
    [ "$(get "$SITE/corridors.csv" | head -1 | tr -d '\r"')" = origin,destination,directed,records ]
    is_a_good_page /corridors
    is_a_good_page /corridors/NP-QA
}

@test "the number of a corridor is the sum of what its page lists, on its page, in the list and at its ends" {
    get "$SITE/corridors.json" >"$BATS_TEST_TMPDIR/all"
    for pair in NP-QA QA-NP $(jq -r '[.[] | select(.directed | not)][:3][] | "\(.origin)-\(.destination)"' "$BATS_TEST_TMPDIR/all") \
        $(jq -r '[.[] | select(.directed)][:3][] | "\(.origin)-\(.destination)"' "$BATS_TEST_TMPDIR/all"); do
        sum=$(get "$SITE/corridors/$pair.json" | jq '[.kinds[].records] | add')
        [ "$(jq ".[] | select(.origin + \"-\" + .destination == \"$pair\") | .records" "$BATS_TEST_TMPDIR/all")" = "$sum" ] || { echo "$pair: $sum"; false; }
        [ "$(get "$SITE/corridors/$pair" | sed -n 's/.*<h2>Between them <small>\([0-9,]*\)<.*/\1/p' | tr -d ,)" = "$sum" ]
        chip=$(get "$SITE/countries/${pair%-*}" | grep -o "href=\"/corridors/$pair\">[^/]*<small>[0-9,]*" | tr -d , | grep -o '[0-9]*$' || true)
        [ -z "$chip" ] || [ "$chip" = "$sum" ] || { echo "$pair: chip $chip"; false; }
    done
    [[ $(get "$SITE/corridors") == *'counts the records, of all kinds, that name both'* ]]
    [[ $(get "$SITE/countries") == *'counts its records, of all kinds'* ]]
}

@test "countries stand in the order of their names in the language of the page, accents folded" {
    local language path
    for language in en fr es; do
        for path in countries reports/country; do
            get "$SITE/$path?lang=$language" | python3 -c '
import html, re, sys, unicodedata
page = sys.stdin.read()
fold = lambda s: "".join(c for c in unicodedata.normalize("NFKD", s) if not unicodedata.combining(c)).lower()
names = [html.unescape(n) for n in re.findall(r"(?:<li><a href=\"/countries/[^>]*><span>|<option value[^>]*>)([^<]*)<", page)]
assert len(names) > 50, len(names)
wrong = [pair for pair in zip(names, names[1:]) if fold(pair[0]) > fold(pair[1])]
assert not wrong, wrong[:3]' || { echo "$path in $language"; false; }
        done
        # Of corridors with as many records the names of their ends say which comes first.
        get "$SITE/corridors?lang=$language" | python3 -c '
import html, re, sys, unicodedata
fold = lambda s: "".join(c for c in unicodedata.normalize("NFKD", s) if not unicodedata.combining(c)).lower()
rows = re.findall(r"<li><a href=\"/corridors/[^>]*><span>([^<]*?) [→–] ([^<]*)</span> <b>([^<]*)<", sys.stdin.read())
keys = [(-int(re.sub(r"\D", "", n)), fold(html.unescape(a)), fold(html.unescape(b))) for a, b, n in rows]
assert len(keys) > 20 and keys == sorted(keys), [p for p in zip(keys, keys[1:]) if p[0] > p[1]][:3]'
    done
    # A list in another order than that of names says something by it, in any language.
    get "$SITE/regions?lang=es" | grep -o 'href="/regions/[a-z-]*' | sed 's/.*\///' | sort -u >"$BATS_TEST_TMPDIR/shown"
    get "$SITE/regions.json" | jq -r '.[].code' | grep -xFf "$BATS_TEST_TMPDIR/shown" >"$BATS_TEST_TMPDIR/list"
    get "$SITE/regions?lang=es" | grep -o '<li><a href="/regions/[a-z-]*' | sed 's/.*\///' | diff - "$BATS_TEST_TMPDIR/list"
}

@test "what is no corridor is not found" {
    for path in NP NP-NP NP-XX -QA NP- NP-QA-IN; do
        [ "$(status_of "$SITE/corridors/$path")" = 404 ] || { echo "$path"; false; }
    done
    [ "$(status_of "$SITE/corridors/DE-TV")" = 200 ] # nothing yet, and it says so
    [[ $(get "$SITE/corridors/DE-TV") == *'nothing here yet'* ]]
}

@test "the page of a country has the sections of the pack, a map, and what is missing with its numbers" {
    page=$(get "$SITE/countries/NP")
    [[ $page == *'class="chart locator"'*'<h2>At a glance</h2>'*'<h2>What we do</h2>'*'<h2>Rules</h2>'*'<h2>How good these data are</h2>'* ]]
    [[ $page == *'href="/corridors/NP-QA">Nepal → Qatar'* ]]
    # A table of its own records: each number is the length of its list.
    themes=${page#*projects-by-theme\">}
    grep -o '</th><td class="number"><a href="/projects[^"]*">[0-9]*' <<<"${themes%%</section>*}" | sed 's/.*href="\/projects\([^"]*\)">/projects.json\1 /; s/&amp;/\&/g' >"$BATS_TEST_TMPDIR/cells"
    grep -q 'country=NP' "$BATS_TEST_TMPDIR/cells"
    leads_to_as_many <"$BATS_TEST_TMPDIR/cells"
    grep -o '<li><a href="[^"]*=[^"]*">[^<]* is not stated in [0-9]*' <<<"$page" | sed 's/.*href="\/\([a-z]*\)\([^"]*\)">.* in \([0-9]*\)$/\1.json\2 \3/; s/&amp;/\&/g' >"$BATS_TEST_TMPDIR/lacks"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/lacks")" -gt 2 ]
    leads_to_as_many <"$BATS_TEST_TMPDIR/lacks"
    is_a_good_page /countries/NP
    is_a_good_page /regions/africa
}

@test "the page of a country leads to the rest of a list, says what a table leaves out, and has feeds" {
    page=$(get "$SITE/countries/TH" | tr '\n' ' ')
    all=$(get "$SITE/projects.json?country=TH" | jq .total)
    [ "$all" -gt 8 ]
    [[ $page == *"<p class=\"more\"><a href=\"/projects?country=TH\">and $((all - 8)) more</a></p>"* ]]
    # The table takes those that the lens takes; the number leads to them.
    own=$(get "$SITE/projects.json?country=TH&tag=labour-migration" | jq .total)
    [ "$own" -lt "$all" ]
    [[ $page == *"href=\"/projects?tag=labour-migration&amp;country=TH\">$own of $all records are in this table"* ]]
    # No ratification: which instruments were looked at is computed.
    count=$(get "$SITE/ratifications.csv" | python3 -c 'import csv, sys; print(len({r["convention"] for r in csv.DictReader(sys.stdin)}))')
    [[ $page == *"<p>Among the ratifications held here, of $count instruments (C097, "*', none is by this country.'* ]]
    [[ $(get "$SITE/countries/PH") != *'none is by this country'* ]]
    for feed in publications.atom events.atom events.ics; do
        [[ $page == *"href=\"/$feed?country=TH\""* ]]
        [ "$(status_of "$SITE/$feed?country=TH")" = 200 ]
    done
    [[ $page == *'<h2>At a glance</h2>'*'People of the country living abroad'* ]]
    # What is drawn of all, and what the pale bar means.
    [[ $page == *'class="chart timeline"'*"Drawn: "*" of $all. Short and pale: the end is not stated."* ]]
    is_a_good_page /countries/TH
}

@test "a practice or an evaluation is quoted with the words that gave it a tag" {
    page=$(get "$SITE/countries/LB" | tr '\n' ' ')
    part=${page#*<h2>What works</h2>}
    [[ ${part%%</section></div>*} == *'<br><q'*'<b>'*'</b>'*'</q> <span class="facts">'*', set by rule, '* ]]
}

# The SVG drawings of standard input, one a line.
drawings() {
    tr '\n' ' ' | grep -o '<svg[^>]*class="chart multiple".*</svg>' | sed 's|</svg>|&\n|g' | grep -o '<svg[^>]*class="chart multiple".*'
}

@test "money stands by year and currency, never added across currencies, each number the sum of its list" {
    page=$(get "$SITE/countries/TV" | tr '\n' ' ')
    money=${page#*project-budgets-by-year\">}
    money=${money%%</section>*}
    [[ $money == *'US dollars <small>USD</small></th><th scope="col" class="number">Euros <small>EUR</small></th><th scope="col" class="number">Records in other currencies only</th></tr>'* ]]
    # Rows of years that have something, and columns of currencies that somebody pays in; nothing else.
    [ "$(grep -o '<th scope="row">[^<]*' <<<"$money" | sed 's/.*>//' | tr '\n' ' ')" = '2010 2012 2013 Total ' ]
    [[ $money == *'every country'* || $money == *'for each country of the project'* ]]
    [[ $money == *'1 record has no value of “Start”'* && $money != *'Asked for'* ]]
    # 350.5 of two records; 70 of one; the records of other currencies are counted, not added.
    grep -o '<td class="number"><a href="[^"]*">[0-9,]*' <<<"$money" | sed 's/.*href="\([^"]*\)">/\1 /; s/&amp;/\&/g; s/,//g' >"$BATS_TEST_TMPDIR/cells"
    [ "$(cut -d' ' -f2 "$BATS_TEST_TMPDIR/cells" | tr '\n' ' ')" = '351 0 0 0 70 1 40 0 0 391 70 1 ' ]
    while read -r address number; do
        list=${address#/}
        case $address in
        *currency!=*) found=$(get "$SITE/${list/\?/.json?}" | jq .total) ;;
        *) found=$(get "$SITE/${list/\?/.csv?}" | python3 -c 'import csv, sys; print(round(sum(float(r["budget"]) for r in csv.DictReader(sys.stdin)) + 0.01))') ;;
        esac
        [ "$found" = "$number" ] || { echo "$address: $found, not $number"; false; }
    done <"$BATS_TEST_TMPDIR/cells"
    # One drawing, with a chart for each column that has something.
    drawings <<<"$money" >"$BATS_TEST_TMPDIR/svg"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/svg")" = 1 ]
    grep -q '<title>.*US dollars: most in 2010 (351); Euros: most in 2012 (70)' "$BATS_TEST_TMPDIR/svg"
    [[ $(get "$SITE/countries/QA") != *'project-budgets-by-year'* ]] # nothing, where there is none
}

@test "statistics are drawn as a small chart for each series, and each number leads to its record" {
    page=$(get "$SITE/countries/TV" | tr '\n' ' ')
    part=${page#*<h2>At a glance</h2>}
    part=${part%%</section>*}
    # The women's rate, the men's and the people away: units, sexes and populations never mix.
    [ "$(grep -o '<figure>' <<<"$part" | wc -l)" = 3 ]
    drawings <<<"$part" >"$BATS_TEST_TMPDIR/svg"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/svg")" = 3 ]
    [ "$(grep -c '<title>.*<desc>' "$BATS_TEST_TMPDIR/svg")" = 3 ]
    awk '{ if (length($0) > 15360) exit 1 }' "$BATS_TEST_TMPDIR/svg"
    # The longest comes first; its name, its unit, and what it is based on are said.
    [[ $part == *'<b>&lt;Rate&gt; of wages</b> <span class="facts">Sex: F</span> <span class="unit">Unit: Per cent</span>'* ]]
    [[ $part == *'<b>People away</b>'*'Unit: Persons'*'from 2005 to 2008</th><td class="number"><a href="/statistics/s5">1,500,000</a>'* ]]
    [[ $part == *'<p class="facts">Base population: employees · Source: test</p>'* ]]
    [[ $part == *'Statistics <small>7</small></a>'*'Drawn: 5 of 7 records, in 3 of 3 series.'* ]]
    # Every number is the value of its record; all charts have the same years.
    grep -o '<td class="number"><a href="/statistics/[^"]*">[0-9.,]*' <<<"$part" | sed 's/.*statistics\/\([^"]*\)">/\1 /; s/,//g' >"$BATS_TEST_TMPDIR/numbers"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/numbers")" = 5 ]
    while read -r id number; do
        [ "$(get "$SITE/statistics/$id.json" | jq ".fields.value // .value | . == $number")" = true ] || { echo "$id: not $number"; false; }
    done <"$BATS_TEST_TMPDIR/numbers"
    # What nothing names is no series because its words are alike.
    [ "$(get "$SITE/countries/NU" | grep -c '<figcaption id="series-statistic-[12]"><b>Th[ia][st]</b>')" = 2 ]
    [ "$(sed 's/<text[^>]*>\(20[0-9][0-9]\)</\n\1\n/g' "$BATS_TEST_TMPDIR/svg" | grep -c '^2005$')" = 3 ]
    [[ $(get "$SITE/countries/TV?lang=fr") == *$'Dessiné\u00a0: 5 fiches sur 7, en 3 séries sur 3.'* ]]
    [[ $(get "$SITE/countries/TV?lang=es") == *'Dibujado: 5 de 7 fichas, en 3 de 3 series.'* ]]
    is_a_good_page /countries/TV
    is_a_good_page /countries/UA
}

@test "the statistics of ILOSTAT and SDMX, where they are at hand, are drawn within 15 KB" {
    needs_shared
    shared=$SHARED/data/statistics
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$shared"/ilostat-*.csv --set population=employees
    page=$(get "$SITE/countries/SE")
    drawings <<<"$page" >"$BATS_TEST_TMPDIR/svg"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/svg")" -ge 9 ]
    awk '{ if (length($0) > 15360) exit 1 }' "$BATS_TEST_TMPDIR/svg"
    is_a_good_page /countries/SE
    is_a_good_page /countries/ES
}

@test "a unit has a page by its code, and its record keeps its own" {
    [[ $(get "$SITE/units/MIGRANT") == *'<h1>Labour Migration Branch</h1>'* ]]
    id=$(get "$SITE/units.json" | jq -r '.rows[0].identifier')
    [ "$(get "$SITE/units/$id.json" | jq -r .identifier)" = "$id" ]
    [ "$(status_of "$SITE/units/no-such-unit")" = 404 ]
}

@test "the page of a unit has what leads to the unit by code, by part of a field and by link" {
    printf '%s\n' 'kind,identifier,title@en,organiser,organiser.unit' 'event,u1,Unit meeting,A,SKILLS' >"$BATS_TEST_TMPDIR/event.csv"
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$BATS_TEST_TMPDIR/event.csv"
    get "$SITE/units/SKILLS.json" | jq -c '.kinds[] | [.kind, .records]' | sort >"$BATS_TEST_TMPDIR/kinds"
    [ "$(tr '\n' ' ' <"$BATS_TEST_TMPDIR/kinds")" = '["event",1] ["unit",1] ' ]
    # Two units had the code MIGRANT, one after the other; links lead to either.
    page=$(get "$SITE/units/MIGRANT")
    focal=$(get "$SITE/focal-points.json?unit=unit:migrant%7Cunit:imp" | jq .total)
    [ "$focal" -gt 1 ]
    [[ $page == *'href="/focal-points?unit=unit%3Aimp%7Cunit%3Amigrant">Focal points <small>'"$focal</small>"* ]]
    [[ $page == *'<h2>What it learns</h2>'*'Recommendations <small>'* ]]
    # A number has its name, a field all its values; what no record says is said.
    [[ $page == *'· Posts: 1</span>'* && $page == *'Labour-migration governance, policy and legislation, Rights and protection of migrant workers, Migration'* ]]
    all=$(get "$SITE/publications.json" | jq .total)
    [[ $page == *">Publications: Technical unit is not stated in $all of $all<"* ]]
    is_a_good_page /units/MIGRANT
}

@test "the lead of a theme's page is its own description, in the language of the page" {
    for language in en fr es; do
        get "$SITE/themes/forced?lens=labour-migration&lang=$language" | tr '\n' ' ' | grep -o '<p class="lead">[^<]*' >"$BATS_TEST_TMPDIR/lead"
        python3 - "$language" "$BATS_TEST_TMPDIR/lead" <<'P'
import html, re, sys
text = open('packs/labour-migration/lenses/labour-migration.yaml').read()
theme = re.search(r'\n  forced:\n(.*?)(?=\n  [a-z]+:\n)', text[text.index('\nthemes:'):], re.S)[1]
own = re.search(r'\n    description:\s(.*?)\n    [a-z]+:', '\n' + theme, re.S)[1]
first = re.search(r'%s: "?([^"\n]{30})' % sys.argv[1], own)[1]
lead = html.unescape(open(sys.argv[2]).read())
assert first in lead, (first, lead)
P
    done
}

@test "a theme shows its rule, its records, and what people said of them" {
    page=$(get "$SITE/themes/gov")
    [[ $page == *'<pre class="definition"'*'  gov:'*'</pre>'* && $page != *'  recruitment:'* ]]
    [[ $page == *'Nobody has judged records'* ]]
    get "$SITE/themes/gov.json" | jq -r '.kinds[] | "\(.path | sub("\\?"; ".json?")) \(.records)"' >"$BATS_TEST_TMPDIR/kinds"
    [ -s "$BATS_TEST_TMPDIR/kinds" ]
    leads_to_as_many <"$BATS_TEST_TMPDIR/kinds"
    get "$SITE/projects.json?tag=labour-migration/gov" | jq -r '.rows[:4][].identifier' >"$BATS_TEST_TMPDIR/ids"
    { echo identifier,lens,theme,verdict,person
      awk 'NR < 4 { print $0 ",labour-migration,gov,confirmed,A" } NR == 4 { print $0 ",labour-migration,gov,rejected,A" }' "$BATS_TEST_TMPDIR/ids"; } >"$BATS_TEST_TMPDIR/said.csv"
    "$CROSSCUT" --db "$SITE_DB" --quiet review --import "$BATS_TEST_TMPDIR/said.csv"
    [[ $(get "$SITE/themes/gov") == *'judged 4 of the records that it takes, and confirmed 3: a precision of 75 %'* ]]
    [ "$(get "$SITE/themes/gov.json" | jq -c '[.confirmed, .rejected]')" = '[3,1]' ]
    # The page of the method adds up what people said of all themes of a definition.
    [[ $(get "$SITE/about/method") == *'labour-migration">Labour migration</a>'*'3 of 4 tags confirmed: a precision of 75 %'* ]]
    [ "$(status_of "$SITE/themes/no-such-theme")" = 404 ]
    [ "$(status_of "$SITE/themes/gov?lens=pardev-2013")" = 404 ]
    is_a_good_page /themes
    is_a_good_page /themes/gov
}

# Says what the pack says wrong when the first LINE of pack.yaml that has WORDS becomes OTHER.
refusal() { # WORDS OTHER
    local root
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    rm -rf "$BATS_TEST_TMPDIR/pack"
    cp -r "$root/packs/labour-migration" "$BATS_TEST_TMPDIR/pack"
    python3 - "$BATS_TEST_TMPDIR/pack/pack.yaml" "$1" "$2" <<'END'
import sys
path, words, other = sys.argv[1:]
text = open(path, encoding='utf-8').read()
assert words in text, words
open(path, 'w', encoding='utf-8').write(text.replace(words, other, 1))
END
    "$CROSSCUT" --pack "$BATS_TEST_TMPDIR/pack" pack check 2>&1 && return 1
    return 0
}

@test "a pack that defines a page wrongly is refused with file, line and mend" {
    [[ $(refusal 'list: country' 'list: contry') == *'pack.yaml:'*'no code list "contry"'* ]]
    [[ $(refusal 'path: units' 'path: organisations') == *'pack.yaml:'*'taken by another profile, or by a kind'* ]]
    [[ $(refusal 'path: regions' 'path: countries') == *'taken by another profile'* ]]
    [[ $(refusal '- {kind: dwcp, show: [start, end]}' '- {kind: dwpc}') == *'no kind "dwpc"'* ]]
    [[ $(refusal '- {kind: dwcp, show: [start, end]}' '- {kind: dwcp, show: [strat]}') == *'has no field "strat"'* ]]
    [[ $(refusal '- {kind: dwcp, show: [start, end]}' '- {kind: dwcp, show: start}') == *'expected a list of at most'* ]]
    [[ $(refusal '- {kind: dwcp, show: [start, end]}' '- {kind: dwcp, time: [start]}') == *'expected two date fields'* ]]
    [[ $(refusal '- {kind: dwcp, show: [start, end]}' '- {kind: dwcp, time: [start, pages]}') == *'these are no dates'* ]]
    [[ $(refusal '- {kind: dwcp, show: [start, end]}' '- {kind: dwcp, table: projects-by-theme}') == *'say one of `kind: KIND`'* ]]
    [[ $(refusal '- {kind: dwcp, show: [start, end]}' '- {table: projects-by-them}') == *'Did you mean "projects-by-theme"'* ]]
    [[ $(refusal '- {kind: dwcp, show: [start, end]}' '- {table: t36-acronyms}') == *'no code of the list "country"'* ]]
    [[ $(refusal '- {kind: dwcp, show: [start, end]}' '- {table: gap-matrix}') == *'has blocks (`by`)'* ]]
    [[ $(refusal '- {kind: dwcp, show: [start, end]}' '- {kind: interview, show: [department]}') == *'is not public'* ]]
    [[ $(refusal '- {kind: dwcp, show: [start, end]}' '- {kind: dwcp, chart: true}') == *'with `chart: true` if wanted'* ]]
    [[ $(refusal '- {kind: dwcp, show: [start, end]}' '- {table: projects-by-theme, show: [start]}') == *'pack.yaml:'*show* ]]
    [[ $(refusal '- {kind: focal-point, field: unit, ' '- {kind: focal-point, field: office, ') == *'no public field of the kind "focal-point" with codes of the list "technical-unit"'* ]]
    [[ $(refusal '- {kind: focal-point, field: unit, ' '- {kind: focal-point, field: nuit, ') == *'Name such a field'* ]]
    [[ $(refusal '              of: convention' '              of: date') == *'of which coded field'* ]]
    [[ $(refusal '              of: convention' '              for: convention') == *'pack.yaml:'*'no such key'* ]]
    [[ $(refusal '              value: value' '              value: title') == *'is not one number'* ]]
    [[ $(refusal '              time: [start, end]' '              time: [period]') == *'"period" is no date'* ]]
    [[ $(refusal '              time: [start, end]' '              times: [start]') == *'Did you mean `time`'* ]]
    [[ $(refusal '              unit: unit' '              unit: unti') == *'has no field "unti"'* ]]
    [[ $(refusal '              time: [start, end]' '              time: []') == *'expected [FROM] or [FROM, TO]'* ]]
    [[ $(refusal 'both: country, makes: false' 'both: country, origin: country') == *'say `origin: FIELD` and `destination: FIELD`, or `both: FIELD`'* ]]
    [[ $(refusal '      origin: origin' '      origin: unit') == *'has no codes of the list "country"'* ]]
    [[ $(refusal 'both: country, show: [agreement_kind' 'bth: country, show: [agreement_kind') == *'pack.yaml:'*'Did you mean `both`'* ]]
}

@test "data of a page have its records by name, and what it says is missing" {
    for path in countries/NP regions/asia-pacific corridors/NP-QA themes/gov; do
        get "$SITE/$path.json" >"$BATS_TEST_TMPDIR/json"
        page=$(get "$SITE/$path")
        while IFS=$'\t' read -r filter records list rows; do
            # One question in three forms: as the command line takes it, as an address, and how many it has.
            [ "$("$CROSSCUT" --db "$SITE_DB" list "$filter" -f csv | tail -n +2 | grep -c '^')" -ge "$records" ] || { echo "$path: $filter"; false; }
            [ "$(get "$SITE${list/\?/.json?}" | jq .total)" = "$records" ] || { echo "$path: $list"; false; }
            [ "$rows" = "$((records < 8 ? records : 8))" ] || { echo "$path: $filter has $rows rows"; false; }
        done < <(jq -r '.kinds[] | [.filter, .records, .path, (.rows | length)] | @tsv' "$BATS_TEST_TMPDIR/json")
        for identifier in $(jq -r '.kinds[] | select(.kind == "project" or .kind == "agreement") | .rows[].identifier | @uri' "$BATS_TEST_TMPDIR/json"); do
            [[ $page == *"/$identifier\""* ]] || { echo "$path: $identifier"; false; }
        done
    done
    get "$SITE/countries/NP.json" | jq -e '.quality.read_in | test("^20..-")'
    get "$SITE/countries/NP.json" | jq -e '.kinds | all(has("section")) and any(.section == "What we do")'
    while IFS=$'\t' read -r list records; do
        [ "$(get "$SITE${list/\?/.json?}" | jq .total)" = "$records" ] || { echo "$list"; false; }
    done < <(get "$SITE/countries/NP.json" | jq -r '.quality.lacks[] | [.path, .records] | @tsv')
    [ "$(get "$SITE/countries/NP.json" | jq '.quality.lacks | length')" = "$(get "$SITE/countries/NP" | grep -o 'is not stated in' | wc -l)" ]
}
