# The page of a record: titles and numbers in the reader's language, tags with their words, what everybody gets.
load site

setup_file() {
    local csv=$BATS_FILE_TMPDIR/t.csv
    cat >"$csv" <<'CSV'
kind,identifier,title@en,title@fr,title@es,budget,budget.currency,start,end
project,P1,Bridges,Les ponts,,1234567,USD,2010-06-10,2015-05-31
project,P2,,Les routes,,1500,EUR,,
CSV
    site_start "$csv"
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
