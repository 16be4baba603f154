"""Checks a Data Package as any program may: hashes, columns, types, keys. Prints what is wrong."""
import csv, hashlib, json, os, re, sys

csv.field_size_limit(1 << 30)
folder = sys.argv[1]
package = json.load(open(os.path.join(folder, "datapackage.json"), encoding="utf-8"))
tables, bad, keys = {}, [], 0
for resource in package["resources"]:
    raw = open(os.path.join(folder, resource["path"]), "rb").read()
    if len(raw) != resource["bytes"] or "sha256:" + hashlib.sha256(raw).hexdigest() != resource["hash"]:
        bad.append(f"{resource['path']}: bytes or hash")
    rows = list(csv.reader(raw.decode("utf-8").splitlines(keepends=True)))
    names = [field["name"] for field in resource["schema"]["fields"]]
    if rows[0] != names:
        bad.append(f"{resource['path']}: header {rows[0]} is not {names}")
    tables[resource["name"]] = [dict(zip(names, row)) for row in rows[1:]]
    for field in resource["schema"]["fields"]:
        pattern = {"integer": r"[+-]?\d+", "number": r"-?\d+(\.\d+)?", "boolean": "true|false", "string": r"[\s\S]*"}[field["type"]]
        pattern = field.get("constraints", {}).get("pattern", pattern)
        values = [row[field["name"]] for row in tables[resource["name"]]]
        bad += [f"{resource['path']}: {field['name']}: {v}" for v in values if v and not re.fullmatch(pattern, v)]
        if field.get("constraints", {}).get("unique") and (len(set(values)) != len(values) or "" in values):
            bad.append(f"{resource['path']}: {field['name']} is not unique")
for resource in package["resources"]:
    for key in resource["schema"].get("foreignKeys", []):
        keys += 1
        there = {row[key["reference"]["fields"]] for row in tables[key["reference"]["resource"]]}
        bad += [f"{resource['path']}: {key['fields']}: {row[key['fields']]}" for row in tables[resource["name"]]
                if row[key["fields"]] and row[key["fields"]] not in there]
print(len(tables), "tables", keys, "keys")
print("\n".join(bad[:20]))
sys.exit(1 if bad else 0)
