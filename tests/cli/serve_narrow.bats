#!/usr/bin/env bats
# Lists are narrowed, sorted and taken away as data; whatever is asked, the answer is one a person can go on from.

load helper
load site

setup_file() {
    local root
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    site_start "$root/data" "$root/tests/golden/read/iati-2.03.xml"
}

teardown_file() {
    site_stop
}

of_page() { get "$SITE/$1" | identifiers_of; }
of_json() { get "$SITE/${1/\?/.json?}" | jq -r '.rows[].identifier'; }
of_csv() { get "$SITE/${1/\?/.csv?}" | python3 -c 'import csv, sys
for row in list(csv.reader(sys.stdin))[1:]: print(row[0])'; }

# What is beside each facet of a page: the addresses of its links and of its boxes alone, and their numbers.
facets_of() {
    python3 - "$1" <<'P'
import html, re, sys, urllib.parse
page = open(sys.argv[1]).read()
page = page[page.index('<aside class="facets"'):page.index('</aside>')]
action = re.search(r'<form method="get" action="(/[a-z-]+)"', page).group(1)
for box, value, checked, href, current, number in re.findall(
        r'<li><input type="checkbox" name="([^"]*)" value="([^"]*)" aria-label="[^"]*"( checked)?><a href="([^"]*)"( aria-current="true")?>[^<]*</a> <span>([\d,. ]+)<', page):
    assert bool(checked) == bool(current), (value, checked, current)
    number = re.sub(r'\D', '', number)
    if not checked:
        print('link', html.unescape(href), number, sep='\t')
        hidden = [(html.unescape(n), html.unescape(v)) for n, v in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)]
        ticked = [(html.unescape(n), html.unescape(v)) for n, v in re.findall(r'name="([^"]*\|)" value="([^"]*)" aria-label="[^"]*" checked>', page) if html.unescape(n) != html.unescape(box)]
        typed = [(html.unescape(n), html.unescape(v)) for n, v in re.findall(r'<input name="([^"]*)"(?: type="search")?(?: size="9")? value="([^"]*)"', page)]
        print('box', action + '?' + urllib.parse.urlencode(hidden + ticked + typed + [(html.unescape(box), html.unescape(value))]), number, sep='\t')
P
}

@test "a list is sorted the same way as a page and as data, by any field that can be, both ways" {
    for path in 'projects?sort=title' 'projects?sort=-title' 'projects?sort=start' 'projects?sort=-start' 'projects?sort=-budget' \
        'projects?sort=size&country=TH' 'projects?sort=identifier' 'projects?sort=-identifier' 'publications?sort=title&from=50' 'events?sort=end' 'agreements?sort=-signed'; do
        of_json "$path" >"$BATS_TEST_TMPDIR/json"
        [ -s "$BATS_TEST_TMPDIR/json" ]
        of_page "$path" | diff - "$BATS_TEST_TMPDIR/json" || { echo "$path"; false; }
        from=$(sed -n 's/.*from=//p' <<<"$path")
        of_csv "$path" | tail -n +$((${from:-0} + 1)) | head -50 | diff - "$BATS_TEST_TMPDIR/json" || { echo "$path"; false; }
    done
    # What is sorted by rises or falls; those without a value are last both ways; ties are by identifier.
    for sign in '' -; do
        get "$SITE/projects.json?sort=${sign}start&limit=1000" | jq -c '[.rows[] | [.fields.start // null, .identifier]]' | python3 -c '
import json, sys
rows = json.load(sys.stdin)
with_value = [row for row in rows if row[0]]
assert rows[:len(with_value)] == with_value and len(with_value) > 20 and len(rows) > len(with_value)
expected = sorted(with_value, key=lambda row: row[1])
expected.sort(key=lambda row: row[0], reverse=sys.argv[1] == "-")
assert with_value == expected, [pair for pair in zip(with_value, expected) if pair[0] != pair[1]][:3]
rest = rows[len(with_value):]
assert rest == sorted(rest, key=lambda row: row[1])' "$sign"
    done
    # Texts without regard to case and accents.
    get "$SITE/publications.json?sort=title&limit=1000" | jq -r '.rows[].title' | python3 -c '
import sys, unicodedata
titles = [line.rstrip("\n") for line in sys.stdin]
fold = lambda text: "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()[:60]
assert [fold(t)[:20] for t in titles] == sorted(fold(t)[:20] for t in titles)
assert len(titles) > 100'
}

