bats_require_minimum_version 1.5.0
# What every command-line test starts from: a database of its own in a folder of its own.
setup() {
    ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    CROSSCUT=${CROSSCUT:-$ROOT/build/release/crosscut}
    SHARED=${CROSSCUT_SHARED:-$ROOT/../shared}
    DB=$BATS_TEST_TMPDIR/test.db
    cd "$ROOT" || return 1
}

# Runs crosscut on the test's database; stdout and stderr apart: $output and $stderr.
crosscut() {
    "$CROSSCUT" --db "$DB" "$@"
}

# An IATI file with one activity a line of "IDENTIFIER TITLE".
iati() {
    echo '<?xml version="1.0"?><iati-activities version="2.03">'
    while read -r id title; do
        echo "<iati-activity default-currency=\"USD\" xml:lang=\"en\"><iati-identifier>$id</iati-identifier><reporting-org ref=\"XM-DAC-1\" type=\"40\"><narrative>Org</narrative></reporting-org><title><narrative>$title</narrative></title></iati-activity>"
    done
    echo '</iati-activities>'
}

needs_shared() {
    [ -d "$SHARED/data" ] || skip "../shared is not here"
}
