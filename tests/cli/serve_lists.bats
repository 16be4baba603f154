#!/usr/bin/env bats
# Lists are answered from memory, and answers are kept: both have to be what the store says, also after the data have changed.

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

# "TOTAL IDENTIFIERS…" of the page; of its JSON; and of the rows of all its CSV, which asks the store.
of_page() {
    get "$SITE/$1" >"$BATS_TEST_TMPDIR/page"
    sed -n 's/.*<h1>.* <small>\([0-9,]*\) \(records*\|of [0-9,]*\)<.*/\1/p' "$BATS_TEST_TMPDIR/page" | tr -d ,
    identifiers_of <"$BATS_TEST_TMPDIR/page"
}
of_json() {
    get "$SITE/${1/\?/.json?}" | jq -r '.total, .rows[].identifier'
}

of_csv() {
    get "$SITE/$(sed "s/from=[0-9]*&\\?//; s/?/.csv?/; /?/!s/\$/.csv/" <<<"$1")" | python3 -c 'import csv, sys
rows = list(csv.reader(sys.stdin))[1:]
first = int(sys.argv[1] or 0)
print(len(rows), *[row[0] for row in rows][first:first + 50], sep="\n")' "$(sed -n 's/.*from=\([0-9]*\).*/\1/p' <<<"$1")"
}

@test "pages of lists under any conditions have the records that the store finds, in its order" {
    for path in 'projects?country=TH' 'projects?country=TH&country=VN' 'projects?country!=TH' 'projects?country=' \
        'projects?country=TH|VN' 'projects?country=|TH' 'projects?tag=labour-migration' 'projects?tag=labour-migration&country=TH' \
        'projects?start%3E=2009' 'projects?start%3E=2009&start%3C=2012&region=asia-pacific' 'projects?start=' 'projects?budget%3E=1000000&tag=labour-migration' \
        'projects?region!=africa&size!=project' 'projects?candidate=labour-migration' 'agreements?pair=IN-QA' 'events?country.role=host' \
        'activities?sector=15190' 'activities?sector.vocabulary=1&sector=15190' 'activities?sector.vocabulary=1' 'activities?country.percentage%3E=50&country=AF' \
        'comments?convention=C097&year%3E=2005' 'publications?from=50' 'publications?language=fr&from=0' 'ratifications?status!=in-force' 'projects?import=1' 'projects?identifier=x|y'; do
        code=$(status_of "$SITE/$path")
        [ "$code" = "$(status_of "$SITE/${path/\?/.json?}")" ] || { echo "$path: $code"; false; }
        [ "$code" = 200 ] || continue
        of_page "$path" | sed '/^$/d' >"$BATS_TEST_TMPDIR/html"
        of_json "$path" >"$BATS_TEST_TMPDIR/json"
        diff "$BATS_TEST_TMPDIR/html" "$BATS_TEST_TMPDIR/json" || { echo "$path"; false; }
        of_csv "$path" | diff - "$BATS_TEST_TMPDIR/json" || { echo "$path"; false; }
        of_page "$path" | sed '/^$/d' | diff - "$BATS_TEST_TMPDIR/json" # and from what was kept
    done
}

@test "an answer that is kept is the one that was made, compressed or not, in each language" {
    for path in '/' '/projects?country=TH' '/search?q=migration' '/tables/agreements-by-country' '/projects.csv' '/tables/t05-funding-by-region.xlsx'; do
        get -D "$BATS_TEST_TMPDIR/head1" -o "$BATS_TEST_TMPDIR/one" "$SITE$path"
        get -D "$BATS_TEST_TMPDIR/head2" -o "$BATS_TEST_TMPDIR/two" "$SITE$path"
        get --compressed -o "$BATS_TEST_TMPDIR/three" "$SITE$path"
        get --compressed -o "$BATS_TEST_TMPDIR/four" "$SITE$path"
        cmp "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two"
        cmp "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/three"
        cmp "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/four"
        diff <(grep -v '^Date' "$BATS_TEST_TMPDIR/head1") <(grep -v '^Date' "$BATS_TEST_TMPDIR/head2")
        tag=$(sed -n 's/^ETag: \(.*\)\r/\1/p' "$BATS_TEST_TMPDIR/head1")
        [ "$(status_of -H "If-None-Match: $tag" "$SITE$path")" = 304 ]
        [ "$(status_of -H 'If-None-Match: "another"' "$SITE$path")" = 200 ]
    done
    [[ $(get -H 'Accept-Language: fr' "$SITE/projects") == *'<html lang="fr">'* ]]
    [[ $(get -H 'Accept-Language: es' "$SITE/projects") == *'<html lang="es">'* ]]
    [[ $(get -H 'Accept-Language: fr' "$SITE/projects") == *'<html lang="fr">'* ]]
}