@test "the order of a kind is the pack's, is told in the table, and is kept by whatever leads on" {
    [ "$(of_page projects)" = "$(of_page 'projects?sort=-start')" ]
    [ "$(of_page projects)" != "$(of_page 'projects?sort=identifier')" ]
    page=$(get "$SITE/projects")
    [ "$(grep -o 'aria-sort="[a-z]*"' <<<"$page")" = 'aria-sort="descending"' ]
    [[ $page == *'aria-sort="descending"><a href="/projects?sort=start">Start</a> <span aria-hidden="true">▼</span>'* ]]
    page=$(get "$SITE/projects?sort=title&lang=fr")
    [[ $page == *'aria-sort="ascending"><a href="/projects?sort=-title&amp;lang=fr">'* ]]
    [[ $page == *'country=TH&amp;sort=title&amp;lang=fr'* && $page == *'?sort=title&amp;lang=fr&amp;from=50"'* ]]
    [[ $page == *'<input type="hidden" name="sort" value="title">'* && $page == *'<input type="hidden" name="lang" value="fr">'* ]]
    [[ $page == *'href="/projects.csv?sort=title&amp;lang=fr"'* && $page == *'href="/projects?sort=title&amp;lang=es"'* ]]
    # The usual order goes without saying.
    [[ $(get "$SITE/projects?sort=-start") != *'sort=-start&amp;country'* ]]
    "$CROSSCUT" --db "$SITE_DB" list project --sort -start -f csv | tail -n +2 | cut -d, -f1 | head -20 >"$BATS_TEST_TMPDIR/cli"
    of_json 'projects?limit=20' | diff - "$BATS_TEST_TMPDIR/cli"
    run -2 "$CROSSCUT" --db "$SITE_DB" list project --sort country
    [[ $stderr$output == *'cannot be sorted by "country"'*'title'* ]]
    [ "$(status_of "$SITE/projects?sort=country")" = 400 ]
    [ "$(status_of "$SITE/projects.json?sort=nix")" = 400 ]
}

@test "the link and the box of every value, and of every theme, lead to as many records as they say" {
    for path in 'projects' 'projects?country=TH' 'events' 'publications?tag=labour-migration&lang=es' 'projects?country=TH%7CVN&start%3E=2000' 'publications?title~=migrant&sort=title' 'activities'; do
        get "$SITE/$path" >"$BATS_TEST_TMPDIR/page"
        facets_of "$BATS_TEST_TMPDIR/page" | python3 -c '
import sys, random
lines = sys.stdin.read().splitlines()
random.Random(1).shuffle(lines)
print("\n".join(lines[:60]))' >"$BATS_TEST_TMPDIR/some"
        while IFS=$'\t' read -r what address number; do
            list=$(get -L "$SITE$address" | sed -n 's/.*<h1[^>]*>.* <small>\([0-9,. ]*[0-9]\).*/\1/p' | tr -d ',. ')
            [ "$list" = "$number" ] || { echo "$path: $what $address says $number and has $list"; false; }
            [ "$number" -gt 0 ]
        done <"$BATS_TEST_TMPDIR/some"
        grep -q "^link.*tag=labour-migration" "$BATS_TEST_TMPDIR/some" || [[ $path == activities ]]
    done
    # All that occur can be reached, also the rare.
    get "$SITE/projects" >"$BATS_TEST_TMPDIR/page"
    offered=$(facets_of "$BATS_TEST_TMPDIR/page" | grep -c '^link./projects?country=[A-Z]')
    [ "$offered" = "$(get "$SITE/projects.json?limit=1000" | jq '[.rows[].fields.country // [] | .[]] | unique | length')" ]
}

