#!/usr/bin/env bats
# The words of the pages in French and Spanish: none is left in English, and one idea has one word.

load helper
load site

setup_file() {
    printf 'kind,identifier,title@en,language,basis,items\npublication,B-1,A book,en,,\nportfolio-line,L-1,A line,,region,3\n' >"$BATS_FILE_TMPDIR/one.csv"
    site_start "$BATS_FILE_TMPDIR/one.csv"
    add_user admin administrator
    sign_in admin
}

teardown_file() {
    site_stop
}

@test "what is wrong with a search or a report's address is said in the language of the page" {
    [[ $(get "$SITE/search?q=%22&lang=fr") == *"Il n&#39;y a aucun mot à chercher"* ]]
    page=$(get "$SITE/reports/biennial?biennium=zz&lang=fr")
    [[ $page == *"pas une des valeurs de ce rapport"* && $page != *yaml* && $page != *'no code'* ]]
    page=$(get "$SITE/reports/biennial?nothing=zz&lang=es")
    [[ $page == *"nothing"* ]]
}

@test "examples, forms and what was done are words of the language" {
    page=$(get "$SITE/search?lang=fr")
    [[ $page == *'un OR deux'* && $page == *'<code>&quot;deux mots&quot;</code>'* && $page != *'two words'* ]]
    [[ $(get "$SITE/tables/projects-by-region?lang=es") == *'>Metadatos</a>'* ]]
    page=$(as admin "$SITE/audit?lang=fr")
    [[ $page == *'/audit?action=sign-in&amp;lang=fr">connexion</a>'* && $page != *'>sign-in<'* ]]
    as admin "$SITE/audit.json?lang=fr" | jq -e '.rows | any(.action == "sign-in")'
}

@test "every action that the program writes in the audit has words" {
    actions=$(grep -ohE 'site_audit\([^;]*|work_account_note\([^;]*|\.action = [^;]*|return str_is\(verdict[^;]*|states\[\] = [^;]*' -z \
        "$BATS_TEST_DIRNAME"/../../src/serve/*.c "$BATS_TEST_DIRNAME"/../../src/work/{accounts,second}.c | tr '\0' '\n' | grep -oE '"[a-z]+(-[a-z]+)*"' | sort -u)
    [ "$(wc -l <<<"$actions")" -gt 20 ]
    for action in $actions; do
        case $action in '"proposal"' | '"id"') continue ;; esac
        grep -q "{$action, N_" "$BATS_TEST_DIRNAME/../../src/serve/page_audit.c" || { echo "page_audit.c has no words for $action"; return 1; }
    done
}

@test "languages and what a portfolio is counted by have names in French and Spanish" {
    [[ $(get "$SITE/tables/publications-by-language?lang=es") == *'>Inglés<'* ]]
    [[ $(get "$SITE/publications?language=en&lang=fr") == *Anglais* ]]
    [[ $(get "$SITE/portfolio-lines?basis=region&lang=fr") == *Région* ]]
    get "$SITE/vocabularies/language.csv?lang=fr" | awk -F, 'NR > 1 && $2 == "" { exit 1 }'
}

@test "countries have the United Nations' short names, and are found by the names they had" {
    get "$SITE/vocabularies/country.json" >"$BATS_TEST_TMPDIR/names.json"
    for name in DZ.es=Argelia "CI.es=Côte d'Ivoire" 'BF.es=Burkina Faso' MM.es=Myanmar MM.fr=Myanmar KE.es=Kenya QA.es=Qatar SR.fr=Suriname IQ.fr=Iraq 'CV.fr=Cabo Verde'; do
        jq -e --arg name "$name" 'any(.codes[]; .code as $code | .labels | to_entries | any(($code + "." + .key + "=" + .value) == $name))' "$BATS_TEST_TMPDIR/names.json" >/dev/null ||
            { echo "not $name"; return 1; }
    done
    printf 'kind,identifier,title@en,country\nproject,A,A project,Birmania\nproject,B,B project,Costa de Marfíl\nproject,C,C project,Netherlands\n' >"$BATS_TEST_TMPDIR/old.csv"
    "$CROSSCUT" --db "$BATS_TEST_TMPDIR/old.db" -q import "$BATS_TEST_TMPDIR/old.csv"
    for name in A=MM B=CI C=NL; do
        "$CROSSCUT" --db "$BATS_TEST_TMPDIR/old.db" list project "country=${name#*=}" -f csv | grep -q "^${name%=*}," || { echo "not $name"; return 1; }
    done
}

@test "one idea has one word: a record, a kind, a refused tag, what was before a change" {
    for path in /search?q=book '/publications' '/publications/B-1' /imports/1 /tables/publications-by-language /glossary /about/method /edit /review/stats '/publications/B-1/history'; do
        page=$(as admin "$SITE$path$([[ $path == *\?* ]] && echo '&' || echo '?')lang=fr")
        ! grep -iE 'enregistrement|(ce|tout) genre' <<<"$page" || { echo "$path"; return 1; }
    done
    [[ $(as admin "$SITE/review/stats?lang=fr") != *Refusés* ]]
    [[ $(as admin "$SITE/publications/B-1/history?lang=fr") == *$'Barré</del>\u00a0: '* ]]
    page=$(as admin "$SITE/edit?lang=fr")
    [ -z "$(grep -oE 'href="/[a-z-]*/new\?lang=fr">[^<]*' <<<"$page" | sed 's/.*>//' | sort | uniq -d)" ]
}