@test "what has changed is seen at once" {
    of_page 'projects?country=TV' >"$BATS_TEST_TMPDIR/before"
    printf 'kind,identifier,title@en,country\nproject,new-one,A new one,TV\n' >"$BATS_TEST_TMPDIR/new.csv"
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$BATS_TEST_TMPDIR/new.csv"
    of_page 'projects?country=TV' | grep -qx new-one
    [ "$(of_page 'projects?country=TV' | head -1)" = $(($(head -1 "$BATS_TEST_TMPDIR/before") + 1)) ]
    printf 'kind,identifier,title@en,country\nproject,new-one,Another name,KI\n' >"$BATS_TEST_TMPDIR/new.csv"
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$BATS_TEST_TMPDIR/new.csv"
    of_page 'projects?country=TV' | diff - "$BATS_TEST_TMPDIR/before"
    [[ $(get "$SITE/projects?country=KI") == *'Another name'* ]]
}

@test "a condition is shown by its labels, in the language of the page" {
    theme=$(get "$SITE/themes.json" | jq -r '[.[] | select(.lens == "labour-migration")][0].theme')
    label=$(get "$SITE/themes.json?lang=fr" | jq -r '[.[] | select(.lens == "labour-migration")][0].label')
    [[ $(get "$SITE/projects?tag=labour-migration/$theme&lang=fr") == *">avec l&#39;étiquette $label <span"* ]]
    [[ $(get "$SITE/projects?tag=labour-migration/none") != *"Labour migration <span aria-hidden"* ]]
}

@test "claims are shown verdict by verdict, and every one can be reached" {
    all=$(get "$SITE/claims.json" | jq length)
    sum=0
    for verdict in $(get "$SITE/claims" | grep -o 'verdict=[a-z-]*' | sort -u | cut -d= -f2); do
        sum=$((sum + $(get "$SITE/claims?verdict=$verdict" | grep -c '<tr id=')))
    done
    [ "$sum" = "$(get "$SITE/claims.json" | jq '[.. | objects | select(has("verdict"))] | length')" ] || [ "$sum" = "$all" ]
    [ "$(get "$SITE/claims" | grep -c '<tr id=')" -lt "$sum" ]
    [ "$(status_of "$SITE/claims?verdict=none")" = 400 ]
    # The first verdict is open, the others folded; heads stand over their numbers, which are grouped as the language does.
    page=$(get "$SITE/claims?lang=fr" | tr '\n' ' ')
    [ "$(grep -o '<details class="verdict" open>' <<<"$page" | wc -l)" = 1 ]
    [ "$(grep -o '<details class="verdict"' <<<"$page" | wc -l)" = "$(get "$SITE/claims.json" | jq '[.[].verdict] | unique | length')" ]
    [[ $page == *'<th scope="col" class="number">Imprimé</th><th scope="col" class="number">Calculé</th>'* ]]
    [[ $page == *'<td lang="en" dir="auto">Table 5, Total'*'<td class="number">82'*'380'*'379</td>'* ]]
    is_a_good_page /claims
}

@test "the home page says how much there is, what is new, and leads on" {
    page=$(get "$SITE/")
    number=$(sed -n 's/.*href="\/lenses\/labour-migration">\([0-9,]*\) records about.*/\1/p' <<<"$page" | tr -d ,)
    [ "$number" = "$(get "$SITE/lenses.json" | jq '.[] | select(.lens == "labour-migration") | .records')" ]
    [[ $page == *'<h2>New and changed <small>'*'<li><a href="/'* && $page == *'href="/corridors"'* ]]
    is_a_good_page /
}

@test "what is new on the home page opens: its number is the sum of lists, each as long as it says" {
    get "$SITE/" >"$BATS_TEST_TMPDIR/page"
    changed=$(get "$SITE/home.json" | jq .changed)
    since=$(get "$SITE/home.json" | jq -r .since)
    grep -q "<a href=\"#new\">$changed new or changed since $since</a>" "$BATS_TEST_TMPDIR/page"
    sum=0
    while IFS=$'\t' read -r address number; do
        [ "$(get "$SITE/${address/\?/.json?}" | jq .total)" = "$number" ]
        sum=$((sum + number))
    done < <(python3 - "$BATS_TEST_TMPDIR/page" <<'P'
import html, re, sys
page = open(sys.argv[1]).read()
for address, number in re.findall(r'<a href="/([^"]*changed%3E=[^"]*)">[^<]*?([\d,]+)</a>', page):
    print(html.unescape(address), number.replace(',', ''), sep='\t')
P
)
    [ "$sum" -eq "$changed" ]
}