@test "several values are chosen with boxes, words and bounds with fields, and the address says it in short" {
    address=$(curl -sS -o /dev/null -w '%{redirect_url}' "$SITE/projects?country%7C=TH&country%7C=VN&start%3E=2010&start%3C=&title~=&sort=title&lang=fr")
    [ "$address" = "$SITE/projects?country=TH%7CVN&start%3E=2010&sort=title&lang=fr" ]
    page=$(get "$address")
    [[ $page == *'name="country|" value="TH" aria-label="Thaïlande" checked>'* && $page == *'name="country|" value="VN" aria-label="Viet Nam" checked>'* ]]
    [[ $page == *'name="start&gt;" size="9" value="2010"'* ]]
    # A condition that no box can say stays.
    page=$(get "$SITE/projects?country=TH&country=VN&region!=africa&tag=labour-migration&tag!=broad-2013")
    [[ $page == *'<input type="hidden" name="region!" value="africa">'*  && $page == *'<input type="hidden" name="tag!" value="broad-2013">'* ]]
    # Of two on one field the boxes say the last, and keep the other.
    [[ $page == *'<input type="hidden" name="country" value="TH">'* && $page == *'name="country|" value="VN" aria-label="Viet Nam" checked>'* ]]
    [ "$(grep -c '<input type="hidden" name="country"' <<<"$page")" = 1 ]
    # Themes of two definitions are two conditions.
    address=$(curl -sS -o /dev/null -w '%{redirect_url}' "$SITE/projects?tag.labour-migration%7C=labour-migration/gov&tag.labour-migration%7C=labour-migration/skills&tag.broad-2013%7C=broad-2013")
    [ "$address" = "$SITE/projects?tag=labour-migration%2Fgov%7Clabour-migration%2Fskills&tag=broad-2013" ]
    # Words are found whatever case and accents, all of them, within the field.
    [ "$(get "$SITE/projects.json?title~=MIGRATION+labour&limit=1000" | jq -c '.total')" = \
        "$(get "$SITE/projects.json?limit=1000" | jq '[.rows[] | select([.fields.title[]?.text | ascii_downcase | (contains("migration") and contains("labour"))] | any)] | length')" ]
    [ "$("$CROSSCUT" --db "$SITE_DB" list project 'title~=MIGRATION labour' --json | jq .total)" = "$(get "$SITE/projects.json?title~=labour+migration" | jq .total)" ]
    [ "$(get "$SITE/projects.json?title~=labour+migration" | jq .total)" -gt 0 ]
    [ "$(status_of "$SITE/projects.json?country~=TH")" = 400 ]
}

@test "where nothing fits, each condition that can be left out is told with what there is without it" {
    for path in 'projects?country=KE&region=americas' 'projects?start%3E=2099' 'projects?title~=zzzz&country=TH' 'events?identifier=none'; do
        get "$SITE/$path" >"$BATS_TEST_TMPDIR/page"
        grep -q '0 of [0-9]' "$BATS_TEST_TMPDIR/page"
        sed -n '/<ul class="others">/,/<\/ul>/p' "$BATS_TEST_TMPDIR/page" >"$BATS_TEST_TMPDIR/others"
        seen=0
        while IFS=$'\t' read -r address number; do
            [ "$(get "$SITE${address/\?/.json?}" | jq .total 2>/dev/null || get "$SITE$address.json" | jq .total)" = "$number" ]
            seen=$((seen + 1))
        done < <(python3 - "$BATS_TEST_TMPDIR/others" <<'P'
import html, re, sys
for address, number in re.findall(r'<a href="([^"]*)">.*?</a> <small>([\d,]+) record', open(sys.argv[1]).read()):
    address = html.unescape(address)
    print(address if '?' in address else address + '?', number.replace(',', ''), sep='\t')
P
)
        conditions=$(grep -o '[?&]' <<<"$path" | wc -l)
        [ "$seen" -ge "$conditions" ]
    done
    is_a_good_page '/projects?country=KE&region=americas'
}

