# The page of a record: titles and numbers in the reader's language, tags with their words, what everybody gets.
load site

setup_file() {
    local csv=$BATS_FILE_TMPDIR/t.csv
    cat >"$csv" <<'CSV'
kind,identifier,title@en,title@fr,title@es,budget,budget.currency,start,end,country,none
project,P1,Bridges,Les ponts,,1234567,USD,2010-06-10,2015-05-31,,
project,P2,,Les routes,,1500,EUR,,,,
project,P3,Third,,,12x,EUR,someday,,Atlantis,1
project,P4,Twice,,,,,,,,
project,P4,Twice,,,,,,,,
project,,Nothing,,,,,,,,
CSV
    cp -r "$BATS_TEST_DIRNAME/../../packs/labour-migration" "$BATS_FILE_TMPDIR/pack"
    echo 'contact: register@example.org' >>"$BATS_FILE_TMPDIR/pack/pack.yaml"
    SITE_OPTIONS=(--pack "$BATS_FILE_TMPDIR/pack")
    printf 'kind,identifier,title@en,contact,contact.email,project\nactivity,A1,Some activity,Office,office@example.org,\n' >"$BATS_FILE_TMPDIR/a.csv"
    printf 'kind,identifier,title@en,title@fr,documented_in,project\n' >"$BATS_FILE_TMPDIR/practices.csv"
    for i in 1 2 3 4 5 6 7; do printf 'practice,R%s,Practice %s,Pratique %s,,project:P1\n' $i $i $i >>"$BATS_FILE_TMPDIR/practices.csv"; done
    site_start "$csv" "$BATS_FILE_TMPDIR/a.csv" "$BATS_FILE_TMPDIR/practices.csv"
    for role in reader editor; do add_user "$role" "$role"; sign_in "$role"; done
}
teardown_file() { site_stop; }

@test "a title stands in the language of the reader, else as it is with its language" {
    get "$SITE/projects/P1?lang=fr" | grep -q '<h1 dir="auto">Les ponts</h1>'
    get "$SITE/projects/P1?lang=es" | grep -q '<h1 lang="en" dir="auto">Bridges</h1>'
    get "$SITE/projects/P2" | grep -q '<h1 lang="fr" dir="auto">Les routes</h1>'
    get "$SITE/projects/P1?lang=fr" | grep -q '<title>Les ponts ·'
    # In lists, and in what a search finds.
    get "$SITE/projects?lang=fr" | grep -q ' dir="auto">Les ponts</a>'
    ! get "$SITE/projects?lang=fr" | grep -q 'Bridges' || false
    get "$SITE/search?q=bridges&lang=fr" | grep -q '<h2><a [^>]*>Les ponts</a>'
    # What is read by programs has the record's own.
    [ "$(get "$SITE/projects/P1.json?lang=fr" | jq -r .title)" = Bridges ]
}

@test "a number is written in one way on all pages of a language" {
    get "$SITE/projects/P1" | grep -q $'USD\u00a01,234,567<'
    get "$SITE/projects/P1?lang=fr" | grep -q $'USD\u00a01\u00a0234\u00a0567<'
    get "$SITE/projects?lang=es" | grep -q $'USD\u00a01\u00a0234\u00a0567<'
    get "$SITE/projects.csv?lang=es" | grep -q ',1234567,USD'
    # The same sign parts thousands on the page of claims.
    [ -z "$(get "$SITE/claims?lang=es" | grep -E '<td class="number">[0-9]{5,}<')" ]
}

@test "what is wrong with a question is said in the language of the page, for people" {
    [[ $(get "$SITE/projects?start%3E=yesterday&lang=fr") == *'yesterday'*"n&#39;est pas une date"* ]]
    [[ $(get "$SITE/projects?country=Atlantis&lang=es") == *'Atlantis'*'entre los valores de'* ]]
    ! get "$SITE/projects?country=Atlantis" | grep -q 'yaml' || false
    [[ $(get "$SITE/projects?titel=x&lang=fr") == *'titel'*'Vous pensez peut-être'* ]]
}

@test "problems of imports are said in the language of the page" {
    get "$SITE/imports/1?lang=fr" >"$BATS_TEST_TMPDIR/fr.html"
    grep -q "n&#39;est pas une date et est omise" "$BATS_TEST_TMPDIR/fr.html"
    grep -q "n&#39;est pas dans la liste de codes" "$BATS_TEST_TMPDIR/fr.html"
    grep -q "Aucun champ ne contient cette colonne\|n&#39;a pas ce champ" "$BATS_TEST_TMPDIR/fr.html"
    ! grep -q 'The \|yaml' "$BATS_TEST_TMPDIR/fr.html" || false
    # Programs read what the command line says.
    get "$SITE/imports/1.json" | jq -e '[.problems[].mend] | any(contains("codelists/"))'
}

@test "a record says how to cite it, whom to tell of an error, and what it is linked from" {
    get "$SITE/projects/P1?lang=fr" >"$BATS_TEST_TMPDIR/fr.html"
    grep -q "Les ponts. .*, fiche P1, version 1 du .*http.*/projects/P1" "$BATS_TEST_TMPDIR/fr.html"
    grep -q 'href="mailto:register@example.org?subject=Erreur%20dans%20la%20fiche%20P1&amp;body=http' "$BATS_TEST_TMPDIR/fr.html"
    grep -q 'href="/projects/P1.json?lang=fr">Télécharger en JSON' "$BATS_TEST_TMPDIR/fr.html"
    # Seven practices: five are seen at once, the others are folded, and why they are here is said.
    grep -q $'<h3>Pratiques <small>7, par leur champ «\u00a0Projet\u00a0»</small></h3>' "$BATS_TEST_TMPDIR/fr.html"
    grep -q '<details><summary>2 de plus</summary>' "$BATS_TEST_TMPDIR/fr.html"
    [ "$(grep -c '>Pratique [1-7]</a></li>' "$BATS_TEST_TMPDIR/fr.html")" = 7 ]
    is_a_good_page /projects/P1
}

@test "who is signed in learns that a field is not shown, and whom to ask; others nothing" {
    as reader "$SITE/activities/A1" | grep -q 'Not visible to your role (ask: register@example.org)'
    as editor "$SITE/activities/A1" | grep -q 'Not visible to your role\|shown in the form'
    ! as reader "$SITE/activities/A1" | grep -q 'office@example.org' || false
    ! get "$SITE/activities/A1" | grep -q 'Not visible\|office@example' || false
}

@test "a page that was asked for under another name is not kept for others" {
    get -H 'Host: other.example' "$SITE/projects/P2" | grep -q 'http://other.example/projects/P2'
    ! get "$SITE/projects/P2" | grep -q 'other.example' || false
    get "$SITE/projects/P2" | grep -q "<p class=\"found-at\">$SITE/projects/P2, on 20"
}

@test "dates are kept together, and a title is not said twice" {
    get "$SITE/projects/P1" | grep -q '<dd><time>2010-06-10</time></dd>'
    get "$SITE/" | grep -q '<title>Labour migration · Crosscut</title>'
    get "$SITE/lenses/labour-migration" | grep -q '<title>Labour migration · Crosscut</title>'
}
