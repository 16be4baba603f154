#!/usr/bin/env python3
"""Checks the description of the addresses (openapi.json): whether it is whole, and whether what is answered to its examples
is what it says. openapi.py SITE [COOKIE]: with the cookie of an administrator, addresses for staff too."""
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

try:
    import jsonschema
except ImportError:
    jsonschema = None
try:
    import openapi_spec_validator
except ImportError:
    openapi_spec_validator = None

site, cookie = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
wrong = []


def ask(path, signed_in=False):
    request = urllib.request.Request(site + path, headers={'Cookie': f'session={cookie}'} if signed_in else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read()


def expect(fine, words):
    if not fine:
        wrong.append(words)


document = json.loads(ask('/openapi.json')[2])


def resolve(thing):
    while '$ref' in thing:
        found = document
        for part in thing['$ref'].removeprefix('#/').split('/'):
            found = found[part]
        thing = found
    return thing


def refs(thing):
    if isinstance(thing, dict):
        if '$ref' in thing:
            resolve(thing)  # KeyError: it leads nowhere
        for value in thing.values():
            refs(value)
    elif isinstance(thing, list):
        for value in thing:
            refs(value)


# ---- it is whole ----
refs(document)
if openapi_spec_validator:
    openapi_spec_validator.validate(document)
identifiers = [operation['operationId'] for methods in document['paths'].values() for operation in methods.values()]
expect(len(identifiers) == len(set(identifiers)), 'two operations of one name')
for path, methods in document['paths'].items():
    for method, operation in methods.items():
        parameters = [resolve(parameter) for parameter in operation['parameters']]
        expect(re.findall(r'\{(\w+)\}', path) == [p['name'] for p in parameters if p['in'] == 'path'], f'{path}: parts')
        expect(all(p['schema'] for p in parameters), f'{path}: a parameter without a schema')
        expect(all(p.get('description') for p in parameters if p['in'] == 'query'), f'{path}: a parameter without words')
        expect('summary' in operation and '404' in operation['responses'], f'{path}: {method}')
        for code, answer in operation['responses'].items():
            answer = resolve(answer)
            expect(answer['description'], f'{path}: {code} without words')
            for media in answer.get('content', {}).values():
                expect(media.get('schema'), f'{path}: {code} without a schema')
        for name, media in operation['responses'].get('200', {}).get('content', {}).items():
            expect(name != 'application/json' or path == '/openapi.json' or '.metadata.' in path or '$ref' in media['schema'],
                   f'{path}: JSON without a schema (web/schemas.json)')
        expect(('security' in operation) == (operation['x-capability'] != 'public'), f'{path}: who may come')

# ---- its examples are answered so ----
asked = answered = 0
for path, methods in document['paths'].items():
    operation = methods.get('get')
    if not operation or ('security' in operation and not cookie):
        continue
    filled, complete = path, True
    for parameter in map(resolve, operation['parameters']):
        if parameter['in'] == 'path':
            complete = complete and 'example' in parameter
            filled = filled.replace('{%s}' % parameter['name'], urllib.parse.quote(str(parameter.get('example')), safe=''))
    if not complete:
        continue
    status, type_, body = ask(filled, 'security' in operation)
    asked += 1
    # Not every kind has a calendar, not every table a drawing; a report may have to be told something; an address for some.
    if status in (400, 404) and re.search(r'\.(ics|svg)$|^/reports/|/(edit|delete)$', path) or status == 303:
        continue
    answered += 1
    expect(status == 200, f'{filled}: {status}')
    content = operation['responses']['200']['content']
    expect(type_ in content, f'{filled}: {type_}, not {list(content)}')
    if status == 200 and type_ == 'application/json' and path != '/openapi.json':
        value = json.loads(body)
        if jsonschema:
            schema = {**content[type_]['schema'], 'components': document['components']}
            try:
                jsonschema.Draft202012Validator(schema).validate(value)
            except jsonschema.ValidationError as error:
                wrong.append(f'{filled}: {error.json_path}: {error.message[:200]}')
    if status == 200 and type_ == 'text/csv':
        expect(b'\n' in body, f'{filled}: no row')
# What is refused is a problem.
status, type_, body = ask('/no-such-address.json')
expect(status == 404 and set(json.loads(body)) == {'ok', 'error', 'status'}, 'a problem')

print('\n'.join(wrong[:40]))
print(f'{len(document["paths"])} addresses, {asked} examples asked, {answered} answered, {len(wrong)} wrong')
sys.exit(1 if wrong or answered < 40 else 0)
