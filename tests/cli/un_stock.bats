#!/usr/bin/env bats
# The figures of data/un-stock are those of the table they were taken from.

load helper

@test "the migrant stock reads in without a problem, and no figure stands twice" {
    crosscut --quiet import data/un-stock
    [ "$(crosscut list statistic -f csv | tail -n +2 | wc -l)" = "$(tail -n +2 data/un-stock/stock.csv | wc -l)" ]
    [ -z "$(tail -n +2 data/un-stock/stock.csv | cut -d, -f2 | sort | uniq -d)" ]
}

@test "every figure of the migrant stock is that of the table by origin and destination" {
    needs_shared
    crosscut --quiet import data/un-stock
    # The same table as the pack's own format reads it; totals by destination and by origin stand in no record of it.
    crosscut --quiet import "$SHARED/data/migrant-stock/migrants_by_origin_and_destination_total.csv" || [ $? -eq 3 ]
    crosscut list statistic -f csv --all-fields >"$BATS_TEST_TMPDIR/all.csv"
    python3 - "$BATS_TEST_TMPDIR/all.csv" "$SHARED/data/migrant-stock/migrants_by_origin_and_destination_total.csv" data/un-stock/stock.csv <<'END_OF'
import csv, sys
read, table, ours = (list(csv.DictReader(open(path, encoding='utf-8-sig'))) for path in sys.argv[1:])
mine = {r['identifier'] for r in ours}
pairs, codes = {}, {}
for r in read:
    if r['identifier'] not in mine:
        pairs[r['origin'], r['destination'], r['period']] = float(r['value'])
        # "UN DESA IMS/2019/Qatar/Nepal": how the table writes the codes
        _, year, destination, origin = r['identifier'].split('/', 3)
        codes[r['destination']], codes[r['origin']] = destination, origin
rows = {(r['Year'], r['Destination']): r for r in table}
wrong = 0
for r in ours:
    place, year = r['ref_area'], r['period']
    if r['indicator'] == 'migrant-stock-in':
        expect = rows[year, codes[place]]['Total']
    elif r['indicator'] == 'migrant-stock-out':
        expect = rows[year, 'WORLD'][codes[place]]
    else:
        expect = pairs[r['origin'], r['destination'], year]
    if float(r['value']) != float(expect):
        print(r['identifier'], r['value'], 'is not', expect)
        wrong += 1
assert len(ours) > 500 and wrong == 0
END_OF
}