@test "what makes no sense is told in words, with what may be meant, beside what was written" {
    page=$(get -f "$SITE/projects?country=Keny" || curl -sS "$SITE/projects?country=Keny")
    [ "$(status_of "$SITE/projects?country=Keny")" = 400 ]
    [[ $page == *'Keny is not among the values of Country.'*'<a href="/projects?country=KE">Kenya</a>'* && $page == *'href="/vocabularies/country"'* ]]
    page=$(curl -sS "$SITE/projects?cuntry=KE&lang=fr")
    [[ $page == *'Rien ne s&#39;appelle cuntry'*'Vous pensez peut-être à country (Pays).'* ]]
    page=$(curl -sS "$SITE/projects?start%3E=soon&budget%3C=much&country=TH")
    [[ $page == *'name="start&gt;" size="9" value="soon" aria-invalid="true" aria-describedby="w-start-from"'*'id="w-start-from">soon is no date. Write a year'* ]]
    [[ $page == *'much is no number.'* && $page == *'<input type="hidden" name="country" value="TH">'* ]]
    [[ $page == *'<a href="/projects?country=TH">The list without these conditions</a>'* ]]
    [[ $page != *codelists/* && $page != *'.yaml'* ]]
    [[ $(curl -sS "$SITE/projects.json?country=ZZ") != *.yaml* && $(curl -sS "$SITE/projects.json?nix=1") != *.yaml* ]]
    [[ $(curl -sS "$SITE/projects.json?country=Keny" | jq -r .error) == *'Did you mean "KE"?'* ]]
    [ "$(status_of "$SITE/projects.json?limit=0")" = 400 ]
    [ "$(status_of "$SITE/projects.json?limit=1001")" = 400 ]
    [ "$(status_of "$SITE/projects?from=x")" = 400 ]
}

@test "behind the end of a list there is a way back" {
    [ "$(status_of "$SITE/projects?from=5000")" = 404 ]
    page=$(curl -sS "$SITE/projects?from=5000&sort=title")
    total=$(get "$SITE/projects.json" | jq .total)
    last=$(((total - 1) / 50 * 50))
    [[ $page == *"There is no record number 5,001: the list has $total."*"<a href=\"/projects?sort=title&amp;from=$last\">"* ]]
    [ "$(status_of "$SITE/projects?from=$last")" = 200 ]
    [ "$(get "$SITE/projects.json?from=5000" | jq -c '[.rows, .next, .truncated]')" = '[[],null,false]' ]
}

@test "the next part of a list as JSON is a link, and all parts together are the list" {
    next='/publications.json?title~=migra%20&limit=30&sort=-title&lang=es'
    : >"$BATS_TEST_TMPDIR/all"
    parts=0
    while [ "$next" != null ] && [ "$parts" -lt 20 ]; do
        get "$SITE$next" >"$BATS_TEST_TMPDIR/part"
        jq -r '.rows[].identifier' "$BATS_TEST_TMPDIR/part" >>"$BATS_TEST_TMPDIR/all"
        jq -e '(.next == null) == (.next_from == null) and (.truncated == (.next != null))' "$BATS_TEST_TMPDIR/part"
        next=$(jq -r .next "$BATS_TEST_TMPDIR/part")
        parts=$((parts + 1))
    done
    [ "$parts" -gt 1 ]
    of_csv 'publications?title~=migra&sort=-title' | diff - "$BATS_TEST_TMPDIR/all"
    [ "$(get "$SITE/publications.csv?limit=7&from=3&title~=migra&sort=-title" | tail -n +2 | wc -l)" -ge 7 ]
    of_csv 'publications?limit=7&from=3&title~=migra&sort=-title' | diff - <(sed -n 4,10p "$BATS_TEST_TMPDIR/all")
}

@test "lists and records as data have the tags that count, and come in again without them being in the way" {
    get "$SITE/projects.json?limit=1000" >"$BATS_TEST_TMPDIR/all.json"
    for lens in labour-migration broad-2013; do
        jq -r --arg lens "$lens" '.rows[] | select([.tags[] | select(.lens == $lens)] | length > 0) | .identifier' "$BATS_TEST_TMPDIR/all.json" >"$BATS_TEST_TMPDIR/tagged"
        of_json "projects?tag=$lens&limit=1000" | diff - "$BATS_TEST_TMPDIR/tagged"
        [ -s "$BATS_TEST_TMPDIR/tagged" ]
    done
    # A person says no to one and yes to another.
    first=$(grep -v / "$BATS_TEST_TMPDIR/tagged" | head -1)
    jq -e --arg id "$first" '.rows[] | select(.identifier == $id) | .tags | map(.decided) | any | not' "$BATS_TEST_TMPDIR/all.json"
    get "$SITE/projects/$first.json" | jq -c .tags | diff - <(jq -c --arg id "$first" '.rows[] | select(.identifier == $id) | .tags' "$BATS_TEST_TMPDIR/all.json")
    printf 'identifier,lens,theme,verdict,person\nproject:%s,broad-2013,,rejected,Ann\nproject:%s,labour-migration,domestic,confirmed,Ann\n' "$first" "$first" >"$BATS_TEST_TMPDIR/judged.csv"
    "$CROSSCUT" --db "$SITE_DB" --quiet review --import "$BATS_TEST_TMPDIR/judged.csv"
    get "$SITE/projects/$first.json" | jq -e '[.tags[] | select(.lens == "broad-2013")] == [] and ([.tags[] | select(.lens == "labour-migration" and .theme == "domestic")][0].decided)'
    # One column for each lens; the same as JSON says, and as the workbook has.
    get "$SITE/projects.csv" >"$BATS_TEST_TMPDIR/projects.csv"
    get "$SITE/projects.json?limit=1000" >"$BATS_TEST_TMPDIR/all.json"
    python3 - "$BATS_TEST_TMPDIR" <<'P'
import csv, json, sys
rows = list(csv.DictReader(open(sys.argv[1] + '/projects.csv')))
data = json.load(open(sys.argv[1] + '/all.json'))['rows']
lenses = [name[4:] for name in rows[0] if name.startswith('tag.')]
assert 'labour-migration' in lenses and len(rows) == len(data)
some = 0
for row, record in zip(rows, data):
    assert row['identifier'].lstrip("'") == record['identifier']
    for lens in lenses:
        mine = [tag for tag in record['tags'] if tag['lens'] == lens]
        themes = [tag['theme'] for tag in mine if 'theme' in tag]
        assert row['tag.' + lens].lstrip("'") == ('|'.join(themes) or ('*' if mine else '')), (record['identifier'], lens)
        some += len(themes)
assert some > 20
P
    # Importing both again changes nothing, and tells of nothing.
    cp "$SITE_DB" "$BATS_TEST_TMPDIR/again.db"
    jq -c '.rows[]' "$BATS_TEST_TMPDIR/all.json" >"$BATS_TEST_TMPDIR/projects.jsonl"
    for file in projects.csv projects.jsonl; do
        run --separate-stderr "$CROSSCUT" --db "$BATS_TEST_TMPDIR/again.db" --json import "$BATS_TEST_TMPDIR/$file"
        [ "$status" = 0 ]
        jq -e '[.. | objects | select(has("updated")) | .updated + .stored] | add == 0' <<<"$output" || { echo "$output"; false; }
        jq -e '[.. | objects | select(has("problems")) | .problems | if type == "array" then length else . end] | add == 0' <<<"$output" || { echo "$output"; false; }
    done
}