@test "each figure of the home page is the length of its list, and has its table" {
    get "$SITE/home.json" >"$BATS_TEST_TMPDIR/home.json"
    [ "$(jq '.figures | length' "$BATS_TEST_TMPDIR/home.json")" -gt 2 ]
    while IFS=$'\t' read -r path number table; do
        [[ $path == *\?* ]] || path+='?'
        [ "$(get -g "$SITE${path/\?/.json?}" | jq .total)" = "$number" ]
        [ "$(status_of "$SITE/tables/$table")" = 200 ]
    done < <(jq -r '.figures[] | [.path, .records, .table] | @tsv' "$BATS_TEST_TMPDIR/home.json")
    [ "$(get "$SITE/" | grep -c '<svg class="spark"')" -eq "$(jq '.figures | length' "$BATS_TEST_TMPDIR/home.json")" ]
}

@test "many ask at once, and each gets its own answer" {
    for i in 1 2 3 4 5 6 7 8; do
        (for country in TH VN NP IN KH ID; do
            [[ $(get "$SITE/projects?country=$country") == *"country=$country"* ]] || exit 1
        done) &
        pids[$i]=$!
    done
    for pid in "${pids[@]}"; do wait "$pid"; done
}

@test "beside a condition on what stands with a value, each number of that field is the length of its list" {
    get "$SITE/events?means.primary=true" >"$BATS_TEST_TMPDIR/page"
    seen=0
    while IFS=$'\t' read -r address number; do
        list=$(get "$SITE/${address/\?/.json?}" | jq .total)
        [ "$list" = "$number" ] || { echo "$address says $number and has $list"; false; }
        seen=$((seen + 1))
    done < <(python3 - "$BATS_TEST_TMPDIR/page" <<'P'
import html, re, sys
page = open(sys.argv[1]).read()
for address, number in re.findall(r'<a href="/(events\?[^"]*means=[^"]*)"[^>]*>.*?</a>\s*<[^>]*>([\d,]+)<', page):
    print(html.unescape(address), number.replace(',', ''), sep='\t')
P
)
    [ "$seen" -ge 2 ]
}

# For each value of each facet of the list: a line where the number beside it is not the total of the list that its link,
# or its form with this box alone of the facet, leads to; then how many ways were followed.
follow_facets() { # PATH
    get "$SITE/$1" >"$BATS_TEST_TMPDIR/page"
    python3 - "$BATS_TEST_TMPDIR/page" "$SITE" <<'P'
import html, json, re, sys, urllib.parse, urllib.request
page = open(sys.argv[1]).read()
form = page[page.index('<form method="get" action="/', page.index('class="facets"')):]
form = form[:form.index('</form>')]
action = re.match(r'<form method="get" action="([^"]*)"', form)[1] + '?'
attribute = lambda tag, name: html.unescape((re.search(r' %s="([^"]*)"' % name, tag) or ['', ''])[1])
total = lambda address: json.load(urllib.request.urlopen(sys.argv[2] + address.replace('?', '.json?', 1)))['total']
kept = [(attribute(i, 'name'), attribute(i, 'value')) for i in re.findall(r'<input [^>]*>', form)
        if 'type="checkbox"' not in i or i.endswith(' checked>')]
followed, seen = 0, {}
for box, link, number in re.findall(
        r'<li>(<input type="checkbox"[^>]*>)<a href="([^"]*)"[^>]*>.*?</a> <span>([^<]*)</span>', form):
    name, number = attribute(box, 'name'), int(re.sub(r'\D', '', number))
    seen[name] = seen.get(name, 0) + 1
    if seen[name] > 6:
        continue
    boxes = [(n, v) for n, v in kept if n != name] + [(name, attribute(box, 'value'))]
    ways = [('form', action + urllib.parse.urlencode(boxes))]
    if not box.endswith(' checked>'): # the link of one that is chosen takes it back
        ways.append(('link', html.unescape(link)))
    for way, address in ways:
        followed += 1
        if total(address) != number:
            print(way, number, total(address), address)
print(followed)
P
}

@test "of a list with several conditions on one facet, links and boxes both lead to as many as the numbers say" {
    local path
    for path in 'projects?tag=labour-migration&tag=labour-migration/gov' 'projects?tag=labour-migration/gov&tag=labour-migration' \
        'projects?tag=labour-migration/gov&tag=labour-migration/recruit' 'projects?country=TH&country=VN' 'projects?country!=TH' \
        'projects?country=TH&tag!=labour-migration' 'events?means=advocacy&means.primary=true'; do
        run -0 follow_facets "$path"
        [ "${#lines[@]}" = 1 ] && [ "${lines[0]}" -gt 6 ] || { echo "$path: $output"; false; }
    done
}

@test "of two conditions on a lens the theme is ticked and the other kept; the same one twice is one" {
    get "$SITE/projects?tag=labour-migration&tag=labour-migration%2Fgov" >"$BATS_TEST_TMPDIR/page"
    grep -q 'value="labour-migration/gov" aria-label="[^"]*" checked>' "$BATS_TEST_TMPDIR/page"
    [ "$(grep -c '<input type="hidden" name="tag" value="labour-migration' "$BATS_TEST_TMPDIR/page")" = 1 ]
    get -L "$SITE/projects?tag=labour-migration&tag.labour-migration%7C=labour-migration" >"$BATS_TEST_TMPDIR/page"
    [ "$(sed -n '/<ul class="chips">/,/<.ul>/p' "$BATS_TEST_TMPDIR/page" | grep -c '<li>')" = 1 ]
    [ "$(get -o /dev/null -w '%{redirect_url}' "$SITE/projects?tag=labour-migration&tag=labour-migration")" = "$SITE/projects?tag=labour-migration" ]
}

@test "a table is cited with a digest that its command gives again when the data have changed" {
    cp "$SITE_DB" "$BATS_TEST_TMPDIR/later.db"
    sleep 1.1
    printf 'kind,identifier,title@en,start,country,region\nproject,later-1,Protection of migrant workers in Kenya,2013-01-01,KE,africa\n' >"$BATS_TEST_TMPDIR/later.csv"
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/later.db" --quiet import "$BATS_TEST_TMPDIR/later.csv"
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/later.db" --quiet edit project:ilo-thamm country=KE --person Ann
    for name in projects-by-theme projects-by-region agreements-by-country t12-comments; do
        get "$SITE/tables/$name" | sed -n '/class="cite"/,/<.section>/p' >"$BATS_TEST_TMPDIR/cite"
        digest=$(sed -n 's/.*, digest \([0-9a-f]\{32\}\)\. .*/\1/p' "$BATS_TEST_TMPDIR/cite")
        command=$(sed -n 's/.*<code>crosscut \(.*\) | b2sum -l 128<.code>.*/\1/p' "$BATS_TEST_TMPDIR/cite")
        [ ${#digest} = 32 ]
        for db in "$SITE_DB" "$BATS_TEST_TMPDIR/later.db"; do
            [ "$("$CROSSCUT" --db "$db" $command | b2sum -l 128 | cut -d' ' -f1)" = "$digest" ]
        done
        [ "$name" != projects-by-theme ] || [ "$("$CROSSCUT" --db "$BATS_TEST_TMPDIR/later.db" table "$name" --lang en -f csv | b2sum -l 128 | cut -d' ' -f1)" != "$digest" ]
    done
}

@test "a form filled in far from the site comes in as a table, and mistakes are told" {
    get "$SITE/events/form.csv" >"$BATS_TEST_TMPDIR/form.csv"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/form.csv")" = 1 ]
    [[ "$(cat "$BATS_TEST_TMPDIR/form.csv")" == identifier,kind,title,* ]]
    python3 - "$BATS_TEST_TMPDIR/form.csv" <<'END'
import csv, sys
columns = next(csv.reader(open(sys.argv[1])))
rows = [{'identifier': 'far-1', 'kind': 'event', 'title': 'Atelier sur les migrations', 'title.language': 'fr', 'type': 'conference',
         'country': 'ML', 'start': '2013-05'},
        {'identifier': 'far-2', 'kind': 'event', 'title': 'Atelier', 'title.language': 'fr', 'country': 'Mall', 'start': '5/13'}]
with open(sys.argv[1], 'a', newline='') as file:
    csv.DictWriter(file, columns, lineterminator='\n').writerows(rows)
END
    run -3 --separate-stderr "$CROSSCUT" --db "$BATS_TEST_TMPDIR/far.db" --json import "$BATS_TEST_TMPDIR/form.csv"
    [ "$(jq -r .stored <<<"$output")" = 2 ]
    [ "$(jq -r '[.problems[] | "\(.line) \(.field)"] | sort | join(", ")' <<<"$output")" = "3 country, 3 start" ]
    run -0 "$CROSSCUT" --db "$BATS_TEST_TMPDIR/far.db" show event:far-1
    [[ "$output" == *"Atelier sur les migrations"*"ML (Mali)"* ]]
    # The page has every public field of the kind, ticks for short lists, and nothing that is not public.
    get "$SITE/activities/form" >"$BATS_TEST_TMPDIR/page"
    grep -q '<dt>Title <small>required' "$BATS_TEST_TMPDIR/page"
    grep -q '<span class="box"></span> Implementation <code>2</code>' "$BATS_TEST_TMPDIR/page"
    ! grep -qi 'contact' "$BATS_TEST_TMPDIR/page" || false
    [ "$(status_of "$SITE/nothings/form")" = 404 ]
    get "$SITE/events" | grep -q '<a href="/events/form">Form to fill in</a>'
    get "$SITE/events/form.xlsx" >"$BATS_TEST_TMPDIR/form.xlsx"
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/far.db" --json import "$BATS_TEST_TMPDIR/form.xlsx" | jq -e '.read == 0'
}

@test "CSV has names and codes, or with ?labels= the labels of a language; ?bom=1 is for Excel" {
    [[ $(get "$SITE/projects.csv" | head -1) == identifier,kind,title,title.language,* ]]
    [ "$(get "$SITE/projects.csv?bom=1" | head -c 3 | od -An -tx1 | tr -d ' ')" = efbbbf ]
    [ "$(get "$SITE/projects.csv?bom=1" | tail -c +4 | cksum)" = "$(get "$SITE/projects.csv" | cksum)" ]
    [ "$(get "$SITE/projects.csv?bom=0" | head -c 4)" = iden ]
    for language in en fr es; do
        get "$SITE/projects.csv?country=TH&labels=$language" >"$BATS_TEST_TMPDIR/$language"
        get -o /dev/null -D - "$SITE/projects.csv?labels=$language" | grep -qi "^content-language: $language"
    done
    head -1 "$BATS_TEST_TMPDIR/en" | grep -q '^Identifier,Kind,Title,Title (language),.*,Country,Region,'
    head -1 "$BATS_TEST_TMPDIR/fr" | grep -q '^Identifiant,Nature,Titre,Titre (langue),.*,Pays,Région,'
    grep -q 'Thaïlande' "$BATS_TEST_TMPDIR/fr"
    grep -q 'Tailandia' "$BATS_TEST_TMPDIR/es"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/fr")" = "$(get "$SITE/projects.csv?country=TH" | wc -l)" ]
    [ "$(status_of "$SITE/projects.csv?labels=de")" = 400 ]
    [ "$(status_of "$SITE/projects.json?labels=fr")" = 400 ] # a condition on a field that is not there
    [[ $(get "$SITE/tables/projects-by-region.csv?labels=fr" | head -1) == Code,Région,* ]]
    [[ $(get "$SITE/tables/projects-by-region.csv" | head -1) == key,label,* ]]
    grep -q '^NP,Nepal,Népal,Nepal,Asia and the Pacific' <(get "$SITE/vocabularies/country.csv?labels=en")
    [[ $(get "$SITE/countries.csv?labels=es" | head -1) == 'Código,Etiqueta,Forma parte de,'* ]]
    [[ $(get "$SITE/search.csv?q=migration&labels=fr" | head -1) == Type,Identifiant,* ]]
}

@test "pages offer CSV for Excel, in their language and with their question" {
    [[ $(get "$SITE/projects?country=TH&lang=fr") == *'<a href="/projects.csv?country=TH&amp;lang=fr&amp;bom=1&amp;labels=fr">CSV pour Excel</a>'* ]]
    [[ $(get "$SITE/tables/projects-by-region") == *'<a href="/tables/projects-by-region.csv?bom=1&amp;labels=en">CSV for Excel</a>'* ]]
}

@test "what a kind leaves out is in no list and no number, unless it is asked for" {
    of_page publications | head -1 >"$BATS_TEST_TMPDIR/before"
    printf 'kind,identifier,title@en,status,year\npublication,left-out-1,Left out on migrant workers,duplicate,2013\n' >"$BATS_TEST_TMPDIR/out.csv"
    "$CROSSCUT" --db "$SITE_DB" --quiet import "$BATS_TEST_TMPDIR/out.csv" || [ $? -eq 3 ] # a field that is required is not there
    of_page publications | head -1 | diff - "$BATS_TEST_TMPDIR/before"
    for path in publications 'publications?year=2013' 'publications?title~=left+out' 'publications?status=duplicate' 'publications?status=duplicate&year=2013' 'publications?identifier=left-out-1' 'publications?tag=labour-migration'; do
        [ "$(of_page "$path" | head -1)" = "$(of_csv "$path" | head -1)" ] || { echo "$path"; false; }
    done
    of_page 'publications?status=duplicate' | grep -qx left-out-1
}
